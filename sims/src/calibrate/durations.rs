//! Recorded durations and every law fitted to them by maximum likelihood, with intervals and how well each fits.

use crate::calibrate::curvature::{around, covariance};
use crate::calibrate::law::{Family, Law};
use crate::calibrate::mixture::two_exponentials;
use crate::calibrate::special::{NORMAL_95, trigamma};
use crate::calibrate::waits::Waits;
use crate::calls::estimate::ServiceTimes;

/// The most stages of an Erlang law that are tried.
const STAGES_MAX: u32 = 1_000;

/// Fewer times than this are not enough to choose a law by; the exponential law is taken.
pub const TIMES_MIN: usize = 30;

/// A parameter of a law with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its name, with the unit last.
    pub name: &'static str,
    /// The estimate.
    pub value: f64,
    /// The ends of the 95 % interval; none where the likelihood has no curvature there, or the parameter is a whole
    /// number.
    pub interval: Option<(f64, f64)>,
}

/// A law fitted to durations.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The law.
    pub law: Law,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// The logarithm of the likelihood.
    pub log_likelihood: f64,
    /// Akaike's criterion: twice the number of parameters − twice the logarithm of the likelihood; less is better.
    pub aic: f64,
    /// The distance of Kolmogorov and Smirnov: the greatest difference of the shares below a time.
    pub distance: f64,
}

/// Durations with the laws fitted to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Durations {
    /// The times above zero, in seconds, ascending.
    pub times_s: Vec<f64>,
    /// How many further times are zero; no law is fitted to them.
    pub zeros: u64,
    /// The mean of the times above zero, with its 95 % interval.
    pub mean: Parameter,
    /// Their standard deviation with denominator n, in seconds.
    pub deviation_s: f64,
    /// The laws, best first by Akaike's criterion.
    pub fits: Vec<Fit>,
}

impl Fit {
    fn new(law: Law, free: u32, log_likelihood: f64, parameters: Vec<Parameter>) -> Self {
        let aic = 2.0 * f64::from(free) - 2.0 * log_likelihood;
        Self { law, parameters, log_likelihood, aic, distance: f64::NAN }
    }
}

/// A positive parameter with the interval around its logarithm.
pub(crate) fn positive(name: &'static str, value: f64, error_of_log: f64) -> Parameter {
    Parameter { name, value, interval: around(value, error_of_log) }
}

impl Durations {
    /// Fits every law; none without a time above zero.
    pub fn fit(times_s: impl IntoIterator<Item = f64>) -> Option<Self> {
        let all: Vec<f64> = times_s.into_iter().collect();
        let count = all.len();
        let times = ServiceTimes::fit(all.into_iter().filter(|time| *time > 0.0).collect())?;
        let zeros = (count - times.times_s.len()) as u64;
        let number = times.times_s.len() as f64;
        let spread = NORMAL_95 * times.deviation_s / number.sqrt();
        let interval = (number >= 2.0).then_some((times.mean_s - spread, times.mean_s + spread));
        let mean = Parameter { name: "mean_s", value: times.mean_s, interval };
        let mut fits = fits(&times);
        for fit in &mut fits {
            fit.distance = distance(&times.times_s, |time| 1.0 - fit.law.survival(time));
        }
        fits.sort_by(|one, other| one.aic.total_cmp(&other.aic));
        Some(Self { zeros, mean, deviation_s: times.deviation_s, fits, times_s: times.times_s })
    }

    /// The law with the least of Akaike's criterion, or the exponential law where there are too few times to choose by.
    pub fn best(&self) -> &Fit {
        let too_few = self.times_s.len() < TIMES_MIN;
        let exponential = || self.fits.iter().find(|fit| fit.law.family() == Family::Exponential);
        too_few.then(exponential).flatten().unwrap_or(&self.fits[0])
    }

    /// The fit of one family, where it was possible.
    pub fn of(&self, family: Family) -> Option<&Fit> {
        self.fits.iter().find(|fit| fit.law.family() == family)
    }

    /// The coefficient of variation.
    pub fn cv(&self) -> f64 {
        self.deviation_s / self.mean.value
    }

    /// So many quantiles of the recorded times, each in the middle of its share, as an empirical law.
    pub fn quantiles(&self, number: usize) -> Vec<f64> {
        (0..number).map(|place| self.quantile((place as f64 + 0.5) / number as f64)).collect()
    }

    /// The recorded time below or at which a share lies.
    pub fn quantile(&self, share: f64) -> f64 {
        let place = (share * self.times_s.len() as f64).ceil() as usize;
        self.times_s[place.clamp(1, self.times_s.len()) - 1]
    }

