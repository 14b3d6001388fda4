//! One step in the making: what the chart's handlers may read, and the plan that they leave for `commit`.
//!
//! A handler sees the center only through shared references, so a refusal cannot have changed anything.

mod assign;
mod bot;
mod call;
mod close;
mod consult;
mod contact;
mod observe;
mod offer;
mod overflow;
mod record;
mod session;
mod silence;
mod transfer;
mod waiting;

use alloc::vec::Vec;

use statig::Outcome;

use crate::action::{Contact, Handle, Supervise, TimerSet, Upkeep};
use crate::center::ContactCenter;
use crate::channel::{Channel, Stage};
use crate::chart::Input;
use crate::conversation::{Callback, Slot};
use crate::event::{ClosureReason, Event, Fact, Notice, OfferKind, Recipient, StatusReason};
use crate::id::{ConversationId, QueueId, UserId};
use crate::phase::{Block, Offer, OfferClock, Participant, Phase, Primary, Seat, Talk};
use crate::policy::Workstream;
use crate::presence::Bases;
use crate::refusal::{Answer, Code};
use crate::roster::Price;
use crate::rule::Rule;
use crate::silence::{RuleTurn, Word};
use crate::switch::{CapacityTaken, EmptyQueue, FirstAgentFreed, Switches};

/// What `commit` has to do besides what the two states tell it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// The rule behind the step.
    pub(crate) rule: Rule,
    /// The status-change reason of a change of state.
    pub(crate) reason: StatusReason,
    /// Closes the running session with this reason; a new one opens unless the conversation closes or waits.
    pub(crate) session: Option<ClosureReason>,
    /// The queue afterwards.
    pub(crate) queue: QueueId,
    /// Timers that start afresh even if they run.
    pub(crate) restart: TimerSet,
    /// Whether the auto-close clock starts afresh (TIM-07).
    pub(crate) touch: bool,
    /// This agent accepted or closed a conversation: a manual Available or Busy ends (PRES-08).
    pub(crate) settle: Option<UserId>,
    /// What happens to the seats beside the primary.
    pub(crate) seats: Seats,
    /// The first agent of a transfer who stays charged (POL-05 b and c); `Some(None)` ends it.
    pub(crate) former: Option<Option<UserId>>,
    /// The age starts afresh: last interaction (PRIO-02).
    pub(crate) renew_age: bool,
    /// The router chose this agent in this queue: the turn passes (DIST-12).
    pub(crate) turn: Option<UserId>,
    /// What few steps do.
    pub(crate) rare: Option<Rare>,
}

/// What few steps do: most plans neither write this nor read it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rare {
    /// Counts a decline of this agent, by reject (`true`) or time-out.
    pub(crate) missed: Option<Missed>,
    /// Whether the customer is away afterwards.
    pub(crate) gone: Option<bool>,
    /// Declines are forgotten (POL-74 b).
    pub(crate) forgive: bool,
    /// The bullseye level afterwards, if another (DIST-21).
    pub(crate) level: Option<u8>,
    /// Whether the caller is to be called back, where that changes (CB-01).
    pub(crate) callback: Option<Callback>,
    /// Clocks of the queue that ran out while an offer rang (OVF-11).
    pub(crate) spent: TimerSet,
    /// Who wrote in this step (TIM-18).
    pub(crate) word: Option<Word>,
    /// What happens to one time-out rule.
    pub(crate) rule_turn: Option<RuleTurn>,
    /// This agent has one session too many (PRES-12).
    pub(crate) capped: Option<UserId>,
    /// The pause of this agent is over (DIST-34).
    pub(crate) unpaused: Option<UserId>,
    /// A disposition code was chosen (ST-48).
    pub(crate) coded: bool,
}

impl Plan {
    /// Nothing but what the two states tell.
    pub(crate) const fn new(queue: QueueId) -> Self {
        Self {
            rule: Rule::S9Order,
            reason: StatusReason::AwaitingAgentAssignment,
            session: None,
            queue,
            restart: TimerSet::EMPTY,
            touch: true,
            settle: None,
            seats: Seats::Keep,
            former: None,
            renew_age: false,
            turn: None,
            rare: None,
        }
    }

    /// What few steps do, for one that does.
    pub(crate) fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }
}

/// An offer that was not accepted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Missed {
    pub(crate) agent: UserId,
    /// Whether it was rejected; otherwise it ran out.
    pub(crate) rejected: bool,
    /// Whether it reached the screen.
    pub(crate) displayed: bool,
    /// Whether it counts towards the decline limit (POL-63).
    pub(crate) counts: bool,
    /// Whether the presence settings act (PRES-10, POL-71).
    pub(crate) presence: bool,
}

