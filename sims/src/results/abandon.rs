//! What counts as abandoned, and of what: POL-34 and POL-35 as a reader of results needs them.

use serde::Serialize;
use switchboard::{AbandonDenominator, AbandonScope, Switches};

use crate::results::Counts;

/// The options of POL-34 and POL-35 that a run is counted by.
///
/// Who leaves the numerator by one of them leaves it everywhere: in the number of abandoned conversations (MET-05), in
/// their rate (MET-06) and in the time until they were abandoned (MET-18). First waits (MET-07) do not depend on it:
/// a wait is over in whatever way it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AbandonRule {
    scope: AbandonScope,
    denominator: AbandonDenominator,
}

impl AbandonRule {
    /// The rule of a policy.
    pub const fn of(switches: &Switches) -> Self {
        Self { scope: switches.abandon_scope, denominator: switches.abandon_denominator }
    }

    /// Whether closes by a supervisor or by the system count (POL-34).
    pub(crate) const fn counts_closes(self) -> bool {
        match self.scope {
            AbandonScope::SystemCloses => true,
            AbandonScope::CustomerLeavesOnly => false,
        }
    }

    /// Abandoned conversations (MET-05), by POL-34.
    pub const fn abandoned(self, counts: &Counts) -> u64 {
        if self.counts_closes() { counts.abandoned } else { counts.abandoned_by_customer }
    }

    /// Their first waits together (MET-18), in microseconds.
    pub(crate) const fn wait_us(self, counts: &Counts) -> u64 {
        if self.counts_closes() { counts.abandon_wait_us } else { counts.abandon_wait_by_customer_us }
    }

    /// Numerator and denominator of the abandoned rate (MET-06): who is not in the denominator is not in the numerator.
    pub const fn rate(self, counts: &Counts) -> (u64, u64) {
        match self.denominator {
            AbandonDenominator::Incoming => (self.abandoned(counts), counts.incoming),
            AbandonDenominator::EscalatedByBot => {
                let abandoned = if self.counts_closes() {
                    counts.abandoned_escalated
                } else {
                    counts.abandoned_escalated_by_customer
                };
                (abandoned, counts.escalated)
            }
            AbandonDenominator::EnteredQueue => {
                let abandoned =
                    if self.counts_closes() { counts.abandoned_in_queue } else { counts.abandoned_by_customer };
                (abandoned, counts.entered_queue)
            }
        }
    }

    /// Of the numerator of the abandoned rate, those that were assigned: an offer rang when they closed (MET-06).
    pub(crate) const fn assigned(self, counts: &Counts) -> u64 {
        match (self.denominator, self.counts_closes()) {
            // Whose offer rings has entered a queue.
            (AbandonDenominator::Incoming | AbandonDenominator::EnteredQueue, true) => counts.abandoned_assigned,
            (AbandonDenominator::Incoming | AbandonDenominator::EnteredQueue, false) => counts.abandoned_while_offered,
            (AbandonDenominator::EscalatedByBot, true) => counts.abandoned_assigned_escalated,
            (AbandonDenominator::EscalatedByBot, false) => counts.abandoned_assigned_escalated_by_customer,
        }
    }

    /// Abandoned segments (MET-40), by POL-34.
    pub(crate) const fn segments(self, counts: &Counts) -> u64 {
        if self.counts_closes() { counts.segments_abandoned } else { counts.segments_abandoned_by_customer }
    }

    /// Their waits together, in microseconds.
    pub(crate) const fn segment_wait_us(self, counts: &Counts) -> u64 {
        if self.counts_closes() { counts.segment_abandon_us } else { counts.segment_abandon_by_customer_us }
    }

    /// The denominator of the abandoned rate in words, with both options in force.
    pub const fn denominator(self) -> &'static str {
        match (self.denominator, self.scope) {
            (AbandonDenominator::Incoming, AbandonScope::SystemCloses) => {
                "incoming conversations (POL-35 a); closes by supervisor and system count (POL-34 a)"
            }
            (AbandonDenominator::Incoming, AbandonScope::CustomerLeavesOnly) => {
                "incoming conversations (POL-35 a); only customers who left count (POL-34 b)"
            }
            (AbandonDenominator::EscalatedByBot, AbandonScope::SystemCloses) => {
                "conversations escalated by a bot (POL-35 b); closes by supervisor and system count (POL-34 a)"
            }
            (AbandonDenominator::EscalatedByBot, AbandonScope::CustomerLeavesOnly) => {
                "conversations escalated by a bot (POL-35 b); only customers who left count (POL-34 b)"
            }
            (AbandonDenominator::EnteredQueue, AbandonScope::SystemCloses) => {
                "conversations that entered a queue (POL-35 c); closes by supervisor and system count (POL-34 a)"
            }
            (AbandonDenominator::EnteredQueue, AbandonScope::CustomerLeavesOnly) => {
                "conversations that entered a queue (POL-35 c); only customers who left count (POL-34 b)"
            }
        }
    }

    /// What an abandoned conversation is, in words, where it is divided by.
    pub(crate) const fn abandoned_words(self) -> &'static str {
        match self.scope {
            AbandonScope::SystemCloses => "abandoned conversations",
            AbandonScope::CustomerLeavesOnly => "conversations whose customer left (POL-34 b)",
        }
    }
}

impl Serialize for AbandonRule {
    /// As in a policy file: `{"POL-34": "a", "POL-35": "a"}`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let scope = match self.scope {
            AbandonScope::SystemCloses => "a",
            AbandonScope::CustomerLeavesOnly => "b",
        };
        let denominator = match self.denominator {
            AbandonDenominator::Incoming => "a",
            AbandonDenominator::EscalatedByBot => "b",
            AbandonDenominator::EnteredQueue => "c",
        };
        serializer.collect_map([("POL-34", scope), ("POL-35", denominator)])
    }
}
