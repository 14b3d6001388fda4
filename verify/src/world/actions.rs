//! Everything that can be tried in a world: who, on what, which operation; by groups.

use switchboard::{
    Action, Arrival, BotTurn, Change, Channel, Contact, ConversationId, Desk, Gauge, Handle, Policy, PresenceId,
    ProfileId, QueueId, Reset, Route, Supervise, Timer, Toggle, Upkeep, UserId, WorkstreamId,
};

use super::scope::{Group, Scope};

/// Everything that can be tried under a policy, where the first conversation stands for any ([`Action::on`]).
#[must_use]
pub fn everything(policy: &Policy, scope: &Scope) -> Vec<Action> {
    let Repertoire { conversation, people, arrivals, routes } = Repertoire::new(policy, scope);
    [conversation, people, arrivals, routes].concat()
}

/// What can be tried, sorted by what it reads.
#[derive(Debug, Clone, Default)]
pub(crate) struct Repertoire {
    /// Of one conversation; the id is replaced by [`Action::on`].
    pub(crate) conversation: Vec<Action>,
    /// Of people, queues and settings.
    pub(crate) people: Vec<Action>,
    /// What arrives.
    pub(crate) arrivals: Vec<Action>,
    /// Searches of the router.
    pub(crate) routes: Vec<Action>,
}

/// Stands where a conversation will.
const ANY: ConversationId = ConversationId { slot: 0, generation: 0 };

struct Cast {
    agents: Vec<UserId>,
    supervisors: Vec<UserId>,
    queues: Vec<QueueId>,
    channels: Vec<Channel>,
}

impl Repertoire {
    /// What can be tried under a policy within a scope.
    pub(crate) fn new(policy: &Policy, scope: &Scope) -> Self {
        let users = || (0..policy.users().len()).map(UserId::at).zip(policy.users());
        let cast = Cast {
            agents: users().filter(|(_, user)| user.roles.agent).map(|(id, _)| id).collect(),
            supervisors: users().filter(|(_, user)| user.roles.supervisor).map(|(id, _)| id).collect(),
            queues: (0..policy.queues().len()).map(QueueId::at).collect(),
            channels: policy.workstreams().iter().map(|stream| stream.channel).collect(),
        };
        let mut repertoire = Self::default();
        repertoire.arrivals(policy);
        repertoire.routes.extend(cast.queues.iter().map(|queue| Action::Router(Route::Queue(*queue))));
        repertoire.routes.extend(cast.agents.iter().map(|agent| Action::Router(Route::Agent(*agent))));
        let has = |group| scope.groups.has(group);
        for group in scope.groups.iter() {
            repertoire.conversations(policy, &cast, group);
        }
        let conversation = ANY;
        repertoire.conversation.extend(Timer::ALL.map(|timer| Action::Timer { conversation, timer }));
        if has(Group::Presence) {
            repertoire.presence(policy, &cast);
        }
        if has(Group::Connection) {
            for &agent in &cast.agents {
                let desk = |operation| Action::Desk { agent, operation };
                repertoire.people.extend([Desk::ConnectionLost, Desk::ConnectionRestored].map(desk));
                repertoire.people.push(Action::ReturnWindowPassed { agent });
            }
        }
        if has(Group::Roster) {
            repertoire.roster(policy, &cast, scope);
        }
        if has(Group::Queues) {
            repertoire.gauges(policy);
        }
        repertoire
    }

