//! `switchboard simulate --calls`: the days of a call log, replayed and set beside the log.

mod json;
mod page;
mod text;
mod words;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use switchboard_sims::RunError;
use switchboard_sims::calls::replay::{Replay, ReplayError, ReplayOptions, Watch};
use switchboard_sims::calls::{CallLog, ColumnMapping};

use crate::args::Format;
use crate::simulate::files::Folder;
use crate::simulate::interrupt;
use crate::simulate::progress::Bar;
use crate::simulate::quoted;
use crate::simulate::source::plain;
use crate::{Outcome, SimulateArgs};
use words::Told;

/// The largest log that is read.
const LOG_BYTES_MAX: u64 = 256 << 20;

/// Replays a call log.
pub(crate) fn run(args: &SimulateArgs, file: &Path, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    let log = match read(args, file) {
        Ok(log) => log,
        Err(fault) => {
            writeln!(err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    };
    // The place is looked at before the work, so that a wrong one costs no time.
    let folder = match args.out.as_deref().map(Folder::at).transpose() {
        Ok(folder) => folder,
        Err(fault) => {
            writeln!(err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    };
    let options = ReplayOptions {
        replications: args.replications,
        first_replication: args.first_replication,
        seed: args.seed,
        threads: args.threads,
        ..ReplayOptions::default()
    };
    let bar = Bar::new(log.days().len() as u32);
    let watch = Watch { progress: Some(&|done, _| bar.set(done)), stop: Some(interrupt::stop()) };
    let answer = Replay::run(&log, options, watch);
    bar.clear();
    let replay = match answer {
        Ok(replay) => replay,
        Err(error) => return refuse(args, file, &error, err),
    };
    let told = Told { log: &log, replay: &replay, command: command(args, file) };
    // Files come first: a reader of stdout who goes away must not cost the report.
    let written = folder.map(|folder| folder.write(&[("index.html".to_owned(), page::page(&told).html())])).transpose();
    match args.format {
        Format::Text => text::write(&told, args.out.is_none(), out)?,
        Format::Json => json::write(&told, out)?,
    }
    match written {
        Ok(None) => Ok(Outcome::Clean),
        Ok(Some(folder)) => {
            writeln!(err, "the report is {}", folder.join("index.html").display())?;
            Ok(Outcome::Clean)
        }
        Err(fault) => {
            out.flush()?;
            writeln!(err, "{fault}")?;
            Ok(Outcome::Usage)
        }
    }
}

/// The log that the arguments name; a message with place and remedy otherwise.
fn read(args: &SimulateArgs, file: &Path) -> Result<CallLog, String> {
    let name = file.display().to_string();
    let mapping = ColumnMapping::parse(args.calls_column.iter().map(String::as_str))
        .map_err(|error| format!("--calls-column: {error}"))?;
    let fault = |error: io::Error| format!("{name}: {}; expected a call log in CSV with a header line", plain(error));
    let size = fs::metadata(file).map_err(fault)?.len();
    if size > LOG_BYTES_MAX {
        return Err(format!("{name}: the file has {size} bytes, at most {LOG_BYTES_MAX} are read"));
    }
    let bytes = fs::read(file).map_err(fault)?;
    CallLog::read(&name, &bytes, &mapping).map_err(|error| error.to_string())
}

fn refuse(args: &SimulateArgs, file: &Path, error: &ReplayError, err: &mut dyn Write) -> io::Result<Outcome> {
    let name = file.display();
    match error {
        ReplayError::Run(date, RunError::Violation(violation)) => {
            let (short, full) = (
                violation.repeat(None),
                format!(
                    "{} --first-replication {}",
                    command(&SimulateArgs { replications: 1, ..args.clone() }, file),
                    violation.replication
                ),
            );
            writeln!(err, "{name}: {date}: {}", violation.to_string().replace(&short, &full))?;
            Ok(Outcome::Broken)
        }
        ReplayError::Run(date, RunError::Stopped) => {
            writeln!(err, "{name}: stopped on {date}; nothing is told of a part of the days")?;
            Ok(Outcome::Unfinished)
        }
        ReplayError::Run(_, RunError::Write(_) | RunError::Nothing | RunError::Threads(_))
        | ReplayError::NothingServed
        | ReplayError::Scenario(_) => {
            writeln!(err, "{name}: {error}")?;
            Ok(Outcome::Usage)
        }
    }
}

/// The command line that gives the same answer again; threads and places of files have no part in it.
fn command(args: &SimulateArgs, file: &Path) -> String {
    let mut command = format!("switchboard simulate --calls {}", quoted(file));
    for column in &args.calls_column {
        command.push_str(&format!(" --calls-column {}", quoted(Path::new(column))));
    }
    command.push_str(&format!(" --seed {} --replications {}", args.seed, args.replications));
    command
}
