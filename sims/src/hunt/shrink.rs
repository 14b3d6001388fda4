//! A run that goes wrong, made as short and as simple as can be: fewer actions, fewer people and queues, plainer values.
//!
//! Delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", TSE 2002) over whole
//! actions, each candidate repeated from the start, so that the state of the center is made anew along it. Then the
//! policy loses what is not needed; the actions are carried over by name. Then short ways round are searched: every
//! shorter run of the small world that is left, level by level, up to a budget of states.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use switchboard::{Action, Arrival, Change, ContactCenter, ConversationId, PolicySpec, Replica, Supervise};
use switchboard_verify::world::everything;
use switchboard_verify::{Groups, Scope};

use super::ground::Ground;
use super::judge::{Deep, start};
use super::trail::{Move, Quarry, Repeat, created, moves, repeat, words};

/// How many states the search for shorter runs looks at, at most.
const STATES_MAX: usize = 4_000;
/// How often everything is tried again.
const PASSES_MAX: usize = 4;
/// How many moves are repeated, at most, to make one finding small.
const MOVES_MAX: usize = 4_000_000;

/// A run that was made small.
#[derive(Debug)]
pub(super) struct Shrunk {
    /// The world that is left.
    pub(super) ground: Ground,
    /// The run in it.
    pub(super) repeat: Repeat,
    /// Whether only the healing shows it.
    pub(super) heals: bool,
    /// How many actions were left before shorter ways were searched.
    pub(super) reduced: usize,
    /// Whether every shorter run was searched, so that none is.
    pub(super) shortest: bool,
}

/// What must stay so for a smaller run to count: the same property is broken.
struct Goal<'a> {
    quarry: Quarry<'a>,
    property: &'static str,
    heals: bool,
    /// Moves that may still be repeated.
    left: Cell<usize>,
}

impl Goal<'_> {
    /// The run, if it is still wrong in the same way.
    fn keeps(&self, ground: &Ground, moves: &[Move]) -> Option<Repeat> {
        self.left.set(self.left.get().checked_sub(moves.len())?);
        let repeat = repeat(ground, self.quarry, moves, self.heals);
        let same = repeat.wrong.as_ref().is_some_and(|wrong| wrong.property == self.property);
        same.then_some(repeat)
    }
}

/// Makes a run small; none where it does not go wrong when it is repeated by every family.
pub(super) fn shrink(
    ground: &Ground,
    quarry: Quarry<'_>,
    trail: &[Move],
    property: &'static str,
    heals: bool,
) -> Option<Shrunk> {
    let goal = Goal { quarry, property, heals, left: Cell::new(MOVES_MAX) };
    let mut ground = ground.clone();
    let mut best = fewer(&goal, &ground, goal.keeps(&ground, trail)?);
    for _ in 0..PASSES_MAX {
        let (length, size) = (best.moves.len(), weight(&ground.spec));
        if let Some((plainer, again)) = plainer(&goal, &ground, &best) {
            ground = plainer;
            best = again;
        }
        best = milder(&goal, &ground, best);
        best = fewer(&goal, &ground, best);
        if (best.moves.len(), weight(&ground.spec)) == (length, size) {
            break;
        }
    }
    let reduced = best.steps.len();
    let (shorter, shortest) = if heals { (None, false) } else { shorter(&goal, &ground, reduced) };
    if let Some(moves) = shorter
        && let Some(again) = goal.keeps(&ground, &moves)
    {
        best = again;
    }
    Some(Shrunk { ground, repeat: best, heals, reduced, shortest })
}

/// Fewer moves: chunks are left out, half of all first, single ones last, until none can be.
fn fewer(goal: &Goal<'_>, ground: &Ground, mut best: Repeat) -> Repeat {
    // What was refused changed nothing.
    let done: Vec<Move> = best
        .moves
        .iter()
        .zip(answers(&best))
        .enumerate()
        .filter(|(number, (_, done))| *done || number + 1 == best.moves.len())
        .map(|(_, (step, _))| *step)
        .collect();
    if done.len() < best.moves.len()
        && let Some(again) = goal.keeps(ground, &done)
    {
        best = again;
    }
    let mut chunk = best.moves.len().div_ceil(2);
    while chunk > 0 {
        let mut from = 0;
        let mut cut = false;
        while from < best.moves.len() {
            let to = (from + chunk).min(best.moves.len());
            let candidate: Vec<Move> = best.moves[..from].iter().chain(&best.moves[to..]).copied().collect();
            match goal.keeps(ground, &candidate) {
                Some(again) => {
                    cut = true;
                    best = again;
                }
                None => from = to,
            }
        }
        if !cut || chunk > 1 {
            chunk = if chunk == 1 { 0 } else { chunk.div_ceil(2) };
        }
    }
    best
}

