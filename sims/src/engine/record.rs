//! Counting: the levels of the floor over time, and the counts of conversations.

use switchboard::{Stage, StatusReason};

use crate::engine::case::Case;
use crate::results::{AbandonRule, AgentTime, Counts, Day, WorkstreamDay};
use crate::scenario::Scenario;
use crate::tick::{Span, Tick};

/// What an agent is doing, as occupancy sees it (MET-51).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Not signed in.
    Out,
    /// With something in hand.
    Busy,
    /// Charged, with nothing in hand.
    Reserved,
    /// Ready.
    Idle,
    /// Not ready.
    Away,
}

/// A level that changes in steps, summed up in whole level × microseconds.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    level: i64,
    since: Tick,
    area: i64,
}

impl Level {
    #[inline]
    fn add(&mut self, difference: i64, now: Tick) {
        self.area += self.level * now.saturating_since(self.since).micros() as i64;
        self.since = now;
        self.level += difference;
    }

    /// Hands out the sum so far and starts a new one.
    fn restart(&mut self, now: Tick) -> u64 {
        self.add(0, now);
        u64::try_from(std::mem::take(&mut self.area)).unwrap_or(0)
    }
}

/// What is counted during a replication.
#[derive(Debug)]
pub(crate) struct Recorder {
    pub(crate) day: Day,
    modes: [Level; 5],
    units_used: Level,
    units_total: Level,
    items_used: Level,
    items_total: Level,
    waiting: Level,
    from: Tick,
    to: Tick,
    counted_from: Tick,
    interval: Span,
    border: Tick,
    service_level: u64,
    short_abandon: u64,
    abandon: AbandonRule,
}

impl Recorder {
    pub(crate) fn new(scenario: &Scenario, workstreams: usize, replication: u32) -> Self {
        let intervals = scenario.intervals();
        let stream = WorkstreamDay { intervals: vec![Counts::default(); intervals], ..WorkstreamDay::default() };
        Self {
            day: Day {
                replication,
                workstreams: vec![stream; workstreams],
                agents: vec![AgentTime::default(); intervals],
                samples: Vec::new(),
                supervisor_acts: Vec::new(),
                overrides: Vec::new(),
                transitions: Default::default(),
                refusals: Default::default(),
                steps: 0,
                steps_done: 0,
                created: 0,
                closed: 0,
                ended: scenario.from,
                counted_us: vec![0; intervals],
            },
            modes: [Level::default(); 5],
            units_used: Level::default(),
            units_total: Level::default(),
            items_used: Level::default(),
            items_total: Level::default(),
            waiting: Level::default(),
            from: scenario.from,
            to: scenario.to,
            counted_from: scenario.counted_from,
            interval: scenario.interval,
            border: scenario.from,
            service_level: scenario.service_level.micros(),
            short_abandon: scenario.short_abandon.micros(),
            abandon: AbandonRule::of(scenario.policy().switches()),
        }
    }

    /// The interval that an instant lies in; the last one for everything later.
    pub(crate) fn interval_of(&self, at: Tick) -> usize {
        let interval = at.saturating_since(self.from).micros() / self.interval.micros();
        (interval as usize).min(self.day.agents.len() - 1)
    }

    /// The counts that a conversation belongs to; none for one of the warm-up.
    #[inline]
    pub(crate) fn counts(&mut self, case: &Case) -> Option<&mut Counts> {
        case.counted.then(|| &mut self.day.workstreams[usize::from(case.place)].intervals[case.interval as usize])
    }

    #[inline]
    pub(crate) fn change_mode(&mut self, from: Mode, to: Mode, now: Tick) {
        self.modes[from as usize].add(-1, now);
        self.modes[to as usize].add(1, now);
    }

    #[inline]
    pub(crate) fn change_units(&mut self, used: i64, total: i64, now: Tick) {
        if used != 0 {
            self.units_used.add(used, now);
        }
        if total != 0 {
            self.units_total.add(total, now);
        }
    }

    pub(crate) fn change_items(&mut self, used: i64, total: i64, now: Tick) {
        self.items_used.add(used, now);
        self.items_total.add(total, now);
    }

    #[inline]
    pub(crate) fn change_waiting(&mut self, difference: i64, now: Tick) {
        self.waiting.add(difference, now);
    }

    pub(crate) fn level(&self, mode: Mode) -> u32 {
        u32::try_from(self.modes[mode as usize].level).unwrap_or(0)
    }

    pub(crate) fn units(&self) -> (i64, i64) {
        (self.units_used.level, self.units_total.level)
    }

    /// The next border after an instant: the end of the warm-up or of an interval; none after the day.
    pub(crate) fn next_border(&self, now: Tick) -> Option<Tick> {
        if now >= self.to {
            return None;
        }
        let passed = now.since(self.from).micros() / self.interval.micros() + 1;
        let end = (self.from + Span::from_micros(passed * self.interval.micros())).min(self.to);
        Some(if self.counted_from > now { end.min(self.counted_from) } else { end })
    }

