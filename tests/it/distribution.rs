//! Distribution among many, and what starts it: the sets of people against the walk, the cap of a cycle for records,
//! the triggers of a cycle.

use switchboard::{
    Action, Answer, Arrival, Change, ClassId, ContactCenter, ConversationId, Desk, Fact, Handle, PolicySpec, ProfileId,
    ProfileSet, QueueId, RequirementId, Route, Rule, Stage, Supervise, Trigger, UserId, WorkstreamId,
};

fn center(text: &str) -> ContactCenter {
    let spec: PolicySpec = toml::from_str(text).expect("the policy is written well");
    ContactCenter::new(spec.build().expect("the policy holds"))
}

fn created(center: &mut ContactCenter, arrival: Arrival) -> ConversationId {
    assert_eq!(center.apply(Action::Create(arrival)), Answer::Done);
    center.created().expect("it was created")
}

/// To whom the last step offered something.
fn offered(center: &ContactCenter) -> Option<(ConversationId, UserId)> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "only an offer is looked for")]
    center.events().iter().find_map(|event| match event.fact {
        Fact::OfferMade { conversation, agent, .. } => Some((conversation, agent)),
        _ => None,
    })
}

/// A world of every method and filter; `idle` people more, who never sign in, make the center keep sets of people.
fn world(idle: usize) -> ContactCenter {
    let mut text = String::from(
        r#"
        preset = "current"
        skills = ["a", "b", "c"]
        requirements = [
            { name = "r0", skills = { a = 2 } },
            { name = "r1", skills = { a = 1, b = 3 } },
            { name = "r2", skills = { a = 3, b = 1, c = 2 } },
        ]
        groups = ["g0", "g1"]
        profiles = [{ name = "p", limit = 2 }, { name = "blocker", limit = 1, blocking = true }]
        queues = [
            { name = "q0", kind = "messaging" },
            { name = "q1", kind = "messaging", method = "advanced-round-robin" },
            { name = "q2", kind = "voice" },
            { name = "q3", kind = "messaging", method = "least-active" },
            { name = "q4", kind = "messaging", levels_fallback = "groups", levels = [
                { groups = ["g0"] }, { groups = ["g1"], after_s = 30 } ] },
        ]
        workstreams = [
            { name = "w0", channel = "live-chat", queue = "q0", cost = 30, skill_matching = "exact" },
            { name = "w1", channel = "live-chat", queue = "q1", cost = 20, skill_matching = "closest" },
            { name = "w2", channel = "voice", queue = "q2", cost = 50 },
            { name = "w3", channel = "async", queue = "q3", cost = 10, profiles = ["p"] },
            { name = "w4", channel = "live-chat", queue = "q4", profiles = ["blocker"], allowed_presences = ["Available"] },
        ]
        "#,
    );
    for number in 0..100_usize {
        let skills: Vec<String> = ["a", "b", "c"]
            .iter()
            .enumerate()
            .filter(|(skill, _)| number >> skill & 1 == 1)
            .map(|(skill, name)| format!("{name} = {}", 1 + (number + skill) % 4))
            .collect();
        text.push_str(&format!(
            "[[users]]\nname = \"u{number}\"\nunits = {}\nqueues = [\"q0\", \"q1\", \"q2\", \"q3\", \"q4\"]\nskills = {{ {} }}\n\
             groups = [\"g{}\"]\nprofiles = {{ p = true{} }}\n",
            30 + 10 * (number % 5),
            skills.join(", "),
            number % 2,
            if number % 3 == 0 { ", blocker = true" } else { "" },
        ));
    }
    text.push_str(&format!("[[users]]\nname = \"idle\"\ncount = {idle}\nqueues = [\"q0\"]\n"));
    center(&text)
}

/// Numbers that look like chance.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

#[test]
fn sets_of_people_choose_as_the_walk_does() {
    // With 50 idle people more, 150 in all, the center keeps sets of people and asks them for queues of 100.
    let (mut small, mut large) = (world(0), world(50));
    let mut numbers = Numbers(7);
    let mut open: Vec<ConversationId> = Vec::new();
    let mut offers = 0;
    for step in 0..6_000 {
        let agent = UserId::at(numbers.below(100));
        let conversation = open.get(numbers.below(open.len().max(1))).copied();
        let action = match (if step < 100 { 0 } else { numbers.below(12) }, conversation) {
            (0, _) => {
                let operation = if step < 100 { Desk::SignIn } else { [Desk::SignIn, Desk::SignOut][numbers.below(2)] };
                Action::Desk { agent: if step < 100 { UserId::at(step) } else { agent }, operation }
            }
            (1 | 2, _) => {
                let workstream = WorkstreamId::at(numbers.below(5));
                let arrival = Arrival::new(workstream, QueueId::at(workstream.index()));
                let requirement = Some(numbers.below(4)).filter(|number| *number < 3).map(RequirementId::at);
                Action::Create(Arrival { requirement, ..arrival })
            }
            (3..=6, _) => Action::Router(Route::Queue(QueueId::at(numbers.below(5)))),
            (7, _) => Action::Router(Route::Agent(agent)),
            (number, Some(conversation)) => {
                let by = large.phase(conversation).holder().unwrap_or(agent);
                let operation = match number {
                    8 | 9 => Handle::Accept,
                    10 => [Handle::Reject, Handle::End][numbers.below(2)],
                    _ => Handle::CloseSession,
                };
                Action::Agent { by, conversation, operation }
            }
            (_, None) => Action::Age { units: 1 },
        };
        let answer = small.apply(action);
        assert_eq!(large.apply(action), answer, "step {step}: {action:?}");
        assert_eq!(large.events(), small.events(), "step {step}: {action:?}");
        if matches!(action, Action::Create(_)) {
            open.extend(small.created());
        }
        offers += usize::from(offered(&small).is_some());
    }
    assert!(offers > 300, "only {offers} offers");
}

