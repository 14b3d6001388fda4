//! Where no action explains the log: the nearest legal log is looked for, told, and gone on from.

use switchboard::{Action, Answer, ContactCenter, ConversationId, Replica};
use switchboard_verify::Family;

use crate::report::{Finding, Missing, Verdict};

use super::Judge;
use super::align::{Alignment, Edit, align};
use super::facts;
use super::family;
use super::infer::Clues;
use super::step::{Explained, group, time};
use super::told::{Field, Row, Told};
use super::words::Said;
use super::world::World;

/// How many events after a mistake are explained to see how good a repair is.
const REACH_MAX: usize = 40;
/// How many actions are tried at one place, as long as little is wrong.
const TRIES_MAX: usize = 600;
/// The same once much has been found wrong: then the log is of another policy, or of another system.
const TRIES_LATER_MAX: usize = 40;
/// So much is much.
pub(crate) const FOUND_MUCH: u64 = 100;
/// After so much the log is only taken as it stands, or passed over.
const FOUND_TOO_MUCH: u64 = 400;
/// How many of the last events a repetition is looked for among.
pub(crate) const RECENT: usize = 64;
/// How many aligned actions are looked at closely.
const CLOSE_MAX: usize = 4;

/// A nearest legal log: a state to go on from, and what it makes of the events that come next.
struct Repair {
    world: World,
    /// Places of the events that it uses up, from the one that comes next.
    used: Vec<usize>,
    /// Those among them that are wrong.
    wrong: Vec<usize>,
    cost: usize,
    said: Said,
}

/// An action of which the log tells nearly what the kernel tells.
struct Close {
    cost: usize,
    action: Action,
    /// Places of the events of the log that may be its own.
    places: Vec<usize>,
    alignment: Alignment,
    told: Vec<Told>,
}

impl Judge {
    /// Finds the nearest legal log, tells what is wrong, and goes on from there.
    pub(crate) fn mend(&mut self, explained: &Explained, wanted: usize, end: bool) {
        let head = self.rows[self.start];
        if head.seq.is_none() && self.repeats(&head) {
            self.report.repeated += 1;
            self.count(Verdict::Conforms, 1);
            self.start += 1;
            return;
        }
        let Some(world) = self.worlds.first().cloned() else { return };
        self.mended += 1;
        let rows: Vec<Row> = self.rows[self.start..].iter().take(wanted + 2 * REACH_MAX).copied().collect();
        let wanted = group(&rows).min(wanted.max(1));
        let mut repairs = self.repairs(&world, &rows, wanted, explained, end);
        if self.put_in == Some(rows[0].line) {
            // A step was put in before this event already.
            repairs.retain(|repair| !repair.used.is_empty());
        }
        let mut best: Option<(usize, usize, usize)> = None;
        for (place, repair) in repairs.iter().enumerate() {
            let reach = if repairs.len() == 1 { 0 } else { self.reach(repair, &rows, end) };
            let better = best.is_none_or(|(most, cost, _)| reach > most || (reach == most && repair.cost < cost));
            if better {
                best = Some((reach, repair.cost, place));
            }
        }
        let Some((_, _, place)) = best else { return };
        let repair = repairs.swap_remove(place);
        let used = repair.used.len() as u64;
        if self.unsure > 0 {
            // The true state may have been left out, so nothing can be said against the log.
            self.count(Verdict::CannotTell, used);
            *self.report.missing.entry(Missing::EarlierEvent).or_default() += used;
            self.exhaust_again();
        } else {
            self.find(&repair, &rows, explained, &world);
            // Where every event is right but one is missing or stands elsewhere, the one at which that shows is to blame.
            let wrong = repair.wrong.len().max(usize::from(repair.used.contains(&0))) as u64;
            self.count(Verdict::Violates, wrong);
            self.count(Verdict::Conforms, used - wrong);
        }
        self.put_in = (!repair.used.contains(&0)).then_some(rows[0].line);
        self.blamed = (self.unsure == 0 && !repair.used.contains(&0)).then_some(rows[0].line);
        self.clock = time(&rows, wanted).or(self.clock);
        let mut used = repair.used.clone();
        used.sort_unstable();
        for place in used.iter().rev() {
            self.rows.remove(self.start + place);
        }
        // A gap in the numbers is the same mistake.
        if let Some((line, _)) = self.gap
            && rows.iter().take(wanted.max(1) + 8).any(|row| row.line == line)
        {
            self.gap = None;
        }
        self.explained = 0;
        self.doubt = None;
        self.worlds = vec![repair.world];
        self.forget_history();
    }

