//! Which action comes next: by chance, with a preference for what can happen and for what was seldom tried there.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use switchboard::{Action, Block, ContactCenter, ConversationId, OfferKind, Phase, Seat, Stage, Timer};

use super::act::kind;
use super::moves::Moves;

/// How many candidates are looked at for one choice.
const CANDIDATES: usize = 8;

/// How many conversations are alive at once at most.
const ALIVE_MAX: usize = 3;

/// What a choice is remembered by: what was tried, where the conversation stood, how the actor stood to it, and whether
/// it happened.
type Tried = ((&'static str, &'static str), Option<Situation>, bool, bool);

/// Where a conversation stands, as far as it matters to what can be tried: its state, what kind of offer rings, who sits
/// beside, and what is up with customer, call and agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Situation {
    stage: Stage,
    offer: Option<OfferKind>,
    seats: u8,
    flags: u8,
}

impl Situation {
    fn of(center: &ContactCenter, id: ConversationId) -> Self {
        let phase = center.phase(id);
        let bit = |flag: bool, place: u8| u8::from(flag) << place;
        let (offer, flags) = match phase {
            Phase::Offered(offer) => (Some(offer.kind), bit(offer.lost, 0)),
            Phase::InConversation(talk) => {
                let outside = talk.primary.agent().is_none();
                (None, bit(talk.lost, 0) | bit(talk.leg, 1) | bit(talk.hold, 2) | bit(outside, 3))
            }
            Phase::WrapUp(wrap) => (None, bit(wrap.block == Block::Free, 4)),
            Phase::Open { first } => (None, bit(first.is_some(), 4)),
            Phase::Waiting { .. } | Phase::Closed { .. } => (None, 0),
        };
        let gone = phase.holder().is_some_and(|agent| !center.is_present(agent));
        let flags = flags | bit(center.is_customer_away(id), 5) | bit(gone, 6);
        let seat = |seat: Seat| match seat {
            Seat::ConsultOffered => 1,
            Seat::Consulting { .. } => 2,
            Seat::Monitoring => 4,
            Seat::Joined => 8,
        };
        let seats = center.participants(id).iter().fold(0, |all, it| all | seat(it.seat));
        Self { stage: phase.stage(), offer, seats, flags }
    }
}

/// Chooses actions from a seed.
#[derive(Debug)]
pub struct Chooser {
    moves: Moves,
    /// What is done with conversations, by actor and operation, so that operations with many parameters come no oftener.
    kinds: Vec<Vec<Action>>,
    rng: ChaCha12Rng,
    tried: BTreeMap<Tried, u32>,
    /// How often each operation happened, wherever.
    done: BTreeMap<(&'static str, &'static str), u32>,
    conversations_max: usize,
    mood: Mood,
}

/// What a run is like: shares of hundred, and whether it looks for what was seldom tried.
#[derive(Debug, Clone, Copy)]
struct Mood {
    /// Up to here arrivals, then searches, then what is done with conversations, then clocks, then people, then settings.
    upto: [usize; 5],
    alive_max: usize,
    curious: bool,
}

impl Chooser {
    /// One that chooses among these, with at most so many conversations in one run.
    #[must_use]
    pub fn new(moves: Moves, seed: u64, conversations_max: usize) -> Self {
        let mood = Mood { upto: [12, 30, 80, 88, 97], alive_max: 1, curious: true };
        let mut kinds: BTreeMap<(&str, &str), Vec<Action>> = BTreeMap::new();
        for action in &moves.conversation {
            kinds.entry(kind(action)).or_default().push(*action);
        }
        let kinds = kinds.into_values().collect();
        let mut chooser = Self {
            moves,
            kinds,
            rng: ChaCha12Rng::seed_from_u64(seed),
            tried: BTreeMap::new(),
            done: BTreeMap::new(),
            conversations_max,
            mood,
        };
        chooser.begin();
        chooser
    }

    /// Another run begins. Settings and presences that change often leave nobody to do anything, so most runs leave
    /// them alone; and where few conversations are, more is done with each.
    pub fn begin(&mut self) {
        let upto = match self.below(8) {
            0 => [12, 30, 80, 88, 97],
            1 | 2 => [12, 30, 78, 86, 100],
            3 | 4 => [12, 32, 88, 97, 100],
            _ => [14, 36, 92, 99, 100],
        };
        let alive_max = 1 + self.below(ALIVE_MAX);
        self.mood = Mood { upto, alive_max, curious: self.below(4) > 0 };
    }

    /// What it chooses among.
    #[must_use]
    pub const fn moves(&self) -> &Moves {
        &self.moves
    }

    /// How many different things were tried: actor and operation, state of the conversation, whether by the one who has
    /// it, and whether it happened.
    #[must_use]
    pub fn tried(&self) -> usize {
        self.tried.len()
    }

    /// A number below a bound, for other choices from the same seed.
    pub fn below(&mut self, bound: usize) -> usize {
        self.rng.random_range(0..bound.max(1))
    }

