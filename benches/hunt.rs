//! How fast large centers are hunted in, and how hunting does beside proptest-state-machine and Hypothesis on five faults.
//!
//! `cargo bench --bench hunt`. The peers are given the same: everything that can be tried in the fault's small world, uniformly,
//! after everybody has signed in, and a comparison with the rules after each step. Hypothesis drives two child processes
//! through the protocol of `switchboard drive`; it runs where `SWITCHBOARD_PYTHON` (default `python3`) has it and
//! `SWITCHBOARD` names the tool.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::cell::Cell;
use std::ops::ControlFlow;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestError, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use switchboard::{Action, Answer, ContactCenter, ConversationId, Desk, Event, UserId};
use switchboard_oracle::drive::moves::Moves;
use switchboard_oracle::faulty::Fault;
use switchboard_sims::hunt::{Hunt, Report, Size, Worlds, hunt};
use switchboard_verify::Kernel;

/// The faults that everybody hunts: one that any step may show, and some that take a way.
const FAULTS: [&str; 5] = [
    "second-assignment-slips-in",
    "slots-for-ever",
    "owner-who-left",
    "newest-first",
    "transferring-agent-never-leaves",
];
/// How many steps a run of a peer has, at most.
const STEPS: usize = 60;
/// How many runs a peer is given.
const RUNS_MAX: u32 = 20_000;
/// How many conversations a run of a peer creates, at most.
const CONVERSATIONS_MAX: usize = 4;
/// How many large worlds are hunted in for the speed, and how often.
const LARGE_RUNS: u64 = 256;
const LARGE_REPEATS: usize = 5;

thread_local! {
    static FAULT: Cell<Option<&'static Fault>> = const { Cell::new(None) };
    static RUNS: Cell<u64> = const { Cell::new(0) };
}

fn fault() -> &'static Fault {
    FAULT.get().expect("a fault is set")
}

fn begun() -> ContactCenter {
    let policy = Arc::new(fault().world().build().expect("the world is a policy"));
    let mut center = ContactCenter::shared(Arc::clone(&policy));
    for (agent, user) in (0..policy.users().len()).map(UserId::at).zip(policy.users()) {
        if user.roles.agent && !user.roles.bot {
            let _ = center.apply(Action::Desk { agent, operation: Desk::SignIn });
        }
    }
    center
}

/// The rules, as the reference of proptest-state-machine.
#[derive(Debug, Clone)]
struct Reference {
    center: ContactCenter,
    moves: Arc<Moves>,
}

#[derive(Debug)]
struct Rules;

impl ReferenceStateMachine for Rules {
    type State = Reference;
    type Transition = Action;

    fn init_state() -> BoxedStrategy<Reference> {
        let center = begun();
        let moves = Arc::new(Moves::of(center.policy()));
        Just(Reference { center, moves }).boxed()
    }

    fn transitions(state: &Reference) -> BoxedStrategy<Action> {
        let ids: Vec<ConversationId> = state.center.conversations().collect();
        select(state.moves.every(&ids).collect::<Vec<Action>>()).boxed()
    }

    fn apply(mut state: Reference, action: &Action) -> Reference {
        let _ = state.center.apply(*action);
        state
    }

    fn preconditions(state: &Reference, action: &Action) -> bool {
        if let Action::Create(_) | Action::Admit { .. } = action {
            return state.center.conversations().count() < CONVERSATIONS_MAX;
        }
        action.conversation().is_none_or(|id| state.center.conversations().any(|known| known == id))
    }
}

/// The faulty implementation beside the rules.
struct Both {
    faulty: ContactCenter,
    rules: ContactCenter,
}

impl StateMachineTest for Both {
    type SystemUnderTest = Self;
    type Reference = Rules;

    fn init_test(state: &Reference) -> Self {
        RUNS.set(RUNS.get() + 1);
        Self { faulty: state.center.clone(), rules: state.center.clone() }
    }

