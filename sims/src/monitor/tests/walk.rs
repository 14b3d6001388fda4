//! Long walks of arbitrary actions under arbitrary switches, beside a kernel that is right: the books must agree with it.

use std::sync::Arc;

use rand::RngExt;
use switchboard::{
    Action, Answer, Arrival, BotTurn, Change, Channel, Contact, ContactCenter, ConversationId, Desk, Handle, Policy,
    PolicySpec, ProfileId, ProfileSet, QueueId, Route, Stage, Supervise, Switches, Timer, Upkeep, UserId, WorkstreamId,
};

use crate::monitor::{Glance, Monitor};
use crate::stream::{Cause, Streams};

/// How many switchings of the policy are walked under.
const WALKS: u32 = 1_000;
/// How many actions one walk tries.
const STEPS: u32 = 1_500;
/// How many conversations live at once.
const ALIVE_MAX: usize = 3;

/// A policy with every channel, every kind of block and every switch as the dice say.
fn policy(rng: &mut impl RngExt) -> Policy {
    let mut text = String::from("[switches]\n");
    let late: bool = rng.random();
    for info in Switches::ALL {
        let letter = match info.id {
            "POL-03" => ['a', 'b'][usize::from(late)],
            // These exclude an ownership that moves at acceptance, if they reopen the conversation.
            "POL-01" | "POL-02" if late => one(rng, ['b', 'c', 'd']),
            _ => info.options[rng.random_range(0..info.options.len())].letter,
        };
        text.push_str(&format!("{} = \"{letter}\"\n", info.id));
    }
    text.push_str(
        r#"
        [settings]
        monitor = true
        assign = true
        transfer = true
        force_close = true
        direct_transfer = true
        consult_costs_capacity = true
        [[profiles]]
        name = "language"
        limit = 2
        [[queues]]
        name = "chats"
        kind = "messaging"
        [[queues]]
        name = "calls"
        kind = "voice"
        [[queues]]
        name = "cases"
        kind = "record"
        [[queues]]
        name = "others"
        kind = "messaging"
        "#,
    );
    for channel in Channel::ALL {
        let queue = match channel.queue_kind().name() {
            "voice" => "calls",
            "record" => "cases",
            _ => "chats",
        };
        let block = ["\"always\"", "\"never\"", "60"][rng.random_range(0..3)];
        let (affinity, auto): (bool, bool) = (rng.random(), rng.random());
        let affinity = affinity && channel.queue_kind().name() == "messaging";
        let bot = if rng.random_range(0..4) == 0 && channel != Channel::Record { "bot = \"robot\"\n" } else { "" };
        text.push_str(&format!(
            "[[workstreams]]\nname = \"{channel}\"\nchannel = \"{channel}\"\nqueue = \"{queue}\"\ncost = 30\n\
             wrap_up_block = {block}\naffinity = {affinity}\nauto_assign = {auto}\n{bot}"
        ));
    }
    for (name, roles) in
        [("ann", "agent"), ("bob", "agent"), ("cyd", "agent"), ("ruth", "supervisor"), ("robot", "bot")]
    {
        text.push_str(&format!(
            "[[users]]\nname = \"{name}\"\nroles = [\"{roles}\"]\nunits = 100\n\
             queues = [\"chats\", \"calls\", \"cases\", \"others\"]\nprofiles = {{ language = true }}\n"
        ));
    }
    let spec: PolicySpec = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    spec.build().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// One of these.
fn one<T: Copy, const N: usize>(rng: &mut impl RngExt, all: [T; N]) -> T {
    all[rng.random_range(0..N)]
}

fn supervise(rng: &mut impl RngExt, agent: UserId, queue: QueueId) -> Supervise {
    let (over_presence, over_capacity) = (rng.random(), rng.random());
    one(
        rng,
        [
            Supervise::Monitor,
            Supervise::Join,
            Supervise::Leave,
            Supervise::AssignToAgent { agent, over_presence, over_capacity },
            Supervise::AssignToQueue { queue },
            Supervise::TransferToAgent { agent },
            Supervise::TransferToAgent { agent },
            Supervise::TransferToQueue { queue },
            Supervise::ForceClose,
            Supervise::Broadcast,
            Supervise::ReleaseRecord,
            Supervise::RemoveRecord,
        ],
    )
}

fn handle(rng: &mut impl RngExt, agent: UserId, queue: QueueId) -> Handle {
    one(
        rng,
        [
            Handle::Pick,
            Handle::Accept,
            Handle::Accept,
            Handle::Accept,
            Handle::Reject,
            Handle::RefreshBrowser,
            Handle::End,
            Handle::CloseSession,
            Handle::Release,
            Handle::Reopen,
            Handle::TransferToAgent { agent },
            Handle::TransferToAgent { agent },
            Handle::TransferToQueue { queue },
            Handle::TransferOutside,
            Handle::Consult { agent },
            Handle::Consult { agent },
            Handle::ConsultQueue { queue },
            Handle::AcceptConsult,
            Handle::AcceptConsult,
            Handle::RejectConsult,
            Handle::LeaveConsult,
            Handle::EndConsult { agent },
            Handle::Promote { agent },
            Handle::AddToCustomer { agent },
            Handle::MoveToWaiting,
            Handle::RaiseCall,
            Handle::HangUpLeg,
            Handle::Rejoin,
            Handle::ResolveRecord,
            Handle::Message,
        ],
    )
}

fn action(rng: &mut impl RngExt, center: &ContactCenter, living: &[ConversationId]) -> Action {
    let agent = UserId::at(rng.random_range(0..3));
    let queue = QueueId::at(rng.random_range(0..4));
    let family = rng.random_range(0..20);
    let Some(&conversation) = living.get(rng.random_range(0..living.len().max(1))) else {
        return arrival(rng, center);
    };
    // Mostly whoever it belongs to, so that much is done and not refused.
    let holder = center.phase(conversation).holder().filter(|_| rng.random_range(0..3) > 0);
    let by = holder.unwrap_or_else(|| UserId::at(rng.random_range(0..5)));
    match family {
        0 if living.len() < ALIVE_MAX => arrival(rng, center),
        0 | 1 => Action::Router(Route::Queue(queue)),
        2 => Action::Router(Route::Agent(agent)),
        3..=5 => Action::Supervisor { by: UserId(3), conversation, operation: supervise(rng, agent, queue) },
        6..=12 => Action::Agent { by, conversation, operation: handle(rng, agent, queue) },
        13 => {
            let all = [Contact::End, Contact::HangUpLeg, Contact::Message, Contact::Disconnect, Contact::Reconnect];
            Action::Customer { conversation, operation: one(rng, all) }
        }
        14 => Action::Bot { conversation, operation: one(rng, [BotTurn::End, BotTurn::Escalate]) },
        15 => {
            let all = [
                Upkeep::TimeoutRuleClose,
                Upkeep::TimeoutRuleToWaiting,
                Upkeep::TimeoutRuleRelease,
                Upkeep::RecordRemoved,
                Upkeep::RecordMoved { queue },
                Upkeep::AgentLost { agent },
                Upkeep::OfferNotDisplayed,
                Upkeep::QueueEmptied,
            ];
            Action::System { conversation, operation: one(rng, all) }
        }
        16 | 17 => Action::Timer { conversation, timer: one(rng, Timer::ALL) },
        18 => {
            let all = [Desk::SignIn, Desk::ConnectionRestored, Desk::SignOut, Desk::ConnectionLost];
            let absent = !center.is_present(agent);
            let back = if center.is_signed_in(agent) { Desk::ConnectionRestored } else { Desk::SignIn };
            Action::Desk { agent, operation: if absent { back } else { one(rng, all) } }
        }
        _ => Action::Configure(one(
            rng,
            [
                Change::SetUnits { agent, units: 100 },
                Change::SetUnits { agent, units: 40 },
                Change::SetProfileLimit { agent, profile: ProfileId(0), limit: Some(2) },
                Change::EndShift { agent },
                Change::LeaveQueue { user: agent, queue },
                Change::JoinQueue { user: agent, queue },
            ],
        )),
    }
}

fn arrival(rng: &mut impl RngExt, center: &ContactCenter) -> Action {
    let workstream = WorkstreamId::at(rng.random_range(0..Channel::ALL.len()));
    let queue = center.policy().workstreams()[workstream.index()].queue;
    let profiles = if rng.random() { ProfileSet::EMPTY.with(ProfileId(0)) } else { ProfileSet::EMPTY };
    Action::Create(Arrival { profiles, ..Arrival::new(workstream, queue) })
}

/// What a walk came by, so that a walk which sees nothing does not pass for one that finds nothing.
#[derive(Debug, Default)]
struct Seen {
    done: u32,
    refused: u32,
    stages: [u32; 6],
    charged_twice_over: u32,
    outlived: u32,
}

fn walk(number: u32, policy: Arc<Policy>, rng: &mut impl RngExt, seen: &mut Seen) {
    let mut center = ContactCenter::shared(Arc::clone(&policy));
    let mut monitor = Monitor::new(&policy);
    let mut living: Vec<ConversationId> = Vec::new();
    let mut tried: Vec<(Action, Answer)> = Vec::new();
    for step in 0..STEPS {
        let action = match step {
            0..5 => Action::Desk { agent: UserId::at(step as usize), operation: Desk::SignIn },
            _ => action(rng, &center, &living),
        };
        let before = Glance::of(&action, &center);
        let answer = center.apply(action);
        tried.push((action, answer));
        let judged = if answer.is_done() {
            seen.done += 1;
            let events = center.events().to_vec();
            events
                .iter()
                .try_for_each(|event| monitor.note(event, &policy))
                .and_then(|()| monitor.settle(&action, &center))
        } else {
            seen.refused += 1;
            Monitor::unchanged(&action, &before, &center)
        };
        if let Err(broken) = judged {
            let last = &tried[tried.len().saturating_sub(25)..];
            let last: Vec<String> = last.iter().map(|step| format!("{step:?}")).collect();
            panic!("walk {number}, step {step}: {broken:?}\n{}\n{:?}", last.join("\n"), policy.switches());
        }
        if let (Action::Create(_), Answer::Done, Some(id)) = (action, answer, center.created()) {
            living.push(id);
        }
        for id in &living {
            seen.stages[center.stage(*id) as usize] += 1;
            seen.charged_twice_over += u32::from(center.charged(*id).count() > 1);
            seen.outlived += u32::from(center.stage(*id) == Stage::Closed && center.charged(*id).count() > 0);
        }
        living.retain(|id| !center.retire(*id));
    }
}

#[test]
fn the_books_agree_with_the_kernel_under_every_switch() {
    let mut seen = Seen::default();
    for number in 0..WALKS {
        let mut rng = Streams::new(2_026, number).open(Cause::Handling, 0);
        let policy = Arc::new(policy(&mut rng));
        walk(number, policy, &mut rng, &mut seen);
    }
    let rarest = *seen.stages.iter().min().expect("six");
    let enough = seen.done > 50_000 && rarest > 500;
    assert!(enough && seen.charged_twice_over > 1_000 && seen.outlived > 100, "{seen:?}");
}
