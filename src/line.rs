//! The line of a queue: its items in the order in which they are served (PRIO-01, PRIO-02, PRIO-04, PRIO-05).

use crate::reuse::clone_by_field;
use alloc::collections::VecDeque;
use alloc::collections::vec_deque;
use alloc::vec::Vec;
use core::iter::Rev;

use crate::id::{ClassId, ProfileSet, WorkstreamId};
use crate::policy::Queue;
use crate::rule::Rule;

/// When an item began to wait: smaller is older.
///
/// The kernel has no clock. Units of age pass when the caller says so, and a credited wait puts an item back by as many
/// units; where neither is used, the order is that of arrivals and interactions alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Age {
    /// In units that had passed, less what was credited.
    pub(crate) since: i64,
    /// Among those of one instant, who came first.
    pub(crate) number: u64,
}

/// Gives out ages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Ages {
    next: u64,
    pub(crate) passed: i64,
}

impl Ages {
    /// The age of what begins to wait now, or began to so many units ago.
    #[inline]
    pub(crate) fn fresh(&mut self, credit: i64) -> Age {
        let number = self.next;
        self.next += 1;
        Age { since: self.passed - credit, number }
    }
}

/// A place in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Entry {
    pub(crate) age: Age,
    pub(crate) slot: u32,
}

/// What of an item decides its bucket (PRIO-04).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traits {
    pub(crate) workstream: WorkstreamId,
    pub(crate) class: Option<ClassId>,
    pub(crate) profiles: ProfileSet,
}

/// In which list of a line an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shelf {
    /// Affinity names an agent for it.
    First,
    /// It matches this rule of the prioritisation ruleset, and none before.
    Bucket(usize),
    /// It matches none.
    Rest,
}

impl Shelf {
    /// PRIO-04: the first bucket that the item matches; the rest comes last.
    #[inline]
    pub(crate) fn of(queue: &Queue, item: Traits) -> Self {
        if queue.priorities.is_empty() { Self::Rest } else { Self::among(queue, item) }
    }

    #[inline(never)]
    fn among(queue: &Queue, item: Traits) -> Self {
        let matches = |bucket: &crate::policy::Bucket| {
            bucket.workstream.is_none_or(|workstream| workstream == item.workstream)
                && bucket.class.is_none_or(|class| Some(class) == item.class)
                && bucket.profile.is_none_or(|profile| item.profiles.contains(profile))
        };
        match queue.priorities.iter().position(matches) {
            Some(bucket) if Rule::Prio04.holds() => Self::Bucket(bucket),
            Some(_) | None => Self::Rest,
        }
    }
}

/// One queue at run time. Every list is sorted by age, oldest first.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Line {
    /// Items that affinity names an agent for; served before everything else (PRIO-05).
    pub(crate) first: VecDeque<Entry>,
    /// By bucket of the prioritisation ruleset (PRIO-04).
    buckets: Vec<VecDeque<Entry>>,
    /// The others.
    pub(crate) items: VecDeque<Entry>,
}

clone_by_field!(Line { first, buckets, items });

