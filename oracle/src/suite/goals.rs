//! What a criterion asks for in a graph: the goals, and which steps reach them.

use std::collections::{BTreeMap, BTreeSet};

use switchboard::{Action, Answer, Code, Fact, Handle, Policy, ProfileId, QueueId, Route, Stage, UserId, WorkstreamId};

use super::arena::Arena;
use super::class::{Classed, Classes, answered, holder, stand, template};
use super::criterion::{Criterion, Grain};
use super::graph::{Edge, Graph, Numbered};
use super::people::involved;

/// Where a conversation stands, if the step is about one.
type Place = Option<(WorkstreamId, Stage)>;

/// Something to be covered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Goal {
    /// A step of a graph by itself.
    Edge(u32),
    /// A state of a graph by itself.
    State(u32, u32),
    /// A class of steps.
    Class(u32),
    /// A way in which a conversation stands.
    Standing(u32),
    /// A way in which a person stands, in words.
    Person(String),
    /// One class of steps right after another.
    Pair(u32, u32),
    /// A class of steps after everything that is refused or without effect there.
    Behind(u32),
    /// An answer to an operation in a stage of a workstream.
    Guard(String, Place, Answer),
    /// An operation that asks for capacity: what it is, of which resource, and how much more there is than it takes.
    Boundary(String, Resource, i32),
}

/// What there can be too little of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Resource {
    /// Units.
    Units,
    /// Items of a profile.
    Profile(ProfileId),
}

/// The goals of a slice, over all its graphs: those that an earlier graph has covered need no second test.
#[derive(Debug, Default)]
pub(crate) struct Goals {
    pub(crate) known: Numbered<Goal>,
    pub(crate) covered: Vec<bool>,
}

impl Goals {
    pub(crate) fn number(&mut self, goal: Goal) -> u32 {
        let number = self.known.number(goal);
        self.covered.resize(self.known.len(), false);
        number
    }

    pub(crate) fn is_covered(&self, goal: u32) -> bool {
        self.covered[goal as usize]
    }

    pub(crate) fn cover(&mut self, goal: u32) {
        self.covered[goal as usize] = true;
    }
}

/// A graph with what its steps are counted as.
#[derive(Debug)]
pub(crate) struct Counted<'a> {
    /// Where the edges of this graph are numbered from, within its slice.
    pub(crate) base: u32,
    pub(crate) arena: &'a Arena,
    pub(crate) graph: &'a Graph,
    pub(crate) classed: &'a Classed,
    pub(crate) grain: Grain,
}

