//! How many standard errors estimates are off, a row of dots for each case.

use crate::canvas::{Anchor, LABEL_PX, Mark, document, drawn, text_width};
use crate::figure::{Figure, Width};
use crate::ink::Ink;

/// Rows of numbers that should be standard normal.
#[derive(Clone, Debug, PartialEq)]
pub struct ZPlot {
    /// What the figure shows.
    pub title: String,
    /// From here on, to either side, a number is too large.
    pub limit: f64,
    /// The cases, from top to bottom.
    pub rows: Vec<ZRow>,
}

/// The numbers of one case.
#[derive(Clone, Debug, PartialEq)]
pub struct ZRow {
    /// The case.
    pub name: String,
    /// How many standard errors each estimate is off.
    pub z: Vec<f64>,
}

const ROW_PX: f64 = 17.0;
const TOP_PX: f64 = 12.0;
const BOTTOM_PX: f64 = 44.0;

impl ZPlot {
    fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        self.rows.iter().flat_map(|row| row.z.iter().copied())
    }
}

impl Figure for ZPlot {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let count = self.numbers().count();
        let within = |most: f64| self.numbers().filter(|z| z.abs() < most).count();
        format!(
            "{count} numbers in {} rows: {} are within two standard errors, {} within {}.",
            self.rows.len(),
            within(2.0),
            within(self.limit),
            self.limit
        )
    }

    fn svg(&self, width: Width) -> String {
        let size = (width.pixels(), TOP_PX + ROW_PX * self.rows.len().max(1) as f64 + BOTTOM_PX);
        // A number beyond what is drawn stands at the edge, with another mark.
        let most = self.limit + 1.0;
        let shapes = drawn(size, |pen| {
            let names = self.rows.iter().map(|row| text_width(&row.name, LABEL_PX)).fold(0.0, f64::max);
            let (left, right) = (names.min(size.0 * 0.4) + 12.0, size.0 - 14.0);
            let bottom = size.1 - BOTTOM_PX;
            let place = |z: f64| left + (z.clamp(-most, most) + most) / (2.0 * most) * (right - left);
            pen.rectangle((place(-2.0), TOP_PX), (place(2.0), bottom), Ink::Grid, 0.35);
            let whole = most.floor() as i32;
            for tick in -whole..=whole {
                let z = f64::from(tick);
                pen.line(&[(place(z), TOP_PX), (place(z), bottom)], Ink::Grid, 1.0);
                if width == Width::Wide || tick % 2 == 0 {
                    pen.text(&tick.to_string(), (place(z), bottom + 12.0), Anchor::Middle, Ink::Muted, LABEL_PX);
                }
            }
            for z in [-self.limit, self.limit] {
                pen.line(&[(place(z), TOP_PX), (place(z), bottom)], Ink::Alert, 1.4);
            }
            pen.line(&[(left, bottom), (right, bottom)], Ink::Muted, 1.0);
            let label = "z: difference over standard error";
            pen.text(label, ((left + right) / 2.0, size.1 - 12.0), Anchor::Middle, Ink::Muted, LABEL_PX);
            for (number, row) in self.rows.iter().enumerate() {
                let y = TOP_PX + ROW_PX * (number as f64 + 0.5);
                pen.text(&row.name, (left - 8.0, y), Anchor::End, Ink::Text, LABEL_PX);
                for z in &row.z {
                    let mark = if z.is_finite() && z.abs() < self.limit { Mark::Disc } else { Mark::Cross };
                    let z = if z.is_nan() { most } else { *z };
                    let ink = if mark == Mark::Disc { Ink::Blue } else { Ink::Alert };
                    pen.mark(mark, (place(z), y), ink);
                }
            }
        });
        document(size, &self.title, &self.description(), &shapes)
    }
}
