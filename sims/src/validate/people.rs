//! Cases with pools of different skills, and with named agents who have units, wrap-up and breaks.

use serde_json::Value;
use switchboard::{AssignmentRuleSpec, Base, Distribution, QueueSpec, WrapUpSpec};

use crate::scenario::{ChurnSpec, PicksSpec};
use crate::validate::case::{Case, Fault, numbers};
use crate::validate::levels::name;
use crate::validate::world::{World, arrivals, messaging, pace, voice};

/// Two classes and two pools.
pub(super) fn skills(case: &Case, effort: u64) -> Result<Vec<World>, Fault> {
    if case.params.get("service_rate_class_pool").is_some() { x_model(case, effort) } else { n_model(case, effort) }
}

/// Two lists of two.
fn two(case: &Case, key: &str) -> Result<[f64; 2], Fault> {
    let list = case.list(key)?;
    <[f64; 2]>::try_from(list)
        .or_else(|_| case.odd(format_args!("parameter `{key}` has not two numbers, expected two")))
}

/// The second pool helps the first class; pushed by the router's own order of queues and rules.
fn n_model(case: &Case, effort: u64) -> Result<Vec<World>, Fault> {
    let (rates, patience, agents) = (two(case, "arrival_rates")?, two(case, "patience_rates")?, two(case, "agents")?);
    let service = |key: &str| {
        let rate = case.params.get("service_rates").and_then(|rates| rates.get(key)).and_then(Value::as_f64);
        match rate.filter(|rate| *rate > 0.0) {
            Some(rate) => Ok(rate),
            None => case.odd(format_args!("`service_rates` has no `{key}` above 0")),
        }
    };
    let (own, helped, other) = (service("class1_pool1")?, service("class1_pool2")?, service("class2_pool2")?);
    let mut world = World::stationary(case, rates.iter().sum(), effort);
    world.people = true;
    world.policy.groups = vec!["pool-1".to_owned(), "pool-2".to_owned()];
    // A freed agent of the second pool takes the second class first.
    let rules = ["pool-1", "pool-2"].map(|pool| rule(pool, 1));
    world.queue(QueueSpec { priority: 1, method: Some("custom".to_owned()), rules: rules.into(), ..voice("class-1") });
    world.queue(voice("class-2"));
    for (class, (rate, service)) in rates.iter().zip([own, other]).enumerate() {
        let name = format!("class-{}", class + 1);
        let mut source = arrivals(&name, world.per_hour(*rate), world.with_rate(service));
        source.patience = Some(world.with_rate(patience[class]));
        world.stream("voice", &name, 1, source);
    }
    world.agents("pool-1", agents[0] as u32, 1, &["class-1"]);
    let staff = world.agents("pool-2", agents[1] as u32, 1, &["class-1", "class-2"]);
    staff.pace = pace([("class-1", own / helped)].into_iter());
    for user in &mut world.policy.users {
        user.groups = vec![user.name.clone()];
    }
    Ok(vec![world])
}

/// Everybody can take both, own work first; agents pick, since queues have one order for all agents.
fn x_model(case: &Case, effort: u64) -> Result<Vec<World>, Fault> {
    let (rates, patience, agents) = (two(case, "arrival_rates")?, two(case, "patience_rates")?, two(case, "agents")?);
    let table: Option<Vec<Vec<f64>>> =
        case.params.get("service_rate_class_pool").and_then(Value::as_array).and_then(|rows| {
            rows.iter()
                .map(|row| numbers(Some(row)).filter(|row| row.len() == 2 && row.iter().all(|rate| *rate > 0.0)))
                .collect()
        });
    let Some([first, second]) = table.as_deref() else {
        return case.odd("`service_rate_class_pool` is no table of two by two rates above 0");
    };
    let mut world = World::stationary(case, rates.iter().sum(), effort);
    world.people = true;
    let own = [first[0], second[1]];
    for class in 0..2 {
        let name = format!("class-{}", class + 1);
        world.queue(messaging(&name));
        let mut source = arrivals(&name, world.per_hour(rates[class]), world.with_rate(own[class]));
        source.patience = Some(world.with_rate(patience[class]));
        world.stream("live-chat", &name, 1, source);
    }
    for stream in &mut world.policy.workstreams {
        stream.distribution = Some(name(Distribution::Pick));
    }
    let names = ["class-1", "class-2"];
    let slower = [(names[1], own[1] / second[0]), (names[0], own[0] / first[1])];
    for pool in 0..2 {
        let staff = world.agents(&format!("pool-{}", pool + 1), agents[pool] as u32, 1, &names);
        staff.pace = pace([slower[pool]].into_iter());
        let order = if pool == 0 { names } else { [names[1], names[0]] };
        staff.picks = Some(PicksSpec { workstreams: order.map(str::to_owned).into(), first: None });
    }
    Ok(vec![world])
}

