//! The counts are those of the reference table, on which six tools agree; the rest is compared with `plain`.

use std::collections::{BTreeMap, BTreeSet};

use crate::conv::plain::{Conversation, Surroundings, rows};
use crate::conv::{Act, Conv, Quotient, Row};
use crate::found::Outcome;
use crate::model::Model;
use crate::rank::{Ranked, Store};
use crate::search::Search;

/// A, K, distinct states, steps, levels, states modulo K!, states modulo A! x K!, and steps from these; C is 2.
type Counted = (usize, usize, u64, u64, u32, u64, u64, u64);

const TABLE: [Counted; 11] = [
    (1, 1, 10, 33, 4, 10, 10, 33),
    (1, 2, 50, 280, 6, 30, 30, 168),
    (1, 3, 970, 8_356, 14, 220, 220, 1_885),
    (2, 1, 48, 244, 6, 48, 26, 129),
    (2, 2, 576, 4_704, 9, 312, 164, 1_333),
    (2, 3, 31_392, 360_192, 18, 6_016, 3_022, 34_639),
    (2, 4, 849_024, 12_338_176, 25, 44_380, 22_265, 323_362),
    (3, 2, 4_232, 41_584, 10, 2_208, 418, 4_075),
    (3, 3, 445_096, 5_925_336, 19, 80_224, 13_762, 182_986),
    (4, 2, 23_104, 257_792, 11, 11_856, 708, 7_854),
    (4, 3, 3_964_160, 58_508_480, 20, 694_336, 32_790, 483_692),
];

/// The model, which the sizes of the table allow.
fn conv(agents: usize, conversations: usize, quotient: Quotient) -> Conv {
    Conv::new(agents, conversations, 2, quotient).expect("the size is allowed")
}

#[test]
fn every_state_of_the_table_is_found_once() {
    for (agents, conversations, states, steps, levels, ..) in TABLE {
        let found = Search::new(&mut conv(agents, conversations, Quotient::None))
            .threads(2)
            .run()
            .expect("nothing is in the way");
        assert_eq!((found.states, found.steps, found.levels), (states, steps, levels), "A={agents} K={conversations}");
        assert_eq!((found.outcome, found.first.marks()), (Outcome::Complete, 0), "A={agents} K={conversations}");
    }
}

#[test]
fn a_bit_a_point_finds_the_same() {
    for (agents, conversations, states, steps, levels, ..) in TABLE {
        let mut model = conv(agents, conversations, Quotient::None);
        let found = Search::new(&mut model).threads(2).run_ranked(&Store::Memory).expect("nothing is in the way");
        assert_eq!((found.states, found.steps, found.levels), (states, steps, levels), "A={agents} K={conversations}");
        assert_eq!((found.outcome, found.first.marks()), (Outcome::Complete, 0), "A={agents} K={conversations}");
    }
}

#[test]
fn every_state_has_a_point_of_its_own() {
    for (agents, conversations) in [(1, 1), (1, 3), (2, 1), (2, 3), (3, 2), (4, 2)] {
        let mut model = conv(agents, conversations, Quotient::None);
        let found = Search::new(&mut model).run().expect("nothing is in the way");
        for level in 1..=found.levels {
            found.level(&model, level, &mut |state| {
                assert!(model.index(state) < model.words() * 64);
                assert_eq!(model.state(model.index(state)), state);
            });
        }
    }
}

#[test]
fn every_quotient_of_the_table_is_counted() {
    for (agents, conversations, _, _, levels, by_conversations, by_both, steps_by_both) in TABLE {
        let mut model = conv(agents, conversations, Quotient::Conversations);
        let found = Search::new(&mut model).symmetry(true).run().expect("nothing is in the way");
        assert_eq!((found.states, found.levels), (by_conversations, levels), "A={agents} K={conversations}");
        let mut model = conv(agents, conversations, Quotient::Both);
        let found = Search::new(&mut model).symmetry(true).run().expect("nothing is in the way");
        let expected = (by_both, steps_by_both, levels);
        assert_eq!((found.states, found.steps, found.levels), expected, "A={agents} K={conversations}");
    }
}

/// A state in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Situation {
    present: Vec<bool>,
    conversations: Vec<Conversation>,
}

/// What a packed state means.
fn unpack(conv: &Conv, state: u64) -> Situation {
    let present = (0..conv.agents).map(|agent| conv.present_in(state) >> agent & 1 == 1).collect();
    let conversations = (0..conv.conversations).map(|at| conv.codes[conv.code_in(state, at)]).collect();
    Situation { present, conversations }
}

