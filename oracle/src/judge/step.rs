//! One step after the other: which actions explain the events that come next, in each state that is believed possible.

use switchboard::{Action, Answer};

use crate::report::{Missing, Verdict};

use super::infer::Clues;
use super::mend::RECENT;
use super::order::Note;
use super::told::{Field, Row};
use super::world::{Fit, Tolerance, World};
use super::{AHEAD, Judge};

/// Events that are never all of a step.
const NEVER_ALONE: [&str; 8] = [
    "TimerArmed",
    "TimerCleared",
    "Notified",
    "LeftQueue",
    "SessionOpened",
    "SessionClosed",
    "PrimaryChanged",
    "StateChanged",
];
/// How many events are looked at to choose among too many states.
const LOOK_MAX: usize = 64;

/// A state that explains the events, and how.
#[derive(Debug)]
pub(crate) struct Successor {
    pub(crate) world: World,
    pub(crate) action: Action,
    /// How many events it explains.
    pub(crate) rows: usize,
    /// Whether the log ends within the step.
    pub(crate) cut: bool,
    /// How many events from the present one on it leads through, where that was asked.
    reach: Option<usize>,
}

/// What came of an attempt to explain the events that come next.
#[derive(Debug, Default)]
pub(crate) struct Explained {
    pub(crate) successors: Vec<Successor>,
    /// The action that explains the most events, if none explains all of its own.
    pub(crate) nearest: Option<(Action, usize)>,
    /// An action that the kernel does not do, and what it says.
    pub(crate) denied: Option<(Action, Answer)>,
    /// The state itself, where nothing explains the events.
    pub(crate) left: Option<World>,
}

/// What is tried to explain events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Breadth {
    /// What they tell of.
    Likely,
    /// A search for anybody at all.
    Searches,
    /// Whatever may have happened.
    Anything,
}

impl Judge {
    /// Judges as long as enough is known of what follows; with `end`, whatever is whole.
    pub(crate) fn advance(&mut self, end: bool) {
        loop {
            let left = self.rows.len() - self.start;
            if left == 0 || (left < AHEAD && !end) {
                break;
            }
            self.step(end);
            if self.start > 4 * AHEAD {
                self.rows.drain(..self.start - RECENT);
                self.start = RECENT;
            }
        }
    }

    /// How many of the next events say that they belong to one step.
    pub(crate) fn group(&self) -> usize {
        group(&self.rows[self.start..])
    }

    /// Explains the events that come next.
    pub(crate) fn step(&mut self, end: bool) {
        let group = self.group();
        // Most of the time one state is believed, and one action explains what comes next.
        if self.worlds.len() == 1 && self.settings.hidden.is_empty() {
            let Some(world) = self.worlds.pop() else { return };
            let mut explained = self.explain_any(world, end);
            self.doubt_from(&explained, group);
            match explained.successors.len() {
                0 => {
                    self.worlds.extend(explained.left.take());
                    if !self.set_aside() {
                        self.doubt_itself();
                        self.mend(&explained, group, end);
                    }
                }
                _ => {
                    let rows = explained.successors.iter().map(|it| it.rows).max().unwrap_or(0);
                    explained.successors.retain(|it| it.rows == rows);
                    self.accept(explained.successors, true);
                }
            }
            return;
        }
        let worlds = std::mem::take(&mut self.worlds);
        let before = worlds.len();
        let (mut found, mut left) = (Vec::<Successor>::new(), Vec::new());
        let (mut failed, mut all) = (None::<Explained>, true);
        for world in worlds {
            let mut explained = self.explain_any(world, end);
            self.doubt_from(&explained, group);
            all &= !explained.successors.is_empty();
            left.extend(explained.left.take());
            let successors = std::mem::take(&mut explained.successors);
            self.gather(successors, &mut found);
            failed.get_or_insert(explained);
        }
        let rows = found.iter().map(|it| it.rows).max().unwrap_or(0);
        found.retain(|it| it.rows == rows);
        if found.is_empty() {
            let failed = failed.unwrap_or_default();
            self.worlds = left;
            if !self.set_aside() && (self.settings.hidden.is_empty() || !self.reconsider(end)) {
                self.doubt_itself();
                self.mend(&failed, group, end);
            }
            return;
        }
        self.accept(found, all && before > 0);
    }

