//! A policy as people write it: names instead of indices, every field optional that has a documented default.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

/// What is as it is without being said is not written.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A policy file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicySpec {
    /// What to call it.
    #[serde(skip_serializing_if = "is_default")]
    pub name: String,
    /// `seed` or `current`; sets every switch that `switches` does not. Default `current`.
    #[serde(skip_serializing_if = "is_default")]
    pub preset: Option<String>,
    /// Single switches: `POL-16 = "b"`, or the option's name.
    #[serde(skip_serializing_if = "is_default")]
    pub switches: BTreeMap<String, String>,
    /// Settings of the organisation.
    #[serde(skip_serializing_if = "is_default")]
    pub settings: SettingsSpec,
    /// Custom presences.
    #[serde(skip_serializing_if = "is_default")]
    pub presences: Vec<PresenceSpec>,
    /// Capacity profiles.
    #[serde(skip_serializing_if = "is_default")]
    pub profiles: Vec<ProfileSpec>,
    /// Operating hours that queues may have.
    #[serde(skip_serializing_if = "is_default")]
    pub hours: Vec<HoursSpec>,
    /// Skills.
    #[serde(skip_serializing_if = "is_default")]
    pub skills: Vec<String>,
    /// Named sets of required skills.
    #[serde(skip_serializing_if = "is_default")]
    pub requirements: Vec<RequirementSpec>,
    /// Classes of priority (PRIO-04).
    #[serde(skip_serializing_if = "is_default")]
    pub classes: Vec<ClassSpec>,
    /// Groups of people (DIST-18, DIST-21).
    #[serde(skip_serializing_if = "is_default")]
    pub groups: Vec<String>,
    /// Customers with preferred agents (DIST-19).
    #[serde(skip_serializing_if = "is_default")]
    pub contacts: Vec<ContactSpec>,
    /// Queues.
    #[serde(skip_serializing_if = "is_default")]
    pub queues: Vec<QueueSpec>,
    /// Workstreams.
    #[serde(skip_serializing_if = "is_default")]
    pub workstreams: Vec<WorkstreamSpec>,
    /// People and bots.
    #[serde(skip_serializing_if = "is_default")]
    pub users: Vec<UserSpec>,
    /// What must hold of every run: read by a checker, and by no rule.
    #[serde(skip_serializing_if = "is_default")]
    pub properties: Vec<PropertySpec>,
}

