//! How the judge and the driver do with a faulty implementation: whether its own log gives it away, and after how many
//! driven steps it differs.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde::Serialize;
use switchboard::{Action, Answer, ContactCenter, Desk, Event, Policy, PolicySpec, Upkeep, UserId};
use switchboard_verify::{Kernel, Rules};

use super::{Kill, Subject};
use crate::drive::choose::Chooser;
use crate::drive::clock::Clock;
use crate::drive::driver::{Driver, Options};
use crate::drive::exact::{Shortest, shortest};
use crate::drive::host::Host;
use crate::drive::link::Direct;
use crate::drive::moves::Moves;
use crate::judge::{Settings, judge};
use crate::report::{Report, Verdict};

/// How many logs of one implementation are judged at most.
const LOGS_MAX: u64 = 240;
/// How many steps a log tells of.
const STEPS: usize = 60;
/// How many conversations there are in a log, at most.
const CONVERSATIONS_MAX: usize = 12;
/// How many steps are driven at most.
const DRIVEN_MAX: u64 = 400_000;
/// The seed of everything.
const SEED: u64 = 1;

/// One step of a run, to be logged.
#[derive(Debug, Clone)]
pub struct Told {
    /// When, in seconds since the beginning.
    pub at_s: u64,
    /// What was tried.
    pub action: Action,
    /// What was answered.
    pub answer: Answer,
    /// What was told.
    pub events: Vec<Event>,
    /// The center afterwards.
    pub center: ContactCenter,
}

/// Writes a run as a log in our own format.
pub type Scribe<'a> = &'a (dyn Fn(&Policy, &[Told]) -> Vec<u8> + Sync);

/// How the driver did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Driven {
    /// After how many steps something differed.
    pub steps: u64,
    /// How many moves the finding has once it is shrunk.
    pub length: usize,
    /// How many the shortest has that there is, found by visiting every pair of states.
    pub shortest: usize,
}

/// Whether time alone does it: such steps come from a clock, as they would in an implementation.
const fn is_of_a_clock(action: &Action) -> bool {
    matches!(
        action,
        Action::Timer { .. }
            | Action::ReturnWindowPassed { .. }
            | Action::Age { .. }
            | Action::Gauge(_)
            | Action::System {
                operation: Upkeep::TimeoutRuleClose
                    | Upkeep::TimeoutRuleToWaiting
                    | Upkeep::TimeoutRuleRelease
                    | Upkeep::TimeoutRuleLastMinute { .. }
                    | Upkeep::TimeoutRuleElapsed { .. }
                    | Upkeep::DeclinePauseEnded { .. },
                ..
            }
    )
}

/// A run as an implementation makes it: people act a second after each other, clocks run out when they do.
struct Session<'a> {
    kernel: &'a dyn Kernel,
    center: ContactCenter,
    clock: Clock,
    told: Vec<Told>,
}

impl Session<'_> {
    fn apply(&mut self, action: Action) {
        let mut events = Vec::new();
        let answer = self.kernel.apply(&mut self.center, action, &mut events);
        events.iter().for_each(|event| self.clock.note(&event.fact));
        self.told.push(Told { at_s: self.clock.now(), action, answer, events, center: self.center.clone() });
    }

    fn pass(&mut self, seconds: u64) {
        let until = self.clock.now().saturating_add(seconds);
        while let Some(action) = self.clock.take(until) {
            self.apply(action);
        }
        self.clock.reach(until);
    }
}

