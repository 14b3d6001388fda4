//! By how much an answer moves with each assumption, the widest first.

use crate::canvas::{Anchor, document, drawn, text_width, wrapped};
use crate::figure::{Figure, Width};
use crate::ink::Ink;
use crate::number::amount;

/// Bars around an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// What the figure shows.
    pub title: String,
    /// What is moved, with its unit.
    pub unit: String,
    /// One bar for each assumption, in the order to be drawn.
    pub bars: Vec<TornadoBar>,
}

/// One assumption.
#[derive(Clone, Debug, PartialEq)]
pub struct TornadoBar {
    /// The assumption.
    pub name: String,
    /// What is assumed instead, and by how much the answer moves.
    pub ends: Vec<(String, f64)>,
}

const ROW_PX: f64 = 46.0;
const TOP_PX: f64 = 26.0;

impl Tornado {
    fn reach(&self) -> f64 {
        let ends = self.bars.iter().flat_map(|bar| bar.ends.iter().map(|(_, by)| by.abs()));
        ends.filter(|by| by.is_finite()).fold(0.0, f64::max).max(1e-9)
    }
}

fn signed(by: f64) -> String {
    let sign = if by > 0.0 { "+" } else { "" };
    format!("{sign}{}", amount(by, 1))
}

impl Figure for Tornado {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let bar = |bar: &TornadoBar| {
            let ends: Vec<String> = bar.ends.iter().map(|(words, by)| format!("{words} {}", signed(*by))).collect();
            format!("{}: {}", bar.name, ends.join(", "))
        };
        format!("{}. {}.", self.unit, self.bars.iter().map(bar).collect::<Vec<_>>().join("; "))
    }

    fn svg(&self, width: Width) -> String {
        let size = (width.pixels(), TOP_PX + 14.0 + ROW_PX * self.bars.len().max(1) as f64);
        let shapes = drawn(size, |pen| {
            let (centre, room) = (size.0 / 2.0, size.0 / 2.0 - width.pick(150.0, 92.0));
            pen.text(&self.unit, (2.0, 10.0), Anchor::Start, Ink::Muted, 12.0);
            let scale = room / self.reach();
            for (row, bar) in (0_u32..).zip(&self.bars) {
                let top = TOP_PX + ROW_PX * f64::from(row);
                pen.text(&bar.name, (2.0, top + 8.0), Anchor::Start, Ink::Text, 13.0);
                let (above, below) = (top + 19.0, top + 37.0);
                let mut labelled = [false; 2];
                for (words, by) in bar.ends.iter().filter(|(_, by)| by.is_finite()) {
                    let ink = if *by > 0.0 { Ink::Alert } else { Ink::Blue };
                    pen.rectangle((centre, above), (centre + scale * by, below), ink, 0.85);
                    let side = usize::from(*by > 0.0);
                    if std::mem::replace(&mut labelled[side], true) {
                        continue;
                    }
                    let label = format!("{words} {}", signed(*by));
                    let edge = centre + scale * by;
                    let space = if *by > 0.0 { size.0 - edge - 6.0 } else { edge - 6.0 };
                    let lines =
                        if text_width(&label, 11.5) <= space { vec![label] } else { wrapped(&label, 11.0, space) };
                    let middle = (above + below) / 2.0;
                    let first = middle - 6.0 * (lines.len() - 1) as f64;
                    for (number, line) in (0_u32..).zip(&lines) {
                        let y = first + 12.0 * f64::from(number);
                        let (x, anchor) =
                            if *by > 0.0 { (edge + 5.0, Anchor::Start) } else { (edge - 5.0, Anchor::End) };
                        pen.text(line, (x, y), anchor, Ink::Text, 11.5);
                    }
                }
            }
            let bottom = TOP_PX + ROW_PX * self.bars.len() as f64;
            pen.line(&[(centre, TOP_PX + 14.0), (centre, bottom)], Ink::Text, 1.2);
        });
        document(size, &self.title, &self.description(), &shapes)
    }
}
