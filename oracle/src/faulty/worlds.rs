//! Small policies under which the faults show.

use std::collections::BTreeMap;

use switchboard::{LimitSpec, PolicySpec, ProfileSpec, QueueSpec, SettingsSpec, UserSpec, WorkstreamSpec};

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

fn user(name: &str, role: &str, units: i64, queues: &[&str]) -> UserSpec {
    UserSpec { name: name.to_owned(), roles: Some(names(&[role])), units, queues: names(queues), ..UserSpec::default() }
}

fn queue(name: &str, kind: &str) -> QueueSpec {
    QueueSpec { name: name.to_owned(), kind: kind.to_owned(), ..QueueSpec::default() }
}

fn stream(name: &str, channel: &str, queue: &str) -> WorkstreamSpec {
    WorkstreamSpec {
        name: name.to_owned(),
        channel: channel.to_owned(),
        queue: queue.to_owned(),
        cost: 60,
        pick_from_push: true,
        ..WorkstreamSpec::default()
    }
}

/// Two queues of this kind, one stream into the first, two agents with room for one conversation each, a supervisor.
fn base(name: &str, channel: &str, kind: &str) -> PolicySpec {
    PolicySpec {
        name: name.to_owned(),
        settings: SettingsSpec {
            monitor: Some(true),
            assign: Some(true),
            transfer: Some(true),
            force_close: Some(true),
            direct_transfer: Some(true),
            ..SettingsSpec::default()
        },
        queues: vec![queue("front", kind), queue("back", kind)],
        workstreams: vec![stream("work", channel, "front")],
        users: vec![
            user("ann", "agent", 100, &["front"]),
            user("bob", "agent", 100, &["front"]),
            user("sue", "supervisor", 0, &["front", "back"]),
        ],
        ..PolicySpec::default()
    }
}

/// Live chats.
pub(super) fn chats() -> PolicySpec {
    base("live chats", "live-chat", "messaging")
}

/// Asynchronous messages, which may wait for the customer.
pub(super) fn messages() -> PolicySpec {
    base("asynchronous messages", "async", "messaging")
}

/// Persistent chats, which may wait for the customer.
pub(super) fn persistent() -> PolicySpec {
    base("persistent chats", "persistent-chat", "messaging")
}

/// Calls.
pub(super) fn calls() -> PolicySpec {
    base("calls", "voice", "voice")
}

/// Agents with room for two conversations each.
pub(super) fn roomy() -> PolicySpec {
    let mut policy = chats();
    policy.name = "live chats, two at once".to_owned();
    for user in policy.users.iter_mut().filter(|user| user.units > 0) {
        user.units = 150;
    }
    policy
}

/// Each agent belongs to a queue of the agent's own.
pub(super) fn teams() -> PolicySpec {
    let mut policy = chats();
    policy.name = "two teams".to_owned();
    policy.users[1].queues = names(&["back"]);
    policy
}

/// One agent of two queues, each with a stream of its own.
pub(super) fn departments() -> PolicySpec {
    let mut policy = roomy();
    policy.name = "two departments".to_owned();
    policy.workstreams.push(stream("other", "live-chat", "back"));
    for user in policy.users.iter_mut().take(2) {
        user.queues = names(&["front", "back"]);
    }
    policy
}

/// One agent has no units at all.
pub(super) fn without_limit() -> PolicySpec {
    let mut policy = chats();
    policy.name = "an agent without units".to_owned();
    policy.users[1].units = 0;
    policy
}

/// Besides units, chats take a profile, of which each agent may have one.
pub(super) fn profiles() -> PolicySpec {
    let mut policy = roomy();
    policy.name = "two limits".to_owned();
    policy.profiles = vec![ProfileSpec { name: "single".to_owned(), limit: 1, blocking: false, reset: None }];
    policy.workstreams[0].profiles = names(&["single"]);
    for user in policy.users.iter_mut().take(2) {
        user.profiles = BTreeMap::from([("single".to_owned(), LimitSpec::Default(true))]);
    }
    policy
}

/// Chats are for agents to pick.
pub(super) fn pick() -> PolicySpec {
    let mut policy = chats();
    policy.name = "chats to pick".to_owned();
    policy.workstreams[0].distribution = Some("pick".to_owned());
    policy
}
