//! What customers do: end, write, drop off, come back (ST-06, ST-12, ST-14, ST-15, ST-40, TIM-11 to TIM-15).

use super::{Move, Step};
use crate::action::Timer;
use crate::channel::Channel;
use crate::event::{ClosureReason, EndedBy, Fact, Notice, Recipient, StatusReason};
use crate::phase::{Phase, Primary, Talk};
use crate::refusal::Code;
use crate::rule::Rule;
use crate::silence::Word;
use crate::switch::{AutoCloseRestart, CallerLeavesQueue, CustomerEndsAsync};

impl Step<'_> {
    /// The customer ends before anybody talks: Open and Act? (ST-06, ST-12).
    pub(crate) fn customer_leaves_queue(&mut self) -> Move {
        if self.awaits_callback() {
            return self.unchanged(Rule::Cb01);
        }
        match self.channel() {
            Channel::LiveChat => match self.slot.phase {
                Phase::Offered(_) => self.leaves(Rule::St12),
                Phase::Open { .. }
                | Phase::InConversation(_)
                | Phase::Waiting { .. }
                | Phase::WrapUp(_)
                | Phase::Closed { .. } => self.leaves(Rule::St06),
            },
            Channel::Voice => match self.switches().caller_leaves_queue {
                CallerLeavesQueue::Closes => self.leaves(Rule::Pol43),
                // "No transition": nothing remembers it, so it must be nothing that can be done twice (K14).
                CallerLeavesQueue::StaysQueued => self.unchanged(Rule::Pol43),
            },
            Channel::CustomAsync if self.switches().customer_ends_async == CustomerEndsAsync::Ends => {
                self.leaves(Rule::Pol23)
            }
            Channel::CustomAsync | Channel::Async => self.refuse(Code::WrongChannel, Rule::Pol23),
            Channel::PersistentChat => self.refuse(Code::WrongChannel, Rule::St40),
            Channel::Record => self.no_such_event(Rule::St37),
        }
    }

    fn leaves(&mut self, rule: Rule) -> Move {
        let conversation = self.id;
        self.emit(rule, Fact::CustomerEnded { conversation });
        self.gone_from_queue(rule, ClosureReason::CustomerEndConversation)
    }

    fn gone_from_queue(&mut self, rule: Rule, closure: ClosureReason) -> Move {
        let conversation = self.id;
        let reason = match self.slot.phase {
            Phase::Offered(offer) => {
                self.emit(rule, Fact::OfferWithdrawn { conversation, agent: offer.agent });
                StatusReason::CustomerDisconnectedOrLeftActiveConversation
            }
            Phase::Open { .. }
            | Phase::InConversation(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_)
            | Phase::Closed { .. } => StatusReason::CustomerDisconnectedOrLeftOpenConversation,
        };
        self.close(rule, reason, closure, None)
    }

    /// The customer ends a talk (ST-14, ST-72).
    pub(crate) fn customer_ends(&mut self, talk: &Talk) -> Move {
        let rule = match self.channel() {
            Channel::LiveChat | Channel::Voice => Rule::St14,
            Channel::CustomAsync if self.switches().customer_ends_async == CustomerEndsAsync::Ends => Rule::Pol23,
            Channel::CustomAsync | Channel::Async => return self.refuse(Code::WrongChannel, Rule::Pol23),
            Channel::PersistentChat => return self.refuse(Code::WrongChannel, Rule::St40),
            Channel::Record => return self.no_such_event(Rule::St37),
        };
        let conversation = self.id;
        self.emit(rule, Fact::CustomerEnded { conversation });
        self.wrap_up(talk, rule, EndedBy::Customer)
    }

    /// The customer ends in Waiting or Wrap-up.
    pub(crate) fn customer_ends_elsewhere(&mut self) -> Move {
        match self.channel() {
            Channel::LiveChat | Channel::Voice => self.unchanged(Rule::S9Customer),
            Channel::CustomAsync if self.switches().customer_ends_async == CustomerEndsAsync::Ends => {
                self.unchanged(Rule::Pol23)
            }
            Channel::CustomAsync | Channel::Async => self.refuse(Code::WrongChannel, Rule::Pol23),
            Channel::PersistentChat => self.refuse(Code::WrongChannel, Rule::St40),
            Channel::Record => self.no_such_event(Rule::St37),
        }
    }

    /// A message in Open or Active: no transition; an asynchronous item's age counts from it (PRIO-02).
    pub(crate) fn customer_writes(&mut self) -> Move {
        match self.channel() {
            Channel::Voice | Channel::Record => return self.no_such_event(Rule::S9Customer),
            Channel::LiveChat => {}
            Channel::PersistentChat | Channel::Async | Channel::CustomAsync => {
                self.plan.renew_age = Rule::Prio02.holds()
            }
        }
        self.plan.rare().word = Some(Word::Customer);
        let conversation = self.id;
        self.emit(Rule::Prio02, Fact::CustomerMessageReceived { conversation });
        self.message_stays(Rule::S9Customer)
    }

    /// The agent writes.
    pub(crate) fn agent_writes(&mut self) -> Move {
        let (conversation, agent) = (self.id, self.actor);
        match self.channel() {
            Channel::Voice | Channel::Record => return self.refuse(Code::WrongState, Rule::S9NoRow),
            Channel::LiveChat => {}
            Channel::PersistentChat | Channel::Async | Channel::CustomAsync => {
                self.plan.renew_age = Rule::Prio02.holds()
            }
        }
        self.plan.rare().word = Some(Word::Agent);
        self.emit(Rule::Prio02, Fact::AgentMessageSent { conversation, agent });
        self.message_stays(Rule::Prio02)
    }

    /// POL-57: a message restarts the auto-close clock only under option b. Waiting and its silence are another clock.
    pub(crate) fn message_stays(&mut self, rule: Rule) -> Move {
        self.plan.touch = self.switches().auto_close_restart == AutoCloseRestart::AlsoMessages;
        self.stay(rule)
    }

    /// The connection drops in Open or Active: the reconnect window starts (TIM-11, TIM-12, CAP-27).
    pub(crate) fn customer_disconnects(&mut self) -> Move {
        match self.channel() {
            Channel::PersistentChat | Channel::Async | Channel::CustomAsync => {
                // Section 9.4 prints `Rc` for a bot's conversation, 9.3 "no effect" for an agent's.
                return match self.slot.phase {
                    Phase::InConversation(Talk { primary: Primary::Bot(_), .. }) => {
                        self.refuse(Code::WrongChannel, Rule::S9Bot)
                    }
                    Phase::Open { .. }
                    | Phase::Offered(_)
                    | Phase::InConversation(_)
                    | Phase::Waiting { .. }
                    | Phase::WrapUp(_)
                    | Phase::Closed { .. } => self.unchanged(Rule::St40),
                };
            }
            Channel::Record => return self.no_such_event(Rule::St37),
            Channel::LiveChat | Channel::Voice => {}
        }
        if self.slot.gone {
            return self.unchanged(Rule::Tim11);
        }
        if self.awaits_callback() {
            return self.unchanged(Rule::Cb01);
        }
        let conversation = self.id;
        let phase = self.slot.phase;
        self.emit(Rule::Tim11, Fact::CustomerDisconnected { conversation });
        if let Some(agent) = phase.primary() {
            self.notify(Rule::Part03, Recipient::User(agent), Notice::CustomerDisconnected);
        }
        self.plan.rare().gone = Some(true);
        self.plan.touch = false;
        self.plan.restart = self.plan.restart.with(Timer::Disconnect);
        self.stay(Rule::Tim11)
    }

    /// The connection drops where nobody waits for it.
    pub(crate) fn customer_disconnects_elsewhere(&mut self) -> Move {
        match self.channel() {
            Channel::Record => self.no_such_event(Rule::St37),
            Channel::LiveChat | Channel::Voice | Channel::PersistentChat | Channel::Async | Channel::CustomAsync => {
                self.unchanged(Rule::S9Customer)
            }
        }
    }

    /// Back within the limit: the same conversation goes on (TIM-12).
    pub(crate) fn customer_reconnects(&mut self) -> Move {
        if !self.slot.gone {
            let live = matches!(self.slot.phase, Phase::Open { .. } | Phase::Offered(_) | Phase::InConversation(_));
            return self.unchanged(if live { Rule::Tim12 } else { Rule::Tim14 });
        }
        let conversation = self.id;
        self.emit(Rule::Tim12, Fact::CustomerReconnected { conversation });
        self.plan.rare().gone = Some(false);
        self.plan.touch = false;
        self.stay(Rule::Tim12)
    }

    /// TIM-13: stayed away too long in Open or Act?.
    pub(crate) fn disconnect_limit_in_queue(&mut self) -> Move {
        let conversation = self.id;
        self.emit(Rule::Tim13, Fact::CustomerDisconnectLimitReached { conversation });
        if self.channel() == Channel::Voice && self.switches().caller_leaves_queue == CallerLeavesQueue::StaysQueued {
            self.plan.rare().gone = Some(false);
            self.plan.touch = false;
            return self.stay(Rule::Pol43);
        }
        self.gone_from_queue(Rule::Tim13, ClosureReason::CustomerDisconnect)
    }

    /// TIM-13, ST-15: stayed away too long in a talk; with a bot or somebody outside, Closed (ST-72, AG-13).
    pub(crate) fn disconnect_limit_in_talk(&mut self, talk: &Talk) -> Move {
        let conversation = self.id;
        self.emit(Rule::Tim13, Fact::CustomerDisconnectLimitReached { conversation });
        self.wrap_up(talk, Rule::St15, EndedBy::Disconnect)
    }
}
