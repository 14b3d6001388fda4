//! What the parameters of a distribution must satisfy, and how a refusal says so.

use std::fmt::{self, Display, Formatter};

use crate::sample::DurationDistribution;

/// A parameter of a distribution that cannot be.
#[derive(Clone, Debug, PartialEq)]
pub struct DistributionError {
    /// The law as scenarios write it, such as `lognormal`.
    pub law: &'static str,
    /// The parameter, such as `cv` or `branches[1].weight`.
    pub field: String,
    /// What is wrong with it.
    pub fault: DistributionFault,
}

/// What is wrong with a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DistributionFault {
    /// The number must be above zero and at most the other one.
    NotPositive(f64, f64),
    /// The number must lie between the other two, or be one of them.
    Outside(f64, f64, f64),
    /// The number must be above the one before it and at most the last.
    NotAbovePrevious(f64, f64, f64),
    /// The share must lie between 0 and the share before it.
    NotFalling(f64, f64),
    /// The first time must be zero.
    NotZero(f64),
    /// The list must have at least one entry.
    Empty,
    /// The parameter is needed here.
    Missing,
}

/// A number as people write it: whole ones without a point, very large and very small ones with an exponent.
pub(crate) struct Plain(pub(crate) f64);

impl Display for Plain {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let text = format!("{:?}", self.0);
        formatter.write_str(text.strip_suffix(".0").unwrap_or(&text))
    }
}

impl Display for DistributionError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Self { law, field, fault } = self;
        write!(formatter, "`{field}` of `{law}` ")?;
        match *fault {
            DistributionFault::NotPositive(found, most) => {
                write!(formatter, "is {}, expected a number above 0 and up to {}", Plain(found), Plain(most))
            }
            DistributionFault::Outside(found, least, most) => {
                write!(formatter, "is {}, expected a number from {} to {}", Plain(found), Plain(least), Plain(most))
            }
            DistributionFault::NotAbovePrevious(found, previous, most) => write!(
                formatter,
                "is {}, expected a number above {}, the one before it, and up to {}",
                Plain(found),
                Plain(previous),
                Plain(most)
            ),
            DistributionFault::NotFalling(found, previous) => write!(
                formatter,
                "is {}, expected a share from 0 to {}, the one before it",
                Plain(found),
                Plain(previous)
            ),
            DistributionFault::NotZero(found) => {
                write!(formatter, "is {}, expected 0, where the first step starts", Plain(found))
            }
            DistributionFault::Empty => write!(formatter, "is empty, expected at least one entry"),
            DistributionFault::Missing => {
                write!(formatter, "is missing, expected the mean time beyond the last point in seconds")
            }
        }
    }
}

impl std::error::Error for DistributionError {}

type Checked = Result<(), (String, DistributionFault)>;

/// The longest time in seconds that a parameter may name, some thirty years; tails estimated from a log may be long.
const SECONDS_MAX: f64 = 1e9;
/// The largest coefficient of variation: beyond it no number of samples shows the mean.
const CV_MAX: f64 = 100.0;
/// The shapes of the gamma law: coefficients of variation from 10 down to a thousandth.
const GAMMA_SHAPES: [f64; 2] = [0.01, 1e6];
/// The shapes of the Weibull law: below, the mean is millions of times the scale.
const WEIBULL_SHAPES: [f64; 2] = [0.1, 1e3];
/// The largest weight of a branch.
const WEIGHT_MAX: f64 = 1e6;
/// The largest rate per second; the last rate is at least one in [`SECONDS_MAX`].
const RATE_MAX: f64 = 1e6;

/// A number above zero.
fn positive(field: impl Into<String>, number: f64, most: f64) -> Checked {
    let fine = number > 0.0 && number <= most;
    if fine { Ok(()) } else { Err((field.into(), DistributionFault::NotPositive(number, most))) }
}

fn within(field: impl Into<String>, number: f64, [least, most]: [f64; 2]) -> Checked {
    let fine = (least..=most).contains(&number);
    if fine { Ok(()) } else { Err((field.into(), DistributionFault::Outside(number, least, most))) }
}

/// A time that may be none at all.
fn time(field: impl Into<String>, seconds: f64) -> Checked {
    within(field, seconds, [0.0, SECONDS_MAX])
}

/// A mean or a scale.
fn mean(field: impl Into<String>, seconds: f64) -> Checked {
    positive(field, seconds, SECONDS_MAX)
}

