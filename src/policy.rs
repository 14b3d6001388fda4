//! A policy: immutable, validated data that the rules read; what may change at run time is the roster's.

mod build;
mod entry;
mod error;
mod matching;
mod spec;

use alloc::string::String;
use alloc::vec::Vec;

use crate::action::{Timer, Toggle};
use crate::channel::{Channel, QueueKind, Stage};
use crate::hours::Hours;
use crate::id::{
    ClassId, ContactId, GroupId, GroupSet, PresenceId, ProfileId, ProfileSet, QueueId, RequirementId, SkillId, UserId,
    WorkstreamId,
};
use crate::overflow::{Overflow, WaitOverflow};
use crate::presence::{Base, Bases};
use crate::rule::Rule;
use crate::switch::{Preset, Switches};

pub use error::{PolicyError, PolicyErrorKind, PolicyWarning, Step as PolicyStep};
pub use matching::{
    AssignmentRule, Bucket, Customer, Level, Method, OrderBy, PreferredFallback, PriorityClass, Requirement,
    SkillMatching,
};
pub use spec::{
    AssignmentRuleSpec, BucketSpec, ClassSpec, ContactSpec, HoursSpec, LeadsToSpec, LevelSpec, LimitSpec, OverflowSpec,
    PolicySpec, PresenceSpec, ProfileSpec, PropertySpec, QueueSpec, RequirementSpec, RouteSpec, SettingsSpec,
    TimeoutRuleSpec, UserSpec, WaitOverflowSpec, WorkstreamSpec, WrapUpSpec,
};

/// A validated policy. Built with [`PolicySpec::build`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub(crate) name: String,
    pub(crate) preset: Preset,
    pub(crate) switches: Switches,
    pub(crate) settings: Settings,
    pub(crate) presences: Vec<Presence>,
    pub(crate) profiles: Vec<Profile>,
    pub(crate) hours: Vec<Hours>,
    pub(crate) skills: Vec<String>,
    pub(crate) requirements: Vec<Requirement>,
    pub(crate) classes: Vec<PriorityClass>,
    pub(crate) groups: Vec<String>,
    pub(crate) contacts: Vec<Customer>,
    pub(crate) queues: Vec<Queue>,
    pub(crate) workstreams: Vec<Workstream>,
    pub(crate) users: Vec<User>,
    pub(crate) warnings: Vec<PolicyWarning>,
    pub(crate) advice: Vec<PolicyWarning>,
    /// Whether some queue has overflow, hours, callbacks or texts; nothing of these is asked otherwise.
    pub(crate) tends_queues: bool,
    /// One bit per channel: whose releases of capacity make an agent active (CAP-30, POL-29).
    pub(crate) release_channels: u8,
    /// Whether some queue has bullseye levels.
    pub(crate) bullseye: bool,
}

/// Settings of the organisation. Durations are seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Which supervisor operations are on at the start (SUP-G-01), in the order of [`Toggle::ALL`].
    pub toggles: [bool; 4],
    /// AG-02.
    pub direct_transfer: bool,
    /// AG-11.
    pub unhold_at_transfer: bool,
    /// PRES-10.
    pub missed_offers_set_inactive: bool,
    /// PRES-10.
    pub rejected_offers_set_dnd: bool,
    /// POL-33 b.
    pub consult_costs_capacity: bool,
    /// DIST-26.
    pub decline_limit: u8,
    /// TIM-16.
    pub offer_s: u32,
    /// How long a consult offer rings.
    pub consult_offer_s: u32,
    /// POL-05 c.
    pub transfer_wrap_up_s: u32,
    /// TIM-11.
    pub disconnect_s: u32,
    /// How long a dropped call stays connected.
    pub call_disconnect_s: u32,
    /// ST-61.
    pub agent_loss_call_s: u32,
    /// ST-61.
    pub agent_loss_s: u32,
    /// PRES-13.
    pub return_window_s: u32,
    /// SES-07: how many sessions one agent may have open.
    pub session_cap: u16,
    /// DIST-19.
    pub preferred_fallback: PreferredFallback,
    /// PRIO-07: how many items of a messaging or voice queue one cycle tries.
    pub items_per_cycle: u32,
    /// PRIO-07: how many records one cycle tries.
    pub records_per_cycle: u32,
    /// PRIO-07: how many records are prioritised.
    pub records_prioritized: u32,
    /// TIM-08: seconds by channel and state (Open, Active, Waiting, Wrap-up); `None` is never.
    pub auto_close_s: [[Option<u32>; 4]; Channel::ALL.len()],
}

