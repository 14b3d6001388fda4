//! Which action comes next: by chance, with a preference for what can happen and for what was seldom tried there.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use switchboard::{Action, ContactCenter, ConversationId, Phase, Stage, Timer};

use super::act::kind;
use super::moves::{Moves, on};

/// How many candidates are looked at for one choice.
const CANDIDATES: usize = 6;

/// What a choice is remembered by: what was tried, where the conversation stood, how the actor stood to it, and whether
/// it happened.
type Tried = ((&'static str, &'static str), Option<Stage>, bool, bool);

/// Chooses actions from a seed.
#[derive(Debug)]
pub struct Chooser {
    moves: Moves,
    rng: ChaCha12Rng,
    tried: BTreeMap<Tried, u32>,
    conversations_max: usize,
}

impl Chooser {
    /// One that chooses among these, with at most so many conversations in one run.
    #[must_use]
    pub fn new(moves: Moves, seed: u64, conversations_max: usize) -> Self {
        Self { moves, rng: ChaCha12Rng::seed_from_u64(seed), tried: BTreeMap::new(), conversations_max }
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
        let blind = self.below(100) < 15;
        let mut best: Option<(u32, Tried, Action)> = None;
        for _ in 0..CANDIDATES {
            let Some(action) = self.draw(center, &ids) else { continue };
            let happens = center.clone().apply(action).is_done();
            let tried = describe(center, action, happens);
            let often = self.tried.get(&tried).copied().unwrap_or(0);
            // What happens leads on; what does not is tried a quarter as often.
            let weight = if happens { often } else { often.saturating_mul(4).saturating_add(2) };
            if best.is_none_or(|(least, _, _)| weight < least) {
                best = Some((weight, tried, action));
            }
            if blind {
                break;
            }
        }
        let (_, tried, action) = best?;
        *self.tried.entry(tried).or_default() += 1;
        Some(action)
    }

    /// One candidate.
    fn draw(&mut self, center: &ContactCenter, ids: &[ConversationId]) -> Option<Action> {
        let room = ids.len() < self.conversations_max;
        let share = self.below(100);
        let list = match share {
            0..12 if room => &self.moves.arrivals,
            0..30 => &self.moves.routes,
            30..80 => &self.moves.conversation,
            80..88 => &self.moves.timers,
            88..97 => &self.moves.people,
            _ => &self.moves.roster,
        };
        let count = list.len();
        if count == 0 {
            return None;
        }
        let drawn = self.rng.random_range(0..count);
        let action = match share {
            0..12 if room => self.moves.arrivals[drawn],
            0..30 => self.moves.routes[drawn],
            30..80 => self.moves.conversation[drawn],
            80..88 => self.moves.timers[drawn],
            88..97 => self.moves.people[drawn],
            _ => self.moves.roster[drawn],
        };
        if action.conversation().is_none() {
            return Some(action);
        }
        let id = *ids.get(self.below(ids.len()))?;
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
        Some(on(action, id))
    }
}

fn describe(center: &ContactCenter, action: Action, happens: bool) -> Tried {
    let stage = action.conversation().map(|id| center.stage(id));
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
    (kind(&action), stage, own, happens)
}
