//! The search: from the scenario's own staff or from what the formulas ask for, by cuts to staff that meets the targets,
//! then down to the least that does.

use std::collections::BTreeSet;

use crate::plan::PlanError;
use crate::plan::bench::{Bench, Verdict};
use crate::plan::lp::{Lp, Sense};
use crate::plan::problem::Problem;

/// Rounds of cuts at most, with few numbers sought and with many.
const ROUNDS: [u32; 2] = [6, 2];
/// Single agents that are added at most where cuts are not enough.
const ADDED_MAX: u32 = 200;
/// Nodes of branch and bound at most, with few numbers sought and with many.
const NODES: [u32; 2] = [300, 40];
/// Exchanges of an agent for a cheaper one at most, and pairs that are tried for each.
const EXCHANGES_MAX: u32 = 12;
const PAIRS_MAX: usize = 6;
/// How many numbers are few.
const FEW: usize = 30;
/// What a target that no staff within reach meets costs the linear program, per unit of slack.
const SHORT: f64 = 1e4;

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// The staff.
    pub(crate) numbers: Vec<u32>,
    /// What simulation says of it.
    pub(crate) verdict: Verdict,
    /// Cuts that were added.
    pub(crate) cuts: usize,
}

/// How much each constraint gains by one agent more in each block, and loses by one fewer, per day.
#[derive(Debug, Clone)]
pub(crate) struct Slopes {
    at: Vec<u32>,
    slacks: Vec<f64>,
    gains: Vec<Vec<f64>>,
    losses: Vec<Vec<f64>>,
}

/// Looks for the least staff from a start; the simulation decides with the probability asked for.
pub(crate) fn search(bench: &mut Bench<'_>, start: &[u32]) -> Result<Found, PlanError> {
    let problem = bench.problem;
    if problem.blocks.len() == 1 {
        return single(bench, start[0], true);
    }
    bench.doing("cuts");
    let (mut numbers, cuts) = descend(bench, start)?;
    bench.doing("adding");
    let mut verdict = bench.judge(&numbers)?;
    let mut added = 0;
    while verdict != Verdict::Met && added < ADDED_MAX {
        let Some(next) = add_one(bench, &numbers)? else { break };
        numbers = next;
        added += 1;
        verdict = bench.shown(&numbers)?;
    }
    if verdict == Verdict::Met {
        bench.doing("trimming");
        trim(bench, &mut numbers)?;
        bench.doing("exchanging");
        for _ in 0..EXCHANGES_MAX {
            let Some(cheaper) = exchanged(bench, &numbers)? else { break };
            numbers = cheaper;
        }
        while let Some(fewer) = spared(bench, &numbers)? {
            numbers = fewer;
        }
    }
    Ok(Found { numbers, verdict, cuts })
}

/// The least staff of one number alone by the estimates on the first days, which is enough to compare assumptions.
pub(crate) fn single_by_estimate(bench: &mut Bench<'_>, start: u32) -> Result<Found, PlanError> {
    single(bench, start, false)
}

/// Met or not, by decision or by the estimate on the first days.
fn decide(bench: &mut Bench<'_>, numbers: &[u32], judged: bool) -> Result<Verdict, PlanError> {
    if judged {
        return bench.judge(numbers);
    }
    let days = bench.problem.case.plan.replications;
    let met = bench.slacks(numbers, days)?.is_some_and(|slacks| slacks.iter().all(|slack| *slack >= 0.0));
    Ok(if met { Verdict::Met } else { Verdict::Missed })
}

/// One number alone: more agents are never worse, so bisection finds the least.
fn single(bench: &mut Bench<'_>, start: u32, judged: bool) -> Result<Found, PlanError> {
    bench.doing("bisecting");
    let (least, most) = (bench.problem.blocks[0].least, bench.problem.blocks[0].most);
    let (mut fails, mut meets) = (None, None);
    let mut at = start.clamp(least, most);
    let mut step = 1;
    // Outwards from the start until one side fails and the other meets.
    loop {
        match decide(bench, &[at], judged)? {
            Verdict::Met => meets = Some(at),
            Verdict::Missed | Verdict::Undecided => fails = Some(at),
        }
        match (fails, meets) {
            (None, Some(met)) if met > least => at = met.saturating_sub(step).max(least),
            (Some(failed), None) if failed < most => at = failed.saturating_add(step).min(most),
            (_, Some(_)) => break,
            (Some(_), None) => return found(bench, vec![most], judged),
            (None, None) => unreachable!("one of both was just set"),
        }
        step *= 2;
    }
    let mut meets = meets.unwrap_or(most);
    while let Some(failed) = fails.filter(|failed| failed + 1 < meets) {
        let middle = failed + (meets - failed) / 2;
        match decide(bench, &[middle], judged)? {
            Verdict::Met => meets = middle,
            Verdict::Missed | Verdict::Undecided => fails = Some(middle),
        }
    }
    found(bench, vec![meets], judged)
}

