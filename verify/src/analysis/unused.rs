//! What nothing in the policy names. Classification may still give a conversation a profile, a class or a requirement, so
//! of these only what could not matter even then is told.

use switchboard::{PolicyStep, SkillMatching};

use super::Diagnostic;
use super::check::UNUSED;
use super::effect::asks;
use super::view::{View, way};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    queues(view, found);
    profiles(view, found);
    skills(view, found);
    classes(view, found);
    for (place, group) in view.spec.groups.iter().enumerate() {
        let queues = view.spec.queues.iter();
        let mut named = queues.flat_map(|queue| {
            let rules = queue.rules.iter().filter_map(|rule| rule.groups.as_ref()).flatten();
            rules.chain(queue.levels.iter().flat_map(|level| &level.groups))
        });
        if !named.any(|name| name == group) {
            let held = view.spec.users.iter().any(|user| user.groups.contains(group));
            let message = format!("group `{group}` stands in no level and in no rule; expected one that names it");
            found.push(removed(
                way!["groups", place],
                message,
                &format!("group `{group}`"),
                !held,
                &["DIST-18", "DIST-21"],
            ));
        }
    }
    for (place, hours) in view.spec.hours.iter().enumerate() {
        if !view.spec.queues.iter().any(|queue| queue.hours.as_ref() == Some(&hours.name)) {
            let message = format!("no queue keeps hours `{}`; expected one with them as `hours`", hours.name);
            let what = format!("hours `{}`", hours.name);
            let mut fault = removed(way!["hours", place, "name"], message, &what, false, &["OH-01"]);
            fault = fault.mend_by_removing(format!("remove {what}"), way!["hours", place]);
            found.push(fault);
        }
    }
    people(view, found);
}

/// A finding about something that can go where nothing else names it.
fn removed(at: Vec<PolicyStep>, message: String, what: &str, can_go: bool, rules: &[&'static str]) -> Diagnostic {
    let mut fault = UNUSED.at(at.clone(), message);
    fault.rules = rules.to_vec();
    if can_go { fault.mend_by_removing(format!("remove {what}"), at) } else { fault }
}

fn queues(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (queue, feeds) in view.feeds.iter().enumerate() {
        if feeds.is_empty() {
            let message = format!(
                "nothing is routed to queue `{}`, so conversations come there by hand only; expected a workstream, a route \
                 or an overflow that names it",
                view.queue_name(queue),
            );
            found.push(removed(way!["queues", queue, "name"], message, "", false, &["DIST-01"]));
        }
    }
}

fn profiles(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let spec = view.spec;
    for (place, profile) in spec.profiles.iter().enumerate() {
        let name = &profile.name;
        let carried = spec.workstreams.iter().any(|one| one.profiles.contains(name));
        let asked = spec.workstreams.iter().flat_map(|one| &one.routes).any(|route| route.profiles.contains(name));
        let sorted =
            spec.queues.iter().flat_map(|queue| &queue.priorities).any(|one| one.profile.as_ref() == Some(name));
        let held = spec.users.iter().any(|user| user.profiles.contains_key(name));
        if carried || asked || sorted || held {
            continue;
        }
        let message = format!(
            "no workstream carries profile `{name}` and no agent has it; expected both, or neither the profile"
        );
        let fault = removed(way!["profiles", place, "name"], message, "", false, &["CAP-05", "CAP-06"]);
        found.push(fault.mend_by_removing(format!("remove profile `{name}`"), way!["profiles", place]));
    }
}

fn skills(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let spec = view.spec;
    for (place, skill) in spec.skills.iter().enumerate() {
        if spec.requirements.iter().any(|requirement| requirement.skills.contains_key(skill)) {
            continue;
        }
        let held = spec.users.iter().any(|user| user.skills.contains_key(skill));
        let message = format!("no requirement takes skill `{skill}`; expected one in `requirements` that does");
        found.push(removed(
            way!["skills", place],
            message,
            &format!("skill `{skill}`"),
            !held,
            &["DIST-16", "DIST-17"],
        ));
    }
    let workstreams = view.policy.workstreams();
    let matched = workstreams.iter().any(|one| one.skill_matching != SkillMatching::None);
    if matched || (0..view.policy.queues().len()).any(|queue| asks(view, queue)) {
        return;
    }
    for (place, requirement) in spec.requirements.iter().enumerate() {
        let message = format!(
            "nothing asks for skills, so requirement `{}` decides nothing; expected `skill_matching` on a workstream, or a \
             rule with `skills`",
            requirement.name
        );
        found.push(removed(
            way!["requirements", place, "name"],
            message,
            "",
            false,
            &["DIST-16", "DIST-17", "DIST-18"],
        ));
    }
}

/// PRIO-04: a class without credit that no bucket names orders nothing, even if classification gives it.
fn classes(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let spec = view.spec;
    for (place, class) in spec.classes.iter().enumerate() {
        let sorted = spec.queues.iter().flat_map(|queue| &queue.priorities);
        if class.credited_wait > 0 || sorted.into_iter().any(|bucket| bucket.class.as_ref() == Some(&class.name)) {
            continue;
        }
        let given = spec.workstreams.iter().any(|one| one.class.as_ref() == Some(&class.name));
        let message = format!(
            "class `{}` orders nothing: it credits no wait, and no bucket names it; expected `credited_wait`, or a bucket",
            class.name
        );
        let fault = removed(way!["classes", place, "name"], message, "", false, &["PRIO-04"]);
        let title = format!("remove class `{}`", class.name);
        found.push(if given { fault } else { fault.mend_by_removing(title, way!["classes", place]) });
    }
}

fn people(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (entry, user) in view.first_people() {
        let (name, roles) = (view.entry_name(entry), user.roles);
        if roles.bot && !view.spec.workstreams.iter().any(|one| one.bot.as_ref() == Some(&user.name)) {
            let message = format!(
                "no workstream has bot `{}`, and bots are given nothing from a queue; expected a workstream with it as `bot`",
                user.name
            );
            found.push(removed(way!["users", entry, "roles"], message, "", false, &["ST-70", "DIST-08"]));
        }
        if !(roles.agent || roles.supervisor || roles.administrator || roles.api_access || roles.bot) {
            let message = format!(
                "`{name}` has no role and can do nothing; expected one of `agent`, `supervisor`, `administrator`, \
                 `api-access` and `bot`"
            );
            found.push(removed(way!["users", entry, "roles"], message, "", false, &["SUP-G-02", "DIST-06"]));
        }
    }
}
