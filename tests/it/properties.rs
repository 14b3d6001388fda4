//! Random sequences of actions over random small centers: what must hold after every one of them.
//!
//! Every switch of section 8 is drawn, so are profiles, totals, roles and settings. A sequence is a list of gestures;
//! a gesture names a family of actions and a place in it, and most gestures look for an action that is done, so that
//! the sequences get somewhere ([`at_least_half_of_the_actions_are_done`] measures it). Gestures shrink: fewer, and
//! towards the first action of the first family.
//!
//! Each property is a [`Judge`] that sees a system only through its answers, its events and its state. The same judges
//! judge the kernel, where they must find nothing, and imitations of it with a planted fault, where they must find it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use switchboard::{
    Action, Answer, Change, Channel, Contact, ContactCenter, ConversationId, Desk, Event, Fact, LimitSpec, Phase,
    PolicySpec, Preset, Primary, ProfileId, ProfileSpec, QueueSpec, Replica, Reset, Route, SettingsSpec, Stage,
    Switches, Talk, Toggle, UserId, UserSpec, WorkstreamSpec, WrapUpSpec,
};

use crate::small_center::{Family, System, every_action, kind, label};

const CONVERSATIONS_MAX: u32 = 3;
const GESTURES_MAX: usize = 60;

// ---- what is drawn --------------------------------------------------------------------------------------------

/// One action, by numbers.
#[derive(Debug, Clone, Copy)]
struct Gesture {
    family: Family,
    place: u16,
    /// Whether to look on from there for an action that is done.
    seeks: bool,
}

/// A policy and what is tried under it.
#[derive(Debug, Clone)]
struct Case {
    spec: PolicySpec,
    gestures: Vec<Gesture>,
}

fn gesture() -> impl Strategy<Value = Gesture> {
    let family = proptest::prop_oneof![
        2 => Just(Family::Create),
        4 => Just(Family::Supervise),
        7 => Just(Family::Handle),
        2 => Just(Family::Contact),
        3 => Just(Family::Clock),
        3 => Just(Family::Route),
        2 => Just(Family::Desk),
        2 => Just(Family::Change),
    ];
    (family, any::<u16>(), proptest::bool::weighted(0.75)).prop_map(|(family, place, seeks)| Gesture {
        family,
        place,
        seeks,
    })
}

fn switches() -> impl Strategy<Value = BTreeMap<String, String>> {
    let options: Vec<_> = Switches::ALL.iter().map(|info| option::of(0..info.options.len())).collect();
    options.prop_map(|chosen| {
        let named = Switches::ALL.iter().zip(chosen).filter_map(|(info, place)| {
            place.map(|place| (info.id.to_owned(), info.options[place].letter.to_string()))
        });
        named.collect()
    })
}

fn profiles() -> impl Strategy<Value = Vec<ProfileSpec>> {
    let profile = (0..3_i64, any::<bool>(), any::<bool>());
    vec(profile, 0..=2).prop_map(|profiles| {
        let named = profiles.into_iter().zip(["p", "q"]).map(|((limit, blocking, daily), name)| ProfileSpec {
            name: name.to_owned(),
            limit,
            blocking,
            reset: daily.then(|| "end-of-day".to_owned()),
        });
        named.collect()
    })
}

fn settings() -> impl Strategy<Value = SettingsSpec> {
    (any::<[bool; 4]>(), 1..=3_i64).prop_map(|([missed, rejected, consults, direct], declines)| SettingsSpec {
        monitor: Some(true),
        assign: Some(true),
        transfer: Some(true),
        force_close: Some(true),
        direct_transfer: Some(direct),
        missed_offers_set_inactive: Some(missed),
        rejected_offers_set_dnd: Some(rejected),
        consult_costs_capacity: Some(consults),
        decline_limit: Some(declines),
        ..SettingsSpec::default()
    })
}

/// One workstream as drawn: channel, cost, block, pick, auto-assign, affinity, bot, how many profiles.
type Stream = (Channel, i64, u8, bool, bool, bool, bool, usize);

