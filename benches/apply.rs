//! Nanoseconds of one step of the kernel, by operation, on the actions of the default day scaled to 100 agents with
//! 1,000 conversations alive; and what one simulated phone customer costs the kernel.
//!
//! `cargo bench --bench apply`. Everything is run [`RUNS`] times and each sample is the shortest of its runs: what other
//! programs take from the machine only ever adds. The cost of reading the clock is measured beside and taken off.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::hint::black_box;
use std::sync::Mutex;
use std::time::Instant;

use switchboard::{
    Action, Answer, Arrival, Contact, ContactCenter, ConversationId, Desk, Handle, Phase, PolicySpec, ProfileId,
    ProfileSet, QueueId, RequirementId, Route, Stage, Upkeep, UserId, WorkstreamId,
};
use switchboard_sims::scenario::Scenario;
use switchboard_sims::{Options, simulate};

/// Conversations that are alive from the start and never touched, besides those of the day.
const PARKED: u32 = 800;

/// How often everything is run.
const RUNS: usize = 100;
/// Actions between two readings of the clock where steps are not measured one by one.
const CHUNK: usize = 500;

fn main() {
    let day = scaled_day();
    let actions = with_retirements(crowded(&day), &record(&day), PARKED);
    let (steps, most_alive) = timed(&day, &actions);
    println!(
        "default day scaled: {} agents, {} actions, up to {most_alive} conversations alive; the shortest of {RUNS} runs",
        day.agents(),
        actions.len(),
    );
    println!("{:<28} {:>8} {:>7} {:>9} {:>9} {:>9}", "operation", "steps", "done", "mean ns", "median", "p99");
    let mut names: Vec<&str> = steps.iter().map(|step| step.name).collect();
    names.sort_unstable();
    names.dedup();
    for name in &names {
        row(name, steps.iter().filter(|step| step.name == *name));
    }
    row("all but distribution", steps.iter().filter(|step| step.name != DISTRIBUTION));
    row("all", steps.iter());
    let step_ns = untimed(|| crowded(&day), &actions) / actions.len() as f64;
    println!("without a clock in between, retiring included: {step_ns:.1} ns per step");

    let phone = Scenario::erlang_a();
    let center = || ContactCenter::shared(shared(&phone));
    let calls = with_retirements(center(), &record(&phone), 0);
    let customers =
        calls.iter().filter(|recorded| matches!(recorded.action, Action::Create(_) | Action::Admit { .. })).count()
            as f64;
    println!(
        "one phone customer (Erlang A, 100 agents): {:.1} ns of kernel in {:.2} steps",
        untimed(center, &calls) / customers,
        calls.len() as f64 / customers,
    );
    distribution();
    println!("allocations in the second half of the Erlang A day: {}", allocations(&phone, &calls));
}

/// Searches of the router in centers of every size, by method: one that assigns, and one that finds nobody for the
/// hundred items at the head.
fn distribution() {
    println!();
    println!(
        "{:<22} {:>7} {:>7} {:>7} {:>13} {:>13}",
        "method", "agents", "queues", "items", "assigns, us", "nobody, us"
    );
    for method in Method::ALL {
        for (agents, queues, items) in
            [(100, 2, 500), (1_000, 20, 5_000), (10_000, 200, 50_000), (10_000, 20, 50_000), (10_000, 1, 50_000)]
        {
            let (assigns, nobody) = searches(method, agents, queues, items);
            println!("{:<22} {agents:>7} {queues:>7} {items:>7} {assigns:>13.2} {nobody:>13.2}", method.name());
        }
    }
}

/// What a queue of the searches goes by.
#[derive(Debug, Clone, Copy)]
enum Method {
    HighestCapacity,
    RoundRobin,
    LeastActive,
    Exact,
    Closest,
}

impl Method {
    const ALL: [Self; 5] = [Self::HighestCapacity, Self::RoundRobin, Self::LeastActive, Self::Exact, Self::Closest];

    const fn name(self) -> &'static str {
        match self {
            Self::HighestCapacity => "highest capacity",
            Self::RoundRobin => "round robin",
            Self::LeastActive => "least active",
            Self::Exact => "exact skills",
            Self::Closest => "closest skills",
        }
    }

    const fn method(self) -> &'static str {
        match self {
            Self::HighestCapacity | Self::Exact | Self::Closest => "highest-capacity",
            Self::RoundRobin => "advanced-round-robin",
            Self::LeastActive => "least-active",
        }
    }

    const fn matching(self) -> &'static str {
        match self {
            Self::HighestCapacity | Self::RoundRobin | Self::LeastActive => "none",
            Self::Exact => "exact",
            Self::Closest => "closest",
        }
    }
}

