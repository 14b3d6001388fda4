//! Many people, many queues, many kinds of items: what is kept as bits, a word for 64, and what one search remembers.

use switchboard::{
    Action, Answer, Arrival, Change, ContactCenter, ConversationId, Desk, Event, Fact, Handle, PolicySpec, QueueId,
    Replica, Route, Rule, Supervise, Timer, Trigger, UserId, WorkstreamId,
};

fn center(text: &str) -> ContactCenter {
    let spec: PolicySpec = toml::from_str(text).expect("the policy is written well");
    ContactCenter::new(spec.build().expect("the policy holds"))
}

/// An arrival in the workstream of this number, in its own queue.
fn arrives(center: &mut ContactCenter, workstream: usize) -> ConversationId {
    let workstream = WorkstreamId::at(workstream);
    let queue = center.policy().workstreams()[workstream.index()].queue;
    assert_eq!(center.apply(Action::Create(Arrival::new(workstream, queue))), Answer::Done);
    center.created().expect("it was created")
}

fn desk(center: &mut ContactCenter, agent: usize, operation: Desk) {
    assert!(center.apply(Action::Desk { agent: UserId::at(agent), operation }).is_done(), "{agent}: {operation:?}");
}

fn change(center: &mut ContactCenter, change: Change) {
    assert!(center.apply(Action::Configure(change)).is_done(), "{change:?}");
}

