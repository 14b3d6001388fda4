//! What a step that was done must have kept.

use switchboard::{
    Action, Block, CapacityOverride, CaseFormAssign, Contact, ContactCenter, ConversationId, Event, Fact,
    FirstAgentFreed, Handle, MessageInWrapUp, Method, MissingProfile, OfferKind, Participant, Phase, Primary, QueueId,
    Reset, Seat, Stage, Supervise, Timer, Toggle, TransferOpen, UserId, Visibility,
};

use super::{Family, Findings, Step};

pub(super) fn done(step: &Step<'_>, found: &mut Findings) {
    log(step, found);
    for agent in (0..step.after.policy().users().len()).map(UserId::at) {
        capacity(step, agent, found);
        presence(step, agent, found);
    }
    repeated(step, found);
    if let Some(id) = step.action.conversation() {
        closed(step, id, found);
        of_conversation(step, id, found);
    }
}

/// What a step did to its conversation and to these people.
pub(super) fn touched(step: &Step<'_>, people: &[UserId], found: &mut Findings) {
    for agent in people {
        capacity(step, *agent, found);
        presence(step, *agent, found);
    }
    let Some(id) = step.action.conversation() else { return };
    if step.before.stage(id) == Stage::Closed {
        revived(step, id, found);
    }
    of_conversation(step, id, found);
    let phase = step.after.phase(id);
    found.judge(Family::K1, owner_fits(&phase), || {
        format!("a conversation is {}, but its owner is not so", phase.stage())
    });
    let strange = step.after.timers(id).iter().find(|timer| !knows(&phase, *timer));
    found.judge(Family::K10, strange.is_none(), || {
        format!("{} runs, but the conversation is {}", strange.map_or("a timer", Timer::name), phase.stage())
    });
}

fn of_conversation(step: &Step<'_>, id: ConversationId, found: &mut Findings) {
    hand_over(step, id, found);
    scope(step, id, found);
    match step.action {
        Action::Supervisor { by, operation, .. } => supervisor(step, by, id, operation, found),
        Action::Agent { by, operation, .. } => agent(step, by, id, operation, found),
        Action::Customer { operation, .. } => customer(step, id, operation, found),
        Action::Timer { timer, .. } => {
            let armed = step.before.timers(id).contains(timer);
            found.judge(Family::K10, armed, || format!("{} acts, but it was not armed", timer.name()));
        }
        Action::Create(_)
        | Action::Admit { .. }
        | Action::Bot { .. }
        | Action::System { .. }
        | Action::Router(_)
        | Action::Desk { .. }
        | Action::ReturnWindowPassed { .. }
        | Action::Manage { .. }
        | Action::Configure(_)
        | Action::Gauge(_)
        | Action::Age { .. } => {}
    }
}

fn name(center: &ContactCenter, user: UserId) -> &str {
    &center.policy().users()[user.index()].name
}

/// K1, K7, K2, K9, K13 as the kernel recomputes them, K10 and K1 as the rule base says.
pub(super) fn state(after: &ContactCenter, found: &mut Findings) {
    if let Some(words) = after.violation() {
        let family = words.split(':').next().and_then(Family::named).unwrap_or(Family::K1);
        found.judge(family, false, || words.clone());
    }
    for id in after.conversations() {
        let stage = after.stage(id);
        let phase = after.phase(id);
        found.judge(Family::K1, owner_fits(&phase), || format!("a conversation is {stage}, but its owner is not so"));
        let queued = after.queue_of(id).is_some_and(|queue| after.waiting_line(queue).any(|other| other == id));
        found.judge(Family::K1, queued == (stage == Stage::Open), || {
            format!("a conversation is {stage}, and {}", if queued { "queued" } else { "in no queue" })
        });
        let strange = after.timers(id).iter().find(|timer| !knows(&phase, *timer));
        found.judge(Family::K10, strange.is_none(), || {
            format!("{} runs, but the conversation is {stage}", strange.map_or("a timer", Timer::name))
        });
        charges(after, id, found);
    }
}

