//! A scenario: a day at a contact center, as people write it and as the engine runs it.
//!
//! [`ScenarioSpec`] is the file: names, clock times, seconds. [`ScenarioSpec::build`] checks every number and name
//! against a policy and gives a [`Scenario`], which only holds what can be run. Files come through
//! [`Scenario::from_toml`], which says where in the text a fault stands; programs fill in a [`ScenarioSpec`] and call
//! [`ScenarioSpec::build`] themselves, for example with arrivals at given times ([`ArrivalSpec::trace`]) and staff in
//! given stretches ([`StaffSpec::stretches`]).
//!
//! ```
//! use switchboard::PolicySpec;
//! use switchboard_sims::sample::DurationDistribution;
//! use switchboard_sims::scenario::{ArrivalSpec, ScenarioSpec, StaffSpec, StretchSpec, TraceRow};
//!
//! let policy: PolicySpec = toml::from_str(
//!     r#"
//!     queues = [{ name = "calls", kind = "voice" }]
//!     workstreams = [{ name = "phone", channel = "voice", queue = "calls", cost = 1, wrap_up_block = "never" }]
//!     users = [{ name = "A01", units = 1, queues = ["calls"] }]
//!     "#,
//! )?;
//! let spec = ScenarioSpec {
//!     name: "replay".to_owned(),
//!     from: "07:00".parse()?,
//!     to: "24:00".parse()?,
//!     arrivals: vec![ArrivalSpec {
//!         trace: Some(vec![TraceRow { at_s: 7.0 * 3600.0 + 165.0, handling_s: Some(166.0), patience_s: None }]),
//!         patience: Some(DurationDistribution::Exponential { mean_s: 600.0 }),
//!         ..ArrivalSpec::new("phone", DurationDistribution::Constant { value_s: 180.0 })
//!     }],
//!     staff: vec![StaffSpec {
//!         stretches: vec![StretchSpec { from: "07:00".parse()?, to: "15:41:12".parse()? }],
//!         ..StaffSpec::new("A01")
//!     }],
//!     ..ScenarioSpec::default()
//! };
//! let scenario = spec.build(policy.build()?)?;
//! assert_eq!(scenario.name(), "replay");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod build;
mod calendar;
mod error;
mod read;
mod spec;

use std::sync::Arc;

use switchboard::{Channel, Policy, QueueId, UserId, WorkstreamId};

use crate::results::Expected;
use crate::sample::DurationSampler;
use crate::scenario::calendar::Calendar;
use crate::tick::{Span, Tick};

pub use self::error::{ScenarioError, Warning};
pub use self::spec::{
    ArrivalSpec, BalkSpec, BotSpec, BreakSpec, BusynessSpec, ChurnSpec, ConnectionSpec, ConsultSpec, ExpectedSpec,
    HoldSpec, PicksSpec, ProfileShape, RedialSpec, RepliesSpec, ScenarioSpec, ShiftSpec, SilenceSpec, StaffSpec,
    StretchSpec, SupervisorSpec, TraceRow, TransferSpec, WatchAssignSpec, WatchForceCloseSpec, WatchMonitorSpec,
    WatchTransferSpec,
};

/// A scenario that can be run: every name resolved, every number checked.
///
/// **Invariant:** made by [`ScenarioSpec::build`] only; ids belong to its policy, stretches of one agent rise and do
/// not overlap.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub(crate) name: String,
    pub(crate) question: String,
    pub(crate) policy: Arc<Policy>,
    pub(crate) from: Tick,
    pub(crate) to: Tick,
    pub(crate) until: Tick,
    pub(crate) counted_from: Tick,
    pub(crate) interval: Span,
    pub(crate) service_level: Span,
    pub(crate) short_abandon: Span,
    pub(crate) idle_threshold: Option<Span>,
    pub(crate) calendar: Calendar,
    pub(crate) busyness: Option<Busyness>,
    pub(crate) network_delay: Option<DurationSampler>,
    pub(crate) wait_smoothing: f64,
    /// Calls that the lines carry at once.
    pub(crate) lines: Option<u32>,
    /// Groups that are staffed by number.
    pub(crate) crews: Vec<Crew>,
    /// Samples show the floor as it is once everything of their instant has happened; otherwise as it was just before.
    pub(crate) samples_after: bool,
    pub(crate) sources: Vec<Source>,
    pub(crate) staff: Vec<Staff>,
    pub(crate) supervisors: Vec<SupervisorPlan>,
    pub(crate) expected: Vec<Expected>,
    pub(crate) warnings: Vec<Warning>,
}

