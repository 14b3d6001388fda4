//! Simulates the days of a log with what was estimated from some of them only.

use crate::calls::replay::day::{Calls, Estimates};
use crate::calls::replay::{ReplayError, SkillRule, Skills, Watch, seed_of_day, tally_of_day};
use crate::calls::staff::{StaffDay, StaffRule, infer_staff};
use crate::calls::{CallLog, Date, HALF_HOURS, Tally, tally};
use crate::tick::Span;
use crate::{Options, RunError, simulate};

/// How to simulate days with the estimates of others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HoldoutOptions {
    /// How often every day is simulated.
    pub replications: u32,
    /// The seed of every random stream.
    pub seed: u64,
    /// How many threads; 0 takes as many as the machine has. The answer does not depend on it.
    pub threads: usize,
    /// How many of the first days are learned from.
    pub learned: usize,
    /// How staff is inferred.
    pub staff: StaffRule,
}

/// One day: the log, and each replication with that day's arrivals and staff.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldoutDay {
    /// The day.
    pub date: Date,
    /// The log.
    pub log: [Tally; HALF_HOURS],
    /// One entry per replication.
    pub simulated: Vec<[Tally; HALF_HOURS]>,
    /// Agents on the floor in each half hour, on average.
    pub agents: [f64; HALF_HOURS],
    /// When agents were on the floor.
    pub staff: StaffDay,
}

/// Simulates every day of a log, each with its own arrivals and staff, with service times, patience and skills of the first
/// days alone.
///
/// # Errors
///
/// When no call of the first days has a service time, a run fails, or it is stopped.
pub fn simulate_days(log: &CallLog, options: HoldoutOptions, watch: Watch<'_>) -> Result<Vec<HoldoutDay>, ReplayError> {
    let within = Span::from_whole_seconds(20);
    let staff = infer_staff(log, options.staff);
    let tallies = tally(log, &staff, within);
    let learned = log.of_days(0..options.learned);
    let skills = Skills::infer(&learned, SkillRule::default());
    let estimates = Estimates::new(&learned, &skills)?;
    let count = staff.len();
    let mut days = Vec::with_capacity(count);
    for (number, staff) in staff.into_iter().enumerate() {
        let scenario = estimates.scenario(log, &staff, Calls::Logged, within)?;
        let run = Options {
            replications: options.replications,
            seed: seed_of_day(options.seed, number),
            threads: options.threads,
            stop: watch.stop,
            ..Options::default()
        };
        let results = simulate(&scenario, run).map_err(|error| ReplayError::Run(staff.date(), error))?;
        if results.days.len() < options.replications as usize {
            return Err(ReplayError::Run(staff.date(), RunError::Stopped));
        }
        days.push(HoldoutDay {
            date: staff.date(),
            log: tallies.cells(staff.date()).copied().unwrap_or([Tally::default(); HALF_HOURS]),
            simulated: results.days.iter().map(tally_of_day).collect(),
            agents: staff.by_half_hour(),
            staff,
        });
        if let Some(progress) = watch.progress {
            progress(number as u32 + 1, count as u32);
        }
    }
    Ok(days)
}
