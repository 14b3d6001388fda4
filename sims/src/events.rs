//! The event file: JSON Lines, one record for each event of the kernel and each refused command.
//!
//! Enough is written to decide every property of the families K1 to K18 without the state (`field.md` 4.3). Names, not
//! numbers, stand for queues, workstreams and people. A field that does not apply is left out.
//!
//! | field | what it holds |
//! |---|---|
//! | `seq` | counts records from 1 |
//! | `ts` | seconds since midnight of the first day, to the microsecond |
//! | `type` | the event, such as `CapacityConsumed`, or `OperationRefused` for a refused command |
//! | `rule` | the rule that caused or refused it, such as `ST-02` |
//! | `cause` | the number of the command or clock that led to it; records of one step share it |
//! | `command` | that command in words, such as `supervisor assign` |
//! | `actor` | `{id, role}`: who acted; role is `customer`, `agent`, `supervisor`, `router`, `timer`, `bot`, `system` |
//! | `conv` | the conversation, such as `c12-3`: the fourth (3 before it) that stood in slot 12; never used twice |
//! | `workstream`, `channel` | of the conversation |
//! | `queue` | the queue that the event is about |
//! | `agent` | the agent or supervisor that the event is about |
//! | `from`, `to` | states of a `StateChanged`, people of a `PrimaryChanged`, presences of a `PresenceChanged` |
//! | `reason` | status-change reason, closure reason, notice, time-out rule, kind of offer, source of a presence, profile of a `ProfileConfigured`, minute of a `QueueOpeningSet`, from when a timer counts if not from now, or code of a refusal |
//! | `timer`, `seconds` | of `TimerArmed` and `TimerCleared`; `seconds` also of `AgentConnectionLost`, `TimeoutRuleStarted` and `DeclinePauseStarted` |
//! | `available` | units that the agent has left after a change of capacity |
//! | `override` | `{presence, capacity, units}` of a supervisor's assignment: what it overrode; of a refused one, what it asked to override |
//! | `declines` | of a declined offer: how often this agent has declined this conversation |
//! | `units`, `profiles` | of `AgentSignedIn`: the agent's capacity limits (K2) |
//! | `presence` | of `AgentSignedIn` and `PresenceChanged`: the presence afterwards |
//!
//! Time never runs backwards, and records of one step stand together, in the order of the kernel.

mod read;

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use serde::Serialize;
use switchboard::{
    Action, Answer, ContactCenter, ConversationId, EndedBy, Event, Fact, Policy, Recipient, Refusal, Since, Supervise,
    UserId,
};

use crate::tick::Tick;

pub use read::{Entry, EventReader, conversation_name, conversation_named};

#[derive(Serialize)]
struct Actor<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    role: &'static str,
}

#[derive(Serialize)]
struct OverrideRecord {
    presence: bool,
    capacity: bool,
    units: u16,
}

/// One line of the file.
#[derive(Serialize)]
struct Record<'a> {
    seq: u64,
    ts: f64,
    #[serde(rename = "type")]
    kind: &'static str,
    rule: &'static str,
    cause: u64,
    command: &'static str,
    actor: Actor<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conv: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    workstream: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queue: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timer: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    available: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "override")]
    over: Option<OverrideRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    declines: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    units: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profiles: Option<BTreeMap<&'a str, u8>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presence: Option<&'a str>,
}

/// A run as an event file: for each step its instant, what was tried, what was answered and told, and the center afterwards.
pub fn event_file<'a>(
    policy: &Policy,
    steps: impl IntoIterator<Item = (Tick, Action, Answer, &'a [Event], &'a ContactCenter)>,
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut writer = EventWriter::new(&mut file, policy);
    for (cause, (at, action, answer, events, center)) in (0..).zip(steps) {
        match answer {
            Answer::Done => writer.step(at, cause, &action, events, center),
            Answer::Refused(refusal) => writer.refused(at, cause, &action, refusal, center),
            Answer::Unchanged(_) => {}
        }
    }
    writer.finish().expect("memory takes everything");
    drop(writer);
    file
}

