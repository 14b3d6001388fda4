//! Call logs: real calls read from a table, tallied, and turned into what a simulation needs.
//!
//! A log tells for each call when it came, how long it waited, whether an agent answered, for how
//! long and who. The format is that of the "Anonymous Bank" of the Technion's service engineering
//! group (I. Guedj, A. Mandelbaum, 2000); other files are read by naming their columns.
//!
//! - [`CallLog::read`] reads a log; a row that cannot be read is an error with its place, a row that
//!   contradicts itself is kept or set aside by the rule of its [`Imperfection`] and counted.
//! - [`tally()`] counts the log in the words of the metrics.
//! - [`estimate`] estimates arrivals, service times and patience.
//! - [`staff`] infers who was on the floor.

#[cfg(test)]
pub(crate) mod bank;
mod columns;
mod date;
mod error;
pub mod estimate;
mod imperfection;
mod read;
pub mod replay;
mod row;
mod source;
pub mod staff;
mod tally;

use std::collections::BTreeMap;

use crate::tick::{Span, Tick};

pub use self::columns::{ColumnMapping, Field, MappingError};
pub use self::date::{Date, Weekday};
pub use self::error::{CallLogError, Place};
pub use self::imperfection::{Found, Imperfection, Imperfections, SetAside};
pub use self::tally::{HALF_HOURS, LogTallies, Tally, half_hour, tally};

/// The waiting time with which a customer of priority 2 enters the queue of the bank.
///
/// Customers are served in the order of waited time plus this credit (documentation of the data
/// set, "priority"). Priorities 0 and 1 have none.
pub const PRIORITY_2_CREDIT: Span = Span::from_whole_seconds(90);

/// A number for each call type of a log: its place among the types in alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallType(u16);

/// A number for each agent of a log: the place of his label in alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentNumber(u16);

impl CallType {
    /// The place among the types, from 0.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl AgentNumber {
    /// The place among the agents, from 0; one past the last is the agent more of [`staff`].
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// One call of a log.
///
/// Instants are on the clock of the call's own day: its midnight is tick 0, and what happens after
/// the following midnight lies beyond 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// The line of the file it stands on, from 1.
    pub line: u64,
    /// The day it came in.
    pub date: Date,
    /// What it was about.
    pub call_type: CallType,
    /// The customer's priority: 0 unidentified, 1 identified, 2 high; see [`PRIORITY_2_CREDIT`].
    pub priority: u8,
    /// When the voice menu picked it up.
    pub entered: Tick,
    /// How it ended.
    pub ending: Ending,
    /// What was wrong with its row.
    pub imperfections: Imperfections,
}

/// How a call ended, with what is only then known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The customer hung up in the voice menu and never asked for an agent.
    LeftMenu,
    /// The customer asked for an agent and hung up before any answered.
    Abandoned {
        /// When the customer entered the queue.
        asked: Tick,
        /// How long the customer waited there.
        wait: Span,
    },
    /// An agent answered.
    Answered {
        /// When the customer entered the queue, or left the menu if no queue was needed.
        asked: Tick,
        /// How long the customer waited; zero if no queue was needed.
        wait: Span,
        /// Who answered; unknown where the log names nobody.
        agent: Option<AgentNumber>,
        /// What the log knows of the service; unknown where its time is zero.
        service: Option<Service>,
    },
}

/// An agent's work on one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// When it began.
    pub start: Tick,
    /// How long it took; above zero.
    pub time: Span,
}

impl Service {
    /// When it ended.
    pub fn end(self) -> Tick {
        self.start + self.time
    }
}

impl Call {
    /// When the customer asked for an agent; never, for one who left in the menu.
    pub fn asked(&self) -> Option<Tick> {
        match self.ending {
            Ending::LeftMenu => None,
            Ending::Abandoned { asked, .. } | Ending::Answered { asked, .. } => Some(asked),
        }
    }

    /// How long the customer waited for an agent; nothing for one who never asked.
    pub fn wait(&self) -> Option<Span> {
        match self.ending {
            Ending::LeftMenu => None,
            Ending::Abandoned { wait, .. } | Ending::Answered { wait, .. } => Some(wait),
        }
    }

    /// The agent's work, where the call was answered and its time is known.
    pub fn service(&self) -> Option<Service> {
        match self.ending {
            Ending::Answered { service, .. } => service,
            Ending::LeftMenu | Ending::Abandoned { .. } => None,
        }
    }

    /// The waiting time credited to the customer on entering the queue, by priority.
    pub fn credit(&self) -> Span {
        if self.priority == 2 { PRIORITY_2_CREDIT } else { Span::ZERO }
    }
}

/// All calls of a log, with what was wrong with it.
///
/// **Invariant:** every row of the file is either a call or set aside; calls are in the order of day,
/// time (asked for an agent, or entered the menu if never) and line.
#[derive(Clone, Debug, PartialEq)]
pub struct CallLog {
    name: String,
    calls: Vec<Call>,
    set_aside: Vec<SetAside>,
    imperfections: BTreeMap<Imperfection, Found>,
    days: Vec<Date>,
    call_types: Vec<String>,
    agents: Vec<String>,
}

impl CallLog {
    /// Reads a log from the bytes of a CSV file with a header line.
    ///
    /// `name` is the file's name for messages. Refuses a file without the needed columns and the
    /// first row that cannot be read, with its place and what would have been accepted.
    pub fn read(name: &str, bytes: &[u8], mapping: &ColumnMapping) -> Result<Self, CallLogError> {
        read::read(name, bytes, mapping)
    }

    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of rows in the file, header not counted.
    pub fn rows(&self) -> u64 {
        (self.calls.len() + self.set_aside.len()) as u64
    }

    /// The calls in the order of day, time and line.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// The calls of one day, in order.
    pub fn calls_of(&self, date: Date) -> &[Call] {
        let from = self.calls.partition_point(|call| call.date < date);
        let until = self.calls.partition_point(|call| call.date <= date);
        &self.calls[from..until]
    }

    /// The part of the log that lies on some of its days, by their places; types and agents keep their numbers.
    ///
    /// # Panics
    ///
    /// When there are no such days.
    #[must_use]
    pub fn of_days(&self, places: std::ops::Range<usize>) -> Self {
        let days = self.days[places].to_vec();
        let calls: Vec<Call> = days.iter().flat_map(|date| self.calls_of(*date)).copied().collect();
        Self { calls, days, ..self.clone() }
    }

    /// The days on which calls came in, ascending.
    pub fn days(&self) -> &[Date] {
        &self.days
    }

    /// The rows that are not among the calls, each with the reason.
    pub fn set_aside(&self) -> &[SetAside] {
        &self.set_aside
    }

    /// What was wrong with the log: every kind that occurs, how often and where first.
    pub fn imperfections(&self) -> &BTreeMap<Imperfection, Found> {
        &self.imperfections
    }

    /// Every type of call that occurs, in alphabetical order.
    pub fn call_types(&self) -> impl ExactSizeIterator<Item = (CallType, &str)> {
        self.call_types.iter().enumerate().map(|(index, label)| (CallType(index as u16), label.as_str()))
    }

    /// The type with this label, if any call has it.
    pub fn call_type(&self, label: &str) -> Option<CallType> {
        let index = self.call_types.binary_search_by(|known| known.as_str().cmp(label)).ok()?;
        Some(CallType(index as u16))
    }

    /// Every agent who occurs, in alphabetical order.
    pub fn agents(&self) -> impl ExactSizeIterator<Item = (AgentNumber, &str)> {
        self.agents.iter().enumerate().map(|(index, label)| (AgentNumber(index as u16), label.as_str()))
    }
}
