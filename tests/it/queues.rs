//! What a policy may say about the way into a queue, and the limits of bulk operations.

use switchboard::notation::{Names, Notation};
use switchboard::{ConversationId, PolicySpec};
use switchboard_sims::document::from_toml;

/// Two queues of each kind, hours, and one workstream; `queue` is added to the first messaging queue, `voice` to the
/// first voice queue, `record` to the record queue and `stream` to the workstream.
fn spec(queue: &str, voice: &str, record: &str, stream: &str) -> PolicySpec {
    let text = format!(
        r#"
        profiles = [{{ name = "vip", limit = 3 }}]
        hours = [{{ name = "office", open = ["mon-fri 08:00-18:00"] }}]
        queues = [
          {{ name = "Q1", kind = "messaging", {queue} }},
          {{ name = "Q2", kind = "messaging" }},
          {{ name = "V1", kind = "voice", {voice} }},
          {{ name = "R1", kind = "record", {record} }},
        ]
        workstreams = [{{ name = "chat", channel = "live-chat", queue = "Q1", cost = 30, {stream} }}]
        users = [{{ name = "A", units = 100, queues = ["Q1", "Q2", "V1", "R1"] }}]
        "#
    )
    .replace(", }", " }");
    from_toml(&text, "policy.toml").expect("the text is a policy")
}

fn wrong(queue: &str, voice: &str, record: &str, stream: &str) -> String {
    spec(queue, voice, record, stream).build().expect_err("the policy is wrong").to_string()
}

#[test]
fn every_forbidden_overflow_is_refused_with_what_would_be_accepted() {
    // OVF-01, OVF-06, OVF-07 and OVF-10 name kinds, ranges and actions; the messages are written out by hand.
    let of_chat = |text: &str| wrong(text, "", "", "");
    let of_calls = |text: &str| wrong("", text, "", "");
    let of_records = |text: &str| wrong("", "", text, "");
    for (found, expected) in [
        (
            of_chat(r#"overflow = [{ when = "average-wait", seconds = 60, action = "end" }]"#),
            "queues[0].overflow[0].when: unknown overflow condition `average-wait`, expected one of: out-of-hours, items",
        ),
        (
            of_records(r#"overflow = [{ when = "items", limit = 2, action = "assign-anyway" }]"#),
            "queues[3].overflow[0].when: unknown overflow condition `items`, expected one of: out-of-hours",
        ),
        (
            of_chat(r#"overflow = [{ when = "items", limit = 101, action = "end" }]"#),
            "queues[0].overflow[0].limit: limit of items is 101, expected 1 to 100",
        ),
        (
            of_calls(r#"overflow = [{ when = "average-wait", seconds = 29, action = "end" }]"#),
            "queues[2].overflow[0].seconds: average wait in seconds is 29, expected 30 to 3600",
        ),
        (
            of_chat(r#"overflow = [{ when = "items", limit = 2, action = "voicemail" }]"#),
            "queues[0].overflow[0].action: unknown overflow action `voicemail`, expected one of: end, queue, assign-anyway",
        ),
        (
            of_calls(r#"hours = "office", overflow = [{ when = "out-of-hours", action = "callback" }]"#),
            "queues[2].overflow[0].action: unknown overflow action `callback`, expected one of: assign-anyway, end, \
             queue, external-number, voicemail",
        ),
        (
            of_chat(r#"overflow = [{ when = "out-of-hours", action = "end" }]"#),
            "queues[0].overflow[0].when: queue `Q1` has no operating hours, expected `hours` (OVF-06)",
        ),
        (
            of_chat(r#"overflow = [{ when = "items", limit = 2, action = "queue", queue = "Q1" }]"#),
            "queues[0].overflow[0].queue: unknown queue `Q1`, expected one of: Q2",
        ),
        (
            of_chat(r#"overflow = [{ when = "items", limit = 2, action = "end", queue = "Q2" }]"#),
            "queues[0].overflow[0].queue: action `end` goes to no queue, expected no `queue`",
        ),
        (
            of_calls(r#"wait_overflow = { seconds = 60, action = "end" }"#),
            "queues[2].wait_overflow.action: unknown overflow action `end`, expected one of: callback, queue, \
             external-number, voicemail",
        ),
        (
            of_records(r#"wait_overflow = { seconds = 179, action = "queue", queue = "R1" }"#),
            "queues[3].wait_overflow.seconds: waiting time in seconds is 179, expected 180 to 172800",
        ),
        (
            of_chat("callback = true"),
            "queues[0].callback: a messaging queue calls nobody back, expected `callback = false` (CB-01)",
        ),
        (of_chat(r#"hours = "night""#), "queues[0].hours: unknown set of hours `night`, expected one of: office"),
        (
            wrong("", "", "", r#"routes = [{ shares = { Q1 = 60, Q2 = 30 } }]"#),
            "workstreams[0].routes[0].shares: the shares sum to 90, expected 100 (DIST-04)",
        ),
        (
            wrong("", "", "", r#"routes = [{ queue = "V1" }]"#),
            "workstreams[0].routes[0].queue: unknown queue `V1`, expected one of: Q1, Q2",
        ),
        (
            wrong("", "", "", "routes = [{ }]"),
            "workstreams[0].routes[0]: a rule goes to one `queue`, or by `shares` to up to five queues (DIST-04)",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

#[test]
fn hours_bring_their_condition_along() {
    use switchboard::{Condition, Treatment};
    let policy = spec(r#"hours = "office""#, "", "", "").build().expect("the policy is right");
    let overflow = &policy.queues()[0].overflow;
    assert_eq!(overflow.len(), 1);
    assert_eq!((overflow[0].condition, overflow[0].treatment), (Condition::OutOfHours, Treatment::AssignAnyway));
}

#[test]
fn a_center_beyond_the_documented_scale_is_warned_of() {
    let mut spec = spec("", "", "", "");
    spec.users[0].count = Some(5_001);
    let policy = spec.build().expect("the policy is right");
    let warnings: Vec<&str> = policy.warnings().iter().map(|warning| &*warning.text).collect();
    assert!(
        warnings.contains(
            &"queue `Q1` has 5001 members, more than the 5000 that the documentation allows with the default methods \
              (LIM-01)"
        ),
        "{warnings:?}"
    );
}

#[test]
fn a_bulk_operation_has_a_thousand_conversations_and_a_broadcast_a_thousand_characters() {
    let mut spec = spec("", "", "", "");
    spec.users[0].roles = Some(vec!["supervisor".to_owned()]);
    let policy = spec.build().expect("the policy is right");
    let mut names = Names::new();
    for slot in 0..1_001 {
        names.give(&format!("c{}", slot + 1), ConversationId { slot, generation: 0 });
    }
    let notation = Notation::new(&policy, &names);
    let list = |count: usize| (1..=count).map(|number| format!("c{number}")).collect::<Vec<_>>().join(", ");
    let line = |count: usize| format!("supervisor A assigns {} to queue Q2", list(count));
    assert_eq!(notation.parse_all(&line(1_000)).expect("so many are allowed").len(), 1_000);
    let error = notation.parse_all(&line(1_001)).expect_err("one too many");
    assert_eq!(
        error.to_string(),
        "unknown number of conversations `1001`, expected at most 1000 conversations at once (SUP-ASSIGN-18)"
    );
    let says =
        |length: usize| notation.parse(&format!("supervisor A broadcasts to c1 saying \"{}\"", "x".repeat(length)));
    assert!(says(1_000).is_ok());
    assert!(says(1_001).is_err());
}
