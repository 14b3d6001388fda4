//! What each agent did, agent by agent; only kept when asked for.

use switchboard::{Stage, UserId};

use crate::engine::record::Mode;
use crate::engine::run::Run;
use crate::engine::staff::Plan;
use crate::results::{PersonDay, PersonWork};
use crate::tick::Tick;

/// One agent's present mode, since when.
#[derive(Debug, Clone, Copy)]
struct Now {
    mode: Mode,
    draining: bool,
    used: i64,
    total: i64,
    since: Tick,
}

/// The books of every agent.
#[derive(Debug)]
pub(crate) struct People {
    now: Vec<Now>,
    days: Vec<PersonDay>,
    closed: bool,
}

impl People {
    pub(crate) fn new(users: usize, workstreams: usize, from: Tick) -> Self {
        let now = Now { mode: Mode::Out, draining: false, used: 0, total: 0, since: from };
        let day = PersonDay { work: vec![PersonWork::default(); workstreams], ..PersonDay::default() };
        Self { now: vec![now; users], days: vec![day; users], closed: false }
    }

    fn pass(&mut self, user: usize, at: Tick) {
        let (now, day) = (&mut self.now[user], &mut self.days[user]);
        let us = at.saturating_since(now.since).micros();
        now.since = at;
        match now.mode {
            Mode::Out => return,
            Mode::Busy => day.busy_us += us,
            Mode::Reserved => day.reserved_us += us,
            Mode::Idle => day.idle_us += us,
            Mode::Away => day.away_us += us,
        }
        day.draining_us += if now.draining { us } else { 0 };
        day.units_used_us += us * u64::try_from(now.used).unwrap_or(0);
        day.units_total_us += us * u64::try_from(now.total).unwrap_or(0);
    }

    /// An agent had this conversation in hand for so long.
    #[inline]
    pub(crate) fn worked(&mut self, user: UserId, place: u16, stage: Option<Stage>, us: u64) {
        let work = &mut self.days[user.index()].work[usize::from(place)];
        if stage == Some(Stage::WrapUp) {
            work.wrap_up_us += us;
        } else {
            work.talk_us += us;
        }
    }

    /// An agent takes a conversation.
    pub(crate) fn took(&mut self, user: UserId, place: u16) {
        self.days[user.index()].work[usize::from(place)].taken += 1;
    }

    /// An agent's mode or units may have changed.
    pub(crate) fn note(&mut self, user: UserId, mode: Mode, plan: Plan, units: (i64, i64), at: Tick) {
        self.pass(user.index(), at);
        let draining =
            matches!(plan, Plan::BeforeBreak(_) | Plan::Leaving) && matches!(mode, Mode::Busy | Mode::Reserved);
        let now = &mut self.now[user.index()];
        (now.mode, now.draining, now.used, now.total) = (mode, draining, units.0, units.1);
    }
}

impl Run<'_> {
    /// A border of the results: the warm-up's books are thrown away, and after the last interval they are closed.
    pub(crate) fn people_border(&mut self) {
        if self.people.is_none() || (self.now != self.scenario.counted_from && self.now != self.scenario.to) {
            return;
        }
        for user in (0..self.agents.len()).map(UserId::at) {
            self.advance(user);
        }
        let Some(people) = self.people.as_mut() else { return };
        for user in 0..people.now.len() {
            people.pass(user, self.now);
        }
        if self.now == self.scenario.to {
            if !people.closed {
                self.recorder.day.people.clone_from(&people.days);
            }
            people.closed = true;
        } else {
            for day in &mut people.days {
                let work = vec![PersonWork::default(); day.work.len()];
                *day = PersonDay { work, ..PersonDay::default() };
            }
        }
    }
}
