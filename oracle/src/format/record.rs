//! One record of a log, whatever the file is written in: what stands at a way.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use super::fault::Fault;
use super::path::{Around, Path, Step, follow, scalar};
use super::words::{Field, Pattern};

/// A record.
#[derive(Debug, Clone)]
pub enum Record {
    /// A row, with the places of its columns.
    Row(Rc<BTreeMap<String, usize>>, csv::StringRecord),
    /// An object.
    Object(Value),
    /// An event of a trace: the attributes of both, and which trace of the file it is.
    Event {
        /// Which trace, from one.
        trace: u64,
        /// The attributes of the trace.
        of_trace: Rc<BTreeMap<String, String>>,
        /// The attributes of the event.
        own: BTreeMap<String, String>,
    },
}

/// What reads records, one after the other.
pub trait Records {
    /// The next record and the line on which it begins; a fault of one record does not end the file.
    ///
    /// # Errors
    ///
    /// [`Stop`] with what is wrong and whether reading can go on.
    fn next(&mut self) -> Result<Option<(u64, Record)>, Stop>;
}

/// What kept a record from being read.
#[derive(Debug)]
pub struct Stop {
    /// What is wrong.
    pub fault: Fault,
    /// Whether the records after it can be read.
    pub goes_on: bool,
}

/// Where to look, and for what.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) record: &'a Record,
    pub(super) around: Around<'a>,
    /// Texts that mean that nothing is there.
    pub(super) absent: &'a [String],
}

impl<'a> Look<'a> {
    /// The text at a way, if something is there.
    pub(super) fn at(&self, path: &Path) -> Option<Cow<'a, str>> {
        let text = self.raw(path)?;
        if text.is_empty() || self.absent.iter().any(|it| *it == text) { None } else { Some(text) }
    }

    fn raw(&self, path: &Path) -> Option<Cow<'a, str>> {
        let owned = |value: &Value| scalar(value).map(|text| Cow::Owned(text.into_owned()));
        if path.element {
            return follow(self.around.element?, &path.steps, self.around, &mut |value| owned(value));
        }
        match self.record {
            Record::Object(value) => match path.steps.as_slice() {
                // The usual: one name, nothing to be copied.
                [Step::Key(key)] => scalar(value.get(&*key.get(self.around)?)?),
                steps => follow(value, steps, self.around, &mut |value| owned(value)),
            },
            Record::Row(columns, row) => {
                let (first, rest) = path.steps.split_first()?;
                let Step::Key(key) = first else { return None };
                let cell = row.get(*columns.get(&*key.get(self.around)?)?)?;
                match rest {
                    [] => Some(Cow::Borrowed(cell)),
                    rest if cell.starts_with(['{', '[']) => {
                        let inner: Value = serde_json::from_str(cell).ok()?;
                        follow(&inner, rest, self.around, &mut |value| owned(value))
                    }
                    _ => None,
                }
            }
            Record::Event { of_trace, own, .. } => match path.steps.as_slice() {
                [Step::Key(key)] => own.get(&*key.get(self.around)?).map(|text| Cow::Borrowed(text.as_str())),
                [Step::Key(trace), Step::Key(key)] if trace.get(self.around)? == "trace" => {
                    of_trace.get(&*key.get(self.around)?).map(|text| Cow::Borrowed(text.as_str()))
                }
                _ => None,
            },
        }
    }

    /// The text of a field, if something is there.
    pub(super) fn field(&self, field: Option<&Field>) -> Option<Cow<'a, str>> {
        match field? {
            Field::First(paths) => paths.iter().find_map(|path| self.at(path)),
            Field::Join(paths) => {
                let parts: Option<Vec<Cow<'_, str>>> = paths.iter().map(|path| self.at(path)).collect();
                parts.map(|parts| Cow::Owned(parts.join(" ")))
            }
        }
    }

    /// Whether what stands where is as wanted.
    pub(super) fn fits(&self, when: &BTreeMap<Path, Pattern>) -> bool {
        // What is asked of an element is asked once there is one, and what is asked of the record before.
        let here = when.iter().filter(|(path, _)| path.element == self.around.element.is_some());
        here.into_iter().all(|(path, pattern)| {
            let found = self.at(path);
            match pattern {
                Pattern::Present(wanted) => found.is_some() == *wanted,
                Pattern::OneOf(texts) => found.is_some_and(|found| texts.iter().any(|text| *text == found)),
                Pattern::Contains(part) => found.is_some_and(|found| found.contains(part)),
                Pattern::Lacks(part) => !found.is_some_and(|found| found.contains(part)),
                Pattern::NoneOf(texts) => !found.is_some_and(|found| texts.iter().any(|text| *text == found)),
            }
        })
    }
}

/// The elements of a list at a way.
pub(super) fn elements(record: &Record, path: &Path) -> Vec<Value> {
    let list = |value: &Value| value.as_array().cloned();
    let around = Around::default();
    let found = match record {
        Record::Object(value) => follow(value, &path.steps, around, &mut |value| list(value)),
        Record::Row(columns, row) => path.steps.split_first().and_then(|(first, rest)| {
            let Step::Key(key) = first else { return None };
            let cell = row.get(*columns.get(&*key.get(around)?)?)?;
            follow(&serde_json::from_str(cell).ok()?, rest, around, &mut |value| list(value))
        }),
        Record::Event { .. } => None,
    };
    found.unwrap_or_default()
}
