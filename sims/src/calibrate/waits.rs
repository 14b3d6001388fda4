//! Patience from waits that ended in an answer or in leaving: Kaplan and Meier's curve with Greenwood's intervals, and the
//! exponential and Weibull laws by maximum likelihood.

use std::collections::BTreeMap;

use crate::calibrate::curvature::covariance;
use crate::calibrate::durations::{Parameter, positive};
use crate::calibrate::law::Law;
use crate::calibrate::special::{FALL_95, NORMAL_95, rising_root};
use crate::calls::estimate::Patience;
use crate::tick::Span;

/// Waits above zero, each with how often it ended so and how often in leaving.
///
/// **Invariant:** waits rise; no more left than ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Waits {
    ends: Vec<End>,
    /// Waits of zero, which show nothing about patience.
    pub zeros: u64,
}

/// What happened after one length of wait.
#[derive(Clone, Copy, Debug, PartialEq)]
struct End {
    time_s: f64,
    left: f64,
    ended: f64,
}

/// A law of patience fitted to censored waits.
#[derive(Clone, Debug, PartialEq)]
pub struct PatienceFit {
    /// The law.
    pub law: Law,
    /// Its parameters with 95 % intervals: by the profile of the likelihood where `profile` says so.
    pub parameters: Vec<Parameter>,
    /// The logarithm of the likelihood of all waits, those that ended in an answer included.
    pub log_likelihood: f64,
    /// Akaike's criterion; less is better.
    pub aic: f64,
    /// The greatest difference to Kaplan and Meier's curve at its steps.
    pub distance: f64,
}

/// Patience of customers.
#[derive(Clone, Debug, PartialEq)]
pub struct PatienceEstimate {
    /// Kaplan and Meier's estimate.
    pub curve: Patience,
    /// Each step of the curve with its interval.
    pub points: Vec<SurvivalPoint>,
    /// The laws, best first by Akaike's criterion; none where nobody left.
    pub fits: Vec<PatienceFit>,
}

