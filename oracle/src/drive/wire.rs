//! The messages between a driver and an implementation: one JSON object on a line, both ways.
//!
//! `PROTOCOL.md` tells them to people, and `schemas/drive.schema.json` is made from these types.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version that this crate speaks.
pub const VERSION: u32 = 1;

/// What a driver asks.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Request<'a> {
    /// The first message: who is there, and what can it do? Answered by `hello`.
    Hello {
        /// The version of the protocol that the driver speaks.
        version: u32,
        /// Left for later versions; may be ignored.
        #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
        driver: Option<Cow<'a, str>>,
    },
    /// Begin again: nobody signed in, nothing queued, time zero. Answered by `ready` or `unsupported`.
    Reset {
        /// For whatever the implementation draws by chance.
        seed: u64,
        /// The policy, as a policy file says it, in JSON. Absent: the one before.
        #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<serde_json::Value>")]
        policy: Option<Cow<'a, serde_json::value::RawValue>>,
    },
    /// Somebody tries something. Answered by `done`, `unchanged`, `refused` or `unsupported`.
    Step {
        /// Repeated in the answer.
        id: u64,
        /// What is tried.
        #[serde(borrow)]
        action: Box<Act<'a>>,
        /// The same in the words of `switchboard play`.
        #[serde(borrow)]
        words: Cow<'a, str>,
        /// Whether the state is wanted with the answer.
        #[serde(default)]
        observe: bool,
    },
    /// Tell the state, once everything that was begun has come to its end. Answered by `state`.
    Observe {
        /// Repeated in the answer.
        id: u64,
    },
    /// Let this much virtual time pass, and all clocks that run out on the way act, in order. Answered by `advanced`.
    Advance {
        /// Repeated in the answer.
        id: u64,
        /// How much.
        seconds: u64,
        /// Whether the state is wanted with the answer.
        #[serde(default)]
        observe: bool,
    },
    /// The last message; the implementation ends. Not answered.
    Bye {},
}

/// What an implementation answers, in the order in which it was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reply<'a> {
    /// To `hello`.
    Hello(Box<Capabilities>),
    /// To `reset`.
    Ready {},
    /// To `reset` or a step: the implementation does not know this.
    Unsupported {
        /// Why, in words.
        #[serde(default)]
        reason: String,
    },
    /// To a step: it happened.
    #[serde(borrow)]
    Done(Answered<'a>),
    /// To a step: a legal repetition, or a fact without effect here.
    Unchanged(Answered<'a>),
    /// To a step: not allowed; nothing has changed.
    Refused(Answered<'a>),
    /// To `observe`.
    State {
        /// Of the question.
        id: u64,
        /// What can be seen.
        #[serde(borrow)]
        state: State<'a>,
    },
    /// To `advance`.
    Advanced(Answered<'a>),
    /// By itself, between answers: effects that come late.
    Effects {
        /// What happened.
        #[serde(borrow)]
        effects: Vec<Effect<'a>>,
    },
}

/// The answer to a step, or to time that passes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Answered<'a> {
    /// Of the question.
    pub id: u64,
    /// What happened.
    #[serde(borrow, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect<'a>>,
    /// To a search of the router: what went to whom.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub assigned: Option<Assigned<'a>>,
    /// The code of a refusal, in two letters.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub code: Option<Cow<'a, str>>,
    /// The rule behind the answer, by its id.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Cow<'a, str>>,
    /// The answer in the implementation's own words; shown to people and compared with nothing.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Cow<'a, str>>,
    /// What can be seen afterwards, where it was wanted.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub state: Option<State<'a>>,
}

/// What the router assigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Assigned<'a> {
    /// Which conversation.
    #[serde(borrow)]
    pub conversation: Cow<'a, str>,
    /// To whom.
    #[serde(borrow)]
    pub agent: Cow<'a, str>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Effect<'a> {
    /// The name of the event, such as `OfferMade`.
    #[serde(borrow)]
    pub event: Cow<'a, str>,
    /// Which conversation it is about, if it is about one.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<Cow<'a, str>>,
    /// The same in the words of `switchboard play`; compared where they are told.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Cow<'a, str>>,
}

/// What can be seen of a center.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct State<'a> {
    /// The conversations; one that is closed may be left out.
    #[serde(borrow)]
    pub conversations: Vec<Seen<'a>>,
    /// The people; one who is left out is not compared.
    #[serde(borrow, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person<'a>>,
    /// The queues with what waits in them, in the order of service; one that is left out is not compared.
    #[serde(borrow, skip_serializing_if = "Vec::is_empty")]
    pub queues: Vec<Line<'a>>,
}

/// A conversation as it can be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Seen<'a> {
    /// Its name, which the driver gave.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// Where it stands.
    pub state: Standing,
    /// Its queue.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<Cow<'a, str>>,
    /// Who has it: the agent to whom it is offered, who leads it, for whom it waits, or who wraps it up.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Cow<'a, str>>,
    /// Who sits beside the one who leads, sorted by name.
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    pub seats: Vec<Sits<'a>>,
    /// Whether the customer is on hold.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hold: bool,
    /// Whether the chat is raised to a call.
    #[serde(default, skip_serializing_if = "is_false")]
    pub raised: bool,
    /// Whether the customer's connection is down.
    #[serde(default, skip_serializing_if = "is_false")]
    pub away: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Waits in its queue.
    Open,
    /// Rings at an agent.
    Offered,
    /// Is talked in.
    InConversation,
    /// Offered or talked in: for implementations that do not tell these apart.
    Active,
    /// Waits for the customer.
    Waiting,
    /// Is over, and wrapped up.
    WrapUp,
    /// Closed for good.
    Closed,
}

