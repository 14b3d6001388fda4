//! The quantile of the standard normal law, by Wichura's algorithm AS 241.

/// Evaluates a polynomial whose coefficients stand from the highest power down.
#[inline]
fn polynomial(coefficients: [f64; 8], at: f64) -> f64 {
    coefficients.into_iter().fold(0.0, |sum, coefficient| sum * at + coefficient)
}

/// The value below which a standard normal variable lies with probability `p`.
///
/// Algorithm AS 241, routine PPND16 (M. J. Wichura, "The percentage points of the normal
/// distribution", Applied Statistics 37 (1988) 477–484): rational approximations in three regions,
/// relative error about 1e-16. The result is minus or plus infinity at 0 and 1.
///
/// # Panics
///
/// When `p` is no probability.
pub fn normal_quantile(p: f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "{p} is no probability");
    let centred = p - 0.5;
    if centred.abs() <= 0.425 {
        let r = 0.180625 - centred * centred;
        return centred * polynomial(CENTRE_ABOVE, r) / polynomial(CENTRE_BELOW, r);
    }
    let tail = if centred < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return if centred < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = (-libm::log(tail)).sqrt();
    let size = if r <= 5.0 {
        polynomial(MIDDLE_ABOVE, r - 1.6) / polynomial(MIDDLE_BELOW, r - 1.6)
    } else {
        polynomial(FAR_ABOVE, r - 5.0) / polynomial(FAR_BELOW, r - 5.0)
    };
    if centred < 0.0 { -size } else { size }
}

/// The probability that a standard normal variable lies below `z`, by the complementary error function.
pub fn normal_share(z: f64) -> f64 {
    libm::erfc(-z / std::f64::consts::SQRT_2) / 2.0
}

const CENTRE_ABOVE: [f64; 8] = [
    2.509_080_928_730_122_6e3,
    3.343_057_558_358_813e4,
    6.726_577_092_700_87e4,
    4.592_195_393_154_987e4,
    1.373_169_376_550_946e4,
    1.971_590_950_306_551_4e3,
    1.331_416_678_917_843_8e2,
    3.387_132_872_796_366_6e0,
];

const CENTRE_BELOW: [f64; 8] = [
    5.226_495_278_852_854e3,
    2.872_908_573_572_194_3e4,
    3.930_789_580_009_271e4,
    2.121_379_430_158_659_6e4,
    5.394_196_021_424_751e3,
    6.871_870_074_920_579e2,
    4.231_333_070_160_091e1,
    1.0,
];

const MIDDLE_ABOVE: [f64; 8] = [
    7.745_450_142_783_414e-4,
    2.272_384_498_926_918_4e-2,
    2.417_807_251_774_506e-1,
    1.270_458_252_452_368_4e0,
    3.647_848_324_763_204_5e0,
    5.769_497_221_460_691e0,
    4.630_337_846_156_546e0,
    1.423_437_110_749_683_5e0,
];

const MIDDLE_BELOW: [f64; 8] = [
    1.050_750_071_644_416_9e-9,
    5.475_938_084_995_345e-4,
    1.519_866_656_361_645_7e-2,
    1.481_039_764_274_800_7e-1,
    6.897_673_349_851e-1,
    1.676_384_830_183_803_8e0,
    2.053_191_626_637_759e0,
    1.0,
];

const FAR_ABOVE: [f64; 8] = [
    2.010_334_399_292_288_1e-7,
    2.711_555_568_743_487_6e-5,
    1.242_660_947_388_078_4e-3,
    2.653_218_952_657_612_4e-2,
    2.965_605_718_285_048_7e-1,
    1.784_826_539_917_291_3e0,
    5.463_784_911_164_114e0,
    6.657_904_643_501_103e0,
];

const FAR_BELOW: [f64; 8] = [
    2.044_263_103_389_939_8e-15,
    1.421_511_758_316_446e-7,
    1.846_318_317_510_054_8e-5,
    7.868_691_311_456_133e-4,
    1.487_536_129_085_061_5e-2,
    1.369_298_809_227_358e-1,
    5.998_322_065_558_88e-1,
    1.0,
];

#[cfg(test)]
mod tests {
    use crate::sample::normal_quantile;

    /// Expected: `statistics.NormalDist().inv_cdf` of CPython 3.11, another writing of AS 241.
    #[test]
    fn the_quantiles_agree_with_another_implementation() {
        for (p, expected) in [
            (0.5, 0.0),
            (0.25, -0.674_489_750_196_081_7),
            (0.9, 1.281_551_565_544_600_8),
            (0.975, 1.959_963_984_540_053_6),
            (0.001, -3.090_232_306_167_813),
            (1e-10, -6.361_340_902_404_056),
            (1e-20, -9.262_340_089_798_405),
        ] {
            let found = normal_quantile(p);
            assert!((found - expected).abs() <= 4e-15 * expected.abs(), "{p}: {found}");
        }
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
    }

    /// The paper gives its coefficients twice; these are their published check sums.
    #[test]
    fn the_coefficients_have_the_check_sums_of_the_paper() {
        let digits = |value: f64| {
            // A hash sum adds the mantissas, without the powers of ten.
            if value == 1.0 { 1.0 } else { value / 10_f64.powi(value.log10().floor() as i32) }
        };
        for (above, below, sum) in [
            (super::CENTRE_ABOVE, super::CENTRE_BELOW, 55.883_192_880_614_9),
            (super::MIDDLE_ABOVE, super::MIDDLE_BELOW, 49.332_065_033_016_1),
            (super::FAR_ABOVE, super::FAR_BELOW, 47.525_833_175_492_9),
        ] {
            let found: f64 = above.into_iter().chain(below).filter(|value| *value != 1.0).map(digits).sum();
            assert!((found - sum).abs() < 1e-9, "{found}");
        }
    }
}
