//! Overflow of queues: what a policy says about it, and which condition holds for an item on its way in (section 5.2).
//!
//! The kernel counts nothing over time: the length of a queue is a value looked at every 10 s (OVF-03) and the average
//! wait a number that somebody else computes (WAIT-01). Both come in by [`Gauge`](crate::Gauge).

use crate::center::ContactCenter;
use crate::channel::Channel;
use crate::conversation::{Callback, Slot};
use crate::id::QueueId;
use crate::rule::Rule;

/// When a queue overflows (OVF-01, OVF-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// Before entry: the queue is outside its operating hours.
    OutOfHours,
    /// Before entry: so many items wait.
    Items(u8),
    /// Before entry: the average wait is above so many seconds.
    AverageWait(u32),
    /// In the queue: the item has waited so many seconds.
    Waited(u32),
}

/// What is done with an item that overflows (OVF-07, OVF-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Treatment {
    /// It enters the queue anyway.
    AssignAnyway,
    /// The conversation or call ends.
    End,
    /// It goes to another queue.
    Queue(QueueId),
    /// The caller is offered to be called back at once.
    Callback,
    /// The caller is handed to a number outside.
    ExternalNumber,
    /// The caller may leave a message.
    Voicemail,
}

impl Treatment {
    /// The name in policy files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AssignAnyway => "assign-anyway",
            Self::End => "end",
            Self::Queue(_) => "queue",
            Self::Callback => "callback",
            Self::ExternalNumber => "external-number",
            Self::Voicemail => "voicemail",
        }
    }
}

/// A condition before entry with what is done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow {
    /// When.
    pub condition: Condition,
    /// What then.
    pub treatment: Treatment,
}

/// The one condition of items in a queue, with what is done about it (OVF-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitOverflow {
    /// After so many seconds in the queue.
    pub seconds: u32,
    /// What then.
    pub treatment: Treatment,
}

impl ContactCenter {
    /// The first condition that holds for an item of this channel before it enters the queue: operating hours, then
    /// the others as listed (OVF-04).
    pub(crate) fn overflows(&self, queue: QueueId, channel: Channel) -> Option<Overflow> {
        let rules = &self.policy.queues[queue.index()];
        let holds = |overflow: &&Overflow| match overflow.condition {
            Condition::OutOfHours => {
                // OH-03: a persistent chat may be started outside hours and simply stays Open.
                let stays = channel == Channel::PersistentChat && Rule::Oh03.holds();
                !stays && !self.roster.open[queue.index()]
            }
            Condition::Items(limit) => Rule::Ovf02.holds() && self.cached_length(queue) >= u32::from(limit),
            Condition::AverageWait(seconds) => {
                self.roster.gauges[queue.index()].average_s.is_some_and(|average| average > seconds)
            }
            Condition::Waited(_) => false,
        };
        let first = rules.overflow.iter().filter(|overflow| overflow.condition == Condition::OutOfHours).find(holds);
        match first {
            Some(first) if Rule::Ovf04.holds() => Some(*first),
            Some(_) | None => rules.overflow.iter().find(holds).copied(),
        }
    }

    /// How many items wait, as it was when the queue was last looked at (OVF-03).
    fn cached_length(&self, queue: QueueId) -> u32 {
        if Rule::Ovf03.holds() {
            return self.roster.gauges[queue.index()].length;
        }
        u32::try_from(self.queue_length(queue)).unwrap_or(u32::MAX)
    }

    /// What is done with an item that has waited too long in a queue, if anything may be (OVF-10, OVF-13).
    pub(crate) fn wait_overflow(&self, slot: &Slot, queue: QueueId, moved: bool) -> Option<WaitOverflow> {
        wait_overflow(self.policy.queues[queue.index()].wait_overflow, slot, moved)
    }
}

/// As [`ContactCenter::wait_overflow`], where only the queue's own line of the policy is at hand.
pub(crate) fn wait_overflow(rules: Option<WaitOverflow>, slot: &Slot, moved: bool) -> Option<WaitOverflow> {
    let rules = rules?;
    let barred = match rules.treatment {
        // OVF-13: a caller who was transferred or overflowed in is not asked.
        Treatment::Callback | Treatment::Voicemail => moved && slot.channel == Channel::Voice && Rule::Ovf13.holds(),
        Treatment::AssignAnyway | Treatment::End | Treatment::Queue(_) | Treatment::ExternalNumber => false,
    };
    // Who is to be called back waits for the turn, not in the line (CB-01).
    (!barred && slot.callback != Callback::Requested).then_some(rules)
}
