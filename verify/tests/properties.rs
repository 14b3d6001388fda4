//! Properties that a policy has itself: each claim with one that holds and one that is broken by a run of a length worked
//! out by hand, and the reduced world against the whole one.

use std::ops::ControlFlow;

use switchboard::{PolicySpec, PropertySpec};
use switchboard_verify::verification::{Effort, Report, Verdict, verify};
use switchboard_verify::{Group, Groups, Rules};

/// Two agents alike with room for one chat each, and a supervisor who may go beyond.
const POLICY: &str = r#"{
    "settings": { "monitor": false, "assign": true, "force_close": true, "decline_limit": 1 },
    "queues": [{ "name": "chat", "kind": "messaging" }, { "name": "cases", "kind": "record" }],
    "workstreams": [{ "name": "web", "channel": "live-chat", "queue": "chat", "cost": 60 }],
    "users": [
        { "name": "ann", "units": 100, "queues": ["chat"] },
        { "name": "bob", "units": 100, "queues": ["chat"] },
        { "name": "sue", "roles": ["supervisor"], "queues": ["chat"] }
    ]
}"#;

const HANDS: [Group; 2] = [Group::Answers, Group::Talk];

fn property(name: &str, claim: &str, text: &str) -> PropertySpec {
    let text = Some(text.to_owned());
    let property = PropertySpec { name: name.to_owned(), ..PropertySpec::default() };
    match claim {
        "always" => PropertySpec { always: text, ..property },
        "never" => PropertySpec { never: text, ..property },
        _ => PropertySpec { sometimes: text, ..property },
    }
}

fn checked(properties: Vec<PropertySpec>, groups: &[Group], conversations: usize, symmetry: bool) -> Report {
    let mut spec: PolicySpec = serde_json::from_str(POLICY).expect("it is a policy");
    spec.properties = properties;
    // What every policy is asked for is not asked here.
    let effort = Effort { conversations, groups: Some(Groups::of(groups)), symmetry, followed: 0, ..Effort::default() };
    verify(&spec, &effort, &|| Box::new(Rules), &mut |_| ControlFlow::Continue(())).expect("the policy is small")
}

/// The verdict on each property, and the steps of the run that breaks it.
fn verdicts(report: &Report) -> Vec<(Verdict, Option<usize>)> {
    let steps = |id: &str| {
        let finding = report.findings.iter().find(|finding| finding.family == id);
        finding.map(|finding| finding.story.steps.len())
    };
    report.properties.iter().map(|property| (property.verdict, steps(&property.id))).collect()
}

#[test]
fn each_claim_holds_or_is_broken_by_a_run_no_shorter_than_it_must_be() {
    let properties = vec![
        // Everybody has room for one.
        property("nobody has two", "always", "agent.load <= 1"),
        // One arrives, it is offered, it is accepted.
        property("nobody talks", "never", "conversation.state == \"Active\" && !conversation.offered"),
        // Two arrive.
        property("one at a time", "never", "conversations.filter(c, c.state == \"Open\").size() == 2"),
        // One arrives, and the customer goes: nothing is left of it, but the step that closes it is seen.
        property("nothing ends", "never", "conversation.state == \"Closed\""),
        property("what is open is nobody's", "always", "conversation.state != \"Open\" || conversation.owner == \"\""),
        property("a call waits", "always", "!(conversation.channel == \"voice\") || conversation.cost == 0"),
        property(
            "somebody wraps up",
            "sometimes",
            "conversation.state == \"Wrap-up\" && conversation.owner == agent.name",
        ),
        property("a chat waits for its customer", "sometimes", "conversation.state == \"Waiting\""),
        property("everybody is busy", "sometimes", "agents.all(a, a.available < 60)"),
    ];
    let report = checked(properties, &HANDS, 2, true);
    use Verdict::{Holds, NotExercised, Violated};
    assert_eq!(
        verdicts(&report),
        [
            (Holds, None),
            (Violated, Some(3)),
            (Violated, Some(2)),
            (Violated, Some(2)),
            (Holds, None),
            (NotExercised, None),
            (Holds, None),
            (Violated, None),
            (Holds, None),
        ]
    );
    let said: Vec<&str> = report.findings.iter().flat_map(|finding| &finding.story.wrong).map(String::as_str).collect();
    assert_eq!(
        said,
        [
            "this is broken, for c1: never conversation.state == \"Active\" && !conversation.offered",
            "this is broken: never conversations.filter(c, c.state == \"Open\").size() == 2",
            "this is broken, for c1: never conversation.state == \"Closed\"",
        ]
    );
}

#[test]
fn a_supervisor_breaks_what_the_router_keeps() {
    let two = || vec![property("nobody has two", "always", "agent.load <= 1")];
    // Two arrive, a supervisor gives somebody the one and, beyond capacity, the other.
    let report = checked(two(), &[Group::Answers, Group::Supervise], 2, true);
    assert_eq!(verdicts(&report), [(Verdict::Violated, Some(4))]);
    assert_eq!(verdicts(&checked(two(), &[Group::Answers, Group::Supervise], 1, true)), [(Verdict::Holds, None)]);
}

#[test]
fn a_property_that_names_somebody_is_not_reduced_away() {
    let talks = |name: &str| {
        let text =
            format!("conversation.owner == \"{name}\" && conversation.state == \"Active\" && !conversation.offered");
        property(&format!("{name} never talks"), "never", &text)
    };
    for symmetry in [true, false] {
        let report = checked(vec![talks("ann"), talks("bob")], &HANDS, 1, symmetry);
        let mut steps: Vec<Option<usize>> = verdicts(&report).into_iter().map(|(_, steps)| steps).collect();
        steps.sort_unstable();
        // Whoever is asked first has it after three steps; the other after a decline and another search.
        assert_eq!(steps, [Some(3), Some(5)], "symmetry: {symmetry}");
    }
}

#[test]
fn the_reduced_world_answers_as_the_whole_one() {
    let texts = [
        "agents.exists_one(a, a.load > 0)",
        "conversation.owner == agent.name && agent.available < 0",
        "agents.all(a, a.name in conversation.declined_by)",
        "conversations.exists(c, c.state == \"Wrap-up\") && conversations.exists(c, c.offered)",
        "conversations.size() == 2 && agents.filter(a, a.load == 1).size() == 2",
    ];
    let properties: Vec<PropertySpec> = texts.iter().map(|text| property(text, "never", text)).collect();
    let reduced = verdicts(&checked(properties.clone(), &HANDS, 2, true));
    assert_eq!(reduced, verdicts(&checked(properties, &HANDS, 2, false)));
    assert!(reduced.iter().any(|(verdict, _)| *verdict == Verdict::Violated));
    assert!(reduced.iter().any(|(verdict, _)| *verdict == Verdict::Holds));
}

#[test]
fn what_is_asked_nowhere_is_said_and_is_no_pass() {
    // No workstream leads into the queue of cases, so no slice has it.
    let report = checked(vec![property("no case", "never", "conversation.queue == \"cases\"")], &HANDS, 1, true);
    assert_eq!(verdicts(&report), [(Verdict::Unfinished, None)]);
    let said = "property `no case`: no slice has all the people, queues and workstreams that it names".to_owned();
    assert!(report.not_checked.contains(&said), "{:?}", report.not_checked);
}
