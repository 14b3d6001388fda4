//! What the checks say, asked of the kernel: whoever is said to get nothing is given nothing, and the other way round.

use std::collections::{BTreeMap, BTreeSet};

use switchboard::{
    Action, Arrival, AssignmentRuleSpec, Base, Contact, ContactCenter, ConversationId, Desk, Fact, Handle, LimitSpec,
    Policy, PolicySpec, PolicyStep, ProfileId, ProfileSet, ProfileSpec, QueueId, QueueSpec, RequirementSpec, Route,
    RouteSpec, Stage, TimeoutRuleSpec, Timer, Upkeep, UserId, UserSpec, WorkstreamId, WorkstreamSpec,
};

use crate::analysis::{Diagnostic, analyse};

fn word(word: &str) -> String {
    word.to_owned()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|one| word(one)).collect()
}

/// One queue, one workstream, nobody.
fn small() -> PolicySpec {
    PolicySpec {
        skills: words(&["french"]),
        requirements: vec![RequirementSpec { name: word("need"), skills: [(word("french"), 50)].into() }],
        groups: words(&["one"]),
        profiles: vec![ProfileSpec { name: word("gold"), limit: 1, ..ProfileSpec::default() }],
        queues: vec![QueueSpec { name: word("chats"), kind: word("messaging"), ..QueueSpec::default() }],
        workstreams: vec![WorkstreamSpec {
            name: word("message"),
            channel: word("async"),
            queue: word("chats"),
            cost: 30,
            ..WorkstreamSpec::default()
        }],
        ..PolicySpec::default()
    }
}

fn agent(name: &str) -> UserSpec {
    UserSpec { name: word(name), units: 100, queues: words(&["chats"]), ..UserSpec::default() }
}

fn built(spec: &PolicySpec) -> Policy {
    spec.build().unwrap_or_else(|error| panic!("{error}\n{spec:?}"))
}

fn has(found: &[Diagnostic], codes: &[&str]) -> bool {
    found.iter().any(|one| codes.contains(&one.code))
}

/// A center in which everybody has just signed in.
fn morning(policy: Policy) -> ContactCenter {
    let people = policy.users().len();
    let mut center = ContactCenter::new(policy);
    for agent in (0..people).map(UserId::at) {
        assert!(center.apply(Action::Desk { agent, operation: Desk::SignIn }).is_done());
    }
    center
}

/// One conversation comes, and the router looks once.
fn comes(center: &mut ContactCenter) -> ConversationId {
    let queue = QueueId::at(0);
    assert!(center.apply(Action::Create(Arrival::new(WorkstreamId::at(0), queue))).is_done());
    let conversation = center.created().expect("it was created");
    let _ = center.apply(Action::Router(Route::Queue(queue)));
    conversation
}

/// Whether one that comes or one that is there already is offered.
fn goes_on(center: &mut ContactCenter, before: ConversationId) -> bool {
    let next = comes(center);
    [before, next].into_iter().any(|one| center.stage(one) == Stage::Offered)
}

fn is_offered(center: &mut ContactCenter) -> bool {
    let conversation = comes(center);
    center.stage(conversation) == Stage::Offered
}

