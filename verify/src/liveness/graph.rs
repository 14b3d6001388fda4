//! The graph of everything that can happen: states, and the named steps between them, in rows.

use std::fmt;
use std::ops::Range;

use super::index::Index;
use super::names::Names;
use crate::{Marks, Model, Packed};

/// How large a graph may become.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most states; never more than 2,147,483,647.
    pub states_max: usize,
    /// Most steps between them; never more than 4,294,967,295.
    pub steps_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { states_max: 50_000_000, steps_max: 1_000_000_000 }
    }
}

/// Why there is no graph. Nothing is known about any property then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// More states than allowed.
    States {
        /// What was allowed.
        states_max: usize,
    },
    /// More steps than allowed.
    Steps {
        /// What was allowed.
        steps_max: usize,
    },
    /// More than 65,536 different names of steps.
    Names,
    /// A list of states that was handed in is not sorted, or a step leads out of it.
    List,
    /// The model could not learn what a state leads to, or a list was handed in before it had.
    Model(String),
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::States { states_max } => write!(f, "more than {states_max} states"),
            Self::Steps { steps_max } => write!(f, "more than {steps_max} steps"),
            Self::Names => write!(f, "more than 65536 different names of steps"),
            Self::List => write!(f, "the list of states is not sorted and closed under steps"),
            Self::Model(words) => write!(f, "{words}"),
        }
    }
}

impl std::error::Error for Unfinished {}

/// Every reachable state of a model and every step between them, without symmetry.
///
/// In memory: a packed state, its marks (8 bytes) and the start of its row (4) per state, six bytes a step, and while it
/// is built a table of 13 to 26 bytes a state. States are numbered as the search or the list gave them, steps are in the
/// order of the model, so a graph is the same every time.
#[derive(Debug)]
pub struct Graph<S, A> {
    states: Vec<S>,
    marks: Vec<Marks>,
    initial: Vec<u32>,
    /// Where the row of a state begins; one more at the end.
    rows: Vec<u32>,
    targets: Vec<u32>,
    /// Which of `labels` a step has.
    names: Vec<u16>,
    labels: Vec<(A, Marks)>,
}

impl<S: Packed, A: Copy + Eq + Ord> Graph<S, A> {
    /// Searches all that is reachable, breadth first, learning where the model has gaps.
    ///
    /// # Errors
    ///
    /// When a limit is hit or the model cannot go on.
    pub fn explore<M: Model<State = S, Action = A>>(model: &mut M, limits: Limits) -> Result<Self, Unfinished> {
        let mut rows = Rows::new(limits, true);
        let initial = model.initial().into_iter().map(|state| rows.index.insert(state).0).collect();
        while rows.count() < rows.index.keys().len() {
            // One round: as many rows as there are states now, up to the first gap; and all gaps after it.
            let mut gaps = Vec::new();
            for number in rows.count()..rows.index.keys().len() {
                let state = rows.index.keys()[number];
                if gaps.is_empty() {
                    gaps.extend(rows.push(model, state)?.map(|gap| (gap, state)));
                } else if let Err(gap) = model.steps(state, &mut |_, _, _| ()) {
                    gaps.push((gap, state));
                }
            }
            rows.flush()?;
            gaps.sort_unstable();
            gaps.dedup_by_key(|(gap, _)| *gap);
            for (gap, state) in gaps {
                model.learn(gap, state).map_err(Unfinished::Model)?;
            }
        }
        rows.finish(model, initial)
    }

    /// The graph over a list of states that somebody else has found: every reachable state once, in ascending order,
    /// by a model that has learnt all that it needs.
    ///
    /// # Errors
    ///
    /// When the list is not sorted, a step leads out of it, the model has a gap, or there are too many steps.
    pub fn from_sorted<M: Model<State = S, Action = A>>(
        model: &M,
        states: impl IntoIterator<Item = S>,
        limits: Limits,
    ) -> Result<Self, Unfinished> {
        let mut rows = Rows::new(limits, false);
        for state in states {
            if rows.index.keys().last().is_some_and(|last| *last >= state) {
                return Err(Unfinished::List);
            }
            rows.index.insert(state);
            rows.check_states()?;
        }
        let initial = model.initial().into_iter().map(|state| rows.index.find(state));
        let initial = initial.collect::<Option<Vec<u32>>>().ok_or(Unfinished::List)?;
        while let Some(&state) = rows.index.keys().get(rows.count()) {
            if rows.push(model, state)?.is_some() {
                return Err(Unfinished::Model("the model has not learnt all that its states need".into()));
            }
        }
        rows.finish(model, initial)
    }

    /// How many states there are.
    pub fn states(&self) -> usize {
        self.states.len()
    }

