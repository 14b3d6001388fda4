//! What a hunt found, for programs: JSON and JUnit.

use serde_json::{Value, json as value};
use switchboard_sims::hunt::{Report, Seen};
use switchboard_verify::Family;
use switchboard_verify::report::junit::{self, Came, Case};

use super::proof::Proof;

/// The findings, and what was reached.
pub(super) fn json(report: &Report, proof: Option<&Proof>, seed: u64) -> Value {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|it| {
            value!({
                "name": it.name(),
                "property": it.property,
                "words": it.words,
                "shape": it.shape,
                "seed": seed,
                "run": it.run,
                "tried": it.tried,
                "reduced": it.reduced,
                "length": it.length(),
                "shortest": it.shortest,
                "schedulable": it.schedulable,
                "heals": it.heals,
                "runs": it.times,
                "story": it.story,
                "script": it.script,
            })
        })
        .collect();
    let (tried, done) = report.seen.actions();
    value!({
        "seed": seed,
        "runs": report.runs,
        "next_run": report.next_run,
        "stopped": report.stopped,
        "actions": tried,
        "done": done,
        "repeated": { "scripts": report.repeated.0, "show": report.repeated.1 },
        "findings": findings,
        "reached": reached(&report.seen),
        "not_reached": proof,
    })
}

/// What was reached.
pub(super) fn reached(seen: &Seen) -> Value {
    let kinds: Vec<Value> =
        seen.kinds().map(|(name, tried, done)| value!({ "kind": name, "tried": tried, "done": done })).collect();
    let capacity: Vec<Value> =
        seen.capacity().map(|(name, times)| value!({ "situation": name, "times": times })).collect();
    let forces: Vec<Value> = seen
        .forces()
        .map(|(force, runs)| value!({ "force": force.name(), "fault": force.is_fault(), "runs": runs }))
        .collect();
    value!({
        "rules": seen.rules(),
        "rule_pairs": seen.rule_pairs(),
        "transitions": seen.transitions(),
        "kinds": kinds,
        "capacity": capacity,
        "forces": forces,
    })
}

/// A case for each family, and one for each of the other properties.
pub(super) fn junit(report: &Report) -> String {
    let others = [
        ("liveness", "after the faults every conversation comes to rest"),
        ("determinism", "the same actions come to the same"),
        ("panic", "no assertion of the kernel is broken"),
    ];
    let families = Family::ALL.map(|family| (family.name(), family.sentence()));
    let cases: Vec<Case> = families
        .into_iter()
        .chain(others)
        .map(|(name, sentence)| {
            let finding = report.findings.iter().find(|finding| finding.property == name);
            let came = match finding {
                Some(finding) => Came::Failed { message: finding.words.clone(), shown: finding.script.clone() },
                None if report.stopped => Came::Unfinished("stopped before all runs were made".to_owned()),
                None => Came::Passed,
            };
            Case { suite: "hunt".to_owned(), name: format!("{name}: {sentence}"), came }
        })
        .collect();
    junit::report("hunt", &cases)
}
