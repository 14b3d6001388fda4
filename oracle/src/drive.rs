//! Driving an implementation: it is stepped beside the kernel, and its answers, effects and states are compared.
//!
//! Reading order: [`wire`] are the messages; [`link`] is the way to an implementation, a child process ([`child`]) or a
//! kernel in the same program ([`host`]); [`twin`] compares; [`driver`] chooses what is tried ([`choose`], [`moves`]) and
//! makes what it finds short ([`shrink`]); [`exact`] knows the shortest.

pub mod act;
pub mod case;
pub mod child;
pub mod choose;
pub mod clock;
pub mod driver;
pub mod exact;
pub mod host;
pub mod link;
pub mod moves;
pub mod report;
pub mod sequence;
pub mod shrink;
pub mod twin;
pub mod view;
pub mod wire;

#[cfg(test)]
mod tests;
