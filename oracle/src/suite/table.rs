//! A suite as a table for people: Markdown, CSV, and JSON for programs.

use std::fmt::Write;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;
use switchboard::notation::Notation;

use super::case::{Case, Said};
use super::make::{LensReport, Shape, Suite};
use super::script::expected;
use super::view::View;

/// One step of a test in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The earliest second in which it can be; none where the order is possible at no time.
    pub at_s: Option<i64>,
    /// What is tried.
    pub action: String,
    /// What must be answered.
    pub answer: String,
    /// What must happen, in its order.
    pub events: Vec<String>,
    /// The ids of the rules that decide.
    pub rules: Vec<&'static str>,
    /// What a script expects after the step.
    pub expect: Vec<String>,
}

/// The steps of a test in words.
#[must_use]
pub fn rows(suite: &Suite, case: &Case) -> Vec<Row> {
    let start = &suite.slices[case.slice].start;
    let policy = start.policy();
    let mut said = Said::default();
    let mut before = Arc::new(View::of(start));
    let mut rows = Vec::new();
    for (number, step) in case.steps.iter().enumerate() {
        let action = said.action(policy, step);
        let notation = Notation::new(policy, &said.names);
        let mut rules: Vec<&'static str> = step.events.iter().map(|event| event.rule.id()).collect();
        rules.extend(match step.answer {
            switchboard::Answer::Done => None,
            switchboard::Answer::Unchanged(rule) => Some(rule.id()),
            switchboard::Answer::Refused(refusal) => Some(refusal.rule.id()),
        });
        rules.sort_unstable();
        rules.dedup();
        rows.push(Row {
            at_s: case.times.as_ref().and_then(|times| times.get(number)).copied(),
            action,
            answer: notation.answer(&step.answer),
            events: step.events.iter().map(|event| notation.fact(&event.fact).text).collect(),
            rules,
            expect: expected(policy, &said.names, step.answer, &step.events, &before, &step.view),
        });
        before = Arc::clone(&step.view);
    }
    rows
}

/// The name of the file of a test.
#[must_use]
pub fn file_name(suite: &Suite, case: &Case) -> String {
    format!("{:05}-{}.case", case.number, suite.wanted.criterion.name())
}

/// The name of the file of a slice's policy.
#[must_use]
pub fn policy_name(slice: usize) -> String {
    format!("policy-{:02}.toml", slice + 1)
}

/// A title of a test.
#[must_use]
pub fn title(suite: &Suite, case: &Case) -> String {
    let slice = &suite.slices[case.slice];
    format!(
        "{} {} of {} ({}, {})",
        suite.wanted.criterion.name(),
        case.number,
        suite.cases.len(),
        slice.name,
        case.view
    )
}

/// What was searched of a lens, in words.
#[must_use]
pub fn searched(lens: &LensReport) -> String {
    let conversations = match lens.lens.conversations {
        1 => "1 conversation".to_owned(),
        more => format!("{more} conversations"),
    };
    let mut words = format!(
        "{}, {conversations}, {}: {} states, {} operations tried in them, of which {} do something",
        lens.lens.name, lens.lens.groups, lens.states, lens.steps, lens.done
    );
    if let Some(reduced) = lens.reduced {
        let _ = write!(words, "; {reduced} states can be told apart from outside");
    }
    if let Some((cost, bound)) = lens.tour {
        let proof =
            if cost == bound { "no tour is shorter".to_owned() } else { format!("no tour is shorter than {bound}") };
        let _ = write!(words, "; a tour of {cost}, {proof}");
    }
    if !lens.complete {
        words.push_str("; CUT SHORT");
    }
    words
}

/// What the suite covers and leaves out, each in a sentence.
#[must_use]
pub fn scope(suite: &Suite) -> (Vec<String>, Vec<String>) {
    let wanted = &suite.wanted;
    let mut covers = Vec::new();
    if !suite.is_complete() {
        let words = "Unfinished: what was not searched has goals too, which are not counted here. What is said to be covered is \
                     so only where the search was complete.";
        covers.push(words.to_owned());
    }
    if suite.cases.is_empty() {
        covers.push("Nothing of the kind is there to be covered.".to_owned());
    } else {
        covers.push(format!("Covered: {}.", wanted.criterion.covers()));
    }
    match wanted.criterion {
        super::Criterion::Hsi => covers.push(format!(
            "Fault domain: implementations that, seen through the same answers, events and observations, are \
             deterministic machines over the same operations with at most {} states more than can be told apart in the \
             rules, and that begin each test anew.",
            wanted.extra_states
        )),
        super::Criterion::Guards | super::Criterion::Boundaries => {}
        super::Criterion::States
        | super::Criterion::Transitions
        | super::Criterion::Pairs
        | super::Criterion::Refused => covers.push(wanted.grain.words().to_owned()),
    }
    if let Shape::Tour { beginning } = wanted.shape {
        covers.push(format!("Tours: beginning anew costs as much as {beginning} steps."));
    }
    let mut leaves = vec![format!("Left out: {}.", wanted.criterion.leaves_out())];
    leaves.extend(suite.not_covered.iter().cloned());
    leaves.extend(suite.abstractions.iter().cloned());
    (covers, leaves)
}

