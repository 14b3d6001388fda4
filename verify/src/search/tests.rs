//! Both engines against a plain breadth-first search, and against themselves with other threads.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::ControlFlow;

use crate::conv::{Act, Conv, Quotient, Row};
use crate::found::{Budget, Found, Outcome, Trace, Unfinished};
use crate::model::{Mark, Marks, Model};
use crate::rank::{Ranked, Store};
use crate::search::{Engine, Search, choose};

/// Everyone is away and everything is closed.
const DESERTED: Mark = 3;
/// A transfer is accepted.
const ACCEPTED: Mark = 4;
/// Never shown.
const NEVER: Mark = 63;

/// CONV that shows something besides: the last step and a state on the way there.
#[derive(Debug)]
struct Showing(Conv);

impl Showing {
    fn new(agents: usize, conversations: usize, quotient: Quotient) -> Self {
        Self(Conv::new(agents, conversations, 2, quotient).expect("the size is allowed"))
    }
}

impl Model for Showing {
    type State = u64;
    type Action = Act;
    type Gap = std::convert::Infallible;

    fn initial(&self) -> Vec<u64> {
        self.0.initial()
    }

    fn marks(&self, state: u64) -> Marks {
        let acts = self.acts(state);
        let closed = acts.iter().all(|act| matches!(act.row, Row::Reopen | Row::Toggle));
        // Presence stands above the codes, and someone is there where an agent's bit is set.
        let nobody = state < 1 << self.0.initial()[0].trailing_zeros();
        Marks::from(closed && nobody) << DESERTED
    }

    fn steps(&self, state: u64, visit: &mut impl FnMut(Act, u64, Marks)) -> Result<(), Self::Gap> {
        self.0.steps(state, &mut |act, to, _| visit(act, to, Marks::from(act.row == Row::Accept) << ACCEPTED))
    }

    fn canonical(&self, state: u64) -> u64 {
        self.0.canonical(state)
    }
}

impl Showing {
    /// The steps of a state.
    fn acts(&self, state: u64) -> Vec<Act> {
        let mut acts = Vec::new();
        let Ok(()) = self.0.steps(state, &mut |act, _, _| acts.push(act));
        acts
    }
}

impl Ranked for Showing {
    fn words(&self) -> u64 {
        self.0.words()
    }

    fn index(&self, state: u64) -> u64 {
        self.0.index(state)
    }

    fn state(&self, index: u64) -> u64 {
        self.0.state(index)
    }
}

/// How far every state is from the beginning (1 for itself), by a queue and a map.
fn distances(model: &Showing) -> BTreeMap<u64, u32> {
    let mut distances: BTreeMap<u64, u32> = model.initial().into_iter().map(|state| (state, 1)).collect();
    let mut queue: VecDeque<u64> = distances.keys().copied().collect();
    while let Some(state) = queue.pop_front() {
        let next = distances[&state] + 1;
        let Ok(()) = model.steps(state, &mut |_, to, _| {
            distances.entry(to).or_insert_with(|| {
                queue.push_back(to);
                next
            });
        });
    }
    distances
}

/// Whether a run begins at the beginning, takes steps that there are, and shows a mark at its end.
fn shows(model: &Showing, trace: &Trace<Showing>, mark: Mark) -> bool {
    let Some((first, last)) = trace.first().zip(trace.last()) else { return false };
    let mut marks = model.marks(last.0);
    let steps = trace.windows(2).all(|pair| {
        let mut there = false;
        let Ok(()) = model.steps(pair[0].0, &mut |act, to, shown| {
            if Some(act) == pair[0].1 && to == pair[1].0 {
                there = true;
                marks |= if pair[1].1.is_none() { shown } else { 0 };
            }
        });
        there
    });
    steps && last.1.is_none() && model.initial().contains(&first.0) && marks >> mark & 1 == 1
}

/// All runs that show a mark, as many as asked for.
fn runs(model: &mut Showing, found: &Found<Showing>, mark: Mark, at_most: usize) -> Vec<Trace<Showing>> {
    let mut traces = found.traces(mark).expect("the mark was seen");
    std::iter::from_fn(|| traces.next(model).expect("nothing has to be learnt")).take(at_most).collect()
}

