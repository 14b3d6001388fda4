//! The prediction for programs: how each way did, and every half hour.

use std::io::{self, Write};

use serde_json::{Map, Value, json};
use switchboard_sims::calibrate::predict::{CALLS_MIN, Forecast, Judgement, Measure, Method};

use crate::calibrate::holdout::Told;

/// The number of this schema; another one when a key changes its meaning or goes.
const SCHEMA: u32 = 1;

/// Writes the prediction.
pub(super) fn write(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    let prediction = told.prediction;
    let by_method = |of: &dyn Fn(Method) -> Value| -> Map<String, Value> {
        Method::ALL.into_iter().map(|method| (method.key().to_owned(), of(method))).collect()
    };
    let by_measure = |of: &dyn Fn(Measure) -> Value| -> Map<String, Value> {
        Measure::ALL.into_iter().map(|measure| (measure.key().to_owned(), of(measure))).collect()
    };
    let days: Vec<Value> = prediction
        .predicted
        .iter()
        .map(|date| {
            let of = |measure: Measure| {
                json!(by_method(&|method| judgement(&prediction.judge(measure, method, |cell| cell.date == *date))))
            };
            json!({ "date": date.to_string(), "measures": by_measure(&of) })
        })
        .collect();
    let cells: Vec<Value> = prediction
        .cells
        .iter()
        .map(|cell| {
            let of = |measure: Measure| {
                let forecasts = by_method(&|method| forecast(&cell.forecasts[measure as usize][method as usize]));
                json!({ "happened": cell.happened[measure as usize], "forecasts": forecasts })
            };
            json!({
                "date": cell.date.to_string(),
                "from": format!("{:02}:{:02}", cell.slot / 2, cell.slot % 2 * 30),
                "calls": cell.calls,
                "agents": cell.agents,
                "measures": by_measure(&of),
            })
        })
        .collect();
    let widening = by_measure(&|measure| {
        json!(by_method(&|method| {
            let (below, above) = prediction.widening[measure as usize][method as usize];
            json!([below, above])
        }))
    });
    let answer = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "log": told.log.name(),
        "learned": prediction.learned.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "predicted": prediction.predicted.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "replications": told.replications,
        "seed": told.seed,
        "level": 0.8,
        "calls_min": CALLS_MIN,
        "erlang_a": { "handle_s": prediction.handle_s, "patience_s": prediction.patience_s },
        "passes": prediction.passes(),
        "measures": by_measure(&|measure| json!(by_method(&|method| judgement(&told.all(measure, method))))),
        "widening": widening,
        "days": days,
        "half_hours": cells,
        "answer": told.answer(),
        "where_it_does_not": told.weak(),
        "command": told.command,
    });
    writeln!(out, "{answer:#}")
}

fn judgement(judged: &Judgement) -> Value {
    json!({
        "half_hours": judged.cells,
        "held": judged.held,
        "coverage": judged.coverage(),
        "interval_score": judged.score,
        "width": judged.width,
        "absolute_error": judged.error,
    })
}

fn forecast(forecast: &Forecast) -> Value {
    json!({ "low": forecast.low, "middle": forecast.middle, "high": forecast.high })
}
