//! Supervisors who watch: monitor, join, leave (SUP-MON, SUP-JOIN).

use super::{Move, Seats, Step};
use crate::channel::Channel;
use crate::event::{Fact, Notice, Recipient, StatusReason};
use crate::id::UserId;
use crate::phase::{Participant, Primary, Seat, Talk};
use crate::refusal::Code;
use crate::rule::Rule;
use crate::switch::{JoinPending, JoinWithoutCustomer, MonitorBot, MonitorRecords, Monitorable};

impl Step<'_> {
    pub(crate) fn monitor_offered(&mut self, offered: UserId) -> Move {
        match self.switches().monitorable {
            Monitorable::ActiveAndWrapUp => self.monitor(Some(offered)),
            Monitorable::AcceptedWrapUpAndWaiting => self.refuse(Code::OfferPending, Rule::Pol11),
        }
    }

    pub(crate) fn monitor_talk(&mut self, talk: &Talk) -> Move {
        if self.channel() == Channel::Record && self.switches().monitor_records != MonitorRecords::Always {
            return self.refuse(Code::WrongChannel, Rule::Pol12);
        }
        match (talk.primary, self.switches().monitor_bot) {
            (Primary::Bot(_), MonitorBot::Refused) => self.refuse(Code::HeldByBot, Rule::Pol54),
            (Primary::Bot(_) | Primary::Outside, _) => self.monitor(None),
            (Primary::Agent(agent), _) => self.monitor(Some(agent)),
        }
    }

    pub(crate) fn monitor_waiting(&mut self, last: Option<UserId>) -> Move {
        match self.switches().monitorable {
            Monitorable::ActiveAndWrapUp => self.refuse(Code::WrongState, Rule::Pol11),
            Monitorable::AcceptedWrapUpAndWaiting => self.monitor(last),
        }
    }

    pub(crate) fn monitor_wrap_up(&mut self, agent: UserId) -> Move {
        self.monitor(Some(agent))
    }

    /// SUP-MON-05 to 09: adds a silent seat; state, primary, capacity and presence stay.
    fn monitor(&mut self, holder: Option<UserId>) -> Move {
        if !Rule::SupMon04.holds() && (self.channel() == Channel::Voice || self.channel().waits()) {
            return self.refuse(Code::WrongChannel, Rule::SupMon03);
        }
        if Rule::SupMon05.holds() && holder == Some(self.actor) {
            return self.refuse(Code::OwnConversation, Rule::SupMon05);
        }
        match self.seat(self.actor) {
            // A joined supervisor watches already (PART-02).
            Some(Seat::Monitoring | Seat::Joined) => return self.unchanged(Rule::S9Repeat),
            // PART-02: nobody holds two seats.
            Some(Seat::ConsultOffered | Seat::Consulting { .. }) => {
                return self.refuse(Code::AlreadyHolder, Rule::Part02);
            }
            None => {}
        }
        let (conversation, supervisor) = (self.id, self.actor);
        self.emit(Rule::SupMon06, Fact::MonitorStarted { conversation, supervisor });
        self.notify(Rule::SupMon07, Recipient::User(supervisor), Notice::MonitoringStarted);
        let charged = !Rule::SupMon08.holds();
        self.plan.seats = Seats::Set(Participant { user: supervisor, seat: Seat::Monitoring, charged });
        if !Rule::SupMon09.holds() {
            self.plan.settle = holder;
        }
        self.stay(Rule::SupMon01)
    }

    pub(crate) fn join_offered(&mut self) -> Move {
        match self.switches().join_pending {
            JoinPending::Refused if Rule::SupJoin04.holds() => self.refuse(Code::OfferPending, Rule::Pol59),
            JoinPending::Refused | JoinPending::Allowed => self.join(),
        }
    }

    pub(crate) fn join_talk(&mut self, talk: &Talk) -> Move {
        match (self.channel(), talk.primary) {
            (Channel::Record, _) => self.refuse(Code::WrongChannel, Rule::SupMon03),
            (_, Primary::Bot(_)) => self.refuse(Code::HeldByBot, Rule::S9Bot),
            (
                Channel::LiveChat | Channel::PersistentChat | Channel::Async | Channel::CustomAsync | Channel::Voice,
                Primary::Agent(_) | Primary::Outside,
            ) => self.join(),
        }
    }

    /// Wrap-up and Waiting: nobody is there to join (SUP-JOIN-04).
    pub(crate) fn join_without_customer(&mut self) -> Move {
        match self.switches().join_without_customer {
            JoinWithoutCustomer::AsynchronousChats if self.channel().waits() => self.join(),
            JoinWithoutCustomer::AsynchronousChats | JoinWithoutCustomer::Refused if !Rule::SupJoin04.holds() => {
                self.join()
            }
            JoinWithoutCustomer::AsynchronousChats | JoinWithoutCustomer::Refused => {
                self.refuse(Code::WrongState, Rule::Pol13b)
            }
        }
    }

    /// SUP-JOIN-01 to 03: only from monitoring; both sides are told; never primary.
    fn join(&mut self) -> Move {
        let (conversation, supervisor) = (self.id, self.actor);
        match self.seat(supervisor) {
            Some(Seat::Monitoring) => {}
            Some(Seat::Joined) => return self.unchanged(Rule::S9Repeat),
            Some(Seat::ConsultOffered | Seat::Consulting { .. }) | None => {
                return self.refuse(Code::WrongState, Rule::SupJoin01);
            }
        }
        if !Rule::SupJoin05.holds() && self.slot.participants.iter().any(|other| other.user != supervisor) {
            return self.refuse(Code::AlreadyHolder, Rule::Part01);
        }
        if !Rule::SupJoin03.holds() {
            return self.talk(Rule::SupJoin01, StatusReason::InConversation, supervisor);
        }
        self.emit(Rule::SupJoin01, Fact::SupervisorJoined { conversation, supervisor });
        self.notify(Rule::SupJoin02, Recipient::Customer, Notice::SupervisorJoined);
        if let Some(agent) = self.slot.phase.holder() {
            self.notify(Rule::SupJoin02, Recipient::User(agent), Notice::SupervisorJoined);
        }
        self.plan.seats =
            Seats::Set(Participant { user: supervisor, seat: Seat::Joined, charged: !Rule::SupMon08.holds() });
        self.stay(Rule::SupJoin01)
    }

    /// Stops monitoring, or leaves after joining.
    pub(crate) fn leave(&mut self) -> Move {
        if !self.observes(self.actor) {
            return self.unchanged(Rule::SupJoin06);
        }
        self.plan.seats = Seats::Remove(self.actor);
        self.stay(Rule::SupJoin06)
    }
}
