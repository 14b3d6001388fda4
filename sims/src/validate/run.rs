//! Runs cases until their intervals are narrow enough.

use std::fmt::{self, Display, Formatter};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::engine::{Options, RunError, simulate};
use crate::results::Day;
use crate::scenario::Scenario;
use crate::statistics::{Histogram, jackknife, student_t};
use crate::validate::case::{Case, CaseFile, Fault, Leaf, Step};
use crate::validate::catalog::{self, Reading, Seen, Sums};
use crate::validate::published::{self, Published};
use crate::validate::verdict::{CaseReport, Judgement, MetricReport, Report};
use crate::validate::world::World;
use crate::validate::{functions, levels, people, queueing, time};

/// So many days are held in memory at once.
const CHUNK: u32 = 256;
/// The fewest replications of a stationary case, and of one over a day.
const STATIONARY_MIN: u32 = 40;
const DAYS_MIN: u32 = 2_000;
/// The confidence of the intervals whose width is asked for.
const CONFIDENCE: f64 = 0.99;
/// A probability below this is rare, and its interval may be wider by this factor.
const RARE: (f64, f64) = (0.01, 4.0);
/// What differs in no replication may be off by so much relative to the value: simulated time is whole microseconds.
const ROUNDING: f64 = 1e-5;

/// How much work is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Names all random streams.
    pub seed: u64,
    /// How many threads, 0 for as many as the machine has; the answer does not depend on it.
    pub threads: usize,
    /// Customers of one replication of a stationary case, beside its warm-up.
    pub arrivals: u64,
    /// The half-width of every 99 % interval that is asked for, relative to the value; rare probabilities may have four
    /// times that.
    pub precision: f64,
    /// Exactly so many replications instead; then no precision is asked for.
    pub replications: Option<u32>,
    /// A run is given up beyond so many conversations.
    pub conversations_max: u64,
}

impl Default for Effort {
    /// What the cases' own rule asks for.
    fn default() -> Self {
        Self {
            seed: 1,
            threads: 0,
            arrivals: 100_000,
            precision: 0.005,
            replications: None,
            conversations_max: 400_000_000,
        }
    }
}

/// Hears which case runs, its number from 0, of how many, and how many conversations it has had.
pub type Tell<'a> = dyn Fn(&str, usize, usize, u64) + Sync + 'a;

/// Who watches and stops it.
#[derive(Clone, Copy, Default)]
pub struct Watch<'a> {
    /// Set it to true to stop; what is done is in the report.
    pub stop: Option<&'a AtomicBool>,
    /// Is told which case runs, its number, of how many, and how many conversations it has had.
    pub progress: Option<&'a Tell<'a>>,
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Watch").finish_non_exhaustive()
    }
}

/// Why there is no report.
#[derive(Debug)]
pub enum Error {
    /// A case is not as its family is.
    Fault(Fault),
    /// The simulation of a case failed.
    Run(String, RunError),
}

