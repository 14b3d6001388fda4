//! An experiment as a page.

use switchboard_reports::{Cell, Column, Estimate, Page, Provenance, Section, Table as Shown};
use switchboard_sims::experiment::{Experiment, Table};
use switchboard_sims::results::{Measure, Unit};

use super::command;
use crate::SimulateArgs;

/// The measures of the first table.
const MAIN: [Measure; 7] = [
    Measure::ServiceLevel,
    Measure::ServiceLevelOfIncoming,
    Measure::AbandonedRate,
    Measure::SpeedToAnswer,
    Measure::Occupancy,
    Measure::Utilisation,
    Measure::Overrides,
];

pub(super) fn page(args: &SimulateArgs, experiment: &Experiment, table: &Table) -> Page {
    let replications = table.points.iter().map(|point| point.replications).min().unwrap_or(0);
    let base = experiment.base();
    let made = Provenance {
        scenario: base.name().to_owned(),
        seed: Some(args.seed),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: format!("{} --out DIR", command(args, replications)),
        more: vec![
            ("Settings".to_owned(), experiment.points().to_string()),
            ("Replications of each".to_owned(), replications.to_string()),
            ("Policy".to_owned(), base.policy().name().to_owned()),
        ],
    };
    let varied = table.parameters.join(", ");
    let range = |value: fn(f64, f64) -> f64, start: f64| {
        let levels = table.points.iter().filter_map(|point| point.of_all(Measure::ServiceLevel));
        levels.fold(start, |best, one| value(best, one.value))
    };
    let (low, high) = (range(f64::min, 1.0), range(f64::max, 0.0));
    let answer = format!(
        "Over {} settings the service level goes from {:.1} % to {:.1} %.",
        experiment.points(),
        100.0 * low,
        100.0 * high
    );
    let question = format!("What does `{varied}` do to {}?", base.name());
    let scopes = std::iter::once("Everything").chain(table.workstreams.iter().map(String::as_str));
    let mut page = Page::new(question, answer, made)
        .answer("Every setting meets the same customers with the same patience and the same work (common random numbers), so settings differ by what was varied and not by luck.");
    for (scope, name) in scopes.enumerate() {
        page = page.section(Section::new(name).table(shown(table, scope, name)));
    }
    page.limit("Intervals are 95 % intervals of each number by itself; differences between settings are more certain than the intervals suggest, since the customers are the same.")
        .limit("All measures are in experiment.csv, experiment.parquet, experiment.xlsx and experiment.json beside this page.")
}

fn shown(table: &Table, scope: usize, name: &str) -> Shown {
    let measures: Vec<Measure> = MAIN.into_iter().filter(|measure| scope == 0 || !measure.is_of_agents()).collect();
    let columns = table.parameters.iter().map(Column::new);
    let columns = columns.chain(measures.iter().map(|measure| Column::new(measure.name())));
    let mut shown = Shown::new(format!("{name}, by setting"), columns);
    for point in &table.points {
        let settings = point.settings.iter().map(|setting| Cell::Written(setting.to_string()));
        let cells = measures.iter().map(|measure| {
            let place = switchboard_sims::experiment::MEASURES.iter().position(|one| one == measure);
            let Some(estimate) = place.and_then(|place| point.scopes[scope][place]) else { return Cell::Nothing };
            let written = match (estimate.low(), estimate.high()) {
                (Some(low), Some(high)) => Estimate::between(estimate.value, low, high),
                (None, _) | (_, None) => Estimate::exact(estimate.value),
            };
            match measure.unit() {
                Unit::Share => Cell::Percent(written),
                Unit::Seconds => Cell::Seconds(written),
                Unit::Count | Unit::Level => Cell::Amount(written, 1),
            }
        });
        shown = shown.row(settings.chain(cells));
    }
    shown
}
