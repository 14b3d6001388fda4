//! The answer for programs: schema 1.
//!
//! | key | what it holds |
//! |---|---|
//! | `schema`, `version`, `command` | 1, of the tool, the command line that gives the same answer again |
//! | `scenario`, `seed`, `confidence`, `by` | what was asked |
//! | `met` | whether the answer meets every target with that probability |
//! | `answer`, `runner_up`, `now`, `curve[]` | staff, and what simulation says of it |
//! | `blocks[]` | the numbers that were sought, in the order of every `numbers` |
//! | `targets[]` | what has to be met; `constraints` of a staff are theirs, by target and interval |
//! | `queues[]` | the work of each queue and what the formulas ask for, by interval |
//! | `intervals[]` | agents at work, service level, abandonment and occupancy with the answer |
//! | `sensitivities[]` | how the answer changes with the assumptions |
//! | `forecast[]` | how the arrivals were forecast, in sentences |
//! | `doubts[]`, `doubts_measured` | half widths of 95 % intervals by reason, and whether the inputs' were measured |
//! | `shrinkage`, `full_time_h`, `paid_hours`, `full_time` | with shrinkage |
//! | `candidates`, `days`, `cuts` | what the search took |

use std::io::{self, Write};

use serde_json::{Value, json};
use switchboard_sims::plan::{Figure, Plan, Sensitivity, Staffing, Verdict};
use switchboard_sims::results::Scope;

use crate::plan::Told;
use crate::plan::compare::estimate;
use crate::plan::text::{sentences, start_of};

/// Writes the answer.
pub(crate) fn write(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    let plan = told.plan;
    let problem = &plan.problem;
    let ask = &problem.case.plan;
    let blocks: Vec<Value> = (0..problem.blocks.len())
        .map(|place| {
            let block = &problem.blocks[place];
            json!({
                "name": problem.block_name(place),
                "group": problem.pools[block.pool].name,
                "from_s": block.from.seconds(),
                "to_s": block.to.seconds(),
                "cost": block.cost,
                "most": block.most,
                "now": block.now,
                "formulas": plan.start[place],
                "answer": plan.answer.numbers[place],
            })
        })
        .collect();
    let targets: Vec<Value> = problem
        .targets
        .iter()
        .map(|target| {
            json!({
                "words": target.words(),
                "workstream": target.workstream_name,
                "bound": target.bound(),
                "at_least": target.is_floor(),
                "share_of_days": target.days,
            })
        })
        .collect();
    let queues: Vec<Value> = plan
        .work
        .iter()
        .zip(&plan.asked)
        .map(|(work, asked)| {
            let row = |one: &switchboard_sims::plan::Asked| {
                json!({
                    "load": one.load, "erlang_c": one.erlang_c, "erlang_a": one.erlang_a,
                    "modified": one.modified, "square_root": one.square_root,
                })
            };
            json!({
                "queue": work.queue,
                "at_once": work.at_once,
                "handle_s": work.handle_s,
                "patience_s": work.patience_s,
                "per_hour": work.per_s.iter().map(|rate| rate * 3_600.0).collect::<Vec<_>>(),
                "agents": asked.iter().map(row).collect::<Vec<_>>(),
            })
        })
        .collect();
    let document = json!({
        "schema": 1,
        "version": env!("CARGO_PKG_VERSION"),
        "command": told.command,
        "scenario": problem.case.scenario.name,
        "seed": plan.seed,
        "confidence": ask.confidence,
        "by": problem.by,
        "met": plan.answer.verdict == Verdict::Met,
        "words": sentences(plan),
        "answer": staffing(plan, &plan.answer),
        "runner_up": plan.runner_up.as_ref().map(|next| json!({
            "one_fewer_in": problem.block_name(next.block),
            "fails": problem.constraint_words(problem.constraints[next.constraint]),
            "staff": staffing(plan, &next.staffing),
        })),
        "now": plan.now.as_ref().map(|now| staffing(plan, now)),
        "blocks": blocks,
        "targets": targets,
        "queues": queues,
        "intervals": intervals(plan),
        "curve": plan.curve.iter().map(|one| staffing(plan, one)).collect::<Vec<_>>(),
        "sensitivities": plan.sensitivities.iter().map(sensitivity).collect::<Vec<_>>(),
        "forecast": told.forecast,
        "doubts": told.doubts.iter().map(|one| json!({
            "figure": one.figure.key(), "value": one.value, "forecast": one.forecast, "parameters": one.parameters,
            "simulation": one.simulation, "together": one.together(),
        })).collect::<Vec<_>>(),
        "doubts_measured": told.measured,
        "shrinkage": { "planned": ask.shrinkage.planned, "unplanned": ask.shrinkage.unplanned },
        "full_time_h": ask.full_time_h,
        "paid_hours": plan.paid_hours(&plan.answer),
        "full_time": plan.full_time(&plan.answer),
        "candidates": plan.candidates,
        "days": plan.days,
        "cuts": plan.cuts,
    });
    writeln!(out, "{}", serde_json::to_string_pretty(&document)?)
}

fn staffing(plan: &Plan, one: &Staffing) -> Value {
    let constraints: Vec<Value> = plan
        .problem
        .constraints
        .iter()
        .zip(&one.constraints)
        .map(|(constraint, found)| {
            json!({
                "target": constraint.target,
                "interval": constraint.interval,
                "estimate": found.as_ref().map(estimate),
            })
        })
        .collect();
    let figures: serde_json::Map<String, Value> = Figure::ALL
        .iter()
        .map(|figure| (figure.key().to_owned(), one.figure(*figure).as_ref().map(estimate).into()))
        .collect();
    json!({
        "numbers": one.numbers,
        "agents": one.heads,
        "cost": one.cost,
        "hours": one.hours,
        "verdict": match one.verdict {
            Verdict::Met => "met",
            Verdict::Missed => "missed",
            Verdict::Undecided => "undecided",
        },
        "days": one.days,
        "constraints": constraints,
        "figures": figures,
    })
}

fn intervals(plan: &Plan) -> Vec<Value> {
    let Some(results) = &plan.results else { return Vec::new() };
    (0..plan.intervals())
        .map(|interval| {
            let mut row = json!({
                "from": start_of(plan, interval),
                "at_work": (0..plan.problem.pools.len())
                    .map(|pool| plan.at_work(&plan.answer.numbers, pool, interval))
                    .collect::<Vec<_>>(),
            });
            for figure in Figure::ALL {
                row[figure.key()] =
                    figure.estimate(results, Scope::of_interval(interval)).as_ref().map(estimate).into();
            }
            row
        })
        .collect()
}

fn sensitivity(row: &Sensitivity) -> Value {
    let ends: Vec<Value> = row
        .ends
        .iter()
        .map(|(words, change)| {
            json!({
                "assumed": words, "hours": change.hours, "full_time": change.full_time, "agents": change.heads,
                "met": change.met,
            })
        })
        .collect();
    json!({ "assumption": row.name, "named_by_scenario": !row.absent, "ends": ends, "width_hours": row.width() })
}
