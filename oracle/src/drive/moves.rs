//! Everything that can be tried under a policy: who, on what, which operation, also by those who may not.

use switchboard::{
    Action, Arrival, BotTurn, Change, Channel, Condition, Contact, ConversationId, Desk, Gauge, Handle, Policy,
    PresenceId, ProfileId, QueueId, Route, Supervise, Timer, Toggle, Upkeep, UserId, WorkstreamId,
};

/// What can be tried, sorted by what it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moves {
    /// What arrives.
    pub arrivals: Vec<Action>,
    /// Searches of the router.
    pub routes: Vec<Action>,
    /// On one conversation: [`Action::on`] puts the id in.
    pub conversation: Vec<Action>,
    /// Clocks of one conversation.
    pub timers: Vec<Action>,
    /// What people do besides conversations.
    pub people: Vec<Action>,
    /// Changes of what is set at run time, and what is measured.
    pub roster: Vec<Action>,
}

/// Stands where a conversation will.
const ANY: ConversationId = ConversationId { slot: 0, generation: 0 };

/// Who there is.
struct Cast {
    agents: Vec<UserId>,
    /// Agents first, then supervisors, so that an action by who may not is tried too.
    staff: Vec<UserId>,
    supervisors: Vec<UserId>,
    queues: Vec<QueueId>,
}

impl Cast {
    fn of(policy: &Policy) -> Self {
        let users =
            || (0..policy.users().len()).map(UserId::at).zip(policy.users()).filter(|(_, user)| !user.roles.bot);
        Self {
            agents: users().filter(|(_, user)| user.roles.agent).map(|(id, _)| id).collect(),
            staff: users().map(|(id, _)| id).collect(),
            supervisors: users().filter(|(_, user)| user.roles.supervisor).map(|(id, _)| id).collect(),
            queues: (0..policy.queues().len()).map(QueueId::at).collect(),
        }
    }
}

