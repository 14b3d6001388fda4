//! Actions as they are told to an implementation, both ways: names instead of ids, one flat object.

use std::borrow::Cow;

use switchboard::{
    Action, Arrival, BotTurn, Change, Contact, ConversationId, Desk, Gauge, Handle, Policy, PresenceId, ProfileId,
    ProfileSet, QueueId, Route, Supervise, Timer, Toggle, Upkeep, UserId,
};

use super::wire::Act;

/// What the actors are called.
pub const ACTORS: [&str; 12] = [
    "arrival",
    "agent",
    "supervisor",
    "customer",
    "bot",
    "system",
    "timer",
    "router",
    "desk",
    "manager",
    "settings",
    "gauge",
];

/// Actor and operation of an action.
#[must_use]
pub const fn kind(action: &Action) -> (&'static str, &'static str) {
    match action {
        Action::Create(_) => ("arrival", "new"),
        Action::Admit { .. } => ("arrival", "admit"),
        Action::Supervisor { operation, .. } => ("supervisor", supervise(operation)),
        Action::Agent { operation, .. } => ("agent", handle(operation)),
        Action::Customer { operation, .. } => ("customer", contact(operation)),
        Action::Bot { operation: BotTurn::End, .. } => ("bot", "end"),
        Action::Bot { operation: BotTurn::Escalate, .. } => ("bot", "escalate"),
        Action::System { operation, .. } => ("system", upkeep(operation)),
        Action::Timer { timer, .. } => ("timer", timer.name()),
        Action::Router(Route::Queue(_)) => ("router", "queue"),
        Action::Router(Route::Agent(_)) => ("router", "agent"),
        Action::Desk { operation, .. } => ("desk", desk(operation)),
        Action::ReturnWindowPassed { .. } => ("timer", "return-window"),
        Action::Manage { change, .. } => ("manager", setting(change)),
        Action::Configure(change) => ("settings", setting(change)),
        Action::Gauge(Gauge::Length { .. }) => ("gauge", "length"),
        Action::Gauge(Gauge::AverageWait { .. }) => ("gauge", "average-wait"),
        Action::Gauge(Gauge::Opening { .. }) => ("gauge", "opening"),
        Action::Age { .. } => ("gauge", "age"),
    }
}

const fn supervise(operation: &Supervise) -> &'static str {
    match operation {
        Supervise::Monitor => "monitor",
        Supervise::Join => "join",
        Supervise::Leave => "leave",
        Supervise::AssignToAgent { .. } => "assign-to-agent",
        Supervise::AssignToQueue { .. } => "assign-to-queue",
        Supervise::TransferToAgent { .. } => "transfer-to-agent",
        Supervise::TransferToQueue { .. } => "transfer-to-queue",
        Supervise::ForceClose => "force-close",
        Supervise::Broadcast => "broadcast",
        Supervise::ReleaseRecord => "release-record",
        Supervise::RemoveRecord => "remove-record",
    }
}

const fn handle(operation: &Handle) -> &'static str {
    match operation {
        Handle::Pick => "pick",
        Handle::Accept => "accept",
        Handle::Reject => "reject",
        Handle::RefreshBrowser => "refresh-browser",
        Handle::End => "end",
        Handle::CloseSession => "close-session",
        Handle::Release => "release",
        Handle::Reopen => "reopen",
        Handle::TransferToAgent { .. } => "transfer-to-agent",
        Handle::TransferToQueue { .. } => "transfer-to-queue",
        Handle::TransferOutside => "transfer-outside",
        Handle::Consult { .. } => "consult",
        Handle::ConsultQueue { .. } => "consult-queue",
        Handle::AcceptConsult => "accept-consult",
        Handle::RejectConsult => "reject-consult",
        Handle::LeaveConsult => "leave-consult",
        Handle::EndConsult { .. } => "end-consult",
        Handle::Promote { .. } => "promote",
        Handle::AddToCustomer { .. } => "add-to-customer",
        Handle::MoveToWaiting => "move-to-waiting",
        Handle::RaiseCall => "raise-call",
        Handle::HangUpLeg => "hang-up-leg",
        Handle::Hold => "hold",
        Handle::Resume => "resume",
        Handle::Rejoin => "rejoin",
        Handle::ResolveRecord => "resolve-record",
        Handle::Message => "message",
        Handle::SuspendRule { .. } => "suspend-rule",
        Handle::ResumeRule { .. } => "resume-rule",
        Handle::AssignRecord { .. } => "assign-record",
        Handle::SetDisposition => "set-disposition",
        Handle::CallOutside => "call-outside",
    }
}

