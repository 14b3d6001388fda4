//! What a judge says of a log: a verdict for each event, what was found, and what the log exercised.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use switchboard_verify::Family;

use crate::states::Summary;

/// What can be said of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The rules allow it in every state that the log so far leaves possible.
    Conforms,
    /// The rules allow it in no state that the log so far leaves possible.
    Violates,
    /// It depends on what the log does not tell.
    CannotTell,
    /// It is about a rule that this kind of system does not claim to follow.
    NotClaimed,
}

/// Something that the rules forbid, and where the log says that it happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// The line, or the number of the event where the format knows no lines; from one.
    pub line: u64,
    /// When, in seconds since the log's own beginning of time, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_s: Option<f64>,
    /// The conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
    /// The id of the rule that is broken, such as `ST-05`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The family of properties that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "family_name")]
    pub family: Option<Family>,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What would have been legal there, each in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub legal: Vec<String>,
    /// What was believed of the state there, each in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub believed: Vec<String>,
    /// The least change of the log under which it is legal here, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
    /// How many events before this one are explained without a break: since the last finding, or since the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explained: Option<u64>,
}

impl Finding {
    /// What stays the same when lines move: the key under which a baseline knows a finding again.
    #[must_use]
    pub fn key(&self) -> String {
        let of = |text: &Option<String>| text.clone().unwrap_or_default();
        format!("{}|{}|{}", of(&self.rule), of(&self.conversation), self.message)
    }
}

fn family_name<S: serde::Serializer>(family: &Option<Family>, serializer: S) -> Result<S::Ok, S::Error> {
    match family {
        Some(family) => serializer.serialize_str(family.name()),
        None => serializer.serialize_none(),
    }
}

/// Something that an event could not be decided for want of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// Who acted.
    Actor,
    /// Which agent it is about.
    Agent,
    /// Which conversation it is about.
    Conversation,
    /// Which queue it is about.
    Queue,
    /// The presence of an agent.
    Presence,
    /// What an agent can carry.
    Capacity,
    /// The order of events with equal times.
    Order,
    /// An event that must have happened before.
    EarlierEvent,
    /// An event that must follow: the log ends first.
    LaterEvent,
}

/// What a judge says of a log, or of several.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Events by verdict.
    pub events: BTreeMap<Verdict, u64>,
    /// Events that could not be told, by what was missing.
    pub missing: BTreeMap<Missing, u64>,
    /// How often each rule was exercised, by id.
    pub exercised: BTreeMap<String, u64>,
    /// What was found, in the order of the log.
    pub findings: Vec<Finding>,
    /// Findings that the baseline knew already.
    pub known: u64,
    /// Findings beyond [`FINDINGS_MAX`](Self::FINDINGS_MAX), which are counted only.
    #[serde(skip_serializing_if = "is_none")]
    pub more: u64,
    /// How often the budget of states was used up, so that a state that fits may have been left out.
    #[serde(skip_serializing_if = "is_none")]
    pub exhausted: u64,
    /// Deliveries of an event that had come before, which are passed over.
    #[serde(skip_serializing_if = "is_none")]
    pub repeated: u64,
    /// The people whom findings name though the policy does not have them, to be replaced where names must not be told.
    #[serde(skip)]
    pub people: BTreeSet<String>,
    /// The conversations that findings name, likewise.
    #[serde(skip)]
    pub conversations: BTreeSet<String>,
    /// What logs look like in which states are all we get.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub states: Option<Summary>,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

impl Report {
    /// How many findings are kept; more are counted, so that a log of any length is judged in bounded memory.
    pub const FINDINGS_MAX: usize = 1_000;

    /// Notes the verdict of one event.
    pub fn count(&mut self, verdict: Verdict) {
        *self.events.entry(verdict).or_default() += 1;
    }

    /// Notes that something was missing.
    pub fn miss(&mut self, missing: Missing) {
        *self.missing.entry(missing).or_default() += 1;
    }

    /// Keeps a finding, or counts it where too many are kept already.
    pub fn find(&mut self, finding: Finding) {
        if self.findings.len() < Self::FINDINGS_MAX {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }

    /// The share of events that were decided, from 0 to 1; 0 where there is nothing to decide.
    #[must_use]
    pub fn decided(&self) -> f64 {
        let of = |verdict| self.events.get(&verdict).copied().unwrap_or(0);
        let decided = of(Verdict::Conforms) + of(Verdict::Violates);
        let all = decided + of(Verdict::CannotTell);
        if all == 0 { 0.0 } else { decided as f64 / all as f64 }
    }

    /// Takes the events and findings of another log into this one.
    pub fn join(&mut self, other: Self) {
        for (verdict, count) in other.events {
            *self.events.entry(verdict).or_default() += count;
        }
        for (missing, count) in other.missing {
            *self.missing.entry(missing).or_default() += count;
        }
        for (rule, count) in other.exercised {
            *self.exercised.entry(rule).or_default() += count;
        }
        other.findings.into_iter().for_each(|finding| self.find(finding));
        self.known += other.known;
        self.more += other.more;
        if let Some(states) = other.states {
            self.states.get_or_insert_default().join(states);
        }
        self.exhausted += other.exhausted;
        self.repeated += other.repeated;
        self.people.extend(other.people);
        self.conversations.extend(other.conversations);
    }
}