/// Settings of the organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SettingsSpec {
    /// Supervisor Monitor (default on).
    #[serde(skip_serializing_if = "is_default")]
    pub monitor: Option<bool>,
    /// Supervisor Assign (default off, SUP-G-01).
    #[serde(skip_serializing_if = "is_default")]
    pub assign: Option<bool>,
    /// Supervisor Transfer (default off).
    #[serde(skip_serializing_if = "is_default")]
    pub transfer: Option<bool>,
    /// Force Close (default off).
    #[serde(skip_serializing_if = "is_default")]
    pub force_close: Option<bool>,
    /// Agents may transfer to agents without a consult (AG-02; default off).
    #[serde(skip_serializing_if = "is_default")]
    pub direct_transfer: Option<bool>,
    /// Who takes a transferred call takes the caller off hold (AG-11; default on).
    #[serde(skip_serializing_if = "is_default")]
    pub unhold_at_transfer: Option<bool>,
    /// A missed offer makes the agent Inactive (PRES-10; default off).
    #[serde(skip_serializing_if = "is_default")]
    pub missed_offers_set_inactive: Option<bool>,
    /// A rejected offer makes the agent Busy-DND (PRES-10; default off).
    #[serde(skip_serializing_if = "is_default")]
    pub rejected_offers_set_dnd: Option<bool>,
    /// A direct consult costs capacity, under POL-33 b (default off).
    #[serde(skip_serializing_if = "is_default")]
    pub consult_costs_capacity: Option<bool>,
    /// Declines after which an agent gets no more automatic offers of a conversation (DIST-26; 1 to 5, default 3).
    #[serde(skip_serializing_if = "is_default")]
    pub decline_limit: Option<i64>,
    /// How long an offer rings, in seconds (TIM-16; default 120).
    #[serde(skip_serializing_if = "is_default")]
    pub offer_s: Option<i64>,
    /// How long a consult offer rings, in seconds (default 120).
    #[serde(skip_serializing_if = "is_default")]
    pub consult_offer_s: Option<i64>,
    /// How long the first agent stays charged after a transfer under POL-05 c, in seconds (default 60).
    #[serde(skip_serializing_if = "is_default")]
    pub transfer_wrap_up_s: Option<i64>,
    /// How long a live-chat customer may be away, in seconds (TIM-11; default 180).
    #[serde(skip_serializing_if = "is_default")]
    pub disconnect_s: Option<i64>,
    /// How long a dropped call stays connected, in seconds (default 0).
    #[serde(skip_serializing_if = "is_default")]
    pub call_disconnect_s: Option<i64>,
    /// How long an agent may be lost during a call, in seconds (ST-61; default 30).
    #[serde(skip_serializing_if = "is_default")]
    pub agent_loss_call_s: Option<i64>,
    /// How long an agent may be lost otherwise, in seconds (ST-61; default 150); under POL-40 b for calls too.
    #[serde(skip_serializing_if = "is_default")]
    pub agent_loss_s: Option<i64>,
    /// How many sessions one agent may have open (SES-07; 1 to 10, default 10).
    #[serde(skip_serializing_if = "is_default")]
    pub session_cap: Option<i64>,
    /// How long a lost agent may return with the presence of before, in seconds (PRES-13; default 150).
    #[serde(skip_serializing_if = "is_default")]
    pub return_window_s: Option<i64>,
    /// Who gets an item whose preferred agents cannot have it: `next-best` (default) or `nobody` (DIST-19).
    #[serde(skip_serializing_if = "is_default")]
    pub preferred_fallback: Option<String>,
    /// How many items of a messaging or voice queue one cycle tries (PRIO-07; default 100).
    #[serde(skip_serializing_if = "is_default")]
    pub items_per_cycle: Option<i64>,
    /// How many records of a queue one cycle tries (PRIO-07; default 2,000).
    #[serde(skip_serializing_if = "is_default")]
    pub records_per_cycle: Option<i64>,
    /// How many records of a queue are prioritised, the oldest ones (PRIO-07; default 10,000).
    #[serde(skip_serializing_if = "is_default")]
    pub records_prioritized: Option<i64>,
    /// Limits of automatic closure in minutes, by channel and state, such as `live-chat.wrap-up = 15` (TIM-08); 0 is never.
    #[serde(skip_serializing_if = "is_default")]
    pub auto_close_min: BTreeMap<String, BTreeMap<String, i64>>,
}

/// A custom presence (PRES-02).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresenceSpec {
    /// Its text.
    pub name: String,
    /// Its base: Available, Busy, Do not disturb, Away or Offline.
    pub base: String,
    /// Whether agents may choose it (PRES-20; default yes).
    #[serde(default, skip_serializing_if = "is_default")]
    pub settable: Option<bool>,
}

/// A capacity profile (CAP-01).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileSpec {
    /// Its name.
    pub name: String,
    /// How many items an agent may have, 0 to 100 (CAP-32).
    pub limit: i64,
    /// Whether reaching the limit blocks all automatic assignment (CAP-09).
    #[serde(default, skip_serializing_if = "is_default")]
    pub blocking: bool,
    /// `immediate` (default) or `end-of-day` (CAP-11).
    #[serde(default, skip_serializing_if = "is_default")]
    pub reset: Option<String>,
}

/// A named set of required skills.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequirementSpec {
    /// Its name.
    pub name: String,
    /// The skills with the proficiency that each takes, 1 to 100.
    pub skills: BTreeMap<String, i64>,
}

/// A class of priority.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassSpec {
    /// Its name.
    pub name: String,
    /// Units of age that its items start with, as if they had waited so long already (default 0).
    #[serde(default, skip_serializing_if = "is_default")]
    pub credited_wait: i64,
}

/// A customer who is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactSpec {
    /// The name.
    pub name: String,
    /// One to three agents, the first one first (DIST-19).
    pub preferred: Vec<String>,
}

/// One rule of a custom assignment method (DIST-18).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignmentRuleSpec {
    /// Base presences that match (default: any).
    #[serde(default, skip_serializing_if = "is_default")]
    pub presences: Option<Vec<String>>,
    /// Groups that match (default: everybody).
    #[serde(default, skip_serializing_if = "is_default")]
    pub groups: Option<Vec<String>>,
    /// Units that must be left (default: not asked).
    #[serde(default, skip_serializing_if = "is_default")]
    pub units: Option<i64>,
    /// Whether every required skill must be there at its proficiency (default no).
    #[serde(default, skip_serializing_if = "is_default")]
    pub skills: bool,
    /// Who comes first: `round-robin` (default), `unit-capacity`, `profile-capacity`, `least-active`,
    /// `nearest-proficiency`, `most-proficient` or `skill-count`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub order: Option<String>,
}

