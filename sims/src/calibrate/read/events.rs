//! What an event file shows: waits, work by number in hand, silences, offers and presence.
//!
//! Only what the records say is used: the states of conversations, whose they are, and when. An agent has a conversation
//! in hand from the accept to the end of the wrap-up, as in the engine.

mod collect;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use switchboard::{Channel, Stage};

use crate::calibrate::observed::{Observed, Stream, Work};
use crate::calibrate::read::tally::count;
use crate::document::InputError;
use crate::tick::Span;

/// A day in seconds.
const DAY_S: f64 = 86_400.0;

/// The latest time that is read: ten years.
const LATEST_S: f64 = 3_650.0 * DAY_S;

/// The fields of a record that are read.
#[derive(Deserialize)]
struct Record<'a> {
    ts: f64,
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    conv: Option<Cow<'a, str>>,
    #[serde(borrow)]
    workstream: Option<Cow<'a, str>>,
    #[serde(borrow)]
    channel: Option<Cow<'a, str>>,
    #[serde(borrow)]
    queue: Option<Cow<'a, str>>,
    #[serde(borrow)]
    agent: Option<Cow<'a, str>>,
    #[serde(borrow)]
    to: Option<Cow<'a, str>>,
    #[serde(borrow)]
    reason: Option<Cow<'a, str>>,
    #[serde(borrow)]
    timer: Option<Cow<'a, str>>,
    #[serde(borrow)]
    presence: Option<Cow<'a, str>>,
    seconds: Option<u32>,
    available: Option<i32>,
    units: Option<u16>,
}

/// One conversation while it lasts.
#[derive(Clone, Debug)]
struct Talk {
    stream: usize,
    stage: Option<Stage>,
    agent: Option<usize>,
    /// When a person was first asked for, in microseconds.
    asked: Option<u64>,
    answered: bool,
    offered: Option<u64>,
    waiting: Option<u64>,
    silences: u32,
    talk: Vec<u64>,
    wrap_up: Vec<u64>,
    talk_level: usize,
    wrap_level: usize,
    wrapped: bool,
    handed_over: bool,
}

/// One agent.
#[derive(Clone, Debug, Default)]
struct Agent {
    name: String,
    units: u16,
    available: i32,
    takes: Vec<usize>,
    /// Slots of the conversations in hand, with since when their progress is written.
    hands: Vec<String>,
    since: u64,
    present_from: Option<u64>,
    signed_in: bool,
    stretches: Vec<(u64, u64)>,
}

/// Takes in an event file line by line.
#[derive(Debug)]
pub struct EventsReader {
    file: String,
    interval_min: u32,
    line: usize,
    last: f64,
    streams: Vec<Stream>,
    places: BTreeMap<(String, String, String), usize>,
    talks: BTreeMap<String, Talk>,
    agents: Vec<Agent>,
    names: BTreeMap<String, usize>,
    days: usize,
}

/// Reads a whole event file.
///
/// # Errors
///
/// When a line is no record, or time runs backwards.
pub fn read_events(file: &str, bytes: &[u8], interval_min: u32) -> Result<Observed, InputError> {
    let mut reader = EventsReader::new(file, interval_min);
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = std::str::from_utf8(line).map_err(|error| InputError {
            file: file.to_owned(),
            line: number + 1,
            column: error.valid_up_to() + 1,
            message: "the line is not UTF-8 text, expected a record of `switchboard simulate --events`".to_owned(),
        })?;
        reader.read(line)?;
    }
    Ok(reader.finish())
}

impl EventsReader {
    /// Before the first line.
    pub fn new(file: &str, interval_min: u32) -> Self {
        Self {
            file: file.to_owned(),
            interval_min,
            line: 0,
            last: 0.0,
            streams: Vec::new(),
            places: BTreeMap::new(),
            talks: BTreeMap::new(),
            agents: Vec::new(),
            names: BTreeMap::new(),
            days: 0,
        }
    }

