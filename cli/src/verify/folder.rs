//! The folder of a verification: each run that goes wrong as a script and as a diagram, each patch.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use switchboard_verify::verification::Report;

use super::advice::Advice;

/// Writes every file whole or not at all.
pub(super) fn write(folder: &Path, report: &Report, advice: &[Advice]) -> Result<(), String> {
    let fault = |error: io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(fault)?;
    let write = |name: String, text: &str| -> Result<(), String> {
        let whole = || -> io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(text.as_bytes())?;
            file.persist(folder.join(&name)).map_err(|error| error.error)?;
            Ok(())
        };
        whole().map_err(fault)
    };
    for finding in &report.findings {
        write(format!("{}.case", finding.family), &finding.script)?;
        write(format!("{}.mmd", finding.family), &finding.story.mermaid())?;
    }
    for (number, patch) in (1..).zip(advice.iter().filter_map(|advice| advice.patch.as_ref())) {
        write(format!("fix-{number}.patch"), patch)?;
    }
    Ok(())
}
