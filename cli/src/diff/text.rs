//! What a comparison found, for people: what the files say differently, then what this changes for conversations.

use std::io::{self, Write};
use std::path::Path;

use switchboard_verify::diff::{Change, Conclusion, Difference, Reach, Reply, Report, SliceReport};

use super::Files;
use crate::layout::{counted, wrapped};

/// How many differences of one cause and kind are told in a line each, besides the shortest, which is told whole.
const SHORT_MAX: usize = 3;

/// Writes the answer in lines of a terminal's width.
pub(super) fn write(
    report: &Report,
    files: &Files,
    folder: Option<&Path>,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let named = |name: &str, file: &str| if name.is_empty() { file.to_owned() } else { format!("`{name}` ({file})") };
    let (old, new) = (named(&report.old, &files.old.file), named(&report.new, &files.new.file));
    writeln!(out, "{}", wrapped(&format!("OLD is {old}, NEW is {new}."), width, 0, 0))?;
    writeln!(out, "{}", wrapped(&answer(report), width, 0, 0))?;
    if !report.changes.is_empty() {
        writeln!(out, "\nWhat the files say differently")?;
    }
    for (number, it) in (1..).zip(&report.changes) {
        let [old, new] = files.spots(it);
        let same = (&old.file, old.line) == (&new.file, new.line);
        let place = match (&it.old, &it.new) {
            (Some(_), Some(_)) if !same => format!("{}:{}, {}:{}", old.file, old.line, new.file, new.line),
            (Some(_), _) => format!("{}:{}", old.file, old.line),
            (None, _) => format!("{}:{}", new.file, new.line),
        };
        writeln!(out, "{number:>4}. {}", wrapped(&format!("{} ({place})", change(it)), width, 6, 6))?;
    }
    if !report.differences.is_empty() {
        writeln!(out, "\nWhat this changes for conversations")?;
    }
    let mut number = 1;
    for group in
        report.differences.chunk_by(|one, other| (&one.causes, one.together) == (&other.causes, other.together))
    {
        writeln!(out, "\n{}", wrapped(&because(report, &group[0]), width, 0, 2))?;
        for alike in group.chunk_by(|one, other| one.kind == other.kind) {
            for (place, difference) in alike.iter().enumerate().take(1 + SHORT_MAX) {
                match place {
                    0 => write_whole(number, difference, width, out)?,
                    _ => write_short(number + place, difference, width, out)?,
                }
            }
            let rest = alike.len().saturating_sub(1 + SHORT_MAX);
            if rest > 0 {
                let words = format!("and {rest} more of this kind, none shorter; `--format json` and `--out` tell all");
                writeln!(out, "      {}", wrapped(&words, width, 6, 8))?;
            }
            number += alike.len();
        }
    }
    write_idle(report, width, out)?;
    write_unseen(report, width, out)?;
    write_checked(report, width, out)?;
    if let Some(folder) = folder {
        let words = format!(
            "{} is the page to show to others; beside it lies each difference as two scripts for `switchboard play`, by its \
             number: one under OLD, one under NEW.",
            folder.join("index.html").display()
        );
        writeln!(out, "\n{}", wrapped(&words, width, 0, 0))?;
    }
    Ok(())
}

/// The answer in a sentence or two.
pub(super) fn answer(report: &Report) -> String {
    let scope = || {
        let all = report.slices.len();
        let same = report.slices.iter().filter(|slice| slice.same).count();
        let states: u64 = report.slices.iter().flat_map(|slice| &slice.views).map(|view| view.states).sum();
        let searched = format!("searched in {} of states", counted(states, "pair"));
        let slices = counted(all as u64, "slice");
        match same {
            0 => format!("{slices}, {searched}"),
            same if same == all => format!("{slices} that say the same"),
            same => format!("{slices}, of which {same} say the same and the others were {searched}"),
        }
    };
    match report.conclusion() {
        Conclusion::Equivalent if report.changes.is_empty() => "The policies say the same.".to_owned(),
        Conclusion::Equivalent => {
            let more = "a larger scope may show a difference, such as `--scope conversations=3`";
            format!("Equivalent within this scope: {}; {more}.", scope())
        }
        Conclusion::Unfinished => {
            format!("Unfinished: no conversation was found that differs, but not everything was searched; {}.", scope())
        }
        Conclusion::Different if report.differences.is_empty() => format!(
            "No order of steps differs within this scope ({}), but the files say what no order of steps can show.",
            scope()
        ),
        Conclusion::Different => {
            let cut = if report.is_complete() { "" } else { " Not everything was searched: there may be more." };
            let found = counted(report.differences.len() as u64, "difference");
            let settings = counted(report.changes.len() as u64, "setting");
            let differ = if report.changes.len() == 1 { "differs" } else { "differ" };
            format!(
                "{settings} of the files {differ}; conversations show {found}, each by a shortest run ({}).{cut}",
                scope()
            )
        }
    }
}

