//! What a log shows, whatever its format: days, streams of conversations, and who was there.

use switchboard::Channel;

use crate::calls::Weekday;
use crate::tick::Span;

/// Which format a log has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogKind {
    /// One row per call, as the bank's.
    Calls,
    /// Events of `switchboard simulate --events`.
    Events,
    /// Volume and handle time per interval, as workforce tools export them.
    Intervals,
}

impl LogKind {
    /// The name in words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Calls => "call log",
            Self::Events => "event file",
            Self::Intervals => "interval table",
        }
    }
}

/// A log, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// The name of the file.
    pub file: String,
    /// Its format.
    pub kind: LogKind,
    /// The days, in order.
    pub days: Vec<DaySeen>,
    /// The length of an interval of the counts, in minutes; divides a day.
    pub interval_min: u32,
    /// Streams by type and channel, in the order of their names.
    pub streams: Vec<Stream>,
    /// Who was there.
    pub staff: Vec<Group>,
    /// What was set aside or assumed in reading.
    pub notes: Vec<String>,
}

/// A day of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaySeen {
    /// What it is called, such as `1999-02-01` or `day 1`.
    pub label: String,
    /// Its day of the week, where the log tells the date.
    pub weekday: Option<Weekday>,
}

/// The conversations of one type on one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// The type: the workstream, or the bank's type of service.
    pub name: String,
    /// The channel.
    pub channel: Channel,
    /// The queue.
    pub queue: String,
    /// The capacity units of a conversation, where the log shows them.
    pub cost: Option<u16>,
    /// How long an offer rings, in seconds, where the log shows it.
    pub offer_s: Option<u32>,
    /// For how many seconds the wrap-up is charged, where the log shows it.
    pub wrap_up_block_s: Option<u32>,
    /// All conversations, also those that never asked for a person.
    pub entered: Vec<Vec<u32>>,
    /// Those that asked for a person, by day and interval in which they did.
    pub asked: Vec<Vec<u32>>,
    /// How long each waited for a person, and whether it left.
    pub waits: Vec<(Span, bool)>,
    /// The talk of each conversation that was done.
    pub talks: Vec<Work>,
    /// The wrap-up of each that had one.
    pub wrap_ups: Vec<Work>,
    /// Conversations whose wrap-up took no time.
    pub wrap_up_zeros: u64,
    /// How long it rang before an agent accepted, in seconds.
    pub rings_s: Vec<f64>,
    /// Offers, those of them rejected, and those that timed out.
    pub offers: (u64, u64, u64),
    /// Talks that were ended, and those of them by the customer.
    pub ended: (u64, u64),
    /// For each conversation that was done: how often it was moved to Waiting.
    pub silences: Vec<u32>,
    /// Silences of conversations that were not over at the end of the log.
    pub silences_cut: u64,
    /// How long each Waiting lasted, and whether the customer came back (else it was cut off).
    pub away: Vec<(Span, bool)>,
    /// Conversations that were handed over, which handling as a whole does not tell apart.
    pub handed_over: u64,
    /// Only where no single conversation is known: conversations and mean handle time of each interval, in seconds.
    pub mean_handle: Vec<(f64, f64)>,
}

impl Stream {
    /// A stream in which nothing happened yet.
    pub fn new(name: &str, channel: Channel, queue: &str) -> Self {
        Self {
            name: name.to_owned(),
            channel,
            queue: queue.to_owned(),
            cost: None,
            offer_s: None,
            wrap_up_block_s: None,
            entered: Vec::new(),
            asked: Vec::new(),
            waits: Vec::new(),
            talks: Vec::new(),
            wrap_ups: Vec::new(),
            wrap_up_zeros: 0,
            rings_s: Vec::new(),
            offers: (0, 0, 0),
            ended: (0, 0),
            silences: Vec::new(),
            silences_cut: 0,
            away: Vec::new(),
            handed_over: 0,
            mean_handle: Vec::new(),
        }
    }
}

/// Work on one conversation, by how many the agent had in hand meanwhile.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// Seconds with one, two, three, … in hand.
    pub by_level_s: Vec<f64>,
    /// How many were in hand when it ended, from 1.
    pub level: usize,
}

impl Work {
    /// Work by somebody who had nothing else in hand.
    pub fn alone(seconds: f64) -> Self {
        Self { by_level_s: vec![seconds], level: 1 }
    }

    /// How long it took by the clock.
    pub fn seconds(&self) -> f64 {
        self.by_level_s.iter().sum()
    }

    /// How long it would have taken alone, if with `k` in hand everything takes `slowdown[k − 1]` times as long; the last
    /// factor goes on.
    pub fn undivided(&self, slowdown: &[f64]) -> f64 {
        let factor = |level: usize| slowdown.get(level).or(slowdown.last()).copied().unwrap_or(1.0);
        self.by_level_s.iter().enumerate().map(|(level, seconds)| seconds / factor(level)).sum()
    }
}

/// Agents who are alike: the same units and the same streams.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What to call them.
    pub name: String,
    /// Their capacity units.
    pub units: u16,
    /// The streams that they take, by place.
    pub takes: Vec<usize>,
    /// How many there are.
    pub agents: usize,
    /// For each day, the agents of the group who were there in each interval, on average over the interval.
    pub present: Vec<Vec<f64>>,
}
