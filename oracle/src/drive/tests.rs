//! The driver against the kernel and against faulty imitations of it, without a pipe between.

use std::sync::Arc;

use switchboard::{Action, Answer, ContactCenter, Event, Route, Verdict};
use switchboard_verify::{Kernel, Rules};

use super::driver::{Driver, Options, Unfit};
use super::exact::{Shortest, shortest};
use super::host::{Host, given};
use super::link::{Direct, Failure, Link};
use super::twin::assigned;
use super::wire::{Answers, Aspect, Capabilities, Reply, Request, Routes};
use crate::faulty::Fault;

fn none() -> Result<switchboard::PolicySpec, String> {
    Err("every world is given".to_owned())
}

/// A driver of the kernel with a fault, in the fault's own world.
fn faulty(fault: &Fault) -> Driver<Direct<crate::faulty::Faulty>> {
    let link = Direct::new(Host::of_fault(fault));
    Driver::meet(link, None, &none).unwrap_or_else(|unfit| panic!("{}: {unfit}", fault.name))
}

#[test]
fn the_kernel_does_not_differ_from_itself() {
    for name in ["two-agents-take-one", "held-chats-count", "ghost-call", "one-limit-of-several", "ended-goes-on"] {
        let world = Fault::named(name).expect("it is there").world();
        let link = Direct::new(Host::new(Rules, "kernel"));
        let mut driver = Driver::meet(link, Some(world), &none).expect("it claims everything");
        let options = Options { steps: 1_000, ..Options::default() };
        let (found, complete) = driver.drive(&options, &|| false).expect("nothing can fail");
        assert_eq!(found, None, "in the world of {name}");
        assert!(complete && driver.tally().steps >= 1_000);
    }
}

#[test]
fn faults_are_found_and_made_short() {
    for name in ["two-agents-take-one", "two-facts-one-told", "joined-after-the-end", "newest-first"] {
        let fault = Fault::named(name).expect("it is there");
        let mut driver = faulty(fault);
        let (found, _) = driver.drive(&Options::default(), &|| false).expect("nothing can fail");
        let found = found.unwrap_or_else(|| panic!("{name} is not found"));
        let short = driver.shrink(found, 40_000).expect("nothing can fail");
        let policy = Arc::new(fault.world().build().expect("the policy is valid"));
        let length = short.finding.moves.len();
        assert_eq!(shortest(&fault.kernel(), &policy, 3, length), Shortest::Is(length), "{name}");
    }
}

/// The rules, with a router that gives each item to the last of the agents who may have it.
#[derive(Debug)]
struct LastAgent;

impl Kernel for LastAgent {
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
        let before = center.clone();
        let answer = Rules.apply(center, action, events);
        if let (Action::Router(Route::Queue(_)), Some((item, agent))) = (action, given(events)) {
            let why = before.why(item);
            let may = why.candidates.iter().filter(|it| matches!(it.verdict, Verdict::Eligible(_)));
            let last = may.map(|it| it.agent).max().unwrap_or(agent);
            if last != agent
                && let Some((other, told)) = assigned(&before, (item, last))
            {
                (*center, *events) = (other, told);
            }
        }
        answer
    }
}

/// A way on which what was assigned is not told.
struct Mute<L>(L);

impl<L: Link> Link for Mute<L> {
    fn send(&mut self, request: &Request<'_>) -> Result<(), Failure> {
        self.0.send(request)
    }

    fn receive(&mut self) -> Result<Reply<'_>, Failure> {
        let mut reply = self.0.receive()?;
        if let Reply::Done(answered) = &mut reply {
            answered.assigned = None;
            if let Some(state) = &mut answered.state
                && state.people.is_empty()
            {
                answered.state = None;
            }
        }
        Ok(reply)
    }

    fn restart(&mut self) -> Result<(), Failure> {
        self.0.restart()
    }
}

/// What is claimed by somebody who tells this much.
fn tells(observes: &[Aspect], effects: &[&str]) -> Capabilities {
    Capabilities {
        version: super::wire::VERSION,
        answers: Answers::Kind,
        observes: observes.to_vec(),
        effects: effects.iter().map(|&name| name.to_owned()).collect(),
        time: true,
        ..Capabilities::default()
    }
}

