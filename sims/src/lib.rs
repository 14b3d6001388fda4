//! What happens over time: agenda, random streams, distributions, statistics and call logs.

pub mod calls;
pub mod sample;
pub mod statistics;
pub mod stream;
pub mod tick;
