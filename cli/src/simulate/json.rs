//! The answer for programs: schema 1.
//!
//! | key | what it holds |
//! |---|---|
//! | `schema` | 1; another number when a key changes its meaning or goes |
//! | `version` | of the tool |
//! | `setting` | scenario, question, policy, what counts as abandoned, seed, replications asked for, times, names |
//! | `preset` | of the policy's switches |
//! | `replications` | how many were finished |
//! | `command` | the command line that gives the same answer again |
//! | `confidence` | of every interval: 0.95 |
//! | `precision` | only with `--precision`: what was asked for and how precise each measure became |
//! | `control` | only with `--control`: the main measures with the number of arrivals as control variate |
//! | `warm_up` | only with `--warm-up`: minutes to leave out by MSER-5, and Welch's moving average |
//! | `target` | share of answered customers to be served in time |
//! | `answer` | sentences |
//! | `expected[]` | values that the scenario knows, the simulated ones and the difference in standard errors |
//! | `measures` | key, name, id in the documentation, unit and denominator of every measure |
//! | `total`, `channels[]`, `workstreams[]`, `intervals[]` | the numbers, by key of the measure |
//! | `waits[]` | first waits of each workstream, in seconds, all replications together |
//! | `supervisors[]` | what was tried and refused, all replications together |
//! | `refusals[]`, `transitions[]` | all replications together |
//! | `steps`, `conversations` | all replications together |
//!
//! A number is `{"value", "low", "high", "unit", "over", "cases"}`: `low` and `high` end its interval and are null for
//! one replication; `over` names the denominator and `cases` counts it over all replications, and both are null for
//! counts and levels, whose `value` is the mean of a day. A number without cases is null.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use switchboard_reports::day::{DayReport, Part};
use switchboard_sims::results::{Measure, Setting, SupervisorOperation, Unit};
use switchboard_sims::scenario::Scenario;
use switchboard_sims::statistics::{Histogram, Rank};

use crate::simulate::noise::Noise;
use crate::simulate::precise::Precise;

/// The number of this schema.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    version: &'static str,
    setting: &'a Setting,
    preset: &'static str,
    replications: usize,
    command: &'a str,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    control: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warm_up: Option<serde_json::Value>,
    target: f64,
    answer: Vec<String>,
    expected: Vec<Known<'a>>,
    measures: Vec<Definition>,
    total: Numbers,
    channels: Vec<Channel<'a>>,
    workstreams: Vec<Workstream<'a>>,
    intervals: Vec<Interval>,
    waits: Vec<Waits<'a>>,
    supervisors: Vec<Act>,
    refusals: Vec<Refusal>,
    transitions: Vec<Transition>,
    steps: u64,
    conversations: u64,
}

#[derive(Serialize)]
struct Definition {
    key: &'static str,
    name: &'static str,
    id: &'static str,
    unit: Unit,
    over: Option<&'static str>,
}

/// Numbers by the key of their measure, in reading order.
struct Numbers(Vec<(&'static str, Option<Number>)>);

#[derive(Serialize)]
struct Number {
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
    unit: Unit,
    over: Option<&'static str>,
    cases: Option<f64>,
}

#[derive(Serialize)]
struct Channel<'a> {
    channel: &'a str,
    workstreams: Vec<&'a str>,
    measures: Numbers,
}

#[derive(Serialize)]
struct Workstream<'a> {
    workstream: &'a str,
    channel: &'a str,
    measures: Numbers,
}

#[derive(Serialize)]
struct Known<'a> {
    measure: &'static str,
    known: f64,
    source: &'a str,
    simulated: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    z: Option<f64>,
}

#[derive(Serialize)]
struct Interval {
    from: String,
    to: String,
    /// Seconds since the midnight before the first day, since the clock may go round.
    from_s: u32,
    to_s: u32,
    /// Whether it lies after the warm-up.
    counted: bool,
    measures: Numbers,
}

#[derive(Serialize)]
struct Waits<'a> {
    workstream: &'a str,
    answered: Percentiles,
    abandoned: Percentiles,
}

#[derive(Serialize)]
struct Percentiles {
    count: u64,
    mean: Option<f64>,
    median: Option<f64>,
    p90: Option<f64>,
    p95: Option<f64>,
    p99: Option<f64>,
    longest: Option<f64>,
}

#[derive(Serialize)]
struct Act {
    operation: SupervisorOperation,
    tried: u64,
    refused: u64,
    refusals: Vec<Refusal>,
}

#[derive(Serialize)]
struct Refusal {
    code: &'static str,
    words: &'static str,
    count: u64,
}

#[derive(Serialize)]
struct Transition {
    from: Option<&'static str>,
    to: &'static str,
    count: u64,
}

impl Serialize for Numbers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, number) in &self.0 {
            map.serialize_entry(key, number)?;
        }
        map.end()
    }
}

