//! Two scenarios compared on the same days, and the best of several with a stated probability.

use crate::engine::simulate;
use crate::plan::bench::{Settings, student};
use crate::plan::target::Figure;
use crate::results::{Results, Scope};
use crate::scenario::Scenario;
use crate::statistics::{Estimate, Moments, mean_over_replications, ratio_over_replications};
use crate::{Options, RunError};

/// A figure of two scenarios, and by how much the second differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The figure.
    pub figure: Figure,
    /// Of the first.
    pub first: Estimate,
    /// Of the second.
    pub second: Estimate,
    /// Second less first, with its 95 % interval from the differences day by day.
    pub difference: Estimate,
    /// The variance of the difference if the two ran on days of their own, over what it is on the same days: so many times
    /// as many days would be needed. None where the difference does not vary.
    pub gain: Option<f64>,
}

/// Runs both scenarios on the same days and compares what every staff is told by.
///
/// Each figure is a ratio of sums; day by day it is compared by its linear part, `(numerator - ratio × denominator) / mean
/// denominator`, so that a call on a busy day weighs as much as on a quiet one.
///
/// # Errors
///
/// When a simulation fails or is stopped.
pub fn compare(
    first: &Scenario,
    second: &Scenario,
    days: u32,
    settings: Settings<'_>,
) -> Result<Vec<Difference>, RunError> {
    let (one, other) = (run(first, 1, days, settings)?, run(second, 1, days, settings)?);
    Ok(Figure::ALL.iter().filter_map(|figure| difference(*figure, &one, &other)).collect())
}

fn run(scenario: &Scenario, first: u32, days: u32, settings: Settings<'_>) -> Result<Results, RunError> {
    let options = Options {
        seed: settings.seed,
        replications: days,
        first_replication: first,
        threads: settings.threads,
        stop: settings.stop,
        ..Options::default()
    };
    let results = simulate(scenario, options)?;
    if results.days.len() < days as usize { Err(RunError::Stopped) } else { Ok(results) }
}

fn pairs(results: &Results, figure: Figure) -> Vec<(f64, f64)> {
    results.days.iter().map(|day| figure.pair(day, &results.setting, Scope::DAY)).collect()
}

/// What each day says of a ratio: its mean is the ratio, its spread that of the estimate.
fn linear(pairs: &[(f64, f64)]) -> Option<Vec<f64>> {
    let ratio = ratio_over_replications(pairs)?.value;
    let below = pairs.iter().map(|pair| pair.1).sum::<f64>() / pairs.len() as f64;
    Some(pairs.iter().map(|(above, under)| ratio + (above - ratio * under) / below).collect())
}

fn difference(figure: Figure, one: &Results, other: &Results) -> Option<Difference> {
    let (first, second) = (pairs(one, figure), pairs(other, figure));
    let (of_first, of_second) = (linear(&first)?, linear(&second)?);
    let apart: Vec<f64> = of_second.iter().zip(&of_first).map(|(second, first)| second - first).collect();
    let variance = |values: &[f64]| values.iter().copied().collect::<Moments>().variance().unwrap_or(0.0);
    let paired = variance(&apart);
    Some(Difference {
        figure,
        first: ratio_over_replications(&first)?,
        second: ratio_over_replications(&second)?,
        difference: mean_over_replications(&apart)?,
        gain: (paired > 0.0).then(|| (variance(&of_first) + variance(&of_second)) / paired),
    })
}

/// How the best of several is chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// What is compared.
    pub figure: Figure,
    /// The best has at least this probability of being chosen, if it is better than the others by `difference`.
    pub confidence: f64,
    /// A difference that is not worth telling apart.
    pub difference: f64,
    /// Days of each to begin with, from 5.
    pub first_days: u32,
    /// Days of each at most.
    pub days_max: u32,
}

/// What became of one of several.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Its place among those given.
    pub number: usize,
    /// Its figure, on the days that it was run.
    pub estimate: Estimate,
    /// On how many days it was found to be worse than another; none of those that were left.
    pub dropped: Option<u32>,
}

/// The best of several.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// Everyone, the chosen first, then by when it was dropped.
    pub ranking: Vec<Ranked>,
    /// Whether one was left with the probability asked for; otherwise the best of those left when days ran out.
    pub certain: bool,
    /// Days that were simulated, of all together.
    pub days: u64,
    /// Scenarios of which nothing of the figure was counted on the first days: they cannot be compared, so none is chosen,
    /// and there is no ranking.
    pub nothing: Vec<usize>,
}

