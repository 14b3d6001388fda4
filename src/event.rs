//! What a step did, as facts: the events that a `Done` leaves behind (`domain.md` section 10).
//!
//! Sequence numbers, time stamps, causing commands and records of refusals belong to the driver's envelope.

mod name;

use crate::action::{Timer, Toggle};
use crate::channel::{Channel, Stage};
use crate::id::{
    ClassId, ContactId, ConversationId, PresenceId, ProfileId, ProfileSet, QueueId, RequirementId, UserId, WorkstreamId,
};
use crate::overflow::{Condition, Treatment};
use crate::presence::PresenceSource;
use crate::rule::Rule;

/// One fact and the rule that caused it.
// In 32 bytes: a list of these is written and read in every step.
#[repr(align(8))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Event {
    /// The rule behind it.
    pub rule: Rule,
    /// The fact.
    pub fact: Fact,
}

/// What became true. Facts about conversations carry the conversation, facts about people the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the fields are named after what they hold")]
pub enum Fact {
    /// A work item exists, on its way to a queue.
    ConversationCreated { conversation: ConversationId, workstream: WorkstreamId, channel: Channel, queue: QueueId },
    /// Classification attached profiles besides the workstream's own (CAP-05).
    ConversationClassified { conversation: ConversationId, profiles: ProfileSet },
    /// Classification found more that distribution reads: required skills, class, customer, credited units of age.
    ConversationPrioritized {
        conversation: ConversationId,
        requirement: Option<RequirementId>,
        class: Option<ClassId>,
        contact: Option<ContactId>,
        credit: u32,
    },
    /// The queue has expanded to a further bullseye level for it (DIST-21).
    BullseyeLevelExpanded { conversation: ConversationId, level: u8 },
    /// It is in a queue; `first` is whom affinity names, served before everything else (PRIO-05).
    RoutedToQueue { conversation: ConversationId, queue: QueueId, first: Option<UserId> },
    /// It overflowed before its queue or in it, and this is done about it (OVF-01 to OVF-13).
    QueueOverflowed { conversation: ConversationId, queue: QueueId, condition: Condition, treatment: Treatment },
    /// It left its queue.
    LeftQueue { conversation: ConversationId, queue: QueueId },
    /// An assignment attempt in one queue begins (SES-01).
    SessionOpened { conversation: ConversationId, queue: QueueId },
    /// An assignment attempt ends (SES-04).
    SessionClosed { conversation: ConversationId, reason: ClosureReason },
    /// The state changed, or the phase of Active did.
    StateChanged { conversation: ConversationId, from: Stage, to: Stage, reason: StatusReason },
    /// The primary changed; `None` is nobody, an outsider or, with `bot`, a bot.
    PrimaryChanged { conversation: ConversationId, from: Option<UserId>, to: Option<UserId> },
    /// The chosen agent may not open the record, so the assignment fails (ST-38).
    AssignmentFailed { conversation: ConversationId, agent: UserId },
    /// An offer rings.
    OfferMade { conversation: ConversationId, agent: UserId, kind: OfferKind },
    /// The agent accepted, or auto-assign did.
    OfferAccepted { conversation: ConversationId, agent: UserId, automatic: bool },
    /// The agent rejected; `declines` is the agent's count for this conversation afterwards.
    OfferRejected { conversation: ConversationId, agent: UserId, declines: u8 },
    /// The offer ran out.
    OfferTimedOut { conversation: ConversationId, agent: UserId, declines: u8, displayed: bool },
    /// The offer ended without an answer.
    OfferWithdrawn { conversation: ConversationId, agent: UserId },
    /// The offer never reached the screen.
    OfferNotDisplayed { conversation: ConversationId, agent: UserId },
    /// The agent put it back into the queue.
    ReleasedToQueue { conversation: ConversationId, agent: UserId },
    /// It waits for the customer.
    MovedToWaiting { conversation: ConversationId, agent: Option<UserId> },
    /// The customer came back.
    RevivedByCustomer { conversation: ConversationId },
    /// The last agent took it back.
    RevivedByAgent { conversation: ConversationId, agent: UserId },
    /// Wrap-up began.
    WrapUpStarted { conversation: ConversationId, agent: UserId, by: EndedBy },
    /// Capacity stays blocked for a set time.
    WrapUpBlockStarted { conversation: ConversationId, agent: UserId },
    /// The set time is over.
    WrapUpBlockEnded { conversation: ConversationId, agent: UserId },
    /// It is closed for good.
    ConversationClosed { conversation: ConversationId, reason: ClosureReason },

