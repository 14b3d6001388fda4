//! Makes a suite: slice by slice, lens by lens, goal by goal.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use switchboard::{Answer, Code, ContactCenter, Fact, Policy, PolicySpec, SettingsSpec, Stage, WorkstreamId};
use switchboard_verify::slices::{Cut, Slice, cut};
use switchboard_verify::{Groups, Scope};

use super::arena::{Arena, Symbol};
use super::case::Case;
use super::class::{Classed, Classes};
use super::cover::{self, Test};
use super::criterion::{Criterion, Grain};
use super::goals::{self, Counted, Goals};
use super::graph::{Graph, Numbered};
use super::hsi;
use super::lens::{Lens, lenses};
use super::machine::Machine;
use super::tour::{self, tour};

/// Whether many tests are made or one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Many short tests, each a shortest run to its goal.
    Short,
    /// One tour for each lens, where beginning anew costs as much as so many steps.
    Tour {
        /// The price of beginning anew, in steps.
        beginning: u64,
    },
}

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// What is to be covered.
    pub criterion: Criterion,
    /// What counts as the same.
    pub grain: Grain,
    /// Many tests or one.
    pub shape: Shape,
    /// Agents in each slice.
    pub agents: usize,
    /// Supervisors in each slice.
    pub supervisors: usize,
    /// Conversations at most; none for as many as each lens is for.
    pub conversations: Option<usize>,
    /// Only these operations, through one lens; none for the usual lenses.
    pub groups: Option<Groups>,
    /// Only the slice of this number, from zero.
    pub slice: Option<usize>,
    /// Whether the policy is small already and is taken as it is, in one slice.
    pub whole: bool,
    /// States of a graph at most.
    pub states_max: usize,
    /// Steps of the suite at most.
    pub steps_max: usize,
    /// Extra states of an implementation, for complete suites.
    pub extra_states: usize,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            criterion: Criterion::Transitions,
            grain: Grain::Situations,
            shape: Shape::Short,
            agents: 2,
            supervisors: 1,
            conversations: None,
            groups: None,
            slice: None,
            whole: false,
            states_max: 20_000,
            steps_max: 2_000_000,
            extra_states: 0,
        }
    }
}

/// Where the making of a suite stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The slice, from zero.
    pub slice: usize,
    /// How many there are.
    pub slices: usize,
    /// The lens.
    pub lens: &'a str,
    /// States of the graph so far.
    pub states: usize,
}

/// Who is told where it stands, and may say stop.
pub type Watcher<'a> = dyn FnMut(&Standing<'_>) -> ControlFlow<()> + 'a;

/// A graph and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LensReport {
    /// The lens.
    pub lens: Lens,
    /// States of the graph.
    pub states: usize,
    /// Operations tried in them.
    pub steps: usize,
    /// Operations that did something.
    pub done: usize,
    /// Whether the graph has every reachable state.
    pub complete: bool,
    /// States that no run tells apart count as one here; for complete suites.
    pub reduced: Option<usize>,
    /// The cost of the tour, and what no tour is cheaper than.
    pub tour: Option<(u64, u64)>,
}

/// A slice and what was made of it.
#[derive(Debug, Clone)]
pub struct SliceReport {
    /// What it is about.
    pub name: String,
    /// Its policy.
    pub spec: PolicySpec,
    /// Everybody signed in, nothing queued.
    pub start: ContactCenter,
    /// Its agents.
    pub agents: Vec<String>,
    /// Its supervisors.
    pub supervisors: Vec<String>,
    /// Its graphs.
    pub lenses: Vec<LensReport>,
    /// Goals in all.
    pub goals: usize,
    /// Goals that are covered.
    pub covered: usize,
    /// What can never be, in words; proven where every graph of the slice is complete.
    pub unreachable: Vec<String>,
}

impl SliceReport {
    /// Whether every graph has every state.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.lenses.iter().all(|lens| lens.complete)
    }
}

