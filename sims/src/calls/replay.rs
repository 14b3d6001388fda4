//! Replays the days of a call log by simulation and sets the log beside it.
//!
//! For each day of the log the engine simulates a floor with the staff inferred from that very day
//! ([`staff`](crate::calls::staff)), arrivals at the mean rate of the weekday's half hour, recorded
//! service times and estimated patience, each by type of call; so often as asked. What comes out is
//! counted as the log is ([`Tally`]), so that every [`Figure`] has one definition for both.
//!
//! The same days are also simulated with one agent fewer and one more, since idle agents leave no trace
//! in a log, and with the calls arriving when they did: what is left of the difference then has other
//! reasons than the arrivals.
//!
//! Limits. The 90 seconds with which customers of priority 2 enter the queue of the bank are not
//! modelled: calls are served in the order in which they came. A log without wrap-up gives a
//! simulation without it; what agents do after a call is an absence by the rule of the staff, where it
//! shows at all. Agents answer at once. Services that name no agent have nobody to do them on the floor.

mod day;
mod figure;
mod holdout;
mod skill;

use std::fmt::{self, Debug, Display, Formatter};
use std::sync::atomic::AtomicBool;

use crate::calls::staff::{StaffDay, StaffRule, infer_staff};
use crate::calls::{CallLog, Date, HALF_HOURS, LogTallies, Tally, tally};
use crate::results::{Day, Scope};
use crate::statistics::{Estimate, mean_over_replications, ratio_over_replications, wilson_95};
use crate::tick::Span;
use crate::{Options, RunError, simulate};

use self::day::{Calls, Estimates};
pub use self::figure::Figure;
pub use self::holdout::{HoldoutDay, HoldoutOptions, simulate_days};
pub use self::skill::{SkillRule, Skills};

/// How to replay a log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReplayOptions {
    /// How often every day is simulated.
    pub replications: u32,
    /// The number of the first replication, from 1; more than 1 repeats later ones of a longer run.
    pub first_replication: u32,
    /// The seed of every random stream.
    pub seed: u64,
    /// How many threads; 0 takes as many as the machine has. The answer does not depend on it.
    pub threads: usize,
    /// The threshold of the service level.
    pub within: Span,
    /// How staff is inferred.
    pub staff: StaffRule,
    /// How skills are inferred.
    pub skills: SkillRule,
    /// Only so many of the first days are simulated.
    pub days_max: usize,
}

impl Default for ReplayOptions {
    /// Twenty replications of every day, seed 1, a service level of 20 seconds, and the default rules.
    fn default() -> Self {
        Self {
            replications: 20,
            first_replication: 1,
            seed: 1,
            threads: 0,
            within: Span::from_whole_seconds(20),
            staff: StaffRule::default(),
            skills: SkillRule::default(),
            days_max: usize::MAX,
        }
    }
}

/// Who watches a replay, and may stop it.
#[derive(Clone, Copy, Default)]
pub struct Watch<'a> {
    /// Is told after each day how many are done, of how many.
    pub progress: Option<&'a dyn Fn(u32, u32)>,
    /// Set it to true to stop: a day under way is thrown away, and the answer is that of the days before it.
    pub stop: Option<&'a AtomicBool>,
}

impl Debug for Watch<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Watch").field("stop", &self.stop).finish_non_exhaustive()
    }
}

/// Which floor is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Floor {
    /// The staff as inferred.
    AsInferred,
    /// One agent fewer whenever two or more are on the floor.
    OneFewer,
    /// One agent more whenever anybody is on the floor.
    OneMore,
    /// The staff as inferred, and the calls arrive when they did.
    LoggedArrivals,
}

impl Floor {
    /// All floors, in reading order.
    pub const ALL: [Self; 4] = [Self::AsInferred, Self::OneFewer, Self::OneMore, Self::LoggedArrivals];

    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::AsInferred => "simulation",
            Self::OneFewer => "one_fewer",
            Self::OneMore => "one_more",
            Self::LoggedArrivals => "logged_arrivals",
        }
    }
}

/// Which part of the log a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All days together.
    Total,
    /// One day, by its place.
    Day(usize),
    /// One half hour over all days.
    HalfHour(usize),
}

/// Why a log cannot be replayed.
#[derive(Debug)]
pub enum ReplayError {
    /// No call has a service time, so nothing is known of how long service takes.
    NothingServed,
    /// The engine does not take the scenario of a day.
    Scenario(String),
    /// The run failed.
    Run(Date, RunError),
}

impl Display for ReplayError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingServed => {
                formatter.write_str("no call was answered with a service time, expected at least one to simulate from")
            }
            Self::Scenario(message) => formatter.write_str(message),
            Self::Run(date, error) => write!(formatter, "{date}: {error}"),
        }
    }
}

