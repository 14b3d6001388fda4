//! Tells the kernel's events field by field, with the words of the log's format.

use std::collections::BTreeMap;

use switchboard::{
    Action, ClosureReason, ContactCenter, ConversationId, EndedBy, Event, Fact, Notice, OfferKind, Policy, ProfileId,
    ProfileSet, Recipient, Refusal, Rule, Since, StatusReason, Supervise, UserId,
};

use super::names::Names;
use super::told::{Field, Told};
use super::vocabulary::{Vocabulary, Word};

/// Words of reasons, by their place in the enumeration.
type Reasons = Vec<Option<Word>>;

/// The words of a log and how the kernel's events are told in them.
#[derive(Debug, Clone)]
pub(crate) struct Teller {
    pub(crate) words: Vocabulary,
    rules: Vec<Word>,
    closures: Reasons,
    statuses: Reasons,
    notices: Reasons,
    kinds: Reasons,
    pub(crate) refused: Word,
}

impl Teller {
    pub(crate) fn new(policy: &Policy) -> Self {
        let mut words = Vocabulary::new(policy);
        let rules = Rule::ALL.iter().map(|rule| words.word(rule.id())).collect();
        let refused = words.word("OperationRefused");
        words.seal();
        Self {
            words,
            rules,
            closures: Vec::new(),
            statuses: Vec::new(),
            notices: Vec::new(),
            kinds: Vec::new(),
            refused,
        }
    }

    /// What every event of a step tells: the command and who gave it.
    pub(crate) fn frame(&mut self, action: &Action) -> Told {
        let mut told = Told::NOTHING;
        let (role, actor) = action.actor();
        told.set_word(Field::Command, self.words.word(action.command()));
        told.set_word(Field::Role, self.words.word(role));
        if let Some(actor) = actor {
            told.set_word(Field::Actor, self.user(actor));
        }
        told
    }

    fn user(&self, user: UserId) -> Word {
        self.words.users[user.index()]
    }

    fn about(&mut self, told: &mut Told, id: ConversationId, center: &ContactCenter, names: &Names) {
        told.set(Field::Conv, names.key(id));
        let Some(workstream) = center.workstream_of(id) else { return };
        told.set_word(Field::Workstream, self.words.workstreams[workstream.index()]);
        let channel = center.policy().workstreams()[workstream.index()].channel;
        told.set_word(Field::Channel, self.words.word(channel.name()));
    }

    /// What a refused command tells; `named` is the key of the conversation that the log names.
    pub(crate) fn refusal(
        &mut self,
        frame: &Told,
        action: &Action,
        refusal: Refusal,
        center: &ContactCenter,
        names: &Names,
        named: Option<i64>,
    ) -> Told {
        let mut told = *frame;
        told.set_word(Field::Type, self.refused);
        told.set_word(Field::Rule, self.rules[refusal.rule as usize]);
        told.set_word(Field::Reason, self.words.word(refusal.code.letters()));
        if let Some(id) = action.conversation() {
            self.about(&mut told, id, center, names);
            if let Some(named) = named {
                told.set(Field::Conv, named);
            }
        }
        let (agent, queue) = action.target();
        if let Some(agent) = agent {
            told.set_word(Field::Agent, self.user(agent));
        }
        if let Some(queue) = queue {
            told.set_word(Field::Queue, self.words.queues[queue.index()]);
        }
        if let Action::Supervisor { operation: Supervise::AssignToAgent { over_presence, over_capacity, .. }, .. } =
            *action
        {
            told.set(Field::Override, packed(over_presence, over_capacity, 0));
        }
        told
    }

    /// What an event tells; `center` is as the step left it.
    pub(crate) fn event(&mut self, frame: &Told, event: &Event, center: &ContactCenter, names: &Names) -> Told {
        let mut told = *frame;
        told.set_word(Field::Type, self.words.word(event.fact.name()));
        told.set_word(Field::Rule, self.rules[event.rule as usize]);
        if let Some(id) = event.fact.conversation() {
            self.about(&mut told, id, center, names);
        }
        self.fill(&mut told, &event.fact, center);
        told
    }

    fn limits(&mut self, told: &mut Told, limits: impl Iterator<Item = (ProfileId, u8)>) {
        let (mut set, mut fold) = (ProfileSet::EMPTY, 0);
        for (profile, limit) in limits {
            set.set(profile, true);
            fold = folded(fold, limit);
        }
        if !set.is_empty() {
            told.set(Field::Profiles, bits(set));
            told.set(Field::Limits, fold);
        }
    }

