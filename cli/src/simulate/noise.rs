//! What `--control` and `--warm-up` add to an answer: noise that is known to be noise, and how long a run remembers its
//! start.

use std::io::{self, Write};

use serde_json::{Value, json};
use switchboard_reports::{Cell, Column, Section, Table, number};
use switchboard_sims::precision::Precision;
use switchboard_sims::results::{Measure, Results, Scope, Unit};
use switchboard_sims::scenario::Scenario;
use switchboard_sims::statistics::{Controlled, Estimate, welch};

use crate::SimulateArgs;
use crate::layout::{WIDTH, plain, wrapped};

/// From this many times the replications on a control is said to pay.
const PAYS: f64 = 1.05;
/// What stands below the control.
const NOTE: &str = "Worth: about how many times as many replications would give the same interval without the control.";
/// The share of a run that one side of Welch's window takes, and the fewest samples of it.
const WINDOW: (usize, usize) = (20, 2);

/// What was asked for.
#[derive(Debug, Default)]
pub(crate) struct Noise {
    control: Option<Control>,
    start: Option<Start>,
}

/// The main measures with the number of arrivals as control variate.
#[derive(Debug)]
struct Control {
    expected: f64,
    came: f64,
    measures: Vec<(Measure, Option<Estimate>, Option<Controlled>)>,
}

/// How a run begins.
#[derive(Debug)]
struct Start {
    /// By MSER-5, in minutes from the start; none of a run that is too short to say.
    suggested_min: Option<f64>,
    /// What the scenario leaves out.
    left_out_min: f64,
    /// Whether arrivals come equally often all the time.
    is_even: bool,
    sample_min: f64,
    window: usize,
    /// Minutes from the start, and the moving average.
    curve: Vec<(f64, f64)>,
}

/// Why the number of arrivals cannot be a control.
pub(crate) const NO_CONTROL: &str = "`--control` needs arrivals whose number is known beforehand: Poisson arrivals, no \
     redialling customers, and no bound on lines";

impl Noise {
    /// What the arguments ask for, of these results.
    pub(crate) fn of(args: &SimulateArgs, scenario: &Scenario, results: &Results) -> Self {
        let control = scenario.counted_arrivals().filter(|_| args.control).map(|expected| Control {
            expected,
            came: results.days.iter().map(|day| day.counts(Scope::DAY).conversations as f64).sum::<f64>()
                / results.days.len() as f64,
            measures: Precision::MAIN
                .map(|measure| (measure, results.estimate(measure, Scope::DAY), results.controlled(measure, expected)))
                .into(),
        });
        let start = args.warm_up.then(|| {
            let setting = &results.setting;
            let load = results.load();
            let window = (load.len() / WINDOW.0).max(WINDOW.1);
            let smooth = welch(&load.iter().map(|(_, level)| *level).collect::<Vec<_>>(), window);
            let at = |place: usize| load[place].0.seconds() / 60.0 - setting.from_s / 60.0;
            Start {
                suggested_min: results.suggested_warm_up_s().map(|seconds| seconds / 60.0),
                left_out_min: (setting.counted_from_s - setting.from_s) / 60.0,
                is_even: scenario.is_even(),
                sample_min: setting.sample_s / 60.0,
                window,
                curve: smooth.into_iter().enumerate().map(|(place, level)| (at(place), level)).collect(),
            }
        });
        Self { control, start }
    }

    /// In words.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(control) = &self.control {
            control.write(out)?;
        }
        if let Some(start) = &self.start {
            start.write(out)?;
        }
        Ok(())
    }

    /// The same on the page.
    pub(crate) fn sections(&self) -> Vec<Section> {
        let control = self.control.as_ref().map(Control::section);
        control.into_iter().chain(self.start.as_ref().map(Start::section)).collect()
    }

    /// For programs: what is known of the control, and of the start.
    pub(crate) fn json(&self) -> (Option<Value>, Option<Value>) {
        (self.control.as_ref().map(Control::json), self.start.as_ref().map(Start::json))
    }
}

impl Control {
    fn words(&self) -> String {
        format!(
            "The number of arrivals as control variate: {} were expected a replication, {} came. What followed from that \
             is taken out:",
            number::amount(self.expected, 1),
            number::amount(self.came, 1),
        )
    }

