//! The books beside a kernel that is right, and beside one that seems wrong because its events are changed on the way.

mod faults;
mod walk;

use switchboard::{
    Action, Answer, Arrival, ContactCenter, ConversationId, Desk, Event, Fact, Handle, PolicySpec, Route, Supervise,
    UserId,
};

use crate::monitor::{Broken, Monitor};

/// A center with two agents and a supervisor, and the books beside it; a fault can be planted into each event.
struct Pair {
    center: ContactCenter,
    monitor: Monitor,
    found: Option<Box<Broken>>,
}

impl Pair {
    fn new() -> Self {
        let policy: PolicySpec = toml::from_str(
            r#"
            settings = { assign = true, force_close = true }
            queues = [{ name = "chats", kind = "messaging" }]
            workstreams = [{ name = "chat", channel = "live-chat", queue = "chats", cost = 60 }]
            users = [
                { name = "ann", units = 100, queues = ["chats"] },
                { name = "ruth", roles = ["supervisor"], queues = ["chats"] },
            ]
            "#,
        )
        .expect("a policy");
        let policy = policy.build().expect("a policy");
        let monitor = Monitor::new(&policy);
        let mut pair = Self { center: ContactCenter::new(policy), monitor, found: None };
        pair.step(Action::Desk { agent: ANN, operation: Desk::SignIn });
        pair
    }

    fn step(&mut self, action: Action) {
        self.twist(action, Some);
    }

    /// A step whose events reach the books changed, or not at all.
    fn twist(&mut self, action: Action, change: impl Fn(Event) -> Option<Event>) {
        assert_eq!(self.center.apply(action), Answer::Done, "{action:?}");
        let policy = self.center.shared_policy();
        let events: Vec<Event> = self.center.events().iter().copied().filter_map(change).collect();
        for event in &events {
            if let Err(broken) = self.monitor.note(event, &policy) {
                self.found.get_or_insert(broken);
            }
        }
        if let Err(broken) = self.monitor.settle(&action, &self.center) {
            self.found.get_or_insert(broken);
        }
    }

    fn arrive(&mut self) -> ConversationId {
        let arrival = Arrival::new(
            self.center.policy().workstream("chat").expect("it exists"),
            self.center.policy().queue("chats").expect("it exists"),
        );
        self.step(Action::Create(arrival));
        self.center.created().expect("created")
    }

    fn route(&mut self) {
        self.step(Action::Router(Route::Agent(ANN)));
    }

    fn agent(&mut self, conversation: ConversationId, operation: Handle) {
        self.step(Action::Agent { by: ANN, conversation, operation });
    }

    fn family(&self) -> Option<&'static str> {
        self.found.as_ref().map(|broken| broken.family)
    }
}

const ANN: UserId = UserId(0);
const RUTH: UserId = UserId(1);

fn is_release(event: &Event) -> bool {
    matches!(event.fact, Fact::CapacityReleased { .. })
}

#[test]
fn a_day_without_faults_passes() {
    let mut pair = Pair::new();
    let id = pair.arrive();
    pair.route();
    pair.agent(id, Handle::Accept);
    pair.agent(id, Handle::End);
    pair.agent(id, Handle::CloseSession);
    assert!(pair.center.retire(id));
    pair.arrive();
    assert_eq!(pair.found, None);
    assert_eq!((pair.monitor.used[ANN.index()], pair.monitor.charges[ANN.index()]), (0, 0));
}

#[test]
fn k7_a_release_that_is_forgotten_is_found() {
    let mut pair = Pair::new();
    let id = pair.arrive();
    pair.route();
    let reject = Action::Agent { by: ANN, conversation: id, operation: Handle::Reject };
    pair.twist(reject, |event| (!is_release(&event)).then_some(event));
    assert_eq!(pair.family(), Some("K7"));
}

#[test]
fn k7_a_second_release_is_found() {
    let mut pair = Pair::new();
    let id = pair.arrive();
    pair.route();
    let policy = pair.center.shared_policy();
    let again = Event {
        rule: switchboard::Rule::Cap20,
        fact: Fact::CapacityReleased { conversation: id, agent: RUTH, available: 0 },
    };
    let broken = pair.monitor.note(&again, &policy).expect_err("nothing was charged");
    assert_eq!(broken.family, "K7");
}

#[test]
fn k2_units_that_do_not_add_up_are_found() {
    let mut pair = Pair::new();
    pair.arrive();
    pair.twist(Action::Router(Route::Agent(ANN)), |mut event| {
        if let Fact::CapacityConsumed { available, .. } = &mut event.fact {
            *available += 1;
        }
        Some(event)
    });
    assert_eq!(pair.family(), Some("K2"));
}

#[test]
fn k2_going_below_zero_without_an_override_is_found() {
    // The supervisor did override; a router that did the same would be wrong.
    let below = |routed: bool| {
        let mut pair = Pair::new();
        pair.arrive();
        pair.route();
        let second = pair.arrive();
        let operation = Supervise::AssignToAgent { agent: ANN, over_presence: true, over_capacity: true };
        let action = Action::Supervisor { by: RUTH, conversation: second, operation };
        assert_eq!(pair.center.apply(action), Answer::Done);
        let policy = pair.center.shared_policy();
        for event in pair.center.events().to_vec() {
            pair.monitor.note(&event, &policy).expect("nothing wrong yet");
        }
        let told = if routed { Action::Router(Route::Agent(ANN)) } else { action };
        pair.monitor.settle(&told, &pair.center).err().map(|broken| broken.family)
    };
    assert_eq!(below(false), None);
    assert_eq!(below(true), Some("K2"));
}

#[test]
fn k1_a_primary_out_of_nowhere_is_found() {
    let mut pair = Pair::new();
    pair.arrive();
    pair.twist(Action::Router(Route::Agent(ANN)), |mut event| {
        if let Fact::PrimaryChanged { from, .. } = &mut event.fact {
            *from = Some(RUTH);
        }
        Some(event)
    });
    assert_eq!(pair.family(), Some("K1"));
}

#[test]
fn k1_a_change_of_primary_that_nobody_tells_is_found() {
    let mut pair = Pair::new();
    pair.arrive();
    pair.twist(Action::Router(Route::Agent(ANN)), |event| {
        (!matches!(event.fact, Fact::PrimaryChanged { .. })).then_some(event)
    });
    assert_eq!(pair.family(), Some("K1"));
}

#[test]
fn k9_a_closed_conversation_that_goes_on_is_found() {
    let mut pair = Pair::new();
    let id = pair.arrive();
    let close = Action::Supervisor { by: RUTH, conversation: id, operation: Supervise::ForceClose };
    pair.step(close);
    assert_eq!(pair.found, None);
    let policy = pair.center.shared_policy();
    let charge = Event {
        rule: switchboard::Rule::Cap13,
        fact: Fact::CapacityConsumed { conversation: id, agent: ANN, available: 40 },
    };
    let broken = pair.monitor.note(&charge, &policy).expect_err("it is closed");
    assert_eq!(broken.family, "K9");
}
