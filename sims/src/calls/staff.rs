//! Infers from a call log who was on the floor and when.
//!
//! A log shows agents only while they serve. The rule: an agent is on the floor from the start of
//! the first call of a stretch to the end of the last. A gap between two of his calls ends a stretch
//! when it is an absence, which is the case when it is longer than [`StaffRule::absence`] (a break),
//! or when some customer had at a moment of the gap been waiting for longer than
//! [`StaffRule::ignored_wait`] (agents who can answer do answer, so he could not: after-call work,
//! another task, a short pause).
//!
//! Limits. Agents who were ready before their first call, after their last, or who got no call at
//! all leave no trace, so the floor is inferred too empty when it is quiet; [`StaffDay::one_more`]
//! and [`StaffDay::one_fewer`] show what a head changes. The second part of the rule reads the
//! queue of the very day it explains, so that a replay of that day is nearer to it than a forecast
//! would be. Services without an agent's label or without a time belong to nobody. Stretches are
//! inferred day by day, by the day on which calls came in: one that passes midnight ends with its
//! last call.

mod heads;

use std::collections::BTreeMap;

use crate::calls::{AgentNumber, Call, CallLog, Date, Ending, HALF_HOURS, half_hour};
use crate::tick::{Span, Tick};

/// When a gap between two calls of an agent is an absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaffRule {
    /// A gap longer than this is a break.
    pub absence: Span,
    /// A gap in which a customer had been waiting for longer than this is an absence too; none
    /// leaves this part of the rule away.
    pub ignored_wait: Option<Span>,
}

impl Default for StaffRule {
    /// Thirty minutes, and ten seconds: longer than an agent takes to answer.
    fn default() -> Self {
        Self { absence: Span::HALF_HOUR, ignored_wait: Some(Span::from_whole_seconds(10)) }
    }
}

/// A time without interruption that one agent is on the floor, on the clock of its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// When it begins.
    pub from: Tick,
    /// When it ends; later than `from`.
    pub until: Tick,
    /// Who it is.
    pub agent: AgentNumber,
}

impl Stretch {
    /// How long it lasts.
    pub fn span(&self) -> Span {
        self.until.since(self.from)
    }
}

/// Who was on the floor on one day.
///
/// **Invariant:** stretches are sorted by start; those of one agent do not overlap or touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffDay {
    date: Date,
    stretches: Vec<Stretch>,
    /// The agent that [`StaffDay::one_more`] adds.
    spare: AgentNumber,
}

/// Infers the staff of every day of a log, in order.
pub fn infer_staff(log: &CallLog, rule: StaffRule) -> Vec<StaffDay> {
    let spare = AgentNumber(u16::try_from(log.agents.len()).expect("labels are limited"));
    let days = log.days().iter().map(|&date| {
        let calls = log.calls_of(date);
        let ignored = rule.ignored_wait.map_or_else(Vec::new, |limit| ignored_waits(calls, limit));
        let mut stretches = Vec::new();
        for (agent, services) in services(calls) {
            for (from, until) in joined(services, |gap_from, gap_until| {
                gap_until.since(gap_from) <= rule.absence && !meets(&ignored, gap_from, gap_until)
            }) {
                stretches.push(Stretch { from, until, agent });
            }
        }
        stretches.sort_unstable();
        StaffDay { date, stretches, spare }
    });
    days.collect()
}

/// When each agent of a day was serving: his services, joined where they overlap or touch.
pub(super) fn busy(calls: &[Call]) -> BTreeMap<AgentNumber, Vec<(Tick, Tick)>> {
    services(calls).into_iter().map(|(agent, services)| (agent, joined(services, |_, _| false))).collect()
}

/// The services of each agent in the order of their start.
fn services(calls: &[Call]) -> BTreeMap<AgentNumber, Vec<(Tick, Tick)>> {
    let mut services: BTreeMap<AgentNumber, Vec<(Tick, Tick)>> = BTreeMap::new();
    for call in calls {
        if let Ending::Answered { agent: Some(agent), service: Some(service), .. } = call.ending {
            services.entry(agent).or_default().push((service.start, service.end()));
        }
    }
    for times in services.values_mut() {
        times.sort_unstable();
    }
    services
}

