//! Reads an event file back: its records become the kernel's events again, as far as the fold over them reads them.
//!
//! What only tells people something (reasons of a change of state, notices) is not read back; records of such facts
//! and of refused commands are passed over.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use switchboard::{
    Channel, ClassId, ClosureReason, ContactId, ConversationId, Event, Fact, Notice, OfferKind, Policy, PresenceSource,
    ProfileSet, Recipient, RequirementId, Rule, Since, Stage, StatusReason, Timer, Toggle, UserId,
};

use crate::document::InputError;
use crate::tick::Tick;

/// How many names an error lists.
const LISTED_MAX: usize = 12;

/// The types of records that change nothing which a rule can read.
const PASSED_OVER: [&str; 32] = [
    "SessionCapReached",
    "RecordAssigned",
    "FollowedUp",
    "OperationRefused",
    "QueueOverflowed",
    "CallbackExpired",
    "QueuePositionAnnounced",
    "WaitAnnounced",
    "SessionOpened",
    "SessionClosed",
    "OfferWithdrawn",
    "ReleasedToQueue",
    "RevivedByCustomer",
    "RevivedByAgent",
    "WrapUpStarted",
    "WrapUpBlockStarted",
    "CustomerEnded",
    "ConsultRejected",
    "ConsultTimedOut",
    "TransferToAgentInitiated",
    "TransferAcknowledged",
    "TransferToAgentAccepted",
    "TransferToAgentRejected",
    "TransferToAgentTimedOut",
    "TransferCounted",
    "SecondaryChannelRaised",
    "SecondaryChannelEnded",
    "AgentLossLimitReached",
    "SupervisorAssignedToAgent",
    "SupervisorTransferredToAgent",
    "SupervisorForceClosed",
    "SupervisorBroadcast",
];

/// One line of the file, as it is read.
#[derive(Deserialize)]
struct Record<'a> {
    ts: f64,
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    rule: Cow<'a, str>,
    cause: u64,
    #[serde(borrow)]
    conv: Option<Cow<'a, str>>,
    #[serde(borrow)]
    workstream: Option<Cow<'a, str>>,
    #[serde(borrow)]
    channel: Option<Cow<'a, str>>,
    #[serde(borrow)]
    queue: Option<Cow<'a, str>>,
    #[serde(borrow)]
    agent: Option<Cow<'a, str>>,
    #[serde(borrow)]
    from: Option<Cow<'a, str>>,
    #[serde(borrow)]
    to: Option<Cow<'a, str>>,
    #[serde(borrow)]
    reason: Option<Cow<'a, str>>,
    #[serde(borrow)]
    timer: Option<Cow<'a, str>>,
    seconds: Option<u32>,
    available: Option<i32>,
    declines: Option<u8>,
    units: Option<u16>,
    length: Option<u32>,
    #[serde(borrow)]
    profiles: Option<BTreeMap<Cow<'a, str>, u8>>,
}

/// One record that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Tick,
    /// The number of the command or clock that led to it; entries of one step share it.
    pub cause: u64,
    /// What happened; `None` where the record changes nothing that a rule can read.
    pub event: Option<Event>,
}

/// The conversation that a name in an event file stands for, such as `c12-3`.
#[must_use]
pub fn conversation_named(name: &str) -> Option<ConversationId> {
    let (slot, generation) = name.strip_prefix('c')?.split_once('-')?;
    Some(ConversationId { slot: slot.parse().ok()?, generation: generation.parse().ok()? })
}

/// The name of a conversation in an event file.
#[must_use]
pub fn conversation_name(id: ConversationId) -> String {
    format!("c{}-{}", id.slot, id.generation)
}

/// Reads the lines of an event file, one after the other.
#[derive(Debug)]
pub struct EventReader<'a> {
    policy: &'a Policy,
    file: &'a str,
    line: usize,
    last: Option<Tick>,
}

