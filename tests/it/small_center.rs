//! Small centers, and everything that anybody can try in them.

use std::collections::BTreeMap;

use switchboard::{
    Action, Answer, Arrival, BotTurn, Change, Channel, Contact, ContactCenter, ConversationId, Desk, Event, Gauge,
    Handle, PolicySpec, PresenceId, Preset, ProfileId, ProfileSet, QueueId, QueueKind, QueueSpec, Route, SettingsSpec,
    Supervise, Timer, Toggle, Upkeep, UserId, UserSpec, WorkstreamId, WorkstreamSpec,
};

/// Whatever answers actions and tells events: the kernel, or a faulty imitation of it.
pub(crate) trait System {
    /// Tries an action.
    fn apply(&mut self, action: Action) -> Answer;
    /// The state.
    fn center(&self) -> &ContactCenter;
    /// What the last action did.
    fn events(&self) -> &[Event];
}

impl System for ContactCenter {
    fn apply(&mut self, action: Action) -> Answer {
        Self::apply(self, action)
    }

    fn center(&self) -> &ContactCenter {
        self
    }

    fn events(&self) -> &[Event] {
        Self::events(self)
    }
}

/// A family of actions; a search can weigh them against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    /// A work item arrives.
    Create,
    /// Supervisors on conversations.
    Supervise,
    /// Agents on conversations.
    Handle,
    /// Customers and bots.
    Contact,
    /// Timers and the system.
    Clock,
    /// The router.
    Route,
    /// Where agents stand.
    Desk,
    /// What is set at run time.
    Change,
}

impl Family {
    pub(crate) const ALL: [Self; 8] = [
        Self::Create,
        Self::Supervise,
        Self::Handle,
        Self::Contact,
        Self::Clock,
        Self::Route,
        Self::Desk,
        Self::Change,
    ];

    pub(crate) const fn of(action: Action) -> Self {
        match action {
            Action::Create(_) | Action::Admit { .. } => Self::Create,
            Action::Supervisor { .. } => Self::Supervise,
            Action::Agent { .. } => Self::Handle,
            Action::Customer { .. } | Action::Bot { .. } => Self::Contact,
            Action::System { .. } | Action::Timer { .. } => Self::Clock,
            Action::Router(_) => Self::Route,
            Action::Desk { .. } | Action::ReturnWindowPassed { .. } => Self::Desk,
            Action::Manage { .. } | Action::Configure(_) | Action::Gauge(_) | Action::Age { .. } => Self::Change,
        }
    }
}

/// The operation without its actor and targets, such as `Agent Consult`.
pub(crate) fn label(action: Action) -> String {
    fn bare(operation: impl core::fmt::Debug) -> String {
        let text = format!("{operation:?}");
        text.split([' ', '(']).next().unwrap_or_default().to_owned()
    }
    match action {
        Action::Create(_) => "Create".to_owned(),
        Action::Admit { .. } => "Admit".to_owned(),
        Action::Gauge(gauge) => format!("Gauge {}", bare(gauge)),
        Action::Supervisor { operation, .. } => format!("Supervisor {}", bare(operation)),
        Action::Agent { operation, .. } => format!("Agent {}", bare(operation)),
        Action::Customer { operation, .. } => format!("Customer {}", bare(operation)),
        Action::Bot { operation, .. } => format!("Bot {}", bare(operation)),
        Action::System { operation, .. } => format!("System {}", bare(operation)),
        Action::Timer { timer, .. } => format!("Timer {timer:?}"),
        Action::Router(route) => format!("Router {}", bare(route)),
        Action::Desk { operation, .. } => format!("Desk {}", bare(operation)),
        Action::ReturnWindowPassed { .. } => "ReturnWindowPassed".to_owned(),
        Action::Manage { change, .. } => format!("Manage {}", bare(change)),
        Action::Configure(change) => format!("Configure {}", bare(change)),
        Action::Age { .. } => "Age".to_owned(),
    }
}

