//! How a command ended, as the shell sees it.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[must_use]
pub enum Outcome {
    /// Everything held.
    Clean,
    /// An expectation or an invariant does not hold.
    Broken,
    /// The arguments or the input are wrong.
    Usage,
    /// A limit was reached before the answer was certain.
    Unfinished,
}

impl Outcome {
    /// The exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Broken => 1,
            Self::Usage => 2,
            Self::Unfinished => 3,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome.code())
    }
}