/// A presence as shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Its text.
    pub name: String,
    /// What routing reads.
    pub base: Base,
    /// Whether agents may choose it (PRES-20).
    pub settable: bool,
}

/// When use of a profile returns (CAP-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reset {
    /// When the item releases.
    Immediate,
    /// When the agent's shift ends.
    EndOfDay,
}

/// A capacity profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// How many items an agent may have.
    pub limit: u8,
    /// CAP-09.
    pub blocking: bool,
    /// CAP-11.
    pub reset: Reset,
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// DIST-05.
    pub kind: QueueKind,
    /// PRIO-03.
    pub priority: i32,
    /// DIST-12 to DIST-15, DIST-18.
    pub method: Method,
    /// The rules of a custom method.
    pub rules: Vec<AssignmentRule>,
    /// PRIO-04.
    pub priorities: Vec<Bucket>,
    /// DIST-21.
    pub levels: Vec<Level>,
    /// Whether only the groups of the levels may have an item, though all have been tried.
    pub groups_only: bool,
    /// PRIO-03: among queues with a prioritisation ruleset, the place of its name, from one; zero for the others.
    pub(crate) name_place: u16,
    /// OH-01: the operating hours, by their place in [`Policy::hours`].
    pub hours: Option<usize>,
    /// OVF-01: conditions before entry, in their order.
    pub overflow: Vec<Overflow>,
    /// OVF-10: the condition of items in it.
    pub wait_overflow: Option<WaitOverflow>,
    /// CB-01.
    pub callback: bool,
    /// WAIT-02.
    pub position_text: bool,
    /// WAIT-01.
    pub wait_text: bool,
    /// MET-40, in seconds.
    pub threshold_s: Option<u32>,
}

/// One rule of a route-to-queue ruleset (DIST-02).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRule {
    /// The conversation carries all of these.
    pub profiles: ProfileSet,
    /// Where it goes, with shares in percent that sum to 100 (DIST-04).
    pub shares: Vec<RouteShare>,
}

/// One target of a route-to-queue rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteShare {
    /// Which queue.
    pub queue: QueueId,
    /// How many percent of what fits the rule.
    pub percent: u8,
}

/// How long Wrap-up blocks capacity (CAP-15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WrapUpBlock {
    /// Until Closed.
    Always,
    /// Not at all.
    Never,
    /// For this many seconds.
    Custom(u32),
}

/// How conversations reach agents (DIST-30).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Distribution {
    /// The router offers them.
    Push,
    /// Agents take them.
    Pick,
}

/// A workstream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workstream {
    /// Its name.
    pub name: String,
    /// Its channel.
    pub channel: Channel,
    /// The queue that its conversations enter.
    pub queue: QueueId,
    /// DIST-02.
    pub routes: Vec<RouteRule>,
    /// DIST-03.
    pub fallback: Option<QueueId>,
    /// Units that one conversation costs.
    pub cost: u16,
    /// Profiles that every conversation carries.
    pub profiles: ProfileSet,
    /// PRES-03.
    pub allowed: Bases,
    /// DIST-16, DIST-17.
    pub skill_matching: SkillMatching,
    /// The skills that a conversation takes where classification names none.
    pub requirement: Option<RequirementId>,
    /// The class where classification names none.
    pub class: Option<ClassId>,
    /// Units of age that its conversations start with.
    pub credit: u32,
    /// CAP-15.
    pub wrap_up_block: WrapUpBlock,
    /// DIST-30.
    pub distribution: Distribution,
    /// POL-49.
    pub pick_from_push: bool,
    /// DIST-20.
    pub affinity: bool,
    /// DIST-28.
    pub auto_assign: bool,
    /// TIM-16.
    pub offer_s: u32,
    /// ST-70.
    pub bot: Option<UserId>,
    /// TIM-10, in seconds; `None` is never.
    pub waiting_s: Option<u32>,
    /// TIM-19, in the order of the policy file.
    pub timeout_rules: Vec<TimeoutRule>,
    /// ST-48.
    pub disposition_required: bool,
    /// TIM-23, in seconds; `None` is never, and under POL-50 a always so.
    pub follow_up_s: Option<u32>,
    /// DIST-34, in seconds; `None` is no pause, and under POL-50 a always so.
    pub decline_pause_s: Option<u32>,
    /// CAP-33; `None` is no bound, and under POL-50 a always so.
    pub max_concurrency: Option<u8>,
    /// Whether the rules ask who wrote last (TIM-18, POL-45 a).
    pub(crate) hears: bool,
    /// What [`Policy::closes_after_block`] answers.
    pub(crate) closes_after_block: bool,
    /// What [`Policy::auto_close_s`] answers, by [`Stage`].
    pub(crate) auto_close_s: [Option<u32>; 6],
    /// How long each timer runs, by [`Timer`]; the auto-close timer's is above.
    pub(crate) timer_s: [u32; Timer::ALL.len()],
}