/// The suite as Markdown: what it covers, what cannot be, and every test.
#[must_use]
pub fn markdown(suite: &Suite) -> String {
    let wanted = &suite.wanted;
    let mut text = format!("# Tests of the policy `{}`: {}\n\n", suite.policy, wanted.criterion.name());
    let goals: usize = suite.slices.iter().map(|slice| slice.goals).sum();
    let covered: usize = suite.slices.iter().map(|slice| slice.covered).sum();
    let _ = writeln!(text, "{} tests with {} steps; {covered} of {goals} goals.\n", suite.cases.len(), suite.steps());
    let (covers, leaves) = scope(suite);
    for line in covers.iter().chain(&leaves) {
        let _ = writeln!(text, "- {line}");
    }
    for (number, slice) in suite.slices.iter().enumerate() {
        let _ = writeln!(text, "\n## {}. {}\n", number + 1, slice.name);
        for lens in &slice.lenses {
            let _ = writeln!(text, "- {}", searched(lens));
        }
        if !slice.unreachable.is_empty() {
            let _ = writeln!(
                text,
                "\nCan never be with the operations that are tried here, as no state of the graph shows it:\n"
            );
            for words in &slice.unreachable {
                let _ = writeln!(text, "- {}", cell(words));
            }
        }
        text.push_str("\n| test | steps | covers | the last step | answer |\n| --- | --- | --- | --- | --- |\n");
        for case in suite.cases.iter().filter(|case| case.slice == number) {
            let rows = rows(suite, case);
            let Some(last) = rows.last() else { continue };
            let covers = match case.goals.len() {
                0 => "a run of the complete suite".to_owned(),
                1 => case.goals[0].clone(),
                more => format!("{}, and {} more", case.goals[0], more - 1),
            };
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} |",
                case.number,
                case.steps.len(),
                cell(&covers),
                cell(&last.action),
                cell(&last.answer)
            );
        }
    }
    text
}

/// A text as a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Every step of every test as CSV.
///
/// # Errors
///
/// In words, when a row cannot be written, which would be our bug.
pub fn csv(suite: &Suite) -> Result<String, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let said = |error: csv::Error| error.to_string();
    writer
        .write_record(["test", "slice", "lens", "step", "at_s", "action", "answer", "events", "rules", "expect"])
        .map_err(said)?;
    for case in &suite.cases {
        for (number, row) in rows(suite, case).into_iter().enumerate() {
            let at = row.at_s.map_or_else(String::new, |at| at.to_string());
            writer
                .write_record([
                    case.number.to_string(),
                    suite.slices[case.slice].name.clone(),
                    case.view.to_owned(),
                    (number + 1).to_string(),
                    at,
                    row.action,
                    row.answer,
                    row.events.join("; "),
                    row.rules.join(" "),
                    row.expect.join("; "),
                ])
                .map_err(said)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// The suite for programs; with its tests, or only what was made.
#[must_use]
pub fn json(suite: &Suite, with_tests: bool) -> serde_json::Value {
    let wanted = &suite.wanted;
    let (covers, leaves) = scope(suite);
    let slices: Vec<serde_json::Value> = suite
        .slices
        .iter()
        .enumerate()
        .map(|(number, slice)| {
            let lenses: Vec<serde_json::Value> = slice
                .lenses
                .iter()
                .map(|lens| {
                    json!({
                        "name": lens.lens.name,
                        "conversations": lens.lens.conversations,
                        "operations": lens.lens.groups.iter().map(switchboard_verify::Group::name).collect::<Vec<_>>(),
                        "states": lens.states,
                        "tried": lens.steps,
                        "done": lens.done,
                        "complete": lens.complete,
                        "states_told_apart": lens.reduced,
                        "tour": lens.tour.map(|(cost, bound)| json!({ "cost": cost, "bound": bound })),
                    })
                })
                .collect();
            json!({
                "name": slice.name,
                "policy": policy_name(number),
                "agents": slice.agents,
                "supervisors": slice.supervisors,
                "lenses": lenses,
                "goals": slice.goals,
                "covered": slice.covered,
                "unreachable": slice.unreachable,
            })
        })
        .collect();
    let cases: Vec<serde_json::Value> = suite
        .cases
        .iter()
        .filter(|_| with_tests)
        .map(|case| {
            json!({
                "number": case.number,
                "file": file_name(suite, case),
                "slice": case.slice + 1,
                "lens": case.view,
                "covers": case.goals,
                "steps": rows(suite, case),
            })
        })
        .collect();
    let mut value = json!({
        "policy": suite.policy,
        "criterion": wanted.criterion,
        "grain": wanted.grain,
        "covers": covers,
        "leaves_out": leaves,
        "complete": suite.is_complete(),
        "tests": suite.cases.len(),
        "steps": suite.steps(),
        "slices": slices,
    });
    if with_tests && let Some(object) = value.as_object_mut() {
        object.insert("cases".to_owned(), cases.into());
    }
    value
}
