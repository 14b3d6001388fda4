//! Strongly connected components of the states in which a promise is due.

use super::question::Question;
use crate::Packed;

/// The bit of a frame's state that says that something older can be reached from it.
const NOT_A_ROOT: u32 = 1 << 31;

/// Tarjan's algorithm in Pearce's form: one number per state serves as order of discovery and, later, as component.
///
/// No recursion. Four bytes a state, eight for each state on the path that is being followed, four for each state
/// whose component is not complete.
#[derive(Debug)]
pub(super) struct Components {
    /// 0: not seen. Small: order of discovery. Large: component, counted down, never used twice; or never searched.
    numbers: Vec<u32>,
    /// The next component.
    component: u32,
}

/// A component as it is found.
#[derive(Debug)]
pub(super) struct Component<'c> {
    pub(super) states: &'c [u32],
    numbers: &'c [u32],
    number: u32,
}

impl Component<'_> {
    #[inline]
    pub(super) fn has(&self, state: u32) -> bool {
        self.numbers[state as usize] == self.number
    }
}

impl Components {
    pub(super) fn new(states: usize) -> Self {
        Self { numbers: vec![u32::MAX; states], component: u32::MAX - 1 }
    }

    /// Hands each component of the graph between these states to `found`; no component is handed in before those that
    /// can be reached from it. Steps that keep the promise are not followed.
    pub(super) fn search<S: Packed, A: Copy + Eq + Ord>(
        &mut self,
        question: &Question<'_, S, A>,
        among: impl Iterator<Item = u32> + Clone,
        mut found: impl FnMut(Component<'_>),
    ) {
        let graph = question.graph;
        among.clone().for_each(|state| self.numbers[state as usize] = 0);
        let mut order = 0;
        let mut path: Vec<(u32, u32)> = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        for start in among {
            if self.numbers[start as usize] != 0 {
                continue;
            }
            order += 1;
            self.numbers[start as usize] = order;
            path.push((start, graph.row(start).start));
            while let Some(&mut (ref mut frame, ref mut next)) = path.last_mut() {
                let state = *frame & !NOT_A_ROOT;
                let end = graph.row(state).end;
                let mut lowest = self.numbers[state as usize];
                let mut below = None;
                while *next < end {
                    let step = *next;
                    let target = graph.target(step);
                    let number = self.numbers[target as usize];
                    if number < lowest && !question.step_keeps(step) {
                        if number == 0 {
                            below = Some(target);
                            break;
                        }
                        lowest = number;
                        *frame |= NOT_A_ROOT;
                    }
                    *next += 1;
                }
                self.numbers[state as usize] = lowest;
                if let Some(target) = below {
                    order += 1;
                    self.numbers[target as usize] = order;
                    path.push((target, graph.row(target).start));
                    continue;
                }
                let root = *frame & NOT_A_ROOT == 0;
                path.pop();
                open.push(state);
                if root {
                    let first = open[..open.len() - 1]
                        .iter()
                        .rposition(|&other| self.numbers[other as usize] < lowest)
                        .map_or(0, |below| below + 1);
                    let states = &open[first..];
                    states.iter().for_each(|&member| self.numbers[member as usize] = self.component);
                    found(Component { states, numbers: &self.numbers, number: self.component });
                    self.component -= 1;
                    order -= states.len() as u32;
                    open.truncate(first);
                }
            }
        }
    }
}
