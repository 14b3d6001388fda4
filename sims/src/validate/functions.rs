//! Cases that are calculated, not simulated: random generators, quantiles, estimates from censored waits, staffing.

use serde_json::Value;

use crate::erlang::{Demand, LevelOf, fewest_agents};
use crate::statistics::student_t;
use crate::stream::{Mrg32k3a, Philox4x32};
use crate::validate::case::{Case, Fault};
use crate::validate::verdict::{Judgement, MetricReport};

/// How far a calculated value may be off, relative to it: the cases have about fourteen digits.
const CLOSE: f64 = 1e-9;
/// The same where both sides were found by iteration.
const ITERATED: f64 = 1e-6;

/// The metrics of a case that is calculated; none for one that is simulated.
pub(super) fn metrics(case: &Case) -> Result<Option<Vec<MetricReport>>, Fault> {
    Ok(Some(match case.family.as_str() {
        "rng" => generators(case),
        "output-analysis" => quantiles(case),
        "calibration" => calibration(case)?,
        "staffing" => staffing(case)?,
        _ => return Ok(None),
    }))
}

/// A calculated value beside the known one.
fn calculated(name: String, exact: f64, found: Option<f64>) -> MetricReport {
    let judgement = match found {
        Some(found) => Judgement::Calculated {
            difference: (found - exact).abs() / exact.abs().max(f64::MIN_POSITIVE),
            tolerance: CLOSE,
        },
        None => Judgement::Unknown,
    };
    MetricReport { name, exact, estimate: found, judgement }
}

fn quantiles(case: &Case) -> Vec<MetricReport> {
    let found = |key: &str, degrees: u64| match key {
        "t975" => Some(student_t(0.95, degrees)),
        "t995" => Some(student_t(0.99, degrees)),
        _ => None,
    };
    let mut metrics = Vec::new();
    for leaf in case.leaves() {
        let degrees = leaf.last_key().parse::<u64>().ok().filter(|degrees| *degrees > 0);
        let value = degrees.and_then(|degrees| found(leaf.key(), degrees));
        metrics.push(calculated(leaf.name(), leaf.exact, value));
    }
    metrics
}

fn generators(case: &Case) -> Vec<MetricReport> {
    let mut generator = Mrg32k3a::new([12_345; 6]);
    let numbers: Vec<f64> = (0..10_000).map(|_| generator.uniform()).collect();
    let mut metrics = Vec::new();
    for leaf in case.leaves() {
        let found = match (leaf.key(), leaf.indices().first()) {
            ("mrg32k3a_first", Some(place)) => numbers.get(*place).copied(),
            ("mrg32k3a_sum_10000", None) => Some(numbers.iter().sum()),
            _ => None,
        };
        metrics.push(calculated(leaf.name(), leaf.exact, found));
    }
    // The words of Philox are written in hexadecimal digits.
    for (key, word) in [("philox_zero", 0), ("philox_ones", u32::MAX)] {
        let words = case.expected.get(key).and_then(Value::as_array).into_iter().flatten();
        let found = Philox4x32::words([word; 4], [word; 2]);
        for (place, known) in words.enumerate() {
            let known = known.as_str().and_then(|digits| u32::from_str_radix(digits, 16).ok());
            let exact = known.map_or(f64::NAN, f64::from);
            metrics.push(calculated(format!("{key}[{place}]"), exact, found.get(place).map(|own| f64::from(*own))));
        }
    }
    metrics
}

/// The target stands in the words of the model: `at least 80 % served (of offered) within 20 s; … mean patience 180 s`.
fn staffing(case: &Case) -> Result<Vec<MetricReport>, Fault> {
    /// More agents than any row can need.
    const MOST: u32 = 10_000;
    let number = |words: &str| {
        let rest = case.after(words)?.trim_start();
        rest.split(' ').next()?.parse::<f64>().ok().filter(|number| *number > 0.0)
    };
    let (Some(percent), Some(within), Some(patience)) = (number("at least"), number("within"), number("mean patience"))
    else {
        return case.odd("the model names no target, expected `at least 80 % … within 20 s … mean patience 180 s`");
    };
    let mut metrics = Vec::new();
    for leaf in case.leaves() {
        let row = leaf.indices().first().and_then(|place| case.expected.get("rows")?.get(place));
        let of_row = |key: &str| row.and_then(|row| row.get(key)).and_then(Value::as_f64);
        let (Some(per_hour), Some(handle)) = (of_row("arrivals_per_hour"), of_row("mean_handle_s")) else {
            return case.odd("a row has no `arrivals_per_hour` or no `mean_handle_s`, expected both");
        };
        let (impatient, wanted) = match leaf.last_key() {
            "arrivals_per_hour" | "mean_handle_s" => continue,
            "erlang_c_agents" => (None, true),
            "erlang_c_sl" => (None, false),
            "erlang_a_agents" => (Some(patience), true),
            "erlang_a_sl" => (Some(patience), false),
            _ => {
                metrics.push(calculated(leaf.name(), leaf.exact, None));
                continue;
            }
        };
        let demand = Demand::per_hour(per_hour, handle, impatient);
        let level = |queue: &crate::erlang::Queue| queue.level(within, LevelOf::Offered);
        let agents = fewest_agents(demand, MOST, |queue| level(queue) >= percent / 100.0);
        let found = agents.map(|agents| if wanted { f64::from(agents) } else { level(&demand.with(agents)) });
        metrics.push(calculated(leaf.name(), leaf.exact, found));
    }
    Ok(metrics)
}

fn calibration(case: &Case) -> Result<Vec<MetricReport>, Fault> {
    let rows = case.params.get("rows").and_then(Value::as_array).into_iter().flatten();
    let row = |row: &Value| Some((row.get(0)?.as_u64()?, row.get(1)?.as_u64()? > 0));
    let Some(rows) = rows.map(row).collect::<Option<Vec<(u64, bool)>>>() else {
        return case.odd("`rows` is no list of waits, expected pairs `[wait in seconds, 1 if the customer left]`");
    };
    let patience = crate::calls::estimate::censored(&rows);
    let (shape, scale) = crate::calls::estimate::weibull(&rows).unzip();
    let mut metrics = Vec::new();
    for leaf in case.leaves() {
        let step = |place: usize, column: usize| {
            let step = patience.steps.get(place)?;
            match column {
                0 => Some(step.time.seconds()),
                1 => Some(step.survival),
                _ => None,
            }
        };
        let found = match (leaf.key(), leaf.indices().as_slice()) {
            ("exponential_mle_mean", []) => patience.exponential_mean_s(),
            ("weibull_mle_shape", []) => shape,
            ("weibull_mle_scale", []) => scale,
            ("events", []) => Some(patience.abandoned as f64),
            ("km_curve_first20", [place, column]) => step(*place, *column),
            ("km_last", [column]) => patience.steps.len().checked_sub(1).and_then(|last| step(last, *column)),
            _ => None,
        };
        let mut metric = calculated(leaf.name(), leaf.exact, found);
        if let (Judgement::Calculated { tolerance, .. }, true) =
            (&mut metric.judgement, leaf.key().starts_with("weibull"))
        {
            *tolerance = ITERATED;
        }
        metrics.push(metric);
    }
    Ok(metrics)
}
