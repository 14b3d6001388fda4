//! Plays every case under `tests/cases/`: the acceptance scenarios in words that a domain expert reads.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use switchboard_cli::Outcome;
use switchboard_cli::play::{PlayError, play};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");

/// A case: its path under `tests/cases`, such as `switches/POL-01-a-transfer-is-rejected.case`, and its text.
pub(crate) struct Case {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Case {
    /// The folder under `tests/cases`; empty for an acceptance scenario.
    pub(crate) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The file name.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().expect("a path has a last part")
    }
}

/// All cases under the folder, folders below included, sorted by path.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut folders = vec![PathBuf::from(FOLDER)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder of cases is there") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "case") {
                let below = path.strip_prefix(FOLDER).expect("it was found there").to_string_lossy().into_owned();
                cases.push(Case { path: below, text: fs::read_to_string(&path).expect("a case can be read") });
            }
        }
    }
    cases.sort_by(|left, right| left.path.cmp(&right.path));
    cases
}

/// The cases of one folder under `tests/cases`.
pub(crate) fn cases_in(folder: &str) -> Vec<Case> {
    cases().into_iter().filter(|case| case.folder() == folder).collect()
}

/// What is wrong with a case, line by line; nothing when every expectation holds.
pub(crate) fn failures(name: &str, text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let file = Path::new(FOLDER).join(name).display().to_string();
    match play(text, &file, &mut out) {
        Ok(Outcome::Clean) => Vec::new(),
        Ok(outcome) => {
            let out = String::from_utf8(out).expect("the player writes text");
            let mut lines: Vec<String> =
                out.lines().filter(|line| line.starts_with(&file)).map(ToOwned::to_owned).collect();
            lines.push(format!("{name} ended as {outcome:?}"));
            lines
        }
        Err(PlayError::Input(error)) => vec![error.to_string()],
        Err(PlayError::Io(error)) => vec![error.to_string()],
    }
}

#[test]
fn every_case_holds() {
    // The coverage of rules plays one case at a time.
    let only = std::env::var("SWITCHBOARD_CASE").ok();
    let wanted = |case: &&Case| only.as_ref().is_none_or(|only| only.strip_prefix("tests/cases/") == Some(&case.path));
    let failures: Vec<String> =
        cases().iter().filter(wanted).flat_map(|case| failures(&case.path, &case.text)).collect();
    assert_eq!(failures, Vec::<String>::new());
}

#[test]
fn every_acceptance_scenario_of_this_stage_is_a_case() {
    let numbers: BTreeSet<u32> =
        cases_in("").iter().map(|case| case.path[..2].parse().expect("a case begins with its number")).collect();
    // Section 11. What follows the page's 32 was found to be wrong at some time, or shows a rule.
    let wanted: BTreeSet<u32> = (1..=32).collect();
    assert_eq!(numbers.range(..=32).copied().collect::<BTreeSet<_>>(), wanted);
}

#[test]
fn every_mistake_of_section_12_is_a_case() {
    let numbers: Vec<u32> =
        cases_in("mistakes").iter().map(|case| case.name()[..2].parse().expect("a case begins with its row")).collect();
    assert_eq!(numbers, (1..=12).collect::<Vec<u32>>());
}

#[test]
fn every_case_checks_something() {
    for Case { path, text } in cases() {
        let expectations = text.lines().filter(|line| line.starts_with("expect ")).count();
        assert!(expectations >= 2, "{path} has only {expectations} expectations");
    }
}

/// Turns every expectation of every case into its opposite, one at a time: each must be noticed.
#[test]
fn every_wrong_answer_is_caught() {
    for Case { path, text } in cases() {
        let lines: Vec<&str> = text.lines().collect();
        for (place, line) in lines.iter().enumerate() {
            let wrong = match *line {
                "expect done" => "expect unchanged",
                "expect unchanged" => "expect done",
                line if line.starts_with("expect refused ") => "expect done",
                line if line.starts_with("expect event ") => &line.replacen("event", "no event", 1),
                line if line.starts_with("expect no event ") => &line.replacen("no event", "event", 1),
                _ => continue,
            };
            let mut changed = lines.clone();
            changed[place] = wrong;
            let found = failures(&path, &changed.join("\n"));
            assert!(!found.is_empty(), "{path}:{}: `{wrong}` went unnoticed", place + 1);
        }
    }
}

#[test]
fn a_wrong_expectation_names_its_line_what_was_expected_and_what_is_so() {
    let script = "everybody signs in\nnew c1 in chat\nroute Q1\nexpect c1 is Open in Q1\nexpect A has used 31\n\
                  expect A is consultant of c1\nexpect refused Rp\nexpect B declined c1 once\nexpect queue Q1 holds c1\n";
    let mut out = Vec::new();
    let outcome = play(script, "wrong.case", &mut out).expect("the script can be read");
    assert_eq!(outcome, Outcome::Broken);
    let out = String::from_utf8(out).expect("the player writes text");
    let told: Vec<&str> = out.lines().filter(|line| line.starts_with("wrong.case")).collect();
    assert_eq!(
        told,
        [
            "wrong.case:4: expect c1 is Open in Q1, but it is Active with A awaiting acceptance in Q1",
            "wrong.case:5: expect A has used 31, but it is used 30 available 70 presence Busy",
            "wrong.case:6: expect A is consultant of c1, but it is so: the one who holds it",
            "wrong.case:7: expect refused Rp, but it is done",
            "wrong.case:8: expect B declined c1 once, but the count is 0",
            "wrong.case:9: expect queue Q1 holds c1, but it is empty",
        ]
    );
}