    /// Where whole steps may be missing or stand in another order, not everything that may lie behind the log is tried: that
    /// nothing was found is then no word against it.
    fn doubt_itself(&mut self) {
        // The router's searches follow from what is told; what others do does not.
        let hidden = self.settings.hidden.iter().any(|role| role != "router");
        let lost = self.settings.lossy.iter().any(|kind| !NEVER_ALONE.contains(&&**kind));
        let tolerance = Tolerance { skipped: &self.skipped, skew: self.settings.skew };
        let first = &self.rows[self.start];
        let before = self.start.checked_sub(1).map(|place| &self.rows[place]);
        let after = self.rows.get(self.start + self.group());
        let turned = before.into_iter().chain(after).any(|other| tolerance.may_swap(first, other));
        if hidden || lost || turned {
            self.exhaust_again();
        }
    }

    /// An event of which just the value is missing that it is about cannot be told from any other of its kind.
    fn set_aside(&mut self) -> bool {
        let told = &self.rows[self.start].told;
        let kind = told.word(Field::Type).map(|word| self.reader.teller.words.text(word));
        let untold = |field: Field| told.get(field).is_none();
        let partial = self.group() == 1;
        let valueless = match kind {
            Some("UnitsConfigured") => untold(Field::Units),
            Some("ProfileConfigured") => untold(Field::Limits),
            Some("AverageWaitRecomputed") => untold(Field::Seconds),
            Some("AgePassed" | "QueueOpeningSet" | "ConversationPrioritized") => untold(Field::Reason),
            // Not everything was tried.
            Some(_) | None => untold(Field::Conv) && untold(Field::Command) && untold(Field::Agent) && partial,
        };
        if valueless {
            self.count(Verdict::CannotTell, 1);
            *self.report.missing.entry(Missing::Capacity).or_default() += 1;
            self.start += 1;
        }
        valueless
    }

    /// Takes in states that are not known yet, as far as there is room; where there is none, those stay that lead
    /// furthest into the log.
    fn gather(&mut self, successors: Vec<Successor>, found: &mut Vec<Successor>) {
        for mut successor in successors {
            if found.iter().any(|it| it.rows == successor.rows && it.world.is_same(&successor.world)) {
                continue;
            }
            if found.len() < self.settings.states_max {
                found.push(successor);
                continue;
            }
            self.exhaust();
            for it in found.iter_mut().chain([&mut successor]).filter(|it| it.reach.is_none()) {
                it.reach = Some(self.look_ahead(it));
            }
            if let Some(least) = found.iter_mut().min_by_key(|it| it.reach)
                && least.reach < successor.reach
            {
                *least = successor;
            }
        }
    }

    /// How many of the events that come next a state leads through.
    fn look_ahead(&mut self, successor: &Successor) -> usize {
        let from = self.start + successor.rows;
        let rest = self.rows[from..self.rows.len().min(from + LOOK_MAX)].to_vec();
        let mut world = successor.world.clone();
        self.follow_up(&mut world, successor.action, None);
        successor.rows + self.leads(world, &rest, LOOK_MAX, false)
    }