const fn contact(operation: &Contact) -> &'static str {
    match operation {
        Contact::End => "end",
        Contact::HangUpLeg => "hang-up-leg",
        Contact::Message => "message",
        Contact::Disconnect => "disconnect",
        Contact::Reconnect => "reconnect",
        Contact::RequestCallback => "request-callback",
    }
}

const fn upkeep(operation: &Upkeep) -> &'static str {
    match operation {
        Upkeep::TimeoutRuleClose => "timeout-rule-close",
        Upkeep::TimeoutRuleToWaiting => "timeout-rule-to-waiting",
        Upkeep::TimeoutRuleRelease => "timeout-rule-release",
        Upkeep::RecordRemoved => "record-removed",
        Upkeep::RecordMoved { .. } => "record-moved",
        Upkeep::AgentLost { .. } => "agent-lost",
        Upkeep::OfferNotDisplayed => "offer-not-displayed",
        Upkeep::AgentOnOutboundCall => "agent-on-outbound-call",
        Upkeep::QueueEmptied => "queue-emptied",
        Upkeep::TimeoutRuleLastMinute { .. } => "timeout-rule-last-minute",
        Upkeep::TimeoutRuleElapsed { .. } => "timeout-rule-elapsed",
        Upkeep::DeclinePauseEnded { .. } => "decline-pause-ended",
    }
}

const fn desk(operation: &Desk) -> &'static str {
    match operation {
        Desk::SignIn => "sign-in",
        Desk::SignOut => "sign-out",
        Desk::SetPresence(_) => "set-presence",
        Desk::ResetPresence => "reset-presence",
        Desk::ConnectionLost => "connection-lost",
        Desk::ConnectionRestored => "connection-restored",
    }
}

const fn setting(change: &Change) -> &'static str {
    match change {
        Change::SetPresence { .. } => "set-presence",
        Change::ResetPresence { .. } => "reset-presence",
        Change::JoinQueue { .. } => "join-queue",
        Change::LeaveQueue { .. } => "leave-queue",
        Change::SetUnits { .. } => "set-units",
        Change::SetProfileLimit { .. } => "set-profile-limit",
        Change::EndShift { .. } => "end-shift",
        Change::SetQueueOpen { .. } => "set-queue-open",
        Change::SetToggle { toggle: Toggle::Monitor, .. } => "switch-monitor",
        Change::SetToggle { toggle: Toggle::Assign, .. } => "switch-assign",
        Change::SetToggle { toggle: Toggle::Transfer, .. } => "switch-transfer",
        Change::SetToggle { toggle: Toggle::ForceClose, .. } => "switch-force-close",
    }
}