#[test]
fn runs_are_shortest_and_all_of_them_come_once() {
    let mut model = Showing::new(2, 2, Quotient::None);
    let found = Search::new(&mut model).run().expect("nothing is in the way");
    let distances = distances(&model);
    // The number of shortest runs to a state: the sum over those before it, step by step.
    let mut ways: BTreeMap<u64, u64> = BTreeMap::from([(model.initial()[0], 1)]);
    for level in 1..found.levels {
        for (&state, _) in distances.iter().filter(|&(_, &at)| at == level) {
            let here = ways[&state];
            let Ok(()) = model.steps(state, &mut |_, to, _| {
                if distances[&to] == level + 1 {
                    *ways.entry(to).or_default() += here;
                }
            });
        }
    }
    let deserted: Vec<u64> = distances.keys().copied().filter(|&state| model.marks(state) != 0).collect();
    let nearest = deserted.iter().map(|state| distances[state]).min().expect("nothing is in the way");
    let expected: u64 = deserted.iter().filter(|state| distances[state] == nearest).map(|state| ways[state]).sum();
    let traces = runs(&mut model, &found, DESERTED, usize::MAX);
    let shortest: BTreeSet<_> = traces.iter().filter(|trace| trace.len() == nearest as usize).collect();
    assert_eq!(shortest.len() as u64, expected);
    let all: u64 = deserted.iter().map(|state| ways[state]).sum();
    assert_eq!(traces.len() as u64, all, "further states that show it follow");
    assert!(traces.is_sorted_by_key(Vec::len));
    assert!(traces.iter().all(|trace| shows(&model, trace, DESERTED)));

    // A step: assigned, transfer requested, accepted.
    let traces = runs(&mut model, &found, ACCEPTED, 500);
    assert_eq!(traces[0].len(), 4);
    assert!(traces.iter().all(|trace| shows(&model, trace, ACCEPTED)));
    assert_eq!(traces.iter().collect::<BTreeSet<_>>().len(), 500);
    assert!(found.traces(NEVER).is_none());
}

#[test]
fn a_run_of_a_quotient_has_names_again() {
    let mut whole = Showing::new(2, 2, Quotient::None);
    let expected = Search::new(&mut whole).run().expect("nothing is in the way");
    for quotient in [Quotient::Conversations, Quotient::Both] {
        let mut model = Showing::new(2, 2, quotient);
        let found = Search::new(&mut model).symmetry(true).run().expect("nothing is in the way");
        for mark in [DESERTED, ACCEPTED] {
            let shortest =
                expected.trace(&mut whole, mark).expect("nothing is in the way").expect("nothing is in the way").len();
            let traces = runs(&mut model, &found, mark, 20);
            assert_eq!(traces[0].len(), shortest);
            assert!(traces.iter().all(|trace| shows(&whole, trace, mark)));
        }
    }
}

#[test]
fn both_engines_find_the_same_and_the_same_runs() {
    for threads in [1, 2] {
        let mut model = Showing::new(2, 2, Quotient::None);
        let general = Search::new(&mut model).threads(threads).run().expect("nothing is in the way");
        let rank = Search::new(&mut model).threads(threads).run_ranked(&Store::Memory).expect("nothing is in the way");
        assert_eq!(summary(&general), summary(&rank));
        for mark in [DESERTED, ACCEPTED] {
            assert_eq!(runs(&mut model, &general, mark, 100), runs(&mut model, &rank, mark, 100));
        }
        let any = 1 << DESERTED | 1 << NEVER;
        let general = Search::new(&mut model).stop_when(any).run().expect("nothing is in the way");
        let rank = Search::new(&mut model).stop_when(any).run_ranked(&Store::Memory).expect("nothing is in the way");
        assert_eq!(summary(&general), summary(&rank));
        assert_eq!(general.outcome, Outcome::Unfinished(Unfinished::Seen));
        assert!(
            general.frontier > 0 && general.levels == general.first.of(DESERTED).expect("nothing is in the way").level
        );
    }
}

/// Everything found but the bytes, which threads need for themselves.
fn summary<M: Model>(found: &Found<M>) -> impl PartialEq + std::fmt::Debug + use<M> {
    (found.states, found.steps, found.levels, found.first.clone(), found.outcome, found.frontier)
}

#[test]
fn threads_change_nothing() {
    let mut model = Showing::new(2, 3, Quotient::Both);
    for symmetry in [false, true] {
        let search = |model: &mut Showing, threads| {
            let found = Search::new(model).threads(threads).symmetry(symmetry).run().expect("nothing is in the way");
            let mut lists = Vec::new();
            (1..=found.levels).for_each(|level| found.level(model, level, &mut |state| lists.push(state)));
            (summary(&found), lists)
        };
        let one = search(&mut model, 1);
        for threads in [2, 3] {
            assert!(search(&mut model, threads) == one, "{threads} threads, symmetry {symmetry}");
        }
    }
    let ranked = |model: &mut Showing, threads| {
        summary(&Search::new(model).threads(threads).run_ranked(&Store::Memory).expect("nothing is in the way"))
    };
    let one = ranked(&mut model, 1);
    for threads in [2, 3] {
        assert!(ranked(&mut model, threads) == one, "{threads} threads");
    }
}

