//! The invariants that every run checks after every step, from the events alone, with a ledger of its own.
//!
//! The kernel could be wrong about itself, so this keeps its own books: who is primary, who is charged for what, and
//! what is closed. It believes only the events, and compares what the kernel says about its state with the books:
//!
//! - **K1** a conversation has one owner: every change of primary starts from the primary known, and the state agrees.
//! - **K2** capacity goes below zero, or a profile beyond its limit, only by an attributed override (an assignment by a
//!   supervisor who overrides) or a documented exception: pick, reopen, transfer and its return, promotion, consult
//!   seats, affinity.
//! - **K7** capacity is charged and released in pairs, and a conversation that is Open, Waiting or Closed holds none,
//!   but for a former agent of a transfer (POL-05) and a block that outlives its conversation (POL-07 a).
//! - **K9** Closed is terminal: nothing happens to a closed conversation but the end of its block.
//!
//! On top of that it asks the kernel for its own view: [`ContactCenter::local_violation`] after every step, and
//! [`ContactCenter::violation`] over everything once in [`FULL_CHECK_STEPS`] steps.

use switchboard::{
    Action, CapacityOverride, CapacityTaken, ContactCenter, ConversationId, Event, Fact, FirstAgentFreed, Handle,
    Phase, Policy, ProfileSet, Reset, Stage, Supervise, UserId,
};

/// How many steps lie between two checks of everything.
pub(crate) const FULL_CHECK_STEPS: u64 = 1 << 14;

/// How many agents can be charged for one conversation: primary, pending, former, and a few consultants.
const HOLDERS_MAX: usize = 8;

/// What the books say about one conversation.
#[derive(Debug, Clone, Copy)]
struct Page {
    generation: u32,
    primary: Option<UserId>,
    closed: bool,
    /// Under POL-05 b and c the first agent of a transfer may stay charged.
    former: Option<UserId>,
    affinity: bool,
    cost: u16,
    profiles: ProfileSet,
    holders: [Option<UserId>; HOLDERS_MAX],
}

impl Page {
    const BLANK: Self = Self {
        generation: u32::MAX,
        primary: None,
        closed: true,
        former: None,
        affinity: false,
        cost: 0,
        profiles: ProfileSet::EMPTY,
        holders: [None; HOLDERS_MAX],
    };

    fn holds(&self, agent: UserId) -> bool {
        self.holders.contains(&Some(agent))
    }
}

/// A property that did not hold, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    /// The family: `K1`, `K2`, `K7`, `K9`.
    pub(crate) family: &'static str,
    /// What was found.
    pub(crate) sentence: String,
}

/// Boxed, so that the answer of every check that holds is a single word.
type Checked<T> = Result<T, Box<Broken>>;

/// The books.
#[derive(Debug)]
pub(crate) struct Monitor {
    pages: Vec<Page>,
    /// Units charged, by agent.
    used: Vec<i32>,
    /// Units each agent has.
    units: Vec<i32>,
    /// Charges of each agent in number.
    charges: Vec<u32>,
    /// Use of each profile that resets at once, by agent then profile; others are not followed.
    profiles: Vec<i32>,
    limits: Vec<Option<u8>>,
    followed: Vec<bool>,
    profile_count: usize,
    implied_override: bool,
    former_stays: bool,
    reserves: bool,
    /// Available units that this step went below zero with, and on what conversation.
    over: Option<(ConversationId, UserId, i32)>,
    overridden: bool,
}

impl Monitor {
    pub(crate) fn new(policy: &Policy) -> Self {
        let users = policy.users();
        let profile_count = policy.profiles().len();
        Self {
            pages: Vec::new(),
            used: vec![0; users.len()],
            units: users.iter().map(|user| i32::from(user.units)).collect(),
            charges: vec![0; users.len()],
            profiles: vec![0; users.len() * profile_count],
            limits: users.iter().flat_map(|user| user.limits.iter().copied()).collect(),
            followed: policy.profiles().iter().map(|profile| profile.reset == Reset::Immediate).collect(),
            profile_count,
            implied_override: policy.switches().capacity_override == CapacityOverride::Implied,
            former_stays: policy.switches().first_agent_freed != FirstAgentFreed::AtInitiation,
            reserves: policy.switches().capacity_taken == CapacityTaken::ReservedAtOffer,
            over: None,
            overridden: false,
        }
    }