impl Scenario {
    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The question that it answers; may be empty.
    pub fn question(&self) -> &str {
        &self.question
    }

    /// The policy that its center runs under.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// When arrivals begin and the first interval starts.
    pub fn from(&self) -> Tick {
        self.from
    }

    /// When arrivals end and the last interval ends.
    pub fn to(&self) -> Tick {
        self.to
    }

    /// When the run is cut off at the latest; conversations that are still alive then are carried over, not counted
    /// as closed.
    pub fn until(&self) -> Tick {
        self.until
    }

    /// The end of the warm-up: conversations that arrived before it are run but not counted.
    pub fn counted_from(&self) -> Tick {
        self.counted_from
    }

    /// How long one interval of the results is.
    pub fn interval(&self) -> Span {
        self.interval
    }

    /// How many intervals the results have.
    pub fn intervals(&self) -> usize {
        usize::try_from(self.to.since(self.from).micros().div_ceil(self.interval.micros())).expect("a day has few")
    }

    /// The threshold of the service level (MET-10).
    pub fn service_level(&self) -> Span {
        self.service_level
    }

    /// Customers who leave within this time are counted as short abandons as well (MET-40).
    pub fn short_abandon(&self) -> Span {
        self.short_abandon
    }

    /// After so long without work the handle time of an agent is paused (MET-53); none never pauses it.
    pub fn idle_threshold(&self) -> Option<Span> {
        self.idle_threshold
    }

    /// Values known from elsewhere.
    pub fn expected(&self) -> &[Expected] {
        &self.expected
    }

    /// What is allowed but probably not meant, with its place.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// How many agents have at least one stretch of work.
    pub fn agents(&self) -> usize {
        self.staff.len()
    }

    /// How many supervisors look after the floor.
    pub fn supervisors(&self) -> usize {
        self.supervisors.len()
    }

    /// How many conversations are expected to arrive in all; counts a trace exactly.
    pub fn expected_arrivals(&self) -> f64 {
        self.sources.iter().map(|source| source.arrivals.expected()).sum()
    }

    /// How many conversations are expected that count, those after the warm-up; none where that is not known beforehand: of
    /// arrivals that are given, where customers may try again, and where lines are bounded.
    pub fn counted_arrivals(&self) -> Option<f64> {
        if self.lines.is_some() || self.sources.iter().any(|source| source.redial.is_some()) {
            return None;
        }
        let counted = |piece: &Piece| {
            let length = piece.to.since(piece.from).seconds();
            let after = piece.to.saturating_since(self.counted_from.max(piece.from)).seconds();
            if length > 0.0 { piece.mean * after / length } else { 0.0 }
        };
        let of = |source: &Source| match &source.arrivals {
            Arrivals::Poisson(pieces) => Some(pieces.iter().map(counted).sum::<f64>()),
            Arrivals::Trace(_) => None,
        };
        self.sources.iter().map(of).sum()
    }

    /// Whether every source has the same rate of arrivals all the time, nights included.
    pub fn is_even(&self) -> bool {
        let rate = |piece: &Piece| piece.mean / piece.to.since(piece.from).seconds();
        self.sources.iter().all(|source| match &source.arrivals {
            Arrivals::Poisson(pieces) => pieces.windows(2).all(|pair| {
                let same = (rate(&pair[0]) - rate(&pair[1])).abs() <= 1e-9 * rate(&pair[0]);
                same && pair[0].to == pair[1].from
            }),
            Arrivals::Trace(_) => false,
        })
    }

    /// How many days one run has.
    pub fn days(&self) -> u32 {
        self.calendar.days()
    }

    /// The date of a day, 0 for the first, as `thu 2026-12-24`.
    pub fn date_of(&self, day: u32) -> String {
        self.calendar.date_of(day)
    }

