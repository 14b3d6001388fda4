//! The small center that this checker and its peers go through.

use std::sync::Arc;

use switchboard::{Channel, Policy, PolicySpec, QueueSpec, SettingsSpec, UserSpec, WorkstreamSpec};

/// So many agents alike with a hundred units each, one supervisor, one queue, one workstream of this
/// channel whose offers an agent may decline so many times.
pub(crate) fn policy(channel: Channel, agents: usize, cost: i64, declines: i64) -> Arc<Policy> {
    let user = |name: &str, role: &str| UserSpec {
        name: name.to_owned(),
        roles: Some(vec![role.to_owned()]),
        units: 100,
        queues: vec!["front".to_owned()],
        ..UserSpec::default()
    };
    let mut users: Vec<UserSpec> = ["ann", "bob", "cem"][..agents].iter().map(|name| user(name, "agent")).collect();
    users.push(user("sue", "supervisor"));
    let spec = PolicySpec {
        name: format!("small {channel}"),
        settings: SettingsSpec {
            assign: Some(true),
            decline_limit: Some(declines),
            transfer: Some(true),
            force_close: Some(true),
            ..SettingsSpec::default()
        },
        queues: vec![QueueSpec {
            name: "front".to_owned(),
            kind: channel.queue_kind().name().to_owned(),
            ..QueueSpec::default()
        }],
        workstreams: vec![WorkstreamSpec {
            name: "work".to_owned(),
            channel: channel.name().to_owned(),
            queue: "front".to_owned(),
            cost,
            ..WorkstreamSpec::default()
        }],
        users,
        ..PolicySpec::default()
    };
    Arc::new(spec.build().expect("the spec is valid"))
}
