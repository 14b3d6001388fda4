//! What two policies say differently, setting by setting: each with its way in the file, and whether a comparison of the
//! order of steps can see it.

use serde::Serialize;
use serde_json::Value;
use switchboard::{Policy, PolicySpec, PolicyStep, Switches};

use super::Conclusion;

/// One part of the way to a setting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// A key of a table.
    Key(String),
    /// The member of a list that has this name.
    Name(String),
    /// The member of a list of nameless ones, from zero.
    Place(usize),
}

/// The way to a setting.
pub type Way = Vec<Segment>;

/// Whether a comparison of the order of steps can see a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// It can.
    Compared,
    /// A duration: the order of steps is the same, the clock times are not.
    Duration,
    /// How often something happens, not whether it can.
    Chance,
    /// Opening times: queues open and close whenever they like in a comparison.
    Hours,
    /// How many people are alike: a slice has few of them.
    Number,
    /// The presence at sign-in: both sides begin alike.
    Beginning,
    /// Known customers: a comparison knows none.
    Customers,
    /// A figure that is counted by, and read by no rule.
    Figure,
    /// It exists on one side only, so nothing there can be compared.
    Existence,
    /// The order of a list: both sides are compared in the order of the first.
    Sequence,
}

impl Reach {
    /// Why it is not compared; none where it is.
    #[must_use]
    pub const fn why(self) -> Option<&'static str> {
        match self {
            Self::Compared => None,
            Self::Duration => Some("a duration"),
            Self::Chance => Some("how often, not whether"),
            Self::Hours => Some("opening times"),
            Self::Number => Some("how many are alike"),
            Self::Beginning => Some("the presence at sign-in; both begin alike"),
            Self::Customers => Some("customers are unknown here"),
            Self::Figure => Some("counted by, and read by no rule"),
            Self::Existence => Some("on one side only"),
            Self::Sequence => Some("compared in the order of the first"),
        }
    }
}

/// One thing that the policies say differently.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// The way to it.
    #[serde(serialize_with = "as_words")]
    pub way: Way,
    /// What it is, in words.
    pub what: String,
    /// What the old policy says; none where there is nothing of the kind.
    pub old: Option<String>,
    /// What the new policy says.
    pub new: Option<String>,
    /// Whether a comparison can see it.
    pub reach: Reach,
    /// What came out with every other change left out, where that was asked.
    pub alone: Option<Conclusion>,
    /// Where it stands in the old file, as far as it does.
    #[serde(skip)]
    pub old_path: Vec<PolicyStep>,
    /// Where it stands in the new file.
    #[serde(skip)]
    pub new_path: Vec<PolicyStep>,
}

fn as_words<S: serde::Serializer>(way: &Way, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&joined(way))
}

/// The way in one word.
fn joined(way: &Way) -> String {
    let words: Vec<String> = way
        .iter()
        .map(|segment| match segment {
            Segment::Key(word) | Segment::Name(word) => word.clone(),
            Segment::Place(place) => place.to_string(),
        })
        .collect();
    words.join(".")
}

/// A difference of two documents: the way, and both values.
pub(super) struct Raw {
    pub(super) way: Way,
    pub(super) old: Option<Value>,
    pub(super) new: Option<Value>,
}

/// A policy as a document.
///
/// # Errors
///
/// When it cannot be written as JSON, which would be our bug.
pub(super) fn document(spec: &PolicySpec) -> Result<Value, String> {
    serde_json::to_value(spec).map_err(|error| error.to_string())
}

