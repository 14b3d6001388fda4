//! The arguments of `switchboard validate`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, value_parser};

use crate::args::{Format, precision, seed, threads};

/// Arguments of `switchboard validate`.
#[derive(Debug, Clone, ClapArgs)]
pub struct ValidateArgs {
    /// The cases, in JSON
    #[arg(value_name = "CASES.json")]
    pub file: PathBuf,
    /// Run only this case; may be given several times
    #[arg(long, value_name = "ID")]
    pub case: Vec<String>,
    /// The seed of every random stream
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = seed)]
    pub seed: u64,
    /// How narrow every 99 % interval is to be: half its width in percent of the value; rare probabilities may have four
    /// times that
    #[arg(long, value_name = "PERCENT", default_value_t = Self::PRECISION, value_parser = precision, conflicts_with = "replications")]
    pub precision: f64,
    /// Exactly so many replications of each run, however wide the intervals are then
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u32).range(2..=10_000_000))]
    pub replications: Option<u32>,
    /// Customers of one replication of a stationary case
    #[arg(long, value_name = "NUMBER", default_value_t = Self::ARRIVALS, value_parser = value_parser!(u64).range(100..=500_000))]
    pub arrivals: u64,
    /// Give up a run beyond so many conversations
    #[arg(long, value_name = "NUMBER", default_value_t = Self::CONVERSATIONS_MAX)]
    pub conversations_max: u64,
    /// How many threads, 0 for as many as the machine has; the answer does not depend on it
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = threads)]
    pub threads: usize,
    /// Write the report into this folder: index.html, its figure as SVG, and every number as answers.json
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

impl ValidateArgs {
    /// The half-width where none is given, in percent: what the cases' own rule asks for.
    pub(crate) const PRECISION: f64 = 0.5;
    /// Customers of one replication where nobody says otherwise.
    pub(crate) const ARRIVALS: u64 = 100_000;
    /// Conversations of a run at most where nobody says otherwise.
    pub(crate) const CONVERSATIONS_MAX: u64 = 400_000_000;
}
