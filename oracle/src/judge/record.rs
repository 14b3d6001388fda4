//! One line of a log in our own JSON Lines format, as it is read: every field but the type may be missing.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::{Deserialize, Serialize};

/// A text of a line, borrowed from it unless something in it is escaped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text<'a>(pub Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Text<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Read)
    }
}

impl JsonSchema for Text<'_> {
    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}

/// Who acted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Actor<'a> {
    /// The person, if it is one.
    #[serde(borrow)]
    pub id: Option<Text<'a>>,
    /// `customer`, `agent`, `supervisor`, `router`, `timer`, `bot` or `system`.
    #[serde(borrow)]
    pub role: Option<Text<'a>>,
}

/// What a supervisor's assignment overrode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Overridden {
    /// The agent's presence.
    pub presence: bool,
    /// The agent's capacity.
    pub capacity: bool,
    /// By how many units.
    #[serde(deserialize_with = "one_whole")]
    pub units: u16,
}

/// One event of a log, or one refused command.
///
/// Only `type` must be there. What is not told is not known; further fields are passed over.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(title = "An event of a contact center", rename = "Event")]
pub struct Record<'a> {
    /// Counts records from 1.
    #[serde(default, deserialize_with = "whole")]
    pub seq: Option<u64>,
    /// When: seconds since midnight of the first day.
    pub ts: Option<f64>,
    /// The event, such as `CapacityConsumed`, or `OperationRefused` for a refused command.
    #[serde(rename = "type", borrow)]
    pub kind: Text<'a>,
    /// The rule that caused or refused it, such as `ST-02`.
    #[serde(borrow)]
    pub rule: Option<Text<'a>>,
    /// The number of the command or clock that led to it; records of one step share it.
    #[serde(default, deserialize_with = "whole")]
    pub cause: Option<u64>,
    /// That command in words, such as `supervisor assign`.
    #[serde(borrow)]
    pub command: Option<Text<'a>>,
    /// Who acted.
    #[serde(borrow)]
    pub actor: Option<Actor<'a>>,
    /// The conversation: any name, never used twice.
    #[serde(borrow)]
    pub conv: Option<Text<'a>>,
    /// The workstream of the conversation.
    #[serde(borrow)]
    pub workstream: Option<Text<'a>>,
    /// The channel of the conversation.
    #[serde(borrow)]
    pub channel: Option<Text<'a>>,
    /// The queue that the event is about.
    #[serde(borrow)]
    pub queue: Option<Text<'a>>,
    /// The agent or supervisor that the event is about.
    #[serde(borrow)]
    pub agent: Option<Text<'a>>,
    /// The state, person or presence of before.
    #[serde(borrow)]
    pub from: Option<Text<'a>>,
    /// The state, person or presence of after.
    #[serde(borrow)]
    pub to: Option<Text<'a>>,
    /// Why, or what kind: see the table of fields in `sims/src/events.rs`.
    #[serde(borrow)]
    pub reason: Option<Text<'a>>,
    /// The timer of `TimerArmed` and `TimerCleared`.
    #[serde(borrow)]
    pub timer: Option<Text<'a>>,
    /// A duration in seconds.
    #[serde(default, deserialize_with = "whole")]
    pub seconds: Option<u32>,
    /// Units that the agent has left after a change of capacity.
    #[serde(default, deserialize_with = "whole")]
    pub available: Option<i32>,
    /// What a supervisor's assignment overrode; of a refused one, what it asked to override.
    #[serde(rename = "override")]
    pub over: Option<Overridden>,
    /// How often this agent has declined this conversation.
    #[serde(default, deserialize_with = "whole")]
    pub declines: Option<u8>,
    /// A total of units.
    #[serde(default, deserialize_with = "whole")]
    pub units: Option<u16>,
    /// The length of a queue, or a place in it.
    #[serde(default, deserialize_with = "whole")]
    pub length: Option<u32>,
    /// Capacity profiles with their limits.
    #[serde(borrow, default, deserialize_with = "limits")]
    pub profiles: Option<BTreeMap<Text<'a>, u8>>,
    /// The presence afterwards.
    #[serde(borrow)]
    pub presence: Option<Text<'a>>,
}

/// A whole number, or none: `100.0` is one too, as JSON Schema has it.
fn whole<'de, D: Deserializer<'de>, T: TryFrom<i128>>(deserializer: D) -> Result<Option<T>, D::Error> {
    struct Whole<T>(PhantomData<T>);

    impl<T: TryFrom<i128>> Whole<T> {
        fn of<E: Error>(self, number: i128, shown: Unexpected<'_>) -> Result<Option<T>, E> {
            T::try_from(number).map(Some).map_err(|_| E::invalid_value(shown, &self))
        }
    }

    impl<'de, T: TryFrom<i128>> Visitor<'de> for Whole<T> {
        type Value = Option<T>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(std::any::type_name::<T>())
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
            self.of(number.into(), Unexpected::Unsigned(number))
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
            self.of(number.into(), Unexpected::Signed(number))
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
            // Beyond this floating point tells no whole numbers apart.
            const MOST: f64 = 9_007_199_254_740_992.0;
            if number.fract() != 0.0 || number.abs() > MOST {
                return Err(E::invalid_type(Unexpected::Float(number), &self));
            }
            self.of(number as i128, Unexpected::Float(number))
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }

    deserializer.deserialize_any(Whole(PhantomData))
}

/// As [`whole`], where there must be one.
fn one_whole<'de, D: Deserializer<'de>, T: TryFrom<i128>>(deserializer: D) -> Result<T, D::Error> {
    whole(deserializer)?.ok_or_else(|| D::Error::invalid_type(Unexpected::Unit, &std::any::type_name::<T>()))
}

/// Limits by profile.
fn limits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<BTreeMap<Text<'de>, u8>>, D::Error> {
    #[derive(Deserialize)]
    struct Limit(#[serde(deserialize_with = "one_whole")] u8);

    let limits: Option<BTreeMap<Text<'de>, Limit>> = Option::deserialize(deserializer)?;
    Ok(limits.map(|limits| limits.into_iter().map(|(name, Limit(limit))| (name, limit)).collect()))
}

/// The JSON Schema of a line, as it is committed under `schemas/events.schema.json`.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(Record<'static>);
    // A schema is made of texts, numbers, lists and maps.
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is written");
    text.push('\n');
    text
}
