//! A scenario as people write it. Every field says what it means, what is accepted, and what is taken without it.

mod people;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::plan::PlanSpec;
use crate::sample::DurationDistribution;
use crate::tick::ClockTime;

pub use self::people::{ChurnSpec, PicksSpec, RedialSpec};

/// A scenario file, without its policy.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioSpec {
    /// What to call it.
    pub name: String,
    /// The question that it answers.
    #[serde(default)]
    pub question: String,
    /// When arrivals begin; intervals are counted from here. Default midnight.
    #[serde(default)]
    pub from: ClockTime,
    /// When arrivals end. After `from`; up to 47:59:59.
    pub to: ClockTime,
    /// When the run is cut off at the latest. Default twelve hours after `to`: by then everybody has gone home.
    #[serde(default)]
    pub until: Option<ClockTime>,
    /// Conversations that arrive in the first so many minutes are run but not counted. Default 0.
    #[serde(default)]
    pub warm_up_min: f64,
    /// Length of an interval of arrivals and results, in minutes, 1 to 1,440. Default 30.
    #[serde(default = "half_an_hour")]
    pub interval_min: f64,
    /// Threshold of the service level, in seconds. Default 20.
    #[serde(default = "twenty")]
    pub service_level_s: f64,
    /// Customers who leave within so many seconds count as short abandons. Default 5.
    #[serde(default = "five")]
    pub short_abandon_s: f64,
    /// After so many seconds without work the handle time of an agent with something in hand is paused (MET-53).
    /// Default: never.
    #[serde(default)]
    pub idle_threshold_s: Option<f64>,
    /// The date of the first day, such as `2026-12-24`, for weekdays, operating hours and holidays (OH-01). Default
    /// 2024-01-01, a Monday.
    #[serde(default)]
    pub date: Option<String>,
    /// How many days one run has, 1 to 366: each with the arrivals, shifts and looks of its weekday, and with whatever
    /// the day before left over. Default 1.
    #[serde(default = "one")]
    pub days: u32,
    /// Where the clocks hang, such as `Europe/Berlin`; the days on which they change are longer or shorter. Default: no
    /// clock changes.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// How much busier or quieter whole days are than expected, for all sources at once. Default: not at all.
    #[serde(default)]
    pub busyness: Option<BusynessSpec>,
    /// How long what agents do takes to reach the rules: answers to offers and ends of talks come so much later.
    /// Default: no time.
    #[serde(default)]
    pub network_delay: Option<DurationDistribution>,
    /// By which share of its distance each connected conversation moves the average wait (WAIT-01; above 0 and up to 1;
    /// no page tells it). Default 0.1.
    #[serde(default = "a_tenth")]
    pub wait_smoothing: f64,
    /// How many calls the trunk lines carry at once, waiting ones included. A call beyond them hears the busy signal and
    /// never arrives: it is counted as blocked. Whoever wraps up or waits for a callback holds no line. Default: enough.
    #[serde(default)]
    pub lines: Option<u32>,
    /// Where conversations come from; at least one.
    pub arrivals: Vec<ArrivalSpec>,
    /// Who works when; at least one.
    pub staff: Vec<StaffSpec>,
    /// Who looks after the floor.
    #[serde(default)]
    pub supervisors: Vec<SupervisorSpec>,
    /// Values known from elsewhere; reports set the simulated ones beside them. They belong to the numbers above: who
    /// changes those, changes or removes these.
    #[serde(default)]
    pub expected: Vec<ExpectedSpec>,
    /// What `switchboard plan` is asked for; `simulate` does not read it.
    #[serde(default)]
    pub plan: Option<PlanSpec>,
}

fn one() -> u32 {
    1
}

fn half_an_hour() -> f64 {
    30.0
}

fn a_tenth() -> f64 {
    0.1
}

fn twenty() -> f64 {
    20.0
}

fn five() -> f64 {
    5.0
}

