//! What the router must have kept: whom it may choose, in which order, and that it does not leave work lying.

use switchboard::{
    Action, Base, Bases, Callback, ContactCenter, ConversationId, Distribution, Fact, Method, OfferKind, Phase,
    PresenceSource, ProfileId, QueueId, QueueKind, Route, Stage, UserId,
};

use super::{Family, Findings, Step};

/// How many waiting items K6 looks at.
const WAITING_MAX: usize = 64;

pub(super) fn judge(step: &Step<'_>, found: &mut Findings) {
    let Action::Router(route) = step.action else { return };
    if step.answer.is_done() {
        for event in step.events {
            if let Fact::OfferMade { conversation, agent, kind: OfferKind::Routed | OfferKind::PreviewDial, .. } =
                event.fact
            {
                chosen(step.before, conversation, agent, found);
            }
        }
        return;
    }
    if let Route::Queue(queue) = route {
        idle(step.before, queue, found);
    }
}

/// K3, K4, K6 of one choice.
fn chosen(center: &ContactCenter, id: ConversationId, agent: UserId, found: &mut Findings) {
    let policy = center.policy();
    let (Some(queue), Some(workstream)) = (center.queue_of(id), center.workstream_of(id)) else { return };
    let user = &policy.users()[agent.index()];
    let stream = &policy.workstreams()[workstream.index()];
    let affinity = matches!(center.phase(id), Phase::Open { first: Some(first) } if first == agent);
    let custom = policy.queues()[queue.index()].method == Method::Custom;
    let base = center.base_presence(agent);
    // Affinity asks for no presence (CAP-29), custom rules for one of their own, if any (DIST-18); Inactive is as POL-26 has
    // it. Nobody is found who is not there.
    let routed = base.routed(policy.switches().inactive_base);
    let fits = affinity || custom || base != Base::Offline && stream.allowed.meets(routed);
    let present = center.is_present(agent) && fits;
    found.judge(Family::K3, present, || format!("`{}` is {} and gets an offer", user.name, base.name()));
    let belongs = user.roles.agent && (center.is_member(agent, queue) || affinity);
    found.judge(Family::K4, belongs, || format!("`{}` does not belong to the queue and gets an offer", user.name));
    in_turn(center, id, queue, agent, found);
}

/// K6: of two items that are alike in everything that routing reads the older goes first. Where nothing like it waits,
/// there is nothing to judge, and nothing where a bucket asks for the newest (PRIO-04).
fn in_turn(center: &ContactCenter, id: ConversationId, queue: QueueId, agent: UserId, found: &mut Findings) {
    let policy = center.policy();
    if policy.queues()[queue.index()].priorities.iter().any(|bucket| bucket.newest) || center.is_declined(id) {
        return;
    }
    let alike = |other: &ConversationId| {
        let other = *other;
        other != id
            && center.workstream_of(other) == center.workstream_of(id)
            && center.profiles_of(other) == center.profiles_of(id)
            && center.requirement_of(other) == center.requirement_of(id)
            && center.class_of(other) == center.class_of(id)
            && center.contact_of(other) == center.contact_of(id)
            && center.level_of(other) == center.level_of(id)
            && center.phase(other) == center.phase(id)
            && center.callback(other) == center.callback(id)
            // DIST-34: the pause may outlive the count of declines (POL-74 b).
            && !center.is_paused(other, agent)
            && !center.is_declined(other)
    };
    // The line is asked who waits, not in which order; of a long one, as only hunts have it, just the beginning.
    let waiting = || center.waiting_line(queue).take(WAITING_MAX);
    let age = center.seniority(id);
    let skipped = waiting().filter(|other| center.seniority(*other) < age).any(|other| alike(&other));
    // That there was something to judge is said once.
    if skipped || found.marks() & Family::K6.exercised() == 0 && waiting().any(|other| alike(&other)) {
        found.judge(Family::K6, !skipped, || "an older item just like it stays in the queue".to_owned());
    }
}

/// Whether a profile that blocks is at its limit, which it also is where the limit is none at all (CAP-09).
fn is_blocked(center: &ContactCenter, agent: UserId) -> bool {
    let profiles = (0..).map(ProfileId::at).zip(center.policy().profiles());
    profiles.filter(|(_, profile)| profile.blocking).any(|(id, _)| {
        center.profile_limit(agent, id).is_some_and(|limit| center.used_profile(agent, id) >= i32::from(limit))
    })
}

/// K5 of a search that found nothing: no item waits that an agent with nothing to do could have, as far as that can be
/// said without asking the router. What is not plain is left to other families.
fn idle(center: &ContactCenter, queue: QueueId, found: &mut Findings) {
    let policy = center.policy();
    if !center.is_queue_open(queue) || policy.queues()[queue.index()].method == Method::Custom {
        return;
    }
    // Whoever has nothing to do, whatever waits, as far as that is quickly said.
    let is_free = |agent: &UserId| {
        policy.users()[agent.index()].roles.agent
            && center.used_units(*agent) == 0
            && center.is_present(*agent)
            && center.base_presence(*agent) == Base::Available
            && center.presence_source(*agent) == PresenceSource::System
            && !is_blocked(center, *agent)
    };
    let mut idle: Vec<UserId> = center.members(queue).filter(is_free).collect();
    // The rest is asked only where it matters.
    let mut holders_left_out = false;
    // PRIO-07: what stands behind more than one search tries may starve. Where there are too many records to put all of
    // them in order, nothing is plain.
    let settings = policy.settings();
    let tried = match policy.queues()[queue.index()].kind {
        QueueKind::Messaging | QueueKind::Voice => settings.items_per_cycle,
        QueueKind::Record => settings.records_per_cycle.min(settings.records_prioritized),
    };
    for id in center.waiting_line(queue).take(tried as usize) {
        let Some(workstream) = center.workstream_of(id) else { continue };
        let stream = &policy.workstreams()[workstream.index()];
        let plain = center.stage(id) == Stage::Open
            && matches!(center.phase(id), Phase::Open { first: None })
            && center.callback(id) == Callback::None
            && center.requirement_of(id).is_none()
            && center.contact_of(id).is_none()
            && stream.distribution == Distribution::Push
            && policy.queues()[queue.index()].levels.is_empty()
            && !center.is_customer_away(id);
        if !plain {
            continue;
        }
        let fits = |agent: &UserId| {
            policy.users()[agent.index()].channels >> stream.channel as u8 & 1 == 1
                && stream.allowed.meets(Bases::of(Base::Available))
                && center.available_units(*agent) >= i32::from(stream.cost)
                && center.profiles_of(id).iter().all(|profile| {
                    center.profile_limit(*agent, profile).is_some_and(|limit| limit > 0)
                        && center.used_profile(*agent, profile) == 0
                })
                && center.declines(id, *agent) == 0
        };
        let mut free = idle.iter().copied().find(fits);
        if free.is_some() && !holders_left_out {
            holders_left_out = true;
            for other in center.conversations() {
                let holder = center.phase(other).holder();
                idle.retain(|agent| holder != Some(*agent) && !center.charged(other).any(|who| who == *agent));
            }
            free = idle.iter().copied().find(fits);
        }
        found.judge(Family::K5, free.is_none(), || {
            format!(
                "`{}` is free, but the router finds nobody",
                free.map_or("", |agent| &policy.users()[agent.index()].name)
            )
        });
        if idle.is_empty() {
            // Nothing more can be found; that it was looked for is said.
            return;
        }
    }
}
