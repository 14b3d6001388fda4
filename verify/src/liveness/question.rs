//! A property and its assumptions, looked up once for every state and every name of a step.

use super::fairness::{Assumptions, Stopping};
use super::graph::Graph;
use super::property::Property;
use crate::Packed;

/// The state makes the promise (or begins a run, where beginning makes it).
const CAUSE: u8 = 1;
/// The state keeps it.
const GOAL: u8 = 2;
/// A promise can be due here: made, and not kept since.
const DUE: u8 = 4;

/// What is asked, as bits on a graph.
#[derive(Debug)]
pub(super) struct Question<'g, S, A> {
    pub(super) graph: &'g Graph<S, A>,
    states: Vec<u8>,
    /// `CAUSE` and `GOAL` per name of a step.
    names: Vec<u8>,
    /// Whether any name of a step has `GOAL`.
    steps_keep: bool,
    /// Which instances of fairness a step with a name is of.
    fair: Vec<u64>,
    pub(super) weak: u64,
    pub(super) strong: u64,
    stopping: Stopping,
    /// Beginning makes the promise, and nothing else does.
    pub(super) at_the_beginning: bool,
    /// Whether the promise is ever made.
    pub(super) made: bool,
}

impl<'g, S: Packed, A: Copy + Eq + Ord> Question<'g, S, A> {
    pub(super) fn new(graph: &'g Graph<S, A>, property: &Property<'_, S, A>, assumptions: &Assumptions<'_, A>) -> Self {
        let bits = |cause: bool, goal: bool| (u8::from(cause) * CAUSE) | (u8::from(goal) * GOAL);
        let (cause, goal) = (property.cause(), property.goal());
        let states = (0..graph.states() as u32).map(|number| {
            let (state, marks) = (graph.state(number), graph.marks(number));
            bits(cause.is_some_and(|cause| cause.in_state(state, marks)), goal.in_state(state, marks))
        });
        let names = graph.labels().iter().map(|&(action, marks)| {
            bits(cause.is_some_and(|cause| cause.at_step(action, marks)), goal.at_step(action, marks))
        });
        let names: Vec<u8> = names.collect();
        let mut question = Self {
            graph,
            states: states.collect(),
            steps_keep: names.iter().any(|bits| bits & GOAL != 0),
            names,
            fair: graph.labels().iter().map(|&(action, _)| assumptions.of(action)).collect(),
            weak: assumptions.weak(),
            strong: assumptions.strong(),
            stopping: assumptions.stopping(),
            at_the_beginning: property.cause().is_none(),
            made: false,
        };
        question.spread();
        question
    }

    /// Marks every state in which a promise can be due.
    fn spread(&mut self) {
        let mut waiting = Vec::new();
        if self.at_the_beginning {
            self.made = true;
            for &state in self.graph.initial() {
                self.fall_due(state, &mut waiting);
            }
        } else {
            let by_step = self.names.iter().any(|bits| bits & CAUSE != 0);
            for state in 0..self.graph.states() as u32 {
                if self.causes(state) {
                    self.made = true;
                    self.fall_due(state, &mut waiting);
                }
                if by_step {
                    for step in self.graph.row(state).filter(|&step| self.step_causes(step)).collect::<Vec<_>>() {
                        self.made = true;
                        if !self.step_keeps(step) {
                            self.fall_due(self.graph.target(step), &mut waiting);
                        }
                    }
                }
            }
        }
        while let Some(state) = waiting.pop() {
            for step in self.graph.row(state) {
                if !self.step_keeps(step) {
                    self.fall_due(self.graph.target(step), &mut waiting);
                }
            }
        }
    }

    fn fall_due(&mut self, state: u32, waiting: &mut Vec<u32>) {
        let bits = &mut self.states[state as usize];
        if *bits & (GOAL | DUE) == 0 {
            *bits |= DUE;
            waiting.push(state);
        }
    }

    #[inline]
    pub(super) fn causes(&self, state: u32) -> bool {
        self.states[state as usize] & CAUSE != 0
    }

    #[inline]
    pub(super) fn keeps(&self, state: u32) -> bool {
        self.states[state as usize] & GOAL != 0
    }

    /// Whether a promise can be due in the state.
    #[inline]
    pub(super) fn due(&self, state: u32) -> bool {
        self.states[state as usize] & DUE != 0
    }

    #[inline]
    pub(super) fn step_causes(&self, step: u32) -> bool {
        self.names[self.graph.name(step) as usize] & CAUSE != 0
    }

    #[inline]
    pub(super) fn step_keeps(&self, step: u32) -> bool {
        self.steps_keep && self.names[self.graph.name(step) as usize] & GOAL != 0
    }

    /// The steps after which a promise that was due still is, with the states they lead to.
    #[inline]
    pub(super) fn due_steps(&self, state: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.graph.row(state).filter_map(move |step| {
            let target = self.graph.target(step);
            (self.due(target) && !self.step_keeps(step)).then_some((step, target))
        })
    }

    /// Which instances a step is of, given where it begins.
    #[inline]
    pub(super) fn taken(&self, from: u32, step: u32) -> u64 {
        if self.graph.target(step) == from { 0 } else { self.fair[self.graph.name(step) as usize] }
    }

    /// Which instances are possible in a state: also those whose steps keep the promise.
    #[inline]
    pub(super) fn possible(&self, state: u32) -> u64 {
        if self.weak | self.strong == 0 {
            return 0;
        }
        self.graph.row(state).fold(0, |bits, step| bits | self.taken(state, step))
    }

    /// Whether a run may stop in a state for ever.
    pub(super) fn may_stop(&self, state: u32) -> bool {
        match self.stopping {
            Stopping::UnlessFair => self.possible(state) == 0,
            Stopping::OnlyAtTheEnd => self.graph.row(state).is_empty(),
        }
    }
}
