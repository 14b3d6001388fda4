//! Whether what another system did was legal: logs judged, implementations driven, test suites generated.
//!
//! Reading order: [`report`] is what a judge says: what was decided, what was found, what could not be told. [`judge`]
//! replays a log through the kernel. [`drive`] steps an implementation beside the kernel; [`faulty`] are implementations
//! with a mistake each, by which tools are graded.
//! [`suite`] makes test suites from the exact reachable graph of a small world, [`scoreboard`] says what each catches.
//! [`format`](mod@format) reads logs of other systems by mappings, [`states`] judges those in which states are all we get.

pub mod drive;
pub mod faulty;
pub mod format;
pub mod judge;
pub mod report;
pub mod scoreboard;
pub mod states;
pub mod suite;
