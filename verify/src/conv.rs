//! CONV(A,K,C), the reference model: A agents with C units each, K conversations, and thirteen kinds of steps.
//!
//! It is the model on which checkers are compared: six tools count the same states and steps. `plain` says it in the
//! words of its table; [`Conv`] asks `plain` once for every local state in every kind of surroundings, and from then on
//! a step is an entry of a table.

mod canonical;
mod plain;
mod words;

pub use canonical::Quotient;
pub use plain::Row;

use crate::conv::canonical::Canonical;
use crate::conv::plain::{Conversation, Stage, Surroundings, rows};
use crate::conv::words::Words;
use crate::model::{Mark, Marks, Model};

/// Conversations at most.
const CONVERSATIONS_MAX: usize = 8;
/// Agents at most: a table has an entry for every two sets of agents.
const AGENTS_MAX: usize = 4;

/// A step: a row of the table, with whom it is about; numbers that the row does not name are 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Act {
    /// The row.
    pub row: Row,
    /// The conversation.
    pub conversation: u8,
    /// The agent.
    pub agent: u8,
}

/// One entry of the table: what a conversation becomes, as the bits of its code that change.
#[derive(Clone, Copy, Debug)]
struct Move {
    change: u8,
    row: Row,
    agent: u8,
}

/// The model with its tables. A state is, from the lowest bit, the code of each conversation, and the agents present.
#[derive(Clone, Debug)]
pub struct Conv {
    agents: u8,
    conversations: usize,
    capacity: u8,
    /// Bits of a code.
    width: u32,
    /// The local states, by code.
    codes: Vec<Conversation>,
    /// By code: a one in the byte of its owner.
    load: Vec<u32>,
    /// By code: the same, if the owner was not forced.
    unforced: Vec<u32>,
    /// By code: which of the invariants about one conversation it breaks.
    broken: Vec<Marks>,
    /// All moves, those of one code in one kind of surroundings side by side.
    moves: Vec<Move>,
    /// Where the moves of a code begin, by surroundings and code; they end where the next begin.
    begins: Vec<u32>,
    /// By code: the owner as a set of one.
    owner_bit: Vec<u8>,
    /// The tables for whole words.
    words: Words,
    canonical: Canonical,
    quotient: Quotient,
}

impl Conv {
    /// Broken when an agent has more conversations, not counting forced ones, than units.
    pub const CAPACITY: Mark = 0;
    /// Broken when a conversation has an owner and is not served, or the reverse.
    pub const OWNER: Mark = 1;
    /// Broken when a transfer is pending to the owner, or in a stage that has none.
    pub const PENDING: Mark = 2;

    /// The model with its tables; none when there are more agents, conversations or units than fit (4, 8, 100), or fewer than one.
    #[must_use]
    pub fn new(agents: usize, conversations: usize, capacity: u8, quotient: Quotient) -> Option<Self> {
        if !(1..=AGENTS_MAX).contains(&agents)
            || !(1..=CONVERSATIONS_MAX).contains(&conversations)
            || !(1..=100).contains(&capacity)
        {
            return None;
        }
        let codes = plain::conversations(agents as u8);
        let byte = |agent: Option<u8>| agent.map_or(0, |agent| 1 << (8 * agent));
        let mut conv = Self {
            agents: agents as u8,
            conversations,
            capacity,
            width: (codes.len() - 1).ilog2() + 1,
            load: codes.iter().map(|code| byte(code.owner)).collect(),
            unforced: codes.iter().map(|code| byte(code.owner.filter(|_| !code.forced))).collect(),
            broken: codes.iter().map(broken).collect(),
            owner_bit: codes.iter().map(|code| code.owner.map_or(0, |owner| 1 << owner)).collect(),
            moves: Vec::new(),
            begins: Vec::new(),
            words: Words::default(),
            canonical: Canonical::new(quotient, agents as u8, &codes),
            quotient,
            codes,
        };
        conv.tabulate();
        conv.words = Words::new(&conv);
        Some(conv)
    }

    /// Fills the table of moves: for those present, for those with room, for each code.
    fn tabulate(&mut self) {
        let sets = 1_u8 << self.agents;
        let members = |set: u8| -> Vec<bool> { (0..self.agents).map(|agent| set >> agent & 1 == 1).collect() };
        for present in (0..sets).map(members) {
            for full in (0..sets).map(members) {
                let room: Vec<bool> = full.iter().map(|full| !full).collect();
                for (code, &conversation) in self.codes.iter().enumerate() {
                    self.begins.push(self.moves.len() as u32);
                    for (row, agent, to) in rows(conversation, Surroundings { present: &present, room: &room }) {
                        let to = self.code(to);
                        self.moves.push(Move { change: code as u8 ^ to, row, agent });
                    }
                }
            }
        }
        self.begins.push(self.moves.len() as u32);
    }

