//! The arguments of every command.

mod cases;
mod drive;
mod hunt;
mod judge;
mod plan;
mod validate;

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum, value_parser};
use switchboard::Preset;
use switchboard_sims::experiment::{Share, Vary};

use crate::layout::WIDTH;

pub use self::cases::{CasesArgs, CasesFormat, CriterionName, GrainName};
pub use self::drive::{DriveArgs, DriveFormat};
pub use self::hunt::{HuntArgs, HuntFormat, HuntSize, HuntWorlds};
pub use self::judge::JudgeArgs;
pub use self::plan::{PlanArgs, PlanBy, PlanFigure, PlanOf};
pub use self::validate::ValidateArgs;

/// The most threads that make sense.
const THREADS_MAX: usize = 1_024;

/// The executable rules of an omnichannel contact center.
#[derive(Debug, Parser)]
#[command(name = "switchboard", version, max_term_width = WIDTH)]
pub struct Args {
    /// What to do; without it, a short tour.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a day: a scenario, or the days of a call log
    Simulate(SimulateArgs),
    /// Make a scenario from a log: arrivals, handle times and patience with their intervals
    Calibrate(CalibrateArgs),
    /// Find the least staff that meets targets; compare two scenarios, or choose among several
    Plan(PlanArgs),
    /// Apply a script of actions and print what the rules say to each
    Play(PlayArgs),
    /// List and explain the rules, or print the table of operations, states and channels
    Rules(RulesArgs),
    /// Make test suites from every state that small worlds of a policy can reach
    Cases(CasesArgs),
    /// Check every order in which things can happen under a policy: proof, or the shortest run that goes wrong
    Verify(VerifyArgs),
    /// Compare two policies: the shortest conversations that one allows and the other refuses, or ends differently
    Diff(DiffArgs),
    /// Try what an adversary would, in random worlds, until something breaks; then the smallest run that shows it
    Hunt(HuntArgs),
    /// Write a small world under a policy for another tool, which can count its states again, or as a diagram
    Export(ExportArgs),
    /// Run cases with exact answers through the simulator: by how many standard errors is it off?
    Validate(ValidateArgs),
    /// Say of each event in a log whether the rules allow it, and what would have been legal
    Judge(JudgeArgs),
    /// Step an implementation beside the rules until they differ, and make what differs short
    Drive(DriveArgs),
    /// Ask a recorded run why a conversation went to whom it did, or to nobody
    Why(WhyArgs),
}

/// How the answer is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// A preset of the policy switches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum PresetName {
    /// What the seed page and its contemporaries say.
    Seed,
    /// What the latest pages say.
    #[default]
    Current,
}

impl From<PresetName> for Preset {
    fn from(name: PresetName) -> Self {
        match name {
            PresetName::Seed => Self::Seed,
            PresetName::Current => Self::Current,
        }
    }
}

