//! The exact reachable graph of an arena: every state, and what every operation does in it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use switchboard::{Answer, Event, LocalState, PresenceSource, Replica, Surroundings, UserId};

use super::arena::{Arena, Symbol};
use super::view::View;

/// What an operation does in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The state in which it is tried.
    pub from: u32,
    /// What is tried.
    pub symbol: Symbol,
    /// The state afterwards: the same one where it is refused.
    pub to: u32,
    /// The number of what was answered and told.
    pub outcome: u32,
}

/// What was answered, and what happened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outcome {
    /// The answer.
    pub answer: Answer,
    /// What happened.
    pub events: Vec<Event>,
}

/// A state by its parts: its surroundings, and each conversation, in the order of age.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    people: u32,
    /// By number: which conversation, and how it stands.
    conversations: Vec<(u32, u32)>,
}

/// A reachable state.
#[derive(Debug, Clone)]
struct State {
    key: Key,
    depth: u32,
    /// The edge by which it is reached first.
    parent: Option<u32>,
    view: u32,
    sources: u32,
}

/// Things with numbers, in the order in which they were met.
#[derive(Debug, Clone)]
pub(crate) struct Numbered<T> {
    numbers: BTreeMap<T, u32>,
    things: Vec<T>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { numbers: BTreeMap::new(), things: Vec::new() }
    }
}

impl<T: Clone + Ord> Numbered<T> {
    pub(crate) fn number(&mut self, thing: T) -> u32 {
        if let Some(number) = self.numbers.get(&thing) {
            return *number;
        }
        let number = self.things.len() as u32;
        self.numbers.insert(thing.clone(), number);
        self.things.push(thing);
        number
    }

    pub(crate) fn of(&self, number: u32) -> &T {
        &self.things[number as usize]
    }

    pub(crate) const fn len(&self) -> usize {
        self.things.len()
    }

    pub(crate) fn find(&self, thing: &T) -> Option<u32> {
        self.numbers.get(thing).copied()
    }
}

/// The exact reachable graph.
#[derive(Debug)]
pub struct Graph {
    states: Vec<State>,
    edges: Vec<Edge>,
    /// Where the edges of each state begin, and the end.
    starts: Vec<u32>,
    outcomes: Numbered<Outcome>,
    people: Numbered<Surroundings>,
    locals: Numbered<LocalState>,
    views: Numbered<View>,
    sources: Numbered<Vec<PresenceSource>>,
    /// Whether every reachable state is in it.
    complete: bool,
}

/// Told how many states were found, and may say stop.
pub type Watch<'a> = dyn FnMut(usize) -> ControlFlow<()> + 'a;

impl Graph {
    /// Tries everything in every state that can be reached, breadth first, until that is done or there are too many.
    pub fn explore(arena: &Arena, states_max: usize, watch: &mut Watch<'_>) -> Self {
        let mut graph = Self {
            states: Vec::new(),
            edges: Vec::new(),
            starts: Vec::new(),
            outcomes: Numbered::default(),
            people: Numbered::default(),
            locals: Numbered::default(),
            views: Numbered::default(),
            sources: Numbered::default(),
            complete: true,
        };
        let mut keys: Numbered<Key> = Numbered::default();
        let mut agenda = std::collections::VecDeque::from([arena.start().clone()]);
        graph.take(&mut keys, arena.start(), None);
        let mut state = 0_u32;
        while let Some(base) = agenda.pop_front() {
            graph.starts.push(graph.edges.len() as u32);
            if (state.is_multiple_of(64) && watch(graph.states.len()).is_break()) || graph.states.len() > states_max {
                graph.complete = false;
                break;
            }
            let mut center = base.clone();
            for symbol in arena.symbols(&base) {
                let answer = center.apply(arena.action(symbol));
                let events = center.events().to_vec();
                let outcome = graph.outcomes.number(Outcome { answer, events });
                let edge = graph.edges.len() as u32;
                let mut to = state;
                if answer.is_done() {
                    let known = graph.states.len() as u32;
                    to = graph.take(&mut keys, &center, Some(edge));
                    if to == known {
                        agenda.push_back(center.clone());
                    }
                    center.clone_from(&base);
                }
                graph.edges.push(Edge { from: state, symbol, to, outcome });
            }
            state += 1;
        }
        // States that were not expanded have no edges.
        while graph.starts.len() <= graph.states.len() {
            graph.starts.push(graph.edges.len() as u32);
        }
        graph
    }