    /// The weekday of a day, 0 for the first, as scenario files name it: `thu`.
    pub fn weekday_of(&self, day: u32) -> &'static str {
        calendar::WEEKDAYS[self.calendar.weekday(day)]
    }

    /// What the clock shows at an instant: the number of the day, and the minutes since its midnight.
    pub fn clock_at(&self, at: Tick) -> (u32, u32) {
        let minutes = self.calendar.minute_at(at).saturating_sub(self.calendar.minute_at(Tick::ZERO));
        ((minutes / 1_440) as u32, (minutes % 1_440) as u32)
    }
}

/// One source of conversations and how they go.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) workstream: WorkstreamId,
    pub(crate) queue: QueueId,
    pub(crate) routed: bool,
    pub(crate) callback: f64,
    pub(crate) channel: Channel,
    pub(crate) arrivals: Arrivals,
    pub(crate) busyness: Option<Busyness>,
    pub(crate) balk: Vec<Balk>,
    pub(crate) patience: Option<DurationSampler>,
    pub(crate) handling: DurationSampler,
    pub(crate) wrap_up: Option<DurationSampler>,
    /// Relative duration with one, two, … conversations in hand; the last entry goes on. At least one entry.
    pub(crate) slowdown: Vec<f64>,
    pub(crate) accept: Option<DurationSampler>,
    pub(crate) reject: f64,
    pub(crate) miss: f64,
    pub(crate) customer_ends: f64,
    pub(crate) stuck: f64,
    pub(crate) silence: Option<Silence>,
    pub(crate) transfer: Option<Transfer>,
    pub(crate) consult: Option<Consult>,
    pub(crate) bot: Option<Bot>,
    pub(crate) outgoing: bool,
    pub(crate) drops: f64,
    pub(crate) hold: Option<Hold>,
    pub(crate) replies: Option<Replies>,
    pub(crate) redial: Option<Redial>,
    /// Whose conversations agents put aside for one of these, the first first.
    pub(crate) interrupts: Vec<WorkstreamId>,
}

impl Source {
    /// Whether handling takes the same time however many conversations the agent has.
    pub(crate) fn is_steady(&self) -> bool {
        self.slowdown.iter().all(|factor| *factor == 1.0)
    }
}

/// When conversations arrive.
#[derive(Debug, Clone)]
pub(crate) enum Arrivals {
    /// Poisson, with so many expected in each piece of time, in order.
    Poisson(Vec<Piece>),
    /// At these times, in order.
    Trace(Vec<Traced>),
}

impl Arrivals {
    /// How many are expected in an interval of all days; of a trace nothing is said before it runs.
    pub(crate) fn in_interval(&self, place: usize) -> f64 {
        match self {
            Self::Poisson(pieces) => pieces.get(place).map_or(0.0, |piece| piece.mean),
            Self::Trace(_) => 0.0,
        }
    }

    fn expected(&self) -> f64 {
        match self {
            Self::Poisson(pieces) => pieces.iter().map(|piece| piece.mean).sum(),
            Self::Trace(rows) => rows.len() as f64,
        }
    }
}

/// A piece of time in which conversations arrive evenly.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) from: Tick,
    pub(crate) to: Tick,
    /// How many are expected in it.
    pub(crate) mean: f64,
    /// The day it belongs to.
    pub(crate) day: u32,
}

/// How much busier or quieter than expected days and intervals are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Busyness {
    pub(crate) cv: f64,
    pub(crate) day_to_day: f64,
    pub(crate) interval_cv: f64,
}

/// From so many waiting on, so many leave at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Balk {
    pub(crate) waiting: u32,
    pub(crate) probability: f64,
}

/// One arrival at a given time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traced {
    pub(crate) at: Tick,
    pub(crate) handling: Option<Span>,
    pub(crate) patience: Option<Span>,
}

/// An asynchronous customer falls silent and comes back.
#[derive(Debug, Clone)]
pub(crate) struct Silence {
    pub(crate) probability: f64,
    pub(crate) away: DurationSampler,
    pub(crate) rounds_max: u32,
    /// How long each later stretch takes.
    pub(crate) again: Option<DurationSampler>,
}

/// A customer whose attempt failed tries again.
#[derive(Debug, Clone)]
pub(crate) struct Redial {
    pub(crate) probability: f64,
    pub(crate) after: DurationSampler,
    pub(crate) rounds_max: u32,
    pub(crate) abandoned: bool,
    pub(crate) blocked: bool,
}