/// Arguments of `switchboard simulate`.
#[derive(Debug, Clone, ClapArgs)]
pub struct SimulateArgs {
    /// The scenario file; without it, the mixed day that comes with the tool
    pub file: Option<PathBuf>,
    /// Replay the days of a call log instead of a scenario
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["file", "policy", "events", "target"])]
    pub calls: Option<PathBuf>,
    /// The column of the call log that holds a field, such as `server=Agent`; may be given several times
    #[arg(long, value_name = "FIELD=COLUMN", requires = "calls")]
    pub calls_column: Vec<String>,
    /// Replay only so many of the log's first days; Ctrl-C also leaves the days that are done
    #[arg(long, value_name = "NUMBER", requires = "calls", value_parser = value_parser!(u32).range(1..=100_000))]
    pub days: Option<u32>,
    /// The policy file, instead of the scenario's own policy
    #[arg(long, value_name = "FILE.toml")]
    pub policy: Option<PathBuf>,
    /// How many independent days to simulate
    #[arg(long, value_name = "NUMBER", default_value_t = 20, value_parser = value_parser!(u32).range(1..=100_000))]
    pub replications: u32,
    /// The number of the first replication, to repeat one of a longer run
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = value_parser!(u32).range(1..=100_000))]
    pub first_replication: u32,
    /// The seed of every random stream
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = seed)]
    pub seed: u64,
    /// Go on until service level, abandoned rate, first wait and occupancy are this precise: half the width of their joint
    /// 95 % intervals in percent of the value. `--replications` are the first ones then
    #[arg(long, value_name = "PERCENT", value_parser = precision, conflicts_with_all = ["calls", "vary"])]
    pub precision: Option<f64>,
    /// Give up the precision after so many replications
    #[arg(long, value_name = "NUMBER", default_value_t = Self::REPLICATIONS_MAX, requires = "precision", value_parser = value_parser!(u32).range(2..=100_000))]
    pub replications_max: u32,
    /// How many threads, 0 for as many as the machine has; the answer does not depend on it
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = threads)]
    pub threads: usize,
    /// The share of answered customers to be served in time, in percent; of a scenario only
    #[arg(long, value_name = "PERCENT", default_value_t = Self::TARGET, value_parser = percent)]
    pub target: f64,
    /// Vary something, such as `phone.agents=40..60` or `policy.preset=seed,current`; several span a grid
    #[arg(long, value_name = "PLACE=VALUES", conflicts_with_all = ["calls", "events", "first_replication"])]
    pub vary: Vec<Vary>,
    /// Do only a share of the replications of a grid, such as 2/4, the second of four
    #[arg(long, value_name = "PART/OF", requires = "vary", value_parser = Share::from_str)]
    pub shard: Option<Share>,
    /// Keep each finished replication of a grid in this file; if it is there, go on after what it has
    #[arg(long, value_name = "FILE.jsonl", requires = "vary")]
    pub rows: Option<PathBuf>,
    /// Run nothing, but put the rows of these files together
    #[arg(long, value_name = "FILE.jsonl", num_args = 1.., requires = "vary", conflicts_with_all = ["rows", "shard"])]
    pub merge: Vec<PathBuf>,
    /// Simulate antithetic pairs: where one day draws long, its partner draws short
    #[arg(long, conflicts_with_all = ["calls", "vary"])]
    pub antithetic: bool,
    /// Take the number of arrivals as control variate: how busy the replications happened to be is taken out of service
    /// level, abandoned rate, first wait and occupancy
    #[arg(long, conflicts_with_all = ["calls", "vary", "antithetic"])]
    pub control: bool,
    /// Say how long a run remembers its start, by MSER-5 and Welch's moving average
    #[arg(long, conflicts_with_all = ["calls", "vary"])]
    pub warm_up: bool,
    /// Write the report into this folder: index.html, and each figure as SVG
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Write every event of the first replication into this file
    #[arg(long, value_name = "FILE.jsonl")]
    pub events: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

impl SimulateArgs {
    /// The target of the service level where none is given, in percent: the customary one.
    pub const TARGET: f64 = 80.0;
    /// The most replications where a precision is asked for and nobody says otherwise.
    pub const REPLICATIONS_MAX: u32 = 10_000;
}

/// Arguments of `switchboard calibrate`.
#[derive(Debug, Clone, ClapArgs)]
pub struct CalibrateArgs {
    /// The log: a call log in CSV, events of `switchboard simulate --events`, or the interval table of a workforce tool
    #[arg(value_name = "LOG")]
    pub log: PathBuf,
    /// The column of a call log that holds a field, such as `server=Agent`; may be given several times
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub calls_column: Vec<String>,
    /// The length of an interval of the arrivals, in minutes; an interval table has its own
    #[arg(long, value_name = "MINUTES", default_value_t = Self::INTERVAL_MIN, value_parser = interval)]
    pub interval: u32,
    /// Only days of this day of the week make the profile, such as `monday`; may be given several times. Without it, all
    /// but days of the week with less than half the arrivals of the busiest
    #[arg(long, value_name = "DAY")]
    pub weekday: Vec<String>,
    /// Which law of handle times goes into the scenario
    #[arg(long, value_enum, default_value_t)]
    pub law: LawName,
    /// Learn from the days of a call log before this one, predict those from it on, and say how well; without a day, from the
    /// middle on. Each day is predicted from its own arrivals and staff
    #[arg(long, value_name = "YYYY-MM-DD", num_args = 0..=1, require_equals = true, default_missing_value = "half")]
    pub holdout: Option<String>,
    /// Take agents as absent only in gaps longer than half an hour; else also in gaps in which a customer had been waiting for
    /// ten seconds
    #[arg(long, requires = "holdout")]
    pub staff_by_gaps: bool,
    /// How often every day is simulated
    #[arg(long, value_name = "NUMBER", default_value_t = Self::REPLICATIONS, requires = "holdout", value_parser = value_parser!(u32).range(10..=100_000))]
    pub replications: u32,
    /// The seed of every random stream
    #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "holdout", value_parser = seed)]
    pub seed: u64,
    /// How many threads, 0 for as many as the machine has; the answer does not depend on it
    #[arg(long, value_name = "NUMBER", default_value_t = 0, requires = "holdout", value_parser = threads)]
    pub threads: usize,
    /// Write the scenario into this file, if its name ends in `.toml`; else a report into this folder, with the scenario
    #[arg(long, value_name = "FILE.toml|DIR")]
    pub out: Option<PathBuf>,
    /// What is written: the scenario, or every estimate for programs
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

impl CalibrateArgs {
    /// The length of an interval where none is given, in minutes.
    pub const INTERVAL_MIN: u32 = 30;