    /// The number of the state in which a center stands.
    fn take(&mut self, keys: &mut Numbered<Key>, center: &switchboard::ContactCenter, parent: Option<u32>) -> u32 {
        let replica = Replica::of(center);
        let people = self.people.number(replica.surroundings());
        let locals = replica.locals();
        let conversations = locals.into_iter().map(|(id, local)| (id.slot, self.locals.number(local))).collect();
        let key = Key { people, conversations };
        if let Some(known) = keys.find(&key) {
            return known;
        }
        let depth = parent.map_or(0, |edge| {
            // The edge is about to be pushed: its state is the one that is expanded now.
            debug_assert_eq!(edge as usize, self.edges.len());
            self.states[self.starts.len() - 1].depth + 1
        });
        let view = self.views.number(View::seen(center, &replica));
        let users = (0..center.policy().users().len()).map(UserId::at);
        let sources = self.sources.number(users.map(|user| center.presence_source(user)).collect());
        self.states.push(State { key: key.clone(), depth, parent, view, sources });
        keys.number(key)
    }

    /// Whether every reachable state is in it.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// How many states it has.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.states.len()
    }

    /// All edges, those of one state together, states in the order of their distance from the beginning.
    #[must_use]
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The edges of a state.
    #[must_use]
    pub fn from(&self, state: u32) -> &[Edge] {
        let place = state as usize;
        &self.edges[self.starts[place] as usize..self.starts[place + 1] as usize]
    }

    /// The number of the first edge of a state.
    pub(crate) fn first_edge(&self, state: u32) -> u32 {
        self.starts[state as usize]
    }

    /// Steps from the beginning to a state.
    #[must_use]
    pub fn depth(&self, state: u32) -> u32 {
        self.states[state as usize].depth
    }

    /// What was answered and told on an edge.
    #[must_use]
    pub fn outcome(&self, edge: &Edge) -> &Outcome {
        self.outcomes.of(edge.outcome)
    }

    /// What can be seen of a state.
    #[must_use]
    pub fn view(&self, state: u32) -> &View {
        self.views.of(self.states[state as usize].view)
    }

    /// The number of what can be seen of a state: equal where it looks alike.
    #[must_use]
    pub fn look(&self, state: u32) -> u32 {
        self.states[state as usize].view
    }

    /// What surrounds the conversations.
    #[must_use]
    pub fn people(&self, state: u32) -> &Surroundings {
        self.people.of(self.states[state as usize].key.people)
    }

    /// Who set the presence of each person.
    #[must_use]
    pub fn sources(&self, state: u32) -> &[PresenceSource] {
        self.sources.of(self.states[state as usize].sources)
    }

    /// The conversations by the number of their creation, in the order of age, those that are closed last.
    pub fn conversations(&self, state: u32) -> impl Iterator<Item = (u32, &LocalState)> + '_ {
        self.states[state as usize].key.conversations.iter().map(|(slot, local)| (*slot, self.locals.of(*local)))
    }

    /// A shortest way from the beginning to a state, as numbers of edges.
    #[must_use]
    pub fn way(&self, state: u32) -> Vec<u32> {
        let mut way = Vec::new();
        let mut state = state;
        while let Some(edge) = self.states[state as usize].parent {
            way.push(edge);
            state = self.edges[edge as usize].from;
        }
        way.reverse();
        way
    }
}
