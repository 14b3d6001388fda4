//! Records in the queue: released, removed, moved (SUP-OTH-06, ST-37, CAP-24).

use super::{Move, Seats, Step};
use crate::channel::Channel;
use crate::event::{ClosureReason, Fact, StatusReason};
use crate::id::QueueId;
use crate::phase::Phase;
use crate::refusal::Code;
use crate::rule::Rule;
use crate::switch::NewerOperations;

impl Step<'_> {
    /// SUP-OTH-06: back into the same queue, to be distributed again.
    pub(crate) fn release_record(&mut self) -> Move {
        if let Some((code, rule)) = self.bars_record_operation() {
            return self.refuse(code, rule);
        }
        let conversation = self.id;
        if let Some(agent) = self.slot.phase.primary() {
            self.emit(Rule::St78, Fact::ReleasedToQueue { conversation, agent });
        }
        self.reopen_in_queue(Rule::St78, ClosureReason::AgentReRouted, None)
    }

    /// The same where nobody works on it.
    pub(crate) fn release_record_elsewhere(&mut self) -> Move {
        let (code, rule) = self.bars_record_operation().unwrap_or((Code::NobodyAssigned, Rule::SupOth06));
        self.refuse(code, rule)
    }

    /// SUP-OTH-06, ST-37, ST-49: out of the queue for good.
    pub(crate) fn remove_record(&mut self) -> Move {
        if let Some((code, rule)) = self.bars_record_operation() {
            return self.refuse(code, rule);
        }
        self.record_gone()
    }

    fn bars_record_operation(&self) -> Option<(Code, Rule)> {
        match (self.channel(), self.switches().newer_operations) {
            (Channel::Record, NewerOperations::Offered) => None,
            (Channel::Record, NewerOperations::NotOffered) => Some((Code::NotOffered, Rule::Pol61)),
            (
                Channel::LiveChat | Channel::PersistentChat | Channel::Async | Channel::CustomAsync | Channel::Voice,
                NewerOperations::Offered | NewerOperations::NotOffered,
            ) => Some((Code::WrongChannel, Rule::SupOth06)),
        }
    }

    /// ST-37: removed, deleted, deactivated, or moved to a basic queue.
    pub(crate) fn record_removed(&mut self) -> Move {
        if self.channel() != Channel::Record {
            return self.no_such_event(Rule::St37);
        }
        self.record_gone()
    }

    fn record_gone(&mut self) -> Move {
        let reason = StatusReason::ClosedInDataverseDirectlyByAdmin;
        self.close(Rule::St37, reason, ClosureReason::ConversationClosed, None)
    }

    /// QI: moved to another advanced queue; Open there.
    pub(crate) fn record_moved(&mut self, queue: QueueId) -> Move {
        if self.channel() != Channel::Record {
            return self.no_such_event(Rule::St37);
        }
        if let Some((code, rule)) = self.cannot_queue(queue) {
            return if code == Code::SameQueue { self.unchanged(rule) } else { self.refuse(code, rule) };
        }
        self.plan.queue = queue;
        self.plan.session = Some(ClosureReason::QueueTransfer);
        self.plan.seats = Seats::End;
        if let Phase::InConversation(talk) = self.slot.phase {
            self.withdraw_pending(&talk);
        }
        self.go(Rule::S9RecordMoved, StatusReason::AwaitingAgentAssignment, Phase::Open { first: None })
    }
}