    /// The customer wrote.
    CustomerMessageReceived { conversation: ConversationId },
    /// The agent wrote.
    AgentMessageSent { conversation: ConversationId, agent: UserId },
    /// The customer's connection dropped.
    CustomerDisconnected { conversation: ConversationId },
    /// The customer is back.
    CustomerReconnected { conversation: ConversationId },
    /// The customer stayed away too long.
    CustomerDisconnectLimitReached { conversation: ConversationId },
    /// The customer ended it.
    CustomerEnded { conversation: ConversationId },
    /// The customer asked to be called back: the call ends, the item keeps its place (CB-01).
    CallbackRequested { conversation: ConversationId },
    /// Nobody called back in time (TIM-21).
    CallbackExpired { conversation: ConversationId },
    /// The customer is told the place in the queue, from one (WAIT-02).
    QueuePositionAnnounced { conversation: ConversationId, position: u32 },
    /// The customer is told the average wait (WAIT-01).
    WaitAnnounced { conversation: ConversationId, seconds: u32 },

    /// A supervisor watches.
    MonitorStarted { conversation: ConversationId, supervisor: UserId },
    /// A supervisor watches no more.
    MonitorEnded { conversation: ConversationId, supervisor: UserId },
    /// A supervisor joined.
    SupervisorJoined { conversation: ConversationId, supervisor: UserId },
    /// A joined supervisor left.
    SupervisorLeft { conversation: ConversationId, supervisor: UserId },
    /// A colleague was asked.
    ConsultInitiated { conversation: ConversationId, agent: UserId, queue: Option<QueueId> },
    /// The colleague agreed, or stays as consultant after a transfer.
    ConsultAccepted { conversation: ConversationId, agent: UserId },
    /// The colleague declined.
    ConsultRejected { conversation: ConversationId, agent: UserId },
    /// The colleague did not answer.
    ConsultTimedOut { conversation: ConversationId, agent: UserId },
    /// The consult is over.
    ConsultEnded { conversation: ConversationId, agent: UserId },
    /// The consultant may speak to the customer.
    ConsultantAddedToCustomer { conversation: ConversationId, agent: UserId },
    /// The consultant became primary.
    ConsultantPromoted { conversation: ConversationId, agent: UserId },
    /// A transfer to an agent began.
    TransferToAgentInitiated { conversation: ConversationId, agent: UserId },
    /// The receiver answered, either way (SUP-XFER-09).
    TransferAcknowledged { conversation: ConversationId, agent: UserId },
    /// The receiver accepted.
    TransferToAgentAccepted { conversation: ConversationId, agent: UserId },
    /// The receiver rejected.
    TransferToAgentRejected { conversation: ConversationId, agent: UserId },
    /// The receiver did not answer.
    TransferToAgentTimedOut { conversation: ConversationId, agent: UserId },
    /// A transfer to a queue.
    TransferToQueueInitiated { conversation: ConversationId, queue: QueueId },
    /// The first agent stays charged for a while after a transfer (POL-05 b and c).
    FirstAgentKept { conversation: ConversationId, agent: UserId },
    /// The first agent of a transfer is free.
    FirstAgentFreed { conversation: ConversationId, agent: UserId },
    /// The transfer count rose by one (POL-69).
    TransferCounted { conversation: ConversationId },
    /// A chat was raised to a call.
    SecondaryChannelRaised { conversation: ConversationId },
    /// The raised leg ended.
    SecondaryChannelEnded { conversation: ConversationId },
    /// The caller is on hold.
    HoldStarted { conversation: ConversationId },
    /// The caller is off hold.
    HoldEnded { conversation: ConversationId },
    /// The record's case was resolved.
    RecordResolved { conversation: ConversationId },
    /// The agent of this conversation was lost.
    AgentLost { conversation: ConversationId, agent: UserId },
    /// The agent came back to this conversation.
    AgentRejoined { conversation: ConversationId, agent: UserId },
    /// The agent stayed away too long.
    AgentLossLimitReached { conversation: ConversationId, agent: UserId },
    /// Declines are forgotten (POL-74 b).
    DeclinesCleared { conversation: ConversationId },

