//! What a plan is asked for, as people write it: the section `[plan]` of a scenario file.

use serde::Deserialize;

use crate::erlang::LevelOf;
use crate::tick::ClockTime;

/// What staff is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// How many agents work each shift.
    Shift,
    /// How many agents are there in each interval, whatever shifts would give that.
    Interval,
    /// One number of agents for the whole time.
    Day,
}

impl By {
    /// The word in files and options.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shift => "shift",
            Self::Interval => "interval",
            Self::Day => "day",
        }
    }
}

/// In which stretches of time a target has to be met.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// Over all that is counted.
    #[default]
    Day,
    /// In each interval of arrivals.
    Interval,
}

/// The section `[plan]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSpec {
    /// What staff is counted by. Default `shift` where somebody works shifts, otherwise `interval`.
    #[serde(default)]
    pub by: Option<By>,
    /// The groups whose numbers are sought; the others stay as the scenario has them. Default: every group of agents
    /// with a `count`.
    #[serde(default)]
    pub groups: Option<Vec<String>>,
    /// What has to be met. Default: 80 % of those who call or write live answered in time, and an hour's wait on average
    /// at most for the rest.
    #[serde(default)]
    pub targets: Vec<TargetSpec>,
    /// Shifts to choose from, instead of the scenario's own.
    #[serde(default)]
    pub shifts: Vec<PatternSpec>,
    /// The probability with which the answer meets every target together, from 0.5 to 0.9999. Default 0.95.
    #[serde(default = "usual_confidence")]
    pub confidence: f64,
    /// Replications to look for the answer with, 4 to 10,000. Default 20.
    #[serde(default = "twenty")]
    pub replications: u32,
    /// Replications to decide with at most. Default 160.
    #[serde(default = "many")]
    pub replications_max: u32,
    /// The most agents that a group may have. Default: twice what it has now, or, where that is more, half as many again as
    /// would be busy in the busiest interval if nobody waited, and ten.
    #[serde(default)]
    pub agents_max: Option<u32>,
    /// Paid time in which nobody works, added on top.
    #[serde(default)]
    pub shrinkage: ShrinkageSpec,
    /// Hours that a full-time person is paid for in the time that the scenario covers. Default 8.
    #[serde(default = "eight")]
    pub full_time_h: f64,
}

fn usual_confidence() -> f64 {
    0.95
}

fn twenty() -> u32 {
    20
}

fn many() -> u32 {
    160
}

fn eight() -> f64 {
    8.0
}

impl Default for PlanSpec {
    fn default() -> Self {
        Self {
            by: None,
            groups: None,
            targets: Vec::new(),
            shifts: Vec::new(),
            confidence: usual_confidence(),
            replications: twenty(),
            replications_max: many(),
            agents_max: None,
            shrinkage: ShrinkageSpec::default(),
            full_time_h: eight(),
        }
    }
}

/// One target: exactly one of `service_level`, `abandonment`, `wait_s`, `mean_wait_s` and `occupancy`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetSpec {
    /// The workstream that it is about. Default all.
    #[serde(default)]
    pub workstream: Option<String>,
    /// At least this share is answered in time, 0 to 1.
    #[serde(default)]
    pub service_level: Option<f64>,
    /// In time means within so many seconds. Default the scenario's `service_level_s`; otherwise 10, 20, 30, 40, 60 or 120.
    #[serde(default)]
    pub within_s: Option<f64>,
    /// Of whom the service level is taken: `offered`, `answered` or `without-short-abandons`. Default `offered`.
    #[serde(default)]
    pub of: LevelOf,
    /// At most this share leaves, 0 to 1.
    #[serde(default)]
    pub abandonment: Option<f64>,
    /// The percentile of the wait of those answered is at most so many seconds.
    #[serde(default)]
    pub wait_s: Option<f64>,
    /// Which percentile, as a share. Default 0.9.
    #[serde(default)]
    pub percentile: Option<f64>,
    /// The mean wait of those answered is at most so many seconds.
    #[serde(default)]
    pub mean_wait_s: Option<f64>,
    /// Agents are busy at most this share of the time that they could work, 0 to 1; of everybody, not of a workstream.
    #[serde(default)]
    pub occupancy: Option<f64>,
    /// Met over the whole `day`, or in every `interval` of arrivals. Default `day`.
    #[serde(default)]
    pub every: Every,
    /// Met on at least this share of days rather than over all days together, 0 to 1.
    #[serde(default)]
    pub days: Option<f64>,
}

/// A shift that may be staffed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternSpec {
    /// The group that works it.
    pub group: String,
    /// Sign-in.
    pub from: ClockTime,
    /// No new work from here on.
    pub to: ClockTime,
    /// Breaks, as in the scenario's staff.
    #[serde(default)]
    pub breaks: Vec<crate::scenario::BreakSpec>,
    /// What one agent of it costs, in whatever unit. Default the hours from sign-in to the end.
    #[serde(default)]
    pub cost: Option<f64>,
    /// At least so many. Default 0.
    #[serde(default)]
    pub least: u32,
    /// At most so many. Default no bound of its own.
    #[serde(default)]
    pub most: Option<u32>,
}

/// Shares of paid time that are lost to work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShrinkageSpec {
    /// Holidays, training, meetings: known when the roster is made. 0 to 0.9.
    #[serde(default)]
    pub planned: f64,
    /// Sickness, lateness: not known. 0 to 0.9.
    #[serde(default)]
    pub unplanned: f64,
}

impl ShrinkageSpec {
    /// How many have to be on the roster for one who works: `1 / ((1 - planned) (1 - unplanned))`.
    pub fn factor(&self) -> f64 {
        1.0 / ((1.0 - self.planned) * (1.0 - self.unplanned))
    }
}