    /// Units charged to an agent.
    pub(crate) fn used(&self, agent: UserId) -> i32 {
        self.used[agent.index()]
    }

    /// Charges of an agent in number, those that cost nothing included.
    pub(crate) fn charges(&self, agent: UserId) -> u32 {
        self.charges[agent.index()]
    }

    /// Units an agent has left.
    pub(crate) fn available(&self, agent: UserId) -> i32 {
        self.units[agent.index()] - self.used[agent.index()]
    }

    /// Notes one event of a step; the first thing wrong ends the run.
    #[inline]
    pub(crate) fn note(&mut self, event: &Event, policy: &Policy, center: &ContactCenter) -> Checked<()> {
        match event.fact {
            Fact::ConversationCreated { conversation, workstream, .. } => {
                self.open_page(conversation, policy.workstreams()[workstream.index()].cost, center)
            }
            Fact::CapacityConsumed { conversation, agent, available } => self.consume(conversation, agent, available),
            Fact::CapacityReleased { conversation, agent, available } => self.release(conversation, agent, available),
            Fact::PrimaryChanged { conversation, from, to } => {
                let page = self.page(conversation)?;
                if page.primary != from {
                    let known = page.primary;
                    return broken(
                        "K1",
                        format!(
                            "conversation {} passes from {} to {}, but {} was its primary",
                            conversation.slot,
                            name(policy, from),
                            name(policy, to),
                            name(policy, known)
                        ),
                    );
                }
                page.primary = to;
                if to != from {
                    page.former = from;
                }
                Ok(())
            }
            Fact::ConversationClosed { conversation, .. } => {
                let page = self.page(conversation)?;
                page.closed = true;
                Ok(())
            }
            Fact::RoutedToQueue { conversation, first, .. } => {
                self.page(conversation)?.affinity = first.is_some();
                Ok(())
            }
            Fact::SupervisorAssignedToAgent { capacity_overridden, .. } => {
                self.overridden |= capacity_overridden;
                Ok(())
            }
            Fact::UnitsConfigured { agent, units } => {
                self.units[agent.index()] = i32::from(units);
                Ok(())
            }
            Fact::ProfileConfigured { agent, profile, limit } => {
                self.limits[agent.index() * self.profile_count + profile.index()] = limit;
                Ok(())
            }
            Fact::StateChanged { conversation, from, .. } => {
                if from == Stage::Closed {
                    return broken("K9", format!("conversation {} left Closed", conversation.slot));
                }
                self.page(conversation).map(|_| ())
            }
            Fact::ConversationClassified { .. }
            | Fact::LeftQueue { .. }
            | Fact::SessionOpened { .. }
            | Fact::SessionClosed { .. }
            | Fact::AssignmentFailed { .. }
            | Fact::OfferMade { .. }
            | Fact::OfferAccepted { .. }
            | Fact::OfferRejected { .. }
            | Fact::OfferTimedOut { .. }
            | Fact::OfferWithdrawn { .. }
            | Fact::OfferNotDisplayed { .. }
            | Fact::ReleasedToQueue { .. }
            | Fact::MovedToWaiting { .. }
            | Fact::RevivedByCustomer { .. }
            | Fact::RevivedByAgent { .. }
            | Fact::WrapUpStarted { .. }
            | Fact::WrapUpBlockStarted { .. }
            | Fact::WrapUpBlockEnded { .. }
            | Fact::CustomerMessageReceived { .. }
            | Fact::AgentMessageSent { .. }
            | Fact::CustomerDisconnected { .. }
            | Fact::CustomerReconnected { .. }
            | Fact::CustomerDisconnectLimitReached { .. }
            | Fact::CustomerEnded { .. }
            | Fact::MonitorStarted { .. }
            | Fact::MonitorEnded { .. }
            | Fact::SupervisorJoined { .. }
            | Fact::SupervisorLeft { .. }
            | Fact::ConsultInitiated { .. }
            | Fact::ConsultAccepted { .. }
            | Fact::ConsultRejected { .. }
            | Fact::ConsultTimedOut { .. }
            | Fact::ConsultEnded { .. }
            | Fact::ConsultantAddedToCustomer { .. }
            | Fact::ConsultantPromoted { .. }
            | Fact::TransferToAgentInitiated { .. }
            | Fact::TransferAcknowledged { .. }
            | Fact::TransferToAgentAccepted { .. }
            | Fact::TransferToAgentRejected { .. }
            | Fact::TransferToAgentTimedOut { .. }
            | Fact::TransferToQueueInitiated { .. }
            | Fact::FirstAgentKept { .. }
            | Fact::FirstAgentFreed { .. }
            | Fact::TransferCounted { .. }
            | Fact::SecondaryChannelRaised { .. }
            | Fact::SecondaryChannelEnded { .. }
            | Fact::HoldStarted { .. }
            | Fact::HoldEnded { .. }
            | Fact::RecordResolved { .. }
            | Fact::AgentLost { .. }
            | Fact::AgentRejoined { .. }
            | Fact::AgentLossLimitReached { .. }
            | Fact::DeclinesCleared { .. }
            | Fact::SupervisorAssignedToQueue { .. }
            | Fact::SupervisorTransferredToAgent { .. }
            | Fact::SupervisorTransferredToQueue { .. }
            | Fact::SupervisorForceClosed { .. }
            | Fact::SupervisorBroadcast { .. }
            | Fact::Notified { .. }
            | Fact::TimerArmed { .. }
            | Fact::TimerCleared { .. }
            | Fact::CapacityReserved { .. }
            | Fact::CapacityUnreserved { .. }
            | Fact::EscalationAttached { .. }
            | Fact::EscalationDetached { .. }
            | Fact::AgentSignedIn { .. }
            | Fact::AgentSignedOut { .. }
            | Fact::AgentConnectionLost { .. }
            | Fact::AgentConnectionRestored { .. }
            | Fact::ReturnWindowPassed { .. }
            | Fact::PresenceChanged { .. }
            | Fact::EndOfDayReset { .. }
            | Fact::JoinedQueue { .. }
            | Fact::LeftMembership { .. }
            | Fact::QueueOpenSet { .. }
            | Fact::ToggleSet { .. } => Ok(()),
        }
    }