    fn apply(mut both: Self, _: &Reference, action: Action) -> Self {
        let expected: Answer = both.rules.apply(action);
        let mut events: Vec<Event> = Vec::new();
        let answer = fault().kernel().apply(&mut both.faulty, action, &mut events);
        assert!(answer == expected && events == both.rules.events() && both.faulty == both.rules, "it differs");
        both
    }
}

/// Runs until something differs, and the length of the run once it is shrunk.
fn by_proptest() -> Option<(u64, usize)> {
    RUNS.set(0);
    let found = Cell::new(0);
    let config = Config { cases: RUNS_MAX, failure_persistence: None, max_shrink_iters: 100_000, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&Rules::sequential_strategy(1..STEPS), |(state, actions, seen)| {
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            Both::test_sequential(Config::default(), state, actions, seen);
        }));
        if result.is_err() && found.get() == 0 {
            found.set(RUNS.get());
        }
        result.map_err(|_| TestCaseError::fail("it differs"))
    });
    match outcome {
        Err(TestError::Fail(_, (_, actions, _))) => Some((found.get(), actions.len())),
        Err(TestError::Abort(_)) | Ok(()) => None,
    }
}

fn hunted(worlds: Worlds, size: Option<Size>, kernel: Option<&dyn Kernel>, runs: u64) -> Report {
    let it = Hunt {
        worlds,
        size,
        kernel,
        name: None,
        seed: 1,
        first_run: 0,
        runs,
        until_first: kernel.is_some(),
        threads: 1,
        corpus: Vec::new(),
    };
    hunt(&it, &mut |_| ControlFlow::Continue(()))
}

/// What Hypothesis prints: runs and length.
fn by_hypothesis(name: &str) -> Option<String> {
    let tool = std::env::var_os("SWITCHBOARD")?;
    let python = std::env::var_os("SWITCHBOARD_PYTHON").unwrap_or_else(|| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/oracle/peers/hypothesis_hunt.py");
    let done = Command::new(python).arg(script).arg(tool).arg(name).output().ok()?;
    done.status.success().then(|| String::from_utf8_lossy(&done.stdout).trim().to_owned())
}

fn main() {
    // What other programs take from the machine only ever adds.
    let (mut phase, mut whole, mut report) = (f64::MAX, f64::MAX, Report::default());
    for _ in 0..LARGE_REPEATS {
        let begun = Instant::now();
        report = hunted(Worlds::Random, Some(Size::Large), None, LARGE_RUNS);
        whole = whole.min(begun.elapsed().as_secs_f64());
        phase = phase.min(report.random_phase.as_secs_f64());
    }
    let (tried, done) = report.seen.actions();
    println!(
        "large centers, the shortest of {LARGE_REPEATS} hunts: {:.2} million actions a second on one thread in the random \
         phase, {:.2} with the making of worlds and healing, {:.0} % of them done, {} findings",
        tried as f64 / phase / 1e6,
        tried as f64 / whole / 1e6,
        100.0 * done as f64 / tried as f64,
        report.findings.len()
    );
    std::panic::set_hook(Box::new(|_| {}));
    println!(
        "{:<34} {:>18} {:>22} {:>18}",
        "runs until found, length", "switchboard hunt", "proptest-state-machine", "Hypothesis"
    );
    for name in FAULTS {
        let fault = Fault::named(name).expect("it is in the catalogue");
        FAULT.set(Some(fault));
        let report = hunted(Worlds::Policy(Box::new(fault.world())), None, Some(&fault.kernel()), 4_096);
        let ours = report
            .findings
            .iter()
            .map(|it| (it.run.map_or(0, |run| run + 1), it.story.steps.len()))
            .min_by_key(|it| it.1);
        let told =
            |it: Option<(u64, usize)>| it.map_or("not found".to_owned(), |(runs, length)| format!("{runs}, {length}"));
        let hypothesis = by_hypothesis(name).unwrap_or_else(|| "not run".to_owned());
        println!("{name:<34} {:>18} {:>22} {hypothesis:>18}", told(ours), told(by_proptest()));
    }
}
