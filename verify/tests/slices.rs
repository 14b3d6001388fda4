//! A policy of the size of a real one, cut into slices: nothing is lost between them.

#![expect(clippy::wildcard_enum_match_arm, reason = "a fault is about one kind of state")]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use switchboard::{
    Action, Answer, ContactCenter, ConversationId, Event, Fact, LimitSpec, OverflowSpec, Phase, PolicySpec,
    ProfileSpec, QueueSpec, Replica, Rule, SettingsSpec, UserId, UserSpec, WorkstreamSpec,
};
use switchboard_verify::slices::{Breadth, PAIRS_MAX, Slice, cut, cut_around};
use switchboard_verify::verification::{Effort, Verdict, verify};
use switchboard_verify::{Family, Group, Groups, Kernel};

/// Twelve queues of all kinds, two of which overflow, and 300 agents of fifteen classes.
fn large() -> PolicySpec {
    let channels = [
        "voice",
        "voice",
        "voice",
        "voice",
        "live-chat",
        "live-chat",
        "live-chat",
        "async",
        "async",
        "persistent-chat",
        "record",
        "record",
    ];
    let classes: [(&[usize], i64); 15] = [
        (&[0], 40),
        (&[1], 30),
        (&[2], 25),
        (&[3], 25),
        (&[0, 4], 30),
        (&[4, 5], 30),
        (&[5, 6], 20),
        (&[6], 20),
        (&[7], 15),
        (&[7, 8], 15),
        (&[8], 10),
        (&[9], 15),
        (&[10], 10),
        (&[11], 5),
        (&[3, 9, 10], 10),
    ];
    let kind = |channel: &str| match channel {
        "voice" => "voice",
        "record" => "record",
        _ => "messaging",
    };
    let queues = (0..).zip(channels).map(|(number, channel): (usize, _)| QueueSpec {
        name: format!("q{number}"),
        kind: kind(channel).to_owned(),
        overflow: if number == 0 || number == 4 {
            vec![OverflowSpec {
                when: "items".to_owned(),
                limit: Some(1),
                action: "queue".to_owned(),
                queue: Some(format!("q{}", number + 1)),
                ..OverflowSpec::default()
            }]
        } else {
            Vec::new()
        },
        ..QueueSpec::default()
    });
    let workstreams = (0..).zip(channels).map(|(number, channel): (usize, _)| WorkstreamSpec {
        name: format!("w{number}"),
        channel: channel.to_owned(),
        queue: format!("q{number}"),
        cost: if channel == "voice" { 100 } else { 30 },
        ..WorkstreamSpec::default()
    });
    let mut users: Vec<UserSpec> = (0..)
        .zip(classes)
        .map(|(number, (queues, count)): (usize, _)| UserSpec {
            name: format!("team{number}"),
            count: Some(count),
            units: 100,
            profiles: [("case".to_owned(), LimitSpec::Default(true))].into(),
            queues: queues.iter().map(|queue| format!("q{queue}")).collect(),
            ..UserSpec::default()
        })
        .collect();
    users.push(UserSpec {
        name: "sue".to_owned(),
        roles: Some(vec!["supervisor".to_owned()]),
        queues: (0..12).map(|queue| format!("q{queue}")).collect(),
        ..UserSpec::default()
    });
    PolicySpec {
        name: "large".to_owned(),
        settings: SettingsSpec { assign: Some(true), force_close: Some(true), ..SettingsSpec::default() },
        profiles: vec![ProfileSpec { name: "case".to_owned(), limit: 2, ..ProfileSpec::default() }],
        queues: queues.collect(),
        workstreams: workstreams.collect(),
        users,
        ..PolicySpec::default()
    }
}

