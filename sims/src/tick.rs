//! Integer time: instants and durations in microseconds, converted to seconds and clock times at the edge only.

use std::fmt::{self, Display, Formatter};
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Microseconds in one second.
const MICROS_PER_SECOND: u64 = 1_000_000;

/// Seconds in one day.
const SECONDS_PER_DAY: u64 = 86_400;

/// The last hour a clock time may name: one night beyond its own day, for shifts that pass midnight.
const CLOCK_HOURS_MAX: u64 = 47;

/// An instant: microseconds since midnight of day one, or since the start of a run that has no clock.
///
/// **Invariant:** additions saturate, so an instant never wraps round to the past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tick(u64);

impl Tick {
    /// Midnight of day one.
    pub const ZERO: Self = Self(0);

    /// The last instant there is; an event put here never comes.
    pub const NEVER: Self = Self(u64::MAX);

    /// The instant this many microseconds after midnight of day one.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// The instant this many whole seconds after midnight of day one.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// Microseconds since midnight of day one.
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// Seconds since midnight of day one, for reports.
    pub fn seconds(self) -> f64 {
        Span(self.0).seconds()
    }

    /// Whole days since midnight of day one: 0 during day one.
    pub const fn day(self) -> u64 {
        self.0 / Span::DAY.0
    }

    /// The time since the last midnight.
    pub const fn time_of_day(self) -> Span {
        Span(self.0 % Span::DAY.0)
    }

    /// The time that has passed since `earlier`.
    ///
    /// # Panics
    ///
    /// When `earlier` is later than this instant: time does not run backwards, so that is our bug.
    pub fn since(self, earlier: Self) -> Span {
        assert!(earlier <= self, "{} s is not before {} s", earlier.seconds(), self.seconds());
        Span(self.0 - earlier.0)
    }

    /// The time that has passed since `other`, or nothing when `other` is still to come.
    pub const fn saturating_since(self, other: Self) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl Add<Span> for Tick {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

/// A duration in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(u64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// Thirty minutes, the interval of the day profiles.
    pub const HALF_HOUR: Self = Self::from_whole_seconds(1_800);

    /// Twenty-four hours.
    pub const DAY: Self = Self::from_whole_seconds(SECONDS_PER_DAY);

    /// The longest duration there is, about 584,000 years.
    pub const MAX: Self = Self(u64::MAX);

    /// The duration of this many microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// The duration of this many whole seconds.
    pub const fn from_whole_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// The duration nearest to `seconds`; durations beyond [`Span::MAX`] become `Span::MAX`.
    ///
    /// # Panics
    ///
    /// When `seconds` is negative or not a number: input is checked before it gets here.
    pub fn from_seconds(seconds: f64) -> Self {
        assert!(seconds >= 0.0, "a duration of {seconds} s is none");
        // The cast saturates; `round` is exact on every machine.
        Self((seconds * MICROS_PER_SECOND as f64).round() as u64)
    }

    /// Microseconds.
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// Seconds, for reports.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / MICROS_PER_SECOND as f64
    }

    /// This duration without `other`, or nothing when `other` is longer.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add for Span {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Self;

    /// # Panics
    ///
    /// When `other` is the longer of the two: a negative duration is our bug.
    fn sub(self, other: Self) -> Self {
        assert!(other <= self, "{} s do not fit into {} s", other.seconds(), self.seconds());
        Self(self.0 - other.0)
    }
}

/// A time of the clock as people write it: `7:30`, `07:30:15`, or `25:00` for one in the night after.
///
/// In scenario files it is a string. The hour may run to 47, so that a shift may end after midnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime(Span);

impl ClockTime {
    /// The clock time this long after midnight; microseconds below a second are cut off.
    ///
    /// Returns nothing for a duration of 48 hours or more.
    pub fn after_midnight(span: Span) -> Option<Self> {
        let seconds = span.micros() / MICROS_PER_SECOND;
        (seconds / 3_600 <= CLOCK_HOURS_MAX).then_some(Self(Span::from_whole_seconds(seconds)))
    }

    /// The time since midnight.
    pub const fn since_midnight(self) -> Span {
        self.0
    }

    /// The instant of this clock time on day `day`, where day one has the number 0.
    pub const fn on_day(self, day: u64) -> Tick {
        Tick(day.saturating_mul(Span::DAY.0).saturating_add(self.0.0))
    }
}

