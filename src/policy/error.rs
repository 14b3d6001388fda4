//! What can be wrong with a policy: the place as a path, and the problem.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

/// One step of the way to a value in a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A key of a table.
    Key(String),
    /// A place in a list, from zero.
    Index(usize),
}

/// A policy that cannot be: where, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// The way to the value, such as `workstreams`, 2, `queue`.
    pub path: Vec<Step>,
    /// The problem.
    pub kind: PolicyErrorKind,
}

/// Why a value of a policy cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyErrorKind {
    /// A name that nobody has.
    Unknown {
        /// What it should name.
        what: &'static str,
        /// What was found.
        found: String,
        /// What would have been accepted.
        expected: Vec<String>,
    },
    /// A number outside its range.
    OutOfRange {
        /// What the number is.
        what: &'static str,
        /// What was found.
        found: i64,
        /// The smallest that is accepted.
        min: i64,
        /// The largest that is accepted.
        max: i64,
    },
    /// Two things of one name.
    Duplicate {
        /// What they are.
        what: &'static str,
        /// Their name.
        name: String,
    },
    /// Values that exclude each other, or a value that the rules exclude; the sentence says which and what to do.
    Excluded(String),
}

impl PolicyErrorKind {
    /// An unknown name, with the names that would have been accepted.
    pub fn unknown<'a>(what: &'static str, found: &str, expected: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Unknown {
            what,
            found: found.to_string(),
            expected: expected.into_iter().map(ToString::to_string).collect(),
        }
    }
}

impl fmt::Display for PolicyErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { what, found, expected } if expected.is_empty() => {
                write!(formatter, "unknown {what} `{found}`: there is none to name here")
            }
            Self::Unknown { what, found, expected } => {
                write!(formatter, "unknown {what} `{found}`, expected one of: {}", expected.join(", "))
            }
            Self::OutOfRange { what, found, min, max } => {
                write!(formatter, "{what} is {found}, expected {min} to {max}")
            }
            Self::Duplicate { what, name } => {
                write!(formatter, "two {what}s are named `{name}`, expected different names")
            }
            Self::Excluded(sentence) => formatter.write_str(sentence),
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.path.iter().enumerate() {
            match step {
                Step::Key(key) if number == 0 => formatter.write_str(key)?,
                Step::Key(key) => write!(formatter, ".{key}")?,
                Step::Index(index) => write!(formatter, "[{index}]")?,
            }
        }
        if !self.path.is_empty() {
            formatter.write_str(": ")?;
        }
        self.kind.fmt(formatter)
    }
}

impl core::error::Error for PolicyError {}

/// Something that is allowed but probably not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyWarning {
    /// The way to the value.
    pub path: Vec<Step>,
    /// What is odd and what to do.
    pub text: String,
}

/// A path being walked while a policy is built.
#[derive(Debug, Default)]
pub(crate) struct Walk(Vec<Step>);

impl Walk {
    /// The error `kind` at the place `keys`.
    pub(crate) fn error(kind: PolicyErrorKind, keys: &[&dyn Place]) -> PolicyError {
        PolicyError { path: Self::path(keys), kind }
    }

    /// The path through these keys and places.
    pub(crate) fn path(keys: &[&dyn Place]) -> Vec<Step> {
        let mut walk = Self::default();
        for key in keys {
            walk.0.push(key.step());
        }
        walk.0
    }
}

/// A key or a place in a list.
pub(crate) trait Place {
    /// As a step of a path.
    fn step(&self) -> Step;
}

impl Place for &str {
    fn step(&self) -> Step {
        Step::Key((*self).to_string())
    }
}

impl Place for usize {
    fn step(&self) -> Step {
        Step::Index(*self)
    }
}

impl Place for String {
    fn step(&self) -> Step {
        Step::Key(self.clone())
    }
}
