//! Numbers as people read them, the same on every machine.

use std::fmt::{Display, Formatter, Result};

/// Stands between groups of three digits; narrow, and no line breaks at it.
const GROUP: char = '\u{202f}';
/// Stands between a number and its unit; no line breaks at it.
const SPACE: char = '\u{a0}';
/// Stands where there is no number.
const NOTHING: &str = "–";

/// The seconds of a day.
const DAY_S: u32 = 86_400;

/// Two ends between which a value is believed to lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    low: f64,
    high: f64,
}

impl Interval {
    /// The interval between two ends, given in either order.
    pub fn new(one_end: f64, other_end: f64) -> Self {
        Self { low: one_end.min(other_end), high: one_end.max(other_end) }
    }

    /// The smaller end.
    pub fn low(self) -> f64 {
        self.low
    }

    /// The greater end.
    pub fn high(self) -> f64 {
        self.high
    }

    /// The interval, if both ends are numbers that can be drawn.
    pub(crate) fn finite(self) -> Option<Self> {
        (self.low.is_finite() && self.high.is_finite()).then_some(self)
    }
}

/// A value, and how sure we are of it where that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value itself.
    pub value: f64,
    /// The interval of confidence; none for something counted rather than estimated.
    pub interval: Option<Interval>,
}

impl Estimate {
    /// A value that was counted, so that it has no interval.
    pub fn exact(value: f64) -> Self {
        Self { value, interval: None }
    }

    /// A value with the two ends of its interval.
    pub fn between(value: f64, low: f64, high: f64) -> Self {
        Self { value, interval: Some(Interval::new(low, high)) }
    }
}

/// The time of a day, in seconds after its midnight.
///
/// A day that runs past midnight goes on counting: 26:30 is half past two of the next morning,
/// and is written `02:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay {
    after_midnight_s: u32,
}

impl TimeOfDay {
    /// The time this many seconds after midnight.
    pub fn from_seconds(after_midnight_s: u32) -> Self {
        Self { after_midnight_s }
    }

    /// The time on the clock; hours may go beyond 24.
    pub fn at(hour: u32, minute: u32) -> Self {
        Self::from_seconds(hour.saturating_mul(3600).saturating_add(minute.saturating_mul(60)))
    }

    /// Seconds after midnight.
    pub fn seconds(self) -> u32 {
        self.after_midnight_s
    }

    /// The day, from 1.
    pub fn day(self) -> u32 {
        self.after_midnight_s / DAY_S + 1
    }

    /// The time on the clock of its own day: 26:30 is `02:30`, and 24:00 is `00:00`.
    pub fn on_the_clock(self) -> Self {
        Self::from_seconds(self.after_midnight_s % DAY_S)
    }

    /// The time with its day, where a table or an axis runs over more than one: `day 2, 02:30`.
    pub fn with_day(self) -> String {
        format!("day {}, {}", self.day(), self.on_the_clock())
    }

    /// Hours after midnight, for an axis.
    pub(crate) fn hours(self) -> f64 {
        f64::from(self.after_midnight_s) / 3600.0
    }
}

impl Display for TimeOfDay {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let minutes = self.after_midnight_s / 60;
        let hour = match minutes / 60 {
            24 if minutes == 24 * 60 => 24,
            hour => hour % 24,
        };
        write!(out, "{hour:02}:{:02}", minutes % 60)
    }
}

/// A count: `33 344`.
pub fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// An amount with a fixed number of decimals: `1 204.5`.
pub fn amount(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NOTHING.to_owned();
    }
    let written = format!("{:.decimals$}", value.abs());
    let is_zero = written.chars().all(|digit| matches!(digit, '0' | '.'));
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    match written.split_once('.') {
        Some((whole, fraction)) => format!("{sign}{}.{fraction}", grouped(whole)),
        None => format!("{sign}{}", grouped(&written)),
    }
}

/// A share of one as a percentage with one decimal: 0.812 is `81.2 %`.
pub fn percent(share: f64) -> String {
    if !share.is_finite() {
        return NOTHING.to_owned();
    }
    format!("{}{SPACE}%", amount(share * 100.0, 1))
}

/// A duration: `4.2 s`, `1 m 23 s`, `2 h 05 m`.
///
/// Below a minute it keeps a tenth of a second, below an hour the second, above it the minute.
pub fn seconds(duration_s: f64) -> String {
    if !duration_s.is_finite() {
        return NOTHING.to_owned();
    }
    let sign = if duration_s < 0.0 { "−" } else { "" };
    let tenths = (duration_s.abs() * 10.0).round();
    if tenths < 600.0 {
        return format!("{}{SPACE}s", amount(duration_s, 1));
    }
    let whole = duration_s.abs().round();
    if whole < 3600.0 {
        let (minutes, rest) = ((whole / 60.0).floor(), whole % 60.0);
        return format!("{sign}{minutes:.0}{SPACE}m{SPACE}{rest:02.0}{SPACE}s");
    }
    let minutes = (duration_s.abs() / 60.0).round();
    let (hours, rest) = ((minutes / 60.0).floor(), minutes % 60.0);
    format!("{sign}{}{SPACE}h{SPACE}{rest:02.0}{SPACE}m", amount(hours, 0))
}

/// A share with its interval: `81.2 % [79.9, 82.5]`.
pub fn percent_with_interval(share: Estimate) -> String {
    with_interval(percent(share.value), percent_interval(share))
}

