//! `switchboard simulate --vary`: a scenario under several settings, in shares that can be stopped, gone on with, and
//! put together.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use switchboard_reports::tidy::{Field, Sheet};
use switchboard_sims::RunError;
use switchboard_sims::experiment::{Experiment, Header, Job, MEASURES, PERCENTILES, Row, Rows, Share, Table};

use super::files::Folder;
use super::progress::Bar;
use super::{interrupt, quoted, sheet, source};
use crate::args::Format;
use crate::{Outcome, SimulateArgs};

mod page;
mod text;

/// Runs an experiment, or puts its shares together.
pub(crate) fn run(args: &SimulateArgs, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    let experiment = match experiment(args) {
        Ok(experiment) => experiment,
        Err(fault) => {
            writeln!(err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    };
    for warning in experiment.base().warnings() {
        writeln!(err, "{}: warning: {}", warning.place, warning.text)?;
    }
    let header = experiment.header(args.seed);
    let share = args.shard.unwrap_or(Share::WHOLE);
    let prepared = args.out.as_deref().map(Folder::at).transpose().map_err(|fault| fault.to_string());
    let prepared = prepared.and_then(|folder| Ok((folder, earlier(args, &header)?)));
    let (folder, (mut rows, mut file)) = match prepared {
        Ok(prepared) => prepared,
        Err(fault) => {
            writeln!(err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    };
    if args.merge.is_empty() {
        let jobs: Vec<Job> = experiment.jobs(args.replications, share).filter(|job| !rows.has(*job)).collect();
        match work(&experiment, args, &jobs, &mut file) {
            Ok(new) => new.into_iter().for_each(|row| rows.add(row)),
            Err(error) => return super::refuse(args, &error, err),
        }
    }
    let points = experiment.points();
    // What is asked for is done: the whole grid of a whole experiment, its own jobs of a share.
    let asked = if args.merge.is_empty() { args.replications } else { rows.complete(points).0 };
    let left = experiment.jobs(asked, share).filter(|job| !rows.has(*job)).count();
    let own: Vec<Row> = rows.all().into_iter().filter(|row| row.replication <= asked).collect();
    let table = experiment.table(&own);
    if let Some(folder) = folder {
        let sheet = tidy(&table);
        let files = match files(args, &experiment, &table, &sheet) {
            Ok(files) => files,
            Err(fault) => {
                writeln!(err, "{fault}")?;
                return Ok(Outcome::Usage);
            }
        };
        match folder.write_bytes(&files) {
            Ok(path) => writeln!(err, "the tables are in {}", path.display())?,
            Err(fault) => {
                writeln!(err, "{fault}")?;
                return Ok(Outcome::Usage);
            }
        }
    }
    match args.format {
        Format::Text => text::write(&experiment, &table, args, out)?,
        Format::Json => writeln!(out, "{}", document(args, &table))?,
    }
    if let Some(job) = rows.complete(points).1.filter(|_| !args.merge.is_empty()) {
        out.flush()?;
        writeln!(
            err,
            "replication {} of {} is missing, and what comes after it is left out: run its share and merge again",
            job.replication,
            experiment.label(job.point)
        )?;
        return Ok(Outcome::Unfinished);
    }
    if left > 0 {
        out.flush()?;
        let done = experiment.jobs(asked, share).count() - left;
        match &args.rows {
            Some(rows) => writeln!(
                err,
                "stopped: {done} of {} replications are done and stand in {}; the same command goes on with the rest",
                done + left,
                rows.display()
            )?,
            None => writeln!(
                err,
                "stopped: {done} of {} replications are done; with `--rows FILE.jsonl` the same command can go on",
                done + left
            )?,
        }
        return Ok(Outcome::Unfinished);
    }
    Ok(Outcome::Clean)
}

/// The scenario, its policy and what is varied.
fn experiment(args: &SimulateArgs) -> Result<Experiment, String> {
    let (text, name) = source::text(args.file.as_deref())?;
    let folder = args.file.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let read = |policy: &str| source::read(&folder.join(policy));
    let policy = match &args.policy {
        None => None,
        Some(file) => {
            let name = file.display().to_string();
            let text = source::read(file).map_err(|error| format!("{name}: {error}; expected a policy in TOML"))?;
            Some((text, name))
        }
    };
    let policy = policy.as_ref().map(|(text, name)| (&**text, &**name));
    Experiment::new(&text, &name, &read, policy, args.vary.clone()).map_err(|error| error.to_string())
}

/// The rows that are there already, and the file for further ones.
fn earlier(args: &SimulateArgs, header: &Header) -> Result<(Rows, Option<File>), String> {
    let mut rows = Rows::default();
    for file in &args.merge {
        let text = source::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        rows.read(&text, header).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let Some(path) = &args.rows else { return Ok((rows, None)) };
    let told = |error: io::Error| format!("{}: {}", path.display(), source::plain(error));
    let file = if path.exists() {
        let text = source::read(path).map_err(told)?;
        let whole = rows.read(&text, header).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut file = OpenOptions::new().append(true).open(path).map_err(told)?;
        // A piece of a line that a killed run left is cut off.
        file.set_len(whole as u64).map_err(told)?;
        if whole == 0 {
            writeln!(file, "{}", header.line()).map_err(told)?;
        }
        file
    } else {
        let mut file = OpenOptions::new().append(true).create_new(true).open(path).map_err(told)?;
        writeln!(file, "{}", header.line()).map_err(told)?;
        file
    };
    Ok((rows, Some(file)))
}

/// What threads share while they work.
struct Desk<'a> {
    /// Rows that are done before some that come before them.
    early: std::collections::BTreeMap<usize, Row>,
    /// How many were handed in, in order.
    done: Vec<Row>,
    file: &'a mut Option<File>,
    fault: Option<(usize, RunError)>,
}

/// Does the work, on as many threads as asked for. Rows are written in the order of the work.
fn work(
    experiment: &Experiment,
    args: &SimulateArgs,
    jobs: &[Job],
    file: &mut Option<File>,
) -> Result<Vec<Row>, RunError> {
    let stop: &AtomicBool = interrupt::stop();
    let bar = Bar::new(u32::try_from(jobs.len()).unwrap_or(u32::MAX), "replications");
    let next = AtomicUsize::new(0);
    let desk = Mutex::new(Desk { early: Default::default(), done: Vec::new(), file, fault: None });
    let own = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(number).filter(|_| !stop.load(Ordering::Relaxed)) else { break };
            let answer = experiment.run(*job, args.seed);
            let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
            match answer {
                Ok(row) => {
                    desk.early.insert(number, row);
                    if let Err(error) = hand_in(&mut desk) {
                        desk.fault.get_or_insert((number, RunError::Write(error)));
                    }
                    bar.set(desk.done.len() as u32);
                }
                Err(error) => {
                    if desk.fault.as_ref().is_none_or(|(first, _)| number < *first) {
                        desk.fault = Some((number, error));
                    }
                }
            }
            if desk.fault.is_some() {
                break;
            }
        }
    };
    let threads = match args.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        some => some,
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(jobs.len().max(1)) {
            scope.spawn(own);
        }
        own();
    });
    bar.clear();
    let desk = desk.into_inner().unwrap_or_else(PoisonError::into_inner);
    match desk.fault {
        Some((_, error)) => Err(error),
        None => Ok(desk.done),
    }
}

