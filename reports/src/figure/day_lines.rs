//! Lines over the time of day: a queue's length, agents at work beside agents on duty.

use crate::canvas::{Mark, Pen, Place, document, drawn};
use crate::figure::path::{runs, stepped};
use crate::figure::{Figure, Hours, TIME_OF_DAY, Width, covered};
use crate::ink::Ink;
use crate::number::{Interval, TimeOfDay, amount};
use crate::plot::{Frame, Key, Plot, Sample};
use crate::scale::Scale;

/// A few lines over one day, all in the same unit.
///
/// Four lines can be told apart; a fifth would look like the first.
#[derive(Clone, Debug, PartialEq)]
pub struct DayLines {
    /// What the figure shows.
    pub title: String,
    /// What is counted, with its unit: the name of the upright axis.
    pub unit: String,
    /// The hours to show at least.
    pub hours: Option<Hours>,
    /// The lines, the most important first.
    pub lines: Vec<DayLine>,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct DayLine {
    /// What the line stands for, in the legend.
    pub name: String,
    /// How the line gets from point to point.
    pub shape: LineShape,
    /// The points, in the order of time.
    pub points: Vec<DayPoint>,
}

/// How a line gets from one point to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineShape {
    /// Straight: the value was sampled, and changes in between.
    Straight,
    /// In steps: the value holds until the next point.
    Step,
}

/// A value at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayPoint {
    /// The time.
    pub at: TimeOfDay,
    /// The value; none leaves a gap in the line.
    pub value: Option<f64>,
    /// The interval around the value, usually 95 %.
    pub band: Option<Interval>,
}

impl Figure for DayLines {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(described).collect();
        format!("{}, over the time of day. {}", self.unit, lines.join(" "))
    }

    fn svg(&self, width: Width) -> String {
        let size = (width.pixels(), width.pick(300.0, 290.0));
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let values = points().flat_map(|point| {
            let band = point.band.map(|band| [band.low(), band.high()]);
            point.value.into_iter().chain(band.into_iter().flatten())
        });
        let times = covered(self.hours, points().map(|point| point.at));
        let keys = self.lines.iter().enumerate().map(|(index, line)| {
            let ink = Ink::of_line(index);
            let sample = if line.points.iter().any(|point| point.band.is_some()) {
                Sample::LineInBand(ink)
            } else {
                Sample::Line(ink)
            };
            Key::new(sample, line.name.as_str())
        });
        let frame = Frame {
            size,
            keys: keys.collect(),
            x: Scale::times(times, width.labels_max()),
            x_label: TIME_OF_DAY,
            y: Scale::amounts(values, 5),
            y_label: &self.unit,
            above_px: 0.0,
        };
        let shapes = drawn(size, |pen| {
            let plot = frame.draw(pen);
            if points().all(|point| finite(point).is_none()) {
                plot.nothing();
            }
            for (index, line) in self.lines.iter().enumerate() {
                draw_band(pen, &plot, line, Ink::of_line(index));
            }
            // The first line is the most important, so it is drawn last, on top.
            for (index, line) in self.lines.iter().enumerate().rev() {
                draw_line(pen, &plot, line, Ink::of_line(index));
            }
        });
        document(size, &self.title, &self.description(), &shapes)
    }
}

fn described(line: &DayLine) -> String {
    let mut values = line.points.iter().filter_map(finite);
    let Some(first) = values.next() else {
        return format!("{}: no data.", line.name);
    };
    let (mut lowest, mut highest) = (first, first);
    for (at, value) in values {
        if value < lowest.1 {
            lowest = (at, value);
        }
        if value > highest.1 {
            highest = (at, value);
        }
    }
    format!(
        "{}: highest {} at {}, lowest {} at {}.",
        line.name,
        amount(highest.1, 1),
        highest.0,
        amount(lowest.1, 1),
        lowest.0,
    )
}

fn finite(point: &DayPoint) -> Option<(TimeOfDay, f64)> {
    let value = point.value.filter(|value| value.is_finite())?;
    Some((point.at, value))
}

fn draw_band(pen: &Pen<'_>, plot: &Plot<'_, '_>, line: &DayLine, ink: Ink) {
    let banded = |point: &DayPoint| {
        let band = point.band.and_then(Interval::finite)?;
        finite(point).map(|(at, _)| (at, band))
    };
    for run in runs(&line.points, banded) {
        let edge = |end: fn(Interval) -> f64| {
            let places = run.iter().map(|(at, band)| plot.place(at.hours(), end(*band)));
            shaped(line.shape, places.collect())
        };
        pen.band(&edge(Interval::high), &edge(Interval::low), ink);
    }
}

fn draw_line(pen: &Pen<'_>, plot: &Plot<'_, '_>, line: &DayLine, ink: Ink) {
    for run in runs(&line.points, finite) {
        let places = run.iter().map(|(at, value)| plot.place(at.hours(), *value));
        let places = shaped(line.shape, places.collect());
        match places[..] {
            [place] => pen.mark(Mark::Disc, place, ink),
            _ => pen.line(&places, ink, 2.0),
        }
    }
}

fn shaped(shape: LineShape, places: Vec<Place>) -> Vec<Place> {
    match shape {
        LineShape::Straight => places,
        LineShape::Step => stepped(&places),
    }
}
