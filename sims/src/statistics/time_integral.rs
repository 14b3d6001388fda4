//! Averages over time of something that changes in steps: queue length, agents busy, units in use.

use crate::tick::{Span, Tick};

/// A level that changes in steps, summed up over time.
///
/// Exact: levels are integers (negative ones too, for capacity that an override took below zero)
/// and time is in ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeIntegral {
    level: i64,
    since: Tick,
    total: TimeAverage,
}

/// The sum of level × time and the time it took. Adding up two gives the average over both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeAverage {
    area: i128,
    span: Span,
}

impl TimeIntegral {
    /// Starts with a level at an instant.
    pub const fn new(level: i64, at: Tick) -> Self {
        Self { level, since: at, total: TimeAverage { area: 0, span: Span::ZERO } }
    }

    /// The level now.
    pub const fn level(&self) -> i64 {
        self.level
    }

    /// Changes the level at an instant.
    ///
    /// # Panics
    ///
    /// When the instant lies before the last one.
    pub fn set(&mut self, level: i64, at: Tick) {
        self.total = self.total_until(at);
        self.level = level;
        self.since = at;
    }

    /// Changes the level by a difference at an instant; panics as [`TimeIntegral::set`] does.
    pub fn add(&mut self, difference: i64, at: Tick) {
        self.set(self.level + difference, at);
    }

    /// The sum so far, with the present level lasting until `at`; panics as [`TimeIntegral::set`] does.
    pub fn total_until(&self, at: Tick) -> TimeAverage {
        let span = at.since(self.since);
        let mut total = self.total;
        total.merge(TimeAverage { area: i128::from(self.level) * i128::from(span.micros()), span });
        total
    }

    /// Hands out the sum until `at` and starts a new one there with the same level: the end of an
    /// interval or of a warm-up. Panics as [`TimeIntegral::set`] does.
    pub fn restart(&mut self, at: Tick) -> TimeAverage {
        let total = self.total_until(at);
        *self = Self::new(self.level, at);
        total
    }
}

impl TimeAverage {
    /// Adds another stretch of time.
    pub fn merge(&mut self, other: Self) {
        self.area += other.area;
        self.span += other.span;
    }

    /// The time covered.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// Level × seconds.
    pub fn level_seconds(&self) -> f64 {
        self.area as f64 / 1e6
    }

    /// The average level; none when no time was covered.
    pub fn mean(&self) -> Option<f64> {
        (self.span > Span::ZERO).then(|| self.area as f64 / self.span.micros() as f64)
    }
}

#[cfg(test)]
mod tests {
    use crate::statistics::{TimeAverage, TimeIntegral};
    use crate::tick::{Span, Tick};

    /// By hand: 2 for 10 s, 5 for 20 s, -1 for 10 s: 110 over 40 s.
    #[test]
    fn a_level_is_averaged_over_time() {
        let mut queue = TimeIntegral::new(2, Tick::from_seconds(100));
        queue.add(3, Tick::from_seconds(110));
        queue.set(-1, Tick::from_seconds(130));
        let total = queue.total_until(Tick::from_seconds(140));
        assert_eq!((total.level_seconds(), total.mean()), (110.0, Some(2.75)));
    }

    #[test]
    fn an_integral_is_cut_into_intervals_that_add_up() {
        let mut queue = TimeIntegral::new(2, Tick::ZERO);
        let first = queue.restart(Tick::from_seconds(10));
        queue.set(4, Tick::from_seconds(15));
        let second = queue.restart(Tick::from_seconds(20));
        assert_eq!((first.mean(), second.mean(), queue.level()), (Some(2.0), Some(3.0), 4));
        let mut both = first;
        both.merge(second);
        assert_eq!((both.mean(), both.span()), (Some(2.5), Span::from_whole_seconds(20)));
        assert_eq!(TimeAverage::default().mean(), None);
    }

    #[test]
    #[should_panic(expected = "5 s is not before 4 s")]
    fn time_does_not_run_backwards() {
        TimeIntegral::new(0, Tick::from_seconds(5)).set(1, Tick::from_seconds(4));
    }
}
