//! Which components a fair run can stay in for ever without keeping the promise.

use super::component::{Component, Components};
use super::question::Question;
use crate::Packed;

/// The states that fair loops go through.
///
/// A fair loop lies within one of these components, and each of them has one that visits all of its states: it takes
/// every weakly fair instance or has a state where that is impossible, and takes every strongly fair instance that is
/// possible anywhere in it.
#[derive(Debug, Default)]
pub(super) struct Traps {
    /// Which component a state is in, counted from 1; empty if there is none.
    of: Vec<u32>,
    /// Which instances are possible somewhere in each.
    possible: Vec<u64>,
    /// Whether each makes the promise itself.
    causes: Vec<bool>,
}

impl Traps {
    pub(super) fn is_empty(&self) -> bool {
        self.possible.is_empty()
    }

    /// The component of a state, if it is in one.
    #[inline]
    pub(super) fn of(&self, state: u32) -> Option<usize> {
        let number = *self.of.get(state as usize)?;
        (number > 0).then(|| number as usize - 1)
    }

    /// Which instances are possible somewhere in a component.
    pub(super) fn possible(&self, component: usize) -> u64 {
        self.possible[component]
    }

    /// Whether the promise is made in a component.
    pub(super) fn causes(&self, component: usize) -> bool {
        self.causes[component]
    }

    /// Searches the components of the states in which the promise is due, then the components of what is left of those
    /// that strong fairness forbids to visit whole: without the states in which a fair action is possible that they
    /// never take. Weak fairness needs no such search: with fewer states there are fewer to be impossible in.
    pub(super) fn search<S: Packed, A: Copy + Eq + Ord>(question: &Question<'_, S, A>) -> Self {
        let states = question.graph.states();
        let mut traps = Self::default();
        let mut components = Components::new(states);
        let mut left = Vec::new();
        let due = (0..states as u32).filter(|&state| question.due(state));
        components.search(question, due, |component| traps.judge(question, &component, &mut left));
        while !left.is_empty() {
            let among = std::mem::take(&mut left);
            components
                .search(question, among.iter().copied(), |component| traps.judge(question, &component, &mut left));
        }
        traps
    }

    /// Keeps a component, drops it, or leaves a part of it for the next search.
    fn judge<S: Packed, A: Copy + Eq + Ord>(
        &mut self,
        question: &Question<'_, S, A>,
        component: &Component<'_>,
        left: &mut Vec<u32>,
    ) {
        let (mut somewhere, mut everywhere, mut taken) = (0, u64::MAX, 0);
        let (mut steps, mut causes) = (false, false);
        for &state in component.states {
            causes |= question.causes(state);
            let mut possible = 0;
            for step in question.graph.row(state) {
                let bits = question.taken(state, step);
                possible |= bits;
                if component.has(question.graph.target(step)) && !question.step_keeps(step) {
                    steps = true;
                    causes |= question.step_causes(step);
                    taken |= bits;
                }
            }
            somewhere |= possible;
            everywhere &= possible;
        }
        if !steps || question.weak & everywhere & !taken != 0 {
            return;
        }
        let forbidden = question.strong & somewhere & !taken;
        if forbidden == 0 {
            self.of.resize(question.graph.states(), 0);
            self.possible.push(somewhere);
            self.causes.push(causes);
            for &state in component.states {
                self.of[state as usize] = self.possible.len() as u32;
            }
        } else {
            let stays = |state: &u32| question.possible(*state) & forbidden == 0;
            left.extend(component.states.iter().copied().filter(stays));
        }
    }
}
