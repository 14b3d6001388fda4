//! The Weibull law of times of which some were cut short, by maximum likelihood.

/// Shape and scale, in seconds, of the Weibull law under which what was seen is likeliest.
///
/// Each row is a time in whole seconds, above zero, and whether it is the whole time; otherwise it was cut short, and the
/// whole time is longer. The shape is the root of
/// 1/k + mean of ln t over whole times = sum of tᵏ ln t over sum of tᵏ, and the scale follows from it (J. F. Lawless,
/// "Statistical Models and Methods for Lifetime Data", 5.2). None when no time is whole, or all whole times are alike and
/// none is longer: then the likelihood has no maximum.
pub fn weibull(rows: &[(u64, bool)]) -> Option<(f64, f64)> {
    let rows: Vec<(f64, bool)> =
        rows.iter().filter(|(time, _)| *time > 0).map(|(time, whole)| (libm::log(*time as f64), *whole)).collect();
    let whole = rows.iter().filter(|(_, whole)| *whole).count() as f64;
    if whole == 0.0 {
        return None;
    }
    let longest = rows.iter().map(|(log, _)| *log).fold(f64::NEG_INFINITY, f64::max);
    let mean_log = rows.iter().filter(|(_, whole)| *whole).map(|(log, _)| log).sum::<f64>() / whole;
    if mean_log >= longest {
        return None;
    }
    // Powers relative to the longest time, so that none is infinite.
    let sums = |shape: f64| {
        rows.iter().fold((0.0, 0.0), |(powers, logs), (log, _)| {
            let power = libm::exp(shape * (log - longest));
            (powers + power, logs + power * log)
        })
    };
    // Falls in the shape: from infinity at 0 to mean_log - longest, which is below 0.
    let slope = |shape: f64| {
        let (powers, logs) = sums(shape);
        1.0 / shape + mean_log - logs / powers
    };
    let (mut low, mut high) = (1e-6, 1.0);
    while slope(high) > 0.0 {
        (low, high) = (high, high * 2.0);
    }
    // Sixty halvings leave less than a rounding error.
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if slope(middle) > 0.0 { low = middle } else { high = middle }
    }
    let shape = (low + high) / 2.0;
    let scale = libm::exp(longest + libm::log(sums(shape).0 / whole) / shape);
    Some((shape, scale))
}

#[cfg(test)]
mod tests {
    use super::weibull;

    /// With shape 1 the law is exponential; two whole times whose likelihood equation can be solved by hand: for 1 and e
    /// seconds, u = eᵏ solves 1/k + 1/2 = u/(1 + u), that is k = 2(1 + u)/(u - 1); k = 2.399357 satisfies it.
    #[test]
    fn two_whole_times_have_the_shape_of_a_hand_calculation() {
        // 1 s and 1000 s stand for 0 and 1 on the scale of logarithms, stretched by ln 1000.
        let (shape, scale) = weibull(&[(1, true), (1_000, true)]).expect("two different times");
        let stretched = shape * 1_000.0_f64.ln();
        let u = stretched.exp();
        assert!((1.0 / stretched + 0.5 - u / (1.0 + u)).abs() < 1e-12, "{shape}");
        assert!((stretched - 2.399_357).abs() < 1e-6, "{stretched}");
        // The scale to the shape is the mean of the powers.
        assert!((scale.powf(shape) - (1.0 + u) / 2.0).abs() < 1e-9, "{scale}");
    }

    #[test]
    fn what_has_no_likeliest_law_has_none() {
        assert_eq!(weibull(&[]), None);
        assert_eq!(weibull(&[(5, false)]), None);
        assert_eq!(weibull(&[(5, true), (5, true), (3, false)]), None);
    }
}
