//! Makes a finding short: leaves out what it does not need, then looks for anything shorter.
//!
//! First delta debugging: halves, quarters and single moves are left out as long as something is still found. Then every
//! state of the rules that fewer moves reach is visited, nearest first, and everything is tried there: if the budget
//! lasts, no shorter sequence of moves to a state of the rules shows anything, and the finding is as short as can be.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use switchboard::Replica;

use super::act::kind;
use super::driver::{Driver, Finding};
use super::link::{Failure, Link};
use super::sequence::{Move, tidy};
use super::twin::{Divergence, Twin};
use super::wire::Routes;

/// How many runs a finding is worth of which each costs a time-out.
const FAILURES_MAX: u32 = 40;

/// What leads from one state to another in most sequences.
const LEADING: [(&str, &str); 6] = [
    ("arrival", "new"),
    ("router", "queue"),
    ("agent", "accept"),
    ("agent", "end"),
    ("customer", "end"),
    ("supervisor", "force-close"),
];

/// How a search for something shorter ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Searched {
    /// With something shorter, than which nothing shorter is to be found in the same way.
    Found,
    /// There is nothing shorter.
    Exhausted,
    /// The budget was spent.
    Unfinished,
}

/// Actor and operation of a move; none where time passes.
fn kind_of(step: &Move) -> Option<(&'static str, &'static str)> {
    match step {
        Move::Try { action, .. } => Some(kind(action)),
        Move::Pass { .. } => None,
    }
}

/// A finding made short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// The finding.
    pub finding: Finding,
    /// How many moves it had at first.
    pub first: usize,
    /// Whether everything shorter was tried.
    pub proven: bool,
    /// Whether it came again when it was repeated at the end.
    pub repeats: bool,
    /// How many steps that took.
    pub steps: u64,
}

impl<L: Link> Driver<L> {
    /// Makes a finding short, with at most so many steps.
    ///
    /// # Errors
    ///
    /// When the implementation cannot be started again.
    pub fn shrink(&mut self, finding: Finding, steps_max: u64) -> Result<Short, Failure> {
        let (first, begun) = (finding.moves.len(), self.spent);
        let last = begun.saturating_add(steps_max);
        let mut short = finding;
        let fails = matches!(short.divergence, Divergence::Failure(_));
        self.leave_out(&mut short, if fails { FAILURES_MAX } else { u32::MAX }, last)?;
        if !fails {
            // The operations of the finding first, with those that lead anywhere: that is quickly done.
            let mut kinds: BTreeSet<(&str, &str)> = BTreeSet::from(LEADING);
            kinds.extend(short.moves.iter().filter_map(kind_of));
            let half = begun.saturating_add(steps_max / 2);
            while self.search(&mut short, half, Some(&kinds))? == Searched::Found {}
        }
        let proven = !fails && self.search(&mut short, last, None)? != Searched::Unfinished;
        // What depends on more than the moves does not come again.
        let repeats = self.probe(&short.moves)?.is_some();
        Ok(Short { finding: short, first, proven: proven && repeats, repeats, steps: self.spent - begun })
    }

    /// Delta debugging over moves.
    fn leave_out(&mut self, short: &mut Finding, probes_max: u32, last: u64) -> Result<(), Failure> {
        let mut probes = 0;
        let mut size = short.moves.len().div_ceil(2).max(1);
        loop {
            let mut shrunk = false;
            let mut from = 0;
            while from < short.moves.len() && probes < probes_max && self.spent < last {
                let upto = (from + size).min(short.moves.len());
                let mut rest = short.moves[..from].to_vec();
                rest.extend_from_slice(&short.moves[upto..]);
                let rest = tidy(&rest);
                probes += 1;
                match self.probe(&rest)? {
                    Some(found) if found.moves.len() < short.moves.len() => {
                        *short = Finding { moves: tidy(&found.moves), ..found };
                        shrunk = true;
                    }
                    Some(_) | None => from = upto,
                }
            }
            if probes >= probes_max || self.spent >= last || short.moves.is_empty() {
                return Ok(());
            }
            if !shrunk {
                if size == 1 {
                    return Ok(());
                }
                size = size.div_ceil(2);
            }
        }
    }

