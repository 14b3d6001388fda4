//! The general engine: every reachable state, level by level, in an exact set of packed states.
//!
//! A level is expanded in rounds, and a round has two halves. First every thread expands some states and sorts the
//! successors by shard; then every thread puts the successors of some shards in. A shard fits into the cache of a core
//! and belongs to one thread at a time, so nothing waits for memory and nothing is locked; and what a shard holds, and
//! in which order, is the same for any number of threads.

mod shard;
mod shards;
mod worker;

use std::ops::ControlFlow;

use crate::found::{First, Found, Outcome, Progress, Sights, Unfinished};
use crate::general::shards::Shards;
use crate::general::worker::{Round, Worker};
use crate::model::{Marks, Model};
use crate::search::{Search, satisfied};
use crate::threads::for_each;
use crate::trace::Lists;

/// Successors of a round at least, where the level has as many.
const ROUND_MIN: usize = 1 << 15;
/// Seen states for each successor of a round: the buffers stay small beside the set.
const ROUND_SHARE: usize = 2;
/// States below which a round is not shared among threads.
const SHARED_MIN: usize = 1 << 10;

/// Goes through everything that a search is to go through.
pub(crate) fn run<M: Model>(search: Search<'_, M>) -> Result<Found<M>, String> {
    Run::begin(search).finish()
}

/// A search on its way.
struct Run<'a, M: Model> {
    search: Search<'a, M>,
    shards: Shards<M::State>,
    workers: Vec<Worker<M>>,
    /// The states of every level that is complete.
    levels: Vec<Vec<M::State>>,
    steps: u64,
    expanded: u64,
    first: Sights<M::State, M::Action>,
    bytes: usize,
}

impl<'a, M: Model> Run<'a, M> {
    /// With the initial states as the first level.
    fn begin(search: Search<'a, M>) -> Self {
        let workers = (0..search.threads).map(|_| Worker::new()).collect();
        let mut run = Self {
            search,
            shards: Shards::new(),
            workers,
            levels: Vec::new(),
            steps: 0,
            expanded: 0,
            first: Sights::new(),
            bytes: 0,
        };
        run.put_initial();
        run
    }

    /// Puts the initial states in.
    fn put_initial(&mut self) {
        let model = &*self.search.model;
        let division = self.shards.division();
        for state in model.initial() {
            let state = if self.search.symmetry { model.canonical(state) } else { state };
            let spread = crate::model::Packed::spread(state);
            self.shards.shards_mut()[division.shard(spread)].insert_all(&[state], |_| division.place(spread));
        }
        let initial = self.shards.drain();
        for &state in &initial {
            self.first.note(model.marks(state), First { level: 1, state, action: None });
        }
        self.levels.push(initial);
    }

    /// Level after level, until nothing is new or something says stop.
    fn finish(mut self) -> Result<Found<M>, String> {
        loop {
            if satisfied(self.first.marks(), self.search.stop_any, self.search.stop_all) {
                let frontier = self.levels.last().map_or(0, Vec::len);
                return Ok(self.end(Outcome::Unfinished(Unfinished::Seen), frontier));
            }
            let level = self.levels.pop().unwrap_or_default();
            let stopped = self.expand(&level);
            self.levels.push(level);
            let stopped = stopped?;
            let left = stopped.map_or(0, |(_, left)| left);
            let next = self.shards.drain();
            let frontier = left + next.len();
            let exhausted = next.is_empty();
            if !exhausted {
                self.levels.push(next);
            }
            if let Some((reason, _)) = stopped {
                return Ok(self.end(Outcome::Unfinished(reason), frontier));
            }
            if exhausted {
                return Ok(self.end(Outcome::Complete, 0));
            }
        }
    }

    /// Expands a level, round after round; says why it stopped before the end, and how many states were left then.
    fn expand(&mut self, level: &[M::State]) -> Result<Option<(Unfinished, usize)>, String> {
        let known = self.first.marks();
        let mut done = 0;
        let mut stopped = None;
        while done < level.len() && stopped.is_none() {
            let states = &level[done..level.len().min(done + self.round())];
            self.expand_round(states, known)?;
            done += states.len();
            self.expanded += states.len() as u64;
            stopped = self.stop(level.len() - done, level.len()).map(|reason| (reason, level.len() - done));
        }
        for worker in &mut self.workers {
            self.first.join(&std::mem::replace(&mut worker.sights, Sights::new()));
        }
        Ok(stopped)
    }

    /// How many states the next round takes: as many as fill the buffers, going by how many steps states had so far.
    fn round(&self) -> usize {
        let successors = ROUND_MIN.max(self.shards.len() / ROUND_SHARE);
        let each = self.steps.div_ceil(self.expanded.max(1)).max(1);
        (successors / each as usize).max(1)
    }

