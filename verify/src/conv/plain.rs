//! CONV in the words of its table, row by row: slow, and meant to be read beside the table.

/// An agent, by number.
pub(crate) type Agent = u8;

/// The stages of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Open,
    Closed,
    Active,
    Waiting,
    WrapUp,
}

/// One conversation: its stage, its owner, the target of a transfer, and whether the owner was forced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Conversation {
    pub(crate) stage: Stage,
    pub(crate) owner: Option<Agent>,
    pub(crate) pending: Option<Agent>,
    pub(crate) forced: bool,
}

impl Conversation {
    /// As every conversation begins, and as it comes back.
    pub(crate) const OPEN: Self = Self { stage: Stage::Open, owner: None, pending: None, forced: false };
    /// As every conversation ends.
    pub(crate) const CLOSED: Self = Self { stage: Stage::Closed, ..Self::OPEN };
}

/// The rows of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// A conversation goes to an agent with room.
    Assign,
    /// A conversation is forced on an agent without room.
    Override,
    /// The agent has answered.
    AgentReply,
    /// The customer has answered.
    CustomerReply,
    /// The agent begins to wrap up.
    BeginWrap,
    /// The wrap-up ends.
    FinishWrap,
    /// The owner wants another agent to take over.
    RequestTransfer,
    /// The other agent takes over.
    Accept,
    /// The other agent does not.
    Decline,
    /// A conversation of an agent who is away goes back.
    Requeue,
    /// A supervisor ends a conversation.
    ForceClose,
    /// A closed conversation comes back.
    Reopen,
    /// An agent goes away or comes back.
    Toggle,
}

/// What a conversation sees of the rest: who is present, and who has room (a load below the capacity).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surroundings<'a> {
    pub(crate) present: &'a [bool],
    pub(crate) room: &'a [bool],
}

/// The rows that apply to a conversation, each with the agent it names and what becomes of the conversation.
pub(crate) fn rows(conversation: Conversation, around: Surroundings<'_>) -> Vec<(Row, Agent, Conversation)> {
    let Conversation { stage, owner, pending, .. } = conversation;
    let agents = || (0..around.present.len() as Agent).filter(|&agent| around.present[usize::from(agent)]);
    let room = |agent: Agent| around.room[usize::from(agent)];
    let present = |agent: Agent| around.present[usize::from(agent)];
    let served = matches!(stage, Stage::Active | Stage::Waiting);
    let active = |agent, forced| Conversation { stage: Stage::Active, owner: Some(agent), pending: None, forced };
    let mut rows = Vec::new();

    if stage == Stage::Open {
        rows.extend(agents().filter(|&agent| room(agent)).map(|agent| (Row::Assign, agent, active(agent, false))));
        rows.extend(agents().filter(|&agent| !room(agent)).map(|agent| (Row::Override, agent, active(agent, true))));
    }
    if stage == Stage::Active && pending.is_none() {
        rows.push((Row::AgentReply, 0, Conversation { stage: Stage::Waiting, ..conversation }));
    }
    if stage == Stage::Waiting {
        rows.push((Row::CustomerReply, 0, Conversation { stage: Stage::Active, ..conversation }));
    }
    if served && pending.is_none() {
        rows.push((Row::BeginWrap, 0, Conversation { stage: Stage::WrapUp, ..conversation }));
    }
    if stage == Stage::WrapUp {
        rows.push((Row::FinishWrap, 0, Conversation::CLOSED));
    }
    if served && pending.is_none() {
        rows.extend(
            agents()
                .filter(|&agent| owner != Some(agent))
                .map(|agent| (Row::RequestTransfer, agent, Conversation { pending: Some(agent), ..conversation })),
        );
    }
    if let Some(target) = pending {
        if present(target) && room(target) {
            rows.push((Row::Accept, target, active(target, false)));
        }
        rows.push((Row::Decline, target, Conversation { pending: None, ..conversation }));
    }
    if served && owner.is_some_and(|owner| !present(owner)) {
        rows.push((Row::Requeue, 0, Conversation::OPEN));
    }
    if stage != Stage::Closed {
        rows.push((Row::ForceClose, 0, Conversation::CLOSED));
    }
    if stage == Stage::Closed {
        rows.push((Row::Reopen, 0, Conversation::OPEN));
    }
    rows
}

/// Every local state that a conversation can have, by its parts alone.
pub(crate) fn conversations(agents: Agent) -> Vec<Conversation> {
    let mut all = vec![Conversation::OPEN, Conversation::CLOSED];
    for stage in [Stage::Active, Stage::Waiting, Stage::WrapUp] {
        for owner in 0..agents {
            let others = (0..agents).filter(|&agent| agent != owner && stage != Stage::WrapUp).map(Some);
            for pending in std::iter::once(None).chain(others) {
                for forced in [false, true] {
                    all.push(Conversation { stage, owner: Some(owner), pending, forced });
                }
            }
        }
    }
    all
}
