//! Candidates and what simulation says of them: every one on the same days, and each day only once.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::plan::PlanError;
use crate::plan::problem::{Constraint, Problem};
use crate::plan::target::Figure;
use crate::results::{Results, Scope};
use crate::statistics::{Estimate, Moments, ratio_over_replications};
use crate::{Options, RunError, simulate};

/// Is told what is being done, and on how many simulated days so far.
pub type Progress<'a> = &'a (dyn Fn(&str, u64) + Sync);

/// How to run simulations for a plan.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// Names all random streams.
    pub seed: u64,
    /// How many threads; 0 takes as many as the machine has. The answer does not depend on it.
    pub threads: usize,
    /// Set it to true to stop.
    pub stop: Option<&'a AtomicBool>,
    /// Is told what is being done, and how many days were simulated so far.
    pub progress: Option<Progress<'a>>,
}

impl std::fmt::Debug for Settings<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Settings").field("seed", &self.seed).finish_non_exhaustive()
    }
}

impl Default for Settings<'_> {
    /// Seed 1, on as many threads as the machine has.
    fn default() -> Self {
        Self { seed: 1, threads: 0, stop: None, progress: None }
    }
}

/// What simulation says of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Every target is met with the probability asked for.
    Met,
    /// Some target is missed with that probability.
    Missed,
    /// Neither can be said on so many days.
    Undecided,
}

/// One simulated day of a candidate.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    /// Numerator and denominator of each constraint.
    pub(crate) figures: Vec<(f64, f64)>,
    /// By how much each is met.
    pub(crate) slacks: Vec<f64>,
    /// What every candidate is told by.
    pub(crate) summary: [(f64, f64); Figure::ALL.len()],
}

