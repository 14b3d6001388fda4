//! Calibration: what a simulation needs, estimated from a log, each number with its interval.
//!
//! [`read()`] takes a call log, an event file or an interval table and gives an [`Observed`]; [`calibrate`] estimates from it
//! arrivals, handle time, wrap-up, patience and whatever else the log shows; [`scenario_text`] writes that as a scenario.
//! [`predict`] asks how well it predicts days that it has not seen.

mod curvature;
mod dispersion;
mod durations;
mod law;
mod mixture;
mod observed;
pub mod predict;
mod read;
mod silence;
mod slowdown;
pub(crate) mod special;
mod text;
mod waits;

use crate::calls::Weekday;
use crate::statistics::wilson_95;

pub use self::dispersion::{ArrivalEstimate, Busyness, DayCounts, OverDispersion, SlotArrivals, arrivals};
pub use self::durations::{Durations, Fit, Parameter, TIMES_MIN};
pub use self::law::{Family, Law};
pub use self::observed::{DaySeen, Group, LogKind, Observed, Stream, Work};
pub use self::read::{EventsReader, LogError, kind_of, observed, read, read_events};
pub use self::silence::{Silence, silence};
pub use self::slowdown::{ENDS_MIN, Slowdown, slowdown};
pub use self::text::{Choice, scenario_text};
pub use self::waits::{PatienceEstimate, PatienceFit, SurvivalPoint, Waits};

/// What a log tells of one type of conversations on one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamEstimate {
    /// What was read, without its single times.
    pub name: String,
    /// The channel; of all streams together that of the first.
    pub channel: switchboard::Channel,
    /// The queue.
    pub queue: String,
    /// The units of a conversation, where the log shows them.
    pub cost: Option<u16>,
    /// How long an offer rings, in seconds.
    pub offer_s: Option<u32>,
    /// For how many seconds the wrap-up is charged.
    pub wrap_up_block_s: Option<u32>,
    /// Conversations in all.
    pub entered_total: u64,
    /// Those that asked for a person.
    pub asked_total: u64,
    /// Arrivals of all conversations.
    pub entered: ArrivalEstimate,
    /// Arrivals of those that asked for a person: what a simulation of the queue needs.
    pub asked: ArrivalEstimate,
    /// How much longer work takes with more in hand.
    pub slowdown: Option<Slowdown>,
    /// Handle times; where there is a slowdown, as they would have been with nothing else in hand.
    pub handling: Option<Durations>,
    /// Only where single times are unknown: the mean handle time over intervals, weighted by volume, with its interval.
    pub handling_mean: Option<Parameter>,
    /// Wrap-up times, likewise.
    pub wrap_up: Option<Durations>,
    /// How long it rings before agents accept.
    pub ring: Option<Durations>,
    /// Offers that were rejected ÷ offers.
    pub reject: Option<Parameter>,
    /// Offers that were missed ÷ offers.
    pub miss: Option<Parameter>,
    /// Talks that the customer ended ÷ talks that were ended.
    pub customer_ends: Option<Parameter>,
    /// How long customers wait before they leave.
    pub patience: Option<PatienceEstimate>,
    /// How customers fall silent.
    pub silence: Option<Silence>,
    /// Conversations that were handed over.
    pub handed_over: u64,
    /// What the log does not show, with what is assumed instead.
    pub assumptions: Vec<Assumption>,
}

/// An input that a log does not show.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// The key of the scenario.
    pub key: &'static str,
    /// What is assumed.
    pub value: String,
    /// Between which ends it may lie.
    pub range: String,
    /// Why the log does not show it.
    pub why: &'static str,
}

/// A log, calibrated.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// The name of the file.
    pub file: String,
    /// Its format.
    pub kind: LogKind,
    /// The length of an interval, in minutes.
    pub interval_min: u32,
    /// The days, each with whether it goes into the profile.
    pub days: Vec<(DaySeen, bool)>,
    /// All streams together.
    pub all: StreamEstimate,
    /// Each stream.
    pub streams: Vec<StreamEstimate>,
    /// Who was there: agents in each interval of an ordinary day, on average.
    pub staff: Vec<(Group, Vec<f64>)>,
    /// What was set aside or assumed in reading.
    pub notes: Vec<String>,
}

/// Which days make the profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// Only these days of the week; empty takes all but those with less than half the arrivals of the busiest one.
    pub weekdays: Vec<Weekday>,
}

