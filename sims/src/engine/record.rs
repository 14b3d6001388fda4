//! Counting: the levels of the floor over time, and the counts of conversations.

use switchboard::{Base, Channel, QueueId, Rule, Stage, StatusReason};

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

/// What a conversation is counted among at every moment (MET-16, MET-17).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// Its offer rings.
    Awaiting,
    /// An agent leads it.
    Talking,
    /// It waits for its customer.
    Away,
    /// Somebody wraps up.
    WrappingUp,
}

impl Level {
    /// The level of a state; a bot's conversation has none.
    pub(crate) fn of(stage: Stage, by_person: bool) -> Option<Self> {
        match stage {
            // VOC-05: awaiting acceptance is not yet in conversation.
            Stage::Offered => Some(if Rule::Voc05.holds() { Self::Awaiting } else { Self::Talking }),
            Stage::InConversation => by_person.then_some(Self::Talking),
            Stage::Waiting => Some(Self::Away),
            Stage::WrapUp => Some(Self::WrappingUp),
            Stage::Open | Stage::Closed => None,
        }
    }
}

/// What an agent is doing beside the modes: presence, and whether the schedule wants the agent there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Status {
    /// The presence while signed in.
    pub(crate) base: Option<Base>,
    /// Within a shift.
    pub(crate) scheduled: bool,
    /// Within a shift, without work in hand and not ready (MET-52).
    pub(crate) unavailable: bool,
    /// Profiles the agent has while signed in.
    pub(crate) profiles: u8,
}

/// How long a queue has been closed for operating hours.
#[derive(Debug, Clone, Copy, Default)]
struct Closed {
    since: Option<Tick>,
    total_us: u64,
}

/// A level that changes in steps, summed up in whole level × microseconds.
#[derive(Debug, Clone, Copy, Default)]
struct Area {
    level: i64,
    since: Tick,
    area: i64,
}

