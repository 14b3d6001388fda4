//! Actions as sentences: the patterns of `grammar.rs` with names filled in. A test reads every one back.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Notation;
use super::word::written;
use crate::action::{Action, Arrival, BotTurn, Change, Contact, Desk, Gauge, Handle, Route, Supervise, Upkeep};
use crate::id::{ClassId, ContactId, ConversationId, PresenceId, ProfileId, QueueId, RequirementId, UserId};

impl Notation<'_> {
    /// The name of a person; a number for one that the policy does not have.
    pub(super) fn user(&self, user: UserId) -> String {
        self.policy
            .users()
            .get(user.index())
            .map_or_else(|| format!("user-{user}"), |user| written(&user.name).to_string())
    }

    pub(super) fn queue(&self, queue: QueueId) -> String {
        let queues = self.policy.queues();
        queues.get(queue.index()).map_or_else(|| format!("queue-{queue}"), |queue| written(&queue.name).to_string())
    }

    pub(super) fn presence(&self, presence: PresenceId) -> String {
        let presences = self.policy.presences();
        match presences.get(presence.index()) {
            Some(presence) if presence.name == crate::presence::Base::BusyDnd.name() => String::from("DND"),
            Some(presence) => written(&presence.name).to_string(),
            None => format!("presence-{presence}"),
        }
    }

    pub(super) fn profile(&self, profile: ProfileId) -> String {
        let profiles = self.policy.profiles();
        profiles
            .get(profile.index())
            .map_or_else(|| format!("profile-{profile}"), |profile| written(&profile.name).to_string())
    }

    pub(super) fn requirement(&self, requirement: RequirementId) -> String {
        let requirements = self.policy.requirements();
        requirements
            .get(requirement.index())
            .map_or_else(|| format!("requirement-{requirement}"), |known| written(&known.name).to_string())
    }

    pub(super) fn class(&self, class: ClassId) -> String {
        let classes = self.policy.classes();
        classes.get(class.index()).map_or_else(|| format!("class-{class}"), |known| written(&known.name).to_string())
    }

    pub(super) fn contact(&self, contact: ContactId) -> String {
        let contacts = self.policy.contacts();
        contacts
            .get(contact.index())
            .map_or_else(|| format!("contact-{contact}"), |known| written(&known.name).to_string())
    }

    pub(super) fn conversation(&self, id: ConversationId) -> String {
        written(&self.names.name(id)).to_string()
    }

    /// `supervisor S`, or `administrator T` for one who is that alone.
    fn chief(&self, by: UserId) -> String {
        let alone =
            self.policy.users().get(by.index()).is_some_and(|user| user.roles.administrator && !user.roles.supervisor);
        format!("{} {}", if alone { "administrator" } else { "supervisor" }, self.user(by))
    }
}

pub(super) fn action(notation: &Notation<'_>, action: &Action) -> String {
    let c = |id: ConversationId| notation.conversation(id);
    match *action {
        Action::Create(arrival) => create(notation, arrival),
        Action::Admit { arrival, draw, failed } => admit(notation, arrival, draw, failed),
        Action::Supervisor { by, conversation, operation } => {
            format!("{} {}", notation.chief(by), supervise(notation, &c(conversation), operation))
        }
        Action::Agent { by, conversation, operation } => {
            format!("agent {} {}", notation.user(by), handle(notation, &c(conversation), operation))
        }
        Action::Customer { conversation, operation } => {
            let what = match operation {
                Contact::End => "leaves",
                Contact::HangUpLeg => "hangs up the call",
                Contact::Message => "writes",
                Contact::Disconnect => "disconnects",
                Contact::Reconnect => "reconnects",
                Contact::RequestCallback => "asks for a callback",
            };
            format!("customer of {} {what}", c(conversation))
        }
        Action::Bot { conversation, operation } => match operation {
            BotTurn::End => format!("bot ends {}", c(conversation)),
            BotTurn::Escalate => format!("bot escalates {}", c(conversation)),
        },
        Action::System { conversation, operation } => {
            format!("system: {}", upkeep(notation, &c(conversation), operation))
        }
        Action::Timer { conversation, timer } => format!("timer {} of {}", timer.name(), c(conversation)),
        Action::Router(Route::Queue(queue)) => format!("route {}", notation.queue(queue)),
        Action::Router(Route::Agent(agent)) => format!("route agent {}", notation.user(agent)),
        Action::Desk { agent, operation } => {
            let what = match operation {
                Desk::SignIn => String::from("signs in"),
                Desk::SignOut => String::from("signs out"),
                Desk::SetPresence(presence) => format!("becomes {}", notation.presence(presence)),
                Desk::ResetPresence => String::from("resets presence"),
                Desk::ConnectionLost => String::from("loses connection"),
                Desk::ConnectionRestored => String::from("regains connection"),
            };
            format!("agent {} {what}", notation.user(agent))
        }
        Action::ReturnWindowPassed { agent } => format!("return window of {} passes", notation.user(agent)),
        Action::Manage { by, change } => format!("{} {}", notation.chief(by), changes(notation, change, true)),
        Action::Configure(change) => changes(notation, change, false),
        Action::Gauge(gauge) => match gauge {
            Gauge::Length { queue } => format!("measure {}", notation.queue(queue)),
            Gauge::AverageWait { queue, seconds: Some(seconds) } => {
                format!("average wait of {} is {seconds} s", notation.queue(queue))
            }
            Gauge::AverageWait { queue, seconds: None } => format!("no average wait of {}", notation.queue(queue)),
            Gauge::Opening { queue, minute: Some(minute) } => {
                format!("queue {} next opens at minute {minute}", notation.queue(queue))
            }
            Gauge::Opening { queue, minute: None } => format!("queue {} never opens", notation.queue(queue)),
        },
        Action::Age { units } => format!("age by {units}"),
    }
}

