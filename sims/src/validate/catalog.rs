//! How each metric of a case is read from what the engine counted on one day.

use crate::results::{AgentTime, Counts, Day, Scope};
use crate::statistics::Histogram;
use crate::validate::case::Leaf;
use crate::validate::world::World;

/// What one replication gives for one metric: sums, of which [`Reading::value`] makes the estimate.
pub(super) type Sums = [f64; 4];

/// One day, added up once for all metrics.
pub(super) struct Seen<'a> {
    pub(super) day: &'a Day,
    /// By workstream, and of all at the end.
    pub(super) counts: Vec<Counts>,
    pub(super) time: AgentTime,
    pub(super) span_us: f64,
}

impl<'a> Seen<'a> {
    pub(super) fn of(day: &'a Day) -> Self {
        let streams = (0..day.workstreams.len()).map(|number| day.counts(Scope::of_workstream(number)));
        let mut counts: Vec<Counts> = streams.collect();
        let mut all = Counts::default();
        counts.iter().for_each(|one| all.merge(one));
        counts.push(all);
        Self { day, counts, time: day.agent_time(Scope::DAY), span_us: day.span_us(Scope::DAY) as f64 }
    }

    fn of_stream(&self, workstream: Option<usize>) -> &Counts {
        let last = self.counts.len() - 1;
        &self.counts[workstream.filter(|number| *number < last).unwrap_or(last)]
    }

    /// First waits of those answered, of all workstreams.
    pub(super) fn waits(&self) -> Histogram {
        let mut waits = Histogram::new();
        self.day.workstreams.iter().for_each(|stream| waits.merge(&stream.answered_waits));
        waits
    }
}

/// Reads a day.
type Read = Box<dyn Fn(&Seen<'_>) -> Sums + Send + Sync>;

/// How a metric is read and estimated.
pub(super) enum Reading {
    /// Sums over replications, and what they make together.
    Sums { read: Read, value: fn(Sums) -> f64 },
    /// A percentile of the waits of those answered, in parts per unit.
    Percentile { share: f64, scale: f64 },
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sums { .. } => formatter.write_str("Sums"),
            Self::Percentile { share, .. } => write!(formatter, "Percentile({share})"),
        }
    }
}

fn quotient([above, below, _, _]: Sums) -> f64 {
    above / below
}

/// A ratio of sums.
pub(super) fn ratio(read: impl Fn(&Seen<'_>) -> (f64, f64) + Send + Sync + 'static) -> Reading {
    let read = move |seen: &Seen<'_>| {
        let (above, below) = read(seen);
        [above, below, 0.0, 0.0]
    };
    Reading::Sums { read: Box::new(read), value: quotient }
}

/// The variance of first waits: mean square less squared mean.
fn variance(scale: f64) -> Reading {
    let read = move |seen: &Seen<'_>| {
        let waits = seen.waits();
        let count = waits.count() as f64;
        let (mean, square) = (waits.mean_s().unwrap_or(0.0), waits.mean_square_s2().unwrap_or(0.0));
        [square * scale * scale * count, mean * scale * count, count, 0.0]
    };
    let value = |[squares, sum, count, _]: Sums| squares / count - (sum / count) * (sum / count);
    Reading::Sums { read: Box::new(read), value }
}

