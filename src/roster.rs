//! The roster: what is set at run time about people and queues, and the ledger that owns their capacity.
//!
//! Invariants, recomputed in debug builds and by [`ContactCenter::violation`](crate::ContactCenter::violation):
//! an agent's used units are the sum of the costs charged to the agent; the same for every profile that resets
//! at once; nothing is ever clamped, so what is available may be negative.

use crate::reuse::clone_by_field;
use alloc::vec::Vec;

use crate::action::Toggle;
use crate::distribution::Index;
use crate::id::{PresenceId, ProfileId, ProfileSet, QueueId, UserId};
use crate::policy::{Method, Policy, Queue, Reset};
use crate::presence::{Base, Bases, Load, PresenceSource};
use crate::rule::Rule;
use crate::switch::{EndOfDayUse, LeastActiveScope, SessionCap};
use crate::turn::Turn;

/// What one conversation takes of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Price {
    /// Units.
    pub(crate) cost: u16,
    /// One of each of these profiles.
    pub(crate) profiles: ProfileSet,
}

/// What routing reads of an agent: derived from the rest, kept together because the router scans it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Front {
    /// Units free; negative after an override.
    pub(crate) available: i32,
    /// Profiles with room.
    pub(crate) room: ProfileSet,
    /// The base presence as routing sees it; none when not signed in, not an agent, or a bot.
    pub(crate) routed: Bases,
    /// One bit per channel that the agent serves.
    pub(crate) channels: u8,
    /// Whether a blocking profile is at its limit, or a raised call runs (CAP-09, CAP-22).
    pub(crate) blocked: bool,
    /// Whether the agent's sessions are full, so that nothing more is offered (SES-07, POL-28).
    pub(crate) full: bool,
    /// Whether routing need look at all: present, not blocked, sessions not full, something left.
    pub(crate) ready: bool,
}

/// One person or bot at run time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Person {
    pub(crate) signed_in: bool,
    /// While lost: the presence and its source from before (PRES-13).
    pub(crate) lost: Option<(PresenceId, PresenceSource)>,
    /// While lost: the return window has passed, so a return recomputes.
    pub(crate) late: bool,
    pub(crate) presence: PresenceId,
    pub(crate) source: PresenceSource,
    pub(crate) units: u16,
    pub(crate) used: i32,
    pub(crate) reserved: i32,
    /// How many charges the agent carries, items that cost nothing included.
    pub(crate) charges: u16,
    /// How many raised calls the agent is in (CAP-22).
    pub(crate) escalated: u16,
    /// How many sessions the agent has open (SES-07).
    pub(crate) sessions: u16,
    /// Counts ends of shift, so that a release under POL-32 b knows whether its charge is from before.
    pub(crate) day: u8,
    /// What the agent's profiles amount to.
    pub(crate) sums: Sums,
}

/// The profiles of one agent, summed up so that no step looks at all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Sums {
    /// Those that the agent has.
    owned: ProfileSet,
    /// Those of which something is used.
    in_use: ProfileSet,
    /// Those at their limit.
    full: ProfileSet,
    /// Those beyond their limit.
    beyond: ProfileSet,
}

/// One profile of one agent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Slice {
    /// The agent's limit; `None` lacks the profile.
    pub(crate) limit: Option<u8>,
    pub(crate) used: i16,
    pub(crate) reserved: i16,
}

impl Slice {
    fn has_room(self) -> bool {
        self.limit.is_some_and(|limit| self.used + self.reserved < i16::from(limit))
    }

    fn exhausted(self) -> bool {
        self.limit.is_some_and(|limit| self.used >= i16::from(limit))
    }

    fn over(self) -> i32 {
        i32::from(self.used) - i32::from(self.limit.unwrap_or(0))
    }
}

/// What the rules about entering a queue read of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Gauges {
    /// How many items waited when somebody last looked (OVF-03).
    pub(crate) length: u32,
    /// The average wait, as computed outside (WAIT-01).
    pub(crate) average_s: Option<u32>,
    /// When it opens next, in minutes of whatever calendar (DIST-02).
    pub(crate) opening: Option<u32>,
}