impl Default for ScenarioSpec {
    /// A whole day without arrivals, staff or a name.
    fn default() -> Self {
        Self {
            name: String::new(),
            question: String::new(),
            from: ClockTime::default(),
            to: ClockTime::after_midnight(crate::tick::Span::DAY).expect("24:00 is a clock time"),
            until: None,
            warm_up_min: 0.0,
            interval_min: half_an_hour(),
            service_level_s: twenty(),
            short_abandon_s: five(),
            idle_threshold_s: None,
            date: None,
            days: one(),
            time_zone: None,
            busyness: None,
            network_delay: None,
            wait_smoothing: a_tenth(),
            lines: None,
            arrivals: Vec::new(),
            staff: Vec::new(),
            supervisors: Vec::new(),
            expected: Vec::new(),
            plan: None,
        }
    }
}

/// Days that are busier or quieter than expected: the expected arrivals of a day are multiplied by a factor of mean 1
/// that follows the gamma law (Jongbloed and Koole 2001; Avramidis, Deslauriers and L'Ecuyer 2004).
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusynessSpec {
    /// Coefficient of variation of a day's factor, 0 to 3. Default 0.
    #[serde(default)]
    pub cv: f64,
    /// How far a day is like the day before: the correlation of the normal numbers behind the factors (NORTA), from
    /// -0.99 to 0.99. Default 0.
    #[serde(default)]
    pub day_to_day: f64,
    /// Coefficient of variation of a further factor of each single interval, 0 to 3. Default 0.
    #[serde(default)]
    pub interval_cv: f64,
}

/// A value known from elsewhere, of everything all day.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedSpec {
    /// The measure by its key in the results, such as `abandoned_rate`.
    pub measure: String,
    /// Its value; a share from 0 to 1, a duration in seconds.
    pub value: f64,
    /// Where the value is from, for those who doubt it.
    pub source: String,
}

/// One source of conversations: when they arrive, how patient their customers are, and how they go.
///
/// Exactly one of `per_interval`, `profile`, `per_hour` and `trace` says when. Probabilities are 0 to 1.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArrivalSpec {
    /// The workstream that they enter.
    pub workstream: String,
    /// Another queue than the workstream's own.
    #[serde(default)]
    pub queue: Option<String>,
    /// The queue is chosen by the workstream's route-to-queue rules (DIST-02). Default no: the queue above.
    #[serde(default)]
    pub routed: bool,
    /// Probability that a caller takes a callback when one is offered (CB-01). Calls only.
    #[serde(default)]
    pub callback: f64,
    /// On these days of the week only, such as `["mon", "tue"]`. Default: every day.
    #[serde(default)]
    pub weekdays: Option<Vec<String>>,
    /// Each day's share of what is expected, one number per day of the run. Default: 1 each.
    #[serde(default)]
    pub day_factors: Option<Vec<f64>>,
    /// How much busier or quieter than expected this source is, beside the scenario's own `busyness`.
    #[serde(default)]
    pub busyness: Option<BusynessSpec>,
    /// Customers who see that they would have to wait and leave at once. Only where `patience` is possible.
    #[serde(default)]
    pub balk: Vec<BalkSpec>,
    /// How many are expected in each interval from `from` on; Poisson. One number per interval of a day, or of all days.
    #[serde(default)]
    pub per_interval: Option<Vec<f64>>,
    /// So many expected over the day, spread like a shape; Poisson.
    #[serde(default)]
    pub profile: Option<ProfileShape>,
    /// So many expected per hour, all day; Poisson.
    #[serde(default)]
    pub per_hour: Option<f64>,
    /// At given times, in order of time; the seed does not move them.
    #[serde(default)]
    pub trace: Option<Vec<TraceRow>>,
    /// How long customers wait for an agent before they leave; without it they wait for ever. Calls, live chats and
    /// custom channels only: nobody leaves an asynchronous chat or a case.
    #[serde(default)]
    pub patience: Option<DurationDistribution>,
    /// How long handling takes an agent who does nothing else.
    pub handling: DurationDistribution,
    /// How long the agent writes afterwards, before closing. Default: not at all.
    #[serde(default)]
    pub wrap_up: Option<DurationDistribution>,
    /// How much longer handling and wrap-up take with one, two, three, … conversations in hand, of whatever channel;
    /// the last number goes on. Default `[1.0]`: as if alone.
    #[serde(default)]
    pub slowdown: Option<Vec<f64>>,
    /// How long agents let it ring before they accept. Default: at once.
    #[serde(default)]
    pub accept: Option<DurationDistribution>,
    /// Probability that an offer is rejected.
    #[serde(default)]
    pub reject: f64,
    /// Probability that an offer is not seen, so that it times out.
    #[serde(default)]
    pub miss: f64,
    /// Probability that the customer ends the talk rather than the agent. Calls and live chats only.
    #[serde(default)]
    pub customer_ends: f64,
    /// Probability that the agent forgets to end the talk, so that somebody or some timer must.
    #[serde(default)]
    pub stuck: f64,
    /// The customer falls silent and comes back. Persistent and asynchronous chats only.
    #[serde(default)]
    pub silence: Option<SilenceSpec>,
    /// Agents hand it over.
    #[serde(default)]
    pub transfer: Option<TransferSpec>,
    /// Agents ask a colleague.
    #[serde(default)]
    pub consult: Option<ConsultSpec>,
    /// What the workstream's bot does; needed when it has one.
    #[serde(default)]
    pub bot: Option<BotSpec>,
    /// Agents began them, such as calls back: they wait in the queue like others, and are outgoing (MET-03), not
    /// incoming. Default no.
    #[serde(default)]
    pub outgoing: bool,
    /// Probability that a customer whose patience is over does not leave but loses the connection (TIM-11). Live chats
    /// and calls only, with `patience`.
    #[serde(default)]
    pub drops: f64,
    /// Callers are put on hold. Calls only.
    #[serde(default)]
    pub hold: Option<HoldSpec>,
    /// Agent and customer write in turn while the agent is in the conversation. Chats only.
    #[serde(default)]
    pub replies: Option<RepliesSpec>,
    /// Customers who left, or found every line busy, try again. Channels that customers can leave only.
    #[serde(default)]
    pub redial: Option<RedialSpec>,
    /// While one of these waits and nobody is free for it, an agent puts a conversation of one of these workstreams aside,
    /// the first named ones first: it goes to Waiting and comes back to the queue at once, with what is left to do.
    /// Channels with Waiting only.
    #[serde(default)]
    pub interrupts: Vec<String>,
}