/// A point of a survival curve with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalPoint {
    /// The wait, in seconds.
    pub time_s: f64,
    /// The share of customers whose patience is longer.
    pub survival: f64,
    /// Its standard error by Greenwood's formula.
    pub error: f64,
    /// The lower end, by the logarithm of the logarithm (Kalbfleisch and Prentice), so that it stays between 0 and 1.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Waits {
    /// Collects waits; each with whether the customer left.
    pub fn new(waits: impl IntoIterator<Item = (Span, bool)>) -> Self {
        let mut ends: BTreeMap<Span, (u64, u64)> = BTreeMap::new();
        let mut zeros = 0;
        for (wait, left) in waits {
            if wait == Span::ZERO {
                zeros += 1;
                continue;
            }
            let end = ends.entry(wait).or_default();
            *end = (end.0 + u64::from(left), end.1 + 1);
        }
        let ends = ends.into_iter().map(|(time, (left, ended))| End {
            time_s: time.seconds(),
            left: left as f64,
            ended: ended as f64,
        });
        Self { ends: ends.collect(), zeros }
    }

    /// Sorted times that were all seen to their end.
    pub(crate) fn complete(times_s: &[f64]) -> Self {
        let mut ends: Vec<End> = Vec::new();
        for time in times_s {
            match ends.last_mut() {
                Some(end) if end.time_s == *time => {
                    end.left += 1.0;
                    end.ended += 1.0;
                }
                Some(_) | None => ends.push(End { time_s: *time, left: 1.0, ended: 1.0 }),
            }
        }
        Self { ends, zeros: 0 }
    }

    fn left(&self) -> f64 {
        self.ends.iter().map(|end| end.left).sum()
    }

    /// How many waited at all.
    pub fn waited(&self) -> u64 {
        self.ends.iter().map(|end| end.ended).sum::<f64>() as u64
    }

    /// The logarithm of the likelihood of a Weibull law: densities of those who left, survival of the others.
    pub(crate) fn weibull_log_likelihood(&self, shape: f64, scale_s: f64) -> f64 {
        let law = Law::Weibull { shape, scale_s };
        let of = |end: &End| {
            let stayed = -libm::exp(shape * libm::log(end.time_s / scale_s));
            let left = if end.left > 0.0 { end.left * law.ln_density(end.time_s) } else { 0.0 };
            left + (end.ended - end.left) * stayed
        };
        self.ends.iter().map(of).sum()
    }

    /// The Weibull law with the greatest likelihood; none where nobody left or all left at one time.
    ///
    /// The shape k solves Σ tᵏ ln t ÷ Σ tᵏ − 1 ÷ k = mean of ln t of those who left, whose left side rises in k.
    pub(crate) fn weibull(&self) -> Option<PatienceFit> {
        let left = self.left();
        let distinct = self.ends.iter().filter(|end| end.ended > 0.0).count();
        if left < 1.0 || distinct < 2 {
            return None;
        }
        let longest = self.ends.last()?.time_s;
        let logs: Vec<f64> = self.ends.iter().map(|end| libm::log(end.time_s / longest)).collect();
        let mean_log = self.ends.iter().zip(&logs).map(|(end, log)| end.left * log).sum::<f64>() / left;
        let sums = |shape: f64| {
            let (mut power, mut weighted) = (0.0, 0.0);
            for (end, log) in self.ends.iter().zip(&logs) {
                let value = end.ended * libm::exp(shape * log);
                power += value;
                weighted += value * log;
            }
            (power, weighted)
        };
        let equation = |shape: f64| {
            let (power, weighted) = sums(shape);
            weighted / power - 1.0 / shape - mean_log
        };
        let (mut low, mut high) = (1e-3, 1.0);
        while equation(high) < 0.0 {
            low = high;
            high *= 2.0;
            if high > 1e4 {
                return None;
            }
        }
        if equation(low) > 0.0 {
            return None;
        }
        let shape = rising_root(low, high, equation);
        let scale_s = longest * libm::exp(libm::log(sums(shape).0 / left) / shape);
        let log_likelihood = self.weibull_log_likelihood(shape, scale_s);
        Some(PatienceFit {
            law: Law::Weibull { shape, scale_s },
            parameters: Vec::new(),
            log_likelihood,
            aic: 4.0 - 2.0 * log_likelihood,
            distance: f64::NAN,
        })
    }

    /// The Weibull law with its intervals: the shape's by the profile of the likelihood, the scale's by its curvature.
    fn weibull_with_intervals(&self) -> Option<PatienceFit> {
        let mut fit = self.weibull()?;
        let Law::Weibull { shape, scale_s } = fit.law else { unreachable!("a Weibull fit holds a Weibull law") };
        let left = self.left();
        // The best scale of a shape is in closed form, so the profile is too.
        let profile = |shape: f64| {
            let longest = self.ends[self.ends.len() - 1].time_s;
            let power: f64 =
                self.ends.iter().map(|end| end.ended * libm::exp(shape * libm::log(end.time_s / longest))).sum();
            self.weibull_log_likelihood(shape, longest * libm::exp(libm::log(power / left) / shape))
        };
        let fall = |log: f64| fit.log_likelihood - profile(libm::exp(log)) - FALL_95;
        let top = libm::log(shape);
        let reach = |direction: f64| {
            let far = (1..=12).map(|step| top + direction * 0.5 * f64::from(step)).find(|log| fall(*log) > 0.0)?;
            let root = rising_root(0.0, 1.0, |part| fall(top + part * (far - top)));
            Some(libm::exp(top + root * (far - top)))
        };
        let interval = reach(-1.0).zip(reach(1.0));
        let at = [top, libm::log(scale_s)];
        let spread = covariance(&at, &|at| self.weibull_log_likelihood(libm::exp(at[0]), libm::exp(at[1])));
        let error = spread.map_or(f64::NAN, |spread| spread[1][1].sqrt());
        fit.parameters = vec![Parameter { name: "shape", value: shape, interval }, positive("scale_s", scale_s, error)];
        Some(fit)
    }

    /// The exponential law with the greatest likelihood: all waits ÷ those who left, its interval by the profile of the
    /// likelihood.
    fn exponential(&self) -> Option<PatienceFit> {
        let left = self.left();
        if left < 1.0 {
            return None;
        }
        let total: f64 = self.ends.iter().map(|end| end.ended * end.time_s).sum();
        let mean_s = total / left;
        let log_likelihood = -left * (libm::log(mean_s) + 1.0);
        // Of mean × factor the likelihood falls by left × (ln factor + 1 ÷ factor − 1).
        let fall = |log: f64| left * (log + libm::expm1(-log)) - FALL_95;
        let mut far = 0.5;
        while fall(far) < 0.0 {
            far *= 2.0;
        }
        let above = rising_root(0.0, far, fall);
        let mut near = 0.5;
        while fall(-near) < 0.0 {
            near *= 2.0;
        }
        let below = rising_root(0.0, near, |log| fall(-log));
        let interval = Some((mean_s * libm::exp(-below), mean_s * libm::exp(above)));
        Some(PatienceFit {
            law: Law::Exponential { mean_s },
            parameters: vec![Parameter { name: "mean_s", value: mean_s, interval }],
            log_likelihood,
            aic: 2.0 - 2.0 * log_likelihood,
            distance: f64::NAN,
        })
    }

    /// Estimates patience: the curve and the laws.
    pub fn estimate(&self) -> PatienceEstimate {
        let ends = self.ends.iter().map(|end| (Span::from_seconds(end.time_s), (end.left as u64, end.ended as u64)));
        let curve = Patience::estimate(&ends.collect());
        let points = points(&curve);
        let mut fits: Vec<PatienceFit> = self.exponential().into_iter().chain(self.weibull_with_intervals()).collect();
        for fit in &mut fits {
            let mut before = 1.0;
            fit.distance = curve.steps.iter().fold(0.0, |most: f64, step| {
                let share = fit.law.survival(step.time.seconds());
                let most = most.max((share - step.survival).abs()).max((share - before).abs());
                before = step.survival;
                most
            });
        }
        fits.sort_by(|one, other| one.aic.total_cmp(&other.aic));
        PatienceEstimate { curve, points, fits }
    }
}

