//! The notation: everything anybody can try has one sentence, and the sentence is read back as the same action.

use std::collections::BTreeSet;

use switchboard::notation::{Names, Notation};
use switchboard::{
    Action, Answer, Arrival, Base, BotTurn, Change, ClassId, Code, Contact, ContactId, ConversationId, Desk, Gauge,
    Handle, Policy, PolicySpec, ProfileId, ProfileSet, QueueId, RequirementId, Route, Rule, Supervise, Timer, Toggle,
    Upkeep, UserId, WorkstreamId,
};

const C1: ConversationId = ConversationId { slot: 0, generation: 0 };
const C2: ConversationId = ConversationId { slot: 1, generation: 3 };
const A: UserId = UserId(0);
const B: UserId = UserId(1);
const S: UserId = UserId(2);
const T: UserId = UserId(3);
/// Named like a word of the notation, so that it has to be quoted.
const AGENT: UserId = UserId(4);
const Q1: QueueId = QueueId(0);
const CARD_SERVICES: QueueId = QueueId(1);

fn policy() -> Policy {
    let spec: PolicySpec = toml::from_str(
        r#"
        presences = [{ name = "At lunch", base = "Away" }]
        profiles = [{ name = "loans", limit = 2 }, { name = "cards and \"more\"", limit = 1 }]
        queues = [{ name = "Q1", kind = "messaging" }, { name = "card services", kind = "messaging" }]
        skills = ["french"]
        requirements = [{ name = "plain", skills = { french = 1 } }, { name = "good french", skills = { french = 3 } }]
        classes = [{ name = "gold" }, { name = "from" }]
        contacts = [{ name = "Gil", preferred = ["A"] }, { name = "credited", preferred = ["B"] }]
        workstreams = [{ name = "chat", channel = "live-chat", queue = "Q1", cost = 30 }]
        users = [
            { name = "A", queues = ["Q1"] },
            { name = "B", queues = ["Q1"] },
            { name = "S", roles = ["supervisor"] },
            { name = "T", roles = ["administrator"] },
            { name = "agent", queues = ["Q1"] },
        ]
        "#,
    )
    .expect("the policy is written well");
    spec.build().expect("the policy holds")
}

fn names() -> Names {
    let mut names = Names::new();
    names.give("c1", C1);
    names.give("the one", C2);
    names
}

fn supervise() -> Vec<Supervise> {
    let mut all = vec![
        Supervise::Monitor,
        Supervise::Join,
        Supervise::Leave,
        Supervise::AssignToQueue { queue: CARD_SERVICES },
        Supervise::TransferToAgent { agent: AGENT },
        Supervise::TransferToQueue { queue: Q1 },
        Supervise::ForceClose,
        Supervise::Broadcast,
        Supervise::ReleaseRecord,
        Supervise::RemoveRecord,
    ];
    for over_presence in [false, true] {
        for over_capacity in [false, true] {
            all.push(Supervise::AssignToAgent { agent: B, over_presence, over_capacity });
        }
    }
    all
}

const HANDLE: [Handle; 32] = [
    Handle::Pick,
    Handle::Accept,
    Handle::Reject,
    Handle::RefreshBrowser,
    Handle::End,
    Handle::CloseSession,
    Handle::Release,
    Handle::Reopen,
    Handle::TransferToAgent { agent: B },
    Handle::TransferToQueue { queue: CARD_SERVICES },
    Handle::TransferOutside,
    Handle::Consult { agent: B },
    Handle::ConsultQueue { queue: CARD_SERVICES },
    Handle::AcceptConsult,
    Handle::RejectConsult,
    Handle::LeaveConsult,
    Handle::EndConsult { agent: B },
    Handle::Promote { agent: AGENT },
    Handle::AddToCustomer { agent: B },
    Handle::MoveToWaiting,
    Handle::RaiseCall,
    Handle::HangUpLeg,
    Handle::Hold,
    Handle::Resume,
    Handle::Rejoin,
    Handle::ResolveRecord,
    Handle::Message,
    Handle::SuspendRule { rule: 0 },
    Handle::ResumeRule { rule: 7 },
    Handle::AssignRecord { agent: B },
    Handle::SetDisposition,
    Handle::CallOutside,
];

const CONTACT: [Contact; 6] = [
    Contact::End,
    Contact::HangUpLeg,
    Contact::Message,
    Contact::Disconnect,
    Contact::Reconnect,
    Contact::RequestCallback,
];

const UPKEEP: [Upkeep; 12] = [
    Upkeep::TimeoutRuleClose,
    Upkeep::TimeoutRuleToWaiting,
    Upkeep::TimeoutRuleRelease,
    Upkeep::RecordRemoved,
    Upkeep::RecordMoved { queue: CARD_SERVICES },
    Upkeep::AgentLost { agent: A },
    Upkeep::OfferNotDisplayed,
    Upkeep::AgentOnOutboundCall,
    Upkeep::QueueEmptied,
    Upkeep::TimeoutRuleLastMinute { rule: 1 },
    Upkeep::TimeoutRuleElapsed { rule: 2 },
    Upkeep::DeclinePauseEnded { agent: A },
];

