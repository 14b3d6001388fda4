//! People: sign-in, presence and its laws (PRES-01 to PRES-19), loss and return, and what supervisors change about them.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::action::{Change, Desk, Upkeep};
use crate::center::{ContactCenter, NOBODY};
use crate::chart::Input;
use crate::event::Fact;
use crate::floor::Floor;
use crate::id::{ConversationId, PresenceId, QueueId, UserId};
use crate::policy::Policy;
use crate::presence::{Base, PresenceSource};
use crate::refusal::{Answer, Code};
use crate::rule::Rule;
use crate::switch::LastMemberLeaves;

impl ContactCenter {
    /// The people, ready to be written.
    fn floor(&mut self) -> Floor<'_> {
        Floor { policy: &self.policy, roster: &mut self.roster, events: &mut self.events }
    }

    /// What an agent, or the agent's machine, does besides conversations.
    pub(crate) fn desk(&mut self, agent: UserId, operation: Desk) -> Answer {
        let policy = Arc::clone(&self.policy);
        match operation {
            Desk::SignIn => self.sign_in(&policy, agent),
            Desk::SignOut => self.sign_out(agent),
            Desk::SetPresence(presence) => self.choose_presence(&policy, agent, presence, PresenceSource::Agent),
            Desk::ResetPresence => self.reset_presence(agent),
            Desk::ConnectionLost => self.lose(&policy, agent),
            Desk::ConnectionRestored => self.restore(agent),
        }
    }

    /// PRES-05: a default of Offline or Away is kept; otherwise capacity decides, and nothing used is Available.
    fn sign_in(&mut self, policy: &Policy, agent: UserId) -> Answer {
        let user = &policy.users[agent.index()];
        if self.roster.person(agent).signed_in {
            return Answer::unchanged(Rule::Pres15);
        }
        self.roster.people[agent.index()].signed_in = true;
        self.emit(Rule::Pres05, Fact::AgentSignedIn { agent });
        match user.default_presence {
            Some(presence) if matches!(policy.base(presence), Base::Offline | Base::Away) => {
                self.floor().set_presence(agent, presence, PresenceSource::Default, Rule::Pres05);
            }
            Some(_) | None => self.floor().recompute_presence(agent, Rule::Pres05),
        }
        Answer::Done
    }

    /// PRES-13: a manual choice ends with the session.
    fn sign_out(&mut self, agent: UserId) -> Answer {
        if !self.roster.person(agent).signed_in {
            return Answer::unchanged(Rule::Pres13);
        }
        let person = &mut self.roster.people[agent.index()];
        person.signed_in = false;
        person.lost = None;
        person.late = false;
        self.emit(Rule::St60, Fact::AgentSignedOut { agent });
        self.floor().set_presence(agent, Base::Offline.presence(), PresenceSource::Lost, Rule::St60);
        Answer::Done
    }

    /// PRES-08, SUP-OTH-01: by the agent or by a supervisor; assigned work stays (PRES-09).
    fn choose_presence(
        &mut self,
        policy: &Policy,
        agent: UserId,
        presence: PresenceId,
        source: PresenceSource,
    ) -> Answer {
        let person = self.roster.person(agent);
        if source == PresenceSource::Agent && !policy.presences[presence.index()].settable && Rule::Pres20.holds() {
            return Answer::refused(Code::NotOffered, Rule::Pres20);
        }
        if policy.base(presence) == Base::Inactive {
            return Answer::refused(Code::NotOffered, Rule::Pres01);
        }
        if !person.signed_in || person.lost.is_some() {
            return Answer::refused(Code::Presence, Rule::Pres16);
        }
        if !Rule::Pres09.holds() && person.charges > 0 {
            return Answer::refused(Code::Capacity, Rule::Pres09);
        }
        if person.presence == presence && person.source == source {
            return Answer::unchanged(Rule::S9Repeat);
        }
        self.floor().set_presence(agent, presence, source, Rule::Pres08);
        Answer::Done
    }

    /// PRES-10, SUP-OTH-02: back to what the system defines.
    fn reset_presence(&mut self, agent: UserId) -> Answer {
        match self.roster.person(agent).source {
            PresenceSource::MissedOffer | PresenceSource::RejectedOffer | PresenceSource::SessionCap => {
                self.floor().recompute_presence(agent, Rule::Pres10);
                Answer::Done
            }
            PresenceSource::System
            | PresenceSource::Default
            | PresenceSource::Agent
            | PresenceSource::Supervisor
            | PresenceSource::Lost => Answer::unchanged(Rule::Pres10),
        }
    }

    /// ST-60: Offline at once; what was before is remembered for the return window.
    fn lose(&mut self, policy: &Policy, agent: UserId) -> Answer {
        let person = &mut self.roster.people[agent.index()];
        if !person.signed_in || person.lost.is_some() {
            return Answer::unchanged(Rule::St60);
        }
        person.lost = Some((person.presence, person.source));
        person.late = false;
        let seconds = policy.settings.return_window_s;
        self.emit(Rule::St60, Fact::AgentConnectionLost { agent, seconds });
        self.floor().set_presence(agent, Base::Offline.presence(), PresenceSource::Lost, Rule::St60);
        Answer::Done
    }

    /// PRES-13: in time, the presence of before; later, computed anew.
    fn restore(&mut self, agent: UserId) -> Answer {
        let person = &mut self.roster.people[agent.index()];
        let Some((presence, source)) = person.lost.take() else { return Answer::unchanged(Rule::Pres13) };
        let late = core::mem::take(&mut person.late);
        self.emit(Rule::Pres13, Fact::AgentConnectionRestored { agent });
        if late || source.follows_capacity() {
            self.floor().recompute_presence(agent, Rule::Pres13);
        } else {
            self.floor().set_presence(agent, presence, source, Rule::Pres13);
        }
        Answer::Done
    }

    /// PRES-13: from now on a return recomputes.
    pub(crate) fn return_window_passed(&mut self, agent: UserId) -> Answer {
        let person = &mut self.roster.people[agent.index()];
        if person.lost.is_none() || person.late {
            return Answer::unchanged(Rule::S9Timer);
        }
        person.late = true;
        self.emit(Rule::Pres13, Fact::ReturnWindowPassed { agent });
        Answer::Done
    }

    // ---- the roster --------------------------------------------------------------------------------------------

    /// A change of what is set at run time.
    pub(crate) fn change(&mut self, change: Change) -> Answer {
        let policy = Arc::clone(&self.policy);
        match change {
            Change::SetPresence { agent, presence } => {
                self.choose_presence(&policy, agent, presence, PresenceSource::Supervisor)
            }
            Change::ResetPresence { .. } if !Rule::SupOth02.holds() => Answer::unchanged(Rule::S9Repeat),
            Change::ResetPresence { agent } => self.reset_presence(agent),
            Change::JoinQueue { user, queue } => self.join_queue(&policy, user, queue),
            Change::LeaveQueue { user, queue } => self.leave_queue(&policy, user, queue),
            Change::SetUnits { agent, units } => {
                let person = self.roster.person(agent);
                if person.units == units {
                    return Answer::unchanged(Rule::S9Repeat);
                }
                // Whatever is in use stays in use.
                if !Rule::Cap08.holds() && person.used > i32::from(units) {
                    return Answer::refused(Code::Capacity, Rule::Cap08);
                }
                self.roster.set_units(agent, units);
                self.emit(Rule::SupOth04, Fact::UnitsConfigured { agent, units });
                self.floor().follow_capacity(agent);
                Answer::Done
            }
            Change::SetProfileLimit { agent, profile, limit } => {
                let slice = self.roster.slice_mut(agent, profile);
                if slice.limit == limit {
                    return Answer::unchanged(Rule::S9Repeat);
                }
                slice.limit = limit;
                self.roster.refresh(agent);
                self.emit(Rule::Cap07, Fact::ProfileConfigured { agent, profile, limit });
                self.floor().follow_capacity(agent);
                Answer::Done
            }
            Change::EndShift { agent } => {
                if !policy.profiles.iter().any(|profile| profile.reset == crate::policy::Reset::EndOfDay) {
                    return Answer::unchanged(Rule::Cap11);
                }
                self.roster.end_of_day(&policy, agent);
                self.emit(Rule::Cap11, Fact::EndOfDayReset { agent });
                self.floor().follow_capacity(agent);
                Answer::Done
            }
            Change::SetQueueOpen { queue, open } => {
                if self.roster.open[queue.index()] == open {
                    return Answer::unchanged(Rule::S9Repeat);
                }
                self.roster.open[queue.index()] = open;
                self.emit(Rule::Oh01, Fact::QueueOpenSet { queue, open });
                Answer::Done
            }
            Change::SetToggle { toggle, on } => {
                if self.roster.toggle(toggle) == on {
                    return Answer::unchanged(Rule::S9Repeat);
                }
                self.roster.toggles[toggle as usize] = on;
                self.emit(Rule::SupG01, Fact::ToggleSet { toggle, on });
                Answer::Done
            }
        }
    }

    /// SUP-OTH-03, DIST-13: the newest member stands last in the turn.
    fn join_queue(&mut self, policy: &Policy, user: UserId, queue: QueueId) -> Answer {
        if self.roster.is_member(user, queue) {
            return Answer::unchanged(Rule::S9Repeat);
        }
        self.roster.join(policy, user, queue);
        self.emit(Rule::SupOth03, Fact::JoinedQueue { user, queue });
        Answer::Done
    }

    fn leave_queue(&mut self, policy: &Policy, user: UserId, queue: QueueId) -> Answer {
        if !self.roster.is_member(user, queue) {
            return Answer::unchanged(Rule::S9Repeat);
        }
        self.roster.leave(policy, user, queue);
        self.emit(Rule::SupOth03, Fact::LeftMembership { user, queue });
        if policy.switches.last_member_leaves == LastMemberLeaves::ItemsClose {
            self.close_without_members(queue);
        }
        Answer::Done
    }

    /// POL-70 b: what waits in a queue without members closes; records stay, and so does all while somebody is left.
    #[cold]
    fn close_without_members(&mut self, queue: QueueId) {
        let waiting: Vec<ConversationId> = self.waiting_line(queue).collect();
        for id in waiting {
            // Done or, for a record and where members are left, unchanged and without an event.
            let _answer = self.step(id, NOBODY, &Input::System(Upkeep::QueueEmptied));
        }
    }
}
