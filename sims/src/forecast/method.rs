//! The ways to forecast.

use crate::forecast::history::Series;

/// Same weekdays that the mean is taken of.
const WEEKS: usize = 5;
/// Weeks of history that say what is usual for a weekday and an interval.
const USUAL_WEEKS: i64 = 12;
/// How far the level follows each day.
const FOLLOWS: f64 = 0.15;

/// A way to forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The mean of the last five same weekdays, interval by interval.
    SameWeekday,
    /// A level that follows recent days, times what is usual for the weekday and the interval.
    Level,
}

impl Method {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::SameWeekday, Self::Level];

    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SameWeekday => "mean of the last five same weekdays",
            Self::Level => "smoothed level times the usual shape of the weekday",
        }
    }

    /// The arrivals in each interval of a day after the series ends.
    pub(super) fn forecast(self, series: &Series, day: i64) -> Vec<f64> {
        match self {
            Self::SameWeekday => {
                let same = series.days.iter().rev().filter(|(other, _)| (*other - day).rem_euclid(7) == 0);
                mean(same.take(WEEKS).map(|(_, one)| &one.arrivals[..]), series.intervals())
                    .unwrap_or_else(|| vec![0.0; series.intervals()])
            }
            Self::Level => level(series, day),
        }
    }
}

fn mean<'a>(rows: impl Iterator<Item = &'a [f64]>, intervals: usize) -> Option<Vec<f64>> {
    let mut sums = vec![0.0; intervals];
    let mut count = 0.0;
    for row in rows {
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        count += 1.0;
    }
    (count > 0.0).then(|| sums.into_iter().map(|sum| sum / count).collect())
}

fn level(series: &Series, day: i64) -> Vec<f64> {
    let intervals = series.intervals();
    let last = series.days.keys().next_back().copied().unwrap_or(day);
    let recent = || series.days.range(last - 7 * USUAL_WEEKS..);
    let of_weekday = |weekday: i64| {
        mean(recent().filter(|(other, _)| other.rem_euclid(7) == weekday).map(|(_, one)| &one.arrivals[..]), intervals)
    };
    let usual: Vec<Option<Vec<f64>>> = (0..7).map(of_weekday).collect();
    let total = |weekday: i64| -> f64 {
        usual[weekday.rem_euclid(7) as usize].as_ref().map_or(0.0, |usual| usual.iter().sum())
    };
    let mut level = 1.0;
    for (other, one) in recent() {
        let expected = total(*other);
        if expected > 0.0 {
            level += FOLLOWS * (one.arrivals.iter().sum::<f64>() / expected - level);
        }
    }
    match &usual[day.rem_euclid(7) as usize] {
        Some(usual) => usual.iter().map(|mean| mean * level).collect(),
        None => vec![0.0; intervals],
    }
}