    const fn tries(&self) -> usize {
        if self.mended > FOUND_MUCH { TRIES_LATER_MAX } else { TRIES_MAX }
    }

    /// Whether an event tells exactly what one of the last ones told.
    fn repeats(&self, row: &Row) -> bool {
        let past = &self.rows[self.start.saturating_sub(RECENT)..self.start];
        past.iter().any(|other| (other.told, other.at, other.cause) == (row.told, row.at, row.cause))
    }

    /// How many of the events that come next a repair leads through.
    fn reach(&mut self, repair: &Repair, rows: &[Row], end: bool) -> usize {
        let rest: Vec<Row> =
            rows.iter().enumerate().filter(|(place, _)| !repair.used.contains(place)).map(|(_, row)| *row).collect();
        let most = if self.mended > FOUND_MUCH { REACH_MAX / 4 } else { REACH_MAX };
        let reached = repair.used.len();
        let led = self.leads(repair.world.clone(), &rest, most.saturating_sub(reached), end);
        if led == rest.len() || reached + led >= most { REACH_MAX } else { reached + led }
    }

    /// How many of some events a world leads through, one step after the other; so many are enough.
    pub(super) fn leads(&mut self, mut world: World, rows: &[Row], most: usize, end: bool) -> usize {
        let (mut rest, mut led) = (rows, 0);
        while !rest.is_empty() && led < most {
            let Some(successor) = self.explain_rows(world, rest, group(rest), end).into_iter().next() else { break };
            led += successor.rows;
            rest = &rest[successor.rows..];
            world = successor.world;
            self.follow_up(&mut world, successor.action, None);
        }
        led
    }

    fn repairs(&mut self, world: &World, rows: &[Row], wanted: usize, explained: &Explained, end: bool) -> Vec<Repair> {
        let mut repairs = Vec::new();
        // Where states were left out, what the log tells is believed, so that it may be understood again.
        if self.mended > FOUND_TOO_MUCH || self.unsure > 0 {
            let said = self.denied(world, rows, explained, &format!("without {}", lines(&rows[..wanted])));
            let (used, wrong): (Vec<usize>, Vec<usize>) = ((0..wanted).collect(), (0..wanted).collect());
            let absorbed = self.absorbed(world, &rows[..wanted]);
            let world = absorbed.unwrap_or_else(|| world.clone());
            return vec![Repair { world, used, wrong, cost: 0, said }];
        }
        let clues = Clues::new(&self.reader.teller.words, &rows[..wanted]);
        let key = clues.key();
        let mut candidates = clues.candidates(world);
        candidates.extend(clues.anything(world));
        let tries = self.tries();
        candidates.truncate(tries);
        if rows[0].refused {
            self.refusals(world, rows, &candidates, explained, &mut repairs);
        } else {
            self.aligned(world, rows, wanted, &candidates, key, &mut repairs);
        }
        self.inserted(world, rows, wanted, end, explained, &mut repairs);
        // The step did not happen at all.
        let said = self.denied(world, rows, explained, &format!("without {}", lines(&rows[..wanted])));
        repairs.push(Repair {
            world: world.clone(),
            used: (0..wanted).collect(),
            wrong: (0..wanted).collect(),
            cost: 2 * wanted + 1,
            said: said.clone(),
        });
        if wanted > 1 {
            let said = Said { nearest: format!("without line {}", rows[0].line), ..said.clone() };
            repairs.push(Repair { world: world.clone(), used: vec![0], wrong: vec![0], cost: 3, said });
        }
        // It happened as it is told, though the rules forbid it.
        if let Some(believed) = self.absorbed(world, &rows[..wanted]) {
            let said = Said { nearest: "none is near; what it tells is taken as it stands".to_owned(), ..said };
            repairs.push(Repair {
                world: believed,
                used: (0..wanted).collect(),
                wrong: (0..wanted).collect(),
                cost: 2 * wanted + 2,
                said,
            });
        }
        repairs
    }