/// An agent hands a conversation over.
#[derive(Debug, Clone)]
pub(crate) struct Transfer {
    pub(crate) probability: f64,
    /// To this queue; otherwise to a colleague of the same queue.
    pub(crate) queue: Option<QueueId>,
}

/// An agent asks a colleague.
#[derive(Debug, Clone)]
pub(crate) struct Consult {
    pub(crate) probability: f64,
    pub(crate) duration: DurationSampler,
    pub(crate) reject: f64,
    pub(crate) miss: f64,
}

/// A caller is put on hold.
#[derive(Debug, Clone)]
pub(crate) struct Hold {
    pub(crate) probability: f64,
    pub(crate) after: DurationSampler,
    pub(crate) duration: DurationSampler,
}

/// Messages in turn while an agent is in the conversation.
#[derive(Debug, Clone)]
pub(crate) struct Replies {
    pub(crate) agent: DurationSampler,
    pub(crate) customer: DurationSampler,
    pub(crate) silent: f64,
}

/// A bot takes the conversation first.
#[derive(Debug, Clone)]
pub(crate) struct Bot {
    pub(crate) handling: DurationSampler,
    pub(crate) escalates: f64,
}

/// When one agent works.
#[derive(Debug, Clone)]
pub(crate) struct Staff {
    pub(crate) agent: UserId,
    pub(crate) stretches: Vec<Stretch>,
    /// How long until the agent undoes a presence set after a missed or rejected offer.
    pub(crate) recover: Span,
    /// Probability of not coming to a shift.
    pub(crate) absent: f64,
    /// How late a shift is begun.
    pub(crate) late: Option<DurationSampler>,
    pub(crate) connection: Option<Connection>,
    /// By source: how much longer this agent takes. Empty where it is as the scenario says.
    pub(crate) pace: Vec<f64>,
    pub(crate) churn: Option<Churn>,
    pub(crate) picks: Option<Picks>,
    /// The group that is staffed by number, by its place.
    pub(crate) crew: Option<u16>,
}

/// Losing the connection, and getting it back.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    pub(crate) lasts: DurationSampler,
    pub(crate) back: DurationSampler,
}

/// Breaks at random.
#[derive(Debug, Clone)]
pub(crate) struct Churn {
    pub(crate) every: DurationSampler,
    pub(crate) away: DurationSampler,
}

/// An agent who picks.
#[derive(Debug, Clone)]
pub(crate) struct Picks {
    /// By workstream: how much others are preferred; none where the agent does not pick.
    pub(crate) ranks: Vec<Option<u16>>,
    pub(crate) busiest_first: bool,
}

/// A group of which so many work in each interval.
#[derive(Debug, Clone)]
pub(crate) struct Crew {
    pub(crate) agents: Vec<UserId>,
    /// From when on how many, in order of time.
    pub(crate) changes: Vec<(Tick, u32)>,
}

/// One stretch from sign-in to the end of the shift, with its breaks.
#[derive(Debug, Clone)]
pub(crate) struct Stretch {
    pub(crate) from: Tick,
    pub(crate) to: Tick,
    /// Start and length of each break, in order.
    pub(crate) breaks: Vec<(Tick, Span)>,
    /// The day it begins on.
    pub(crate) day: u32,
}

/// What a supervisor does, and how.
#[derive(Debug, Clone)]
pub(crate) struct SupervisorPlan {
    pub(crate) user: UserId,
    /// Whether they look after each queue.
    pub(crate) queues: Vec<bool>,
    /// From the first look to the last of each day.
    pub(crate) windows: Vec<(Tick, Tick)>,
    pub(crate) look_every: Span,
    pub(crate) view_age: Span,
    pub(crate) monitor: Option<WatchMonitor>,
    pub(crate) assign: Option<WatchAssign>,
    pub(crate) transfer: Option<WatchTransfer>,
    pub(crate) force_close: Option<Span>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct WatchMonitor {
    pub(crate) longer_than: Span,
    pub(crate) join: f64,
    pub(crate) stay: Span,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct WatchAssign {
    pub(crate) waiting_over: Span,
    pub(crate) over_capacity: bool,
    pub(crate) over_presence: bool,
    pub(crate) each_look: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct WatchTransfer {
    pub(crate) longer_than: Span,
    pub(crate) probability: f64,
}
