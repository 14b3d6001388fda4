//! `switchboard rules`, and what the tool says to arguments.

use switchboard::{Preset, Rule, Source, Switches};
use switchboard_cli::Outcome;

use crate::play::tool;

#[test]
fn without_arguments_the_tool_gives_a_tour_of_its_commands() {
    let (outcome, out, err) = tool(&[], "");
    assert_eq!(out.lines().next().map(|line| line.starts_with("Switchboard is ")), Some(true));
    for command in ["simulate", "play", "rules"] {
        assert!(out.contains(&format!("\n  {command} ")), "the tour names {command}");
    }
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
    assert_eq!(out.lines().find(|line| line.len() > 80), None);
    // What it suggests to type is done.
    let lines: Vec<&str> = out.lines().filter_map(|line| line.strip_prefix("      ")).collect();
    let (outcome, played, err) = tool(&["play"], &lines[..5].join("\n"));
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
    assert_eq!((lines[0], lines[4]), ("everybody signs in", "state"));
    assert!(!played.contains("refused") && played.contains("c1 is Active with A in Q1"), "{played}");
}

#[test]
fn help_is_a_command_and_fits_a_terminal() {
    let (outcome, out, err) = tool(&["help"], "");
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
    assert_eq!(out, tool(&["--help"], "").1);
    for command in ["simulate", "play", "rules"] {
        let (_, out, _) = tool(&["help", command], "");
        assert_eq!(out, tool(&[command, "--help"], "").1);
        assert_eq!(out.lines().find(|line| line.len() > 80), None);
    }
}

#[test]
fn wrong_arguments_end_with_code_two_and_help_with_none() {
    let (outcome, out, err) = tool(&["ruls"], "");
    assert_eq!((outcome.code(), out.as_str()), (2, ""));
    assert!(err.contains("'rules'"), "the nearest command is named: {err}");
    let (outcome, out, err) = tool(&["--version"], "");
    assert_eq!(
        (outcome, out.as_str(), err.as_str()),
        (Outcome::Clean, concat!("switchboard ", env!("CARGO_PKG_VERSION"), "\n"), "")
    );
    let (outcome, out, err) = tool(&["play", "--help"], "");
    assert_eq!((outcome, err.as_str(), out.is_empty()), (Outcome::Clean, "", false));
}

#[test]
fn a_rule_is_explained_with_source_and_confidence() {
    let (outcome, out, err) = tool(&["rules", "sup-join-01"], "");
    assert_eq!(
        out,
        "SUP-JOIN-01
  Join is reachable only from monitoring (optional second step)
  confidence: explicit
  source:     SEED, SUP
    SEED      Monitor, assign, transfer, and force close conversations, in
              Romanian (ca. 2023-24)
    SUP       Monitor, assign, transfer, and force close conversations (2024-07,
              2024-09)
              MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/monitor-conversations.md
"
    );
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
}

#[test]
fn an_open_question_is_explained_with_its_options_and_presets() {
    let (outcome, out, err) = tool(&["rules", "POL-11"], "");
    assert_eq!(
        out,
        "POL-11
  Monitorable states
  confidence: assumption
  source:     SUP vs ONG
    SUP       Monitor, assign, transfer, and force close conversations (2024-07,
              2024-09)
              MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/monitor-conversations.md
    ONG       View and understand the Ongoing conversation report (2024-04,
              2025-11)
              MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/realtime-ongoing.md
  options:
    a active-and-wrap-up: Active, even while it rings, and Wrap-up [seed]
    b accepted-wrap-up-and-waiting: Active once it is accepted, Wrap-up and
      Waiting [current]
  shown: tests/cases/switches/POL-11-what-can-be-monitored.case
"
    );
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
}

