//! How long service takes: the recorded times and three laws fitted to them.

use crate::calibrate::special::digamma;
use crate::calls::{CallLog, CallType};
use crate::sample::DurationDistribution;
use crate::statistics::Moments;

/// The recorded service times of a log, or of one type of its calls, with laws fitted to them.
///
/// Only times above zero count. Fits are by maximum likelihood; compare their log-likelihoods and
/// look at the recorded times before trusting any: real logs hold many very short calls.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceTimes {
    /// The times in seconds, ascending.
    pub times_s: Vec<f64>,
    /// Their mean, in seconds.
    pub mean_s: f64,
    /// Their standard deviation with denominator n, in seconds.
    pub deviation_s: f64,
    /// The exponential law.
    pub exponential: ExponentialFit,
    /// The lognormal law.
    pub lognormal: LognormalFit,
    /// The gamma law; none when all times are equal.
    pub gamma: Option<GammaFit>,
}

/// An exponential law fitted to times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExponentialFit {
    /// The mean, in seconds.
    pub mean_s: f64,
    /// The logarithm of the likelihood.
    pub log_likelihood: f64,
}

/// A lognormal law fitted to times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LognormalFit {
    /// The mean of the logarithm of seconds.
    pub mu: f64,
    /// The standard deviation of the logarithm of seconds, with denominator n.
    pub sigma: f64,
    /// The logarithm of the likelihood; infinite when all times are equal.
    pub log_likelihood: f64,
}

/// A gamma law fitted to times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GammaFit {
    /// The shape.
    pub shape: f64,
    /// The scale, in seconds; mean ÷ shape.
    pub scale_s: f64,
    /// The logarithm of the likelihood.
    pub log_likelihood: f64,
}

/// A law that was fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// The exponential law, with one parameter.
    Exponential,
    /// The lognormal law, with two parameters.
    Lognormal,
    /// The gamma law, with two parameters.
    Gamma,
}

/// Collects the service times of one type of calls, or of all; none when there are no such times.
pub fn service_times(log: &CallLog, call_type: Option<CallType>) -> Option<ServiceTimes> {
    let times = log
        .calls()
        .iter()
        .filter(|call| call_type.is_none_or(|only| only == call.call_type))
        .filter_map(|call| Some(call.service()?.time.seconds()));
    ServiceTimes::fit(times.collect())
}

impl ServiceTimes {
    /// Fits the laws to times in seconds, all above zero; none without times.
    pub(crate) fn fit(mut times_s: Vec<f64>) -> Option<Self> {
        times_s.sort_by(f64::total_cmp);
        let moments: Moments = times_s.iter().copied().collect();
        let logs: Moments = times_s.iter().map(|time| libm::log(*time)).collect();
        let (mean, deviation) = (moments.mean()?, moments.population_variance()?.sqrt());
        let (mu, sigma) = (logs.mean()?, logs.population_variance()?.sqrt());
        let count = moments.count() as f64;
        let normal = libm::log(sigma) + 0.5 * libm::log(2.0 * std::f64::consts::PI) + 0.5;
        Some(Self {
            mean_s: mean,
            deviation_s: deviation,
            exponential: ExponentialFit { mean_s: mean, log_likelihood: -count * (libm::log(mean) + 1.0) },
            lognormal: LognormalFit { mu, sigma, log_likelihood: -count * (mu + normal) },
            gamma: fit_gamma(count, mean, mu),
            times_s,
        })
    }

    /// The fitted law with the highest likelihood after a fine of half a logarithm of the number of
    /// times per parameter (Schwarz's criterion); none when all times are equal.
    pub fn best(&self) -> Option<Family> {
        let gamma = self.gamma?;
        let fine = libm::log(self.times_s.len() as f64) / 2.0;
        let scores = [
            (Family::Exponential, self.exponential.log_likelihood - fine),
            (Family::Lognormal, self.lognormal.log_likelihood - 2.0 * fine),
            (Family::Gamma, gamma.log_likelihood - 2.0 * fine),
        ];
        scores.into_iter().max_by(|one, other| one.1.total_cmp(&other.1)).map(|(family, _)| family)
    }

    /// The recorded times as a distribution to sample from.
    pub fn recorded(&self) -> DurationDistribution {
        DurationDistribution::Empirical { values_s: self.times_s.clone() }
    }

    /// A fitted law as a distribution to sample from; none for a gamma law that was not fitted.
    pub fn fitted(&self, family: Family) -> Option<DurationDistribution> {
        Some(match family {
            Family::Exponential => DurationDistribution::Exponential { mean_s: self.exponential.mean_s },
            Family::Lognormal => {
                let LognormalFit { mu, sigma, .. } = self.lognormal;
                DurationDistribution::Lognormal {
                    mean_s: libm::exp(mu + sigma * sigma / 2.0),
                    cv: libm::expm1(sigma * sigma).sqrt(),
                }
            }
            Family::Gamma => {
                let GammaFit { shape, scale_s, .. } = self.gamma?;
                DurationDistribution::Gamma { mean_s: shape * scale_s, shape }
            }
        })
    }
}