impl ArrivalSpec {
    /// A source of conversations that nobody leaves and every agent takes at once; says nothing of when they arrive.
    pub fn new(workstream: &str, handling: DurationDistribution) -> Self {
        Self {
            workstream: workstream.to_owned(),
            queue: None,
            routed: false,
            callback: 0.0,
            weekdays: None,
            day_factors: None,
            busyness: None,
            balk: Vec::new(),
            per_interval: None,
            profile: None,
            per_hour: None,
            trace: None,
            patience: None,
            handling,
            wrap_up: None,
            slowdown: None,
            accept: None,
            reject: 0.0,
            miss: 0.0,
            customer_ends: 0.0,
            stuck: 0.0,
            silence: None,
            transfer: None,
            consult: None,
            bot: None,
            outgoing: false,
            drops: 0.0,
            hold: None,
            replies: None,
            redial: None,
            interrupts: Vec::new(),
        }
    }
}

/// A step of balking (Haight 1957): from so many waiting on, so many of those who arrive leave at once.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BalkSpec {
    /// From so many waiting in the queue on, the new one not counted.
    pub waiting: u32,
    /// Probability of leaving at once.
    pub probability: f64,
}

/// A total and the shape in which it spreads over the day.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileShape {
    /// How many are expected over the day; over all days, where the shape has a weight for each of their intervals.
    pub total: f64,
    /// One weight per interval of a day, or of all days.
    pub shape: Vec<f64>,
}

/// One arrival at a given time; what it does not say is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TraceRow {
    /// Seconds since midnight.
    pub at_s: f64,
    /// How long its handling takes, in seconds.
    #[serde(default)]
    pub handling_s: Option<f64>,
    /// How long its customer waits before leaving, in seconds.
    #[serde(default)]
    pub patience_s: Option<f64>,
}

