//! CONV, the model on which several checkers agree, written once more as plainly as possible, and its probes.

use std::convert::Infallible;

use crate::liveness::{
    Assumptions, Condition, EFFORT_MAX, Ending, Fairness, Graph, Lasso, Limits, Property, Stopping, Verdict, check,
};
use crate::{Marks, Model};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Do {
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

const OPEN: u8 = 0;
const ACTIVE: u8 = 1;
const WAITING: u8 = 2;
const WRAP_UP: u8 = 3;
const CLOSED: u8 = 4;
pub(super) const NONE: u8 = 7;
const CAPACITY: usize = 2;

/// One conversation: status, owner, pending transfer, forced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Local(pub(super) u8, pub(super) u8, pub(super) u8, pub(super) bool);

const CLEAR: Local = Local(OPEN, NONE, NONE, false);

#[derive(Clone, Copy, Debug)]
pub(super) struct Conversations {
    pub(super) agents: u8,
    pub(super) conversations: u8,
}

pub(super) fn local(state: u64, k: u8) -> Local {
    let bits = state >> (8 + 10 * k);
    Local((bits & 7) as u8, (bits >> 3 & 7) as u8, (bits >> 6 & 7) as u8, bits >> 9 & 1 == 1)
}

pub(super) fn set(state: u64, k: u8, Local(status, owner, pending, forced): Local) -> u64 {
    let bits = u64::from(status) | u64::from(owner) << 3 | u64::from(pending) << 6 | u64::from(forced) << 9;
    state & !(1023 << (8 + 10 * k)) | bits << (8 + 10 * k)
}

impl Model for Conversations {
    type State = u64;
    type Action = Do;
    type Gap = Infallible;

    fn initial(&self) -> Vec<u64> {
        vec![(0..self.conversations).fold((1 << self.agents) - 1, |state, k| set(state, k, CLEAR))]
    }

    fn steps(&self, state: u64, visit: &mut impl FnMut(Do, u64, Marks)) -> Result<(), Infallible> {
        let online = |agent: u8| state >> agent & 1 == 1;
        let load = |agent: u8| (0..self.conversations).filter(|&k| local(state, k).1 == agent).count();
        for k in 0..self.conversations {
            let mut go = |action: Do, to: Local| visit(action, set(state, k, to), 0);
            let Local(status, owner, pending, forced) = local(state, k);
            let served = status == ACTIVE || status == WAITING;
            for agent in (0..self.agents).filter(|&agent| online(agent)) {
                if status == OPEN && load(agent) < CAPACITY {
                    go(Do::Assign(k, agent), Local(ACTIVE, agent, NONE, false));
                } else if status == OPEN {
                    go(Do::Override(k, agent), Local(ACTIVE, agent, NONE, true));
                }
                if served && pending == NONE && agent != owner {
                    go(Do::RequestTransfer(k, agent), Local(status, owner, agent, forced));
                }
            }
            if status == ACTIVE && pending == NONE {
                go(Do::AgentReply(k), Local(WAITING, owner, pending, forced));
            }
            if status == WAITING {
                go(Do::CustomerReply(k), Local(ACTIVE, owner, pending, forced));
            }
            if served && pending == NONE {
                go(Do::BeginWrap(k), Local(WRAP_UP, owner, pending, forced));
            }
            if status == WRAP_UP {
                go(Do::FinishWrap(k), Local(CLOSED, NONE, NONE, false));
            }
            if pending != NONE {
                if online(pending) && load(pending) < CAPACITY {
                    go(Do::Accept(k), Local(ACTIVE, pending, NONE, false));
                }
                go(Do::Decline(k), Local(status, owner, NONE, forced));
            }
            if served && !online(owner) {
                go(Do::Requeue(k), CLEAR);
            }
            if status != CLOSED {
                go(Do::ForceClose(k), Local(CLOSED, NONE, NONE, false));
            } else {
                go(Do::Reopen(k), CLEAR);
            }
        }
        (0..self.agents).for_each(|agent| visit(Do::Toggle(agent), state ^ 1 << agent, 0));
        Ok(())
    }
}

type Ways = Vec<Do>;

/// Whether it holds, or prefix and loop of the lasso.
fn ask(
    model: Conversations,
    property: &Property<'_, u64, Do>,
    assumed: &Assumptions<'_, Do>,
) -> Result<(), (Ways, Ways)> {
    let graph = Graph::explore(&mut model.clone(), Limits::default()).expect("small");
    match check(&model, &graph, property, assumed, EFFORT_MAX) {
        Verdict::Holds => Ok(()),
        Verdict::Unreached => panic!("wrap-up is reached"),
        Verdict::Violated(Lasso { prefix, ending, exact, .. }) => {
            assert!(exact);
            let repeats = match ending {
                Ending::Stops => vec![],
                Ending::Repeats(steps) => steps,
            };
            let actions = |steps: Vec<crate::liveness::Step<u64, Do>>| steps.iter().map(|step| step.action).collect();
            Err((actions(prefix), actions(repeats)))
        }
    }
}

pub(super) fn closed() -> Property<'static, u64, Do> {
    Property::Eventually(Condition::state(|state| local(state, 0).0 == CLOSED))
}

