//! A scoreboard: which faulty implementations each tool catches, and which cannot be caught, with proof.
//!
//! Every faulty implementation is tried in its own small world by every suite; whether it can be told from the rules
//! there at all is decided by stepping both together through every pair of states ([`compare`]). Whoever survives a suite
//! though something differs is listed with a shortest run that tells it apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use switchboard::notation::{Names, Notation};
use switchboard::{Action, ContactCenter, Fact, Policy, PolicySpec};
use switchboard_verify::Kernel;

use crate::faulty::Fault;
use crate::suite::product::{Comparison, compare};
use crate::suite::{Case, Criterion, Explorer, Lens, Wanted, lenses, small};

/// Pairs of states that a comparison goes through at most.
const PAIRS_MAX: usize = 60_000;

/// A faulty implementation, and where it is tried.
pub struct Subject {
    /// Its name.
    pub name: String,
    /// The family of what it breaks.
    pub family: String,
    /// Where it comes from.
    pub source: String,
    /// What it does, in a sentence.
    pub sentence: String,
    /// The small policy in which it is tried.
    pub world: PolicySpec,
    /// How many conversations it takes to see it.
    pub conversations: usize,
    /// What answers.
    pub kernel: Box<dyn Kernel>,
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Subject").field("name", &self.name).finish_non_exhaustive()
    }
}

impl From<&Fault> for Subject {
    fn from(fault: &Fault) -> Self {
        Self {
            name: fault.name.to_owned(),
            family: fault.family.name().to_owned(),
            source: fault.source.to_owned(),
            sentence: fault.sentence.to_owned(),
            world: fault.world(),
            conversations: fault.conversations,
            kernel: Box::new(fault.kernel()),
        }
    }
}

/// How a suite of a world caught something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Kill {
    /// The test that fails first, from one.
    pub test: usize,
    /// The step of it that shows it, from one.
    pub step: usize,
}

/// Whether it can be caught at all in its world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// Nothing differs in any pair of states, through any lens.
    Equivalent {
        /// Pairs in all.
        pairs: usize,
    },
    /// A shortest run that tells them apart, through the first lens that shows one.
    Different {
        /// The lens.
        lens: &'static str,
        /// The run, as sentences of the notation.
        run: Vec<String>,
    },
    /// There are more pairs than were allowed.
    Unfinished {
        /// Pairs in all.
        pairs: usize,
    },
}

/// What became of one faulty implementation.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// The family of what it breaks.
    pub family: String,
    /// Where it comes from.
    pub source: String,
    /// What it does.
    pub sentence: String,
    /// The name of its world.
    pub world: String,
    /// By criterion, how its suite caught it.
    pub kills: BTreeMap<Criterion, Option<Kill>>,
    /// How the judge catches it by its logs: the log, and the line of it.
    pub judge: Option<Kill>,
    /// How the driver catches it.
    pub driver: Option<Driven>,
    /// Whether it can be caught.
    pub proof: Proof,
}

/// A suite of a world.
#[derive(Debug, Clone, Serialize)]
pub struct Size {
    /// The name of the world.
    pub world: String,
    /// The criterion.
    pub criterion: Criterion,
    /// Tests.
    pub tests: usize,
    /// Steps of all tests.
    pub steps: usize,
    /// States of the graphs, over all lenses.
    pub states: usize,
    /// Whether the graphs and the suite are whole.
    pub complete: bool,
}

/// The scoreboard.
#[derive(Debug, Clone, Serialize)]
pub struct Scoreboard {
    /// The criteria that were graded.
    pub criteria: Vec<Criterion>,
    /// The suites.
    pub sizes: Vec<Size>,
    /// The faulty implementations.
    pub rows: Vec<Row>,
    /// The worlds in which the judge finds something in logs of the rules themselves: there should be none.
    pub alarms: Vec<String>,
}

impl Scoreboard {
    /// How many a suite catches, and of how many that can be caught.
    #[must_use]
    pub fn score(&self, criterion: Criterion) -> (usize, usize) {
        let live = || self.rows.iter().filter(|row| !matches!(row.proof, Proof::Equivalent { .. }));
        let caught = live().filter(|row| row.kills.get(&criterion).is_some_and(Option::is_some));
        (caught.count(), live().count())
    }

    /// Whether every claim that is made of suites holds: all transitions catch at least 95 %, pairs everything.
    #[must_use]
    pub fn holds(&self) -> bool {
        let decided = self.rows.iter().all(|row| !matches!(row.proof, Proof::Unfinished { .. }));
        let at_least = |criterion, percent: usize| {
            let (caught, of) = self.score(criterion);
            !self.criteria.contains(&criterion) || caught * 100 >= of * percent
        };
        decided && self.alarms.is_empty() && at_least(Criterion::Transitions, 95) && at_least(Criterion::Pairs, 100)
    }
}

