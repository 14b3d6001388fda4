//! What the engine recorded: counts and sums per replication, workstream and interval, in the names of `domain.md` 7.
//!
//! The engine only counts; means, shares and intervals of confidence are worked out here from what it counted, over
//! replications ([`Results::estimate`]). [`Measure`] lists every number with its name, its id, its unit and, for each
//! rate, its denominator in words, so that a printer needs no knowledge of its own:
//!
//! ```
//! use switchboard_sims::results::{Measure, Scope};
//! use switchboard_sims::scenario::Scenario;
//! use switchboard_sims::{Options, simulate};
//!
//! let results = simulate(&Scenario::quiet_monday(), Options { replications: 2, ..Options::default() })?;
//! let level = results.estimate(Measure::ServiceLevel, Scope::DAY).expect("somebody was answered");
//! assert!((0.0..=1.0).contains(&level.value));
//! assert_eq!(Measure::ServiceLevel.denominator(results.setting.definitions()), Some("conversations answered by a person"));
//! # Ok::<(), switchboard_sims::RunError>(())
//! ```

mod abandon;
mod counts;
mod day;
mod definitions;
mod expected;
mod measure;
mod person;

use serde::Serialize;
use switchboard::{Channel, ServiceLevelBase, Stage};

use crate::statistics::{Estimate, Histogram, mean_over_replications, ratio_over_replications};
use crate::tick::{Span, Tick};

pub use self::abandon::AbandonRule;
pub use self::counts::{AgentTime, Counts};
pub use self::day::{Day, Override, Refusals, Sample, SupervisorAct, SupervisorOperation, Transitions, WorkstreamDay};
pub use self::definitions::Definitions;
pub use self::expected::Expected;
pub use self::measure::{Measure, Unit};
pub use self::person::{PersonDay, PersonWork};

/// All replications of one scenario under one seed.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// What was run.
    pub setting: Setting,
    /// One day per replication, in the order of their numbers.
    pub days: Vec<Day>,
}

/// What was run: all that a reader needs to repeat it and to read the figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Setting {
    /// The scenario's name.
    pub scenario: String,
    /// Its question.
    pub question: String,
    /// The policy's name.
    pub policy: String,
    /// What its switches count as abandoned, and of what.
    pub abandon: AbandonRule,
    /// What its switch POL-36 takes the service level of.
    #[serde(rename = "POL-36", serialize_with = "letter")]
    pub base: ServiceLevelBase,
    /// The seed.
    pub seed: u64,
    /// How many replications were asked for; fewer days than this mean that the run was stopped.
    pub replications: u32,
    /// Whether they are antithetic pairs: an estimate takes each pair as one observation.
    pub antithetic: bool,
    /// How many days one replication has.
    pub days: u32,
    /// Weekday and date of each, as `mon 2026-10-19`.
    pub dates: Vec<String>,
    /// When the first interval starts, in seconds since the first midnight.
    pub from_s: f64,
    /// When the warm-up ends: what arrived before and how agents spent the time until then is not counted.
    pub counted_from_s: f64,
    /// When the last interval ends and arrivals with it.
    pub to_s: f64,
    /// Length of an interval, in seconds.
    pub interval_s: f64,
    /// How many intervals there are.
    pub intervals: usize,
    /// Seconds between two entries of [`Day::samples`].
    pub sample_s: f64,
    /// Threshold of the service level, in seconds.
    pub service_level_s: f64,
    /// Threshold of short abandons, in seconds.
    pub short_abandon_s: f64,
    /// Agents who work at some time of the day.
    pub agents: usize,
    /// The workstreams with arrivals, in the order of the policy; the order of [`Day::workstreams`].
    pub workstreams: Vec<WorkstreamLabel>,
    /// The supervisors, by their number in [`SupervisorAct::supervisor`].
    pub supervisors: Vec<String>,
    /// Every agent's name, by its number in [`Override::agent`] and [`SupervisorAct::agent`].
    pub users: Vec<String>,
    /// The queues, by the places of [`Sample::queues`].
    pub queues: Vec<String>,
    /// Values known from elsewhere.
    pub expected: Vec<Expected>,
}

impl Setting {
    /// What the policy says of the numbers.
    pub const fn definitions(&self) -> Definitions {
        Definitions { abandon: self.abandon, base: self.base }
    }
}

/// The letter of the option, as in a policy file.
fn letter<S: serde::Serializer>(base: &ServiceLevelBase, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_char(match base {
        ServiceLevelBase::Conversation => 'a',
        ServiceLevelBase::Segment => 'b',
    })
}

/// A workstream as results name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkstreamLabel {
    /// Its name.
    pub name: String,
    /// Its channel's name, as in policy files.
    pub channel: &'static str,
    /// Units that one conversation costs.
    pub cost: u16,
    /// The most that one agent can have at once; one for voice. A plan's input (MET-50).
    pub concurrency: u16,
}

