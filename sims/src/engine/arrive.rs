//! Arrivals: each source has one pending arrival in the agenda.
//!
//! Poisson arrivals are made by rescaling time: unit-exponential gaps are laid against the cumulative rate, so the
//! times depend on the seed and the rates alone, and a source's stream on no other source. Where days are busier or
//! quieter than expected, the rates are multiplied by factors of streams of their own.

use rand::RngExt;
use switchboard::{Action, Arrival, Contact};

use crate::agenda::{Class, Wake};
use crate::engine::case::{Doing, Seed};
use crate::engine::clock::Clock;
use crate::engine::redial::Attempt;
use crate::engine::run::Run;
use crate::sample::{gamma_quantile, normal_quantile, normal_share};
use crate::scenario::{Arrivals, Busyness, Piece, Scenario};
use crate::stream::{Cause, Philox4x32, Streams, uniform};
use crate::tick::{Span, Tick};

/// How many bits of a conversation's number count within its source.
const NUMBER_BITS: u32 = 32;
/// How many gaps between arrivals are drawn at once: their logarithms wait for nothing but each other's divisions.
const GAPS: usize = 16;
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
    /// Unit-exponential gaps drawn in advance, and how many of them are used up.
    gaps: [f64; GAPS],
    gaps_used: usize,
    /// The piece of time, by its place.
    piece: usize,
    /// How far into it, in microseconds.
    offset: f64,
    /// How busy each day and each piece is; empty where all are as expected.
    busy_days: Vec<f64>,
    busy_pieces: Vec<f64>,
    /// Conversations so far.
    count: u64,
    next: Tick,
}

impl Feed {
    pub(crate) fn all(scenario: &Scenario, streams: Streams, places: &[u16]) -> Vec<Self> {
        let days = scenario.days() as usize;
        let all = scenario.busyness.map(|busy| busy_days(&busy, days, streams, 0));
        let feed = |(number, place): (usize, &u16)| {
            let source = &scenario.sources[number];
            let own = source.busyness.map(|busy| busy_days(&busy, days, streams, number as u64 + 1));
            let busy_days = match (&all, own) {
                (None, None) => Vec::new(),
                (Some(all), None) => all.clone(),
                (None, Some(own)) => own,
                (Some(all), Some(own)) => all.iter().zip(own).map(|(all, own)| all * own).collect(),
            };
            let pieces = if let Arrivals::Poisson(pieces) = &source.arrivals { pieces.len() } else { 0 };
            let mut busy_pieces = Vec::new();
            // The scenario's own factors of an interval are the same for every source.
            for (entity, busy) in [(0, scenario.busyness), (number as u64 + 1, source.busyness)] {
                let Some(cv) = busy.map(|busy| busy.interval_cv).filter(|cv| *cv > 0.0) else { continue };
                busy_pieces.resize(pieces, 1.0);
                let mut rng = streams.open(Cause::IntervalBusyness, entity);
                busy_pieces.iter_mut().for_each(|factor| *factor *= gamma_factor(cv, uniform(&mut rng)));
            }
            Self {
                place: *place,
                rng: streams.open(Cause::ArrivalTime, number as u64),
                gaps: [0.0; GAPS],
                gaps_used: GAPS,
                piece: 0,
                offset: 0.0,
                busy_days,
                busy_pieces,
                count: 0,
                next: scenario.from,
            }
        };
        places.iter().enumerate().map(feed).collect()
    }

    /// The next unit-exponential gap.
    #[inline]
    fn gap(&mut self) -> f64 {
        if self.gaps_used == GAPS {
            self.gaps = std::array::from_fn(|_| -libm::log(1.0 - uniform(&mut self.rng)));
            self.gaps_used = 0;
        }
        self.gaps_used += 1;
        self.gaps[self.gaps_used - 1]
    }

