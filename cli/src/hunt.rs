//! `switchboard hunt`: which sequence of events breaks it?

mod child;
mod formats;
mod proof;
mod text;

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use switchboard::Preset;
use switchboard::notation::nearest;
use switchboard_oracle::faulty::{Fault, Faulty};
use switchboard_reports::{Width, standalone};
use switchboard_sims::hunt::{Hunt, Kept, Report, Size, Worlds, hunt};

use switchboard_verify::Kernel;

use crate::args::{HuntArgs, HuntFormat, HuntSize, HuntWorlds};
use crate::layout::{WIDTH, wrapped};
use crate::outcome::Outcome;
use crate::simulate::files::Folder;
use crate::simulate::interrupt;
use crate::verify::{diagram, document, line, stop, threads, usage};

/// What asks for the names of all faults.
const LIST: &str = "list";
/// How often the line on the terminal is written anew, in rounds.
const LINE_ROUNDS: u64 = 8;

/// Runs the command.
pub(crate) fn command(args: &HuntArgs, width: usize, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    if args.fault.as_deref() == Some(LIST) {
        return list(out);
    }
    let fault: Option<Faulty> = match args.fault.as_deref().map(named).transpose() {
        Ok(fault) => fault.map(Fault::kernel),
        Err(message) => return usage(err, &message),
    };
    let document = match document(args.file.as_deref(), args.preset.map(Preset::from)) {
        Ok(document) => document,
        Err(message) => return usage(err, &message),
    };
    let named = args.file.is_some() || args.preset.is_some();
    if !args.command.is_empty() {
        return child::command(args, named.then_some(document.spec), width, out, err);
    }
    let corpus = match args.corpus.as_deref().map_or_else(|| Ok(Vec::new()), corpus) {
        Ok(corpus) => corpus,
        Err(message) => return usage(err, &message),
    };
    // The places are looked at before the work, so that a wrong one costs no time.
    let folders = match folders(args) {
        Ok(folders) => folders,
        Err(fault) => return usage(err, &fault.to_string()),
    };
    let worlds = match args.worlds.unwrap_or(if named { HuntWorlds::Policy } else { HuntWorlds::Both }) {
        HuntWorlds::Policy => Worlds::Policy(Box::new(document.spec.clone())),
        HuntWorlds::Random => Worlds::Random,
        HuntWorlds::Both => Worlds::Both(Box::new(document.spec.clone())),
    };
    let quarry = Hunt {
        worlds,
        kernel: fault.as_ref().map(|fault| fault as &dyn Kernel),
        name: args.fault.clone(),
        size: args.size.map(|size| match size {
            HuntSize::Small => Size::Small,
            HuntSize::Large => Size::Large,
        }),
        seed: args.seed,
        first_run: args.first_run,
        runs: if args.time.is_some() { u64::MAX - args.first_run } else { args.runs },
        until_first: args.until_first,
        threads: threads(args.threads),
        corpus,
    };
    if args.prove && matches!(quarry.worlds, Worlds::Random) {
        return usage(err, "--prove asks about a policy, expected `--worlds policy` or `--worlds both` beside it");
    }
    let mut report = hunted(args, &quarry);
    // Whoever asked for a time has had it, unless somebody said stop.
    report.stopped &= args.time.is_none() || interrupted();
    let proof = args
        .prove
        .then(|| proof::prove(&document.spec, &report.seen, &text::known_rules(), quarry.threads))
        .transpose();
    let proof = match proof {
        Ok(proof) => proof,
        Err(message) => return usage(err, &message),
    };
    match args.format {
        HuntFormat::Text => text::write(&report, proof.as_ref(), args, width, out)?,
        HuntFormat::Json => writeln!(out, "{:#}", formats::json(&report, proof.as_ref(), args.seed))?,
        HuntFormat::Junit => write!(out, "{}", formats::junit(&report))?,
    }
    let files = files(&report);
    for folder in &folders {
        if let Err(fault) = folder.write(&files) {
            return usage(err, &fault.to_string());
        }
    }
    let unfinished = report.stopped || proof.as_ref().is_some_and(|proof| !proof.whole);
    Ok(match (report.findings.is_empty(), unfinished) {
        (false, _) => Outcome::Broken,
        (true, true) => Outcome::Unfinished,
        (true, false) => Outcome::Clean,
    })
}

