//! CONV with numbered states, 64 to a word, and steps that move whole words.
//!
//! A word holds states that differ in conversation 0 alone (and, where its codes fill less than a word, in the presence
//! of the first agents): its 64 places are the *lanes*. The word's number is made of the codes of the other
//! conversations and the presence of the other agents. A step of another conversation, and one of those agents, leads
//! from a word to another word and changes no lane; only the guard has to be known for each lane. A step of
//! conversation 0 stays in the row of the word.

use crate::conv::plain::{Conversation, Row, Surroundings, rows};
use crate::conv::{Conv, broken};
use crate::model::Marks;
use crate::rank::{Led, Ranked};

/// Points of a word.
const LANES: usize = 64;
/// Guards of a table: always, and four for each of four agents.
const GUARDS: usize = 17;

/// When a step is possible, as far as it depends on agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guard {
    Always,
    Present(u8),
    Absent(u8),
    PresentWithRoom(u8),
    PresentWithoutRoom(u8),
}

impl Guard {
    /// Every guard there may be.
    fn all(agents: u8) -> impl Iterator<Item = Self> {
        let of = |agent| {
            [Self::Present(agent), Self::Absent(agent), Self::PresentWithRoom(agent), Self::PresentWithoutRoom(agent)]
        };
        std::iter::once(Self::Always).chain((0..agents).flat_map(of))
    }

    /// Its place among the guards of a word.
    fn place(self) -> usize {
        match self {
            Self::Always => 0,
            Self::Present(agent) => 1 + 4 * usize::from(agent),
            Self::Absent(agent) => 2 + 4 * usize::from(agent),
            Self::PresentWithRoom(agent) => 3 + 4 * usize::from(agent),
            Self::PresentWithoutRoom(agent) => 4 + 4 * usize::from(agent),
        }
    }

    /// Whether it lets a step happen.
    fn holds(self, around: Surroundings<'_>) -> bool {
        let present = |agent: u8| around.present[usize::from(agent)];
        let room = |agent: u8| around.room[usize::from(agent)];
        match self {
            Self::Always => true,
            Self::Present(agent) => present(agent),
            Self::Absent(agent) => !present(agent),
            Self::PresentWithRoom(agent) => present(agent) && room(agent),
            Self::PresentWithoutRoom(agent) => present(agent) && !room(agent),
        }
    }
}

/// A step of another conversation than 0, for the whole word.
#[derive(Clone, Copy, Debug)]
struct Shift {
    /// The place of its guard.
    guard: u8,
    /// How much greater its code becomes; wraps.
    more: u64,
}

/// The steps of conversation 0 from one code in one kind of surroundings.
#[derive(Clone, Copy, Debug, Default)]
struct Within {
    /// The codes that it leads to.
    to: u128,
    /// How many steps these are: two may lead to the same.
    steps: u64,
}

/// What there is for each agent in the lanes of a word of a row.
#[derive(Clone, Copy, Debug, Default)]
struct Lanes {
    /// Lanes where the agent owns conversation 0.
    owned: u64,
    /// The same, not forced.
    unforced: u64,
}

/// The tables for whole words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// Bits of a lane that are the code of conversation 0.
    code_bits: u32,
    /// Agents whose presence is part of the lane.
    low_agents: u32,
    /// Words of a row: two where there are more codes than lanes.
    halves: u64,
    /// By word of a row: the lanes that are states at all.
    valid: [u64; 2],
    /// By word of a row: the lanes whose conversation 0 breaks an invariant about itself, by mark.
    broken: [[u64; 3]; 2],
    /// By word of a row and agent.
    lanes: [[Lanes; 4]; 2],
    /// Lanes where the low agent is present.
    low_present: u64,
    /// By code of another conversation.
    shifts: Vec<Vec<Shift>>,
    /// By surroundings and code of conversation 0, like the moves.
    within: Vec<Within>,
    /// How far apart the codes of conversation 1, 2, … are, in words; then the presence of the high agents.
    strides: Vec<u64>,
}

/// All surroundings: who is present and who has room, as sets of bits.
fn sets(agents: u8) -> impl Iterator<Item = (Vec<bool>, Vec<bool>)> {
    let members = move |set: u8| -> Vec<bool> { (0..agents).map(|agent| set >> agent & 1 == 1).collect() };
    let all = 0..1_u8 << agents;
    all.clone().flat_map(move |present| all.clone().map(move |room| (members(present), members(room))))
}

