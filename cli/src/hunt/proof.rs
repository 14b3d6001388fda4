//! What was not reached, asked of the checker: whether any order of what it tries under the policy reaches it at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use switchboard::{Action, Answer, ContactCenter, Event, PolicySpec, Rule};
use switchboard_sims::hunt::{KINDS, Seen, kind};
use switchboard_verify::verification::{Effort, Standing, verify};
use switchboard_verify::{Kernel, Rules};

use crate::verify::{line, stop};

/// What the checker says of what a hunt did not reach.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub(super) struct Proof {
    /// The policy.
    pub(super) policy: String,
    /// In how many slices.
    pub(super) slices: usize,
    /// How many states they have together.
    pub(super) states: u64,
    /// Whether all of them were searched to their ends; otherwise nothing is proven.
    pub(super) whole: bool,
    /// Kinds of actions that the checker tries in no view: what needs one of them may be reached all the same.
    pub(super) untried: Vec<&'static str>,
    /// Rules that can answer or be told, and were missed.
    pub(super) rules_missed: Vec<&'static str>,
    /// Rules that no order of what the checker tries brings up.
    pub(super) rules_unreachable: Vec<&'static str>,
    /// Kinds of actions that can be done, and never were.
    pub(super) kinds_missed: Vec<&'static str>,
    /// Kinds that are refused, or do nothing, in every order of what the checker tries.
    pub(super) kinds_unreachable: Vec<&'static str>,
}

/// What the kernel was asked and answered.
#[derive(Debug)]
struct Noted {
    tried: Vec<AtomicBool>,
    done: Vec<AtomicBool>,
    rules: Vec<AtomicBool>,
}

impl Noted {
    fn new() -> Self {
        let many = |count: usize| (0..count).map(|_| AtomicBool::new(false)).collect();
        Self { tried: many(KINDS.len()), done: many(KINDS.len()), rules: many(Rule::ALL.len()) }
    }
}

/// The rules, which keep in mind what they answered: the checker asks them in every situation that can come about.
#[derive(Debug)]
struct Noting(Arc<Noted>);

impl Kernel for Noting {
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
        let answer = Rules.apply(center, action, events);
        let set = |flag: &AtomicBool| flag.store(true, Ordering::Relaxed);
        let kind = kind(&action);
        set(&self.0.tried[kind]);
        match answer {
            Answer::Done => {
                set(&self.0.done[kind]);
                events.iter().for_each(|event| set(&self.0.rules[event.rule as usize]));
            }
            Answer::Unchanged(rule) => set(&self.0.rules[rule as usize]),
            Answer::Refused(refusal) => set(&self.0.rules[refusal.rule as usize]),
        }
        answer
    }
}

/// Asks the checker.
///
/// # Errors
///
/// In words, when it cannot look at the policy.
pub(super) fn prove(spec: &PolicySpec, seen: &Seen, known: &[&'static str], threads: usize) -> Result<Proof, String> {
    let noted = Arc::new(Noted::new());
    // Properties that must happen some time reach nothing else.
    let effort = Effort { threads, followed: 0, ..Effort::default() };
    let (bar, stops) = (line(), stop(None));
    let mut watch = |standing: &Standing<'_>| {
        if let Some(bar) = &bar {
            let Standing { slice, slices, view, progress } = standing;
            let words = format!("what can be reached: slice {} of {slices}, {view}: {}", slice + 1, progress.states);
            bar.set_message(words);
            bar.tick();
        }
        stops()
    };
    let report = verify(spec, &effort, &|| Box::new(Noting(Arc::clone(&noted))), &mut watch)?;
    if let Some(bar) = &bar {
        bar.finish_and_clear();
    }
    let views = || report.slices.iter().flat_map(|slice| &slice.views);
    let set = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
    let mut proof = Proof {
        policy: report.policy.clone(),
        slices: report.slices.len(),
        states: views().map(|view| view.states).sum(),
        whole: !report.stopped && views().all(|view| view.complete),
        ..Proof::default()
    };
    let reached = seen.rules();
    for (rule, flag) in Rule::ALL.iter().zip(&noted.rules) {
        let id = rule.id();
        if !known.contains(&id) || reached.contains(id) {
            continue;
        }
        if set(flag) { &mut proof.rules_missed } else { &mut proof.rules_unreachable }.push(id);
    }
    for (place, (name, _, done)) in seen.kinds().enumerate() {
        if !set(&noted.tried[place]) {
            proof.untried.push(name);
        } else if done == 0 {
            let list = if set(&noted.done[place]) { &mut proof.kinds_missed } else { &mut proof.kinds_unreachable };
            list.push(name);
        }
    }
    Ok(proof)
}
