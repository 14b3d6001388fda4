//! Estimates from a call log what a simulation of it needs: arrivals, service times, patience.

mod arrivals;
mod patience;
mod service;

pub use self::arrivals::{ArrivalMoment, Arrivals, DayArrivals, SlotRate, arrivals, call_mix};
pub use self::patience::{Patience, SurvivalStep, patience};
pub use self::service::{ExponentialFit, Family, GammaFit, LognormalFit, ServiceTimes, service_times};
