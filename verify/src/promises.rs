//! What must happen some time, asked of the kernel: promises to one conversation, under fairness that is said.
//!
//! A promise is a property `from` leads to `to`. It is decided on the whole graph of a world in which one conversation is
//! followed ([`crate::world::followed`]), without symmetry, and a run that breaks it is a lasso: what is done first, and
//! what is done again and again, or that nothing more happens. Each lasso is repeated on one center by the kernel.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use switchboard::{Action, Handle, LocalState, Policy, Surroundings, Upkeep, UserId};

use crate::kernel::Kernel;
use crate::liveness::{
    Assumptions, Condition, EFFORT_MAX, Ending, Fairness, Graph, Lasso, Limits, Property as Promise, Stopping,
    Unfinished, Verdict, check,
};
use crate::model::Marks;
use crate::properties::facts::{self, Facts};
use crate::properties::{Given, Pair, Party, Property};
use crate::story::{Run, Story, Then};
use crate::world::followed::{Deed, Followed, Whose};
use crate::world::{Scope, World};

/// What came out for one property.
#[derive(Debug)]
pub(crate) enum Came {
    /// Every fair run keeps it.
    Kept,
    /// Nothing makes the promise.
    NeverMade,
    /// A fair run breaks it.
    Broken(Box<Story>),
    /// It could not be decided.
    Undecided,
}

/// What was asked in one world.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Conversations alive at once, the followed one included.
    pub(crate) conversations: usize,
    pub(crate) states: usize,
    pub(crate) steps: usize,
    /// By number of the property.
    pub(crate) came: Vec<(usize, Came)>,
}

/// One property for one agent, if it speaks of one.
struct Case {
    property: usize,
    pair: Pair,
    agent: Option<usize>,
}

/// Asks properties of a world of a policy. None where the world is too large.
///
/// # Errors
///
/// In words, when a scope has no room, or a run cannot be repeated, which would be our bug.
pub(crate) fn ask(
    properties: &[(usize, &Property)],
    policy: &Arc<Policy>,
    scope: Scope,
    kernel: Box<dyn Kernel>,
    states_max: usize,
) -> Result<Option<Asked>, String> {
    let agents = facts::agents(policy);
    let mut cases = Vec::new();
    for (number, property) in properties {
        let pair = property.pair(policy)?;
        let each = if pair.speaks_of_agent() { (0..agents.len()).map(Some).collect() } else { vec![None] };
        cases.extend(each.into_iter().map(|agent| Case { property: *number, pair: pair.clone(), agent }));
    }
    // Two marks for each case: its promise is made, and kept, by the step after which nothing is left.
    let cases = Arc::new(cases);
    if cases.len() * 2 > Marks::BITS as usize {
        return Err(format!("{} promises at once, but there is room for {}", cases.len(), Marks::BITS / 2));
    }
    let follow = cases.iter().any(|case| case.pair.speaks_of_conversation());
    let ends = {
        let (cases, policy, agents) = (Arc::clone(&cases), Arc::clone(policy), agents.clone());
        move |around: &Surroundings, last: &LocalState| {
            let people: Vec<Facts> = agents.iter().map(|agent| facts::of_agent(&policy, around, *agent)).collect();
            let one = facts::of_conversation(&policy, last);
            (0..).zip(cases.iter()).fold(0, |marks: Marks, (number, case)| {
                let (made, kept) = case.pair.of(&one, &people, &[], case.agent);
                marks | Marks::from(made) << (2 * number) | Marks::from(kept) << (2 * number + 1)
            })
        }
    };
    let world = World::new(Arc::clone(policy), Scope { symmetry: false, ..scope }, kernel)?;
    let mut followed = Followed::new(world, follow, Box::new(ends));
    let limits = Limits { states_max, ..Limits::default() };
    let graph = match Graph::explore(&mut followed, limits) {
        Ok(graph) => graph,
        Err(Unfinished::Model(words)) => return Err(words),
        Err(Unfinished::States { .. } | Unfinished::Steps { .. } | Unfinished::Names | Unfinished::List) => {
            return Ok(None);
        }
    };
    let lens = Lens::new(&followed, &agents);
    let mut came: Vec<(usize, Came)> = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let given = &properties.iter().find(|(it, _)| *it == case.property).expect("it was asked").1.given;
        let verdict = decided(&followed, &graph, &lens, (number, case), given)?;
        match came.iter_mut().find(|(property, _)| *property == case.property) {
            Some((_, known)) => {
                let before = std::mem::replace(known, Came::Undecided);
                *known = worse(before, verdict);
            }
            None => came.push((case.property, verdict)),
        }
    }
    let (conversations, states, steps) = (scope.conversations, graph.states(), graph.steps());
    Ok(Some(Asked { conversations, states, steps, came }))
}

/// Of what came out for two agents: the shorter run, then what is open, then what holds.
fn worse(one: Came, other: Came) -> Came {
    match (one, other) {
        (Came::Broken(one), Came::Broken(other)) => {
            Came::Broken(if other.steps.len() < one.steps.len() { other } else { one })
        }
        (Came::Broken(story), _) | (_, Came::Broken(story)) => Came::Broken(story),
        (Came::Undecided, _) | (_, Came::Undecided) => Came::Undecided,
        (Came::Kept, _) | (_, Came::Kept) => Came::Kept,
        (Came::NeverMade, Came::NeverMade) => Came::NeverMade,
    }
}