/// Customers who fall silent: the agent moves the conversation to Waiting, the customer writes again later.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SilenceSpec {
    /// Probability of one more silence, after each stretch of handling.
    pub probability: f64,
    /// How long the customer is away.
    pub away: DurationDistribution,
    /// At most so many silences. Default 5.
    #[serde(default)]
    pub rounds_max: Option<u32>,
    /// How long each later stretch of handling takes; the first then takes the whole of `handling`. Without it, `handling`
    /// is what all stretches take together, in equal parts.
    #[serde(default)]
    pub again: Option<DurationDistribution>,
}

/// Agents who hand conversations over, somewhere in the middle of handling; the taker starts afresh.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferSpec {
    /// Probability that a conversation is handed over.
    pub probability: f64,
    /// To this queue; without it to a colleague of the same queue, which needs the setting `direct_transfer`.
    #[serde(default)]
    pub queue: Option<String>,
}

/// Agents who ask a colleague of the same queue, in the middle of handling; the talk goes on meanwhile.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsultSpec {
    /// Probability of a consult.
    pub probability: f64,
    /// How long it lasts.
    pub duration: DurationDistribution,
    /// Probability that the colleague rejects it.
    #[serde(default)]
    pub reject: f64,
    /// Probability that the colleague does not see it, so that it times out.
    #[serde(default)]
    pub miss: f64,
}

/// Callers who are put on hold, once; the time on hold is part of the handling.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldSpec {
    /// Probability that a call is put on hold.
    pub probability: f64,
    /// How long after the accept.
    pub after: DurationDistribution,
    /// How long it lasts; the end of the call ends it too.
    pub duration: DurationDistribution,
}

/// Messages in turn, beginning with the agent's, for as long as the handling lasts; writing is part of the handling.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepliesSpec {
    /// How long the agent takes to write, from the accept or the customer's message on.
    pub agent: DurationDistribution,
    /// How long the customer takes to write, from the agent's message on.
    pub customer: DurationDistribution,
    /// Probability that the customer writes no more: a ghost (MET-23).
    #[serde(default)]
    pub silent: f64,
}

/// What the bot does before a human may be asked for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BotSpec {
    /// How long the bot talks.
    pub handling: DurationDistribution,
    /// Probability that it asks for a human; otherwise it ends the conversation.
    pub escalates: f64,
}

/// Who works when. One of `shifts` (with `breaks`), `stretches` and `heads`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffSpec {
    /// Agents of the policy by name: `ann`, or `phone` for all of `phone-1`, `phone-2`, ….
    pub group: String,
    /// Shifts; agents are taken from the group in order. Those left over stay at home.
    #[serde(default)]
    pub shifts: Vec<ShiftSpec>,
    /// Breaks of every shift.
    #[serde(default)]
    pub breaks: Vec<BreakSpec>,
    /// The same stretches of work for every agent of the group, in order of time.
    #[serde(default)]
    pub stretches: Vec<StretchSpec>,
    /// On these days of the week only, such as `["sat"]`; an agent can have other shifts on other days. Default: every
    /// day.
    #[serde(default)]
    pub weekdays: Option<Vec<String>>,
    /// Probability that an agent does not come to a shift at all (absenteeism). Default 0.
    #[serde(default)]
    pub absent: f64,
    /// How late agents begin a shift. Default: on time.
    #[serde(default)]
    pub late: Option<DurationDistribution>,
    /// Agents lose the connection now and then (ST-60, ST-61).
    #[serde(default)]
    pub connection: Option<ConnectionSpec>,
    /// After so many seconds an agent undoes a presence that a missed or rejected offer set. Default 90.
    #[serde(default)]
    pub recover_s: Option<f64>,
    /// How many of the group work in each interval, instead of shifts or stretches; one number per interval. When the
    /// number falls, idle agents go first, then whoever finishes next.
    #[serde(default)]
    pub heads: Vec<u32>,
    /// How much longer than the scenario says these agents take, by workstream: handling and wrap-up times are multiplied
    /// by it. Default 1.
    #[serde(default)]
    pub pace: BTreeMap<String, f64>,
    /// Breaks at random.
    #[serde(default)]
    pub churn: Option<ChurnSpec>,
    /// These agents pick for themselves.
    #[serde(default)]
    pub picks: Option<PicksSpec>,
}