fn workstream(number: usize, stream: Stream, profiles: &[ProfileSpec]) -> WorkstreamSpec {
    let (channel, cost, block, pick, auto_assign, affinity, bot, attached) = stream;
    let pick = pick && channel != Channel::Voice;
    WorkstreamSpec {
        name: format!("work-{number}"),
        channel: channel.name().to_owned(),
        queue: format!("{}-1", kind(channel)),
        cost,
        profiles: profiles.iter().take(attached).map(|profile| profile.name.clone()).collect(),
        wrap_up_block: match block {
            0 => None,
            1 => Some(WrapUpSpec::Word("never".to_owned())),
            _ => Some(WrapUpSpec::Seconds(60)),
        },
        distribution: pick.then(|| "pick".to_owned()),
        pick_from_push: !pick,
        affinity: (channel != Channel::Voice && channel != Channel::Record).then_some(affinity),
        auto_assign,
        bot: (bot && !pick && channel != Channel::Record).then(|| "max".to_owned()),
        ..WorkstreamSpec::default()
    }
}

/// A valid policy: one or two workstreams, two queues for each kind of work, two or three people and a bot.
fn policy() -> impl Strategy<Value = PolicySpec> {
    let stream = (
        select(Channel::ALL.to_vec()),
        select(vec![0_i64, 30, 60]),
        0..3_u8,
        proptest::bool::weighted(0.2),
        proptest::bool::weighted(0.2),
        any::<bool>(),
        proptest::bool::weighted(0.2),
        0..=2_usize,
    );
    let user = (select(vec![0_i64, 60, 100]), any::<bool>(), any::<[bool; 3]>(), any::<bool>());
    let channels = vec(stream, 1..=2);
    let parts = (select(Preset::ALL.to_vec()), switches(), settings(), profiles(), channels, vec(user, 1..=3));
    parts.prop_filter_map("the policy excludes itself", |(preset, switches, settings, profiles, streams, users)| {
        let kinds: BTreeSet<String> = streams.iter().map(|stream| kind(stream.0)).collect();
        let queues: Vec<QueueSpec> = kinds
            .iter()
            .flat_map(|kind| {
                [1, 2].map(|n| QueueSpec {
                    name: format!("{kind}-{n}"),
                    kind: kind.clone(),
                    priority: n,
                    ..QueueSpec::default()
                })
            })
            .collect();
        let all: Vec<String> = queues.iter().map(|queue| queue.name.clone()).collect();
        let main: Vec<String> = all.iter().filter(|name| name.ends_with('1')).cloned().collect();
        let mut people: Vec<UserSpec> = Vec::new();
        for (number, (units, everywhere, [supervises, first, second], access)) in users.into_iter().enumerate() {
            let mut roles = vec!["agent".to_owned()];
            // Somebody has to be able to supervise.
            if supervises || number == 0 {
                roles.push("supervisor".to_owned());
            }
            let held = profiles.iter().zip([first, second]).filter(|(_, holds)| *holds);
            people.push(UserSpec {
                name: format!("user-{number}"),
                roles: Some(roles),
                units,
                profiles: held.map(|(profile, _)| (profile.name.clone(), LimitSpec::Default(true))).collect(),
                queues: if everywhere { all.clone() } else { main.clone() },
                record_access: Some(access || number == 0),
                ..UserSpec::default()
            });
        }
        people.push(UserSpec {
            name: "max".to_owned(),
            roles: Some(vec!["bot".to_owned()]),
            queues: main,
            ..UserSpec::default()
        });
        let spec = PolicySpec {
            name: "drawn".to_owned(),
            preset: Some(preset.name().to_owned()),
            switches,
            settings,
            queues,
            workstreams: streams.into_iter().enumerate().map(|(n, stream)| workstream(n, stream, &profiles)).collect(),
            profiles,
            users: people,
            ..PolicySpec::default()
        };
        spec.build().is_ok().then_some(spec)
    })
}

fn case() -> impl Strategy<Value = Case> {
    (policy(), vec(gesture(), 1..=GESTURES_MAX)).prop_map(|(spec, gestures)| Case { spec, gestures })
}

// ---- how a case is run ----------------------------------------------------------------------------------------

/// What a step did, as a judge sees it.
pub(crate) struct Seen<'a> {
    pub(crate) before: &'a ContactCenter,
    pub(crate) action: Action,
    pub(crate) answer: Answer,
    pub(crate) after: &'a ContactCenter,
    pub(crate) events: &'a [Event],
}

