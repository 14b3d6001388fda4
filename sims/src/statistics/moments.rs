//! Count, mean and variance of numbers that come one at a time.

/// Count, mean and variance, kept without the numbers themselves.
///
/// Welford's update and the pairwise merge of Chan, Golub and LeVeque (1979); no catastrophic
/// cancellation however far the numbers lie from zero.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    /// The sum of squared deviations from the mean.
    deviations: f64,
}

impl Moments {
    /// Nothing counted yet.
    pub const fn new() -> Self {
        Self { count: 0, mean: 0.0, deviations: 0.0 }
    }

    /// Counts one number.
    pub fn push(&mut self, number: f64) {
        self.count += 1;
        let before = number - self.mean;
        self.mean += before / self.count as f64;
        self.deviations += before * (number - self.mean);
    }

    /// Adds what another has counted, as if its numbers came after these.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (own, others) = (self.count as f64, other.count as f64);
        let distance = other.mean - self.mean;
        self.count += other.count;
        self.mean += distance * others / (own + others);
        self.deviations += other.deviations + distance * distance * own * others / (own + others);
    }

    /// How many numbers were counted.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The mean; none of no numbers.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// The variance with denominator n − 1; none below two numbers.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.deviations / (self.count - 1) as f64)
    }

    /// The variance with denominator n, the maximum likelihood estimate; none of no numbers.
    pub fn population_variance(&self) -> Option<f64> {
        (self.count > 0).then(|| self.deviations / self.count as f64)
    }

    /// The square root of [`Moments::variance`].
    pub fn standard_deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }
}

impl Extend<f64> for Moments {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, numbers: I) {
        for number in numbers {
            self.push(number);
        }
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        let mut moments = Self::new();
        moments.extend(numbers);
        moments
    }
}

#[cfg(test)]
mod tests {
    use crate::statistics::Moments;

    #[test]
    fn moments_of_nothing_are_none() {
        assert_eq!((Moments::new().mean(), Moments::new().variance()), (None, None));
        let one: Moments = [3.0].into_iter().collect();
        assert_eq!((one.mean(), one.variance(), one.population_variance()), (Some(3.0), None, Some(0.0)));
    }

    /// By hand: 1, 2, 3, 10 and 20 have mean 7.2 and squared deviations 254.8 together.
    #[test]
    fn merged_moments_are_those_of_all_numbers() {
        let mut merged: Moments = [1.0, 2.0, 3.0].into_iter().collect();
        merged.merge(&[10.0, 20.0].into_iter().collect());
        assert!((merged.mean().expect("some") - 7.2).abs() < 1e-15);
        assert!((merged.variance().expect("some") - 63.7).abs() < 1e-13);
    }

    /// NIST Statistical Reference Datasets, univariate, `NumAcc4`: 10000000.2, then 500 times
    /// 10000000.1 and 10000000.3; certified mean 10000000.2 and standard deviation 0.1.
    #[test]
    fn numbers_far_from_zero_keep_their_variance() {
        let mut numbers = vec![10_000_000.2];
        for _ in 0..500 {
            numbers.extend([10_000_000.1, 10_000_000.3]);
        }
        let whole: Moments = numbers.iter().copied().collect();
        let mut merged: Moments = numbers[..77].iter().copied().collect();
        merged.merge(&numbers[77..].iter().copied().collect());
        merged.merge(&Moments::new());
        for moments in [whole, merged] {
            assert_eq!(moments.count(), 1_001);
            assert!((moments.mean().expect("some") - 10_000_000.2).abs() < 1e-8);
            assert!((moments.standard_deviation().expect("some") - 0.1).abs() < 1e-8);
        }
    }
}
