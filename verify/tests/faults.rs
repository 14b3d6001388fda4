//! A kernel with a planted fault for every family: each is found, by a run that no plain search finds shorter.
#![expect(clippy::wildcard_enum_match_arm, reason = "a fault is about one kind of action, and honest on all others")]

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use switchboard::{
    Action, Answer, Base, Change, Channel, Contact, ContactCenter, ConversationId, Event, Fact, Handle, Phase,
    PolicySpec, PresenceId, Primary, QueueId, QueueSpec, Replica, Route, Rule, SettingsSpec, Stage, Supervise, Talk,
    Timer, Toggle, UserId, UserSpec, WorkstreamSpec,
};
use switchboard_verify::families::{Findings, Step, judge};
use switchboard_verify::{Family, Group, Groups, Kernel, Rules, Scope, Search, World};

const ANN: UserId = UserId(0);
const BOB: UserId = UserId(1);
const SUE: UserId = UserId(2);
const FRONT: QueueId = QueueId(0);

/// The kernel with one fault.
struct Faulty {
    family: Family,
}

impl Faulty {
    /// What the kernel itself does; where its own assertions notice an earlier fault, nothing.
    fn honest(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
        let before = center.clone();
        match catch_unwind(AssertUnwindSafe(|| center.apply(action))) {
            Ok(answer) => {
                events.extend_from_slice(center.events());
                answer
            }
            Err(_) => {
                *center = before;
                Answer::Unchanged(Rule::S9Repeat)
            }
        }
    }

    /// Bends the state as if this had happened, though nothing tells of it.
    fn bend(center: &mut ContactCenter, fact: Fact) {
        let mut replica = Replica::of(center);
        replica.absorb(&Event { rule: Rule::St02, fact });
        *center = replica.center();
    }
}