/// What happens to the seats beside the primary. Whoever becomes primary leaves the seat held before (PART-02).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Seats {
    Keep,
    /// Takes or changes one seat.
    Set(Participant),
    /// Ends one seat.
    Remove(UserId),
    /// The primary changes: the session's seats end (SUP-JOIN-06, POL-65), and this agent stays as consultant (SUP-XFER-07).
    NewSession {
        consultant: Option<UserId>,
    },
    /// A promotion: this one leaves the seat, that one takes it (AG-12).
    Swap {
        promoted: UserId,
        former: UserId,
    },
    /// Consultants leave, those who watch stay.
    EndConsults,
    /// Everybody but the primary leaves.
    End,
}

impl Seats {
    /// Whether somebody may take a seat who had none; all else concerns those who have one.
    pub(crate) const fn fills(self) -> bool {
        match self {
            Self::Set(_) | Self::Swap { .. } | Self::NewSession { consultant: Some(_) } => true,
            Self::Keep | Self::Remove(_) | Self::NewSession { consultant: None } | Self::EndConsults | Self::End => {
                false
            }
        }
    }
}

/// What a handler answers to statig.
pub(crate) type Move = Outcome<Phase>;

/// One step in the making.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    pub(crate) center: &'a ContactCenter,
    pub(crate) slot: &'a Slot,
    pub(crate) workstream: &'a Workstream,
    pub(crate) id: ConversationId,
    /// Who acts; meaningless for customers, bots, timers and the system.
    pub(crate) actor: UserId,
    pub(crate) answer: Option<Answer>,
    pub(crate) plan: &'a mut Plan,
    pub(crate) events: &'a mut Vec<Event>,
}

impl<'a> Step<'a> {
    /// A step that nobody has answered yet.
    pub(crate) fn new(
        center: &'a ContactCenter,
        slot: &'a Slot,
        id: ConversationId,
        actor: UserId,
        plan: &'a mut Plan,
        events: &'a mut Vec<Event>,
    ) -> Self {
        Self {
            center,
            slot,
            workstream: &center.policy.workstreams[slot.workstream.index()],
            id,
            actor,
            answer: None,
            plan,
            events,
        }
    }

