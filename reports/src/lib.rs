//! Figures and pages: plain numbers in, one self-contained file out.
//!
//! A [`Figure`] is drawn as SVG, once for a wide page and once for a phone; a [`Page`] holds
//! figures, tables and words and becomes one HTML file that follows the reader's light or dark
//! theme, prints, and needs neither script nor network. The same input gives the same bytes.

mod canvas;
pub mod day;
mod figure;
mod ink;
mod markup;
pub mod number;
mod page;
mod plot;
mod restyle;
mod scale;
mod table;
pub mod tidy;

pub use figure::{
    ActionMark, ActionStrip, CapacitySample, CapacityUse, Comparison, ComparisonRow, Curve, CurveLine, DayLine,
    DayLines, DayPoint, Figure, HeatMap, HeatRow, Hours, Lane, LineShape, Message, OverrideMark, PercentileMark, Phase,
    SequenceDiagram, ServiceLevel, ServiceLevelRow, StateDiagram, Tornado, TornadoBar, Transition, WaitBin,
    WaitHistogram, Width, XyLine, XyLines, XyPoint, ZPlot, ZRow, standalone,
};
pub use number::{Estimate, Interval, TimeOfDay};
pub use page::{Page, Provenance, Section};
pub use table::{Cell, Column, Table};
