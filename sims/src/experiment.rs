//! Experiments: one scenario under several settings, with the same random numbers for each, in pieces that can be run
//! anywhere and put together to the same answer.
//!
//! A setting is a point of the grid that the [`Vary`]s span. Every point meets the same customers: conversations draw
//! from streams of their own (common random numbers), so that two points differ by what was varied and not by luck. The
//! unit of work is one replication of one point; it gives one [`Row`] of sums, and all estimates are made from rows.
//!
//! ```
//! use switchboard_sims::experiment::{Experiment, Share};
//!
//! let scenario = include_str!("../scenarios/quiet-monday.toml");
//! let vary = vec!["service_level_s=10,20".parse()?];
//! let experiment = Experiment::new(scenario, "quiet-monday.toml", &|_| unreachable!(), None, vary)?;
//! let job = |job| experiment.run(job, 1);
//! let rows: Vec<_> = experiment.jobs(2, Share::WHOLE).map(job).collect::<Result<_, _>>()?;
//! let table = experiment.table(&rows);
//! assert_eq!(table.points.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod rows;
mod vary;

use std::io;

use toml_edit::{DocumentMut, Item};

use crate::document;
use crate::engine::{Options, RunError, simulate};
use crate::results::{Measure, Scope};
use crate::scenario::Scenario;
use crate::statistics::{Estimate, Rank, mean_over_replications, ratio_over_replications};

pub use self::rows::{Header, Row, Rows, RowsError, Share};
pub use self::vary::{Setting, Vary, VaryError};

/// The most points of a grid.
const POINTS_MAX: usize = 100_000;

/// What an experiment counts of each replication, in reading order.
pub const MEASURES: [Measure; 26] = [
    Measure::Conversations,
    Measure::Incoming,
    Measure::Handled,
    Measure::Abandoned,
    Measure::AbandonedRate,
    Measure::ServiceLevel,
    Measure::ServiceLevelOfIncoming,
    Measure::SegmentServiceLevel,
    Measure::AverageFirstWait,
    Measure::SpeedToAnswer,
    Measure::TimeToAbandon,
    Measure::LongestWait,
    Measure::HandleTime,
    Measure::WrapUpTime,
    Measure::TransferRate,
    Measure::RejectionRate,
    Measure::TimeoutRate,
    Measure::InQueueOverflowRate,
    Measure::Overrides,
    Measure::CarriedOver,
    Measure::Occupancy,
    Measure::Utilisation,
    Measure::UnitsOccupied,
    Measure::Shrinkage,
    Measure::AgentsSignedIn,
    Measure::InQueue,
];

/// The percentiles of the speed to answer that an experiment counts, by their names in results.
pub const PERCENTILES: [(&str, Rank); 3] =
    [("answer_wait_p50_s", Rank::MEDIAN), ("answer_wait_p90_s", Rank::P90), ("answer_wait_p95_s", Rank::P95)];

/// A scenario under several settings.
#[derive(Debug, Clone)]
pub struct Experiment {
    document: DocumentMut,
    file: String,
    /// The scenario before anything is varied.
    base: Scenario,
    varies: Vec<Vary>,
}

/// One unit of work: a replication of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Job {
    /// The point, from 0.
    pub point: usize,
    /// The replication, from 1.
    pub replication: u32,
}

/// What came out at every point.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The names of what was varied.
    pub parameters: Vec<String>,
    /// The workstreams, in the order of the scopes after the first.
    pub workstreams: Vec<String>,
    /// The points, in the order of the grid.
    pub points: Vec<Point>,
}

/// What came out at one point.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The values of what was varied.
    pub settings: Vec<Setting>,
    /// How many replications are behind it.
    pub replications: u32,
    /// The estimates: of everything first, then of each workstream; in the order of [`MEASURES`] and [`PERCENTILES`].
    pub scopes: Vec<Vec<Option<Estimate>>>,
}