    /// The next action on a center; none where nothing can be tried.
    pub fn next(&mut self, center: &ContactCenter) -> Option<Action> {
        let ids: Vec<ConversationId> = center.conversations().collect();
        let alive: Vec<ConversationId> = ids.iter().copied().filter(|id| center.stage(*id) != Stage::Closed).collect();
        let blind = self.below(100) < 15;
        let mut best: Option<(u32, Tried, Action)> = None;
        for _ in 0..CANDIDATES {
            let Some(action) = self.draw(center, &ids, &alive) else { continue };
            let happens = center.clone().apply(action).is_done();
            let tried = describe(center, action, happens);
            let often = self.tried.get(&tried).copied().unwrap_or(0);
            // What happens leads on; what does not is tried a quarter as often.
            let done = self.done.get(&tried.0).copied().unwrap_or(0);
            let weight = match (self.mood.curious, happens) {
                (true, true) => 8 * often.ilog2_of_more() + done.ilog2_of_more(),
                (true, false) => 8 * often.saturating_mul(4).saturating_add(2).ilog2_of_more() + done.ilog2_of_more(),
                (false, true) => done.ilog2_of_more() / 2,
                (false, false) => 100,
            };
            if best.is_none_or(|(least, _, _)| weight < least) {
                best = Some((weight, tried, action));
            }
            if blind {
                break;
            }
        }
        let (_, tried, action) = best?;
        *self.tried.entry(tried).or_default() += 1;
        if tried.3 {
            *self.done.entry(tried.0).or_default() += 1;
        }
        Some(action)
    }

    /// One candidate.
    fn draw(&mut self, center: &ContactCenter, ids: &[ConversationId], alive: &[ConversationId]) -> Option<Action> {
        let room = alive.len() < self.mood.alive_max && ids.len() < self.conversations_max;
        let share = self.below(100);
        let [arrivals, routes, conversation, timers, people] = self.mood.upto;
        let list = match share {
            _ if share < arrivals && room => &self.moves.arrivals,
            _ if share < routes => &self.moves.routes,
            _ if share < conversation => &self.moves.conversation,
            _ if share < timers => &self.moves.timers,
            _ if share < people => &self.moves.people,
            _ => &self.moves.roster,
        };
        if list.is_empty() {
            return None;
        }
        let mut action = list[self.rng.random_range(0..list.len())];
        if (routes..conversation).contains(&share) && !self.kinds.is_empty() {
            let alike = &self.kinds[self.rng.random_range(0..self.kinds.len())];
            action = alike[self.rng.random_range(0..alike.len())];
        }
        if action.conversation().is_none() {
            return Some(action);
        }
        // What is closed is seldom asked about.
        let among = if alive.is_empty() || self.below(8) == 0 { ids } else { alive };
        let id = *among.get(self.below(among.len()))?;
        // A clock that runs is likelier to run out than one that does not.
        if let Action::Timer { .. } = action
            && self.below(4) > 0
        {
            let running: Vec<Timer> = center.timers(id).iter().collect();
            if !running.is_empty() {
                let timer = running[self.below(running.len())];
                return Some(Action::Timer { conversation: id, timer });
            }
        }
        // Who acts is mostly somebody who has a part in it, or who may.
        for _ in 0..2 {
            if self.below(4) == 0 || is_at_home(center, action.on(id)) {
                break;
            }
            let wanted = kind(&action);
            let alike = self.kinds.iter().find(|alike| alike.first().is_some_and(|first| kind(first) == wanted));
            if let Some(alike) = alike {
                action = alike[self.rng.random_range(0..alike.len())];
            }
        }
        Some(action.on(id))
    }
}

/// The logarithm, in whole numbers: counts that differ little count as equal.
trait Coarse {
    fn ilog2_of_more(self) -> u32;
}

impl Coarse for u32 {
    fn ilog2_of_more(self) -> u32 {
        self.saturating_add(1).ilog2()
    }
}

/// Whether the actor of an action on a conversation has it, sits in it, or is a supervisor where one acts.
fn is_at_home(center: &ContactCenter, action: Action) -> bool {
    match action {
        Action::Agent { by, conversation, .. } => {
            center.phase(conversation).holder().is_none_or(|holder| holder == by)
                || center.participants(conversation).iter().any(|seat| seat.user == by)
        }
        Action::Supervisor { by, .. } => center.policy().users()[by.index()].roles.supervisor,
        Action::Create(_)
        | Action::Admit { .. }
        | Action::Customer { .. }
        | Action::Bot { .. }
        | Action::System { .. }
        | Action::Timer { .. }
        | Action::Router(_)
        | Action::Desk { .. }
        | Action::ReturnWindowPassed { .. }
        | Action::Manage { .. }
        | Action::Configure(_)
        | Action::Gauge(_)
        | Action::Age { .. } => true,
    }
}

fn describe(center: &ContactCenter, action: Action, happens: bool) -> Tried {
    let situation = action.conversation().map(|id| Situation::of(center, id));
    let own = match action {
        Action::Agent { by, conversation, .. } | Action::Supervisor { by, conversation, .. } => {
            let phase: Phase = center.phase(conversation);
            phase.holder() == Some(by) || center.participants(conversation).iter().any(|seat| seat.user == by)
        }
        Action::Create(_)
        | Action::Admit { .. }
        | Action::Customer { .. }
        | Action::Bot { .. }
        | Action::System { .. }
        | Action::Timer { .. }
        | Action::Router(_)
        | Action::Desk { .. }
        | Action::ReturnWindowPassed { .. }
        | Action::Manage { .. }
        | Action::Configure(_)
        | Action::Gauge(_)
        | Action::Age { .. } => false,
    };
    (kind(&action), situation, own, happens)
}