/// A property of sequences of steps.
pub(crate) trait Judge {
    /// What is wrong after this step, if anything is.
    fn wrong(&mut self, seen: &Seen<'_>) -> Option<String>;
}

/// How many actions got which answer, by family.
#[derive(Debug, Default)]
struct Tally {
    done: BTreeMap<Family, u64>,
    other: BTreeMap<Family, u64>,
    stages: BTreeSet<Stage>,
    overbooked: u64,
}

/// All actions by family and operation, so that each operation is as likely as the next, however many targets it has.
struct Chooser {
    families: BTreeMap<Family, Vec<Vec<Action>>>,
}

impl Chooser {
    fn new(center: &ContactCenter) -> Self {
        let ids: Vec<ConversationId> =
            (0..=CONVERSATIONS_MAX).map(|slot| ConversationId { slot, generation: 0 }).collect();
        let mut named: BTreeMap<(Family, String), Vec<Action>> = BTreeMap::new();
        for action in every_action(center, &ids) {
            named.entry((Family::of(action), label(action))).or_default().push(action);
        }
        let mut families: BTreeMap<Family, Vec<Vec<Action>>> = BTreeMap::new();
        for ((family, _), actions) in named {
            families.entry(family).or_default().push(actions);
        }
        Self { families }
    }

    /// The actions of a family, from the gesture's operation and target on, round to where it began.
    fn from(&self, family: Family, gesture: Gesture) -> impl Iterator<Item = Action> + '_ {
        let operations = &self.families[&family];
        let place = usize::from(gesture.place);
        let first = place % operations.len();
        let turned = operations[first..].iter().chain(&operations[..first]);
        turned.flat_map(move |actions| {
            let target = place / operations.len() % actions.len();
            actions[target..].iter().chain(&actions[..target]).copied()
        })
    }

    fn choose(&self, gesture: Gesture, center: &ContactCenter) -> Option<Action> {
        if gesture.family == Family::Create && center.conversations().count() >= CONVERSATIONS_MAX as usize {
            return None;
        }
        if gesture.seeks {
            let mut probe = center.clone();
            // Where the family has nothing to do, somebody else has.
            let others = [Family::Handle, Family::Route, Family::Supervise, Family::Clock, Family::Desk];
            let families = core::iter::once(gesture.family).chain(others);
            let mut actions = families.flat_map(|family| self.from(family, gesture));
            if let Some(action) = actions.find(|action| probe.apply(*action).is_done()) {
                return Some(action);
            }
        }
        self.from(gesture.family, gesture).next()
    }
}

/// Everybody signs in, or gestures would spend themselves on it; then the gestures. Returns the first thing that a judge finds wrong.
fn run(case: &Case, system: &mut impl System, judge: &mut dyn Judge, tally: &mut Tally) -> Result<(), String> {
    let chooser = Chooser::new(system.center());
    let users = (0..system.center().policy().users().len()).map(UserId::at);
    let mut opening: Vec<Action> = users.map(|agent| Action::Desk { agent, operation: Desk::SignIn }).rev().collect();
    let mut gestures = case.gestures.iter();
    loop {
        let action = match opening.pop() {
            Some(action) => action,
            None => match gestures.next().map(|gesture| chooser.choose(*gesture, system.center())) {
                Some(Some(action)) => action,
                Some(None) => continue,
                None => return Ok(()),
            },
        };
        let before = system.center().clone();
        let answer = system.apply(action);
        let counts = if answer.is_done() { &mut tally.done } else { &mut tally.other };
        *counts.entry(Family::of(action)).or_default() += 1;
        let after = system.center();
        tally.stages.extend(after.conversations().map(|id| after.stage(id)));
        let users = || (0..after.policy().users().len()).map(UserId::at);
        tally.overbooked += u64::from(users().any(|user| after.available_units(user) < 0));
        let seen = Seen { before: &before, action, answer, after, events: system.events() };
        if let Some(what) = judge.wrong(&seen) {
            return Err(what);
        }
    }
}

fn start(case: &Case) -> ContactCenter {
    ContactCenter::new(case.spec.build().expect("only valid policies are drawn"))
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 2_000,
        rng_seed: RngSeed::Fixed(2_026),
        ..Config::default()
    })
}

