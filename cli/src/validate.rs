//! `switchboard validate`: does the simulator give what queueing theory says?

mod page;
mod text;

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use switchboard_sims::RunError;
use switchboard_sims::validate::{CaseFile, Effort, Error, Report, Watch, validate as run};

use crate::args::{Format, ValidateArgs};
use crate::outcome::Outcome;
use crate::simulate::files::Folder;
use crate::simulate::{interrupt, quoted, source};

/// Runs the command.
pub(crate) fn command(args: &ValidateArgs, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    let name = args.file.display().to_string();
    let text = match source::read(&args.file) {
        Ok(text) => text,
        Err(error) => return usage(err, &format!("{name}: {error}; expected a file of cases in JSON")),
    };
    let file = match CaseFile::read(&text) {
        Ok(file) => file,
        Err(fault) => return usage(err, &format!("{name}:{}{fault}", if fault.place.is_some() { "" } else { " " })),
    };
    // The place is looked at before the work, so that a wrong one costs no time.
    let folder = match args.out.as_deref().map(Folder::at).transpose() {
        Ok(folder) => folder,
        Err(fault) => return usage(err, &fault.to_string()),
    };
    let report = match validated(&file, args) {
        Ok(report) => report,
        Err(Error::Fault(fault)) => return usage(err, &format!("{name}: {fault}")),
        Err(error @ Error::Run(_, RunError::Violation(_))) => {
            writeln!(err, "{error}")?;
            return Ok(Outcome::Broken);
        }
        Err(error @ Error::Run(..)) => return usage(err, &error.to_string()),
    };
    if let Some(folder) = folder {
        match folder.write(&page::files(&report, &name, &again(args))) {
            Ok(place) => writeln!(err, "the report is {}", place.join("index.html").display())?,
            Err(fault) => return usage(err, &fault.to_string()),
        }
    }
    match args.format {
        Format::Text => text::write(&report, &again(args), out)?,
        Format::Json => {
            let document = text::json(&report, &again(args));
            writeln!(out, "{}", serde_json::to_string_pretty(&document).map_err(io::Error::other)?)?;
        }
    }
    Ok(outcome(&report))
}

/// Broken is worse than unfinished.
fn outcome(report: &Report) -> Outcome {
    if report.is_broken() {
        Outcome::Broken
    } else if report.is_unfinished() {
        Outcome::Unfinished
    } else {
        Outcome::Clean
    }
}

fn usage(err: &mut dyn Write, message: &str) -> io::Result<Outcome> {
    writeln!(err, "{message}")?;
    Ok(Outcome::Usage)
}

/// Validates with a line about how far it is on a terminal.
fn validated(file: &CaseFile, args: &ValidateArgs) -> Result<Report, Error> {
    let effort = Effort {
        seed: args.seed,
        threads: args.threads,
        arrivals: args.arrivals,
        precision: args.precision / 100.0,
        replications: args.replications,
        conversations_max: args.conversations_max,
    };
    let line = line();
    let tell = |id: &str, done: usize, all: usize, conversations: u64| {
        if let Some(line) = &line {
            line.set_message(format!(
                "{} of {all}, {id}: {:.1} million conversations",
                done + 1,
                conversations as f64 / 1e6
            ));
            line.tick();
        }
    };
    let watch = Watch { stop: Some(interrupt::stop()), progress: Some(&tell) };
    let report = run(file, &args.case, &effort, watch);
    if let Some(line) = &line {
        line.finish_and_clear();
    }
    report
}

fn line() -> Option<ProgressBar> {
    if !io::stderr().is_terminal() {
        return None;
    }
    let line = ProgressBar::new_spinner();
    line.set_style(
        ProgressStyle::with_template("{spinner} {wide_msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    Some(line)
}

/// The command line that gives the same answer again; threads and places of files have no part in it.
fn again(args: &ValidateArgs) -> String {
    let mut command = format!("switchboard validate {}", quoted(&args.file));
    for case in &args.case {
        command.push_str(&format!(" --case {}", quoted(Path::new(case))));
    }
    if args.seed != 1 {
        command.push_str(&format!(" --seed {}", args.seed));
    }
    if args.arrivals != ValidateArgs::ARRIVALS {
        command.push_str(&format!(" --arrivals {}", args.arrivals));
    }
    if args.precision != ValidateArgs::PRECISION {
        command.push_str(&format!(" --precision {}", args.precision));
    }
    if args.conversations_max != ValidateArgs::CONVERSATIONS_MAX {
        command.push_str(&format!(" --conversations-max {}", args.conversations_max));
    }
    if let Some(replications) = args.replications {
        command.push_str(&format!(" --replications {replications}"));
    }
    command
}
