//! What a run may do: a random part of all operations and faults, since what never happens together with something else
//! hides less (Groce, Zhang, Eide, Chen, Regehr, "Swarm testing", ISSTA 2012).

use super::dice::Dice;

/// Something that a run may do or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Force {
    /// Agents take what they see in the list, and give back.
    Picks,
    /// Agents hand over.
    Transfers,
    /// Agents consult.
    Consults,
    /// Hold, raised calls, calls to somebody outside.
    Calls,
    /// Supervisors assign, transfer, force close.
    Supervision,
    /// Supervisors monitor, join and leave.
    Observation,
    /// Conversations wait for their customer.
    Waiting,
    /// Customers hang up and write.
    Customers,
    /// People choose presences, sign in and out.
    Presence,
    /// Timers run out.
    Timers,
    /// Fault: agents and customers lose the connection and come back, in every state.
    Loss,
    /// Fault: limits, memberships, toggles and openings of queues change under load.
    Changes,
    /// Fault: commands come late, or twice; supervisors act on what was.
    Late,
    /// Fault: two who answer at the same time, in either order.
    Races,
    /// Fault: the clock jumps, and much runs out at once.
    Jumps,
    /// Fault: many arrive at once.
    Bursts,
    /// Fault: anybody tries anything on anything.
    Nonsense,
}

impl Force {
    /// Every one.
    pub const ALL: [Self; 17] = [
        Self::Picks,
        Self::Transfers,
        Self::Consults,
        Self::Calls,
        Self::Supervision,
        Self::Observation,
        Self::Waiting,
        Self::Customers,
        Self::Presence,
        Self::Timers,
        Self::Loss,
        Self::Changes,
        Self::Late,
        Self::Races,
        Self::Jumps,
        Self::Bursts,
        Self::Nonsense,
    ];

    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Picks => "picks",
            Self::Transfers => "transfers",
            Self::Consults => "consults",
            Self::Calls => "calls",
            Self::Supervision => "supervision",
            Self::Observation => "observation",
            Self::Waiting => "waiting",
            Self::Customers => "customers",
            Self::Presence => "presence",
            Self::Timers => "timers",
            Self::Loss => "loss",
            Self::Changes => "changes",
            Self::Late => "late",
            Self::Races => "races",
            Self::Jumps => "jumps",
            Self::Bursts => "bursts",
            Self::Nonsense => "nonsense",
        }
    }

    /// Whether it is a fault, which heals in the second phase.
    #[must_use]
    pub const fn is_fault(self) -> bool {
        self as u8 >= Self::Loss as u8
    }
}

/// What one run may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Swarm(u32);

impl Swarm {
    /// Each with a chance of two in three; all of them in one run of eight.
    pub(super) fn draw(dice: &mut Dice) -> Self {
        if dice.below(8) == 0 {
            return Self(u32::MAX);
        }
        let mut set = 0;
        for force in Force::ALL {
            if dice.below(3) > 0 {
                set |= 1 << force as u8;
            }
        }
        Self(set)
    }

    #[inline]
    pub(super) const fn has(self, force: Force) -> bool {
        self.0 >> force as u8 & 1 == 1
    }
}
