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
        let mut index = Index::new();
        let initial = model.initial().into_iter().map(|state| index.insert(state).0).collect();
        let mut rows = Rows::new(limits);
        while rows.count() < index.keys().len() {
            // One round: as many rows as there are states now. Where the model has gaps, it learns them in order first.
            let end = index.keys().len();
            let mut gaps = Vec::new();
            for number in rows.count()..end {
                let state = index.keys()[number];
                let row = rows.push(model, state, |target| Some(index.insert(target).0), gaps.is_empty());
                if let Err(stop) = row {
                    match stop {
                        Stop::Gap(gap) => gaps.push((gap, state)),
                        Stop::Unfinished(why) => return Err(why),
                    }
                }
                if index.keys().len() > limits.states_max.min(i32::MAX as usize) {
                    return Err(Unfinished::States { states_max: limits.states_max });
                }
            }
            gaps.sort_unstable();
            gaps.dedup_by_key(|(gap, _)| *gap);
            for (gap, state) in gaps {
                model.learn(gap, state).map_err(Unfinished::Model)?;
            }
        }
        Ok(rows.finish(model, index.into_keys(), initial))
    }

    /// The graph over a list of states that somebody else has found: every reachable state once, in ascending order,
    /// by a model that has learnt all that it needs.
    ///
    /// # Errors
    ///
    /// When the list is not sorted, a step leads out of it, the model has a gap, or there are too many steps.
    pub fn from_sorted<M: Model<State = S, Action = A>>(
        model: &M,
        states: Vec<S>,
        limits: Limits,
    ) -> Result<Self, Unfinished> {
        if states.len() > i32::MAX as usize || !states.is_sorted_by(|a, b| a < b) {
            return Err(Unfinished::List);
        }
        let mut index = Index::new();
        for &state in &states {
            let (_, _) = index.insert(state);
        }
        let initial = model.initial().into_iter().map(|state| index.find(state));
        let initial = initial.collect::<Option<Vec<u32>>>().ok_or(Unfinished::List)?;
        let mut rows = Rows::new(limits);
        for &state in &states {
            rows.push(model, state, |target| index.find(target), true).map_err(|stop| match stop {
                Stop::Gap(_) => Unfinished::Model("the model has not learnt all that its states need".into()),
                Stop::Unfinished(why) => why,
            })?;
        }
        Ok(rows.finish(model, states, initial))
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

/// Why a row could not be written.
enum Stop<G> {
    Gap(G),
    Unfinished(Unfinished),
}

/// The rows of a graph while they are written.
struct Rows<A> {
    limits: Limits,
    starts: Vec<u32>,
    targets: Vec<u32>,
    names: Vec<u16>,
    labels: Names<A>,
}

impl<A: Copy + Eq + Ord> Rows<A> {
    fn new(limits: Limits) -> Self {
        Self { limits, starts: vec![0], targets: Vec::new(), names: Vec::new(), labels: Names::new() }
    }

    fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// Writes the row of the next state if the model has no gap there and `keep` is set; `number` says which number a
    /// state has, if it may be in the graph.
    #[inline]
    fn push<M: Model<Action = A>>(
        &mut self,
        model: &M,
        state: M::State,
        mut number: impl FnMut(M::State) -> Option<u32>,
        keep: bool,
    ) -> Result<(), Stop<M::Gap>> {
        let before = self.targets.len();
        let (mut listed, mut named) = (true, true);
        self.labels.begin();
        let walked = model.steps(state, &mut |action, target, marks| {
            let (target, name) = (number(target), self.labels.number(action, marks));
            listed &= target.is_some();
            named &= name.is_some();
            self.targets.push(target.unwrap_or(0));
            self.names.push(name.unwrap_or(0));
        });
        if walked.is_err() || !keep {
            self.targets.truncate(before);
            self.names.truncate(before);
        }
        walked.map_err(Stop::Gap)?;
        if !listed {
            return Err(Stop::Unfinished(Unfinished::List));
        }
        if !named {
            return Err(Stop::Unfinished(Unfinished::Names));
        }
        if self.targets.len() > self.limits.steps_max.min(u32::MAX as usize) {
            return Err(Stop::Unfinished(Unfinished::Steps { steps_max: self.limits.steps_max }));
        }
        if keep {
            self.starts.push(self.targets.len() as u32);
        }
        Ok(())
    }

    fn finish<M: Model<Action = A>>(
        mut self,
        model: &M,
        states: Vec<M::State>,
        initial: Vec<u32>,
    ) -> Graph<M::State, A> {
        self.targets.shrink_to_fit();
        self.names.shrink_to_fit();
        let marks = states.iter().map(|&state| model.marks(state)).collect();
        let labels = self.labels.into_list();
        Graph { states, marks, initial, rows: self.starts, targets: self.targets, names: self.names, labels }
    }
}
