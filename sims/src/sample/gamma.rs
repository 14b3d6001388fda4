//! Gamma numbers by Marsaglia and Tsang's rejection.

use rand::RngExt;

use crate::sample::normal_quantile;
use crate::stream::uniform;

/// A gamma law with scale one, by rejection (G. Marsaglia, W. W. Tsang, "A simple method for
/// generating gamma variables", ACM TOMS 26 (2000) 363–372), with normal numbers by inversion.
/// Shapes below 1 are raised by one and the result multiplied by a power of a uniform number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct MarsagliaTsang {
    d: f64,
    c: f64,
    /// One over the shape, where the shape lies below 1.
    boost: Option<f64>,
}

impl MarsagliaTsang {
    /// Prepares a shape above zero.
    pub(super) fn new(shape: f64) -> Self {
        let (raised, boost) = if shape < 1.0 { (shape + 1.0, Some(1.0 / shape)) } else { (shape, None) };
        let d = raised - 1.0 / 3.0;
        Self { d, c: 1.0 / (9.0 * d).sqrt(), boost }
    }

    /// Draws one number.
    pub(super) fn sample(&self, rng: &mut impl RngExt) -> f64 {
        let raised = loop {
            let normal = normal_quantile(uniform(rng));
            let root = 1.0 + self.c * normal;
            let cube = root * root * root;
            // One in 10,000 candidates or fewer is below zero and not worth a second uniform number.
            if cube > 0.0 {
                let bound = normal * normal / 2.0 + self.d * (1.0 - cube + libm::log(cube));
                if libm::log(uniform(rng)) < bound {
                    break self.d * cube;
                }
            }
        };
        self.boost.map_or(raised, |power| raised * libm::pow(uniform(rng), power))
    }
}