/// A duration with its interval: `12.4 s [11.8, 13.0]`, `1 m 23 s [1 m 18 s, 1 m 29 s]`.
pub fn seconds_with_interval(duration_s: Estimate) -> String {
    with_interval(seconds(duration_s.value), seconds_interval(duration_s))
}

/// An amount with its interval: `42.5 [41.0, 44.1]`.
pub fn amount_with_interval(amount_of: Estimate, decimals: usize) -> String {
    with_interval(amount(amount_of.value, decimals), amount_interval(amount_of, decimals))
}

/// The interval of a share, without its value.
pub(crate) fn percent_interval(share: Estimate) -> Option<String> {
    share.interval.and_then(Interval::finite).map(|interval| {
        let (low, high) = (interval.low * 100.0, interval.high * 100.0);
        format!("[{}, {}]", amount(low, 1), amount(high, 1))
    })
}

/// The interval of a duration, without its value.
pub(crate) fn seconds_interval(duration_s: Estimate) -> Option<String> {
    duration_s.interval.and_then(Interval::finite).map(|interval| {
        let (low, high) = (seconds(interval.low), seconds(interval.high));
        let unit = format!("{SPACE}s");
        // Three durations below a minute share the unit that the value carries.
        let below_a_minute =
            [duration_s.value, interval.low, interval.high].iter().all(|&bound| (bound.abs() * 10.0).round() < 600.0);
        if below_a_minute {
            format!("[{}, {}]", low.trim_end_matches(&unit), high.trim_end_matches(&unit))
        } else {
            format!("[{low}, {high}]")
        }
    })
}

/// The interval of an amount, without its value.
pub(crate) fn amount_interval(amount_of: Estimate, decimals: usize) -> Option<String> {
    amount_of
        .interval
        .and_then(Interval::finite)
        .map(|interval| format!("[{}, {}]", amount(interval.low, decimals), amount(interval.high, decimals)))
}

fn with_interval(value: String, interval: Option<String>) -> String {
    match interval {
        Some(interval) => format!("{value} {interval}"),
        None => value,
    }
}

fn grouped(digits: &str) -> String {
    let mut written = String::with_capacity(digits.len() + digits.len() / 3 * GROUP.len_utf8());
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(GROUP);
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::{Estimate, TimeOfDay, amount, count, percent, percent_with_interval, seconds, seconds_with_interval};

    /// The same text with plain spaces, so that the cases can be read.
    fn plain(text: &str) -> String {
        text.replace(['\u{202f}', '\u{a0}'], " ")
    }

    #[test]
    fn counts_are_grouped_by_three() {
        let cases = [(0, "0"), (999, "999"), (1_000, "1 000"), (33_344, "33 344"), (1_234_567, "1 234 567")];
        for (number, written) in cases {
            assert_eq!(plain(&count(number)), written);
        }
    }

    #[test]
    fn durations_carry_into_the_next_unit() {
        let cases = [
            (0.0, "0.0 s"),
            (4.25, "4.2 s"),
            (59.94, "59.9 s"),
            (59.96, "1 m 00 s"),
            (83.0, "1 m 23 s"),
            (3599.4, "59 m 59 s"),
            (3599.6, "1 h 00 m"),
            (7500.0, "2 h 05 m"),
            (-5.0, "−5.0 s"),
            (-0.01, "0.0 s"),
            (f64::NAN, "–"),
        ];
        for (duration_s, written) in cases {
            assert_eq!(plain(&seconds(duration_s)), written);
        }
    }

    #[test]
    fn shares_are_written_as_percentages_with_one_decimal() {
        assert_eq!(plain(&percent(0.8123)), "81.2 %");
        assert_eq!(plain(&percent(1.0)), "100.0 %");
        assert_eq!(plain(&percent(f64::INFINITY)), "–");
    }

    #[test]
    fn intervals_follow_their_value() {
        let share = Estimate::between(0.812, 0.799, 0.825);
        assert_eq!(plain(&percent_with_interval(share)), "81.2 % [79.9, 82.5]");
        let short = Estimate::between(12.4, 13.0, 11.8);
        assert_eq!(plain(&seconds_with_interval(short)), "12.4 s [11.8, 13.0]");
        let long = Estimate::between(83.0, 58.0, 89.0);
        assert_eq!(plain(&seconds_with_interval(long)), "1 m 23 s [58.0 s, 1 m 29 s]");
        assert_eq!(plain(&percent_with_interval(Estimate::exact(0.5))), "50.0 %");
    }

    #[test]
    fn amounts_keep_their_sign_unless_they_round_to_zero() {
        assert_eq!(plain(&amount(-1234.56, 1)), "−1 234.6");
        assert_eq!(plain(&amount(-0.04, 1)), "0.0");
        assert_eq!(plain(&amount(1e6, 0)), "1 000 000");
    }

    #[test]
    fn a_day_may_run_past_midnight() {
        assert_eq!(TimeOfDay::at(8, 5).to_string(), "08:05");
        assert_eq!(TimeOfDay::at(24, 0).to_string(), "24:00");
        assert_eq!(TimeOfDay::at(26, 30).to_string(), "02:30");
        assert_eq!(TimeOfDay::at(23, 59).with_day(), "day 1, 23:59");
        assert_eq!(TimeOfDay::at(24, 0).with_day(), "day 2, 00:00");
        assert_eq!(TimeOfDay::at(50, 30).with_day(), "day 3, 02:30");
    }
}