impl StaffSpec {
    /// A group that never works; fill in `shifts` or `stretches`.
    pub fn new(group: &str) -> Self {
        Self {
            group: group.to_owned(),
            shifts: Vec::new(),
            breaks: Vec::new(),
            stretches: Vec::new(),
            weekdays: None,
            absent: 0.0,
            late: None,
            connection: None,
            recover_s: None,
            heads: Vec::new(),
            pace: BTreeMap::new(),
            churn: None,
            picks: None,
        }
    }
}

/// Agents who lose the connection: what they have in hand lies still until they are back, or until the rules take it
/// away from them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionSpec {
    /// How long an agent at work keeps the connection.
    pub lasts: DurationDistribution,
    /// How long it takes to get it back.
    pub back: DurationDistribution,
}

/// A shift of some agents of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftSpec {
    /// Sign-in.
    pub from: ClockTime,
    /// No new work from here on; the agent finishes and signs out.
    pub to: ClockTime,
    /// How many agents work it. Default: all that are left.
    #[serde(default)]
    pub agents: Option<u32>,
}

/// A break; it begins once the agent's hands are empty.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreakSpec {
    /// Minutes after the start of the shift, for the first agent of the shift.
    pub after_min: f64,
    /// How long, in minutes.
    pub length_min: f64,
    /// The agents of a shift go one after another, spread over so many minutes. Default 0: all at once.
    #[serde(default)]
    pub spread_min: f64,
}

/// A stretch of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StretchSpec {
    /// Sign-in.
    pub from: ClockTime,
    /// No new work from here on.
    pub to: ClockTime,
}

/// A supervisor: how often they look, at how old a view, and what they do about what they see.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupervisorSpec {
    /// A user of the policy with the role `supervisor`.
    pub user: String,
    /// The queues whose conversations they look after. Default all.
    #[serde(default)]
    pub queues: Option<Vec<String>>,
    /// On these days of the week only. Default: every day.
    #[serde(default)]
    pub weekdays: Option<Vec<String>>,
    /// First look.
    pub from: ClockTime,
    /// No look after this.
    pub to: ClockTime,
    /// Minutes between looks.
    pub look_every_min: f64,
    /// What they see is so many seconds old; the rules judge against the true state. Default 0.
    #[serde(default)]
    pub view_age_s: f64,
    /// Monitor the conversation that has lasted longest.
    #[serde(default)]
    pub monitor: Option<WatchMonitorSpec>,
    /// Give the conversation that has waited longest to an agent.
    #[serde(default)]
    pub assign: Option<WatchAssignSpec>,
    /// Hand a long conversation to another agent.
    #[serde(default)]
    pub transfer: Option<WatchTransferSpec>,
    /// End conversations that look forgotten.
    #[serde(default)]
    pub force_close: Option<WatchForceCloseSpec>,
}

/// When and how a supervisor monitors.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchMonitorSpec {
    /// Only what has lasted longer than so many minutes.
    pub longer_than_min: f64,
    /// Probability of joining as well.
    #[serde(default)]
    pub join: f64,
    /// Minutes until they leave.
    pub stay_min: f64,
}

/// When and how a supervisor assigns.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchAssignSpec {
    /// Only what has waited longer than so many seconds.
    pub waiting_over_s: f64,
    /// Beyond the agent's capacity, if need be. Default no.
    #[serde(default)]
    pub over_capacity: bool,
    /// Whatever the agent's presence. Default no.
    #[serde(default)]
    pub over_presence: bool,
    /// At most so many in one look. Default 1.
    #[serde(default)]
    pub each_look: Option<u32>,
}

/// When a supervisor transfers.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchTransferSpec {
    /// Only what has lasted longer than so many minutes.
    pub longer_than_min: f64,
    /// Probability of acting on it, once per conversation. Default 1.
    #[serde(default)]
    pub probability: Option<f64>,
}

/// When a supervisor force closes.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchForceCloseSpec {
    /// Only what has been with an agent longer than so many minutes.
    pub longer_than_min: f64,
}
