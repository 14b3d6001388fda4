//! Which steps of a graph count as the same: the abstraction under which a suite is small enough to be read.
//!
//! Steps are alike that try the same operation on a conversation that stands alike (everything that the rules remember of
//! it, but for the names of people), by and on people who stand alike (signed in, presence, room for one more,
//! membership), with the same answer and events of the same names. What else is there (other
//! conversations, other people, whose turn it is) is left out.

use std::collections::BTreeMap;

use switchboard::notation::{Names, Notation};
use switchboard::{Action, Answer, Base, LocalState, Phase, Policy, PresenceSource, Primary, QueueId, Seat, UserId};

use super::arena::{Arena, Symbol};
use super::graph::{Edge, Graph, Numbered};
use super::people::involved;

/// How somebody stands, as far as it matters for one more conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Condition {
    signed_in: bool,
    connected: bool,
    base: Base,
    /// Who set the presence, where the step is about that person's presence.
    source: Option<PresenceSource>,
    /// Units left beyond the cost of one conversation: fewer, exactly, more.
    room: i8,
    member: bool,
}

/// Steps that count as the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Class {
    /// The number of the sentence without names of people.
    pub(crate) template: u32,
    /// The number of the conversation that it is about.
    pub(crate) local: Option<u32>,
    /// Whether whoever acts names nobody else.
    same: bool,
    cast: Vec<Condition>,
    /// Where the step is about no conversation: how all of them stand.
    around: Vec<u32>,
    /// The number of the answer with the names of the events.
    pub(crate) told: u32,
}

