//! Numbers, names and laws as a scenario file writes them.

use std::fmt::Write;

use crate::calibrate::durations::Parameter;
use crate::sample::{Branch, DurationDistribution, HazardStep};

/// A number with seven digits that count, as short as possible.
pub(super) fn digits(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let places = (6 - libm::floor(libm::log10(value.abs())) as i64).clamp(0, 12) as usize;
    let written = format!("{value:.places$}");
    if written.contains('.') { written.trim_end_matches('0').trim_end_matches('.').to_owned() } else { written }
}

/// A number with four digits that count, for comments.
pub(super) fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let places = (3 - libm::floor(libm::log10(value.abs())) as i64).clamp(0, 6) as usize;
    format!("{value:.places$}")
}

pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// A name that may stand in a comment.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

pub(super) fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

pub(super) fn interval(parameter: &Parameter) -> String {
    match parameter.interval {
        Some((low, high)) => format!("{} [{}, {}]", short(parameter.value), short(low), short(high)),
        None => short(parameter.value),
    }
}

pub(super) fn parameters(parameters: &[Parameter]) -> String {
    parameters
        .iter()
        .map(|parameter| format!("{} {}", parameter.name, interval(parameter)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A law as a scenario writes it, without its key.
pub(super) fn law(distribution: &DurationDistribution) -> String {
    match distribution {
        DurationDistribution::Constant { value_s } => format!("constant = {{ value_s = {} }}", digits(*value_s)),
        DurationDistribution::Uniform { min_s, max_s } => {
            format!("uniform = {{ min_s = {}, max_s = {} }}", digits(*min_s), digits(*max_s))
        }
        DurationDistribution::Exponential { mean_s } => format!("exponential = {{ mean_s = {} }}", digits(*mean_s)),
        DurationDistribution::Lognormal { mean_s, cv } => {
            format!("lognormal = {{ mean_s = {}, cv = {} }}", digits(*mean_s), digits(*cv))
        }
        DurationDistribution::Gamma { mean_s, shape } => {
            format!("gamma = {{ mean_s = {}, shape = {} }}", digits(*mean_s), digits(*shape))
        }
        DurationDistribution::Weibull { scale_s, shape } => {
            format!("weibull = {{ scale_s = {}, shape = {} }}", digits(*scale_s), digits(*shape))
        }
        DurationDistribution::Hyperexponential { branches } => {
            let branch = |branch: &Branch| {
                format!("{{ weight = {}, mean_s = {} }}", digits(branch.weight), digits(branch.mean_s))
            };
            format!("hyperexponential.branches = [{}]", branches.iter().map(branch).collect::<Vec<_>>().join(", "))
        }
        DurationDistribution::Empirical { values_s } => {
            let lines: Vec<String> = values_s
                .chunks(12)
                .map(|chunk| chunk.iter().map(|value| digits(*value)).collect::<Vec<_>>().join(", "))
                .collect();
            format!("empirical.values_s = [\n    {},\n]", lines.join(",\n    "))
        }
        DurationDistribution::Survival { points, tail_mean_s } => {
            let points: Vec<String> =
                points.iter().map(|[time, share]| format!("[{}, {}]", digits(*time), digits(*share))).collect();
            let tail = tail_mean_s.map_or_else(String::new, |tail| format!(", tail_mean_s = {}", digits(tail)));
            format!("survival = {{ points = [{}]{tail} }}", points.join(", "))
        }
        DurationDistribution::PiecewiseHazard { steps } => {
            let step = |step: &HazardStep| {
                format!("{{ from_s = {}, rate_per_s = {} }}", digits(step.from_s), digits(step.rate_per_s))
            };
            format!("piecewise_hazard.steps = [{}]", steps.iter().map(step).collect::<Vec<_>>().join(", "))
        }
    }
}

pub(super) fn probability(value: f64) -> String {
    if value < 0.0001 { "below 0.0001".to_owned() } else { format!("{value:.4}") }
}

pub(super) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
