//! The turn of a queue: its agents and bots, least recently assigned first (DIST-12, DIST-13), and those among them
//! whom routing need look at: in the same order or, where the queue asks for the least active, by activity (DIST-14).

use crate::reuse::clone_by_field;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

use crate::id::UserId;

/// No neighbour.
const NONE: u16 = u16::MAX;

/// The turn of one queue.
#[derive(Debug)]
pub(crate) struct Turn {
    all: Chain,
    ready: Chain,
    /// By person; grows along the order, so that two members are compared without a walk. The values mean nothing else.
    ranks: Vec<u64>,
    next_rank: u64,
    /// By person, where those who are ready stand by activity: how active each was when it was last told. Else empty.
    activities: Vec<i64>,
    /// The most units that any member can have left; a search for the most available agent may stop there.
    pub(crate) most: i32,
}

clone_by_field!(Turn { all, ready, ranks, next_rank, activities, most });

impl Turn {
    /// Nobody, among so many people.
    pub(crate) fn new(people: usize, by_activity: bool) -> Self {
        let ranks = alloc::vec![0; people];
        let activities = alloc::vec![0; if by_activity { people } else { 0 }];
        Self { all: Chain::new(people), ready: Chain::new(people), ranks, next_rank: 0, activities, most: 0 }
    }

    /// Whether those who are ready stand by activity, the least active first, of equals in turn.
    #[inline]
    pub(crate) const fn is_by_activity(&self) -> bool {
        !self.activities.is_empty()
    }

    /// The members in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = UserId> + '_ {
        self.all.iter()
    }

    /// The members in order, without those whom routing need not look at.
    #[inline]
    pub(crate) fn ready(&self) -> impl Iterator<Item = UserId> + '_ {
        self.ready.iter()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.all.first == NONE
    }

    /// Whether more than so many are ready.
    #[inline]
    pub(crate) const fn has_more_ready_than(&self, count: usize) -> bool {
        self.ready.count > count
    }

    /// Where a member stands: who has the smaller rank stands before.
    #[inline]
    pub(crate) fn rank(&self, member: UserId) -> u64 {
        self.ranks[member.index()]
    }

    pub(crate) const fn nobody_ready(&self) -> bool {
        self.ready.first == NONE
    }

    /// A new member stands last.
    pub(crate) fn push(&mut self, member: UserId, ready: bool, activity: i64) {
        self.ranks[member.index()] = self.next_rank;
        self.next_rank += 1;
        self.all.insert(member, self.all.last);
        if ready {
            self.make_ready(member, activity);
        }
    }

    /// A member leaves.
    pub(crate) fn remove(&mut self, member: UserId, ready: bool) {
        self.all.remove(member);
        if ready {
            self.ready.remove(member);
        }
    }

    /// DIST-13: the member chosen last stands last.
    pub(crate) fn pass(&mut self, member: UserId, ready: bool, activity: i64) {
        self.remove(member, ready);
        self.push(member, ready, activity);
    }

    /// A member whom routing need look at, or need no longer; it was the other way before.
    #[inline]
    pub(crate) fn set_ready(&mut self, member: UserId, ready: bool, activity: i64) {
        if ready { self.make_ready(member, activity) } else { self.ready.remove(member) }
    }

    /// A member who is ready has become more active, or less.
    pub(crate) fn set_activity(&mut self, member: UserId, activity: i64) {
        if self.is_by_activity() && self.activities[member.index()] != activity {
            self.ready.remove(member);
            self.make_ready(member, activity);
        }
    }

    /// Puts a member among those who are ready; most belong near the end.
    #[inline]
    fn make_ready(&mut self, member: UserId, activity: i64) {
        let mut before = self.ready.last;
        if let Some(own) = self.activities.get_mut(member.index()) {
            *own = activity;
            let place = (activity, self.ranks[member.index()]);
            let stands = |person: u16| (self.activities[usize::from(person)], self.ranks[usize::from(person)]);
            while before != NONE && stands(before) > place {
                before = self.ready.links[usize::from(before)].before;
            }
        } else {
            let rank = self.ranks[member.index()];
            while before != NONE && self.ranks[usize::from(before)] > rank {
                before = self.ready.links[usize::from(before)].before;
            }
        }
        self.ready.insert(member, before);
    }
}

/// The order alone: ranks are how it is kept, and who is ready follows from the people.
impl PartialEq for Turn {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Turn {}

impl Hash for Turn {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        for member in self.iter() {
            member.hash(hasher);
        }
        NONE.hash(hasher);
    }
}

/// People in a row, each of whom knows both neighbours.
#[derive(Debug)]
struct Chain {
    /// By person; of no meaning for those who stand elsewhere.
    links: Vec<Link>,
    first: u16,
    last: u16,
    count: usize,
}

clone_by_field!(Chain { links, first, last, count });

#[derive(Debug, Clone, Copy)]
struct Link {
    before: u16,
    after: u16,
}

