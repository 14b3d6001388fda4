//! What a verification found, for people.

use std::io::{self, Write};
use std::path::Path;

use switchboard_reports::number;
use switchboard_verify::story::Then;
use switchboard_verify::verification::{Finding, PropertyReport, Report, SliceReport, Verdict, ViewReport};
use switchboard_verify::{Claim, Family};

use super::advice::Advice;
use crate::layout::{counted, wrapped};

/// Writes the answer in lines of a terminal's width.
pub(super) fn write(
    report: &Report,
    advice: &[Advice],
    folder: Option<&Path>,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let states: u64 = report.slices.iter().flat_map(|slice| &slice.views).map(|view| view.states).sum();
    let steps: u64 = report.slices.iter().flat_map(|slice| &slice.views).map(|view| view.steps).sum();
    let title = format!(
        "Policy `{}`: every order of events in {} slices, {} states and {} steps.",
        report.policy,
        report.slices.len(),
        number::count(states),
        number::count(steps),
    );
    writeln!(out, "{}\n", wrapped(&title, width, 0, 0))?;
    for family in Family::ALL {
        let verdict = verdict(report, family);
        let words = format!("{}: {verdict}", family.sentence());
        writeln!(out, "{:<6}{}", family.name(), wrapped(&words, width, 6, 6))?;
    }
    for (own, title) in [(true, "Properties of the policy"), (false, "What must happen some time")] {
        let mut first = true;
        for property in report.properties.iter().filter(|property| property.own == own) {
            if std::mem::take(&mut first) {
                writeln!(out, "\n{title}")?;
            }
            let words = format!("{}: {}", property.name, verdict_of(report, property));
            writeln!(out, "{:<6}{}", property.id, wrapped(&words, width, 6, 6))?;
            let given = property.given.as_ref().map_or_else(String::new, |given| format!("; {given}"));
            let words = if own { format!("{}{given}", property.said) } else { given[2..].to_owned() };
            writeln!(out, "      {}", wrapped(&words, width, 6, 8))?;
        }
    }
    writeln!(out, "\nWhat was checked")?;
    for (number, slice) in (1..).zip(&report.slices) {
        let people = people(number, slice);
        writeln!(out, "{}", wrapped(&people, width, 0, 5))?;
        for view in &slice.views {
            let cut = cut(view);
            let words = format!(
                "{}, {} at once: {} states, {} steps{}{cut}",
                view.name,
                counted(view.conversations as u64, "conversation"),
                number::count(view.states),
                number::count(view.steps),
                if view.levels == 0 { String::new() } else { format!(", depth {}", view.levels) },
            );
            writeln!(out, "     {}", wrapped(&words, width, 5, 7))?;
        }
    }
    listing(out, "Not checked", &report.not_checked, width)?;
    listing(out, "Simplified", &report.abstractions, width)?;
    if !advice.is_empty() {
        writeln!(out, "\nFrom reading the policy")?;
    }
    for it in advice {
        write_advice(it, width, out)?;
    }
    for finding in &report.findings {
        write_finding(finding, width, out)?;
    }
    if let Some(folder) = folder {
        let words = format!(
            "{} is the page to show to others{}.",
            folder.join("index.html").display(),
            if report.findings.is_empty() && !advice.iter().any(|it| it.patch.is_some()) {
                ""
            } else {
                "; beside it lie each run that goes wrong, as a script for `switchboard play` and as a diagram, and each \
                 fix as a patch"
            }
        );
        writeln!(out, "\n{}", wrapped(&words, width, 0, 0))?;
    }
    Ok(())
}