/// An answer and the names of events.
pub(crate) type Told = (Answer, Vec<&'static str>);

/// What one action is, whoever does it.
#[derive(Debug, Clone)]
struct Shape {
    template: u32,
    actor: Option<UserId>,
    target: Option<UserId>,
    about: Option<u32>,
    queue_of: Option<QueueId>,
}

/// The classes of the graphs of one policy.
#[derive(Debug, Default)]
pub(crate) struct Classes {
    templates: Numbered<String>,
    locals: Numbered<LocalState>,
    tolds: Numbered<Told>,
    classes: Numbered<Class>,
}

/// The classes of the edges of one graph.
#[derive(Debug)]
pub(crate) struct Classed {
    /// By edge.
    pub(crate) of_edge: Vec<u32>,
}

impl Classes {
    /// The class of every edge of a graph.
    pub(crate) fn of_graph(&mut self, arena: &Arena, graph: &Graph) -> Classed {
        let policy = arena.policy();
        let shapes: Vec<Shape> =
            (0..arena.count()).map(|symbol| self.shape(policy, arena.action(symbol as Symbol))).collect();
        let mut canonical: BTreeMap<(LocalState, Option<UserId>, Option<UserId>), u32> = BTreeMap::new();
        let mut tolds: BTreeMap<u32, u32> = BTreeMap::new();
        let mut of_edge = Vec::with_capacity(graph.edges().len());
        for edge in graph.edges() {
            let told = match tolds.get(&edge.outcome) {
                Some(told) => *told,
                None => {
                    let told = self.tolds.number(told(policy, graph, edge));
                    tolds.insert(edge.outcome, told);
                    told
                }
            };
            let shape = &shapes[usize::from(edge.symbol)];
            let mut local_of = |classes: &mut Self, local: &LocalState| {
                let key = (local.clone(), shape.actor, shape.target);
                *canonical.entry(key).or_insert_with(|| {
                    let to = renaming(policy, local, shape.actor, shape.target);
                    classes.locals.number(local.renamed(&to))
                })
            };
            let found = shape.about.and_then(|about| graph.conversations(edge.from).find(|(slot, _)| *slot == about));
            let local = found.map(|(_, local)| local);
            let holder = local.and_then(|local| holder(&local.phase()));
            let workstream = local.map(LocalState::workstream);
            let mut cast: Vec<Condition> = Vec::new();
            let queue = local.map(LocalState::queue).or(shape.queue_of);
            let cost = workstream.map_or_else(|| least(policy), |stream| policy.workstreams()[stream.index()].cost);
            let is_own = local.is_none() && (shape.actor.is_some() || shape.target.is_some());
            let mut add = |user: UserId| cast.push(condition(policy, graph, edge.from, user, cost, queue, is_own));
            [shape.actor, shape.target].into_iter().flatten().for_each(&mut add);
            if let Some(holder) = holder.filter(|holder| ![shape.actor, shape.target].contains(&Some(*holder))) {
                add(holder);
            }
            let mut around = Vec::new();
            if local.is_none() {
                let others: Vec<u32> = graph.conversations(edge.from).map(|(_, local)| local_of(self, local)).collect();
                around = others;
                if is_own {
                    // Whoever has what: the order of age has no part in what people do by themselves.
                    around.sort_unstable();
                    around.dedup();
                }
                if shape.actor.is_none() && shape.target.is_none() {
                    let users = (0..policy.users().len()).map(UserId::at);
                    users.filter(|user| policy.users()[user.index()].roles.agent).for_each(&mut add);
                    // Whoever stands alike may be whoever, and how many they are.
                    cast.sort_unstable();
                    cast.dedup();
                }
            }
            let local = local.map(|local| local_of(self, local));
            let same = shape.actor.is_some() && shape.actor == shape.target;
            let class = Class { template: shape.template, local, same, cast, around, told };
            of_edge.push(self.classes.number(class));
        }
        Classed { of_edge }
    }

    fn shape(&mut self, policy: &Policy, action: Action) -> Shape {
        let (actor, target) = involved(&action);
        let about = action.conversation().map(|id| id.slot);
        let queue_of = match action {
            Action::Create(arrival) | Action::Admit { arrival, .. } => Some(arrival.queue),
            Action::Router(switchboard::Route::Queue(queue)) => Some(queue),
            Action::Router(switchboard::Route::Agent(_))
            | Action::Supervisor { .. }
            | Action::Agent { .. }
            | Action::Customer { .. }
            | Action::Bot { .. }
            | Action::System { .. }
            | Action::Timer { .. }
            | Action::Desk { .. }
            | Action::ReturnWindowPassed { .. }
            | Action::Manage { .. }
            | Action::Configure(_)
            | Action::Gauge(_)
            | Action::Age { .. } => None,
        };
        Shape { template: self.templates.number(template(policy, &action)), actor, target, about, queue_of }
    }

    pub(crate) fn class(&self, number: u32) -> &Class {
        self.classes.of(number)
    }

    pub(crate) fn told(&self, class: u32) -> &Told {
        self.tolds.of(self.class(class).told)
    }

    pub(crate) fn local(&self, class: u32) -> Option<&LocalState> {
        self.class(class).local.map(|local| self.locals.of(local))
    }

    /// The number of how a conversation stands, but for names.
    pub(crate) fn standing(&mut self, policy: &Policy, local: &LocalState) -> u32 {
        let to = renaming(policy, local, None, None);
        self.locals.number(local.renamed(&to))
    }

    pub(crate) fn stands(&self, local: u32) -> &LocalState {
        self.locals.of(local)
    }

    /// A class in words: what is tried, in which state, and what is answered.
    pub(crate) fn words(&self, class: u32) -> String {
        let it = self.class(class);
        let sentence = self.templates.of(it.template);
        // In a canonical conversation whoever acts is the first person, and whom it names the next.
        let mut next = 0;
        let mut said: Vec<String> = Vec::new();
        let local = self.local(class);
        for word in sentence.split(' ') {
            if word == PERSON {
                let who = UserId::at(next);
                next += usize::from(!it.same);
                said.push(local.map_or_else(|| word.to_owned(), |local| format!("[{}]", role(local, who))));
            } else {
                said.push(word.to_owned());
            }
        }
        let place = local.map_or_else(String::new, |local| format!(", {}", stand(local)));
        format!("{}{place}: {}", said.join(" "), answered(&self.told(class).0))
    }
}

/// Stands for a person in a sentence.
pub(crate) const PERSON: &str = "[person]";

/// The sentence of an action without the names of people and of the conversation.
pub(crate) fn template(policy: &Policy, action: &Action) -> String {
    let mut names = Names::new();
    if let Some(id) = action.conversation() {
        names.give("c", id);
    }
    let said = Notation::new(policy, &names).action(action);
    let mut words: Vec<String> = Vec::new();
    for word in quoted_words(&said) {
        let bare = word.trim_matches('"').replace("\"\"", "\"");
        let is_person = policy.users().iter().any(|user| user.name == bare);
        words.push(if is_person { PERSON.to_owned() } else { word });
    }
    // An arrival is given the next free name: which one is no matter.
    if matches!(action, Action::Create(_) | Action::Admit { .. }) && words.len() > 1 {
        "c".clone_into(&mut words[1]);
    }
    words.join(" ")
}

/// The words of a sentence; what is in quotes stays together.
fn quoted_words(said: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in said.chars() {
        quoted ^= letter == '"';
        match words.last_mut() {
            Some(word) if letter != ' ' || quoted => word.push(letter),
            Some(_) | None => words.push(String::new()),
        }
    }
    words
}

fn told(policy: &Policy, graph: &Graph, edge: &Edge) -> Told {
    let names = Names::new();
    let notation = Notation::new(policy, &names);
    let outcome = graph.outcome(edge);
    (outcome.answer, outcome.events.iter().map(|event| notation.fact(&event.fact).name).collect())
}

/// The least cost of a conversation.
fn least(policy: &Policy) -> u16 {
    policy.workstreams().iter().map(|stream| stream.cost).min().unwrap_or(0)
}

fn condition(
    policy: &Policy,
    graph: &Graph,
    state: u32,
    user: UserId,
    cost: u16,
    queue: Option<QueueId>,
    is_own: bool,
) -> Condition {
    let people = graph.people(state);
    let view = graph.view(state);
    let standing = view.standings[user.index()];
    let left = view.available[user.index()] - i32::from(cost);
    Condition {
        signed_in: standing.signed_in,
        connected: standing.connected,
        base: policy.base(standing.presence),
        source: is_own.then(|| graph.sources(state)[user.index()]),
        room: left.signum() as i8,
        member: queue.is_some_and(|queue| people.is_member(user, queue)),
    }
}

/// Who counts as having it, also when only a block is left.
pub(crate) const fn holder(phase: &Phase) -> Option<UserId> {
    match *phase {
        Phase::Closed { block } => block,
        Phase::Open { .. }
        | Phase::Offered(_)
        | Phase::InConversation(_)
        | Phase::Waiting { .. }
        | Phase::WrapUp(_) => phase.holder(),
    }
}

/// New names of people: whoever acts first, then whom it names, whoever has the conversation, and those who are about it.
fn renaming(policy: &Policy, local: &LocalState, actor: Option<UserId>, target: Option<UserId>) -> Vec<UserId> {
    let count = policy.users().len();
    let mut order: Vec<UserId> = Vec::with_capacity(count);
    let seats = local.participants().iter().map(|seat| seat.user);
    let everybody = (0..count).map(UserId::at);
    let known = [actor, target, holder(&local.phase())].into_iter().flatten();
    for user in known.chain(seats).chain(local.decliners()).chain(everybody) {
        if !order.contains(&user) {
            order.push(user);
        }
    }
    let mut to = vec![UserId::at(0); count];
    for (place, user) in order.into_iter().enumerate() {
        to[user.index()] = UserId::at(place);
    }
    to
}

/// What somebody is to a conversation, in words.
fn role(local: &LocalState, who: UserId) -> &'static str {
    let phase = local.phase();
    let seat = local.participants().iter().find(|seat| seat.user == who).map(|seat| seat.seat);
    if holder(&phase) == Some(who) {
        return match phase {
            Phase::Offered(_) => "offered",
            Phase::InConversation(_) => "primary",
            Phase::Waiting { .. } => "last agent",
            Phase::WrapUp(_) => "wrapping up",
            Phase::Closed { .. } => "blocked",
            Phase::Open { .. } => "named",
        };
    }
    let (first, pending) = match phase {
        Phase::Open { first } => (first, None),
        Phase::Offered(offer) => (offer.first, None),
        Phase::InConversation(talk) => (None, talk.pending.map(|pending| pending.agent)),
        Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => (None, None),
    };
    match seat {
        Some(Seat::ConsultOffered) => "asked to consult",
        Some(Seat::Consulting { .. }) => "consultant",
        Some(Seat::Monitoring) => "monitor",
        Some(Seat::Joined) => "joined",
        None if pending == Some(who) => "to whom it goes",
        None if first == Some(who) => "first agent",
        None if local.decliners().any(|decliner| decliner == who) => "who declined",
        None => "another",
    }
}

