//! The out-of-box methods: whom of those who may have an item it is given to (DIST-12 to DIST-15, DIST-17).

use super::filter::Filter;
use crate::center::ContactCenter;
use crate::conversation::Slot;
use crate::id::UserId;
use crate::policy::{Method, OrderBy, SkillMatching};
use crate::rule::Rule;
use crate::switch::AfterDecline;

/// So many members whom routing need look at are walked one by one; among more, sets are asked first.
const WALKED_MAX: usize = 64;
/// Among many, so many are walked in the hope that one of them cannot be bettered.
const HOPED_MAX: usize = 64;

/// How those are compared who may have an item: smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The turn alone (DIST-13).
    Turn,
    /// Units left, or the scarcest of the item's profiles where it costs none (DIST-12).
    Capacity,
    /// Room in the scarcest of the item's profiles.
    Profiles,
    /// The last release of capacity (DIST-14), under POL-29 b the fewest conversations before it.
    LeastActive,
    /// The place by closeness, which no two share: ties are not spread (DIST-17).
    Closest,
    /// Closeness, equals in turn.
    Nearest,
    /// The proficiencies together.
    Proficiency,
    /// How many of the skills.
    Skills,
}

impl From<OrderBy> for Order {
    fn from(order: OrderBy) -> Self {
        match order {
            OrderBy::RoundRobin => Self::Turn,
            OrderBy::UnitCapacity => Self::Capacity,
            OrderBy::ProfileCapacity => Self::Profiles,
            OrderBy::LeastActive => Self::LeastActive,
            OrderBy::NearestProficiency => Self::Nearest,
            OrderBy::MostProficient => Self::Proficiency,
            OrderBy::SkillCount => Self::Skills,
        }
    }
}

/// How good somebody is for an item: who has not declined it (DIST-25), the bullseye tier (DIST-21), the order.
pub(super) type Merit = (bool, u8, i64);

/// The best so far, and how many there were.
#[derive(Debug, Default)]
pub(super) struct Best {
    pub(super) found: Option<(Merit, u64, UserId)>,
    pub(super) candidates: u32,
}

impl Best {
    /// Of equals the one whose turn comes first.
    #[inline]
    pub(super) fn consider(&mut self, merit: Merit, rank: u64, agent: UserId) {
        self.candidates += 1;
        if self.found.is_none_or(|(best, place, _)| (merit, rank) < (best, place)) {
            self.found = Some((merit, rank, agent));
        }
    }

    /// POL-27: who declined comes last, or is asked again only when there is nobody else.
    pub(super) fn chosen(self, after_decline: AfterDecline) -> Option<UserId> {
        match (self.found, after_decline) {
            (Some(((true, _, _), _, _)), AfterDecline::NotAgainUnlessSole) if self.candidates > 1 => None,
            (found, AfterDecline::NotAgainUnlessSole | AfterDecline::LowerPrecedence) => {
                found.map(|(_, _, agent)| agent)
            }
        }
    }
}

impl ContactCenter {
    /// The best member of the queue for the item, by the queue's method.
    pub(super) fn by_order(&self, slot: &Slot) -> Option<UserId> {
        let filter = self.filter(slot);
        let order = self.order(slot);
        let turn = &self.roster.turns[slot.queue.index()];
        let many = self.roster.index.is_kept() && turn.has_more_ready_than(WALKED_MAX);
        if many && !self.roster.index.finds_somebody(slot.queue, &filter) {
            return None;
        }
        if !many && slot.declines.is_empty() && slot.paused.is_empty() && filter.asks_nothing_rare() {
            return self.by_plain_order(slot, &filter, order);
        }
        let mut best = Best::default();
        let enough = self.cannot_be_bettered(slot, order);
        let walked = if many { HOPED_MAX } else { usize::MAX };
        let mut whole = true;
        for (number, agent) in turn.ready().enumerate() {
            if number >= walked {
                whole = false;
                break;
            }
            self.weigh(slot, &filter, order, agent, 0, &mut best);
            if let Some((merit, _, _)) = best.found
                && merit <= enough
            {
                break;
            }
        }
        if !whole {
            best = Best::default();
            for agent in self.roster.index.eligible(slot.queue, &filter) {
                self.weigh(slot, &filter, order, agent, turn.rank(agent), &mut best);
            }
        }
        best.chosen(self.policy.switches.after_decline)
    }

    /// As [`by_order`](Self::by_order) for the usual item, which nobody declined and whose filter reads no more than
    /// what routing reads of everybody: one number is all that is compared.
    fn by_plain_order(&self, slot: &Slot, filter: &Filter<'_>, order: Order) -> Option<UserId> {
        let (_, _, enough) = self.cannot_be_bettered(slot, order);
        let turn = &self.roster.turns[slot.queue.index()];
        match order {
            Order::Turn => self.first_by(slot, filter, enough, |_| 0),
            // The least active stands first.
            Order::LeastActive if turn.is_by_activity() => self.first_by(slot, filter, 0, |_| 0),
            Order::Capacity if slot.price.cost > 0 || slot.price.profiles.is_empty() => {
                let available = |agent: UserId| -i64::from(self.roster.fronts[agent.index()].available);
                self.first_by(slot, filter, enough, available)
            }
            Order::LeastActive => self.first_by(slot, filter, enough, |agent| self.roster.activity(agent)),
            Order::Capacity
            | Order::Profiles
            | Order::Closest
            | Order::Nearest
            | Order::Proficiency
            | Order::Skills => self.first_by(slot, filter, enough, |agent| self.measure(slot, order, agent)),
        }
    }

