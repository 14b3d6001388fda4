//! An experiment as a table for a terminal.

use std::io::{self, Write};

use switchboard_reports::number;
use switchboard_sims::experiment::{Experiment, Point, Table};
use switchboard_sims::results::{Measure, Unit};
use switchboard_sims::statistics::Estimate;

use crate::SimulateArgs;
use crate::layout::{WIDTH, plain, wrapped};

/// What is shown of each point: a heading and a measure.
const SHOWN: [(&str, Measure); 4] = [
    ("service level", Measure::ServiceLevel),
    ("abandoned", Measure::AbandonedRate),
    ("speed to answer", Measure::SpeedToAnswer),
    ("occupancy", Measure::Occupancy),
];
const CELL: usize = 16;

pub(super) fn write(
    experiment: &Experiment,
    table: &Table,
    args: &SimulateArgs,
    out: &mut dyn Write,
) -> io::Result<()> {
    let fewest = table.points.iter().map(|point| point.replications).min().unwrap_or(0);
    let most = table.points.iter().map(|point| point.replications).max().unwrap_or(0);
    let behind = if fewest == most { format!("{most}") } else { format!("{fewest} to {most}") };
    let head = format!(
        "{} under {} settings, {behind} replications each, seed {}. Every setting meets the same customers; \
         ± is half of the 95 % interval.",
        experiment.base().name(),
        number::count(experiment.points() as u64),
        args.seed
    );
    writeln!(out, "{}\n", wrapped(&head, WIDTH, 0, 0))?;
    let names: Vec<String> = table.parameters.iter().map(|name| short(name)).collect();
    let width = |place: usize| {
        let cells = table.points.iter().map(|point| point.settings[place].to_string().chars().count());
        cells.chain([names[place].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..names.len()).map(width).collect();
    let mut line = String::new();
    for (name, width) in names.iter().zip(&widths) {
        line.push_str(&format!("{name:>width$}  "));
    }
    for (name, _) in SHOWN {
        line.push_str(&format!("{name:>CELL$}"));
    }
    writeln!(out, "{}", line.trim_end())?;
    for point in &table.points {
        writeln!(out, "{}", row(point, &widths).trim_end())?;
    }
    if args.out.is_none() {
        writeln!(out)?;
        let next = "Next: --out DIR writes every measure of every workstream as HTML, JSON, CSV, Parquet and XLSX; \
                    --rows FILE.jsonl keeps what is done, so that a stopped run goes on.";
        writeln!(out, "{}", wrapped(next, WIDTH, 0, 0))?;
    }
    Ok(())
}

fn row(point: &Point, widths: &[usize]) -> String {
    let mut line = String::new();
    for (setting, width) in point.settings.iter().zip(widths) {
        line.push_str(&format!("{:>width$}  ", setting.to_string()));
    }
    for (_, measure) in SHOWN {
        let cell = point.of_all(measure).map_or_else(|| "-".to_owned(), |estimate| cell(measure, estimate));
        line.push_str(&format!("{cell:>CELL$}"));
    }
    line
}

/// A value with half of its interval.
pub(super) fn cell(measure: Measure, estimate: Estimate) -> String {
    let (value, unit) = match measure.unit() {
        Unit::Share => (100.0, " %"),
        Unit::Seconds => (1.0, " s"),
        Unit::Count | Unit::Level => (1.0, ""),
    };
    let half = estimate.half_width.map_or_else(String::new, |half| format!(" ±{:.1}", half * value));
    plain(&format!("{:.1}{half}{unit}", estimate.value * value))
}

/// The last two parts of a long name say enough in a heading.
fn short(name: &str) -> String {
    let parts: Vec<&str> = name.split('.').collect();
    if name.len() <= 24 { name.to_owned() } else { format!("…{}", parts[parts.len().saturating_sub(2)..].join(".")) }
}