/// The property holds of the kernel.
pub(crate) fn holds<J: Judge>(judge: impl Fn(&ContactCenter) -> J) {
    let verdict = runner(192).run(&case(), |case| {
        let mut center = start(&case);
        let mut judge = judge(&center);
        run(&case, &mut center, &mut judge, &mut Tally::default()).map_err(TestCaseError::fail)
    });
    match verdict {
        Ok(()) => {}
        Err(TestError::Fail(reason, case)) => panic!("{reason}\n{}", told(&case)),
        Err(TestError::Abort(reason)) => panic!("the cases ran out: {reason}"),
    }
}

/// A case as its switches and the actions that its gestures mean.
fn told(case: &Case) -> String {
    let Case { spec, .. } = case;
    let mut text = format!(
        "{:?} {:?}\n{:?}\n{:?}\n{:?}\n{:?}\n",
        spec.preset, spec.switches, spec.settings, spec.workstreams, spec.profiles, spec.users
    );
    let mut center = start(case);
    let mut record = Record::default();
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        run(case, &mut center, &mut record, &mut Tally::default())
    }));
    for (action, answer, _) in record.0 {
        text += &format!("  {action:?}: {answer}\n");
    }
    text
}

/// What the property finds wrong in a kernel with this fault.
fn catches<J: Judge>(fault: Fault, judge: impl Fn(&ContactCenter) -> J) -> String {
    let verdict = runner(192).run(&case(), |case| {
        let center = start(&case);
        let mut judge = judge(&center);
        let mut system = Faulty { center, fault, events: Vec::new() };
        run(&case, &mut system, &mut judge, &mut Tally::default()).map_err(TestCaseError::fail)
    });
    match verdict {
        Err(TestError::Fail(reason, _)) => reason.message().to_owned(),
        Err(TestError::Abort(reason)) => panic!("the cases ran out: {reason}"),
        Ok(()) => panic!("{fault:?} passed unseen"),
    }
}

// ---- the faults -------------------------------------------------------------------------------------------------

/// What an imitation of the kernel does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// A refused action flips a toggle all the same.
    ActsOnRefusal,
    /// A refused action repeats what was told last.
    TellsOnRefusal,
    /// A charge is told twice.
    ChargesTwice,
    /// A release is not told.
    ForgetsRelease,
    /// Somebody is given a waiting conversation in silence.
    AssignsInSilence,
    /// The change of primary names somebody else.
    NamesAnother,
    /// A message reopens what is closed.
    Reopens,
    /// An offer is not told.
    ForgetsOffer,
    /// A timer that runs is not told.
    ForgetsTimer,
}

struct Faulty {
    center: ContactCenter,
    fault: Fault,
    events: Vec<Event>,
}

impl System for Faulty {
    fn apply(&mut self, action: Action) -> Answer {
        let answer = self.center.apply(action);
        if self.fault == Fault::TellsOnRefusal && !answer.is_done() {
            return answer;
        }
        self.events = self.center.events().to_vec();
        match self.fault {
            Fault::ActsOnRefusal => {
                if matches!(answer, Answer::Refused(_)) {
                    let toggle = Toggle::Monitor;
                    let on = !self.center.is_on(toggle);
                    let _ = self.center.apply(Action::Configure(Change::SetToggle { toggle, on }));
                }
            }
            Fault::TellsOnRefusal => {}
            Fault::ChargesTwice => {
                let charge = |event: &&Event| matches!(event.fact, Fact::CapacityConsumed { .. });
                self.events.extend(self.events.clone().iter().find(charge));
            }
            Fault::ForgetsRelease => {
                self.events.retain(|event| !matches!(event.fact, Fact::CapacityReleased { .. }));
            }
            Fault::AssignsInSilence => {
                if let Action::Customer { conversation, operation: Contact::Message } = action
                    && answer.is_done()
                    && self.center.stage(conversation) == Stage::Open
                {
                    let talk = Talk::with(Primary::Agent(UserId::at(0)));
                    self.center.situate(conversation, Phase::InConversation(talk));
                }
            }
            Fault::NamesAnother => {
                for event in &mut self.events {
                    if let Fact::PrimaryChanged { to: Some(to), .. } = &mut event.fact {
                        to.0 += 1;
                    }
                }
            }
            Fault::Reopens => {
                if let Action::Customer { conversation, operation: Contact::Message } = action
                    && self.center.conversations().any(|id| id == conversation)
                    && self.center.phase(conversation) == (Phase::Closed { block: None })
                {
                    self.center.situate(conversation, Phase::Open { first: None });
                    return Answer::Done;
                }
            }
            Fault::ForgetsOffer => self.events.retain(|event| !matches!(event.fact, Fact::OfferMade { .. })),
            Fault::ForgetsTimer => self.events.retain(|event| !matches!(event.fact, Fact::TimerArmed { .. })),
        }
        answer
    }

