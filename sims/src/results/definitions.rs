//! What the policy says of the numbers: what counts as abandoned, and what a service level is a share of.

use switchboard::{ServiceLevelBase, Switches};

use crate::results::{AbandonRule, Counts};

/// The switches of a policy that decide what a measure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definitions {
    /// POL-34 and POL-35.
    pub abandon: AbandonRule,
    /// POL-36.
    pub base: ServiceLevelBase,
}

impl Definitions {
    /// Those of a policy.
    pub const fn of(switches: &Switches) -> Self {
        Self { abandon: AbandonRule::of(switches), base: switches.service_level_base }
    }

    /// Numerator and denominator of the service level (MET-10, or MET-40 under POL-36 b).
    pub const fn service_level(self, counts: &Counts) -> (u64, u64) {
        match self.base {
            ServiceLevelBase::Conversation => (counts.answered_in_time, counts.handled),
            ServiceLevelBase::Segment => (counts.segments_in_time, counts.segments_engaged),
        }
    }

    /// What the service level is a share of, in words.
    pub(crate) const fn service_level_words(self) -> &'static str {
        match self.base {
            ServiceLevelBase::Conversation => "conversations answered by a person",
            ServiceLevelBase::Segment => "engaged segments, by the threshold of their queue (POL-36 b)",
        }
    }
}
