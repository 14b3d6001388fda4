//! Two scenarios on the same days, and the best of several with a stated probability.

mod page;

use std::io::{self, Write};

use serde_json::{Value, json};
use switchboard_reports::{Page, number};
use switchboard_sims::RunError;
use switchboard_sims::plan::compare::{Choice, Difference, Selection, compare, select};
use switchboard_sims::plan::{Figure, Settings};
use switchboard_sims::scenario::Scenario;
use switchboard_sims::statistics::Estimate;

use crate::args::{Format, PlanArgs, PlanFigure};
use crate::layout::{plain, wrapped};
use crate::outcome::Outcome;
use crate::plan::{command_line, of_run};
use crate::simulate::files::Folder;
use crate::simulate::{interrupt, scenario};

/// Days that two are compared on where nobody says otherwise.
const DAYS: u32 = 40;
/// Days of each of several at most, where nobody says otherwise.
const DAYS_MAX: u32 = 400;

/// Compares instead of planning.
pub(crate) fn command(args: &PlanArgs, width: usize, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    let others = args.compare.iter().chain(&args.among);
    let files: Vec<_> = std::iter::once(args.file.as_deref()).chain(others.map(|file| Some(&**file))).collect();
    let mut scenarios = Vec::new();
    for file in &files {
        match scenario(*file, None) {
            Ok(scenario) => scenarios.push(scenario),
            Err(message) => {
                writeln!(err, "{message}")?;
                return Ok(Outcome::Usage);
            }
        }
    }
    // The place is looked at before the work, so that a wrong one costs no time.
    let folder = match args.out.as_deref().map(Folder::at).transpose() {
        Ok(folder) => folder,
        Err(fault) => {
            writeln!(err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    };
    let names: Vec<String> = files
        .iter()
        .map(|file| file.map_or_else(|| "the mixed day".to_owned(), |file| file.display().to_string()))
        .collect();
    let settings = Settings { seed: args.seed, threads: args.threads, stop: Some(interrupt::stop()), progress: None };
    let answer = if args.compare.is_some() {
        two(args, &scenarios, &names, settings, width, out)?
    } else {
        several(args, &scenarios, &names, settings, width, out)?
    };
    let (outcome, page) = match answer {
        Ok(answer) => answer,
        Err(Unanswered::Run(error)) => return failed(&error, err),
        Err(Unanswered::Nothing(message)) => {
            writeln!(err, "{message}")?;
            return Ok(Outcome::Usage);
        }
    };
    if let Some(folder) = folder {
        match folder.write(&[("index.html".to_owned(), page.html())]) {
            Ok(path) => writeln!(err, "the report is {}", path.join("index.html").display())?,
            Err(fault) => {
                writeln!(err, "{fault}")?;
                return Ok(Outcome::Usage);
            }
        }
    }
    Ok(outcome)
}

/// What is said, and the page that says it to others; or why nothing could be.
type Answered = Result<(Outcome, Page), Unanswered>;

/// Why there is no answer.
enum Unanswered {
    Run(RunError),
    /// Scenarios of which nothing was counted.
    Nothing(String),
}

fn failed(error: &RunError, err: &mut dyn Write) -> io::Result<Outcome> {
    writeln!(err, "{error}")?;
    Ok(of_run(error))
}

/// A figure with its interval, in its unit.
pub(super) fn told(figure: Figure, estimate: Estimate) -> String {
    let (value, half) = (estimate.value, estimate.half_width);
    let half = |scale: f64, decimals: usize| {
        half.map_or_else(String::new, |half| format!(" ± {}", number::amount(half * scale, decimals)))
    };
    match figure {
        Figure::ServiceLevel | Figure::Abandonment | Figure::Occupancy => {
            format!("{}{} %", number::amount(100.0 * value, 2), half(100.0, 2))
        }
        Figure::MeanWait => format!("{}{} s", number::amount(value, 1), half(1.0, 1)),
    }
}

pub(super) fn estimate(estimate: &Estimate) -> Value {
    json!({ "value": estimate.value, "low": estimate.low(), "high": estimate.high(), "days": estimate.replications })
}

fn two(
    args: &PlanArgs,
    scenarios: &[Scenario],
    names: &[String],
    settings: Settings<'_>,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<Answered> {
    let days = args.replications.unwrap_or(DAYS);
    let rows = match compare(&scenarios[0], &scenarios[1], days, settings) {
        Ok(rows) => rows,
        Err(error) => return Ok(Err(Unanswered::Run(error))),
    };
    match args.format {
        Format::Json => {
            let row = |row: &Difference| {
                json!({
                    "figure": row.figure.key(),
                    "first": estimate(&row.first),
                    "second": estimate(&row.second),
                    "difference": estimate(&row.difference),
                    "variance_gain": row.gain,
                })
            };
            let document = json!({
                "schema": 1,
                "command": command_line(args),
                "first": names[0],
                "second": names[1],
                "days": days,
                "confidence": 0.95,
                "figures": rows.iter().map(row).collect::<Vec<_>>(),
            });
            writeln!(out, "{}", serde_json::to_string_pretty(&document)?)?;
        }
        Format::Text => {
            writeln!(
                out,
                "{}",
                wrapped(&format!("What is different between {} and {}?", names[0], names[1]), width, 0, 0)
            )?;
            writeln!(out)?;
            for sentence in sentences(&rows, days) {
                writeln!(out, "{}", plain(&wrapped(&sentence, width, 0, 0)))?;
            }
            writeln!(out, "\n{:32}{:>16}{:>16}{:>16}", "", "first", "second", "difference")?;
            for row in &rows {
                let cells = [told(row.figure, row.first), told(row.figure, row.second), apart(row)];
                let cells = cells.map(|cell| plain(&cell));
                writeln!(out, "{:32}{:>16}{:>16}{:>16}", row.figure.name(), cells[0], cells[1], cells[2])?;
            }
            let note = format!(
                "95 % intervals over {days} days, the same for both: arrivals, patience and handle times of a \
                 conversation are drawn from streams of its own, so what differs is the scenarios.{}",
                gains(&rows)
            );
            writeln!(out, "{}", wrapped(&note, width, 0, 2))?;
            writeln!(out, "The same again: {}", command_line(args))?;
        }
    }
    Ok(Ok((Outcome::Clean, page::two(names, &rows, days, args.seed, &command_line(args)))))
}

/// What differs, a sentence each.
fn sentences(rows: &[Difference], days: u32) -> Vec<String> {
    let told: Vec<String> = rows
        .iter()
        .filter(|row| differs(row))
        .map(|row| {
            let way = if row.difference.value > 0.0 { "higher" } else { "lower" };
            let by = by(row.figure, Estimate { value: row.difference.value.abs(), ..row.difference });
            format!("{} is {way} in the second, by {by}.", row.figure.name())
        })
        .collect();
    if told.is_empty() { vec![format!("Nothing that {days} days can tell.")] } else { told }
}

/// A difference in a sentence; of shares it is in percentage points.
fn by(figure: Figure, difference: Estimate) -> String {
    told(figure, difference).replace('%', "percentage points")
}

/// A difference in a column; of shares it is in percentage points.
fn apart(row: &Difference) -> String {
    told(row.figure, row.difference).replace('%', "pp")
}

/// What the same days are worth.
fn gains(rows: &[Difference]) -> String {
    let gains = || rows.iter().filter_map(|row| row.gain);
    match (gains().reduce(f64::min), gains().reduce(f64::max)) {
        (Some(least), Some(most)) if most > 1.0 => format!(
            " On days of their own {} to {} times as many would be needed.",
            number::amount(least, 1),
            number::amount(most, 1)
        ),
        _ => String::new(),
    }
}

/// Whether the interval of the difference leaves out nothing at all.
fn differs(row: &Difference) -> bool {
    row.difference.half_width.is_some_and(|half| row.difference.value.abs() > half)
}

fn several(
    args: &PlanArgs,
    scenarios: &[Scenario],
    names: &[String],
    settings: Settings<'_>,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<Answered> {
    let figure = match args.figure {
        PlanFigure::ServiceLevel => Figure::ServiceLevel,
        PlanFigure::Abandonment => Figure::Abandonment,
        PlanFigure::MeanWait => Figure::MeanWait,
        PlanFigure::Occupancy => Figure::Occupancy,
    };
    let scale = if figure == Figure::MeanWait { 1.0 } else { 0.01 };
    let choice = Choice {
        figure,
        confidence: args.confidence.map_or(0.95, |percent| percent / 100.0).clamp(0.5, 0.9999),
        difference: (args.difference * scale).max(1e-9),
        first_days: args.replications.unwrap_or(20),
        days_max: args.replications_max.unwrap_or(DAYS_MAX),
    };
    let selection = match select(scenarios, choice, settings) {
        Ok(selection) => selection,
        Err(error) => return Ok(Err(Unanswered::Run(error))),
    };
    if let Some(number) = selection.nothing.first() {
        return Ok(Err(Unanswered::Nothing(format!(
            "{}: nothing of `{}` was counted on {} days, expected a scenario in which it is",
            names[*number],
            figure.name().to_lowercase(),
            choice.first_days
        ))));
    }
    match args.format {
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&document(args, names, choice, &selection))?)?,
        Format::Text => {
            let answer = answer(names, choice, &selection);
            writeln!(out, "Which is the best?\n\n{}\n", plain(&wrapped(&answer, width, 0, 0)))?;
            for ranked in &selection.ranking {
                let out_on = ranked.dropped.map_or_else(|| "left".to_owned(), |day| format!("out on day {day}"));
                let value = plain(&told(figure, ranked.estimate));
                writeln!(out, "{:42}{value:>20}{out_on:>18}", names[ranked.number])?;
            }
            let note = format!(
                "By the procedure of Kim and Nelson (2001), on the same days for all; {} days in all. The same again: {}",
                number::count(selection.days),
                command_line(args)
            );
            writeln!(out, "{}", wrapped(&note, width, 0, 2))?;
        }
    }
    let outcome = if selection.certain { Outcome::Clean } else { Outcome::Unfinished };
    Ok(Ok((outcome, page::several(names, choice, &selection, args.seed, &command_line(args)))))
}

