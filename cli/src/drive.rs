//! `switchboard drive`: an implementation is stepped beside the rules until they differ.

use std::fs;
use std::io::{self, BufReader, BufWriter};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use switchboard::{PolicySpec, Preset};
use switchboard_oracle::drive::case;
use switchboard_oracle::drive::child::{Child, Limits};
use switchboard_oracle::drive::driver::{Driver, Options};
use switchboard_oracle::drive::host::{Host, serve};
use switchboard_oracle::drive::link::Failure;
use switchboard_oracle::drive::report::Report;
use switchboard_oracle::drive::shrink::Short;
use switchboard_oracle::faulty::Fault;
use switchboard_sims::document::from_toml;
use switchboard_verify::Rules;
use switchboard_verify::report::junit::{self, Came, Case};

use crate::args::{DriveArgs, DriveFormat};
use crate::simulate::files::Folder;
use crate::simulate::{interrupt, plain};
use crate::verify::{document, line, stop, usage};
use crate::{Console, Outcome, play};

/// What is served reads ahead so much, and writes so much at once.
const BUFFER: usize = 1 << 16;

/// Runs the command.
pub(crate) fn command(args: &DriveArgs, console: &mut Console<'_>) -> io::Result<Outcome> {
    if args.serve {
        return be_driven(args, console);
    }
    let folder = match args.out.as_deref().map(Folder::at).transpose() {
        Ok(folder) => folder,
        Err(fault) => return usage(console.err, &fault.to_string()),
    };
    let report = match driven(args, console) {
        Ok(report) => report,
        Err(message) => return usage(console.err, &message),
    };
    let json = serde_json::to_string_pretty(&report).map_err(io::Error::other)?;
    if let Some(folder) = folder {
        let mut files = vec![("report.json".to_owned(), format!("{json}\n"))];
        if let Some(told) = &report.divergence {
            files.push(("divergence.case".to_owned(), told.case.clone()));
            files.push(("requests.jsonl".to_owned(), told.requests.clone()));
        }
        if let Err(fault) = folder.write(&files) {
            return usage(console.err, &fault.to_string());
        }
    }
    match args.format {
        DriveFormat::Text => write!(console.out, "{}", crate::layout::fitted(&report.text()))?,
        DriveFormat::Json => writeln!(console.out, "{json}")?,
        DriveFormat::Junit => write!(console.out, "{}", tests(&report))?,
    }
    Ok(match (&report.divergence, report.complete) {
        (Some(_), _) => Outcome::Broken,
        (None, true) => Outcome::Clean,
        (None, false) => Outcome::Unfinished,
    })
}

/// Is an implementation: the rules, or the rules with a fault.
fn be_driven(args: &DriveArgs, console: &mut Console<'_>) -> io::Result<Outcome> {
    let mut input = BufReader::with_capacity(BUFFER, &mut *console.input);
    let mut output = BufWriter::with_capacity(BUFFER, &mut *console.out);
    match args.fault.as_deref() {
        None => serve(&mut Host::new(Rules, "the rules themselves"), &mut input, &mut output)?,
        Some(name) => {
            let Some(fault) = Fault::named(name) else {
                let known: Vec<&str> = Fault::ALL.iter().map(|fault| fault.name).collect();
                drop(output);
                let message = format!("--fault: unknown fault `{name}`, expected one of: {}", known.join(", "));
                return usage(console.err, &message);
            };
            serve(&mut Host::of_fault(fault), &mut input, &mut output)?;
        }
    }
    Ok(Outcome::Clean)
}