    fn center(&self) -> &ContactCenter {
        &self.center
    }

    fn events(&self) -> &[Event] {
        &self.events
    }
}

// ---- refused or unchanged: bit for bit as before ------------------------------------------------------------------

struct ChangesNothing;

impl Judge for ChangesNothing {
    fn wrong(&mut self, seen: &Seen<'_>) -> Option<String> {
        if seen.answer.is_done() {
            return seen.events.is_empty().then(|| "done, but nothing happened".to_owned());
        }
        if seen.before != seen.after {
            return Some("not done, but the state changed".to_owned());
        }
        (!seen.events.is_empty()).then(|| "not done, but there are events".to_owned())
    }
}

#[test]
fn what_is_not_done_changes_nothing() {
    holds(|_| ChangesNothing);
}

#[test]
fn what_is_not_done_changes_nothing_can_fail() {
    assert_eq!(catches(Fault::ActsOnRefusal, |_| ChangesNothing), "not done, but the state changed");
    assert_eq!(catches(Fault::TellsOnRefusal, |_| ChangesNothing), "not done, but there are events");
}

// ---- capacity is conserved ------------------------------------------------------------------------------------------

/// A ledger of its own, kept from the facts alone, and compared with the kernel's.
struct Ledger {
    units: Vec<i32>,
    used: Vec<i32>,
    reserved: Vec<i32>,
    /// By person and profile, for profiles that reset at once.
    profiles: BTreeMap<(UserId, ProfileId), i32>,
    /// The open charges by conversation and person.
    open: BTreeMap<(ConversationId, UserId), u32>,
    first_agents: BTreeMap<ConversationId, UserId>,
}

impl Ledger {
    fn new(center: &ContactCenter) -> Self {
        let users = center.policy().users();
        Self {
            units: users.iter().map(|user| i32::from(user.units)).collect(),
            used: vec![0; users.len()],
            reserved: vec![0; users.len()],
            profiles: BTreeMap::new(),
            open: BTreeMap::new(),
            first_agents: BTreeMap::new(),
        }
    }

    /// Books one fact; says what is wrong with it.
    fn book(&mut self, center: &ContactCenter, fact: Fact) -> Option<String> {
        let cost = |id| {
            let workstream = center.workstream_of(id).expect("a charged conversation is known");
            i32::from(center.policy().workstreams()[workstream.index()].cost)
        };
        // Of all the facts, four move the ledger and three say what it has to know.
        let (agent, available) = if let Fact::CapacityConsumed { conversation, agent, available } = fact {
            self.used[agent.index()] += cost(conversation);
            *self.open.entry((conversation, agent)).or_default() += 1;
            for profile in center.profiles_of(conversation).iter() {
                *self.profiles.entry((agent, profile)).or_default() += 1;
            }
            (agent, available)
        } else if let Fact::CapacityReleased { conversation, agent, available } = fact {
            self.used[agent.index()] -= cost(conversation);
            match self.open.get_mut(&(conversation, agent)).filter(|open| **open > 0) {
                Some(open) => *open -= 1,
                None => return Some("a release without a charge (EV-04)".to_owned()),
            }
            for profile in center.profiles_of(conversation).iter() {
                *self.profiles.entry((agent, profile)).or_default() -= 1;
            }
            (agent, available)
        } else if let Fact::CapacityReserved { conversation, agent, available } = fact {
            self.reserved[agent.index()] += cost(conversation);
            (agent, available)
        } else if let Fact::CapacityUnreserved { conversation, agent, available } = fact {
            self.reserved[agent.index()] -= cost(conversation);
            (agent, available)
        } else {
            if let Fact::UnitsConfigured { agent, units } = fact {
                self.units[agent.index()] = i32::from(units);
            }
            if let Fact::FirstAgentKept { conversation, agent } = fact {
                self.first_agents.insert(conversation, agent);
            }
            if let Fact::FirstAgentFreed { conversation, .. } = fact {
                self.first_agents.remove(&conversation);
            }
            return None;
        };
        let place = agent.index();
        let expected = self.units[place] - self.used[place] - self.reserved[place];
        (available != expected).then(|| "a capacity fact tells a wrong remainder".to_owned())
    }

