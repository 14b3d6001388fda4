//! What the checks say, asked of the kernel: whoever is said to get nothing is given nothing, and the other way round.

use switchboard::{
    Action, Arrival, AssignmentRuleSpec, Base, ContactCenter, ConversationId, Desk, Handle, LimitSpec, Policy,
    PolicySpec, ProfileId, ProfileSet, ProfileSpec, QueueId, QueueSpec, RequirementSpec, Route, RouteSpec, Stage,
    Timer, UserId, UserSpec, WorkstreamId, WorkstreamSpec,
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
