//! The arguments of `switchboard cases`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum, value_parser};
use switchboard_oracle::suite::{Criterion, Grain};

use crate::args::PresetName;

/// Arguments of `switchboard cases`.
#[derive(Debug, Clone, ClapArgs)]
pub struct CasesArgs {
    /// A policy, or a scenario that has one; without it, the policy of the mixed day that comes with the tool
    #[arg(value_name = "FILE.toml")]
    pub file: Option<PathBuf>,
    /// What the suite is to cover
    #[arg(long, value_enum, default_value_t)]
    pub criterion: CriterionName,
    /// What counts as the same step: what stands alike, or every state by itself
    #[arg(long, value_enum, default_value_t)]
    pub grain: GrainName,
    /// Many tests, each a shortest run to its goal from the beginning; this is the default
    #[arg(long, conflicts_with = "tour")]
    pub short: bool,
    /// One tour in which beginning anew costs as much as so many steps
    #[arg(long, value_name = "STEPS", num_args = 0..=1, require_equals = true, default_missing_value = "10")]
    pub tour: Option<u32>,
    /// Extra states of an implementation that a complete suite allows for
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = value_parser!(u8).range(0..=3))]
    pub extra_states: u8,
    /// How large the worlds are: agents=2,conversations=1,supervisors=1, operations=answers+talk
    #[arg(long, value_name = "WHAT=NUMBER,…")]
    pub scope: Option<String>,
    /// Only the slice of this number, from one
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u32).range(1..))]
    pub slice: Option<u32>,
    /// Take the policy as it is, in one slice; for one that is small already
    #[arg(long, conflicts_with = "slice")]
    pub whole: bool,
    /// The preset, instead of the one that the policy names; where nobody names one, `current`
    #[arg(long, value_enum)]
    pub preset: Option<PresetName>,
    /// Give up a world beyond so many states
    #[arg(long, value_name = "NUMBER", default_value_t = STATES_MAX, value_parser = value_parser!(u32).range(1..))]
    pub states_max: u32,
    /// Give up the suite beyond so many steps
    #[arg(long, value_name = "NUMBER", default_value_t = STEPS_MAX, value_parser = value_parser!(u32).range(1..))]
    pub steps_max: u32,
    /// Grade the suites by faulty implementations instead, each in its own small world; `--out` writes the page
    #[arg(long, conflicts_with_all = ["file", "criterion", "grain", "tour", "scope", "slice", "whole", "preset"])]
    pub grade: bool,
    /// Write the suite into this folder: each test as a script for `switchboard play`, the policies, and tables
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the answer is written: a summary, everything for programs, or tables
    #[arg(long, value_enum, default_value_t)]
    pub format: CasesFormat,
}

/// States of a world where nobody says otherwise.
pub(crate) const STATES_MAX: u32 = 20_000;
/// Steps of a suite where nobody says otherwise.
pub(crate) const STEPS_MAX: u32 = 2_000_000;

/// A criterion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum CriterionName {
    /// Every state is visited.
    States,
    /// Every operation is tried in every state.
    #[default]
    Transitions,
    /// After every operation that does something, every operation is tried.
    Pairs,
    /// Every answer that an operation can get in a stage is got.
    Guards,
    /// Operations that ask for capacity meet one too little, just enough, and one to spare.
    Boundaries,
    /// Every operation that is refused or without effect is tried.
    Refused,
    /// A complete suite by the HSI method.
    Hsi,
}

impl From<CriterionName> for Criterion {
    fn from(name: CriterionName) -> Self {
        match name {
            CriterionName::States => Self::States,
            CriterionName::Transitions => Self::Transitions,
            CriterionName::Pairs => Self::Pairs,
            CriterionName::Guards => Self::Guards,
            CriterionName::Boundaries => Self::Boundaries,
            CriterionName::Refused => Self::Refused,
            CriterionName::Hsi => Self::Hsi,
        }
    }
}

/// What counts as the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum GrainName {
    /// What stands alike.
    #[default]
    Situations,
    /// Every state by itself.
    Full,
}

impl From<GrainName> for Grain {
    fn from(name: GrainName) -> Self {
        match name {
            GrainName::Situations => Self::Situations,
            GrainName::Full => Self::Full,
        }
    }
}

/// How a suite is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum CasesFormat {
    /// A summary for people.
    #[default]
    Text,
    /// Everything, for programs.
    Json,
    /// A table of the tests in Markdown.
    Markdown,
    /// Every step in CSV.
    Csv,
}
