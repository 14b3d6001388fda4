//! Channel kinds, the five states as people see them, and which state exists on which channel.

use core::fmt;

use crate::rule::Rule;

/// What a conversation is carried by (`domain.md` 0.2). A raised call is not a channel but a leg inside a live chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// The chat widget, not persistent.
    LiveChat,
    /// A chat workstream whose chats persist; behaves as asynchronous.
    PersistentChat,
    /// SMS, WhatsApp, Facebook, LINE, Apple, Teams, WeChat.
    Async,
    /// A custom messaging channel: asynchronous, and its interface lets the customer send an end (POL-23).
    CustomAsync,
    /// Telephone.
    Voice,
    /// A case, e-mail or activity routed as work.
    Record,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 6] =
        [Self::LiveChat, Self::PersistentChat, Self::Async, Self::CustomAsync, Self::Voice, Self::Record];

    /// The name in policy files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LiveChat => "live-chat",
            Self::PersistentChat => "persistent-chat",
            Self::Async => "async",
            Self::CustomAsync => "custom-async",
            Self::Voice => "voice",
            Self::Record => "record",
        }
    }

    /// The channel of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }

    /// The kind of queue that takes it (DIST-05).
    #[must_use]
    pub const fn queue_kind(self) -> QueueKind {
        match self {
            Self::LiveChat | Self::PersistentChat | Self::Async | Self::CustomAsync => QueueKind::Messaging,
            Self::Voice => QueueKind::Voice,
            Self::Record => QueueKind::Record,
        }
    }

    /// Whether the customer may be away while the conversation lives: persistent chat and asynchronous messaging (ST-43).
    #[must_use]
    pub const fn waits(self) -> bool {
        match self {
            Self::PersistentChat | Self::Async | Self::CustomAsync => true,
            Self::LiveChat | Self::Voice | Self::Record => false,
        }
    }

    /// Whether the state exists on the channel (head of section 9; ST-43, ST-50, DIST-24).
    #[must_use]
    pub fn has(self, stage: Stage) -> bool {
        match stage {
            Stage::Open | Stage::InConversation | Stage::Closed => true,
            Stage::Offered => !matches!(self, Self::Record),
            Stage::WrapUp => !(Rule::St50.holds() && matches!(self, Self::Record)),
            Stage::Waiting => self.waits(),
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// What a queue holds; items never cross kinds (DIST-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueueKind {
    /// Chats and asynchronous messages.
    Messaging,
    /// Routed records.
    Record,
    /// Calls.
    Voice,
}

impl QueueKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Messaging, Self::Record, Self::Voice];

    /// The name in policy files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Messaging => "messaging",
            Self::Record => "record",
            Self::Voice => "voice",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The five states as people see them (VOC-03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Status {
    /// Queued and unassigned (ST-45).
    Open,
    /// Somebody is primary, whether the offer has been accepted or not (ST-46).
    Active,
    /// The customer is silent and no capacity is held (ST-44).
    Waiting,
    /// The conversation ended and its agent is finishing.
    WrapUp,
    /// Terminal (ST-41).
    Closed,
}

impl Status {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Open, Self::Active, Self::Waiting, Self::WrapUp, Self::Closed];

    /// The name people know.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Active => "Active",
            Self::Waiting => "Waiting",
            Self::WrapUp => "Wrap-up",
            Self::Closed => "Closed",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// The leaf states of the chart: the five states with Active split in two (VOC-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Stage {
    /// Queued and unassigned.
    Open,
    /// Active, awaiting the agent's acceptance; the tables write `Act?`.
    Offered,
    /// Active, in conversation; the tables write `Act!`.
    InConversation,
    /// Waiting for the customer.
    Waiting,
    /// Ended, the agent is finishing.
    WrapUp,
    /// Terminal.
    Closed,
}

impl Stage {
    /// Every leaf state.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Offered, Self::InConversation, Self::Waiting, Self::WrapUp, Self::Closed];

    /// The state that people see.
    #[must_use]
    pub fn status(self) -> Status {
        match self {
            Self::Open => Status::Open,
            // VOC-05: both phases are Active to people.
            Self::Offered if !Rule::Voc05.holds() => Status::Open,
            Self::Offered | Self::InConversation => Status::Active,
            Self::Waiting => Status::Waiting,
            Self::WrapUp => Status::WrapUp,
            Self::Closed => Status::Closed,
        }
    }

    /// The name, with both parts of Active told apart.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Offered => "Active (offered)",
            Self::InConversation => "Active (in conversation)",
            Self::Waiting => "Waiting",
            Self::WrapUp => "Wrap-up",
            Self::Closed => "Closed",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}
