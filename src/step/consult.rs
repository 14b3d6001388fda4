//! Consults: a colleague beside the primary (AG-08 to AG-12, CAP-21, POL-33).

use super::{Move, Seats, Step};
use crate::action::{Handle, Timer};
use crate::channel::Channel;
use crate::event::{Fact, Notice, Recipient, StatusReason};
use crate::id::{QueueId, UserId};
use crate::phase::{Participant, Phase, Primary, Seat, Talk};
use crate::refusal::Code;
use crate::rule::Rule;
use crate::switch::ConsultCost;

impl Step<'_> {
    pub(crate) fn is_consultant(&self, user: UserId) -> bool {
        match self.seat(user) {
            Some(Seat::ConsultOffered | Seat::Consulting { .. }) => true,
            Some(Seat::Monitoring | Seat::Joined) | None => false,
        }
    }

    /// AG-08: the primary asks a colleague, of any queue. One unanswered consult at a time.
    pub(crate) fn consult(&mut self, agent: UserId) -> Move {
        if self.channel() == Channel::Record {
            return self.refuse(Code::WrongChannel, Rule::S9Consult);
        }
        if agent == self.actor {
            return self.refuse(Code::AlreadyHolder, Rule::Part02);
        }
        match self.seat(agent) {
            Some(Seat::ConsultOffered | Seat::Consulting { .. }) => return self.unchanged(Rule::S9Repeat),
            // PART-02: nobody holds two seats.
            Some(Seat::Monitoring | Seat::Joined) => return self.refuse(Code::AlreadyHolder, Rule::Part02),
            None => {}
        }
        if self.somebody_is_asked() {
            return self.refuse(Code::OfferPending, Rule::Part01);
        }
        if self.is_bot(agent) {
            return self.refuse(Code::TargetIsBot, Rule::Ag08);
        }
        // "Any queue's agents": a person who is no agent is a member of none.
        if !self.is_agent(agent) {
            return self.refuse(Code::NotAMember, Rule::Ag08);
        }
        if !self.is_signed_in(agent) {
            return self.refuse(Code::Presence, Rule::Pres19);
        }
        self.ask(agent, None, false)
    }

    /// AG-08: the primary asks whoever of a queue is free, in the queue's turn. Under POL-33 b such a consultant is
    /// charged from the asking on, so only who has room is asked.
    pub(crate) fn consult_queue(&mut self, queue: QueueId) -> Move {
        if self.channel() == Channel::Record {
            return self.refuse(Code::WrongChannel, Rule::S9Consult);
        }
        if self.somebody_is_asked() {
            return self.refuse(Code::OfferPending, Rule::Part01);
        }
        if self.is_empty_queue(queue) {
            return self.refuse(Code::NotAMember, Rule::Ag08);
        }
        let charged = Rule::Cap21.holds() && self.switches().consult_cost == ConsultCost::BySetting;
        let (roster, price) = (&self.center.roster, self.price());
        let free = |agent: &UserId| {
            *agent != self.actor
                && self.seat(*agent).is_none()
                && !self.is_bot(*agent)
                && self.is_signed_in(*agent)
                && self.has_presence(*agent, self.workstream.allowed)
                && (!charged || (roster.has_profiles(*agent, price.profiles) && !roster.needs_override(*agent, price)))
        };
        match roster.turns[queue.index()].iter().find(free) {
            Some(agent) => self.ask(agent, Some(queue), charged),
            None => self.refuse(Code::Presence, Rule::Ag08),
        }
    }

    /// One unanswered consult at a time.
    fn somebody_is_asked(&self) -> bool {
        self.slot.participants.iter().any(|participant| participant.seat == Seat::ConsultOffered)
    }

    fn ask(&mut self, agent: UserId, queue: Option<QueueId>, charged: bool) -> Move {
        let conversation = self.id;
        self.emit(Rule::Ag08, Fact::ConsultInitiated { conversation, agent, queue });
        self.plan.restart = self.plan.restart.with(Timer::Consult);
        self.plan.seats = Seats::Set(Participant { user: agent, seat: Seat::ConsultOffered, charged });
        self.stay(Rule::Ag08)
    }

    /// Accept, reject, leave: by the consultant the seat belongs to.
    pub(crate) fn consultant_acts(&mut self, operation: Handle) -> Move {
        let (conversation, agent) = (self.id, self.actor);
        match (operation, self.seat(agent)) {
            (Handle::AcceptConsult, Some(Seat::ConsultOffered)) => {
                // CAP-21: consulting costs nothing, unless POL-33 b and the setting say so.
                let already = self.slot.participants.iter().any(|asked| asked.user == agent && asked.charged);
                let charged = already
                    || self.switches().consult_cost == ConsultCost::BySetting
                        && self.center.policy.settings.consult_costs_capacity;
                self.emit(Rule::Ag08, Fact::ConsultAccepted { conversation, agent });
                self.notify(Rule::Part03, Recipient::Customer, Notice::ConsultAccepted);
                self.plan.seats =
                    Seats::Set(Participant { user: agent, seat: Seat::Consulting { public: false }, charged });
                self.stay(Rule::Ag08)
            }
            (Handle::RejectConsult, Some(Seat::ConsultOffered)) => {
                self.emit(Rule::Ag08, Fact::ConsultRejected { conversation, agent });
                self.plan.seats = Seats::Remove(agent);
                self.stay(Rule::Ag08)
            }
            (Handle::LeaveConsult, Some(Seat::Consulting { .. })) => {
                self.plan.seats = Seats::Remove(agent);
                self.stay(Rule::Ag08)
            }
            (Handle::AcceptConsult, Some(Seat::Consulting { .. })) => self.unchanged(Rule::S9Repeat),
            (_, Some(Seat::ConsultOffered | Seat::Consulting { .. })) => self.refuse(Code::WrongState, Rule::Ag08),
            (_, None) if self.channel() == Channel::Record && self.slot.phase.primary() == Some(agent) => {
                self.refuse(Code::WrongChannel, Rule::S9Consult)
            }
            (_, Some(Seat::Monitoring | Seat::Joined) | None) => self.refuse(Code::NotThePrimary, Rule::Ag08),
        }
    }

    /// The primary ends the consult with a colleague.
    pub(crate) fn end_consult(&mut self, agent: UserId) -> Move {
        if self.channel() == Channel::Record {
            return self.refuse(Code::WrongChannel, Rule::S9Consult);
        }
        if !self.is_consultant(agent) {
            return self.refuse(Code::WrongState, Rule::Ag08);
        }
        self.notify(Rule::Part03, Recipient::User(agent), Notice::ConsultEnded);
        self.plan.seats = Seats::Remove(agent);
        self.stay(Rule::Ag08)
    }

    /// AG-12, ST-24: on calls, the roles swap.
    pub(crate) fn promote(&mut self, talk: &Talk, agent: UserId) -> Move {
        match self.channel() {
            Channel::Record => return self.refuse(Code::WrongChannel, Rule::S9Consult),
            Channel::LiveChat | Channel::PersistentChat | Channel::Async | Channel::CustomAsync => {
                return self.refuse(Code::WrongState, Rule::St24);
            }
            Channel::Voice => {}
        }
        if !matches!(self.seat(agent), Some(Seat::Consulting { .. })) {
            return self.refuse(Code::WrongState, Rule::Ag12);
        }
        if talk.pending.is_some() {
            return self.refuse(Code::OfferPending, Rule::SupXfer15);
        }
        let conversation = self.id;
        self.emit(Rule::Ag12, Fact::ConsultantPromoted { conversation, agent });
        self.plan.seats = Seats::Swap { promoted: agent, former: self.actor };
        self.plan.settle = Some(agent);
        let swapped = Talk { primary: Primary::Agent(agent), lost: false, ..*talk };
        self.go(Rule::Ag12, StatusReason::InConversation, Phase::InConversation(swapped))
    }

    /// AG-08: the consultant may speak to the customer.
    pub(crate) fn add_to_customer(&mut self, agent: UserId) -> Move {
        if self.channel() == Channel::Record {
            return self.refuse(Code::WrongChannel, Rule::S9Consult);
        }
        match self.slot.participants.iter().find(|participant| participant.user == agent) {
            Some(Participant { seat: Seat::Consulting { public: true }, .. }) => self.unchanged(Rule::S9Repeat),
            Some(&Participant { seat: Seat::Consulting { public: false }, charged, .. }) => {
                let conversation = self.id;
                self.emit(Rule::Ag08, Fact::ConsultantAddedToCustomer { conversation, agent });
                self.plan.seats =
                    Seats::Set(Participant { user: agent, seat: Seat::Consulting { public: true }, charged });
                self.stay(Rule::Ag08)
            }
            Some(Participant { seat: Seat::ConsultOffered | Seat::Monitoring | Seat::Joined, .. }) | None => {
                self.refuse(Code::WrongState, Rule::Ag08)
            }
        }
    }

    /// The consult offer was not answered.
    pub(crate) fn consult_ran_out(&mut self) -> Move {
        let asked = self.slot.participants.iter().find(|participant| participant.seat == Seat::ConsultOffered);
        let Some(agent) = asked.map(|participant| participant.user) else { return self.unchanged(Rule::S9Timer) };
        let conversation = self.id;
        self.emit(Rule::Ag08, Fact::ConsultTimedOut { conversation, agent });
        self.plan.seats = Seats::Remove(agent);
        self.stay(Rule::Ag08)
    }

    /// ST-64: a lost consultant simply drops.
    pub(crate) fn consultant_drops(&mut self, agent: UserId) -> Move {
        self.plan.seats = Seats::Remove(agent);
        self.stay(Rule::St64)
    }
}