/// One bucket of a prioritisation ruleset (PRIO-04).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketSpec {
    /// Items of this workstream (default: any).
    #[serde(default, skip_serializing_if = "is_default")]
    pub workstream: Option<String>,
    /// Items of this class (default: any).
    #[serde(default, skip_serializing_if = "is_default")]
    pub class: Option<String>,
    /// Items that carry this profile (default: any).
    #[serde(default, skip_serializing_if = "is_default")]
    pub profile: Option<String>,
    /// `oldest` (default) or `newest` first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sort: Option<String>,
}

/// One level of bullseye routing (DIST-21).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelSpec {
    /// Whom it adds.
    pub groups: Vec<String>,
    /// After how many seconds of waiting; 0 for the first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub after_s: i64,
}

/// A queue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueSpec {
    /// Its name.
    pub name: String,
    /// `messaging`, `record` or `voice` (DIST-05).
    pub kind: String,
    /// Every holder of the agent role is a member (DIST-06; default off). Bots are members only where they say so.
    #[serde(default, skip_serializing_if = "is_default")]
    pub everyone: bool,
    /// Smaller is served first across the queues of one agent (PRIO-03; default 0).
    #[serde(default, skip_serializing_if = "is_default")]
    pub priority: i64,
    /// `highest-capacity`, `advanced-round-robin`, `least-active` or `custom` (DIST-12 to DIST-18; default `least-active`
    /// for voice, else `highest-capacity`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub method: Option<String>,
    /// The rules of a custom method, the first one first (DIST-18).
    #[serde(default, skip_serializing_if = "is_default")]
    pub rules: Vec<AssignmentRuleSpec>,
    /// Which items come first (PRIO-04; default: the oldest).
    #[serde(default, skip_serializing_if = "is_default")]
    pub priorities: Vec<BucketSpec>,
    /// Bullseye levels (DIST-21; default none).
    #[serde(default, skip_serializing_if = "is_default")]
    pub levels: Vec<LevelSpec>,
    /// Who may have an item once all levels have been tried: `queue` (default) or `groups` (DIST-21).
    #[serde(default, skip_serializing_if = "is_default")]
    pub levels_fallback: Option<String>,
    /// The operating hours that it keeps, by name (OH-01; default always open).
    #[serde(default, skip_serializing_if = "is_default")]
    pub hours: Option<String>,
    /// Conditions checked before an item enters, in their order (OVF-01, OVF-04).
    #[serde(default, skip_serializing_if = "is_default")]
    pub overflow: Vec<OverflowSpec>,
    /// What happens to an item that has waited too long in it (OVF-10).
    #[serde(default, skip_serializing_if = "is_default")]
    pub wait_overflow: Option<WaitOverflowSpec>,
    /// Whether callers who wait are offered to be called back (CB-01; voice only).
    #[serde(default, skip_serializing_if = "is_default")]
    pub callback: bool,
    /// Whether customers are told their place in the queue (WAIT-02).
    #[serde(default, skip_serializing_if = "is_default")]
    pub position_text: bool,
    /// Whether customers are told the average wait (WAIT-01).
    #[serde(default, skip_serializing_if = "is_default")]
    pub wait_text: bool,
    /// Threshold of the service level of its segments, in seconds (MET-40, POL-36 b); none counts as met.
    #[serde(default, skip_serializing_if = "is_default")]
    pub threshold_s: Option<i64>,
}

/// Operating hours (OH-01).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursSpec {
    /// The name.
    pub name: String,
    /// When it is open: `mon-fri 08:00-18:00`, `sat 09:00-12:00`, `daily 00:00-24:00`.
    pub open: Vec<String>,
    /// Dates that count as closed, such as `2026-12-25`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub holidays: Vec<String>,
}

/// A condition checked before an item enters a queue (OVF-01).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverflowSpec {
    /// `out-of-hours`, `items` or `average-wait`.
    pub when: String,
    /// With `items`: so many wait, 1 to 100.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limit: Option<i64>,
    /// With `average-wait`: above so many seconds, 30 to 3,600.
    #[serde(default, skip_serializing_if = "is_default")]
    pub seconds: Option<i64>,
    /// `assign-anyway`, `end`, `queue`, `callback`, `external-number` or `voicemail` (OVF-07).
    pub action: String,
    /// With `queue`: which.
    #[serde(default, skip_serializing_if = "is_default")]
    pub queue: Option<String>,
}