    /// Compares the books with the state after a step that was done.
    #[inline]
    pub(crate) fn settle(
        &mut self,
        action: &Action,
        conversation: Option<ConversationId>,
        center: &ContactCenter,
    ) -> Checked<()> {
        if let Some((conversation, agent, available)) = self.over.take()
            && !self.may_exceed(action, conversation)
        {
            return broken(
                "K2",
                format!(
                    "`{}` is {} below capacity by conversation {} without an override: {action:?}",
                    center.policy().users()[agent.index()].name,
                    -available,
                    conversation.slot
                ),
            );
        }
        self.overridden = false;
        let Some(conversation) = conversation else { return Ok(()) };
        if let Some(sentence) = center.local_violation(conversation) {
            let family = if sentence.starts_with("K1") {
                "K1"
            } else if sentence.starts_with("K9") {
                "K9"
            } else {
                "K7"
            };
            return broken(family, sentence);
        }
        let phase = center.phase(conversation);
        let page = self.page(conversation)?;
        if phase.primary() != page.primary {
            return broken(
                "K1",
                format!(
                    "conversation {} says that user {:?} leads it, its events say {:?}",
                    conversation.slot,
                    phase.primary(),
                    page.primary
                ),
            );
        }
        let (closed, block) = match phase {
            Phase::Closed { block } => (true, block),
            Phase::Open { .. } | Phase::Waiting { .. } => (false, None),
            Phase::Offered(_) | Phase::InConversation(_) | Phase::WrapUp(_) => return Ok(()),
        };
        if closed != page.closed {
            return broken(
                "K9",
                format!("conversation {} is closed: {closed}, its events say {}", conversation.slot, page.closed),
            );
        }
        let (holders, former) = (page.holders, page.former);
        let may_stay = |holder: UserId| block == Some(holder) || (self.former_stays && former == Some(holder));
        let left = holders.into_iter().flatten().find(|holder| !may_stay(*holder));
        match left {
            None => Ok(()),
            Some(holder) => broken(
                "K7",
                format!(
                    "conversation {} is {} and still holds capacity of `{}`",
                    conversation.slot,
                    phase.stage(),
                    center.policy().users()[holder.index()].name
                ),
            ),
        }
    }

