//! The set of seen states, in shards that fit into the cache of a core.

use crate::general::shard::Shard;
use crate::model::Packed;

/// Bytes of a shard beyond which all are split.
const SHARD_BYTES: usize = 1 << 18;
/// Shards at the beginning, as a power of two.
const BITS_MIN: u32 = 3;
/// Shards at most, as a power of two: each has a buffer for every thread.
const BITS_MAX: u32 = 11;

/// Which shard a state belongs to, and where in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Division {
    bits: u32,
}

impl Division {
    /// How many shards there are.
    pub(crate) fn shards(self) -> usize {
        1 << self.bits
    }

    /// The shard of a state, by its spread.
    #[inline]
    pub(crate) fn shard(self, spread: u64) -> usize {
        (spread >> (u64::BITS - self.bits)) as usize
    }

    /// The place within the shard: what is left of the spread.
    #[inline]
    pub(crate) fn place(self, spread: u64) -> u64 {
        spread << self.bits
    }
}

/// The set of seen states. A thread owns some of the shards while it puts states in, so nothing is locked.
#[derive(Debug)]
pub(crate) struct Shards<S> {
    division: Division,
    shards: Vec<Shard<S>>,
}

impl<S: Packed> Shards<S> {
    /// The empty set.
    pub(crate) fn new() -> Self {
        let division = Division { bits: BITS_MIN };
        Self { division, shards: (0..division.shards()).map(|_| Shard::new()).collect() }
    }

    /// How states are divided among the shards now.
    pub(crate) fn division(&self) -> Division {
        self.division
    }

    /// The shards, to be shared out.
    pub(crate) fn shards_mut(&mut self) -> &mut [Shard<S>] {
        &mut self.shards
    }

    /// How many states are in the set.
    pub(crate) fn len(&self) -> usize {
        self.shards.iter().map(Shard::len).sum()
    }

    /// How many states are new since the last [`drain`](Self::drain).
    pub(crate) fn found(&self) -> usize {
        self.shards.iter().map(|shard| shard.found().len()).sum()
    }

    /// The bytes of all tables and lists of what is new.
    pub(crate) fn bytes(&self) -> usize {
        self.shards.iter().map(Shard::bytes).sum()
    }

    /// The states that are new since the last time, shard after shard; then splits shards that became too large.
    pub(crate) fn drain(&mut self) -> Vec<S> {
        let mut all = Vec::with_capacity(self.found());
        for shard in &mut self.shards {
            all.extend_from_slice(&shard.drain());
        }
        while self.division.bits < BITS_MAX && self.bytes() > SHARD_BYTES << self.division.bits {
            self.split();
        }
        all
    }

    /// Parts every shard in two.
    fn split(&mut self) {
        let division = Division { bits: self.division.bits + 1 };
        let old = std::mem::take(&mut self.shards);
        self.shards = old
            .into_iter()
            .flat_map(|shard| {
                shard.split(|state| division.shard(state.spread()) & 1 == 1, |state| division.place(state.spread()))
            })
            .collect();
        self.division = division;
    }
}