impl<'a> EventReader<'a> {
    /// Before the first line of a file of a run under this policy.
    #[must_use]
    pub const fn new(policy: &'a Policy, file: &'a str) -> Self {
        Self { policy, file, line: 0, last: None }
    }

    /// Reads the next line; `None` for an empty one.
    ///
    /// # Errors
    ///
    /// When the line is no record, lacks what its type needs, names somebody or something that the policy does not
    /// have, or lies before the line above it.
    pub fn read(&mut self, line: &str) -> Result<Option<Entry>, InputError> {
        self.line += 1;
        if line.trim().is_empty() {
            return Ok(None);
        }
        let record: Record<'_> = serde_json::from_str(line).map_err(|error| {
            let text = error.to_string();
            let text = text.rsplit_once(" at line ").map_or(&*text, |(text, _)| text);
            self.error(error.column(), format!("{text}; expected a record of `switchboard simulate --events`"))
        })?;
        let at = self.instant(&record, line)?;
        let fact = Fields { reader: self, record: &record, line }.fact()?;
        let event = match fact {
            None => None,
            Some(fact) => {
                let rule = Rule::with_id(&record.rule).ok_or_else(|| {
                    let found = &record.rule;
                    let text = format!("unknown rule `{found}`, expected an id that `switchboard rules` lists");
                    self.error(column(line, "rule"), text)
                })?;
                Some(Event { rule, fact })
            }
        };
        Ok(Some(Entry { at, cause: record.cause, event }))
    }

    fn error(&self, column: usize, message: String) -> InputError {
        InputError { file: self.file.to_owned(), line: self.line, column: column.max(1), message }
    }

    fn instant(&mut self, record: &Record<'_>, line: &str) -> Result<Tick, InputError> {
        /// Ten years.
        const LATEST_S: f64 = 3_650.0 * 86_400.0;
        if !(0.0..=LATEST_S).contains(&record.ts) {
            let text = format!("unknown time `{}`, expected seconds since midnight from 0 to {LATEST_S}", record.ts);
            return Err(self.error(column(line, "ts"), text));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the bounds above")]
        let at = Tick::from_micros((record.ts * 1e6).round() as u64);
        if let Some(last) = self.last.filter(|last| at < *last) {
            let (found, last) = (record.ts, last.seconds());
            let text = format!("time runs backwards to {found}, expected {last} or later, as the line before says");
            return Err(self.error(column(line, "ts"), text));
        }
        self.last = Some(at);
        Ok(at)
    }
}

/// The column of a field's value, from one; where the field is missing, the end of the line.
fn column(line: &str, field: &str) -> usize {
    let key = format!("\"{field}\":");
    let place = line.find(&key).map_or(line.trim_end().len(), |place| place + key.len());
    line[..place].chars().count() + 1
}

/// The fields of one record, asked for by what they have to be.
struct Fields<'r, 'a> {
    reader: &'r EventReader<'a>,
    record: &'r Record<'r>,
    line: &'r str,
}

type Read<T> = Result<T, InputError>;

