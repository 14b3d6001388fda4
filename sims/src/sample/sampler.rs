//! A checked distribution with everything precomputed that sampling needs.

use rand::RngExt;

use crate::sample::curve::{HazardCurve, SurvivalCurve};
use crate::sample::gamma::MarsagliaTsang;
use crate::sample::{Branch, DurationDistribution, normal_quantile};
use crate::stream::uniform;

/// A distribution ready for sampling.
///
/// **Invariant:** made from checked parameters only, so every sample is a number from 0 up.
///
/// ```
/// use switchboard_sims::sample::DurationDistribution;
/// use switchboard_sims::stream::{Cause, Streams};
/// use switchboard_sims::tick::Span;
///
/// let sampler = DurationDistribution::Exponential { mean_s: 180.0 }.sampler()?;
/// let patience = Span::from_seconds(sampler.sample(&mut Streams::new(1, 0).open(Cause::Patience, 0)));
/// assert!(patience > Span::ZERO);
/// # Ok::<(), switchboard_sims::sample::DistributionError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DurationSampler {
    prepared: Prepared,
    mean_s: f64,
}

#[derive(Clone, Debug, PartialEq)]
enum Prepared {
    Constant(f64),
    Uniform {
        min: f64,
        width: f64,
    },
    Exponential {
        mean: f64,
    },
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    Gamma {
        gamma: MarsagliaTsang,
        scale: f64,
    },
    Weibull {
        scale: f64,
        power: f64,
    },
    /// Each branch's cumulative probability and mean.
    Hyperexponential(Vec<(f64, f64)>),
    /// The values in rising order.
    Empirical(Vec<f64>),
    Survival(SurvivalCurve),
    PiecewiseHazard(HazardCurve),
}

impl DurationSampler {
    /// Prepares checked parameters.
    pub(super) fn prepare(distribution: &DurationDistribution) -> Self {
        let (prepared, mean_s) = match distribution {
            DurationDistribution::Constant { value_s } => (Prepared::Constant(*value_s), *value_s),
            DurationDistribution::Uniform { min_s, max_s } => {
                (Prepared::Uniform { min: *min_s, width: max_s - min_s }, (min_s + max_s) / 2.0)
            }
            DurationDistribution::Exponential { mean_s } => (Prepared::Exponential { mean: *mean_s }, *mean_s),
            DurationDistribution::Lognormal { mean_s, cv } => {
                let variance = libm::log(1.0 + cv * cv);
                let mu = libm::log(*mean_s) - variance / 2.0;
                (Prepared::Lognormal { mu, sigma: variance.sqrt() }, *mean_s)
            }
            DurationDistribution::Gamma { mean_s, shape } => {
                let gamma = MarsagliaTsang::new(*shape);
                (Prepared::Gamma { gamma, scale: mean_s / shape }, *mean_s)
            }
            DurationDistribution::Weibull { scale_s, shape } => {
                (Prepared::Weibull { scale: *scale_s, power: 1.0 / shape }, scale_s * libm::tgamma(1.0 + 1.0 / shape))
            }
            DurationDistribution::Hyperexponential { branches } => prepare_branches(branches),
            DurationDistribution::Empirical { values_s } => {
                let mut values = values_s.clone();
                values.sort_by(f64::total_cmp);
                let mean = values.iter().sum::<f64>() / values.len() as f64;
                (Prepared::Empirical(values), mean)
            }
            DurationDistribution::Survival { points, tail_mean_s } => {
                let curve = SurvivalCurve::new(points, tail_mean_s.unwrap_or(0.0));
                let mean = curve.mean();
                (Prepared::Survival(curve), mean)
            }
            DurationDistribution::PiecewiseHazard { steps } => {
                let curve = HazardCurve::new(steps);
                let mean = curve.mean();
                (Prepared::PiecewiseHazard(curve), mean)
            }
        };
        Self { prepared, mean_s }
    }

    /// The mean of the distribution, in seconds.
    pub fn mean_s(&self) -> f64 {
        self.mean_s
    }

