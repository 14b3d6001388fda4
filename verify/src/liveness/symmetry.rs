//! A property of a symmetric model, decided on its quotient.

use std::fmt;

use super::kind::Kinds;
use super::orbits::{Orbits, Symmetric, Turned};
use super::property::{Condition, Property};
use super::question::Question;
use super::replay::replay;
use super::threads::Threads;
use super::{Verdict, unfold};
use crate::Marks;

/// Something is not the same under the permutations of a quotient, so that nothing can be decided on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asymmetric {
    /// The property speaks of a name that changes places.
    Property,
    /// Fairness to a name is not fairness to what it becomes.
    Fairness,
}

impl fmt::Display for Asymmetric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property => write!(f, "the property speaks of a name that changes places"),
            Self::Fairness => write!(f, "fairness to a name is not fairness to the name whose place it takes"),
        }
    }
}

impl std::error::Error for Asymmetric {}

/// Decides a property on the quotient of a symmetric model.
///
/// The verdict is that of the whole graph, if [`Symmetric`] is kept and the property does not tell apart what changes
/// places. The lasso is one of the model, with the names put back; it is never called the shortest.
///
/// # Errors
///
/// When a step shows that the property or fairness is not symmetric. That is looked at in the states and by the
/// permutations that the quotient met, which need not be all.
///
/// # Panics
///
/// When the lasso does not pass [`replay`](replay()): our bug, or a model that is not as symmetric as it says.
pub fn check_symmetric<M: Symmetric>(
    model: &M,
    orbits: &Orbits<M>,
    property: &Property<'_, M::State, M::Action>,
    kinds: &Kinds<'_, M::Action>,
) -> Result<Verdict<M::State, M::Action>, Asymmetric> {
    distrust(model, orbits, property, kinds)?;
    let instances = kinds.instances();
    let question = Question::new(&orbits.0, &folded(property), &super::Assumptions::none());
    if !question.made {
        return Ok(Verdict::Unreached);
    }
    Ok(match unfold::lasso(model, &Threads::new(&question, kinds)) {
        None => Verdict::Holds,
        Some(lasso) => {
            let replayed = replay(model, property, &instances, &lasso);
            assert_eq!(replayed, Ok(()), "a lasso is a fair run that breaks its property");
            Verdict::Violated(lasso)
        }
    })
}

/// The property, asked of steps that have turns.
fn folded<'p, S: Copy, A: Copy>(property: &'p Property<'_, S, A>) -> Property<'p, S, Turned<A>> {
    fn condition<'p, S, A>(condition: &'p Condition<'_, S, A>) -> Condition<'p, S, Turned<A>> {
        Condition::both(
            move |state, marks| condition.in_state(state, marks),
            move |(action, _): Turned<A>, marks| condition.at_step(action, marks),
        )
    }
    match property {
        Property::Eventually(goal) => Property::Eventually(condition(goal)),
        Property::LeadsTo(cause, goal) => Property::LeadsTo(condition(cause), condition(goal)),
    }
}

/// Looks for a step that shows that something is not symmetric.
fn distrust<M: Symmetric>(
    model: &M,
    orbits: &Orbits<M>,
    property: &Property<'_, M::State, M::Action>,
    kinds: &Kinds<'_, M::Action>,
) -> Result<(), Asymmetric> {
    let in_state = |state: M::State, marks: Marks| {
        (property.cause().is_some_and(|cause| cause.in_state(state, marks)), property.goal().in_state(state, marks))
    };
    let at_step = |action: M::Action, marks: Marks| {
        (property.cause().is_some_and(|cause| cause.at_step(action, marks)), property.goal().at_step(action, marks))
    };
    let graph = &orbits.0;
    for &((action, turn), marks) in graph.labels() {
        let renamed = model.renamed(action, turn.permutation());
        if at_step(action, marks) != at_step(renamed, marks) {
            return Err(Asymmetric::Property);
        }
        if (0..kinds.names).any(|name| turn.permutation().of(name) >= kinds.names) {
            return Err(Asymmetric::Fairness);
        }
        for kind in &kinds.kinds {
            if kind.serves(renamed) != kind.serves(action).map(|name| turn.permutation().of(name)) {
                return Err(Asymmetric::Fairness);
            }
        }
    }
    for state in 0..graph.states() as u32 {
        for step in graph.row(state) {
            let target = graph.target(step);
            let (((_, turn), _), settled) = (graph.label(step), graph.state(target));
            let before = model.permuted(settled, turn.permutation().inverse());
            if before != settled && in_state(before, model.marks(before)) != in_state(settled, graph.marks(target)) {
                return Err(Asymmetric::Property);
            }
        }
    }
    Ok(())
}
