//! Intervals of confidence over replications and for shares, all at 95 %.

use statrs::distribution::{ChiSquared, ContinuousCDF, StudentsT};

use crate::statistics::Moments;

/// The two-sided 95 % point of the standard normal law.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// A value with its 95 % interval of confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate itself.
    pub value: f64,
    /// Half the width of the interval; none from a single replication, which has no spread.
    pub half_width: Option<f64>,
    /// From how many replications it comes.
    pub replications: u64,
}

impl Estimate {
    /// The lower end of the interval; none from a single replication.
    pub fn low(&self) -> Option<f64> {
        self.half_width.map(|half| self.value - half)
    }

    /// The upper end of the interval; none from a single replication.
    pub fn high(&self) -> Option<f64> {
        self.half_width.map(|half| self.value + half)
    }

    /// Both ends, cut where the quantity itself ends: Student's interval does not know that nothing waits less than no
    /// time, and no share is above one. None from a single replication.
    pub fn within(&self, least: f64, most: f64) -> Option<(f64, f64)> {
        self.half_width.map(|half| ((self.value - half).max(least), (self.value + half).min(most)))
    }
}

/// The two-sided 95 % point of Student's t law.
///
/// Rounded to nine decimals, so that it is the same number on every machine whatever the special
/// functions below it call.
///
/// # Panics
///
/// When there are no degrees of freedom.
pub fn student_t_95(degrees: u64) -> f64 {
    student_t(0.95, degrees)
}

/// The two-sided point of Student's t law: an interval of so many standard errors to both sides has this confidence.
///
/// Rounded as [`student_t_95`].
///
/// # Panics
///
/// When there are no degrees of freedom, or the confidence is not between 0 and 1.
pub fn student_t(confidence: f64, degrees: u64) -> f64 {
    let law = StudentsT::new(0.0, 1.0, degrees as f64).expect("one degree of freedom or more");
    (law.inverse_cdf(0.5 + confidence / 2.0) * 1e9).round() / 1e9
}

/// The quantile of the chi-square law: a sum of so many squared standard normal numbers is below it with this probability.
///
/// Rounded to six decimals.
///
/// # Panics
///
/// When there are no degrees of freedom, or the probability is not between 0 and 1.
pub fn chi_square_quantile(probability: f64, degrees: u64) -> f64 {
    let law = ChiSquared::new(degrees as f64).expect("one degree of freedom or more");
    (law.inverse_cdf(probability) * 1e6).round() / 1e6
}

/// The mean of one number per replication, with Student's interval; none without replications.
///
/// Assumes independent replications and a mean that is nearly normal; skewed measures over few
/// replications cover less than 95 %.
pub fn mean_over_replications(values: &[f64]) -> Option<Estimate> {
    let moments: Moments = values.iter().copied().collect();
    let half_width = moments
        .variance()
        .map(|variance| student_t_95(moments.count() - 1) * (variance / moments.count() as f64).sqrt());
    Some(Estimate { value: moments.mean()?, half_width, replications: moments.count() })
}

/// A ratio of two sums over replications, such as calls met over calls answered.
///
/// Each pair is (numerator, denominator) of one replication. The estimate is the ratio of the sums,
/// so that a call on a busy day weighs as much as one on a quiet day; the interval is the
/// jack-knife's: the spread of the ratios with one replication left out, with Student's t on one
/// degree of freedom less than there are replications (Law, "Simulation Modeling and Analysis",
/// 9.5.3; Efron and Stein 1981). None when the denominators sum to zero. No interval when there is
/// one replication, or when leaving one out leaves no denominator.
pub fn ratio_over_replications(pairs: &[(f64, f64)]) -> Option<Estimate> {
    let (numerator, denominator) =
        pairs.iter().fold((0.0, 0.0), |(above, below), pair| (above + pair.0, below + pair.1));
    if denominator == 0.0 {
        return None;
    }
    let count = pairs.len() as u64;
    let without_one: Moments = pairs.iter().map(|pair| (numerator - pair.0) / (denominator - pair.1)).collect();
    let half_width = without_one
        .population_variance()
        .filter(|variance| count > 1 && variance.is_finite())
        .map(|variance| student_t_95(count - 1) * ((count - 1) as f64 * variance).sqrt());
    Some(Estimate { value: numerator / denominator, half_width, replications: count })
}

