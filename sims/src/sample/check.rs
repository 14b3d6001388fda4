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
    /// The number must be above zero.
    NotPositive(f64),
    /// The number must be zero or more.
    Negative(f64),
    /// The number must be at least the other one.
    Below(f64, f64),
    /// The number must be above the one before it.
    NotAbovePrevious(f64, f64),
    /// The share must lie between 0 and the share before it.
    NotFalling(f64, f64),
    /// The first time must be zero.
    NotZero(f64),
    /// The list must have at least one entry.
    Empty,
    /// The parameter is needed here.
    Missing,
}

impl Display for DistributionError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Self { law, field, fault } = self;
        write!(formatter, "`{field}` of `{law}` ")?;
        match fault {
            DistributionFault::NotPositive(found) => {
                write!(formatter, "is {found}, expected a number above 0")
            }
            DistributionFault::Negative(found) => {
                write!(formatter, "is {found}, expected a number from 0")
            }
            DistributionFault::Below(found, least) => {
                write!(formatter, "is {found}, expected a number from {least}")
            }
            DistributionFault::NotAbovePrevious(found, previous) => {
                write!(formatter, "is {found}, expected a number above {previous}, the one before it")
            }
            DistributionFault::NotFalling(found, previous) => {
                write!(formatter, "is {found}, expected a share from 0 to {previous}, the one before it")
            }
            DistributionFault::NotZero(found) => {
                write!(formatter, "is {found}, expected 0, where the first step starts")
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

fn positive(field: impl Into<String>, number: f64) -> Checked {
    let fine = number.is_finite() && number > 0.0;
    if fine { Ok(()) } else { Err((field.into(), DistributionFault::NotPositive(number))) }
}

fn not_negative(field: impl Into<String>, number: f64) -> Checked {
    let fine = number.is_finite() && number >= 0.0;
    if fine { Ok(()) } else { Err((field.into(), DistributionFault::Negative(number))) }
}

fn not_empty<T>(field: &str, list: &[T]) -> Checked {
    if list.is_empty() { Err((field.to_owned(), DistributionFault::Empty)) } else { Ok(()) }
}

/// Names the law and the first parameter of it that cannot be.
pub(super) fn check(distribution: &DurationDistribution) -> Result<(), DistributionError> {
    let (law, checked) = match distribution {
        DurationDistribution::Constant { value_s } => ("constant", not_negative("value_s", *value_s)),
        DurationDistribution::Uniform { min_s, max_s } => ("uniform", check_uniform(*min_s, *max_s)),
        DurationDistribution::Exponential { mean_s } => ("exponential", positive("mean_s", *mean_s)),
        DurationDistribution::Lognormal { mean_s, cv } => {
            ("lognormal", positive("mean_s", *mean_s).and_then(|()| not_negative("cv", *cv)))
        }
        DurationDistribution::Gamma { mean_s, shape } => {
            ("gamma", positive("mean_s", *mean_s).and_then(|()| positive("shape", *shape)))
        }
        DurationDistribution::Weibull { scale_s, shape } => {
            ("weibull", positive("scale_s", *scale_s).and_then(|()| positive("shape", *shape)))
        }
        DurationDistribution::Hyperexponential { branches } => (
            "hyperexponential",
            not_empty("branches", branches).and_then(|()| {
                branches.iter().enumerate().try_for_each(|(index, branch)| {
                    positive(format!("branches[{index}].weight"), branch.weight)?;
                    positive(format!("branches[{index}].mean_s"), branch.mean_s)
                })
            }),
        ),
        DurationDistribution::Empirical { values_s } => (
            "empirical",
            not_empty("values_s", values_s).and_then(|()| {
                values_s
                    .iter()
                    .enumerate()
                    .try_for_each(|(index, value)| not_negative(format!("values_s[{index}]"), *value))
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
    not_negative("min_s", min_s)?;
    let fine = max_s.is_finite() && max_s >= min_s;
    if fine { Ok(()) } else { Err(("max_s".to_owned(), DistributionFault::Below(max_s, min_s))) }
}

fn check_survival(points: &[[f64; 2]], tail_mean_s: Option<f64>) -> Checked {
    not_empty("points", points)?;
    let mut before: Option<f64> = None;
    let mut left = 1.0;
    for (index, &[time_s, share]) in points.iter().enumerate() {
        let field = || format!("points[{index}]");
        match before {
            None => not_negative(field(), time_s)?,
            Some(previous) if time_s.is_finite() && time_s > previous => {}
            Some(previous) => {
                return Err((field(), DistributionFault::NotAbovePrevious(time_s, previous)));
            }
        }
        if !(0.0..=left).contains(&share) {
            return Err((field(), DistributionFault::NotFalling(share, left)));
        }
        (before, left) = (Some(time_s), share);
    }
    match tail_mean_s {
        Some(mean_s) => positive("tail_mean_s", mean_s),
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
            Some(previous) if from_s.is_finite() && from_s > previous => {}
            Some(previous) => {
                return Err((field(), DistributionFault::NotAbovePrevious(from_s, previous)));
            }
        }
        before = Some(from_s);
        let rate_field = format!("steps[{index}].rate_per_s");
        // A last rate of zero would let some stay for ever.
        if index + 1 == steps.len() {
            positive(rate_field, rate_per_s)?;
        } else {
            not_negative(rate_field, rate_per_s)?;
        }
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
                "`value_s` of `constant` is -1, expected a number from 0",
            ),
            (
                DurationDistribution::Uniform { min_s: 2.0, max_s: 1.0 },
                "`max_s` of `uniform` is 1, expected a number from 2",
            ),
            (
                DurationDistribution::Exponential { mean_s: f64::NAN },
                "`mean_s` of `exponential` is NaN, expected a number above 0",
            ),
            (
                DurationDistribution::Lognormal { mean_s: 240.0, cv: -0.5 },
                "`cv` of `lognormal` is -0.5, expected a number from 0",
            ),
            (
                DurationDistribution::Gamma { mean_s: 1.0, shape: 0.0 },
                "`shape` of `gamma` is 0, expected a number above 0",
            ),
            (
                DurationDistribution::Weibull { scale_s: f64::INFINITY, shape: 1.0 },
                "`scale_s` of `weibull` is inf, expected a number above 0",
            ),
            (
                DurationDistribution::Hyperexponential {
                    branches: vec![Branch { weight: 1.0, mean_s: 1.0 }, Branch { weight: -1.0, mean_s: 1.0 }],
                },
                "`branches[1].weight` of `hyperexponential` is -1, expected a number above 0",
            ),
            (
                DurationDistribution::Empirical { values_s: vec![] },
                "`values_s` of `empirical` is empty, expected at least one entry",
            ),
            (
                DurationDistribution::Empirical { values_s: vec![1.0, -3.0] },
                "`values_s[1]` of `empirical` is -3, expected a number from 0",
            ),
            (
                survival(&[[10.0, 0.5], [10.0, 0.4]], None),
                "`points[1]` of `survival` is 10, expected a number above 10, the one before it",
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
                "`steps[1].rate_per_s` of `piecewise_hazard` is 0, expected a number above 0",
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
}
