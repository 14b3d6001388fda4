//! The definitions, taken literally, for drawings of a few states.

use super::drawn::Drawn;

/// What is asked of a drawing: sets of states and letters, and letters that are fair.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) at_the_beginning: bool,
    pub(super) cause: Vec<u32>,
    pub(super) cause_steps: Vec<char>,
    pub(super) goal: Vec<u32>,
    pub(super) goal_steps: Vec<char>,
    pub(super) weak: Vec<char>,
    pub(super) strong: Vec<char>,
    pub(super) moving: bool,
}

type Arrow = (u32, char, u32);

impl Asked {
    fn possible(&self, drawn: &Drawn, state: u32, letter: char) -> bool {
        drawn.arrows.iter().any(|&(from, name, to)| from == state && to != state && name == letter)
    }

    fn may_stop(&self, drawn: &Drawn, state: u32) -> bool {
        if self.moving {
            return !drawn.arrows.iter().any(|arrow| arrow.0 == state);
        }
        self.weak.iter().chain(&self.strong).all(|&letter| !self.possible(drawn, state, letter))
    }

    /// Whether visiting these states and taking these arrows for ever is fair.
    fn fair(&self, drawn: &Drawn, states: &[u32], arrows: &[Arrow]) -> bool {
        let taken = |letter: char| arrows.iter().any(|&(from, name, to)| name == letter && from != to);
        let weak = |&letter: &char| taken(letter) || states.iter().any(|&state| !self.possible(drawn, state, letter));
        let strong = |&letter: &char| taken(letter) || states.iter().all(|&state| !self.possible(drawn, state, letter));
        self.weak.iter().all(weak) && self.strong.iter().all(strong)
    }

    /// Whether the promise is due in a state in which a run begins, and after a step.
    fn due_at_first(&self, state: u32) -> bool {
        (self.at_the_beginning || self.cause.contains(&state)) && !self.goal.contains(&state)
    }

    fn due_after(&self, due: bool, (_, letter, to): Arrow) -> bool {
        let by_step = (due || self.cause_steps.contains(&letter)) && !self.goal_steps.contains(&letter);
        (by_step || self.cause.contains(&to)) && !self.goal.contains(&to)
    }

    fn breaks(&self, arrow: Arrow) -> bool {
        !self.goal_steps.contains(&arrow.1) && !self.goal.contains(&arrow.2)
    }

    /// Whether some fair run breaks the promise: some set of states and all arrows inside it, strongly connected.
    pub(super) fn violated(&self, drawn: &Drawn, states: u32) -> bool {
        let mut reached: Vec<(u32, bool)> =
            drawn.initial.iter().map(|&state| (state, self.due_at_first(state))).collect();
        let mut next = 0;
        while next < reached.len() {
            let (state, due) = reached[next];
            for &arrow in drawn.arrows.iter().filter(|arrow| arrow.0 == state) {
                let place = (arrow.2, self.due_after(due, arrow));
                if !reached.contains(&place) {
                    reached.push(place);
                }
            }
            next += 1;
        }
        if reached.iter().any(|&(state, due)| due && self.may_stop(drawn, state)) {
            return true;
        }
        (1u32..1 << states).any(|set| {
            let members: Vec<u32> = (0..states).filter(|state| set >> state & 1 == 1).collect();
            let inside =
                |arrow: &Arrow| members.contains(&arrow.0) && members.contains(&arrow.2) && self.breaks(*arrow);
            let arrows: Vec<Arrow> = drawn.arrows.iter().copied().filter(inside).collect();
            // The set makes the promise itself, or is entered with the promise due.
            let caused = members.iter().any(|state| self.cause.contains(state))
                || arrows.iter().any(|arrow| self.cause_steps.contains(&arrow.1));
            !members.iter().any(|state| self.goal.contains(state))
                && connected(&members, &arrows)
                && self.fair(drawn, &members, &arrows)
                && reached.iter().any(|&(state, due)| members.contains(&state) && (due || caused))
        })
    }

    /// Steps in all and steps of the prefix of the best lasso with at most so many steps.
    pub(super) fn shortest(&self, drawn: &Drawn, most: usize) -> Option<(usize, usize)> {
        (0..=most).find_map(|total| {
            let mut best = None;
            for &state in &drawn.initial {
                self.walks(drawn, state, &mut Vec::new(), total, &mut best);
            }
            best.map(|prefix| (total, prefix))
        })
    }

    fn walks(&self, drawn: &Drawn, start: u32, walk: &mut Vec<Arrow>, left: usize, best: &mut Option<usize>) {
        if left == 0 {
            let prefix = (0..=walk.len()).find(|&prefix| self.is_lasso(drawn, start, walk, prefix));
            *best = best.iter().copied().chain(prefix).min();
            return;
        }
        let at = walk.last().map_or(start, |arrow| arrow.2);
        for &arrow in drawn.arrows.iter().filter(|arrow| arrow.0 == at) {
            walk.push(arrow);
            self.walks(drawn, start, walk, left - 1, best);
            walk.pop();
        }
    }

    fn is_lasso(&self, drawn: &Drawn, start: u32, walk: &[Arrow], prefix: usize) -> bool {
        let state = |after: usize| if after == 0 { start } else { walk[after - 1].2 };
        let due = walk.iter().fold(self.due_at_first(start), |due, &arrow| self.due_after(due, arrow));
        let repeated = &walk[prefix..];
        if repeated.is_empty() {
            return due && self.may_stop(drawn, state(prefix));
        }
        let states: Vec<u32> = repeated.iter().map(|arrow| arrow.0).collect();
        due && state(prefix) == state(walk.len())
            && repeated.iter().all(|&arrow| self.breaks(arrow))
            && self.fair(drawn, &states, repeated)
    }
}

/// Whether arrows lead from each of these states to each, at least one of them.
fn connected(members: &[u32], arrows: &[Arrow]) -> bool {
    let reach = |from: u32| {
        let mut reached: Vec<u32> = vec![];
        let mut next = vec![from];
        while let Some(state) = next.pop() {
            for arrow in arrows.iter().filter(|arrow| arrow.0 == state) {
                if !reached.contains(&arrow.2) {
                    reached.push(arrow.2);
                    next.push(arrow.2);
                }
            }
        }
        reached
    };
    !arrows.is_empty() && members.iter().all(|&from| members.iter().all(|to| reach(from).contains(to)))
}
