//! The worlds that are hunted in: drawn at random, or cut out of a policy.

use std::sync::Arc;

use switchboard::{
    LimitSpec, OverflowSpec, Policy, PolicySpec, ProfileSpec, QueueSpec, SettingsSpec, Switches, TimeoutRuleSpec,
    UserSpec, WaitOverflowSpec, WorkstreamSpec, WrapUpSpec,
};

use super::dice::Dice;

/// How often a world is drawn anew because the policy excludes what was drawn.
const TRIES_MAX: usize = 64;

/// How large a world is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// A few people, a few conversations: every family is judged with copies of the center.
    Small,
    /// At least twenty agents and a hundred conversations alive: judged by what a step touches.
    Large,
}

impl Size {
    /// How many conversations live at once, at most.
    #[must_use]
    pub const fn conversations(self) -> usize {
        match self {
            Self::Small => 6,
            Self::Large => 128,
        }
    }

    /// How many actions one run tries before its faults heal.
    #[must_use]
    pub const fn actions(self) -> usize {
        match self {
            Self::Small => 240,
            Self::Large => 12_000,
        }
    }
}

/// A world to hunt in.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Its policy as a file says it.
    pub spec: PolicySpec,
    /// Its policy.
    pub policy: Arc<Policy>,
    /// How large it is.
    pub size: Size,
}

impl Ground {
    /// The world of a policy.
    ///
    /// # Errors
    ///
    /// When the policy does not hold.
    pub fn new(spec: PolicySpec, size: Size) -> Result<Self, switchboard::PolicyError> {
        let policy = Arc::new(spec.build()?);
        Ok(Self { spec, policy, size })
    }

    /// A world at random.
    pub(super) fn draw(dice: &mut Dice, size: Size) -> Self {
        for _ in 0..TRIES_MAX {
            if let Ok(ground) = Self::new(spec(dice, size), size) {
                return ground;
            }
        }
        Self::new(plain(), size).expect("the plain world is a policy")
    }
}

/// One queue, one workstream, two agents, a supervisor.
fn plain() -> PolicySpec {
    PolicySpec {
        name: "plain".to_owned(),
        queues: vec![QueueSpec { name: "q1".to_owned(), kind: "messaging".to_owned(), ..QueueSpec::default() }],
        workstreams: vec![WorkstreamSpec {
            name: "w1".to_owned(),
            channel: "live-chat".to_owned(),
            queue: "q1".to_owned(),
            cost: 50,
            ..WorkstreamSpec::default()
        }],
        users: vec![
            UserSpec {
                name: "a".to_owned(),
                count: Some(2),
                units: 100,
                queues: vec!["q1".to_owned()],
                ..UserSpec::default()
            },
            UserSpec {
                name: "s1".to_owned(),
                roles: Some(vec!["supervisor".to_owned()]),
                queues: vec!["q1".to_owned()],
                ..UserSpec::default()
            },
        ],
        ..PolicySpec::default()
    }
}

/// The kind of queue that takes a channel.
fn kind(channel: &str) -> &'static str {
    match channel {
        "voice" => "voice",
        "record" => "record",
        _ => "messaging",
    }
}

fn spec(dice: &mut Dice, size: Size) -> PolicySpec {
    let large = size == Size::Large;
    let streams = if large { 3 + dice.below(6) } else { 1 + dice.below(3) };
    let mut queues: Vec<QueueSpec> = Vec::new();
    let mut workstreams = Vec::new();
    let profiles = profiles(dice);
    for number in 1..=streams {
        let channel =
            dice.one(&["live-chat", "live-chat", "voice", "persistent-chat", "async", "custom-async", "record"]);
        let fitting: Vec<&QueueSpec> = queues.iter().filter(|queue| queue.kind == kind(channel)).collect();
        let queue = if fitting.is_empty() || dice.percent(50) {
            let name = format!("q{}", queues.len() + 1);
            queues.push(queue(dice, &name, channel));
            name
        } else {
            fitting[dice.below(fitting.len())].name.clone()
        };
        workstreams.push(workstream(dice, number, channel, queue, &profiles));
    }
    overflow(dice, &mut queues);
    let bot = workstreams.iter().any(|stream| stream.bot.is_some());
    let agents = if large { 20 + dice.below(30) } else { 1 + dice.below(4) };
    let users = users(dice, agents, &queues, &profiles, bot);
    PolicySpec {
        name: "drawn".to_owned(),
        preset: Some(dice.one(&["seed", "current"]).to_owned()),
        switches: switches(dice),
        settings: settings(dice),
        profiles,
        queues,
        workstreams,
        users,
        ..PolicySpec::default()
    }
}

fn switches(dice: &mut Dice) -> std::collections::BTreeMap<String, String> {
    let chance = dice.one(&[0, 4, 12]);
    let mut chosen = std::collections::BTreeMap::new();
    for info in Switches::ALL {
        if dice.percent(chance) {
            let option = &info.options[dice.below(info.options.len())];
            chosen.insert(info.id.to_owned(), option.letter.to_string());
        }
    }
    chosen
}

fn settings(dice: &mut Dice) -> SettingsSpec {
    let toggle = |dice: &mut Dice| Some(dice.percent(90));
    SettingsSpec {
        monitor: toggle(dice),
        assign: toggle(dice),
        transfer: toggle(dice),
        force_close: toggle(dice),
        direct_transfer: Some(dice.percent(70)),
        unhold_at_transfer: Some(dice.percent(70)),
        missed_offers_set_inactive: Some(dice.percent(30)),
        rejected_offers_set_dnd: Some(dice.percent(30)),
        consult_costs_capacity: Some(dice.percent(30)),
        decline_limit: Some(1 + dice.below(3) as i64),
        session_cap: dice.percent(20).then_some(1 + dice.below(3) as i64),
        ..SettingsSpec::default()
    }
}