    /// The code of a local state.
    fn code(&self, conversation: Conversation) -> u8 {
        self.codes.iter().position(|&code| code == conversation).expect("all local states are listed") as u8
    }

    /// The code of one conversation of a state.
    #[inline]
    fn code_in(&self, state: u64, conversation: usize) -> usize {
        (state >> (self.width * conversation as u32)) as usize & ((1 << self.width) - 1)
    }

    /// Whether a conversation is being wrapped up in a state.
    #[must_use]
    pub fn wraps_up(&self, state: u64, conversation: usize) -> bool {
        self.codes[self.code_in(state, conversation)].stage == Stage::WrapUp
    }

    /// Whether a conversation is closed in a state.
    #[must_use]
    pub fn is_closed(&self, state: u64, conversation: usize) -> bool {
        self.codes[self.code_in(state, conversation)].stage == Stage::Closed
    }

    /// The agents present in a state, as a set of bits.
    #[inline]
    fn present_in(&self, state: u64) -> usize {
        (state >> self.presence_shift()) as usize
    }

    /// Where the bits of presence begin.
    #[inline]
    fn presence_shift(&self) -> u32 {
        self.width * self.conversations as u32
    }

    /// The sum over all conversations of something that is kept by code, a byte for each agent.
    #[inline]
    fn sum(&self, state: u64, by_code: &[u32]) -> u32 {
        (0..self.conversations).map(|conversation| by_code[self.code_in(state, conversation)]).sum()
    }

    /// Of numbers in bytes, those that are at least `least`, as a set of bits.
    #[inline]
    fn at_least(sums: u32, least: u8) -> usize {
        // The highest bit of a byte is set where the sum reaches 128; the factor brings the four of them together.
        let reached = sums.wrapping_add(u32::from(128 - least) * 0x0101_0101) & 0x8080_8080;
        ((u64::from(reached >> 7) * 0x0102_0408) >> 24) as usize & 15
    }
}

/// Which of the invariants about one conversation a local state breaks.
fn broken(code: &Conversation) -> Marks {
    let served = matches!(code.stage, Stage::Active | Stage::Waiting | Stage::WrapUp);
    let may_pend = matches!(code.stage, Stage::Active | Stage::Waiting);
    let owner = code.owner.is_some() != served;
    let pending = code.pending.is_some() && (code.pending == code.owner || !may_pend);
    Marks::from(owner) << Conv::OWNER | Marks::from(pending) << Conv::PENDING
}

impl Model for Conv {
    type State = u64;
    type Action = Act;
    type Gap = std::convert::Infallible;

    fn initial(&self) -> Vec<u64> {
        // Code 0 is an open conversation, and everyone is present.
        vec![((1 << self.agents) - 1) << self.presence_shift()]
    }

    #[inline]
    fn marks(&self, state: u64) -> Marks {
        let broken = (0..self.conversations).fold(0, |marks, at| marks | self.broken[self.code_in(state, at)]);
        let over = Self::at_least(self.sum(state, &self.unforced), self.capacity + 1);
        broken | Marks::from(over != 0) << Self::CAPACITY
    }

    #[inline]
    fn steps(&self, state: u64, visit: &mut impl FnMut(Act, u64, Marks)) -> Result<(), Self::Gap> {
        let full = Self::at_least(self.sum(state, &self.load), self.capacity);
        let surroundings = ((self.present_in(state) << self.agents) + full) * self.codes.len();
        for conversation in 0..self.conversations {
            let at = surroundings + self.code_in(state, conversation);
            let shift = self.width * conversation as u32;
            for step in &self.moves[self.begins[at] as usize..self.begins[at + 1] as usize] {
                let act = Act { row: step.row, conversation: conversation as u8, agent: step.agent };
                visit(act, state ^ u64::from(step.change) << shift, 0);
            }
        }
        for agent in 0..self.agents {
            let act = Act { row: Row::Toggle, conversation: 0, agent };
            visit(act, state ^ 1 << (self.presence_shift() + u32::from(agent)), 0);
        }
        Ok(())
    }

    #[inline]
    fn canonical(&self, state: u64) -> u64 {
        if self.quotient == Quotient::None {
            return state;
        }
        let mut codes = [0; CONVERSATIONS_MAX];
        for (at, code) in codes.iter_mut().enumerate().take(self.conversations) {
            *code = self.code_in(state, at) as u8;
        }
        let (presence, codes) = self.canonical.least(self.present_in(state) as u8, codes, self.conversations);
        let codes = codes.iter().take(self.conversations).enumerate();
        let presence = u64::from(presence) << self.presence_shift();
        codes.fold(presence, |state, (at, &code)| state | u64::from(code) << (self.width * at as u32))
    }
}

#[cfg(test)]
mod tests;
