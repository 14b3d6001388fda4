//! Offers and their answers: accept, reject, time-out, withdrawal (DIST-23 to DIST-29, TIM-16, TIM-17, POL-01 to POL-03).

use super::{Missed, Move, Seats, Step};
use crate::action::Timer;
use crate::event::{ClosureReason, Fact, OfferKind, StatusReason};
use crate::id::UserId;
use crate::phase::{Offer, OfferClock, Pending, Phase, Primary, Talk};
use crate::refusal::Code;
use crate::rule::Rule;
use crate::switch::{
    AffinityDeclined, AgentTransferDeclined, BrowserRefresh, DirectedDeclines, FirstAgent, FirstAgentFreed,
    LostWhileOffered, MissedSettingScope, SessionCap, TransferRejected, TransferTimedOut,
};

/// What becomes of a transfer that was not accepted.
enum Fallen {
    Reopen,
    Revert,
    Keep,
    Renew,
    Grace,
}

impl From<TransferRejected> for Fallen {
    fn from(option: TransferRejected) -> Self {
        match option {
            TransferRejected::ReopenToQueue => Self::Reopen,
            TransferRejected::RevertToFirst => Self::Revert,
            TransferRejected::SecondKeeps => Self::Keep,
            TransferRejected::StayPending => Self::Renew,
        }
    }
}

impl From<TransferTimedOut> for Fallen {
    fn from(option: TransferTimedOut) -> Self {
        match option {
            TransferTimedOut::ReopenToQueue => Self::Reopen,
            TransferTimedOut::RevertToFirst => Self::Revert,
            TransferTimedOut::SecondKeeps => Self::Keep,
            TransferTimedOut::StayPending => Self::Renew,
            TransferTimedOut::RerouteAfterGrace => Self::Grace,
        }
    }
}

