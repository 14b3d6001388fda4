//! Fixes written into the text of a policy, so that comments and order stay; and what that changes, as a patch.
//!
//! Places move when something is removed, so whoever makes several fixes reads and analyses the text again after each.

use std::fmt;

use similar::TextDiff;
use switchboard::PolicyStep;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike};

use super::{Edit, Fix, Value};

/// A fix that does not go with the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatchError {
    /// The text is no TOML; what the reader says.
    NoToml(String),
    /// The text has no such place, or something of another kind stands there.
    NoPlace(Vec<PolicyStep>),
}

impl fmt::Display for PatchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoToml(message) => write!(formatter, "the text is no TOML: {message}"),
            Self::NoPlace(path) => {
                formatter.write_str("the text has no `")?;
                for (number, step) in path.iter().enumerate() {
                    match step {
                        PolicyStep::Key(key) if number == 0 => formatter.write_str(key)?,
                        PolicyStep::Key(key) => write!(formatter, ".{key}")?,
                        PolicyStep::Index(index) => write!(formatter, "[{index}]")?,
                    }
                }
                formatter.write_str("`, expected the text that the fix was made for")
            }
        }
    }
}

impl std::error::Error for PatchError {}

/// The text with the changes of a fix. `way` leads from the top of the text to the policy: empty for a policy file, the
/// key `policy` for a scenario that holds its policy.
///
/// # Errors
///
/// When the text is no TOML, or has not the place that a change names.
pub fn apply(text: &str, way: &[PolicyStep], fix: &Fix) -> Result<String, PatchError> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        PatchError::NoToml(error.message().lines().collect::<Vec<_>>().join("; "))
    })?;
    for edit in &fix.edits {
        let (Edit::Set { path, .. } | Edit::Add { path, .. } | Edit::Remove { path }) = edit;
        let whole: Vec<PolicyStep> = way.iter().chain(path).cloned().collect();
        let make = !matches!(edit, Edit::Remove { .. });
        let done = match whole.split_last() {
            Some((last, parents)) => match find(document.as_table_mut(), parents, make) {
                Some(parent) => change(parent, last, edit),
                None => None,
            },
            None => None,
        };
        done.ok_or(PatchError::NoPlace(whole))?;
    }
    let mended = document.to_string();
    // The writer ends every line in one way; a text whose lines all end in the other keeps that.
    let two = text.matches("\r\n").count();
    Ok(match two > 0 && two == text.matches('\n').count() {
        true => mended.replace("\r\n", "\n").replace('\n', "\r\n"),
        false => mended,
    })
}

/// The difference of two texts in the unified form, with the file's name on both sides and three lines around.
#[must_use]
pub fn diff(before: &str, after: &str, file: &str) -> String {
    // A path from the root has no place in a patch; `git apply` takes what stands below it.
    let file = file.trim_start_matches('/');
    let (old, new) = (format!("a/{file}"), format!("b/{file}"));
    TextDiff::from_lines(before, after).unified_diff().context_radius(3).header(&old, &new).to_string()
}

