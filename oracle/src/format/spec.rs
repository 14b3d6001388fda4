//! A mapping as people write it: which file, where each field of a record stands, and what its values mean.
//!
//! Every comment here is also the description in `schemas/mapping.schema.json`, which is made from these types.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::path::Path;
use super::time::{TimeFormat, Zone};
use super::words::{ChannelName, Claim, Field, Pattern, PresetName, RuleId, StateName};

/// How to read the log of another system, and what that system claims: a TOML file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "A mapping from the log of another system to states and events of switchboard")]
pub struct MappingSpec {
    /// What the mapping is called.
    pub name: String,
    /// What it reads, in a sentence.
    pub title: String,
    /// Where the system documents what is mapped here.
    #[serde(default)]
    pub sources: Vec<String>,
    /// What kind of file it is.
    pub container: Container,
    /// CSV alone: how the rows are written.
    #[serde(default)]
    pub csv: CsvSpec,
    /// How times are written.
    #[serde(default)]
    pub time: TimeSpec,
    /// Texts that mean that nothing is there; empty texts always do.
    #[serde(default)]
    pub absent: Vec<String>,
    /// In which order records are judged, and which are judged at all.
    #[serde(default)]
    pub order: OrderSpec,
    /// Where each field of a record stands.
    #[serde(default)]
    pub fields: FieldsSpec,
    /// What the values of the field `state` mean.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, shape::State>")]
    pub states: BTreeMap<String, StateName>,
    /// What to do with a state that `states` does not have, and with a record that no `read` is about.
    #[serde(default)]
    pub unknown: Unknown,
    /// Kinds of records. Each that fits a record takes what it says from it; without any, every record is read alike.
    #[serde(default)]
    pub read: Vec<ReadSpec>,
    /// Stretches of time that a record tells of.
    #[serde(default)]
    pub span: Vec<SpanSpec>,
    /// What agents can carry.
    #[serde(default)]
    pub capacity: CapacitySpec,
    /// When agents may get work.
    #[serde(default)]
    pub presence: PresenceSpec,
    /// Which steps from state to state are legal.
    #[serde(default)]
    pub relation: RelationSpec,
    /// What the system says that it follows: `steps`, `times`, `durations`, `records`, families such as `K2`, ids of
    /// rules such as `ST-41`. Whatever else is found is told as not claimed.
    #[schemars(with = "Vec<String>")]
    pub claims: Vec<Claim>,
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Container {
    /// Rows with a head.
    Csv,
    /// One JSON object on each line.
    Jsonl,
    /// Event logs of process mining (IEEE 1849). Attributes of an event are fields by their keys, those of its trace
    /// behind `trace.`; each trace is judged by itself.
    Xes,
}

/// How rows are written.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CsvSpec {
    /// What stands between cells; a comma, where nothing is said.
    pub delimiter: Option<char>,
    /// The names of the columns, where the file has no head.
    pub columns: Option<Vec<String>>,
}

/// How times are written.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TimeSpec {
    /// `rfc3339`, `unix-s`, `unix-ms`, or a pattern such as `%Y-%m-%d %H:%M:%S`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub format: TimeFormat,
    /// The zone of clocks that tell no offset; UTC, where nothing is said.
    #[serde(default)]
    #[schemars(with = "String")]
    pub zone: Zone,
}

/// In which order records are judged.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OrderSpec {
    /// Records may come by so many seconds late; they are sorted by time within that, and equal times keep the order of the
    /// file. Without it the order of the file is the order of events.
    pub window_s: Option<f64>,
    /// The file has no order at all: everything is read into memory and sorted by time.
    #[serde(default)]
    pub whole_file: bool,
    /// Deliveries may come twice: of so many latest values of the field `id`, each counts once.
    pub duplicates: Option<u32>,
    /// Of so many closed conversations it is remembered that they are closed; 100,000, where nothing is said.
    pub closed_max: Option<u32>,
}

