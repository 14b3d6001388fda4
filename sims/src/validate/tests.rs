//! Some cases at reduced effort, and faults that must be seen.

use std::fs;

use serde_json::{Value, json};

use crate::validate::{CaseFile, Effort, Report, Status, Watch, validate};

/// The cases that `switchboard validate tests/data/analytic.json` runs in full; made for this project, with closed forms and
/// a solver of Markov chains.
fn file() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/analytic.json");
    serde_json::from_str(&fs::read_to_string(path).expect("the cases are there")).expect("they are JSON")
}

/// The named case, changed by hand.
fn case(id: &str, change: impl Fn(&mut Value)) -> CaseFile {
    let file = file();
    let cases = file["cases"].as_array().expect("cases");
    let mut case = cases.iter().find(|case| case["id"] == id).expect("the case is there").clone();
    change(&mut case);
    CaseFile::read(&json!({ "cases": [case] }).to_string()).expect("a file of one case")
}

fn run(file: &CaseFile, arrivals: u64, replications: u32, threads: usize) -> Report {
    let effort = Effort { arrivals, replications: Some(replications), threads, ..Effort::default() };
    validate(file, &[], &effort, Watch::default()).expect("every case can be run")
}

fn status(file: &CaseFile, arrivals: u64, replications: u32) -> Status {
    let report = run(file, arrivals, replications, 0);
    report.cases[0].status()
}

/// One of each kind of behaviour that only some cases have: lines and redialling, leaving, putting aside, picking, pace,
/// units with wrap-up and breaks, several spells.
#[test]
fn cases_of_every_kind_agree_at_reduced_effort() {
    for id in [
        "mmck-10-15",
        "ea-3",
        "prio-np-10-pre",
        "prio-2class-ab",
        "chat-6x3-pack",
        "redial-after-abandon",
        "erlang-r-8",
        "n-model-4-4",
        "x-model-3-3",
        "units-breaks-1",
    ] {
        assert_eq!(status(&case(id, |_| ()), 600, 30), Status::Passed, "{id}");
    }
}

#[test]
fn days_with_shifts_agree_at_reduced_effort() {
    // Whatever happens in few days is judged by few: only what happens in all of them is looked at.
    let only = |case: &mut Value| {
        let total = case["expected"]["total"].take();
        let at: Vec<Value> = case["expected"]["at"].as_array().expect("times").clone();
        let rows = case["expected"]["by_interval"].clone();
        let bounds = rows.as_array().expect("intervals").iter().map(|row| {
            json!({"start": row["start"], "end": row["end"],
            "mean_queue": row["mean_queue"], "expected_service_ends": row["expected_service_ends"]})
        });
        case["expected"] = json!({ "total": total, "by_interval": bounds.collect::<Vec<_>>(), "at": at });
    };
    assert_eq!(status(&case("mt-shifts-public", only), 1, 600), Status::Passed);
}

#[test]
fn what_is_calculated_agrees() {
    for id in ["km-200", "rng-known-answers", "t-quantiles", "staffing-8020-p"] {
        assert_eq!(status(&case(id, |_| ()), 1, 2), Status::Passed, "{id}");
    }
}

/// Each of these is wrong by what a planner would call a detail.
#[test]
fn planted_faults_are_seen() {
    let fails = |file: CaseFile| assert_eq!(status(&file, 700, 24), Status::Failed, "{:?}", file.cases[0].params);
    // The idlest agent first, where the busiest was meant.
    fails(case("chat-6x3-pack", |case| case["params"]["assignment"] = json!("least")));
    // Agents without a break.
    fails(case("units-breaks-1", |case| {
        case["params"].as_object_mut().expect("parameters").remove("away");
        let expected = case["expected"].as_object_mut().expect("values");
        expected.retain(|key, _| key.starts_with("prob") || key == "mean_queue");
    }));
    // Helpers as fast as the others.
    fails(case("x-model-3-3", |case| case["params"]["service_rate_class_pool"] = json!([[1.0, 1.0], [1.0, 1.0]])));
    // Two customers in ten who would have called again do not.
    fails(case("redial-after-abandon", |case| case["params"]["prob_redial"] = json!(0.5)));
    // One line more.
    fails(case("mmck-10-15", |case| case["params"]["capacity_total"] = json!(16)));
    // Waits for who is less urgent, instead of putting it aside.
    fails(case("prio-np-10-pre", |case| case["model"] = json!("non-preemptive")));
}

#[test]
fn what_is_not_known_is_named() {
    let family = case("ea-3", |case| case["family"] = json!("erlang-x"));
    let report = run(&family, 500, 2, 1);
    assert_eq!(report.cases[0].status(), Status::Unsupported);
    assert_eq!(report.cases[0].unsupported.as_deref(), Some("family `erlang-x` is not known here"));
    let metric = case("ea-3", |case| case["expected"] = json!({ "prob_wait": 0.508, "mood": 7 }));
    let report = run(&metric, 500, 10, 1);
    assert_eq!(report.cases[0].status(), Status::Unsupported);
    let odd = case("ea-3", |case| case["params"]["agents"] = json!("three"));
    let error = validate(&odd, &[], &Effort::default(), Watch::default()).expect_err("no number of agents");
    assert_eq!(error.to_string(), "case `ea-3`: parameter `agents` is \"three\", expected a number above 0");
    let error =
        validate(&metric, &["ea-4".to_owned()], &Effort::default(), Watch::default()).expect_err("no such case");
    assert_eq!(error.to_string(), "unknown case `ea-4`, expected one of: ea-3");
}

#[test]
fn the_report_is_the_same_for_any_number_of_threads() {
    let file = case("units-mixed", |_| ());
    assert_eq!(run(&file, 200, 4, 1), run(&file, 200, 4, 3));
}
