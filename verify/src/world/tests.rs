//! The world against plain searches that know nothing of tables.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use switchboard::{
    Channel, Handle, PolicySpec, Preset, QueueSpec, SettingsSpec, Supervise, UserSpec, WorkstreamSpec, WrapUpSpec,
};

use super::{Act, Group, Groups, Scope, World};
use crate::families::Family;
use crate::kernel::Rules;
use crate::model::Model;

/// So many agents alike, one supervisor, one queue, one workstream of this channel.
fn spec(channel: Channel, preset: Preset, agents: usize) -> PolicySpec {
    let user = |name: &str, role: &str| UserSpec {
        name: name.to_owned(),
        roles: Some(vec![role.to_owned()]),
        units: 100,
        queues: vec!["front".to_owned()],
        ..UserSpec::default()
    };
    let mut users: Vec<UserSpec> =
        ["ann", "bob", "cem", "dan"][..agents].iter().map(|name| user(name, "agent")).collect();
    users.push(user("sue", "supervisor"));
    PolicySpec {
        name: format!("small {channel}"),
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
        queues: vec![QueueSpec {
            name: "front".to_owned(),
            kind: channel.queue_kind().name().to_owned(),
            ..QueueSpec::default()
        }],
        workstreams: vec![WorkstreamSpec {
            name: "work".to_owned(),
            channel: channel.name().to_owned(),
            queue: "front".to_owned(),
            cost: 50,
            affinity: Some(channel.waits()),
            ..WorkstreamSpec::default()
        }],
        users,
        ..PolicySpec::default()
    }
}

fn world(spec: &PolicySpec, conversations: usize, groups: &[Group], symmetry: bool) -> World<u64> {
    let policy = Arc::new(spec.build().expect("the specs are valid"));
    let agents = policy.users().iter().filter(|user| user.roles.agent).count();
    let scope = Scope { agents, conversations, supervisors: 1, groups: Groups::of(groups), symmetry };
    World::new(policy, scope, Box::new(Rules)).expect("it fits")
}

/// Breadth first, with nothing of the engines: distinct states, steps, and all marks.
fn search(world: &mut World<u64>, states_max: usize) -> (BTreeMap<u64, u32>, u64, u64) {
    let symmetry = world.scope().symmetry;
    let mut seen = BTreeMap::new();
    let mut agenda = VecDeque::new();
    for state in world.initial() {
        let state = if symmetry { world.canonical(state) } else { state };
        seen.insert(state, 1);
        agenda.push_back(state);
    }
    let (mut steps, mut marks) = (0, 0);
    while let Some(state) = agenda.pop_front() {
        for (_, next, shown) in expand(world, state) {
            steps += 1;
            let next = if symmetry { world.canonical(next) } else { next };
            marks |= shown | world.marks(next);
            let level = seen[&state] + 1;
            if seen.len() < states_max && !seen.contains_key(&next) {
                seen.insert(next, level);
                agenda.push_back(next);
            }
        }
    }
    (seen, steps, marks | world.idle())
}

fn expand(world: &mut World<u64>, state: u64) -> Vec<(Act, u64, u64)> {
    loop {
        let mut steps = Vec::new();
        match world.steps(state, &mut |act, next, marks| steps.push((act, next, marks))) {
            Ok(()) => return steps,
            Err(gap) => world.learn(gap, state).expect("the world has room"),
        }
    }
}

const CORE: [Group; 4] = [Group::Answers, Group::Talk, Group::Transfers, Group::Supervise];

fn violated(marks: u64) -> Vec<Family> {
    Family::ALL.into_iter().filter(|family| marks & family.violated() != 0).collect()
}

#[test]
fn what_the_tables_say_is_what_the_kernel_does_in_every_state() {
    for channel in Channel::ALL {
        for preset in [Preset::Current, Preset::Seed] {
            let mut world = world(&spec(channel, preset, 2), 2, &[Group::Answers, Group::Talk, Group::Records], false);
            let (states, _, marks) = search(&mut world, 1_500);
            assert_eq!(violated(marks), vec![], "{channel}, {preset:?}");
            for state in states.keys().step_by(3) {
                world.check(*state).unwrap_or_else(|difference| panic!("{channel}, {preset:?}: {difference}"));
            }
        }
    }
}

#[test]
fn people_and_queues_are_told_by_tables_too() {
    let mut spec = spec(Channel::LiveChat, Preset::Current, 2);
    spec.workstreams[0].wrap_up_block = Some(WrapUpSpec::Seconds(60));
    spec.queues[0].overflow = vec![switchboard::OverflowSpec {
        when: "items".to_owned(),
        limit: Some(1),
        action: "end".to_owned(),
        ..switchboard::OverflowSpec::default()
    }];
    let groups = [Group::Answers, Group::Connection, Group::Presence, Group::Queues];
    let mut world = world(&spec, 2, &groups, false);
    let (states, _, marks) = search(&mut world, 4_000);
    assert_eq!(violated(marks), vec![]);
    for state in states.keys().step_by(10) {
        world.check(*state).unwrap_or_else(|difference| panic!("{difference}"));
    }
}