/// Where each field of a record stands: a column, the key of an attribute, or a way such as `after.load`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FieldsSpec {
    /// Which conversation.
    #[schemars(with = "Option<shape::Field>")]
    pub conversation: Option<Field>,
    /// When.
    #[schemars(with = "Option<shape::Field>")]
    pub time: Option<Field>,
    /// The state of the conversation afterwards.
    #[schemars(with = "Option<shape::Field>")]
    pub state: Option<Field>,
    /// The state of the conversation before, as the record says.
    #[schemars(with = "Option<shape::Field>")]
    pub state_before: Option<Field>,
    /// Who has the conversation afterwards, or whom the record is about.
    #[schemars(with = "Option<shape::Field>")]
    pub agent: Option<Field>,
    /// Who had the conversation before, as the record says.
    #[schemars(with = "Option<shape::Field>")]
    pub agent_before: Option<Field>,
    /// The queue.
    #[schemars(with = "Option<shape::Field>")]
    pub queue: Option<Field>,
    /// The channel, where capacity is counted for each channel.
    #[schemars(with = "Option<shape::Field>")]
    pub channel: Option<Field>,
    /// The presence of the agent.
    #[schemars(with = "Option<shape::Field>")]
    pub presence: Option<Field>,
    /// What the agent carries.
    #[schemars(with = "Option<shape::Field>")]
    pub load: Option<Field>,
    /// What the agent can carry.
    #[schemars(with = "Option<shape::Field>")]
    pub capacity: Option<Field>,
    /// There if somebody put an agent beyond capacity or presence on purpose.
    #[schemars(with = "Option<shape::Field>")]
    pub over: Option<Field>,
    /// Who did it.
    #[schemars(with = "Option<shape::Field>")]
    pub actor: Option<Field>,
    /// Why.
    #[schemars(with = "Option<shape::Field>")]
    pub reason: Option<Field>,
    /// What makes a delivery the same delivery again.
    #[schemars(with = "Option<shape::Field>")]
    pub id: Option<Field>,
}

/// What to do with what the mapping does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// It is a fault of the input, with its line.
    #[default]
    Fault,
    /// It cannot be told whether it was legal.
    CannotTell,
    /// It is passed over, and counted.
    PassOver,
}

/// A kind of record.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReadSpec {
    /// Which records: what stands where. Without it, every record.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, shape::Pattern>")]
    pub when: BTreeMap<Path, Pattern>,
    /// Such records are passed over.
    #[serde(default)]
    pub pass_over: bool,
    /// A list in the record: it is read once for each element, which ways reach with `@.`.
    #[schemars(with = "Option<String>")]
    pub each: Option<Path>,
    /// With `each`: only elements that this list does not have.
    #[schemars(with = "Option<String>")]
    pub unless_in: Option<Path>,
    /// With `unless-in`: what makes two elements the same, such as `ContactId`.
    pub same: Option<String>,
    /// The state of the conversation afterwards, whatever stands in the record.
    #[schemars(with = "Option<shape::State>")]
    pub is: Option<StateName>,
    /// What happened besides.
    #[serde(default)]
    pub does: Vec<Deed>,
    /// Fields that stand elsewhere in such records; an empty way takes one back.
    #[serde(default)]
    pub fields: FieldsSpec,
}

/// What a kind of record tells besides the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// The conversation goes from one agent to another on purpose.
    Transfer,
    /// Somebody put the agent beyond capacity or presence on purpose, and the record says who.
    Override,
    /// The conversation is given up by its agent; nobody has it afterwards.
    Release,
}

/// A stretch of time that a record tells of.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SpanSpec {
    /// What it is.
    pub name: String,
    /// Which records have it; without it, all in which its ends stand.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, shape::Pattern>")]
    pub when: BTreeMap<Path, Pattern>,
    /// When it begins.
    #[schemars(with = "shape::Field")]
    pub from: Field,
    /// When it ends.
    #[schemars(with = "shape::Field")]
    pub to: Field,
    /// How long it lasts, in seconds, as the record says.
    #[schemars(with = "Option<shape::Field>")]
    pub seconds: Option<Field>,
    /// By how many seconds the ends may disagree with that.
    #[serde(default)]
    pub tolerance_s: f64,
    /// Who is busy in it.
    #[schemars(with = "Option<shape::Field>")]
    pub agent: Option<Field>,
    /// Whether an agent is in one of them at a time.
    #[serde(default)]
    pub alone: bool,
    /// Whether an end more than twelve hours before its beginning belongs to the next day.
    #[serde(default)]
    pub over_midnight: bool,
}

