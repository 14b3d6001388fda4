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
    let _ = writeln!(text, "{}\n", of_instruments(board));
    text.push_str("| suite | catches | of |\n| --- | ---: | ---: |\n");
    for criterion in &board.criteria {
        let (caught, of) = board.score(*criterion);
        let _ = writeln!(text, "| {} | {caught} | {of} |", criterion.name());
    }
    let (judged, driven) = (caught_by(board, |row| row.judge.is_some()), caught_by(board, |row| row.driver.is_some()));
    let _ = writeln!(text, "| `judge`, on its logs | {judged} | {live} |\n| `drive` | {driven} | {live} |");
    text.push_str(
        "\n## One by one\n\nA cell says which test of the world's suite fails first, and at which step; of the judge, which log \
         and which line of it; of the driver, after how many steps, and how many moves its finding has.\n\n| ",
    );
    text.push_str("faulty implementation | breaks | world |");
    for criterion in &board.criteria {
        let _ = write!(text, " {} |", criterion.name());
    }
    text.push_str(" judge | drive | shortest run that tells it apart |\n| --- | --- | --- |");
    text.push_str(&" --- |".repeat(board.criteria.len() + 3));
    text.push('\n');
    for row in &board.rows {
        let _ = write!(text, "| {} | {} | {} |", row.name, row.family, row.world);
        let kills = board.criteria.iter().map(|criterion| row.kills.get(criterion).copied().flatten());
        for kill in kills.chain([row.judge]) {
            match kill {
                Some(kill) => {
                    let _ = write!(text, " {}:{} |", kill.test, kill.step);
                }
                None => text.push_str(" - |"),
            }
        }
        let driven = row.driver.map(|it| format!("{} → {}", it.steps, it.length));
        let _ = writeln!(text, " {} | {} |", driven.as_deref().unwrap_or("-"), shown(row));
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

fn caught_by(board: &Scoreboard, by: impl Fn(&Row) -> bool) -> usize {
    board.rows.iter().filter(|row| !matches!(row.proof, Proof::Equivalent { .. }) && by(row)).count()
}

/// What is said of judge and driver.
fn of_instruments(board: &Scoreboard) -> String {
    let driven: Vec<_> = board.rows.iter().filter_map(|row| row.driver).collect();
    let shortest = driven.iter().filter(|it| it.length == it.shortest).count();
    let mut steps: Vec<u64> = driven.iter().map(|it| it.steps).collect();
    steps.sort_unstable();
    let median = steps.get(steps.len() / 2).copied().unwrap_or_default();
    let alarms = match board.alarms.as_slice() {
        [] => "In logs of the rules themselves the judge finds nothing".to_owned(),
        worlds => format!("In logs of the rules themselves the judge is wrong in {}", worlds.join(", ")),
    };
    format!(
        "The driver finds {} after a median of {median} steps; {shortest} of its {} findings are as short as the shortest that \
         there is, which is found by visiting every pair of states. {alarms}.",
        driven.len(),
        driven.len()
    )
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
- The judge is given up to 240 logs of 60 steps each, in which clocks run out when they should; what shows only in an answer
  that no log tells cannot be seen in one.
- A driver's finding may be longer than the shortest run of this table, or shorter: it begins with everybody signed in, and may
  let time pass.
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
