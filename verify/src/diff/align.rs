//! Two policies cut into the same slices: the same workstreams, queues and people by name, in the same order, so that a
//! number means the same on both sides.

use std::collections::{BTreeMap, BTreeSet};

use switchboard::{
    OverflowSpec, Policy, PolicySpec, PresenceSpec, ProfileSpec, QueueSpec, RouteSpec, Switches, UserSpec,
};

use crate::slices::{Breadth, Cut, Slice, cut_around};

/// A slice of both policies.
#[derive(Debug, Clone)]
pub(super) struct Joint {
    /// What it is about, by names.
    pub(super) slice: Slice,
    /// The old policy, cut down to it.
    pub(super) old: PolicySpec,
    /// The new one.
    pub(super) new: PolicySpec,
    /// What there is in it on one side only, so that nothing can be tried with it: queues, presences and profiles.
    pub(super) alone: BTreeSet<String>,
}

/// Both policies with the same preset, and single switches only where they differ from it.
pub(super) fn normal(spec: &PolicySpec, policy: &Policy, other: &Policy, base: &Policy) -> PolicySpec {
    let preset = Switches::preset(base.base_preset());
    let letter = |policy: &Policy, id: &str| policy.switches().get(id).map(|option| option.letter);
    let switches = Switches::ALL.iter().filter_map(|info| {
        let (mine, theirs) = (letter(policy, info.id)?, letter(other, info.id)?);
        let usual = preset.get(info.id)?.letter;
        (mine != usual || theirs != usual).then(|| (info.id.to_owned(), mine.to_string()))
    });
    PolicySpec {
        name: String::new(),
        preset: Some(base.base_preset().name().to_owned()),
        switches: switches.collect(),
        ..spec.clone()
    }
}

/// People one by one, where a line of the file stands for several.
pub(super) fn people(spec: &PolicySpec) -> BTreeMap<String, UserSpec> {
    let mut people = BTreeMap::new();
    for user in &spec.users {
        let alone = |name: String| (name.clone(), UserSpec { name, count: None, ..user.clone() });
        match user.count {
            None => people.extend([alone(user.name.clone())]),
            Some(count) => people.extend((1..=count).map(|number| alone(format!("{}-{number}", user.name)))),
        }
    }
    people
}

/// Both policies in slices. They are normal already.
pub(super) fn aligned(old: &PolicySpec, new: &PolicySpec, agents: usize, supervisors: usize) -> (Vec<Joint>, Cut) {
    let mut cut = cut_around(&merged(old, new), agents, supervisors, &BTreeSet::new(), Breadth::Whole);
    if limit(old) != limit(new) {
        cut.abstractions.retain(|words| !words.starts_with("declines: "));
        let [old, new] = [limit(old), limit(new)];
        cut.abstractions.push(format!(
            "declines: limits of {old} and {new} are compared as 1 and 2 in their order, so that a run needs fewer of them"
        ));
    }
    let joints = cut.slices.iter().map(|slice| joint(old, new, slice)).collect();
    (joints, cut)
}

/// What both have, with everything that either leads to: only for cutting.
fn merged(old: &PolicySpec, new: &PolicySpec) -> PolicySpec {
    let mut queues: Vec<QueueSpec> = Vec::new();
    for queue in old.queues.iter().chain(&new.queues) {
        let mut overflow = queue.overflow.clone();
        let within = queue.wait_overflow.as_ref().and_then(|overflow| overflow.queue.clone());
        overflow.extend(within.map(|queue| OverflowSpec { queue: Some(queue), ..OverflowSpec::default() }));
        match queues.iter_mut().find(|known| known.name == queue.name) {
            Some(known) => {
                known.overflow.extend(overflow);
                known.everyone |= queue.everyone;
            }
            None => queues.push(QueueSpec { overflow, wait_overflow: None, ..queue.clone() }),
        }
    }
    let mut workstreams = Vec::new();
    for stream in &old.workstreams {
        let Some(other) = new.workstreams.iter().find(|other| other.name == stream.name) else { continue };
        let mut stream = stream.clone();
        stream.routes.extend(other.routes.iter().cloned());
        let further = other.fallback_queue.iter().chain([&other.queue]).cloned();
        stream.routes.extend(further.map(|queue| RouteSpec { queue: Some(queue), ..RouteSpec::default() }));
        stream.bot = stream.bot.or_else(|| other.bot.clone());
        workstreams.push(stream);
    }
    let theirs = people(new);
    // In the order of the file, as the queues have their turns.
    let mine =
        old.users.iter().flat_map(|user| people(&PolicySpec { users: vec![user.clone()], ..PolicySpec::default() }));
    let mut users = Vec::new();
    for (name, user) in mine {
        let Some(other) = theirs.get(&name) else { continue };
        let mut both = user.clone();
        if user != *other {
            // Whoever differs in another way is of another class.
            let nameless = |user: &UserSpec| format!("{:?}", UserSpec { name: String::new(), ..user.clone() });
            both.groups = vec![nameless(&user), nameless(other)];
            let fresh = |mine: &[String], theirs: &[String]| -> Vec<String> {
                theirs.iter().filter(|name| !mine.contains(name)).cloned().collect()
            };
            both.queues.extend(fresh(&user.queues, &other.queues));
            let agent = || vec!["agent".to_owned()];
            let (mut roles, further) =
                (user.roles.clone().unwrap_or_else(agent), other.roles.clone().unwrap_or_else(agent));
            roles.extend(fresh(&roles, &further));
            both.roles = Some(roles);
        }
        users.push(both);
    }
    let contacts = [old.contacts.clone(), new.contacts.clone()].concat();
    PolicySpec { queues, workstreams, users, contacts, ..old.clone() }
}

