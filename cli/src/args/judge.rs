//! The arguments of `switchboard judge`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, value_parser};
use switchboard_oracle::judge::Settings;

use crate::args::{PresetName, ReportFormat, percent};

/// Arguments of `switchboard judge`.
#[derive(Debug, Clone, ClapArgs)]
pub struct JudgeArgs {
    /// The logs: files, patterns such as `logs/*.jsonl.gz`, or `-` for standard input
    #[arg(value_name = "LOG", required_unless_present = "show_map")]
    pub logs: Vec<String>,
    /// The mapping of a log in another format: a name, or a file of your own; without it the log is in our own format
    #[arg(long, value_name = "NAME|FILE.toml", conflicts_with_all = ["hidden", "lossy", "skew"])]
    pub map: Option<String>,
    /// Print a mapping that comes with the tool, to be copied and changed; `all` lists their names
    #[arg(long, value_name = "NAME")]
    pub show_map: Option<String>,
    /// The policy that the log's center runs under; without it, that of the mixed day
    #[arg(long, value_name = "FILE.toml", conflicts_with = "scenario")]
    pub policy: Option<PathBuf>,
    /// A scenario whose policy it runs under
    #[arg(long, value_name = "FILE.toml")]
    pub scenario: Option<PathBuf>,
    /// The preset, instead of the policy's own
    #[arg(long, value_enum)]
    pub preset: Option<PresetName>,
    /// The log leaves out what this role does: router, timer, supervisor, system, agent, customer or bot; may be given
    /// several times
    #[arg(long, value_name = "ROLE", value_parser = role)]
    pub hidden: Vec<String>,
    /// The log leaves out events of this type, such as `TimerArmed`; may be given several times
    #[arg(long, value_name = "TYPE")]
    pub lossy: Vec<String>,
    /// By how much the clocks that made the log may differ, so that events may stand in another order
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0, value_parser = skew)]
    pub skew: f64,
    /// How many states are believed possible at once, at most
    #[arg(long, value_name = "NUMBER", default_value_t = Settings::STATES_MAX as u32, value_parser = value_parser!(u32).range(1..=100_000))]
    pub states_max: u32,
    /// Go on reading as the log grows, until Ctrl-C
    #[arg(long)]
    pub follow: bool,
    /// Findings that are known already, as `--write-baseline` wrote them; only new ones count
    #[arg(long, value_name = "FILE.json")]
    pub baseline: Option<PathBuf>,
    /// Write what is found into this file, as known from now on
    #[arg(long, value_name = "FILE.json")]
    pub write_baseline: Option<PathBuf>,
    /// Replace the names of people and conversations by pseudonyms in all that is told
    #[arg(long)]
    pub redact: bool,
    /// The share of events that has to be decided, in percent; below it the exit code is 3
    #[arg(long, value_name = "PERCENT", default_value_t = 0.0, value_parser = percent)]
    pub min_decided: f64,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub format: ReportFormat,
}

fn role(text: &str) -> Result<String, String> {
    if Settings::ROLES.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(format!("expected one of: {}", Settings::ROLES.join(", ")))
}

fn skew(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=86_400.0).contains(&seconds) => Ok(seconds),
        Ok(_) | Err(_) => Err("expected seconds from 0 to 86400".to_owned()),
    }
}
