//! A histogram of durations with buckets of a fixed relative width, for percentiles.

use crate::tick::Span;

/// Buckets per doubling; the relative width of a bucket is at most one over this.
const BUCKETS_PER_DOUBLING: u64 = 128;

/// The binary logarithm of [`BUCKETS_PER_DOUBLING`].
const BITS: u32 = BUCKETS_PER_DOUBLING.trailing_zeros();

/// Which share of the cases lies at or below a percentile, in hundredths of a percent.
///
/// An integer, so that the rank of the 90th percentile of ten cases is nine and not ten by rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(u16);

impl Rank {
    /// The median.
    pub const MEDIAN: Self = Self(5_000);
    /// The 90th percentile.
    pub const P90: Self = Self(9_000);
    /// The 95th percentile.
    pub const P95: Self = Self(9_500);
    /// The 99th percentile.
    pub const P99: Self = Self(9_900);

    /// So many hundredths of a percent: 9,950 is the 99.5th percentile. None above 10,000.
    pub const fn basis_points(points: u16) -> Option<Self> {
        if points <= 10_000 { Some(Self(points)) } else { None }
    }

    /// The share, from 0 to 1.
    pub(crate) fn share(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }

    /// The place of the nearest rank among `count` cases, counted from 1.
    fn place(self, count: u64) -> u64 {
        let place = (u128::from(count) * u128::from(self.0)).div_ceil(10_000);
        u64::try_from(place).expect("a place is no more than the count").max(1)
    }
}

/// How often each duration occurred, to within 0.4 %.
///
/// Durations below 128 µs have a bucket each; above, every doubling is cut into 128 buckets, so a
/// bucket is at most 1/128 of its lower bound wide and its middle at most 1/256 (0.39 %) away from
/// any duration in it. The smallest, the largest and the sum are kept exactly. Merging adds counts:
/// any order gives the same histogram. An empty one takes no memory; a day's worth about 30 kB.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    buckets: Vec<u64>,
    count: u64,
    sum_micros: u128,
    min: Option<Span>,
    max: Option<Span>,
}

/// The bucket of a number of microseconds.
fn bucket(micros: u64) -> usize {
    let doublings = (u64::BITS - micros.leading_zeros()).saturating_sub(BITS + 1);
    // The top eight bits of the number, of which the first is set from 128 on, follow the doublings.
    (u64::from(doublings) * BUCKETS_PER_DOUBLING + (micros >> doublings)) as usize
}

/// The lowest and the highest number of microseconds in a bucket.
fn bounds(bucket: usize) -> (u64, u64) {
    let bucket = bucket as u64;
    let doublings = (bucket / BUCKETS_PER_DOUBLING).saturating_sub(1);
    let top = bucket - doublings * BUCKETS_PER_DOUBLING;
    let low = top << doublings;
    (low, low + ((1 << doublings) - 1))
}

impl Histogram {
    /// Nothing counted yet.
    pub const fn new() -> Self {
        Self { buckets: Vec::new(), count: 0, sum_micros: 0, min: None, max: None }
    }

    /// Counts one duration.
    pub fn record(&mut self, span: Span) {
        let index = bucket(span.micros());
        if index >= self.buckets.len() {
            self.buckets.resize(index + 1, 0);
        }
        self.buckets[index] += 1;
        self.count += 1;
        self.sum_micros += u128::from(span.micros());
        self.min = Some(self.min.map_or(span, |min| min.min(span)));
        self.max = self.max.max(Some(span));
    }

    /// Adds what another has counted.
    pub fn merge(&mut self, other: &Self) {
        if other.buckets.len() > self.buckets.len() {
            self.buckets.resize(other.buckets.len(), 0);
        }
        for (own, others) in self.buckets.iter_mut().zip(&other.buckets) {
            *own += others;
        }
        self.count += other.count;
        self.sum_micros += other.sum_micros;
        self.min = [self.min, other.min].into_iter().flatten().min();
        self.max = self.max.max(other.max);
    }

