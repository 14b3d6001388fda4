//! The families K1 to K18 of what must never happen, judged on one step: what was before, what was tried, what was
//! answered, what is after.
//!
//! Each judgement is worked out from the rule base again, from what anybody can read of a center, and not with the
//! functions by which the kernel decides; where it can, it also asks [`ContactCenter::violation`]. Each tells whether it
//! had anything to judge, so that a world in which nothing of the kind happens cannot pass.

mod queues;
mod steps;

use std::fmt;

use switchboard::{Action, Answer, ContactCenter, Event, Replica, UserId};

use crate::kernel::Kernel;
use crate::model::Marks;

/// A family of properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// One owner.
    K1,
    /// Within capacity, unless by an attributed override; capacity is conserved.
    K2,
    /// Presence is eligible.
    K3,
    /// Membership, skill and permission are eligible.
    K4,
    /// Work conserving.
    K5,
    /// Queue order.
    K6,
    /// Capacity is released exactly when a consuming state is left.
    K7,
    /// A hand-over is atomic.
    K8,
    /// Closed is terminal.
    K9,
    /// A timer acts only where it was armed.
    K10,
    /// What a supervisor needs.
    K11,
    /// Observing changes nothing.
    K12,
    /// Presence changes by its rules only.
    K13,
    /// A repeated command has no second effect.
    K14,
    /// Everything is in the log.
    K15,
    /// Who acts, may.
    K16,
    /// What customers do has a defined effect in each state.
    K17,
    /// What a policy says of a queue or channel stays there.
    K18,
    /// Refused means unchanged (EV-03).
    Unchanged,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 19] = [
        Self::K1,
        Self::K2,
        Self::K3,
        Self::K4,
        Self::K5,
        Self::K6,
        Self::K7,
        Self::K8,
        Self::K9,
        Self::K10,
        Self::K11,
        Self::K12,
        Self::K13,
        Self::K14,
        Self::K15,
        Self::K16,
        Self::K17,
        Self::K18,
        Self::Unchanged,
    ];

    /// The marks of the families: the first of the violated, then the first of the exercised.
    pub const MARKS: u32 = 2 * Self::ALL.len() as u32;

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::K1 => "K1",
            Self::K2 => "K2",
            Self::K3 => "K3",
            Self::K4 => "K4",
            Self::K5 => "K5",
            Self::K6 => "K6",
            Self::K7 => "K7",
            Self::K8 => "K8",
            Self::K9 => "K9",
            Self::K10 => "K10",
            Self::K11 => "K11",
            Self::K12 => "K12",
            Self::K13 => "K13",
            Self::K14 => "K14",
            Self::K15 => "K15",
            Self::K16 => "K16",
            Self::K17 => "K17",
            Self::K18 => "K18",
            Self::Unchanged => "EV-03",
        }
    }

    /// What it says.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::K1 => "a conversation has one owner, and is queued exactly while it is open",
            Self::K2 => "nobody is charged beyond capacity but by an attributed override, and capacity is conserved",
            Self::K3 => "the router offers only to agents who are present as the workstream asks",
            Self::K4 => "the router offers only to agents who belong to the queue",
            Self::K5 => "no free agent of a queue stays idle while an item that fits waits in it",
            Self::K6 => "of two items alike in a queue the older goes first",
            Self::K7 => "capacity is charged exactly while the state of a conversation owes it",
            Self::K8 => "a transfer happens whole or not at all: nobody is left without an owner or a queue",
            Self::K9 => "a closed conversation stays closed, and nothing but the end of its block happens to it",
            Self::K10 => "a timer acts only where it was armed, and runs only in states that know it",
            Self::K11 => "a supervisor acts only with toggle, role and visibility, and only where the state allows",
            Self::K12 => "monitoring changes nothing but who watches",
            Self::K13 => "presence changes only by its rules",
            Self::K14 => "the same command again has no second effect",
            Self::K15 => "the events tell everything that happened",
            Self::K16 => "an agent acts only on conversations that are the agent's own, offered, or open to pick",
            Self::K17 => "what a customer does has a defined effect in every state",
            Self::K18 => "queue, channel and workstream of a conversation fit each other",
            Self::Unchanged => "what is refused or unchanged leaves everything as it was",
        }
    }

    /// The family of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name().eq_ignore_ascii_case(name))
    }

    /// The mark that it is violated.
    #[must_use]
    pub const fn violated(self) -> Marks {
        1 << self as u32
    }

    /// The mark that there was something to judge.
    #[must_use]
    pub const fn exercised(self) -> Marks {
        1 << (Self::ALL.len() as u32 + self as u32)
    }
}

