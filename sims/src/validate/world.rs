//! The worlds that cases are run in: policy and scenario, built in code, and how a case's time becomes seconds.
//!
//! Simulated time is whole microseconds, so a case's own unit of time is stretched or pressed until about five customers
//! arrive in a second: then rounding moves no duration by more than a hundred-thousandth, and few events share an instant.

use std::collections::BTreeMap;
use std::sync::Arc;

use switchboard::{PolicySpec, QueueSpec, UserSpec, WorkstreamSpec, WrapUpSpec};

use crate::sample::DurationDistribution;
use crate::scenario::{ArrivalSpec, Scenario, ScenarioSpec, StaffSpec, StretchSpec};
use crate::tick::{ClockTime, Span};
use crate::validate::case::{Case, Fault};

/// Customers per second of a stationary world.
const ARRIVALS_PER_S: f64 = 5.0;
/// Of the arrivals of a replication, so many per hundred are its warm-up besides.
const WARM_UP_PERCENT: u64 = 10;
/// When everybody goes home: the last minute that a clock time can name.
const LAST: u64 = 47 * 3_600 + 59 * 60;

/// One world and what it takes to read it.
#[derive(Debug)]
pub(super) struct World {
    /// What runs it under another law or the like; empty for the only one of a case.
    pub(super) label: String,
    pub(super) policy: PolicySpec,
    pub(super) spec: ScenarioSpec,
    /// Seconds of one unit of the case's time.
    pub(super) unit_s: f64,
    /// Users by pool.
    pub(super) pools: Vec<std::ops::Range<usize>>,
    /// Whether what each agent did is read.
    pub(super) people: bool,
    /// Whether samples are read that show the floor after everything of their instant.
    pub(super) samples_after: bool,
}

/// An exponential law.
pub(super) fn exponential(mean_s: f64) -> DurationDistribution {
    DurationDistribution::Exponential { mean_s }
}

/// A clock time so many seconds after midnight; the last one there is beyond that.
pub(super) fn clock(seconds: u64) -> ClockTime {
    let span = Span::from_whole_seconds(seconds.min(LAST));
    ClockTime::after_midnight(span).unwrap_or_default()
}

impl World {
    /// A world in which conversations arrive at this rate per unit of time, stationary after a warm-up: so many of them
    /// are counted in each replication.
    pub(super) fn stationary(case: &Case, rate: f64, arrivals: u64) -> Self {
        let unit_s = rate_s(rate);
        let counted = (arrivals as f64 / ARRIVALS_PER_S).ceil();
        let warm_up_min = (arrivals * WARM_UP_PERCENT / 100) as f64 / ARRIVALS_PER_S / 60.0;
        let to = (counted + 60.0 * warm_up_min).ceil().min((36 * 3_600) as f64);
        let mut world = Self::empty(case, unit_s);
        world.spec.to = clock(to as u64);
        world.spec.warm_up_min = warm_up_min;
        world.spec.interval_min = 1_440.0;
        world
    }

    /// A world that starts empty and is looked at for so long, in whole seconds.
    pub(super) fn day(case: &Case, unit_s: f64, seconds: u64, interval_min: f64) -> Self {
        let mut world = Self::empty(case, unit_s);
        world.spec.to = clock(seconds);
        world.spec.interval_min = interval_min;
        world
    }

    fn empty(case: &Case, unit_s: f64) -> Self {
        let letter = |id: &str, letter: &str| (id.to_owned(), letter.to_owned());
        let policy = PolicySpec {
            name: case.id.clone(),
            // Service levels are of conversations, and who is chosen has the conversation at once.
            switches: [letter("POL-36", "a"), letter("POL-55", "b")].into(),
            ..PolicySpec::default()
        };
        let spec = ScenarioSpec {
            name: case.id.clone(),
            question: case.model.clone(),
            until: Some(clock(LAST)),
            ..ScenarioSpec::default()
        };
        Self { label: String::new(), policy, spec, unit_s, pools: Vec::new(), people: false, samples_after: false }
    }

