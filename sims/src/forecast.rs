//! What arrives next week: from a history of intervals, with its error measured on the history itself.
//!
//! Two methods are tried, and for each workstream the one with the smaller error is taken: the mean of the last same
//! weekdays, and a level that follows recent days (exponential smoothing) times what is usual for the weekday and the
//! interval. Errors come from a rolling origin: each method forecasts every week of the second half of the history from
//! what was known before it. Holidays that are named count for no weekday; one to come is the forecast of an ordinary day
//! times what came on those before it. Arithmetic is plain sums and products, so that a forecast has the same bits on every machine.

mod history;
mod holiday;
mod method;

use std::collections::{BTreeMap, BTreeSet};

use crate::statistics::Moments;

pub use self::history::{Day, History, Series, date_of, day_of};
pub use self::holiday::{Holiday, SPREAD_ASSUMED};
pub use self::method::Method;

/// The probability that the intervals of a forecast ask for.
pub const COVERED: f64 = 0.8;
/// Days that are forecast from one origin.
const AHEAD: i64 = 7;
/// Days of history that are needed: two of each weekday to forecast from, and one to measure on.
pub const DAYS_MIN: usize = 21;

/// How wrong a method was on the history.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Errors {
    /// Sum of the distances over the sum of arrivals, by interval (WAPE).
    pub wape: f64,
    /// Mean of distance over arrivals, of intervals with at least one arrival (MAPE).
    pub mape: f64,
    /// The same for whole days: sum of the distances over the sum of arrivals.
    pub day_wape: f64,
    /// The standard deviation of arrivals of a day over forecast, beyond what chance alone would give.
    pub day_spread: f64,
    /// The share of intervals whose arrivals lay within the 80 % interval, which was set from earlier errors only.
    pub coverage: Option<f64>,
    /// How many days were forecast.
    pub days: usize,
}

/// The forecast of one workstream on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The workstream.
    pub workstream: String,
    /// The day, counted from 1 January 1970.
    pub day: i64,
    /// Arrivals expected in each interval of the history.
    pub arrivals: Vec<f64>,
    /// The interval in which arrivals lie with 80 % probability, for each interval; none where nothing was measured, and
    /// none on holidays.
    pub within: Option<Vec<(f64, f64)>>,
    /// Mean handle time in seconds, if the history has it.
    pub handle_s: Option<f64>,
    /// How it was made.
    pub method: Method,
    /// How wrong each method was.
    pub errors: Vec<(Method, Errors)>,
    /// Conversations that the handle time is known from.
    pub known: f64,
    /// What past holidays say, if the day is one.
    pub holiday: Option<Holiday>,
}

impl Forecast {
    /// The standard deviation of arrivals of the day over the forecast, beyond what chance alone would give; none where no
    /// error was measured.
    pub fn spread(&self) -> Option<f64> {
        let (_, errors) = self.errors.iter().find(|(method, _)| *method == self.method)?;
        let of_holiday = self.holiday.as_ref().map_or(0.0, |holiday| holiday.spread);
        Some((errors.day_spread * errors.day_spread + of_holiday * of_holiday).sqrt())
    }
}

/// Why there is no forecast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForecastError {
    /// The workstream's history is too short: days found that are no holidays.
    TooShort(String, usize),
}

impl std::fmt::Display for ForecastError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooShort(workstream, days) => write!(
                formatter,
                "the history of `{workstream}` has {days} days, expected {DAYS_MIN} at least: two weeks to forecast from \
                 and one to measure on"
            ),
        }
    }
}

impl std::error::Error for ForecastError {}

/// What each method forecasts of a past day, beside what came.
struct Tried {
    forecast: Vec<f64>,
    came: Vec<f64>,
}

impl History {
    /// The forecast of every workstream for a day.
    ///
    /// # Errors
    ///
    /// When a workstream has fewer than [`DAYS_MIN`] days before it that are no holidays.
    pub fn forecast(&self, day: i64) -> Result<Vec<Forecast>, ForecastError> {
        self.workstreams.iter().map(|(name, series)| of_series(name, series, &self.holidays, day)).collect()
    }
}

