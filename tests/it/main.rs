//! One integration binary over all crates.

mod section9;
mod section9_data;
