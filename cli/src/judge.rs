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

use switchboard::notation::nearest;
use switchboard::{Fact, Preset};
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

/// Whether events of a log may be of this type.
fn is_kind(name: &str) -> bool {
    Fact::NAMES.contains(&name) || name == "OperationRefused"
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
    /// Whether a log that is followed was cut short or replaced by another.
    cut: bool,
}

fn judged(args: &JudgeArgs, console: &mut Console<'_>) -> Result<Judged, String> {
    let file = args.policy.as_deref().or(args.scenario.as_deref());
    let document = document(file, args.preset.map(Preset::from))?;
    let mapping = args.map.as_deref().map(mapping::found).transpose()?;
    let mut settings = Settings::new(document.policy);
    settings.mapping = mapping;
    settings.hidden = args.hidden.iter().cloned().collect();
    if let Some(unknown) = args.lossy.iter().find(|kind| !is_kind(kind)) {
        let near = nearest(unknown, Fact::NAMES.iter().copied());
        let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        return Err(format!("--lossy {unknown}: no event is of this type, expected one such as `TimerArmed`{near}"));
    }
    settings.lossy = args.lossy.iter().cloned().collect();
    #[expect(clippy::cast_possible_truncation, reason = "at most a day")]
    let skew = (args.skew * 1e6).round() as i64;
    (settings.skew, settings.states_max) = (skew, args.states_max as usize);
    let logs = logs(&args.logs)?;
    if args.follow && logs.len() > 1 {
        return Err(format!("--follow reads one log, expected one instead of {}", logs.len()));
    }
    let mut known = args.baseline.as_deref().map(baseline::read).transpose()?;
    if args.follow && !args.redact {
        // Findings are told as they come, beside the answer that stands at the end.
        settings.watch = Some(Watch::new(|finding| {
            let line = format!("{}:{}: {}\n", finding.file, finding.line, finding.message);
            drop(io::stderr().write_all(line.as_bytes()));
        }));
    }
    let (mut report, mut cut) = (Report::default(), false);
    for log in &logs {
        let one = if log == "-" {
            judge_one(NAME_OF_INPUT, &mut *console.input, &settings, &mut Growth::of(args.follow, None))
        } else {
            let mut growth = Growth::of(args.follow, Some(Path::new(log)));
            let one = File::open(log).and_then(|file| judge_one(log, file, &settings, &mut growth));
            cut |= growth.cut;
            one
        };
        let one = one.map_err(|error| match error.to_string() {
            // A message that has its place already.
            message if message.starts_with(&format!("{log}:")) => message,
            _ => format!("{log}: {}", plain(error)),
        })?;
        report.join(one);
    }
    // Unreadable lines are told at once, others when enough of what follows is known.
    let place = |name: &str| logs.iter().position(|log| log == name).unwrap_or(logs.len());
    report.findings.sort_by_cached_key(|finding| (place(&finding.file), finding.line));
    let pseudonyms = args.redact.then(|| Pseudonyms::new(&settings.policy));
    if let Some(path) = &args.write_baseline {
        // A baseline tells no name that the answer does not tell.
        let mut told = report.clone();
        if let Some(mut pseudonyms) = pseudonyms.clone() {
            pseudonyms.report(&mut told);
        }
        baseline::write(path, &told)?;
    }
    if let Some(known) = &mut known {
        baseline::leave_out(&mut report, known);
    }
    if let Some(mut pseudonyms) = pseudonyms {
        pseudonyms.report(&mut report);
        if let Some(known) = &mut known {
            baseline::leave_out(&mut report, known);
        }
    }
    Ok(Judged { report, settings, logs, cut })
}

/// Whether and how a log grows.
struct Growth<'a> {
    follow: bool,
    path: Option<&'a Path>,
    /// How long the file was, and which file it was.
    seen: Option<(u64, u64)>,
    /// Whether another file stands in its place now, or less of it than was read.
    cut: bool,
}

impl<'a> Growth<'a> {
    fn of(follow: bool, path: Option<&'a Path>) -> Self {
        let mut growth = Self { follow, path, seen: None, cut: false };
        if follow {
            growth.look();
        }
        growth
    }

    /// Looks at how long the file is, and which one it is.
    fn look(&mut self) {
        if let Some(data) = self.path.and_then(|path| std::fs::metadata(path).ok()) {
            let is = (data.len(), number(&data));
            self.cut |= self.seen.is_some_and(|was| is.0 < was.0 || is.1 != was.1);
            self.seen = Some(is);
        }
    }

    /// Waits a while; whether to go on.
    fn wait(&mut self) -> bool {
        std::thread::sleep(POLL);
        self.look();
        !self.cut && !interrupt::stop().load(Ordering::Relaxed)
    }
}

/// By what a file is told from another under its name.
#[cfg(unix)]
fn number(data: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(data)
}

#[cfg(not(unix))]
const fn number(_data: &std::fs::Metadata) -> u64 {
    0
}

/// Judges one log by the format that it has.
fn judge_one(name: &str, input: impl io::Read, settings: &Settings, growth: &mut Growth<'_>) -> io::Result<Report> {
    let mut input = unpacked(input)?;
    let head = input.fill_buf()?;
    let known = adapters();
    let adapter: &dyn Adapter = *known.iter().find(|adapter| adapter.recognises(head, settings)).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|adapter| adapter.name()).collect();
        io::Error::other(format!("{name}: no known format, expected one of: {}", names.join(", ")))
    })?;
    let mut report = Report::default();
    let _listening = interrupt::stop();
    let follow = growth.follow;
    let mut wait = || growth.wait();
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
    let Judged { report, settings, logs, cut } = judged;
    if cut {
        let words = "became shorter, or another file: what it holds now is not judged";
        writeln!(console.err, "switchboard: {}: {words}", logs.join(", "))?;
    }
    match args.format {
        ReportFormat::Text => text::write(&report, &settings, &logs, args.min_decided, console.width, console.out)?,
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
    } else if cut || report.events.values().sum::<u64>() == 0 || report.decided() * 100.0 < args.min_decided {
        Outcome::Unfinished
    } else {
        Outcome::Clean
    })
}