/// Somebody beside the one who leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Sits<'a> {
    /// Who.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// As what.
    pub seat: SeatName,
}

/// A seat beside the one who leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeatName {
    /// Asked to consult.
    ConsultOffered,
    /// Consults.
    Consulting,
    /// Watches silently.
    Monitoring,
    /// Has joined.
    Joined,
}

/// A person as can be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person<'a> {
    /// The name.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// The presence by its name.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub presence: Option<Cow<'a, str>>,
    /// Units that are left; below zero after an override.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<i32>,
    /// Items by profile that are used, in the order of the policy's profiles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<i32>,
}

/// A queue as it can be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Line<'a> {
    /// The name.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// What waits in it, the first one first.
    #[serde(borrow)]
    pub line: Vec<Cow<'a, str>>,
}

/// What an implementation can do, and what it wants to be judged by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Capabilities {
    /// The version of the protocol.
    pub version: u32,
    /// What it is called.
    pub name: String,
    /// The policy that it implements, where it knows no other, as a policy file says it, in JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<serde_json::Value>,
    /// What can be tried, as `actor/operation`, or `actor/*`; absent: everything. Nothing else is tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operations: Option<Vec<String>>,
    /// The channels; absent: all. What arrives on others is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<String>>,
    /// How finely answers are told.
    pub answers: Answers,
    /// The names of the effects that are told, or `*` for all.
    pub effects: Vec<String>,
    /// Whether effects may come after the answer, until the next `observe`.
    pub late: bool,
    /// What of the state is told.
    pub observes: Vec<Aspect>,
    /// What of the router's order is claimed.
    pub order: Order,
    /// Whether the router is asked, or searches by itself after every step.
    pub routes: Routes,
    /// Whether virtual time can pass by `advance`.
    pub time: bool,
    /// How many conversations may be created in one run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversations_max: Option<u32>,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            version: VERSION,
            name: String::new(),
            policy: None,
            operations: None,
            channels: None,
            answers: Answers::Kind,
            effects: Vec::new(),
            late: false,
            observes: vec![Aspect::State, Aspect::Holder],
            order: Order::Items,
            routes: Routes::Asked,
            time: false,
            conversations_max: None,
        }
    }
}

/// How finely answers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answers {
    /// `done`, or not.
    Done,
    /// `done`, `unchanged` or `refused`.
    Kind,
    /// Refusals with their code.
    Code,
    /// All answers with their rule, and refusals with their code.
    Rule,
}

/// What can be told of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// Where conversations stand.
    State,
    /// Who has them.
    Holder,
    /// In which queue.
    Queue,
    /// Who sits beside.
    Seats,
    /// Hold, raised calls, customers who are away.
    Talk,
    /// The presence of people.
    Presence,
    /// The units that they have left.
    Available,
    /// The items that they have by profile.
    Profiles,
    /// What waits in queues, in its order.
    Line,
}

impl Aspect {
    /// Everything.
    pub const ALL: [Self; 9] = [
        Self::State,
        Self::Holder,
        Self::Queue,
        Self::Seats,
        Self::Talk,
        Self::Presence,
        Self::Available,
        Self::Profiles,
        Self::Line,
    ];

    /// As the protocol names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Holder => "holder",
            Self::Queue => "queue",
            Self::Seats => "seats",
            Self::Talk => "talk",
            Self::Presence => "presence",
            Self::Available => "available",
            Self::Profiles => "profiles",
            Self::Line => "line",
        }
    }
}

/// What of the router's order is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Nothing: any item that waits may go to any agent who may have it.
    None,
    /// Which item goes first; any agent who may have it may get it.
    Items,
    /// Also which agent gets it.
    Agents,
}

/// Who starts searches of the router.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Routes {
    /// The driver, by a step.
    Asked,
    /// The implementation, after every step, until nothing more can be assigned.
    ByItself,
}

/// What somebody tries. Which of the fields are there depends on actor and operation; names are those of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Act<'a> {
    /// What kind of actor: `arrival`, `agent`, `supervisor`, `customer`, `bot`, `system`, `timer`, `router`, `desk`,
    /// `manager`, `settings` or `gauge`.
    #[serde(borrow)]
    pub actor: Cow<'a, str>,
    /// What is tried, such as `accept`.
    #[serde(borrow)]
    pub operation: Cow<'a, str>,
    /// Who acts.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub by: Option<Cow<'a, str>>,
    /// On which conversation; the name of the new one where one is created.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<Cow<'a, str>>,
    /// The agent, or other person, whom it is about.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Cow<'a, str>>,
    /// The queue that it is about.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub queue: Option<Cow<'a, str>>,
    /// The workstream of what arrives.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub workstream: Option<Cow<'a, str>>,
    /// Profiles that classification attached to what arrives.
    #[serde(borrow, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<Cow<'a, str>>,
    /// The presence.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub presence: Option<Cow<'a, str>>,
    /// The profile.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Cow<'a, str>>,
    /// Whether a supervisor overrides presence.
    #[serde(skip_serializing_if = "is_false")]
    pub over_presence: bool,
    /// Whether a supervisor overrides capacity.
    #[serde(skip_serializing_if = "is_false")]
    pub over_capacity: bool,
    /// Units, a limit (absent: the profile is taken away), seconds, a minute, a draw, units of age, or the number of a
    /// time-out rule from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// Whether something is on, or open, or whether classification failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<bool>,
}

/// A message of either side.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum Message {
    /// What a driver asks.
    Request(Request<'static>),
    /// What an implementation answers.
    Reply(Reply<'static>),
}

/// The JSON Schema of the messages, as `schemas/drive.schema.json` has it.
#[must_use]
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Message)).unwrap_or_default();
    text.push('\n');
    text
}
