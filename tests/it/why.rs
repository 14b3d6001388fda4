//! Why an assignment happens or does not: the explanation against the router, reason by reason, and in words.

use std::cell::RefCell;
use std::collections::BTreeSet;

use switchboard::{
    Action, Change, ContactCenter, ConversationId, Fact, OfferKind, Phase, QueueId, Reason, RemedyStep, Replica, Route,
    Stage, UserId,
};
use switchboard_cli::Outcome;
use switchboard_sims::events::EventReader;
use switchboard_sims::scenario::Scenario;
use switchboard_sims::{KeepEvents, Options, simulate};

use crate::play::tool;
use crate::properties::{Judge, Seen, holds};

// ---- the explanation and the router agree -----------------------------------------------------------------------

/// Whom the router chooses for a conversation: of a copy in which nothing else waits, with only these members left.
fn routed(
    center: &ContactCenter,
    id: ConversationId,
    queue: QueueId,
    stays: impl Fn(UserId) -> bool,
) -> Option<UserId> {
    let mut trial = center.clone();
    let others: Vec<ConversationId> =
        trial.conversations().filter(|other| *other != id && trial.stage(*other) == Stage::Open).collect();
    for other in others {
        trial.situate(other, Phase::Closed { block: None });
    }
    let leaving: Vec<UserId> = trial.members(queue).filter(|member| !stays(*member)).collect();
    for user in leaving {
        let _ = trial.apply(Action::Configure(Change::LeaveQueue { user, queue }));
    }
    if !trial.apply(Action::Router(Route::Queue(queue))).is_done() {
        return None;
    }
    trial.events().iter().find_map(|event| {
        #[expect(clippy::wildcard_enum_match_arm, reason = "only these tell of a choice")]
        match event.fact {
            Fact::OfferMade { conversation, agent, .. }
            | Fact::OfferAccepted { conversation, agent, .. }
            | Fact::AssignmentFailed { conversation, agent }
            | Fact::PrimaryChanged { conversation, to: Some(agent), .. }
                if conversation == id =>
            {
                Some(agent)
            }
            _ => None,
        }
    })
}

/// A name for the kind of a reason.
fn kind(reason: &Reason) -> String {
    let text = format!("{reason:?}");
    text.split([' ', '(']).next().expect("a name").to_owned()
}

/// Asks after every step about every conversation, and the router for each of its candidates.
struct Agrees<'a> {
    kinds: &'a RefCell<BTreeSet<String>>,
    remedies: &'a RefCell<BTreeSet<String>>,
}

impl Agrees<'_> {
    fn wrong_about(&self, center: &ContactCenter, id: ConversationId, queue: QueueId) -> Option<String> {
        let why = center.why(id);
        let chosen = routed(center, id, queue, |_| true);
        if chosen != why.next {
            return Some(format!("the router chooses {chosen:?}, but of {id:?} it is said: {why:?}"));
        }
        if why.bar.is_none() && why.eligible().next().map(|candidate| candidate.agent) != why.next {
            return Some(format!("the first in the order is not the next: {why:?}"));
        }
        let mut gone = Vec::new();
        for candidate in &why.candidates {
            let agent = candidate.agent;
            if center.first_reason(id, agent) != candidate.first_reason() {
                return Some(format!("two first reasons for {agent:?} and {id:?}"));
            }
            let reasons = candidate.reasons();
            self.kinds.borrow_mut().extend(reasons.iter().map(kind));
            // Alone with the conversation, an agent gets it unless a rule excludes.
            let alone = routed(center, id, queue, |member| member == agent);
            match reasons {
                [] if alone != Some(agent) => return Some(format!("{agent:?} is said to be admitted: {why:?}")),
                [] => {
                    // Each in the order comes after those before.
                    let next = routed(center, id, queue, |member| !gone.contains(&member));
                    if next != Some(agent) && why.kept_for.is_none() {
                        return Some(format!("{next:?} comes where {agent:?} is said to come: {why:?}"));
                    }
                    gone.push(agent);
                }
                [Reason::DeclinedBefore { .. }] if alone == Some(agent) => {}
                [_, ..] if alone == Some(agent) => {
                    return Some(format!("{agent:?} is said to be excluded, and is not: {why:?}"));
                }
                [_, ..] => {}
            }
        }
        if why.bar.is_some() {
            return None;
        }
        self.wrong_remedy(center, id, queue)
    }

    /// Every remedy that is an action is taken, and the router asked again; one unit less would not do.
    fn wrong_remedy(&self, center: &ContactCenter, id: ConversationId, queue: QueueId) -> Option<String> {
        let admitted = |action: Action, agent: UserId| {
            let mut trial = center.clone();
            trial.apply(action).is_done() && routed(&trial, id, queue, |member| member == agent) == Some(agent)
        };
        for remedy in center.remedies(id) {
            self.remedies
                .borrow_mut()
                .insert(format!("{:?}", remedy.step).split(' ').next().expect("a name").to_owned());
            let Some(action) = remedy.step.action() else { continue };
            if !admitted(action, remedy.admits) {
                return Some(format!("{remedy:?} does not help {id:?}"));
            }
            if let RemedyStep::RaiseUnits { to, agent, .. } = remedy.step {
                let less = Action::Configure(Change::SetUnits { agent, units: to - 1 });
                if admitted(less, agent) {
                    return Some(format!("one unit less than {remedy:?} is enough for {id:?}"));
                }
            }
        }
        None
    }
}