/// Whether each move was done, in the order of the moves.
fn answers(repeat: &Repeat) -> Vec<bool> {
    let mut answers = repeat.answers.iter();
    repeat
        .moves
        .iter()
        .map(|step| match step {
            Move::Act { .. } => answers.next().is_none_or(|answer| answer.is_done()),
            Move::Retire(_) => true,
        })
        .collect()
}

/// How much a policy says.
fn weight(spec: &PolicySpec) -> usize {
    spec.users.len() + spec.queues.len() + spec.workstreams.len() + spec.profiles.len() + spec.switches.len()
}

/// A policy with less in it under which the same words go wrong.
fn plainer(goal: &Goal<'_>, ground: &Ground, best: &Repeat) -> Option<(Ground, Repeat)> {
    let lines = words(&ground.policy, best);
    let mut found: Option<(Ground, Repeat)> = None;
    let mut spec = ground.spec.clone();
    for candidate in simpler(&spec.clone()) {
        let less = candidate(&spec);
        if less == spec {
            continue;
        }
        let Ok(ground) = Ground::new(less.clone(), ground.size) else { continue };
        let Some(moves) = moves(&ground, goal.quarry.kernel, &lines) else { continue };
        if let Some(again) = goal.keeps(&ground, &moves)
            && again.steps.len() <= lines.len()
            && words(&ground.policy, &again) == lines[..again.steps.len()]
        {
            spec = less;
            found = Some((ground, again));
        }
    }
    found
}

type Simpler = Box<dyn Fn(&PolicySpec) -> PolicySpec>;

/// Ways to say less, each by itself.
fn simpler(spec: &PolicySpec) -> Vec<Simpler> {
    let mut ways: Vec<Simpler> = vec![
        Box::new(|spec| PolicySpec { properties: Vec::new(), hours: Vec::new(), ..spec.clone() }),
        Box::new(|spec| PolicySpec { contacts: Vec::new(), classes: Vec::new(), ..spec.clone() }),
        Box::new(|spec| PolicySpec { switches: Default::default(), ..spec.clone() }),
    ];
    for user in &spec.users {
        let name = user.name.clone();
        ways.push(Box::new(move |spec| {
            let mut spec = spec.clone();
            spec.users.retain(|user| user.name != name);
            spec
        }));
    }
    for stream in &spec.workstreams {
        let name = stream.name.clone();
        ways.push(Box::new(move |spec| {
            let mut spec = spec.clone();
            spec.workstreams.retain(|stream| stream.name != name);
            spec
        }));
    }
    for queue in &spec.queues {
        let name = queue.name.clone();
        ways.push(Box::new(move |spec| {
            let mut spec = spec.clone();
            spec.queues.retain(|queue| queue.name != name);
            for user in &mut spec.users {
                user.queues.retain(|queue| *queue != name);
            }
            for queue in &mut spec.queues {
                queue.overflow.retain(|overflow| overflow.queue.as_ref() != Some(&name));
            }
            spec
        }));
        let name = queue.name.clone();
        ways.push(Box::new(move |spec| {
            let mut spec = spec.clone();
            for queue in spec.queues.iter_mut().filter(|queue| queue.name == name) {
                let plain = switchboard::QueueSpec {
                    name: queue.name.clone(),
                    kind: queue.kind.clone(),
                    ..switchboard::QueueSpec::default()
                };
                *queue = plain;
            }
            spec
        }));
    }
    for profile in &spec.profiles {
        let name = profile.name.clone();
        ways.push(Box::new(move |spec| {
            let mut spec = spec.clone();
            spec.profiles.retain(|profile| profile.name != name);
            for user in &mut spec.users {
                user.profiles.remove(&name);
            }
            for stream in &mut spec.workstreams {
                stream.profiles.retain(|profile| *profile != name);
            }
            spec
        }));
    }
    for id in spec.switches.keys() {
        let id = id.clone();
        ways.push(Box::new(move |spec| {
            let mut spec = spec.clone();
            spec.switches.remove(&id);
            spec
        }));
    }
    for (number, _) in spec.workstreams.iter().enumerate() {
        ways.push(Box::new(move |spec| {
            let mut spec = spec.clone();
            if let Some(stream) = spec.workstreams.get_mut(number) {
                *stream = switchboard::WorkstreamSpec {
                    name: stream.name.clone(),
                    channel: stream.channel.clone(),
                    queue: stream.queue.clone(),
                    cost: stream.cost,
                    profiles: stream.profiles.clone(),
                    ..switchboard::WorkstreamSpec::default()
                };
            }
            spec
        }));
    }
    ways
}

