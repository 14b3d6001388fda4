//! The folder of a verification: each run that goes wrong as a script and as a diagram, each patch.

use switchboard_verify::verification::Report;

use super::advice::Advice;

/// The files, by name.
pub(super) fn files(report: &Report, advice: &[Advice]) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for finding in &report.findings {
        files.push((format!("{}.case", finding.family), finding.script.clone()));
        files.push((format!("{}.mmd", finding.family), finding.story.mermaid()));
    }
    for (number, patch) in (1..).zip(advice.iter().filter_map(|advice| advice.patch.as_ref())) {
        files.push((format!("fix-{number}.patch"), patch.clone()));
    }
    files
}