/// People, memberships, toggles and opening of queues.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Roster {
    pub(crate) fronts: Vec<Front>,
    pub(crate) people: Vec<Person>,
    /// By person, then profile.
    slices: Vec<Slice>,
    profiles: usize,
    /// The profiles that block assignment (CAP-09).
    blocking: ProfileSet,
    /// By person, then 64 queues a word.
    memberships: Vec<u64>,
    words: usize,
    /// By queue: its agents and bots, in turn.
    pub(crate) turns: Vec<Turn>,
    /// By person: which release of capacity was the person's last, counted from one; zero for none (CAP-30).
    released: Vec<u64>,
    releases: u64,
    /// Sets of people, for searches among many.
    pub(crate) index: Index,
    /// What counts as active (POL-29), and whether some turn stands by it.
    activity: LeastActiveScope,
    by_activity: bool,
    /// Whether some workstream costs nothing, so that an agent without units may be ready.
    free_items: bool,
    pub(crate) open: Vec<bool>,
    /// By queue.
    pub(crate) gauges: Vec<Gauges>,
    pub(crate) toggles: [bool; 4],
}

clone_by_field!(Roster {
    fronts,
    people,
    slices,
    profiles,
    blocking,
    memberships,
    words,
    turns,
    released,
    releases,
    index,
    activity,
    by_activity,
    free_items,
    open,
    gauges,
    toggles
});

impl Roster {
    pub(crate) fn new(policy: &Policy) -> Self {
        let words = policy.queues.len().div_ceil(64);
        let index = Index::new(policy);
        // Among many people the walk to the right place would cost more than it saves.
        let by_activity =
            |queue: &Queue| queue.method == Method::LeastActive && Rule::Dist14.holds() && !index.is_kept();
        let turn = |queue| Turn::new(policy.users.len(), by_activity(queue));
        let mut roster = Self {
            fronts: Vec::new(),
            people: Vec::new(),
            slices: Vec::new(),
            profiles: policy.profiles.len(),
            blocking: (0..)
                .zip(&policy.profiles)
                .filter(|(_, profile)| profile.blocking)
                .fold(ProfileSet::EMPTY, |blocking, (number, _)| blocking.with(ProfileId(number))),
            memberships: alloc::vec![0; words * policy.users.len()],
            words,
            turns: policy.queues.iter().map(turn).collect(),
            released: alloc::vec![0; policy.users.len()],
            releases: 0,
            activity: policy.switches.least_active_scope,
            by_activity: policy.queues.iter().any(by_activity),
            index,
            free_items: policy.workstreams.iter().any(|workstream| workstream.cost == 0),
            open: alloc::vec![true; policy.queues.len()],
            gauges: alloc::vec![Gauges::default(); policy.queues.len()],
            toggles: policy.settings.toggles,
        };
        for (number, user) in policy.users.iter().enumerate() {
            roster.people.push(Person {
                signed_in: false,
                lost: None,
                late: false,
                presence: Base::Offline.presence(),
                source: PresenceSource::Lost,
                units: user.units,
                used: 0,
                reserved: 0,
                charges: 0,
                escalated: 0,
                sessions: 0,
                day: 0,
                sums: Sums::default(),
            });
            roster.slices.extend(user.limits.iter().map(|limit| Slice { limit: *limit, used: 0, reserved: 0 }));
            roster.fronts.push(Front {
                available: 0,
                room: ProfileSet::EMPTY,
                routed: Bases::NONE,
                channels: user.channels,
                blocked: false,
                full: false,
                ready: false,
            });
            for queue in &user.queues {
                roster.join(policy, UserId::at(number), *queue);
            }
            roster.refresh(UserId::at(number));
            roster.refresh_presence(policy, UserId::at(number));
        }
        roster
    }

    pub(crate) fn person(&self, user: UserId) -> &Person {
        &self.people[user.index()]
    }

    /// Whether all that is known of a person is as in another roster.
    pub(crate) fn is_person_as_in(&self, other: &Self, user: UserId) -> bool {
        self.person(user) == other.person(user)
            && self.fronts[user.index()] == other.fronts[user.index()]
            && self.slices(user) == other.slices(user)
    }

    pub(crate) fn toggle(&self, toggle: Toggle) -> bool {
        self.toggles[toggle as usize]
    }

    pub(crate) fn is_member(&self, user: UserId, queue: QueueId) -> bool {
        self.memberships[user.index() * self.words + queue.index() / 64] >> (queue.index() % 64) & 1 == 1
    }

    /// Makes somebody a member, last in the turn if the person takes work.
    pub(crate) fn join(&mut self, policy: &Policy, user: UserId, queue: QueueId) {
        self.set_member(user, queue, true);
        if policy.users[user.index()].roles.takes_work() {
            let activity = self.activity(user);
            let turn = &mut self.turns[queue.index()];
            turn.push(user, self.fronts[user.index()].ready, activity);
            turn.most = turn.most.max(i32::from(self.people[user.index()].units));
        }
    }

