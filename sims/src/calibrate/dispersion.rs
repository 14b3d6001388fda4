//! Arrivals per interval, the day profile, and how much more they vary than Poisson arrivals would.

use std::collections::BTreeMap;

use crate::calibrate::special::{FALL_95, chi_square_above, gamma_below, rising_root};
use crate::statistics::{Moments, student_t_95};

/// The counts of one day: its label, its group (days with the same group are expected alike), a count per interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCounts {
    /// What the day is called.
    pub label: String,
    /// Days of the same group have the same expected profile, such as all Mondays.
    pub group: usize,
    /// Whether the day goes into the profile; short days and days off do not.
    pub ordinary: bool,
    /// Arrivals in each interval.
    pub counts: Vec<u32>,
}

/// One interval over the ordinary days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlotArrivals {
    /// Arrivals in the interval, on average.
    pub mean: f64,
    /// The 95 % interval of that mean: Student's over days, or exact for Poisson where there is one day.
    pub interval: (f64, f64),
    /// Their variance over days with denominator n − 1; none from a single day.
    pub variance: Option<f64>,
}

impl SlotArrivals {
    /// Variance ÷ mean: about 1 for Poisson arrivals at a rate that is the same every day.
    pub fn dispersion(&self) -> Option<f64> {
        self.variance.filter(|_| self.mean > 0.0).map(|variance| variance / self.mean)
    }
}

/// Whether arrivals vary more than Poisson arrivals, and by how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OverDispersion {
    /// The sum of (count − mean)² ÷ mean over days and intervals: chi-square for Poisson arrivals.
    pub statistic: f64,
    /// Its degrees of freedom.
    pub degrees: f64,
    /// The share of Poisson samples in which it is as great.
    pub p_value: f64,
}

impl OverDispersion {
    /// The statistic ÷ its degrees of freedom: the mean of variance ÷ mean.
    pub fn index(&self) -> f64 {
        self.statistic / self.degrees
    }
}

/// How busy days differ: each day's expected arrivals are multiplied by a gamma variable of mean 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Busyness {
    /// The coefficient of variation of that variable, by maximum likelihood of the negative binomial day totals.
    pub cv: f64,
    /// Its 95 % interval, by the profile of the likelihood; from 0 where Poisson cannot be excluded.
    pub interval: (f64, f64),
    /// Twice the gain in the logarithm of likelihood over Poisson day totals.
    pub gain: f64,
    /// The share of Poisson samples with as much gain: half of chi-square with one degree, since 0 is a bound.
    pub p_value: f64,
}

/// Arrivals of one stream.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrivalEstimate {
    /// How many days were seen, and how many of them are ordinary.
    pub days: (usize, usize),
    /// Each interval over the ordinary days.
    pub slots: Vec<SlotArrivals>,
    /// Arrivals of an ordinary day with their 95 % interval.
    pub day_total: (f64, (f64, f64)),
    /// The test within intervals; none from a single day.
    pub within: Option<OverDispersion>,
    /// The variation between days, over days of the same group; none with fewer than three degrees of freedom.
    pub between: Option<Busyness>,
    /// Intervals whose count lies far beyond what the other days say: day label, interval, count, expected.
    pub outliers: Vec<(String, usize, u32, f64)>,
}

/// Estimates the arrivals of one stream from its days.
pub fn arrivals(days: &[DayCounts]) -> ArrivalEstimate {
    let ordinary: Vec<&DayCounts> = days.iter().filter(|day| day.ordinary).collect();
    let width = days.iter().map(|day| day.counts.len()).max().unwrap_or(0);
    let at = |day: &DayCounts, slot: usize| day.counts.get(slot).copied().unwrap_or(0);
    let slots: Vec<SlotArrivals> =
        (0..width).map(|slot| slot_arrivals(ordinary.iter().map(|day| f64::from(at(day, slot))))).collect();
    let total = slot_arrivals(ordinary.iter().map(|day| day.counts.iter().map(|count| f64::from(*count)).sum()));
    let mut outliers = Vec::new();
    for day in &ordinary {
        for (slot, arrivals) in slots.iter().enumerate() {
            let count = f64::from(at(day, slot));
            let number = ordinary.len() as f64;
            let others = (arrivals.mean * number - count) / (number - 1.0);
            // Six standard deviations of arrivals that vary twice as much as Poisson ones.
            if number > 2.0 && count > others + 6.0 * (2.0 * others.max(1.0)).sqrt() {
                outliers.push((day.label.clone(), slot, at(day, slot), others));
            }
        }
    }
    ArrivalEstimate {
        days: (days.len(), ordinary.len()),
        within: within(&slots, ordinary.len()),
        between: between(&ordinary),
        slots,
        day_total: (total.mean, total.interval),
        outliers,
    }
}

