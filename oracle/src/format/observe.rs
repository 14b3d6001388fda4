//! From records to observations, as a mapping says.

use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};

use serde_json::Value;

use super::fault::Fault;
use super::mapping::{Mapping, fields};
use super::observation::{Observation, Stretch};
use super::path::Around;
use super::record::{Look, Record, elements};
use super::spec::{FieldsSpec, ReadSpec, SpanSpec, Unknown};
use super::words::Field;

/// What became of a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passed {
    /// Records that the mapping passes over, or knows nothing to say of.
    pub over: u64,
    /// Deliveries that came again.
    pub again: u64,
}

/// Makes observations of records.
#[derive(Debug)]
pub struct Observer<'m> {
    mapping: &'m Mapping,
    file: String,
    /// The latest ids, and the order in which they came.
    ids: BTreeSet<String>,
    latest: VecDeque<String>,
    /// The time that was told last.
    last: Option<i64>,
    /// Records of which nothing was observed.
    pub passed: Passed,
}

const MICROS: f64 = 1e6;

impl<'m> Observer<'m> {
    /// An observer of a file.
    #[must_use]
    pub fn new(mapping: &'m Mapping, file: &str) -> Self {
        let passed = Passed::default();
        Self { mapping, file: file.to_owned(), ids: BTreeSet::new(), latest: VecDeque::new(), last: None, passed }
    }

    /// What a record says.
    ///
    /// # Errors
    ///
    /// A fault of the record: a value that is no time or number, or that the mapping does not know.
    pub fn observe(&mut self, line: u64, record: &Record, into: &mut Vec<Observation>) -> Result<(), Fault> {
        let before = into.len();
        let result = self.read(line, record, into);
        if result.is_ok() && into.len() == before {
            self.passed.over += 1;
        }
        result
    }

    fn read(&mut self, line: u64, record: &Record, into: &mut Vec<Observation>) -> Result<(), Fault> {
        let mapping = self.mapping;
        let spec = &mapping.spec;
        let look = Look { record, around: Around::default(), absent: &spec.absent };
        let mut known = spec.read.is_empty() && spec.span.is_empty();
        if spec.read.is_empty() && !empty(&spec.fields) {
            let read = ReadSpec::default();
            self.one(line, record, &read, None, into)?;
        }
        for read in &spec.read {
            if !look.fits(&read.when) {
                continue;
            }
            known = true;
            if read.pass_over {
                break;
            }
            let Some(each) = &read.each else {
                self.one(line, record, read, None, into)?;
                continue;
            };
            let others = read.unless_in.as_ref().map(|path| elements(record, path)).unwrap_or_default();
            let same = |one: &Value, other: &Value| {
                read.same.as_ref().is_some_and(|key| one.get(key).is_some() && one.get(key) == other.get(key))
            };
            for element in elements(record, each) {
                let around = Around { element: Some(&element), ..Around::default() };
                let fits = Look { around, ..look }.fits(&read.when);
                if fits && !others.iter().any(|other| same(&element, other)) {
                    self.one(line, record, read, Some(&element), into)?;
                }
            }
        }
        for (which, span) in spec.span.iter().enumerate() {
            if look.fits(&span.when) {
                known = true;
                self.stretch(line, record, which, span, into)?;
            }
        }
        match spec.unknown {
            Unknown::Fault if !known => {
                let kinds: Vec<String> = spec.read.iter().flat_map(|read| &read.when).take(8).map(words).collect();
                let expected = kinds.join("; ");
                Err(self.fault(
                    line,
                    format!("no `[[read]]` of the mapping is about this record, expected one of: {expected}"),
                ))
            }
            Unknown::CannotTell if !known => {
                into.push(Observation { line, unknown: true, ..Observation::default() });
                Ok(())
            }
            Unknown::Fault | Unknown::CannotTell | Unknown::PassOver => Ok(()),
        }
    }

    fn fault(&self, line: u64, message: String) -> Fault {
        Fault::at(&self.file, line, None, message)
    }