    /// A supervisor gave it to an agent; `over_units` is how far above the agent's capacity this goes (SUP-ASSIGN-05).
    SupervisorAssignedToAgent {
        conversation: ConversationId,
        agent: UserId,
        over_units: u16,
        presence_overridden: bool,
        capacity_overridden: bool,
    },
    /// A supervisor moved it to a queue.
    SupervisorAssignedToQueue { conversation: ConversationId, queue: QueueId },
    /// A supervisor handed it to an agent.
    SupervisorTransferredToAgent { conversation: ConversationId, agent: UserId },
    /// A supervisor sent it to a queue.
    SupervisorTransferredToQueue { conversation: ConversationId, queue: QueueId },
    /// A supervisor ended it.
    SupervisorForceClosed { conversation: ConversationId },
    /// A supervisor wrote to the customer.
    SupervisorBroadcast { conversation: ConversationId },
    /// Somebody is told something.
    Notified { conversation: ConversationId, whom: Recipient, notice: Notice },

    /// A timer runs; if it ran already, it starts afresh. `seconds` is its duration under the policy, `since` from when
    /// they count.
    TimerArmed { conversation: ConversationId, timer: Timer, seconds: u32, since: Since },
    /// The countdown of a time-out rule begins, or begins afresh; frozen while the rule is switched off (TIM-18).
    TimeoutRuleStarted { conversation: ConversationId, rule: u8, seconds: u32 },
    /// Its condition holds no more: the countdown is back at zero (TIM-20).
    TimeoutRuleReset { conversation: ConversationId, rule: u8 },
    /// The agent switched the rule off for this conversation: the countdown freezes (TIM-20).
    TimeoutRuleSuspended { conversation: ConversationId, rule: u8 },
    /// The agent switched it on again: the countdown goes on from the same value.
    TimeoutRuleResumed { conversation: ConversationId, rule: u8 },
    /// The countdown is in its last minute, in which it cannot be switched off.
    TimeoutRuleLastMinute { conversation: ConversationId, rule: u8 },
    /// The rule acts.
    TimeoutRuleFired { conversation: ConversationId, rule: u8 },
    /// A declined item is not offered to this agent again for `seconds` (DIST-34).
    DeclinePauseStarted { conversation: ConversationId, agent: UserId, seconds: u32 },
    /// It may be offered to this agent again.
    DeclinePauseEnded { conversation: ConversationId, agent: UserId },
    /// The agent has as many sessions open as one may have; this work item is one too many (SES-07).
    SessionCapReached { conversation: ConversationId, agent: UserId },
    /// The case was given to somebody by its form, which changes neither the conversation nor capacity (CAP-25).
    RecordAssigned { conversation: ConversationId, agent: UserId },
    /// The agent chose a disposition code (ST-48).
    DispositionSet { conversation: ConversationId, agent: UserId },
    /// It is offered again although the customer stayed silent (TIM-23).
    FollowedUp { conversation: ConversationId },
    /// Somebody outside is called while the caller waits (TIM-22).
    OutsideCalled { conversation: ConversationId },
    /// Whoever was called outside is dropped: the call was not handed over in time (TIM-22).
    OutsideDropped { conversation: ConversationId },
    /// A timer runs no more.
    TimerCleared { conversation: ConversationId, timer: Timer },

    /// An agent's capacity is charged for a conversation; `available` are the units left, `over` how far above the limit.
    CapacityConsumed { conversation: ConversationId, agent: UserId, available: i32 },
    /// The charge is given back.
    CapacityReleased { conversation: ConversationId, agent: UserId, available: i32 },
    /// Capacity is set aside for an offer (POL-06 c).
    CapacityReserved { conversation: ConversationId, agent: UserId, available: i32 },
    /// What was set aside is free again, or became a charge.
    CapacityUnreserved { conversation: ConversationId, agent: UserId, available: i32 },
    /// The escalation profile is attached to an agent (CAP-22).
    EscalationAttached { conversation: ConversationId, agent: UserId },
    /// The escalation profile is taken off.
    EscalationDetached { conversation: ConversationId, agent: UserId },

