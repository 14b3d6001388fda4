//! The arguments of `switchboard plan`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum, value_parser};
use switchboard_sims::erlang::LevelOf;

use crate::args::{Format, percent, seed, threads};

/// Arguments of `switchboard plan`.
#[derive(Debug, Clone, ClapArgs)]
pub struct PlanArgs {
    /// The scenario file, whose section `[plan]` says what has to be met; without it, the mixed day that comes with the tool
    pub file: Option<PathBuf>,
    /// Compare with another scenario on the same days instead of looking for staff
    #[arg(long, value_name = "FILE.toml", conflicts_with = "among")]
    pub compare: Option<PathBuf>,
    /// Choose the best of this scenario and these instead of looking for staff; may be given several times
    #[arg(long, value_name = "FILE.toml")]
    pub among: Vec<PathBuf>,
    /// Forecast the arrivals from a history: CSV with the columns date, from, workstream, arrivals and, if known, handle_s
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["compare", "among", "forecast"])]
    pub history: Option<PathBuf>,
    /// Take the arrivals from a forecast made elsewhere: CSV with the same columns
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["compare", "among"])]
    pub forecast: Option<PathBuf>,
    /// A holiday, past or to come: it counts for no weekday, and one to come is forecast from those before it; may be given
    /// several times. Those of the policy's operating hours are known
    #[arg(long, value_name = "YYYY-MM-DD", requires = "history", value_delimiter = ',')]
    pub holiday: Vec<String>,
    /// Holidays as a text, a date on each line; what follows a `#` is a comment
    #[arg(long, value_name = "FILE.txt", requires = "history")]
    pub holidays: Option<PathBuf>,
    /// The day to plan; without it, the day after the history, or the first of the forecast
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
    /// Plan the seven days from that day on
    #[arg(long)]
    pub week: bool,
    /// Targets of the command line take the place of the scenario's; they are of this workstream, or of all
    #[arg(long, value_name = "NAME")]
    pub workstream: Option<String>,
    /// Target: at least this share is answered in time, in percent
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub service_level: Option<f64>,
    /// In time means within so many seconds; without it, the scenario's threshold
    #[arg(long, value_name = "SECONDS", requires = "service_level")]
    pub within: Option<f64>,
    /// Of whom the service level is taken
    #[arg(long, value_enum, requires = "service_level")]
    pub of: Option<PlanOf>,
    /// Target: at most this share leaves, in percent
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub abandonment: Option<f64>,
    /// Target: a percentile of the wait of those answered is at most so many seconds
    #[arg(long, value_name = "SECONDS")]
    pub wait: Option<f64>,
    /// Which percentile of the wait; without it, 90
    #[arg(long, value_name = "PERCENT", value_parser = percent, requires = "wait")]
    pub percentile: Option<f64>,
    /// Target: those answered wait so many seconds at most on average
    #[arg(long, value_name = "SECONDS")]
    pub mean_wait: Option<f64>,
    /// Target: agents are busy at most this share of the time, in percent
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub occupancy: Option<f64>,
    /// Targets of the command line hold in every interval rather than over the day
    #[arg(long)]
    pub every_interval: bool,
    /// Targets of the command line hold on this share of days rather than over all days, in percent
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub days: Option<f64>,
    /// What staff is counted by
    #[arg(long, value_enum)]
    pub by: Option<PlanBy>,
    /// The probability with which the answer meets every target together, in percent
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub confidence: Option<f64>,
    /// Days to look for the answer with, or to compare on; without it, the scenario's or 20
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u32).range(4..=10_000))]
    pub replications: Option<u32>,
    /// Days to decide with at most; without it, the scenario's or 160
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u32).range(4..=100_000))]
    pub replications_max: Option<u32>,
    /// What `--among` compares; service level is best where it is greatest, the others where they are least
    #[arg(long, value_enum, default_value_t, requires = "among")]
    pub figure: PlanFigure,
    /// A difference that `--among` need not tell apart: percent for shares, seconds for waits
    #[arg(long, value_name = "NUMBER", default_value_t = 1.0, requires = "among")]
    pub difference: f64,
    /// Leave out how the answer changes with the assumptions, which takes most of the time
    #[arg(long)]
    pub no_sensitivity: bool,
    /// The seed of every random stream
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = seed)]
    pub seed: u64,
    /// How many threads, 0 for as many as the machine has; the answer does not depend on it
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = threads)]
    pub threads: usize,
    /// Write the report into this folder: index.html, and of a plan the staff as staff.csv
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What staff is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanBy {
    /// How many work each shift.
    Shift,
    /// How many are there in each interval.
    Interval,
    /// One number for the whole time.
    Day,
}

impl PlanBy {
    /// The word on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Shift => "shift",
            Self::Interval => "interval",
            Self::Day => "day",
        }
    }
}

/// Of whom a service level is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanOf {
    /// All who arrived.
    Offered,
    /// Those answered.
    Answered,
    /// All who arrived but those who left within the threshold.
    WithoutShortAbandons,
}

impl PlanOf {
    /// The word on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Answered => "answered",
            Self::WithoutShortAbandons => "without-short-abandons",
        }
    }
}

impl From<PlanOf> for LevelOf {
    fn from(of: PlanOf) -> Self {
        match of {
            PlanOf::Offered => Self::Offered,
            PlanOf::Answered => Self::Answered,
            PlanOf::WithoutShortAbandons => Self::WithoutShortAbandons,
        }
    }
}

/// What several scenarios are compared by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum PlanFigure {
    /// Answered within the scenario's threshold, of all who arrived.
    #[default]
    ServiceLevel,
    /// Left.
    Abandonment,
    /// Mean wait of those answered.
    MeanWait,
    /// Time that agents were busy.
    Occupancy,
}
