//! A scenario to plan for, as it stands in its file, so that staff, arrivals and behaviour can be varied and built again.

use std::io;
use std::sync::Arc;

use serde::Deserialize;
use switchboard::{PolicySpec, PolicyStep};
use toml::de::{DeTable, Deserializer};

use crate::document::{self, InputError, PolicyDocument};
use crate::forecast::{Forecast, History, date_of};
use crate::plan::spec::PlanSpec;
use crate::sample::{Branch, DurationDistribution, HazardStep};
use crate::scenario::{ArrivalSpec, Scenario, ScenarioError, ScenarioSpec, StaffSpec};

/// A scenario with its policy and its section `[plan]`, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The scenario.
    pub scenario: ScenarioSpec,
    /// Its policy.
    pub policy: PolicySpec,
    /// What the plan is asked for.
    pub plan: PlanSpec,
    /// Whether the file has a section `[plan]`.
    pub has_plan: bool,
    file: String,
    text: String,
}

impl Case {
    /// Reads a scenario from TOML; `read_file` is asked for a policy file that it names.
    ///
    /// # Errors
    ///
    /// As [`Scenario::from_toml`], with the place of what is wrong.
    pub fn from_toml(
        text: &str,
        file: &str,
        read_file: &dyn Fn(&str) -> io::Result<String>,
    ) -> Result<Self, InputError> {
        // Whatever can be wrong with the scenario itself is told as `simulate` tells it.
        Scenario::from_toml(text, file, read_file)?;
        let fault = |error: toml::de::Error| InputError::at(file, text, error.span(), document::words(&error));
        let mut table = DeTable::parse(text).map_err(fault)?;
        table.get_mut().remove("policy");
        let mut scenario = ScenarioSpec::deserialize(Deserializer::from(table)).map_err(fault)?;
        let policy = PolicyDocument::read(text, file, read_file)?.spec;
        let plan = scenario.plan.take();
        let has_plan = plan.is_some();
        Ok(Self {
            scenario,
            policy,
            plan: plan.unwrap_or_default(),
            has_plan,
            file: file.to_owned(),
            text: text.to_owned(),
        })
    }

    /// The mixed day that comes with the tool.
    ///
    /// # Panics
    ///
    /// Never: the file is part of the program and tested.
    pub fn default_day() -> Self {
        let none = |_: &str| Err(io::Error::from(io::ErrorKind::NotFound));
        match Self::from_toml(Scenario::default_text(), "default.toml", &none) {
            Ok(case) => case,
            Err(error) => unreachable!("embedded scenarios are tested: {error}"),
        }
    }

    /// A scenario from values rather than from a file.
    pub fn new(scenario: ScenarioSpec, policy: PolicySpec, plan: PlanSpec) -> Self {
        Self { scenario, policy, plan, has_plan: true, file: String::new(), text: String::new() }
    }

    /// An error with its place in the file.
    pub(crate) fn place(&self, error: ScenarioError) -> InputError {
        InputError::at(&self.file, &self.text, document::find(&self.text, &error.path), error.message)
    }

    /// The scenario with other staff, under a policy that is built already.
    pub(crate) fn staffed(
        &self,
        staff: Vec<StaffSpec>,
        policy: &Arc<switchboard::Policy>,
    ) -> Result<Scenario, ScenarioError> {
        ScenarioSpec { staff, ..self.scenario.clone() }.build_shared(Arc::clone(policy))
    }