/// The candidates of one problem with their simulated days.
pub(crate) struct Bench<'a> {
    pub(crate) problem: &'a Problem,
    settings: Settings<'a>,
    known: BTreeMap<Vec<u32>, Vec<Outcome>>,
    /// Simulated days.
    pub(crate) days: u64,
    doing: &'static str,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(problem: &'a Problem, settings: Settings<'a>) -> Self {
        Self { problem, settings, known: BTreeMap::new(), days: 0, doing: "" }
    }

    /// What is being done from here on, for whoever watches.
    pub(crate) fn doing(&mut self, what: &'static str) {
        self.doing = what;
    }

    /// How many candidates were simulated.
    pub(crate) fn candidates(&self) -> usize {
        self.known.len()
    }

    /// Runs a candidate on its first so many days, those that are not known yet; nothing where nobody works.
    pub(crate) fn run(&mut self, numbers: &[u32], days: u32) -> Result<&[Outcome], PlanError> {
        let have = self.known.get(numbers).map_or(0, |known| known.len() as u32);
        if have < days
            && let Some(results) = self.results(numbers, have + 1, days - have)?
        {
            let more: Vec<Outcome> = (0..results.days.len()).map(|day| self.outcome(&results, day)).collect();
            self.known.entry(numbers.to_vec()).or_default().extend(more);
        }
        let known = self.known.get(numbers).map_or(&[][..], |known| &known[..]);
        Ok(&known[..known.len().min(days as usize)])
    }

    /// All results of a candidate on some days; none where nobody works.
    pub(crate) fn results(&mut self, numbers: &[u32], first: u32, days: u32) -> Result<Option<Results>, PlanError> {
        let Some(scenario) = self.problem.staffed(numbers)? else { return Ok(None) };
        let options = Options {
            seed: self.settings.seed,
            replications: days,
            first_replication: first,
            threads: self.settings.threads,
            stop: self.settings.stop,
            ..Options::default()
        };
        let results = simulate(&scenario, options)?;
        if results.days.len() < days as usize {
            return Err(PlanError::Run(RunError::Stopped));
        }
        self.days += u64::from(days);
        if let Some(progress) = self.settings.progress {
            progress(self.doing, self.days);
        }
        Ok(Some(results))
    }

    fn outcome(&self, results: &Results, day: usize) -> Outcome {
        let (problem, setting, day) = (self.problem, &results.setting, &results.days[day]);
        let figure = |one: &Constraint| problem.targets[one.target].figure(day, setting, one.interval);
        let figures: Vec<(f64, f64)> = problem.constraints.iter().map(figure).collect();
        let slack = |(one, figure): (&Constraint, &(f64, f64))| problem.targets[one.target].slack(*figure);
        Outcome {
            slacks: problem.constraints.iter().zip(&figures).map(slack).collect(),
            figures,
            summary: Figure::ALL.map(|figure| figure.pair(day, setting, Scope::DAY)),
        }
    }

    /// The mean slack of each constraint over the first so many days; none where nobody works.
    pub(crate) fn slacks(&mut self, numbers: &[u32], days: u32) -> Result<Option<Vec<f64>>, PlanError> {
        let count = self.problem.constraints.len();
        let known = self.run(numbers, days)?;
        if known.is_empty() {
            return Ok(None);
        }
        let mean = |place: usize| known.iter().map(|one| one.slacks[place]).sum::<f64>() / known.len() as f64;
        Ok(Some((0..count).map(mean).collect()))
    }

    /// Decides about a candidate, on more and more days until the answer is certain enough or there are no more.
    pub(crate) fn judge(&mut self, numbers: &[u32]) -> Result<Verdict, PlanError> {
        let stages = self.stages();
        let plan = &self.problem.case.plan;
        // Whoever looks several times and at several targets errs more often: each look gets its part.
        let looks = stages.len() * self.problem.constraints.len().max(1);
        let level = 1.0 - (1.0 - plan.confidence) / looks as f64;
        let count = self.problem.constraints.len();
        for days in stages {
            let known = self.run(numbers, days)?;
            if known.is_empty() {
                return Ok(if count == 0 { Verdict::Met } else { Verdict::Missed });
            }
            let verdict = verdict(known, count, level);
            if verdict != Verdict::Undecided {
                return Ok(verdict);
            }
        }
        Ok(Verdict::Undecided)
    }

    /// Decides whether a candidate meets every target, and gives up as soon as an estimate says that it does not: enough
    /// for a search, which goes on with another candidate then.
    pub(crate) fn shown(&mut self, numbers: &[u32]) -> Result<Verdict, PlanError> {
        let first = self.problem.case.plan.replications;
        match self.slacks(numbers, first)? {
            Some(slacks) if slacks.iter().all(|slack| *slack >= 0.0) => self.judge(numbers),
            Some(_) | None => Ok(Verdict::Undecided),
        }
    }

    /// By how much each constraint has to be met on average so that it can be shown on as many days as there may be.
    pub(crate) fn margins(&mut self, numbers: &[u32]) -> Result<Vec<f64>, PlanError> {
        let (plan, count) = (&self.problem.case.plan, self.problem.constraints.len());
        let looks = self.stages().len() * count.max(1);
        let (first, most) = (plan.replications, f64::from(plan.replications_max));
        let point = student(1.0 - (1.0 - plan.confidence) / looks as f64, most as u64 - 1);
        let known = self.run(numbers, first)?;
        let margin = |place: usize| {
            let moments: Moments = known.iter().map(|one| one.slacks[place]).collect();
            point * (moments.variance().unwrap_or(0.0) / most).sqrt()
        };
        Ok((0..count).map(margin).collect())
    }

    /// After how many days it is looked whether the answer is certain enough.
    fn stages(&self) -> Vec<u32> {
        let plan = &self.problem.case.plan;
        let mut stages = vec![plan.replications];
        while let Some(last) = stages.last().copied().filter(|last| *last < plan.replications_max) {
            stages.push((last * 2).min(plan.replications_max));
        }
        stages
    }

    /// How many days of a candidate are known.
    pub(crate) fn known_days(&self, numbers: &[u32]) -> u64 {
        self.known.get(numbers).map_or(0, |known| known.len() as u64)
    }

    /// The figure of a constraint with its 95 % interval, on the days that are known.
    pub(crate) fn estimate(&self, numbers: &[u32], constraint: usize) -> Option<Estimate> {
        let known = self.known.get(numbers)?;
        let target = &self.problem.targets[self.problem.constraints[constraint].target];
        let pairs: Vec<(f64, f64)> = known.iter().map(|one| one.figures[constraint]).collect();
        match target.days {
            None => ratio_over_replications(&pairs),
            Some(days) => {
                let met: Vec<(f64, f64)> = known.iter().map(|one| (one.slacks[constraint] + days, 1.0)).collect();
                ratio_over_replications(&met)
            }
        }
    }

    /// A figure that every candidate is told by, on the days that are known.
    pub(crate) fn summary(&self, numbers: &[u32], figure: Figure) -> Option<Estimate> {
        let known = self.known.get(numbers)?;
        let place = Figure::ALL.iter().position(|one| *one == figure)?;
        let pairs: Vec<(f64, f64)> = known.iter().map(|one| one.summary[place]).collect();
        ratio_over_replications(&pairs)
    }

    /// The mean slack of each constraint relative to its denominator, on the days that are known.
    pub(crate) fn relative(&self, numbers: &[u32]) -> Vec<f64> {
        let Some(known) = self.known.get(numbers) else { return Vec::new() };
        let relative = |place: usize| {
            let slack: f64 = known.iter().map(|one| one.slacks[place]).sum();
            let target = &self.problem.targets[self.problem.constraints[place].target];
            let below: f64 = match target.days {
                None => known.iter().map(|one| one.figures[place].1).sum::<f64>() * target.bound().max(1.0),
                Some(_) => known.len() as f64,
            };
            slack / below.max(1e-9)
        };
        (0..self.problem.constraints.len()).map(relative).collect()
    }

    /// The constraint that is farthest from being shown to be met, and how far, in standard errors.
    pub(crate) fn weakest(&self, numbers: &[u32]) -> Option<(usize, f64)> {
        let known = self.known.get(numbers)?;
        let errors = |place: usize| {
            let moments: Moments = known.iter().map(|one| one.slacks[place]).collect();
            let error = (moments.variance().unwrap_or(0.0) / known.len() as f64).sqrt();
            moments.mean().unwrap_or(0.0) / error.max(1e-9)
        };
        let all = (0..self.problem.constraints.len()).map(|place| (place, errors(place)));
        all.min_by(|one, other| one.1.total_cmp(&other.1))
    }
}

/// What so many days say at a level of each target and look: all surely met, one surely missed, or neither.
fn verdict(known: &[Outcome], count: usize, level: f64) -> Verdict {
    let days = known.len() as f64;
    let point = student(level, known.len() as u64 - 1);
    let mut met = true;
    for place in 0..count {
        let moments: Moments = known.iter().map(|one| one.slacks[place]).collect();
        let mean = moments.mean().unwrap_or(0.0);
        let spread = point * (moments.variance().unwrap_or(0.0) / days).sqrt();
        if mean + spread < 0.0 {
            return Verdict::Missed;
        }
        met &= mean - spread >= 0.0;
    }
    if met { Verdict::Met } else { Verdict::Undecided }
}

/// The one-sided point of Student's law, rounded so that it is the same number on every machine.
pub(crate) fn student(level: f64, degrees: u64) -> f64 {
    let law = StudentsT::new(0.0, 1.0, degrees.max(1) as f64).expect("one degree of freedom or more");
    (law.inverse_cdf(level) * 1e9).round() / 1e9
}
