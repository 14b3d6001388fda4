//! The folder of a comparison: each difference as a script under either policy.

use switchboard_verify::diff::Report;

/// The files, by name.
pub(super) fn files(report: &Report) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for (number, difference) in (1..).zip(&report.differences) {
        for (side, script) in ["old", "new"].iter().zip(&difference.scripts) {
            files.push((format!("{number:02}-{side}.case"), script.clone()));
        }
    }
    files
}