impl std::error::Error for ReplayError {}

/// A log and its simulation, side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    options: ReplayOptions,
    log: LogTallies,
    staff: Vec<StaffDay>,
    skills: Skills,
    /// The first days of the log that were simulated; figures of the log are of the same days.
    days: Vec<ReplayDay>,
    /// How many were to be simulated.
    asked: usize,
}

/// One day of a log and of its simulation.
#[derive(Clone, Debug, PartialEq)]
struct ReplayDay {
    date: Date,
    log: [Tally; HALF_HOURS],
    /// For each floor, in the order of [`Floor::ALL`]: one entry per replication.
    simulated: [Vec<[Tally; HALF_HOURS]>; Floor::ALL.len()],
    /// Calls that were still waiting or served when the run was cut off, over all floors.
    carried_over: u64,
}

impl Replay {
    /// Replays a log.
    ///
    /// # Errors
    ///
    /// When no call has a service time, when the log has more types or agents than a policy may have,
    /// when a run fails, and when it is stopped within the first day.
    pub fn run(log: &CallLog, options: ReplayOptions, watch: Watch<'_>) -> Result<Self, ReplayError> {
        let staff = infer_staff(log, options.staff);
        let skills = Skills::infer(log, options.skills);
        let tallies = tally(log, &staff, options.within);
        let estimates = Estimates::new(log, &skills)?;
        let mut days = Vec::with_capacity(staff.len());
        let asked = staff.len().min(options.days_max);
        'days: for (number, one) in staff.iter().take(asked).enumerate() {
            let floors = [
                (one.clone(), Calls::Estimated),
                (one.one_fewer(), Calls::Estimated),
                (one.one_more(), Calls::Estimated),
                (one.clone(), Calls::Logged),
            ];
            let mut simulated = [const { Vec::new() }; Floor::ALL.len()];
            let mut carried_over = 0;
            for (place, (floor, calls)) in floors.iter().enumerate() {
                let scenario = estimates.scenario(log, floor, *calls, options.within)?;
                let run = Options {
                    replications: options.replications,
                    first_replication: options.first_replication,
                    // Every floor of a day meets the same customers.
                    seed: seed_of_day(options.seed, number),
                    threads: options.threads,
                    stop: watch.stop,
                    ..Options::default()
                };
                let results = match simulate(&scenario, run) {
                    Ok(results) if results.days.len() == options.replications as usize => results,
                    // A day with fewer replications than the others, or without a floor, would compare with nothing.
                    Ok(_) | Err(RunError::Stopped) if number > 0 => break 'days,
                    Ok(_) => return Err(ReplayError::Run(one.date(), RunError::Stopped)),
                    Err(error) => return Err(ReplayError::Run(one.date(), error)),
                };
                carried_over += results.days.iter().map(|day| day.counts(Scope::DAY).carried_over).sum::<u64>();
                simulated[place] = results.days.iter().map(tally_of_day).collect();
            }
            let log = tallies.cells(one.date()).copied().unwrap_or([Tally::default(); HALF_HOURS]);
            days.push(ReplayDay { date: one.date(), log, simulated, carried_over });
            if let Some(progress) = watch.progress {
                progress(number as u32 + 1, asked as u32);
            }
        }
        Ok(Self { options, log: tallies, staff, skills, days, asked })
    }

    /// How it was replayed.
    pub fn options(&self) -> &ReplayOptions {
        &self.options
    }

    /// The tallies of the log.
    pub fn log(&self) -> &LogTallies {
        &self.log
    }

    /// Who was on the floor, by day of the log, whether it was simulated or not.
    pub fn staff(&self) -> &[StaffDay] {
        &self.staff
    }

    /// Which types of calls each agent takes.
    pub fn skills(&self) -> &Skills {
        &self.skills
    }

    /// Whether it was stopped before all the days were done that were asked for.
    pub fn is_stopped(&self) -> bool {
        self.days.len() < self.asked
    }

    /// The days that were simulated, in order: all of the log, or the first of them.
    pub fn days(&self) -> impl ExactSizeIterator<Item = Date> {
        self.days.iter().map(|day| day.date)
    }

    /// Calls that were cut off at the end of a simulated day, over all floors and replications.
    pub fn carried_over(&self) -> u64 {
        self.days.iter().map(|day| day.carried_over).sum()
    }

    /// The tally of a part of the log.
    pub fn logged(&self, part: Part) -> Tally {
        self.sum(part, |day| &day.log)
    }

    /// The tally of a part of one replication of a floor.
    pub fn simulated(&self, floor: Floor, part: Part, replication: usize) -> Tally {
        self.sum(part, |day| &day.simulated[floor as usize][replication])
    }

    fn sum<'a>(&'a self, part: Part, cells: impl Fn(&'a ReplayDay) -> &'a [Tally; HALF_HOURS]) -> Tally {
        let mut sum = Tally::default();
        match part {
            Part::Total => self.days.iter().flat_map(&cells).for_each(|cell| sum += *cell),
            Part::Day(day) => cells(&self.days[day]).iter().for_each(|cell| sum += *cell),
            Part::HalfHour(slot) => self.days.iter().for_each(|day| sum += cells(day)[slot]),
        }
        sum
    }

    fn replications(&self) -> usize {
        self.days.first().map_or(0, |day| day.simulated[0].len())
    }

    /// A figure of the simulation, with its 95 % interval over replications; none where nothing was
    /// counted.
    ///
    /// Numbers of things are means over replications with Student's interval; means and rates are
    /// ratios of sums over replications with the jack-knife's.
    pub fn estimate(&self, figure: Figure, floor: Floor, part: Part) -> Option<Estimate> {
        let tallies = (0..self.replications()).map(|replication| self.simulated(floor, part, replication));
        let pairs: Vec<(f64, f64)> = tallies.map(|tally| figure.pair(&tally)).collect();
        if figure.is_count() {
            return mean_over_replications(&pairs.iter().map(|(value, _)| *value).collect::<Vec<_>>());
        }
        ratio_over_replications(&pairs)
    }

    /// The ends of the 95 % interval of that estimate, cut where the figure itself ends.
    ///
    /// A share of calls that is none or all of them in every replication has no spread over replications, which says
    /// little where calls are few: it gets Wilson's interval over all its calls.
    pub fn interval(&self, figure: Figure, floor: Floor, part: Part) -> Option<(f64, f64)> {
        let estimate = self.estimate(figure, floor, part)?;
        let (low, high) = estimate.within(0.0, figure.most())?;
        if figure.is_share_of_calls() && (estimate.value == 0.0 || estimate.value == 1.0) {
            let tallies = (0..self.replications()).map(|replication| self.simulated(floor, part, replication));
            let calls = tallies.map(|tally| figure.pair(&tally).1).sum::<f64>() as u64;
            return wilson_95(if estimate.value == 0.0 { 0 } else { calls }, calls);
        }
        Some((low, high))
    }

    /// Numerator and denominator of a figure of the simulation, on average over replications.
    pub fn mean_pair(&self, figure: Figure, floor: Floor, part: Part) -> (f64, f64) {
        let count = self.replications() as f64;
        let pairs = (0..self.replications()).map(|replication| figure.pair(&self.simulated(floor, part, replication)));
        let (above, below) = pairs.fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        (above / count, below / count)
    }

    /// On how many days the log lies within the simulated days, from the lowest to the highest, and
    /// on how many both can be compared.
    ///
    /// If the simulation were right, a day of the log would be one more draw of the same law, and so
    /// would lie within on (replications − 1) ÷ (replications + 1) of the days.
    pub fn days_within(&self, figure: Figure, floor: Floor) -> (u64, u64) {
        let (mut within, mut compared) = (0, 0);
        for day in 0..self.days.len() {
            let part = Part::Day(day);
            let drawn = (0..self.replications())
                .filter_map(|replication| figure.value(&self.simulated(floor, part, replication)));
            let ends = drawn.fold(None, |ends: Option<(f64, f64)>, value| {
                Some(ends.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
            });
            if let (Some((low, high)), Some(logged)) = (ends, figure.value(&self.logged(part))) {
                compared += 1;
                within += u64::from(low <= logged && logged <= high);
            }
        }
        (within, compared)
    }
}

