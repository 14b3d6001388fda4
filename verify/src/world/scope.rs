//! How large a bounded world is, and what may happen in it.

use std::fmt;

/// A group of operations that a world can leave out. Arrivals, the router and all timers are always in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Accepting, rejecting, picking; offers that never reached the screen.
    Answers,
    /// Ending, closing the session, releasing, messages, Waiting.
    Talk,
    /// Transfers by agents.
    Transfers,
    /// Supervisors who assign, transfer and force close.
    Supervise,
    /// Supervisors who monitor, join and leave.
    Observe,
    /// Consults.
    Consult,
    /// Hold, raised calls, calls to somebody outside.
    Calls,
    /// Lost customers and lost agents.
    Connection,
    /// Signing in and out, presence, by agents and by supervisors.
    Presence,
    /// Memberships, limits, opening of queues, toggles, ends of shift.
    Roster,
    /// What only records know.
    Records,
    /// What bots do.
    Bots,
    /// Overflow, callbacks and what is measured of queues.
    Queues,
    /// Time-out rules.
    Rules,
}

impl Group {
    /// Every group.
    pub const ALL: [Self; 14] = [
        Self::Answers,
        Self::Talk,
        Self::Transfers,
        Self::Supervise,
        Self::Observe,
        Self::Consult,
        Self::Calls,
        Self::Connection,
        Self::Presence,
        Self::Roster,
        Self::Records,
        Self::Bots,
        Self::Queues,
        Self::Rules,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Talk => "talk",
            Self::Transfers => "transfers",
            Self::Supervise => "supervise",
            Self::Observe => "observe",
            Self::Consult => "consult",
            Self::Calls => "calls",
            Self::Connection => "connection",
            Self::Presence => "presence",
            Self::Roster => "roster",
            Self::Records => "records",
            Self::Bots => "bots",
            Self::Queues => "queues",
            Self::Rules => "rules",
        }
    }

    /// The group of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.name() == name)
    }
}

/// A set of groups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Groups(u16);

impl Groups {
    /// No group.
    pub const NONE: Self = Self(0);

    /// These groups.
    #[must_use]
    pub fn of(groups: &[Group]) -> Self {
        groups.iter().fold(Self::NONE, |set, group| set.with(*group))
    }

    /// Every group.
    #[must_use]
    pub fn all() -> Self {
        Self::of(&Group::ALL)
    }

    /// This set and one group more.
    #[must_use]
    pub const fn with(self, group: Group) -> Self {
        Self(self.0 | 1 << group as u8)
    }

    /// This set without one group.
    #[must_use]
    pub const fn without(self, group: Group) -> Self {
        Self(self.0 & !(1 << group as u8))
    }

    /// Whether the group is in the set.
    #[must_use]
    pub const fn has(self, group: Group) -> bool {
        self.0 >> group as u8 & 1 == 1
    }

    /// The groups, in the order of [`Group::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Group> {
        Group::ALL.into_iter().filter(move |group| self.has(*group))
    }
}

impl fmt::Display for Groups {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.iter().map(Group::name).collect();
        formatter.write_str(&names.join(", "))
    }
}

/// How many there are of everything, and what may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// Agents.
    pub agents: usize,
    /// Conversations alive at once. Those that are closed make room for others, so runs have no end.
    pub conversations: usize,
    /// Supervisors.
    pub supervisors: usize,
    /// What may happen.
    pub groups: Groups,
    /// Whether agents who differ in nothing but their names stand for each other.
    pub symmetry: bool,
}

/// More agents than a world may have: the ledger is compared for each of them in every state.
pub const AGENTS_MAX: usize = 4;
/// More conversations than a packed state has room for.
pub const CONVERSATIONS_MAX: usize = 6;