    fn error(&self, column: usize, message: String) -> InputError {
        InputError { file: self.file.clone(), line: self.line, column: column.max(1), message }
    }

    /// Takes in the next line.
    ///
    /// # Errors
    ///
    /// When it is no record, or lies before the line above it.
    pub fn read(&mut self, line: &str) -> Result<(), InputError> {
        self.line += 1;
        if line.trim().is_empty() {
            return Ok(());
        }
        let record: Record<'_> = serde_json::from_str(line).map_err(|error| {
            let text = error.to_string();
            let text = text.rsplit_once(" at line ").map_or(&*text, |(text, _)| text);
            self.error(error.column(), format!("{text}; expected a record of `switchboard simulate --events`"))
        })?;
        let column = |field: &str| line.find(&format!("\"{field}\":")).map_or(1, |at| at + field.len() + 4);
        if !(self.last..=LATEST_S).contains(&record.ts) {
            let text = format!("unknown time `{}`, expected seconds from {} to {LATEST_S}", record.ts, self.last);
            return Err(self.error(column("ts"), text));
        }
        self.last = record.ts;
        let now = Span::from_seconds(record.ts).micros();
        match &record.conv {
            Some(name) => {
                self.conversation(name, &record, now).map_err(|(field, text)| self.error(column(field), text))
            }
            None => {
                self.person(&record, now);
                Ok(())
            }
        }
    }

    fn stream(&mut self, record: &Record<'_>) -> Result<usize, (&'static str, String)> {
        let (Some(workstream), Some(channel)) = (&record.workstream, &record.channel) else {
            let text = "a new conversation without workstream or channel, expected both in its first record";
            return Err(("conv", text.to_owned()));
        };
        let Some(known) = Channel::named(channel) else {
            let names: Vec<&str> = Channel::ALL.into_iter().map(Channel::name).collect();
            return Err(("channel", format!("unknown channel `{channel}`, expected one of: {}", names.join(", "))));
        };
        let queue = record.queue.as_deref().unwrap_or(workstream);
        let key = (workstream.to_string(), channel.to_string(), queue.to_owned());
        let streams = &mut self.streams;
        Ok(*self.places.entry(key).or_insert_with(|| {
            streams.push(Stream::new(workstream, known, queue));
            streams.len() - 1
        }))
    }

    fn conversation(&mut self, name: &str, record: &Record<'_>, now: u64) -> Result<(), (&'static str, String)> {
        let day = (record.ts / DAY_S) as usize;
        if !self.talks.contains_key(name) {
            // A refused command may name one that is long forgotten.
            if record.kind != "ConversationCreated" {
                return Ok(());
            }
            let stream = self.stream(record)?;
            self.days = self.days.max(day + 1);
            count(&mut self.streams[stream].entered, day, record.ts % DAY_S, self.interval_min);
            let talk = Talk {
                stream,
                stage: None,
                agent: None,
                asked: None,
                answered: false,
                offered: None,
                waiting: None,
                silences: 0,
                talk: Vec::new(),
                wrap_up: Vec::new(),
                talk_level: 1,
                wrap_level: 1,
                wrapped: false,
                handed_over: false,
            };
            self.talks.insert(name.to_owned(), talk);
            return Ok(());
        }
        let agent = record.agent.as_deref().map(|agent| self.agent(agent));
        let Some(talk) = self.talks.get_mut(name) else { return Ok(()) };
        let stream = talk.stream;
        match &*record.kind {
            "RoutedToQueue" if talk.asked.is_none() => {
                talk.asked = Some(now);
                count(&mut self.streams[stream].asked, day, record.ts % DAY_S, self.interval_min);
            }
            "OfferMade" => {
                talk.offered = Some(now);
                self.streams[stream].offers.0 += 1;
            }
            "OfferAccepted" => {
                if let (Some(offered), None) = (talk.offered.take(), &record.reason) {
                    self.streams[stream].rings_s.push(Span::from_micros(now - offered).seconds());
                }
            }
            "OfferRejected" => self.streams[stream].offers.1 += 1,
            "OfferTimedOut" => self.streams[stream].offers.2 += 1,
            "TimerArmed" => match record.timer.as_deref() {
                Some("offer") => self.streams[stream].offer_s = record.seconds,
                Some("wrap-up-block") => self.streams[stream].wrap_up_block_s = record.seconds,
                Some(_) | None => {}
            },
            "TransferCounted" => talk.handed_over = true,
            "WrapUpStarted" => {
                self.streams[stream].ended.0 += 1;
                self.streams[stream].ended.1 += u64::from(record.reason.as_deref() == Some("customer"));
            }
            "CapacityConsumed" => {
                if let (Some(agent), Some(available)) = (agent, record.available) {
                    let before = std::mem::replace(&mut self.agents[agent].available, available);
                    let cost = u16::try_from(before - available).ok().filter(|cost| *cost > 0);
                    let known = &mut self.streams[stream].cost;
                    *known = known.or(cost);
                }
            }
            "CapacityReleased" => {
                if let (Some(agent), Some(available)) = (agent, record.available) {
                    self.agents[agent].available = available;
                }
            }
            "PrimaryChanged" => {
                let agent = record.to.as_deref().map(|to| self.agent(to));
                if let Some(agent) = agent
                    && !self.agents[agent].takes.contains(&stream)
                {
                    self.agents[agent].takes.push(stream);
                }
                let stage = self.talks[name].stage;
                self.moved(name, stage, agent, now);
            }
            "StateChanged" => {
                let Some(stage) = record.to.as_deref().and_then(stage_named) else {
                    let found = record.to.as_deref().unwrap_or_default();
                    return Err(("to", format!("unknown state `{found}`, expected one such as `Open`")));
                };
                let agent = talk.agent;
                self.moved(name, Some(stage), agent, now);
                self.entered(name, stage, record, now);
            }
            _ => {}
        }
        Ok(())
    }

    /// A state begins: waits, silences and ends are counted.
    fn entered(&mut self, name: &str, stage: Stage, record: &Record<'_>, now: u64) {
        let Some(talk) = self.talks.get_mut(name) else { return };
        let stream = &mut self.streams[talk.stream];
        if let Some(since) = talk.waiting.take() {
            let back = stage != Stage::Closed && stage != Stage::WrapUp;
            stream.away.push((Span::from_micros(now - since), back));
        }
        match stage {
            Stage::InConversation => {
                if let (Some(asked), false) = (talk.asked, talk.answered) {
                    stream.waits.push((Span::from_micros(now - asked), false));
                    talk.answered = true;
                }
            }
            Stage::Waiting => {
                talk.waiting = Some(now);
                talk.silences += 1;
            }
            Stage::WrapUp => talk.wrapped = true,
            Stage::Closed => {
                let left =
                    record.reason.as_deref().is_some_and(|reason| reason.starts_with("CustomerDisconnectedOrLeft"));
                if let (Some(asked), false) = (talk.asked, talk.answered) {
                    stream.waits.push((Span::from_micros(now - asked), left));
                }
                self.closed(name);
            }
            Stage::Open | Stage::Offered => {}
        }
    }

    /// A conversation is over: what its agents did on it.
    fn closed(&mut self, name: &str) {
        let Some(talk) = self.talks.remove(name) else { return };
        let stream = &mut self.streams[talk.stream];
        if !talk.answered {
            return;
        }
        let work = |by_level: &[u64], level: usize| Work {
            by_level_s: by_level.iter().map(|micros| Span::from_micros(*micros).seconds()).collect(),
            level,
        };
        if talk.handed_over {
            stream.handed_over += 1;
        }
        if talk.talk.iter().any(|micros| *micros > 0) {
            stream.talks.push(work(&talk.talk, talk.talk_level));
            stream.silences.push(talk.silences);
        }
        if talk.wrap_up.iter().any(|micros| *micros > 0) {
            stream.wrap_ups.push(work(&talk.wrap_up, talk.wrap_level));
        } else if talk.wrapped {
            stream.wrap_up_zeros += 1;
        }
    }

    /// State or agent of a conversation changes: hands are kept.
    fn moved(&mut self, name: &str, stage: Option<Stage>, agent: Option<usize>, now: u64) {
        let in_hand = |stage: Option<Stage>| matches!(stage, Some(Stage::InConversation | Stage::WrapUp));
        let Some(talk) = self.talks.get(name) else { return };
        let (old_stage, old_agent) = (talk.stage, talk.agent);
        let was = old_agent.filter(|_| in_hand(old_stage));
        let is = agent.filter(|_| in_hand(stage));
        if let Some(agent) = was {
            self.advance(agent, now);
        }
        if let Some(agent) = is.filter(|agent| Some(*agent) != was) {
            self.advance(agent, now);
        }
        if let Some(talk) = self.talks.get_mut(name) {
            (talk.stage, talk.agent) = (stage, agent);
            if let Some(agent) = was {
                let level = self.agents[agent].hands.len().max(1);
                if old_stage == Some(Stage::InConversation) { talk.talk_level = level } else { talk.wrap_level = level }
            }
        }
        if was != is {
            if let Some(agent) = was {
                self.agents[agent].hands.retain(|other| other != name);
            }
            if let Some(agent) = is {
                self.agents[agent].hands.push(name.to_owned());
            }
        }
    }

    /// Writes down how long an agent has had what is in hand.
    fn advance(&mut self, agent: usize, now: u64) {
        let agent = &mut self.agents[agent];
        let elapsed = now - std::mem::replace(&mut agent.since, now);
        if elapsed == 0 {
            return;
        }
        let level = agent.hands.len();
        for name in &agent.hands {
            let Some(talk) = self.talks.get_mut(name) else { continue };
            let by_level = if talk.stage == Some(Stage::WrapUp) { &mut talk.wrap_up } else { &mut talk.talk };
            if by_level.len() < level {
                by_level.resize(level, 0);
            }
            by_level[level - 1] += elapsed;
        }
    }

    fn agent(&mut self, name: &str) -> usize {
        if let Some(place) = self.names.get(name) {
            return *place;
        }
        let place = self.agents.len();
        self.agents.push(Agent { name: name.to_owned(), ..Agent::default() });
        self.names.insert(name.to_owned(), place);
        place
    }

    fn person(&mut self, record: &Record<'_>, now: u64) {
        let Some(name) = record.agent.as_deref() else { return };
        let place = self.agent(name);
        let agent = &mut self.agents[place];
        match &*record.kind {
            "AgentSignedIn" => {
                agent.signed_in = true;
                agent.units = record.units.unwrap_or(0).max(agent.units);
                agent.available = i32::from(agent.units);
                agent.present_from.get_or_insert(now);
            }
            "PresenceChanged" => {
                let presence = record.presence.as_deref().unwrap_or_default();
                // Presences that full hands bring about are work; the others are breaks, or the end of the day.
                let works = matches!(presence, "Available" | "Busy" | "Do not disturb" | "Busy - DND");
                if !works {
                    agent.leave(now);
                } else if agent.signed_in {
                    agent.present_from.get_or_insert(now);
                }
            }
            "AgentSignedOut" => {
                agent.leave(now);
                agent.signed_in = false;
            }
            _ => {}
        }
    }
}

impl Agent {
    fn leave(&mut self, now: u64) {
        if let Some(from) = self.present_from.take().filter(|from| *from < now) {
            self.stretches.push((from, now));
        }
    }
}

fn stage_named(name: &str) -> Option<Stage> {
    [Stage::Open, Stage::Offered, Stage::InConversation, Stage::Waiting, Stage::WrapUp, Stage::Closed]
        .into_iter()
        .find(|stage| stage.name() == name)
}