/// A seed of its own for each day, so that days are independent; SplitMix64's finaliser.
fn seed_of_day(seed: u64, day: usize) -> u64 {
    let mut mixed = seed.wrapping_add((day as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// What the engine counted, counted as a log is; what lies after midnight counts in the last half hour.
fn tally_of_day(day: &Day) -> [Tally; HALF_HOURS] {
    let mut cells = [Tally::default(); HALF_HOURS];
    for interval in 0..day.agents.len() {
        let scope = Scope::of_interval(interval);
        let (counts, time) = (day.counts(scope), day.agent_time(scope));
        cells[interval.min(HALF_HOURS - 1)] += Tally {
            left_menu: 0,
            answered: counts.handled,
            abandoned: counts.abandoned,
            answered_in_time: counts.answered_in_time,
            abandoned_in_time: counts.abandoned_short,
            handled: counts.handled_closed,
            wait_answered: Span::from_micros(counts.answer_wait_us),
            wait_abandoned: Span::from_micros(counts.abandon_wait_us),
            handle: Span::from_micros(counts.handle_us),
            busy: Span::from_micros(time.busy_us),
            staffed: Span::from_micros(time.busy_us + time.reserved_us + time.idle_us),
        };
    }
    cells
}

#[cfg(test)]
mod tests;