    /// How many durations were counted.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The exact mean in seconds; none of no durations.
    pub fn mean_s(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum_micros as f64 / self.count as f64 / 1e6)
    }

    /// The exact smallest duration.
    pub const fn min(&self) -> Option<Span> {
        self.min
    }

    /// The exact largest duration.
    pub const fn max(&self) -> Option<Span> {
        self.max
    }

    /// The nearest-rank percentile: the smallest counted duration with at least this share of the
    /// cases at or below it, to within 0.4 %; none of no durations.
    pub fn percentile(&self, rank: Rank) -> Option<Span> {
        let (min, max) = (self.min?, self.max?);
        let place = rank.place(self.count);
        let mut below = 0;
        let index = self.buckets.iter().position(|count| {
            below += count;
            below >= place
        })?;
        let (low, high) = bounds(index);
        // The exact ends are known, and no case lies outside them.
        Some(Span::from_micros(low + (high - low) / 2).clamp(min, max))
    }

    /// The duration in seconds that this share (0 to 1) of the cases do not exceed, with a straight line through each
    /// bucket: what a smooth distribution has there, not one of the counted durations. None of no durations.
    pub fn quantile_s(&self, share: f64) -> Option<f64> {
        let (min, max) = (self.min?.micros() as f64, self.max?.micros() as f64);
        let wanted = share * self.count as f64;
        let mut below = 0.0;
        for (index, count) in self.buckets.iter().enumerate().filter(|(_, count)| **count > 0) {
            let own = *count as f64;
            if below + own >= wanted {
                let (low, high) = bounds(index);
                // What took no time at all took exactly that.
                let (low, width) = (low as f64, if high == 0 { 0.0 } else { (high - low + 1) as f64 });
                let inside = low + width * ((wanted - below) / own).clamp(0.0, 1.0);
                return Some(inside.clamp(min, max) / 1e6);
            }
            below += own;
        }
        Some(max / 1e6)
    }

    /// The share (0 to 1) of the cases that took at most so many seconds, with a straight line through each bucket; none of
    /// no durations.
    pub fn share_at_most_s(&self, seconds: f64) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        let at = seconds * 1e6;
        let mut below = 0.0;
        for (index, count) in self.buckets.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (low, high) = bounds(index);
            let (low, width) = (low as f64, (high - low + 1) as f64);
            if at < low {
                break;
            }
            let part = if high == 0 { 1.0 } else { ((at - low) / width).min(1.0) };
            below += part * *count as f64;
        }
        Some(below / self.count as f64)
    }

    /// The mean of the squares, in seconds squared, to within one part in ten thousand; none of no durations.
    pub fn mean_square_s2(&self) -> Option<f64> {
        let squares = |(index, count): (usize, &u64)| {
            let (low, high) = bounds(index);
            let middle = (low as f64 + high as f64) / 2e6;
            middle * middle * *count as f64
        };
        (self.count > 0).then(|| self.buckets.iter().enumerate().map(squares).sum::<f64>() / self.count as f64)
    }

    /// The buckets that hold something: lowest and highest duration, and how often.
    pub fn iter(&self) -> impl Iterator<Item = (Span, Span, u64)> {
        self.buckets.iter().enumerate().filter(|(_, count)| **count > 0).map(|(index, count)| {
            let (low, high) = bounds(index);
            (Span::from_micros(low), Span::from_micros(high), *count)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::statistics::histogram::{Histogram, Rank, bounds, bucket};
    use crate::tick::Span;

    #[test]
    fn every_duration_lies_in_a_bucket_as_narrow_as_promised() {
        let mut numbers = vec![u64::MAX];
        for power in 0..64 {
            for offset in [-1, 0, 1] {
                numbers.extend((1_u64 << power).checked_add_signed(offset));
                numbers.extend((3_u64 << power >> 1).checked_add_signed(offset));
            }
        }
        for number in numbers {
            let (low, high) = bounds(bucket(number));
            assert!((low..=high).contains(&number), "{number} in {low}..={high}");
            assert!(high == low || u128::from(high - low + 1) * 128 <= u128::from(low), "{low}..={high}");
        }
    }

    #[test]
    fn buckets_follow_each_other_without_a_gap() {
        for index in 0..bucket(u64::MAX) {
            assert_eq!(bounds(index).1 + 1, bounds(index + 1).0);
        }
    }

    /// Nearest rank (Wikipedia, "Percentile", worked example): of 15, 20, 35, 40, 50 the 5th, 30th,
    /// 40th, 50th and 100th percentile are 15, 20, 20, 35 and 50.
    #[test]
    fn percentiles_are_of_nearest_rank() {
        let mut histogram = Histogram::new();
        for value in [35, 20, 50, 15, 40] {
            histogram.record(Span::from_micros(value));
        }
        for (points, expected) in [(500, 15), (3_000, 20), (4_000, 20), (5_000, 35), (10_000, 50), (0, 15)] {
            let rank = Rank::basis_points(points).expect("a rank");
            assert_eq!(histogram.percentile(rank), Some(Span::from_micros(expected)), "{points}");
        }
        assert_eq!(histogram.mean_s(), Some(32e-6));
        assert_eq!(Histogram::new().percentile(Rank::MEDIAN), None);
        assert_eq!(Rank::basis_points(10_001), None);
    }

    #[test]
    fn percentiles_are_right_to_four_parts_in_a_thousand() {
        let mut histogram = Histogram::new();
        for second in 1..=1_000 {
            histogram.record(Span::from_whole_seconds(second));
        }
        for (rank, exact) in [(Rank::MEDIAN, 500.0), (Rank::P90, 900.0), (Rank::P95, 950.0), (Rank::P99, 990.0)] {
            let found = histogram.percentile(rank).expect("cases").seconds();
            assert!((found / exact - 1.0).abs() <= 0.004, "{found}");
        }
        assert_eq!(histogram.max(), Some(Span::from_whole_seconds(1_000)));
    }

    /// By hand: of a quarter at nothing and three quarters evenly from 1 to 300 ms, the share at most 100 ms is a half, and
    /// the median is 100 ms.
    #[test]
    fn shares_and_quantiles_are_each_others_inverse() {
        let mut histogram = Histogram::new();
        (0..100_000).for_each(|_| histogram.record(Span::ZERO));
        (1..=300_000).for_each(|micros| histogram.record(Span::from_micros(micros)));
        let share = histogram.share_at_most_s(0.1).expect("cases");
        assert!((share - 0.5).abs() < 1e-5, "{share}");
        let median = histogram.quantile_s(0.5).expect("cases");
        assert!((median - 0.1).abs() < 1e-5, "{median}");
        assert_eq!(histogram.quantile_s(0.2), Some(0.0));
        assert_eq!((histogram.share_at_most_s(0.0), histogram.share_at_most_s(1.0)), (Some(0.25), Some(1.0)));
        // The mean square of a uniform law is a third of the square of its end.
        let square = histogram.mean_square_s2().expect("cases");
        assert!((square / (0.75 * 0.09 / 3.0) - 1.0).abs() < 1e-4, "{square}");
        assert_eq!((Histogram::new().quantile_s(0.5), Histogram::new().share_at_most_s(0.5)), (None, None));
    }

    #[test]
    fn merging_gives_the_histogram_of_all() {
        let (mut whole, mut odd, mut even) = (Histogram::new(), Histogram::new(), Histogram::new());
        for value in 0..1_000 {
            let span = Span::from_micros(value * value * value);
            whole.record(span);
            if value % 2 == 0 { even.record(span) } else { odd.record(span) }
        }
        let mut other_way = odd.clone();
        other_way.merge(&even);
        even.merge(&odd);
        assert_eq!(even, whole);
        assert_eq!(other_way, whole);
        even.merge(&Histogram::new());
        assert_eq!(even, whole);
        assert_eq!(whole.iter().map(|(_, _, count)| count).sum::<u64>(), 1_000);
    }
}