/// Writes what is next in order.
fn hand_in(desk: &mut Desk<'_>) -> io::Result<()> {
    while let Some(row) = desk.early.remove(&desk.done.len()) {
        if let Some(file) = desk.file {
            writeln!(file, "{}", row.line())?;
        }
        desk.done.push(row);
    }
    Ok(())
}

/// The names and units of what was counted.
pub(super) fn columns() -> Vec<(&'static str, &'static str, &'static str)> {
    let measures = MEASURES.iter().map(|measure| (measure.key(), measure.id(), sheet::unit(*measure)));
    measures.chain(PERCENTILES.iter().map(|(key, _)| (*key, "MET-09", "seconds"))).collect()
}

/// The tidy table: one row per point, scope and measure.
fn tidy(table: &Table) -> Sheet {
    let keys = table.parameters.iter().map(String::as_str).chain(["scope", "measure", "rule", "unit"]);
    let mut sheet = Sheet::new(keys, ["value", "low", "high", "replications"]);
    for point in &table.points {
        for (scope, estimates) in point.scopes.iter().enumerate() {
            let name = if scope == 0 { "all" } else { &table.workstreams[scope - 1] };
            for ((key, id, unit), estimate) in columns().into_iter().zip(estimates) {
                let Some(estimate) = estimate else { continue };
                let settings = point
                    .settings
                    .iter()
                    .map(|setting| setting.number().map_or_else(|| Field::from(setting.to_string()), Field::from));
                let words = [name, key, id, unit].map(Field::from);
                let numbers =
                    [Some(estimate.value), estimate.low(), estimate.high(), Some(f64::from(point.replications))];
                sheet.push(settings.chain(words), numbers);
            }
        }
    }
    sheet
}