fn found(bench: &mut Bench<'_>, numbers: Vec<u32>, judged: bool) -> Result<Found, PlanError> {
    let verdict = decide(bench, &numbers, judged)?;
    Ok(Found { numbers, verdict, cuts: 0 })
}

/// Whether a block can matter to a constraint: it is not over long before, and does not begin after.
fn concerns(problem: &Problem, block: usize, constraint: usize) -> bool {
    let Some(interval) = problem.constraints[constraint].interval else { return true };
    (interval.saturating_sub(2)..=interval).any(|place| problem.presence(block, place) > 0.0)
}

/// Days that slopes are measured on: half of the first ones do, since all run on the same.
fn slope_days(problem: &Problem) -> u32 {
    (problem.case.plan.replications / 2).max(4)
}

/// The change of each constraint when a block gets one more or one fewer; nothing where that cannot be.
fn change(bench: &mut Bench<'_>, at: &[u32], block: usize, more: bool, days: u32) -> Result<Vec<f64>, PlanError> {
    let problem = bench.problem;
    let one = &problem.blocks[block];
    let possible = if more { at[block] < one.most } else { at[block] > one.least };
    let matters = (0..problem.constraints.len()).any(|constraint| concerns(problem, block, constraint));
    let nothing = vec![0.0; problem.constraints.len()];
    if !possible || !matters {
        return Ok(nothing);
    }
    let mut other = at.to_vec();
    if more {
        other[block] += 1;
    } else {
        other[block] -= 1;
    }
    let (here, there) = (bench.slacks(at, days)?, bench.slacks(&other, days)?);
    let change = |(there, here): (&f64, &f64)| {
        let change = there - here;
        // More agents never harm: what looks like it is chance.
        if more { change.max(0.0) } else { (-change).max(0.0) }
    };
    Ok(match (here, there) {
        (Some(here), Some(there)) => there.iter().zip(&here).map(change).collect(),
        // From nobody to somebody everything is gained, and the other way round lost.
        (None, Some(_)) | (Some(_), None) | (None, None) => vec![1e3; problem.constraints.len()],
    })
}

/// What one agent more and one fewer in each block change, at some staff.
pub(crate) fn slopes(bench: &mut Bench<'_>, at: &[u32]) -> Result<Slopes, PlanError> {
    let days = slope_days(bench.problem);
    let full = bench.problem.case.plan.replications;
    let count = bench.problem.constraints.len();
    let slacks = bench.slacks(at, full)?.unwrap_or_else(|| vec![-1e3; count]);
    let mut slopes = Slopes { at: at.to_vec(), slacks, gains: Vec::new(), losses: Vec::new() };
    for block in 0..at.len() {
        slopes.gains.push(change(bench, at, block, true, days)?);
        slopes.losses.push(change(bench, at, block, false, days)?);
    }
    Ok(slopes)
}

impl Slopes {
    /// The least staff near here for which the slopes say that every constraint is met by its margin, in whole agents.
    ///
    /// One agent more gains what the first would, one fewer loses at least what the first would: with diminishing gains
    /// both are cuts (Atlason, Epelman and Henderson 2008). `earlier` are cuts from other staff.
    fn next(&self, problem: &Problem, margins: &[f64], reach: f64, earlier: &[Self]) -> Option<Vec<u32>> {
        let (lp, _) = self.program(problem, &self.slacks, margins, reach, earlier);
        let moved = lp.solve_whole_of(2 * self.at.len(), NODES[usize::from(self.at.len() > FEW)])?;
        Some(self.moved(&moved))
    }

    fn moved(&self, moved: &[f64]) -> Vec<u32> {
        let whole = |place: usize| moved[place].round().max(0.0) as u32;
        (0..self.at.len())
            .map(|block| (self.at[block] + whole(2 * block)).saturating_sub(whole(2 * block + 1)))
            .collect()
    }