/// Wilson's 95 % interval for a share: `met` of `all` independent cases (E. B. Wilson, 1927).
///
/// It stays within 0 and 1 and is honest for few cases and for shares near the ends. None when
/// there are no cases. Calls of one day are not independent; use it for counts across days or runs.
pub fn wilson_95(met: u64, all: u64) -> Option<(f64, f64)> {
    if all == 0 {
        return None;
    }
    let (count, share) = (all as f64, met as f64 / all as f64);
    let squared = NORMAL_95 * NORMAL_95;
    let centre = share + squared / (2.0 * count);
    let spread = NORMAL_95 * (share * (1.0 - share) / count + squared / (4.0 * count * count)).sqrt();
    let scale = 1.0 + squared / count;
    // At the ends the formula meets 0 and 1 up to rounding.
    let low = if met == 0 { 0.0 } else { ((centre - spread) / scale).max(0.0) };
    let high = if met == all { 1.0 } else { ((centre + spread) / scale).min(1.0) };
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use crate::statistics::{
        Estimate, chi_square_quantile, mean_over_replications, ratio_over_replications, student_t, student_t_95,
        wilson_95,
    };

    fn close(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} instead of {expected}");
    }

    /// Expected: the usual printed table (NIST/SEMATECH e-Handbook 1.3.6.7.2), three decimals.
    #[test]
    fn the_points_of_students_law_agree_with_the_table() {
        for (degrees, expected) in [(1, 12.706), (2, 4.303), (4, 2.776), (9, 2.262), (29, 2.045), (100, 1.984)] {
            close(student_t_95(degrees), expected, 0.000_5);
        }
        // mpmath: the root of the regularised incomplete beta function at 30 digits.
        close(student_t_95(9), 2.262_157_163, 1e-9);
    }

    /// Expected: NIST/SEMATECH e-Handbook 1.3.6.7.4, upper critical values at 0.001, three decimals; and of Student's law
    /// at 99 %, 1.3.6.7.2.
    #[test]
    fn other_points_agree_with_the_tables_too() {
        for (degrees, expected) in [(1, 10.828), (10, 29.588), (100, 149.449)] {
            close(chi_square_quantile(0.999, degrees), expected, 0.000_5);
        }
        for (degrees, expected) in [(4, 4.604), (9, 3.250), (29, 2.756)] {
            close(student_t(0.99, degrees), expected, 0.000_5);
        }
    }

    /// By hand: mean 5, variance 20/3, standard error 1.29099, t(3) 3.18245, half width 4.10852.
    #[test]
    fn a_mean_over_replications_has_students_interval() {
        let estimate = mean_over_replications(&[2.0, 4.0, 6.0, 8.0]).expect("four replications");
        assert_eq!((estimate.value, estimate.replications), (5.0, 4));
        close(estimate.low().expect("an interval"), 5.0 - 4.108_52, 1e-4);
        close(estimate.high().expect("an interval"), 5.0 + 4.108_52, 1e-4);
        assert_eq!(mean_over_replications(&[]), None);
        let alone = Estimate { value: 3.0, half_width: None, replications: 1 };
        assert_eq!(mean_over_replications(&[3.0]), Some(alone));
    }

    #[test]
    fn an_interval_ends_where_the_quantity_ends() {
        let estimate = Estimate { value: 0.1, half_width: Some(0.2), replications: 3 };
        assert_eq!(estimate.within(0.0, 1.0), Some((0.0, 0.1 + 0.2)));
        let estimate = Estimate { value: 0.9, half_width: Some(0.2), replications: 3 };
        assert_eq!(estimate.within(0.0, 1.0), Some((0.9 - 0.2, 1.0)));
        assert_eq!(Estimate { half_width: None, ..estimate }.within(0.0, 1.0), None);
    }

    /// By hand: ratio 24/30; without one: 14/20, 16/18, 18/22, mean 0.802357, sum of squared
    /// deviations 0.0182151; variance 2/3 of it 0.0121434; t(2) 4.302653; half width 0.474140.
    #[test]
    fn a_ratio_over_replications_weighs_each_case_alike() {
        let estimate = ratio_over_replications(&[(10.0, 10.0), (8.0, 12.0), (6.0, 8.0)]).expect("three replications");
        assert_eq!(estimate.value, 0.8);
        close(estimate.half_width.expect("an interval"), 0.474_140, 1e-6);
    }

    #[test]
    fn a_ratio_without_cases_is_none() {
        assert_eq!(ratio_over_replications(&[]), None);
        assert_eq!(ratio_over_replications(&[(0.0, 0.0), (0.0, 0.0)]), None);
        // Without the first nothing is left to divide by.
        let estimate = ratio_over_replications(&[(1.0, 2.0), (0.0, 0.0)]);
        assert_eq!(estimate, Some(Estimate { value: 0.5, half_width: None, replications: 2 }));
    }

    /// If each pair has the same denominator, the ratio is a mean and the intervals are the same.
    #[test]
    fn the_jackknife_of_a_mean_is_students_interval() {
        let mean = mean_over_replications(&[0.2, 0.5, 0.4, 0.9]).expect("replications");
        let ratio = ratio_over_replications(&[(0.2, 1.0), (0.5, 1.0), (0.4, 1.0), (0.9, 1.0)]).expect("replications");
        close(ratio.value, mean.value, 1e-15);
        close(ratio.half_width.expect("an interval"), mean.half_width.expect("an interval"), 1e-12);
    }

    /// Expected: R `prop.test(x, n, correct = FALSE)`, which prints Wilson's interval: Newcombe
    /// (1998), table I, method 3: 81 of 263: 0.2553 to 0.3662; 0 of 20: 0 to 0.1611.
    #[test]
    fn the_interval_of_a_share_agrees_with_newcombes_table() {
        for (met, all, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)] {
            let found = wilson_95(met, all).expect("cases");
            close(found.0, low, 0.000_05);
            close(found.1, high, 0.000_05);
        }
        assert_eq!(wilson_95(0, 0), None);
    }
}