    /// Points of the Q-Q plot of a law: `(quantile of the law, recorded quantile)` at so many shares.
    pub fn quantile_pairs(&self, law: Law, number: usize) -> Vec<(f64, f64)> {
        let number = number.min(self.times_s.len());
        let share = |place: usize| (place as f64 + 0.5) / number as f64;
        (0..number).map(|place| (law.quantile(share(place)), self.quantile(share(place)))).collect()
    }
}

fn fits(times: &ServiceTimes) -> Vec<Fit> {
    let count = times.times_s.len() as f64;
    let (mean, differ) = (times.mean_s, times.deviation_s > 1e-9 * times.mean_s);
    let Some(gamma) = times.gamma.filter(|_| differ) else {
        // All times are equal: nothing to choose.
        let law = Law::Constant { value_s: times.mean_s };
        let value = Parameter { name: "value_s", value: times.mean_s, interval: None };
        let mut constant = Fit::new(law, 1, 0.0, vec![value]);
        constant.aic = f64::NEG_INFINITY;
        return vec![constant, exponential(count, times)];
    };
    let mut fits = vec![exponential(count, times)];
    let lognormal = times.lognormal;
    let root = count.sqrt();
    fits.push(Fit::new(
        Law::Lognormal { mu: lognormal.mu, sigma: lognormal.sigma },
        2,
        lognormal.log_likelihood,
        vec![
            Parameter {
                name: "mu",
                value: lognormal.mu,
                interval: Some((
                    lognormal.mu - NORMAL_95 * lognormal.sigma / root,
                    lognormal.mu + NORMAL_95 * lognormal.sigma / root,
                )),
            },
            positive("sigma", lognormal.sigma, 1.0 / (2.0 * count).sqrt()),
        ],
    ));
    // Mean and shape of a gamma law are orthogonal: the information on the shape is n (ψ′(k) − 1/k).
    let of_shape = count * (trigamma(gamma.shape) - 1.0 / gamma.shape);
    fits.push(Fit::new(
        Law::Gamma { shape: gamma.shape, mean_s: mean },
        2,
        gamma.log_likelihood,
        vec![
            positive("shape", gamma.shape, 1.0 / (gamma.shape * of_shape.sqrt())),
            positive("mean_s", mean, 1.0 / (count * gamma.shape).sqrt()),
        ],
    ));
    let complete = Waits::complete(&times.times_s);
    if let Some(weibull) = complete.weibull() {
        let Law::Weibull { shape, scale_s } = weibull.law else { unreachable!("a Weibull fit holds a Weibull law") };
        let at = [libm::log(shape), libm::log(scale_s)];
        let spread = covariance(&at, &|at| complete.weibull_log_likelihood(libm::exp(at[0]), libm::exp(at[1])));
        let error = |place: usize| spread.as_ref().map_or(f64::NAN, |spread| spread[place][place].sqrt());
        let parameters = vec![positive("shape", shape, error(0)), positive("scale_s", scale_s, error(1))];
        fits.push(Fit::new(weibull.law, 2, weibull.log_likelihood, parameters));
    }
    fits.extend(erlang(times));
    fits.extend(hyperexponential(times));
    fits
}

fn exponential(count: f64, times: &ServiceTimes) -> Fit {
    let fit = times.exponential;
    let parameters = vec![positive("mean_s", fit.mean_s, 1.0 / count.sqrt())];
    Fit::new(Law::Exponential { mean_s: fit.mean_s }, 1, fit.log_likelihood, parameters)
}

/// The whole number of stages with the greatest likelihood: one of the two beside the shape of the gamma law, since its
/// likelihood rises to there and falls from there.
fn erlang(times: &ServiceTimes) -> Option<Fit> {
    let gamma = times.gamma?;
    let (count, mean, mu) = (times.times_s.len() as f64, times.mean_s, times.lognormal.mu);
    let below = (gamma.shape.floor() as u32).clamp(1, STAGES_MAX);
    let log_likelihood = |stages: u32| {
        let shape = f64::from(stages);
        count * ((shape - 1.0) * mu - shape - libm::lgamma(shape) - shape * libm::log(mean / shape))
    };
    let above = (below + 1).min(STAGES_MAX);
    let stages = if log_likelihood(above) > log_likelihood(below) { above } else { below };
    let parameters = vec![
        Parameter { name: "stages", value: f64::from(stages), interval: None },
        positive("mean_s", mean, 1.0 / (count * f64::from(stages)).sqrt()),
    ];
    Some(Fit::new(Law::Erlang { stages, mean_s: mean }, 2, log_likelihood(stages), parameters))
}