impl Kernel for Faulty {
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
        let id = action.conversation();
        let stage = id.map(|id| center.stage(id));
        let phase = id.map(|id| center.phase(id));
        let before = center.clone();
        match (self.family, action) {
            // The first agent of a call sits in it twice.
            (Family::K1, Action::Agent { by, operation: Handle::Accept, conversation }) => {
                let answer = Self::honest(center, action, events);
                if answer.is_done() && center.phase(conversation).primary() == Some(by) {
                    Self::bend(center, Fact::MonitorStarted { conversation, supervisor: by });
                }
                answer
            }
            // Capacity is overridden though nobody said so.
            (
                Family::K2,
                Action::Supervisor {
                    by,
                    conversation,
                    operation: Supervise::AssignToAgent { agent, over_presence, .. },
                },
            ) => {
                let operation = Supervise::AssignToAgent { agent, over_presence, over_capacity: true };
                Self::honest(center, Action::Supervisor { by, conversation, operation }, events)
            }
            // The router does not see that somebody is away.
            (Family::K3, Action::Router(_)) => {
                let away: Vec<(UserId, PresenceId)> = [ANN, BOB].map(|agent| (agent, center.presence(agent))).into();
                let available = (0..center.policy().presences().len())
                    .map(PresenceId::at)
                    .find(|presence| center.policy().base(*presence) == Base::Available)
                    .expect("somebody can be available");
                for (agent, _) in &away {
                    let _ = center.apply(Action::Configure(Change::SetPresence { agent: *agent, presence: available }));
                }
                let answer = Self::honest(center, action, events);
                if !answer.is_done() {
                    *center = before;
                }
                answer
            }
            // The router does not see who belongs to the queue.
            (Family::K4, Action::Router(_)) => {
                let _ = center.apply(Action::Configure(Change::JoinQueue { user: BOB, queue: FRONT }));
                let answer = Self::honest(center, action, events);
                if !answer.is_done() {
                    *center = before;
                }
                answer
            }
            // The router never finds anybody.
            (Family::K5, Action::Router(Route::Queue(_))) => Answer::Unchanged(Rule::S9Repeat),
            // The router takes the second.
            (Family::K6, Action::Router(_)) => {
                let line: Vec<ConversationId> = center.waiting_line(FRONT).collect();
                if let [older, _, ..] = line[..] {
                    let was = center.phase(older);
                    center.situate(older, Phase::InConversation(Talk::with(Primary::Outside)));
                    let answer = Self::honest(center, action, events);
                    center.situate(older, was);
                    return answer;
                }
                Self::honest(center, action, events)
            }
            // Capacity is back before the talk is over.
            (Family::K7, Action::Customer { conversation, operation: Contact::Message }) => {
                let answer = Self::honest(center, action, events);
                if let (true, Phase::InConversation(talk)) = (answer.is_done(), center.phase(conversation))
                    && let Some(agent) = talk.primary.agent()
                {
                    let available = center.available_units(agent);
                    Self::bend(center, Fact::CapacityReleased { conversation, agent, available });
                }
                answer
            }
            // A transfer ends with the supervisor.
            (Family::K8, Action::Agent { operation: Handle::Accept, conversation, .. }) => {
                let transfer = matches!(phase, Some(Phase::Offered(offer)) if offer.first.is_some());
                let answer = Self::honest(center, action, events);
                if answer.is_done() && transfer {
                    center.situate(conversation, Phase::InConversation(Talk::with(Primary::Agent(SUE))));
                }
                answer
            }
            // Who had a closed conversation can have it again.
            (Family::K9, Action::Agent { by, operation: Handle::Reopen, conversation })
                if stage == Some(Stage::Closed) && center.conversations().any(|id| id == conversation) =>
            {
                center.situate(conversation, Phase::InConversation(Talk::with(Primary::Agent(by))));
                Answer::Done
            }
            // A countdown ends an offer that is accepted already.
            (Family::K10, Action::Timer { conversation, timer: Timer::Offer })
                if stage == Some(Stage::InConversation) =>
            {
                center.situate(conversation, Phase::Open { first: None });
                Answer::Done
            }
            // A toggle that is off does not matter.
            (Family::K11, Action::Supervisor { operation: Supervise::ForceClose, .. }) => {
                let toggle = Toggle::ForceClose;
                let _ = center.apply(Action::Configure(Change::SetToggle { toggle, on: true }));
                let answer = Self::honest(center, action, events);
                let _ = center.apply(Action::Configure(Change::SetToggle { toggle, on: false }));
                answer
            }
            // Who watches ends the hold.
            (Family::K12, Action::Supervisor { operation: Supervise::Monitor, conversation, .. }) => {
                let answer = Self::honest(center, action, events);
                if let (true, Phase::InConversation(talk)) = (answer.is_done(), center.phase(conversation)) {
                    center.situate(conversation, Phase::InConversation(Talk { hold: !talk.hold, ..talk }));
                }
                answer
            }
            // Whoever arrives sends somebody away.
            (Family::K13, Action::Create(_)) => {
                let answer = Self::honest(center, action, events);
                let created = center.created();
                let away = (0..center.policy().presences().len())
                    .map(PresenceId::at)
                    .find(|presence| center.policy().base(*presence) == Base::Away)
                    .expect("somebody can be away");
                let _ = center.apply(Action::Configure(Change::SetPresence { agent: BOB, presence: away }));
                debug_assert!(created.is_some());
                answer
            }
            // Accepting again is an acceptance again.
            (Family::K14, Action::Agent { by, operation: Handle::Accept, conversation }) if matches!(phase, Some(Phase::InConversation(talk)) if talk.primary == Primary::Agent(by)) =>
            {
                events.push(Event {
                    rule: Rule::St02,
                    fact: Fact::OfferAccepted { conversation, agent: by, automatic: false },
                });
                Answer::Done
            }
            // Nobody is told that the state changed.
            (Family::K15, Action::Agent { operation: Handle::Accept, .. }) => {
                let answer = Self::honest(center, action, events);
                events.retain(|event| !matches!(event.fact, Fact::StateChanged { .. }));
                answer
            }
            // Anybody may end anything.
            (Family::K16, Action::Agent { operation: Handle::End, conversation, .. }) => {
                match center.phase(conversation).holder() {
                    Some(holder) => {
                        let operation = Handle::End;
                        Self::honest(center, Action::Agent { by: holder, conversation, operation }, events)
                    }
                    None => Self::honest(center, action, events),
                }
            }
            // A message brings back what has ended.
            (Family::K17, Action::Customer { conversation, operation: Contact::Message }) => match phase {
                Some(Phase::WrapUp(wrap)) => {
                    let talk = Talk::with(Primary::Agent(wrap.agent));
                    center.situate(conversation, Phase::InConversation(talk));
                    Answer::Done
                }
                _ => Self::honest(center, action, events),
            },
            // A live chat can wait.
            (Family::K18, Action::Agent { by, operation: Handle::MoveToWaiting, conversation })
                if stage == Some(Stage::InConversation) =>
            {
                center.situate(conversation, Phase::Waiting { last: Some(by) });
                Answer::Done
            }
            // A refusal costs units.
            (Family::Unchanged, Action::Agent { operation: Handle::Reject, .. }) => {
                let answer = Self::honest(center, action, events);
                if !answer.is_done() {
                    let _ = center.apply(Action::Configure(Change::SetUnits { agent: ANN, units: 10 }));
                }
                answer
            }
            _ => Self::honest(center, action, events),
        }
    }
}