impl Judge for Agrees<'_> {
    fn wrong(&mut self, seen: &Seen<'_>) -> Option<String> {
        let center = seen.after;
        center.conversations().find_map(|id| match center.phase(id) {
            Phase::Open { .. } => self.wrong_about(center, id, center.queue_of(id).expect("it waits in one")),
            Phase::Offered(_)
            | Phase::InConversation(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_)
            | Phase::Closed { .. } => {
                let why = center.why(id);
                (why.bar.is_none() || why.next.is_some()).then(|| format!("{id:?} is not open: {why:?}"))
            }
        })
    }
}

#[test]
fn a_reason_is_given_exactly_where_the_router_passes_over() {
    let (kinds, remedies) = (RefCell::default(), RefCell::default());
    holds(|_| Agrees { kinds: &kinds, remedies: &remedies });
    let wanted = [
        "Blocked",
        "Bot",
        "ConnectionLost",
        "DeclinedTooOften",
        "Kept",
        "NotAMember",
        "Presence",
        "ProfileFull",
        "ProfileMissing",
        "SignedOut",
        "Units",
    ];
    for kind in wanted {
        assert!(kinds.borrow().contains(kind), "no case has {kind}, but {kinds:?}");
    }
    for step in ["AllowPresence", "BecomeAvailable", "JoinQueue", "RaiseProfile", "RaiseUnits", "SignIn"] {
        assert!(remedies.borrow().contains(step), "no case has {step}, but {remedies:?}");
    }
}

/// Too rare among random steps to be met for sure (POL-27 b).
#[test]
fn who_declined_is_told_that_another_may_have_it() {
    let spec: switchboard::PolicySpec = toml::from_str(
        r#"
        switches = { POL-27 = "b" }
        queues = [{ name = "q", kind = "messaging" }]
        workstreams = [{ name = "chat", channel = "live-chat", queue = "q", cost = 30 }]
        users = [{ name = "ann", units = 90, queues = ["q"] }, { name = "bob", units = 60, queues = ["q"] }]
        "#,
    )
    .expect("the policy is written well");
    let mut center = ContactCenter::new(spec.build().expect("the policy holds"));
    let (ann, bob, queue) = (UserId(0), UserId(1), QueueId(0));
    for agent in [ann, bob] {
        assert!(center.apply(Action::Desk { agent, operation: switchboard::Desk::SignIn }).is_done());
    }
    let arrival = switchboard::Arrival::new(switchboard::WorkstreamId(0), queue);
    assert!(center.apply(Action::Create(arrival)).is_done());
    let conversation = center.created().expect("it was created");
    assert!(center.apply(Action::Router(Route::Queue(queue))).is_done());
    let rejects = Action::Agent { by: ann, conversation, operation: switchboard::Handle::Reject };
    assert!(center.apply(rejects).is_done());
    assert_eq!(center.first_reason(conversation, ann), Some(Reason::DeclinedBefore { times: 1, others: 1 }));
    assert_eq!(center.why(conversation).next, Some(bob));
}