/// Estimates everything that a log shows.
pub fn calibrate(observed: &Observed, days: &Days) -> Calibration {
    let ordinary = ordinary(observed, days);
    let streams: Vec<StreamEstimate> =
        observed.streams.iter().map(|stream| estimate(observed, stream, &ordinary)).collect();
    let all = match (&observed.streams[..], &streams[..]) {
        ([_], [one]) => StreamEstimate { name: "all".to_owned(), ..one.clone() },
        (many, _) => estimate(observed, &together(many), &ordinary),
    };
    let chosen = ordinary.iter().filter(|ordinary| **ordinary).count().max(1) as f64;
    let present = |group: &Group| {
        let slots = group.present.first().map_or(0, Vec::len);
        let mean = |slot: usize| {
            let days = group.present.iter().zip(&ordinary).filter(|(_, ordinary)| **ordinary);
            days.map(|(day, _)| day[slot]).sum::<f64>() / chosen
        };
        (0..slots).map(mean).collect()
    };
    Calibration {
        file: observed.file.clone(),
        kind: observed.kind,
        interval_min: observed.interval_min,
        days: observed.days.iter().cloned().zip(ordinary.iter().copied()).collect(),
        all,
        streams,
        staff: observed.staff.iter().map(|group| (group.clone(), present(group))).collect(),
        notes: observed.notes.clone(),
    }
}

/// Which days go into the profile.
fn ordinary(observed: &Observed, days: &Days) -> Vec<bool> {
    let total = |day: usize| -> u64 {
        observed.streams.iter().flat_map(|stream| &stream.entered[day]).map(|count| u64::from(*count)).sum()
    };
    let mut sums: std::collections::BTreeMap<Weekday, (u64, u64)> = std::collections::BTreeMap::new();
    for (place, day) in observed.days.iter().enumerate() {
        if let Some(weekday) = day.weekday {
            let sum = sums.entry(weekday).or_default();
            *sum = (sum.0 + total(place), sum.1 + 1);
        }
    }
    let mean = |weekday: Weekday| sums.get(&weekday).map_or(0.0, |(sum, days)| *sum as f64 / *days as f64);
    let busiest = Weekday::ALL.into_iter().map(mean).fold(0.0, f64::max);
    let chosen = |day: &DaySeen| match day.weekday {
        None => true,
        Some(weekday) if days.weekdays.is_empty() => mean(weekday) >= busiest / 2.0,
        Some(weekday) => days.weekdays.contains(&weekday),
    };
    observed.days.iter().map(chosen).collect()
}

/// All streams as one.
fn together(streams: &[Stream]) -> Stream {
    let Some(first) = streams.first() else { return Stream::new("all", switchboard::Channel::Voice, "all") };
    let mut all = Stream::new("all", first.channel, &first.queue);
    let add = |into: &mut Vec<Vec<u32>>, from: &[Vec<u32>]| {
        into.resize(from.len().max(into.len()), Vec::new());
        for (row, other) in into.iter_mut().zip(from) {
            row.resize(other.len().max(row.len()), 0);
            row.iter_mut().zip(other).for_each(|(count, more)| *count += more);
        }
    };
    for stream in streams {
        add(&mut all.entered, &stream.entered);
        add(&mut all.asked, &stream.asked);
        all.waits.extend_from_slice(&stream.waits);
        all.talks.extend_from_slice(&stream.talks);
        all.wrap_ups.extend_from_slice(&stream.wrap_ups);
        all.wrap_up_zeros += stream.wrap_up_zeros;
        all.rings_s.extend_from_slice(&stream.rings_s);
        all.mean_handle.extend_from_slice(&stream.mean_handle);
        all.handed_over += stream.handed_over;
    }
    all
}

fn estimate(observed: &Observed, stream: &Stream, ordinary: &[bool]) -> StreamEstimate {
    let counts = |table: &[Vec<u32>]| -> Vec<DayCounts> {
        let day = |(place, counts): (usize, &Vec<u32>)| DayCounts {
            label: observed.days[place].label.clone(),
            group: observed.days[place].weekday.map_or(0, |weekday| weekday as usize),
            ordinary: ordinary[place],
            counts: counts.clone(),
        };
        table.iter().enumerate().map(day).collect()
    };
    let total = |table: &[Vec<u32>]| table.iter().flatten().map(|count| u64::from(*count)).sum();
    let slowdown = slowdown(&stream.talks).filter(|slowdown| is_chat(stream.channel) || slowdown.p_value < SURE);
    let factors = slowdown.as_ref().map_or_else(|| vec![1.0], Slowdown::values);
    let undivided = |works: &[Work]| Durations::fit(works.iter().map(|work| work.undivided(&factors)));
    let wrap_up = Durations::fit(
        stream.wrap_ups.iter().map(|work| work.undivided(&factors)).chain((0..stream.wrap_up_zeros).map(|_| 0.0)),
    );
    let share = |name: &'static str, part: u64, whole: u64| {
        (whole > 0).then(|| Parameter { name, value: part as f64 / whole as f64, interval: wilson_95(part, whole) })
    };
    let leaves = stream.waits.iter().any(|(_, left)| *left);
    let patience = Waits::new(stream.waits.iter().copied());
    let mut estimate = StreamEstimate {
        name: stream.name.clone(),
        channel: stream.channel,
        queue: stream.queue.clone(),
        cost: stream.cost,
        offer_s: stream.offer_s,
        wrap_up_block_s: stream.wrap_up_block_s,
        entered_total: total(&stream.entered),
        asked_total: total(&stream.asked),
        entered: arrivals(&counts(&stream.entered)),
        asked: arrivals(&counts(&stream.asked)),
        handling: undivided(&stream.talks),
        handling_mean: weighted_mean(&stream.mean_handle),
        wrap_up,
        ring: Durations::fit(stream.rings_s.iter().copied()),
        reject: share("reject", stream.offers.1, stream.offers.0),
        miss: share("miss", stream.offers.2, stream.offers.0),
        customer_ends: share("customer_ends", stream.ended.1, stream.ended.0),
        patience: leaves.then(|| patience.estimate()),
        silence: silence(&stream.silences, stream.silences_cut, &stream.away),
        handed_over: stream.handed_over,
        slowdown,
        assumptions: Vec::new(),
    };
    estimate.assumptions = assumptions(observed.kind, &estimate);
    estimate
}