/// Fits a gamma law from the mean and the mean of the logarithms.
///
/// The shape k solves log k − ψ(k) = log mean − mean log. The left side falls in k and lies between
/// 1/(2k) and 1/k (Alzer 1997), which gives the bracket for the bisection.
fn fit_gamma(count: f64, mean: f64, mu: f64) -> Option<GammaFit> {
    let gap = libm::log(mean) - mu;
    if gap <= 0.0 {
        return None;
    }
    let (mut low, mut high) = (0.5 / gap, 1.0 / gap);
    // Each step halves the bracket, whose width is as large as its lower end: 60 steps use up a double.
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if libm::log(middle) - digamma(middle) > gap { low = middle } else { high = middle }
    }
    let shape = f64::midpoint(low, high);
    let scale_s = mean / shape;
    let each = (shape - 1.0) * mu - shape - libm::lgamma(shape) - shape * libm::log(scale_s);
    Some(GammaFit { shape, scale_s, log_likelihood: count * each })
}

#[cfg(test)]
mod tests {
    use crate::calibrate::special::digamma;
    use crate::calls::bank::{february, shared};
    use crate::calls::estimate::service::ServiceTimes;
    use crate::calls::estimate::{Family, service_times};
    use crate::sample::DurationDistribution;

    /// Expected: mpmath at 30 digits.
    #[test]
    fn digamma_agrees_with_mpmath() {
        for (x, expected) in [
            (0.1, -10.423_754_940_411_076),
            (0.948_725_7, -0.664_872_227_374_661),
            (1.0, -0.577_215_664_901_532_9),
            (12.5, 2.485_195_651_274_912_3),
        ] {
            assert!((digamma(x) - expected).abs() < 1e-14 * f64::max(1.0, expected.abs()), "{x}");
        }
    }

    /// By hand: logarithms 0, 1 and 2, so mu 1 and sigma the root of 2/3.
    #[test]
    fn laws_are_fitted_to_a_few_times() {
        let e = std::f64::consts::E;
        let times = ServiceTimes::fit(vec![e, 1.0, e * e]).expect("three times");
        assert!((times.lognormal.mu - 1.0).abs() < 1e-15);
        assert!((times.lognormal.sigma - (2.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        assert_eq!(times.times_s, [1.0, e, e * e]);
        assert_eq!(times.recorded(), DurationDistribution::Empirical { values_s: times.times_s.clone() });
        // exp(1 + 1/3) and the root of exp(2/3) - 1.
        let Some(DurationDistribution::Lognormal { mean_s, cv }) = times.fitted(Family::Lognormal) else {
            panic!("a lognormal law");
        };
        assert!((mean_s - 3.793_667_894_683_18).abs() < 1e-12);
        assert!((cv - 0.973_516_328_088_8).abs() < 1e-12);
    }

    #[test]
    fn equal_times_have_no_gamma_law() {
        let times = ServiceTimes::fit(vec![5.0, 5.0]).expect("two times");
        assert_eq!((times.gamma, times.best(), times.fitted(Family::Gamma)), (None, None, None));
        assert_eq!(ServiceTimes::fit(vec![]), None);
    }

    /// Expected: every number on service of the reference file, for all types together and each.
    #[test]
    fn the_service_times_of_the_bank_are_reproduced() {
        let (Some(log), Some(reference)) = (february(), shared("validation/bank-calls-1999-02.reference.json")) else {
            return;
        };
        let reference: serde_json::Value = serde_json::from_slice(&reference).expect("JSON");
        assert_eq!(reference["calls_without_phantom"].as_u64(), Some(log.calls().len() as u64));
        for label in ["ALL", "PS", "NW", "IN", "NE"] {
            let call_type = (label != "ALL").then(|| log.call_type(label).expect("a type"));
            let times = service_times(log, call_type).expect("times");
            let gamma = times.gamma.expect("times differ");
            for (name, found) in [
                ("served", times.times_s.len() as f64),
                ("mean_service_s", times.mean_s),
                ("sd_service_s", times.deviation_s),
                ("lognormal_mu", times.lognormal.mu),
                ("lognormal_sigma", times.lognormal.sigma),
                ("loglik_lognormal", times.lognormal.log_likelihood),
                ("loglik_exponential", times.exponential.log_likelihood),
                ("gamma_shape", gamma.shape),
                ("gamma_scale", gamma.scale_s),
                ("loglik_gamma", gamma.log_likelihood),
            ] {
                let expected = reference[label][name].as_f64().expect(name);
                // The reference solved for the gamma shape to fewer digits than the rest.
                let digits = if name.starts_with("gamma") { 1e-6 } else { 1e-10 };
                assert!((found / expected - 1.0).abs() < digits, "{label} {name}: {found}, {expected}");
            }
        }
        // "Lognormal does not win on raw data", as the log-likelihoods of the reference say.
        assert_eq!(service_times(log, None).and_then(|times| times.best()), Some(Family::Gamma));
    }
}