impl Fields<'_, '_> {
    fn fact(&self) -> Read<Option<Fact>> {
        use Fact as F;
        // Of all that is told only the offer of a callback changes what may be done (CB-01).
        let notice = self.record.kind == "Notified" && self.record.reason.as_deref() != Some("CallbackOffered");
        if notice || PASSED_OVER.contains(&&*self.record.kind) {
            return Ok(None);
        }
        let agent = || self.user("agent", self.record.agent.as_deref());
        let id = || self.conversation();
        Ok(Some(match &*self.record.kind {
            "ConversationCreated" => F::ConversationCreated {
                conversation: id()?,
                workstream: self.workstream()?,
                channel: self.channel()?,
                queue: self.queue()?,
            },
            "ConversationClassified" => F::ConversationClassified { conversation: id()?, profiles: self.profiles()? },
            "RoutedToQueue" => F::RoutedToQueue {
                conversation: id()?,
                queue: self.queue()?,
                first: self.record.agent.is_some().then(agent).transpose()?,
            },
            "LeftQueue" => F::LeftQueue { conversation: id()?, queue: self.queue()? },
            "SupervisorAssignedToQueue" => F::SupervisorAssignedToQueue { conversation: id()?, queue: self.queue()? },
            "SupervisorTransferredToQueue" => {
                F::SupervisorTransferredToQueue { conversation: id()?, queue: self.queue()? }
            }
            "TransferToQueueInitiated" => F::TransferToQueueInitiated { conversation: id()?, queue: self.queue()? },
            "StateChanged" => F::StateChanged {
                conversation: id()?,
                from: self.stage("from", self.record.from.as_deref())?,
                to: self.stage("to", self.record.to.as_deref())?,
                reason: StatusReason::InConversation,
            },
            "PrimaryChanged" => F::PrimaryChanged {
                conversation: id()?,
                from: self.person("from", self.record.from.as_deref())?,
                to: self.person("to", self.record.to.as_deref())?,
            },
            "ConversationClosed" => {
                F::ConversationClosed { conversation: id()?, reason: ClosureReason::ConversationClosed }
            }
            "MovedToWaiting" => {
                F::MovedToWaiting { conversation: id()?, agent: self.person("agent", self.record.agent.as_deref())? }
            }
            "WrapUpBlockEnded" => F::WrapUpBlockEnded { conversation: id()?, agent: agent()? },
            "AssignmentFailed" => F::AssignmentFailed { conversation: id()?, agent: agent()? },
            "OfferMade" => F::OfferMade { conversation: id()?, agent: agent()?, kind: self.offer_kind()? },
            "OfferAccepted" => F::OfferAccepted {
                conversation: id()?,
                agent: agent()?,
                automatic: self.record.reason.as_deref() == Some("automatic"),
            },
            "OfferRejected" => F::OfferRejected { conversation: id()?, agent: agent()?, declines: self.declines()? },
            "OfferTimedOut" => F::OfferTimedOut {
                conversation: id()?,
                agent: agent()?,
                declines: self.declines()?,
                displayed: self.record.reason.as_deref() == Some("displayed"),
            },
            "OfferNotDisplayed" => F::OfferNotDisplayed { conversation: id()?, agent: agent()? },
            "CallbackRequested" => F::CallbackRequested { conversation: id()? },
            "Notified" => {
                F::Notified { conversation: id()?, whom: Recipient::Customer, notice: Notice::CallbackOffered }
            }
            "QueueLengthCached" => {
                F::QueueLengthCached { queue: self.queue()?, length: self.number("length", self.record.length)? }
            }
            "AverageWaitRecomputed" => F::AverageWaitRecomputed { queue: self.queue()?, seconds: self.record.seconds },
            "QueueOpeningSet" => F::QueueOpeningSet {
                queue: self.queue()?,
                minute: match self.record.reason {
                    None => None,
                    Some(_) => Some(self.counted("minute", |reason| reason.strip_prefix("minute ")?.parse().ok())?),
                },
            },
            "TimeoutRuleStarted" => F::TimeoutRuleStarted {
                conversation: id()?,
                rule: self.timeout_rule()?,
                seconds: self.number("seconds", self.record.seconds)?,
            },
            "TimeoutRuleReset" => F::TimeoutRuleReset { conversation: id()?, rule: self.timeout_rule()? },
            "TimeoutRuleSuspended" => F::TimeoutRuleSuspended { conversation: id()?, rule: self.timeout_rule()? },
            "TimeoutRuleResumed" => F::TimeoutRuleResumed { conversation: id()?, rule: self.timeout_rule()? },
            "TimeoutRuleLastMinute" => F::TimeoutRuleLastMinute { conversation: id()?, rule: self.timeout_rule()? },
            "TimeoutRuleFired" => F::TimeoutRuleFired { conversation: id()?, rule: self.timeout_rule()? },
            "DeclinePauseStarted" => F::DeclinePauseStarted {
                conversation: id()?,
                agent: agent()?,
                seconds: self.number("seconds", self.record.seconds)?,
            },
            "DeclinePauseEnded" => F::DeclinePauseEnded { conversation: id()?, agent: agent()? },
            "DispositionSet" => F::DispositionSet { conversation: id()?, agent: agent()? },
            "OutsideCalled" => F::OutsideCalled { conversation: id()? },
            "OutsideDropped" => F::OutsideDropped { conversation: id()? },
            "DeclinesCleared" => F::DeclinesCleared { conversation: id()? },
            "CustomerMessageReceived" => F::CustomerMessageReceived { conversation: id()? },
            "AgentMessageSent" => F::AgentMessageSent { conversation: id()?, agent: agent()? },
            "CustomerDisconnected" => F::CustomerDisconnected { conversation: id()? },
            "CustomerReconnected" => F::CustomerReconnected { conversation: id()? },
            "CustomerDisconnectLimitReached" => F::CustomerDisconnectLimitReached { conversation: id()? },
            "MonitorStarted" => F::MonitorStarted { conversation: id()?, supervisor: agent()? },
            "MonitorEnded" => F::MonitorEnded { conversation: id()?, supervisor: agent()? },
            "SupervisorJoined" => F::SupervisorJoined { conversation: id()?, supervisor: agent()? },
            "SupervisorLeft" => F::SupervisorLeft { conversation: id()?, supervisor: agent()? },
            "ConsultInitiated" => F::ConsultInitiated { conversation: id()?, agent: agent()?, queue: None },
            "ConversationPrioritized" => self.prioritized(id()?)?,
            "BullseyeLevelExpanded" => F::BullseyeLevelExpanded {
                conversation: id()?,
                level: self.counted("level", |reason| reason.strip_prefix("level ")?.parse().ok())?,
            },
            "AgePassed" => {
                F::AgePassed { units: self.counted("units", |reason| reason.strip_suffix(" units")?.parse().ok())? }
            }
            "ConsultAccepted" => F::ConsultAccepted { conversation: id()?, agent: agent()? },
            "ConsultEnded" => F::ConsultEnded { conversation: id()?, agent: agent()? },
            "ConsultantAddedToCustomer" => F::ConsultantAddedToCustomer { conversation: id()?, agent: agent()? },
            "ConsultantPromoted" => F::ConsultantPromoted { conversation: id()?, agent: agent()? },
            "FirstAgentKept" => F::FirstAgentKept { conversation: id()?, agent: agent()? },
            "FirstAgentFreed" => F::FirstAgentFreed { conversation: id()?, agent: agent()? },
            "HoldStarted" => F::HoldStarted { conversation: id()? },
            "HoldEnded" => F::HoldEnded { conversation: id()? },
            "RecordResolved" => F::RecordResolved { conversation: id()? },
            "AgentLost" => F::AgentLost { conversation: id()?, agent: agent()? },
            "AgentRejoined" => F::AgentRejoined { conversation: id()?, agent: agent()? },
            "TimerArmed" => F::TimerArmed {
                conversation: id()?,
                timer: self.timer()?,
                seconds: self.number("seconds", self.record.seconds)?,
                since: match self.record.reason.as_deref() {
                    Some("Creation") => Since::Creation,
                    Some(_) | None => Since::Now,
                },
            },
            "TimerCleared" => F::TimerCleared { conversation: id()?, timer: self.timer()? },
            "CapacityConsumed" => {
                F::CapacityConsumed { conversation: id()?, agent: agent()?, available: self.available()? }
            }
            "CapacityReleased" => {
                F::CapacityReleased { conversation: id()?, agent: agent()?, available: self.available()? }
            }
            "CapacityReserved" => {
                F::CapacityReserved { conversation: id()?, agent: agent()?, available: self.available()? }
            }
            "CapacityUnreserved" => {
                F::CapacityUnreserved { conversation: id()?, agent: agent()?, available: self.available()? }
            }
            "EscalationAttached" => F::EscalationAttached { conversation: id()?, agent: agent()? },
            "EscalationDetached" => F::EscalationDetached { conversation: id()?, agent: agent()? },
            "AgentSignedIn" => F::AgentSignedIn { agent: agent()? },
            "AgentSignedOut" => F::AgentSignedOut { agent: agent()? },
            "AgentConnectionLost" => {
                F::AgentConnectionLost { agent: agent()?, seconds: self.number("seconds", self.record.seconds)? }
            }
            "AgentConnectionRestored" => F::AgentConnectionRestored { agent: agent()? },
            "ReturnWindowPassed" => F::ReturnWindowPassed { agent: agent()? },
            "PresenceChanged" => F::PresenceChanged {
                agent: agent()?,
                from: self.presence("from", self.record.from.as_deref())?,
                to: self.presence("to", self.record.to.as_deref())?,
                source: self.presence_source()?,
            },
            "UnitsConfigured" => {
                F::UnitsConfigured { agent: agent()?, units: self.number("units", self.record.units)? }
            }
            "ProfileConfigured" => self.profile_configured(agent()?)?,
            "EndOfDayReset" => F::EndOfDayReset { agent: agent()? },
            "JoinedQueue" => F::JoinedQueue { user: agent()?, queue: self.queue()? },
            "LeftMembership" => F::LeftMembership { user: agent()?, queue: self.queue()? },
            "QueueOpenSet" => {
                let open = match self.record.reason.as_deref() {
                    Some("open") => true,
                    Some("closed") => false,
                    found => return Err(self.unknown("reason", "opening", found, ["open", "closed"])),
                };
                F::QueueOpenSet { queue: self.queue()?, open }
            }
            "ToggleSet" => self.toggle()?,
            other => {
                let text = format!("unknown type `{other}`, expected an event of this version of switchboard");
                return Err(self.reader.error(column(self.line, "type"), text));
            }
        }))
    }