    /// A refusal that the kernel gives in another way, or not at all.
    fn refusals(
        &mut self,
        world: &World,
        rows: &[Row],
        candidates: &[Action],
        explained: &Explained,
        repairs: &mut Vec<Repair>,
    ) {
        let mut world = world.clone();
        let mut tried: Option<(Action, Answer)> = explained.denied;
        for action in candidates {
            if tried.is_some() {
                break;
            }
            let answer = world.now.apply(*action);
            if answer.is_done() {
                world.undo(action);
            }
            tried = Some((*action, answer));
        }
        let said = match tried {
            None => self.denied(&world, rows, explained, &format!("without line {}", rows[0].line)),
            Some((action, answer)) => {
                let log = &rows[0].told;
                let code = self.reader.value(Field::Reason, log);
                let kernel = self.answer(&world, &action, &answer);
                let line = rows[0].line;
                let (rule, log, nearest) = match answer {
                    Answer::Refused(refusal) => (
                        Some(refusal.rule.id().to_owned()),
                        format!("{code} by {}", self.reader.value(Field::Rule, log)),
                        format!("with `{}` by `{}` in line {line}", refusal.code.letters(), refusal.rule.id()),
                    ),
                    Answer::Unchanged(rule) => (Some(rule.id().to_owned()), code, format!("without line {line}")),
                    Answer::Done => {
                        let rule = log.word(Field::Rule).map(|word| self.reader.teller.words.text(word).to_owned());
                        (rule, code, format!("without line {line}"))
                    }
                };
                Said {
                    message: format!("the log says refused with {log}, but {kernel}"),
                    rule,
                    family: Family::Unchanged,
                    nearest,
                }
            }
        };
        repairs.push(Repair { world, used: vec![0], wrong: vec![0], cost: 2, said });
    }

    /// Actions of which the log tells nearly what the kernel tells.
    fn aligned(
        &mut self,
        world: &World,
        rows: &[Row],
        wanted: usize,
        candidates: &[Action],
        key: Option<i64>,
        repairs: &mut Vec<Repair>,
    ) {
        let mut close: Vec<Close> = Vec::new();
        let mut trial = world.clone();
        for action in candidates {
            if !trial.now.apply(*action).is_done() {
                continue;
            }
            if let (Action::Create(_) | Action::Admit { .. }, Some(id)) = (action, trial.now.created()) {
                trial.names.bind_new(id, key);
            }
            let told = trial.told(action, &mut self.reader.teller);
            for (places, least) in places(rows, wanted, told.len()) {
                let log: Vec<Row> = places.iter().map(|place| rows[*place]).collect();
                let alignment = align(&told, &log, least);
                let near = alignment.cost <= 2 * (alignment.kept + 1) && (alignment.kept > 0 || told.len() <= 2);
                if near {
                    let torn = usize::from(places[..alignment.rows].windows(2).any(|two| two[1] != two[0] + 1));
                    close.push(Close {
                        cost: alignment.cost + torn,
                        action: *action,
                        places,
                        alignment,
                        told: told.clone(),
                    });
                }
            }
            trial.undo(action);
        }
        close.sort_by_key(|it| it.cost);
        close.dedup_by(|one, other| {
            (&one.places, &one.alignment, &one.told) == (&other.places, &other.alignment, &other.told)
        });
        for Close { cost, action, places, alignment, told } in close.into_iter().take(CLOSE_MAX) {
            let mut next = world.clone();
            let _done = next.now.apply(action);
            if let (Action::Create(_) | Action::Admit { .. }, Some(id)) = (action, next.now.created()) {
                next.names.bind_new(id, key);
            }
            next.keep(&action, time(rows, wanted).or(self.clock));
            let used: Vec<usize> = places[..alignment.rows].to_vec();
            let wrong = alignment.edits.iter().filter_map(|edit| match edit {
                Edit::Insert { .. } | Edit::Swap { .. } => None,
                Edit::Delete { row } | Edit::Change { row, .. } => Some(used[*row]),
            });
            let wrong: Vec<usize> = wrong.collect();
            let log: Vec<Row> = places.iter().map(|place| rows[*place]).collect();
            let said = self.edited(&alignment.edits, &told, &log, &used);
            repairs.push(Repair { world: next, used, wrong, cost, said });
        }
    }

    /// A step that the log has lost.
    fn inserted(
        &mut self,
        world: &World,
        rows: &[Row],
        wanted: usize,
        end: bool,
        explained: &Explained,
        repairs: &mut Vec<Repair>,
    ) {
        let clues = Clues::new(&self.reader.teller.words, &rows[..wanted]);
        let mut actions = clues.before(world);
        actions.truncate(self.tries());
        let mut trial = world.clone();
        let mut found = 0;
        for action in actions {
            if found >= CLOSE_MAX {
                break;
            }
            if !trial.now.apply(action).is_done() {
                continue;
            }
            let missing = trial.now.events().len();
            let mut next = trial.clone();
            next.keep(&action, self.clock);
            trial.undo(&action);
            if self.explain_rows(next.clone(), rows, wanted, end).is_empty() {
                continue;
            }
            found += 1;
            let words = self.action(&next, &action);
            let nearest = format!("with `{words}` before line {}", rows[0].line);
            let said = self.denied(world, rows, explained, &nearest);
            repairs.push(Repair { world: next, used: Vec::new(), wrong: Vec::new(), cost: 2 * missing, said });
        }
    }

