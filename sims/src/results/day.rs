//! One replication: what happened on one simulated day.

use serde::{Serialize, Serializer};
use switchboard::{Code, Stage};

use crate::results::counts::{AgentTime, Counts};
use crate::results::person::PersonDay;
use crate::results::{Scope, stage_place};
use crate::statistics::Histogram;
use crate::tick::Tick;

/// One replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// The replication's number, from 1.
    pub replication: u32,
    /// Conversations by workstream, in the order of [`Setting::workstreams`](crate::results::Setting::workstreams).
    pub workstreams: Vec<WorkstreamDay>,
    /// Agents' time by interval of the clock.
    pub agents: Vec<AgentTime>,
    /// The floor every [`Setting::sample_s`](crate::results::Setting::sample_s) seconds, from the start of the day until it is empty.
    pub samples: Vec<Sample>,
    /// What supervisors did, in order of time.
    pub supervisor_acts: Vec<SupervisorAct>,
    /// Assignments beyond an agent's capacity, in order of time.
    pub overrides: Vec<Override>,
    /// How often conversations went from one state to another.
    pub transitions: Transitions,
    /// How often each code refused an operation, of whomever.
    pub refusals: Refusals,
    /// Kernel steps taken: everything that was tried, routing included.
    pub steps: u64,
    /// Of these, how many were done.
    pub steps_done: u64,
    /// Of the steps taken, how many the monitor compared one by one with its own books (K1, K2, K7, K9); beyond these the
    /// whole state is checked every 16,384th.
    pub steps_watched: u64,
    /// Conversations created, warm-up included.
    pub created: u64,
    /// Of these closed when the run ended.
    pub closed: u64,
    /// When the run ended.
    pub ended: Tick,
    /// What each user of the policy did, by number, from the end of the warm-up to the end of the last interval; empty
    /// unless [`Options::keep_people`](crate::Options::keep_people) asks for it.
    pub people: Vec<PersonDay>,
    /// How long each interval was counted, in microseconds: shorter where the warm-up or the day ends inside.
    pub counted_us: Vec<u64>,
}

impl Day {
    /// The conversations of a scope.
    pub fn counts(&self, scope: Scope) -> Counts {
        let mut all = Counts::default();
        for (number, workstream) in self.workstreams.iter().enumerate() {
            if scope.workstream.is_some_and(|only| only != number) {
                continue;
            }
            match scope.interval {
                Some(interval) => all.merge(&workstream.intervals[interval]),
                None => all.merge(&workstream.total()),
            }
        }
        all
    }

    /// The agents' time of a scope; a workstream has none of its own, so only the interval counts.
    pub fn agent_time(&self, scope: Scope) -> AgentTime {
        let mut all = AgentTime::default();
        for (number, time) in self.agents.iter().enumerate() {
            if scope.interval.is_none_or(|only| only == number) {
                all.merge(time);
            }
        }
        all
    }

    /// How long a scope was counted.
    pub(crate) fn span_us(&self, scope: Scope) -> u64 {
        self.counted_us
            .iter()
            .enumerate()
            .filter(|(number, _)| scope.interval.is_none_or(|only| only == *number))
            .map(|(_, us)| us)
            .sum()
    }
}

/// The conversations of one workstream on one day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkstreamDay {
    /// By interval of arrival.
    pub intervals: Vec<Counts>,
    /// First waits of those answered (speed to answer).
    pub answered_waits: Histogram,
    /// First waits of those abandoned, by the policy's POL-34.
    pub abandoned_waits: Histogram,
}

impl WorkstreamDay {
    /// The whole day.
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        for counts in &self.intervals {
            total.merge(counts);
        }
        total
    }
}

/// The floor at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// When.
    #[serde(serialize_with = "seconds")]
    pub at: Tick,
    /// Conversations in each queue, in the order of [`Setting::queues`](crate::results::Setting::queues).
    pub queues: Vec<u32>,
    /// Agents signed in.
    pub signed_in: u32,
    /// Of these with something in hand.
    pub busy: u32,
    /// Of these ready and empty-handed.
    pub idle: u32,
    /// Units charged.
    pub units_used: i64,
    /// Units that signed-in agents have.
    pub units_total: i64,
    /// Agents whose units are below zero.
    pub over_capacity: u32,
    /// Conversations alive, by state in the order of [`Stage::ALL`] without Closed.
    pub stages: [u32; 5],
}

