//! A sequence of moves that can be played again on any center: conversations are named by when they were created.

use switchboard::notation::Names;
use switchboard::{Action, ConversationId};

/// One move of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Move {
    /// Somebody tries something.
    Try {
        /// What; the conversation in it is only right on the center on which the move was chosen.
        action: Action,
        /// The number of the conversation that it is about, or creates, from one.
        label: Option<u32>,
    },
    /// Time passes.
    Pass {
        /// How much.
        seconds: u64,
    },
}

/// The name of a conversation with a number.
#[must_use]
pub fn named(label: u32) -> String {
    format!("c{label}")
}

impl Move {
    /// Whether it creates a conversation.
    #[must_use]
    pub const fn creates(&self) -> bool {
        matches!(self, Self::Try { action: Action::Create(_) | Action::Admit { .. }, .. })
    }

    /// The number of the conversation that it is about, or creates.
    #[must_use]
    pub const fn label(&self) -> Option<u32> {
        match self {
            Self::Try { label, .. } => *label,
            Self::Pass { .. } => None,
        }
    }

    /// The same move about another conversation.
    #[must_use]
    pub const fn relabeled(self, label: u32) -> Self {
        match self {
            Self::Try { action, label: Some(_) } => Self::Try { action, label: Some(label) },
            Self::Try { .. } | Self::Pass { .. } => self,
        }
    }

    /// The action on a center in which conversations have these names; none if there is no such conversation.
    #[must_use]
    pub fn action(&self, names: &Names) -> Option<Action> {
        match *self {
            Self::Try { action, label: Some(label) } if !self.creates() => {
                names.id(&named(label)).map(|id| action.on(id))
            }
            Self::Try { action, .. } => Some(action),
            Self::Pass { .. } => None,
        }
    }

    /// The move that an action on such a center is.
    #[must_use]
    pub fn of(action: Action, names: &Names, ids: &[ConversationId]) -> Self {
        let number = |name: String| name.strip_prefix('c').and_then(|it| it.parse().ok());
        let label = if let Action::Create(_) | Action::Admit { .. } = action {
            number(names.next())
        } else {
            action.conversation().filter(|id| ids.contains(id)).and_then(|id| number(names.name(id)))
        };
        Self::Try { action, label }
    }
}

/// Leaves out what is about conversations that are never created, and numbers the others from one.
#[must_use]
pub fn tidy(moves: &[Move]) -> Vec<Move> {
    let mut known: Vec<u32> = Vec::new();
    let mut kept = Vec::with_capacity(moves.len());
    for step in moves {
        match step.label() {
            None => kept.push(*step),
            Some(label) if step.creates() => {
                known.push(label);
                kept.push(step.relabeled(known.len() as u32));
            }
            Some(label) => {
                if let Some(place) = known.iter().rposition(|it| *it == label) {
                    kept.push(step.relabeled(place as u32 + 1));
                }
            }
        }
    }
    kept
}
