//! The scoreboard as a page in Markdown.

use std::fmt::Write;

use super::{Proof, Row, Scoreboard};
use crate::suite::Criterion;

/// The page.
#[must_use]
pub fn markdown(board: &Scoreboard) -> String {
    let mut text = String::from("# Which faulty implementations do test suites catch?\n\n");
    let equivalent = board.rows.iter().filter(|row| matches!(row.proof, Proof::Equivalent { .. })).count();
    let undecided = board.rows.iter().filter(|row| matches!(row.proof, Proof::Unfinished { .. })).count();
    let live = board.rows.len() - equivalent;
    let (caught, _) = board.score(Criterion::Transitions);
    let _ = writeln!(
        text,
        "The suite of all transitions catches {caught} of {live} faulty implementations that differ from the rules in their \
         worlds; {equivalent} of {} are proven equivalent there, {undecided} are undecided.\n",
        board.rows.len()
    );
    text.push_str("Made by `switchboard cases --grade`. Each is made from a public bug of another system.\n\n");
    text.push_str("| suite | catches | of |\n| --- | ---: | ---: |\n");
    for criterion in &board.criteria {
        let (caught, of) = board.score(*criterion);
        let _ = writeln!(text, "| {} | {caught} | {of} |", criterion.name());
    }
    text.push_str(
        "\n## One by one\n\nA cell says which test of the world's suite fails first, and at which step.\n\n| ",
    );
    text.push_str("faulty implementation | breaks | world |");
    for criterion in &board.criteria {
        let _ = write!(text, " {} |", criterion.name());
    }
    text.push_str(" shortest run that tells it apart |\n| --- | --- | --- |");
    text.push_str(&" --- |".repeat(board.criteria.len() + 1));
    text.push('\n');
    for row in &board.rows {
        let _ = write!(text, "| {} | {} | {} |", row.name, row.family, row.world);
        for criterion in &board.criteria {
            match row.kills.get(criterion).copied().flatten() {
                Some(kill) => {
                    let _ = write!(text, " {}:{} |", kill.test, kill.step);
                }
                None => text.push_str(" - |"),
            }
        }
        let _ = writeln!(text, " {} |", shown(row));
    }
    survivors(board, &mut text);
    text.push_str("\n## What each does\n\n");
    for row in &board.rows {
        let _ = writeln!(text, "- **{}** ({}): {}.", row.name, row.source, row.sentence);
    }
    text.push_str("\n## The suites\n\n| world | suite | states | tests | steps | whole |\n");
    text.push_str("| --- | --- | ---: | ---: | ---: | --- |\n");
    for size in &board.sizes {
        let whole = if size.complete { "yes" } else { "cut short" };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {whole} |",
            size.world,
            size.criterion.name(),
            size.states,
            size.tests,
            size.steps
        );
    }
    text.push_str(LIMITS);
    text
}

/// What the page does not say.
const LIMITS: &str = "
## Limits

- Each is tried in one small world: two agents, one supervisor, one conversation, or two where they compete. Agents are asked
  no more after one decline.
- Equivalent means: nothing differs in answers (the code of a refusal, not the rule), events and observable state, in any
  pair of states through any lens of that world.
- A shortest run is shortest where no suite shows a shorter one: a cell of five steps says that five are enough.
- Every transition stands in a pair, so what all transitions catch all pairs catch; for the others pairs are tried through the
  lens that shows the difference, and the cell counts tests of that lens.
";

fn shown(row: &Row) -> String {
    match &row.proof {
        Proof::Equivalent { pairs } => format!("equivalent: nothing differs in {pairs} pairs of states"),
        Proof::Unfinished { pairs } => format!("undecided after {pairs} pairs of states"),
        Proof::Different { run, .. } if run.is_empty() => "as long as the suites' shortest".to_owned(),
        Proof::Different { run, .. } => run.join("; "),
    }
}

/// Whoever escapes all transitions though it can be caught.
fn survivors(board: &Scoreboard, text: &mut String) {
    let escaped: Vec<&Row> = board
        .rows
        .iter()
        .filter(|row| matches!(row.proof, Proof::Different { .. }))
        .filter(|row| row.kills.get(&Criterion::Transitions).copied().flatten().is_none())
        .collect();
    text.push_str("\n## Who escapes all transitions\n\n");
    if escaped.is_empty() {
        text.push_str("Nobody.\n");
    }
    for row in escaped {
        let Proof::Different { lens, run } = &row.proof else { continue };
        let _ = writeln!(text, "- **{}** ({lens}): {}.", row.name, run.join("; "));
    }
}
