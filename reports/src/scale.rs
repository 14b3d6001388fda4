//! Axes: from values to pixels, with tick marks at round numbers.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};

use crate::number::{TimeOfDay, amount};

/// The most decimals a label is written with.
const DECIMALS_MAX: usize = 6;

/// The greatest amount on an axis; what lies beyond is drawn at the end.
const AMOUNT_MAX: f64 = 1e12;

/// An axis from its lowest to its highest value, with the ticks to label.
///
/// Invariant: `low < high`, and every tick lies between them.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
    ticks: Vec<Tick>,
}

#[derive(Clone, Debug)]
struct Tick {
    at: f64,
    label: String,
}

impl Scale {
    /// An axis of amounts that contains zero and all of the values, and ends on a tick.
    pub(crate) fn amounts(values: impl Iterator<Item = f64>, ticks_max: usize) -> Self {
        let (mut lowest, mut highest) = (0.0_f64, 0.0_f64);
        for value in values.filter(|value| !value.is_nan()) {
            let value = value.clamp(-AMOUNT_MAX, AMOUNT_MAX);
            lowest = lowest.min(value);
            highest = highest.max(value);
        }
        if lowest == highest {
            highest = 1.0;
        }
        let (step, decimals) = round_step((highest - lowest) / ticks_max.max(2) as f64);
        let (first, last) = ((lowest / step).floor(), (highest / step).ceil());
        let ticks =
            steps(first, last).map(|index| Tick { at: index * step, label: amount(index * step, decimals) }).collect();
        Self { low: first * step, high: last * step, ticks }
    }

    /// An axis of amounts around the values, which need not contain zero, and ends on ticks.
    pub(crate) fn span(values: impl Iterator<Item = f64>, ticks_max: usize) -> Self {
        let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|value| value.is_finite()) {
            let value = value.clamp(-AMOUNT_MAX, AMOUNT_MAX);
            lowest = lowest.min(value);
            highest = highest.max(value);
        }
        if lowest > highest {
            (lowest, highest) = (0.0, 1.0);
        }
        if lowest == highest {
            (lowest, highest) = (lowest - 1.0, highest + 1.0);
        }
        let (step, decimals) = round_step((highest - lowest) / ticks_max.max(2) as f64);
        let (first, last) = ((lowest / step).floor(), (highest / step).ceil());
        let ticks =
            steps(first, last).map(|index| Tick { at: index * step, label: amount(index * step, decimals) }).collect();
        Self { low: first * step, high: last * step, ticks }
    }

    /// An axis of counts from zero: like amounts, but no tick stands between two whole numbers.
    pub(crate) fn counts(counts: impl Iterator<Item = u64>, ticks_max: usize) -> Self {
        let highest = counts.max().unwrap_or(0);
        Self::amounts(std::iter::once(highest.max(ticks_max as u64) as f64), ticks_max)
    }

    /// An axis of shares from nothing to everything, labelled in percent.
    pub(crate) fn shares() -> Self {
        let ticks = steps(0.0, 5.0).map(|index| Tick { at: index / 5.0, label: format!("{}", index * 20.0) }).collect();
        Self { low: 0.0, high: 1.0, ticks }
    }

    /// An axis in hours after midnight, from whole hour to whole hour around the times; one on which the clock goes
    /// round marks where a day begins.
    pub(crate) fn times(times: impl Iterator<Item = TimeOfDay>, ticks_max: usize) -> Self {
        let (mut first, mut last) = (u32::MAX, 0);
        for time in times {
            first = first.min(time.seconds() / 3600);
            last = last.max(time.seconds().div_ceil(3600));
        }
        if first == u32::MAX {
            (first, last) = (0, 24);
        }
        let last = last.max(first + 1);
        let step = [1, 2, 3, 4, 6, 12, 24]
            .into_iter()
            .find(|step| ((last - first) / step) as usize <= ticks_max)
            .unwrap_or((last - first).div_ceil(ticks_max.max(1) as u32));
        let ticks = (first.next_multiple_of(step)..=last)
            .step_by(step as usize)
            .map(|hour| Tick { at: f64::from(hour), label: hour_label(hour, last - first) })
            .collect();
        Self { low: f64::from(first), high: f64::from(last), ticks }
    }

    /// An axis of durations from zero, in seconds, and the unit its labels are written in.
    pub(crate) fn durations(longest_s: f64, ticks_max: usize) -> (Self, &'static str) {
        const STEPS_S: [u32; 20] =
            [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800];
        let longest_s = if longest_s.is_finite() { longest_s.max(1.0) } else { 1.0 };
        let step = STEPS_S
            .into_iter()
            .map(f64::from)
            .find(|step| longest_s / step <= ticks_max as f64)
            .unwrap_or_else(|| round_step(longest_s / ticks_max.max(1) as f64).0);
        let ticks = steps(0.0, (longest_s / step).floor())
            .map(|index| Tick {
                at: index * step,
                label: match step {
                    step if step >= 3600.0 => amount(index * step / 3600.0, 0),
                    _ if longest_s <= 120.0 => amount(index * step, 0),
                    _ if longest_s < 3600.0 => parted(index * step),
                    _ => parted(index * step / 60.0),
                },
            })
            .collect();
        let unit = match step {
            step if step >= 3600.0 => "hours",
            _ if longest_s <= 120.0 => "seconds",
            _ if longest_s < 3600.0 => "minutes:seconds",
            _ => "hours:minutes",
        };
        let scale = Self { low: 0.0, high: longest_s, ticks };
        (scale, unit)
    }

    /// The same axis, going on to a higher end, with labels only up to a value.
    pub(crate) fn extended(mut self, high: f64, labels_to: f64) -> Self {
        self.high = high.max(self.high);
        self.ticks.retain(|tick| tick.at <= labels_to);
        self
    }

    /// An axis whose values are drawn but not labelled.
    pub(crate) fn unlabelled(low: f64, high: f64) -> Self {
        assert!(low < high, "an axis has a length");
        Self { low, high, ticks: Vec::new() }
    }

    /// Where the labelled ticks are.
    pub(crate) fn ticks(&self) -> impl Iterator<Item = f64> + '_ {
        self.ticks.iter().map(|tick| tick.at)
    }

    /// What is written at the ticks.
    pub(crate) fn labels(&self) -> impl Iterator<Item = &str> {
        self.ticks.iter().map(|tick| tick.label.as_str())
    }

    /// Where the axis begins.
    pub(crate) fn low(&self) -> f64 {
        self.low
    }

    /// Where the axis ends.
    pub(crate) fn high(&self) -> f64 {
        self.high
    }
}

