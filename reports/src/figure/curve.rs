//! Shares over an amount, such as the service level over the hours of staff: lines with their intervals.

use crate::canvas::{Anchor, Mark, Place, document, drawn};
use crate::figure::{Figure, Width};
use crate::ink::Ink;
use crate::number::{Estimate, Interval, amount, percent};
use crate::plot::{Frame, Key, Sample};
use crate::scale::Scale;

/// Several shares over one amount.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What the figure shows.
    pub title: String,
    /// The amount, with its unit: the name of the lower axis.
    pub amount: String,
    /// The shares, in percent: the name of the upright axis.
    pub unit: String,
    /// Where the answer is, and what to call it.
    pub answer: Option<(f64, String)>,
    /// The share that is aimed at, from 0 to 1.
    pub target: Option<f64>,
    /// At most four lines.
    pub lines: Vec<CurveLine>,
}

/// One line, its points in rising order of the amount.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveLine {
    /// What it is.
    pub name: String,
    /// Amount and share.
    pub points: Vec<(f64, Estimate)>,
}

const LOOKS: [(Ink, Mark); 4] =
    [(Ink::Blue, Mark::Disc), (Ink::Alert, Mark::Diamond), (Ink::Green, Mark::Triangle), (Ink::Purple, Mark::Ring)];

impl Figure for Curve {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let line = |line: &CurveLine| {
            let ends = [line.points.first(), line.points.last()];
            let ends =
                ends.into_iter().flatten().map(|(at, share)| format!("{} at {}", percent(share.value), amount(*at, 1)));
            format!("{}: {}", line.name, ends.collect::<Vec<_>>().join(" to "))
        };
        let lines: Vec<String> = self.lines.iter().map(line).collect();
        format!("{}, over {}. {}.", self.unit, self.amount, lines.join("; "))
    }

    fn svg(&self, width: Width) -> String {
        let size = (width.pixels(), width.pick(320.0, 320.0));
        let mut keys: Vec<Key> = self
            .lines
            .iter()
            .zip(LOOKS)
            .map(|(line, (ink, mark))| Key::new(Sample::Mark(mark, ink), &*line.name))
            .collect();
        if let Some(target) = self.target {
            keys.push(Key::new(Sample::Line(Ink::Slate), format!("target {}", percent(target))));
        }
        let amounts: Vec<f64> = self.lines.iter().flat_map(|line| line.points.iter().map(|(at, _)| *at)).collect();
        let frame = Frame {
            size,
            keys,
            x: Scale::span(amounts.iter().copied(), width.pick(8, 5)),
            x_label: &self.amount,
            y: Scale::shares(),
            y_label: &self.unit,
            above_px: 14.0,
        };
        let shapes = drawn(size, |pen| {
            let plot = frame.draw(pen);
            if let Some(target) = self.target.filter(|target| target.is_finite()) {
                pen.line(&[plot.place(frame.x.low(), target), plot.place(frame.x.high(), target)], Ink::Slate, 1.6);
            }
            if let Some((at, name)) = self.answer.as_ref().filter(|(at, _)| at.is_finite()) {
                let (x, top) = plot.place(*at, 1.0);
                let (_, bottom) = plot.place(*at, 0.0);
                pen.line(&[(x, top), (x, bottom)], Ink::Text, 1.2);
                pen.text(name, (x, top - 9.0), Anchor::Middle, Ink::Text, 12.0);
            }
            for (line, (ink, mark)) in self.lines.iter().zip(LOOKS) {
                let points: Vec<&(f64, Estimate)> = line.points.iter().filter(|one| one.1.value.is_finite()).collect();
                let places: Vec<Place> = points.iter().map(|(at, share)| plot.place(*at, share.value)).collect();
                if places.len() > 1 {
                    pen.line(&places, ink, 1.4);
                }
                for ((at, share), place) in points.iter().zip(places) {
                    if let Some(interval) = share.interval.and_then(Interval::finite) {
                        let (x, top) = plot.place(*at, interval.high());
                        let (_, bottom) = plot.place(*at, interval.low());
                        pen.line(&[(x, top), (x, bottom)], ink, 1.2);
                        for y in [top, bottom] {
                            pen.line(&[(x - 3.0, y), (x + 3.0, y)], ink, 1.2);
                        }
                    }
                    pen.mark(mark, place, ink);
                }
            }
            if amounts.is_empty() {
                plot.nothing();
            }
        });
        document(size, &self.title, &self.description(), &shapes)
    }
}