/// The suites of one world, and its graphs.
struct Yard {
    policy: Arc<Policy>,
    start: ContactCenter,
    suites: Vec<(Criterion, Vec<Case>)>,
    sizes: Vec<Size>,
    arenas: Vec<(Lens, crate::suite::Arena)>,
}

/// What is let happen in the worlds of the scoreboard.
#[must_use]
pub fn yard_lenses(criterion: Criterion) -> Vec<Lens> {
    lenses(criterion, None, None)
}

impl Yard {
    fn of(spec: &PolicySpec, criteria: &[Criterion]) -> Result<Self, String> {
        let policy = Arc::new(small(spec).build().map_err(|error| error.to_string())?);
        let wanted = Wanted { whole: true, ..Wanted::default() };
        let mut yard = Self {
            policy: Arc::clone(&policy),
            start: ContactCenter::shared(Arc::clone(&policy)),
            suites: Vec::new(),
            sizes: Vec::new(),
            arenas: Vec::new(),
        };
        let mut explorer = Explorer::new(Arc::clone(&policy), &wanted);
        let mut goals: BTreeMap<Criterion, crate::suite::Covered> = BTreeMap::new();
        let mut made: BTreeMap<Criterion, (Vec<Case>, usize, bool)> = BTreeMap::new();
        let mut known: Vec<Lens> = Vec::new();
        for criterion in criteria {
            known.extend(yard_lenses(*criterion));
        }
        let mut distinct: Vec<Lens> = Vec::new();
        known.into_iter().for_each(|lens| {
            if !distinct.contains(&lens) {
                distinct.push(lens);
            }
        });
        for lens in distinct {
            let explored = explorer.explore(&lens, &mut |_| std::ops::ControlFlow::Continue(()))?;
            for criterion in criteria.iter().filter(|criterion| yard_lenses(**criterion).contains(&lens)) {
                let goals = goals.entry(*criterion).or_default();
                let (report, cases, cut) = explorer.cases(&explored, *criterion, goals, wanted.steps_max);
                let entry = made.entry(*criterion).or_insert_with(|| (Vec::new(), 0, true));
                entry.0.extend(cases);
                entry.1 += report.states;
                entry.2 &= report.complete && !cut;
            }
            yard.start = explored.arena().start().clone();
            yard.arenas.push((lens, explored.into_arena()));
        }
        for criterion in criteria {
            let (mut cases, states, complete) = made.remove(criterion).unwrap_or_default();
            for (number, case) in (1..).zip(&mut cases) {
                case.number = number;
            }
            yard.sizes.push(Size {
                world: spec.name.clone(),
                criterion: *criterion,
                tests: cases.len(),
                steps: cases.iter().map(|case| case.steps.len()).sum(),
                states,
                complete,
            });
            yard.suites.push((*criterion, cases));
        }
        Ok(yard)
    }

    fn grade(&self, subject: &Subject) -> Row {
        let kill = |cases: &[Case]| {
            let mut cases = cases.iter();
            cases.find_map(|case| {
                let step = case.fails(&self.start, &*subject.kernel)?;
                Some(Kill { test: case.number, step: step + 1 })
            })
        };
        let kills: BTreeMap<Criterion, Option<Kill>> =
            self.suites.iter().map(|(criterion, cases)| (*criterion, kill(cases))).collect();
        Row {
            name: subject.name.clone(),
            family: subject.family.clone(),
            source: subject.source.clone(),
            sentence: subject.sentence.clone(),
            world: subject.world.name.clone(),
            judge: None,
            driver: None,
            proof: self.proof(subject, kills.values().flatten().map(|kill| kill.step).min()),
            kills,
        }
    }