fn profiles(dice: &mut Dice) -> Vec<ProfileSpec> {
    let many = if dice.percent(40) { 1 + dice.below(2) } else { 0 };
    (1..=many)
        .map(|number| ProfileSpec {
            name: format!("p{number}"),
            limit: 1 + dice.below(3) as i64,
            blocking: dice.percent(30),
            reset: dice.percent(30).then(|| "end-of-day".to_owned()),
        })
        .collect()
}

fn queue(dice: &mut Dice, name: &str, channel: &str) -> QueueSpec {
    let methods = ["highest-capacity", "advanced-round-robin", "least-active"];
    QueueSpec {
        name: name.to_owned(),
        kind: kind(channel).to_owned(),
        priority: dice.below(2) as i64,
        method: dice.percent(50).then(|| dice.one(&methods).to_owned()),
        callback: channel == "voice" && dice.percent(30),
        position_text: dice.percent(15),
        ..QueueSpec::default()
    }
}

/// Some queues overflow: into another of their kind, or to an end.
fn overflow(dice: &mut Dice, queues: &mut [QueueSpec]) {
    let names: Vec<(String, String)> = queues.iter().map(|queue| (queue.name.clone(), queue.kind.clone())).collect();
    for queue in queues {
        let others: Vec<&String> = names
            .iter()
            .filter(|(name, kind)| *kind == queue.kind && *name != queue.name)
            .map(|(name, _)| name)
            .collect();
        let other = (!others.is_empty()).then(|| others[dice.below(others.len().max(1))].clone());
        if dice.percent(20) {
            let action = if other.is_some() && dice.percent(70) { "queue" } else { "end" };
            queue.overflow.push(OverflowSpec {
                when: "items".to_owned(),
                limit: Some(1 + dice.below(3) as i64),
                action: action.to_owned(),
                queue: other.clone().filter(|_| action == "queue"),
                ..OverflowSpec::default()
            });
        }
        if dice.percent(15) {
            let action = if other.is_some() && dice.percent(70) { "queue" } else { "end" };
            queue.wait_overflow = Some(WaitOverflowSpec {
                seconds: 180,
                action: action.to_owned(),
                queue: other.filter(|_| action == "queue"),
            });
        }
    }
}

fn workstream(
    dice: &mut Dice,
    number: usize,
    channel: &str,
    queue: String,
    profiles: &[ProfileSpec],
) -> WorkstreamSpec {
    let silent = matches!(channel, "persistent-chat" | "async" | "custom-async");
    let rule = |dice: &mut Dice| TimeoutRuleSpec {
        kind: dice.one(&["customer-non-response", "agent-non-response"]).to_owned(),
        after_s: 120,
        action: dice.one(&["send-message", "close", "to-waiting", "release"]).to_owned(),
        priority: 0,
    };
    WorkstreamSpec {
        name: format!("w{number}"),
        channel: channel.to_owned(),
        queue,
        cost: dice.one(&[30, 50, 50, 100]),
        profiles: profiles.iter().filter(|_| dice.percent(50)).map(|profile| profile.name.clone()).collect(),
        wrap_up_block: match dice.below(4) {
            0 => Some(WrapUpSpec::Word("never".to_owned())),
            1 => Some(WrapUpSpec::Seconds(30)),
            2 => Some(WrapUpSpec::Word("always".to_owned())),
            _ => None,
        },
        distribution: dice.percent(15).then(|| "pick".to_owned()),
        pick_from_push: dice.percent(40),
        affinity: dice.percent(30).then(|| dice.percent(50)),
        auto_assign: dice.percent(15),
        bot: (channel != "record" && dice.percent(12)).then(|| "bot".to_owned()),
        timeout_rules: if silent && dice.percent(40) { vec![rule(dice)] } else { Vec::new() },
        disposition_required: dice.percent(15),
        ..WorkstreamSpec::default()
    }
}

fn users(dice: &mut Dice, agents: usize, queues: &[QueueSpec], profiles: &[ProfileSpec], bot: bool) -> Vec<UserSpec> {
    let mut users = Vec::new();
    for number in 1..=agents {
        let mut own: Vec<String> = queues.iter().filter(|_| dice.percent(70)).map(|queue| queue.name.clone()).collect();
        if own.is_empty() {
            own.push(queues[dice.below(queues.len())].name.clone());
        }
        let supervises = dice.percent(8);
        users.push(UserSpec {
            name: format!("a{number}"),
            roles: supervises.then(|| vec!["agent".to_owned(), "supervisor".to_owned()]),
            units: dice.one(&[50, 100, 100, 150]),
            profiles: profiles
                .iter()
                .filter(|_| dice.percent(80))
                .map(|profile| (profile.name.clone(), LimitSpec::Default(true)))
                .collect(),
            queues: own,
            ..UserSpec::default()
        });
    }
    for number in 1..=1 + dice.below(2) {
        let blocked = dice.percent(5);
        users.push(UserSpec {
            name: format!("s{number}"),
            roles: Some(if blocked {
                vec!["supervisor".to_owned(), "api-access".to_owned()]
            } else {
                vec!["supervisor".to_owned()]
            }),
            queues: queues.iter().filter(|_| dice.percent(90)).map(|queue| queue.name.clone()).collect(),
            ..UserSpec::default()
        });
    }
    if bot {
        users.push(UserSpec {
            name: "bot".to_owned(),
            roles: Some(vec!["bot".to_owned()]),
            queues: queues.iter().map(|queue| queue.name.clone()).collect(),
            ..UserSpec::default()
        });
    }
    users
}
