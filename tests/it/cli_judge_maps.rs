//! `switchboard judge --map`: logs of other systems, from the command line.

use std::path::Path;

use serde_json::Value;
use switchboard_cli::Outcome;

use crate::play::tool;

fn sample(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/samples").join(name).display().to_string()
}

#[test]
fn a_healthy_log_of_another_system_is_clean_and_an_ill_one_is_told_with_rule_and_line() {
    let (outcome, out, err) = tool(&["judge", &sample("chatwoot.healthy.jsonl"), "--map", "chatwoot"], "");
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""), "{out}");
    assert!(out.contains("not claimed  documented step 1"), "{out}");

    let ill = sample("state-changes.ill.csv");
    let (outcome, out, _) = tool(&["judge", &ill, "--map", "state-changes"], "");
    assert_eq!(outcome, Outcome::Broken);
    // Where lines end depends on how long the way to the sample is.
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(out.contains("state-changes.ill.csv:5: c1: Closed → Active: nothing leaves Closed"), "{out}");
    assert!(out.contains("[ST-41, K9]") && out.contains("LOG-03, K15"), "{out}");
    assert!(out.contains("states 2 conversations in 2 sequences of states, 2 of them deviate"), "{out}");

    let (_, out, _) = tool(&["judge", &ill, "--map", "state-changes", "--format", "json"], "");
    let answer: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(answer["report"]["states"]["deviating"], 2);
    assert_eq!(answer["report"]["findings"][0]["line"], 3);
    let (_, out, _) = tool(&["judge", &ill, "--map", "state-changes", "--redact"], "");
    assert!(!out.contains("`bob`") && out.contains("`person-"), "{out}");
    let (_, out, _) = tool(&["judge", &ill, "--map", "state-changes", "--format", "sarif"], "");
    assert!(out.contains("the records of a conversation come in the order of their times"), "{out}");
}

#[test]
fn mappings_are_shown_to_be_copied_and_what_is_wrong_with_one_is_told_with_its_place() {
    let (outcome, out, _) = tool(&["judge", "--show-map", "all"], "");
    assert_eq!((outcome, out.lines().count()), (Outcome::Clean, 10));
    let (outcome, out, _) = tool(&["judge", "--show-map", "twilio"], "");
    assert_eq!((outcome, out.as_str()), (Outcome::Clean, include_str!("../../oracle/mappings/twilio.toml")));

    let (outcome, _, err) = tool(&["judge", "-", "--map", "zendesk"], "");
    assert_eq!(outcome, Outcome::Usage);
    assert!(err.contains("expected a mapping in TOML, or one of: amazon-connect-agents, "), "{err}");
    let file = tempfile::NamedTempFile::new().expect("a file");
    let text = out.replace("is = \"Offered\"", "is = \"Ofered\"");
    std::fs::write(file.path(), text).expect("written");
    let path = file.path().display().to_string();
    let (outcome, _, err) = tool(&["judge", "-", "--map", &path], "");
    assert_eq!(outcome, Outcome::Usage);
    assert!(
        err.contains(&format!("{path}:")) && err.contains("unknown state `Ofered`, expected one of: Open, "),
        "{err}"
    );

    let (outcome, _, err) = tool(&["judge", "-", "--map", "state-changes"], "id,when\n1,2\n");
    assert_eq!(outcome, Outcome::Usage);
    assert!(err.contains("standard input:1: no column `conversation`"), "{err}");
}

#[test]
fn the_mapping_of_the_readme_holds_and_judges_a_log() {
    let readme = include_str!("../../README.md");
    let after = readme.split_once("A mapping of a CSV log looks like this:").expect("the README has this sentence").1;
    let block =
        after.split_once("```toml\n").and_then(|(_, block)| block.split_once("```")).expect("a block follows").0;
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), block).expect("written");
    let log = "ticket,changed,status,owner\n7,02.03.2026 09:00:00,new,\n7,02.03.2026 09:10:00,solved,ann\n\
        7,02.03.2026 09:11:00,closed,ann\n7,02.03.2026 09:12:00,in progress,bob\n";
    let (outcome, out, err) = tool(&["judge", "-", "--map", &file.path().display().to_string()], log);
    assert_eq!((outcome, err.as_str()), (Outcome::Broken, ""), "{out}");
    assert!(out.contains("standard input:5: 7: Closed → Active: nothing leaves Closed [ST-41, K9]"), "{out}");
    assert!(out.contains("1 finding."), "{out}");
}
