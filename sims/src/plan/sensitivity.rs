//! How the answer changes with the assumptions: those that the scenario makes, and those that it leaves out.

use crate::plan::PlanError;
use crate::plan::bench::{Bench, Settings};
use crate::plan::case::{Case, Variation};
use crate::plan::problem::Problem;
use crate::plan::search::{Slopes, single_by_estimate, slopes};
use crate::sample::DurationDistribution;
use crate::scenario::BusynessSpec;

/// Steps to the answer under other assumptions.
const STEPS: u32 = 5;
/// The shrinkage that is assumed where the scenario names none: from nothing to this, in the field's usual range.
const SHRINKAGE_ASSUMED: f64 = 0.3;

/// An assumption and what the answer would be under others.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// The assumption.
    pub name: String,
    /// Whether the scenario leaves it out, so that the range below is assumed.
    pub absent: bool,
    /// What is assumed instead, and what the answer changes by.
    pub ends: Vec<(String, Change)>,
}

/// By how much an answer changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Paid hours, with shrinkage.
    pub hours: f64,
    /// Full-time people.
    pub full_time: f64,
    /// People, with shrinkage.
    pub heads: f64,
    /// Whether the targets can be met at all.
    pub met: bool,
}

impl Sensitivity {
    /// How far apart its answers are, in paid hours, the answer itself among them.
    pub fn width(&self) -> f64 {
        let hours = || self.ends.iter().map(|(_, change)| change.hours).chain([0.0]);
        hours().fold(f64::NEG_INFINITY, f64::max) - hours().fold(f64::INFINITY, f64::min)
    }
}

/// A question that is asked again under other assumptions.
struct Again<'a> {
    answer: &'a [u32],
    slopes: Option<Slopes>,
    settings: Settings<'a>,
    base: (f64, f64),
    factor: f64,
    full_time_h: f64,
}

/// Hours, people, and whether the targets can be met.
type Least = (f64, f64, bool);

/// The least staff under other assumptions, by the estimates on the first days.
///
/// One number is searched for. With several, steps by the slopes of the answer lead to staff that meets the targets, in
/// fractions of agents: cheap, and the same for every assumption.
fn least(
    case: &Case,
    start: &[u32],
    slopes: Option<&Slopes>,
    settings: Settings<'_>,
) -> Result<Option<Least>, PlanError> {
    let Ok(problem) = Problem::new(case.clone()) else { return Ok(None) };
    let start: Vec<u32> =
        start.iter().zip(&problem.blocks).map(|(number, block)| (*number).clamp(block.least, block.most)).collect();
    let mut bench = Bench::new(&problem, settings);
    bench.doing("assumptions");
    let Some(slopes) = slopes.filter(|_| problem.blocks.len() > 1) else {
        let found = single_by_estimate(&mut bench, start[0])?;
        let met = found.verdict == crate::plan::Verdict::Met;
        return Ok(Some((problem.hours(&found.numbers), f64::from(problem.heads(&found.numbers)), met)));
    };
    let days = problem.case.plan.replications;
    let mut numbers = start;
    // Of all steps the one that the slopes move least is trusted: there they reach over the shortest way.
    let mut told: Option<(f64, Least)> = None;
    for _ in 0..STEPS {
        let Some(slacks) = bench.slacks(&numbers, days)? else { break };
        let Some((staff, met)) = slopes.answer_to(&problem, &numbers, &slacks) else { break };
        let moved = |read: &dyn Fn(usize) -> f64| -> f64 {
            staff.iter().enumerate().map(|(at, number)| read(at) * (number - f64::from(numbers[at]))).sum()
        };
        let cost = moved(&|at| problem.blocks[at].cost).abs();
        if told.is_none_or(|(least, _)| cost < least) {
            let hours = problem.hours(&numbers) + moved(&|at| problem.blocks[at].hours());
            told = Some((cost, (hours, f64::from(problem.heads(&numbers)) + moved(&|_| 1.0), met)));
        }
        let next: Vec<u32> = staff.iter().map(|number| number.round() as u32).collect();
        if next == numbers {
            break;
        }
        numbers = next;
    }
    Ok(told.map(|(_, least)| least))
}

impl Again<'_> {
    fn change(&self, case: &Case) -> Result<Option<Change>, PlanError> {
        let Some((hours, heads, met)) = least(case, self.answer, self.slopes.as_ref(), self.settings)? else {
            return Ok(None);
        };
        Ok(Some(self.against(hours, heads, self.factor, met)))
    }

    fn against(&self, hours: f64, heads: f64, factor: f64, met: bool) -> Change {
        let hours = hours * factor - self.base.0 * self.factor;
        let heads = heads * factor - self.base.1 * self.factor;
        Change { hours, full_time: hours / self.full_time_h, heads, met }
    }

    fn row(&self, name: &str, absent: bool, ends: &[(&str, Case)]) -> Result<Option<Sensitivity>, PlanError> {
        let mut told = Vec::new();
        for (words, case) in ends {
            if let Some(change) = self.change(case)? {
                told.push(((*words).to_owned(), change));
            }
        }
        Ok((!told.is_empty()).then(|| Sensitivity { name: name.to_owned(), absent, ends: told }))
    }
}

