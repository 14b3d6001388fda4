//! Into a queue and out of it by overflow, and what waiting customers are told (sections 5.2, 5.3 and 5.7).

use super::{Move, Step};
use crate::action::{Timer, TimerSet};
use crate::channel::Channel;
use crate::conversation::Callback;
use crate::event::{ClosureReason, Fact, Notice, Recipient, StatusReason};
use crate::id::QueueId;
use crate::overflow::{Condition, Overflow, Treatment};
use crate::phase::Phase;
use crate::refusal::Code;
use crate::rule::Rule;

/// WAIT-01: the average is told when it is above a minute.
const TOLD_ABOVE_S: u32 = 60;

impl Step<'_> {
    /// Whether the queue overflows for this item now.
    pub(crate) fn is_overflowing(&self, queue: QueueId) -> bool {
        self.judge(queue).is_some()
    }

    fn judge(&self, queue: QueueId) -> Option<Overflow> {
        if !self.center.policy.tends_queues || !Rule::Ovf01.holds() || !Rule::Dist01.holds() {
            return None;
        }
        self.center.overflows(queue, self.channel())
    }

    /// DIST-01: into a queue for the first time, directly or by escalation, with its overflow judged once (OVF-05).
    pub(crate) fn enter_queue(&mut self, queue: QueueId, rule: Rule, closure: ClosureReason) -> Move {
        if !self.center.policy.tends_queues {
            return self.go_queued(queue, rule, closure, None);
        }
        match self.judge(queue) {
            Some(overflow) => self.overflow(queue, overflow, rule, closure),
            None => self.go_queued_and_tell(queue, rule, closure),
        }
    }

    /// Into a queue that somebody chose for it later: overflow is not judged again (OVF-05).
    pub(crate) fn move_queue(&mut self, queue: QueueId, rule: Rule, closure: ClosureReason) -> Move {
        if Rule::Ovf05.holds() {
            return self.go_queued(queue, rule, closure, None);
        }
        self.enter_queue(queue, rule, closure)
    }

    /// WAIT-01: the average wait is told once, when the customer first waits.
    fn go_queued_and_tell(&mut self, queue: QueueId, rule: Rule, closure: ClosureReason) -> Move {
        let next = self.go_queued(queue, rule, closure, None);
        let told = self.center.policy.queues[queue.index()].wait_text;
        let average = self.center.roster.gauges[queue.index()].average_s;
        if let (true, Some(seconds)) = (told && is_open(&next), average.filter(|average| *average > TOLD_ABOVE_S)) {
            let conversation = self.id;
            self.emit(Rule::Wait01, Fact::WaitAnnounced { conversation, seconds });
        }
        next
    }

    /// OVF-07: what is done with an item that overflows before its queue.
    pub(crate) fn overflow(&mut self, queue: QueueId, overflow: Overflow, rule: Rule, closure: ClosureReason) -> Move {
        let conversation = self.id;
        let Overflow { condition, treatment } = overflow;
        self.emit(condition_rule(condition), Fact::QueueOverflowed { conversation, queue, condition, treatment });
        if condition == Condition::OutOfHours {
            self.notify(Rule::Part03, Recipient::Customer, Notice::OutOfHours);
        }
        match treatment {
            Treatment::AssignAnyway => self.go_queued_and_tell(queue, rule, closure),
            Treatment::Queue(other) => self.go_queued(other, Rule::St05, ClosureReason::OverflowQueueTransfer, None),
            Treatment::Callback => {
                let next = self.go_queued_and_tell(queue, rule, closure);
                if is_open(&next) {
                    self.offer_callback();
                }
                next
            }
            Treatment::End => {
                if Rule::Ovf08.holds() {
                    self.route_before_end(queue, closure);
                    self.notify(Rule::Ovf08, Recipient::Customer, Notice::OverflowEnded);
                }
                let reason = ClosureReason::OverflowEndConversation;
                self.close(Rule::St07, StatusReason::ClosedDueToOverflow, reason, None)
            }
            Treatment::ExternalNumber | Treatment::Voicemail => {
                let reason = ClosureReason::OverflowEndConversation;
                self.close(Rule::St76, StatusReason::ClosedDueToOverflow, reason, None)
            }
        }
    }

    /// OVF-08: it stands in the queue before it ends, if only for this step.
    fn route_before_end(&mut self, queue: QueueId, closure: ClosureReason) {
        let conversation = self.id;
        // A conversation that begins with this step has no session yet; a bot's closes.
        let begins = matches!(self.slot.phase, Phase::Closed { .. });
        if !begins {
            self.emit(Rule::Ses02, Fact::SessionClosed { conversation, reason: closure });
        }
        self.emit(Rule::Ovf08, Fact::RoutedToQueue { conversation, queue, first: None });
        self.emit(Rule::Ses02, Fact::SessionOpened { conversation, queue });
        self.emit(Rule::Ovf08, Fact::LeftQueue { conversation, queue });
        if begins {
            let reason = ClosureReason::OverflowEndConversation;
            self.emit(Rule::Ses02, Fact::SessionClosed { conversation, reason });
        }
    }

    /// OVF-10: the item has waited too long in its queue.
    pub(crate) fn waited_too_long(&mut self) -> Move {
        let queue = self.slot.queue;
        let Some(overflow) = self.center.wait_overflow(self.slot, queue, self.slot.moved) else {
            return self.unchanged(Rule::Ovf13);
        };
        let (conversation, treatment) = (self.id, overflow.treatment);
        let condition = Condition::Waited(overflow.seconds);
        self.emit(Rule::Ovf10, Fact::QueueOverflowed { conversation, queue, condition, treatment });
        match treatment {
            Treatment::Queue(other) => {
                self.go_queued(other, Rule::St05, ClosureReason::InqueueOverflowQueueTransfer, None)
            }
            Treatment::Callback => {
                self.offer_callback();
                self.stay(Rule::Ovf10)
            }
            Treatment::End => {
                self.notify(Rule::Ovf08, Recipient::Customer, Notice::OverflowEnded);
                let reason = ClosureReason::InqueueOverflowEndConversation;
                self.close(Rule::St07, StatusReason::ClosedDueToOverflow, reason, None)
            }
            Treatment::ExternalNumber | Treatment::Voicemail => {
                let reason = ClosureReason::InqueueOverflowEndConversation;
                self.close(Rule::St76, StatusReason::ClosedDueToOverflow, reason, None)
            }
            Treatment::AssignAnyway => self.unchanged(Rule::Ovf10),
        }
    }

    /// OVF-11: the clock of the queue runs out while an offer rings; should the agent decline, it takes effect then.
    pub(crate) fn ran_out_while_offered(&mut self, timer: Timer, rule: Rule) -> Move {
        self.plan.rare().spent = TimerSet::EMPTY.with(timer);
        self.plan.touch = false;
        self.stay(rule)
    }

    // ---- callbacks (CB-01) ---------------------------------------------------------------------------------------

    fn offer_callback(&mut self) {
        if self.slot.callback == Callback::None {
            self.plan.rare().callback = Some(Callback::Offered);
        }
        self.notify(Rule::Cb01, Recipient::Customer, Notice::CallbackOffered);
    }

    /// After 30 s of waiting, then every 120 s.
    pub(crate) fn callback_is_offered(&mut self) -> Move {
        self.offer_callback();
        self.plan.restart = self.plan.restart.with(Timer::CallbackOffer);
        self.plan.touch = false;
        self.stay(Rule::Cb01)
    }

    /// The caller hangs up and keeps the place.
    pub(crate) fn request_callback(&mut self) -> Move {
        if self.channel() != Channel::Voice {
            return self.no_such_event(Rule::Cb01);
        }
        match self.slot.callback {
            Callback::None => self.refuse(Code::NotOffered, Rule::Cb01),
            Callback::Requested => self.unchanged(Rule::S9Repeat),
            Callback::Offered => {
                let conversation = self.id;
                self.emit(Rule::Cb01, Fact::CallbackRequested { conversation });
                self.plan.rare().callback = Some(Callback::Requested);
                self.plan.rare().gone = Some(false);
                self.stay(Rule::Cb01)
            }
        }
    }

    /// The caller asks while it rings at somebody, or where nobody waits.
    pub(crate) fn request_callback_elsewhere(&mut self) -> Move {
        match (self.channel(), self.slot.phase) {
            (Channel::Voice, Phase::Offered(_)) => self.refuse(Code::OfferPending, Rule::Cb01),
            (Channel::Voice, _) => self.unchanged(Rule::S9NoRow),
            _ => self.no_such_event(Rule::Cb01),
        }
    }

    /// ST-77, TIM-21: nobody called back for seven days.
    pub(crate) fn callback_expires(&mut self) -> Move {
        let conversation = self.id;
        self.emit(Rule::Tim21, Fact::CallbackExpired { conversation });
        self.close(Rule::St77, StatusReason::AutoClosedBySystem, ClosureReason::AutoClose, None)
    }

    /// Whether the customer has hung up and waits to be called back.
    pub(crate) fn awaits_callback(&self) -> bool {
        self.slot.callback == Callback::Requested
    }

    // ---- texts ---------------------------------------------------------------------------------------------------

    /// WAIT-02: the customer is told the place in the queue.
    pub(crate) fn position_is_told(&mut self) -> Move {
        let conversation = self.id;
        let mut line = self.center.waiting_line(self.slot.queue);
        let place = line.position(|other| other == conversation).map_or(0, |place| place + 1);
        let position = u32::try_from(place).unwrap_or(u32::MAX);
        self.emit(Rule::Wait02, Fact::QueuePositionAnnounced { conversation, position });
        self.plan.restart = self.plan.restart.with(Timer::Position);
        self.plan.touch = false;
        self.stay(Rule::Wait02)
    }
}

fn is_open(next: &Move) -> bool {
    matches!(next, statig::Outcome::Transition(Phase::Open { .. }))
}

/// The rule behind a condition.
const fn condition_rule(condition: Condition) -> Rule {
    match condition {
        Condition::OutOfHours => Rule::Ovf06,
        Condition::Items(_) => Rule::Ovf02,
        Condition::AverageWait(_) => Rule::Ovf01,
        Condition::Waited(_) => Rule::Ovf10,
    }
}
