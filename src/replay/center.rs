//! The way back: a center that stands where a replica says.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;

use super::{Conversation, Person, Replica};
use crate::center::ContactCenter;
use crate::conversation::{Charge, Slot};
use crate::id::{ConversationId, ProfileId, QueueId, UserId};
use crate::line::{Age, Entry, Shelf};
use crate::roster::{Gauges, Price};

impl Replica {
    /// A center in the state that the facts add up to, to be asked what the center that told them would have answered.
    ///
    /// It answers every action alike, but for the ids of conversations that are still to come.
    #[must_use]
    pub fn center(&self) -> ContactCenter {
        let mut center = ContactCenter::shared(Arc::clone(&self.policy));
        self.people(&mut center);
        let slots = self.picture.conversations.keys().map(|id| id.index() + 1).max().unwrap_or(0);
        center.slots = (0..slots).map(|_| Slot::vacant()).collect();
        let ages: BTreeMap<ConversationId, Age> =
            self.picture.ages.iter().map(|(id, passed)| (*id, center.ages.fresh(*passed))).collect();
        for (id, conversation) in &self.picture.conversations {
            let age = ages.get(id).copied().unwrap_or_default();
            self.conversation(&mut center, *id, conversation, age);
        }
        center.free = (0..).zip(&center.slots).filter(|(_, slot)| !slot.used).map(|(number, _)| number).collect();
        for (line, told) in center.queues.iter_mut().zip(&self.picture.queues) {
            let last = told.lists.len() - 1;
            for (place, list) in told.lists.iter().enumerate() {
                let shelf = match place {
                    0 => Shelf::First,
                    place if place == last => Shelf::Rest,
                    place => Shelf::Bucket(place - 1),
                };
                for id in list {
                    line.insert(shelf, Entry { age: center.slots[id.index()].age, slot: id.slot });
                }
            }
        }
        center
    }

    /// As [`center`](Self::center), of facts that may not add up: `None` where no center can stand like that.
    ///
    /// Facts that the kernel told always add up. Those of somebody else's log may not.
    #[must_use]
    pub fn sound_center(&self) -> Option<ContactCenter> {
        let small = |number: i32| i16::try_from(number).is_ok_and(|number| number >= 0);
        let people = self.picture.people.iter().all(|person| {
            let shares = person.profiles.iter().all(|share| small(share.used) && small(share.reserved));
            shares && small(person.charges) && small(person.raised)
        });
        let known = |id: &ConversationId| self.picture.conversations.contains_key(id);
        let queued = self.picture.queues.iter().flat_map(|queue| queue.lists.iter().flatten()).all(known);
        let alone = {
            let mut slots: alloc::vec::Vec<u32> = self.picture.conversations.keys().map(|id| id.slot).collect();
            slots.dedup();
            slots.len() == self.picture.conversations.len()
        };
        let held = self.picture.conversations.values().all(|it| {
            // Three places are all that a conversation can hold at once.
            it.charges.len() <= 3 && it.phase.exists_on(it.channel)
        });
        let center = (people && queued && alone && held).then(|| self.center())?;
        center.violation().is_none().then_some(center)
    }

    /// People, memberships in their turn, toggles and opening.
    fn people(&self, center: &mut ContactCenter) {
        let users = || (0..self.policy.users.len()).map(UserId::at);
        let queues = || (0..self.policy.queues.len()).map(QueueId::at);
        let roster = &mut center.roster;
        for (user, person) in users().zip(&self.picture.people) {
            // Charges of today are of day one, those of before of day zero.
            let Person { signed_in, lost, late, presence, source, units, used, reserved, charges, raised, .. } =
                *person;
            let known = &mut roster.people[user.index()];
            (known.signed_in, known.lost, known.late) = (signed_in, lost, late);
            (known.presence, known.source) = (presence, source);
            (known.used, known.reserved, known.day) = (used, reserved, 1);
            known.charges = charges.try_into().expect("nobody gives back more than was charged");
            known.escalated = raised.try_into().expect("nobody leaves more raised calls than were joined");
            for (place, share) in person.profiles.iter().enumerate() {
                let slice = roster.slice_mut(user, ProfileId::at(place));
                slice.limit = share.limit;
                slice.used = share.used.try_into().expect("a share was counted in as many bits");
                slice.reserved = share.reserved.try_into().expect("a share was counted in as many bits");
            }
            roster.set_units(user, units);
            roster.refresh(user);
            roster.refresh_presence(&self.policy, user);
        }
        for queue in queues() {
            for user in users().filter(|user| roster.is_member(*user, queue)).collect::<alloc::vec::Vec<_>>() {
                roster.leave(&self.policy, user, queue);
            }
            let told = &self.picture.queues[queue.index()];
            told.turn.iter().for_each(|user| roster.join(&self.policy, *user, queue));
            roster.open[queue.index()] = told.open;
            roster.gauges[queue.index()] =
                Gauges { length: told.cached, average_s: told.average_s, opening: told.opening };
        }
        for (user, queue) in &self.picture.memberships {
            if !roster.is_member(*user, *queue) {
                roster.join(&self.policy, *user, *queue);
            }
        }
        self.picture.released.iter().for_each(|user| roster.note_release(*user));
        roster.toggles = self.picture.toggles;
    }

    fn conversation(&self, center: &mut ContactCenter, id: ConversationId, told: &Conversation, age: Age) {
        let cost = self.policy.workstreams[told.workstream.index()].cost;
        let slot = &mut center.slots[id.index()];
        slot.begin(told.workstream, told.queue, told.channel, Price { cost, profiles: told.profiles }, told.found, age);
        slot.generation = id.generation;
        slot.phase = told.phase;
        slot.gone = told.customer_away;
        slot.moved = told.moved;
        slot.callback = told.callback;
        slot.overdue = told.overdue;
        slot.paused = told.paused.iter().copied().collect();
        slot.words = told.words;
        slot.coded = told.coded;
        slot.former = told.first_agent_kept;
        slot.timers = told.timers;
        slot.participants.clone_from(&told.participants);
        slot.declines = told.declines.iter().map(|(agent, times)| (*agent, *times)).collect();
        for (place, held) in slot.charges.iter_mut().zip(&told.charges) {
            *place = Some(Charge { agent: held.agent, charged: held.charged, day: u8::from(held.today) });
        }
        if let Some(agent) = told.phase.look().session(self.policy.switches.session_cap) {
            center.roster.count_session(&self.policy, agent, 1);
        }
        let charged = told.participants.iter().filter(|participant| participant.charged);
        slot.consult_days = charged.map(|participant| (participant.user, 1)).collect();
    }
}