/// A time after another one.
fn later(field: impl Into<String>, seconds: f64, previous: f64) -> Checked {
    let fine = seconds > previous && seconds <= SECONDS_MAX;
    if fine { Ok(()) } else { Err((field.into(), DistributionFault::NotAbovePrevious(seconds, previous, SECONDS_MAX))) }
}

fn not_empty<T>(field: &str, list: &[T]) -> Checked {
    if list.is_empty() { Err((field.to_owned(), DistributionFault::Empty)) } else { Ok(()) }
}

/// Names the law and the first parameter of it that cannot be.
pub(super) fn check(distribution: &DurationDistribution) -> Result<(), DistributionError> {
    let (law, checked) = match distribution {
        DurationDistribution::Constant { value_s } => ("constant", time("value_s", *value_s)),
        DurationDistribution::Uniform { min_s, max_s } => ("uniform", check_uniform(*min_s, *max_s)),
        DurationDistribution::Exponential { mean_s } => ("exponential", mean("mean_s", *mean_s)),
        DurationDistribution::Lognormal { mean_s, cv } => {
            ("lognormal", mean("mean_s", *mean_s).and_then(|()| within("cv", *cv, [0.0, CV_MAX])))
        }
        DurationDistribution::Gamma { mean_s, shape } => {
            ("gamma", mean("mean_s", *mean_s).and_then(|()| within("shape", *shape, GAMMA_SHAPES)))
        }
        DurationDistribution::Weibull { scale_s, shape } => {
            ("weibull", mean("scale_s", *scale_s).and_then(|()| within("shape", *shape, WEIBULL_SHAPES)))
        }
        DurationDistribution::Hyperexponential { branches } => (
            "hyperexponential",
            not_empty("branches", branches).and_then(|()| {
                branches.iter().enumerate().try_for_each(|(index, branch)| {
                    positive(format!("branches[{index}].weight"), branch.weight, WEIGHT_MAX)?;
                    mean(format!("branches[{index}].mean_s"), branch.mean_s)
                })
            }),
        ),
        DurationDistribution::Empirical { values_s } => (
            "empirical",
            not_empty("values_s", values_s).and_then(|()| {
                values_s.iter().enumerate().try_for_each(|(index, value)| time(format!("values_s[{index}]"), *value))
            }),
        ),
        DurationDistribution::Survival { points, tail_mean_s } => ("survival", check_survival(points, *tail_mean_s)),
        DurationDistribution::PiecewiseHazard { steps } => (
            "piecewise_hazard",
            check_hazard(&steps.iter().map(|step| (step.from_s, step.rate_per_s)).collect::<Vec<_>>()),
        ),
    };
    checked.map_err(|(field, fault)| DistributionError { law, field, fault })
}

fn check_uniform(min_s: f64, max_s: f64) -> Checked {
    time("min_s", min_s)?;
    within("max_s", max_s, [min_s, SECONDS_MAX])
}

fn check_survival(points: &[[f64; 2]], tail_mean_s: Option<f64>) -> Checked {
    not_empty("points", points)?;
    let mut before: Option<f64> = None;
    let mut left = 1.0;
    for (index, &[time_s, share]) in points.iter().enumerate() {
        let field = || format!("points[{index}]");
        match before {
            None => time(field(), time_s)?,
            Some(previous) => later(field(), time_s, previous)?,
        }
        if !(0.0..=left).contains(&share) {
            return Err((field(), DistributionFault::NotFalling(share, left)));
        }
        (before, left) = (Some(time_s), share);
    }
    match tail_mean_s {
        Some(mean_s) => mean("tail_mean_s", mean_s),
        None if left > 0.0 => Err(("tail_mean_s".to_owned(), DistributionFault::Missing)),
        None => Ok(()),
    }
}

