//! One integration binary over all crates.

mod cases;
mod cli_simulate;
mod notation;
mod play;
mod rules;
mod section9;
mod section9_data;