/// Everything in which two policies differ that says something different.
///
/// # Errors
///
/// When they cannot be written as JSON, which would be our bug.
pub(super) fn changes(old: (&PolicySpec, &Policy), new: (&PolicySpec, &Policy)) -> Result<Vec<Change>, String> {
    let mut changes = Vec::new();
    for info in Switches::ALL {
        let chosen = |policy: &Policy| policy.switches().get(info.id);
        let (before, after) = (chosen(old.1), chosen(new.1));
        if before == after {
            continue;
        }
        let words = |option: Option<&switchboard::SwitchOption>| {
            option.map(|option| format!("{} {}", option.letter, option.name))
        };
        let path = |spec: &PolicySpec| match spec.switches.contains_key(info.id) {
            true => vec![PolicyStep::Key("switches".to_owned()), PolicyStep::Key(info.id.to_owned())],
            false => vec![PolicyStep::Key("preset".to_owned())],
        };
        changes.push(Change {
            way: vec![Segment::Key("switches".to_owned()), Segment::Key(info.id.to_owned())],
            what: format!("{} ({})", info.id, info.question),
            old: words(before),
            new: words(after),
            reach: Reach::Compared,
            alone: None,
            old_path: path(old.0),
            new_path: path(new.0),
        });
    }
    let (before, after) = (document(old.0)?, document(new.0)?);
    for Raw { way, old: was, new: is } in differing(&before, &after) {
        let first = way.first().map(key_of).unwrap_or_default();
        if matches!(first, "name" | "preset" | "switches") || same_meaning(&before, &way, is.as_ref(), old.1) {
            continue;
        }
        let reach = reach(&way, was.as_ref(), is.as_ref());
        changes.push(Change {
            what: words(&way, reach),
            old: was.as_ref().map(said),
            new: is.as_ref().map(said),
            reach,
            alone: None,
            old_path: path(&before, &way),
            new_path: path(&after, &way),
            way,
        });
    }
    Ok(changes)
}

/// The old policy with one change and no other; none where it does not hold so.
///
/// # Errors
///
/// When a policy cannot be written as JSON, which would be our bug.
pub(super) fn single(old: &PolicySpec, new: &PolicySpec, change: &Change) -> Result<Option<PolicySpec>, String> {
    if let [Segment::Key(list), Segment::Key(id)] = change.way.as_slice()
        && list == "switches"
    {
        let letter = change.new.as_ref().and_then(|option| option.split(' ').next());
        let switches = letter.map(|letter| (id.clone(), letter.to_owned()));
        let mut single = old.clone();
        single.switches.extend(switches);
        return Ok(single.build().is_ok().then_some(single));
    }
    let mut document_of_old = document(old)?;
    if !set(&mut document_of_old, &change.way, get(&document(new)?, &change.way).cloned()) {
        return Ok(None);
    }
    let single = serde_json::from_value::<PolicySpec>(document_of_old).ok();
    Ok(single.filter(|single| single.build().is_ok()))
}

/// Whether a value says nothing new: the default, written out.
fn same_meaning(document: &Value, way: &Way, value: Option<&Value>, policy: &Policy) -> bool {
    if matches!(way.last(), Some(Segment::Name(_)) | None) {
        return false;
    }
    let mut changed = document.clone();
    set(&mut changed, way, value.cloned());
    let built = serde_json::from_value::<PolicySpec>(changed).ok().and_then(|spec| spec.build().ok());
    built.as_ref() == Some(policy)
}

fn key_of(segment: &Segment) -> &str {
    match segment {
        Segment::Key(word) | Segment::Name(word) => word,
        Segment::Place(_) => "",
    }
}

/// Every difference of two documents, as deep as they can be told apart.
pub(super) fn differing(old: &Value, new: &Value) -> Vec<Raw> {
    let mut found = Vec::new();
    walk(&mut Vec::new(), Some(old), Some(new), &mut found);
    found
}

