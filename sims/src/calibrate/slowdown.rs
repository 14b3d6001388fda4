//! How much longer a conversation takes while its agent has others in hand: by maximum likelihood from logged work.
//!
//! A conversation is an amount of work of some law; with `k` in hand it is done at the rate `1 ÷ s(k)`, with `s(1) = 1`.
//! Work of `Tₖ` seconds at each level was therefore `W = Σ Tₖ ÷ s(k)`, and the likelihood of what was seen is the density
//! of `W` divided by the slowdown at the level at which it ended. Levels change for reasons that do not know how much is
//! left of this conversation, so that nothing else enters. Gamma, lognormal and exponential laws are tried; for each, its
//! own parameters are worked out in closed form (or by bisection) for every slowdown, so that only the slowdown is searched.

use crate::calibrate::curvature::{around, covariance, maximum};
use crate::calibrate::durations::Parameter;
use crate::calibrate::law::Family;
use crate::calibrate::observed::Work;
use crate::calibrate::special::{chi_square_above, digamma};

/// A level in which fewer conversations ended than this is joined to the one below.
pub const ENDS_MIN: usize = 10;

/// The slowdown by number in hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Slowdown {
    /// The factor with one, two, three, … in hand, with its 95 % interval (none for the first, which is 1).
    pub factors: Vec<Parameter>,
    /// Conversations that ended at each level.
    pub ends: Vec<usize>,
    /// The law of the undivided work under which it was estimated.
    pub family: Family,
    /// Twice the gain in the logarithm of likelihood over no slowdown at all.
    pub gain: f64,
    /// The share of logs without slowdown with as much gain: chi-square with one degree for each factor.
    pub p_value: f64,
}

impl Slowdown {
    /// The factors alone.
    pub fn values(&self) -> Vec<f64> {
        self.factors.iter().map(|factor| factor.value).collect()
    }
}

/// Names of the factors.
const NAMES: [&str; 8] = ["with 1", "with 2", "with 3", "with 4", "with 5", "with 6", "with 7", "with 8 or more"];

/// Estimates the slowdown; none where agents never had more than one in hand often enough, or hardly ever one.
pub fn slowdown(works: &[Work]) -> Option<Slowdown> {
    let mut ends = [0; NAMES.len()];
    for work in works {
        ends[work.level.clamp(1, ends.len()) - 1] += 1;
    }
    let levels = ends.iter().take_while(|ends| **ends >= ENDS_MIN).count();
    if levels < 2 {
        return None;
    }
    for level in levels..ends.len() {
        ends[levels - 1] += std::mem::take(&mut ends[level]);
    }
    let ends = ends[..levels].to_vec();
    let rows: Vec<Vec<f64>> = works
        .iter()
        .map(|work| {
            let mut row = vec![0.0; levels];
            for (level, seconds) in work.by_level_s.iter().enumerate() {
                row[level.min(levels - 1)] += seconds;
            }
            row
        })
        .filter(|row| row.iter().sum::<f64>() > 0.0)
        .collect();
    let likelihood = |family: Family| {
        let (rows, ends) = (&rows, &ends);
        move |logs: &[f64]| log_likelihood(rows, ends, family, logs)
    };
    let mut best: Option<(f64, Family, Vec<f64>)> = None;
    for (family, free) in [(Family::Lognormal, 2.0), (Family::Gamma, 2.0), (Family::Exponential, 1.0)] {
        let value = likelihood(family);
        let start = (1..levels).map(|level| 0.2 * level as f64).collect();
        let Some(logs) = maximum(start, &value) else { continue };
        let score = value(&logs) - free;
        if best.as_ref().is_none_or(|(most, _, _)| score > *most) {
            best = Some((score, family, logs));
        }
    }
    let (_, family, logs) = best?;
    let value = likelihood(family);
    let spread = covariance(&logs, &value);
    let mut factors = vec![Parameter { name: NAMES[0], value: 1.0, interval: None }];
    for (place, log) in logs.iter().enumerate() {
        let error = spread.as_ref().map_or(f64::NAN, |spread| spread[place][place].sqrt());
        let value = libm::exp(*log);
        factors.push(Parameter { name: NAMES[place + 1], value, interval: around(value, error) });
    }
    let gain = 2.0 * (value(&logs) - value(&vec![0.0; logs.len()]));
    let p_value = chi_square_above(gain.max(0.0), logs.len() as f64);
    Some(Slowdown { factors, ends, family, gain, p_value })
}