    /// The linear program: agents more and fewer in each block, and what stays short of each constraint.
    fn program(
        &self,
        problem: &Problem,
        slacks: &[f64],
        margins: &[f64],
        reach: f64,
        earlier: &[Self],
    ) -> (Lp, Vec<usize>) {
        let mut lp = Lp::default();
        for (block, number) in problem.blocks.iter().zip(&self.at) {
            let far = (reach * f64::from(*number)).ceil().max(2.0);
            lp.variable(block.cost, 0.0, far.min(f64::from(block.most.saturating_sub(*number))));
            lp.variable(-block.cost, 0.0, far.min(f64::from(number.saturating_sub(block.least))));
        }
        let mut shorts = Vec::new();
        for (place, slack) in slacks.iter().enumerate() {
            // Slacks of different targets have different units: each is told in parts of what one agent moves.
            let unit: f64 = self.gains.iter().chain(&self.losses).map(|one| one[place]).fold(1e-9, f64::max);
            let short = lp.variable(SHORT, 0.0, f64::INFINITY);
            shorts.push(short);
            let mut terms = vec![(short, 1.0)];
            for block in 0..self.at.len() {
                terms.push((2 * block, self.gains[block][place] / unit));
                terms.push((2 * block + 1, -self.losses[block][place] / unit));
            }
            lp.row(terms, Sense::AtLeast, (margins[place] - slack) / unit);
            for other in earlier {
                let mut terms = vec![(short, 1.0)];
                let mut bound = margins[place] - other.slacks[place];
                for block in 0..self.at.len() {
                    let gain = other.gains[block][place];
                    terms.push((2 * block, gain / unit));
                    terms.push((2 * block + 1, -gain / unit));
                    bound -= gain * (f64::from(self.at[block]) - f64::from(other.at[block]));
                }
                lp.row(terms, Sense::AtLeast, bound / unit);
            }
        }
        (lp, shorts)
    }

    /// The least change of cost, in fractions of agents, after which the constraints are met, where the slacks are others
    /// than they were here: staff, whether all are met, and the change of hours.
    pub(crate) fn answer_to(&self, problem: &Problem, at: &[u32], slacks: &[f64]) -> Option<(Vec<f64>, bool)> {
        let moved = Self { at: at.to_vec(), ..self.clone() };
        let margins = vec![0.0; slacks.len()];
        let (lp, shorts) = moved.program(problem, slacks, &margins, 0.5, &[]);
        let values = lp.solve()?;
        let met = shorts.iter().all(|short| values[*short] < 1e-6);
        let staff = (0..at.len()).map(|block| f64::from(at[block]) + values[2 * block] - values[2 * block + 1]);
        Some((staff.collect(), met))
    }
}

/// How much of the targets is missed, on the first days, each by its own measure; nothing where all are met.
fn missed(bench: &mut Bench<'_>, numbers: &[u32]) -> Result<f64, PlanError> {
    let days = bench.problem.case.plan.replications;
    if bench.slacks(numbers, days)?.is_none() {
        return Ok(f64::INFINITY);
    }
    Ok(bench.relative(numbers).into_iter().filter(|slack| *slack < 0.0).map(|slack| -slack).sum())
}

/// Steps by the slopes, to staff that meets the targets on the first days and costs less and less.
fn descend(bench: &mut Bench<'_>, start: &[u32]) -> Result<(Vec<u32>, usize), PlanError> {
    let problem = bench.problem;
    let mut numbers = start.to_vec();
    let mut here = (missed(bench, &numbers)?, problem.cost(&numbers));
    let mut earlier: Vec<Slopes> = Vec::new();
    let mut seen: BTreeSet<Vec<u32>> = BTreeSet::from([numbers.clone()]);
    let mut reach = 0.4;
    for _ in 0..ROUNDS[usize::from(problem.blocks.len() > FEW)] {
        let slopes = slopes(bench, &numbers)?;
        let margins = bench.margins(&numbers)?;
        let mut moved = false;
        for _ in 0..3 {
            let Some(next) = slopes.next(problem, &margins, reach, &earlier) else { break };
            if !seen.insert(next.clone()) {
                reach /= 2.0;
                continue;
            }
            let there = (missed(bench, &next)?, problem.cost(&next));
            let better = if here.0 > 0.0 { there.0 < 0.7 * here.0 } else { there.0 == 0.0 && there.1 < here.1 - 1e-9 };
            if better {
                (numbers, here, moved) = (next, there, true);
                break;
            }
            reach /= 2.0;
        }
        earlier.push(slopes);
        if !moved {
            break;
        }
    }
    let cuts = earlier.len() * problem.constraints.len();
    Ok((numbers, cuts))
}