fn of_series(name: &str, series: &Series, holidays: &BTreeSet<i64>, day: i64) -> Result<Forecast, ForecastError> {
    let known = series.before(day);
    let ordinary = known.without(holidays);
    if ordinary.days.len() < DAYS_MIN {
        return Err(ForecastError::TooShort(name.to_owned(), ordinary.days.len()));
    }
    let mut tried: Vec<(Method, Vec<Tried>)> =
        Method::ALL.iter().map(|method| (*method, back(&ordinary, *method))).collect();
    let errors: Vec<(Method, Errors)> = tried.iter().map(|(method, tried)| (*method, measured(tried))).collect();
    let best =
        (0..errors.len()).min_by(|one, other| errors[*one].1.wape.total_cmp(&errors[*other].1.wape)).unwrap_or(0);
    let (method, tried) = tried.swap_remove(best);
    let mut arrivals = method.forecast(&ordinary, day);
    let holiday = holidays.contains(&day).then(|| Holiday::learn(&known, &ordinary));
    if let Some(holiday) = &holiday {
        arrivals.iter_mut().for_each(|mean| *mean *= holiday.share);
    }
    let quantiles = relative(&tried.iter().collect::<Vec<_>>()).filter(|_| holiday.is_none());
    let within = quantiles.map(|(low, high)| arrivals.iter().map(|mean| around(*mean, low, high)).collect());
    Ok(Forecast {
        workstream: name.to_owned(),
        day,
        within,
        handle_s: known.handle_s(),
        known: known.days.values().map(|one| one.arrivals.iter().sum::<f64>()).sum(),
        arrivals,
        method,
        errors,
        holiday,
    })
}

/// Forecasts of the second half of the history, each from what was known at most a week before.
fn back(series: &Series, method: Method) -> Vec<Tried> {
    let days: Vec<i64> = series.days.keys().copied().collect();
    let half = days[(days.len() / 2).max(DAYS_MIN * 2 / 3).min(days.len() - 1)];
    let mut tried = Vec::new();
    let mut known: BTreeMap<i64, Series> = BTreeMap::new();
    for (day, came) in series.days.range(half..) {
        let origin = half + (day - half).div_euclid(AHEAD) * AHEAD;
        let known = known.entry(origin).or_insert_with(|| series.before(origin));
        if known.days.is_empty() {
            continue;
        }
        tried.push(Tried { forecast: method.forecast(known, *day), came: came.arrivals.clone() });
    }
    tried
}

fn measured(tried: &[Tried]) -> Errors {
    let (mut apart, mut all, mut shares, mut counted) = (0.0, 0.0, 0.0, 0.0);
    let (mut day_apart, mut beyond) = (0.0, Moments::new());
    let (mut inside, mut judged) = (0.0, 0.0);
    for (place, one) in tried.iter().enumerate() {
        let bounds = relative(&tried[..place].iter().collect::<Vec<_>>());
        for (forecast, came) in one.forecast.iter().zip(&one.came) {
            apart += (came - forecast).abs();
            all += came;
            if *came >= 1.0 {
                shares += (came - forecast).abs() / came;
                counted += 1.0;
            }
            if let Some((low, high)) = bounds.filter(|_| place >= AHEAD as usize) {
                let (low, high) = around(*forecast, low, high);
                inside += f64::from(u8::from((low..=high).contains(came)));
                judged += 1.0;
            }
        }
        let (forecast, came): (f64, f64) = (one.forecast.iter().sum(), one.came.iter().sum());
        day_apart += (came - forecast).abs();
        if forecast > 0.0 {
            // Poisson counts vary by themselves: what is left is the forecast's own error.
            beyond.push(((came - forecast).powi(2) - came) / (forecast * forecast));
        }
    }
    Errors {
        wape: apart / all.max(1.0),
        mape: shares / f64::max(counted, 1.0),
        day_wape: day_apart / all.max(1.0),
        day_spread: beyond.mean().unwrap_or(0.0).max(0.0).sqrt(),
        coverage: (judged > 0.0).then(|| inside / judged),
        days: tried.len(),
    }
}

/// The tenth and the ninetieth percentile of what came beyond the forecast, in roots of the forecast; none from too few.
fn relative(tried: &[&Tried]) -> Option<(f64, f64)> {
    let pairs = tried.iter().flat_map(|one| one.forecast.iter().zip(&one.came));
    let mut beyond: Vec<f64> = pairs.map(|(forecast, came)| (came - forecast) / (forecast + 1.0).sqrt()).collect();
    if beyond.len() < 40 {
        return None;
    }
    beyond.sort_by(f64::total_cmp);
    let at = |share: f64| beyond[((beyond.len() as f64 * share) as usize).min(beyond.len() - 1)];
    Some((at((1.0 - COVERED) / 2.0), at((1.0 + COVERED) / 2.0)))
}

fn around(mean: f64, low: f64, high: f64) -> (f64, f64) {
    let root = (mean + 1.0).sqrt();
    ((mean + low * root).max(0.0), (mean + high * root).max(0.0))
}

#[cfg(test)]
mod tests;
