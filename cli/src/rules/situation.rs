//! A small center in which every cell of the table can be asked: one conversation per column, in any state.

use switchboard::{
    Action, Answer, Arrival, Block, Change, Channel, ContactCenter, ConversationId, Desk, Offer, OfferClock, OfferKind,
    Phase, Policy, PolicySpec, Preset, Primary, Stage, Talk, UserId, WrapUp,
};
use switchboard_sims::document::from_toml;

/// Two agents and a bot, a supervisor, and two queues of each kind. Everything is enabled that a table row needs.
const POLICY: &str = r#"
queues = [
  { name = "messages", kind = "messaging" }, { name = "more messages", kind = "messaging" },
  { name = "records", kind = "record" }, { name = "more records", kind = "record" },
  { name = "calls", kind = "voice" }, { name = "more calls", kind = "voice" },
]
workstreams = [
  { name = "LC", channel = "live-chat", queue = "messages" },
  { name = "PC", channel = "persistent-chat", queue = "messages" },
  { name = "AS", channel = "async", queue = "messages" },
  { name = "VO", channel = "voice", queue = "calls" },
  { name = "RE", channel = "record", queue = "records" },
]
settings = { monitor = true, assign = true, transfer = true, force_close = true, direct_transfer = true }

[[users]]
name = "A"
queues = ["messages", "more messages", "records", "more records", "calls", "more calls"]

[[users]]
name = "B"
queues = ["messages", "more messages", "records", "more records", "calls", "more calls"]

[[users]]
name = "S"
roles = ["supervisor"]
queues = ["messages", "more messages", "records", "more records", "calls", "more calls"]

[[users]]
name = "R"
roles = ["bot"]
queues = ["messages", "calls"]
"#;

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: &'static str,
    workstream: &'static str,
    pub(super) channel: Channel,
    /// A live chat raised to a call.
    raised: bool,
}

/// The columns, as section 9 orders them.
pub(super) const COLUMNS: [Column; 6] = [
    Column { name: "LC", workstream: "LC", channel: Channel::LiveChat, raised: false },
    Column { name: "PC", workstream: "PC", channel: Channel::PersistentChat, raised: false },
    Column { name: "AS", workstream: "AS", channel: Channel::Async, raised: false },
    Column { name: "VO", workstream: "VO", channel: Channel::Voice, raised: false },
    Column { name: "EL", workstream: "LC", channel: Channel::LiveChat, raised: true },
    Column { name: "RE", workstream: "RE", channel: Channel::Record, raised: false },
];

/// A row's situation: a state, and who leads in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    At(Stage),
    /// Active in the hands of a bot.
    WithBot,
    /// Offered by a supervisor's transfer.
    Transferred,
}

impl Place {
    /// The name of the row.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::At(Stage::Offered) => "Act?",
            Self::At(Stage::InConversation) => "Act!",
            Self::At(stage) => stage.name(),
            Self::WithBot => "Act! bot",
            Self::Transferred => "Act? transfer",
        }
    }
}

/// A conversation in a situation, and the people around it.
pub(super) struct Situation {
    pub(super) center: ContactCenter,
    pub(super) id: ConversationId,
    pub(super) agent: UserId,
    pub(super) colleague: UserId,
    pub(super) supervisor: UserId,
}

/// The policy of the table under a preset.
pub(super) fn policy(preset: Preset) -> Policy {
    let mut spec: PolicySpec = from_toml(POLICY, "table").expect("the table's policy is well written");
    spec.preset = Some(preset.name().to_owned());
    spec.build().expect("the table's policy holds under every preset")
}

/// The situation of a cell, also where its channel does not have the state; `None` where nothing can be put: a raised
/// call lives in `Act!` only, bots and offers have no records.
pub(super) fn situation(policy: &Policy, column: Column, place: Place) -> Option<Situation> {
    let mut center = ContactCenter::new(policy.clone());
    let name = |name: &str| policy.user(name).expect("the table's people are known");
    let (agent, colleague, supervisor, bot) = (name("A"), name("B"), name("S"), name("R"));
    let workstream = policy.workstream(column.workstream).expect("the table's workstreams are known");
    for user in [agent, colleague, supervisor] {
        let answer = center.apply(Action::Desk { agent: user, operation: Desk::SignIn });
        assert_eq!(answer, Answer::Done, "signing in always works");
    }
    let queue = policy.workstreams()[workstream.index()].queue;
    let answer = center.apply(Action::Create(Arrival::new(workstream, queue)));
    assert_eq!(answer, Answer::Done, "the table's queues have members");
    let id = center.created().expect("a conversation was just created");
    let stage = match place {
        Place::At(stage) => stage,
        Place::WithBot => Stage::InConversation,
        Place::Transferred => Stage::Offered,
    };
    let kind = match place {
        Place::Transferred => OfferKind::SupervisorTransfer,
        Place::At(_) | Place::WithBot => OfferKind::Routed,
    };
    if column.raised && (stage != Stage::InConversation || place == Place::WithBot) {
        return None;
    }
    if place != Place::At(stage) && column.channel == Channel::Record {
        return None;
    }
    let offer = Offer {
        agent,
        kind,
        clock: OfferClock::Ringing,
        first: (place == Place::Transferred).then_some(colleague),
        from_waiting: false,
        lost: false,
        leg: false,
    };
    let primary = if place == Place::WithBot { Primary::Bot(bot) } else { Primary::Agent(agent) };
    center.situate(
        id,
        match stage {
            Stage::Open => Phase::Open { first: None },
            Stage::Offered => Phase::Offered(offer),
            Stage::InConversation => Phase::InConversation(Talk { leg: column.raised, ..Talk::with(primary) }),
            Stage::Waiting => Phase::Waiting { last: Some(agent) },
            Stage::WrapUp => Phase::WrapUp(WrapUp { agent, block: Block::Held }),
            Stage::Closed => Phase::Closed { block: None },
        },
    );
    Some(Situation { center, id, agent, colleague, supervisor })
}

impl Situation {
    /// Another queue that takes the same kind of work.
    pub(super) fn other_queue(&self) -> switchboard::QueueId {
        let own = self.center.queue_of(self.id).expect("the conversation is live or just closed");
        let policy = self.center.policy();
        let kind = policy.queues()[own.index()].kind;
        let other =
            policy.queues().iter().enumerate().position(|(place, queue)| place != own.index() && queue.kind == kind);
        switchboard::QueueId::at(other.expect("the table has two queues of each kind"))
    }

    /// Takes everybody out of a queue.
    pub(super) fn empty(&mut self, queue: switchboard::QueueId) {
        for user in self.center.members(queue).collect::<Vec<_>>() {
            let answer = self.center.apply(Action::Configure(Change::LeaveQueue { user, queue }));
            assert_eq!(answer, Answer::Done, "a member can leave");
        }
    }

    /// The answer in the words of the table.
    pub(super) fn ask(mut self, action: Action) -> String {
        let before = self.center.stage(self.id);
        match self.center.apply(action) {
            Answer::Refused(refusal) => refusal.code.letters().to_owned(),
            Answer::Unchanged(_) => String::from("-"),
            Answer::Done => {
                let after = self.center.stage(self.id);
                if after == before { String::from("A") } else { Place::At(after).name().to_owned() }
            }
        }
    }
}