impl Counted<'_> {
    /// What the edge counts as for pairs: its class, or itself.
    pub(crate) fn kind(&self, edge: u32) -> u32 {
        match self.grain {
            Grain::Situations => self.classed.of_edge[edge as usize],
            Grain::Full => self.base + edge,
        }
    }

    fn step(&self, edge: u32) -> Goal {
        match self.grain {
            Grain::Situations => Goal::Class(self.classed.of_edge[edge as usize]),
            Grain::Full => Goal::Edge(self.base + edge),
        }
    }

    /// The goals that each edge reaches; those of the beginning are reached by every test.
    pub(crate) fn goals(&self, criterion: Criterion, classes: &mut Classes, goals: &mut Goals) -> Vec<Vec<u32>> {
        let edges = self.graph.edges();
        let is_done = |edge: &Edge| self.graph.outcome(edge).answer.is_done();
        match criterion {
            Criterion::Transitions => (0..edges.len() as u32).map(|edge| vec![goals.number(self.step(edge))]).collect(),
            Criterion::Refused => (0_u32..)
                .zip(edges)
                .map(|(number, edge)| if is_done(edge) { Vec::new() } else { vec![goals.number(self.step(number))] })
                .collect(),
            Criterion::States => {
                let mut of_state: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
                for state in 0..self.graph.count() as u32 {
                    let mut all: Vec<u32> =
                        self.state_goals(state, classes).into_iter().map(|goal| goals.number(goal)).collect();
                    if state == 0 {
                        all.drain(..).for_each(|goal| goals.cover(goal));
                    }
                    of_state.insert(state, all);
                }
                edges.iter().map(|edge| of_state.get(&edge.to).cloned().unwrap_or_default()).collect()
            }
            Criterion::Guards => edges.iter().map(|edge| vec![goals.number(self.guard(edge))]).collect(),
            Criterion::Boundaries => edges
                .iter()
                .map(|edge| self.boundaries(edge).into_iter().map(|goal| goals.number(goal)).collect())
                .collect(),
            Criterion::Pairs | Criterion::Hsi => vec![Vec::new(); edges.len()],
        }
    }

    fn state_goals(&self, state: u32, classes: &mut Classes) -> Vec<Goal> {
        if self.grain == Grain::Full {
            return vec![Goal::State(self.base, state)];
        }
        let policy = self.arena.policy();
        let mut all: Vec<Goal> =
            self.graph.conversations(state).map(|(_, local)| Goal::Standing(classes.standing(policy, local))).collect();
        let view = self.graph.view(state);
        for (place, _) in policy.users().iter().enumerate().filter(|(_, user)| user.roles.agent) {
            let standing = view.standings[place];
            let (_, charges, aside) = self.graph.people(state).burden(UserId::at(place));
            let there = match (standing.signed_in, standing.connected) {
                (false, _) => "signed out",
                (true, false) => "lost",
                (true, true) => "there",
            };
            let presence = &policy.presences()[standing.presence.index()].name;
            let source = self.graph.sources(state)[place];
            let charges = if charges == 1 { "1 charge".to_owned() } else { format!("{charges} charges") };
            let room = if view.available[place] < 0 { ", beyond capacity" } else { "" };
            let aside = if aside > 0 { ", units set aside" } else { "" };
            all.push(Goal::Person(format!(
                "an agent is {there}, {presence} (set by {source:?}), with {charges}{aside}{room}"
            )));
        }
        all
    }

    fn guard(&self, edge: &Edge) -> Goal {
        let action = self.arena.action(edge.symbol);
        let about = action.conversation().and_then(|id| {
            let mut all = self.graph.conversations(edge.from);
            all.find(|(slot, _)| *slot == id.slot).map(|(_, local)| (local.workstream(), local.stage()))
        });
        Goal::Guard(template(self.arena.policy(), &action), about, self.graph.outcome(edge).answer)
    }

    /// How much more capacity there is than the step asks for, if it asks for any and that is near.
    fn boundaries(&self, edge: &Edge) -> Vec<Goal> {
        let policy = self.arena.policy();
        let action = self.arena.action(edge.symbol);
        let outcome = self.graph.outcome(edge);
        let Some((who, item)) = self.asked(edge, &action) else { return Vec::new() };
        let local = self.graph.conversations(edge.from).find(|(slot, _)| *slot == item).map(|(_, local)| local);
        let Some(local) = local else { return Vec::new() };
        let said = template(policy, &action);
        let view = self.graph.view(edge.from);
        // Who has it already gives what it holds; that is not the boundary.
        if holder(&local.phase()) == Some(who) || outcome_is_elsewhere(&outcome.answer) {
            return Vec::new();
        }
        let stream = &policy.workstreams()[local.workstream().index()];
        let mut all = Vec::new();
        let spare = view.available[who.index()] - i32::from(stream.cost);
        if stream.cost > 0 && spare.abs() <= 1 {
            all.push(Goal::Boundary(said.clone(), Resource::Units, spare));
        }
        for profile in stream.profiles.iter() {
            let used = view.burdens[who.index()].items.get(profile.index()).copied().unwrap_or(0);
            let limit = self.limit(edge.from, who, profile);
            if let Some(spare) = limit.map(|limit| i32::from(limit) - used - 1).filter(|spare| spare.abs() <= 1) {
                all.push(Goal::Boundary(said.clone(), Resource::Profile(profile), spare));
            }
        }
        all
    }

    /// The limit that a person has of a profile, as the way into the state has set it.
    fn limit(&self, state: u32, who: UserId, profile: ProfileId) -> Option<u8> {
        let mut limit = self.arena.start().profile_limit(who, profile);
        for edge in self.graph.way(state) {
            let edge = &self.graph.edges()[edge as usize];
            if let Action::Configure(switchboard::Change::SetProfileLimit { agent, profile: of, limit: set }) =
                self.arena.action(edge.symbol)
                && (agent, of) == (who, profile)
                && self.graph.outcome(edge).answer.is_done()
            {
                limit = set;
            }
        }
        limit
    }

    /// Who is asked for capacity, for which conversation.
    fn asked(&self, edge: &Edge, action: &Action) -> Option<(UserId, u32)> {
        let (actor, target) = involved(action);
        let offered = self.graph.outcome(edge).events.iter().find_map(|event| {
            if let Fact::OfferMade { conversation, agent, .. } = event.fact {
                return Some((agent, conversation.slot));
            }
            None
        });
        if let Action::Router(route) = *action {
            return offered.or_else(|| self.passed_over(edge.from, route));
        }
        let item = action.conversation()?.slot;
        let own = matches!(action, Action::Agent { operation: Handle::Pick | Handle::Reopen, .. });
        let asks = matches!(action, Action::Agent { .. } | Action::Supervisor { .. });
        let who = if own { actor } else { target.filter(|_| asks) };
        who.map(|who| (who, item))
    }

    /// Where the router finds nobody: the member with most room, and the first item.
    fn passed_over(&self, state: u32, route: Route) -> Option<(UserId, u32)> {
        let view = self.graph.view(state);
        let people = self.graph.people(state);
        let (queues, only): (Vec<QueueId>, Option<UserId>) = match route {
            Route::Queue(queue) => (vec![queue], None),
            Route::Agent(agent) => ((0..view.lines.len()).map(QueueId::at).collect(), Some(agent)),
        };
        queues.into_iter().find_map(|queue| {
            let first = view.lines[queue.index()].first()?;
            let users = (0..view.available.len()).map(UserId::at);
            let there = users.filter(|user| {
                people.is_member(*user, queue)
                    && view.standings[user.index()].signed_in
                    && self.arena.policy().users()[user.index()].roles.agent
                    && only.is_none_or(|only| only == *user)
            });
            let who = there.max_by_key(|user| (view.available[user.index()], std::cmp::Reverse(*user)))?;
            Some((who, first.slot))
        })
    }
}