/// Everything that can be tried: all operations × all actors × all targets, on these conversations.
pub(crate) fn every_action(center: &ContactCenter, conversations: &[ConversationId]) -> Vec<Action> {
    let policy = center.policy();
    let users: Vec<UserId> = (0..policy.users().len()).map(UserId::at).collect();
    let queues: Vec<QueueId> = (0..policy.queues().len()).map(QueueId::at).collect();
    let mut actions = Vec::new();
    // What only queues with overflow, callbacks or texts know is tried where there are some.
    let tends = policy.queues().iter().any(|queue| {
        let texts = queue.callback || queue.position_text || queue.wait_text;
        texts || queue.hours.is_some() || !queue.overflow.is_empty() || queue.wait_overflow.is_some()
    });
    if tends {
        actions.extend(every_gauge(&queues));
    }
    for workstream in (0..policy.workstreams().len()).map(WorkstreamId::at) {
        for &queue in &queues {
            actions.push(Action::Create(Arrival::new(workstream, queue)));
        }
        let stream = &policy.workstreams()[workstream.index()];
        if tends || !stream.routes.is_empty() || stream.fallback.is_some() {
            let arrival = Arrival::new(workstream, stream.queue);
            for (draw, failed) in [(0, false), (9_999, false), (0, true)] {
                actions.push(Action::Admit { arrival, draw, failed });
            }
        }
        if !policy.profiles().is_empty() {
            let profiles = ProfileSet::EMPTY.with(ProfileId::at(0));
            let queue = policy.workstreams()[workstream.index()].queue;
            actions.push(Action::Create(Arrival { profiles, ..Arrival::new(workstream, queue) }));
        }
    }
    for &conversation in conversations {
        for &by in &users {
            let supervise = |operation| Action::Supervisor { by, conversation, operation };
            actions.extend(every_supervise(&users, &queues).into_iter().map(supervise));
            let handle = |operation| Action::Agent { by, conversation, operation };
            actions.extend(every_handle(&users, &queues).into_iter().map(handle));
        }
        let contact = |operation| Action::Customer { conversation, operation };
        actions.extend(every_contact().map(contact));
        if tends {
            actions.push(contact(Contact::RequestCallback));
        }
        actions.extend([BotTurn::End, BotTurn::Escalate].map(|operation| Action::Bot { conversation, operation }));
        let upkeep = |operation| Action::System { conversation, operation };
        actions.extend(every_upkeep(&users, &queues).into_iter().map(upkeep));
        // No small world has bullseye levels.
        let timers =
            Timer::ALL.into_iter().filter(|timer| *timer != Timer::Bullseye && (tends || !is_of_queues(*timer)));
        actions.extend(timers.map(|timer| Action::Timer { conversation, timer }));
    }
    actions.extend(queues.iter().map(|queue| Action::Router(Route::Queue(*queue))));
    actions.extend(users.iter().map(|agent| Action::Router(Route::Agent(*agent))));
    let presences: Vec<PresenceId> = (0..policy.presences().len()).map(PresenceId::at).collect();
    for &agent in &users {
        let desk = |operation| Action::Desk { agent, operation };
        let plain = [Desk::SignIn, Desk::SignOut, Desk::ResetPresence, Desk::ConnectionLost, Desk::ConnectionRestored];
        actions.extend(plain.map(desk));
        actions.extend(presences.iter().map(|presence| desk(Desk::SetPresence(*presence))));
        actions.push(Action::ReturnWindowPassed { agent });
    }
    let changes = every_change(center, &users, &queues, &presences);
    for &by in &users {
        actions.extend(changes.iter().map(|change| Action::Manage { by, change: *change }));
    }
    actions.extend(changes.iter().map(|change| Action::Configure(*change)));
    actions
}

const fn is_of_queues(timer: Timer) -> bool {
    matches!(timer, Timer::QueueWait | Timer::CallbackOffer | Timer::CallbackExpiry | Timer::Position)
}

fn every_gauge(queues: &[QueueId]) -> Vec<Action> {
    let gauges = queues.iter().flat_map(|queue| {
        let queue = *queue;
        [
            Gauge::Length { queue },
            Gauge::AverageWait { queue, seconds: None },
            Gauge::AverageWait { queue, seconds: Some(90) },
            Gauge::Opening { queue, minute: None },
            Gauge::Opening { queue, minute: Some(7) },
        ]
    });
    gauges.map(Action::Gauge).collect()
}

fn every_supervise(users: &[UserId], queues: &[QueueId]) -> Vec<Supervise> {
    let mut all = vec![
        Supervise::Monitor,
        Supervise::Join,
        Supervise::Leave,
        Supervise::ForceClose,
        Supervise::Broadcast,
        Supervise::ReleaseRecord,
        Supervise::RemoveRecord,
    ];
    for &agent in users {
        all.push(Supervise::TransferToAgent { agent });
        for over_presence in [false, true] {
            for over_capacity in [false, true] {
                all.push(Supervise::AssignToAgent { agent, over_presence, over_capacity });
            }
        }
    }
    for &queue in queues {
        all.extend([Supervise::AssignToQueue { queue }, Supervise::TransferToQueue { queue }]);
    }
    all
}

