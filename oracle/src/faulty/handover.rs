//! Faults of handing over: two owners, none, somebody who may not have it, and capacity that stays or goes (K1 to K8).
#![expect(clippy::wildcard_enum_match_arm, reason = "a fault is about one kind of action, and honest on all others")]

use switchboard::{
    Action, Answer, Base, Change, Code, Contact, ContactCenter, ConversationId, Event, Fact, Handle, OfferKind, Phase,
    PresenceSource, Primary, QueueId, Rule, Seat, Stage, Supervise, Talk, Timer, UserId,
};

use super::hands::{agents, cost, honest, keep_charged, knows, presence_of, pretend, put, told};

/// To whom an action hands a conversation over, if it does.
fn receiver(action: Action) -> Option<UserId> {
    match action {
        Action::Supervisor { operation: Supervise::TransferToAgent { agent }, .. }
        | Action::Agent { operation: Handle::TransferToAgent { agent }, .. } => Some(agent),
        _ => None,
    }
}

/// Whether the offer that rings is a transfer.
const fn is_transfer(phase: Phase) -> bool {
    matches!(phase, Phase::Offered(offer)
        if matches!(offer.kind, OfferKind::SupervisorTransfer | OfferKind::AgentTransfer))
}

/// Who picks what somebody else has already gets it too.
pub(super) fn two_take_one(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let answer = honest(center, action, events);
    let Action::Agent { by, conversation, operation: Handle::Pick } = action else { return answer };
    let phase = center.phase(conversation);
    let taken = matches!(phase, Phase::Offered(_) | Phase::InConversation(_));
    let seated = center.participants(conversation).iter().any(|seat| seat.user == by);
    let may = center.queue_of(conversation).is_some_and(|queue| center.is_member(by, queue)) && center.is_present(by);
    match phase.primary() {
        Some(holder) if taken && may && !seated && holder != by && agents(center).contains(&by) => {
            events.push(told(Fact::PrimaryChanged { conversation, from: Some(holder), to: Some(by) }));
            put(center, conversation, Phase::InConversation(Talk::with(Primary::Agent(by))), events)
        }
        Some(_) | None => answer,
    }
}

/// A transfer may go to somebody who is away.
pub(super) fn transfer_to_the_absent(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match receiver(action) {
        Some(agent) if center.is_present(agent) && center.base_presence(agent) != Base::Available => {
            let presence = presence_of(center, Base::Available);
            pretend(center, &[Change::SetPresence { agent, presence }], action, events)
        }
        Some(_) | None => honest(center, action, events),
    }
}

/// A transfer may go to somebody who does not belong to the queue.
pub(super) fn beyond_the_team(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let queue = action.conversation().and_then(|id| center.queue_of(id));
    match (receiver(action), queue) {
        (Some(user), Some(queue)) => pretend(center, &[Change::JoinQueue { user, queue }], action, events),
        _ => honest(center, action, events),
    }
}

/// The customer's answer brings a waiting conversation back to an agent who is not there.
pub(super) fn owner_who_left(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    if let Action::Customer { conversation, operation: Contact::Message } = action
        && let Phase::Waiting { last: Some(agent) } = center.phase(conversation)
        && (!center.is_present(agent) || matches!(center.base_presence(agent), Base::Away | Base::Offline))
        && center.participants(conversation).iter().all(|seat| seat.user != agent)
    {
        events.push(told(Fact::CustomerMessageReceived { conversation }));
        events.push(told(Fact::RevivedByCustomer { conversation }));
        return put(center, conversation, Phase::InConversation(Talk::with(Primary::Agent(agent))), events);
    }
    honest(center, action, events)
}

/// Who has chosen a presence once finds no chat to pick any more.
pub(super) fn toggled_once(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Agent { by, operation: Handle::Pick, conversation }
            if center.presence_source(by) == PresenceSource::Agent && center.stage(conversation) == Stage::Open =>
        {
            Answer::refused(Code::Presence, Rule::Pres19)
        }
        _ => honest(center, action, events),
    }
}

/// Who ends a conversation stays charged for it.
pub(super) fn slots_for_ever(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let held = action.conversation().and_then(|id| charged_one(center, id).map(|agent| (id, agent)));
    let answer = honest(center, action, events);
    match held {
        Some((id, agent)) if answer.is_done() && center.phase(id) == (Phase::Closed { block: None }) => {
            center.situate(id, Phase::Closed { block: Some(agent) });
            answer
        }
        Some(_) | None => answer,
    }
}

/// The one agent who is charged for a conversation that somebody talks in or wraps up.
fn charged_one(center: &ContactCenter, id: ConversationId) -> Option<UserId> {
    match center.stage(id) {
        Stage::InConversation | Stage::WrapUp => center.charged(id).next(),
        Stage::Open | Stage::Offered | Stage::Waiting | Stage::Closed => None,
    }
}

