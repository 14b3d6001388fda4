//! A verification as one page to show to others: verdict, what was checked and what not, findings with diagrams, patches.

use switchboard_reports::number;
use switchboard_reports::{Cell, Column, Message, Page, Provenance, Section, SequenceDiagram, Table};
use switchboard_verify::Family;
use switchboard_verify::analysis::Severity;
use switchboard_verify::story::{Story, Then};
use switchboard_verify::verification::{Finding, Report, Verdict};

use super::advice::Advice;
use super::text;
use crate::layout::counted;

/// The page.
pub(super) fn page(report: &Report, advice: &[Advice], file: &str, command: &str) -> Page {
    let views = || report.slices.iter().flat_map(|slice| &slice.views);
    let states: u64 = views().map(|view| view.states).sum();
    let steps: u64 = views().map(|view| view.steps).sum();
    let all = Family::ALL.len() + report.properties.len();
    let broken = all_verdicts(report).filter(|(_, verdict)| *verdict == Verdict::Violated).count();
    let made = Provenance {
        scenario: file.to_owned(),
        seed: None,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: format!("{command} --out DIR"),
        more: vec![("Policy".to_owned(), report.policy.clone())],
    };
    let mut page = Page::new(format!("Can the policy {} ever go wrong?", report.policy), answer(report, advice), made)
        .answer(
            "Every order in which customers, agents, supervisors, the router and timers can act was tried, by asking the \
             rules themselves what each step does, within the scope that is named below. What a verdict does not cover \
             stands under “Not checked” and under “Limits”.",
        )
        .fact("Slices", Cell::Count(report.slices.len() as u64), "parts of the policy that can interact")
        .fact("States", Cell::Count(states), "each reachable state once in each view")
        .fact("Steps", Cell::Count(steps), "each judged by every property")
        .fact("Broken", Cell::Count(broken as u64), format!("of {all} properties"))
        .section(verdicts(report));
    for (own, title) in [(true, "What this policy says of itself"), (false, "What must happen some time")] {
        if report.properties.iter().any(|property| property.own == own) {
            page = page.section(properties(report, own, title));
        }
    }
    for finding in &report.findings {
        page = page.section(found(finding));
    }
    if !advice.is_empty() {
        page = page.section(read(advice));
    }
    page = page.section(checked(report));
    if !report.not_checked.is_empty() {
        page = page.section(Section::new("Not checked").list(report.not_checked.iter().cloned()));
    }
    for simplified in &report.abstractions {
        page = page.limit(simplified.clone());
    }
    page
}

/// The name of every family and every property, with its verdict.
fn all_verdicts(report: &Report) -> impl Iterator<Item = (&str, Verdict)> {
    let families = Family::ALL.into_iter().map(|family| (family.name(), report.verdict(family)));
    families.chain(report.properties.iter().map(|property| (property.id.as_str(), property.verdict)))
}

/// The properties of the policy, or those that every policy is asked for.
fn properties(report: &Report, own: bool, title: &str) -> Section {
    let columns = [Column::new("Property"), Column::new("What it says"), Column::new("Verdict")];
    let mut table = Table::new("Every one and its verdict", columns);
    for property in report.properties.iter().filter(|property| property.own == own) {
        let given = property.given.as_ref().map_or_else(String::new, |given| format!("; {given}"));
        let says = format!("{}: {}{given}", property.name, property.said);
        table = table.row([property.id.clone(), says, text::verdict_of(report, property)].map(Cell::text));
    }
    Section::new(title).table(table)
}

