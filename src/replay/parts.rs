//! A replica taken apart, each conversation by itself and what surrounds them, and put together again.
//!
//! A search of every interleaving meets few different parts in very many different centers: it gives each part a number
//! once and keeps a state as numbers. What it leaves out, the ids of conversations, no rule reads.

use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{Conversation, Held, Line, Person, Picture, Replica};
use crate::action::{TimerSet, Toggle};
use crate::center::ContactCenter;
use crate::channel::{Channel, Stage};
use crate::id::{ConversationId, PresenceId, QueueId, UserId, WorkstreamId};
use crate::line::{Age, Shelf, Traits};
use crate::phase::{Offer, Participant, Pending, Phase, Primary, Talk, WrapUp};
use crate::policy::Policy;

/// One conversation, but for its id and its place in the order of age.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalState {
    pub(super) conversation: Conversation,
    /// The units of age that have passed since it began to wait or were credited (PRIO-06).
    passed: i64,
}

/// What surrounds the conversations: people, who belongs where, in which turn, and what is set of queues.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Surroundings {
    released: Vec<UserId>,
    /// As in the picture, without their items.
    pub(super) queues: Vec<Line>,
    pub(super) people: Vec<Person>,
    memberships: BTreeSet<(UserId, QueueId)>,
    toggles: [bool; Toggle::ALL.len()],
    /// What rules count over all of somebody's conversations, where the policy has a bound that few of them reach: open
    /// sessions (SES-07), and conversations in hand by workstream (CAP-33).
    counted: Vec<(UserId, Option<WorkstreamId>, u8)>,
}

/// From this cap on sessions are not counted: searches have no more conversations at once.
const CAP_REACHED: u16 = 8;

impl Replica {
    /// What rules count over all of somebody's conversations, sorted.
    fn counted(&self) -> Vec<(UserId, Option<WorkstreamId>, u8)> {
        let mut counted = Vec::new();
        let mut count = |agent: UserId, stream: Option<WorkstreamId>| match counted
            .binary_search_by_key(&(agent, stream), |(agent, stream, _)| (*agent, *stream))
        {
            Ok(place) => {
                let (_, _, number): &mut (_, _, u8) = &mut counted[place];
                *number = number.saturating_add(1);
            }
            Err(place) => counted.insert(place, (agent, stream, 1)),
        };
        let capped = self.policy.settings.session_cap < CAP_REACHED;
        for it in self.picture.conversations.values() {
            if capped && let Some(agent) = it.phase.look().session(self.policy.switches.session_cap) {
                count(agent, None);
            }
            if self.policy.workstreams[it.workstream.index()].max_concurrency.is_some()
                && let Some(agent) = it.phase.primary()
            {
                count(agent, Some(it.workstream));
            }
        }
        counted
    }

    /// What surrounds the conversations.
    #[must_use]
    pub fn surroundings(&self) -> Surroundings {
        let Picture { released, queues, people, memberships, toggles, .. } = &self.picture;
        let bare = |line: &Line| Line { lists: Vec::new(), turn: line.turn.clone(), ..*line };
        Surroundings {
            released: released.clone(),
            queues: queues.iter().map(bare).collect(),
            people: people.clone(),
            memberships: memberships.clone(),
            toggles: *toggles,
            counted: self.counted(),
        }
    }

    /// The conversations: those that are not closed first, oldest first (PRIO-01, PRIO-02), then the closed by their ids.
    #[must_use]
    pub fn locals(&self) -> Vec<(ConversationId, LocalState)> {
        let Picture { conversations, ages, .. } = &self.picture;
        let local = |id: &ConversationId, passed| {
            let conversation = conversations.get(id)?.clone();
            Some((*id, LocalState { conversation, passed }))
        };
        let closed = conversations.iter().filter(|(_, it)| it.phase.stage() == Stage::Closed);
        ages.iter()
            .filter_map(|(id, passed)| local(id, *passed))
            .chain(closed.filter_map(|(id, _)| local(id, 0)))
            .collect()
    }

