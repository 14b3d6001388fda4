//! What is said of a finding: what is wrong, what would have been legal, what was believed.

use std::ops::Range;

use switchboard::notation::{Names as Given, Notation};
use switchboard::{Action, Answer, ConversationId, Phase, UserId};
use switchboard_verify::Family;

use crate::report::Finding;

use super::Judge;
use super::align::Edit;
use super::family;
use super::infer::{Clues, STALE};
use super::step::{Explained, time};
use super::told::{Field, Row, Told};
use super::world::World;

/// How many legal actions a finding lists.
const LEGAL_MAX: usize = 8;
/// How many believed states a finding lists.
const BELIEVED_MAX: usize = 4;
/// How many changes a finding lists.
const EDITS_MAX: usize = 3;

/// What is said of a finding.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) message: String,
    pub(crate) rule: Option<String>,
    pub(crate) family: Family,
    pub(crate) nearest: String,
}

impl Judge {
    /// The names of a world's conversations for the notation.
    fn given(&self, world: &World) -> Given {
        let mut given = Given::new();
        for (key, id) in world.names.iter() {
            given.give(&self.reader.keys.text(key), id);
        }
        for (number, id) in world.names.nameless().iter().enumerate() {
            given.give(&format!("unnamed-{}", number + 1), *id);
        }
        given
    }

    /// An action in words.
    pub(crate) fn action(&self, world: &World, action: &Action) -> String {
        let given = self.given(world);
        Notation::new(world.now.policy(), &given).action(action)
    }

    /// What the kernel says to an action, in words.
    pub(crate) fn answer(&self, world: &World, action: &Action, answer: &Answer) -> String {
        let given = self.given(world);
        let notation = Notation::new(world.now.policy(), &given);
        format!("`{}` is {}", notation.action(action), notation.answer(answer))
    }

    /// That the kernel does not do what the log tells.
    pub(crate) fn denied(&self, world: &World, rows: &[Row], explained: &Explained, nearest: &str) -> Said {
        let kind = self.reader.value(Field::Type, &rows[0].told);
        let name = kind.trim_matches('`').to_owned();
        let told = rows[0].told.word(Field::Rule).map(|word| self.reader.teller.words.text(word).to_owned());
        match explained.denied {
            Some((action, answer)) if explained.nearest.is_none() => {
                let known = action.conversation() != Some(STALE);
                let words = if known {
                    self.answer(world, &action, &answer)
                } else {
                    let key = rows.iter().find_map(|row| row.told.get(Field::Conv)).unwrap_or_default();
                    format!("no conversation {} is open", self.reader.keys.text(key))
                };
                let rule = match answer {
                    Answer::Refused(refusal) => Some(refusal.rule.id().to_owned()),
                    Answer::Unchanged(rule) => Some(rule.id().to_owned()),
                    Answer::Done => told,
                };
                Said {
                    message: format!("{kind} cannot be: {words}"),
                    rule,
                    family: family::of_answer(&action, &answer),
                    nearest: nearest.to_owned(),
                }
            }
            Some(_) | None => {
                let command = rows[0].told.word(Field::Command).map(|word| self.reader.teller.words.text(word));
                let step = command.map(|command| format!(" by `{command}`")).unwrap_or_default();
                Said {
                    message: format!("{kind}{step} does not follow from what is told before"),
                    rule: told,
                    family: family::of_event(&name),
                    nearest: nearest.to_owned(),
                }
            }
        }
    }

