//! One day of a log as a scenario for the engine: who calls, who is there, who takes what.
//!
//! Each type of calls is a voice workstream with a queue of its own, so that it has service times and
//! patience of its own; an agent who takes several types serves them in the order in which they came.
//! Each agent is one user with one unit. He signs in at the start of his first stretch and goes at the
//! end of his last; a gap between two stretches is a break as long as the gap, which begins when he is
//! done with the call in hand. So the time on the floor is the log's, also when a call ends later than
//! the one in the log did: a gap at fixed times of the clock would add the end of that call to it.

use std::collections::BTreeMap;

use switchboard::{Policy, PolicySpec, QueueSpec, UserSpec, WorkstreamSpec, WrapUpSpec};

use crate::calls::estimate::{ArrivalMoment, Arrivals, arrivals, patience, service_times};
use crate::calls::replay::{ReplayError, Skills};
use crate::calls::staff::StaffDay;
use crate::calls::{CallLog, CallType, Date, HALF_HOURS};
use crate::sample::DurationDistribution;
use crate::scenario::{ArrivalSpec, BreakSpec, Scenario, ScenarioSpec, ShiftSpec, StaffSpec, TraceRow};
use crate::tick::{ClockTime, Span, Tick};

/// Beyond this instant no stretch can be planned: the last second of the clock of scenarios.
const LAST: Tick = Tick::from_seconds(2 * 86_400 - 1);

/// What is estimated once for all days.
pub(super) struct Estimates {
    types: Vec<TypeEstimates>,
    policy: std::sync::Arc<Policy>,
    agents: usize,
}

struct TypeEstimates {
    arrivals: Arrivals,
    service: DurationDistribution,
    patience: Option<DurationDistribution>,
}

/// Which arrivals a day has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Calls {
    /// Poisson, at the mean rate of the weekday's half hour.
    Estimated,
    /// Those of the day itself.
    Logged,
}

impl Estimates {
    pub(super) fn new(log: &CallLog, skills: &Skills) -> Result<Self, ReplayError> {
        let all = service_times(log, None).ok_or(ReplayError::NothingServed)?.recorded();
        let anybody = patience(log, None).distribution();
        let types = log.call_types().map(|(call_type, _)| TypeEstimates {
            arrivals: arrivals(log, ArrivalMoment::Asked, Some(call_type)),
            service: service_times(log, Some(call_type)).map_or_else(|| all.clone(), |times| times.recorded()),
            patience: patience(log, Some(call_type)).distribution().or_else(|| anybody.clone()),
        });
        let policy = policy(log, skills)?;
        Ok(Self { types: types.collect(), policy: std::sync::Arc::new(policy), agents: log.agents().len() })
    }

    /// The scenario of one day with a staff.
    pub(super) fn scenario(
        &self,
        log: &CallLog,
        staff: &StaffDay,
        calls: Calls,
        within: Span,
    ) -> Result<Scenario, ReplayError> {
        let date = staff.date();
        let last = staff.stretches().iter().map(|stretch| stretch.until).max().unwrap_or(Tick::ZERO).min(LAST);
        // Agents who stay after midnight are counted to the end of their half hour.
        let slots = half_hours_to(last).max(HALF_HOURS);
        let from_traces = log.call_types().map(|(call_type, _)| call_type).zip(&self.types);
        let sources = from_traces.enumerate().map(|(number, (call_type, own))| ArrivalSpec {
            per_interval: (calls == Calls::Estimated).then(|| own.per_half_hour(date, slots)),
            trace: (calls == Calls::Logged).then(|| traced(log, date, call_type)),
            patience: own.patience.clone(),
            ..ArrivalSpec::new(&type_name(number), own.service.clone())
        });
        let spec = ScenarioSpec {
            name: format!("{} of {}", date, log.name()),
            to: clock(Tick::from_seconds(1_800 * slots as u64).min(LAST)),
            service_level_s: within.seconds(),
            short_abandon_s: within.seconds(),
            arrivals: sources.collect(),
            staff: self.staff(staff),
            ..ScenarioSpec::default()
        };
        spec.build_shared(std::sync::Arc::clone(&self.policy)).map_err(|error| ReplayError::Scenario(error.to_string()))
    }

