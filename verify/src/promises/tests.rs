//! Promises against a plain model that keeps whole centers and calls conversations by their ids: no tables, no ages, no
//! markers.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use switchboard::{Action, Answer, ContactCenter, ConversationId, Event, LocalState, PolicySpec, Replica, Stage};
use switchboard::{Contact, Handle, PropertySpec, Surroundings, Timer};

use super::{Came, party};
use crate::kernel::{Kernel, Rules};
use crate::liveness::{
    Assumptions, Condition, EFFORT_MAX, Ending, Fairness, Graph, Limits, Property as Promise, Stopping, Verdict, check,
};
use crate::model::{Marks, Model};
use crate::properties::facts::{self, Facts};
use crate::properties::{Given, Pair, Party, Property, read};
use crate::story::Then;
use crate::world::followed::Whose;
use crate::world::{Group, Groups, Scope, World};

const POLICY: &str = r#"{
    "settings": { "decline_limit": 1 },
    "queues": [{ "name": "chat", "kind": "messaging" }],
    "workstreams": [{ "name": "web", "channel": "CHANNEL", "queue": "chat", "cost": 60, "affinity": false }],
    "users": [
        { "name": "ann", "units": 100, "queues": ["chat"] },
        { "name": "bob", "units": 100, "queues": ["chat"] }
    ]
}"#;

fn spec(channel: &str, agents: usize) -> PolicySpec {
    let mut spec: PolicySpec = serde_json::from_str(&POLICY.replace("CHANNEL", channel)).expect("it is a policy");
    spec.users.truncate(agents);
    spec
}

/// A kernel in which these actions do nothing.
#[derive(Clone, Copy)]
struct Without(fn(Action) -> bool);

impl Kernel for Without {
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
        if (self.0)(action) {
            Answer::Unchanged(switchboard::Rule::S9Repeat)
        } else {
            Rules.apply(center, action, events)
        }
    }
}

fn scope(agents: usize, conversations: usize) -> Scope {
    let groups = Groups::of(&[Group::Answers, Group::Talk]);
    Scope { agents, conversations, supervisors: 0, groups, symmetry: false }
}

/// The parts of a center with the place of the followed conversation; it is over where that is the end.
type Key = Option<(Surroundings, Vec<LocalState>, Option<usize>)>;

/// A step: what is done, with whom it is about, where it leads, and what the end of the followed shows.
type PlainStep = ((u16, Whose), u32, Marks);

/// Every center that can be reached, by number.
struct Plain {
    /// By state.
    rows: Vec<Vec<PlainStep>>,
    keys: Vec<Key>,
    actions: Vec<Action>,
}