    /// An agent signed in.
    AgentSignedIn { agent: UserId },
    /// An agent signed out.
    AgentSignedOut { agent: UserId },
    /// An agent's connection dropped; the return window of PRES-13 runs for `seconds`.
    AgentConnectionLost { agent: UserId, seconds: u32 },
    /// An agent's connection is back.
    AgentConnectionRestored { agent: UserId },
    /// The return window has passed.
    ReturnWindowPassed { agent: UserId },
    /// An agent's presence changed.
    PresenceChanged { agent: UserId, from: PresenceId, to: PresenceId, source: PresenceSource },
    /// An agent's total of units changed by hand.
    UnitsConfigured { agent: UserId, units: u16 },
    /// An agent's limit of a profile changed by hand.
    ProfileConfigured { agent: UserId, profile: ProfileId, limit: Option<u8> },
    /// The agent's end-of-day use starts afresh.
    EndOfDayReset { agent: UserId },
    /// Somebody is a member of a queue now.
    JoinedQueue { user: UserId, queue: QueueId },
    /// Somebody is a member no more.
    LeftMembership { user: UserId, queue: QueueId },
    /// A queue opened or closed for operating hours.
    QueueOpenSet { queue: QueueId, open: bool },
    /// A supervisor operation was switched on or off.
    ToggleSet { toggle: Toggle, on: bool },
    /// The length of a queue was looked at (OVF-03).
    QueueLengthCached { queue: QueueId, length: u32 },
    /// The average wait of a queue was computed anew (WAIT-01).
    AverageWaitRecomputed { queue: QueueId, seconds: Option<u32> },
    /// When a queue opens next was found out (DIST-02).
    QueueOpeningSet { queue: QueueId, minute: Option<u32> },
    /// Units of age have passed.
    AgePassed { units: u32 },
}

