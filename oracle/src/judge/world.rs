//! A state that is believed possible, and what it takes to try an action on it and take it back.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use switchboard::{Action, Answer, ContactCenter, ConversationId, Fact, Policy, Stage};

use super::clocks::{Clocks, Early};
use super::names::Names;
use super::past::{Deed, Past};
use super::teller::Teller;
use super::told::{Field, Row, Told};

/// A state that is believed possible.
///
/// **Invariant:** between two tries both centers stand alike. An action is tried on `now`; where it explains the log,
/// `before` follows by the same action, and where it does not, `now` is copied back. So no copy is made as long as the
/// first guess is right.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) now: ContactCenter,
    before: ContactCenter,
    pub(crate) names: Names,
    pub(crate) clocks: Clocks,
    /// Conversations whose name the last action has told.
    named: Vec<ConversationId>,
    /// Whether the last action fired something before it could.
    pub(crate) fired_early: Option<Early>,
    /// Whether the last try was a refusal that depends on what is forgotten.
    pub(crate) vague: bool,
    /// How it came to be, where the judge may want to go back.
    past: Option<Past>,
}

/// How well an action explains the events that come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It explains so many events, and has no others.
    Whole {
        /// How many events of the log.
        rows: usize,
        /// Whether they tell everything that the kernel tells, so that no other action leads elsewhere.
        full: bool,
    },
    /// It explains all that is left of the log, which ends within it.
    Cut {
        /// How many events of the log.
        rows: usize,
    },
    /// It explains so many events, and then tells something else.
    Part {
        /// How many events of the log.
        rows: usize,
    },
    /// The kernel does not do it.
    Not(Answer),
}

/// What a log may leave out or turn round.
#[derive(Debug)]
pub(crate) struct Tolerance<'a> {
    /// Types of events that it leaves out.
    pub(crate) skipped: &'a BTreeSet<u32>,
    /// By how many microseconds clocks may differ.
    pub(crate) skew: i64,
}

impl Tolerance<'_> {
    /// How many events are looked through for one that stands too late.
    pub(crate) const LATE_MAX: usize = 96;

    fn is_skipped(&self, kernel: &Told) -> bool {
        !self.skipped.is_empty() && self.skipped.contains(&kernel.word(Field::Type).unwrap_or_default())
    }

    /// Whether two events may stand in either order.
    pub(crate) fn may_swap(&self, one: &Row, other: &Row) -> bool {
        self.skew > 0 && one.at.zip(other.at).is_none_or(|(one, other)| (one - other).abs() <= self.skew)
    }

    /// An event that is told later and may have been earlier.
    fn later(&self, rows: &[Row], from: usize, kernel: &Told) -> Option<usize> {
        if self.skew == 0 {
            return None;
        }
        let first = rows.get(from)?;
        let near = rows.iter().enumerate().skip(from + 1).take(Self::LATE_MAX);
        near.take_while(|(_, row)| self.may_swap(first, row)).find(|(_, row)| row.told.agrees(kernel)).map(|(at, _)| at)
    }
}

impl World {
    pub(crate) fn new(policy: Arc<Policy>) -> Self {
        let now = ContactCenter::shared(policy);
        let clocks = Clocks::new(now.policy().users().len());
        Self {
            before: now.clone(),
            now,
            names: Names::default(),
            clocks,
            named: Vec::new(),
            fired_early: None,
            vague: false,
            past: None,
        }
    }

    /// Begins to remember its past, or marks this as a moment to come back to.
    pub(crate) fn mark(&mut self) {
        if !self.past.as_mut().is_some_and(Past::mark) {
            let past = self.past.take();
            self.past = Some(Past::from(Rc::new(self.clone()), past));
        }
    }

    /// This world as it was so many marks ago, the last one being the first; none where that is forgotten.
    pub(crate) fn earlier(&self, marks: usize) -> Option<Self> {
        self.past.as_ref()?.earlier(marks)
    }

