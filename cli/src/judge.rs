//! `switchboard judge`: was what a log tells legal?

mod baseline;
mod formats;
mod mapping;
mod states;
mod text;

use std::fs::File;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use switchboard::Preset;
use switchboard_oracle::judge::{Adapter, Lines, Pseudonyms, Settings, Watch, adapters, unpacked};
use switchboard_oracle::report::{Report, Verdict};

use crate::args::{JudgeArgs, ReportFormat};
use crate::simulate::{interrupt, plain};
use crate::verify::{document, usage};
use crate::{Console, Outcome};

/// How often a log that grows is looked at.
const POLL: Duration = Duration::from_millis(200);
/// What messages call a log that no file holds.
const NAME_OF_INPUT: &str = "standard input";

/// Judges the logs that the arguments name.
pub(crate) fn command(args: &JudgeArgs, console: &mut Console<'_>) -> io::Result<Outcome> {
    if let Some(name) = &args.show_map {
        return match mapping::shown(name) {
            Ok(text) => console.out.write_all(text.as_bytes()).map(|()| Outcome::Clean),
            Err(message) => usage(console.err, &message),
        };
    }
    match judged(args, console) {
        Ok(judged) => {
            if args.map.is_none() && is_foreign(&judged.report) {
                let hint = "not one line is an event as `switchboard simulate --events` writes them; logs of others are \
                            read with --map FILE.toml, or --map with one of";
                writeln!(console.err, "switchboard: {hint}: {}", mapping::names())?;
            }
            tell(args, judged, console)
        }
        Err(message) => usage(console.err, &message),
    }
}

/// Whether nothing in a log could be read.
fn is_foreign(report: &Report) -> bool {
    let of = |verdict| report.events.get(&verdict).copied().unwrap_or(0);
    of(Verdict::Violates) > 0 && of(Verdict::Conforms) + of(Verdict::CannotTell) == 0 && report.exercised.is_empty()
}

/// What was found, and under which settings.
struct Judged {
    report: Report,
    settings: Settings,
    logs: Vec<String>,
}

fn judged(args: &JudgeArgs, console: &mut Console<'_>) -> Result<Judged, String> {
    let file = args.policy.as_deref().or(args.scenario.as_deref());
    let document = document(file, args.preset.map(Preset::from))?;
    let mapping = args.map.as_deref().map(mapping::found).transpose()?;
    let mut settings = Settings::new(document.policy);
    settings.mapping = mapping;
    settings.hidden = args.hidden.iter().cloned().collect();
    settings.lossy = args.lossy.iter().cloned().collect();
    #[expect(clippy::cast_possible_truncation, reason = "at most a day")]
    let skew = (args.skew * 1e6).round() as i64;
    (settings.skew, settings.states_max) = (skew, args.states_max as usize);
    let logs = logs(&args.logs)?;
    if args.follow && logs.len() > 1 {
        return Err(format!("--follow reads one log, expected one instead of {}", logs.len()));
    }
    let known = args.baseline.as_deref().map(baseline::read).transpose()?;
    if args.follow && !args.redact {
        // Findings are told as they come, beside the answer that stands at the end.
        settings.watch = Some(Watch::new(|finding| {
            let line = format!("{}:{}: {}\n", finding.file, finding.line, finding.message);
            drop(io::stderr().write_all(line.as_bytes()));
        }));
    }
    let mut report = Report::default();
    for log in &logs {
        let one = if log == "-" {
            judge_one(NAME_OF_INPUT, &mut *console.input, &settings, args.follow)
        } else {
            File::open(log).and_then(|file| judge_one(log, file, &settings, args.follow))
        };
        let one = one.map_err(|error| match error.to_string() {
            // A message that has its place already.
            message if message.starts_with(&format!("{log}:")) => message,
            _ => format!("{log}: {}", plain(error)),
        })?;
        report.join(one);
    }
    if let Some(path) = &args.write_baseline {
        baseline::write(path, &report)?;
    }
    if let Some(known) = known {
        baseline::leave_out(&mut report, known);
    }
    if args.redact {
        Pseudonyms::new(&settings.policy).report(&mut report);
    }
    Ok(Judged { report, settings, logs })
}

/// Judges one log by the format that it has.
fn judge_one(name: &str, input: impl io::Read, settings: &Settings, follow: bool) -> io::Result<Report> {
    let mut input = unpacked(input)?;
    let head = input.fill_buf()?;
    let known = adapters();
    let adapter: &dyn Adapter = *known.iter().find(|adapter| adapter.recognises(head, settings)).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|adapter| adapter.name()).collect();
        io::Error::other(format!("{name}: no known format, expected one of: {}", names.join(", ")))
    })?;
    let mut report = Report::default();
    let stop = interrupt::stop();
    let mut wait = || {
        std::thread::sleep(POLL);
        !stop.load(Ordering::Relaxed)
    };
    let mut lines = if follow { Lines::growing(&mut input, &mut wait) } else { Lines::new(&mut input) };
    adapter.judge(name, &mut lines, settings, &mut report)?;
    Ok(report)
}

/// The files that names and patterns stand for, patterns in the order of names.
fn logs(given: &[String]) -> Result<Vec<String>, String> {
    let mut logs = Vec::new();
    for name in given {
        let is_pattern = name.contains(['*', '?', '[']) && !Path::new(name).exists();
        if !is_pattern {
            logs.push(name.clone());
            continue;
        }
        let paths = glob::glob(name).map_err(|error| format!("{name}: {error}, expected a pattern of files"))?;
        let before = logs.len();
        logs.extend(paths.filter_map(Result::ok).map(|path| path.display().to_string()));
        if logs.len() == before {
            return Err(format!("{name}: no such file, expected a pattern that names some"));
        }
    }
    Ok(logs)
}

fn tell(args: &JudgeArgs, judged: Judged, console: &mut Console<'_>) -> io::Result<Outcome> {
    let Judged { report, settings, logs } = judged;
    match args.format {
        ReportFormat::Text => text::write(&report, &settings, &logs, console.width, console.out)?,
        ReportFormat::Json => {
            let value = formats::json(&report, &logs);
            writeln!(console.out, "{}", serde_json::to_string_pretty(&value).map_err(io::Error::other)?)?;
        }
        ReportFormat::Sarif => writeln!(console.out, "{}", formats::sarif(&report).trim_end())?,
        ReportFormat::Junit => write!(console.out, "{}", formats::junit(&report, &logs, args.min_decided))?,
    }
    let violated = report.events.get(&Verdict::Violates).copied().unwrap_or(0);
    let broken = !report.findings.is_empty() || report.more > 0 || (violated > 0 && report.known == 0);
    Ok(if broken {
        Outcome::Broken
    } else if report.events.values().sum::<u64>() == 0 || report.decided() * 100.0 < args.min_decided {
        Outcome::Unfinished
    } else {
        Outcome::Clean
    })
}