/// ST-45, ST-46, ST-53: Open and Closed have no holder; every other state has one, but a talk that a bot or somebody outside
/// leads, and a persistent chat after a broadcast (ST-09).
fn owner_fits(phase: &Phase) -> bool {
    match phase {
        Phase::Open { .. } | Phase::Closed { .. } => phase.holder().is_none(),
        Phase::Offered(_) | Phase::WrapUp(_) => phase.holder().is_some() && phase.primary() == phase.holder(),
        Phase::InConversation(talk) => match talk.primary {
            Primary::Agent(agent) => phase.primary() == Some(agent),
            Primary::Bot(_) | Primary::Outside => phase.holder().is_none(),
        },
        Phase::Waiting { .. } => phase.primary().is_none(),
    }
}

/// Section 1.4 and 1.5: which clocks a state knows.
fn knows(phase: &Phase, timer: Timer) -> bool {
    let stage = phase.stage();
    match timer {
        Timer::Offer | Timer::OfferGrace => {
            stage == Stage::Offered || matches!(phase, Phase::InConversation(talk) if talk.pending.is_some())
        }
        Timer::Consult | Timer::OutsideCall => stage == Stage::InConversation,
        Timer::Disconnect | Timer::AutoClose => stage != Stage::Closed,
        Timer::AgentLoss => matches!(stage, Stage::InConversation | Stage::Offered | Stage::WrapUp),
        Timer::WrapUpBlock => matches!(stage, Stage::WrapUp | Stage::Closed),
        // POL-05 c: it runs on whatever becomes of the conversation.
        Timer::TransferWrapUp => true,
        Timer::QueueWait | Timer::Bullseye => matches!(stage, Stage::Open | Stage::Offered),
        Timer::CallbackOffer | Timer::CallbackExpiry | Timer::Position => {
            matches!(stage, Stage::Open | Stage::Offered)
        }
        Timer::FollowUp => stage == Stage::Waiting,
    }
}

/// K7 by section 3: nobody is charged in Open, Waiting and Closed but for a block that outlives its conversation (POL-07 a,
/// POL-21 b) and the first agent of a transfer (POL-05); the primary is while in conversation and while Wrap-up blocks.
fn charges(center: &ContactCenter, id: ConversationId, found: &mut Findings) {
    let charged: Vec<UserId> = center.charged(id).collect();
    let seats = center.participants(id).iter().filter(|seat| seat.charged).count();
    let holds = match center.phase(id) {
        Phase::Open { .. } | Phase::Waiting { .. } | Phase::Closed { block: None } => charged.len() <= 1 + seats,
        Phase::Closed { block: Some(agent) } => charged.contains(&agent),
        Phase::InConversation(talk) => match (talk.primary, talk.resolved) {
            // CAP-24: a resolved case may have given its capacity back. POL-03 b with POL-05 a: so has the first agent while
            // the offer to the second is pending.
            (Primary::Agent(agent), false) => {
                let freed = center.policy().switches().first_agent_freed == FirstAgentFreed::AtInitiation;
                charged.contains(&agent) || (freed && talk.pending.is_some())
            }
            (Primary::Agent(_) | Primary::Bot(_) | Primary::Outside, _) => true,
        },
        Phase::WrapUp(wrap) => match wrap.block {
            Block::Held | Block::Timed => charged.contains(&wrap.agent),
            Block::Free => true,
        },
        Phase::Offered(_) => true,
    };
    found.judge(Family::K7, holds, || {
        let names: Vec<&str> = charged.iter().map(|agent| name(center, *agent)).collect();
        format!("a conversation is {}, and charges {names:?}", center.stage(id))
    });
}

