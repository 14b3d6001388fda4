//! One run: a world, a swarm, actions until something is wrong or enough was tried, then the healing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use switchboard::{Action, Answer, ContactCenter, ConversationId, Event, Stage};
use switchboard_verify::Kernel;

use super::chooser::{Attempt, Chooser};
use super::dice::Dice;
use super::ground::{Ground, Size};
use super::heal::heal;
use super::judge::{Deep, Swift, Wrong, start};
use super::seen::Seen;
use super::swarm::{Force, Swarm};
use super::trail::{Move, created};

/// How one run ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// The world that it was in.
    pub(super) ground: Ground,
    /// What it reached.
    pub(super) seen: Seen,
    /// What went wrong, with all that was done, and whether only the healing showed it.
    pub(super) wrong: Option<(Wrong, Vec<Move>, bool)>,
    /// How long the actions took, judged, without the making of the world and the healing; of a run that goes well.
    pub(super) spent: Duration,
}

/// What a run leaves, even if it ends in a panic.
#[derive(Debug, Default)]
struct Course {
    seen: Seen,
    trail: Vec<Move>,
    spent: Duration,
}

/// Runs one world. With no kernel it is the rules themselves, and a large world is judged by what each step touches.
pub(super) fn run(ground: Ground, kernel: Option<&dyn Kernel>, mut dice: Dice, before: &Seen) -> Ended {
    let swarm = Swarm::draw(&mut dice);
    let mut course = Course::default();
    for force in Force::ALL.into_iter().filter(|force| swarm.has(*force)) {
        course.seen.force(force);
    }
    let chooser = Chooser::new(&ground, swarm, dice);
    // A broken assertion of the kernel is a finding.
    let wrong = catch_unwind(AssertUnwindSafe(|| match (kernel, ground.size) {
        (None, Size::Large) => swift(&ground, chooser, before, &mut course),
        (None, Size::Small) => deep(&ground, &switchboard_verify::Rules, false, chooser, before, &mut course),
        (Some(kernel), _) => deep(&ground, kernel, true, chooser, before, &mut course),
    }));
    let wrong = wrong.unwrap_or_else(|_| {
        Some((Wrong { property: "panic", words: "the kernel stops with a broken assertion".to_owned() }, false))
    });
    let Course { seen, trail, spent } = course;
    Ended { ground, seen, wrong: wrong.map(|(wrong, heals)| (wrong, trail, heals)), spent }
}

fn swift(ground: &Ground, mut chooser: Chooser, before: &Seen, course: &mut Course) -> Option<(Wrong, bool)> {
    let mut center = start(&ground.policy, &switchboard_verify::Rules);
    let mut judge = Swift::new(&center);
    let Course { seen, trail, spent } = course;
    let begun = Instant::now();
    trail.reserve(ground.size.actions() + ground.size.actions() / 4);
    for _ in 0..ground.size.actions() {
        let attempt = chooser.next(&center, before);
        let Attempt { action, from, .. } = &attempt;
        let place = trail.len();
        trail.push(Move::Act { action: *action, made: None });
        let (answer, wrong) = judge.step(&mut center, action);
        seen.note(&attempt, answer, center.events(), &judge.gist, &center);
        chooser.learn(&center, &attempt, answer.is_done(), &judge.gist);
        if wrong.is_some() {
            return wrong.map(|wrong| (wrong, false));
        }
        if answer.is_done() {
            let forgotten = follow(action, *from, &center, center.events(), &mut chooser, &mut trail[place]);
            if let Some(id) = forgotten.filter(|id| center.retire(*id)) {
                judge.retired(id);
                trail.push(Move::Retire(id));
            }
        }
    }
    let wrong = judge.whole(&center);
    *spent = begun.elapsed();
    if let Some(wrong) = wrong {
        return Some((wrong, false));
    }
    heal(ground, &switchboard_verify::Rules, &mut center).map(|wrong| (wrong, true))
}

fn deep(
    ground: &Ground,
    kernel: &dyn Kernel,
    compares: bool,
    mut chooser: Chooser,
    before: &Seen,
    course: &mut Course,
) -> Option<(Wrong, bool)> {
    let mut center = start(&ground.policy, kernel);
    let mut judge = Deep::new(&center, compares);
    let Course { seen, trail, spent } = course;
    let begun = Instant::now();
    // Copies cost time in proportion to the center.
    let actions = match ground.size {
        Size::Small => ground.size.actions(),
        Size::Large => Size::Small.actions() * 2,
    };
    for _ in 0..actions {
        let attempt = chooser.next(&center, before);
        let Attempt { action, from, .. } = &attempt;
        let place = trail.len();
        trail.push(Move::Act { action: *action, made: None });
        let (answer, wrong): (Answer, Option<Wrong>) = judge.step(kernel, &mut center, *action);
        seen.note(&attempt, answer, &judge.events, &judge.gist, &center);
        chooser.learn(&center, &attempt, answer.is_done(), &judge.gist);
        if wrong.is_some() {
            if let Move::Act { made, .. } = &mut trail[place] {
                *made = created(&judge.events);
            }
            return wrong.map(|wrong| (wrong, false));
        }
        if answer.is_done() {
            let forgotten = follow(action, *from, &center, &judge.events, &mut chooser, &mut trail[place]);
            if let Some(id) = forgotten.filter(|id| center.retire(*id)) {
                judge.retired(&center);
                trail.push(Move::Retire(id));
            }
        }
    }
    *spent = begun.elapsed();
    heal(ground, kernel, &mut center).map(|wrong| (wrong, true))
}

/// Tells the chooser what a step made and closed; the conversation that may be forgotten now.
#[inline]
fn follow(
    action: &Action,
    from: Option<Stage>,
    center: &ContactCenter,
    events: &[Event],
    chooser: &mut Chooser,
    done: &mut Move,
) -> Option<ConversationId> {
    if let Action::Create(_) | Action::Admit { .. } = action {
        let id = created(events)?;
        if let Move::Act { made, .. } = done {
            *made = Some(id);
        }
        chooser.created(id);
        return if center.stage(id) == Stage::Closed { chooser.closed(id) } else { None };
    }
    let id = action.conversation()?;
    if center.stage(id) == Stage::Closed && from != Some(Stage::Closed) { chooser.closed(id) } else { None }
}
