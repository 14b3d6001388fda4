//! Where in a record a value stands: a column, an attribute, or a way through nested JSON.
//!
//! `after.load` goes from object to object; `rows.0` takes an element of a list, `rows[channel=VOICE]` the one that says
//! so, and `rows.load` goes on in the first that has it; a name with dots stands in double quotes; `{agent}` stands for what the record was found to say before. A way
//! that begins with `@` begins at the element that `each` goes through. Where a text holds JSON, the way goes on in it.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;

/// A way to a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Path {
    /// Whether it begins at the element.
    pub(super) element: bool,
    pub(super) steps: Vec<Step>,
    text: String,
}

/// One step of a way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Into an object, or to an element of a list by number.
    Key(Text),
    /// To the first element of a list that has this value under this name.
    Where(String, Text),
}

/// A text, or what stands for one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Text {
    Literal(String),
    Slot(Slot),
    /// A way within the element.
    Element(Vec<String>),
}

/// What a record was found to say before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    Conversation,
    Agent,
    Queue,
    Channel,
}

/// What a way needs besides the record.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around<'a> {
    pub(super) conversation: Option<&'a str>,
    pub(super) agent: Option<&'a str>,
    pub(super) queue: Option<&'a str>,
    pub(super) channel: Option<&'a str>,
    pub(super) element: Option<&'a Value>,
}

impl Text {
    fn of(text: String) -> Result<Self, String> {
        let Some(slot) = text.strip_prefix('{') else { return Ok(Self::Literal(text)) };
        let slot = slot.strip_suffix('}').ok_or_else(|| format!("`{text}` is not closed, expected `}}`"))?;
        if let Some(way) = slot.strip_prefix("@.") {
            return Ok(Self::Element(way.split('.').map(str::to_owned).collect()));
        }
        Ok(Self::Slot(match slot {
            "conversation" => Slot::Conversation,
            "agent" => Slot::Agent,
            "queue" => Slot::Queue,
            "channel" => Slot::Channel,
            _ => {
                return Err(format!(
                    "`{{{slot}}}` stands for nothing, expected one of: {{conversation}}, {{agent}}, {{queue}}, {{channel}}, {{@.NAME}}"
                ));
            }
        }))
    }

    pub(super) fn get<'a>(&'a self, around: Around<'a>) -> Option<Cow<'a, str>> {
        match self {
            Self::Literal(text) => Some(Cow::Borrowed(text)),
            Self::Slot(Slot::Conversation) => around.conversation.map(Cow::Borrowed),
            Self::Slot(Slot::Agent) => around.agent.map(Cow::Borrowed),
            Self::Slot(Slot::Queue) => around.queue.map(Cow::Borrowed),
            Self::Slot(Slot::Channel) => around.channel.map(Cow::Borrowed),
            Self::Element(way) => scalar(way.iter().try_fold(around.element?, |value, key| value.get(key))?),
        }
    }
}

impl TryFrom<String> for Path {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut steps = Vec::new();
        let mut rest = text.as_str();
        let element = rest == "@" || rest.starts_with("@.") || rest.starts_with("@[");
        if element {
            rest = &rest[1..];
            rest = rest.strip_prefix('.').unwrap_or(rest);
        }
        while !rest.is_empty() {
            if let Some(within) = rest.strip_prefix('[') {
                let (inside, after) =
                    within.split_once(']').ok_or_else(|| format!("`{text}` has a `[` without its `]`"))?;
                steps.push(match inside.split_once('=') {
                    Some((key, value)) => Step::Where(key.to_owned(), Text::of(value.to_owned())?),
                    None if inside.parse::<usize>().is_ok() => Step::Key(Text::Literal(inside.to_owned())),
                    None => return Err(format!("`[{inside}]` in `{text}` is neither a number nor `name=value`")),
                });
                rest = after;
            } else {
                let (key, after) = match rest.strip_prefix('"') {
                    Some(quoted) => {
                        let (key, after) =
                            quoted.split_once('"').ok_or_else(|| format!("`{text}` has a quote that does not end"))?;
                        (Text::Literal(key.to_owned()), after)
                    }
                    None if rest.starts_with('{') => {
                        let end = rest.find('}').map_or(rest.len(), |place| place + 1);
                        (Text::of(rest[..end].to_owned())?, &rest[end..])
                    }
                    None => {
                        let end = rest.find(['.', '[']).unwrap_or(rest.len());
                        (Text::Literal(rest[..end].to_owned()), &rest[end..])
                    }
                };
                if key == Text::Literal(String::new()) {
                    return Err(format!("`{text}` has an empty name, expected names with dots between them"));
                }
                steps.push(Step::Key(key));
                rest = after;
            }
            match rest.strip_prefix('.') {
                Some("") => return Err(format!("`{text}` ends with a dot, expected a name after it")),
                Some(after) => rest = after,
                None if rest.is_empty() || rest.starts_with('[') => {}
                None => return Err(format!("`{text}` goes on with `{rest}`, expected a dot or nothing")),
            }
        }
        if steps.is_empty() && !element {
            return Err("an empty way leads nowhere, expected a column, an attribute or names with dots".to_owned());
        }
        Ok(Self { element, steps, text })
    }
}

impl Path {
    /// The name with which it begins, if it begins at the record with one.
    pub(super) fn column(&self) -> Option<&str> {
        match self.steps.first()? {
            Step::Key(Text::Literal(name)) if !self.element => Some(name),
            Step::Key(Text::Literal(_) | Text::Slot(_) | Text::Element(_)) | Step::Where(..) => None,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// The text of a value that is neither a list nor an object; none of a null.
pub(super) fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Some(Cow::Owned(value.to_string())),
    }
}

/// What comes of a value at the end of a way.
pub(super) fn follow<T>(
    value: &Value,
    steps: &[Step],
    around: Around<'_>,
    end: &mut dyn FnMut(&Value) -> Option<T>,
) -> Option<T> {
    let Some((step, rest)) = steps.split_first() else { return end(value) };
    if let Value::String(text) = value {
        let inner: Value = serde_json::from_str(text).ok()?;
        return match inner {
            Value::Object(_) | Value::Array(_) => follow(&inner, steps, around, end),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
    }
    let next = match step {
        Step::Key(key) => {
            let key = key.get(around)?;
            match value {
                // A number takes that element, a name goes on in the first element that has it.
                Value::Array(list) => match key.parse::<usize>() {
                    Ok(number) => list.get(number)?,
                    Err(_) => list.iter().find_map(|it| it.get(&*key))?,
                },
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                    value.get(&*key)?
                }
            }
        }
        Step::Where(key, wanted) => {
            let wanted = wanted.get(around)?;
            value.as_array()?.iter().find(|it| it.get(key).and_then(scalar).is_some_and(|text| text == wanted))?
        }
    };
    follow(next, rest, around, end)
}