    /// Puts parts together again, the conversations in the order of [`locals`](Self::locals); the first gets slot zero.
    ///
    /// Parts of different centers can be put together only if they agree: whoever is charged by a conversation must carry
    /// the charge in the surroundings. [`ContactCenter::violation`](crate::ContactCenter::violation) tells.
    #[must_use]
    pub fn assembled(policy: &Arc<Policy>, surroundings: &Surroundings, locals: &[LocalState]) -> Self {
        // What is counted follows from the conversations.
        let Surroundings { released, queues, people, memberships, toggles, counted: _ } = surroundings.clone();
        let id = |slot: u32| ConversationId { slot, generation: 0 };
        let mut picture = Picture {
            conversations: (0..).map(id).zip(locals.iter().map(|local| local.conversation.clone())).collect(),
            ages: (0..)
                .map(id)
                .zip(locals)
                .filter(|(_, local)| local.stage() != Stage::Closed)
                .map(|(id, local)| (id, local.passed))
                .collect(),
            released,
            queues,
            people,
            memberships,
            toggles,
        };
        for (line, queue) in picture.queues.iter_mut().zip(&policy.queues) {
            line.lists.resize(queue.priorities.len() + 2, Vec::new());
        }
        for (id, local) in (0..).map(id).zip(locals) {
            let it = &local.conversation;
            let Phase::Open { first } = it.phase else { continue };
            let item = Traits { workstream: it.workstream, class: it.found.class, profiles: it.profiles };
            let lists = &mut picture.queues[it.queue.index()].lists;
            let list = match Shelf::of(&policy.queues[it.queue.index()], item) {
                _ if first.is_some() => &mut lists[0],
                Shelf::First => &mut lists[0],
                Shelf::Bucket(bucket) => &mut lists[1 + bucket],
                Shelf::Rest => lists.last_mut().expect("there is always a rest"),
            };
            list.push(id);
        }
        Self { policy: Arc::clone(policy), picture, announced: None, on_hold: None }
    }
}

/// A place in the order of age. Smaller is older; equal only if nothing has renewed the age in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seniority(Age);

impl ContactCenter {
    /// Where a conversation stands in the order of age (PRIO-01, PRIO-02).
    #[must_use]
    pub fn seniority(&self, id: ConversationId) -> Option<Seniority> {
        self.slot(id).map(|slot| Seniority(slot.age))
    }
}

