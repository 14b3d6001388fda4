//! Who can be given what (DIST-11): queues nobody can serve, costs nobody can hold, profiles and skills nobody has.
//!
//! The conditions are those of the router's filter, asked of an agent with nothing in hand and in whatever presence suits
//! best: what fails then always fails.

use switchboard::{
    AssignmentRule, Bases, Distribution, ProfileId, QueueKind, SkillId, SkillMatching, User, Workstream,
};

use super::check::{
    AGENT_GETS_NOTHING, BLOCKED_FOR_EVER, CHANNEL_NOBODY_SERVES, COST_NOBODY_HOLDS, LEVELS_REACH_NOBODY, NO_AGENTS,
    NOBODY_FITS, PROFILE_NOBODY_HAS, QUEUE_WITHOUT_AGENTS, REQUIREMENT_NOBODY_MEETS, RULES_MATCH_NOBODY,
    SKILL_NOBODY_HAS,
};
use super::view::{View, Way, is_agent, listed, way};
use super::{Diagnostic, Edit, Value};

/// A condition that every agent who gets a conversation meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// CAP-09.
    Unblocked,
    /// PRES-19.
    Channel,
    /// CAP-03.
    Units(u16),
    /// CAP-05, CAP-06.
    Profile(ProfileId),
    /// DIST-16.
    Skill(SkillId, u8),
    /// DIST-21: in a group of some level, where others may not have it.
    Level,
    /// DIST-18.
    Rules,
}

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if !view.policy.users().iter().any(is_agent) {
        let message = "nobody is an agent, so nothing is ever answered; expected a user with the role `agent`";
        found.push(NO_AGENTS.at(way!["users"], message));
        return;
    }
    for queue in 0..view.policy.queues().len() {
        queue_without_agents(view, queue, found);
        for workstream in view.workstreams_of(queue) {
            is_served(view, workstream, queue, found);
        }
    }
    requirements(view, found);
    for (entry, user) in view.first_people().filter(|(_, user)| is_agent(user)) {
        blocked(view, entry, user, found);
        gets_something(view, entry, user, found);
    }
}

fn queue_without_agents(view: &View<'_>, queue: usize, found: &mut Vec<Diagnostic>) {
    let feeds = &view.feeds[queue];
    if feeds.is_empty() || view.agents_of(queue).next().is_some() {
        return;
    }
    let name = view.queue_name(queue);
    let workstreams = view.workstreams_of(queue);
    let names = listed(workstreams.iter().map(|number| &*view.workstream(*number).name));
    let id = switchboard::QueueId::at(queue);
    let bots = view.policy.users().iter().any(|user| user.roles.bot && user.queues.contains(&id));
    let what = match view.policy.queues()[queue].kind {
        QueueKind::Record => "wait in it for ever",
        QueueKind::Messaging | QueueKind::Voice if bots => "wait in it for ever, since only bots are members",
        QueueKind::Messaging | QueueKind::Voice => "close on arrival",
    };
    let message = format!(
        "queue `{name}` has no agents, so conversations of {names} {what}; expected an agent with `{name}` in `queues`, \
         or `everyone = true`"
    );
    let diagnostic = QUEUE_WITHOUT_AGENTS.at(way!["queues", queue, "name"], message);
    // Whoever would be a member must be of use there, or the fix only moves the fault.
    let fits_all = workstreams.iter().all(|number| {
        let needs = needs(view, *number, queue);
        let everyone = view.policy.users().iter().filter(|user| is_agent(user));
        everyone.into_iter().any(|user| needs.iter().all(|need| meets(view, *number, queue, user, *need)))
    });
    found.push(match fits_all {
        true => diagnostic.mend(
            format!("make every agent a member of `{name}`"),
            vec![Edit::Set { path: way!["queues", queue, "everyone"], value: Value::Truth(true) }],
        ),
        false => diagnostic,
    });
}

/// What an agent must have to be given conversations of this workstream from this queue.
fn needs(view: &View<'_>, number: usize, queue: usize) -> Vec<Need> {
    let workstream = view.workstream(number);
    if workstream.distribution == Distribution::Pick {
        // AG-01, CAP-12: who picks is a member, and may exceed what there is.
        return Vec::new();
    }
    let mut needs = vec![Need::Unblocked];
    let profiles = workstream.profiles.iter().map(Need::Profile);
    if view.is_custom(queue) {
        needs.extend(profiles);
        needs.push(Need::Rules);
        return needs;
    }
    needs.push(Need::Channel);
    needs.push(Need::Units(workstream.cost));
    needs.extend(profiles);
    needs.extend(view.exact(workstream).iter().map(|(skill, proficiency)| Need::Skill(*skill, *proficiency)));
    let rules = &view.policy.queues()[queue];
    if rules.groups_only && !rules.levels.is_empty() {
        needs.push(Need::Level);
    }
    needs
}

