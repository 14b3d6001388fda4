//! `switchboard validate`: its answers, its exit codes, and the page that was kept of all cases.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use switchboard_cli::Outcome;
use tempfile::TempDir;

use crate::play::tool;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/analytic.json")
}

/// Three agents of Erlang A; expected values of `analytic.json`, case `ea-3`.
fn small(prob_abandon: f64) -> Value {
    json!({ "cases": [{
        "id": "ea-3", "family": "erlang-a", "model": "M/M/c+M FIFO",
        "params": { "arrivals_per_hour": 30, "mean_handle_s": 300, "mean_patience_s": 600, "agents": 3, "awt_s": 60 },
        "expected": { "prob_abandon": prob_abandon, "sl_served_of_offered": 0.5964018819067 },
    }] })
}

fn asked(file: &Value, more: &[&str]) -> (Outcome, String, String) {
    let folder = TempDir::new().expect("a folder for the test");
    let path = folder.path().join("cases.json");
    fs::write(&path, file.to_string()).expect("it can be written");
    let path = path.to_str().expect("a plain path");
    let (outcome, out, err) = tool(&[&["validate", path], more].concat(), "");
    (outcome, out.replace(path, "cases.json"), err.replace(path, "cases.json"))
}

#[test]
fn a_case_that_agrees_is_clean_and_one_that_does_not_is_broken() {
    let effort = ["--arrivals", "500", "--replications", "20"];
    let (outcome, out, err) = asked(&small(0.130_496_777_470_139), &effort);
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""), "{out}");
    assert!(out.contains("\n1 of 1 case passed.\nThe sum of z² over 2 simulated metrics is "), "{out}");
    assert!(
        out.ends_with("The same again: switchboard validate cases.json --arrivals 500 --replications 20\n"),
        "{out}"
    );
    let (outcome, out, _) = asked(&small(0.2), &effort);
    assert_eq!(outcome, Outcome::Broken);
    assert!(out.contains("ea-3: prob_abandon is 0.1") && out.contains(" and should be 0.2000000: z -"), "{out}");
    assert!(out.contains("1 case failed: |z| is 4 or more, or a calculated value is off: ea-3.\n"), "{out}");
}

#[test]
fn what_is_not_precise_enough_or_not_known_is_unfinished() {
    let budget = ["--arrivals", "200", "--precision", "0.1%", "--conversations-max", "20000"];
    let (outcome, out, _) = asked(&small(0.130_496_777_470_139), &budget);
    assert_eq!(outcome, Outcome::Unfinished, "{out}");
    assert!(out.contains("1 case not precise enough within the budget: ea-3.\n"), "{out}");
    let mut unknown = small(0.13);
    unknown["cases"][0]["family"] = json!("tandem");
    let (outcome, out, _) = asked(&unknown, &["--format", "json"]);
    assert_eq!(outcome, Outcome::Unfinished);
    let document: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(document["cases"][0]["status"], "unsupported");
    assert_eq!(document["cases"][0]["unsupported"], "family `tandem` is not known here");
}

#[test]
fn wrong_input_is_told_with_its_place() {
    let (outcome, _, err) = asked(&small(0.13), &["--case", "ea-4"]);
    assert_eq!((outcome, err.as_str()), (Outcome::Usage, "cases.json: unknown case `ea-4`, expected one of: ea-3\n"));
    let (outcome, _, err) = tool(&["validate", "no-such.json"], "");
    assert_eq!(outcome, Outcome::Usage);
    assert!(err.starts_with("no-such.json: ") && err.ends_with("expected a file of cases in JSON\n"), "{err}");
    let (outcome, _, err) = asked(&json!({ "cases": [{ "id": 1 }] }), &[]);
    assert_eq!(outcome, Outcome::Usage);
    assert!(err.starts_with("cases.json:1:"), "{err}");
}

/// Two published simulations of ContactCenters, whose numbers stand in `tests/data/contactcenters.json` with their source.
#[test]
fn published_days_agree_within_both_errors() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/contactcenters.json");
    let file = file.to_str().expect("a plain path");
    let (outcome, out, _) = tool(&["validate", file, "--replications", "40"], "");
    assert_eq!(outcome, Outcome::Clean, "{out}");
}

/// The page was made with the command that it names, which is less precise than the default: `switchboard validate
/// tests/data/analytic.json --arrivals 20000 --precision 10 --out reports/gallery/validation`.
#[test]
fn the_gallery_has_every_case_and_every_case_passed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/gallery/validation");
    let kept = fs::read_to_string(folder.join("answers.json")).expect("the gallery has its answers");
    let kept: Value = serde_json::from_str(&kept).expect("they are JSON");
    let page = fs::read_to_string(folder.join("index.html")).expect("the gallery has its page");
    let file: Value = serde_json::from_str(&fs::read_to_string(cases()).expect("cases")).expect("they are JSON");
    let known: Vec<&Value> = file["cases"].as_array().expect("cases").iter().map(|case| &case["id"]).collect();
    let answers = kept["cases"].as_array().expect("answers");
    assert_eq!(answers.iter().map(|case| &case["id"]).collect::<Vec<_>>(), known);
    assert_eq!(known.len(), 42);
    for case in answers {
        assert_eq!(case["status"], "passed", "{}", case["id"]);
        assert!(page.contains(&format!("<h2>{}</h2>", case["id"].as_str().expect("a name"))), "{}", case["id"]);
    }
    assert_eq!(kept["chi_square"]["below"], true);
    // What takes no time to run again answers the same.
    let path = cases();
    let args = ["validate", path.to_str().expect("a plain path"), "--case", "km-200", "--format", "json"];
    let (outcome, out, _) = tool(&args, "");
    assert_eq!(outcome, Outcome::Clean);
    let again: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(Some(&again["cases"][0]), answers.iter().find(|case| case["id"] == "km-200"));
}
