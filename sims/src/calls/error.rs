//! Why a call log cannot be read, with the place.

use std::fmt::{self, Display, Formatter};

/// How many characters of a field a message shows.
const SHOWN_MAX: usize = 80;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// The character in the line, from 1.
    pub character: u64,
}

impl Display for Place {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.character)
    }
}

/// A call log that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallLogError {
    /// There is no header line.
    Empty {
        /// The name of the file.
        file: String,
        /// The column names that a header would have to have.
        needed: Vec<String>,
    },
    /// A column that is needed or was mapped is not there.
    ColumnMissing {
        /// The header line.
        place: Place,
        /// Our name of the field.
        field: &'static str,
        /// The name of the column that should hold it.
        column: String,
        /// The columns that are there.
        found: Vec<String>,
    },
    /// Two columns have the name of one that is read.
    ColumnTwice {
        /// Where the second one stands.
        place: Place,
        /// The name.
        column: String,
    },
    /// A row has more or fewer fields than the header.
    FieldCount {
        /// Where the row starts.
        place: Place,
        /// How many it has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// A field is not UTF-8.
    NotUtf8 {
        /// Where the field starts.
        place: Place,
        /// The name of the column.
        column: String,
        /// The field, with a sign in place of what could not be read.
        found: String,
    },
    /// A field does not hold what its column should.
    BadField {
        /// Where the field starts.
        place: Place,
        /// The name of the column.
        column: String,
        /// The field.
        found: String,
        /// What would have been accepted.
        accepted: &'static str,
    },
    /// Several rows cannot be read.
    Rows {
        /// The first of them, in the order of the file.
        faults: Vec<CallLogError>,
        /// How many further rows cannot be read.
        more: u64,
    },
    /// There are more rows, call types or agents than we read.
    TooMany {
        /// Where the first one too many stands.
        place: Place,
        /// What there is too much of.
        what: &'static str,
        /// How many we read.
        max: u64,
    },
}

impl Display for CallLogError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { file, needed } => {
                write!(formatter, "{file}: no header line, expected a line with the columns {}", needed.join(","))
            }
            Self::ColumnMissing { place, field, column, found } => write!(
                formatter,
                "{place}: no column `{column}`, found: {}; rename it or map it with `{field}=NAME`",
                found.join(", ")
            ),
            Self::ColumnTwice { place, column } => {
                write!(formatter, "{place}: second column `{column}`, expected one")
            }
            Self::FieldCount { place, found, expected } => {
                write!(formatter, "{place}: row with {found} fields, expected {expected} as in the header")
            }
            Self::NotUtf8 { place, column, found } => {
                write!(formatter, "{place}: column `{column}` holds `{}`, expected text in UTF-8", shortened(found))
            }
            Self::BadField { place, column, found, accepted } => {
                write!(formatter, "{place}: column `{column}` holds `{}`, expected {accepted}", shortened(found))
            }
            Self::Rows { faults, more } => {
                for (number, fault) in faults.iter().enumerate() {
                    write!(formatter, "{}{fault}", if number == 0 { "" } else { "\n" })?;
                }
                match more {
                    0 => Ok(()),
                    1 => write!(formatter, "\nand 1 more row that cannot be read"),
                    more => write!(formatter, "\nand {more} more rows that cannot be read"),
                }
            }
            Self::TooMany { place, what, max } => {
                write!(formatter, "{place}: too many {what}, expected {max} at most")
            }
        }
    }
}

/// The beginning of a field that is too long to repeat.
fn shortened(field: &str) -> String {
    if field.chars().count() <= SHOWN_MAX {
        return field.to_owned();
    }
    field.chars().take(SHOWN_MAX).chain(['…']).collect()
}

impl std::error::Error for CallLogError {}