impl Area {
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
    modes: [Area; 5],
    units_used: Area,
    units_total: Area,
    items_used: Area,
    items_total: Area,
    waiting: Area,
    levels: [Area; 4],
    sessions: Area,
    scheduled: Area,
    unavailable: Area,
    profiles: Area,
    bases: [Area; 6],
    redialling: Area,
    redials: u64,
    left: u64,
    talks_ended: u64,
    closed: Vec<Closed>,
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
                steps_watched: 0,
                created: 0,
                closed: 0,
                ended: scenario.from,
                counted_us: vec![0; intervals],
                people: Vec::new(),
            },
            modes: [Area::default(); 5],
            units_used: Area::default(),
            units_total: Area::default(),
            items_used: Area::default(),
            items_total: Area::default(),
            waiting: Area::default(),
            levels: [Area::default(); 4],
            sessions: Area::default(),
            scheduled: Area::default(),
            unavailable: Area::default(),
            profiles: Area::default(),
            bases: [Area::default(); 6],
            redialling: Area::default(),
            redials: 0,
            left: 0,
            talks_ended: 0,
            closed: vec![Closed::default(); scenario.policy().queues().len()],
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

    /// The counts of a workstream and interval.
    pub(crate) fn counts_at(&mut self, place: u16, interval: usize) -> &mut Counts {
        &mut self.day.workstreams[usize::from(place)].intervals[interval]
    }

    /// More or fewer customers will try again.
    pub(crate) fn change_redialling(&mut self, difference: i64, now: Tick) {
        self.redialling.add(difference, now);
    }

    /// A customer tries again.
    pub(crate) const fn redialled(&mut self) {
        self.redials += 1;
    }

    /// A customer left before anybody accepted.
    pub(crate) const fn left(&mut self) {
        self.left += 1;
    }

    /// A talk of people has ended.
    #[inline]
    pub(crate) const fn talk_ended(&mut self) {
        self.talks_ended += 1;
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

    /// A conversation is counted among others now.
    #[inline]
    pub(crate) fn change_level(&mut self, from: Option<Level>, to: Option<Level>, now: Tick) {
        if let Some(from) = from {
            self.levels[from as usize].add(-1, now);
        }
        if let Some(to) = to {
            self.levels[to as usize].add(1, now);
        }
    }

    #[inline]
    pub(crate) fn change_sessions(&mut self, difference: i64, now: Tick) {
        self.sessions.add(difference, now);
    }

    /// An agent's presence, profiles or place in the schedule has changed.
    pub(crate) fn change_status(&mut self, from: Status, to: Status, now: Tick) {
        if from.base != to.base {
            if let Some(base) = from.base {
                self.bases[place(base)].add(-1, now);
            }
            if let Some(base) = to.base {
                self.bases[place(base)].add(1, now);
            }
        }
        for (area, from, to) in [
            (&mut self.scheduled, u8::from(from.scheduled), u8::from(to.scheduled)),
            (&mut self.unavailable, u8::from(from.unavailable), u8::from(to.unavailable)),
            (&mut self.profiles, from.profiles, to.profiles),
        ] {
            if from != to {
                area.add(i64::from(to) - i64::from(from), now);
            }
        }
    }

    /// A queue opens or closes for operating hours.
    pub(crate) fn set_open(&mut self, queue: QueueId, open: bool, now: Tick) {
        let closed = &mut self.closed[queue.index()];
        if open {
            closed.total_us += closed.since.take().map_or(0, |since| now.since(since).micros());
        } else {
            closed.since.get_or_insert(now);
        }
    }

    /// How long a queue has been closed until now.
    pub(crate) fn closed_us(&self, queue: QueueId, now: Tick) -> u64 {
        let closed = &self.closed[queue.index()];
        closed.total_us + closed.since.map_or(0, |since| now.since(since).micros())
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
        let [awaiting, talking, away_customers, wrapping_up] = &mut self.levels;
        let [at_available, at_busy, at_dnd, at_away, at_inactive, at_offline] = &mut self.bases;
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
            awaiting_us: awaiting.restart(now),
            talking_us: talking.restart(now),
            away_customers_us: away_customers.restart(now),
            wrapping_up_us: wrapping_up.restart(now),
            sessions_us: self.sessions.restart(now),
            scheduled_us: self.scheduled.restart(now),
            unavailable_us: self.unavailable.restart(now),
            profiles_us: self.profiles.restart(now),
            available_us: at_available.restart(now),
            busy_presence_us: at_busy.restart(now),
            dnd_us: at_dnd.restart(now),
            away_presence_us: at_away.restart(now),
            inactive_us: at_inactive.restart(now),
            offline_us: at_offline.restart(now),
            redialling_us: self.redialling.restart(now),
            redials: std::mem::take(&mut self.redials),
            left: std::mem::take(&mut self.left),
            talks_ended: std::mem::take(&mut self.talks_ended),
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
        if case.outgoing {
            return;
        }
        let wait = now.saturating_since(case.wait_from);
        let in_time = wait.micros() <= self.service_level;
        let Some(counts) = self.counts(case) else { return };
        counts.handled += 1;
        counts.answer_wait_us += wait.micros();
        counts.answered_in_time += u64::from(in_time);
        let within = |seconds: u64| u64::from(wait <= Span::from_whole_seconds(seconds));
        counts.answered_in_10 += within(10);
        counts.answered_in_20 += within(20);
        counts.answered_in_30 += within(30);
        counts.answered_in_40 += within(40);
        counts.answered_in_60 += within(60);
        counts.answered_in_120 += within(120);
        first_wait(counts, wait);
        self.day.workstreams[usize::from(case.place)].answered_waits.record(wait);
    }

    /// A conversation is closed, for this reason where its state changed; a bot had escalated it, or had not. Answers
    /// whether its customer left it before it closed.
    pub(crate) fn closed(
        &mut self,
        case: &Case,
        channel: Channel,
        escalated: bool,
        reason: Option<StatusReason>,
        now: Tick,
    ) -> bool {
        self.day.closed += 1;
        let abandon = self.abandon;
        let wait = now.saturating_since(case.wait_from);
        let short = wait.micros() <= self.short_abandon;
        let left = is_leave(reason);
        let Some(counts) = self.counts(case) else { return left };
        counts.closed += 1;
        counts.lifetime_us += now.since(case.arrived).micros();
        counts.transferred += u64::from(case.transferred);
        if case.answered {
            counts.handled_closed += 1;
            counts.handle_us += case.handle_us;
            counts.in_hand_us += case.in_hand_us;
            counts.wrap_up_us += case.wrap_up_us;
            counts.sessions_engaged_closed += u64::from(case.track.sessions_engaged);
            counts.segments_engaged_closed += u64::from(case.track.segments_engaged);
            counts.ended_by_customer += u64::from(case.track.customer_ended);
            if case.track.agent_wrote {
                counts.written += 1;
                counts.ghosts += u64::from(!case.track.customer_wrote);
            }
            if channel == Channel::Voice {
                counts.handled_calls += 1;
                counts.hold_us += case.hold_us;
                counts.call_handle_us += case.handle_us;
                counts.call_wrap_up_us += case.wrap_up_us;
            }
        }
        if case.stage == Some(Stage::WrapUp) {
            counts.wrap_ups += 1;
            counts.wrap_up_clock_us += now.since(case.entered).micros();
            counts.segments_wrapped_up += 1;
        }
        let forced = reason == Some(StatusReason::ForceClosedBySupervisor);
        if case.answered || !case.incoming || case.outgoing || (forced && !Rule::SupFc09.holds()) {
            return left;
        }
        counts.abandoned += 1;
        counts.abandon_wait_us += wait.micros();
        counts.abandoned_escalated += u64::from(escalated);
        counts.abandoned_in_queue += u64::from(case.entered_queue);
        let assigned = case.stage == Some(Stage::Offered);
        counts.abandoned_assigned += u64::from(assigned);
        counts.abandoned_assigned_escalated += u64::from(assigned && escalated);
        if left {
            counts.abandoned_by_customer += 1;
            counts.abandoned_escalated_by_customer += u64::from(escalated);
            counts.abandon_wait_by_customer_us += wait.micros();
            counts.abandoned_short += u64::from(short);
            counts.abandoned_while_offered += u64::from(assigned);
            counts.abandoned_assigned_escalated_by_customer += u64::from(assigned && escalated);
            counts.abandoned_by_disconnect += u64::from(case.track.dropped);
        } else if reason == Some(StatusReason::ForceClosedBySupervisor) {
            counts.abandoned_by_supervisor += 1;
        } else {
            counts.abandoned_by_system += 1;
        }
        first_wait(counts, wait);
        if left || abandon.counts_closes() {
            self.day.workstreams[usize::from(case.place)].abandoned_waits.record(wait);
        }
        left
    }
}

/// Whether it closed because its customer went.
const fn is_leave(reason: Option<StatusReason>) -> bool {
    matches!(
        reason,
        Some(
            StatusReason::CustomerDisconnectedOrLeftOpenConversation
                | StatusReason::CustomerDisconnectedOrLeftActiveConversation
                | StatusReason::CustomerMovedToWrapUp
        )
    )
}

/// The place of a presence among the sums.
const fn place(base: Base) -> usize {
    match base {
        Base::Available => 0,
        Base::Busy => 1,
        Base::BusyDnd => 2,
        Base::Away => 3,
        Base::Inactive => 4,
        Base::Offline => 5,
    }
}

fn first_wait(counts: &mut Counts, wait: Span) {
    counts.first_waits += 1;
    counts.first_wait_us += wait.micros();
    counts.longest_wait_us = counts.longest_wait_us.max(wait.micros());
    counts.waited += u64::from(wait > Span::ZERO);
}