/// K15: the events, folded over what was known, give what is; and every change tells where it came from.
fn log(step: &Step<'_>, found: &mut Findings) {
    let (Some(replica), Some(picture)) = (step.replica, step.picture) else { return };
    let mut folded = replica.clone();
    step.events.iter().for_each(|event| folded.absorb(event));
    let difference = folded.difference(picture);
    found.judge(Family::K15, difference.is_none(), || {
        format!("the events tell {}", named(step.after, difference.clone().unwrap_or_default()))
    });
    found.judge(Family::K15, !step.events.is_empty(), || "something was done, but no event tells of it".to_owned());
}

/// The same with the names of people and queues instead of their numbers.
fn named(center: &ContactCenter, mut words: String) -> String {
    let policy = center.policy();
    // The highest numbers first, since `1` stands in `12` too.
    for (number, user) in policy.users().iter().enumerate().rev() {
        words =
            words.replace(&format!("UserId({number})"), &user.name).replace(&format!("person {number}"), &user.name);
    }
    for (number, queue) in policy.queues().iter().enumerate().rev() {
        let name = format!("queue {}", queue.name);
        words = words.replace(&format!("QueueId({number})"), &name).replace(&format!("queue {number}"), &name);
    }
    words
}

/// K2: what is left of somebody goes below zero only by an override, or where the rule base excepts it (CAP-12, CAP-29,
/// POL-01 b, POL-24, POL-33 b, POL-53 b, POL-58 b, POL-64, POL-67 b).
fn capacity(step: &Step<'_>, agent: UserId, found: &mut Findings) {
    let (before, after) = (step.before, step.after);
    let policy = after.policy();
    let (was, is) = (before.available_units(agent), after.available_units(agent));
    let switches = policy.switches();
    // POL-67 b: whoever lacks a profile may be assigned to by hand.
    let by_hand = matches!(step.action, Action::Supervisor { operation: Supervise::AssignToAgent { .. }, .. });
    let lacking_is_fine = by_hand && switches.missing_profile == MissingProfile::Allowed;
    let beyond = policy.profiles().iter().zip((0..).map(switchboard::ProfileId::at)).any(|(profile, id)| {
        let used = after.used_profile(agent, id);
        let limit = after.profile_limit(agent, id);
        if limit.is_none() && lacking_is_fine {
            return false;
        }
        let limit = i32::from(limit.unwrap_or(0));
        profile.reset == Reset::Immediate && used > limit && used > before.used_profile(agent, id)
    });
    let costs_more = after.used_units(agent) > before.used_units(agent);
    if costs_more || beyond {
        let within = (is >= 0 || is >= was || by_own_rules(step, agent)) && !beyond;
        found.judge(Family::K2, within || may_exceed(step, agent), || {
            format!("`{}` is charged beyond capacity, and nobody has overridden it", name(after, agent))
        });
    }
}

/// DIST-18: a queue's own rules ask for units only where they say so.
fn by_own_rules(step: &Step<'_>, agent: UserId) -> bool {
    let custom = |queue: QueueId| step.after.policy().queues()[queue.index()].method == Method::Custom;
    matches!(step.action, Action::Router(_))
        && step.events.iter().any(|event| {
            let Fact::PrimaryChanged { conversation, to, .. } = event.fact else { return false };
            to == Some(agent) && step.before.queue_of(conversation).is_some_and(custom)
        })
}

