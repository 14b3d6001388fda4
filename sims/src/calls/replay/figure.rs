//! Every figure of the comparison by name: what it is, in which unit, and over which denominator.

use crate::calls::Tally;
use crate::results::Unit;

/// A figure of the comparison of log and simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Calls that asked for an agent.
    Offered,
    /// Calls that an agent answered.
    Answered,
    /// Calls that hung up before any agent answered.
    Abandoned,
    /// Abandoned ÷ offered.
    AbandonedRate,
    /// The mean wait of answered calls.
    WaitOfAnswered,
    /// The mean wait of answered and abandoned calls.
    WaitOfOffered,
    /// Answered within the threshold ÷ answered.
    ServiceLevel,
    /// Answered within the threshold ÷ offered.
    ServiceLevelOfOffered,
    /// The mean handle time.
    HandleTime,
    /// Time serving ÷ time on the floor.
    Occupancy,
    /// The time agents were on the floor.
    Staffed,
    /// The time agents were serving.
    Busy,
}

impl Figure {
    /// All figures, in reading order.
    pub const ALL: [Self; 12] = [
        Self::Offered,
        Self::Answered,
        Self::Abandoned,
        Self::AbandonedRate,
        Self::WaitOfAnswered,
        Self::WaitOfOffered,
        Self::ServiceLevel,
        Self::ServiceLevelOfOffered,
        Self::HandleTime,
        Self::Occupancy,
        Self::Staffed,
        Self::Busy,
    ];

    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Answered => "answered",
            Self::Abandoned => "abandoned",
            Self::AbandonedRate => "abandoned_rate",
            Self::WaitOfAnswered => "speed_to_answer_s",
            Self::WaitOfOffered => "first_wait_s",
            Self::ServiceLevel => "service_level",
            Self::ServiceLevelOfOffered => "service_level_of_offered",
            Self::HandleTime => "handle_s",
            Self::Occupancy => "occupancy",
            Self::Staffed => "staffed_hours",
            Self::Busy => "busy_hours",
        }
    }

    /// The name that people read; its denominator stands in [`Figure::denominator`].
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Answered => "answered",
            Self::Abandoned => "abandoned",
            Self::AbandonedRate => "abandoned share",
            Self::WaitOfAnswered => "mean wait, answered",
            Self::WaitOfOffered => "mean wait, all",
            Self::ServiceLevel => "service level",
            Self::ServiceLevelOfOffered => "service level, of all",
            Self::HandleTime => "mean handle time",
            Self::Occupancy => "occupancy",
            Self::Staffed => "hours on the floor",
            Self::Busy => "hours serving",
        }
    }

    /// The id in `domain.md` section 7.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Offered => "MET-02",
            Self::Answered => "MET-04",
            Self::Abandoned => "MET-05",
            Self::AbandonedRate => "MET-06",
            Self::WaitOfAnswered => "MET-09",
            Self::WaitOfOffered => "MET-08",
            Self::ServiceLevel | Self::ServiceLevelOfOffered => "MET-10",
            Self::HandleTime => "MET-12",
            Self::Occupancy => "MET-51",
            Self::Staffed => "MET-38",
            Self::Busy => "MET-39",
        }
    }

    /// The unit.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Offered | Self::Answered | Self::Abandoned => Unit::Count,
            Self::AbandonedRate | Self::ServiceLevel | Self::ServiceLevelOfOffered | Self::Occupancy => Unit::Share,
            Self::WaitOfAnswered | Self::WaitOfOffered | Self::HandleTime => Unit::Seconds,
            Self::Staffed | Self::Busy => Unit::Level,
        }
    }

    /// What a mean or rate is divided by; none for numbers of things.
    pub const fn denominator(self) -> Option<&'static str> {
        match self {
            Self::Offered | Self::Answered | Self::Abandoned | Self::Staffed | Self::Busy => None,
            Self::AbandonedRate | Self::WaitOfOffered | Self::ServiceLevelOfOffered => Some("offered"),
            Self::WaitOfAnswered | Self::ServiceLevel => Some("answered"),
            Self::HandleTime => Some("answered with a known service time"),
            Self::Occupancy => Some("time on the floor"),
        }
    }

    /// Numerator and denominator; the denominator of a number of things is 1.
    pub fn pair(self, tally: &Tally) -> (f64, f64) {
        let (offered, answered) = (tally.offered() as f64, tally.answered as f64);
        match self {
            Self::Offered => (offered, 1.0),
            Self::Answered => (answered, 1.0),
            Self::Abandoned => (tally.abandoned as f64, 1.0),
            Self::AbandonedRate => (tally.abandoned as f64, offered),
            Self::WaitOfAnswered => (tally.wait_answered.seconds(), answered),
            Self::WaitOfOffered => ((tally.wait_answered + tally.wait_abandoned).seconds(), offered),
            Self::ServiceLevel => (tally.answered_in_time as f64, answered),
            Self::ServiceLevelOfOffered => (tally.answered_in_time as f64, offered),
            Self::HandleTime => (tally.handle.seconds(), tally.handled as f64),
            Self::Occupancy => (tally.busy.seconds(), tally.staffed.seconds()),
            Self::Staffed => (tally.staffed.seconds() / 3_600.0, 1.0),
            Self::Busy => (tally.busy.seconds() / 3_600.0, 1.0),
        }
    }

    /// The value of a tally; none without a denominator.
    pub fn value(self, tally: &Tally) -> Option<f64> {
        let (above, below) = self.pair(tally);
        (below > 0.0).then(|| above / below)
    }

    /// Whether it is a share of calls, and not of time.
    pub const fn is_share_of_calls(self) -> bool {
        match self {
            Self::AbandonedRate | Self::ServiceLevel | Self::ServiceLevelOfOffered => true,
            Self::Offered
            | Self::Answered
            | Self::Abandoned
            | Self::WaitOfAnswered
            | Self::WaitOfOffered
            | Self::HandleTime
            | Self::Occupancy
            | Self::Staffed
            | Self::Busy => false,
        }
    }

    /// The most that it can be; the least is zero.
    pub const fn most(self) -> f64 {
        match self.unit() {
            Unit::Share => 1.0,
            Unit::Count | Unit::Seconds | Unit::Level => f64::INFINITY,
        }
    }

    /// Whether it is a number of things, whose estimate is a mean over replications.
    pub const fn is_count(self) -> bool {
        self.denominator().is_none()
    }
}
