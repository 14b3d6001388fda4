//! Sets of people, one bit each, by everything that a filter asks: among thousands of members they tell in a few
//! hundred nanoseconds whether anybody may have an item, and who.
//!
//! Derived from policy and roster, so no part of the state. Small centers keep none and walk their members.

use crate::reuse::clone_by_field;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

use super::filter::Filter;
use crate::channel::Channel;
use crate::id::{GroupId, GroupSet, QueueId, UserId};
use crate::policy::{Policy, Requirement};
use crate::presence::Base;
use crate::roster::Front;

/// From so many people on the sets are kept.
const PEOPLE_MIN: usize = 129;
/// Bits of a word.
const WORD: usize = u64::BITS as usize;

/// Rows of people, one bit each.
#[derive(Debug, Default)]
struct Rows {
    bits: Vec<u64>,
    words: usize,
}

clone_by_field!(Rows { bits, words });

impl Rows {
    fn new(rows: usize, words: usize) -> Self {
        Self { bits: alloc::vec![0; rows * words], words }
    }

    fn set(&mut self, row: usize, user: UserId, is_in: bool) {
        let word = &mut self.bits[row * self.words + user.index() / WORD];
        let bit = 1 << (user.index() % WORD);
        if is_in { *word |= bit } else { *word &= !bit }
    }

    #[inline]
    fn row(&self, row: usize) -> &[u64] {
        &self.bits[row * self.words..][..self.words]
    }
}

/// The sets.
#[derive(Debug, Default)]
pub(crate) struct Index {
    words: usize,
    /// Whom routing need look at.
    ready: Rows,
    /// By queue.
    members: Rows,
    /// By base presence.
    presences: Rows,
    /// By channel.
    channels: Rows,
    /// By cost of some workstream: who has so many units left.
    units: Rows,
    costs: Vec<u16>,
    /// By profile: who has room.
    rooms: Rows,
    /// By requirement: who has every skill.
    qualified: Rows,
    /// By group.
    groups: Rows,
}

clone_by_field!(Index { words, ready, members, presences, channels, units, costs, rooms, qualified, groups });

/// Derived, so equal where the rest is.
impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Index {}

impl Hash for Index {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Index {
    /// What never changes; the rest is empty.
    pub(crate) fn new(policy: &Policy) -> Self {
        if policy.users.len() < PEOPLE_MIN {
            return Self::default();
        }
        let words = policy.users.len().div_ceil(WORD);
        let mut costs: Vec<u16> = policy.workstreams.iter().map(|workstream| workstream.cost).collect();
        costs.sort_unstable();
        costs.dedup();
        let mut index = Self {
            words,
            ready: Rows::new(1, words),
            members: Rows::new(policy.queues.len(), words),
            presences: Rows::new(Base::ALL.len(), words),
            channels: Rows::new(Channel::ALL.len(), words),
            units: Rows::new(costs.len(), words),
            costs,
            rooms: Rows::new(policy.profiles.len(), words),
            qualified: Rows::new(policy.requirements.len(), words),
            groups: Rows::new(policy.groups.len(), words),
        };
        for (number, user) in policy.users.iter().enumerate() {
            let id = UserId::at(number);
            for channel in Channel::ALL {
                index.channels.set(channel as usize, id, user.serves(channel));
            }
            for (row, requirement) in policy.requirements.iter().enumerate() {
                index.qualified.set(row, id, requirement.fit(id).qualified);
            }
            for row in 0..policy.groups.len() {
                index.groups.set(row, id, user.groups.contains(GroupId::at(row)));
            }
        }
        index
    }

    /// Whether there are so many people that sets are kept.
    #[inline]
    pub(crate) const fn is_kept(&self) -> bool {
        self.words > 0
    }

    pub(crate) fn set_member(&mut self, user: UserId, queue: QueueId, is_in: bool) {
        if self.is_kept() {
            self.members.set(queue.index(), user, is_in);
        }
    }

    /// What routing reads of somebody has changed.
    #[inline(never)]
    pub(crate) fn update(&mut self, user: UserId, front: &Front) {
        self.ready.set(0, user, front.ready);
        for base in Base::ALL {
            self.presences.set(base as usize, user, front.routed.meets(crate::presence::Bases::of(base)));
        }
        for (row, cost) in self.costs.iter().enumerate() {
            self.units.set(row, user, *cost == 0 || front.available >= i32::from(*cost));
        }
        let profiles = self.rooms.bits.len().checked_div(self.rooms.words).unwrap_or(0);
        for row in 0..profiles {
            self.rooms.set(row, user, front.room.contains(crate::id::ProfileId::at(row)));
        }
    }

    /// Whether some member of the queue passes the filter.
    pub(super) fn finds_somebody(&self, queue: QueueId, filter: &Filter<'_>) -> bool {
        let sieve = self.sieve(queue, filter);
        (0..self.words).any(|word| sieve.word(self, word) != 0)
    }

    /// The members of the queue that pass the filter, in the order of the policy.
    pub(super) fn eligible<'a>(&'a self, queue: QueueId, filter: &'a Filter<'_>) -> impl Iterator<Item = UserId> + 'a {
        let sieve = self.sieve(queue, filter);
        (0..self.words).flat_map(move |word| {
            let mut rest = sieve.word(self, word);
            core::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let lowest = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    UserId::at(word * WORD + lowest)
                })
            })
        })
    }

    fn sieve<'a>(&'a self, queue: QueueId, filter: &'a Filter<'_>) -> Sieve<'a> {
        let cost = self.costs.binary_search(&filter.price.cost).ok();
        let groups = filter.levels.iter().fold(GroupSet::EMPTY, |groups, level| groups.union(level.groups));
        Sieve {
            members: self.members.row(queue.index()),
            ready: self.ready.row(0),
            channel: self.channels.row(filter.channel.trailing_zeros() as usize),
            units: cost.map_or(&[], |row| self.units.row(row)),
            qualified: filter.exact.map_or(&[], |requirement| self.qualified_row(requirement)),
            groups,
            bounded: !filter.levels.is_empty() && !filter.beyond,
            filter,
        }
    }

    fn qualified_row(&self, requirement: &Requirement) -> &[u64] {
        self.qualified.row(requirement.number)
    }
}

/// The rows that a filter asks for.
#[derive(Debug, Clone, Copy)]
struct Sieve<'a> {
    members: &'a [u64],
    ready: &'a [u64],
    channel: &'a [u64],
    units: &'a [u64],
    qualified: &'a [u64],
    groups: GroupSet,
    bounded: bool,
    filter: &'a Filter<'a>,
}

impl Sieve<'_> {
    /// One word of those who pass.
    #[inline]
    fn word(&self, index: &Index, word: usize) -> u64 {
        let mut set = self.members[word] & self.ready[word];
        if set == 0 {
            return 0;
        }
        for profile in self.filter.price.profiles.iter() {
            set &= index.rooms.row(profile.index())[word];
        }
        if set == 0 {
            return 0;
        }
        set &= self.channel[word];
        if let Some(units) = self.units.get(word) {
            set &= units;
        }
        if let Some(qualified) = self.qualified.get(word) {
            set &= qualified;
        }
        if set == 0 {
            return 0;
        }
        set &= self.filter.allowed.iter().fold(0, |any, base| any | index.presences.row(base as usize)[word]);
        if self.bounded {
            let groups = (0..GroupSet::GROUPS_MAX).filter(|group| self.groups.contains(GroupId::at(*group)));
            set &= groups.fold(0, |any, group| any | index.groups.row(group)[word]);
        }
        set
    }
}
