//! One thread's part of a round: the steps of some states, sorted by shard.

use crate::found::{First, Sights};
use crate::general::shards::Division;
use crate::model::{Marks, Model};

/// Successors that are gathered before they are sorted by shard.
const BATCH: usize = 1 << 10;
/// Places that remember successors handed on lately, as a power of two.
const RECENT_BITS: u32 = 11;

/// What is the same for all workers of a round.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Round {
    /// The level of the states that are expanded.
    pub(crate) level: u32,
    /// Whether successors are replaced by what stands for them.
    pub(crate) symmetry: bool,
    /// Marks that were seen on levels before, of which no further sight is noted.
    pub(crate) known: Marks,
    /// How successors are sorted.
    pub(crate) division: Division,
}

/// What one thread has gathered.
#[derive(Debug)]
pub(crate) struct Worker<M: Model> {
    /// The successors, by shard.
    pub(crate) buffers: Vec<Vec<M::State>>,
    /// Steps of the states that were expanded.
    pub(crate) steps: u64,
    /// The first sights on this level.
    pub(crate) sights: Sights<M::State, M::Action>,
    /// States that cannot be expanded before something is learnt, and what.
    pub(crate) gaps: Vec<(M::Gap, M::State)>,
    /// Successors of the batch.
    batch: Vec<M::State>,
    /// Successors handed on lately: many states have the same ones, and those need not be looked for again.
    recent: Vec<M::State>,
}

impl<M: Model> Worker<M> {
    /// A worker that has done nothing.
    pub(crate) fn new() -> Self {
        Self {
            buffers: Vec::new(),
            steps: 0,
            sights: Sights::new(),
            gaps: Vec::new(),
            batch: Vec::with_capacity(BATCH + BATCH / 4),
            recent: vec![M::State::default(); 1 << RECENT_BITS],
        }
    }

    /// The bytes of the buffers.
    pub(crate) fn bytes(&self) -> usize {
        let kept = self.buffers.iter().map(Vec::capacity).sum::<usize>() + self.batch.capacity() + self.recent.len();
        kept * size_of::<M::State>()
    }

    /// Expands some states; what was gathered before is forgotten, but not the counts.
    pub(crate) fn expand(&mut self, model: &M, states: &[M::State], round: Round) {
        self.buffers.resize_with(round.division.shards(), Vec::new);
        self.buffers.iter_mut().for_each(Vec::clear);
        for &state in states {
            let before = self.batch.len();
            let mut shown = 0;
            let batch = &mut self.batch;
            let outcome = model.steps(state, &mut |_, to, marks| {
                shown |= marks;
                batch.push(to);
            });
            match outcome {
                Ok(()) => {
                    self.steps += (self.batch.len() - before) as u64;
                    if shown & !round.known != 0 {
                        self.note_steps(model, state, round);
                    }
                }
                Err(gap) => {
                    self.batch.truncate(before);
                    self.gaps.push((gap, state));
                }
            }
            if self.batch.len() >= BATCH {
                self.sort(model, round);
            }
        }
        self.sort(model, round);
    }

    /// Notes which steps of a state show something.
    fn note_steps(&mut self, model: &M, state: M::State, round: Round) {
        let sights = &mut self.sights;
        let visited = model.steps(state, &mut |action, _, marks| {
            sights.note(marks & !round.known, First { level: round.level, state, action: Some(action) });
        });
        debug_assert!(visited.is_ok(), "the steps were known a moment ago");
    }

    /// Sorts the batch into the buffers.
    fn sort(&mut self, model: &M, round: Round) {
        for &successor in &self.batch {
            let state = if round.symmetry { model.canonical(successor) } else { successor };
            let spread = crate::model::Packed::spread(state);
            // The lowest bits: the highest choose the shard.
            let recent = &mut self.recent[spread as usize & ((1 << RECENT_BITS) - 1)];
            // The default state is what the places hold at first, so it is always handed on.
            if *recent == state && state != M::State::default() {
                continue;
            }
            *recent = state;
            self.buffers[round.division.shard(spread)].push(state);
        }
        self.batch.clear();
    }
}
