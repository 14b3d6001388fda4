//! The rows of an experiment in a file: one line per replication of a point, so that runs can be stopped, gone on with,
//! shared among machines, and put together.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::experiment::{Job, MEASURES, PERCENTILES, Vary};

/// Which part of an experiment's work is done here: each `of`-th unit, from the `part`-th on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    part: usize,
    of: usize,
}

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self { part: 1, of: 1 };

    /// Whether the unit with this number, from 0, belongs to the share.
    pub const fn has(self, number: usize) -> bool {
        number % self.of == self.part - 1
    }
}

impl FromStr for Share {
    type Err = String;

    /// Reads `2/4`, the second of four shares.
    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((part, of)) if (1..=of).contains(&part) && of <= 1_000_000 => Ok(Self { part, of }),
            _ => Err("expected a share such as 2/4, the second of four".to_owned()),
        }
    }
}

impl Display for Share {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.part, self.of)
    }
}

/// The first line of a file of rows: which experiment they are of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// What the file is, and the version of its form.
    rows: u32,
    /// The program's version: another may count differently.
    version: String,
    /// A hash (FNV-1a, 64 bits) of scenario and policy.
    scenario: String,
    /// What is varied, with its values.
    vary: Vec<String>,
    /// The workstreams, in the order of the scopes.
    workstreams: Vec<String>,
    /// What is counted, in the order of the pairs.
    measures: Vec<String>,
    /// The seed.
    seed: u64,
}

/// The form of the file.
const FORM: u32 = 1;

impl Header {
    pub(super) fn new(text: &str, varies: &[Vary], workstreams: &[String], seed: u64) -> Self {
        let hash = text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let values = |vary: &Vary| {
            let values: Vec<String> = (0..vary.len()).map(|place| vary.value(place).to_string()).collect();
            format!("{}={}", vary.name(), values.join(","))
        };
        let keys = MEASURES.iter().map(|measure| measure.key());
        Self {
            rows: FORM,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: format!("{hash:016x}"),
            vary: varies.iter().map(values).collect(),
            workstreams: workstreams.to_vec(),
            measures: keys.chain(PERCENTILES.iter().map(|(key, _)| *key)).map(str::to_owned).collect(),
            seed,
        }
    }

    /// The line of the file.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("plain fields are JSON")
    }

    /// What the first difference to another is, in words.
    fn difference(&self, other: &Self) -> Option<String> {
        let told =
            |what: &str, own: &dyn Display, others: &dyn Display| Some(format!("{what} {others} instead of {own}"));
        if self.rows != other.rows {
            return told("form", &self.rows, &other.rows);
        }
        if self.version != other.version {
            return told("program version", &self.version, &other.version);
        }
        if self.seed != other.seed {
            return told("seed", &self.seed, &other.seed);
        }
        if self.vary != other.vary {
            return told("varied", &self.vary.join(" "), &other.vary.join(" "));
        }
        (self != other).then(|| "another scenario or policy".to_owned())
    }
}

/// What was counted in one replication of a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The point, from 0.
    pub point: usize,
    /// The replication, from 1.
    pub replication: u32,
    /// Numerator and denominator of each measure: of everything first, then of each workstream.
    pub scopes: Vec<Vec<(f64, f64)>>,
}

impl Row {
    /// The line of the file.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("plain fields are JSON")
    }
}

/// Rows that were read from files, by unit of work.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    rows: BTreeMap<Job, Row>,
}

/// Why rows cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

impl Display for RowsError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for RowsError {}