    /// The error that a field holds nothing of its kind.
    fn unknown<'n>(
        &self,
        field: &str,
        what: &str,
        found: Option<&str>,
        known: impl IntoIterator<Item = &'n str>,
    ) -> InputError {
        let known: Vec<&str> = known.into_iter().collect();
        let mut listed = known.iter().take(LISTED_MAX).copied().collect::<Vec<_>>().join(", ");
        if known.len() > LISTED_MAX {
            listed.push_str(&format!(" and {} more", known.len() - LISTED_MAX));
        }
        let text = match found {
            Some(found) => format!("unknown {what} `{found}`, expected one of: {listed}"),
            None => format!("`{}` has no field `{field}`, expected one of: {listed}", self.record.kind),
        };
        self.reader.error(column(self.line, field), text)
    }

    fn number<T>(&self, field: &str, value: Option<T>) -> Read<T> {
        value.ok_or_else(|| {
            let text = format!("`{}` has no field `{field}`, expected a number", self.record.kind);
            self.reader.error(column(self.line, field), text)
        })
    }

    fn declines(&self) -> Read<u8> {
        self.number("declines", self.record.declines)
    }

    fn available(&self) -> Read<i32> {
        self.number("available", self.record.available)
    }

    fn conversation(&self) -> Read<ConversationId> {
        let found = self.record.conv.as_deref();
        found.and_then(conversation_named).ok_or_else(|| {
            let text = match found {
                Some(found) => format!("unknown conversation `{found}`, expected a name such as `c12-3`"),
                None => format!("`{}` has no field `conv`, expected a name such as `c12-3`", self.record.kind),
            };
            self.reader.error(column(self.line, "conv"), text)
        })
    }

    fn user(&self, field: &str, found: Option<&str>) -> Read<UserId> {
        let policy = self.reader.policy;
        found
            .and_then(|name| policy.user(name))
            .ok_or_else(|| self.unknown(field, "agent", found, policy.users().iter().map(|user| &*user.name)))
    }

    /// Somebody, or nobody.
    fn person(&self, field: &str, found: Option<&str>) -> Read<Option<UserId>> {
        found.map(|_| self.user(field, found)).transpose()
    }

    fn queue(&self) -> Read<switchboard::QueueId> {
        let (policy, found) = (self.reader.policy, self.record.queue.as_deref());
        found
            .and_then(|name| policy.queue(name))
            .ok_or_else(|| self.unknown("queue", "queue", found, policy.queues().iter().map(|queue| &*queue.name)))
    }

    fn workstream(&self) -> Read<switchboard::WorkstreamId> {
        let (policy, found) = (self.reader.policy, self.record.workstream.as_deref());
        let known = policy.workstreams().iter().map(|workstream| &*workstream.name);
        found
            .and_then(|name| policy.workstream(name))
            .ok_or_else(|| self.unknown("workstream", "workstream", found, known))
    }

    fn channel(&self) -> Read<Channel> {
        let found = self.record.channel.as_deref();
        found
            .and_then(Channel::named)
            .ok_or_else(|| self.unknown("channel", "channel", found, Channel::ALL.map(Channel::name)))
    }

    fn stage(&self, field: &str, found: Option<&str>) -> Read<Stage> {
        let known = Stage::ALL.map(Stage::name);
        Stage::ALL
            .into_iter()
            .find(|stage| Some(stage.name()) == found)
            .ok_or_else(|| self.unknown(field, "state", found, known))
    }

    fn presence(&self, field: &str, found: Option<&str>) -> Read<switchboard::PresenceId> {
        let policy = self.reader.policy;
        let known = policy.presences().iter().map(|presence| &*presence.name);
        found.and_then(|name| policy.presence(name)).ok_or_else(|| self.unknown(field, "presence", found, known))
    }

    fn presence_source(&self) -> Read<PresenceSource> {
        const ALL: [PresenceSource; 8] = [
            PresenceSource::SessionCap,
            PresenceSource::System,
            PresenceSource::Default,
            PresenceSource::Agent,
            PresenceSource::Supervisor,
            PresenceSource::MissedOffer,
            PresenceSource::RejectedOffer,
            PresenceSource::Lost,
        ];
        let found = self.record.reason.as_deref();
        ALL.into_iter()
            .find(|source| Some(source.name()) == found)
            .ok_or_else(|| self.unknown("reason", "source of a presence", found, ALL.map(PresenceSource::name)))
    }

    fn timer(&self) -> Read<Timer> {
        let found = self.record.timer.as_deref();
        found.and_then(Timer::named).ok_or_else(|| self.unknown("timer", "timer", found, Timer::ALL.map(Timer::name)))
    }

    /// A number that the reason holds.
    fn counted<T>(&self, what: &str, number: impl FnOnce(&str) -> Option<T>) -> Read<T> {
        let found = self.record.reason.as_deref();
        found.and_then(number).ok_or_else(|| {
            let text = format!("unknown {what} `{}`, expected a number with `{what}`", found.unwrap_or_default());
            self.reader.error(column(self.line, "reason"), text)
        })
    }

    /// `needs SKILLS, is CLASS, from CONTACT, credited 3`, each where it applies.
    fn prioritized(&self, conversation: ConversationId) -> Read<Fact> {
        let policy = self.reader.policy;
        let reason = self.record.reason.as_deref().unwrap_or_default();
        let part = |prefix: &str| reason.split(", ").find_map(|part| part.strip_prefix(prefix));
        let wrong = |what: &str, name: &str| {
            let text = format!("unknown {what} `{name}`, expected one that the policy of the run has");
            self.reader.error(column(self.line, "reason"), text)
        };
        let requirement = part("needs ")
            .map(|name| {
                let place = policy.requirements().iter().position(|requirement| requirement.name == name);
                place.map(RequirementId::at).ok_or_else(|| wrong("requirement", name))
            })
            .transpose()?;
        let class = part("is ")
            .map(|name| {
                let place = policy.classes().iter().position(|class| class.name == name);
                place.map(ClassId::at).ok_or_else(|| wrong("class", name))
            })
            .transpose()?;
        let contact = part("from ")
            .map(|name| {
                let place = policy.contacts().iter().position(|contact| contact.name == name);
                place.map(ContactId::at).ok_or_else(|| wrong("contact", name))
            })
            .transpose()?;
        let credit = part("credited ")
            .map(|credit| credit.parse::<u32>().map_err(|_| wrong("credit", credit)))
            .transpose()?
            .unwrap_or(0);
        Ok(Fact::ConversationPrioritized { conversation, requirement, class, contact, credit })
    }

    /// `rule 1` is the first of its workstream.
    fn timeout_rule(&self) -> Read<u8> {
        let found = self.record.reason.as_deref();
        let number = found.and_then(|found| found.strip_prefix("rule ")).and_then(|number| number.parse::<u8>().ok());
        let first = number.and_then(|number| number.checked_sub(1));
        first.ok_or_else(|| self.unknown("reason", "time-out rule", found, ["rule 1", "rule 2"]))
    }

    fn offer_kind(&self) -> Read<OfferKind> {
        const ALL: [(&str, OfferKind); 6] = [
            ("PreviewDial", OfferKind::PreviewDial),
            ("Routed", OfferKind::Routed),
            ("Picked", OfferKind::Picked),
            ("SupervisorAssign", OfferKind::SupervisorAssign),
            ("SupervisorTransfer", OfferKind::SupervisorTransfer),
            ("AgentTransfer", OfferKind::AgentTransfer),
        ];
        let found = self.record.reason.as_deref();
        ALL.into_iter()
            .find(|(name, _)| Some(*name) == found)
            .map(|(_, kind)| kind)
            .ok_or_else(|| self.unknown("reason", "kind of offer", found, ALL.map(|(name, _)| name)))
    }

    fn profile(&self, name: &str) -> Read<switchboard::ProfileId> {
        let policy = self.reader.policy;
        let known = policy.profiles().iter().map(|profile| &*profile.name);
        policy.profile(name).ok_or_else(|| self.unknown("profiles", "profile", Some(name), known))
    }

    fn profiles(&self) -> Read<ProfileSet> {
        let names = self.record.profiles.iter().flat_map(BTreeMap::keys);
        names.map(|name| self.profile(name)).try_fold(ProfileSet::EMPTY, |set, profile| Ok(set.with(profile?)))
    }

    /// The profile is the one with a limit; where it is taken away, the reason names it.
    fn profile_configured(&self, agent: UserId) -> Read<Fact> {
        let limited = self.record.profiles.iter().flatten().next();
        let (name, limit) = match (limited, self.record.reason.as_deref()) {
            (Some((name, limit)), _) => (&**name, Some(*limit)),
            (None, Some(name)) => (name, None),
            (None, None) => return Err(self.unknown("profiles", "profile", None, [])),
        };
        Ok(Fact::ProfileConfigured { agent, profile: self.profile(name)?, limit })
    }

    fn toggle(&self) -> Read<Fact> {
        let found = self.record.reason.as_deref();
        let named = found.and_then(|found| found.rsplit_once(' ')).and_then(|(name, state)| {
            let on = match state {
                "on" => true,
                "off" => false,
                _ => return None,
            };
            Some(Fact::ToggleSet { toggle: Toggle::named(name)?, on })
        });
        named.ok_or_else(|| self.unknown("reason", "toggle", found, Toggle::ALL.map(Toggle::name)))
    }
}
