//! What must happen some time: `p ~> q` and `eventually q`, decided exactly under fairness.
//!
//! A safety property is broken by a state; these are broken only by a run that goes on for ever. So a search for them
//! needs the whole [`Graph`] of what can happen, says with [`Assumptions`] which endless runs count, and answers with a
//! [`Lasso`]: finitely many steps, and a loop.
//!
//! The decision, in the order of the files: `question` finds the states in which a promise can be due; `component` their
//! strongly connected components; `decide` those that a fair run can stay in; `shortest`, with `circuit`, the shortest
//! lasso into one of them; [`replay`](replay()) goes through it once more on the model.
//!
//! A plain quotient by symmetry cannot decide this: it forgets who is who, and fairness is about who. A run that is fair
//! to everybody and one that forgets somebody for ever can have the same picture. [`check_symmetric`] works on a
//! [`Orbits`] that remembers at each step who takes whose place.
//!
//! The same holds of a model whose states have no names to begin with. Where a state lists conversations by age, "the
//! wrap-up of the oldest ends" is fairness to a place and not to a conversation: with more than one conversation, whoever
//! stands there changes. A property of one conversation needs a model that follows it.

mod circuit;
mod component;
mod decide;
mod fairness;
mod graph;
mod index;
mod kind;
mod lasso;
mod names;
mod orbits;
mod permutation;
mod property;
mod question;
mod replay;
mod shortest;
mod symmetry;
mod threads;
mod unfold;

pub use fairness::{Assumptions, Fairness, INSTANCES_MAX, STRONG_MAX, Stopping, Strength, TooManyInstances};
pub use graph::{Graph, Limits, Unfinished};
pub use kind::{Kind, Kinds};
pub use lasso::{Ending, Lasso, Step};
pub use orbits::{Orbits, Symmetric};
pub use permutation::Permutation;
pub use property::{Condition, Property};
pub use replay::{Fault, replay};
pub use symmetry::{Asymmetric, check_symmetric};

use crate::Model;

/// What is known about a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<S, A> {
    /// Every fair run keeps it.
    Holds,
    /// Every run keeps it, because nothing that can happen makes the promise.
    Unreached,
    /// This fair run does not.
    Violated(Lasso<S, A>),
}

/// How many places a search for the shortest lasso looks at if nothing else is said.
pub const EFFORT_MAX: u64 = 10_000_000;

/// Decides a property over the graph of a model.
///
/// The verdict is exact. The lasso is the shortest unless it says that it is not: `effort_max` bounds the search for
/// shorter ones, in visited pairs of a state and what fairness still demands, of 32 bytes each.
///
/// # Panics
///
/// When the lasso does not pass [`replay`](replay()), which would be our bug, or the graph is of another model.
pub fn check<M: Model>(
    model: &M,
    graph: &Graph<M::State, M::Action>,
    property: &Property<'_, M::State, M::Action>,
    assumptions: &Assumptions<'_, M::Action>,
    effort_max: u64,
) -> Verdict<M::State, M::Action> {
    let question = question::Question::new(graph, property, assumptions);
    if !question.made {
        return Verdict::Unreached;
    }
    let lasso = || shortest::lasso(&question, &decide::Traps::search(&question), effort_max);
    match shortest::at_once(&question).or_else(lasso) {
        None => Verdict::Holds,
        Some(lasso) => {
            let replayed = replay(model, property, assumptions, &lasso);
            assert_eq!(replayed, Ok(()), "a lasso is a fair run that breaks its property");
            Verdict::Violated(lasso)
        }
    }
}

#[cfg(test)]
mod tests;
