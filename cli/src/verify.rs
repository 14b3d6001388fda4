//! `switchboard verify`: can a policy ever go wrong, in any order in which things can happen?

mod advice;
mod folder;
mod formats;
mod page;
mod questions;
mod text;

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use switchboard::Preset;
use switchboard_sims::document::PolicyDocument;
use switchboard_sims::scenario::Scenario;
use switchboard_verify::analysis::Severity;
use switchboard_verify::verification::{Effort, FOLLOWED_MAX, Report, Standing, Verdict, verify as run};
use switchboard_verify::{AGENTS_MAX, CONVERSATIONS_MAX, Family, Group, Groups, Rules, properties};

use crate::args::{ALL, ReportFormat, STATES_MAX, VerifyArgs};
use crate::outcome::Outcome;
use crate::simulate::files::Folder;
use crate::simulate::{interrupt, quoted, source};
use crate::verify::advice::Advice;

pub(crate) use self::page::diagram;

/// Runs the command.
pub(crate) fn command(
    args: &VerifyArgs,
    width: usize,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Outcome> {
    let document = match document(args.file.as_deref(), args.preset.map(Preset::from)) {
        Ok(document) => document,
        Err(message) => return usage(err, &message),
    };
    if let Err(error) = properties::read(&document.spec, &document.policy) {
        return usage(err, &document.fault(&error.path, error.offset, &error.message).to_string());
    }
    let effort = match effort(args).and_then(|effort| possible(&document, args.scope.as_deref(), effort)) {
        Ok(effort) => effort,
        Err(message) => return usage(err, &message),
    };
    if args.switches.is_some() {
        return questions::command(args, &document, effort, width, out, err);
    }
    // The place is looked at before the work, so that a wrong one costs no time.
    let folder = match args.out.as_deref().map(Folder::at).transpose() {
        Ok(folder) => folder,
        Err(fault) => return usage(err, &fault.to_string()),
    };
    let report = match verified(&document, &effort, args.seconds) {
        Ok(report) => report,
        Err(message) => return usage(err, &message),
    };
    let advice = advice::of(&document);
    if let Some(folder) = folder
        && let Err(fault) = folder.write(&folder::files(&report, &advice, &document.file, &again(args)))
    {
        return usage(err, &fault.to_string());
    }
    match args.format {
        ReportFormat::Text => text::write(&report, &advice, args.out.as_deref(), width, out)?,
        ReportFormat::Json => {
            let line = serde_json::to_string_pretty(&formats::json(&report, &advice)).map_err(io::Error::other)?;
            writeln!(out, "{line}")?;
        }
        ReportFormat::Sarif => writeln!(out, "{}", formats::sarif(&report, &advice, &document).trim_end())?,
        ReportFormat::Junit => write!(out, "{}", formats::junit(&report, &advice))?,
    }
    Ok(outcome(&report, &advice))
}

/// Broken is worse than unfinished.
fn outcome(report: &Report, advice: &[Advice]) -> Outcome {
    let families = || Family::ALL.into_iter().map(|family| report.verdict(family));
    let verdicts = || families().chain(report.properties.iter().map(|property| property.verdict));
    let any = |wanted| verdicts().any(|verdict| verdict == wanted);
    if any(Verdict::Violated) || advice.iter().any(|advice| advice.found.severity == Severity::Error) {
        Outcome::Broken
    } else if report.stopped || any(Verdict::Unfinished) {
        Outcome::Unfinished
    } else {
        Outcome::Clean
    }
}

pub(crate) fn usage(err: &mut dyn Write, message: &str) -> io::Result<Outcome> {
    writeln!(err, "switchboard: {message}")?;
    Ok(Outcome::Usage)
}

/// The policy in a file (a policy, or a scenario that has one), or that of the default day; under another preset if one is
/// named.
pub(crate) fn document(file: Option<&Path>, preset: Option<Preset>) -> Result<PolicyDocument, String> {
    let (text, name) = match file {
        None => (Scenario::default_text().to_owned(), "default.toml".to_owned()),
        Some(file) => {
            let name = file.display().to_string();
            let text = source::read(file).map_err(|error| {
                format!("{name}: {error}; expected a policy or a scenario in TOML, or no file for the default policy")
            })?;
            (text, name)
        }
    };
    let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
    let mut document = PolicyDocument::read(&text, &name, &|policy| source::read(&folder.join(policy)))
        .map_err(|error| error.to_string())?;
    if let Some(preset) = preset {
        document.spec.preset = Some(preset.name().to_owned());
        document.policy =
            switchboard_sims::document::build(&document.spec, &document.text, &document.file, &document.way)
                .map_err(|error| format!("{error} (under preset `{}`)", preset.name()))?;
    }
    Ok(document)
}

/// The command line that gives the same answer again; threads, clocks and places of files have no part in it.
fn again(args: &VerifyArgs) -> String {
    let mut command = "switchboard verify".to_owned();
    if let Some(file) = &args.file {
        command.push_str(&format!(" {}", quoted(file)));
    }
    if let Some(preset) = args.preset {
        command.push_str(&format!(" --preset {}", Preset::from(preset).name()));
    }
    match args.switches.as_deref() {
        None => {}
        Some(ALL) => command.push_str(" --switches"),
        Some(one) => command.push_str(&format!(" --switches={one}")),
    }
    if let Some(scope) = &args.scope {
        command.push_str(&format!(" --scope {}", quoted(Path::new(scope))));
    }
    if args.states_max != STATES_MAX {
        command.push_str(&format!(" --states-max {}", args.states_max));
    }
    if args.no_symmetry {
        command.push_str(" --no-symmetry");
    }
    command
}

/// A scope that the policy can fill: what is named there must be there.
pub(crate) fn possible(document: &PolicyDocument, scope: Option<&str>, effort: Effort) -> Result<Effort, String> {
    let policy = &document.policy;
    if policy.workstreams().is_empty() {
        return Err(format!("{}: no workstream, so that nothing ever arrives; expected at least one", document.file));
    }
    let named = |key: &str| scope.is_some_and(|scope| scope.split(',').any(|part| part.trim().starts_with(key)));
    let agents = policy.users().iter().filter(|user| user.roles.agent && !user.roles.bot).count();
    let supervisors = policy.users().iter().filter(|user| user.roles.supervisor).count();
    for (key, asked, there) in [("agents", effort.agents, agents), ("supervisors", effort.supervisors, supervisors)] {
        if named(key) && asked > there {
            return Err(format!(
                "--scope: {key} `{asked}`, but {} has {there}; expected at most {there}",
                document.file
            ));
        }
    }
    Ok(effort)
}

/// What `--scope` and the limits say.
fn effort(args: &VerifyArgs) -> Result<Effort, String> {
    let effort = scope(args.scope.as_deref())?;
    let threads = threads(args.threads);
    Ok(Effort { threads, states_max: args.states_max, symmetry: !args.no_symmetry, ..effort })
}

/// What a scope says.
pub(crate) fn scope(scope: Option<&str>) -> Result<Effort, String> {
    let mut effort = Effort::default();
    let mut parts: Vec<&str> = Vec::new();
    for part in scope.iter().flat_map(|scope| scope.split(',')).filter(|part| !part.trim().is_empty()) {
        let expected = "expected `agents=`, `conversations=`, `supervisors=`, `followed=` or `operations=`";
        let (key, value) = part.split_once('=').ok_or_else(|| format!("--scope: `{part}`, {expected}"))?;
        let number = |least: usize, most: usize| match value.trim().parse::<usize>() {
            Ok(number) if (least..=most).contains(&number) => Ok(number),
            Ok(_) | Err(_) => Err(format!("--scope: {} `{value}`, expected {least} to {most}", key.trim())),
        };
        if parts.contains(&key.trim()) {
            return Err(format!("--scope: `{}` stands there twice, expected once", key.trim()));
        }
        parts.push(key.trim());
        match key.trim() {
            "agents" => effort.agents = number(1, AGENTS_MAX)?,
            "conversations" => {
                effort.conversations = number(1, CONVERSATIONS_MAX)?;
                effort.least = effort.conversations;
            }
            "supervisors" => effort.supervisors = number(0, 3)?,
            "followed" => effort.followed = number(0, FOLLOWED_MAX)?,
            "operations" => {
                let mut groups = Groups::NONE;
                for name in value.split('+').map(str::trim) {
                    let known = || Group::ALL.map(Group::name).join(", ");
                    groups = match Group::named(name) {
                        Some(group) => groups.with(group),
                        None if name == "all" => Groups::all(),
                        None => {
                            return Err(format!(
                                "--scope: unknown operations `{name}`, expected all or some of: {}, joined by `+`",
                                known()
                            ));
                        }
                    };
                }
                effort.groups = Some(groups);
            }
            other => return Err(format!("--scope: `{other}`, {expected}")),
        }
    }
    Ok(effort)
}

pub(crate) fn threads(asked: usize) -> usize {
    match asked {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        asked => asked,
    }
}

/// Verifies with a line about how far it is on a terminal, until it is done, somebody says stop, or time is up.
fn verified(document: &PolicyDocument, effort: &Effort, seconds: Option<u64>) -> Result<Report, String> {
    let line = line();
    let begun = Instant::now();
    let stop = stop(seconds);
    let mut watch = |standing: &Standing<'_>| {
        if let Some(line) = &line {
            let Standing { slice, slices, view, progress } = standing;
            let rate = progress.states as f64 / begun.elapsed().as_secs_f64().max(0.001);
            line.set_message(format!(
                "slice {} of {slices}, {view}: {} states, depth {}, frontier {}, {:.1} million states/s",
                slice + 1,
                progress.states,
                progress.level,
                progress.frontier,
                rate / 1e6,
            ));
            line.tick();
        }
        stop()
    };
    let report = run(&document.spec, effort, &|| Box::new(Rules), &mut watch);
    if let Some(line) = &line {
        line.finish_and_clear();
    }
    report
}

/// Breaks once somebody has pressed Ctrl-C, or so many seconds have passed from now on.
pub(crate) fn stop(seconds: Option<u64>) -> impl Fn() -> ControlFlow<()> {
    let interrupted = interrupt::stop();
    let begun = Instant::now();
    move || {
        let late = seconds.is_some_and(|seconds| begun.elapsed() >= Duration::from_secs(seconds));
        if late || interrupted.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

pub(crate) fn line() -> Option<ProgressBar> {
    use std::io::IsTerminal;
    if !io::stderr().is_terminal() {
        return None;
    }
    let line = ProgressBar::new_spinner();
    line.set_style(
        ProgressStyle::with_template("{spinner} {wide_msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    Some(line)
}