    /// The member with the smallest number, of equals the one whose turn comes first. No number is the largest of all.
    #[inline(always)]
    fn first_by(
        &self,
        slot: &Slot,
        filter: &Filter<'_>,
        enough: i64,
        number: impl Fn(UserId) -> i64,
    ) -> Option<UserId> {
        let (mut least, mut best) = (i64::MAX, None);
        let fronts = self.roster.fronts.as_slice();
        for agent in self.roster.turns[slot.queue.index()].ready() {
            if !filter.admits_front(&fronts[agent.index()]) {
                continue;
            }
            let own = number(agent);
            if own < least {
                (least, best) = (own, Some(agent));
                if own <= enough {
                    break;
                }
            }
        }
        best
    }

    /// Looks at one member.
    #[inline]
    fn weigh(&self, slot: &Slot, filter: &Filter<'_>, order: Order, agent: UserId, rank: u64, best: &mut Best) {
        if !filter.admits(self, agent) || !self.has_place(slot, agent) {
            return;
        }
        let tier = filter.tier(self, agent).unwrap_or(u8::MAX);
        let declined = if slot.declines.is_empty() && slot.paused.is_empty() {
            false
        } else {
            if self.is_not_asked(slot, agent) {
                return;
            }
            slot.declines_of(agent) > 0 && Rule::Dist25.holds()
        };
        best.consider((declined, tier, self.measure(slot, order, agent)), rank, agent);
    }

    /// By what the members are compared: closeness comes before the method (DIST-17).
    fn order(&self, slot: &Slot) -> Order {
        let workstream = &self.policy.workstreams[slot.workstream.index()];
        let closest = workstream.skill_matching == SkillMatching::Closest && slot.traits.requirement.is_some();
        match self.policy.queues[slot.queue.index()].method {
            _ if closest && Rule::Dist17.holds() => Order::Closest,
            Method::HighestCapacity if Rule::Dist12.holds() => Order::Capacity,
            Method::LeastActive if Rule::Dist14.holds() => Order::LeastActive,
            Method::HighestCapacity | Method::LeastActive | Method::RoundRobin | Method::Custom => Order::Turn,
        }
    }

    /// The rule that decides about the place of an agent who may have the item.
    pub(crate) fn order_rule(&self, slot: &Slot, agent: UserId) -> Rule {
        if self.named(slot).is_some() {
            return Rule::Prio05;
        }
        if slot.traits.contact.is_some_and(|contact| self.is_preferred(slot, contact, agent)) {
            return Rule::Dist19;
        }
        if self.policy.queues[slot.queue.index()].method == Method::Custom {
            return Rule::Dist18;
        }
        match self.order(slot) {
            Order::Closest => Rule::Dist17,
            Order::LeastActive => Rule::Dist14,
            Order::Turn => Rule::Dist13,
            Order::Capacity | Order::Profiles | Order::Nearest | Order::Proficiency | Order::Skills => Rule::Dist12,
        }
    }

    /// From this merit on nobody can be better, so that a search may end: who has declined never has it (DIST-25).
    fn cannot_be_bettered(&self, slot: &Slot, order: Order) -> Merit {
        let enough = match order {
            Order::Turn | Order::Closest => 0,
            // Nobody can have more units left than the largest total; of profiles no such bound is kept.
            Order::Capacity if slot.price.cost > 0 || slot.price.profiles.is_empty() => {
                -i64::from(self.roster.turns[slot.queue.index()].most)
            }
            Order::LeastActive => 0,
            Order::Capacity | Order::Profiles | Order::Nearest | Order::Proficiency | Order::Skills => i64::MIN,
        };
        (false, 0, enough)
    }

    /// The order's number for one agent: smaller is better.
    #[inline]
    pub(super) fn measure(&self, slot: &Slot, order: Order, agent: UserId) -> i64 {
        match order {
            Order::Turn => 0,
            Order::Capacity => -i64::from(self.freedom(slot, agent)),
            Order::Profiles => -i64::from(self.roster.least_room(agent, slot.price.profiles)),
            Order::LeastActive => self.roster.activity(agent),
            Order::Closest | Order::Nearest | Order::Proficiency | Order::Skills => {
                let Some(requirement) = slot.traits.requirement else { return 0 };
                let fit = self.policy.requirements[requirement.index()].fit(agent);
                match order {
                    Order::Nearest => -(i64::from(fit.exact) << 16 | i64::from(fit.over) << 8 | i64::from(fit.under)),
                    Order::Proficiency => -i64::from(fit.proficiency),
                    Order::Skills => -i64::from(fit.count()),
                    Order::Closest | Order::Turn | Order::Capacity | Order::Profiles | Order::LeastActive => {
                        i64::from(fit.place)
                    }
                }
            }
        }
    }

    /// How much capacity the agent has left for such an item: units, or the scarcest of its profiles where it costs none.
    pub(crate) fn freedom(&self, slot: &Slot, agent: UserId) -> i32 {
        if slot.price.cost > 0 || slot.price.profiles.is_empty() {
            return self.roster.fronts[agent.index()].available;
        }
        self.roster.least_room(agent, slot.price.profiles)
    }
}