fn decided(
    followed: &Followed,
    graph: &Graph<u128, Deed>,
    lens: &Lens<'_>,
    (number, case): (usize, &Case),
    given: &Given,
) -> Result<Came, String> {
    let at = |bit: usize| move |_: Deed, marks: Marks| marks >> bit & 1 == 1;
    let holds = |second: bool| {
        move |state: u128| {
            let (from, to) = lens.pair(case, state);
            if second { to } else { from }
        }
    };
    let promise = Promise::LeadsTo(
        Condition::state(holds(false)).or_step(at(2 * number)),
        Condition::state(holds(true)).or_step(at(2 * number + 1)),
    );
    let Some(assumptions) = assumptions(followed, graph, given) else { return Ok(Came::Undecided) };
    Ok(match check(followed, graph, &promise, &assumptions, EFFORT_MAX) {
        Verdict::Holds => Came::Kept,
        Verdict::Unreached => Came::NeverMade,
        Verdict::Violated(lasso) => match told(followed, &lasso)? {
            Some(story) => Came::Broken(Box::new(story)),
            None => Came::Undecided,
        },
    })
}

/// Who owes a step: nobody, where it is free.
fn party(action: Action) -> Option<Party> {
    match action {
        Action::Router(_) => Some(Party::Router),
        Action::Timer { .. } => Some(Party::Timers),
        Action::System { operation, .. } => matches!(
            operation,
            Upkeep::DeclinePauseEnded { .. } | Upkeep::TimeoutRuleElapsed { .. } | Upkeep::TimeoutRuleLastMinute { .. }
        )
        .then_some(Party::Timers),
        Action::Agent { operation, .. } => matches!(
            operation,
            Handle::Accept | Handle::End | Handle::CloseSession | Handle::SetDisposition | Handle::ResolveRecord
        )
        .then_some(Party::Agents),
        Action::Bot { .. } => Some(Party::Agents),
        Action::Create(_)
        | Action::Admit { .. }
        | Action::Supervisor { .. }
        | Action::Customer { .. }
        | Action::Desk { .. }
        | Action::ReturnWindowPassed { .. }
        | Action::Manage { .. }
        | Action::Configure(_)
        | Action::Gauge(_)
        | Action::Age { .. } => None,
    }
}

/// One instance of fairness for each action that is owed, and for each of the two conversations if it is about one; a search
/// of the router is about the conversation that it finds. None where there are more than there is room for.
fn assumptions<'a>(followed: &'a Followed, graph: &Graph<u128, Deed>, given: &Given) -> Option<Assumptions<'a, Deed>> {
    let mut instances: BTreeSet<(Party, u16, Whose)> = BTreeSet::new();
    for (deed, _) in graph.labels() {
        if let Some(party) = party(followed.world.action(deed.act)) {
            instances.insert((party, deed.act.action, deed.whose));
        }
    }
    let fairness = instances.into_iter().filter_map(|(party, action, about)| {
        let name = format!("{:?}", followed.world.action(crate::world::Act { place: 0, action }));
        let covers = move |deed: Deed| deed.act.action == action && deed.whose == about;
        if given.strong.contains(&party) {
            Some(Fairness::strong(name, covers))
        } else if given.weak.contains(&party) {
            Some(Fairness::weak(name, covers))
        } else {
            None
        }
    });
    Assumptions::new(Stopping::UnlessFair, fairness).ok()
}

/// The lasso as a story; none if its timers cannot be scheduled.
fn told(followed: &Followed, lasso: &Lasso<u128, Deed>) -> Result<Option<Story>, String> {
    let mut trace = Vec::new();
    let mut state = lasso.start;
    for step in lasso.prefix.iter().chain(lasso.repeated()) {
        let (inner, _) = Followed::split(state).ok_or("a run goes on after its end")?;
        trace.push((inner, Some(step.action.act)));
        state = step.to;
    }
    if let Some((inner, _)) = Followed::split(state) {
        trace.push((inner, None));
    }
    let mut run = Run::repeat(&followed.world, &trace)?;
    run.stands(&followed.world, trace.last().filter(|(_, act)| act.is_none()).map(|(state, _)| *state))?;
    let then = match &lasso.ending {
        Ending::Stops => Then::NothingMore,
        Ending::Repeats(_) => Then::AgainFrom(lasso.prefix.len() + 1),
    };
    run.ends(then);
    Ok(run.told())
}

/// What there is to see in the states of a world.
struct Lens<'w> {
    nobody: Facts,
    people: Vec<Vec<Facts>>,
    locals: Vec<Facts>,
    world: &'w World<u64>,
}

impl<'w> Lens<'w> {
    fn new(followed: &'w Followed, agents: &[UserId]) -> Self {
        let world = &followed.world;
        let policy = world.policy();
        let (people, locals, _) = world.known();
        let of = |number: u32| {
            agents.iter().map(|agent| facts::of_agent(policy, world.tables().people(number), *agent)).collect()
        };
        Self {
            nobody: Facts::default(),
            people: (0..people as u32).map(of).collect(),
            locals: (1..=locals as u16)
                .map(|code| facts::of_conversation(policy, world.tables().local(code)))
                .collect(),
            world,
        }
    }

    /// Whether the promise is made in a state, and whether it is kept.
    fn pair(&self, case: &Case, state: u128) -> (bool, bool) {
        let Some((inner, place)) = Followed::split(state) else { return (false, false) };
        if place.is_none() && case.pair.speaks_of_conversation() {
            return (false, false);
        }
        let (people, codes) = self.world.numbers(inner);
        let all: Vec<&Facts> =
            codes.iter().take_while(|code| **code != 0).map(|code| &self.locals[usize::from(*code) - 1]).collect();
        let one = place.map_or(&self.nobody, |place| all[place]);
        case.pair.of(one, &self.people[people as usize], &all, case.agent)
    }
}
