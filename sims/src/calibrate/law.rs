//! A law of durations with its parameters: density, share that lasts longer, quantile, and what a scenario calls it.

use crate::calibrate::special::{gamma_below, normal_below};
use crate::sample::{Branch, DurationDistribution, normal_quantile};

/// A family of laws that can be fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Always the same.
    Constant,
    /// Memoryless.
    Exponential,
    /// Gamma.
    Gamma,
    /// The exponential of a normal variable.
    Lognormal,
    /// Weibull.
    Weibull,
    /// Gamma with a whole number as shape: so many exponential stages.
    Erlang,
    /// One of two exponential laws, chosen each time.
    Hyperexponential,
    /// The recorded times themselves, as quantiles.
    Empirical,
}

impl Family {
    /// The name in scenarios, JSON and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Exponential => "exponential",
            Self::Gamma => "gamma",
            Self::Lognormal => "lognormal",
            Self::Weibull => "weibull",
            Self::Erlang => "erlang",
            Self::Hyperexponential => "hyperexponential",
            Self::Empirical => "empirical",
        }
    }
}

/// A law with its parameters; times are in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// Always the same time.
    Constant {
        /// The time.
        value_s: f64,
    },
    /// Memoryless.
    Exponential {
        /// The mean.
        mean_s: f64,
    },
    /// Gamma.
    Gamma {
        /// The shape.
        shape: f64,
        /// The mean; shape × scale.
        mean_s: f64,
    },
    /// Lognormal.
    Lognormal {
        /// The mean of the logarithm of seconds.
        mu: f64,
        /// The standard deviation of the logarithm of seconds.
        sigma: f64,
    },
    /// Weibull.
    Weibull {
        /// The shape.
        shape: f64,
        /// The scale: 63.2 % of the times are shorter.
        scale_s: f64,
    },
    /// Gamma with so many stages.
    Erlang {
        /// The stages.
        stages: u32,
        /// The mean of all stages together.
        mean_s: f64,
    },
    /// Two exponential laws.
    Hyperexponential {
        /// How often the first is chosen, 0 to 1.
        weight: f64,
        /// The mean of the first.
        first_mean_s: f64,
        /// The mean of the second.
        second_mean_s: f64,
    },
}

impl Law {
    /// Its family.
    pub const fn family(self) -> Family {
        match self {
            Self::Constant { .. } => Family::Constant,
            Self::Exponential { .. } => Family::Exponential,
            Self::Gamma { .. } => Family::Gamma,
            Self::Lognormal { .. } => Family::Lognormal,
            Self::Weibull { .. } => Family::Weibull,
            Self::Erlang { .. } => Family::Erlang,
            Self::Hyperexponential { .. } => Family::Hyperexponential,
        }
    }

    /// The mean, in seconds.
    pub fn mean_s(self) -> f64 {
        match self {
            Self::Constant { value_s } => value_s,
            Self::Exponential { mean_s } | Self::Gamma { mean_s, .. } | Self::Erlang { mean_s, .. } => mean_s,
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Self::Weibull { shape, scale_s } => scale_s * libm::exp(libm::lgamma(1.0 + 1.0 / shape)),
            Self::Hyperexponential { weight, first_mean_s, second_mean_s } => {
                weight * first_mean_s + (1.0 - weight) * second_mean_s
            }
        }
    }

    /// The logarithm of the density at a time above zero.
    pub fn ln_density(self, time_s: f64) -> f64 {
        match self {
            Self::Constant { value_s } => {
                if time_s == value_s {
                    f64::INFINITY
                } else {
                    f64::NEG_INFINITY
                }
            }
            Self::Exponential { mean_s } => -libm::log(mean_s) - time_s / mean_s,
            Self::Gamma { shape, mean_s } => gamma_ln_density(shape, mean_s, time_s),
            Self::Erlang { stages, mean_s } => gamma_ln_density(f64::from(stages), mean_s, time_s),
            Self::Lognormal { mu, sigma } => {
                let z = (libm::log(time_s) - mu) / sigma;
                -libm::log(time_s * sigma) - 0.5 * libm::log(2.0 * std::f64::consts::PI) - 0.5 * z * z
            }
            Self::Weibull { shape, scale_s } => {
                let ratio = libm::log(time_s / scale_s);
                libm::log(shape / time_s) + shape * ratio - libm::exp(shape * ratio)
            }
            Self::Hyperexponential { weight, first_mean_s, second_mean_s } => libm::log(
                weight / first_mean_s * libm::exp(-time_s / first_mean_s)
                    + (1.0 - weight) / second_mean_s * libm::exp(-time_s / second_mean_s),
            ),
        }
    }

