//! What can be seen of those whom an action concerns: taken before an answer, and again when the answer is not `Done`.

use switchboard::{
    Action, Change, ContactCenter, ConversationId, Gauge, Phase, PresenceId, PresenceSource, QueueId, Route, TimerSet,
    UserId,
};

/// What can be seen of a conversation, of a person and of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glance {
    conversation: Option<Stand>,
    person: Option<Person>,
    line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stand {
    phase: Phase,
    queue: Option<QueueId>,
    timers: TimerSet,
    away: bool,
    seats: usize,
    charges: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Person {
    presence: PresenceId,
    source: PresenceSource,
    signed_in: bool,
    connected: bool,
    used: i32,
    available: i32,
}

impl Glance {
    /// Looks at what the action names: its conversation, who acts or is acted on, and the queue.
    pub(crate) fn of(action: &Action, center: &ContactCenter) -> Self {
        let (person, queue) = named(action);
        Self {
            conversation: action.conversation().map(|id| Stand::of(id, center)),
            person: person.map(|user| Person::of(user, center)),
            line: queue.map_or(0, |queue| center.queue_length(queue)),
        }
    }
}

/// Whether those whom the action concerns are in both centers alike, bit for bit: as two glances, of a center that has not
/// seen the action yet.
#[inline]
pub(crate) fn are_alike(action: &Action, before: &ContactCenter, after: &ContactCenter) -> bool {
    let (person, queue) = named(action);
    action.conversation().is_none_or(|id| after.is_conversation_as_in(before, id))
        && person.is_none_or(|user| after.is_person_as_in(before, user))
        && queue.is_none_or(|queue| after.queue_length(queue) == before.queue_length(queue))
}

/// The person and the queue that the action is about, besides its conversation: who acts or is acted on.
const fn named(action: &Action) -> (Option<UserId>, Option<QueueId>) {
    match *action {
        Action::Create(arrival) | Action::Admit { arrival, .. } => (None, Some(arrival.queue)),
        Action::Gauge(Gauge::Length { queue } | Gauge::AverageWait { queue, .. } | Gauge::Opening { queue, .. }) => {
            (None, Some(queue))
        }
        Action::Supervisor { by, .. } | Action::Agent { by, .. } => (Some(by), None),
        Action::Router(Route::Agent(agent)) | Action::Desk { agent, .. } | Action::ReturnWindowPassed { agent } => {
            (Some(agent), None)
        }
        Action::Router(Route::Queue(queue)) => (None, Some(queue)),
        Action::Manage { change, .. } | Action::Configure(change) => concerned(change),
        Action::Customer { .. }
        | Action::Bot { .. }
        | Action::System { .. }
        | Action::Timer { .. }
        | Action::Age { .. } => (None, None),
    }
}

impl Stand {
    fn of(id: ConversationId, center: &ContactCenter) -> Self {
        Self {
            phase: center.phase(id),
            queue: center.queue_of(id),
            timers: center.timers(id),
            away: center.is_customer_away(id),
            seats: center.participants(id).len(),
            charges: center.charged(id).count(),
        }
    }
}

impl Person {
    fn of(user: UserId, center: &ContactCenter) -> Self {
        Self {
            presence: center.presence(user),
            source: center.presence_source(user),
            signed_in: center.is_signed_in(user),
            connected: center.is_present(user),
            used: center.used_units(user),
            available: center.available_units(user),
        }
    }
}

/// Whom or which queue a change names.
const fn concerned(change: Change) -> (Option<UserId>, Option<QueueId>) {
    match change {
        Change::SetPresence { agent, .. }
        | Change::ResetPresence { agent }
        | Change::SetUnits { agent, .. }
        | Change::SetProfileLimit { agent, .. }
        | Change::EndShift { agent } => (Some(agent), None),
        Change::JoinQueue { user, queue } | Change::LeaveQueue { user, queue } => (Some(user), Some(queue)),
        Change::SetQueueOpen { queue, .. } => (None, Some(queue)),
        Change::SetToggle { .. } => (None, None),
    }
}