    pub(crate) fn switches(&self) -> &'a Switches {
        &self.center.policy.switches
    }

    pub(crate) fn channel(&self) -> Channel {
        self.slot.channel
    }

    pub(crate) fn is_record(&self) -> bool {
        self.channel() == Channel::Record
    }

    pub(crate) fn price(&self) -> Price {
        self.slot.price
    }

    // ---- answers -----------------------------------------------------------------------------------------------

    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn refuse(&mut self, code: Code, rule: Rule) -> Move {
        self.answer = Some(Answer::refused(code, rule));
        Outcome::Handled
    }

    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn unchanged(&mut self, rule: Rule) -> Move {
        self.answer = Some(Answer::unchanged(rule));
        Outcome::Handled
    }

    /// Done, with a new state.
    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn go(&mut self, rule: Rule, reason: StatusReason, phase: Phase) -> Move {
        if !rule.holds() {
            return self.unchanged(Rule::S9NoRow);
        }
        self.answer = Some(Answer::Done);
        self.plan.rule = rule;
        self.plan.reason = reason;
        Outcome::Transition(phase)
    }

    /// Done, in the same state.
    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn stay(&mut self, rule: Rule) -> Move {
        if !rule.holds() {
            return self.unchanged(Rule::S9NoRow);
        }
        self.answer = Some(Answer::Done);
        self.plan.rule = rule;
        Outcome::Handled
    }

    /// The event does not occur on this channel: a dash in section 9.3.
    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn no_such_event(&mut self, rule: Rule) -> Move {
        self.refuse(Code::WrongChannel, rule)
    }

    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn emit(&mut self, rule: Rule, fact: Fact) {
        if rule.holds() {
            self.events.push(Event { rule, fact });
        }
    }

    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn notify(&mut self, rule: Rule, whom: Recipient, notice: Notice) {
        let conversation = self.id;
        self.emit(rule, Fact::Notified { conversation, whom, notice });
    }

    // ---- what is asked again and again -------------------------------------------------------------------------

    /// The seat that somebody has beside the primary.
    pub(crate) fn seat(&self, user: UserId) -> Option<Seat> {
        self.slot.participants.iter().find(|participant| participant.user == user).map(|participant| participant.seat)
    }

    pub(crate) fn is_bot(&self, user: UserId) -> bool {
        self.center.policy.users[user.index()].roles.bot
    }

    pub(crate) fn is_agent(&self, user: UserId) -> bool {
        self.center.policy.users[user.index()].roles.agent
    }

    pub(crate) fn is_signed_in(&self, user: UserId) -> bool {
        let person = self.center.roster.person(user);
        person.signed_in && person.lost.is_none()
    }

    /// Whether the presence of a person, as routing sees it, is one of these.
    pub(crate) fn has_presence(&self, user: UserId, allowed: Bases) -> bool {
        self.center.roster.fronts[user.index()].routed.meets(allowed)
    }

    pub(crate) fn is_member(&self, user: UserId, queue: QueueId) -> bool {
        self.is_agent(user) && self.center.roster.is_member(user, queue)
    }

    /// Whether the queue has nobody in the sense of POL-30.
    pub(crate) fn is_empty_queue(&self, queue: QueueId) -> bool {
        let turn = &self.center.roster.turns[queue.index()];
        match self.switches().empty_queue {
            EmptyQueue::NoMembers => turn.is_empty(),
            EmptyQueue::NobodySignedIn => !turn.iter().any(|member| self.is_bot(member) || self.is_signed_in(member)),
        }
    }

    /// SUP-XFER-05 asks for an agent in an allowed presence; a supervisor who observes may be one (POL-47).
    pub(crate) fn observes(&self, user: UserId) -> bool {
        match self.seat(user) {
            Some(Seat::Monitoring | Seat::Joined) => true,
            Some(Seat::ConsultOffered | Seat::Consulting { .. }) | None => false,
        }
    }

    // ---- common endings of a handler ---------------------------------------------------------------------------

    /// The conversation becomes Open in a queue, or closes where the queue has nobody (ST-73, ST-28; records wait).
    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn go_queued(
        &mut self,
        queue: QueueId,
        rule: Rule,
        closure: ClosureReason,
        first: Option<UserId>,
    ) -> Move {
        self.plan.queue = queue;
        self.plan.session = Some(closure);
        self.plan.former = Some(None);
        self.plan.seats = Seats::End;
        if self.channel() != Channel::Record && self.is_empty_queue(queue) && closes_when_empty(closure) {
            self.notify(Rule::Part04, Recipient::Customer, Notice::AgentCouldNotBeAssigned);
            // ST-28 where it comes out of a talk, ST-73 where it stands in a queue or comes from Waiting.
            let talks = matches!(self.slot.phase, Phase::InConversation(Talk { primary: Primary::Agent(_), .. }));
            let rule = if talks { Rule::St28 } else { Rule::St73 };
            return self.go(rule, StatusReason::ClosedDueToFailure, Phase::Closed { block: None });
        }
        self.go(rule, StatusReason::AwaitingAgentAssignment, Phase::Open { first })
    }

    /// Back into the own queue from Active, with affinity where live chat has it (POL-25).
    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn reopen_in_queue(&mut self, rule: Rule, closure: ClosureReason, from: Option<UserId>) -> Move {
        use crate::switch::ReopenedChat;
        let first = match (self.channel(), self.switches().reopened_chat) {
            (Channel::LiveChat, ReopenedChat::LastAgentFirst) if self.workstream.affinity => from,
            _ => None,
        };
        let queue = self.slot.queue;
        self.plan.former = Some(None);
        self.plan.session = Some(closure);
        self.plan.seats = Seats::End;
        self.plan.queue = queue;
        self.go(rule, StatusReason::AwaitingAgentAssignment, Phase::Open { first })
    }

    /// Closed, with everything let go.
    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn close(
        &mut self,
        rule: Rule,
        reason: StatusReason,
        closure: ClosureReason,
        block: Option<UserId>,
    ) -> Move {
        self.plan.session = Some(closure);
        self.plan.former = Some(None);
        self.plan.seats = Seats::End;
        self.go(rule, reason, Phase::Closed { block })
    }

    /// Straight into conversation with a person.
    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn talk(&mut self, rule: Rule, reason: StatusReason, agent: UserId) -> Move {
        self.plan.settle = Some(agent);
        if self.switches().declines_after_accept == crate::switch::DeclinesAfterAccept::Cleared {
            self.plan.rare().forgive = true;
        }
        let (leg, resolved, hold) = match self.slot.phase {
            Phase::Offered(offer) => (offer.leg, false, self.ends_hold(&offer)),
            // A record that changes hands is still resolved (CAP-24).
            Phase::InConversation(talk) => (false, talk.resolved, false),
            Phase::Open { .. } | Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => {
                (false, false, false)
            }
        };
        if leg {
            let conversation = self.id;
            self.emit(Rule::Pol52, Fact::SecondaryChannelRaised { conversation });
        }
        self.go(rule, reason, Phase::InConversation(Talk { leg, resolved, hold, ..Talk::with(Primary::Agent(agent)) }))
    }

    /// AG-11: the caller of an agent's transfer is on hold; who takes the call takes it off hold, unless that setting
    /// is off. Tells whether the hold goes on.
    pub(crate) fn ends_hold(&mut self, offer: &Offer) -> bool {
        if offer.kind != OfferKind::AgentTransfer || self.channel() != Channel::Voice {
            return false;
        }
        let goes_on = !self.center.policy.settings.unhold_at_transfer;
        if !goes_on {
            let conversation = self.id;
            self.emit(Rule::Ag11, Fact::HoldEnded { conversation });
        }
        goes_on
    }

    /// An offer rings at this agent.
    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn offer(&mut self, rule: Rule, reason: StatusReason, offer: Offer) -> Move {
        let conversation = self.id;
        if self.is_full(offer.agent) {
            return self.one_session_too_many(offer.agent);
        }
        self.emit(rule, Fact::OfferMade { conversation, agent: offer.agent, kind: offer.kind });
        self.plan.restart = self.plan.restart.with(crate::action::Timer::Offer);
        self.go(rule, reason, Phase::Offered(offer))
    }

    /// Fallback of the superstate for system events that the state does not know.
    pub(crate) fn no_effect(&mut self, operation: Upkeep) -> Move {
        match self.never_occurs(&Input::System(operation)) {
            Some(rule) => self.no_such_event(rule),
            None => self.unchanged(Rule::S9NoRow),
        }
    }

    /// The dashes of section 9.3: events that do not occur on the channel, whatever the state.
    pub(crate) fn never_occurs(&self, event: &Input) -> Option<Rule> {
        let raised = matches!(self.slot.phase, Phase::InConversation(Talk { leg: true, .. }));
        let record = self.channel() == Channel::Record;
        match event {
            Input::Customer(Contact::HangUpLeg) => (!raised).then_some(Rule::Cap22),
            Input::Customer(Contact::RequestCallback) => (self.channel() != Channel::Voice).then_some(Rule::Cb01),
            Input::Customer(Contact::End | Contact::Message | Contact::Disconnect | Contact::Reconnect) => {
                record.then_some(Rule::St37)
            }
            Input::System(Upkeep::TimeoutRuleClose | Upkeep::TimeoutRuleToWaiting | Upkeep::TimeoutRuleRelease) => {
                (!self.channel().waits()).then_some(Rule::Tim19)
            }
            Input::System(Upkeep::RecordRemoved | Upkeep::RecordMoved { .. }) => (!record).then_some(Rule::St37),
            Input::System(Upkeep::QueueEmptied) => raised.then_some(Rule::S9EL),
            Input::System(Upkeep::TimeoutRuleLastMinute { .. } | Upkeep::TimeoutRuleElapsed { .. }) => {
                (!self.channel().waits()).then_some(Rule::Tim19)
            }
            Input::System(
                Upkeep::AgentLost { .. }
                | Upkeep::OfferNotDisplayed
                | Upkeep::DeclinePauseEnded { .. }
                | Upkeep::AgentOnOutboundCall,
            )
            | Input::Supervisor(_)
            | Input::Agent(_)
            | Input::Bot(_)
            | Input::Timer(_)
            | Input::Router(_) => None,
        }
    }

    /// What a forced situation answers whose phase does not exist on its channel: a dash keeps `Rc`, a cell that
    /// forbids both keeps its own code, what has no row in 9.3 has no effect, and the rest is `Rx` (head of section 9).
    pub(crate) fn no_such_state(&mut self, event: &Input) -> Move {
        let phase = self.slot.phase;
        if matches!(phase, Phase::InConversation(Talk { primary: Primary::Bot(_), .. })) {
            return self.refuse(Code::WrongChannel, Rule::S9Bot);
        }
        if let Some(rule) = self.never_occurs(event) {
            return self.no_such_event(rule);
        }
        let stage = phase.stage();
        match event {
            Input::Supervisor(Supervise::Broadcast) => self.broadcast_elsewhere(),
            Input::Supervisor(Supervise::ReleaseRecord) => self.release_record_elsewhere(),
            Input::Supervisor(Supervise::RemoveRecord) if self.channel() != Channel::Record => self.remove_record(),
            Input::Supervisor(Supervise::RemoveRecord)
                if self.switches().newer_operations == crate::switch::NewerOperations::NotOffered =>
            {
                self.remove_record()
            }
            Input::Agent(Handle::Pick) if stage == Stage::Offered => self.refuse(Code::AlreadyAssigned, Rule::Ag01),
            Input::Agent(Handle::Accept) if !matches!(stage, Stage::Offered | Stage::InConversation) => {
                self.refuse(Code::WrongState, Rule::Dist23)
            }
            Input::System(Upkeep::RecordRemoved | Upkeep::RecordMoved { .. } | Upkeep::QueueEmptied) => {
                self.unchanged(Rule::S9NoRow)
            }
            Input::Supervisor(_)
            | Input::Agent(_)
            | Input::Customer(_)
            | Input::Bot(_)
            | Input::System(_)
            | Input::Timer(_)
            | Input::Router(_) => self.refuse(Code::NoSuchState, Rule::St43),
        }
    }
}

