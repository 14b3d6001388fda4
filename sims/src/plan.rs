//! How many agents? The least staff that meets targets, found with the formulas and decided by simulation.
//!
//! [`Case`] is a scenario as written, with its section `[plan]`; [`plan`] answers it. The formulas of
//! [`erlang`](crate::erlang) say where to look, cuts and single agents lead to staff that meets the targets
//! (`search.rs`), and what is told of it comes from simulated days: every candidate runs on the same days (common random
//! numbers), so that a difference between two is a difference of staff.
//!
//! ```
//! use switchboard_sims::plan::{Ask, Case, Settings, Verdict, plan};
//!
//! let text = r#"
//! name = "a small line"
//! from = "00:00"
//! to = "12:00"
//! [policy]
//! queues = [{ name = "calls", kind = "voice" }]
//! workstreams = [{ name = "phone", channel = "voice", queue = "calls", cost = 1, auto_assign = true, wrap_up_block = "never" }]
//! users = [{ name = "agent", count = 4, units = 1, queues = ["calls"] }]
//! [[arrivals]]
//! workstream = "phone"
//! per_hour = 20
//! patience.exponential = { mean_s = 180 }
//! handling.exponential = { mean_s = 240 }
//! [[staff]]
//! group = "agent"
//! stretches = [{ from = "00:00", to = "13:00" }]
//! [plan]
//! by = "day"
//! targets = [{ service_level = 0.5 }]
//! "#;
//! let none = |_: &str| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
//! let case = Case::from_toml(text, "line.toml", &none)?;
//! let answer = plan(&case, Settings::default(), Ask { sensitivity: false, curve: false })?;
//! assert_eq!((answer.answer.verdict, answer.answer.numbers.as_slice()), (Verdict::Met, [2].as_slice()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bench;
mod bracket;
mod case;
#[cfg(test)]
mod chain;
pub mod compare;
mod lp;
mod problem;
mod search;
mod sensitivity;
mod spec;
mod target;
#[cfg(test)]
mod tests;
mod uncertainty;

use std::fmt::{self, Display, Formatter};

use crate::RunError;
use crate::document::InputError;
use crate::results::Results;
use crate::scenario::ScenarioError;
use crate::statistics::Estimate;

pub use self::bench::{Progress, Settings, Verdict};
pub use self::bracket::{Asked, QueueWork};
pub use self::case::{Case, Variation};
pub use self::problem::{Block, Constraint, Pool, Problem};
pub use self::sensitivity::{Change, Sensitivity};
pub use self::spec::{By, Every, PatternSpec, PlanSpec, ShrinkageSpec, TargetSpec};
pub use self::target::{Figure, Goal, Target};
pub use self::uncertainty::{Doubt, Share, uncertainty};

use self::bench::Bench;

/// Why a plan has no answer.
#[derive(Debug)]
pub enum PlanError {
    /// The question cannot be read.
    Input(Box<InputError>),
    /// A candidate cannot be built.
    Scenario(ScenarioError),
    /// A simulation failed or was stopped.
    Run(RunError),
}

impl Display for PlanError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) => error.fmt(formatter),
            Self::Scenario(error) => error.fmt(formatter),
            Self::Run(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for PlanError {}

impl From<RunError> for PlanError {
    fn from(error: RunError) -> Self {
        Self::Run(error)
    }
}

impl From<ScenarioError> for PlanError {
    fn from(error: ScenarioError) -> Self {
        Self::Scenario(error)
    }
}

/// What a plan is asked for besides the least staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// How the answer changes with the assumptions.
    pub sensitivity: bool,
    /// What less and more staff would bring.
    pub curve: bool,
}

/// Some staff and what simulation says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Staffing {
    /// How many agents in each block.
    pub numbers: Vec<u32>,
    /// What they cost.
    pub cost: f64,
    /// Hours that they are paid, without shrinkage.
    pub hours: f64,
    /// How many people, without shrinkage.
    pub heads: u32,
    /// Whether it meets the targets with the probability asked for.
    pub verdict: Verdict,
    /// On how many simulated days this is said.
    pub days: u64,
    /// The figure of each constraint, with its 95 % interval; none where nobody was counted.
    pub constraints: Vec<Option<Estimate>>,
    /// What every staff is told by, in the order of [`Figure::ALL`].
    pub figures: [Option<Estimate>; Figure::ALL.len()],
}

impl Staffing {
    /// One of the figures that every staff is told by.
    pub fn figure(&self, figure: Figure) -> Option<Estimate> {
        let place = Figure::ALL.iter().position(|one| *one == figure)?;
        self.figures[place]
    }
}

