//! The kernel on Stateright: a step is `ContactCenter::apply`, and nothing is taken from tables.
//!
//! `kernel-on-stateright CHANNEL AGENTS CONVERSATIONS DECLINES all|small THREADS`; `small` leaves transfers and supervisors out.
//! A state is told apart by its surroundings and its conversations, oldest first; what is left of closed ones stands
//! behind, sorted. The list of what can be tried is written here again.

#[path = "../../small.rs"]
mod small;

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Instant;

use stateright::{Checker, Model, Property};
use switchboard::{
    Action, Arrival, Channel, Contact, ContactCenter, ConversationId, Desk, Handle, LocalState, Policy, QueueId,
    Replica, Route, Stage, Supervise, Surroundings, Timer, Upkeep, UserId, WorkstreamId,
};

/// A center, and by what it is told apart.
#[derive(Clone, Debug)]
struct State {
    center: Arc<ContactCenter>,
    ids: Vec<ConversationId>,
    key: (Surroundings, Vec<LocalState>),
}

impl State {
    fn of(mut center: ContactCenter) -> Self {
        let replica = Replica::of(&center);
        let mut locals = replica.locals();
        for (id, _) in locals.extract_if(.., |(_, local)| local.is_settled()) {
            center.retire(id);
        }
        let live = locals.iter().take_while(|(_, local)| local.stage() != Stage::Closed).count();
        locals[live..].sort_by(|one, other| one.1.cmp(&other.1));
        let (ids, locals) = locals.into_iter().unzip();
        Self { center: Arc::new(center), ids, key: (replica.surroundings(), locals) }
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for State {}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.key.hash(hasher);
    }
}

struct Center {
    policy: Arc<Policy>,
    conversations: usize,
    everything: bool,
}

impl Center {
    /// Everything that can be tried.
    fn tries(&self, ids: &[ConversationId]) -> Vec<Action> {
        let front = QueueId::at(0);
        let agents = || {
            let users = self.policy.users().iter().enumerate();
            users.filter(|(_, user)| user.roles.agent).map(|(number, _)| UserId::at(number))
        };
        let supervisor = UserId::at(self.policy.users().len() - 1);
        let mut tries = Vec::new();
        for &conversation in ids {
            for by in agents() {
                let mut handle = |operation| tries.push(Action::Agent { by, conversation, operation });
                for operation in [Handle::Pick, Handle::Accept, Handle::Reject, Handle::RefreshBrowser, Handle::End] {
                    handle(operation);
                }
                for operation in [Handle::CloseSession, Handle::Release, Handle::Reopen, Handle::MoveToWaiting] {
                    handle(operation);
                }
                handle(Handle::Message);
                if self.everything {
                    agents().for_each(|agent| handle(Handle::TransferToAgent { agent }));
                    handle(Handle::TransferToQueue { queue: front });
                    if self.policy.workstreams()[0].channel == Channel::Voice {
                        handle(Handle::TransferOutside);
                    }
                }
            }
            for operation in [Contact::End, Contact::Message] {
                tries.push(Action::Customer { conversation, operation });
            }
            tries.push(Action::System { conversation, operation: Upkeep::OfferNotDisplayed });
            for agent in agents() {
                tries.push(Action::System { conversation, operation: Upkeep::DeclinePauseEnded { agent } });
            }
            tries.extend(Timer::ALL.map(|timer| Action::Timer { conversation, timer }));
            if self.everything {
                let mut supervise =
                    |operation| tries.push(Action::Supervisor { by: supervisor, conversation, operation });
                for agent in agents() {
                    for (over_presence, over_capacity) in [(false, false), (false, true), (true, false), (true, true)] {
                        supervise(Supervise::AssignToAgent { agent, over_presence, over_capacity });
                    }
                    supervise(Supervise::TransferToAgent { agent });
                }
                supervise(Supervise::AssignToQueue { queue: front });
                supervise(Supervise::TransferToQueue { queue: front });
                supervise(Supervise::ForceClose);
                supervise(Supervise::Broadcast);
            }
        }
        if ids.len() < self.conversations {
            tries.push(Action::Create(Arrival::new(WorkstreamId::at(0), front)));
        }
        tries.push(Action::Router(Route::Queue(front)));
        tries.extend(agents().map(|agent| Action::Router(Route::Agent(agent))));
        tries
    }
}

impl Model for Center {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let mut center = ContactCenter::shared(Arc::clone(&self.policy));
        for agent in (0..self.policy.users().len()).map(UserId::at) {
            let _ = center.apply(Action::Desk { agent, operation: Desk::SignIn });
        }
        vec![State::of(center)]
    }

    /// What is refused leaves the center as it was, so the next can be tried on it at once.
    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        let mut center = (*state.center).clone();
        for action in self.tries(&state.ids) {
            if center.apply(action).is_done() {
                actions.push(action);
                center.clone_from(&state.center);
            }
        }
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let mut center = (*state.center).clone();
        center.apply(action).is_done().then(|| State::of(center))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("what must hold in every state", |_, state: &State| state.center.violation().is_none())]
    }
}

/// The greatest memory of this process, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    1_024 * line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| args[at].parse::<usize>().expect("a number");
    let channel = Channel::named(&args[0]).expect("a channel");
    let model = Center {
        policy: small::policy(channel, number(1), 50, number(3) as i64),
        conversations: number(2),
        everything: args[4] == "all",
    };
    let begin = Instant::now();
    let checker = model.checker().threads(number(5)).spawn_bfs().join();
    let seconds = begin.elapsed().as_secs_f64();
    println!(
        "distinct={} steps={} violations={} seconds={seconds:.3} bytes={}",
        checker.unique_state_count(),
        checker.state_count() - 1,
        checker.discoveries().len(),
        peak(),
    );
}
