//! What a hunt found, for people: the answer, each finding with its run, then what was reached.

use std::io::{self, Write};

use switchboard::{OUT_OF_SCOPE, Rule};
use switchboard_reports::number;
use switchboard_sims::hunt::{Finding, Report, Seen};

use clap::ValueEnum;

use super::proof::Proof;
use crate::args::HuntArgs;
use crate::layout::{counted, wrapped};

/// How many rules that were not reached are named.
const UNREACHED_MAX: usize = 40;

/// Writes the answer in lines of a terminal's width.
pub(super) fn write(
    report: &Report,
    proof: Option<&Proof>,
    args: &HuntArgs,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (actions, done) = report.seen.actions();
    let share = (done * 100).checked_div(actions).unwrap_or(0);
    let found = match report.findings.len() {
        0 => "Nothing is broken".to_owned(),
        1 => "One thing is broken".to_owned(),
        some => format!("{some} things are broken"),
    };
    let answer = format!(
        "{found} in {} with {}, {share} % of them done (seed {}).",
        counted(report.runs, "run"),
        counted(actions, "action"),
        args.seed
    );
    writeln!(out, "{}", wrapped(&answer, width, 0, 0))?;
    if let (all @ 1.., some) = report.repeated {
        let scripts = counted(all as u64, "script");
        let words = format!("{scripts} of the corpus repeated first; {some} of them still go wrong.");
        writeln!(out, "{}", wrapped(&words, width, 0, 0))?;
    }
    for finding in &report.findings {
        write_finding(finding, args, width, out)?;
    }
    write_reached(&report.seen, width, out)?;
    if let Some(proof) = proof {
        write_proof(proof, width, out)?;
    }
    let next = format!("A hunt that goes on begins with --first-run {}.", report.next_run);
    writeln!(out, "\n{}", wrapped(&next, width, 0, 0))
}

fn write_finding(finding: &Finding, args: &HuntArgs, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    for words in &finding.story.wrong {
        writeln!(out, "{}", wrapped(words, width, 0, 4))?;
    }
    for (number, step) in (1..).zip(&finding.story.steps) {
        let words = if step.answer == "done" {
            format!("{} [{}]", step.action, step.rules.join(", "))
        } else {
            format!("{}: {}", step.action, step.answer)
        };
        writeln!(out, "{number:>4}. {}", wrapped(&words, width, 6, 6))?;
    }
    let least = if finding.shortest { ", and no shorter run of that world shows it" } else { "" };
    let name = finding.name();
    let shrunk = format!("shrunk to {}{least}; seen in {}", finding.length(), counted(finding.times, "run"));
    let played = match args.fault {
        // The rules themselves do right in it.
        Some(_) => format!("a corpus with {name}.case repeats its script"),
        None => format!("`switchboard play {name}.case` its script"),
    };
    let again = match finding.run {
        Some(run) => format!(
            "Run {run} of seed {}, wrong after {}, {shrunk}. `switchboard hunt{} --seed {} --first-run {run} --runs 1` \
             repeats it, {played}.",
            args.seed,
            counted(finding.tried as u64, "action"),
            quarry(args),
            args.seed,
        ),
        None => format!("From the corpus, {shrunk} besides; {played}."),
    };
    writeln!(out, "{}", wrapped(&again, width, 0, 4))
}

/// The rules that a step can bring up: all but the switches and what is out of scope.
pub(super) fn known_rules() -> Vec<&'static str> {
    let ids = Rule::ALL.iter().map(|rule| rule.id());
    ids.filter(|id| !id.starts_with("POL-") && !OUT_OF_SCOPE.iter().any(|(out, _)| out == id)).collect()
}

/// What the checker says of what was not reached.
fn write_proof(proof: &Proof, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nWhat was not reached, asked of the checker")?;
    let line = |out: &mut dyn Write, words: &str| writeln!(out, "  {}", wrapped(words, width, 2, 4));
    let end = if proof.whole { "searched to their ends" } else { "NOT searched to their ends, so nothing is proven" };
    let searched = format!(
        "{} of the policy with {} together, {end}; people, operations and conversations as `switchboard verify` takes them.",
        counted(proof.slices as u64, "slice"),
        counted(proof.states, "state"),
    );
    line(out, &searched)?;
    let lists = [
        ("The checker does not try, so that what needs one of them may be reached all the same", &proof.untried),
        ("Can be done, and was missed", &proof.kinds_missed),
        ("Refused or without effect in every order of what it tries", &proof.kinds_unreachable),
        ("Rules that can come up, and were missed", &proof.rules_missed),
        (
            "Rules that no order of what it tries brings up; some say what no single step shows",
            &proof.rules_unreachable,
        ),
    ];
    for (words, list) in lists {
        let list = if list.is_empty() { "none".to_owned() } else { list.join(", ") };
        line(out, &format!("{words}: {list}."))?;
    }
    Ok(())
}

/// What is hunted and where, as it was asked for.
pub(super) fn quarry(args: &HuntArgs) -> String {
    let mut words = String::new();
    let named = |value: Option<clap::builder::PossibleValue>| value.map(|it| it.get_name().to_owned());
    let file = args.file.as_deref().map(|file| format!(" {}", file.display()));
    words.push_str(&file.unwrap_or_default());
    let options = [
        (" --preset ", named(args.preset.and_then(|it| it.to_possible_value()))),
        (" --fault ", args.fault.clone()),
        (" --worlds ", named(args.worlds.and_then(|it| it.to_possible_value()))),
        (" --size ", named(args.size.and_then(|it| it.to_possible_value()))),
    ];
    for (option, value) in options {
        if let Some(value) = value {
            words.push_str(option);
            words.push_str(&value);
        }
    }
    words
}

pub(super) fn write_reached(seen: &Seen, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let rules = seen.rules();
    let known = known_rules();
    let missed: Vec<&str> = known.iter().filter(|id| !rules.contains(*id)).copied().collect();
    let line = |out: &mut dyn Write, words: &str| writeln!(out, "  {}", wrapped(words, width, 2, 4));
    writeln!(out, "\nWhat was reached")?;
    let reached = format!(
        "{} of {} rules answered or were told, {} pairs of rules followed each other on one conversation, {} moves led from \
         state to state.",
        known.len() - missed.len(),
        known.len(),
        number::count(seen.rule_pairs()),
        number::count(seen.transitions() as u64),
    );
    line(out, &reached)?;
    let capacity: Vec<String> =
        seen.capacity().map(|(name, times)| format!("{name} {}", number::count(times))).collect();
    line(out, &format!("Capacity: {}.", capacity.join(", ")))?;
    let faults: Vec<String> = seen
        .forces()
        .filter(|(force, _)| force.is_fault())
        .map(|(force, runs)| format!("{} {}", force.name(), number::count(runs)))
        .collect();
    line(out, &format!("Faults, in runs: {}.", faults.join(", ")))?;
    let idle: Vec<&str> = seen.kinds().filter(|(_, _, done)| *done == 0).map(|(name, ..)| name).collect();
    if !idle.is_empty() {
        line(out, &format!("Never done: {}.", idle.join(", ")))?;
    }
    if !missed.is_empty() {
        let more = missed.len().saturating_sub(UNREACHED_MAX);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let named = missed[..missed.len().min(UNREACHED_MAX)].join(", ");
        line(out, &format!("Rules that did not answer and were not told: {named}{more}."))?;
    }
    Ok(())
}