    /// Every unit spent is held by somebody whose part in the conversation costs something.
    fn unexplained(&self, center: &ContactCenter) -> bool {
        center.conversations().any(|id| {
            let phase = center.phase(id);
            let pending = if let Phase::InConversation(talk) = phase { talk.pending } else { None };
            let pending = pending.map(|pending| pending.agent);
            let block = if let Phase::Closed { block } = phase { block } else { None };
            let parts = [phase.primary(), pending, block, self.first_agents.get(&id).copied()];
            let seats = center.participants(id);
            center.charged(id).any(|agent| {
                !parts.contains(&Some(agent)) && !seats.iter().any(|seat| seat.user == agent && seat.charged)
            })
        })
    }
}

impl Judge for Ledger {
    fn wrong(&mut self, seen: &Seen<'_>) -> Option<String> {
        let center = seen.after;
        if let Some(what) = seen.events.iter().find_map(|event| self.book(center, event.fact)) {
            return Some(what);
        }
        for user in (0..self.used.len()).map(UserId::at) {
            if center.used_units(user) != self.used[user.index()] {
                return Some("the ledgers disagree about units".to_owned());
            }
            for (number, profile) in center.policy().profiles().iter().enumerate() {
                let profile_id = ProfileId::at(number);
                let booked = self.profiles.get(&(user, profile_id)).copied().unwrap_or(0);
                let used = center.used_profile(user, profile_id);
                if profile.reset == Reset::Immediate && used != booked {
                    return Some("the ledgers disagree about a profile".to_owned());
                }
                if used < 0 {
                    return Some("less than nothing is used of a profile".to_owned());
                }
            }
        }
        let charged: BTreeSet<(ConversationId, UserId)> =
            center.conversations().flat_map(|id| center.charged(id).map(move |agent| (id, agent))).collect();
        let open: BTreeSet<(ConversationId, UserId)> =
            self.open.iter().filter(|(_, open)| **open > 0).map(|(key, _)| *key).collect();
        if charged != open {
            return Some("the ledgers disagree about who is charged for what".to_owned());
        }
        if self.unexplained(center) {
            return Some("somebody is charged who has no part that costs".to_owned());
        }
        center.violation()
    }
}

#[test]
fn capacity_is_conserved() {
    holds(Ledger::new);
}

#[test]
fn capacity_is_conserved_can_fail() {
    // Cases shrink to conversations that cost nothing, where a wrong charge shows only in who is charged.
    for fault in [Fault::ChargesTwice, Fault::ForgetsRelease, Fault::AssignsInSilence] {
        assert_eq!(catches(fault, Ledger::new), "the ledgers disagree about who is charged for what", "{fault:?}");
    }
}

// ---- one primary at most ----------------------------------------------------------------------------------------------

/// The primary as the facts tell it, from one change to the next.
#[derive(Default)]
struct OnePrimary {
    primaries: BTreeMap<ConversationId, UserId>,
    stages: BTreeMap<ConversationId, Stage>,
}

