//! The simulation: replications of a scenario, each driving a [`ContactCenter`](switchboard::ContactCenter) and nothing
//! else.
//!
//! The engine owns time, chance and people's behaviour; every rule is the kernel's. A conversation's whole randomness
//! is named by its source and its number within it, so a change of policy or staff moves no arrival, no patience and
//! no handling time. Replications are independent and put together in the order of their numbers, so the results do
//! not depend on the number of threads.

pub(crate) mod arrive;
pub(crate) mod case;
pub(crate) mod clock;
pub(crate) mod crew;
pub(crate) mod interrupt;
pub(crate) mod people;
pub(crate) mod pick;
pub(crate) mod queues;
pub(crate) mod record;
pub(crate) mod redial;
pub(crate) mod run;
pub(crate) mod staff;
pub(crate) mod supervise;
pub(crate) mod track;
pub(crate) mod work;

use std::fmt::{self, Display, Formatter};
use std::io::{self, Write};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use switchboard::{Action, Answer, Channel, Rule, WorkstreamId};

use crate::engine::people::People;
use crate::engine::run::{Crash, Outcome, Run, SAMPLE};
use crate::results::{AbandonRule, Day, Results, Setting, WorkstreamLabel, channel_name};
use crate::scenario::Scenario;
use crate::stream::Streams;
use crate::tick::{ClockTime, Span, Tick};

/// How to run a scenario.
pub struct Options<'a> {
    /// Names all random streams.
    pub seed: u64,
    /// How many replications.
    pub replications: u32,
    /// The number of the first one, from 1; more than 1 repeats later ones of a longer run.
    pub first_replication: u32,
    /// Replications 1 and 2, 3 and 4, … are antithetic pairs: where one draws long, the other draws short. An even
    /// number, and an odd first one.
    pub antithetic: bool,
    /// How many threads; 0 takes as many as the machine has.
    pub threads: usize,
    /// Collects every action of the first replication, for benches that repeat them on the kernel alone.
    pub keep_actions: Option<&'a Mutex<Vec<Action>>>,
    /// Keeps what each agent did, in [`Day::people`].
    pub keep_people: bool,
    /// Writes every event of one replication.
    pub keep_events: Option<KeepEvents<'a>>,
    /// Is told after each replication how many are done, of how many; from any thread.
    pub progress: Option<&'a (dyn Fn(u32, u32) + Sync)>,
    /// Set it to true to stop: replications under way are thrown away, and so is what was finished after one of them,
    /// so that the answer is that of a shorter run.
    pub stop: Option<&'a AtomicBool>,
}

impl Default for Options<'_> {
    /// One replication under seed 1, on as many threads as the machine has.
    fn default() -> Self {
        Self {
            seed: 1,
            replications: 1,
            first_replication: 1,
            antithetic: false,
            threads: 0,
            keep_actions: None,
            keep_people: false,
            keep_events: None,
            progress: None,
            stop: None,
        }
    }
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("seed", &self.seed)
            .field("replications", &self.replications)
            .field("first_replication", &self.first_replication)
            .field("threads", &self.threads)
            .finish_non_exhaustive()
    }
}

/// Where the events of one replication go.
pub struct KeepEvents<'a> {
    /// Which replication, from 1.
    pub replication: u32,
    /// Where to; it is written to in blocks.
    pub writer: &'a mut (dyn Write + Send),
}

impl fmt::Debug for KeepEvents<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("KeepEvents").field("replication", &self.replication).finish_non_exhaustive()
    }
}

/// Why a simulation has no results.
#[derive(Debug)]
pub enum RunError {
    /// An invariant did not hold: the kernel or the engine is wrong.
    Violation(Box<Violation>),
    /// The event file could not be written.
    Write(io::Error),
    /// It was stopped before the first replication was done.
    Stopped,
    /// Antithetic replications that are not whole pairs.
    OddPair,
    /// There is nothing to do: no replications, or numbers beyond the largest.
    Nothing,
    /// The threads could not be started.
    Threads(String),
}

/// An invariant that did not hold, and how to see it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The family of the property: `K1`, `K2`, `K7` or `K9`; or `EV-03`, that a refusal changes nothing.
    pub family: &'static str,
    /// What was found.
    pub sentence: String,
    /// The scenario's name.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// The replication.
    pub replication: u32,
    /// When, in simulated time.
    pub at: Tick,
    /// The last actions and answers before it, the last one included, in words.
    pub recent: Vec<String>,
}

impl Violation {
    /// The line that repeats it; `scenario` is how the command line named the scenario, if it did.
    pub fn repeat(&self, scenario: Option<&str>) -> String {
        let scenario = scenario.map_or_else(String::new, |scenario| format!(" {scenario}"));
        format!(
            "switchboard simulate{scenario} --seed {} --first-replication {} --replications 1",
            self.seed, self.replication
        )
    }
}