impl fmt::Display for Family {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One step, with everything that a judgement may read.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// Who answered.
    pub kernel: &'a dyn Kernel,
    /// The center before.
    pub before: &'a ContactCenter,
    /// Its picture, if the step is to be judged by it too: whether the events tell everything.
    pub replica: Option<&'a Replica>,
    /// What was tried.
    pub action: Action,
    /// What was answered.
    pub answer: Answer,
    /// What happened.
    pub events: &'a [Event],
    /// The center after.
    pub after: &'a ContactCenter,
    /// Its picture, if something was done.
    pub picture: Option<&'a Replica>,
}

impl fmt::Debug for Step<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { action, answer, events, .. } = self;
        formatter
            .debug_struct("Step")
            .field("action", action)
            .field("answer", answer)
            .field("events", events)
            .finish_non_exhaustive()
    }
}

/// What was found on steps.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    marks: Marks,
    broken: Vec<(Family, String)>,
}

impl Findings {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.marks = 0;
        self.broken.clear();
    }

    /// All marks.
    #[must_use]
    pub const fn marks(&self) -> Marks {
        self.marks
    }

    /// The marks of what is violated.
    #[must_use]
    pub const fn violated(&self) -> Marks {
        self.marks & ((1 << Family::ALL.len()) - 1)
    }

    /// What is violated, in words.
    #[must_use]
    pub fn broken(&self) -> &[(Family, String)] {
        &self.broken
    }

    /// Notes that there was something to judge, and what is wrong if it does not hold.
    fn judge(&mut self, family: Family, holds: bool, words: impl FnOnce() -> String) {
        self.marks |= family.exercised();
        if !holds {
            self.marks |= family.violated();
            self.broken.push((family, words()));
        }
    }
}

/// Judges one step by every family, and the state that it leads to.
pub fn judge(step: &Step<'_>, found: &mut Findings) {
    judge_step(step, found);
    if step.answer.is_done() {
        judge_state(step.after, found);
    }
}

/// Judges one step by what it touched: its conversation, what its events say, and these people. Nothing is copied, so it
/// costs little in a center of any size; what only a copy or the whole center shows is left to [`judge`].
pub fn judge_touched(step: &Step<'_>, people: &[UserId], found: &mut Findings) {
    if step.answer.is_done() {
        steps::touched(step, people, found);
        queues::judge(step, found);
    }
}

/// Judges a search of the router that found nothing: whether it left work lying (K5). It reads the whole queue.
pub fn judge_search(step: &Step<'_>, found: &mut Findings) {
    if !step.answer.is_done() {
        queues::judge(step, found);
    }
}

/// Whether the same action, tried again at once, must have no second effect (K14).
#[must_use]
pub fn once(action: Action, after: &ContactCenter, events: &[Event]) -> bool {
    steps::once(action, after, events)
}

/// Whether what the same action did, tried again at once, is a second effect (K14).
#[must_use]
pub fn acts(events: &[Event]) -> bool {
    steps::acts(events)
}

/// Judges a state: what must hold in it however it came about.
pub fn judge_state(center: &ContactCenter, found: &mut Findings) {
    steps::state(center, found);
}

/// Judges one step by itself.
pub fn judge_step(step: &Step<'_>, found: &mut Findings) {
    if step.answer.is_done() {
        steps::done(step, found);
    } else {
        let same = step.after == step.before && step.events.is_empty();
        found.judge(Family::Unchanged, same, || format!("{}, but something changed", step.answer));
    }
    queues::judge(step, found);
}
