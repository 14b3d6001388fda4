//! Preferred agents of a known customer (DIST-19): asked in their order, by presence alone.

use crate::center::ContactCenter;
use crate::conversation::Slot;
use crate::id::{ContactId, UserId};
use crate::policy::PreferredFallback;
use crate::rule::Rule;
use crate::switch::AfterDecline;

impl ContactCenter {
    /// A preferred agent who has not declined; else whom the queue's method finds, or nobody; else one who declined.
    pub(super) fn preferred_or_next(&self, slot: &Slot, contact: ContactId) -> Option<UserId> {
        if !Rule::Dist19.holds() {
            return self.by_method(slot);
        }
        let preferred = &self.policy.contacts[contact.index()].preferred;
        let asked = || preferred.iter().copied().filter(|agent| self.is_preferred(slot, contact, *agent));
        let fresh = asked().find(|agent| slot.declines_of(*agent) == 0 && !self.is_not_asked(slot, *agent));
        let next = || if self.goes_to_others() { self.by_method(slot) } else { None };
        let again = |agent: &UserId| match self.policy.switches.after_decline {
            AfterDecline::LowerPrecedence => true,
            AfterDecline::NotAgainUnlessSole => self.rivals(slot, *agent) == 0,
        };
        fresh.or_else(next).or_else(|| asked().filter(|agent| !self.is_not_asked(slot, *agent)).find(again))
    }

    /// Whether the agent is preferred for the item and may be asked: a member, there, in an allowed presence. Capacity
    /// and skills do not matter (CAP-29).
    pub(crate) fn is_preferred(&self, slot: &Slot, contact: ContactId, agent: UserId) -> bool {
        let allowed = self.policy.workstreams[slot.workstream.index()].allowed;
        let front = &self.roster.fronts[agent.index()];
        self.policy.contacts[contact.index()].preferred.contains(&agent)
            && self.roster.is_member(agent, slot.queue)
            && front.routed.meets(allowed)
            && !front.full
            && (Rule::Cap29.holds() || self.filter(slot).admits(self, agent))
    }

    /// Whether others may have what the preferred agents cannot.
    pub(crate) fn goes_to_others(&self) -> bool {
        self.policy.settings.preferred_fallback == PreferredFallback::NextBest
    }
}