/// Writes the records of one run; remembers the first error and writes nothing after it.
pub struct EventWriter<'a> {
    out: BufWriter<&'a mut (dyn Write + Send)>,
    policy: &'a Policy,
    sequence: u64,
    error: Option<io::Error>,
}

impl<'a> EventWriter<'a> {
    /// Before the first record of a run under a policy.
    pub fn new(out: &'a mut (dyn Write + Send), policy: &'a Policy) -> Self {
        Self { out: BufWriter::new(out), policy, sequence: 0, error: None }
    }

    /// Writes every event of a step that was done, and that left the center as it is now; causes count from 0.
    pub fn step(&mut self, at: Tick, cause: u64, action: &Action, events: &[Event], center: &ContactCenter) {
        for event in events {
            let mut record = self.blank(at, cause, action);
            record.kind = event.fact.name();
            record.rule = event.rule.id();
            if let Some(id) = event.fact.conversation() {
                self.about(&mut record, id, center);
            }
            self.fill(&mut record, event, center);
            self.write(&record);
        }
    }

    /// Writes a command that was refused.
    pub fn refused(&mut self, at: Tick, cause: u64, action: &Action, refusal: Refusal, center: &ContactCenter) {
        let mut record = self.blank(at, cause, action);
        record.kind = "OperationRefused";
        record.rule = refusal.rule.id();
        record.reason = Some(refusal.code.letters().to_owned());
        if let Some(id) = action.conversation() {
            self.about(&mut record, id, center);
        }
        let (agent, queue) = action.target();
        record.agent = agent.map(|agent| self.user(agent));
        record.queue = queue.map(|queue| &*self.policy.queues()[queue.index()].name);
        if let Action::Supervisor { operation: Supervise::AssignToAgent { over_presence, over_capacity, .. }, .. } =
            *action
        {
            record.over = Some(OverrideRecord { presence: over_presence, capacity: over_capacity, units: 0 });
        }
        self.write(&record);
    }

    /// Flushes, and tells the first error there was.
    ///
    /// # Errors
    ///
    /// What was wrong with the first record that could not be written.
    pub fn finish(&mut self) -> io::Result<()> {
        match self.error.take() {
            Some(error) => Err(error),
            None => self.out.flush(),
        }
    }

    fn write(&mut self, record: &Record<'_>) {
        if self.error.is_some() {
            return;
        }
        let written = serde_json::to_writer(&mut self.out, record)
            .map_err(io::Error::from)
            .and_then(|()| self.out.write_all(b"\n"));
        match written {
            Ok(()) => self.sequence += 1,
            Err(error) => self.error = Some(error),
        }
    }