#[test]
fn every_queue_workstream_and_class_lies_in_a_slice_with_somebody_to_compete_with() {
    let spec = large();
    let agents: i64 = spec.users.iter().filter_map(|user| user.count).sum();
    assert_eq!((spec.queues.len(), agents), (12, 300));
    let cut = cut(&spec, 2, 1);
    for queue in &spec.queues {
        assert!(cut.slices.iter().any(|slice| slice.queues.contains(&queue.name)), "{}", queue.name);
    }
    for stream in &spec.workstreams {
        assert!(cut.slices.iter().any(|slice| slice.workstreams.contains(&stream.name)), "{}", stream.name);
    }
    for slice in &cut.slices {
        assert_eq!(slice.agents.len(), 2, "{}", slice.name);
        assert!(slice.spec.build().is_ok(), "{}", slice.name);
    }
    // Only the profile that no workstream carries is named.
    assert_eq!(cut.left_out, ["profile `case`: no workstream carries it"]);
}

#[test]
fn what_nobody_can_reach_is_named() {
    let mut spec = large();
    spec.queues.push(QueueSpec { name: "attic".to_owned(), kind: "voice".to_owned(), ..QueueSpec::default() });
    spec.users.push(UserSpec {
        name: "otto".to_owned(),
        units: 50,
        queues: vec!["attic".to_owned()],
        ..UserSpec::default()
    });
    let left_out = cut(&spec, 2, 1).left_out;
    assert!(left_out.contains(&"queue `attic`: no workstream leads into it".to_owned()), "{left_out:?}");
    assert!(left_out.contains(&"agent `otto`: serves no workstream's queue".to_owned()), "{left_out:?}");
}

/// The kernel, but in the queue of this name whoever begins to talk has the capacity back at once.
struct Leaky(String);

impl Leaky {
    /// The conversations of the queue that somebody leads and is charged for.
    fn led(&self, center: &ContactCenter) -> Vec<(ConversationId, UserId)> {
        let here = |id: &ConversationId| {
            center.queue_of(*id).is_some_and(|queue| center.policy().queues()[queue.index()].name == self.0)
        };
        let led = |id: ConversationId| match center.phase(id) {
            Phase::InConversation(talk) => talk.primary.agent().map(|agent| (id, agent)),
            _ => None,
        };
        center
            .conversations()
            .filter(here)
            .filter_map(led)
            .filter(|(id, agent)| center.charged(*id).any(|who| who == *agent))
            .collect()
    }
}

impl Kernel for Leaky {
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
        let before = center.clone();
        // The kernel's own assertions notice what an earlier step has bent.
        let Ok(answer) = catch_unwind(AssertUnwindSafe(|| center.apply(action))) else {
            *center = before;
            return Answer::Unchanged(Rule::S9Repeat);
        };
        events.extend_from_slice(center.events());
        for (conversation, agent) in self.led(center) {
            let available = center.available_units(agent);
            let mut replica = Replica::of(center);
            let fact = Fact::CapacityReleased { conversation, agent, available };
            replica.absorb(&Event { rule: Rule::St02, fact });
            *center = replica.center();
        }
        answer
    }
}

#[test]
fn a_fault_in_any_queue_is_found() {
    let spec = large();
    for queue in &spec.queues {
        // The part of the policy in which the queue lies is enough; what is not about it is honest.
        let part =
            cut(&spec, 2, 1).slices.into_iter().find(|slice| slice.queues[0] == queue.name).expect("it is in one");
        let groups = Groups::of(&[Group::Answers, Group::Talk, Group::Supervise]);
        let effort = Effort { conversations: 1, groups: Some(groups), ..Effort::default() };
        assert_eq!(with_a_leak_in(&queue.name, &part.spec, &effort), Verdict::Violated, "{}", queue.name);
    }
}

/// `cargo test --release -p switchboard-verify --test slices -- --ignored --nocapture`
#[test]
#[ignore = "searches the whole policy twelve times: ten minutes"]
fn a_fault_in_any_queue_of_the_whole_policy_is_found_with_default_settings() {
    let spec = large();
    for queue in &spec.queues {
        let verdict = with_a_leak_in(&queue.name, &spec, &Effort::default());
        writeln!(std::io::stderr(), "{}: {verdict:?}", queue.name).expect("stderr takes a line");
        assert_eq!(verdict, Verdict::Violated, "{}", queue.name);
    }
}

