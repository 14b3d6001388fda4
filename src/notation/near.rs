//! Which of the words that would have been accepted was probably meant.

use alloc::vec;
use alloc::vec::Vec;

/// The word that differs least from what was typed, if it differs little: at most by a third of the letters.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (least, word) =
        known.into_iter().map(|word| (distance(typed, word), word)).min_by_key(|(distance, _)| *distance)?;
    (least > 0 && least * 3 <= typed.chars().count()).then_some(word)
}

/// How many letters have to be added, taken away, changed, or swapped with their neighbour.
#[must_use]
pub fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=right.len()).collect()];
    for i in 1..=left.len() {
        let mut row = vec![i];
        for j in 1..=right.len() {
            let changed = rows[i - 1][j - 1] + usize::from(left[i - 1] != right[j - 1]);
            let mut least = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_a_word_that_is_nearly_the_same_is_meant() {
        let known = ["accepts", "rejects", "picks"];
        assert_eq!(nearest("accept", known), Some("accepts"));
        assert_eq!(nearest("rejcets", known), Some("rejects"));
        assert_eq!(nearest("Z", known), None);
        assert_eq!(nearest("monitors", known), None);
    }
}