impl Display for Violation {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let clock = ClockTime::after_midnight(Span::from_micros(self.at.micros()))
            .map_or_else(|| format!("{} s", self.at.seconds()), |time| time.to_string());
        writeln!(
            formatter,
            "{} does not hold in replication {} of `{}` at {clock}: {}",
            self.family, self.replication, self.scenario, self.sentence
        )?;
        writeln!(formatter, "the last actions were:")?;
        for line in &self.recent {
            writeln!(formatter, "  {line}")?;
        }
        write!(formatter, "repeat it with: {}", self.repeat(None))
    }
}

impl Display for RunError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violation(violation) => violation.fmt(formatter),
            Self::Write(error) => write!(formatter, "events cannot be written: {error}"),
            Self::Stopped => formatter.write_str("stopped before the first replication was done"),
            Self::OddPair => formatter.write_str(
                "antithetic replications come in pairs: expected an even number of them, and an odd first one",
            ),
            Self::Nothing => formatter.write_str("no replications, expected 1 or more"),
            Self::Threads(error) => write!(formatter, "threads cannot be started: {error}"),
        }
    }
}

impl std::error::Error for RunError {}

/// Runs a scenario.
///
/// The same scenario, seed and replications give the same results, whatever the number of threads.
///
/// # Errors
///
/// When an invariant does not hold in some replication (the one with the smallest number is told), when events cannot
/// be written, when it was stopped before the first replication was done, or when there is nothing to do.
pub fn simulate(scenario: &Scenario, options: Options<'_>) -> Result<Results, RunError> {
    let Options {
        seed,
        replications,
        first_replication,
        antithetic,
        threads,
        keep_actions,
        keep_people,
        keep_events,
        progress,
        stop,
    } = options;
    let Some(last) = first_replication.checked_add(replications).filter(|_| replications > 0 && first_replication > 0)
    else {
        return Err(RunError::Nothing);
    };
    if antithetic && (!replications.is_multiple_of(2) || first_replication.is_multiple_of(2)) {
        return Err(RunError::OddPair);
    }
    let (labels, places) = label(scenario);
    let (kept, writer) = match keep_events {
        Some(KeepEvents { replication, writer }) => (replication, Some(writer)),
        None => (0, None),
    };
    let writer = Mutex::new(writer);
    let done = AtomicU32::new(0);
    let one = |replication: u32| {
        if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Outcome::Stopped;
        }
        let mut own = if replication == kept { writer.lock().ok().and_then(|mut writer| writer.take()) } else { None };
        let writer = own.as_mut().map(|writer| &mut **writer as &mut (dyn Write + Send));
        let streams = if antithetic { Streams::antithetic(seed, replication) } else { Streams::new(seed, replication) };
        let mut run = Run::new(scenario, streams, replication, &places, labels.len(), writer);
        run.actions = keep_actions.filter(|_| replication == first_replication);
        run.people = keep_people.then(|| People::new(scenario.policy().users().len(), labels.len(), scenario.from));
        let outcome = run.finish(stop);
        if let Some(progress) = progress {
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, replications);
        }
        outcome
    };
    let outcomes = in_order(first_replication..last, if replications == 1 { 1 } else { threads }, one)?;
    let mut days = gather(scenario, seed, first_replication, outcomes)?;
    if antithetic && !days.len().is_multiple_of(2) {
        // Half a pair says nothing by itself.
        days.pop();
    }
    if days.is_empty() {
        return Err(RunError::Stopped);
    }
    Ok(Results { setting: Setting { antithetic, ..setting(scenario, seed, replications, labels) }, days })
}

/// The days up to the first that was stopped; the first replication that failed otherwise.
///
/// What was finished behind a gap is left out: only the first so many replications can be asked for again.
fn gather(scenario: &Scenario, seed: u64, first: u32, outcomes: Vec<Outcome>) -> Result<Vec<Day>, RunError> {
    let mut days: Vec<Day> = Vec::new();
    let mut stopped = false;
    for (replication, outcome) in (first..).zip(outcomes) {
        match outcome {
            Outcome::Finished(day) if !stopped => days.push(*day),
            Outcome::Finished(_) => {}
            Outcome::Stopped => stopped = true,
            Outcome::WriteFailed(error) => return Err(RunError::Write(error)),
            Outcome::Crashed(crash) => {
                return Err(RunError::Violation(Box::new(violation(scenario, seed, replication, *crash))));
            }
        }
    }
    if days.is_empty() {
        return Err(RunError::Stopped);
    }
    Ok(days)
}