impl Rows {
    /// Takes in the rows of a file. Tells how many bytes of it are whole lines: a run that was killed can leave a
    /// piece of a line at the end, which is not read.
    ///
    /// # Errors
    ///
    /// When the file is of another experiment, a line is no row, or a row says something else than one before it.
    pub fn read(&mut self, text: &str, header: &Header) -> Result<usize, RowsError> {
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        for (number, line) in (1..).zip(text[..whole].lines()) {
            let refuse = |message: String| Err(RowsError { line: number, message });
            if number == 1 {
                match serde_json::from_str::<Header>(line) {
                    Ok(found) => match header.difference(&found) {
                        None => continue,
                        Some(difference) => {
                            return refuse(format!("these rows are of another experiment: {difference}"));
                        }
                    },
                    Err(error) => {
                        return refuse(format!("this is no file of rows ({error}); expected what `--rows` wrote"));
                    }
                }
            }
            let row: Row = match serde_json::from_str(line) {
                Ok(row) => row,
                Err(error) => return refuse(format!("this is no row ({error})")),
            };
            let pairs = header.measures.len();
            if row.scopes.len() != header.workstreams.len() + 1 || row.scopes.iter().any(|one| one.len() != pairs) {
                return refuse(format!(
                    "a row has {} scopes of {pairs} pairs each, which this one has not",
                    header.workstreams.len() + 1
                ));
            }
            let job = Job { point: row.point, replication: row.replication };
            if self.rows.get(&job).is_some_and(|known| *known != row) {
                return refuse(format!(
                    "replication {} of point {} is there already, and says something else",
                    job.replication, job.point
                ));
            }
            self.rows.insert(job, row);
        }
        Ok(whole)
    }

    /// Whether this unit of work is done.
    pub fn has(&self, job: Job) -> bool {
        self.rows.contains_key(&job)
    }

    /// Takes in a row.
    pub fn add(&mut self, row: Row) {
        self.rows.insert(Job { point: row.point, replication: row.replication }, row);
    }

    /// All rows, by point and replication.
    pub fn all(&self) -> Vec<Row> {
        self.rows.values().cloned().collect()
    }

    /// How many replications every point of so many has at least, and the first unit of work that is missing before
    /// the longest of them.
    pub fn complete(&self, points: usize) -> (u32, Option<Job>) {
        let last = self.rows.keys().map(|job| job.replication).max().unwrap_or(0);
        let mut all = (1..=last).flat_map(|replication| (0..points).map(move |point| Job { point, replication }));
        let missing = all.find(|job| !self.has(*job));
        (missing.map_or(last, |job| job.replication - 1), missing)
    }
}

#[cfg(test)]
mod tests {
    use super::{Header, Row, Rows, Share};
    use crate::experiment::{Job, MEASURES, PERCENTILES};

    fn row(point: usize, replication: u32, value: f64) -> Row {
        let pairs = vec![(value, 1.0); MEASURES.len() + PERCENTILES.len()];
        Row { point, replication, scopes: vec![pairs.clone(), pairs] }
    }

    fn header(seed: u64) -> Header {
        Header::new("text", &[], &["phone".to_owned()], seed)
    }

    #[test]
    fn shares_take_turns() {
        let second: Share = "2/3".parse().expect("a share");
        assert_eq!((0..7).filter(|number| second.has(*number)).collect::<Vec<_>>(), [1, 4]);
        for wrong in ["0/3", "4/3", "1", "a/b", "1/0"] {
            assert!(wrong.parse::<Share>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn rows_come_back_as_they_were_and_a_torn_line_is_left() {
        // One third has no short decimal: it must come back bit for bit.
        let rows = [row(0, 1, 1.0 / 3.0), row(1, 1, 2e-300)];
        let mut text = format!("{}\n{}\n{}\n", header(1).line(), rows[0].line(), rows[1].line());
        let whole = text.len();
        text.push_str("{\"point\":0,\"repl");
        let mut read = Rows::default();
        assert_eq!(read.read(&text, &header(1)), Ok(whole));
        assert_eq!(read.all(), rows);
        assert_eq!(read.complete(2), (1, None));
        assert_eq!(read.complete(3), (0, Some(Job { point: 2, replication: 1 })));
    }

    #[test]
    fn rows_of_another_experiment_or_with_another_answer_are_refused() {
        let line = row(0, 1, 0.5).line();
        let mut read = Rows::default();
        let error = read.read(&format!("{}\n{line}\n", header(2).line()), &header(1)).expect_err("another seed");
        assert_eq!(error.to_string(), "line 1: these rows are of another experiment: seed 2 instead of 1");
        let twice = format!("{}\n{line}\n{line}\n", header(1).line());
        assert!(read.read(&twice, &header(1)).is_ok());
        let other = format!("{}\n{}\n", header(1).line(), row(0, 1, 0.75).line());
        let error = read.read(&other, &header(1)).expect_err("another answer");
        assert_eq!(error.to_string(), "line 2: replication 1 of point 0 is there already, and says something else");
    }
}