    /// As [`explain`](Self::explain), where clocks may differ with any event first that may have been the first.
    fn explain_any(&mut self, world: World, end: bool) -> Explained {
        let group = self.group();
        let mut explained = self.explain(world, self.start, group, end);
        let mut place = 1;
        while let Some(world) = explained.left.take() {
            let tolerance = Tolerance { skipped: &self.skipped, skew: self.settings.skew };
            let next = self.rows.get(self.start + place);
            if place > Tolerance::LATE_MAX || !next.is_some_and(|next| tolerance.may_swap(&self.rows[self.start], next))
            {
                explained.left = Some(world);
                break;
            }
            let moved = self.start..=self.start + place;
            self.rows[moved.clone()].rotate_right(1);
            let group = self.group();
            let other = self.explain(world, self.start, group, end);
            if let Some(world) = other.left {
                self.rows[moved].rotate_left(1);
                explained.left = Some(world);
            } else {
                return other;
            }
            place += 1;
        }
        explained
    }

    /// What is missing where several actions explain the same events.
    fn doubt_from(&mut self, explained: &Explained, group: usize) {
        if explained.successors.len() > 1 {
            const ASKED: [(Field, Missing); 6] = [
                (Field::Actor, Missing::Actor),
                (Field::Agent, Missing::Agent),
                (Field::Conv, Missing::Conversation),
                (Field::Queue, Missing::Queue),
                (Field::Presence, Missing::Presence),
                (Field::Available, Missing::Capacity),
            ];
            let rows = &self.rows[self.start..self.start + group];
            let untold = |field: Field| rows.iter().all(|row| row.told.get(field).is_none());
            let found = ASKED.into_iter().find(|(field, _)| untold(*field)).map(|(_, missing)| missing);
            self.doubt = Some(found.unwrap_or(Missing::EarlierEvent));
        }
    }

    /// Every way in which a world explains the events from a place on.
    pub(crate) fn explain(&mut self, world: World, start: usize, group: usize, end: bool) -> Explained {
        let explained = self.explain_by(world, start, group, end, Breadth::Likely);
        let first = &self.rows[start];
        let untold = |field: Field| first.told.get(field).is_none();
        let guessed = first.cause.is_none() || untold(Field::Command) || untold(Field::Conv);
        match explained.left {
            // What the others of its step tell may be of another step.
            Some(world) if guessed => {
                let alone = self.explain_by(world, start, 1, end, Breadth::Likely);
                match alone.left {
                    Some(world) if group > 1 => self.explain_by(world, start, group, end, Breadth::Anything),
                    Some(_) | None => alone,
                }
            }
            // Who became free and was searched for need not be the one who gets it.
            Some(world) if first.told.word(Field::Command) == Some(self.reader.teller.words.word("route")) => {
                self.explain_by(world, start, group, end, Breadth::Searches)
            }
            Some(_) | None => explained,
        }
    }

