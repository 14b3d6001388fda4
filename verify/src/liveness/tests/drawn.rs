//! Models drawn by hand: states are numbers, steps are arrows with a letter.

use std::convert::Infallible;

use crate::liveness::{
    Assumptions, Condition, EFFORT_MAX, Ending, Fairness, Graph, Lasso, Limits, Property, Stopping, Verdict, check,
};
use crate::{Marks, Model};

/// A graph as it would be drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawn {
    pub(super) initial: Vec<u32>,
    /// From, letter, to.
    pub(super) arrows: Vec<(u32, char, u32)>,
}

impl Drawn {
    /// Arrows such as `0a1`; runs begin in 0.
    pub(super) fn new(arrows: &str) -> Self {
        let digit = |sign: char| sign.to_digit(36).expect("states are one digit");
        let arrows = arrows.split_whitespace().map(|arrow| {
            let signs: Vec<char> = arrow.chars().collect();
            let &[from, letter, to] = signs.as_slice() else { panic!("`{arrow}` is no arrow") };
            (digit(from), letter, digit(to))
        });
        Self { initial: vec![0], arrows: arrows.collect() }
    }

    /// Whether `p ~> q` holds, both given as lists of states.
    pub(super) fn leads_to(&self, p: &[u32], q: &[u32], assumed: Assumptions<'_, char>) -> Verdict<u32, char> {
        let (p, q) = (Condition::state(|state| p.contains(&state)), Condition::state(|state| q.contains(&state)));
        self.check(&Property::LeadsTo(p, q), &assumed)
    }

    /// Whether some state of a list is reached some time.
    pub(super) fn eventually(&self, q: &[u32], assumed: Assumptions<'_, char>) -> Verdict<u32, char> {
        self.check(&Property::Eventually(Condition::state(|state| q.contains(&state))), &assumed)
    }

    pub(super) fn check(
        &self,
        property: &Property<'_, u32, char>,
        assumed: &Assumptions<'_, char>,
    ) -> Verdict<u32, char> {
        let graph = Graph::explore(&mut self.clone(), Limits::default()).expect("the drawing is small");
        check(self, &graph, property, assumed, EFFORT_MAX)
    }
}

impl Model for Drawn {
    type State = u32;
    type Action = char;
    type Gap = Infallible;

    fn initial(&self) -> Vec<u32> {
        self.initial.clone()
    }

    fn steps(&self, state: u32, visit: &mut impl FnMut(char, u32, Marks)) -> Result<(), Infallible> {
        self.arrows.iter().filter(|arrow| arrow.0 == state).for_each(|&(_, letter, to)| visit(letter, to, 0));
        Ok(())
    }
}

/// Runs may stop where no fair action is possible; the letters before the bar are weakly fair, those after it strongly.
pub(super) fn fair(letters: &str) -> Assumptions<'static, char> {
    assume(Stopping::UnlessFair, letters)
}

/// The same, but runs stop only where nothing is possible.
pub(super) fn moving(letters: &str) -> Assumptions<'static, char> {
    assume(Stopping::OnlyAtTheEnd, letters)
}

fn assume(stopping: Stopping, letters: &str) -> Assumptions<'static, char> {
    let (weak, strong) = letters.split_once('|').unwrap_or((letters, ""));
    let weak = weak.chars().map(|letter| Fairness::weak(letter, move |action| action == letter));
    let strong = strong.chars().map(|letter| Fairness::strong(letter, move |action| action == letter));
    Assumptions::new(stopping, weak.chain(strong)).expect("few letters")
}

/// A lasso in letters: prefix, a bar, loop (empty if the run stops).
pub(super) fn letters(verdict: &Verdict<u32, char>) -> String {
    match verdict {
        Verdict::Holds => "holds".into(),
        Verdict::Unreached => "unreached".into(),
        Verdict::Violated(Lasso { prefix, ending, exact, .. }) => {
            assert!(exact, "small models leave no doubt");
            let repeated = match ending {
                Ending::Stops => &[],
                Ending::Repeats(steps) => steps.as_slice(),
            };
            let prefix = prefix.iter().map(|step| step.action);
            prefix.chain(['|']).chain(repeated.iter().map(|step| step.action)).collect()
        }
    }
}
