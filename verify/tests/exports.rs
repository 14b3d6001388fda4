//! Other tools count what the search counts, on what is exported to them, and find the faults that are planted.
//!
//! SPIN (`spin` and `gcc`) and rumur are asked where they are installed; where not, a test says so and proves nothing.
#![expect(clippy::print_stderr, reason = "a check that could not be made says so")]
#![expect(clippy::wildcard_enum_match_arm, reason = "a fault is about one kind of action, and honest on all others")]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use switchboard::{Action, Answer, Channel, ContactCenter, Event, Phase, Policy, Stage, Supervise};
use switchboard_verify::export::{Format, export};
use switchboard_verify::{Family, Found, Group, Groups, Kernel, Rules, Scope, Search, World};

#[path = "../benches/peers/small.rs"]
mod small;

use small::policy;

type Center = World<u64>;

fn searched(
    policy: Arc<Policy>,
    conversations: usize,
    groups: &[Group],
    kernel: Box<dyn Kernel>,
) -> (Center, Found<Center>) {
    let agents = policy.users().iter().filter(|user| user.roles.agent).count();
    let scope = Scope { agents, conversations, supervisors: 1, groups: Groups::of(groups), symmetry: false };
    let mut world = World::new(policy, scope, kernel).expect("it fits");
    let found = Search::new(&mut world).run().expect("it fits");
    (world, found)
}

/// What a command prints; nothing where the tool is not installed.
fn told(directory: &Path, tool: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(tool).args(arguments).current_dir(directory).output() {
        Ok(output) => {
            Some(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("`{tool}` is not installed, so nothing was checked with it");
            None
        }
        Err(error) => panic!("{tool}: {error}"),
    }
}

/// The number before some words, where they stand last.
fn number_before(text: &str, words: &str) -> u64 {
    let (before, _) = text.rsplit_once(words).unwrap_or_else(|| panic!("no `{words}` in:\n{text}"));
    let digits = before.rsplit(|letter: char| !letter.is_ascii_digit()).find(|part| !part.is_empty());
    digits.expect("a number").parse().expect("a number")
}

/// What SPIN's verifier says of an export.
fn spin(text: &str) -> Option<String> {
    let directory = tempfile::tempdir().expect("a place for files");
    let place = directory.path();
    std::fs::write(place.join("center.pml"), text).expect("a file can be written");
    let said = told(place, "spin", &["-o2", "-a", "center.pml"])?;
    assert!(!said.contains("Error"), "{said}");
    assert!(place.join("pan.c").exists(), "{said}");
    let gcc = ["-O0", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c"];
    let said = told(place, "gcc", &gcc)?;
    assert!(place.join("pan").exists(), "{said}");
    // As the head of the export says.
    let depth = text.lines().find_map(|line| line.trim().strip_prefix("*     ./pan ")).expect("the head says how");
    let arguments: Vec<&str> = depth.split_whitespace().collect();
    told(place, place.join("pan").to_str()?, &arguments)
}

/// What rumur's verifier says of an export.
fn rumur(text: &str) -> Option<String> {
    let directory = tempfile::tempdir().expect("a place for files");
    let place = directory.path();
    std::fs::write(place.join("center.m"), text).expect("a file can be written");
    let options = ["--deadlock-detection", "off", "--symmetry-reduction", "off", "--threads", "1"];
    let said = told(place, "rumur", &[&options[..], &["--output", "center.c", "center.m"]].concat())?;
    assert!(place.join("center.c").exists(), "{said}");
    let said =
        told(place, "gcc", &["-O0", "-march=native", "-mcx16", "-o", "center", "center.c", "-lpthread", "-latomic"])?;
    assert!(place.join("center").exists(), "{said}");
    told(place, place.join("center").to_str()?, &[])
}

const SMALL: [Group; 2] = [Group::Answers, Group::Talk];

#[test]
fn spin_stores_as_many_states_as_the_search() {
    for (channel, agents, conversations) in
        [(Channel::LiveChat, 2, 2), (Channel::PersistentChat, 2, 2), (Channel::LiveChat, 1, 1), (Channel::Record, 1, 3)]
    {
        let (world, found) = searched(policy(channel, agents, 50, 3), conversations, &SMALL, Box::new(Rules));
        let text = export(Format::Promela, &world, &found).expect("the search is complete");
        let Some(said) = spin(&text) else { return };
        eprintln!(
            "{channel}, {agents} agents, {conversations} conversations: {} states, {} bytes",
            found.states,
            text.len()
        );
        assert_eq!(number_before(&said, " states, stored"), found.states, "{channel}:\n{said}");
        assert!(said.contains("errors: 0"), "{said}");
    }
}

#[test]
fn rumur_counts_states_and_steps_as_the_search() {
    for (channel, agents, conversations) in
        [(Channel::LiveChat, 2, 2), (Channel::PersistentChat, 2, 2), (Channel::LiveChat, 1, 1), (Channel::Record, 1, 3)]
    {
        let (world, found) = searched(policy(channel, agents, 50, 3), conversations, &SMALL, Box::new(Rules));
        let text = export(Format::Murphi, &world, &found).expect("the search is complete");
        let Some(said) = rumur(&text) else { return };
        assert_eq!(number_before(&said, " states, "), found.states, "{channel}:\n{said}");
        assert_eq!(number_before(&said, " rules fired"), found.steps, "{channel}:\n{said}");
        assert!(said.contains("No error found"), "{said}");
    }
}

/// Reopens a conversation as soon as it is closed, as nothing in the rules does.
struct Reopens;

impl Kernel for Reopens {
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
        if let Action::Supervisor { conversation, operation: Supervise::Broadcast, .. } = action
            && center.conversations().any(|id| id == conversation)
            && center.stage(conversation) == Stage::Closed
        {
            center.situate(conversation, Phase::Open { first: None });
            return Answer::Done;
        }
        Rules.apply(center, action, events)
    }
}

/// Takes every assignment for one that goes over presence and capacity.
struct Overrides;

impl Kernel for Overrides {
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
        let action = match action {
            Action::Supervisor { by, conversation, operation: Supervise::AssignToAgent { agent, .. } } => {
                let operation = Supervise::AssignToAgent { agent, over_presence: true, over_capacity: true };
                Action::Supervisor { by, conversation, operation }
            }
            other => other,
        };
        Rules.apply(center, action, events)
    }
}