/// What happens to an item that has waited too long in a queue (OVF-10).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitOverflowSpec {
    /// After so many seconds: calls 60 to 3,600, messages 60 and records 180 to 172,800.
    pub seconds: i64,
    /// `end`, `queue`, `callback`, `external-number` or `voicemail`.
    pub action: String,
    /// With `queue`: which.
    #[serde(default, skip_serializing_if = "is_default")]
    pub queue: Option<String>,
}

/// One rule of a route-to-queue ruleset (DIST-02). What it does not ask for, it does not look at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteSpec {
    /// The conversation carries every one of these capacity profiles.
    #[serde(default, skip_serializing_if = "is_default")]
    pub profiles: Vec<String>,
    /// Then it goes to this queue.
    #[serde(default, skip_serializing_if = "is_default")]
    pub queue: Option<String>,
    /// Or to one of these, up to five, by their shares in percent, which sum to 100 (DIST-04).
    #[serde(default, skip_serializing_if = "is_default")]
    pub shares: BTreeMap<String, i64>,
}

/// A workstream.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkstreamSpec {
    /// Its name.
    pub name: String,
    /// `live-chat`, `persistent-chat`, `async`, `custom-async`, `voice` or `record`.
    pub channel: String,
    /// The queue that its conversations enter.
    pub queue: String,
    /// The route-to-queue rules for arrivals that they are asked about (DIST-02); default none: `queue` takes all.
    #[serde(default, skip_serializing_if = "is_default")]
    pub routes: Vec<RouteSpec>,
    /// Where arrivals go that no rule fits, or whose classification failed (DIST-03; default `queue`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub fallback_queue: Option<String>,
    /// Units that one conversation costs (CAP-01; default 0, use it with profiles only).
    #[serde(default, skip_serializing_if = "is_default")]
    pub cost: i64,
    /// Profiles that every conversation carries (CAP-05).
    #[serde(default, skip_serializing_if = "is_default")]
    pub profiles: Vec<String>,
    /// Base presences that may get work (PRES-03; default Available and Busy).
    #[serde(default, skip_serializing_if = "is_default")]
    pub allowed_presences: Option<Vec<String>>,
    /// `none` (default), `exact` or `closest` (DIST-16, DIST-17).
    #[serde(default, skip_serializing_if = "is_default")]
    pub skill_matching: Option<String>,
    /// The skills that a conversation takes where classification names none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub requirement: Option<String>,
    /// The class of priority where classification names none (PRIO-04).
    #[serde(default, skip_serializing_if = "is_default")]
    pub class: Option<String>,
    /// Units of age that its conversations start with, besides those of their class (default 0).
    #[serde(default, skip_serializing_if = "is_default")]
    pub credited_wait: i64,
    /// Wrap-up block: `always` (default), `never`, or a time in seconds (CAP-15).
    #[serde(default, skip_serializing_if = "is_default")]
    pub wrap_up_block: Option<WrapUpSpec>,
    /// `push` (default) or `pick` (DIST-30).
    #[serde(default, skip_serializing_if = "is_default")]
    pub distribution: Option<String>,
    /// Agents may pick from this push workstream (POL-49; default off).
    #[serde(default, skip_serializing_if = "is_default")]
    pub pick_from_push: bool,
    /// Keep the same agent (DIST-20; default by POL-48 for persistent chat and asynchronous messaging, off for live chat).
    #[serde(default, skip_serializing_if = "is_default")]
    pub affinity: Option<bool>,
    /// Assign without acceptance (DIST-28; default off).
    #[serde(default, skip_serializing_if = "is_default")]
    pub auto_assign: bool,
    /// How long an offer rings, in seconds; default the organisation's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub offer_s: Option<i64>,
    /// The bot that takes conversations first (ST-70).
    #[serde(default, skip_serializing_if = "is_default")]
    pub bot: Option<String>,
    /// Minutes of silence after which Waiting closes (TIM-10); default by POL-44.
    #[serde(default, skip_serializing_if = "is_default")]
    pub waiting_min: Option<i64>,
    /// Time-out rules, 8 at most (TIM-19; persistent chat and asynchronous messaging only).
    #[serde(default, skip_serializing_if = "is_default")]
    pub timeout_rules: Vec<TimeoutRuleSpec>,
    /// A disposition code is needed before the session is closed after End (ST-48; default off).
    #[serde(default, skip_serializing_if = "is_default")]
    pub disposition_required: bool,
    /// Minutes after which a Waiting conversation is offered again (TIM-23; read under POL-50 b only).
    #[serde(default, skip_serializing_if = "is_default")]
    pub follow_up_min: Option<i64>,
    /// Seconds before an agent who declined may be offered the same item again (DIST-34; read under POL-50 b only).
    #[serde(default, skip_serializing_if = "is_default")]
    pub decline_pause_s: Option<i64>,
    /// Most parallel sessions that one agent may work from this stream (CAP-33; read under POL-50 b only).
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_concurrency: Option<i64>,
}

