//! One shard of the set of seen states: open addressing over buckets of eight.

use crate::model::Packed;

/// States in a bucket; eight words of 64 bits are one line of the cache.
const BUCKET: usize = 8;
/// Buckets of a new shard.
const BUCKETS_MIN: usize = 32;
/// States that are looked for together.
const GROUP: usize = 128;

/// An exact set of the states whose spread begins with the shard's number.
///
/// **Invariant:** a bucket fills from the left, nothing is ever taken out, and a state stands in the first bucket with
/// room at or after its home; so a search ends at the first bucket whose last place is free.
#[derive(Debug)]
pub(crate) struct Shard<S> {
    /// The states; the default state marks a free place.
    buckets: Vec<[S; BUCKET]>,
    /// How many states stand in the buckets.
    taken: usize,
    /// Whether the default state, which no place can hold, is in the set.
    holds_default: bool,
    /// The states put in since the last [`drain`](Self::drain), as they came.
    found: Vec<S>,
}

impl<S: Packed> Shard<S> {
    /// The empty set.
    pub(crate) fn new() -> Self {
        Self::with_buckets(BUCKETS_MIN)
    }

    /// The empty set with room.
    fn with_buckets(buckets: usize) -> Self {
        Self { buckets: vec![[S::default(); BUCKET]; buckets], taken: 0, holds_default: false, found: Vec::new() }
    }

    /// How many states are in the set.
    pub(crate) fn len(&self) -> usize {
        self.taken + usize::from(self.holds_default)
    }

    /// How many states were put in since the last [`drain`](Self::drain).
    pub(crate) fn found(&self) -> &[S] {
        &self.found
    }

    /// Hands over the states that were put in since the last time.
    pub(crate) fn drain(&mut self) -> Vec<S> {
        std::mem::take(&mut self.found)
    }

    /// The bytes of the table and of the list of what is new.
    pub(crate) fn bytes(&self) -> usize {
        (self.buckets.capacity() * BUCKET + self.found.capacity()) * size_of::<S>()
    }

    /// Puts in states, of which `spread` says the place by its highest bits.
    ///
    /// Most states are there already, and nearly always in the bucket of their home: so the states of a group are first
    /// looked for there, all of them, without a branch that could be guessed wrongly and without waiting for one read
    /// before the next. What is then left is put in one by one.
    pub(crate) fn insert_all(&mut self, states: &[S], spread: impl Fn(S) -> u64) {
        for group in states.chunks(GROUP) {
            while self.room() < group.len() {
                self.grow(&spread);
            }
            let mut missed = [S::default(); GROUP];
            let mut count = 0;
            let buckets = self.buckets.as_slice();
            for &state in group {
                let bucket = &buckets[home(spread(state), buckets.len())];
                // Never out of bounds, and the compiler sees it.
                missed[count % GROUP] = state;
                count += usize::from(!holds(bucket, state) | (state == S::default()));
            }
            for &state in &missed[..count] {
                if self.insert(state, spread(state)) {
                    self.found.push(state);
                }
            }
        }
    }

    /// Before many lookups: reads the table once from end to end, which a processor does at full speed, so that they
    /// find it near. Where there are few, they alone are cheaper.
    pub(crate) fn warm(&self, lookups: usize) {
        if lookups * 4 >= self.buckets.len() {
            let free = S::default();
            std::hint::black_box(self.buckets.iter().fold(false, |odd, bucket| odd ^ (bucket[0] == free)));
        }
    }

    /// How many more states may be put in before the table grows: at most four fifths of the places are taken.
    fn room(&self) -> usize {
        (self.buckets.len() * BUCKET * 4 / 5).saturating_sub(self.taken)
    }

    /// Puts a state in; says whether it is new.
    #[inline]
    fn insert(&mut self, state: S, spread: u64) -> bool {
        let free = S::default();
        if state == free {
            return !std::mem::replace(&mut self.holds_default, true);
        }
        let mut at = home(spread, self.buckets.len());
        loop {
            let bucket = &mut self.buckets[at];
            if holds(bucket, state) {
                return false;
            }
            if bucket[BUCKET - 1] == free {
                let taken = bucket.iter().fold(0, |taken, &held| taken + usize::from(held != free));
                bucket[taken] = state;
                self.taken += 1;
                return true;
            }
            at += 1;
            if at == self.buckets.len() {
                at = 0;
            }
        }
    }

    /// Makes the table larger by a quarter.
    #[cold]
    fn grow(&mut self, spread: &impl Fn(S) -> u64) {
        let larger = self.buckets.len() + self.buckets.len().div_ceil(4);
        let old = std::mem::replace(&mut self.buckets, vec![[S::default(); BUCKET]; larger]);
        self.taken = 0;
        for &state in old.as_flattened() {
            if state != S::default() {
                self.insert(state, spread(state));
            }
        }
    }

    /// Parts the set in two, by the next bit of the spread.
    pub(crate) fn split(self, upper: impl Fn(S) -> bool, spread: impl Fn(S) -> u64) -> [Self; 2] {
        debug_assert!(self.found.is_empty(), "shards are split between levels");
        let half = (self.buckets.len() / 2).max(BUCKETS_MIN);
        let mut parts = [Self::with_buckets(half), Self::with_buckets(half)];
        for &state in self.buckets.as_flattened() {
            if state != S::default() {
                let part = &mut parts[usize::from(upper(state))];
                if part.room() == 0 {
                    part.grow(&spread);
                }
                part.insert(state, spread(state));
            }
        }
        parts[usize::from(upper(S::default()))].holds_default = self.holds_default;
        parts
    }
}

/// Whether a bucket holds a state; all eight are compared, without a branch.
#[inline]
fn holds<S: Packed>(bucket: &[S; BUCKET], state: S) -> bool {
    bucket.iter().fold(false, |here, &held| here | (held == state))
}

/// The bucket where a spread begins to look: the buckets divide the range of 64 bits in order.
#[inline]
fn home(spread: u64, buckets: usize) -> usize {
    ((u128::from(spread) * buckets as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Shard;
    use crate::model::Packed;

    /// Puts numbers in twice, all with the given spread, and compares with an ordered set.
    fn holds_what_a_set_holds<S: Packed>(states: &[S], spread: impl Fn(S) -> u64 + Copy) {
        let mut shard = Shard::new();
        shard.insert_all(states, spread);
        shard.insert_all(states, spread);
        let set: BTreeSet<S> = states.iter().copied().collect();
        assert_eq!(shard.len(), set.len());
        assert_eq!(shard.found().len(), set.len());
        shard.drain();
        let parts = shard.split(|state| state.spread() & 1 == 1, spread);
        assert_eq!(parts.iter().map(Shard::len).sum::<usize>(), set.len());
        for mut part in parts {
            part.insert_all(&[], spread);
            assert!(part.found().is_empty());
        }
    }

    #[test]
    fn a_shard_holds_each_state_once() {
        let numbers: Vec<u64> = (0..20_000).map(|number: u64| number * number % 9_973).collect();
        holds_what_a_set_holds(&numbers, Packed::spread);
        holds_what_a_set_holds(&numbers.iter().map(|&number| number as u32).collect::<Vec<_>>(), Packed::spread);
        let wide: Vec<u128> = numbers.iter().map(|&number| u128::from(number) << 70).collect();
        holds_what_a_set_holds(&wide, Packed::spread);
    }

    #[test]
    fn a_spread_that_spreads_nothing_is_slow_and_right() {
        let numbers: Vec<u64> = (0..2_000).map(|number| number % 700).collect();
        holds_what_a_set_holds(&numbers, |_| u64::MAX);
    }
}