const RECORDS: &str = r#"
    preset = "current"
    classes = [{ name = "gold" }]
    profiles = [{ name = "p", limit = 1 }]
    queues = [{ name = "q", kind = "record", priorities = [{ class = "gold" }] }]
    workstreams = [{ name = "case", channel = "record", queue = "q", cost = 10 }]
    users = [{ name = "ann", units = 100, queues = ["q"] }]

    [settings]
    records_prioritized = 3
    records_per_cycle = 2
"#;

#[test]
fn only_the_oldest_records_are_prioritised_and_only_the_first_of_these_are_tried() {
    let mut center = center(RECORDS);
    let queue = QueueId(0);
    let plain = Arrival::new(WorkstreamId(0), queue);
    let gold = Arrival { class: Some(ClassId(0)), ..plain };
    let hard = Arrival { profiles: ProfileSet::EMPTY.with(ProfileId(0)), ..plain };
    let ids: Vec<ConversationId> =
        [plain, hard, gold, gold, gold].into_iter().map(|arrival| created(&mut center, arrival)).collect();
    assert!(center.apply(Action::Desk { agent: UserId(0), operation: Desk::SignIn }).is_done());
    // Of three oldest one is gold, and the fourth and fifth, though gold, are not prioritised (PRIO-07).
    let mut served = Vec::new();
    while center.apply(Action::Router(Route::Queue(queue))).is_done() {
        let new = |place: &usize| center.stage(ids[*place]) == Stage::InConversation && !served.contains(place);
        let next = (0..ids.len()).find(new);
        served.extend(next);
    }
    // ids[2] is the gold one of the first three, then ids[0] and the golden ones as they come among the oldest three:
    // after ids[2] went, the oldest three are ids[0], ids[1], ids[3]; then ids[0], ids[1], ids[4].
    assert_eq!(served, [2, 3, 4, 0]);
    assert_eq!(center.stage(ids[1]), Stage::Open);
}

#[test]
fn two_records_that_nobody_may_have_starve_the_third() {
    let mut center = center(RECORDS);
    let queue = QueueId(0);
    let plain = Arrival::new(WorkstreamId(0), queue);
    let hard = Arrival { profiles: ProfileSet::EMPTY.with(ProfileId(0)), ..plain };
    let _ = created(&mut center, hard);
    let _ = created(&mut center, hard);
    let third = created(&mut center, plain);
    assert!(center.apply(Action::Desk { agent: UserId(0), operation: Desk::SignIn }).is_done());
    assert_eq!(center.apply(Action::Router(Route::Queue(queue))), Answer::Unchanged(Rule::Dist22));
    assert_eq!(center.stage(third), Stage::Open);
}

