//! Several days planned one after another, each with its own forecast.

use std::io::{self, Write};

use serde_json::{Value, json};
use switchboard_reports::number;
use switchboard_sims::forecast::day_of;
use switchboard_sims::plan::{Ask, Figure, Plan, PlanError, Settings, Verdict, plan};

use crate::args::{Format, PlanArgs};
use crate::layout::{plain, wrapped};
use crate::outcome::Outcome;
use crate::plan::compare::{estimate, told};
use crate::plan::forecast::{Planned, words};
use crate::plan::outcome;

/// The plan of every day; none of a day on which nobody is expected.
pub(super) fn plans(days: &[Planned], settings: Settings<'_>) -> Result<Vec<Option<Plan>>, PlanError> {
    let one = |day: &Planned| {
        if day.arrivals < 0.5 {
            return Ok(None);
        }
        plan(&day.case, settings, Ask { sensitivity: false, curve: false }).map(Some)
    };
    days.iter().map(one).collect()
}

/// Writes the plans; the worst outcome of all days is that of the command.
pub(super) fn write(
    args: &PlanArgs,
    days: &[Planned],
    plans: &[Option<Plan>],
    command: &str,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<Outcome> {
    match args.format {
        Format::Json => {
            let day = |(day, plan): (&Planned, &Option<Plan>)| -> Value {
                json!({
                    "date": day.date,
                    "weekday": weekday(&day.date),
                    "arrivals": day.arrivals,
                    "forecast": words(day),
                    "met": plan.as_ref().map(|plan| plan.answer.verdict == Verdict::Met),
                    "blocks": plan.as_ref().map(|plan| {
                        (0..plan.problem.blocks.len()).map(|place| plan.problem.block_name(place)).collect::<Vec<_>>()
                    }),
                    "numbers": plan.as_ref().map(|plan| &plan.answer.numbers),
                    "agents": plan.as_ref().map_or(0, |plan| plan.answer.heads),
                    "hours": plan.as_ref().map_or(0.0, |plan| plan.answer.hours),
                    "paid_hours": plan.as_ref().map_or(0.0, |plan| plan.paid_hours(&plan.answer)),
                    "figures": plan.as_ref().map(|plan| {
                        Figure::ALL.iter().map(|figure| {
                            (figure.key().to_owned(), plan.answer.figure(*figure).as_ref().map(estimate).into())
                        }).collect::<serde_json::Map<String, Value>>()
                    }),
                })
            };
            let document = json!({
                "schema": 1,
                "version": env!("CARGO_PKG_VERSION"),
                "command": command,
                "days": days.iter().zip(plans).map(day).collect::<Vec<_>>(),
            });
            writeln!(out, "{}", serde_json::to_string_pretty(&document)?)?;
        }
        Format::Text => text(days, plans, command, width, out)?,
    }
    Ok(plans.iter().flatten().map(outcome).max().unwrap_or(Outcome::Clean))
}

/// The day of the week in a word.
fn weekday(date: &str) -> &'static str {
    const NAMES: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
    NAMES[day_of(date).map_or(0, |day| day.rem_euclid(7) as usize)]
}

fn text(days: &[Planned], plans: &[Option<Plan>], command: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let (first, last) = (&days[0].date, &days[days.len() - 1].date);
    writeln!(out, "How many agents from {first} to {last}?\n")?;
    let sum = |read: &dyn Fn(&Plan) -> f64| plans.iter().flatten().map(read).sum::<f64>();
    let most = plans.iter().flatten().map(|plan| plan.answer.heads).max().unwrap_or(0);
    let missed = plans.iter().flatten().filter(|plan| plan.answer.verdict != Verdict::Met).count();
    let all = if missed == 0 {
        "every target is met".to_owned()
    } else {
        format!("on {missed} days not every target is met")
    };
    let answer = format!(
        "{} hours of work, {} paid with shrinkage; {most} agents on the busiest day; {all}.",
        number::amount(sum(&|plan| plan.answer.hours), 0),
        number::amount(sum(&|plan| plan.paid_hours(&plan.answer)), 0),
    );
    writeln!(out, "{}\n", plain(&wrapped(&answer, width, 0, 0)))?;
    writeln!(out, "{:24}{:>10}{:>8}{:>9}{:>20}{:>10}", "Day", "arrivals", "agents", "hours", "level", "targets")?;
    for (day, plan) in days.iter().zip(plans) {
        let name = format!("{} {}", day.date, weekday(&day.date));
        let arrivals = plain(&number::amount(day.arrivals, 0));
        let Some(plan) = plan else {
            writeln!(out, "{name:24}{arrivals:>10}{:>8}", 0)?;
            continue;
        };
        let level =
            plan.answer.figure(Figure::ServiceLevel).map_or_else(String::new, |one| told(Figure::ServiceLevel, one));
        let met = if plan.answer.verdict == Verdict::Met { "met" } else { "not met" };
        let hours = plain(&number::amount(plan.answer.hours, 1));
        writeln!(out, "{name:24}{arrivals:>10}{:>8}{hours:>9}{:>20}{met:>10}", plan.answer.heads, plain(&level))?;
    }
    writeln!(out)?;
    let busiest = days.iter().max_by(|one, other| one.arrivals.total_cmp(&other.arrivals));
    for sentence in busiest.into_iter().flat_map(words) {
        writeln!(out, "{}", plain(&wrapped(&sentence, width, 0, 2)))?;
    }
    writeln!(out, "The same again: {command}")
}