fn desk(policy: &Policy) -> Vec<Desk> {
    let mut all =
        vec![Desk::SignIn, Desk::SignOut, Desk::ResetPresence, Desk::ConnectionLost, Desk::ConnectionRestored];
    all.extend(Base::ALL.map(|base| Desk::SetPresence(base.presence())));
    all.push(Desk::SetPresence(policy.presence("At lunch").expect("a presence of the policy")));
    all
}

fn changes() -> Vec<Change> {
    let mut all = vec![
        Change::SetPresence { agent: A, presence: Base::Away.presence() },
        Change::ResetPresence { agent: A },
        Change::JoinQueue { user: AGENT, queue: CARD_SERVICES },
        Change::LeaveQueue { user: A, queue: Q1 },
        Change::SetUnits { agent: A, units: 60 },
        Change::SetProfileLimit { agent: A, profile: ProfileId(1), limit: Some(4) },
        Change::SetProfileLimit { agent: A, profile: ProfileId(0), limit: None },
        Change::EndShift { agent: A },
        Change::SetQueueOpen { queue: Q1, open: true },
        Change::SetQueueOpen { queue: CARD_SERVICES, open: false },
    ];
    for toggle in Toggle::ALL {
        all.extend([true, false].map(|on| Change::SetToggle { toggle, on }));
    }
    all
}

/// Every variant of every operation, by every kind of actor.
fn every_action(policy: &Policy) -> Vec<Action> {
    let mut all = Vec::new();
    let none = ProfileSet::EMPTY;
    for queue in [Q1, CARD_SERVICES] {
        for profiles in [none, none.with(ProfileId(0)), none.with(ProfileId(0)).with(ProfileId(1))] {
            all.push(Action::Create(Arrival { profiles, ..Arrival::new(WorkstreamId(0), queue) }));
        }
    }
    for choice in 0..16_u16 {
        let wants = |bit: u16| choice >> bit & 1 == 1;
        all.push(Action::Create(Arrival {
            profiles: if choice < 8 { none } else { none.with(ProfileId(0)) },
            requirement: wants(0).then_some(RequirementId(choice / 8)),
            class: wants(1).then_some(ClassId((choice / 8) as u8)),
            contact: wants(2).then_some(ContactId(choice / 8)),
            credit: 1 + u32::from(choice),
            ..Arrival::new(WorkstreamId(0), if wants(3) { CARD_SERVICES } else { Q1 })
        }));
    }
    all.push(Action::Age { units: 90 });
    for conversation in [C1, C2] {
        for by in [S, T] {
            all.extend(supervise().into_iter().map(|operation| Action::Supervisor { by, conversation, operation }));
        }
        for by in [A, AGENT] {
            all.extend(HANDLE.map(|operation| Action::Agent { by, conversation, operation }));
        }
        all.extend(CONTACT.map(|operation| Action::Customer { conversation, operation }));
        all.extend([BotTurn::End, BotTurn::Escalate].map(|operation| Action::Bot { conversation, operation }));
        all.extend(UPKEEP.map(|operation| Action::System { conversation, operation }));
        all.extend(Timer::ALL.map(|timer| Action::Timer { conversation, timer }));
    }
    all.extend([Q1, CARD_SERVICES].map(|queue| Action::Router(Route::Queue(queue))));
    all.extend([A, AGENT].map(|agent| Action::Router(Route::Agent(agent))));
    all.extend(desk(policy).into_iter().map(|operation| Action::Desk { agent: A, operation }));
    all.extend([A, AGENT].map(|agent| Action::ReturnWindowPassed { agent }));
    for by in [S, T] {
        all.extend(changes().into_iter().map(|change| Action::Manage { by, change }));
    }
    all.extend(changes().into_iter().map(Action::Configure));
    let arrival = Arrival::new(WorkstreamId(0), Q1);
    let carrying = Arrival { profiles: none.with(ProfileId(0)), ..arrival };
    for (arrival, draw) in [(arrival, 0), (arrival, 9_999), (carrying, 0), (carrying, 17)] {
        all.push(Action::Admit { arrival, draw, failed: false });
    }
    all.push(Action::Admit { arrival, draw: 0, failed: true });
    for queue in [Q1, CARD_SERVICES] {
        let gauges = [
            Gauge::Length { queue },
            Gauge::AverageWait { queue, seconds: Some(90) },
            Gauge::AverageWait { queue, seconds: None },
            Gauge::Opening { queue, minute: Some(29_000_000) },
            Gauge::Opening { queue, minute: None },
        ];
        all.extend(gauges.map(Action::Gauge));
    }
    all
}