fn may_exceed(step: &Step<'_>, agent: UserId) -> bool {
    let switches = step.after.policy().switches();
    let implied = switches.capacity_override == CapacityOverride::Implied;
    match step.action {
        Action::Supervisor { operation, .. } => match operation {
            Supervise::AssignToAgent { over_capacity, .. } => over_capacity || implied,
            Supervise::TransferToAgent { .. } => true,
            Supervise::Monitor
            | Supervise::Join
            | Supervise::Leave
            | Supervise::AssignToQueue { .. }
            | Supervise::TransferToQueue { .. }
            | Supervise::ForceClose
            | Supervise::Broadcast
            | Supervise::ReleaseRecord
            | Supervise::RemoveRecord => falls_back(step, agent),
        },
        Action::Agent { operation, .. } => {
            matches!(
                operation,
                Handle::Pick
                    | Handle::Reopen
                    | Handle::TransferToAgent { .. }
                    | Handle::AcceptConsult
                    | Handle::Promote { .. }
                    | Handle::Accept
                    | Handle::Reject
                    | Handle::RefreshBrowser
            ) || matches!(operation, Handle::AssignRecord { .. })
                && switches.case_form_assign == CaseFormAssign::AsWorkedBy
                || falls_back(step, agent)
        }
        // Affinity goes before capacity (POL-24).
        Action::Router(_) => step
            .before
            .conversations()
            .any(|id| matches!(step.before.phase(id), Phase::Open { first: Some(first) } if first == agent)),
        Action::Timer { .. } | Action::Customer { .. } => true,
        Action::System { .. } => falls_back(step, agent),
        Action::Create(_)
        | Action::Bot { .. }
        | Action::Desk { .. }
        | Action::ReturnWindowPassed { .. }
        | Action::Manage { .. }
        | Action::Configure(_)
        | Action::Admit { .. }
        | Action::Gauge(_)
        | Action::Age { .. } => false,
    }
}

/// A transfer that does not happen falls back on the agent who led before (POL-01 b).
fn falls_back(step: &Step<'_>, agent: UserId) -> bool {
    let Some(id) = step.action.conversation() else { return false };
    match step.before.phase(id) {
        Phase::Offered(offer) => offer.first == Some(agent),
        Phase::InConversation(talk) => talk.pending.is_some() && talk.primary == Primary::Agent(agent),
        Phase::Open { .. } | Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => false,
    }
}

/// K13: a presence that changed was told with where it came from, and only the person, somebody who may, a loss or the
/// rules about capacity and offers change it.
fn presence(step: &Step<'_>, agent: UserId, found: &mut Findings) {
    let (before, after) = (step.before, step.after);
    if before.presence(agent) == after.presence(agent) {
        return;
    }
    let told = step.events.iter().any(|event| {
        matches!(event.fact, Fact::PresenceChanged { agent: who, to, .. } if who == agent && to == after.presence(agent))
    });
    let own = match step.action {
        Action::Desk { agent: who, .. } | Action::ReturnWindowPassed { agent: who } => who == agent,
        Action::Create(_) | Action::Admit { .. } | Action::Gauge(_) | Action::Age { .. } => false,
        Action::Supervisor { .. }
        | Action::Agent { .. }
        | Action::Customer { .. }
        | Action::Bot { .. }
        | Action::System { .. }
        | Action::Timer { .. }
        | Action::Router(_)
        | Action::Manage { .. }
        | Action::Configure(_) => true,
    };
    found.judge(Family::K13, told && own, || {
        format!("the presence of `{}` changed without its rule", name(after, agent))
    });
}

/// K14: what is done once for all is not done again.
fn repeated(step: &Step<'_>, found: &mut Findings) {
    if !once(step.action, step.after, step.events) {
        return;
    }
    let mut again = step.after.clone();
    let mut events = Vec::new();
    let answer = step.kernel.apply(&mut again, step.action, &mut events);
    let effect = answer.is_done() && acts(&events);
    found.judge(Family::K14, !effect, || format!("the same again has an effect: {events:?}"));
}

/// Whether what the same action did at once again is a second effect. What renews a clock is done, but has none
/// (SUP-G-06), and whoever tries again at the limit of sessions is told so again (SES-07).
pub(super) fn acts(events: &[Event]) -> bool {
    let capped = |event: &Event| matches!(event.fact, Fact::SessionCapReached { .. });
    let renews = |event: &Event| matches!(event.fact, Fact::TimerArmed { .. } | Fact::TimerCleared { .. });
    !events.iter().all(renews) && !events.iter().any(capped)
}

