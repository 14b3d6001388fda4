//! The frame that the figures over an axis share: legend, axes, grid, and where the values go.

use plotters::backend::SVGBackend;
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::Cartesian2d;
use plotters::style::TRANSPARENT;

use crate::canvas::{
    Anchor, BAND_OPACITY, GRAIN, IN_MEMORY, LABEL_PX, Mark, Pen, Place, TEXT_PX, grains, lettering, stroke, text_width,
    wrapped,
};
use crate::ink::Ink;
use crate::scale::Scale;

/// Room to the right of the plot, for half a label.
const RIGHT_PX: f64 = 20.0;
/// Room to the left of the plot; the same in most figures, so that their hours line up.
const LEFT_PX: f64 = 46.0;
/// Room below the plot, for the labels and the name of the axis.
const BOTTOM_PX: f64 = 44.0;
const LEGEND_ROW_PX: f64 = 21.0;
const Y_LABEL_ROW_PX: f64 = 16.0;
const Y_LABEL_GAP_PX: f64 = 12.0;

/// What a sample in the legend looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sample {
    Line(Ink),
    LineInBand(Ink),
    LineWithDiscs(Ink),
    Layer(Ink),
    Mark(Mark, Ink),
}

/// A sample and what it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) sample: Sample,
    pub(crate) name: String,
}

/// Everything around the values.
#[derive(Clone, Debug)]
pub(crate) struct Frame<'figure> {
    pub(crate) size: (f64, f64),
    pub(crate) keys: Vec<Key>,
    pub(crate) x: Scale,
    pub(crate) x_label: &'figure str,
    pub(crate) y: Scale,
    pub(crate) y_label: &'figure str,
    /// Room between the name of the axis and the plot, for labels of marks.
    pub(crate) above_px: f64,
}

/// A frame that has been drawn, ready for values.
pub(crate) struct Plot<'pen, 'text> {
    pen: &'pen Pen<'text>,
    chart: ChartContext<'pen, SVGBackend<'text>, Cartesian2d<Scale, Scale>>,
    /// The upper left and the lower right corner of the plot.
    pub(crate) corners: (Place, Place),
}

impl Sample {
    fn width(self) -> f64 {
        match self {
            Self::Line(_) | Self::LineInBand(_) | Self::LineWithDiscs(_) => 26.0,
            Self::Layer(_) => 16.0,
            Self::Mark(..) => 11.0,
        }
    }
}

impl Key {
    pub(crate) fn new(sample: Sample, name: impl Into<String>) -> Self {
        Self { sample, name: name.into() }
    }
}

impl Frame<'_> {
    /// Draws the frame, and gives back the plot inside it.
    pub(crate) fn draw<'pen, 'text>(&self, pen: &'pen Pen<'text>) -> Plot<'pen, 'text> {
        let (width, height) = self.size;
        let mut top = legend(pen, &self.keys, width);
        let y_label = wrapped(self.y_label, LABEL_PX, width - 4.0);
        for words in &y_label {
            let place = (2.0, top + LABEL_PX / 2.0 + 2.0);
            pen.text(words, place, Anchor::Start, Ink::Muted, LABEL_PX);
            top += Y_LABEL_ROW_PX;
        }
        if !y_label.is_empty() {
            top += Y_LABEL_GAP_PX;
        }
        top += self.above_px;
        let widest_label = self.y.labels().map(|label| text_width(label, LABEL_PX)).fold(0.0, f64::max);
        let left = LEFT_PX.max(widest_label + 14.0);
        let bottom = height - BOTTOM_PX;
        let right = width - RIGHT_PX;

        let mut chart = ChartBuilder::on(pen.area())
            .margin_top(grains(top))
            .margin_right(grains(RIGHT_PX))
            .x_label_area_size(grains(BOTTOM_PX))
            .y_label_area_size(grains(left))
            .build_cartesian_2d(self.x.clone(), self.y.clone())
            .expect(IN_MEMORY);
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(stroke(Ink::Grid, 1.0))
            .axis_style(TRANSPARENT)
            .set_all_tick_mark_size(grains(4.0))
            .label_style(lettering(Ink::Muted, LABEL_PX))
            .draw()
            .expect(IN_MEMORY);

        let plot = Plot { pen, chart, corners: ((left, top), (right, bottom)) };
        pen.line(&[(left, bottom), (right, bottom)], Ink::Muted, 1.0);
        let (_, zero) = plot.place(self.x.low(), 0.0);
        if self.y.low() < 0.0 {
            pen.line(&[(left, zero), (right, zero)], Ink::Muted, 1.0);
        }
        for tick in self.x.ticks() {
            let (x, _) = plot.place(tick, self.y.low());
            pen.line(&[(x, bottom), (x, bottom + 4.0)], Ink::Muted, 1.0);
        }
        let place = ((left + right) / 2.0, height - 10.0);
        pen.text(self.x_label, place, Anchor::Middle, Ink::Muted, LABEL_PX);
        plot
    }
}

impl Plot<'_, '_> {
    /// Where a pair of values goes, in pixels.
    pub(crate) fn place(&self, x: f64, y: f64) -> Place {
        let (x, y) = self.chart.backend_coord(&(x, y));
        (f64::from(x) / GRAIN, f64::from(y) / GRAIN)
    }

    /// The words in the middle of a plot that has nothing to show.
    pub(crate) fn nothing(&self) {
        let ((left, top), (right, bottom)) = self.corners;
        let middle = ((left + right) / 2.0, (top + bottom) / 2.0);
        self.pen.text("no data", middle, Anchor::Middle, Ink::Muted, TEXT_PX);
    }
}

/// Draws the legend from left to right in as many rows as it needs, and gives back its height.
pub(crate) fn legend(pen: &Pen<'_>, keys: &[Key], width_px: f64) -> f64 {
    let (mut x, mut y) = (2.0, LEGEND_ROW_PX / 2.0);
    for key in keys {
        let sample_px = key.sample.width();
        let key_width = sample_px + 6.0 + text_width(&key.name, TEXT_PX);
        if x > 2.0 && x + key_width > width_px {
            (x, y) = (2.0, y + LEGEND_ROW_PX);
        }
        sample(pen, key.sample, (x, y));
        pen.text(&key.name, (x + sample_px + 6.0, y), Anchor::Start, Ink::Text, TEXT_PX);
        x += key_width + 16.0;
    }
    if keys.is_empty() { 0.0 } else { y + LEGEND_ROW_PX / 2.0 + 3.0 }
}

fn sample(pen: &Pen<'_>, sample: Sample, (x, y): Place) {
    let (end, middle) = (x + sample.width(), x + sample.width() / 2.0);
    match sample {
        Sample::Line(ink) => pen.line(&[(x, y), (end, y)], ink, 2.0),
        Sample::LineInBand(ink) => {
            pen.rectangle((x, y - 6.0), (end, y + 6.0), ink, BAND_OPACITY);
            pen.line(&[(x, y), (end, y)], ink, 2.0);
        }
        Sample::LineWithDiscs(ink) => {
            pen.line(&[(x, y), (end, y)], ink, 1.4);
            pen.mark(Mark::Disc, (middle, y), ink);
        }
        Sample::Layer(ink) => pen.rectangle((x, y - 6.0), (end, y + 6.0), ink, LAYER_OPACITY),
        Sample::Mark(Mark::Triangle, ink) => pen.mark(Mark::Triangle, (middle, y + 3.0), ink),
        Sample::Mark(mark, ink) => pen.mark(mark, (middle, y), ink),
    }
}

/// How strongly a layer of a stack is filled.
pub(crate) const LAYER_OPACITY: f64 = 0.9;
