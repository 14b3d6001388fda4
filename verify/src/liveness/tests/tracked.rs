//! CONV with one conversation tracked: all others, and all agents, are as good as each other.

use std::convert::Infallible;

use super::conversations::{Conversations, Do, Local, NONE, SIZES, closed, local, set, wrap_up_ends};
use crate::liveness::{
    EFFORT_MAX, Graph, Kind, Kinds, Limits, Orbits, Permutation, Property, Stopping, Symmetric, Verdict, check,
    check_symmetric,
};
use crate::{Marks, Model};

/// The model with every permutation of conversations after the first and of agents. Names: conversations, then agents.
struct Tracked {
    model: Conversations,
    group: Vec<Permutation>,
}

/// All orders of some names.
fn orders(names: &[u8]) -> Vec<Vec<u8>> {
    if names.is_empty() {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for &first in names {
        let rest: Vec<u8> = names.iter().copied().filter(|&name| name != first).collect();
        all.extend(orders(&rest).into_iter().map(|rest| [vec![first], rest].concat()));
    }
    all
}

impl Tracked {
    fn new(agents: u8, conversations: u8) -> Self {
        let others: Vec<u8> = (1..conversations).collect();
        let all: Vec<u8> = (conversations..conversations + agents).collect();
        let group = orders(&others).into_iter().flat_map(|others| {
            orders(&all).into_iter().map(move |agents| Permutation::new(&[vec![0], others.clone(), agents].concat()))
        });
        Self { model: Conversations { agents, conversations }, group: group.collect() }
    }

    fn agent(&self, agent: u8, permutation: Permutation) -> u8 {
        if agent == NONE {
            return NONE;
        }
        permutation.of(self.model.conversations + agent) - self.model.conversations
    }
}

impl Model for Tracked {
    type State = u64;
    type Action = Do;
    type Gap = Infallible;

    fn initial(&self) -> Vec<u64> {
        self.model.initial()
    }

    fn steps(&self, state: u64, visit: &mut impl FnMut(Do, u64, Marks)) -> Result<(), Infallible> {
        self.model.steps(state, visit)
    }
}

impl Symmetric for Tracked {
    fn settle(&self, state: u64) -> (u64, Permutation) {
        let images = self.group.iter().map(|&permutation| (self.permuted(state, permutation), permutation));
        images.min().expect("a group has an identity")
    }

    fn permuted(&self, state: u64, permutation: Permutation) -> u64 {
        let present = (0..self.model.agents).filter(|&agent| state >> agent & 1 == 1);
        let presence = present.fold(0, |bits, agent| bits | 1 << self.agent(agent, permutation));
        (0..self.model.conversations).fold(presence, |to, k| {
            let Local(status, owner, pending, forced) = local(state, k);
            let moved = Local(status, self.agent(owner, permutation), self.agent(pending, permutation), forced);
            set(to, permutation.of(k), moved)
        })
    }

    fn renamed(&self, action: Do, permutation: Permutation) -> Do {
        let (k, a) = (|k| permutation.of(k), |agent| self.agent(agent, permutation));
        match action {
            Do::Assign(c, agent) => Do::Assign(k(c), a(agent)),
            Do::Override(c, agent) => Do::Override(k(c), a(agent)),
            Do::AgentReply(c) => Do::AgentReply(k(c)),
            Do::CustomerReply(c) => Do::CustomerReply(k(c)),
            Do::BeginWrap(c) => Do::BeginWrap(k(c)),
            Do::FinishWrap(c) => Do::FinishWrap(k(c)),
            Do::RequestTransfer(c, agent) => Do::RequestTransfer(k(c), a(agent)),
            Do::Accept(c) => Do::Accept(k(c)),
            Do::Decline(c) => Do::Decline(k(c)),
            Do::Requeue(c) => Do::Requeue(k(c)),
            Do::ForceClose(c) => Do::ForceClose(k(c)),
            Do::Reopen(c) => Do::Reopen(k(c)),
            Do::Toggle(agent) => Do::Toggle(a(agent)),
        }
    }
}

fn finish(action: Do) -> Option<u8> {
    if let Do::FinishWrap(k) = action { Some(k) } else { None }
}

fn accept(action: Do) -> Option<u8> {
    if let Do::Accept(k) = action { Some(k) } else { None }
}

fn begin(action: Do) -> Option<u8> {
    if let Do::BeginWrap(k) = action { Some(k) } else { None }
}

fn assign(action: Do) -> Option<u8> {
    if let Do::Assign(k, _) | Do::Override(k, _) = action { Some(k) } else { None }
}

/// What may be assumed: nothing, or the ends of wrap-ups, or more.
fn assumed(choice: u8, stopping: Stopping, names: u8) -> Kinds<'static, Do> {
    let kinds = match choice {
        0 => vec![],
        1 => vec![Kind::weak("FinishWrap", finish)],
        2 => vec![Kind::strong("FinishWrap", finish), Kind::weak("Accept", accept)],
        3 => vec![Kind::weak("FinishWrap", finish), Kind::strong("BeginWrap", begin), Kind::strong("Assign", assign)],
        _ => vec![Kind::weak("FinishWrap", finish), Kind::strong("BeginWrap", begin), Kind::weak("Assign", assign)],
    };
    Kinds::new(stopping, names, kinds).expect("few")
}

#[test]
fn a_quotient_around_one_conversation_decides_as_the_whole_graph_does() {
    let mut verdicts = Vec::new();
    for (agents, conversations, states, _) in SIZES {
        if states > 1_000 {
            continue;
        }
        let mut model = Tracked::new(agents, conversations);
        let graph = Graph::explore(&mut model, Limits::default()).expect("small");
        let orbits = Orbits::explore(&mut model, Limits::default()).expect("small");
        for choice in 0..5 {
            for stopping in [Stopping::UnlessFair, Stopping::OnlyAtTheEnd] {
                let kinds = assumed(choice, stopping, conversations);
                for property in [closed(), wrap_up_ends(0)] {
                    let whole = check(&model, &graph, &property, &kinds.instances(), EFFORT_MAX);
                    let folded = check_symmetric(&model, &orbits, &property, &kinds).expect("conversation 0 stays");
                    let violated = matches!(whole, Verdict::Violated(_));
                    assert_eq!(violated, matches!(folded, Verdict::Violated(_)), "{agents} {conversations} {kinds:?}");
                    verdicts.push(violated);
                }
            }
        }
    }
    assert!(verdicts.contains(&true) && verdicts.contains(&false));
}

#[test]
fn a_property_of_another_conversation_is_refused() {
    let mut model = Tracked::new(1, 3);
    let orbits = Orbits::explore(&mut model, Limits::default()).expect("small");
    let other: Property<'_, u64, Do> = wrap_up_ends(1);
    assert!(check_symmetric(&model, &orbits, &other, &assumed(1, Stopping::UnlessFair, 3)).is_err());
}