fn check_hazard(steps: &[(f64, f64)]) -> Checked {
    not_empty("steps", steps)?;
    let mut before: Option<f64> = None;
    for (index, &(from_s, rate_per_s)) in steps.iter().enumerate() {
        let field = || format!("steps[{index}].from_s");
        match before {
            None if from_s == 0.0 => {}
            None => return Err((field(), DistributionFault::NotZero(from_s))),
            Some(previous) => later(field(), from_s, previous)?,
        }
        before = Some(from_s);
        let rate_field = format!("steps[{index}].rate_per_s");
        // A last rate of zero would let some stay for ever.
        let least = if index + 1 == steps.len() { 1.0 / SECONDS_MAX } else { 0.0 };
        within(rate_field, rate_per_s, [least, RATE_MAX])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::sample::{Branch, DurationDistribution, HazardStep};

    #[test]
    fn every_impossible_parameter_is_named_with_what_is_accepted() {
        let hazard = |steps: &[(f64, f64)]| DurationDistribution::PiecewiseHazard {
            steps: steps.iter().map(|&(from_s, rate_per_s)| HazardStep { from_s, rate_per_s }).collect(),
        };
        let survival =
            |points: &[[f64; 2]], tail_mean_s| DurationDistribution::Survival { points: points.to_vec(), tail_mean_s };
        let cases = [
            (
                DurationDistribution::Constant { value_s: -1.0 },
                "`value_s` of `constant` is -1, expected a number from 0 to 1000000000",
            ),
            (
                DurationDistribution::Uniform { min_s: 2.0, max_s: 1.0 },
                "`max_s` of `uniform` is 1, expected a number from 2 to 1000000000",
            ),
            (
                DurationDistribution::Exponential { mean_s: f64::NAN },
                "`mean_s` of `exponential` is NaN, expected a number above 0 and up to 1000000000",
            ),
            (
                DurationDistribution::Lognormal { mean_s: 240.0, cv: -0.5 },
                "`cv` of `lognormal` is -0.5, expected a number from 0 to 100",
            ),
            (
                DurationDistribution::Gamma { mean_s: 1.0, shape: 0.0 },
                "`shape` of `gamma` is 0, expected a number from 0.01 to 1000000",
            ),
            (
                DurationDistribution::Weibull { scale_s: f64::INFINITY, shape: 1.0 },
                "`scale_s` of `weibull` is inf, expected a number above 0 and up to 1000000000",
            ),
            (
                DurationDistribution::Hyperexponential {
                    branches: vec![Branch { weight: 1.0, mean_s: 1.0 }, Branch { weight: -1.0, mean_s: 1.0 }],
                },
                "`branches[1].weight` of `hyperexponential` is -1, expected a number above 0 and up to 1000000",
            ),
            (
                DurationDistribution::Empirical { values_s: vec![] },
                "`values_s` of `empirical` is empty, expected at least one entry",
            ),
            (
                DurationDistribution::Empirical { values_s: vec![1.0, -3.0] },
                "`values_s[1]` of `empirical` is -3, expected a number from 0 to 1000000000",
            ),
            (
                survival(&[[10.0, 0.5], [10.0, 0.4]], None),
                "`points[1]` of `survival` is 10, expected a number above 10, the one before it, and up to 1000000000",
            ),
            (
                survival(&[[10.0, 0.5], [20.0, 0.6]], None),
                "`points[1]` of `survival` is 0.6, expected a share from 0 to 0.5, the one before it",
            ),
            (
                survival(&[[10.0, 0.5]], None),
                "`tail_mean_s` of `survival` is missing, expected the mean time beyond the last point in seconds",
            ),
            (
                hazard(&[(5.0, 1.0)]),
                "`steps[0].from_s` of `piecewise_hazard` is 5, expected 0, where the first step starts",
            ),
            (
                hazard(&[(0.0, 1.0), (9.0, 0.0)]),
                "`steps[1].rate_per_s` of `piecewise_hazard` is 0, expected a number from 1e-9 to 1000000",
            ),
            (
                DurationDistribution::Constant { value_s: 1e10 },
                "`value_s` of `constant` is 10000000000, expected a number from 0 to 1000000000",
            ),
            (
                DurationDistribution::Uniform { min_s: 0.0, max_s: 1e300 },
                "`max_s` of `uniform` is 1e300, expected a number from 0 to 1000000000",
            ),
            (
                DurationDistribution::Exponential { mean_s: f64::MAX },
                "`mean_s` of `exponential` is 1.7976931348623157e308, expected a number above 0 and up to 1000000000",
            ),
            (
                DurationDistribution::Lognormal { mean_s: 2_400.0, cv: 1e308 },
                "`cv` of `lognormal` is 1e308, expected a number from 0 to 100",
            ),
            (
                DurationDistribution::Gamma { mean_s: 60.0, shape: 1e-300 },
                "`shape` of `gamma` is 1e-300, expected a number from 0.01 to 1000000",
            ),
            (
                DurationDistribution::Weibull { scale_s: 60.0, shape: 1e-3 },
                "`shape` of `weibull` is 0.001, expected a number from 0.1 to 1000",
            ),
            (
                DurationDistribution::Hyperexponential { branches: vec![Branch { weight: 1e308, mean_s: 1.0 }; 2] },
                "`branches[0].weight` of `hyperexponential` is 1e308, expected a number above 0 and up to 1000000",
            ),
            (
                DurationDistribution::Empirical { values_s: vec![1e308, 1e308] },
                "`values_s[0]` of `empirical` is 1e308, expected a number from 0 to 1000000000",
            ),
            (
                survival(&[[10.0, 0.5], [1e308, 0.4]], Some(1.0)),
                "`points[1]` of `survival` is 1e308, expected a number above 10, the one before it, and up to 1000000000",
            ),
            (
                survival(&[[10.0, 0.5]], Some(1e308)),
                "`tail_mean_s` of `survival` is 1e308, expected a number above 0 and up to 1000000000",
            ),
            (
                hazard(&[(0.0, 1e308), (9.0, 1.0)]),
                "`steps[0].rate_per_s` of `piecewise_hazard` is 1e308, expected a number from 0 to 1000000",
            ),
            (
                hazard(&[(0.0, 1e-320)]),
                "`steps[0].rate_per_s` of `piecewise_hazard` is 1e-320, expected a number from 1e-9 to 1000000",
            ),
        ];
        for (distribution, message) in cases {
            let error = distribution.check().expect_err(message);
            assert_eq!(error.to_string(), message);
            // Texts are compared because not-a-number differs from itself.
            let again = distribution.sampler().expect_err(message);
            assert_eq!(again.to_string(), message);
        }
    }

    #[test]
    fn every_law_at_the_edge_of_its_range_has_a_mean_and_times_that_are_numbers() {
        use crate::stream::{Cause, Streams};

        let hazard = |steps: &[(f64, f64)]| DurationDistribution::PiecewiseHazard {
            steps: steps.iter().map(|&(from_s, rate_per_s)| HazardStep { from_s, rate_per_s }).collect(),
        };
        let tiny = f64::from_bits(1);
        let laws = [
            DurationDistribution::Constant { value_s: 1e9 },
            DurationDistribution::Uniform { min_s: 0.0, max_s: 1e9 },
            DurationDistribution::Uniform { min_s: tiny, max_s: tiny },
            DurationDistribution::Exponential { mean_s: 1e9 },
            DurationDistribution::Exponential { mean_s: tiny },
            DurationDistribution::Lognormal { mean_s: 1e9, cv: 100.0 },
            DurationDistribution::Lognormal { mean_s: tiny, cv: 100.0 },
            DurationDistribution::Lognormal { mean_s: 1.0, cv: 0.0 },
            DurationDistribution::Gamma { mean_s: 1e9, shape: 0.01 },
            DurationDistribution::Gamma { mean_s: tiny, shape: 0.01 },
            DurationDistribution::Gamma { mean_s: 1e9, shape: 1e6 },
            DurationDistribution::Weibull { scale_s: 1e9, shape: 0.1 },
            DurationDistribution::Weibull { scale_s: tiny, shape: 1e3 },
            DurationDistribution::Hyperexponential {
                branches: vec![Branch { weight: tiny, mean_s: 1e9 }, Branch { weight: 1e6, mean_s: tiny }],
            },
            DurationDistribution::Hyperexponential { branches: vec![Branch { weight: tiny, mean_s: 1e9 }; 2] },
            DurationDistribution::Empirical { values_s: vec![1e9, 0.0] },
            DurationDistribution::Survival { points: vec![[tiny, 0.5], [1e9, tiny]], tail_mean_s: Some(1e9) },
            hazard(&[(0.0, tiny), (1e9, 1e-9)]),
            hazard(&[(0.0, 1e6), (1e9, 1e6)]),
        ];
        for law in laws {
            let sampler = law.sampler().unwrap_or_else(|error| panic!("{law:?}: {error}"));
            let mean = sampler.mean_s();
            assert!(mean.is_finite() && mean >= 0.0, "{law:?}: {mean}");
            let mut rng = Streams::new(5, 0).open(Cause::Handling, 0);
            for _ in 0..2_000 {
                let time = sampler.sample(&mut rng);
                assert!(time.is_finite() && time >= 0.0, "{law:?}: {time}");
            }
        }
    }
}