/// To whom one search of the queue offers something.
fn routed(center: &mut ContactCenter, queue: usize) -> Option<(ConversationId, usize)> {
    let _ = center.apply(Action::Router(Route::Queue(QueueId::at(queue))));
    offered(center)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only an offer is looked for")]
fn offered(center: &ContactCenter) -> Option<(ConversationId, usize)> {
    center.events().iter().find_map(|event| match event.fact {
        Fact::OfferMade { conversation, agent, .. } => Some((conversation, agent.index())),
        _ => None,
    })
}

// ---- more than 64 queues ---------------------------------------------------------------------------------------

/// Seventy queues, each with a workstream of its number, and four agents: u0 in q0, u1 in q1 and q65, u2 in q2 and q66,
/// u3 in q3 and q67. In q67 are u0 and u3, u0 first in turn.
fn seventy_queues() -> ContactCenter {
    let mut text = String::from("preset = \"current\"\n");
    for number in 0..70 {
        text.push_str(&format!(
            "[[queues]]\nname = \"q{number}\"\nkind = \"messaging\"\n\
             [[workstreams]]\nname = \"w{number}\"\nchannel = \"live-chat\"\nqueue = \"q{number}\"\ncost = 10\n"
        ));
    }
    for (user, units, queues) in
        [(0, 50, "\"q0\", \"q67\""), (1, 50, "\"q1\", \"q65\""), (2, 50, "\"q2\", \"q66\""), (3, 30, "\"q3\", \"q67\"")]
    {
        text.push_str(&format!("[[users]]\nname = \"u{user}\"\nunits = {units}\nqueues = [{queues}]\n"));
    }
    center(&text)
}

fn memberships(center: &ContactCenter) -> Vec<(usize, usize)> {
    let queues = || (0..70).map(QueueId::at);
    let of = |user| queues().filter(move |queue| center.is_member(UserId::at(user), *queue));
    (0..4).flat_map(|user| of(user).map(move |queue| (user, queue.index()))).collect()
}

#[test]
fn members_of_the_queues_beyond_the_first_64_are_members_of_these_alone() {
    let mut center = seventy_queues();
    assert_eq!(memberships(&center), [(0, 0), (0, 67), (1, 1), (1, 65), (2, 2), (2, 66), (3, 3), (3, 67)]);
    change(&mut center, Change::JoinQueue { user: UserId(2), queue: QueueId::at(69) });
    change(&mut center, Change::LeaveQueue { user: UserId(2), queue: QueueId::at(66) });
    change(&mut center, Change::LeaveQueue { user: UserId(3), queue: QueueId::at(3) });
    assert_eq!(memberships(&center), [(0, 0), (0, 67), (1, 1), (1, 65), (2, 2), (2, 69), (3, 67)]);
}

#[test]
fn whoever_is_ready_is_found_in_the_queues_beyond_the_first_64_and_in_no_other() {
    let mut center = seventy_queues();
    let here = arrives(&mut center, 65);
    let elsewhere = arrives(&mut center, 2);
    assert_eq!(routed(&mut center, 65), None);
    desk(&mut center, 1, Desk::SignIn);
    assert_eq!(routed(&mut center, 2), None);
    assert_eq!(routed(&mut center, 65), Some((here, 1)));
    desk(&mut center, 2, Desk::SignIn);
    assert!(center.apply(Action::Router(Route::Agent(UserId(2)))).is_done());
    assert_eq!(offered(&center), Some((elsewhere, 2)));
    // And through all queues of one agent.
    let third = arrives(&mut center, 67);
    desk(&mut center, 3, Desk::SignIn);
    assert!(center.apply(Action::Router(Route::Agent(UserId(3)))).is_done());
    assert_eq!(offered(&center), Some((third, 3)));
}

#[test]
fn whose_units_are_raised_may_have_the_most_in_a_queue_beyond_the_first_64() {
    // DIST-12: u0 stands first and has 50 units, which was the most that anybody could have; u3, raised from 30, has 100.
    let mut center = seventy_queues();
    desk(&mut center, 0, Desk::SignIn);
    desk(&mut center, 3, Desk::SignIn);
    change(&mut center, Change::SetUnits { agent: UserId(3), units: 100 });
    let chat = arrives(&mut center, 67);
    assert_eq!(routed(&mut center, 67), Some((chat, 3)));
}

// ---- more than 64 kinds of items -------------------------------------------------------------------------------

#[test]
fn a_search_passes_over_more_kinds_of_items_than_it_remembers() {
    // PRIO-08: 66 chats of 66 workstreams cost more than the agent has, the one behind them does not. PRIO-07: a cycle
    // tries a hundred.
    let mut text = String::from("preset = \"current\"\nqueues = [{ name = \"q\", kind = \"messaging\" }]\n");
    for number in 0..67 {
        let cost = if number < 66 { 200 } else { 10 };
        text.push_str(&format!(
            "[[workstreams]]\nname = \"w{number}\"\nchannel = \"live-chat\"\nqueue = \"q\"\ncost = {cost}\n"
        ));
    }
    text.push_str("[[users]]\nname = \"a\"\nunits = 100\nqueues = [\"q\"]\n");
    let mut center = center(&text);
    desk(&mut center, 0, Desk::SignIn);
    let last = (0..67).map(|workstream| arrives(&mut center, workstream)).last().expect("some arrive");
    assert_eq!(routed(&mut center, 0), Some((last, 0)));
}

// ---- so many people that sets of them are kept -----------------------------------------------------------------

/// Two hundred agents with 100 units each and a boss with 500 who never signs in, so that no search ends early for
/// somebody who has as much left as anybody can have. Members of the queues are those below 100 and from 130 on; p100 to
/// p129 have 400 units and everything that anybody asks for, but are no members.
fn crowd() -> ContactCenter {
    let mut text = String::from(
        r#"
        preset = "current"
        skills = ["a"]
        requirements = [{ name = "r", skills = { a = 2 } }]
        groups = ["g0", "g1", "g2"]
        profiles = [{ name = "p", limit = 2 }]
        queues = [
            { name = "plain", kind = "messaging" },
            { name = "hard", kind = "messaging", levels_fallback = "groups", levels = [{ groups = ["g0", "g1"] }] },
            { name = "beyond", kind = "messaging", levels = [{ groups = ["g2"] }] },
            { name = "level", kind = "messaging", levels_fallback = "groups" },
        ]
        workstreams = [
            { name = "chat", channel = "live-chat", queue = "plain", cost = 100 },
            { name = "asking", channel = "live-chat", queue = "hard", cost = 10, profiles = ["p"], skill_matching = "exact",
              requirement = "r" },
            { name = "open", channel = "live-chat", queue = "beyond", cost = 10 },
            { name = "free", channel = "live-chat", queue = "plain", allowed_presences = ["Do not disturb"] },
            { name = "same", channel = "live-chat", queue = "level", cost = 10 },
        ]
        "#,
    );
    for number in 0..200 {
        let member = !(100..130).contains(&number);
        // Better than p150 by units, but for one thing each.
        let (units, profile, skill, group, channel) = match number {
            100..130 => (400, true, true, "\"g0\", \"g1\", \"g2\"", "live-chat"),
            140 => (300, false, true, "\"g0\"", "live-chat"),
            141 => (300, true, false, "\"g0\"", "live-chat"),
            142 => (300, true, true, "", "live-chat"),
            143 => (300, true, true, "\"g0\"", "voice"),
            150 => (200, true, true, "\"g0\", \"g1\"", "live-chat"),
            _ => (100, true, true, "\"g1\"", "live-chat"),
        };
        text.push_str(&format!(
            "[[users]]\nname = \"p{number}\"\nunits = {units}\nskills = {{ {} }}\ngroups = [{group}]\nprofiles = {{ {} }}\n\
             channels = [\"{channel}\"]\nqueues = [{}]\n",
            if skill { "a = 2" } else { "" },
            if profile { "p = true" } else { "" },
            if member { "\"plain\", \"hard\", \"beyond\", \"level\"" } else { "" },
        ));
    }
    text.push_str("[[users]]\nname = \"boss\"\nunits = 500\nqueues = [\"plain\", \"hard\", \"beyond\", \"level\"]\n");
    let mut center = center(&text);
    (0..200).for_each(|agent| desk(&mut center, agent, Desk::SignIn));
    center
}

#[test]
fn among_many_the_best_is_a_member_who_meets_everything_that_is_asked() {
    let mut center = crowd();
    // p140 to p143 have more units than p150, but lack the profile, the skill, the groups, the channel.
    let asking = arrives(&mut center, 1);
    assert_eq!(routed(&mut center, 1), Some((asking, 150)));
    // Another in the same way: p150 has 190 left, the others 100.
    let again = arrives(&mut center, 1);
    assert_eq!(routed(&mut center, 1), Some((again, 150)));
    // The profile of p150 is used up.
    let third = arrives(&mut center, 1);
    assert_eq!(routed(&mut center, 1), Some((third, 0)));
}

#[test]
fn among_many_who_has_left_the_queue_or_is_away_is_not_found_and_who_stays_is() {
    let mut center = crowd();
    change(&mut center, Change::LeaveQueue { user: UserId(140), queue: QueueId(0) });
    change(&mut center, Change::LeaveQueue { user: UserId(141), queue: QueueId(0) });
    desk(&mut center, 142, Desk::SignOut);
    // Of p140 to p143, who have the most, two are no members any more, one is not there and one serves no chats.
    let chat = arrives(&mut center, 0);
    assert_eq!(routed(&mut center, 0), Some((chat, 150)));
    change(&mut center, Change::JoinQueue { user: UserId(141), queue: QueueId(0) });
    let next = arrives(&mut center, 0);
    assert_eq!(routed(&mut center, 0), Some((next, 141)));
}

#[test]
fn among_many_equals_go_by_the_turn() {
    let mut center = crowd();
    for agent in [140, 141, 142, 143, 150] {
        desk(&mut center, agent, Desk::SignOut);
    }
    for agent in [0, 1] {
        change(&mut center, Change::LeaveQueue { user: UserId(agent), queue: QueueId(0) });
        change(&mut center, Change::JoinQueue { user: UserId(agent), queue: QueueId(0) });
    }
    // DIST-13: p0 and p1 stand last now; p2 is the first of those who have 100 units.
    let chat = arrives(&mut center, 0);
    assert_eq!(routed(&mut center, 0), Some((chat, 2)));
}

#[test]
fn among_many_who_is_in_no_group_gets_what_the_levels_leave() {
    // DIST-21: only people outside the queue are in g2, so the item goes to everybody of the queue; p140 has the most and
    // the smallest number of those who do.
    let mut center = crowd();
    let open = arrives(&mut center, 2);
    assert_eq!(routed(&mut center, 2), Some((open, 140)));
    // So does an item where no level is there, whatever is to come after the levels.
    let same = arrives(&mut center, 4);
    assert_eq!(routed(&mut center, 3), Some((same, 141)));
}

#[test]
fn among_many_what_costs_nothing_goes_to_who_is_beyond_the_units() {
    // CAP-08, POL-42: everybody has a chat of 100 units and then 50 units in all, which is 50 too much and makes
    // everybody Do not disturb; an item that costs nothing asks for no units.
    let mut center = crowd();
    (100..200).for_each(|agent| desk(&mut center, agent, Desk::SignOut));
    for _ in 0..100 {
        let _ = arrives(&mut center, 0);
        assert!(routed(&mut center, 0).is_some());
    }
    (0..100).for_each(|agent| change(&mut center, Change::SetUnits { agent: UserId::at(agent), units: 50 }));
    let free = arrives(&mut center, 3);
    assert_eq!(routed(&mut center, 0), Some((free, 0)));
}

// ---- what an event names ---------------------------------------------------------------------------------------

const PAIR: &str = r#"
    preset = "seed"
    groups = ["g", "h"]
    queues = [{ name = "q", kind = "messaging" }, { name = "levels", kind = "messaging", levels = [
        { groups = ["g"] }, { groups = ["h"], after_s = 30 } ] }]
    workstreams = [
        { name = "chat", channel = "live-chat", queue = "q", cost = 30, pick_from_push = true },
        { name = "slow", channel = "live-chat", queue = "levels", cost = 30 },
    ]
    users = [
        { name = "ann", units = 100, queues = ["q", "levels"] },
        { name = "bob", units = 100, queues = ["q"] },
        { name = "sue", roles = ["supervisor"], queues = ["q"] },
    ]
    settings = { direct_transfer = true, transfer = true }
"#;

/// A chat that ann has accepted; bob is there too.
fn accepted(switches: &str) -> (ContactCenter, ConversationId) {
    let mut center = center(&format!("{PAIR}\n{switches}"));
    desk(&mut center, 0, Desk::SignIn);
    desk(&mut center, 1, Desk::SignIn);
    let chat = arrives(&mut center, 0);
    agent(&mut center, 0, chat, Handle::Pick);
    agent(&mut center, 0, chat, Handle::Accept);
    (center, chat)
}

fn agent(center: &mut ContactCenter, by: usize, conversation: ConversationId, operation: Handle) {
    let action = Action::Agent { by: UserId::at(by), conversation, operation };
    assert!(center.apply(action).is_done(), "{operation:?}");
}

/// The rule that the last step names for the change of state.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the change of state is looked for")]
fn moved_by(center: &ContactCenter) -> Option<Rule> {
    center.events().iter().find_map(|event| match event.fact {
        Fact::StateChanged { .. } => Some(event.rule),
        _ => None,
    })
}

#[test]
fn a_transfer_that_runs_out_names_the_question_that_decides() {
    // POL-53 is about an agent's transfer, POL-02 about a supervisor's; under `a` of both it is Open again.
    let (mut center, chat) = accepted("");
    agent(&mut center, 0, chat, Handle::TransferToAgent { agent: UserId(1) });
    assert!(center.apply(Action::Timer { conversation: chat, timer: Timer::Offer }).is_done());
    assert_eq!(moved_by(&center), Some(Rule::Pol53));

    let (mut center, chat) = accepted("");
    let operation = Supervise::TransferToAgent { agent: UserId(1) };
    assert!(center.apply(Action::Supervisor { by: UserId(2), conversation: chat, operation }).is_done());
    assert!(center.apply(Action::Timer { conversation: chat, timer: Timer::Offer }).is_done());
    assert_eq!(moved_by(&center), Some(Rule::Pol02));
}

#[test]
fn a_raised_call_occupies_its_agent_before_the_chat_is_charged() {
    // CAP-22: the profile of the call is at its limit from the moment it is attached; under POL-06 b the chat itself is
    // charged at the accept, after that.
    let (mut center, chat) = accepted("switches = { POL-06 = \"b\" }");
    agent(&mut center, 0, chat, Handle::RaiseCall);
    agent(&mut center, 0, chat, Handle::TransferToAgent { agent: UserId(1) });
    agent(&mut center, 1, chat, Handle::Accept);
    #[expect(clippy::wildcard_enum_match_arm, reason = "only what concerns bob's work is looked for")]
    let of_bob = |event: &Event| match event.fact {
        Fact::EscalationAttached { agent: UserId(1), .. } => Some("attached"),
        Fact::PresenceChanged { agent: UserId(1), .. } => Some("presence"),
        Fact::CapacityConsumed { agent: UserId(1), .. } => Some("charged"),
        _ => None,
    };
    let told: Vec<&str> = center.events().iter().filter_map(of_bob).collect();
    assert_eq!(told, ["attached", "presence", "charged"]);
}

#[test]
fn a_level_that_is_added_starts_a_search_of_the_queue() {
    // DIST-10, DIST-21: more people may have what waits there.
    let mut center = center(PAIR);
    let slow = arrives(&mut center, 1);
    assert!(center.apply(Action::Timer { conversation: slow, timer: Timer::Bullseye }).is_done());
    let due: Vec<(Route, Trigger)> = center.due().map(|due| (due.route, due.trigger)).collect();
    assert_eq!(due, [(Route::Queue(QueueId(1)), Trigger::LevelAdded)]);
}

#[test]
fn a_center_built_from_what_was_told_knows_who_never_released() {
    // DIST-15: nobody has released capacity, so the turn decides, and ann, who left and came back, stands last.
    let mut center = center(
        r#"
        preset = "current"
        queues = [{ name = "q", kind = "messaging", method = "least-active" }]
        workstreams = [{ name = "chat", channel = "live-chat", queue = "q", cost = 10 }]
        users = [{ name = "ann", units = 100, queues = ["q"] }, { name = "bob", units = 100, queues = ["q"] }]
        "#,
    );
    (0..2).for_each(|agent| desk(&mut center, agent, Desk::SignIn));
    change(&mut center, Change::LeaveQueue { user: UserId(0), queue: QueueId(0) });
    change(&mut center, Change::JoinQueue { user: UserId(0), queue: QueueId(0) });
    let chat = arrives(&mut center, 0);
    let mut built = Replica::of(&center).center();
    assert_eq!(routed(&mut built, 0), Some((chat, 1)));
    assert_eq!(routed(&mut center, 0), Some((chat, 1)));
}
