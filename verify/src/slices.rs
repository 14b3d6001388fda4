//! A policy cut into slices small enough to be checked whole: what can interact stays together.
//!
//! A workstream interacts with every queue that its items can come into (its own, those of its routing rules, the fallback
//! queue, overflow), with whoever serves these, and, through the capacity of those people, with other
//! workstreams. People who differ in nothing but their names are one *class*; a slice takes as many of a class as it
//! needs for a competition, and together the slices take every class that serves anything, and every pair of workstreams
//! that shares people ([`PAIRS_MAX`]). What lies in no slice is named ([`Cut::left_out`]), a class in a queue where only
//! others like it stand in a slice too.

use std::collections::BTreeSet;

use switchboard::{PolicySpec, QueueSpec, SettingsSpec, UserSpec, WorkstreamSpec};

/// A part of a policy.
#[derive(Debug, Clone)]
pub struct Slice {
    /// What it is about.
    pub name: String,
    /// The policy, cut down to it.
    pub spec: PolicySpec,
    /// Its workstreams, queues and people, by the names of the whole policy.
    pub workstreams: Vec<String>,
    /// Its queues.
    pub queues: Vec<String>,
    /// Its agents; one stands for all of its class.
    pub agents: Vec<String>,
    /// Agents of other classes that are the same to this slice.
    pub also: Vec<String>,
    /// Its supervisors.
    pub supervisors: Vec<String>,
}

/// A policy in slices.
#[derive(Debug, Clone)]
pub struct Cut {
    /// The slices, in the order of the workstreams.
    pub slices: Vec<Slice>,
    /// What is in no slice, in words.
    pub left_out: Vec<String>,
    /// What was simplified, in words.
    pub abstractions: Vec<String>,
}

/// Pairs of workstreams that have slices of their own, at most.
pub const PAIRS_MAX: usize = 24;

/// How much of a policy the slices take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    /// Every class of people once, and every pair of workstreams up to [`PAIRS_MAX`] once.
    Once,
    /// Every class in every workstream that it serves, and in every pair of these.
    Whole,
}

/// Cuts a policy, with so many agents and supervisors in each slice at most.
#[must_use]
pub fn cut(spec: &PolicySpec, agents_max: usize, supervisors_max: usize) -> Cut {
    cut_around(spec, agents_max, supervisors_max, &BTreeSet::new(), Breadth::Once)
}

/// As [`cut`], where those who are named stand for their classes.
#[must_use]
pub fn cut_around(
    spec: &PolicySpec,
    agents_max: usize,
    supervisors_max: usize,
    named: &BTreeSet<String>,
    breadth: Breadth,
) -> Cut {
    let people = People::new(spec, named);
    let reached: Vec<BTreeSet<String>> = spec.workstreams.iter().map(|stream| queues_of(spec, stream)).collect();
    let mut slices = Vec::new();
    let mut served: BTreeSet<usize> = BTreeSet::new();
    for (stream, queues) in spec.workstreams.iter().zip(&reached) {
        let classes = people.serving(queues);
        // Two alike compete for the same items, two of different classes for different reasons.
        let first = classes.first().copied();
        let mut casts: Vec<Vec<usize>> = Vec::new();
        if let Some(first) = first {
            casts.push(vec![first; agents_max.min(people.classes[first].members.len()).max(1)]);
        }
        for pair in classes.chunks(agents_max.max(1)).filter(|_| classes.len() > 1) {
            // Whoever is left over competes with somebody alike.
            let alone = pair.len() == 1 && agents_max > 1 && people.classes[pair[0]].members.len() > 1;
            casts.push(if alone { vec![pair[0]; 2] } else { pair.to_vec() });
        }
        if casts.is_empty() {
            casts.push(Vec::new());
        }
        for (number, cast) in casts.iter().enumerate() {
            let wanted = |class: &usize| people.classes[*class].members.iter().any(|member| named.contains(member));
            let fresh = cast.iter().any(|class| !served.contains(class) || wanted(class));
            // One slice for each workstream, a further one only for classes that none has shown yet.
            if number > 0 && !fresh && breadth == Breadth::Once {
                continue;
            }
            served.extend(cast);
            slices.push(slice(spec, &people, &[stream], queues, cast, supervisors_max));
        }
    }
    // Workstreams that compete for the same people.
    let mut met: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut unmet: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (class, it) in people.classes.iter().enumerate() {
        let streams: Vec<usize> =
            (0..spec.workstreams.len()).filter(|stream| !it.queues.is_disjoint(&reached[*stream])).collect();
        let pairs = streams.iter().enumerate().flat_map(|(place, one)| {
            let others = streams[place + 1..].iter();
            others.map(move |other| (*one, *other))
        });
        for pair in pairs {
            if breadth == Breadth::Once && (met.contains(&pair) || met.len() == PAIRS_MAX) {
                unmet.insert(pair);
                continue;
            }
            met.insert(pair);
            let both = [pair.0, pair.1];
            let streams = both.map(|stream| &spec.workstreams[stream]);
            let queues: BTreeSet<String> = both.iter().flat_map(|stream| reached[*stream].clone()).collect();
            let cast = vec![class; agents_max.min(it.members.len()).max(1)];
            slices.push(slice(spec, &people, &streams, &queues, &cast, supervisors_max));
        }
    }
    // Classes may differ by what a slice has not: then it is the same slice twice.
    let mut distinct: Vec<Slice> = Vec::new();
    for slice in slices {
        let shown =
            |known: &Slice| slice.agents.iter().all(|agent| !named.contains(agent) || known.agents.contains(agent));
        match distinct.iter_mut().find(|known| alike(&known.spec, &slice.spec) && shown(known)) {
            Some(known) => {
                let fresh = slice.agents.into_iter().filter(|agent| !known.agents.contains(agent));
                known.also.extend(fresh);
            }
            None => distinct.push(slice),
        }
    }
    let slices = distinct;
    let mut left_out = left_out(spec, &people, &slices);
    for (one, other) in unmet.difference(&met) {
        let [one, other] = [one, other].map(|stream| &spec.workstreams[*stream].name);
        left_out.push(format!("workstreams `{one}` and `{other}` together: {PAIRS_MAX} other pairs are"));
    }
    Cut { slices, left_out, abstractions: abstractions(spec) }
}