/// The mean of mean handle times, weighted by volume, with its interval from how they differ between intervals.
fn weighted_mean(pairs: &[(f64, f64)]) -> Option<Parameter> {
    let whole: f64 = pairs.iter().map(|(weight, _)| weight).sum();
    if whole <= 0.0 {
        return None;
    }
    let mean = pairs.iter().map(|(weight, value)| weight * value).sum::<f64>() / whole;
    let squares: f64 = pairs.iter().map(|(weight, value)| (weight * (value - mean)) * (weight * (value - mean))).sum();
    let number = pairs.len() as f64;
    let half = special::NORMAL_95 * (squares * number / (number - 1.0)).sqrt() / whole;
    Some(Parameter { name: "mean_s", value: mean, interval: (number > 1.0).then_some((mean - half, mean + half)) })
}

/// Calls and records have a slowdown only where chance would show as much in one of a hundred logs.
const SURE: f64 = 0.01;

/// Whether agents are meant to have several in hand.
const fn is_chat(channel: switchboard::Channel) -> bool {
    match channel {
        switchboard::Channel::Voice | switchboard::Channel::Record => false,
        switchboard::Channel::LiveChat
        | switchboard::Channel::PersistentChat
        | switchboard::Channel::Async
        | switchboard::Channel::CustomAsync => true,
    }
}

/// What the log does not show.
fn assumptions(kind: LogKind, stream: &StreamEstimate) -> Vec<Assumption> {
    let leaves = match stream.channel {
        switchboard::Channel::Voice | switchboard::Channel::LiveChat => true,
        switchboard::Channel::PersistentChat
        | switchboard::Channel::Async
        | switchboard::Channel::CustomAsync
        | switchboard::Channel::Record => false,
    };
    let mut assumed = Vec::new();
    let mut assume = |key, value: &str, range: &str, why| {
        assumed.push(Assumption { key, value: value.to_owned(), range: range.to_owned(), why });
    };
    if leaves && stream.patience.is_none() {
        assume(
            "patience",
            "exponential with a mean of 180 s",
            "60 s to 600 s",
            match kind {
                LogKind::Intervals => "an interval table has no waits",
                LogKind::Calls | LogKind::Events => "nobody left while waiting",
            },
        );
    }
    if stream.handling.is_none() {
        let value = match &stream.handling_mean {
            Some(mean) => {
                format!("lognormal with a coefficient of variation of 1 around the mean of {:.1} s", mean.value)
            }
            None => "lognormal with a mean of 300 s and a coefficient of variation of 1".to_owned(),
        };
        let range = if stream.handling_mean.is_some() { "coefficient 0.5 to 1.5" } else { "120 s to 600 s" };
        assume("handling", &value, range, "no single handle time is in the log");
    }
    if stream.wrap_up.is_none() {
        match kind {
            LogKind::Calls => assume("wrap_up", "none", "0 s to 60 s", "the log ends a call when the talk ends"),
            LogKind::Intervals => {
                assume(
                    "wrap_up",
                    "none: it is part of the handle time",
                    "0 to 30 % of it",
                    "an interval table has one mean",
                );
            }
            LogKind::Events => {}
        }
    }
    if is_chat(stream.channel) && stream.slowdown.is_none() {
        assume(
            "slowdown",
            "none: as if alone",
            "two at once 1.0 to 1.5 times as long each, three 1.0 to 2.0",
            "agents hardly ever had two in hand, or the log does not say",
        );
    }
    if stream.ring.is_none() && kind != LogKind::Events {
        assume("accept", "at once", "0 s to 10 s", "the log does not tell when it began to ring");
    }
    assumed
}

#[cfg(test)]
mod tests;