/// A change in a line.
pub(super) fn change(change: &Change) -> String {
    let Change { what, old, new, reach, .. } = change;
    let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "not set".to_owned());
    let why = reach.why().map_or_else(String::new, |why| format!(" [not compared: {why}]"));
    match (reach, old, new) {
        (Reach::Existence, Some(old), None) => format!("{what}: only in OLD ({old}){why}"),
        (Reach::Existence, None, Some(new)) => format!("{what}: only in NEW ({new}){why}"),
        (_, old, new) => format!("{what}: {} -> {}{why}", said(old), said(new)),
    }
}

/// What brings a group of differences about.
pub(super) fn because(report: &Report, difference: &Difference) -> String {
    let one = |cause: &usize| {
        let Change { what, old, new, .. } = &report.changes[*cause];
        let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "not set".to_owned());
        format!("{}. {what}, {} -> {}", cause + 1, said(old), said(new))
    };
    let listed: Vec<String> = difference.causes.iter().map(one).collect();
    match (listed.len(), difference.together) {
        (0, _) => "Caused by no single setting".to_owned(),
        (1, _) if difference.alone => format!("Caused by {}, with every other change left out", listed[0]),
        (1, _) => format!("Caused by {}", listed[0]),
        (_, true) => format!("Caused only together by {}", listed.join("; ")),
        (_, false) => format!("Caused by each of {}", listed.join("; ")),
    }
}

fn write_whole(number: usize, difference: &Difference, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{number:>4}. {}", wrapped(difference.kind.words(), width, 6, 6))?;
    let also = match difference.also.len() {
        0 => String::new(),
        more => format!("; also in {}", counted(more as u64, "other slice")),
    };
    writeln!(out, "      {}", wrapped(&format!("in {} ({}){also}", difference.slice, difference.view), width, 6, 8))?;
    for step in &difference.steps {
        let times = match step.old_at_s == step.new_at_s {
            true => format!("{} s", step.old_at_s),
            false => format!("{}/{} s", step.old_at_s, step.new_at_s),
        };
        let rules = if step.rules.is_empty() { String::new() } else { format!(" ({})", step.rules.join(", ")) };
        writeln!(out, "      {times:>9}  {}", wrapped(&format!("{}{rules}", step.action), width, 17, 19))?;
    }
    for (side, reply) in [("OLD", &difference.old), ("NEW", &difference.new)] {
        write_reply(side, reply, width, out)?;
    }
    for (old, new) in &difference.shows {
        writeln!(out, "      {}", wrapped(&format!("so {old} under OLD, and {new} under NEW"), width, 6, 8))?;
    }
    Ok(())
}

fn write_reply(side: &str, reply: &Reply, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "        {side}  {}", wrapped(&reply.answer, width, 13, 13))?;
    for words in reply.rule.iter().chain(&reply.events) {
        writeln!(out, "               {}", wrapped(words, width, 15, 17))?;
    }
    Ok(())
}

/// A further difference of the same causes and kind.
fn write_short(number: usize, difference: &Difference, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let last = difference.steps.last().map_or("", |step| &*step.action);
    let answers = match difference.old.answer == difference.new.answer {
        true => difference.shows.first().map_or_else(String::new, |(old, new)| format!("OLD: {old}; NEW: {new}")),
        false => format!("OLD: {}; NEW: {}", difference.old.answer, difference.new.answer),
    };
    let steps = counted(difference.steps.len() as u64, "step");
    let words = format!("also, after {steps}, {last}: {answers}");
    writeln!(out, "{number:>4}. {}", wrapped(&words, width, 6, 8))
}

