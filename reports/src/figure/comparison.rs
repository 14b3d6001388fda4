//! What was logged beside what was simulated, interval by interval.

use crate::canvas::{Mark, Place, document, drawn};
use crate::figure::path::runs;
use crate::figure::{Figure, Hours, TIME_OF_DAY, Width, covered};
use crate::ink::Ink;
use crate::number::{Estimate, Interval, TimeOfDay, amount};
use crate::plot::{Frame, Key, Sample};
use crate::scale::Scale;

/// One quantity over the day, once from a log and once from simulation.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What the figure shows.
    pub title: String,
    /// What is compared, with its unit: the name of the upright axis.
    pub unit: String,
    /// The hours to show at least.
    pub hours: Option<Hours>,
    /// The intervals of the day, in the order of time.
    pub rows: Vec<ComparisonRow>,
}

/// One interval of the day, usually half an hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComparisonRow {
    /// When the interval begins.
    pub from: TimeOfDay,
    /// When the interval ends.
    pub to: TimeOfDay,
    /// The value in the log; none if nothing was logged.
    pub logged: Option<f64>,
    /// The value of the simulation, with its 95 % interval.
    pub simulated: Option<Estimate>,
}

impl ComparisonRow {
    fn middle_hours(&self) -> f64 {
        (self.from.hours() + self.to.hours()) / 2.0
    }

    fn log(&self) -> Option<(f64, f64)> {
        let value = self.logged.filter(|value| value.is_finite())?;
        Some((self.middle_hours(), value))
    }

    fn simulation(&self) -> Option<(f64, f64)> {
        let estimate = self.simulated.filter(|estimate| estimate.value.is_finite())?;
        Some((self.middle_hours(), estimate.value))
    }

    fn band(&self) -> Option<(f64, Interval)> {
        let band = self.simulated?.interval.and_then(Interval::finite)?;
        Some((self.middle_hours(), band))
    }
}

impl Figure for Comparison {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let both = self.rows.iter().filter_map(|row| Some((row.log()?.1, row.band()?.1)));
        let (mut compared, mut inside) = (0, 0);
        for (logged, band) in both {
            compared += 1;
            inside += usize::from(band.low() <= logged && logged <= band.high());
        }
        let highest = |values: &mut dyn Iterator<Item = (f64, f64)>| {
            values.map(|(_, value)| value).reduce(f64::max).map_or("no data".to_owned(), |value| amount(value, 1))
        };
        format!(
            "{}, over the time of day. Highest in the log: {}; in the simulation: {}. \
             The log lies inside the interval of the simulation in {inside} of {compared} intervals.",
            self.unit,
            highest(&mut self.rows.iter().filter_map(ComparisonRow::log)),
            highest(&mut self.rows.iter().filter_map(ComparisonRow::simulation)),
        )
    }

    fn svg(&self, width: Width) -> String {
        let size = (width.pixels(), width.pick(300.0, 290.0));
        let values = self.rows.iter().flat_map(|row| {
            let band = row.band().map(|(_, band)| [band.low(), band.high()]);
            [row.log(), row.simulation()]
                .into_iter()
                .flatten()
                .map(|(_, value)| value)
                .chain(band.into_iter().flatten())
        });
        let times = self.rows.iter().flat_map(|row| [row.from, row.to]);
        let frame = Frame {
            size,
            keys: vec![
                Key::new(Sample::LineWithDiscs(Ink::Text), "log"),
                Key::new(Sample::LineInBand(Ink::Blue), "simulation, with 95 % interval"),
            ],
            x: Scale::times(covered(self.hours, times), width.labels_max()),
            x_label: TIME_OF_DAY,
            y: Scale::amounts(values, 5),
            y_label: &self.unit,
            above_px: 0.0,
        };
        let shapes = drawn(size, |pen| {
            let plot = frame.draw(pen);
            let place = |&(hours, value): &(f64, f64)| plot.place(hours, value);
            for run in runs(&self.rows, ComparisonRow::band) {
                let edge = |end: fn(Interval) -> f64| -> Vec<Place> {
                    run.iter().map(|(hours, band)| plot.place(*hours, end(*band))).collect()
                };
                pen.band(&edge(Interval::high), &edge(Interval::low), Ink::Blue);
            }
            for run in runs(&self.rows, ComparisonRow::simulation) {
                match run.iter().map(place).collect::<Vec<_>>()[..] {
                    [alone] => pen.mark(Mark::Ring, alone, Ink::Blue),
                    ref places => pen.line(places, Ink::Blue, 2.2),
                }
            }
            for run in runs(&self.rows, ComparisonRow::log) {
                let places: Vec<Place> = run.iter().map(place).collect();
                pen.line(&places, Ink::Text, 1.2);
                for place in places {
                    pen.mark(Mark::Disc, place, Ink::Text);
                }
            }
            if self.rows.iter().all(|row| row.log().is_none() && row.simulation().is_none()) {
                plot.nothing();
            }
        });
        document(size, &self.title, &self.description(), &shapes)
    }
}