/// One agent more where that does most for the target that is farthest from being met, for its cost; none where nobody
/// can be added.
fn add_one(bench: &mut Bench<'_>, numbers: &[u32]) -> Result<Option<Vec<u32>>, PlanError> {
    let problem = bench.problem;
    let days = slope_days(problem);
    bench.run(numbers, problem.case.plan.replications)?;
    let Some((constraint, _)) = bench.weakest(numbers) else { return Ok(None) };
    let mut best: Option<(f64, usize)> = None;
    for (block, one) in problem.blocks.iter().enumerate() {
        if numbers[block] >= one.most || !concerns(problem, block, constraint) {
            continue;
        }
        let value = change(bench, numbers, block, true, days)?[constraint] / one.cost;
        if best.is_none_or(|(most, _)| value > most) {
            best = Some((value, block));
        }
    }
    Ok(best.map(|(_, block)| {
        let mut next = numbers.to_vec();
        next[block] += 1;
        next
    }))
}

/// Cheaper staff that meets the targets, with one agent fewer in one block and one more in another that costs less; none
/// where the slopes promise none, or simulation does not keep the promise.
fn exchanged(bench: &mut Bench<'_>, numbers: &[u32]) -> Result<Option<Vec<u32>>, PlanError> {
    let problem = bench.problem;
    if problem.blocks.len() > FEW {
        return Ok(None);
    }
    let slopes = slopes(bench, numbers)?;
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (from, dear) in problem.blocks.iter().enumerate().filter(|(place, one)| numbers[*place] > one.least) {
        for (to, cheap) in problem.blocks.iter().enumerate().filter(|(place, one)| numbers[*place] < one.most) {
            let saved = dear.cost - cheap.cost;
            let promised = (0..problem.constraints.len())
                .all(|at| slopes.slacks[at] - slopes.losses[from][at] + slopes.gains[to][at] >= 0.0);
            if saved > 1e-9 && promised {
                pairs.push((saved, from, to));
            }
        }
    }
    pairs.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)).then(one.2.cmp(&other.2)));
    for (_, from, to) in pairs.into_iter().take(PAIRS_MAX) {
        let mut next = numbers.to_vec();
        next[from] -= 1;
        next[to] += 1;
        if bench.shown(&next)? == Verdict::Met {
            return Ok(Some(next));
        }
    }
    Ok(None)
}

/// The staff with one agent fewer that meets the targets still, when every day that there may be is looked at; none where
/// nobody can be spared.
fn spared(bench: &mut Bench<'_>, numbers: &[u32]) -> Result<Option<Vec<u32>>, PlanError> {
    for (place, block) in bench.problem.blocks.iter().enumerate() {
        if numbers[place] > block.least {
            let mut fewer = numbers.to_vec();
            fewer[place] -= 1;
            if bench.judge(&fewer)? == Verdict::Met {
                return Ok(Some(fewer));
            }
        }
    }
    Ok(None)
}

/// Takes agents away one by one, first where they are missed least for what they cost, until none can be spared.
///
/// A block from which nobody could be taken is not asked again: with fewer elsewhere it is missed more.
fn trim(bench: &mut Bench<'_>, numbers: &mut [u32]) -> Result<(), PlanError> {
    let problem = bench.problem;
    let days = slope_days(problem);
    let mut order: Vec<(f64, usize)> = Vec::new();
    let here = bench.slacks(numbers, days)?.unwrap_or_default();
    for (place, block) in problem.blocks.iter().enumerate().filter(|(place, block)| numbers[*place] > block.least) {
        let losses = change(bench, numbers, place, false, days)?;
        // What is lost of what there is to lose, over all targets.
        let lost: f64 = losses.iter().zip(&here).map(|(loss, here)| (loss / here.max(1e-9)).clamp(0.0, 10.0)).sum();
        order.push((lost / block.cost, place));
    }
    order.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let mut open: Vec<usize> = order.into_iter().map(|(_, place)| place).collect();
    while !open.is_empty() {
        let mut left = Vec::new();
        for place in open {
            if numbers[place] <= problem.blocks[place].least {
                continue;
            }
            numbers[place] -= 1;
            if bench.shown(numbers)? == Verdict::Met {
                left.push(place);
            } else {
                numbers[place] += 1;
            }
        }
        open = left;
    }
    Ok(())
}