/// Changes that could have shown and did not.
fn write_idle(report: &Report, width: usize, out: &mut dyn Write) -> io::Result<()> {
    if report.differences.is_empty() {
        return Ok(());
    }
    let caused = |number: usize| report.differences.iter().any(|difference| difference.causes.contains(&number));
    let idle: Vec<String> = report
        .changes
        .iter()
        .enumerate()
        .filter(|(number, change)| change.reach == Reach::Compared && !caused(*number))
        .map(|(number, change)| {
            let alone = match change.alone {
                None | Some(Conclusion::Different) => "",
                Some(Conclusion::Equivalent) => " (alone it changes nothing within this scope)",
                Some(Conclusion::Unfinished) => " (alone: unfinished)",
            };
            format!("{}. {}{alone}", number + 1, change.what)
        })
        .collect();
    listing(
        out,
        "Behind no difference that was found (a run ends where it first differs, and what comes after it is not compared)",
        &idle,
        width,
    )
}

/// What the comparison cannot see.
fn write_unseen(report: &Report, width: usize, out: &mut dyn Write) -> io::Result<()> {
    listing(out, "Not compared", &unseen(report), width)
}

/// What the comparison cannot see, in lines.
pub(super) fn unseen(report: &Report) -> Vec<String> {
    let of = |reach: Reach| {
        let changes = report.changes.iter().filter(|change| change.reach == reach);
        changes.map(|change| change.what.as_str()).collect::<Vec<_>>().join(", ")
    };
    let mut lines = Vec::new();
    for (reach, words) in [
        (Reach::Duration, "durations differ, and the order of steps was compared, not clock times"),
        (Reach::Chance, "shares differ, and what can happen was compared, not how often"),
        (Reach::Hours, "operating hours differ, and queues were compared as open, or opening whenever they like"),
        (Reach::Number, "so many people are alike, and a slice has few of them"),
        (Reach::Beginning, "the presence at sign-in differs, and both sides begin as OLD says"),
        (Reach::Customers, "customers are unknown here"),
        (Reach::Figure, "it is counted by, and no rule reads it"),
        (Reach::Existence, "it is on one side only, so nothing there was compared"),
        (Reach::Sequence, "the order in the file differs, and both sides were compared in that of OLD"),
    ] {
        let what = of(reach);
        if !what.is_empty() {
            lines.push(format!("{words}: {what}"));
        }
    }
    lines
}

fn write_checked(report: &Report, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nWhat was compared")?;
    for (number, slice) in (1..).zip(&report.slices) {
        let SliceReport { name, queues, agents, also, supervisors, .. } = slice;
        let also = if also.is_empty() { String::new() } else { format!(" (so are {})", also.join(", ")) };
        let people = format!(
            "{number:>3}. {name}; queues: {}; agents: {}{also}; supervisors: {}",
            queues.join(", "),
            listed(agents),
            listed(supervisors),
        );
        writeln!(out, "{}", wrapped(&people, width, 0, 5))?;
        if slice.same {
            writeln!(out, "     the same on both sides")?;
        }
        for view in &slice.views {
            let cut = if view.complete { "" } else { ", cut short" };
            let words = format!(
                "{}, {} at once: {} of states, {}, depth {}{cut}",
                view.name,
                counted(view.conversations as u64, "conversation"),
                counted(view.states, "pair"),
                counted(view.steps, "step"),
                view.levels,
            );
            writeln!(out, "     {}", wrapped(&words, width, 5, 7))?;
        }
        for words in &slice.undecided {
            writeln!(out, "     {}", wrapped(&format!("undecided, no times fit: {words}"), width, 5, 7))?;
        }
    }
    listing(out, "Not checked", &report.not_checked, width)?;
    listing(out, "Simplified", &report.abstractions, width)
}

fn listing(out: &mut dyn Write, title: &str, lines: &[String], width: usize) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", wrapped(title, width, 0, 2))?;
    for line in lines {
        writeln!(out, "  {}", wrapped(line, width, 2, 4))?;
    }
    Ok(())
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