/// Whether somebody has pressed Ctrl-C.
fn interrupted() -> bool {
    interrupt::stop().load(Ordering::Relaxed)
}

/// Where findings are written.
fn folders(args: &HuntArgs) -> Result<Vec<Folder<'_>>, io::Error> {
    [args.out.as_deref(), args.corpus.as_deref()].into_iter().flatten().map(Folder::at).collect()
}

/// The planted fault of this name.
fn named(name: &str) -> Result<&'static Fault, String> {
    Fault::named(name).ok_or_else(|| {
        let near = nearest(name, Fault::ALL.iter().map(|fault| fault.name));
        let near = near.map_or_else(String::new, |near| format!(", perhaps `{near}`"));
        format!("unknown fault `{name}`{near}; `--fault list` names all")
    })
}

/// Every planted fault: name, family, where it comes from, what it does.
fn list(out: &mut dyn Write) -> io::Result<Outcome> {
    for fault in Fault::ALL {
        let words = format!("{} ({})", fault.sentence, fault.source);
        writeln!(out, "{} ({})\n    {}", fault.name, fault.family.name(), wrapped(&words, WIDTH, 4, 4))?;
    }
    Ok(Outcome::Clean)
}

/// Every script of a folder.
fn corpus(folder: &Path) -> Result<Vec<Kept>, String> {
    let parse = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        Kept::parse(&text).map_err(|error| format!("{}: {error}", file.display()))
    };
    scripts(folder)?.iter().map(parse).collect()
}

/// The scripts of a folder, in the order of their names; none if the folder is not there yet.
fn scripts(folder: &Path) -> Result<Vec<PathBuf>, String> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let told = |error: io::Error| format!("{}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.extension().is_some_and(|extension| extension == "case") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Each finding as a script, as a diagram in text and as a picture.
fn files(report: &Report) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for finding in &report.findings {
        let name = finding.name();
        files.push((format!("{name}.case"), finding.script.clone()));
        files.push((format!("{name}.mmd"), finding.story.mermaid()));
        let picture = diagram(&finding.story, &format!("{} is broken", finding.property));
        files.push((format!("{name}.svg"), standalone(&picture, Width::Wide)));
    }
    files
}

/// Hunts with a line about how far it is on a terminal, until it is done, somebody says stop, or time is up.
fn hunted(args: &HuntArgs, quarry: &Hunt<'_>) -> Report {
    let line = line();
    let begun = std::time::Instant::now();
    let stop = stop(args.time.map(|time| time.as_secs()));
    let mut rounds = 0_u64;
    let mut watch = |report: &Report| -> ControlFlow<()> {
        rounds += 1;
        if let Some(line) = &line
            && rounds.is_multiple_of(LINE_ROUNDS)
        {
            let (actions, _) = report.seen.actions();
            let seconds = begun.elapsed().as_secs_f64().max(0.001);
            line.set_message(format!(
                "{} runs, {:.0} a second, {:.2} million actions a second, {} rules, {} pairs of rules, {} findings",
                report.runs,
                report.runs as f64 / seconds,
                actions as f64 / seconds / 1e6,
                report.seen.rules().len(),
                report.seen.rule_pairs(),
                report.findings.len(),
            ));
            line.tick();
        }
        stop()
    };
    // A broken assertion is a finding, and told as one.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let report = hunt(quarry, &mut watch);
    std::panic::set_hook(hook);
    if let Some(line) = &line {
        line.finish_and_clear();
    }
    report
}
