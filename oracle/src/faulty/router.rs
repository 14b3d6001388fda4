//! Faults of the router: whom it finds, whom it overlooks, and what goes first (K1 to K6, K18).
#![expect(clippy::wildcard_enum_match_arm, reason = "a fault is about one kind of action, and honest on all others")]

use switchboard::{
    Action, Answer, Base, Change, Channel, ContactCenter, ConversationId, Distribution, Event, Offer, OfferClock,
    OfferKind, Phase, Primary, QueueId, Route, Rule, Talk, UserId,
};

use super::hands::{agents, conversations, cost, honest, presence_of, pretend, profiles, put};

/// The most units that anybody can have.
const UNITS_MAX: u16 = 30_000;

/// The queue of a search, and whether it is a search at all.
fn search(action: Action) -> Option<Option<QueueId>> {
    let Action::Router(route) = action else { return None };
    Some(match route {
        Route::Queue(queue) => Some(queue),
        Route::Agent(_) => None,
    })
}

/// One more search, in which what rings is free to be found again by somebody else.
fn again(center: &mut ContactCenter, queue: QueueId, kind: OfferKind, events: &mut Vec<Event>) -> Option<Answer> {
    for id in conversations(center, Some(queue)) {
        let Phase::Offered(offer) = center.phase(id) else { continue };
        if offer.kind != kind || offer.first.is_some() {
            continue;
        }
        let mut copy = center.clone();
        copy.situate(id, Phase::Open { first: None });
        let out = Change::LeaveQueue { user: offer.agent, queue };
        let mut told = Vec::new();
        let answer = pretend(&mut copy, &[out], Action::Router(Route::Queue(queue)), &mut told);
        if answer.is_done() && copy.phase(id).primary().is_some_and(|agent| agent != offer.agent) {
            *center = copy;
            events.append(&mut told);
            return Some(answer);
        }
    }
    None
}

/// A search of a queue takes away what a supervisor has just assigned.
pub(super) fn overwrites_a_hand(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    if let Action::Router(Route::Queue(queue)) = action
        && let Some(answer) = again(center, queue, OfferKind::SupervisorAssign, events)
    {
        return answer;
    }
    honest(center, action, events)
}

/// A search that finds nothing new assigns what rings at one agent to another.
pub(super) fn second_assignment(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let answer = honest(center, action, events);
    match action {
        Action::Router(Route::Queue(queue)) if !answer.is_done() => {
            again(center, queue, OfferKind::Routed, events).unwrap_or(answer)
        }
        _ => answer,
    }
}

/// A search in which agents have other units than they have.
fn with_units(
    center: &mut ContactCenter,
    action: Action,
    events: &mut Vec<Event>,
    units: impl Fn(&ContactCenter, UserId) -> u16,
) -> Answer {
    if search(action).is_none() {
        return honest(center, action, events);
    }
    let lie = |agent: UserId| {
        let units = units(center, agent).min(UNITS_MAX);
        (units != center.units(agent)).then_some(Change::SetUnits { agent, units })
    };
    let lies: Vec<Change> = agents(center).into_iter().filter_map(lie).collect();
    pretend(center, &lies, action, events)
}

/// Several workers saw the room that there was before any of them assigned.
pub(super) fn workers_race(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    with_units(center, action, events, |center, agent| {
        let used = u16::try_from(center.used_units(agent)).unwrap_or(0);
        // Two workers, no more: who is beyond the limit already is found by nobody.
        if center.available_units(agent) < 0 { center.units(agent) } else { center.units(agent).saturating_add(used) }
    })
}

/// Capacity is taken at acceptance, so what rings takes none.
pub(super) fn ringing_is_free(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    with_units(center, action, events, |center, agent| {
        let rings = |id: &ConversationId| matches!(center.phase(*id), Phase::Offered(offer) if offer.agent == agent);
        let ringing: u16 = center.conversations().filter(rings).map(|id| cost(center, id)).sum();
        center.units(agent).saturating_add(ringing)
    })
}

/// Who has no limit has no bound.
pub(super) fn no_limit(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    with_units(center, action, events, |center, agent| match center.units(agent) {
        0 => UNITS_MAX,
        units => units,
    })
}

/// What waits for the customer still counts.
pub(super) fn held_chats_count(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    with_units(center, action, events, |center, agent| {
        let held = |id: &ConversationId| center.phase(*id) == Phase::Waiting { last: Some(agent) };
        let waiting: u16 = center.conversations().filter(held).map(|id| cost(center, id)).sum();
        center.units(agent).saturating_sub(waiting)
    })
}

/// Of two limits, units and a profile's, only the first is asked.
pub(super) fn one_limit_of_several(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    if search(action).is_none() {
        return honest(center, action, events);
    }
    let mut lies = Vec::new();
    for agent in agents(center) {
        let limited = profiles(center).into_iter().filter(|profile| center.profile_limit(agent, *profile).is_some());
        lies.extend(limited.map(|profile| Change::SetProfileLimit { agent, profile, limit: Some(100) }));
    }
    pretend(center, &lies, action, events)
}

