//! Everything anybody can try: who, on what, and which operation.

mod command;

use core::fmt;

use crate::id::{
    ClassId, ContactId, ConversationId, PresenceId, ProfileId, ProfileSet, QueueId, RequirementId, UserId, WorkstreamId,
};

/// One thing that somebody, or some clock, tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// A work item is created and routed to a queue (ST-01); [`ContactCenter::created`](crate::ContactCenter::created) tells its id.
    Create(Arrival),
    /// A work item is created, and the route-to-queue rules of its workstream choose the queue (DIST-02 to DIST-04).
    Admit {
        /// What arrives. Its queue is where it goes if the workstream has neither a rule that fits nor a fallback queue.
        arrival: Arrival,
        /// The draw of percentage routing, in hundredths of a percent: below 10,000.
        draw: u16,
        /// Whether classification or routing failed (DIST-03).
        failed: bool,
    },
    /// A supervisor acts on a conversation.
    Supervisor {
        /// Who.
        by: UserId,
        /// On which conversation.
        conversation: ConversationId,
        /// What.
        operation: Supervise,
    },
    /// An agent acts on a conversation.
    Agent {
        /// Who.
        by: UserId,
        /// On which conversation.
        conversation: ConversationId,
        /// What.
        operation: Handle,
    },
    /// The customer of a conversation acts.
    Customer {
        /// Which conversation.
        conversation: ConversationId,
        /// What.
        operation: Contact,
    },
    /// The bot that holds a conversation acts.
    Bot {
        /// Which conversation.
        conversation: ConversationId,
        /// What.
        operation: BotTurn,
    },
    /// The system acts on a conversation: time-out rules, record life, loss of an agent.
    System {
        /// Which conversation.
        conversation: ConversationId,
        /// What.
        operation: Upkeep,
    },
    /// A timer of a conversation has run out.
    Timer {
        /// Which conversation.
        conversation: ConversationId,
        /// Which of its timers.
        timer: Timer,
    },
    /// The router looks for one assignment.
    Router(Route),
    /// An agent, or the agent's machine, changes where the agent stands.
    Desk {
        /// Which agent.
        agent: UserId,
        /// What.
        operation: Desk,
    },
    /// The window in which a lost agent may come back with the presence of before has passed (PRES-13).
    ReturnWindowPassed {
        /// Which agent.
        agent: UserId,
    },
    /// A supervisor or administrator changes the roster.
    Manage {
        /// Who.
        by: UserId,
        /// What.
        change: Change,
    },
    /// The system changes the roster: shift ends, operating hours, settings.
    Configure(Change),
    /// Whoever owns time tells what the kernel cannot know by itself.
    Gauge(Gauge),
    /// Units of age pass: what arrives afterwards is younger by so many. Only a caller who credits waits needs it.
    Age {
        /// How many, in the unit in which waits are credited.
        units: u32,
    },
}

impl Action {
    /// The conversation that it is about, if it is about one that exists.
    #[must_use]
    pub const fn conversation(&self) -> Option<ConversationId> {
        match *self {
            Self::Supervisor { conversation, .. }
            | Self::Agent { conversation, .. }
            | Self::Customer { conversation, .. }
            | Self::Bot { conversation, .. }
            | Self::System { conversation, .. }
            | Self::Timer { conversation, .. } => Some(conversation),
            Self::Create(_)
            | Self::Admit { .. }
            | Self::Router(_)
            | Self::Desk { .. }
            | Self::ReturnWindowPassed { .. }
            | Self::Manage { .. }
            | Self::Configure(_)
            | Self::Gauge(_)
            | Self::Age { .. } => None,
        }
    }