impl Display for Error {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => fault.fmt(formatter),
            Self::Run(id, error) => write!(formatter, "case `{id}`: {error}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Runs the cases of a file, all of them or those named.
///
/// The same file, seed and effort give the same report, whatever the number of threads.
///
/// # Errors
///
/// When a name is no case of the file, a case is not as its family is, or an invariant of the rules does not hold.
pub fn validate(file: &CaseFile, only: &[String], effort: &Effort, watch: Watch<'_>) -> Result<Report, Error> {
    if let Some(unknown) = only.iter().find(|id| file.cases.iter().all(|case| case.id != **id)) {
        let known: Vec<&str> = file.cases.iter().map(|case| case.id.as_str()).collect();
        let message = format!("unknown case `{unknown}`, expected one of: {}", known.join(", "));
        return Err(Fault { place: None, message }.into());
    }
    let cases: Vec<&Case> = file.cases.iter().filter(|case| only.is_empty() || only.contains(&case.id)).collect();
    let mut report = Report { cases: Vec::new(), seed: effort.seed, precision: effort.precision, stopped: false };
    for (number, case) in cases.iter().enumerate() {
        let tell = |conversations| {
            if let Some(progress) = watch.progress {
                progress(&case.id, number, cases.len(), conversations);
            }
        };
        tell(0);
        match one(case, effort, watch.stop, &tell)? {
            Some(done) => report.cases.push(done),
            None => {
                report.stopped = true;
                break;
            }
        }
    }
    Ok(report)
}

/// The worlds of a case; none where the family is not known.
fn worlds(case: &Case, effort: &Effort) -> Result<Option<Vec<World>>, Fault> {
    let arrivals = effort.arrivals;
    Ok(Some(match case.family.as_str() {
        "erlang-c" => queueing::erlang_c(case, arrivals)?,
        "erlang-b" => queueing::erlang_b(case, arrivals)?,
        "finite-queue" => queueing::finite_queue(case, arrivals)?,
        "erlang-a" => queueing::erlang_a(case, arrivals)?,
        "erlang-a-general-patience" => queueing::general_patience(case, arrivals)?,
        "m-g-1" => queueing::m_g_1(case, arrivals)?,
        "m-d-c" => queueing::m_d_c(case, arrivals)?,
        "m-ph-c" => queueing::m_ph_c(case, arrivals)?,
        "priority-mmc" => queueing::priority_mmc(case, arrivals)?,
        "priority-mg1" => queueing::priority_mg1(case, arrivals)?,
        "priority-abandon" => queueing::priority_abandon(case, arrivals)?,
        "chat-concurrency" => levels::chat_concurrency(case, arrivals)?,
        "retrial" => queueing::retrial(case, arrivals)?,
        "active-waiting" => queueing::active_waiting(case, arrivals)?,
        "transient" | "time-varying" => time::over_time(case)?,
        "skills" => people::skills(case, arrivals)?,
        "capacity-units" => people::capacity_units(case, arrivals)?,
        "published-days" => published::days(case)?,
        _ => return Ok(None),
    }))
}

/// Whether a case is looked at over a day from its start.
fn is_day(case: &Case) -> bool {
    matches!(case.family.as_str(), "transient" | "time-varying" | "published-days")
}

fn one(
    case: &Case,
    effort: &Effort,
    stop: Option<&AtomicBool>,
    tell: &dyn Fn(u64),
) -> Result<Option<CaseReport>, Error> {
    let mut report = CaseReport {
        id: case.id.clone(),
        family: case.family.clone(),
        model: case.model.clone(),
        unsupported: None,
        replications: 0,
        conversations: 0,
        metrics: Vec::new(),
    };
    if let Some(metrics) = functions::metrics(case)? {
        report.metrics = metrics;
        return Ok(Some(report));
    }
    let Some(worlds) = worlds(case, effort)? else {
        report.unsupported = Some(format!("family `{}` is not known here", case.family));
        return Ok(Some(report));
    };
    for world in worlds {
        let mut trial = Trial::new(case, &world)?;
        if !trial.run(effort, stop, &|own| tell(report.conversations + own))? {
            return Ok(None);
        }
        report.replications += u64::from(trial.replications);
        report.conversations += trial.conversations;
        report.metrics.extend(trial.metrics(effort));
    }
    Ok(Some(report))
}

/// One metric while it is measured.
struct Metric {
    name: String,
    exact: f64,
    published: Option<Published>,
    /// What the width of the interval is relative to, and how much wider it may be.
    size: f64,
    slack: f64,
    reading: Option<Reading>,
    rows: Vec<Sums>,
    waits: Vec<Histogram>,
}

/// One world while it runs.
struct Trial<'a> {
    case: &'a Case,
    world: &'a World,
    scenario: Scenario,
    metrics: Vec<Metric>,
    replications: u32,
    conversations: u64,
}

impl<'a> Trial<'a> {
    fn new(case: &'a Case, world: &'a World) -> Result<Self, Error> {
        let mut metrics = Vec::new();
        if case.family == "published-days" {
            for (leaf, published) in published::leaves(case)? {
                let reading = published::reading(leaf.key());
                metrics.push(Metric::new(&leaf, world, reading, leaf.exact, Some(published)));
            }
        } else {
            let leaves = case.leaves();
            let over_time = is_day(case);
            for leaf in &leaves {
                if over_time && time::is_place(leaf) {
                    continue;
                }
                let reading = if over_time {
                    time::reading(case, leaf, world)
                } else {
                    catalog::reading(&renamed(case, leaf), world)
                };
                // A curve is as precise as its height asks for.
                let alike =
                    |other: &&Leaf| over_time && other.key() == leaf.key() && other.last_key() == leaf.last_key();
                let size = leaves.iter().filter(alike).map(|other| other.exact.abs()).fold(leaf.exact.abs(), f64::max);
                metrics.push(Metric::new(leaf, world, reading, size, None));
            }
        }
        let scenario = world.scenario(case)?;
        Ok(Self { case, world, scenario, metrics, replications: 0, conversations: 0 })
    }

