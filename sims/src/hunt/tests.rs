//! Hunting: a planted fault is found and made as short as can be, and findings do not depend on threads.

use std::io::Write as _;
use std::ops::ControlFlow;

use switchboard::{Action, Answer, ContactCenter, Event, Handle};
use switchboard_verify::{Kernel, Rules};

use super::{Hunt, Report, Worlds, hunt};

fn hunted(kernel: Option<&dyn Kernel>, runs: u64, threads: usize) -> Report {
    let it = Hunt {
        worlds: Worlds::Random,
        size: None,
        kernel,
        name: None,
        seed: 1,
        first_run: 0,
        runs,
        until_first: false,
        threads,
        corpus: Vec::new(),
    };
    hunt(&it, &mut |_| ControlFlow::Continue(()))
}

/// Whoever accepts is told that it is done, and nothing happens.
struct Deaf;

impl Kernel for Deaf {
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
        if let Action::Agent { operation: Handle::Accept, .. } = action {
            return Answer::Done;
        }
        Rules.apply(center, action, events)
    }
}

#[test]
fn a_planted_fault_is_found_and_shrunk_to_the_shortest_run() {
    let report = hunted(Some(&Deaf), 4, 1);
    let told = report.findings.iter().find(|finding| finding.property == "K15").expect("what is done is not told");
    // A conversation, and somebody who accepts it: nothing shorter can.
    assert_eq!((told.length(), told.shortest), (2, true), "{}", told.script);
}

#[test]
fn findings_are_the_same_on_one_thread_and_on_two() {
    let of = |report: &Report| {
        let findings: Vec<String> = report.findings.iter().map(|finding| finding.script.clone()).collect();
        (findings, report.seen.actions(), report.seen.rule_pairs(), report.seen.transitions())
    };
    assert_eq!(of(&hunted(Some(&Deaf), 4, 1)), of(&hunted(Some(&Deaf), 4, 2)));
}

/// `cargo test --release -p switchboard-sims --lib hunt:: -- --ignored --nocapture`
#[test]
#[ignore = "minutes"]
fn nothing_is_found_in_the_rules() {
    let report = hunted(None, 1_024, 2);
    for finding in &report.findings {
        writeln!(std::io::stderr(), "{}\n{}\n", finding.script, finding.words).expect("stderr takes a line");
    }
    assert_eq!(report.findings.len(), 0);
    let (tried, done) = report.seen.actions();
    assert!(done * 100 >= tried * 60, "{done} of {tried} actions are done");
}
