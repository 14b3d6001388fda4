//! Actions in few words, and who acts: the fields `command` and `actor` of event files.

use super::{Action, BotTurn, Change, Contact, Desk, Handle, Supervise};
use crate::id::UserId;

impl Action {
    /// The command in event files, such as `supervisor assign`; of a timer, its name.
    #[must_use]
    pub const fn command(&self) -> &'static str {
        match *self {
            Self::Create(_) | Self::Admit { .. } => "create",
            Self::Gauge(_) => "gauge",
            Self::Supervisor { operation, .. } => match operation {
                Supervise::Monitor => "supervisor monitor",
                Supervise::Join => "supervisor join",
                Supervise::Leave => "supervisor leave",
                Supervise::AssignToAgent { .. } => "supervisor assign",
                Supervise::AssignToQueue { .. } => "supervisor assign to queue",
                Supervise::TransferToAgent { .. } => "supervisor transfer",
                Supervise::TransferToQueue { .. } => "supervisor transfer to queue",
                Supervise::ForceClose => "supervisor force close",
                Supervise::Broadcast => "supervisor broadcast",
                Supervise::ReleaseRecord => "supervisor release record",
                Supervise::RemoveRecord => "supervisor remove record",
            },
            Self::Agent { operation, .. } => match operation {
                Handle::Pick => "agent pick",
                Handle::Accept => "agent accept",
                Handle::Reject => "agent reject",
                Handle::RefreshBrowser => "agent refresh browser",
                Handle::End => "agent end",
                Handle::CloseSession => "agent close session",
                Handle::Release => "agent release",
                Handle::Reopen => "agent reopen",
                Handle::TransferToAgent { .. } => "agent transfer",
                Handle::TransferToQueue { .. } => "agent transfer to queue",
                Handle::TransferOutside => "agent transfer outside",
                Handle::Consult { .. } => "agent consult",
                Handle::ConsultQueue { .. } => "agent consult queue",
                Handle::AcceptConsult => "agent accept consult",
                Handle::RejectConsult => "agent reject consult",
                Handle::LeaveConsult => "agent leave consult",
                Handle::EndConsult { .. } => "agent end consult",
                Handle::Promote { .. } => "agent promote",
                Handle::AddToCustomer { .. } => "agent add to customer",
                Handle::MoveToWaiting => "agent move to waiting",
                Handle::RaiseCall => "agent raise call",
                Handle::HangUpLeg => "agent hang up leg",
                Handle::Hold => "agent hold",
                Handle::Resume => "agent resume",
                Handle::Rejoin => "agent rejoin",
                Handle::ResolveRecord => "agent resolve record",
                Handle::Message => "agent message",
                Handle::SuspendRule { .. } => "agent suspend time-out rule",
                Handle::ResumeRule { .. } => "agent resume time-out rule",
                Handle::AssignRecord { .. } => "agent assign case",
                Handle::SetDisposition => "agent set disposition",
                Handle::CallOutside => "agent call outside",
            },
            Self::Customer { operation, .. } => match operation {
                Contact::End => "customer end",
                Contact::HangUpLeg => "customer hang up leg",
                Contact::Message => "customer message",
                Contact::Disconnect => "customer disconnect",
                Contact::Reconnect => "customer reconnect",
                Contact::RequestCallback => "customer request callback",
            },
            Self::Bot { operation, .. } => match operation {
                BotTurn::End => "bot end",
                BotTurn::Escalate => "bot escalate",
            },
            Self::System { .. } => "system",
            Self::Timer { timer, .. } => timer.name(),
            Self::Router(_) => "route",
            Self::Desk { operation, .. } => match operation {
                Desk::SignIn => "sign in",
                Desk::SignOut => "sign out",
                Desk::SetPresence(_) => "set presence",
                Desk::ResetPresence => "reset presence",
                Desk::ConnectionLost => "connection lost",
                Desk::ConnectionRestored => "connection restored",
            },
            Self::ReturnWindowPassed { .. } => "return window",
            Self::Manage { change, .. } | Self::Configure(change) => change_name(&change),
            Self::Age { .. } => "age",
        }
    }

    /// The role of who acts in event files, and who it is if a person.
    #[must_use]
    pub const fn actor(&self) -> (&'static str, Option<UserId>) {
        match *self {
            Self::Create(_) | Self::Admit { .. } | Self::Customer { .. } => ("customer", None),
            Self::Supervisor { by, .. } | Self::Manage { by, .. } => ("supervisor", Some(by)),
            Self::Agent { by, .. } => ("agent", Some(by)),
            Self::Desk { agent, .. } => ("agent", Some(agent)),
            Self::Bot { .. } => ("bot", None),
            Self::Timer { .. } | Self::ReturnWindowPassed { .. } => ("timer", None),
            Self::Router(_) => ("router", None),
            Self::Gauge(_) | Self::System { .. } | Self::Configure(_) | Self::Age { .. } => ("system", None),
        }
    }
}

const fn change_name(change: &Change) -> &'static str {
    match change {
        Change::SetPresence { .. } => "set presence",
        Change::ResetPresence { .. } => "reset presence",
        Change::JoinQueue { .. } => "join queue",
        Change::LeaveQueue { .. } => "leave queue",
        Change::SetUnits { .. } => "set units",
        Change::SetProfileLimit { .. } => "set profile limit",
        Change::EndShift { .. } => "end shift",
        Change::SetQueueOpen { .. } => "set queue open",
        Change::SetToggle { .. } => "set toggle",
    }
}