#[test]
fn bitmaps_in_files_hold_the_same() {
    let mut model = Showing::new(2, 2, Quotient::None);
    let memory = Search::new(&mut model).run_ranked(&Store::Memory).expect("nothing is in the way");
    let files =
        Search::new(&mut model).run_ranked(&Store::Folder(std::env::temp_dir())).expect("nothing is in the way");
    assert_eq!(summary(&memory), summary(&files));
    let nowhere = Store::Folder("/nowhere/at/all".into());
    assert!(Search::new(&mut model).run_ranked(&nowhere).expect_err("it cannot").contains("cannot keep bitmaps in"));
}

#[test]
fn an_engine_is_chosen_by_what_fits() {
    assert_eq!(choose(1 << 20, 1 << 24, false), Engine::Rank);
    assert_eq!(choose(1 << 20, (1 << 24) - 1, false), Engine::General);
    assert_eq!(choose(1 << 20, 1 << 24, true), Engine::General);
    assert_eq!(choose(u64::MAX, u64::MAX, false), Engine::General);
}

#[test]
fn a_search_that_gives_up_says_why() {
    let mut model = Showing::new(2, 3, Quotient::None);
    let few = Budget { states_max: 1_000, ..Budget::default() };
    let narrow = Budget { bytes_max: 10_000, ..Budget::default() };
    for (budget, reason) in [(few, Unfinished::States), (narrow, Unfinished::Bytes)] {
        let general = Search::new(&mut model).budget(budget).run().expect("nothing is in the way");
        let rank = Search::new(&mut model).budget(budget).run_ranked(&Store::Memory).expect("nothing is in the way");
        for found in [general, rank] {
            assert_eq!(found.outcome, Outcome::Unfinished(reason));
            assert!(found.frontier > 0 && found.states < 31_392);
        }
    }
    let mut last = 0;
    let mut watch = |progress: &crate::found::Progress| {
        last = progress.level;
        if progress.level == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let found = Search::new(&mut model).watch(&mut watch).run().expect("nothing is in the way");
    assert_eq!((found.outcome, last), (Outcome::Unfinished(Unfinished::Stopped), 5));
}

/// Numbers below [`SIZE`], of which the steps are known by the sixteen and have to be learnt.
#[derive(Debug, Default)]
struct Lazy {
    known: BTreeSet<u32>,
    /// What was learnt, in this order, and for which number.
    learnt: Vec<(u32, u32)>,
    /// What it cannot learn.
    enough: Option<u32>,
}

const SIZE: u32 = 40_000;

impl Lazy {
    /// Where a number leads.
    fn next(number: u32) -> [u32; 3] {
        [(number * 7 + 3) % SIZE, number / 2, (number * 5 + 1) % SIZE]
    }
}

impl Model for Lazy {
    type State = u32;
    type Action = u8;
    type Gap = u32;

    fn initial(&self) -> Vec<u32> {
        vec![1]
    }

    fn marks(&self, state: u32) -> Marks {
        Marks::from(state == 39_999)
    }

    fn steps(&self, state: u32, visit: &mut impl FnMut(u8, u32, Marks)) -> Result<(), u32> {
        for (action, to) in (0..).zip(Self::next(state)) {
            // The first step is visited before the gap is noticed.
            if action == 1 && !self.known.contains(&(state / 16)) {
                return Err(state / 16);
            }
            visit(action, to, 0);
        }
        Ok(())
    }

    fn learn(&mut self, gap: u32, state: u32) -> Result<(), String> {
        if self.enough == Some(gap) {
            return Err("too much to learn".to_owned());
        }
        self.learnt.push((gap, state));
        assert!(self.known.insert(gap), "{gap} is learnt twice");
        Ok(())
    }
}

#[test]
fn what_is_not_known_is_learnt_once_and_in_order() {
    let mut seen = BTreeSet::from([1]);
    let mut queue = VecDeque::from([1]);
    while let Some(number) = queue.pop_front() {
        queue.extend(Lazy::next(number).into_iter().filter(|&to| seen.insert(to)));
    }
    let search = |threads| {
        let mut model = Lazy::default();
        let found = Search::new(&mut model).threads(threads).run().expect("nothing is in the way");
        (summary(&found), model.learnt, found.states, found.steps)
    };
    let (one, learnt, states, steps) = search(1);
    assert_eq!((states, steps), (seen.len() as u64, 3 * seen.len() as u64));
    let gaps: BTreeSet<u32> = seen.iter().map(|number| number / 16).collect();
    assert_eq!(learnt.iter().map(|&(gap, _)| gap).collect::<BTreeSet<_>>(), gaps);
    assert!(learnt.iter().all(|&(gap, number)| number / 16 == gap));
    for threads in [2, 3] {
        let (same, order, ..) = search(threads);
        assert!(same == one && order == learnt, "{threads} threads");
    }
    let mut model = Lazy { enough: Some(learnt[5].0), ..Lazy::default() };
    assert_eq!(Search::new(&mut model).run().expect_err("it cannot"), "too much to learn");
}
