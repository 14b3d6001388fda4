//! What is promised: `p ~> q`, and `eventually q`.

use std::fmt;

use crate::{Mark, Marks};

/// A question about a state and what it shows.
type OnState<'a, S> = Box<dyn Fn(S, Marks) -> bool + 'a>;
/// A question about a step and what it shows.
type OnStep<'a, A> = Box<dyn Fn(A, Marks) -> bool + 'a>;

/// Something that a state or a step may fulfil.
pub struct Condition<'a, S, A> {
    state: Option<OnState<'a, S>>,
    step: Option<OnStep<'a, A>>,
}

impl<'a, S, A> Condition<'a, S, A> {
    /// Holds in the states that answer yes.
    pub fn state(holds: impl Fn(S) -> bool + 'a) -> Self {
        Self { state: Some(Box::new(move |state, _| holds(state))), step: None }
    }

    /// Holds in the states that show a mark.
    pub fn shows(mark: Mark) -> Self {
        Self { state: Some(Box::new(move |_, marks| marks >> mark & 1 == 1)), step: None }
    }

    /// Holds in the states that do not show a mark.
    pub fn lacks(mark: Mark) -> Self {
        Self { state: Some(Box::new(move |_, marks| marks >> mark & 1 == 0)), step: None }
    }

    /// Holds at the steps that answer yes.
    pub fn step(holds: impl Fn(A, Marks) -> bool + 'a) -> Self {
        Self { state: None, step: Some(Box::new(holds)) }
    }

    /// Holds in the states and at the steps that answer yes, given what they show.
    pub(super) fn both(state: impl Fn(S, Marks) -> bool + 'a, step: impl Fn(A, Marks) -> bool + 'a) -> Self {
        Self { state: Some(Box::new(state)), step: Some(Box::new(step)) }
    }

    /// Holds in the states of the one and at the steps of the other.
    #[must_use]
    pub fn or_step(self, holds: impl Fn(A, Marks) -> bool + 'a) -> Self {
        Self { state: self.state, step: Some(Box::new(holds)) }
    }

    pub(super) fn in_state(&self, state: S, marks: Marks) -> bool {
        self.state.as_ref().is_some_and(|holds| holds(state, marks))
    }

    pub(super) fn at_step(&self, action: A, marks: Marks) -> bool {
        self.step.as_ref().is_some_and(|holds| holds(action, marks))
    }
}

impl<S, A> fmt::Debug for Condition<'_, S, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condition").field("state", &self.state.is_some()).field("step", &self.step.is_some()).finish()
    }
}

/// What every fair run keeps.
///
/// A promise made by a state is due in that state, one made by a step where the step leads. It is kept by a state in
/// which the goal holds, then or later, or by a step that is the goal, the promising step included.
#[derive(Debug)]
pub enum Property<'a, S, A> {
    /// `eventually q`: the goal holds at the beginning of the run or later.
    Eventually(Condition<'a, S, A>),
    /// `p ~> q`: whenever the first holds, the second holds then or later.
    LeadsTo(Condition<'a, S, A>, Condition<'a, S, A>),
}

impl<S, A> Property<'_, S, A> {
    /// What keeps the promise.
    pub(super) fn goal(&self) -> &Condition<'_, S, A> {
        match self {
            Self::Eventually(goal) | Self::LeadsTo(_, goal) => goal,
        }
    }

    /// What makes it, if it is not made by beginning.
    pub(super) fn cause(&self) -> Option<&Condition<'_, S, A>> {
        match self {
            Self::Eventually(_) => None,
            Self::LeadsTo(cause, _) => Some(cause),
        }
    }
}