impl Moves {
    /// What can be tried under a policy.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        let cast = Cast::of(policy);
        let mut moves = Self::default();
        moves.arrivals(policy);
        moves.routes.extend(cast.queues.iter().map(|queue| Action::Router(Route::Queue(*queue))));
        moves.routes.extend(cast.agents.iter().map(|agent| Action::Router(Route::Agent(*agent))));
        moves.by_agents(policy, &cast);
        moves.by_supervisors(policy, &cast);
        moves.by_others(policy, &cast);
        moves.timers.extend(Timer::ALL.map(|timer| Action::Timer { conversation: ANY, timer }));
        moves.people(policy, &cast);
        moves.roster(policy, &cast);
        moves
    }

    /// How many there are, with each conversation's counted once.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.arrivals.len()
            + self.routes.len()
            + self.conversation.len()
            + self.timers.len()
            + self.people.len()
            + self.roster.len()
    }

    /// Whether nothing can be tried at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keeps what a test admits.
    pub fn retain(&mut self, mut admits: impl FnMut(&Action) -> bool) {
        for list in [
            &mut self.arrivals,
            &mut self.routes,
            &mut self.conversation,
            &mut self.timers,
            &mut self.people,
            &mut self.roster,
        ] {
            list.retain(|action| admits(action));
        }
    }

    /// Every action on these conversations, and every action on none.
    pub fn every(&self, conversations: &[ConversationId]) -> impl Iterator<Item = Action> {
        let own = conversations
            .iter()
            .flat_map(|id| self.conversation.iter().chain(&self.timers).map(|action| action.on(*id)));
        let others = self.arrivals.iter().chain(&self.routes).chain(&self.people).chain(&self.roster).copied();
        others.chain(own)
    }

    fn arrivals(&mut self, policy: &Policy) {
        for (id, stream) in (0..policy.workstreams().len()).map(WorkstreamId::at).zip(policy.workstreams()) {
            let arrival = Arrival::new(id, stream.queue);
            if stream.routes.is_empty() && stream.fallback.is_none() {
                self.arrivals.push(Action::Create(arrival));
                continue;
            }
            let mut draws = vec![0];
            for rule in &stream.routes {
                let mut sum = 0;
                for share in &rule.shares {
                    draws.push(sum);
                    sum += u16::from(share.percent) * 100;
                }
            }
            draws.sort_unstable();
            draws.dedup();
            for profiles in stream.routes.iter().map(|rule| rule.profiles).chain([arrival.profiles]) {
                for &draw in &draws {
                    // The sentence names the workstream's own queue.
                    self.arrivals.push(Action::Admit { arrival: Arrival { profiles, ..arrival }, draw, failed: false });
                }
            }
            if stream.fallback.is_some() {
                self.arrivals.push(Action::Admit { arrival, draw: 0, failed: true });
            }
        }
        self.arrivals.sort_unstable();
        self.arrivals.dedup();
    }

    fn by_agents(&mut self, policy: &Policy, cast: &Cast) {
        let streams = policy.workstreams();
        let is = |channel| streams.iter().any(|stream| stream.channel == channel);
        let mut plain = vec![
            Handle::Pick,
            Handle::Accept,
            Handle::Reject,
            Handle::RefreshBrowser,
            Handle::End,
            Handle::CloseSession,
            Handle::Release,
            Handle::Reopen,
            Handle::MoveToWaiting,
            Handle::Message,
            Handle::Rejoin,
            Handle::AcceptConsult,
            Handle::RejectConsult,
            Handle::LeaveConsult,
        ];
        if is(Channel::Voice) || is(Channel::LiveChat) {
            plain.extend([Handle::RaiseCall, Handle::HangUpLeg, Handle::Hold, Handle::Resume]);
        }
        if is(Channel::Voice) {
            plain.extend([Handle::TransferOutside, Handle::CallOutside]);
        }
        if is(Channel::Record) {
            plain.push(Handle::ResolveRecord);
        }
        if streams.iter().any(|stream| stream.disposition_required) {
            plain.push(Handle::SetDisposition);
        }
        let rules = streams.iter().map(|stream| stream.timeout_rules.len()).max().unwrap_or(0);
        for rule in (0..rules).map(|rule| rule as u8) {
            plain.extend([Handle::SuspendRule { rule }, Handle::ResumeRule { rule }]);
        }
        for &agent in &cast.agents {
            plain.extend([
                Handle::TransferToAgent { agent },
                Handle::Consult { agent },
                Handle::EndConsult { agent },
                Handle::Promote { agent },
                Handle::AddToCustomer { agent },
            ]);
            if is(Channel::Record) {
                plain.push(Handle::AssignRecord { agent });
            }
        }
        for &queue in &cast.queues {
            plain.extend([Handle::TransferToQueue { queue }, Handle::ConsultQueue { queue }]);
        }
        for &by in &cast.agents {
            let action = |operation| Action::Agent { by, conversation: ANY, operation };
            self.conversation.extend(plain.iter().copied().map(action));
        }
    }

    fn by_supervisors(&mut self, policy: &Policy, cast: &Cast) {
        let mut plain =
            vec![Supervise::Monitor, Supervise::Join, Supervise::Leave, Supervise::ForceClose, Supervise::Broadcast];
        if policy.workstreams().iter().any(|stream| stream.channel == Channel::Record) {
            plain.extend([Supervise::ReleaseRecord, Supervise::RemoveRecord]);
        }
        for &agent in &cast.agents {
            for (over_presence, over_capacity) in [(false, false), (false, true), (true, false), (true, true)] {
                plain.push(Supervise::AssignToAgent { agent, over_presence, over_capacity });
            }
            plain.push(Supervise::TransferToAgent { agent });
        }
        for &queue in &cast.queues {
            plain.extend([Supervise::AssignToQueue { queue }, Supervise::TransferToQueue { queue }]);
        }
        for &by in &cast.staff {
            let action = |operation| Action::Supervisor { by, conversation: ANY, operation };
            // Who may not is refused by one gate, whatever else the operation names: the plain ones show it.
            let tried = if cast.supervisors.contains(&by) { plain.len() } else { 4 };
            self.conversation.extend(plain[..tried].iter().copied().map(action));
        }
    }

    fn by_others(&mut self, policy: &Policy, cast: &Cast) {
        let streams = policy.workstreams();
        let is = |channel| streams.iter().any(|stream| stream.channel == channel);
        let mut contact = vec![Contact::End, Contact::Message, Contact::Disconnect, Contact::Reconnect];
        if is(Channel::LiveChat) || is(Channel::Voice) {
            contact.push(Contact::HangUpLeg);
        }
        if policy.queues().iter().any(|queue| queue.callback) {
            contact.push(Contact::RequestCallback);
        }
        let customer = |operation| Action::Customer { conversation: ANY, operation };
        self.conversation.extend(contact.into_iter().map(customer));
        if streams.iter().any(|stream| stream.bot.is_some()) {
            let bot = |operation| Action::Bot { conversation: ANY, operation };
            self.conversation.extend([BotTurn::End, BotTurn::Escalate].map(bot));
        }
        let mut upkeep = vec![Upkeep::OfferNotDisplayed];
        upkeep.extend(cast.agents.iter().map(|agent| Upkeep::AgentLost { agent: *agent }));
        if streams.iter().any(|stream| stream.decline_pause_s.is_some()) {
            upkeep.extend(cast.agents.iter().map(|agent| Upkeep::DeclinePauseEnded { agent: *agent }));
        }
        let rules = streams.iter().map(|stream| stream.timeout_rules.len()).max().unwrap_or(0);
        for rule in (0..rules).map(|rule| rule as u8) {
            upkeep.extend([Upkeep::TimeoutRuleLastMinute { rule }, Upkeep::TimeoutRuleElapsed { rule }]);
        }
        if is(Channel::Record) {
            upkeep.push(Upkeep::RecordRemoved);
            upkeep.extend(cast.queues.iter().map(|queue| Upkeep::RecordMoved { queue: *queue }));
        }
        let system = |operation| Action::System { conversation: ANY, operation };
        self.conversation.extend(upkeep.into_iter().map(system));
    }

    fn people(&mut self, policy: &Policy, cast: &Cast) {
        let presences = || (0..policy.presences().len()).map(PresenceId::at);
        for &agent in &cast.agents {
            let desk = |operation| Action::Desk { agent, operation };
            self.people.extend(
                [Desk::SignIn, Desk::SignOut, Desk::ResetPresence, Desk::ConnectionLost, Desk::ConnectionRestored]
                    .map(desk),
            );
            self.people.extend(presences().map(|presence| desk(Desk::SetPresence(presence))));
            self.people.push(Action::ReturnWindowPassed { agent });
            for &by in &cast.supervisors {
                self.people.push(Action::Manage { by, change: Change::ResetPresence { agent } });
                let manage = |presence| Action::Manage { by, change: Change::SetPresence { agent, presence } };
                self.people.extend(presences().map(manage));
            }
        }
    }

    fn roster(&mut self, policy: &Policy, cast: &Cast) {
        for &agent in &cast.agents {
            for &queue in &cast.queues {
                self.roster.push(Action::Configure(Change::JoinQueue { user: agent, queue }));
                self.roster.push(Action::Configure(Change::LeaveQueue { user: agent, queue }));
            }
            let units = policy.users()[agent.index()].units;
            for units in [units, units / 2] {
                self.roster.push(Action::Configure(Change::SetUnits { agent, units }));
            }
            for profile in (0..policy.profiles().len()).map(ProfileId::at) {
                for limit in [None, policy.users()[agent.index()].limits[profile.index()]] {
                    self.roster.push(Action::Configure(Change::SetProfileLimit { agent, profile, limit }));
                }
            }
            if !policy.profiles().is_empty() {
                self.roster.push(Action::Configure(Change::EndShift { agent }));
            }
        }
        for (&queue, it) in cast.queues.iter().zip(policy.queues()) {
            let open = |open| Action::Configure(Change::SetQueueOpen { queue, open });
            self.roster.extend([false, true].map(open));
            for overflow in &it.overflow {
                match overflow.condition {
                    Condition::Items(_) => self.roster.push(Action::Gauge(Gauge::Length { queue })),
                    Condition::AverageWait(limit_s) => {
                        let wait = |seconds| Action::Gauge(Gauge::AverageWait { queue, seconds });
                        self.roster.extend([Some(0), Some(limit_s + 1)].map(wait));
                    }
                    Condition::Waited(_) | Condition::OutOfHours => {}
                }
            }
        }
        for toggle in Toggle::ALL {
            let set = |on| Action::Configure(Change::SetToggle { toggle, on });
            self.roster.extend([false, true].map(set));
        }
        self.roster.dedup();
    }
}
