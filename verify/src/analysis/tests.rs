//! Policies that have a fault and policies that have not; what is expected follows from the rules that each check names.

mod faults;
mod patches;

use switchboard::{Policy, PolicySpec, PolicyStep, Preset, Rule, Switches};

use super::{CHECKS, Diagnostic, Severity, analyse, brought, patch};

/// A policy with which nothing is wrong.
const FINE: &str = r#"name = "fine"

queues = [
    # Calls first.
    { name = "calls", kind = "voice" },
    { name = "chats", kind = "messaging" }, # and chats
]

# Nobody listens in.
[settings]
monitor = false
assign = true

[[workstreams]]
name = "phone"
channel = "voice"
queue = "calls"
cost = 100 # a call takes all

[[workstreams]]
name = "chat"
channel = "live-chat"
queue = "chats"
cost = 30

[[workstreams]]
name = "message"
channel = "async"
queue = "chats"
cost = 30

[[users]]
name = "ann"
units = 100
queues = ["calls"]

[[users]]
name = "bob"
count = 2
units = 90
queues = ["chats"]

[[users]]
name = "ruth"
roles = ["supervisor"]
queues = ["calls", "chats"]
"#;

fn read(text: &str) -> (PolicySpec, Policy) {
    let spec: PolicySpec = toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let policy = spec.build().unwrap_or_else(|error| panic!("{error}\n{text}"));
    (spec, policy)
}

fn findings(text: &str) -> Vec<Diagnostic> {
    let (spec, policy) = read(text);
    analyse(&spec, &policy)
}

/// The policy inside a scenario.
fn findings_within(scenario: &str) -> Vec<Diagnostic> {
    let table: toml::Table = scenario.parse().unwrap_or_else(|error| panic!("{error}"));
    let spec: PolicySpec = table["policy"].clone().try_into().unwrap_or_else(|error| panic!("{error}"));
    let policy = spec.build().unwrap_or_else(|error| panic!("{error}"));
    analyse(&spec, &policy)
}

#[test]
fn nothing_is_said_of_a_policy_with_which_nothing_is_wrong() {
    for preset in Preset::ALL {
        let text = format!("preset = \"{}\"\n{FINE}", preset.name());
        assert_eq!(findings(&text), [], "{}", preset.name());
    }
}

#[test]
fn of_the_scenarios_that_come_along_only_the_notice_is_told() {
    for (text, expected) in [
        // SUP-MON-12: both have supervisors and leave Supervisor Monitor on; the third has nobody who could.
        (include_str!("../../../sims/scenarios/default.toml"), &["monitoring-without-notice"][..]),
        (include_str!("../../../sims/scenarios/quiet-monday.toml"), &["monitoring-without-notice"]),
        (include_str!("../../../sims/scenarios/erlang-a.toml"), &[]),
    ] {
        let codes: Vec<&str> = findings_within(text).iter().map(|one| one.code).collect();
        assert_eq!(codes, expected);
    }
}

#[test]
fn codes_are_distinct_and_every_rule_that_a_check_names_is_in_the_rule_base() {
    for (place, check) in CHECKS.iter().enumerate() {
        assert!(CHECKS[..place].iter().all(|other| other.code != check.code), "{}", check.code);
        for id in check.rules {
            let known = Rule::with_id(id).is_some()
                || Switches::info(id).is_some()
                || switchboard::OUT_OF_SCOPE.iter().any(|(other, _)| other == id);
            assert!(known, "{}: {id}", check.code);
        }
    }
}

#[test]
fn what_a_change_brings_is_what_was_not_there_before() {
    let before = findings(&FINE.replace("cost = 100", "cost = 101"));
    let after = findings(&FINE.replace("cost = 100", "cost = 101").replace("queues = [\"chats\"]", "queues = []"));
    let codes: Vec<&str> = brought(&before, &after).into_iter().map(|one| one.code).collect();
    assert_eq!(codes, ["queue-without-agents", "agent-gets-nothing"]);
    assert_eq!(brought(&after, &before), Vec::<&Diagnostic>::new());
}

/// What stands at the end of a path, as text; `None` where it is left out.
fn at<'a>(mut value: &'a toml::Value, path: &[PolicyStep]) -> Option<&'a toml::Value> {
    for step in path {
        value = match step {
            PolicyStep::Key(key) => value.get(key.as_str())?,
            PolicyStep::Index(index) => value.get(*index)?,
        };
    }
    Some(value)
}
