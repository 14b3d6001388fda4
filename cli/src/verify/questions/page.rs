//! The open questions of the documentation as one page: what each way of reading it implies.

use switchboard_reports::{Cell, Column, Page, Provenance, Section, Table};
use switchboard_verify::answers::{Question, Reading};
use switchboard_verify::diff::Reply;

use super::outcome;
use crate::verify::page::diagram;

/// The page.
pub(super) fn page(questions: &[Question], policy: &str, file: &str, command: &str) -> Page {
    let readings = || questions.iter().flat_map(|question| &question.options);
    let broken = readings().filter(|reading| !reading.broken.is_empty()).count();
    let refused = readings().filter(|reading| reading.refused.is_some()).count();
    let states: u64 = readings().map(|reading| reading.states).sum();
    let made = Provenance {
        scenario: file.to_owned(),
        seed: None,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: format!("{command} --out DIR"),
        more: vec![("Policy".to_owned(), policy.to_owned())],
    };
    let mut page = Page::new("What does each way of reading the documentation imply?", answer(broken), made)
        .answer(
            "The public documentation of an omnichannel contact center leaves questions open, or answers them twice. \
             Here the policy was taken as it is, one question at a time was answered in each possible way, and every \
             order of events within a small scope was searched: for what breaks a property, and for the shortest \
             conversations that end differently than under the policy's own answer.",
        )
        .fact("Questions", Cell::Count(questions.len() as u64), "each a switch of a policy")
        .fact("Options", Cell::Count(readings().count() as u64), "of all questions")
        .fact("Break a property", Cell::Count(broken as u64), "options, within the scope")
        .fact("Do not fit", Cell::Count(refused as u64), "options that this policy excludes")
        .fact("States", Cell::Count(states), "of all searches")
        .section(summary(questions));
    for question in questions {
        page = page.section(section(question));
    }
    page.limit("Each option was searched with everything else as the policy has it; pairs of options were not.")
        .limit("That two options keep the same properties does not make them the same: they are two ways to work.")
        .limit("One conversation at a time was searched, unless the command says another scope.")
}

fn answer(broken: usize) -> String {
    match broken {
        0 => "Every option of every question keeps every property: none of them can be ruled out by what must always hold."
            .to_owned(),
        1 => "One option breaks a property that must always hold; the others keep all of them.".to_owned(),
        _ => format!("{broken} options break a property that must always hold; the others keep all of them."),
    }
}

fn summary(questions: &[Question]) -> Section {
    let columns =
        [Column::new("Question"), Column::new("What is open"), Column::new("Options"), Column::new("Verdict")];
    let mut table = Table::new("Every question in a line", columns);
    for question in questions {
        let broken: Vec<String> =
            question.options.iter().filter(|it| !it.broken.is_empty()).map(|it| it.letter.to_string()).collect();
        let refused: Vec<String> =
            question.options.iter().filter(|it| it.refused.is_some()).map(|it| it.letter.to_string()).collect();
        let mut words = Vec::new();
        if !broken.is_empty() {
            words.push(format!("{} {} a property", broken.join(", "), verb(&broken, "breaks", "break")));
        }
        if !refused.is_empty() {
            words.push(format!("{} {} not fit this policy", refused.join(", "), verb(&refused, "does", "do")));
        }
        let alike = |it: &&Reading| !it.chosen && it.refused.is_none() && it.compared && it.differences.is_empty();
        let same: Vec<String> = question.options.iter().filter(alike).map(|it| it.letter.to_string()).collect();
        if !same.is_empty() {
            words.push(format!("{} {} no difference in this scope", same.join(", "), verb(&same, "shows", "show")));
        }
        let verdict = if words.is_empty() { "all hold, each differs".to_owned() } else { words.join("; ") };
        let options = Cell::Count(question.options.len() as u64);
        table = table.row([Cell::text(question.id), Cell::text(question.question), options, Cell::text(verdict)]);
    }
    Section::new("All questions").table(table)
}

/// The form of a verb for one option, or for several.
fn verb(options: &[String], one: &'static str, several: &'static str) -> &'static str {
    if options.len() == 1 { one } else { several }
}

fn section(question: &Question) -> Section {
    let columns = [
        Column::new("Option"),
        Column::new("What it means"),
        Column::defined("Chosen by", "preset"),
        Column::new("What is found"),
    ];
    let mut table = Table::new(format!("The options of {}", question.id), columns);
    for reading in &question.options {
        let name = format!("{} {}", reading.letter, reading.name);
        let cells = [name, reading.meaning.to_owned(), reading.presets.join(", "), outcome(reading)];
        table = table.row(cells.map(Cell::text));
    }
    let mut section = Section::new(format!("{}: {}", question.id, question.question))
        .words(format!("What the pages say: {}.", question.source))
        .table(table);
    for reading in &question.options {
        section = differing(section, question, reading);
        section = broken(section, question, reading);
    }
    section
}

/// The runs that tell an option from the one that the policy has.
fn differing(section: Section, question: &Question, reading: &Reading) -> Section {
    let Some(chosen) = question.options.iter().find(|it| it.chosen) else { return section };
    if reading.chosen || reading.refused.is_some() {
        return section;
    }
    if reading.differences.is_empty() {
        let words = if reading.compared {
            format!("No conversation within the scope tells {} from {}.", reading.letter, chosen.letter)
        } else {
            format!("Not every conversation was compared under {}; none was found that differs.", reading.letter)
        };
        return section.words(words);
    }
    let mut section = section;
    for (number, difference) in reading.differences.iter().enumerate() {
        let steps: Vec<&str> = difference.steps.iter().map(|step| &*step.action).collect();
        let begins = if number == 0 { "A shortest conversation that tells" } else { "Another that tells" };
        section =
            section.words(format!("{begins} {} from {}: {}.", reading.letter, chosen.letter, steps.join("; "))).list(
                [(chosen, &difference.old), (reading, &difference.new)]
                    .map(|(option, reply)| format!("Under {} ({}): {}", option.letter, option.name, whole(reply))),
            );
    }
    section
}

/// What one side answers to the last step, and everything that happens only there.
fn whole(reply: &Reply) -> String {
    let rule = reply.rule.as_ref().map(|rule| format!(" ({rule})")).unwrap_or_default();
    let events = if reply.events.is_empty() { String::new() } else { format!(": {}", reply.events.join("; ")) };
    format!("{}{rule}{events}", reply.answer)
}

/// The runs that break a property under an option.
fn broken(mut section: Section, question: &Question, reading: &Reading) -> Section {
    for finding in &reading.broken {
        let title = format!("{} is broken under {} {}", finding.family, question.id, reading.letter);
        let caption = format!("{title}: {}.", finding.property);
        section = section.figure(&diagram(&finding.story, &title), caption);
    }
    section
}
