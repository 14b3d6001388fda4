//! Lines and points over a number: quantiles beside quantiles, survival over time.

use crate::canvas::{Mark, Pen, document, drawn};
use crate::figure::path::{runs, stepped};
use crate::figure::{Figure, LineShape, Width};
use crate::ink::Ink;
use crate::number::{Interval, amount};
use crate::plot::{Frame, Key, Plot, Sample};
use crate::scale::Scale;

/// Points closer together than these are drawn as a line only; more marks than this cover each other.
const MARKS_MAX: usize = 120;

/// A few lines over a number, all in the same units; both axes begin at zero.
#[derive(Clone, Debug, PartialEq)]
pub struct XyLines {
    /// What the figure shows.
    pub title: String,
    /// The name of the level axis, with its unit.
    pub x_unit: String,
    /// The name of the upright axis, with its unit.
    pub y_unit: String,
    /// The lines, the most important first; four can be told apart.
    pub lines: Vec<XyLine>,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct XyLine {
    /// What it stands for, in the legend.
    pub name: String,
    /// How it gets from point to point; none draws the points alone.
    pub shape: Option<LineShape>,
    /// The points, from left to right.
    pub points: Vec<XyPoint>,
}

/// A value at a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct XyPoint {
    /// Where on the level axis.
    pub x: f64,
    /// The value.
    pub y: f64,
    /// The interval around the value.
    pub band: Option<Interval>,
}

impl XyPoint {
    /// A value without an interval.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y, band: None }
    }
}

impl Figure for XyLines {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(described).collect();
        format!("{}, over {}. {}", self.y_unit, self.x_unit, lines.join(" "))
    }

    fn svg(&self, width: Width) -> String {
        let size = (width.pixels(), width.pick(330.0, 300.0));
        let points = || self.lines.iter().flat_map(|line| &line.points).filter(|point| drawable(point));
        let values = points().flat_map(|point| {
            let band = point.band.map(|band| [band.low(), band.high()]);
            std::iter::once(point.y).chain(band.into_iter().flatten())
        });
        let keys = self.lines.iter().enumerate().map(|(index, line)| {
            let ink = Ink::of_line(index);
            let banded = line.points.iter().any(|point| point.band.is_some());
            let sample = match line.shape {
                None => Sample::Mark(Mark::Disc, ink),
                Some(LineShape::Straight | LineShape::Step) if banded => Sample::LineInBand(ink),
                Some(LineShape::Straight | LineShape::Step) => Sample::Line(ink),
            };
            Key::new(sample, line.name.as_str())
        });
        let frame = Frame {
            size,
            keys: keys.collect(),
            x: Scale::amounts(points().map(|point| point.x), width.pick(8, 4)),
            x_label: &self.x_unit,
            y: Scale::amounts(values, 5),
            y_label: &self.y_unit,
            above_px: 0.0,
        };
        let shapes = drawn(size, |pen| {
            let plot = frame.draw(pen);
            if points().next().is_none() {
                plot.nothing();
            }
            for (index, line) in self.lines.iter().enumerate().rev() {
                draw(pen, &plot, line, Ink::of_line(index));
            }
        });
        document(size, &self.title, &self.description(), &shapes)
    }
}

fn drawable(point: &XyPoint) -> bool {
    point.x.is_finite() && point.y.is_finite()
}

fn described(line: &XyLine) -> String {
    let mut points = line.points.iter().filter(|point| drawable(point));
    match (points.next(), points.next_back()) {
        (None, _) => format!("{}: no data.", line.name),
        (Some(one), None) => format!("{}: {} at {}.", line.name, amount(one.y, 2), amount(one.x, 1)),
        (Some(first), Some(last)) => format!(
            "{}: from {} at {} to {} at {}.",
            line.name,
            amount(first.y, 2),
            amount(first.x, 1),
            amount(last.y, 2),
            amount(last.x, 1)
        ),
    }
}

fn draw(pen: &Pen<'_>, plot: &Plot<'_, '_>, line: &XyLine, ink: Ink) {
    let shaped = |places: Vec<crate::canvas::Place>| match line.shape {
        Some(LineShape::Step) => stepped(&places),
        Some(LineShape::Straight) | None => places,
    };
    let banded = |point: &XyPoint| Some((point.x, point.band.and_then(Interval::finite).filter(|_| drawable(point))?));
    for run in runs(&line.points, banded) {
        let edge = |end: fn(Interval) -> f64| shaped(run.iter().map(|(x, band)| plot.place(*x, end(*band))).collect());
        pen.band(&edge(Interval::high), &edge(Interval::low), ink);
    }
    let places: Vec<_> =
        line.points.iter().filter(|point| drawable(point)).map(|point| plot.place(point.x, point.y)).collect();
    match (line.shape, &places[..]) {
        (Some(_), [_, _, ..]) => pen.line(&shaped(places), ink, 2.0),
        (Some(_) | None, _) => {
            for place in places.iter().take(MARKS_MAX) {
                pen.mark(Mark::Disc, *place, ink);
            }
        }
    }
}
