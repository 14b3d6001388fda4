//! Speed of the simulator: Erlang A with 100 agents beside a hand-written event loop in the same run, and a large day.
//!
//! `cargo bench --bench simulate`. Each work is run [`RUNS`] times, and the shortest run counts: what other programs take
//! from the machine only ever adds. Other simulators are measured by the script that `sims/examples/erlang_a.rs` is for.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::fmt::Write as _;
use std::time::Instant;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use switchboard_sims::results::{Measure, Scope};
use switchboard_sims::scenario::Scenario;
use switchboard_sims::{Options, simulate};

/// How often everything is run.
const RUNS: usize = 3;
/// Days of Erlang A: 36 of 27,936 calls are a million.
const DAYS: u32 = 36;
/// Expected calls of these days.
const CALLS: f64 = 1_164.0 * 24.0 * DAYS as f64;

fn main() {
    let ours = erlang_a();
    let calm = shortest(|| count(&ours));
    let plain = shortest(|| by_hand(CALLS as u64));
    println!("Erlang A, 100 agents, one thread: customers a second");
    println!("  switchboard, all rules and counts   {:>12.0}", calm.1 / calm.0);
    println!("  std heap, lazy timers, no rules     {:>12.0}", plain.1 / plain.0);
    println!("  ratio                               {:>12.3}", (calm.1 / calm.0) / (plain.1 / plain.0));
    let day = large_day();
    let large = shortest(|| count(&day));
    println!(
        "a day of 200 agents, 8 skills, 3 channels, {:.0} contacts: {:.1} ms a replication",
        large.1,
        large.0 * 1e3
    );
}

/// The shortest time of some runs, and what the work counted.
fn shortest(work: impl Fn() -> f64) -> (f64, f64) {
    let mut best = (f64::INFINITY, 0.0);
    for _ in 0..RUNS {
        let start = Instant::now();
        let counted = work();
        let seconds = start.elapsed().as_secs_f64();
        if seconds < best.0 {
            best = (seconds, counted);
        }
    }
    best
}

fn count(scenario: &Scenario) -> f64 {
    let results = simulate(scenario, Options { threads: 1, ..Options::default() }).expect("a sound run");
    assert!(results.estimate(Measure::Handled, Scope::DAY).is_some_and(|handled| handled.value > 0.0));
    results.conversations() as f64
}

fn scenario(text: &str) -> Scenario {
    Scenario::from_toml(text, "bench.toml", &|_| Err(std::io::ErrorKind::NotFound.into())).expect("a scenario")
}

fn erlang_a() -> Scenario {
    scenario(&format!(
        r#"
        name = "Erlang A"
        to = "24:00"
        days = {DAYS}
        interval_min = 1440
        policy.queues = [{{ name = "calls", kind = "voice", method = "highest-capacity" }}]
        policy.workstreams = [{{ name = "phone", channel = "voice", queue = "calls", cost = 100, wrap_up_block = "never" }}]
        policy.users = [{{ name = "phone", count = 100, units = 100, queues = ["calls"] }}]
        [[arrivals]]
        workstream = "phone"
        per_hour = 1164
        patience.exponential = {{ mean_s = 180 }}
        handling.exponential = {{ mean_s = 300 }}
        [[staff]]
        group = "phone"
        stretches = [{{ from = "00:00", to = "24:00" }}]
        "#
    ))
}