/// The workstream's own queue is where it goes without rules, so the sentence names none.
fn admit(notation: &Notation<'_>, arrival: Arrival, draw: u16, failed: bool) -> String {
    let workstream = &notation.policy.workstreams()[arrival.workstream.index()];
    let mut text = format!("admit {} to {}", notation.names.next(), written(&workstream.name));
    if failed {
        text.push_str(" unclassified");
        return text;
    }
    if draw > 0 {
        text.push_str(&format!(" at draw {draw}"));
    }
    if !arrival.profiles.is_empty() {
        let profiles: Vec<String> = arrival.profiles.iter().map(|profile| notation.profile(profile)).collect();
        text.push_str(&format!(" with profile {}", profiles.join(" and ")));
    }
    text
}

fn create(notation: &Notation<'_>, arrival: Arrival) -> String {
    let workstream = &notation.policy.workstreams()[arrival.workstream.index()];
    let mut text = format!("new {} in {}", notation.names.next(), written(&workstream.name));
    if arrival.queue != workstream.queue {
        text.push_str(&format!(" to queue {}", notation.queue(arrival.queue)));
    }
    if !arrival.profiles.is_empty() {
        let profiles: Vec<String> = arrival.profiles.iter().map(|profile| notation.profile(profile)).collect();
        text.push_str(&format!(" with profile {}", profiles.join(" and ")));
    }
    if let Some(requirement) = arrival.requirement {
        text.push_str(&format!(" needing {}", notation.requirement(requirement)));
    }
    if let Some(class) = arrival.class {
        text.push_str(&format!(" as {}", notation.class(class)));
    }
    if let Some(contact) = arrival.contact {
        text.push_str(&format!(" from {}", notation.contact(contact)));
    }
    if arrival.credit > 0 {
        text.push_str(&format!(" credited {}", arrival.credit));
    }
    text
}

fn supervise(notation: &Notation<'_>, c: &str, operation: Supervise) -> String {
    match operation {
        Supervise::Monitor => format!("monitors {c}"),
        Supervise::Join => format!("joins {c}"),
        Supervise::Leave => format!("leaves {c}"),
        Supervise::AssignToAgent { agent, over_presence, over_capacity } => {
            let over = match (over_presence, over_capacity) {
                (false, false) => "",
                (false, true) => " over capacity",
                (true, false) => " over presence",
                (true, true) => " over capacity and presence",
            };
            format!("assigns {c} to {}{over}", notation.user(agent))
        }
        Supervise::AssignToQueue { queue } => format!("assigns {c} to queue {}", notation.queue(queue)),
        Supervise::TransferToAgent { agent } => format!("transfers {c} to {}", notation.user(agent)),
        Supervise::TransferToQueue { queue } => format!("transfers {c} to queue {}", notation.queue(queue)),
        Supervise::ForceClose => format!("force closes {c}"),
        Supervise::Broadcast => format!("broadcasts to {c}"),
        Supervise::ReleaseRecord => format!("releases {c}"),
        Supervise::RemoveRecord => format!("removes {c}"),
    }
}

