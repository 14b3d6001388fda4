//! A calibration for programs: every estimate with its interval, every law that was tried, every point of a figure.

use std::io::{self, Write};

use serde_json::{Map, Value, json};
use switchboard_sims::calibrate::{
    ArrivalEstimate, Calibration, Durations, Fit, Law, Parameter, PatienceEstimate, StreamEstimate,
};

/// The number of this schema; another one when a key changes its meaning or goes.
const SCHEMA: u32 = 1;

/// Points of a Q-Q plot.
const PAIRS: usize = 100;

/// The waits at which the survival of patience is written besides its steps, in seconds.
const WAITS_S: [u32; 7] = [10, 30, 60, 120, 180, 300, 600];

/// Writes the calibration.
pub(super) fn write(calibration: &Calibration, command: &str, out: &mut dyn Write) -> io::Result<()> {
    let days = calibration.days.iter().map(|(day, ordinary)| {
        json!({ "day": day.label, "weekday": day.weekday.map(|weekday| weekday.to_string()), "ordinary": ordinary })
    });
    let staff = calibration.staff.iter().map(|(group, present)| {
        let takes: Vec<&str> = group.takes.iter().map(|place| calibration.streams[*place].name.as_str()).collect();
        json!({ "group": group.name, "agents": group.agents, "units": group.units, "takes": takes, "present": present })
    });
    let answer = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "log": { "file": calibration.file, "format": calibration.kind.name(), "notes": calibration.notes },
        "interval_min": calibration.interval_min,
        "days": days.collect::<Vec<_>>(),
        "all": stream(&calibration.all, calibration.interval_min),
        "streams": calibration.streams.iter().map(|one| stream(one, calibration.interval_min)).collect::<Vec<_>>(),
        "staff": staff.collect::<Vec<_>>(),
        "command": command,
    });
    writeln!(out, "{answer:#}")
}

fn stream(stream: &StreamEstimate, interval_min: u32) -> Value {
    let assumed = stream.assumptions.iter().map(
        |assumed| json!({ "key": assumed.key, "value": assumed.value, "range": assumed.range, "why": assumed.why }),
    );
    json!({
        "name": stream.name,
        "channel": stream.channel.name(),
        "queue": stream.queue,
        "cost": stream.cost,
        "conversations": stream.entered_total,
        "asked": stream.asked_total,
        "arrivals": arrivals(&stream.asked, interval_min),
        "arrivals_with_those_who_never_asked": arrivals(&stream.entered, interval_min),
        "handling": stream.handling.as_ref().map(durations),
        "handling_mean": stream.handling_mean.as_ref().map(parameter),
        "slowdown": stream.slowdown.as_ref().map(|slowdown| json!({
            "factors": slowdown.factors.iter().map(parameter).collect::<Vec<_>>(),
            "ends": slowdown.ends,
            "law": slowdown.family.name(),
            "likelihood_ratio": slowdown.gain,
            "p": slowdown.p_value,
        })),
        "wrap_up": stream.wrap_up.as_ref().map(durations),
        "accept": stream.ring.as_ref().map(durations),
        "reject": stream.reject.as_ref().map(parameter),
        "miss": stream.miss.as_ref().map(parameter),
        "customer_ends": stream.customer_ends.as_ref().map(parameter),
        "patience": stream.patience.as_ref().map(patience),
        "silence": stream.silence.as_ref().map(|silence| json!({
            "probability": parameter(&silence.probability),
            "rounds_max": silence.rounds_max,
            "conversations_by_silences": silence.counts,
            "away": silence.away.as_ref().map(durations),
            "cut_off": silence.cut_off,
            "away_censored": silence.censored.as_ref().map(patience),
        })),
        "handed_over": stream.handed_over,
        "assumed": assumed.collect::<Vec<_>>(),
    })
}

fn arrivals(arrivals: &ArrivalEstimate, interval_min: u32) -> Value {
    let slots = arrivals.slots.iter().enumerate().map(|(place, slot)| {
        json!({
            "from": clock(place as u32 * interval_min),
            "mean": slot.mean,
            "low": slot.interval.0,
            "high": slot.interval.1,
            "variance": slot.variance,
            "dispersion": slot.dispersion(),
        })
    });
    let outliers = arrivals.outliers.iter().map(|(day, slot, count, others)| {
        json!({ "day": day, "from": clock(*slot as u32 * interval_min), "count": count, "mean_of_other_days": others })
    });
    json!({
        "days": arrivals.days.0,
        "ordinary_days": arrivals.days.1,
        "intervals": slots.collect::<Vec<_>>(),
        "day_total": { "mean": arrivals.day_total.0, "low": arrivals.day_total.1.0, "high": arrivals.day_total.1.1 },
        "within": arrivals.within.map(|within| json!({
            "variance_by_mean": within.index(),
            "chi_square": within.statistic,
            "degrees": within.degrees,
            "p": within.p_value,
        })),
        "between": arrivals.between.map(|between| json!({
            "gamma_cv": between.cv,
            "low": between.interval.0,
            "high": between.interval.1,
            "likelihood_ratio": between.gain,
            "p": between.p_value,
        })),
        "outliers": outliers.collect::<Vec<_>>(),
    })
}

fn durations(durations: &Durations) -> Value {
    let fit = |fit: &Fit| {
        let pairs = durations.quantile_pairs(fit.law, PAIRS);
        json!({
            "law": fit.law.family().name(),
            "parameters": fit.parameters.iter().map(parameter).collect::<Vec<_>>(),
            "log_likelihood": finite(fit.log_likelihood),
            "aic": finite(fit.aic),
            "kolmogorov_smirnov": fit.distance,
            "q_q": pairs.iter().map(|(law, recorded)| json!([law, recorded])).collect::<Vec<_>>(),
        })
    };
    json!({
        "number": durations.times_s.len(),
        "zeros": durations.zeros,
        "mean": parameter(&durations.mean),
        "deviation_s": durations.deviation_s,
        "chosen": durations.best().law.family().name(),
        "laws": durations.fits.iter().map(fit).collect::<Vec<_>>(),
    })
}

fn patience(patience: &PatienceEstimate) -> Value {
    let fits = patience.fits.iter().map(|fit| {
        json!({
            "law": fit.law.family().name(),
            "parameters": fit.parameters.iter().map(parameter).collect::<Vec<_>>(),
            "mean_s": Law::mean_s(fit.law),
            "log_likelihood": fit.log_likelihood,
            "aic": fit.aic,
            "distance_to_curve": fit.distance,
        })
    });
    let steps = patience.points.iter().zip(&patience.curve.steps).map(|(point, step)| {
        json!({
            "wait_s": point.time_s,
            "at_risk": step.at_risk,
            "left": step.left,
            "survival": point.survival,
            "error": point.error,
            "low": point.low,
            "high": point.high,
        })
    });
    let at: Map<String, Value> =
        WAITS_S.iter().map(|wait| (wait.to_string(), json!(patience.at(f64::from(*wait)).survival))).collect();
    json!({
        "waited": patience.curve.waited,
        "left": patience.curve.abandoned,
        "median_s": patience.curve.median().map(switchboard_sims::tick::Span::seconds),
        "survival_at": at,
        "laws": fits.collect::<Vec<_>>(),
        "kaplan_meier": steps.collect::<Vec<_>>(),
    })
}

fn parameter(parameter: &Parameter) -> Value {
    json!({
        "name": parameter.name,
        "value": parameter.value,
        "low": parameter.interval.map(|interval| interval.0),
        "high": parameter.interval.map(|interval| interval.1),
    })
}

/// JSON has no infinity.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
