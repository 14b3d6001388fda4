//! What a comparison found, for programs: JSON, SARIF, JUnit.

use serde_json::{Value, json as value};
use switchboard_verify::diff::{Conclusion, Difference, Kind, Reach, Report};
use switchboard_verify::report::junit::{self, Came, Case};
use switchboard_verify::report::sarif::{self, Finding, Level, Place, RuleText};

use super::{Files, Spot};

/// What came out, in a word.
const fn concluded(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Equivalent => "equivalent",
        Conclusion::Different => "different",
        Conclusion::Unfinished => "unfinished",
    }
}

/// The report, and the place of every change.
pub(super) fn json(report: &Report, files: &Files) -> Value {
    let spot = |spot: Spot| value!({ "file": spot.file, "line": spot.line, "column": spot.column });
    let places: Vec<Value> = report
        .changes
        .iter()
        .map(|change| {
            let [old, new] = files.spots(change);
            value!({ "old": spot(old), "new": spot(new) })
        })
        .collect();
    value!({ "conclusion": concluded(report.conclusion()), "places": places, "report": report })
}

/// The last step with what either side answers, in a line.
fn sentence(difference: &Difference) -> String {
    let steps: Vec<&str> = difference.steps.iter().map(|step| &*step.action).collect();
    let shown: Vec<String> = difference.shows.iter().map(|(old, new)| format!("OLD: {old}, NEW: {new}")).collect();
    let shown = if shown.is_empty() { String::new() } else { format!("; {}", shown.join("; ")) };
    let (old, new) = (&difference.old.answer, &difference.new.answer);
    format!("{}: {}. OLD: {old}. NEW: {new}{shown}", difference.kind.words(), steps.join("; "))
}

/// Every difference at the first place in the new file that brings it about, and what no search can see.
pub(super) fn sarif(report: &Report, files: &Files) -> String {
    let place = |change: usize| {
        let [_, Spot { file, line, column }] = files.spots(&report.changes[change]);
        Place { file, line, column }
    };
    let id = |kind: Kind| match kind {
        Kind::OldOnly => "DIFF-OLD-ONLY",
        Kind::NewOnly => "DIFF-NEW-ONLY",
        Kind::Ending => "DIFF-ENDING",
        Kind::Telling => "DIFF-TELLING",
        Kind::Load => "DIFF-LOAD",
    };
    let rules: Vec<RuleText> = Kind::ALL
        .into_iter()
        .map(|kind| RuleText { id: id(kind).to_owned(), sentence: kind.words().to_owned() })
        .chain([RuleText {
            id: "DIFF-SETTING".to_owned(),
            sentence: "the policies say it differently, and no order of steps can show it".to_owned(),
        }])
        .collect();
    let mut findings: Vec<Finding> = report
        .differences
        .iter()
        .map(|difference| Finding {
            rule: id(difference.kind).to_owned(),
            level: Level::Warning,
            message: sentence(difference),
            place: difference.causes.first().map(|change| place(*change)),
        })
        .collect();
    for (number, change) in report.changes.iter().enumerate().filter(|(_, change)| change.reach != Reach::Compared) {
        findings.push(Finding {
            rule: "DIFF-SETTING".to_owned(),
            level: Level::Note,
            message: super::text::change(change),
            place: Some(place(number)),
        });
    }
    sarif::log(env!("CARGO_PKG_VERSION"), &rules, &findings, report.is_complete())
}

/// One case for each slice.
pub(super) fn junit(report: &Report) -> String {
    let mut cases = Vec::new();
    for slice in &report.slices {
        let here = |difference: &&Difference| difference.slice == slice.name || difference.also.contains(&slice.name);
        let found: Vec<String> = report.differences.iter().filter(here).map(sentence).collect();
        let complete = slice.same || (slice.undecided.is_empty() && slice.views.iter().all(|view| view.complete));
        let came = if !found.is_empty() {
            Came::Failed { message: format!("{} differences", found.len()), shown: found.join("\n") }
        } else if complete {
            Came::Passed
        } else {
            Came::Unfinished("cut short".to_owned())
        };
        cases.push(Case { suite: "conversations".to_owned(), name: slice.name.clone(), came });
    }
    for change in report.changes.iter().filter(|change| change.reach != Reach::Compared) {
        cases.push(Case {
            suite: "settings".to_owned(),
            name: change.what.clone(),
            came: Came::Failed { message: super::text::change(change), shown: String::new() },
        });
    }
    junit::report(&format!("{} and {}", report.old, report.new), &cases)
}