/// Whether an answer has nothing to do with capacity.
fn outcome_is_elsewhere(answer: &Answer) -> bool {
    match answer {
        Answer::Done | Answer::Unchanged(_) => false,
        Answer::Refused(refusal) => !matches!(refusal.code, Code::Capacity | Code::ProfileMissing | Code::Presence),
    }
}

/// A goal in words.
pub(crate) fn words(goal: &Goal, policy: &Policy, classes: &Classes, step: &dyn Fn(u32) -> String) -> String {
    match goal {
        Goal::Edge(edge) => step(*edge),
        Goal::State(_, state) => format!("state {state}"),
        Goal::Class(class) => classes.words(*class),
        Goal::Standing(local) => {
            let local = classes.stands(*local);
            let timers: Vec<&str> = local.timers().iter().map(switchboard::Timer::name).collect();
            let timers = if timers.is_empty() { "no clock".to_owned() } else { timers.join(", ") };
            let stream = &policy.workstreams()[local.workstream().index()].name;
            format!("a conversation of {stream} is {} ({timers})", stand(local))
        }
        Goal::Person(words) => words.clone(),
        Goal::Pair(first, second) => format!("{}; then {}", step(*first), step(*second)),
        Goal::Behind(class) => format!("after every refusal: {}", step(*class)),
        Goal::Guard(said, about, answer) => {
            let place = about.map_or_else(String::new, |(stream, stage)| {
                format!(" in {} of {}", stage.name(), policy.workstreams()[stream.index()].name)
            });
            format!("{said}{place}: {}", answered(answer))
        }
        Goal::Boundary(said, resource, spare) => {
            let of = match resource {
                Resource::Units => "unit".to_owned(),
                Resource::Profile(profile) => format!("item of {}", policy.profiles()[profile.index()].name),
            };
            let spare = match spare {
                0 => format!("just enough ({of}s)"),
                1 => format!("one {of} to spare"),
                _ => format!("one {of} too few"),
            };
            format!("{said}: {spare}")
        }
    }
}

/// What an operation of these goals never gets, in words: proven, because the graph has every state.
pub(crate) fn unreachable(goals: &Goals, policy: &Policy, stages: &BTreeSet<(WorkstreamId, Stage)>) -> Vec<String> {
    let mut all = Vec::new();
    // Whether it was refused, and whether it was done.
    let mut answers: BTreeMap<(&String, Place), [bool; 2]> = BTreeMap::new();
    let mut levels: BTreeMap<(&String, Resource), BTreeSet<i32>> = BTreeMap::new();
    for number in 0..goals.known.len() as u32 {
        match goals.known.of(number) {
            Goal::Guard(said, about, answer) => {
                answers.entry((said, *about)).or_default()[usize::from(answer.is_done())] = true;
            }
            Goal::Boundary(said, resource, spare) => {
                levels.entry((said, *resource)).or_default().insert(*spare);
            }
            Goal::Standing(_)
            | Goal::Edge(_)
            | Goal::State(..)
            | Goal::Class(_)
            | Goal::Person(_)
            | Goal::Pair(..)
            | Goal::Behind(_) => {}
        }
    }
    for ((said, about), [refused, done]) in answers {
        let Some((stream, stage)) = about else { continue };
        let place = format!("{} of {}", stage.name(), policy.workstreams()[stream.index()].name);
        match (refused, done) {
            (true, false) => all.push(format!("{said} in {place}: never done")),
            (false, true) => all.push(format!("{said} in {place}: always done")),
            (true, true) | (false, false) => {}
        }
    }
    for ((said, resource), seen) in levels {
        for spare in (-1..=1).filter(|spare| !seen.contains(spare)) {
            let goal = Goal::Boundary(said.clone(), resource, spare);
            all.push(words(&goal, policy, &Classes::default(), &|_| String::new()));
        }
    }
    for (place, stream) in policy.workstreams().iter().enumerate() {
        for stage in Stage::ALL.into_iter().filter(|stage| stream.channel.has(*stage)) {
            if !stages.contains(&(WorkstreamId::at(place), stage)) {
                all.push(format!("no conversation of {} is ever {}", stream.name, stage.name()));
            }
        }
    }
    all
}
