//! One scan over the bitmaps, from end to end, shared among threads.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use crate::found::{First, Sights};
use crate::model::Marks;
use crate::rank::{Bitmaps, Ranked, states};
use crate::threads::for_each;

/// Words that a thread takes at a time.
const STRETCH: usize = 1 << 10;

/// A scan over the points of one level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sweep<'a, M> {
    pub(crate) model: &'a M,
    pub(crate) bitmaps: &'a Bitmaps,
    pub(crate) threads: usize,
    pub(crate) level: u32,
    /// Marks of which no further sight is noted.
    pub(crate) known: Marks,
}

/// What a scan brought.
#[derive(Debug)]
pub(crate) struct Swept<M: Ranked> {
    /// Steps taken.
    pub(crate) steps: u64,
    /// States that are new.
    pub(crate) found: u64,
    /// The first sights on this level.
    pub(crate) sights: Sights<M::State, M::Action>,
}

impl<M: Ranked> Swept<M> {
    fn new() -> Self {
        Self { steps: 0, found: 0, sights: Sights::new() }
    }
}

impl<M: Ranked> Sweep<'_, M> {
    /// Expands the level.
    pub(crate) fn expand(&self) -> Swept<M> {
        // A single thread need not lock the bus for every bit.
        if self.threads == 1 {
            self.share(|swept, word, bits| self.expand_word::<false>(swept, word, bits))
        } else {
            self.share(|swept, word, bits| self.expand_word::<true>(swept, word, bits))
        }
    }

    /// Looks at what the states of the level show, without taking a step.
    pub(crate) fn look(&self) -> Sights<M::State, M::Action> {
        self.share(|swept, word, bits| self.note_states(swept, word, bits)).sights
    }

    /// The words of the level that have points.
    pub(crate) fn list(&self) -> Vec<(u64, u64)> {
        let pairs = self.bitmaps.old().iter().zip(self.bitmaps.young());
        let bits = pairs.map(|(old, young)| old.load(Relaxed) & !young.load(Relaxed));
        (0..).zip(bits).filter(|&(_, bits)| bits != 0).collect()
    }

    /// Does something for every word that has points of the level, sharing the words among threads.
    fn share(&self, work: impl Fn(&mut Swept<M>, u64, u64) + Sync) -> Swept<M> {
        let (old, young) = (self.bitmaps.old(), self.bitmaps.young());
        let next = AtomicUsize::new(0);
        let mut parts: Vec<Swept<M>> = (0..self.threads).map(|_| Swept::new()).collect();
        for_each(&mut parts, |part| {
            loop {
                let begin = next.fetch_add(STRETCH, Relaxed);
                if begin >= old.len() {
                    break;
                }
                for word in begin..old.len().min(begin + STRETCH) {
                    let bits = old[word].load(Relaxed) & !young[word].load(Relaxed);
                    if bits != 0 {
                        work(part, word as u64, bits);
                    }
                }
            }
        });
        let mut all = Swept::new();
        for part in parts {
            all.steps += part.steps;
            all.found += part.found;
            all.sights.join(&part.sights);
        }
        all
    }

    /// Takes the steps of a word, and marks it as done.
    #[inline]
    fn expand_word<const SHARED: bool>(&self, swept: &mut Swept<M>, word: u64, bits: u64) {
        let (old, young) = (self.bitmaps.old(), self.bitmaps.young());
        let mut found = 0;
        let led = self.model.leads(word, bits, &mut |to, points| {
            let to = to as usize;
            let new = points & !(old[to].load(Relaxed) | young[to].load(Relaxed));
            if new != 0 {
                found += set::<SHARED>(&young[to], new).count_ones();
            }
        });
        set::<SHARED>(&young[word as usize], bits);
        swept.found += u64::from(found);
        swept.steps += led.steps;
        if led.marks & !self.known != 0 {
            self.note_states(swept, word, bits);
            self.note_steps(swept, word, bits);
        }
    }

    /// Notes which states of a word show something.
    fn note_states(&self, swept: &mut Swept<M>, word: u64, bits: u64) {
        for state in states(self.model, word, bits) {
            let marks = self.model.marks(state) & !self.known;
            if marks != 0 {
                swept.sights.note(marks, First { level: self.level, state, action: None });
            }
        }
    }

    /// Notes which steps of the states of a word show something.
    #[cold]
    fn note_steps(&self, swept: &mut Swept<M>, word: u64, bits: u64) {
        for state in states(self.model, word, bits) {
            let Ok(()) = self.model.steps(state, &mut |action, _, marks| {
                let action = Some(action);
                swept.sights.note(marks & !self.known, First { level: self.level, state, action });
            });
        }
    }
}

/// Sets bits; those of them that were not set.
#[inline]
fn set<const SHARED: bool>(word: &AtomicU64, bits: u64) -> u64 {
    let before = if SHARED {
        word.fetch_or(bits, Relaxed)
    } else {
        let before = word.load(Relaxed);
        word.store(before | bits, Relaxed);
        before
    };
    bits & !before
}