/// The place of the conversation in a fact, read or written as the fact is.
macro_rules! conversation_in {
    ($fact:expr) => {{
        use Fact as F;
        match $fact {
            F::ConversationCreated { conversation, .. }
            | F::ConversationClassified { conversation, .. }
            | F::ConversationPrioritized { conversation, .. }
            | F::BullseyeLevelExpanded { conversation, .. }
            | F::RoutedToQueue { conversation, .. }
            | F::QueueOverflowed { conversation, .. }
            | F::LeftQueue { conversation, .. }
            | F::SessionOpened { conversation, .. }
            | F::SessionClosed { conversation, .. }
            | F::StateChanged { conversation, .. }
            | F::PrimaryChanged { conversation, .. }
            | F::AssignmentFailed { conversation, .. }
            | F::OfferMade { conversation, .. }
            | F::OfferAccepted { conversation, .. }
            | F::OfferRejected { conversation, .. }
            | F::OfferTimedOut { conversation, .. }
            | F::OfferWithdrawn { conversation, .. }
            | F::OfferNotDisplayed { conversation, .. }
            | F::ReleasedToQueue { conversation, .. }
            | F::MovedToWaiting { conversation, .. }
            | F::RevivedByCustomer { conversation }
            | F::RevivedByAgent { conversation, .. }
            | F::WrapUpStarted { conversation, .. }
            | F::WrapUpBlockStarted { conversation, .. }
            | F::WrapUpBlockEnded { conversation, .. }
            | F::ConversationClosed { conversation, .. }
            | F::CustomerMessageReceived { conversation }
            | F::AgentMessageSent { conversation, .. }
            | F::CustomerDisconnected { conversation }
            | F::CustomerReconnected { conversation }
            | F::CustomerDisconnectLimitReached { conversation }
            | F::CustomerEnded { conversation }
            | F::CallbackRequested { conversation }
            | F::CallbackExpired { conversation }
            | F::QueuePositionAnnounced { conversation, .. }
            | F::WaitAnnounced { conversation, .. }
            | F::MonitorStarted { conversation, .. }
            | F::MonitorEnded { conversation, .. }
            | F::SupervisorJoined { conversation, .. }
            | F::SupervisorLeft { conversation, .. }
            | F::ConsultInitiated { conversation, .. }
            | F::ConsultAccepted { conversation, .. }
            | F::ConsultRejected { conversation, .. }
            | F::ConsultTimedOut { conversation, .. }
            | F::ConsultEnded { conversation, .. }
            | F::ConsultantAddedToCustomer { conversation, .. }
            | F::ConsultantPromoted { conversation, .. }
            | F::TransferToAgentInitiated { conversation, .. }
            | F::TransferAcknowledged { conversation, .. }
            | F::TransferToAgentAccepted { conversation, .. }
            | F::TransferToAgentRejected { conversation, .. }
            | F::TransferToAgentTimedOut { conversation, .. }
            | F::TransferToQueueInitiated { conversation, .. }
            | F::FirstAgentKept { conversation, .. }
            | F::FirstAgentFreed { conversation, .. }
            | F::TransferCounted { conversation }
            | F::SecondaryChannelRaised { conversation }
            | F::SecondaryChannelEnded { conversation }
            | F::HoldStarted { conversation }
            | F::HoldEnded { conversation }
            | F::RecordResolved { conversation }
            | F::AgentLost { conversation, .. }
            | F::AgentRejoined { conversation, .. }
            | F::AgentLossLimitReached { conversation, .. }
            | F::DeclinesCleared { conversation }
            | F::SupervisorAssignedToAgent { conversation, .. }
            | F::SupervisorAssignedToQueue { conversation, .. }
            | F::SupervisorTransferredToAgent { conversation, .. }
            | F::SupervisorTransferredToQueue { conversation, .. }
            | F::SupervisorForceClosed { conversation }
            | F::SupervisorBroadcast { conversation }
            | F::Notified { conversation, .. }
            | F::TimerArmed { conversation, .. }
            | F::TimerCleared { conversation, .. }
            | F::TimeoutRuleStarted { conversation, .. }
            | F::TimeoutRuleReset { conversation, .. }
            | F::TimeoutRuleSuspended { conversation, .. }
            | F::TimeoutRuleResumed { conversation, .. }
            | F::TimeoutRuleLastMinute { conversation, .. }
            | F::TimeoutRuleFired { conversation, .. }
            | F::DeclinePauseStarted { conversation, .. }
            | F::DeclinePauseEnded { conversation, .. }
            | F::SessionCapReached { conversation, .. }
            | F::RecordAssigned { conversation, .. }
            | F::DispositionSet { conversation, .. }
            | F::FollowedUp { conversation }
            | F::OutsideCalled { conversation }
            | F::OutsideDropped { conversation }
            | F::CapacityConsumed { conversation, .. }
            | F::CapacityReleased { conversation, .. }
            | F::CapacityReserved { conversation, .. }
            | F::CapacityUnreserved { conversation, .. }
            | F::EscalationAttached { conversation, .. }
            | F::EscalationDetached { conversation, .. } => Some(conversation),
            F::AgentSignedIn { .. }
            | F::AgentSignedOut { .. }
            | F::AgentConnectionLost { .. }
            | F::AgentConnectionRestored { .. }
            | F::ReturnWindowPassed { .. }
            | F::PresenceChanged { .. }
            | F::UnitsConfigured { .. }
            | F::ProfileConfigured { .. }
            | F::EndOfDayReset { .. }
            | F::JoinedQueue { .. }
            | F::LeftMembership { .. }
            | F::QueueOpenSet { .. }
            | F::ToggleSet { .. }
            | F::QueueLengthCached { .. }
            | F::AverageWaitRecomputed { .. }
            | F::QueueOpeningSet { .. }
            | F::AgePassed { .. } => None,
        }
    }};
}

impl Fact {
    /// The conversation that the fact is about, if it is about one.
    #[must_use]
    pub const fn conversation(&self) -> Option<ConversationId> {
        match conversation_in!(self) {
            Some(conversation) => Some(*conversation),
            None => None,
        }
    }

    /// The same of another conversation.
    #[must_use]
    pub const fn of(mut self, other: ConversationId) -> Self {
        if let Some(conversation) = self.conversation_mut() {
            *conversation = other;
        }
        self
    }

    const fn conversation_mut(&mut self) -> Option<&mut ConversationId> {
        conversation_in!(self)
    }
}

