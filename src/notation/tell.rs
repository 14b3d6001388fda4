//! Facts as sentences. One list of names and words; the compiler asks for a line when a fact is added.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Notation;
use crate::event::{EndedBy, Fact, Notice, OfferKind, Recipient, Since};
use crate::id::UserId;
use crate::overflow::{Condition, Treatment};
use crate::presence::PresenceSource;

/// A fact in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The name of the event, such as `OfferMade` (section 10).
    pub name: &'static str,
    /// The sentence.
    pub text: String,
}

pub(super) fn fact(notation: &Notation<'_>, fact: &Fact) -> Told {
    let (name, text) = sentence(notation, fact);
    Told { name, text }
}

/// Who set a presence, in words.
pub(super) const fn setter(source: PresenceSource) -> &'static str {
    match source {
        PresenceSource::System => "capacity",
        PresenceSource::Default => "the default",
        PresenceSource::Agent => "the agent",
        PresenceSource::Supervisor => "a supervisor",
        PresenceSource::MissedOffer => "a missed offer",
        PresenceSource::RejectedOffer => "a rejected offer",
        PresenceSource::SessionCap => "the cap on sessions",
        PresenceSource::Lost => "absence",
    }
}

fn sentence(n: &Notation<'_>, fact: &Fact) -> (&'static str, String) {
    use Fact as F;
    let c = |id| n.conversation(id);
    let user = |id| n.user(id);
    let queue = |id| n.queue(id);
    let person = |id: Option<UserId>| id.map_or_else(|| String::from("nobody"), user);
    match *fact {
        F::ConversationCreated { conversation, workstream, channel, .. } => {
            let workstream = &n.policy.workstreams()[workstream.index()].name;
            ("ConversationCreated", format!("{} is new in {workstream} ({channel})", c(conversation)))
        }
        F::ConversationPrioritized { conversation, requirement, class, contact, credit } => {
            let mut text = c(conversation);
            if let Some(requirement) = requirement {
                text.push_str(&format!(" needs {}", n.requirement(requirement)));
            }
            if let Some(class) = class {
                text.push_str(&format!(" is {}", n.class(class)));
            }
            if let Some(contact) = contact {
                text.push_str(&format!(" comes from {}", n.contact(contact)));
            }
            if credit > 0 {
                text.push_str(&format!(" is credited {credit}"));
            }
            ("ConversationPrioritized", text)
        }
        F::BullseyeLevelExpanded { conversation, level } => {
            ("BullseyeLevelExpanded", format!("level {level} is added for {}", c(conversation)))
        }
        F::AgePassed { units } => ("AgePassed", format!("{units} units of age pass")),
        F::RoutedToQueue { conversation, queue: to, first: None } => {
            ("RoutedToQueue", format!("{} enters queue {}", c(conversation), queue(to)))
        }
        F::RoutedToQueue { conversation, queue: to, first: Some(first) } => {
            ("RoutedToQueue", format!("{} enters queue {}, {} first", c(conversation), queue(to), user(first)))
        }
        F::QueueOverflowed { conversation, queue: from, condition, treatment } => {
            let why = match condition {
                Condition::OutOfHours => String::from("out of hours"),
                Condition::Items(limit) => format!("limit of {limit} items"),
                Condition::AverageWait(seconds) => format!("average wait above {seconds} s"),
                Condition::Waited(seconds) => format!("waited {seconds} s"),
            };
            let what = match treatment {
                Treatment::Queue(to) => format!("to queue {}", queue(to)),
                Treatment::AssignAnyway
                | Treatment::End
                | Treatment::Callback
                | Treatment::ExternalNumber
                | Treatment::Voicemail => String::from(treatment.name()),
            };
            let text = format!("{} overflows at queue {}, {why}: {what}", c(conversation), queue(from));
            ("QueueOverflowed", text)
        }
        F::LeftQueue { conversation, queue: from } => {
            ("LeftQueue", format!("{} leaves queue {}", c(conversation), queue(from)))
        }
        F::SessionOpened { conversation, queue: place } => {
            ("SessionOpened", format!("a session of {} opens in {}", c(conversation), queue(place)))
        }
        F::SessionClosed { conversation, reason } => {
            ("SessionClosed", format!("the session of {} closes: {reason:?}", c(conversation)))
        }
        F::StateChanged { conversation, from, to, reason } => {
            ("StateChanged", format!("{} goes from {from} to {to}: {reason:?}", c(conversation)))
        }
        F::PrimaryChanged { conversation, from, to } => {
            let text = format!("the primary of {} changes from {} to {}", c(conversation), person(from), person(to));
            ("PrimaryChanged", text)
        }
        // new
        F::ConversationClassified { conversation, profiles } => {
            let profiles: Vec<String> = profiles.iter().map(|profile| n.profile(profile)).collect();
            ("ConversationClassified", format!("{} carries profile {}", c(conversation), profiles.join(" and ")))
        }
        F::AssignmentFailed { conversation, agent } => {
            ("AssignmentFailed", format!("{} may not open {}", user(agent), c(conversation)))
        }
        F::FirstAgentKept { conversation, agent } => {
            ("FirstAgentKept", format!("{} stays charged for {} after the transfer", user(agent), c(conversation)))
        }
        F::FirstAgentFreed { conversation, agent } => (
            "FirstAgentFreed",
            format!("{} is charged for {} after the transfer no more", user(agent), c(conversation)),
        ),
        // end new
        F::OfferMade { conversation, agent, kind } => {
            let kind = match kind {
                OfferKind::Routed => "routed",
                OfferKind::Picked => "picked",
                OfferKind::SupervisorAssign => "assigned by a supervisor",
                OfferKind::SupervisorTransfer => "transferred by a supervisor",
                OfferKind::AgentTransfer => "transferred by an agent",
                OfferKind::PreviewDial => "to be called back",
            };
            ("OfferMade", format!("{} is offered to {}, {kind}", c(conversation), user(agent)))
        }
        F::OfferAccepted { conversation, agent, automatic: false } => {
            ("OfferAccepted", format!("{} accepts {}", user(agent), c(conversation)))
        }
        F::OfferAccepted { conversation, agent, automatic: true } => {
            ("OfferAccepted", format!("{} is accepted for {} automatically", c(conversation), user(agent)))
        }
        F::OfferRejected { conversation, agent, declines } => {
            ("OfferRejected", format!("{} rejects {}, declines {declines}", user(agent), c(conversation)))
        }
        F::OfferTimedOut { conversation, agent, declines, displayed } => {
            let unseen = if displayed { "" } else { ", never displayed" };
            let text =
                format!("the offer of {} to {} runs out{unseen}, declines {declines}", c(conversation), user(agent));
            ("OfferTimedOut", text)
        }
        F::OfferWithdrawn { conversation, agent } => {
            ("OfferWithdrawn", format!("the offer of {} to {} is withdrawn", c(conversation), user(agent)))
        }
        F::OfferNotDisplayed { conversation, agent } => (
            "OfferNotDisplayed",
            format!("the offer of {} does not reach the screen of {}", c(conversation), user(agent)),
        ),
        F::ReleasedToQueue { conversation, agent } => {
            ("ReleasedToQueue", format!("{} puts {} back into its queue", user(agent), c(conversation)))
        }
        F::MovedToWaiting { conversation, agent } => {
            ("MovedToWaiting", format!("{} waits for the customer, last agent {}", c(conversation), person(agent)))
        }
        F::RevivedByCustomer { conversation } => {
            ("RevivedByCustomer", format!("the customer revives {}", c(conversation)))
        }
        F::RevivedByAgent { conversation, agent } => {
            ("RevivedByAgent", format!("{} takes {} back", user(agent), c(conversation)))
        }
        F::WrapUpStarted { conversation, agent, by } => {
            let by = match by {
                EndedBy::Agent => "the agent",
                EndedBy::Customer => "the customer",
                EndedBy::Disconnect => "the customer's disconnect",
                EndedBy::Scheduler => "the scheduler",
            };
            ("WrapUpStarted", format!("{} wraps up {}, ended by {by}", user(agent), c(conversation)))
        }
        F::WrapUpBlockStarted { conversation, agent } => {
            ("WrapUpBlockStarted", format!("the wrap-up of {} blocks {}", c(conversation), user(agent)))
        }
        F::WrapUpBlockEnded { conversation, agent } => {
            ("WrapUpBlockEnded", format!("the wrap-up of {} blocks {} no more", c(conversation), user(agent)))
        }
        F::ConversationClosed { conversation, reason } => {
            ("ConversationClosed", format!("{} is closed: {reason:?}", c(conversation)))
        }
        F::CallbackRequested { conversation } => {
            ("CallbackRequested", format!("the customer of {} asks to be called back", c(conversation)))
        }
        F::CallbackExpired { conversation } => {
            ("CallbackExpired", format!("nobody called the customer of {} back in time", c(conversation)))
        }
        F::QueuePositionAnnounced { conversation, position } => (
            "QueuePositionAnnounced",
            format!("the customer of {} is told: place {position} in the queue", c(conversation)),
        ),
        F::WaitAnnounced { conversation, seconds } => {
            ("WaitAnnounced", format!("the customer of {} is told: the average wait is {seconds} s", c(conversation)))
        }
        F::CustomerMessageReceived { conversation } => {
            ("CustomerMessageReceived", format!("the customer of {} writes", c(conversation)))
        }
        F::AgentMessageSent { conversation, agent } => {
            ("AgentMessageSent", format!("{} writes in {}", user(agent), c(conversation)))
        }
        F::CustomerDisconnected { conversation } => {
            ("CustomerDisconnected", format!("the customer of {} is disconnected", c(conversation)))
        }
        F::CustomerReconnected { conversation } => {
            ("CustomerReconnected", format!("the customer of {} is back", c(conversation)))
        }
        F::CustomerDisconnectLimitReached { conversation } => {
            ("CustomerDisconnectLimitReached", format!("the customer of {} stayed away too long", c(conversation)))
        }
        F::CustomerEnded { conversation } => ("CustomerEnded", format!("the customer ends {}", c(conversation))),
        F::MonitorStarted { conversation, supervisor } => {
            ("MonitorStarted", format!("{} monitors {}", user(supervisor), c(conversation)))
        }
        F::MonitorEnded { conversation, supervisor } => {
            ("MonitorEnded", format!("{} monitors {} no more", user(supervisor), c(conversation)))
        }
        F::SupervisorJoined { conversation, supervisor } => {
            ("SupervisorJoined", format!("{} joins {}", user(supervisor), c(conversation)))
        }
        F::SupervisorLeft { conversation, supervisor } => {
            ("SupervisorLeft", format!("{} leaves {}", user(supervisor), c(conversation)))
        }
        F::ConsultInitiated { conversation, agent, queue: through } => {
            let through = through.map_or_else(String::new, |through| format!(", out of queue {}", queue(through)));
            ("ConsultInitiated", format!("{} is asked to consult on {}{through}", user(agent), c(conversation)))
        }
        F::ConsultAccepted { conversation, agent } => {
            ("ConsultAccepted", format!("{} consults on {}", user(agent), c(conversation)))
        }
        F::ConsultRejected { conversation, agent } => {
            ("ConsultRejected", format!("{} refuses to consult on {}", user(agent), c(conversation)))
        }
        F::ConsultTimedOut { conversation, agent } => {
            ("ConsultTimedOut", format!("{} does not answer the consult on {}", user(agent), c(conversation)))
        }
        F::ConsultEnded { conversation, agent } => {
            ("ConsultEnded", format!("{} consults on {} no more", user(agent), c(conversation)))
        }
        F::ConsultantAddedToCustomer { conversation, agent } => {
            ("ConsultantAddedToCustomer", format!("{} may speak to the customer of {}", user(agent), c(conversation)))
        }
        F::ConsultantPromoted { conversation, agent } => {
            ("ConsultantPromoted", format!("{} is promoted on {}", user(agent), c(conversation)))
        }
        F::TransferToAgentInitiated { conversation, agent } => {
            ("TransferToAgentInitiated", format!("a transfer of {} to {} begins", c(conversation), user(agent)))
        }
        F::TransferAcknowledged { conversation, agent } => {
            ("TransferAcknowledged", format!("{} acknowledges the transfer of {}", user(agent), c(conversation)))
        }
        F::TransferToAgentAccepted { conversation, agent } => {
            ("TransferToAgentAccepted", format!("{} accepts the transfer of {}", user(agent), c(conversation)))
        }
        F::TransferToAgentRejected { conversation, agent } => {
            ("TransferToAgentRejected", format!("{} rejects the transfer of {}", user(agent), c(conversation)))
        }
        F::TransferToAgentTimedOut { conversation, agent } => {
            ("TransferToAgentTimedOut", format!("the transfer of {} to {} runs out", c(conversation), user(agent)))
        }
        F::TransferToQueueInitiated { conversation, queue: to } => {
            ("TransferToQueueInitiated", format!("a transfer of {} to queue {} begins", c(conversation), queue(to)))
        }
        F::TransferCounted { conversation } => {
            ("TransferCounted", format!("{} counts one transfer more", c(conversation)))
        }
        F::SecondaryChannelRaised { conversation } => {
            ("SecondaryChannelRaised", format!("{} is raised to a call", c(conversation)))
        }
        F::SecondaryChannelEnded { conversation } => {
            ("SecondaryChannelEnded", format!("the call of {} ends", c(conversation)))
        }
        F::HoldStarted { conversation } => ("HoldStarted", format!("{} is on hold", c(conversation))),
        F::HoldEnded { conversation } => ("HoldEnded", format!("{} is off hold", c(conversation))),
        F::RecordResolved { conversation } => {
            ("RecordResolved", format!("the case of {} is resolved", c(conversation)))
        }
        F::AgentLost { conversation, agent } => {
            ("AgentLost", format!("{} is lost from {}", user(agent), c(conversation)))
        }
        F::AgentRejoined { conversation, agent } => {
            ("AgentRejoined", format!("{} is back in {}", user(agent), c(conversation)))
        }
        F::AgentLossLimitReached { conversation, agent } => {
            ("AgentLossLimitReached", format!("{} stayed away from {} too long", user(agent), c(conversation)))
        }
        F::DeclinesCleared { conversation } => {
            ("DeclinesCleared", format!("the declines of {} are forgotten", c(conversation)))
        }
        F::SupervisorAssignedToAgent { conversation, agent, over_units, presence_overridden, capacity_overridden } => {
            let overridden = match (presence_overridden, capacity_overridden) {
                (false, false) => "",
                (false, true) => ", capacity overridden",
                (true, false) => ", presence overridden",
                (true, true) => ", capacity and presence overridden",
            };
            let text = format!(
                "a supervisor assigns {} to {}, over units {over_units}{overridden}",
                c(conversation),
                user(agent)
            );
            ("SupervisorAssignedToAgent", text)
        }
        F::SupervisorAssignedToQueue { conversation, queue: to } => {
            ("SupervisorAssignedToQueue", format!("a supervisor assigns {} to queue {}", c(conversation), queue(to)))
        }
        F::SupervisorTransferredToAgent { conversation, agent } => {
            ("SupervisorTransferredToAgent", format!("a supervisor transfers {} to {}", c(conversation), user(agent)))
        }
        F::SupervisorTransferredToQueue { conversation, queue: to } => (
            "SupervisorTransferredToQueue",
            format!("a supervisor transfers {} to queue {}", c(conversation), queue(to)),
        ),
        F::SupervisorForceClosed { conversation } => {
            ("SupervisorForceClosed", format!("a supervisor force closes {}", c(conversation)))
        }
        F::SupervisorBroadcast { conversation } => {
            ("SupervisorBroadcast", format!("a supervisor broadcasts to {}", c(conversation)))
        }
        F::Notified { conversation, whom, notice } => {
            let whom = match whom {
                Recipient::Customer => String::from("the customer"),
                Recipient::User(whom) => user(whom),
                Recipient::Participants => String::from("everybody"),
            };
            ("Notified", format!("{whom} in {} is told: {}", c(conversation), told(notice)))
        }
        F::TimeoutRuleStarted { conversation, rule, seconds } => {
            ("TimeoutRuleStarted", format!("time-out rule {} of {} counts {seconds} s", rule + 1, c(conversation)))
        }
        F::TimeoutRuleReset { conversation, rule } => {
            ("TimeoutRuleReset", format!("time-out rule {} of {} is back at zero", rule + 1, c(conversation)))
        }
        F::TimeoutRuleSuspended { conversation, rule } => {
            ("TimeoutRuleSuspended", format!("time-out rule {} of {} is switched off", rule + 1, c(conversation)))
        }
        F::TimeoutRuleResumed { conversation, rule } => {
            ("TimeoutRuleResumed", format!("time-out rule {} of {} is switched on again", rule + 1, c(conversation)))
        }
        F::TimeoutRuleLastMinute { conversation, rule } => (
            "TimeoutRuleLastMinute",
            format!("time-out rule {} of {} is in its last minute", rule + 1, c(conversation)),
        ),
        F::TimeoutRuleFired { conversation, rule } => {
            ("TimeoutRuleFired", format!("time-out rule {} of {} acts", rule + 1, c(conversation)))
        }
        F::DeclinePauseStarted { conversation, agent, seconds } => {
            ("DeclinePauseStarted", format!("{} is not offered {} again for {seconds} s", user(agent), c(conversation)))
        }
        F::DeclinePauseEnded { conversation, agent } => {
            ("DeclinePauseEnded", format!("{} may be offered {} again", user(agent), c(conversation)))
        }
        F::SessionCapReached { conversation, agent } => {
            ("SessionCapReached", format!("{} is one session too many for {}", c(conversation), user(agent)))
        }
        F::RecordAssigned { conversation, agent } => {
            ("RecordAssigned", format!("the case of {} is assigned to {}", c(conversation), user(agent)))
        }
        F::DispositionSet { conversation, agent } => {
            ("DispositionSet", format!("{} codes {}", user(agent), c(conversation)))
        }
        F::FollowedUp { conversation } => ("FollowedUp", format!("{} is followed up", c(conversation))),
        F::OutsideCalled { conversation } => {
            ("OutsideCalled", format!("somebody outside is called for {}", c(conversation)))
        }
        F::OutsideDropped { conversation } => {
            ("OutsideDropped", format!("whoever was called outside for {} is dropped", c(conversation)))
        }
        F::TimerArmed { conversation, timer, seconds, since } => {
            let since = match since {
                Since::Now => "",
                Since::Creation => " from its creation",
            };
            ("TimerArmed", format!("timer {} of {} runs for {seconds} s{since}", timer.name(), c(conversation)))
        }
        F::TimerCleared { conversation, timer } => {
            ("TimerCleared", format!("timer {} of {} stops", timer.name(), c(conversation)))
        }
        F::CapacityConsumed { conversation, agent, available } => {
            ("CapacityConsumed", format!("{} is charged for {}, available {available}", user(agent), c(conversation)))
        }
        F::CapacityReleased { conversation, agent, available } => {
            ("CapacityReleased", format!("{} is freed of {}, available {available}", user(agent), c(conversation)))
        }
        F::CapacityReserved { conversation, agent, available } => {
            ("CapacityReserved", format!("{} is reserved for {}, available {available}", user(agent), c(conversation)))
        }
        F::CapacityUnreserved { conversation, agent, available } => (
            "CapacityUnreserved",
            format!("{} is reserved for {} no more, available {available}", user(agent), c(conversation)),
        ),
        F::EscalationAttached { conversation, agent } => {
            ("EscalationAttached", format!("the call of {} blocks {}", c(conversation), user(agent)))
        }
        F::EscalationDetached { conversation, agent } => {
            ("EscalationDetached", format!("the call of {} blocks {} no more", c(conversation), user(agent)))
        }
        F::AgentSignedIn { agent } => ("AgentSignedIn", format!("{} signs in", user(agent))),
        F::AgentSignedOut { agent } => ("AgentSignedOut", format!("{} signs out", user(agent))),
        F::AgentConnectionLost { agent, seconds } => {
            ("AgentConnectionLost", format!("{} loses connection, return window {seconds} s", user(agent)))
        }
        F::AgentConnectionRestored { agent } => {
            ("AgentConnectionRestored", format!("{} regains connection", user(agent)))
        }
        F::ReturnWindowPassed { agent } => {
            ("ReturnWindowPassed", format!("the return window of {} passes", user(agent)))
        }
        F::PresenceChanged { agent, from, to, source } => {
            let by = setter(source);
            let (from, to) = (n.presence(from), n.presence(to));
            ("PresenceChanged", format!("{} goes from {from} to {to}, set by {by}", user(agent)))
        }
        F::UnitsConfigured { agent, units } => ("UnitsConfigured", format!("{} has {units} units now", user(agent))),
        F::ProfileConfigured { agent, profile, limit } => {
            let limit = limit.map_or_else(|| String::from("none"), |limit| limit.to_string());
            (
                "ProfileConfigured",
                format!("the limit of {} in profile {} is {limit} now", user(agent), n.profile(profile)),
            )
        }
        F::EndOfDayReset { agent } => ("EndOfDayReset", format!("the day of {} starts afresh", user(agent))),
        F::JoinedQueue { user: member, queue: place } => {
            ("JoinedQueue", format!("{} is a member of queue {} now", user(member), queue(place)))
        }
        F::LeftMembership { user: member, queue: place } => {
            ("LeftMembership", format!("{} is a member of queue {} no more", user(member), queue(place)))
        }
        F::QueueOpenSet { queue: which, open } => {
            ("QueueOpenSet", format!("queue {} {}", queue(which), if open { "opens" } else { "closes" }))
        }
        F::QueueLengthCached { queue: which, length } => {
            ("QueueLengthCached", format!("queue {} counts as {length} items long", queue(which)))
        }
        F::AverageWaitRecomputed { queue: which, seconds } => {
            let average = seconds.map_or_else(|| String::from("unknown"), |seconds| format!("{seconds} s"));
            ("AverageWaitRecomputed", format!("the average wait of queue {} is {average}", queue(which)))
        }
        F::QueueOpeningSet { queue: which, minute } => {
            let when = minute.map_or_else(|| String::from("never"), |minute| format!("at minute {minute}"));
            ("QueueOpeningSet", format!("queue {} opens next {when}", queue(which)))
        }
        F::ToggleSet { toggle, on } => {
            ("ToggleSet", format!("{} is switched {}", toggle.name(), if on { "on" } else { "off" }))
        }
    }
}

const fn told(notice: Notice) -> &'static str {
    match notice {
        Notice::AgentJoined => "an agent joins",
        Notice::SupervisorJoined => "a supervisor joined",
        Notice::SupervisorLeft => "a supervisor left",
        Notice::ConsultAccepted => "a consult began",
        Notice::ConsultEnded => "a consult ended",
        Notice::TransferAccepted => "the transfer was accepted",
        Notice::AgentDisconnected => "the agent was disconnected",
        Notice::AgentEnded => "the agent ended the conversation",
        Notice::CustomerDisconnected => "the customer was disconnected",
        Notice::AgentCouldNotBeAssigned => "no agent could be assigned",
        Notice::SupervisorEnded => "a supervisor ended the conversation",
        Notice::SessionsFull => "no more sessions can be opened",
        Notice::TimeoutMessage => "a message about the silence",
        Notice::MonitoringStarted => "monitoring started",
        Notice::OverflowEnded => "the queue overflows and the conversation ends",
        Notice::OutOfHours => "the queue is outside its operating hours",
        Notice::CallbackOffered => "a callback is offered",
        Notice::QueueClosed => "the queue is outside its operating hours",
    }
}
