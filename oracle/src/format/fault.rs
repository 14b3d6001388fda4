//! What is wrong with a file that was read, and where: so that somebody can go there.

use std::fmt;

/// A fault of the input: not of what the log tells, but of how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line, from one, where it is known.
    pub line: Option<u64>,
    /// The column, from one, where it is known.
    pub column: Option<u64>,
    /// What was found, and what would be accepted.
    pub message: String,
}

impl Fault {
    /// A fault in a line.
    #[must_use]
    pub fn at(file: &str, line: u64, column: Option<u64>, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: Some(line), column, message: message.into() }
    }

    /// A fault of a file as a whole.
    #[must_use]
    pub fn of(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, column: None, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, message } = self;
        formatter.write_str(file)?;
        for place in [line, column].into_iter().flatten() {
            write!(formatter, ":{place}")?;
        }
        write!(formatter, ": {message}")
    }
}

impl std::error::Error for Fault {}
