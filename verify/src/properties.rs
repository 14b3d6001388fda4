//! Properties that users write into their policy, in the Common Expression Language (CEL).
//!
//! A property says of an expression that it holds *always*, *never* or *sometimes*, or that one *leads to* another. The
//! crate `cel` reads the text; here every name is looked up and every type is checked while the policy is read, so that
//! what is asked in millions of states ([`Questions`]) cannot fail. What expressions can see is written in `facts.rs`.
//!
//! What leads to something is decided elsewhere (`promises.rs`), as are the promises that every policy is asked for.
//!
//! A property that speaks of `conversation` is asked of every conversation, one that speaks of `agent` of every agent.

mod check;
mod expression;
pub(crate) mod facts;
mod promise;
mod questions;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use switchboard::{Policy, PolicySpec, PolicyStep, PropertySpec};

use self::check::{Mentions, check};
use self::facts::Kind;
pub use self::promise::{Given, Party};
pub(crate) use self::promise::{Pair, builtin};
pub use self::questions::Questions;

/// What is claimed of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// It holds in every state.
    Always,
    /// It holds in no state.
    Never,
    /// It holds in some state.
    Sometimes,
    /// Whenever the one holds, the other holds then or later.
    LeadsTo,
}

impl Claim {
    /// The key in policy files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never => "never",
            Self::Sometimes => "sometimes",
            Self::LeadsTo => "leads_to",
        }
    }
}

/// A property, checked.
#[derive(Debug, Clone)]
pub struct Property {
    /// `P1` for the first of the policy.
    pub id: String,
    /// Its sentence.
    pub name: String,
    /// What it claims.
    pub claim: Claim,
    /// Of what: one expression, or the two of [`Claim::LeadsTo`].
    pub texts: Vec<String>,
    /// The way to the first expression; empty where it is no property of the policy's own.
    pub path: Vec<PolicyStep>,
    /// What is assumed of runs, where something leads to something.
    pub given: Given,
    /// Whether it can be said only where presence, membership and units alone decide who gets what.
    plain: bool,
    mentions: Mentions,
}

impl Property {
    /// The claim as it is written, in one line.
    #[must_use]
    pub fn said(&self) -> String {
        let texts: Vec<String> =
            self.texts.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        match self.claim {
            Claim::LeadsTo => texts.join(" leads to "),
            Claim::Always | Claim::Never | Claim::Sometimes => format!("{} {}", self.claim.name(), texts.join(", ")),
        }
    }

    /// What it names and a policy has not, in words.
    #[must_use]
    pub fn missing(&self, policy: &Policy) -> Vec<String> {
        let lacks = |(kind, name): &&(Kind, String)| !kind.names(policy).contains(&name.as_str());
        let words = |(kind, name): &(Kind, String)| format!("{} `{name}`", kind.word());
        self.mentions.names.iter().filter(lacks).map(words).collect()
    }
}

impl Property {
    /// Whether it can be asked under a policy: this has all that it names.
    pub(crate) fn is_asked_of(&self, policy: &Policy) -> bool {
        self.missing(policy).is_empty() && (!self.plain || promise::is_plain(policy))
    }

    /// Whether it speaks of `conversation`.
    pub(crate) const fn speaks_of_conversation(&self) -> bool {
        self.mentions.conversation
    }
}

/// The people whom properties name.
pub(crate) fn people(properties: &[Property]) -> BTreeSet<String> {
    let names = properties.iter().flat_map(|property| &property.mentions.names);
    names.filter(|(kind, _)| *kind == Kind::User).map(|(_, name)| name.clone()).collect()
}

/// What is wrong with a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyError {
    /// The way to the value in the policy.
    pub path: Vec<PolicyStep>,
    /// The byte within its text.
    pub offset: usize,
    /// What was found, and what would be accepted.
    pub message: String,
}

impl fmt::Display for PropertyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for PropertyError {}

/// Reads the properties of a policy.
///
/// # Errors
///
/// When one has no sentence or that of another, claims nothing or more than one thing, or when an expression is none, has
/// an unknown name in it, or compares what cannot be compared.
pub fn read(spec: &PolicySpec, policy: &Policy) -> Result<Vec<Property>, PropertyError> {
    let mut properties: Vec<Property> = Vec::new();
    for (number, written) in spec.properties.iter().enumerate() {
        let way = |keys: &[&str]| -> Vec<PolicyStep> {
            let keys = keys.iter().map(|key| PolicyStep::Key((*key).to_owned()));
            [PolicyStep::Key("properties".to_owned()), PolicyStep::Index(number)].into_iter().chain(keys).collect()
        };
        let wrong = |keys: &[&str], message: String| Err(PropertyError { path: way(keys), offset: 0, message });
        if written.name.trim().is_empty() {
            return wrong(&["name"], "a property without a name, expected a sentence".to_owned());
        }
        if properties.iter().any(|other| other.name == written.name) {
            let message = format!("two properties are named `{}`, expected different names", written.name);
            return wrong(&["name"], message);
        }
        let claims = claims(written);
        let [(claim, texts)] = &claims[..] else {
            let found: Vec<&str> = claims.iter().map(|(claim, _)| claim.name()).collect();
            let found = if found.is_empty() { "nothing".to_owned() } else { found.join(" and ") };
            let message = format!(
                "property `{}` claims {found}, expected exactly one of: always, never, sometimes, leads_to",
                written.name
            );
            return wrong(&[], message);
        };
        let mut mentions = Mentions::default();
        for (keys, text) in texts {
            if let Err(fault) = check(text, policy, &mut mentions) {
                return Err(PropertyError { path: way(keys), offset: fault.at, message: fault.message });
            }
        }
        let given = match &written.leads_to {
            None => Given::default(),
            Some(both) => match Given::read(both) {
                Ok(given) => given,
                Err((key, message)) => return wrong(&["leads_to", key], message),
            },
        };
        properties.push(Property {
            id: format!("P{}", number + 1),
            name: written.name.clone(),
            claim: *claim,
            texts: texts.iter().map(|(_, text)| (*text).to_owned()).collect(),
            path: way(texts[0].0),
            given,
            plain: false,
            mentions,
        });
    }
    let room = questions::MARKS_MAX;
    let mut taken = 0;
    for (number, property) in properties.iter().enumerate() {
        taken += questions::marks_of(property, policy);
        if taken > room {
            let path = vec![PolicyStep::Key("properties".to_owned()), PolicyStep::Index(number)];
            let message = format!(
                "property `{}` is one too many: there is room for {room}, where an implication that holds always takes two",
                property.name
            );
            return Err(PropertyError { path, offset: 0, message });
        }
    }
    Ok(properties)
}

/// An expression, and the way to it within its property.
type Written<'s> = (&'s [&'s str], &'s str);

/// What a property claims, each with its expressions.
fn claims(written: &PropertySpec) -> Vec<(Claim, Vec<Written<'_>>)> {
    let PropertySpec { name: _, always, never, sometimes, leads_to } = written;
    let mut claims: Vec<(Claim, Vec<Written<'_>>)> = Vec::new();
    if let Some(text) = always {
        claims.push((Claim::Always, vec![(&["always"], text)]));
    }
    if let Some(text) = never {
        claims.push((Claim::Never, vec![(&["never"], text)]));
    }
    if let Some(text) = sometimes {
        claims.push((Claim::Sometimes, vec![(&["sometimes"], text)]));
    }
    if let Some(both) = leads_to {
        let texts: Vec<Written<'_>> = vec![(&["leads_to", "from"], &both.from), (&["leads_to", "to"], &both.to)];
        claims.push((Claim::LeadsTo, texts));
    }
    claims
}