    /// Whom, and which queue, a command of an agent, a supervisor or a manager names besides its conversation and the one
    /// who gives it.
    #[must_use]
    pub const fn target(&self) -> (Option<UserId>, Option<QueueId>) {
        match *self {
            Self::Supervisor { operation, .. } => match operation {
                Supervise::AssignToAgent { agent, .. } | Supervise::TransferToAgent { agent } => (Some(agent), None),
                Supervise::AssignToQueue { queue } | Supervise::TransferToQueue { queue } => (None, Some(queue)),
                Supervise::Monitor
                | Supervise::Join
                | Supervise::Leave
                | Supervise::ForceClose
                | Supervise::Broadcast
                | Supervise::ReleaseRecord
                | Supervise::RemoveRecord => (None, None),
            },
            Self::Agent { operation, .. } => match operation {
                Handle::TransferToAgent { agent }
                | Handle::Consult { agent }
                | Handle::EndConsult { agent }
                | Handle::Promote { agent }
                | Handle::AddToCustomer { agent }
                | Handle::AssignRecord { agent } => (Some(agent), None),
                Handle::TransferToQueue { queue } | Handle::ConsultQueue { queue } => (None, Some(queue)),
                Handle::Pick
                | Handle::Accept
                | Handle::Reject
                | Handle::RefreshBrowser
                | Handle::End
                | Handle::CloseSession
                | Handle::Release
                | Handle::Reopen
                | Handle::TransferOutside
                | Handle::AcceptConsult
                | Handle::RejectConsult
                | Handle::LeaveConsult
                | Handle::MoveToWaiting
                | Handle::RaiseCall
                | Handle::HangUpLeg
                | Handle::Hold
                | Handle::Resume
                | Handle::Rejoin
                | Handle::ResolveRecord
                | Handle::Message
                | Handle::SuspendRule { .. }
                | Handle::ResumeRule { .. }
                | Handle::SetDisposition
                | Handle::CallOutside => (None, None),
            },
            Self::Desk { agent, .. } => (Some(agent), None),
            Self::Create(_)
            | Self::Admit { .. }
            | Self::Customer { .. }
            | Self::Bot { .. }
            | Self::System { .. }
            | Self::Timer { .. }
            | Self::Router(_)
            | Self::ReturnWindowPassed { .. }
            | Self::Manage { .. }
            | Self::Configure(_)
            | Self::Gauge(_)
            | Self::Age { .. } => (None, None),
        }
    }

    /// The same on another conversation, if it is about one that exists.
    #[must_use]
    pub const fn on(self, conversation: ConversationId) -> Self {
        match self {
            Self::Supervisor { by, operation, .. } => Self::Supervisor { by, conversation, operation },
            Self::Agent { by, operation, .. } => Self::Agent { by, conversation, operation },
            Self::Customer { operation, .. } => Self::Customer { conversation, operation },
            Self::Bot { operation, .. } => Self::Bot { conversation, operation },
            Self::System { operation, .. } => Self::System { conversation, operation },
            Self::Timer { timer, .. } => Self::Timer { conversation, timer },
            Self::Create(_)
            | Self::Admit { .. }
            | Self::Router(_)
            | Self::Desk { .. }
            | Self::ReturnWindowPassed { .. }
            | Self::Manage { .. }
            | Self::Configure(_)
            | Self::Gauge(_)
            | Self::Age { .. } => self,
        }
    }
}

/// A work item on its way in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arrival {
    /// Its workstream.
    pub workstream: WorkstreamId,
    /// The queue that routing chose.
    pub queue: QueueId,
    /// Profiles that classification attached besides the workstream's own (CAP-05).
    pub profiles: ProfileSet,
    /// The skills that classification asks for; `None` leaves it to the workstream.
    pub requirement: Option<RequirementId>,
    /// The priority class that classification found; `None` leaves it to the workstream (PRIO-04).
    pub class: Option<ClassId>,
    /// Whose it is, if the customer is known (DIST-19).
    pub contact: Option<ContactId>,
    /// Units of age that it starts with, besides those of its class.
    pub credit: u32,
}

impl Arrival {
    /// An item of this workstream in this queue, with nothing special about it.
    #[must_use]
    pub const fn new(workstream: WorkstreamId, queue: QueueId) -> Self {
        Self {
            workstream,
            queue,
            profiles: ProfileSet::EMPTY,
            requirement: None,
            class: None,
            contact: None,
            credit: 0,
        }
    }
}

/// What is not special is not told.
impl fmt::Debug for Arrival {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { workstream, queue, profiles, requirement, class, contact, credit } = self;
        let mut fields = formatter.debug_struct("Arrival");
        fields.field("workstream", workstream).field("queue", queue).field("profiles", profiles);
        if let Some(requirement) = requirement {
            fields.field("requirement", requirement);
        }
        if let Some(class) = class {
            fields.field("class", class);
        }
        if let Some(contact) = contact {
            fields.field("contact", contact);
        }
        if *credit > 0 {
            fields.field("credit", credit);
        }
        fields.finish()
    }
}