    /// What the least change of the log says.
    pub(crate) fn edited(&self, edits: &[Edit], kernel: &[Told], log: &[Row], used: &[usize]) -> Said {
        let value = |field: Field, told: &Told| self.reader.value(field, told);
        let (mut messages, mut nearest) = (Vec::new(), Vec::new());
        let (mut rule, mut family) = (None, None);
        let of_rule = |told: &Told| told.word(Field::Rule).map(|word| self.reader.teller.words.text(word).to_owned());
        let of_kind = |told: &Told| family::of_event(value(Field::Type, told).trim_matches('`'));
        for edit in edits {
            let (message, change, told, kind) = match edit {
                Edit::Insert { event, row } => {
                    let name = value(Field::Type, &kernel[*event]);
                    let line = log.get(*row).or(log.last()).map_or(0, |row| row.line);
                    let (message, change) = if *row < log.len() {
                        (format!("{name} is missing before this"), format!("with {name} before line {line}"))
                    } else {
                        (format!("{name} is missing after this"), format!("with {name} after line {line}"))
                    };
                    (message, change, &kernel[*event], Family::K15)
                }
                Edit::Delete { row } => {
                    let name = value(Field::Type, &log[*row].told);
                    let line = log[*row].line;
                    let told = &log[*row].told;
                    (format!("{name} does not belong here"), format!("without line {line}"), told, of_kind(told))
                }
                Edit::Change { event, row } => {
                    let (told, kernel) = (&log[*row].told, &kernel[*event]);
                    let fields: Vec<Field> = told.differing(kernel).take(EDITS_MAX).collect();
                    let name = value(Field::Type, told);
                    let wrong = |field: &Field| {
                        format!("`{}` is {}, expected {}", field.name(), value(*field, told), value(*field, kernel))
                    };
                    let right = |field: &Field| format!("{} as `{}`", value(*field, kernel), field.name());
                    let wrongs: Vec<String> = fields.iter().map(wrong).collect();
                    let rights: Vec<String> = fields.iter().map(right).collect();
                    let message = format!("{name}: {}", wrongs.join(", "));
                    (
                        message,
                        format!("with {} in line {}", rights.join(" and "), log[*row].line),
                        kernel,
                        of_kind(kernel),
                    )
                }
                Edit::Swap { row } => {
                    let (above, below) = (&log[*row - 1], &log[*row]);
                    let message = format!(
                        "{} stands before {}, expected after",
                        value(Field::Type, &above.told),
                        value(Field::Type, &below.told)
                    );
                    let change = format!("with lines {} and {} the other way round", above.line, below.line);
                    (message, change, &below.told, Family::K15)
                }
            };
            if rule.is_none() {
                rule = of_rule(told);
            }
            family.get_or_insert(kind);
            messages.push(message);
            nearest.push(change);
        }
        if edits.is_empty() {
            messages.push("the events of one step stand apart".to_owned());
            let torn = used.windows(2).find(|two| two[1] != two[0] + 1);
            let line = torn.map_or(0, |two| log[used.iter().position(|place| *place == two[1]).unwrap_or(0)].line);
            nearest.push(format!("with line {line} where its step is"));
        }
        let shown = |mut list: Vec<String>| {
            let more = list.len().saturating_sub(EDITS_MAX);
            list.truncate(EDITS_MAX);
            let mut text = list.join("; ");
            if more > 0 {
                text.push_str(&format!("; and {more} more"));
            }
            text
        };
        Said {
            message: shown(messages),
            rule: rule.or_else(|| log.first().and_then(|row| of_rule(&row.told))),
            family: family.unwrap_or(Family::K15),
            nearest: shown(nearest),
        }
    }

    /// What would have been legal, and what was believed.
    pub(crate) fn situation(&self, world: &World, key: Option<i64>, rows: &[Row]) -> (Vec<String>, Vec<String>) {
        let clues = Clues::new(&self.reader.teller.words, rows);
        let id = key.and_then(|key| world.names.id(key));
        let people = clues.involved(&world.now, id);
        let mut center = world.now.clone();
        let given = self.given(world);
        let notation = Notation::new(world.now.policy(), &given);
        let mut legal: Vec<String> = Vec::new();
        let mut tried = clues.anything(world);
        // What somebody does comes before what supervisors may always do.
        tried.sort_by_key(|action| matches!(action, Action::Supervisor { .. }));
        for action in tried.into_iter().take(if self.mended > 100 { 20 } else { 200 }) {
            if legal.len() >= LEGAL_MAX {
                break;
            }
            if center.apply(action).is_done() {
                center = world.now.clone();
                let words = notation.action(&action);
                if !legal.contains(&words) {
                    legal.push(words);
                }
            }
        }
        let mut believed: Vec<String> = Vec::new();
        for other in std::iter::once(world).chain(self.worlds.iter().skip(1)).take(BELIEVED_MAX) {
            let words = self.state(other, key, &people);
            if !words.is_empty() && !believed.contains(&words) {
                believed.push(words);
            }
        }
        (legal, believed)
    }

    /// A state in words, as far as it concerns a conversation and some people.
    fn state(&self, world: &World, key: Option<i64>, people: &[UserId]) -> String {
        let policy = world.now.policy();
        let name = |user: UserId| &*policy.users()[user.index()].name;
        let mut parts = Vec::new();
        if let Some(key) = key {
            let text = self.reader.keys.text(key);
            match world.names.id(key) {
                None => parts.push(format!("{text} is closed, or was never told of")),
                Some(id) => parts.push(format!("{text} is {}", standing(world, id, &name))),
            }
        }
        for &user in people.iter().take(3) {
            let center = &world.now;
            let presence = &policy.presences()[center.presence(user).index()].name;
            let left = center.available_units(user);
            parts.push(format!("{} shows {presence} with {left} units left", name(user)));
        }
        parts.join("; ")
    }