/// Chooses the best of several scenarios by a figure, on the same days, dropping those that are surely worse.
///
/// The procedure of Kim and Nelson (2001), "A fully sequential procedure for indifference-zone selection in simulation":
/// with `k` systems, `n` first days, `η = ((2α/(k-1))^(-2/(n-1)) - 1) / 2` and `h² = 2 η (n-1)`, a system is dropped on
/// day `r` when another is ahead of it by more than `max(0, h² S²/δ - δ r) / 2r`, `S²` the variance of their difference
/// on the first days and `δ` the difference that matters. It allows for days in common. The service level is best where
/// it is greatest, the other figures where they are least.
///
/// # Errors
///
/// When a simulation fails or is stopped.
pub fn select(scenarios: &[Scenario], choice: Choice, settings: Settings<'_>) -> Result<Selection, RunError> {
    let count = scenarios.len();
    let sign = match choice.figure {
        Figure::ServiceLevel => 1.0,
        Figure::Abandonment | Figure::MeanWait | Figure::Occupancy => -1.0,
    };
    let first = choice.first_days.max(5);
    let mut pairs: Vec<Vec<(f64, f64)>> = Vec::new();
    for scenario in scenarios {
        pairs.push(self::pairs(&run(scenario, 1, first, settings)?, choice.figure));
    }
    let mut spent = u64::from(first) * count as u64;
    let nothing: Vec<usize> = (0..count).filter(|number| ratio_over_replications(&pairs[*number]).is_none()).collect();
    if !nothing.is_empty() {
        return Ok(Selection { ranking: Vec::new(), certain: false, days: spent, nothing });
    }
    // The linear parts keep the ratios of the first days, so that they add up day by day.
    let lines: Vec<(f64, f64)> = pairs
        .iter()
        .map(|pairs| {
            let below = pairs.iter().map(|pair| pair.1).sum::<f64>() / pairs.len() as f64;
            (ratio_over_replications(pairs).map_or(0.0, |one| one.value), below.max(1e-9))
        })
        .collect();
    let value = |number: usize, pair: (f64, f64)| {
        let (ratio, below) = lines[number];
        sign * (ratio + (pair.0 - ratio * pair.1) / below)
    };
    let values: Vec<Vec<f64>> =
        pairs.iter().enumerate().map(|(number, days)| days.iter().map(|day| value(number, *day)).collect()).collect();
    let spread = |one: usize, other: usize| {
        let apart = values[one].iter().zip(&values[other]).map(|(one, other)| one - other);
        apart.collect::<Moments>().variance().unwrap_or(0.0)
    };
    let degrees = f64::from(first - 1);
    let alpha = 1.0 - choice.confidence;
    let eta = (libm::pow(2.0 * alpha / (count.max(2) - 1) as f64, -2.0 / degrees) - 1.0) / 2.0;
    let h2 = 2.0 * eta * degrees;
    let mut sums: Vec<f64> = values.iter().map(|values| values.iter().sum()).collect();
    let mut left: Vec<usize> = (0..count).collect();
    let mut dropped: Vec<Option<u32>> = vec![None; count];
    let mut day = first;
    loop {
        let days = f64::from(day);
        let worse = |one: usize| {
            left.iter().any(|other| {
                let reach = h2 * spread(one, *other) / choice.difference - choice.difference * days;
                *other != one && (sums[*other] - sums[one]) / days > reach.max(0.0) / (2.0 * days)
            })
        };
        let out: Vec<usize> = left.iter().copied().filter(|one| worse(*one)).collect();
        for one in &out {
            dropped[*one] = Some(day);
        }
        left.retain(|one| !out.contains(one));
        if left.len() <= 1 || day >= choice.days_max {
            break;
        }
        day += 1;
        for one in &left {
            let more = self::pairs(&run(&scenarios[*one], day, 1, settings)?, choice.figure);
            sums[*one] += more.iter().map(|pair| value(*one, *pair)).sum::<f64>();
            pairs[*one].extend(more);
            spent += 1;
        }
    }
    let mut ranking: Vec<Ranked> = (0..count)
        .filter_map(|number| {
            let estimate = ratio_over_replications(&pairs[number])?;
            Some(Ranked { number, estimate, dropped: dropped[number] })
        })
        .collect();
    ranking.sort_by(|one, other| {
        let late = |ranked: &Ranked| ranked.dropped.map_or(u32::MAX, |day| day);
        late(other).cmp(&late(one)).then((sign * other.estimate.value).total_cmp(&(sign * one.estimate.value)))
    });
    Ok(Selection { ranking, certain: left.len() == 1, days: spent, nothing })
}

/// The half width at another level than 95 %, from the same days.
pub fn half_width(estimate: Estimate, level: f64) -> Option<f64> {
    let degrees = estimate.replications.checked_sub(1).filter(|degrees| *degrees > 0)?;
    let point = |level: f64| student(1.0 - (1.0 - level) / 2.0, degrees);
    estimate.half_width.map(|half| half * point(level) / point(0.95))
}