#[test]
fn a_conversation_is_said_to_reach_nobody_exactly_where_the_router_finds_nobody() {
    let queue_kinds: [fn(&mut QueueSpec); 5] = [
        |_| {},
        |queue| {
            queue.levels = vec![switchboard::LevelSpec { groups: words(&["one"]), after_s: 0 }];
            queue.levels_fallback = Some(word("groups"));
        },
        |queue| {
            queue.method = Some(word("custom"));
            queue.rules = vec![AssignmentRuleSpec { units: Some(40), ..AssignmentRuleSpec::default() }];
        },
        |queue| {
            queue.method = Some(word("custom"));
            queue.rules = vec![AssignmentRuleSpec { groups: Some(words(&["one"])), ..AssignmentRuleSpec::default() }];
        },
        |queue| {
            queue.method = Some(word("custom"));
            queue.rules = vec![AssignmentRuleSpec { skills: true, ..AssignmentRuleSpec::default() }];
        },
    ];
    let mut cases = 0;
    // Each figure picks one of the choices below it.
    for number in 0..5 * 3 * 3 * 2 * 2 * 3 * 2 * 2 * 3 * 2 * 2 {
        let mut rest = number;
        let mut one_of = |choices: usize| {
            let chosen = rest % choices;
            rest /= choices;
            chosen
        };
        let mut spec = small();
        queue_kinds[one_of(5)](&mut spec.queues[0]);
        spec.workstreams[0].cost = [0, 30, 100][one_of(3)];
        let mut ann = UserSpec { units: [0, 30, 100][one_of(3)], ..agent("ann") };
        if one_of(2) == 1 {
            ann.channels = Some(words(&["voice"]));
        }
        if one_of(2) == 1 {
            spec.workstreams[0].profiles = words(&["gold"]);
        }
        let limit = [None, Some(LimitSpec::Own(0)), Some(LimitSpec::Default(true))][one_of(3)].clone();
        ann.profiles = limit.map(|limit| (word("gold"), limit)).into_iter().collect();
        spec.profiles[0].blocking = one_of(2) == 1;
        if one_of(2) == 1 {
            spec.workstreams[0].skill_matching = Some(word("exact"));
            spec.workstreams[0].requirement = Some(word("need"));
        }
        ann.skills = [None, Some(40), Some(60)][one_of(3)].map(|level| (word("french"), level)).into_iter().collect();
        if one_of(2) == 1 {
            ann.groups = words(&["one"]);
        }
        spec.users.push(ann);
        if one_of(2) == 1 {
            // Somebody who has units and serves the channel, but has neither profile, skill nor group.
            spec.users.push(agent("bob"));
        }
        let policy = built(&spec);
        let found = analyse(&spec, &policy);
        let blocked = found.iter().filter(|one| one.code == "blocked-for-ever").count() == spec.users.len();
        let nobody = [
            "channel-nobody-serves",
            "cost-nobody-holds",
            "profile-nobody-has",
            "skill-nobody-has",
            "levels-reach-nobody",
            "rules-match-nobody",
            "nobody-fits",
        ];
        let said = !blocked && !has(&found, &nobody);
        assert_eq!(is_offered(&mut morning(policy)), said, "{spec:?}\n{found:?}");
        cases += 1;
    }
    assert_eq!(cases, 25_920);
}

/// Every set of presences that a workstream may allow, and what follows for an agent with room for three.
#[test]
fn presences_defeat_what_they_are_said_to_defeat() {
    const NAMES: [&str; 5] = ["Available", "Busy", "Do not disturb", "Away", "Offline"];
    for set in 0..32_usize {
        for separate in [false, true] {
            let mut spec = small();
            let allowed = NAMES.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1);
            spec.workstreams[0].allowed_presences = Some(allowed.map(|(_, name)| word(name)).collect());
            spec.workstreams[0].affinity = Some(false);
            spec.settings.missed_offers_set_inactive = Some(true);
            spec.settings.rejected_offers_set_dnd = Some(true);
            if separate {
                spec.switches.insert(word("POL-26"), word("b"));
            }
            spec.users.push(agent("ann"));
            let policy = built(&spec);
            let found = analyse(&spec, &policy);
            let center = morning(policy);

            let first = is_offered(&mut center.clone());
            let automatic = ["no-presence-allowed", "automatic-presence-not-allowed"];
            assert_eq!(first, !has(&found, &automatic), "{spec:?}");
            if !first {
                continue;
            }
            let ann = UserId::at(0);
            let mut second = center.clone();
            let conversation = comes(&mut second);
            assert!(second.apply(Action::Agent { by: ann, conversation, operation: Handle::Accept }).is_done());
            assert_eq!(is_offered(&mut second), !has(&found, &["busy-not-allowed"]), "{spec:?}");

            let mut missed = center.clone();
            let conversation = comes(&mut missed);
            assert!(missed.apply(Action::Timer { conversation, timer: Timer::Offer }).is_done());
            assert_eq!(goes_on(&mut missed, conversation), has(&found, &["missed-offer-defeated"]), "{spec:?}");

            let mut rejected = center.clone();
            let conversation = comes(&mut rejected);
            assert!(rejected.apply(Action::Agent { by: ann, conversation, operation: Handle::Reject }).is_done());
            assert_eq!(goes_on(&mut rejected, conversation), has(&found, &["rejected-offer-defeated"]), "{spec:?}");
        }
    }
}

