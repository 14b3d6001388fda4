//! Rules that can never act: shadowed by an earlier one, or matching nothing that comes.

use switchboard::{
    AssignmentRule, Base, Bases, Bucket, Distribution, Level, RouteRule, TimeoutAction, TimeoutRule, Treatment,
    Workstream,
};

use super::Diagnostic;
use super::check::{
    BUCKET_NEVER_MATCHED, BUCKET_SHADOWED, LEVEL_ADDS_NOBODY, LEVEL_TOO_LATE, PREFERRED_NOT_MEMBER, ROUTE_SHADOWED,
    RULE_MATCHES_NOBODY, RULE_SHADOWED, TIMEOUT_RULE_DEAD,
};
use super::serving::rule_matches;
use super::view::{View, way};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (number, workstream) in view.policy.workstreams().iter().enumerate() {
        routes(view, number, workstream, found);
        timeout_rules(number, workstream, found);
    }
    for queue in 0..view.policy.queues().len() {
        rules(view, queue, found);
        buckets(view, queue, found);
        levels(view, queue, found);
    }
    preferred(view, found);
}

/// DIST-02: the first rule that fits and whose queue does not overflow.
fn routes(view: &View<'_>, number: usize, workstream: &Workstream, found: &mut Vec<Diagnostic>) {
    let overflows = |rule: &RouteRule| {
        rule.shares.iter().any(|share| !view.policy.queues()[share.queue.index()].overflow.is_empty())
    };
    for (place, rule) in workstream.routes.iter().enumerate() {
        // What every conversation of the workstream carries is no condition. With a bot nothing is judged yet (DIST-07).
        let takes_all = |earlier: &RouteRule| {
            earlier.profiles.minus(workstream.profiles).is_subset(rule.profiles)
                && (workstream.bot.is_some() || !overflows(earlier))
        };
        if let Some(earlier) = workstream.routes[..place].iter().position(takes_all) {
            let message = format!(
                "route {} of `{}` is never reached: route {} takes all that fits it, and its queue never overflows; expected \
                 it before route {}, or not at all",
                place + 1,
                workstream.name,
                earlier + 1,
                earlier + 1,
            );
            let at = way!["workstreams", number, "routes", place];
            let title = format!("remove route {} of `{}`", place + 1, workstream.name);
            found.push(ROUTE_SHADOWED.at(at.clone(), message).mend_by_removing(title, at));
        }
    }
}

/// TIM-18, TIM-19: rules of one silence run together; who acts first may end what the later one acts on.
fn timeout_rules(number: usize, workstream: &Workstream, found: &mut Vec<Diagnostic>) {
    let rank = |place: usize, rule: &TimeoutRule| (rule.after_s, rule.priority, place);
    for (place, rule) in workstream.timeout_rules.iter().enumerate() {
        let leaves = |action: TimeoutAction| matches!(action, TimeoutAction::ToWaiting | TimeoutAction::Release);
        // At one instant the loser does nothing. Later ones have nothing to act on: after a close none, and what moves a
        // conversation out of an agent's hands does not do so twice.
        let ends = |(other, one): &(usize, &TimeoutRule)| {
            one.silence == rule.silence
                && rank(*other, one) < rank(place, rule)
                && (leaves(rule.action) || !leaves(one.action))
                && (one.action != TimeoutAction::SendMessage || one.after_s == rule.after_s)
        };
        let Some((other, one)) = workstream.timeout_rules.iter().enumerate().find(ends) else { continue };
        let did = match one.action {
            TimeoutAction::Close => "closes the conversation",
            TimeoutAction::ToWaiting => "moves it to Waiting",
            TimeoutAction::Release => "releases it to its queue",
            TimeoutAction::SendMessage => "writes",
        };
        let message = format!(
            "time-out rule {} of `{}` never acts after {} s: rule {} {did} after {} s of the same silence, unless the agent \
             switches that off; expected a shorter time, or no such rule",
            place + 1,
            workstream.name,
            rule.after_s,
            other + 1,
            one.after_s,
        );
        let at = way!["workstreams", number, "timeout_rules", place];
        let title = format!("remove time-out rule {} of `{}`", place + 1, workstream.name);
        found.push(TIMEOUT_RULE_DEAD.at(at.clone(), message).mend_by_removing(title, at));
    }
}