/// A suite.
#[derive(Debug, Clone)]
pub struct Suite {
    /// The name of the policy.
    pub policy: String,
    /// What was wanted.
    pub wanted: Wanted,
    /// By slice, what was made.
    pub slices: Vec<SliceReport>,
    /// The tests.
    pub cases: Vec<Case>,
    /// What is in no slice.
    pub not_covered: Vec<String>,
    /// What was simplified.
    pub abstractions: Vec<String>,
    /// Whether somebody said stop, or the suite became too long, before it was whole.
    pub stopped: bool,
}

impl Suite {
    /// Whether nothing is missing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.stopped && self.slices.iter().all(SliceReport::is_complete)
    }

    /// Steps of all tests.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.cases.iter().map(|case| case.steps.len()).sum()
    }
}

/// Makes a suite of a policy.
///
/// # Errors
///
/// In words, when a slice is no policy, or a scope has no room.
pub fn make(spec: &PolicySpec, wanted: &Wanted, watch: &mut Watcher<'_>) -> Result<Suite, String> {
    let whole = spec.build().map_err(|error| error.to_string())?;
    let cut = if wanted.whole { uncut(spec) } else { cut(spec, wanted.agents, wanted.supervisors) };
    let count = cut.slices.len();
    if let Some(slice) = wanted.slice.filter(|slice| *slice >= count) {
        return Err(format!("there is no slice {}, expected 1 to {count}", slice + 1));
    }
    let mut suite = Suite {
        policy: whole.name().to_owned(),
        wanted: wanted.clone(),
        slices: Vec::new(),
        cases: Vec::new(),
        not_covered: cut.left_out,
        abstractions: cut.abstractions,
        stopped: false,
    };
    for (number, slice) in cut.slices.into_iter().enumerate() {
        if wanted.slice.is_some_and(|only| only != number) {
            suite.not_covered.push(format!("slice {}, {}", number + 1, slice.name));
            continue;
        }
        let policy = Arc::new(slice.spec.build().map_err(|error| format!("slice `{}`: {error}", slice.name))?);
        let place = suite.slices.len();
        let mut report = SliceReport {
            name: slice.name,
            spec: slice.spec,
            start: ContactCenter::shared(Arc::clone(&policy)),
            agents: slice.agents,
            supervisors: slice.supervisors,
            lenses: Vec::new(),
            goals: 0,
            covered: 0,
            unreachable: Vec::new(),
        };
        let mut explorer = Explorer::new(Arc::clone(&policy), wanted);
        let mut goals = Goals::default();
        let mut steps_left = wanted.steps_max.saturating_sub(suite.steps());
        for lens in lenses(wanted.criterion, wanted.conversations, wanted.groups) {
            if suite.stopped {
                break;
            }
            let mut told = |states: usize| watch(&Standing { slice: number, slices: count, lens: lens.name, states });
            let explored = explorer.explore(&lens, &mut told)?;
            let stopped = told(explored.graph.count()).is_break();
            let (lens_report, mut cases, full) = explorer.cases(&explored, wanted.criterion, &mut goals, steps_left);
            cases.iter_mut().for_each(|case| case.slice = place);
            report.start = explored.arena.start().clone();
            report.lenses.push(lens_report);
            steps_left = steps_left.saturating_sub(cases.iter().map(|case| case.steps.len()).sum());
            suite.cases.extend(cases);
            suite.stopped |= full || stopped;
        }
        report.goals = goals.known.len();
        report.covered = (0..report.goals as u32).filter(|goal| goals.is_covered(*goal)).count();
        if report.is_complete() && !suite.stopped {
            report.unreachable = goals::unreachable(&goals, &policy, &explorer.stages);
        }
        suite.slices.push(report);
    }
    for (number, case) in suite.cases.iter_mut().enumerate() {
        case.number = number + 1;
    }
    Ok(suite)
}

/// A policy that is small already, as its only slice.
fn uncut(spec: &PolicySpec) -> Cut {
    let role = |wanted: &'static str| {
        let has = move |user: &&switchboard::UserSpec| match &user.roles {
            None => wanted == "agent",
            Some(roles) => roles.iter().any(|role| role == wanted),
        };
        spec.users.iter().filter(has).map(|user| user.name.clone()).collect::<Vec<_>>()
    };
    let slice = Slice {
        name: "the whole policy".to_owned(),
        spec: small(spec),
        workstreams: spec.workstreams.iter().map(|stream| stream.name.clone()).collect(),
        queues: spec.queues.iter().map(|queue| queue.name.clone()).collect(),
        agents: role("agent"),
        also: Vec::new(),
        supervisors: role("supervisor"),
    };
    let abstractions = vec![
        "time: a timer may run out whenever it runs".to_owned(),
        "declines: an agent is asked no more after one, not after as many as the policy says".to_owned(),
    ];
    Cut { slices: vec![slice], left_out: Vec::new(), abstractions }
}