impl Judge for OnePrimary {
    fn wrong(&mut self, seen: &Seen<'_>) -> Option<String> {
        for event in seen.events {
            if let Fact::PrimaryChanged { conversation, from, to } = event.fact {
                if self.primaries.get(&conversation).copied() != from {
                    return Some("a primary is succeeded who was not primary".to_owned());
                }
                match to {
                    Some(agent) => self.primaries.insert(conversation, agent),
                    None => self.primaries.remove(&conversation),
                };
            }
            if let Fact::StateChanged { conversation, from, to, .. } = event.fact
                && self.stages.insert(conversation, to).is_some_and(|stage| stage != from)
            {
                return Some("a state is left that was not entered".to_owned());
            }
        }
        for id in seen.after.conversations() {
            let phase = seen.after.phase(id);
            if phase.primary() != self.primaries.get(&id).copied() {
                return Some("the facts and the state name different primaries".to_owned());
            }
            if self.stages.get(&id).is_some_and(|stage| *stage != phase.stage()) {
                return Some("the facts and the state name different states".to_owned());
            }
            let seats = seen.after.participants(id);
            let people: BTreeSet<UserId> = seats.iter().map(|seat| seat.user).chain(phase.primary()).collect();
            if people.len() != seats.len() + usize::from(phase.primary().is_some()) {
                return Some("somebody holds two seats (PART-02)".to_owned());
            }
        }
        None
    }
}

#[test]
fn there_is_one_primary_at_most() {
    holds(|_| OnePrimary::default());
}

#[test]
fn there_is_one_primary_at_most_can_fail() {
    let primary = |_: &ContactCenter| OnePrimary::default();
    assert_eq!(catches(Fault::NamesAnother, primary), "the facts and the state name different primaries");
    assert_eq!(catches(Fault::AssignsInSilence, primary), "the facts and the state name different primaries");
}

// ---- Closed is terminal ------------------------------------------------------------------------------------------------

struct ClosedIsTerminal;

impl Judge for ClosedIsTerminal {
    fn wrong(&mut self, seen: &Seen<'_>) -> Option<String> {
        for id in seen.before.conversations().filter(|id| seen.before.stage(*id) == Stage::Closed) {
            if seen.after.stage(id) != Stage::Closed {
                return Some("a closed conversation went on (ST-41)".to_owned());
            }
            let about = seen.events.iter().filter(|event| event.fact.conversation() == Some(id));
            let mut others = about.filter(|event| {
                // A custom block that outlives its conversation still ends (POL-07 a).
                !matches!(
                    event.fact,
                    Fact::WrapUpBlockEnded { .. } | Fact::TimerCleared { .. } | Fact::CapacityReleased { .. }
                )
            });
            if others.next().is_some() {
                return Some("something happened to a closed conversation (ST-41)".to_owned());
            }
        }
        None
    }
}

#[test]
fn closed_is_terminal() {
    holds(|_| ClosedIsTerminal);
}

#[test]
fn closed_is_terminal_can_fail() {
    assert_eq!(catches(Fault::Reopens, |_| ClosedIsTerminal), "a closed conversation went on (ST-41)");
}

// ---- the events tell the whole state (EV-01) ----------------------------------------------------------------------------

struct Replays(Replica);

impl Replays {
    fn new(center: &ContactCenter) -> Self {
        Self(Replica::new(center.policy()))
    }
}

impl Judge for Replays {
    fn wrong(&mut self, seen: &Seen<'_>) -> Option<String> {
        seen.events.iter().for_each(|event| self.0.absorb(event));
        self.0.difference(&Replica::of(seen.after)).map(|what| format!("after {:?}, {what}", seen.action))
    }
}

#[test]
fn the_state_is_a_fold_over_the_events() {
    holds(Replays::new);
}

#[test]
fn the_state_is_a_fold_over_the_events_can_fail() {
    for fault in [
        Fault::ChargesTwice,
        Fault::ForgetsRelease,
        Fault::AssignsInSilence,
        Fault::NamesAnother,
        Fault::Reopens,
        Fault::ForgetsOffer,
        Fault::ForgetsTimer,
    ] {
        let what = catches(fault, Replays::new);
        assert!(what.starts_with("after "), "{fault:?}: {what}");
    }
}

// ---- the same again ------------------------------------------------------------------------------------------------

/// Everything that a run tells and leaves behind.
#[derive(Default)]
struct Record(Vec<(Action, Answer, Vec<Event>)>);

impl Judge for Record {
    fn wrong(&mut self, seen: &Seen<'_>) -> Option<String> {
        self.0.push((seen.action, seen.answer, seen.events.to_vec()));
        None
    }
}

/// Runs a case on two systems; the same actions must get the same answers, events and states.
fn differs<S: System>(case: &Case, mut first: S, mut second: S) -> Result<(), String> {
    let mut record = Record::default();
    run(case, &mut first, &mut record, &mut Tally::default())?;
    for (action, answer, events) in record.0 {
        if second.apply(action) != answer || second.events() != events {
            return Err("the same actions have different outcomes".to_owned());
        }
    }
    if first.center() != second.center() {
        return Err("the same actions lead to different states".to_owned());
    }
    Ok(())
}

