//! Puts observations that come late into order, within a declared window; equal times keep the order of the file.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::observation::Observation;

/// Observations beyond this many are not held back: the window is too wide for the memory.
pub(super) const HELD_MAX: usize = 20_000_000;

/// What is held back until nothing earlier can come.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// In microseconds; `None` where the file's order is the order of events.
    width: Option<i64>,
    held: BinaryHeap<Reverse<Held>>,
    latest: i64,
    number: u64,
}

#[derive(Debug)]
struct Held {
    at: i64,
    number: u64,
    it: Box<Observation>,
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Held {}

impl PartialOrd for Held {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Held {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

impl Window {
    pub(super) fn new(width: Option<i64>) -> Self {
        Self { width, latest: i64::MIN, ..Self::default() }
    }

    /// Takes an observation in. One without a time keeps its place among the latest.
    pub(super) fn push(&mut self, it: Observation) {
        let at = it.at.unwrap_or(self.latest);
        self.latest = self.latest.max(at);
        let at = if self.width.is_some() { at } else { 0 };
        self.held.push(Reverse(Held { at, number: self.number, it: Box::new(it) }));
        self.number += 1;
    }

    /// The next that nothing can come before.
    pub(super) fn pop(&mut self) -> Option<Observation> {
        let ready = match self.width {
            None => true,
            Some(width) => {
                let Reverse(first) = self.held.peek()?;
                first.at <= self.latest.saturating_sub(width) && width < i64::MAX || self.held.len() > HELD_MAX
            }
        };
        if ready { self.pop_last() } else { None }
    }

    /// The next, when nothing comes any more.
    pub(super) fn pop_last(&mut self) -> Option<Observation> {
        self.held.pop().map(|Reverse(held)| *held.it)
    }
}
