//! One shortest tour instead of many tests: the directed postman's problem, where beginning anew has a price.
//!
//! A tour is one or more runs, each from the beginning. Its cost is its steps, and for each run the price of beginning.
//! So that every step that must be taken can be taken, each node must be left as often as it is entered, by steps or by
//! beginning anew: the cheapest way to make that so is a flow, found by shortest ways with prices on nodes. The first
//! beginning is paid for in any case. Where all steps hang together the tour is shortest; where they fall apart into
//! islands, ways to these are added, and the bound says how much that can be.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A step between two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arc {
    /// Where it begins.
    pub from: u32,
    /// Where it leads.
    pub to: u32,
}

/// A tour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tour {
    /// The runs, each from node zero, as numbers of arcs.
    pub runs: Vec<Vec<u32>>,
    /// Steps, and the price of each beginning.
    pub cost: u64,
    /// No tour costs less.
    pub bound: u64,
}

/// A way to send flow on.
#[derive(Debug, Clone, Copy)]
struct Way {
    to: u32,
    cost: i64,
    /// The most that it takes.
    room: u64,
    /// The arc, or none for beginning anew.
    arc: Option<u32>,
    /// The number of the way whose flow this takes back.
    back: Option<u32>,
}

/// The cheapest tour from node zero that takes every required arc, where every node can be reached from node zero.
#[must_use]
pub fn tour(nodes: usize, arcs: &[Arc], required: &[u32], beginning: u64) -> Tour {
    let required: BTreeSet<u32> = required.iter().copied().collect();
    if required.is_empty() {
        return Tour { runs: Vec::new(), cost: 0, bound: 0 };
    }
    let flow = Flow::cheapest(nodes, arcs, &required, beginning as i64);
    // How often each arc is taken, and how often each node is where a run ends.
    let mut taken: BTreeMap<u32, u64> = required.iter().map(|arc| (*arc, 1)).collect();
    let mut ends: BTreeMap<u32, u64> = BTreeMap::new();
    for (from, way, times) in flow.used() {
        match way.arc {
            Some(arc) => *taken.entry(arc).or_default() += times,
            None if (from as usize) < nodes => *ends.entry(from).or_default() += times,
            None => {}
        }
    }
    let cost_of = |taken: &BTreeMap<u32, u64>, ends: &BTreeMap<u32, u64>| {
        // A tour that never begins anew begins once all the same.
        let begun: u64 = ends.values().sum::<u64>().max(1);
        taken.values().sum::<u64>() + begun * beginning
    };
    let bound = cost_of(&taken, &ends);
    connect(nodes, arcs, &mut taken, &mut ends);
    let cost = cost_of(&taken, &ends);
    Tour { runs: circuit(nodes, arcs, taken, ends), cost, bound }
}

/// A flow at least cost.
struct Flow {
    ways: Vec<(u32, Way)>,
    from: Vec<Vec<u32>>,
    sent: Vec<u64>,
}

impl Flow {
    /// Sends what comes in too much to where it is missing: shortest ways first, until nothing is left.
    fn cheapest(nodes: usize, arcs: &[Arc], required: &BTreeSet<u32>, beginning: i64) -> Self {
        let mut excess = vec![0_i64; nodes + 1];
        for arc in required {
            let Arc { from, to } = arcs[*arc as usize];
            excess[to as usize] += 1;
            excess[from as usize] -= 1;
        }
        let mut flow = Self { ways: Vec::new(), from: vec![Vec::new(); nodes + 1], sent: Vec::new() };
        // Of arcs between the same nodes one is enough.
        let mut known: BTreeSet<(u32, u32)> = BTreeSet::new();
        for (number, arc) in (0_u32..).zip(arcs) {
            if arc.from != arc.to && known.insert((arc.from, arc.to)) {
                flow.add(arc.from, arc.to, 1, u64::MAX, Some(number));
            }
        }
        // Runs end at a node of their own, from where the first beginning is free.
        let end = nodes as u32;
        for node in 1..end {
            flow.add(node, end, 0, u64::MAX, None);
        }
        flow.add(end, 0, 0, 1, None);
        flow.add(end, 0, beginning, u64::MAX, None);
        let mut price = vec![0_i64; nodes + 1];
        while excess.iter().any(|left| *left > 0) {
            flow.raise_prices(&excess, &mut price);
            while flow.send_along_free_ways(&mut excess, &price) {}
        }
        flow
    }

