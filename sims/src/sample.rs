//! Distributions of durations as a scenario writes them, checked, and prepared for sampling.
//!
//! Every sampler uses only basic arithmetic, square roots and `libm`, so the same stream gives the
//! same bits on every machine. Times grow with the uniform number they come from (inversion),
//! except for the gamma and hyperexponential laws, which say so.

mod check;
mod count;
mod curve;
mod gamma;
mod normal;
mod sampler;

use serde::{Deserialize, Serialize};

pub(crate) use self::check::Plain;
pub use self::check::{DistributionError, DistributionFault};
pub use self::count::poisson_count;
pub use self::gamma::gamma_quantile;
pub use self::normal::{normal_quantile, normal_share};
pub use self::sampler::DurationSampler;

/// How long something takes or is endured, in seconds, as a scenario file writes it.
///
/// In TOML the law is the key and its parameters are a table:
///
/// ```
/// use switchboard_sims::sample::DurationDistribution;
///
/// #[derive(serde::Deserialize)]
/// struct Work {
///     handling: DurationDistribution,
///     patience: DurationDistribution,
/// }
///
/// let work: Work = toml::from_str(
///     "handling.lognormal = { mean_s = 240, cv = 1.1 }
///      patience = { exponential = { mean_s = 180 } }",
/// )?;
/// assert_eq!(work.handling.sampler().expect("checked").mean_s(), 240.0);
/// # let _ = work.patience;
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DurationDistribution {
    /// Always the same time.
    Constant {
        /// The time, in seconds, zero or more.
        value_s: f64,
    },
    /// Every time between two bounds is as likely.
    Uniform {
        /// The shortest time, in seconds, zero or more.
        min_s: f64,
        /// The longest time, in seconds, at least the shortest.
        max_s: f64,
    },
    /// The memoryless law.
    Exponential {
        /// The mean, in seconds, above zero.
        mean_s: f64,
    },
    /// The exponential of a normal variable; the usual law of handle times.
    Lognormal {
        /// The mean of the time itself (not of its logarithm), in seconds, above zero.
        mean_s: f64,
        /// Coefficient of variation: standard deviation divided by mean, from 0 to 100.
        cv: f64,
    },
    /// The gamma law; shape 1 is exponential. Sampled by Marsaglia and Tsang's rejection.
    Gamma {
        /// The mean, in seconds, above zero.
        mean_s: f64,
        /// The shape, from 0.01 to 1,000,000; the coefficient of variation is one over its root.
        shape: f64,
    },
    /// The Weibull law; a shape below 1 means that the patient get more patient.
    Weibull {
        /// The scale, in seconds, above zero: 63.2 % of the times are shorter.
        scale_s: f64,
        /// The shape, from 0.1 to 1,000.
        shape: f64,
    },
    /// One of several exponential laws, chosen anew each time; takes two uniform numbers.
    Hyperexponential {
        /// The laws to choose from, at least one.
        branches: Vec<Branch>,
    },
    /// One of the given times, each as likely as it is frequent.
    Empirical {
        /// The times, in seconds, at least one, in any order.
        values_s: Vec<f64>,
    },
    /// A survival curve, such as Kaplan and Meier's estimate of patience.
    ///
    /// Between two points (and from the start, where everybody is left) the curve is a straight
    /// line. A first point at time 0 below 1 lets some leave at once. Beyond the last point the
    /// rest leaves at a constant rate: an exponential tail.
    Survival {
        /// Points `[time in seconds, share still there after it]`: times rise, shares fall.
        points: Vec<[f64; 2]>,
        /// The mean remaining time beyond the last point, in seconds; needed unless its share is 0.
        tail_mean_s: Option<f64>,
    },
    /// A rate of leaving (or of ending) that changes at given times.
    PiecewiseHazard {
        /// The steps: the first starts at 0, starts rise, the last rate is at least one in a thousand million seconds.
        steps: Vec<HazardStep>,
    },
}

/// One law of a hyperexponential distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// How often this law is chosen, relative to the other weights; above zero, up to 1,000,000.
    pub weight: f64,
    /// The mean of the law, in seconds, above zero.
    pub mean_s: f64,
}

/// One step of a piecewise constant hazard.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HazardStep {
    /// Where the step starts, in seconds.
    pub from_s: f64,
    /// Events per second of those still there, from 0 to 1,000,000.
    pub rate_per_s: f64,
}

impl DurationDistribution {
    /// Checks every parameter.
    ///
    /// Refuses numbers that are negative, infinite or not a number, times beyond a thousand million seconds, and
    /// whatever the field's own description forbids; the first such field is named.
    pub fn check(&self) -> Result<(), DistributionError> {
        check::check(self)
    }

    /// Prepares the distribution for sampling; refuses what [`DurationDistribution::check`] refuses.
    pub fn sampler(&self) -> Result<DurationSampler, DistributionError> {
        self.check()?;
        Ok(DurationSampler::prepare(self))
    }
}

#[cfg(test)]
mod tests {
    use crate::sample::{Branch, DurationDistribution, HazardStep};

    fn read(text: &str) -> Result<DurationDistribution, toml::de::Error> {
        #[derive(serde::Deserialize)]
        struct File {
            time: DurationDistribution,
        }
        toml::from_str::<File>(text).map(|file| file.time)
    }

    #[test]
    fn every_law_is_read_from_toml() {
        let laws = [
            ("constant = { value_s = 5 }", DurationDistribution::Constant { value_s: 5.0 }),
            ("uniform = { min_s = 1, max_s = 2.5 }", DurationDistribution::Uniform { min_s: 1.0, max_s: 2.5 }),
            ("exponential = { mean_s = 180 }", DurationDistribution::Exponential { mean_s: 180.0 }),
            ("lognormal = { mean_s = 240, cv = 1.1 }", DurationDistribution::Lognormal { mean_s: 240.0, cv: 1.1 }),
            ("gamma = { mean_s = 60, shape = 2 }", DurationDistribution::Gamma { mean_s: 60.0, shape: 2.0 }),
            ("weibull = { scale_s = 60, shape = 0.7 }", DurationDistribution::Weibull { scale_s: 60.0, shape: 0.7 }),
            (
                "hyperexponential.branches = [{ weight = 1, mean_s = 10 }]",
                DurationDistribution::Hyperexponential { branches: vec![Branch { weight: 1.0, mean_s: 10.0 }] },
            ),
            ("empirical.values_s = [3, 1]", DurationDistribution::Empirical { values_s: vec![3.0, 1.0] }),
            (
                "survival = { points = [[10, 0.9], [20, 0.5]], tail_mean_s = 60 }",
                DurationDistribution::Survival { points: vec![[10.0, 0.9], [20.0, 0.5]], tail_mean_s: Some(60.0) },
            ),
            (
                "piecewise_hazard.steps = [{ from_s = 0, rate_per_s = 0.01 }]",
                DurationDistribution::PiecewiseHazard { steps: vec![HazardStep { from_s: 0.0, rate_per_s: 0.01 }] },
            ),
        ];
        for (text, law) in laws {
            assert_eq!(read(&format!("time.{text}")).expect(text), law);
            law.check().expect(text);
        }
    }

    #[test]
    fn an_unknown_parameter_is_refused_where_it_stands() {
        let error = read("time.exponential = { mean_s = 1, cv = 1 }").expect_err("no such parameter");
        assert_eq!(error.message(), "unexpected keys in table: cv, available keys: mean_s");
        assert_eq!(error.span(), Some(33..35));
    }
}
