//! What the metrics of section 7 read of one conversation, folded from its events (MET-05, MET-07, MET-09).

use switchboard::{AbandonScope, Fact, QueueId, Rule, Stage, StatusReason, Switches};

/// The times of one conversation.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Visit {
    pub(super) created_at: u64,
    queued_at: Option<u64>,
    accepted_at: Option<u64>,
    closed_at: Option<u64>,
    left_by_customer: bool,
    force_closed: bool,
    /// The stay in one queue (SES-06): which, since when, and how long it took until somebody accepted or it closed.
    segment: Option<(QueueId, u64)>,
    segment_wait: Option<u64>,
}

impl Visit {
    /// Keeps what a fact says; `human` tells whether a person is primary now.
    pub(super) fn note(&mut self, fact: &Fact, now: u64, human: bool) {
        #[expect(clippy::wildcard_enum_match_arm, reason = "every other fact changes none of these times")]
        match fact {
            Fact::ConversationCreated { .. } => self.created_at = now,
            // Whoever overflows has asked for a person, in the queue or before it (MET-05).
            Fact::QueueOverflowed { .. } => {
                self.queued_at.get_or_insert(now);
            }
            Fact::RoutedToQueue { queue, .. } => {
                self.queued_at.get_or_insert(now);
                if self.segment.is_none_or(|(known, _)| known != *queue) {
                    (self.segment, self.segment_wait) = (Some((*queue, now)), None);
                }
            }
            Fact::StateChanged { to: Stage::InConversation, .. } if human => {
                self.accepted_at.get_or_insert(now);
                self.end_segment_wait(now);
            }
            Fact::StateChanged {
                to: Stage::Closed,
                reason:
                    StatusReason::CustomerDisconnectedOrLeftOpenConversation
                    | StatusReason::CustomerDisconnectedOrLeftActiveConversation,
                ..
            } => self.left_by_customer = true,
            Fact::StateChanged { to: Stage::Closed, reason: StatusReason::ForceClosedBySupervisor, .. } => {
                self.force_closed = true;
            }
            Fact::ConversationClosed { .. } => {
                self.closed_at.get_or_insert(now);
                self.end_segment_wait(now);
            }
            _ => {}
        }
    }

    fn end_segment_wait(&mut self, now: u64) {
        if let (Some((_, since)), None) = (self.segment, self.segment_wait) {
            self.segment_wait = Some(now - since);
        }
    }

    /// MET-34, MET-40: in the last queue, to accept or to leaving; a move to another queue begins afresh.
    pub(super) const fn segment_wait(&self) -> Option<u64> {
        self.segment_wait
    }

    /// MET-05: a person was asked for, and it closed before any accepted; POL-34 asks who closed it.
    pub(super) fn is_abandoned(&self, switches: &Switches) -> bool {
        let counts = match switches.abandon_scope {
            AbandonScope::SystemCloses => true,
            AbandonScope::CustomerLeavesOnly => self.left_by_customer,
        };
        // SUP-FC-09: by force too.
        let counts = counts && (!self.force_closed || Rule::SupFc09.holds());
        counts && self.queued_at.is_some() && self.accepted_at.is_none() && self.closed_at.is_some()
    }

    /// MET-09: accepted conversations only.
    pub(super) fn speed_to_answer(&self) -> Option<u64> {
        self.accepted_at?.checked_sub(self.queued_at?)
    }

    /// MET-07: to the first accept, or to leaving.
    pub(super) fn first_wait(&self) -> Option<u64> {
        self.accepted_at.or(self.closed_at)?.checked_sub(self.queued_at?)
    }
}
