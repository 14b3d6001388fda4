//! The special functions that fits and tests need, written with `libm` so that they have the same bits on every machine.

/// The logarithmic derivative of the gamma function above zero: recurrence up to 10, then the asymptotic series
/// (Abramowitz and Stegun 6.3.5 and 6.3.18), accurate to about 1e-15.
pub(crate) fn digamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 10.0 {
        sum -= 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = [-691.0 / 32_760.0, 1.0 / 132.0, -1.0 / 240.0, 1.0 / 252.0, -1.0 / 120.0, 1.0 / 12.0];
    let tail = series.into_iter().fold(0.0, |tail, coefficient| (tail + coefficient) * square);
    sum + libm::log(x) - 0.5 / x - tail
}

/// The derivative of [`digamma`] above zero (Abramowitz and Stegun 6.4.6 and 6.4.12), accurate to about 1e-14.
pub(crate) fn trigamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 10.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = [-691.0 / 2_730.0, 5.0 / 66.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 1.0 / 6.0];
    let tail = series.into_iter().fold(0.0, |tail, coefficient| (tail + coefficient) * square);
    sum + 1.0 / x + 0.5 * square + tail / x
}

/// The regularised lower incomplete gamma function: the share of a gamma law of this shape and scale 1 below `x`.
///
/// By its series below `shape + 1` and by Lentz's continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31).
pub(crate) fn gamma_below(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x.is_infinite() {
        return 1.0;
    }
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let (mut term, mut sum, mut k) = (1.0 / shape, 1.0 / shape, shape);
        for _ in 0..100_000 {
            k += 1.0;
            term *= x / k;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        return (front * sum).min(1.0);
    }
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..100_000 {
        let i = f64::from(i);
        let a = -i * (i - shape);
        b += 2.0;
        d = a * d + b;
        d = if d.abs() < TINY { TINY } else { d };
        c = b + a / c;
        c = if c.abs() < TINY { TINY } else { c };
        d = 1.0 / d;
        let step = d * c;
        fraction *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    (1.0 - front * fraction).max(0.0)
}

/// The share of a standard normal law below `z`.
pub(crate) fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The share of a chi-square law with so many degrees of freedom above `x`.
pub(crate) fn chi_square_above(x: f64, degrees: f64) -> f64 {
    1.0 - gamma_below(degrees / 2.0, x / 2.0)
}

/// The distance from its mean within which 95 % of a normal law lie, in standard deviations.
pub(crate) const NORMAL_95: f64 = 1.959_963_984_540_054;

/// Half of the 95 % point of chi-square with one degree of freedom: how far a logarithm of likelihood may fall within a
/// 95 % profile interval.
pub(crate) const FALL_95: f64 = 1.920_729_410_347_062;

/// Where a function that rises (or stays) reaches a value, between two bounds, by bisection to the last bit.
pub(crate) fn rising_root(mut low: f64, mut high: f64, value: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if value(middle) < 0.0 { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::{chi_square_above, digamma, gamma_below, normal_below, rising_root, trigamma};

    fn near(found: f64, expected: f64, digits: f64) {
        assert!((found - expected).abs() <= digits * expected.abs().max(1.0), "{found}, expected {expected}");
    }

    /// Expected: ψ(1) = −γ, ψ(1/2) = −γ − 2 ln 2, ψ′(1) = π²/6, ψ′(1/2) = π²/2 (Abramowitz and Stegun 6.3.2, 6.3.3, 6.4.2, 6.4.4).
    #[test]
    fn digamma_and_trigamma_have_their_known_values() {
        const EULER: f64 = 0.577_215_664_901_532_9;
        let pi_squared = std::f64::consts::PI * std::f64::consts::PI;
        near(digamma(1.0), -EULER, 1e-14);
        near(digamma(0.5), -EULER - 2.0 * std::f64::consts::LN_2, 1e-14);
        near(trigamma(1.0), pi_squared / 6.0, 1e-13);
        near(trigamma(0.5), pi_squared / 2.0, 1e-13);
    }

    /// Expected: shape 1 is exponential; shape 3 is 1 − e^−x (1 + x + x²/2); shape 1/2 is erf √x; the 95 % points of
    /// chi-square with 1 and 10 degrees are 3.841458820694124 and 18.307038053275146 (any table).
    #[test]
    fn shares_below_are_those_of_closed_forms() {
        for x in [0.01, 0.5, 1.0, 3.9, 4.1, 20.0] {
            near(gamma_below(1.0, x), -libm::expm1(-x), 1e-14);
            near(gamma_below(3.0, x), 1.0 - libm::exp(-x) * (1.0 + x + x * x / 2.0), 1e-14);
            near(gamma_below(0.5, x), libm::erf(x.sqrt()), 1e-14);
        }
        near(chi_square_above(3.841_458_820_694_124, 1.0), 0.05, 1e-13);
        near(chi_square_above(18.307_038_053_275_146, 10.0), 0.05, 1e-13);
        near(normal_below(1.959_963_984_540_054), 0.975, 1e-14);
    }

    #[test]
    fn a_root_is_found_to_the_last_bit() {
        near(rising_root(0.0, 10.0, |x| x * x - 2.0), std::f64::consts::SQRT_2, 1e-15);
    }
}