    /// The share of times that are longer.
    pub fn survival(self, time_s: f64) -> f64 {
        if time_s <= 0.0 {
            return 1.0;
        }
        match self {
            Self::Constant { value_s } => f64::from(u8::from(time_s < value_s)),
            Self::Exponential { mean_s } => libm::exp(-time_s / mean_s),
            Self::Gamma { shape, mean_s } => 1.0 - gamma_below(shape, time_s * shape / mean_s),
            Self::Erlang { stages, mean_s } => {
                let shape = f64::from(stages);
                1.0 - gamma_below(shape, time_s * shape / mean_s)
            }
            Self::Lognormal { mu, sigma } => normal_below((mu - libm::log(time_s)) / sigma),
            Self::Weibull { shape, scale_s } => libm::exp(-libm::exp(shape * libm::log(time_s / scale_s))),
            Self::Hyperexponential { weight, first_mean_s, second_mean_s } => {
                weight * libm::exp(-time_s / first_mean_s) + (1.0 - weight) * libm::exp(-time_s / second_mean_s)
            }
        }
    }

    /// The time below which a share between 0 and 1 lies.
    pub fn quantile(self, share: f64) -> f64 {
        match self {
            Self::Constant { value_s } => value_s,
            Self::Exponential { mean_s } => -mean_s * libm::log1p(-share),
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal_quantile(share)),
            Self::Weibull { shape, scale_s } => scale_s * libm::exp(libm::log(-libm::log1p(-share)) / shape),
            Self::Gamma { .. } | Self::Erlang { .. } | Self::Hyperexponential { .. } => self.found(share),
        }
    }

    /// The quantile by bisection of the logarithm of time.
    fn found(self, share: f64) -> f64 {
        let (mut low, mut high) = (-60.0, libm::log(self.mean_s()));
        while self.survival(libm::exp(high)) > 1.0 - share {
            high += 1.0;
        }
        for _ in 0..80 {
            let middle = f64::midpoint(low, high);
            if 1.0 - self.survival(libm::exp(middle)) < share { low = middle } else { high = middle }
        }
        libm::exp(high)
    }

    /// The law as a scenario writes it.
    pub fn distribution(self) -> DurationDistribution {
        match self {
            Self::Constant { value_s } => DurationDistribution::Constant { value_s },
            Self::Exponential { mean_s } => DurationDistribution::Exponential { mean_s },
            Self::Gamma { shape, mean_s } => DurationDistribution::Gamma { mean_s, shape },
            Self::Erlang { stages, mean_s } => DurationDistribution::Gamma { mean_s, shape: f64::from(stages) },
            Self::Lognormal { sigma, .. } => {
                DurationDistribution::Lognormal { mean_s: self.mean_s(), cv: libm::expm1(sigma * sigma).sqrt() }
            }
            Self::Weibull { shape, scale_s } => DurationDistribution::Weibull { scale_s, shape },
            Self::Hyperexponential { weight, first_mean_s, second_mean_s } => DurationDistribution::Hyperexponential {
                branches: vec![
                    Branch { weight, mean_s: first_mean_s },
                    Branch { weight: 1.0 - weight, mean_s: second_mean_s },
                ],
            },
        }
    }
}

fn gamma_ln_density(shape: f64, mean_s: f64, time_s: f64) -> f64 {
    let scale = mean_s / shape;
    (shape - 1.0) * libm::log(time_s) - time_s / scale - libm::lgamma(shape) - shape * libm::log(scale)
}

#[cfg(test)]
mod tests {
    use super::Law;

    /// Each law: the density is the slope of the survival curve, quantile and survival undo each other, and the mean is
    /// the area under the curve.
    #[test]
    fn density_survival_quantile_and_mean_belong_together() {
        for law in [
            Law::Exponential { mean_s: 90.0 },
            Law::Gamma { shape: 0.7, mean_s: 120.0 },
            Law::Gamma { shape: 4.3, mean_s: 120.0 },
            Law::Lognormal { mu: 4.5, sigma: 0.8 },
            Law::Weibull { shape: 1.4, scale_s: 100.0 },
            Law::Erlang { stages: 3, mean_s: 60.0 },
            Law::Hyperexponential { weight: 0.3, first_mean_s: 20.0, second_mean_s: 200.0 },
        ] {
            for share in [0.01, 0.1, 0.5, 0.9, 0.999] {
                let time = law.quantile(share);
                assert!((1.0 - law.survival(time) - share).abs() < 1e-9, "{law:?} {share}");
                let step = time * 1e-5;
                let slope = (law.survival(time - step) - law.survival(time + step)) / (2.0 * step);
                assert!((libm::exp(law.ln_density(time)) / slope - 1.0).abs() < 1e-4, "{law:?} {time}");
            }
            let (step, mut area) = (0.05, 0.0);
            for place in 0..400_000 {
                area += step * law.survival((f64::from(place) + 0.5) * step);
            }
            assert!((area / law.mean_s() - 1.0).abs() < 1e-3, "{law:?}: {area}");
            law.distribution().check().expect("a scenario takes it");
        }
    }
}
