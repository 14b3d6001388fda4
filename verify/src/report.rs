//! Results in the forms that other tools read: [`sarif`] for findings with places, [`junit`] for cases that pass or fail.
//!
//! **Invariant:** the same results are the same bytes: no clock, no random id, no name of a machine.

pub mod junit;
pub mod sarif;