#[test]
fn spin_and_rumur_find_what_is_planted() {
    type Made = fn() -> Box<dyn Kernel>;
    let cases: [(&str, Made); 2] = [("reopens", || Box::new(Reopens)), ("overrides", || Box::new(Overrides))];
    for (name, kernel) in cases {
        let groups = [Group::Answers, Group::Talk, Group::Supervise];
        let (world, found) = searched(policy(Channel::LiveChat, 1, 100, 3), 2, &groups, kernel());
        let marks = found.first.marks() | world.idle();
        let broken: Vec<Family> = Family::ALL.into_iter().filter(|family| marks & family.violated() != 0).collect();
        eprintln!("{name}: {broken:?}, {} states", found.states);
        assert!(!broken.is_empty(), "{name}");
        let text = export(Format::Promela, &world, &found).expect("the search is complete");
        if let Some(said) = spin(&text) {
            assert_eq!(number_before(&said, " states, stored"), found.states, "{name}:\n{said}");
            for family in broken {
                let says = |line: &str| line.contains("assertion violated") && line.contains(&format!("{family}_"));
                assert!(said.lines().any(says), "{name}, {family}:\n{said}");
            }
            assert!(!said.contains("errors: 0"), "{name}:\n{said}");
        }
        let text = export(Format::Murphi, &world, &found).expect("the search is complete");
        if let Some(said) = rumur(&text) {
            assert!(said.contains("is violated"), "{name}:\n{said}");
        }
    }
}

#[test]
fn the_chart_of_one_conversation_can_be_read() {
    let (world, found) = searched(policy(Channel::LiveChat, 1, 50, 3), 1, &[Group::Answers], Box::new(Rules));
    let text = |format| export(format, &world, &found).expect("the search is complete");
    // What the rule base says of offers: the router makes them, agents accept or reject them, and their clock takes them
    // back, but for one that never reached the screen, which gets its grace first; Open closes by itself.
    assert_eq!(text(Format::Mermaid), MERMAID);
    assert_eq!(text(Format::Scxml), SCXML);
    let tla = text(Format::Tla);
    let mut dot = text(Format::Dot);
    dot.retain(|letter| letter != ' ');
    assert!(dot.contains("Offered->InConversation[label=\"agent.accept\"];"), "{dot}");
    let head = format!("must tell {} distinct states", found.states);
    assert!(tla.contains(&head) && tla.contains("agent ann accepts it"), "{tla}");
}

const MERMAID: &str = "\
%% small live-chat: 1 agents, 1 conversations at once, 1 supervisors; may happen: answers.
stateDiagram-v2
    state Live {
        Open
        state Active {
            Offered
            InConversation
        }
    }
    [*] --> Open: arrival.created
    Open --> Offered: router.agent<br/>router.queue
    Open --> Closed: timer.auto-close
    Offered --> Open: agent.reject<br/>timer.offer<br/>timer.offer-grace
    Offered --> InConversation: agent.accept
    note right of Offered
        stays, by system.offer-not-displayed, timer.offer
    end note
";

const SCXML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- small live-chat: 1 agents, 1 conversations at once, 1 supervisors; may happen: answers. -->
<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="conversation" initial="Live">
  <state id="Live" initial="Open">
    <state id="Open">
      <transition event="router.agent" target="Offered"/>
      <transition event="router.queue" target="Offered"/>
      <transition event="timer.auto-close" target="Closed"/>
    </state>
    <state id="Active" initial="Offered">
      <state id="Offered">
        <transition event="agent.accept" target="InConversation"/>
        <transition event="agent.reject" target="Open"/>
        <transition event="system.offer-not-displayed"/>
        <transition event="timer.offer.Open" target="Open"/>
        <transition event="timer.offer.Offered"/>
        <transition event="timer.offer-grace" target="Open"/>
      </state>
      <state id="InConversation">
      </state>
    </state>
  </state>
  <final id="Closed"/>
</scxml>
"#;
