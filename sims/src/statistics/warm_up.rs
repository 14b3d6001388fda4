//! How long a run must be before it has forgotten its start: MSER-5 and Welch's moving average.

/// Observations to a batch of MSER-5.
const BATCH: usize = 5;
/// So many batches at the end are no start: a few that happen to agree look as if they were all there is to know.
const END: usize = 5;

/// How many of the first observations to leave out, by MSER-5: the multiple of five after which the estimated standard error
/// of the mean of the rest is least (K. P. White, M. J. Cobb, S. C. Spratt, "A comparison of five steady-state truncation
/// heuristics for simulation", WSC 2000).
///
/// None of fewer than 65 observations, and none where the least lies in the second half: then the series is too short to
/// say. What is left after a cut among the last five batches is not asked (K. Hoad, S. Robinson, R. Davies, "Automating
/// warm-up length estimation", Journal of the Operational Research Society 61, 2010).
///
/// ```
/// use switchboard_sims::statistics::mser_5;
///
/// // Ten observations of the start, then noise around 1.
/// let start = [9.0, 8.0, 8.0, 7.0, 6.0, 4.0, 3.0, 3.0, 2.0, 2.0];
/// let noise = (0..90).map(|number| 1.0 + f64::from(number % 3 - 1) / 10.0);
/// let series: Vec<f64> = start.into_iter().chain(noise).collect();
/// assert_eq!(mser_5(&series), Some(10));
/// ```
pub fn mser_5(series: &[f64]) -> Option<usize> {
    let batches: Vec<f64> = series.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    // With fewer, the second half would lie among the last ones, and nothing could be too short.
    if batches.len() <= 2 * END + 2 {
        return None;
    }
    let mut least: Option<(f64, usize)> = None;
    for cut in 0..batches.len() - END {
        let rest = &batches[cut..];
        let count = rest.len() as f64;
        let mean = rest.iter().sum::<f64>() / count;
        let error = rest.iter().map(|batch| (batch - mean) * (batch - mean)).sum::<f64>() / (count * count);
        if least.is_none_or(|(known, _)| error < known) {
            least = Some((error, cut));
        }
    }
    least.filter(|(_, cut)| *cut <= batches.len() / 2).map(|(_, cut)| cut * BATCH)
}

/// Welch's moving average of a series that is itself a mean over replications: what is drawn to see where it becomes flat
/// (P. D. Welch 1983; Law, "Simulation Modeling and Analysis", 9.5.1).
///
/// Each point is the mean of itself and `window` neighbours on either side; near the start of as many as there are. The last
/// `window` points have no average.
///
/// ```
/// use switchboard_sims::statistics::welch;
///
/// assert_eq!(welch(&[8.0, 4.0, 3.0, 2.0, 2.0, 2.0], 1), [8.0, 5.0, 3.0, 7.0 / 3.0, 2.0]);
/// ```
pub fn welch(series: &[f64], window: usize) -> Vec<f64> {
    (0..series.len().saturating_sub(window))
        .map(|place| {
            let reach = place.min(window);
            let near = &series[place - reach..=place + reach];
            near.iter().sum::<f64>() / near.len() as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{mser_5, welch};

    fn batches(means: &[f64]) -> Vec<f64> {
        means.iter().flat_map(|mean| [*mean; 5]).collect()
    }

    /// By hand, for a batch mean of 6 and then 1 and 3 six times: the sums of squared deviations over the squared count are
    /// (36 + 6 + 54 - 900/13) / 169 = 0.158 of all, 12 / 144 = 0.083 without the first, (59 - 529/11) / 121 = 0.090 without
    /// two, and more without more: the least is without the first.
    #[test]
    fn the_least_error_is_found_by_hand() {
        let mut means = vec![6.0];
        means.extend([1.0, 3.0].repeat(6));
        assert_eq!(mser_5(&batches(&means)), Some(5));
        // What is left over after whole batches does not matter.
        let mut more = batches(&means);
        more.extend([50.0; 4]);
        assert_eq!(mser_5(&more), Some(5));
    }

    #[test]
    fn a_series_that_never_settles_has_no_answer() {
        for length in [5, 9, 10, 25, 40, 60, 64, 65, 70, 100, 500] {
            let falling: Vec<f64> = (0..length).map(|place| f64::from(length - place)).collect();
            assert_eq!(mser_5(&falling), None, "{length}");
        }
        assert_eq!(mser_5(&[1.0; 64]), None);
        assert_eq!(mser_5(&[1.0; 65]), Some(0));
    }

    /// The last two batches are alike to the last bit, and say nothing: without the rule of the end the least would be
    /// there, with an error of nothing.
    #[test]
    fn batches_at_the_end_that_agree_are_no_start() {
        let mut means: Vec<f64> = vec![9.0, 6.0];
        means.extend((0..40).map(|place| f64::from(place % 3)));
        means.extend([1.0, 1.0]);
        assert_eq!(mser_5(&batches(&means)), Some(10));
    }

    /// By hand for the window 2: 10; (10+7+4)/3; (10+7+4+4+5)/5; (7+4+4+5+3)/5; (4+4+5+3+4)/5.
    #[test]
    fn the_moving_average_grows_with_its_place() {
        let found = welch(&[10.0, 7.0, 4.0, 4.0, 5.0, 3.0, 4.0], 2);
        assert_eq!(found, [10.0, 7.0, 6.0, 4.6, 4.0]);
        assert!(welch(&[1.0, 2.0], 3).is_empty());
    }
}