fn hyperexponential(times: &ServiceTimes) -> Option<Fit> {
    let mixture = two_exponentials(&times.times_s)?;
    let at = [mixture.logit(), libm::log(mixture.first_mean_s), libm::log(mixture.second_mean_s)];
    let spread = covariance(&at, &|at| mixture.at(at).log_likelihood());
    let error = |place: usize| spread.as_ref().map_or(f64::NAN, |spread| spread[place][place].sqrt());
    let half = NORMAL_95 * error(0);
    let weight = |logit: f64| 1.0 / (1.0 + libm::exp(-logit));
    let of_weight = half.is_finite().then(|| (weight(at[0] - half), weight(at[0] + half)));
    let parameters = vec![
        Parameter { name: "weight", value: mixture.weight, interval: of_weight },
        positive("first_mean_s", mixture.first_mean_s, error(1)),
        positive("second_mean_s", mixture.second_mean_s, error(2)),
    ];
    Some(Fit::new(mixture.law(), 3, mixture.log_likelihood(), parameters))
}

/// The greatest difference between the share of sorted times up to a time and that of a law.
pub(crate) fn distance(times_s: &[f64], below: impl Fn(f64) -> f64) -> f64 {
    let count = times_s.len() as f64;
    let mut most = 0.0_f64;
    let mut start = 0;
    while start < times_s.len() {
        let time = times_s[start];
        let end = start + times_s[start..].iter().take_while(|other| **other == time).count();
        let share = below(time);
        most = most.max((end as f64 / count - share).abs()).max((share - start as f64 / count).abs());
        start = end;
    }
    most
}

#[cfg(test)]
mod tests {
    use super::{Durations, distance};
    use crate::calibrate::law::{Family, Law};
    use crate::stream::{Cause, Streams};

    fn drawn(law: Law, number: usize, seed: u64) -> Vec<f64> {
        let sampler = law.distribution().sampler().expect("checked");
        let mut rng = Streams::new(seed, 0).open(Cause::Handling, 0);
        (0..number).map(|_| sampler.sample(&mut rng)).collect()
    }

    /// By hand: times 1, 1, 2 against the uniform law on 0 to 2: at 1 two thirds lie below, the law says one half, and none
    /// lie strictly below.
    #[test]
    fn the_distance_counts_both_sides_of_a_jump() {
        assert!((distance(&[1.0, 1.0, 2.0], |time| time / 2.0) - 0.5).abs() < 1e-15);
        assert!((distance(&[1.0, 2.0, 3.0], |_| 0.5) - 0.5).abs() < 1e-15);
    }

    /// Of 5,000 times drawn from a law, its own family (or the one that contains it) is chosen, and the intervals of its
    /// parameters hold the truth.
    #[test]
    fn the_family_that_the_times_come_from_is_chosen() {
        for (law, names) in [
            (Law::Gamma { shape: 2.6, mean_s: 100.0 }, vec![("shape", 2.6), ("mean_s", 100.0)]),
            (Law::Lognormal { mu: 4.0, sigma: 1.1 }, vec![("mu", 4.0), ("sigma", 1.1)]),
            (Law::Weibull { shape: 1.6, scale_s: 80.0 }, vec![("shape", 1.6), ("scale_s", 80.0)]),
            (
                Law::Hyperexponential { weight: 0.4, first_mean_s: 10.0, second_mean_s: 300.0 },
                vec![("weight", 0.4), ("first_mean_s", 10.0), ("second_mean_s", 300.0)],
            ),
        ] {
            let durations = Durations::fit(drawn(law, 5_000, 3)).expect("times");
            let best = durations.best();
            assert_eq!(best.law.family(), law.family(), "{:?}", durations.fits);
            assert!(best.distance < 0.02, "{}", best.distance);
            for (parameter, (name, truth)) in best.parameters.iter().zip(names) {
                let (low, high) = parameter.interval.expect("an interval");
                assert_eq!(parameter.name, name);
                assert!(low < truth && truth < high, "{law:?}: {parameter:?}");
            }
        }
        let durations = Durations::fit(drawn(Law::Erlang { stages: 3, mean_s: 60.0 }, 5_000, 3)).expect("times");
        let Some(Law::Erlang { stages, .. }) = durations.of(Family::Erlang).map(|fit| fit.law) else {
            panic!("fitted")
        };
        assert_eq!(stages, 3);
    }

    /// Equal times are a constant, few times are exponential, no times are nothing.
    #[test]
    fn what_cannot_be_chosen_is_not() {
        assert_eq!(Durations::fit([0.0]), None);
        let equal = Durations::fit([5.0, 5.0, 5.0, 0.0]).expect("times");
        assert_eq!((equal.fits[0].law, equal.zeros), (Law::Constant { value_s: 5.0 }, 1));
        let few = Durations::fit([1.0, 2.0, 3.0, 50.0]).expect("times");
        assert_eq!(few.best().law.family(), Family::Exponential);
    }
}
