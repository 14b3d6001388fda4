//! The judge of logs in which states are all we get: which conversation is in which state with whom, but not who did what.
//!
//! Reading order: [`Relation`] is which step the kernel allows, worked out by going through small centers; [`Legal`] is
//! what a mapping makes of it. [`Judge`] looks at one observation after the other, across conversations; [`judge`] at a
//! whole log. [`Summary`] is what the log looks like.

mod adapter;
mod agents;
mod checks;
mod judge;
mod legal;
mod relation;
mod summary;
#[cfg(test)]
mod tests;

use std::io::BufRead;

pub use adapter::Mapped;
pub use checks::LOG_RULES;
pub use judge::Judge;
pub use legal::Legal;
pub use relation::Relation;
pub use summary::{StepCount, Summary};

use crate::format::{Fault, Log, Mapping};
use crate::report::{Finding, Report};

/// Judges a log of this name, whose bytes are unpacked already ([`unpacked`](crate::format::unpacked)). What is found is
/// told at once, and kept in the report as far as there is room, in the order of lines; so are records that cannot be read.
///
/// # Errors
///
/// A fault of the log as a whole: a CSV file without the columns that the mapping reads, or one of which nothing can be
/// read.
pub fn judge(
    file: &str,
    bytes: impl BufRead,
    mapping: &Mapping,
    told: &mut dyn FnMut(&Finding),
) -> Result<Report, Fault> {
    let legal = Legal::of(mapping).map_err(|message| Fault::of(file, message))?;
    judge_by(legal, file, bytes, mapping, told)
}

/// As [`judge`], by a relation that was worked out before, where many logs are judged.
///
/// # Errors
///
/// As [`judge`].
pub fn judge_by(
    legal: Legal,
    file: &str,
    bytes: impl BufRead,
    mapping: &Mapping,
    told: &mut dyn FnMut(&Finding),
) -> Result<Report, Fault> {
    let mut log = Log::new(file, bytes, mapping)?;
    let mut judge = Judge::new(mapping, legal, file);
    let mut faulty = 0;
    let mut last = None;
    while let Some(observation) = log.next() {
        for fault in log.faults.drain(..) {
            faulty += 1;
            judge.unreadable(&fault, told);
            last = Some(fault);
        }
        if !observation.is_silent() {
            judge.step(&observation, told);
        }
    }
    if let (0, Some(fault)) = (log.read, last) {
        return Err(fault);
    }
    let (mut report, summary) = judge.end();
    let passed = log.passed();
    report.repeated = passed.again;
    report.states = Some(Summary { records: log.read, passed_over: passed.over, faulty, ..summary });
    report.findings.sort_by_key(|finding| finding.line);
    Ok(report)
}