// ---- in words ---------------------------------------------------------------------------------------------------

/// What `switchboard play` answers to the last statement of a script.
fn answered(script: &str) -> String {
    let (outcome, out, err) = tool(&["play"], script);
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""), "{out}");
    assert_eq!(out.lines().find(|line| line.chars().count() > 80), None);
    let last = script.lines().last().expect("a script has a last line");
    let at = out.rfind(&format!("  {last}\n")).expect("the statement is repeated");
    out[at..].split_once('\n').expect("an answer follows").1.to_owned()
}

#[test]
fn an_open_conversation_is_told_with_its_candidates_the_nearest_miss_and_the_smallest_changes() {
    // A: 50 of 50 units less one chat of 30. B: away, and Away is not allowed. S is a member without the agent role.
    let script = "everybody signs in\nset units of A to 50\nset units of B to 40\nnew c1 in chat\nroute Q1\n\
                  agent B becomes Away\nnew c2 in chat\nnew c3 in chat\nwhy c3";
    assert_eq!(
        answered(script),
        "          c3 is Open in Q1, 2nd in line, behind c2
          nobody may have it, so it stays and is tried again (DIST-22)
            agent  verdict  rule     why
            B      no       PRES-03  is Away, set by the agent; allowed:
                                     Available, Busy
            A      no       CAP-03   needs 30 units, has 20
            S      no       DIST-11  has no agent role
          nearest          A, excluded by one rule only
          smallest change  set units of A to 60, 10 more (SUP-OTH-04)
          or               allow presence Away in workstream chat (PRES-03),
                           which brings B
          or               set presence of B to Available (PRES-08)
"
    );
}

#[test]
fn what_is_behind_another_is_told_with_what_comes_first() {
    let script = "everybody signs in\nnew c1 in chat\nnew c2 in chat\nwhy c2";
    assert_eq!(
        answered(script),
        "          c2 is Open in Q1, 2nd in line, behind c1
          the router would choose A for it
          but Q1 first gives c1 to A (PRIO-01)
          but A would get c1 before it
            agent  verdict  rule     why
            A      next     DIST-12  100 units left, 1st in turn
            B      2nd      DIST-12  100 units left, 2nd in turn
            S      no       DIST-11  has no agent role
"
    );
}

#[test]
fn a_conversation_that_somebody_has_is_told_as_it_was_when_that_agent_was_chosen() {
    let script = "everybody signs in\nset units of B to 40\nnew c1 in chat\nroute Q1\nafter 10 s\nagent A accepts c1\n\
                  set units of B to 400\nwhy c1 not B";
    assert_eq!(
        answered(script),
        "          c1 was given to A by the router at 0 s (ST-02)
          c1 was Open in Q1, first in line
          A came first among those who might have it
            agent  verdict  rule     why
            B      2nd      DIST-12  40 units left, 2nd in turn
"
    );
    let script = "everybody signs in\nnew c1 in chat\nsupervisor S assigns c1 to B\nwhy c1";
    assert_eq!(answered(script), "          c1 was given to B by a supervisor at 0 s (ST-04)\n");
    let script = "everybody signs in\nnew c1 in case\nroute R1\nwhy c1";
    assert!(answered(script).starts_with("          c1 was given to A by the router at 0 s (ST-02)\n"));
    let script = "everybody signs in\nnew c1 in chat\ncustomer of c1 leaves\nwhy c1";
    assert_eq!(answered(script), "          c1 is Closed, and the router gives only what is Open (ST-02)\n");
}

