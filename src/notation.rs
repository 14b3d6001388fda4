//! The one notation for actions, both ways: a line such as `supervisor S assigns c1 to A over capacity` becomes an
//! [`Action`], and actions, facts and answers become sentences with the policy's names.
//!
//! Names that contain blanks are written in double quotes. The sentences are the table in `grammar.rs`.

mod bulk;
mod error;
mod grammar;
mod names;
mod near;
mod reason;
mod say;
mod tell;
mod word;

pub use error::{NotationError, NotationProblem};
pub use names::Names;
pub use near::{distance, nearest};
pub use reason::ordinal;
pub use tell::Told;

use alloc::string::String;
use alloc::vec::Vec;

use crate::action::Action;
use crate::event::Fact;
use crate::id::ConversationId;
use crate::policy::Policy;
use crate::refusal::Answer;
use crate::rule::Rule;

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// The action.
    pub action: Action,
    /// The name that the line gives to a new conversation; [`Names::give`] keeps it once the conversation exists.
    pub new: Option<String>,
}

/// Reads and writes the notation with the names of a policy and of conversations.
///
/// ```
/// use switchboard::notation::{Names, Notation};
/// use switchboard::{ConversationId, PolicySpec};
///
/// let policy: PolicySpec = serde_json::from_str(r#"{
///     "queues": [{ "name": "Q1", "kind": "messaging" }],
///     "users": [{ "name": "A", "queues": ["Q1"] }, { "name": "S", "roles": ["supervisor"] }]
/// }"#).unwrap();
/// let policy = policy.build().unwrap();
/// let mut names = Names::new();
/// names.give("c1", ConversationId { slot: 0, generation: 0 });
/// let notation = Notation::new(&policy, &names);
///
/// let spoken = notation.parse("supervisor S assigns c1 to A over capacity").unwrap();
/// assert_eq!(notation.action(&spoken.action), "supervisor S assigns c1 to A over capacity");
///
/// let error = notation.parse("supervisor S assigns c1 to Z").unwrap_err();
/// assert_eq!(error.to_string(), "unknown agent `Z`, expected one of: A, S, `queue`");
/// assert_eq!(error.column, 28);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Notation<'a> {
    policy: &'a Policy,
    names: &'a Names,
}

impl<'a> Notation<'a> {
    /// The notation under a policy, with these names of conversations.
    #[must_use]
    pub const fn new(policy: &'a Policy, names: &'a Names) -> Self {
        Self { policy, names }
    }

    /// What a line says.
    ///
    /// # Errors
    ///
    /// When the line is no sentence of the notation, or names something unknown.
    pub fn parse(&self, line: &str) -> Result<Spoken, NotationError> {
        grammar::parse(self.policy, self.names, line)
    }

    /// As [`parse`](Self::parse), where a list such as `c1, c2, c3` in a supervisor's sentence stands for one command
    /// each, with its own answer (SUP-ASSIGN-18, SUP-OTH-05).
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and for more than 1,000 conversations.
    pub fn parse_all(&self, line: &str) -> Result<Vec<Spoken>, NotationError> {
        match bulk::each(line)? {
            None => Ok(Vec::from([self.parse(line)?])),
            Some(lines) => lines.iter().map(|line| self.parse(line)).collect(),
        }
    }

    /// The sentence for an action; [`parse`](Self::parse) reads it back.
    #[must_use]
    pub fn action(&self, action: &Action) -> String {
        say::action(self, action)
    }

    /// The sentence for a fact, and the fact's name.
    #[must_use]
    pub fn fact(&self, fact: &Fact) -> Told {
        tell::fact(self, fact)
    }

    /// The sentence for an answer.
    #[must_use]
    pub fn answer(&self, answer: &Answer) -> String {
        match answer {
            Answer::Done => String::from("done"),
            Answer::Unchanged(rule) => alloc::format!("unchanged by {}", rule.id()),
            Answer::Refused(refusal) => {
                let (code, rule) = (refusal.code, refusal.rule);
                alloc::format!("refused {} by {}: {}", code.letters(), rule.id(), code.words())
            }
        }
    }

    /// The name of a conversation.
    #[must_use]
    pub fn named(&self, conversation: ConversationId) -> String {
        self.conversation(conversation)
    }

    /// A rule with its sentence and confidence; for an open question also the option that this policy chooses.
    #[must_use]
    pub fn rule(&self, rule: Rule) -> String {
        let (id, sentence, confidence) = (rule.id(), rule.sentence(), rule.confidence().name());
        match self.policy.switches().get(id) {
            None => alloc::format!("{id}: {sentence} [{confidence}]"),
            Some(option) => alloc::format!(
                "{id}: {sentence}; in force is option {}, {}: {} [{confidence}]",
                option.letter,
                option.name,
                option.meaning
            ),
        }
    }

    /// The sentences of the notation, with what stands for a name in braces.
    pub fn sentences() -> impl Iterator<Item = &'static str> {
        grammar::FORMS.iter().map(|form| form.pattern)
    }
}