/// Declines after which an agent is asked no more (DIST-26).
fn limit(spec: &PolicySpec) -> i64 {
    spec.settings.decline_limit.unwrap_or(3)
}

/// One slice of both.
fn joint(old: &PolicySpec, new: &PolicySpec, slice: &Slice) -> Joint {
    let (mine, theirs) = (people(old), people(new));
    let mut names: Vec<String> = slice.spec.users.iter().map(|user| user.name.clone()).collect();
    for spec in [old, new] {
        let streams = spec.workstreams.iter().filter(|stream| slice.workstreams.contains(&stream.name));
        names.extend(
            streams
                .filter_map(|stream| stream.bot.clone())
                .filter(|bot| !slice.spec.users.iter().any(|it| it.name == *bot)),
        );
    }
    let mut known = BTreeSet::new();
    names.retain(|name| known.insert(name.clone()));
    let least = limit(old).min(limit(new));
    // Whether somebody is asked again after a decline can only be seen where one decline is not too many.
    let asked_again = i64::from(old.switches.get("POL-27") != new.switches.get("POL-27"));
    let mut alone = BTreeSet::new();
    let mut side = |spec: &PolicySpec,
                    users: &BTreeMap<String, UserSpec>,
                    other: &PolicySpec,
                    others: &BTreeMap<String, UserSpec>| {
        let user = |name: &String| {
            let user = match (users.get(name), others.get(name)) {
                (Some(user), _) => user.clone(),
                // A bot of the other side: here it has nothing to do.
                (None, Some(other)) => {
                    UserSpec { name: name.clone(), roles: other.roles.clone(), ..UserSpec::default() }
                }
                (None, None) => return None,
            };
            let queues = user.queues.iter().filter(|queue| slice.queues.contains(queue)).cloned().collect();
            Some(UserSpec { queues, ..user })
        };
        let kept: Vec<UserSpec> = names.iter().filter_map(user).collect();
        let mut queues = Vec::new();
        for name in &slice.queues {
            let find = |spec: &PolicySpec| spec.queues.iter().find(|queue| queue.name == *name).cloned();
            queues.extend(find(spec).or_else(|| {
                alone.insert(name.clone());
                let kind = find(other)?.kind;
                Some(QueueSpec { name: name.clone(), kind, ..QueueSpec::default() })
            }));
        }
        for queue in &mut queues {
            queue
                .priorities
                .retain(|bucket| bucket.workstream.as_ref().is_none_or(|name| slice.workstreams.contains(name)));
        }
        let stream = |name: &String| spec.workstreams.iter().find(|stream| stream.name == *name).cloned();
        let mut contacts = spec.contacts.clone();
        contacts.retain_mut(|contact| {
            contact.preferred.retain(|name| names.contains(name));
            !contact.preferred.is_empty()
        });
        let mut settings = spec.settings.clone();
        let declines = i64::from(limit(spec) != least) + 1 + asked_again;
        settings.decline_limit = Some(declines.min(limit(spec)));
        PolicySpec {
            users: kept,
            queues,
            workstreams: slice.workstreams.iter().filter_map(stream).collect(),
            contacts,
            settings,
            ..spec.clone()
        }
    };
    let mut left = side(old, &mine, new, &theirs);
    let mut right = side(new, &theirs, old, &mine);
    (left.presences, right.presences) =
        padded(&old.presences, &new.presences, |it| &it.name, PresenceSpec::clone, &mut alone);
    let unused = |profile: &ProfileSpec| ProfileSpec { blocking: false, ..profile.clone() };
    (left.profiles, right.profiles) = padded(&old.profiles, &new.profiles, |it| &it.name, unused, &mut alone);
    for user in &mut right.users {
        // Both begin alike; that the presence at sign-in differs is said elsewhere.
        let other = left.users.iter().find(|other| other.name == user.name);
        user.default_presence = other.and_then(|other| other.default_presence.clone());
    }
    Joint { slice: slice.clone(), old: left, new: right, alone }
}

/// Two lists with the same names in the same order; what the other side alone has comes last, and nobody uses it.
fn padded<T: Clone>(
    old: &[T],
    new: &[T],
    name: impl Fn(&T) -> &String,
    unused: impl Fn(&T) -> T,
    alone: &mut BTreeSet<String>,
) -> (Vec<T>, Vec<T>) {
    let has = |list: &[T], it: &T| list.iter().find(|other| name(other) == name(it)).cloned();
    let names: Vec<&T> = old.iter().chain(new.iter().filter(|it| has(old, it).is_none())).collect();
    for it in &names {
        if has(old, it).is_none() || has(new, it).is_none() {
            alone.insert(name(it).clone());
        }
    }
    let side = |list: &[T]| names.iter().map(|it| has(list, it).unwrap_or_else(|| unused(it))).collect();
    (side(old), side(new))
}
