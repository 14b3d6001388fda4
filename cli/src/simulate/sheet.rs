//! Every number of a run as a tidy table: whole run, intervals and workstreams times all measures.

use switchboard_reports::day::DayReport;
use switchboard_reports::tidy::{Field, Sheet, SheetError};
use switchboard_sims::results::{Measure, Scope, Unit};

/// The name of a measure's unit in tables for other programs.
pub(super) const fn unit(measure: Measure) -> &'static str {
    match measure.unit() {
        Unit::Count => "count",
        Unit::Share => "share",
        Unit::Seconds => "seconds",
        Unit::Level => "level",
    }
}

/// The table: a row for each number that there is.
pub(super) fn sheet(report: &DayReport<'_>) -> Sheet {
    let results = report.results();
    let setting = &results.setting;
    let mut sheet = Sheet::new(
        ["interval", "workstream", "measure", "rule", "unit"],
        ["from_s", "value", "low", "high", "replications"],
    );
    let intervals = std::iter::once(None).chain((0..setting.intervals).filter(|one| report.is_shown(*one)).map(Some));
    for interval in intervals {
        let from = interval.map(|interval| results.interval_start(interval).seconds());
        let label = interval.map_or_else(|| "all".to_owned(), |interval| report.label_of(interval));
        for workstream in std::iter::once(None).chain((0..setting.workstreams.len()).map(Some)) {
            let name = workstream.map_or("all", |place| &*setting.workstreams[place].name);
            for &measure in Measure::ALL {
                let Some(estimate) = results.estimate(measure, Scope { workstream, interval }) else { continue };
                let keys = [label.as_str(), name, measure.key(), measure.id(), unit(measure)].map(Field::from);
                let replications = results.days.len() as f64;
                sheet.push(keys, [from, Some(estimate.value), estimate.low(), estimate.high(), Some(replications)]);
            }
        }
    }
    sheet
}

/// The table in the forms that `--out` writes.
///
/// # Errors
///
/// When it is too large for one of them.
pub(super) fn files(report: &DayReport<'_>) -> Result<Vec<(String, Vec<u8>)>, SheetError> {
    let sheet = sheet(report);
    Ok(vec![
        ("results.csv".to_owned(), sheet.csv().into_bytes()),
        ("results.parquet".to_owned(), sheet.parquet()?),
        ("results.xlsx".to_owned(), sheet.xlsx()?),
    ])
}