/// Whether somebody meets the need, with nothing in hand.
fn meets(view: &View<'_>, number: usize, queue: usize, user: &User, need: Need) -> bool {
    let workstream = view.workstream(number);
    match need {
        Need::Unblocked => blocking_profile(view, user).is_none(),
        Need::Channel => user.serves(workstream.channel),
        Need::Units(cost) => user.units >= cost,
        Need::Profile(profile) => user.limits[profile.index()].is_some_and(|limit| limit > 0),
        Need::Skill(skill, proficiency) => user.skills[skill.index()] >= proficiency,
        Need::Level => view.policy.queues()[queue].levels.iter().any(|level| level.groups.meets(user.groups)),
        Need::Rules => {
            let rules = &view.policy.queues()[queue].rules;
            rules.iter().any(|rule| rule_matches(view, rule, Some(workstream), user))
        }
    }
}

/// Whether an assignment rule can match somebody (DIST-18); its skills are known only where the workstream names them, and
/// then only as far as classification names no others.
pub(super) fn rule_matches(
    view: &View<'_>,
    rule: &AssignmentRule,
    workstream: Option<&Workstream>,
    user: &User,
) -> bool {
    let required = workstream.and_then(|workstream| workstream.requirement).filter(|_| rule.skills);
    let qualified = required.is_none_or(|requirement| {
        let skills = &view.policy.requirements()[requirement.index()].skills;
        skills.iter().all(|(skill, proficiency)| user.skills[skill.index()] >= *proficiency)
    });
    rule.presences != Some(Bases::NONE)
        && rule.groups.is_none_or(|groups| groups.meets(user.groups))
        && rule.units.is_none_or(|units| user.units >= units)
        && qualified
}

/// CAP-09: a blocking profile that is at its limit before anything comes.
fn blocking_profile(view: &View<'_>, user: &User) -> Option<usize> {
    let profiles = view.policy.profiles().iter().zip(&user.limits).enumerate();
    profiles.into_iter().find(|(_, (profile, limit))| profile.blocking && **limit == Some(0)).map(|(place, _)| place)
}

fn is_served(view: &View<'_>, number: usize, queue: usize, found: &mut Vec<Diagnostic>) {
    let members: Vec<(usize, &User)> = view.agents_of(queue).collect();
    if members.is_empty() || nothing_allowed(view, number, queue) {
        return;
    }
    let needs = needs(view, number, queue);
    let meets = |user: &User, need: &Need| meets(view, number, queue, user, *need);
    let (met, missing): (Vec<Need>, Vec<Need>) =
        needs.iter().partition(|need| members.iter().any(|(_, user)| meets(user, need)));
    // Whoever would be fine but for what nobody has: a fix for others would only move the fault.
    let able: Vec<(usize, &User)> =
        members.iter().copied().filter(|(_, user)| met.iter().all(|need| meets(user, need))).collect();
    for need in &missing {
        found.extend(nobody(view, number, queue, &members, &able, *need));
    }
    if !missing.is_empty() || !able.is_empty() {
        return;
    }
    let lacks = needs.iter().filter_map(|need| {
        let without = members.iter().filter(|(_, user)| !meets(user, need)).count();
        (without > 0).then(|| format!("{without} of {} {}", members.len(), lack(view, number, *need)))
    });
    let message = format!(
        "no agent of queue `{}`{} can be given a conversation of `{}`: {}; expected one agent who meets all",
        view.queue_name(queue),
        by_way(view, number, queue),
        view.workstream(number).name,
        lacks.collect::<Vec<_>>().join(", "),
    );
    found.push(NOBODY_FITS.at(way!["workstreams", number, "name"], message));
}

/// PRES-03: reported once for the workstream. Custom methods do not ask (DIST-18).
fn nothing_allowed(view: &View<'_>, number: usize, queue: usize) -> bool {
    let workstream = view.workstream(number);
    workstream.allowed == Bases::NONE && workstream.distribution == Distribution::Push && !view.is_custom(queue)
}

/// How the conversations come to this queue, where it is not their own.
fn by_way(view: &View<'_>, number: usize, queue: usize) -> String {
    let ways = view.feeds[queue].iter().filter(|feed| feed.workstream == number);
    match ways.map(|feed| feed.way).next() {
        Some(Way::Own) | None => String::new(),
        Some(Way::Route) => String::from(" (by its routes)"),
        Some(Way::Fallback) => String::from(" (its fallback queue)"),
        Some(Way::Overflow { from }) => format!(" (by overflow from `{}`)", view.queue_name(from)),
    }
}