/// DIST-09, AG-05, SUP-ASSIGN-19: whether a queue without members closes what comes to it for this reason.
fn closes_when_empty(closure: ClosureReason) -> bool {
    let by_agent = closure == ClosureReason::AgentTransferToQueue;
    let assigned = closure == ClosureReason::SupervisorAssignToQueue;
    Rule::Dist09.holds() && (!by_agent || Rule::Ag05.holds()) && (!assigned || Rule::SupAssign19.holds())
}

/// A fresh offer.
pub(crate) const fn ringing(agent: UserId, kind: OfferKind) -> Offer {
    Offer { agent, kind, clock: OfferClock::Ringing, first: None, from_waiting: false, lost: false, leg: false }
}

/// The capacity that a phase is owed (CAP-13, CAP-19, CAP-20, POL-05 to POL-07): who, and whether it is a charge or
/// only set aside (POL-06 c).
pub(crate) fn owed(phase: &Phase, former: Option<UserId>, switches: &Switches) -> [Option<(UserId, bool)>; 3] {
    let first = owed_first(phase, switches);
    let second = match phase {
        Phase::InConversation(talk) => talk.pending.and_then(|pending| owed_offered(pending.agent, switches)),
        Phase::Open { .. } | Phase::Offered(_) | Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => {
            None
        }
    };
    // Who is charged already is charged once, though also the first agent of an earlier transfer.
    let former = former.map(|agent| (agent, true)).filter(|former| ![first, second].contains(&Some(*former)));
    [first, second, former]
}

