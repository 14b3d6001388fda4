//! Why an assignment happened or did not, for people and for programs; for `switchboard play` and `switchboard why`.

mod json;
mod record;
mod table;

use switchboard::notation::{Names, Notation};
use switchboard::{ContactCenter, ConversationId, Event, Fact, OfferKind, Phase, Remedy, Rule, UserId, Why};

pub(crate) use json::json;
pub(crate) use record::command;
pub(crate) use table::{Page, text};

/// An answer to the question, taken from a center at one moment.
#[derive(Debug, Clone)]
pub(crate) struct Explained {
    pub(crate) why: Why,
    /// The single changes that would bring somebody, or the one who is asked about.
    pub(crate) remedies: Vec<Remedy>,
    /// The agent whom the question names.
    pub(crate) only: Option<UserId>,
}

impl Explained {
    /// Asks a center.
    pub(crate) fn of(center: &ContactCenter, conversation: ConversationId, only: Option<UserId>) -> Self {
        let why = center.why(conversation);
        let remedies = match only {
            Some(agent) => center.remedies_for(conversation, agent),
            // Where the router has somebody, nothing needs to change.
            None if why.next.is_some() => Vec::new(),
            None => center.remedies(conversation),
        };
        Self { why, remedies, only }
    }
}

/// Who has a conversation, and how it came to be so.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    /// When, in seconds.
    pub(crate) at_s: f64,
    pub(crate) agent: UserId,
    /// The rule of the assignment.
    pub(crate) rule: Rule,
    /// What gave it, in words: `the router`, `a supervisor`.
    pub(crate) by: &'static str,
    /// What there was to choose from just before; of what the router did only.
    pub(crate) before: Option<Explained>,
}

impl Chosen {
    /// What an event of a step that began from `before` says of somebody being given a conversation.
    pub(crate) fn by(event: &Event, at_s: f64, before: &ContactCenter) -> Option<(ConversationId, Self)> {
        #[expect(clippy::wildcard_enum_match_arm, reason = "only these give somebody a conversation")]
        let (conversation, agent, by) = match event.fact {
            Fact::OfferMade { conversation, agent, kind } => {
                let by = match kind {
                    OfferKind::Routed | OfferKind::PreviewDial => ROUTER,
                    OfferKind::Picked => "the agent's own choice",
                    OfferKind::SupervisorAssign | OfferKind::SupervisorTransfer => "a supervisor",
                    OfferKind::AgentTransfer => "another agent",
                };
                (conversation, agent, by)
            }
            // What needs no acceptance goes straight to the agent.
            Fact::PrimaryChanged { conversation, to: Some(agent), .. }
                if matches!(before.phase(conversation), Phase::Open { .. }) =>
            {
                let by = match event.rule {
                    Rule::St02 | Rule::Dist28 => ROUTER,
                    Rule::St03 => "the agent's own choice",
                    _ => "a supervisor",
                };
                (conversation, agent, by)
            }
            _ => return None,
        };
        let before = (by == ROUTER).then(|| Explained::of(before, conversation, None));
        Some((conversation, Self { at_s, agent, rule: event.rule, by, before }))
    }

    /// The same with an eye on one agent only.
    pub(crate) fn narrowed(&self, only: Option<UserId>) -> Self {
        let mut narrowed = self.clone();
        if let Some(before) = &mut narrowed.before {
            before.only = only;
        }
        narrowed
    }
}

/// Who gives by the rules of distribution.
const ROUTER: &str = "the router";

/// What the words are made with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) notation: Notation<'a>,
    pub(crate) center: &'a ContactCenter,
    /// How a time is written.
    pub(crate) clock: fn(f64) -> String,
}

impl<'a> Words<'a> {
    pub(crate) fn new(center: &'a ContactCenter, names: &'a Names) -> Self {
        Self { notation: Notation::new(center.policy(), names), center, clock: |seconds| format!("{seconds} s") }
    }

    fn user(&self, user: UserId) -> &'a str {
        &self.center.policy().users()[user.index()].name
    }
}
