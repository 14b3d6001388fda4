//! A history of intervals, read from CSV: how many arrived when, and how long they took.

use std::collections::{BTreeMap, BTreeSet};

use switchboard::CalendarDay;

use crate::document::InputError;
use crate::tick::ClockTime;

/// The columns by their names in the first line.
const COLUMNS: [&str; 5] = ["date", "from", "workstream", "arrivals", "handle_s"];
/// Rows that are read at most.
const ROWS_MAX: usize = 5_000_000;

/// Arrivals of every workstream by day and interval.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The start of each interval, in seconds after midnight.
    pub starts_s: Vec<f64>,
    /// The length of an interval, in seconds.
    pub interval_s: f64,
    /// By name of the workstream.
    pub workstreams: BTreeMap<String, Series>,
    /// Holidays, past and to come, counted from 1 January 1970. A table names none.
    pub holidays: BTreeSet<i64>,
}

/// The days of one workstream.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    /// By day, counted from 1 January 1970.
    pub days: BTreeMap<i64, Day>,
}

/// One day of one workstream.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Day {
    /// Arrivals in each interval.
    pub arrivals: Vec<f64>,
    /// Handle time of all whose handle time is known, in seconds.
    pub handled_s: f64,
    /// How many those are.
    pub handled: f64,
}

impl Series {
    pub(super) fn intervals(&self) -> usize {
        self.days.values().next().map_or(0, |day| day.arrivals.len())
    }

    pub(super) fn before(&self, day: i64) -> Self {
        Self { days: self.days.range(..day).map(|(day, one)| (*day, one.clone())).collect() }
    }

    pub(super) fn without(&self, holidays: &BTreeSet<i64>) -> Self {
        let ordinary = self.days.iter().filter(|(day, _)| !holidays.contains(day));
        Self { days: ordinary.map(|(day, one)| (*day, one.clone())).collect() }
    }

    pub(super) fn handle_s(&self) -> Option<f64> {
        let (sum, count) =
            self.days.values().fold((0.0, 0.0), |sums, day| (sums.0 + day.handled_s, sums.1 + day.handled));
        (count > 0.0).then(|| sum / count)
    }
}

/// The day of a date such as `2026-12-07`, counted from 1 January 1970, a Thursday.
pub fn day_of(date: &str) -> Option<i64> {
    CalendarDay::read(date).map(|day| (day.begins() / 1_440) as i64)
}

/// The date of a day.
pub fn date_of(day: i64) -> String {
    // Years that begin with March, so that the leap day is the last of its year.
    let since = day + 719_468;
    let era = since.div_euclid(146_097);
    let of_era = since.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{date:02}")
}