    /// How often every day is simulated where nobody says otherwise.
    pub const REPLICATIONS: u32 = 100;
}

/// A law of durations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum LawName {
    /// The one with the least of Akaike's criterion.
    #[default]
    Best,
    /// Memoryless.
    Exponential,
    /// Gamma.
    Gamma,
    /// Lognormal.
    Lognormal,
    /// Weibull.
    Weibull,
    /// Gamma with a whole number of stages.
    Erlang,
    /// Two exponential laws.
    Hyperexponential,
    /// Quantiles of the recorded times.
    Empirical,
}

/// A length of intervals that divides an hour.
fn interval(text: &str) -> Result<u32, String> {
    match text.parse::<u32>() {
        Ok(minutes) if [5, 10, 15, 20, 30, 60].contains(&minutes) => Ok(minutes),
        Ok(_) | Err(_) => Err("expected 5, 10, 15, 20, 30 or 60".to_owned()),
    }
}

/// A relative precision in percent, with or without the sign.
pub(crate) fn precision(text: &str) -> Result<f64, String> {
    match text.strip_suffix('%').unwrap_or(text).trim().parse::<f64>() {
        Ok(percent) if percent > 0.0 && percent <= 100.0 => Ok(percent),
        Ok(_) | Err(_) => Err("expected a number above 0 and up to 100, such as `2%`".to_owned()),
    }
}

/// A percentage.
fn percent(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        Ok(_) | Err(_) => Err("expected a number from 0 to 100".to_owned()),
    }
}

/// A seed.
fn seed(text: &str) -> Result<u64, String> {
    text.parse::<u64>().map_err(|_| format!("expected a whole number from 0 to {}", u64::MAX))
}

/// A number of threads.
fn threads(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(threads) if threads <= THREADS_MAX => Ok(threads),
        Ok(_) | Err(_) => Err(format!("expected a whole number from 0 to {THREADS_MAX}")),
    }
}

