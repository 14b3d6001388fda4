//! What a faulty implementation does besides asking the rules: it lies to them, or bends what they leave behind.

use std::panic::{AssertUnwindSafe, catch_unwind};

use switchboard::{
    Action, Answer, Change, ContactCenter, ConversationId, Event, Fact, Phase, PresenceId, PresenceSource, ProfileId,
    QueueId, Replica, Rule, Stage, StatusReason, UserId,
};

/// What the rules themselves do. Where their own assertions notice what a fault did earlier, nothing happens.
pub(super) fn honest(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let before = center.clone();
    match catch_unwind(AssertUnwindSafe(|| center.apply(action))) {
        Ok(answer) => {
            events.extend_from_slice(center.events());
            answer
        }
        Err(_) => {
            *center = before;
            Answer::Unchanged(Rule::S9Repeat)
        }
    }
}

/// What the rules do in a center where these changes had been made; what was changed is as it was afterwards.
pub(super) fn pretend(center: &mut ContactCenter, lies: &[Change], action: Action, events: &mut Vec<Event>) -> Answer {
    let mut copy = center.clone();
    let mut truths = Vec::new();
    for lie in lies {
        truths.extend(Truth::before(&copy, *lie));
        let _ = copy.apply(Action::Configure(*lie));
    }
    let answer = honest(&mut copy, action, events);
    if answer.is_done() {
        truths.into_iter().rev().for_each(|truth| truth.restore(&mut copy));
        *center = copy;
    }
    answer
}

/// What was so before a lie.
enum Truth {
    Changed(Change),
    Presence { agent: UserId, was: (PresenceId, PresenceSource), lied: PresenceId },
}

impl Truth {
    #[expect(clippy::wildcard_enum_match_arm, reason = "no fault lies about anything else")]
    fn before(center: &ContactCenter, lie: Change) -> Option<Self> {
        match lie {
            Change::SetUnits { agent, .. } => {
                Some(Self::Changed(Change::SetUnits { agent, units: center.units(agent) }))
            }
            Change::SetProfileLimit { agent, profile, .. } => {
                let limit = center.profile_limit(agent, profile);
                Some(Self::Changed(Change::SetProfileLimit { agent, profile, limit }))
            }
            Change::JoinQueue { user, queue } => {
                (!center.is_member(user, queue)).then_some(Self::Changed(Change::LeaveQueue { user, queue }))
            }
            Change::LeaveQueue { user, queue } => {
                center.is_member(user, queue).then_some(Self::Changed(Change::JoinQueue { user, queue }))
            }
            Change::SetPresence { agent, presence } => {
                let was = (center.presence(agent), center.presence_source(agent));
                Some(Self::Presence { agent, was, lied: presence })
            }
            _ => None,
        }
    }

    fn restore(self, center: &mut ContactCenter) {
        match self {
            Self::Changed(change) => {
                let _ = center.apply(Action::Configure(change));
            }
            Self::Presence { agent, was: (to, source), lied } if center.presence(agent) == lied => {
                bend(center, &[Fact::PresenceChanged { agent, from: lied, to, source }]);
            }
            Self::Presence { .. } => {}
        }
    }
}

/// Makes the state one in which this had happened. The list of events is empty afterwards, and nobody remembers what was
/// created last, so nothing that creates is bent this way.
pub(super) fn bend(center: &mut ContactCenter, facts: &[Fact]) {
    let mut replica = Replica::of(center);
    for fact in facts {
        replica.absorb(&Event { rule: Rule::Cap13, fact: *fact });
    }
    *center = replica.center();
    for fact in facts {
        if let Fact::CapacityConsumed { agent, .. } | Fact::PresenceChanged { agent, .. } = *fact {
            follow_capacity(center, agent);
        }
    }
}

/// Presence that follows capacity follows it.
fn follow_capacity(center: &mut ContactCenter, agent: UserId) {
    if center.presence_source(agent) == PresenceSource::System && center.is_present(agent) {
        let units = center.units(agent);
        for units in [units ^ 1, units] {
            let _ = center.apply(Action::Configure(Change::SetUnits { agent, units }));
        }
    }
}

/// Puts a conversation into another state, which the events tell.
pub(super) fn put(center: &mut ContactCenter, id: ConversationId, phase: Phase, events: &mut Vec<Event>) -> Answer {
    let (from, to) = (center.stage(id), phase.stage());
    let reason = match to {
        Stage::Open => StatusReason::AwaitingAgentAssignment,
        Stage::Offered => StatusReason::AwaitingAgentAcceptance,
        Stage::InConversation => StatusReason::InConversation,
        Stage::Waiting => StatusReason::AwaitingCustomerResponse,
        Stage::WrapUp => StatusReason::AgentMovedToWrapUp,
        Stage::Closed => StatusReason::AutoClosedBySystem,
    };
    center.situate(id, phase);
    if from != to {
        events.push(told(Fact::StateChanged { conversation: id, from, to, reason }));
    }
    Answer::Done
}

/// The agent stays charged for a conversation that is no longer the agent's.
pub(super) fn keep_charged(center: &mut ContactCenter, conversation: ConversationId, agent: UserId) {
    if center.charged(conversation).any(|user| user == agent) {
        return;
    }
    let available = center.available_units(agent);
    bend(
        center,
        &[Fact::FirstAgentKept { conversation, agent }, Fact::CapacityConsumed { conversation, agent, available }],
    );
}

/// An event by the rule of offers, where a fault invents one.
pub(super) const fn told(fact: Fact) -> Event {
    Event { rule: Rule::St02, fact }
}

/// Whether the conversation is one that the center still knows.
pub(super) fn knows(center: &ContactCenter, id: ConversationId) -> bool {
    center.workstream_of(id).is_some()
}

/// Whom the policy knows.
pub(super) fn people(center: &ContactCenter) -> Vec<UserId> {
    (0..center.policy().users().len()).map(UserId::at).collect()
}

/// The agents who are no bots.
pub(super) fn agents(center: &ContactCenter) -> Vec<UserId> {
    let is_agent = |user: &UserId| {
        let roles = &center.policy().users()[user.index()].roles;
        roles.agent && !roles.bot
    };
    people(center).into_iter().filter(is_agent).collect()
}

/// What a conversation costs, in units.
pub(super) fn cost(center: &ContactCenter, id: ConversationId) -> u16 {
    center.workstream_of(id).map_or(0, |stream| center.policy().workstreams()[stream.index()].cost)
}

/// Conversations of a queue, or of all, in their order of creation.
pub(super) fn conversations(center: &ContactCenter, queue: Option<QueueId>) -> Vec<ConversationId> {
    center.conversations().filter(|id| queue.is_none() || center.queue_of(*id) == queue).collect()
}

/// The presence of this base that every policy has.
pub(super) fn presence_of(center: &ContactCenter, base: switchboard::Base) -> PresenceId {
    (0..center.policy().presences().len())
        .map(PresenceId::at)
        .find(|presence| center.policy().base(*presence) == base)
        .unwrap_or(PresenceId(0))
}

/// The profiles of the policy.
pub(super) fn profiles(center: &ContactCenter) -> Vec<ProfileId> {
    (0..center.policy().profiles().len()).map(ProfileId::at).collect()
}
