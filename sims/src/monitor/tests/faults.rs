//! One fault for every line of the relation between a state and its charges, and for everything that a closed
//! conversation and a refusal must not do. The kernel is right; its events are changed on the way to the books, as a
//! wrong kernel would tell them.

use switchboard::{
    Action, Answer, Arrival, ClosureReason, ContactCenter, ConversationId, Desk, Event, Fact, Handle, Notice,
    OfferKind, Phase, PolicySpec, Recipient, Route, Rule, Since, Stage, StatusReason, Supervise, Timer, UserId,
};

use crate::monitor::{Broken, Glance, Monitor};

const ANN: UserId = UserId(0);
const BOB: UserId = UserId(1);
const RUTH: UserId = UserId(2);

/// What a conversation costs.
const COST: i32 = 30;

/// What the wrong kernel does in the last step.
#[derive(Debug, Clone, Copy)]
enum Fault {
    None,
    /// It forgets to charge this agent.
    Uncharged(UserId),
    /// It forgets to give this agent's capacity back.
    Kept(UserId),
    /// It gives this agent's capacity back too early.
    Freed(UserId),
    /// It charges this agent, who owes nothing.
    Charged(UserId),
    /// It sets no capacity aside.
    Unreserved,
    /// It forgets to release what was set aside.
    StillReserved,
}

/// A center, and the books beside it.
struct Floor {
    center: ContactCenter,
    monitor: Monitor,
    conversation: ConversationId,
}