/// Arguments of `switchboard play`.
#[derive(Debug, Default, ClapArgs)]
pub struct PlayArgs {
    /// The script; without it, or as `-`, lines come from standard input
    pub file: Option<PathBuf>,
    /// The policy file, instead of the script's own policy or the default set-up
    #[arg(long, value_name = "FILE.toml")]
    pub policy: Option<PathBuf>,
    /// The preset, instead of the one that script or policy name; where nobody names one, `current`
    #[arg(long, value_enum)]
    pub preset: Option<PresetName>,
    /// How the answer is written; JSON is one object per line
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Arguments of `switchboard rules`.
#[derive(Debug, ClapArgs)]
pub struct RulesArgs {
    /// The rule to explain, such as `SUP-ASSIGN-01`, `POL-16` or `K1`
    pub id: Option<String>,
    /// Print what every operation does in every state on every channel
    #[arg(long, conflicts_with = "id")]
    pub table: bool,
    /// Explain every open question: its options, what the presets choose, what the pages say, and the case that shows it
    #[arg(long, conflicts_with_all = ["id", "table"])]
    pub switches: bool,
    /// Print where each rule is implemented and which test fails when it is off
    #[arg(long, conflicts_with_all = ["id", "table", "switches"])]
    pub coverage: bool,
    /// The preset of the table
    #[arg(long, value_enum, default_value_t, requires = "table")]
    pub preset: PresetName,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Arguments of `switchboard why`.
#[derive(Debug, ClapArgs)]
pub struct WhyArgs {
    /// The events of a run, as `switchboard simulate --events` writes them
    #[arg(value_name = "EVENTS.jsonl")]
    pub events: PathBuf,
    /// The conversation, as in the field `conv` of the file
    #[arg(long, value_name = "NAME")]
    pub conversation: String,
    /// When: `HH:MM`, `HH:MM:SS` or seconds since midnight; without it, when it was last given to somebody, or else when
    /// it last waited
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Ask about one agent only: why not this one?
    #[arg(long, value_name = "AGENT")]
    pub not: Option<String>,
    /// The scenario that was simulated; without it and without a policy, the mixed day that comes with the tool
    #[arg(long, value_name = "FILE.toml")]
    pub scenario: Option<PathBuf>,
    /// The policy of the run, instead of a scenario or of the scenario's own
    #[arg(long, value_name = "FILE.toml")]
    pub policy: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What `--switches` asks where no question is named.
pub(crate) const ALL: &str = "all";

/// States of a view at most, where nobody says otherwise.
pub(crate) const STATES_MAX: u64 = 2_000_000;

/// Pairs of states of a view at most, where nobody says otherwise.
pub(crate) const PAIRS_MAX: u64 = 200_000;

/// Arguments of `switchboard verify`.
#[derive(Debug, ClapArgs)]
pub struct VerifyArgs {
    /// The policy file, or a scenario that has a policy; without it, the policy of the mixed day
    pub file: Option<PathBuf>,
    /// The preset, instead of the policy's own
    #[arg(long, value_enum)]
    pub preset: Option<PresetName>,
    /// How large each slice is: `agents=2,conversations=3,supervisors=1`; with `followed=1` how many conversations there
    /// are where one must come to something some time, 0 for not asking that; and with `operations=answers+talk` what may
    /// happen, in one view instead of the usual ones
    #[arg(long, value_name = "SCOPE")]
    pub scope: Option<String>,
    /// Ask every open question of the documentation under this policy, or one (`--switches=POL-16`): which properties hold
    /// under each option, and which conversations end differently
    #[arg(long, value_name = "POL-nn", num_args = 0..=1, require_equals = true, default_missing_value = ALL)]
    pub switches: Option<String>,
    /// Give up a view beyond so many states
    #[arg(long, value_name = "NUMBER", default_value_t = STATES_MAX, value_parser = value_parser!(u64).range(1..=4_000_000_000))]
    pub states_max: u64,
    /// Give up after so many seconds; what is known by then is told
    #[arg(long, value_name = "SECONDS")]
    pub seconds: Option<u64>,
    /// How many threads, 0 for as many as the machine has; the answer does not depend on it
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = threads)]
    pub threads: usize,
    /// Tell agents apart who differ in nothing but their names
    #[arg(long)]
    pub no_symmetry: bool,
    /// Write a page to show to others into this folder, and each run that goes wrong as a script for `switchboard play`
    /// and as a diagram
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub format: ReportFormat,
}

/// Arguments of `switchboard diff`.
#[derive(Debug, ClapArgs)]
pub struct DiffArgs {
    /// OLD and NEW, each a policy file or a scenario that has a policy; with one file alone OLD is the policy of the mixed
    /// day, and with none (then with --preset) both are
    #[arg(value_name = "FILE.toml", num_args = 0..=2)]
    pub files: Vec<PathBuf>,
    /// The preset of OLD, instead of its own
    #[arg(long, value_enum)]
    pub preset: Option<PresetName>,
    /// How large each slice is: `agents=2,conversations=2,supervisors=1`; and with `operations=answers+talk` what may
    /// happen, in one view instead of the usual ones
    #[arg(long, value_name = "SCOPE")]
    pub scope: Option<String>,
    /// Compare also every single change that no difference came from, with the others left out
    #[arg(long)]
    pub each: bool,
    /// Give up a view beyond so many pairs of states
    #[arg(long, value_name = "NUMBER", default_value_t = PAIRS_MAX, value_parser = value_parser!(u64).range(1..=1_000_000_000))]
    pub states_max: u64,
    /// Give up after so many seconds; what is known by then is told
    #[arg(long, value_name = "SECONDS")]
    pub seconds: Option<u64>,
    /// How many threads, 0 for as many as the machine has; the answer does not depend on it
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = threads)]
    pub threads: usize,
    /// Write each difference into this folder, as a script for `switchboard play` under either policy
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub format: ReportFormat,
}

/// How a verification is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code review: what is wrong, and in which line of which file.
    Sarif,
    /// JUnit XML, for build servers: one case for each thing that was asked.
    Junit,
}

impl ExportArgs {
    /// What is exported where nobody says otherwise; a scope without operations has these too.
    pub const SCOPE: &str = "agents=2,conversations=2,supervisors=1,operations=answers+talk";
}

/// Arguments of `switchboard export`.
#[derive(Debug, ClapArgs)]
pub struct ExportArgs {
    /// Promela for SPIN, TLA+ for TLC, Murphi for rumur; or the chart of one conversation as Mermaid, DOT or SCXML
    #[arg(value_enum)]
    pub to: ExportFormat,
    /// The policy file, or a scenario that has a policy; without it, the policy of the mixed day
    pub file: Option<PathBuf>,
    /// The preset, instead of the policy's own
    #[arg(long, value_enum)]
    pub preset: Option<PresetName>,
    /// The slice with this workstream; without it, the first
    #[arg(long, value_name = "WORKSTREAM")]
    pub slice: Option<String>,
    /// How large the world is, as for `switchboard verify`
    #[arg(
        long,
        value_name = "SCOPE",
        default_value = Self::SCOPE
    )]
    pub scope: String,
    /// Give up beyond so many states
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000_000, value_parser = value_parser!(u64).range(1..=4_000_000_000))]
    pub states_max: u64,
}

/// What a world can be exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// TLA+.
    Tla,
    /// Promela.
    Promela,
    /// Murphi.
    Murphi,
    /// Mermaid.
    Mermaid,
    /// Graphviz.
    Dot,
    /// SCXML.
    Scxml,
}
