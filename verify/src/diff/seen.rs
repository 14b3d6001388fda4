//! What of a step anybody is told, and how two looks at a center are told apart in words.

use switchboard::{
    Burden, ConversationId, Fact, OfferKind, Phase, Policy, Primary, ProfileId, ProfileSet, Seat, Sight, Standing,
    UserId,
};

/// What anybody is told, without what only the rules count; none where it is about clocks, loads and what is measured.
pub(super) fn told(fact: Fact) -> Option<Fact> {
    use Fact as F;
    match fact {
        F::OfferRejected { conversation, agent, .. } => Some(F::OfferRejected { conversation, agent, declines: 0 }),
        F::OfferTimedOut { conversation, agent, displayed, .. } => {
            Some(F::OfferTimedOut { conversation, agent, declines: 0, displayed })
        }
        F::RoutedToQueue { conversation, queue, .. } => Some(F::RoutedToQueue { conversation, queue, first: None }),
        F::SupervisorAssignedToAgent { conversation, agent, presence_overridden, .. } => {
            // How many units it is over is a load, and whether capacity was overridden follows from that.
            let (over_units, capacity_overridden) = (0, false);
            Some(F::SupervisorAssignedToAgent {
                conversation,
                agent,
                over_units,
                presence_overridden,
                capacity_overridden,
            })
        }
        F::AgentConnectionLost { agent, .. } => Some(F::AgentConnectionLost { agent, seconds: 0 }),
        F::ConversationCreated { .. }
        | F::ConversationClassified { .. }
        | F::QueueOverflowed { .. }
        | F::LeftQueue { .. }
        | F::SessionOpened { .. }
        | F::SessionClosed { .. }
        | F::StateChanged { .. }
        | F::PrimaryChanged { .. }
        | F::AssignmentFailed { .. }
        | F::OfferMade { .. }
        | F::OfferAccepted { .. }
        | F::OfferWithdrawn { .. }
        | F::ReleasedToQueue { .. }
        | F::MovedToWaiting { .. }
        | F::RevivedByCustomer { .. }
        | F::RevivedByAgent { .. }
        | F::WrapUpStarted { .. }
        | F::ConversationClosed { .. }
        | F::CustomerMessageReceived { .. }
        | F::AgentMessageSent { .. }
        | F::CustomerDisconnected { .. }
        | F::CustomerReconnected { .. }
        | F::CustomerDisconnectLimitReached { .. }
        | F::CustomerEnded { .. }
        | F::CallbackRequested { .. }
        | F::CallbackExpired { .. }
        | F::QueuePositionAnnounced { .. }
        | F::WaitAnnounced { .. }
        | F::MonitorStarted { .. }
        | F::MonitorEnded { .. }
        | F::SupervisorJoined { .. }
        | F::SupervisorLeft { .. }
        | F::ConsultInitiated { .. }
        | F::ConsultAccepted { .. }
        | F::ConsultRejected { .. }
        | F::ConsultTimedOut { .. }
        | F::ConsultEnded { .. }
        | F::ConsultantAddedToCustomer { .. }
        | F::ConsultantPromoted { .. }
        | F::TransferToAgentInitiated { .. }
        | F::TransferAcknowledged { .. }
        | F::TransferToAgentAccepted { .. }
        | F::TransferToAgentRejected { .. }
        | F::TransferToAgentTimedOut { .. }
        | F::TransferToQueueInitiated { .. }
        | F::TransferCounted { .. }
        | F::SecondaryChannelRaised { .. }
        | F::SecondaryChannelEnded { .. }
        | F::HoldStarted { .. }
        | F::HoldEnded { .. }
        | F::RecordResolved { .. }
        | F::AgentLost { .. }
        | F::AgentRejoined { .. }
        | F::AgentLossLimitReached { .. }
        | F::SupervisorAssignedToQueue { .. }
        | F::SupervisorTransferredToAgent { .. }
        | F::SupervisorTransferredToQueue { .. }
        | F::SupervisorForceClosed { .. }
        | F::SupervisorBroadcast { .. }
        | F::Notified { .. }
        | F::TimeoutRuleSuspended { .. }
        | F::TimeoutRuleResumed { .. }
        | F::TimeoutRuleFired { .. }
        | F::SessionCapReached { .. }
        | F::RecordAssigned { .. }
        | F::DispositionSet { .. }
        | F::FollowedUp { .. }
        | F::OutsideCalled { .. }
        | F::OutsideDropped { .. }
        | F::AgentSignedIn { .. }
        | F::AgentSignedOut { .. }
        | F::AgentConnectionRestored { .. }
        | F::PresenceChanged { .. }
        | F::JoinedQueue { .. }
        | F::LeftMembership { .. }
        | F::QueueOpenSet { .. }
        | F::ToggleSet { .. } => Some(fact),
        F::ConversationPrioritized { .. }
        | F::BullseyeLevelExpanded { .. }
        | F::OfferNotDisplayed { .. }
        | F::WrapUpBlockStarted { .. }
        | F::WrapUpBlockEnded { .. }
        | F::FirstAgentKept { .. }
        | F::FirstAgentFreed { .. }
        | F::DeclinesCleared { .. }
        | F::TimerArmed { .. }
        | F::TimerCleared { .. }
        | F::TimeoutRuleStarted { .. }
        | F::TimeoutRuleReset { .. }
        | F::TimeoutRuleLastMinute { .. }
        | F::DeclinePauseStarted { .. }
        | F::DeclinePauseEnded { .. }
        | F::CapacityConsumed { .. }
        | F::CapacityReleased { .. }
        | F::CapacityReserved { .. }
        | F::CapacityUnreserved { .. }
        | F::EscalationAttached { .. }
        | F::EscalationDetached { .. }
        | F::ReturnWindowPassed { .. }
        | F::UnitsConfigured { .. }
        | F::ProfileConfigured { .. }
        | F::EndOfDayReset { .. }
        | F::QueueLengthCached { .. }
        | F::AverageWaitRecomputed { .. }
        | F::QueueOpeningSet { .. }
        | F::AgePassed { .. } => None,
    }
}