#[test]
fn every_rule_that_excludes_one_agent_is_told_with_what_would_bring_that_agent() {
    let script = "agent A signs in\ntake B out of queue Q1\nset units of B to 20\nnew c1 in chat\nwhy c1 not B";
    assert_eq!(
        answered(script),
        "          c1 is Open in Q1, first in line
          the router would choose A for it
            agent  verdict  rule     why
            B      no       DIST-11  is no member of queue Q1
                   also     PRES-19  is not signed in
                   also     CAP-03   needs 30 units, has 20
          smallest change  no single one would help
"
    );
    let script = "agent A signs in\nagent B signs in\nset units of B to 20\nnew c1 in chat\nwhy c1 not B";
    let answer = answered(script);
    assert_eq!(answer.lines().last(), Some("          smallest change  set units of B to 30, 10 more (SUP-OTH-04)"));
}

#[test]
fn one_decline_under_pol_27_b_is_told_with_the_others_and_the_switch() {
    let script = "+++\nqueues = [{ name = \"Q\", kind = \"messaging\" }]\nworkstreams = [{ name = \"chat\", channel = \
                  \"live-chat\", queue = \"Q\", cost = 30 }]\nusers = [{ name = \"A\", units = 90, queues = [\"Q\"] }, \
                  { name = \"B\", units = 60, queues = [\"Q\"] }]\n[switches]\nPOL-27 = \"b\"\n+++\n\
                  everybody signs in\nnew c1 in chat\nroute Q\nagent A rejects c1\nwhy c1 not A";
    assert_eq!(
        answered(script),
        "          c1 is Open in Q, first in line
          the router would choose B for it
            agent  verdict  rule    why
            A      no       POL-27  declined it once, and another may have it
          smallest change  let who declined be asked again, POL-27 = a (POL-27),
                           which brings A
"
    );
}

#[test]
fn a_wrong_question_says_what_would_be_one() {
    let errors = [
        ("why c9", "standard input:2:5: unknown conversation `c9`, expected c1"),
        ("why c1 not Z", "standard input:2:12: unknown agent `Z`, expected one of: A, B, S"),
        ("why c1 but A", "standard input:2:8: `but` is too much, expected the end of the line"),
    ];
    for (question, error) in errors {
        let (outcome, _, err) = tool(&["play"], &format!("new c1 in chat\n{question}\n"));
        assert_eq!((outcome, err.trim_end()), (Outcome::Usage, error));
    }
}

#[test]
fn for_programs_the_answer_is_one_object() {
    let script = "agent A signs in\nset units of A to 20\nnew c1 in chat\nwhy c1";
    let (_, out, _) = tool(&["play", "--format", "json"], script);
    let answer: serde_json::Value = serde_json::from_str(out.lines().last().expect("a line")).expect("JSON");
    let why = &answer["why"];
    assert_eq!(why["candidates"][0]["reasons"][0]["text"], "needs 30 units, has 20");
    assert_eq!(why["excluded"], serde_json::json!({ "CAP-03": 1, "DIST-11": 1, "PRES-19": 1 }));
    assert_eq!(why["nearest_miss"]["agent"], "A");
    assert_eq!(
        why["changes"][0],
        serde_json::json!({
            "change": "RaiseUnits", "text": "set units of A to 30, 10 more", "rule": "SUP-OTH-04", "amount": 10,
            "agent": "A", "admits": "A", "next": "A",
        })
    );
    assert_eq!((&why["place"]["position"], &why["next"], &why["chosen"]), (&1.into(), &().into(), &().into()));
}

// ---- of a recorded run ------------------------------------------------------------------------------------------

/// After every step: the center that a replica makes explains everything, and routes everything, as the original.
struct ComesBack(Replica);