    fn open_page(&mut self, id: ConversationId, cost: u16, center: &ContactCenter) -> Checked<()> {
        if self.pages.len() <= id.index() {
            self.pages.resize(id.index() + 1, Page::BLANK);
        }
        let page = &mut self.pages[id.index()];
        if !page.closed {
            return broken("K9", format!("slot {} is used again before its conversation was closed", id.slot));
        }
        if let Some(holder) = page.holders.iter().flatten().next() {
            return broken(
                "K7",
                format!("conversation {} was retired while user {holder} was charged for it", id.slot),
            );
        }
        *page =
            Page { generation: id.generation, closed: false, cost, profiles: center.profiles_of(id), ..Page::BLANK };
        Ok(())
    }

    fn page(&mut self, id: ConversationId) -> Checked<&mut Page> {
        match self.pages.get_mut(id.index()) {
            Some(page) if page.generation == id.generation => Ok(page),
            Some(_) | None => {
                broken("K9", format!("something happened to conversation {}, which was retired", id.slot))
            }
        }
    }

    fn consume(&mut self, id: ConversationId, agent: UserId, available: i32) -> Checked<()> {
        let page = self.page(id)?;
        if page.holds(agent) {
            return broken("K7", format!("user {agent} is charged twice for conversation {}", id.slot));
        }
        if page.closed {
            return broken("K9", format!("user {agent} is charged for conversation {}, which is closed", id.slot));
        }
        let Some(place) = page.holders.iter_mut().find(|holder| holder.is_none()) else {
            return broken("K7", format!("conversation {} charges more than {HOLDERS_MAX} people", id.slot));
        };
        *place = Some(agent);
        let (cost, profiles) = (page.cost, page.profiles);
        self.used[agent.index()] += i32::from(cost);
        self.charges[agent.index()] += 1;
        self.compare(agent, available)?;
        if available < 0 && cost > 0 {
            self.over = Some((id, agent, available));
        }
        for profile in profiles.iter() {
            let place = agent.index() * self.profile_count + profile.index();
            self.profiles[place] += 1;
            if self.followed[profile.index()] && self.profiles[place] > i32::from(self.limits[place].unwrap_or(0)) {
                let beyond = i32::from(self.limits[place].unwrap_or(0)) - self.profiles[place];
                self.over = Some((id, agent, beyond));
            }
        }
        Ok(())
    }

    fn release(&mut self, id: ConversationId, agent: UserId, available: i32) -> Checked<()> {
        let page = self.page(id)?;
        let Some(place) = page.holders.iter_mut().find(|holder| **holder == Some(agent)) else {
            return broken(
                "K7",
                format!("user {agent} gets capacity back for conversation {} that was not charged", id.slot),
            );
        };
        *place = None;
        let (cost, profiles) = (page.cost, page.profiles);
        self.used[agent.index()] -= i32::from(cost);
        self.charges[agent.index()] -= 1;
        for profile in profiles.iter() {
            self.profiles[agent.index() * self.profile_count + profile.index()] -= 1;
        }
        self.compare(agent, available)
    }

    /// The kernel's own figure must be the books' figure; reservations (POL-06 c) are not in the books.
    fn compare(&self, agent: UserId, available: i32) -> Checked<()> {
        let own = self.available(agent);
        if available > own || (available < own && !self.reserves) {
            return broken("K2", format!("user {agent} shows {available} units left, the events add up to {own}"));
        }
        Ok(())
    }

