//! What can be wrong with a log at state level, each with the rule that it breaks and the claim that it falls under.

use switchboard::Rule;
use switchboard_verify::Family;

use crate::format::Claim;

/// Rules of a log as such: nobody's domain, but without them a log tells nothing.
pub const LOG_RULES: [(&str, &str); 4] = [
    ("LOG-01", "a stretch of time lasts as long as its ends say"),
    ("LOG-02", "a stretch of time ends after it begins"),
    ("LOG-03", "the records of a conversation come in the order of their times"),
    ("LOG-04", "what a record says of before is what the log said then"),
];

/// Something that is wrong.
#[derive(Debug, Clone)]
pub(super) struct Issue {
    pub(super) claim: Claim,
    pub(super) rule: &'static str,
    pub(super) family: Family,
    pub(super) message: String,
    pub(super) legal: Vec<String>,
    pub(super) believed: Vec<String>,
    pub(super) nearest: Option<String>,
}

impl Issue {
    pub(super) fn new(claim: Claim, rule: &'static str, family: Family, message: String) -> Self {
        Self { claim, rule, family, message, legal: Vec::new(), believed: Vec::new(), nearest: None }
    }

    /// One that breaks a rule of the domain.
    pub(super) fn of(family: Family, rule: Rule, message: String) -> Self {
        Self::new(Claim::Family(family), rule.id(), family, message)
    }

    /// Whether a system says that it follows what is broken.
    pub(super) fn is_claimed(&self, claims: &[Claim]) -> bool {
        claims.iter().any(|claim| match claim {
            Claim::Family(family) => *family == self.family,
            Claim::Rule(rule) => rule.id() == self.rule,
            Claim::Steps | Claim::Times | Claim::Durations | Claim::Records => *claim == self.claim,
        })
    }
}