/// The first of [`owed`]: what the one who is assigned gives.
#[inline]
pub(crate) fn owed_first(phase: &Phase, switches: &Switches) -> Option<(UserId, bool)> {
    match *phase {
        Phase::Open { .. } | Phase::Waiting { .. } => None,
        Phase::Offered(offer) => owed_offered(offer.agent, switches),
        Phase::InConversation(talk) => match (talk.primary, talk.pending, switches.first_agent_freed) {
            // POL-03 b with POL-05 a: freed when the transfer is begun, though still primary.
            (Primary::Agent(_), Some(_), FirstAgentFreed::AtInitiation) => None,
            (Primary::Agent(agent), _, _) if !talk.resolved => Some((agent, true)),
            (Primary::Bot(bot), _, _) if !Rule::Cap23.holds() => Some((bot, true)),
            (Primary::Agent(_) | Primary::Bot(_) | Primary::Outside, _, _) => None,
        },
        Phase::WrapUp(wrap) => match wrap.block {
            Block::Held | Block::Timed => Some((wrap.agent, true)),
            Block::Free => None,
        },
        Phase::Closed { block } => block.map(|agent| (agent, true)),
    }
}

#[inline]
fn owed_offered(agent: UserId, switches: &Switches) -> Option<(UserId, bool)> {
    match switches.capacity_taken {
        // DIST-33: what is taken with the offer bounds how many ring at one agent.
        CapacityTaken::AtOffer => Rule::Dist33.holds().then_some((agent, true)),
        CapacityTaken::AtAccept => None,
        CapacityTaken::ReservedAtOffer => Some((agent, false)),
    }
}