/// Plainer values: no override where none is needed, nothing special about an arrival, the system instead of a manager.
fn milder(goal: &Goal<'_>, ground: &Ground, mut best: Repeat) -> Repeat {
    for number in 0..best.moves.len() {
        let Some(Move::Act { action, made }) = best.moves.get(number).copied() else { continue };
        for other in plain(action) {
            let mut candidate = best.moves.clone();
            candidate[number] = Move::Act { action: other, made };
            if let Some(again) = goal.keeps(ground, &candidate)
                && again.moves.len() <= candidate.len()
            {
                best = again;
                break;
            }
        }
    }
    best
}

fn plain(action: Action) -> Vec<Action> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these have something to leave out")]
    match action {
        Action::Admit { arrival, .. } => vec![Action::Create(Arrival::new(arrival.workstream, arrival.queue))],
        Action::Create(arrival) => {
            let other = Arrival::new(arrival.workstream, arrival.queue);
            if other == arrival { Vec::new() } else { vec![Action::Create(other)] }
        }
        Action::Supervisor {
            by,
            conversation,
            operation: Supervise::AssignToAgent { agent, over_presence, over_capacity },
        } => {
            let with = |over_presence, over_capacity| Action::Supervisor {
                by,
                conversation,
                operation: Supervise::AssignToAgent { agent, over_presence, over_capacity },
            };
            let mut others = Vec::new();
            if over_presence && over_capacity {
                others.push(with(false, false));
            }
            if over_presence {
                others.push(with(false, over_capacity));
            }
            if over_capacity {
                others.push(with(over_presence, false));
            }
            others
        }
        Action::Manage { change, .. } => vec![Action::Configure(change)],
        Action::Configure(Change::SetUnits { agent, units }) if units > 0 => {
            vec![Action::Configure(Change::SetUnits { agent, units: 0 })]
        }
        _ => Vec::new(),
    }
}

/// A run with fewer steps that goes wrong alike, level by level; and whether all shorter ones were looked at.
fn shorter(goal: &Goal<'_>, ground: &Ground, length: usize) -> (Option<Vec<Move>>, bool) {
    let scope = Scope {
        groups: Groups::all(),
        agents: ground.policy.users().len(),
        conversations: 2,
        supervisors: 1,
        symmetry: false,
    };
    let alphabet = everything(&ground.policy, &scope);
    let begin = start(&ground.policy, goal.quarry.kernel);
    let mut known: BTreeSet<Replica> = BTreeSet::from([Replica::of(&begin)]);
    let judge = Deep::new(&begin, goal.quarry.compares);
    let mut level: Vec<(ContactCenter, Deep, Vec<Move>)> = vec![(begin, judge, Vec::new())];
    // A run of as many steps is no shorter.
    for _ in 1..length {
        let mut next = Vec::new();
        for (center, judge, run) in &level {
            let ids: Vec<ConversationId> = center.conversations().collect();
            for &action in &alphabet {
                let on: Vec<Action> = match action.conversation() {
                    None => vec![action],
                    Some(_) => ids.iter().map(|id| action.on(*id)).collect(),
                };
                for action in on {
                    let mut after = center.clone();
                    let mut deep = judge.clone();
                    let step = catch_unwind(AssertUnwindSafe(|| deep.step(goal.quarry.kernel, &mut after, action)));
                    let (done, wrong) = match step {
                        Ok((answer, wrong)) => (answer.is_done(), wrong.map(|wrong| wrong.property)),
                        Err(_) => (false, Some("panic")),
                    };
                    if !done && wrong.is_none() {
                        continue;
                    }
                    let mut longer = run.clone();
                    longer.push(Move::Act { action, made: created(&deep.events) });
                    if wrong == Some(goal.property) {
                        return (Some(longer), true);
                    }
                    if wrong.is_some() {
                        continue;
                    }
                    if known.insert(Replica::of(&after)) {
                        if known.len() >= STATES_MAX {
                            return (None, false);
                        }
                        next.push((after, deep, longer));
                    }
                }
            }
        }
        level = next;
    }
    (None, true)
}