fn slot_arrivals(counts: impl Iterator<Item = f64>) -> SlotArrivals {
    let moments: Moments = counts.collect();
    let mean = moments.mean().unwrap_or(0.0);
    let number = moments.count() as f64;
    let interval = match moments.variance() {
        Some(variance) => {
            let half = student_t_95(moments.count() - 1) * (variance / number).sqrt();
            ((mean - half).max(0.0), mean + half)
        }
        None => poisson_interval(mean),
    };
    SlotArrivals { mean, interval, variance: moments.variance() }
}

/// The exact 95 % interval of a Poisson mean from one count (Garwood 1936).
fn poisson_interval(count: f64) -> (f64, f64) {
    let high =
        rising_root(count, count + 20.0 + 8.0 * (count + 1.0).sqrt(), |mean| gamma_below(count + 1.0, mean) - 0.975);
    let low = if count < 1.0 { 0.0 } else { rising_root(0.0, count, |mean| gamma_below(count, mean) - 0.025) };
    (low, high)
}

fn within(slots: &[SlotArrivals], days: usize) -> Option<OverDispersion> {
    let (mut statistic, mut degrees) = (0.0, 0.0);
    for dispersion in slots.iter().filter_map(SlotArrivals::dispersion) {
        statistic += dispersion * (days as f64 - 1.0);
        degrees += days as f64 - 1.0;
    }
    (degrees > 0.0).then(|| OverDispersion { statistic, degrees, p_value: chi_square_above(statistic, degrees) })
}

/// Fits a gamma factor of the day: totals are negative binomial around the mean of their group.
///
/// Each group costs a degree of freedom; the likelihood is that of the totals, with the variance of the factor multiplied
/// by degrees ÷ days, so that it is not too small with few days of each group.
fn between(days: &[&DayCounts]) -> Option<Busyness> {
    let total = |day: &DayCounts| day.counts.iter().map(|count| f64::from(*count)).sum::<f64>();
    let mut groups: BTreeMap<usize, Moments> = BTreeMap::new();
    for day in days {
        groups.entry(day.group).or_default().push(total(day));
    }
    let pairs: Vec<(f64, f64)> = days
        .iter()
        .filter_map(|day| Some((total(day), groups.get(&day.group).filter(|moments| moments.count() > 1)?.mean()?)))
        .filter(|(_, mean)| *mean > 0.0)
        .collect();
    let used = groups.values().filter(|moments| moments.count() > 1 && moments.mean() > Some(0.0)).count();
    let degrees = pairs.len().checked_sub(used).filter(|degrees| *degrees >= 3)? as f64;
    let inflate = pairs.len() as f64 / degrees;
    let log_likelihood =
        |square: f64| pairs.iter().map(|(count, mean)| ln_count(*count, *mean, square / inflate)).sum::<f64>();
    let poisson = log_likelihood(0.0);
    // The likelihood has one top in the logarithm of the variance of the factor; a grid, then thirds of the best cell.
    let place = |step: i32| libm::exp(f64::from(step) * 0.25);
    let best = (-64..=8).max_by(|one, other| log_likelihood(place(*one)).total_cmp(&log_likelihood(place(*other))))?;
    let (mut low, mut high) = (libm::log(place(best - 1)), libm::log(place(best + 1)));
    for _ in 0..100 {
        let (one, other) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if log_likelihood(libm::exp(one)) < log_likelihood(libm::exp(other)) { low = one } else { high = other }
    }
    let square = libm::exp(f64::midpoint(low, high));
    let top = log_likelihood(square);
    if top <= poisson {
        let high = upper(&log_likelihood, 1e-9, poisson);
        return Some(Busyness { cv: 0.0, interval: (0.0, high), gain: 0.0, p_value: 1.0 });
    }
    let gain = 2.0 * (top - poisson);
    let below = if top - poisson < FALL_95 {
        0.0
    } else {
        let fall = |log: f64| FALL_95 - (top - log_likelihood(libm::exp(log)));
        libm::exp(rising_root(libm::log(square) - 40.0, libm::log(square), fall)).sqrt()
    };
    let interval = (below, upper(&log_likelihood, square, top));
    Some(Busyness { cv: square.sqrt(), interval, gain, p_value: 0.5 * chi_square_above(gain, 1.0) })
}

