//! Giving unassigned conversations away: supervisor assignment, picking, and the router's choice (SUP-ASSIGN, AG-01).

use super::{Move, Step, ringing};
use crate::channel::Channel;
use crate::event::{ClosureReason, Fact, Notice, OfferKind, Recipient, StatusReason};
use crate::id::{QueueId, UserId};
use crate::phase::{Offer, Primary, Talk};
use crate::policy::Distribution;
use crate::refusal::Code;
use crate::rule::Rule;
use crate::switch::{
    AssignOutsideOpen, AssignRecords, AssignScope, AssigneeAccepts, AutoAssign, CapacityOverride, MissingProfile,
    ObserverAsTarget, PickFromPush, PickLeadsTo, PresenceOverride, SignedOutTarget,
};

impl Step<'_> {
    /// An Open or Waiting conversation to an agent. The last agent of a Waiting one may get it again: no page forbids it.
    pub(crate) fn assign_to_agent(&mut self, agent: UserId, over_presence: bool, over_capacity: bool) -> Move {
        if self.bars_records() {
            return self.refuse(Code::WrongChannel, Rule::Pol13);
        }
        if let Some((code, rule)) = self.cannot_assign(agent, over_presence, over_capacity) {
            return self.refuse(code, rule);
        }
        // SUP-ASSIGN-11: overflow is not asked.
        if !Rule::SupAssign11.holds() && self.is_overflowing(self.slot.queue) {
            return self.enter_queue(self.slot.queue, Rule::St05, ClosureReason::SupervisorAssignToQueue);
        }
        self.assigned(agent);
        self.directed(agent, ringing(agent, OfferKind::SupervisorAssign))
    }

    /// POL-16 b and c: from Waiting, as from Open, no consultant.
    pub(crate) fn assign_waiting(&mut self, agent: UserId, over_presence: bool, over_capacity: bool) -> Move {
        match self.switches().assign_outside_open {
            AssignOutsideOpen::OpenOnly => self.refuse(Code::WrongState, Rule::Pol16),
            AssignOutsideOpen::AlsoWaiting | AssignOutsideOpen::AlsoWaitingAndActive => {
                self.assign_to_agent(agent, over_presence, over_capacity)
            }
        }
    }

    /// POL-16 c: an offer that rings is taken away and made to somebody else.
    pub(crate) fn assign_offered(
        &mut self,
        offer: &Offer,
        agent: UserId,
        over_presence: bool,
        over_capacity: bool,
    ) -> Move {
        if self.switches().assign_outside_open != AssignOutsideOpen::AlsoWaitingAndActive {
            return self.refuse(Code::AlreadyAssigned, Rule::Pol16);
        }
        if matches!(offer.kind, OfferKind::SupervisorTransfer | OfferKind::AgentTransfer) {
            return self.refuse(Code::OfferPending, Rule::SupXfer15);
        }
        if agent == offer.agent {
            return self.refuse(Code::AlreadyHolder, Rule::SupXfer05);
        }
        if let Some((code, rule)) = self.cannot_assign(agent, over_presence, over_capacity) {
            return self.refuse(code, rule);
        }
        self.assigned(agent);
        let conversation = self.id;
        self.emit(Rule::SupFc11, Fact::OfferWithdrawn { conversation, agent: offer.agent });
        // Nobody had accepted it, so there is no first agent to go back to.
        self.begin_transfer(ringing(agent, OfferKind::SupervisorTransfer), None)
    }

    /// POL-16 c: as a transfer, POL-01 to POL-05 apply.
    pub(crate) fn assign_talk(&mut self, talk: &Talk, agent: UserId, over_presence: bool, over_capacity: bool) -> Move {
        let by_option = self.switches().assign_outside_open == AssignOutsideOpen::AlsoWaitingAndActive;
        let Primary::Agent(primary) = talk.primary else {
            return self.refuse(Code::AlreadyAssigned, Rule::SupAssign01);
        };
        if !by_option || talk.leg {
            return self.refuse(Code::AlreadyAssigned, Rule::Pol16);
        }
        if talk.pending.is_some() {
            return self.refuse(Code::OfferPending, Rule::SupXfer15);
        }
        if agent == primary {
            return self.refuse(Code::AlreadyHolder, Rule::SupXfer05);
        }
        if let Some((code, rule)) = self.cannot_assign(agent, over_presence, over_capacity) {
            return self.refuse(code, rule);
        }
        self.assigned(agent);
        self.hand_over(talk, primary, agent)
    }

    /// SUP-ASSIGN-16: records are not assigned under POL-13 a.
    fn bars_records(&self) -> bool {
        Rule::SupAssign16.holds()
            && self.channel() == Channel::Record
            && self.switches().assign_records == AssignRecords::Refused
    }

    /// The conditions of section 9.1 on the assignee, in their order: Ck, Cb, Cm, Cp, Cx, Cc.
    fn cannot_assign(&self, agent: UserId, over_presence: bool, over_capacity: bool) -> Option<(Code, Rule)> {
        let switches = self.switches();
        let over_presence = over_presence && Rule::SupAssign04.holds();
        let over_capacity = over_capacity && Rule::SupAssign04.holds();
        let observer = switches.observer_as_target == ObserverAsTarget::Refused && self.observes(agent);
        if observer {
            return Some((Code::AlreadyHolder, Rule::Pol47));
        }
        if self.is_bot(agent) {
            return Some((Code::TargetIsBot, Rule::SupXfer04));
        }
        if !self.is_agent(agent) {
            return Some((Code::NotAMember, Rule::SupXfer04));
        }
        if switches.assign_scope == AssignScope::QueueMember && !self.is_member(agent, self.slot.queue) {
            return Some((Code::NotAMember, Rule::SupAssign07));
        }
        if switches.signed_out_target == SignedOutTarget::Refused && !self.is_signed_in(agent) {
            return Some((Code::Presence, Rule::Pol68));
        }
        let filtered = switches.assign_scope != AssignScope::Anyone;
        if filtered && !self.has_presence(agent, self.workstream.allowed) {
            let admitted = match switches.presence_override {
                PresenceOverride::ExplicitFlag => over_presence,
                PresenceOverride::HardFilter => false,
                PresenceOverride::NoFilter => true,
            };
            if !admitted {
                return Some((Code::Presence, Rule::SupAssign20));
            }
        }
        if !Rule::SupAssign14.holds() && self.center.roster.person(agent).escalated > 0 {
            return Some((Code::Capacity, Rule::Cap22));
        }
        if !Rule::SupAssign15.holds() && self.slot.declines_of(agent) >= self.center.policy.settings.decline_limit {
            return Some((Code::AlreadyHolder, Rule::Dist26));
        }
        // SUP-ASSIGN-13: nobody asks for skills.
        if !Rule::SupAssign13.holds() && !self.center.filter(self.slot).has_skills(agent) {
            return Some((Code::Presence, Rule::SupAssign13));
        }
        let price = self.price();
        if switches.missing_profile == MissingProfile::Refused
            && !self.center.roster.has_profiles(agent, price.profiles)
        {
            return Some((Code::ProfileMissing, Rule::Pol67));
        }
        let free = (over_capacity || switches.capacity_override == CapacityOverride::Implied) && Rule::Cap12.holds();
        if !free && self.center.roster.needs_override(agent, price) {
            return Some((Code::Capacity, Rule::SupAssign20));
        }
        if !free && !self.center.has_place(self.slot, agent) {
            return Some((Code::Capacity, Rule::Cap33));
        }
        None
    }

    /// The fact of an assignment, with what was overridden and by how much (SUP-ASSIGN-05).
    fn assigned(&mut self, agent: UserId) {
        let (conversation, price) = (self.id, self.price());
        let roster = &self.center.roster;
        let fact = Fact::SupervisorAssignedToAgent {
            conversation,
            agent,
            over_units: roster.over_units(agent, price),
            presence_overridden: !self.has_presence(agent, self.workstream.allowed),
            capacity_overridden: roster.needs_override(agent, price) || !roster.has_profiles(agent, price.profiles),
        };
        self.emit(Rule::SupAssign05, fact);
    }

    /// What happens to a conversation that somebody named an agent for: an offer, a talk, or its end (ST-38, DIST-24).
    fn directed(&mut self, agent: UserId, offer: Offer) -> Move {
        let reason = if Rule::SupAssign12.holds() {
            StatusReason::AssignedBySupervisor
        } else {
            StatusReason::AwaitingAgentAcceptance
        };
        if self.channel() == Channel::Record && Rule::Dist24.holds() {
            if !Rule::SupAssign17.holds() {
                return self.talk(Rule::St04, reason, agent);
            }
            return self.record_given(agent, Rule::St04, reason);
        }
        let at_once = self.workstream.auto_assign && self.switches().auto_assign == AutoAssign::AtOnce;
        if self.switches().assignee_accepts == AssigneeAccepts::DirectlyInConversation || at_once {
            if self.is_full(agent) {
                return self.one_session_too_many(agent);
            }
            return self.talk(Rule::Pol16b, reason, agent);
        }
        if !Rule::Ses05.holds() {
            self.plan.session = Some(ClosureReason::SupervisorAssignToQueue);
        }
        self.offer(Rule::St04, reason, offer)
    }

    /// DIST-24: a record goes straight into conversation; ST-38: without permission on it, it closes.
    pub(crate) fn record_given(&mut self, agent: UserId, rule: Rule, reason: StatusReason) -> Move {
        if self.is_full(agent) {
            return self.one_session_too_many(agent);
        }
        if self.center.policy.users[agent.index()].record_access {
            return self.talk(rule, reason, agent);
        }
        let conversation = self.id;
        self.emit(rule, Fact::AssignmentFailed { conversation, agent });
        self.close(Rule::St38, StatusReason::ClosedDueToFailure, ClosureReason::AddAgentFailed, None)
    }

    /// SUP-ASSIGN-08 and 09: stays Open in another queue, or closes where that has no members (SUP-ASSIGN-19).
    pub(crate) fn assign_to_queue(&mut self, queue: QueueId) -> Move {
        if self.bars_records() {
            return self.refuse(Code::WrongChannel, Rule::Pol13);
        }
        if !Rule::SupAssign02.holds() {
            return self.refuse(Code::NotOffered, Rule::SupAssign01);
        }
        if let Some((code, rule)) = self.cannot_queue(queue) {
            return self.refuse(code, rule);
        }
        let conversation = self.id;
        self.emit(Rule::SupAssign09, Fact::SupervisorAssignedToQueue { conversation, queue });
        self.warn_of_closed(queue);
        self.move_queue(queue, Rule::St05, ClosureReason::SupervisorAssignToQueue)
    }

    /// POL-16 b: from Waiting to a queue (ST-75).
    pub(crate) fn assign_waiting_to_queue(&mut self, queue: QueueId) -> Move {
        match self.switches().assign_outside_open {
            AssignOutsideOpen::AlsoWaiting => self.assign_to_queue(queue),
            AssignOutsideOpen::OpenOnly | AssignOutsideOpen::AlsoWaitingAndActive => {
                self.refuse(Code::WrongState, Rule::Pol16)
            }
        }
    }

    /// OH-02: a supervisor may choose a closed queue, and is warned.
    pub(crate) fn warn_of_closed(&mut self, queue: QueueId) {
        if !self.center.roster.open[queue.index()] {
            self.notify(Rule::Oh02, Recipient::User(self.actor), Notice::QueueClosed);
        }
    }

    /// The conditions on a target queue: Cq, Ct.
    pub(crate) fn cannot_queue(&self, queue: QueueId) -> Option<(Code, Rule)> {
        if queue == self.slot.queue {
            return Some((Code::SameQueue, Rule::SupAssign08));
        }
        if self.center.policy.queues[queue.index()].kind != self.channel().queue_kind() {
            return Some((Code::QueueType, Rule::Dist05));
        }
        None
    }

    /// AG-01: an agent takes an open conversation; capacity does not stop it (CAP-12).
    pub(crate) fn pick(&mut self) -> Move {
        match self.workstream.distribution {
            Distribution::Pick => {}
            Distribution::Push => {
                let allowed = self.workstream.pick_from_push || self.switches().pick_from_push == PickFromPush::Always;
                if !allowed {
                    return self.refuse(Code::NotOffered, Rule::Pol49);
                }
            }
        }
        let agent = self.actor;
        if self.is_bot(agent) || !self.is_member(agent, self.slot.queue) {
            return self.refuse(Code::NotAMember, Rule::Ag01);
        }
        if !self.is_signed_in(agent) {
            return self.refuse(Code::Presence, Rule::Pres19);
        }
        if !Rule::Cap12.holds() && self.center.roster.needs_override(agent, self.price()) {
            return self.refuse(Code::Capacity, Rule::Cap12);
        }
        if self.channel() == Channel::Record && Rule::Dist24.holds() {
            return self.record_given(agent, Rule::St03, StatusReason::InConversation);
        }
        let at_once = self.workstream.auto_assign && self.switches().auto_assign == AutoAssign::AtOnce;
        if self.switches().pick_leads_to == PickLeadsTo::Conversation || at_once {
            if self.is_full(agent) {
                return self.one_session_too_many(agent);
            }
            return self.talk(Rule::Pol62, StatusReason::InConversation, agent);
        }
        self.offer(Rule::St03, StatusReason::AwaitingAgentAcceptance, ringing(agent, OfferKind::Picked))
    }

    /// ST-02: the router's choice.
    pub(crate) fn route_to(&mut self, agent: UserId, first: Option<UserId>) -> Move {
        // Whom affinity names may be away: then it is an ordinary choice, and the turn passes.
        let first = first.filter(|named| *named == agent);
        let rule = if first.is_some() { Rule::Dist20 } else { Rule::St02 };
        if first.is_none() {
            self.plan.turn = Some(agent);
        }
        if self.channel() == Channel::Record && Rule::Dist24.holds() {
            return self.record_given(agent, rule, StatusReason::InConversation);
        }
        if self.workstream.auto_assign && self.switches().auto_assign == AutoAssign::AtOnce {
            if self.is_full(agent) {
                return self.one_session_too_many(agent);
            }
            let conversation = self.id;
            self.emit(Rule::Dist28, Fact::OfferAccepted { conversation, agent, automatic: true });
            return self.talk(Rule::Pol55, StatusReason::InConversation, agent);
        }
        // CB-01: whoever hung up is called back, and the agent sees it before.
        let kind = if self.awaits_callback() { OfferKind::PreviewDial } else { OfferKind::Routed };
        let offer = Offer { first, ..ringing(agent, kind) };
        self.offer(rule, StatusReason::AwaitingAgentAcceptance, offer)
    }
}