    /// Each workstream's items, by each way that its routing knows.
    fn arrivals(&mut self, policy: &Policy) {
        for (id, stream) in (0..policy.workstreams().len()).map(WorkstreamId::at).zip(policy.workstreams()) {
            let arrival = Arrival::new(id, stream.queue);
            if stream.routes.is_empty() && stream.fallback.is_none() {
                self.arrivals.push(Action::Create(arrival));
                continue;
            }
            // One draw within each share of each rule reaches every target (DIST-04).
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
                    let arrival = Arrival { profiles, ..arrival };
                    self.arrivals.push(Action::Admit { arrival, draw, failed: false });
                }
            }
            if stream.fallback.is_some() {
                self.arrivals.push(Action::Admit { arrival, draw: 0, failed: true });
            }
        }
        self.arrivals.sort_unstable();
        self.arrivals.dedup();
    }

    fn conversations(&mut self, policy: &Policy, cast: &Cast, group: Group) {
        let Cast { agents, supervisors, queues, channels } = cast;
        let conversation = ANY;
        let is = |channel| channels.contains(&channel);
        let calls = is(Channel::Voice) || is(Channel::LiveChat);
        let mut handle = Vec::new();
        let mut supervise = Vec::new();
        let mut contact = Vec::new();
        let mut upkeep = Vec::new();
        match group {
            Group::Answers => {
                handle.extend([Handle::Pick, Handle::Accept, Handle::Reject, Handle::RefreshBrowser]);
                upkeep.push(Upkeep::OfferNotDisplayed);
                upkeep.extend(agents.iter().map(|agent| Upkeep::DeclinePauseEnded { agent: *agent }));
            }
            Group::Talk => {
                handle.extend([Handle::End, Handle::CloseSession, Handle::Release, Handle::Reopen]);
                handle.extend([Handle::MoveToWaiting, Handle::Message]);
                contact.extend([Contact::End, Contact::Message]);
                if policy.workstreams().iter().any(|stream| stream.disposition_required) {
                    handle.push(Handle::SetDisposition);
                }
            }
            Group::Transfers => {
                handle.extend(agents.iter().map(|agent| Handle::TransferToAgent { agent: *agent }));
                handle.extend(queues.iter().map(|queue| Handle::TransferToQueue { queue: *queue }));
                if is(Channel::Voice) {
                    handle.push(Handle::TransferOutside);
                }
            }
            Group::Supervise => {
                for &agent in agents {
                    for (over_presence, over_capacity) in [(false, false), (false, true), (true, false), (true, true)] {
                        supervise.push(Supervise::AssignToAgent { agent, over_presence, over_capacity });
                    }
                    supervise.push(Supervise::TransferToAgent { agent });
                }
                for &queue in queues {
                    supervise.extend([Supervise::AssignToQueue { queue }, Supervise::TransferToQueue { queue }]);
                }
                supervise.extend([Supervise::ForceClose, Supervise::Broadcast]);
            }
            Group::Observe => supervise.extend([Supervise::Monitor, Supervise::Join, Supervise::Leave]),
            Group::Consult => {
                for &agent in agents {
                    handle.extend([
                        Handle::Consult { agent },
                        Handle::EndConsult { agent },
                        Handle::Promote { agent },
                        Handle::AddToCustomer { agent },
                    ]);
                }
                handle.extend(queues.iter().map(|queue| Handle::ConsultQueue { queue: *queue }));
                handle.extend([Handle::AcceptConsult, Handle::RejectConsult, Handle::LeaveConsult]);
            }
            Group::Calls if calls => {
                handle.extend([Handle::RaiseCall, Handle::HangUpLeg, Handle::Hold, Handle::Resume]);
                handle.push(Handle::CallOutside);
                contact.push(Contact::HangUpLeg);
            }
            Group::Connection => {
                handle.push(Handle::Rejoin);
                contact.extend([Contact::Disconnect, Contact::Reconnect]);
                upkeep.extend(agents.iter().map(|agent| Upkeep::AgentLost { agent: *agent }));
            }
            Group::Records if is(Channel::Record) => {
                handle.push(Handle::ResolveRecord);
                handle.extend(agents.iter().map(|agent| Handle::AssignRecord { agent: *agent }));
                supervise.extend([Supervise::ReleaseRecord, Supervise::RemoveRecord]);
                upkeep.push(Upkeep::RecordRemoved);
                upkeep.extend(queues.iter().map(|queue| Upkeep::RecordMoved { queue: *queue }));
            }
            Group::Bots if policy.workstreams().iter().any(|stream| stream.bot.is_some()) => {
                let bot = |operation| Action::Bot { conversation, operation };
                self.conversation.extend([BotTurn::End, BotTurn::Escalate].map(bot));
            }
            Group::Queues => {
                contact.push(Contact::RequestCallback);
                upkeep.push(Upkeep::QueueEmptied);
            }
            Group::Rules => {
                let rules = policy.workstreams().iter().map(|stream| stream.timeout_rules.len()).max().unwrap_or(0);
                for rule in (0..rules).map(|rule| rule as u8) {
                    handle.extend([Handle::SuspendRule { rule }, Handle::ResumeRule { rule }]);
                    upkeep.extend([Upkeep::TimeoutRuleLastMinute { rule }, Upkeep::TimeoutRuleElapsed { rule }]);
                }
            }
            Group::Calls | Group::Records | Group::Bots | Group::Presence | Group::Roster => {}
        }
        for &by in agents {
            self.conversation.extend(handle.iter().map(|operation| Action::Agent {
                by,
                conversation,
                operation: *operation,
            }));
        }
        for &by in supervisors {
            let by_supervisor = |operation: &Supervise| Action::Supervisor { by, conversation, operation: *operation };
            self.conversation.extend(supervise.iter().map(by_supervisor));
        }
        self.conversation
            .extend(contact.iter().map(|operation| Action::Customer { conversation, operation: *operation }));
        self.conversation.extend(upkeep.iter().map(|operation| Action::System { conversation, operation: *operation }));
    }

    fn presence(&mut self, policy: &Policy, cast: &Cast) {
        let presences = || (0..policy.presences().len()).map(PresenceId::at);
        for &agent in &cast.agents {
            let desk = |operation| Action::Desk { agent, operation };
            self.people.extend([Desk::SignIn, Desk::SignOut, Desk::ResetPresence].map(desk));
            self.people.extend(presences().map(|presence| desk(Desk::SetPresence(presence))));
            for &by in &cast.supervisors {
                let manage = |change| Action::Manage { by, change };
                self.people.push(manage(Change::ResetPresence { agent }));
                self.people.extend(presences().map(|presence| manage(Change::SetPresence { agent, presence })));
            }
        }
    }

    fn roster(&mut self, policy: &Policy, cast: &Cast, scope: &Scope) {
        let change = |change| Action::Configure(change);
        for &agent in &cast.agents {
            for &queue in &cast.queues {
                self.people.push(change(Change::JoinQueue { user: agent, queue }));
                self.people.push(change(Change::LeaveQueue { user: agent, queue }));
            }
            let units = policy.users()[agent.index()].units;
            self.people.extend([units, units / 2].map(|units| change(Change::SetUnits { agent, units })));
            for (profile, it) in (0..policy.profiles().len()).map(ProfileId::at).zip(policy.profiles()) {
                let limits = [None, policy.users()[agent.index()].limits[profile.index()]];
                self.people.extend(limits.map(|limit| change(Change::SetProfileLimit { agent, profile, limit })));
                // It touches every charge of the agent, so it is tried where there is one conversation.
                if it.reset == Reset::EndOfDay && scope.conversations == 1 {
                    self.people.push(change(Change::EndShift { agent }));
                }
            }
        }
        for &queue in &cast.queues {
            self.people.extend([false, true].map(|open| change(Change::SetQueueOpen { queue, open })));
        }
        // Nobody but supervisors reads the toggles.
        for toggle in Toggle::ALL.into_iter().filter(|_| scope.groups.has(Group::Supervise)) {
            self.people.extend([false, true].map(|on| change(Change::SetToggle { toggle, on })));
        }
    }

    /// A short and a long average for every queue that reads one.
    fn gauges(&mut self, policy: &Policy) {
        for (queue, it) in (0..policy.queues().len()).map(QueueId::at).zip(policy.queues()) {
            let reads =
                |overflow: &switchboard::Overflow| matches!(overflow.condition, switchboard::Condition::AverageWait(_));
            if it.wait_text && !it.overflow.iter().any(reads) {
                // WAIT-01: customers are told how long it takes, once that is known.
                let seconds = [None, Some(3_600)];
                self.people.extend(seconds.map(|seconds| Action::Gauge(Gauge::AverageWait { queue, seconds })));
            }
            for overflow in &it.overflow {
                match overflow.condition {
                    switchboard::Condition::Items(_) => self.routes.push(Action::Gauge(Gauge::Length { queue })),
                    switchboard::Condition::AverageWait(limit_s) => {
                        let seconds = [Some(0), Some(limit_s + 1)];
                        self.people.extend(seconds.map(|seconds| Action::Gauge(Gauge::AverageWait { queue, seconds })));
                    }
                    switchboard::Condition::Waited(_) => {}
                    switchboard::Condition::OutOfHours => {
                        self.people
                            .extend([false, true].map(|open| Action::Configure(Change::SetQueueOpen { queue, open })));
                    }
                }
            }
        }
    }
}
