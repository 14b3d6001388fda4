//! MRG32k3a, a second generator by name: what is simulated must not depend on which one is used.

/// The moduli and multipliers of P. L'Ecuyer, "Good parameters and implementations for combined multiple recursive random
/// number generators", Operations Research 47 (1999).
const M1: u64 = 4_294_967_087;
const M2: u64 = 4_294_944_443;
const A12: u64 = 1_403_580;
const A13N: u64 = 810_728;
const A21: u64 = 527_612;
const A23N: u64 = 1_370_589;

/// L'Ecuyer's combined multiple recursive generator, with period 2^191.
///
/// ```
/// use switchboard_sims::stream::Mrg32k3a;
///
/// // The known answer for six seeds of 12345.
/// let mut generator = Mrg32k3a::new([12_345; 6]);
/// assert!((generator.uniform() - 0.127_011_122_046_58).abs() < 1e-14);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mrg32k3a {
    first: [u64; 3],
    second: [u64; 3],
}

impl Mrg32k3a {
    /// The generator with these seeds: the first three for the first recurrence, the others for the second. They are
    /// taken below the moduli; three that are all zero are taken as one.
    pub const fn new(seeds: [u32; 6]) -> Self {
        let mut first = [seeds[0] as u64 % M1, seeds[1] as u64 % M1, seeds[2] as u64 % M1];
        let mut second = [seeds[3] as u64 % M2, seeds[4] as u64 % M2, seeds[5] as u64 % M2];
        if first[0] == 0 && first[1] == 0 && first[2] == 0 {
            first[0] = 1;
        }
        if second[0] == 0 && second[1] == 0 && second[2] == 0 {
            second[0] = 1;
        }
        Self { first, second }
    }

    /// The next number, strictly between 0 and 1.
    pub fn uniform(&mut self) -> f64 {
        let one = (A12 * self.first[1] + A13N * (M1 - self.first[0])) % M1;
        self.first = [self.first[1], self.first[2], one];
        let two = (A21 * self.second[2] + A23N * (M2 - self.second[0])) % M2;
        self.second = [self.second[1], self.second[2], two];
        let combined = if one > two { one - two } else { one + M1 - two };
        combined as f64 / (M1 + 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use crate::stream::Mrg32k3a;

    /// `rng-known-answers` of the validation cases; the first numbers are those of RngStreams and SSJ.
    #[test]
    fn the_known_answers_are_reproduced() {
        let mut generator = Mrg32k3a::new([12_345; 6]);
        let first = [(); 4].map(|()| generator.uniform());
        for (found, known) in
            first.iter().zip([0.127_011_122_046_58, 0.318_527_565_396_79, 0.309_186_015_583_27, 0.825_846_862_927_11])
        {
            assert!((found - known).abs() < 1e-13, "{found} {known}");
        }
        let sum = first.iter().sum::<f64>() + (4..10_000).map(|_| generator.uniform()).sum::<f64>();
        assert!((sum - 5_001.493_769_254_2).abs() < 1e-8, "{sum}");
    }
}
