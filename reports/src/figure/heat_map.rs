//! A week at a glance: one row for each day, one cell for each interval, the darker the more.

use crate::canvas::{Anchor, LABEL_PX, TEXT_PX, document, drawn, text_width};
use crate::figure::{Figure, Width};
use crate::ink::Ink;
use crate::number::{TimeOfDay, amount, percent};

/// How faint the lowest value is.
const FAINTEST: f64 = 0.06;
/// The height of a row, in pixels.
const ROW_PX: f64 = 24.0;
/// Above the rows: the labels of the times.
const HEAD_PX: f64 = 30.0;
/// Below the rows: the scale.
const FOOT_PX: f64 = 40.0;

/// One quantity by day and time of day.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    /// What the figure shows.
    pub title: String,
    /// What a cell says, with its unit.
    pub unit: String,
    /// Whether values are shares, written in percent.
    pub share: bool,
    /// Whether high values are what a reader should not overlook.
    pub alarming: bool,
    /// When each column begins; as many as every row has cells.
    pub columns: Vec<TimeOfDay>,
    /// The days with their cells; nothing where there is nothing to say.
    pub rows: Vec<HeatRow>,
}

/// One day.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatRow {
    /// What the day is called.
    pub name: String,
    /// Its values, one for each column.
    pub cells: Vec<Option<f64>>,
}

impl HeatMap {
    fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.rows.iter().flat_map(|row| row.cells.iter().flatten().copied()).filter(|value| value.is_finite())
    }

    fn ends(&self) -> Option<(f64, f64)> {
        let low = self.values().reduce(f64::min)?;
        let high = self.values().reduce(f64::max)?;
        Some((low, high))
    }

    fn written(&self, value: f64) -> String {
        if self.share { percent(value) } else { amount(value, 1) }
    }
}

impl Figure for HeatMap {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let Some((low, high)) = self.ends() else { return format!("{}: no data.", self.unit) };
        let place = self.rows.iter().find_map(|row| {
            let column = row.cells.iter().position(|cell| *cell == Some(high))?;
            Some(format!("{} at {}", row.name, self.columns.get(column)?))
        });
        format!(
            "{}, by day and time of day, from {} to {}; highest on {}.",
            self.unit,
            self.written(low),
            self.written(high),
            place.unwrap_or_default()
        )
    }

    fn svg(&self, width: Width) -> String {
        let pixels = width.pixels();
        let longest = self.rows.iter().map(|row| text_width(&row.name, LABEL_PX)).fold(30.0, f64::max);
        let left = longest + 10.0;
        let size = (pixels, HEAD_PX + ROW_PX * self.rows.len() as f64 + FOOT_PX);
        let columns = self.columns.len().max(1) as f64;
        let cell = (pixels - left - 4.0) / columns;
        let ink = if self.alarming { Ink::Alert } else { Ink::Blue };
        let shapes = drawn(size, |pen| {
            let x = |column: usize| left + cell * column as f64;
            let y = |row: usize| HEAD_PX + ROW_PX * row as f64;
            let every = (46.0 / cell).ceil().max(1.0) as usize;
            for (place, time) in self.columns.iter().enumerate().step_by(every) {
                pen.text(
                    &time.on_the_clock().to_string(),
                    (x(place), HEAD_PX - 12.0),
                    Anchor::Start,
                    Ink::Muted,
                    LABEL_PX,
                );
            }
            let Some((low, high)) = self.ends() else {
                pen.text("no data", (pixels / 2.0, HEAD_PX), Anchor::Middle, Ink::Muted, TEXT_PX);
                return;
            };
            let shade = |value: f64| FAINTEST + (1.0 - FAINTEST) * ((value - low) / (high - low).max(1e-12));
            for (number, row) in self.rows.iter().enumerate() {
                let middle = y(number) + ROW_PX / 2.0;
                pen.text(&row.name, (left - 8.0, middle), Anchor::End, Ink::Text, LABEL_PX);
                for (place, value) in row.cells.iter().enumerate() {
                    let (from, to) = ((x(place), y(number)), (x(place + 1) - 1.0, y(number + 1) - 2.0));
                    match value.filter(|value| value.is_finite()) {
                        Some(value) => pen.rectangle(from, to, ink, shade(value)),
                        None => pen.line(&[(from.0 + 2.0, middle), (to.0 - 2.0, middle)], Ink::Grid, 1.0),
                    }
                }
            }
            let base = y(self.rows.len()) + 14.0;
            let words = (self.written(low), self.written(high));
            let from = left + text_width(&words.0, LABEL_PX) + 6.0;
            pen.text(&words.0, (left, base + 6.0), Anchor::Start, Ink::Muted, LABEL_PX);
            for step in 0..20 {
                let at = from + 5.0 * f64::from(step);
                let value = low + (high - low) * f64::from(step) / 19.0;
                pen.rectangle((at, base), (at + 5.0, base + 12.0), ink, shade(value));
            }
            let legend = format!("{}  {}", words.1, self.unit);
            pen.text(&legend, (from + 106.0, base + 6.0), Anchor::Start, Ink::Muted, LABEL_PX);
        });
        document(size, &self.title, &self.description(), &shapes)
    }
}

#[cfg(test)]
mod tests {
    use super::{HeatMap, HeatRow};
    use crate::figure::{Figure, Width};
    use crate::number::TimeOfDay;

    fn map(cells: Vec<Option<f64>>) -> HeatMap {
        HeatMap {
            title: "When do people leave?".to_owned(),
            unit: "abandon rate".to_owned(),
            share: true,
            alarming: true,
            columns: (8..8 + cells.len() as u32).map(|hour| TimeOfDay::at(hour, 0)).collect(),
            rows: vec![HeatRow { name: "Mon".to_owned(), cells }],
        }
    }

    #[test]
    fn the_highest_cell_is_the_darkest_and_is_told() {
        let map = map(vec![Some(0.0), None, Some(0.25)]);
        assert!(map.description().ends_with("highest on Mon at 10:00."), "{}", map.description());
        let svg = map.svg(Width::Wide);
        // Two cells with values, and twenty steps of the scale.
        assert_eq!(svg.matches("<rect").count(), 22, "{svg}");
    }

    #[test]
    fn an_empty_map_is_drawn_too() {
        assert!(map(vec![None]).svg(Width::Narrow).contains("no data"));
    }
}
