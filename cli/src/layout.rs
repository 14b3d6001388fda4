//! Text for a terminal: lines of a width, signs that every terminal has.

use switchboard_reports::number;

/// Columns where nobody says otherwise.
pub const WIDTH: usize = 80;

/// Spaces and signs that every terminal has: thousands stand between commas, units behind plain spaces.
pub(crate) fn plain(text: &str) -> String {
    text.replace('\u{202f}', ",").replace('\u{a0}', " ")
}

/// A number of things, in the plural where it is not one.
pub(crate) fn counted(number: u64, what: &str) -> String {
    format!("{} {what}{}", number::count(number), if number == 1 { "" } else { "s" })
}

/// The words in lines of at most `width` columns. The first line begins at column `from`, which the caller has
/// filled; later lines are set in by `indent`. What stands between unbreakable spaces stays together.
pub(crate) fn wrapped(text: &str, width: usize, from: usize, indent: usize) -> String {
    let mut lines = String::new();
    let (mut column, mut fresh) = (from, true);
    for word in text.split(' ') {
        let length = word.chars().count();
        if !fresh && column + 1 + length > width {
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            (column, fresh) = (indent, true);
        }
        if !fresh {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += length;
        fresh = false;
    }
    plain(&lines)
}

/// A text whose lines fit a terminal: what goes on in a further line stands under what follows the line's label, which is
/// what two spaces or more end, or is set in a little deeper than its first.
pub(crate) fn fitted(text: &str) -> String {
    let line = |line: &str| {
        let own = line.len() - line.trim_start_matches(' ').len();
        let label = line[own..].find("  ").map(|gap| &line[own + gap..]);
        let indent = label.map_or(own + 2, |rest| line.len() - rest.trim_start_matches(' ').len());
        wrapped(line, WIDTH, 0, indent.min(WIDTH / 2))
    };
    let lines: Vec<String> = text.split('\n').map(line).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, fitted, wrapped};

    #[test]
    fn lines_that_fit_stay_and_others_go_on_deeper() {
        let text = format!("short\n\n   1  {}\n", "word ".repeat(20).trim_end());
        let fits = fitted(&text);
        assert!(fits.starts_with("short\n\n   1  word word"));
        assert_eq!(fits.lines().nth(3).map(|line| line.starts_with("      word")), Some(true));
        assert!(fits.ends_with("word\n") && fits.lines().all(|line| line.len() <= WIDTH));
    }

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        let text = "on a day like this ".repeat(20);
        let lines = wrapped(text.trim_end(), WIDTH, 10, 4);
        assert!(lines.lines().skip(1).all(|line| line.len() <= WIDTH && line.starts_with("    ")));
        assert!(lines.lines().next().is_some_and(|line| line.len() <= WIDTH - 10));
    }

    #[test]
    fn a_number_stays_with_its_unit_and_thousands_have_commas() {
        assert_eq!(wrapped("81\u{a0}% of 3\u{202f}799 wait", WIDTH, 0, 0), "81 % of 3,799 wait");
        let text = format!("{} 81\u{a0}%", "x".repeat(77));
        assert_eq!(wrapped(&text, WIDTH, 0, 2).lines().last(), Some("  81 %"));
    }
}