    /// Tries everything that is shorter, nearest first, or only what is of these operations.
    fn search(
        &mut self,
        short: &mut Finding,
        last: u64,
        kinds: Option<&BTreeSet<(&str, &str)>>,
    ) -> Result<Searched, Failure> {
        let mut known: BTreeSet<[u64; 2]> = BTreeSet::new();
        let start = self.stand(&[]);
        known.insert(key(&start));
        let mut level: Vec<Vec<Move>> = vec![Vec::new()];
        // What is one move long is found from the beginning, and so on.
        for depth in 1..short.moves.len() {
            let mut next: Vec<Vec<Move>> = Vec::new();
            for path in &level {
                let twin = self.stand(path);
                // What does nothing under the rules leads nowhere else: all of it is tried in one run.
                let mut idle: Vec<Move> = path.clone();
                let mut fresh: Vec<Vec<Move>> = Vec::new();
                let admits = |step: &Move| kinds.is_none_or(|kinds| kind_of(step).is_none_or(|it| kinds.contains(&it)));
                for step in self.every(&twin).into_iter().filter(admits) {
                    let mut after = twin.clone();
                    let (answer, events) = after.alone(&step);
                    if !answer.is_done() && events.is_empty() {
                        idle.push(step);
                    } else {
                        let mut longer = path.clone();
                        longer.push(step);
                        if known.insert(key(&after)) || depth + 1 >= short.moves.len() {
                            fresh.push(longer);
                        }
                    }
                }
                if self.spent >= last {
                    return Ok(Searched::Unfinished);
                }
                if let Some(found) = self.probe(&idle)? {
                    // The last move alone shows it, unless what did nothing has left something behind.
                    let mut alone = path.clone();
                    alone.extend(found.moves.last());
                    if let Some(found) = self.probe(&tidy(&alone))?
                        && found.moves.len() < short.moves.len()
                    {
                        *short = found;
                        return Ok(Searched::Found);
                    }
                }
                let candidates: Vec<&[Move]> = fresh.iter().map(Vec::as_slice).collect();
                for found in self.probe_all(&candidates)?.into_iter().flatten() {
                    if found.moves.len() < short.moves.len() {
                        *short = found;
                        return Ok(Searched::Found);
                    }
                }
                next.append(&mut fresh);
            }
            level = next;
        }
        Ok(Searched::Exhausted)
    }

    /// The rules after these moves.
    fn stand(&self, path: &[Move]) -> Twin {
        let mut twin = self.begun();
        for step in path {
            let _ = twin.alone(step);
        }
        twin
    }

    /// Everything that can be tried after some moves; time passes to the next clock where it can.
    fn every(&self, twin: &Twin) -> Vec<Move> {
        let ids: Vec<_> = twin.center().conversations().collect();
        let most = self.claims.conversations_max.map_or(usize::MAX, |most| most as usize);
        let mut every: Vec<Move> = self
            .moves
            .every(&ids)
            .map(|action| Move::of(action, twin.names(), &ids))
            .filter(|step| !step.creates() || ids.len() < most)
            .collect();
        if self.claims.time && self.claims.routes == Routes::Asked {
            every.extend(twin.clock().next_in().map(|seconds| Move::Pass { seconds: seconds.max(1) }));
        }
        every
    }
}

/// By what a state of the rules is known: all of it that a rule can read, and what clocks are left, in two numbers.
fn key(twin: &Twin) -> [u64; 2] {
    let replica = Replica::of(twin.center());
    [0_u64, 1].map(|salt| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        replica.hash(&mut hasher);
        hasher.finish()
    })
}