/// Microseconds of a search that assigns, and of one whose first hundred items, of fifty kinds, nobody may have: in a
/// center of so many agents, each in three queues or in the only one, and so many waiting items, all in the first queue
/// but a few. The longest search of many is told: it is what the limit of a search is about.
fn searches(method: Method, agents: usize, queues: usize, items: usize) -> (f64, f64) {
    const SKILLS: usize = 50;
    const SEARCHES: usize = 200;
    let mut text = String::from("preset = \"current\"\n");
    let names: Vec<String> = (0..SKILLS).map(|skill| format!("\"s{skill}\"")).collect();
    text.push_str(&format!("skills = [{}, \"rare\"]\n", names.join(", ")));
    // Everybody has ten of the fifty skills, nobody the rare one; a profile that nobody has stands for it elsewhere.
    text.push_str("profiles = [{ name = \"rare\", limit = 1 }]\n");
    for skill in 0..SKILLS {
        text.push_str(&format!("[[requirements]]\nname = \"r{skill}\"\nskills = {{ s{skill} = 3 }}\n"));
        text.push_str(&format!("[[requirements]]\nname = \"x{skill}\"\nskills = {{ s{skill} = 3, rare = 1 }}\n"));
    }
    for queue in 0..queues {
        text.push_str(&format!(
            "[[queues]]\nname = \"q{queue}\"\nkind = \"messaging\"\nmethod = \"{}\"\n",
            method.method()
        ));
    }
    text.push_str(&format!(
        "[[workstreams]]\nname = \"chat\"\nchannel = \"live-chat\"\nqueue = \"q0\"\ncost = 30\nskill_matching = \"{}\"\n",
        method.matching()
    ));
    for agent in 0..agents {
        let own: Vec<String> = (0..10)
            // A multiplicative hash, so that skills do not go with queues.
            .map(|skill| (skill * 5 + ((agent * 2_654_435_761) >> 16), skill))
            .map(|(place, skill)| format!("s{} = {}", place % SKILLS, 1 + (agent / 3 + skill) % 5))
            .collect();
        let mut member = vec![agent % queues, (agent + 1) % queues, (agent + 7) % queues];
        member.sort_unstable();
        member.dedup();
        let member: Vec<String> = member.iter().map(|queue| format!("\"q{queue}\"")).collect();
        text.push_str(&format!(
            "[[users]]\nname = \"a{agent}\"\nunits = {}\nqueues = [{}]\nskills = {{ {} }}\n",
            60 + 30 * (agent % 4),
            member.join(", "),
            own.join(", "),
        ));
    }
    let spec: PolicySpec = toml::from_str(&text).expect("the policy is written well");
    let policy = std::sync::Arc::new(spec.build().expect("the policy holds"));
    let center = |hard: bool| {
        let mut center = ContactCenter::shared(std::sync::Arc::clone(&policy));
        for agent in 0..agents {
            let _ = center.apply(Action::Desk { agent: UserId::at(agent), operation: Desk::SignIn });
        }
        for item in 0..items {
            // Of two requirements each, the second one cannot be met.
            let requirement = Some(RequirementId::at(item % SKILLS * 2 + usize::from(hard)));
            let profiles = if hard { ProfileSet::EMPTY.with(ProfileId(0)) } else { ProfileSet::EMPTY };
            let queue = QueueId::at(if item % 10 == 9 { item % queues } else { 0 });
            let arrival = Arrival::new(WorkstreamId(0), queue);
            let _ = center.apply(Action::Create(Arrival { requirement, profiles, ..arrival }));
        }
        center
    };
    let longest = |center: &ContactCenter, done: bool| {
        let mut times = [f64::MAX; SEARCHES];
        for _ in 0..5 {
            let mut center = center.clone();
            for time in &mut times {
                let start = Instant::now();
                let answer = black_box(center.apply(Action::Router(Route::Queue(QueueId(0)))));
                *time = time.min(start.elapsed().as_nanos() as f64 / 1e3);
                assert!(answer.is_done() == done || agents < SEARCHES, "{answer:?}");
            }
        }
        times.into_iter().fold(0.0, f64::max)
    };
    (longest(&center(false), true), longest(&center(true), false))
}

const DISTRIBUTION: &str = "router: distribution";

/// One measured step.
struct Step {
    name: &'static str,
    done: bool,
    nanoseconds: f64,
}

