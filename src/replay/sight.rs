//! What anybody can see of a center: where conversations stand and who has them, who is there, who carries how much.
//!
//! Left out is what only the rules remember (whose turn it is, how often somebody declined, which clocks run, whom affinity
//! names), so two centers can look alike and still go on differently.

use alloc::vec::Vec;

use super::{LocalState, Surroundings};
use crate::channel::Channel;
use crate::conversation::Callback;
use crate::id::{PresenceId, ProfileSet, QueueId, UserId, WorkstreamId};
use crate::phase::{Block, Offer, OfferClock, Pending, Phase, Seat, Talk, WrapUp};

/// What anybody can see of a conversation that is not closed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sight {
    /// Its workstream.
    pub workstream: WorkstreamId,
    /// Its queue.
    pub queue: QueueId,
    /// Its channel.
    pub channel: Channel,
    /// The profiles that it carries.
    pub profiles: ProfileSet,
    /// Its state and owner, without what only the rules remember.
    pub phase: Phase,
    /// Whether the customer is away.
    pub away: bool,
    /// Whether somebody is to be called back.
    pub callback: Callback,
    /// Who sits beside the primary, by name.
    pub seats: Vec<(UserId, Seat)>,
}

/// What anybody can see of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Standing {
    /// Whether the person is signed in.
    pub signed_in: bool,
    /// Whether the connection is there.
    pub connected: bool,
    /// The presence.
    pub presence: PresenceId,
}

/// What a person carries.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Burden {
    /// Units that are charged or set aside.
    pub units: i32,
    /// Items by profile, charged or set aside.
    pub items: Vec<i32>,
}

impl LocalState {
    /// What anybody can see of it; nothing once it is closed.
    #[must_use]
    pub fn sight(&self) -> Option<Sight> {
        let it = &self.conversation;
        let phase = match it.phase {
            Phase::Open { .. } => Phase::Open { first: None },
            Phase::Offered(offer) => Phase::Offered(Offer {
                clock: OfferClock::Ringing,
                first: None,
                from_waiting: false,
                lost: false,
                ..offer
            }),
            Phase::InConversation(talk) => Phase::InConversation(Talk {
                pending: talk.pending.map(|pending| Pending { clock: OfferClock::Ringing, ..pending }),
                ..talk
            }),
            Phase::Waiting { last } => Phase::Waiting { last },
            Phase::WrapUp(wrap) => Phase::WrapUp(WrapUp { block: Block::Free, ..wrap }),
            Phase::Closed { .. } => return None,
        };
        let mut seats: Vec<(UserId, Seat)> = it.participants.iter().map(|seat| (seat.user, seat.seat)).collect();
        seats.sort_unstable();
        Some(Sight {
            workstream: it.workstream,
            queue: it.queue,
            channel: it.channel,
            profiles: it.profiles,
            phase,
            away: it.customer_away,
            callback: it.callback,
            seats,
        })
    }
}

impl Surroundings {
    /// What anybody can see of each person.
    #[must_use]
    pub fn standings(&self) -> Vec<Standing> {
        let standing = |person: &super::Person| Standing {
            signed_in: person.signed_in,
            connected: person.lost.is_none(),
            presence: person.presence,
        };
        self.people.iter().map(standing).collect()
    }

    /// What each person carries.
    #[must_use]
    pub fn burdens(&self) -> Vec<Burden> {
        let burden = |person: &super::Person| Burden {
            units: person.used + person.reserved,
            items: person.profiles.iter().map(|share| share.used + share.reserved).collect(),
        };
        self.people.iter().map(burden).collect()
    }

    /// Whether nobody belongs to a queue.
    #[must_use]
    pub fn is_deserted(&self, queue: QueueId) -> bool {
        self.queues.get(queue.index()).is_none_or(|line| line.turn.is_empty())
    }
}
