//! Waiting for the customer and coming back from it (ST-22, ST-23, ST-29 to ST-33, POL-24).

use super::{Move, Seats, Step};
use crate::action::Timer;
use crate::channel::Channel;
use crate::event::{ClosureReason, Fact, Notice, Recipient, StatusReason};
use crate::id::UserId;
use crate::phase::{Phase, Talk, WrapUp};
use crate::refusal::Code;
use crate::rule::Rule;
use crate::silence::Word;
use crate::switch::{LastMemberLeaves, MessageInWrapUp, NewerOperations, Revived, WaitingMeans};

impl Step<'_> {
    /// Into Waiting, held by the last agent without charge (ST-44, ST-53).
    pub(crate) fn go_waiting(&mut self, talk: &Talk, rule: Rule, closure: ClosureReason) -> Move {
        let (conversation, agent) = (self.id, talk.primary.agent());
        self.withdraw_pending(talk);
        self.emit(rule, Fact::MovedToWaiting { conversation, agent });
        self.plan.session = Some(closure);
        self.plan.former = Some(None);
        self.plan.seats = Seats::End;
        self.go(rule, StatusReason::AwaitingCustomerResponse, Phase::Waiting { last: agent })
    }

    /// POL-45 a: Waiting is for a silent customer, and this one is waiting for an answer.
    pub(crate) fn customer_spoke_last(&self) -> bool {
        self.switches().waiting_means == WaitingMeans::Customer && self.slot.words.last == Word::Customer
    }

    /// ST-22 by hand.
    pub(crate) fn move_to_waiting(&mut self, talk: &Talk) -> Move {
        if !self.channel().waits() {
            return self.refuse(Code::NoSuchState, Rule::St43);
        }
        if self.customer_spoke_last() {
            return self.refuse(Code::WrongState, Rule::Pol45);
        }
        self.go_waiting(talk, Rule::St22, ClosureReason::AgentMovedConversationToWaiting)
    }

    /// ST-23.
    pub(crate) fn timeout_rule_to_waiting(&mut self, talk: &Talk) -> Move {
        if !self.channel().waits() {
            return self.no_such_event(Rule::Tim19);
        }
        if self.customer_spoke_last() {
            return self.unchanged(Rule::Pol45);
        }
        let closure = self.timeout_closure();
        self.go_waiting(talk, Rule::St23, closure)
    }

    /// TIM-23: offered to an agent again although the customer stayed silent.
    pub(crate) fn follow_up(&mut self) -> Move {
        let conversation = self.id;
        self.emit(Rule::Tim23, Fact::FollowedUp { conversation });
        // SUP-MON-02: in Open there is nobody to watch.
        self.plan.seats = Seats::End;
        self.go(Rule::Tim23, StatusReason::AwaitingAgentAssignment, Phase::Open { first: None })
    }

    /// ST-29: the last agent takes it back; capacity does not stop it.
    pub(crate) fn reopen(&mut self) -> Move {
        let (conversation, agent) = (self.id, self.actor);
        if !self.is_signed_in(agent) {
            return self.refuse(Code::Presence, Rule::Pres19);
        }
        if self.is_full(agent) {
            return self.one_session_too_many(agent);
        }
        self.emit(Rule::St29, Fact::RevivedByAgent { conversation, agent });
        self.plan.session = Some(ClosureReason::ManuallyClosedSession);
        self.talk(Rule::St29, StatusReason::InConversation, agent)
    }

    /// ST-30, ST-31, POL-24: the customer writes to a waiting conversation.
    pub(crate) fn customer_revives(&mut self, last: Option<UserId>) -> Move {
        if !self.channel().waits() {
            return self.no_such_event(Rule::St43);
        }
        let conversation = self.id;
        self.plan.rare().word = Some(Word::Customer);
        self.emit(Rule::St30, Fact::CustomerMessageReceived { conversation });
        self.emit(Rule::St30, Fact::RevivedByCustomer { conversation });
        // PRIO-02: behind those who came before this message.
        self.plan.renew_age = true;
        let last = last.filter(|_| self.workstream.affinity);
        // PRES-19: nobody becomes primary who is not there.
        let at_once =
            self.workstream.auto_assign && last.is_some_and(|agent| self.is_signed_in(agent) && !self.is_full(agent));
        if !(at_once && self.switches().revived != Revived::OrdinaryOrder) {
            // SUP-MON-02: in Open there is nobody to watch.
            self.plan.seats = Seats::End;
        }
        match (self.switches().revived, last) {
            (Revived::LastAgentIfAutoAssign | Revived::LastAgentFirst, Some(agent)) if at_once => {
                self.emit(Rule::St31, Fact::OfferAccepted { conversation, agent, automatic: true });
                self.talk(Rule::St31, StatusReason::InConversation, agent)
            }
            (Revived::LastAgentFirst, Some(agent)) => {
                self.go(Rule::Pol24, StatusReason::AwaitingAgentAssignment, Phase::Open { first: Some(agent) })
            }
            (Revived::LastAgentIfAutoAssign | Revived::OrdinaryOrder | Revived::LastAgentFirst, _) => {
                self.go(Rule::St30, StatusReason::AwaitingAgentAssignment, Phase::Open { first: None })
            }
        }
    }

    /// POL-41: the customer writes while the agent wraps up.
    pub(crate) fn customer_writes_in_wrap_up(&mut self, wrap: &WrapUp) -> Move {
        let conversation = self.id;
        match self.channel() {
            Channel::LiveChat => self.refuse(Code::WrongState, Rule::S9Customer),
            Channel::Voice | Channel::Record => self.no_such_event(Rule::S9Customer),
            Channel::PersistentChat | Channel::Async | Channel::CustomAsync => {
                self.plan.rare().word = Some(Word::Customer);
                self.emit(Rule::Pol41, Fact::CustomerMessageReceived { conversation });
                match self.switches().message_in_wrap_up {
                    MessageInWrapUp::Appended => self.message_stays(Rule::Pol41),
                    MessageInWrapUp::Reopens => self.talk(Rule::Pol41, StatusReason::InConversation, wrap.agent),
                }
            }
        }
    }

    /// POL-70: the queue has lost its last member.
    pub(crate) fn queue_emptied(&mut self) -> Move {
        let closes = self.switches().last_member_leaves == LastMemberLeaves::ItemsClose
            && self.channel() != Channel::Record
            && self.is_empty_queue(self.slot.queue);
        if !closes {
            return self.unchanged(Rule::Pol70);
        }
        self.notify(Rule::Part04, Recipient::Customer, Notice::AgentCouldNotBeAssigned);
        self.close(Rule::Pol70, StatusReason::ClosedDueToFailure, ClosureReason::AddAgentFailed, None)
    }

    /// DIST-21: the next level is added; levels that wait equally long come together.
    pub(crate) fn next_level(&mut self) -> Move {
        let queue = &self.center.policy.queues[self.slot.queue.index()];
        let mut level = self.slot.traits.level;
        if queue.next_level_s(level).is_none() {
            return self.unchanged(Rule::S9Timer);
        }
        level += 1;
        while queue.next_level_s(level) == Some(0) {
            level += 1;
        }
        let conversation = self.id;
        self.emit(Rule::Dist21, Fact::BullseyeLevelExpanded { conversation, level });
        self.plan.rare().level = Some(level);
        self.plan.touch = false;
        self.plan.restart = self.plan.restart.with(Timer::Bullseye);
        self.stay(Rule::Dist21)
    }

    /// SUP-OTH-05, ST-09: a broadcast moves an open persistent chat to Waiting.
    pub(crate) fn broadcast(&mut self) -> Move {
        if self.channel() != Channel::PersistentChat {
            return self.refuse(Code::WrongChannel, Rule::SupOth05);
        }
        if self.switches().newer_operations == NewerOperations::NotOffered {
            return self.refuse(Code::NotOffered, Rule::Pol61);
        }
        let conversation = self.id;
        self.emit(Rule::SupOth05, Fact::SupervisorBroadcast { conversation });
        self.emit(Rule::St09, Fact::MovedToWaiting { conversation, agent: None });
        self.plan.session = Some(ClosureReason::ManuallyClosedSession);
        self.go(Rule::St09, StatusReason::AwaitingCustomerResponse, Phase::Waiting { last: None })
    }

    /// A broadcast in any other state: no message is sent.
    pub(crate) fn broadcast_elsewhere(&mut self) -> Move {
        match (self.channel(), self.switches().newer_operations) {
            (Channel::PersistentChat, NewerOperations::NotOffered) => self.refuse(Code::NotOffered, Rule::Pol61),
            (Channel::PersistentChat, NewerOperations::Offered) => self.refuse(Code::WrongState, Rule::SupOth05),
            (
                Channel::LiveChat | Channel::Async | Channel::CustomAsync | Channel::Voice | Channel::Record,
                NewerOperations::NotOffered | NewerOperations::Offered,
            ) => self.refuse(Code::WrongChannel, Rule::SupOth05),
        }
    }
}
