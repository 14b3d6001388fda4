//! What one agent may have open at once (SES-07, POL-28), and what concerns the sessions of records and calls only: the
//! Assign command of a case form (POL-58), disposition codes (ST-48), and a call to somebody outside (TIM-22).

use super::{Move, Plan, Step};
use crate::channel::{Channel, Stage};
use crate::event::{ClosureReason, Fact, Notice, Recipient, StatusReason};
use crate::id::UserId;
use crate::phase::{Phase, Talk};
use crate::refusal::Code;
use crate::rule::Rule;
use crate::switch::{CaseFormAssign, SessionCap};

impl Step<'_> {
    /// SES-07: whether the agent has as many sessions open as one may have.
    pub(crate) fn is_full(&self, agent: UserId) -> bool {
        self.center.roster.is_at_cap(&self.center.policy, agent)
    }

    /// POL-28: a work item for an agent whose sessions are full. Under a the offer closes at once, with an alert and a
    /// presence that keeps the next one away; the conversation stays where it is. Under b it is refused.
    pub(crate) fn one_session_too_many(&mut self, agent: UserId) -> Move {
        if self.switches().session_cap == SessionCap::Refused {
            return self.refuse(Code::Capacity, Rule::Ses07);
        }
        // Whatever was told of the assignment does not happen.
        self.events.clear();
        *self.plan = Plan { touch: false, ..Plan::new(self.slot.queue) };
        self.cap(agent);
        if self.slot.phase.stage() == Stage::Open {
            self.plan.session = Some(ClosureReason::MaximumSessionsReached);
        }
        self.stay(Rule::Ses07)
    }

    /// The alert and the presence that go with it (PRES-12).
    pub(crate) fn cap(&mut self, agent: UserId) {
        let conversation = self.id;
        self.emit(Rule::Ses07, Fact::SessionCapReached { conversation, agent });
        self.notify(Rule::Pres12, Recipient::User(agent), Notice::SessionsFull);
        self.plan.rare().capped = Some(agent);
    }

    /// POL-58: the Assign command of a case form. Under a it names an owner of the case and leaves conversation and
    /// capacity alone; under b it is "Worked by", and the record is that agent's.
    pub(crate) fn assign_record(&mut self, agent: UserId) -> Move {
        if self.channel() != Channel::Record {
            return self.refuse(Code::WrongState, Rule::S9NoRow);
        }
        if !self.is_agent(self.actor) {
            return self.refuse(Code::NotAMember, Rule::Cap25);
        }
        if self.slot.phase.primary() == Some(agent) {
            return self.refuse(Code::AlreadyHolder, Rule::SupXfer05);
        }
        if self.is_bot(agent) {
            return self.refuse(Code::TargetIsBot, Rule::Ag14);
        }
        if !self.is_agent(agent) {
            return self.refuse(Code::NotAMember, Rule::Cap25);
        }
        let conversation = self.id;
        match self.switches().case_form_assign {
            CaseFormAssign::LeavesCapacity => {
                self.emit(Rule::Cap25, Fact::RecordAssigned { conversation, agent });
                self.plan.touch = false;
                self.stay(Rule::Cap25)
            }
            CaseFormAssign::AsWorkedBy => {
                if self.slot.phase.stage() == Stage::InConversation {
                    self.plan.session = Some(ClosureReason::AgentTransferred);
                    self.plan.seats = super::Seats::NewSession { consultant: None };
                }
                self.record_given(agent, Rule::Pol58, StatusReason::InConversation)
            }
        }
    }

    /// ST-48: a disposition code, in a talk or in its wrap-up.
    pub(crate) fn set_disposition(&mut self) -> Move {
        if self.channel() == Channel::Record {
            return self.refuse(Code::WrongChannel, Rule::St48);
        }
        if self.slot.coded {
            return self.unchanged(Rule::S9Repeat);
        }
        let (conversation, agent) = (self.id, self.actor);
        self.emit(Rule::St48, Fact::DispositionSet { conversation, agent });
        self.plan.rare().coded = true;
        self.stay(Rule::St48)
    }

    /// TIM-22: somebody outside is called while the caller waits.
    pub(crate) fn call_outside(&mut self, talk: &Talk) -> Move {
        if self.channel() != Channel::Voice {
            return self.refuse(Code::WrongState, Rule::S9NoRow);
        }
        if talk.outside {
            return self.unchanged(Rule::S9Repeat);
        }
        let conversation = self.id;
        self.emit(Rule::Tim22, Fact::OutsideCalled { conversation });
        let calling = Phase::InConversation(Talk { outside: true, ..*talk });
        self.go(Rule::Tim22, StatusReason::InConversation, calling)
    }

    /// TIM-22: not handed over within eight minutes.
    pub(crate) fn outside_dropped(&mut self, talk: &Talk) -> Move {
        let conversation = self.id;
        self.emit(Rule::Tim22, Fact::OutsideDropped { conversation });
        self.plan.touch = false;
        let alone = Phase::InConversation(Talk { outside: false, ..*talk });
        self.go(Rule::Tim22, StatusReason::InConversation, alone)
    }

    /// DIST-34: the agent who declined may be asked again.
    pub(crate) fn decline_pause_ends(&mut self, agent: UserId) -> Move {
        if !self.slot.paused.contains(&agent) {
            return self.unchanged(Rule::S9Timer);
        }
        self.plan.rare().unpaused = Some(agent);
        self.plan.touch = false;
        self.stay(Rule::Dist34)
    }
}