/// DIST-18: the first rule that matches somebody decides.
fn rules(view: &View<'_>, queue: usize, found: &mut Vec<Diagnostic>) {
    let (rules, name) = (&view.policy.queues()[queue].rules, view.queue_name(queue));
    let matches = |rule: &AssignmentRule| view.agents_of(queue).any(|(_, user)| rule_matches(view, rule, None, user));
    let some = rules.iter().any(matches);
    for (place, rule) in rules.iter().enumerate() {
        let at = way!["queues", queue, "rules", place];
        let title = format!("remove rule {} of `{name}`", place + 1);
        if let Some(earlier) = rules[..place].iter().position(|earlier| covers(earlier, rule)) {
            let message = format!(
                "rule {} of queue `{name}` is never reached: rule {} matches everybody whom it would match; expected it \
                 before rule {}, or not at all",
                place + 1,
                earlier + 1,
                earlier + 1,
            );
            found.push(RULE_SHADOWED.at(at.clone(), message).mend_by_removing(title, at));
        } else if some && !matches(rule) {
            let message = format!(
                "rule {} of queue `{name}` matches none of its agents, whatever they do; expected groups that they are in, \
                 units that they have, or no such rule",
                place + 1,
            );
            found.push(RULE_MATCHES_NOBODY.at(at.clone(), message).mend_by_removing(title, at));
        }
    }
}

/// Whether the earlier rule matches everybody whom the later one matches.
fn covers(earlier: &AssignmentRule, later: &AssignmentRule) -> bool {
    let bases = || Base::ALL.into_iter().filter(|base| *base != Base::Inactive);
    let presences = earlier.presences.is_none_or(|taken| {
        bases().all(|base| {
            let asked = later.presences.is_none_or(|asked| asked.meets(Bases::of(base)));
            !asked || taken.meets(Bases::of(base))
        })
    });
    let groups = match (earlier.groups, later.groups) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(taken), Some(asked)) => taken.union(asked) == taken,
    };
    let units = match (earlier.units, later.units) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(taken), Some(asked)) => taken <= asked,
    };
    presences && groups && units && (!earlier.skills || later.skills)
}

/// PRIO-04: an item is in the first bucket that it matches.
fn buckets(view: &View<'_>, queue: usize, found: &mut Vec<Diagnostic>) {
    let (rules, name) = (&view.policy.queues()[queue], view.queue_name(queue));
    for (place, bucket) in rules.priorities.iter().enumerate() {
        let at = way!["queues", queue, "priorities", place];
        let title = format!("remove bucket {} of `{name}`", place + 1);
        let takes_all = |earlier: &Bucket| {
            earlier.workstream.is_none_or(|own| bucket.workstream == Some(own))
                && earlier.class.is_none_or(|own| bucket.class == Some(own))
                && earlier.profile.is_none_or(|own| {
                    let carried = bucket.workstream.map(|own| view.workstream(own.index()).profiles);
                    bucket.profile == Some(own) || carried.is_some_and(|carried| carried.contains(own))
                })
        };
        if let Some(earlier) = rules.priorities[..place].iter().position(takes_all) {
            let message = format!(
                "bucket {} of queue `{name}` is always empty: bucket {} takes all that fits it; expected it before bucket \
                 {}, or not at all",
                place + 1,
                earlier + 1,
                earlier + 1,
            );
            found.push(BUCKET_SHADOWED.at(at.clone(), message).mend_by_removing(title, at));
            continue;
        }
        let Some(own) = bucket.workstream else { continue };
        let workstream = view.workstream(own.index());
        let message = if workstream.channel.queue_kind() != rules.kind {
            format!(
                "bucket {} of queue `{name}` is for `{}`, whose conversations are of channel {} and never come to a {} queue; \
                 expected another workstream, or no such bucket",
                place + 1,
                workstream.name,
                workstream.channel,
                rules.kind.name(),
            )
        } else if !view.feeds[queue].iter().any(|feed| feed.workstream == own.index()) {
            format!(
                "bucket {} of queue `{name}` is for `{}`, whose conversations come there by hand only; expected another \
                 workstream, or no such bucket",
                place + 1,
                workstream.name,
            )
        } else {
            continue;
        };
        let at = way!["queues", queue, "priorities", place, "workstream"];
        let fault = BUCKET_NEVER_MATCHED.at(at, message);
        found.push(fault.mend_by_removing(title, way!["queues", queue, "priorities", place]));
    }
}