    /// Draws one time, in seconds.
    #[inline]
    pub fn sample(&self, rng: &mut impl RngExt) -> f64 {
        match &self.prepared {
            Prepared::Constant(value) => *value,
            Prepared::Uniform { min, width } => min + width * uniform(rng),
            Prepared::Exponential { mean } => mean * standard_exponential(rng),
            Prepared::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal_quantile(uniform(rng))),
            Prepared::Gamma { gamma, scale } => scale * gamma.sample(rng),
            Prepared::Weibull { scale, power } => scale * libm::pow(standard_exponential(rng), *power),
            Prepared::Hyperexponential(branches) => {
                let choice = uniform(rng);
                let index = branches.partition_point(|(cumulative, _)| *cumulative < choice);
                let (_, mean) = branches[index.min(branches.len() - 1)];
                mean * standard_exponential(rng)
            }
            Prepared::Empirical(values) => {
                values[((uniform(rng) * values.len() as f64) as usize).min(values.len() - 1)]
            }
            Prepared::Survival(curve) => curve.time(1.0 - uniform(rng)),
            Prepared::PiecewiseHazard(curve) => curve.time(standard_exponential(rng)),
        }
    }
}

/// An exponential number with mean one, by inversion.
#[inline]
fn standard_exponential(rng: &mut impl RngExt) -> f64 {
    -libm::log(1.0 - uniform(rng))
}

fn prepare_branches(branches: &[Branch]) -> (Prepared, f64) {
    let total: f64 = branches.iter().map(|branch| branch.weight).sum();
    let mean = branches.iter().map(|branch| branch.weight / total * branch.mean_s).sum();
    let cumulative = branches.iter().scan(0.0, |sum, branch| {
        *sum += branch.weight / total;
        Some((*sum, branch.mean_s))
    });
    (Prepared::Hyperexponential(cumulative.collect()), mean)
}

#[cfg(test)]
mod tests {
    use crate::sample::{Branch, DurationDistribution, DurationSampler, HazardStep};
    use crate::stream::{Cause, Streams};

    /// One of each law, the first sample of stream (seed 42, replication 0, handling, entity 7),
    /// the mean and the variance.
    ///
    /// Samples: Philox, the quantiles and the rejection written again in Python with mpmath at 30
    /// digits. Moments: textbook formulas; mpmath where a gamma function is needed.
    fn laws() -> Vec<(DurationDistribution, f64, f64, f64)> {
        let hazard = |steps: &[(f64, f64)]| DurationDistribution::PiecewiseHazard {
            steps: steps.iter().map(|&(from_s, rate_per_s)| HazardStep { from_s, rate_per_s }).collect(),
        };
        vec![
            (DurationDistribution::Constant { value_s: 5.0 }, 5.0, 5.0, 0.0),
            (DurationDistribution::Uniform { min_s: 10.0, max_s: 30.0 }, 13.773_153_115_378_152, 20.0, 400.0 / 12.0),
            (DurationDistribution::Exponential { mean_s: 180.0 }, 37.631_733_818_627_08, 180.0, 32_400.0),
            (DurationDistribution::Lognormal { mean_s: 240.0, cv: 1.1 }, 73.549_621_823_880_35, 240.0, 264.0 * 264.0),
            (DurationDistribution::Gamma { mean_s: 60.0, shape: 2.0 }, 23.009_287_145_265_97, 60.0, 1_800.0),
            (DurationDistribution::Gamma { mean_s: 60.0, shape: 0.7 }, 43.485_397_737_496_36, 60.0, 3_600.0 / 0.7),
            (
                // Variance 60² (Γ(1 + 2/k) - Γ(1 + 1/k)²).
                DurationDistribution::Weibull { scale_s: 60.0, shape: 0.7 },
                6.413_943_655_591_306,
                75.949_410_363_437,
                12_336.607_993_2,
            ),
            (
                // Second moment 2 (1/4 · 10² + 3/4 · 100²) = 15,050.
                DurationDistribution::Hyperexponential {
                    branches: vec![Branch { weight: 1.0, mean_s: 10.0 }, Branch { weight: 3.0, mean_s: 100.0 }],
                },
                6.318_804_882_055_787,
                77.5,
                15_050.0 - 77.5 * 77.5,
            ),
            (DurationDistribution::Empirical { values_s: vec![4.0, 1.0, 3.0, 2.0] }, 1.0, 2.5, 1.25),
            (
                // Mean 9.5 + 7 + 0.5 · 60. Second moment, the sum of 2 t S(t): 93.3333 + 203.3333
                // + 2 · 0.5 (20 · 60 + 60²) = 5,096.6667.
                DurationDistribution::Survival { points: vec![[10.0, 0.9], [20.0, 0.5]], tail_mean_s: Some(60.0) },
                12.216_441_394_222_69,
                46.5,
                5_096.666_667 - 46.5 * 46.5,
            ),
            (
                // Like the exponential law of mean 100 with everything after 10 s put off by 10 s.
                hazard(&[(0.0, 0.01), (10.0, 0.0), (20.0, 0.01)]),
                // Cumulative hazard 0.2090651878812615, of which 0.1 before 10 s.
                30.906_518_788_126_153,
                109.048_374_180_36,
                10_189.578_150_1,
            ),
        ]
    }