    /// A row for each measure: its name, as it came out, controlled, and what that is worth.
    fn rows(&self) -> impl Iterator<Item = [String; 4]> + '_ {
        self.measures.iter().map(|(measure, found, controlled)| {
            let worth = match worth(*found, *controlled) {
                Some(times) if times >= PAYS => format!("{times:.2} x the runs"),
                Some(_) => "nothing".to_owned(),
                None => "-".to_owned(),
            };
            let [found, controlled] = [*found, controlled.map(|one| one.estimate)].map(|one| cell(measure.unit(), one));
            [short(*measure).to_owned(), found, controlled, worth]
        })
    }

    fn section(&self) -> Section {
        let columns = [
            Column::new("Measure"),
            Column::defined("As it came out", "± half the 95 % interval"),
            Column::defined("Controlled", "± half the 95 % interval"),
            Column::new("Worth"),
        ];
        let table = Table::new("The main measures with and without the control", columns);
        let table = self.rows().fold(table, |table, row| table.row(row.map(Cell::Written)));
        Section::new("Without the noise of arrivals").words(self.words()).words(NOTE).table(table)
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        writeln!(out, "{}", wrapped(&plain(&self.words()), WIDTH, 0, 0))?;
        writeln!(out, "  {:22}{:>18}{:>18}{:>18}", "", "as it came out", "controlled", "worth")?;
        for [name, found, controlled, worth] in self.rows() {
            writeln!(out, "  {name:22}{found:>18}{controlled:>18}{worth:>18}")?;
        }
        writeln!(out, "  {}", wrapped(NOTE, WIDTH, 2, 2))
    }

    fn json(&self) -> Value {
        let measures = self.measures.iter().map(|(measure, found, controlled)| {
            json!({
                "measure": measure.key(),
                "value": found.map(|one| one.value),
                "half_width": found.and_then(|one| one.half_width),
                "controlled_value": controlled.map(|one| one.estimate.value),
                "controlled_half_width": controlled.and_then(|one| one.estimate.half_width),
                "coefficient": controlled.map(|one| one.coefficient),
                "variance_ratio": controlled.map(|one| one.variance_ratio),
                "worth": worth(*found, *controlled),
            })
        });
        json!({
            "control": "conversations",
            "expected": self.expected,
            "came": self.came,
            "measures": measures.collect::<Vec<_>>(),
        })
    }
}

/// Whole minutes in words.
fn minutes(min: f64) -> String {
    format!("{} min", number::amount(min, 0))
}

impl Start {
    fn words(&self) -> String {
        let left_out = if self.left_out_min > 0.0 { minutes(self.left_out_min) } else { "nothing".to_owned() };
        let mut words = format!("The start, by conversations in line and in hand every {}: ", minutes(self.sample_min));
        match self.suggested_min {
            None => words.push_str("the run is too short for MSER-5 to say when it has forgotten its start."),
            Some(min) if min <= 0.0 => words.push_str("by MSER-5 nothing need be left out."),
            Some(min) => words.push_str(&format!(
                "by MSER-5 the first {} are best left out (`warm_up_min = {min:.0}`).",
                minutes(min)
            )),
        }
        words.push_str(&format!(" The scenario leaves out {left_out}."));
        if !self.is_even {
            words.push_str(
                " Arrivals are not equally many all day: a level that follows them looks like a start, and there is nothing \
                 to be left out of a day that is meant to begin empty.",
            );
        }
        words
    }

    /// Points of Welch's curve: the start in small steps, the rest in ever larger ones.
    fn points(&self) -> impl Iterator<Item = &(f64, f64)> {
        let places = std::iter::once(0).chain((0..usize::BITS - 1).map(|doublings| 1 << doublings));
        places.map_while(|place: usize| self.curve.get(place))
    }

    fn section(&self) -> Section {
        let note = format!("{} samples to either side", self.window);
        let table = Table::new(
            "Welch's moving average of conversations in line and in hand",
            [Column::new("After"), Column::defined("Level", note)],
        );
        let cells = |(min, level): &(f64, f64)| [minutes(*min), number::amount(*level, 1)].map(Cell::Written);
        let table = self.points().fold(table, |table, point| table.row(cells(point)));
        Section::new("How long the start is remembered").words(self.words().replace('`', "")).table(table)
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        writeln!(out, "{}", wrapped(&plain(&self.words()), WIDTH, 0, 0))?;
        let point = |(min, level): &(f64, f64)| {
            format!("{} at {}", number::amount(*level, 1), minutes(*min)).replace(' ', "\u{a0}")
        };
        let points: Vec<String> = self.points().map(point).collect();
        if !points.is_empty() {
            let curve =
                format!("Welch's moving average, {} samples to either side: {}.", self.window, points.join(", "));
            writeln!(out, "  {}", wrapped(&curve, WIDTH, 2, 2))?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let curve = self.curve.iter().map(|(min, level)| json!({ "min": min, "level": level }));
        json!({
            "suggested_min": self.suggested_min,
            "left_out_min": self.left_out_min,
            "even_arrivals": self.is_even,
            "sample_min": self.sample_min,
            "welch_window": self.window,
            "welch": curve.collect::<Vec<_>>(),
        })
    }
}

/// How many times as many replications the control stands for: intervals narrow with the root of the number.
fn worth(found: Option<Estimate>, controlled: Option<Controlled>) -> Option<f64> {
    let (plain, own) = (found?.half_width?, controlled?.estimate.half_width?);
    (own > 0.0).then(|| (plain / own) * (plain / own))
}

/// The name of a main measure in a column.
fn short(measure: Measure) -> &'static str {
    if measure == Measure::AverageFirstWait { "First wait" } else { measure.name() }
}

/// An estimate and half the width of its interval: `81.2 ± 1.3 %`.
fn cell(unit: Unit, estimate: Option<Estimate>) -> String {
    let Some(estimate) = estimate.filter(|estimate| estimate.value.is_finite()) else { return "-".to_owned() };
    let (scale, name) = match unit {
        Unit::Share => (100.0, " %"),
        Unit::Seconds => (1.0, " s"),
        Unit::Count | Unit::Level => (1.0, ""),
    };
    let half = estimate.half_width.map_or(String::new(), |half| format!(" ± {}", number::amount(half * scale, 2)));
    plain(&format!("{}{half}{name}", number::amount(estimate.value * scale, 2)))
}
