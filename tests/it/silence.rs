//! Walks with everything that concerns time-out rules, the cap on sessions, the fields of POL-50 b, the form of a case,
//! disposition codes and calls to somebody outside: after every step the events tell the state, and nothing is broken.

use switchboard::{
    Action, Arrival, Change, Contact, ContactCenter, ConversationId, Desk, Handle, PolicySpec, QueueId, Replica, Route,
    Supervise, Timer, Upkeep, UserId, WorkstreamId,
};

const POLICY: &str = r#"{
    "preset": "current",
    "settings": { "assign": true, "transfer": true, "force_close": true, "direct_transfer": true, "session_cap": 2 },
    "queues": [
        { "name": "M", "kind": "messaging" }, { "name": "V", "kind": "voice" }, { "name": "R", "kind": "record" }
    ],
    "workstreams": [
        { "name": "sms", "channel": "async", "queue": "M", "cost": 10, "follow_up_min": 1, "decline_pause_s": 30,
          "max_concurrency": 2, "disposition_required": true, "timeout_rules": [
            { "kind": "customer-non-response", "after_s": 90, "action": "send-message" },
            { "kind": "customer-non-response", "after_s": 100, "action": "close", "priority": -1 },
            { "kind": "agent-non-response", "after_s": 50, "action": "release" },
            { "kind": "customer-non-response", "after_s": 200, "action": "to-waiting" } ] },
        { "name": "chat", "channel": "live-chat", "queue": "M", "cost": 10 },
        { "name": "call", "channel": "voice", "queue": "V", "cost": 10 },
        { "name": "case", "channel": "record", "queue": "R", "cost": 10 }
    ],
    "users": [
        { "name": "A", "units": 40, "queues": ["M", "V", "R"] },
        { "name": "B", "units": 40, "queues": ["M", "V", "R"] },
        { "name": "S", "roles": ["supervisor"], "queues": ["M", "V", "R"] }
    ]
}"#;

/// Numbers that look like chance and are the same every time (Knuth's multiplier).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.roll(list.len() as u64)).expect("a short list")]
    }
}

fn action(dice: &mut Dice, conversations: &[ConversationId]) -> Action {
    let agents = [UserId(0), UserId(1)];
    if conversations.is_empty() || (conversations.len() < 5 && dice.roll(4) == 0) {
        let stream = [0, 0, 0, 0, 1, 2, 2, 3][dice.roll(8) as usize];
        let queue = QueueId([0, 0, 1, 2][usize::from(stream)]);
        return Action::Create(Arrival::new(WorkstreamId(stream), queue));
    }
    let conversation = dice.pick(conversations);
    let (by, agent) = (dice.pick(&agents), dice.pick(&agents));
    let rule = dice.roll(5) as u8;
    let handles = [
        Handle::Accept,
        Handle::Accept,
        Handle::Pick,
        Handle::Reject,
        Handle::End,
        Handle::CloseSession,
        Handle::Release,
        Handle::Reopen,
        Handle::TransferToAgent { agent },
        Handle::TransferOutside,
        Handle::MoveToWaiting,
        Handle::ResolveRecord,
        Handle::Message,
        Handle::Message,
        Handle::Message,
        Handle::Message,
        Handle::SuspendRule { rule },
        Handle::ResumeRule { rule },
        Handle::AssignRecord { agent },
        Handle::SetDisposition,
        Handle::CallOutside,
        Handle::Rejoin,
        Handle::Hold,
    ];
    let upkeeps = [
        Upkeep::TimeoutRuleElapsed { rule },
        Upkeep::TimeoutRuleElapsed { rule },
        Upkeep::TimeoutRuleLastMinute { rule },
        Upkeep::DeclinePauseEnded { agent },
        Upkeep::AgentLost { agent },
        Upkeep::TimeoutRuleRelease,
        Upkeep::TimeoutRuleToWaiting,
    ];
    let timers =
        [Timer::FollowUp, Timer::OutsideCall, Timer::Offer, Timer::AutoClose, Timer::AgentLoss, Timer::WrapUpBlock];
    let supervise = [
        Supervise::AssignToAgent { agent, over_presence: true, over_capacity: true },
        Supervise::AssignToAgent { agent, over_presence: false, over_capacity: false },
        Supervise::TransferToAgent { agent },
        Supervise::ForceClose,
    ];
    match dice.roll(16) {
        0..=6 => Action::Agent { by, conversation, operation: dice.pick(&handles) },
        7 | 8 => Action::Customer { conversation, operation: dice.pick(&[Contact::Message, Contact::End]) },
        9 | 10 => Action::System { conversation, operation: dice.pick(&upkeeps) },
        11 => Action::Timer { conversation, timer: dice.pick(&timers) },
        12 => Action::Router(dice.pick(&[Route::Queue(QueueId(0)), Route::Queue(QueueId(1)), Route::Agent(by)])),
        13 => Action::Supervisor { by: UserId(2), conversation, operation: dice.pick(&supervise) },
        14 => Action::Desk { agent: by, operation: dice.pick(&[Desk::SignIn, Desk::SignIn, Desk::ResetPresence]) },
        _ => Action::Configure(dice.pick(&[
            Change::ResetPresence { agent: by },
            Change::SetUnits { agent: by, units: 40 },
            Change::SetUnits { agent: by, units: 20 },
        ])),
    }
}