/// Whether a fact is about what somebody carries.
pub(super) const fn is_load(fact: Fact) -> bool {
    matches!(
        fact,
        Fact::CapacityConsumed { .. }
            | Fact::CapacityReleased { .. }
            | Fact::CapacityReserved { .. }
            | Fact::CapacityUnreserved { .. }
            | Fact::WrapUpBlockStarted { .. }
            | Fact::WrapUpBlockEnded { .. }
            | Fact::FirstAgentKept { .. }
            | Fact::FirstAgentFreed { .. }
            | Fact::EscalationAttached { .. }
            | Fact::EscalationDetached { .. }
    )
}

/// The conversation whose name what was told bears in a list of what can be told.
pub(super) const FIRST: ConversationId = ConversationId { slot: 0, generation: 0 };

/// A look at a center after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    /// Whether the step was done.
    pub(super) done: bool,
    /// What was told in it.
    pub(super) told: Vec<Fact>,
    /// The conversations in the order of their arrival; none where closed, or never created.
    pub(super) sights: Vec<Option<Sight>>,
    /// The people.
    pub(super) standings: Vec<Standing>,
    /// What they carry.
    pub(super) burdens: Vec<Burden>,
}

impl Moment {
    /// In what two looks differ, in words of either policy: what the one shows and what the other. Where conversations
    /// differ, people and loads follow from that and are left out; so do loads where people differ.
    pub(super) fn differences(&self, policy: &Policy, other: &Self) -> Vec<(String, String)> {
        let mut words = Vec::new();
        let pairs = 0..self.sights.len().max(other.sights.len());
        for number in pairs {
            let one = self.sights.get(number).cloned().flatten();
            let two = other.sights.get(number).cloned().flatten();
            if one != two {
                let name = number + 1;
                let said = |sight: Option<&Sight>, than: Option<&Sight>| match sight {
                    Some(sight) => format!("c{name} is {}", conversation(policy, sight, than)),
                    None => format!("c{name} is Closed"),
                };
                words.push((said(one.as_ref(), two.as_ref()), said(two.as_ref(), one.as_ref())));
            }
        }
        if !words.is_empty() {
            return words;
        }
        for (user, (one, two)) in self.standings.iter().zip(&other.standings).enumerate() {
            if one != two {
                let said = |standing: &Standing| {
                    let name = &policy.users()[user].name;
                    match (standing.signed_in, standing.connected) {
                        (false, _) => format!("{name} is signed out"),
                        (true, false) => format!("{name} is not connected"),
                        (true, true) => format!("{name} is {}", presence(policy, standing)),
                    }
                };
                words.push((said(one), said(two)));
            }
        }
        if !words.is_empty() {
            return words;
        }
        for (user, (one, two)) in self.burdens.iter().zip(&other.burdens).enumerate() {
            if one != two {
                let said = |burden: &Burden| format!("{} carries {}", policy.users()[user].name, load(policy, burden));
                words.push((said(one), said(two)));
            }
        }
        words
    }
}

