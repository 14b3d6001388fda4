//! Who may have an item at all (DIST-11): presence, channel, capacity, skills, and the groups of bullseye levels.

use core::ops::ControlFlow;

use crate::center::ContactCenter;
use crate::conversation::Slot;
use crate::id::UserId;
use crate::policy::{Level, Method, Requirement, SkillMatching};
use crate::presence::{Base, Bases};
use crate::roster::{Front, Price};
use crate::rule::Rule;

/// What an item demands of an agent, read once for a whole search.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter<'a> {
    pub(super) allowed: Bases,
    pub(super) channel: u8,
    pub(super) price: Price,
    /// DIST-16: what every agent must meet.
    pub(super) exact: Option<&'a Requirement>,
    /// DIST-21: the levels that have been added so far.
    pub(super) levels: &'a [Level],
    /// DIST-21: whether somebody outside these levels may have it too.
    pub(super) beyond: bool,
    /// CAP-33: whether parallel sessions are bounded.
    bounded: bool,
}

/// A condition that an agent fails, in the order in which the filter asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Miss {
    /// PRES-03, PRES-11, PRES-19.
    Presence,
    /// PRES-19.
    Channel,
    /// CAP-09, CAP-22.
    Blocked,
    /// CAP-03.
    Units,
    /// CAP-05, CAP-06, CAP-10.
    Profiles,
    /// SES-07.
    Sessions,
    /// DIST-16.
    Skills,
    /// DIST-21.
    Level,
}

impl Filter<'_> {
    /// Whether this agent may have the item.
    #[inline]
    pub(super) fn admits(&self, center: &ContactCenter, agent: UserId) -> bool {
        self.examine(center, agent, |_| ControlFlow::Break(())).is_continue()
    }

    /// Tells the conditions that this agent fails, in order, until who listens has heard enough.
    #[inline(always)]
    pub(crate) fn examine(
        &self,
        center: &ContactCenter,
        agent: UserId,
        mut fails: impl FnMut(Miss) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if !Rule::Dist11.holds() {
            return ControlFlow::Continue(());
        }
        self.examine_front(&center.roster.fronts[agent.index()], &mut fails)?;
        if !self.has_skills(agent) {
            fails(Miss::Skills)?;
        }
        if self.tier(center, agent).is_none() {
            fails(Miss::Level)?;
        }
        ControlFlow::Continue(())
    }

    /// Whether this agent may have an item that asks for nothing rare.
    #[inline(always)]
    pub(super) fn admits_front(&self, front: &Front) -> bool {
        !Rule::Dist11.holds() || self.examine_front(front, |_| ControlFlow::Break(())).is_continue()
    }

    /// Whether what routing reads of everybody decides: no skills, no levels, no bound of parallel sessions.
    #[inline]
    pub(super) fn asks_nothing_rare(&self) -> bool {
        self.exact.is_none() && self.levels.is_empty() && !self.bounded
    }

    /// The conditions that read nothing but the front.
    #[inline(always)]
    fn examine_front(&self, front: &Front, mut fails: impl FnMut(Miss) -> ControlFlow<()>) -> ControlFlow<()> {
        if !self.admits_presence(front) {
            fails(Miss::Presence)?;
        }
        if front.channels & self.channel == 0 && Rule::Pres19.holds() {
            fails(Miss::Channel)?;
        }
        if front.blocked {
            fails(Miss::Blocked)?;
        }
        if self.price.cost != 0 && front.available < i32::from(self.price.cost) && Rule::Cap03.holds() {
            fails(Miss::Units)?;
        }
        if !self.price.profiles.is_subset(front.room) && !self.needs_not_all(front) {
            fails(Miss::Profiles)?;
        }
        if front.full {
            fails(Miss::Sessions)?;
        }
        ControlFlow::Continue(())
    }

    #[inline]
    fn admits_presence(&self, front: &Front) -> bool {
        let undisturbed = Bases::of(Base::BusyDnd).with(Base::Away);
        front.routed.meets(self.allowed)
            || (!Rule::Pres03.holds() && front.routed != Bases::NONE)
            || (!Rule::Pres11.holds() && front.routed.meets(undisturbed))
    }

    /// CAP-05: room in every profile, not in some; CAP-10: a profile at its limit withholds what needs it.
    fn needs_not_all(&self, front: &Front) -> bool {
        let some = !self.price.profiles.and(front.room).is_empty();
        (some && !Rule::Cap05.holds()) || !Rule::Cap10.holds()
    }

    /// DIST-16: whether the agent has every required skill at its proficiency.
    #[inline]
    pub(crate) fn has_skills(&self, agent: UserId) -> bool {
        self.exact.is_none_or(|requirement| requirement.fit(agent).qualified)
    }

    /// DIST-21: the first level that adds the agent, or the place after all; none where the agent is not in the pool.
    #[inline]
    pub(super) fn tier(&self, center: &ContactCenter, agent: UserId) -> Option<u8> {
        if self.levels.is_empty() {
            return Some(0);
        }
        let groups = center.policy.users[agent.index()].groups;
        match (0..).zip(self.levels).find(|(_, level)| level.groups.meets(groups)) {
            Some((tier, _)) => Some(tier),
            None => self.beyond.then_some(u8::MAX),
        }
    }
}

impl ContactCenter {
    /// What the item demands of members who are found by an out-of-box method.
    pub(crate) fn filter(&self, slot: &Slot) -> Filter<'_> {
        let workstream = &self.policy.workstreams[slot.workstream.index()];
        let queue = &self.policy.queues[slot.queue.index()];
        let required = slot.traits.requirement.map(|requirement| &self.policy.requirements[requirement.index()]);
        let exact = match workstream.skill_matching {
            SkillMatching::Exact => required.filter(|_| Rule::Dist16.holds()),
            SkillMatching::None | SkillMatching::Closest => None,
        };
        let level = usize::from(slot.traits.level);
        let levels = if Rule::Dist21.holds() { &queue.levels[..queue.levels.len().min(level + 1)] } else { &[] };
        Filter {
            allowed: workstream.allowed,
            channel: 1 << slot.channel as u8,
            price: slot.price,
            exact,
            levels,
            beyond: levels.len() == queue.levels.len() && !queue.groups_only,
            bounded: workstream.max_concurrency.is_some(),
        }
    }

    /// Whether this member of the item's queue may have it, by whatever the queue asks.
    pub(crate) fn may_have(&self, slot: &Slot, agent: UserId) -> bool {
        if let Some(contact) = slot.traits.contact
            && Rule::Dist19.holds()
        {
            if self.is_preferred(slot, contact, agent) {
                return true;
            }
            if !self.goes_to_others() {
                return false;
            }
        }
        if self.policy.queues[slot.queue.index()].method == Method::Custom {
            return self.some_rule_admits(slot, agent);
        }
        self.filter(slot).admits(self, agent) && self.has_place(slot, agent)
    }
}
