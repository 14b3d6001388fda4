//! Integrals of smooth functions over an interval, by Gauss and Legendre's rule on panels.

/// Nodes and weights of the rule with 16 points on -1 to 1; the other half is its mirror image (Abramowitz and Stegun,
/// table 25.4).
const RULE: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_5),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_7),
    (0.755_404_408_355_003, 0.124_628_971_255_533_9),
    (0.865_631_202_387_831_8, 0.095_158_511_682_492_8),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_9),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_1),
];

/// Integrates several functions at once from `low` to `high`, on so many panels of the same width.
pub(super) fn integrate<const N: usize>(low: f64, high: f64, panels: u32, read: impl Fn(f64) -> [f64; N]) -> [f64; N] {
    let mut sums = [0.0; N];
    if high <= low {
        return sums;
    }
    let half = (high - low) / f64::from(panels) / 2.0;
    for panel in 0..panels {
        let centre = low + half * f64::from(2 * panel + 1);
        for (node, weight) in RULE {
            for at in [centre - half * node, centre + half * node] {
                for (sum, value) in sums.iter_mut().zip(read(at)) {
                    *sum += half * weight * value;
                }
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::integrate;

    /// By hand: the integral of exp(-x) from 0 to 20 is 1 - exp(-20), of x² from 1 to 4 is 21.
    #[test]
    fn known_integrals_come_out() {
        let [exponential] = integrate(0.0, 20.0, 8, |x| [libm::exp(-x)]);
        assert!((exponential - (1.0 - libm::exp(-20.0))).abs() < 1e-13, "{exponential}");
        let [square] = integrate(1.0, 4.0, 1, |x| [x * x]);
        assert!((square - 21.0).abs() < 1e-12, "{square}");
        assert_eq!(integrate(2.0, 2.0, 4, |_| [1.0]), [0.0]);
    }
}
