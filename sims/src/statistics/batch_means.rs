//! Batch means: an interval from a single long run, and whether the batches are long enough for it.

use crate::statistics::{Estimate, mean_over_replications};

/// The mean of a long run by batches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatchMeans {
    /// The mean with Student's interval over the batches.
    pub estimate: Estimate,
    /// The correlation of neighbouring batch means.
    pub lag_1: f64,
    /// Whether it is no larger than chance makes it at 95 %: only then may the interval be believed.
    pub independent: bool,
}

/// Cuts a run of observations into so many batches of the same length and takes their means for replications (Law,
/// "Simulation Modeling and Analysis", 9.5.3).
///
/// What is left over at the start is left out. The batches are long enough if the correlation of neighbours is below
/// 1.645 over the root of their number, the one-sided 95 % point for independent batches; otherwise make fewer, longer
/// ones. None where there are fewer than three batches, or a batch would be empty.
///
/// ```
/// use switchboard_sims::statistics::batch_means;
///
/// // By hand: means 2, 4, 3, 5; their own mean is 3.5.
/// let found = batch_means(&[1.0, 3.0, 4.0, 4.0, 2.0, 4.0, 5.0, 5.0], 4).expect("four batches of two");
/// assert_eq!(found.estimate.value, 3.5);
/// assert!(found.independent);
/// ```
pub fn batch_means(run: &[f64], batches: usize) -> Option<BatchMeans> {
    if batches < 3 {
        return None;
    }
    let length = run.len() / batches;
    if length == 0 {
        return None;
    }
    let kept = &run[run.len() - length * batches..];
    let means: Vec<f64> = kept.chunks_exact(length).map(|batch| batch.iter().sum::<f64>() / length as f64).collect();
    let estimate = mean_over_replications(&means)?;
    let off = |mean: f64| mean - estimate.value;
    let spread: f64 = means.iter().map(|mean| off(*mean) * off(*mean)).sum();
    let together: f64 = means.windows(2).map(|pair| off(pair[0]) * off(pair[1])).sum();
    let lag_1 = if spread > 0.0 { together / spread } else { 0.0 };
    Some(BatchMeans { estimate, lag_1, independent: lag_1 < 1.645 / (batches as f64).sqrt() })
}

#[cfg(test)]
mod tests {
    use super::batch_means;

    /// By hand: batch means 2, 4, 3, 5 are -1.5, 0.5, -0.5, 1.5 off; squares 5, neighbours -0.75 - 0.25 - 0.75 = -1.75: the
    /// correlation is -0.35. Student's interval: variance 5/3, t(3) = 3.182446, half of it 3.182446 × 0.645497 = 2.054260.
    #[test]
    fn batches_are_judged_by_their_neighbours() {
        let found = batch_means(&[99.0, 1.0, 3.0, 4.0, 4.0, 2.0, 4.0, 5.0, 5.0], 4).expect("four batches");
        assert!((found.lag_1 + 0.35).abs() < 1e-12, "{found:?}");
        assert!((found.estimate.half_width.expect("an interval") - 2.054_260).abs() < 1e-5);
        assert_eq!((batch_means(&[1.0; 8], 2), batch_means(&[1.0; 2], 3)), (None, None));
    }

    /// A slow wave makes neighbours alike: the interval must not be believed.
    #[test]
    fn batches_that_are_too_short_are_told() {
        let wave: Vec<f64> = (0..400).map(|place| f64::from(place / 50 % 2)).collect();
        assert!(!batch_means(&wave, 40).expect("forty batches").independent);
        assert!(batch_means(&wave, 4).expect("four batches").independent);
    }
}
