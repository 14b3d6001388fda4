//! What must hold in every state, recomputed from scratch: the families K1, K2, K7 and K9 on states.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::center::ContactCenter;
use crate::id::{ConversationId, ProfileId, QueueId, UserId};
use crate::phase::Phase;
use crate::policy::Reset;
use crate::presence::PresenceSource;
use crate::roster::Roster;
use crate::step::owed;

/// What conversations say of one person.
#[derive(Debug, Clone, Copy, Default)]
struct Account {
    /// Units charged, and units set aside.
    used: i32,
    reserved: i32,
    /// How many conversations charge the person.
    charges: usize,
    /// Calls raised from a chat (ST-60).
    raised: u16,
    /// Open sessions (SES-07).
    sessions: usize,
}

/// What conversations say of everybody.
struct Books {
    people: Vec<Account>,
    /// Conversations that hold a profile, person by person.
    profiles: Vec<i32>,
}

impl ContactCenter {
    /// The first invariant that does not hold, in words; `None` when all hold.
    ///
    /// Recomputes everything, so it costs time in proportion to the center: for tests and small worlds.
    #[must_use]
    pub fn violation(&self) -> Option<String> {
        self.conversations().find_map(|id| self.local_violation(id)).or_else(|| self.queue_violation()).or_else(|| {
            let (books, mut fresh) = (self.books(), self.roster.clone());
            (0..self.policy.users.len())
                .map(UserId::at)
                .find_map(|agent| self.ledger_violation(agent, &books, &mut fresh))
        })
    }

    /// The first invariant of one conversation that does not hold: cheap enough for every step.
    #[must_use]
    pub fn local_violation(&self, id: ConversationId) -> Option<String> {
        let slot = self.slot(id)?;
        let phase = slot.phase;
        let owes = owed(&phase, slot.former, &self.policy.switches);
        let charges = || slot.charges.iter().flatten();
        let unpaid = owes
            .iter()
            .flatten()
            .find(|(agent, charged)| !charges().any(|charge| charge.agent == *agent && charge.charged == *charged));
        if let Some((agent, _)) = unpaid {
            return Some(format!(
                "K7: conversation {} holds no capacity of user {agent}, but its state says so",
                id.slot
            ));
        }
        if charges().count() > owes.iter().flatten().count() {
            return Some(format!("K7: conversation {} holds capacity that its state does not own", id.slot));
        }
        let doubled = slot.participants.iter().enumerate().any(|(place, participant)| {
            Some(participant.user) == phase.primary()
                || slot.participants[..place].iter().any(|other| other.user == participant.user)
        });
        if doubled {
            return Some(format!("K1: somebody holds two seats in conversation {}", id.slot));
        }
        match slot.phase {
            Phase::Closed { block } => {
                let idle = slot.participants.is_empty()
                    && (block.is_some() || slot.timers.is_empty() || slot.former.is_some());
                (!idle).then(|| {
                    format!("K9: conversation {} is closed, but somebody or some timer is still in it", id.slot)
                })
            }
            Phase::Open { .. }
            | Phase::Offered(_)
            | Phase::InConversation(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_) => None,
        }
    }

    /// ST-45: Open conversations are in their queue, in order of age, and nothing else is in any queue.
    fn queue_violation(&self) -> Option<String> {
        let mut queued = 0_usize;
        for (number, line) in self.queues.iter().enumerate() {
            for list in line.lists() {
                if list.iter().zip(list.iter().skip(1)).any(|(older, younger)| older.age >= younger.age) {
                    return Some(format!("K6: queue {number} is out of order"));
                }
            }
            for entry in line.lists().flatten() {
                let slot = &self.slots[entry.slot as usize];
                let open = matches!(slot.phase, Phase::Open { .. }) && slot.used;
                if !open || slot.queue.index() != number || slot.age != entry.age {
                    return Some(format!(
                        "K1: conversation {} stands in queue {number}, where it does not belong",
                        entry.slot
                    ));
                }
                queued += 1;
            }
        }
        let open = self.slots.iter().filter(|slot| slot.used && matches!(slot.phase, Phase::Open { .. })).count();
        if open != queued {
            return Some(format!("K1: {open} conversations are open, but {queued} are queued"));
        }
        let astray = |queue: &QueueId| !self.roster.stand_in_order(*queue);
        let queue = (0..self.queues.len()).map(QueueId::at).find(astray)?;
        let name = &self.policy.queues[queue.index()].name;
        Some(format!("K2: whom routing looks at in queue `{name}` do not stand in their order"))
    }

