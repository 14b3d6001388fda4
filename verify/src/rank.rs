//! The rank engine: a bit a point, for models whose states are numbered without many gaps.
//!
//! Two bitmaps are all there is. During a level one of them, `old`, stays as it is, and the other, `young`, fills:
//!
//! | old | young | the point is |
//! | --- | --- | --- |
//! | 0 | 0 | not seen |
//! | 1 | 0 | on this level, to be expanded |
//! | 0 | 1 | on the next level |
//! | 1 | 1 | done |
//!
//! At the end of a level the two change places. A level is a scan from end to end, 64 points at a time, and no order in
//! which threads write changes what is set: so what is found is the same for any number of threads.

mod again;
mod bits;
mod mapped;
mod sweep;

use std::convert::Infallible;
use std::ops::ControlFlow;

use crate::found::{Found, Outcome, Progress, Sights, Unfinished};
use crate::model::{Marks, Model};
use crate::rank::again::Again;
use crate::search::{Search, satisfied};

pub use bits::Store;
pub(crate) use bits::{BYTES_PER_WORD, Bitmaps};
pub(crate) use sweep::Sweep;

/// A model whose states are numbered: the points of an index, 64 to a word. Not every point need be a state.
pub trait Ranked: Model<Gap = Infallible> {
    /// How many words the points fill.
    fn words(&self) -> u64;

    /// The point of a state.
    fn index(&self, state: Self::State) -> u64;

    /// The state of a point; only asked for points that are states.
    fn state(&self, index: u64) -> Self::State;

    /// Takes every step of the states that are set in a word: hands over words and the points in them that are led to.
    ///
    /// A model that knows how steps move whole words says so here; by default every state is asked for its steps.
    fn leads(&self, word: u64, bits: u64, put: &mut impl FnMut(u64, u64)) -> Led {
        let mut led = Led::default();
        for state in states(self, word, bits) {
            led.marks |= self.marks(state);
            let Ok(()) = self.steps(state, &mut |_, to, marks| {
                let index = self.index(to);
                put(index / 64, 1 << (index % 64));
                led.steps += 1;
                led.marks |= marks;
            });
        }
        led
    }
}

/// What came of the steps of some states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Led {
    /// How many steps there were.
    pub steps: u64,
    /// What some of the states or some of their steps show.
    pub marks: Marks,
}

/// The states that are set in a word.
pub(crate) fn states<M: Ranked + ?Sized>(model: &M, word: u64, bits: u64) -> impl Iterator<Item = M::State> {
    let mut left = bits;
    std::iter::from_fn(move || {
        let bit = (left != 0).then(|| u64::from(left.trailing_zeros()))?;
        left &= left - 1;
        Some(model.state(word * 64 + bit))
    })
}

/// Goes through everything that a search is to go through.
pub(crate) fn run<M: Ranked>(search: Search<'_, M>, store: &Store) -> Result<Found<M>, String> {
    if search.symmetry {
        return Err("the rank engine has no symmetry".to_owned());
    }
    let Search { model, threads, budget, stop_any, stop_all, mut watch, .. } = search;
    let model: &M = model;
    let stops = stop_any | stop_all != 0;
    let bytes = model.words().saturating_mul(BYTES_PER_WORD);
    let mut bitmaps = Bitmaps::new(model.words(), store)?;
    let mut first = Sights::new();
    let mut frontier = begin(model, &bitmaps);
    let (mut seen, mut steps, mut level) = (frontier, 0, 1);
    let outcome = loop {
        let sweep = Sweep { model, bitmaps: &bitmaps, threads, level, known: first.shorter_than(level) };
        if stops {
            first.join(&sweep.look());
        }
        let progress = Progress { states: seen, steps, level, frontier };
        let reason = if satisfied(first.marks(), stop_any, stop_all) {
            Some(Unfinished::Seen)
        } else if level > 1 && watch.as_mut().is_some_and(|watch| watch(&progress) == ControlFlow::Break(())) {
            Some(Unfinished::Stopped)
        } else if seen >= budget.states_max {
            Some(Unfinished::States)
        } else if bytes >= budget.bytes_max {
            Some(Unfinished::Bytes)
        } else {
            None
        };
        if let Some(reason) = reason {
            first.join(&sweep.look());
            break Outcome::Unfinished(reason);
        }
        let swept = sweep.expand();
        first.join(&swept.sights);
        steps += swept.steps;
        seen += swept.found;
        frontier = swept.found;
        bitmaps.swap();
        if frontier == 0 {
            break Outcome::Complete;
        }
        level += 1;
    };
    let lists = Box::new(Again::new(threads));
    Ok(Found { states: seen, steps, levels: level, first, outcome, frontier, bytes, symmetry: false, lists })
}

/// Sets the initial states; how many there are.
pub(crate) fn begin<M: Ranked>(model: &M, bitmaps: &Bitmaps) -> u64 {
    model.initial().into_iter().map(|state| bitmaps.begin(model.index(state))).sum()
}
