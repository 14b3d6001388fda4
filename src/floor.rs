//! The people of the center as one step writes them: the ledger's charges and the presence that follows from them.

use alloc::vec::Vec;

use crate::channel::Channel;
use crate::event::{Event, Fact};
use crate::id::{PresenceId, UserId};
use crate::policy::Policy;
use crate::presence::{Base, PresenceSource};
use crate::roster::{Price, Roster};
use crate::rule::Rule;
use crate::step::Missed;

/// The people, under their policy, with the list of events that a step leaves.
pub(crate) struct Floor<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) roster: &'a mut Roster,
    pub(crate) events: &'a mut Vec<Event>,
}

impl Floor<'_> {
    #[cfg_attr(feature = "coverage", track_caller)]
    #[inline(always)]
    pub(crate) fn emit(&mut self, rule: Rule, fact: Fact) {
        if rule.holds() {
            self.events.push(Event { rule, fact });
        }
    }

    #[inline(always)]
    pub(crate) fn consume(&mut self, agent: UserId, price: Price) {
        self.roster.consume(agent, price);
    }

    #[inline(always)]
    pub(crate) fn release(&mut self, agent: UserId, price: Price, day: u8, channel: Channel) {
        // CAP-30: with a queue that asks who was least active.
        let noted = self.policy.release_channels >> channel as u8 & 1 == 1 && Rule::Cap30.holds();
        self.roster.release(self.policy, agent, price, day, noted);
    }

    pub(crate) fn reserve(&mut self, agent: UserId, price: Price, sign: i16) {
        self.roster.reserve(agent, price, sign);
    }

    pub(crate) fn available(&self, agent: UserId) -> i32 {
        self.roster.fronts[agent.index()].available
    }

    /// PRES-06: capacity changed; a presence that follows it changes too.
    #[inline(always)]
    pub(crate) fn follow_capacity(&mut self, agent: UserId) {
        let person = self.roster.person(agent);
        if person.signed_in && person.source.follows_capacity() {
            self.lend().recompute_presence(agent, Rule::Pres06);
        }
    }

    /// The same people, for the time of a call: whoever asks keeps them at hand.
    #[inline(always)]
    pub(crate) fn lend(&mut self) -> Floor<'_> {
        Floor { policy: self.policy, roster: self.roster, events: self.events }
    }

    /// Whether a manual Available or Busy ends when the agent accepts or closes a conversation (PRES-08).
    #[inline]
    pub(crate) fn settles(&self, agent: UserId) -> bool {
        let person = self.roster.person(agent);
        person.source.ends_at_accept(self.policy.base(person.presence))
    }

    /// PRES-08: it does.
    pub(crate) fn settle_presence(&mut self, agent: UserId) {
        self.recompute_presence(agent, Rule::Pres08);
    }

    /// PRES-10: a missed offer makes Inactive, a rejected one Busy-DND, where the settings are on.
    pub(crate) fn missed_presence(&mut self, missed: Missed) {
        if !missed.presence {
            return;
        }
        let person = self.roster.person(missed.agent);
        if !person.signed_in || person.lost.is_some() {
            return;
        }
        let settings = &self.policy.settings;
        if missed.rejected && settings.rejected_offers_set_dnd {
            let presence = Base::BusyDnd.presence();
            self.set_presence(missed.agent, presence, PresenceSource::RejectedOffer, Rule::Pres10);
        } else if !missed.rejected && settings.missed_offers_set_inactive {
            let presence = Base::Inactive.presence();
            self.set_presence(missed.agent, presence, PresenceSource::MissedOffer, Rule::Pres10);
        }
    }

    /// PRES-12: one session too many makes Busy-DND, until it is reset or changed.
    pub(crate) fn cap_presence(&mut self, agent: UserId) {
        let person = self.roster.person(agent);
        if Rule::Pres12.holds() && person.signed_in && person.lost.is_none() {
            self.set_presence(agent, Base::BusyDnd.presence(), PresenceSource::SessionCap, Rule::Pres12);
        }
    }

    pub(crate) fn recompute_presence(&mut self, agent: UserId, rule: Rule) {
        let base = self.roster.load(agent).presence(self.policy.switches.full_presence);
        self.set_presence(agent, base.presence(), PresenceSource::System, rule);
    }

    pub(crate) fn set_presence(&mut self, agent: UserId, presence: PresenceId, source: PresenceSource, rule: Rule) {
        let source = if Rule::Pres17.holds() { source } else { PresenceSource::Default };
        let person = &mut self.roster.people[agent.index()];
        let from = person.presence;
        // Absence has a source of its own, so that signing in and coming back never end here.
        if from == presence && person.source == source {
            return;
        }
        person.presence = presence;
        person.source = source;
        self.roster.refresh_presence(self.policy, agent);
        self.emit(rule, Fact::PresenceChanged { agent, from, to: presence, source });
    }
}
