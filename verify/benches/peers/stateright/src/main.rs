//! CONV(A,K,2) on Stateright: `conv-on-stateright K bfs|symmetry THREADS`, for two agents.
//!
//! `symmetry` counts modulo the names of agents and conversations, which Stateright does depth first.

use std::time::Instant;

use stateright::{Checker, HasDiscoveries, Model, Property, Representative};

/// Agents.
const A: usize = 2;
/// Units of an agent.
const CAPACITY: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Stage {
    Open,
    Active,
    Waiting,
    WrapUp,
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Conversation {
    stage: Stage,
    owner: Option<u8>,
    pending: Option<u8>,
    forced: bool,
}

const OPEN: Conversation = Conversation { stage: Stage::Open, owner: None, pending: None, forced: false };
const CLOSED: Conversation = Conversation { stage: Stage::Closed, ..OPEN };

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct State<const K: usize> {
    present: [bool; A],
    conversations: [Conversation; K],
}

impl<const K: usize> State<K> {
    fn load(&self, agent: u8) -> usize {
        self.conversations.iter().filter(|conversation| conversation.owner == Some(agent)).count()
    }

    fn present(&self, agent: u8) -> bool {
        self.present[usize::from(agent)]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Assign(u8, u8),
    Override(u8, u8),
    AgentReply(u8),
    CustomerReply(u8),
    BeginWrap(u8),
    FinishWrap(u8),
    RequestTransfer(u8, u8),
    Accept(u8),
    Decline(u8),
    Requeue(u8),
    ForceClose(u8),
    Reopen(u8),
    Toggle(u8),
}

struct Conv<const K: usize>;

impl<const K: usize> Model for Conv<K> {
    type State = State<K>;
    type Action = Act;

    fn init_states(&self) -> Vec<State<K>> {
        vec![State { present: [true; A], conversations: [OPEN; K] }]
    }

    fn actions(&self, state: &State<K>, acts: &mut Vec<Act>) {
        for k in 0..K as u8 {
            let conversation = &state.conversations[usize::from(k)];
            match conversation.stage {
                Stage::Open => {
                    for agent in (0..A as u8).filter(|&agent| state.present(agent)) {
                        let room = state.load(agent) < CAPACITY;
                        acts.push(if room { Act::Assign(k, agent) } else { Act::Override(k, agent) });
                    }
                }
                Stage::Active | Stage::Waiting => {
                    if let Some(target) = conversation.pending {
                        if state.present(target) && state.load(target) < CAPACITY {
                            acts.push(Act::Accept(k));
                        }
                        acts.push(Act::Decline(k));
                    } else {
                        if conversation.stage == Stage::Active {
                            acts.push(Act::AgentReply(k));
                        }
                        acts.push(Act::BeginWrap(k));
                        for agent in (0..A as u8).filter(|&agent| state.present(agent)) {
                            if conversation.owner != Some(agent) {
                                acts.push(Act::RequestTransfer(k, agent));
                            }
                        }
                    }
                    if conversation.stage == Stage::Waiting {
                        acts.push(Act::CustomerReply(k));
                    }
                    if conversation.owner.is_some_and(|owner| !state.present(owner)) {
                        acts.push(Act::Requeue(k));
                    }
                }
                Stage::WrapUp => acts.push(Act::FinishWrap(k)),
                Stage::Closed => acts.push(Act::Reopen(k)),
            }
            if conversation.stage != Stage::Closed {
                acts.push(Act::ForceClose(k));
            }
        }
        acts.extend((0..A as u8).map(Act::Toggle));
    }

    fn next_state(&self, state: &State<K>, act: Act) -> Option<State<K>> {
        let mut next = state.clone();
        let active = |agent, forced| Conversation { stage: Stage::Active, owner: Some(agent), pending: None, forced };
        match act {
            Act::Assign(k, agent) => next.conversations[usize::from(k)] = active(agent, false),
            Act::Override(k, agent) => next.conversations[usize::from(k)] = active(agent, true),
            Act::AgentReply(k) => next.conversations[usize::from(k)].stage = Stage::Waiting,
            Act::CustomerReply(k) => next.conversations[usize::from(k)].stage = Stage::Active,
            Act::BeginWrap(k) => next.conversations[usize::from(k)].stage = Stage::WrapUp,
            Act::FinishWrap(k) | Act::ForceClose(k) => next.conversations[usize::from(k)] = CLOSED,
            Act::RequestTransfer(k, agent) => next.conversations[usize::from(k)].pending = Some(agent),
            Act::Accept(k) => {
                let target = state.conversations[usize::from(k)].pending?;
                next.conversations[usize::from(k)] = active(target, false);
            }
            Act::Decline(k) => next.conversations[usize::from(k)].pending = None,
            Act::Requeue(k) | Act::Reopen(k) => next.conversations[usize::from(k)] = OPEN,
            Act::Toggle(agent) => next.present[usize::from(agent)] ^= true,
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("capacity", |_, state: &State<K>| {
                (0..A as u8).all(|agent| {
                    let owned = |at: &&Conversation| at.owner == Some(agent) && !at.forced;
                    state.conversations.iter().filter(owned).count() <= CAPACITY
                })
            }),
            Property::always("owner iff served", |_, state: &State<K>| {
                state
                    .conversations
                    .iter()
                    .all(|at| at.owner.is_some() == matches!(at.stage, Stage::Active | Stage::Waiting | Stage::WrapUp))
            }),
            Property::always("pending sane", |_, state: &State<K>| {
                state.conversations.iter().all(|at| {
                    at.pending.is_none()
                        || (at.pending != at.owner && matches!(at.stage, Stage::Active | Stage::Waiting))
                })
            }),
        ]
    }
}

impl<const K: usize> Representative for State<K> {
    fn representative(&self) -> Self {
        let mut same = self.clone();
        same.conversations.sort_unstable();
        let mut renamed = self.clone();
        renamed.present.swap(0, 1);
        for conversation in &mut renamed.conversations {
            conversation.owner = conversation.owner.map(|agent| 1 - agent);
            conversation.pending = conversation.pending.map(|agent| 1 - agent);
        }
        renamed.conversations.sort_unstable();
        same.min(renamed)
    }
}

fn run<const K: usize>(mode: &str, threads: usize) {
    let begin = Instant::now();
    let checker = Conv::<K>.checker().threads(threads).finish_when(HasDiscoveries::All);
    let (distinct, steps, violations) = if mode == "bfs" {
        let done = checker.spawn_bfs().join();
        (done.unique_state_count(), done.state_count() - 1, done.discoveries().len())
    } else {
        let done = checker.symmetry().spawn_dfs().join();
        (done.unique_state_count(), done.state_count() - 1, done.discoveries().len())
    };
    let seconds = begin.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
    let bytes: u64 = peak.unwrap_or(0) * 1024;
    println!("distinct={distinct} steps={steps} violations={violations} seconds={seconds} bytes={bytes}");
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [conversations, mode, threads] = args.as_slice() else { panic!("expected K bfs|symmetry THREADS") };
    let threads = threads.parse().expect("a number of threads");
    match conversations.as_str() {
        "3" => run::<3>(mode, threads),
        "4" => run::<4>(mode, threads),
        "5" => run::<5>(mode, threads),
        other => panic!("K={other} is not compiled in"),
    }
}
