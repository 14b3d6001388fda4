//! Where the arrivals of a plan come from, other than the scenario: a history or somebody's forecast.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use switchboard_reports::number;
use switchboard_sims::forecast::{Forecast, History, Holiday, date_of, day_of};
use switchboard_sims::plan::{Case, Doubt};

use crate::args::PlanArgs;
use crate::simulate::source;

/// A day to plan.
pub(crate) struct Planned {
    /// The scenario with the day's arrivals.
    pub(crate) case: Case,
    /// Its date.
    pub(crate) date: String,
    /// How it was forecast; nothing where somebody else did.
    pub(crate) forecasts: Vec<Forecast>,
    /// Arrivals that are expected in all.
    pub(crate) arrivals: f64,
    /// How well the inputs are known.
    pub(crate) doubt: Doubt,
}

/// The days that the arguments ask for; none where the scenario's own arrivals are taken.
pub(crate) fn days(case: &Case, args: &PlanArgs) -> Result<Option<Vec<Planned>>, String> {
    let Some(file) = args.history.as_deref().or(args.forecast.as_deref()) else {
        if args.date.is_some() || args.week {
            return Err(
                "`--date` and `--week` choose days of a `--history` or a `--forecast`; name one of them".to_owned()
            );
        }
        return Ok(None);
    };
    let mut history = read(file)?;
    history.holidays = holidays(case, args)?;
    let known = case.workstreams();
    if let Some(name) = history.workstreams.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(format!(
            "{}: workstream `{name}` has no arrivals in the scenario, expected one of: {}",
            file.display(),
            known.join(", ")
        ));
    }
    let made_elsewhere = args.forecast.is_some();
    let days = history.workstreams.values().flat_map(|series| series.days.keys().copied());
    let default = if made_elsewhere { days.min() } else { history.last_day().map(|day| day + 1) };
    let first = match &args.date {
        None => default.unwrap_or(0),
        Some(date) => {
            day_of(date).ok_or_else(|| format!("unknown date `{date}`, expected one such as `2026-12-24`"))?
        }
    };
    let count = if args.week { 7 } else { 1 };
    let day = |day: i64| {
        if made_elsewhere { imported(case, &history, day, file) } else { forecast(case, &history, day, file) }
    };
    (first..first + count).map(day).collect::<Result<Vec<_>, _>>().map(Some)
}

fn read(file: &Path) -> Result<History, String> {
    let name = file.display().to_string();
    let text = source::read(file).map_err(|error| format!("{name}: {error}; expected a table of intervals in CSV"))?;
    History::from_csv(&text, &name).map_err(|error| error.to_string())
}

/// Holidays by the arguments and by the operating hours of the policy (OH-01).
fn holidays(case: &Case, args: &PlanArgs) -> Result<BTreeSet<i64>, String> {
    let mut days = BTreeSet::new();
    for date in &args.holiday {
        let day = day_of(date)
            .ok_or_else(|| format!("`--holiday` has the unknown date `{date}`, expected one such as `2026-12-25`"))?;
        days.insert(day);
    }
    if let Some(file) = &args.holidays {
        let name = file.display();
        let text = source::read(file).map_err(|error| format!("{name}: {error}; expected a date on each line"))?;
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let told = line.split('#').next().unwrap_or("");
            let date = told.trim();
            if date.is_empty() {
                continue;
            }
            let column = 1 + told.chars().take_while(|letter| letter.is_whitespace()).count();
            let day = day_of(date).ok_or_else(|| {
                let line = number + 1;
                format!("{name}:{line}:{column}: unknown date `{date}`, expected one such as `2026-12-25`")
            })?;
            days.insert(day);
        }
    }
    let hours = case.policy.hours.iter().flat_map(|hours| &hours.holidays);
    days.extend(hours.filter_map(|date| day_of(date)));
    Ok(days)
}