    /// The case under other assumptions.
    #[must_use]
    pub fn varied(&self, variation: &Variation) -> Self {
        let mut case = self.clone();
        for arrival in &mut case.scenario.arrivals {
            scale_arrivals(arrival, variation.arrivals);
            arrival.handling = longer(&arrival.handling, variation.handling);
            arrival.wrap_up = arrival.wrap_up.as_ref().map(|law| longer(law, variation.handling));
            arrival.patience = arrival.patience.as_ref().map(|law| longer(law, variation.patience));
        }
        if variation.concurrency != 0 {
            let units = case.policy.users.iter().map(|user| user.units).max().unwrap_or(0);
            for workstream in &mut case.policy.workstreams {
                let at_once = units.checked_div(workstream.cost).unwrap_or(0);
                let wanted = at_once + i64::from(variation.concurrency);
                if workstream.channel != "voice" && at_once >= 2 && wanted >= 1 {
                    workstream.cost = units / wanted;
                }
            }
        }
        case
    }

    /// The case with the arrivals of a forecast day instead of its own, and the handle times of the history.
    ///
    /// Forecast intervals are shared out over the scenario's by the time that they have in common; where several arrivals of
    /// the scenario are of one workstream, they keep their proportions. What the forecast does not name stays.
    #[must_use]
    pub fn forecast(&self, history: &History, day: &[Forecast]) -> Self {
        let mut case = self.clone();
        let (from, to) = (case.scenario.from.on_day(0).seconds(), case.scenario.to.on_day(0).seconds());
        let length = 60.0 * case.scenario.interval_min;
        let count = ((to - from) / length).ceil() as usize;
        let totals: Vec<f64> =
            case.scenario.arrivals.iter().map(|arrival| total(arrival, (to - from) / 3_600.0)).collect();
        for one in day {
            let places: Vec<usize> =
                (0..totals.len()).filter(|at| case.scenario.arrivals[*at].workstream == one.workstream).collect();
            let all: f64 = places.iter().map(|place| totals[*place]).sum();
            for place in &places {
                let part = if all > 0.0 { totals[*place] / all } else { 1.0 / places.len() as f64 };
                let mean = |interval: usize| {
                    let (start, end) =
                        (from + length * interval as f64, (from + length * (interval + 1) as f64).min(to));
                    let came = history.starts_s.iter().zip(&one.arrivals).map(|(other, mean)| {
                        let common = (other + history.interval_s).min(end) - other.max(start);
                        mean * (common / history.interval_s).max(0.0)
                    });
                    part * came.sum::<f64>()
                };
                let arrival = &mut case.scenario.arrivals[*place];
                (arrival.profile, arrival.per_hour, arrival.trace, arrival.day_factors) = (None, None, None, None);
                arrival.per_interval = Some((0..count).map(mean).collect());
                arrival.weekdays = None;
                if let Some(handle_s) = one.handle_s {
                    let mean = |law: &DurationDistribution| law.sampler().map_or(0.0, |law| law.mean_s());
                    let now = mean(&arrival.handling) + arrival.wrap_up.as_ref().map_or(0.0, mean);
                    if now > 0.0 {
                        arrival.handling = longer(&arrival.handling, handle_s / now);
                        arrival.wrap_up = arrival.wrap_up.as_ref().map(|law| longer(law, handle_s / now));
                    }
                }
            }
        }
        case.scenario.date = day.first().map(|one| date_of(one.day));
        case
    }

    /// The workstreams with arrivals.
    pub fn workstreams(&self) -> Vec<&str> {
        self.scenario.arrivals.iter().map(|arrival| &*arrival.workstream).collect()
    }

    /// Whether some conversations are held side by side, so that it makes a difference how many.
    pub fn has_concurrency(&self) -> bool {
        *self != self.varied(&Variation { concurrency: -1, ..Variation::default() })
    }

    /// Whether somebody leaves.
    pub fn has_patience(&self) -> bool {
        self.scenario.arrivals.iter().any(|arrival| arrival.patience.is_some())
    }

    /// Whether arrivals stand in the file by rate, so that more or fewer can be assumed.
    pub fn has_rates(&self) -> bool {
        self.scenario.arrivals.iter().any(|arrival| arrival.trace.is_none())
    }
}