impl Ranged for Scale {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (start, end): (i32, i32)) -> i32 {
        let share = (value.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        start + (share * f64::from(end - start)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks().collect()
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for Scale {
    fn format_ext(&self, value: &f64) -> String {
        self.ticks.iter().find(|tick| tick.at == *value).map(|tick| tick.label.clone()).unwrap_or_default()
    }
}

/// The smallest of 1, 2, 5 times a power of ten that is not below the length, and the decimals
/// that its multiples need.
fn round_step(length: f64) -> (f64, usize) {
    let (mut power, mut decimals) = (1.0, 0);
    while power * 10.0 <= length {
        power *= 10.0;
    }
    while power > length && decimals < DECIMALS_MAX {
        power /= 10.0;
        decimals += 1;
    }
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= length)
        .map_or((10.0 * power, decimals.saturating_sub(1)), |step| (step, decimals))
}

/// Two parts of sixty, as on a clock: 90 is `1:30`.
fn parted(number: f64) -> String {
    let number = number.round() as u64;
    format!("{}:{:02}", number / 60, number % 60)
}

fn steps(first: f64, last: f64) -> impl Iterator<Item = f64> {
    (first as i64..=last as i64).map(|index| index as f64)
}

/// The label of a whole hour; the day in its place where the axis is longer than one.
fn hour_label(hour: u32, hours: u32) -> String {
    if hours > 24 && hour.is_multiple_of(24) {
        return format!("day {}", hour / 24 + 1);
    }
    TimeOfDay::at(hour, 0).to_string()
}

#[cfg(test)]
mod tests {
    use super::Scale;
    use crate::number::TimeOfDay;

    fn labels(scale: &Scale) -> Vec<&str> {
        scale.labels().collect()
    }

    #[test]
    fn amounts_end_on_a_round_number_above_the_highest() {
        assert_eq!(labels(&Scale::amounts([3.0, 23.0].into_iter(), 5)), ["0", "5", "10", "15", "20", "25"]);
        assert_eq!(labels(&Scale::amounts([0.31].into_iter(), 4)), ["0.0", "0.1", "0.2", "0.3", "0.4"]);
        assert_eq!(labels(&Scale::amounts([-7.0, 12.0].into_iter(), 4)), ["−10", "−5", "0", "5", "10", "15"]);
    }

    #[test]
    fn an_axis_without_values_still_has_a_length() {
        assert_eq!(labels(&Scale::amounts([f64::NAN].into_iter(), 2)), ["0.0", "0.5", "1.0"]);
        assert_eq!(Scale::times([].into_iter(), 8).high(), 24.0);
        assert_eq!(Scale::times([TimeOfDay::at(9, 0)].into_iter(), 8).high(), 10.0);
        assert_eq!(labels(&Scale::durations(0.0, 5).0), ["0", "1"]);
    }

    #[test]
    fn hours_are_labelled_at_multiples_of_the_step() {
        let day = [TimeOfDay::at(7, 40), TimeOfDay::at(21, 10)];
        assert_eq!(labels(&Scale::times(day.into_iter(), 5)), ["09:00", "12:00", "15:00", "18:00", "21:00"]);
    }

    #[test]
    fn an_axis_longer_than_a_day_marks_the_days() {
        let two = [TimeOfDay::at(0, 0), TimeOfDay::at(48, 0)];
        assert_eq!(
            labels(&Scale::times(two.into_iter(), 12)),
            [
                "day 1", "04:00", "08:00", "12:00", "16:00", "20:00", "day 2", "04:00", "08:00", "12:00", "16:00",
                "20:00", "day 3"
            ]
        );
        assert_eq!(labels(&Scale::times(two.into_iter(), 5)), ["day 1", "12:00", "day 2", "12:00", "day 3"]);
        let night = [TimeOfDay::at(18, 0), TimeOfDay::at(27, 0)];
        assert_eq!(labels(&Scale::times(night.into_iter(), 3)), ["18:00", "21:00", "24:00", "03:00"]);
    }

    #[test]
    fn durations_choose_the_unit_of_their_labels() {
        let cases = [
            (90.0, "seconds", "20"),
            (300.0, "minutes:seconds", "1:00"),
            (7000.0, "hours:minutes", "0:30"),
            (90_000.0, "hours", "6"),
        ];
        for (longest_s, unit, second_label) in cases {
            let (scale, written) = Scale::durations(longest_s, 5);
            assert_eq!((written, labels(&scale)[1]), (unit, second_label));
        }
    }
}