fn write_advice(advice: &Advice, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let Advice { found, file, line, column, patch } = advice;
    let (severity, rules) = (found.severity.name(), found.rules.join(", "));
    let words = format!("{file}:{line}:{column}: {severity}: {} [{}; {rules}]", found.message, found.code);
    writeln!(out, "  {}", wrapped(&words, width, 2, 4))?;
    if let (Some(fix), Some(patch)) = (&found.fix, patch) {
        writeln!(out, "    {}", wrapped(&format!("fix: {}", fix.title), width, 4, 6))?;
        for line in patch
            .lines()
            .filter(|line| line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---"))
        {
            writeln!(out, "      {line}")?;
        }
    }
    Ok(())
}

/// What of a view was not searched.
pub(super) fn cut(view: &ViewReport) -> String {
    match (view.complete, view.wanted > view.conversations) {
        (false, _) => ", cut short".to_owned(),
        (true, true) => format!("; {} at once were not finished", view.conversations + 1),
        (true, false) => String::new(),
    }
}

/// A slice with everybody and every queue in it.
pub(super) fn people(number: usize, slice: &SliceReport) -> String {
    let also = if slice.also.is_empty() { String::new() } else { format!(" (so are {})", slice.also.join(", ")) };
    format!(
        "{number:>3}. {}; queues: {}; agents: {}{also}; supervisors: {}",
        slice.name,
        slice.queues.join(", "),
        listed(&slice.agents),
        listed(&slice.supervisors),
    )
}

/// The verdict with what it covers: never a bare "holds".
pub(super) fn verdict(report: &Report, family: Family) -> String {
    match report.verdict(family) {
        Verdict::Holds => {
            // Each view lets other things happen, and has its own number of conversations at once.
            let seen = report.slices.iter().flat_map(|slice| {
                let views = slice.views.iter().filter(|view| view.verdicts[family as usize] == Verdict::Holds);
                views.map(|view| (slice.agents.len(), view.conversations))
            });
            let (agents, conversations): (Vec<usize>, Vec<usize>) = seen.unzip();
            let slices = match (report.slices_with(family), report.slices.len()) {
                (1, 1) => "1 slice".to_owned(),
                (some, all) if some == all => format!("each of {all} slices"),
                (some, all) => format!("{some} of {all} slices; nothing of the kind happens in the others"),
            };
            format!("holds for {}, {} in {slices}", ranged(&agents, "agent"), ranged(&conversations, "conversation"))
        }
        Verdict::NotExercised => "nothing of the kind happens within this scope".to_owned(),
        Verdict::Violated => {
            let finding = report.findings.iter().find(|finding| finding.family == family.name());
            let steps = finding.map_or(0, |finding| finding.story.steps.len());
            format!("BROKEN, by {} (below)", counted(steps as u64, "step"))
        }
        Verdict::Unfinished => "unfinished".to_owned(),
    }
}

/// The verdict on a property of the policy, with what it covers.
pub(super) fn verdict_of(report: &Report, property: &PropertyReport) -> String {
    let number = property.number;
    let slices =
        || report.slices.iter().filter(|slice| slice.views.iter().any(|view| view.verdict_on(number).is_some()));
    let scope = || {
        let agents: Vec<usize> = slices().map(|slice| slice.agents.len()).collect();
        let conversations = slices().flat_map(|slice| {
            let views = slice.views.iter().filter(|view| view.verdict_on(number).is_some());
            views.map(|view| view.conversations)
        });
        let (agents, conversations) =
            (ranged(&agents, "agent"), ranged(&conversations.collect::<Vec<_>>(), "conversation"));
        format!("{agents}, {conversations} in {} of {} slices", property.slices, report.slices.len())
    };
    match (property.verdict, property.claim) {
        (Verdict::Holds, Claim::Sometimes) => format!("reached, for {}", scope()),
        (Verdict::Holds, Claim::Always | Claim::Never | Claim::LeadsTo) => format!("holds for {}", scope()),
        (Verdict::NotExercised, _) => format!("never exercised: its condition never holds, for {}", scope()),
        (Verdict::Violated, Claim::Sometimes) => format!("NOT REACHED within this scope, of {}", scope()),
        (Verdict::Violated, Claim::Always | Claim::Never | Claim::LeadsTo) => {
            let finding = report.findings.iter().find(|finding| finding.family == property.id);
            let steps = finding.map_or(0, |finding| finding.story.steps.len());
            format!("BROKEN, by {} (below)", counted(steps as u64, "step"))
        }
        (Verdict::Unfinished, _) if property.slices == 0 => "not checked (below)".to_owned(),
        (Verdict::Unfinished, _) => "unfinished".to_owned(),
    }
}

fn write_finding(finding: &Finding, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("{} is broken: {}", finding.family, finding.property);
    writeln!(out, "\n{}", wrapped(&title, width, 0, 0))?;
    writeln!(out, "{}", wrapped(&format!("in slice: {} ({})", finding.slice, finding.view), width, 0, 2))?;
    for (number, step) in (1..).zip(&finding.story.steps) {
        if finding.story.then == Some(Then::AgainFrom(number)) {
            writeln!(out, "     and from here on again and again:")?;
        }
        writeln!(out, "{number:>3}. {:>6} s  {}", step.at_s, wrapped(&step.action, width, 15, 15))?;
        writeln!(out, "               {}", wrapped(&step.answer, width, 15, 15))?;
        for event in &step.events {
            writeln!(out, "                 {}", wrapped(event, width, 17, 19))?;
        }
    }
    if finding.story.then == Some(Then::NothingMore) {
        writeln!(out, "     and then nothing more happens")?;
    }
    for words in &finding.story.wrong {
        writeln!(out, "{}", wrapped(&format!("so {words}"), width, 0, 2))?;
    }
    Ok(())
}

fn listing(out: &mut dyn Write, title: &str, lines: &[String], width: usize) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    for line in lines {
        writeln!(out, "  {}", wrapped(line, width, 2, 4))?;
    }
    Ok(())
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// From the least to the most.
fn ranged(numbers: &[usize], what: &str) -> String {
    match (numbers.iter().min(), numbers.iter().max()) {
        (Some(least), Some(most)) if least < most => format!("{least} to {}", counted(*most as u64, what)),
        (_, most) => counted(most.map_or(0, |most| *most as u64), what),
    }
}