/// The steps of one code, each with its guard: the one that holds in exactly the surroundings where the step is there.
fn shifts(codes: &[Conversation], agents: u8, code: usize) -> Vec<Shift> {
    let mut steps: Vec<(Row, u8, Conversation)> = Vec::new();
    let surroundings: Vec<_> = sets(agents).collect();
    let at = |(present, room): &(Vec<bool>, Vec<bool>)| rows(codes[code], Surroundings { present, room });
    surroundings.iter().flat_map(at).for_each(|step| {
        if !steps.contains(&step) {
            steps.push(step);
        }
    });
    let guard = |step| {
        let exact = |guard: &Guard| {
            surroundings.iter().all(|around| {
                let (present, room) = around;
                at(around).contains(step) == guard.holds(Surroundings { present, room })
            })
        };
        Guard::all(agents).find(exact).expect("every row of the table depends on presence and room of one agent")
    };
    let more = |to: Conversation| {
        let to = codes.iter().position(|&code| code == to).expect("all local states are listed");
        (to as u64).wrapping_sub(code as u64)
    };
    steps.iter().map(|step| Shift { guard: guard(step).place() as u8, more: more(step.2) }).collect()
}

impl Words {
    /// The tables for a model that is otherwise complete.
    pub(crate) fn new(conv: &Conv) -> Self {
        let codes = &conv.codes;
        let code_bits = conv.width.clamp(3, 6);
        let low_agents = (6 - code_bits).min(u32::from(conv.agents)).min(1);
        let halves = codes.len().div_ceil(LANES) as u64;
        let mut words = Self {
            code_bits,
            low_agents,
            halves,
            valid: [0; 2],
            broken: [[0; 3]; 2],
            lanes: [[Lanes::default(); 4]; 2],
            low_present: 0,
            shifts: (0..codes.len()).map(|code| shifts(codes, conv.agents, code)).collect(),
            within: Vec::new(),
            strides: (0..conv.conversations).map(|at| halves * (codes.len() as u64).pow(at as u32)).collect(),
        };
        for (code, conversation) in codes.iter().enumerate() {
            let half = code >> code_bits;
            for low in 0..1_u64 << low_agents {
                let lane = 1 << ((code as u64 & ((1 << code_bits) - 1)) + (low << code_bits));
                words.valid[half] |= lane;
                words.low_present |= if low == 1 { lane } else { 0 };
                for (mark, lanes) in words.broken[half].iter_mut().enumerate() {
                    *lanes |= if broken(conversation) >> mark & 1 == 1 { lane } else { 0 };
                }
                if let Some(owner) = conversation.owner {
                    let lanes = &mut words.lanes[half][usize::from(owner)];
                    lanes.owned |= lane;
                    lanes.unforced |= if conversation.forced { 0 } else { lane };
                }
            }
        }
        for at in 0..conv.begins.len() - 1 {
            let code = (at % codes.len()) as u8;
            let moves = &conv.moves[conv.begins[at] as usize..conv.begins[at + 1] as usize];
            let to = moves.iter().fold(0, |to, step| to | 1_u128 << (code ^ step.change));
            words.within.push(Within { to, steps: moves.len() as u64 });
        }
        words
    }

    /// The codes of conversations 1, 2, … and the high presence of a word, and which word of its row it is.
    #[inline]
    fn decode(&self, word: u64, codes: u64, others: &mut [usize]) -> (u64, usize) {
        let (mut left, half) = if self.halves == 1 { (word, 0) } else { (word / 2, (word % 2) as usize) };
        for other in others {
            // Narrow division is several times as fast, and nearly all indexes are narrow.
            let (rest, code) = match u32::try_from(left) {
                Ok(left) => (u64::from(left / codes as u32), u64::from(left % codes as u32)),
                Err(_) => (left / codes, left % codes),
            };
            *other = code as usize;
            left = rest;
        }
        (left, half)
    }
}

/// One word with all that its steps depend on.
struct Situation {
    /// By guard: the lanes where it holds.
    guards: [u64; GUARDS],
    /// Agents without room whatever conversation 0 is, as a set of bits.
    full: usize,
    /// Agents without room if they own conversation 0.
    nearly: usize,
}

impl Ranked for Conv {
    fn words(&self) -> u64 {
        let high = u32::from(self.agents) - self.words.low_agents;
        (self.words.halves * (self.codes.len() as u64).pow(self.conversations as u32 - 1)) << high
    }

    fn index(&self, state: u64) -> u64 {
        let words = &self.words;
        let code = self.code_in(state, 0) as u64;
        let present = self.present_in(state) as u64;
        let low = present & ((1 << words.low_agents) - 1);
        let row = (1..self.conversations).map(|at| self.code_in(state, at) as u64 * words.strides[at - 1]).sum::<u64>()
            + (present >> words.low_agents) * words.strides[self.conversations - 1];
        (row + (code >> words.code_bits)) * LANES as u64
            + (code & ((1 << words.code_bits) - 1))
            + (low << words.code_bits)
    }

