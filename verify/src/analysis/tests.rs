//! Policies that have a fault and policies that have not; what is expected follows from the rules that each check names.

mod cases;
mod dead;
mod duration;
mod effect;
mod kernel;
mod overflow;
mod patches;
mod presence;
mod serving;
mod supervision;
mod unused;

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
fn a_fix_in_a_scenario_makes_its_finding_go_and_keeps_the_rest_of_the_text() {
    let text = include_str!("../../../sims/scenarios/default.toml");
    let found = findings_within(text);
    let fix = found[0].fix.as_ref().expect("monitoring can be switched off");
    let mended = patch::apply(text, &[PolicyStep::Key(String::from("policy"))], fix).expect("the text has the place");
    assert_eq!(mended, text.replace("monitor = true\n", "monitor = false\n"));
    assert_eq!(findings_within(&mended), []);
}

/// The tests of each check.
const TESTS: [&str; 8] = [
    include_str!("tests/dead.rs"),
    include_str!("tests/duration.rs"),
    include_str!("tests/effect.rs"),
    include_str!("tests/overflow.rs"),
    include_str!("tests/presence.rs"),
    include_str!("tests/serving.rs"),
    include_str!("tests/supervision.rs"),
    include_str!("tests/unused.rs"),
];

#[test]
fn every_check_has_a_policy_in_which_it_finds_something() {
    let finds = |code: &str| TESTS.iter().any(|text| text.contains(&format!("\"{code}")));
    let without: Vec<&str> = CHECKS.iter().map(|check| check.code).filter(|code| !finds(code)).collect();
    assert_eq!(without, Vec::<&str>::new());
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

/// Changes of [`FINE`], each a pair of texts.
type Changes<'a> = &'a [(&'a str, &'a str)];

fn changed(changes: Changes<'_>) -> String {
    changes.iter().fold(FINE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

/// Whether the way of a finding leads somewhere: to its value, or to the table that leaves it out.
fn leads_somewhere(text: &str, one: &Diagnostic) -> bool {
    let document = toml::Value::Table(text.parse().unwrap_or_else(|error| panic!("{error}")));
    (one.path.len() - 1..=one.path.len()).any(|length| at(&document, &one.path[..length]).is_some())
}

/// What is found, and after each fix; the findings as `code: message`, a fix as `- title`.
fn judge(text: &str) -> Vec<String> {
    let found = findings(text);
    let mut lines = Vec::new();
    for one in &found {
        assert!(leads_somewhere(text, one), "{one:?}");
        lines.push(format!("{}: {}", one.code, one.message));
        let Some(fix) = &one.fix else { continue };
        lines.push(format!("- {}", fix.title));
        let mended = patch::apply(text, &[], fix).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let after = findings(&mended);
        let still = after.iter().filter(|other| other.code == one.code).count();
        assert!(still < found.iter().filter(|other| other.code == one.code).count(), "{one:?}\n{mended}");
        let errors = |all: &[Diagnostic]| all.iter().filter(|one| one.severity == Severity::Error).count();
        assert!(errors(&after) <= errors(&found), "{after:#?}\n{mended}");
    }
    lines
}

/// Every case, told together: what was found beside what was expected.
fn expect(cases: &[(Changes<'_>, &[&str])]) {
    compare(cases, |line| line.to_owned());
}

/// As [`expect`], by codes alone; a `-` behind one says that it can be mended.
fn expect_codes(cases: &[(Changes<'_>, &[&str])]) {
    compare(cases, |line| line.split([':', ' ']).next().unwrap_or_default().to_owned());
}

fn compare(cases: &[(Changes<'_>, &[&str])], short: impl Fn(&str) -> String) {
    let mut wrong = Vec::new();
    for (changes, expected) in cases {
        let whole = judge(&changed(changes));
        let found: Vec<String> = whole.iter().map(|line| short(line)).collect();
        if found != *expected {
            wrong.push(format!("{changes:?}\nfound:\n{}\nexpected:\n{}", whole.join("\n"), expected.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

const BOB: &str = "units = 90\nqueues = [\"chats\"]";
const CHATS: &str = "{ name = \"chats\", kind = \"messaging\" }";
const MESSAGE: &str = "name = \"message\"\nchannel = \"async\"\nqueue = \"chats\"\ncost = 30";