    fn explain_by(&mut self, mut world: World, start: usize, group: usize, end: bool, breadth: Breadth) -> Explained {
        let mut explained = Explained::default();
        let rows = &mut self.rows[start..];
        let tolerance = Tolerance { skipped: &self.skipped, skew: self.settings.skew };
        let teller = &mut self.reader.teller;
        let clues = Clues::new(&teller.words, &rows[..group]);
        let key = clues.key();
        let mut candidates = match breadth {
            Breadth::Likely => clues.candidates(&world),
            Breadth::Searches => Clues::searches(&world),
            Breadth::Anything => clues.anything(&world),
        };
        let clock = self.clock;
        let states_max = self.settings.states_max;
        // Most of the time one action fits, so nothing is copied until it is known that others do too.
        let mut fits: Vec<Action> = Vec::new();
        // What is read off events that turn out to be of another step says nothing about this one.
        let mut misread = breadth == Breadth::Likely && group > 1;
        let mut place = 0;
        while place < candidates.len() {
            let action = candidates[place];
            place += 1;
            match world.attempt(&action, rows, key, teller, &tolerance) {
                Fit::Whole { rows: seen, full } if seen > 0 => {
                    misread &= seen < group;
                    let last = full || place == candidates.len() && !misread;
                    if last && fits.is_empty() {
                        explained.successors.push(kept(world, action, &rows[..seen], false, clock));
                        return explained;
                    }
                    fits.push(action);
                    if rows[0].refused {
                        // Whatever is refused leaves the same state.
                        break;
                    }
                    world.undo(&action);
                    if last || fits.len() >= 2 * states_max {
                        break;
                    }
                }
                Fit::Cut { rows: seen } if end && seen > 0 => {
                    fits.push(action);
                    world.undo(&action);
                }
                Fit::Whole { rows: seen, .. } | Fit::Cut { rows: seen } | Fit::Part { rows: seen } => {
                    if explained.nearest.is_none_or(|(_, most)| seen > most) {
                        explained.nearest = Some((action, seen));
                    }
                    world.undo(&action);
                }
                Fit::Not(answer) => {
                    explained.denied.get_or_insert((action, answer));
                }
            }
            if place == candidates.len() && misread && !fits.is_empty() {
                misread = false;
                let alone = Clues::new(&teller.words, &rows[..1]).candidates(&world);
                let more: Vec<Action> = alone.into_iter().filter(|action| !candidates.contains(action)).collect();
                candidates.extend(more);
            }
        }
        let Some((last, others)) = fits.split_last() else {
            explained.left = Some(world);
            return explained;
        };
        let mut take = |mut world: World, action: &Action| {
            let (seen, cut) = match world.attempt(action, rows, key, teller, &tolerance) {
                Fit::Whole { rows: seen, .. } => (seen, false),
                Fit::Cut { rows: seen } => (seen, true),
                Fit::Part { .. } | Fit::Not(_) => return,
            };
            let successor = kept(world, *action, &rows[..seen], cut, clock);
            let same = |it: &Successor| it.rows == seen && it.world.is_same(&successor.world);
            if explained.successors.len() < states_max && !explained.successors.iter().any(same) {
                explained.successors.push(successor);
            }
        };
        others.iter().for_each(|action| take(world.clone(), action));
        take(world, last);
        explained
    }

    /// Takes the events as explained.
    pub(crate) fn accept(&mut self, mut successors: Vec<Successor>, by_all: bool) {
        // What fires before it can is believed only where nothing else explains the log.
        let skew = self.settings.skew;
        let early = |it: &Successor| it.world.fired_early.is_some_and(|early| early.by > skew);
        if !successors.iter().all(early) {
            successors.retain(|it| !early(it));
        }
        let Some(first) = successors.first() else { return };
        let (rows, cut, action) = (first.rows, first.cut, first.action);
        let by_all = by_all && !first.world.vague;
        let range = self.start..self.start + rows;
        for event in first.world.now.events().iter().take(rows) {
            self.exercised[event.rule as usize] += 1;
        }
        if self.rows[self.start].refused
            && let Some(rule) = self.rows[self.start].told.word(Field::Rule)
            && let Some(rule) = switchboard::Rule::with_id(self.reader.teller.words.text(rule))
        {
            self.exercised[rule as usize] += 1;
        }
        let at = self.times(range.clone(), &action, &first.world);
        let blamed = self.blamed.take_if(|line| self.rows[range.clone()].iter().any(|row| row.line == *line));
        let rows = rows as u64;
        let mistimed = std::mem::take(&mut self.mistimed);
        let judged = rows - u64::from(blamed.is_some() || mistimed);
        self.count(Verdict::Violates, rows - judged);
        if cut {
            self.count(Verdict::CannotTell, judged);
            *self.report.missing.entry(Missing::LaterEvent).or_default() += judged;
        } else if by_all {
            self.count(Verdict::Conforms, judged);
        } else {
            self.count(Verdict::CannotTell, judged);
            let missing = self.doubt.unwrap_or(Missing::EarlierEvent);
            *self.report.missing.entry(missing).or_default() += judged;
        }
        self.explained += judged;
        self.unsure = self.unsure.saturating_sub(rows);
        self.clock = at.or(self.clock);
        self.start += rows as usize;
        self.settle_gap(range.end);
        let hides = !self.settings.hidden.is_empty();
        if hides {
            self.remember(range);
        }
        let mut worlds: Vec<World> = Vec::with_capacity(successors.len());
        for successor in successors {
            let mut world = successor.world;
            if hides {
                world.mark();
                self.follow_up(&mut world, successor.action, at);
            }
            if !worlds.iter().any(|other| other.is_same(&world)) {
                worlds.push(world);
            }
        }
        if worlds.len() == 1 {
            self.doubt = None;
        }
        self.worlds = worlds;
    }