impl Chain {
    fn new(people: usize) -> Self {
        Self { links: alloc::vec![Link { before: NONE, after: NONE }; people], first: NONE, last: NONE, count: 0 }
    }

    #[inline]
    fn iter(&self) -> impl Iterator<Item = UserId> + '_ {
        let mut next = self.first;
        core::iter::from_fn(move || {
            let member = (next != NONE).then_some(UserId(next))?;
            next = self.links[member.index()].after;
            Some(member)
        })
    }

    /// Puts somebody behind another, or first behind nobody.
    fn insert(&mut self, member: UserId, before: u16) {
        let after = match before {
            NONE => core::mem::replace(&mut self.first, member.0),
            before => core::mem::replace(&mut self.links[usize::from(before)].after, member.0),
        };
        match after {
            NONE => self.last = member.0,
            after => self.links[usize::from(after)].before = member.0,
        }
        self.links[member.index()] = Link { before, after };
        self.count += 1;
    }

    fn remove(&mut self, member: UserId) {
        self.count -= 1;
        let Link { before, after } = self.links[member.index()];
        match before {
            NONE => self.first = after,
            before => self.links[usize::from(before)].after = after,
        }
        match after {
            NONE => self.last = before,
            after => self.links[usize::from(after)].before = before,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn() -> Turn {
        filled(false)
    }

    fn filled(by_activity: bool) -> Turn {
        let mut turn = Turn::new(4, by_activity);
        (0..4).for_each(|person| turn.push(UserId(person), true, 0));
        turn
    }

    #[test]
    fn whoever_was_least_active_stands_first_and_equals_in_turn() {
        let mut turn = filled(true);
        turn.set_activity(UserId(0), 7);
        turn.set_activity(UserId(2), 5);
        assert_eq!(numbers(turn.ready()), [1, 3, 2, 0]);
        // Chosen and away, then back as active as another, whose turn comes first.
        turn.set_ready(UserId(1), false, 0);
        turn.pass(UserId(1), false, 0);
        turn.set_ready(UserId(1), true, 5);
        assert_eq!(numbers(turn.ready()), [3, 2, 1, 0]);
        // A turn that passes changes nothing between people who were not equally active.
        turn.pass(UserId(3), true, 0);
        assert_eq!(numbers(turn.ready()), [3, 2, 1, 0]);
        assert_eq!(numbers(turn.iter()), [0, 2, 1, 3]);
        turn.set_activity(UserId(0), 0);
        assert_eq!(numbers(turn.ready()), [0, 3, 2, 1]);
    }

    fn numbers(members: impl Iterator<Item = UserId>) -> Vec<u16> {
        members.map(|member| member.0).collect()
    }

    #[test]
    fn whoever_was_chosen_stands_last() {
        let mut turn = turn();
        turn.pass(UserId(1), true, 0);
        turn.pass(UserId(0), true, 0);
        assert_eq!(numbers(turn.iter()), [2, 3, 1, 0]);
        assert_eq!(numbers(turn.ready()), [2, 3, 1, 0]);
    }

    #[test]
    fn whoever_is_ready_again_stands_where_the_turn_says() {
        let mut turn = turn();
        turn.set_ready(UserId(1), false, 0);
        turn.set_ready(UserId(3), false, 0);
        turn.pass(UserId(0), true, 0);
        assert_eq!(numbers(turn.ready()), [2, 0]);
        turn.set_ready(UserId(1), true, 0);
        turn.set_ready(UserId(3), true, 0);
        assert_eq!(numbers(turn.iter()), [1, 2, 3, 0]);
        assert_eq!(numbers(turn.ready()), [1, 2, 3, 0]);
    }

    /// What a turn hashes to, in the order of the bytes.
    fn hashed(turn: &Turn) -> Vec<u8> {
        struct Bytes(Vec<u8>);
        impl Hasher for Bytes {
            fn finish(&self) -> u64 {
                0
            }
            fn write(&mut self, bytes: &[u8]) {
                self.0.extend_from_slice(bytes);
            }
        }
        let mut hasher = Bytes(Vec::new());
        turn.hash(&mut hasher);
        hasher.0
    }

    #[test]
    fn equal_turns_hash_alike_and_others_do_not() {
        let (mut one, other) = (turn(), turn());
        one.set_ready(UserId(2), false, 0);
        assert_eq!((&one, hashed(&one)), (&other, hashed(&other)));
        one.pass(UserId(0), true, 0);
        assert_ne!(hashed(&one), hashed(&other));
        // Somebody less is another order too, whoever comes next in the bytes.
        let mut short = turn();
        short.remove(UserId(3), true);
        assert_ne!(hashed(&short), hashed(&other));
    }

    #[test]
    fn the_order_is_all_that_counts() {
        let (mut one, other) = (turn(), turn());
        one.pass(UserId(0), true, 0);
        assert_ne!(one, other);
        for person in 1..4 {
            one.pass(UserId(person), true, 0);
        }
        assert_eq!(one, other);
        one.remove(UserId(2), true);
        assert_eq!(numbers(one.iter()), [0, 1, 3]);
    }
}