impl FromStr for ClockTime {
    type Err = ClockError;

    /// Refuses anything but `HH:MM` or `HH:MM:SS`, one or two digits each, with hours up to 47.
    fn from_str(text: &str) -> Result<Self, ClockError> {
        let refuse = || ClockError { found: text.to_owned() };
        let mut seconds = 0;
        let mut parts = 0;
        for part in text.split(':') {
            let max = if parts == 0 { CLOCK_HOURS_MAX } else { 59 };
            let digits = matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
            let number: u64 = if digits {
                part.parse().map_err(|_| refuse())?
            } else {
                return Err(refuse());
            };
            if number > max || parts == 3 {
                return Err(refuse());
            }
            seconds = seconds * 60 + number;
            parts += 1;
        }
        match parts {
            2 => Ok(Self(Span::from_whole_seconds(seconds * 60))),
            3 => Ok(Self(Span::from_whole_seconds(seconds))),
            _ => Err(refuse()),
        }
    }
}

impl TryFrom<String> for ClockTime {
    type Error = ClockError;

    fn try_from(text: String) -> Result<Self, ClockError> {
        text.parse()
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        time.to_string()
    }
}

impl Display for ClockTime {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let seconds = self.0.micros() / MICROS_PER_SECOND;
        write!(formatter, "{:02}:{:02}", seconds / 3_600, seconds / 60 % 60)?;
        if seconds.is_multiple_of(60) { Ok(()) } else { write!(formatter, ":{:02}", seconds % 60) }
    }
}

/// A text that is no clock time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockError {
    /// What stood there.
    pub found: String,
}

impl Display for ClockError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "unknown time `{}`, expected `HH:MM` or `HH:MM:SS` with hours from 0 to 47", self.found)
    }
}

impl std::error::Error for ClockError {}

#[cfg(test)]
mod tests {
    use crate::tick::{ClockTime, Span, Tick};

    #[test]
    fn a_clock_time_is_read_and_printed() {
        // 7 h 2 min 55 s = 7 * 3600 + 2 * 60 + 55 = 25,375 s.
        for (text, seconds, printed) in [
            ("7:02:55", 25_375, "07:02:55"),
            ("07:30", 27_000, "07:30"),
            ("24:00", 86_400, "24:00"),
            ("0:0", 0, "00:00"),
        ] {
            let time: ClockTime = text.parse().expect("a clock time");
            assert_eq!(time.since_midnight(), Span::from_whole_seconds(seconds));
            assert_eq!(time.to_string(), printed);
        }
    }

    #[test]
    fn a_text_that_is_no_clock_time_is_refused() {
        for text in ["", "7", "7:60", "48:00", "7:00:60", "7:00:00:00", "-7:00", "+7:00", " 7:00", "7:000", "٧:00"] {
            let message = text.parse::<ClockTime>().expect_err("no clock time").to_string();
            assert_eq!(
                message,
                format!("unknown time `{text}`, expected `HH:MM` or `HH:MM:SS` with hours from 0 to 47")
            );
        }
    }

    #[test]
    fn seconds_become_the_nearest_microsecond() {
        assert_eq!(Span::from_seconds(0.000_000_4), Span::ZERO);
        assert_eq!(Span::from_seconds(1.000_000_6), Span::from_micros(1_000_001));
        assert_eq!(Span::from_seconds(1e300), Span::MAX);
        assert_eq!(Span::from_micros(2_500_000).seconds(), 2.5);
    }

    #[test]
    #[should_panic(expected = "a duration of NaN s is none")]
    fn a_duration_that_is_no_number_is_our_bug() {
        let _ = Span::from_seconds(f64::NAN);
    }

    #[test]
    fn an_instant_knows_its_day_and_never_wraps() {
        let tick = ClockTime::after_midnight(Span::from_whole_seconds(3_600)).expect("one o'clock").on_day(2);
        assert_eq!((tick.day(), tick.time_of_day()), (2, Span::from_whole_seconds(3_600)));
        assert_eq!(tick.since(Tick::from_seconds(172_800)), Span::from_whole_seconds(3_600));
        assert_eq!(tick + Span::MAX, Tick::NEVER);
        assert_eq!(Tick::ZERO.saturating_since(tick), Span::ZERO);
    }
}
