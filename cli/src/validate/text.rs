//! A validation as text and as JSON.

use std::io::{self, Write};

use serde_json::{Value, json};
use switchboard_reports::number;
use switchboard_sims::validate::{CaseReport, Judgement, MetricReport, Report, Status};

use crate::layout::{counted, plain};

/// The text: one line per case, then what is wrong or open, metric by metric, then the file.
pub(super) fn write(report: &Report, command: &str, out: &mut dyn Write) -> io::Result<()> {
    let width = report.cases.iter().map(|case| case.id.chars().count()).max().unwrap_or(0).max(4);
    writeln!(
        out,
        "{:width$}  {:11}  {:>7}  {:>7}  {:>13}  worst",
        "case", "verdict", "metrics", "max |z|", "conversations"
    )?;
    for case in &report.cases {
        let (z, worst) = worst(case);
        let line = format!(
            "{:width$}  {:11}  {:>7}  {z:>7}  {:>13}  {worst}",
            case.id,
            case.status().name(),
            case.metrics.len(),
            plain(&number::count(case.conversations)),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out)?;
    for case in report.cases.iter().filter(|case| case.status() != Status::Passed) {
        if let Some(reason) = &case.unsupported {
            writeln!(out, "{}: {reason}", case.id)?;
        }
        for metric in case.metrics.iter().filter(|metric| is_odd(metric)) {
            writeln!(out, "{}: {}", case.id, words(metric))?;
        }
    }
    for sentence in summary(report) {
        writeln!(out, "{sentence}")?;
    }
    writeln!(out, "The same again: {command}")
}

/// The largest |z| of a case, or how it was calculated; and of which metric.
fn worst(case: &CaseReport) -> (String, String) {
    match case.worst() {
        Some(metric) => (format!("{:.2}", metric.z().map_or(0.0, f64::abs)), metric.name.clone()),
        None if case.metrics.is_empty() => ("-".to_owned(), String::new()),
        None => ("-".to_owned(), "calculated".to_owned()),
    }
}

fn is_odd(metric: &MetricReport) -> bool {
    match metric.judgement {
        Judgement::Simulated { z, precise, .. } => z.is_nan() || z.abs() >= 4.0 || !precise,
        Judgement::Calculated { difference, tolerance } => difference > tolerance,
        Judgement::Unknown => true,
    }
}

/// One metric in words.
fn words(metric: &MetricReport) -> String {
    let estimate = metric.estimate.map_or_else(|| "nothing".to_owned(), figure);
    let exact = figure(metric.exact);
    match metric.judgement {
        Judgement::Simulated { standard_error, z, half_width, precise } => {
            let wide = if precise { "" } else { ", wider than asked" };
            format!(
                "{} is {estimate} and should be {exact}: z {z:.2}, standard error {}, half-width {:.2} %{wide}",
                metric.name,
                figure(standard_error),
                100.0 * half_width,
            )
        }
        Judgement::Calculated { difference, tolerance } => format!(
            "{} is {estimate} and should be {exact}: off by {difference:.1e}, up to {tolerance:.0e} is allowed",
            metric.name
        ),
        Judgement::Unknown => format!("{} should be {exact}, and no way to measure it is known", metric.name),
    }
}

/// A number with seven significant digits.
pub(super) fn figure(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let digits = (6 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    format!("{value:.digits$}")
}

/// The file in sentences.
pub(super) fn summary(report: &Report) -> Vec<String> {
    let all = report.cases.len();
    let passed = report.count(Status::Passed);
    let mut sentences = vec![format!("{passed} of {} passed.", counted(all as u64, "case"))];
    for (status, words) in [
        (Status::Failed, "failed: |z| is 4 or more, or a calculated value is off"),
        (Status::Imprecise, "not precise enough within the budget"),
        (Status::Unsupported, "not supported"),
    ] {
        let ids: Vec<&str> =
            report.cases.iter().filter(|case| case.status() == status).map(|case| case.id.as_str()).collect();
        if !ids.is_empty() {
            sentences.push(format!("{} {words}: {}.", counted(ids.len() as u64, "case"), ids.join(", ")));
        }
    }
    if let Some((sum, count, most)) = report.chi_square() {
        let verdict = if sum < most { "below" } else { "NOT below" };
        sentences.push(format!(
            "The sum of z² over {} is {sum:.1}, {verdict} {most:.1}, the 99.9 % quantile of the chi-square law.",
            counted(count, "simulated metric")
        ));
    }
    if report.stopped {
        sentences.push("It was stopped before every case was run.".to_owned());
    }
    sentences
}

/// The report as JSON.
pub(super) fn json(report: &Report, command: &str) -> Value {
    let cases = report.cases.iter().map(|case| {
        json!({
            "id": case.id,
            "family": case.family,
            "status": case.status(),
            "unsupported": case.unsupported,
            "replications": case.replications,
            "conversations": case.conversations,
            "metrics": case.metrics,
        })
    });
    let chi_square = report.chi_square().map(
        |(sum, degrees, most)| json!({ "sum": sum, "degrees": degrees, "quantile_999": most, "below": sum < most }),
    );
    json!({
        "command": command,
        "seed": report.seed,
        "precision": report.precision,
        "stopped": report.stopped,
        "passed": report.count(Status::Passed),
        "of": report.cases.len(),
        "chi_square": chi_square,
        "cases": cases.collect::<Vec<_>>(),
    })
}