/// The default day with 100 agents instead of 60 and the arrivals that go with them.
fn scaled_day() -> Scenario {
    let mut text = String::new();
    // Shifts are rounded down and groups up, so that no shift asks for more than its group has.
    let shifts = |line: &str| match line.split_once("agents = ") {
        Some((before, rest)) => {
            let (number, after) = rest.split_once(' ').expect("a number of agents is followed by the brace");
            let agents: f64 = number.parse().expect("a number of agents is a number");
            format!("{before}agents = {} {after}", (agents * 100.0 / 60.0).floor())
        }
        None => line.to_owned(),
    };
    for line in include_str!("../sims/scenarios/default.toml").lines() {
        let scaled = ["count = ", "per_hour = "].into_iter().find_map(|key| {
            let value: f64 = line.strip_prefix(key)?.trim().parse().ok()?;
            Some(format!("{key}{}", (value * 100.0 / 60.0).ceil()))
        });
        let line = scaled.unwrap_or_else(|| match line.split_once("total = ") {
            Some((before, rest)) => {
                let (number, after) = rest.split_once(',').expect("a total is followed by the shape");
                let total: f64 = number.trim().parse().expect("a total is a number");
                format!("{before}total = {},{after}", (total * 100.0 / 60.0).round())
            }
            None => shifts(line),
        });
        text.push_str(&line);
        text.push('\n');
    }
    Scenario::from_toml(&text, "default.toml, scaled", &|_| Err(std::io::ErrorKind::NotFound.into()))
        .expect("the scaled day is a day")
}

fn shared(scenario: &Scenario) -> std::sync::Arc<switchboard::Policy> {
    std::sync::Arc::new(scenario.policy().clone())
}

fn record(scenario: &Scenario) -> Vec<Action> {
    let actions = Mutex::new(Vec::new());
    simulate(scenario, Options { keep_actions: Some(&actions), ..Options::default() }).expect("the day runs");
    actions.into_inner().expect("one thread recorded")
}

/// A center in which many conversations are alive already, waiting for their customers.
fn crowded(scenario: &Scenario) -> ContactCenter {
    let mut center = ContactCenter::shared(shared(scenario));
    let policy = center.shared_policy();
    let whatsapp = policy.workstream("whatsapp").expect("the day has messages");
    let queue = policy.workstreams()[whatsapp.index()].queue;
    for _ in 0..PARKED {
        let arrival = Arrival::new(whatsapp, queue);
        assert_eq!(center.apply(Action::Create(arrival)), Answer::Done);
        let id = center.created().expect("it was created");
        center.situate(id, Phase::Waiting { last: None });
    }
    center
}

/// The same action beside the parked conversations.
fn beside(action: Action, parked: u32) -> Action {
    let moved = |id: ConversationId| ConversationId { slot: id.slot + parked, ..id };
    match action {
        Action::Supervisor { by, conversation, operation } => {
            Action::Supervisor { by, conversation: moved(conversation), operation }
        }
        Action::Agent { by, conversation, operation } => {
            Action::Agent { by, conversation: moved(conversation), operation }
        }
        Action::Customer { conversation, operation } => {
            Action::Customer { conversation: moved(conversation), operation }
        }
        Action::Bot { conversation, operation } => Action::Bot { conversation: moved(conversation), operation },
        Action::System { conversation, operation } => Action::System { conversation: moved(conversation), operation },
        Action::Timer { conversation, timer } => Action::Timer { conversation: moved(conversation), timer },
        Action::Create(_)
        | Action::Router(_)
        | Action::Desk { .. }
        | Action::ReturnWindowPassed { .. }
        | Action::Manage { .. }
        | Action::Admit { .. }
        | Action::Configure(_)
        | Action::Gauge(_)
        | Action::Age { .. } => action,
    }
}

/// An action of the day, beside what is parked, and the conversation that it closes and that makes room.
#[derive(Clone, Copy)]
struct Recorded {
    action: Action,
    retires: Option<ConversationId>,
}

/// Finds out once, before anything is measured, which action closes a conversation.
fn with_retirements(mut center: ContactCenter, actions: &[Action], parked: u32) -> Vec<Recorded> {
    let recorded = actions.iter().map(|action| {
        let action = beside(*action, parked);
        let _ = center.apply(action);
        let created = matches!(action, Action::Create(_) | Action::Admit { .. }).then(|| center.created()).flatten();
        let closed = action.conversation().or(created).filter(|id| center.stage(*id) == Stage::Closed);
        Recorded { action, retires: closed.filter(|id| center.retire(*id)) }
    });
    recorded.collect()
}

/// Steps, and retires what is closed as the simulation does.
fn step(center: &mut ContactCenter, recorded: &Recorded) {
    let _ = black_box(center.apply(black_box(recorded.action)));
    if let Some(id) = recorded.retires {
        center.retire(id);
    }
}