/// Greenwood's errors and the intervals of each step.
fn points(curve: &Patience) -> Vec<SurvivalPoint> {
    let mut sum = 0.0;
    let point = |step: &crate::calls::estimate::SurvivalStep| {
        let (at_risk, left) = (step.at_risk as f64, step.left as f64);
        if at_risk > left {
            sum += left / (at_risk * (at_risk - left));
        }
        let survival = step.survival;
        let error = survival * sum.sqrt();
        let (low, high) = if survival > 0.0 && survival < 1.0 {
            let of_log = NORMAL_95 * sum.sqrt() / libm::log(survival);
            (libm::pow(survival, libm::exp(-of_log)), libm::pow(survival, libm::exp(of_log)))
        } else {
            (survival, survival)
        };
        SurvivalPoint { time_s: step.time.seconds(), survival, error, low, high }
    };
    curve.steps.iter().map(point).collect()
}

impl PatienceEstimate {
    /// At most so many points of the curve, as a law to draw from: the points nearest to equal falls, the last one, and a
    /// tail with the exponential mean; none where nobody left.
    pub fn thinned(&self, points_max: usize) -> Vec<SurvivalPoint> {
        let Some(last) = self.points.last() else { return Vec::new() };
        let all = self.points.len() <= points_max;
        let fall = (1.0 - last.survival) / points_max as f64;
        let (mut chosen, mut next) = (Vec::new(), 1.0 - fall);
        for point in &self.points {
            if all || point.survival <= next || point == last {
                chosen.push(*point);
                while next >= point.survival {
                    next -= fall;
                }
            }
        }
        chosen
    }

    /// The share of customers whose patience is longer, with its interval; 1 before the first step.
    pub fn at(&self, wait_s: f64) -> SurvivalPoint {
        let index = self.points.partition_point(|point| point.time_s <= wait_s);
        let none = SurvivalPoint { time_s: wait_s, survival: 1.0, error: 0.0, low: 1.0, high: 1.0 };
        index.checked_sub(1).map_or(none, |last| self.points[last])
    }
}

#[cfg(test)]
mod tests {
    use super::Waits;
    use crate::calibrate::law::Law;
    use crate::calls::bank::shared;
    use crate::tick::Span;

    fn seconds(seconds: u64) -> Span {
        Span::from_whole_seconds(seconds)
    }