/// The policy with one decline as the limit: counts up to more make states that differ in nothing else.
pub(crate) fn small(spec: &PolicySpec) -> PolicySpec {
    let limit = spec.settings.decline_limit.map_or(1, |limit| limit.min(1));
    PolicySpec { settings: SettingsSpec { decline_limit: Some(limit), ..spec.settings.clone() }, ..spec.clone() }
}

/// The making of one slice.
pub(crate) struct Explorer<'a> {
    policy: Arc<Policy>,
    wanted: &'a Wanted,
    classes: Classes,
    /// The stages in which conversations were seen.
    stages: BTreeSet<(WorkstreamId, Stage)>,
    /// Edges of the graphs so far: those of the next are numbered from here.
    edges: u32,
}

/// What a lens shows: the graph, and what its steps are counted as.
pub(crate) struct Explored {
    pub(crate) lens: Lens,
    pub(crate) arena: Arena,
    pub(crate) graph: Graph,
    classed: Classed,
    base: u32,
}

impl Explored {
    /// The small world.
    pub(crate) const fn arena(&self) -> &Arena {
        &self.arena
    }

    /// The small world alone.
    pub(crate) fn into_arena(self) -> Arena {
        self.arena
    }
}

impl<'a> Explorer<'a> {
    pub(crate) fn new(policy: Arc<Policy>, wanted: &'a Wanted) -> Self {
        Self { policy, wanted, classes: Classes::default(), stages: BTreeSet::new(), edges: 0 }
    }

    /// Goes through everything that a lens shows.
    pub(crate) fn explore(&mut self, lens: &Lens, watch: &mut super::graph::Watch<'_>) -> Result<Explored, String> {
        let wanted = self.wanted;
        let scope = Scope {
            agents: wanted.agents,
            conversations: lens.conversations,
            supervisors: wanted.supervisors,
            groups: lens.groups,
            symmetry: false,
        };
        let settings = lens.settings.actions(&self.policy);
        let arena = Arena::new(Arc::clone(&self.policy), scope, &settings, lens.one_moves)?;
        let graph = Graph::explore(&arena, wanted.states_max, watch);
        for state in 0..graph.count() as u32 {
            self.stages.extend(graph.conversations(state).map(|(_, local)| (local.workstream(), local.stage())));
        }
        let classed = match wanted.criterion {
            Criterion::Hsi => Classed { of_edge: Vec::new() },
            Criterion::States
            | Criterion::Transitions
            | Criterion::Pairs
            | Criterion::Guards
            | Criterion::Boundaries
            | Criterion::Refused => self.classes.of_graph(&arena, &graph),
        };
        let base = self.edges;
        self.edges += graph.edges().len() as u32;
        Ok(Explored { lens: lens.clone(), arena, graph, classed, base })
    }

