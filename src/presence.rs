//! Presence: the base values, who set the present one, and what capacity makes of it (section 4).

use crate::id::PresenceId;
use crate::rule::Rule;
use crate::switch::{FullPresence, InactiveBase};

/// A base presence; routing reads nothing else (PRES-01, PRES-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// Free for work.
    Available,
    /// Partly occupied.
    Busy,
    /// Do not disturb.
    BusyDnd,
    /// Appear away.
    Away,
    /// Not there.
    Offline,
    /// Set by the system after a missed offer; not for agents to choose.
    Inactive,
}

impl Base {
    /// Every base value; their places are the ids of the presences that every policy has.
    pub const ALL: [Self; 6] = [Self::Available, Self::Busy, Self::BusyDnd, Self::Away, Self::Offline, Self::Inactive];

    /// The name in policy files and scripts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Available => "Available",
            Self::Busy => "Busy",
            Self::BusyDnd => "Do not disturb",
            Self::Away => "Away",
            Self::Offline => "Offline",
            Self::Inactive => "Inactive",
        }
    }

    /// The base of this name; `DND` and `Busy-DND` are understood too.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "DND" | "Busy-DND" | "BusyDND" => Some(Self::BusyDnd),
            name => Self::ALL.into_iter().find(|base| base.name() == name),
        }
    }

    /// The presence of every policy that is this base and nothing more.
    #[must_use]
    pub const fn presence(self) -> PresenceId {
        PresenceId(self as u8)
    }

    /// The bit that routing compares with a workstream's allowed presences (PRES-03); POL-26 decides for Inactive.
    #[must_use]
    pub fn routed(self, inactive: InactiveBase) -> Bases {
        match (self, inactive) {
            (Self::Inactive, InactiveBase::Away) if Rule::Pres04.holds() => Bases::of(Self::Away),
            (Self::Inactive, InactiveBase::Away) => Bases::NONE,

            (Self::Inactive, InactiveBase::Separate) => Bases::NONE,
            (Self::Available | Self::Busy | Self::BusyDnd | Self::Away | Self::Offline, _) => Bases::of(self),
        }
    }
}

/// A set of base presences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bases(u8);

impl Bases {
    /// No presence: nobody signed in has it, so it meets no workstream.
    pub const NONE: Self = Self(0);

    /// The set of one.
    #[must_use]
    pub const fn of(base: Base) -> Self {
        Self(1 << base as u8)
    }

    /// This set and one base more.
    #[must_use]
    pub const fn with(self, base: Base) -> Self {
        Self(self.0 | 1 << base as u8)
    }

    /// Whether the two sets share a base.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The bases, in the order of [`Base::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Base> {
        Base::ALL.into_iter().filter(move |base| self.meets(Self::of(*base)))
    }
}

/// Who set the present presence; decides how long it lasts (PRES-08, PRES-10, PRES-17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PresenceSource {
    /// Computed from capacity; follows it.
    System,
    /// The default presence at sign-in that is kept (PRES-05).
    Default,
    /// The agent.
    Agent,
    /// A supervisor.
    Supervisor,
    /// A missed offer (PRES-10).
    MissedOffer,
    /// A rejected offer (PRES-10).
    RejectedOffer,
    /// One session too many (PRES-12).
    SessionCap,
    /// The loss of the agent's connection, or sign-out (PRES-13).
    Lost,
}

impl PresenceSource {
    /// Whether the value follows capacity (PRES-06).
    #[must_use]
    pub const fn follows_capacity(self) -> bool {
        matches!(self, Self::System)
    }

    /// Whether a manual Available or Busy set by this source ends at the next accept or close (PRES-08).
    #[must_use]
    pub const fn ends_at_accept(self, base: Base) -> bool {
        match (self, base) {
            (Self::Agent | Self::Supervisor, Base::Available | Base::Busy) => true,
            (Self::Agent | Self::Supervisor, Base::BusyDnd | Base::Away | Base::Offline | Base::Inactive)
            | (
                Self::System | Self::Default | Self::MissedOffer | Self::RejectedOffer | Self::SessionCap | Self::Lost,
                _,
            ) => false,
        }
    }

    /// The name in event files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Default => "default",
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::MissedOffer => "missed-offer",
            Self::RejectedOffer => "rejected-offer",
            Self::SessionCap => "session-cap",
            Self::Lost => "lost",
        }
    }
}

/// What an agent's capacity looks like to PRES-06 and PRES-07.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Whether something is charged to the agent, if only an item that costs nothing.
    pub engaged: bool,
    /// Whether the agent has a total of units.
    pub units_configured: bool,
    /// Whether the units are used up.
    pub units_exhausted: bool,
    /// Whether any capacity is below zero.
    pub negative: bool,
    /// How many profiles the agent has.
    pub profiles: u32,
    /// How many of these are at their limit.
    pub profiles_exhausted: u32,
    /// How many of the agent's profiles block assignment.
    pub blocking: u32,
    /// How many of these are at their limit.
    pub blocking_exhausted: u32,
}

impl Load {
    /// The presence that capacity gives (PRES-06, PRES-07; POL-31 for full use).
    #[must_use]
    pub fn presence(&self, full: FullPresence) -> Base {
        if self.negative {
            return Base::BusyDnd;
        }
        if !self.engaged {
            return Base::Available;
        }
        let exhausted = if !Rule::Pres07.holds() {
            self.units_exhausted
        } else if self.units_configured {
            self.units_exhausted && (self.profiles == 0 || self.profiles_exhausted == self.profiles)
        } else {
            match self.blocking {
                0 => self.profiles > 0 && self.profiles_exhausted == self.profiles,
                _ => self.blocking_exhausted > 0,
            }
        };
        match (exhausted, full) {
            (true, FullPresence::DoNotDisturb) => Base::BusyDnd,
            (true, FullPresence::Busy) => Base::Busy,
            (false, _) => Base::Busy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_have_names_of_their_own_in_event_files() {
        use PresenceSource as P;
        // Files that were written before are read by these names, so they stay.
        let names = [
            (P::System, "system"),
            (P::Default, "default"),
            (P::Agent, "agent"),
            (P::Supervisor, "supervisor"),
            (P::MissedOffer, "missed-offer"),
            (P::RejectedOffer, "rejected-offer"),
            (P::SessionCap, "session-cap"),
            (P::Lost, "lost"),
        ];
        for (source, name) in names {
            assert_eq!(source.name(), name);
        }
    }

    #[test]
    fn a_set_of_bases_lists_what_is_in_it() {
        let some = Bases::of(Base::Busy).with(Base::Inactive).with(Base::Available);
        assert!(some.iter().eq([Base::Available, Base::Busy, Base::Inactive]));
        assert_eq!(Bases::NONE.iter().count(), 0);
        assert_eq!(some.with(Base::Busy), some);
    }
}