/// The logarithm of the likelihood of a slowdown, given as logarithms of the factors from the second on, with the law's own
/// parameters at their best; without parts that do not depend on either.
fn log_likelihood(rows: &[Vec<f64>], ends: &[usize], family: Family, logs: &[f64]) -> f64 {
    let speeds: Vec<f64> = std::iter::once(1.0).chain(logs.iter().map(|log| libm::exp(-log))).collect();
    let (mut sum, mut log_sum, mut log_squares) = (0.0, 0.0, 0.0);
    for row in rows {
        let work: f64 = row.iter().zip(&speeds).map(|(seconds, speed)| seconds * speed).sum();
        let log = libm::log(work);
        sum += work;
        log_sum += log;
        log_squares += log * log;
    }
    let number = rows.len() as f64;
    let (mean, mean_log) = (sum / number, log_sum / number);
    let ended: f64 = ends[1..].iter().zip(logs).map(|(ends, log)| *ends as f64 * log).sum();
    let of_law = match family {
        Family::Exponential => -libm::log(mean) - 1.0,
        Family::Lognormal => {
            let variance = (log_squares / number - mean_log * mean_log).max(1e-300);
            -mean_log - 0.5 * libm::log(variance) - 0.5 * libm::log(2.0 * std::f64::consts::PI) - 0.5
        }
        Family::Gamma => {
            let gap = (libm::log(mean) - mean_log).max(1e-12);
            let shape = gamma_shape(gap);
            (shape - 1.0) * mean_log - shape - libm::lgamma(shape) - shape * libm::log(mean / shape)
        }
        Family::Constant | Family::Weibull | Family::Erlang | Family::Hyperexponential | Family::Empirical => {
            unreachable!("only three families are asked for")
        }
    };
    number * of_law - ended
}

/// The shape k with log k − ψ(k) = gap, between 1/(2 gap) and 1/gap (Alzer 1997).
fn gamma_shape(gap: f64) -> f64 {
    let (mut low, mut high) = (0.5 / gap, 1.0 / gap);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if libm::log(middle) - digamma(middle) > gap { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::slowdown;
    use crate::calibrate::observed::Work;
    use crate::sample::DurationDistribution;
    use crate::stream::{Cause, Streams};

    /// Work drawn from a gamma law, with levels that change on their own every 90 seconds or so: the intervals hold the
    /// slowdown that it was done at, and exclude none.
    #[test]
    fn a_known_slowdown_is_recovered() {
        let truth = [1.0, 1.3, 1.8];
        let law = DurationDistribution::Gamma { mean_s: 300.0, shape: 1.7 }.sampler().expect("checked");
        let mut rng = Streams::new(11, 0).open(Cause::Handling, 0);
        let works: Vec<Work> = (0..3_000)
            .map(|_| {
                let mut left = law.sample(&mut rng);
                let mut work = Work { by_level_s: vec![0.0; 3], level: 1 };
                loop {
                    let level = rng.random_range(0..3_usize);
                    let stay = -90.0 * libm::log(1.0 - rng.random::<f64>());
                    if left * truth[level] <= stay {
                        work.by_level_s[level] += left * truth[level];
                        work.level = level + 1;
                        return work;
                    }
                    left -= stay / truth[level];
                    work.by_level_s[level] += stay;
                }
            })
            .collect();
        let found = slowdown(&works).expect("three levels");
        assert_eq!(found.factors.len(), 3);
        assert_eq!(found.factors[0].value, 1.0);
        for (factor, truth) in found.factors.iter().zip(truth).skip(1) {
            let (low, high) = factor.interval.expect("an interval");
            assert!(low < truth && truth < high && high / low < 1.4, "{factor:?}");
        }
        assert!(found.gain > 20.0, "{}", found.gain);
        // The planted fault: work counted by the clock, as planners do, sees no slowdown at all.
        let clock: Vec<Work> = works.iter().map(|work| Work::alone(work.seconds())).collect();
        assert_eq!(slowdown(&clock), None);
    }
}