/// Two agents with room for one conversation each, a supervisor, and what the fault needs.
fn policy(family: Family) -> PolicySpec {
    let user = |name: &str, role: &str, queues: &[&str]| UserSpec {
        name: name.to_owned(),
        roles: Some(vec![role.to_owned()]),
        units: 100,
        queues: queues.iter().map(|queue| (*queue).to_owned()).collect(),
        ..UserSpec::default()
    };
    let of_bob: &[&str] = if family == Family::K4 { &["back"] } else { &["front"] };
    let queue = |name: &str| QueueSpec { name: name.to_owned(), kind: "messaging".to_owned(), ..QueueSpec::default() };
    PolicySpec {
        settings: SettingsSpec {
            monitor: Some(true),
            assign: Some(true),
            transfer: Some(true),
            force_close: Some(family != Family::K11),
            direct_transfer: Some(true),
            decline_limit: Some(1),
            ..SettingsSpec::default()
        },
        queues: vec![queue("front"), queue("back")],
        workstreams: vec![WorkstreamSpec {
            name: "work".to_owned(),
            channel: Channel::LiveChat.name().to_owned(),
            queue: "front".to_owned(),
            cost: 60,
            ..WorkstreamSpec::default()
        }],
        users: vec![
            user("ann", "agent", &["front"]),
            user("bob", "agent", of_bob),
            user("sue", "supervisor", &["front"]),
        ],
        ..PolicySpec::default()
    }
}

fn scope(family: Family) -> Scope {
    let groups = match family {
        Family::K3 | Family::K13 => vec![Group::Answers, Group::Presence],
        Family::K12 => vec![Group::Answers, Group::Observe],
        _ => vec![Group::Answers, Group::Talk, Group::Transfers, Group::Supervise],
    };
    let conversations = if matches!(family, Family::K2 | Family::K6) { 2 } else { 1 };
    Scope { agents: 2, conversations, supervisors: 1, groups: Groups::of(&groups), symmetry: true }
}

/// The length of the shortest run that breaks a family, by a search that knows no table, no symmetry and no level: it
/// tries every action on every center and judges each step. The centers are told apart by their parts.
fn plain(kernel: &dyn Kernel, world: &World<u64>, family: Family, steps_max: usize) -> Option<usize> {
    type Key = (switchboard::Surroundings, Vec<switchboard::LocalState>);
    let key = |center: &ContactCenter| -> Key {
        let replica = Replica::of(center);
        let locals = replica.locals().into_iter().map(|(_, local)| local).filter(|local| !local.is_settled()).collect();
        (replica.surroundings(), locals)
    };
    let start = world.start().clone();
    let mut seen: BTreeMap<Key, usize> = BTreeMap::from([(key(&start), 0)]);
    let mut agenda = VecDeque::from([start]);
    while let Some(before) = agenda.pop_front() {
        let depth = seen[&key(&before)];
        if depth >= steps_max {
            return None;
        }
        let replica = Replica::of(&before);
        let alive: Vec<ConversationId> =
            replica.locals().into_iter().filter(|(_, local)| !local.is_settled()).map(|(id, _)| id).collect();
        for action in world.repertoire(&alive) {
            let mut after = before.clone();
            let mut events = Vec::new();
            let answer = kernel.apply(&mut after, action, &mut events);
            let picture = answer.is_done().then(|| Replica::of(&after));
            let mut found = Findings::default();
            let step = Step {
                kernel,
                before: &before,
                replica: Some(&replica),
                action,
                answer,
                events: &events,
                after: &after,
                picture: picture.as_ref(),
            };
            judge(&step, &mut found);
            if found.marks() & family.violated() != 0 {
                return Some(depth + 1);
            }
            let place = key(&after);
            if answer.is_done() && !seen.contains_key(&place) {
                seen.insert(place, depth + 1);
                agenda.push_back(after);
            }
        }
    }
    None
}

#[test]
fn every_planted_fault_is_found_by_a_shortest_run() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut lengths = Vec::new();
    for family in Family::ALL {
        let policy = Arc::new(policy(family).build().expect("the policy is valid"));
        let mut world: World<u64> = World::new(policy, scope(family), Box::new(Faulty { family })).expect("it fits");
        let found = Search::new(&mut world)
            .symmetry(true)
            .stop_when(family.violated())
            .run()
            .unwrap_or_else(|error| panic!("{family}: {error}"));
        assert_ne!(found.first.marks() & family.violated(), 0, "the fault of {family} is not found");
        let trace = found.trace(&mut world, family as u8).expect("nothing new").expect("it was seen");
        let steps = trace.iter().filter(|(_, act)| act.is_some()).count();
        let shortest = plain(&Faulty { family }, &world, family, steps);
        assert_eq!(Some(steps), shortest, "{family}");
        lengths.push((family.name(), steps));
    }
    // The honest kernel breaks none of them in the same worlds.
    for family in [Family::K2, Family::K3, Family::K12] {
        let policy = Arc::new(policy(family).build().expect("the policy is valid"));
        let mut world: World<u64> = World::new(policy, scope(family), Box::new(Rules)).expect("it fits");
        let found = Search::new(&mut world).symmetry(true).run().expect("nothing is in the way");
        for other in Family::ALL {
            assert_eq!(found.first.marks() & other.violated(), 0, "{other} in the world of {family}");
        }
    }
    assert_eq!(lengths.len(), 19);
}