    /// What a record, or an element of it, says of a conversation or an agent.
    fn one(
        &mut self,
        line: u64,
        record: &Record,
        read: &ReadSpec,
        element: Option<&Value>,
        into: &mut Vec<Observation>,
    ) -> Result<(), Fault> {
        let mapping = self.mapping;
        let spec = &mapping.spec;
        let [conversation, time, state, state_before, agent, agent_before, queue, channel, presence, rest @ ..] =
            fields(&spec.fields, &read.fields);
        let [load, capacity, over, actor, reason, id] = rest;
        let mut around = Around { element, ..Around::default() };
        let look = Look { record, around, absent: &spec.absent };
        let seen = |field: Option<&Field>| look.field(field).map(Cow::into_owned);
        let mut found = Observation {
            line,
            conversation: seen(conversation),
            agent: seen(agent),
            agent_before: seen(agent_before),
            queue: seen(queue),
            channel: seen(channel),
            actor: seen(actor),
            reason: seen(reason),
            over: look.field(over).is_some_and(|text| !matches!(&*text, "false" | "0" | "no")),
            deeds: read.does.clone(),
            ..Observation::default()
        };
        if let Record::Event { trace, .. } = record {
            found.part = *trace;
            if found.conversation.is_none() {
                found.conversation = Some(format!("trace {trace}"));
            }
        }
        // A second delivery says nothing new.
        if let (Some(most), Some(id)) = (spec.order.duplicates, seen(id)) {
            let id = format!("{id} {}", found.conversation.as_deref().unwrap_or(""));
            if self.ids.contains(&id) {
                self.passed.again += 1;
                return Ok(());
            }
            self.latest.push_back(id.clone());
            self.ids.insert(id);
            while self.latest.len() > most as usize {
                if let Some(old) = self.latest.pop_front() {
                    self.ids.remove(&old);
                }
            }
        }
        around.conversation = found.conversation.as_deref();
        around.agent = found.agent.as_deref();
        around.queue = found.queue.as_deref();
        around.channel = found.channel.as_deref();
        let look = Look { around, ..look };
        let time = look.field(time).map(|text| spec.time.format.parse(&text, &spec.time.zone, self.last));
        let at = time.transpose().map_err(|message| self.fault(line, message))?;
        self.last = at.or(self.last);
        let number = |field: Option<&Field>, what: &str| match look.field(field) {
            None => Ok(None),
            Some(text) => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Some(number)),
                Ok(_) | Err(_) => Err(format!("the {what} is `{text}`, expected a number")),
            },
        };
        let load = number(load, "load").map_err(|message| self.fault(line, message))?;
        let capacity = number(capacity, "capacity").map_err(|message| self.fault(line, message))?;
        let presence = look.field(presence).map(Cow::into_owned);
        let (mut stage, mut unknown) = (read.is.map(|state| state.0), false);
        let mut before = None;
        for (field, of, into) in [(state, "state", &mut stage), (state_before, "state before", &mut before)] {
            if into.is_some() {
                continue;
            }
            let Some(text) = look.field(field) else { continue };
            match (spec.states.get(&*text), spec.unknown) {
                (Some(state), _) => *into = Some(state.0),
                (None, Unknown::PassOver) => return Ok(()),
                (None, Unknown::CannotTell) => unknown = true,
                (None, Unknown::Fault) => {
                    let names: Vec<&str> = spec.states.keys().map(String::as_str).take(20).collect();
                    let message = format!(
                        "unknown {of} `{text}`, expected one that `[states]` has: {}; or `unknown = \"cannot-tell\"`",
                        names.join(", ")
                    );
                    return Err(self.fault(line, message));
                }
            }
        }
        let found = Observation { at, load, capacity, presence, state: stage, state_before: before, unknown, ..found };
        if found.conversation.is_some() || found.agent.is_some() {
            into.push(found);
        }
        Ok(())
    }

    /// The stretch of time that a record tells of, if both its ends are there.
    fn stretch(
        &self,
        line: u64,
        record: &Record,
        which: usize,
        span: &SpanSpec,
        into: &mut Vec<Observation>,
    ) -> Result<(), Fault> {
        let spec = &self.mapping.spec;
        let look = Look { record, around: Around::default(), absent: &spec.absent };
        let time = |field: &Field, after: Option<i64>| {
            let found = look.field(Some(field)).map(|text| spec.time.format.parse(&text, &spec.time.zone, after));
            found.transpose().map_err(|message| self.fault(line, format!("span `{}`: {message}", span.name)))
        };
        let Some(from) = time(&span.from, None)? else { return Ok(()) };
        let Some(mut to) = time(&span.to, Some(from))? else { return Ok(()) };
        const DAY: i64 = 86_400_000_000;
        if span.over_midnight && from.saturating_sub(to) > DAY / 2 {
            to = to.saturating_add(DAY);
        }
        let lasts = match look.field(span.seconds.as_ref()) {
            None => None,
            Some(text) => match text.parse::<f64>() {
                Ok(seconds) if seconds.abs() < 1e9 => Some((seconds * MICROS).round() as i64),
                Ok(_) | Err(_) => {
                    let message = format!("span `{}` lasts `{text}`, expected seconds", span.name);
                    return Err(self.fault(line, message));
                }
            },
        };
        into.push(Observation {
            line,
            at: Some(from),
            conversation: look.field(spec.fields.conversation.as_ref()).map(Cow::into_owned),
            agent: look.field(span.agent.as_ref()).map(Cow::into_owned),
            span: Some(Stretch { which, from, to, lasts }),
            ..Observation::default()
        });
        Ok(())
    }
}

/// Whether no state, agent or time is read of every record.
fn empty(fields: &FieldsSpec) -> bool {
    fields.state.is_none() && fields.agent.is_none()
}

fn words((path, pattern): (&super::path::Path, &super::words::Pattern)) -> String {
    use super::words::Pattern;
    match pattern {
        Pattern::OneOf(texts) => format!("`{path}` {}", texts.join(" or ")),
        Pattern::NoneOf(texts) => format!("`{path}` not {}", texts.join(" or ")),
        Pattern::Contains(part) => format!("`{path}` with `{part}` in it"),
        Pattern::Lacks(part) => format!("`{path}` without `{part}` in it"),
        Pattern::Present(true) => format!("`{path}` there"),
        Pattern::Present(false) => format!("no `{path}`"),
    }
}
