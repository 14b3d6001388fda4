//! Hunting an implementation: what a hunt chooses is driven on both sides, in as many worlds as the implementation supports.

use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use switchboard::{Action, PolicySpec};
use switchboard_oracle::drive::act;
use switchboard_oracle::drive::case;
use switchboard_oracle::drive::child::{Child, Limits};
use switchboard_oracle::drive::driver::{CONVERSATIONS_MAX, Driver, Finding, Unfit, claimed};
use switchboard_oracle::drive::link::Failure;
use switchboard_oracle::drive::report::Told;
use switchboard_oracle::drive::sequence::Move;
use switchboard_oracle::drive::shrink::Short;
use switchboard_oracle::drive::twin::Divergence;
use switchboard_reports::number;
use switchboard_sims::document::from_toml;
use switchboard_sims::hunt::{Adversaries, Seen, Size, Worlds};
use switchboard_verify::report::junit::{self, Came, Case};

use super::text;
use super::{folders, interrupted, scripts};
use crate::args::{HuntArgs, HuntFormat, HuntSize, HuntWorlds};
use crate::layout::{counted, wrapped};
use crate::outcome::Outcome;
use crate::play;
use crate::verify::{document, line, stop, usage};

/// How many worlds one after the other may be refused.
const REFUSED_MAX: u64 = 256;
/// How many findings of one kind are told apart by their shape.
const SHAPES_MAX: usize = 3;
/// How many actions that are not claimed are passed over for one that is.
const REDRAWS: usize = 64;

/// In what two sides can differ.
const KINDS: [(&str, &str); 5] = [
    ("answer", "answers as the rules do"),
    ("effects", "tells what the rules tell"),
    ("state", "shows the state of the rules"),
    ("choice", "routes to whom the rules allow"),
    ("failure", "answers as the protocol asks"),
];

/// One thing that was found.
struct Found {
    told: Told,
    /// The kinds of its moves, by which findings are told apart.
    shape: Vec<String>,
    /// The run; none for a script of the corpus.
    run: Option<u64>,
    times: u64,
}

impl Found {
    /// A name for files: in what the sides differ, and a number made of the shape.
    fn name(&self) -> String {
        // FNV-1a over the kinds: the same on every machine.
        let mut hash: u32 = 0x811C_9DC5;
        for byte in self.shape.iter().flat_map(|kind| kind.bytes().chain([0])) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
        format!("{}-{hash:08x}", self.told.kind)
    }
}

/// What came of it.
struct Report {
    implementation: String,
    runs: u64,
    next_run: u64,
    /// Worlds that the implementation does not support.
    refused: u64,
    steps: u64,
    /// Runs that were compared only up to a choice of the router which nothing told.
    lost: u64,
    repeated: (u64, u64),
    seen: Seen,
    found: Vec<Found>,
    stopped: bool,
}

