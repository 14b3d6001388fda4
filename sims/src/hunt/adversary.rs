//! The choices of a hunt for whoever is stepped elsewhere: a world, and action after action by the state of the rules.

use switchboard::{Action, Answer, ContactCenter, Event, PolicySpec, Stage};
use switchboard_verify::slices::Slice;

use super::chooser::{Attempt, Chooser};
use super::dice::Dice;
use super::gist::Gist;
use super::ground::{Ground, Size};
use super::seen::Seen;
use super::swarm::{Force, Swarm};
use super::trail::created;
use super::{Worlds, ground};

/// Makes the adversary of each run of a hunt.
#[derive(Debug, Clone)]
pub struct Adversaries {
    worlds: Worlds,
    slices: Vec<Slice>,
    size: Option<Size>,
    seed: u64,
}

impl Adversaries {
    /// In these worlds, in small ones of a policy in parts of it.
    #[must_use]
    pub fn of(worlds: Worlds, size: Option<Size>, seed: u64) -> Self {
        let slices = worlds.slices();
        Self { worlds, slices, size, seed }
    }

    /// Under this policy as a whole and no other.
    #[must_use]
    pub fn under(spec: PolicySpec, size: Option<Size>, seed: u64) -> Self {
        Self { worlds: Worlds::Policy(Box::new(spec)), slices: Vec::new(), size, seed }
    }

    /// The one of a run: nothing that earlier runs reached steers it.
    #[must_use]
    pub fn run(&self, number: u64) -> Adversary {
        let mut dice = Dice::new(self.seed, number, 0);
        let ground = ground(&self.worlds, &self.slices, self.size, number, &mut dice);
        let mut dice = Dice::new(self.seed, number, 1);
        let swarm = Swarm::draw(&mut dice);
        let mut seen = Seen::default();
        for force in Force::ALL.into_iter().filter(|force| swarm.has(*force)) {
            seen.force(force);
        }
        let chooser = Chooser::new(&ground, swarm, dice);
        Adversary { ground, chooser, seen, steer: Seen::default(), last: None }
    }
}

/// Chooses the actions of one run.
#[derive(Debug)]
pub struct Adversary {
    ground: Ground,
    chooser: Chooser,
    seen: Seen,
    /// What was seen before, by which choices are steered: nothing.
    steer: Seen,
    /// What was chosen last.
    last: Option<Attempt>,
}

impl Adversary {
    /// The world.
    #[must_use]
    pub const fn spec(&self) -> &PolicySpec {
        &self.ground.spec
    }

    /// How many actions the run has.
    #[must_use]
    pub const fn actions(&self) -> usize {
        match self.ground.size {
            Size::Small => Size::Small.actions(),
            // Everything is told after every step.
            Size::Large => Size::Small.actions() * 2,
        }
    }

    /// What was reached.
    #[must_use]
    pub const fn seen(&self) -> &Seen {
        &self.seen
    }

    /// The next action, on the center of the rules.
    pub fn next(&mut self, center: &ContactCenter) -> Action {
        let attempt = self.chooser.next(center, &self.steer);
        self.last = Some(attempt);
        attempt.action
    }

    /// Learns what came of the last one.
    pub fn learn(&mut self, center: &ContactCenter, answer: Answer, events: &[Event]) {
        let Some(attempt) = self.last.take() else { return };
        let Attempt { action, from, .. } = attempt;
        let mut gist = Gist::default();
        if answer.is_done() {
            events.iter().for_each(|event| gist.read(event));
        }
        self.seen.note(&attempt, answer, events, &gist, center);
        self.chooser.learn(center, &attempt, answer.is_done(), &gist);
        if !answer.is_done() {
            return;
        }
        if let Action::Create(_) | Action::Admit { .. } = action {
            if let Some(id) = created(events) {
                self.chooser.created(id);
                if center.stage(id) == Stage::Closed {
                    let _ = self.chooser.closed(id);
                }
            }
        } else if let Some(id) = action.conversation()
            && center.stage(id) == Stage::Closed
            && from != Some(Stage::Closed)
        {
            let _ = self.chooser.closed(id);
        }
    }
}
