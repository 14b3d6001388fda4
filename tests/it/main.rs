//! One integration binary over all crates.

mod bugs;
mod cases;
mod cli_calls;
mod cli_simulate;
mod coverage;
mod diff;
mod distribution;
mod exhaustive;
mod laws;
mod many;
mod metrics;
mod notation;
mod play;
mod policy;
mod properties;
mod queues;
mod readme;
mod rules;
mod section9;
mod section9_conditions;
mod section9_data;
mod silence;
mod small_center;
mod switches;
mod verify;
mod why;