    /// The opposite of [`join`](Self::join).
    pub(crate) fn leave(&mut self, policy: &Policy, user: UserId, queue: QueueId) {
        self.set_member(user, queue, false);
        if policy.users[user.index()].roles.takes_work() {
            let turn = &mut self.turns[queue.index()];
            turn.remove(user, self.fronts[user.index()].ready);
            refresh_most(turn, &self.people);
        }
    }

    fn set_member(&mut self, user: UserId, queue: QueueId, member: bool) {
        let word = &mut self.memberships[user.index() * self.words + queue.index() / 64];
        let bit = 1 << (queue.index() % 64);
        if member {
            *word |= bit
        } else {
            *word &= !bit
        }
        self.index.set_member(user, queue, member);
    }

    /// CAP-30: capacity of the agent was released now.
    pub(crate) fn note_release(&mut self, agent: UserId) {
        self.count_release(agent);
        self.tell_activity(agent);
    }

    /// The same, told to nobody yet.
    #[inline(always)]
    fn count_release(&mut self, agent: UserId) {
        self.releases += 1;
        self.released[agent.index()] = self.releases;
    }

    /// How active an agent is: who released capacity last is the most active, who never did the least (DIST-15).
    #[inline]
    pub(crate) fn activity(&self, agent: UserId) -> i64 {
        /// Beyond every count of releases.
        const CONCURRENT: i64 = 1 << 44;
        let released = match self.released[agent.index()] {
            0 if !Rule::Dist15.holds() => CONCURRENT - 1,
            released => released.cast_signed(),
        };
        match self.activity {
            LeastActiveScope::VoiceOnly => released,
            LeastActiveScope::VoiceAndMessaging => i64::from(self.person(agent).charges) * CONCURRENT + released,
        }
    }

    /// Tells the turns that stand by activity how active an agent is now, if routing need look there at all.
    #[inline(always)]
    fn tell_activity(&mut self, agent: UserId) {
        if self.by_activity && self.fronts[agent.index()].ready {
            self.move_by_activity(agent);
        }
    }

    #[inline(never)]
    fn move_by_activity(&mut self, agent: UserId) {
        let activity = self.activity(agent);
        for queue in queues_in(&self.memberships[agent.index() * self.words..][..self.words]) {
            self.turns[queue.index()].set_activity(agent, activity);
        }
    }

    /// Whether those who are ready in a queue stand as they should.
    pub(crate) fn stand_in_order(&self, queue: QueueId) -> bool {
        let turn = &self.turns[queue.index()];
        let mut ready: Vec<UserId> = turn.iter().filter(|agent| self.fronts[agent.index()].ready).collect();
        if turn.is_by_activity() {
            ready.sort_by_key(|agent| self.activity(*agent));
        }
        turn.ready().eq(ready)
    }

    /// Who released capacity, the last one last.
    pub(crate) fn in_order_of_release(&self) -> Vec<UserId> {
        let released = (0..self.released.len()).map(UserId::at).filter(|user| self.released(*user) > 0);
        let mut released: Vec<UserId> = released.collect();
        released.sort_unstable_by_key(|user| self.released(*user));
        released
    }

    /// Which release of capacity was the agent's last, counted from one; zero for none.
    #[inline]
    pub(crate) fn released(&self, agent: UserId) -> u64 {
        self.released[agent.index()]
    }

    /// DIST-13: the turn passes on from a member.
    #[inline]
    pub(crate) fn pass_turn(&mut self, agent: UserId, queue: QueueId) {
        debug_assert!(self.is_member(agent, queue), "the router chooses among members");
        if Rule::Dist13.holds() {
            let activity = self.activity(agent);
            self.turns[queue.index()].pass(agent, self.fronts[agent.index()].ready, activity);
        }
    }

    /// Sets the total of units.
    pub(crate) fn set_units(&mut self, agent: UserId, units: u16) {
        self.people[agent.index()].units = units;
        self.refresh_front(agent);
        for queue in queues_in(&self.memberships[agent.index() * self.words..][..self.words]) {
            refresh_most(&mut self.turns[queue.index()], &self.people);
        }
    }

    pub(crate) fn slices(&self, agent: UserId) -> &[Slice] {
        &self.slices[agent.index() * self.profiles..][..self.profiles]
    }

