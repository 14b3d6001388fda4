//! Calls and raised legs, hold, the loss and return of an agent, and who may do what in a talk (CAP-22, ST-61 to ST-65).

use super::{Move, Step};
use crate::action::{Handle, Timer};
use crate::channel::Channel;
use crate::event::{ClosureReason, Fact, Notice, Recipient, StatusReason};
use crate::id::UserId;
use crate::phase::{Phase, Primary, Talk};
use crate::refusal::Code;
use crate::rule::Rule;

impl Step<'_> {
    /// Agent operations while somebody leads the conversation: first whose they are, then the cell.
    pub(crate) fn in_talk(&mut self, talk: &Talk, operation: Handle) -> Move {
        // A bot holds it: every agent operation is somebody else's (section 9.4).
        if matches!(talk.primary, Primary::Bot(_)) {
            return self.refuse(Code::NotThePrimary, Rule::S9Bot);
        }
        match (operation, talk.pending) {
            (Handle::Pick, _) => return self.refuse(Code::AlreadyAssigned, Rule::Ag01),
            (Handle::Accept, Some(pending)) if pending.agent == self.actor => {
                return self.accept_pending(talk, pending);
            }
            (Handle::Reject, Some(pending)) if pending.agent == self.actor => {
                return self.reject_pending(talk, pending);
            }
            (Handle::AcceptConsult | Handle::RejectConsult | Handle::LeaveConsult, _) => {
                return self.consultant_acts(operation);
            }
            _ => {}
        }
        if talk.primary.agent() != Some(self.actor) {
            return self.refuse(Code::NotThePrimary, Rule::Ag09);
        }
        match operation {
            Handle::End => self.end(talk),
            Handle::CloseSession => self.close_tab(talk),
            Handle::Release => self.release_to_queue(talk),
            Handle::TransferToAgent { agent } => self.agent_transfer(talk, agent),
            Handle::TransferToQueue { queue } => self.agent_transfer_to_queue(talk, queue),
            Handle::TransferOutside => self.transfer_outside(talk),
            Handle::Consult { agent } => self.consult(agent),
            Handle::ConsultQueue { queue } => self.consult_queue(queue),
            Handle::EndConsult { agent } => self.end_consult(agent),
            Handle::Promote { agent } => self.promote(talk, agent),
            Handle::AddToCustomer { agent } => self.add_to_customer(agent),
            Handle::MoveToWaiting => self.move_to_waiting(talk),
            Handle::RaiseCall => self.raise_call(talk),
            Handle::HangUpLeg => self.leg_ends(talk, Rule::Cap22),
            Handle::Hold => self.hold(talk, true),
            Handle::Resume => self.hold(talk, false),
            Handle::Rejoin => self.rejoin(talk),
            Handle::ResolveRecord => self.resolve_record(talk),
            Handle::Message => self.agent_writes(),
            Handle::SuspendRule { rule } => self.suspend_rule(rule),
            Handle::ResumeRule { rule } => self.resume_rule(rule),
            Handle::AssignRecord { agent } => self.assign_record(agent),
            Handle::SetDisposition => self.set_disposition(),
            Handle::CallOutside => self.call_outside(talk),
            Handle::Accept => self.refuse(Code::WrongState, Rule::Dist23),
            Handle::RefreshBrowser if self.channel() == Channel::Voice => self.refresh_call(talk),
            Handle::Reject | Handle::RefreshBrowser | Handle::Reopen => self.refuse(Code::WrongState, Rule::S9NoRow),
            Handle::Pick | Handle::AcceptConsult | Handle::RejectConsult | Handle::LeaveConsult => {
                unreachable!("answered above, before the actor is compared with the primary")
            }
        }
    }

    /// CAP-22: only live chats are raised.
    fn raise_call(&mut self, talk: &Talk) -> Move {
        if self.channel() != Channel::LiveChat {
            return self.refuse(Code::WrongState, Rule::S9NoRow);
        }
        if talk.leg {
            return self.refuse(Code::WrongState, Rule::S9NoRow);
        }
        let conversation = self.id;
        self.emit(Rule::Cap22, Fact::SecondaryChannelRaised { conversation });
        let raised = Phase::InConversation(Talk { leg: true, ..*talk });
        self.go(Rule::Cap22, StatusReason::InConversation, raised)
    }

    /// The raised leg ends; the chat goes on.
    pub(crate) fn leg_ends(&mut self, talk: &Talk, rule: Rule) -> Move {
        if !talk.leg {
            return self.no_leg();
        }
        // `commit` tells that the leg ended, whatever ended it.
        let alone = Phase::InConversation(Talk { leg: false, ..*talk });
        self.go(rule, StatusReason::InConversation, alone)
    }

    fn no_leg(&mut self) -> Move {
        match self.caller_is_customer() {
            true => self.no_such_event(Rule::Cap22),
            false => self.refuse(Code::WrongState, Rule::S9NoRow),
        }
    }

    /// Customers reach a missing leg through section 9.3 (`Rc`), agents through 9.5 (`Rs`).
    fn caller_is_customer(&self) -> bool {
        self.actor == crate::center::NOBODY
    }

    fn hold(&mut self, talk: &Talk, hold: bool) -> Move {
        if self.channel() != Channel::Voice {
            return self.refuse(Code::WrongState, Rule::S9NoRow);
        }
        if talk.hold == hold {
            return self.unchanged(Rule::S9Repeat);
        }
        let conversation = self.id;
        let fact = if hold { Fact::HoldStarted { conversation } } else { Fact::HoldEnded { conversation } };
        self.emit(Rule::St62, fact);
        self.go(Rule::St62, StatusReason::InConversation, Phase::InConversation(Talk { hold, ..*talk }))
    }

    /// AG-10: while the primary of a call reloads the browser, all are on hold.
    fn refresh_call(&mut self, talk: &Talk) -> Move {
        if talk.hold {
            return self.unchanged(Rule::Ag10);
        }
        let conversation = self.id;
        self.emit(Rule::Ag10, Fact::HoldStarted { conversation });
        self.go(Rule::Ag10, StatusReason::InConversation, Phase::InConversation(Talk { hold: true, ..*talk }))
    }

    /// ST-60, ST-61: the primary was lost; a consultant drops (ST-64); a raised leg ends at once (ST-65).
    pub(crate) fn agent_lost(&mut self, talk: &Talk, agent: UserId) -> Move {
        if self.is_consultant(agent) {
            return self.consultant_drops(agent);
        }
        if self.channel() == Channel::Record || talk.primary.agent() != Some(agent) || talk.lost {
            return self.unchanged(Rule::St61);
        }
        let conversation = self.id;
        self.emit(Rule::St61, Fact::AgentLost { conversation, agent });
        self.plan.touch = false;
        self.plan.restart = self.plan.restart.with(Timer::AgentLoss);
        let lost = Phase::InConversation(Talk { lost: true, leg: talk.leg && !Rule::St65.holds(), ..*talk });
        self.go(Rule::St61, StatusReason::InConversation, lost)
    }

    /// ST-63: back before the limit.
    fn rejoin(&mut self, talk: &Talk) -> Move {
        if !talk.lost {
            return self.refuse(Code::WrongState, Rule::St63);
        }
        if !self.is_signed_in(self.actor) {
            return self.refuse(Code::Presence, Rule::Pres19);
        }
        let (conversation, agent) = (self.id, self.actor);
        self.emit(Rule::St63, Fact::AgentRejoined { conversation, agent });
        let back = Phase::InConversation(Talk { lost: false, ..*talk });
        self.go(Rule::St63, StatusReason::InConversation, back)
    }

    /// ST-17: not back in time; the conversation is open again.
    pub(crate) fn agent_loss_limit(&mut self, talk: &Talk) -> Move {
        let conversation = self.id;
        if let Some(agent) = talk.primary.agent() {
            self.emit(Rule::St17, Fact::AgentLossLimitReached { conversation, agent });
        }
        self.withdraw_pending(talk);
        self.notify(Rule::Part03, Recipient::Customer, Notice::AgentDisconnected);
        self.reopen_in_queue(Rule::St17, ClosureReason::AgentDisconnected, talk.primary.agent())
    }
}