impl Judge for ComesBack {
    fn wrong(&mut self, seen: &Seen<'_>) -> Option<String> {
        if seen.answer.is_done() {
            seen.events.iter().for_each(|event| self.0.absorb(event));
        }
        let (center, mut copy) = (seen.after, self.0.center());
        if let Some(what) = copy.violation() {
            return Some(what);
        }
        if let Some(what) = Replica::of(&copy).difference(&Replica::of(center)) {
            return Some(what);
        }
        if let Some(id) = center.conversations().find(|id| center.why(*id) != copy.why(*id)) {
            return Some(format!("of {id:?} it is said {:?}, but {:?}", center.why(id), copy.why(id)));
        }
        let mut center = center.clone();
        (0..center.policy().queues().len()).map(QueueId::at).find_map(|queue| {
            let route = Action::Router(Route::Queue(queue));
            let answers = (center.apply(route), copy.apply(route));
            let same = answers.0 == answers.1 && center.events() == copy.events();
            (!same).then(|| format!("{queue:?} is routed {:?}, but {:?}", center.events(), copy.events()))
        })
    }
}

#[test]
fn a_center_comes_back_from_its_events() {
    holds(|center| ComesBack(Replica::of(center)));
}

/// The records of a simulated day, as lines.
fn recorded_day() -> String {
    let mut events = Vec::new();
    let options = Options {
        seed: 7,
        replications: 1,
        first_replication: 1,
        antithetic: false,
        threads: 1,
        keep_actions: None,
        keep_people: false,
        keep_events: Some(KeepEvents { replication: 1, writer: &mut events }),
        progress: None,
        stop: None,
    };
    simulate(&Scenario::default_day(), options).expect("the day is simulated");
    String::from_utf8(events).expect("records are text")
}

