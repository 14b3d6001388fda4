//! Small days for the tests of staff inference, and staff as people tell it.

use crate::calls::bank::log;
use crate::calls::staff::{StaffDay, StaffRule, infer_staff};
use crate::tick::{ClockTime, Tick};

/// A row of a call without a wait.
pub(super) fn answered(from: &str, until: &str, agent: &str) -> String {
    let time = |text: &str| text.parse::<ClockTime>().expect("a time").since_midnight();
    let seconds = (time(until) - time(from)).seconds();
    format!("1,0,0,PS,1999-02-01,{from},{from},0,0:00:00,0:00:00,0,AGENT,{from},{until},{seconds},{agent}")
}

/// Agent, from and until of each stretch, as people read them.
pub(super) fn told(day: &StaffDay) -> Vec<String> {
    let clock = |at: Tick| ClockTime::after_midnight(at.since(Tick::ZERO)).expect("a time").to_string();
    day.stretches()
        .iter()
        .map(|stretch| format!("{} {}-{}", stretch.agent.index(), clock(stretch.from), clock(stretch.until)))
        .collect()
}

/// The staff of the one day of some rows.
pub(super) fn day(rows: &[String], rule: StaffRule) -> StaffDay {
    let log = log(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    infer_staff(&log, rule).remove(0)
}

/// The rule without its second part.
pub(super) fn gaps_only() -> StaffRule {
    StaffRule { ignored_wait: None, ..StaffRule::default() }
}
