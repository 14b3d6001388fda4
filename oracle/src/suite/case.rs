//! A test as it is handed on: what is done step by step, and what must be answered, told and seen after each.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use switchboard::notation::{Names, Notation};
use switchboard::{Action, Answer, ContactCenter, Event, Fact};
use switchboard_verify::Kernel;
use switchboard_verify::timetable::timetable;

use super::view::View;

/// One step of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is tried.
    pub action: Action,
    /// What must be answered.
    pub answer: Answer,
    /// What must happen, in its order.
    pub events: Vec<Event>,
    /// What must be seen afterwards.
    pub view: Arc<View>,
}

/// A test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its number in the suite, from one.
    pub number: usize,
    /// The slice of the policy that it plays in, from zero.
    pub slice: usize,
    /// What is let happen there.
    pub view: &'static str,
    /// What it covers first, in words.
    pub goals: Vec<String>,
    /// The steps.
    pub steps: Vec<Step>,
    /// The earliest second of each step; none where the clocks of the policy allow the order at no time.
    pub times: Option<Vec<i64>>,
}

impl Case {
    /// The test that does these things from the beginning on: what must come of them is asked of the rules.
    pub(crate) fn played(start: &ContactCenter, actions: impl IntoIterator<Item = Action>) -> Self {
        let mut center = start.clone();
        let mut steps = Vec::new();
        let mut view = Arc::new(View::of(&center));
        for action in actions {
            let answer = center.apply(action);
            if answer.is_done() {
                view = Arc::new(View::of(&center));
            }
            steps.push(Step { action, answer, events: center.events().to_vec(), view: Arc::clone(&view) });
        }
        let told: Vec<(Action, Vec<Event>)> = steps.iter().map(|step| (step.action, step.events.clone())).collect();
        let times = timetable(&told);
        Self { number: 0, slice: 0, view: "", goals: Vec::new(), steps, times }
    }

    /// The first step at which an implementation differs, from zero; none if it passes. One that dies differs.
    #[must_use]
    pub fn fails(&self, start: &ContactCenter, kernel: &dyn Kernel) -> Option<usize> {
        let mut center = start.clone();
        self.steps.iter().position(|step| {
            let passed = catch_unwind(AssertUnwindSafe(|| {
                let before = center.clone();
                let mut events = Vec::new();
                let answer = kernel.apply(&mut center, step.action, &mut events);
                // What changed nothing looks as before, and that was compared.
                let unchanged = || !step.answer.is_done() && center == before;
                same_answer(answer, step.answer)
                    && same_events(&events, &step.events)
                    && (unchanged() || View::of(&center) == *step.view)
            }));
            !passed.unwrap_or(false)
        })
    }
}

/// Whether two answers look alike from outside: which rule is named does not matter, the code of a refusal does.
#[must_use]
pub fn same_answer(one: Answer, other: Answer) -> bool {
    match (one, other) {
        (Answer::Done, Answer::Done) | (Answer::Unchanged(_), Answer::Unchanged(_)) => true,
        (Answer::Refused(one), Answer::Refused(other)) => one.code == other.code,
        (Answer::Done | Answer::Unchanged(_) | Answer::Refused(_), _) => false,
    }
}

/// Whether the same things happened in the same order, whatever rules are named.
#[must_use]
pub fn same_events(one: &[Event], other: &[Event]) -> bool {
    one.iter().map(|event| event.fact).eq(other.iter().map(|event| event.fact))
}

/// The names that conversations of a case get one after the other, as a script gives them.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) names: Names,
}

impl Said {
    /// The sentence of an action; a new conversation has its name from now on.
    pub(crate) fn action(&mut self, policy: &switchboard::Policy, step: &Step) -> String {
        let text = Notation::new(policy, &self.names).action(&step.action);
        for event in &step.events {
            if let Fact::ConversationCreated { conversation, .. } = event.fact {
                let name = self.names.next();
                self.names.give(&name, conversation);
            }
        }
        text
    }
}
