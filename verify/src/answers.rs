//! The open questions, answered by search: what each way of reading the documentation implies.
//!
//! For every switch `POL-nn` and each of its options the policy is verified under that option, everything else as it is,
//! and compared with the policy as it is: the shortest conversations that end differently tell what the option means. One
//! that breaks a property says why it cannot be meant, or what it costs.

use std::ops::ControlFlow;

use serde::Serialize;
use switchboard::{PolicySpec, Preset, Switches};

use crate::diff::{Difference, compare};
use crate::families::Family;
use crate::verification::{Effort, Finding, KernelOf, Standing, Verdict, verify};

/// One open question.
#[derive(Debug, Clone, Serialize)]
pub struct Question {
    /// Its id, such as `POL-16`.
    pub id: &'static str,
    /// The question.
    pub question: &'static str,
    /// What the pages say, by source code.
    pub source: &'static str,
    /// The options in the order of their letters.
    pub options: Vec<Reading>,
}

/// One way of reading the documentation.
#[derive(Debug, Clone, Serialize)]
pub struct Reading {
    /// The letter of the option.
    pub letter: char,
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// The presets that choose it.
    pub presets: Vec<&'static str>,
    /// Why the policy does not hold under it, if it does not.
    pub refused: Option<String>,
    /// The families that hold.
    pub holds: Vec<&'static str>,
    /// Those of which nothing happens in the scope.
    pub idle: Vec<&'static str>,
    /// Those that were not decided.
    pub unfinished: Vec<&'static str>,
    /// Those that are broken, each by a shortest run.
    pub broken: Vec<Finding>,
    /// Distinct states of all slices.
    pub states: u64,
    /// Whether the policy has this option.
    pub chosen: bool,
    /// The shortest runs that tell it from the option that the policy has, the shortest first, at most
    /// [`DIFFERENCES_MAX`]; none where no run within the scope does.
    pub differences: Vec<Difference>,
    /// Whether all runs within the scope were compared.
    pub compared: bool,
}

/// Runs that are kept for each option.
pub const DIFFERENCES_MAX: usize = 3;

/// Who is told which option is looked at, and may say stop: the number of the option and how many there are.
pub type Watcher<'a> = dyn FnMut(usize, usize, &str) -> ControlFlow<()> + Send + 'a;

/// Every open question under a policy, or only one. The second is whether somebody said stop: then the last questions are
/// missing.
///
/// # Errors
///
/// As [`verify`].
pub fn answers(
    spec: &PolicySpec,
    effort: &Effort,
    only: Option<&str>,
    kernel: &KernelOf<'_>,
    watch: &mut Watcher<'_>,
) -> Result<(Vec<Question>, bool), String> {
    let asked = || Switches::ALL.iter().filter(|switch| only.is_none_or(|only| only == switch.id));
    let total = asked().map(|switch| switch.options.len()).sum();
    let has = spec.build().map_err(|error| error.to_string())?;
    let mut questions = Vec::new();
    let mut number = 0;
    for switch in asked() {
        let mut options = Vec::new();
        for option in switch.options {
            let mut stopped = false;
            let mut told = |_: &Standing<'_>| {
                let flow = watch(number, total, switch.id);
                stopped |= flow.is_break();
                flow
            };
            let mut under = spec.clone();
            under.switches.insert(switch.id.to_owned(), option.letter.to_string());
            let presets = Preset::ALL.into_iter().filter(|preset| {
                Switches::preset(*preset).get(switch.id).is_some_and(|chosen| chosen.letter == option.letter)
            });
            let mut reading = Reading {
                letter: option.letter,
                name: option.name,
                meaning: option.meaning,
                presets: presets.map(Preset::name).collect(),
                refused: under.build().err().map(|error| error.to_string()),
                holds: Vec::new(),
                idle: Vec::new(),
                unfinished: Vec::new(),
                broken: Vec::new(),
                states: 0,
                chosen: has.switches().get(switch.id).is_some_and(|chosen| chosen.letter == option.letter),
                differences: Vec::new(),
                compared: true,
            };
            if reading.refused.is_none() {
                let report = verify(&under, effort, kernel, &mut told)?;
                for family in Family::ALL {
                    match report.verdict(family) {
                        Verdict::Holds => reading.holds.push(family.name()),
                        Verdict::NotExercised => reading.idle.push(family.name()),
                        Verdict::Unfinished => reading.unfinished.push(family.name()),
                        Verdict::Violated => {}
                    }
                }
                reading.states = report.slices.iter().flat_map(|slice| &slice.views).map(|view| view.states).sum();
                reading.broken = report.findings;
                if !reading.chosen {
                    let report = compare(spec, &under, effort, false, &mut told)?;
                    reading.compared = report.is_complete();
                    reading.differences = report.differences;
                    reading.differences.sort_by_key(|it| (it.steps.len(), it.kind));
                    reading.differences.truncate(DIFFERENCES_MAX);
                }
            }
            if stopped {
                return Ok((questions, true));
            }
            options.push(reading);
            number += 1;
        }
        let (id, question, source) = (switch.id, switch.question, switch.source);
        questions.push(Question { id, question, source, options });
    }
    Ok((questions, false))
}
