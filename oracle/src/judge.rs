//! The judge: replays a log through the kernel, and says of each event whether the rules allow it.
//!
//! A log in our own format ([`record`]) is judged on the whole center, so rules that span conversations (owner, capacity,
//! presence) always count. [`Judge`] takes its lines one by one and keeps the set of states in which the center can be
//! after what the log has told so far; usually that is one state, and then nothing is copied. An action is read off the
//! events that come next, put to the kernel, and what the kernel tells is compared with the log, field by field: what is
//! told must be what the kernel tells, what is not told agrees with everything.
//!
//! Where no action explains the events, the nearest legal log is looked for: an event dropped, put in, moved or changed,
//! a step put in or left out, or the logged facts taken as they stand. The judge goes on from the one under which the
//! log goes on best, so that one mistake makes one finding.
//!
//! **Other formats.** Each is an [`Adapter`]; [`adapters`] lists them in the order in which they are asked whether a log
//! is theirs. The command picks one by `--map` or by what a file begins with ([`Adapter::recognises`]), and hands it the
//! lines of the log ([`Lines`]), the [`Settings`] and a [`Report`] to fill.

mod align;
mod clocks;
mod facts;
mod family;
mod hidden;
mod infer;
mod lines;
mod mend;
mod names;
mod order;
mod past;
mod quick;
mod reader;
pub mod record;
mod redact;
mod step;
mod teller;
mod told;
mod unpack;
mod vocabulary;
mod words;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};
use std::sync::Arc;

use switchboard::{Policy, Rule};

use crate::report::{Finding, Missing, Report, Verdict};

pub use lines::{LINE_MAX, Line, Lines};
pub use redact::Pseudonyms;
pub use unpack::unpacked;

use self::hidden::History;
use self::order::Order;
use self::reader::Reader;
use self::told::Row;
use self::world::World;

/// What the judge is told besides the log.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The rules' open choices, and everybody's name.
    pub policy: Arc<Policy>,
    /// Roles whose steps the log leaves out: `router`, `timer`, `supervisor`, `system`, `agent`, `customer`, `bot`.
    pub hidden: BTreeSet<String>,
    /// Types of events that the log leaves out, such as `TimerArmed`.
    pub lossy: BTreeSet<String>,
    /// By how many microseconds clocks may differ, so that events may stand in another order.
    pub skew: i64,
    /// How many states are believed possible at once, at most.
    pub states_max: usize,
    /// The mapping of another format, as text, with its file's name.
    pub mapping: Option<(String, String)>,
    /// Who is told of each finding as it comes, where a log may still grow.
    pub watch: Option<Watch>,
}

/// Who is told of each finding as it comes.
#[derive(Clone)]
pub struct Watch(Arc<dyn Fn(&Finding) + Send + Sync>);

impl Watch {
    /// Tells this function.
    pub fn new(tell: impl Fn(&Finding) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// Tells of a finding.
    pub fn tell(&self, finding: &Finding) {
        (self.0)(finding);
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Watch")
    }
}

impl Settings {
    /// How many states are believed possible at once where nobody says otherwise.
    pub const STATES_MAX: usize = 64;
    /// The roles that may be hidden.
    pub const ROLES: [&str; 7] = ["router", "timer", "supervisor", "system", "agent", "customer", "bot"];

    /// A complete log under a policy.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self {
            policy: Arc::new(policy),
            hidden: BTreeSet::new(),
            lossy: BTreeSet::new(),
            skew: 0,
            states_max: Self::STATES_MAX,
            mapping: None,
            watch: None,
        }
    }

    /// Whether the log says that it leaves something out.
    fn is_partial(&self) -> bool {
        !self.hidden.is_empty() || !self.lossy.is_empty()
    }
}

/// A format of logs.
pub trait Adapter: std::fmt::Debug + Sync {
    /// Its name, as `--map` and messages call it.
    fn name(&self) -> &'static str;

    /// Whether a file that begins like this, or its mapping, is of this format. The beginning is at most 64 KiB long.
    fn recognises(&self, head: &[u8], settings: &Settings) -> bool;

