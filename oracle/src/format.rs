//! Logs of other systems: which record says what, by a mapping that people write.
//!
//! Reading order: [`MappingSpec`] is a mapping as written and [`Mapping`] one that holds; [`SHIPPED`] are those that come
//! with the tool. [`Log`] reads a file (CSV, JSON Lines or XES) record by record and gives [`Observation`]s in the order
//! in which they are judged. A [`Fault`] says what is wrong with a file, and where.

mod fault;
mod lines;
mod mapping;
mod observation;
mod observe;
mod path;
mod record;
mod rows;
mod shipped;
mod source;
mod spec;
#[cfg(test)]
mod tests;
mod time;
mod window;
mod words;
mod xes;

use std::io::BufRead;

pub use fault::Fault;
pub use mapping::Mapping;
pub use observation::{Observation, Stretch};
pub use observe::{Observer, Passed};
pub use path::Path;
pub use record::{Record, Records, Stop};
pub use shipped::{SHIPPED, Shipped};
pub use source::{RECORD_BYTES_MAX, open, unpacked};
pub use spec::{
    AlsoSpec, CapacitySpec, Container, CsvSpec, Deed, FieldsSpec, LoadIs, MappingSpec, OrderSpec, PresenceSpec,
    ReadSpec, RelationSpec, SpanSpec, TellCapacity, TimeSpec, Unknown,
};
pub use time::{TimeFormat, Zone};
pub use words::{ChannelName, Claim, Field, Pattern, PresetName, RuleId, StateName};

use lines::Lines;
use rows::Rows;
use window::Window;
use xes::Xes;

/// The JSON Schema of a mapping, as it is committed under `schemas/mapping.schema.json`.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(MappingSpec);
    // A schema is made of texts, numbers, lists and maps.
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is written");
    text.push('\n');
    text
}

/// A log that is read.
pub struct Log<'a> {
    records: Box<dyn Records + 'a>,
    observer: Observer<'a>,
    window: Window,
    fresh: Vec<Observation>,
    ended: bool,
    /// Records read.
    pub read: u64,
    /// What was wrong since it was last taken out.
    pub faults: Vec<Fault>,
}

impl std::fmt::Debug for Log<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Log").field("read", &self.read).finish_non_exhaustive()
    }
}

impl<'a> Log<'a> {
    /// A log of this name, whose bytes are unpacked already ([`unpacked`]).
    ///
    /// # Errors
    ///
    /// When the head of a CSV file cannot be read, or lacks a column that the mapping needs.
    pub fn new(file: &str, bytes: impl BufRead + 'a, mapping: &'a Mapping) -> Result<Self, Fault> {
        let spec = &mapping.spec;
        let records: Box<dyn Records + 'a> = match spec.container {
            Container::Jsonl => Box::new(Lines::new(file, bytes)),
            Container::Xes => Box::new(Xes::new(file, bytes)),
            Container::Csv => {
                let rows = Rows::new(file, bytes, &spec.csv)?;
                let columns = rows.columns();
                if let Some(missing) = mapping.columns().into_iter().find(|name| !columns.contains(name)) {
                    let message =
                        format!("no column `{missing}`, which the mapping reads; found: {}", columns.join(", "));
                    return Err(Fault::at(file, 1, None, message));
                }
                Box::new(rows)
            }
        };
        let width = match (spec.order.whole_file, spec.order.window_s) {
            (true, _) => Some(i64::MAX),
            (false, Some(seconds)) => Some((seconds * 1e6) as i64),
            (false, None) => None,
        };
        Ok(Self {
            records,
            observer: Observer::new(mapping, file),
            window: Window::new(width),
            fresh: Vec::new(),
            ended: false,
            read: 0,
            faults: Vec::new(),
        })
    }

    /// Records of which nothing was observed.
    #[must_use]
    pub const fn passed(&self) -> Passed {
        self.observer.passed
    }
}

/// Faults are kept aside; what can be read after them is. It pauses at each, with an observation that says nothing, so that
/// whoever asks can take the fault out before the next comes.
impl Iterator for Log<'_> {
    type Item = Observation;

    fn next(&mut self) -> Option<Observation> {
        loop {
            if let Some(ready) = self.window.pop() {
                return Some(ready);
            }
            if self.ended {
                return self.window.pop_last();
            }
            match self.records.next() {
                Ok(None) => self.ended = true,
                Ok(Some((line, record))) => {
                    self.read += 1;
                    let result = self.observer.observe(line, &record, &mut self.fresh);
                    self.fresh.drain(..).for_each(|it| self.window.push(it));
                    if let Err(fault) = result {
                        self.faults.push(fault);
                        return Some(Observation::default());
                    }
                }
                Err(stop) => {
                    self.ended = !stop.goes_on;
                    self.faults.push(stop.fault);
                    return Some(Observation::default());
                }
            }
        }
    }
}