/// Whether two policies differ in the names of people alone.
fn alike(one: &PolicySpec, other: &PolicySpec) -> bool {
    let nameless = |spec: &PolicySpec| {
        let mut spec = spec.clone();
        spec.users.iter_mut().for_each(|user| user.name.clear());
        spec
    };
    one.contacts.is_empty() && nameless(one) == nameless(other)
}

/// The names of people where a line of the file stands for several.
fn names(user: &UserSpec) -> Vec<String> {
    match user.count {
        None => vec![user.name.clone()],
        Some(count) => (1..=count).map(|number| format!("{}-{number}", user.name)).collect(),
    }
}

/// People who differ in nothing but their names.
struct Class {
    like: UserSpec,
    members: Vec<String>,
    queues: BTreeSet<String>,
    /// Whether they are supervisors, agents or not.
    supervises: bool,
}

struct People {
    /// Agents.
    classes: Vec<Class>,
    supervisors: Vec<Class>,
}

impl People {
    fn new(spec: &PolicySpec, named: &BTreeSet<String>) -> Self {
        let everyone: Vec<&str> =
            spec.queues.iter().filter(|queue| queue.everyone).map(|queue| queue.name.as_str()).collect();
        let mut people = Self { classes: Vec::new(), supervisors: Vec::new() };
        for user in &spec.users {
            let role = |role: &str| user.roles.as_ref().is_some_and(|roles| roles.iter().any(|it| it == role));
            let agent = user.roles.is_none() || role("agent");
            if role("bot") || !(agent || role("supervisor")) {
                continue;
            }
            let like = UserSpec { name: String::new(), count: None, ..user.clone() };
            let preferred =
                spec.contacts.iter().any(|contact| names(user).iter().any(|name| contact.preferred.contains(name)));
            let kinds = if role("supervisor") && !agent { &mut people.supervisors } else { &mut people.classes };
            match kinds.iter_mut().find(|class| class.like == like && !preferred) {
                Some(class) => class.members.extend(names(user)),
                None => {
                    let queues = user.queues.iter().cloned().chain(everyone.iter().map(|name| (*name).to_owned()));
                    let supervises = role("supervisor");
                    kinds.push(Class { like, members: names(user), queues: queues.collect(), supervises });
                }
            }
        }
        for class in people.classes.iter_mut().chain(&mut people.supervisors) {
            class.members.sort_by_key(|member| !named.contains(member));
        }
        people
    }

