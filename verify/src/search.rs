//! What to search and how far: the same questions for both engines.

use std::fmt;

use crate::found::{Budget, Found, Watch};
use crate::general;
use crate::model::{Marks, Model};
use crate::rank::{self, Ranked, Store};

/// A search to be run: a model, and how far to go.
pub struct Search<'a, M: Model> {
    pub(crate) model: &'a mut M,
    pub(crate) threads: usize,
    pub(crate) symmetry: bool,
    pub(crate) budget: Budget,
    pub(crate) stop_any: Marks,
    pub(crate) stop_all: Marks,
    pub(crate) watch: Option<&'a mut Watch<'a>>,
}

impl<M: Model> fmt::Debug for Search<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search")
            .field("threads", &self.threads)
            .field("symmetry", &self.symmetry)
            .field("budget", &self.budget)
            .field("stop_any", &self.stop_any)
            .field("stop_all", &self.stop_all)
            .finish_non_exhaustive()
    }
}

impl<'a, M: Model> Search<'a, M> {
    /// A search through everything, on one thread, without symmetry and limits.
    pub fn new(model: &'a mut M) -> Self {
        Self { model, threads: 1, symmetry: false, budget: Budget::default(), stop_any: 0, stop_all: 0, watch: None }
    }

    /// How many threads work; what is found does not depend on it.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// Whether states that are equal but for names are one, by [`Model::canonical`].
    #[must_use]
    pub fn symmetry(mut self, symmetry: bool) -> Self {
        self.symmetry = symmetry;
        self
    }

    /// When to give up.
    #[must_use]
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    /// Stops after the level on which one of these marks is seen.
    #[must_use]
    pub fn stop_when(mut self, any_of: Marks) -> Self {
        self.stop_any = any_of;
        self
    }

    /// Stops after the level on which the last of these marks is seen.
    #[must_use]
    pub fn stop_when_all(mut self, all_of: Marks) -> Self {
        self.stop_all = all_of;
        self
    }

    /// Who is told how far it is, and may say stop.
    #[must_use]
    pub fn watch(mut self, watch: &'a mut Watch<'a>) -> Self {
        self.watch = Some(watch);
        self
    }

    /// Searches.
    ///
    /// # Errors
    ///
    /// What the model says when it has to learn something and cannot.
    pub fn run(self) -> Result<Found<M>, String> {
        general::run(self)
    }
}

impl<M: Ranked> Search<'_, M> {
    /// Searches with a bit a point instead of a set of states.
    ///
    /// # Errors
    ///
    /// When symmetry is asked for, which this engine has not; when files cannot be made.
    pub fn run_ranked(self, store: &Store) -> Result<Found<M>, String> {
        rank::run(self, store)
    }

    /// Searches with whichever engine fits: a bit a point where that fits into `memory` bytes, else a set of states.
    ///
    /// # Errors
    ///
    /// What the engines say.
    pub fn run_fitting(self, memory: u64) -> Result<Found<M>, String> {
        match choose(self.model.words(), memory, self.symmetry) {
            Engine::General => self.run(),
            Engine::Rank => self.run_ranked(&Store::Memory),
        }
    }
}

/// The two engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// An exact set of packed states; every model, and symmetry.
    General,
    /// Bitmaps over an index; for models that have one.
    Rank,
}

/// The engine for a model with an index of so many words of 64 points, with so many bytes of memory.
#[must_use]
pub fn choose(words: u64, memory: u64, symmetry: bool) -> Engine {
    let fits = words.checked_mul(rank::BYTES_PER_WORD).is_some_and(|bytes| bytes <= memory);
    if fits && !symmetry { Engine::Rank } else { Engine::General }
}

/// Whether the marks seen are what a search was to stop for.
pub(crate) fn satisfied(seen: Marks, any_of: Marks, all_of: Marks) -> bool {
    seen & any_of != 0 || (all_of != 0 && seen & all_of == all_of)
}

#[cfg(test)]
mod tests;
