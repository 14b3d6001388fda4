//! How a row of a call log may contradict itself, and what is then done with it.

use std::fmt::{self, Display, Formatter};

/// A way in which a row that can be read is not as it should be.
///
/// One row may have several. The rule of each kind says what becomes of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Imperfection {
    /// Outcome `PHANTOM`: a call that the recording system itself calls no call.
    Phantom,
    /// A wait below zero.
    NegativeWait,
    /// A service time below zero.
    NegativeService,
    /// A call that came in before midnight and went on after it, so that stamps run backwards.
    CrossesMidnight,
    /// Left the menu before entering it.
    MenuStampsReversed,
    /// Seconds in the menu that disagree with its stamps.
    MenuTimeDisagrees,
    /// A wait, but no time of entering the queue.
    QueueStartMissing,
    /// Left the queue before entering it.
    QueueStampsReversed,
    /// Seconds in the queue that disagree with its stamps.
    QueueTimeDisagrees,
    /// Entered the queue and hung up within the same second.
    AbandonedAtOnce,
    /// Hung up, but with a service time.
    HungUpWithService,
    /// Hung up, but with an agent.
    HungUpWithServer,
    /// Answered, but without a service time.
    AnsweredWithoutService,
    /// Answered, but by nobody.
    AnsweredWithoutServer,
    /// A service time, but no time at which it began.
    ServiceStartMissing,
    /// Service ended before it began.
    ServiceStampsReversed,
    /// Seconds of service that disagree with its stamps.
    ServiceTimeDisagrees,
    /// Service that began more than two seconds away from the end of the wait.
    ServiceStartApart,
    /// Service by an agent who was still serving an earlier call.
    ServiceOverlaps,
}

impl Imperfection {
    /// Every kind, those that set a row aside first.
    pub const ALL: [Self; 19] = [
        Self::Phantom,
        Self::NegativeWait,
        Self::NegativeService,
        Self::CrossesMidnight,
        Self::MenuStampsReversed,
        Self::MenuTimeDisagrees,
        Self::QueueStartMissing,
        Self::QueueStampsReversed,
        Self::QueueTimeDisagrees,
        Self::AbandonedAtOnce,
        Self::HungUpWithService,
        Self::HungUpWithServer,
        Self::AnsweredWithoutService,
        Self::AnsweredWithoutServer,
        Self::ServiceStartMissing,
        Self::ServiceStampsReversed,
        Self::ServiceTimeDisagrees,
        Self::ServiceStartApart,
        Self::ServiceOverlaps,
    ];

    /// What is done with such a row.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Phantom => "set aside",
            Self::NegativeWait => "set aside: nothing about it can be trusted",
            Self::NegativeService => "set aside: nothing about it can be trusted",
            Self::CrossesMidnight => "kept: a stamp more than twelve hours before the entry belongs to the next day",
            Self::MenuStampsReversed => "kept: time in the menu is not used",
            Self::MenuTimeDisagrees => "kept: time in the menu is not used",
            Self::QueueStartMissing => "kept: the wait began when the menu ended; left out of the patience estimate",
            Self::QueueStampsReversed => "kept: the wait is the queue time, from the queue start",
            Self::QueueTimeDisagrees => "kept: the wait is the queue time, from the queue start",
            Self::AbandonedAtOnce => "kept as abandoned with no wait; left out of the patience estimate",
            Self::HungUpWithService => "kept as abandoned: the outcome decides, the service is ignored",
            Self::HungUpWithServer => "kept as abandoned: the outcome decides, the agent is ignored",
            Self::AnsweredWithoutService => "kept as answered; left out of handle time, service times and staff",
            Self::AnsweredWithoutServer => "kept as answered; left out of staff and occupancy",
            Self::ServiceStartMissing => "kept: service began at the end of the wait",
            Self::ServiceStampsReversed => "kept: service lasts the service time, from its start",
            Self::ServiceTimeDisagrees => "kept: service lasts the service time, from its start",
            Self::ServiceStartApart => "kept: wait and service are used as recorded",
            Self::ServiceOverlaps => "kept: both service times count in full, the agent is busy once in the occupancy",
        }
    }

    /// Whether a row with it is set aside.
    pub const fn sets_aside(self) -> bool {
        match self {
            Self::Phantom | Self::NegativeWait | Self::NegativeService => true,
            Self::CrossesMidnight
            | Self::MenuStampsReversed
            | Self::MenuTimeDisagrees
            | Self::QueueStartMissing
            | Self::QueueStampsReversed
            | Self::QueueTimeDisagrees
            | Self::AbandonedAtOnce
            | Self::HungUpWithService
            | Self::HungUpWithServer
            | Self::AnsweredWithoutService
            | Self::AnsweredWithoutServer
            | Self::ServiceStartMissing
            | Self::ServiceStampsReversed
            | Self::ServiceTimeDisagrees
            | Self::ServiceStartApart
            | Self::ServiceOverlaps => false,
        }
    }
}

impl Display for Imperfection {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Phantom => "phantom call",
            Self::NegativeWait => "negative queue time",
            Self::NegativeService => "negative service time",
            Self::CrossesMidnight => "call across midnight",
            Self::MenuStampsReversed => "left the menu before entering it",
            Self::MenuTimeDisagrees => "menu time disagrees with its stamps",
            Self::QueueStartMissing => "queue time without a queue start",
            Self::QueueStampsReversed => "left the queue before entering it",
            Self::QueueTimeDisagrees => "queue time disagrees with its stamps",
            Self::AbandonedAtOnce => "hung up in the second of entering the queue",
            Self::HungUpWithService => "hung up, but with a service time",
            Self::HungUpWithServer => "hung up, but with an agent",
            Self::AnsweredWithoutService => "answered, but without a service time",
            Self::AnsweredWithoutServer => "answered, but without an agent",
            Self::ServiceStartMissing => "service time without a service start",
            Self::ServiceStampsReversed => "service ended before it began",
            Self::ServiceTimeDisagrees => "service time disagrees with its stamps",
            Self::ServiceStartApart => "service began over 2 s before or after the end of the wait",
            Self::ServiceOverlaps => "service overlaps the same agent's earlier call",
        })
    }
}

/// The imperfections of one row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imperfections(u32);

impl Imperfections {
    /// A row without any.
    pub const NONE: Self = Self(0);

    /// Whether one of them is of this kind.
    pub const fn contains(self, kind: Imperfection) -> bool {
        self.0 & 1 << kind as u32 != 0
    }

    /// The kinds, in their order.
    pub fn iter(self) -> impl Iterator<Item = Imperfection> {
        Imperfection::ALL.into_iter().filter(move |kind| self.contains(*kind))
    }

    /// Adds a kind.
    pub(super) fn insert(&mut self, kind: Imperfection) {
        self.0 |= 1 << kind as u32;
    }
}

/// How often an imperfection occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The number of rows with it.
    pub rows: u64,
    /// The first line with it.
    pub first_line: u64,
}

/// A row that is not among the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The line of the file it stands on, from 1.
    pub line: u64,
    /// Why.
    pub why: Imperfection,
}

#[cfg(test)]
mod tests {
    use crate::calls::Imperfection;

    #[test]
    fn the_rule_of_every_kind_says_whether_rows_are_kept() {
        for kind in Imperfection::ALL {
            let first = kind.rule().split([' ', ':']).next();
            assert_eq!(first, Some(if kind.sets_aside() { "set" } else { "kept" }), "{kind}");
        }
    }
}
