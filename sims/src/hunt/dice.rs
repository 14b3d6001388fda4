//! Small random numbers, many of them: sixteen bits each, four from one draw.
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
    bits: u64,
    left: u8,
}

impl Dice {
    /// The dice of a run, for one purpose within it.
    pub(super) fn new(seed: u64, run: u64, purpose: u64) -> Self {
        // The number of a run may be larger than that of a replication.
        let streams = Streams::new(seed, run as u32);
        let mut seed = [0; 32];
        streams.open(Cause::Hunt, (run >> 32) << 8 | purpose).fill_bytes(&mut seed);
        Self { generator: Xoshiro256PlusPlus::from_seed(seed), bits: 0, left: 0 }
    }

    #[inline]
    fn sixteen(&mut self) -> u32 {
        if self.left == 0 {
            self.bits = self.generator.next_u64();
            self.left = 4;
        }
        let bits = (self.bits & 0xFFFF) as u32;
        self.bits >>= 16;
        self.left -= 1;
        bits
    }

    /// A number below `many`, which is at least 1 and at most 65,536.
    #[inline]
    pub(super) fn below(&mut self, many: usize) -> usize {
        debug_assert!((1..=1 << 16).contains(&many), "sixteen bits choose among so many");
        (self.sixteen() as usize * many) >> 16
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