/// Every pair of rules from a small choice, and every agent from a small choice: the second rule is said to be shadowed
/// exactly where it makes no difference to any of them.
#[test]
fn an_assignment_rule_is_said_to_be_shadowed_exactly_where_it_makes_no_difference() {
    let presences = [None, Some(&["Available"][..]), Some(&["Busy"]), Some(&["Available", "Busy"])];
    let rules: Vec<AssignmentRuleSpec> = (0..24)
        .map(|number: usize| AssignmentRuleSpec {
            presences: presences[number % 4].map(words),
            units: [None, Some(30), Some(60)][number / 4 % 3],
            skills: number / 12 == 1,
            ..AssignmentRuleSpec::default()
        })
        .collect();
    let bases = [Base::Available, Base::Busy, Base::Away];
    // By rule: to which of the agents it alone gives a conversation.
    let given: Vec<Vec<bool>> = rules
        .iter()
        .map(|rule| {
            let agents = (0..18).map(|number: usize| {
                let mut spec = custom(std::slice::from_ref(rule));
                spec.users[0].units = [10, 30, 60][number / 3 % 3];
                if number / 9 == 0 {
                    spec.users[0].skills = [(word("french"), 50)].into();
                }
                let mut center = morning(built(&spec));
                let operation = Desk::SetPresence(bases[number % 3].presence());
                let _ = center.apply(Action::Desk { agent: UserId::at(0), operation });
                is_offered(&mut center)
            });
            agents.collect()
        })
        .collect();
    for (first, taken) in given.iter().enumerate() {
        for (second, asked) in given.iter().enumerate() {
            let spec = custom(&[rules[first].clone(), rules[second].clone()]);
            let found = analyse(&spec, &built(&spec));
            let idle = asked.iter().zip(taken).all(|(asked, taken)| !asked || *taken);
            assert_eq!(has(&found, &["rule-shadowed"]), idle, "{:?}", spec.queues[0].rules);
        }
    }
}

fn custom(rules: &[AssignmentRuleSpec]) -> PolicySpec {
    let mut spec = small();
    spec.workstreams[0].requirement = Some(word("need"));
    spec.queues[0].method = Some(word("custom"));
    spec.queues[0].rules = rules.to_vec();
    spec.users.push(agent("ann"));
    spec
}

/// Two routes over two profiles: the second is said to be shadowed exactly where it decides for no arrival.
#[test]
fn a_route_is_said_to_be_shadowed_exactly_where_no_arrival_takes_it() {
    let sets: [&[&str]; 4] = [&[], &["gold"], &["blue"], &["gold", "blue"]];
    for number in 0..4 * 4 * 4 * 2 {
        let (first, second, carried) = (sets[number % 4], sets[number / 4 % 4], sets[number / 16 % 4]);
        let full = number / 64 == 1;
        let mut spec = small();
        spec.profiles.push(ProfileSpec { name: word("blue"), limit: 1, ..ProfileSpec::default() });
        for name in ["a", "b"] {
            spec.queues.push(QueueSpec { name: word(name), ..spec.queues[0].clone() });
        }
        if full {
            spec.queues[1].overflow = vec![switchboard::OverflowSpec {
                when: word("items"),
                limit: Some(1),
                action: word("assign-anyway"),
                ..switchboard::OverflowSpec::default()
            }];
        }
        let route = |profiles: &[&str], queue: &str| RouteSpec {
            profiles: words(profiles),
            queue: Some(word(queue)),
            ..RouteSpec::default()
        };
        spec.workstreams[0].routes = vec![route(first, "a"), route(second, "b")];
        spec.workstreams[0].profiles = words(carried);
        spec.users.push(UserSpec { queues: words(&["chats", "a", "b"]), ..agent("ann") });
        let policy = built(&spec);
        let found = analyse(&spec, &policy);
        let taken = (0..8).any(|number: usize| {
            let mut center = morning(policy.clone());
            let a = QueueId::at(1);
            if number / 4 == 1 {
                // One item waits in the queue of the first route, and somebody has looked.
                assert!(center.apply(Action::Create(Arrival::new(WorkstreamId::at(0), a))).is_done());
                assert!(center.apply(Action::Gauge(switchboard::Gauge::Length { queue: a })).is_done());
            }
            let chosen = (0..2).filter(|place| number >> place & 1 == 1).map(ProfileId::at);
            let profiles = chosen.fold(ProfileSet::EMPTY, ProfileSet::with);
            let arrival = Arrival { profiles, ..Arrival::new(WorkstreamId::at(0), QueueId::at(0)) };
            assert!(center.apply(Action::Admit { arrival, draw: 0, failed: false }).is_done());
            center.queue_of(center.created().expect("it was created")) == Some(QueueId::at(2))
        });
        assert_eq!(has(&found, &["route-shadowed"]), !taken, "{:?} {full}", spec.workstreams[0]);
    }
}