fn upper(log_likelihood: &impl Fn(f64) -> f64, from: f64, top: f64) -> f64 {
    let fall = |log: f64| top - log_likelihood(libm::exp(log)) - FALL_95;
    libm::exp(rising_root(libm::log(from), libm::log(from) + 40.0, fall)).sqrt()
}

/// The logarithm of the probability of a count that is Poisson with a mean times a gamma factor of mean 1 and this variance.
fn ln_count(count: f64, mean: f64, square: f64) -> f64 {
    let rest = -libm::lgamma(count + 1.0);
    if square * mean < 1e-9 {
        return count * libm::log(mean) - mean + rest;
    }
    let size = 1.0 / square;
    libm::lgamma(count + size) - libm::lgamma(size) + rest - size * libm::log1p(mean * square)
        + count * (libm::log(mean * square) - libm::log1p(mean * square))
}

#[cfg(test)]
mod tests {
    use super::{DayCounts, arrivals, ln_count, poisson_interval};
    use crate::sample::{DurationDistribution, poisson_count};
    use crate::stream::{Cause, Streams};

    fn day(group: usize, counts: &[u32]) -> DayCounts {
        DayCounts { label: format!("day of {group}"), group, ordinary: true, counts: counts.to_vec() }
    }

    /// By hand: 3, 5 and 4 arrivals have mean 4, variance 1, and (1 + 1 + 0) ÷ 4 = 0.5 with 2 degrees; the share above is
    /// e^(−1/4).
    #[test]
    fn a_few_days_are_tested_by_hand() {
        let found = arrivals(&[day(0, &[3]), day(0, &[5]), day(0, &[4])]);
        assert_eq!(
            (found.slots[0].mean, found.slots[0].variance, found.slots[0].dispersion()),
            (4.0, Some(1.0), Some(0.25))
        );
        let within = found.within.expect("three days");
        assert_eq!((within.statistic, within.degrees, within.index()), (0.5, 2.0, 0.25));
        assert!((within.p_value - libm::exp(-0.25)).abs() < 1e-14);
        assert_eq!(found.between, None);
    }

    /// Expected: the 95 % interval of a Poisson mean from 10 is 4.795389 to 18.390356, from 0 it is 0 to 3.688879 (tables
    /// after Garwood).
    #[test]
    fn one_day_has_the_exact_interval() {
        let (low, high) = poisson_interval(10.0);
        assert!((low - 4.795_389).abs() < 1e-6 && (high - 18.390_356).abs() < 1e-6, "{low} {high}");
        let (low, high) = poisson_interval(0.0);
        assert!(low == 0.0 && (high - 3.688_879).abs() < 1e-6, "{high}");
    }

    /// With variance 1 and mean m the factor is exponential, so the count is geometric: P(n) = mⁿ ÷ (1 + m)ⁿ⁺¹.
    #[test]
    fn a_count_with_an_exponential_factor_is_geometric() {
        for (count, mean) in [(0.0_f64, 2.0_f64), (3.0, 2.0), (7.0, 0.5)] {
            let expected = count * libm::log(mean) - (count + 1.0) * libm::log(1.0 + mean);
            assert!((ln_count(count, mean, 1.0) - expected).abs() < 1e-12);
        }
    }

    /// Of a hundred days with a gamma factor of coefficient 0.2 the interval holds 0.2 and excludes Poisson; of Poisson
    /// days it begins at 0.
    #[test]
    fn the_variation_between_days_is_recovered() {
        let days = |cv: f64| -> Vec<DayCounts> {
            let mut rng = Streams::new(5, 0).open(Cause::Day, 0);
            (0..100)
                .map(|number| {
                    let factor = if cv > 0.0 {
                        let law = DurationDistribution::Gamma { mean_s: 1.0, shape: 1.0 / (cv * cv) };
                        law.sampler().expect("checked").sample(&mut rng)
                    } else {
                        1.0
                    };
                    let mean = [20.0, 60.0, 40.0].map(|mean| mean * factor * (1.0 + (number % 5) as f64 / 10.0));
                    day(number % 5, &mean.map(|mean| poisson_count(mean, &mut rng) as u32))
                })
                .collect()
        };
        let busy = arrivals(&days(0.2)).between.expect("many days");
        assert!(busy.interval.0 < 0.2 && 0.2 < busy.interval.1 && busy.interval.0 > 0.1, "{busy:?}");
        assert!(busy.p_value < 1e-6);
        let calm = arrivals(&days(0.0)).between.expect("many days");
        assert!(calm.interval.0 == 0.0 && calm.p_value > 0.01, "{calm:?}");
    }
}