/// Tells an action with the names of a policy; `conversation` is the name of the one that it is about, or creates.
#[must_use]
pub fn told<'a>(policy: &'a Policy, action: &Action, conversation: Option<&'a str>) -> Act<'a> {
    let (actor, operation) = kind(action);
    let user = |user: UserId| Some(Cow::Borrowed(&*policy.users()[user.index()].name));
    let queue = |queue: QueueId| Some(Cow::Borrowed(&*policy.queues()[queue.index()].name));
    let presence = |presence: PresenceId| Some(Cow::Borrowed(&*policy.presences()[presence.index()].name));
    let mut act = Act {
        actor: Cow::Borrowed(actor),
        operation: Cow::Borrowed(operation),
        conversation: conversation.map(Cow::Borrowed),
        ..Act::default()
    };
    match *action {
        Action::Create(arrival) => arrives(policy, arrival, &mut act),
        Action::Admit { arrival, draw, failed } => {
            arrives(policy, arrival, &mut act);
            act.number = (draw > 0).then_some(u64::from(draw));
            act.on = failed.then_some(true);
        }
        Action::Supervisor { by, operation, .. } => {
            act.by = user(by);
            match operation {
                Supervise::AssignToAgent { agent, over_presence, over_capacity } => {
                    act.agent = user(agent);
                    (act.over_presence, act.over_capacity) = (over_presence, over_capacity);
                }
                Supervise::TransferToAgent { agent } => act.agent = user(agent),
                Supervise::AssignToQueue { queue: to } | Supervise::TransferToQueue { queue: to } => {
                    act.queue = queue(to)
                }
                Supervise::Monitor
                | Supervise::Join
                | Supervise::Leave
                | Supervise::ForceClose
                | Supervise::Broadcast
                | Supervise::ReleaseRecord
                | Supervise::RemoveRecord => {}
            }
        }
        Action::Agent { by, operation, .. } => {
            act.by = user(by);
            handled(policy, operation, &mut act);
        }
        Action::System { operation, .. } => match operation {
            Upkeep::RecordMoved { queue: to } => act.queue = queue(to),
            Upkeep::AgentLost { agent } | Upkeep::DeclinePauseEnded { agent } => act.agent = user(agent),
            Upkeep::TimeoutRuleLastMinute { rule } | Upkeep::TimeoutRuleElapsed { rule } => {
                act.number = Some(u64::from(rule) + 1);
            }
            Upkeep::TimeoutRuleClose
            | Upkeep::TimeoutRuleToWaiting
            | Upkeep::TimeoutRuleRelease
            | Upkeep::RecordRemoved
            | Upkeep::OfferNotDisplayed
            | Upkeep::AgentOnOutboundCall
            | Upkeep::QueueEmptied => {}
        },
        Action::Router(Route::Queue(at)) => act.queue = queue(at),
        Action::Router(Route::Agent(agent)) | Action::ReturnWindowPassed { agent } => act.agent = user(agent),
        Action::Desk { agent, operation } => {
            act.by = user(agent);
            if let Desk::SetPresence(to) = operation {
                act.presence = presence(to);
            }
        }
        Action::Manage { by, change } => {
            act.by = user(by);
            changed(policy, change, &mut act);
        }
        Action::Configure(change) => changed(policy, change, &mut act),
        Action::Gauge(Gauge::Length { queue: of }) => act.queue = queue(of),
        Action::Gauge(Gauge::AverageWait { queue: of, seconds }) => {
            (act.queue, act.number) = (queue(of), seconds.map(u64::from));
        }
        Action::Gauge(Gauge::Opening { queue: of, minute }) => {
            (act.queue, act.number) = (queue(of), minute.map(u64::from));
        }
        Action::Age { units } => act.number = Some(u64::from(units)),
        Action::Customer { .. } | Action::Bot { .. } | Action::Timer { .. } => {}
    }
    act
}

fn arrives<'a>(policy: &'a Policy, arrival: Arrival, act: &mut Act<'a>) {
    act.workstream = Some(Cow::Borrowed(&*policy.workstreams()[arrival.workstream.index()].name));
    act.queue = Some(Cow::Borrowed(&*policy.queues()[arrival.queue.index()].name));
    act.profiles =
        arrival.profiles.iter().map(|profile| Cow::Borrowed(&*policy.profiles()[profile.index()].name)).collect();
}

fn handled<'a>(policy: &'a Policy, operation: Handle, act: &mut Act<'a>) {
    match operation {
        Handle::TransferToAgent { agent }
        | Handle::Consult { agent }
        | Handle::EndConsult { agent }
        | Handle::Promote { agent }
        | Handle::AddToCustomer { agent }
        | Handle::AssignRecord { agent } => act.agent = Some(Cow::Borrowed(&*policy.users()[agent.index()].name)),
        Handle::TransferToQueue { queue } | Handle::ConsultQueue { queue } => {
            act.queue = Some(Cow::Borrowed(&*policy.queues()[queue.index()].name));
        }
        Handle::SuspendRule { rule } | Handle::ResumeRule { rule } => act.number = Some(u64::from(rule) + 1),
        Handle::Pick
        | Handle::Accept
        | Handle::Reject
        | Handle::RefreshBrowser
        | Handle::End
        | Handle::CloseSession
        | Handle::Release
        | Handle::Reopen
        | Handle::TransferOutside
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
        | Handle::SetDisposition
        | Handle::CallOutside => {}
    }
}