    /// The classes of agents who serve one of these queues, those with most members first.
    fn serving(&self, queues: &BTreeSet<String>) -> Vec<usize> {
        let mut serving: Vec<usize> =
            (0..self.classes.len()).filter(|class| !self.classes[*class].queues.is_disjoint(queues)).collect();
        serving.sort_by_key(|class| std::cmp::Reverse(self.classes[*class].members.len()));
        serving
    }
}

/// Every queue that items of a workstream can come into by routing and overflow. Transfers stay within these.
fn queues_of(spec: &PolicySpec, stream: &WorkstreamSpec) -> BTreeSet<String> {
    let mut queues: BTreeSet<String> = BTreeSet::from([stream.queue.clone()]);
    for route in &stream.routes {
        queues.extend(route.queue.iter().cloned());
        queues.extend(route.shares.keys().cloned());
    }
    queues.extend(stream.fallback_queue.iter().cloned());
    loop {
        let reached: BTreeSet<String> = spec
            .queues
            .iter()
            .filter(|queue| queues.contains(&queue.name))
            .flat_map(overflow_targets)
            .filter(|target| !queues.contains(target))
            .collect();
        if reached.is_empty() {
            return queues;
        }
        queues.extend(reached);
    }
}

fn overflow_targets(queue: &QueueSpec) -> Vec<String> {
    let before = queue.overflow.iter().filter_map(|overflow| overflow.queue.clone());
    let within = queue.wait_overflow.iter().filter_map(|overflow| overflow.queue.clone());
    before.chain(within).collect()
}

/// The policy cut down to some workstreams, their queues, and one cast of people.
fn slice(
    spec: &PolicySpec,
    people: &People,
    streams: &[&WorkstreamSpec],
    queues: &BTreeSet<String>,
    cast: &[usize],
    supervisors_max: usize,
) -> Slice {
    let mut taken = vec![0; people.classes.len()];
    let mut users = Vec::new();
    let mut agents = Vec::new();
    let mut add = |like: &UserSpec, name: &String| {
        let kept = like.queues.iter().filter(|queue| queues.contains(*queue)).cloned().collect();
        users.push(UserSpec { name: name.clone(), queues: kept, ..like.clone() });
    };
    for &class in cast {
        let it = &people.classes[class];
        let Some(name) = it.members.get(taken[class]) else { continue };
        taken[class] += 1;
        agents.push(name.clone());
        add(&it.like, name);
    }
    let mut supervisors = Vec::new();
    let near = |class: &&Class| !class.queues.is_disjoint(queues);
    let far = people.supervisors.iter().filter(|class| !near(class));
    // Who is an agent too supervises where nobody else does.
    let both = || people.classes.iter().filter(|class| class.supervises);
    let far_both = both().filter(|class| !near(class));
    let mut candidates = people.supervisors.iter().filter(near).chain(far).chain(both().filter(near)).chain(far_both);
    while supervisors.len() < supervisors_max {
        let Some(class) = candidates.next() else { break };
        let Some(name) = class.members.iter().find(|name| !agents.contains(*name)) else { continue };
        supervisors.push(name.clone());
        add(&class.like, name);
    }
    for stream in streams {
        let bot = stream.bot.as_ref().filter(|bot| !users.iter().any(|user| user.name == **bot));
        if let Some(bot) = bot.and_then(|bot| spec.users.iter().find(|user| user.name == *bot)) {
            let kept = bot.queues.iter().filter(|queue| queues.contains(*queue)).cloned().collect();
            users.push(UserSpec { queues: kept, ..bot.clone() });
        }
    }
    let known = |name: &String| streams.iter().any(|stream| stream.name == *name);
    let mut kept: Vec<QueueSpec> = spec.queues.iter().filter(|queue| queues.contains(&queue.name)).cloned().collect();
    for queue in &mut kept {
        queue.priorities.retain(|bucket| bucket.workstream.as_ref().is_none_or(known));
    }
    let there = |name: &String| users.iter().any(|user| user.name == *name);
    let mut contacts = spec.contacts.clone();
    contacts.retain_mut(|contact| {
        contact.preferred.retain(there);
        !contact.preferred.is_empty()
    });
    let workstreams: Vec<String> = streams.iter().map(|stream| stream.name.clone()).collect();
    let mut kinds: Vec<&str> = Vec::new();
    for class in cast {
        let name = people.classes[*class].members[0].as_str();
        if !kinds.contains(&name) {
            kinds.push(name);
        }
    }
    let who = if kinds.is_empty() { "nobody".to_owned() } else { kinds.join(" and ") };
    Slice {
        name: format!("{}, served by {who}", workstreams.join(" and ")),
        spec: PolicySpec {
            queues: kept,
            workstreams: streams.iter().map(|stream| (*stream).clone()).collect(),
            users,
            contacts,
            settings: SettingsSpec {
                decline_limit: Some(spec.settings.decline_limit.map_or(1, |limit| limit.min(1))),
                ..spec.settings.clone()
            },
            properties: Vec::new(),
            ..spec.clone()
        },
        workstreams,
        queues: queues.iter().cloned().collect(),
        agents,
        also: Vec::new(),
        supervisors,
    }
}