impl Floor {
    fn new(switches: &[(&str, &str)], channel: &str, block: &str) -> Self {
        let switches: String = switches.iter().map(|(id, option)| format!("{id} = \"{option}\"\n")).collect();
        let kind = match channel {
            "voice" => "voice",
            "record" => "record",
            _ => "messaging",
        };
        let text = format!(
            "settings = {{ monitor = true, assign = true, transfer = true, force_close = true, direct_transfer = true, \
             consult_costs_capacity = true }}
            queues = [{{ name = \"queue\", kind = \"{kind}\" }}]
            workstreams = [
              {{ name = \"work\", channel = \"{channel}\", queue = \"queue\", cost = {COST}, wrap_up_block = {block} }},
            ]
            users = [
                {{ name = \"ann\", units = 100, queues = [\"queue\"] }},
                {{ name = \"bob\", units = 100, queues = [\"queue\"] }},
                {{ name = \"ruth\", roles = [\"supervisor\"], queues = [\"queue\"] }},
            ]
            [switches]
            {switches}"
        );
        let spec: PolicySpec = toml::from_str(&text).expect("a policy");
        let policy = spec.build().expect("a policy");
        let monitor = Monitor::new(&policy);
        let conversation = ConversationId { slot: 0, generation: 0 };
        let mut floor = Self { center: ContactCenter::new(policy), monitor, conversation };
        for agent in [ANN, BOB] {
            floor.step(Action::Desk { agent, operation: Desk::SignIn }, Fault::None).expect("sound");
        }
        floor
    }

    /// One step of the kernel, told to the books with a fault in it.
    fn step(&mut self, action: Action, fault: Fault) -> Result<(), Box<Broken>> {
        assert_eq!(self.center.apply(action), Answer::Done, "{action:?}");
        let conversation = self.conversation;
        let hidden = |fact: &Fact| match (fault, fact) {
            (Fault::Uncharged(agent), Fact::CapacityConsumed { agent: told, .. })
            | (Fault::Kept(agent), Fact::CapacityReleased { agent: told, .. }) => agent == *told,
            (Fault::Unreserved, Fact::CapacityReserved { .. })
            | (Fault::StillReserved, Fact::CapacityUnreserved { .. }) => true,
            _ => false,
        };
        let mut events = self.center.events().to_vec();
        let told = events.len();
        events.retain(|event| !hidden(&event.fact));
        match fault {
            Fault::Freed(agent) => {
                let available = self.center.available_units(agent) + COST;
                let fact = Fact::CapacityReleased { conversation, agent, available };
                events.push(Event { rule: Rule::Cap20, fact });
            }
            Fault::Charged(agent) => {
                let available = self.center.available_units(agent) - COST;
                let fact = Fact::CapacityConsumed { conversation, agent, available };
                events.push(Event { rule: Rule::Cap13, fact });
            }
            Fault::None => {}
            Fault::Uncharged(_) | Fault::Kept(_) | Fault::Unreserved | Fault::StillReserved => {
                assert!(events.len() < told, "{fault:?} changes nothing in {action:?}: {events:?}");
            }
        }
        let policy = self.center.shared_policy();
        events.iter().try_for_each(|event| self.monitor.note(event, &policy))?;
        self.monitor.settle(&action, &self.center)
    }

    fn act(&self, step: Do) -> Action {
        let conversation = self.conversation;
        let agent = |by, operation| Action::Agent { by, conversation, operation };
        let supervisor = |operation| Action::Supervisor { by: RUTH, conversation, operation };
        match step {
            Do::Arrive => Action::Create(Arrival::new(
                self.center.policy().workstream("work").expect("it exists"),
                self.center.policy().queue("queue").expect("it exists"),
            )),
            Do::Route => Action::Router(Route::Agent(ANN)),
            Do::Ann(operation) => agent(ANN, operation),
            Do::Bob(operation) => agent(BOB, operation),
            Do::Ruth(operation) => supervisor(operation),
            Do::Over(timer) => Action::Timer { conversation, timer },
        }
    }
}

/// One step in the tables below.
#[derive(Debug, Clone, Copy)]
enum Do {
    Arrive,
    Route,
    Ann(Handle),
    Bob(Handle),
    Ruth(Supervise),
    Over(Timer),
}

const TALK: [Do; 3] = [Do::Arrive, Do::Route, Do::Ann(Handle::Accept)];
const TO_BOB: Do = Do::Ruth(Supervise::TransferToAgent { agent: BOB });
const CLOSE: Do = Do::Ruth(Supervise::ForceClose);

/// What the books say to these steps when the last of them has a fault; without it they find nothing.
fn found(switches: &[(&str, &str)], channel: &str, block: &str, steps: &[Do], fault: Fault) -> String {
    let play = |fault: Fault| {
        let mut floor = Floor::new(switches, channel, block);
        let (last, before) = steps.split_last().expect("steps");
        for step in before {
            let action = floor.act(*step);
            floor.step(action, Fault::None).expect("sound");
        }
        let action = floor.act(*last);
        floor.step(action, fault)
    };
    play(Fault::None).expect("without the fault nothing is found");
    let broken = play(fault).expect_err("the fault is found");
    format!("{}: {}", broken.family, broken.sentence)
}

fn steps(before: &[Do], more: &[Do]) -> Vec<Do> {
    before.iter().chain(more).copied().collect()
}

const ALWAYS: &str = "\"always\"";
const NEVER: &str = "\"never\"";
const CUSTOM: &str = "60";

#[test]
fn k7_an_offered_agent_is_charged_as_pol_06_says() {
    let offer = [Do::Arrive, Do::Route];
    let at = |option, fault| found(&[("POL-06", option)], "live-chat", ALWAYS, &offer, fault);
    let not = "K7: conversation 0 is Active (offered) and does not charge `ann`";
    let still = "K7: conversation 0 is Active (offered) and still holds capacity of `ann`";
    assert_eq!(at("a", Fault::Uncharged(ANN)), not);
    assert_eq!(at("a", Fault::Charged(BOB)), still.replace("ann", "bob"));
    assert_eq!(at("b", Fault::Charged(ANN)), still);
    assert_eq!(at("c", Fault::Charged(ANN)), still);
    assert_eq!(
        at("c", Fault::Unreserved),
        "K7: conversation 0 is Active (offered) and sets capacity aside for nobody, expected `ann`"
    );
    let accepted = found(&[("POL-06", "c")], "live-chat", ALWAYS, &TALK, Fault::StillReserved);
    assert_eq!(accepted, "K2: user 0 shows 70 units left, the events add up to 40");
}

#[test]
fn k7_the_primary_is_charged_while_in_conversation() {
    let not = "K7: conversation 0 is Active (in conversation) and does not charge `ann`";
    for block in [ALWAYS, NEVER, CUSTOM] {
        assert_eq!(found(&[], "live-chat", block, &TALK, Fault::Freed(ANN)), not);
    }
    for option in ["b", "c"] {
        assert_eq!(found(&[("POL-06", option)], "live-chat", ALWAYS, &TALK, Fault::Uncharged(ANN)), not);
    }
    let reopened = steps(&TALK, &[Do::Ann(Handle::MoveToWaiting), Do::Ann(Handle::Reopen)]);
    assert_eq!(found(&[], "async", ALWAYS, &reopened, Fault::Uncharged(ANN)), not);
}

#[test]
fn k7_a_resolved_record_charges_nobody() {
    let resolved = [Do::Arrive, Do::Route, Do::Ann(Handle::ResolveRecord)];
    assert_eq!(
        found(&[], "record", ALWAYS, &resolved, Fault::Kept(ANN)),
        "K7: conversation 0 is Active (in conversation) and still holds capacity of `ann`"
    );
    assert_eq!(
        found(&[], "record", ALWAYS, &resolved[..2], Fault::Uncharged(ANN)),
        "K7: conversation 0 is Active (in conversation) and does not charge `ann`"
    );
}

#[test]
fn k7_wrap_up_charges_as_its_block_says() {
    let ended = steps(&TALK, &[Do::Ann(Handle::End)]);
    let over = steps(&ended, &[Do::Over(Timer::WrapUpBlock)]);
    let not = "K7: conversation 0 is Wrap-up and does not charge `ann`";
    let still = "K7: conversation 0 is Wrap-up and still holds capacity of `ann`";
    assert_eq!(found(&[], "live-chat", ALWAYS, &ended, Fault::Freed(ANN)), not);
    assert_eq!(found(&[], "live-chat", NEVER, &ended, Fault::Kept(ANN)), still);
    assert_eq!(found(&[], "live-chat", CUSTOM, &ended, Fault::Freed(ANN)), not);
    assert_eq!(found(&[], "live-chat", CUSTOM, &over, Fault::Kept(ANN)), still);
}

#[test]
fn k7_closed_charges_nobody_but_for_a_block_that_outlives_it() {
    let ended = steps(&TALK, &[Do::Ann(Handle::End)]);
    let closed = steps(&ended, &[Do::Ann(Handle::CloseSession)]);
    let forced = steps(&ended, &[CLOSE]);
    let over = steps(&closed, &[Do::Over(Timer::WrapUpBlock)]);
    let not = "K7: conversation 0 is Closed and does not charge `ann`";
    let still = "K7: conversation 0 is Closed and still holds capacity of `ann`";
    let under = |id, option, steps: &[Do], fault| found(&[(id, option)], "live-chat", CUSTOM, steps, fault);
    assert_eq!(under("POL-07", "a", &closed, Fault::Freed(ANN)), not);
    assert_eq!(under("POL-07", "b", &closed, Fault::Kept(ANN)), still);
    assert_eq!(under("POL-07", "a", &over, Fault::Kept(ANN)), still);
    assert_eq!(under("POL-21", "a", &forced, Fault::Kept(ANN)), still);
    assert_eq!(under("POL-21", "b", &forced, Fault::Freed(ANN)), not);
    assert_eq!(found(&[], "live-chat", ALWAYS, &closed, Fault::Kept(ANN)), still);
    assert_eq!(found(&[], "live-chat", ALWAYS, &steps(&TALK, &[CLOSE]), Fault::Kept(ANN)), still);
}

#[test]
fn k7_open_and_waiting_charge_nobody() {
    let rejected = [Do::Arrive, Do::Route, Do::Ann(Handle::Reject)];
    let open = "K7: conversation 0 is Open and still holds capacity of `ann`";
    assert_eq!(found(&[], "live-chat", ALWAYS, &rejected, Fault::Kept(ANN)), open);
    assert_eq!(found(&[], "live-chat", ALWAYS, &[Do::Arrive], Fault::Charged(ANN)), open);
    assert_eq!(found(&[], "live-chat", ALWAYS, &steps(&TALK, &[Do::Ann(Handle::Release)]), Fault::Kept(ANN)), open);
    assert_eq!(
        found(&[], "async", ALWAYS, &steps(&TALK, &[Do::Ann(Handle::MoveToWaiting)]), Fault::Kept(ANN)),
        "K7: conversation 0 is Waiting and still holds capacity of `ann`"
    );
}

#[test]
fn k7_the_first_agent_of_a_transfer_is_freed_when_pol_05_says() {
    let begun = steps(&TALK, &[TO_BOB]);
    let taken = steps(&begun, &[Do::Bob(Handle::Accept)]);
    let rejected = steps(&begun, &[Do::Bob(Handle::Reject)]);
    let over = steps(&taken, &[Do::Over(Timer::TransferWrapUp)]);
    let under = |option, steps: &[Do], fault| found(&[("POL-05", option)], "live-chat", ALWAYS, steps, fault);
    let still = "K7: conversation 0 is Active (offered) and still holds capacity of `ann`";
    let not = "K7: conversation 0 is Active (offered) and does not charge `ann`";
    assert_eq!(under("a", &begun, Fault::Kept(ANN)), still);
    assert_eq!(under("b", &begun, Fault::Freed(ANN)), not);
    assert_eq!(under("c", &begun, Fault::Freed(ANN)), not);
    let (still, not) = (still.replace("offered", "in conversation"), not.replace("offered", "in conversation"));
    assert_eq!(under("b", &taken, Fault::Kept(ANN)), still);
    assert_eq!(under("c", &taken, Fault::Freed(ANN)), not);
    assert_eq!(under("c", &over, Fault::Kept(ANN)), still);
    assert_eq!(under("a", &taken, Fault::Freed(BOB)), not.replace("ann", "bob"));
    assert_eq!(under("c", &rejected, Fault::Kept(ANN)), "K7: conversation 0 is Open and still holds capacity of `ann`");
}

#[test]
fn k7_a_transfer_that_is_pending_charges_as_pol_05_and_06_say() {
    let begun = steps(&TALK, &[TO_BOB]);
    let back = steps(&begun, &[Do::Bob(Handle::Reject)]);
    let late = [("POL-01", "b"), ("POL-02", "b"), ("POL-03", "b")];
    let under = |more: &[(&str, &str)], steps: &[Do], fault| {
        let switches: Vec<_> = late.iter().chain(more).copied().collect();
        found(&switches, "live-chat", ALWAYS, steps, fault)
    };
    let still = "K7: conversation 0 is Active (in conversation) and still holds capacity of `ann`";
    let not = "K7: conversation 0 is Active (in conversation) and does not charge `ann`";
    assert_eq!(under(&[("POL-05", "a")], &begun, Fault::Kept(ANN)), still);
    assert_eq!(under(&[("POL-05", "b")], &begun, Fault::Freed(ANN)), not);
    assert_eq!(under(&[("POL-06", "a")], &begun, Fault::Uncharged(BOB)), not.replace("ann", "bob"));
    assert_eq!(under(&[("POL-06", "b")], &begun, Fault::Charged(BOB)), still.replace("ann", "bob"));
    assert_eq!(
        under(&[("POL-06", "c")], &begun, Fault::Unreserved),
        "K7: conversation 0 is Active (in conversation) and sets capacity aside for nobody, expected `bob`"
    );
    assert_eq!(under(&[("POL-05", "a")], &back, Fault::Uncharged(ANN)), not);
}

#[test]
fn k7_a_consultant_is_charged_only_where_a_consult_costs() {
    let asked = steps(&TALK, &[Do::Ann(Handle::Consult { agent: BOB }), Do::Bob(Handle::AcceptConsult)]);
    let left = steps(&asked, &[Do::Bob(Handle::LeaveConsult)]);
    let under = |option, steps: &[Do], fault| found(&[("POL-33", option)], "live-chat", ALWAYS, steps, fault);
    let still = "K7: conversation 0 is Active (in conversation) and still holds capacity of `bob`";
    assert_eq!(
        under("b", &asked, Fault::Uncharged(BOB)),
        "K7: conversation 0 is Active (in conversation) and does not charge `bob`"
    );
    assert_eq!(under("a", &asked, Fault::Charged(BOB)), still);
    assert_eq!(under("b", &left, Fault::Kept(BOB)), still);
    // Whom a transfer leaves as consultant is never charged for it.
    let transferred = steps(&TALK, &[TO_BOB]);
    assert_eq!(
        under("b", &transferred, Fault::Charged(ANN)),
        "K7: conversation 0 is Active (offered) and still holds capacity of `ann`"
    );
}

/// Everything that a wrong kernel could tell of a conversation after its end.
fn afterlife(conversation: ConversationId) -> Vec<Fact> {
    let queue = switchboard::QueueId(0);
    vec![
        Fact::StateChanged { conversation, from: Stage::Closed, to: Stage::Open, reason: StatusReason::InConversation },
        Fact::PrimaryChanged { conversation, from: None, to: Some(BOB) },
        Fact::ConversationClosed { conversation, reason: ClosureReason::AutoClose },
        Fact::RoutedToQueue { conversation, queue, first: None },
        Fact::LeftQueue { conversation, queue },
        Fact::SessionOpened { conversation, queue },
        Fact::OfferMade { conversation, agent: BOB, kind: OfferKind::Routed },
        Fact::OfferAccepted { conversation, agent: BOB, automatic: false },
        Fact::OfferWithdrawn { conversation, agent: BOB },
        Fact::MonitorStarted { conversation, supervisor: RUTH },
        Fact::SupervisorJoined { conversation, supervisor: RUTH },
        Fact::SupervisorLeft { conversation, supervisor: RUTH },
        Fact::ConsultInitiated { conversation, agent: BOB, queue: None },
        Fact::ConsultAccepted { conversation, agent: BOB },
        Fact::ConsultEnded { conversation, agent: BOB },
        Fact::CustomerMessageReceived { conversation },
        Fact::TransferCounted { conversation },
        Fact::FirstAgentFreed { conversation, agent: BOB },
        Fact::SupervisorForceClosed { conversation },
        Fact::Notified { conversation, whom: Recipient::Customer, notice: Notice::AgentJoined },
        Fact::TimerArmed { conversation, timer: Timer::AutoClose, seconds: 1, since: Since::Now },
        Fact::TimerArmed { conversation, timer: Timer::WrapUpBlock, seconds: 1, since: Since::Now },
        Fact::TimerCleared { conversation, timer: Timer::AutoClose },
        Fact::CapacityConsumed { conversation, agent: BOB, available: 70 },
        Fact::CapacityReserved { conversation, agent: BOB, available: 70 },
        Fact::EscalationAttached { conversation, agent: BOB },
        Fact::WrapUpBlockEnded { conversation, agent: BOB },
    ]
}

#[test]
fn k9_nothing_happens_to_a_closed_conversation_but_the_end_of_its_block() {
    let end = steps(&TALK, &[Do::Ann(Handle::End), Do::Ann(Handle::CloseSession)]);
    for option in ["a", "b"] {
        let count = afterlife(ConversationId { slot: 0, generation: 0 }).len();
        for number in 0..count {
            let mut floor = Floor::new(&[("POL-07", option)], "live-chat", CUSTOM);
            for step in &end {
                let action = floor.act(*step);
                floor.step(action, Fault::None).expect("sound");
            }
            let fact = afterlife(floor.conversation)[number];
            let policy = floor.center.shared_policy();
            let broken = floor.monitor.note(&Event { rule: Rule::St41, fact }, &policy).expect_err("it is closed");
            assert_eq!(broken.family, "K9", "{fact:?}: {}", broken.sentence);
        }
    }
    // The end of the block that outlives it, and then nothing any more.
    let mut floor = Floor::new(&[("POL-07", "a")], "live-chat", CUSTOM);
    for step in end.iter().chain(&[Do::Over(Timer::WrapUpBlock)]) {
        let action = floor.act(*step);
        floor.step(action, Fault::None).expect("sound");
    }
    for fact in [
        Fact::WrapUpBlockEnded { conversation: floor.conversation, agent: ANN },
        Fact::TimerCleared { conversation: floor.conversation, timer: Timer::WrapUpBlock },
    ] {
        let policy = floor.center.shared_policy();
        let broken = floor.monitor.note(&Event { rule: Rule::Pol07, fact }, &policy).expect_err("it is over");
        assert_eq!(broken.family, "K9", "{fact:?}: {}", broken.sentence);
    }
}

#[test]
fn k1_a_conversation_stands_in_one_queue_exactly_while_it_is_open() {
    let told = |steps: &[Do], drop: fn(&Fact) -> bool| {
        let mut floor = Floor::new(&[], "live-chat", ALWAYS);
        let mut answer = Ok(());
        for step in steps {
            let action = floor.act(*step);
            assert_eq!(floor.center.apply(action), Answer::Done);
            let policy = floor.center.shared_policy();
            let events = floor.center.events().iter().filter(|event| !drop(&event.fact));
            answer = events
                .cloned()
                .collect::<Vec<_>>()
                .iter()
                .try_for_each(|event| floor.monitor.note(event, &policy))
                .and_then(|()| floor.monitor.settle(&action, &floor.center));
            if answer.is_err() {
                break;
            }
        }
        answer.map_err(|broken| broken.family)
    };
    assert_eq!(told(&[Do::Arrive, Do::Route], |_| false), Ok(()));
    assert_eq!(told(&[Do::Arrive], |fact| matches!(fact, Fact::RoutedToQueue { .. })), Err("K1"));
    assert_eq!(told(&[Do::Arrive, Do::Route], |fact| matches!(fact, Fact::LeftQueue { .. })), Err("K1"));
    assert_eq!(told(&[Do::Arrive, Do::Route], |fact| matches!(fact, Fact::StateChanged { .. })), Err("K1"));
    let watched = steps(&TALK, &[Do::Ruth(Supervise::Monitor)]);
    assert_eq!(told(&watched, |fact| matches!(fact, Fact::MonitorStarted { .. })), Err("K1"));
    let closed = steps(&TALK, &[CLOSE]);
    let silent = |fact: &Fact| matches!(fact, Fact::StateChanged { .. } | Fact::ConversationClosed { .. });
    assert_eq!(told(&closed, silent), Err("K1"));
}

/// What is said after an action that seems to have been refused, when something was done to the center meanwhile.
fn refused(asked: Do, meanwhile: impl Fn(&mut ContactCenter, ConversationId)) -> Option<String> {
    let mut floor = Floor::new(&[], "async", ALWAYS);
    for step in TALK {
        let action = floor.act(step);
        floor.step(action, Fault::None).expect("sound");
    }
    let action = floor.act(asked);
    let before = Glance::of(&action, &floor.center);
    meanwhile(&mut floor.center, floor.conversation);
    let answer = Monitor::unchanged(&action, &before, &floor.center);
    answer.err().map(|broken| format!("{}: {}", broken.family, broken.sentence.split(": ").next().unwrap_or_default()))
}

#[test]
fn ev_03_an_answer_that_is_not_done_leaves_nothing_behind() {
    // Forgets the events of the step before, as a refusal does.
    let hush = |center: &mut ContactCenter| {
        let again = Action::Desk { agent: BOB, operation: Desk::SignIn };
        assert!(!center.apply(again).is_done());
        assert!(center.events().is_empty());
    };
    let changed = Some("EV-03: an answer that is not done changed something".to_owned());
    let accept = Do::Ann(Handle::Accept);
    let (conversation, by) = (ConversationId { slot: 0, generation: 0 }, ANN);
    let done = |center: &mut ContactCenter, action: Action| {
        assert_eq!(center.apply(action), Answer::Done);
        hush(center);
    };
    assert_eq!(refused(accept, |center, _| hush(center)), None);
    assert_eq!(
        refused(accept, |center, _| {
            let action = Action::Agent { by, conversation, operation: Handle::Message };
            assert_eq!(center.apply(action), Answer::Done);
        }),
        Some("EV-03: an answer that is not done left events".to_owned())
    );
    assert_eq!(refused(accept, |center, id| center.situate(id, Phase::Waiting { last: Some(ANN) })), changed);
    assert_eq!(refused(accept, |center, id| center.situate(id, Phase::Closed { block: None })), changed);
    // A seat, a timer, a presence, capacity, a place in the queue.
    let monitor = Action::Supervisor { by: RUTH, conversation, operation: Supervise::Monitor };
    assert_eq!(refused(accept, |center, _| done(center, monitor)), changed);
    let consult = Action::Agent { by, conversation, operation: Handle::Consult { agent: BOB } };
    assert_eq!(refused(accept, |center, _| done(center, consult)), changed);
    let away = Action::Desk { agent: ANN, operation: Desk::ConnectionLost };
    assert_eq!(refused(accept, |center, _| done(center, away)), changed);
    let units = Action::Configure(switchboard::Change::SetUnits { agent: ANN, units: 10 });
    assert_eq!(refused(Do::Route, |center, _| done(center, units)), changed);
    assert_eq!(
        refused(Do::Arrive, |center, _| {
            let workstream = center.policy().workstream("work").expect("it exists");
            let queue = center.policy().queue("queue").expect("it exists");
            done(center, Action::Create(Arrival::new(workstream, queue)));
        }),
        changed
    );
}
