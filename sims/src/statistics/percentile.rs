//! Percentiles over replications, with their intervals.

use crate::statistics::histogram::{Histogram, Rank};
use crate::statistics::interval::{Estimate, student_t_95};
use crate::statistics::jackknife;

/// A percentile of durations with its 95 % interval, in seconds, from one histogram per replication.
///
/// The estimate is the percentile of all replications together. Its interval comes from that of the share at or below it
/// (a ratio over replications), turned round by the same distribution: R. S. Woodruff, "Confidence intervals for medians
/// and other position measures", JASA 47 (1952). So the dependence of waits within a day is in it. None of no durations;
/// no interval from one replication.
pub fn percentile_over_replications(days: &[Histogram], rank: Rank) -> Option<Estimate> {
    percentile_of(days, rank.share())
}

/// As [`percentile_over_replications`], of any share from 0 to 1.
pub(crate) fn percentile_of(days: &[Histogram], wanted: f64) -> Option<Estimate> {
    let mut all = Histogram::new();
    days.iter().for_each(|day| all.merge(day));
    let value = all.quantile_s(wanted)?;
    let rows: Vec<[f64; 2]> = days
        .iter()
        .map(|day| {
            let count = day.count() as f64;
            [day.share_at_most_s(value).unwrap_or(0.0) * count, count]
        })
        .collect();
    let spread = jackknife(&rows, |[below, count]| below / count)?.standard_error;
    let half_width = spread.and_then(|error| {
        let share = error * student_t_95(days.len() as u64 - 1);
        let low = all.quantile_s((wanted - share).max(0.0))?;
        let high = all.quantile_s((wanted + share).min(1.0))?;
        Some((high - low) / 2.0)
    });
    Some(Estimate { value, half_width, replications: days.len() as u64 })
}

#[cfg(test)]
mod tests {
    use crate::statistics::{Histogram, Rank, percentile_over_replications};
    use crate::tick::Span;

    fn histogram(values: impl Iterator<Item = u64>) -> Histogram {
        let mut histogram = Histogram::new();
        values.for_each(|value| histogram.record(Span::from_micros(value)));
        histogram
    }

    /// By hand: twice 1 to 100 µs have the 90th percentile at 90 µs, and shares that do not differ have no spread.
    #[test]
    fn replications_that_agree_have_a_narrow_interval() {
        let days = [histogram(1..=100), histogram(1..=100)];
        let found = percentile_over_replications(&days, Rank::P90).expect("durations");
        assert!((found.value - 91e-6).abs() < 1.1e-6, "{found:?}");
        assert!(found.half_width.expect("two replications") < 1e-6);
        assert_eq!(percentile_over_replications(&[Histogram::new()], Rank::P90), None);
    }

    /// By hand: 1 to 100 and 11 to 110 µs. At the median of all, 55.5 µs, the shares are 0.55 and 0.45, so the standard
    /// error of their mean is 0.05 and the interval of the share, with t(1) = 12.706, covers everything: both ends are the
    /// ends of the distribution.
    #[test]
    fn replications_that_differ_have_a_wide_one() {
        let days = [histogram(1..=100), histogram(11..=110)];
        let found = percentile_over_replications(&days, Rank::MEDIAN).expect("durations");
        assert!((found.value - 56e-6).abs() < 1.1e-6, "{found:?}");
        assert!(found.half_width.expect("two replications") > 50e-6);
    }
}
