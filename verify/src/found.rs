//! What a search found: counts, the shortest sights of each mark, how it ended, and where to look for traces.

use std::fmt;
use std::ops::ControlFlow;

use crate::model::{Mark, Marks, Model};
use crate::trace::{Levels, Traces};

/// Limits of a search, looked at between two rounds; a search goes beyond them by at most one round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The number of distinct states after which the search gives up.
    pub states_max: u64,
    /// The bytes of its sets and lists after which the search gives up.
    pub bytes_max: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { states_max: u64::MAX, bytes_max: u64::MAX }
    }
}

/// Where a search stands between two rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Distinct states seen.
    pub states: u64,
    /// Steps taken, each instance counted.
    pub steps: u64,
    /// The level that is being expanded; the initial states are level 1.
    pub level: u32,
    /// States that are seen and not yet expanded.
    pub frontier: u64,
}

/// Called between two rounds; whoever owns a clock or an interrupt breaks here.
pub type Watch<'a> = dyn FnMut(&Progress) -> ControlFlow<()> + 'a;

/// Why a search ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// The budget of states is used up.
    States,
    /// The budget of bytes is used up.
    Bytes,
    /// Whoever watched said stop.
    Stopped,
    /// What the search was to stop for was seen.
    Seen,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every reachable state was expanded.
    Complete,
    /// Some were not: what was not seen may still be there.
    Unfinished(Unfinished),
}

/// The first sight of a mark: no shorter run shows it, and of the equally short ones this is the smallest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct First<S, A> {
    /// The level of the state.
    pub level: u32,
    /// The state that shows it, or whose step does.
    pub state: S,
    /// The step that shows it; none where the state itself does.
    pub action: Option<A>,
}

impl<S: Ord, A: Ord> First<S, A> {
    /// How many states the run has, the one that a shown step leads to included.
    fn length(&self) -> u32 {
        self.level + u32::from(self.action.is_some())
    }

    /// Shorter runs first; of the equally long, those whose last state shows it, then the smaller state and step.
    fn key(&self) -> (u32, bool, &S, &Option<A>) {
        (self.length(), self.action.is_some(), &self.state, &self.action)
    }
}

/// The first sight of every mark, kept the same whatever the order in which sights come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sights<S, A> {
    first: [Option<First<S, A>>; Marks::BITS as usize],
}

impl<S: Copy + Ord, A: Copy + Ord> Sights<S, A> {
    /// Nothing seen.
    pub(crate) fn new() -> Self {
        Self { first: [const { None }; Marks::BITS as usize] }
    }

    /// The marks that were seen.
    #[must_use]
    pub fn marks(&self) -> Marks {
        self.shorter_than(u32::MAX)
    }

    /// The marks that were seen in runs of fewer states than these.
    pub(crate) fn shorter_than(&self, states: u32) -> Marks {
        let short = |first: &Option<First<S, A>>| first.as_ref().is_some_and(|first| first.length() < states);
        (0..).zip(&self.first).filter(|(_, first)| short(first)).fold(0, |marks, (mark, _)| marks | 1 << mark)
    }

    /// The first sight of one mark.
    #[must_use]
    pub fn of(&self, mark: Mark) -> Option<&First<S, A>> {
        self.first.get(usize::from(mark))?.as_ref()
    }

    /// Notes a sight of some marks.
    pub(crate) fn note(&mut self, marks: Marks, sight: First<S, A>) {
        let mut left = marks;
        while left != 0 {
            let first = &mut self.first[left.trailing_zeros() as usize];
            if first.as_ref().is_none_or(|known| sight.key() < known.key()) {
                *first = Some(sight);
            }
            left &= left - 1;
        }
    }

    /// Takes over what others saw.
    pub(crate) fn join(&mut self, others: &Self) {
        for (mark, sight) in others.first.iter().enumerate() {
            if let Some(sight) = sight {
                self.note(1 << mark, *sight);
            }
        }
    }
}

/// What a search found.
pub struct Found<M: Model> {
    /// Distinct states, the initial ones included.
    pub states: u64,
    /// Steps of the states that were expanded; two steps to the same state are two.
    pub steps: u64,
    /// The greatest level; the initial states are level 1.
    pub levels: u32,
    /// The first sight of every mark that was seen.
    pub first: Sights<M::State, M::Action>,
    /// How the search ended.
    pub outcome: Outcome,
    /// States that were seen and not expanded.
    pub frontier: u64,
    /// The bytes of sets and lists when they were greatest.
    pub bytes: u64,
    /// Whether states stand for all that are equal to them but for names.
    pub(crate) symmetry: bool,
    /// The states by level.
    pub(crate) lists: Box<dyn Levels<M>>,
}

impl<M: Model> fmt::Debug for Found<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("states", &self.states)
            .field("steps", &self.steps)
            .field("levels", &self.levels)
            .field("first", &self.first)
            .field("outcome", &self.outcome)
            .field("frontier", &self.frontier)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// A run: each state with the step that is taken from it; none from the last, unless that step is what is shown.
pub type Trace<M> = Vec<(<M as Model>::State, Option<<M as Model>::Action>)>;

impl<M: Model> Found<M> {
    /// The shortest runs that show a mark, one after the other; then the next shortest by level.
    ///
    /// None where the mark was not seen.
    #[must_use]
    pub fn traces(&self, mark: Mark) -> Option<Traces<'_, M>> {
        self.first.of(mark).map(|first| Traces::new(self, mark, first))
    }

    /// A shortest run that shows a mark; none where the mark was not seen.
    ///
    /// # Errors
    ///
    /// What the model says when it has to learn on the way and cannot.
    pub fn trace(&self, model: &mut M, mark: Mark) -> Result<Option<Trace<M>>, String> {
        match self.traces(mark) {
            Some(mut traces) => traces.next(model),
            None => Ok(None),
        }
    }

    /// Every state of a level, in an order that is the same for any number of threads.
    pub fn level(&self, model: &M, level: u32, visit: &mut dyn FnMut(M::State)) {
        self.lists.scan(model, level, visit);
    }
}