/// What a supervisor can do with a conversation (sections 2 and 9.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Supervise {
    /// Watch silently (SUP-MON).
    Monitor,
    /// Join what is being monitored (SUP-JOIN).
    Join,
    /// Stop monitoring, or leave after joining.
    Leave,
    /// Give an unassigned conversation to an agent (SUP-ASSIGN).
    AssignToAgent {
        /// To whom.
        agent: UserId,
        /// Override the agent's presence.
        over_presence: bool,
        /// Override the agent's capacity.
        over_capacity: bool,
    },
    /// Move an unassigned conversation to another queue (SUP-ASSIGN-08, 09).
    AssignToQueue {
        /// Which queue.
        queue: QueueId,
    },
    /// Hand a conversation to another agent of its queue (SUP-XFER).
    TransferToAgent {
        /// To whom.
        agent: UserId,
    },
    /// Send a conversation to another queue (SUP-XFER-14).
    TransferToQueue {
        /// Which queue.
        queue: QueueId,
    },
    /// End it at once (SUP-FC).
    ForceClose,
    /// Write to the customer of an open persistent chat (SUP-OTH-05).
    Broadcast,
    /// Put a record back into its queue (SUP-OTH-06).
    ReleaseRecord,
    /// Take a record out of its queue (SUP-OTH-06).
    RemoveRecord,
}

/// What an agent can do with a conversation (sections 2.6, 9.2 and 9.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Handle {
    /// Take an open conversation from the list (AG-01).
    Pick,
    /// Accept the offer.
    Accept,
    /// Reject the offer.
    Reject,
    /// Reload the browser; may reject a pending offer (ST-66, POL-72).
    RefreshBrowser,
    /// Press End.
    End,
    /// Close the session tab (X).
    CloseSession,
    /// Put it back into its queue.
    Release,
    /// Take back a waiting conversation from the own list (ST-29).
    Reopen,
    /// Hand it to another agent (AG-02, AG-03).
    TransferToAgent {
        /// To whom.
        agent: UserId,
    },
    /// Send it to a queue (AG-04, AG-05).
    TransferToQueue {
        /// Which queue.
        queue: QueueId,
    },
    /// Voice: hand the call to somebody outside (AG-13).
    TransferOutside,
    /// Ask a colleague to consult (AG-08).
    Consult {
        /// Whom.
        agent: UserId,
    },
    /// Ask whoever of a queue is free to consult (AG-08, CAP-21).
    ConsultQueue {
        /// Which queue.
        queue: QueueId,
    },
    /// Accept the consult offered to the actor.
    AcceptConsult,
    /// Reject the consult offered to the actor.
    RejectConsult,
    /// Leave the consult.
    LeaveConsult,
    /// The primary ends the consult with a colleague.
    EndConsult {
        /// With whom.
        agent: UserId,
    },
    /// The primary makes the consultant primary and becomes consultant (AG-12).
    Promote {
        /// Whom.
        agent: UserId,
    },
    /// The primary lets the consultant speak to the customer (AG-08).
    AddToCustomer {
        /// Whom.
        agent: UserId,
    },
    /// Move the conversation to Waiting.
    MoveToWaiting,
    /// Raise a live chat to voice or video (CAP-22).
    RaiseCall,
    /// Hang up the raised leg; the chat goes on.
    HangUpLeg,
    /// Put the caller on hold.
    Hold,
    /// Take the caller off hold.
    Resume,
    /// Come back to a conversation after a loss, before its limit (ST-63).
    Rejoin,
    /// Resolve the case of a record (ST-25, CAP-24).
    ResolveRecord,
    /// Write to the customer.
    Message,
    /// Switch a time-out rule off for this conversation: its countdown freezes (TIM-20).
    SuspendRule {
        /// Which rule of the workstream, from zero.
        rule: u8,
    },
    /// Switch a time-out rule on again: its countdown goes on from the same value (TIM-20).
    ResumeRule {
        /// Which rule of the workstream, from zero.
        rule: u8,
    },
    /// Give the case to somebody by the Assign command of its form (CAP-25, POL-58).
    AssignRecord {
        /// To whom.
        agent: UserId,
    },
    /// Choose a disposition code (ST-48).
    SetDisposition,
    /// Voice: call somebody outside while the caller waits, to hand the call over (TIM-22).
    CallOutside,
}

/// What a customer can do (section 9.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contact {
    /// Press End, close the widget, or hang up the call.
    End,
    /// Hang up the raised leg of a chat.
    HangUpLeg,
    /// Write.
    Message,
    /// Lose the connection.
    Disconnect,
    /// Come back within the limit (TIM-12).
    Reconnect,
    /// Ask to be called back instead of waiting (CB-01).
    RequestCallback,
}

/// What a bot can do with a conversation that it holds (section 9.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BotTurn {
    /// End the conversation (ST-39).
    End,
    /// Ask for a human (ST-71).
    Escalate,
}