    fn fill(&mut self, told: &mut Told, fact: &Fact, center: &ContactCenter) {
        let policy = center.policy();
        match *fact {
            Fact::ConversationCreated { conversation, .. } => {
                if let Some(queue) = center.queue_of(conversation) {
                    told.set_word(Field::Queue, self.words.queues[queue.index()]);
                }
            }
            Fact::RoutedToQueue { queue, first, .. } => {
                told.set_word(Field::Queue, self.words.queues[queue.index()]);
                if let Some(first) = first {
                    told.set_word(Field::Agent, self.user(first));
                }
            }
            Fact::QueueOverflowed { queue, condition, treatment, .. } => {
                told.set_word(Field::Queue, self.words.queues[queue.index()]);
                told.set_word(Field::Reason, self.words.word(&format!("{condition:?}, {}", treatment.name())));
            }
            Fact::QueueLengthCached { queue, length } => {
                told.set_word(Field::Queue, self.words.queues[queue.index()]);
                told.set(Field::Length, i64::from(length));
            }
            Fact::AverageWaitRecomputed { queue, seconds } => {
                told.set_word(Field::Queue, self.words.queues[queue.index()]);
                if let Some(seconds) = seconds {
                    told.set(Field::Seconds, i64::from(seconds));
                }
            }
            Fact::QueueOpeningSet { queue, minute } => {
                told.set_word(Field::Queue, self.words.queues[queue.index()]);
                if let Some(minute) = minute {
                    told.set_word(Field::Reason, self.words.word(&format!("minute {minute}")));
                }
            }
            Fact::WaitAnnounced { seconds, .. } => told.set(Field::Seconds, i64::from(seconds)),
            Fact::QueuePositionAnnounced { position, .. } => told.set(Field::Length, i64::from(position)),
            Fact::LeftQueue { queue, .. }
            | Fact::SessionOpened { queue, .. }
            | Fact::TransferToQueueInitiated { queue, .. }
            | Fact::SupervisorAssignedToQueue { queue, .. }
            | Fact::SupervisorTransferredToQueue { queue, .. } => {
                told.set_word(Field::Queue, self.words.queues[queue.index()]);
            }
            Fact::SessionClosed { reason, .. } | Fact::ConversationClosed { reason, .. } => {
                told.set_word(Field::Reason, self.closure(reason));
            }
            Fact::StateChanged { from, to, reason, .. } => {
                told.set_word(Field::From, self.words.word(from.name()));
                told.set_word(Field::To, self.words.word(to.name()));
                told.set_word(Field::Reason, self.status(reason));
            }
            Fact::PrimaryChanged { from, to, .. } => {
                if let Some(from) = from {
                    told.set_word(Field::From, self.user(from));
                }
                if let Some(to) = to {
                    told.set_word(Field::To, self.user(to));
                    told.set_word(Field::Agent, self.user(to));
                }
            }
            Fact::OfferMade { agent, kind, .. } => {
                told.set_word(Field::Agent, self.user(agent));
                told.set_word(Field::Reason, self.kind(kind));
            }
            Fact::OfferAccepted { agent, automatic, .. } => {
                told.set_word(Field::Agent, self.user(agent));
                if automatic {
                    told.set_word(Field::Reason, self.words.word("automatic"));
                }
            }
            Fact::OfferRejected { agent, declines, .. } => {
                told.set_word(Field::Agent, self.user(agent));
                told.set(Field::Declines, i64::from(declines));
            }
            Fact::OfferTimedOut { agent, declines, displayed, .. } => {
                told.set_word(Field::Agent, self.user(agent));
                told.set(Field::Declines, i64::from(declines));
                told.set_word(Field::Reason, self.words.word(if displayed { "displayed" } else { "not displayed" }));
            }
            Fact::WrapUpStarted { agent, by, .. } => {
                told.set_word(Field::Agent, self.user(agent));
                let by = match by {
                    EndedBy::Agent => "agent",
                    EndedBy::Customer => "customer",
                    EndedBy::Disconnect => "disconnect",
                    EndedBy::Scheduler => "scheduler",
                };
                told.set_word(Field::Reason, self.words.word(by));
            }
            Fact::MovedToWaiting { agent, .. } => {
                if let Some(agent) = agent {
                    told.set_word(Field::Agent, self.user(agent));
                }
            }
            Fact::SupervisorAssignedToAgent { agent, over_units, presence_overridden, capacity_overridden, .. } => {
                told.set_word(Field::Agent, self.user(agent));
                told.set(Field::Override, packed(presence_overridden, capacity_overridden, over_units));
            }
            Fact::Notified { whom, notice, .. } => {
                told.set_word(Field::Reason, self.notice(notice));
                match whom {
                    Recipient::User(user) => told.set_word(Field::Agent, self.user(user)),
                    Recipient::Customer | Recipient::Participants => {}
                }
            }
            Fact::TimerArmed { timer, seconds, since, .. } => {
                told.set_word(Field::Timer, self.words.word(timer.name()));
                told.set(Field::Seconds, i64::from(seconds));
                match since {
                    Since::Now => {}
                    Since::Creation => told.set_word(Field::Reason, self.words.word("Creation")),
                }
            }
            Fact::TimerCleared { timer, .. } => told.set_word(Field::Timer, self.words.word(timer.name())),
            Fact::TimeoutRuleStarted { rule, seconds, .. } => {
                told.set(Field::Seconds, i64::from(seconds));
                told.set_word(Field::Reason, self.words.word(&format!("rule {}", u16::from(rule) + 1)));
            }
            Fact::TimeoutRuleReset { rule, .. }
            | Fact::TimeoutRuleSuspended { rule, .. }
            | Fact::TimeoutRuleResumed { rule, .. }
            | Fact::TimeoutRuleLastMinute { rule, .. }
            | Fact::TimeoutRuleFired { rule, .. } => {
                told.set_word(Field::Reason, self.words.word(&format!("rule {}", u16::from(rule) + 1)));
            }
            Fact::DeclinePauseStarted { agent, seconds, .. } | Fact::AgentConnectionLost { agent, seconds } => {
                told.set_word(Field::Agent, self.user(agent));
                told.set(Field::Seconds, i64::from(seconds));
            }
            Fact::CapacityConsumed { agent, available, .. }
            | Fact::CapacityReleased { agent, available, .. }
            | Fact::CapacityReserved { agent, available, .. }
            | Fact::CapacityUnreserved { agent, available, .. } => {
                told.set_word(Field::Agent, self.user(agent));
                told.set(Field::Available, i64::from(available));
            }
            Fact::AgentSignedIn { agent } => {
                told.set_word(Field::Agent, self.user(agent));
                told.set(Field::Units, i64::from(center.units(agent)));
                told.set_word(Field::Presence, self.words.presences[center.presence(agent).index()]);
                let profiles = (0..policy.profiles().len()).map(ProfileId::at);
                let limits = profiles.filter_map(|it| center.profile_limit(agent, it).map(|limit| (it, limit)));
                self.limits(told, limits);
            }
            Fact::PresenceChanged { agent, from, to, source } => {
                told.set_word(Field::Agent, self.user(agent));
                told.set_word(Field::From, self.words.presences[from.index()]);
                told.set_word(Field::To, self.words.presences[to.index()]);
                told.set_word(Field::Presence, self.words.presences[to.index()]);
                told.set_word(Field::Reason, self.words.word(source.name()));
            }
            Fact::ConversationClassified { profiles, .. } => self.limits(told, profiles.iter().map(|it| (it, 1))),
            Fact::UnitsConfigured { agent, units } => {
                told.set_word(Field::Agent, self.user(agent));
                told.set(Field::Units, i64::from(units));
            }
            Fact::ProfileConfigured { agent, profile, limit } => {
                told.set_word(Field::Agent, self.user(agent));
                self.limits(told, limit.into_iter().map(|limit| (profile, limit)));
                told.set_word(Field::Reason, self.words.word(&policy.profiles()[profile.index()].name));
            }
            Fact::JoinedQueue { user, queue } | Fact::LeftMembership { user, queue } => {
                told.set_word(Field::Agent, self.user(user));
                told.set_word(Field::Queue, self.words.queues[queue.index()]);
            }
            Fact::QueueOpenSet { queue, open } => {
                told.set_word(Field::Queue, self.words.queues[queue.index()]);
                told.set_word(Field::Reason, self.words.word(if open { "open" } else { "closed" }));
            }
            Fact::ConversationPrioritized { requirement, class, contact, credit, .. } => {
                let mut parts = Vec::new();
                parts.extend(requirement.map(|id| format!("needs {}", policy.requirements()[id.index()].name)));
                parts.extend(class.map(|id| format!("is {}", policy.classes()[id.index()].name)));
                parts.extend(contact.map(|id| format!("from {}", policy.contacts()[id.index()].name)));
                parts.extend((credit > 0).then(|| format!("credited {credit}")));
                told.set_word(Field::Reason, self.words.word(&parts.join(", ")));
            }
            Fact::BullseyeLevelExpanded { level, .. } => {
                told.set_word(Field::Reason, self.words.word(&format!("level {level}")));
            }
            Fact::AgePassed { units } => told.set_word(Field::Reason, self.words.word(&format!("{units} units"))),
            Fact::ToggleSet { toggle, on } => {
                let text = format!("{} {}", toggle.name(), if on { "on" } else { "off" });
                told.set_word(Field::Reason, self.words.word(&text));
            }
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
            | Fact::DeclinePauseEnded { agent, .. }
            | Fact::SessionCapReached { agent, .. }
            | Fact::RecordAssigned { agent, .. }
            | Fact::DispositionSet { agent, .. }
            | Fact::EndOfDayReset { agent } => told.set_word(Field::Agent, self.user(agent)),
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

    fn closure(&mut self, reason: ClosureReason) -> Word {
        cached(&mut self.closures, &mut self.words, reason as usize, &reason)
    }

    fn status(&mut self, reason: StatusReason) -> Word {
        cached(&mut self.statuses, &mut self.words, reason as usize, &reason)
    }

    fn notice(&mut self, notice: Notice) -> Word {
        cached(&mut self.notices, &mut self.words, notice as usize, &notice)
    }

    fn kind(&mut self, kind: OfferKind) -> Word {
        cached(&mut self.kinds, &mut self.words, kind as usize, &kind)
    }

    /// The profiles and limits of a record as numbers; `None` where one is unknown.
    pub(crate) fn told_limits(&self, limits: &BTreeMap<super::record::Text<'_>, u8>, told: &mut Told, words: &[Word]) {
        let mut known: Vec<(ProfileId, u8)> = words
            .iter()
            .zip(limits.values())
            .filter_map(|(word, limit)| Some((self.words.profile(*word)?, *limit)))
            .collect();
        known.sort_unstable();
        if known.len() < words.len() {
            // A profile that the policy does not have agrees with nothing.
            told.set(Field::Profiles, -1);
            return;
        }
        let set = known.iter().fold(ProfileSet::EMPTY, |set, (profile, _)| set.with(*profile));
        told.set(Field::Profiles, bits(set));
        told.set(Field::Limits, known.iter().fold(0, |fold, (_, limit)| folded(fold, *limit)));
    }
}

fn cached<T: std::fmt::Debug>(known: &mut Reasons, words: &mut Vocabulary, place: usize, reason: &T) -> Word {
    if known.len() <= place {
        known.resize(place + 1, None);
    }
    *known[place].get_or_insert_with(|| words.word(&format!("{reason:?}")))
}

/// An override as one number.
pub(crate) const fn packed(presence: bool, capacity: bool, units: u16) -> i64 {
    presence as i64 | (capacity as i64) << 1 | (units as i64) << 2
}

/// What a packed override overrides.
pub(crate) const fn unpacked(packed: i64) -> (bool, bool) {
    (packed & 1 == 1, packed >> 1 & 1 == 1)
}

/// A set of profiles as one number.
fn bits(set: ProfileSet) -> i64 {
    set.iter().fold(0, |bits, profile| bits | 1 << profile.0)
}

/// The set of profiles that a number stands for.
pub(crate) fn profiles(bits: i64) -> ProfileSet {
    (0..ProfileSet::PROFILES_MAX as u8)
        .filter(|place| bits >> place & 1 == 1)
        .fold(ProfileSet::EMPTY, |set, place| set.with(ProfileId(place)))
}

/// Limits one after the other as one number: exact for up to seven profiles, and one limit alone can be read back.
fn folded(fold: i64, limit: u8) -> i64 {
    fold.wrapping_mul(257).wrapping_add(i64::from(limit) + 1)
}