impl Line {
    pub(crate) fn new(queue: &Queue) -> Self {
        Self {
            first: VecDeque::new(),
            buckets: alloc::vec![VecDeque::new(); queue.priorities.len()],
            items: VecDeque::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.first.len() + self.items.len() + self.buckets.iter().map(VecDeque::len).sum::<usize>()
    }

    /// Whether this is at position one, the next to be served (CB-01).
    pub(crate) fn is_front(&self, queue: &Queue, entry: &Entry) -> bool {
        self.served(queue, None).next() == Some(entry)
    }

    /// Whether nothing waits but what affinity names an agent for.
    #[inline]
    pub(crate) fn has_no_others(&self) -> bool {
        self.items.is_empty() && self.buckets.iter().all(VecDeque::is_empty)
    }

    /// The item at position one, of a line whose only list is that of items alike in rank and oldest first.
    #[inline]
    pub(crate) fn plain_front(&self) -> Option<&Entry> {
        let plain = self.first.is_empty() && self.buckets.is_empty() && Rule::Prio01.holds();
        if plain { self.items.front() } else { None }
    }

    /// Every list, in the order of service.
    pub(crate) fn lists(&self) -> impl Iterator<Item = &VecDeque<Entry>> {
        core::iter::once(&self.first).chain(&self.buckets).chain(core::iter::once(&self.items))
    }

    /// A list and whether it stands on which shelf.
    #[inline]
    fn list(&mut self, shelf: Shelf) -> &mut VecDeque<Entry> {
        match shelf {
            Shelf::First => &mut self.first,
            Shelf::Bucket(bucket) => &mut self.buckets[bucket],
            Shelf::Rest => &mut self.items,
        }
    }

    #[inline]
    pub(crate) fn remove(&mut self, shelf: Shelf, age: Age) {
        let list = self.list(shelf);
        // Most leave from the front.
        if list.front().is_some_and(|entry| entry.age == age) {
            list.pop_front();
        } else {
            let place = list.binary_search_by_key(&age, |entry| entry.age);
            list.remove(place.expect("an open conversation is in its queue"));
        }
    }

    #[inline]
    pub(crate) fn insert(&mut self, shelf: Shelf, entry: Entry) {
        let list = self.list(shelf);
        match list.back() {
            Some(last) if last.age > entry.age => {
                let place = list.partition_point(|other| other.age < entry.age);
                list.insert(place, entry);
            }
            Some(_) | None => list.push_back(entry),
        }
    }

    /// The items in the order in which they are served. Where an age is given, what is younger is not prioritised and
    /// stays behind (PRIO-07); affinity is not asked.
    #[inline]
    pub(crate) fn served<'a>(&'a self, queue: &'a Queue, until: Option<Age>) -> impl Iterator<Item = &'a Entry> + 'a {
        // PRIO-05.
        let (before, after) = if Rule::Prio05.holds() { (Some(&self.first), None) } else { (None, Some(&self.first)) };
        before
            .into_iter()
            .flat_map(VecDeque::iter)
            .chain(self.others(queue, until))
            .chain(after.into_iter().flat_map(VecDeque::iter))
    }

    /// As [`served`](Self::served), without what affinity names an agent for.
    #[inline]
    pub(crate) fn others<'a>(&'a self, queue: &'a Queue, until: Option<Age>) -> impl Iterator<Item = &'a Entry> + 'a {
        let buckets = self.buckets.iter().zip(&queue.priorities);
        let walked =
            move |(list, bucket): (&'a VecDeque<Entry>, &crate::policy::Bucket)| Walk::of(list, until, bucket.newest);
        buckets.flat_map(walked).chain(Walk::of(&self.items, until, !Rule::Prio01.holds()))
    }

    /// PRIO-07: how old an item must be to be among so many oldest, where there are more.
    #[inline]
    pub(crate) fn oldest(&self, count: usize) -> Option<Age> {
        if self.len() <= count { None } else { self.youngest_of(count) }
    }

    /// The age of the last of so many oldest, over all lists that are prioritised.
    #[inline(never)]
    fn youngest_of(&self, count: usize) -> Option<Age> {
        let lists = || self.buckets.iter().chain(core::iter::once(&self.items));
        let rank = |age: Age| lists().map(|list| list.partition_point(|entry| entry.age <= age)).sum::<usize>();
        lists()
            .filter_map(|list| {
                let among = list.partition_point(|entry| rank(entry.age) <= count);
                Some(list.get(among.checked_sub(1)?)?.age)
            })
            .max()
    }
}

/// A list from the oldest on, or from the newest on.
enum Walk<'a> {
    Up(vec_deque::Iter<'a, Entry>),
    Down(Rev<vec_deque::Iter<'a, Entry>>),
}

impl<'a> Walk<'a> {
    #[inline]
    fn of(list: &'a VecDeque<Entry>, until: Option<Age>, newest: bool) -> Self {
        let entries = match until {
            None => list.iter(),
            Some(until) => list.range(..list.partition_point(|entry| entry.age <= until)),
        };
        if newest { Self::Down(entries.rev()) } else { Self::Up(entries) }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = &'a Entry;

    #[inline]
    fn next(&mut self) -> Option<&'a Entry> {
        match self {
            Self::Up(entries) => entries.next(),
            Self::Down(entries) => entries.next(),
        }
    }
}
