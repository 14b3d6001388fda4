//! Everything that can be tried on both sides of a comparison, under the same numbers.

use std::collections::BTreeSet;

use switchboard::{
    Action, Arrival, Change, Desk, Gauge, Handle, Policy, PresenceId, ProfileId, QueueId, Supervise, Upkeep,
    WorkstreamId,
};

use crate::world::Scope;
use crate::world::actions::Repertoire;

/// What can be tried on the old side and on the new one: the same but for where conversations arrive.
pub(super) fn repertoires(old: &Policy, new: &Policy, scope: &Scope, alone: &BTreeSet<String>) -> [Repertoire; 2] {
    let (one, two) = (Repertoire::new(old, scope), Repertoire::new(new, scope));
    let both = |one: &[Action], two: &[Action]| -> Vec<Action> {
        let mut known = BTreeSet::new();
        let fits = |action: &&Action| !names(old, **action).iter().any(|name| alone.contains(name));
        one.iter().chain(two).filter(fits).filter(|action| known.insert(**action)).copied().collect()
    };
    let mut left = Repertoire {
        conversation: both(&one.conversation, &two.conversation),
        people: both(&one.people, &two.people),
        arrivals: Vec::new(),
        routes: both(&one.routes, &two.routes),
    };
    let mut right = left.clone();
    for (number, (mine, theirs)) in old.workstreams().iter().zip(new.workstreams()).enumerate() {
        let stream = WorkstreamId::at(number);
        let of = |action: &&Action| arrival(**action).is_some_and(|arrival| arrival.workstream == stream);
        let all = || one.arrivals.iter().chain(&two.arrivals).filter(of);
        let chosen = all().any(|action| matches!(action, Action::Admit { .. }));
        let mut ways = BTreeSet::new();
        for action in all() {
            if let Action::Admit { arrival, draw, failed } = *action {
                ways.insert((arrival.profiles, draw, failed));
            } else if let Action::Create(arrival) = *action {
                ways.insert((arrival.profiles, 0, false));
            }
        }
        for (profiles, draw, failed) in ways {
            let on = |queue: QueueId| {
                let arrival = Arrival { profiles, ..Arrival::new(stream, queue) };
                if chosen { Action::Admit { arrival, draw, failed } } else { Action::Create(arrival) }
            };
            left.arrivals.push(on(mine.queue));
            right.arrivals.push(on(theirs.queue));
        }
    }
    [left, right]
}

fn arrival(action: Action) -> Option<Arrival> {
    if let Action::Create(arrival) | Action::Admit { arrival, .. } = action { Some(arrival) } else { None }
}

/// Whether nobody's will is behind an action: a clock, the router, the system, what is measured.
pub(super) const fn is_of_itself(action: Action) -> bool {
    match action {
        Action::System { .. }
        | Action::Timer { .. }
        | Action::Router(_)
        | Action::ReturnWindowPassed { .. }
        | Action::Gauge(_)
        | Action::Age { .. } => true,
        Action::Create(_)
        | Action::Admit { .. }
        | Action::Supervisor { .. }
        | Action::Agent { .. }
        | Action::Customer { .. }
        | Action::Bot { .. }
        | Action::Desk { .. }
        | Action::Manage { .. }
        | Action::Configure(_) => false,
    }
}

/// What kind of action it is, whoever does it to whom.
pub(super) fn kind(action: Action) -> String {
    let words = match action {
        Action::Supervisor { operation, .. } => format!("Supervisor {operation:?}"),
        Action::Agent { operation, .. } => format!("Agent {operation:?}"),
        Action::Customer { operation, .. } => format!("Customer {operation:?}"),
        Action::Bot { operation, .. } => format!("Bot {operation:?}"),
        Action::System { operation, .. } => format!("System {operation:?}"),
        Action::Timer { timer, .. } => format!("Timer {timer:?}"),
        Action::Desk { operation, .. } => format!("Desk {operation:?}"),
        Action::Manage { change, .. } | Action::Configure(change) => format!("Change {change:?}"),
        Action::Gauge(gauge) => format!("Gauge {gauge:?}"),
        Action::Router(_) => "Router".to_owned(),
        Action::Create(_) | Action::Admit { .. } => "Arrival".to_owned(),
        Action::ReturnWindowPassed { .. } => "ReturnWindowPassed".to_owned(),
        Action::Age { .. } => "Age".to_owned(),
    };
    words.split([' ', '(', '{']).filter(|word| !word.is_empty()).take(2).collect::<Vec<_>>().join(" ")
}

/// The names of the queues, presences and profiles that an action is about. The router's searches are everywhere.
fn names(policy: &Policy, action: Action) -> Vec<String> {
    let queue = |queue: QueueId| vec![policy.queues()[queue.index()].name.clone()];
    let presence = |presence: PresenceId| vec![policy.presences()[presence.index()].name.clone()];
    let profile = |profile: ProfileId| vec![policy.profiles()[profile.index()].name.clone()];
    if let Action::Agent {
        operation: Handle::TransferToQueue { queue: it } | Handle::ConsultQueue { queue: it }, ..
    }
    | Action::Supervisor {
        operation: Supervise::AssignToQueue { queue: it } | Supervise::TransferToQueue { queue: it },
        ..
    }
    | Action::System { operation: Upkeep::RecordMoved { queue: it }, .. }
    | Action::Manage {
        change: Change::JoinQueue { queue: it, .. } | Change::LeaveQueue { queue: it, .. }, ..
    }
    | Action::Configure(
        Change::JoinQueue { queue: it, .. }
        | Change::LeaveQueue { queue: it, .. }
        | Change::SetQueueOpen { queue: it, .. },
    )
    | Action::Gauge(Gauge::Length { queue: it } | Gauge::AverageWait { queue: it, .. }) = action
    {
        queue(it)
    } else if let Action::Desk { operation: Desk::SetPresence(it), .. }
    | Action::Manage { change: Change::SetPresence { presence: it, .. }, .. } = action
    {
        presence(it)
    } else if let Action::Configure(Change::SetProfileLimit { profile: it, .. }) = action {
        profile(it)
    } else {
        Vec::new()
    }
}