    /// A state in which what the log tells is taken as it stands, if a center can stand like that.
    fn absorbed(&mut self, world: &World, rows: &[Row]) -> Option<World> {
        let mut next = world.clone();
        let mut replica = Replica::of(world.before());
        let words = &self.reader.teller.words;
        let policy = world.now.policy();
        for row in rows {
            if let Some(key) = row.told.get(Field::Conv)
                && next.names.id(key).is_none()
            {
                // A conversation that the log has not told of: it begins here.
                let id = free_id(&next.now, &next.names);
                next.names.bind(id, Some(key));
                if row.told.word(Field::Type).map(|word| words.text(word)) != Some("ConversationCreated") {
                    let stream = words.workstream(row.told.word(Field::Workstream)?)?;
                    let known = &policy.workstreams()[stream.index()];
                    let queue = row.told.word(Field::Queue).and_then(|word| words.queue(word)).unwrap_or(known.queue);
                    let fact = switchboard::Fact::ConversationCreated {
                        conversation: id,
                        workstream: stream,
                        channel: known.channel,
                        queue,
                    };
                    replica.absorb(&switchboard::Event { rule: switchboard::Rule::St01, fact });
                }
            }
            if let Some(event) = facts::event(row, words, &next.names, policy) {
                replica.absorb(&event);
            }
        }
        let center = replica.sound_center()?;
        let gone: Vec<ConversationId> =
            next.names.iter().filter(|(_, id)| center.workstream_of(*id).is_none()).map(|(_, id)| id).collect();
        gone.into_iter().for_each(|id| next.names.release(id));
        next.replace(center);
        Some(next)
    }

    /// Tells what is wrong.
    fn find(&mut self, repair: &Repair, rows: &[Row], explained: &Explained, world: &World) {
        let place = repair.wrong.first().copied().unwrap_or(0);
        let row = rows[place];
        let key = rows.iter().take(place + 1).rev().find_map(|row| row.told.get(Field::Conv));
        let Said { message, rule, family, nearest } = repair.said.clone();
        let (legal, believed) = self.situation(world, key, &rows[..=place]);
        let mut finding = Finding {
            file: self.file.clone(),
            line: row.line,
            at_s: row.at.map(|at| at as f64 / 1e6),
            conversation: key.map(|key| self.reader.keys.text(key)),
            rule,
            family: Some(family),
            message,
            legal,
            believed,
            nearest: Some(nearest),
            explained: Some(self.explained + repair.used.iter().take_while(|used| **used < place).count() as u64),
        };
        if finding.rule.is_none()
            && let Some((action, answer)) = &explained.denied
        {
            finding.family = Some(family::of_answer(action, answer));
        }
        self.name_strangers(rows, place);
        self.keep(finding);
    }
}

/// An id that no conversation has.
fn free_id(center: &ContactCenter, names: &super::names::Names) -> ConversationId {
    let slots = center.conversations().map(|id| id.slot + 1).chain(names.iter().map(|(_, id)| id.slot + 1)).max();
    ConversationId { slot: slots.unwrap_or(0), generation: 0 }
}

/// Which of the events may belong to a step of so many: those of its cause, wherever they stand, or the next ones; with
/// how many of them have to.
fn places(rows: &[Row], wanted: usize, events: usize) -> Vec<(Vec<usize>, usize)> {
    let near = (events + 2).max(wanted).min(rows.len());
    let next: Vec<usize> = (0..near).collect();
    let mut lists = vec![(next.clone(), wanted.min(near)), (next, 0)];
    if let Some(cause) = rows[0].cause {
        let mine: Vec<usize> =
            (0..rows.len().min(2 * events + 8)).filter(|place| rows[*place].cause == Some(cause)).collect();
        let least = mine.len();
        lists.insert(0, (mine, least));
    }
    lists.dedup();
    lists
}

/// The lines of some events in words.
fn lines(rows: &[Row]) -> String {
    match rows {
        [] => "nothing".to_owned(),
        [only] => format!("line {}", only.line),
        [first, .., last] => format!("lines {} to {}", first.line, last.line),
    }
}