#[test]
fn an_unknown_rule_is_answered_with_the_nearest() {
    let (outcome, out, err) = tool(&["rules", "SUP-JION-01"], "");
    assert_eq!((outcome.code(), out.as_str()), (2, ""));
    assert!(err.starts_with("unknown rule `SUP-JION-01`, nearest are: SUP-JOIN-01, "), "{err}");
}

#[test]
fn the_list_has_every_rule_and_every_open_question() {
    let (outcome, out, _) = tool(&["rules", "--format", "json"], "");
    assert_eq!(outcome, Outcome::Clean);
    let listed: Vec<serde_json::Value> = serde_json::from_str(&out).expect("a list");
    let has = |id: &str| listed.iter().any(|rule| rule["id"] == id);
    assert_eq!(Rule::ALL.iter().find(|rule| !has(rule.id())), None);
    assert_eq!(Switches::ALL.iter().find(|switch| !has(switch.id)), None);
    let (_, text, _) = tool(&["rules"], "");
    let families: Vec<&str> = text.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).collect();
    let mut once = families.clone();
    once.dedup();
    assert_eq!(families, once);
    assert!(families.iter().all(|family| !family.ends_with("other rules")), "{families:?}");
}

#[test]
fn the_table_fits_eighty_columns_and_its_first_rows_are_those_of_the_page() {
    for preset in Preset::ALL {
        let (outcome, out, err) = tool(&["rules", "--table", "--preset", preset.name()], "");
        assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
        assert_eq!(out.lines().find(|line| line.chars().count() > 80), None);
    }
    // Section 9.1, Monitor, under Seed; a raised call lives in Act! only.
    let (_, out, _) = tool(&["rules", "--table", "--preset", "seed"], "");
    let rows: Vec<Vec<&str>> = out
        .lines()
        .skip_while(|line| !line.starts_with("monitor"))
        .take(6)
        .map(|line| line[25..].split_whitespace().collect())
        .collect();
    assert_eq!(
        rows,
        [
            ["Open", "Ru", "Ru", "Ru", "Ru", ".", "Ru"],
            ["Act?", "A", "A", "A", "A", ".", "Rx"],
            ["Act!", "A", "A", "A", "A", "A", "Rc"],
            ["Waiting", "Rx", "Rs", "Rs", "Rx", ".", "Rx"],
            ["Wrap-up", "A", "A", "A", "A", ".", "Rx"],
            ["Closed", "Rz", "Rz", "Rz", "Rz", ".", "Rz"],
        ]
    );
}

#[test]
fn every_rule_is_a_whole_sentence_with_its_source() {
    for rule in Rule::ALL {
        for text in [rule.sentence(), rule.source()] {
            let broken = [" ;", " ,", "..", ". ,", ". ;", "  "].iter().find(|broken| text.contains(**broken));
            assert_eq!(broken, None, "{rule}: {text}");
            assert!(!text.is_empty() && !text.ends_with([';', ',', ' ']), "{rule}: {text}");
        }
        let pieces: Vec<&str> = rule.sentence().split(". ").collect();
        let small = pieces.iter().skip(1).find(|piece| piece.starts_with(|letter: char| letter.is_lowercase()));
        assert_eq!(small, None, "{rule}");
    }
}

#[test]
fn a_family_of_properties_is_explained() {
    let (outcome, out, err) = tool(&["rules", "k1"], "");
    assert_eq!(
        out,
        "K1
  A conversation has one owner: every change of primary starts from the primary
  known
  kind:       a family of properties that must always hold
  checked:    after each step of each simulated day, and after each statement of
              a script
"
    );
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
}

#[test]
fn the_list_fits_a_terminal_and_ends_with_the_sources() {
    let (_, out, _) = tool(&["rules"], "");
    assert_eq!(out.lines().find(|line| line.chars().count() > 80), None);
    let after = out.split("\nSources: ").nth(1).expect("the legend");
    let codes = after.lines().skip(1).filter(|line| !line.starts_with("   "));
    assert_eq!(codes.count(), Source::ALL.len());
}
