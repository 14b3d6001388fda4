//! Two worlds side by side: every action is done on both, for as long as nobody can see a difference.
//!
//! A state of a pair is a state of each world and which conversation is which. What cannot be seen (turns, clocks, declines)
//! may differ, and the search goes on below it. States are met in the order of their distance from the beginning, so what is
//! noted first of a kind is the shortest.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use switchboard::{Action, Answer, Burden, ConversationId, Event, Fact, Rule, Sight, Standing, Upkeep};

use super::Kind;
use super::seen::{self, FIRST};
use super::twin;
use crate::found::{Progress, Unfinished};
use crate::model::{Model, Packed};
use crate::world::layout::PLACES_MAX;
use crate::world::{Layout, NOWHERE, ToldStep, World};

/// Runs to a difference that are kept, in case the first ones have no timetable.
const RUNS_MAX: usize = 24;
/// States between two looks at the clock.
const WATCH: usize = 1 << 12;

/// A state of both worlds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State<S> {
    left: S,
    right: S,
    /// By place on the left, the place of the same conversation on the right.
    partners: [u8; PLACES_MAX],
}

impl<S: Packed> State<S> {
    fn spread(&self) -> u64 {
        let partners = self.partners.iter().fold(0_u64, |word, place| word << 8 | u64::from(*place));
        (self.left.spread() ^ self.right.spread().rotate_left(23) ^ partners).spread()
    }
}

/// A step of a pair: which action, on the conversation at which place on either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pace {
    left: u8,
    right: u8,
    action: u16,
}

/// One thing done in a run: which action, on the how-manieth conversation that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Deed {
    pub(super) action: u16,
    pub(super) which: Option<usize>,
}

/// What makes two differences the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Signature {
    pub(super) kind: Kind,
    /// What kind of action.
    pub(super) action: String,
    /// The rules that only the old side names; or the one by which it does not.
    pub(super) old: Vec<Rule>,
    /// The same on the new side.
    pub(super) new: Vec<Rule>,
}

/// One side.
struct Side<S> {
    world: World<S>,
    /// By conversation: what can be seen, by number; zero is nothing.
    sights: Vec<u32>,
    standings: Vec<u32>,
    burdens: Vec<u32>,
    tales: Vec<u32>,
    /// By surroundings, conversation and action: why it is not done.
    answers: BTreeMap<(u32, u16, u16), Option<Rule>>,
    steps: Vec<(Pace, ToldStep<S>)>,
}

/// What both sides can show, each once.
#[derive(Default)]
struct Shown {
    sights: BTreeMap<Option<Sight>, u32>,
    standings: BTreeMap<Vec<Standing>, u32>,
    burdens: BTreeMap<Vec<Burden>, u32>,
    tales: BTreeMap<Vec<Fact>, u32>,
}

fn number<T: Ord>(known: &mut BTreeMap<T, u32>, it: T) -> u32 {
    let next = known.len() as u32;
    *known.entry(it).or_insert(next)
}

impl<S: Layout> Side<S> {
    const fn new(world: World<S>) -> Self {
        Self {
            world,
            sights: Vec::new(),
            standings: Vec::new(),
            burdens: Vec::new(),
            tales: Vec::new(),
            answers: BTreeMap::new(),
            steps: Vec::new(),
        }
    }

    /// Numbers what has been learnt.
    fn look(&mut self, shown: &mut Shown) {
        let tables = self.world.tables();
        let (people, locals, _) = tables.known();
        if self.sights.is_empty() {
            self.sights.push(number(&mut shown.sights, None));
        }
        for code in self.sights.len()..=locals {
            self.sights.push(number(&mut shown.sights, tables.local(code as u16).sight()));
        }
        for it in self.standings.len()..people {
            self.standings.push(number(&mut shown.standings, tables.people(it as u32).standings()));
            self.burdens.push(number(&mut shown.burdens, tables.people(it as u32).burdens()));
        }
        for tale in self.tales.len()..tables.tales().len() {
            let told = tables.tales()[tale].iter().filter_map(|event| seen::told(event.fact)).collect();
            self.tales.push(number(&mut shown.tales, told));
        }
    }

