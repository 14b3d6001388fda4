//! The arguments of `switchboard hunt`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args as ClapArgs, ValueEnum, value_parser};

use crate::args::{PresetName, seed, threads};

/// Where to hunt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HuntWorlds {
    /// In parts of the policy, and in the whole of it.
    Policy,
    /// In worlds at random.
    Random,
    /// One run in four in the policy, the others at random.
    Both,
}

/// How large the worlds are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HuntSize {
    /// A few people, six conversations: every step is judged with copies of the center.
    Small,
    /// At least twenty agents, 128 conversations alive: a step is judged by what it touches.
    Large,
}

/// How the answer is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum HuntFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For build servers: a case for each property.
    Junit,
}

/// Arguments of `switchboard hunt`.
#[derive(Debug, Clone, ClapArgs)]
pub struct HuntArgs {
    /// The policy file, or a scenario that has a policy; without it, the policy of the mixed day and worlds at random
    pub file: Option<PathBuf>,
    /// The preset, instead of the policy's own
    #[arg(long, value_enum)]
    pub preset: Option<PresetName>,
    /// Hunt an imitation of the rules with this planted fault, to see that hunting finds it; `list` names them all
    #[arg(long, value_name = "NAME")]
    pub fault: Option<String>,
    /// Hunt an implementation instead: a command that speaks the protocol of `oracle/PROTOCOL.md` on standard input and
    /// output, in one process
    #[arg(last = true, value_name = "COMMAND", conflicts_with = "fault")]
    pub command: Vec<OsString>,
    /// How long one answer of the command may take
    #[arg(long, value_name = "SECONDS", requires = "command", default_value_t = 5, value_parser = value_parser!(u64).range(1..=3_600))]
    pub timeout: u64,
    /// How many steps of the command may be spent on making one finding short
    #[arg(long, value_name = "NUMBER", requires = "command", default_value_t = 100_000)]
    pub shrink_steps: u64,
    /// Where to hunt; default the policy if a file or preset is named, both otherwise
    #[arg(long, value_enum)]
    pub worlds: Option<HuntWorlds>,
    /// Hunt in worlds of this size only; default seven small ones for each large one
    #[arg(long, value_enum)]
    pub size: Option<HuntSize>,
    /// Ask the checker of what was not reached whether any order of what it tries under the policy reaches it
    #[arg(long, conflicts_with_all = ["fault", "command"])]
    pub prove: bool,
    /// The seed of all runs
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = seed)]
    pub seed: u64,
    /// How many runs
    #[arg(long, value_name = "NUMBER", default_value_t = Self::RUNS, value_parser = value_parser!(u64).range(1..=1_000_000_000_000))]
    pub runs: u64,
    /// Hunt for so long instead, such as `90s`, `10m` or `1h`
    #[arg(long = "for", value_name = "TIME", value_parser = duration)]
    pub time: Option<Duration>,
    /// The number of the first run: a hunt is resumed at the number that it told at its end
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = value_parser!(u64).range(..=1_000_000_000_000_000_000))]
    pub first_run: u64,
    /// Stop once something is found
    #[arg(long)]
    pub until_first: bool,
    /// Repeat first what this folder keeps, and keep there what is found
    #[arg(long, value_name = "DIR")]
    pub corpus: Option<PathBuf>,
    /// How many threads, 0 for as many as the machine has; the findings do not depend on it
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = threads)]
    pub threads: usize,
    /// Write each finding into this folder, as a script for `switchboard play` and as a diagram
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub format: HuntFormat,
}

impl HuntArgs {
    /// Runs where nobody says otherwise.
    pub(crate) const RUNS: u64 = 4_096;
}

/// A time such as `90s`, `10m` or `1h`.
fn duration(text: &str) -> Result<Duration, String> {
    let expected = || format!("`{text}`, expected a time such as 90s, 10m or 1h");
    let unit = text.chars().last().ok_or_else(expected)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        _ => return Err(expected()),
    };
    let number: u64 = text[..text.len() - 1].parse().map_err(|_| expected())?;
    match number.checked_mul(seconds) {
        Some(seconds @ 1..=31_536_000) => Ok(Duration::from_secs(seconds)),
        Some(_) | None => Err(expected()),
    }
}