impl History {
    /// Reads a history from CSV with the columns `date`, `from`, `workstream`, `arrivals` and, if known, `handle_s`.
    ///
    /// Commas or semicolons; with semicolons a decimal comma is read. An interval without a row had no arrivals on that
    /// day; a day without any row is unknown.
    ///
    /// # Errors
    ///
    /// When a column is missing, a date, time or number cannot be read, or an interval is named twice on one day.
    pub fn from_csv(text: &str, file: &str) -> Result<Self, InputError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let fault = |line: u64, column: usize, message: String| InputError {
            file: file.to_owned(),
            line: line as usize,
            column,
            message,
        };
        let head = text.lines().next().unwrap_or("");
        let semicolons = head.contains(';');
        let delimiter = if semicolons { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(text.as_bytes());
        let mut rows = reader.records();
        let names = match rows.next() {
            Some(Ok(row)) => row,
            Some(Err(error)) => return Err(fault(1, 1, error.to_string())),
            None => return Err(fault(1, 1, format!("the file is empty, expected columns {}", COLUMNS.join(", ")))),
        };
        let place = |name: &str| names.iter().position(|one| one.trim().eq_ignore_ascii_case(name));
        let mut columns = [0; 4];
        for (column, name) in columns.iter_mut().zip(COLUMNS) {
            *column = match place(name) {
                Some(place) => place,
                None => {
                    return Err(fault(1, 1, format!("there is no column `{name}`, expected {}", COLUMNS.join(", "))));
                }
            };
        }
        let handle = place(COLUMNS[4]);
        type Row = (i64, u64, String, f64, Option<f64>);
        let mut read: Vec<Row> = Vec::new();
        for row in rows {
            let row = row.map_err(|error| {
                let line = error.position().map_or(1, csv::Position::line);
                fault(line, 1, format!("this is no row of the table: {error}"))
            })?;
            let line = row.position().map_or(1, csv::Position::line);
            if read.len() >= ROWS_MAX {
                return Err(fault(line, 1, format!("more than {ROWS_MAX} rows, expected fewer")));
            }
            let cell = |column: usize| row.get(column).unwrap_or("").trim();
            // Where a cell begins in its line, as far as no cell before it is quoted.
            let at = |column: usize| 1 + row.iter().take(column).map(|cell| cell.chars().count() + 1).sum::<usize>();
            let number = |column: usize, what: &str| {
                let text = cell(column);
                let text = if semicolons { text.replace(',', ".") } else { text.to_owned() };
                match text.parse::<f64>() {
                    Ok(number) if number.is_finite() && number >= 0.0 => Ok(number),
                    Ok(_) | Err(_) => Err(fault(
                        line,
                        at(column),
                        format!("`{what}` is `{}`, expected a number from 0 up", cell(column)),
                    )),
                }
            };
            let Some(day) = day_of(cell(columns[0])) else {
                let message = format!("unknown date `{}`, expected one such as `2026-12-24`", cell(columns[0]));
                return Err(fault(line, at(columns[0]), message));
            };
            let Ok(from) = cell(columns[1]).parse::<ClockTime>() else {
                let message = format!("unknown time `{}`, expected `HH:MM`", cell(columns[1]));
                return Err(fault(line, at(columns[1]), message));
            };
            if cell(columns[2]).is_empty() {
                return Err(fault(line, at(columns[2]), "`workstream` is empty, expected its name".to_owned()));
            }
            let took = match handle.filter(|column| !cell(*column).is_empty()) {
                Some(column) => Some(number(column, COLUMNS[4])?),
                None => None,
            };
            let seconds = from.on_day(0).micros() / 1_000_000;
            read.push((day, seconds, cell(columns[2]).to_owned(), number(columns[3], COLUMNS[3])?, took));
        }
        if read.is_empty() {
            return Err(fault(2, 1, "there are no rows, expected one for each interval".to_owned()));
        }
        Ok(Self::from_rows(&read))
    }

    fn from_rows(rows: &[(i64, u64, String, f64, Option<f64>)]) -> Self {
        let mut starts: Vec<u64> = rows.iter().map(|row| row.1).collect();
        starts.sort_unstable();
        starts.dedup();
        let interval = starts.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(86_400);
        let mut workstreams: BTreeMap<String, Series> = BTreeMap::new();
        for (day, from, workstream, arrivals, took) in rows {
            let series = workstreams.entry(workstream.clone()).or_default();
            let one = series.days.entry(*day).or_default();
            one.arrivals.resize(starts.len(), 0.0);
            let place = starts.binary_search(from).expect("every start is among them");
            one.arrivals[place] += arrivals;
            if let Some(took) = took {
                one.handled_s += took * arrivals;
                one.handled += arrivals;
            }
        }
        Self {
            starts_s: starts.iter().map(|start| *start as f64).collect(),
            interval_s: interval as f64,
            workstreams,
            holidays: BTreeSet::new(),
        }
    }

    /// The last day of any workstream.
    pub fn last_day(&self) -> Option<i64> {
        self.workstreams.values().filter_map(|series| series.days.keys().next_back().copied()).max()
    }
}