/// The steps of a situation, by the table in words alone.
fn plain_steps(situation: &Situation, capacity: usize) -> BTreeMap<Act, Situation> {
    let load = |agent: u8| situation.conversations.iter().filter(|at| at.owner == Some(agent)).count();
    let agents = situation.present.len() as u8;
    let room: Vec<bool> = (0..agents).map(|agent| load(agent) < capacity).collect();
    let mut steps = BTreeMap::new();
    for (at, &conversation) in situation.conversations.iter().enumerate() {
        for (row, agent, to) in rows(conversation, Surroundings { present: &situation.present, room: &room }) {
            let mut next = situation.clone();
            next.conversations[at] = to;
            steps.insert(Act { row, conversation: at as u8, agent }, next);
        }
    }
    for agent in 0..agents {
        let mut next = situation.clone();
        next.present[usize::from(agent)] ^= true;
        steps.insert(Act { row: Row::Toggle, conversation: 0, agent }, next);
    }
    steps
}

#[test]
fn the_table_of_moves_says_what_the_words_say() {
    for (agents, conversations) in [(1, 3), (2, 3), (3, 2)] {
        let mut model = conv(agents, conversations, Quotient::None);
        let found = Search::new(&mut model).run().expect("nothing is in the way");
        let mut seen = 0;
        for level in 1..=found.levels {
            found.level(&model, level, &mut |state| {
                let mut steps = BTreeMap::new();
                let Ok(()) = model.steps(state, &mut |act, to, _| {
                    assert!(steps.insert(act, unpack(&model, to)).is_none(), "{act:?} stands there twice");
                });
                assert_eq!(steps, plain_steps(&unpack(&model, state), 2));
                seen += 1;
            });
        }
        assert_eq!(seen, found.states);
    }
}

#[test]
fn the_levels_are_those_of_a_plain_breadth_first_search() {
    let mut model = conv(2, 2, Quotient::None);
    let found = Search::new(&mut model).run().expect("nothing is in the way");
    let mut level = BTreeSet::from([unpack(&model, model.initial()[0])]);
    let mut seen = level.clone();
    for number in 1..=found.levels {
        let mut states = BTreeSet::new();
        found.level(&model, number, &mut |state| assert!(states.insert(unpack(&model, state))));
        assert_eq!(states, level, "level {number}");
        level = level.iter().flat_map(|state| plain_steps(state, 2).into_values()).collect();
        level.retain(|state| seen.insert(state.clone()));
    }
    assert!(level.is_empty());
}

/// Every state that a state becomes under some renaming of agents and some order of conversations.
fn orbit(situation: &Situation, agents: &[[u8; 3]], orders: &[[usize; 3]]) -> BTreeSet<Situation> {
    let mut orbit = BTreeSet::new();
    for names in agents {
        let renamed = |agent: Option<u8>| agent.map(|agent| names[usize::from(agent)]);
        let mut present = vec![false; situation.present.len()];
        for (agent, &here) in situation.present.iter().enumerate() {
            present[usize::from(names[agent])] = here;
        }
        for order in orders {
            let taken = order.iter().filter(|&&at| at < situation.conversations.len());
            let conversations = taken.map(|&at| {
                let from = situation.conversations[at];
                Conversation { owner: renamed(from.owner), pending: renamed(from.pending), ..from }
            });
            orbit.insert(Situation { present: present.clone(), conversations: conversations.collect() });
        }
    }
    orbit
}

#[test]
fn equal_but_for_names_is_equal_in_canonical_form_and_the_reverse() {
    const NAMES: [[u8; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    const ORDERS: [[usize; 3]; 2] = [[0, 1, 2], [1, 0, 2]];
    for (quotient, names) in [(Quotient::Conversations, &NAMES[..1]), (Quotient::Both, &NAMES[..])] {
        let mut whole = conv(3, 2, Quotient::None);
        let found = Search::new(&mut whole).run().expect("nothing is in the way");
        let model = conv(3, 2, quotient);
        let mut by_form: BTreeMap<u64, BTreeSet<Situation>> = BTreeMap::new();
        for level in 1..=found.levels {
            found.level(&whole, level, &mut |state| {
                by_form.entry(model.canonical(state)).or_default().insert(unpack(&model, state));
            });
        }
        for (&form, states) in &by_form {
            assert!(states.contains(&unpack(&model, form)), "a canonical form stands for itself");
            for state in states {
                assert_eq!(&orbit(state, names, &ORDERS), states);
            }
        }
    }
}
