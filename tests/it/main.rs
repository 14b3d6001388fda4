//! One integration binary over all crates.
