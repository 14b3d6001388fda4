//! Fair loops: from a state of a trap back to it, with everything on the way that fairness demands.

use super::decide::Traps;
use super::index::Index;
use super::question::Question;
use crate::Packed;

/// The steps of a path: where each begins, and its place in the graph.
pub(super) type Path = Vec<(u32, u32)>;

/// What a path has seen of what a loop has to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Seen {
    /// Instances taken, and weak ones met where they are impossible.
    done: u64,
    /// Strong instances met where they are possible and not taken; **invariant:** none of `done`.
    owed: u64,
    /// The promise was made.
    caused: bool,
}

/// A loop has to see everything it demands: where it begins, and that it makes the promise itself, if it has to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demand {
    pub(super) entry: u32,
    pub(super) cause: bool,
}

/// The effort allowed is used up: there may be a shorter loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exhausted;

/// Searches loops within the traps of a question.
#[derive(Debug)]
pub(super) struct Circuits<'q, 'g, S, A> {
    question: &'q Question<'g, S, A>,
    traps: &'q Traps,
    /// Which instances are possible in a state, for the states of traps.
    possible: Vec<u64>,
    /// How many more places may be looked at.
    effort: u64,
}

impl<'q, 'g, S: Packed, A: Copy + Eq + Ord> Circuits<'q, 'g, S, A> {
    pub(super) fn new(question: &'q Question<'g, S, A>, traps: &'q Traps, effort: u64) -> Self {
        let states = if traps.is_empty() { 0 } else { question.graph.states() as u32 };
        let possible = |state| traps.of(state).map_or(0, |_| question.possible(state));
        Self { question, traps, possible: (0..states).map(possible).collect(), effort }
    }

    /// The steps from a state that stay in its trap.
    fn steps(&self, state: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let trap = self.traps.of(state);
        self.question.due_steps(state).filter(move |&(_, target)| self.traps.of(target) == trap)
    }

    fn arrive(&self, seen: &mut Seen, state: u32) {
        let possible = self.possible[state as usize];
        seen.done |= self.question.weak & !possible;
        seen.owed = (seen.owed | self.question.strong & possible) & !seen.done;
        seen.caused |= self.question.causes(state);
    }

    fn follow(&self, mut seen: Seen, from: u32, step: u32, target: u32) -> Seen {
        seen.done |= self.question.taken(from, step);
        seen.caused |= self.question.step_causes(step);
        self.arrive(&mut seen, target);
        seen
    }

    fn complete(&self, seen: Seen, demand: Demand) -> bool {
        self.question.weak & !seen.done == 0 && seen.owed == 0 && (seen.caused || !demand.cause)
    }

    /// A fair loop, in pieces: each goes the shortest way to something that is still missing, the last one back.
    pub(super) fn some(&self, demand: Demand) -> Path {
        let trap = self.traps.of(demand.entry).expect("loops are searched in traps");
        // Every strong instance that is possible somewhere in a trap is taken there, and doing so is always enough.
        let demanded = self.question.weak | self.question.strong & self.traps.possible(trap);
        let mut seen = Seen::default();
        self.arrive(&mut seen, demand.entry);
        let (mut path, mut at) = (Path::new(), demand.entry);
        loop {
            let missing = demanded & !seen.done;
            let cause = demand.cause && !seen.caused;
            if missing == 0 && !cause {
                break;
            }
            let piece = self.way(at, |from, step, target| {
                let after = self.follow(Seen::default(), from, step, target);
                after.done & missing != 0 || cause && after.caused
            });
            for (from, step) in piece {
                at = self.question.graph.target(step);
                seen = self.follow(seen, from, step, at);
                path.push((from, step));
            }
        }
        if path.is_empty() || at != demand.entry {
            path.extend(self.way(at, |_, _, target| target == demand.entry));
        }
        path
    }

    /// The shortest path of at least one step within a trap whose last step is wanted. There is one.
    fn way(&self, from: u32, wanted: impl Fn(u32, u32, u32) -> bool) -> Path {
        let mut places = Index::new();
        let mut came: Vec<(u32, u32)> = vec![(0, 0)];
        places.insert(from);
        let mut place = 0;
        loop {
            let state = places.keys()[place];
            for (step, target) in self.steps(state) {
                if wanted(state, step, target) {
                    return trace(&came, place, (state, step), |place| places.keys()[place]);
                }
                if places.insert(target).1 {
                    came.push((place as u32, step));
                }
            }
            place += 1;
        }
    }

    /// The shortest fair loop of at most so many steps, if there is one.
    ///
    /// Breadth first over pairs of a state and what has been seen, so nothing shorter is passed over; steps are in the
    /// order of the model, so the first of several is the same every time.
    pub(super) fn shortest(&mut self, demand: Demand, longest: usize) -> Result<Option<Path>, Exhausted> {
        let mut seen = Seen::default();
        self.arrive(&mut seen, demand.entry);
        let mut places = Index::new();
        let mut came: Vec<(u32, u32)> = vec![(0, 0)];
        places.insert(pack(demand.entry, seen));
        let mut next = 0;
        for length in 1..=longest {
            let end = places.keys().len();
            for place in next..end {
                let (state, seen) = unpack(places.keys()[place]);
                let trap = self.traps.of(state);
                for (step, target) in self.question.due_steps(state) {
                    if self.traps.of(target) != trap || length == longest && target != demand.entry {
                        continue;
                    }
                    let after = self.follow(seen, state, step, target);
                    if target == demand.entry && self.complete(after, demand) {
                        let path = trace(&came, place, (state, step), |place| unpack(places.keys()[place]).0);
                        return Ok(Some(path));
                    }
                    if places.insert(pack(target, after)).1 {
                        came.push((place as u32, step));
                    }
                }
                self.effort = self.effort.checked_sub(1).ok_or(Exhausted)?;
            }
            next = end;
        }
        Ok(None)
    }
}

/// The path to a last step, back through the places that each place was reached from.
pub(super) fn trace(came: &[(u32, u32)], mut place: usize, last: (u32, u32), state: impl Fn(usize) -> u32) -> Path {
    let mut path = vec![last];
    while place != 0 {
        let (before, step) = came[place];
        place = before as usize;
        path.push((state(place), step));
    }
    path.reverse();
    path
}

/// State, `done`, `caused` and `owed` side by side; there are at most 31 strong instances, and they come first.
fn pack(state: u32, seen: Seen) -> u128 {
    u128::from(state) << 96 | u128::from(seen.done) << 32 | u128::from(seen.caused) << 31 | u128::from(seen.owed)
}

fn unpack(key: u128) -> (u32, Seen) {
    let seen = Seen { done: (key >> 32) as u64, owed: (key & 0x7FFF_FFFF) as u64, caused: key >> 31 & 1 == 1 };
    ((key >> 96) as u32, seen)
}