/// What the system can do to a conversation besides its timers (section 9.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Upkeep {
    /// A time-out rule closes it (ST-27, ST-74).
    TimeoutRuleClose,
    /// A time-out rule moves it to Waiting (ST-23).
    TimeoutRuleToWaiting,
    /// A time-out rule releases it to its queue (ST-21).
    TimeoutRuleRelease,
    /// The routed record is gone from the queue: removed, deleted, deactivated, or moved to a basic queue (ST-37).
    RecordRemoved,
    /// The routed record was moved to another advanced queue (QI).
    RecordMoved {
        /// Which queue.
        queue: QueueId,
    },
    /// The agent who holds it was lost (ST-60); a lost consultant simply drops (ST-64).
    AgentLost {
        /// Who was lost.
        agent: UserId,
    },
    /// The offer never reached the agent's screen (TIM-17).
    OfferNotDisplayed,
    /// The offered agent is on an outbound call, so the offer is rejected for the agent (DIST-31).
    AgentOnOutboundCall,
    /// The last member left the queue that it waits in (POL-70).
    QueueEmptied,
    /// The countdown of a time-out rule enters its last minute (TIM-20).
    TimeoutRuleLastMinute {
        /// Which rule of the workstream, from zero.
        rule: u8,
    },
    /// The countdown of a time-out rule is over (TIM-18).
    TimeoutRuleElapsed {
        /// Which rule of the workstream, from zero.
        rule: u8,
    },
    /// The pause is over after which the same agent may be offered it again (DIST-34).
    DeclinePauseEnded {
        /// Which agent.
        agent: UserId,
    },
}

/// The clocks of a conversation. The kernel arms and clears them; whoever owns time lets them fire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Timer {
    /// The agent has this long to accept (TIM-16).
    Offer,
    /// Eight minutes more for an offer that was never displayed (TIM-17), or under POL-02 e.
    OfferGrace,
    /// A consult offer waits this long.
    Consult,
    /// The customer has this long to reconnect (TIM-11).
    Disconnect,
    /// The agent has this long to return (ST-61).
    AgentLoss,
    /// Capacity stays blocked this long after End (CAP-15).
    WrapUpBlock,
    /// The first agent's capacity stays charged this long after a transfer (POL-05 c).
    TransferWrapUp,
    /// Idle in this state for too long; the scheduler's sweep finds it (TIM-06).
    AutoClose,
    /// The item has waited this long in its queue (OVF-10).
    QueueWait,
    /// The caller is offered to be called back (CB-01).
    CallbackOffer,
    /// Nobody has called back for this long (TIM-21).
    CallbackExpiry,
    /// The customer is told the place in the queue (WAIT-02).
    Position,
    /// A Waiting conversation is offered to an agent again after this long (TIM-23, POL-50 b).
    FollowUp,
    /// Somebody outside is dropped if the call is not handed over by then (TIM-22).
    OutsideCall,
    /// The next bullseye level is added (DIST-21).
    Bullseye,
}

impl Timer {
    /// Every timer.
    pub const ALL: [Self; 15] = [
        Self::Offer,
        Self::OfferGrace,
        Self::Consult,
        Self::Disconnect,
        Self::AgentLoss,
        Self::WrapUpBlock,
        Self::TransferWrapUp,
        Self::AutoClose,
        Self::QueueWait,
        Self::CallbackOffer,
        Self::CallbackExpiry,
        Self::Position,
        Self::FollowUp,
        Self::OutsideCall,
        Self::Bullseye,
    ];

    /// The name in scripts and event files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::OfferGrace => "offer-grace",
            Self::Consult => "consult",
            Self::Disconnect => "disconnect",
            Self::AgentLoss => "agent-loss",
            Self::WrapUpBlock => "wrap-up-block",
            Self::TransferWrapUp => "transfer-wrap-up",
            Self::AutoClose => "auto-close",
            Self::QueueWait => "queue-wait",
            Self::CallbackOffer => "callback-offer",
            Self::CallbackExpiry => "callback-expiry",
            Self::Position => "position",
            Self::FollowUp => "follow-up",
            Self::OutsideCall => "outside-call",
            Self::Bullseye => "bullseye",
        }
    }

    /// The timer of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|timer| timer.name() == name)
    }
}

/// A set of timers, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerSet(u16);

impl TimerSet {
    /// No timer.
    pub const EMPTY: Self = Self(0);

    /// This set and one timer more.
    #[must_use]
    pub const fn with(self, timer: Timer) -> Self {
        Self(self.0 | 1 << timer as u8)
    }

