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
        days_max: args.days.map_or(usize::MAX, |days| days as usize),
        ..ReplayOptions::default()
    };
    let bar = Bar::new(log.days().len().min(options.days_max) as u32, "days");
    let watch = Watch { progress: Some(&|done, _| bar.set(done)), stop: Some(interrupt::stop()) };
    let answer = Replay::run(&log, options, watch);
    bar.clear();
    let replay = match answer {
        Ok(replay) => replay,
        Err(error) => return refuse(args, file, &error, err),
    };
    // A replay that was stopped answers like that of the days that are done, so that one gives the same again.
    let days = if replay.is_stopped() { Some(replay.days().len() as u32) } else { args.days };
    let command = command(&SimulateArgs { days, ..args.clone() }, file);
    let told = Told { log: &log, replay: &replay, command };
    tell(args, &told, folder, out, err)
}

fn tell(
    args: &SimulateArgs,
    told: &Told<'_>,
    folder: Option<Folder<'_>>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Outcome> {
    // Files come first: a reader of stdout who goes away must not cost the report.
    let written = folder.map(|folder| folder.write(&[("index.html".to_owned(), page::page(told).html())])).transpose();
    match args.format {
        Format::Text => text::write(told, args.out.is_none(), out)?,
        Format::Json => json::write(told, out)?,
    }
    match written {
        Ok(None) => {}
        Ok(Some(folder)) => writeln!(err, "the report is {}", folder.join("index.html").display())?,
        Err(fault) => {
            out.flush()?;
            writeln!(err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    }
    if told.replay.is_stopped() {
        let (done, all) = (told.replay.days().len(), told.log.days().len());
        writeln!(err, "stopped: the first {done} of {all} days are in the answer")?;
        return Ok(Outcome::Unfinished);
    }
    Ok(Outcome::Clean)
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
                command(
                    &SimulateArgs { replications: 1, first_replication: violation.replication, ..args.clone() },
                    file,
                ),
            );
            writeln!(err, "{name}: {date}: {}", violation.to_string().replace(&short, &full))?;
            Ok(Outcome::Broken)
        }
        ReplayError::Run(date, RunError::Stopped) => {
            writeln!(err, "{name}: stopped before the first day was done, {date}")?;
            Ok(Outcome::Unfinished)
        }
        ReplayError::Run(_, RunError::Write(_) | RunError::OddPair | RunError::Nothing | RunError::Threads(_))
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
    if let Some(days) = args.days {
        command.push_str(&format!(" --days {days}"));
    }
    if args.first_replication != 1 {
        command.push_str(&format!(" --first-replication {}", args.first_replication));
    }
    command.push_str(&format!(" --seed {} --replications {}", args.seed, args.replications));
    command
}