    /// Every number of the case `km-200`: the curve and the exponential mean to eleven digits, the Weibull law, which the
    /// reference searched for, to seven.
    #[test]
    fn the_case_of_two_hundred_waits_is_reproduced() {
        let Some(file) = shared("validation/analytic.json") else { return };
        let file: serde_json::Value = serde_json::from_slice(&file).expect("JSON");
        let cases = file["cases"].as_array().expect("cases");
        let case = cases.iter().find(|case| case["id"] == "km-200").expect("the case");
        let rows = case["params"]["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), 200);
        let rows = rows.iter().map(|row| (seconds(row[0].as_u64().expect("a wait")), row[1] == 1));
        let estimate = Waits::new(rows).estimate();
        let expected = &case["expected"];
        let within = |found: f64, expected: &serde_json::Value, digits: f64| {
            let expected = expected.as_f64().expect("a number");
            assert!((found / expected - 1.0).abs() < digits, "{found}, expected {expected}");
        };
        let near = |found: f64, expected: &serde_json::Value| within(found, expected, 1e-11);
        assert_eq!(Some(estimate.curve.abandoned), expected["events"].as_u64());
        for (point, expected) in estimate.points.iter().zip(expected["km_curve_first20"].as_array().expect("points")) {
            assert_eq!(Some(point.time_s), expected[0].as_f64());
            near(point.survival, &expected[1]);
        }
        let last = estimate.points.last().expect("a point");
        assert_eq!(Some(last.time_s), expected["km_last"][0].as_f64());
        near(last.survival, &expected["km_last"][1]);
        let mut found = 0;
        for fit in &estimate.fits {
            match fit.law {
                Law::Exponential { mean_s } => near(mean_s, &expected["exponential_mle_mean"]),
                Law::Weibull { shape, scale_s } => {
                    within(shape, &expected["weibull_mle_shape"], 1e-7);
                    within(scale_s, &expected["weibull_mle_scale"], 1e-7);
                }
                Law::Constant { .. }
                | Law::Gamma { .. }
                | Law::Lognormal { .. }
                | Law::Erlang { .. }
                | Law::Hyperexponential { .. } => panic!("{:?}", fit.law),
            }
            found += 1;
            for parameter in &fit.parameters {
                let (low, high) = parameter.interval.expect("an interval");
                assert!(low < parameter.value && parameter.value < high, "{parameter:?}");
            }
        }
        assert_eq!(found, 2);
    }

    /// By hand, six waits as in the estimate of patience: after 1 s 5/6 stay with Greenwood's sum 1/(6·5), after 3 s 5/8
    /// with 1/30 + 1/(4·3), after 5 s nobody.
    #[test]
    fn greenwood_errors_are_worked_out_by_hand() {
        let waits = [(1, true), (2, false), (3, false), (3, true), (4, false), (5, true), (0, true)];
        let waits = Waits::new(waits.map(|(wait, left)| (seconds(wait), left)));
        assert_eq!((waits.waited(), waits.zeros), (6, 1));
        let estimate = waits.estimate();
        let points = &estimate.points;
        assert_eq!(points.iter().map(|point| point.time_s).collect::<Vec<_>>(), [1.0, 3.0, 5.0]);
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}, {expected}");
        near(points[0].error, 5.0 / 6.0 * (1.0_f64 / 30.0).sqrt());
        near(points[1].survival, 0.625);
        near(points[1].error, 0.625 * (1.0_f64 / 30.0 + 1.0 / 12.0).sqrt());
        // ln(−ln S) ± 1.96 × error ÷ (S |ln S|).
        let log = libm::log(-libm::log(0.625));
        let half = 1.959_963_984_540_054 * (1.0_f64 / 30.0 + 1.0 / 12.0).sqrt() / -libm::log(0.625);
        near(points[1].low, libm::exp(-libm::exp(log + half)));
        near(points[1].high, libm::exp(-libm::exp(log - half)));
        assert_eq!((points[2].survival, points[2].low, points[2].high), (0.0, 0.0, 0.0));
        assert_eq!((estimate.at(0.5).survival, estimate.at(4.0).survival), (1.0, points[1].survival));
        assert_eq!(estimate.thinned(10).len(), 3);
        assert_eq!(estimate.thinned(1).len(), 1);
    }

    /// The 95 % interval of an exponential mean by the profile, for 10 who left: the factors f solve
    /// 10 (ln f + 1/f − 1) = 1.920729; both ends are put into that equation.
    #[test]
    fn the_profile_of_an_exponential_mean_falls_by_half_of_chi_square() {
        let waits = Waits::new((1..=10).map(|wait| (seconds(10 * wait), true)));
        let fit = waits.exponential().expect("somebody left");
        let (low, high) = fit.parameters[0].interval.expect("an interval");
        for end in [low, high] {
            let factor = end / fit.parameters[0].value;
            let fall = 10.0 * (libm::log(factor) + 1.0 / factor - 1.0);
            assert!((fall - 1.920_729_410_347_062).abs() < 1e-9, "{factor}: {fall}");
        }
        assert!(low < 55.0 && high > 55.0);
    }

    #[test]
    fn nobody_who_left_means_no_law() {
        let estimate = Waits::new([(seconds(5), false), (seconds(7), false)]).estimate();
        assert!(estimate.fits.is_empty() && estimate.points.is_empty() && estimate.thinned(5).is_empty());
    }
}
