//! What a property can see: the fields of a conversation and of an agent, as small numbers.

use switchboard::{Base, Channel, LocalState, Policy, PresenceId, QueueId, Stage, Status, Surroundings, Timer, UserId};

/// What a name is of. Names of different kinds are never compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    State,
    Queue,
    Workstream,
    Channel,
    User,
    Presence,
    Base,
    Timer,
}

impl Kind {
    /// What people call it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Queue => "queue",
            Self::Workstream => "workstream",
            Self::Channel => "channel",
            Self::User => "person",
            Self::Presence => "presence",
            Self::Base => "base presence",
            Self::Timer => "timer",
        }
    }

    /// The names of the kind, by number; of people the first is the empty one, which is nobody.
    pub(crate) fn names(self, policy: &Policy) -> Vec<&str> {
        match self {
            Self::State => Status::ALL.map(Status::name).to_vec(),
            Self::Queue => policy.queues().iter().map(|queue| queue.name.as_str()).collect(),
            Self::Workstream => policy.workstreams().iter().map(|stream| stream.name.as_str()).collect(),
            Self::Channel => Channel::ALL.map(Channel::name).to_vec(),
            Self::User => [""].into_iter().chain(policy.users().iter().map(|user| user.name.as_str())).collect(),
            Self::Presence => policy.presences().iter().map(|presence| presence.name.as_str()).collect(),
            Self::Base => Base::ALL.map(Base::name).to_vec(),
            Self::Timer => Timer::ALL.map(Timer::name).to_vec(),
        }
    }
}

/// Where a field is among the [`Facts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Flag(u8),
    Int(u8),
    Name(u8, Kind),
    Names(u8, Kind),
}

/// The fields of a conversation.
pub(crate) const CONVERSATION: [(&str, Place); 12] = [
    ("state", Place::Name(0, Kind::State)),
    ("offered", Place::Flag(0)),
    ("queue", Place::Name(1, Kind::Queue)),
    ("workstream", Place::Name(2, Kind::Workstream)),
    ("channel", Place::Name(3, Kind::Channel)),
    ("owner", Place::Name(4, Kind::User)),
    ("cost", Place::Int(0)),
    ("customer_away", Place::Flag(1)),
    ("participants", Place::Names(0, Kind::User)),
    ("charged", Place::Names(1, Kind::User)),
    ("declined_by", Place::Names(2, Kind::User)),
    ("timers", Place::Names(3, Kind::Timer)),
];

/// The fields of an agent.
pub(crate) const AGENT: [(&str, Place); 9] = [
    ("name", Place::Name(0, Kind::User)),
    ("presence", Place::Name(1, Kind::Presence)),
    ("base", Place::Name(2, Kind::Base)),
    ("signed_in", Place::Flag(0)),
    ("units", Place::Int(0)),
    ("used", Place::Int(1)),
    ("available", Place::Int(2)),
    ("load", Place::Int(3)),
    ("queues", Place::Names(0, Kind::Queue)),
];

/// What is known of one conversation or of one agent, where [`CONVERSATION`] or [`AGENT`] says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) flags: [bool; 2],
    pub(crate) ints: [i32; 4],
    pub(crate) names: [u16; 5],
    pub(crate) sets: [Vec<u16>; 4],
}

/// The number of a person as a name.
pub(crate) fn person(user: UserId) -> u16 {
    user.0 + 1
}

/// What is known of a conversation.
pub(crate) fn of_conversation(policy: &Policy, local: &LocalState) -> Facts {
    let users = || (0..policy.users().len()).map(UserId::at);
    let stage = local.stage();
    let owner = local.phase().holder().map_or(0, person);
    let mut beside: Vec<u16> = local.participants().iter().map(|seat| person(seat.user)).collect();
    beside.sort_unstable();
    beside.dedup();
    Facts {
        flags: [stage == Stage::Offered, local.is_customer_away()],
        ints: [i32::from(policy.workstreams()[local.workstream().index()].cost), 0, 0, 0],
        names: [
            stage.status() as u16,
            local.queue().index() as u16,
            local.workstream().index() as u16,
            local.channel() as u16,
            owner,
        ],
        sets: [
            beside,
            users().filter(|user| local.charges(*user).0 > 0).map(person).collect(),
            local.decliners().map(person).collect(),
            local.timers().iter().map(|timer| timer as u16).collect(),
        ],
    }
}

/// The people of whom a property speaks as agents.
pub(crate) fn agents(policy: &Policy) -> Vec<UserId> {
    let users = (0..policy.users().len()).map(UserId::at).zip(policy.users());
    users.filter(|(_, user)| user.roles.agent && !user.roles.bot).map(|(id, _)| id).collect()
}

/// What is known of an agent.
pub(crate) fn of_agent(policy: &Policy, around: &Surroundings, agent: UserId) -> Facts {
    let presence: PresenceId = around.presence(agent);
    let (used, load, aside) = around.burden(agent);
    let units = i32::from(around.units(agent));
    let queues = (0..policy.queues().len()).map(QueueId::at).filter(|queue| around.is_member(agent, *queue));
    Facts {
        flags: [around.is_signed_in(agent), false],
        ints: [units, used, units - used - aside, load],
        names: [person(agent), presence.index() as u16, policy.base(presence) as u16, 0, 0],
        sets: [queues.map(|queue| queue.index() as u16).collect(), Vec::new(), Vec::new(), Vec::new()],
    }
}