    fn add(&mut self, from: u32, to: u32, cost: i64, room: u64, arc: Option<u32>) {
        let number = self.ways.len() as u32;
        self.ways.push((from, Way { to, cost, room, arc, back: None }));
        self.ways.push((to, Way { to: from, cost: -cost, room: 0, arc, back: Some(number) }));
        self.from[from as usize].push(number);
        self.from[to as usize].push(number + 1);
        self.sent.extend([0, 0]);
    }

    /// How much more a way can take.
    fn left(&self, way: u32) -> u64 {
        let it = self.ways[way as usize].1;
        it.back.map_or_else(|| it.room - self.sent[way as usize], |forth| self.sent[forth as usize])
    }

    /// Whether a way can take more.
    fn is_open(&self, way: u32) -> bool {
        self.left(way) > 0
    }

    fn reduced(&self, way: u32, price: &[i64]) -> i64 {
        let (from, it) = self.ways[way as usize];
        it.cost + price[from as usize] - price[it.to as usize]
    }

    /// Adds to every price the distance from those that have too much.
    fn raise_prices(&self, excess: &[i64], price: &mut [i64]) {
        let mut distance: Vec<Option<i64>> = vec![None; excess.len()];
        let mut agenda: BTreeSet<(i64, u32)> = BTreeSet::new();
        for (node, _) in (0_u32..).zip(excess).filter(|(_, left)| **left > 0) {
            distance[node as usize] = Some(0);
            agenda.insert((0, node));
        }
        while let Some((so_far, node)) = agenda.pop_first() {
            for way in self.from[node as usize].iter().filter(|way| self.is_open(**way)) {
                let to = self.ways[*way as usize].1.to;
                let length = so_far + self.reduced(*way, price);
                if distance[to as usize].is_none_or(|known| length < known) {
                    if let Some(known) = distance[to as usize].replace(length) {
                        agenda.remove(&(known, to));
                    }
                    agenda.insert((length, to));
                }
            }
        }
        let most = distance.iter().flatten().copied().max().unwrap_or(0);
        for (price, distance) in price.iter_mut().zip(distance) {
            *price += distance.unwrap_or(most);
        }
    }

    /// Sends one unit along ways that cost nothing at these prices; says whether there was such a way.
    fn send_along_free_ways(&mut self, excess: &mut [i64], price: &[i64]) -> bool {
        let mut by: Vec<Option<u32>> = vec![None; excess.len()];
        let mut seen = vec![false; excess.len()];
        let mut agenda: VecDeque<u32> = VecDeque::new();
        let mut any = false;
        // One breadth-first forest; each tree sends to the first nodes in need that it reaches.
        for (node, _) in (0_u32..).zip(excess.iter()).filter(|(_, left)| **left > 0) {
            seen[node as usize] = true;
            agenda.push_back(node);
        }
        let mut needy = Vec::new();
        while let Some(node) = agenda.pop_front() {
            if excess[node as usize] < 0 {
                needy.push(node);
            }
            for way in &self.from[node as usize] {
                let to = self.ways[*way as usize].1.to;
                if !seen[to as usize] && self.is_open(*way) && self.reduced(*way, price) == 0 {
                    seen[to as usize] = true;
                    by[to as usize] = Some(*way);
                    agenda.push_back(to);
                }
            }
        }
        for end in needy {
            let mut path = Vec::new();
            let mut node = end;
            while let Some(way) = by[node as usize] {
                path.push(way);
                node = self.ways[way as usize].0;
            }
            let most = path.iter().map(|way| self.left(*way)).min().unwrap_or(0);
            let room = i64::try_from(most).unwrap_or(i64::MAX);
            let amount = excess[node as usize].min(-excess[end as usize]).min(room);
            if amount <= 0 {
                continue;
            }
            for way in path {
                match self.ways[way as usize].1.back {
                    None => self.sent[way as usize] += amount as u64,
                    Some(forth) => self.sent[forth as usize] -= amount as u64,
                }
            }
            excess[node as usize] -= amount;
            excess[end as usize] += amount;
            any = true;
        }
        any
    }

    /// The ways that are used, and how often.
    fn used(&self) -> impl Iterator<Item = (u32, Way, u64)> + '_ {
        let all = self.ways.iter().zip(&self.sent);
        all.filter(|((_, way), sent)| way.back.is_none() && **sent > 0).map(|((from, way), sent)| (*from, *way, *sent))
    }
}