impl LocalState {
    /// Its state, with the data that exists only there.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.conversation.phase
    }

    /// The leaf state.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.conversation.phase.stage()
    }

    /// Its workstream.
    #[must_use]
    pub const fn workstream(&self) -> WorkstreamId {
        self.conversation.workstream
    }

    /// Its queue.
    #[must_use]
    pub const fn queue(&self) -> QueueId {
        self.conversation.queue
    }

    /// The units of age that have passed since it began to wait, or were credited: those with more are older.
    #[must_use]
    pub const fn passed(&self) -> i64 {
        self.passed
    }

    /// Whether nothing can happen to it any more: closed, no block, no clock, nobody charged.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let it = &self.conversation;
        it.phase == Phase::Closed { block: None }
            && it.timers.is_empty()
            && it.charges.is_empty()
            && it.first_agent_kept.is_none()
    }

    /// The kind of channel that carries it.
    #[must_use]
    pub const fn channel(&self) -> Channel {
        self.conversation.channel
    }

    /// Whether the customer is away.
    #[must_use]
    pub const fn is_customer_away(&self) -> bool {
        self.conversation.customer_away
    }

    /// The timers that run.
    #[must_use]
    pub const fn timers(&self) -> TimerSet {
        self.conversation.timers
    }

    /// Who has declined it.
    pub fn decliners(&self) -> impl Iterator<Item = UserId> + '_ {
        self.conversation.declines.iter().filter(|(_, times)| **times > 0).map(|(user, _)| *user)
    }

    /// Who sits beside the primary.
    #[must_use]
    pub fn participants(&self) -> &[Participant] {
        &self.conversation.participants
    }

    /// How many charges the agent carries for it, and how many are only set aside (POL-06 c).
    #[must_use]
    pub fn charges(&self, agent: UserId) -> (u8, u8) {
        let held = self.conversation.charges.iter().filter(|held| held.agent == agent);
        let (charged, aside) = held.fold((0, 0), |(charged, aside), held| match held.charged {
            true => (charged + 1, aside),
            false => (charged, aside + 1),
        });
        let seats = self.conversation.participants.iter().filter(|seat| seat.user == agent && seat.charged);
        (charged + seats.count() as u8, aside)
    }

    /// The same with people's names changed: who was `i` is `to[i]` now.
    #[must_use]
    pub fn renamed(&self, to: &[UserId]) -> Self {
        let name = |user: UserId| to[user.index()];
        let named = |user: Option<UserId>| user.map(name);
        let it = self.conversation.clone();
        let mut charges: Vec<Held> = it.charges.iter().map(|held| Held { agent: name(held.agent), ..*held }).collect();
        charges.sort_unstable();
        let phase = match it.phase {
            Phase::Open { first } => Phase::Open { first: named(first) },
            Phase::Offered(offer) => {
                Phase::Offered(Offer { agent: name(offer.agent), first: named(offer.first), ..offer })
            }
            Phase::InConversation(talk) => Phase::InConversation(Talk {
                primary: match talk.primary {
                    Primary::Agent(agent) => Primary::Agent(name(agent)),
                    Primary::Bot(bot) => Primary::Bot(name(bot)),
                    Primary::Outside => Primary::Outside,
                },
                pending: talk.pending.map(|pending| Pending { agent: name(pending.agent), ..pending }),
                ..talk
            }),
            Phase::Waiting { last } => Phase::Waiting { last: named(last) },
            Phase::WrapUp(wrap) => Phase::WrapUp(WrapUp { agent: name(wrap.agent), ..wrap }),
            Phase::Closed { block } => Phase::Closed { block: named(block) },
        };
        let conversation = Conversation {
            phase,
            first_agent_kept: named(it.first_agent_kept),
            charges,
            participants: it.participants.iter().map(|seat| Participant { user: name(seat.user), ..*seat }).collect(),
            declines: it.declines.iter().map(|(user, times)| (name(*user), *times)).collect(),
            paused: it.paused.iter().map(|user| name(*user)).collect(),
            ..it
        };
        Self { conversation, passed: self.passed }
    }
}

impl Surroundings {
    /// The same with people's names changed: who was `i` is `to[i]` now.
    #[must_use]
    pub fn renamed(&self, to: &[UserId]) -> Self {
        let name = |user: &UserId| to[user.index()];
        let mut people = self.people.clone();
        for (person, user) in self.people.iter().zip(to) {
            people[user.index()] = person.clone();
        }
        let mut counted: Vec<_> =
            self.counted.iter().map(|(user, stream, number)| (name(user), *stream, *number)).collect();
        counted.sort_unstable();
        Self {
            released: self.released.iter().map(name).collect(),
            queues: self
                .queues
                .iter()
                .map(|line| Line { lists: Vec::new(), turn: line.turn.iter().map(name).collect(), ..*line })
                .collect(),
            people,
            memberships: self.memberships.iter().map(|(user, queue)| (name(user), *queue)).collect(),
            toggles: self.toggles,
            counted,
        }
    }

    /// The presence of a person.
    #[must_use]
    pub fn presence(&self, user: UserId) -> PresenceId {
        self.people[user.index()].presence
    }

    /// Whether a person is signed in.
    #[must_use]
    pub fn is_signed_in(&self, user: UserId) -> bool {
        self.people[user.index()].signed_in
    }

    /// A person's total of units.
    #[must_use]
    pub fn units(&self, user: UserId) -> u16 {
        self.people[user.index()].units
    }

    /// Whether a person belongs to a queue.
    #[must_use]
    pub fn is_member(&self, user: UserId, queue: QueueId) -> bool {
        self.memberships.contains(&(user, queue))
    }

    /// Units charged to an agent, charges in number, and units set aside (POL-06 c).
    #[must_use]
    pub fn burden(&self, agent: UserId) -> (i32, i32, i32) {
        let person = &self.people[agent.index()];
        (person.used, person.charges, person.reserved)
    }
}
