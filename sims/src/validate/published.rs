//! Cases that compare with a published simulation: its mean and its interval instead of an exact value.
//!
//! Both sides have an error, and what was printed was rounded, so z is the difference over all of these together.

use serde_json::Value;

use crate::validate::case::{Case, Fault, Leaf, Step};
use crate::validate::catalog::{Reading, ratio};
use crate::validate::world::{World, arrivals, exponential, voice};

/// Days of one group of agents under Poisson calls, from empty, served out.
pub(super) fn days(case: &Case) -> Result<Vec<World>, Fault> {
    let minutes = case.count("day_min")?;
    let mut world = World::day(case, 60.0, 60 * u64::from(minutes), f64::from(minutes));
    world.queue(voice("line"));
    let rate = case.number("arrivals_per_min")?;
    let service = exponential(world.seconds(1.0 / case.number("service_rate_per_min")?));
    let mut source = arrivals("contacts", world.per_hour(rate), service);
    if case.params.get("patience_rate_per_min").is_some() {
        source.patience = Some(world.with_rate(case.number("patience_rate_per_min")?));
    }
    world.stream("voice", "line", 1, source);
    world.agents("agent", case.count("agents")?, 1, &["line"]);
    world.spec.service_level_s = case.number("awt_s")?;
    world.spec.short_abandon_s = case.number("awt_s")?;
    Ok(vec![world])
}

/// What was published of one measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Published {
    pub(super) low: f64,
    pub(super) high: f64,
    /// The unit of the last printed digit.
    pub(super) digit: f64,
}

impl Published {
    /// The standard error behind a 95 % interval of many days, and of rounding to the last printed digit.
    pub(super) fn standard_error(self) -> f64 {
        let own = (self.high - self.low) / (2.0 * 1.959_963_984_540_054);
        own.hypot(self.digit / 12.0_f64.sqrt())
    }
}

/// The published numbers, one leaf for each measure.
pub(super) fn leaves(case: &Case) -> Result<Vec<(Leaf, Published)>, Fault> {
    let Some(entries) = case.expected.as_object() else {
        return case.odd("`expected` is no table, expected `{ \"name\": { \"value\", \"low\", \"high\" } }`");
    };
    let digit = case.params.get("rounded_to").and_then(Value::as_f64).unwrap_or(0.0);
    let mut leaves = Vec::new();
    for (key, entry) in entries {
        let number = |name: &str| entry.get(name).and_then(Value::as_f64);
        let (Some(value), Some(low), Some(high)) = (number("value"), number("low"), number("high")) else {
            return case.odd(format_args!("`{key}` has no `value`, `low` or `high`, expected all three"));
        };
        leaves.push((Leaf { path: vec![Step::Key(key.clone())], exact: value }, Published { low, high, digit }));
    }
    Ok(leaves)
}

/// How a measure is read: by day where it is a number of contacts.
pub(super) fn reading(key: &str) -> Option<Reading> {
    Some(match key {
        "in_target_per_day" => ratio(|seen| (seen.counts[0].answered_in_time as f64, 1.0)),
        "abandoned_per_day" => ratio(|seen| (seen.counts[0].abandoned as f64, 1.0)),
        "service_level_of_served" => {
            ratio(|seen| (seen.counts[0].answered_in_time as f64, seen.counts[0].handled as f64))
        }
        "service_level_with_abandons" => ratio(|seen| {
            let counts = &seen.counts[0];
            (counts.answered_in_time as f64, (counts.first_waits - counts.abandoned_short) as f64)
        }),
        "speed_of_answer_min" => {
            ratio(|seen| (seen.counts[0].answer_wait_us as f64 / 6e7, seen.counts[0].handled as f64))
        }
        "occupancy" => ratio(|seen| (seen.time.busy_us as f64, (seen.time.busy_us + seen.time.idle_us) as f64)),
        _ => return None,
    })
}