/// Who sends a conversation to a queue never leaves it.
pub(super) fn forwarded_but_charged(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let answer = honest(center, action, events);
    if let Action::Agent { by, conversation, operation: Handle::TransferToQueue { .. } } = action
        && answer.is_done()
        && center.stage(conversation) == Stage::Open
    {
        keep_charged(center, conversation, by);
    }
    answer
}

/// Who does not take an offer stays reserved for it.
pub(super) fn reserved_for_nothing(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let rang = action.conversation().and_then(|id| match center.phase(id) {
        Phase::Offered(offer) => Some((id, offer.agent)),
        Phase::Open { .. }
        | Phase::InConversation(_)
        | Phase::Waiting { .. }
        | Phase::WrapUp(_)
        | Phase::Closed { .. } => None,
    });
    let answer = honest(center, action, events);
    match (rang, center.created()) {
        (Some((id, agent)), _) if answer.is_done() && center.stage(id) == Stage::Open => {
            keep_charged(center, id, agent);
            answer
        }
        _ => answer,
    }
}

/// The customer leaves a conversation, which stays as it is.
pub(super) fn answered_for_hours(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Customer { conversation, operation: Contact::End }
            if center.stage(conversation) == Stage::InConversation =>
        {
            Answer::Unchanged(Rule::S9Repeat)
        }
        _ => honest(center, action, events),
    }
}

/// The room that a transferring agent leaves counts no longer, though the agent is still in it as consultant.
pub(super) fn consultant_by_transfer(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let former = action.conversation().and_then(|id| match center.phase(id) {
        Phase::Offered(offer) if is_transfer(center.phase(id)) => offer.first.map(|first| (id, first)),
        _ => None,
    });
    let answer = honest(center, action, events);
    if let Some((conversation, agent)) = former
        && answer.is_done()
        && let Phase::InConversation(talk) = center.phase(conversation)
        && talk.primary.agent().is_some_and(|primary| primary != agent)
        && center.participants(conversation).iter().all(|seat| seat.user != agent)
    {
        super::hands::bend(center, &[Fact::ConsultAccepted { conversation, agent }]);
    }
    answer
}

/// Capacity of whoever loses the connection during a talk is gone for good.
pub(super) fn ghost_call(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let holder = action.conversation().and_then(|id| center.phase(id).primary());
    let answer = honest(center, action, events);
    if let (Action::Timer { conversation, timer: Timer::AgentLoss }, Some(agent)) = (action, holder)
        && answer.is_done()
        && center.stage(conversation) == Stage::Open
    {
        keep_charged(center, conversation, agent);
    }
    answer
}

/// A transfer that nobody answers leaves the conversation to nobody.
pub(super) fn cold_transfer(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let pending = action.conversation().is_some_and(|id| is_transfer(center.phase(id)));
    let answer = honest(center, action, events);
    match action {
        Action::Timer { conversation, timer: Timer::Offer } if pending && answer.is_done() => {
            put(center, conversation, Phase::InConversation(Talk::with(Primary::Outside)), events)
        }
        _ => answer,
    }
}

/// Who rejects a transfer is offered it for ever.
pub(super) fn nobody_in_control(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Agent { by, conversation, operation: Handle::Reject }
            if is_transfer(center.phase(conversation)) && center.phase(conversation).primary() == Some(by) =>
        {
            Answer::Unchanged(Rule::S9Repeat)
        }
        _ => honest(center, action, events),
    }
}

/// Sending a conversation to a queue in which nobody is free does nothing, without a word.
pub(super) fn forward_to_the_full(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let Action::Agent { conversation, operation: Handle::TransferToQueue { queue }, .. } = action else {
        return honest(center, action, events);
    };
    if somebody_is_free(center, queue, cost(center, conversation)) {
        return honest(center, action, events);
    }
    let mut copy = center.clone();
    honest(&mut copy, action, &mut Vec::new())
}

fn somebody_is_free(center: &ContactCenter, queue: QueueId, units: u16) -> bool {
    agents(center).into_iter().any(|agent| {
        center.is_member(agent, queue)
            && center.is_present(agent)
            && matches!(center.base_presence(agent), Base::Available | Base::Busy)
            && center.available_units(agent) >= i32::from(units)
    })
}

/// A conversation stays with an agent who is lost for too long.
pub(super) fn lost_agent_keeps_it(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Timer { conversation, timer: Timer::AgentLoss } if knows(center, conversation) => {
            Answer::Unchanged(Rule::S9Timer)
        }
        _ => honest(center, action, events),
    }
}

/// A supervisor who has joined and leaves is still in.
pub(super) fn coach_stays(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Supervisor { by, conversation, operation: Supervise::Leave }
            if center.participants(conversation).iter().any(|seat| seat.user == by && seat.seat == Seat::Joined) =>
        {
            let mut copy = center.clone();
            honest(&mut copy, action, events)
        }
        _ => honest(center, action, events),
    }
}