impl Plain {
    /// Searches all centers, by cloning and trying. Two marks: the promise is made, and kept, by the last step.
    fn explore(world: &World<u64>, kernel: &dyn Kernel, pair: &Pair) -> Self {
        let policy = Arc::clone(world.policy());
        let agents = facts::agents(&policy);
        let alive = |center: &ContactCenter| -> Vec<(ConversationId, LocalState)> {
            let locals = Replica::of(center).locals();
            let mut alive: Vec<_> = locals.into_iter().filter(|(_, local)| !local.is_settled()).collect();
            // The closed have no age; the order of what they are tells no more than a set would.
            let live = alive.iter().take_while(|(_, local)| local.stage() != Stage::Closed).count();
            alive[live..].sort_by(|one, other| one.1.cmp(&other.1));
            alive
        };
        let key = |center: &ContactCenter, followed: Option<ConversationId>| -> Key {
            let alive = alive(center);
            let place = followed.and_then(|id| alive.iter().position(|(other, _)| *other == id));
            if followed.is_some() && place.is_none() {
                return None;
            }
            let around = Replica::of(center).surroundings();
            Some((around, alive.into_iter().map(|(_, local)| local).collect(), place))
        };
        let mut actions: Vec<Action> = Vec::new();
        let mut plain = Self { rows: Vec::new(), keys: Vec::new(), actions: Vec::new() };
        let mut numbers: BTreeMap<Key, u32> = BTreeMap::new();
        let mut agenda: Vec<(ContactCenter, Option<ConversationId>)> = vec![(world.start().clone(), None)];
        numbers.insert(key(world.start(), None), 0);
        plain.keys.push(key(world.start(), None));
        let mut next = 0;
        while next < agenda.len() {
            let (center, followed) = agenda[next].clone();
            next += 1;
            let mut row = Vec::new();
            if plain.keys[next - 1].is_some() {
                let ids: Vec<ConversationId> = alive(&center).into_iter().map(|(id, _)| id).collect();
                for action in world.repertoire(&ids) {
                    let mut after = center.clone();
                    let mut events = Vec::new();
                    if !crate::world::tables::may(&center, action)
                        || !kernel.apply(&mut after, action, &mut events).is_done()
                    {
                        continue;
                    }
                    let bare = crate::world::act_on(action, Some(ConversationId { slot: 0, generation: 0 }));
                    let name = actions.iter().position(|known| *known == bare).unwrap_or_else(|| {
                        actions.push(bare);
                        actions.len() - 1
                    }) as u16;
                    // What the router finds is what it changes.
                    let (before, then) = (Replica::of(&center).locals(), Replica::of(&after).locals());
                    let changed = before.iter().find(|one| !then.contains(one)).map(|(id, _)| *id);
                    let found = changed.filter(|_| is_router(action));
                    let about =
                        action.conversation().or(found).map_or(Whose::Nobody, |id| match followed == Some(id) {
                            true => Whose::Followed,
                            false => Whose::Other,
                        });
                    let arrived = Replica::of(&after)
                        .locals()
                        .into_iter()
                        .map(|(id, _)| id)
                        .find(|id| !center.conversations().any(|other| other == *id));
                    let mut to = vec![(followed, about)];
                    let lives = arrived.is_some_and(|id| alive(&after).iter().any(|(other, _)| *other == id));
                    if followed.is_none() && lives {
                        to.push((arrived, Whose::Followed));
                    }
                    for (followed, about) in to {
                        let there = key(&after, followed);
                        let marks = match (&there, followed) {
                            (None, Some(id)) => {
                                let replica = Replica::of(&after);
                                let last =
                                    replica.locals().into_iter().find(|(other, _)| *other == id).expect("it is there");
                                let people: Vec<Facts> = agents
                                    .iter()
                                    .map(|agent| facts::of_agent(&policy, &replica.surroundings(), *agent))
                                    .collect();
                                let (made, kept) =
                                    pair.of(&facts::of_conversation(&policy, &last.1), &people, &[], None);
                                Marks::from(made) | Marks::from(kept) << 1
                            }
                            (Some(_) | None, _) => 0,
                        };
                        let fresh = numbers.len() as u32;
                        let number = *numbers.entry(there.clone()).or_insert(fresh);
                        if number == fresh {
                            plain.keys.push(there);
                            agenda.push((after.clone(), followed));
                        }
                        row.push(((name, about), number, marks));
                    }
                }
            }
            plain.rows.push(row);
        }
        plain.actions = actions;
        plain
    }
}

impl Model for Plain {
    type State = u32;
    type Action = (u16, Whose);
    type Gap = Infallible;

    fn initial(&self) -> Vec<u32> {
        vec![0]
    }

    fn steps(&self, state: u32, visit: &mut impl FnMut((u16, Whose), u32, Marks)) -> Result<(), Infallible> {
        self.rows[state as usize].iter().for_each(|(name, to, marks)| visit(*name, *to, *marks));
        Ok(())
    }
}