    pub(crate) fn slice_mut(&mut self, agent: UserId, profile: ProfileId) -> &mut Slice {
        &mut self.slices[agent.index() * self.profiles + profile.index()]
    }

    /// Whether the agent has every one of these profiles (CAP-06).
    pub(crate) fn has_profiles(&self, agent: UserId, profiles: ProfileSet) -> bool {
        let slices = self.slices(agent);
        profiles.iter().all(|profile| slices[profile.index()].limit.is_some())
    }

    /// Whether an assignment needs the capacity override: some capacity would go below zero, or a blocking profile is
    /// reached (SUP-ASSIGN-20). Profiles that the agent lacks are asked about before.
    pub(crate) fn needs_override(&self, agent: UserId, price: Price) -> bool {
        let front = &self.fronts[agent.index()];
        let slices = self.slices(agent);
        front.blocked
            || (price.cost > 0 && front.available < i32::from(price.cost))
            || price.profiles.iter().any(|profile| {
                let slice = slices[profile.index()];
                slice.limit.is_some() && !slice.has_room()
            })
    }

    /// How far above the agent's capacity an assignment goes: the largest excess over units and profiles (SUP-ASSIGN-05).
    pub(crate) fn over_units(&self, agent: UserId, price: Price) -> u16 {
        let person = self.person(agent);
        let slices = self.slices(agent);
        let units = if price.cost == 0 { 0 } else { person.used + i32::from(price.cost) - i32::from(person.units) };
        let profiles = price.profiles.iter().map(|profile| slices[profile.index()].over() + 1).max().unwrap_or(0);
        u16::try_from(units.max(profiles).max(0)).unwrap_or(u16::MAX)
    }

    /// Charges the price to the agent; end-of-day profiles count it until the shift ends (CAP-11).
    #[inline]
    pub(crate) fn consume(&mut self, agent: UserId, price: Price) {
        let person = &mut self.people[agent.index()];
        if Rule::Cap01.holds() {
            person.used += i32::from(price.cost);
        }
        person.charges += 1;
        for profile in price.profiles.iter() {
            self.slice_mut(agent, profile).used += 1;
            self.refresh_profile(agent, profile);
        }
        self.refresh_front(agent);
        self.tell_activity(agent);
    }

    /// Gives the price back; where it is `noted`, that counts as activity (CAP-30). What an end-of-day profile counted
    /// stays (POL-32 a), or goes only if charged since the last end of shift (POL-32 b).
    #[inline]
    pub(crate) fn release(&mut self, policy: &Policy, agent: UserId, price: Price, day: u8, noted: bool) {
        // Before anybody is told that the agent is ready, so that the agent stands in the right place at once.
        if noted {
            self.count_release(agent);
        }
        let person = &mut self.people[agent.index()];
        person.used -= i32::from(price.cost);
        person.charges -= 1;
        let same_day = person.day == day;
        for profile in price.profiles.iter() {
            let returns = match (policy.profiles[profile.index()].reset, policy.switches.end_of_day_use) {
                (Reset::Immediate, _) => true,
                (Reset::EndOfDay, EndOfDayUse::CountedToShiftEnd) => !(Rule::Cap11.holds() && Rule::Cap14.holds()),
                (Reset::EndOfDay, EndOfDayUse::CountedWhileOpen) => same_day,
            };
            if returns {
                self.slice_mut(agent, profile).used -= 1;
                self.refresh_profile(agent, profile);
            }
        }
        let was_ready = self.fronts[agent.index()].ready;
        self.refresh_front(agent);
        if was_ready {
            self.tell_activity(agent);
        }
    }

    /// Sets the price aside (`sign` 1) or frees it again (`sign` -1), for POL-06 c.
    pub(crate) fn reserve(&mut self, agent: UserId, price: Price, sign: i16) {
        self.people[agent.index()].reserved += i32::from(price.cost) * i32::from(sign);
        for profile in price.profiles.iter() {
            self.slice_mut(agent, profile).reserved += sign;
            self.refresh_profile(agent, profile);
        }
        self.refresh_front(agent);
    }

    /// CAP-11: end-of-day use starts afresh, items still open included.
    pub(crate) fn end_of_day(&mut self, policy: &Policy, agent: UserId) {
        if policy.switches.end_of_day_use == EndOfDayUse::CountedWhileOpen {
            let person = &mut self.people[agent.index()];
            person.day = person.day.wrapping_add(1);
        }
        for (number, profile) in policy.profiles.iter().enumerate() {
            if profile.reset == Reset::EndOfDay {
                self.slice_mut(agent, ProfileId::at(number)).used = 0;
            }
        }
        self.refresh(agent);
    }