/// Reads waits of customers: sums are seconds until here, and units of the case's time from here on.
fn waits(key: &str, stream: Option<usize>, units_per_us: f64) -> Option<Reading> {
    let of = move |read: fn(&Counts) -> (u64, u64), scale: f64| {
        ratio(move |seen| {
            let (above, below) = read(seen.of_stream(stream));
            (above as f64 * scale, below as f64)
        })
    };
    let units = units_per_us;
    Some(match key {
        "prob_wait" => of(|counts| (counts.waited, counts.first_waits), 1.0),
        "prob_wait_admitted" => of(|counts| (counts.waited, counts.first_waits), 1.0),
        "prob_wait_per_visit" => of(|counts| (counts.sessions_waited, counts.session_waits), 1.0),
        "mean_wait" | "mean_wait_all" | "mean_wait_admitted" => {
            of(|counts| (counts.first_wait_us, counts.first_waits), units)
        }
        "mean_wait_delayed" => of(|counts| (counts.first_wait_us, counts.waited), units),
        "mean_wait_served" => of(|counts| (counts.answer_wait_us, counts.handled), units),
        "mean_wait_abandoned" => of(|counts| (counts.abandon_wait_us, counts.abandoned), units),
        "mean_wait_per_visit" => of(|counts| (counts.session_wait_us, counts.session_waits), units),
        // All that is not in somebody's hands: being put aside included.
        "mean_wait_by_class" | "mean_wait_overall" => {
            of(|counts| (counts.lifetime_us.saturating_sub(counts.in_hand_us), counts.closed), units)
        }
        "mean_total_time_open_to_close" => of(|counts| (counts.lifetime_us, counts.closed), units),
        "mean_visits" => of(|counts| (counts.sessions_engaged_closed, counts.handled_closed), 1.0),
        "mean_chat_duration" => of(|counts| (counts.in_hand_us, counts.handled_closed), units),
        "prob_abandon" => of(|counts| (counts.abandoned, counts.first_waits), 1.0),
        "prob_abandon_within_awt" => of(|counts| (counts.abandoned_short, counts.first_waits), 1.0),
        "sl" | "sl_served_of_offered" => of(|counts| (counts.answered_in_time, counts.first_waits), 1.0),
        "sl_served_of_answered" => of(|counts| (counts.answered_in_time, counts.handled), 1.0),
        "sl_excl_short_abandons" => {
            of(|counts| (counts.answered_in_time, counts.first_waits - counts.abandoned_short), 1.0)
        }
        "prob_block" => of(|counts| (counts.blocked, counts.blocked + counts.conversations), 1.0),
        "prob_blocked_first_attempt" => {
            of(|counts| (counts.blocked_first, counts.blocked_first + first_conversations(counts)), 1.0)
        }
        "prob_finally_lost" => of(|counts| (counts.lost, counts.blocked_first + first_conversations(counts)), 1.0),
        "wait_p90" => Reading::Percentile { share: 0.9, scale: 1e6 * units },
        "wait_variance" => variance(1e6 * units),
        _ => return None,
    })
}

/// Conversations that were their customer's first attempt.
const fn first_conversations(counts: &Counts) -> u64 {
    counts.conversations + counts.blocked - counts.blocked_first - counts.redials
}

/// Reads averages over time and shares of agents' time.
fn levels(key: &str, units_per_us: f64) -> Option<Reading> {
    let of = |read: fn(&AgentTime) -> (u64, u64)| {
        ratio(move |seen| {
            let (above, below) = read(&seen.time);
            (above as f64, below as f64)
        })
    };
    let level = |read: fn(&AgentTime) -> u64| ratio(move |seen| (read(&seen.time) as f64, seen.span_us));
    let rate = |read: fn(&AgentTime) -> u64| ratio(move |seen| (read(&seen.time) as f64, seen.span_us * units_per_us));
    Some(match key {
        "mean_queue" => level(|time| time.waiting_us),
        "mean_system" => level(|time| time.waiting_us + time.talking_us + time.wrapping_up_us),
        "mean_chats_in_service" => level(|time| time.talking_us),
        "mean_in_waiting_state" => level(|time| time.away_customers_us),
        "mean_orbit" => level(|time| time.redialling_us),
        "retry_rate" => rate(|time| time.redials),
        "abandon_rate" => rate(|time| time.left),
        "occupancy" | "agent_busy_fraction" => of(|time| (time.busy_us, time.busy_us + time.idle_us)),
        "slot_occupancy" => of(|time| (time.units_used_us, time.units_total_us)),
        "mean_concurrency_when_busy" => of(|time| (time.talking_us, time.busy_us)),
        _ => return None,
    })
}