/// What a step leads to: tables come in two forms, and lists as well.
enum Spot<'a> {
    Table(&'a mut Table),
    Inline(&'a mut InlineTable),
    Array(&'a mut Array),
    Tables(&'a mut toml_edit::ArrayOfTables),
}

impl<'a> Spot<'a> {
    fn of(item: &'a mut Item) -> Option<Self> {
        match item {
            Item::Table(table) => Some(Self::Table(table)),
            Item::ArrayOfTables(tables) => Some(Self::Tables(tables)),
            Item::Value(value) => Self::of_value(value),
            Item::None => None,
        }
    }

    fn of_value(value: &'a mut toml_edit::Value) -> Option<Self> {
        match value {
            toml_edit::Value::InlineTable(table) => Some(Self::Inline(table)),
            toml_edit::Value::Array(array) => Some(Self::Array(array)),
            toml_edit::Value::String(_)
            | toml_edit::Value::Integer(_)
            | toml_edit::Value::Float(_)
            | toml_edit::Value::Boolean(_)
            | toml_edit::Value::Datetime(_) => None,
        }
    }

    fn step(self, step: &PolicyStep, make: bool) -> Option<Self> {
        match (self, step) {
            (Self::Table(table), PolicyStep::Key(key)) => {
                if make && !table.contains_key(key) {
                    table.insert(key, Item::Value(toml_edit::Value::InlineTable(InlineTable::new())));
                    // A table that only its children made must be written to hold a value.
                    table.set_implicit(false);
                }
                Self::of(table.get_mut(key)?)
            }
            (Self::Inline(table), PolicyStep::Key(key)) => {
                if make && !table.contains_key(key) {
                    table.insert(key, toml_edit::Value::InlineTable(InlineTable::new()));
                }
                Self::of_value(table.get_mut(key)?)
            }
            (Self::Array(array), PolicyStep::Index(index)) => Self::of_value(array.get_mut(*index)?),
            (Self::Tables(tables), PolicyStep::Index(index)) => Some(Self::Table(tables.get_mut(*index)?)),
            (Self::Table(_) | Self::Inline(_), PolicyStep::Index(_))
            | (Self::Array(_) | Self::Tables(_), PolicyStep::Key(_)) => None,
        }
    }
}

fn find<'a>(table: &'a mut Table, way: &[PolicyStep], make: bool) -> Option<Spot<'a>> {
    way.iter().try_fold(Spot::Table(table), |spot, step| spot.step(step, make))
}

/// Makes one change of what `step` names in its parent.
fn change(parent: Spot<'_>, step: &PolicyStep, edit: &Edit) -> Option<()> {
    match (parent, step) {
        (Spot::Table(table), PolicyStep::Key(key)) => {
            if !matches!(edit, Edit::Remove { .. }) {
                table.set_implicit(false);
            }
            in_table(table, key, edit)
        }
        (Spot::Inline(table), PolicyStep::Key(key)) => {
            // The blank before the closing brace belongs to the last value; it stays the last blank.
            let last = table.iter_mut().last().filter(|(last, _)| last.get() != key);
            let blank = last.and_then(|(_, value)| value.decor().suffix()?.as_str().map(str::to_owned));
            let is_new = !matches!(edit, Edit::Remove { .. }) && !table.contains_key(key);
            in_table(table, key, edit)?;
            if let Some(blank) = blank.filter(|_| is_new) {
                let count = table.len();
                for (place, (_, value)) in table.iter_mut().enumerate().skip(count - 2) {
                    value.decor_mut().set_suffix(if place + 1 == count { blank.as_str() } else { "" });
                }
            }
            Some(())
        }
        (Spot::Array(array), PolicyStep::Index(index)) => in_array(array, *index, edit),
        (Spot::Tables(tables), PolicyStep::Index(index)) => match edit {
            Edit::Remove { .. } if *index < tables.len() => {
                tables.remove(*index);
                Some(())
            }
            Edit::Remove { .. } | Edit::Set { .. } | Edit::Add { .. } => None,
        },
        (Spot::Table(_) | Spot::Inline(_), PolicyStep::Index(_))
        | (Spot::Array(_) | Spot::Tables(_), PolicyStep::Key(_)) => None,
    }
}

fn in_table(table: &mut dyn TableLike, key: &str, edit: &Edit) -> Option<()> {
    match edit {
        Edit::Set { value, .. } => match table.get_mut(key).and_then(Item::as_value_mut) {
            Some(old) => replace(old, value),
            None => {
                table.insert(key, Item::Value(written(value)));
            }
        },
        Edit::Add { value, .. } => match table.get_mut(key) {
            Some(item) => push(item.as_array_mut()?, value),
            None => {
                table.insert(key, Item::Value(toml_edit::Value::Array([written(value)].into_iter().collect())));
            }
        },
        Edit::Remove { .. } => {
            table.remove(key)?;
        }
    }
    Some(())
}

fn in_array(array: &mut Array, index: usize, edit: &Edit) -> Option<()> {
    match edit {
        Edit::Set { value, .. } => replace(array.get_mut(index)?, value),
        Edit::Add { value, .. } => push(array.get_mut(index)?.as_array_mut()?, value),
        Edit::Remove { .. } if index < array.len() => remove(array, index),
        Edit::Remove { .. } => return None,
    }
    Some(())
}

fn written(value: &Value) -> toml_edit::Value {
    match value {
        Value::Truth(truth) => (*truth).into(),
        Value::Number(number) => (*number).into(),
        Value::Word(word) => word.as_str().into(),
    }
}

/// Another value in the old one's clothes.
fn replace(old: &mut toml_edit::Value, value: &Value) {
    let decor = old.decor().clone();
    *old = written(value);
    *old.decor_mut() = decor;
}

/// One value more, on a line of its own where the last one has one.
fn push(array: &mut Array, value: &Value) {
    let last = array.iter().last().and_then(|last| last.decor().prefix()?.as_str().map(str::to_owned));
    let mut value = written(value);
    match last.filter(|prefix| prefix.contains('\n')) {
        Some(prefix) => {
            let indent = prefix.rsplit('\n').next().unwrap_or("");
            value.decor_mut().set_prefix(format!("\n{indent}"));
            array.push_formatted(value);
        }
        None => array.push(value),
    }
}

/// One value less. What stands behind it on its line is about it, though TOML's reader counts it to the next.
fn remove(array: &mut Array, index: usize) {
    let own = array.get(index).and_then(|value| value.decor().prefix()?.as_str().map(str::to_owned));
    array.remove(index);
    let is_comment = |line: &str| line.trim_start().starts_with('#');
    // The end of the line before, which belongs to the value before.
    let head =
        own.as_deref().and_then(|own| own.split_once('\n')).map(|(head, _)| head).filter(|head| is_comment(head));
    let mend = |next: &str| {
        let rest = match next.split_once('\n') {
            Some((first, rest)) if is_comment(first) => format!("\n{rest}"),
            Some(_) | None => next.to_owned(),
        };
        match head {
            Some(head) => format!("{head}{rest}"),
            None => rest,
        }
    };
    match array.get_mut(index) {
        Some(next) => {
            let prefix = next.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or("").to_owned();
            let prefix = if index == 0 && !prefix.contains('\n') { String::new() } else { mend(&prefix) };
            next.decor_mut().set_prefix(prefix);
        }
        None => {
            let trailing = mend(array.trailing().as_str().unwrap_or(""));
            array.set_trailing(trailing);
        }
    }
}