    /// A border: what has been summed up since the one before goes to its interval, or is thrown away.
    pub(crate) fn close_interval(&mut self, now: Tick) {
        let [_, busy, reserved, idle, away] = &mut self.modes;
        let time = AgentTime {
            busy_us: busy.restart(now),
            reserved_us: reserved.restart(now),
            idle_us: idle.restart(now),
            away_us: away.restart(now),
            units_used_us: self.units_used.restart(now),
            units_total_us: self.units_total.restart(now),
            items_used_us: self.items_used.restart(now),
            items_total_us: self.items_total.restart(now),
            waiting_us: self.waiting.restart(now),
        };
        if now > self.border && self.border >= self.counted_from {
            let interval = self.interval_of(self.border);
            self.day.agents[interval].merge(&time);
            self.day.counted_us[interval] += now.since(self.border).micros();
        }
        self.border = now;
    }

    /// The first accept by a person.
    pub(crate) fn answered(&mut self, case: &Case, now: Tick) {
        let wait = now.saturating_since(case.wait_from);
        let in_time = wait.micros() <= self.service_level;
        let Some(counts) = self.counts(case) else { return };
        counts.handled += 1;
        counts.answer_wait_us += wait.micros();
        counts.answered_in_time += u64::from(in_time);
        first_wait(counts, wait);
        self.day.workstreams[usize::from(case.place)].answered_waits.record(wait);
    }

    /// A conversation is closed, for this reason where its state changed; a bot had escalated it, or had not.
    pub(crate) fn closed(&mut self, case: &Case, escalated: bool, reason: Option<StatusReason>, now: Tick) {
        self.day.closed += 1;
        let abandon = self.abandon;
        let wait = now.saturating_since(case.wait_from);
        let short = wait.micros() <= self.short_abandon;
        let Some(counts) = self.counts(case) else { return };
        counts.closed += 1;
        counts.lifetime_us += now.since(case.arrived).micros();
        counts.transferred += u64::from(case.transferred);
        if case.answered {
            counts.handled_closed += 1;
            counts.handle_us += case.handle_us;
            counts.in_hand_us += case.in_hand_us;
            counts.wrap_up_us += case.wrap_up_us;
        }
        if case.stage == Some(Stage::WrapUp) {
            counts.wrap_ups += 1;
            counts.wrap_up_clock_us += now.since(case.entered).micros();
        }
        if case.answered || !case.incoming {
            return;
        }
        counts.abandoned += 1;
        counts.abandon_wait_us += wait.micros();
        counts.abandoned_escalated += u64::from(escalated);
        counts.abandoned_in_queue += u64::from(case.entered_queue);
        let mut left = false;
        match reason {
            Some(
                StatusReason::CustomerDisconnectedOrLeftOpenConversation
                | StatusReason::CustomerDisconnectedOrLeftActiveConversation
                | StatusReason::CustomerMovedToWrapUp,
            ) => {
                left = true;
                counts.abandoned_by_customer += 1;
                counts.abandoned_escalated_by_customer += u64::from(escalated);
                counts.abandon_wait_by_customer_us += wait.micros();
                counts.abandoned_short += u64::from(short);
                counts.abandoned_while_offered += u64::from(case.stage == Some(Stage::Offered));
            }
            Some(StatusReason::ForceClosedBySupervisor) => counts.abandoned_by_supervisor += 1,
            Some(
                StatusReason::AwaitingAgentAssignment
                | StatusReason::AwaitingAgentAcceptance
                | StatusReason::InConversation
                | StatusReason::AwaitingCustomerResponse
                | StatusReason::AgentMovedToWrapUp
                | StatusReason::ConversationEndedByAgent
                | StatusReason::AutoClosedFromWaitingState
                | StatusReason::AutoClosedBySystem
                | StatusReason::ClosedDueToOverflow
                | StatusReason::ConversationEndedByBot
                | StatusReason::ClosedDueToFailure
                | StatusReason::ClosedInDataverseDirectlyByAdmin
                | StatusReason::AssignedBySupervisor,
            )
            | None => counts.abandoned_by_system += 1,
        }
        first_wait(counts, wait);
        if left || abandon.counts_closes() {
            self.day.workstreams[usize::from(case.place)].abandoned_waits.record(wait);
        }
    }
}

fn first_wait(counts: &mut Counts, wait: Span) {
    counts.first_waits += 1;
    counts.first_wait_us += wait.micros();
    counts.longest_wait_us = counts.longest_wait_us.max(wait.micros());
    counts.waited += u64::from(wait > Span::ZERO);
}
