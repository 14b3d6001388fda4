//! Holidays: what came on those of the past, as a share of an ordinary day of the same weekday.

use crate::forecast::history::Series;
use crate::statistics::Moments;

/// Ordinary days of the same weekday on either side that say what would have come on a past holiday.
const AROUND: usize = 2;
/// Past holidays that are needed to measure how different they are.
const MEASURED_FROM: usize = 3;
/// How far a holiday is off its forecast where there are too few to measure it, as a standard deviation over the forecast.
pub const SPREAD_ASSUMED: f64 = 0.3;

/// What past holidays say of one to come.
#[derive(Debug, Clone, PartialEq)]
pub struct Holiday {
    /// Arrivals as a share of those on an ordinary day of the weekday; 1 where no holiday is known.
    pub share: f64,
    /// The standard deviation of holidays over their forecast: measured from three, else [`SPREAD_ASSUMED`].
    pub spread: f64,
    /// The past holidays and the share of each, by day.
    pub past: Vec<(i64, f64)>,
}

impl Holiday {
    /// Whether how different holidays are was measured.
    pub const fn is_measured(&self) -> bool {
        self.past.len() >= MEASURED_FROM
    }

    /// Learns from a history and its days without holidays. Each holiday is set beside the nearest ordinary days of its
    /// weekday, two before it and two after, and their shares are pooled as a ratio of sums.
    pub(super) fn learn(known: &Series, ordinary: &Series) -> Self {
        let total = |arrivals: &[f64]| arrivals.iter().sum::<f64>();
        let (mut came, mut usual, mut past) = (0.0, 0.0, Vec::new());
        for (day, one) in known.days.iter().filter(|(day, _)| !ordinary.days.contains_key(day)) {
            let same = |(other, _): &(&i64, _)| (*other - day).rem_euclid(7) == 0;
            let before = ordinary.days.range(..day).rev().filter(same).take(AROUND);
            let after = ordinary.days.range(day..).filter(same).take(AROUND);
            let around: Moments = before.chain(after).map(|(_, one)| total(&one.arrivals)).collect();
            let Some(expected) = around.mean().filter(|mean| *mean > 0.0) else { continue };
            let found = total(&one.arrivals);
            came += found;
            usual += expected;
            past.push((*day, found / expected));
        }
        let share = if usual > 0.0 { came / usual } else { 1.0 };
        let shares: Moments = past.iter().map(|(_, share)| *share).collect();
        let measured = shares.standard_deviation().filter(|_| past.len() >= MEASURED_FROM && share > 0.0);
        Self { share, spread: measured.map_or(SPREAD_ASSUMED, |deviation| deviation / share), past }
    }
}
