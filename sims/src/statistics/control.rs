//! Control variates: what is known of the input takes noise out of the output.

use crate::statistics::interval::student_t_95;
use crate::statistics::{Estimate, Moments};

/// An estimate with the help of a control.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Controlled {
    /// The estimate and its 95 % interval.
    pub estimate: Estimate,
    /// How much the output changes with the control.
    pub coefficient: f64,
    /// The variance without the control over that with it: how many times more replications would be needed without.
    pub variance_ratio: f64,
}

/// The mean of an output over replications, corrected by how far a control was from its known mean: the line of least
/// squares through the pairs (output, control), read at the known mean (S. S. Lavenberg and P. D. Welch, "A perspective on
/// the use of control variables", Management Science 27, 1981).
///
/// None of fewer than four replications, or of a control that does not vary.
///
/// ```
/// use switchboard_sims::statistics::control_variate;
///
/// // The output is twice the control, which was three too high on average: 10 is known.
/// let found = control_variate(&[(20.0, 10.0), (28.0, 14.0), (30.0, 15.0), (26.0, 13.0)], 10.0).expect("it varies");
/// assert!((found.estimate.value - 20.0).abs() < 1e-9 && found.variance_ratio > 1e9);
/// ```
pub fn control_variate(pairs: &[(f64, f64)], known: f64) -> Option<Controlled> {
    let count = pairs.len() as f64;
    let outputs: Moments = pairs.iter().map(|(output, _)| *output).collect();
    let controls: Moments = pairs.iter().map(|(_, control)| *control).collect();
    let (output, control) = (outputs.mean()?, controls.mean()?);
    let spread = controls.population_variance()? * count;
    if pairs.len() < 4 || spread <= 0.0 {
        return None;
    }
    let together: f64 = pairs.iter().map(|(own, with)| (own - output) * (with - control)).sum();
    let coefficient = together / spread;
    let value = output - coefficient * (control - known);
    let rest: f64 = pairs
        .iter()
        .map(|(own, with)| {
            let off = own - output - coefficient * (with - control);
            off * off
        })
        .sum();
    let variance = rest / (count - 2.0);
    let error = (variance * (1.0 / count + (control - known) * (control - known) / spread)).sqrt();
    let estimate = Estimate {
        value,
        half_width: Some(student_t_95(pairs.len() as u64 - 2) * error),
        replications: pairs.len() as u64,
    };
    Some(Controlled { estimate, coefficient, variance_ratio: outputs.variance()? / variance.max(f64::MIN_POSITIVE) })
}

#[cfg(test)]
mod tests {
    use super::control_variate;

    /// By hand: controls 1, 2, 3, 4 with outputs 2, 3, 5, 6: the slope is 7/5 = 1.4 and the mean 4 at 2.5; at the known mean
    /// 2 it is 3.3. Residuals 0.1, -0.3, 0.3, -0.1 have squares 0.2, over two degrees 0.1; the variance of the outputs is
    /// 10/3, so the ratio is 33.33. The error is the root of 0.1 × (1/4 + 0.25/5) = 0.173205, with t(2) = 4.302653: 0.745241.
    #[test]
    fn the_line_of_least_squares_is_read_at_the_known_mean() {
        let found = control_variate(&[(2.0, 1.0), (3.0, 2.0), (5.0, 3.0), (6.0, 4.0)], 2.0).expect("four pairs");
        assert!((found.estimate.value - 3.3).abs() < 1e-12 && (found.coefficient - 1.4).abs() < 1e-12);
        assert!((found.estimate.half_width.expect("an interval") - 0.745_241).abs() < 1e-5, "{found:?}");
        assert!((found.variance_ratio - 100.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_control_that_does_not_vary_controls_nothing() {
        assert_eq!(control_variate(&[(1.0, 2.0), (2.0, 2.0), (3.0, 2.0), (4.0, 2.0)], 2.0), None);
        assert_eq!(control_variate(&[(1.0, 2.0), (2.0, 3.0)], 2.0), None);
    }
}