/// The answer in a sentence.
fn answer(report: &Report, advice: &[Advice]) -> String {
    let with = |verdict| all_verdicts(report).filter(move |(_, it)| *it == verdict).map(|(name, _)| name);
    let names = |verdict| with(verdict).collect::<Vec<_>>().join(", ");
    let (broken, open, holds) = (with(Verdict::Violated), with(Verdict::Unfinished), with(Verdict::Holds).count());
    let errors = advice.iter().filter(|it| it.found.severity == Severity::Error).count() as u64;
    match (broken.count(), open.count()) {
        (0, 0) if errors > 0 => {
            format!("Yes: reading the policy finds {}. No order of events breaks a property.", counted(errors, "error"))
        }
        (0, 0) if holds == 1 => {
            "Not within this scope: the one property of which anything can happen holds.".to_owned()
        }
        (0, 0) => format!("Not within this scope: {holds} properties hold, the others have nothing to judge."),
        (0, _) => format!("Not known: the search was cut short before {} were decided.", names(Verdict::Unfinished)),
        (1, _) => format!("Yes: {} is broken.", names(Verdict::Violated)),
        (_, _) => format!("Yes: {} are broken.", names(Verdict::Violated)),
    }
}

fn verdicts(report: &Report) -> Section {
    let columns = [Column::new("Family"), Column::new("What always holds"), Column::new("Verdict")];
    let mut table = Table::new("Every property and its verdict", columns);
    for family in Family::ALL {
        let cells = [family.name().to_owned(), family.sentence().to_owned(), text::verdict(report, family)];
        table = table.row(cells.map(Cell::text));
    }
    Section::new("What must never happen").table(table)
}

fn found(finding: &Finding) -> Section {
    let title = format!("{} is broken", finding.family);
    let place = format!(
        "It is said that {}. The shortest run has {}; it is in the slice {} ({}).",
        finding.property,
        counted(finding.story.steps.len() as u64, "step"),
        finding.slice,
        finding.view
    );
    let columns = [
        Column::new("Step"),
        Column::defined("Earliest", "seconds"),
        Column::new("What is done"),
        Column::new("Answer, and what follows by which rule"),
    ];
    let mut table = Table::new("The run, step by step", columns);
    for (number, step) in (1_u64..).zip(&finding.story.steps) {
        let follows = if step.events.is_empty() {
            step.answer.clone()
        } else {
            format!("{}: {}", step.answer, step.events.join("; "))
        };
        let at = Cell::Written(number::count(step.at_s.unsigned_abs()));
        table = table.row([Cell::Count(number), at, Cell::text(&step.action), Cell::text(follows)]);
    }
    let place = match finding.story.then {
        None => place,
        Some(Then::NothingMore) => format!("{place} After it nothing more happens."),
        Some(Then::AgainFrom(step)) => format!("{place} From step {step} on it happens again and again."),
    };
    Section::new(title.clone())
        .words(place)
        .figure(&diagram(&finding.story, &title), "Who acts on whom; refused steps are dashed and end in a cross.")
        .table(table)
        .words("The run can be repeated, step by step, with its file in this folder:")
        .code(format!("switchboard play {}.case", finding.family))
}

/// A run as a diagram.
pub(crate) fn diagram(story: &Story, title: &str) -> SequenceDiagram {
    let messages = story.steps.iter().map(|step| Message {
        at: format!("{} s", step.at_s),
        from: step.from.clone(),
        to: step.to.clone(),
        words: step.action.clone(),
        refused: step.answer != "done",
    });
    SequenceDiagram { title: title.to_owned(), messages: messages.collect(), notes: story.wrong.clone() }
}

fn read(advice: &[Advice]) -> Section {
    let columns = [Column::new("Place"), Column::new("Weight"), Column::new("What is found"), Column::new("Check")];
    let mut table = Table::new("What reading the policy tells, without running it", columns);
    for Advice { found, file, line, column, .. } in advice {
        let rules = format!("{} ({})", found.code, found.rules.join(", "));
        let place = format!("{file}:{line}:{column}");
        table = table.row([place, found.severity.name().to_owned(), found.message.clone(), rules].map(Cell::text));
    }
    let mut section = Section::new("From reading the policy").table(table);
    let fixes = advice.iter().filter_map(|it| Some((it.found.fix.as_ref()?, it.patch.as_ref()?)));
    for (number, (fix, patch)) in (1..).zip(fixes) {
        section = section.words(format!("fix-{number}.patch: {}", fix.title)).code(patch);
    }
    section
}

