//! Words of a line: separated by blanks, or in double quotes.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::error::{NotationError, NotationProblem};

/// Fixed words that could stand where a name stands; names that equal one are quoted.
pub(super) const RESERVED: [&str; 4] = ["agent", "profile", "queue", "the"];

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// In characters from one.
    pub(super) column: usize,
    /// A quoted word is always a name.
    pub(super) quoted: bool,
}

/// The words of a line.
pub(super) fn words(line: &str) -> Result<Vec<Word>, NotationError> {
    let mut words = Vec::new();
    let mut letters = line.chars().enumerate().peekable();
    while let Some((place, letter)) = letters.next() {
        if letter.is_whitespace() {
            continue;
        }
        let column = place + 1;
        let mut text = String::new();
        if letter == '"' {
            let mut closed = false;
            while let Some((_, letter)) = letters.next() {
                if letter != '"' {
                    text.push(letter);
                } else if letters.next_if(|(_, next)| *next == '"').is_some() {
                    text.push('"');
                } else {
                    closed = true;
                    break;
                }
            }
            if !closed {
                let expected = Vec::from([String::from("a closing `\"`")]);
                return Err(NotationError { column, found: Some(text), problem: NotationProblem::Unclosed, expected });
            }
            words.push(Word { text, column, quoted: true });
        } else {
            text.push(letter);
            while let Some((_, letter)) = letters.next_if(|(_, next)| !next.is_whitespace()) {
                text.push(letter);
            }
            words.push(Word { text, column, quoted: false });
        }
    }
    Ok(words)
}

/// A name as it is written: quoted where it would be read as something else.
pub(super) fn written(name: &str) -> Cow<'_, str> {
    let plain = !name.is_empty()
        && !name.contains(|letter: char| letter.is_whitespace() || letter == '"')
        && !RESERVED.contains(&name);
    if plain {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("\"{}\"", name.replace('"', &'"'.to_string().repeat(2))))
    }
}