#[test]
fn the_events_tell_every_state_of_silences_and_sessions() {
    let flips: [&[(&str, &str)]; 6] = [
        &[],
        &[("POL-28", "b"), ("POL-45", "a")],
        &[("POL-58", "b"), ("POL-06", "c"), ("POL-63", "b")],
        &[("POL-03", "b"), ("POL-01", "b"), ("POL-02", "b"), ("POL-28", "b")],
        &[("POL-16b", "b"), ("POL-62", "b"), ("POL-24", "c"), ("POL-02", "b")],
        &[("POL-16", "c"), ("POL-05", "b"), ("POL-41", "b"), ("POL-45", "a")],
    ];
    let mut told = std::collections::BTreeSet::new();
    for (seed, flip) in (1..).zip(flips) {
        let mut spec: PolicySpec = serde_json::from_str(POLICY).expect("a policy");
        spec.switches = flip.iter().map(|(id, option)| ((*id).to_owned(), (*option).to_owned())).collect();
        spec.switches.insert("POL-50".to_owned(), "b".to_owned());
        let mut center = ContactCenter::new(spec.build().expect("a policy that holds"));
        let mut replica = Replica::new(center.policy());
        let mut dice = Dice(seed);
        for agent in [UserId(0), UserId(1)] {
            assert!(center.apply(Action::Desk { agent, operation: Desk::SignIn }).is_done());
            center.events().iter().for_each(|event| replica.absorb(event));
        }
        for step in 0..8_000 {
            let conversations: Vec<ConversationId> = center.conversations().collect();
            let action = action(&mut dice, &conversations);
            let answer = center.apply(action);
            assert_eq!(center.violation(), None, "{flip:?} step {step}: {action:?}: {answer}");
            center.events().iter().for_each(|event| replica.absorb(event));
            told.extend(center.events().iter().map(|event| event.rule.id()));
            let difference = replica.difference(&Replica::of(&center));
            assert_eq!(difference, None, "{flip:?} step {step}: {action:?}: {answer}, {:?}", center.events());
            for id in conversations {
                if center.retire(id) {
                    replica.forget(id);
                }
            }
        }
    }
    for rule in ["TIM-18", "TIM-19", "TIM-20", "TIM-22", "TIM-23", "SES-07", "DIST-34", "ST-48", "CAP-25", "PRES-12"] {
        assert!(told.contains(rule), "no walk tells of {rule}: {told:?}");
    }
}
