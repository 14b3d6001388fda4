//! Hunting: a planted fault is found and made as short as can be, and findings do not depend on threads.

use std::io::Write as _;
use std::ops::ControlFlow;

use switchboard::{Action, Answer, ContactCenter, Event, Handle};
use switchboard_verify::{Kernel, Rules};

use super::{Hunt, Kept, Report, Worlds, hunt};

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

#[test]
fn a_run_is_its_seed_and_its_number() {
    let of = |first_run: u64, runs: u64| {
        let it = Hunt {
            worlds: Worlds::Random,
            size: Some(super::Size::Small),
            kernel: None,
            name: None,
            seed: 3,
            first_run,
            runs,
            until_first: false,
            threads: 2,
            corpus: Vec::new(),
        };
        let mut reached = Vec::new();
        hunt(&it, &mut |report| {
            reached.push((report.next_run, report.seen.actions(), report.seen.rule_pairs()));
            ControlFlow::Continue(())
        });
        reached
    };
    // Whatever came before: alone it does what it does in a long hunt.
    let (until, with) = (of(0, 69), of(0, 70));
    let tried = |reached: &[(u64, (u64, u64), u64)]| reached.last().map_or((0, 0), |it| it.1);
    let (until, with) = (tried(&until), tried(&with));
    assert_eq!(tried(&of(69, 1)), (with.0 - until.0, with.1 - until.1));
    // A hunt that goes on does what it would have done without a break.
    let (first, whole) = (tried(&of(0, 45)), tried(&of(0, 100)));
    assert_eq!(tried(&of(45, 55)), (whole.0 - first.0, whole.1 - first.1));
}

#[test]
fn what_was_found_once_is_not_found_again() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
    let files: Vec<_> = std::fs::read_dir(folder).expect("it is there").map(|entry| entry.expect("a file")).collect();
    let read = |entry: &std::fs::DirEntry| std::fs::read_to_string(entry.path()).expect("text");
    let corpus: Vec<Kept> = files.iter().map(|entry| Kept::parse(&read(entry)).expect("a script")).collect();
    let many = corpus.len();
    let it = Hunt {
        worlds: Worlds::Random,
        size: None,
        kernel: None,
        name: None,
        seed: 1,
        first_run: 0,
        runs: 0,
        until_first: false,
        threads: 2,
        corpus,
    };
    let report = hunt(&it, &mut |_| ControlFlow::Continue(()));
    assert!(many >= 2);
    assert_eq!((report.repeated, report.findings.len()), ((many, 0), 0));
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
