//! A run that never keeps its promise: a way to a loop, and the loop.

use std::fmt::{self, Debug};

use crate::Marks;

/// One step of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<S, A> {
    /// What is done.
    pub action: A,
    /// What the step itself shows.
    pub marks: Marks,
    /// The state after it.
    pub to: S,
}

/// How a run goes on for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending<S, A> {
    /// It stops: nobody does anything any more.
    Stops,
    /// It repeats these steps, at least one, the last of which leads to where the first begins.
    Repeats(Vec<Step<S, A>>),
}

/// A fair run that breaks the property: finitely many steps, and then the same for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lasso<S, A> {
    /// Where the run begins.
    pub start: S,
    /// The steps to the loop.
    pub prefix: Vec<Step<S, A>>,
    /// The loop.
    pub ending: Ending<S, A>,
    /// Whether it is proven that no lasso that breaks the property has fewer steps in all, and that no other one with
    /// as many steps has a shorter prefix. Stopping is no step.
    pub exact: bool,
}

impl<S: Copy, A: Copy> Lasso<S, A> {
    /// The steps of the loop, none if the run stops.
    pub fn repeated(&self) -> &[Step<S, A>] {
        match &self.ending {
            Ending::Stops => &[],
            Ending::Repeats(steps) => steps,
        }
    }

    /// How many steps there are, prefix and loop together.
    pub fn steps(&self) -> usize {
        self.prefix.len() + self.repeated().len()
    }

    /// The state in which the loop begins, or the run stops.
    pub fn turning_point(&self) -> S {
        self.prefix.last().map_or(self.start, |step| step.to)
    }
}

impl<S: Copy, A: Copy + Debug> fmt::Display for Lasso<S, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.prefix {
            writeln!(f, "  {:?}", step.action)?;
        }
        match &self.ending {
            Ending::Stops => writeln!(f, "and then nothing, for ever"),
            Ending::Repeats(steps) => {
                writeln!(f, "and then for ever:")?;
                steps.iter().try_for_each(|step| writeln!(f, "  {:?}", step.action))
            }
        }
    }
}