fn timed(scenario: &Scenario, actions: &[Recorded]) -> (Vec<Step>, usize) {
    let mut clock: Vec<f64> = (0..10_000)
        .map(|_| {
            let start = Instant::now();
            black_box(());
            start.elapsed().as_nanos() as f64
        })
        .collect();
    clock.sort_by(f64::total_cmp);
    let overhead = clock[clock.len() / 2];
    let mut steps: Vec<Step> = actions
        .iter()
        .map(|recorded| Step { name: name(&recorded.action), done: false, nanoseconds: f64::MAX })
        .collect();
    let mut most_alive = 0;
    for run in 0..RUNS {
        let mut center = crowded(scenario);
        for (number, (step, Recorded { action, retires })) in steps.iter_mut().zip(actions).enumerate() {
            let start = Instant::now();
            let answer = black_box(center.apply(black_box(*action)));
            let nanoseconds = (start.elapsed().as_nanos() as f64 - overhead).max(0.0);
            step.nanoseconds = step.nanoseconds.min(nanoseconds);
            step.done = answer.is_done();
            if let Some(id) = *retires {
                center.retire(id);
            }
            if run == 0 && number % 1_024 == 0 {
                most_alive = most_alive.max(center.conversations().count());
            }
        }
    }
    (steps, most_alive)
}

/// Nanoseconds of all actions together, retiring included.
fn untimed(center: impl Fn() -> ContactCenter, actions: &[Recorded]) -> f64 {
    let mut chunks = vec![f64::MAX; actions.len().div_ceil(CHUNK)];
    for _ in 0..RUNS {
        let mut center = center();
        for (shortest, chunk) in chunks.iter_mut().zip(actions.chunks(CHUNK)) {
            let start = Instant::now();
            for action in chunk {
                step(&mut center, action);
            }
            *shortest = shortest.min(start.elapsed().as_nanos() as f64);
        }
    }
    chunks.iter().sum()
}

fn allocations(scenario: &Scenario, actions: &[Recorded]) -> String {
    let mut center = ContactCenter::shared(shared(scenario));
    let (warm, measured) = actions.split_at(actions.len() / 2);
    for action in warm {
        step(&mut center, action);
    }
    let counted = allocation_counter::measure(|| {
        for action in measured {
            step(&mut center, action);
        }
    });
    format!("{} in {} steps", counted.count_total, measured.len())
}

fn row<'a>(name: &str, steps: impl Iterator<Item = &'a Step>) {
    let (mut times, mut done) = (Vec::new(), 0_usize);
    for step in steps {
        times.push(step.nanoseconds);
        done += usize::from(step.done);
    }
    times.sort_by(f64::total_cmp);
    let count = times.len();
    let mean = times.iter().sum::<f64>() / count as f64;
    println!(
        "{name:<28} {count:>8} {:>6.1}% {mean:>9.1} {:>9.1} {:>9.1}",
        100.0 * done as f64 / count as f64,
        times[count / 2],
        times[(count * 99 / 100).min(count - 1)],
    );
}

fn name(action: &Action) -> &'static str {
    match action {
        Action::Create(_) | Action::Admit { .. } => "create",
        Action::Supervisor { .. } => "supervisor",
        Action::Agent { operation, .. } => match operation {
            Handle::Accept => "agent: accept",
            Handle::End => "agent: end",
            Handle::CloseSession => "agent: close",
            Handle::Message => "agent: message",
            Handle::MoveToWaiting => "agent: move to waiting",
            Handle::Reject => "agent: reject",
            Handle::Pick
            | Handle::RefreshBrowser
            | Handle::Release
            | Handle::Reopen
            | Handle::TransferToAgent { .. }
            | Handle::TransferToQueue { .. }
            | Handle::TransferOutside
            | Handle::Consult { .. }
            | Handle::ConsultQueue { .. }
            | Handle::AcceptConsult
            | Handle::RejectConsult
            | Handle::LeaveConsult
            | Handle::EndConsult { .. }
            | Handle::Promote { .. }
            | Handle::AddToCustomer { .. }
            | Handle::RaiseCall
            | Handle::HangUpLeg
            | Handle::Hold
            | Handle::Resume
            | Handle::Rejoin
            | Handle::ResolveRecord
            | Handle::SuspendRule { .. }
            | Handle::ResumeRule { .. }
            | Handle::AssignRecord { .. }
            | Handle::SetDisposition
            | Handle::CallOutside => "agent: other",
        },
        Action::Customer { operation, .. } => match operation {
            Contact::Message => "customer: message",
            Contact::End | Contact::HangUpLeg | Contact::Disconnect | Contact::Reconnect | Contact::RequestCallback => {
                "customer: other"
            }
        },
        Action::Bot { .. } => "bot",
        Action::System { operation: Upkeep::AgentLost { .. }, .. } | Action::System { .. } => "system",
        Action::Timer { .. } => "timer",
        Action::Router(_) => DISTRIBUTION,
        Action::Desk { operation: Desk::SetPresence(_), .. } => "desk: presence",
        Action::Desk { .. } | Action::ReturnWindowPassed { .. } => "desk: other",
        Action::Manage { .. } | Action::Configure(_) | Action::Gauge(_) | Action::Age { .. } => "roster",
    }
}