/// How a conversation stands, in words.
pub(crate) fn stand(local: &LocalState) -> String {
    let mut words = vec![match local.phase() {
        Phase::Open { first: None } => "Open".to_owned(),
        Phase::Open { first: Some(_) } => "Open with somebody named".to_owned(),
        Phase::Offered(offer) => format!("offered ({:?})", offer.kind),
        Phase::InConversation(talk) => match talk.primary {
            Primary::Agent(_) => "in conversation".to_owned(),
            Primary::Bot(_) => "with a bot".to_owned(),
            Primary::Outside => "with somebody outside".to_owned(),
        },
        Phase::Waiting { .. } => "Waiting".to_owned(),
        Phase::WrapUp(_) => "in Wrap-up".to_owned(),
        Phase::Closed { block: None } => "Closed".to_owned(),
        Phase::Closed { block: Some(_) } => "Closed with a block".to_owned(),
    }];
    let flags = match local.phase() {
        Phase::Offered(offer) => [
            (offer.from_waiting, "from Waiting"),
            (offer.lost, "agent lost"),
            (offer.leg, "raised to a call"),
            (false, ""),
            (false, ""),
            (false, ""),
        ],
        Phase::InConversation(talk) => [
            (talk.leg, "raised to a call"),
            (talk.lost, "agent lost"),
            (talk.hold, "on hold"),
            (talk.resolved, "resolved"),
            (talk.outside, "calling outside"),
            (talk.pending.is_some(), "transfer offered"),
        ],
        Phase::Open { .. } | Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => [(false, ""); 6],
    };
    words.extend(flags.iter().filter(|(is, _)| *is).map(|(_, flag)| (*flag).to_owned()));
    if local.is_customer_away() {
        words.push("customer away".to_owned());
    }
    let mut seats: Vec<&str> = local
        .participants()
        .iter()
        .map(|seat| match seat.seat {
            Seat::ConsultOffered => "somebody asked to consult",
            Seat::Consulting { .. } => "a consultant",
            Seat::Monitoring => "a monitor",
            Seat::Joined => "somebody joined",
        })
        .collect();
    seats.sort_unstable();
    words.extend(seats.into_iter().map(str::to_owned));
    words.join(", ")
}

/// An answer in words.
pub(crate) fn answered(answer: &Answer) -> String {
    match answer {
        Answer::Done => "done".to_owned(),
        Answer::Unchanged(rule) => format!("unchanged by {}", rule.id()),
        Answer::Refused(refusal) => format!("refused {} by {}", refusal.code.letters(), refusal.rule.id()),
    }
}