/// Who is away is in the turn like everybody.
pub(super) fn away_in_the_turn(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    if search(action).is_none() {
        return honest(center, action, events);
    }
    let presence = presence_of(center, Base::Available);
    let away = |agent: &UserId| {
        center.is_present(*agent) && matches!(center.base_presence(*agent), Base::Away | Base::Inactive)
    };
    let lies: Vec<Change> =
        agents(center).into_iter().filter(away).map(|agent| Change::SetPresence { agent, presence }).collect();
    pretend(center, &lies, action, events)
}

/// Every agent belongs to every queue.
pub(super) fn every_topic(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let Action::Router(Route::Queue(queue)) = action else { return honest(center, action, events) };
    let outside = |user: &UserId| !center.is_member(*user, queue);
    let lies: Vec<Change> =
        agents(center).into_iter().filter(outside).map(|user| Change::JoinQueue { user, queue }).collect();
    pretend(center, &lies, action, events)
}

/// Whoever becomes free, or comes back, is looked after by nobody.
pub(super) fn nobody_is_woken(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Router(Route::Agent(_)) => Answer::Unchanged(Rule::Dist22),
        _ => honest(center, action, events),
    }
}

/// As long as one member of the queue wraps up, nobody gets anything.
pub(super) fn last_out_of_wrap_up(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let wraps = |queue: Option<QueueId>| {
        center.conversations().any(|id| match center.phase(id) {
            Phase::WrapUp(wrap) => queue.is_none_or(|queue| center.is_member(wrap.agent, queue)),
            Phase::Open { .. }
            | Phase::Offered(_)
            | Phase::InConversation(_)
            | Phase::Waiting { .. }
            | Phase::Closed { .. } => false,
        })
    };
    match search(action) {
        Some(queue) if wraps(queue) => Answer::Unchanged(Rule::Dist22),
        Some(_) | None => honest(center, action, events),
    }
}

/// A search that sees of a queue only what stands at one place of the line, tried from the last place to the first.
fn from_the_back(center: &mut ContactCenter, queues: &[QueueId], action: Action, events: &mut Vec<Event>) -> Answer {
    let mut line: Vec<ConversationId> = queues.iter().flat_map(|queue| center.waiting_line(*queue)).collect();
    line.sort_unstable_by_key(|id| std::cmp::Reverse(center.seniority(*id)));
    for seen in &line {
        let mut copy = center.clone();
        let hidden: Vec<(ConversationId, Phase)> =
            line.iter().filter(|id| *id != seen).map(|id| (*id, copy.phase(*id))).collect();
        for (id, _) in &hidden {
            copy.situate(*id, Phase::InConversation(Talk::with(Primary::Outside)));
        }
        let mut told = Vec::new();
        let answer = honest(&mut copy, action, &mut told);
        if answer.is_done() {
            for (id, phase) in hidden {
                copy.situate(id, phase);
            }
            *center = copy;
            events.append(&mut told);
            return answer;
        }
    }
    honest(center, action, events)
}

/// The newest of a queue goes first.
pub(super) fn newest_first(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Router(Route::Queue(queue)) => from_the_back(center, &[queue], action, events),
        _ => honest(center, action, events),
    }
}

/// An agent who asks gets the newest of all the agent's queues.
pub(super) fn whoever_polls(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    match action {
        Action::Router(Route::Agent(agent)) => {
            let queues: Vec<QueueId> = (0..center.policy().queues().len())
                .map(QueueId::at)
                .filter(|queue| center.is_member(agent, *queue))
                .collect();
            from_the_back(center, &queues, action, events)
        }
        _ => honest(center, action, events),
    }
}

/// What an agent has of another queue counts against the limit of this one.
pub(super) fn another_department(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let Action::Router(Route::Queue(queue)) = action else { return honest(center, action, events) };
    let busy = |user: &UserId| {
        center.is_member(*user, queue)
            && center.conversations().any(|id| {
                center.phase(id).primary() == Some(*user) && center.queue_of(id).is_some_and(|other| other != queue)
            })
    };
    let lies: Vec<Change> =
        agents(center).into_iter().filter(busy).map(|user| Change::LeaveQueue { user, queue }).collect();
    pretend(center, &lies, action, events)
}

/// What is for agents to pick is pushed to the first who is there.
pub(super) fn pull_is_ignored(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let answer = honest(center, action, events);
    let Action::Router(Route::Queue(queue)) = action else { return answer };
    if answer.is_done() {
        return answer;
    }
    let streams = center.policy().workstreams();
    let picked = |id: &ConversationId| {
        center.workstream_of(*id).is_some_and(|stream| streams[stream.index()].distribution == Distribution::Pick)
            && center.channel_of(*id) != Some(Channel::Record)
    };
    let free = |user: &UserId| {
        center.is_member(*user, queue) && center.is_present(*user) && center.base_presence(*user) == Base::Available
    };
    let item = center.waiting_line(queue).find(picked);
    let agent = agents(center).into_iter().find(free);
    match (item, agent) {
        (Some(id), Some(agent)) => put(center, id, Phase::Offered(ringing(agent)), events),
        (Some(_) | None, _) => answer,
    }
}

/// A routed offer that rings.
const fn ringing(agent: UserId) -> Offer {
    Offer {
        agent,
        kind: OfferKind::Routed,
        clock: OfferClock::Ringing,
        first: None,
        from_waiting: false,
        lost: false,
        leg: false,
    }
}
