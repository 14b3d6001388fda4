//! Arrivals: each source has one pending arrival in the agenda.
//!
//! Poisson arrivals are made by rescaling time: unit-exponential gaps are laid against the cumulative rate, so the
//! times depend on the seed and the rates alone, and a source's stream on no other source.

use rand::RngExt;
use switchboard::{Action, Arrival};

use crate::agenda::{Class, Wake};
use crate::engine::case::{Case, Clock, Doing};
use crate::engine::run::Run;
use crate::scenario::{Arrivals, Scenario};
use crate::stream::{Cause, Philox4x32, Streams, uniform};
use crate::tick::{Span, Tick};

/// How many bits of a conversation's number count within its source.
const NUMBER_BITS: u32 = 32;
/// Where the number of a draw stands in the name of a stream, above source and number.
const DRAW_SHIFT: u32 = 48;

/// The name of the random stream of a conversation's `draw`-th time of something.
pub(crate) const fn entity(number: u64, draw: u32) -> u64 {
    let draw = if draw > 255 { 255 } else { draw };
    number | (draw as u64) << DRAW_SHIFT
}

/// One source, as it goes.
#[derive(Debug)]
pub(crate) struct Feed {
    /// The place of its workstream in the results.
    pub(crate) place: u16,
    rng: Philox4x32,
    interval: usize,
    /// How far into the interval, in microseconds.
    offset: f64,
    /// Conversations so far.
    count: u64,
    next: Tick,
}

impl Feed {
    pub(crate) fn all(scenario: &Scenario, streams: Streams, places: &[u16]) -> Vec<Self> {
        let feed = |(number, place): (usize, &u16)| Self {
            place: *place,
            rng: streams.open(Cause::ArrivalTime, number as u64),
            interval: 0,
            offset: 0.0,
            count: 0,
            next: scenario.from,
        };
        places.iter().enumerate().map(feed).collect()
    }

    /// The next arrival of a Poisson source; none when the day is over.
    fn next_poisson(&mut self, means: &[f64], from: Tick, to: Tick, interval: Span) -> Option<Tick> {
        let mut gap = -libm::log(1.0 - uniform(&mut self.rng));
        let full = interval.micros() as f64;
        while let Some(mean) = means.get(self.interval) {
            let start = from + Span::from_micros(self.interval as u64 * interval.micros());
            let length = full.min(to.saturating_since(start).micros() as f64);
            let left = mean * (length - self.offset) / length;
            if gap < left {
                self.offset += gap * length / mean;
                return Some(start + Span::from_micros(self.offset as u64));
            }
            gap -= left;
            self.interval += 1;
            self.offset = 0.0;
        }
        None
    }
}

impl Run<'_> {
    /// Puts the next arrival of a source into the agenda.
    pub(crate) fn plan_arrival(&mut self, number: usize) {
        let scenario = self.scenario;
        let feed = &mut self.feeds[number];
        let next = match &scenario.sources[number].arrivals {
            Arrivals::Poisson(means) => feed.next_poisson(means, scenario.from, scenario.to, scenario.interval),
            Arrivals::Trace(rows) => {
                usize::try_from(feed.count).ok().and_then(|place| rows.get(place)).map(|row| row.at)
            }
        };
        if let Some(at) = next {
            feed.next = at;
            let wake = Wake::Arrival(u16::try_from(number).expect("a scenario has few sources"));
            self.agenda.push(at, Class::Arrival, wake);
        }
    }

    /// A conversation arrives.
    pub(crate) fn arrive(&mut self, number: usize) {
        let scenario = self.scenario;
        let source = &scenario.sources[number];
        let feed = &mut self.feeds[number];
        let (mut given_handling, mut given_patience) = (None, None);
        if let Arrivals::Trace(rows) = &source.arrivals {
            let row = &rows[feed.count as usize];
            given_handling = row.handling.map(|span| span.micros() as f64);
            given_patience = row.patience.map(|span| span.micros() as f64);
        }
        let name = (number as u64) << NUMBER_BITS | feed.count;
        feed.count += 1;
        let now = self.now;
        self.arriving = Some(Case {
            alive: true,
            counted: now >= scenario.counted_from,
            outgoing: source.outgoing,
            source: number as u16,
            place: feed.place,
            interval: self.recorder.interval_of(now) as u32,
            number: name,
            queue: source.queue,
            arrived: now,
            wait_from: now,
            entered: now,
            updated: now,
            given_handling,
            given_patience,
            ..Case::BLANK
        });
        let arrival = Arrival::new(source.workstream, source.queue);
        let action = if source.routed {
            let draw = uniform(&mut self.streams.open(Cause::Routing, entity(name, 0)));
            Action::Admit { arrival, draw: (draw * 10_000.0) as u16, failed: false }
        } else {
            Action::Create(arrival)
        };
        let _ = self.apply(action);
        self.arriving = None;
        self.plan_arrival(number);
    }

    /// How long the customer of an open or offered conversation stays, from now on.
    #[inline]
    pub(crate) fn set_patience(&mut self, slot: usize) {
        use switchboard::Stage;
        let case = &mut self.cases[slot];
        if case.called_back || case.doing != Doing::Nothing || !matches!(case.stage, Some(Stage::Open | Stage::Offered))
        {
            return;
        }
        let source = &self.scenario.sources[usize::from(case.source)];
        let patience = match (case.given_patience.filter(|_| case.waits == 0), &source.patience) {
            (Some(given), _) => given,
            (None, Some(sampler)) => {
                1e6 * sampler.sample(&mut self.streams.open(Cause::Patience, entity(case.number, case.waits)))
            }
            (None, None) => return,
        };
        case.waits += 1;
        case.doing = Doing::Waiting;
        case.set(Clock::Main, self.now + Span::from_micros(patience.round() as u64));
    }

    /// A uniform number of a conversation for a cause.
    pub(crate) fn chance(&self, cause: Cause, number: u64, draw: u32) -> impl RngExt + use<> {
        self.streams.open(cause, entity(number, draw))
    }
}