/// The steps of the shortest lasso in the plain model, prefix and loop; none if the promise is kept. And its states.
fn plainly(world: &World<u64>, kernel: &dyn Kernel, pair: &Pair, given: &Given) -> (Option<(usize, usize)>, usize) {
    let mut plain = Plain::explore(world, kernel, pair);
    let graph = Graph::explore(&mut plain, Limits::default()).expect("it is small");
    let policy = Arc::clone(world.policy());
    let agents = facts::agents(&policy);
    let of = |state: u32| {
        let Some((around, locals, Some(place))) = &plain.keys[state as usize] else { return (false, false) };
        let people: Vec<Facts> = agents.iter().map(|agent| facts::of_agent(&policy, around, *agent)).collect();
        let all: Vec<Facts> = locals.iter().map(|local| facts::of_conversation(&policy, local)).collect();
        let all: Vec<&Facts> = all.iter().collect();
        pair.of(all[*place], &people, &all, None)
    };
    let promise = Promise::LeadsTo(
        Condition::state(|state| of(state).0).or_step(|_, marks| marks & 1 == 1),
        Condition::state(|state| of(state).1).or_step(|_, marks| marks & 2 == 2),
    );
    let mut instances: Vec<(Party, u16, Whose)> = graph
        .labels()
        .iter()
        .filter_map(|((name, about), _)| {
            let party = party(plain.actions[usize::from(*name)])?;
            Some((party, *name, *about))
        })
        .collect();
    instances.sort_unstable();
    instances.dedup();
    let fairness = instances.into_iter().filter_map(|(party, name, about)| {
        let covers = move |step: (u16, Whose)| step == (name, about);
        if given.strong.contains(&party) {
            Some(Fairness::strong("it", covers))
        } else {
            given.weak.contains(&party).then(|| Fairness::weak("it", covers))
        }
    });
    let assumptions = Assumptions::new(Stopping::UnlessFair, fairness).expect("there are few");
    let verdict = check(&plain, &graph, &promise, &assumptions, EFFORT_MAX);
    let lasso = match verdict {
        Verdict::Violated(lasso) => match &lasso.ending {
            Ending::Stops => Some((lasso.prefix.len(), 0)),
            Ending::Repeats(steps) => Some((lasso.prefix.len(), steps.len())),
        },
        Verdict::Holds | Verdict::Unreached => None,
    };
    (lasso, graph.states())
}

/// As a policy would say it.
fn promise(from: &str, to: &str, weak: &[&str], strong: &[&str]) -> PropertySpec {
    let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    PropertySpec {
        name: format!("{from} ~> {to} {weak:?} {strong:?}"),
        leads_to: Some(switchboard::LeadsToSpec {
            from: from.to_owned(),
            to: to.to_owned(),
            weak: names(weak),
            strong: names(strong),
        }),
        ..PropertySpec::default()
    }
}

/// The steps before the loop and in it, as the kernel repeated them; none if the promise is kept.
fn asked(
    properties: &[Property],
    spec: &PolicySpec,
    scope: Scope,
    kernel: Without,
) -> (Vec<Option<(usize, usize)>>, usize) {
    let policy = Arc::new(spec.build().expect("the policy is valid"));
    let numbered: Vec<(usize, &Property)> = properties.iter().enumerate().collect();
    let asked = super::ask(&numbered, &policy, scope, Box::new(kernel), 1_000_000).expect("nothing is in the way");
    let asked = asked.expect("it is small");
    let lengths = asked.came.iter().map(|(_, came)| match came {
        Came::Broken(story) => match story.then.expect("it goes on somehow") {
            Then::NothingMore => Some((story.steps.len(), 0)),
            Then::AgainFrom(step) => Some((step - 1, story.steps.len() - (step - 1))),
        },
        Came::Kept | Came::NeverMade => None,
        Came::Undecided => panic!("it was not decided"),
    });
    (lengths.collect(), asked.states)
}

const ALL: [&str; 3] = ["router", "timers", "agents"];
const ACTIVE: &str = "conversation.state == \"Active\"";
const CLOSED: &str = "conversation.state == \"Closed\"";
const TALK: &str = "conversation.state == \"Active\" && !conversation.offered";

fn is_router(action: Action) -> bool {
    matches!(action, Action::Router(_))
}

fn is_ring(action: Action) -> bool {
    matches!(action, Action::Timer { timer: Timer::Offer | Timer::OfferGrace, .. })
}

