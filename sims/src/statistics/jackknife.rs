//! The jack-knife: the spread of any smooth function of sums over replications.

use crate::statistics::Moments;

/// A value and its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jackknife {
    /// The function of all sums together.
    pub value: f64,
    /// Its standard error; none from fewer than two replications, or where leaving one out leaves nothing to divide by.
    pub standard_error: Option<f64>,
}

/// A function of sums over replications, with the jack-knife's standard error: the spread of what comes out with one
/// replication left out (Efron and Stein 1981; for ratios Law, "Simulation Modeling and Analysis", 9.5.3).
///
/// Each row holds the sums of one replication. None when there are no rows or the function of all is no number.
///
/// ```
/// use switchboard_sims::statistics::jackknife;
///
/// // The variance of a quantity from its count, sum and sum of squares.
/// let rows = [[3.0, 6.0, 14.0], [3.0, 6.0, 14.0]];
/// let found = jackknife(&rows, |[count, sum, squares]| squares / count - (sum / count) * (sum / count));
/// let found = found.expect("two replications");
/// assert!((found.value - 2.0 / 3.0).abs() < 1e-12 && found.standard_error == Some(0.0));
/// ```
pub fn jackknife<const N: usize>(rows: &[[f64; N]], value: impl Fn([f64; N]) -> f64) -> Option<Jackknife> {
    let mut sums = [0.0; N];
    for row in rows {
        for (sum, own) in sums.iter_mut().zip(row) {
            *sum += own;
        }
    }
    let whole = value(sums);
    if rows.is_empty() || !whole.is_finite() {
        return None;
    }
    let count = rows.len() as f64;
    let without = |row: &[f64; N]| {
        let mut rest = sums;
        rest.iter_mut().zip(row).for_each(|(sum, own)| *sum -= own);
        value(rest)
    };
    let spread: Moments = rows.iter().map(without).collect();
    let standard_error = spread
        .population_variance()
        .filter(|variance| rows.len() > 1 && variance.is_finite())
        .map(|variance| ((count - 1.0) * variance).sqrt());
    Some(Jackknife { value: whole, standard_error })
}

#[cfg(test)]
mod tests {
    use crate::statistics::{jackknife, mean_over_replications, ratio_over_replications, student_t_95};

    /// The interval of a ratio is the same number by two ways.
    #[test]
    fn a_ratio_has_the_same_spread_as_by_its_own_function() {
        let pairs = [(10.0, 10.0), (8.0, 12.0), (6.0, 8.0), (9.0, 13.0)];
        let rows: Vec<[f64; 2]> = pairs.iter().map(|(above, below)| [*above, *below]).collect();
        let found = jackknife(&rows, |[above, below]| above / below).expect("four replications");
        let known = ratio_over_replications(&pairs).expect("four replications");
        assert_eq!(found.value, known.value);
        let half = found.standard_error.expect("a spread") * student_t_95(3);
        assert!((half - known.half_width.expect("an interval")).abs() < 1e-12);
    }

    /// The jack-knife of a mean is the usual standard error: by hand 2, 4, 6, 8 have 1.290994.
    #[test]
    fn a_mean_has_its_usual_standard_error() {
        let rows = [[2.0, 1.0], [4.0, 1.0], [6.0, 1.0], [8.0, 1.0]];
        let found = jackknife(&rows, |[sum, count]| sum / count).expect("four replications");
        assert!((found.standard_error.expect("a spread") - 1.290_994).abs() < 1e-6);
        let known = mean_over_replications(&[2.0, 4.0, 6.0, 8.0]).expect("four replications");
        assert_eq!(known.value, found.value);
        assert_eq!(jackknife(&[[0.0, 0.0]], |[above, below]| above / below), None);
    }
}
