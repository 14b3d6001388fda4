//! The folder of a comparison: the page, and each difference as a script under either policy.

use switchboard_verify::diff::Report;

use super::{Files, page};

/// The files, by name.
pub(super) fn files(report: &Report, files: &Files, command: &str) -> Vec<(String, String)> {
    let mut written = vec![("index.html".to_owned(), page::page(report, files, command).html())];
    for (number, difference) in (1..).zip(&report.differences) {
        for (side, script) in ["old", "new"].iter().zip(&difference.scripts) {
            written.push((format!("{number:02}-{side}.case"), script.clone()));
        }
    }
    written
}
