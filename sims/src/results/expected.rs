//! Values known from elsewhere, such as exact ones, to set the simulated ones beside.

use serde::Serialize;

use crate::results::Measure;

/// What a measure of everything all day should be, and who says so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Expected {
    /// The measure.
    #[serde(serialize_with = "key")]
    pub measure: Measure,
    /// Its value; a share from 0 to 1, a duration in seconds.
    pub value: f64,
    /// Where the value is from.
    pub source: String,
}

fn key<S: serde::Serializer>(measure: &Measure, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(measure.key())
}