impl Step<'_> {
    /// Whether auto-assign governs this kind of offer; transfers have their own rules (head of section 9.3).
    fn is_auto(&self, kind: OfferKind) -> bool {
        match kind {
            OfferKind::Routed | OfferKind::Picked | OfferKind::SupervisorAssign | OfferKind::PreviewDial => {
                self.workstream.auto_assign
            }
            OfferKind::SupervisorTransfer | OfferKind::AgentTransfer => false,
        }
    }

    /// ST-10: the offered agent says yes, if there (PRES-19).
    pub(crate) fn accept_offer(&mut self, offer: &Offer) -> Move {
        if !self.is_signed_in(offer.agent) {
            return self.refuse(Code::Presence, Rule::Pres19);
        }
        self.accept(offer, false)
    }

    /// ST-10: into conversation.
    pub(crate) fn accept(&mut self, offer: &Offer, automatic: bool) -> Move {
        if self.switches().session_cap == SessionCap::OfferCloses && self.is_full(offer.agent) {
            return self.sessions_are_full(offer);
        }
        let conversation = self.id;
        self.emit(Rule::St10, Fact::OfferAccepted { conversation, agent: offer.agent, automatic });
        match offer.kind {
            OfferKind::SupervisorTransfer | OfferKind::AgentTransfer => {
                self.transfer_accepted(offer.agent);
                if self.switches().first_agent_freed == FirstAgentFreed::AtAccept {
                    self.plan.former = Some(None);
                }
            }
            // The caller has hung up, so nobody is there to be told.
            OfferKind::PreviewDial => {}
            OfferKind::Routed | OfferKind::Picked | OfferKind::SupervisorAssign => {
                use crate::event::{Notice, Recipient};
                self.notify(Rule::Part03, Recipient::Customer, Notice::AgentJoined);
            }
        }
        self.talk(Rule::St10, StatusReason::InConversation, offer.agent)
    }

    /// POL-28 a: another offer was accepted before this one, and the sessions are full: the offer closes.
    fn sessions_are_full(&mut self, offer: &Offer) -> Move {
        let conversation = self.id;
        self.emit(Rule::Ses07, Fact::OfferWithdrawn { conversation, agent: offer.agent });
        self.cap(offer.agent);
        let fallen = match self.switches().transfer_timed_out {
            TransferTimedOut::RevertToFirst if self.is_transfer(offer.kind) => Fallen::Revert,
            TransferTimedOut::ReopenToQueue
            | TransferTimedOut::RevertToFirst
            | TransferTimedOut::SecondKeeps
            | TransferTimedOut::StayPending
            | TransferTimedOut::RerouteAfterGrace => Fallen::Reopen,
        };
        self.fall(offer, fallen, ClosureReason::MaximumSessionsReached, Rule::Ses07)
    }

    /// ST-11, ST-79: the offered agent says no.
    pub(crate) fn reject(&mut self, offer: &Offer, refreshed: bool) -> Move {
        if self.is_auto(offer.kind) {
            return self.refuse(Code::NotOffered, Rule::Dist28);
        }
        let closure =
            if refreshed { ClosureReason::AutoRejectedDueToBrowserRefresh } else { ClosureReason::AgentReject };
        self.decline(offer, closure)
    }

    /// The offer is rejected, by the agent or for the agent.
    fn decline(&mut self, offer: &Offer, closure: ClosureReason) -> Move {
        self.count_missed(offer.agent, offer.kind, true, true);
        match offer.kind {
            OfferKind::SupervisorTransfer => {
                self.transfer_rejected(offer.agent);
                let fallen = Fallen::from(self.switches().transfer_rejected);
                self.fall(offer, fallen, closure, Rule::Pol01)
            }
            OfferKind::AgentTransfer => {
                self.transfer_rejected(offer.agent);
                let fallen = match self.switches().agent_transfer_declined {
                    AgentTransferDeclined::AsSupervisorTransfer => Fallen::from(self.switches().transfer_rejected),
                    AgentTransferDeclined::RevertToFirst => Fallen::Revert,
                };
                self.fall(offer, fallen, closure, Rule::Pol53)
            }
            OfferKind::Routed | OfferKind::Picked | OfferKind::SupervisorAssign | OfferKind::PreviewDial => {
                self.back(offer, closure, Rule::St11)
            }
        }
    }

    /// POL-72: the agent reloaded the browser while it rang.
    pub(crate) fn refresh_browser(&mut self, offer: &Offer) -> Move {
        match self.switches().browser_refresh {
            BrowserRefresh::NoEffect => self.unchanged(Rule::Pol72),
            BrowserRefresh::AutoReject if Rule::St66.holds() => self.reject(offer, true),
            BrowserRefresh::AutoReject => self.unchanged(Rule::St66),
        }
    }

    /// DIST-31: the agent talks on an outbound call, so the offer is rejected for the agent.
    pub(crate) fn on_outbound_call(&mut self, offer: &Offer) -> Move {
        if !Rule::Dist31.holds() {
            return self.unchanged(Rule::Dist31);
        }
        self.decline(offer, ClosureReason::AutoRejectAsOutboundCallInProgress)
    }

    /// The countdown is over (TIM-16).
    pub(crate) fn offer_ran_out(&mut self, offer: &Offer) -> Move {
        if offer.clock == OfferClock::NotDisplayed {
            let grace = Offer { clock: OfferClock::Grace, ..*offer };
            self.plan.touch = false;
            return self.go(Rule::Tim17, StatusReason::AwaitingAgentAcceptance, Phase::Offered(grace));
        }
        match offer.kind {
            OfferKind::SupervisorTransfer | OfferKind::AgentTransfer => {
                let fallen = match (offer.kind, self.switches().agent_transfer_declined) {
                    (OfferKind::AgentTransfer, AgentTransferDeclined::RevertToFirst) => Fallen::Revert,
                    _ => Fallen::from(self.switches().transfer_timed_out),
                };
                if !matches!(fallen, Fallen::Grace) {
                    self.timed_out(offer, true);
                }
                let rule = if offer.kind == OfferKind::AgentTransfer { Rule::Pol53 } else { Rule::Pol02 };
                self.fall(offer, fallen, ClosureReason::AgentTimeout, rule)
            }
            OfferKind::Routed | OfferKind::Picked | OfferKind::SupervisorAssign | OfferKind::PreviewDial => {
                // PRES-19: nobody becomes primary who is not there.
                if self.is_auto(offer.kind) && self.is_signed_in(offer.agent) {
                    return self.accept(offer, true);
                }
                self.timed_out(offer, true);
                self.back(offer, ClosureReason::AgentTimeout, Rule::St11)
            }
        }
    }

    /// The eight minutes after the countdown are over: rerouted (TIM-17, POL-02 e).
    pub(crate) fn grace_ran_out(&mut self, offer: &Offer) -> Move {
        let displayed =
            self.switches().transfer_timed_out == TransferTimedOut::RerouteAfterGrace && self.is_transfer(offer.kind);
        self.timed_out(offer, displayed);
        self.fall(offer, Fallen::Reopen, ClosureReason::AgentTimeout, Rule::Tim17)
    }

    fn is_transfer(&self, kind: OfferKind) -> bool {
        matches!(kind, OfferKind::SupervisorTransfer | OfferKind::AgentTransfer)
    }

    fn timed_out(&mut self, offer: &Offer, displayed: bool) {
        self.count_missed(offer.agent, offer.kind, false, displayed);
        if self.is_transfer(offer.kind) {
            let conversation = self.id;
            self.emit(Rule::SupXfer11, Fact::TransferToAgentTimedOut { conversation, agent: offer.agent });
        }
    }

    /// DIST-23, POL-63: which answers count as declines; PRES-10, POL-71: which touch presence.
    fn count_missed(&mut self, agent: UserId, kind: OfferKind, rejected: bool, displayed: bool) {
        let directed = self.switches().directed_declines == DirectedDeclines::Count;
        let every = self.switches().missed_setting_scope == MissedSettingScope::EveryOffer;
        let (counts, presence) = match kind {
            OfferKind::Routed | OfferKind::PreviewDial => (true, true),
            OfferKind::Picked => (false, every),
            OfferKind::SupervisorAssign | OfferKind::SupervisorTransfer | OfferKind::AgentTransfer => (directed, every),
        };
        self.plan.rare().missed = Some(Missed { agent, rejected, displayed, counts, presence });
    }

    /// Back to Open in the same queue; affinity may hold it for its agent (POL-39 b).
    fn back(&mut self, offer: &Offer, closure: ClosureReason, rule: Rule) -> Move {
        let held = offer.kind == OfferKind::Routed
            && offer.first == Some(offer.agent)
            && self.switches().affinity_declined == AffinityDeclined::HoldForAgent;
        self.plan.session = Some(closure);
        self.plan.former = Some(None);
        self.plan.seats = Seats::End;
        let first = held.then_some(offer.agent);
        if !Rule::Dist29.holds() {
            return self.close(Rule::Dist29, StatusReason::ClosedDueToFailure, closure, None);
        }
        self.go(rule, StatusReason::AwaitingAgentAssignment, Phase::Open { first })
    }

    /// POL-01, POL-02: what becomes of a transfer that was not accepted.
    fn fall(&mut self, offer: &Offer, fallen: Fallen, closure: ClosureReason, rule: Rule) -> Move {
        if !Rule::St79.holds() && self.is_transfer(offer.kind) {
            return self.unchanged(Rule::St79);
        }
        match (fallen, offer.first) {
            (Fallen::Reopen, _) | (Fallen::Revert, None) => self.back(offer, closure, rule),
            (Fallen::Revert, Some(first)) => {
                self.plan.session = Some(closure);
                self.plan.former = Some(None);
                self.plan.seats = Seats::NewSession { consultant: None };
                if offer.from_waiting {
                    return self.go(rule, StatusReason::AwaitingCustomerResponse, Phase::Waiting { last: Some(first) });
                }
                if offer.leg {
                    let conversation = self.id;
                    self.emit(Rule::Pol52, Fact::SecondaryChannelRaised { conversation });
                }
                let hold = self.ends_hold(offer);
                let talk = Talk { leg: offer.leg, hold, ..Talk::with(Primary::Agent(first)) };
                self.go(rule, StatusReason::InConversation, Phase::InConversation(talk))
            }
            (Fallen::Keep, _) => {
                if self.switches().first_agent_freed == FirstAgentFreed::AtAccept {
                    self.plan.former = Some(None);
                }
                self.talk(rule, StatusReason::InConversation, offer.agent)
            }
            (Fallen::Renew, _) => {
                self.plan.restart = self.plan.restart.with(Timer::Offer);
                let conversation = self.id;
                self.emit(rule, Fact::OfferMade { conversation, agent: offer.agent, kind: offer.kind });
                let renewed = Offer { clock: OfferClock::Ringing, ..*offer };
                self.go(rule, StatusReason::AwaitingAgentAcceptance, Phase::Offered(renewed))
            }
            (Fallen::Grace, _) => {
                let grace = Offer { clock: OfferClock::Grace, ..*offer };
                self.plan.touch = false;
                self.go(rule, StatusReason::AwaitingAgentAcceptance, Phase::Offered(grace))
            }
        }
    }

    /// TIM-17: the offer never reached the screen.
    pub(crate) fn offer_not_displayed(&mut self, offer: &Offer) -> Move {
        match offer.clock {
            OfferClock::Ringing => {
                let conversation = self.id;
                self.emit(Rule::Tim17, Fact::OfferNotDisplayed { conversation, agent: offer.agent });
                self.plan.touch = false;
                let hidden = Offer { clock: OfferClock::NotDisplayed, ..*offer };
                self.go(Rule::Tim17, StatusReason::AwaitingAgentAcceptance, Phase::Offered(hidden))
            }
            OfferClock::NotDisplayed | OfferClock::Grace => self.unchanged(Rule::Tim17),
        }
    }

    /// POL-73: the agent was lost while it rings.
    pub(crate) fn offered_agent_lost(&mut self, offer: &Offer, agent: UserId) -> Move {
        if self.is_consultant(agent) {
            return self.consultant_drops(agent);
        }
        if agent != offer.agent || offer.lost {
            return self.unchanged(Rule::Pol73);
        }
        match self.switches().lost_while_offered {
            LostWhileOffered::OwnClock => self.unchanged(Rule::Pol73),
            LostWhileOffered::Withdrawn => {
                let conversation = self.id;
                self.emit(Rule::Pol73, Fact::AgentLost { conversation, agent });
                let lost = Offer { lost: true, ..*offer };
                self.go(Rule::Pol73, StatusReason::AwaitingAgentAcceptance, Phase::Offered(lost))
            }
        }
    }

    /// POL-73 b: withdrawn at the loss limit.
    pub(crate) fn lost_while_offered(&mut self, offer: &Offer) -> Move {
        let conversation = self.id;
        self.emit(Rule::Pol73, Fact::AgentLossLimitReached { conversation, agent: offer.agent });
        self.emit(Rule::Pol73, Fact::OfferWithdrawn { conversation, agent: offer.agent });
        self.back(offer, ClosureReason::AgentDisconnected, Rule::Pol73)
    }

    // ---- a transfer offered while the first agent still leads (POL-03 b) -----------------------------------------

    /// The second agent accepts: roles swap.
    pub(crate) fn accept_pending(&mut self, talk: &Talk, pending: Pending) -> Move {
        let conversation = self.id;
        if self.is_full(pending.agent) && self.switches().session_cap == SessionCap::OfferCloses {
            self.cap(pending.agent);
            let alone = Phase::InConversation(Talk { pending: None, ..*talk });
            self.emit(Rule::Ses07, Fact::OfferWithdrawn { conversation, agent: pending.agent });
            return self.go(Rule::Ses07, StatusReason::InConversation, alone);
        }
        self.emit(Rule::Pol03, Fact::OfferAccepted { conversation, agent: pending.agent, automatic: false });
        self.transfer_accepted(pending.agent);
        self.swap(talk, pending, Rule::Pol03)
    }

    /// The second agent leads from now on.
    fn swap(&mut self, talk: &Talk, pending: Pending, rule: Rule) -> Move {
        let first = talk.primary.agent();
        let consultant = match self.switches().first_agent {
            FirstAgent::ConsultantIfSupervisor | FirstAgent::Consultant => first,
            FirstAgent::Removed => None,
        };
        self.plan.session = Some(ClosureReason::SupervisorTransferToAgent);
        self.plan.seats = Seats::NewSession { consultant };
        if self.switches().first_agent_freed == FirstAgentFreed::AfterTransferWrapUp {
            self.plan.former = Some(first);
        }
        self.talk(rule, StatusReason::InConversation, pending.agent)
    }

    /// The second agent rejects.
    pub(crate) fn reject_pending(&mut self, talk: &Talk, pending: Pending) -> Move {
        self.count_missed(pending.agent, OfferKind::SupervisorTransfer, true, true);
        self.transfer_rejected(pending.agent);
        let fallen = Fallen::from(self.switches().transfer_rejected);
        self.fall_pending(talk, pending, fallen, Rule::Pol01)
    }

    /// The countdown of a pending transfer is over.
    pub(crate) fn pending_ran_out(&mut self, talk: &Talk) -> Move {
        let Some(pending) = talk.pending else { return self.unchanged(Rule::S9Timer) };
        if pending.clock == OfferClock::NotDisplayed {
            let grace = Talk { pending: Some(Pending { clock: OfferClock::Grace, ..pending }), ..*talk };
            self.plan.touch = false;
            return self.go(Rule::Tim17, StatusReason::InConversation, Phase::InConversation(grace));
        }
        let fallen = Fallen::from(self.switches().transfer_timed_out);
        self.pending_timed_out(pending, true);
        self.fall_pending(talk, pending, fallen, Rule::Pol02)
    }

    /// The grace of a pending transfer that was never displayed is over: the first agent keeps the conversation.
    pub(crate) fn pending_grace_ran_out(&mut self, talk: &Talk) -> Move {
        let Some(pending) = talk.pending else { return self.unchanged(Rule::S9Timer) };
        self.pending_timed_out(pending, false);
        self.fall_pending(talk, pending, Fallen::Revert, Rule::Tim17)
    }

    fn pending_timed_out(&mut self, pending: Pending, displayed: bool) {
        let conversation = self.id;
        self.count_missed(pending.agent, OfferKind::SupervisorTransfer, false, displayed);
        self.emit(Rule::SupXfer11, Fact::TransferToAgentTimedOut { conversation, agent: pending.agent });
    }

    /// Reopening is excluded by the policy (POL-03), so the first agent keeps it, or the second gets it.
    fn fall_pending(&mut self, talk: &Talk, pending: Pending, fallen: Fallen, rule: Rule) -> Move {
        match fallen {
            Fallen::Reopen | Fallen::Revert | Fallen::Grace => {
                let alone = Talk { pending: None, ..*talk };
                self.go(rule, StatusReason::InConversation, Phase::InConversation(alone))
            }
            Fallen::Keep => self.swap(talk, pending, rule),
            Fallen::Renew => {
                self.plan.restart = self.plan.restart.with(Timer::Offer);
                let conversation = self.id;
                let kind = OfferKind::SupervisorTransfer;
                self.emit(rule, Fact::OfferMade { conversation, agent: pending.agent, kind });
                let renewed = Talk { pending: Some(Pending { clock: OfferClock::Ringing, ..pending }), ..*talk };
                self.go(rule, StatusReason::InConversation, Phase::InConversation(renewed))
            }
        }
    }

    /// TIM-17 for a pending transfer.
    pub(crate) fn pending_not_displayed(&mut self, talk: &Talk) -> Move {
        match talk.pending {
            Some(pending) if pending.clock == OfferClock::Ringing => {
                let conversation = self.id;
                self.emit(Rule::Tim17, Fact::OfferNotDisplayed { conversation, agent: pending.agent });
                self.plan.touch = false;
                let hidden = Talk { pending: Some(Pending { clock: OfferClock::NotDisplayed, ..pending }), ..*talk };
                self.go(Rule::Tim17, StatusReason::InConversation, Phase::InConversation(hidden))
            }
            Some(_) | None => self.unchanged(Rule::Tim17),
        }
    }
}