fn checked(report: &Report) -> Section {
    let columns = [
        Column::new("Slice"),
        Column::new("View"),
        Column::defined("Conversations", "at once"),
        Column::new("States"),
        Column::new("Steps"),
        Column::defined("Depth", "steps"),
        Column::new("All seen"),
    ];
    let mut table = Table::new("What was searched", columns);
    let mut people = Vec::new();
    for (number, slice) in (1..).zip(&report.slices) {
        people.push(text::people(number, slice));
        for view in &slice.views {
            let name = Cell::text(format!("{number}. {}", slice.name));
            let whole = format!("{}{}", if view.complete { "yes" } else { "no" }, text::cut(view));
            table = table.row([
                name,
                Cell::text(&view.name),
                Cell::Count(view.conversations as u64),
                Cell::Count(view.states),
                Cell::Count(view.steps),
                Cell::Count(u64::from(view.levels)),
                Cell::text(whole),
            ]);
        }
    }
    Section::new("What was checked")
        .words("Each slice is a part of the policy that can interact; each view lets some things happen in it.")
        .list(people)
        .table(table)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use switchboard::{Action, Answer, ContactCenter, Event, Handle, PolicySpec};
    use switchboard_verify::verification::{Effort, Report, verify};
    use switchboard_verify::{Group, Groups, Kernel, Rules};

    use super::page;
    use crate::verify::folder;

    const POLICY: &str = r#"
        name = "small"
        queues = [{ name = "chat", kind = "messaging" }]
        workstreams = [{ name = "web", channel = "live-chat", queue = "chat", cost = 60 }]
        users = [{ name = "ann", units = 100, queues = ["chat"] }]
        settings = {}
    "#;

    /// The kernel, but an offer that is accepted leaves no event.
    struct Silent;

    impl Kernel for Silent {
        fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
            let answer = center.apply(action);
            if !matches!(action, Action::Agent { operation: Handle::Accept, .. }) {
                events.extend_from_slice(center.events());
            }
            answer
        }
    }

    fn report(kernel: fn() -> Box<dyn Kernel>, states_max: u64) -> Report {
        let spec: PolicySpec = switchboard_sims::document::from_toml(POLICY, "p.toml").expect("it is a policy");
        let groups = Some(Groups::of(&[Group::Answers]));
        let effort = Effort { conversations: 1, groups, states_max, ..Effort::default() };
        verify(&spec, &effort, &kernel, &mut |_| ControlFlow::Continue(())).expect("the policy is small")
    }

    #[test]
    fn a_page_answers_what_was_found_and_what_was_not() {
        let holds = page(&report(|| Box::new(Rules), 10_000), &[], "p.toml", "switchboard verify p.toml").html();
        assert!(holds.contains("<h1>Can the policy small ever go wrong?</h1>"), "{holds}");
        assert!(holds.contains("<p class=\"answer\">Not within this scope: "), "{holds}");
        assert!(holds.contains("switchboard verify p.toml --out DIR"), "{holds}");
        let cut = page(&report(|| Box::new(Rules), 2), &[], "p.toml", "switchboard verify p.toml").html();
        assert!(cut.contains("<p class=\"answer\">Not known: the search was cut short"), "{cut}");
    }

    #[test]
    fn a_run_that_goes_wrong_stands_on_the_page_as_a_diagram_and_step_by_step() {
        let report = report(|| Box::new(Silent), 10_000);
        let files = folder::files(&report, &[], "p.toml", "switchboard verify p.toml");
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        // Nothing tells that the offer was accepted: that is K15, and nothing else.
        assert_eq!(names, ["index.html", "K15.case", "K15.mmd", "K15.svg"]);
        let (page, drawing) = (&files[0].1, &files[3].1);
        assert!(page.contains("<p class=\"answer\">Yes: K15 is broken.</p>"), "{page}");
        assert!(page.contains("switchboard play K15.case"), "{page}");
        for words in ["customer", "router", "ann", "c1", "accepts c1"] {
            assert!(page.contains(words) && drawing.contains(words), "{words}");
        }
    }
}
