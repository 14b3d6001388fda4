//! The words of a mapping that are checked where they stand, so that a wrong one is told with its line and column.

use std::fmt;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use switchboard::{Channel, Preset, Rule, Stage};
use switchboard_verify::Family;

use super::path::Path;

/// A state, by one of our names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct StateName(pub Stage);

/// The names of states in mappings. Active is in conversation, where offers are told apart.
const STATES: [(&str, Stage); 6] = [
    ("Open", Stage::Open),
    ("Offered", Stage::Offered),
    ("Active", Stage::InConversation),
    ("Waiting", Stage::Waiting),
    ("Wrap-up", Stage::WrapUp),
    ("Closed", Stage::Closed),
];

impl StateName {
    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        STATES.into_iter().find(|(_, stage)| *stage == self.0).map_or("", |(name, _)| name)
    }
}

impl TryFrom<String> for StateName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let found = STATES.into_iter().find(|(it, _)| it.eq_ignore_ascii_case(&name));
        found.map(|(_, stage)| Self(stage)).ok_or_else(|| unknown("state", &name, STATES.map(|(name, _)| name)))
    }
}

/// A kind of channel, by its name in policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct ChannelName(pub Channel);

impl TryFrom<String> for ChannelName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let names = Channel::ALL.map(Channel::name);
        Channel::named(&name).map(Self).ok_or_else(|| unknown("channel", &name, names))
    }
}

/// A preset, by its name in policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct PresetName(pub Preset);

impl TryFrom<String> for PresetName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let names = Preset::ALL.map(Preset::name);
        Preset::named(&name).map(Self).ok_or_else(|| unknown("preset", &name, names))
    }
}

/// A rule, by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct RuleId(pub Rule);

impl TryFrom<String> for RuleId {
    type Error = String;

    fn try_from(id: String) -> Result<Self, String> {
        Rule::with_id(&id)
            .map(Self)
            .ok_or_else(|| format!("unknown rule `{id}`, expected an id that `switchboard rules` lists, such as ST-09"))
    }
}

/// What a system says that it follows: a check by name, a family, or a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub enum Claim {
    /// Only steps of the relation happen.
    Steps,
    /// Times of a conversation do not run backwards.
    Times,
    /// Durations agree with their end points.
    Durations,
    /// What a record says of before agrees with what the log said then.
    Records,
    /// A family.
    Family(Family),
    /// A rule.
    Rule(Rule),
}

impl TryFrom<String> for Claim {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        match name.as_str() {
            "steps" => Ok(Self::Steps),
            "times" => Ok(Self::Times),
            "durations" => Ok(Self::Durations),
            "records" => Ok(Self::Records),
            _ => Family::named(&name).map(Self::Family).or_else(|| Rule::with_id(&name).map(Self::Rule)).ok_or_else(
                || {
                    format!(
                        "unknown claim `{name}`, expected one of: steps, times, durations, records, a family such as K2, or the id of a rule"
                    )
                },
            ),
        }
    }
}

fn unknown<const N: usize>(what: &str, name: &str, names: [&str; N]) -> String {
    format!("unknown {what} `{name}`, expected one of: {}", names.join(", "))
}

/// Where a field is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// At the first of these ways at which something is.
    First(Vec<Path>),
    /// At all of these ways, with a space between them.
    Join(Vec<Path>),
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Field;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a way such as `after.load`, a list of ways, or `{ join = [\"date\", \"time\"] }`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Field, E> {
                match text {
                    // Nothing: takes back what the fields of all records say.
                    "" => Ok(Field::First(Vec::new())),
                    text => Path::try_from(text.to_owned()).map(|path| Field::First(vec![path])).map_err(E::custom),
                }
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Field, A::Error> {
                let mut paths = Vec::new();
                while let Some(path) = seq.next_element()? {
                    paths.push(path);
                }
                Ok(Field::First(paths))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Field, A::Error> {
                let mut joined = None;
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "join" => joined = Some(map.next_value()?),
                        other => return Err(de::Error::unknown_field(other, &["join"])),
                    }
                }
                joined.map(Field::Join).ok_or_else(|| de::Error::missing_field("join"))
            }
        }
        deserializer.deserialize_any(Words)
    }
}

/// What a value must be for a record to be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// One of these texts.
    OneOf(Vec<String>),
    /// None of these texts.
    NoneOf(Vec<String>),
    /// There, or not there.
    Present(bool),
    /// A text with this in it.
    Contains(String),
    /// Nothing, or a text without this in it.
    Lacks(String),
}

/// A text, number or truth value of a pattern.
#[derive(Deserialize)]
#[serde(untagged)]
enum Word {
    Text(String),
    Whole(i64),
    Truth(bool),
}

impl Word {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Whole(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Pattern;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(
                    "a text, a list of texts, or one of `{ present = true }`, `{ not = [\"text\"] }`, `{ contains = \"text\" }`, `{ lacks = \"text\" }`",
                )
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Pattern, E> {
                Ok(Pattern::OneOf(vec![text.to_owned()]))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Pattern, E> {
                Ok(Pattern::OneOf(vec![number.to_string()]))
            }

            fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Pattern, E> {
                Ok(Pattern::OneOf(vec![truth.to_string()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Pattern, A::Error> {
                let mut texts = Vec::new();
                while let Some(word) = seq.next_element::<Word>()? {
                    texts.push(word.text());
                }
                Ok(Pattern::OneOf(texts))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pattern, A::Error> {
                let mut found = None;
                while let Some(key) = map.next_key::<String>()? {
                    found = Some(match key.as_str() {
                        "present" => Pattern::Present(map.next_value()?),
                        "not" => Pattern::NoneOf(map.next_value::<Vec<Word>>()?.into_iter().map(Word::text).collect()),
                        "contains" => Pattern::Contains(map.next_value()?),
                        "lacks" => Pattern::Lacks(map.next_value()?),
                        other => return Err(de::Error::unknown_field(other, &["present", "not", "contains", "lacks"])),
                    });
                }
                found.ok_or_else(|| {
                    de::Error::custom("an empty pattern, expected `{ present = true }` or `{ not = […] }`")
                })
            }
        }
        deserializer.deserialize_any(Words)
    }
}
