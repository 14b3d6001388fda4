//! Which family of properties a finding belongs to: read off the refusal, or off the event that is wrong.

use switchboard::{Action, Answer, Code};
use switchboard_verify::Family;

/// The family of a refusal.
pub(crate) const fn of_refusal(code: Code) -> Family {
    match code {
        Code::ToggleOff
        | Code::RoleMissing
        | Code::RoleBlocks
        | Code::NotVisible
        | Code::OwnConversation
        | Code::NobodyAssigned => Family::K11,
        Code::Closed => Family::K9,
        Code::NoSuchState | Code::WrongChannel | Code::QueueType | Code::QueueClosed | Code::SameQueue => Family::K18,
        Code::AlreadyAssigned | Code::AlreadyHolder | Code::Elevated => Family::K1,
        Code::WrongState | Code::OfferPending | Code::NotOffered | Code::HeldByBot | Code::NotThePrimary => Family::K16,
        Code::DirectTransferOff => Family::K8,
        Code::TargetIsBot | Code::NotAMember | Code::ProfileMissing => Family::K4,
        Code::Presence => Family::K3,
        Code::Capacity => Family::K2,
    }
}

/// The family of an action that the kernel does not do.
pub(crate) const fn of_answer(action: &Action, answer: &Answer) -> Family {
    match answer {
        Answer::Refused(refusal) => of_refusal(refusal.code),
        Answer::Done | Answer::Unchanged(_) => match action {
            Action::Timer { .. } | Action::ReturnWindowPassed { .. } => Family::K10,
            Action::Customer { .. } => Family::K17,
            Action::Router(_) => Family::K5,
            Action::Desk { .. } => Family::K13,
            Action::Supervisor { .. } => Family::K11,
            Action::Agent { .. } => Family::K14,
            Action::Create(_)
            | Action::Admit { .. }
            | Action::Bot { .. }
            | Action::System { .. }
            | Action::Manage { .. }
            | Action::Configure(_)
            | Action::Gauge(_)
            | Action::Age { .. } => Family::K15,
        },
    }
}

/// The family of an event that tells something wrong, by its name.
pub(crate) fn of_event(name: &str) -> Family {
    match name {
        "PrimaryChanged" | "OfferMade" | "OfferAccepted" | "SessionOpened" | "SessionClosed" => Family::K1,
        "CapacityConsumed" | "CapacityReserved" | "UnitsConfigured" | "ProfileConfigured" => Family::K2,
        "CapacityReleased" | "CapacityUnreserved" | "EscalationAttached" | "EscalationDetached" | "EndOfDayReset" => {
            Family::K7
        }
        "RoutedToQueue" | "LeftQueue" | "QueuePositionAnnounced" => Family::K6,
        "ConversationClosed" => Family::K9,
        "TimerArmed" | "TimerCleared" | "TimeoutRuleStarted" | "TimeoutRuleFired" => Family::K10,
        "PresenceChanged" | "AgentSignedIn" | "AgentSignedOut" | "AgentConnectionLost" => Family::K13,
        "OperationRefused" => Family::Unchanged,
        name if name.starts_with("Transfer") || name.starts_with("SupervisorTransferred") => Family::K8,
        name if name.starts_with("Supervisor") => Family::K11,
        name if name.starts_with("Monitor") => Family::K12,
        name if name.starts_with("Customer") => Family::K17,
        name if name.starts_with("Queue") || name.starts_with("AverageWait") => Family::K18,
        _ => Family::K15,
    }
}