/// What is said of the conservation of capacity when a queue leaks.
fn with_a_leak_in(queue: &str, spec: &PolicySpec, effort: &Effort) -> Verdict {
    let leaky = || Box::new(Leaky(queue.to_owned())) as Box<dyn Kernel>;
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let report = verify(spec, effort, &leaky, &mut |_| std::ops::ControlFlow::Continue(()));
    std::panic::set_hook(hook);
    report.unwrap_or_else(|error| panic!("{queue}: {error}")).verdict(Family::K7)
}

/// Workstreams `w0`, `w1`, … with a queue each, and classes of two agents who serve some of them.
fn small(streams: usize, classes: &[(&str, i64, &[usize])]) -> PolicySpec {
    PolicySpec {
        queues: (0..streams)
            .map(|number| QueueSpec {
                name: format!("q{number}"),
                kind: "messaging".to_owned(),
                ..QueueSpec::default()
            })
            .collect(),
        workstreams: (0..streams)
            .map(|number| WorkstreamSpec {
                name: format!("w{number}"),
                channel: "live-chat".to_owned(),
                queue: format!("q{number}"),
                cost: 30,
                ..WorkstreamSpec::default()
            })
            .collect(),
        users: classes
            .iter()
            .map(|(name, units, queues)| UserSpec {
                name: (*name).to_owned(),
                count: Some(2),
                units: *units,
                queues: queues.iter().map(|queue| format!("q{queue}")).collect(),
                ..UserSpec::default()
            })
            .collect(),
        ..PolicySpec::default()
    }
}

#[test]
fn every_two_workstreams_that_share_people_meet_whatever_their_order() {
    let cut = cut(&small(3, &[("ann", 100, &[0, 1, 2])]), 2, 1);
    for pair in [["w0", "w1"], ["w0", "w2"], ["w1", "w2"]] {
        assert!(cut.slices.iter().any(|slice| slice.workstreams == pair), "{pair:?}");
    }
    assert_eq!(cut.left_out, Vec::<String>::new());
    // More pairs than have slices of their own are named.
    let all: Vec<usize> = (0..8).collect();
    let left_out = switchboard_verify::slices::cut(&small(8, &[("ann", 100, &all)]), 2, 1).left_out;
    assert_eq!(left_out.len(), 8 * 7 / 2 - PAIRS_MAX);
    assert_eq!(left_out[0], "workstreams `w4` and `w7` together: 24 other pairs are");
}

#[test]
fn a_class_that_stands_in_no_slice_of_a_queue_is_named_or_taken() {
    let spec = small(2, &[("ann", 100, &[0, 1]), ("bob", 190, &[0, 1])]);
    assert_eq!(cut(&spec, 2, 1).left_out, ["agent `bob-1` in `q1`: only others stand in a slice there"]);
    let whole = cut_around(&spec, 2, 1, &BTreeSet::new(), Breadth::Whole);
    assert_eq!(whole.left_out, Vec::<String>::new());
    let bob = |slice: &&Slice| slice.agents.iter().any(|agent| agent.starts_with("bob"));
    let met: BTreeSet<&[String]> = whole.slices.iter().filter(bob).map(|slice| &*slice.workstreams).collect();
    assert_eq!(met.len(), 3, "bob alone in w0, in w1, and where both meet: {met:?}");
}

#[test]
fn who_is_agent_and_supervisor_supervises_where_nobody_else_does() {
    let mut spec = small(1, &[("ann", 100, &[0])]);
    let roles = Some(vec!["agent".to_owned(), "supervisor".to_owned()]);
    spec.users.push(UserSpec { name: "boss".to_owned(), roles, ..UserSpec::default() });
    let cut = cut(&spec, 2, 1);
    assert!(cut.slices.iter().all(|slice| slice.supervisors == ["boss"]));
    assert_eq!(cut.left_out, Vec::<String>::new());
}
