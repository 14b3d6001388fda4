//! The coverage of rules: every id of the rule base has a home, and a test that fails when its effect is off.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use serde_json::Value;
use switchboard::{OUT_OF_SCOPE, Rule, Switches};

/// The ids that the project knows: executed, or left out with a reason.
fn known() -> BTreeMap<&'static str, &'static str> {
    let mut known = BTreeMap::new();
    let rules = Rule::ALL.iter().map(|rule| (rule.id(), "a rule"));
    let switches = Switches::ALL.iter().map(|info| (info.id, "a switch"));
    known.extend(rules);
    known.extend(switches);
    for (id, _) in OUT_OF_SCOPE {
        assert_eq!(known.insert(id, "left out"), None, "{id} is executed, or left out, but not both");
    }
    known
}

/// The ids that begin a line, a row of a table or a sentence of section 7 in the rule base.
fn ids_of(text: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for line in text.lines() {
        let line = line.trim_start_matches("- ").trim_start_matches("| ");
        let names = line.split(". MET-").enumerate().map(|(place, part)| match place {
            0 => part.to_owned(),
            _ => format!("MET-{part}"),
        });
        for name in names {
            let id: String = name.chars().take_while(|sign| sign.is_ascii_alphanumeric() || *sign == '-').collect();
            let Some((family, number)) = id.rsplit_once('-') else { continue };
            let families = [
                "VOC",
                "ST",
                "SES",
                "TIM",
                "SUP-G",
                "SUP-MON",
                "SUP-JOIN",
                "SUP-ASSIGN",
                "SUP-XFER",
                "SUP-FC",
                "SUP-OTH",
                "AG",
                "CAP",
                "PRES",
                "DIST",
                "OVF",
                "PRIO",
                "OH",
                "WAIT",
                "CB",
                "LIM",
                "PART",
                "MET",
                "POL",
            ];
            if families.contains(&family) && number.starts_with(|sign: char| sign.is_ascii_digit()) {
                ids.insert(id);
            }
        }
    }
    ids
}

#[test]
fn every_id_of_the_rule_base_is_executed_or_left_out_with_a_reason() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/domain.md");
    let Ok(text) = std::fs::read_to_string(&path) else {
        let line = "skipped: coverage::every_id_of_the_rule_base_is_executed_or_left_out_with_a_reason";
        writeln!(std::io::stderr(), "{line}: ../shared/domain.md is not here").expect("standard error is open");
        return;
    };
    let (ids, known) = (ids_of(&text), known());
    // 445 were counted by hand of another tool: 76 switches, 70 states, 40 metrics and the rest.
    assert_eq!(ids.len(), 445);
    let missing: Vec<&String> = ids.iter().filter(|id| !known.contains_key(id.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn every_rule_in_scope_has_a_test_that_fails_without_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/coverage.json");
    let text = std::fs::read_to_string(path).expect("the measurement is part of the project");
    let measured: BTreeMap<String, Value> = serde_json::from_str(&text).expect("the measurement can be read");
    let unnoticed: Vec<&str> = known()
        .into_iter()
        .filter(|(id, home)| *home != "left out" && measured.get(*id).is_none_or(|rule| rule["noticed_by"].is_null()))
        .map(|(id, _)| id)
        .collect();
    assert_eq!(
        unnoticed,
        Vec::<&str>::new(),
        "run `cargo run --release --package switchboard-coverage`, and write the tests that it misses"
    );
}

#[test]
fn reasons_are_sentences_and_few() {
    for (id, reason) in OUT_OF_SCOPE {
        assert!(reason.split(' ').count() >= 5, "{id}: `{reason}` is no reason");
    }
    assert!(OUT_OF_SCOPE.len() <= 40, "{} rules are left out", OUT_OF_SCOPE.len());
}

#[test]
fn the_command_shows_what_was_measured_in_eighty_columns() {
    let (outcome, out, err) = crate::play::tool(&["rules", "--coverage"], "");
    assert_eq!((outcome, err.as_str()), (switchboard_cli::Outcome::Clean, ""));
    // The name of a test is one word, and may be longer.
    let long = |line: &&str| line.chars().count() > 80 && line.trim_start().contains(' ');
    assert_eq!(out.lines().find(long), None);
    assert!(out.contains("\nSUP-MON-05     src/step/observe.rs: "), "{out}");
    let (_, json, _) = crate::play::tool(&["rules", "--coverage", "--format", "json"], "");
    let value: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(value["in_scope"], value["covered"]);
    assert_eq!(value["missing"], Value::from(Vec::<Value>::new()));
    assert_eq!(value["out_of_scope"].as_object().map(serde_json::Map::len), Some(OUT_OF_SCOPE.len()));
}
