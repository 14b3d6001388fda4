//! The levels of a rank search, for traces: it keeps none, so they are found again when they are asked for.

use std::sync::Mutex;

use crate::model::Marks;
use crate::rank::{Bitmaps, Ranked, Store, Sweep, begin, states};
use crate::trace::Levels;

/// Levels that are searched again as far as they are needed, and then kept: words of points, about two bytes a state.
#[derive(Debug)]
pub(crate) struct Again {
    threads: usize,
    levels: Mutex<Vec<Vec<(u64, u64)>>>,
}

impl Again {
    /// Nothing kept yet.
    pub(crate) fn new(threads: usize) -> Self {
        Self { threads, levels: Mutex::new(Vec::new()) }
    }

    /// Searches as far as a level.
    fn search<M: Ranked>(&self, model: &M, levels: u32) -> Vec<Vec<(u64, u64)>> {
        let mut lists = Vec::new();
        let Ok(mut bitmaps) = Bitmaps::new(model.words(), &Store::Memory) else { return lists };
        begin(model, &bitmaps);
        for level in 1..=levels {
            let sweep = Sweep { model, bitmaps: &bitmaps, threads: self.threads, level, known: Marks::MAX };
            lists.push(sweep.list());
            if level < levels {
                sweep.expand();
                bitmaps.swap();
            }
        }
        lists
    }
}

impl<M: Ranked> Levels<M> for Again {
    fn scan(&self, model: &M, level: u32, visit: &mut dyn FnMut(M::State)) {
        let mut levels = self.levels.lock().expect("nobody panics while holding it");
        if levels.len() < level as usize {
            *levels = self.search(model, level);
        }
        let words = (level as usize).checked_sub(1).and_then(|place| levels.get(place));
        for &(word, bits) in words.into_iter().flatten() {
            states(model, word, bits).for_each(&mut *visit);
        }
    }
}