/// Runs the command.
pub(super) fn command(
    args: &HuntArgs,
    spec: Option<PolicySpec>,
    width: usize,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Outcome> {
    let folders = match folders(args) {
        Ok(folders) => folders,
        Err(fault) => return usage(err, &fault.to_string()),
    };
    let begun = Instant::now();
    let report = match hunted(args, spec) {
        Ok(report) => report,
        Err(message) => return usage(err, &message),
    };
    let rate = report.steps as f64 / begun.elapsed().as_secs_f64().max(1e-3);
    // About the tool, not about the implementation: it differs from one time to the next.
    writeln!(err, "{} steps, {rate:.0} a second", report.steps)?;
    match args.format {
        HuntFormat::Text => write_text(&report, args, width, out)?,
        HuntFormat::Json => writeln!(out, "{:#}", json_of(&report, args.seed))?,
        HuntFormat::Junit => write!(out, "{}", junit_of(&report))?,
    }
    let mut files = Vec::new();
    for found in &report.found {
        files.push((format!("{}.case", found.name()), found.told.case.clone()));
        files.push((format!("{}.requests.jsonl", found.name()), found.told.requests.clone()));
    }
    for folder in &folders {
        if let Err(fault) = folder.write(&files) {
            return usage(err, &fault.to_string());
        }
    }
    Ok(match (report.found.is_empty(), report.stopped) {
        (false, _) => Outcome::Broken,
        (true, true) => Outcome::Unfinished,
        (true, false) => Outcome::Clean,
    })
}

/// Hunts until all runs are made, time is up, or somebody says stop.
fn hunted(args: &HuntArgs, spec: Option<PolicySpec>) -> Result<Report, String> {
    let limits = Limits { answer: Duration::from_secs(args.timeout), ..Limits::default() };
    let child = Child::start(args.command.clone(), limits).map_err(|failure| failure.to_string())?;
    let own = std::cell::Cell::new(true);
    // Any policy will do to greet: each run brings its own.
    let otherwise = || {
        own.set(false);
        spec.clone().map_or_else(|| document(None, None).map(|document| document.spec), Ok)
    };
    let mut driver = Driver::greet(child, None, &otherwise).map_err(|unfit| unfit.to_string())?;
    let size = args.size.map(|size| match size {
        HuntSize::Small => Size::Small,
        HuntSize::Large => Size::Large,
    });
    let adversaries = match (own.get(), spec, args.worlds) {
        (true, Some(_), _) => {
            return Err(
                "the implementation brings its own policy in `hello`, expected no policy file and no --preset \
                        beside it"
                    .to_owned(),
            );
        }
        (true, None, _) => Adversaries::under(driver.spec().clone(), size, args.seed),
        (false, Some(spec), None | Some(HuntWorlds::Policy)) => {
            Adversaries::of(Worlds::Policy(Box::new(spec)), size, args.seed)
        }
        (false, _, Some(HuntWorlds::Random)) => Adversaries::of(Worlds::Random, size, args.seed),
        (false, spec, worlds) => {
            let spec = Box::new(spec.unwrap_or_else(|| driver.spec().clone()));
            let policy = worlds == Some(HuntWorlds::Policy);
            Adversaries::of(if policy { Worlds::Policy(spec) } else { Worlds::Both(spec) }, size, args.seed)
        }
    };
    let mut report = Report {
        implementation: driver.claims().name.clone(),
        runs: 0,
        next_run: args.first_run,
        refused: 0,
        steps: 0,
        lost: 0,
        repeated: (0, 0),
        seen: Seen::default(),
        found: Vec::new(),
        stopped: false,
    };
    let again = |failure: Failure| format!("the implementation could be started once, but not again: {failure}");
    if let Some(folder) = &args.corpus {
        for file in scripts(folder)? {
            repeat(&mut driver, args, &file, own.get(), &mut report)?;
        }
    }
    let last = if args.time.is_some() { u64::MAX } else { args.first_run.saturating_add(args.runs) };
    let (bar, begun, stops) = (line(), Instant::now(), stop(args.time.map(|time| time.as_secs())));
    let most = driver.claims().conversations_max.unwrap_or(CONVERSATIONS_MAX) as usize;
    let mut refused_in_turn = 0;
    while report.next_run < last && (!args.until_first || report.found.is_empty()) {
        if stops().is_break() {
            // Whoever asked for a time has had it, unless somebody said stop.
            report.stopped = args.time.is_none() || interrupted();
            break;
        }
        if let Some(bar) = &bar {
            let rate = driver.tally().steps as f64 / begun.elapsed().as_secs_f64().max(1e-3);
            bar.set_message(format!("{} runs, {rate:.0} steps a second, {} findings", report.runs, report.found.len()));
            bar.tick();
        }
        let number = report.next_run;
        report.next_run += 1;
        report.runs += 1;
        let mut adversary = adversaries.run(number);
        let entered = if own.get() { Ok(()) } else { driver.enter(adversary.spec().clone()) };
        let found = match entered {
            Err(Unfit::Unsupported(reason)) => {
                report.refused += 1;
                refused_in_turn += 1;
                if refused_in_turn >= REFUSED_MAX && report.refused == report.runs {
                    return Err(format!(
                        "the implementation supported none of {REFUSED_MAX} policies, the last one because: {}; \
                         expected one of its own in `hello`, or support for those that `reset` brings",
                        reason.replace(char::is_control, "\u{FFFD}")
                    ));
                }
                continue;
            }
            Err(Unfit::Failure(failure)) => {
                driver.begin_anew().map_err(again)?;
                Some(Finding { moves: Vec::new(), divergence: Divergence::Failure(failure) })
            }
            // Nothing that it claims can be tried in this world.
            Err(Unfit::Nothing | Unfit::Policy(_) | Unfit::Version(_) | Unfit::NoConversations) => continue,
            Ok(()) => {
                refused_in_turn = 0;
                let (claims, policy) = (driver.claims().clone(), std::sync::Arc::clone(driver.policy()));
                let mut left = adversary.actions();
                let found = driver
                    .run(number, &mut |twin| {
                        adversary.learn(twin.center(), twin.answer(), twin.told());
                        left = left.checked_sub(1)?;
                        let ids: Vec<_> = twin.center().conversations().collect();
                        let may = |action: &Action| {
                            let creates = matches!(action, Action::Create(_) | Action::Admit { .. });
                            claimed(&claims, &policy, action) && !(creates && ids.len() >= most)
                        };
                        let action = (0..REDRAWS).map(|_| adversary.next(twin.center())).find(may)?;
                        Some(Move::of(action, twin.names(), &ids))
                    })
                    .map_err(again)?;
                report.seen.join(adversary.seen());
                found
            }
        };
        if let Some(finding) = found {
            take(&mut driver, args, finding, Some(number), &mut report).map_err(again)?;
        }
    }
    if let Some(bar) = &bar {
        bar.finish_and_clear();
    }
    report.steps = driver.tally().steps;
    report.lost = driver.tally().lost;
    Ok(report)
}

/// Repeats a script of the corpus; one that is not about the policy that the implementation brings is passed over.
fn repeat(
    driver: &mut Driver<Child>,
    args: &HuntArgs,
    file: &Path,
    own: bool,
    report: &mut Report,
) -> Result<(), String> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    let spec = match case::front_matter(&text) {
        Some(policy) => from_toml(&policy, &name).map_err(|error| error.to_string())?,
        None => play::default_policy(),
    };
    let moves = case::read(&text, &spec)
        .map_err(|fault| format!("{name}:{}:{}: {}", fault.line, fault.column, fault.message))?;
    if moves.is_empty() {
        return Err(format!(
            "{name}:1:1: nothing is tried in it, expected a policy between two lines `+++`, then actions"
        ));
    }
    let again = |failure: Failure| failure.to_string();
    let entered = if own { Ok(()) } else { driver.enter(spec.clone()) };
    match entered {
        // About another policy than the one that it has.
        Ok(()) if own && spec != *driver.spec() => return Ok(()),
        Ok(()) => {}
        Err(Unfit::Failure(failure)) => {
            report.repeated.0 += 1;
            report.repeated.1 += 1;
            driver.begin_anew().map_err(again)?;
            let finding = Finding { moves: Vec::new(), divergence: Divergence::Failure(failure) };
            return take(driver, args, finding, None, report).map_err(again);
        }
        Err(Unfit::Unsupported(_) | Unfit::Nothing | Unfit::NoConversations) => return Ok(()),
        Err(unfit @ (Unfit::Version(_) | Unfit::Policy(_))) => return Err(format!("{name}: {unfit}")),
    }
    report.repeated.0 += 1;
    if let Some(finding) = driver.replay(&moves).map_err(again)? {
        report.repeated.1 += 1;
        let first = finding.moves.len();
        let short = Short { finding, first, proven: false, repeats: true, steps: 0 };
        add(report, driver, &short, None);
    }
    Ok(())
}