    /// Takes note of what the order of events shows.
    pub(crate) fn note(&mut self, note: Note) {
        match note {
            Note::Repeated { .. } => {
                self.report.repeated += 1;
                self.count(Verdict::Conforms, 1);
            }
            Note::Contradicted { line, first } => {
                self.count(Verdict::Violates, 1);
                self.tell_order(line, &format!("this has the number of line {first}, but tells something else"));
            }
            Note::Displaced { line, seq } => {
                self.tell_order(line, &format!("number {seq} comes after a higher one"));
            }
            Note::Gap { line, missing } => {
                let (_, before) = self.gap.unwrap_or((line, 0));
                self.gap = Some((line, before + missing));
            }
        }
    }

    /// A gap that nothing else has shown is told by itself, once what stands before it is judged.
    fn settle_gap(&mut self, judged: usize) {
        if let Some((line, missing)) = self.gap
            && self.rows[..judged.min(self.rows.len())].iter().any(|row| row.line == line)
        {
            self.gap = None;
            let words = if missing == 1 { "1 event is".to_owned() } else { format!("{missing} events are") };
            self.tell_order(line, &format!("{words} missing before this one, as the numbers say"));
        }
    }
}

/// A world after an action that explains these events; `clock` is the time of the last step.
fn kept(mut world: World, action: Action, rows: &[Row], cut: bool, clock: Option<i64>) -> Successor {
    // Whether something fires too early can only be said where the time is told.
    let at = time(rows, rows.len());
    let early = world.early(&action, at);
    world.keep(&action, at.or(clock));
    world.fired_early = early;
    Successor { world, action, rows: rows.len(), cut, reach: None }
}

/// The time of most events of a step, the first of equals.
pub(crate) fn time(rows: &[Row], group: usize) -> Option<i64> {
    let first = rows.iter().take(group).find_map(|row| row.at)?;
    let told = || rows.iter().take(group).filter_map(|row| row.at);
    if told().all(|at| at == first) {
        return Some(first);
    }
    told().max_by_key(|at| (told().filter(|other| other == at).count(), std::cmp::Reverse(*at)))
}

/// How many of the next events may belong to one step: as long as nothing that they tell says otherwise.
pub(crate) fn group(rows: &[Row]) -> usize {
    let Some(first) = rows.first() else { return 0 };
    let (mut cause, mut at) = (first.cause, first.at);
    let mut frame = [first.told.get(Field::Command), first.told.get(Field::Role), first.told.get(Field::Actor)];
    let mut number = 1;
    for row in rows.iter().take(AHEAD).skip(1) {
        // A cause that is told decides by itself.
        let decided = cause.is_some() && row.cause.is_some();
        let told = [row.told.get(Field::Command), row.told.get(Field::Role), row.told.get(Field::Actor)];
        let clash = |one: Option<i64>, other: Option<i64>| one.is_some() && other.is_some() && one != other;
        let apart = frame.iter().zip(told).any(|(one, other)| clash(*one, other)) || clash(at, row.at);
        if if decided { cause != row.cause } else { apart } {
            break;
        }
        cause = cause.or(row.cause);
        at = at.or(row.at);
        for (one, other) in frame.iter_mut().zip(told) {
            *one = one.or(other);
        }
        number += 1;
    }
    number
}