fn walk(way: &mut Way, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Raw>) {
    let there = |value: Option<&Value>| value.filter(|value| !value.is_null()).cloned();
    if there(old) == there(new) {
        return;
    }
    // A table that one side does not have says nothing there, as an empty one does.
    let (table, list) = (Value::Object(serde_json::Map::new()), Value::Array(Vec::new()));
    let other = |it: Option<&Value>| match it {
        Some(Value::Object(_)) if !matches!(way.last(), Some(Segment::Name(_))) => Some(&table),
        Some(Value::Array(all)) if named(all) => Some(&list),
        Some(_) | None => None,
    };
    let (old, new) = match (old.filter(|it| !it.is_null()), new.filter(|it| !it.is_null())) {
        (None, new) => (other(new), new),
        (old, None) => (old, other(old)),
        (old, new) => (old, new),
    };
    match (old, new) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                way.push(Segment::Key(key.clone()));
                walk(way, before.get(key), after.get(key), found);
                way.pop();
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) if named(before) && named(after) => {
            walk_named(way, before, after, found);
        }
        (Some(Value::Array(before)), Some(Value::Array(after)))
            if before.len() == after.len() && before.iter().chain(after).all(Value::is_object) =>
        {
            for (place, (before, after)) in before.iter().zip(after).enumerate() {
                way.push(Segment::Place(place));
                walk(way, Some(before), Some(after), found);
                way.pop();
            }
        }
        (_, _) => found.push(Raw { way: way.clone(), old: there(old), new: there(new) }),
    }
}

fn walk_named(way: &mut Way, before: &[Value], after: &[Value], found: &mut Vec<Raw>) {
    let with = |list: &[Value], name: &str| list.iter().find(|it| name_of(it) == Some(name)).cloned();
    let names = |list: &[Value], other: &[Value]| -> Vec<String> {
        let both = list.iter().filter_map(name_of).filter(|name| with(other, name).is_some());
        both.map(str::to_owned).collect()
    };
    let (first, second) = (names(before, after), names(after, before));
    if first != second {
        let list = |names: &[String]| Some(Value::from(names.to_vec()));
        found.push(Raw { way: way.clone(), old: list(&first), new: list(&second) });
    }
    let fresh = after.iter().filter(|it| name_of(it).is_some_and(|name| with(before, name).is_none()));
    for it in before.iter().chain(fresh) {
        let Some(name) = name_of(it) else { continue };
        way.push(Segment::Name(name.to_owned()));
        let (was, is) = (with(before, name), with(after, name));
        match (&was, &is) {
            (Some(_), Some(_)) => walk(way, was.as_ref(), is.as_ref(), found),
            (_, _) => found.push(Raw { way: way.clone(), old: was, new: is }),
        }
        way.pop();
    }
}

fn name_of(value: &Value) -> Option<&str> {
    value.get("name")?.as_str()
}

fn named(list: &[Value]) -> bool {
    list.iter().all(|it| name_of(it).is_some())
}

/// The value at the end of a way.
pub(super) fn get<'a>(document: &'a Value, way: &[Segment]) -> Option<&'a Value> {
    way.iter().try_fold(document, |value, segment| match segment {
        Segment::Key(key) => value.get(key),
        Segment::Name(name) => value.as_array()?.iter().find(|it| name_of(it) == Some(name)),
        Segment::Place(place) => value.get(place),
    })
}

/// Puts a value at the end of a way; none takes it away. Whether there was such a way.
pub(super) fn set(document: &mut Value, way: &[Segment], value: Option<Value>) -> bool {
    let Some((last, way)) = way.split_last() else { return false };
    // A table that is missing appears with what is put into it.
    let missing = value.is_some() && matches!(last, Segment::Key(_));
    let end = way.iter().try_fold(document, |value, segment| match segment {
        Segment::Key(key) => {
            let table = value.as_object_mut()?;
            let is_missing = table.get(key).is_none_or(Value::is_null);
            if is_missing && missing {
                table.insert(key.clone(), Value::Object(serde_json::Map::new()));
            }
            table.get_mut(key)
        }
        Segment::Name(name) => value.as_array_mut()?.iter_mut().find(|it| name_of(it) == Some(name)),
        Segment::Place(place) => value.get_mut(place),
    });
    match (end, last) {
        (Some(Value::Object(table)), Segment::Key(key)) => {
            match value {
                Some(value) => table.insert(key.clone(), value),
                None => table.remove(key),
            };
            true
        }
        (Some(Value::Array(list)), Segment::Place(place)) if *place < list.len() => {
            list[*place] = value.unwrap_or_default();
            true
        }
        (_, _) => false,
    }
}

