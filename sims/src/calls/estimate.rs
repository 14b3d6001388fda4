//! Estimates from a call log what a simulation of it needs: arrivals, service times, patience.

mod arrivals;
mod patience;
mod service;
mod weibull;

pub use self::arrivals::{ArrivalMoment, Arrivals, DayArrivals, SlotRate, arrivals, call_mix};
pub use self::patience::{Patience, SurvivalStep, censored, patience};
pub use self::service::{ExponentialFit, Family, GammaFit, LognormalFit, ServiceTimes, service_times};
pub use self::weibull::weibull;