    /// Recomputes what routing reads, from the bottom.
    pub(crate) fn refresh(&mut self, agent: UserId) {
        for number in 0..self.profiles {
            self.refresh_profile(agent, ProfileId::at(number));
        }
        self.refresh_front(agent);
    }

    /// Recomputes what is known of one profile of the agent.
    fn refresh_profile(&mut self, agent: UserId, profile: ProfileId) {
        let slice = *self.slice_mut(agent, profile);
        let (sums, front) = (&mut self.people[agent.index()].sums, &mut self.fronts[agent.index()]);
        sums.owned.set(profile, slice.limit.is_some());
        sums.in_use.set(profile, slice.used > 0);
        sums.full.set(profile, slice.exhausted());
        sums.beyond.set(profile, slice.over() > 0);
        // CAP-06: who lacks a profile has no room in it.
        front.room.set(profile, slice.has_room() || (slice.limit.is_none() && !Rule::Cap06.holds()));
    }

    /// Recomputes what routing reads, where no profile has changed.
    #[inline]
    pub(crate) fn refresh_front(&mut self, agent: UserId) {
        let person = &self.people[agent.index()];
        let front = &mut self.fronts[agent.index()];
        front.available = i32::from(person.units) - person.used - person.reserved;
        if !Rule::Cap31.holds() || !Rule::SupAssign06.holds() {
            front.available = front.available.max(0);
        }
        let blocked = person.sums.owned.and(self.blocking).minus(front.room);
        front.blocked = person.escalated > 0 || (!blocked.is_empty() && Rule::Cap09.holds());
        self.refresh_ready(agent);
    }

    /// Recomputes whether routing need look at the agent, and tells the turns if that has changed.
    #[inline(always)]
    fn refresh_ready(&mut self, agent: UserId) {
        let front = &self.fronts[agent.index()];
        let ready =
            front.routed != Bases::NONE && !front.blocked && !front.full && (front.available > 0 || self.free_items);
        if ready != front.ready || self.index.is_kept() {
            self.tell_ready(agent, ready);
        }
    }

    /// Tells the turns and the sets of people what routing need look at.
    #[inline(never)]
    fn tell_ready(&mut self, agent: UserId, ready: bool) {
        let front = &mut self.fronts[agent.index()];
        if ready != front.ready {
            front.ready = ready;
            let activity = if ready && self.by_activity { self.activity(agent) } else { 0 };
            let memberships = &self.memberships[agent.index() * self.words..][..self.words];
            for (word, set) in memberships.iter().enumerate() {
                let mut rest = *set;
                while rest != 0 {
                    let lowest = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    self.turns[word * 64 + lowest].set_ready(agent, ready, activity);
                }
            }
        }
        if self.index.is_kept() {
            self.index.update(agent, &self.fronts[agent.index()]);
        }
    }

    /// Recomputes only what routing reads of presence.
    pub(crate) fn refresh_presence(&mut self, policy: &Policy, agent: UserId) {
        let user = &policy.users[agent.index()];
        let person = &self.people[agent.index()];
        let works =
            person.signed_in && person.lost.is_none() && user.roles.agent && !(user.roles.bot && Rule::Dist08.holds());
        let routed =
            if works { policy.base(person.presence).routed(policy.switches.inactive_base) } else { Bases::NONE };
        self.fronts[agent.index()].routed = routed;
        self.fronts[agent.index()].full = self.is_offered_nothing(policy, agent);
        self.refresh_ready(agent);
    }

    /// SES-07: whether the agent has as many sessions open as one may have.
    #[inline]
    pub(crate) fn is_at_cap(&self, policy: &Policy, agent: UserId) -> bool {
        self.people[agent.index()].sessions >= policy.settings.session_cap && Rule::Ses07.holds()
    }

    /// POL-28: under b nothing is offered to an agent whose sessions are full; under a one offer more, which sets the
    /// presence that says so.
    #[inline]
    fn is_offered_nothing(&self, policy: &Policy, agent: UserId) -> bool {
        self.is_at_cap(policy, agent)
            && (policy.switches.session_cap == SessionCap::Refused
                || self.people[agent.index()].source == PresenceSource::SessionCap)
    }

