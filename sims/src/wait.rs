//! The average wait that customers are told and that overflow of calls reads (WAIT-01).

use switchboard::Rule;

use crate::tick::{Span, Tick};

/// WAIT-01: so many connected conversations are needed before there is an average.
const CONVERSATIONS_MIN: u32 = 20;
/// WAIT-01: after so long without a connected conversation it starts afresh.
const IDLE_MAX: Span = Span::from_whole_seconds(7 * 86_400);
/// WAIT-01: how often it is recomputed.
pub(crate) const EVERY: Span = Span::from_whole_seconds(600);

/// The exponential moving average of the waits of connected conversations in one queue.
///
/// The smoothing factor is no documented number, so the scenario sets it.
#[derive(Debug, Clone, PartialEq)]
pub struct AverageWait {
    smoothing: f64,
    average_s: f64,
    seen: u32,
    last: Tick,
}

impl AverageWait {
    /// Nothing seen; each conversation moves the average by this share of its distance, above 0 and up to 1.
    pub const fn new(smoothing: f64) -> Self {
        Self { smoothing, average_s: 0.0, seen: 0, last: Tick::ZERO }
    }

    /// A conversation was connected after this wait.
    pub fn note(&mut self, wait: Span, now: Tick) {
        if now.saturating_since(self.last) >= IDLE_MAX {
            self.seen = 0;
        }
        let wait = wait.seconds();
        self.average_s = if self.seen == 0 { wait } else { self.average_s + self.smoothing * (wait - self.average_s) };
        self.seen += 1;
        self.last = now;
    }

    /// The average in whole seconds, if there is one now.
    pub fn shown_s(&self, now: Tick) -> Option<u32> {
        let enough = self.seen >= CONVERSATIONS_MIN || !Rule::Wait01.holds();
        let fresh = now.saturating_since(self.last) < IDLE_MAX;
        (enough && fresh).then_some(self.average_s.round() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::AverageWait;
    use crate::tick::{Span, Tick};

    #[test]
    fn twenty_conversations_make_an_average_that_moves_by_its_smoothing_and_ends_after_seven_idle_days() {
        let mut average = AverageWait::new(0.5);
        let (now, wait) = (Tick::from_seconds(1_000), Span::from_whole_seconds);
        for _ in 0..19 {
            average.note(wait(100), now);
        }
        assert_eq!(average.shown_s(now), None);
        average.note(wait(100), now);
        assert_eq!(average.shown_s(now), Some(100));
        // 100 + 0.5 (40 - 100) = 70, and 70 + 0.5 (80 - 70) = 75.
        average.note(wait(40), now);
        average.note(wait(80), now);
        assert_eq!(average.shown_s(now), Some(75));
        let week = Tick::from_seconds(1_000 + 7 * 86_400);
        assert_eq!(average.shown_s(week), None);
        average.note(wait(60), week);
        assert_eq!(average.shown_s(week), None);
    }
}
