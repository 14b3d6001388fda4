//! The folder of a verification: the page, each run that goes wrong as a script and as a diagram, each patch.

use switchboard_reports::{Width, standalone};
use switchboard_verify::verification::Report;

use super::advice::Advice;
use super::page;

/// The files, by name.
pub(super) fn files(report: &Report, advice: &[Advice], file: &str, command: &str) -> Vec<(String, String)> {
    let mut files = vec![("index.html".to_owned(), page::page(report, advice, file, command).html())];
    for finding in &report.findings {
        files.push((format!("{}.case", finding.family), finding.script.clone()));
        files.push((format!("{}.mmd", finding.family), finding.story.mermaid()));
        let title = format!("{} is broken", finding.family);
        let diagram = page::diagram(&finding.story, &title);
        files.push((format!("{}.svg", finding.family), standalone(&diagram, Width::Wide)));
    }
    for (number, patch) in (1..).zip(advice.iter().filter_map(|advice| advice.patch.as_ref())) {
        files.push((format!("fix-{number}.patch"), patch.clone()));
    }
    files
}
