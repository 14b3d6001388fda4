//! How far the figures of an answer may be off, and why: the forecast, the parameters, or the simulation.

use std::collections::BTreeMap;

use crate::plan::bench::{Bench, Settings};
use crate::plan::case::{Case, longer, scale_arrivals};
use crate::plan::problem::Problem;
use crate::plan::target::Figure;
use crate::plan::{Plan, PlanError};
use crate::sample::normal_quantile;
use crate::statistics::Moments;

/// Assumed worlds that are drawn for the forecast, and for the parameters.
const WORLDS: usize = 10;
/// The two-sided 95 % point of the normal law.
const POINT: f64 = 1.959_963_984_540_054;

/// How well the inputs are known.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// The relative standard deviation of a day's arrivals around the forecast, by workstream; of others `arrivals_else`.
    pub arrivals: BTreeMap<String, f64>,
    /// The same for workstreams that are not named.
    pub arrivals_else: f64,
    /// Relative standard error of mean handle times.
    pub handling: f64,
    /// Relative standard error of mean patience.
    pub patience: f64,
    /// Whether this was measured on a history, rather than assumed.
    pub measured: bool,
}

impl Default for Doubt {
    /// Assumed where nothing was measured: arrivals within 5 %, handle times within 2 %, patience within 10 %.
    fn default() -> Self {
        Self { arrivals: BTreeMap::new(), arrivals_else: 0.05, handling: 0.02, patience: 0.1, measured: false }
    }
}

/// Half the width of the 95 % interval of a figure, by where the doubt comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The figure.
    pub figure: Figure,
    /// Its value with the answer.
    pub value: f64,
    /// From the forecast of arrivals.
    pub forecast: f64,
    /// From the parameters.
    pub parameters: f64,
    /// From simulating so many days and not more.
    pub simulation: f64,
}

impl Share {
    /// Of all three together, which are independent.
    pub fn together(&self) -> f64 {
        (self.forecast.powi(2) + self.parameters.powi(2) + self.simulation.powi(2)).sqrt()
    }
}

/// The doubt in every figure of an answer, in three parts.
///
/// Worlds are drawn in which the forecast is off, and others in which the parameters are; all are simulated on the same
/// days with the same staff, so what differs between them is the input. Within a kind the worlds are spread evenly over
/// the law of each input (a Latin hypercube).
///
/// # Errors
///
/// When a simulation fails or is stopped.
pub fn uncertainty(plan: &Plan, doubt: &Doubt, settings: Settings<'_>) -> Result<Vec<Share>, PlanError> {
    let case = &plan.problem.case;
    let numbers = &plan.answer.numbers;
    let forecast = spread(&worlds(case, |case, world| off(case, world, doubt)), numbers, settings)?;
    let parameters = spread(&worlds(case, |case, world| other(case, world, doubt)), numbers, settings)?;
    let share = |(place, figure): (usize, &Figure)| {
        let found = plan.answer.figure(*figure)?;
        Some(Share {
            figure: *figure,
            value: found.value,
            forecast: POINT * forecast[place],
            parameters: POINT * parameters[place],
            simulation: found.half_width.unwrap_or(0.0),
        })
    };
    Ok(Figure::ALL.iter().enumerate().filter_map(share).collect())
}

fn worlds(case: &Case, change: impl Fn(&mut Case, usize)) -> Vec<Case> {
    (0..WORLDS)
        .map(|world| {
            let mut case = case.clone();
            change(&mut case, world);
            case
        })
        .collect()
}

/// A normal number of a world for one input: each input goes through the worlds in an order of its own.
fn drawn(world: usize, input: usize) -> f64 {
    // Steps that share no factor with ten.
    const STEPS: [usize; 4] = [1, 3, 7, 9];
    let place = (world * STEPS[input % 4] + input / 4) % WORLDS;
    normal_quantile((place as f64 + 0.5) / WORLDS as f64)
}

fn off(case: &mut Case, world: usize, doubt: &Doubt) {
    for (input, arrival) in case.scenario.arrivals.iter_mut().enumerate() {
        let spread = doubt.arrivals.get(&arrival.workstream).copied().unwrap_or(doubt.arrivals_else);
        scale_arrivals(arrival, (1.0 + spread * drawn(world, input)).max(0.05));
    }
}

fn other(case: &mut Case, world: usize, doubt: &Doubt) {
    for (input, arrival) in case.scenario.arrivals.iter_mut().enumerate() {
        let longer_by = (1.0 + doubt.handling * drawn(world, 2 * input)).max(0.05);
        arrival.handling = longer(&arrival.handling, longer_by);
        arrival.wrap_up = arrival.wrap_up.as_ref().map(|law| longer(law, longer_by));
        let patient = libm::exp(doubt.patience * drawn(world, 2 * input + 1));
        arrival.patience = arrival.patience.as_ref().map(|law| longer(law, patient));
    }
}

/// The standard deviation of each figure between worlds.
fn spread(worlds: &[Case], numbers: &[u32], settings: Settings<'_>) -> Result<[f64; 4], PlanError> {
    let mut moments = [Moments::new(); Figure::ALL.len()];
    for world in worlds {
        let problem = Problem::new(world.clone())?;
        let mut bench = Bench::new(&problem, settings);
        bench.doing("doubts");
        bench.run(numbers, (problem.case.plan.replications / 2).max(4))?;
        for (moments, figure) in moments.iter_mut().zip(Figure::ALL) {
            if let Some(found) = bench.summary(numbers, figure) {
                moments.push(found.value);
            }
        }
    }
    Ok(moments.map(|moments| moments.variance().unwrap_or(0.0).sqrt()))
}