/// A time-out rule as people write it (TIM-18, TIM-19).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeoutRuleSpec {
    /// `customer-non-response` or `agent-non-response`.
    pub kind: String,
    /// After how many seconds.
    pub after_s: i64,
    /// `send-message`, `close`, `to-waiting` or `release`.
    pub action: String,
    /// Smaller wins a tie (default 0); equal ones go by their place.
    #[serde(default, skip_serializing_if = "is_default")]
    pub priority: i64,
}

/// A wrap-up block as people write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum WrapUpSpec {
    /// `always` or `never`.
    Word(String),
    /// A time in seconds.
    Seconds(i64),
}

/// A person or bot, or several who are alike.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserSpec {
    /// The name; with `count`, names are `name-1`, `name-2` and so on.
    pub name: String,
    /// How many are alike (default: one, under the plain name).
    #[serde(default, skip_serializing_if = "is_default")]
    pub count: Option<i64>,
    /// `agent`, `supervisor`, `administrator`, `api-access`, `bot` (default `agent`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub roles: Option<Vec<String>>,
    /// Total of units (CAP-01; default 0, which is none).
    #[serde(default, skip_serializing_if = "is_default")]
    pub units: i64,
    /// Profiles with the agent's own limit, or `true` for the profile's (CAP-07).
    #[serde(default, skip_serializing_if = "is_default")]
    pub profiles: BTreeMap<String, LimitSpec>,
    /// Queues.
    #[serde(default, skip_serializing_if = "is_default")]
    pub queues: Vec<String>,
    /// Skills with the person's proficiency, 1 to 100.
    #[serde(default, skip_serializing_if = "is_default")]
    pub skills: BTreeMap<String, i64>,
    /// Groups.
    #[serde(default, skip_serializing_if = "is_default")]
    pub groups: Vec<String>,
    /// The presence at sign-in (PRES-05).
    #[serde(default, skip_serializing_if = "is_default")]
    pub default_presence: Option<String>,
    /// Channels enabled in the experience profile (PRES-19; default all).
    #[serde(default, skip_serializing_if = "is_default")]
    pub channels: Option<Vec<String>>,
    /// Whether the person may open routed records (ST-38; default yes).
    #[serde(default, skip_serializing_if = "is_default")]
    pub record_access: Option<bool>,
}

/// An agent's limit of a profile as people write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LimitSpec {
    /// `true`: the profile's default limit.
    Default(bool),
    /// The agent's own limit (CAP-07).
    Own(i64),
}

/// A property of every run, in a sentence and an expression: one of `always`, `never`, `sometimes` and `leads_to`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PropertySpec {
    /// The sentence.
    pub name: String,
    /// Holds in every state.
    #[serde(default, skip_serializing_if = "is_default")]
    pub always: Option<String>,
    /// Holds in no state.
    #[serde(default, skip_serializing_if = "is_default")]
    pub never: Option<String>,
    /// Holds in some state: otherwise what is said of it is empty.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sometimes: Option<String>,
    /// Whenever the one holds, the other holds then or later.
    #[serde(default, skip_serializing_if = "is_default")]
    pub leads_to: Option<LeadsToSpec>,
}

/// Two expressions, the second of which follows from the first some time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadsToSpec {
    /// What makes the promise.
    pub from: String,
    /// What keeps it.
    pub to: String,
    /// Who is assumed to do what can be done from some time on without a break: of `router`, `timers`, `agents` (default
    /// router and timers).
    #[serde(default, skip_serializing_if = "is_default")]
    pub weak: Option<Vec<String>>,
    /// Who is assumed to do what can be done again and again (default agents).
    #[serde(default, skip_serializing_if = "is_default")]
    pub strong: Option<Vec<String>>,
}