    /// Its past is this.
    pub(super) fn resume(&mut self, past: Past) {
        self.past = Some(past);
    }

    /// Forgets how it came to be.
    pub(crate) fn forget_past(&mut self) {
        self.past = None;
    }

    /// Does again what was done once.
    pub(super) fn again(&mut self, deed: &Deed) {
        let _done = self.now.apply(deed.action);
        for (id, key) in &deed.named {
            self.names.bind(*id, (*key != Names::NAMELESS).then_some(*key));
        }
        self.keep(&deed.action, deed.at);
    }

    /// Puts another center in the place of this one.
    pub(crate) fn replace(&mut self, center: ContactCenter) {
        self.past = None;
        self.clocks.forget(&center);
        self.before = center.clone();
        self.now = center;
    }

    /// The center that stands as before the try.
    pub(crate) const fn before(&self) -> &ContactCenter {
        &self.before
    }

    /// Whether two worlds can be told apart by anything that may follow.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.now == other.now && self.names == other.names
    }

    /// Tries an action and compares what the kernel tells with the log. Whoever calls takes it back or keeps it.
    ///
    /// Where clocks may differ, events are put into the order in which the kernel tells them.
    pub(crate) fn attempt(
        &mut self,
        action: &Action,
        rows: &mut [Row],
        key: Option<i64>,
        teller: &mut Teller,
        tolerance: &Tolerance<'_>,
    ) -> Fit {
        let answer = self.now.apply(*action);
        let frame = teller.frame(action);
        // What a command on a conversation that is over was refused with may depend on what is forgotten of it.
        self.vague = false;
        let vague = rows.first().is_some_and(|row| row.refused)
            && action.conversation().is_some_and(|id| self.now.workstream_of(id).is_none());
        match answer {
            Answer::Unchanged(_) if vague => {
                self.vague = true;
                return Fit::Whole { rows: 1, full: false };
            }
            Answer::Unchanged(_) => return Fit::Not(answer),
            Answer::Refused(refusal) => {
                let Some(first) = rows.first().filter(|row| row.refused) else { return Fit::Not(answer) };
                let named = first.told.get(Field::Conv).or(key);
                let told = teller.refusal(&frame, action, refusal, &self.now, &self.names, named);
                let log = self.without_what_is_gone(action, &first.told);
                if log.agrees(&told) {
                    return Fit::Whole { rows: 1, full: first.told.is_whole(&told) };
                }
                if vague {
                    self.vague = true;
                    return Fit::Whole { rows: 1, full: false };
                }
                return Fit::Not(answer);
            }
            Answer::Done => {}
        }
        if rows.first().is_some_and(|row| row.refused) {
            return Fit::Part { rows: 0 };
        }
        if let Action::Create(_) | Action::Admit { .. } = action
            && let Some(id) = self.now.created()
        {
            self.names.bind_new(id, key);
        }
        let (mut seen, mut full) = (0, true);
        for place in 0..self.now.events().len() {
            let event = self.now.events()[place];
            if let (Some(id), Some(row)) = (event.fact.conversation(), rows.get(seen)) {
                self.learn(id, row);
            }
            let told = teller.event(&frame, &event, &self.now, &self.names);
            let Some(row) = rows.get(seen) else {
                let word = told.word(Field::Type).unwrap_or_default();
                if tolerance.skipped.contains(&word) {
                    full = false;
                    continue;
                }
                return Fit::Cut { rows: seen };
            };
            let (agrees, whole) = (row.told.agrees(&told), row.told.is_whole(&told));
            if agrees {
                full &= whole;
                seen += 1;
            } else if tolerance.is_skipped(&told) {
                full = false;
            } else if let Some(later) = tolerance.later(rows, seen, &told) {
                rows[seen..=later].rotate_right(1);
                full &= rows[seen].told.is_whole(&told);
                seen += 1;
            } else {
                return Fit::Part { rows: seen };
            }
        }
        Fit::Whole { rows: seen, full }
    }

    /// A conversation may get its name long after it began.
    #[inline]
    fn learn(&mut self, id: ConversationId, row: &Row) {
        if self.names.nameless().is_empty() || self.names.key(id) != Names::NAMELESS {
            return;
        }
        if let Some(key) = row.told.get(Field::Conv)
            && self.names.id(key).is_none()
        {
            self.names.bind(id, Some(key));
            self.named.push(id);
        }
    }

    /// A conversation that is long closed has no workstream here any more, though the log may tell one.
    fn without_what_is_gone(&self, action: &Action, log: &Told) -> Told {
        let mut log = *log;
        if action.conversation().is_some_and(|id| self.now.workstream_of(id).is_none()) {
            log.forget(Field::Workstream);
            log.forget(Field::Channel);
        }
        log
    }

    /// What the kernel tells of the last action.
    pub(crate) fn told(&self, action: &Action, teller: &mut Teller) -> Vec<Told> {
        let frame = teller.frame(action);
        let events = self.now.events();
        events.iter().map(|event| teller.event(&frame, event, &self.now, &self.names)).collect()
    }

    /// Takes the last action back, where it did something.
    pub(crate) fn undo(&mut self, action: &Action) {
        while let Some(id) = self.named.pop() {
            self.names.release(id);
            self.names.bind(id, None);
        }
        if let Action::Create(_) | Action::Admit { .. } = action
            && let Some(id) = self.now.created()
        {
            self.names.release(id);
        }
        self.now.take_back(action, &self.before);
    }

    /// Keeps the last action, which was done at this time; what is closed is forgotten.
    pub(crate) fn keep(&mut self, action: &Action, at: Option<i64>) {
        let _same = self.before.apply(*action);
        if let Some(past) = &mut self.past
            && !self.now.events().is_empty()
        {
            let created =
                matches!(action, Action::Create(_) | Action::Admit { .. }).then(|| self.now.created()).flatten();
            let named = created.into_iter().chain(self.named.iter().copied()).map(|id| (id, self.names.key(id)));
            past.push(Deed { action: *action, at, named: named.collect() });
        }
        self.named.clear();
        let mut closed: Option<ConversationId> = None;
        for place in 0..self.now.events().len() {
            let event = self.now.events()[place];
            self.clocks.note(&event, at);
            if let Fact::ConversationClosed { conversation, .. }
            | Fact::WrapUpBlockEnded { conversation, .. }
            | Fact::FirstAgentFreed { conversation, .. }
            | Fact::TimerCleared { conversation, .. } = event.fact
                && closed != Some(conversation)
                && self.now.stage(conversation) == Stage::Closed
            {
                closed = Some(conversation);
            }
        }
        if let Some(id) = closed {
            self.retire(id);
        }
        // Leaving a queue may close many.
        if let Action::Manage { .. } | Action::Configure(_) = action {
            let gone: Vec<ConversationId> =
                self.now.conversations().filter(|id| self.now.stage(*id) == Stage::Closed).collect();
            gone.into_iter().for_each(|id| self.retire(id));
        }
    }

    fn retire(&mut self, id: ConversationId) {
        if self.now.retire(id) {
            let _same = self.before.retire(id);
            self.names.release(id);
        }
    }

    /// Whether an action fires something before it can.
    pub(crate) fn early(&self, action: &Action, at: Option<i64>) -> Option<Early> {
        match action {
            Action::Timer { conversation, timer } => self.clocks.early(*conversation, *timer, at),
            Action::ReturnWindowPassed { agent } => self.clocks.early_window(*agent, at),
            Action::Create(_)
            | Action::Admit { .. }
            | Action::Supervisor { .. }
            | Action::Agent { .. }
            | Action::Customer { .. }
            | Action::Bot { .. }
            | Action::System { .. }
            | Action::Router(_)
            | Action::Desk { .. }
            | Action::Manage { .. }
            | Action::Configure(_)
            | Action::Gauge(_)
            | Action::Age { .. } => None,
        }
    }
}
