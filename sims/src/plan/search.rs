//! The search: from what the formulas ask for, by cuts to staff that meets the targets, then down to the least that does.

use std::collections::BTreeSet;

use crate::plan::PlanError;
use crate::plan::bench::{Bench, Verdict};
use crate::plan::lp::{Lp, Sense};
use crate::plan::problem::Problem;

/// Rounds of cuts at most.
const ROUNDS_MAX: u32 = 12;
/// Single agents that are added at most where cuts are not enough.
const ADDED_MAX: u32 = 400;
/// Nodes of branch and bound at most, with few numbers sought and with many.
const NODES: [u32; 2] = [400, 60];
/// How many numbers are few.
const FEW: usize = 30;

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

/// Looks for the least staff from a start; `judged` decides with the probability asked for, otherwise by the estimate on
/// the first days, which is enough to compare assumptions.
pub(crate) fn search(bench: &mut Bench<'_>, start: &[u32], judged: bool) -> Result<Found, PlanError> {
    let problem = bench.problem;
    if problem.blocks.len() == 1 {
        return single(bench, start[0], judged);
    }
    bench.doing("cuts");
    let (mut numbers, cuts) = repair(bench, start)?;
    bench.doing("adding");
    let mut verdict = decide(bench, &numbers, judged)?;
    let mut added = 0;
    while verdict != Verdict::Met && added < ADDED_MAX {
        let Some(next) = add_one(bench, &numbers)? else { break };
        numbers = next;
        added += 1;
        verdict = decide(bench, &numbers, judged)?;
    }
    if verdict == Verdict::Met {
        bench.doing("trimming");
        trim(bench, &mut numbers, judged)?;
    }
    Ok(Found { numbers, verdict, cuts })
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

/// By how much one agent more in a block changes each constraint, per day.
fn gain(bench: &mut Bench<'_>, numbers: &[u32], block: usize, days: u32) -> Result<Option<Vec<f64>>, PlanError> {
    if numbers[block] >= bench.problem.blocks[block].most {
        return Ok(None);
    }
    let base = bench.slacks(numbers, days)?;
    let mut more = numbers.to_vec();
    more[block] += 1;
    let more = bench.slacks(&more, days)?;
    Ok(match (base, more) {
        (Some(base), Some(more)) => Some(more.iter().zip(&base).map(|(more, base)| more - base).collect()),
        (None, Some(more)) => Some(more.iter().map(|slack| slack.abs() + 1.0).collect()),
        (Some(_) | None, None) => None,
    })
}

/// Whether a block can matter to a constraint: it is not over long before, and does not begin after.
fn concerns(problem: &Problem, block: usize, constraint: usize) -> bool {
    let Some(interval) = problem.constraints[constraint].interval else { return true };
    let length = problem.base.interval().seconds();
    let start = problem.base.from().seconds() + length * interval as f64;
    let one = &problem.blocks[block];
    one.from.seconds() < start + length && one.to.seconds() > start - 2.0 * length
}

/// Cuts until the estimates on the first days meet every target (Atlason, Epelman and Henderson 2008).
///
/// At staff `x` that misses a target by `-g(x)`, one agent more in block `k` gains `d(k)`, both on the same days. As more
/// agents gain less and less, every staff `y` that meets it has `g(x) + Σ d(k) (y(k) - x(k)) ≥ 0`. The least staff within
/// all such cuts is tried next.
fn repair(bench: &mut Bench<'_>, start: &[u32]) -> Result<(Vec<u32>, usize), PlanError> {
    let problem = bench.problem;
    let days = problem.case.plan.replications;
    let mut numbers = start.to_vec();
    let mut rows: Vec<(Vec<(usize, f64)>, f64)> = Vec::new();
    let mut seen: BTreeSet<Vec<u32>> = BTreeSet::new();
    for _ in 0..ROUNDS_MAX {
        let Some(slacks) = bench.slacks(&numbers, days)? else {
            for (number, block) in numbers.iter_mut().zip(&problem.blocks) {
                *number = (*number + 1).min(block.most);
            }
            continue;
        };
        let missed: Vec<usize> = (0..slacks.len()).filter(|place| slacks[*place] < 0.0).collect();
        if missed.is_empty() {
            break;
        }
        let mut gains: Vec<Option<Vec<f64>>> = Vec::new();
        for block in 0..problem.blocks.len() {
            let matters = missed.iter().any(|constraint| concerns(problem, block, *constraint));
            gains.push(if matters { gain(bench, &numbers, block, days)? } else { None });
        }
        for constraint in &missed {
            let terms: Vec<(usize, f64)> = gains
                .iter()
                .enumerate()
                .filter_map(|(block, gains)| {
                    let gain = gains.as_ref()?[*constraint];
                    (gain > 0.0).then_some((block, gain))
                })
                .collect();
            if terms.is_empty() {
                continue;
            }
            let here: f64 = terms.iter().map(|(block, gain)| gain * f64::from(numbers[*block])).sum();
            rows.push((terms, here - slacks[*constraint]));
        }
        seen.insert(numbers.clone());
        let next = master(problem, &rows, &numbers).filter(|next| !seen.contains(next));
        numbers = match next {
            Some(next) => next,
            // The cuts lead nowhere new: the best single agent for each target that is missed.
            None => {
                let mut next = numbers.clone();
                for constraint in &missed {
                    let value = |block: &usize| {
                        let gain = gains[*block].as_ref().map_or(f64::NEG_INFINITY, |gains| gains[*constraint]);
                        gain / problem.blocks[*block].cost
                    };
                    let best = (0..problem.blocks.len()).max_by(|one, other| value(one).total_cmp(&value(other)));
                    if let Some(block) = best.filter(|block| value(block) > f64::NEG_INFINITY) {
                        next[block] = (next[block] + 1).min(problem.blocks[block].most);
                    }
                }
                if next == numbers {
                    break;
                }
                next
            }
        };
    }
    Ok((numbers, rows.len()))
}

/// The least staff within the cuts, not too far from here: a cut says little about what is far away.
fn master(problem: &Problem, rows: &[(Vec<(usize, f64)>, f64)], here: &[u32]) -> Option<Vec<u32>> {
    let mut lp = Lp::default();
    for (block, number) in problem.blocks.iter().zip(here) {
        let reach = 2 + number / 4;
        let low = number.saturating_sub(reach / 2).max(block.least);
        let high = (number + reach).min(block.most).max(low);
        lp.variable(block.cost, f64::from(low), f64::from(high));
    }
    for (terms, bound) in rows {
        lp.row(terms.clone(), Sense::AtLeast, *bound);
    }
    lp.solve_whole(NODES[usize::from(problem.blocks.len() > FEW)])
}

/// One agent more where that does most for the target that is farthest from being met, for its cost; none where nothing
/// helps.
fn add_one(bench: &mut Bench<'_>, numbers: &[u32]) -> Result<Option<Vec<u32>>, PlanError> {
    let problem = bench.problem;
    let days = problem.case.plan.replications;
    bench.run(numbers, days)?;
    let Some((constraint, _)) = bench.worst(numbers) else { return Ok(None) };
    let mut best: Option<(f64, usize)> = None;
    for block in (0..problem.blocks.len()).filter(|block| concerns(problem, *block, constraint)) {
        let Some(gains) = gain(bench, numbers, block, days)? else { continue };
        let value = gains[constraint] / problem.blocks[block].cost;
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

/// Takes agents away one by one, first where they are missed least for what they cost, until none can be spared.
///
/// A block from which nobody could be taken is not asked again: with fewer elsewhere it is missed more.
fn trim(bench: &mut Bench<'_>, numbers: &mut [u32], judged: bool) -> Result<(), PlanError> {
    let problem = bench.problem;
    let days = problem.case.plan.replications;
    let mut order: Vec<(f64, usize)> = Vec::new();
    let here = bench.slacks(numbers, days)?.unwrap_or_default();
    for (place, block) in problem.blocks.iter().enumerate().filter(|(place, block)| numbers[*place] > block.least) {
        let mut fewer = numbers.to_vec();
        fewer[place] -= 1;
        let there = bench.slacks(&fewer, days)?.unwrap_or_else(|| vec![f64::NEG_INFINITY; here.len()]);
        // What is lost of what there is to lose, over all targets.
        let lost = |(here, there): (&f64, &f64)| ((here - there) / here.max(1e-9)).clamp(0.0, 10.0);
        let lost: f64 = here.iter().zip(&there).map(lost).sum();
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
            if decide(bench, numbers, judged)? == Verdict::Met {
                left.push(place);
            } else {
                numbers[place] += 1;
            }
        }
        open = left;
    }
    Ok(())
}
