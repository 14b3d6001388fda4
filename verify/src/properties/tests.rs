//! Expressions against the interpreter of the crate that reads them, and what is said of those that are none.

use std::collections::BTreeMap;
use std::sync::Arc;

use cel::{Context, Program, Value};
use serde::Serialize;
use switchboard::{PolicySpec, PropertySpec, UserId};

use super::check::{Mentions, check};
use super::facts::{self, AGENT, CONVERSATION, Facts, Place};
use super::{Claim, Questions, read};
use crate::Rules;
use crate::families::Family;
use crate::liveness::{Graph, Limits};
use crate::model::Model;
use crate::world::{Group, Groups, Scope, World};

const POLICY: &str = r#"{
    "settings": { "assign": true, "decline_limit": 1 },
    "queues": [{ "name": "chat", "kind": "messaging" }, { "name": "vip", "kind": "messaging" }],
    "workstreams": [{ "name": "web", "channel": "live-chat", "queue": "chat", "cost": 60, "wrap_up_block": 120 }],
    "users": [
        { "name": "ann", "units": 100, "queues": ["chat", "vip"] },
        { "name": "bob", "units": 120, "queues": ["chat"] },
        { "name": "sue", "roles": ["supervisor"], "queues": ["chat"] }
    ]
}"#;

fn spec() -> PolicySpec {
    serde_json::from_str(POLICY).expect("it is a policy")
}

/// What is said of an expression, and at which byte.
fn said(text: &str) -> (usize, String) {
    let policy = spec().build().expect("the policy is valid");
    match check(text, &policy, &mut Mentions::default()) {
        Ok(_) => (0, "fine".to_owned()),
        Err(fault) => (fault.at, fault.message),
    }
}

#[test]
fn an_expression_that_is_none_is_told_with_its_place_and_what_would_be_accepted() {
    let fields = "state, offered, queue, workstream, channel, owner, cost, customer_away, participants, charged, \
                  declined_by, timers";
    let cases = [
        (
            "conversaton.state == \"Open\"",
            0,
            "unknown name `conversaton` (`conversation`?), expected one of: conversation, agent, conversations, agents"
                .to_owned(),
        ),
        (
            "conversation.sate == \"Open\"",
            13,
            format!("unknown field of a conversation `sate` (`state`?), expected one of: {fields}"),
        ),
        (
            "conversation.state == \"Opened\"",
            22,
            "unknown state `Opened` (`Open`?), expected one of: Open, Active, Waiting, Wrap-up, Closed".to_owned(),
        ),
        (
            "agent.load < 2 && conversation.queue == \"vpi\"",
            40,
            "unknown queue `vpi` (`vip`?), expected one of: chat, vip".to_owned(),
        ),
        (
            "conversation.owner == \"anne\"",
            22,
            "unknown person `anne` (`ann`?), expected one of: ann, bob, sue".to_owned(),
        ),
        ("conversation.cost + 1", 0, "the expression is a number, expected true or false, such as `conversation.state == \"Open\"`".to_owned()),
        ("conversation.cost && true", 12, "`&&` takes true or false, found a number".to_owned()),
        ("agent.name == conversation.queue", 11, "a person is never compared with a queue".to_owned()),
        ("agents.exists(a, a.load)", 18, "`exists` takes true or false, found a number".to_owned()),
        ("agents.size() / 2 == 1", 14, "unknown function or operator `/` here, expected one of: &&, ||, !, ? :, ==, !=, <, <=, >, >=, +, -, *, in, size, exists, all, exists_one, filter".to_owned()),
        ("conversation.owner == null", 22, "nothing to compare with, expected true or false, a number or a text; nobody is `\"\"`".to_owned()),
    ];
    for (text, at, message) in cases {
        assert_eq!(said(text), (at, message), "{text}");
    }
    let (at, message) = said("agent.load <");
    assert_eq!(at, 12);
    assert!(message.starts_with("no expression: ") && message.ends_with("such as `conversation.state == \"Open\"`"));
    assert!(!message.contains('\n'), "{message}");
}

#[test]
fn a_property_claims_exactly_one_thing_and_has_a_sentence_of_its_own() {
    let policy = spec().build().expect("the policy is valid");
    let claim = |name: &str, always: Option<&str>, never: Option<&str>| PropertySpec {
        name: name.to_owned(),
        always: always.map(str::to_owned),
        never: never.map(str::to_owned),
        ..PropertySpec::default()
    };
    let told = |properties: Vec<PropertySpec>| {
        read(&PolicySpec { properties, ..spec() }, &policy).map_or_else(|error| error.message, |_| "fine".to_owned())
    };
    let one_of = "expected exactly one of: always, never, sometimes, leads_to";
    assert_eq!(told(vec![claim("it is", None, None)]), format!("property `it is` claims nothing, {one_of}"));
    let both = vec![claim("it is", Some("true"), Some("false"))];
    assert_eq!(told(both), format!("property `it is` claims always and never, {one_of}"));
    let twice = vec![claim("it is", Some("true"), None), claim("it is", Some("true"), None)];
    assert_eq!(told(twice), "two properties are named `it is`, expected different names");
    assert_eq!(told(vec![claim(" ", Some("true"), None)]), "a property without a name, expected a sentence");
    let many: Vec<PropertySpec> =
        (0..14).map(|number| claim(&format!("{number}"), Some("!true || false"), None)).collect();
    assert_eq!(
        told(many),
        "property `13` is one too many: there is room for 26, where an implication that holds always takes two"
    );
}

