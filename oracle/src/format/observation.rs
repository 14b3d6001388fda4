//! What a record says, in our words: whose conversation is in which state with whom, and how busy they are.

use switchboard::Stage;

use super::spec::Deed;

/// What one record, or one part of it, says. Everything is optional: an oracle works on partial logs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observation {
    /// The line on which the record begins, from one.
    pub line: u64,
    /// Which part of the file it belongs to that is judged by itself, such as a trace of XES.
    pub part: u64,
    /// When, in microseconds.
    pub at: Option<i64>,
    /// Which conversation.
    pub conversation: Option<String>,
    /// Its state afterwards.
    pub state: Option<Stage>,
    /// Its state before, as the record says.
    pub state_before: Option<Stage>,
    /// Whether the state could not be read, because the mapping does not know its name.
    pub unknown: bool,
    /// Who has it afterwards, or whom the record is about.
    pub agent: Option<String>,
    /// Who had it before, as the record says.
    pub agent_before: Option<String>,
    /// Its queue.
    pub queue: Option<String>,
    /// Its channel.
    pub channel: Option<String>,
    /// The presence of the agent.
    pub presence: Option<String>,
    /// What the agent carries.
    pub load: Option<f64>,
    /// What the agent can carry.
    pub capacity: Option<f64>,
    /// Whether somebody put the agent beyond capacity or presence on purpose.
    pub over: bool,
    /// Who did it.
    pub actor: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// What happened besides.
    pub deeds: Vec<Deed>,
    /// A stretch of time that the record tells of.
    pub span: Option<Stretch>,
}

impl Observation {
    /// Whether it says nothing at all.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.line == 0
    }
}

/// A stretch of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Which of the mapping's spans.
    pub which: usize,
    /// When it begins, in microseconds.
    pub from: i64,
    /// When it ends, in microseconds.
    pub to: i64,
    /// How long it lasts by the record, in microseconds.
    pub lasts: Option<i64>,
}
