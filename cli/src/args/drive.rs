//! The arguments of `switchboard drive`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum, value_parser};

use crate::args::{PresetName, seed};

/// Arguments of `switchboard drive`.
#[derive(Debug, Clone, ClapArgs)]
pub struct DriveArgs {
    /// The implementation: a command that speaks the protocol of `oracle/PROTOCOL.md` on standard input and output
    #[arg(last = true, value_name = "COMMAND", required_unless_present = "serve")]
    pub command: Vec<OsString>,
    /// The policy, or a scenario that has one; without it the implementation's own, or that of the mixed day
    #[arg(long, value_name = "FILE.toml")]
    pub policy: Option<PathBuf>,
    /// The preset, instead of the policy's own
    #[arg(long, value_enum)]
    pub preset: Option<PresetName>,
    /// How many steps
    #[arg(long, value_name = "NUMBER", default_value_t = 20_000, value_parser = value_parser!(u64).range(1..=1_000_000_000_000))]
    pub steps: u64,
    /// Drive for so many seconds instead
    #[arg(long = "for", value_name = "SECONDS", conflicts_with = "steps", value_parser = value_parser!(u64).range(1..=1_000_000))]
    pub seconds: Option<u64>,
    /// How many steps one run has, about
    #[arg(long, value_name = "NUMBER", default_value_t = 60, value_parser = value_parser!(u32).range(1..=10_000))]
    pub run_length: u32,
    /// The seed of every choice
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = seed)]
    pub seed: u64,
    /// How long one answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = value_parser!(u64).range(1..=3_600))]
    pub timeout: u64,
    /// How many steps may be spent on making a divergence short
    #[arg(long, value_name = "NUMBER", default_value_t = 400_000)]
    pub shrink_steps: u64,
    /// Drive with the moves of this script instead of moves by chance
    #[arg(long, value_name = "FILE.case")]
    pub replay: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub format: DriveFormat,
    /// Write what was found into this folder: a script for `play`, the requests that show it, the report
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Be an implementation instead: the rules themselves, answering on standard output
    #[arg(long, conflicts_with_all = ["command", "policy", "preset", "replay", "out"])]
    pub serve: bool,
    /// With `--serve`: be the rules with this fault, such as `newest-first`
    #[arg(long, value_name = "NAME", requires = "serve")]
    pub fault: Option<String>,
}

/// How the answer of a drive is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum DriveFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For build servers.
    Junit,
}
