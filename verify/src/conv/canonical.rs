//! Which state stands for all that are equal to it but for the names of conversations, or of agents too.

use crate::conv::plain::Conversation;

/// Which names do not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotient {
    /// Every name does.
    None,
    /// Those of conversations.
    Conversations,
    /// Those of conversations and agents.
    Both,
}

/// What a renaming of agents does to codes and presence.
#[derive(Clone, Debug)]
struct Renaming {
    /// The code of a conversation after it.
    code: Vec<u8>,
    /// The set of agents present after it.
    presence: Vec<u8>,
}

/// The renamings of a quotient; the canonical form is the least state that they lead to with the codes sorted.
#[derive(Clone, Debug)]
pub(crate) struct Canonical {
    renamings: Vec<Renaming>,
}

impl Canonical {
    /// The renamings of agents that a quotient allows.
    pub(crate) fn new(quotient: Quotient, agents: u8, codes: &[Conversation]) -> Self {
        let orders = match quotient {
            Quotient::None | Quotient::Conversations => vec![(0..agents).collect()],
            Quotient::Both => permutations(agents),
        };
        Self { renamings: orders.iter().map(|order| Renaming::new(order, codes)).collect() }
    }

    /// The least (presence, sorted codes) among all renamings. `codes` is a place to work in.
    #[inline]
    pub(crate) fn least<const K: usize>(&self, presence: u8, codes: [u8; K], used: usize) -> (u8, [u8; K]) {
        let mut least = (u8::MAX, [u8::MAX; K]);
        for renaming in &self.renamings {
            let presence = renaming.presence[usize::from(presence)];
            // Presence is compared first, so most renamings need not be worked out.
            if presence > least.0 {
                continue;
            }
            let mut renamed = [0; K];
            for (to, &from) in renamed.iter_mut().zip(&codes[..used]) {
                *to = renaming.code[usize::from(from)];
            }
            sort(&mut renamed[..used]);
            least = least.min((presence, renamed));
        }
        least
    }
}

/// Sorts a handful, the greatest first.
#[inline]
fn sort(codes: &mut [u8]) {
    for at in 1..codes.len() {
        let code = codes[at];
        let mut to = at;
        while to > 0 && codes[to - 1] < code {
            codes[to] = codes[to - 1];
            to -= 1;
        }
        codes[to] = code;
    }
}

impl Renaming {
    /// The renaming that makes agent `number` the agent `order[number]`.
    fn new(order: &[u8], codes: &[Conversation]) -> Self {
        let renamed = |agent: Option<u8>| agent.map(|agent| order[usize::from(agent)]);
        let code = codes.iter().map(|from| {
            let to = Conversation { owner: renamed(from.owner), pending: renamed(from.pending), ..*from };
            codes.iter().position(|&code| code == to).expect("all local states are listed") as u8
        });
        let presence = (0..1_u32 << order.len()).map(|set| {
            (0..).zip(order).filter(|&(agent, _)| set >> agent & 1 == 1).fold(0, |to, (_, &name)| to | 1 << name)
        });
        Self { code: code.collect(), presence: presence.collect() }
    }
}

/// Every order of the numbers below `count`.
fn permutations(count: u8) -> Vec<Vec<u8>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in permutations(count - 1) {
        for place in 0..=shorter.len() {
            let mut longer = shorter.clone();
            longer.insert(place, count - 1);
            all.push(longer);
        }
    }
    all
}
