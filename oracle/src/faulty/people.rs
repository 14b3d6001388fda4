//! Faults of supervisors, of presence and of permissions (K11 to K13, K16), and of what is told (K15).
#![expect(clippy::wildcard_enum_match_arm, reason = "a fault is about one kind of action, and honest on all others")]

use switchboard::{
    Action, Answer, Base, Change, Code, ContactCenter, Desk, Event, Fact, Phase, PresenceSource, Rule, Seat, Stage,
    Supervise, Talk,
};

use super::hands::{agents, bend, honest, presence_of, told};

/// Who watches may not join.
pub(super) fn nobody_can_join(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Supervisor { by, conversation, operation: Supervise::Join }
            if center
                .participants(conversation)
                .iter()
                .any(|seat| seat.user == by && seat.seat == Seat::Monitoring) =>
        {
            Answer::refused(Code::NotOffered, Rule::S9Repeat)
        }
        _ => honest(center, action, events),
    }
}

/// Who watches puts the call on hold.
pub(super) fn monitoring_mutes(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let answer = honest(center, action, events);
    if let Action::Supervisor { operation: Supervise::Monitor, conversation, .. } = action
        && answer.is_done()
        && let Phase::InConversation(talk) = center.phase(conversation)
    {
        center.situate(conversation, Phase::InConversation(Talk { hold: true, ..talk }));
    }
    answer
}

/// Anybody may watch, whatever the role.
pub(super) fn no_role_needed(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let answer = honest(center, action, events);
    match (action, answer) {
        (
            Action::Supervisor { by, conversation, operation: Supervise::Monitor | Supervise::Join },
            Answer::Refused(refusal),
        ) if refusal.code == Code::RoleMissing
            && center.stage(conversation) == Stage::InConversation
            && center.phase(conversation).primary() != Some(by)
            && center.participants(conversation).iter().all(|seat| seat.user != by) =>
        {
            let fact = Fact::MonitorStarted { conversation, supervisor: by };
            bend(center, &[fact]);
            events.push(told(fact));
            Answer::Done
        }
        _ => answer,
    }
}

/// Whenever something arrives or a clock runs out, whoever went away is available again.
pub(super) fn available_by_itself(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let answer = honest(center, action, events);
    if let Action::Create(_) | Action::Timer { .. } = action
        && answer.is_done()
    {
        let presence = presence_of(center, Base::Available);
        for agent in agents(center) {
            if center.is_present(agent)
                && center.base_presence(agent) == Base::Away
                && center.presence_source(agent) == PresenceSource::Agent
            {
                let _ = center.apply(Action::Configure(Change::SetPresence { agent, presence }));
                events.extend_from_slice(center.events());
            }
        }
    }
    answer
}

/// Nobody notices that a browser was closed.
pub(super) fn closed_browser(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Desk { operation: Desk::ConnectionLost, .. } => Answer::Unchanged(Rule::S9Repeat),
        _ => honest(center, action, events),
    }
}

/// The end of one of several conversations makes an agent available as if it were the last.
pub(super) fn one_of_several_ends(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let held = action.conversation().and_then(|id| match center.stage(id) {
        Stage::InConversation | Stage::WrapUp => center.phase(id).primary().map(|agent| (id, agent)),
        Stage::Open | Stage::Offered | Stage::Waiting | Stage::Closed => None,
    });
    let answer = honest(center, action, events);
    if let Some((id, agent)) = held
        && answer.is_done()
        && center.stage(id) == Stage::Closed
        && center.used_units(agent) > 0
        && center.presence_source(agent) == PresenceSource::System
    {
        let presence = presence_of(center, Base::Available);
        let _ = center.apply(Action::Configure(Change::SetPresence { agent, presence }));
        events.extend_from_slice(center.events());
    }
    answer
}

/// Where the owner changes with the state, only the owner is told.
pub(super) fn two_facts_one_told(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let answer = honest(center, action, events);
    if events.iter().any(|event| matches!(event.fact, Fact::PrimaryChanged { .. })) {
        events.retain(|event| !matches!(event.fact, Fact::StateChanged { .. }));
    }
    answer
}

/// What was missed is told as rejected.
pub(super) fn missed_is_rejected(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let answer = honest(center, action, events);
    for event in events.iter_mut() {
        if let Fact::OfferTimedOut { conversation, agent, declines, .. } = event.fact {
            event.fact = Fact::OfferRejected { conversation, agent, declines };
        }
    }
    answer
}