#[test]
fn a_cycle_is_due_after_what_starts_one_and_after_nothing_else() {
    let mut center = center(
        r#"
        preset = "seed"
        queues = [{ name = "q", kind = "messaging" }, { name = "r", kind = "record" }]
        workstreams = [
            { name = "chat", channel = "live-chat", queue = "q", cost = 30 },
            { name = "case", channel = "record", queue = "r", cost = 30 },
        ]
        users = [
            { name = "ann", units = 100, queues = ["q"] },
            { name = "sue", roles = ["supervisor"] },
        ]
        settings = { force_close = true }
        "#,
    );
    let (ann, sue, q, r) = (UserId(0), UserId(1), QueueId(0), QueueId(1));
    let due =
        |center: &ContactCenter| center.due().map(|due| (due.route, due.trigger)).collect::<Vec<(Route, Trigger)>>();
    let by_agent = |trigger| vec![(Route::Agent(ann), trigger)];
    // DIST-10: an item arrives; PRES-18: a presence changes, so that signing in starts a cycle through it.
    let chat = created(&mut center, Arrival::new(WorkstreamId(0), q));
    assert_eq!(due(&center), [(Route::Queue(q), Trigger::ItemArrived)]);
    assert!(center.apply(Action::Desk { agent: ann, operation: Desk::SignIn }).is_done());
    assert_eq!(due(&center), by_agent(Trigger::PresenceChanged));
    // The offer charges the agent, whose presence follows.
    assert!(center.apply(Action::Router(Route::Queue(q))).is_done());
    assert_eq!(due(&center), by_agent(Trigger::PresenceChanged));
    // CAP-28: capacity gained at run time does, with the presence that follows; edited by hand it does not.
    assert!(
        center.apply(Action::Supervisor { by: sue, conversation: chat, operation: Supervise::ForceClose }).is_done()
    );
    assert_eq!(due(&center), [by_agent(Trigger::CapacityGained), by_agent(Trigger::PresenceChanged)].concat());
    assert!(center.apply(Action::Configure(Change::SetUnits { agent: ann, units: 200 })).is_done());
    assert_eq!(due(&center), []);
    // An agent is added to a queue.
    assert!(center.apply(Action::Configure(Change::JoinQueue { user: ann, queue: r })).is_done());
    assert_eq!(due(&center), by_agent(Trigger::AgentAdded));
    assert!(center.apply(Action::Configure(Change::SetQueueOpen { queue: q, open: false })).is_done());
    assert_eq!(due(&center), []);
    // Every five minutes for records, where some wait.
    assert_eq!(center.due_periodically().count(), 0);
    let _ = created(&mut center, Arrival::new(WorkstreamId(1), r));
    let _ = created(&mut center, Arrival::new(WorkstreamId(0), q));
    let periodic: Vec<(Route, Trigger)> = center.due_periodically().map(|due| (due.route, due.trigger)).collect();
    assert_eq!(periodic, [(Route::Queue(r), Trigger::Periodic)]);
    assert_eq!(ContactCenter::RECORDS_EVERY_S, 300);
}

#[test]
fn the_fewest_conversations_come_before_the_release_where_messages_count() {
    // POL-29 b: ann and bob each have released capacity, ann before bob; ann has a conversation, so bob comes first.
    let mut center = center(
        r#"
        preset = "current"
        queues = [{ name = "q", kind = "messaging", method = "least-active" }]
        workstreams = [{ name = "chat", channel = "live-chat", queue = "q", cost = 10, pick_from_push = true }]
        users = [{ name = "ann", units = 100, queues = ["q"] }, { name = "bob", units = 100, queues = ["q"] }]
        "#,
    );
    let (ann, bob, q) = (UserId(0), UserId(1), QueueId(0));
    let chat = Arrival::new(WorkstreamId(0), q);
    let act = |center: &mut ContactCenter, by, conversation, operation| {
        assert!(center.apply(Action::Agent { by, conversation, operation }).is_done(), "{operation:?}");
    };
    for agent in [ann, bob] {
        assert!(center.apply(Action::Desk { agent, operation: Desk::SignIn }).is_done());
    }
    for agent in [ann, bob] {
        let conversation = created(&mut center, chat);
        for operation in [Handle::Pick, Handle::Accept, Handle::End, Handle::CloseSession] {
            act(&mut center, agent, conversation, operation);
        }
    }
    let held = created(&mut center, chat);
    act(&mut center, ann, held, Handle::Pick);
    let first = created(&mut center, chat);
    assert!(center.apply(Action::Router(Route::Queue(q))).is_done());
    assert_eq!(offered(&center), Some((first, bob)));
    // Now both have one: ann's release is the older one.
    let second = created(&mut center, chat);
    assert!(center.apply(Action::Router(Route::Queue(q))).is_done());
    assert_eq!(offered(&center), Some((second, ann)));
}

/// DIST-27: after a hundred agents declined, nobody is asked any more; the hundred and first would have been.
#[test]
fn after_a_hundred_agents_declined_nobody_is_asked() {
    let mut center = center(
        r#"
        preset = "current"
        queues = [{ name = "q", kind = "messaging" }]
        workstreams = [{ name = "w", channel = "live-chat", queue = "q", cost = 30 }]
        users = [{ name = "a", count = 101, units = 100, queues = ["q"] }]
        "#,
    );
    for agent in 0..101 {
        assert!(center.apply(Action::Desk { agent: UserId::at(agent), operation: Desk::SignIn }).is_done());
    }
    let chat = Arrival::new(WorkstreamId::at(0), QueueId::at(0));
    let id = created(&mut center, chat);
    for _ in 0..100 {
        assert!(center.apply(Action::Router(Route::Queue(QueueId::at(0)))).is_done());
        let (_, agent) = offered(&center).expect("somebody is asked");
        let reject = Action::Agent { by: agent, conversation: id, operation: Handle::Reject };
        assert!(center.apply(reject).is_done());
    }
    assert_eq!(center.apply(Action::Router(Route::Queue(QueueId::at(0)))), Answer::Unchanged(Rule::Dist22));
    assert_eq!(center.stage(id), Stage::Open);
}