    /// The steps of a state, after learning what is needed for them.
    fn expand(&mut self, state: S) -> Result<(), String> {
        loop {
            self.steps.clear();
            let steps = &mut self.steps;
            let told = self.world.told(state, &mut |step| {
                steps.push((Pace { left: NOWHERE, right: NOWHERE, action: step.act.action }, step));
            });
            match told {
                Ok(()) => return Ok(()),
                Err(gap) => self.world.learn(gap, state)?,
            }
        }
    }

    fn events(&self, told: u32) -> &[Event] {
        &self.world.tables().tales()[told as usize]
    }

    /// The rule by which an action is not done; none for a search of the router, and where the conversation is gone.
    fn answer(&mut self, state: S, place: u8, action: u16, alone: bool) -> Option<Rule> {
        let asked = self.world.tables().action(action);
        if matches!(asked, Action::Router(_)) || (!alone && place == NOWHERE) {
            return None;
        }
        let (people, codes) = state.unpack();
        let code = if alone { 0 } else { codes[usize::from(place)] };
        if let Some(known) = self.answers.get(&(people, code, action)) {
            return *known;
        }
        let slot = if alone { 0 } else { u32::from(place) };
        let asked = asked.on(ConversationId { slot, generation: 0 });
        let mut center = self.world.center(state);
        let rule = match self.world.kernel().apply(&mut center, asked, &mut Vec::new()) {
            Answer::Done => None,
            Answer::Unchanged(rule) => Some(rule),
            Answer::Refused(refusal) => Some(refusal.rule),
        };
        self.answers.insert((people, code, action), rule);
        rule
    }
}

/// A step of a pair with what it is on either side, where it is one.
type Merged<S> = (Pace, Option<ToldStep<S>>, Option<ToldStep<S>>);

/// Two worlds.
pub(super) struct Pair<S> {
    sides: [Side<S>; 2],
    shown: Shown,
    starts: [usize; 3],
    conversations: usize,
    kinds: Vec<String>,
    of_itself: Vec<bool>,
    states: Vec<State<S>>,
    /// Where each state was first reached from.
    from: Vec<(u32, Pace)>,
    index: Vec<u32>,
    steps: u64,
    found: BTreeMap<Signature, Vec<(u32, Pace)>>,
    merged: Vec<Merged<S>>,
}

/// How a search of a pair ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Searched {
    pub(super) states: u64,
    pub(super) steps: u64,
    pub(super) levels: u32,
    /// Why it was cut short, if it was.
    pub(super) unfinished: Option<Unfinished>,
}

impl<S: Layout> Pair<S> {
    pub(super) fn new(left: World<S>, right: World<S>) -> Self {
        let tables = left.tables();
        let (starts, conversations) = (tables.starts(), left.scope().conversations);
        let kinds = tables.actions().iter().map(|action| twin::kind(*action)).collect();
        let of_itself = tables.actions().iter().map(|action| twin::is_of_itself(*action)).collect();
        Self {
            sides: [Side::new(left), Side::new(right)],
            shown: Shown::default(),
            starts,
            conversations,
            kinds,
            of_itself,
            states: Vec::new(),
            from: Vec::new(),
            index: vec![0; 1 << 12],
            steps: 0,
            found: BTreeMap::new(),
            merged: Vec::new(),
        }
    }