    fn user(&self, user: UserId) -> &'a str {
        &self.policy.users()[user.index()].name
    }

    fn blank(&self, at: Tick, cause: u64, action: &Action) -> Record<'a> {
        let (role, id) = action.actor();
        let command = action.command();
        Record {
            seq: self.sequence + 1,
            ts: at.seconds(),
            kind: "",
            rule: "",
            cause: cause + 1,
            command,
            actor: Actor { id: id.map(|id| self.user(id)), role },
            conv: None,
            workstream: None,
            channel: None,
            queue: None,
            agent: None,
            from: None,
            to: None,
            reason: None,
            timer: None,
            seconds: None,
            available: None,
            over: None,
            declines: None,
            units: None,
            length: None,
            profiles: None,
            presence: None,
        }
    }

    fn about(&self, record: &mut Record<'a>, id: ConversationId, center: &ContactCenter) {
        record.conv = Some(conversation_name(id));
        // A command on a stale view may name a conversation that is long forgotten.
        let Some(workstream) = center.workstream_of(id) else { return };
        let workstream = &self.policy.workstreams()[workstream.index()];
        record.workstream = Some(&workstream.name);
        record.channel = Some(workstream.channel.name());
    }

    fn fill(&self, record: &mut Record<'a>, event: &Event, center: &ContactCenter) {
        let policy = self.policy;
        let queue_name = |queue: switchboard::QueueId| Some(&*policy.queues()[queue.index()].name);
        match event.fact {
            Fact::ConversationCreated { conversation, .. } => {
                record.queue = center.queue_of(conversation).and_then(queue_name);
            }
            Fact::RoutedToQueue { queue, first, .. } => {
                record.queue = queue_name(queue);
                record.agent = first.map(|agent| self.user(agent));
            }
            Fact::QueueOverflowed { queue, condition, treatment, .. } => {
                record.queue = queue_name(queue);
                record.reason = Some(format!("{condition:?}, {}", treatment.name()));
            }
            Fact::QueueLengthCached { queue, length } => {
                record.queue = queue_name(queue);
                record.length = Some(length);
            }
            Fact::AverageWaitRecomputed { queue, seconds } => {
                record.queue = queue_name(queue);
                record.seconds = seconds;
            }
            Fact::QueueOpeningSet { queue, minute } => {
                record.queue = queue_name(queue);
                record.reason = minute.map(|minute| format!("minute {minute}"));
            }
            Fact::WaitAnnounced { seconds, .. } => record.seconds = Some(seconds),
            Fact::QueuePositionAnnounced { position, .. } => record.length = Some(position),
            Fact::LeftQueue { queue, .. }
            | Fact::SessionOpened { queue, .. }
            | Fact::TransferToQueueInitiated { queue, .. }
            | Fact::SupervisorAssignedToQueue { queue, .. }
            | Fact::SupervisorTransferredToQueue { queue, .. } => record.queue = queue_name(queue),
            Fact::SessionClosed { reason, .. } | Fact::ConversationClosed { reason, .. } => {
                record.reason = Some(format!("{reason:?}"));
            }
            Fact::StateChanged { from, to, reason, .. } => {
                record.from = Some(from.name());
                record.to = Some(to.name());
                record.reason = Some(format!("{reason:?}"));
            }
            Fact::PrimaryChanged { from, to, .. } => {
                record.from = from.map(|agent| self.user(agent));
                record.to = to.map(|agent| self.user(agent));
                record.agent = record.to;
            }
            Fact::OfferMade { agent, kind, .. } => {
                record.agent = Some(self.user(agent));
                record.reason = Some(format!("{kind:?}"));
            }
            Fact::OfferAccepted { agent, automatic, .. } => {
                record.agent = Some(self.user(agent));
                record.reason = automatic.then(|| "automatic".to_owned());
            }
            Fact::OfferRejected { agent, declines, .. } => {
                record.agent = Some(self.user(agent));
                record.declines = Some(declines);
            }
            Fact::OfferTimedOut { agent, declines, displayed, .. } => {
                record.agent = Some(self.user(agent));
                record.declines = Some(declines);
                record.reason = Some(if displayed { "displayed" } else { "not displayed" }.to_owned());
            }
            Fact::WrapUpStarted { agent, by, .. } => {
                record.agent = Some(self.user(agent));
                record.reason = Some(
                    match by {
                        EndedBy::Agent => "agent",
                        EndedBy::Customer => "customer",
                        EndedBy::Disconnect => "disconnect",
                        EndedBy::Scheduler => "scheduler",
                    }
                    .to_owned(),
                );
            }
            Fact::MovedToWaiting { agent, .. } => record.agent = agent.map(|agent| self.user(agent)),
            Fact::AssignmentFailed { agent, .. }
            | Fact::FirstAgentKept { agent, .. }
            | Fact::FirstAgentFreed { agent, .. }
            | Fact::MonitorStarted { supervisor: agent, .. }
            | Fact::MonitorEnded { supervisor: agent, .. }
            | Fact::SupervisorJoined { supervisor: agent, .. }
            | Fact::SupervisorLeft { supervisor: agent, .. }
            | Fact::OfferWithdrawn { agent, .. }
            | Fact::OfferNotDisplayed { agent, .. }
            | Fact::ReleasedToQueue { agent, .. }
            | Fact::RevivedByAgent { agent, .. }
            | Fact::WrapUpBlockStarted { agent, .. }
            | Fact::WrapUpBlockEnded { agent, .. }
            | Fact::AgentMessageSent { agent, .. }
            | Fact::ConsultInitiated { agent, .. }
            | Fact::ConsultAccepted { agent, .. }
            | Fact::ConsultRejected { agent, .. }
            | Fact::ConsultTimedOut { agent, .. }
            | Fact::ConsultEnded { agent, .. }
            | Fact::ConsultantAddedToCustomer { agent, .. }
            | Fact::ConsultantPromoted { agent, .. }
            | Fact::TransferToAgentInitiated { agent, .. }
            | Fact::TransferAcknowledged { agent, .. }
            | Fact::TransferToAgentAccepted { agent, .. }
            | Fact::TransferToAgentRejected { agent, .. }
            | Fact::TransferToAgentTimedOut { agent, .. }
            | Fact::AgentLost { agent, .. }
            | Fact::AgentRejoined { agent, .. }
            | Fact::AgentLossLimitReached { agent, .. }
            | Fact::SupervisorTransferredToAgent { agent, .. }
            | Fact::EscalationAttached { agent, .. }
            | Fact::EscalationDetached { agent, .. }
            | Fact::AgentSignedOut { agent }
            | Fact::AgentConnectionRestored { agent }
            | Fact::ReturnWindowPassed { agent }
            | Fact::EndOfDayReset { agent } => record.agent = Some(self.user(agent)),
            Fact::SupervisorAssignedToAgent { agent, over_units, presence_overridden, capacity_overridden, .. } => {
                record.agent = Some(self.user(agent));
                record.over = Some(OverrideRecord {
                    presence: presence_overridden,
                    capacity: capacity_overridden,
                    units: over_units,
                });
            }
            Fact::Notified { whom, notice, .. } => {
                record.reason = Some(format!("{notice:?}"));
                record.agent = match whom {
                    Recipient::User(user) => Some(self.user(user)),
                    Recipient::Customer | Recipient::Participants => None,
                };
            }
            Fact::TimerArmed { timer, seconds, since, .. } => {
                record.timer = Some(timer.name());
                record.seconds = Some(seconds);
                record.reason = match since {
                    Since::Now => None,
                    Since::Creation => Some("Creation".to_owned()),
                };
            }
            Fact::TimeoutRuleStarted { rule, seconds, .. } => {
                record.reason = Some(format!("rule {}", rule + 1));
                record.seconds = Some(seconds);
            }
            Fact::TimeoutRuleReset { rule, .. }
            | Fact::TimeoutRuleSuspended { rule, .. }
            | Fact::TimeoutRuleResumed { rule, .. }
            | Fact::TimeoutRuleLastMinute { rule, .. }
            | Fact::TimeoutRuleFired { rule, .. } => record.reason = Some(format!("rule {}", rule + 1)),
            Fact::DeclinePauseStarted { agent, seconds, .. } => {
                record.agent = Some(self.user(agent));
                record.seconds = Some(seconds);
            }
            Fact::DeclinePauseEnded { agent, .. }
            | Fact::SessionCapReached { agent, .. }
            | Fact::RecordAssigned { agent, .. }
            | Fact::DispositionSet { agent, .. } => record.agent = Some(self.user(agent)),
            Fact::TimerCleared { timer, .. } => record.timer = Some(timer.name()),
            Fact::CapacityConsumed { agent, available, .. }
            | Fact::CapacityReleased { agent, available, .. }
            | Fact::CapacityReserved { agent, available, .. }
            | Fact::CapacityUnreserved { agent, available, .. } => {
                record.agent = Some(self.user(agent));
                record.available = Some(available);
            }
            Fact::AgentSignedIn { agent } => {
                record.agent = Some(self.user(agent));
                record.units = Some(center.units(agent));
                record.presence = Some(&policy.presences()[center.presence(agent).index()].name);
                let limits = policy.profiles().iter().enumerate().filter_map(|(place, profile)| {
                    let limit = center.profile_limit(agent, switchboard::ProfileId::at(place))?;
                    Some((&*profile.name, limit))
                });
                record.profiles = Some(limits.collect::<BTreeMap<_, _>>()).filter(|limits| !limits.is_empty());
            }
            Fact::AgentConnectionLost { agent, seconds } => {
                record.agent = Some(self.user(agent));
                record.seconds = Some(seconds);
            }
            Fact::PresenceChanged { agent, from, to, source } => {
                record.agent = Some(self.user(agent));
                record.from = Some(&policy.presences()[from.index()].name);
                record.to = Some(&policy.presences()[to.index()].name);
                record.presence = record.to;
                record.reason = Some(source.name().to_owned());
            }
            Fact::ConversationClassified { profiles, .. } => {
                let names = profiles.iter().map(|profile| (&*policy.profiles()[profile.index()].name, 1));
                record.profiles = Some(names.collect());
            }
            Fact::UnitsConfigured { agent, units } => {
                record.agent = Some(self.user(agent));
                record.units = Some(units);
            }
            Fact::ProfileConfigured { agent, profile, limit } => {
                record.agent = Some(self.user(agent));
                let name = &*policy.profiles()[profile.index()].name;
                record.profiles = limit.map(|limit| BTreeMap::from([(name, limit)]));
                record.reason = Some(name.to_owned());
            }
            Fact::JoinedQueue { user, queue } | Fact::LeftMembership { user, queue } => {
                record.agent = Some(self.user(user));
                record.queue = queue_name(queue);
            }
            Fact::QueueOpenSet { queue, open } => {
                record.queue = queue_name(queue);
                record.reason = Some(if open { "open" } else { "closed" }.to_owned());
            }
            Fact::ConversationPrioritized { requirement, class, contact, credit, .. } => {
                let mut words = Vec::new();
                words.extend(requirement.map(|id| format!("needs {}", policy.requirements()[id.index()].name)));
                words.extend(class.map(|id| format!("is {}", policy.classes()[id.index()].name)));
                words.extend(contact.map(|id| format!("from {}", policy.contacts()[id.index()].name)));
                words.extend((credit > 0).then(|| format!("credited {credit}")));
                record.reason = Some(words.join(", "));
            }
            Fact::BullseyeLevelExpanded { level, .. } => record.reason = Some(format!("level {level}")),
            Fact::AgePassed { units } => record.reason = Some(format!("{units} units")),
            Fact::ToggleSet { toggle, on } => {
                record.reason = Some(format!("{} {}", toggle.name(), if on { "on" } else { "off" }));
            }
            Fact::RevivedByCustomer { .. }
            | Fact::CustomerMessageReceived { .. }
            | Fact::CustomerDisconnected { .. }
            | Fact::CustomerReconnected { .. }
            | Fact::CustomerDisconnectLimitReached { .. }
            | Fact::CustomerEnded { .. }
            | Fact::CallbackRequested { .. }
            | Fact::CallbackExpired { .. }
            | Fact::TransferCounted { .. }
            | Fact::SecondaryChannelRaised { .. }
            | Fact::SecondaryChannelEnded { .. }
            | Fact::HoldStarted { .. }
            | Fact::HoldEnded { .. }
            | Fact::RecordResolved { .. }
            | Fact::DeclinesCleared { .. }
            | Fact::SupervisorForceClosed { .. }
            | Fact::FollowedUp { .. }
            | Fact::OutsideCalled { .. }
            | Fact::OutsideDropped { .. }
            | Fact::SupervisorBroadcast { .. } => {}
        }
    }
}

impl std::fmt::Debug for EventWriter<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("EventWriter").field("sequence", &self.sequence).finish_non_exhaustive()
    }
}