#[test]
fn a_choice_that_is_not_told_accuses_nobody() {
    let world = || Fault::named("two-agents-take-one").expect("it is there").world();
    let drive = |claims: Capabilities, mute: bool| {
        let direct = Direct::new(Host::claiming(LastAgent, claims));
        let options = Options { steps: 2_000, ..Options::default() };
        if mute {
            let mut driver = Driver::meet(Mute(direct), Some(world()), &none).expect("it can be driven");
            let (found, _) = driver.drive(&options, &|| false).expect("nothing can fail");
            (found, driver.tally().clone())
        } else {
            let mut driver = Driver::meet(direct, Some(world()), &none).expect("it can be driven");
            let (found, _) = driver.drive(&options, &|| false).expect("nothing can fail");
            (found, driver.tally().clone())
        }
    };
    // Told, it is followed; with nothing told, the run ends there, and as many steps are compared.
    let (found, told) = drive(tells(&[], &[]), false);
    assert_eq!((found, told.lost), (None, 0));
    let (found, untold) = drive(tells(&[], &[]), true);
    assert_eq!(found, None);
    assert!(untold.lost > 0 && untold.steps >= 2_000, "{untold:?}");
    // The units that people have left tell who got it as long as they have different ones, the effects always.
    let (found, units) = drive(tells(&[Aspect::Available], &[]), true);
    assert_eq!(found, None);
    assert!(units.lost < untold.lost, "{} and {}", units.lost, untold.lost);
    let (found, effects) = drive(tells(&[], &["PrimaryChanged"]), true);
    assert_eq!((found, effects.lost), (None, 0));
    // Whoever claims which agent it is, is held to it.
    let claims = Capabilities { order: super::wire::Order::Agents, ..tells(&[Aspect::Available], &[]) };
    assert!(drive(claims, true).0.is_some());
}

#[test]
fn a_router_that_searches_by_itself_is_followed_no_further_than_it_tells() {
    /// The rules, which search after every step.
    #[derive(Debug)]
    struct Busy;
    impl Kernel for Busy {
        fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
            let answer = LastAgent.apply(center, action, events);
            for queue in (0..center.policy().queues().len()).map(switchboard::QueueId::at) {
                let mut told = Vec::new();
                while LastAgent.apply(center, Action::Router(Route::Queue(queue)), &mut told).is_done() {
                    events.append(&mut told);
                }
            }
            answer
        }
    }
    let world = Fault::named("two-agents-take-one").expect("it is there").world();
    for (observes, mute) in [(vec![], true), (vec![Aspect::State, Aspect::Holder], false)] {
        let claims = Capabilities { routes: Routes::ByItself, ..tells(&observes, &[]) };
        let direct = Direct::new(Host::claiming(Busy, claims));
        let options = Options { steps: 1_000, ..Options::default() };
        let (found, lost) = if mute {
            let mut driver = Driver::meet(Mute(direct), Some(world.clone()), &none).expect("it can be driven");
            (driver.drive(&options, &|| false).expect("nothing can fail").0, driver.tally().lost)
        } else {
            let mut driver = Driver::meet(direct, Some(world.clone()), &none).expect("it can be driven");
            (driver.drive(&options, &|| false).expect("nothing can fail").0, driver.tally().lost)
        };
        assert_eq!(found, None, "{observes:?}");
        assert!(!mute || lost > 0, "{lost}");
    }
}

#[test]
fn in_which_order_queues_are_served_accuses_nobody() {
    /// The rules, which search after every step, the last queue first.
    #[derive(Debug)]
    struct Backwards;
    impl Kernel for Backwards {
        fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
            let answer = Rules.apply(center, action, events);
            for queue in (0..center.policy().queues().len()).rev().map(switchboard::QueueId::at) {
                let mut told = Vec::new();
                while Rules.apply(center, Action::Router(Route::Queue(queue)), &mut told).is_done() {
                    events.append(&mut told);
                }
            }
            answer
        }
    }
    // One agent serves both queues, and one the second alone.
    let world = r#"{
        "queues": [{ "name": "q1", "kind": "messaging" }, { "name": "q2", "kind": "messaging" }],
        "workstreams": [
            { "name": "w1", "channel": "live-chat", "queue": "q1", "cost": 60 },
            { "name": "w2", "channel": "live-chat", "queue": "q2", "cost": 60 }
        ],
        "users": [
            { "name": "ann", "units": 100, "queues": ["q1", "q2"] },
            { "name": "bob", "units": 100, "queues": ["q2"] }
        ]
    }"#;
    let world: switchboard::PolicySpec = serde_json::from_str(world).expect("a policy");
    for order in [super::wire::Order::None, super::wire::Order::Items, super::wire::Order::Agents] {
        let observes = [Aspect::State, Aspect::Holder, Aspect::Available];
        let claims = Capabilities { routes: Routes::ByItself, order, time: false, ..tells(&observes, &["OfferMade"]) };
        let direct = Direct::new(Host::claiming(Backwards, claims));
        let options = Options { steps: 3_000, ..Options::default() };
        let mut driver = Driver::meet(direct, Some(world.clone()), &none).expect("it can be driven");
        let (found, _) = driver.drive(&options, &|| false).expect("nothing can fail");
        assert_eq!(found, None, "{order:?}");
    }
}

#[test]
fn who_can_create_nothing_is_told_so() {
    let claims = Capabilities { conversations_max: Some(0), ..tells(&[], &[]) };
    let met = Driver::meet(Direct::new(Host::claiming(Rules, claims)), None, &none);
    assert_eq!(met.err(), Some(Unfit::NoConversations));
}

#[test]
fn the_schema_is_the_one_that_is_committed() {
    // Made anew by `cargo run -p switchboard-oracle --example drive_schema > schemas/drive.schema.json`.
    assert_eq!(super::wire::schema(), include_str!("../../../schemas/drive.schema.json"));
}