fn seconds<S: Serializer>(at: &Tick, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(at.seconds())
}

/// What a supervisor tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupervisorAct {
    /// When.
    pub at: Tick,
    /// Who, by number in [`Setting::supervisors`](crate::results::Setting::supervisors).
    pub supervisor: u32,
    /// What.
    pub operation: SupervisorOperation,
    /// The workstream of the conversation, by place in [`Setting::workstreams`](crate::results::Setting::workstreams).
    pub workstream: u32,
    /// The agent named, by number in [`Setting::users`](crate::results::Setting::users).
    pub agent: Option<u32>,
    /// Why it was refused; none when it was done, or already so.
    pub refused: Option<Code>,
}

/// What supervisors can try in a simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SupervisorOperation {
    /// Watch.
    Monitor,
    /// Join.
    Join,
    /// Leave.
    Leave,
    /// Give to an agent.
    Assign,
    /// Hand to another agent.
    Transfer,
    /// End.
    ForceClose,
}

impl SupervisorOperation {
    /// Every operation, in reading order.
    pub const ALL: [Self; 6] = [Self::Monitor, Self::Join, Self::Leave, Self::Assign, Self::Transfer, Self::ForceClose];

    /// In a word or two.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monitor => "monitor",
            Self::Join => "join",
            Self::Leave => "leave",
            Self::Assign => "assign",
            Self::Transfer => "transfer",
            Self::ForceClose => "force close",
        }
    }
}

/// A supervisor's assignment beyond an agent's capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Override {
    /// When.
    pub at: Tick,
    /// The supervisor, by number in [`Setting::supervisors`](crate::results::Setting::supervisors).
    pub supervisor: u32,
    /// The agent, by number in [`Setting::users`](crate::results::Setting::users).
    pub agent: u32,
    /// The workstream, by place in [`Setting::workstreams`](crate::results::Setting::workstreams).
    pub workstream: u32,
    /// Units beyond the agent's capacity.
    pub over_units: u16,
}

/// How often conversations went from one state to another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Transitions {
    counts: [[u64; 7]; 7],
}

impl Transitions {
    pub(crate) fn count(&mut self, from: Option<Stage>, to: Stage) {
        self.counts[stage_place(from)][stage_place(Some(to))] += 1;
    }

    /// Adds what another has counted.
    pub fn merge(&mut self, other: &Self) {
        for (own, others) in self.counts.iter_mut().flatten().zip(other.counts.iter().flatten()) {
            *own += others;
        }
    }

    /// How often; `None` is the creation of a conversation.
    pub fn between(&self, from: Option<Stage>, to: Stage) -> u64 {
        self.counts[stage_place(from)][stage_place(Some(to))]
    }

    /// Every pair that occurred, in the order of the chart.
    pub fn iter(&self) -> impl Iterator<Item = (Option<Stage>, Stage, u64)> + '_ {
        std::iter::once(None)
            .chain(Stage::ALL.into_iter().map(Some))
            .flat_map(|from| Stage::ALL.into_iter().map(move |to| (from, to)))
            .map(|(from, to)| (from, to, self.between(from, to)))
            .filter(|(_, _, count)| *count > 0)
    }
}

/// How often each code refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusals {
    counts: Vec<u64>,
}

impl Refusals {
    pub(crate) fn count(&mut self, code: Code) {
        if self.counts.is_empty() {
            self.counts.resize(Code::ALL.len(), 0);
        }
        self.counts[code as usize] += 1;
    }

    /// Adds what another has counted.
    pub fn merge(&mut self, other: &Self) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (own, others) in self.counts.iter_mut().zip(&other.counts) {
            *own += others;
        }
    }

    /// Every code that refused something, in the order of [`Code::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Code, u64)> + '_ {
        Code::ALL.iter().copied().zip(self.counts.iter().copied()).filter(|(_, count)| *count > 0)
    }

    /// How many in all.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}
