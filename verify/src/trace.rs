//! Shortest runs, found by walking the levels backwards: no state keeps where it came from.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::found::{First, Found, Trace};
use crate::model::{Mark, Model};

/// The states of a search by level.
pub(crate) trait Levels<M: Model>: Send + Sync {
    /// Every state of a level; the initial states are level 1.
    fn scan(&self, model: &M, level: u32, visit: &mut dyn FnMut(M::State));
}

/// Levels as lists.
#[derive(Debug)]
pub(crate) struct Lists<S>(pub(crate) Vec<Vec<S>>);

impl<M: Model> Levels<M> for Lists<M::State> {
    fn scan(&self, _: &M, level: u32, visit: &mut dyn FnMut(M::State)) {
        let place = (level as usize).checked_sub(1);
        if let Some(states) = place.and_then(|place| self.0.get(place)) {
            states.iter().for_each(|&state| visit(state));
        }
    }
}

/// A step, with where it leads.
type Step<M> = (<M as Model>::Action, <M as Model>::State);

/// What leads to a state from the level before: every step, with where it is taken.
type Before<M> = Rc<Vec<(<M as Model>::State, <M as Model>::Action)>>;

/// One choice on the way back.
struct Choice<M: Model> {
    /// The state that is led to.
    to: M::State,
    /// What leads to it.
    before: Before<M>,
    /// Which of these is taken.
    at: usize,
}

/// The runs that show a mark, the shortest first; among those that show it at the same state, in the order of the
/// states and steps on the way back.
///
/// With each call of [`next`](Self::next) the choice nearest to the beginning is changed first.
pub struct Traces<'f, M: Model> {
    found: &'f Found<M>,
    mark: Mark,
    /// Where the mark is shown on the present level, the next last.
    targets: Vec<(M::State, Option<M::Action>)>,
    /// The level of the targets.
    level: u32,
    target: Option<(M::State, Option<M::Action>)>,
    /// From the target backwards.
    choices: Vec<Choice<M>>,
    /// What was worked out before.
    before: BTreeMap<M::State, Before<M>>,
    begun: bool,
}

impl<M: Model> std::fmt::Debug for Traces<'_, M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Traces").field("mark", &self.mark).field("level", &self.level).finish_non_exhaustive()
    }
}

impl<'f, M: Model> Traces<'f, M> {
    /// The runs that show a mark, given where it is first seen.
    pub(crate) fn new(found: &'f Found<M>, mark: Mark, first: &First<M::State, M::Action>) -> Self {
        Self {
            found,
            mark,
            targets: Vec::new(),
            level: first.level,
            target: None,
            choices: Vec::new(),
            before: BTreeMap::new(),
            begun: false,
        }
    }

    /// The next run; none when all were handed out.
    ///
    /// # Errors
    ///
    /// What the model says when it has to learn on the way and cannot: with symmetry, the states of a run are not those
    /// that stood for them.
    pub fn next(&mut self, model: &mut M) -> Result<Option<Trace<M>>, String> {
        if !self.begun {
            self.begun = true;
            self.aim(model);
        }
        if !self.turn() && !self.take_target(model) {
            return Ok(None);
        }
        self.go_back(model);
        let states: Vec<M::State> = self.choices.iter().rev().map(|choice| choice.to).collect();
        let steps: Vec<(M::State, M::Action)> =
            self.choices.iter().rev().filter_map(|choice| choice.before.get(choice.at).copied()).collect();
        let shown = self.target.and_then(|(_, action)| action);
        if self.found.symmetry {
            return self.in_names(model, &states, shown.is_some()).map(Some);
        }
        let mut trace: Trace<M> = steps.into_iter().map(|(state, action)| (state, Some(action))).collect();
        if let Some(&last) = states.last() {
            trace.push((last, shown));
        }
        if let (Some(_), Some(&(last, Some(shown)))) = (shown, trace.last()) {
            trace.extend(self.led_to(model, last, shown));
        }
        Ok(Some(trace))
    }

    /// The state that the step leads to which is shown.
    fn led_to(&self, model: &M, from: M::State, shown: M::Action) -> Option<(M::State, Option<M::Action>)> {
        let mut end = None;
        let mark = 1 << self.mark;
        let _known = model.steps(from, &mut |action, to, marks| {
            if action == shown && marks & mark != 0 && end.is_none() {
                end = Some((to, None));
            }
        });
        end
    }

