//! A mixture of two exponential laws, fitted by expectation and maximisation, and by Newton's steps at the end.

use crate::calibrate::curvature::maximum;
use crate::calibrate::law::Law;

/// How often the two steps are repeated at most; they come near quickly and then slowly nearer.
const ROUNDS_MAX: usize = 60;

/// It is done when a round gains less than this per time.
const GAIN_MIN: f64 = 1e-11;

/// Two exponential laws and how often each is chosen, with the times they are fitted to.
#[derive(Clone, Debug)]
pub(crate) struct Mixture<'a> {
    counted: std::borrow::Cow<'a, [(f64, f64)]>,
    pub(crate) weight: f64,
    pub(crate) first_mean_s: f64,
    pub(crate) second_mean_s: f64,
}

/// Fits two exponential laws to sorted times above zero, the shorter first.
///
/// None where the times vary less than an exponential law does (a coefficient of variation of 1 or less): there the
/// likelihood is greatest with both laws the same.
pub(crate) fn two_exponentials(times_s: &[f64]) -> Option<Mixture<'static>> {
    // Clocks tick in whole seconds, so that many times are equal: each is worked out once.
    let mut counted: Vec<(f64, f64)> = Vec::new();
    for time in times_s {
        match counted.last_mut() {
            Some((same, count)) if same == time => *count += 1.0,
            Some(_) | None => counted.push((*time, 1.0)),
        }
    }
    let number = times_s.len() as f64;
    let mean = times_s.iter().sum::<f64>() / number;
    let variance = times_s.iter().map(|time| (time - mean) * (time - mean)).sum::<f64>() / number;
    if times_s.len() < 4 || variance <= mean * mean {
        return None;
    }
    // The mixture with the right mean and variance and balanced means to begin with (Whitt 1982).
    let square = variance / (mean * mean);
    let first = 0.5 * (1.0 + ((square - 1.0) / (square + 1.0)).sqrt());
    let (first_mean_s, second_mean_s) = (mean / (2.0 * first), mean / (2.0 * (1.0 - first)));
    let mut mixture = Mixture { counted: counted.into(), weight: first, first_mean_s, second_mean_s };
    let mut last = mixture.log_likelihood();
    for _ in 0..ROUNDS_MAX {
        mixture = mixture.round(number);
        let found = mixture.log_likelihood();
        if found - last < GAIN_MIN * number {
            break;
        }
        last = found;
    }
    let mixture = polished(mixture);
    let means = mixture.first_mean_s > 0.0 && mixture.second_mean_s > 0.0;
    (mixture.weight > 0.0 && mixture.weight < 1.0 && means).then_some(mixture)
}

/// The same at the very top of the likelihood, where Newton's steps find it.
fn polished(mixture: Mixture<'static>) -> Mixture<'static> {
    let start = vec![mixture.logit(), libm::log(mixture.first_mean_s), libm::log(mixture.second_mean_s)];
    if !start.iter().all(|parameter| parameter.is_finite()) {
        return mixture;
    }
    let Some(top) = maximum(start, &|at| mixture.at(at).log_likelihood()) else { return mixture };
    let (found, better) = {
        let found = mixture.at(&top);
        ((found.weight, found.first_mean_s, found.second_mean_s), found.log_likelihood() >= mixture.log_likelihood())
    };
    if !better {
        return mixture;
    }
    let (weight, first_mean_s, second_mean_s) = found;
    Mixture { weight, first_mean_s, second_mean_s, ..mixture }
}

impl Mixture<'_> {
    fn densities(&self, time: f64) -> (f64, f64) {
        (
            self.weight / self.first_mean_s * libm::exp(-time / self.first_mean_s),
            (1.0 - self.weight) / self.second_mean_s * libm::exp(-time / self.second_mean_s),
        )
    }

    fn round(self, number: f64) -> Self {
        let (mut firsts, mut first_time, mut second_time) = (0.0, 0.0, 0.0);
        for (time, count) in self.counted.iter() {
            let (first, second) = self.densities(*time);
            let part = count * first / (first + second);
            firsts += part;
            first_time += part * time;
            second_time += (count - part) * time;
        }
        Self {
            weight: firsts / number,
            first_mean_s: first_time / firsts,
            second_mean_s: second_time / (number - firsts),
            ..self
        }
    }

    pub(crate) fn log_likelihood(&self) -> f64 {
        self.counted
            .iter()
            .map(|(time, count)| {
                let (first, second) = self.densities(*time);
                count * libm::log(first + second)
            })
            .sum()
    }

    pub(crate) fn logit(&self) -> f64 {
        libm::log(self.weight / (1.0 - self.weight))
    }

    /// The same times under other parameters: logit of the weight and logarithms of the means.
    pub(crate) fn at(&self, parameters: &[f64]) -> Mixture<'_> {
        Mixture {
            counted: std::borrow::Cow::Borrowed(&self.counted),
            weight: 1.0 / (1.0 + libm::exp(-parameters[0])),
            first_mean_s: libm::exp(parameters[1]),
            second_mean_s: libm::exp(parameters[2]),
        }
    }

    pub(crate) fn law(&self) -> Law {
        Law::Hyperexponential {
            weight: self.weight,
            first_mean_s: self.first_mean_s,
            second_mean_s: self.second_mean_s,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::two_exponentials;

    /// Quantiles of 0.4 exponential (10 s) and 0.6 exponential (300 s), worked out by bisection of the survival curve, are
    /// as good as a large sample without noise.
    #[test]
    fn the_two_laws_of_a_mixture_are_found() {
        let survival = |time: f64| 0.4 * libm::exp(-time / 10.0) + 0.6 * libm::exp(-time / 300.0);
        let quantile = |share: f64| {
            let (mut low, mut high) = (0.0, 1e5);
            for _ in 0..100 {
                let middle = f64::midpoint(low, high);
                if 1.0 - survival(middle) < share { low = middle } else { high = middle }
            }
            low
        };
        let times: Vec<f64> = (0..20_000).map(|place| quantile((f64::from(place) + 0.5) / 20_000.0)).collect();
        let mixture = two_exponentials(&times).expect("they vary enough");
        assert!((mixture.weight - 0.4).abs() < 0.002, "{}", mixture.weight);
        assert!((mixture.first_mean_s - 10.0).abs() < 0.1, "{}", mixture.first_mean_s);
        assert!((mixture.second_mean_s - 300.0).abs() < 1.0, "{}", mixture.second_mean_s);
    }

    #[test]
    fn times_that_vary_little_are_no_mixture() {
        assert!(two_exponentials(&[1.0, 2.0, 3.0, 4.0, 5.0]).is_none());
    }
}