/// Which conversations a figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scope {
    /// One workstream, by its place in [`Setting::workstreams`]; otherwise all.
    pub workstream: Option<usize>,
    /// One interval: conversations that arrived in it, agents' time spent in it. Otherwise the whole day.
    pub interval: Option<usize>,
}

impl Scope {
    /// Everything, all day.
    pub const DAY: Self = Self { workstream: None, interval: None };

    /// One workstream, all day.
    pub const fn of_workstream(workstream: usize) -> Self {
        Self { workstream: Some(workstream), interval: None }
    }

    /// Everything that arrived in one interval.
    pub const fn of_interval(interval: usize) -> Self {
        Self { workstream: None, interval: Some(interval) }
    }
}

impl Results {
    /// An estimate over replications, with its 95 % interval; none where nothing was counted, and for a measure of
    /// agents' time in the scope of a workstream, since agents serve several.
    ///
    /// Means and rates are ratios of sums over replications with a jack-knife interval; counts are means over
    /// replications with Student's interval.
    pub fn estimate(&self, measure: Measure, scope: Scope) -> Option<Estimate> {
        if measure.is_of_agents() && scope.workstream.is_some() {
            return None;
        }
        let mut pairs: Vec<(f64, f64)> =
            self.days.iter().map(|day| measure.pair(day, scope, self.setting.definitions())).collect();
        if measure.is_of_days() && scope.interval.is_none() {
            let days = f64::from(self.setting.days);
            pairs.iter_mut().for_each(|pair| pair.1 *= days);
        }
        if self.setting.antithetic {
            let half = |two: &[(f64, f64)]| {
                let (above, below) = two.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
                (above / two.len() as f64, below / two.len() as f64)
            };
            pairs = pairs.chunks(2).map(half).collect();
        }
        if measure.is_count() {
            let values: Vec<f64> = pairs.iter().map(|(value, _)| *value).collect();
            return mean_over_replications(&values);
        }
        ratio_over_replications(&pairs)
    }

    /// First waits of one workstream or of all, over all replications: of those answered, and of those who left.
    pub fn waits(&self, workstream: Option<usize>) -> (Histogram, Histogram) {
        let mut waits = (Histogram::new(), Histogram::new());
        for day in &self.days {
            for (number, stream) in day.workstreams.iter().enumerate() {
                if workstream.is_none_or(|only| only == number) {
                    waits.0.merge(&stream.answered_waits);
                    waits.1.merge(&stream.abandoned_waits);
                }
            }
        }
        waits
    }

    /// How often conversations went from one state to another, added over all replications.
    pub fn transitions(&self) -> Transitions {
        let mut all = Transitions::default();
        for day in &self.days {
            all.merge(&day.transitions);
        }
        all
    }

    /// How often each code refused, added over all replications.
    pub fn refusals(&self) -> Refusals {
        let mut all = Refusals::default();
        for day in &self.days {
            all.merge(&day.refusals);
        }
        all
    }

    /// The samples averaged over replications: `(time, mean of what `read` gives)`.
    pub fn series(&self, read: impl Fn(&Sample) -> f64) -> Vec<(Tick, f64)> {
        let longest = self.days.iter().map(|day| day.samples.len()).max().unwrap_or(0);
        (0..longest)
            .filter_map(|place| {
                let at = self.days.iter().find_map(|day| day.samples.get(place))?.at;
                // A day that ended earlier is empty from then on.
                let sum: f64 = self.days.iter().filter_map(|day| day.samples.get(place)).map(&read).sum();
                Some((at, sum / self.days.len() as f64))
            })
            .collect()
    }

    /// The start of an interval.
    pub fn interval_start(&self, interval: usize) -> Tick {
        Tick::ZERO + Span::from_seconds(self.setting.from_s + self.setting.interval_s * interval as f64)
    }

    /// The kernel steps that all replications took together.
    pub fn steps(&self) -> u64 {
        self.days.iter().map(|day| day.steps).sum()
    }

    /// Of these, the ones that the monitor compared one by one.
    pub fn steps_watched(&self) -> u64 {
        self.days.iter().map(|day| day.steps_watched).sum()
    }

    /// The conversations that all replications created together, warm-up included.
    pub fn conversations(&self) -> u64 {
        self.days.iter().map(|day| day.created).sum()
    }
}

/// The place of a stage in [`Transitions`]; 0 is where conversations come from.
pub(crate) const fn stage_place(stage: Option<Stage>) -> usize {
    match stage {
        None => 0,
        Some(stage) => 1 + stage as usize,
    }
}

/// The name of a channel, for labels.
pub(crate) const fn channel_name(channel: Channel) -> &'static str {
    channel.name()
}
