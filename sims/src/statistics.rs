//! Statistics over what the engine recorded: moments, intervals, time averages, percentiles.
//!
//! Everything here is deterministic. Integer collections (histograms, time integrals) merge in any
//! order to the same result; floating sums ([`Moments`]) and estimates over replications depend on
//! the order in the last bits, so merge them in the order of the replications.

mod batch_means;
mod control;
mod histogram;
mod interval;
mod jackknife;
mod moments;
mod percentile;
mod time_integral;
mod warm_up;

pub use self::batch_means::{BatchMeans, batch_means};
pub use self::control::{Controlled, control_variate};
pub use self::histogram::{Histogram, Rank};
pub use self::interval::{
    Estimate, chi_square_quantile, mean_over_replications, ratio_over_replications, student_t, student_t_95, wilson_95,
};
pub use self::jackknife::{Jackknife, jackknife};
pub use self::moments::Moments;
pub(crate) use self::percentile::percentile_of;
pub use self::percentile::percentile_over_replications;
pub use self::time_integral::{TimeAverage, TimeIntegral};
pub use self::warm_up::{mser_5, welch};