/// Who is best, and how surely.
fn answer(names: &[String], choice: Choice, selection: &Selection) -> String {
    let best = &names[selection.ranking[0].number];
    let percent = number::amount(100.0 * choice.confidence, 0);
    if selection.certain {
        format!(
            "{best} is the best of {} by {}, with at least {percent} % probability where it is better by {} or more.",
            names.len(),
            choice.figure.name().to_lowercase(),
            by(choice.figure, Estimate { value: choice.difference, half_width: None, replications: 0 }),
        )
    } else {
        format!(
            "{best} is ahead, but {} days could not tell it from the others that are left with {percent} % probability.",
            choice.days_max
        )
    }
}

fn document(args: &PlanArgs, names: &[String], choice: Choice, selection: &Selection) -> Value {
    let ranked = |one: &switchboard_sims::plan::compare::Ranked| json!({ "scenario": names[one.number], "estimate": estimate(&one.estimate), "dropped_on_day": one.dropped });
    json!({
        "schema": 1,
        "command": command_line(args),
        "figure": choice.figure.key(),
        "probability": choice.confidence,
        "difference": choice.difference,
        "certain": selection.certain,
        "days": selection.days,
        "ranking": selection.ranking.iter().map(ranked).collect::<Vec<_>>(),
    })
}