/// Every assumption, the one that moves the answer most first.
pub(crate) fn sensitivities(
    case: &Case,
    problem: &Problem,
    answer: &[u32],
    settings: Settings<'_>,
) -> Result<Vec<Sensitivity>, PlanError> {
    let shrinkage = problem.case.plan.shrinkage;
    // What the answer would be if it were decided as the others are: only then is a difference one of assumptions.
    let slopes = if problem.blocks.len() > 1 {
        let mut bench = Bench::new(problem, settings);
        bench.doing("assumptions");
        Some(slopes(&mut bench, answer)?)
    } else {
        None
    };
    let Some((hours, heads, _)) = least(case, answer, slopes.as_ref(), settings)? else { return Ok(Vec::new()) };
    let again = Again {
        answer,
        slopes,
        settings,
        base: (hours, heads),
        factor: shrinkage.factor(),
        full_time_h: problem.case.plan.full_time_h,
    };
    let usual = Variation::default();
    let varied = |variation: Variation| case.varied(&variation);
    let mut rows = Vec::new();
    if case.has_rates() {
        rows.extend(again.row(
            "arrivals",
            false,
            &[
                ("10 % fewer", varied(Variation { arrivals: 0.9, ..usual })),
                ("10 % more", varied(Variation { arrivals: 1.1, ..usual })),
            ],
        )?);
    }
    rows.extend(again.row(
        "handle time",
        false,
        &[
            ("10 % shorter", varied(Variation { handling: 0.9, ..usual })),
            ("10 % longer", varied(Variation { handling: 1.1, ..usual })),
        ],
    )?);
    if case.has_patience() {
        rows.extend(again.row(
            "patience",
            false,
            &[
                ("half as patient", varied(Variation { patience: 0.5, ..usual })),
                ("twice as patient", varied(Variation { patience: 2.0, ..usual })),
            ],
        )?);
    }
    if case.has_concurrency() {
        rows.extend(again.row(
            "conversations at once",
            false,
            &[
                ("one less", varied(Variation { concurrency: -1, ..usual })),
                ("one more", varied(Variation { concurrency: 1, ..usual })),
            ],
        )?);
    }
    let named = shrinkage.planned + shrinkage.unplanned > 0.0;
    let of = |factor: f64| again.against(hours, heads, factor, true);
    rows.push(if named {
        let less = of(1.0 / ((1.0 - shrinkage.planned * 0.8) * (1.0 - shrinkage.unplanned * 0.8)));
        let most = |share: f64| (share * 1.2).min(0.95);
        let more = of(1.0 / ((1.0 - most(shrinkage.planned)) * (1.0 - most(shrinkage.unplanned))));
        let ends = vec![("a fifth less".to_owned(), less), ("a fifth more".to_owned(), more)];
        Sensitivity { name: "shrinkage".to_owned(), absent: false, ends }
    } else {
        let ends = vec![("30 %".to_owned(), of(1.0 / (1.0 - SHRINKAGE_ASSUMED)))];
        Sensitivity { name: "shrinkage".to_owned(), absent: true, ends }
    });
    for (name, words, other) in absent(case) {
        rows.extend(again.row(name, true, &[(words, other)])?);
    }
    rows.sort_by(|one, other| other.width().total_cmp(&one.width()));
    Ok(rows)
}

/// What a scenario leaves out: its name, the end of the range that is assumed, and the case with it.
fn absent(case: &Case) -> Vec<(&'static str, &'static str, Case)> {
    let channel = |workstream: &str| {
        let named = case.policy.workstreams.iter().find(|one| one.name == workstream);
        named.map_or("", |one| &*one.channel)
    };
    let live = |workstream: &str| matches!(channel(workstream), "voice" | "live-chat" | "custom-async");
    let mut rows = Vec::new();
    let mut add = |name, words, change: &dyn Fn(&mut crate::scenario::ArrivalSpec) -> bool| {
        let mut other = case.clone();
        let mut changed = false;
        for arrival in &mut other.scenario.arrivals {
            changed |= change(arrival);
        }
        if changed {
            rows.push((name, words, other));
        }
    };
    add("patience of those who are said to wait for ever", "three minutes on average", &|arrival| {
        let missing = arrival.patience.is_none() && live(&arrival.workstream);
        if missing {
            arrival.patience = Some(DurationDistribution::Exponential { mean_s: 180.0 });
        }
        missing
    });
    add("wrap-up time where none is named", "a tenth of the handle time", &|arrival| {
        let missing = arrival.wrap_up.is_none() && live(&arrival.workstream);
        if missing {
            arrival.handling = crate::plan::case::longer(&arrival.handling, 1.1);
        }
        missing
    });
    add("slower work on several at once where none is named", "a quarter longer for each further one", &|arrival| {
        let missing = arrival.slowdown.is_none() && !matches!(channel(&arrival.workstream), "voice" | "record");
        if missing {
            arrival.slowdown = Some((0..8).map(|others| 1.0 + 0.25 * f64::from(others)).collect());
        }
        missing
    });
    add("missed offers where none are named", "one in fifty", &|arrival| {
        let missing = arrival.miss == 0.0 && arrival.reject == 0.0;
        if missing {
            arrival.miss = 0.02;
        }
        missing
    });
    if case.scenario.busyness.is_none() && case.scenario.arrivals.iter().all(|arrival| arrival.busyness.is_none()) {
        let mut other = case.clone();
        other.scenario.busyness = Some(BusynessSpec { cv: 0.1, day_to_day: 0.0, interval_cv: 0.0 });
        rows.push(("days that are busier or quieter than expected", "by 10 % (standard deviation)", other));
    }
    if case.scenario.staff.iter().all(|staff| staff.absent == 0.0) && case.plan.shrinkage.unplanned == 0.0 {
        let mut other = case.clone();
        for staff in other.scenario.staff.iter_mut().filter(|staff| !staff.shifts.is_empty()) {
            staff.absent = 0.05;
        }
        rows.push(("agents who do not come", "one in twenty", other));
    }
    rows
}