    /// Whether the rules let this action exceed capacity (CAP-12, CAP-29, POL-01 b, POL-24, POL-33 b, POL-53 b, POL-64).
    fn may_exceed(&self, action: &Action, conversation: ConversationId) -> bool {
        match action {
            Action::Supervisor { operation, .. } => match operation {
                Supervise::AssignToAgent { over_capacity, .. } => {
                    (*over_capacity && self.overridden) || self.implied_override
                }
                Supervise::TransferToAgent { .. } => true,
                Supervise::Monitor
                | Supervise::Join
                | Supervise::Leave
                | Supervise::AssignToQueue { .. }
                | Supervise::TransferToQueue { .. }
                | Supervise::ForceClose
                | Supervise::Broadcast
                | Supervise::ReleaseRecord
                | Supervise::RemoveRecord => false,
            },
            Action::Agent { operation, .. } => matches!(
                operation,
                Handle::Pick
                    | Handle::Reopen
                    | Handle::TransferToAgent { .. }
                    | Handle::AcceptConsult
                    | Handle::Promote { .. }
                    | Handle::Accept
                    | Handle::Reject
            ),
            Action::Router(_) => self.pages.get(conversation.index()).is_some_and(|page| page.affinity),
            // Declined transfers fall back on the first agent; a customer may come back to the last one.
            Action::Timer { .. } | Action::Customer { .. } => true,
            Action::Create(_)
            | Action::Bot { .. }
            | Action::System { .. }
            | Action::Desk { .. }
            | Action::ReturnWindowPassed { .. }
            | Action::Manage { .. }
            | Action::Configure(_) => false,
        }
    }
}

#[cold]
fn broken<T>(family: &'static str, sentence: String) -> Checked<T> {
    Err(Box::new(Broken { family, sentence }))
}

fn name(policy: &Policy, user: Option<UserId>) -> String {
    user.map_or_else(|| "nobody".to_owned(), |user| format!("`{}`", policy.users()[user.index()].name))
}

#[cfg(test)]
mod tests {
    use switchboard::{
        Action, Answer, Arrival, ContactCenter, ConversationId, Desk, Event, Fact, Handle, PolicySpec, ProfileSet,
        Route, Supervise, UserId,
    };

    use crate::monitor::{Broken, Monitor};

    /// A center with two agents and a supervisor, and the books beside it; a fault can be planted into each event.
    struct Pair {
        center: ContactCenter,
        monitor: Monitor,
        found: Option<Box<Broken>>,
    }

    impl Pair {
        fn new() -> Self {
            let policy: PolicySpec = toml::from_str(
                r#"
                settings = { assign = true, force_close = true }
                queues = [{ name = "chats", kind = "messaging" }]
                workstreams = [{ name = "chat", channel = "live-chat", queue = "chats", cost = 60 }]
                users = [
                    { name = "ann", units = 100, queues = ["chats"] },
                    { name = "ruth", roles = ["supervisor"], queues = ["chats"] },
                ]
                "#,
            )
            .expect("a policy");
            let policy = policy.build().expect("a policy");
            let monitor = Monitor::new(&policy);
            let mut pair = Self { center: ContactCenter::new(policy), monitor, found: None };
            pair.step(Action::Desk { agent: ANN, operation: Desk::SignIn });
            pair
        }

        fn step(&mut self, action: Action) {
            self.twist(action, Some);
        }

        /// A step whose events reach the books changed, or not at all.
        fn twist(&mut self, action: Action, change: impl Fn(Event) -> Option<Event>) {
            assert_eq!(self.center.apply(action), Answer::Done, "{action:?}");
            let policy = self.center.shared_policy();
            let events: Vec<Event> = self.center.events().iter().copied().filter_map(change).collect();
            let conversation = events.first().and_then(|event| event.fact.conversation());
            for event in &events {
                if let Err(broken) = self.monitor.note(event, &policy, &self.center) {
                    self.found.get_or_insert(broken);
                }
            }
            if let Err(broken) = self.monitor.settle(&action, conversation, &self.center) {
                self.found.get_or_insert(broken);
            }
        }

        fn arrive(&mut self) -> ConversationId {
            let arrival = Arrival {
                workstream: self.center.policy().workstream("chat").expect("it exists"),
                queue: self.center.policy().queue("chats").expect("it exists"),
                profiles: ProfileSet::EMPTY,
            };
            self.step(Action::Create(arrival));
            self.center.created().expect("created")
        }

        fn route(&mut self) {
            self.step(Action::Router(Route::Agent(ANN)));
        }

        fn agent(&mut self, conversation: ConversationId, operation: Handle) {
            self.step(Action::Agent { by: ANN, conversation, operation });
        }