    /// What all conversations together say of the people in them.
    fn books(&self) -> Books {
        let profiles = self.policy.profiles.len();
        let mut books = Books {
            people: alloc::vec![Account::default(); self.policy.users.len()],
            profiles: alloc::vec![0; self.policy.users.len() * profiles],
        };
        for slot in self.slots.iter().filter(|slot| slot.used) {
            let mut charge = |agent: UserId| {
                let account = &mut books.people[agent.index()];
                account.used += i32::from(slot.price.cost);
                account.charges += 1;
                for profile in slot.price.profiles.iter() {
                    books.profiles[agent.index() * profiles + profile.index()] += 1;
                }
            };
            for held in slot.charges.iter().flatten().filter(|held| held.charged) {
                charge(held.agent);
            }
            for seat in slot.participants.iter().filter(|participant| participant.charged) {
                charge(seat.user);
            }
            for held in slot.charges.iter().flatten().filter(|held| !held.charged) {
                books.people[held.agent.index()].reserved += i32::from(slot.price.cost);
            }
            if let Phase::InConversation(talk) = slot.phase
                && talk.leg
                && let Some(agent) = talk.primary.agent()
            {
                books.people[agent.index()].raised += 1;
            }
            if let Some(agent) = slot.phase.look().session(self.policy.switches.session_cap) {
                books.people[agent.index()].sessions += 1;
            }
        }
        books
    }

    /// CAP-31: what an agent has left is the total less what is charged; presence that follows capacity follows it.
    /// `fresh` is a copy of the roster.
    fn ledger_violation(&self, agent: UserId, books: &Books, fresh: &mut Roster) -> Option<String> {
        let person = self.roster.person(agent);
        let Account { used, reserved, charges, raised, sessions } = books.people[agent.index()];
        let profiles = &books.profiles[agent.index() * self.policy.profiles.len()..];
        let user = &self.policy.users[agent.index()].name;
        if (person.used, person.reserved, usize::from(person.charges)) != (used, reserved, charges) {
            return Some(format!(
                "K2: `{user}` is charged {} units for {} conversations, but they add up to {used} for {charges}",
                person.used, person.charges,
            ));
        }
        if usize::from(person.sessions) != sessions {
            return Some(format!("K2: `{user}` counts {} open sessions, but has {sessions}", person.sessions));
        }
        if person.escalated != raised {
            return Some(format!("K2: `{user}` counts {} raised calls, but is in {raised}", person.escalated));
        }
        let slices = self.roster.slices(agent);
        for (number, profile) in self.policy.profiles.iter().enumerate() {
            let slice = slices[ProfileId::at(number).index()];
            if slice.used < 0 || slice.reserved < 0 {
                return Some(format!("K2: `{user}` uses less than nothing of profile `{}`", profile.name));
            }
            if profile.reset == Reset::Immediate && i32::from(slice.used) != profiles[number] {
                return Some(format!(
                    "K2: `{user}` uses {} of profile `{}`, but {} conversations hold it",
                    slice.used, profile.name, profiles[number],
                ));
            }
        }
        if person.signed_in && person.lost.is_none() && person.source == PresenceSource::System {
            let computed = self.roster.load(agent).presence(self.policy.switches.full_presence);
            if self.policy.base(person.presence) != computed {
                return Some(format!(
                    "K13: `{user}` shows {}, but capacity says {}",
                    self.policy.base(person.presence).name(),
                    computed.name()
                ));
            }
        }
        fresh.refresh(agent);
        let stale = fresh.fronts[agent.index()] != self.roster.fronts[agent.index()]
            || fresh.person(agent) != self.roster.person(agent);
        stale.then(|| format!("K2: what routing reads of `{user}` is stale"))
    }
}
