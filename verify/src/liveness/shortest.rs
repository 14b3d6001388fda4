//! The shortest lasso: outward from where runs begin, and from every state in a trap once round.

use super::circuit::{Circuits, Demand, Exhausted, Path};
use super::decide::Traps;
use super::lasso::{Ending, Lasso, Step};
use super::question::Question;
use crate::Packed;

/// Bits of what has been reached of a state.
const FREE: u8 = 1;
const DUE: u8 = 2;

/// A state as a prefix reaches it.
#[derive(Clone, Copy, Debug)]
struct Reached {
    state: u32,
    /// Whether a promise is due; if not, the loop has to make it.
    due: bool,
    /// From which place, `None` where runs begin.
    from: Option<(u32, u32)>,
}

/// The best lasso so far.
#[derive(Debug)]
struct Best {
    /// In all, prefix and loop.
    steps: usize,
    place: usize,
    /// Empty if the run stops.
    repeats: Path,
}

/// All that a breadth-first walk over pairs of a state and "due or not" has reached.
struct Outward<'q, 'g, S, A> {
    question: &'q Question<'g, S, A>,
    places: Vec<Reached>,
    seen: Vec<u8>,
}

/// The lasso without any step, if a run may begin with the promise due and stop there and then.
pub(super) fn at_once<S: Packed, A: Copy + Eq + Ord>(question: &Question<'_, S, A>) -> Option<Lasso<S, A>> {
    let outward = Outward::begin(question);
    let stops = |reached: &Reached| reached.due && question.may_stop(reached.state);
    let place = outward.places.iter().position(stops)?;
    Some(outward.tell(&Best { steps: 0, place, repeats: Path::new() }, true))
}

/// The lasso with the fewest steps, prefix and loop together, and of these the one with the shortest prefix.
///
/// Prefixes come in order of their length, so the walk ends as soon as no prefix is shorter than the best lasso. A loop
/// may begin before the promise is made and make it itself; that can be shorter than to wait for it.
pub(super) fn lasso<S: Packed, A: Copy + Eq + Ord>(
    question: &Question<'_, S, A>,
    traps: &Traps,
    effort_max: u64,
) -> Option<Lasso<S, A>> {
    let stops = |state: u32| question.due(state) && question.may_stop(state);
    if traps.is_empty() && !(0..question.graph.states() as u32).any(stops) {
        return None;
    }
    let mut outward = Outward::begin(question);
    let mut circuits = Circuits::new(question, traps, effort_max);
    let mut best: Option<Best> = None;
    let mut exact = true;
    let (mut prefix, mut start) = (0, 0);
    while start < outward.places.len() && best.as_ref().is_none_or(|best| prefix < best.steps) {
        let end = outward.places.len();
        for place in start..end {
            let Reached { state, due, .. } = outward.places[place];
            if due && best.as_ref().is_none_or(|best| prefix < best.steps) && question.may_stop(state) {
                best = Some(Best { steps: prefix, place, repeats: Path::new() });
            }
            // Where the state itself makes the promise, it has been reached with the promise due by the same prefix.
            let may_cause = |trap| traps.causes(trap) && !question.causes(state);
            let may_repeat = traps.of(state).is_some_and(|trap| due || may_cause(trap));
            if may_repeat && (exact || best.is_none()) {
                let demand = Demand { entry: state, cause: !due };
                let found = improve(&mut circuits, demand, prefix, best.as_ref().map(|best| best.steps));
                exact &= found.exact;
                if let Some(repeats) = found.repeats {
                    best = Some(Best { steps: prefix + repeats.len(), place, repeats });
                }
            }
            outward.expand(place);
        }
        (start, prefix) = (end, prefix + 1);
    }
    best.map(|best| outward.tell(&best, exact))
}