    /// As [`with`](Self::with), on a condition.
    #[must_use]
    pub(crate) const fn with_if(self, timer: Timer, is_in: bool) -> Self {
        Self(self.0 | (is_in as u16) << timer as u8)
    }

    /// Whether the timer is in the set.
    #[must_use]
    pub const fn contains(self, timer: Timer) -> bool {
        self.0 >> timer as u8 & 1 == 1
    }

    /// The timers in this set that are not in the other.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The timers in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The timers in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether no timer is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The timers, in the order of [`Timer::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Timer> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            (rest != 0).then(|| {
                let lowest = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Timer::ALL[lowest]
            })
        })
    }
}

/// One search of the router for one assignment. Deterministic: the same state gives the same choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// Give the first assignable item of the queue to the best agent.
    Queue(QueueId),
    /// Give the first item, across the agent's queues, that this agent may have.
    Agent(UserId),
}

/// What an agent, or the agent's machine, does besides conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Desk {
    /// Sign in (PRES-05).
    SignIn,
    /// Sign out.
    SignOut,
    /// Choose a presence (PRES-08).
    SetPresence(PresenceId),
    /// Press the banner that undoes a presence set after a missed or rejected offer (PRES-10).
    ResetPresence,
    /// Lose the connection (ST-60).
    ConnectionLost,
    /// Get the connection back (PRES-13).
    ConnectionRestored,
}

/// A change of what is set at run time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Change an agent's presence (SUP-OTH-01).
    SetPresence {
        /// Whose.
        agent: UserId,
        /// To which.
        presence: PresenceId,
    },
    /// Undo a presence set after a missed or rejected offer (SUP-OTH-02).
    ResetPresence {
        /// Whose.
        agent: UserId,
    },
    /// Add somebody to a queue (SUP-OTH-03).
    JoinQueue {
        /// Whom.
        user: UserId,
        /// To which.
        queue: QueueId,
    },
    /// Take somebody out of a queue (SUP-OTH-03).
    LeaveQueue {
        /// Whom.
        user: UserId,
        /// Out of which.
        queue: QueueId,
    },
    /// Edit an agent's total of units (SUP-OTH-04).
    SetUnits {
        /// Whose.
        agent: UserId,
        /// The new total.
        units: u16,
    },
    /// Edit an agent's own limit of a profile, or take the profile away (CAP-07).
    SetProfileLimit {
        /// Whose.
        agent: UserId,
        /// Of which profile.
        profile: ProfileId,
        /// The new limit; `None` takes the profile away.
        limit: Option<u8>,
    },
    /// The agent's shift ends: end-of-day use starts afresh (CAP-11).
    EndShift {
        /// Whose.
        agent: UserId,
    },
    /// A queue opens or closes for operating hours (OH-01).
    SetQueueOpen {
        /// Which.
        queue: QueueId,
        /// Whether it is open.
        open: bool,
    },
    /// Switch one of the four supervisor operations on or off (SUP-G-01).
    SetToggle {
        /// Which.
        toggle: Toggle,
        /// Whether it is on.
        on: bool,
    },
}

/// What the kernel cannot know by itself, since it has no clock and computes no averages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gauge {
    /// The length of a queue is looked at, every 10 s (OVF-03).
    Length {
        /// Which.
        queue: QueueId,
    },
    /// The average wait of a queue was computed anew (WAIT-01).
    AverageWait {
        /// Which.
        queue: QueueId,
        /// The average in seconds; `None` when there is none to show.
        seconds: Option<u32>,
    },
    /// When a queue opens next (DIST-02); only the order of these times is read.
    Opening {
        /// Which.
        queue: QueueId,
        /// In minutes of whatever calendar; `None` when it never does.
        minute: Option<u32>,
    },
}

/// The organisation's switches for supervisor operations (SUP-G-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Toggle {
    /// Supervisor Monitor; covers joining, which is reached only from monitoring.
    Monitor,
    /// Supervisor Assign.
    Assign,
    /// Supervisor Transfer.
    Transfer,
    /// Force Close.
    ForceClose,
}

impl Toggle {
    /// The four, in reading order.
    pub const ALL: [Self; 4] = [Self::Monitor, Self::Assign, Self::Transfer, Self::ForceClose];

    /// The name in policy files and scripts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monitor => "monitor",
            Self::Assign => "assign",
            Self::Transfer => "transfer",
            Self::ForceClose => "force-close",
        }
    }

    /// The toggle of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|toggle| toggle.name() == name)
    }
}