    /// Looks for the mark on the present level.
    fn aim(&mut self, model: &M) {
        let mark = 1 << self.mark;
        let mut targets = Vec::new();
        self.found.lists.scan(model, self.level, &mut |state| {
            if model.marks(state) & mark != 0 {
                targets.push((state, None));
            }
            let before = targets.len();
            let known = model.steps(state, &mut |action, _, marks| {
                if marks & mark != 0 {
                    targets.push((state, Some(action)));
                }
            });
            if known.is_err() {
                targets.truncate(before);
            }
        });
        // States that show it themselves come first, as their runs are shorter by a step.
        targets.sort_unstable_by_key(|&(state, action)| (action.is_some(), state, action));
        targets.dedup();
        targets.reverse();
        self.targets = targets;
    }

    /// Takes the next place where the mark is shown, on this level or a later one.
    fn take_target(&mut self, model: &M) -> bool {
        loop {
            if let Some(target) = self.targets.pop() {
                self.target = Some(target);
                self.choices = vec![self.choice(model, target.0, self.level)];
                return true;
            }
            if self.level >= self.found.levels {
                return false;
            }
            self.level += 1;
            self.aim(model);
        }
    }

    /// Changes the choice nearest to the beginning that has another.
    fn turn(&mut self) -> bool {
        while let Some(choice) = self.choices.last_mut() {
            choice.at += 1;
            if choice.at < choice.before.len() {
                return true;
            }
            self.choices.pop();
        }
        false
    }

    /// Goes on from the last choice back to the beginning, taking the first of everything.
    fn go_back(&mut self, model: &M) {
        while let Some(&(state, _)) = self.choices.last().and_then(|choice| choice.before.get(choice.at)) {
            let level = self.level - self.choices.len() as u32;
            let choice = self.choice(model, state, level);
            self.choices.push(choice);
        }
    }

    /// What leads to a state of a level.
    fn choice(&mut self, model: &M, to: M::State, level: u32) -> Choice<M> {
        let known = self.before.get(&to).cloned();
        let before = known.unwrap_or_else(|| {
            let mut before = Vec::new();
            if level > 1 {
                self.found.lists.scan(model, level - 1, &mut |state| {
                    let _known = model.steps(state, &mut |action, next, _| {
                        if self.stands_for(model, next) == to {
                            before.push((state, action));
                        }
                    });
                });
                // Stable: the steps of a state stay in their order.
                before.sort_by_key(|&(state, _)| state);
            }
            let before = Rc::new(before);
            self.before.insert(to, Rc::clone(&before));
            before
        });
        Choice { to, before, at: 0 }
    }

    /// The state that stands for a state in the search.
    fn stands_for(&self, model: &M, state: M::State) -> M::State {
        if self.found.symmetry { model.canonical(state) } else { state }
    }

    /// A run with names, of which the states are those that stand for its own.
    fn in_names(&self, model: &mut M, states: &[M::State], by_step: bool) -> Result<Trace<M>, String> {
        let Some((&first, rest)) = states.split_first() else { return Ok(Vec::new()) };
        let mut at = model.initial().into_iter().find(|&state| self.stands_for(model, state) == first).unwrap_or(first);
        let mut trace = Vec::with_capacity(states.len() + 1);
        for &next in rest {
            let step = self.first_step(model, at, &|model, to, _| self.stands_for(model, to) == next)?;
            let (action, to) = step.ok_or("the model is not symmetric: a step has no equal under other names")?;
            trace.push((at, Some(action)));
            at = to;
        }
        if by_step {
            let mark = 1 << self.mark;
            let step = self.first_step(model, at, &|_, _, marks| marks & mark != 0)?;
            let (action, to) = step.ok_or("the model is not symmetric: a step has no equal under other names")?;
            trace.push((at, Some(action)));
            at = to;
        }
        trace.push((at, None));
        Ok(trace)
    }

    /// The first step of a state that fits, after learning what is needed for it.
    fn first_step(
        &self,
        model: &mut M,
        from: M::State,
        fits: &dyn Fn(&M, M::State, u64) -> bool,
    ) -> Result<Option<Step<M>>, String> {
        loop {
            let mut step = None;
            let steps = model.steps(from, &mut |action, to, marks| {
                if step.is_none() && fits(model, to, marks) {
                    step = Some((action, to));
                }
            });
            match steps {
                Ok(()) => return Ok(step),
                Err(gap) => model.learn(gap, from)?,
            }
        }
    }
}