/// SES-07 with a cap that two conversations reach, under both readings of POL-28; CAP-33 where each of two workstreams of
/// the same price has a bound of its own. What a move does depends on the other conversations here.
#[test]
fn what_is_counted_over_all_that_somebody_has_is_part_of_a_state() {
    let mut capped = spec(Channel::LiveChat, Preset::Current, 1);
    capped.settings.session_cap = Some(1);
    capped.workstreams[0].cost = 30;
    let mut refusing = capped.clone();
    refusing.switches.insert("POL-28".to_owned(), "b".to_owned());
    let mut bounded = spec(Channel::LiveChat, Preset::Current, 1);
    bounded.switches.insert("POL-50".to_owned(), "b".to_owned());
    bounded.workstreams[0].max_concurrency = Some(1);
    bounded.workstreams.push(WorkstreamSpec {
        name: "other".to_owned(),
        max_concurrency: None,
        ..bounded.workstreams[0].clone()
    });
    let groups = [Group::Answers, Group::Talk, Group::Supervise];
    for (spec, what) in [(capped, "SES-07"), (refusing, "SES-07, POL-28 b"), (bounded, "CAP-33")] {
        let mut world = world(&spec, 2, &groups, false);
        let (states, _, marks) = search(&mut world, usize::MAX);
        assert_eq!(violated(marks), vec![], "{what}");
        for state in states.keys() {
            world.check(*state).unwrap_or_else(|difference| panic!("{what}: {difference}"));
        }
    }
}

#[test]
fn agents_alike_stand_for_each_other_and_nothing_is_lost() {
    for agents in [2, 3] {
        let spec = spec(Channel::LiveChat, Preset::Current, agents);
        let groups: &[Group] = if agents == 2 { &[Group::Answers, Group::Supervise] } else { &[Group::Answers] };
        let mut plain = world(&spec, 2, groups, false);
        let (states, _, marks) = search(&mut plain, usize::MAX);
        let mut folded = world(&spec, 2, groups, true);
        let (fewer, _, marks_folded) = search(&mut folded, usize::MAX);
        assert_eq!(marks, marks_folded);
        // What a state is, whatever its numbers: by its parts, and by the parts under every renaming.
        let renamings = super::symmetry::renamings(plain.policy(), &[]);
        assert_eq!(renamings.len(), [1, 1, 2, 6][agents]);
        let orbit = |world: &World<u64>, state: u64| {
            let (people, locals) = world.parts(state);
            let image = |to: &Vec<_>| {
                let locals: Vec<_> = locals.iter().map(|local| local.renamed(to)).collect();
                format!("{:?}", (people.renamed(to), locals))
            };
            renamings.iter().map(image).min()
        };
        let orbits: BTreeSet<_> = states.keys().map(|state| orbit(&plain, *state)).collect();
        let orbits_folded: BTreeSet<_> = fewer.keys().map(|state| orbit(&folded, *state)).collect();
        assert_eq!(orbits.len(), fewer.len(), "each orbit has one representative");
        assert_eq!(orbits, orbits_folded);
    }
}

#[test]
fn a_state_and_its_center_are_the_same() {
    let mut world = world(&spec(Channel::PersistentChat, Preset::Current, 2), 3, &CORE, false);
    let (states, _, _) = search(&mut world, 3_000);
    for state in states.keys().step_by(7) {
        let (again, ids) = world.state_of(&world.center(*state)).expect("its parts are known");
        assert_eq!(again, *state);
        assert_eq!(ids.len(), world.parts(*state).1.len());
    }
}

#[test]
fn every_family_has_something_to_judge() {
    let all: Vec<Group> =
        Group::ALL.into_iter().filter(|group| !matches!(group, Group::Roster | Group::Presence)).collect();
    let mut alone = world(&spec(Channel::Async, Preset::Current, 2), 1, &all, true);
    let (_, _, marks) = search(&mut alone, 3_000);
    let mut crowd = world(&spec(Channel::LiveChat, Preset::Current, 2), 2, &CORE, true);
    let (_, _, more) = search(&mut crowd, 3_000);
    for family in Family::ALL {
        assert_ne!((marks | more) & family.exercised(), 0, "{family} judged nothing");
    }
    assert_eq!(violated(marks | more), vec![]);
}

#[test]
fn a_state_names_its_steps() {
    let mut world = world(&spec(Channel::LiveChat, Preset::Current, 2), 1, &CORE, false);
    let (states, _, _) = search(&mut world, 500);
    let mut accepts = 0;
    for state in states.keys() {
        for (act, _, _) in expand(&mut world, *state) {
            let action = world.action(act);
            accepts += u32::from(matches!(action, switchboard::Action::Agent { operation: Handle::Accept, .. }));
            let joins = matches!(action, switchboard::Action::Supervisor { operation: Supervise::Join, .. });
            assert!(!joins, "nobody observes here");
        }
    }
    assert!(accepts > 0);
}

#[test]
fn a_world_that_was_widened_is_the_world_that_was_made_so_wide() {
    for (channel, groups) in [
        (Channel::LiveChat, vec![Group::Answers, Group::Talk]),
        (Channel::Record, vec![Group::Answers, Group::Records, Group::Presence]),
        (Channel::Async, vec![Group::Answers, Group::Talk, Group::Roster]),
    ] {
        let spec = spec(channel, Preset::Current, 2);
        let told = |world: &mut World<u64>| {
            let (states, steps, marks) = search(world, 20_000);
            let mut levels: Vec<u32> = states.into_values().collect();
            levels.sort_unstable();
            (levels, steps, marks)
        };
        let mut widened = world(&spec, 1, &groups, true);
        let _narrow = told(&mut widened);
        widened.widen(2).expect("it fits");
        let mut fresh = world(&spec, 2, &groups, true);
        assert_eq!(told(&mut widened), told(&mut fresh), "{channel}");
        assert!(widened.widen(99).is_err(), "a state has no room for so many");
    }
}