    /// The tests of a criterion for what a lens shows, with so many steps at most; and whether there was no room for all.
    pub(crate) fn cases(
        &mut self,
        explored: &Explored,
        criterion: Criterion,
        goals: &mut Goals,
        steps_max: usize,
    ) -> (LensReport, Vec<Case>, bool) {
        let Explored { lens, arena, graph, classed, base } = explored;
        let wanted = self.wanted;
        let done = graph.edges().iter().filter(|edge| graph.outcome(edge).answer.is_done()).count();
        let mut report = LensReport {
            lens: lens.clone(),
            states: graph.count(),
            steps: graph.edges().len(),
            done,
            complete: graph.is_complete(),
            reduced: None,
            tour: None,
        };
        let counted = Counted { base: *base, arena, graph, classed, grain: wanted.grain };
        let mut cut = false;
        // What is done, by its numbers, and the goals that it reaches first.
        let tests: Vec<Test> = match (criterion, wanted.shape) {
            (Criterion::Hsi, _) => {
                let made = hsi::complete(&machine_of(arena, graph), wanted.extra_states, steps_max);
                report.reduced = Some(made.states);
                cut = made.cut;
                made.runs.into_iter().map(|edges| Test { edges, goals: Vec::new() }).collect()
            }
            (Criterion::Pairs, _) => cover::pairs(&counted, goals),
            (
                Criterion::States
                | Criterion::Transitions
                | Criterion::Guards
                | Criterion::Boundaries
                | Criterion::Refused,
                shape,
            ) => {
                let of_edge = counted.goals(criterion, &mut self.classes, goals);
                match shape {
                    Shape::Short => cover::short(&counted, &of_edge, goals),
                    Shape::Tour { beginning } => {
                        let (tests, cost) = toured(&counted, &of_edge, goals, beginning);
                        report.tour = Some(cost);
                        tests
                    }
                }
            }
        };
        let step = |kind: u32| match wanted.grain {
            Grain::Situations => self.classes.words(kind),
            Grain::Full => self.classes.words(classed.of_edge[(kind - base) as usize]),
        };
        let words = |goal: &u32| goals::words(goals.known.of(*goal), &self.policy, &self.classes, &step);
        let mut cases = Vec::new();
        let mut steps = 0;
        for test in &tests {
            steps += test.edges.len();
            if steps > steps_max {
                cut = true;
                break;
            }
            // Runs of a machine are inputs, all others edges.
            let symbol = |number: &u32| match criterion {
                Criterion::Hsi => *number as Symbol,
                Criterion::States
                | Criterion::Transitions
                | Criterion::Pairs
                | Criterion::Guards
                | Criterion::Boundaries
                | Criterion::Refused => graph.edges()[*number as usize].symbol,
            };
            let mut case = Case::played(arena.start(), test.edges.iter().map(|number| arena.action(symbol(number))));
            case.goals = test.goals.iter().map(words).collect();
            case.view = lens.name;
            cases.push(case);
        }
        (report, cases, cut)
    }
}

/// One tour through every first sight of a goal.
fn toured(counted: &Counted<'_>, of_edge: &[Vec<u32>], goals: &mut Goals, beginning: u64) -> (Vec<Test>, (u64, u64)) {
    let graph = counted.graph;
    let mut required = Vec::new();
    let mut wanted: Vec<Vec<u32>> = vec![Vec::new(); of_edge.len()];
    for (edge, reached) in (0_u32..).zip(of_edge) {
        for goal in reached {
            if !goals.is_covered(*goal) {
                goals.cover(*goal);
                wanted[edge as usize].push(*goal);
            }
        }
        if !wanted[edge as usize].is_empty() {
            required.push(edge);
        }
    }
    let arcs: Vec<tour::Arc> = graph.edges().iter().map(|edge| tour::Arc { from: edge.from, to: edge.to }).collect();
    let made = tour(graph.count(), &arcs, &required, beginning);
    let mut tests = Vec::new();
    for run in made.runs {
        let goals = run.iter().flat_map(|edge| std::mem::take(&mut wanted[*edge as usize])).collect();
        tests.push(Test { edges: run, goals });
    }
    (tests, (made.cost, made.bound))
}

/// A graph as a machine: inputs are the operations, outputs what is answered and told, whatever rules are named.
#[must_use]
pub(crate) fn machine_of(arena: &Arena, graph: &Graph) -> Machine {
    let mut outputs: Numbered<(Option<Option<Code>>, Vec<Fact>)> = Numbered::default();
    let mut steps = vec![vec![None; arena.count()]; graph.count()];
    for edge in graph.edges() {
        let outcome = graph.outcome(edge);
        let answer = match outcome.answer {
            Answer::Done => None,
            Answer::Unchanged(_) => Some(None),
            Answer::Refused(refusal) => Some(Some(refusal.code)),
        };
        let output = outputs.number((answer, outcome.events.iter().map(|event| event.fact).collect()));
        steps[edge.from as usize][usize::from(edge.symbol)] = Some((output, edge.to));
    }
    Machine { looks: (0..graph.count() as u32).map(|state| graph.look(state)).collect(), steps }
}
