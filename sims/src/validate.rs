//! Validation: cases with exact answers, run through the simulator and judged by how many standard errors they are off.
//!
//! A file of cases ([`CaseFile`]) names models of queueing theory with their parameters and the values that theory gives.
//! Each case becomes one or more scenarios on the production rules; nothing here simulates by itself. [`validate`] runs
//! them until every interval is as narrow as asked, and judges: a case passes if every |z| < 4, the file if the sum of z²
//! stays below the 99.9 % quantile of the chi-square law.
//!
//! ```
//! use switchboard_sims::validate::{CaseFile, Effort, Status, validate};
//!
//! let file = CaseFile::read(
//!     r#"{ "cases": [{ "id": "ea-3", "family": "erlang-a", "model": "M/M/c+M FIFO",
//!          "params": { "arrivals_per_hour": 30, "mean_handle_s": 300, "mean_patience_s": 600, "agents": 3, "awt_s": 60 },
//!          "expected": { "prob_abandon": 0.130496777470139 } }] }"#,
//! )?;
//! let effort = Effort { arrivals: 2_000, replications: Some(30), ..Effort::default() };
//! let report = validate(&file, &[], &effort, Default::default())?;
//! assert_ne!(report.cases[0].status(), Status::Failed);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod case;
mod catalog;
mod functions;
mod levels;
mod people;
mod published;
mod queueing;
mod run;
mod time;
mod verdict;
mod world;

pub use self::case::{Case, CaseFile, Fault};
pub use self::run::{Effort, Error, Tell, Watch, validate};
pub use self::verdict::{CaseReport, Judgement, MetricReport, Report, Status};

#[cfg(test)]
mod coverage;
#[cfg(test)]
mod tests;
