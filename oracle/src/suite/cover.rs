//! Many short tests from the beginning: for each goal a shortest run, and none twice.

use std::collections::{BTreeMap, BTreeSet};

use super::goals::{Counted, Goal, Goals};

/// A test: edges that follow each other from the beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Test {
    pub(crate) edges: Vec<u32>,
    /// The goals that it reaches first.
    pub(crate) goals: Vec<u32>,
}

/// Short tests that reach every goal of the edges which no test has reached before.
pub(crate) fn short(counted: &Counted<'_>, of_edge: &[Vec<u32>], goals: &mut Goals) -> Vec<Test> {
    // Edges come in the order of their depth, so the first that reaches a goal reaches it by a shortest run.
    let mut first: BTreeMap<u32, u32> = BTreeMap::new();
    for (edge, reached) in (0_u32..).zip(of_edge) {
        for goal in reached.iter().filter(|goal| !goals.is_covered(**goal)) {
            first.entry(*goal).or_insert(edge);
        }
    }
    let wanted: BTreeSet<u32> = first.values().copied().collect();
    let edges = counted.graph.edges();
    let (moving, staying): (Vec<u32>, Vec<u32>) =
        wanted.into_iter().partition(|edge| counted.graph.outcome(&edges[*edge as usize]).answer.is_done());
    let mut tests = Vec::new();
    // The longest first: what lies on their ways needs no test of its own.
    for edge in moving.into_iter().rev() {
        if of_edge[edge as usize].iter().all(|goal| goals.is_covered(*goal)) {
            continue;
        }
        let mut way = counted.graph.way(edges[edge as usize].from);
        way.push(edge);
        tests.push(reached(way, of_edge, goals));
    }
    // What changes nothing is tried all in one go.
    let mut blocks: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for edge in staying {
        blocks.entry(edges[edge as usize].from).or_default().push(edge);
    }
    for (state, block) in blocks {
        let mut way = counted.graph.way(state);
        way.extend(block);
        tests.push(reached(way, of_edge, goals));
    }
    tests.retain(|test| !test.goals.is_empty());
    tests.sort_by_key(|test| (test.edges.len(), test.edges.clone()));
    tests
}

/// The test of a run, with the goals that are covered from now on.
fn reached(edges: Vec<u32>, of_edge: &[Vec<u32>], goals: &mut Goals) -> Test {
    let mut found = Vec::new();
    for goal in edges.iter().flat_map(|edge| &of_edge[*edge as usize]) {
        if !goals.is_covered(*goal) {
            goals.cover(*goal);
            found.push(*goal);
        }
    }
    Test { edges, goals: found }
}

/// Short tests of every pair of steps whose first does something, and of every step that does something right after all
/// that do nothing in its state.
pub(crate) fn pairs(counted: &Counted<'_>, goals: &mut Goals) -> Vec<Test> {
    let graph = counted.graph;
    let edges = graph.edges();
    let done: Vec<bool> = edges.iter().map(|edge| graph.outcome(edge).answer.is_done()).collect();
    // The first place of each pair of kinds, in the order of depth.
    let mut first: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let mut behind: BTreeMap<u32, u32> = BTreeMap::new();
    let mut of_kinds: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for (one, edge) in (0_u32..).zip(edges).filter(|(one, _)| done[*one as usize]) {
        let kind = counted.kind(one);
        let goal = goals.number(Goal::Behind(kind));
        if !goals.is_covered(goal) {
            behind.entry(goal).or_insert(one);
        }
        let begin = graph.first_edge(edge.to);
        for other in begin..begin + graph.from(edge.to).len() as u32 {
            let kinds = (kind, counted.kind(other));
            let goal = *of_kinds.entry(kinds).or_insert_with(|| goals.number(Goal::Pair(kinds.0, kinds.1)));
            if !goals.is_covered(goal) {
                first.entry(goal).or_insert((one, other));
            }
        }
    }
    let mut places: Vec<((u32, u32), u32)> = first.into_iter().map(|(goal, place)| (place, goal)).collect();
    places.sort_unstable();
    let mut tests = Vec::new();
    let (moving, staying): (Vec<_>, Vec<_>) = places.into_iter().partition(|((_, other), _)| done[*other as usize]);
    for ((one, other), goal) in moving.into_iter().rev() {
        if goals.is_covered(goal) {
            continue;
        }
        let mut way = graph.way(edges[one as usize].from);
        way.extend([one, other]);
        tests.push(met(counted, way, &of_kinds, goals));
    }
    let mut blocks: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for ((one, other), _) in staying {
        blocks.entry(one).or_default().push(other);
    }
    for (one, block) in blocks {
        let mut way = graph.way(edges[one as usize].from);
        way.push(one);
        let mut test = met(counted, way, &of_kinds, goals);
        for other in block {
            let goal = of_kinds[&(counted.kind(one), counted.kind(other))];
            goals.cover(goal);
            test.goals.push(goal);
            test.edges.push(other);
        }
        tests.push(test);
    }
    for (goal, edge) in behind {
        let state = edges[edge as usize].from;
        let mut way = graph.way(state);
        let begin = graph.first_edge(state);
        let all = begin..begin + graph.from(state).len() as u32;
        way.extend(all.filter(|edge| !done[*edge as usize]));
        way.push(edge);
        goals.cover(goal);
        tests.push(Test { edges: way, goals: vec![goal] });
    }
    tests.retain(|test| !test.goals.is_empty());
    tests.sort_by_key(|test| (test.edges.len(), test.edges.clone()));
    tests
}

/// The test of a run, with the pairs that it meets first.
fn met(counted: &Counted<'_>, edges: Vec<u32>, of_kinds: &BTreeMap<(u32, u32), u32>, goals: &mut Goals) -> Test {
    let mut found = Vec::new();
    for two in edges.windows(2) {
        let kinds = (counted.kind(two[0]), counted.kind(two[1]));
        if let Some(goal) = of_kinds.get(&kinds).copied().filter(|goal| !goals.is_covered(*goal)) {
            goals.cover(goal);
            found.push(goal);
        }
    }
    Test { edges, goals: found }
}