/// Adds ways from the beginning to what hangs together with it in no other way.
fn connect(nodes: usize, arcs: &[Arc], taken: &mut BTreeMap<u32, u64>, ends: &mut BTreeMap<u32, u64>) {
    let ways = shortest(nodes, arcs);
    loop {
        let mut group: Vec<u32> = (0..nodes as u32).collect();
        for arc in taken.keys() {
            let Arc { from, to } = arcs[*arc as usize];
            join(&mut group, from, to);
        }
        for end in ends.keys() {
            join(&mut group, *end, 0);
        }
        let home = root(&mut group, 0);
        let apart = taken.keys().map(|arc| arcs[*arc as usize].from).filter(|node| root(&mut group, *node) != home);
        // The nearest first.
        let Some(node) = apart.min_by_key(|node| (ways[*node as usize].as_ref().map_or(u32::MAX, |way| way.0), *node))
        else {
            return;
        };
        let mut at = node;
        while at != 0 {
            let Some((_, arc)) = ways[at as usize] else { return };
            *taken.entry(arc).or_default() += 1;
            at = arcs[arc as usize].from;
        }
        *ends.entry(node).or_default() += 1;
    }
}

/// By node: its distance from node zero, and the last arc of a shortest way.
fn shortest(nodes: usize, arcs: &[Arc]) -> Vec<Option<(u32, u32)>> {
    let mut from: Vec<Vec<u32>> = vec![Vec::new(); nodes];
    for (number, arc) in (0_u32..).zip(arcs) {
        from[arc.from as usize].push(number);
    }
    let mut ways: Vec<Option<(u32, u32)>> = vec![None; nodes];
    let mut agenda = VecDeque::from([(0_u32, 0_u32)]);
    while let Some((node, depth)) = agenda.pop_front() {
        for arc in &from[node as usize] {
            let to = arcs[*arc as usize].to;
            if to != 0 && ways[to as usize].is_none() {
                ways[to as usize] = Some((depth + 1, *arc));
                agenda.push_back((to, depth + 1));
            }
        }
    }
    ways
}

fn root(group: &mut [u32], node: u32) -> u32 {
    let mut node = node;
    while group[node as usize] != node {
        group[node as usize] = group[group[node as usize] as usize];
        node = group[node as usize];
    }
    node
}

fn join(group: &mut [u32], one: u32, other: u32) {
    let (one, other) = (root(group, one), root(group, other));
    group[one.max(other) as usize] = one.min(other);
}

/// Hierholzer's circuit from node zero, cut where it begins anew.
fn circuit(nodes: usize, arcs: &[Arc], mut taken: BTreeMap<u32, u64>, mut ends: BTreeMap<u32, u64>) -> Vec<Vec<u32>> {
    let begun = ends.values().sum::<u64>().max(1) as usize;
    let mut from: Vec<Vec<u32>> = vec![Vec::new(); nodes];
    for arc in taken.keys().rev() {
        from[arcs[*arc as usize].from as usize].push(*arc);
    }
    // The stack holds nodes with the arc that led there; none after beginning anew.
    let mut stack: Vec<(u32, Option<u32>)> = vec![(0, None)];
    let mut walk: Vec<Option<u32>> = Vec::new();
    while let Some((node, by)) = stack.last().copied() {
        while from[node as usize].last().is_some_and(|arc| taken.get(arc) == Some(&0)) {
            from[node as usize].pop();
        }
        if let Some(arc) = from[node as usize].last().copied() {
            if let Some(left) = taken.get_mut(&arc) {
                *left -= 1;
            }
            stack.push((arcs[arc as usize].to, Some(arc)));
        } else if let Some(left) = ends.get_mut(&node).filter(|left| **left > 0) {
            *left -= 1;
            stack.push((0, None));
        } else {
            walk.push(by);
            stack.pop();
        }
    }
    walk.reverse();
    let mut runs: Vec<Vec<u32>> = Vec::new();
    for step in walk {
        match (step, runs.last_mut()) {
            (None, _) => runs.push(Vec::new()),
            (Some(arc), Some(run)) => run.push(arc),
            (Some(arc), None) => runs.push(vec![arc]),
        }
    }
    runs.retain(|run| !run.is_empty());
    // The last run may lead back to the beginning, and then the first goes on from there.
    if runs.len() > begun
        && let Some(mut last) = runs.pop()
    {
        last.append(&mut runs[0]);
        runs[0] = last;
    }
    runs
}
