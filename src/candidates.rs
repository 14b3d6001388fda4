//! What a supervisor is shown to choose from: agents for an assignment or a transfer, and queues.
//!
//! A list is a help, not a gate: a command is judged against the true state when it comes (SUP-G-07).

use alloc::vec::Vec;

use crate::center::ContactCenter;
use crate::id::{ConversationId, QueueId, UserId};
use crate::phase::Phase;
use crate::rule::Rule;
use crate::switch::{AssignScope, ObserverAsTarget, PresenceOverride, QueueList};

impl ContactCenter {
    /// The agents listed for an assignment (SUP-ASSIGN-03, 07; POL-14, POL-15): the override of presence admits others.
    #[must_use]
    pub fn assign_candidates(&self, conversation: ConversationId) -> Vec<UserId> {
        let switches = &self.policy.switches;
        let Some(slot) = self.slot(conversation) else { return Vec::new() };
        let allowed = self.policy.workstreams[slot.workstream.index()].allowed;
        let unfiltered =
            switches.assign_scope == AssignScope::Anyone || switches.presence_override == PresenceOverride::NoFilter;
        self.human_agents()
            .filter(|agent| {
                !Rule::SupAssign03.holds() || unfiltered || self.roster.fronts[agent.index()].routed.meets(allowed)
            })
            .filter(|agent| {
                switches.assign_scope != AssignScope::QueueMember || self.roster.is_member(*agent, slot.queue)
            })
            .filter(|agent| self.may_observer_take(conversation, *agent))
            .collect()
    }

    /// The agents listed for a supervisor's transfer (SUP-XFER-04, 05).
    #[must_use]
    pub fn transfer_candidates(&self, conversation: ConversationId) -> Vec<UserId> {
        let Some(slot) = self.slot(conversation) else { return Vec::new() };
        let allowed = self.policy.workstreams[slot.workstream.index()].allowed;
        let holder = self.phase(conversation).holder();
        self.human_agents()
            .filter(|agent| {
                !Rule::SupXfer05.holds() || (Some(*agent) != holder && self.roster.is_member(*agent, slot.queue))
            })
            .filter(|agent| self.roster.fronts[agent.index()].routed.meets(allowed))
            .filter(|agent| self.may_observer_take(conversation, *agent))
            .collect()
    }

    /// The queues listed for an assignment or a transfer to a queue (SUP-ASSIGN-08, POL-51).
    #[must_use]
    pub fn queue_targets(&self, conversation: ConversationId) -> Vec<QueueId> {
        let Some(slot) = self.slot(conversation) else { return Vec::new() };
        let same_type = self.policy.switches.queue_list == QueueList::SameType;
        (0..self.policy.queues.len())
            .map(QueueId::at)
            .filter(|queue| !Rule::SupAssign08.holds() || *queue != slot.queue)
            .filter(|queue| !same_type || self.policy.queues[queue.index()].kind == slot.channel.queue_kind())
            .collect()
    }

    fn human_agents(&self) -> impl Iterator<Item = UserId> + '_ {
        let users = self.policy.users.iter().enumerate();
        users
            .filter(|(_, user)| user.roles.agent && !(Rule::SupXfer04.holds() && user.roles.bot))
            .map(|(number, _)| UserId::at(number))
    }

    /// POL-47 b: who observes the conversation is not listed.
    fn may_observer_take(&self, conversation: ConversationId, user: UserId) -> bool {
        use crate::phase::Seat;
        match self.policy.switches.observer_as_target {
            ObserverAsTarget::Allowed => true,
            ObserverAsTarget::Refused => !self.participants(conversation).iter().any(|participant| {
                participant.user == user
                    && match participant.seat {
                        Seat::Monitoring | Seat::Joined => true,
                        Seat::ConsultOffered | Seat::Consulting { .. } => false,
                    }
            }),
        }
    }

    /// The conversations that somebody holds, offered ones included (ST-52, "My work items").
    pub fn held_by(&self, user: UserId) -> impl Iterator<Item = ConversationId> + '_ {
        self.conversations().filter(move |id| match self.phase(*id) {
            phase @ (Phase::Offered(_) | Phase::InConversation(_) | Phase::Waiting { .. } | Phase::WrapUp(_)) => {
                phase.holder() == Some(user)
            }
            Phase::Open { .. } | Phase::Closed { .. } => false,
        })
    }
}
