//! A comparison as one page to show to others: what the files say differently, and what this changes for conversations.

use switchboard_reports::{Cell, Column, Message, Page, Provenance, Section, SequenceDiagram, Table};
use switchboard_verify::diff::{Conclusion, Difference, Reply, Report};

use super::{Files, text};
use crate::layout::counted;

/// Differences that are drawn; the others are in a table, and in the scripts beside the page.
const DRAWN_MAX: usize = 24;

/// The page.
pub(super) fn page(report: &Report, files: &Files, command: &str) -> Page {
    let states: u64 = report.slices.iter().flat_map(|slice| &slice.views).map(|view| view.states).sum();
    let made = Provenance {
        scenario: format!("{} (OLD) and {} (NEW)", files.old.file, files.new.file),
        seed: None,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: format!("{command} --out DIR"),
        more: vec![("OLD".to_owned(), report.old.clone()), ("NEW".to_owned(), report.new.clone())],
    };
    let mut page = Page::new("What does the new policy change for conversations?", text::answer(report), made)
        .answer(
            "Both policies were asked, side by side, in every order in which customers, agents, supervisors, the router and \
             timers can act, for as long as nobody can see a difference. Each difference is shown by a shortest run.",
        )
        .fact("Settings", Cell::Count(report.changes.len() as u64), "that the files say differently")
        .fact("Differences", Cell::Count(report.differences.len() as u64), "that conversations show")
        .fact("Slices", Cell::Count(report.slices.len() as u64), "parts of the policy that can interact")
        .fact("States", Cell::Count(states), "pairs that look alike, each searched once");
    if !report.changes.is_empty() {
        page = page.section(changes(report, files));
    }
    for (number, difference) in (1_usize..).zip(&report.differences).take(DRAWN_MAX) {
        page = page.section(found(number, report, difference));
    }
    if report.differences.len() > DRAWN_MAX {
        page = page.section(further(report));
    }
    page = page.section(checked(report));
    let unseen = text::unseen(report);
    if !unseen.is_empty() {
        page = page.section(Section::new("Not compared").list(unseen));
    }
    if !report.not_checked.is_empty() {
        page = page.section(Section::new("Not checked").list(report.not_checked.iter().cloned()));
    }
    if report.conclusion() != Conclusion::Equivalent {
        page = page.limit("A run ends where it first differs; what lies behind is not compared.");
    }
    report.abstractions.iter().fold(page, |page, words| page.limit(words.clone()))
}

fn changes(report: &Report, files: &Files) -> Section {
    let columns = [Column::new("Setting"), Column::new("OLD"), Column::new("NEW"), Column::new("Where")];
    let mut table = Table::new("What the files say differently", columns);
    for change in &report.changes {
        let said = |value: &Option<String>| value.as_ref().map_or(Cell::Nothing, Cell::text);
        let [old, new] = files.spots(change);
        let place = |it: &super::Spot| format!("{}:{}", it.file, it.line);
        let places = match (&change.old, &change.new) {
            (Some(_), Some(_)) if place(&old) != place(&new) => format!("{}, {}", place(&old), place(&new)),
            (Some(_), _) => place(&old),
            (None, _) => place(&new),
        };
        table = table.row([Cell::text(&change.what), said(&change.old), said(&change.new), Cell::text(places)]);
    }
    Section::new("What the files say differently").table(table)
}

fn found(number: usize, report: &Report, difference: &Difference) -> Section {
    let steps = counted(difference.steps.len() as u64, "step");
    let title = format!("{number}. {}", difference.kind.words());
    let words = format!(
        "{}. By {steps}, in the slice {} ({}).",
        text::because(report, difference),
        difference.slice,
        difference.view
    );
    let caption = "Who acts on whom; the last step is answered differently.";
    let mut section = Section::new(title.clone()).words(words).figure(&diagram(difference, title), caption);
    let columns = [Column::new("Policy"), Column::new("Answer"), Column::new("What happens only there")];
    let mut table = Table::new("What is answered to the last step", columns);
    for (side, reply) in [("OLD", &difference.old), ("NEW", &difference.new)] {
        table = table.row([side.to_owned(), answer(reply), reply.events.join("; ")].map(Cell::text));
    }
    section = section.table(table);
    let shows = difference.shows.iter().map(|(old, new)| format!("{old} under OLD, and {new} under NEW"));
    if !difference.shows.is_empty() {
        section = section.list(shows);
    }
    section.code(format!("switchboard play {number:02}-old.case\nswitchboard play {number:02}-new.case"))
}

fn answer(reply: &Reply) -> String {
    reply.rule.as_ref().map_or_else(|| reply.answer.clone(), |rule| format!("{} ({rule})", reply.answer))
}

/// The steps as a diagram, with both answers at its end.
pub(super) fn diagram(difference: &Difference, title: String) -> SequenceDiagram {
    let refuses = |reply: &Reply| reply.answer != "done";
    let last = difference.steps.len().saturating_sub(1);
    let messages = difference.steps.iter().enumerate().map(|(number, step)| Message {
        at: format!("{} s", step.old_at_s),
        from: step.from.clone(),
        to: step.to.clone(),
        words: step.action.clone(),
        refused: number == last && refuses(&difference.old) && refuses(&difference.new),
    });
    let notes = [("OLD", &difference.old), ("NEW", &difference.new)].map(|(side, reply)| {
        let first = reply.events.first().map_or_else(String::new, |event| format!(": {event}"));
        format!("{side} {}{first}", answer(reply))
    });
    SequenceDiagram { title, messages: messages.collect(), notes: notes.to_vec() }
}

/// What is not drawn.
fn further(report: &Report) -> Section {
    let columns = [Column::new("Number"), Column::new("Steps"), Column::new("OLD"), Column::new("NEW")];
    let mut table = Table::new("Differences that are not drawn", columns);
    for (number, it) in (1_u64..).zip(&report.differences).skip(DRAWN_MAX) {
        let steps: Vec<&str> = it.steps.iter().map(|step| &*step.action).collect();
        let cells = [Cell::text(steps.join("; ")), Cell::text(answer(&it.old)), Cell::text(answer(&it.new))];
        let [steps, old, new] = cells;
        table = table.row([Cell::Count(number), steps, old, new]);
    }
    Section::new("Further differences").table(table)
}

fn checked(report: &Report) -> Section {
    let columns = [
        Column::new("Slice"),
        Column::new("View"),
        Column::defined("Conversations", "at once"),
        Column::defined("States", "pairs"),
        Column::new("Steps"),
        Column::defined("Depth", "steps"),
        Column::new("All seen"),
    ];
    let mut table = Table::new("What was compared", columns);
    let mut same = Vec::new();
    for (number, slice) in (1..).zip(&report.slices) {
        if slice.same {
            same.push(format!("{number}. {} is the same on both sides.", slice.name));
        }
        for view in &slice.views {
            let whole = if view.complete { "yes" } else { "no, cut short" };
            table = table.row([
                Cell::text(format!("{number}. {}", slice.name)),
                Cell::text(&view.name),
                Cell::Count(view.conversations as u64),
                Cell::Count(view.states),
                Cell::Count(view.steps),
                Cell::Count(u64::from(view.levels)),
                Cell::text(whole),
            ]);
        }
    }
    let section = Section::new("What was compared").table(table);
    if same.is_empty() { section } else { section.list(same) }
}