    fn state(&self, index: u64) -> u64 {
        let words = &self.words;
        let mut others = [0; super::CONVERSATIONS_MAX];
        let others = &mut others[..self.conversations - 1];
        let (high, half) = words.decode(index / LANES as u64, self.codes.len() as u64, others);
        let lane = index % LANES as u64;
        let code = (lane & ((1 << words.code_bits) - 1)) | (half as u64) << words.code_bits;
        let present = high << words.low_agents | lane >> words.code_bits;
        let codes = (1..).zip(others).fold(code, |state, (at, &mut other)| state | (other as u64) << (self.width * at));
        codes | present << self.presence_shift()
    }

    #[inline]
    fn leads(&self, word: u64, bits: u64, put: &mut impl FnMut(u64, u64)) -> Led {
        let words = &self.words;
        let mut others = [0; super::CONVERSATIONS_MAX];
        let others = &mut others[..self.conversations - 1];
        let (high, half) = words.decode(word, self.codes.len() as u64, others);
        let sum = |by_code: &[u32]| others.iter().map(|&code| by_code[code]).sum::<u32>();
        let around = self.situation(sum(&self.load), high, half);
        let marks = self.broken_in(bits, half, sum(&self.unforced), others);
        let mut steps = 0;

        // Conversations 1, 2, …: whole words move.
        for (&code, &stride) in others.iter().zip(&words.strides) {
            for shift in &words.shifts[code] {
                let lanes = bits & around.guards[usize::from(shift.guard)];
                if lanes != 0 {
                    steps += u64::from(lanes.count_ones());
                    put(word.wrapping_add(shift.more.wrapping_mul(stride)), lanes);
                }
            }
        }
        // The presence of agents: whole words move, or the halves of this one.
        let states = u64::from(bits.count_ones());
        steps += states * u64::from(self.agents);
        let stride = words.strides[self.conversations - 1];
        for agent in 0..u32::from(self.agents) - words.low_agents {
            let far = stride << agent;
            put(if high >> agent & 1 == 1 { word - far } else { word + far }, bits);
        }
        let mut within = [0; 2];
        if words.low_agents == 1 {
            within[half] = (bits & words.low_present) >> (1 << words.code_bits)
                | (bits & !words.low_present) << (1 << words.code_bits);
        }
        // Conversation 0: each lane has a row of its own to go to.
        let mut left = bits;
        while left != 0 {
            let lane = left.trailing_zeros();
            left &= left - 1;
            let low = lane >> words.code_bits;
            let code = (lane & ((1 << words.code_bits) - 1)) as usize | half << words.code_bits;
            let present = (high as usize) << words.low_agents | low as usize;
            let full = around.full | around.nearly & self.owner_bit[code] as usize;
            let step = words.within[((present << self.agents) + full) * self.codes.len() + code];
            steps += step.steps;
            within[0] |= (step.to as u64) << (low << words.code_bits);
            within[1] |= (step.to >> LANES) as u64;
        }
        if within[0] != 0 {
            put(word - half as u64, within[0]);
        }
        if within[1] != 0 {
            put(word - half as u64 + 1, within[1]);
        }
        Led { steps, marks }
    }
}

impl Conv {
    /// The guards of a word, from the load by the other conversations and the presence of the high agents.
    #[inline]
    fn situation(&self, load: u32, high: u64, half: usize) -> Situation {
        let words = &self.words;
        let full = Self::at_least(load, self.capacity);
        let nearly = Self::at_least(load, self.capacity - 1) & !full;
        let mut guards = [u64::MAX; GUARDS];
        for agent in 0..u32::from(self.agents) {
            let present = if agent < words.low_agents {
                words.low_present
            } else {
                0_u64.wrapping_sub(high >> (agent - words.low_agents) & 1)
            };
            let always = 0_u64.wrapping_sub(full as u64 >> agent & 1);
            let by_lane = 0_u64.wrapping_sub(nearly as u64 >> agent & 1) & words.lanes[half][agent as usize].owned;
            let room = !(always | by_lane);
            let guard = &mut guards[1 + 4 * agent as usize..][..4];
            guard.copy_from_slice(&[present, !present, present & room, present & !room]);
        }
        Situation { guards, full, nearly }
    }

    /// Which invariants some states of a word break.
    #[inline]
    fn broken_in(&self, bits: u64, half: usize, unforced: u32, others: &[usize]) -> Marks {
        let words = &self.words;
        let mut marks = others.iter().fold(0, |marks, &code| marks | self.broken[code]);
        for (mark, &lanes) in words.broken[half].iter().enumerate() {
            marks |= Marks::from(bits & lanes != 0) << mark;
        }
        let over = Self::at_least(unforced, self.capacity + 1) != 0;
        let reached = Self::at_least(unforced, self.capacity);
        let by_lane = words.lanes[half].iter().enumerate().fold(0, |by_lane, (agent, lanes)| {
            by_lane | (lanes.unforced & 0_u64.wrapping_sub(reached as u64 >> agent & 1))
        });
        marks | Marks::from(over || bits & by_lane != 0) << Self::CAPACITY
    }
}