fn files(
    args: &SimulateArgs,
    experiment: &Experiment,
    table: &Table,
    sheet: &Sheet,
) -> Result<Vec<(String, Vec<u8>)>, String> {
    let told = |error: switchboard_reports::tidy::SheetError| error.to_string();
    Ok(vec![
        ("index.html".to_owned(), page::page(args, experiment, table).html().into_bytes()),
        ("experiment.json".to_owned(), format!("{}\n", document(args, table)).into_bytes()),
        ("experiment.csv".to_owned(), sheet.csv().into_bytes()),
        ("experiment.parquet".to_owned(), sheet.parquet().map_err(told)?),
        ("experiment.xlsx".to_owned(), sheet.xlsx().map_err(told)?),
    ])
}

/// The command that gives the same tables.
pub(super) fn command(args: &SimulateArgs, replications: u32) -> String {
    let mut command = "switchboard simulate".to_owned();
    if let Some(file) = &args.file {
        command.push_str(&format!(" {}", quoted(file)));
    }
    if let Some(policy) = &args.policy {
        command.push_str(&format!(" --policy {}", quoted(policy)));
    }
    for vary in &args.vary {
        let values: Vec<String> = (0..vary.len()).map(|place| vary.value(place).to_string()).collect();
        command.push_str(&format!(" --vary {}", quoted(Path::new(&format!("{}={}", vary.name(), values.join(","))))));
    }
    command.push_str(&format!(" --seed {} --replications {replications}", args.seed));
    command
}

/// Everything as JSON.
fn document(args: &SimulateArgs, table: &Table) -> serde_json::Value {
    let replications = table.points.iter().map(|point| point.replications).min().unwrap_or(0);
    let points: Vec<serde_json::Value> = table
        .points
        .iter()
        .map(|point| {
            let settings: serde_json::Map<String, serde_json::Value> = table
                .parameters
                .iter()
                .zip(&point.settings)
                .map(|(name, setting)| {
                    let value = match setting.number() {
                        Some(number) => serde_json::json!(number),
                        None => serde_json::json!(setting.to_string()),
                    };
                    (name.clone(), value)
                })
                .collect();
            let scopes: serde_json::Map<String, serde_json::Value> = point
                .scopes
                .iter()
                .enumerate()
                .map(|(scope, estimates)| {
                    let measures: serde_json::Map<String, serde_json::Value> = columns()
                        .into_iter()
                        .zip(estimates)
                        .filter_map(|((key, ..), estimate)| {
                            let one = (*estimate)?;
                            let value = serde_json::json!({ "value": one.value, "low": one.low(), "high": one.high() });
                            Some((key.to_owned(), value))
                        })
                        .collect();
                    let name = if scope == 0 { "all" } else { &table.workstreams[scope - 1] };
                    (name.to_owned(), serde_json::Value::Object(measures))
                })
                .collect();
            serde_json::json!({ "settings": settings, "replications": point.replications, "measures": scopes })
        })
        .collect();
    serde_json::json!({
        "command": command(args, replications),
        "seed": args.seed,
        "replications": replications,
        "parameters": table.parameters,
        "points": points,
    })
}

#[cfg(test)]
mod tests;