/// What agents can carry.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CapacitySpec {
    /// What every agent can carry, where records do not say.
    pub each: Option<f64>,
    /// Which states of a conversation count, where records do not say what an agent carries; Offered and Active, where
    /// nothing is said.
    #[schemars(with = "Option<Vec<shape::State>>")]
    pub states: Option<Vec<StateName>>,
    /// Whether the field `load` has what is assigned in this record already.
    #[serde(default)]
    pub load: LoadIs,
    /// What is told.
    #[serde(default)]
    pub tell: TellCapacity,
}

/// When a load was measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LoadIs {
    /// With what is assigned in the record.
    #[default]
    After,
    /// Without it.
    Before,
}

/// Which assignments are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TellCapacity {
    /// Those that put the agent beyond capacity, which is what the rules forbid.
    #[default]
    Beyond,
    /// Those that put the agent at capacity, too: a count of raw figures, not of breaches.
    AtOrBeyond,
}

/// When agents may get work.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PresenceSpec {
    /// The presences in which an agent may get work.
    #[serde(default)]
    pub eligible: Vec<String>,
}

/// Which steps from state to state are legal. The kernel is asked: every step of a small center under these presets, on
/// these channels.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RelationSpec {
    /// Under which presets: what one of them allows is legal. Both, where nothing is said.
    #[schemars(with = "Option<Vec<String>>")]
    pub presets: Option<Vec<PresetName>>,
    /// On which channels. All, where nothing is said.
    #[schemars(with = "Option<Vec<String>>")]
    pub channels: Option<Vec<ChannelName>>,
    /// Rules by which alone a step does not count as legal.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub without: Vec<RuleId>,
    /// How many moves one step of the log may stand for, where some are not logged; one, where nothing is said.
    pub moves_max: Option<u8>,
    /// The states in which a conversation may begin. Those in which the kernel lets it, where nothing is said.
    #[schemars(with = "Option<Vec<shape::State>>")]
    pub begin: Option<Vec<StateName>>,
    /// The log may begin in the middle: a conversation that is seen first in another state cannot be told.
    #[serde(default)]
    pub cut_off: bool,
    /// Steps that the system documents though the rules do not have them.
    #[serde(default)]
    pub also: Vec<AlsoSpec>,
}

/// A step that a system documents though the rules do not have it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AlsoSpec {
    /// From this state.
    #[schemars(with = "shape::State")]
    pub from: StateName,
    /// To this one.
    #[schemars(with = "shape::State")]
    pub to: StateName,
    /// Where the system says so.
    pub because: String,
}

/// What the words of a mapping look like, for the schema alone.
mod shape {
    #![expect(dead_code, reason = "read by the maker of the schema alone")]

    use schemars::JsonSchema;

    /// One of our states.
    #[derive(JsonSchema)]
    pub(super) enum State {
        Open,
        Offered,
        Active,
        Waiting,
        #[serde(rename = "Wrap-up")]
        WrapUp,
        Closed,
    }

    /// Where a field stands.
    #[derive(JsonSchema)]
    #[serde(untagged)]
    pub(super) enum Field {
        /// A way.
        One(String),
        /// The first of these ways at which something is.
        First(Vec<String>),
        /// All of these ways, with a space between them.
        Join {
            /// The ways.
            join: Vec<String>,
        },
    }

    /// A text, number or truth value.
    #[derive(JsonSchema)]
    #[serde(untagged)]
    pub(super) enum Word {
        Text(String),
        Whole(i64),
        Truth(bool),
    }

    /// What a value must be.
    #[derive(JsonSchema)]
    #[serde(untagged)]
    pub(super) enum Pattern {
        /// This text.
        One(Word),
        /// One of these texts.
        OneOf(Vec<Word>),
        /// There, or not there.
        Present {
            /// Whether it is there.
            present: bool,
        },
        /// A text with this in it.
        Contains {
            /// This.
            contains: String,
        },
        /// Nothing, or a text without this in it.
        Lacks {
            /// This.
            lacks: String,
        },
        /// None of these texts.
        Not {
            /// These texts.
            not: Vec<Word>,
        },
    }
}