#[test]
fn the_same_actions_have_the_same_outcome() {
    let verdict =
        runner(192).run(&case(), |case| differs(&case, start(&case), start(&case)).map_err(TestCaseError::fail));
    if let Err(error) = verdict {
        panic!("{error}");
    }
}

/// Reads something that is no part of its state: how many centers there were before.
struct Moody {
    center: ContactCenter,
    mood: usize,
}

impl System for Moody {
    fn apply(&mut self, action: Action) -> Answer {
        // Ties go to whoever the mood prefers.
        if matches!(action, Action::Router(_)) && self.mood > 0 {
            let agent = UserId::at(self.mood % self.center.policy().users().len());
            return self.center.apply(Action::Router(Route::Agent(agent)));
        }
        self.center.apply(action)
    }

    fn center(&self) -> &ContactCenter {
        &self.center
    }

    fn events(&self) -> &[Event] {
        self.center.events()
    }
}

#[test]
fn the_same_actions_have_the_same_outcome_can_fail() {
    let verdict = runner(192).run(&case(), |case| {
        let moody = |mood| Moody { center: start(&case), mood };
        differs(&case, moody(0), moody(1)).map_err(TestCaseError::fail)
    });
    let Err(TestError::Fail(reason, _)) = verdict else { panic!("the fault passed unseen") };
    assert_eq!(reason.message(), "the same actions have different outcomes");
}

// ---- the sequences get somewhere ----------------------------------------------------------------------------------------

#[test]
fn at_least_half_of_the_actions_are_done() {
    let tally = std::cell::RefCell::new(Tally::default());
    let verdict = runner(192).run(&case(), |case| {
        let mut center = start(&case);
        run(&case, &mut center, &mut ChangesNothing, &mut tally.borrow_mut()).map_err(TestCaseError::fail)
    });
    assert!(verdict.is_ok());
    let tally = tally.into_inner();
    let (done, other) = (tally.done.values().sum::<u64>(), tally.other.values().sum::<u64>());
    assert!(done >= other, "{done} done, {other} not");
    assert!(other * 5 > done, "refusals must be common too: {done} done, {other} not");
    assert_eq!(tally.done.keys().copied().collect::<Vec<_>>(), Family::ALL);
    assert_eq!(tally.stages.iter().copied().collect::<Vec<_>>(), Stage::ALL);
    assert!(tally.overbooked > 0, "capacity below zero is reached");
}

// ---- which policies exist ------------------------------------------------------------------------------------------

#[test]
fn ownership_at_accept_excludes_what_reopens() {
    let mut refused = Vec::new();
    for rejected in ["a", "b", "c", "d"] {
        for timed_out in ["a", "b", "c", "d", "e"] {
            for moves in ["a", "b"] {
                let switches = [("POL-01", rejected), ("POL-02", timed_out), ("POL-03", moves)];
                let spec = PolicySpec {
                    switches: switches.map(|(id, option)| (id.to_owned(), option.to_owned())).into(),
                    ..PolicySpec::default()
                };
                if spec.build().is_err() {
                    refused.push(format!("{rejected}{timed_out}{moves}"));
                }
            }
        }
    }
    // POL-03: "not together with POL-01 a, POL-02 a or e".
    assert_eq!(refused.join(" "), "aab abb acb adb aeb bab beb cab ceb dab deb");
}

#[test]
fn every_option_of_every_switch_is_in_some_policy() {
    for info in Switches::ALL {
        for option in info.options {
            let mut switches: BTreeMap<String, String> = BTreeMap::new();
            switches.insert(info.id.to_owned(), option.letter.to_string());
            if (info.id, option.letter) == ("POL-03", 'b') {
                switches.insert("POL-01".to_owned(), "b".to_owned());
                switches.insert("POL-02".to_owned(), "b".to_owned());
            }
            let spec = PolicySpec { switches, ..PolicySpec::default() };
            assert!(spec.build().is_ok(), "{} {}", info.id, option.letter);
        }
    }
}
