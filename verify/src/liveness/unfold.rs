//! From a run of a quotient to a run of the model: names put back, and the loop repeated until everybody is in place.

use super::circuit::trace;
use super::index::Index;
use super::lasso::{Ending, Lasso, Step};
use super::orbits::Symmetric;
use super::permutation::Permutation;
use super::shortest::nearest;
use super::threads::Threads;
use crate::{Model, Packed};

/// A fair run of the model that breaks the promise, if there is one: with the shortest prefix to any state in which it
/// can stop or begin to go round, and a loop in pieces, which need not be the shortest.
pub(super) fn lasso<M: Symmetric>(
    model: &M,
    threads: &Threads<'_, '_, M::State, M::Action>,
) -> Option<Lasso<M::State, M::Action>> {
    let graph = threads.question.graph;
    let (start, prefix) = nearest(threads.question, |state| threads.may_stop(state) || threads.trap(state).is_some())?;
    let mut unfolding = Unfolding { model, threads, names: Permutation::IDENTITY };
    let prefix: Vec<_> = prefix.into_iter().map(|step| unfolding.follow(step)).collect();
    let turning_point = prefix.last().map_or(start, |(_, to)| *to);
    let ending = if threads.may_stop(turning_point) {
        Ending::Stops
    } else {
        let home = model.permuted(graph.state(turning_point), unfolding.names);
        let round = threads.round(turning_point);
        let mut repeats = Vec::new();
        loop {
            repeats.extend(round.iter().map(|&step| unfolding.follow(step).0));
            if repeats.last().is_some_and(|last: &Step<_, _>| last.to == home) {
                break Ending::Repeats(repeats);
            }
        }
    };
    let prefix = prefix.into_iter().map(|(step, _)| step).collect();
    Some(Lasso { start: graph.state(start), prefix, ending, exact: false })
}

/// How far a run has been put back into the names of the model.
struct Unfolding<'t, 'q, 'g, M: Model> {
    model: &'t M,
    threads: &'t Threads<'q, 'g, M::State, M::Action>,
    /// From the names of the representative to those of the run.
    names: Permutation,
}

impl<M: Symmetric> Unfolding<'_, '_, '_, M> {
    /// One more step, and the representative it leads to.
    fn follow(&mut self, step: u32) -> (Step<M::State, M::Action>, u32) {
        let graph = self.threads.question.graph;
        let (((action, turn), marks), target) = (graph.label(step), graph.target(step));
        let action = self.model.renamed(action, self.names);
        self.names = turn.permutation().inverse().then(self.names);
        (Step { action, marks, to: self.model.permuted(graph.state(target), self.names) }, target)
    }
}

impl<S: Packed, A: Copy + Eq + Ord> Threads<'_, '_, S, A> {
    /// A way round from a state of a trap that is fair to everybody: to the next place where somebody unserved is
    /// served or cannot be, and so on, and back. Names may have changed places at the end of it.
    fn round(&self, entry: u32) -> Vec<u32> {
        let graph = self.question.graph;
        // Who is unserved so far, in the names of the state reached.
        let mut unserved = self.strong | self.weak & self.possible(entry);
        let (mut round, mut at) = (Vec::new(), entry);
        while unserved != 0 {
            let one = unserved.trailing_zeros();
            let Some(piece) = self.way(at, one, |_, after, served| served >> after & 1 == 1) else {
                // A strong instance that is never taken in a trap is never possible there either.
                unserved &= !(1 << one);
                continue;
            };
            for step in piece {
                unserved = self.follow(unserved, step);
                at = graph.target(step);
                round.push(step);
            }
        }
        if round.is_empty() || at != entry {
            round.extend(self.way(at, 0, |target, _, _| target == entry).expect("a component is connected"));
        }
        round
    }

    /// Who is unserved after a step.
    fn follow(&self, unserved: u64, step: u32) -> u64 {
        let still = unserved & !self.taken(step);
        let renamed = (0..self.instances)
            .filter(|one| still >> one & 1 == 1)
            .fold(0, |bits, one| bits | 1 << self.after(one, step));
        renamed & (self.strong | self.possible(self.question.graph.target(step)))
    }

    /// The shortest way of at least one step within a trap to where it is wanted, following an instance; given are the
    /// state it leads to, what the instance is called there, and who is served by the last step or cannot be after it.
    fn way(&self, from: u32, instance: u32, wanted: impl Fn(u32, u32, u64) -> bool) -> Option<Vec<u32>> {
        let key = |state: u32, instance: u32| u64::from(state) << 8 | u64::from(instance);
        let mut places = Index::new();
        let mut came: Vec<(u32, u32)> = vec![(0, 0)];
        places.insert(key(from, instance));
        let mut place = 0;
        while place < places.keys().len() {
            let (state, instance) = ((places.keys()[place] >> 8) as u32, places.keys()[place] as u8);
            for (step, target) in self.question.due_steps(state) {
                if self.trap(target) != self.trap(from) {
                    continue;
                }
                let after = if self.instances == 0 { 0 } else { self.after(u32::from(instance), step) };
                let taken = self.taken(step) >> instance & 1 == 1;
                let served = u64::from(taken) << after | self.weak & !self.possible(target);
                if wanted(target, after, served) {
                    let path = trace(&came, place, (state, step), |place| (places.keys()[place] >> 8) as u32);
                    return Some(path.into_iter().map(|(_, step)| step).collect());
                }
                if places.insert(key(target, after)).1 {
                    came.push((place as u32, step));
                }
            }
            place += 1;
        }
        None
    }
}
