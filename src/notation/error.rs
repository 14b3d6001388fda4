//! What can be wrong with a line: where, what was found there, and what would have been accepted.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::near::nearest;

/// How many accepted words a message lists.
const LISTED_MAX: usize = 24;

/// How many characters of what was typed a message shows.
const SHOWN_MAX: usize = 80;

/// A line that is no sentence of the notation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotationError {
    /// Where in the line, in characters from one.
    pub column: usize,
    /// What was found there; `None` at the end of the line.
    pub found: Option<String>,
    /// What is wrong with it.
    pub problem: NotationProblem,
    /// What would have been accepted: names as they are, fixed words in backticks.
    pub expected: Vec<String>,
}

/// What is wrong with a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotationProblem {
    /// It is not the word or name that belongs there; the text says what belongs there, such as `agent` or `word`.
    Unknown(&'static str),
    /// The sentence is over, but the line goes on.
    TooMuch,
    /// A new conversation has the name of an old one.
    Taken,
    /// A quoted name has no closing quote.
    Unclosed,
}

impl fmt::Display for NotationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found.as_deref().map(shortened);
        match (&self.problem, &found) {
            (NotationProblem::Unknown(what), Some(found)) => write!(formatter, "unknown {what} `{found}`")?,
            (NotationProblem::TooMuch, Some(found)) => write!(formatter, "`{found}` is too much")?,
            (NotationProblem::Taken, Some(found)) => write!(formatter, "conversation `{found}` exists already")?,
            (NotationProblem::Unclosed, Some(found)) => write!(formatter, "the quote of `{found}` is not closed")?,
            (_, None) => formatter.write_str("the line ends too early")?,
        }
        // Of several fixed words the first is what was typed here.
        let known = self.expected.iter().map(|word| match word.strip_prefix('`') {
            Some(fixed) => fixed.split([' ', '`']).next().unwrap_or(fixed),
            None => word,
        });
        if let (NotationProblem::Unknown(_), Some(meant)) =
            (&self.problem, self.found.as_deref().and_then(|found| nearest(found, known)))
        {
            return write!(formatter, ", did you mean `{meant}`?");
        }
        let mut separator = match self.expected.len() {
            0 => return Ok(()),
            1 => ", expected ",
            _ => ", expected one of: ",
        };
        for word in self.expected.iter().take(LISTED_MAX) {
            write!(formatter, "{separator}{word}")?;
            separator = ", ";
        }
        match self.expected.len().saturating_sub(LISTED_MAX) {
            0 => Ok(()),
            more => write!(formatter, " and {more} more"),
        }
    }
}

/// The beginning of a word that is too long to repeat.
fn shortened(word: &str) -> String {
    if word.chars().count() <= SHOWN_MAX {
        return String::from(word);
    }
    word.chars().take(SHOWN_MAX).chain(['…']).collect()
}

impl core::error::Error for NotationError {}