/// A field as the interpreter takes it.
#[derive(Serialize)]
#[serde(untagged)]
enum Shown {
    Flag(bool),
    Int(i64),
    Name(String),
    Names(Vec<String>),
}

/// All fields by name.
fn shown(
    policy: &switchboard::Policy,
    fields: &[(&'static str, Place)],
    facts: &Facts,
) -> BTreeMap<&'static str, Shown> {
    let name = |kind: facts::Kind, number: u16| kind.names(policy)[usize::from(number)].to_owned();
    let value = |place: Place| match place {
        Place::Flag(at) => Shown::Flag(facts.flags[usize::from(at)]),
        Place::Int(at) => Shown::Int(i64::from(facts.ints[usize::from(at)])),
        Place::Name(at, kind) => Shown::Name(name(kind, facts.names[usize::from(at)])),
        Place::Names(at, kind) => {
            Shown::Names(facts.sets[usize::from(at)].iter().map(|number| name(kind, *number)).collect())
        }
    };
    fields.iter().map(|(field, place)| (*field, value(*place))).collect()
}

/// Expressions of every kind of part.
const EXPRESSIONS: [&str; 16] = [
    "conversation.state == \"Open\"",
    "conversation.state != \"Active\" || conversation.offered",
    "conversation.owner == agent.name && agent.load >= 2",
    "agent.name in conversation.charged",
    "agent.name in conversation.declined_by && conversation.state == \"Open\"",
    "conversation.state in [\"Wrap-up\", \"Closed\"]",
    "\"wrap-up-block\" in conversation.timers",
    "\"vip\" in agent.queues && agent.available < 60",
    "agents.all(a, a.load > 0)",
    "agents.exists_one(a, a.used == a.units - 40)",
    "conversations.exists(c, c.state == \"Open\") && agents.exists(a, a.available >= 60)",
    "conversations.filter(c, c.owner == agent.name).size() == 2",
    "conversations.filter(c, agents.exists(a, a.name == c.owner && a.base == \"Available\")).size() > 0",
    "size(conversations) == 2 && conversations.all(c, c.cost == -(-60) && (c.owner == \"\") == (c.state == \"Open\"))",
    "conversation.owner == \"ann\" ? agent.presence == \"Busy\" : conversation.charged.size() * 2 == 2",
    "conversation.channel == \"live-chat\" && conversation.workstream == \"web\" && conversation.queue != \"vip\"",
];

#[test]
fn expressions_hold_where_the_interpreter_of_their_language_says_so() {
    let policy = Arc::new(spec().build().expect("the policy is valid"));
    let properties: Vec<PropertySpec> = EXPRESSIONS
        .iter()
        .map(|text| PropertySpec {
            name: (*text).to_owned(),
            never: Some((*text).to_owned()),
            ..PropertySpec::default()
        })
        .collect();
    let properties = read(&PolicySpec { properties, ..spec() }, &policy).expect("they are expressions");
    assert!(properties.iter().all(|property| property.claim == Claim::Never));
    let scope = Scope {
        agents: 2,
        conversations: 2,
        supervisors: 0,
        groups: Groups::of(&[Group::Answers, Group::Talk]),
        symmetry: false,
    };
    let questions = Questions::new(&properties, &policy).expect("they are expressions");
    let mut world: World<u64> = World::asking(Arc::clone(&policy), scope, Box::new(Rules), questions).expect("it fits");
    let graph = Graph::explore(&mut world, Limits::default()).expect("it is small");
    let programs: Vec<Program> = EXPRESSIONS.iter().map(|text| Program::compile(text).expect("it is one")).collect();
    let agents: Vec<UserId> = facts::agents(&policy);
    let mut held = vec![[false; 2]; EXPRESSIONS.len()];
    let stride = (graph.states() / 400).max(1);
    for number in (0..graph.states() as u32).step_by(stride) {
        let state = graph.state(number);
        let marks = world.marks(state);
        let (around, locals) = world.parts(state);
        let one =
            |local: &&switchboard::LocalState| shown(&policy, &CONVERSATION, &facts::of_conversation(&policy, local));
        let conversations: Vec<_> = locals.iter().map(one).collect();
        let people: Vec<_> =
            agents.iter().map(|agent| shown(&policy, &AGENT, &facts::of_agent(&policy, around, *agent))).collect();
        for (place, program) in programs.iter().enumerate() {
            let references = program.references();
            let speaks = |name: &str| references.has_variable(name);
            let each = |yes: bool, count: usize| if yes { (0..count).map(Some).collect() } else { vec![None] };
            let mut expected = false;
            for one in each(speaks("conversation"), conversations.len()) {
                for who in each(speaks("agent"), people.len()) {
                    let mut context = Context::default();
                    let mut add = |name: &str, value: &BTreeMap<&'static str, Shown>| {
                        context.add_variable(name, value).expect("it is a map");
                    };
                    one.iter().for_each(|one| add("conversation", &conversations[*one]));
                    who.iter().for_each(|who| add("agent", &people[*who]));
                    context.add_variable("conversations", &conversations).expect("it is a list");
                    context.add_variable("agents", &people).expect("it is a list");
                    expected |= program.execute(&context) == Ok(Value::Bool(true));
                }
            }
            let found = marks >> (Family::MARKS as usize + place) & 1 == 1;
            assert_eq!(found, expected, "{} in {state:?}", EXPRESSIONS[place]);
            held[place][usize::from(found)] = true;
        }
    }
    // But for the last ones each was seen true and false, so that nothing was compared in vain.
    for (text, seen) in EXPRESSIONS.iter().zip(&held).take(10) {
        assert!(seen[1], "`{text}` never holds");
    }
}