/// Joins times in the order of their start that overlap or touch, and those with a gap that is bridged.
fn joined(times: Vec<(Tick, Tick)>, bridged: impl Fn(Tick, Tick) -> bool) -> Vec<(Tick, Tick)> {
    let mut joined: Vec<(Tick, Tick)> = Vec::new();
    for (from, until) in times {
        match joined.last_mut() {
            Some((_, end)) if from <= *end || bridged(*end, from) => *end = until.max(*end),
            Some(_) | None => joined.push((from, until)),
        }
    }
    joined
}

/// The times during which some customer had already waited for longer than the limit.
fn ignored_waits(calls: &[Call], limit: Span) -> Vec<(Tick, Tick)> {
    let mut times: Vec<(Tick, Tick)> = calls
        .iter()
        .filter_map(|call| Some((call.asked()? + limit, call.asked()? + call.wait()?)))
        .filter(|(from, until)| from < until)
        .collect();
    times.sort_unstable();
    joined(times, |_, _| false)
}

/// Whether the gap meets one of the times, which are sorted and apart.
fn meets(times: &[(Tick, Tick)], gap_from: Tick, gap_until: Tick) -> bool {
    let first = times.partition_point(|(_, until)| *until <= gap_from);
    times.get(first).is_some_and(|(from, _)| *from < gap_until)
}

impl StaffDay {
    /// The day.
    pub fn date(&self) -> Date {
        self.date
    }

    /// Who was on the floor and when, by start.
    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// The number of agents on the floor as it changes: each instant with the number from then on.
    pub fn steps(&self) -> Vec<(Tick, u64)> {
        let mut changes: BTreeMap<Tick, (u64, u64)> = BTreeMap::new();
        for stretch in &self.stretches {
            changes.entry(stretch.from).or_default().0 += 1;
            changes.entry(stretch.until).or_default().1 += 1;
        }
        let mut present = 0;
        let mut steps = Vec::with_capacity(changes.len());
        for (at, (come, gone)) in changes {
            if come != gone {
                present = present + come - gone;
                steps.push((at, present));
            }
        }
        steps
    }

    /// The time of all agents on the floor together.
    pub fn agent_time(&self) -> Span {
        self.stretches.iter().fold(Span::ZERO, |sum, stretch| sum + stretch.span())
    }

    /// The agents on the floor in each half hour on average: agent time in it ÷ half an hour.
    ///
    /// What lies after midnight counts in the last half hour.
    pub fn by_half_hour(&self) -> [f64; HALF_HOURS] {
        let mut times = [Span::ZERO; HALF_HOURS];
        for stretch in &self.stretches {
            spread(stretch.from, stretch.until, |slot, span| times[slot] += span);
        }
        times.map(|time| time.micros() as f64 / Span::HALF_HOUR.micros() as f64)
    }
}

/// Hands out the parts of a time that lie in each half hour; the last one has no end.
pub(super) fn spread(from: Tick, until: Tick, mut part: impl FnMut(usize, Span)) {
    for slot in half_hour(from)..HALF_HOURS {
        let slot_end = if slot + 1 == HALF_HOURS { Tick::NEVER } else { Tick::from_seconds(1_800 * (slot as u64 + 1)) };
        let slot_start = Tick::from_seconds(1_800 * slot as u64);
        let (begin, end) = (from.max(slot_start), until.min(slot_end));
        if end <= begin {
            return;
        }
        part(slot, end.since(begin));
    }
}

#[cfg(test)]
mod told;

#[cfg(test)]
mod tests {
    use crate::calls::bank::february;
    use crate::calls::staff::told::{answered, day, gaps_only, told};
    use crate::calls::staff::{StaffRule, infer_staff, spread};
    use crate::tick::{Span, Tick};

