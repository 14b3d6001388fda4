//! Faults in the life of a conversation: closed that is not closed, clocks of other states, customers who come back (K9,
//! K10, K14, K17, K18).
#![expect(clippy::wildcard_enum_match_arm, reason = "a fault is about one kind of action, and honest on all others")]

use switchboard::{
    Action, Answer, Arrival, Channel, ClosureReason, Code, Contact, ContactCenter, Desk, Event, Fact, Handle, Phase,
    Primary, Rule, Stage, Supervise, Talk, Timer,
};

use super::hands::{honest, knows, put, told};

/// What is closed, and forgotten by nobody yet.
fn is_closed(center: &ContactCenter, action: Action) -> bool {
    action.conversation().is_some_and(|id| knows(center, id) && center.phase(id) == Phase::Closed { block: None })
}

/// What is closed can be joined.
pub(super) fn joined_after_the_end(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Supervisor { by, conversation, operation: Supervise::Join | Supervise::Monitor }
            if is_closed(center, action) && center.policy().users()[by.index()].roles.supervisor =>
        {
            events.push(told(Fact::SupervisorJoined { conversation, supervisor: by }));
            Answer::Done
        }
        _ => honest(center, action, events),
    }
}

/// A customer's message opens again what is closed.
pub(super) fn reopened_by_a_message(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Customer { conversation, operation: Contact::Message } if is_closed(center, action) => {
            events.push(told(Fact::CustomerMessageReceived { conversation }));
            put(center, conversation, Phase::Open { first: None }, events)
        }
        _ => honest(center, action, events),
    }
}

/// The clock of automatic closure brings back what was closed long ago.
pub(super) fn closed_reappears(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Timer { conversation, timer: Timer::AutoClose } if is_closed(center, action) => {
            put(center, conversation, Phase::Open { first: None }, events)
        }
        _ => honest(center, action, events),
    }
}

/// An offer rings on after the customer has left.
pub(super) fn ringing_for_nobody(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Customer { conversation, operation: Contact::End } if center.stage(conversation) == Stage::Offered => {
            events.push(told(Fact::CustomerEnded { conversation }));
            Answer::Done
        }
        _ => honest(center, action, events),
    }
}

/// A clock that belongs to another state closes what waits for the customer.
pub(super) fn timer_of_another_state(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Timer { conversation, timer }
            if center.stage(conversation) == Stage::Waiting && !center.timers(conversation).contains(timer) =>
        {
            let answer = put(center, conversation, Phase::Closed { block: None }, events);
            events.push(told(Fact::ConversationClosed { conversation, reason: ClosureReason::AutoClose }));
            answer
        }
        _ => honest(center, action, events),
    }
}

/// An agent who chooses a presence while wrapping up closes what is wrapped up.
pub(super) fn status_ends_wrap_up(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let answer = honest(center, action, events);
    if let Action::Desk { agent, operation: Desk::SetPresence(_) } = action
        && answer.is_done()
    {
        let wraps = |phase: Phase| matches!(phase, Phase::WrapUp(wrap) if wrap.agent == agent);
        let ids: Vec<_> = center.conversations().filter(|id| wraps(center.phase(*id))).collect();
        for id in ids {
            let _ = put(center, id, Phase::Closed { block: None }, events);
        }
    }
    answer
}

/// Whoever ends what somebody else has just ended is told off.
pub(super) fn closed_from_two_tabs(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let answer = honest(center, action, events);
    match (action, answer) {
        (
            Action::Agent { operation: Handle::End | Handle::CloseSession, .. }
            | Action::Customer { operation: Contact::End, .. },
            Answer::Unchanged(_),
        ) => Answer::refused(Code::WrongState, Rule::S9Repeat),
        _ => answer,
    }
}

/// The customer's End after the agent's closes a session a second time.
pub(super) fn closed_twice(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Customer { conversation, operation: Contact::End } if center.stage(conversation) == Stage::WrapUp => {
            let reason = ClosureReason::CustomerEndConversation;
            events.push(told(Fact::SessionClosed { conversation, reason }));
            Answer::Done
        }
        _ => honest(center, action, events),
    }
}

/// A message to what is closed opens another conversation, each time.
pub(super) fn message_opens_another(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    if let Action::Customer { conversation, operation: Contact::Message } = action
        && is_closed(center, action)
        && let (Some(stream), Some(queue)) = (center.workstream_of(conversation), center.queue_of(conversation))
    {
        return honest(center, Action::Create(Arrival::new(stream, queue)), events);
    }
    honest(center, action, events)
}

/// A message after the agent's End brings the talk back.
pub(super) fn ended_goes_on(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Customer { conversation, operation: Contact::Message } => match center.phase(conversation) {
            Phase::WrapUp(wrap) => {
                events.push(told(Fact::CustomerMessageReceived { conversation }));
                put(center, conversation, Phase::InConversation(Talk::with(Primary::Agent(wrap.agent))), events)
            }
            _ => honest(center, action, events),
        },
        _ => honest(center, action, events),
    }
}

/// A customer's answer resumes what waits on some channels only.
pub(super) fn replies_on_one_channel(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Customer { conversation, operation: Contact::Message }
            if center.stage(conversation) == Stage::Waiting
                && center.channel_of(conversation) == Some(Channel::PersistentChat) =>
        {
            events.push(told(Fact::CustomerMessageReceived { conversation }));
            Answer::Done
        }
        _ => honest(center, action, events),
    }
}

/// A call whose customer is cut off waits, as a chat might.
pub(super) fn a_call_waits(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Customer { conversation, operation: Contact::Disconnect | Contact::End }
            if center.channel_of(conversation) == Some(Channel::Voice)
                && center.stage(conversation) == Stage::InConversation =>
        {
            let last = center.phase(conversation).primary();
            put(center, conversation, Phase::Waiting { last }, events)
        }
        _ => honest(center, action, events),
    }
}