    /// The shortest run over all lenses, or that there is none. Where a suite catches it, no longer run is looked for.
    fn proof(&self, subject: &Subject, caught: Option<usize>) -> Proof {
        let mut shortest: Option<(&'static str, Vec<Action>)> = None;
        let mut all = 0;
        let mut undecided = false;
        for (lens, arena) in &self.arenas {
            let shorter = shortest.as_ref().map(|(_, run)| run.len() - 1).or(caught).unwrap_or(usize::MAX);
            match compare(arena, &*subject.kernel, PAIRS_MAX, shorter) {
                Comparison::Alike { .. } => {}
                Comparison::Equivalent { pairs } => all += pairs,
                Comparison::Unfinished { pairs } => {
                    all += pairs;
                    undecided = true;
                }
                Comparison::Different { run } => {
                    if shortest.as_ref().is_none_or(|(_, known)| run.len() < known.len()) {
                        shortest = Some((lens.name, run));
                    }
                }
            }
        }
        match shortest {
            Some((lens, run)) => Proof::Different { lens, run: sentences(&self.policy, &self.start, &run) },
            // A suite shows the difference, and nothing shorter does.
            None if caught.is_some() => Proof::Different { lens: "", run: Vec::new() },
            None if undecided => Proof::Unfinished { pairs: all },
            None => Proof::Equivalent { pairs: all },
        }
    }
}

/// A run in words.
fn sentences(policy: &Policy, start: &ContactCenter, run: &[Action]) -> Vec<String> {
    let mut names = Names::new();
    let mut center = start.clone();
    let mut said = Vec::new();
    for action in run {
        said.push(Notation::new(policy, &names).action(action));
        let _ = center.apply(*action);
        for event in center.events() {
            if let Fact::ConversationCreated { conversation, .. } = event.fact {
                let name = names.next();
                names.give(&name, conversation);
            }
        }
    }
    said
}

/// Grades the suites of these criteria, the judge and the driver by these subjects; `scribe` writes their logs. What comes
/// out is the same for any number of threads.
///
/// # Errors
///
/// In words, when a world is no policy, or has no room.
pub fn grade(subjects: &[Subject], asked: &[Criterion], scribe: Scribe<'_>) -> Result<Scoreboard, String> {
    let criteria: Vec<Criterion> = asked.iter().copied().filter(|criterion| *criterion != Criterion::Pairs).collect();
    let criteria = criteria.as_slice();
    let mut worlds: Vec<&PolicySpec> = Vec::new();
    for subject in subjects {
        if !worlds.contains(&&subject.world) {
            worlds.push(&subject.world);
        }
    }
    let yards: Vec<Yard> =
        worlds.par_iter().map(|world| Yard::of(world, criteria)).collect::<Result<Vec<Yard>, String>>()?;
    let rows = subjects
        .par_iter()
        .map(|subject| {
            let place = worlds.iter().position(|world| **world == subject.world).ok_or("a world is missing")?;
            let mut row = yards[place].grade(subject);
            if asked.contains(&Criterion::Pairs) {
                let kill = paired(subject, &row)?;
                row.kills.insert(Criterion::Pairs, kill);
            }
            row.judge = instruments::judged_subject(subject, scribe)?;
            row.driver = instruments::driven(subject)?;
            Ok(row)
        })
        .collect::<Result<Vec<Row>, String>>()?;
    let alarms: Vec<Option<String>> = worlds
        .par_iter()
        .map(|world| Ok(instruments::false_alarm(world, scribe)?.map(|_| world.name.clone())))
        .collect::<Result<_, String>>()?;
    let sizes = yards.into_iter().flat_map(|yard| yard.sizes).collect();
    Ok(Scoreboard { criteria: asked.to_vec(), sizes, rows, alarms: alarms.into_iter().flatten().collect() })
}

/// How all pairs catch it. Every transition stands in a pair, so what all transitions catch all pairs catch too; for the
/// others the pairs are tried through the lens that shows the difference.
fn paired(subject: &Subject, row: &Row) -> Result<Option<Kill>, String> {
    if let Some(Some(kill)) = row.kills.get(&Criterion::Transitions) {
        return Ok(Some(*kill));
    }
    let Proof::Different { lens, .. } = &row.proof else { return Ok(None) };
    let policy = Arc::new(small(&subject.world).build().map_err(|error| error.to_string())?);
    let wanted = Wanted { whole: true, ..Wanted::default() };
    let mut explorer = Explorer::new(policy, &wanted);
    for lens in yard_lenses(Criterion::Pairs).into_iter().filter(|it| it.name == *lens) {
        let explored = explorer.explore(&lens, &mut |_| std::ops::ControlFlow::Continue(()))?;
        let mut goals = crate::suite::Covered::default();
        let (_, cases, _) = explorer.cases(&explored, Criterion::Pairs, &mut goals, 2 * wanted.steps_max);
        let start = explored.arena().start();
        let killed = (1..).zip(&cases).find_map(|(test, case)| {
            let step = case.fails(start, &*subject.kernel)?;
            Some(Kill { test, step: step + 1 })
        });
        if killed.is_some() {
            return Ok(killed);
        }
    }
    Ok(None)
}

/// Every faulty implementation of the catalogue.
#[must_use]
pub fn catalogue() -> Vec<Subject> {
    Fault::ALL.iter().map(Subject::from).collect()
}

mod instruments;
mod page;
#[cfg(test)]
mod tests;

pub use self::instruments::{Caught, Driven, Scribe, Told, false_alarm};
pub use self::page::markdown;
