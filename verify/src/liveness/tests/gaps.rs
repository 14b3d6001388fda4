//! A model that learns what a state leads to while it is searched.

use std::collections::BTreeSet;

use super::drawn::{Drawn, fair, letters};
use super::random::{Draws, draw};
use crate::liveness::{Condition, EFFORT_MAX, Graph, Limits, Property, Unfinished, check};
use crate::{Marks, Model};

/// A drawing in which the arrows of a state are unknown until their letters have been learnt, one at a time.
#[derive(Clone, Debug, Default)]
struct Learning {
    drawn: Drawn,
    known: BTreeSet<char>,
    /// In which order letters were learnt.
    lessons: Vec<char>,
    /// More letters than this are too many.
    letters_max: usize,
}

impl Model for Learning {
    type State = u32;
    type Action = char;
    type Gap = char;

    fn initial(&self) -> Vec<u32> {
        self.drawn.initial()
    }

    fn steps(&self, state: u32, visit: &mut impl FnMut(char, u32, Marks)) -> Result<(), char> {
        for &(_, letter, to) in self.drawn.arrows.iter().filter(|arrow| arrow.0 == state) {
            if !self.known.contains(&letter) {
                return Err(letter);
            }
            visit(letter, to, 0);
        }
        Ok(())
    }

    fn learn(&mut self, gap: char, _: u32) -> Result<(), String> {
        if self.lessons.len() == self.letters_max {
            return Err(format!("no room for `{gap}`"));
        }
        self.lessons.push(gap);
        assert!(self.known.insert(gap), "learnt once");
        Ok(())
    }
}

#[test]
fn gaps_are_learnt_once_a_round_in_ascending_order() {
    // 0 has to learn `a`; then 1, 2 and 3 show `d`, `b` and `d` in one round; then 1 shows `c`.
    let drawn = Drawn::new("0a1 0a2 0a3 1d0 1c4 2b0 3d0");
    let mut model = Learning { drawn, letters_max: 4, ..Learning::default() };
    let graph = Graph::explore(&mut model, Limits::default()).expect("four letters are enough");
    assert_eq!((graph.states(), graph.steps()), (5, 7));
    assert_eq!(model.lessons, ['a', 'b', 'd', 'c']);
}

#[test]
fn a_graph_is_the_same_whether_learnt_or_known() {
    let mut draws = Draws(5);
    for case in 0..2_000 {
        let (drawn, ..) = draw(&mut draws);
        let mut model = Learning { drawn: drawn.clone(), letters_max: 3, ..Learning::default() };
        let learnt = Graph::explore(&mut model, Limits::default()).expect("three letters are enough");
        let known = Graph::explore(&mut drawn.clone(), Limits::default()).expect("small");
        assert_eq!((learnt.states(), learnt.steps()), (known.states(), known.steps()), "case {case}");
        let reached = || Property::Eventually(Condition::state(|state| state == 2));
        let verdicts = (
            check(&model, &learnt, &reached(), &fair("ab|c"), EFFORT_MAX),
            check(&drawn, &known, &reached(), &fair("ab|c"), EFFORT_MAX),
        );
        assert_eq!(letters(&verdicts.0).len(), letters(&verdicts.1).len(), "case {case}: {verdicts:?}");
    }
}

#[test]
fn whatever_does_not_fit_leaves_no_graph() {
    let drawn = Drawn::new("0a1 1b2 2c0");
    let limits = |states_max, steps_max| Limits { states_max, steps_max };
    let explore = |limits| Graph::explore(&mut drawn.clone(), limits).err();
    assert_eq!(explore(limits(3, 3)), None);
    assert_eq!(explore(limits(2, 3)), Some(Unfinished::States { states_max: 2 }));
    assert_eq!(explore(limits(3, 2)), Some(Unfinished::Steps { steps_max: 2 }));
    let mut model = Learning { drawn: drawn.clone(), letters_max: 2, ..Learning::default() };
    let full = Graph::explore(&mut model, Limits::default()).err();
    assert_eq!(full, Some(Unfinished::Model("no room for `c`".into())));
    let listed = |states: &[u32]| Graph::from_sorted(&drawn, states.iter().copied(), Limits::default()).err();
    assert_eq!(listed(&[0, 1, 2]), None);
    assert_eq!(listed(&[0, 1]), Some(Unfinished::List), "a step leads out of it");
    assert_eq!(listed(&[0, 2, 1]), Some(Unfinished::List), "it is not sorted");
    assert_eq!(listed(&[1, 2]), Some(Unfinished::List), "runs begin outside of it");
}
