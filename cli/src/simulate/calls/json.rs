//! The comparison for programs: the same numbers, with numerators and denominators.

use std::io::{self, Write};

use serde_json::{Map, Value, json};
use switchboard_sims::calls::HALF_HOURS;
use switchboard_sims::calls::replay::{Figure, Floor, Part};
use switchboard_sims::tick::{ClockTime, Span};

use crate::simulate::calls::words::Told;

/// The number of this schema; another one when a key changes its meaning or goes.
const SCHEMA: u32 = 1;

/// Writes the comparison.
pub(super) fn write(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (log, replay) = (told.log, told.replay);
    let options = replay.options();
    let read = told.read();
    let definitions = Figure::ALL.map(|figure| {
        json!({
            "key": figure.key(),
            "name": figure.name(),
            "id": figure.id(),
            "unit": if matches!(figure, Figure::Staffed | Figure::Busy) { json!("hours") } else { json!(figure.unit()) },
            "denominator": figure.denominator(),
        })
    });
    let imperfections: Vec<Value> = log
        .imperfections()
        .iter()
        .map(|(kind, found)| {
            json!({ "kind": kind.to_string(), "rows": found.rows, "first_line": found.first_line, "rule": kind.rule() })
        })
        .collect();
    let set_aside: Map<String, Value> =
        read.set_aside.iter().map(|(why, rows)| (why.to_string(), json!(rows))).collect();
    let skills: Vec<Value> = log
        .call_types()
        .map(|(call_type, label)| json!({ "type": label, "takers": replay.skills().takers(call_type) }))
        .collect();
    let half_hours: Vec<Value> = (0..HALF_HOURS)
        .map(|slot| json!({ "from": clock(slot), "to": clock(slot + 1), "figures": figures(told, Part::HalfHour(slot)) }))
        .collect();
    let days: Vec<Value> = replay
        .days()
        .enumerate()
        .map(|(day, date)| {
            json!({
                "date": date.to_string(),
                "weekday": date.weekday().to_string(),
                "figures": figures(told, Part::Day(day)),
            })
        })
        .collect();
    let within: Map<String, Value> = Figure::ALL
        .iter()
        .map(|figure| {
            let (within, compared) = replay.days_within(*figure, Floor::AsInferred);
            (figure.key().to_owned(), json!({ "within": within, "compared": compared }))
        })
        .collect();
    let answer = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "log": {
            "file": log.name(),
            "rows": log.rows(),
            "days": log.days().len(),
            "agents": log.agents().len(),
            "left_menu": read.left_menu,
            "served_without_agent": read.served_by_nobody,
            "set_aside": set_aside,
            "imperfections": imperfections,
        },
        "staff": {
            "rule": told.staff().join(" "),
            "absence_s": options.staff.absence.seconds(),
            "ignored_wait_s": options.staff.ignored_wait.map(Span::seconds),
        },
        "skills": { "rule": told.skills(), "share": options.skills.share, "types": skills },
        "seed": options.seed,
        "replications": options.replications,
        "days_simulated": replay.days().len(),
        "service_level_s": options.within.seconds(),
        "definitions": definitions,
        "total": figures(told, Part::Total),
        "half_hours": half_hours,
        "days": days,
        "days_within_simulated_range": within,
        "answer": told.answer(),
        "limits": told.limits(),
        "command": told.command,
    });
    writeln!(out, "{answer:#}")
}

/// Every figure of a part: the log and each floor.
fn figures(told: &Told<'_>, part: Part) -> Value {
    let of = |figure: Figure| {
        let (above, below) = figure.pair(&told.replay.logged(part));
        let mut sides = Map::new();
        let logged = told.logged(figure, part);
        sides.insert("log".to_owned(), side(figure, logged, None, (above, below)));
        for floor in Floor::ALL {
            let estimate = told.simulated(figure, floor, part);
            let ends =
                estimate.and_then(|estimate| estimate.interval).map(|interval| (interval.low(), interval.high()));
            let pair = told.replay.mean_pair(figure, floor, part);
            sides.insert(floor.key().to_owned(), side(figure, estimate.map(|estimate| estimate.value), ends, pair));
        }
        (figure.key().to_owned(), Value::Object(sides))
    };
    Value::Object(Figure::ALL.into_iter().map(of).collect())
}

fn side(figure: Figure, value: Option<f64>, ends: Option<(f64, f64)>, pair: (f64, f64)) -> Value {
    let mut side = Map::new();
    side.insert("value".to_owned(), json!(value));
    if let Some((low, high)) = ends {
        side.insert("low".to_owned(), json!(low));
        side.insert("high".to_owned(), json!(high));
    }
    if !figure.is_count() {
        side.insert("numerator".to_owned(), json!(pair.0));
        side.insert("denominator".to_owned(), json!(pair.1));
    }
    Value::Object(side)
}

fn clock(slot: usize) -> String {
    let after = Span::from_micros(Span::HALF_HOUR.micros() * slot as u64);
    ClockTime::after_midnight(after).map_or_else(String::new, |time| time.to_string())
}
