//! `switchboard diff`: what two policies say differently, and which conversations end differently for it.

mod folder;
mod formats;
mod page;
mod text;

use std::io::{self, Write};
use std::path::Path;

use switchboard::{PolicyStep, Preset};
use switchboard_sims::document::PolicyDocument;
use switchboard_verify::diff::{Change, Conclusion, Report, compare};
use switchboard_verify::verification::{Effort, Standing};

use crate::args::{DiffArgs, PAIRS_MAX, ReportFormat};
use crate::outcome::Outcome;
use crate::simulate::files::Folder;
use crate::simulate::quoted;
use crate::verify::{document, line, possible, scope, stop, threads, usage};

/// Conversations at once where nobody says otherwise.
const CONVERSATIONS: usize = 2;

/// Both files.
pub(crate) struct Files {
    old: PolicyDocument,
    new: PolicyDocument,
}

/// A place in a file.
pub(crate) struct Spot {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Files {
    /// Where a change stands in the old file and in the new one, where it does.
    pub(crate) fn spots(&self, change: &Change) -> [Spot; 2] {
        let spot = |document: &PolicyDocument, path: &[PolicyStep]| {
            let (line, column) = document.place(path);
            Spot { file: document.file.clone(), line, column }
        };
        [spot(&self.old, &change.old_path), spot(&self.new, &change.new_path)]
    }
}

/// Runs the command.
pub(crate) fn command(args: &DiffArgs, width: usize, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    let files = match files(args) {
        Ok(files) => files,
        Err(message) => return usage(err, &message),
    };
    let effort = match effort(args, &files) {
        Ok(effort) => effort,
        Err(message) => return usage(err, &message),
    };
    // The place is looked at before the work, so that a wrong one costs no time.
    let folder = match args.out.as_deref().map(Folder::at).transpose() {
        Ok(folder) => folder,
        Err(fault) => return usage(err, &fault.to_string()),
    };
    let report = match compared(&files, &effort, args) {
        Ok(report) => report,
        Err(message) => return usage(err, &message),
    };
    if let Some(folder) = folder
        && let Err(fault) = folder.write(&folder::files(&report, &files, &again(args)))
    {
        return usage(err, &fault.to_string());
    }
    match args.format {
        ReportFormat::Text => text::write(&report, &files, args.out.as_deref(), width, out)?,
        ReportFormat::Json => {
            let line = serde_json::to_string_pretty(&formats::json(&report, &files)).map_err(io::Error::other)?;
            writeln!(out, "{line}")?;
        }
        ReportFormat::Sarif => writeln!(out, "{}", formats::sarif(&report, &files).trim_end())?,
        ReportFormat::Junit => write!(out, "{}", formats::junit(&report))?,
    }
    Ok(match report.conclusion() {
        Conclusion::Equivalent => Outcome::Clean,
        Conclusion::Different => Outcome::Broken,
        Conclusion::Unfinished => Outcome::Unfinished,
    })
}

/// The command line that gives the same answer again; threads, clocks and places of files have no part in it.
fn again(args: &DiffArgs) -> String {
    let mut command = "switchboard diff".to_owned();
    for file in &args.files {
        command.push_str(&format!(" {}", quoted(file)));
    }
    if let Some(preset) = args.preset {
        command.push_str(&format!(" --preset {}", Preset::from(preset).name()));
    }
    if let Some(scope) = &args.scope {
        command.push_str(&format!(" --scope {}", quoted(Path::new(scope))));
    }
    if args.each {
        command.push_str(" --each");
    }
    if args.states_max != PAIRS_MAX {
        command.push_str(&format!(" --states-max {}", args.states_max));
    }
    command
}

/// OLD and NEW.
fn files(args: &DiffArgs) -> Result<Files, String> {
    let preset = args.preset.map(Preset::from);
    let (old, new): (Option<&Path>, Option<&Path>) = match args.files.as_slice() {
        [] if preset.is_none() => {
            return Err(
                "expected one file or two: `switchboard diff OLD.toml NEW.toml`, or `switchboard diff NEW.toml` \
                        to compare with the policy of the mixed day; or `--preset` to compare that policy with itself \
                        under another preset"
                    .to_owned(),
            );
        }
        [] => (None, None),
        [new] => (None, Some(new)),
        [old, new, ..] => (Some(old), Some(new)),
    };
    Ok(Files { old: document(old, preset)?, new: document(new, None)? })
}

/// What `--scope` and the limits say.
fn effort(args: &DiffArgs, files: &Files) -> Result<Effort, String> {
    let asked = |key: &str| args.scope.as_deref().is_some_and(|scope| scope.contains(key));
    let effort = scope(args.scope.as_deref())?;
    // Who is in neither policy cannot take part.
    let scope = args.scope.as_deref();
    let effort = possible(&files.new, scope, effort.clone()).or_else(|_| possible(&files.old, scope, effort))?;
    let conversations = if asked("conversations") { effort.conversations } else { CONVERSATIONS };
    Ok(Effort { threads: threads(args.threads), states_max: args.states_max, conversations, ..effort })
}

/// Compares, with a line about how far it is on a terminal, until it is done, somebody says stop, or time is up.
fn compared(files: &Files, effort: &Effort, args: &DiffArgs) -> Result<Report, String> {
    let line = line();
    let stop = stop(args.seconds);
    let mut watch = |standing: &Standing<'_>| {
        if let Some(line) = &line {
            let Standing { slice, slices, view, progress } = standing;
            line.set_message(format!(
                "slice {} of {slices}, {view}: {} pairs of states, depth {}",
                slice + 1,
                progress.states,
                progress.level,
            ));
            line.tick();
        }
        stop()
    };
    let report = compare(&files.old.spec, &files.new.spec, effort, args.each, &mut watch);
    if let Some(line) = &line {
        line.finish_and_clear();
    }
    report
}
