//! `switchboard simulate`: a scenario or a call log in; a summary, a report and a file of events out.

mod calls;
mod experiment;
pub(crate) mod files;
pub(crate) mod interrupt;
mod json;
mod noise;
mod precise;
pub(crate) mod progress;
mod sheet;
pub(crate) mod source;
mod text;

use std::io::{self, Write};
use std::path::Path;

use switchboard_reports::day::DayReport;
use switchboard_reports::{Page, Provenance, Width, standalone};
use switchboard_sims::precision::simulate_until;
use switchboard_sims::results::Results;
use switchboard_sims::scenario::Scenario;
use switchboard_sims::{KeepEvents, Options, RunError, simulate as run};

use crate::args::Format;
use crate::{Outcome, SimulateArgs};
use files::{EventFile, Folder};
use noise::Noise;
use precise::Precise;
use progress::Bar;
pub(crate) use source::{plain, read, scenario};

/// Simulates a scenario or replays a call log.
pub(crate) fn simulate(args: &SimulateArgs, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    if let Some(log) = &args.calls {
        return calls::run(args, log, out, err);
    }
    if !args.vary.is_empty() {
        return experiment::run(args, out, err);
    }
    let scenario = match source::scenario(args.file.as_deref(), args.policy.as_deref()) {
        Ok(scenario) => scenario,
        Err(fault) => {
            writeln!(err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    };
    for warning in scenario.warnings() {
        writeln!(err, "{}: warning: {}", warning.place, warning.text)?;
    }
    if args.control && scenario.counted_arrivals().is_none() {
        writeln!(err, "{}", crate::layout::wrapped(noise::NO_CONTROL, crate::layout::WIDTH, 0, 0))?;
        return Ok(Outcome::Usage);
    }
    // Both places are looked at before the work, so that a wrong one costs no time.
    let places = args.out.as_deref().map(Folder::at).transpose().and_then(|folder| {
        let events = args.events.as_deref().map(EventFile::at).transpose()?;
        Ok((folder, events))
    });
    let (folder, mut events) = match places {
        Ok(places) => places,
        Err(fault) => {
            writeln!(err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    };
    let wanted = precise::wanted(args);
    let bar = Bar::new(wanted.as_ref().map_or(args.replications, |wanted| wanted.replications_max), "replications");
    let options = Options {
        seed: args.seed,
        replications: args.replications,
        first_replication: args.first_replication,
        antithetic: args.antithetic,
        threads: args.threads,
        keep_actions: None,
        keep_people: false,
        keep_events: events
            .as_mut()
            .map(|file| KeepEvents { replication: args.first_replication, writer: file.writer() }),
        progress: Some(&|done, _| bar.set(done)),
        stop: Some(interrupt::stop()),
    };
    let answer = match &wanted {
        None => run(&scenario, options).map(|results| (results, Vec::new())),
        Some(wanted) => simulate_until(&scenario, options, wanted),
    };
    bar.clear();
    match answer {
        Ok((results, attained)) => {
            let places = Places { folder, events };
            let precise = Precise { wanted, attained };
            tell(args, &scenario, (&results, &precise), places, out, err)
        }
        Err(error) => refuse(args, &error, err),
    }
}

/// Where files go.
struct Places<'a> {
    folder: Option<Folder<'a>>,
    events: Option<EventFile<'a>>,
}

fn tell(
    args: &SimulateArgs,
    scenario: &Scenario,
    (results, precise): (&Results, &Precise),
    places: Places<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Outcome> {
    let report = DayReport::new(results, args.target / 100.0);
    // A run that was stopped answers like the shorter one that is all done, so that one is what gives the same again.
    let args = &SimulateArgs { replications: results.days.len() as u32, ..args.clone() };
    // Files come first: a reader of stdout who goes away must not cost the report.
    let noise = Noise::of(args, scenario, results);
    let written = write_files(args, scenario, (&report, &noise), places, err);
    match args.format {
        Format::Text => {
            text::summary(&report, args, &command(args), out)?;
            precise.write(results.days.len(), out)?;
            noise.write(out)?;
        }
        Format::Json => json::write(&report, scenario, &command(args), (precise, &noise), out)?,
    }
    if let Err(fault) = written {
        out.flush()?;
        writeln!(err, "{fault}")?;
        return Ok(Outcome::Usage);
    }
    if args.replications < results.setting.replications {
        let asked = results.setting.replications;
        writeln!(err, "stopped: {} of {asked} replications are in the answer", args.replications)?;
        return Ok(Outcome::Unfinished);
    }
    Ok(if precise.is_missed() { Outcome::Unfinished } else { Outcome::Clean })
}

fn write_files(
    args: &SimulateArgs,
    scenario: &Scenario,
    (report, noise): (&DayReport<'_>, &Noise),
    places: Places<'_>,
    err: &mut dyn Write,
) -> io::Result<()> {
    if let Some(file) = places.events {
        if report.results().days.iter().any(|day| day.replication == args.first_replication) {
            writeln!(err, "events are in {}", file.keep()?.display())?;
        } else {
            writeln!(err, "no events are written: the run was stopped within their replication")?;
        }
    }
    if let Some(folder) = places.folder {
        let page = noise.sections().into_iter().fold(report.page(made(args, scenario, report)), Page::section);
        let mut files = vec![("index.html".to_owned(), page.html().into_bytes())];
        for figure in report.figures() {
            files.push((format!("{}.svg", figure.name), standalone(&*figure.figure, Width::Wide).into_bytes()));
        }
        files.extend(sheet::files(report).map_err(io::Error::other)?);
        writeln!(err, "the report is {}", folder.write_bytes(&files)?.join("index.html").display())?;
    }
    Ok(())
}

/// How the page was made.
fn made(args: &SimulateArgs, scenario: &Scenario, report: &DayReport<'_>) -> Provenance {
    let setting = &report.results().setting;
    let policy = scenario.policy();
    let name = match policy.name() {
        "" => "contained in the scenario".to_owned(),
        name => name.to_owned(),
    };
    let more = [
        ("Policy", format!("{name}, preset {}", policy.base_preset().name())),
        ("Replications", report.behind()),
        ("Day", format!("{} to {}", report.start_of(0), report.start_of(setting.intervals))),
        ("Agents", format!("{}, and {} supervisors", setting.agents, setting.supervisors.len())),
        ("Conversations", switchboard_reports::number::count(report.results().conversations())),
        (
            "Steps",
            format!(
                "{} answers of the rules, {} of them checked one by one against K1, K2, K7 and K9",
                switchboard_reports::number::count(report.results().steps()),
                switchboard_reports::number::count(report.results().steps_watched())
            ),
        ),
    ];
    Provenance {
        scenario: setting.scenario.clone(),
        seed: Some(setting.seed),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: format!("{} --out DIR", command(args)),
        more: more.map(|(name, value)| (name.to_owned(), value)).to_vec(),
    }
}

/// The command line that gives the same answer again; threads and places of files have no part in it.
fn command(args: &SimulateArgs) -> String {
    let mut command = "switchboard simulate".to_owned();
    if let Some(file) = &args.file {
        command.push_str(&format!(" {}", quoted(file)));
    }
    if let Some(policy) = &args.policy {
        command.push_str(&format!(" --policy {}", quoted(policy)));
    }
    if args.first_replication != 1 {
        command.push_str(&format!(" --first-replication {}", args.first_replication));
    }
    let flags = [(args.antithetic, " --antithetic"), (args.control, " --control"), (args.warm_up, " --warm-up")];
    for (asked, option) in flags {
        if asked {
            command.push_str(option);
        }
    }
    if args.target != SimulateArgs::TARGET {
        command.push_str(&format!(" --target {}", args.target));
    }
    command.push_str(&format!(" --seed {} --replications {}", args.seed, args.replications));
    command
}

/// A file name as a shell reads it.
pub(crate) fn quoted(path: &Path) -> String {
    let name = path.display().to_string();
    let plain = |letter: char| letter.is_alphanumeric() || "-_./+,:@%".contains(letter);
    if !name.is_empty() && name.chars().all(plain) {
        return name;
    }
    format!("'{}'", name.replace('\'', "'\\''"))
}

fn refuse(args: &SimulateArgs, error: &RunError, err: &mut dyn Write) -> io::Result<Outcome> {
    match error {
        RunError::Violation(violation) => {
            let (short, full) = (violation.repeat(None), violation.repeat(args.file.as_deref().map(quoted).as_deref()));
            let policy = args.policy.as_deref().map_or_else(String::new, |file| format!(" --policy {}", quoted(file)));
            writeln!(err, "{}", violation.to_string().replace(&short, &format!("{full}{policy}")))?;
            Ok(Outcome::Broken)
        }
        RunError::Stopped => {
            writeln!(err, "{error}")?;
            Ok(Outcome::Unfinished)
        }
        RunError::Write(_) | RunError::OddPair | RunError::Nothing | RunError::Threads(_) => {
            writeln!(err, "{error}")?;
            Ok(Outcome::Usage)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use clap::Parser;
    use serde_json::Value;
    use switchboard_sims::scenario::Scenario;
    use switchboard_sims::tick::Tick;
    use switchboard_sims::{Options, RunError, Violation, simulate};

    use super::{Folder, Places, refuse, tell};
    use crate::args::Format;
    use crate::{Args, Command, Outcome, SimulateArgs};

    fn args(words: &[&str]) -> SimulateArgs {
        let words = ["switchboard", "simulate"].iter().chain(words);
        match Args::try_parse_from(words).expect("arguments").command {
            Some(Command::Simulate(args)) => args,
            other => panic!("{other:?}"),
        }
    }

    /// No scenario makes a sound kernel break a rule, so the broken rule is made by hand.
    #[test]
    fn a_rule_that_does_not_hold_is_told_with_the_line_that_repeats_it_and_ends_with_code_one() {
        let violation = Violation {
            family: "K7",
            sentence: "conversation 0 is Offered and does not charge `ann`".to_owned(),
            scenario: "two hours".to_owned(),
            seed: 7,
            replication: 4,
            at: Tick::from_seconds(36_610),
            recent: vec!["36610.000000 s: Router(Agent(UserId(0))): done".to_owned()],
        };
        let mut err = Vec::new();
        let args = args(&["my day.toml", "--policy", "p.toml", "--seed", "7", "--replications", "20"]);
        let outcome = refuse(&args, &RunError::Violation(Box::new(violation)), &mut err).expect("memory takes it");
        assert_eq!(outcome.code(), 1);
        assert_eq!(
            String::from_utf8(err).expect("text"),
            "K7 does not hold in replication 4 of `two hours` at 10:10:10: conversation 0 is Offered and does not \
             charge `ann`\n\
             the last actions were:\n  \
             36610.000000 s: Router(Agent(UserId(0))): done\n\
             repeat it with: switchboard simulate 'my day.toml' --seed 7 --first-replication 4 --replications 1 \
             --policy p.toml\n"
        );
    }

    fn told(args: &SimulateArgs, scenario: &Scenario, folder: Option<Folder<'_>>) -> (Outcome, String, String) {
        let stop = AtomicBool::new(false);
        let progress = |done, _| stop.store(done == 3, Ordering::Relaxed);
        let options = Options {
            replications: args.replications,
            threads: 1,
            progress: Some(&progress),
            stop: Some(&stop),
            ..Options::default()
        };
        let results = simulate(scenario, options).expect("three replications are done");
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let places = Places { folder, events: None };
        let precise = super::Precise::default();
        let outcome =
            tell(args, scenario, (&results, &precise), places, &mut out, &mut err).expect("memory can be written to");
        let text = |bytes| String::from_utf8(bytes).expect("the tool writes text");
        (outcome, text(out), text(err))
    }

    #[test]
    fn a_run_that_was_stopped_names_the_command_for_what_is_done() {
        let args = args(&["--replications", "5000", "--threads", "1"]);
        let command = "switchboard simulate --seed 1 --replications 3";
        let place = tempfile::TempDir::new().expect("a folder for the test");
        let report = place.path().join("report");
        let folder = Folder::at(&report).expect("a new folder");

        let (outcome, out, err) = told(&args, &Scenario::quiet_monday(), Some(folder));
        assert_eq!(outcome, Outcome::Unfinished);
        assert!(out.contains(&format!("The same again: {command}\n")), "{out}");
        assert!(err.ends_with("stopped: 3 of 5000 replications are in the answer\n"), "{err}");
        let page = std::fs::read_to_string(report.join("index.html")).expect("the report is written");
        assert!(page.contains(&format!("<code>{command} --out DIR</code>")));
        let shorter = SimulateArgs { replications: 3, out: None, ..args.clone() };
        let again = place.path().join("again");
        let (outcome, _, _) =
            told(&shorter, &Scenario::quiet_monday(), Some(Folder::at(&again).expect("a new folder")));
        assert_eq!(outcome, Outcome::Clean);
        assert_eq!(std::fs::read_to_string(again.join("index.html")).expect("the report is written"), page);

        let json = SimulateArgs { format: Format::Json, ..args };
        let (_, out, _) = told(&json, &Scenario::quiet_monday(), None);
        let document: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(document["command"], command);
        assert_eq!((&document["replications"], &document["setting"]["replications"]), (&3.into(), &5000.into()));
    }
}