/// Makes a finding short and takes it into the report.
fn take(
    driver: &mut Driver<Child>,
    args: &HuntArgs,
    finding: Finding,
    run: Option<u64>,
    report: &mut Report,
) -> Result<(), Failure> {
    let kind = finding.divergence.kind();
    let known = report.found.iter().filter(|found| found.told.kind == kind).count();
    if known >= SHAPES_MAX {
        if let Some(found) = report.found.iter_mut().find(|found| found.told.kind == kind) {
            found.times += 1;
        }
        return Ok(());
    }
    let short = driver.shrink(finding, args.shrink_steps)?;
    add(report, driver, &short, run);
    Ok(())
}

/// Takes a short finding into the report, or counts it where one like it is known.
fn add(report: &mut Report, driver: &Driver<Child>, short: &Short, run: Option<u64>) {
    let shape: Vec<String> = short.finding.moves.iter().map(kind_of).collect();
    let kind = short.finding.divergence.kind();
    match report.found.iter_mut().find(|found| found.told.kind == kind && found.shape == shape) {
        Some(found) => found.times += 1,
        None => {
            let Some(told) = driver.report(0, true, Some(short)).divergence else { return };
            report.found.push(Found { told, shape, run, times: u64::from(run.is_some()) });
        }
    }
}

/// The kind of a move.
fn kind_of(step: &Move) -> String {
    match step {
        Move::Try { action, .. } => {
            let (actor, operation) = act::kind(action);
            format!("{actor}/{operation}")
        }
        Move::Pass { .. } => "time".to_owned(),
    }
}

