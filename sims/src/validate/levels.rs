//! Cases with several conversations per agent, whose pace depends on how many there are.

use switchboard::Distribution;

use crate::scenario::PicksSpec;
use crate::validate::case::{Case, Fault};
use crate::validate::world::{World, arrivals, exponential, messaging};

/// Agents with up to so many chats, who complete at a total rate that depends on their number.
pub(super) fn chat_concurrency(case: &Case, effort: u64) -> Result<Vec<World>, Fault> {
    let (rate, agents, most) = (case.number("arrival_rate")?, case.count("agents")?, case.count("max_chats")?);
    let totals = case.list("total_completion_rate_by_level")?;
    if totals.len() != most as usize + 1 || totals[1..].iter().any(|total| *total <= 0.0) {
        return case.odd(format_args!(
            "`total_completion_rate_by_level` has {} rates, expected {}: of none to {most} chats, above 0 but the first",
            totals.len(),
            most + 1
        ));
    }
    let mut world = World::stationary(case, rate, effort);
    world.queue(messaging("line"));
    // One chat alone takes one unit of time over the first rate; with j in hand each is slower by j over its rate.
    let mut chats = arrivals("chats", world.per_hour(rate), exponential(world.seconds(1.0 / totals[1])));
    chats.slowdown = Some((1..=most as usize).map(|level| level as f64 * totals[1] / totals[level]).collect());
    chats.patience = Some(world.with_rate(case.number("patience_rate")?));
    world.stream("live-chat", "line", 1, chats);
    let staff = world.agents("agent", agents, i64::from(most), &["line"]);
    match case.params.get("assignment").and_then(serde_json::Value::as_str) {
        // DIST-12: the most units left.
        Some("least") => {}
        // No method of distribution prefers those with the least units left; agents who pick can.
        Some("pack") => {
            staff.picks = Some(PicksSpec { workstreams: vec!["chats".to_owned()], first: Some("busiest".to_owned()) });
            world.policy.workstreams[0].distribution = Some(name(Distribution::Pick));
        }
        other => {
            return case
                .odd(format_args!("the assignment is `{}`, expected `least` or `pack`", other.unwrap_or("none")));
        }
    }
    if let Some(awt) = case.params.get("awt").and_then(serde_json::Value::as_f64) {
        world.in_time(awt);
    }
    Ok(vec![world])
}

/// How policy files call a way of distribution.
pub(super) fn name(distribution: Distribution) -> String {
    match distribution {
        Distribution::Push => "push".to_owned(),
        Distribution::Pick => "pick".to_owned(),
    }
}
