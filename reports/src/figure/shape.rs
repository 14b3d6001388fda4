//! Shapes written straight as SVG, for the figures that are diagrams and not charts.

use crate::canvas::{Anchor, Place};
use crate::ink::{Ink, painted};
use crate::markup::escaped;

/// A text whose middle line goes through the place.
pub(super) fn text(words: &str, (x, y): Place, anchor: Anchor, ink: Ink, size_px: f64) -> String {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    format!(
        "<text x=\"{x}\" y=\"{y}\" dy=\"0.35em\" text-anchor=\"{anchor}\" \
         font-size=\"{size_px}\"{}>{}</text>\n",
        painted(Some(ink), None),
        escaped(words),
    )
}

/// Rounded to a tenth of a pixel.
pub(super) fn tenth(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}