    #[test]
    fn a_gap_longer_than_half_an_hour_is_an_absence() {
        let rows = [
            answered("9:00:00", "9:10:00", "A"),
            answered("9:40:00", "9:50:00", "A"),
            answered("10:20:01", "10:30:00", "A"),
        ];
        assert_eq!(told(&day(&rows, gaps_only())), ["0 09:00-09:50", "0 10:20:01-10:30"]);
    }

    #[test]
    fn overlapping_calls_make_one_stretch_to_the_later_end() {
        let rows = [answered("9:00:00", "9:30:00", "A"), answered("9:10:00", "9:20:00", "A")];
        assert_eq!(told(&day(&rows, gaps_only())), ["0 09:00-09:30"]);
    }

    /// A customer waits from 9:15:00 to 9:15:30 in a gap of B, who therefore was not there; A is busy.
    #[test]
    fn an_agent_who_lets_a_customer_wait_is_absent() {
        let rows = [
            answered("9:00:00", "9:20:00", "A"),
            answered("9:00:00", "9:10:00", "B"),
            answered("9:18:00", "9:20:00", "B"),
            "1,0,0,PS,1999-02-01,9:15:00,9:15:00,0,9:15:00,9:15:30,30,HANG,0:00:00,0:00:00,0,".to_owned(),
        ];
        assert_eq!(told(&day(&rows, StaffRule::default())), ["1 09:00-09:10", "0 09:00-09:20", "1 09:18-09:20"]);
        let patient = StaffRule { ignored_wait: Some(Span::from_whole_seconds(30)), ..gaps_only() };
        assert_eq!(told(&day(&rows, patient)), ["0 09:00-09:20", "1 09:00-09:20"]);
    }

    #[test]
    fn calls_without_agent_or_service_put_nobody_on_the_floor() {
        let rows = [
            answered("9:00:00", "9:20:00", "NO_SERVER"),
            answered("9:00:00", "9:20:00", ""),
            answered("9:00:00", "9:00:00", "A"),
        ];
        assert_eq!(told(&day(&rows, gaps_only())), Vec::<String>::new());
    }

    #[test]
    fn staff_is_a_step_function_and_an_average_by_half_hour() {
        let rows = [
            answered("9:00:00", "9:30:00", "A"),
            answered("9:15:00", "9:45:00", "B"),
            answered("9:30:00", "9:45:00", "C"),
        ];
        let day = day(&rows, gaps_only());
        let minute = |minute: u64| Tick::from_seconds(9 * 3_600 + minute * 60);
        // At 9:30 A goes and C comes: the number stays.
        assert_eq!(day.steps(), [(minute(0), 1), (minute(15), 2), (minute(45), 0)]);
        let slots = day.by_half_hour();
        assert_eq!((slots[17], slots[18], slots[19], slots[20]), (0.0, 1.5, 1.0, 0.0));
    }

    #[test]
    fn what_lies_after_midnight_is_in_the_last_half_hour() {
        let mut parts = Vec::new();
        spread(Tick::from_seconds(84_000), Tick::from_seconds(87_000), |slot, span| parts.push((slot, span)));
        assert_eq!(parts, [(46, Span::from_whole_seconds(600)), (47, Span::from_whole_seconds(2_400))]);
    }

    /// Expected: the rules written again in Python over the same file.
    #[test]
    fn the_stretches_of_the_bank_agree_with_an_independent_count() {
        let Some(log) = february() else { return };
        for (rule, stretches, seconds) in [(gaps_only(), 691, 8_229_748), (StaffRule::default(), 16_767, 6_163_810)] {
            let staff = infer_staff(log, rule);
            assert_eq!(staff.len(), 28);
            assert_eq!(staff.iter().map(|day| day.stretches().len()).sum::<usize>(), stretches);
            let time = staff.iter().fold(Span::ZERO, |sum, day| sum + day.agent_time());
            assert_eq!(time, Span::from_whole_seconds(seconds));
            for day in &staff {
                let averages: f64 = day.by_half_hour().iter().sum();
                assert!((averages * 1_800.0 - day.agent_time().seconds()).abs() < 1e-6);
            }
        }
    }
}