    /// Judges a log from its first line to its last.
    ///
    /// # Errors
    ///
    /// Where the log cannot be read, or is not of this format at all; the message names file, line and column.
    fn judge(&self, file: &str, lines: &mut Lines<'_>, settings: &Settings, report: &mut Report) -> io::Result<()>;
}

/// Every format, in the order in which they are asked; our own comes last.
#[must_use]
pub fn adapters() -> Vec<&'static dyn Adapter> {
    vec![&crate::states::Mapped, &Own]
}

/// Our own JSON Lines.
#[derive(Debug, Clone, Copy)]
pub struct Own;

impl Adapter for Own {
    fn name(&self) -> &'static str {
        "switchboard"
    }

    fn recognises(&self, _: &[u8], settings: &Settings) -> bool {
        settings.mapping.is_none()
    }

    fn judge(&self, file: &str, lines: &mut Lines<'_>, settings: &Settings, report: &mut Report) -> io::Result<()> {
        let mut judge = Judge::new(settings, file);
        let mut last = 0;
        loop {
            let line = match lines.next() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                // What is compressed ends within, or is damaged: what stands before it is judged all the same.
                Err(error) if is_damage(&error) => {
                    judge.unreadable(last + 1, 1, &format!("{error}: the rest of the log cannot be read"));
                    break;
                }
                Err(error) => return Err(error),
            };
            match line {
                Line::Text(number, bytes) => {
                    last = number;
                    // Some editors begin a file with a byte-order mark.
                    let bytes = if number == 1 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
                    judge.line(number, bytes);
                }
                Line::TooLong(number) => {
                    last = number;
                    judge.unreadable(number, 1, &format!("the line has more than {LINE_MAX} bytes"))
                }
                Line::Idle => judge.idle(),
            }
            judge.pour(report);
        }
        judge.finish();
        judge.pour(report);
        Ok(())
    }
}

/// Whether an error is about what a file holds, not about reading it.
fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}

/// How many events in a row have to be explained after states were left out, until something is called a violation again.
const UNSURE: u64 = 4_096;
/// How many events are looked at ahead of the one that is judged.
const AHEAD: usize = 192;

/// Judges a log in our own format, line by line, in bounded memory.
#[derive(Debug)]
pub struct Judge {
    settings: Settings,
    file: String,
    reader: Reader,
    order: Order,
    /// What is believed: states that explain all of the log so far. Never empty.
    worlds: Vec<World>,
    /// Events in their order; those before `start` are judged.
    rows: Vec<Row>,
    start: usize,
    skipped: BTreeSet<u32>,
    history: History,
    /// What kept a state from being the only one.
    doubt: Option<Missing>,
    /// The time of the last step.
    clock: Option<i64>,
    /// Events explained without a break.
    explained: u64,
    /// Whether the step that is being judged has a wrong time.
    mistimed: bool,
    /// The line before which a step was put in.
    put_in: Option<u64>,
    /// For how many events the true state may be among those that were left out.
    unsure: u64,
    /// How many times nothing explained the log.
    mended: u64,
    /// A line that is to blame although it is explained in the end.
    blamed: Option<u64>,
    /// How many events a gap in the numbers says are missing, and before which line.
    gap: Option<(u64, u64)>,
    exercised: Vec<u64>,
    events: [u64; 4],
    report: Report,
}

impl Judge {
    /// Before the first line of a file.
    #[must_use]
    pub fn new(settings: &Settings, file: &str) -> Self {
        let mut reader = Reader::new(&settings.policy);
        let skipped = settings.lossy.iter().map(|kind| reader.teller.words.word(kind)).collect();
        Self {
            file: file.to_owned(),
            reader,
            order: Order::new(settings),
            worlds: vec![World::new(Arc::clone(&settings.policy))],
            rows: Vec::new(),
            start: 0,
            skipped,
            history: History::default(),
            doubt: None,
            clock: None,
            explained: 0,
            mistimed: false,
            put_in: None,
            unsure: 0,
            mended: 0,
            blamed: None,
            gap: None,
            exercised: vec![0; Rule::ALL.len()],
            events: [0; 4],
            report: Report::default(),
            settings: settings.clone(),
        }
    }

