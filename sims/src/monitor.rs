//! The invariants that every run checks after every answer, from the events alone, with a ledger of its own.
//!
//! The kernel could be wrong about itself, so this keeps its own books: where a conversation stands, who is primary, who
//! is charged for what, and what is closed. It believes only the events, works out from the rule base who is to be
//! charged, and compares what the kernel says about its state with the books:
//!
//! - **K1** a conversation has one owner: every change of primary and of state starts from the one known, the state
//!   agrees, and a conversation is queued exactly while it is Open.
//! - **K2** capacity goes below zero, or a profile beyond its limit, only by an attributed override (an assignment by a
//!   supervisor who overrides) or a documented exception: pick, reopen, transfer and its return, promotion, consult
//!   seats, affinity. What the kernel says is left of somebody's units is what the books say.
//! - **K7** in every state exactly those agents are charged who should be ([`page`]): the offered agent as POL-06 says,
//!   the primary while in conversation, in Wrap-up as its block says, nobody in Open, Waiting and Closed but for a block
//!   that outlives its conversation (POL-07 a, POL-21 b); beside them the first agent of a transfer (POL-05) and
//!   consultants where a consult costs (POL-33 b).
//! - **K9** Closed is terminal: nothing happens to a closed conversation but the end of its block.
//!
//! An answer that is not `Done` must leave no event and nothing else behind (EV-03): [`Glance`] looks before and after.
//!
//! On top of that it asks the kernel for its own view: [`ContactCenter::local_violation`] after every step that it
//! follows, and [`ContactCenter::violation`] over everything once in [`FULL_CHECK_STEPS`] steps of any run.

mod glance;
mod page;
#[cfg(test)]
mod tests;

use switchboard::{
    Action, CapacityOverride, ContactCenter, ConversationId, Event, Fact, Handle, Method, MissingProfile, Policy,
    QueueId, Reset, Stage, Supervise, Timer, UserId, WorkstreamId,
};

pub(crate) use self::glance::Glance;
use self::glance::are_alike;
use self::page::{HOLDERS_MAX, Owed, Page, Terms};

/// How many steps lie between two checks of everything.
pub(crate) const FULL_CHECK_STEPS: u64 = 1 << 14;

/// A property that did not hold, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    /// The family: `K1`, `K2`, `K7`, `K9`, or the rule `EV-03`.
    pub(crate) family: &'static str,
    /// What was found.
    pub(crate) sentence: String,
}

/// Boxed, so that the answer of every check that holds is a single word.
type Checked<T> = Result<T, Box<Broken>>;

/// The books.
#[derive(Debug, Clone)]
pub(crate) struct Monitor {
    pages: Vec<Page>,
    /// Units charged, by agent.
    used: Vec<i32>,
    /// Units set aside, by agent (POL-06 c).
    set_aside: Vec<i32>,
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
    /// POL-67 b: a supervisor may assign to whoever lacks a profile.
    by_hand_without_profile: bool,
    terms: Terms,
    /// Consultants who are charged for their seat (POL-33 b).
    consultants: Vec<(ConversationId, UserId)>,
    /// The conversations that this step told of.
    told: Vec<ConversationId>,
    /// Available units that this step went below zero with, and on what conversation.
    over: Option<(ConversationId, UserId, i32)>,
    overridden: bool,
    /// Whether this step charged somebody for a profile that the person lacks.
    lacks: bool,
}

impl Monitor {
    pub(crate) fn new(policy: &Policy) -> Self {
        let users = policy.users();
        let profile_count = policy.profiles().len();
        Self {
            pages: Vec::new(),
            used: vec![0; users.len()],
            set_aside: vec![0; users.len()],
            units: users.iter().map(|user| i32::from(user.units)).collect(),
            charges: vec![0; users.len()],
            profiles: vec![0; users.len() * profile_count],
            limits: users.iter().flat_map(|user| user.limits.iter().copied()).collect(),
            followed: policy.profiles().iter().map(|profile| profile.reset == Reset::Immediate).collect(),
            profile_count,
            implied_override: policy.switches().capacity_override == CapacityOverride::Implied,
            by_hand_without_profile: policy.switches().missing_profile == MissingProfile::Allowed,
            terms: Terms::of(policy),
            consultants: Vec::new(),
            told: Vec::new(),
            over: None,
            overridden: false,
            lacks: false,
        }
    }