    /// A session of the agent begins (`sign` 1) or ends (`sign` -1).
    #[inline]
    pub(crate) fn count_session(&mut self, policy: &Policy, agent: UserId, sign: i16) {
        let sessions = &mut self.people[agent.index()].sessions;
        *sessions = sessions.wrapping_add_signed(sign);
        let full = self.is_offered_nothing(policy, agent);
        if full != self.fronts[agent.index()].full {
            self.fronts[agent.index()].full = full;
            self.refresh_ready(agent);
        }
    }

    /// The queues that somebody is a member of, by id.
    pub(crate) fn queues_of(&self, user: UserId) -> impl Iterator<Item = QueueId> + '_ {
        queues_in(&self.memberships[user.index() * self.words..][..self.words])
    }

    /// The room that the agent has in the scarcest of these profiles.
    pub(crate) fn least_room(&self, agent: UserId, profiles: ProfileSet) -> i32 {
        let slices = self.slices(agent);
        profiles.iter().map(|profile| -slices[profile.index()].over()).min().unwrap_or(0)
    }

    /// What the agent's capacity looks like to presence.
    #[inline]
    pub(crate) fn load(&self, agent: UserId) -> Load {
        let person = self.person(agent);
        let Sums { owned, in_use, full, beyond } = person.sums;
        // CAP-22: the built-in escalation profile blocks and is at its limit while a raised call runs.
        let raised = u32::from(person.escalated > 0);
        Load {
            engaged: person.charges > 0 || !in_use.is_empty() || raised > 0,
            units_configured: person.units > 0,
            units_exhausted: person.used >= i32::from(person.units),
            negative: person.used > i32::from(person.units) || !beyond.is_empty(),
            profiles: owned.len() + raised,
            profiles_exhausted: full.len() + raised,
            blocking: owned.and(self.blocking).len() + raised,
            blocking_exhausted: full.and(self.blocking).len() + raised,
        }
    }
}

/// Recomputes the most units that any member can have left.
fn refresh_most(turn: &mut Turn, people: &[Person]) {
    turn.most = turn.iter().map(|agent| i32::from(people[agent.index()].units)).max().unwrap_or(0);
}

/// The queues in a row of memberships, by id.
fn queues_in(memberships: &[u64]) -> impl Iterator<Item = QueueId> + '_ {
    memberships.iter().enumerate().flat_map(|(word, set)| bits(word, *set).map(QueueId::at))
}

/// The places of the bits that are set in this word of a row of bits.
fn bits(word: usize, mut rest: u64) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        (rest != 0).then(|| {
            let lowest = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            word * 64 + lowest
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Action, Arrival, Contact, ContactCenter, Desk, PolicySpec, Route};

    /// Two agents of a queue that asks for the least active, both free, after the first of them had a call.
    fn center() -> ContactCenter {
        let policy: PolicySpec = serde_json::from_str(
            r#"{
                "queues": [{ "name": "calls", "kind": "voice", "method": "least-active" }],
                "workstreams": [{ "name": "phone", "channel": "voice", "queue": "calls", "cost": 50, "auto_assign": true,
                    "wrap_up_block": "never" }],
                "users": [{ "name": "ann", "units": 100, "queues": ["calls"] },
                    { "name": "bob", "units": 100, "queues": ["calls"] }]
            }"#,
        )
        .expect("the policy is written well");
        let mut center = ContactCenter::new(policy.build().expect("the policy holds"));
        let calls = center.policy().queue("calls").expect("the queue");
        let phone = center.policy().workstream("phone").expect("the workstream");
        for agent in [UserId(0), UserId(1)] {
            assert!(center.apply(Action::Desk { agent, operation: Desk::SignIn }).is_done());
        }
        assert!(center.apply(Action::Create(Arrival::new(phone, calls))).is_done());
        let conversation = center.created().expect("it was created");
        assert!(center.apply(Action::Router(Route::Queue(calls))).is_done());
        assert!(center.apply(Action::Customer { conversation, operation: Contact::End }).is_done());
        center
    }

    #[test]
    fn whoever_worked_last_is_asked_last_though_never_away() {
        let center = center();
        assert!(center.roster.released[0] > 0, "the turn names the first agent, who gave capacity back");
        let ready: Vec<UserId> = center.roster.turns[0].ready().collect();
        assert_eq!(ready, [UserId(1), UserId(0)]);
        assert_eq!(center.violation(), None);
    }

    #[test]
    fn activity_that_no_turn_was_told_of_is_noticed() {
        let mut center = center();
        center.roster.count_release(UserId(1));
        let violation = center.violation().expect("the second agent stands where the first belongs");
        assert!(violation.contains("do not stand in their order"), "{violation}");
    }
}
