//! Reads CSV: rows with a head, of any number of lines each.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};
use std::rc::Rc;
use std::{cell::Cell, cmp};

use super::fault::Fault;
use super::record::{Record, Records, Stop};
use super::source::RECORD_BYTES_MAX;
use super::spec::CsvSpec;

/// What the reader below has taken since a row began; shared, because the rows are made of its bytes in between.
type Since = Rc<Cell<u64>>;

/// Bytes that end in an error where a row is too long.
struct Bounded<R> {
    bytes: R,
    since: Since,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > RECORD_BYTES_MAX {
            let most = RECORD_BYTES_MAX >> 20;
            let message = format!("a row is longer than {most} MiB, expected a shorter one; a quote may not be closed");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let count = self.bytes.read(into)?;
        self.since.set(self.since.get() + count as u64);
        Ok(count)
    }
}

/// A CSV file.
pub(super) struct Rows<R> {
    file: String,
    reader: csv::Reader<Bounded<R>>,
    since: Since,
    columns: Rc<BTreeMap<String, usize>>,
    ended: bool,
}

impl<R: BufRead> Rows<R> {
    /// Reads the head.
    pub(super) fn new(file: &str, bytes: R, spec: &CsvSpec) -> Result<Self, Fault> {
        let since = Since::default();
        let delimiter = match spec.delimiter {
            None => b',',
            Some(it) if it.is_ascii() && it != '"' && !it.is_ascii_alphanumeric() => it as u8,
            Some(it) => {
                return Err(Fault::of(
                    file,
                    format!("`{it}` cannot stand between cells, expected one such as `,` or `;`"),
                ));
            }
        };
        let bounded = Bounded { bytes, since: Rc::clone(&since) };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(spec.columns.is_none())
            .trim(csv::Trim::All)
            .from_reader(bounded);
        let names: Vec<String> = match &spec.columns {
            Some(names) => names.clone(),
            None => {
                let head = reader.headers().map_err(|error| fault(file, 1, &error))?;
                head.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect()
            }
        };
        let columns = Rc::new(names.into_iter().enumerate().map(|(place, name)| (name, place)).collect());
        Ok(Self { file: file.to_owned(), reader, since, columns, ended: false })
    }

    /// The names of the columns.
    pub(super) fn columns(&self) -> Vec<&str> {
        let mut names: Vec<(usize, &str)> = self.columns.iter().map(|(name, place)| (*place, name.as_str())).collect();
        names.sort_unstable();
        names.into_iter().map(|(_, name)| name).collect()
    }
}

fn fault(file: &str, line: u64, error: &csv::Error) -> Fault {
    let line = error.position().map_or(line, |place| cmp::max(place.line(), 1));
    let message = if let csv::ErrorKind::Io(error) = error.kind() {
        io_words(error)
    } else if let csv::ErrorKind::Utf8 { err, .. } = error.kind() {
        format!("cell {} is no UTF-8, expected text in UTF-8", err.field() + 1)
    } else if let csv::ErrorKind::UnequalLengths { expected_len, len, .. } = error.kind() {
        format!("a row of {len} cells, expected {expected_len} as in the head")
    } else {
        format!("{error}, expected rows of cells")
    };
    Fault::at(file, line, None, message)
}

/// What went wrong with the bytes, in words.
pub(super) fn io_words(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return "the file ends in the middle of what is packed, expected the whole of it".to_owned();
    }
    error.to_string()
}

impl<R: BufRead> Records for Rows<R> {
    fn next(&mut self) -> Result<Option<(u64, Record)>, Stop> {
        if self.ended {
            return Ok(None);
        }
        self.since.set(0);
        let mut row = csv::StringRecord::new();
        let line = self.reader.position().line();
        match self.reader.read_record(&mut row) {
            Ok(false) => Ok(None),
            Ok(true) => {
                let line = row.position().map_or(line, csv::Position::line);
                Ok(Some((line, Record::Row(Rc::clone(&self.columns), row))))
            }
            Err(error) => {
                let goes_on = !matches!(error.kind(), csv::ErrorKind::Io(_));
                self.ended = !goes_on;
                Err(Stop { fault: fault(&self.file, line, &error), goes_on })
            }
        }
    }
}