/// Whether this action is done once for all.
pub(super) fn once(action: Action, after: &ContactCenter, events: &[Event]) -> bool {
    let once = match action {
        Action::Supervisor { operation, .. } => matches!(
            operation,
            Supervise::ForceClose
                | Supervise::Join
                | Supervise::AssignToAgent { .. }
                | Supervise::TransferToAgent { .. }
        ),
        Action::Agent { operation, .. } => matches!(
            operation,
            Handle::Accept
                | Handle::Reject
                | Handle::Pick
                | Handle::AcceptConsult
                | Handle::RejectConsult
                | Handle::MoveToWaiting
                | Handle::Hold
                | Handle::Resume
        ),
        Action::Customer { operation, .. } => {
            matches!(operation, Contact::End | Contact::Disconnect | Contact::Reconnect)
        }
        Action::Timer { conversation, timer } => !after.timers(conversation).contains(timer),
        Action::Desk { .. } => true,
        Action::Create(_)
        | Action::Admit { .. }
        | Action::Bot { .. }
        | Action::System { .. }
        | Action::Router(_)
        | Action::ReturnWindowPassed { .. }
        | Action::Manage { .. }
        | Action::Configure(_)
        | Action::Gauge(_)
        | Action::Age { .. } => false,
    };
    // Who is asked again at once (POL-01 d) may answer again.
    let asked_again = |event: &Event| matches!(event.fact, Fact::OfferMade { .. });
    let answers = matches!(action, Action::Agent { operation: Handle::Reject, .. });
    once && !(answers && events.iter().any(asked_again))
}

/// K9.
fn closed(step: &Step<'_>, id: ConversationId, found: &mut Findings) {
    if step.after.stage(id) == Stage::Closed && step.before.stage(id) != Stage::Closed {
        // Nothing but the end of a block can be done to what is closed now.
        let mut again = step.after.clone();
        let mut events = Vec::new();
        for action in afterlife(step.after, id) {
            events.clear();
            let answer = step.kernel.apply(&mut again, action, &mut events);
            let reopened = again.stage(id) != Stage::Closed;
            found.judge(Family::K9, !answer.is_done() && !reopened, || {
                format!("{action:?} is done on a closed conversation")
            });
            if answer.is_done() {
                again.clone_from(step.after);
            }
        }
    }
    if step.before.stage(id) == Stage::Closed {
        revived(step, id, found);
    }
}

/// K9 of a step on what was closed before.
fn revived(step: &Step<'_>, id: ConversationId, found: &mut Findings) {
    let block = matches!(step.action, Action::Timer { timer: Timer::WrapUpBlock | Timer::TransferWrapUp, .. });
    let stays = step.after.stage(id) == Stage::Closed;
    found.judge(Family::K9, block && stays, || "something is done to a closed conversation".to_owned());
}

/// What somebody may try on a conversation that is closed.
fn afterlife(center: &ContactCenter, conversation: ConversationId) -> Vec<Action> {
    let users = || (0..center.policy().users().len()).map(UserId::at);
    let contact = |operation| Action::Customer { conversation, operation };
    let mut all: Vec<Action> = [Contact::Message, Contact::End, Contact::Reconnect].map(contact).into();
    for by in users() {
        let handle = |operation| Action::Agent { by, conversation, operation };
        all.extend([Handle::Pick, Handle::Accept, Handle::Reopen, Handle::End, Handle::Message].map(handle));
        let supervise = |operation| Action::Supervisor { by, conversation, operation };
        all.extend([Supervise::Monitor, Supervise::Join, Supervise::ForceClose, Supervise::Broadcast].map(supervise));
        for agent in users() {
            all.push(supervise(Supervise::TransferToAgent { agent }));
            all.push(supervise(Supervise::AssignToAgent { agent, over_presence: true, over_capacity: true }));
        }
    }
    all
}

