//! Which step from state to state is legal, and by which rule: worked out from the kernel, never written down.
//!
//! A small center is built for each preset and channel, with two agents, a supervisor and two queues, and every state
//! that it can reach is visited. What leads from one state of the conversation to another is a step, with the rules by
//! which the kernel told the change. In each state everything is also tried once more, to learn which rule says no.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use switchboard::{
    Action, Answer, Channel, ConversationId, Fact, LocalState, PolicySpec, PresenceId, Preset, QueueSpec, Rule,
    SettingsSpec, Stage, UserId, UserSpec, WorkstreamSpec,
};
use switchboard_verify::{Group, Groups, Model, Rules, Scope, World};

/// What can happen between states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relation {
    /// By which rules one state follows another; the same state twice where the rules say that it changed.
    pub steps: BTreeMap<(Stage, Stage), BTreeSet<Rule>>,
    /// What was done for a step, in words.
    pub by: BTreeMap<(Stage, Stage), BTreeSet<String>>,
    /// The states in which conversations begin.
    pub begins: BTreeSet<Stage>,
    /// By state and what was tried: which rule says no.
    pub refusals: BTreeMap<(Stage, String), Rule>,
}

/// How many states that look alike in what [`Looks`] tells are gone on from: more show nothing new, as the test that goes
/// through everything says.
const ALIKE_MAX: u32 = 1;
/// Centers of one state in which everything is tried again.
const TRIED_MAX: u32 = 40;

/// What can be seen at a glance: the conversation as if all people were one, and the presences of the people.
type Looks = (LocalState, Vec<PresenceId>);

/// Relations that were worked out already.
static KNOWN: Mutex<BTreeMap<(Preset, Channel), Arc<Relation>>> = Mutex::new(BTreeMap::new());

impl Relation {
    /// The relation of a preset on a channel.
    ///
    /// # Errors
    ///
    /// In words, when the center is too large to be gone through. It would be a fault of ours.
    pub fn of(preset: Preset, channel: Channel) -> Result<Arc<Self>, String> {
        let lock = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&(preset, channel)) {
            return Ok(Arc::clone(known));
        }
        let fresh = Arc::new(explore(preset, channel, ALIKE_MAX)?);
        lock().insert((preset, channel), Arc::clone(&fresh));
        Ok(fresh)
    }

    /// What any of several presets allows on any of several channels.
    ///
    /// # Errors
    ///
    /// As [`of`](Self::of).
    pub fn union(presets: &[Preset], channels: &[Channel]) -> Result<Self, String> {
        let wanted: Vec<(Preset, Channel)> =
            presets.iter().flat_map(|preset| channels.iter().map(|channel| (*preset, *channel))).collect();
        // Each is worked out by itself, and they are put together in their order.
        let found: Vec<Result<Arc<Self>, String>> =
            wanted.into_par_iter().map(|(preset, channel)| Self::of(preset, channel)).collect();
        let mut union = Self::default();
        for relation in found {
            union.join(&*relation?);
        }
        Ok(union)
    }

    fn join(&mut self, other: &Self) {
        for (step, rules) in &other.steps {
            self.steps.entry(*step).or_default().extend(rules);
        }
        for (step, by) in &other.by {
            self.by.entry(*step).or_default().extend(by.iter().cloned());
        }
        self.begins.extend(&other.begins);
        for (tried, rule) in &other.refusals {
            self.refusals.entry(tried.clone()).or_insert(*rule);
        }
    }
}

/// The center that is gone through.
fn center(preset: Preset, channel: Channel) -> PolicySpec {
    let kind = channel.queue_kind().name().to_owned();
    let queue = |name: &str| QueueSpec { name: name.to_owned(), kind: kind.clone(), ..QueueSpec::default() };
    let user = |name: &str, role: &str| UserSpec {
        name: name.to_owned(),
        roles: Some(vec![role.to_owned()]),
        units: 100,
        queues: vec!["front".to_owned(), "back".to_owned()],
        ..UserSpec::default()
    };
    PolicySpec {
        name: format!("relation of {channel}"),
        preset: Some(preset.name().to_owned()),
        settings: SettingsSpec {
            monitor: Some(true),
            assign: Some(true),
            transfer: Some(true),
            force_close: Some(true),
            direct_transfer: Some(true),
            decline_limit: Some(1),
            ..SettingsSpec::default()
        },
        queues: vec![queue("front"), queue("back")],
        workstreams: vec![WorkstreamSpec {
            name: "work".to_owned(),
            channel: channel.name().to_owned(),
            queue: "front".to_owned(),
            cost: 100,
            affinity: Some(channel.waits()),
            ..WorkstreamSpec::default()
        }],
        users: vec![user("ann", "agent"), user("bob", "agent"), user("sue", "supervisor")],
        ..PolicySpec::default()
    }
}