        fn family(&self) -> Option<&'static str> {
            self.found.as_ref().map(|broken| broken.family)
        }
    }

    const ANN: UserId = UserId(0);
    const RUTH: UserId = UserId(1);

    fn is_release(event: &Event) -> bool {
        matches!(event.fact, Fact::CapacityReleased { .. })
    }

    #[test]
    fn a_day_without_faults_passes() {
        let mut pair = Pair::new();
        let id = pair.arrive();
        pair.route();
        pair.agent(id, Handle::Accept);
        pair.agent(id, Handle::End);
        pair.agent(id, Handle::CloseSession);
        assert!(pair.center.retire(id));
        pair.arrive();
        assert_eq!(pair.found, None);
        assert_eq!((pair.monitor.used(ANN), pair.monitor.charges(ANN)), (0, 0));
    }

    #[test]
    fn k7_a_release_that_is_forgotten_is_found() {
        let mut pair = Pair::new();
        let id = pair.arrive();
        pair.route();
        let reject = Action::Agent { by: ANN, conversation: id, operation: Handle::Reject };
        pair.twist(reject, |event| (!is_release(&event)).then_some(event));
        assert_eq!(pair.family(), Some("K7"));
    }

    #[test]
    fn k7_a_second_release_is_found() {
        let mut pair = Pair::new();
        let id = pair.arrive();
        pair.route();
        let policy = pair.center.shared_policy();
        let again = Event {
            rule: switchboard::Rule::Cap20,
            fact: Fact::CapacityReleased { conversation: id, agent: RUTH, available: 0 },
        };
        let broken = pair.monitor.note(&again, &policy, &pair.center).expect_err("nothing was charged");
        assert_eq!(broken.family, "K7");
    }

    #[test]
    fn k2_units_that_do_not_add_up_are_found() {
        let mut pair = Pair::new();
        pair.arrive();
        pair.twist(Action::Router(Route::Agent(ANN)), |mut event| {
            if let Fact::CapacityConsumed { available, .. } = &mut event.fact {
                *available += 1;
            }
            Some(event)
        });
        assert_eq!(pair.family(), Some("K2"));
    }

    #[test]
    fn k2_going_below_zero_without_an_override_is_found() {
        // The supervisor did override; a router that did the same would be wrong.
        let below = |routed: bool| {
            let mut pair = Pair::new();
            pair.arrive();
            pair.route();
            let second = pair.arrive();
            let operation = Supervise::AssignToAgent { agent: ANN, over_presence: true, over_capacity: true };
            let action = Action::Supervisor { by: RUTH, conversation: second, operation };
            assert_eq!(pair.center.apply(action), Answer::Done);
            let policy = pair.center.shared_policy();
            for event in pair.center.events().to_vec() {
                pair.monitor.note(&event, &policy, &pair.center).expect("nothing wrong yet");
            }
            let told = if routed { Action::Router(Route::Agent(ANN)) } else { action };
            pair.monitor.settle(&told, Some(second), &pair.center).err().map(|broken| broken.family)
        };
        assert_eq!(below(false), None);
        assert_eq!(below(true), Some("K2"));
    }

    #[test]
    fn k1_a_primary_out_of_nowhere_is_found() {
        let mut pair = Pair::new();
        pair.arrive();
        pair.twist(Action::Router(Route::Agent(ANN)), |mut event| {
            if let Fact::PrimaryChanged { from, .. } = &mut event.fact {
                *from = Some(RUTH);
            }
            Some(event)
        });
        assert_eq!(pair.family(), Some("K1"));
    }

    #[test]
    fn k1_a_change_of_primary_that_nobody_tells_is_found() {
        let mut pair = Pair::new();
        pair.arrive();
        pair.twist(Action::Router(Route::Agent(ANN)), |event| {
            (!matches!(event.fact, Fact::PrimaryChanged { .. })).then_some(event)
        });
        assert_eq!(pair.family(), Some("K1"));
    }

    #[test]
    fn k9_a_closed_conversation_that_goes_on_is_found() {
        let mut pair = Pair::new();
        let id = pair.arrive();
        let close = Action::Supervisor { by: RUTH, conversation: id, operation: Supervise::ForceClose };
        pair.step(close);
        assert_eq!(pair.found, None);
        let policy = pair.center.shared_policy();
        let charge = Event {
            rule: switchboard::Rule::Cap13,
            fact: Fact::CapacityConsumed { conversation: id, agent: ANN, available: 40 },
        };
        let broken = pair.monitor.note(&charge, &policy, &pair.center).expect_err("it is closed");
        assert_eq!(broken.family, "K9");
    }
}