/// Whose silence a time-out rule measures (TIM-18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Silence {
    /// The last message is the agent's.
    Customer,
    /// The last message is the customer's, or nobody has answered yet.
    Agent,
}

/// What a time-out rule does (TIM-19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeoutAction {
    /// Sends a message to the customer.
    SendMessage,
    /// Closes the conversation (ST-27, ST-74).
    Close,
    /// Moves it to Waiting (ST-23).
    ToWaiting,
    /// Releases it to its queue (ST-21).
    Release,
}

/// A time-out rule of a workstream (TIM-18 to TIM-20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeoutRule {
    /// Whose silence.
    pub silence: Silence,
    /// After how many seconds of it.
    pub after_s: u32,
    /// What happens.
    pub action: TimeoutAction,
    /// Smaller wins a tie; equal ones go by their place.
    pub priority: i32,
}

/// What a person or bot may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Roles {
    /// Handles conversations.
    pub agent: bool,
    /// SUP-G-02.
    pub supervisor: bool,
    /// Not enough for any supervisor operation (SUP-G-02).
    pub administrator: bool,
    /// Omnichannel API access: blocks assigning (SUP-G-03).
    pub api_access: bool,
    /// A software agent (CAP-23).
    pub bot: bool,
}

/// A person or bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: String,
    /// The roles.
    pub roles: Roles,
    /// The total of units at the start.
    pub units: u16,
    /// The profiles at the start with their limits, by profile.
    pub limits: Vec<Option<u8>>,
    /// The queues at the start.
    pub queues: Vec<QueueId>,
    /// Proficiencies, by skill; zero for a skill that the person lacks.
    pub skills: Vec<u8>,
    /// The groups.
    pub groups: GroupSet,
    /// PRES-05.
    pub default_presence: Option<PresenceId>,
    /// PRES-19: one bit per channel.
    pub channels: u8,
    /// ST-38.
    pub record_access: bool,
}

impl Queue {
    /// DIST-21: the level that is tried at once; the second one may be.
    pub(crate) fn level_at_once(&self) -> u8 {
        u8::from(self.levels.get(1).is_some_and(|level| level.after_s == 0))
    }

    /// DIST-21: how many seconds after this level the next one is added; `None` after the last.
    pub(crate) fn next_level_s(&self, level: u8) -> Option<u32> {
        let next = self.levels.get(usize::from(level) + 1)?;
        Some(next.after_s - self.levels[usize::from(level)].after_s)
    }
}

impl Roles {
    /// Whether conversations are given to the person or bot.
    pub(crate) const fn takes_work(self) -> bool {
        self.agent || self.bot
    }
}

impl User {
    /// Whether the channel is enabled for this person (PRES-19).
    #[must_use]
    pub const fn serves(&self, channel: Channel) -> bool {
        self.channels >> channel as u8 & 1 == 1
    }
}

impl Policy {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The preset that the switches came from.
    #[must_use]
    pub const fn base_preset(&self) -> Preset {
        self.preset
    }

    /// The open questions, answered.
    #[must_use]
    pub const fn switches(&self) -> &Switches {
        &self.switches
    }

    /// Settings of the organisation.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The presences; the first six are the base values.
    #[must_use]
    pub fn presences(&self) -> &[Presence] {
        &self.presences
    }

    /// The capacity profiles.
    #[must_use]
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The operating hours.
    #[must_use]
    pub fn hours(&self) -> &[Hours] {
        &self.hours
    }

    /// The operating hours of a queue; `None` is always open (OH-01).
    #[must_use]
    pub fn hours_of(&self, queue: QueueId) -> Option<&Hours> {
        self.queues[queue.index()].hours.map(|place| &self.hours[place])
    }

    /// The skills.
    #[must_use]
    pub fn skills(&self) -> &[String] {
        &self.skills
    }

