//! The formulas of A. K. Erlang and C. Palm for telephones: loss (B), delay (C), delay with abandonment (A), and how
//! many agents they ask for.
//!
//! All three assume Poisson arrivals at a constant rate, exponential handle times, one conversation per agent and one
//! first-in, first-out queue, long after the start. They bracket what a simulation decides, and simulations are tested
//! against them. Every function takes seconds and arrivals per second and uses `libm`, so it gives the same bits on every
//! machine; none overflows for thousands of agents.
//!
//! ```
//! use switchboard_sims::erlang::{Demand, LevelOf, fewest_agents};
//!
//! // 1,200 calls an hour of five minutes: 80 % answered in 20 s needs 108 agents if callers wait for ever, 100 if they
//! // give up after three minutes on average.
//! let forever = Demand::per_hour(1_200.0, 300.0, None);
//! let patient = Demand::per_hour(1_200.0, 300.0, Some(180.0));
//! let met = |demand: Demand| fewest_agents(demand, 1_000, |queue| queue.level(20.0, LevelOf::Offered) >= 0.8);
//! assert_eq!((met(forever), met(patient)), (Some(108), Some(100)));
//! ```

mod abandonment;
mod delay;
mod loss;
mod quadrature;
mod staffing;

pub use self::abandonment::ErlangA;
pub use self::delay::ErlangC;
pub use self::loss::{erlang_b, erlang_b_inverse, fewest_agents_of_loss};
pub use self::staffing::{
    Demand, Queue, fewest_agents, modified_offered_load, quality_of, quality_of_impatient, square_root, waiting_share,
    waiting_share_of_impatient,
};

/// Of what a service level is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LevelOf {
    /// Answered within the threshold, of all who arrived: whoever left counts against it.
    #[default]
    Offered,
    /// Answered within the threshold, of all who were answered.
    Answered,
    /// Answered within the threshold, of all who arrived but those who left within the threshold.
    WithoutShortAbandons,
}

impl LevelOf {
    /// Every definition, in reading order.
    pub const ALL: [Self; 3] = [Self::Offered, Self::Answered, Self::WithoutShortAbandons];

    /// The name in files, options and results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Answered => "answered",
            Self::WithoutShortAbandons => "without-short-abandons",
        }
    }

    /// The denominator in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Offered => "all who arrived",
            Self::Answered => "those answered",
            Self::WithoutShortAbandons => "all who arrived but those who left within the threshold",
        }
    }

    /// The level from shares of arrivals: answered in time, answered at all, left within the threshold.
    pub fn level(self, in_time: f64, answered: f64, left_early: f64) -> f64 {
        let below = match self {
            Self::Offered => 1.0,
            Self::Answered => answered,
            Self::WithoutShortAbandons => 1.0 - left_early,
        };
        if below > 0.0 { (in_time / below).clamp(0.0, 1.0) } else { 1.0 }
    }
}