    /// Goes through everything that looks the same on both sides.
    ///
    /// # Errors
    ///
    /// When a world has more in it than a packed state has room for.
    pub(super) fn search(
        &mut self,
        states_max: u64,
        told: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<Searched, String> {
        let [left, right] = &self.sides;
        let (left, right) = (left.world.initial()[0], right.world.initial()[0]);
        let origin = Pace { left: NOWHERE, right: NOWHERE, action: 0 };
        self.meet(State { left, right, partners: [NOWHERE; PLACES_MAX] }, 0, origin);
        let (mut done, mut level, mut end) = (0, 1, 1);
        let mut unfinished = None;
        while done < self.states.len() {
            if done == end {
                (level, end) = (level + 1, self.states.len());
            }
            let states = self.states.len() as u64;
            if done % WATCH == 0 {
                let frontier = states - done as u64;
                if told(&Progress { states, steps: self.steps, level, frontier }).is_break() {
                    unfinished = Some(Unfinished::Stopped);
                    break;
                }
            }
            if states > states_max {
                unfinished = Some(Unfinished::States);
                break;
            }
            self.expand(done as u32)?;
            done += 1;
        }
        Ok(Searched { states: self.states.len() as u64, steps: self.steps, levels: level, unfinished })
    }

    /// What was found, each with the runs that lead to it, the shortest first.
    pub(super) fn found(&self) -> Vec<(Signature, Vec<Vec<Deed>>)> {
        let runs = |runs: &Vec<(u32, Pace)>| runs.iter().map(|(state, pace)| self.run(*state, *pace)).collect();
        self.found.iter().map(|(signature, it)| (signature.clone(), runs(it))).collect()
    }

    /// Adds a state that was not met yet.
    fn meet(&mut self, state: State<S>, before: u32, pace: Pace) {
        if (self.states.len() + 1) * 2 > self.index.len() {
            self.index = vec![0; self.index.len() * 4];
            for number in 0..self.states.len() {
                let place = self.place(&self.states[number]);
                self.index[place] = number as u32 + 1;
            }
        }
        let place = self.place(&state);
        if self.index[place] == 0 {
            self.states.push(state);
            self.from.push((before, pace));
            self.index[place] = self.states.len() as u32;
        }
    }

    /// Where a state is, or would be.
    fn place(&self, state: &State<S>) -> usize {
        let mask = self.index.len() - 1;
        let mut place = state.spread() as usize & mask;
        while self.index[place] != 0 && self.states[self.index[place] as usize - 1] != *state {
            place = (place + 1) & mask;
        }
        place
    }

    /// The steps of both sides of a state, those of the same name together.
    fn merge(&mut self, state: State<S>) -> Result<(), String> {
        let [left, right] = &mut self.sides;
        left.expand(state.left)?;
        right.expand(state.right)?;
        left.look(&mut self.shown);
        right.look(&mut self.shown);
        let alone = |action: u16| usize::from(action) >= self.starts[0];
        for (pace, step) in &mut left.steps {
            if !alone(pace.action) {
                (pace.left, pace.right) = (step.act.place, state.partners[usize::from(step.act.place)]);
            }
        }
        for (pace, step) in &mut right.steps {
            if !alone(pace.action) {
                let partner = state.partners.iter().position(|place| *place == step.act.place);
                (pace.left, pace.right) = (partner.map_or(NOWHERE, |place| place as u8), step.act.place);
            }
        }
        left.steps.sort_unstable_by_key(|(pace, _)| *pace);
        right.steps.sort_unstable_by_key(|(pace, _)| *pace);
        let count = |state: S| state.unpack().1.iter().take_while(|code| **code != 0).count();
        let room = count(state.left).max(count(state.right)) < self.conversations;
        let arrives = |pace: &Pace| (self.starts[1]..self.starts[2]).contains(&usize::from(pace.action));
        self.merged.clear();
        let (mut one, mut two) = (left.steps.iter().peekable(), right.steps.iter().peekable());
        loop {
            let (pace, first, second) = match (one.peek(), two.peek()) {
                (None, None) => break,
                (Some((mine, _)), Some((theirs, _))) => {
                    let pace = *mine.min(theirs);
                    let first = if *mine == pace { one.next() } else { None };
                    let second = if *theirs == pace { two.next() } else { None };
                    (pace, first, second)
                }
                (Some((mine, _)), None) => (*mine, one.next(), None),
                (None, Some((theirs, _))) => (*theirs, None, two.next()),
            };
            // A conversation of which one side still knows something takes the room of a new one there.
            if room || !arrives(&pace) {
                self.merged.push((pace, first.map(|(_, step)| *step), second.map(|(_, step)| *step)));
            }
        }
        Ok(())
    }

    /// Whether nobody can tell the sides apart.
    fn alike(&self, state: &State<S>) -> bool {
        let [left, right] = &self.sides;
        let ((people, codes), (others, partners)) = (state.left.unpack(), state.right.unpack());
        if left.standings[people as usize] != right.standings[others as usize] {
            return false;
        }
        let mut matched = [false; PLACES_MAX];
        for (place, code) in codes.iter().enumerate().take_while(|(_, code)| **code != 0) {
            let partner = state.partners[place];
            let other = match partner {
                NOWHERE => 0,
                partner => {
                    matched[usize::from(partner)] = true;
                    partners[usize::from(partner)]
                }
            };
            if left.sights[usize::from(*code)] != right.sights[usize::from(other)] {
                return false;
            }
        }
        let rest = partners.iter().zip(matched).filter(|(code, matched)| **code != 0 && !matched);
        rest.into_iter().all(|(code, _)| right.sights[usize::from(*code)] == 0)
    }

    fn burdens(&self, state: &State<S>) -> (u32, u32) {
        let [left, right] = &self.sides;
        (left.burdens[state.left.unpack().0 as usize], right.burdens[state.right.unpack().0 as usize])
    }

    fn expand(&mut self, number: u32) -> Result<(), String> {
        let state = self.states[number as usize];
        self.merge(state)?;
        let merged = std::mem::take(&mut self.merged);
        for &(pace, left, right) in &merged {
            self.steps += 1;
            let next = self.next(&state, left.as_ref(), right.as_ref());
            let told = |side: &Side<S>, step: Option<&ToldStep<S>>| step.map(|step| side.tales[step.told as usize]);
            let (mine, theirs) = (told(&self.sides[0], left.as_ref()), told(&self.sides[1], right.as_ref()));
            let alike = self.alike(&next);
            let nothing = self.shown.tales.get(&Vec::new());
            let silent = |tale: Option<u32>| tale.is_none() || tale.as_ref() == nothing;
            let kind = match (mine, theirs) {
                (Some(_), Some(_)) if !alike => Some(Kind::Ending),
                (Some(mine), Some(theirs)) => (mine != theirs).then_some(Kind::Telling),
                (_, None) => (!alike || !silent(mine)).then_some(Kind::OldOnly),
                (None, _) => (!alike || !silent(theirs)).then_some(Kind::NewOnly),
            };
            let even = |state: &State<S>| self.burdens(state).0 == self.burdens(state).1;
            let load = (alike && even(&state) && !even(&next)).then_some(Kind::Load);
            let possible = left.is_some() == right.is_some() || self.is_possible(&state, pace);
            for kind in kind.into_iter().chain(load).filter(|_| possible) {
                self.note(number, &state, pace, kind, left.as_ref(), right.as_ref());
            }
            if alike && possible {
                self.meet(next, number, pace);
            }
        }
        self.merged = merged;
        Ok(())
    }

    /// Where the steps of both sides lead; a side without a step stays.
    fn next(&self, state: &State<S>, left: Option<&ToldStep<S>>, right: Option<&ToldStep<S>>) -> State<S> {
        let moved = |step: Option<&ToldStep<S>>, place: u8| step.map_or(place, |step| step.moved(place));
        let mut partners = [NOWHERE; PLACES_MAX];
        for (place, partner) in state.partners.iter().enumerate() {
            let to = moved(left, place as u8);
            if *partner != NOWHERE && to != NOWHERE {
                partners[usize::from(to)] = moved(right, *partner);
            }
        }
        if let (Some(left), Some(right)) = (left, right)
            && left.from == NOWHERE
            && left.to != NOWHERE
            && right.from == NOWHERE
        {
            partners[usize::from(left.to)] = right.to;
        }
        let next = |step: Option<&ToldStep<S>>, state: S| step.map_or(state, |step| step.next);
        State { left: next(left, state.left), right: next(right, state.right), partners }
    }

    /// Whether what one side does could happen on the other at all: a queue is not told that it is empty while somebody is
    /// left in it.
    fn is_possible(&self, state: &State<S>, pace: Pace) -> bool {
        let [left, right] = &self.sides;
        let action = left.world.tables().action(pace.action);
        if !matches!(action, Action::System { operation: Upkeep::QueueEmptied, .. }) {
            return true;
        }
        let deserted = |side: &Side<S>, state: S, place: u8| {
            let (people, codes) = state.unpack();
            let code = if place == NOWHERE { 0 } else { codes[usize::from(place)] };
            code != 0 && {
                let tables = side.world.tables();
                tables.people(people).is_deserted(tables.local(code).queue())
            }
        };
        deserted(left, state.left, pace.left) && deserted(right, state.right, pace.right)
    }

    /// Notes a difference, if it is among the first of its kind.
    fn note(
        &mut self,
        number: u32,
        state: &State<S>,
        pace: Pace,
        kind: Kind,
        left: Option<&ToldStep<S>>,
        right: Option<&ToldStep<S>>,
    ) {
        let alone = usize::from(pace.action) >= self.starts[0];
        let of_itself = self.of_itself[usize::from(pace.action)];
        let (old, new) = match (left, right) {
            (Some(left), Some(right)) => self.only(left.told, right.told, kind),
            (Some(left), None) if of_itself || kind == Kind::Load => (self.only(left.told, 0, kind).0, Vec::new()),
            (None, Some(right)) if of_itself || kind == Kind::Load => (Vec::new(), self.only(0, right.told, kind).1),
            (Some(_), _) => {
                (Vec::new(), self.sides[1].answer(state.right, pace.right, pace.action, alone).into_iter().collect())
            }
            (None, _) => {
                (self.sides[0].answer(state.left, pace.left, pace.action, alone).into_iter().collect(), Vec::new())
            }
        };
        let signature = Signature { kind, action: self.kinds[usize::from(pace.action)].clone(), old, new };
        let runs = self.found.entry(signature).or_default();
        if runs.len() < RUNS_MAX {
            runs.push((number, pace));
        }
    }

    /// The rules of what is told on one side only.
    fn only(&self, left: u32, right: u32, kind: Kind) -> (Vec<Rule>, Vec<Rule>) {
        let [one, two] = &self.sides;
        let shown = |events: &[Event]| -> Vec<(Rule, Fact)> {
            let fact = |fact: Fact| match kind {
                Kind::Load => seen::is_load(fact).then_some(fact),
                Kind::OldOnly | Kind::NewOnly | Kind::Ending | Kind::Telling => seen::told(fact),
            };
            events.iter().filter_map(|event| Some((event.rule, fact(event.fact)?.of(FIRST)))).collect()
        };
        let (mine, theirs) = (shown(one.events(left)), shown(two.events(right)));
        let only = |mine: &[(Rule, Fact)], theirs: &[(Rule, Fact)]| {
            let mut rules: Vec<Rule> = mine.iter().filter(|it| !theirs.contains(it)).map(|(rule, _)| *rule).collect();
            rules.sort_unstable();
            rules.dedup();
            rules
        };
        (only(&mine, &theirs), only(&theirs, &mine))
    }

    /// The run to a state and one step on, in the names of arrival.
    fn run(&self, state: u32, last: Pace) -> Vec<Deed> {
        let mut paces = vec![(state, last)];
        let mut at = state;
        while at != 0 {
            let (before, pace) = self.from[at as usize];
            paces.push((before, pace));
            at = before;
        }
        paces.reverse();
        let mut names: [Vec<usize>; 2] = [vec![usize::MAX; PLACES_MAX], vec![usize::MAX; PLACES_MAX]];
        let mut arrived = 0;
        let mut deeds = Vec::new();
        for (number, pace) in paces {
            let state = &self.states[number as usize];
            let which = match (pace.left, pace.right) {
                (NOWHERE, NOWHERE) => None,
                (NOWHERE, right) => Some(names[1][usize::from(right)]),
                (left, _) => Some(names[0][usize::from(left)]),
            };
            deeds.push(Deed { action: pace.action, which });
            let arrives = (self.starts[1]..self.starts[2]).contains(&usize::from(pace.action));
            for (side, (names, (at, place))) in
                self.sides.iter().zip(names.iter_mut().zip([(state.left, pace.left), (state.right, pace.right)]))
            {
                let mut step = None;
                let _known = side.world.told(at, &mut |it| {
                    let alone = usize::from(pace.action) >= self.starts[0];
                    if it.act.action == pace.action && (alone || it.act.place == place) {
                        step = Some(it);
                    }
                });
                let Some(step) = step else { continue };
                let mut next = vec![usize::MAX; PLACES_MAX];
                for (place, name) in names.iter().enumerate().filter(|(_, name)| **name != usize::MAX) {
                    let to = step.moved(place as u8);
                    if to != NOWHERE {
                        next[usize::from(to)] = *name;
                    }
                }
                if arrives && step.to != NOWHERE {
                    next[usize::from(step.to)] = arrived;
                }
                *names = next;
            }
            arrived += usize::from(arrives);
        }
        deeds
    }

    /// Everything that can be tried, as on the left.
    pub(super) fn actions(&self) -> &[Action] {
        self.sides[0].world.tables().actions()
    }
}
