//! Where a conversation stands, with the data that exists only there.

use crate::channel::{Channel, Stage};
use crate::event::OfferKind;
use crate::id::UserId;
use crate::rule::Rule;
use crate::switch::SessionCap;

/// The state of a conversation: the chart's own, and for reading from outside. In the order of [`Stage`].
#[repr(u8, align(8))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Queued; `first` is whom affinity names (DIST-20, POL-24, POL-25).
    Open {
        /// Whom affinity names.
        first: Option<UserId>,
    },
    /// Active, awaiting acceptance.
    Offered(Offer),
    /// Active, in conversation.
    InConversation(Talk),
    /// Waiting for the customer; the last agent holds it without charge (ST-53). Nobody after a broadcast (ST-09).
    Waiting {
        /// The last agent.
        last: Option<UserId>,
    },
    /// Ended, the agent is finishing.
    WrapUp(WrapUp),
    /// Terminal; a custom block may still run (POL-07 a, POL-21 b).
    Closed {
        /// Whose capacity is still blocked.
        block: Option<UserId>,
    },
}

impl Phase {
    /// The leaf state without its data.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self {
            Self::Open { .. } => Stage::Open,
            Self::Offered(_) => Stage::Offered,
            Self::InConversation(_) => Stage::InConversation,
            Self::Waiting { .. } => Stage::Waiting,
            Self::WrapUp(_) => Stage::WrapUp,
            Self::Closed { .. } => Stage::Closed,
        }
    }

    /// What every step asks of the phase before and of the phase after.
    #[inline]
    pub(crate) fn look(&self) -> Look {
        let raised = matches!(self, Self::InConversation(Talk { leg: true, .. }));
        Look { stage: self.stage(), primary: self.primary(), raised }
    }

    /// Whether the phase exists on the channel: its state does (head of section 9), and so does what it carries; a
    /// record knows neither offers (DIST-24) nor bots (ST-70).
    #[must_use]
    pub fn exists_on(&self, channel: Channel) -> bool {
        match (channel, self) {
            (Channel::Record, Self::InConversation(talk)) => {
                talk.pending.is_none() && !matches!(talk.primary, Primary::Bot(_))
            }
            (_, phase) => channel.has(phase.stage()),
        }
    }

    /// The person who counts as assigned: offered agent, primary, last agent in Waiting, wrapping agent (ST-53, SUP-MON-05).
    #[must_use]
    pub const fn holder(&self) -> Option<UserId> {
        match self {
            Self::Open { .. } | Self::Closed { .. } => None,
            Self::Offered(offer) => Some(offer.agent),
            Self::InConversation(talk) => talk.primary.agent(),
            Self::Waiting { last } => *last,
            Self::WrapUp(wrap) => Some(wrap.agent),
        }
    }

    /// The primary participant: as the holder, but nobody while Waiting.
    #[must_use]
    pub fn primary(&self) -> Option<UserId> {
        match self {
            Self::Open { .. } | Self::Closed { .. } | Self::Waiting { .. } => None,
            // ST-46: from the offer on.
            Self::Offered(offer) => Rule::St46.holds().then_some(offer.agent),
            Self::InConversation(talk) => talk.primary.agent(),
            Self::WrapUp(wrap) => Some(wrap.agent),
        }
    }
}

/// A phase in short, so that a step takes it apart once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) stage: Stage,
    pub(crate) primary: Option<UserId>,
    /// Whether a chat is raised to a call now (CAP-22).
    pub(crate) raised: bool,
}

impl Look {
    /// Whose open session a conversation is (SES-07): talked in or wrapped up. Under POL-28 b an assignment counts from
    /// its offer on.
    #[inline]
    pub(crate) fn session(&self, cap: SessionCap) -> Option<UserId> {
        match (self.stage, cap) {
            (Stage::InConversation | Stage::WrapUp, _) | (Stage::Offered, SessionCap::Refused) => self.primary,
            (Stage::Offered, SessionCap::OfferCloses) | (Stage::Open | Stage::Waiting | Stage::Closed, _) => None,
        }
    }
}

/// An offer that waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offer {
    /// To whom.
    pub agent: UserId,
    /// What kind.
    pub kind: OfferKind,
    /// How its clock stands.
    pub clock: OfferClock,
    /// Transfers: the agent who had it before. Routed offers: whom affinity named, if it did.
    pub first: Option<UserId>,
    /// Transfers: whether it was Waiting before (POL-01 b returns it there).
    pub from_waiting: bool,
    /// Whether the agent was lost while it rings (POL-73).
    pub lost: bool,
    /// Transfers of a raised chat: the call goes on with whoever accepts (POL-52 a).
    pub leg: bool,
}

/// How the clock of an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfferClock {
    /// The countdown runs.
    Ringing,
    /// The countdown runs, but the offer never reached the screen (TIM-17).
    NotDisplayed,
    /// The countdown is over and the eight minutes of grace run.
    Grace,
}

/// Who leads a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Primary {
    /// A person.
    Agent(UserId),
    /// A bot (ST-51).
    Bot(UserId),
    /// Somebody outside (AG-13).
    Outside,
}

impl Primary {
    /// The person, if it is one of ours.
    #[must_use]
    pub const fn agent(self) -> Option<UserId> {
        match self {
            Self::Agent(agent) => Some(agent),
            Self::Bot(_) | Self::Outside => None,
        }
    }
}

/// A conversation that is being talked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Talk {
    /// Who leads it.
    pub primary: Primary,
    /// Whether the chat was raised to a call.
    pub leg: bool,
    /// POL-03 b: to whom a supervisor's transfer is offered meanwhile.
    pub pending: Option<Pending>,
    /// Whether the agent was lost and has not come back.
    pub lost: bool,
    /// Whether the caller is on hold.
    pub hold: bool,
    /// Whether the record's case was resolved (CAP-24, POL-66 a).
    pub resolved: bool,
    /// Whether somebody outside is called, to whom the call shall go (TIM-22).
    pub outside: bool,
}

impl Talk {
    /// A fresh talk with this primary.
    #[must_use]
    pub const fn with(primary: Primary) -> Self {
        Self { primary, leg: false, pending: None, lost: false, hold: false, resolved: false, outside: false }
    }
}

/// A transfer offered while the first agent still leads (POL-03 b).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pending {
    /// To whom.
    pub agent: UserId,
    /// How its clock stands.
    pub clock: OfferClock,
}

/// A conversation in Wrap-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WrapUp {
    /// Who is finishing.
    pub agent: UserId,
    /// Whether capacity is blocked.
    pub block: Block,
}

/// Whether Wrap-up blocks capacity now (CAP-15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block {
    /// Until Closed.
    Held,
    /// Until its timer fires.
    Timed,
    /// Not, or not any more.
    Free,
}

/// A seat beside the primary (VOC-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seat {
    /// Asked to consult, has not answered.
    ConsultOffered,
    /// Consults; `public` means that the customer hears it too (AG-08).
    Consulting {
        /// Whether added to the customer.
        public: bool,
    },
    /// Watches silently.
    Monitoring,
    /// Joined after monitoring.
    Joined,
}

/// Somebody beside the primary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Participant {
    /// Who.
    pub user: UserId,
    /// In which seat.
    pub seat: Seat,
    /// Whether the seat costs capacity (POL-33 b).
    pub charged: bool,
}