    /// The next arrival of a Poisson source; none when the last day is over.
    fn next_poisson(&mut self, pieces: &[Piece]) -> Option<Tick> {
        let mut gap = self.gap();
        while let Some(piece) = pieces.get(self.piece) {
            let length = piece.to.since(piece.from).micros() as f64;
            let mut mean = piece.mean;
            if let Some(factor) = self.busy_days.get(piece.day as usize) {
                mean *= factor;
            }
            if let Some(factor) = self.busy_pieces.get(self.piece) {
                mean *= factor;
            }
            let left = if mean > 0.0 { mean * (length - self.offset) / length } else { 0.0 };
            if gap < left {
                self.offset += gap * length / mean;
                return Some(piece.from + Span::from_micros(self.offset as u64));
            }
            gap -= left;
            self.piece += 1;
            self.offset = 0.0;
        }
        None
    }
}

/// A factor of mean 1 with this coefficient of variation, by inversion.
fn gamma_factor(cv: f64, uniform: f64) -> f64 {
    gamma_quantile(1.0 / (cv * cv), uniform) * cv * cv
}

/// The factors of the days: gamma, with normal numbers behind them that go from day to day (NORTA, Cario and Nelson
/// 1997).
fn busy_days(busy: &Busyness, days: usize, streams: Streams, entity: u64) -> Vec<f64> {
    if busy.cv == 0.0 {
        return vec![1.0; days];
    }
    let mut rng = streams.open(Cause::Day, entity);
    let mut before = 0.0;
    let fresh = (1.0 - busy.day_to_day * busy.day_to_day).sqrt();
    (0..days)
        .map(|day| {
            let draw = normal_quantile(uniform(&mut rng));
            before = if day == 0 { draw } else { busy.day_to_day * before + fresh * draw };
            gamma_factor(busy.cv, normal_share(before))
        })
        .collect()
}

impl Run<'_> {
    /// Puts the next arrival of a source into the agenda.
    pub(crate) fn plan_arrival(&mut self, number: usize) {
        let scenario = self.scenario;
        let feed = &mut self.feeds[number];
        let next = match &scenario.sources[number].arrivals {
            Arrivals::Poisson(pieces) => feed.next_poisson(pieces),
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
        let customer = (number as u64) << NUMBER_BITS | feed.count;
        feed.count += 1;
        let attempt = Attempt {
            source: number as u16,
            customer,
            round: 0,
            origin: self.recorder.interval_of(self.now) as u32,
            counted: self.now >= scenario.counted_from,
        };
        self.attempt(attempt, given_handling, given_patience);
        self.plan_arrival(number);
    }

    /// A customer tries to reach somebody, for the first time or again.
    pub(crate) fn attempt(&mut self, attempt: Attempt, given_handling: Option<f64>, given_patience: Option<f64>) {
        let scenario = self.scenario;
        let number = usize::from(attempt.source);
        if self.is_line_busy(number) {
            return self.blocked(attempt);
        }
        let source = &scenario.sources[number];
        let name = attempt.number();
        let place = self.feeds[number].place;
        let interval = self.recorder.interval_of(self.now) as u32;
        self.arriving = Some(Seed { attempt, place, interval, given_handling, given_patience });
        let arrival = Arrival::new(source.workstream, source.queue);
        let action = if source.routed {
            let draw = uniform(&mut self.streams.open(Cause::Routing, entity(name, 0)));
            Action::Admit { arrival, draw: (draw * 10_000.0) as u16, failed: false }
        } else {
            Action::Create(arrival)
        };
        let done = self.apply(action).is_done();
        self.arriving = None;
        if done && !scenario.sources[number].balk.is_empty() {
            self.consider_balking(name, number);
        }
    }

    /// Who sees too many waiting leaves at once.
    fn consider_balking(&mut self, name: u64, number: usize) {
        let Some(id) = self.center.created() else { return };
        let Some(queue) = self.center.queue_of(id) else { return };
        let before = self.center.queue_length(queue).saturating_sub(1);
        let balk = &self.scenario.sources[number].balk;
        let Some(step) = balk.iter().rev().find(|step| before >= step.waiting as usize) else { return };
        if uniform(&mut self.streams.open(Cause::Balking, entity(name, 0))) < step.probability {
            let _ = self.apply(Action::Customer { conversation: id, operation: Contact::End });
        }
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