    /// Takes in a line, without its end.
    pub fn line(&mut self, number: u64, bytes: &[u8]) {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        let worlds = &self.worlds;
        let rows = &self.rows[self.start..];
        self.reader.keys.forget_but(|key| {
            worlds.iter().any(|world| world.names.id(key).is_some())
                || rows.iter().any(|row| row.told.get(told::Field::Conv) == Some(key))
        });
        match self.reader.read(bytes, number) {
            Ok(row) => {
                self.order.push(row);
                self.take_in(false);
                self.advance(false);
            }
            Err((column, message)) => self.unreadable(number, column, &message),
        }
    }

    /// Notes a line that is no event.
    pub fn unreadable(&mut self, number: u64, column: usize, message: &str) {
        self.count(Verdict::Violates, 1);
        self.keep(Finding {
            file: self.file.clone(),
            line: number,
            message: format!("column {column}: {message}"),
            // Events that wait for what follows them are before it too.
            explained: Some(self.explained + (self.rows.len() - self.start) as u64),
            ..Finding::default()
        });
        self.order.skip();
        self.explained = 0;
    }

    /// Nothing more has come for a while: judges what is whole.
    pub fn idle(&mut self) {
        self.take_in(true);
        // The last step may still go on.
        while self.start + self.group() < self.rows.len() {
            self.step(false);
        }
    }

    /// The log is over.
    pub fn finish(&mut self) {
        self.take_in(true);
        self.advance(true);
        self.last_words();
    }

    /// Rows that are in their place now.
    fn take_in(&mut self, all: bool) {
        while let Some(row) = self.order.pop(all) {
            self.rows.push(row);
        }
        let late = std::mem::take(&mut self.order.noted);
        for note in late {
            self.note(note);
        }
    }

    /// Adds what was found since to a report, and begins a new one.
    pub fn pour(&mut self, report: &mut Report) {
        const VERDICTS: [Verdict; 4] = [Verdict::Conforms, Verdict::Violates, Verdict::CannotTell, Verdict::NotClaimed];
        if self.events == [0; 4] && self.report == Report::default() {
            return;
        }
        for (verdict, count) in VERDICTS.into_iter().zip(std::mem::take(&mut self.events)) {
            if count > 0 {
                *report.events.entry(verdict).or_default() += count;
            }
        }
        for (rule, count) in Rule::ALL.iter().zip(&mut self.exercised) {
            if *count > 0 {
                *report.exercised.entry(rule.id().to_owned()).or_default() += std::mem::take(count);
            }
        }
        report.join(std::mem::take(&mut self.report));
    }

    /// Keeps a finding.
    fn keep(&mut self, finding: Finding) {
        if let Some(watch) = &self.settings.watch {
            watch.tell(&finding);
        }
        self.report.find(finding);
    }

    /// States were left out, or not every hidden step was tried: what does not fit from now on may fit another state.
    fn exhaust(&mut self) {
        self.report.exhausted += 1;
        self.unsure = UNSURE;
    }

    /// What does not fit although states were left out does not make it surer which one is true.
    const fn exhaust_again(&mut self) {
        self.unsure = UNSURE;
    }

    fn count(&mut self, verdict: Verdict, events: u64) {
        self.events[verdict as usize] += events;
    }
}

/// Judges a whole log in our own format.
///
/// # Errors
///
/// Where it cannot be read.
pub fn judge(file: &str, input: &mut dyn BufRead, settings: &Settings) -> io::Result<Report> {
    let mut report = Report::default();
    Own.judge(file, &mut Lines::new(input), settings, &mut report)?;
    Ok(report)
}

/// How often each rule of the rule base was exercised: those that never were, by id.
#[must_use]
pub fn never_exercised(exercised: &BTreeMap<String, u64>) -> Vec<&'static str> {
    Rule::ALL.iter().map(|rule| rule.id()).filter(|id| !exercised.contains_key(*id)).collect()
}