impl Point {
    /// The estimate of a measure of everything; none where it is not among [`MEASURES`] or nothing was counted.
    pub fn of_all(&self, measure: Measure) -> Option<Estimate> {
        let place = MEASURES.iter().position(|one| *one == measure)?;
        *self.scopes.first()?.get(place)?
    }
}

impl Experiment {
    /// Reads a scenario, as [`Scenario::from_toml`] does, and what is varied in it; `policy` is text and name of another
    /// policy than the scenario's own.
    ///
    /// # Errors
    ///
    /// When the scenario cannot be read, something varied is not in it, or a setting does not make a scenario.
    pub fn new(
        text: &str,
        file: &str,
        read_file: &dyn Fn(&str) -> io::Result<String>,
        policy: Option<(&str, &str)>,
        varies: Vec<Vary>,
    ) -> Result<Self, VaryError> {
        let told = |error: document::InputError| VaryError::new(error.to_string());
        let base = match policy {
            None => Scenario::from_toml(text, file, read_file),
            Some((policy, name)) => Scenario::from_toml_under(text, file, policy, name),
        }
        .map_err(told)?;
        let toml = |text: &str| text.parse::<DocumentMut>().map_err(|error| VaryError::new(format!("{file}: {error}")));
        let mut document = toml(text)?;
        // The policy moves into the scenario, so that both can be varied.
        let own = match (policy, document.get("policy").and_then(Item::as_str)) {
            (Some((policy, _)), _) => Some(policy.to_owned()),
            (None, Some(name)) => {
                Some(read_file(name).map_err(|error| VaryError::new(format!("policy file `{name}`: {error}")))?)
            }
            (None, None) => None,
        };
        if let Some(own) = own {
            let inner = toml(&own)?;
            document.insert("policy", Item::Table(inner.as_table().clone()));
        }
        let points: usize = varies.iter().map(Vary::len).try_fold(1, usize::checked_mul).unwrap_or(usize::MAX);
        if points > POINTS_MAX {
            return Err(VaryError::new(format!("there are {points} points, expected {POINTS_MAX} at most")));
        }
        let experiment = Self { document, file: file.to_owned(), base, varies };
        for point in 0..points {
            let _ = experiment.scenario(point)?;
        }
        Ok(experiment)
    }

    /// The scenario before anything is varied.
    pub fn base(&self) -> &Scenario {
        &self.base
    }

    /// What is varied.
    pub fn varies(&self) -> &[Vary] {
        &self.varies
    }

    /// How many points the grid has.
    pub fn points(&self) -> usize {
        self.varies.iter().map(Vary::len).product()
    }

    /// The values at a point; the last parameter changes fastest.
    pub fn settings(&self, point: usize) -> Vec<Setting> {
        self.places(point).into_iter().zip(&self.varies).map(|(place, vary)| vary.value(place).clone()).collect()
    }

    fn places(&self, mut point: usize) -> Vec<usize> {
        let mut places: Vec<usize> = self
            .varies
            .iter()
            .rev()
            .map(|vary| {
                let place = point % vary.len();
                point /= vary.len();
                place
            })
            .collect();
        places.reverse();
        places
    }

    /// The scenario at a point.
    ///
    /// # Errors
    ///
    /// When the values do not make a scenario.
    pub fn scenario(&self, point: usize) -> Result<Scenario, VaryError> {
        let mut document = self.document.clone();
        for (vary, place) in self.varies.iter().zip(self.places(point)) {
            vary.write(&mut document, place)?;
        }
        let name = if self.varies.is_empty() {
            self.file.clone()
        } else {
            format!("{} with {}", self.file, self.label(point))
        };
        let none = |_: &str| Err(io::Error::from(io::ErrorKind::NotFound));
        Scenario::from_toml(&document.to_string(), &name, &none).map_err(|error| VaryError::new(error.to_string()))
    }

    /// The values at a point in words, such as `phone.agents=41`.
    pub fn label(&self, point: usize) -> String {
        let pairs = self.varies.iter().zip(self.settings(point));
        pairs.map(|(vary, setting)| format!("{}={setting}", vary.name())).collect::<Vec<_>>().join(" ")
    }

