//! Cases that change over time: from empty, with waves of arrivals, with shifts.

use serde_json::Value;

use crate::results::Day;
use crate::scenario::ArrivalSpec;
use crate::tick::Tick;
use crate::validate::case::{Case, Fault, Leaf};
use crate::validate::catalog::{Reading, ratio};
use crate::validate::world::{World, clock, voice};

/// Seconds of a unit of time where whole hours fit into a day.
const HOUR_S: u64 = 3_600;
/// Intervals of the waves, in minutes: a twentieth of a unit, within which the rate is taken as its mean.
const WAVE_MIN: u64 = 3;

/// The world of a case that changes over time.
pub(super) fn over_time(case: &Case) -> Result<Vec<World>, Fault> {
    let service = case.number("service_rate")?;
    let (mut world, mut rates, mut heads): (World, Vec<f64>, Vec<u32>) = if case.params.get("agents_by_hour").is_some()
    {
        let (rates, heads) = (case.list("arrival_rate_by_hour")?, case.list("agents_by_hour")?);
        if rates.len() != heads.len() {
            return case.odd("rates and agents differ in number, expected one of each for each hour");
        }
        let world = World::day(case, HOUR_S as f64, HOUR_S * rates.len() as u64, 60.0);
        (world, rates, heads.iter().map(|heads| *heads as u32).collect())
    } else if case.params.get("arrival_rate").is_some() {
        let rate = case.number("arrival_rate")?;
        let ends = intervals(case)?.into_iter().map(|(_, end)| end);
        let until = ends.fold(0.0, f64::max);
        if until <= 0.0 || until.fract() != 0.0 || until > 40.0 {
            return case.odd("its intervals do not end at a whole unit of time up to 40, expected that");
        }
        let units = until as usize;
        let world = World::day(case, HOUR_S as f64, HOUR_S * units as u64, 60.0);
        (world, vec![rate; units], vec![case.count("agents")?; units])
    } else {
        let Some(wave) = Wave::of(case) else {
            return case.odd("the model names no wave, expected one such as `rate 10+6 sin(2 pi t/8)`");
        };
        let horizon = case.count("horizon")? as u64;
        let world = World::day(case, HOUR_S as f64, HOUR_S * horizon, WAVE_MIN as f64);
        let count = horizon * 60 / WAVE_MIN;
        let length = WAVE_MIN as f64 / 60.0;
        let means = (0..count).map(|number| wave.total(number as f64 * length, (number + 1) as f64 * length));
        (world, means.collect(), vec![case.count("agents")?; count as usize])
    };
    // The floor is looked at when the last interval is over, and nobody shall have gone home by then.
    let length_s = (60.0 * world.spec.interval_min) as u64;
    world.spec.to = clock(length_s * (rates.len() as u64 + 1));
    rates.push(0.0);
    heads.extend(heads.last().copied());
    // A talk may last as long as it likes (TIM-02 would close it after two hours, and a unit of time is one).
    world.policy.settings.auto_close_min = [("voice".to_owned(), [("active".to_owned(), 0)].into())].into();
    world.samples_after = true;
    world.queue(voice("line"));
    let mut source = ArrivalSpec::new("contacts", world.with_rate(service));
    source.per_interval = Some(rates);
    source.patience = Some(world.with_rate(case.number("patience_rate")?));
    world.stream("voice", "line", 1, source);
    let most = heads.iter().copied().max().unwrap_or(1).max(1);
    let staff = world.agents("agent", most, 1, &["line"]);
    staff.stretches.clear();
    staff.heads = heads;
    Ok(vec![world])
}

/// A rate that goes up and down.
struct Wave {
    mean: f64,
    height: f64,
    period: f64,
}

impl Wave {
    /// `rate 10+6 sin(2 pi t/8)`.
    fn of(case: &Case) -> Option<Self> {
        let (mean, rest) = case.after("rate ")?.split_once('+')?;
        let (height, rest) = rest.split_once(" sin(2 pi t/")?;
        let (period, _) = rest.split_once(')')?;
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| *number > 0.0);
        Some(Self { mean: number(mean)?, height: number(height)?, period: number(period)? })
    }

    /// How many are expected between two times.
    fn total(&self, from: f64, to: f64) -> f64 {
        let turn = std::f64::consts::TAU / self.period;
        let up_to = |time: f64| self.mean * time - self.height / turn * libm::cos(turn * time);
        up_to(to) - up_to(from)
    }
}