fn explore(preset: Preset, channel: Channel, alike_max: u32) -> Result<Relation, String> {
    let policy = Arc::new(center(preset, channel).build().map_err(|error| error.to_string())?);
    let groups = [
        Group::Answers,
        Group::Talk,
        Group::Transfers,
        Group::Supervise,
        Group::Connection,
        Group::Records,
        Group::Rules,
    ];
    let scope = Scope { agents: 2, conversations: 1, supervisors: 1, groups: Groups::of(&groups), symmetry: true };
    let mut world: World<u64> = World::new(policy, scope, Box::new(Rules))?;
    let mut seen = BTreeSet::new();
    let mut agenda = VecDeque::new();
    for state in world.initial() {
        let state = world.canonical(state);
        seen.insert(state);
        agenda.push_back(state);
    }
    let mut relation = Relation::default();
    let mut tried: BTreeMap<Option<Stage>, u32> = BTreeMap::new();
    let mut told: BTreeSet<(Option<Stage>, Option<Stage>, Action)> = BTreeSet::new();
    let mut alike: BTreeMap<Option<Looks>, u32> = BTreeMap::new();
    while let Some(state) = agenda.pop_front() {
        let count = alike.entry(looks(&world, state)).or_default();
        *count += 1;
        if *count > alike_max {
            continue;
        }
        let mut steps = Vec::new();
        loop {
            steps.clear();
            match world.steps(state, &mut |act, next, _| steps.push((act, next))) {
                Ok(()) => break,
                Err(gap) => world.learn(gap, state)?,
            }
        }
        let from = stage(&world, state);
        for (act, next) in steps {
            let action = world.action(act);
            if told.insert((from, stage(&world, next), action)) {
                learn_step(&mut relation, &world, state, action);
            }
            let next = world.canonical(next);
            if seen.insert(next) {
                agenda.push_back(next);
            }
        }
        let times = tried.entry(from).or_default();
        if from.is_some() && *times < TRIED_MAX {
            *times += 1;
            learn_refusals(&mut relation, &world, state);
        }
    }
    Ok(relation)
}

const FIRST: ConversationId = ConversationId { slot: 0, generation: 0 };

fn stage(world: &World<u64>, state: u64) -> Option<Stage> {
    world.parts(state).1.first().map(|local| local.stage())
}

fn looks(world: &World<u64>, state: u64) -> Option<Looks> {
    let (people, locals) = world.parts(state);
    let users = world.policy().users().len();
    let alike = vec![UserId::at(0); users];
    let mut presences: Vec<PresenceId> = (0..users).map(|user| people.presence(UserId::at(user))).collect();
    presences.sort_unstable();
    Some((locals.first()?.renamed(&alike), presences))
}

/// What the kernel tells of a step: each change of state, with its rule.
fn learn_step(relation: &mut Relation, world: &World<u64>, state: u64, action: Action) {
    let before = stage(world, state);
    let mut center = world.center(state);
    if !center.apply(action).is_done() {
        return;
    }
    let mut last = before;
    for event in center.events() {
        if let Fact::ConversationCreated { .. } = event.fact {
            last = None;
        } else if let Fact::RoutedToQueue { .. } = event.fact
            && last.is_none()
        {
            // What is on its way into a queue is Open once it is there.
            relation.begins.insert(Stage::Open);
            last = Some(Stage::Open);
        } else if let Fact::StateChanged { from, to, .. } = event.fact {
            if last.is_none() {
                relation.begins.insert(to);
            } else {
                relation.steps.entry((from, to)).or_default().insert(event.rule);
                relation.by.entry((from, to)).or_default().insert(words(action));
            }
            last = Some(to);
        }
    }
    // Whole moves too: one record of a log may show no more than the end of one.
    let id = center.created().unwrap_or(FIRST);
    let after = center.conversations().find(|it| *it == id).map(|it| center.stage(it));
    if let (Some(before), Some(after)) = (before, after)
        && before != after
        && action.conversation().is_some()
        && !relation.steps.contains_key(&(before, after))
        && let Some(event) = center.events().iter().find(|event| matches!(event.fact, Fact::StateChanged { .. }))
    {
        relation.steps.entry((before, after)).or_default().insert(event.rule);
        relation.by.entry((before, after)).or_default().insert(words(action));
    }
}