#[test]
fn of_a_recorded_day_every_choice_of_the_router_is_the_one_that_is_explained() {
    let (day, scenario) = (recorded_day(), Scenario::default_day());
    let mut reader = EventReader::new(scenario.policy(), "day.jsonl");
    let mut replica = Replica::new(scenario.policy());
    let (mut cause, mut before, mut choices) = (0, replica.center(), 0);
    for line in day.lines() {
        let Some(entry) = reader.read(line).unwrap_or_else(|error| panic!("{error}")) else { continue };
        let Some(event) = entry.event else { continue };
        // The first fact of a step that chooses is the offer, or what comes before it in the same step.
        let chooses = line.contains(r#""command":"route""#) && entry.cause != cause;
        if chooses {
            before = replica.center();
            cause = entry.cause;
        }
        if let (Fact::OfferMade { conversation, agent, kind: OfferKind::Routed }, true) =
            (event.fact, cause == entry.cause)
        {
            assert_eq!(before.why(conversation).next, Some(agent), "{line}");
            choices += 1;
        }
        if let Fact::ConversationCreated { conversation, .. } = event.fact
            && conversation.generation > 0
        {
            replica.forget(ConversationId { generation: conversation.generation - 1, ..conversation });
        }
        replica.absorb(&event);
    }
    assert!(choices > 1_000, "only {choices} choices were looked at");
}

/// A call center in two lines, and what happened in it.
const POLICY: &str = r#"
queues = [{ name = "Q", kind = "messaging" }]
workstreams = [{ name = "chat", channel = "live-chat", queue = "Q", cost = 30 }]
users = [{ name = "A", units = 50, queues = ["Q"] }, { name = "B", units = 20, queues = ["Q"] }]
"#;
const EVENTS: &str = r#"{"seq":1,"ts":28800.0,"type":"AgentSignedIn","rule":"PRES-05","cause":1,"command":"sign in","actor":{"id":"A","role":"agent"},"agent":"A","units":50,"presence":"Available"}
{"seq":2,"ts":28800.0,"type":"PresenceChanged","rule":"PRES-05","cause":1,"command":"sign in","actor":{"id":"A","role":"agent"},"agent":"A","from":"Offline","to":"Available","reason":"system","presence":"Available"}
{"seq":3,"ts":28860.0,"type":"ConversationCreated","rule":"ST-01","cause":2,"command":"create","actor":{"role":"customer"},"conv":"c0-0","workstream":"chat","channel":"live-chat","queue":"Q"}
{"seq":4,"ts":28860.0,"type":"RoutedToQueue","rule":"ST-01","cause":2,"command":"create","actor":{"role":"customer"},"conv":"c0-0","workstream":"chat","channel":"live-chat","queue":"Q"}
{"seq":5,"ts":28860.5,"type":"LeftQueue","rule":"ST-02","cause":3,"command":"route","actor":{"role":"router"},"conv":"c0-0","workstream":"chat","channel":"live-chat","queue":"Q"}
{"seq":6,"ts":28860.5,"type":"OfferMade","rule":"ST-02","cause":3,"command":"route","actor":{"role":"router"},"conv":"c0-0","workstream":"chat","channel":"live-chat","agent":"A","reason":"Routed"}
{"seq":7,"ts":28860.5,"type":"StateChanged","rule":"ST-02","cause":3,"command":"route","actor":{"role":"router"},"conv":"c0-0","workstream":"chat","channel":"live-chat","from":"Open","to":"Active (offered)","reason":"AwaitingAgentAcceptance"}
{"seq":8,"ts":28860.5,"type":"CapacityConsumed","rule":"CAP-13","cause":3,"command":"route","actor":{"role":"router"},"conv":"c0-0","workstream":"chat","channel":"live-chat","agent":"A","available":20}
{"seq":9,"ts":28860.5,"type":"PresenceChanged","rule":"PRES-06","cause":3,"command":"route","actor":{"role":"router"},"agent":"A","from":"Available","to":"Busy","reason":"system","presence":"Busy"}
{"seq":10,"ts":28900.0,"type":"ConversationCreated","rule":"ST-01","cause":4,"command":"create","actor":{"role":"customer"},"conv":"c1-0","workstream":"chat","channel":"live-chat","queue":"Q"}
{"seq":11,"ts":28900.0,"type":"RoutedToQueue","rule":"ST-01","cause":4,"command":"create","actor":{"role":"customer"},"conv":"c1-0","workstream":"chat","channel":"live-chat","queue":"Q"}
"#;

/// Runs `switchboard why` on these files; DIR stands for where they are.
fn asked(events: &str, policy: &str, args: &[&str]) -> (Outcome, String, String) {
    let place = tempfile::tempdir().expect("a folder");
    let path = |name: &str, text: &str| {
        let path = place.path().join(name);
        std::fs::write(&path, text).expect("the file is written");
        path.display().to_string()
    };
    let (events, policy) = (path("day.jsonl", events), path("policy.toml", policy));
    let all: Vec<&str> = ["why", &events, "--policy", &policy].into_iter().chain(args.iter().copied()).collect();
    let (outcome, out, err) = tool(&all, "");
    let folder = place.path().display().to_string();
    (outcome, out, err.replace(&folder, "DIR"))
}

#[test]
fn a_recorded_conversation_that_waits_is_told_at_a_time_of_the_day() {
    // A: 50 units less one chat of 30. B never signed in, and has 20 units.
    let (outcome, out, err) = asked(EVENTS, POLICY, &["--conversation", "c1-0", "--at", "8:02"]);
    assert_eq!(
        out,
        "c1-0, chat (live-chat), at 08:02

c1-0 is Open in Q, first in line
nobody may have it, so it stays and is tried again (DIST-22)
  agent  verdict  rule     why
  A      no       CAP-03   needs 30 units, has 20
  B      no       PRES-19  is not signed in
         also     CAP-03   needs 30 units, has 20
nearest          A, excluded by one rule only
smallest change  set units of A to 60, 10 more (SUP-OTH-04)
"
    );
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
    let (_, out, _) = asked(EVENTS, POLICY, &["--conversation", "c1-0", "--not", "B", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(answer["at"], "08:01:40");
    assert_eq!((answer["candidates"].as_array().map(Vec::len), &answer["changes"]), (Some(1), &serde_json::json!([])));
}

#[test]
fn a_recorded_conversation_that_somebody_has_is_told_as_it_was_before() {
    let wanted = "c0-0 was given to A by the router at 08:01 (ST-02)
c0-0 was Open in Q, first in line
A came first among those who might have it
  agent  verdict  rule     why
  A      next     DIST-12  50 units left, 1st in turn
  B      no       PRES-19  is not signed in
         also     CAP-03   needs 30 units, has 20
";
    let (_, at, _) = asked(EVENTS, POLICY, &["--conversation", "c0-0", "--at", "28900"]);
    assert_eq!(at, format!("c0-0, chat (live-chat), at 08:01:40\n\n{wanted}"));
    let (_, last, _) = asked(EVENTS, POLICY, &["--conversation", "c0-0"]);
    assert_eq!(last, format!("c0-0, chat (live-chat), when it was last given to somebody\n\n{wanted}"));
    // Half a second earlier it waited.
    let (_, waits, _) = asked(EVENTS, POLICY, &["--conversation", "c0-0", "--at", "28860.25"]);
    assert!(waits.contains("\nthe router would choose A for it\n"), "{waits}");
}

#[test]
fn a_question_or_a_record_that_is_wrong_is_told_with_its_place_and_what_would_be_right() {
    let cases = [
        (
            "",
            "",
            "--conversation c7",
            "unknown conversation `c7`, expected a name such as `c12-3`, as in the field `conv` of the file",
        ),
        (
            "",
            "",
            "--conversation c7-0",
            "DIR/day.jsonl: conversation `c7-0` is nowhere in it; expected one of the field `conv`",
        ),
        (
            "",
            "",
            "--conversation c1-0 --at 8",
            "DIR/day.jsonl: conversation `c1-0` begins at 08:01:40, expected `--at 08:01:40` or later, not 00:00:08",
        ),
        (
            "",
            "",
            "--conversation c1-0 --at noon",
            "unknown time `noon`, expected `HH:MM`, `HH:MM:SS`, or seconds since midnight as in the field `ts`",
        ),
        ("", "", "--conversation c1-0 --not Z", "unknown agent `Z`, expected one of: A, B"),
        (
            r#""seq":4,"#,
            r#""seq":"#,
            "--conversation c1-0",
            "DIR/day.jsonl:4:12: expected `,` or `}`; expected a record of `switchboard simulate --events`",
        ),
        (
            r#""type":"OfferMade""#,
            r#""type":"OfferMad""#,
            "--conversation c1-0",
            "DIR/day.jsonl:6:30: unknown type `OfferMad`, expected an event of this version of switchboard",
        ),
        (
            r#""agent":"A","reason""#,
            r#""agent":"Z","reason""#,
            "--conversation c1-0",
            "DIR/day.jsonl:6:175: unknown agent `Z`, expected one of: A, B",
        ),
        (
            r#""agent":"A","reason""#,
            r#""reason""#,
            "--conversation c1-0",
            "DIR/day.jsonl:6:185: `OfferMade` has no field `agent`, expected one of: A, B",
        ),
        (
            r#""ts":28900.0"#,
            r#""ts":28000.0"#,
            "--conversation c1-0",
            "DIR/day.jsonl:10:16: time runs backwards to 28000, expected 28860.5 or later, as the line before says",
        ),
        (
            r#""rule":"CAP-13""#,
            r#""rule":"CAP-1x""#,
            "--conversation c1-0",
            "DIR/day.jsonl:8:56: unknown rule `CAP-1x`, expected an id that `switchboard rules` lists",
        ),
        (
            r#""available":20"#,
            r#""available":50"#,
            "--conversation c1-0",
            "DIR/day.jsonl:8:1: `A` has 50 units left here, expected 20 as this policy has it",
        ),
    ];
    for (right, wrong, args, message) in cases {
        let events = if right.is_empty() { EVENTS.to_owned() } else { EVENTS.replacen(right, wrong, 1) };
        assert!(right.is_empty() || events != EVENTS, "{right} is nowhere");
        let args: Vec<&str> = args.split(' ').collect();
        let (outcome, out, err) = asked(&events, POLICY, &args);
        assert_eq!((outcome.code(), out.as_str(), err.trim_end()), (2, "", message));
    }
    let (outcome, _, err) = tool(&["why", "nowhere.jsonl", "--conversation", "c1-0"], "");
    let message = "nowhere.jsonl: no such file; expected a file that `switchboard simulate --events` wrote\n";
    assert_eq!((outcome.code(), err.as_str()), (2, message));
}
