//! Adversarial runs in random worlds until something breaks; then the smallest run that shows it.
//!
//! A run is its seed and number: it draws a world, the part of all operations and faults that it may use, and action
//! after action; every step is judged. After the faults everybody comes back, and every conversation must come to rest.
//! What goes wrong is shrunk and told. Runs go in rounds, and rounds in blocks: what was reached in earlier rounds of its
//! block steers the choice in the next, so that a run depends on the seed and its number alone, on no number of threads
//! and not on where the hunt began.

mod adversary;
mod chooser;
mod corpus;
mod dice;
mod finding;
mod gist;
mod ground;
mod heal;
mod judge;
mod run;
mod seen;
mod shrink;
mod swarm;
#[cfg(test)]
mod tests;
mod trail;

use std::ops::ControlFlow;
use std::time::Duration;

use rayon::prelude::*;
use switchboard::PolicySpec;
use switchboard_verify::slices::{Slice, cut};
use switchboard_verify::{Kernel, Rules};

use self::dice::Dice;
use self::run::{Ended, run};
use self::shrink::shrink;
use self::trail::Quarry;

pub use self::adversary::{Adversaries, Adversary};
pub use self::corpus::Kept;
pub use self::finding::Finding;
pub use self::gist::CAPACITY;
pub use self::ground::{Ground, Size};
pub use self::seen::{KINDS, Seen, kind};
pub use self::swarm::Force;

/// How many runs make a round.
pub const ROUND: u64 = 32;
/// How many runs make a block: what was reached before it steers nothing in it.
const BLOCK: u64 = 16 * ROUND;
/// Every so many runs one is in a large world.
const LARGE_EVERY: u64 = 8;
/// How many findings of one property are told apart by their shape.
const SHAPES_MAX: usize = 3;

/// Where to hunt.
#[derive(Debug, Clone)]
pub enum Worlds {
    /// Worlds at random.
    Random,
    /// Parts of a policy, and the whole of it.
    Policy(Box<PolicySpec>),
    /// One run in four in the policy, the others at random.
    Both(Box<PolicySpec>),
}

impl Worlds {
    /// The parts of the policy that small worlds are.
    fn slices(&self) -> Vec<Slice> {
        match self {
            Self::Random => Vec::new(),
            Self::Policy(spec) | Self::Both(spec) => cut(spec, 3, 1).slices,
        }
    }
}

/// What to hunt.
pub struct Hunt<'a> {
    /// Where.
    pub worlds: Worlds,
    /// What answers, and is compared with the rules; none for the rules themselves.
    pub kernel: Option<&'a dyn Kernel>,
    /// What that is called: its findings are kept and repeated apart from those of the rules.
    pub name: Option<String>,
    /// Worlds of this size only; of both where none is named.
    pub size: Option<Size>,
    /// The seed of all runs.
    pub seed: u64,
    /// The number of the first run; a hunt is resumed at the number after its last.
    pub first_run: u64,
    /// How many runs, at most.
    pub runs: u64,
    /// Whether to stop after the first round that finds something.
    pub until_first: bool,
    /// How many threads.
    pub threads: usize,
    /// What was found before.
    pub corpus: Vec<Kept>,
}

impl std::fmt::Debug for Hunt<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Hunt")
            .field("seed", &self.seed)
            .field("first_run", &self.first_run)
            .field("runs", &self.runs)
            .finish_non_exhaustive()
    }
}

/// What came of a hunt, so far.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How many runs were made.
    pub runs: u64,
    /// The number at which a hunt that goes on begins.
    pub next_run: u64,
    /// What was reached.
    pub seen: Seen,
    /// What was found, in the order of the runs.
    pub findings: Vec<Finding>,
    /// How many scripts of the corpus were repeated, and how many of them show something.
    pub repeated: (usize, usize),
    /// Whether it was stopped before all runs were made.
    pub stopped: bool,
    /// How long all threads together tried and judged actions, without the making of worlds, healing and shrinking. For
    /// benches; no result depends on it.
    pub random_phase: Duration,
}

