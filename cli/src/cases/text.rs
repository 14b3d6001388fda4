//! What a suite covers, for people.

use std::io::{self, Write};
use std::path::Path;

use switchboard_oracle::suite::{Suite, table};
use switchboard_reports::number;

use super::place;
use crate::layout::{counted, wrapped};

/// What cannot be is listed so far; the rest is in the files.
const LISTED_MAX: usize = 12;

/// Writes the answer in lines of a terminal's width.
pub(super) fn write(suite: &Suite, folder: Option<&Path>, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let goals: usize = suite.slices.iter().map(|slice| slice.goals).sum();
    let covered: usize = suite.slices.iter().map(|slice| slice.covered).sum();
    let reached = match goals {
        0 => String::new(),
        _ => format!(", which reach {} of {} goals", number::count(covered as u64), number::count(goals as u64)),
    };
    let title = format!(
        "Policy `{}`, {}{}: {} with {}{reached}.",
        suite.policy,
        suite.wanted.criterion.name(),
        if suite.is_complete() { "" } else { ", unfinished" },
        counted(suite.cases.len() as u64, "test"),
        counted(suite.steps() as u64, "step"),
    );
    writeln!(out, "{}\n", wrapped(&title, width, 0, 0))?;
    let (covers, leaves) = table::scope(suite);
    for line in &covers {
        writeln!(out, "{}", wrapped(line, width, 0, 2))?;
    }
    writeln!(out, "\nWhat was searched")?;
    for (place, slice) in (1..).zip(&suite.slices) {
        let words = format!(
            "{place:>3}. {}; agents: {}; supervisors: {}",
            slice.name,
            listed(&slice.agents),
            listed(&slice.supervisors)
        );
        writeln!(out, "{}", wrapped(&words, width, 0, 5))?;
        for lens in &slice.lenses {
            writeln!(out, "     {}", wrapped(&table::searched(lens), width, 5, 7))?;
        }
        if !slice.unreachable.is_empty() {
            let words = format!(
                "{} can never be with the operations that are tried here, as no state shows it:",
                counted(slice.unreachable.len() as u64, "thing")
            );
            writeln!(out, "     {}", wrapped(&words, width, 5, 7))?;
            for words in slice.unreachable.iter().take(LISTED_MAX) {
                writeln!(out, "       {}", wrapped(words, width, 7, 9))?;
            }
            if slice.unreachable.len() > LISTED_MAX {
                writeln!(out, "       and {} more", slice.unreachable.len() - LISTED_MAX)?;
            }
        }
    }
    writeln!(out, "\nLeft out")?;
    for line in &leaves {
        writeln!(out, "  {}", wrapped(line, width, 2, 4))?;
    }
    let untimed = suite.cases.iter().filter(|case| case.times.is_none()).count();
    if untimed > 0 {
        let words = format!(
            "In {} the order of steps is possible, but the clocks of the policy allow it at no time.",
            counted(untimed as u64, "test")
        );
        writeln!(out, "\n{}", wrapped(&words, width, 0, 0))?;
    }
    if suite.stopped {
        writeln!(out, "\nUnfinished: stopped before it was whole.")?;
    } else if !suite.is_complete() {
        let words = "Unfinished: not every state of what is marked above was searched; --states-max, --slice and --scope \
                     say how much is.";
        writeln!(out, "\n{}", wrapped(words, width, 0, 0))?;
    }
    if let Some(folder) = folder {
        let words = format!(
            "{} has each test as a script for `switchboard play`, and all of them in suite.json, suite.md and suite.csv.",
            place(folder)
        );
        writeln!(out, "\n{}", wrapped(&words, width, 0, 0))?;
    }
    Ok(())
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
