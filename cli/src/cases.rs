//! `switchboard cases`: test suites to take home, made from the exact reachable graph of small worlds.

mod grade;
mod text;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use switchboard::Preset;
use switchboard_oracle::suite::{Criterion, Shape, Standing, Suite, Wanted, make, script, table};
use switchboard_sims::document::PolicyDocument;

use crate::args::{CasesArgs, CasesFormat};
use crate::layout::counted;
use crate::outcome::Outcome;
use crate::simulate::files::Folder;
use crate::verify::{document, line, scope, stop, usage};

/// The file that holds a whole suite.
const SUITE: &str = "suite.json";
/// From so many tests on somebody may want to know before they are files.
const FILES_MANY: usize = 2_000;

/// Runs the command.
pub(crate) fn command(args: &CasesArgs, width: usize, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    if args.grade {
        return grade::command(args, out, err);
    }
    let document = match document(args.file.as_deref(), args.preset.map(Preset::from)) {
        Ok(document) => document,
        Err(message) => return usage(err, &message),
    };
    let wanted = match wanted(args) {
        Ok(wanted) => wanted,
        Err(message) => return usage(err, &message),
    };
    // The place is looked at before the work, so that a wrong one costs no time.
    let folder = match args.out.as_deref().map(Folder::at).transpose() {
        Ok(folder) => folder,
        Err(fault) => return usage(err, &fault.to_string()),
    };
    let suite = match made(&document, &wanted) {
        Ok(suite) => suite,
        Err(message) => return usage(err, &message),
    };
    if let Some(folder) = folder {
        if suite.cases.len() > FILES_MANY {
            let hint = "--slice, --scope, --criterion and --tour make fewer";
            writeln!(err, "switchboard: writing {}; {hint}", counted(suite.cases.len() as u64, "test"))?;
        }
        let files = files(&suite).map_err(io::Error::other)?;
        let old = args.out.as_deref().map_or_else(Vec::new, earlier);
        if let Err(fault) = folder.write(&files) {
            return usage(err, &fault.to_string());
        }
        // Tests of an earlier suite there would run under the policies of this one.
        let gone = old.into_iter().filter(|name| !files.iter().any(|(file, _)| file == name));
        let removed = gone.filter(|name| args.out.as_ref().is_some_and(|out| fs::remove_file(out.join(name)).is_ok()));
        let removed = removed.count() as u64;
        if removed > 0 {
            writeln!(err, "switchboard: {} of an earlier suite were removed", counted(removed, "file"))?;
        }
    }
    match args.format {
        CasesFormat::Text => text::write(&suite, args.out.as_deref(), width, out)?,
        CasesFormat::Json => {
            let line = serde_json::to_string_pretty(&table::json(&suite, true)).map_err(io::Error::other)?;
            writeln!(out, "{line}")?;
        }
        CasesFormat::Markdown => write!(out, "{}", table::markdown(&suite))?,
        CasesFormat::Csv => write!(out, "{}", table::csv(&suite).map_err(io::Error::other)?)?,
    }
    Ok(if suite.is_complete() { Outcome::Clean } else { Outcome::Unfinished })
}

/// The files of a suite that was written to a folder before.
fn earlier(folder: &Path) -> Vec<String> {
    let told = fs::read_to_string(folder.join(SUITE)).ok();
    let suite: Option<serde_json::Value> = told.and_then(|told| serde_json::from_str(&told).ok());
    let cases = suite.as_ref().and_then(|suite| suite["cases"].as_array());
    let tests = cases.into_iter().flatten().filter_map(|case| case["file"].as_str().map(str::to_owned));
    let policies = (0..).map(table::policy_name).take_while(|name| folder.join(name).exists());
    // Only what lies in the folder itself.
    let mut files: Vec<String> = if suite.is_some() { tests.chain(policies).collect() } else { Vec::new() };
    files.retain(|name| !name.contains(['/', '\\']));
    files
}

/// What the arguments ask for.
fn wanted(args: &CasesArgs) -> Result<Wanted, String> {
    let asked = |key: &str| args.scope.as_deref().is_some_and(|scope| scope.contains(key));
    let effort = scope(args.scope.as_deref())?;
    let criterion = Criterion::from(args.criterion);
    let shape = match args.tour {
        None => Shape::Short,
        Some(_) if matches!(criterion, Criterion::Pairs | Criterion::Hsi) => {
            return Err(format!("--tour: not for `{}`, expected another criterion", criterion.name()));
        }
        Some(beginning) => Shape::Tour { beginning: u64::from(beginning) },
    };
    Ok(Wanted {
        criterion,
        grain: args.grain.into(),
        shape,
        agents: effort.agents,
        supervisors: effort.supervisors,
        conversations: asked("conversations").then_some(effort.conversations),
        groups: effort.groups,
        slice: args.slice.map(|slice| slice as usize - 1),
        whole: args.whole,
        states_max: args.states_max as usize,
        steps_max: args.steps_max as usize,
        extra_states: usize::from(args.extra_states),
    })
}

/// Makes it, with a line about how far it is on a terminal, until it is done or somebody says stop.
fn made(document: &PolicyDocument, wanted: &Wanted) -> Result<Suite, String> {
    let line = line();
    let stop = stop(None);
    let mut watch = |standing: &Standing<'_>| {
        if let Some(line) = &line {
            let Standing { slice, slices, lens, states } = standing;
            line.set_message(format!("slice {} of {slices}, {lens}: {states} states", slice + 1));
            line.tick();
        }
        stop()
    };
    let suite = make(&document.spec, wanted, &mut watch);
    if let Some(line) = &line {
        line.finish_and_clear();
    }
    suite
}

/// The files of a suite: its policies, its tests, and tables.
fn files(suite: &Suite) -> Result<Vec<(String, String)>, String> {
    let mut files = Vec::new();
    for (number, slice) in suite.slices.iter().enumerate() {
        let text = toml::to_string(&slice.spec).map_err(|error| error.to_string())?;
        files.push((table::policy_name(number), text));
    }
    for case in &suite.cases {
        let start = &suite.slices[case.slice].start;
        let text = script(case, start, &table::policy_name(case.slice), &table::title(suite, case));
        files.push((table::file_name(suite, case), text));
    }
    let json = serde_json::to_string_pretty(&table::json(suite, true)).map_err(|error| error.to_string())?;
    files.push((SUITE.to_owned(), format!("{json}\n")));
    files.push(("suite.md".to_owned(), table::markdown(suite)));
    files.push(("suite.csv".to_owned(), table::csv(suite)?));
    Ok(files)
}

/// Where a suite was written.
pub(crate) fn place(folder: &Path) -> String {
    folder.display().to_string()
}