fn write_text(report: &Report, args: &HuntArgs, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let found = match report.found.len() {
        0 => "No divergence".to_owned(),
        1 => "One divergence".to_owned(),
        some => format!("{some} divergences"),
    };
    let name = match report.implementation.as_str() {
        "" => String::new(),
        name => format!(" of `{}`", name.replace(char::is_control, "\u{FFFD}")),
    };
    let (runs, steps) = (counted(report.runs, "run"), counted(report.steps, "step"));
    let answer = format!("{found}{name} in {runs} with {steps} (seed {}).", args.seed);
    writeln!(out, "{}", wrapped(&answer, width, 0, 0))?;
    if let (all @ 1.., some) = report.repeated {
        let words = format!("{} of the corpus repeated first; {some} of them still differ.", counted(all, "script"));
        writeln!(out, "{}", wrapped(&words, width, 0, 0))?;
    }
    if report.refused > 0 {
        let words = format!("Of the worlds it does not support {}.", number::count(report.refused));
        writeln!(out, "{}", wrapped(&words, width, 0, 0))?;
    }
    if report.lost > 0 {
        let words = format!(
            "{} compared only up to a search of the router that had a choice: tell in its answer what was `assigned`, or \
             show the `holder`.",
            counted(report.lost, "run")
        );
        writeln!(out, "{}", wrapped(&words, width, 0, 0))?;
    }
    for found in &report.found {
        writeln!(out)?;
        for line in found.told.text().lines() {
            let indent = line.len() - line.trim_start().len();
            writeln!(out, "{}{}", &line[..indent], wrapped(line.trim_start(), width, indent, indent + 4))?;
        }
        let command: Vec<String> = args.command.iter().map(|it| quoted(&it.to_string_lossy())).collect();
        let command = command.join(" ");
        let name = found.name();
        let again = match found.run {
            Some(run) => format!(
                "Run {run} of seed {}, seen in {}. `switchboard hunt{} --seed {} --first-run {run} --runs 1 -- {command}` \
                 repeats it, `switchboard drive --replay {name}.case -- {command}` its script.",
                args.seed,
                counted(found.times, "run"),
                text::quarry(args),
                args.seed,
            ),
            None => format!("From the corpus; `switchboard drive --replay {name}.case -- {command}` repeats it."),
        };
        writeln!(out, "\n{}", wrapped(&again, width, 0, 4))?;
    }
    text::write_reached(&report.seen, width, out)?;
    let next = format!("A hunt that goes on begins with --first-run {}.", report.next_run);
    writeln!(out, "\n{}", wrapped(&next, width, 0, 0))
}

/// An argument as a shell takes it.
fn quoted(argument: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || "_./=:,+@%-".contains(it);
    if !argument.is_empty() && argument.chars().all(plain) {
        argument.to_owned()
    } else {
        format!("'{}'", argument.replace('\'', r"'\''"))
    }
}

fn json_of(report: &Report, seed: u64) -> serde_json::Value {
    let findings: Vec<serde_json::Value> = report
        .found
        .iter()
        .map(|found| {
            json!({
                "name": found.name(),
                "shape": found.shape,
                "seed": seed,
                "run": found.run,
                "runs": found.times,
                "divergence": found.told,
                "script": found.told.case,
            })
        })
        .collect();
    json!({
        "implementation": report.implementation,
        "seed": seed,
        "runs": report.runs,
        "next_run": report.next_run,
        "stopped": report.stopped,
        "steps": report.steps,
        "unsupported_worlds": report.refused,
        "runs_lost": report.lost,
        "repeated": { "scripts": report.repeated.0, "show": report.repeated.1 },
        "findings": findings,
        "reached": super::formats::reached(&report.seen),
    })
}

/// A case for each thing in which the sides can differ.
fn junit_of(report: &Report) -> String {
    let cases: Vec<Case> = KINDS
        .into_iter()
        .map(|(kind, sentence)| {
            let came = match report.found.iter().find(|found| found.told.kind == kind) {
                Some(Found { told, .. }) => Came::Failed {
                    message: format!(
                        "the rules say: {}; the implementation says: {}",
                        told.rules_say, told.implementation_says
                    ),
                    shown: told.case.clone(),
                },
                None if report.stopped => Came::Unfinished("stopped before all runs were made".to_owned()),
                None => Came::Passed,
            };
            Case { suite: "hunt".to_owned(), name: format!("{kind}: {sentence}"), came }
        })
        .collect();
    junit::report("switchboard hunt", &cases)
}