    /// What identifies the experiment: rows of others do not fit.
    pub fn header(&self, seed: u64) -> Header {
        Header::new(&self.document.to_string(), &self.varies, &self.workstreams(), seed)
    }

    fn workstreams(&self) -> Vec<String> {
        let mut used: Vec<_> = self.base.sources.iter().map(|source| source.workstream).collect();
        used.sort_unstable();
        used.dedup();
        used.iter().map(|id| self.base.policy.workstreams()[id.index()].name.clone()).collect()
    }

    /// The work of a share of the experiment, in order: replication by replication, so that what is finished first can
    /// be looked at first.
    pub fn jobs(&self, replications: u32, share: Share) -> impl Iterator<Item = Job> + use<> {
        let points = self.points();
        let all =
            (1..=replications).flat_map(move |replication| (0..points).map(move |point| Job { point, replication }));
        all.enumerate().filter(move |(number, _)| share.has(*number)).map(|(_, job)| job)
    }

    /// Does one unit of work.
    ///
    /// # Errors
    ///
    /// When an invariant does not hold.
    pub fn run(&self, job: Job, seed: u64) -> Result<Row, RunError> {
        let scenario = self.scenario(job.point).map_err(|error| RunError::Threads(error.to_string()))?;
        let options = Options { seed, first_replication: job.replication, threads: 1, ..Options::default() };
        let results = simulate(&scenario, options)?;
        let day = &results.days[0];
        let scopes = std::iter::once(Scope::DAY).chain((0..day.workstreams.len()).map(Scope::of_workstream));
        let scopes = scopes.map(|scope| {
            let pair = |measure: &Measure| measure.pair(day, scope, results.setting.definitions());
            let mut pairs: Vec<(f64, f64)> = MEASURES.iter().map(pair).collect();
            let (answered, _) = results.waits(scope.workstream);
            pairs.extend(PERCENTILES.iter().map(|(_, rank)| match answered.percentile(*rank) {
                Some(wait) => (wait.seconds(), 1.0),
                None => (0.0, 0.0),
            }));
            pairs
        });
        Ok(Row { point: job.point, replication: job.replication, scopes: scopes.collect() })
    }

    /// The estimates of all points from rows, whoever made them and in whatever order; a point without rows is left out.
    pub fn table(&self, rows: &[Row]) -> Table {
        let mut order: Vec<&Row> = rows.iter().collect();
        order.sort_by_key(|row| (row.point, row.replication));
        order.dedup_by_key(|row| (row.point, row.replication));
        let workstreams = self.workstreams();
        let points = order
            .chunk_by(|one, other| one.point == other.point)
            .map(|rows| Point {
                settings: self.settings(rows[0].point),
                replications: rows.len() as u32,
                scopes: (0..=workstreams.len()).map(|scope| estimates(rows, scope)).collect(),
            })
            .collect();
        Table { parameters: self.varies.iter().map(Vary::name).collect(), workstreams, points }
    }
}

/// The estimates of one scope of a point.
fn estimates(rows: &[&Row], scope: usize) -> Vec<Option<Estimate>> {
    let column = |place: usize| rows.iter().map(|row| row.scopes[scope][place]).collect::<Vec<_>>();
    let measures = MEASURES.iter().enumerate().map(|(place, measure)| {
        if measure.is_of_agents() && scope > 0 {
            return None;
        }
        let pairs = column(place);
        if measure.is_count() {
            return mean_over_replications(&pairs.iter().map(|(value, _)| *value).collect::<Vec<_>>());
        }
        ratio_over_replications(&pairs)
    });
    let percentiles = (0..PERCENTILES.len()).map(|place| {
        let pairs = column(MEASURES.len() + place);
        // A day on which nobody was answered has no percentile.
        let values: Vec<f64> = pairs.iter().filter(|(_, there)| *there > 0.0).map(|(value, _)| *value).collect();
        mean_over_replications(&values)
    });
    measures.chain(percentiles).collect()
}
