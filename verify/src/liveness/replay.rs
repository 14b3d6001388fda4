//! Whether a lasso is what it claims to be: a fair run of the model that breaks the property.

use std::fmt;

use super::fairness::{Assumptions, Stopping, Strength};
use super::lasso::{Ending, Lasso, Step};
use super::property::Property;
use crate::Model;

/// What is wrong with a lasso.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not begin where runs begin.
    Start,
    /// The model has no such step; counted from 1, prefix and loop together.
    Step(usize),
    /// The loop is empty or does not lead back to where it begins.
    Open,
    /// The run keeps its promise, or never makes one.
    Kept,
    /// The loop is unfair to this instance.
    Unfair(String),
    /// A run may not stop there.
    Stops,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => write!(f, "no run begins there"),
            Self::Step(place) => write!(f, "the model does not have step {place}"),
            Self::Open => write!(f, "the loop does not lead back"),
            Self::Kept => write!(f, "the run breaks no promise"),
            Self::Unfair(name) => write!(f, "the loop is unfair to {name}"),
            Self::Stops => write!(f, "a run may not stop there"),
        }
    }
}

/// Replays a lasso on the model itself, without a graph, and asks everything again.
///
/// # Errors
///
/// The first thing that is wrong with it.
pub fn replay<M: Model>(
    model: &M,
    property: &Property<'_, M::State, M::Action>,
    assumptions: &Assumptions<'_, M::Action>,
    lasso: &Lasso<M::State, M::Action>,
) -> Result<(), Fault> {
    if !model.initial().contains(&lasso.start) {
        return Err(Fault::Start);
    }
    let steps = walk(model, lasso)?;
    let (prefix, repeated) = steps.split_at(lasso.prefix.len());
    if let Ending::Repeats(_) = lasso.ending
        && repeated.last().is_none_or(|last| last.step.to != lasso.turning_point())
    {
        return Err(Fault::Open);
    }
    judge_promise(model, property, lasso.start, prefix, repeated)?;
    judge_fairness(model, assumptions, lasso.turning_point(), repeated)
}

/// A step with the state it begins in.
struct Walked<S, A> {
    from: S,
    step: Step<S, A>,
}

/// The steps of a run of a model.
type Walk<M> = Vec<Walked<<M as Model>::State, <M as Model>::Action>>;

/// The steps of a lasso, if the model has them.
fn walk<M: Model>(model: &M, lasso: &Lasso<M::State, M::Action>) -> Result<Walk<M>, Fault> {
    let mut from = lasso.start;
    let mut walked = Vec::new();
    for &step in lasso.prefix.iter().chain(lasso.repeated()) {
        let mut found = false;
        let known = model.steps(from, &mut |action, to, marks| found |= Step { action, marks, to } == step);
        if known.is_err() || !found {
            return Err(Fault::Step(walked.len() + 1));
        }
        walked.push(Walked { from, step });
        from = step.to;
    }
    Ok(walked)
}

/// A promise is due when the loop has been gone through once, and is not kept by any of it.
fn judge_promise<M: Model>(
    model: &M,
    property: &Property<'_, M::State, M::Action>,
    start: M::State,
    prefix: &[Walked<M::State, M::Action>],
    repeated: &[Walked<M::State, M::Action>],
) -> Result<(), Fault> {
    let goal = property.goal();
    let keeps = |state| goal.in_state(state, model.marks(state));
    let causes = |state| property.cause().is_some_and(|cause| cause.in_state(state, model.marks(state)));
    let mut due = (property.cause().is_none() || causes(start)) && !keeps(start);
    for Walked { step, .. } in prefix.iter().chain(repeated) {
        due |= property.cause().is_some_and(|cause| cause.at_step(step.action, step.marks));
        due &= !goal.at_step(step.action, step.marks);
        due |= causes(step.to);
        due &= !keeps(step.to);
    }
    let kept = repeated.iter().any(|Walked { step, .. }| goal.at_step(step.action, step.marks) || keeps(step.to));
    if due && !kept { Ok(()) } else { Err(Fault::Kept) }
}

/// Each instance is treated fairly by the loop, or the run may stop.
fn judge_fairness<M: Model>(
    model: &M,
    assumptions: &Assumptions<'_, M::Action>,
    turning_point: M::State,
    repeated: &[Walked<M::State, M::Action>],
) -> Result<(), Fault> {
    let possible = |state: M::State, covers: &dyn Fn(M::Action) -> bool| {
        let mut possible = false;
        let known = model.steps(state, &mut |action, target, _| possible |= target != state && covers(action));
        possible || known.is_err()
    };
    if repeated.is_empty() {
        let stops = match assumptions.stopping() {
            Stopping::UnlessFair => assumptions
                .instances()
                .iter()
                .all(|fairness| !possible(turning_point, &|action| fairness.covers(action))),
            Stopping::OnlyAtTheEnd => {
                let mut steps = 0;
                model.steps(turning_point, &mut |_, _, _| steps += 1).is_ok() && steps == 0
            }
        };
        return if stops { Ok(()) } else { Err(Fault::Stops) };
    }
    for fairness in assumptions.instances() {
        let taken = repeated.iter().any(|Walked { from, step }| *from != step.to && fairness.covers(step.action));
        let mut states = repeated.iter().map(|walked| possible(walked.from, &|action| fairness.covers(action)));
        let excused = match fairness.strength() {
            Strength::Weak => states.any(|possible| !possible),
            Strength::Strong => states.all(|possible| !possible),
        };
        if !taken && !excused {
            return Err(Fault::Unfair(fairness.name().to_owned()));
        }
    }
    Ok(())
}
