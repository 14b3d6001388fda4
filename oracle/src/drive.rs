//! Driving an implementation: it is stepped beside the kernel, and its answers, effects and states are compared.

pub mod act;
pub mod choose;
pub mod moves;
pub mod wire;
