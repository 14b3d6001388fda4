//! Who takes part in an action, so that actions which differ in nothing but names can be told alike.

use switchboard::{Action, Change, Desk, Gauge, Handle, Route, Supervise, Upkeep, UserId};

/// Who does it, if a person does, and whom it names besides.
#[must_use]
pub(crate) const fn involved(action: &Action) -> (Option<UserId>, Option<UserId>) {
    match *action {
        Action::Supervisor { by, operation, .. } => (Some(by), supervised(operation)),
        Action::Agent { by, operation, .. } => (Some(by), handled(operation)),
        Action::System { operation, .. } => (None, kept(operation)),
        Action::Router(Route::Agent(agent))
        | Action::ReturnWindowPassed { agent }
        | Action::Desk {
            agent,
            operation:
                Desk::SignIn
                | Desk::SignOut
                | Desk::SetPresence(_)
                | Desk::ResetPresence
                | Desk::ConnectionLost
                | Desk::ConnectionRestored,
        } => (Some(agent), None),
        Action::Manage { by, change } => (Some(by), changed(change)),
        Action::Configure(change) => (None, changed(change)),
        Action::Create(_)
        | Action::Admit { .. }
        | Action::Customer { .. }
        | Action::Bot { .. }
        | Action::Timer { .. }
        | Action::Router(Route::Queue(_))
        | Action::Gauge(Gauge::Length { .. } | Gauge::AverageWait { .. } | Gauge::Opening { .. })
        | Action::Age { .. } => (None, None),
    }
}

const fn supervised(operation: Supervise) -> Option<UserId> {
    match operation {
        Supervise::AssignToAgent { agent, .. } | Supervise::TransferToAgent { agent } => Some(agent),
        Supervise::Monitor
        | Supervise::Join
        | Supervise::Leave
        | Supervise::AssignToQueue { .. }
        | Supervise::TransferToQueue { .. }
        | Supervise::ForceClose
        | Supervise::Broadcast
        | Supervise::ReleaseRecord
        | Supervise::RemoveRecord => None,
    }
}

const fn handled(operation: Handle) -> Option<UserId> {
    match operation {
        Handle::TransferToAgent { agent }
        | Handle::Consult { agent }
        | Handle::EndConsult { agent }
        | Handle::Promote { agent }
        | Handle::AddToCustomer { agent }
        | Handle::AssignRecord { agent } => Some(agent),
        Handle::Pick
        | Handle::Accept
        | Handle::Reject
        | Handle::RefreshBrowser
        | Handle::End
        | Handle::CloseSession
        | Handle::Release
        | Handle::Reopen
        | Handle::TransferToQueue { .. }
        | Handle::TransferOutside
        | Handle::ConsultQueue { .. }
        | Handle::AcceptConsult
        | Handle::RejectConsult
        | Handle::LeaveConsult
        | Handle::MoveToWaiting
        | Handle::RaiseCall
        | Handle::HangUpLeg
        | Handle::Hold
        | Handle::Resume
        | Handle::Rejoin
        | Handle::ResolveRecord
        | Handle::Message
        | Handle::SuspendRule { .. }
        | Handle::ResumeRule { .. }
        | Handle::SetDisposition
        | Handle::CallOutside => None,
    }
}

const fn kept(operation: Upkeep) -> Option<UserId> {
    match operation {
        Upkeep::AgentLost { agent } | Upkeep::DeclinePauseEnded { agent } => Some(agent),
        Upkeep::TimeoutRuleClose
        | Upkeep::TimeoutRuleToWaiting
        | Upkeep::TimeoutRuleRelease
        | Upkeep::RecordRemoved
        | Upkeep::RecordMoved { .. }
        | Upkeep::OfferNotDisplayed
        | Upkeep::AgentOnOutboundCall
        | Upkeep::QueueEmptied
        | Upkeep::TimeoutRuleLastMinute { .. }
        | Upkeep::TimeoutRuleElapsed { .. } => None,
    }
}

const fn changed(change: Change) -> Option<UserId> {
    match change {
        Change::SetPresence { agent, .. }
        | Change::ResetPresence { agent }
        | Change::SetUnits { agent, .. }
        | Change::SetProfileLimit { agent, .. }
        | Change::EndShift { agent } => Some(agent),
        Change::JoinQueue { user, .. } | Change::LeaveQueue { user, .. } => Some(user),
        Change::SetQueueOpen { .. } | Change::SetToggle { .. } => None,
    }
}