    fn staff(&self, day: &StaffDay) -> Vec<StaffSpec> {
        let mut times: BTreeMap<usize, Vec<(Tick, Tick)>> = BTreeMap::new();
        for stretch in day.stretches() {
            let (from, until) = (stretch.from.min(LAST), stretch.until.min(LAST));
            if from < until {
                times.entry(stretch.agent.index()).or_default().push((from, until));
            }
        }
        if times.is_empty() {
            // The engine wants somebody who works; this one comes when the day is long over.
            times.insert(self.agents, vec![(Tick::from_seconds(2 * 86_400 - 2), LAST)]);
        }
        times.into_iter().map(|(agent, times)| plan(agent, &times)).collect()
    }
}

impl TypeEstimates {
    fn per_half_hour(&self, date: Date, slots: usize) -> Vec<f64> {
        let rate = |slot| self.arrivals.rate(&[date.weekday()], slot).map_or(0.0, |rate| rate.mean);
        (0..slots).map(|slot| if slot < HALF_HOURS { rate(slot) } else { 0.0 }).collect()
    }
}

/// The work of an agent on a day: one shift, its gaps as breaks.
fn plan(agent: usize, times: &[(Tick, Tick)]) -> StaffSpec {
    let minutes = |span: Span| span.seconds() / 60.0;
    let (from, to) = (times[0].0, times[times.len() - 1].1);
    let breaks = times.windows(2).map(|pair| BreakSpec {
        after_min: minutes(pair[0].1.since(from)),
        length_min: minutes(pair[1].0.since(pair[0].1)),
        spread_min: 0.0,
    });
    StaffSpec {
        shifts: vec![ShiftSpec { from: clock(from), to: clock(to), agents: None }],
        breaks: breaks.collect(),
        ..StaffSpec::new(&agent_name(agent))
    }
}

fn traced(log: &CallLog, date: Date, call_type: CallType) -> Vec<TraceRow> {
    let calls = log.calls_of(date).iter().filter(|call| call.call_type == call_type);
    let mut asked: Vec<Tick> = calls.filter_map(|call| call.asked()).collect();
    asked.sort_unstable();
    // What asked after midnight belongs to the last half hour, so it comes at its end.
    let end = Tick::from_micros(Span::DAY.micros() - 1);
    asked.into_iter().map(|at| TraceRow { at_s: at.min(end).seconds(), handling_s: None, patience_s: None }).collect()
}

fn half_hours_to(last: Tick) -> usize {
    usize::try_from(last.micros().div_ceil(Span::HALF_HOUR.micros())).expect("two days have 96 half hours")
}

fn clock(at: Tick) -> ClockTime {
    ClockTime::after_midnight(at.since(Tick::ZERO)).expect("an instant up to the last one")
}

/// Queues, workstreams and users; numbered, since a log's labels may be anything.
fn policy(log: &CallLog, skills: &Skills) -> Result<Policy, ReplayError> {
    let types = log.call_types().len();
    let queue = |number| QueueSpec { name: type_name(number), kind: "voice".to_owned(), ..QueueSpec::default() };
    let workstream = |number| WorkstreamSpec {
        name: type_name(number),
        channel: "voice".to_owned(),
        queue: type_name(number),
        cost: 1,
        wrap_up_block: Some(WrapUpSpec::Word("never".to_owned())),
        ..WorkstreamSpec::default()
    };
    // One past the last is the agent more.
    let user = |agent: usize| UserSpec {
        name: agent_name(agent),
        units: 1,
        queues: match skills.of(agent) {
            Some(takes) => takes.iter().map(|call_type| type_name(call_type.index())).collect(),
            None => (0..types).map(type_name).collect(),
        },
        ..UserSpec::default()
    };
    let spec = PolicySpec {
        name: "call log".to_owned(),
        // A log knows one threshold, and no segments.
        switches: [("POL-36".to_owned(), "a".to_owned())].into(),
        queues: (0..types).map(queue).collect(),
        workstreams: (0..types).map(workstream).collect(),
        users: (0..=log.agents().len()).map(user).collect(),
        ..PolicySpec::default()
    };
    spec.build().map_err(|error| ReplayError::Scenario(error.to_string()))
}

fn type_name(number: usize) -> String {
    format!("type {number}")
}

fn agent_name(number: usize) -> String {
    format!("agent {number}")
}