/// What a run of a kernel tells; one that dies tells no more.
fn run(kernel: &dyn Kernel, policy: &Arc<Policy>, chooser: &mut Chooser) -> Vec<Told> {
    let center = ContactCenter::shared(Arc::clone(policy));
    let mut session = Session { kernel, center, clock: Clock::default(), told: Vec::new() };
    let steps = catch_unwind(AssertUnwindSafe(|| {
        for (agent, user) in (0..policy.users().len()).map(UserId::at).zip(policy.users()) {
            if user.roles.agent && !user.roles.bot {
                session.apply(Action::Desk { agent, operation: Desk::SignIn });
            }
        }
        chooser.begin();
        for _ in 0..STEPS {
            match session.clock.next_in() {
                Some(next) if chooser.below(100) < 6 => session.pass(next),
                Some(_) | None => session.pass(1),
            }
            let Some(action) = chooser.next(&session.center) else { return };
            session.apply(action);
        }
    }));
    // What stands before the end is a log like any other.
    drop(steps);
    session.told
}

/// A log in which the judge finds something.
#[derive(Debug)]
pub struct Caught {
    /// Its number, from one.
    pub number: u64,
    /// The log.
    pub log: Vec<u8>,
    /// What was found.
    pub report: Report,
}

/// The first log of an implementation in which the judge finds something.
fn judged(kernel: &dyn Kernel, policy: &Arc<Policy>, scribe: Scribe<'_>) -> Result<Option<Caught>, String> {
    let mut moves = Moves::of(policy);
    moves.retain(|action| !is_of_a_clock(action));
    let mut chooser = Chooser::new(moves, SEED, CONVERSATIONS_MAX);
    let settings = Settings::new(Policy::clone(policy));
    for number in 1..=LOGS_MAX {
        let log = scribe(policy, &run(kernel, policy, &mut chooser));
        let report = judge("log", &mut Cursor::new(&log), &settings).map_err(|error| error.to_string())?;
        if report.events.get(&Verdict::Violates).is_some_and(|many| *many > 0) {
            return Ok(Some(Caught { number, log, report }));
        }
    }
    Ok(None)
}

/// Whether the judge finds something in the log of a faulty implementation: the number of the log and the line.
///
/// # Errors
///
/// In words, when the world is no policy or a log cannot be read.
pub(super) fn judged_subject(subject: &Subject, scribe: Scribe<'_>) -> Result<Option<Kill>, String> {
    let policy = Arc::new(subject.world.build().map_err(|error| error.to_string())?);
    let caught = judged(&*subject.kernel, &policy, scribe)?;
    Ok(caught.map(|caught| {
        let line = caught.report.findings.first().map_or(1, |finding| finding.line);
        Kill { test: caught.number as usize, step: line as usize }
    }))
}

/// A log of the rules themselves in which the judge finds something: a false alarm.
///
/// # Errors
///
/// In words, when the world is no policy or a log cannot be read.
pub fn false_alarm(world: &PolicySpec, scribe: Scribe<'_>) -> Result<Option<Caught>, String> {
    let policy = Arc::new(world.build().map_err(|error| error.to_string())?);
    judged(&Rules, &policy, scribe)
}

/// Whether the driver finds that it differs, and how short it makes that.
///
/// # Errors
///
/// In words, when it cannot be driven.
pub(super) fn driven(subject: &Subject) -> Result<Option<Driven>, String> {
    let mut host = Host::new(&*subject.kernel, &subject.name);
    host.brings(&subject.world);
    let own = || Err("every subject brings its world".to_owned());
    let mut driver = Driver::meet(Direct::new(host), None, &own).map_err(|error| error.to_string())?;
    let options = Options { seed: SEED, steps: DRIVEN_MAX, shrink_steps: 1_000_000, ..Options::default() };
    let (found, _) = driver.drive(&options, &|| false).map_err(|error| error.to_string())?;
    let Some(found) = found else { return Ok(None) };
    let steps = driver.tally().steps;
    let short = driver.shrink(found, options.shrink_steps).map_err(|error| error.to_string())?;
    let length = short.finding.moves.len();
    // The finding itself shows it; whether anything shorter does is looked for.
    let least =
        match shortest(&*subject.kernel, driver.policy(), subject.conversations.max(2), length.saturating_sub(1)) {
            Shortest::Is(least) => least,
            Shortest::MoreThan(_) => length,
        };
    Ok(Some(Driven { steps, length, shortest: least }))
}
