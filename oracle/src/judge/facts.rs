//! Reads what the log tells as the kernel's facts, as far as the state is a fold over them, to take them as they stand.

use switchboard::{
    Channel, ClosureReason, ConversationId, Event, Fact, OfferKind, Policy, PresenceSource, Rule, Since, Stage,
    StatusReason, Timer, Toggle, UserId,
};

use super::names::Names;
use super::teller::profiles;
use super::told::{Field, Row, Told};
use super::vocabulary::Vocabulary;

/// What one event of the log says, as the fold over facts reads it; `None` where it tells too little, or nothing that
/// the state depends on.
pub(crate) fn event(row: &Row, words: &Vocabulary, names: &Names, policy: &Policy) -> Option<Event> {
    let read = Read { told: &row.told, words, names, policy };
    let fact = read.fact()?;
    let rule = row.told.word(Field::Rule).and_then(|word| Rule::with_id(words.text(word)));
    // Without its rule a fact is read as the usual one of its kind.
    let usual = if matches!(fact, Fact::CapacityConsumed { .. }) { Rule::Cap13 } else { Rule::St01 };
    Some(Event { rule: rule.unwrap_or(usual), fact })
}

struct Read<'a> {
    told: &'a Told,
    words: &'a Vocabulary,
    names: &'a Names,
    policy: &'a Policy,
}