fn changed<'a>(policy: &'a Policy, change: Change, act: &mut Act<'a>) {
    let user = |user: UserId| Some(Cow::Borrowed(&*policy.users()[user.index()].name));
    let at = |queue: QueueId| Some(Cow::Borrowed(&*policy.queues()[queue.index()].name));
    match change {
        Change::SetPresence { agent, presence } => {
            act.agent = user(agent);
            act.presence = Some(Cow::Borrowed(&*policy.presences()[presence.index()].name));
        }
        Change::ResetPresence { agent } | Change::EndShift { agent } => act.agent = user(agent),
        Change::JoinQueue { user: member, queue } | Change::LeaveQueue { user: member, queue } => {
            (act.agent, act.queue) = (user(member), at(queue));
        }
        Change::SetUnits { agent, units } => (act.agent, act.number) = (user(agent), Some(u64::from(units))),
        Change::SetProfileLimit { agent, profile, limit } => {
            act.agent = user(agent);
            act.profile = Some(Cow::Borrowed(&*policy.profiles()[profile.index()].name));
            act.number = limit.map(u64::from);
        }
        Change::SetQueueOpen { queue, open } => (act.queue, act.on) = (at(queue), Some(open)),
        Change::SetToggle { on, .. } => act.on = Some(on),
    }
}

/// Reads an action back; `id` finds a conversation by its name.
///
/// # Errors
///
/// In words, when a name or an operation is unknown.
pub fn read(policy: &Policy, act: &Act<'_>, id: impl Fn(&str) -> Option<ConversationId>) -> Result<Action, String> {
    let of = Reader { policy, act };
    let conversation = || {
        let name = act.conversation.as_deref().ok_or("`conversation` is missing")?;
        id(name).ok_or_else(|| format!("unknown conversation `{name}`"))
    };
    Ok(match &*act.actor {
        "arrival" => match &*act.operation {
            "new" => Action::Create(of.arrival()?),
            "admit" => {
                Action::Admit { arrival: of.arrival()?, draw: of.number_or(0)?, failed: act.on.unwrap_or_default() }
            }
            _ => return Err(of.unknown()),
        },
        "agent" => Action::Agent { by: of.by()?, conversation: conversation()?, operation: of.handle()? },
        "supervisor" => Action::Supervisor { by: of.by()?, conversation: conversation()?, operation: of.supervise()? },
        "customer" => Action::Customer { conversation: conversation()?, operation: of.contact()? },
        "bot" => Action::Bot {
            conversation: conversation()?,
            operation: match &*act.operation {
                "end" => BotTurn::End,
                "escalate" => BotTurn::Escalate,
                _ => return Err(of.unknown()),
            },
        },
        "system" => Action::System { conversation: conversation()?, operation: of.upkeep()? },
        "timer" if act.operation == "return-window" => Action::ReturnWindowPassed { agent: of.agent()? },
        "timer" => {
            let timer = Timer::named(&act.operation).ok_or_else(|| of.unknown())?;
            Action::Timer { conversation: conversation()?, timer }
        }
        "router" => Action::Router(match &*act.operation {
            "queue" => Route::Queue(of.queue()?),
            "agent" => Route::Agent(of.agent()?),
            _ => return Err(of.unknown()),
        }),
        "desk" => Action::Desk { agent: of.by()?, operation: of.desk()? },
        "manager" => Action::Manage { by: of.by()?, change: of.change()? },
        "settings" => Action::Configure(of.change()?),
        "gauge" => match &*act.operation {
            "length" => Action::Gauge(Gauge::Length { queue: of.queue()? }),
            "average-wait" => Action::Gauge(Gauge::AverageWait { queue: of.queue()?, seconds: of.number_maybe()? }),
            "opening" => Action::Gauge(Gauge::Opening { queue: of.queue()?, minute: of.number_maybe()? }),
            "age" => Action::Age { units: of.number()? },
            _ => return Err(of.unknown()),
        },
        other => return Err(format!("unknown actor `{other}`, expected one of: {}", ACTORS.join(", "))),
    })
}

/// Reads the fields of one action.
struct Reader<'a> {
    policy: &'a Policy,
    act: &'a Act<'a>,
}

