//! `switchboard calibrate --holdout`: the first days of a call log learned from, the others predicted, told honestly.

mod json;
mod page;

use std::io::{self, Write};

use switchboard_sims::RunError;
use switchboard_sims::calibrate::predict::{Judgement, Measure, Method, Prediction, predict};
use switchboard_sims::calls::estimate::{patience, service_times};
use switchboard_sims::calls::replay::{HoldoutOptions, ReplayError, Watch, simulate_days};
use switchboard_sims::calls::staff::StaffRule;
use switchboard_sims::calls::{CallLog, Date};

use crate::args::{CalibrateArgs, Format};
use crate::outcome::Outcome;
use crate::simulate::files::Folder;
use crate::simulate::interrupt;
use crate::simulate::progress::Bar;

/// The word for the middle of the log.
const HALF: &str = "half";

/// What is told.
struct Told<'a> {
    prediction: &'a Prediction,
    log: &'a CallLog,
    replications: u32,
    seed: u64,
    staff_by_gaps: bool,
    command: String,
}

/// Predicts the later days of a call log from the first.
pub(super) fn run(
    args: &CalibrateArgs,
    from: &str,
    log: &CallLog,
    folder: Option<Folder<'_>>,
    command: String,
    (out, err): (&mut dyn Write, &mut dyn Write),
) -> io::Result<Outcome> {
    let learned = match split(log, from) {
        Ok(learned) => learned,
        Err(fault) => {
            writeln!(err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    };
    let first = log.of_days(0..learned);
    let (Some(times), Some(patience_s)) = (service_times(&first, None), patience(&first, None).exponential_mean_s())
    else {
        writeln!(err, "{}: on the days to learn from nobody was answered, or nobody left; expected both", log.name())?;
        return Ok(Outcome::Usage);
    };
    let options = HoldoutOptions {
        replications: args.replications,
        seed: args.seed,
        threads: args.threads,
        learned,
        staff: if args.staff_by_gaps {
            StaffRule { ignored_wait: None, ..StaffRule::default() }
        } else {
            StaffRule::default()
        },
    };
    let bar = Bar::new(log.days().len() as u32, "days");
    let watch = Watch { progress: Some(&|done, _| bar.set(done)), stop: Some(interrupt::stop()) };
    let days = simulate_days(log, options, watch);
    bar.clear();
    let days = match days {
        Ok(days) => days,
        Err(error) => {
            writeln!(err, "{}: {error}", log.name())?;
            return Ok(match error {
                ReplayError::Run(_, RunError::Violation(_)) => Outcome::Broken,
                ReplayError::Run(_, RunError::Stopped) => Outcome::Unfinished,
                ReplayError::Run(
                    _,
                    RunError::Write(_) | RunError::Nothing | RunError::Threads(_) | RunError::OddPair,
                )
                | ReplayError::NothingServed
                | ReplayError::Scenario(_) => Outcome::Usage,
            });
        }
    };
    let prediction = predict(&days, learned, times.mean_s, patience_s);
    let told = Told {
        prediction: &prediction,
        log,
        replications: args.replications,
        seed: args.seed,
        staff_by_gaps: args.staff_by_gaps,
        command,
    };
    let page = folder.map(|folder| folder.write(&[("index.html".to_owned(), page::page(&told).html())])).transpose();
    match args.format {
        Format::Text => text(&told, out)?,
        Format::Json => json::write(&told, out)?,
    }
    match page {
        Ok(None) => {}
        Ok(Some(folder)) => writeln!(err, "the report is {}", folder.join("index.html").display())?,
        Err(fault) => {
            out.flush()?;
            writeln!(err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    }
    Ok(if prediction.passes() { Outcome::Clean } else { Outcome::Broken })
}

/// How many days are learned from: those before a date, or the first half.
fn split(log: &CallLog, from: &str) -> Result<usize, String> {
    let days = log.days();
    let learned = if from == HALF {
        days.len() / 2
    } else {
        let date: Date = from
            .parse()
            .map_err(|()| format!("--holdout: unknown day `{from}`, expected `{HALF}` or a day as `YYYY-MM-DD`"))?;
        days.partition_point(|day| *day < date)
    };
    if learned == 0 || learned == days.len() {
        let (first, last) = (days.first(), days.last());
        let span = first.zip(last).map_or_else(|| "no day".to_owned(), |(first, last)| format!("{first} to {last}"));
        return Err(format!("--holdout: there must be days before `{from}` and from it on; the log has {span}"));
    }
    Ok(learned)
}

impl Told<'_> {
    fn all(&self, measure: Measure, method: Method) -> Judgement {
        self.prediction.judge(measure, method, |_| true)
    }

    /// The sentences of the answer.
    fn answer(&self) -> Vec<String> {
        let prediction = self.prediction;
        let verdict = if prediction.passes() {
            "Yes: its 80 % intervals hold 70 to 90 % of the half hours, and score better than those of Erlang A and of the \
             weekday mean."
        } else {
            "Not in everything that was asked of it."
        };
        let mut sentences = vec![format!(
            "{verdict} Calibrated on {} days and given the arrivals and the staff of the {} after them, it predicted {} half \
             hours.",
            prediction.learned.len(),
            prediction.predicted.len(),
            prediction.cells.len()
        )];
        for measure in Measure::ALL {
            let ours = self.all(measure, Method::Widened);
            let (erlang, weekday) = (self.all(measure, Method::ErlangA), self.all(measure, Method::WeekdayMean));
            let write = |value: f64| score(measure, value);
            sentences.push(format!(
                "{}: the intervals hold {:.1} % of them; interval score {}, Erlang A {}, weekday mean {}.",
                match measure {
                    Measure::Abandoned => "Share that left",
                    Measure::Wait => "Mean wait",
                },
                100.0 * ours.coverage(),
                write(ours.score),
                write(erlang.score),
                write(weekday.score)
            ));
        }
        sentences
    }

    /// Where it does not do what is asked, in sentences.
    fn weak(&self) -> Vec<String> {
        let prediction = self.prediction;
        let mut sentences = Vec::new();
        for measure in Measure::ALL {
            let days = prediction.worse_days(measure);
            let named: Vec<String> = days.iter().map(|(date, method)| format!("{date} ({})", short(*method))).collect();
            sentences.push(format!(
                "{}: a simpler way has the better score on {} of {} days{}{}.",
                measure.name(),
                days.len(),
                prediction.predicted.len(),
                if named.is_empty() { "" } else { ": " },
                named.join(", ")
            ));
            let slots = prediction.worse_slots(measure);
            let named: Vec<String> = slots
                .iter()
                .map(|(slot, method)| format!("{:02}:{:02} ({})", slot / 2, slot % 2 * 30, short(*method)))
                .collect();
            sentences.push(format!(
                "{}: a simpler way has the better score over all days in {} half hours of the day{}{}.",
                measure.name(),
                slots.len(),
                if named.is_empty() { "" } else { ": " },
                named.join(", ")
            ));
            let alone = self.all(measure, Method::Simulation);
            sentences.push(format!(
                "{}: the spread of the runs alone, without what was learned about its own errors, holds {:.1} %.",
                measure.name(),
                100.0 * alone.coverage()
            ));
        }
        sentences
    }
}

/// A score in the unit that people read: percentage points, or seconds.
fn score(measure: Measure, value: f64) -> String {
    match measure {
        Measure::Abandoned => format!("{:.1} points", 100.0 * value),
        Measure::Wait => format!("{value:.1} s"),
    }
}

/// The name of a way in a list.
const fn short(method: Method) -> &'static str {
    match method {
        Method::Widened | Method::Simulation => "simulation",
        Method::ErlangA => "Erlang A",
        Method::WeekdayMean => "weekday mean",
    }
}

fn text(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    for sentence in told.answer() {
        writeln!(out, "{sentence}")?;
    }
    for measure in Measure::ALL {
        writeln!(out, "\n{:<30} {:>9} {:>14} {:>14} {:>14}", measure.name(), "held", "score", "width", "error")?;
        for method in Method::ALL {
            let judged = told.all(measure, method);
            writeln!(
                out,
                "{:<30} {:>7.1} % {:>14} {:>14} {:>14}",
                method.name(),
                100.0 * judged.coverage(),
                score(measure, judged.score),
                score(measure, judged.width),
                score(measure, judged.error)
            )?;
        }
    }
    writeln!(out, "\nWhere it does not:")?;
    for sentence in told.weak() {
        writeln!(out, "- {sentence}")?;
    }
    writeln!(out, "\nThe same again: {}", told.command)
}
