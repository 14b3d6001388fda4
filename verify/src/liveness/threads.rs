//! Which components of a quotient a fair run can stay in: everybody is followed through all of its steps.
//!
//! A *thread* is a state and an instance of fairness in the names of that state. A step with a permutation leads from the
//! thread of an instance to the thread of what that instance is called afterwards. Within a strongly connected component
//! threads fall into classes, each with a way from every thread of it to every other, because names only change places.
//! So a run can be fair to everybody in a class if it is served, or cannot be, somewhere in the class; and if that is so
//! for no thread of a class, then whoever is in it stays unserved as long as the run stays in the component.

use super::component::{Component, Components};
use super::fairness::{Stopping, Strength};
use super::kind::Kinds;
use super::orbits::{Turn, Turned};
use super::question::Question;
use crate::Packed;

/// What is known about a name of a step.
#[derive(Clone, Debug)]
struct Label {
    /// The instances that the step is of, if it leads elsewhere.
    of: u64,
    /// What each instance is called after it.
    becomes: Vec<u8>,
}

/// A question to a quotient, with everybody's fairness.
#[derive(Debug)]
pub(super) struct Threads<'q, 'g, S, A> {
    pub(super) question: &'q Question<'g, S, Turned<A>>,
    labels: Vec<Label>,
    pub(super) instances: u32,
    pub(super) weak: u64,
    pub(super) strong: u64,
    stopping: Stopping,
    /// Which component that a fair run can stay in a state is in, counted from 1.
    traps: Vec<u32>,
    found: u32,
}

impl<'q, 'g, S: Packed, A: Copy + Eq + Ord> Threads<'q, 'g, S, A> {
    pub(super) fn new(question: &'q Question<'g, S, Turned<A>>, kinds: &Kinds<'_, A>) -> Self {
        let label = |&((action, turn), _): &(Turned<A>, _)| Label {
            of: if turn == Turn::Stays { 0 } else { kinds.of(action) },
            becomes: (0..kinds.count()).map(|one| kinds.permuted(one, turn.permutation()) as u8).collect(),
        };
        let mut threads = Self {
            question,
            labels: question.graph.labels().iter().map(label).collect(),
            instances: kinds.count(),
            weak: kinds.bits(Strength::Weak),
            strong: kinds.bits(Strength::Strong),
            stopping: kinds.stopping,
            traps: vec![0; question.graph.states()],
            found: 0,
        };
        threads.search();
        threads
    }

    /// The component of a state that a fair run can stay in.
    pub(super) fn trap(&self, state: u32) -> Option<u32> {
        Some(self.traps[state as usize]).filter(|&trap| trap > 0)
    }

    /// The instances that a step is of.
    pub(super) fn taken(&self, step: u32) -> u64 {
        self.labels[self.question.graph.name(step) as usize].of
    }

    /// What an instance is called after a step.
    pub(super) fn after(&self, instance: u32, step: u32) -> u32 {
        u32::from(self.labels[self.question.graph.name(step) as usize].becomes[instance as usize])
    }

    /// Which instances are possible in a state.
    pub(super) fn possible(&self, state: u32) -> u64 {
        self.question.graph.row(state).fold(0, |bits, step| bits | self.taken(step))
    }

    /// Whether a run may stop in a state for ever.
    pub(super) fn may_stop(&self, state: u32) -> bool {
        match self.stopping {
            Stopping::UnlessFair => self.possible(state) == 0,
            Stopping::OnlyAtTheEnd => self.question.graph.row(state).is_empty(),
        }
    }

    fn search(&mut self) {
        let question = self.question;
        let states = question.graph.states();
        let mut components = Components::new(states);
        let mut places = vec![0; states];
        let mut left: Vec<u32> = Vec::new();
        let due = (0..states as u32).filter(|&state| question.due(state));
        components.search(question, due, |component| self.judge(&component, &mut places, &mut left));
        while !left.is_empty() {
            let among = std::mem::take(&mut left);
            components.search(question, among.iter().copied(), |component| {
                self.judge(&component, &mut places, &mut left);
            });
        }
    }

    /// Keeps a component, drops it, or leaves for the next search the part in which nobody is strongly owed anything.
    fn judge(&mut self, component: &Component<'_>, places: &mut [u32], left: &mut Vec<u32>) {
        let (question, count) = (self.question, self.instances);
        for (place, &state) in component.states.iter().enumerate() {
            places[state as usize] = place as u32;
        }
        let mut classes = Classes::new(component.states.len() * count as usize);
        let thread = |state: u32, instance: u32| places[state as usize] * count + instance;
        let mut taken = vec![0u64; component.states.len()];
        let mut steps = false;
        for (&state, taken) in component.states.iter().zip(&mut taken) {
            for step in question.graph.row(state) {
                let target = question.graph.target(step);
                if component.has(target) && !question.step_keeps(step) {
                    steps = true;
                    *taken |= self.taken(step);
                    for instance in 0..count {
                        classes.join(thread(state, instance), thread(target, self.after(instance, step)));
                    }
                }
            }
        }
        if !steps {
            return;
        }
        let possible: Vec<u64> = component.states.iter().map(|&state| self.possible(state)).collect();
        let mut served = vec![false; classes.parents.len()];
        for (place, (taken, possible)) in taken.iter().zip(&possible).enumerate() {
            let served_here = taken | self.weak & !possible;
            for instance in (0..count).filter(|instance| served_here >> instance & 1 == 1) {
                served[classes.root(place as u32 * count + instance) as usize] = true;
            }
        }
        // The instances that are possible in a state and unserved in their class: of those that are weak nobody can be
        // fair to; those that are strong forbid the state.
        let owed = |place: usize| {
            let unserved = |instance: &u32| !served[classes.root(place as u32 * count + instance) as usize];
            let possible = (0..count).filter(|instance| possible[place] >> instance & 1 == 1);
            possible.filter(unserved).fold(0u64, |bits, instance| bits | 1 << instance)
        };
        let owed: Vec<u64> = (0..component.states.len()).map(owed).collect();
        if owed.iter().any(|bits| bits & self.weak != 0) {
            return;
        }
        if owed.iter().any(|bits| *bits != 0) {
            left.extend(component.states.iter().zip(&owed).filter(|(_, bits)| **bits == 0).map(|(&state, _)| state));
            return;
        }
        self.found += 1;
        for &state in component.states {
            self.traps[state as usize] = self.found;
        }
    }
}

/// Classes of threads that are joined one pair after the other.
struct Classes {
    parents: Vec<u32>,
}

impl Classes {
    fn new(threads: usize) -> Self {
        let threads = u32::try_from(threads).expect("fewer than 2^32 threads in a component");
        Self { parents: (0..threads).collect() }
    }

    fn root(&self, mut thread: u32) -> u32 {
        while self.parents[thread as usize] != thread {
            thread = self.parents[thread as usize];
        }
        thread
    }

    /// Joins two classes under the lesser root, and shortens the ways to it.
    fn join(&mut self, mut a: u32, mut b: u32) {
        while self.parents[a as usize] != self.parents[b as usize] {
            if self.parents[a as usize] < self.parents[b as usize] {
                (a, b) = (b, a);
            }
            let above = self.parents[a as usize];
            self.parents[a as usize] = self.parents[b as usize];
            if above == a {
                return;
            }
            a = above;
        }
    }
}