/// One conversation of which the time-out rules are let run out, as whoever owns time does it.
struct Clock {
    center: ContactCenter,
    conversation: ConversationId,
    now_s: u32,
    due_s: BTreeMap<u8, u32>,
    fired: BTreeSet<u8>,
}

impl Clock {
    fn apply(&mut self, action: Action) {
        let _ = self.center.apply(action);
        for event in self.center.events() {
            if let Fact::TimeoutRuleStarted { rule, seconds, .. } = event.fact {
                self.due_s.insert(rule, self.now_s + seconds);
            } else if let Fact::TimeoutRuleReset { rule, .. } = event.fact {
                self.due_s.remove(&rule);
            } else if let Fact::TimeoutRuleFired { rule, .. } = event.fact {
                self.fired.insert(rule);
            }
        }
    }

    fn handle(&mut self, operation: Handle) {
        self.apply(Action::Agent { by: UserId::at(0), conversation: self.conversation, operation });
    }

    /// Lets everything run out that is due until then.
    fn run_until(&mut self, until_s: u32) {
        while let Some((rule, due)) = self.due_s.iter().map(|(rule, due)| (*rule, *due)).min_by_key(|(_, due)| *due)
            && due <= until_s
        {
            self.now_s = due;
            // What is refused, because it lost a tie, does not come again.
            self.due_s.remove(&rule);
            let operation = Upkeep::TimeoutRuleElapsed { rule };
            self.apply(Action::System { conversation: self.conversation, operation });
        }
        self.now_s = until_s;
    }
}

/// Which of the time-out rules act at all: whoever is silent, wherever the agent leaves the conversation, and whenever.
fn rules_that_act(policy: &Policy) -> BTreeSet<u8> {
    let mut fired = BTreeSet::new();
    for agent_is_silent in [false, true] {
        for leaves in [None, Some(Handle::CloseSession), Some(Handle::Release)] {
            for at_s in [0, 900] {
                let mut center = morning(policy.clone());
                let conversation = comes(&mut center);
                let mut clock =
                    Clock { center, conversation, now_s: 0, due_s: BTreeMap::new(), fired: BTreeSet::new() };
                clock.handle(Handle::Accept);
                clock.handle(Handle::Message);
                if agent_is_silent {
                    clock.apply(Action::Customer { conversation, operation: Contact::Message });
                }
                clock.run_until(at_s);
                if let Some(operation) = leaves {
                    clock.handle(operation);
                }
                clock.run_until(10_000);
                fired.append(&mut clock.fired);
            }
        }
    }
    fired
}

/// Every pair of rules from a choice of silences, times and actions.
#[test]
fn a_time_out_rule_is_said_to_be_dead_exactly_where_it_never_acts() {
    let rules: Vec<TimeoutRuleSpec> = (0..16)
        .map(|number: usize| TimeoutRuleSpec {
            kind: word(["customer-non-response", "agent-non-response"][number % 2]),
            after_s: [600, 1200][number / 2 % 2],
            action: word(["send-message", "close", "to-waiting", "release"][number / 4]),
            priority: 0,
        })
        .collect();
    for first in &rules {
        for second in &rules {
            let mut spec = small();
            spec.workstreams[0].affinity = Some(false);
            spec.workstreams[0].timeout_rules = vec![first.clone(), second.clone()];
            spec.users.push(agent("ann"));
            let policy = built(&spec);
            let found = analyse(&spec, &policy);
            let said: BTreeSet<u8> = found
                .iter()
                .filter(|one| one.code == "timeout-rule-dead")
                .filter_map(|one| match one.path.last() {
                    Some(PolicyStep::Index(place)) => u8::try_from(*place).ok(),
                    Some(PolicyStep::Key(_)) | None => None,
                })
                .collect();
            let acts = rules_that_act(&policy);
            let dead: BTreeSet<u8> = (0..2).filter(|rule| !acts.contains(rule)).collect();
            assert_eq!(said, dead, "{:#?}", spec.workstreams[0].timeout_rules);
        }
    }
}