pub(super) fn wrap_up_ends(k: u8) -> Property<'static, u64, Do> {
    Property::LeadsTo(
        Condition::state(move |state| local(state, k).0 == WRAP_UP),
        Condition::state(move |state| local(state, k).0 != WRAP_UP),
    )
}

fn finishing(conversations: u8, stopping: Stopping) -> Assumptions<'static, Do> {
    let instances = (0..conversations)
        .map(|k| Fairness::weak(format!("FinishWrap({k})"), move |action| action == Do::FinishWrap(k)));
    Assumptions::new(stopping, instances).expect("few conversations")
}

/// The sizes of the table up to 31,392 states: agents, conversations, states, steps.
pub(super) const SIZES: [(u8, u8, usize, usize); 8] = [
    (1, 1, 10, 33),
    (1, 2, 50, 280),
    (1, 3, 970, 8_356),
    (2, 1, 48, 244),
    (2, 2, 576, 4_704),
    (2, 3, 31_392, 360_192),
    (3, 2, 4_232, 41_584),
    (4, 2, 23_104, 257_792),
];

#[test]
fn the_graph_has_the_states_and_steps_of_the_table() {
    for (agents, conversations, states, steps) in SIZES {
        let mut model = Conversations { agents, conversations };
        let graph = Graph::explore(&mut model, Limits::default()).expect("small");
        assert_eq!((graph.states(), graph.steps()), (states, steps), "{model:?}");
    }
}

#[test]
fn a_conversation_need_not_be_closed() {
    for (agents, conversations, ..) in SIZES {
        let model = Conversations { agents, conversations };
        // Nothing ever happens; and where something must happen, Toggle(0) for ever.
        assert_eq!(ask(model, &closed(), &Assumptions::none()), Err((vec![], vec![])), "{model:?}");
        let moving = Assumptions::new(Stopping::OnlyAtTheEnd, []).expect("none");
        let (prefix, repeats) = ask(model, &closed(), &moving).expect_err("nobody has to close it");
        assert_eq!((prefix, repeats.len()), (vec![], 2), "{model:?}");
        // Weak fairness of the end of wrap-up does not help: nobody has to begin it.
        assert_eq!(ask(model, &closed(), &finishing(conversations, Stopping::UnlessFair)), Err((vec![], vec![])));
    }
    let toggles = (vec![], vec![Do::Toggle(0), Do::Toggle(0)]);
    let moving = Assumptions::new(Stopping::OnlyAtTheEnd, []).expect("none");
    // With one conversation only presence can go back and forth without closing or serving it.
    assert_eq!(ask(Conversations { agents: 2, conversations: 1 }, &closed(), &moving), Err(toggles));
}

#[test]
fn wrap_up_ends_if_its_end_is_weakly_fair() {
    for (agents, conversations, ..) in SIZES {
        let model = Conversations { agents, conversations };
        for stopping in [Stopping::UnlessFair, Stopping::OnlyAtTheEnd] {
            let fair = finishing(conversations, stopping);
            (0..conversations).for_each(|k| assert_eq!(ask(model, &wrap_up_ends(k), &fair), Ok(()), "{model:?}"));
        }
    }
}

#[test]
fn wrap_up_need_not_end_without_fairness() {
    for (agents, conversations, ..) in SIZES {
        let model = Conversations { agents, conversations };
        let lasso = (vec![Do::Assign(0, 0), Do::BeginWrap(0)], vec![]);
        assert_eq!(ask(model, &wrap_up_ends(0), &Assumptions::none()), Err(lasso), "{model:?}");
    }
}

#[test]
fn fairness_to_one_conversation_does_not_help_another() {
    let model = Conversations { agents: 2, conversations: 2 };
    let only_the_first = finishing(1, Stopping::UnlessFair);
    assert_eq!(ask(model, &wrap_up_ends(0), &only_the_first), Ok(()));
    let lasso = (vec![Do::Assign(1, 0), Do::BeginWrap(1)], vec![]);
    assert_eq!(ask(model, &wrap_up_ends(1), &only_the_first), Err(lasso));
}
