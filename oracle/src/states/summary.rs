//! What a log looks like at state level: how many conversations, which steps, how many went wrong.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use switchboard::Stage;

use super::legal::name;

/// Sequences of states beyond this many are not told apart.
pub(super) const SEQUENCES_MAX: usize = 1 << 16;

/// What a log looks like at state level.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Records read.
    pub records: u64,
    /// Records of which nothing is read, or that the mapping passes over.
    pub passed_over: u64,
    /// Records that could not be read.
    pub faulty: u64,
    /// Conversations (traces).
    pub conversations: u64,
    /// Conversations with a step that is not legal, or a beginning that is not.
    pub deviating: u64,
    /// Different sequences of states, equal ones in a row taken as one.
    pub sequences: usize,
    /// Steps from state to state, by where from and where to.
    pub steps: Vec<StepCount>,
    /// Beginnings that are not legal, by state.
    pub bad_begins: BTreeMap<&'static str, u64>,
    /// Assignments to agents.
    pub assignments: u64,
    /// What was found that the system does not claim to follow, by rule.
    pub not_claimed: BTreeMap<String, u64>,
    /// Closed conversations that were forgotten to keep the memory bounded.
    pub forgotten: u64,
}

/// How often a step happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepCount {
    /// From this state.
    pub from: &'static str,
    /// To this one.
    pub to: &'static str,
    /// How often.
    pub count: u64,
    /// Whether it is legal.
    pub legal: bool,
}

impl Summary {
    /// Steps that are not legal, in number.
    #[must_use]
    pub fn illegal_steps(&self) -> u64 {
        self.steps.iter().filter(|step| !step.legal).map(|step| step.count).sum()
    }

    /// Takes the summary of another log into this one. Sequences that both have are counted twice.
    pub fn join(&mut self, other: Self) {
        self.records += other.records;
        self.passed_over += other.passed_over;
        self.faulty += other.faulty;
        self.conversations += other.conversations;
        self.deviating += other.deviating;
        self.sequences += other.sequences;
        self.assignments += other.assignments;
        self.forgotten += other.forgotten;
        for step in other.steps {
            match self.steps.iter_mut().find(|it| (it.from, it.to, it.legal) == (step.from, step.to, step.legal)) {
                Some(known) => known.count += step.count,
                None => self.steps.push(step),
            }
        }
        for (state, count) in other.bad_begins {
            *self.bad_begins.entry(state).or_default() += count;
        }
        for (rule, count) in other.not_claimed {
            *self.not_claimed.entry(rule).or_default() += count;
        }
    }
}

/// What is counted on the way to a summary.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) conversations: u64,
    pub(super) deviating: u64,
    pub(super) assignments: u64,
    pub(super) forgotten: u64,
    sequences: BTreeSet<u128>,
    steps: BTreeMap<(Stage, Stage, bool), u64>,
    bad_begins: BTreeMap<&'static str, u64>,
    pub(super) not_claimed: BTreeMap<String, u64>,
}

impl Tally {
    pub(super) fn step(&mut self, from: Stage, to: Stage, legal: bool) {
        *self.steps.entry((from, to, legal)).or_default() += 1;
    }

    pub(super) fn bad_begin(&mut self, stage: Stage) {
        *self.bad_begins.entry(name(stage)).or_default() += 1;
    }

    /// A conversation has ended with this sequence of states.
    pub(super) fn sequence(&mut self, print: u128) {
        if self.sequences.len() < SEQUENCES_MAX {
            self.sequences.insert(print);
        }
    }

    pub(super) fn summary(&self) -> Summary {
        let mut steps: Vec<StepCount> = self
            .steps
            .iter()
            .map(|((from, to, legal), count)| StepCount {
                from: name(*from),
                to: name(*to),
                count: *count,
                legal: *legal,
            })
            .collect();
        steps.sort_by_key(|step| (step.legal, std::cmp::Reverse(step.count)));
        Summary {
            conversations: self.conversations,
            deviating: self.deviating,
            sequences: self.sequences.len(),
            steps,
            bad_begins: self.bad_begins.clone(),
            assignments: self.assignments,
            not_claimed: self.not_claimed.clone(),
            forgotten: self.forgotten,
            ..Summary::default()
        }
    }
}