    /// Expands some states, and again those for which something had to be learnt.
    fn expand_round(&mut self, states: &[M::State], known: Marks) -> Result<(), String> {
        let round = Round {
            level: self.levels.len() as u32 + 1,
            symmetry: self.search.symmetry,
            known,
            division: self.shards.division(),
        };
        let mut again = self.expand_once(states, round)?;
        while !again.is_empty() {
            again = self.expand_once(&again, round)?;
        }
        Ok(())
    }

    /// The two halves of a round; hands back the states for which something had to be learnt.
    fn expand_once(&mut self, states: &[M::State], round: Round) -> Result<Vec<M::State>, String> {
        let threads = if states.len() < SHARED_MIN { 1 } else { self.workers.len() };
        let workers = &mut self.workers[..threads];
        let model = &*self.search.model;
        let share = states.len().div_ceil(threads).max(1);
        for_each(workers.iter_mut().zip(states.chunks(share)), |(worker, states)| worker.expand(model, states, round));
        self.put_in(threads.min(states.len().div_ceil(share)), round);
        let workers = &mut self.workers[..threads];
        self.steps += workers.iter_mut().map(|worker| std::mem::take(&mut worker.steps)).sum::<u64>();
        let again: Vec<_> = workers.iter().flat_map(|worker| worker.gaps.iter().map(|&(_, state)| state)).collect();
        let mut gaps: Vec<_> = workers.iter_mut().flat_map(|worker| worker.gaps.drain(..)).collect();
        gaps.sort_unstable();
        gaps.dedup_by_key(|(gap, _)| *gap);
        for (gap, state) in gaps {
            self.search.model.learn(gap, state)?;
        }
        Ok(again)
    }

    /// The second half: what the first `gathered` workers gathered goes into the shards, and what is new is looked at.
    fn put_in(&mut self, gathered: usize, round: Round) {
        let model = &*self.search.model;
        let division = round.division;
        let buffers: Vec<Vec<Vec<M::State>>> =
            self.workers[..gathered].iter_mut().map(|worker| std::mem::take(&mut worker.buffers)).collect();
        let threads = if gathered == 1 { 1 } else { self.workers.len() };
        let share = division.shards().div_ceil(threads);
        let parts = self.shards.shards_mut().chunks_mut(share).zip(&mut self.workers).enumerate();
        for_each(parts, |(part, (shards, worker))| {
            for (number, shard) in shards.iter_mut().enumerate() {
                let before = shard.found().len();
                shard.warm(buffers.iter().map(|buffers| buffers[part * share + number].len()).sum());
                for buffers in &buffers {
                    shard.insert_all(&buffers[part * share + number], |state| {
                        division.place(crate::model::Packed::spread(state))
                    });
                }
                for &state in &shard.found()[before..] {
                    let marks = model.marks(state) & !round.known;
                    if marks != 0 {
                        worker.sights.note(marks, First { level: round.level + 1, state, action: None });
                    }
                }
            }
        });
        for (worker, buffers) in self.workers.iter_mut().zip(buffers) {
            worker.buffers = buffers;
        }
    }

    /// Between two rounds: whether to stop, and why; with `left` of the `expanding` states of the level to go.
    fn stop(&mut self, left: usize, expanding: usize) -> Option<Unfinished> {
        let states = self.shards.len() as u64;
        let lists = self.levels.iter().map(Vec::capacity).sum::<usize>() + expanding;
        let buffers: usize = self.workers.iter().map(Worker::bytes).sum();
        self.bytes = self.bytes.max(self.shards.bytes() + buffers + lists * size_of::<M::State>());
        let frontier = (left + self.shards.found()) as u64;
        if frontier == 0 {
            return None;
        }
        let progress = Progress { states, steps: self.steps, level: self.levels.len() as u32 + 1, frontier };
        let watched = self.search.watch.as_mut().map_or(ControlFlow::Continue(()), |watch| watch(&progress));
        if watched.is_break() {
            Some(Unfinished::Stopped)
        } else if states >= self.search.budget.states_max {
            Some(Unfinished::States)
        } else if self.bytes as u64 >= self.search.budget.bytes_max {
            Some(Unfinished::Bytes)
        } else {
            None
        }
    }

    /// What was found.
    fn end(self, outcome: Outcome, frontier: usize) -> Found<M> {
        let bytes = self.bytes.max(self.shards.bytes()) as u64;
        Found {
            states: self.shards.len() as u64,
            steps: self.steps,
            levels: self.levels.len() as u32,
            first: self.first,
            outcome,
            frontier: frontier as u64,
            bytes,
            symmetry: self.search.symmetry,
            lists: Box::new(Lists(self.levels)),
        }
    }
}
