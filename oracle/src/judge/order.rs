//! Puts the events of a log into their order: by their numbers, or by their times where clocks may differ.

use std::collections::{BTreeMap, VecDeque};

use super::Settings;
use super::told::Row;

/// How many events are held back until the one before them comes.
const HELD_MAX: usize = 64;
/// How many of the last events a repetition is looked for among.
const RECENT: usize = 64;

/// Something that was noticed on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Note {
    /// The event of this line came again.
    Repeated {
        /// The line of the repetition.
        line: u64,
        /// The line of the first.
        first: u64,
    },
    /// Two lines have the same number and tell different things.
    Contradicted {
        /// The later line.
        line: u64,
        /// The earlier one.
        first: u64,
    },
    /// The line came after one with a higher number.
    Displaced {
        /// The line.
        line: u64,
        /// Its number.
        seq: u64,
    },
    /// So many numbers are missing before this line.
    Gap {
        /// The line.
        line: u64,
        /// How many.
        missing: u64,
    },
}

/// Puts events into their order.
#[derive(Debug)]
pub(crate) struct Order {
    /// By number, or time, and the order of coming for what has none.
    held: BTreeMap<(i64, u64), Row>,
    recent: VecDeque<Row>,
    /// The event that is certain to be the next; nothing is held then.
    ready: Option<Row>,
    /// The key of the event that came last.
    came: (i64, u64),
    /// The number that comes next.
    next: Option<i64>,
    skew: i64,
    /// Whether the order is by time.
    by_time: bool,
    begun: bool,
    /// How many numbers may be missing since their lines could not be read.
    excused: u64,
    /// The latest time that came.
    latest: i64,
    /// Whether numbers may be missing.
    partial: bool,
    pub(crate) noted: Vec<Note>,
}

impl Order {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            held: BTreeMap::new(),
            recent: VecDeque::with_capacity(RECENT),
            ready: None,
            came: (0, 0),
            next: None,
            skew: settings.skew,
            by_time: false,
            begun: false,
            excused: 0,
            latest: i64::MIN,
            partial: settings.is_partial(),
            noted: Vec::new(),
        }
    }

    /// A line could not be read: its number, if it has one, is missing for that reason.
    pub(crate) fn skip(&mut self) {
        self.excused += 1;
    }

    /// Takes in an event in the order in which it came.
    pub(crate) fn push(&mut self, row: Row) {
        if !self.begun {
            self.begun = true;
            // Numbers say the order; times are only asked where there are none.
            self.by_time = row.seq.is_none() && self.skew > 0 && row.at.is_some();
        }
        let place = if self.by_time { row.at } else { row.seq.and_then(|seq| i64::try_from(seq).ok()) };
        if let (Some(at), true) = (row.at, self.by_time) {
            self.latest = self.latest.max(at);
        }
        let key = match place {
            Some(place) if !self.by_time => (place, 0),
            Some(place) => (place, row.line),
            None => (self.came.0, self.came.1 + 1),
        };
        self.came = key;
        if !self.by_time
            && let Some(seq) = row.seq
        {
            let past = self.next.is_some_and(|next| key.0 < next);
            let came = || self.recent.iter().filter(|_| past).find(|other| other.seq == Some(seq));
            if let Some(before) = self.held.get(&key).or_else(came) {
                let (line, first) = (row.line, before.line);
                self.noted.push(if (before.told, before.at, before.cause) == (row.told, row.at, row.cause) {
                    Note::Repeated { line, first }
                } else {
                    Note::Contradicted { line, first }
                });
                return;
            }
            let late = self.held.last_key_value().is_some_and(|((last, _), _)| *last > key.0)
                || self.next.is_some_and(|next| key.0 < next);
            if late && self.skew == 0 {
                self.noted.push(Note::Displaced { line: row.line, seq });
            }
        }
        if self.held.is_empty() && self.next == Some(key.0) && !self.by_time {
            self.ready = Some(row);
            return;
        }
        self.held.insert(key, row);
    }

    /// The next event in order, if it is certain to be the next; with `all`, whatever is held.
    pub(crate) fn pop(&mut self, all: bool) -> Option<Row> {
        if let Some(row) = self.ready.take() {
            self.next = self.next.map(|next| next + 1);
            self.keep(row);
            return Some(row);
        }
        let (&(place, sub), row) = self.held.first_key_value()?;
        let due = if self.by_time {
            self.latest - place > self.skew
        } else {
            sub > 0 || self.next.is_none_or(|next| place <= next)
        };
        if !due && !all && self.held.len() <= HELD_MAX {
            return None;
        }
        let row = *row;
        self.held.remove(&(place, sub));
        if !self.by_time {
            if let (Some(next), 0, false) = (self.next, sub, self.partial)
                && place > next
            {
                let missing = (place - next) as u64;
                let excused = missing.min(self.excused);
                self.excused -= excused;
                if missing > excused {
                    self.noted.push(Note::Gap { line: row.line, missing: missing - excused });
                }
            }
            self.next = match (row.seq, self.next) {
                (Some(_), next) => Some(next.map_or(place, |next| next.max(place)) + 1),
                (None, next) => next.map(|next| next + 1),
            };
        }
        self.keep(row);
        Some(row)
    }

    /// Keeps an event to know it again.
    #[inline]
    fn keep(&mut self, row: Row) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(row);
    }
}