fn presence(policy: &Policy, standing: &Standing) -> String {
    policy.presences()[standing.presence.index()].name.clone()
}

fn load(policy: &Policy, burden: &Burden) -> String {
    let mut words = Vec::new();
    if burden.units != 0 {
        words.push(format!("{} units", burden.units));
    }
    for (profile, items) in policy.profiles().iter().zip(&burden.items).filter(|(_, items)| **items != 0) {
        words.push(format!("{items} of `{}`", profile.name));
    }
    if words.is_empty() { "nothing".to_owned() } else { words.join(" and ") }
}

/// A conversation in words; what is the same in the other look is left out but for the state.
fn conversation(policy: &Policy, sight: &Sight, than: Option<&Sight>) -> String {
    let user = |user: UserId| policy.users()[user.index()].name.as_str();
    let queue = || policy.queues()[sight.queue.index()].name.as_str();
    let mut words = match sight.phase {
        Phase::Open { .. } => format!("Open in {}", queue()),
        Phase::Offered(offer) => format!("offered to {}{}", user(offer.agent), by(offer.kind)),
        Phase::InConversation(talk) => {
            let mut words = match talk.primary {
                Primary::Agent(agent) => format!("in conversation with {}", user(agent)),
                Primary::Bot(bot) => format!("in conversation with the bot {}", user(bot)),
                Primary::Outside => "in conversation with somebody outside".to_owned(),
            };
            for (said, holds) in [
                ("on hold", talk.hold),
                ("with a raised call", talk.leg),
                ("the agent lost", talk.lost),
                ("resolved", talk.resolved),
                ("somebody outside called", talk.outside),
            ] {
                if holds {
                    words.push_str(", ");
                    words.push_str(said);
                }
            }
            if let Some(pending) = talk.pending {
                words.push_str(&format!(", being handed to {}", user(pending.agent)));
            }
            words
        }
        Phase::Waiting { last: Some(agent) } => format!("Waiting, last with {}", user(agent)),
        Phase::Waiting { last: None } => "Waiting".to_owned(),
        Phase::WrapUp(wrap) => format!("in Wrap-up with {}", user(wrap.agent)),
        Phase::Closed { .. } => "Closed".to_owned(),
    };
    let seats = |sight: &Sight| {
        let seat = |(who, seat): &(UserId, Seat)| {
            let as_what = match seat {
                Seat::ConsultOffered => "asked to consult",
                Seat::Consulting { public: false } => "consulting",
                Seat::Consulting { public: true } => "consulting in public",
                Seat::Monitoring => "monitoring",
                Seat::Joined => "joined",
            };
            format!("{} {as_what}", user(*who))
        };
        sight.seats.iter().map(seat).collect::<Vec<_>>().join(", ")
    };
    let other = |differs: &dyn Fn(&Sight) -> bool| than.is_some_and(differs);
    if other(&|than| than.seats != sight.seats) {
        let seats = seats(sight);
        words.push_str(if seats.is_empty() { ", nobody beside" } else { ", beside: " });
        words.push_str(&seats);
    }
    if other(&|than| than.queue != sight.queue) && !matches!(sight.phase, Phase::Open { .. }) {
        words.push_str(&format!(", of queue {}", queue()));
    }
    if other(&|than| than.away != sight.away) {
        words.push_str(if sight.away { ", the customer away" } else { ", the customer there" });
    }
    if other(&|than| than.callback != sight.callback) {
        words.push_str(&format!(", callback: {:?}", sight.callback).to_lowercase());
    }
    if other(&|than| than.profiles != sight.profiles) {
        let has = |profile: usize| !sight.profiles.and(ProfileSet::EMPTY.with(ProfileId::at(profile))).is_empty();
        let carried = policy.profiles().iter().enumerate().filter(|(profile, _)| has(*profile));
        let carried = carried.map(|(_, profile)| profile.name.as_str()).collect::<Vec<_>>().join(", ");
        words.push_str(&format!(", carrying {}", if carried.is_empty() { "no profile" } else { &carried }));
    }
    if other(&|than| than.channel != sight.channel) {
        words.push_str(&format!(", on {}", sight.channel.name()));
    }
    words
}

const fn by(kind: OfferKind) -> &'static str {
    match kind {
        OfferKind::Routed => "",
        OfferKind::Picked => ", who picked it",
        OfferKind::SupervisorAssign => " by a supervisor",
        OfferKind::SupervisorTransfer => ", transferred by a supervisor",
        OfferKind::AgentTransfer => ", transferred by an agent",
        OfferKind::PreviewDial => ", to dial",
    }
}