/// Which rule says no to what, in the state where the conversation is.
fn learn_refusals(relation: &mut Relation, world: &World<u64>, state: u64) {
    let center = world.center(state);
    let Some(stage) = stage(world, state) else { return };
    for action in world.repertoire(&[FIRST]) {
        if action.conversation().is_none() {
            continue;
        }
        let rule = match center.clone().apply(action) {
            Answer::Done => continue,
            Answer::Unchanged(rule) => rule,
            Answer::Refused(refusal) => refusal.rule,
        };
        relation.refusals.entry((stage, words(action))).or_insert(rule);
    }
}

/// Who does what, without to whom.
pub(super) fn words(action: Action) -> String {
    let (who, what) = match action {
        Action::Create(_) | Action::Admit { .. } => ("arrival", String::new()),
        Action::Supervisor { operation, .. } => ("supervisor", format!("{operation:?}")),
        Action::Agent { operation, .. } => ("agent", format!("{operation:?}")),
        Action::Customer { operation, .. } => ("customer", format!("{operation:?}")),
        Action::Bot { operation, .. } => ("bot", format!("{operation:?}")),
        Action::System { operation, .. } => ("system", format!("{operation:?}")),
        Action::Timer { timer, .. } => ("timer", timer.name().to_owned()),
        Action::Router(_) => ("router", String::new()),
        Action::Desk { operation, .. } => ("agent", format!("{operation:?}")),
        Action::ReturnWindowPassed { .. } => ("timer", "return-window".to_owned()),
        Action::Manage { change, .. } => ("supervisor", format!("{change:?}")),
        Action::Configure(change) => ("administrator", format!("{change:?}")),
        Action::Gauge(_) => ("gauge", String::new()),
        Action::Age { .. } => ("system", "age".to_owned()),
    };
    let mut text = who.to_owned();
    let name = what.split([' ', '{', '(']).next().unwrap_or_default();
    for (place, letter) in name.chars().enumerate() {
        match letter {
            _ if place == 0 => text.push(' '),
            'A'..='Z' => text.push('-'),
            _ => {}
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use switchboard::{Channel, Preset, Status};

    use super::{Relation, explore};

    /// The steps of the relation as people see states, without those that the rule alone makes.
    fn steps(relation: &Relation) -> Vec<(Status, Status)> {
        let mut steps: Vec<(Status, Status)> = relation
            .steps
            .keys()
            .map(|(from, to)| (from.status(), to.status()))
            .filter(|(from, to)| from != to)
            .collect();
        steps.sort_unstable();
        steps.dedup();
        steps
    }

    /// Expected: the table of transitions in the domain's section 1.1, read by hand; ST-09 is its Open → Waiting.
    #[test]
    fn the_relation_of_all_channels_is_the_table_of_transitions() {
        use Status::{Active, Closed, Open, Waiting, WrapUp};
        let union = Relation::union(&Preset::ALL, &Channel::ALL).expect("explored");
        let expected = [
            (Open, Active),
            (Open, Waiting),
            (Open, Closed),
            (Active, Open),
            (Active, Waiting),
            (Active, WrapUp),
            (Active, Closed),
            (Waiting, Open),
            (Waiting, Active),
            (Waiting, Closed),
            (WrapUp, Closed),
        ];
        assert_eq!(steps(&union), expected);
        let voice = Relation::union(&Preset::ALL, &[Channel::Voice]).expect("explored");
        assert!(steps(&voice).iter().all(|(from, to)| *from != Waiting && *to != Waiting), "{:?}", steps(&voice));
        let records = Relation::union(&Preset::ALL, &[Channel::Record]).expect("explored");
        assert_eq!(steps(&records), [(Open, Active), (Open, Closed), (Active, Open), (Active, Closed)]);
    }

    /// `cargo test --release -p switchboard-oracle --lib -- --ignored going_through_everything`
    #[test]
    #[ignore = "a minute and a half"]
    fn going_through_everything_shows_no_other_steps_and_rules() {
        for preset in Preset::ALL {
            for channel in Channel::ALL {
                let quick = Relation::of(preset, channel).expect("explored");
                let whole = explore(preset, channel, u32::MAX).expect("explored");
                assert_eq!(quick.steps, whole.steps, "{preset:?} {channel}");
                assert_eq!(quick.begins, whole.begins, "{preset:?} {channel}");
            }
        }
    }
}
