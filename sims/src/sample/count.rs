//! How many arrivals fall into an interval.

use rand::RngExt;

use crate::stream::uniform;

/// The largest mean that is searched in one go; beyond it `exp(-mean)` loses digits.
const MEAN_MAX: f64 = 30.0;

/// A Poisson number with the given mean.
///
/// Inversion by sequential search (Devroye, "Non-Uniform Random Variate Generation", 1986, X.3),
/// in pieces of mean 30 at most, whose sum is Poisson again. Work grows with the mean.
///
/// # Panics
///
/// When the mean is negative or not finite: input is checked before it gets here.
pub fn poisson_count(mean: f64, rng: &mut impl RngExt) -> u64 {
    assert!(mean.is_finite() && mean >= 0.0, "a Poisson mean of {mean} is none");
    let mut left = mean;
    let mut count = 0;
    while left > MEAN_MAX {
        count += small_count(MEAN_MAX, rng);
        left -= MEAN_MAX;
    }
    count + small_count(left, rng)
}

fn small_count(mean: f64, rng: &mut impl RngExt) -> u64 {
    let mut left = uniform(rng);
    let mut probability = libm::exp(-mean);
    let mut count = 0;
    // The probabilities sum to one up to rounding; below the smallest normal number stop.
    while left > probability && probability >= f64::MIN_POSITIVE {
        left -= probability;
        count += 1;
        probability *= mean / count as f64;
    }
    count
}

#[cfg(test)]
mod tests {
    use crate::sample::poisson_count;
    use crate::stream::{Cause, Streams};

    /// A Poisson law has variance equal to its mean, and P(0) = exp(-mean).
    #[test]
    fn counts_have_the_moments_of_the_poisson_law() {
        for mean in [0.0, 0.3, 8.0, 100.0] {
            let draws = 100_000;
            let mut rng = Streams::new(5, 0).open(Cause::ArrivalCount, 0);
            let counts: Vec<f64> = (0..draws).map(|_| poisson_count(mean, &mut rng) as f64).collect();
            let average = counts.iter().sum::<f64>() / f64::from(draws);
            let variance =
                counts.iter().map(|count| (count - average) * (count - average)).sum::<f64>() / f64::from(draws);
            let zeros = counts.iter().filter(|count| **count == 0.0).count() as f64 / f64::from(draws);
            // Four standard errors: sqrt(mean / n) and about sqrt((mean + 2 mean²) / n).
            assert!((average - mean).abs() <= 4.0 * (mean / 1e5).sqrt(), "{mean}: {average}");
            assert!((variance - mean).abs() <= 4.0 * ((mean + 2.0 * mean * mean) / 1e5).sqrt(), "{mean}: {variance}");
            assert!((zeros - libm::exp(-mean)).abs() <= 0.007, "{mean}: {zeros}");
        }
    }
}
