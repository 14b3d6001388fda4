//! Tests of experiments: shares, going on, and merging give the bytes of one whole run.

use std::path::Path;

use clap::Parser;

use super::run;
use crate::{Args, Command, Outcome, SimulateArgs};

fn args(words: &[&str]) -> SimulateArgs {
    let words = ["switchboard", "simulate"].iter().chain(words);
    match Args::try_parse_from(words).expect("arguments").command {
        Some(Command::Simulate(args)) => args,
        other => panic!("{other:?}"),
    }
}

fn told(args: &SimulateArgs) -> (Outcome, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let outcome = run(args, &mut out, &mut err).expect("memory takes it");
    let text = |bytes| String::from_utf8(bytes).expect("the tool writes text");
    (outcome, text(out), text(err))
}

const DAY: &str = "../sims/scenarios/quiet-monday.toml";
const VARY: &str = "service_level_s=10,20,30";

fn path(file: &Path) -> &str {
    file.to_str().expect("a plain name")
}

#[test]
fn shares_on_any_number_of_threads_merge_to_the_bytes_of_one_run() {
    let place = tempfile::TempDir::new().expect("a folder for the test");
    let folder = |name: &str| place.path().join(name);
    let whole = folder("whole");
    let base = [DAY, "--vary", VARY, "--replications", "4", "--seed", "9"];
    let run = |more: &[&str]| told(&args(&[&base[..], more].concat()));
    let (outcome, text, err) = run(&["--threads", "1", "--out", path(&whole)]);
    assert_eq!((outcome, text.contains("3 settings, 4 replications each")), (Outcome::Clean, true), "{text}{err}");

    let shares: Vec<String> = (1..=3).map(|part| path(&folder(&format!("{part}.jsonl"))).to_owned()).collect();
    for (part, file) in (1..).zip(&shares) {
        let (outcome, _, err) = run(&["--shard", &format!("{part}/3"), "--rows", file, "--threads", "8"]);
        assert_eq!(outcome, Outcome::Clean, "{err}");
    }
    let merged = folder("merged");
    let files: Vec<&str> = shares.iter().map(String::as_str).collect();
    let (outcome, merged_text, err) = run(&[&["--out", path(&merged), "--merge"], &files[..]].concat());
    assert_eq!(outcome, Outcome::Clean, "{err}");
    assert_eq!(merged_text, text);
    for file in ["index.html", "experiment.json", "experiment.csv", "experiment.parquet", "experiment.xlsx"] {
        let bytes = |folder: &Path| std::fs::read(folder.join(file)).expect("the file is there");
        assert_eq!(bytes(&whole), bytes(&merged), "{file}");
    }
    // A share that is missing is told, and nothing that needs it is shown.
    let (outcome, _, err) = run(&["--merge", files[0], files[2]]);
    assert_eq!(outcome, Outcome::Unfinished);
    assert!(err.contains("is missing"), "{err}");
}

#[test]
fn a_torn_file_goes_on_and_more_replications_extend_it() {
    let place = tempfile::TempDir::new().expect("a folder for the test");
    let rows = place.path().join("rows.jsonl");
    let run = |replications: &str, more: &[&str]| {
        told(&args(&[&[DAY, "--vary", VARY, "--replications", replications], more].concat()))
    };
    let (outcome, text, _) = run("2", &["--rows", path(&rows)]);
    assert_eq!(outcome, Outcome::Clean);
    let whole = std::fs::read(&rows).expect("the rows");
    // Killed in the middle of a line.
    std::fs::write(&rows, &whole[..whole.len() - 100]).expect("the rows");
    assert_eq!(run("2", &["--rows", path(&rows)]).1, text);
    assert_eq!(std::fs::read(&rows).expect("the rows"), whole);
    assert_eq!(run("3", &["--rows", path(&rows)]).1, run("3", &[]).1);
    // Another seed is another experiment.
    let (outcome, _, err) = run("2", &["--rows", path(&rows), "--seed", "2"]);
    assert_eq!(outcome, Outcome::Usage);
    assert!(err.contains("rows are of another experiment: seed"), "{err}");
}

#[test]
fn a_setting_that_makes_no_scenario_is_told_before_anything_runs() {
    let (outcome, _, err) = told(&args(&[DAY, "--vary", "service_level_s=20,-1"]));
    assert_eq!(outcome, Outcome::Usage);
    assert!(err.contains("service_level_s=-1") && err.contains("expected a number from 0"), "{err}");
}