/// K8: whoever it was handed from, afterwards somebody holds it or a queue does.
fn hand_over(step: &Step<'_>, id: ConversationId, found: &mut Findings) {
    let transfer = |kind: OfferKind| matches!(kind, OfferKind::SupervisorTransfer | OfferKind::AgentTransfer);
    let (before, after) = (step.before.phase(id), step.after.phase(id));
    let was_offered = matches!(before, Phase::Offered(offer) if transfer(offer.kind))
        || matches!(before, Phase::InConversation(talk) if talk.pending.is_some());
    let starts = matches!(
        step.action,
        Action::Supervisor { operation: Supervise::TransferToAgent { .. } | Supervise::TransferToQueue { .. }, .. }
            | Action::Agent { operation: Handle::TransferToAgent { .. } | Handle::TransferToQueue { .. }, .. }
    );
    if !was_offered && !starts {
        return;
    }
    let whole = match after {
        Phase::Open { .. } => {
            step.after.queue_of(id).is_some_and(|queue| step.after.waiting_line(queue).any(|it| it == id))
        }
        Phase::Offered(_) | Phase::WrapUp(_) => after.holder().is_some(),
        Phase::InConversation(talk) => {
            talk.pending.is_none() || talk.primary.agent() != talk.pending.map(|it| it.agent)
        }
        // ST-09: a persistent chat may wait for nobody.
        Phase::Waiting { .. } | Phase::Closed { .. } => true,
    };
    found.judge(Family::K8, whole, || "a transfer leaves nobody and no queue behind".to_owned());
    if let (Phase::Offered(offer), Phase::InConversation(talk)) = (before, after) {
        let either = talk.primary == Primary::Agent(offer.agent) || talk.primary.agent() == offer.first;
        found.judge(Family::K8, either, || "a transfer ends with somebody who was no part of it".to_owned());
    }
}

/// K18.
fn scope(step: &Step<'_>, id: ConversationId, found: &mut Findings) {
    let after = step.after;
    let (Some(queue), Some(channel), Some(workstream)) =
        (after.queue_of(id), after.channel_of(id), after.workstream_of(id))
    else {
        return;
    };
    let policy = after.policy();
    let fits = policy.queues()[queue.index()].kind == channel.queue_kind()
        && policy.workstreams()[workstream.index()].channel == channel
        && step.before.workstream_of(id).is_none_or(|before| before == workstream);
    found.judge(Family::K18, fits, || {
        format!("a {channel} conversation is in queue `{}`", policy.queues()[queue.index()].name)
    });
    let phase = after.phase(id);
    found.judge(Family::K18, phase.exists_on(channel), || format!("a {channel} conversation is {}", phase.stage()));
}

/// K11 and K12.
fn supervisor(step: &Step<'_>, by: UserId, id: ConversationId, operation: Supervise, found: &mut Findings) {
    let (before, after) = (step.before, step.after);
    let policy = before.policy();
    let roles = policy.users()[by.index()].roles;
    let toggle = match operation {
        Supervise::Monitor | Supervise::Join => Some(Toggle::Monitor),
        Supervise::AssignToAgent { .. } | Supervise::AssignToQueue { .. } => Some(Toggle::Assign),
        Supervise::TransferToAgent { .. } | Supervise::TransferToQueue { .. } => Some(Toggle::Transfer),
        Supervise::ForceClose => Some(Toggle::ForceClose),
        Supervise::Leave | Supervise::Broadcast | Supervise::ReleaseRecord | Supervise::RemoveRecord => None,
    };
    let assigns = toggle == Some(Toggle::Assign);
    let visible = policy.switches().visibility == Visibility::EveryQueue
        || before.queue_of(id).is_some_and(|queue| before.is_member(by, queue));
    let gates = roles.supervisor && toggle.is_none_or(|toggle| before.is_on(toggle)) && visible;
    let stage = before.stage(id);
    let fits = match operation {
        Supervise::Join => seat_of(before, id, by).is_some_and(|seat| seat.seat == Seat::Monitoring),
        Supervise::Leave => seat_of(before, id, by).is_some(),
        Supervise::AssignToAgent { agent, .. } => stage != Stage::Closed && policy.users()[agent.index()].roles.agent,
        Supervise::TransferToAgent { agent } => {
            (stage != Stage::Open || policy.switches().transfer_open == TransferOpen::Allowed)
                && before.phase(id).holder() != Some(agent)
                && policy.users()[agent.index()].roles.agent
        }
        Supervise::Monitor
        | Supervise::AssignToQueue { .. }
        | Supervise::TransferToQueue { .. }
        | Supervise::ForceClose
        | Supervise::Broadcast
        | Supervise::ReleaseRecord
        | Supervise::RemoveRecord => true,
    };
    let allowed = gates && fits && stage != Stage::Closed && !(assigns && roles.api_access);
    found.judge(Family::K11, allowed, || {
        format!("`{}` does what a supervisor may not do to a conversation that is {stage}", name(before, by))
    });
    let watches = seat_of(before, id, by).is_some_and(|seat| seat.seat == Seat::Monitoring);
    if operation == Supervise::Monitor || (operation == Supervise::Leave && watches) {
        let same = before.phase(id) == after.phase(id)
            && before.queue_of(id) == after.queue_of(id)
            && before.charged(id).eq(after.charged(id))
            && match (step.picture, step.replica) {
                (Some(picture), Some(replica)) => picture.surroundings() == replica.surroundings(),
                (Some(_) | None, None) | (None, Some(_)) => true,
            };
        found.judge(Family::K12, same, || "watching changes more than who watches".to_owned());
    }
}