/// Start and end of each interval that something is expected of.
fn intervals(case: &Case) -> Result<Vec<(f64, f64)>, Fault> {
    let rows = case.expected.get("by_interval").and_then(Value::as_array).cloned().unwrap_or_default();
    let bounds = |row: &Value| Some((row.get("start")?.as_f64()?, row.get("end")?.as_f64()?));
    let found: Option<Vec<(f64, f64)>> = rows.iter().map(bounds).collect();
    match found {
        Some(found) => Ok(found),
        None => case.odd("an interval has no `start` or no `end`, expected both"),
    }
}

/// What only says where a value belongs, or that the theory's own probabilities sum to one.
pub(super) fn is_place(leaf: &Leaf) -> bool {
    matches!(leaf.last_key(), "start" | "end" | "agents" | "t" | "mass")
}

/// How an expected number over time is read.
pub(super) fn reading(case: &Case, leaf: &Leaf, world: &World) -> Option<Reading> {
    let place = leaf.indices().first().copied();
    match leaf.key() {
        "at" => {
            let at = case.expected.get("at")?.get(place?)?.get("t")?.as_f64()?;
            let seconds = world.seconds(at);
            if seconds.fract() != 0.0 {
                return None;
            }
            snapshot(leaf.last_key(), Tick::from_seconds(seconds as u64))
        }
        "by_interval" => {
            let (from, to) = *intervals(case).ok()?.get(place?)?;
            stretch(leaf.last_key(), world, from, to)
        }
        "total" => {
            let to = intervals(case).ok()?.last()?.1;
            stretch(leaf.last_key(), world, 0.0, to)
        }
        _ => None,
    }
}

/// The floor at an instant, averaged over days.
fn snapshot(key: &str, at: Tick) -> Option<Reading> {
    let read: fn(&crate::results::Sample) -> f64 = match key {
        "mean_in_service" => |sample| f64::from(sample.busy),
        "mean_queue" => |sample| sample.queues.iter().map(|length| f64::from(*length)).sum(),
        "prob_all_busy" => |sample| f64::from(u8::from(sample.idle == 0)),
        _ => return None,
    };
    let find = move |day: &Day| {
        let place = day.samples.binary_search_by_key(&at, |sample| sample.at).ok()?;
        Some(read(&day.samples[place]))
    };
    // A day whose floor was empty for good before this has no sample any more.
    Some(ratio(move |seen| (find(seen.day).unwrap_or(0.0), 1.0)))
}

/// What happened between two times, averaged over days.
fn stretch(key: &str, world: &World, from: f64, to: f64) -> Option<Reading> {
    let length = world.spec.interval_min * 60.0 / world.unit_s;
    let places = (from / length).round() as usize..(to / length).round() as usize;
    let time = |read: fn(&crate::results::AgentTime) -> u64| {
        let places = places.clone();
        move |day: &Day| day.agents.get(places.clone()).map_or(0, |some| some.iter().map(read).sum::<u64>()) as f64
    };
    let counts = |read: fn(&crate::results::Counts) -> u64| {
        let places = places.clone();
        move |day: &Day| {
            let stream = day.workstreams.first().and_then(|stream| stream.intervals.get(places.clone()));
            stream.map_or(0, |some| some.iter().map(read).sum::<u64>()) as f64
        }
    };
    let (arrived, left) = (counts(|counts| counts.incoming), time(|time| time.left));
    let span_us = (to - from) * world.unit_s * 1e6;
    Some(match key {
        "expected_arrivals" => ratio(move |seen| (arrived(seen.day), 1.0)),
        "expected_abandons" => ratio(move |seen| (left(seen.day), 1.0)),
        "prob_abandon_flow" => ratio(move |seen| (left(seen.day), arrived(seen.day))),
        "expected_service_ends" => {
            let ended = time(|time| time.talks_ended);
            ratio(move |seen| (ended(seen.day), 1.0))
        }
        "prob_wait" => {
            let (waited, all) = (counts(|counts| counts.waited), counts(|counts| counts.first_waits));
            ratio(move |seen| (waited(seen.day), all(seen.day)))
        }
        "mean_queue" => {
            let waiting = time(|time| time.waiting_us);
            ratio(move |seen| (waiting(seen.day), span_us))
        }
        _ => return None,
    })
}
