//! Targets as a plan judges them: each a number per simulated day that is zero or more, on average, where it is met.

use crate::erlang::LevelOf;
use crate::plan::spec::Every;
use crate::results::{AbandonRule, Counts, Day, Measure, Results, Scope, Setting};
use crate::sample::Plain;
use crate::statistics::{Estimate, ratio_over_replications};
use crate::tick::Span;

/// The thresholds that are always counted.
pub(crate) const THRESHOLDS_S: [u32; 6] = [10, 20, 30, 40, 60, 120];

/// What a target is about, with its bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// At least this share is answered within so many seconds.
    ServiceLevel {
        /// The share.
        at_least: f64,
        /// The threshold, in seconds.
        within_s: f64,
        /// Of whom.
        of: LevelOf,
    },
    /// At most this share leaves.
    Abandonment {
        /// The share.
        at_most: f64,
    },
    /// At least this share of those answered waits so many seconds at most: a percentile of the wait.
    Percentile {
        /// The share, such as 0.9.
        share: f64,
        /// The wait, in seconds.
        at_most_s: f64,
    },
    /// Those answered wait so many seconds at most on average.
    MeanWait {
        /// The mean, in seconds.
        at_most_s: f64,
    },
    /// Agents are busy at most this share of the time.
    Occupancy {
        /// The share.
        at_most: f64,
    },
}

/// A target that can be judged: every name resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// What has to be met.
    pub goal: Goal,
    /// Of which workstream, by place in [`Setting::workstreams`]; none of all.
    pub workstream: Option<usize>,
    /// Its name.
    pub workstream_name: Option<String>,
    /// Over the day or in every interval.
    pub every: Every,
    /// On which share of days, instead of over all days together.
    pub days: Option<f64>,
}

impl Target {
    /// In words: `phone: 80 % of all who arrived answered within 20 s`.
    pub fn words(&self) -> String {
        let percent = |share: f64| format!("{} %", Plain((share * 1e6).round() / 1e4));
        let goal = match self.goal {
            Goal::ServiceLevel { at_least, within_s, of } => {
                format!("{} of {} answered within {} s", percent(at_least), of.words(), Plain(within_s))
            }
            Goal::Abandonment { at_most } => format!("at most {} leave", percent(at_most)),
            Goal::Percentile { share, at_most_s } => {
                format!("{} of those answered wait {} s at most", percent(share), Plain(at_most_s))
            }
            Goal::MeanWait { at_most_s } => format!("those answered wait {} s at most on average", Plain(at_most_s)),
            Goal::Occupancy { at_most } => format!("agents are busy {} of the time at most", percent(at_most)),
        };
        let whom = self.workstream_name.as_ref().map_or_else(String::new, |name| format!("{name}: "));
        let when = match self.every {
            Every::Day => "",
            Every::Interval => ", in every interval",
        };
        let days = self.days.map_or_else(String::new, |days| format!(", on {} of days", percent(days)));
        format!("{whom}{goal}{when}{days}")
    }

    /// The bound of the figure that `Target::figure` gives.
    pub fn bound(&self) -> f64 {
        match self.goal {
            Goal::ServiceLevel { at_least, .. } => at_least,
            Goal::Abandonment { at_most } | Goal::Occupancy { at_most } => at_most,
            Goal::Percentile { share, .. } => share,
            Goal::MeanWait { at_most_s } => at_most_s,
        }
    }

    /// Whether the figure has to be the bound or more, rather than the bound or less.
    pub fn is_floor(&self) -> bool {
        match self.goal {
            Goal::ServiceLevel { .. } | Goal::Percentile { .. } => true,
            Goal::Abandonment { .. } | Goal::MeanWait { .. } | Goal::Occupancy { .. } => false,
        }
    }

    /// Numerator and denominator of the figure on one day.
    pub(crate) fn figure(&self, day: &Day, setting: &Setting, interval: Option<usize>) -> (f64, f64) {
        let scope = Scope { workstream: self.workstream, interval };
        let counts = day.counts(scope);
        let left = setting.abandon.rate(&counts);
        match self.goal {
            Goal::ServiceLevel { within_s, of, .. } => {
                let below = match of {
                    LevelOf::Offered => counts.first_waits,
                    LevelOf::Answered => counts.handled,
                    LevelOf::WithoutShortAbandons => counts.first_waits.saturating_sub(counts.abandoned_short),
                };
                (in_time(&counts, within_s, setting) as f64, below as f64)
            }
            Goal::Abandonment { .. } => (left.0 as f64, left.1 as f64),
            Goal::Percentile { at_most_s, .. } => within(day, self.workstream, at_most_s),
            Goal::MeanWait { .. } => (counts.answer_wait_us as f64 / 1e6, counts.handled as f64),
            Goal::Occupancy { .. } => Measure::Occupancy.pair(day, scope, setting.definitions()),
        }
    }