fn lack(view: &View<'_>, number: usize, need: Need) -> String {
    match need {
        Need::Unblocked => String::from("are blocked"),
        Need::Channel => format!("do not serve {}", view.workstream(number).channel),
        Need::Units(cost) => format!("have less than {cost} units"),
        Need::Profile(profile) => format!("have no room in `{}`", view.policy.profiles()[profile.index()].name),
        Need::Skill(skill, proficiency) => {
            format!("have `{}` below {proficiency} or not at all", view.policy.skills()[skill.index()])
        }
        Need::Level => String::from("are in no group of a level"),
        Need::Rules => String::from("match no rule"),
    }
}

/// The finding that no member meets this need; nothing for what is reported elsewhere. `able` are those who meet all that
/// somebody meets.
fn nobody(
    view: &View<'_>,
    number: usize,
    queue: usize,
    members: &[(usize, &User)],
    able: &[(usize, &User)],
    need: Need,
) -> Option<Diagnostic> {
    let workstream = view.workstream(number);
    let (name, at) = (&workstream.name, view.queue_name(queue));
    let way = by_way(view, number, queue);
    let first = able.first().map(|(place, _)| view.entries[*place]);
    let (fault, fix) = match need {
        Need::Unblocked => return None,
        Need::Channel => {
            let channel = workstream.channel;
            let message = format!(
                "no agent of queue `{at}`{way} serves channel {channel} of `{name}`; expected an agent with `{channel}` in \
                 `channels`, or without `channels`"
            );
            let fix = first.map(|entry| {
                let edit =
                    Edit::Add { path: way!["users", entry, "channels"], value: Value::Word(channel.name().to_owned()) };
                (format!("let `{}` serve {channel}", view.entry_name(entry)), edit)
            });
            (CHANNEL_NOBODY_SERVES.at(way!["workstreams", number, "channel"], message), fix)
        }
        Need::Units(cost) => {
            let most = members.iter().map(|(_, user)| user.units).max().unwrap_or(0);
            let message = match most {
                0 => format!(
                    "a conversation of `{name}` costs {cost} units, but no agent of queue `{at}`{way} has any; expected an \
                     agent with {cost} units or more"
                ),
                most => format!(
                    "a conversation of `{name}` costs {cost} units, but no agent of queue `{at}`{way} has more than {most}; \
                     expected a cost of {most} or less, or an agent with {cost} units or more"
                ),
            };
            let fix = match (able.iter().map(|(_, user)| user.units).max().unwrap_or(0), first) {
                (0, None) => None,
                (0, Some(entry)) => {
                    let value = Value::Number(i64::from(cost));
                    let edit = Edit::Set { path: way!["users", entry, "units"], value };
                    Some((format!("give `{}` {cost} units", view.entry_name(entry)), edit))
                }
                (most, _) => {
                    let value = Value::Number(i64::from(most));
                    let edit = Edit::Set { path: way!["workstreams", number, "cost"], value };
                    Some((format!("lower the cost of `{name}` to {most}"), edit))
                }
            };
            (COST_NOBODY_HOLDS.at(way!["workstreams", number, "cost"], message), fix)
        }
        Need::Profile(profile) => {
            let rules = &view.policy.profiles()[profile.index()];
            let own = &rules.name;
            let message = format!(
                "every conversation of `{name}` carries profile `{own}`, but no agent of queue `{at}`{way} has room in it; \
                 expected an agent with the profile and a limit of 1 or more"
            );
            let fix = first.map(|entry| {
                let value = if rules.limit > 0 { Value::Truth(true) } else { Value::Number(1) };
                let edit = Edit::Set { path: way!["users", entry, "profiles", own.as_str()], value };
                (format!("give profile `{own}` to `{}`", view.entry_name(entry)), edit)
            });
            let carried = view.spec.workstreams[number].profiles.iter().position(|name| name == own).unwrap_or(0);
            (PROFILE_NOBODY_HAS.at(way!["workstreams", number, "profiles", carried], message), fix)
        }
        Need::Skill(skill, wanted) => {
            let requirement = workstream.requirement?.index();
            let taken = &view.policy.requirements()[requirement].name;
            let own = &view.policy.skills()[skill.index()];
            let best = |people: &[(usize, &User)]| people.iter().map(|(_, user)| user.skills[skill.index()]).max();
            let has = match best(members) {
                None | Some(0) => String::from("has it at all"),
                Some(best) => format!("has it above {best}"),
            };
            let message = format!(
                "conversations of `{name}` take skill `{own}` at {wanted} (`{taken}`), but no agent of queue `{at}`{way} \
                 {has}; expected an agent with {wanted} or more"
            );
            let place = way!["requirements", requirement, "skills", own.as_str()];
            let fix = best(able).filter(|best| *best > 0).map(|best| {
                let edit = Edit::Set { path: place.clone(), value: Value::Number(i64::from(best)) };
                (format!("lower `{own}` in `{taken}` to {best}"), edit)
            });
            (SKILL_NOBODY_HAS.at(place, message), fix)
        }
        Need::Level => {
            let message = format!(
                "only the groups of its levels may have what is in queue `{at}`{way}, and no agent of it is in one of them; \
                 expected an agent in one of these groups, or `levels_fallback = \"queue\"`"
            );
            let place = way!["queues", queue, "levels_fallback"];
            let edit = Edit::Set { path: place.clone(), value: Value::Word(String::from("queue")) };
            let title = format!("let every agent of `{at}` have what the levels do not give away");
            (LEVELS_REACH_NOBODY.at(place, message), first.map(|_| (title, edit)))
        }
        Need::Rules => {
            let message = format!(
                "no rule of queue `{at}`{way} can match one of its agents for a conversation of `{name}`, so it stays \
                 queued; expected a rule that does"
            );
            (RULES_MATCH_NOBODY.at(way!["queues", queue, "rules"], message), None)
        }
    };
    Some(match fix {
        Some((title, edit)) => fault.mend(title, vec![edit]),
        None => fault,
    })
}

