//! `switchboard calibrate`: a log in; a scenario, estimates and a report out.

mod holdout;
mod json;
mod page;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use switchboard_sims::calibrate::{
    Calibration, Choice, Days, Family, LogKind, Observed, calibrate, kind_of, read, scenario_text,
};
use switchboard_sims::calls::{CallLog, ColumnMapping, Weekday};

use crate::args::{CalibrateArgs, Format, LawName};
use crate::outcome::Outcome;
use crate::simulate::files::{self, Folder};
use crate::simulate::quoted;
use crate::simulate::source::plain;

/// The largest log that is read.
const LOG_BYTES_MAX: u64 = 512 << 20;

/// Where the answer goes besides standard output.
enum Place<'a> {
    Nowhere,
    File(&'a Path),
    Folder(Folder<'a>),
}

/// Calibrates a log.
pub(crate) fn command(args: &CalibrateArgs, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    if let Some(from) = &args.holdout {
        return predicted(args, from, out, err);
    }
    let prepared = place(args).map_err(|fault| fault.to_string()).and_then(|place| {
        let days = Days { weekdays: weekdays(&args.weekday)? };
        Ok((place, days, observed(args)?))
    });
    let (place, days, observed) = match prepared {
        Ok(prepared) => prepared,
        Err(fault) => {
            writeln!(err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    };
    if observed.streams.iter().all(|stream| stream.asked.iter().flatten().all(|count| *count == 0)) {
        writeln!(err, "{}: nobody asked for a person, expected at least one conversation", args.log.display())?;
        return Ok(Outcome::Usage);
    }
    let calibration = calibrate(&observed, &days);
    if calibration.days.iter().all(|(_, ordinary)| !ordinary) {
        writeln!(err, "{}: no day of the log is a {}", args.log.display(), args.weekday.join(" or "))?;
        return Ok(Outcome::Usage);
    }
    tell(args, &calibration, place, out, err)
}

fn tell(
    args: &CalibrateArgs,
    calibration: &Calibration,
    place: Place<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Outcome> {
    let command = again(args);
    let text = scenario_text(calibration, choice(args.law), &command);
    let written = match &place {
        Place::Nowhere => Ok(None),
        Place::File(path) => files::write_file(path, &text).map(|()| Some(path.to_path_buf())),
        Place::Folder(folder) => {
            let page = page::page(calibration, &command).html();
            let files = [("scenario.toml".to_owned(), text.clone()), ("index.html".to_owned(), page)];
            folder.write(&files).map(|folder| Some(folder.join("scenario.toml")))
        }
    };
    match (args.format, &place) {
        (Format::Json, _) => json::write(calibration, &command, out)?,
        (Format::Text, Place::Nowhere) => out.write_all(text.as_bytes())?,
        (Format::Text, Place::File(_) | Place::Folder(_)) => {}
    }
    match written {
        Ok(None) => {}
        Ok(Some(path)) => writeln!(err, "the scenario is {}", path.display())?,
        Err(fault) => {
            out.flush()?;
            writeln!(err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    }
    for stream in &calibration.streams {
        for assumed in &stream.assumptions {
            writeln!(
                err,
                "assumed, since {}: {} {} is {} (range {})",
                assumed.why, stream.name, assumed.key, assumed.value, assumed.range
            )?;
        }
    }
    Ok(Outcome::Clean)
}

/// Learns from the first days of a call log and predicts the others.
fn predicted(args: &CalibrateArgs, from: &str, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    let prepared = place(args).map_err(|fault| fault.to_string()).and_then(|place| {
        let folder = match place {
            Place::Nowhere => None,
            Place::Folder(folder) => Some(folder),
            Place::File(_) => return Err("--out: a prediction is a page, expected a folder".to_owned()),
        };
        let (name, bytes, mapping) = bytes(args)?;
        if kind_of(&bytes) != LogKind::Calls {
            return Err(format!(
                "{name}: this is no call log; `--holdout` expects one, with single calls and their agents"
            ));
        }
        let log = CallLog::read(&name, &bytes, &mapping).map_err(|error| error.to_string())?;
        Ok((folder, log))
    });
    match prepared {
        Ok((folder, log)) => holdout::run(args, from, &log, folder, again(args), (out, err)),
        Err(fault) => {
            writeln!(err, "{fault}")?;
            Ok(Outcome::Usage)
        }
    }
}

/// The place is looked at before the work, so that a wrong one costs no time.
fn place(args: &CalibrateArgs) -> io::Result<Place<'_>> {
    match args.out.as_deref() {
        None => Ok(Place::Nowhere),
        Some(path) if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) => {
            files::check_file(path)?;
            Ok(Place::File(path))
        }
        Some(path) => Folder::at(path).map(Place::Folder),
    }
}

fn weekdays(names: &[String]) -> Result<Vec<Weekday>, String> {
    let of = |name: &String| {
        let known = Weekday::ALL.into_iter().find(|weekday| weekday.to_string().eq_ignore_ascii_case(name));
        known.ok_or_else(|| {
            let names: Vec<String> = Weekday::ALL.iter().map(|weekday| weekday.to_string().to_lowercase()).collect();
            format!("--weekday: unknown day of the week `{name}`, expected one of: {}", names.join(", "))
        })
    };
    names.iter().map(of).collect()
}

/// The log that the arguments name; a message with place and remedy otherwise.
fn observed(args: &CalibrateArgs) -> Result<Observed, String> {
    let (name, bytes, mapping) = bytes(args)?;
    read(&name, &bytes, &mapping, args.interval).map_err(|error| error.to_string())
}

/// The name, the bytes and the columns of the log.
fn bytes(args: &CalibrateArgs) -> Result<(String, Vec<u8>, ColumnMapping), String> {
    let name = args.log.display().to_string();
    let mapping = ColumnMapping::parse(args.calls_column.iter().map(String::as_str))
        .map_err(|error| format!("--calls-column: {error}"))?;
    let fault = |error: io::Error| {
        let expected = "expected a call log in CSV, events in JSON Lines, or an interval table";
        format!("{name}: {}; {expected}", plain(error))
    };
    let size = fs::metadata(&args.log).map_err(fault)?.len();
    if size > LOG_BYTES_MAX {
        return Err(format!("{name}: the file has {size} bytes, at most {LOG_BYTES_MAX} are read"));
    }
    let bytes = fs::read(&args.log).map_err(fault)?;
    Ok((name, bytes, mapping))
}

const fn choice(name: LawName) -> Choice {
    match name {
        LawName::Best => Choice::Best,
        LawName::Exponential => Choice::Family(Family::Exponential),
        LawName::Gamma => Choice::Family(Family::Gamma),
        LawName::Lognormal => Choice::Family(Family::Lognormal),
        LawName::Weibull => Choice::Family(Family::Weibull),
        LawName::Erlang => Choice::Family(Family::Erlang),
        LawName::Hyperexponential => Choice::Family(Family::Hyperexponential),
        LawName::Empirical => Choice::Family(Family::Empirical),
    }
}

/// The command line that gives the same answer again; places of files have no part in it.
fn again(args: &CalibrateArgs) -> String {
    let mut command = format!("switchboard calibrate {}", quoted(&args.log));
    for column in &args.calls_column {
        command.push_str(&format!(" --calls-column {}", quoted(Path::new(column))));
    }
    if args.interval != CalibrateArgs::INTERVAL_MIN {
        command.push_str(&format!(" --interval {}", args.interval));
    }
    if let Some(from) = &args.holdout {
        let from = if from == "half" { String::new() } else { format!("={from}") };
        let gaps = if args.staff_by_gaps { " --staff-by-gaps" } else { "" };
        command.push_str(&format!(" --holdout{from}{gaps} --seed {} --replications {}", args.seed, args.replications));
    }
    for weekday in &args.weekday {
        command.push_str(&format!(" --weekday {weekday}"));
    }
    if let Choice::Family(family) = choice(args.law) {
        command.push_str(&format!(" --law {}", family.name()));
    }
    command
}