fn is_end(action: Action) -> bool {
    matches!(
        action,
        Action::Agent { operation: Handle::End | Handle::CloseSession, .. }
            | Action::Timer { timer: Timer::AutoClose, .. }
    )
}

fn is_leaving(action: Action) -> bool {
    matches!(action, Action::Customer { operation: Contact::End, .. })
}

/// Promises, faults, and how they come out in a world with one conversation and one with two: steps before the loop and in it.
#[test]
fn promises_come_out_as_in_a_plain_model_of_whole_centers() {
    let mut properties = crate::properties::builtin();
    let policy = spec("persistent-chat", 2).build().expect("the policy is valid");
    let own = vec![
        promise("conversation.state == \"Open\"", TALK, &ALL, &[]),
        promise(ACTIVE, CLOSED, &ALL, &[]),
        promise(ACTIVE, CLOSED, &["router", "timers"], &["agents"]),
        promise("conversation.state == \"Waiting\"", "conversation.state != \"Waiting\"", &["timers"], &[]),
        promise("conversation.offered", TALK, &["agents"], &[]),
    ];
    properties
        .extend(read(&PolicySpec { properties: own, ..spec("persistent-chat", 2) }, &policy).expect("they are right"));
    let faults: [fn(Action) -> bool; 5] = [|_| false, is_router, is_ring, is_end, is_leaving];
    let mut broken = 0;
    let mut kept = 0;
    for (channel, agents, conversations) in [("persistent-chat", 1, 1), ("live-chat", 1, 2), ("live-chat", 2, 1)] {
        let spec = spec(channel, agents);
        let policy = Arc::new(spec.build().expect("the policy is valid"));
        for fault in faults {
            let (found, states) = asked(&properties, &spec, scope(agents, conversations), Without(fault));
            let world: World<u64> =
                World::new(Arc::clone(&policy), scope(agents, conversations), Box::new(Without(fault)))
                    .expect("it fits");
            for (property, found) in properties.iter().zip(found) {
                let pair = property.pair(&policy).expect("it was read");
                let (expected, expected_states) = plainly(&world, &Without(fault), &pair, &property.given);
                // A lasso is the shortest in all; of its parts only the sum is the same.
                let sum = |lasso: Option<(usize, usize)>| lasso.map(|(prefix, repeats)| prefix + repeats);
                assert_eq!(sum(found), sum(expected), "{} on {channel}", property.name);
                assert_eq!(states, expected_states, "{channel}");
                broken += usize::from(found.is_some());
                kept += usize::from(found.is_none());
            }
        }
    }
    assert!(broken > 20 && kept > 20, "{broken} broken, {kept} kept");
}

#[test]
fn a_fault_breaks_the_promise_that_it_is_about_by_the_shortest_run() {
    let properties = crate::properties::builtin();
    let spec = spec("live-chat", 2);
    let came = |fault| asked(&properties, &spec, scope(2, 2), Without(fault)).0;
    assert_eq!(came(|_| false), [None, None, None]);
    // One arrives, and nobody searches.
    assert_eq!(came(is_router)[0], Some((1, 0)));
    // One arrives and is offered, and it rings for ever.
    assert_eq!(came(is_ring)[1], Some((2, 0)));
    // One arrives, is offered and accepted, and nobody ends it.
    assert_eq!(came(is_end)[2], Some((3, 0)));
}

#[test]
fn strong_fairness_ends_what_weak_fairness_lets_go_on() {
    let own = vec![promise(ACTIVE, CLOSED, &ALL, &[]), promise(ACTIVE, CLOSED, &["router", "timers"], &["agents"])];
    let spec = PolicySpec { properties: own, ..spec("persistent-chat", 1) };
    let properties = read(&spec, &spec.build().expect("the policy is valid")).expect("they are right");
    let came = asked(&properties, &spec, scope(1, 1), Without(|_| false)).0;
    assert!(came[0].is_some_and(|(_, repeats)| repeats > 0), "{came:?}");
    assert_eq!(came[1], None);
}