fn seat_of(center: &ContactCenter, id: ConversationId, user: UserId) -> Option<Participant> {
    center.participants(id).iter().copied().find(|seat| seat.user == user)
}

/// K16.
fn agent(step: &Step<'_>, by: UserId, id: ConversationId, operation: Handle, found: &mut Findings) {
    let before = step.before;
    let phase = before.phase(id);
    let seated = seat_of(before, id, by).is_some();
    let pending = matches!(phase, Phase::InConversation(talk) if talk.pending.is_some_and(|it| it.agent == by));
    let own = phase.holder() == Some(by) || pending;
    let outside = matches!(phase, Phase::InConversation(talk) if talk.primary == Primary::Outside);
    let may = match operation {
        Handle::Accept | Handle::Reject => own,
        Handle::Pick => {
            phase.stage() == Stage::Open && before.queue_of(id).is_some_and(|queue| before.is_member(by, queue))
        }
        Handle::AcceptConsult | Handle::RejectConsult | Handle::LeaveConsult => seated,
        Handle::AssignRecord { .. } => true,
        Handle::Reopen
        | Handle::RefreshBrowser
        | Handle::End
        | Handle::CloseSession
        | Handle::Release
        | Handle::TransferToAgent { .. }
        | Handle::TransferToQueue { .. }
        | Handle::TransferOutside
        | Handle::Consult { .. }
        | Handle::ConsultQueue { .. }
        | Handle::EndConsult { .. }
        | Handle::Promote { .. }
        | Handle::AddToCustomer { .. }
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
        | Handle::CallOutside => own || seated || outside,
    };
    found.judge(Family::K16, may, || {
        format!("`{}` acts on a conversation that is {} and not theirs: {operation:?}", name(before, by), phase.stage())
    });
}

/// K17, by section 9.3: a customer's message leaves the state or brings a waiting conversation back; the end of it leads to
/// Wrap-up or Closed; a lost connection changes no state.
fn customer(step: &Step<'_>, id: ConversationId, operation: Contact, found: &mut Findings) {
    let (from, to) = (step.before.stage(id), step.after.stage(id));
    let defined = match operation {
        Contact::Message => {
            let reopens = step.before.policy().switches().message_in_wrap_up == MessageInWrapUp::Reopens;
            from == to || from == Stage::Waiting || (from == Stage::WrapUp && reopens)
        }
        Contact::End => from == to || matches!(to, Stage::WrapUp | Stage::Closed | Stage::InConversation),
        Contact::HangUpLeg | Contact::Disconnect | Contact::Reconnect => from == to,
        Contact::RequestCallback => matches!(from, Stage::Open | Stage::Offered),
    };
    found.judge(Family::K17, defined && from != Stage::Closed, || {
        format!("{operation:?} of the customer leads from {from} to {to}")
    });
}
