//! `switchboard verify --switches`: what each way of reading the documentation implies.

mod page;

use std::io::{self, Write};

use serde_json::{Value, json as value};
use switchboard::Switches;
use switchboard_sims::document::PolicyDocument;
use switchboard_verify::answers::{Question, Reading, answers};
use switchboard_verify::diff::{Difference, Reply};
use switchboard_verify::verification::Effort;
use switchboard_verify::{Group, Groups, Rules};

use super::usage;
use crate::args::{ALL, ReportFormat, VerifyArgs};
use crate::layout::wrapped;
use crate::outcome::Outcome;
use crate::simulate::files::Folder;

/// What may happen where the scope does not say: one conversation, and everything that people do with it.
const GROUPS: [Group; 6] =
    [Group::Answers, Group::Talk, Group::Transfers, Group::Supervise, Group::Observe, Group::Bots];

/// Runs the command.
pub(super) fn command(
    args: &VerifyArgs,
    document: &PolicyDocument,
    effort: Effort,
    width: usize,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Outcome> {
    if matches!(args.format, ReportFormat::Sarif | ReportFormat::Junit) {
        return usage(err, "--switches is written as text or JSON; expected `--format text` or `--format json`");
    }
    let asked = args.switches.as_deref().filter(|asked| *asked != ALL);
    if let Some(asked) = asked.filter(|asked| Switches::info(asked).is_none()) {
        let expected = "expected one that `switchboard rules --switches` lists, such as POL-16";
        return usage(err, &format!("--switches: unknown question `{asked}`, {expected}"));
    }
    let effort = match effort.groups {
        Some(_) => Effort { followed: 0, ..effort },
        None => {
            let asked = args.scope.as_deref().is_some_and(|scope| scope.contains("conversations"));
            let conversations = if asked { effort.conversations } else { 1 };
            Effort { conversations, followed: 0, groups: Some(Groups::of(&GROUPS)), ..effort }
        }
    };
    let folder = match args.out.as_deref().map(Folder::at).transpose() {
        Ok(folder) => folder,
        Err(fault) => return usage(err, &fault.to_string()),
    };
    let line = super::line();
    let stop = super::stop(args.seconds);
    let mut watch = |number: usize, total: usize, id: &str| {
        if let Some(line) = &line {
            line.set_message(format!("{id}: option {} of {total}", number + 1));
            line.tick();
        }
        stop()
    };
    let answered = answers(&document.spec, &effort, asked, &|| Box::new(Rules), &mut watch);
    if let Some(line) = &line {
        line.finish_and_clear();
    }
    let (questions, stopped) = match answered {
        Ok(answered) => answered,
        Err(message) => return usage(err, &message),
    };
    if let Some(folder) = folder {
        let page = page::page(&questions, &document.spec.name, &document.file, &super::again(args)).html();
        let answers = serde_json::to_string_pretty(&told(&questions, stopped, document)).map_err(io::Error::other)?;
        let files = [("index.html".to_owned(), page), ("answers.json".to_owned(), format!("{answers}\n"))];
        match folder.write(&files) {
            Ok(place) => writeln!(err, "the page is {}", place.join("index.html").display())?,
            Err(fault) => return usage(err, &fault.to_string()),
        }
    }
    match args.format {
        ReportFormat::Text => write(&questions, stopped, width, out)?,
        ReportFormat::Json => {
            let answer = told(&questions, stopped, document);
            writeln!(out, "{}", serde_json::to_string_pretty(&answer).map_err(io::Error::other)?)?;
        }
        // Refused above.
        ReportFormat::Sarif | ReportFormat::Junit => {}
    }
    let readings = || questions.iter().flat_map(|question| &question.options);
    // A reading that breaks a property is what was asked for, unless it is one that a preset chooses.
    let broken = readings().any(|reading| !reading.presets.is_empty() && !reading.broken.is_empty());
    Ok(if broken {
        Outcome::Broken
    } else if stopped || readings().any(|reading| !reading.unfinished.is_empty()) {
        Outcome::Unfinished
    } else {
        Outcome::Clean
    })
}

/// The answers for programs.
fn told(questions: &[Question], stopped: bool, document: &PolicyDocument) -> Value {
    value!({ "policy": document.spec.name, "stopped": stopped, "questions": questions })
}

fn write(questions: &[Question], stopped: bool, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for question in questions {
        writeln!(out, "{}  {}", question.id, wrapped(question.question, width, 8, 8))?;
        for reading in &question.options {
            let presets =
                if reading.presets.is_empty() { String::new() } else { format!(" [{}]", reading.presets.join(", ")) };
            let words = format!("{} {}: {}{presets}", reading.letter, reading.name, reading.meaning);
            writeln!(out, "    {}", wrapped(&words, width, 4, 6))?;
            writeln!(out, "      {}", wrapped(&outcome(reading), width, 6, 8))?;
            for words in differences(reading) {
                writeln!(out, "      {}", wrapped(&words, width, 6, 8))?;
            }
            for finding in &reading.broken {
                let steps: Vec<&str> = finding.story.steps.iter().map(|step| &*step.action).collect();
                let words = format!("{} by: {}", finding.family, steps.join("; "));
                writeln!(out, "        {}", wrapped(&words, width, 8, 10))?;
            }
        }
        writeln!(out)?;
    }
    if stopped {
        writeln!(out, "Stopped; {} questions are answered.", questions.len())?;
    }
    Ok(())
}

/// By what runs an option differs from the one that the policy has.
fn differences(reading: &Reading) -> Vec<String> {
    if reading.chosen || reading.refused.is_some() {
        return Vec::new();
    }
    let run = |it: &Difference| {
        let steps: Vec<&str> = it.steps.iter().map(|step| &*step.action).collect();
        format!("{}: here {}; under the policy's own option {}", steps.join("; "), said(&it.new), said(&it.old))
    };
    match &*reading.differences {
        [] if reading.compared => {
            vec!["no conversation within the scope tells it from the policy's own option".to_owned()]
        }
        [] => vec!["not all conversations were compared; none was found that differs".to_owned()],
        [first, ..] => vec![format!("differs by {}", run(first))],
    }
}

/// What one side answers to the last step, and what happens only there.
fn said(reply: &Reply) -> String {
    match &*reply.events {
        [] => reply.answer.clone(),
        [first] => format!("{}, {first}", reply.answer),
        [first, rest @ ..] => format!("{}, {first} and {} more", reply.answer, rest.len()),
    }
}

fn outcome(reading: &Reading) -> String {
    if let Some(refused) = &reading.refused {
        return format!("the policy does not hold under it: {refused}");
    }
    let mut words = vec![format!("{} properties hold in {} states", reading.holds.len(), reading.states)];
    if !reading.broken.is_empty() {
        let names: Vec<&str> = reading.broken.iter().map(|finding| &*finding.family).collect();
        words.push(format!("BROKEN: {}", names.join(", ")));
    }
    if !reading.idle.is_empty() {
        words.push(format!("nothing to judge for {}", reading.idle.join(", ")));
    }
    if !reading.unfinished.is_empty() {
        words.push(format!("unfinished: {}", reading.unfinished.join(", ")));
    }
    words.join("; ")
}