/// DIST-21: what each level adds.
fn levels(view: &View<'_>, queue: usize, found: &mut Vec<Diagnostic>) {
    let (rules, name) = (&view.policy.queues()[queue], view.queue_name(queue));
    let levels: &[Level] = &rules.levels;
    for (place, level) in levels.iter().enumerate() {
        let at = way!["queues", queue, "levels", place];
        let adds = |user: &switchboard::User| {
            let before = levels[..place].iter().any(|earlier| earlier.groups.meets(user.groups));
            level.groups.meets(user.groups) && !before
        };
        // The first level is tried at once, so another may take its place only when it is too.
        let can_go = match place {
            0 => levels.get(1).is_some_and(|next| next.after_s == 0),
            _ => true,
        };
        let title = format!("remove level {} of `{name}`", place + 1);
        let mend = |fault: Diagnostic| if can_go { fault.mend_by_removing(title, at.clone()) } else { fault };
        if view.agents_of(queue).next().is_some() && !view.agents_of(queue).any(|(_, user)| adds(user)) {
            let message = format!(
                "level {} of queue `{name}` adds nobody: no agent of the queue is in its groups and in none of the levels \
                 before; expected a group with such an agent, or no such level",
                place + 1,
            );
            found.push(mend(LEVEL_ADDS_NOBODY.at(at.clone(), message)));
        } else if let Some(overflow) = rules.wait_overflow
            && matches!(overflow.treatment, Treatment::Queue(_) | Treatment::End | Treatment::ExternalNumber)
            && level.after_s > overflow.seconds
        {
            let message = format!(
                "level {} of queue `{name}` is added after {} s, but what waits is taken out of the queue after {} s; expected \
                 `after_s` up to {}",
                place + 1,
                level.after_s,
                overflow.seconds,
                overflow.seconds,
            );
            found.push(mend(LEVEL_TOO_LATE.at(way!["queues", queue, "levels", place, "after_s"], message)));
        }
    }
}

/// DIST-19: preferred agents must be members, and push only.
fn preferred(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (place, contact) in view.policy.contacts().iter().enumerate() {
        for (number, agent) in contact.preferred.iter().enumerate() {
            let pushed = |queue: &switchboard::QueueId| {
                let mut comes = view.workstreams_of(queue.index()).into_iter();
                comes.any(|one| view.workstream(one).distribution == Distribution::Push)
            };
            let user = &view.policy.users()[agent.index()];
            if user.queues.iter().any(pushed) {
                continue;
            }
            let message = format!(
                "`{}` is preferred by `{}`, but is in no queue to which routed conversations come; expected an agent who is",
                user.name, contact.name,
            );
            let at = way!["contacts", place, "preferred", number];
            let fault = PREFERRED_NOT_MEMBER.at(at.clone(), message);
            let title = format!("take `{}` from the preferred agents of `{}`", user.name, contact.name);
            found.push(if contact.preferred.len() > 1 { fault.mend_by_removing(title, at) } else { fault });
        }
    }
}
