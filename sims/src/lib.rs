//! What happens over time: agenda, random streams, distributions, statistics and call logs.
//!
//! [`Scenario`](scenario::Scenario) says what a day is like, [`simulate`] runs it on the rules of `switchboard`, and
//! [`Results`](results::Results) hold what was counted.

mod agenda;
pub mod calibrate;
pub mod calls;
pub mod document;
mod engine;
pub mod erlang;
pub mod events;
pub mod experiment;
pub mod forecast;
pub mod hunt;
mod monitor;
pub mod plan;
pub mod precision;
pub mod results;
pub mod sample;
pub mod scenario;
pub mod statistics;
pub mod stream;
pub mod sweep;
pub mod tick;
pub mod validate;
pub mod wait;

pub use engine::{KeepEvents, Options, RunError, Violation, simulate};