/// Staff that is one agent less than the answer and not enough.
#[derive(Debug, Clone, PartialEq)]
pub struct RunnerUp {
    /// The block that has one less.
    pub block: usize,
    /// The staff.
    pub staffing: Staffing,
    /// The constraint that it is farthest from meeting.
    pub constraint: usize,
}

/// The answer, and what it rests on.
#[derive(Debug)]
pub struct Plan {
    /// What was sought and had to be met.
    pub problem: Problem,
    /// The seed.
    pub seed: u64,
    /// The work of each queue.
    pub work: Vec<QueueWork>,
    /// What the formulas ask for, by queue and interval.
    pub asked: Vec<Vec<Asked>>,
    /// The staff that covers what the formulas ask for, where the search began.
    pub start: Vec<u32>,
    /// The least staff that was found; where its verdict is not [`Verdict::Met`], the targets cannot be met within what
    /// is allowed, and this is the most that was tried.
    pub answer: Staffing,
    /// The staffing one agent below that comes nearest to the targets; none where nobody can be taken away.
    pub runner_up: Option<RunnerUp>,
    /// The scenario's own staff, where it counts by the same blocks.
    pub now: Option<Staffing>,
    /// Less and more staff than the answer, from the least to the most, the answer among them.
    pub curve: Vec<Staffing>,
    /// How the answer changes with the assumptions, the one that matters most first.
    pub sensitivities: Vec<Sensitivity>,
    /// Every figure of the answer, by interval and workstream.
    pub results: Option<Results>,
    /// How many candidates were simulated, on how many days in all.
    pub candidates: usize,
    /// Simulated days in all.
    pub days: u64,
    /// Cuts that led to the answer.
    pub cuts: usize,
}

impl Plan {
    /// How many hours have to be paid for it, with shrinkage.
    pub fn paid_hours(&self, staffing: &Staffing) -> f64 {
        staffing.hours * self.problem.case.plan.shrinkage.factor()
    }

    /// How many full-time people that is.
    pub fn full_time(&self, staffing: &Staffing) -> f64 {
        self.paid_hours(staffing) / self.problem.case.plan.full_time_h
    }

    /// How many agents of a group are at work in an interval, on average over it.
    pub fn at_work(&self, numbers: &[u32], pool: usize, interval: usize) -> f64 {
        let blocks = (0..self.problem.blocks.len()).filter(|block| self.problem.blocks[*block].pool == pool);
        blocks.map(|block| self.problem.presence(block, interval) * f64::from(numbers[block])).sum()
    }

    /// How many intervals the day has.
    pub fn intervals(&self) -> usize {
        self.problem.base.intervals()
    }
}

/// The least staff that meets the targets of a case.
///
/// The same case, settings and tool give the same answer, whatever the number of threads.
///
/// # Errors
///
/// When the section `[plan]` names something unknown or a number out of its range, or when a simulation fails or is
/// stopped.
pub fn plan(case: &Case, settings: Settings<'_>, ask: Ask) -> Result<Plan, PlanError> {
    let problem = Problem::new(case.clone()).map_err(|error| PlanError::Input(Box::new(case.place(error))))?;
    let work = bracket::work(&problem);
    let interval_s = problem.base.interval().seconds();
    let asked: Vec<Vec<Asked>> = work.iter().map(|one| one.asked(interval_s)).collect();
    let start = bracket::cover(&problem, &work);
    let mut bench = Bench::new(&problem, settings);
    let found = search::search(&mut bench, &from(&problem, &start))?;
    let answer = staffing(&mut bench, &found.numbers)?;
    let runner_up = runner_up(&mut bench, &answer)?;
    bench.doing("telling");
    let now = match problem.now() {
        Some(now) => Some(staffing(&mut bench, &now)?),
        None => None,
    };
    let curve = if ask.curve { curve(&mut bench, &answer)? } else { Vec::new() };
    let results = bench.results(&found.numbers, 1, problem.case.plan.replications)?;
    let (candidates, days) = (bench.candidates(), bench.days);
    let sensitivities = if ask.sensitivity && answer.verdict == Verdict::Met {
        sensitivity::sensitivities(case, &problem, &found.numbers, settings)?
    } else {
        Vec::new()
    };
    Ok(Plan {
        seed: settings.seed,
        work,
        asked,
        start,
        answer,
        runner_up,
        now,
        curve,
        sensitivities,
        results,
        candidates,
        days,
        cuts: found.cuts,
        problem,
    })
}