fn forecast(case: &Case, history: &History, day: i64, file: &Path) -> Result<Planned, String> {
    let forecasts = history.forecast(day).map_err(|error| format!("{}: {error}", file.display()))?;
    let known: f64 = forecasts.iter().map(|one| one.known).sum();
    let spread = |one: &Forecast| (one.workstream.clone(), one.spread().unwrap_or(0.05));
    let doubt = Doubt {
        arrivals: forecasts.iter().map(spread).collect(),
        // Coefficients of variation of about one: one over the root of how many were seen, and of how many left.
        handling: 1.0 / known.max(1.0).sqrt(),
        patience: (1.0 / (0.05 * known).max(1.0).sqrt()).min(0.5),
        measured: true,
        ..Doubt::default()
    };
    let arrivals = forecasts.iter().flat_map(|one| &one.arrivals).sum();
    Ok(Planned { case: case.forecast(history, &forecasts), date: date_of(day), forecasts, arrivals, doubt })
}

fn imported(case: &Case, history: &History, day: i64, file: &Path) -> Result<Planned, String> {
    let found: BTreeMap<&String, &switchboard_sims::forecast::Day> =
        history.workstreams.iter().filter_map(|(name, series)| Some((name, series.days.get(&day)?))).collect();
    if found.is_empty() {
        return Err(format!(
            "{}: there is no row of {}, expected the day that is asked for",
            file.display(),
            date_of(day)
        ));
    }
    let forecasts: Vec<Forecast> = found
        .into_iter()
        .map(|(name, one)| Forecast {
            workstream: name.clone(),
            day,
            arrivals: one.arrivals.clone(),
            within: None,
            handle_s: (one.handled > 0.0).then(|| one.handled_s / one.handled),
            method: switchboard_sims::forecast::Method::SameWeekday,
            errors: Vec::new(),
            known: 0.0,
            holiday: None,
        })
        .collect();
    let arrivals = forecasts.iter().flat_map(|one| &one.arrivals).sum();
    let case = case.forecast(history, &forecasts);
    Ok(Planned { case, date: date_of(day), forecasts: Vec::new(), arrivals, doubt: Doubt::default() })
}

/// What makes a holiday of an ordinary day.
fn of_holiday(holiday: &Holiday) -> String {
    let percent = |share: f64| number::amount(100.0 * share, 0);
    let off = percent(holiday.spread);
    let shares = || holiday.past.iter().map(|(_, share)| *share);
    let (least, most) = (shares().fold(f64::INFINITY, f64::min), shares().fold(0.0, f64::max));
    let (share, least, most) = (percent(holiday.share), percent(least), percent(most));
    match holiday.past.len() {
        0 => format!("; a holiday, but the history has none: taken as an ordinary day, assumed to be off by {off} %"),
        1 => format!("; a holiday: {share} % of that, as on the one in the history, assumed to be off by {off} %"),
        count => {
            let how = if holiday.is_measured() { "they are" } else { "assumed to be" };
            format!(
                "; a holiday: {share} % of that, as on {count} in the history, {least} to {most} %, {how} off by {off} %"
            )
        }
    }
}

/// What the forecast of a day is and how wrong it was on the history, a line for each workstream.
pub(crate) fn words(planned: &Planned) -> Vec<String> {
    if planned.forecasts.is_empty() {
        let all = number::amount(planned.arrivals, 0);
        return vec![format!("{}: {all} arrivals as the forecast says; how wrong it may be is assumed.", planned.date)];
    }
    let line = |one: &Forecast| {
        let errors = one.errors.iter().find(|(method, _)| *method == one.method).map(|(_, errors)| errors);
        let told = errors.map_or_else(String::new, |errors| {
            let coverage = errors.coverage.map_or_else(String::new, |share| {
                format!(", its 80 % intervals held {} % of what came", number::amount(100.0 * share, 0))
            });
            format!(
                "; over {} past days it was off by {} % of arrivals by interval (WAPE; MAPE {} %), {} % by day{coverage}",
                errors.days,
                number::amount(100.0 * errors.wape, 1),
                number::amount(100.0 * errors.mape, 1),
                number::amount(100.0 * errors.day_wape, 1)
            )
        });
        let all: f64 = one.arrivals.iter().sum();
        let holiday = one.holiday.as_ref().map_or_else(String::new, of_holiday);
        let (all, stream, method) = (number::amount(all, 0), &one.workstream, one.method.name());
        format!("{}: {all} {stream} ({method}{holiday}){told}.", planned.date)
    };
    planned.forecasts.iter().map(line).collect()
}