    /// The named sets of required skills.
    #[must_use]
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// The classes of priority.
    #[must_use]
    pub fn classes(&self) -> &[PriorityClass] {
        &self.classes
    }

    /// The groups of people.
    #[must_use]
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// The customers who are known.
    #[must_use]
    pub fn contacts(&self) -> &[Customer] {
        &self.contacts
    }

    /// The queues.
    #[must_use]
    pub fn queues(&self) -> &[Queue] {
        &self.queues
    }

    /// The workstreams.
    #[must_use]
    pub fn workstreams(&self) -> &[Workstream] {
        &self.workstreams
    }

    /// The people and bots.
    #[must_use]
    pub fn users(&self) -> &[User] {
        &self.users
    }

    /// What is allowed but probably not meant.
    #[must_use]
    pub fn warnings(&self) -> &[PolicyWarning] {
        &self.warnings
    }

    /// What the pages advise against, though many do it: units that are left over (CAP-04), and two models of capacity at
    /// once (CAP-02).
    #[must_use]
    pub fn advice(&self) -> &[PolicyWarning] {
        &self.advice
    }

    /// The user of this name.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<UserId> {
        self.users.iter().position(|user| user.name == name).map(UserId::at)
    }

    /// The queue of this name.
    #[must_use]
    pub fn queue(&self, name: &str) -> Option<QueueId> {
        self.queues.iter().position(|queue| queue.name == name).map(QueueId::at)
    }

    /// The workstream of this name.
    #[must_use]
    pub fn workstream(&self, name: &str) -> Option<WorkstreamId> {
        self.workstreams.iter().position(|workstream| workstream.name == name).map(WorkstreamId::at)
    }

    /// The profile of this name.
    #[must_use]
    pub fn profile(&self, name: &str) -> Option<ProfileId> {
        self.profiles.iter().position(|profile| profile.name == name).map(ProfileId::at)
    }

    /// The skill of this name.
    #[must_use]
    pub fn skill(&self, name: &str) -> Option<SkillId> {
        self.skills.iter().position(|skill| skill == name).map(SkillId::at)
    }

    /// The set of required skills of this name.
    #[must_use]
    pub fn requirement(&self, name: &str) -> Option<RequirementId> {
        self.requirements.iter().position(|requirement| requirement.name == name).map(RequirementId::at)
    }

    /// The class of this name.
    #[must_use]
    pub fn class(&self, name: &str) -> Option<ClassId> {
        self.classes.iter().position(|class| class.name == name).map(ClassId::at)
    }

    /// The group of this name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<GroupId> {
        self.groups.iter().position(|group| group == name).map(GroupId::at)
    }

    /// The known customer of this name.
    #[must_use]
    pub fn contact(&self, name: &str) -> Option<ContactId> {
        self.contacts.iter().position(|contact| contact.name == name).map(ContactId::at)
    }

    /// The presence of this name; base values also by their short names.
    #[must_use]
    pub fn presence(&self, name: &str) -> Option<PresenceId> {
        self.presences
            .iter()
            .position(|presence| presence.name == name)
            .map(PresenceId::at)
            .or_else(|| Base::named(name).map(Base::presence))
    }

    /// The base of a presence.
    #[must_use]
    pub fn base(&self, presence: PresenceId) -> Base {
        if !Rule::Pres02.holds() && presence.index() >= Base::ALL.len() {
            return Base::Away;
        }
        self.presences[presence.index()].base
    }

    /// After how many idle seconds a conversation of this workstream is eligible for automatic closure in this state
    /// (TIM-01 to TIM-05, TIM-08, TIM-10); `None` is never. In Wrap-up a custom block may have to end besides, see
    /// [`closes_after_block`](Self::closes_after_block).
    #[must_use]
    pub fn auto_close_s(&self, workstream: WorkstreamId, stage: Stage) -> Option<u32> {
        self.workstreams[workstream.index()].auto_close_s[stage as usize]
    }

    /// Whether automatic closure of Wrap-up waits for the custom block of this workstream too (TIM-09, POL-09): the limit
    /// and the block each run from their own start, and both must have passed.
    #[must_use]
    pub fn closes_after_block(&self, workstream: WorkstreamId) -> bool {
        self.workstreams[workstream.index()].closes_after_block
    }

    /// Whether a supervisor operation is on at the start.
    #[must_use]
    pub const fn toggle(&self, toggle: Toggle) -> bool {
        self.settings.toggles[toggle as usize]
    }
}
