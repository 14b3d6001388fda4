//! Bulk operations: one sentence about several conversations is one command for each of them (SUP-ASSIGN-18, SUP-OTH-05).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::error::{NotationError, NotationProblem};
use crate::rule::Rule;

/// So many conversations at once.
const BULK_MAX: usize = 1_000;

/// The sentences for each conversation of a list, or nothing where the sentence has none.
pub(super) fn each(line: &str) -> Result<Option<Vec<String>>, NotationError> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let chief = matches!(words.first(), Some(&("supervisor" | "administrator")));
    let Some(first) = words.iter().position(|word| word.ends_with(',')).filter(|_| chief && !line.contains('"')) else {
        return Ok(None);
    };
    let last = words[first..].iter().position(|word| !word.ends_with(',')).map_or(words.len(), |place| first + place);
    let listed = &words[first..words.len().min(last + 1)];
    if listed.len() > BULK_MAX && Rule::SupAssign18.holds() {
        return Err(NotationError {
            column: line.find(words[first]).map_or(1, |place| line[..place].chars().count() + 1),
            found: Some(listed.len().to_string()),
            problem: NotationProblem::Unknown("number of conversations"),
            expected: Vec::from([format!("at most {BULK_MAX} conversations at once (SUP-ASSIGN-18)")]),
        });
    }
    let rest = words[first + listed.len()..].join(" ");
    let head = words[..first].join(" ");
    let sentence = |word: &&str| format!("{head} {} {rest}", word.trim_end_matches(',')).trim_end().to_string();
    Ok(Some(listed.iter().map(sentence).collect()))
}
