//! Handing conversations over: by a supervisor (SUP-XFER) and by an agent (AG-02 to AG-07, AG-13).

use super::{Move, Seats, Step, ringing};
use crate::action::Timer;
use crate::channel::Channel;
use crate::event::{ClosureReason, Fact, OfferKind, StatusReason};
use crate::id::{QueueId, UserId};
use crate::phase::{Offer, OfferClock, Pending, Phase, Primary, Seat, Talk};
use crate::presence::{Base, Bases};
use crate::refusal::Code;
use crate::rule::Rule;
use crate::switch::{
    AgentTransfersElevated, FirstAgent, FirstAgentFreed, ObserverAsTarget, OwnershipMoves, TransferCalls,
    TransferCounted, TransferOpen, TransferRecords, TransferToQueue,
};

impl Step<'_> {
    /// POL-19: an Open conversation to an agent of its queue.
    pub(crate) fn transfer_open(&mut self, agent: UserId) -> Move {
        if self.switches().transfer_open == TransferOpen::Refused {
            return self.refuse(Code::NobodyAssigned, Rule::Pol19);
        }
        if let Some((code, rule)) = self.channel_bars_transfer().or_else(|| self.cannot_receive(agent, None)) {
            return self.refuse(code, rule);
        }
        if self.channel() == Channel::Record {
            self.announce_supervisor_transfer(agent);
            return self.record_given(agent, Rule::Pol19, StatusReason::InConversation);
        }
        self.announce_supervisor_transfer(agent);
        self.begin_transfer(ringing(agent, OfferKind::SupervisorTransfer), None)
    }

    /// SUP-XFER-01 to 07: an Active conversation to another agent of the same queue.
    pub(crate) fn supervisor_transfer(&mut self, talk: &Talk, agent: UserId) -> Move {
        if talk.leg {
            return self.refuse(Code::Elevated, Rule::SupXfer03);
        }
        let primary = match talk.primary {
            Primary::Bot(_) => return self.refuse(Code::HeldByBot, Rule::SupXfer04),
            Primary::Agent(primary) => Some(primary),
            Primary::Outside => None,
        };
        if talk.pending.is_some() {
            return self.refuse(Code::OfferPending, Rule::SupXfer15);
        }
        if let Some((code, rule)) = self.channel_bars_transfer().or_else(|| self.cannot_receive(agent, primary)) {
            return self.refuse(code, rule);
        }
        self.announce_supervisor_transfer(agent);
        match primary {
            Some(primary) => self.hand_over(talk, primary, agent),
            None => self.begin_transfer(ringing(agent, OfferKind::SupervisorTransfer), None),
        }
    }

    /// SUP-XFER-08: a Waiting conversation; no first agent, so no consultant.
    pub(crate) fn transfer_waiting(&mut self, agent: UserId, last: Option<UserId>) -> Move {
        if let Some((code, rule)) = self.cannot_receive(agent, last) {
            return self.refuse(code, rule);
        }
        self.announce_supervisor_transfer(agent);
        let offer = Offer { first: last, from_waiting: true, ..ringing(agent, OfferKind::SupervisorTransfer) };
        self.begin_transfer(offer, last.filter(|_| !Rule::SupXfer08.holds()))
    }

    /// Calls need POL-18 b, records POL-60 b.
    fn channel_bars_transfer(&self) -> Option<(Code, Rule)> {
        let switches = self.switches();
        match self.channel() {
            Channel::Voice if Rule::SupXfer02.holds() && switches.transfer_calls == TransferCalls::Refused => {
                Some((Code::WrongChannel, Rule::Pol18))
            }
            Channel::Record if switches.transfer_records == TransferRecords::Refused => {
                Some((Code::WrongChannel, Rule::Pol60))
            }
            Channel::LiveChat
            | Channel::PersistentChat
            | Channel::Async
            | Channel::CustomAsync
            | Channel::Voice
            | Channel::Record => None,
        }
    }

    /// SUP-XFER-04 to 06: Ck, Cb, Cm, Cp; capacity is no filter. Agents only, so whoever is no agent is no member.
    fn cannot_receive(&self, agent: UserId, holder: Option<UserId>) -> Option<(Code, Rule)> {
        if holder == Some(agent) {
            return Some((Code::AlreadyHolder, Rule::SupXfer05));
        }
        if self.switches().observer_as_target == ObserverAsTarget::Refused && self.observes(agent) {
            return Some((Code::AlreadyHolder, Rule::Pol47));
        }
        if self.is_bot(agent) {
            return Some((Code::TargetIsBot, Rule::SupXfer04));
        }
        if !self.is_agent(agent) {
            return Some((Code::NotAMember, Rule::SupXfer04));
        }
        if !self.is_member(agent, self.slot.queue) {
            return Some((Code::NotAMember, Rule::SupXfer05));
        }
        if !self.has_presence(agent, self.workstream.allowed) {
            return Some((Code::Presence, Rule::SupXfer05));
        }
        if !Rule::SupXfer06.holds() && self.center.roster.needs_override(agent, self.price()) {
            return Some((Code::Capacity, Rule::SupAssign20));
        }
        None
    }

    fn announce_supervisor_transfer(&mut self, agent: UserId) {
        let conversation = self.id;
        self.emit(Rule::SupXfer07, Fact::SupervisorTransferredToAgent { conversation, agent });
    }

    fn count_transfer(&mut self, moment: TransferCounted) {
        if self.switches().transfer_counted == moment {
            let conversation = self.id;
            self.emit(Rule::Pol69, Fact::TransferCounted { conversation });
        }
    }

    /// A supervisor's hand-over from a talk (POL-03 to POL-05).
    pub(crate) fn hand_over(&mut self, talk: &Talk, primary: UserId, agent: UserId) -> Move {
        let consultant = match self.switches().first_agent {
            FirstAgent::ConsultantIfSupervisor | FirstAgent::Consultant => Some(primary),
            FirstAgent::Removed => None,
        };
        if self.channel() == Channel::Record {
            // DIST-24: no offer; records know no consult (section 9.2).
            self.count_transfer(TransferCounted::AtInitiation);
            self.plan.session = Some(ClosureReason::SupervisorTransferToAgent);
            self.plan.seats = Seats::NewSession { consultant: None };
            return self.record_given(agent, Rule::St24, StatusReason::InConversation);
        }
        if self.switches().ownership_moves == OwnershipMoves::AtAccept {
            let conversation = self.id;
            self.emit(Rule::Pol03, Fact::TransferToAgentInitiated { conversation, agent });
            self.emit(Rule::Pol03, Fact::OfferMade { conversation, agent, kind: OfferKind::SupervisorTransfer });
            self.count_transfer(TransferCounted::AtInitiation);
            self.plan.restart = self.plan.restart.with(Timer::Offer);
            let pending = Some(Pending { agent, clock: OfferClock::Ringing });
            return self.go(
                Rule::Pol03,
                StatusReason::InConversation,
                Phase::InConversation(Talk { pending, ..*talk }),
            );
        }
        let offer = Offer { first: Some(primary), ..ringing(agent, OfferKind::SupervisorTransfer) };
        self.begin_transfer(offer, consultant)
    }

    /// The second agent is offered the conversation, and it is the second agent's from now on (POL-03 a).
    pub(crate) fn begin_transfer(&mut self, offer: Offer, consultant: Option<UserId>) -> Move {
        let conversation = self.id;
        let (rule, closure) = match offer.kind {
            _ if !Rule::SupXfer12.holds() => (Rule::St24, ClosureReason::AgentTransferred),
            OfferKind::AgentTransfer => (Rule::St24, ClosureReason::AgentTransferred),
            OfferKind::SupervisorTransfer
            | OfferKind::SupervisorAssign
            | OfferKind::Routed
            | OfferKind::Picked
            | OfferKind::PreviewDial => {
                (if offer.from_waiting { Rule::St32 } else { Rule::St24 }, ClosureReason::SupervisorTransferToAgent)
            }
        };
        self.emit(rule, Fact::TransferToAgentInitiated { conversation, agent: offer.agent });
        self.count_transfer(TransferCounted::AtInitiation);
        self.plan.session = Some(closure);
        self.plan.seats = Seats::NewSession { consultant };
        let stays_charged = match self.switches().first_agent_freed {
            FirstAgentFreed::AtInitiation if Rule::SupXfer13.holds() => None,
            FirstAgentFreed::AtInitiation => offer.first.filter(|_| !offer.from_waiting),
            FirstAgentFreed::AtAccept | FirstAgentFreed::AfterTransferWrapUp => {
                offer.first.filter(|_| !offer.from_waiting)
            }
        };
        if stays_charged.is_some() {
            self.plan.former = Some(stays_charged);
        }
        self.offer(rule, StatusReason::AwaitingAgentAcceptance, offer)
    }

    /// An accepted transfer: counted, acknowledged, told to the customer (SUP-XFER-09, 17).
    pub(crate) fn transfer_accepted(&mut self, agent: UserId) {
        use crate::event::{Notice, Recipient};
        let conversation = self.id;
        self.emit(Rule::SupXfer09, Fact::TransferAcknowledged { conversation, agent });
        self.emit(Rule::SupXfer09, Fact::TransferToAgentAccepted { conversation, agent });
        self.count_transfer(TransferCounted::AtAcknowledgement);
        self.count_transfer(TransferCounted::AtAccept);
        self.notify(Rule::SupXfer17, Recipient::Customer, Notice::TransferAccepted);
    }

    /// A rejected transfer: acknowledged, though the hand-over does not happen (SUP-XFER-09).
    pub(crate) fn transfer_rejected(&mut self, agent: UserId) {
        let conversation = self.id;
        self.emit(Rule::SupXfer09, Fact::TransferAcknowledged { conversation, agent });
        self.emit(Rule::SupXfer09, Fact::TransferToAgentRejected { conversation, agent });
        self.count_transfer(TransferCounted::AtAcknowledgement);
    }

    /// SUP-XFER-14 (POL-17 b): a supervisor sends an Active conversation to another queue (ST-78).
    pub(crate) fn supervisor_transfer_to_queue(&mut self, talk: &Talk, queue: QueueId) -> Move {
        if talk.leg {
            return self.refuse(Code::Elevated, Rule::SupXfer03);
        }
        if matches!(talk.primary, Primary::Bot(_)) {
            return self.refuse(Code::HeldByBot, Rule::SupXfer04);
        }
        if talk.pending.is_some() {
            return self.refuse(Code::OfferPending, Rule::SupXfer15);
        }
        self.transfer_to_queue(queue, Rule::St78)
    }

    /// ST-75: from Waiting.
    pub(crate) fn transfer_waiting_to_queue(&mut self, queue: QueueId) -> Move {
        self.transfer_to_queue(queue, Rule::St75)
    }

    fn transfer_to_queue(&mut self, queue: QueueId, rule: Rule) -> Move {
        if Rule::SupXfer14.holds() && self.switches().transfer_to_queue == TransferToQueue::Refused {
            return self.refuse(Code::NotOffered, Rule::Pol17);
        }
        if let Some((code, rule)) = self.channel_bars_transfer().or_else(|| self.cannot_queue(queue)) {
            return self.refuse(code, rule);
        }
        let conversation = self.id;
        self.emit(rule, Fact::SupervisorTransferredToQueue { conversation, queue });
        self.count_transfer(TransferCounted::AtInitiation);
        self.warn_of_closed(queue);
        self.move_queue(queue, rule, ClosureReason::QueueTransfer)
    }

    /// AG-02, AG-03: an agent hands the conversation to a colleague and is out of it (AG-06).
    pub(crate) fn agent_transfer(&mut self, talk: &Talk, agent: UserId) -> Move {
        if talk.pending.is_some() {
            return self.refuse(Code::OfferPending, Rule::SupXfer15);
        }
        if talk.leg && self.switches().agent_transfers_elevated == AgentTransfersElevated::Refused {
            return self.refuse(Code::Elevated, Rule::Pol52);
        }
        let consults = matches!(self.seat(agent), Some(Seat::Consulting { .. }));
        if !self.center.policy.settings.direct_transfer && !consults {
            return self.refuse(Code::DirectTransferOff, Rule::Ag02);
        }
        if agent == self.actor {
            return self.refuse(Code::AlreadyHolder, Rule::SupXfer05);
        }
        if self.is_bot(agent) {
            return self.refuse(Code::TargetIsBot, Rule::Ag14);
        }
        if !self.is_agent(agent) {
            return self.refuse(Code::NotAMember, Rule::Ag02);
        }
        let shown = Bases::of(Base::Available).with(Base::Busy);
        if !self.has_presence(agent, shown) {
            return self.refuse(Code::Presence, Rule::Ag03);
        }
        let conversation = self.id;
        if self.channel() == Channel::Record {
            self.emit(Rule::St24, Fact::TransferToAgentInitiated { conversation, agent });
            self.count_transfer(TransferCounted::AtInitiation);
            self.plan.session = Some(ClosureReason::AgentTransferred);
            self.plan.seats = Seats::NewSession { consultant: None };
            return self.record_given(agent, Rule::St24, StatusReason::InConversation);
        }
        let consultant = match self.switches().first_agent {
            FirstAgent::Consultant => Some(self.actor),
            FirstAgent::ConsultantIfSupervisor | FirstAgent::Removed if Rule::Ag06.holds() => None,
            FirstAgent::ConsultantIfSupervisor | FirstAgent::Removed => Some(self.actor),
        };
        if self.channel() == Channel::Voice && !talk.hold {
            self.emit(Rule::Ag11, Fact::HoldStarted { conversation });
        }
        let offer = Offer { first: Some(self.actor), leg: talk.leg, ..ringing(agent, OfferKind::AgentTransfer) };
        self.begin_transfer(offer, consultant)
    }

    /// AG-04, AG-05: an agent sends the conversation to a queue.
    pub(crate) fn agent_transfer_to_queue(&mut self, talk: &Talk, queue: QueueId) -> Move {
        if talk.leg {
            return self.refuse(Code::Elevated, Rule::S9EL);
        }
        if talk.pending.is_some() {
            return self.refuse(Code::OfferPending, Rule::SupXfer15);
        }
        if self.center.policy.queues[queue.index()].kind != self.channel().queue_kind() {
            return self.refuse(Code::QueueType, Rule::Dist05);
        }
        if !self.center.roster.open[queue.index()] && Rule::Ag04.holds() {
            return self.refuse(Code::QueueClosed, Rule::Oh02);
        }
        let conversation = self.id;
        self.emit(Rule::St19, Fact::TransferToQueueInitiated { conversation, queue });
        self.count_transfer(TransferCounted::AtInitiation);
        self.move_queue(queue, Rule::St19, ClosureReason::AgentTransferToQueue)
    }

    /// AG-13: the caller goes to somebody outside; the agent is free at once.
    pub(crate) fn transfer_outside(&mut self, talk: &Talk) -> Move {
        if self.channel() != Channel::Voice {
            return self.refuse(Code::WrongState, Rule::S9NoRow);
        }
        if talk.pending.is_some() {
            return self.refuse(Code::OfferPending, Rule::SupXfer15);
        }
        self.count_transfer(TransferCounted::AtInitiation);
        self.plan.seats = Seats::NewSession { consultant: None };
        self.plan.session = Some(ClosureReason::AgentTransferred);
        self.go(Rule::Ag13, StatusReason::InConversation, Phase::InConversation(Talk::with(Primary::Outside)))
    }
}
