//! A finite state machine as its states are seen from outside: what cannot be told apart by any run is one state.

use std::collections::BTreeMap;

/// A deterministic machine with outputs. The first state is the initial one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// What can be seen of each state.
    pub looks: Vec<u32>,
    /// By state and input: the output and the next state; none where the input cannot be tried. Whether it can be is
    /// seen: states that look alike have the same inputs.
    pub steps: Vec<Vec<Option<(u32, u32)>>>,
}

impl Machine {
    /// How many states it has.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.steps.len()
    }

    /// How many inputs it has.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.steps.first().map_or(0, Vec::len)
    }

    /// The state after a run of inputs; none where one of them cannot be tried.
    #[must_use]
    pub fn after(&self, state: u32, run: &[u32]) -> Option<u32> {
        run.iter().try_fold(state, |state, input| {
            let step = self.steps[state as usize].get(*input as usize).copied().flatten();
            step.map(|(_, next)| next)
        })
    }

    /// What is seen of a run: each output, and how the state looks then.
    #[must_use]
    pub fn seen(&self, state: u32, run: &[u32]) -> Vec<Option<(u32, u32)>> {
        let mut at = Some(state);
        run.iter()
            .map(|input| {
                let step = at.and_then(|at| self.steps[at as usize].get(*input as usize).copied().flatten());
                at = step.map(|(_, next)| next);
                step.map(|(output, next)| (output, self.looks[next as usize]))
            })
            .collect()
    }

    /// The block of each state, blocks being states that no run of inputs tells apart; numbered in the order of states.
    ///
    /// Blocks are split until outputs, looks and the blocks of the next states agree within each (Moore's algorithm).
    #[must_use]
    pub fn blocks(&self) -> Vec<u32> {
        let mut blocks = numbered(&self.looks);
        loop {
            let signature = |state: usize| {
                let steps = self.steps[state].iter();
                let after: Vec<Option<(u32, u32)>> =
                    steps.map(|step| step.map(|(output, next)| (output, blocks[next as usize]))).collect();
                (blocks[state], after)
            };
            let finer = numbered(&(0..self.count()).map(signature).collect::<Vec<_>>());
            if finer == blocks {
                return blocks;
            }
            blocks = finer;
        }
    }

    /// The machine in which states that no run tells apart are one.
    #[must_use]
    pub fn reduced(&self) -> Self {
        let blocks = self.blocks();
        let count = blocks.iter().max().map_or(0, |block| *block as usize + 1);
        let mut reduced = Self { looks: vec![0; count], steps: vec![Vec::new(); count] };
        // The first state of a block stands for it; the others do the same.
        for (state, block) in blocks.iter().enumerate().rev() {
            reduced.looks[*block as usize] = self.looks[state];
            let steps = self.steps[state].iter();
            reduced.steps[*block as usize] =
                steps.map(|step| step.map(|(output, next)| (output, blocks[next as usize]))).collect();
        }
        reduced
    }

    /// For every pair of states that some run tells apart, the first input of a shortest such run, and its length; zero
    /// where it is seen at once. The pair `(i, j)` with `i < j` stands at `j * (j - 1) / 2 + i`.
    pub(crate) fn told_apart(&self) -> Vec<Option<(u32, u32)>> {
        let count = self.count();
        let mut apart: Vec<Option<(u32, u32)>> = vec![None; count * count.saturating_sub(1) / 2];
        let pairs = || (1..count).flat_map(|j| (0..j).map(move |i| (i, j)));
        for (place, (i, j)) in pairs().enumerate() {
            if self.looks[i] != self.looks[j] {
                apart[place] = Some((0, 0));
            }
        }
        for length in 1_u32.. {
            let mut fresh: Vec<(usize, u32)> = Vec::new();
            for (place, (i, j)) in pairs().enumerate().filter(|(place, _)| apart[*place].is_none()) {
                let input = (0..self.inputs()).find(|input| match (self.steps[i][*input], self.steps[j][*input]) {
                    (Some((one, to)), Some((other, there))) => {
                        one != other
                            || to != there && apart[pair(to, there)].is_some_and(|(_, known)| known == length - 1)
                    }
                    (None, None) => false,
                    (Some(_), None) | (None, Some(_)) => true,
                });
                if let Some(input) = input {
                    fresh.push((place, input as u32));
                }
            }
            if fresh.is_empty() {
                break;
            }
            for (place, input) in fresh {
                apart[place] = Some((input, length));
            }
        }
        apart
    }

    /// A shortest run that tells two states apart; none where no run does.
    #[must_use]
    pub(crate) fn separating(&self, apart: &[Option<(u32, u32)>], one: u32, other: u32) -> Option<Vec<u32>> {
        let (mut one, mut other) = (one, other);
        let mut run = Vec::new();
        loop {
            if one == other {
                return None;
            }
            let (input, length) = apart[pair(one, other)]?;
            if length == 0 {
                return Some(run);
            }
            run.push(input);
            match (self.steps[one as usize][input as usize], self.steps[other as usize][input as usize]) {
                (Some((said, to)), Some((told, there))) if said == told => (one, other) = (to, there),
                (Some(_) | None, Some(_) | None) => return Some(run),
            }
        }
    }
}

/// The place of a pair of states.
fn pair(one: u32, other: u32) -> usize {
    let (i, j) = (one.min(other) as usize, one.max(other) as usize);
    j * (j - 1) / 2 + i
}

/// Equal things get equal numbers, in the order in which they come.
fn numbered<T: Ord>(things: &[T]) -> Vec<u32> {
    let mut numbers: BTreeMap<&T, u32> = BTreeMap::new();
    things
        .iter()
        .map(|thing| {
            let next = numbers.len() as u32;
            *numbers.entry(thing).or_insert(next)
        })
        .collect()
}