/// DIST-16: what no workstream names, but classification may.
fn requirements(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let workstreams = view.policy.workstreams();
    let Some(exact) = workstreams.iter().find(|one| one.skill_matching == SkillMatching::Exact) else { return };
    for (place, requirement) in view.policy.requirements().iter().enumerate() {
        let named = workstreams.iter().any(|one| one.requirement.is_some_and(|own| own.index() == place));
        let meets =
            |user: &User| requirement.skills.iter().all(|(skill, wanted)| user.skills[skill.index()] >= *wanted);
        if !named && !view.policy.users().iter().any(|user| is_agent(user) && meets(user)) {
            let message = format!(
                "no agent meets requirement `{}`, and a conversation of `{}` that is given it by classification stays \
                 queued, since matching is exact; expected an agent with all of its skills at their proficiency",
                requirement.name, exact.name,
            );
            found.push(REQUIREMENT_NOBODY_MEETS.at(way!["requirements", place, "name"], message));
        }
    }
}

fn blocked(view: &View<'_>, entry: usize, user: &User, found: &mut Vec<Diagnostic>) {
    let Some(profile) = blocking_profile(view, user) else { return };
    let name = &view.policy.profiles()[profile].name;
    let at = way!["users", entry, "profiles", name.as_str()];
    let message = format!(
        "`{}` has blocking profile `{name}` with the limit 0, which is reached before anything comes: no work is routed \
         there at all; expected a limit of 1 or more, or to leave the profile out",
        view.entry_name(entry),
    );
    found.push(
        BLOCKED_FOR_EVER
            .at(at.clone(), message)
            .mend_by_removing(format!("take profile `{name}` from `{}`", view.entry_name(entry)), at),
    );
}

fn gets_something(view: &View<'_>, entry: usize, user: &User, found: &mut Vec<Diagnostic>) {
    if blocking_profile(view, user).is_some() {
        return;
    }
    let mut pairs = user.queues.iter().flat_map(|queue| {
        let queue = queue.index();
        view.workstreams_of(queue).into_iter().map(move |workstream| (workstream, queue))
    });
    let given = |(workstream, queue): (usize, usize)| {
        let needs = needs(view, workstream, queue);
        needs.iter().all(|need| meets(view, workstream, queue, user, *need))
    };
    let name = view.entry_name(entry);
    if user.queues.is_empty() {
        let message = format!(
            "agent `{name}` is in no queue, so nothing is routed there; expected at least one name in `queues`"
        );
        found.push(AGENT_GETS_NOTHING.at(way!["users", entry, "queues"], message));
    } else if !pairs.any(given) {
        let queues = listed(user.queues.iter().map(|queue| view.queue_name(queue.index())));
        let message = format!(
            "no conversation that comes to {queues} can be routed to agent `{name}`; expected the units, profiles, channels \
             and skills that one of these queues takes"
        );
        found.push(AGENT_GETS_NOTHING.at(way!["users", entry, "name"], message));
    }
}