/// Where the search begins: at the scenario's own staff where that costs about what the formulas ask for, which they know
/// only roughly with several groups; otherwise at theirs.
fn from(problem: &Problem, start: &[u32]) -> Vec<u32> {
    let cost = problem.cost(start);
    match problem.now() {
        Some(now) if problem.blocks.len() > 1 && (0.5 * cost..1.5 * cost).contains(&problem.cost(&now)) => now,
        Some(_) | None => start.to_vec(),
    }
}

/// What simulation says of some staff.
fn staffing(bench: &mut Bench<'_>, numbers: &[u32]) -> Result<Staffing, PlanError> {
    let verdict = bench.judge(numbers)?;
    let constraints = (0..bench.problem.constraints.len()).map(|place| bench.estimate(numbers, place)).collect();
    Ok(Staffing {
        cost: bench.problem.cost(numbers),
        hours: bench.problem.hours(numbers),
        heads: bench.problem.heads(numbers),
        verdict,
        days: bench.known_days(numbers),
        constraints,
        figures: Figure::ALL.map(|figure| bench.summary(numbers, figure)),
        numbers: numbers.to_vec(),
    })
}

/// The staffing with one agent less that comes nearest to the targets.
fn runner_up(bench: &mut Bench<'_>, answer: &Staffing) -> Result<Option<RunnerUp>, PlanError> {
    let mut nearest: Option<(f64, RunnerUp)> = None;
    for (place, block) in bench.problem.blocks.iter().enumerate() {
        if answer.numbers[place] <= block.least {
            continue;
        }
        let mut fewer = answer.numbers.clone();
        fewer[place] -= 1;
        let staffing = staffing(bench, &fewer)?;
        let Some((constraint, slack)) = bench.weakest(&fewer) else { continue };
        if nearest.as_ref().is_none_or(|(most, _)| slack > *most) {
            nearest = Some((slack, RunnerUp { block: place, staffing, constraint }));
        }
    }
    Ok(nearest.map(|(_, runner_up)| runner_up))
}

/// Staff in the same proportions from 15 % less to 15 % more.
fn curve(bench: &mut Bench<'_>, answer: &Staffing) -> Result<Vec<Staffing>, PlanError> {
    bench.doing("curve");
    let total: u32 = answer.numbers.iter().sum();
    let mut sums: Vec<u32> = [-15, -10, -6, -3, 3, 6, 10, 15].iter().map(|percent| around(total, *percent)).collect();
    sums.push(total);
    sums.extend([total.saturating_sub(1), total + 1]);
    sums.sort_unstable();
    sums.dedup();
    let mut told = Vec::new();
    for sum in sums {
        let numbers = if sum == total { answer.numbers.clone() } else { spread(bench.problem, &answer.numbers, sum) };
        bench.run(&numbers, bench.problem.case.plan.replications)?;
        if numbers.iter().any(|number| *number > 0) {
            told.push(told_as_known(bench, &numbers));
        }
    }
    Ok(told)
}

fn around(total: u32, percent: i64) -> u32 {
    let moved = (i64::from(total) * percent + percent.signum() * 50) / 100;
    u32::try_from(i64::from(total) + moved).unwrap_or(0)
}

/// What is known of some staff already, without more days.
fn told_as_known(bench: &Bench<'_>, numbers: &[u32]) -> Staffing {
    Staffing {
        cost: bench.problem.cost(numbers),
        hours: bench.problem.hours(numbers),
        heads: bench.problem.heads(numbers),
        verdict: Verdict::Undecided,
        days: bench.known_days(numbers),
        constraints: (0..bench.problem.constraints.len()).map(|place| bench.estimate(numbers, place)).collect(),
        figures: Figure::ALL.map(|figure| bench.summary(numbers, figure)),
        numbers: numbers.to_vec(),
    }
}

/// So many agents in all, shared out like others: largest remainders first.
fn spread(problem: &Problem, like: &[u32], sum: u32) -> Vec<u32> {
    let total: u32 = like.iter().sum();
    if total == 0 {
        return like.to_vec();
    }
    let exact = |number: &u32| f64::from(*number) * f64::from(sum) / f64::from(total);
    let mut numbers: Vec<u32> = like.iter().map(|number| exact(number) as u32).collect();
    let mut order: Vec<usize> = (0..like.len()).collect();
    let rest = |place: &usize| exact(&like[*place]) - f64::from(exact(&like[*place]) as u32);
    order.sort_by(|one, other| rest(other).total_cmp(&rest(one)).then(one.cmp(other)));
    let missing = sum.saturating_sub(numbers.iter().sum()) as usize;
    for place in order.into_iter().cycle().take(missing) {
        numbers[place] += 1;
    }
    numbers.iter().zip(&problem.blocks).map(|(number, block)| (*number).clamp(block.least, block.most)).collect()
}
