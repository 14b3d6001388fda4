//! Do 95 % intervals hold the true value in 95 of 100 experiments? Once for a queue without the kernel, quickly, and once
//! through the kernel.

use crate::engine::{Options, simulate};
use crate::erlang::ErlangA;
use crate::results::{Day, Scope};
use crate::statistics::{Estimate, Histogram, Rank, percentile_over_replications, ratio_over_replications};
use crate::stream::{Cause, Streams, uniform};
use crate::tick::Span;
use crate::validate::CaseFile;
use crate::validate::queueing;

/// How many experiments there are, and how many replications each has.
const EXPERIMENTS: usize = 1_000;
const REPLICATIONS: usize = 20;

fn holds(estimate: Option<Estimate>, truth: f64) -> bool {
    let estimate = estimate.expect("something was counted");
    let half = estimate.half_width.expect("twenty replications have a spread");
    (estimate.value - truth).abs() <= half
}

/// The share of experiments whose interval holds the truth, in percent.
fn percent(held: usize) -> f64 {
    100.0 * held as f64 / EXPERIMENTS as f64
}

/// Waits of M/M/1 at a load of 0.5 by Lindley's recursion, from the stationary law on: the share that waits is 0.5, that
/// waits at most one mean service time 1 - 0.5 exp(-0.5), and the 90th percentile is 2 ln 5.
#[test]
fn intervals_of_shares_and_percentiles_cover_the_truth_in_95_of_100() {
    const LOAD: f64 = 0.5;
    let exponential = |rng: &mut _| -libm::log(1.0 - uniform(rng));
    let mut held = [0; 3];
    for experiment in 0..EXPERIMENTS {
        let days: Vec<Histogram> = (0..REPLICATIONS)
            .map(|day| {
                let streams = Streams::new(experiment as u64, day as u32);
                let mut rng = streams.open(Cause::Bootstrap, 0);
                let mut waits = Histogram::new();
                let mut wait = if uniform(&mut rng) < LOAD { exponential(&mut rng) / (1.0 - LOAD) } else { 0.0 };
                for _ in 0..400 {
                    waits.record(Span::from_seconds(wait));
                    wait = (wait + exponential(&mut rng) - exponential(&mut rng) / LOAD).max(0.0);
                }
                waits
            })
            .collect();
        let at_most = |seconds: f64| {
            let pairs: Vec<(f64, f64)> =
                days.iter().map(|day| (400.0 * day.share_at_most_s(seconds).expect("waits"), 400.0)).collect();
            ratio_over_replications(&pairs)
        };
        let percentile = percentile_over_replications(&days, Rank::P90);
        held[0] += usize::from(holds(at_most(0.0), 1.0 - LOAD));
        held[1] += usize::from(holds(at_most(1.0), 1.0 - LOAD * libm::exp(-LOAD)));
        held[2] += usize::from(holds(percentile, 2.0 * libm::log(5.0)));
    }
    for (name, held) in ["waits", "service level", "90th percentile"].iter().zip(held) {
        assert!((93.0..=97.0).contains(&percent(held)), "{name}: {} %", percent(held));
    }
}

/// The same through the kernel, on the case `ea-3` (three agents, Erlang A): abandonment, service level of all, and the 90th
/// percentile of the waits of those answered.
///
/// `cargo test -p switchboard-sims --release --lib -- --ignored --nocapture cover_the_truth_through_the_kernel`
#[test]
#[ignore = "some minutes; the command stands above"]
fn intervals_cover_the_truth_through_the_kernel() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/analytic.json");
    let file = CaseFile::read(&std::fs::read_to_string(path).expect("the cases are there")).expect("cases");
    let case = file.cases.iter().find(|case| case.id == "ea-3").expect("the case is there");
    let world = queueing::erlang_a(case, 400).expect("a world").remove(0);
    let scenario = world.scenario(case).expect("a scenario");
    let queue = ErlangA::new(30.0 / 3_600.0, 300.0, 600.0, 3);
    let answered = 1.0 - queue.prob_abandon();
    let (mut low, mut high) = (0.0, 10_000.0);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if queue.answered_within(middle) < 0.9 * answered { low = middle } else { high = middle }
    }
    let ninetieth = world.seconds(high);
    let mut held = [0; 3];
    for experiment in 0..EXPERIMENTS {
        let first_replication = 1 + (experiment * REPLICATIONS) as u32;
        let options =
            Options { replications: REPLICATIONS as u32, first_replication, threads: 1, ..Options::default() };
        let results = simulate(&scenario, options).expect("no violation");
        let pairs = |read: fn(&crate::results::Counts) -> (u64, u64)| {
            let pair = |day: &Day| {
                let (above, below) = read(&day.counts(Scope::DAY));
                (above as f64, below as f64)
            };
            let pairs: Vec<(f64, f64)> = results.days.iter().map(pair).collect();
            ratio_over_replications(&pairs)
        };
        let waits: Vec<Histogram> = results.days.iter().map(|day| day.workstreams[0].answered_waits.clone()).collect();
        held[0] += usize::from(holds(pairs(|counts| (counts.abandoned, counts.first_waits)), queue.prob_abandon()));
        held[1] += usize::from(holds(
            pairs(|counts| (counts.answered_in_time, counts.first_waits)),
            queue.answered_within(60.0),
        ));
        held[2] += usize::from(holds(percentile_over_replications(&waits, Rank::P90), ninetieth));
    }
    let found = held.map(percent);
    let said = format!("abandonment {} %, service level {} %, 90th percentile {} %", found[0], found[1], found[2]);
    assert!(found.iter().all(|percent| (93.0..=97.0).contains(percent)), "{said}");
    // The figure is the point of a run by hand.
    #[expect(clippy::print_stdout, reason = "who runs it by hand wants to see the figures")]
    {
        println!("{said}");
    }
}