    fn sampler(law: &DurationDistribution) -> DurationSampler {
        law.sampler().expect("checked")
    }

    #[test]
    fn the_first_sample_of_every_law_agrees_with_an_independent_calculation() {
        for (law, first, ..) in laws() {
            let found = sampler(&law).sample(&mut Streams::new(42, 0).open(Cause::Handling, 7));
            assert!((found - first).abs() <= 1e-13 * first, "{law:?}: {found} instead of {first}");
        }
    }

    #[test]
    fn samples_have_the_mean_and_variance_of_their_law() {
        for (law, _, mean, variance) in laws() {
            let sampler = sampler(&law);
            assert!((sampler.mean_s() - mean).abs() <= 1e-9 * mean, "{law:?}: {}", sampler.mean_s());
            let draws = 200_000;
            let mut rng = Streams::new(11, 0).open(Cause::Handling, 0);
            let samples: Vec<f64> = (0..draws).map(|_| sampler.sample(&mut rng)).collect();
            let average = samples.iter().sum::<f64>() / f64::from(draws);
            let spread =
                samples.iter().map(|sample| (sample - average) * (sample - average)).sum::<f64>() / f64::from(draws);
            // Four standard errors for the mean; heavy tails make the variance itself noisy.
            assert!((average - mean).abs() <= 4.0 * (variance / f64::from(draws)).sqrt(), "{law:?}: {average}");
            assert!((spread - variance).abs() <= 0.05 * variance, "{law:?}: {spread}");
        }
    }

    #[test]
    fn a_survival_curve_is_met_at_its_points_and_in_its_tail() {
        let law = DurationDistribution::Survival { points: vec![[0.0, 0.8], [30.0, 0.4]], tail_mean_s: Some(100.0) };
        let sampler = sampler(&law);
        let mut rng = Streams::new(3, 0).open(Cause::Patience, 0);
        let samples: Vec<f64> = (0..100_000).map(|_| sampler.sample(&mut rng)).collect();
        // Some leave at once; beyond the last point exp(-100/100) of the rest stays 100 s longer.
        for (time, share) in [(0.0, 0.8), (15.0, 0.6), (30.0, 0.4), (130.0, 0.4 * libm::exp(-1.0))] {
            let found = samples.iter().filter(|sample| **sample > time).count() as f64 / 1e5;
            assert!((found - share).abs() < 0.007, "{time}: {found}");
        }
    }

    #[test]
    fn a_survival_curve_that_reaches_zero_needs_no_tail() {
        let law = DurationDistribution::Survival { points: vec![[10.0, 0.0]], tail_mean_s: None };
        let mut rng = Streams::new(3, 0).open(Cause::Patience, 0);
        assert!((0..1_000).all(|_| sampler(&law).sample(&mut rng) < 10.0));
        assert_eq!(sampler(&law).mean_s(), 5.0);
    }
}