fn handle(notation: &Notation<'_>, c: &str, operation: Handle) -> String {
    match operation {
        Handle::Pick => format!("picks {c}"),
        Handle::Accept => format!("accepts {c}"),
        Handle::Reject => format!("rejects {c}"),
        Handle::RefreshBrowser => format!("refreshes the browser on {c}"),
        Handle::End => format!("ends {c}"),
        Handle::CloseSession => format!("closes {c}"),
        Handle::Release => format!("releases {c}"),
        Handle::Reopen => format!("reopens {c}"),
        Handle::TransferToAgent { agent } => format!("transfers {c} to {}", notation.user(agent)),
        Handle::TransferToQueue { queue } => format!("transfers {c} to queue {}", notation.queue(queue)),
        Handle::TransferOutside => format!("transfers {c} outside"),
        Handle::Consult { agent } => format!("consults {} on {c}", notation.user(agent)),
        Handle::ConsultQueue { queue } => format!("consults queue {} on {c}", notation.queue(queue)),
        Handle::AcceptConsult => format!("accepts the consult on {c}"),
        Handle::RejectConsult => format!("rejects the consult on {c}"),
        Handle::LeaveConsult => format!("leaves the consult on {c}"),
        Handle::EndConsult { agent } => format!("ends the consult with {} on {c}", notation.user(agent)),
        Handle::Promote { agent } => format!("promotes {} on {c}", notation.user(agent)),
        Handle::AddToCustomer { agent } => format!("adds {} to the customer of {c}", notation.user(agent)),
        Handle::MoveToWaiting => format!("moves {c} to waiting"),
        Handle::RaiseCall => format!("raises {c} to a call"),
        Handle::HangUpLeg => format!("hangs up the call of {c}"),
        Handle::Hold => format!("holds {c}"),
        Handle::Resume => format!("resumes {c}"),
        Handle::Rejoin => format!("rejoins {c}"),
        Handle::ResolveRecord => format!("resolves {c}"),
        Handle::Message => format!("writes in {c}"),
        Handle::SuspendRule { rule } => format!("switches rule {} of {c} off", rule + 1),
        Handle::ResumeRule { rule } => format!("switches rule {} of {c} on", rule + 1),
        Handle::AssignRecord { agent } => format!("assigns the case of {c} to {}", notation.user(agent)),
        Handle::SetDisposition => format!("codes {c}"),
        Handle::CallOutside => format!("calls outside on {c}"),
    }
}

fn upkeep(notation: &Notation<'_>, c: &str, operation: Upkeep) -> String {
    match operation {
        Upkeep::TimeoutRuleClose => format!("time-out rule closes {c}"),
        Upkeep::TimeoutRuleToWaiting => format!("time-out rule moves {c} to waiting"),
        Upkeep::TimeoutRuleRelease => format!("time-out rule releases {c}"),
        Upkeep::RecordRemoved => format!("record {c} is removed"),
        Upkeep::RecordMoved { queue } => format!("record {c} moves to queue {}", notation.queue(queue)),
        Upkeep::AgentLost { agent } => format!("agent {} lost {c}", notation.user(agent)),
        Upkeep::AgentOnOutboundCall => format!("offer of {c} meets an outbound call"),
        Upkeep::OfferNotDisplayed => format!("offer of {c} is not displayed"),
        Upkeep::TimeoutRuleLastMinute { rule } => format!("rule {} of {c} enters its last minute", rule + 1),
        Upkeep::TimeoutRuleElapsed { rule } => format!("rule {} of {c} elapses", rule + 1),
        Upkeep::DeclinePauseEnded { agent } => format!("pause of {} for {c} ends", notation.user(agent)),
        Upkeep::QueueEmptied => format!("queue of {c} is emptied"),
    }
}

/// A change, told of somebody (`sets`) or asked for (`set`).
fn changes(notation: &Notation<'_>, change: Change, told: bool) -> String {
    let verb = |told_as: &'static str, asked: &'static str| if told { told_as } else { asked };
    let user = |user| notation.user(user);
    match change {
        Change::SetPresence { agent, presence } => {
            format!("{} presence of {} to {}", verb("sets", "set"), user(agent), notation.presence(presence))
        }
        Change::ResetPresence { agent } => format!("{} presence of {}", verb("resets", "reset"), user(agent)),
        Change::JoinQueue { user: member, queue } => {
            format!("{} {} to queue {}", verb("adds", "add"), user(member), notation.queue(queue))
        }
        Change::LeaveQueue { user: member, queue } => {
            format!("{} {} out of queue {}", verb("takes", "take"), user(member), notation.queue(queue))
        }
        Change::SetUnits { agent, units } => format!("{} units of {} to {units}", verb("sets", "set"), user(agent)),
        Change::SetProfileLimit { agent, profile, limit: Some(limit) } => {
            format!("{} profile {} of {} to {limit}", verb("sets", "set"), notation.profile(profile), user(agent))
        }
        Change::SetProfileLimit { agent, profile, limit: None } => {
            format!("{} profile {} from {}", verb("takes", "take"), notation.profile(profile), user(agent))
        }
        Change::EndShift { agent } => format!("{} the shift of {}", verb("ends", "end"), user(agent)),
        Change::SetQueueOpen { queue, open: true } => {
            format!("{} queue {}", verb("opens", "open"), notation.queue(queue))
        }
        Change::SetQueueOpen { queue, open: false } => {
            format!("{} queue {}", verb("closes", "close"), notation.queue(queue))
        }
        Change::SetToggle { toggle, on } => {
            format!("{} {} {}", verb("switches", "switch"), toggle.name(), if on { "on" } else { "off" })
        }
    }
}