impl Read<'_> {
    fn text(&self, field: Field) -> Option<&str> {
        self.told.word(field).map(|word| self.words.text(word))
    }

    fn user(&self, field: Field) -> Option<UserId> {
        self.words.user(self.told.word(field)?)
    }

    fn number<T: TryFrom<i64>>(&self, field: Field) -> Option<T> {
        T::try_from(self.told.get(field)?).ok()
    }

    fn id(&self) -> Option<ConversationId> {
        self.names.id(self.told.get(Field::Conv)?)
    }

    fn timeout_rule(&self) -> Option<u8> {
        self.text(Field::Reason)?.strip_prefix("rule ")?.parse::<u8>().ok()?.checked_sub(1)
    }

    fn fact(&self) -> Option<Fact> {
        use Fact as F;
        let id = || self.id();
        let agent = || self.user(Field::Agent);
        let queue = || self.words.queue(self.told.word(Field::Queue)?);
        let seconds = || self.number::<u32>(Field::Seconds).or(Some(0));
        let stage = |field: Field| {
            let name = self.text(field)?;
            Stage::ALL.into_iter().find(|stage| stage.name() == name)
        };
        let reason = StatusReason::InConversation;
        Some(match self.text(Field::Type)? {
            "ConversationCreated" => F::ConversationCreated {
                conversation: id()?,
                workstream: self.words.workstream(self.told.word(Field::Workstream)?)?,
                channel: Channel::named(self.text(Field::Channel)?)?,
                queue: queue()?,
            },
            "ConversationClassified" => {
                let known = profiles(self.told.get(Field::Profiles).filter(|bits| *bits > 0)?);
                let profiles = known.iter().all(|it| it.index() < self.policy.profiles().len()).then_some(known)?;
                F::ConversationClassified { conversation: id()?, profiles }
            }
            "RoutedToQueue" => F::RoutedToQueue { conversation: id()?, queue: queue()?, first: agent() },
            "LeftQueue" => F::LeftQueue { conversation: id()?, queue: queue()? },
            "SupervisorAssignedToQueue" => F::SupervisorAssignedToQueue { conversation: id()?, queue: queue()? },
            "SupervisorTransferredToQueue" => F::SupervisorTransferredToQueue { conversation: id()?, queue: queue()? },
            "TransferToQueueInitiated" => F::TransferToQueueInitiated { conversation: id()?, queue: queue()? },
            "StateChanged" => {
                let to = stage(Field::To)?;
                F::StateChanged { conversation: id()?, from: stage(Field::From).unwrap_or(to), to, reason }
            }
            "PrimaryChanged" => {
                F::PrimaryChanged { conversation: id()?, from: self.user(Field::From), to: self.user(Field::To) }
            }
            "ConversationClosed" => {
                F::ConversationClosed { conversation: id()?, reason: ClosureReason::ConversationClosed }
            }
            "MovedToWaiting" => F::MovedToWaiting { conversation: id()?, agent: agent() },
            "WrapUpBlockEnded" => F::WrapUpBlockEnded { conversation: id()?, agent: agent()? },
            "AssignmentFailed" => F::AssignmentFailed { conversation: id()?, agent: agent()? },
            "OfferMade" => F::OfferMade { conversation: id()?, agent: agent()?, kind: self.offer_kind() },
            "OfferAccepted" => F::OfferAccepted {
                conversation: id()?,
                agent: agent()?,
                automatic: self.text(Field::Reason) == Some("automatic"),
            },
            "OfferRejected" => {
                let declines = self.number(Field::Declines).unwrap_or(1);
                F::OfferRejected { conversation: id()?, agent: agent()?, declines }
            }
            "OfferTimedOut" => F::OfferTimedOut {
                conversation: id()?,
                agent: agent()?,
                declines: self.number(Field::Declines).unwrap_or(0),
                displayed: self.text(Field::Reason) != Some("not displayed"),
            },
            "OfferNotDisplayed" => F::OfferNotDisplayed { conversation: id()?, agent: agent()? },
            "DeclinesCleared" => F::DeclinesCleared { conversation: id()? },
            "CallbackRequested" => F::CallbackRequested { conversation: id()? },
            "QueueLengthCached" => F::QueueLengthCached { queue: queue()?, length: self.number(Field::Length)? },
            "AverageWaitRecomputed" => {
                F::AverageWaitRecomputed { queue: queue()?, seconds: self.number(Field::Seconds) }
            }
            "TimeoutRuleStarted" => {
                let (rule, seconds) = (self.timeout_rule()?, seconds()?);
                F::TimeoutRuleStarted { conversation: id()?, rule, seconds }
            }
            "TimeoutRuleReset" => F::TimeoutRuleReset { conversation: id()?, rule: self.timeout_rule()? },
            "TimeoutRuleSuspended" => F::TimeoutRuleSuspended { conversation: id()?, rule: self.timeout_rule()? },
            "TimeoutRuleResumed" => F::TimeoutRuleResumed { conversation: id()?, rule: self.timeout_rule()? },
            "TimeoutRuleLastMinute" => F::TimeoutRuleLastMinute { conversation: id()?, rule: self.timeout_rule()? },
            "TimeoutRuleFired" => F::TimeoutRuleFired { conversation: id()?, rule: self.timeout_rule()? },
            "DeclinePauseStarted" => {
                F::DeclinePauseStarted { conversation: id()?, agent: agent()?, seconds: seconds()? }
            }
            "DeclinePauseEnded" => F::DeclinePauseEnded { conversation: id()?, agent: agent()? },
            "DispositionSet" => F::DispositionSet { conversation: id()?, agent: agent()? },
            "OutsideCalled" => F::OutsideCalled { conversation: id()? },
            "OutsideDropped" => F::OutsideDropped { conversation: id()? },
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
            "TimerArmed" => {
                let timer = Timer::named(self.text(Field::Timer)?)?;
                F::TimerArmed { conversation: id()?, timer, seconds: seconds()?, since: Since::Now }
            }
            "TimerCleared" => F::TimerCleared { conversation: id()?, timer: Timer::named(self.text(Field::Timer)?)? },
            "CapacityConsumed" => F::CapacityConsumed { conversation: id()?, agent: agent()?, available: 0 },
            "CapacityReleased" => F::CapacityReleased { conversation: id()?, agent: agent()?, available: 0 },
            "CapacityReserved" => F::CapacityReserved { conversation: id()?, agent: agent()?, available: 0 },
            "CapacityUnreserved" => F::CapacityUnreserved { conversation: id()?, agent: agent()?, available: 0 },
            "EscalationAttached" => F::EscalationAttached { conversation: id()?, agent: agent()? },
            "EscalationDetached" => F::EscalationDetached { conversation: id()?, agent: agent()? },
            "AgentSignedIn" => F::AgentSignedIn { agent: agent()? },
            "AgentSignedOut" => F::AgentSignedOut { agent: agent()? },
            "AgentConnectionLost" => F::AgentConnectionLost { agent: agent()?, seconds: seconds()? },
            "AgentConnectionRestored" => F::AgentConnectionRestored { agent: agent()? },
            "ReturnWindowPassed" => F::ReturnWindowPassed { agent: agent()? },
            "PresenceChanged" => {
                let presence = |field: Field| self.words.presence(self.told.word(field)?);
                let to = presence(Field::To).or_else(|| presence(Field::Presence))?;
                let from = presence(Field::From).unwrap_or(to);
                F::PresenceChanged { agent: agent()?, from, to, source: self.source() }
            }
            "UnitsConfigured" => F::UnitsConfigured { agent: agent()?, units: self.number(Field::Units)? },
            "EndOfDayReset" => F::EndOfDayReset { agent: agent()? },
            "JoinedQueue" => F::JoinedQueue { user: agent()?, queue: queue()? },
            "LeftMembership" => F::LeftMembership { user: agent()?, queue: queue()? },
            "QueueOpenSet" => F::QueueOpenSet { queue: queue()?, open: self.text(Field::Reason)? == "open" },
            "ToggleSet" => {
                let (name, state) = self.text(Field::Reason)?.rsplit_once(' ')?;
                F::ToggleSet { toggle: Toggle::named(name)?, on: state == "on" }
            }
            _ => return None,
        })
    }

    fn source(&self) -> PresenceSource {
        const ALL: [PresenceSource; 7] = [
            PresenceSource::Default,
            PresenceSource::Agent,
            PresenceSource::Supervisor,
            PresenceSource::MissedOffer,
            PresenceSource::RejectedOffer,
            PresenceSource::SessionCap,
            PresenceSource::Lost,
        ];
        let name = self.text(Field::Reason).unwrap_or_default();
        ALL.into_iter().find(|source| source.name() == name).unwrap_or(PresenceSource::System)
    }

    fn offer_kind(&self) -> OfferKind {
        match self.text(Field::Reason) {
            Some("Picked") => OfferKind::Picked,
            Some("SupervisorAssign") => OfferKind::SupervisorAssign,
            Some("SupervisorTransfer") => OfferKind::SupervisorTransfer,
            Some("AgentTransfer") => OfferKind::AgentTransfer,
            Some("PreviewDial") => OfferKind::PreviewDial,
            Some(_) | None => OfferKind::Routed,
        }
    }
}