/// A rule of assignment: this group, with so many units left.
fn rule(group: &str, units: i64) -> AssignmentRuleSpec {
    AssignmentRuleSpec {
        presences: Some([Base::Available, Base::Busy].map(|base| base.name().to_owned()).into()),
        groups: Some(vec![group.to_owned()]),
        units: Some(units),
        ..AssignmentRuleSpec::default()
    }
}

/// One channel of a case with units.
struct ChannelOf {
    rate: f64,
    cost: u32,
    service: f64,
    wrap_up: f64,
    patience: f64,
}

/// Named agents with units: channels of different cost, wrap-up that keeps them, breaks at random.
pub(super) fn capacity_units(case: &Case, effort: u64) -> Result<Vec<World>, Fault> {
    let rows = |key: &str| case.params.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let number = |row: &Value, key: &str| match row.get(key).and_then(Value::as_f64).filter(|number| *number > 0.0) {
        Some(number) => Ok(number),
        None => case.odd(format_args!("`{key}` is missing in {row}, expected a number above 0")),
    };
    let mut channels = Vec::new();
    for row in rows("channels") {
        let (cost, kept) = (number(&row, "cost")?, number(&row, "wrap_cost")?);
        if cost != kept {
            return case.odd(format_args!("wrap-up keeps {kept} of {cost} units, expected all of them (CAP-15)"));
        }
        channels.push(ChannelOf {
            rate: number(&row, "lam")?,
            cost: cost as u32,
            service: number(&row, "mu")?,
            wrap_up: number(&row, "wrap_rate")?,
            patience: number(&row, "theta")?,
        });
    }
    let mut agents = Vec::new();
    for row in rows("agents") {
        let skills = numbers(row.get("skills")).unwrap_or_default();
        agents.push((number(&row, "units")? as u32, skills.iter().map(|skill| *skill as usize).collect::<Vec<_>>()));
    }
    if channels.is_empty() || agents.is_empty() {
        return case.odd("there are no channels or no agents, expected at least one of each");
    }
    let order = match case.params.get("priority") {
        None => (0..channels.len()).collect(),
        Some(_) => case.list("priority")?.iter().map(|channel| *channel as usize).collect::<Vec<_>>(),
    };
    let mut world = World::stationary(case, channels.iter().map(|channel| channel.rate).sum(), effort);
    world.people = true;
    world.policy.groups = (0..agents.len()).map(group).collect();
    for (place, channel) in channels.iter().enumerate() {
        let name = format!("channel-{}", place + 1);
        let chats = channel.cost == 1;
        let queue = if chats { messaging(&name) } else { voice(&name) };
        let priority = order.iter().position(|other| *other == place).unwrap_or(place) as i64;
        // The most units left, and of equals the first: the router's own method takes equals in turn.
        let most = agents.iter().map(|(units, _)| *units).max().unwrap_or(0);
        let levels = (channel.cost..=most).rev();
        let at_level = |units: u32| {
            let has = |(_, (own, skills)): &(usize, &(u32, Vec<usize>))| *own >= units && skills.contains(&place);
            let rules = agents.iter().enumerate().filter(has).map(|(agent, _)| rule(&group(agent), i64::from(units)));
            rules.collect::<Vec<_>>()
        };
        let rules = levels.flat_map(at_level).collect();
        world.queue(QueueSpec { priority, method: Some("custom".to_owned()), rules, ..queue });
        let mut source = arrivals(&name, world.per_hour(channel.rate), world.with_rate(channel.service));
        source.wrap_up = Some(world.with_rate(channel.wrap_up));
        source.patience = Some(world.with_rate(channel.patience));
        world.stream(if chats { "live-chat" } else { "voice" }, &name, i64::from(channel.cost), source);
        if let Some(stream) = world.policy.workstreams.last_mut() {
            stream.wrap_up_block = Some(WrapUpSpec::Word("always".to_owned()));
        }
    }
    let away = if case.params.get("away").is_some() { Some(two(case, "away")?) } else { None };
    for (agent, (units, skills)) in agents.iter().enumerate() {
        let queues: Vec<String> = skills.iter().map(|channel| format!("channel-{}", channel + 1)).collect();
        let queues: Vec<&str> = queues.iter().map(String::as_str).collect();
        let churn = away.map(|[every, back]| ChurnSpec { every: world.with_rate(every), away: world.with_rate(back) });
        world.agents(&group(agent), 1, i64::from(*units), &queues).churn = churn;
        if let Some(user) = world.policy.users.last_mut() {
            user.groups = vec![group(agent)];
        }
    }
    Ok(vec![world])
}

fn group(agent: usize) -> String {
    format!("agent-{}", agent + 1)
}