fn left_out(spec: &PolicySpec, people: &People, slices: &[Slice]) -> Vec<String> {
    let mut words = Vec::new();
    for queue in &spec.queues {
        if !slices.iter().any(|slice| slice.queues.contains(&queue.name)) {
            words.push(format!("queue `{}`: no workstream leads into it", queue.name));
        }
    }
    for class in &people.classes {
        let stands = |slice: &Slice| {
            let mut there = slice.agents.iter().chain(&slice.also).chain(&slice.supervisors);
            there.any(|name| class.members.contains(name))
        };
        if !slices.iter().any(stands) {
            let more = class.members.len() - 1;
            let others = if more == 0 { String::new() } else { format!(" and {more} like it") };
            words.push(format!("agent `{}`{others}: serves no workstream's queue", class.members[0]));
        }
    }
    for class in &people.classes {
        let stands = |slice: &Slice, name: &str| {
            let there = slice.agents.iter().chain(&slice.also).any(|agent| class.members.contains(agent));
            there && slice.queues.iter().any(|queue| queue == name)
        };
        let shown = |name: &str| slices.iter().any(|slice| stands(slice, name));
        let served = spec.queues.iter().filter(|queue| class.queues.contains(&queue.name));
        let led = served.filter(|queue| slices.iter().any(|slice| slice.queues.contains(&queue.name)));
        let missing: Vec<String> =
            led.filter(|queue| !shown(&queue.name)).map(|queue| format!("`{}`", queue.name)).collect();
        if !missing.is_empty() && missing.len() < class.queues.len() {
            let queues = missing.join(", ");
            words.push(format!("agent `{}` in {queues}: only others stand in a slice there", class.members[0]));
        }
    }
    for class in &people.supervisors {
        if !slices.iter().any(|slice| slice.supervisors.iter().any(|name| class.members.contains(name))) {
            words.push(format!("supervisor `{}`: others stand in the slices", class.members[0]));
        }
    }
    for profile in &spec.profiles {
        let carried = spec.workstreams.iter().any(|stream| {
            stream.profiles.contains(&profile.name)
                || stream.routes.iter().any(|route| route.profiles.contains(&profile.name))
        });
        if !carried {
            words.push(format!("profile `{}`: no workstream carries it", profile.name));
        }
    }
    for contact in &spec.contacts {
        words.push(format!("contact `{}`: customers are unknown here", contact.name));
    }
    for class in &spec.classes {
        if !spec.workstreams.iter().any(|stream| stream.class.as_ref() == Some(&class.name)) {
            words.push(format!("class `{}`: no workstream has it", class.name));
        }
    }
    words
}

fn abstractions(spec: &PolicySpec) -> Vec<String> {
    let mut words = vec![
        "time: a timer may run out whenever it runs; a finding is shown with times under which it can".to_owned(),
        "customers: no contact is known, so nobody is preferred".to_owned(),
        "transfers: within the queues and people of a slice, though a person may transfer to any".to_owned(),
    ];
    if spec.settings.decline_limit.is_none_or(|limit| limit > 1) {
        words.push("declines: an agent is asked no more after one, not after as many as the policy says".to_owned());
    }
    words.push(
        "numbers: limits beyond the few conversations and agents of a slice (items in a queue, sessions, capacity that \
         so few do not fill) are not reached"
            .to_owned(),
    );
    words.push(
        "views: what stands in no view together is not searched together; workstreams that share people are searched for \
         their competition alone"
            .to_owned(),
    );
    words
}