impl Reader<'_> {
    fn unknown(&self) -> String {
        format!("unknown operation `{}` of {}", self.act.operation, self.act.actor)
    }

    fn named<T>(
        &self,
        what: &str,
        name: Option<&Cow<'_, str>>,
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, String> {
        let name = name.ok_or_else(|| format!("`{what}` is missing"))?;
        find(name).ok_or_else(|| format!("unknown {what} `{name}`"))
    }

    fn by(&self) -> Result<UserId, String> {
        self.named("by", self.act.by.as_ref(), |name| self.policy.user(name))
    }

    fn agent(&self) -> Result<UserId, String> {
        self.named("agent", self.act.agent.as_ref(), |name| self.policy.user(name))
    }

    fn queue(&self) -> Result<QueueId, String> {
        self.named("queue", self.act.queue.as_ref(), |name| self.policy.queue(name))
    }

    fn presence(&self) -> Result<PresenceId, String> {
        self.named("presence", self.act.presence.as_ref(), |name| self.policy.presence(name))
    }

    fn profile(&self) -> Result<ProfileId, String> {
        self.named("profile", self.act.profile.as_ref(), |name| self.policy.profile(name))
    }

    fn number<T: TryFrom<u64>>(&self) -> Result<T, String> {
        self.number_maybe()?.ok_or_else(|| "`number` is missing".to_owned())
    }

    fn number_or<T: TryFrom<u64>>(&self, otherwise: T) -> Result<T, String> {
        Ok(self.number_maybe()?.unwrap_or(otherwise))
    }

    fn number_maybe<T: TryFrom<u64>>(&self) -> Result<Option<T>, String> {
        let read = |number: u64| T::try_from(number).map_err(|_| format!("`number` {number} is too large"));
        self.act.number.map(read).transpose()
    }

    /// The number of a time-out rule, from one; its place, from zero.
    fn rule(&self) -> Result<u8, String> {
        self.number::<u8>()?.checked_sub(1).ok_or_else(|| "rules are counted from one".to_owned())
    }

    fn on(&self) -> Result<bool, String> {
        self.act.on.ok_or_else(|| "`on` is missing".to_owned())
    }

    fn arrival(&self) -> Result<Arrival, String> {
        let workstream = self.named("workstream", self.act.workstream.as_ref(), |name| self.policy.workstream(name))?;
        let queue = match &self.act.queue {
            Some(_) => self.queue()?,
            None => self.policy.workstreams()[workstream.index()].queue,
        };
        let mut profiles = ProfileSet::EMPTY;
        for name in &self.act.profiles {
            profiles = profiles.with(self.named("profile", Some(name), |name| self.policy.profile(name))?);
        }
        Ok(Arrival { profiles, ..Arrival::new(workstream, queue) })
    }

    fn supervise(&self) -> Result<Supervise, String> {
        Ok(match &*self.act.operation {
            "monitor" => Supervise::Monitor,
            "join" => Supervise::Join,
            "leave" => Supervise::Leave,
            "assign-to-agent" => Supervise::AssignToAgent {
                agent: self.agent()?,
                over_presence: self.act.over_presence,
                over_capacity: self.act.over_capacity,
            },
            "assign-to-queue" => Supervise::AssignToQueue { queue: self.queue()? },
            "transfer-to-agent" => Supervise::TransferToAgent { agent: self.agent()? },
            "transfer-to-queue" => Supervise::TransferToQueue { queue: self.queue()? },
            "force-close" => Supervise::ForceClose,
            "broadcast" => Supervise::Broadcast,
            "release-record" => Supervise::ReleaseRecord,
            "remove-record" => Supervise::RemoveRecord,
            _ => return Err(self.unknown()),
        })
    }

    fn handle(&self) -> Result<Handle, String> {
        Ok(match &*self.act.operation {
            "pick" => Handle::Pick,
            "accept" => Handle::Accept,
            "reject" => Handle::Reject,
            "refresh-browser" => Handle::RefreshBrowser,
            "end" => Handle::End,
            "close-session" => Handle::CloseSession,
            "release" => Handle::Release,
            "reopen" => Handle::Reopen,
            "transfer-to-agent" => Handle::TransferToAgent { agent: self.agent()? },
            "transfer-to-queue" => Handle::TransferToQueue { queue: self.queue()? },
            "transfer-outside" => Handle::TransferOutside,
            "consult" => Handle::Consult { agent: self.agent()? },
            "consult-queue" => Handle::ConsultQueue { queue: self.queue()? },
            "accept-consult" => Handle::AcceptConsult,
            "reject-consult" => Handle::RejectConsult,
            "leave-consult" => Handle::LeaveConsult,
            "end-consult" => Handle::EndConsult { agent: self.agent()? },
            "promote" => Handle::Promote { agent: self.agent()? },
            "add-to-customer" => Handle::AddToCustomer { agent: self.agent()? },
            "move-to-waiting" => Handle::MoveToWaiting,
            "raise-call" => Handle::RaiseCall,
            "hang-up-leg" => Handle::HangUpLeg,
            "hold" => Handle::Hold,
            "resume" => Handle::Resume,
            "rejoin" => Handle::Rejoin,
            "resolve-record" => Handle::ResolveRecord,
            "message" => Handle::Message,
            "suspend-rule" => Handle::SuspendRule { rule: self.rule()? },
            "resume-rule" => Handle::ResumeRule { rule: self.rule()? },
            "assign-record" => Handle::AssignRecord { agent: self.agent()? },
            "set-disposition" => Handle::SetDisposition,
            "call-outside" => Handle::CallOutside,
            _ => return Err(self.unknown()),
        })
    }

    fn contact(&self) -> Result<Contact, String> {
        Ok(match &*self.act.operation {
            "end" => Contact::End,
            "hang-up-leg" => Contact::HangUpLeg,
            "message" => Contact::Message,
            "disconnect" => Contact::Disconnect,
            "reconnect" => Contact::Reconnect,
            "request-callback" => Contact::RequestCallback,
            _ => return Err(self.unknown()),
        })
    }

    fn upkeep(&self) -> Result<Upkeep, String> {
        Ok(match &*self.act.operation {
            "timeout-rule-close" => Upkeep::TimeoutRuleClose,
            "timeout-rule-to-waiting" => Upkeep::TimeoutRuleToWaiting,
            "timeout-rule-release" => Upkeep::TimeoutRuleRelease,
            "record-removed" => Upkeep::RecordRemoved,
            "record-moved" => Upkeep::RecordMoved { queue: self.queue()? },
            "agent-lost" => Upkeep::AgentLost { agent: self.agent()? },
            "offer-not-displayed" => Upkeep::OfferNotDisplayed,
            "agent-on-outbound-call" => Upkeep::AgentOnOutboundCall,
            "queue-emptied" => Upkeep::QueueEmptied,
            "timeout-rule-last-minute" => Upkeep::TimeoutRuleLastMinute { rule: self.rule()? },
            "timeout-rule-elapsed" => Upkeep::TimeoutRuleElapsed { rule: self.rule()? },
            "decline-pause-ended" => Upkeep::DeclinePauseEnded { agent: self.agent()? },
            _ => return Err(self.unknown()),
        })
    }

    fn desk(&self) -> Result<Desk, String> {
        Ok(match &*self.act.operation {
            "sign-in" => Desk::SignIn,
            "sign-out" => Desk::SignOut,
            "set-presence" => Desk::SetPresence(self.presence()?),
            "reset-presence" => Desk::ResetPresence,
            "connection-lost" => Desk::ConnectionLost,
            "connection-restored" => Desk::ConnectionRestored,
            _ => return Err(self.unknown()),
        })
    }

    fn change(&self) -> Result<Change, String> {
        let toggle = |toggle| Ok(Change::SetToggle { toggle, on: self.on()? });
        Ok(match &*self.act.operation {
            "set-presence" => Change::SetPresence { agent: self.agent()?, presence: self.presence()? },
            "reset-presence" => Change::ResetPresence { agent: self.agent()? },
            "join-queue" => Change::JoinQueue { user: self.agent()?, queue: self.queue()? },
            "leave-queue" => Change::LeaveQueue { user: self.agent()?, queue: self.queue()? },
            "set-units" => Change::SetUnits { agent: self.agent()?, units: self.number()? },
            "set-profile-limit" => {
                Change::SetProfileLimit { agent: self.agent()?, profile: self.profile()?, limit: self.number_maybe()? }
            }
            "end-shift" => Change::EndShift { agent: self.agent()? },
            "set-queue-open" => Change::SetQueueOpen { queue: self.queue()?, open: self.on()? },
            "switch-monitor" => return toggle(Toggle::Monitor),
            "switch-assign" => return toggle(Toggle::Assign),
            "switch-transfer" => return toggle(Toggle::Transfer),
            "switch-force-close" => return toggle(Toggle::ForceClose),
            _ => return Err(self.unknown()),
        })
    }
}