/// To nine decimals, which is more than any number here is worth, so that no last bit shows.
fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

fn numbers(report: &DayReport<'_>, part: Part<'_>) -> Numbers {
    let one = |measure: Measure| {
        let found = report.numbers(measure, part)?;
        Some(Number {
            value: rounded(found.estimate.value),
            low: found.estimate.interval.map(|interval| rounded(interval.low())),
            high: found.estimate.interval.map(|interval| rounded(interval.high())),
            unit: measure.unit(),
            over: report.over(measure).filter(|_| found.cases.is_some()),
            cases: found.cases.map(rounded),
        })
    };
    // What belongs to no single workstream is left out there, not null.
    let all = Measure::ALL.iter().filter(|measure| part.workstreams.is_none() || !measure.is_of_agents());
    Numbers(all.map(|measure| (measure.key(), one(*measure))).collect())
}

fn percentiles(waits: &Histogram) -> Percentiles {
    let at = |rank| waits.percentile(rank).map(|span| span.seconds());
    Percentiles {
        count: waits.count(),
        mean: waits.mean_s().map(rounded),
        median: at(Rank::MEDIAN),
        p90: at(Rank::P90),
        p95: at(Rank::P95),
        p99: at(Rank::P99),
        longest: waits.max().map(|span| span.seconds()),
    }
}

fn refusal((code, count): (switchboard::Code, u64)) -> Refusal {
    Refusal { code: code.letters(), words: code.words(), count }
}

/// Writes the document; `command` gives the same answer again.
pub(crate) fn write(
    report: &DayReport<'_>,
    scenario: &Scenario,
    command: &str,
    (precise, noise): (&Precise, &Noise),
    out: &mut dyn Write,
) -> io::Result<()> {
    let results = report.results();
    let setting = &results.setting;
    let label = |place: usize| &setting.workstreams[place];
    let (control, warm_up) = noise.json();
    let document = Document {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        setting,
        preset: scenario.policy().base_preset().name(),
        replications: results.days.len(),
        command,
        confidence: 0.95,
        precision: precise.json(),
        control,
        warm_up,
        target: report.target(),
        answer: report.answer().into_iter().map(|sentence| sentence.replace(['\u{202f}', '\u{a0}'], " ")).collect(),
        expected: report
            .compared()
            .into_iter()
            .map(|one| {
                let interval = one.simulated.and_then(|estimate| estimate.interval);
                Known {
                    measure: one.expected.measure.key(),
                    known: one.expected.value,
                    source: &one.expected.source,
                    simulated: one.simulated.map(|estimate| rounded(estimate.value)),
                    low: interval.map(|interval| rounded(interval.low())),
                    high: interval.map(|interval| rounded(interval.high())),
                    z: one.z.map(rounded),
                }
            })
            .collect(),
        measures: Measure::ALL
            .iter()
            .map(|measure| Definition {
                key: measure.key(),
                name: measure.name(),
                id: measure.id(),
                unit: measure.unit(),
                over: report.over(*measure),
            })
            .collect(),
        total: numbers(report, Part::DAY),
        channels: report
            .groups()
            .iter()
            .map(|group| Channel {
                channel: group.channel,
                workstreams: group.members.iter().map(|place| &*label(*place).name).collect(),
                measures: numbers(report, Part::of(&group.members)),
            })
            .collect(),
        workstreams: (0..setting.workstreams.len())
            .map(|place| Workstream {
                workstream: &label(place).name,
                channel: label(place).channel,
                measures: numbers(report, Part::of(&[place])),
            })
            .collect(),
        intervals: (0..setting.intervals)
            .map(|interval| Interval {
                from: report.start_of(interval).to_string(),
                to: report.start_of(interval + 1).to_string(),
                from_s: report.start_of(interval).seconds(),
                to_s: report.start_of(interval + 1).seconds(),
                counted: report.is_counted(interval),
                measures: numbers(report, Part::DAY.within(interval, interval + 1)),
            })
            .collect(),
        waits: (0..setting.workstreams.len())
            .map(|place| {
                let waits = report.waits(&[place]);
                Waits {
                    workstream: &label(place).name,
                    answered: percentiles(&waits.answered),
                    abandoned: percentiles(&waits.abandoned),
                }
            })
            .collect(),
        supervisors: report
            .acts()
            .into_iter()
            .map(|act| Act {
                operation: act.operation,
                tried: act.tried,
                refused: act.refused_count(),
                refusals: act.refused.into_iter().map(refusal).collect(),
            })
            .collect(),
        refusals: results.refusals().iter().map(refusal).collect(),
        transitions: results
            .transitions()
            .iter()
            .map(|(from, to, count)| Transition { from: from.map(|stage| stage.name()), to: to.name(), count })
            .collect(),
        steps: results.steps(),
        conversations: results.conversations(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
