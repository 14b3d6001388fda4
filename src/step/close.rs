//! Endings: End, closing the tab, Wrap-up and its block, force close, automatic closure, time-out rules.

use super::{Move, Seats, Step};
use crate::channel::Channel;
use crate::event::{ClosureReason, EndedBy, Fact, Notice, Recipient, StatusReason};
use crate::phase::{Block, Offer, Phase, Primary, Talk, WrapUp};
use crate::policy::WrapUpBlock;
use crate::refusal::Code;
use crate::rule::Rule;
use crate::switch::{CloseTabOnCall, ClosedDuringBlock, ForceCloseBlock, ForceCloseRecords, ResolvedRecord};

impl Step<'_> {
    /// ST-13 to ST-16: into Wrap-up, with capacity as the workstream says (CAP-15).
    pub(crate) fn wrap_up(&mut self, talk: &Talk, rule: Rule, by: EndedBy) -> Move {
        let conversation = self.id;
        self.withdraw_pending(talk);
        let agent = match talk.primary {
            Primary::Agent(agent) => agent,
            Primary::Bot(_) => return self.customer_leaves_nobody(Rule::St72, by),
            Primary::Outside => return self.customer_leaves_nobody(Rule::Ag13, by),
        };
        let reason = match by {
            EndedBy::Agent | EndedBy::Scheduler => StatusReason::AgentMovedToWrapUp,
            EndedBy::Customer => StatusReason::CustomerMovedToWrapUp,
            EndedBy::Disconnect => StatusReason::CustomerDisconnectedOrLeftActiveConversation,
        };
        self.emit(rule, Fact::WrapUpStarted { conversation, agent, by });
        if by == EndedBy::Agent {
            self.notify(Rule::Part03, Recipient::Customer, Notice::AgentEnded);
        }
        if self.channel() == Channel::Voice {
            // AG-10: with the primary the call ends for everyone; who only watches may watch the Wrap-up.
            self.plan.seats = Seats::EndConsults;
        }
        let block = match self.workstream.wrap_up_block {
            WrapUpBlock::Always => Block::Held,
            WrapUpBlock::Never => Block::Free,
            WrapUpBlock::Custom(_) => {
                self.emit(Rule::Cap15, Fact::WrapUpBlockStarted { conversation, agent });
                Block::Timed
            }
        };
        self.go(rule, reason, Phase::WrapUp(WrapUp { agent, block }))
    }

    /// The customer leaves a bot (ST-72), or somebody outside to whom an agent handed the call (AG-13): none of ours
    /// is there to write a wrap-up. The table's Wrap-up (section 9.3) is for an agent as primary.
    fn customer_leaves_nobody(&mut self, rule: Rule, by: EndedBy) -> Move {
        let closure = match by {
            EndedBy::Disconnect => ClosureReason::CustomerDisconnect,
            EndedBy::Customer | EndedBy::Agent | EndedBy::Scheduler => ClosureReason::CustomerEndConversation,
        };
        self.close(rule, StatusReason::CustomerDisconnectedOrLeftActiveConversation, closure, None)
    }

    /// A transfer that waits for an answer under POL-03 b is withdrawn with its conversation.
    pub(crate) fn withdraw_pending(&mut self, talk: &Talk) {
        if let Some(pending) = talk.pending {
            let conversation = self.id;
            self.emit(Rule::Pol03, Fact::OfferWithdrawn { conversation, agent: pending.agent });
        }
    }

    /// End (ST-13): not for records, which are resolved.
    pub(crate) fn end(&mut self, talk: &Talk) -> Move {
        if self.channel() == Channel::Record {
            return self.refuse(Code::WrongChannel, Rule::Cap24);
        }
        if !Rule::St47.holds() {
            let reason = StatusReason::ConversationEndedByAgent;
            return self.close(Rule::St13, reason, ClosureReason::AgentEndConversation, None);
        }
        self.wrap_up(talk, Rule::St13, EndedBy::Agent)
    }

    /// X without End (ST-20, ST-22, POL-22).
    pub(crate) fn close_tab(&mut self, talk: &Talk) -> Move {
        self.plan.settle = Some(self.actor);
        match self.channel() {
            Channel::LiveChat => {
                self.withdraw_pending(talk);
                self.reopen_in_queue(Rule::St20, ClosureReason::AgentClosed, talk.primary.agent())
            }
            Channel::PersistentChat | Channel::Async | Channel::CustomAsync if self.customer_spoke_last() => {
                self.withdraw_pending(talk);
                self.reopen_in_queue(Rule::Pol45, ClosureReason::AgentClosed, None)
            }
            Channel::PersistentChat | Channel::Async | Channel::CustomAsync => {
                self.go_waiting(talk, Rule::St22, ClosureReason::AgentClosed)
            }
            Channel::Voice => match self.switches().close_tab_on_call {
                CloseTabOnCall::Reopens => {
                    self.withdraw_pending(talk);
                    self.reopen_in_queue(Rule::St20, ClosureReason::AgentClosed, None)
                }
                CloseTabOnCall::WrapsUp => {
                    // As End: what closes it comes later.
                    self.plan.settle = None;
                    self.wrap_up(talk, Rule::Pol22, EndedBy::Agent)
                }
            },
            Channel::Record if talk.resolved => {
                self.close(Rule::St25, StatusReason::ConversationEndedByAgent, ClosureReason::AgentClosed, None)
            }
            Channel::Record => self.unchanged(Rule::Pol66),
        }
    }

    /// CAP-24, POL-66: the case is resolved; capacity is free at once.
    pub(crate) fn resolve_record(&mut self, talk: &Talk) -> Move {
        if self.channel() != Channel::Record {
            return self.refuse(Code::WrongState, Rule::S9NoRow);
        }
        if talk.resolved {
            return self.unchanged(Rule::S9Repeat);
        }
        let conversation = self.id;
        self.emit(Rule::Cap24, Fact::RecordResolved { conversation });
        match self.switches().resolved_record {
            ResolvedRecord::ClosedWithSession => {
                let resolved = Phase::InConversation(Talk { resolved: true, ..*talk });
                self.go(Rule::Cap24, StatusReason::InConversation, resolved)
            }
            ResolvedRecord::ClosedAtResolve => {
                self.plan.settle = Some(self.actor);
                self.close(Rule::Pol66, StatusReason::ConversationEndedByAgent, ClosureReason::ConversationClosed, None)
            }
        }
    }

    /// ST-34: X after End. A custom block may outlive the conversation (POL-07).
    pub(crate) fn close_after_wrap_up(&mut self, wrap: &WrapUp) -> Move {
        if self.workstream.disposition_required && !self.slot.coded {
            return self.refuse(Code::WrongState, Rule::St48);
        }
        let block = match (wrap.block, self.switches().closed_during_block) {
            (Block::Timed, ClosedDuringBlock::BlockRunsOn) if Rule::Cap18.holds() => Some(wrap.agent),
            (Block::Timed | Block::Held | Block::Free, _) => None,
        };
        self.plan.settle = Some(wrap.agent);
        self.close(Rule::St34, StatusReason::ConversationEndedByAgent, ClosureReason::AgentEndConversation, block)
    }

    /// CAP-15, CAP-17: the custom block ends; the conversation stays in Wrap-up.
    pub(crate) fn block_ends(&mut self, wrap: &WrapUp) -> Move {
        let conversation = self.id;
        self.emit(Rule::Cap15, Fact::WrapUpBlockEnded { conversation, agent: wrap.agent });
        self.plan.touch = false;
        let free = Phase::WrapUp(WrapUp { block: Block::Free, ..*wrap });
        self.go(Rule::Cap17, StatusReason::AgentMovedToWrapUp, free)
    }

    /// POL-07 a: the block that outlived its conversation ends.
    pub(crate) fn block_ends_after_closed(&mut self) -> Move {
        if let Phase::Closed { block: Some(agent) } = self.slot.phase {
            let conversation = self.id;
            self.emit(Rule::Pol07, Fact::WrapUpBlockEnded { conversation, agent });
        }
        self.go(Rule::Pol07, StatusReason::ConversationEndedByAgent, Phase::Closed { block: None })
    }

    /// POL-05 c: the first agent of a transfer is free.
    pub(crate) fn transfer_wrap_up_ends(&mut self) -> Move {
        self.plan.former = Some(None);
        self.plan.touch = false;
        self.stay(Rule::Pol05)
    }

    /// SUP-FC: Closed straight away, from every state but Closed.
    pub(crate) fn force_close(&mut self) -> Move {
        if Rule::SupFc04.holds()
            && self.channel() == Channel::Record
            && self.switches().force_close_records == ForceCloseRecords::Refused
        {
            return self.refuse(Code::WrongChannel, Rule::Pol20);
        }
        let conversation = self.id;
        let phase = self.slot.phase;
        if !Rule::SupFc02.holds() && !matches!(phase, Phase::Offered(_) | Phase::InConversation(_)) {
            return self.refuse(Code::WrongState, Rule::S9NoRow);
        }
        if !Rule::SupFc03.holds() && self.channel() == Channel::Voice {
            return self.refuse(Code::WrongChannel, Rule::SupFc01);
        }
        if !Rule::SupFc10.holds() && matches!(phase, Phase::InConversation(Talk { primary: Primary::Bot(_), .. })) {
            return self.refuse(Code::HeldByBot, Rule::SupFc01);
        }
        let mut block = None;
        match phase {
            Phase::Offered(offer) => {
                self.emit(Rule::SupFc11, Fact::OfferWithdrawn { conversation, agent: offer.agent });
            }
            Phase::InConversation(talk) => self.withdraw_pending(&talk),
            Phase::WrapUp(wrap) => {
                let runs_on = self.switches().force_close_block == ForceCloseBlock::BlockRunsOn;
                if wrap.block == Block::Timed && (runs_on || !Rule::SupFc08.holds()) {
                    block = Some(wrap.agent);
                }
            }
            Phase::Open { .. } | Phase::Waiting { .. } | Phase::Closed { .. } => {}
        }
        self.emit(Rule::SupFc01, Fact::SupervisorForceClosed { conversation });
        self.notify(Rule::SupFc06, Recipient::Participants, Notice::SupervisorEnded);
        let (reason, closure) = if Rule::SupFc07.holds() {
            (StatusReason::ForceClosedBySupervisor, ClosureReason::ForceClose)
        } else {
            (StatusReason::ConversationEndedByAgent, ClosureReason::ConversationClosed)
        };
        self.close(Rule::St36, reason, closure, block)
    }

    /// ST-08, ST-26, ST-33, ST-35: idle for too long, found by the scheduler.
    pub(crate) fn auto_close(&mut self) -> Move {
        let conversation = self.id;
        let phase = self.slot.phase;
        if let Phase::WrapUp(WrapUp { block: Block::Timed, .. }) = phase
            && self.workstream.closes_after_block
        {
            // It stays eligible: a later look of the scheduler moves it.
            let chat = self.channel() == Channel::LiveChat;
            return self.unchanged(if chat { Rule::Tim09 } else { Rule::Pol09 });
        }
        let (rule, reason) = match phase {
            Phase::Open { .. } => (Rule::St08, StatusReason::AutoClosedBySystem),
            Phase::Offered(offer) => {
                self.emit(Rule::St26, Fact::OfferWithdrawn { conversation, agent: offer.agent });
                (Rule::St26, StatusReason::AutoClosedBySystem)
            }
            Phase::InConversation(_) => (Rule::St26, StatusReason::AutoClosedBySystem),
            Phase::Waiting { .. } => (Rule::St33, StatusReason::AutoClosedFromWaitingState),
            Phase::WrapUp(_) | Phase::Closed { .. } => (Rule::St35, StatusReason::AutoClosedBySystem),
        };
        // POL-09 b lets the limit pass before a custom block: closing releases it (ST-35).
        self.close(rule, reason, ClosureReason::AutoClose, None)
    }

    /// TIM-02 says Active, which includes the ringing phase (VOC-05): a call goes to the Wrap-up of the offered agent.
    pub(crate) fn auto_close_offered(&mut self, offer: &Offer) -> Move {
        if self.channel() != Channel::Voice {
            return self.auto_close();
        }
        let conversation = self.id;
        self.emit(Rule::St16, Fact::OfferWithdrawn { conversation, agent: offer.agent });
        self.plan.former = Some(None);
        self.wrap_up(&Talk::with(Primary::Agent(offer.agent)), Rule::St16, EndedBy::Scheduler)
    }

    /// ST-16 for calls: into Wrap-up; ST-26 for asynchronous messaging; a bot's call closes (section 9.4).
    pub(crate) fn auto_close_talk(&mut self, talk: &Talk) -> Move {
        match (self.channel(), talk.primary) {
            (Channel::Voice, Primary::Agent(_)) => self.wrap_up(talk, Rule::St16, EndedBy::Scheduler),
            (
                Channel::LiveChat
                | Channel::PersistentChat
                | Channel::Async
                | Channel::CustomAsync
                | Channel::Record
                | Channel::Voice,
                _,
            ) => {
                self.withdraw_pending(talk);
                self.auto_close()
            }
        }
    }

    /// ST-27, ST-74.
    pub(crate) fn timeout_rule_closes(&mut self) -> Move {
        if !self.channel().waits() {
            return self.no_such_event(Rule::Tim19);
        }
        let conversation = self.id;
        let rule = match self.slot.phase {
            Phase::Offered(offer) => {
                self.emit(Rule::St27, Fact::OfferWithdrawn { conversation, agent: offer.agent });
                Rule::St27
            }
            Phase::InConversation(talk) => {
                self.withdraw_pending(&talk);
                Rule::St27
            }
            Phase::Open { .. } | Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => Rule::St74,
        };
        let closure = self.timeout_closure();
        self.close(rule, StatusReason::AutoClosedBySystem, closure, None)
    }

    /// ST-21.
    pub(crate) fn timeout_rule_releases(&mut self, talk: &Talk) -> Move {
        if !self.channel().waits() {
            return self.no_such_event(Rule::Tim19);
        }
        self.withdraw_pending(talk);
        let closure = self.timeout_closure();
        self.reopen_in_queue(Rule::St21, closure, None)
    }

    /// ST-18: the agent puts it back.
    pub(crate) fn release_to_queue(&mut self, talk: &Talk) -> Move {
        if talk.leg {
            return self.refuse(Code::Elevated, Rule::S9EL);
        }
        let (conversation, agent) = (self.id, self.actor);
        self.withdraw_pending(talk);
        self.emit(Rule::St18, Fact::ReleasedToQueue { conversation, agent });
        self.reopen_in_queue(Rule::St18, ClosureReason::AgentReRouted, Some(agent))
    }
}