/// Reads what each agent or pool did.
fn people(key: &str, indices: &[usize], world: &World) -> Option<Reading> {
    let units_per_us = 1.0 / (1e6 * world.unit_s);
    let first = *indices.first()?;
    let person = move |read: fn(&crate::results::PersonDay) -> (u64, u64)| {
        ratio(move |seen| {
            let (above, below) = seen.day.people.get(first).map_or((0, 0), read);
            (above as f64, below as f64)
        })
    };
    let work = |read: fn(&crate::results::PersonWork) -> u64| {
        let place = indices.get(1).copied().unwrap_or(0);
        ratio(move |seen| {
            let work = seen.day.people.get(first).and_then(|person| person.work.get(place));
            (work.map_or(0, read) as f64, seen.span_us)
        })
    };
    let taken = |pool: usize, place: usize| {
        let pool = world.pools.get(pool).cloned().unwrap_or_default();
        ratio(move |seen| {
            let people = seen.day.people.iter().skip(pool.start).take(pool.len());
            let taken: u64 = people.filter_map(|person| person.work.get(place)).map(|work| work.taken).sum();
            (taken as f64, seen.span_us * units_per_us)
        })
    };
    Some(match key {
        "mean_active_by_agent" => work(|work| work.talk_us),
        "mean_wrapup_by_agent" => work(|work| work.wrap_up_us),
        "unit_utilisation_by_agent" => person(|day| (day.units_used_us, day.units_total_us)),
        "fully_idle_by_agent" => person(|day| (day.idle_us, day.signed_in_us())),
        "draining_by_agent" => person(|day| (day.draining_us, day.signed_in_us())),
        "away_by_agent" => person(|day| (day.away_us, day.signed_in_us())),
        "off_pool_rate" => taken(1 - first.min(1), first),
        "pool_occupancy" => {
            let pool = world.pools.get(first)?.clone();
            ratio(move |seen| {
                let people = seen.day.people.iter().skip(pool.start).take(pool.len());
                people.fold((0.0, 0.0), |(busy, all), person| {
                    (busy + person.busy_us as f64, all + person.signed_in_us() as f64)
                })
            })
        }
        _ => return None,
    })
}

/// How an expected number is read in a world; none if no way is known.
pub(super) fn reading(leaf: &Leaf, world: &World) -> Option<Reading> {
    let units_per_us = 1.0 / (1e6 * world.unit_s);
    let (key, indices) = (leaf.key(), leaf.indices());
    if world.people {
        if key == "class1_served_by_pool2_rate" {
            let pool = world.pools.get(1)?.clone();
            return Some(ratio(move |seen| {
                let people = seen.day.people.iter().skip(pool.start).take(pool.len());
                let taken: u64 = people.filter_map(|person| person.work.first()).map(|work| work.taken).sum();
                (taken as f64, seen.span_us * units_per_us)
            }));
        }
        if let Some(reading) = people(key, &indices, world) {
            return Some(reading);
        }
    }
    // `prob_wait_2` is of the second workstream, and so is `prob_wait[1]`.
    let (key, stream) = match key.rsplit_once('_').map(|(stem, number)| (stem, number.parse::<usize>())) {
        Some((stem, Ok(number))) => (stem, Some(number.checked_sub(1)?)),
        Some((_, Err(_))) | None => (key, indices.first().copied()),
    };
    if let Some(number) = stream {
        if number >= world.spec.arrivals.len() {
            return None;
        }
        if key == "mean_queue" {
            // Little's law, exactly: everybody's waits per time.
            return Some(ratio(move |seen| (seen.of_stream(stream).first_wait_us as f64, seen.span_us)));
        }
    }
    waits(key, stream, units_per_us).or_else(|| if stream.is_none() { levels(key, units_per_us) } else { None })
}