/// Two hundred agents in eight groups of two skills each; calls, chats three at once, and WhatsApp five at once.
fn large_day() -> Scenario {
    let skills: Vec<String> = (0..8).map(|number| format!("skill-{number}")).collect();
    let mut text = format!(
        "name = \"a large day\"\nfrom = \"08:00\"\nto = \"20:00\"\ninterval_min = 15\n[policy]\nskills = {skills:?}\n\
         queues = [{{ name = \"calls\", kind = \"voice\", priority = 0 }}, {{ name = \"chats\", kind = \"messaging\", priority = 1 }}]\n"
    );
    for skill in &skills {
        let _ = write!(text, "[[policy.requirements]]\nname = \"{skill}\"\nskills = {{ {skill} = 1 }}\n");
    }
    let channels = [("voice", "calls", 60), ("live-chat", "chats", 20), ("async", "chats", 12)];
    for skill in &skills {
        for (channel, queue, cost) in channels {
            let _ = write!(
                text,
                "[[policy.workstreams]]\nname = \"{channel}-{skill}\"\nchannel = \"{channel}\"\nqueue = \"{queue}\"\n\
                 cost = {cost}\nskill_matching = \"exact\"\nrequirement = \"{skill}\"\n"
            );
        }
    }
    for (number, skill) in skills.iter().enumerate() {
        let other = &skills[(number + 1) % 8];
        let _ = write!(
            text,
            "[[policy.users]]\nname = \"team{number}\"\ncount = 25\nunits = 60\nqueues = [\"calls\", \"chats\"]\n\
             skills = {{ {skill} = 5, {other} = 3 }}\n"
        );
    }
    for skill in &skills {
        for (channel, per_hour, handling) in
            [("voice", 62.5, 240.0), ("live-chat", 83.3, 420.0), ("async", 62.5, 300.0)]
        {
            let _ = write!(
                text,
                "[[arrivals]]\nworkstream = \"{channel}-{skill}\"\nper_hour = {per_hour}\n\
                 handling.lognormal = {{ mean_s = {handling}, cv = 1.0 }}\nwrap_up.exponential = {{ mean_s = 30 }}\n\
                 slowdown = [1.0, 1.2, 1.5, 1.9, 2.3]\n{}",
                if channel == "async" { "" } else { "patience.exponential = { mean_s = 240 }\n" }
            );
        }
    }
    for number in 0..8 {
        let _ = write!(
            text,
            "[[staff]]\ngroup = \"team{number}\"\nshifts = [{{ from = \"08:00\", to = \"20:00\" }}]\n\
             breaks = [{{ after_min = 180, length_min = 30, spread_min = 240 }}]\n"
        );
    }
    scenario(&text)
}

/// The same queue by hand: no agents, no rules, one sum. Exponential numbers by inversion from a named generator.
fn by_hand(customers: u64) -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut exponential = |mean: f64| -mean * libm::log(1.0 - rng.random::<f64>());
    // (time in microseconds, what, whom): 0 arrival, 1 service end, 2 patience over.
    let mut heap: BinaryHeap<Reverse<(u64, u8, u64)>> = BinaryHeap::new();
    let mut line: VecDeque<u64> = VecDeque::new();
    let mut waiting = vec![false; customers as usize];
    let (mut busy, mut arrived, mut left, mut served) = (0, 0_u64, 0_u64, 0_u64);
    heap.push(Reverse((0, 0, 0)));
    let micros = |seconds: f64| (seconds * 1e6) as u64;
    while let Some(Reverse((now, what, whom))) = heap.pop() {
        match what {
            0 => {
                if arrived + 1 < customers {
                    heap.push(Reverse((now + micros(exponential(3_600.0 / 1_164.0)), 0, arrived + 1)));
                }
                arrived += 1;
                if busy < 100 {
                    busy += 1;
                    heap.push(Reverse((now + micros(exponential(300.0)), 1, whom)));
                } else {
                    line.push_back(whom);
                    waiting[whom as usize] = true;
                    heap.push(Reverse((now + micros(exponential(180.0)), 2, whom)));
                }
            }
            1 => {
                served += 1;
                busy -= 1;
                while let Some(next) = line.pop_front() {
                    if std::mem::take(&mut waiting[next as usize]) {
                        busy += 1;
                        heap.push(Reverse((now + micros(exponential(300.0)), 1, next)));
                        break;
                    }
                }
            }
            _ => left += u64::from(std::mem::take(&mut waiting[whom as usize])),
        }
    }
    assert_eq!(served + left, customers);
    customers as f64
}