/// Drives, and says what came of it.
fn driven(args: &DriveArgs, console: &mut Console<'_>) -> Result<Report, String> {
    let script = args.replay.as_deref().map(script).transpose()?;
    let preset = args.preset.map(Preset::from);
    let given = match (&args.policy, preset, &script) {
        (None, None, None) => None,
        (None, preset, Some((_, _, spec))) => {
            let mut spec = spec.clone();
            if let Some(preset) = preset {
                spec.preset = Some(preset.name().to_owned());
            }
            Some(spec)
        }
        (policy, preset, _) => Some(document(policy.as_deref(), preset)?.spec),
    };
    let limits = Limits { answer: Duration::from_secs(args.timeout), ..Limits::default() };
    let child = Child::start(args.command.clone(), limits).map_err(|failure| failure.to_string())?;
    let otherwise = || document(None, None).map(|document| document.spec);
    let mut driver = Driver::meet(child, given, &otherwise).map_err(|unfit| unfit.to_string())?;
    let again = |failure: Failure| format!("the implementation could be started once, but not again: {failure}");
    if let Some((name, text, _)) = &script {
        let moves = case::read(text, driver.spec())
            .map_err(|fault| format!("{name}:{}:{}: {}", fault.line, fault.column, fault.message))?;
        let found = driver.replay(&moves).map_err(again)?;
        let short =
            found.map(|finding| Short { first: finding.moves.len(), finding, proven: false, repeats: true, steps: 0 });
        return Ok(driver.report(args.seed, true, short.as_ref()));
    }
    let steps = if args.seconds.is_some() { u64::MAX } else { args.steps };
    let options =
        Options { seed: args.seed, steps, run_length: args.run_length as usize, shrink_steps: args.shrink_steps };
    let (bar, begun, stops) = (line(), Instant::now(), stop(args.seconds));
    let watch = || {
        if let Some(bar) = &bar {
            bar.set_message(format!("driving for {} s", begun.elapsed().as_secs()));
            bar.tick();
        }
        stops().is_break()
    };
    let (found, complete) = driver.drive(&options, &watch).map_err(again)?;
    let rate = driver.tally().steps as f64 / begun.elapsed().as_secs_f64().max(1e-3);
    if let Some(bar) = &bar {
        bar.set_message("making it short");
        bar.tick();
    }
    let short = found.map(|finding| driver.shrink(finding, options.shrink_steps)).transpose().map_err(again)?;
    if let Some(bar) = &bar {
        bar.finish_and_clear();
    }
    // About the tool, not about the implementation: it differs from one time to the next.
    drop(writeln!(console.err, "{} steps, {rate:.0} a second", driver.tally().steps));
    let interrupted = interrupt::stop().load(Ordering::Relaxed);
    let complete = complete || (args.seconds.is_some() && !interrupted);
    Ok(driver.report(args.seed, complete, short.as_ref()))
}

/// A script with its name and its policy.
fn script(file: &Path) -> Result<(String, String, PolicySpec), String> {
    let name = file.display().to_string();
    let text =
        fs::read_to_string(file).map_err(|error| format!("{name}: {}; expected a script to read", plain(error)))?;
    let mut spec = match case::front_matter(&text) {
        Some(policy) => from_toml(&policy, &name).map_err(|error| error.to_string())?,
        None => play::default_policy(),
    };
    if let Some(preset) = text.lines().find_map(|line| line.trim().strip_prefix("preset ")) {
        spec.preset = Some(preset.trim().to_owned());
    }
    Ok((name, text, spec))
}

/// The report as one test.
fn tests(report: &Report) -> String {
    let came = match (&report.divergence, report.complete) {
        (Some(told), _) => Came::Failed {
            message: format!(
                "the rules say: {}; the implementation says: {}",
                told.rules_say, told.implementation_says
            ),
            shown: told.steps.iter().map(|step| step.words.as_str()).collect::<Vec<_>>().join("\n"),
        },
        (None, true) => Came::Passed,
        (None, false) => Came::Unfinished("stopped before all steps were done".to_owned()),
    };
    let suite = if report.implementation.is_empty() { "implementation" } else { &report.implementation };
    let name = format!("does what the rules do under `{}`, seed {}", report.policy, report.seed);
    junit::report("switchboard drive", &[Case { suite: suite.to_owned(), name, came }])
}