    /// Runs until every interval is narrow enough or the budget is used; whether it was not stopped.
    fn run(&mut self, effort: &Effort, stop: Option<&AtomicBool>, tell: &dyn Fn(u64)) -> Result<bool, Error> {
        let least = if is_day(self.case) { DAYS_MIN } else { STATIONARY_MIN };
        let mut wanted = effort.replications.unwrap_or(least);
        loop {
            while self.replications < wanted {
                let count = CHUNK.min(wanted - self.replications);
                let options = Options {
                    seed: effort.seed,
                    threads: effort.threads,
                    replications: count,
                    first_replication: self.replications + 1,
                    keep_people: self.world.people,
                    stop,
                    ..Options::default()
                };
                match simulate(&self.scenario, options) {
                    Ok(results) if results.days.len() == count as usize => {
                        results.days.iter().for_each(|day| self.read(day));
                    }
                    Ok(_) | Err(RunError::Stopped) => return Ok(false),
                    Err(error) => return Err(Error::Run(self.case.id.clone(), error)),
                }
                self.replications += count;
                tell(self.conversations);
                if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                    return Ok(false);
                }
            }
            if effort.replications.is_some() || self.conversations >= effort.conversations_max {
                return Ok(true);
            }
            let widest = self.metrics.iter().filter_map(|metric| metric.excess(effort)).fold(0.0, f64::max);
            if widest <= 1.0 {
                return Ok(true);
            }
            // Half-widths go with the root of the number; a little more than that, and at most twice as many at once.
            let more = f64::from(self.replications) * (widest * widest * 1.02).clamp(1.05, 2.0);
            let each = self.conversations as f64 / f64::from(self.replications);
            let most = effort.conversations_max as f64 / each.max(1.0);
            wanted = more.min(most.max(f64::from(self.replications) + 1.0)).ceil() as u32;
        }
    }

    fn read(&mut self, day: &Day) {
        self.conversations += day.created;
        let seen = Seen::of(day);
        for metric in &mut self.metrics {
            match &metric.reading {
                Some(Reading::Sums { read, .. }) => metric.rows.push(read(&seen)),
                Some(Reading::Percentile { .. }) => metric.waits.push(seen.waits()),
                None => {}
            }
        }
    }

    fn metrics(&self, effort: &Effort) -> Vec<MetricReport> {
        let label = |name: &str| {
            if self.world.label.is_empty() { name.to_owned() } else { format!("{name} ({})", self.world.label) }
        };
        self.metrics.iter().map(|metric| metric.report(label(&metric.name), effort)).collect()
    }
}

/// The leaf under the name that the catalogue knows it by.
fn renamed(case: &Case, leaf: &Leaf) -> Leaf {
    let mut leaf = leaf.clone();
    if let Some(Step::Key(key)) = leaf.path.first_mut() {
        let known = queueing::renamed(&case.family, key).to_owned();
        *key = known;
    }
    leaf
}

impl Metric {
    fn new(leaf: &Leaf, _world: &World, reading: Option<Reading>, size: f64, published: Option<Published>) -> Self {
        let rare = leaf.last_key().starts_with("prob") && size < RARE.0;
        Self {
            name: leaf.name(),
            exact: leaf.exact,
            published,
            size,
            slack: if rare { RARE.1 } else { 1.0 },
            reading,
            rows: Vec::new(),
            waits: Vec::new(),
        }
    }

    /// The estimate and its standard error.
    fn estimate(&self) -> Option<(f64, f64)> {
        match self.reading.as_ref()? {
            Reading::Sums { value, .. } => {
                let found = jackknife(&self.rows, value)?;
                Some((found.value, found.standard_error?))
            }
            Reading::Percentile { share, scale } => {
                let found = crate::statistics::percentile_of(&self.waits, *share)?;
                let t = crate::statistics::student_t_95(self.waits.len() as u64 - 1);
                Some((found.value * scale, found.half_width? / t * scale))
            }
        }
    }

    /// Half the width of the 99 % interval, relative to the size of the value.
    fn half_width(&self, standard_error: f64) -> f64 {
        let count = self.rows.len().max(self.waits.len()) as u64;
        let half = student_t(CONFIDENCE, count - 1) * standard_error;
        if half == 0.0 { 0.0 } else { half / self.size }
    }

    /// How much wider than asked its interval is.
    fn excess(&self, effort: &Effort) -> Option<f64> {
        let (_, standard_error) = self.estimate()?;
        Some(match self.published {
            // Ours is to be half as wide as theirs.
            Some(published) => 2.0 * standard_error / published.standard_error(),
            None => self.half_width(standard_error) / (effort.precision * self.slack),
        })
    }

    fn report(&self, name: String, effort: &Effort) -> MetricReport {
        let Some((estimate, own_error)) = self.estimate() else {
            return MetricReport { name, exact: self.exact, estimate: None, judgement: Judgement::Unknown };
        };
        let standard_error = match self.published {
            Some(published) => own_error.hypot(published.standard_error()),
            None => own_error,
        };
        let difference = estimate - self.exact;
        let z = if standard_error > self.exact.abs() * ROUNDING * 1e-3 && standard_error > 0.0 {
            difference / standard_error
        } else if difference.abs() <= self.exact.abs() * ROUNDING {
            // It is the same in every replication, and right.
            0.0
        } else {
            f64::INFINITY.copysign(difference)
        };
        let precise = effort.replications.is_some() || self.excess(effort).is_some_and(|excess| excess <= 1.0);
        let half_width = self.half_width(own_error);
        let judgement = Judgement::Simulated { standard_error, z, half_width, precise };
        MetricReport { name, exact: self.exact, estimate: Some(estimate), judgement }
    }
}
