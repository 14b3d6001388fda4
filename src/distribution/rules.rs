//! Custom assignment: a queue's own rules, in their order (DIST-18).
//!
//! The workstream's presences, skills and units are not asked; the profiles that the item carries are, and whoever is
//! not there gets nothing (PRES-19).

use super::method::{Best, Order};
use crate::center::ContactCenter;
use crate::conversation::Slot;
use crate::id::UserId;
use crate::policy::AssignmentRule;
use crate::presence::Bases;
use crate::rule::Rule;
use crate::switch::AfterDecline;

impl ContactCenter {
    /// The first rule that matches somebody decides; those who declined are asked when nobody else matches any rule.
    pub(super) fn by_rules(&self, slot: &Slot) -> Option<UserId> {
        let rules = &self.policy.queues[slot.queue.index()].rules;
        if slot.declines.is_empty() && slot.paused.is_empty() {
            return rules.iter().find_map(|rule| self.matched(slot, rule, false).found).map(|(_, _, agent)| agent);
        }
        let fresh = rules.iter().find_map(|rule| self.matched(slot, rule, false).found);
        if let Some((_, _, agent)) = fresh {
            return Some(agent);
        }
        let again = rules.iter().map(|rule| self.matched(slot, rule, true)).find(|best| best.found.is_some())?;
        match self.policy.switches.after_decline {
            AfterDecline::NotAgainUnlessSole if again.candidates > 1 => None,
            AfterDecline::NotAgainUnlessSole | AfterDecline::LowerPrecedence => again.found.map(|(_, _, agent)| agent),
        }
    }

    /// The best of those whom a rule matches, among those who declined the item or among those who did not.
    fn matched(&self, slot: &Slot, rule: &AssignmentRule, declined: bool) -> Best {
        let order = Order::from(rule.order);
        let mut best = Best::default();
        for agent in self.roster.turns[slot.queue.index()].iter() {
            let has_declined = slot.declines_of(agent) > 0 && Rule::Dist25.holds();
            if has_declined == declined && !self.is_not_asked(slot, agent) && self.matches(slot, rule, agent) {
                best.consider((false, 0, self.measure(slot, order, agent)), 0, agent);
            }
        }
        best
    }

    /// Whether some rule of the queue matches this member.
    pub(crate) fn some_rule_admits(&self, slot: &Slot, agent: UserId) -> bool {
        self.policy.queues[slot.queue.index()].rules.iter().any(|rule| self.matches(slot, rule, agent))
    }

    fn matches(&self, slot: &Slot, rule: &AssignmentRule, agent: UserId) -> bool {
        let front = &self.roster.fronts[agent.index()];
        let required = slot.traits.requirement.map(|requirement| &self.policy.requirements[requirement.index()]);
        front.routed != Bases::NONE
            && !front.blocked
            && !front.full
            && slot.price.profiles.is_subset(front.room)
            && rule.presences.is_none_or(|presences| front.routed.meets(presences))
            && rule.groups.is_none_or(|groups| groups.meets(self.policy.users[agent.index()].groups))
            && rule.units.is_none_or(|units| front.available >= i32::from(units))
            && (!rule.skills || required.is_none_or(|required| required.fit(agent).qualified))
    }
}
