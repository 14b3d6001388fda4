//! What can be wrong with a scenario: the place as a path, and the problem in words.

use std::fmt::{self, Display, Formatter};

use switchboard::PolicyStep;

/// A scenario that cannot be run: where, and why, and what would have been accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioError {
    /// The way to the value, such as `arrivals`, 2, `patience`.
    pub path: Vec<PolicyStep>,
    /// The problem: lower case, no full stop.
    pub message: String,
}

/// Something that is allowed but probably not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// `file:line:column` when it was read from a file, otherwise the path.
    pub place: String,
    /// What is odd and what to do.
    pub text: String,
    /// The way to it in its own document.
    pub(crate) path: Vec<PolicyStep>,
}

/// A path in dots and brackets: `arrivals[2].patience`.
pub(crate) struct Path<'a>(pub(crate) &'a [PolicyStep]);

impl Display for Path<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (number, step) in self.0.iter().enumerate() {
            match step {
                PolicyStep::Key(key) if number == 0 => formatter.write_str(key)?,
                PolicyStep::Key(key) => write!(formatter, ".{key}")?,
                PolicyStep::Index(index) => write!(formatter, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl Display for ScenarioError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(formatter, "{}: ", Path(&self.path))?;
        }
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for ScenarioError {}

impl Display for Warning {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            return formatter.write_str(&self.text);
        }
        write!(formatter, "{}: {}", self.place, self.text)
    }
}
