//! Small random numbers, many of them, each from a draw of its own: what is left of a draw is thrown away, since asking
//! whether anything is left takes longer than drawing again.
//!
//! An action takes some thirty of them, in an order that only its run knows, so nothing is gained by a generator that can
//! jump: xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47, 2021), whose
//! seed is the beginning of the run's named stream.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

use crate::stream::{Cause, Streams};

/// The chance of one run.
#[derive(Debug, Clone)]
pub(super) struct Dice {
    generator: Xoshiro256PlusPlus,
}

impl Dice {
    /// The dice of a run, for one purpose within it.
    pub(super) fn new(seed: u64, run: u64, purpose: u64) -> Self {
        // The number of a run may be larger than that of a replication.
        let streams = Streams::new(seed, run as u32);
        let mut seed = [0; 32];
        streams.open(Cause::Hunt, (run >> 32) << 8 | purpose).fill_bytes(&mut seed);
        Self { generator: Xoshiro256PlusPlus::from_seed(seed) }
    }

    /// A number below `many`, which is at least 1 and at most 65,536: so few that no number is favoured by more than one
    /// part in 65,536.
    #[inline]
    pub(super) fn below(&mut self, many: usize) -> usize {
        debug_assert!((1..=1 << 16).contains(&many), "the upper half of a draw chooses among so many");
        (((self.generator.next_u64() >> 32) * many as u64) >> 32) as usize
    }

    /// True so many times in a hundred.
    #[inline]
    pub(super) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of them; they are not empty.
    #[inline]
    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}
