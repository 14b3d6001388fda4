//! The judge of logs in which states are all we get: which conversation is in which state with whom, but not who did what.
//!
//! Reading order: [`Relation`] is which step the kernel allows, worked out by going through small centers; [`Legal`] is
//! what a mapping makes of it. [`Judge`] looks at one observation after the other, across conversations; [`judge`] at a
//! whole log. [`Summary`] is what the log looks like.

mod agents;
mod checks;
mod judge;
mod legal;
mod relation;
mod summary;
#[cfg(test)]
mod tests;

use std::io::BufRead;

pub use checks::LOG_RULES;
pub use judge::Judge;
pub use legal::Legal;
pub use relation::Relation;
pub use summary::{Judged, StepCount, Summary};

use crate::format::{Fault, Log, Mapping};
use crate::report::Finding;

/// Judges a log of this name, whose bytes are unpacked already ([`unpacked`](crate::format::unpacked)). What is found is
/// told at once, and kept in the report as far as there is room.
///
/// # Errors
///
/// A fault of the log as a whole: a CSV file without the columns that the mapping reads. Faults of records are among what
/// is judged.
pub fn judge(
    file: &str,
    bytes: impl BufRead,
    mapping: &Mapping,
    told: &mut dyn FnMut(&Finding),
) -> Result<Judged, Fault> {
    let mut log = Log::new(file, bytes, mapping)?;
    let mut judge = Judge::new(mapping, file).map_err(|message| Fault::of(file, message))?;
    for observation in &mut log {
        judge.step(&observation, told);
    }
    let (report, summary) = judge.end();
    let passed = log.passed();
    let summary = Summary {
        records: log.read,
        passed_over: passed.over,
        delivered_again: passed.again,
        faulty: log.faulty,
        ..summary
    };
    Ok(Judged { report, summary, faults: log.faults })
}
