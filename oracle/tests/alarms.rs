//! The judge on logs of the rules themselves, of every world in which faulty implementations are tried: no false alarm.

use switchboard::Policy;
use switchboard_oracle::faulty::Fault;
use switchboard_oracle::scoreboard::{Told, false_alarm};
use switchboard_sims::events::event_file;
use switchboard_sims::tick::Tick;

fn logged(policy: &Policy, run: &[Told]) -> Vec<u8> {
    let steps = run.iter();
    event_file(policy, steps.map(|it| (Tick::from_seconds(it.at_s), it.action, it.answer, &*it.events, &it.center)))
}

/// People, customers and supervisors try anything, clocks run out when they should: 240 logs of 60 steps for each world.
#[test]
fn logs_of_the_rules_are_legal() {
    let mut known = Vec::new();
    for fault in Fault::ALL {
        let world = fault.world();
        if known.contains(&world.name) {
            continue;
        }
        if let Some(caught) = false_alarm(&world, &logged).expect("judged") {
            let finding = caught.report.findings.first();
            let log = String::from_utf8_lossy(&caught.log);
            let line = finding.map_or(1, |finding| finding.line) as usize;
            let near: Vec<&str> = log.lines().skip(line.saturating_sub(9)).take(12).collect();
            panic!("{}, log {}: {finding:#?}\n{}", world.name, caught.number, near.join("\n"));
        }
        known.push(world.name);
    }
}