/// Other assumptions about the same day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variation {
    /// Times as many arrivals; recorded ones stay as they are.
    pub arrivals: f64,
    /// Times as long in hand.
    pub handling: f64,
    /// Times as patient.
    pub patience: f64,
    /// So many conversations more at once, of channels where an agent has several.
    pub concurrency: i32,
}

impl Default for Variation {
    /// The day as it stands.
    fn default() -> Self {
        Self { arrivals: 1.0, handling: 1.0, patience: 1.0, concurrency: 0 }
    }
}

/// How many are expected of some arrivals over a day of so many hours.
fn total(arrival: &ArrivalSpec, hours: f64) -> f64 {
    let listed = arrival.per_interval.as_ref().map(|means| means.iter().sum());
    let shaped = arrival.profile.as_ref().map(|profile| profile.total);
    listed.or(shaped).or(arrival.per_hour.map(|rate| rate * hours)).unwrap_or(1.0)
}

pub(crate) fn scale_arrivals(arrival: &mut ArrivalSpec, factor: f64) {
    if factor == 1.0 {
        return;
    }
    for mean in arrival.per_interval.iter_mut().flatten() {
        *mean *= factor;
    }
    if let Some(profile) = &mut arrival.profile {
        profile.total *= factor;
    }
    if let Some(rate) = &mut arrival.per_hour {
        *rate *= factor;
    }
}

/// The same law with every time so many times as long.
pub(crate) fn longer(law: &DurationDistribution, factor: f64) -> DurationDistribution {
    if factor == 1.0 {
        return law.clone();
    }
    match law {
        DurationDistribution::Constant { value_s } => DurationDistribution::Constant { value_s: value_s * factor },
        DurationDistribution::Uniform { min_s, max_s } => {
            DurationDistribution::Uniform { min_s: min_s * factor, max_s: max_s * factor }
        }
        DurationDistribution::Exponential { mean_s } => DurationDistribution::Exponential { mean_s: mean_s * factor },
        DurationDistribution::Lognormal { mean_s, cv } => {
            DurationDistribution::Lognormal { mean_s: mean_s * factor, cv: *cv }
        }
        DurationDistribution::Gamma { mean_s, shape } => {
            DurationDistribution::Gamma { mean_s: mean_s * factor, shape: *shape }
        }
        DurationDistribution::Weibull { scale_s, shape } => {
            DurationDistribution::Weibull { scale_s: scale_s * factor, shape: *shape }
        }
        DurationDistribution::Hyperexponential { branches } => {
            let branch = |one: &Branch| Branch { weight: one.weight, mean_s: one.mean_s * factor };
            DurationDistribution::Hyperexponential { branches: branches.iter().map(branch).collect() }
        }
        DurationDistribution::Empirical { values_s } => {
            DurationDistribution::Empirical { values_s: values_s.iter().map(|value| value * factor).collect() }
        }
        DurationDistribution::Survival { points, tail_mean_s } => DurationDistribution::Survival {
            points: points.iter().map(|[time, share]| [time * factor, *share]).collect(),
            tail_mean_s: tail_mean_s.map(|mean| mean * factor),
        },
        DurationDistribution::PiecewiseHazard { steps } => {
            let step =
                |one: &HazardStep| HazardStep { from_s: one.from_s * factor, rate_per_s: one.rate_per_s / factor };
            DurationDistribution::PiecewiseHazard { steps: steps.iter().map(step).collect() }
        }
    }
}

/// A way into the section `[plan]`.
pub(crate) fn at(steps: &[&dyn Step]) -> Vec<PolicyStep> {
    std::iter::once(PolicyStep::Key("plan".to_owned())).chain(steps.iter().map(|step| step.step())).collect()
}

/// A key or a number in a way.
pub(crate) trait Step {
    fn step(&self) -> PolicyStep;
}

impl Step for &str {
    fn step(&self) -> PolicyStep {
        PolicyStep::Key((*self).to_owned())
    }
}

impl Step for usize {
    fn step(&self) -> PolicyStep {
        PolicyStep::Index(*self)
    }
}