    /// Seconds of so many units of time.
    pub(super) fn seconds(&self, units: f64) -> f64 {
        units * self.unit_s
    }

    /// An exponential law with this rate per unit of time.
    pub(super) fn with_rate(&self, rate: f64) -> DurationDistribution {
        exponential(self.seconds(1.0 / rate))
    }

    /// Per hour, of a rate per unit of time.
    pub(super) fn per_hour(&self, rate: f64) -> f64 {
        rate * 3_600.0 / self.unit_s
    }

    /// What counts as served in time, in units of time.
    pub(super) fn in_time(&mut self, units: f64) {
        self.spec.service_level_s = self.seconds(units);
        self.spec.short_abandon_s = self.seconds(units);
    }

    /// Adds a queue.
    pub(super) fn queue(&mut self, queue: QueueSpec) {
        self.policy.queues.push(queue);
    }

    /// Adds a workstream of a channel with its arrivals.
    pub(super) fn stream(&mut self, channel: &str, queue: &str, cost: i64, arrivals: ArrivalSpec) {
        self.policy.workstreams.push(WorkstreamSpec {
            name: arrivals.workstream.clone(),
            channel: channel.to_owned(),
            queue: queue.to_owned(),
            cost,
            auto_assign: true,
            wrap_up_block: Some(WrapUpSpec::Word("never".to_owned())),
            affinity: (channel == "async").then_some(false),
            ..WorkstreamSpec::default()
        });
        self.spec.arrivals.push(arrivals);
    }

    /// Adds a group of agents who are at work all the time.
    pub(super) fn agents(&mut self, name: &str, count: u32, units: i64, queues: &[&str]) -> &mut StaffSpec {
        self.policy.users.push(UserSpec {
            name: name.to_owned(),
            count: (count > 1).then_some(i64::from(count)),
            units,
            queues: queues.iter().map(|queue| (*queue).to_owned()).collect(),
            ..UserSpec::default()
        });
        let known = self.pools.last().map_or(0, |pool| pool.end);
        self.pools.push(known..known + count as usize);
        self.spec.staff.push(StaffSpec {
            stretches: vec![StretchSpec { from: clock(0), to: clock(LAST) }],
            ..StaffSpec::new(name)
        });
        self.spec.staff.last_mut().expect("one was just added")
    }

    /// The scenario.
    pub(super) fn scenario(&self, case: &Case) -> Result<Scenario, Fault> {
        let policy = match self.policy.build() {
            Ok(policy) => policy,
            Err(error) => return case.odd(format_args!("its policy cannot be built: {error:?}")),
        };
        match self.spec.build_shared(Arc::new(policy)) {
            Ok(mut scenario) => {
                scenario.samples_after = self.samples_after;
                Ok(scenario)
            }
            Err(error) => case.odd(format_args!("its scenario cannot be built: {}", error.message)),
        }
    }
}

/// Seconds of a unit of time in which so many arrive.
fn rate_s(rate: f64) -> f64 {
    rate / ARRIVALS_PER_S
}

/// A source at this rate per hour.
pub(super) fn arrivals(workstream: &str, per_hour: f64, handling: DurationDistribution) -> ArrivalSpec {
    ArrivalSpec { per_hour: Some(per_hour), ..ArrivalSpec::new(workstream, handling) }
}

/// A voice queue that is served in the order of arrival.
pub(super) fn voice(name: &str) -> QueueSpec {
    QueueSpec { name: name.to_owned(), kind: "voice".to_owned(), ..QueueSpec::default() }
}

/// A queue of messages.
pub(super) fn messaging(name: &str) -> QueueSpec {
    QueueSpec { name: name.to_owned(), kind: "messaging".to_owned(), ..QueueSpec::default() }
}

/// How much longer some agents take, by workstream.
pub(super) fn pace<'a>(factors: impl Iterator<Item = (&'a str, f64)>) -> BTreeMap<String, f64> {
    factors.filter(|(_, factor)| *factor != 1.0).map(|(name, factor)| (name.to_owned(), factor)).collect()
}