    /// Names that the policy does not have, for whoever must not tell names.
    pub(crate) fn name_strangers(&mut self, rows: &[Row], place: usize) {
        let words = &self.reader.teller.words;
        for row in &rows[..=place.min(rows.len() - 1)] {
            for field in [Field::Agent, Field::Actor, Field::From, Field::To] {
                if let Some(word) = row.told.word(field)
                    && words.is_strange(word)
                {
                    self.report.people.insert(words.text(word).to_owned());
                }
            }
            if let Some(key) = row.told.get(Field::Conv) {
                self.report.conversations.insert(self.reader.keys.text(key));
            }
        }
    }

    /// Tells something about the order of events.
    pub(crate) fn tell_order(&mut self, line: u64, message: &str) {
        self.keep(Finding {
            file: self.file.clone(),
            line,
            family: Some(Family::K15),
            message: message.to_owned(),
            explained: Some(self.explained),
            ..Finding::default()
        });
        self.explained = 0;
    }

    /// The time of a step that is explained, and what is wrong with times.
    pub(crate) fn times(&mut self, range: Range<usize>, action: &Action, world: &World) -> Option<i64> {
        let rows = &self.rows[range.clone()];
        let skew = self.settings.skew;
        let at = time(rows, rows.len());
        let step = at?;
        let told = |row: &Row| row.told.get(Field::Conv).map(|key| self.reader.keys.text(key));
        let apart = rows.iter().find(|row| row.at.is_some_and(|at| (at - step).abs() > skew));
        let mut found: Option<(Row, Option<String>, Family, String)> = None;
        if let Some(row) = apart {
            let (at, step) = (seconds(row.at.unwrap_or(step)), seconds(step));
            let message = format!("`ts` is {at}, expected {step} as in the other events of its step");
            found = Some((*row, Some("EV-01".to_owned()), Family::K15, message));
        } else if let Some(clock) = self.clock
            && step < clock - skew
        {
            let message = format!("time runs backwards to {}, expected {} or later", seconds(step), seconds(clock));
            found = Some((rows[0], None, Family::K15, message));
        } else if let Some(early) = world.fired_early
            && early.by > skew
        {
            let rule = rows[0].told.word(Field::Rule).map(|word| self.reader.teller.words.text(word).to_owned());
            let what = if let Action::Timer { timer, .. } = action {
                format!("timer {}", timer.name())
            } else {
                "the return window".to_owned()
            };
            let message = format!("{what} fires {} s before it can", seconds(early.by));
            found = Some((rows[0], rule, Family::K10, message));
        }
        if let Some((row, rule, family, message)) = found {
            let conversation = told(&row);
            self.keep(Finding {
                file: self.file.clone(),
                line: row.line,
                at_s: row.at.map(|at| at as f64 / 1e6),
                conversation,
                rule,
                family: Some(family),
                message,
                explained: Some(self.explained),
                ..Finding::default()
            });
            self.explained = 0;
            self.mistimed = true;
        }
        at
    }

    /// What is left to say at the end.
    pub(crate) fn last_words(&mut self) {
        if let Some((line, missing)) = self.gap.take() {
            let words = if missing == 1 { "1 event is".to_owned() } else { format!("{missing} events are") };
            self.tell_order(line, &format!("{words} missing before this one, as the numbers say"));
        }
    }
}

/// Microseconds as seconds.
fn seconds(micros: i64) -> f64 {
    micros as f64 / 1e6
}

/// Where a conversation stands, in words.
fn standing<'a>(world: &World, id: ConversationId, name: &impl Fn(UserId) -> &'a str) -> String {
    let phase = world.now.phase(id);
    let queue = world.now.queue_of(id).map(|queue| &*world.now.policy().queues()[queue.index()].name);
    let stage = phase.stage().name();
    match phase {
        Phase::Open { first: Some(first) } => {
            format!("{stage} in {}, {} first", queue.unwrap_or_default(), name(first))
        }
        Phase::Open { first: None } => format!("{stage} in {}", queue.unwrap_or_default()),
        Phase::Offered(offer) => format!("{stage} to {}", name(offer.agent)),
        Phase::InConversation(_) | Phase::Waiting { .. } | Phase::WrapUp(_) => match phase.holder() {
            Some(holder) => format!("{stage} with {}", name(holder)),
            None => format!("{stage} with nobody of ours"),
        },
        Phase::Closed { .. } => stage.to_owned(),
    }
}