/// The way with places instead of names, as far as the document has it.
fn path(document: &Value, way: &[Segment]) -> Vec<PolicyStep> {
    let mut path = Vec::new();
    let mut value = Some(document);
    for segment in way {
        let step = match segment {
            Segment::Key(key) => PolicyStep::Key(key.clone()),
            Segment::Place(place) => PolicyStep::Index(*place),
            Segment::Name(name) => {
                let list = value.and_then(Value::as_array);
                match list.and_then(|list| list.iter().position(|it| name_of(it) == Some(name))) {
                    Some(place) => PolicyStep::Index(place),
                    None => break,
                }
            }
        };
        path.push(step);
        value = get(document, &way[..path.len()]);
    }
    path
}

/// Whether a comparison of the order of steps sees it.
fn reach(way: &[Segment], old: Option<&Value>, new: Option<&Value>) -> Reach {
    let keys: Vec<&str> = way.iter().map(key_of).collect();
    let last = keys.last().copied().unwrap_or_default();
    let first = keys.first().copied().unwrap_or_default();
    let numbers = old.is_some_and(Value::is_number) && new.is_some_and(Value::is_number);
    match (first, last) {
        ("contacts", _) => Reach::Customers,
        ("hours", _) => Reach::Hours,
        _ if matches!(way, [Segment::Key(_)]) && first != "skills" && first != "groups" => Reach::Sequence,
        _ if matches!(way.last(), Some(Segment::Name(_))) => Reach::Existence,
        (_, "threshold_s") => Reach::Figure,
        ("users", "count") => Reach::Number,
        ("users", "default_presence") => Reach::Beginning,
        ("settings", "preferred_fallback") => Reach::Customers,
        (_, "wrap_up_block") if numbers => Reach::Duration,
        _ if keys.contains(&"auto_close_min") => Reach::Duration,
        (_, "seconds") if keys.contains(&"wait_overflow") && numbers => Reach::Duration,
        (_, last) if last.ends_with("_s") || last.ends_with("_min") => Reach::Duration,
        _ if keys.contains(&"shares") && numbers => Reach::Chance,
        (_, _) => Reach::Compared,
    }
}

/// What a setting is, in words.
fn words(way: &[Segment], reach: Reach) -> String {
    let mut words = String::new();
    for segment in way {
        let between = if words.is_empty() { "" } else { " " };
        let word = match segment {
            Segment::Key(key) if words.is_empty() && way.len() > 1 && matches!(way[1], Segment::Name(_)) => {
                singular(key).to_owned()
            }
            Segment::Key(key) if reach == Reach::Sequence => format!("{key}, their order"),
            Segment::Key(key) => key.clone(),
            Segment::Name(name) => format!("`{name}`"),
            Segment::Place(place) => (place + 1).to_string(),
        };
        words.push_str(between);
        words.push_str(&word);
    }
    words
}

fn singular(list: &str) -> &str {
    match list {
        "classes" => "class",
        "properties" => "property",
        "hours" => "hours",
        list => list.strip_suffix('s').unwrap_or(list),
    }
}

/// A value in words.
fn said(value: &Value) -> String {
    match value {
        Value::Null => "not set".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.is_empty() => "none".to_owned(),
        Value::Array(list) => list.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::Object(table) => {
            let empty = |value: &Value| {
                let nothing = |length: Option<usize>| length == Some(0);
                nothing(value.as_array().map(Vec::len))
                    || nothing(value.as_object().map(serde_json::Map::len))
                    || *value == Value::Bool(false)
                    || value.as_i64() == Some(0)
            };
            let fields = table.iter().filter(|(key, value)| *key != "name" && !value.is_null() && !empty(value));
            let fields: Vec<String> = fields.map(|(key, value)| format!("{key} {}", said(value))).collect();
            if fields.is_empty() { "there".to_owned() } else { fields.join(", ") }
        }
    }
}