/// The shortest way to a state that is wanted with the promise due: the state it begins in, and its steps.
pub(super) fn nearest<S: Packed, A: Copy + Eq + Ord>(
    question: &Question<'_, S, A>,
    wanted: impl Fn(u32) -> bool,
) -> Option<(u32, Vec<u32>)> {
    let mut outward = Outward::begin(question);
    let mut place = 0;
    while place < outward.places.len() {
        let reached = outward.places[place];
        if reached.due && wanted(reached.state) {
            return Some(outward.way(place));
        }
        outward.expand(place);
        place += 1;
    }
    None
}

/// A loop that makes the best lasso, and whether there is surely none better from there.
struct Found {
    repeats: Option<Path>,
    exact: bool,
}

/// Searches a loop from one state that makes a lasso with fewer steps than the best so far; any at all, if there is none
/// yet. As many steps are no better: prefixes come in order, so the best so far has no longer one.
fn improve<S: Packed, A: Copy + Eq + Ord>(
    circuits: &mut Circuits<'_, '_, S, A>,
    demand: Demand,
    prefix: usize,
    best: Option<usize>,
) -> Found {
    let some = best.is_none().then(|| circuits.some(demand));
    let total = best.or(some.as_ref().map(|path| prefix + path.len())).unwrap_or_default();
    match circuits.shortest(demand, total.saturating_sub(prefix + 1)) {
        Ok(shorter) => Found { repeats: shorter.or(some), exact: true },
        Err(Exhausted) => Found { repeats: some, exact: false },
    }
}

impl<'q, 'g, S: Packed, A: Copy + Eq + Ord> Outward<'q, 'g, S, A> {
    fn begin(question: &'q Question<'g, S, A>) -> Self {
        let mut outward = Self { question, places: Vec::new(), seen: vec![0; question.graph.states()] };
        for &state in question.graph.initial() {
            if !question.at_the_beginning {
                outward.reach(state, false, None);
            }
            if (question.at_the_beginning || question.causes(state)) && !question.keeps(state) {
                outward.reach(state, true, None);
            }
        }
        outward
    }

    fn reach(&mut self, state: u32, due: bool, from: Option<(u32, u32)>) {
        let bit = if due { DUE } else { FREE };
        if self.seen[state as usize] & bit == 0 {
            self.seen[state as usize] |= bit;
            self.places.push(Reached { state, due, from });
        }
    }

    /// Every step on from a place; a promise that was not due may fall due by it.
    fn expand(&mut self, place: usize) {
        let (question, Reached { state, due, .. }) = (self.question, self.places[place]);
        for step in question.graph.row(state) {
            let (target, from) = (question.graph.target(step), Some((place as u32, step)));
            let keeps_step = question.step_keeps(step);
            let falls_due = question.causes(target) || (due || question.step_causes(step)) && !keeps_step;
            if !due {
                self.reach(target, false, from);
            }
            if falls_due && !question.keeps(target) && (!due || !keeps_step) {
                self.reach(target, true, from);
            }
        }
    }

    /// The way to a place: the state it begins in, and its steps.
    fn way(&self, mut place: usize) -> (u32, Vec<u32>) {
        let mut steps = Vec::new();
        while let Some((before, step)) = self.places[place].from {
            steps.push(step);
            place = before as usize;
        }
        steps.reverse();
        (self.places[place].state, steps)
    }

    /// The lasso in the words of the model.
    fn tell(&self, best: &Best, exact: bool) -> Lasso<S, A> {
        let graph = self.question.graph;
        let told = |step: u32| {
            let (action, marks) = graph.label(step);
            Step { action, marks, to: graph.state(graph.target(step)) }
        };
        let (start, prefix) = self.way(best.place);
        let prefix = prefix.into_iter().map(told).collect();
        let repeats: Vec<_> = best.repeats.iter().map(|&(_, step)| told(step)).collect();
        let ending = if repeats.is_empty() { Ending::Stops } else { Ending::Repeats(repeats) };
        Lasso { start: graph.state(start), prefix, ending, exact }
    }
}
