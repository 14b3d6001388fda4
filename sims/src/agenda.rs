//! The event list: what is going to happen, in a total order.
//!
//! Ties leave in a written order: first by time, then by [`Class`], then in the order in which they were put in.
//! The class of timers against commands is the policy's (POL-46): under option a, everything that people do at an
//! instant comes before every timer that runs out at that instant, so an accept wins over its time-out; under b the
//! timers come first.
//!
//! A conversation has many clocks but at most one valid entry here, at the earliest of them. When a clock is put
//! back or stopped, the entry stays and wakes the conversation too early; it then looks for its next clock and is
//! put in again. So restarting a clock, which happens on nearly every step, costs nothing.
//!
//! Arrivals stand in a list of their own, one for each source: few, where the rest has an entry for every talk.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use switchboard::{ConversationId, UserId};

use switchboard::QueueId;

use crate::tick::Tick;

/// Who comes first at one instant: smaller first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Class {
    /// The borders of intervals and samples: they see the floor as it was just before the instant.
    Record = 0,
    /// Timers under POL-46 b.
    TimerFirst = 1,
    /// Agents begin and end shifts and breaks.
    Staff = 2,
    /// Customers, agents and bots act on conversations: a talk that ends now frees its agent for a call that arrives now.
    Act = 3,
    /// Conversations arrive.
    Arrival = 4,
    /// Supervisors look and act.
    Supervisor = 5,
    /// Timers of conversations under POL-46 a.
    Timer = 6,
    /// The scheduler's sweep (TIM-06).
    Sweep = 7,
}

/// What an entry wakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wake {
    /// The conversation in a slot looks at its clocks.
    Conversation(u32),
    /// The next conversation of a source arrives.
    Arrival(u16),
    /// An agent's plan goes on.
    Staff(u16, StaffWake),
    /// A supervisor looks at the floor.
    Look(u16),
    /// A supervisor acts on what was seen.
    Act(u16),
    /// A supervisor stops watching.
    Leave(u16),
    /// An agent who declined a conversation may be offered it again.
    PauseOver(ConversationId, UserId),
    /// A queue opens or closes by its hours.
    Hours(QueueId),
    /// The length of a queue is looked at (OVF-03).
    Length(QueueId),
    /// The average wait of a queue is recomputed (WAIT-01).
    AverageWait(QueueId),
    /// Items that have waited too long have their turn (OVF-14).
    Overflows,
    /// A customer tries again, by place among those who will.
    Redial(u32),
    /// A group that is staffed by number has a new one.
    Heads(u16),
    /// The scheduler looks for idle conversations.
    Sweep,
    /// An interval ends.
    Border,
    /// The floor is sampled.
    Sample,
}

/// What goes on with an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StaffWake {
    /// A stretch of work begins.
    Begin,
    /// It ends.
    End,
    /// A break is due.
    Break,
    /// A break is over.
    Resume,
    /// A presence set by the system is undone.
    Recover,
    /// The connection is lost, or back.
    Connection,
    /// The agent wants to go away for a while.
    Churn,
}

impl Wake {
    /// Whether it goes on for ever by itself, so that a run must not wait for it.
    const fn is_housekeeping(self) -> bool {
        match self {
            Self::Sweep
            | Self::Border
            | Self::Sample
            | Self::Look(_)
            | Self::Act(_)
            | Self::Leave(_)
            | Self::Hours(_)
            | Self::Length(_)
            | Self::AverageWait(_) => true,
            Self::Overflows
            | Self::Conversation(_)
            | Self::Arrival(_)
            | Self::Staff(..)
            | Self::PauseOver(..)
            | Self::Redial(_)
            | Self::Heads(_) => false,
        }
    }
}

/// When, in the total order: the instant in the upper half, below it the class in the top byte and the sequence. One
/// number, so that two keys are compared at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(u128);

impl Key {
    #[inline]
    const fn new(at: Tick, class: Class, sequence: u64) -> Self {
        Self((at.micros() as u128) << 64 | (class as u128) << 56 | sequence as u128)
    }

    #[inline]
    pub(crate) const fn at(self) -> Tick {
        Tick::from_micros((self.0 >> 64) as u64)
    }

    /// Whether this instant and class come before the key, whatever the sequence.
    pub(crate) const fn is_after(self, at: Tick, class: Class) -> bool {
        Self::new(at, class, 0).0 >> 56 < self.0 >> 56
    }
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    key: Key,
    wake: Wake,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    /// Reversed: the standard heap hands out its greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key)
    }
}

/// The event list.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    heap: BinaryHeap<Entry>,
    /// The next arrival of each source.
    arrivals: BinaryHeap<Entry>,
    sequence: u64,
    /// Entries that are no housekeeping.
    pending: usize,
}

impl Agenda {
    pub(crate) fn with_room(entries: usize) -> Self {
        Self { heap: BinaryHeap::with_capacity(entries), arrivals: BinaryHeap::new(), sequence: 0, pending: 0 }
    }

    /// Puts an entry in, and tells its key.
    #[inline]
    pub(crate) fn push(&mut self, at: Tick, class: Class, wake: Wake) -> Key {
        let key = Key::new(at, class, self.sequence);
        self.sequence += 1;
        self.pending += usize::from(!wake.is_housekeeping());
        let list = if matches!(wake, Wake::Arrival(_)) { &mut self.arrivals } else { &mut self.heap };
        list.push(Entry { key, wake });
        key
    }

    /// Takes out the first entry.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<(Key, Wake)> {
        // The greater entry is the earlier one, and nothing is smaller than any.
        let list = if self.arrivals.peek() > self.heap.peek() { &mut self.arrivals } else { &mut self.heap };
        let entry = list.pop()?;
        self.pending -= usize::from(!entry.wake.is_housekeeping());
        Some((entry.key, entry.wake))
    }

    /// Whether nothing is left but what goes on for ever.
    pub(crate) const fn is_idle(&self) -> bool {
        self.pending == 0
    }
}

#[cfg(test)]
mod tests {
    use crate::agenda::{Agenda, Class, Wake};
    use crate::tick::Tick;

    #[test]
    fn entries_leave_by_time_then_class_then_sequence() {
        let mut agenda = Agenda::default();
        let at = Tick::from_seconds;
        agenda.push(at(2), Class::Record, Wake::Border);
        agenda.push(at(1), Class::Timer, Wake::Conversation(1));
        agenda.push(at(1), Class::Arrival, Wake::Arrival(7));
        agenda.push(at(1), Class::Act, Wake::Conversation(2));
        agenda.push(at(1), Class::Act, Wake::Conversation(3));
        let order: Vec<Wake> = std::iter::from_fn(|| agenda.pop()).map(|(_, wake)| wake).collect();
        assert_eq!(
            order,
            [Wake::Conversation(2), Wake::Conversation(3), Wake::Arrival(7), Wake::Conversation(1), Wake::Border]
        );
    }

    #[test]
    fn an_agenda_of_housekeeping_alone_is_idle() {
        let mut agenda = Agenda::default();
        agenda.push(Tick::ZERO, Class::Sweep, Wake::Sweep);
        assert!(agenda.is_idle());
        agenda.push(Tick::ZERO, Class::Arrival, Wake::Arrival(0));
        assert!(!agenda.is_idle());
    }
}