/// From when the seconds of a timer count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Since {
    /// From now.
    Now,
    /// From the creation of the conversation (POL-10 b).
    Creation,
}

/// What kind of offer rings (section 10.1, template kind).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfferKind {
    /// Automatic assignment.
    Routed,
    /// The agent picked it (POL-62).
    Picked,
    /// A supervisor assigned it.
    SupervisorAssign,
    /// A supervisor transferred it.
    SupervisorTransfer,
    /// An agent transferred it.
    AgentTransfer,
    /// Automatic assignment of a requested callback: the agent sees it before the call is dialled (CB-01).
    PreviewDial,
}

/// Who or what ended the talk (event WrapUpStarted).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndedBy {
    /// The agent pressed End.
    Agent,
    /// The customer ended it.
    Customer,
    /// The customer stayed disconnected.
    Disconnect,
    /// The scheduler found it idle.
    Scheduler,
}

/// Who is told something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// The customer.
    Customer,
    /// An agent or supervisor.
    User(UserId),
    /// Everybody in the conversation.
    Participants,
}

/// What is told (PART-03, SUP-JOIN-02, SUP-FC-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notice {
    /// An agent was assigned and joins.
    AgentJoined,
    /// A supervisor joined the conversation.
    SupervisorJoined,
    /// A supervisor left the conversation.
    SupervisorLeft,
    /// A consult began.
    ConsultAccepted,
    /// A consult ended.
    ConsultEnded,
    /// A transfer was accepted.
    TransferAccepted,
    /// The agent was disconnected.
    AgentDisconnected,
    /// The agent ended the conversation.
    AgentEnded,
    /// The customer was disconnected.
    CustomerDisconnected,
    /// No agent could be assigned.
    AgentCouldNotBeAssigned,
    /// A supervisor ended the conversation.
    SupervisorEnded,
    /// As many sessions are open as one agent may have (SES-07).
    SessionsFull,
    /// A message that a time-out rule sends (TIM-19).
    TimeoutMessage,
    /// A supervisor watches (shown to the supervisor only).
    MonitoringStarted,
    /// The queue overflows, and the conversation ends.
    OverflowEnded,
    /// The queue is outside its operating hours.
    OutOfHours,
    /// The caller may ask to be called back.
    CallbackOffered,
    /// The queue that a supervisor chose is closed (shown to the supervisor only).
    QueueClosed,
}

/// Why a session or conversation closed (SES-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are Microsoft's own closure reasons")]
pub enum ClosureReason {
    AgentReject,
    AgentTimeout,
    AgentClosed,
    ConversationClosed,
    AgentTransferred,
    AgentDisconnected,
    AgentReRouted,
    AgentTransferToQueue,
    SupervisorAssignToQueue,
    SupervisorTransferToAgent,
    ForceClose,
    AddAgentFailed,
    AutoClose,
    CustomerDisconnect,
    AgentEndConversation,
    CustomerEndConversation,
    QueueTransfer,
    BotTransferToAgent,
    BotEndConversation,
    ManuallyClosedSession,
    CustomerNonResponseTimeoutRule,
    AgentNonResponseTimeoutRule,
    MaximumSessionsReached,
    AgentMovedConversationToWaiting,
    AutoRejectedDueToBrowserRefresh,
    OverflowQueueTransfer,
    OverflowEndConversation,
    InqueueOverflowQueueTransfer,
    InqueueOverflowEndConversation,
    AutoRejectAsOutboundCallInProgress,
}

/// The status-change reason of every change of state (VOC-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are Microsoft's own status-change reasons")]
pub enum StatusReason {
    AwaitingAgentAssignment,
    AwaitingAgentAcceptance,
    InConversation,
    AwaitingCustomerResponse,
    AgentMovedToWrapUp,
    CustomerDisconnectedOrLeftActiveConversation,
    CustomerMovedToWrapUp,
    ConversationEndedByAgent,
    AutoClosedFromWaitingState,
    AutoClosedBySystem,
    ClosedDueToOverflow,
    CustomerDisconnectedOrLeftOpenConversation,
    ConversationEndedByBot,
    ClosedDueToFailure,
    ForceClosedBySupervisor,
    ClosedInDataverseDirectlyByAdmin,
    AssignedBySupervisor,
}
