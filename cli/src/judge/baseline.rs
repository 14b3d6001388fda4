//! Findings that are known already: kept in a file, and left out of later reports.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use switchboard_oracle::report::Report;

use crate::simulate::{plain, read as text};

/// What the file holds.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Baseline {
    /// How often each finding is known, by what stays the same of it when lines move.
    known: BTreeMap<String, u64>,
}

/// The findings of a file.
pub(super) fn read(path: &Path) -> Result<Baseline, String> {
    let name = path.display().to_string();
    let expected = "expected a file that `switchboard judge --write-baseline` wrote";
    let content = text(path).map_err(|error| format!("{name}: {error}; {expected}"))?;
    serde_json::from_str(&content).map_err(|error| {
        let words = error.to_string();
        let words = words.rsplit_once(" at line ").map_or(&*words, |(words, _)| words);
        format!("{name}:{}:{}: {words}; {expected}", error.line(), error.column().max(1))
    })
}

/// Writes what was found.
pub(super) fn write(path: &Path, report: &Report) -> Result<(), String> {
    let mut baseline = Baseline::default();
    for finding in &report.findings {
        *baseline.known.entry(finding.key()).or_default() += 1;
    }
    let name = path.display().to_string();
    let fault = |error: std::io::Error| format!("{name}: {}; expected a place to write to", plain(error));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fault)?;
    let written = serde_json::to_string_pretty(&baseline).map_err(std::io::Error::other);
    written.and_then(|content| writeln!(file, "{content}")).map_err(fault)?;
    file.persist(path).map_err(|error| fault(error.error))?;
    Ok(())
}

/// Takes known findings out of a report, each as often as it is known.
pub(super) fn leave_out(report: &mut Report, known: &mut Baseline) {
    let before = report.findings.len();
    report.findings.retain(|finding| match known.known.get_mut(&finding.key()) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        Some(_) | None => true,
    });
    report.known += (before - report.findings.len()) as u64;
}