/// Hunts; `goes_on` is asked after every round.
pub fn hunt(hunt: &Hunt<'_>, goes_on: &mut dyn FnMut(&Report) -> ControlFlow<()>) -> Report {
    let mut report = Report { next_run: hunt.first_run, ..Report::default() };
    let quarry =
        Quarry { kernel: hunt.kernel.unwrap_or(&Rules), compares: hunt.kernel.is_some(), name: hunt.name.as_deref() };
    let own: Vec<&Kept> = hunt.corpus.iter().filter(|kept| kept.fault == hunt.name).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(hunt.threads.max(1)).build().expect("threads can be had");
    let kept: Vec<Option<Finding>> = pool.install(|| own.par_iter().map(|kept| kept.repeat(quarry)).collect());
    report.repeated = (kept.len(), kept.iter().flatten().count());
    kept.into_iter().flatten().for_each(|finding| add(&mut report.findings, finding));
    let slices = hunt.worlds.slices();
    let last = hunt.first_run.saturating_add(hunt.runs);
    let all = |runs: std::ops::Range<u64>, steer: &Seen| -> Vec<(u64, Ended)> {
        let one = |number: u64| {
            let mut dice = Dice::new(hunt.seed, number, 0);
            let ground = ground(&hunt.worlds, &slices, hunt.size, number, &mut dice);
            (number, run(ground, hunt.kernel, Dice::new(hunt.seed, number, 1), steer))
        };
        pool.install(|| runs.into_par_iter().map(one).collect())
    };
    let mut steer = Seen::default();
    // A hunt that begins within a block is steered by what its first runs reach.
    let start = hunt.first_run;
    for round in (start - start % BLOCK..start - start % ROUND).step_by(ROUND as usize) {
        let ended = all(round..round + ROUND, &steer);
        ended.iter().for_each(|(_, ended)| steer.join(&ended.seen));
    }
    let mut rest = start - start % ROUND..start;
    while report.next_run < last && (!hunt.until_first || report.findings.is_empty()) {
        let begin = report.next_run;
        let end = last.min((begin - begin % ROUND).saturating_add(ROUND));
        let ended = all(begin..end, &steer);
        if end < last {
            let skipped = all(std::mem::take(&mut rest), &steer);
            let whole = skipped.iter().chain(&ended);
            whole.for_each(|(_, ended)| steer.join(&ended.seen));
            if end.is_multiple_of(BLOCK) {
                steer = Seen::default();
            }
        }
        report.next_run = end;
        report.runs += end - begin;
        pool.install(|| collect(quarry, &mut report, ended));
        if goes_on(&report).is_break() {
            report.stopped = report.next_run < last;
            break;
        }
    }
    report
}

/// The world of a run.
fn ground(worlds: &Worlds, slices: &[Slice], size: Option<Size>, number: u64, dice: &mut Dice) -> Ground {
    let mixed = if number % LARGE_EVERY == LARGE_EVERY - 1 { Size::Large } else { Size::Small };
    let size = size.unwrap_or(mixed);
    let of_policy = |spec: &PolicySpec, dice: &mut Dice| {
        let spec = match size {
            Size::Small if !slices.is_empty() => &slices[dice.below(slices.len())].spec,
            Size::Small | Size::Large => spec,
        };
        Ground::new(spec.clone(), size).ok()
    };
    let ground = match worlds {
        Worlds::Random => None,
        Worlds::Policy(spec) => of_policy(spec, dice),
        Worlds::Both(spec) => (dice.below(4) == 0).then(|| of_policy(spec, dice)).flatten(),
    };
    ground.unwrap_or_else(|| Ground::draw(dice, size))
}

/// Takes a round into the report: of the runs that went wrong alike, the shortest is shrunk.
fn collect(quarry: Quarry<'_>, report: &mut Report, ended: Vec<(u64, Ended)>) {
    let mut wrongs = Vec::new();
    for (number, ended) in ended {
        report.seen.join(&ended.seen);
        report.random_phase += ended.spent;
        if let Some((wrong, trail, heals)) = ended.wrong {
            wrongs.push((wrong, number, trail, heals, ended.ground));
        }
    }
    wrongs.sort_by_key(|(wrong, number, trail, ..)| (wrong.property, trail.len(), *number));
    let mut chosen = Vec::new();
    let mut more = Vec::new();
    for it in wrongs {
        let known = report.findings.iter().filter(|finding| finding.property == it.0.property).count();
        let taken =
            chosen.last().is_some_and(|(wrong, ..): &(judge::Wrong, _, _, _, _)| wrong.property == it.0.property);
        if taken || known >= SHAPES_MAX {
            more.push(it.0.property);
        } else {
            chosen.push(it);
        }
    }
    let found: Vec<Option<Finding>> = chosen
        .par_iter()
        .map(|(wrong, number, trail, heals, ground)| {
            let shrunk = shrink(ground, quarry, trail, wrong.property, *heals)?;
            Some(Finding::new(Some(*number), trail.len(), quarry, &shrunk))
        })
        .collect();
    found.into_iter().flatten().for_each(|finding| add(&mut report.findings, finding));
    for property in more {
        if let Some(finding) = report.findings.iter_mut().find(|finding| finding.property == property) {
            finding.times += 1;
        }
    }
}

/// Adds a finding, or counts it where one like it is known.
fn add(findings: &mut Vec<Finding>, finding: Finding) {
    match findings.iter_mut().find(|known| known.property == finding.property && known.shape == finding.shape) {
        Some(known) => known.times += 1,
        None => findings.push(finding),
    }
}
