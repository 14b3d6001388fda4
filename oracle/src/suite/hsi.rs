//! Complete suites by the HSI method: for every state the runs that tell it from each other state, after every step.
//!
//! Petrenko, Yevtushenko, Lebedev and Das (1993) and Luo, Petrenko and Bochmann (1994). With a state cover `V` of the
//! reduced machine, a family of harmonised identifiers `H` (for each two states both have a common run that tells them
//! apart) and `m` extra states, the suite is every run of `V`, up to `m + 1` inputs, and the identifier of the state
//! reached. An implementation that passes and is a machine of no more than `n + m` states is equivalent.

use std::collections::{BTreeSet, VecDeque};

use super::machine::Machine;

/// A complete suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complete {
    /// States of the reduced machine.
    pub states: usize,
    /// The runs, none the beginning of another, shortest first.
    pub runs: Vec<Vec<u32>>,
    /// Whether there were too many steps, so that runs are missing.
    pub cut: bool,
}

/// A shortest run to every state of a machine, by state.
#[must_use]
pub fn state_cover(machine: &Machine) -> Vec<Vec<u32>> {
    let mut cover: Vec<Option<Vec<u32>>> = vec![None; machine.count()];
    let mut agenda = VecDeque::new();
    if let Some(first) = cover.first_mut() {
        *first = Some(Vec::new());
        agenda.push_back(0_u32);
    }
    while let Some(state) = agenda.pop_front() {
        let so_far = cover[state as usize].clone().unwrap_or_default();
        for (input, step) in machine.steps[state as usize].iter().enumerate() {
            let Some((_, next)) = step else { continue };
            if cover[*next as usize].is_none() {
                let mut run = so_far.clone();
                run.push(input as u32);
                cover[*next as usize] = Some(run);
                agenda.push_back(*next);
            }
        }
    }
    cover.into_iter().flatten().collect()
}

/// Harmonised identifiers of a reduced machine, by state: none is the beginning of another of the same state.
#[must_use]
pub fn identifiers(machine: &Machine) -> Vec<Vec<Vec<u32>>> {
    let apart = machine.told_apart();
    (0..machine.count() as u32)
        .map(|state| {
            let others = (0..machine.count() as u32).filter(|other| *other != state);
            let runs: BTreeSet<Vec<u32>> =
                others.filter_map(|other| machine.separating(&apart, state, other)).collect();
            longest(runs)
        })
        .collect()
}

/// The suite for implementations with so many extra states; cut where it would have more steps than these.
#[must_use]
pub fn complete(machine: &Machine, extra: usize, steps_max: usize) -> Complete {
    let machine = machine.reduced();
    let cover = state_cover(&machine);
    let identifiers = identifiers(&machine);
    let mut runs: BTreeSet<Vec<u32>> = BTreeSet::new();
    let mut steps = 0;
    let mut cut = false;
    'all: for begin in &cover {
        let mut reached: Vec<Vec<u32>> = vec![begin.clone()];
        for round in 0..=extra + 1 {
            let mut next = Vec::new();
            for run in &reached {
                let Some(state) = machine.after(0, run) else { continue };
                for identifier in identifiers[state as usize].iter().map(Vec::as_slice).chain([&[][..]]) {
                    let mut test = run.clone();
                    test.extend_from_slice(identifier);
                    steps += test.len();
                    runs.insert(test);
                }
                if steps > steps_max {
                    cut = true;
                    break 'all;
                }
                if round <= extra {
                    for (input, step) in machine.steps[state as usize].iter().enumerate() {
                        if step.is_some() {
                            let mut longer = run.clone();
                            longer.push(input as u32);
                            next.push(longer);
                        }
                    }
                }
            }
            reached = next;
        }
    }
    let mut runs = longest(runs);
    runs.retain(|run| !run.is_empty());
    runs.sort_by_key(|run| (run.len(), run.clone()));
    Complete { states: machine.count(), runs, cut }
}

/// Those that are the beginning of no other: in a sorted set the longer one comes right after.
fn longest(runs: BTreeSet<Vec<u32>>) -> Vec<Vec<u32>> {
    let runs: Vec<Vec<u32>> = runs.into_iter().collect();
    let begins = |place: usize| runs.get(place + 1).is_some_and(|next| next.starts_with(&runs[place]));
    (0..runs.len()).filter(|place| !begins(*place)).map(|place| runs[place].clone()).collect()
}
