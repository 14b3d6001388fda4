//! The graph of states that are equal but for names, which remembers at each step who takes whose place.

use super::graph::{Graph, Limits, Unfinished};
use super::permutation::Permutation;
use crate::{Marks, Model};

/// A model in which some names (agents, conversations) are as good as others.
///
/// **Invariant** that an implementation keeps, for a group of permutations that leaves alone whatever a property speaks
/// of: [`settle`](Self::settle) gives all states of an orbit the same representative; if an action leads from a state to
/// another, then the renamed action leads from the permuted state to the permuted other one; and runs begin in whole orbits.
pub trait Symmetric: Model {
    /// The representative of a state, and the permutation that makes it of the state.
    fn settle(&self, state: Self::State) -> (Self::State, Permutation);

    /// The state in which everybody has taken another's place.
    fn permuted(&self, state: Self::State, permutation: Permutation) -> Self::State;

    /// The action as it is called then.
    fn renamed(&self, action: Self::Action, permutation: Permutation) -> Self::Action;
}

/// What a step of a quotient does to names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// It leads back to the very state.
    Stays,
    /// It leads to a state that becomes its representative by this permutation.
    Turns(Permutation),
}

impl Turn {
    pub(super) fn permutation(self) -> Permutation {
        match self {
            Self::Stays => Permutation::IDENTITY,
            Self::Turns(permutation) => permutation,
        }
    }
}

/// A step of a quotient: what is done, in the names of the representative it begins in, and what becomes of the names.
pub(super) type Turned<A> = (A, Turn);

/// The reachable representatives of a model, and the steps between them.
///
/// A plain quotient cannot decide what is fair, because it forgets who is who; this one can follow everybody.
#[derive(Debug)]
pub struct Orbits<M: Model>(pub(super) Graph<M::State, Turned<M::Action>>);

impl<M: Symmetric> Orbits<M> {
    /// Searches all that is reachable but for names.
    ///
    /// # Errors
    ///
    /// When a limit is hit or the model cannot go on.
    pub fn explore(model: &mut M, limits: Limits) -> Result<Self, Unfinished> {
        Graph::explore(&mut Folded(model), limits).map(Self)
    }

    /// How many representatives there are.
    pub fn states(&self) -> usize {
        self.0.states()
    }

    /// How many steps lead on from them.
    pub fn steps(&self) -> usize {
        self.0.steps()
    }
}

/// A model with every state folded onto its representative.
struct Folded<'m, M>(&'m mut M);

impl<M: Symmetric> Model for Folded<'_, M> {
    type State = M::State;
    type Action = Turned<M::Action>;
    type Gap = M::Gap;

    fn initial(&self) -> Vec<M::State> {
        let mut initial: Vec<_> = self.0.initial().into_iter().map(|state| self.0.settle(state).0).collect();
        initial.sort_unstable();
        initial.dedup();
        initial
    }

    fn marks(&self, state: M::State) -> Marks {
        self.0.marks(state)
    }

    fn steps(&self, state: M::State, visit: &mut impl FnMut(Turned<M::Action>, M::State, Marks)) -> Result<(), M::Gap> {
        self.0.steps(state, &mut |action, target, marks| {
            let (settled, permutation) = self.0.settle(target);
            let turn = if target == state { Turn::Stays } else { Turn::Turns(permutation) };
            visit((action, turn), settled, marks);
        })
    }

    fn learn(&mut self, gap: M::Gap, state: M::State) -> Result<(), String> {
        self.0.learn(gap, state)
    }
}