    /// Notes one event of a step; the first thing wrong ends the run.
    #[inline]
    pub(crate) fn note(&mut self, event: &Event, policy: &Policy) -> Checked<()> {
        match event.fact {
            Fact::ConversationCreated { conversation, workstream, .. } => {
                self.open_page(conversation, workstream, policy)
            }
            Fact::ConversationClassified { conversation, profiles } => {
                let page = self.page(conversation)?;
                page.profiles = page.profiles.union(profiles);
                Ok(())
            }
            Fact::CapacityConsumed { conversation, agent, available } => self.consume(conversation, agent, available),
            Fact::CapacityReleased { conversation, agent, available } => self.release(conversation, agent, available),
            Fact::CapacityReserved { conversation, agent, available } => self.reserve(conversation, agent, available),
            Fact::CapacityUnreserved { conversation, agent, available } => {
                self.unreserve(conversation, agent, available)
            }
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
                Ok(())
            }
            Fact::StateChanged { conversation, from, to, .. } => {
                let page = self.page(conversation)?;
                if page.was != from {
                    let known = page.was;
                    return broken(
                        "K1",
                        format!("conversation {} goes from {from} to {to}, but it was {known}", conversation.slot),
                    );
                }
                page.stage = to;
                Ok(())
            }
            Fact::ConversationClosed { conversation, .. } => {
                self.page(conversation)?.stage = Stage::Closed;
                Ok(())
            }
            Fact::RoutedToQueue { conversation, queue, first } => {
                let page = self.page(conversation)?;
                if page.queue.is_some() {
                    return broken("K1", format!("conversation {} enters a second queue", conversation.slot));
                }
                page.queue = Some(queue);
                page.affinity = first.is_some();
                Ok(())
            }
            Fact::LeftQueue { conversation, queue } => {
                let page = self.page(conversation)?;
                if page.queue != Some(queue) {
                    return broken(
                        "K1",
                        format!("conversation {} leaves a queue that it does not stand in", conversation.slot),
                    );
                }
                page.queue = None;
                Ok(())
            }
            Fact::OfferMade { conversation, agent, .. } => {
                self.page(conversation)?.made = Some(agent);
                Ok(())
            }
            Fact::OfferAccepted { conversation, .. }
            | Fact::OfferRejected { conversation, .. }
            | Fact::OfferTimedOut { conversation, .. }
            | Fact::OfferWithdrawn { conversation, .. } => {
                self.page(conversation)?.ended = true;
                Ok(())
            }
            Fact::RecordResolved { conversation } => {
                self.page(conversation)?.resolved = true;
                Ok(())
            }
            Fact::MonitorStarted { conversation, .. } | Fact::ConsultantPromoted { conversation, .. } => {
                // Who is promoted leaves a seat, and the former primary takes one (AG-12).
                self.page(conversation)?.seats += 1;
                Ok(())
            }
            Fact::MonitorEnded { conversation, .. } | Fact::SupervisorLeft { conversation, .. } => {
                self.page(conversation)?.seats -= 1;
                Ok(())
            }
            Fact::ConsultInitiated { conversation, agent, queue } => {
                if queue.is_some() && self.terms.queue_consult_costs {
                    self.consultants.push((conversation, agent));
                }
                let page = self.page(conversation)?;
                page.asked = Some(agent);
                page.seats += 1;
                Ok(())
            }
            Fact::ConsultAccepted { conversation, agent } => {
                let costs = self.terms.consult_costs;
                let page = self.page(conversation)?;
                if page.asked == Some(agent) {
                    page.asked = None;
                    if costs && !self.consultants.contains(&(conversation, agent)) {
                        self.consultants.push((conversation, agent));
                    }
                } else {
                    // The first agent of a transfer stays as consultant, without charge (SUP-XFER-07, POL-33).
                    page.seats += 1;
                }
                Ok(())
            }
            Fact::ConsultEnded { conversation, agent } => {
                let page = self.page(conversation)?;
                page.seats -= 1;
                if page.asked == Some(agent) {
                    page.asked = None;
                }
                self.consultants.retain(|seat| *seat != (conversation, agent));
                Ok(())
            }
            Fact::WrapUpBlockEnded { conversation, agent } => {
                let page = self.page_of_any(conversation)?;
                if page.is_over() && page.block != Some(agent) {
                    return broken(
                        "K9",
                        format!("a block ends on conversation {}, which is closed", conversation.slot),
                    );
                }
                Ok(())
            }
            Fact::TimerCleared { conversation, timer } => {
                let page = self.page_of_any(conversation)?;
                if page.is_over() && (timer != Timer::WrapUpBlock || page.block.is_none()) {
                    return broken(
                        "K9",
                        format!("a timer ends on conversation {}, which is closed", conversation.slot),
                    );
                }
                Ok(())
            }
            Fact::SupervisorAssignedToAgent { conversation, capacity_overridden, .. } => {
                self.overridden |= capacity_overridden;
                self.page(conversation).map(|_| ())
            }
            Fact::UnitsConfigured { agent, units } => {
                self.units[agent.index()] = i32::from(units);
                Ok(())
            }
            Fact::ProfileConfigured { agent, profile, limit } => {
                self.limits[agent.index() * self.profile_count + profile.index()] = limit;
                Ok(())
            }
            Fact::SessionOpened { conversation, .. }
            | Fact::SessionClosed { conversation, .. }
            | Fact::AssignmentFailed { conversation, .. }
            | Fact::OfferNotDisplayed { conversation, .. }
            | Fact::ReleasedToQueue { conversation, .. }
            | Fact::MovedToWaiting { conversation, .. }
            | Fact::RevivedByCustomer { conversation, .. }
            | Fact::RevivedByAgent { conversation, .. }
            | Fact::WrapUpStarted { conversation, .. }
            | Fact::WrapUpBlockStarted { conversation, .. }
            | Fact::CustomerMessageReceived { conversation, .. }
            | Fact::AgentMessageSent { conversation, .. }
            | Fact::CustomerDisconnected { conversation, .. }
            | Fact::CustomerReconnected { conversation, .. }
            | Fact::CustomerDisconnectLimitReached { conversation, .. }
            | Fact::CustomerEnded { conversation, .. }
            | Fact::QueueOverflowed { conversation, .. }
            | Fact::CallbackRequested { conversation, .. }
            | Fact::CallbackExpired { conversation, .. }
            | Fact::QueuePositionAnnounced { conversation, .. }
            | Fact::WaitAnnounced { conversation, .. }
            | Fact::SupervisorJoined { conversation, .. }
            | Fact::ConsultRejected { conversation, .. }
            | Fact::ConsultTimedOut { conversation, .. }
            | Fact::ConsultantAddedToCustomer { conversation, .. }
            | Fact::TransferToAgentInitiated { conversation, .. }
            | Fact::TransferAcknowledged { conversation, .. }
            | Fact::TransferToAgentAccepted { conversation, .. }
            | Fact::TransferToAgentRejected { conversation, .. }
            | Fact::TransferToAgentTimedOut { conversation, .. }
            | Fact::TransferToQueueInitiated { conversation, .. }
            | Fact::FirstAgentKept { conversation, .. }
            | Fact::FirstAgentFreed { conversation, .. }
            | Fact::TransferCounted { conversation, .. }
            | Fact::SecondaryChannelRaised { conversation, .. }
            | Fact::SecondaryChannelEnded { conversation, .. }
            | Fact::HoldStarted { conversation, .. }
            | Fact::HoldEnded { conversation, .. }
            | Fact::AgentLost { conversation, .. }
            | Fact::AgentRejoined { conversation, .. }
            | Fact::AgentLossLimitReached { conversation, .. }
            | Fact::DeclinesCleared { conversation, .. }
            | Fact::SupervisorAssignedToQueue { conversation, .. }
            | Fact::SupervisorTransferredToAgent { conversation, .. }
            | Fact::SupervisorTransferredToQueue { conversation, .. }
            | Fact::SupervisorForceClosed { conversation, .. }
            | Fact::SupervisorBroadcast { conversation, .. }
            | Fact::Notified { conversation, .. }
            | Fact::TimeoutRuleStarted { conversation, .. }
            | Fact::TimeoutRuleReset { conversation, .. }
            | Fact::TimeoutRuleSuspended { conversation, .. }
            | Fact::TimeoutRuleResumed { conversation, .. }
            | Fact::TimeoutRuleLastMinute { conversation, .. }
            | Fact::TimeoutRuleFired { conversation, .. }
            | Fact::SessionCapReached { conversation, .. }
            | Fact::RecordAssigned { conversation, .. }
            | Fact::DispositionSet { conversation, .. }
            | Fact::FollowedUp { conversation, .. }
            | Fact::OutsideCalled { conversation, .. }
            | Fact::OutsideDropped { conversation, .. }
            | Fact::DeclinePauseStarted { conversation, .. }
            | Fact::DeclinePauseEnded { conversation, .. }
            | Fact::TimerArmed { conversation, .. }
            | Fact::EscalationAttached { conversation, .. }
            | Fact::EscalationDetached { conversation, .. } => self.page(conversation).map(|_| ()),
            Fact::AgentSignedIn { .. }
            | Fact::AgentSignedOut { .. }
            | Fact::AgentConnectionLost { .. }
            | Fact::AgentConnectionRestored { .. }
            | Fact::ReturnWindowPassed { .. }
            | Fact::PresenceChanged { .. }
            | Fact::EndOfDayReset { .. }
            | Fact::JoinedQueue { .. }
            | Fact::LeftMembership { .. }
            | Fact::QueueOpenSet { .. }
            | Fact::QueueLengthCached { .. }
            | Fact::AverageWaitRecomputed { .. }
            | Fact::QueueOpeningSet { .. }
            | Fact::ToggleSet { .. }
            | Fact::ConversationPrioritized { .. }
            | Fact::BullseyeLevelExpanded { .. }
            | Fact::AgePassed { .. } => Ok(()),
        }
    }

    /// Compares the books with the state after a step that was done.
    #[inline]
    pub(crate) fn settle(&mut self, action: &Action, center: &ContactCenter) -> Checked<()> {
        if let Some((conversation, agent, available)) = self.over.take()
            && !self.may_exceed(action, conversation, center)
            && !self.pages.get(conversation.index()).is_some_and(|page| page.falls_back_on(agent))
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
        (self.overridden, self.lacks) = (false, false);
        if let Some(id) = action.conversation() {
            self.tell(id);
        }
        while let Some(id) = self.told.pop() {
            self.judge(id, action, center)?;
        }
        Ok(())
    }

    /// After an answer that is not `Done`: nothing happened, and what the action concerns looks as before (EV-03).
    #[inline]
    pub(crate) fn unchanged(action: &Action, before: &Glance, center: &ContactCenter) -> Checked<()> {
        Self::nothing_happened(action, center, || *before == Glance::of(action, center))
    }

    /// The same beside a center that has not seen the action.
    #[inline]
    pub(crate) fn unchanged_beside(action: &Action, before: &ContactCenter, center: &ContactCenter) -> Checked<()> {
        Self::nothing_happened(action, center, || are_alike(action, before, center))
    }

    #[inline]
    fn nothing_happened(action: &Action, center: &ContactCenter, alike: impl Fn() -> bool) -> Checked<()> {
        if !center.events().is_empty() {
            return broken("EV-03", format!("an answer that is not done left events: {action:?}"));
        }
        if !alike() {
            return broken("EV-03", format!("an answer that is not done changed something: {action:?}"));
        }
        Ok(())
    }

    /// Judges one conversation at the end of a step.
    fn judge(&mut self, id: ConversationId, action: &Action, center: &ContactCenter) -> Checked<()> {
        let Some(page) = self.pages.get_mut(id.index()).filter(|page| page.generation == id.generation) else {
            return retired(id);
        };
        page.turn(action, &self.terms);
        let page = &self.pages[id.index()];
        let phase = center.phase(id);
        if phase.primary() != page.primary {
            return broken(
                "K1",
                format!(
                    "conversation {} says that user {:?} leads it, its events say {:?}",
                    id.slot,
                    phase.primary(),
                    page.primary
                ),
            );
        }
        if phase.stage() != page.stage {
            let family = if page.stage == Stage::Closed { "K9" } else { "K1" };
            return broken(
                family,
                format!("conversation {} is {}, its events say {}", id.slot, phase.stage(), page.stage),
            );
        }
        let open = page.stage == Stage::Open;
        if page.queue.is_some() != open || (open && center.queue_of(id) != page.queue) {
            return broken(
                "K1",
                format!(
                    "conversation {} is {}, its events say that queue {:?} holds it",
                    id.slot, page.stage, page.queue
                ),
            );
        }
        self.judge_charges(id, page, center)?;
        if usize::try_from(page.seats) != Ok(center.participants(id).len()) {
            let family = if page.stage == Stage::Closed { "K9" } else { "K1" };
            return broken(
                family,
                format!(
                    "conversation {} has {} people beside its primary, its events say {}",
                    id.slot,
                    center.participants(id).len(),
                    page.seats
                ),
            );
        }
        match center.local_violation(id) {
            None => Ok(()),
            Some(sentence) if sentence.starts_with("K1") => broken("K1", sentence),
            Some(sentence) if sentence.starts_with("K9") => broken("K9", sentence),
            Some(sentence) => broken("K7", sentence),
        }
    }

    /// K7: those who are charged by the events are those who are to be, and the kernel's own list is the same.
    #[inline]
    fn judge_charges(&self, id: ConversationId, page: &Page, center: &ContactCenter) -> Checked<()> {
        let owed = page.owes(&self.terms);
        if page.reserved != owed.reserved {
            return broken(
                "K7",
                format!(
                    "conversation {} is {} and sets capacity aside for {}, expected {}",
                    id.slot,
                    page.stage,
                    name(center.policy(), page.reserved),
                    name(center.policy(), owed.reserved)
                ),
            );
        }
        // Mostly somebody is charged, or nobody, and all agree.
        let sole = match *page.charged.all() {
            [] => None,
            [agent] => Some(agent),
            _ => return self.judge_several(id, page, &owed, center),
        };
        let mut own = center.charged(id);
        let agrees = own.next() == sole && (sole.is_none() || own.next().is_none());
        let [leads, second, former] = owed.charged;
        let several = usize::from(leads.is_some()) + usize::from(second.is_some()) + usize::from(former.is_some()) > 1;
        if agrees && !several && leads.or(second).or(former) == sole && self.consultants.is_empty() {
            return Ok(());
        }
        self.judge_several(id, page, &owed, center)
    }

    /// As [`judge_charges`](Self::judge_charges), however many there are.
    #[inline(never)]
    fn judge_several(&self, id: ConversationId, page: &Page, owed: &Owed, center: &ContactCenter) -> Checked<()> {
        let user = |agent: UserId| &center.policy().users()[agent.index()].name;
        let seats = self.consultants.iter().filter(|(conversation, _)| *conversation == id).map(|(_, agent)| *agent);
        let mut left = page.charged;
        for agent in owed.charged.into_iter().flatten().chain(seats) {
            if !left.take(agent) {
                let sentence =
                    format!("conversation {} is {} and does not charge `{}`", id.slot, page.stage, user(agent));
                return broken("K7", sentence);
            }
        }
        if let Some(holder) = left.all().first() {
            let sentence =
                format!("conversation {} is {} and still holds capacity of `{}`", id.slot, page.stage, user(*holder));
            return broken("K7", sentence);
        }
        let mut told = page.charged;
        let agrees = center.charged(id).all(|agent| told.take(agent)) && told.all().is_empty();
        if !agrees {
            return broken("K7", format!("conversation {} charges other people than its events say", id.slot));
        }
        Ok(())
    }

    fn open_page(&mut self, id: ConversationId, workstream: WorkstreamId, policy: &Policy) -> Checked<()> {
        if self.pages.len() <= id.index() {
            self.pages.resize(id.index() + 1, Page::BLANK);
        }
        let page = &mut self.pages[id.index()];
        if !page.is_over() {
            return broken("K9", format!("slot {} is used again before its conversation was closed", id.slot));
        }
        if let Some(holder) = page.charged.all().first() {
            return broken(
                "K7",
                format!("conversation {} was retired while user {holder} was charged for it", id.slot),
            );
        }
        let stream = &policy.workstreams()[workstream.index()];
        *page = Page::new(id.generation, stream.bot.is_some(), stream.cost, stream.profiles, stream.wrap_up_block);
        self.tell(id);
        Ok(())
    }

    /// Notes that the step tells of this conversation.
    fn tell(&mut self, id: ConversationId) {
        if self.told.last() != Some(&id) {
            self.told.push(id);
        }
    }

    /// The page of a conversation that something may still happen to.
    fn page(&mut self, id: ConversationId) -> Checked<&mut Page> {
        let page = self.page_of_any(id)?;
        if page.is_over() {
            return broken("K9", format!("something happened to conversation {}, which is closed", id.slot));
        }
        Ok(page)
    }

    /// The page of a conversation, closed or not.
    fn page_of_any(&mut self, id: ConversationId) -> Checked<&mut Page> {
        self.tell(id);
        self.find(id)
    }

    fn find(&mut self, id: ConversationId) -> Checked<&mut Page> {
        match self.pages.get_mut(id.index()) {
            Some(page) if page.generation == id.generation => Ok(page),
            Some(_) | None => retired(id),
        }
    }

    fn consume(&mut self, id: ConversationId, agent: UserId, available: i32) -> Checked<()> {
        let page = self.page(id)?;
        if !page.charged.add(agent) {
            return broken("K7", format!("conversation {} charges more than {HOLDERS_MAX} people", id.slot));
        }
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
            let limit = i32::from(self.limits[place].unwrap_or(0));
            if self.followed[profile.index()] && self.profiles[place] > limit {
                self.over = Some((id, agent, limit - self.profiles[place]));
                self.lacks |= self.limits[place].is_none();
            }
        }
        Ok(())
    }

    fn release(&mut self, id: ConversationId, agent: UserId, available: i32) -> Checked<()> {
        let page = self.page_of_any(id)?;
        if !page.charged.take(agent) {
            return broken(
                "K7",
                format!("user {agent} gets capacity back for conversation {} that was not charged", id.slot),
            );
        }
        let (cost, profiles) = (page.cost, page.profiles);
        self.used[agent.index()] -= i32::from(cost);
        self.charges[agent.index()] -= 1;
        for profile in profiles.iter() {
            self.profiles[agent.index() * self.profile_count + profile.index()] -= 1;
        }
        self.compare(agent, available)
    }

    fn reserve(&mut self, id: ConversationId, agent: UserId, available: i32) -> Checked<()> {
        let page = self.page(id)?;
        if page.reserved.is_some() {
            return broken("K7", format!("conversation {} sets capacity aside twice", id.slot));
        }
        page.reserved = Some(agent);
        let cost = page.cost;
        self.set_aside[agent.index()] += i32::from(cost);
        if available < 0 && cost > 0 {
            self.over = Some((id, agent, available));
        }
        self.compare(agent, available)
    }

    fn unreserve(&mut self, id: ConversationId, agent: UserId, available: i32) -> Checked<()> {
        let page = self.page(id)?;
        if page.reserved != Some(agent) {
            return broken("K7", format!("conversation {} had nothing of user {agent} set aside", id.slot));
        }
        page.reserved = None;
        let cost = page.cost;
        self.set_aside[agent.index()] -= i32::from(cost);
        self.compare(agent, available)
    }

    /// The kernel's own figure must be the books' figure.
    fn compare(&self, agent: UserId, available: i32) -> Checked<()> {
        let own = self.units[agent.index()] - self.used[agent.index()] - self.set_aside[agent.index()];
        if available != own {
            return broken("K2", format!("user {agent} shows {available} units left, the events add up to {own}"));
        }
        Ok(())
    }

    /// Whether the rules let this action exceed capacity (CAP-12, CAP-29, POL-01 b, POL-24, POL-33 b, POL-53 b, POL-58 b, POL-64,
    /// POL-67 b).
    fn may_exceed(&self, action: &Action, conversation: ConversationId, center: &ContactCenter) -> bool {
        match action {
            Action::Supervisor { operation, .. } => match operation {
                Supervise::AssignToAgent { over_capacity, .. } => {
                    (*over_capacity && self.overridden)
                        || self.implied_override
                        || (self.lacks && self.by_hand_without_profile)
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
                    // A declined transfer falls back on the first agent.
                    | Handle::Reject
                    | Handle::RefreshBrowser
                    // Where it charges at all, it does as "Worked by" (POL-58 b).
                    | Handle::AssignRecord { .. }
            ),
            // A queue's own rules ask for units only where they say so (DIST-18).
            Action::Router(_) => {
                let custom = |queue: QueueId| center.policy().queues()[queue.index()].method == Method::Custom;
                self.pages.get(conversation.index()).is_some_and(|page| page.affinity)
                    || center.queue_of(conversation).is_some_and(custom)
            }
            // Declined transfers fall back on the first agent; a customer may come back to the last one.
            Action::Timer { .. } | Action::Customer { .. } => true,
            Action::Create(_)
            | Action::Bot { .. }
            | Action::System { .. }
            | Action::Desk { .. }
            | Action::ReturnWindowPassed { .. }
            | Action::Manage { .. }
            | Action::Configure(_)
            | Action::Admit { .. }
            | Action::Gauge(_)
            | Action::Age { .. } => false,
        }
    }
}

#[cold]
fn broken<T>(family: &'static str, sentence: String) -> Checked<T> {
    Err(Box::new(Broken { family, sentence }))
}

#[cold]
fn retired<T>(id: ConversationId) -> Checked<T> {
    broken("K9", format!("something happened to conversation {}, which was retired", id.slot))
}

fn name(policy: &Policy, user: Option<UserId>) -> String {
    user.map_or_else(|| "nobody".to_owned(), |user| format!("`{}`", policy.users()[user.index()].name))
}
