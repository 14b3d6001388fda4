//! Hunting: quiet on the rules, and the same whatever the threads.

use std::ops::ControlFlow;

use super::{Hunt, Report, Worlds, hunt};

fn hunted(runs: u64, threads: usize) -> Report {
    let it = Hunt {
        worlds: Worlds::Random,
        kernel: None,
        seed: 1,
        first_run: 0,
        runs,
        until_first: false,
        threads,
        corpus: Vec::new(),
    };
    hunt(&it, &mut |_| ControlFlow::Continue(()))
}

#[test]
fn nothing_is_found_in_the_rules() {
    let report = hunted(64, 2);
    for finding in &report.findings {
        eprintln!("{}\n{}\n", finding.script, finding.words);
    }
    assert!(report.findings.is_empty());
    let (tried, done) = report.seen.actions();
    eprintln!("{tried} {done} {}", report.seen.rule_pairs());
    assert!(done * 100 >= tried * 60, "{done} of {tried} actions are done");
}
