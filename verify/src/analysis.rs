//! What is wrong with a policy, as far as reading it tells: nothing is run and nothing is searched.
//!
//! [`analyse`] asks every check of [`CHECKS`] and hands back [`Diagnostic`]s. Each names the way to the value in the
//! policy, as [`PolicyError`](switchboard::PolicyError) does, so whoever holds the text finds line and column in the
//! same manner; and where the mending is mechanical it brings a [`Fix`], which [`patch`] writes into the text without
//! touching comments and order.
//!
//! **Invariant:** a check says only what follows from the rules it names. What depends on the day, on classification or on
//! what people do by hand is a note at most.

mod check;
mod dead;
mod duration;
mod effect;
mod overflow;
pub mod patch;
mod presence;
mod serving;
mod supervision;
#[cfg(test)]
mod tests;
mod unused;
mod view;

use std::collections::BTreeSet;
use std::fmt;

use switchboard::{Policy, PolicySpec, PolicyStep};

use crate::report::sarif::{Level, RuleText};

pub use check::{CHECKS, Check};
use view::View;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Some conversation or somebody is left without what the policy promises.
    Error,
    /// Something does not do what it seems to say.
    Warning,
    /// Something can go, or is good to know.
    Note,
}

impl Severity {
    /// In a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which check found it, such as `queue-without-agents`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, and what would be accepted.
    pub message: String,
    /// The way to the value, such as `workstreams`, 2, `cost`; the value may be left out where a default is meant.
    pub path: Vec<PolicyStep>,
    /// The ids of the rules and switches that it follows from.
    pub rules: Vec<&'static str>,
    /// How to mend it, where that is mechanical.
    pub fix: Option<Fix>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {} [{}]", self.severity.name(), self.message, self.code)?;
        if self.rules.is_empty() { Ok(()) } else { write!(formatter, " ({})", self.rules.join(", ")) }
    }
}

/// A mechanical change of the policy that makes a finding go away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: `remove the rule`.
    pub title: String,
    /// The changes, in the order in which they are made.
    pub edits: Vec<Edit>,
}

/// One change of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// The value at the end of the path becomes this one; keys that are not there are made.
    Set {
        /// The way to the value.
        path: Vec<PolicyStep>,
        /// What it becomes.
        value: Value,
    },
    /// The list at the end of the path gets this value more.
    Add {
        /// The way to the list, which is made where there is none.
        path: Vec<PolicyStep>,
        /// What is added.
        value: Value,
    },
    /// The value at the end of the path goes, with its key.
    Remove {
        /// The way to the value.
        path: Vec<PolicyStep>,
    },
}

/// A value that a fix writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Truth(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Word(String),
}

/// Everything that reading the policy tells, worst first, and equals in the order of the policy's lists.
///
/// `policy` is what `spec` was built to.
#[must_use]
pub fn analyse(spec: &PolicySpec, policy: &Policy) -> Vec<Diagnostic> {
    let view = View::new(spec, policy);
    let mut found = Vec::new();
    serving::check(&view, &mut found);
    presence::check(&view, &mut found);
    overflow::check(&view, &mut found);
    dead::check(&view, &mut found);
    supervision::check(&view, &mut found);
    duration::check(&view, &mut found);
    effect::check(&view, &mut found);
    unused::check(&view, &mut found);
    // Two workstreams may come upon the same fault of a queue.
    let mut told = BTreeSet::new();
    found.retain(|one| told.insert((one.code, one.message.clone(), format!("{:?}", one.path))));
    found.sort_by_key(|diagnostic| diagnostic.severity);
    found
}

/// Every check as a rule of a SARIF log.
#[must_use]
pub fn rule_texts() -> Vec<RuleText> {
    let text = |check: &Check| RuleText { id: check.code.to_owned(), sentence: check.sentence.to_owned() };
    CHECKS.iter().map(text).collect()
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Note => Self::Note,
        }
    }
}

/// The findings that are in `after` and were not in `before`: what a change has brought.
///
/// Places move when something is removed, so findings are the same when code and message are.
#[must_use]
pub fn brought<'a>(before: &[Diagnostic], after: &'a [Diagnostic]) -> Vec<&'a Diagnostic> {
    let mut left: Vec<(&str, &str)> = before.iter().map(|one| (one.code, &*one.message)).collect();
    let mut is_new = |one: &&Diagnostic| match left.iter().position(|known| *known == (one.code, &*one.message)) {
        Some(place) => {
            left.swap_remove(place);
            false
        }
        None => true,
    };
    after.iter().filter(|one| is_new(one)).collect()
}