fn every_handle(users: &[UserId], queues: &[QueueId]) -> Vec<Handle> {
    let mut all = vec![
        Handle::Pick,
        Handle::Accept,
        Handle::Reject,
        Handle::RefreshBrowser,
        Handle::End,
        Handle::CloseSession,
        Handle::Release,
        Handle::Reopen,
        Handle::TransferOutside,
        Handle::AcceptConsult,
        Handle::RejectConsult,
        Handle::LeaveConsult,
        Handle::MoveToWaiting,
        Handle::RaiseCall,
        Handle::HangUpLeg,
        Handle::Hold,
        Handle::Resume,
        Handle::Rejoin,
        Handle::ResolveRecord,
        Handle::Message,
    ];
    for &agent in users {
        all.extend([
            Handle::TransferToAgent { agent },
            Handle::Consult { agent },
            Handle::EndConsult { agent },
            Handle::Promote { agent },
            Handle::AddToCustomer { agent },
        ]);
    }
    all.extend(queues.iter().map(|queue| Handle::TransferToQueue { queue: *queue }));
    all
}

fn every_contact() -> [Contact; 5] {
    [Contact::End, Contact::HangUpLeg, Contact::Message, Contact::Disconnect, Contact::Reconnect]
}

fn every_upkeep(users: &[UserId], queues: &[QueueId]) -> Vec<Upkeep> {
    let mut all = vec![
        Upkeep::TimeoutRuleClose,
        Upkeep::TimeoutRuleToWaiting,
        Upkeep::TimeoutRuleRelease,
        Upkeep::RecordRemoved,
        Upkeep::OfferNotDisplayed,
        Upkeep::QueueEmptied,
    ];
    all.extend(users.iter().map(|agent| Upkeep::AgentLost { agent: *agent }));
    all.extend(queues.iter().map(|queue| Upkeep::RecordMoved { queue: *queue }));
    all
}

fn every_change(center: &ContactCenter, users: &[UserId], queues: &[QueueId], presences: &[PresenceId]) -> Vec<Change> {
    let mut all = Vec::new();
    for &agent in users {
        all.extend(presences.iter().map(|presence| Change::SetPresence { agent, presence: *presence }));
        all.extend([Change::ResetPresence { agent }, Change::EndShift { agent }]);
        all.extend([0, 40, 100].map(|units| Change::SetUnits { agent, units }));
        for profile in (0..center.policy().profiles().len()).map(ProfileId::at) {
            all.extend([None, Some(0), Some(1), Some(2)].map(|limit| Change::SetProfileLimit {
                agent,
                profile,
                limit,
            }));
        }
        for &queue in queues {
            all.extend([Change::JoinQueue { user: agent, queue }, Change::LeaveQueue { user: agent, queue }]);
        }
    }
    for &queue in queues {
        all.extend([false, true].map(|open| Change::SetQueueOpen { queue, open }));
    }
    for toggle in Toggle::ALL {
        all.extend([false, true].map(|on| Change::SetToggle { toggle, on }));
    }
    all
}

/// The queue's kind in policy files.
pub(crate) fn kind(channel: Channel) -> String {
    channel.queue_kind().name().to_owned()
}

/// Two agents, a supervisor, a workstream of this channel, its queue, a second one, and one of another kind.
pub(crate) fn spec(channel: Channel, preset: Preset) -> PolicySpec {
    let strange = QueueKind::ALL.into_iter().find(|kind| *kind != channel.queue_kind()).expect("there are three kinds");
    let queue = |name: &str, kind: String| QueueSpec { name: name.to_owned(), kind, ..QueueSpec::default() };
    let user = |name: &str, roles: &[&str], queues: &[&str]| UserSpec {
        name: name.to_owned(),
        roles: Some(roles.iter().map(|role| (*role).to_owned()).collect()),
        units: 100,
        queues: queues.iter().map(|queue| (*queue).to_owned()).collect(),
        ..UserSpec::default()
    };
    PolicySpec {
        name: format!("small {channel}"),
        preset: Some(preset.name().to_owned()),
        settings: SettingsSpec {
            monitor: Some(true),
            assign: Some(true),
            transfer: Some(true),
            force_close: Some(true),
            direct_transfer: Some(true),
            decline_limit: Some(1),
            ..SettingsSpec::default()
        },
        queues: vec![
            queue("front", kind(channel)),
            queue("back", kind(channel)),
            queue("strange", strange.name().to_owned()),
        ],
        workstreams: vec![WorkstreamSpec {
            name: "work".to_owned(),
            channel: channel.name().to_owned(),
            queue: "front".to_owned(),
            cost: 60,
            affinity: Some(channel.waits()),
            ..WorkstreamSpec::default()
        }],
        users: vec![
            user("ann", &["agent"], &["front"]),
            user("bob", &["agent"], &["front", "back"]),
            user("sue", &["supervisor"], &["front", "back"]),
        ],
        switches: BTreeMap::new(),
        ..PolicySpec::default()
    }
}
