//! Whether an implementation can ever be told from the rules in a small world: both are stepped together through every
//! pair of states that can be reached, until they differ or everything was tried.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use switchboard::{Action, ContactCenter, Replica};
use switchboard_verify::Kernel;

use super::arena::{Arena, Symbol};
use super::case::{same_answer, same_events};
use super::graph::Numbered;
use super::view::View;

/// What became of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// Everything was tried in every pair of states, and nothing differed: they are equivalent in this world.
    Equivalent {
        /// How many pairs there are.
        pairs: usize,
    },
    /// No shorter run tells them apart; its last step does.
    Different {
        /// What is done.
        run: Vec<Action>,
    },
    /// No run of so few steps tells them apart; longer ones were not asked for.
    Alike {
        /// How many steps.
        steps: usize,
    },
    /// There are more pairs than were allowed, and none of those that were tried differs.
    Unfinished {
        /// How many pairs were met.
        pairs: usize,
    },
}

/// Steps an implementation and the rules together, through runs of so many steps at most.
#[must_use]
pub fn compare(arena: &Arena, kernel: &dyn Kernel, pairs_max: usize, steps_max: usize) -> Comparison {
    let mut pictures: Numbered<Replica> = Numbered::default();
    let mut keys: Numbered<(u32, u32)> = Numbered::default();
    let mut came: Vec<Option<(u32, Symbol)>> = vec![None];
    let start = arena.start();
    let first = pictures.number(Replica::of(start));
    keys.number((first, first));
    let mut agenda: VecDeque<(ContactCenter, ContactCenter, usize)> =
        VecDeque::from([(start.clone(), start.clone(), 0)]);
    let mut pair = 0_u32;
    while let Some((rules, other, depth)) = agenda.pop_front() {
        if depth >= steps_max {
            return Comparison::Alike { steps: depth };
        }
        for symbol in arena.symbols(&rules) {
            let action = arena.action(symbol);
            let mut honest = rules.clone();
            let answer = honest.apply(action);
            let tried = catch_unwind(AssertUnwindSafe(|| {
                let mut center = other.clone();
                let mut events = Vec::new();
                let said = kernel.apply(&mut center, action, &mut events);
                let alike = same_answer(said, answer) && same_events(&events, honest.events());
                if !answer.is_done() && center == other {
                    return (alike, None);
                }
                let alike = alike && View::of(&center) == View::of(&honest);
                let pictures = alike.then(|| (Replica::of(&honest), Replica::of(&center)));
                (alike, pictures.map(|pictures| (pictures, center)))
            }));
            // Whoever dies differs.
            let (alike, after) = tried.unwrap_or((false, None));
            if !alike {
                return Comparison::Different { run: way(arena, &came, pair, symbol) };
            }
            let Some(((one, two), center)) = after else { continue };
            let key = (pictures.number(one), pictures.number(two));
            if keys.find(&key).is_none() {
                if keys.len() >= pairs_max {
                    return Comparison::Unfinished { pairs: keys.len() };
                }
                keys.number(key);
                came.push(Some((pair, symbol)));
                agenda.push_back((honest, center, depth + 1));
            }
        }
        pair += 1;
    }
    Comparison::Equivalent { pairs: keys.len() }
}

/// The run into a pair, and one step more.
fn way(arena: &Arena, came: &[Option<(u32, Symbol)>], pair: u32, last: Symbol) -> Vec<Action> {
    let mut run = vec![arena.action(last)];
    let mut pair = pair;
    while let Some((before, symbol)) = came[pair as usize] {
        run.push(arena.action(symbol));
        pair = before;
    }
    run.reverse();
    run
}