#[test]
fn every_action_is_read_back_from_its_sentence() {
    let (policy, names) = (policy(), names());
    let notation = Notation::new(&policy, &names);
    let mut sentences = BTreeSet::new();
    let actions = every_action(&policy);
    for action in &actions {
        let sentence = notation.action(action);
        let spoken = notation.parse(&sentence).unwrap_or_else(|error| panic!("`{sentence}` is not read: {error}"));
        assert_eq!(spoken.action, *action, "`{sentence}` is read as something else");
        sentences.insert(sentence);
    }
    assert_eq!(sentences.len(), actions.len(), "two actions have one sentence");
}

/// The list of actions above leaves out no sentence: each pattern of the notation is the shape of one of them.
#[test]
fn every_sentence_of_the_notation_is_said_by_some_action() {
    let (policy, names) = (policy(), names());
    let notation = Notation::new(&policy, &names);
    let mut said: Vec<String> = every_action(&policy).iter().map(|action| notation.action(action)).collect();
    // What a broadcast says is judged where it is read, and no rule reads it after that (SUP-OTH-05).
    said.push("supervisor S broadcasts to c1 saying text".to_owned());
    said.push("administrator T broadcasts to c1 saying text".to_owned());
    // What may be left out is left out by some arrivals, and said by others in the test above.
    let shortest = |pattern: &str| pattern.split(" [").next().expect("a sentence has a beginning").to_owned();
    let fits = |pattern: &str, said: &str| {
        let pattern = &*shortest(pattern);
        let mut rest = said;
        for (place, word) in pattern.split(' ').enumerate() {
            let fixed = !word.starts_with('{');
            rest = rest.trim_start();
            let length = match rest.strip_prefix('"') {
                Some(_) if fixed => return false,
                Some(quoted) => quoted.replace("\"\"", "__").find('"').map_or(rest.len(), |end| end + 2),
                None => rest.find(' ').unwrap_or(rest.len()),
            };
            if fixed && &rest[..length] != word {
                return false;
            }
            rest = &rest[length..];
            assert!(place < 32, "a sentence is short");
        }
        rest.is_empty() || (pattern.ends_with("{profiles}") && rest.starts_with(" and "))
    };
    let unsaid: Vec<&str> =
        Notation::sentences().filter(|pattern| !said.iter().any(|said| fits(pattern, said))).collect();
    assert_eq!(unsaid, Vec::<&str>::new());
}

#[test]
fn a_line_that_is_no_sentence_is_answered_with_place_and_remedy() {
    let (policy, names) = (policy(), names());
    let notation = Notation::new(&policy, &names);
    let told = |line: &str| {
        let error = notation.parse(line).expect_err("the line is wrong");
        format!("{}: {error}", error.column)
    };
    assert_eq!(told("agent Z accepts c1"), "7: unknown agent `Z`, expected one of: A, B, S, T, agent");
    assert_eq!(told("supervisor S monitors c9"), "23: unknown conversation `c9`, expected one of: c1, the one");
    assert_eq!(
        told("supervisor S assigns c1 to queue Q7"),
        "34: unknown queue `Q7`, expected one of: Q1, card services"
    );
    assert_eq!(told("agent A becomes Happy").split(',').next(), Some("17: unknown presence `Happy`"));
    assert_eq!(told("set units of A to 40000"), "19: unknown number of units `40000`, expected 0 to 30000");
    assert_eq!(
        told("supervisor S assigns c1 to A over"),
        "34: the line ends too early, expected one of: `capacity`, `presence`"
    );
    assert_eq!(told("agent A accepts c1 now"), "20: `now` is too much, expected the end of the line");
    assert_eq!(told("new c1 in chat"), "5: conversation `c1` exists already, expected a new name such as `c2`");
    assert_eq!(told("route \"card services"), "7: the quote of `card services` is not closed, expected a closing `\"`");
    assert_eq!(told("customers of c1 leave"), "1: unknown word `customers`, did you mean `customer`?");
    assert_eq!(
        told("people of c1 leave"),
        "1: unknown word `people`, expected one of: `new`, `admit`, `supervisor`, `administrator`, `agent`, \
         `return`, `customer`, `bot`, `system:`, `timer`, `age`, `route`, `measure`, `average`, `no`, `queue`, `set`, `reset`, \
         `add`, `take`, `end`, `open`, `close`, `switch`"
    );
}

#[test]
fn answers_are_told_with_code_and_rule() {
    let (policy, names) = (policy(), names());
    let notation = Notation::new(&policy, &names);
    assert_eq!(notation.answer(&Answer::Done), "done");
    assert_eq!(notation.answer(&Answer::Unchanged(Rule::Dist22)), "unchanged by DIST-22");
    assert_eq!(
        notation.answer(&Answer::refused(Code::OfferPending, Rule::SupXfer15)),
        "refused Rp by SUP-XFER-15: an offer is pending"
    );
}