/// Runs the replications on so many threads, 0 for as many as the machine has, and puts the outcomes in their order.
///
/// They are begun in the order of their numbers, so that a run that is stopped has finished the first ones.
fn in_order(
    replications: Range<u32>,
    threads: usize,
    one: impl Fn(u32) -> Outcome + Sync,
) -> Result<Vec<Outcome>, RunError> {
    if threads == 1 {
        return Ok(replications.map(one).collect());
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| RunError::Threads(error.to_string()))?;
    // Wider than a replication's number, so that threads may ask beyond the last.
    let next = AtomicU64::new(u64::from(replications.start));
    let outcomes = Mutex::new(Vec::with_capacity(replications.len()));
    pool.broadcast(|_| {
        loop {
            let number = u32::try_from(next.fetch_add(1, Ordering::Relaxed)).ok();
            let Some(replication) = number.filter(|number| replications.contains(number)) else { break };
            let outcome = one(replication);
            outcomes.lock().unwrap_or_else(PoisonError::into_inner).push((replication, outcome));
        }
    });
    let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_unstable_by_key(|(replication, _)| *replication);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

fn violation(scenario: &Scenario, seed: u64, replication: u32, crash: Crash) -> Violation {
    let line = |(at, action, answer): &(Tick, Action, Answer)| format!("{:.6} s: {action:?}: {answer}", at.seconds());
    Violation {
        family: crash.broken.family,
        sentence: crash.broken.sentence,
        scenario: scenario.name.clone(),
        seed,
        replication,
        at: crash.at,
        recent: crash.recent.iter().map(line).collect(),
    }
}

/// The workstreams with arrivals, in the order of the policy, and the place of each source's workstream among them.
fn label(scenario: &Scenario) -> (Vec<WorkstreamLabel>, Vec<u16>) {
    let mut used: Vec<_> = scenario.sources.iter().map(|source| source.workstream).collect();
    used.sort_unstable();
    used.dedup();
    let labels = used
        .iter()
        .map(|id| {
            let workstream = &scenario.policy.workstreams()[id.index()];
            WorkstreamLabel {
                name: workstream.name.clone(),
                channel: channel_name(workstream.channel),
                cost: workstream.cost,
                concurrency: concurrency(scenario, *id),
            }
        })
        .collect();
    let places = scenario
        .sources
        .iter()
        .map(|source| {
            let place = used.binary_search(&source.workstream).expect("every source's workstream is among them");
            u16::try_from(place).expect("a policy has few workstreams")
        })
        .collect();
    (labels, places)
}

/// The most conversations of a workstream that one agent can have at once by units and profiles; one call for voice
/// (MET-50).
fn concurrency(scenario: &Scenario, id: WorkstreamId) -> u16 {
    let policy = scenario.policy();
    let workstream = &policy.workstreams()[id.index()];
    if workstream.channel == Channel::Voice && Rule::Met50.holds() {
        return 1;
    }
    let room = |user: &switchboard::User| {
        let by_units = user.units.checked_div(workstream.cost);
        let by_profiles = workstream.profiles.iter().map(|profile| user.limits[profile.index()].map_or(0, u16::from));
        by_units.into_iter().chain(by_profiles).min().unwrap_or(u16::MAX)
    };
    let staff = scenario.staff.iter().map(|one| &policy.users()[one.agent.index()]);
    staff.filter(|user| user.queues.contains(&workstream.queue)).map(room).max().unwrap_or(0)
}

fn setting(scenario: &Scenario, seed: u64, replications: u32, workstreams: Vec<WorkstreamLabel>) -> Setting {
    let policy = scenario.policy();
    Setting {
        scenario: scenario.name.clone(),
        question: scenario.question.clone(),
        policy: policy.name().to_owned(),
        abandon: AbandonRule::of(policy.switches()),
        base: policy.switches().service_level_base,
        seed,
        replications,
        antithetic: false,
        days: scenario.days(),
        dates: (0..scenario.days()).map(|day| scenario.date_of(day)).collect(),
        from_s: scenario.from.seconds(),
        counted_from_s: scenario.counted_from.seconds(),
        to_s: scenario.to.seconds(),
        interval_s: scenario.interval.seconds(),
        intervals: scenario.intervals(),
        sample_s: SAMPLE.seconds(),
        service_level_s: scenario.service_level.seconds(),
        short_abandon_s: scenario.short_abandon.seconds(),
        agents: scenario.staff.len(),
        workstreams,
        supervisors: scenario.supervisors.iter().map(|plan| policy.users()[plan.user.index()].name.clone()).collect(),
        users: policy.users().iter().map(|user| user.name.clone()).collect(),
        queues: policy.queues().iter().map(|queue| queue.name.clone()).collect(),
        expected: scenario.expected.clone(),
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod days;