    /// By how much a day meets the target: numerator less bound times denominator, turned so that more is better; with
    /// `days`, whether it does, less the share of days.
    ///
    /// The target is met where the mean over days is zero or more. That is exact for a ratio over all days together, as
    /// the ratio is at its bound where numerator and bound times denominator have the same mean (Atlason, Epelman and
    /// Henderson 2008).
    pub(crate) fn slack(&self, figure: (f64, f64)) -> f64 {
        let over = figure.0 - self.bound() * figure.1;
        let over = if self.is_floor() { over } else { -over };
        match self.days {
            None => over,
            Some(days) => f64::from(u8::from(over >= 0.0)) - days,
        }
    }
}

/// Answered within a threshold that is counted.
fn in_time(counts: &Counts, within_s: f64, setting: &Setting) -> u64 {
    if within_s == setting.service_level_s {
        return counts.answered_in_time;
    }
    match within_s as u32 {
        10 => counts.answered_in_10,
        20 => counts.answered_in_20,
        30 => counts.answered_in_30,
        40 => counts.answered_in_40,
        60 => counts.answered_in_60,
        _ => counts.answered_in_120,
    }
}

/// Those answered who waited so long at most, and all of them; buckets of waits are 0.8 % wide.
fn within(day: &Day, workstream: Option<usize>, at_most_s: f64) -> (f64, f64) {
    let limit = Span::from_seconds(at_most_s);
    let streams = day.workstreams.iter().enumerate();
    streams.filter(|(number, _)| workstream.is_none_or(|only| only == *number)).fold((0.0, 0.0), |sums, (_, one)| {
        let in_time: u64 = one.answered_waits.iter().filter(|(_, high, _)| *high <= limit).map(|bin| bin.2).sum();
        (sums.0 + in_time as f64, sums.1 + one.answered_waits.count() as f64)
    })
}

/// The figures that every candidate is told by, whatever its targets are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Answered within the scenario's threshold, of all who arrived.
    ServiceLevel,
    /// Left.
    Abandonment,
    /// Mean wait of those answered, in seconds.
    MeanWait,
    /// Time that agents were busy.
    Occupancy,
}

impl Figure {
    /// Every one, in reading order.
    pub const ALL: [Self; 4] = [Self::ServiceLevel, Self::Abandonment, Self::MeanWait, Self::Occupancy];

    /// The key in results.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ServiceLevel => "service_level",
            Self::Abandonment => "abandonment",
            Self::MeanWait => "mean_wait_s",
            Self::Occupancy => "occupancy",
        }
    }

    /// The name that people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ServiceLevel => "Service level of all who arrived",
            Self::Abandonment => "Abandonment",
            Self::MeanWait => "Mean wait of those answered",
            Self::Occupancy => "Occupancy",
        }
    }

    /// The figure of some results in a scope, with its 95 % interval; none where nothing was counted.
    pub fn estimate(self, results: &Results, scope: Scope) -> Option<Estimate> {
        let pairs: Vec<(f64, f64)> = results.days.iter().map(|day| self.pair(day, &results.setting, scope)).collect();
        ratio_over_replications(&pairs)
    }

    /// Numerator and denominator on one day.
    pub(crate) fn pair(self, day: &Day, setting: &Setting, scope: Scope) -> (f64, f64) {
        let counts = day.counts(scope);
        match self {
            Self::ServiceLevel => (counts.answered_in_time as f64, counts.first_waits as f64),
            Self::Abandonment => rate(setting.abandon, &counts),
            Self::MeanWait => (counts.answer_wait_us as f64 / 1e6, counts.handled as f64),
            Self::Occupancy => Measure::Occupancy.pair(day, scope, setting.definitions()),
        }
    }
}

fn rate(rule: AbandonRule, counts: &Counts) -> (f64, f64) {
    let (above, below) = rule.rate(counts);
    (above as f64, below as f64)
}