    /// How many steps there are: each name counts, also where two lead to the same state.
    pub fn steps(&self) -> usize {
        self.targets.len()
    }

    /// The names of steps, with what the step shows, in the order in which they were first met.
    pub fn labels(&self) -> &[(A, Marks)] {
        &self.labels
    }

    /// How many bytes the graph takes.
    pub fn bytes(&self) -> usize {
        self.states.len() * (size_of::<S>() + size_of::<Marks>() + 4) + self.targets.len() * 6
    }

    /// The packed state of a number.
    pub fn state(&self, number: u32) -> S {
        self.states[number as usize]
    }

    pub(super) fn marks(&self, number: u32) -> Marks {
        self.marks[number as usize]
    }

    pub(super) fn initial(&self) -> &[u32] {
        &self.initial
    }

    /// The places of the steps that a state has.
    #[inline]
    pub(super) fn row(&self, number: u32) -> Range<u32> {
        self.rows[number as usize]..self.rows[number as usize + 1]
    }

    /// Where a step leads.
    #[inline]
    pub(super) fn target(&self, step: u32) -> u32 {
        self.targets[step as usize]
    }

    /// The number of the name of a step.
    #[inline]
    pub(super) fn name(&self, step: u32) -> u16 {
        self.names[step as usize]
    }

    /// What a step does, and what it shows.
    pub(super) fn label(&self, step: u32) -> (A, Marks) {
        self.labels[self.name(step) as usize]
    }
}

/// How many steps wait until their targets are looked up together.
const TOGETHER: usize = 1024;

/// The rows of a graph while they are written.
struct Rows<S, A> {
    limits: Limits,
    index: Index<S>,
    /// Whether a step may lead to a state without a number.
    open: bool,
    starts: Vec<u32>,
    targets: Vec<u32>,
    names: Vec<u16>,
    labels: Names<A>,
    /// The targets of the last steps, and what the index shows at a glance.
    waiting: Vec<S>,
    slots: Vec<u64>,
}

impl<S: Packed, A: Copy + Eq + Ord> Rows<S, A> {
    fn new(limits: Limits, open: bool) -> Self {
        let (index, labels) = (Index::new(), Names::new());
        let (targets, names, waiting, slots) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { limits, index, open, starts: vec![0], targets, names, labels, waiting, slots }
    }

    fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// Writes the row of the next state, or says what the model has to learn first.
    #[inline]
    fn push<M: Model<State = S, Action = A>>(&mut self, model: &M, state: S) -> Result<Option<M::Gap>, Unfinished> {
        let (before, names) = (self.waiting.len(), self.names.len());
        let mut named = true;
        self.labels.begin();
        let walked = model.steps(state, &mut |action, target, marks| {
            let name = self.labels.number(action, marks);
            named &= name.is_some();
            self.names.push(name.unwrap_or(0));
            self.waiting.push(target);
        });
        if let Err(gap) = walked {
            self.waiting.truncate(before);
            self.names.truncate(names);
            return Ok(Some(gap));
        }
        if !named {
            return Err(Unfinished::Names);
        }
        if self.names.len() > self.limits.steps_max.min(u32::MAX as usize) {
            return Err(Unfinished::Steps { steps_max: self.limits.steps_max });
        }
        self.starts.push(self.names.len() as u32);
        if self.waiting.len() >= TOGETHER { self.flush().map(|()| None) } else { Ok(None) }
    }

    /// Gives the targets that wait their numbers, in their order.
    fn flush(&mut self) -> Result<(), Unfinished> {
        self.index.glance(&self.waiting, &mut self.slots);
        for (&target, &slot) in self.waiting.iter().zip(&self.slots) {
            let number = match self.index.confirm(target, slot) {
                Some(number) => number,
                None if self.open => self.index.insert(target).0,
                None => self.index.find(target).ok_or(Unfinished::List)?,
            };
            self.targets.push(number);
        }
        self.waiting.clear();
        self.check_states()
    }

    fn check_states(&self) -> Result<(), Unfinished> {
        let states_max = self.limits.states_max;
        if self.index.keys().len() > states_max.min(i32::MAX as usize) {
            return Err(Unfinished::States { states_max });
        }
        Ok(())
    }

    fn finish<M: Model<State = S, Action = A>>(
        mut self,
        model: &M,
        initial: Vec<u32>,
    ) -> Result<Graph<S, A>, Unfinished> {
        self.flush()?;
        self.targets.shrink_to_fit();
        self.names.shrink_to_fit();
        let (states, labels) = (self.index.into_keys(), self.labels.into_list());
        let marks = states.iter().map(|&state| model.marks(state)).collect();
        Ok(Graph { states, marks, initial, rows: self.starts, targets: self.targets, names: self.names, labels })
    }
}
