//! Presences that defeat a setting, and presences in which nobody gets anything (section 4).

use switchboard::{Base, Bases, Distribution, InactiveBase, Workstream};

use super::check::{
    AUTOMATIC_PRESENCE_NOT_ALLOWED, BUSY_NOT_ALLOWED, DEFAULT_PRESENCE_NOT_ALLOWED, DEFAULT_PRESENCE_REPLACED,
    MISSED_OFFER_DEFEATED, NO_PRESENCE_ALLOWED, PRESENCE_NOBODY_SETS, REJECTED_OFFER_DEFEATED,
};
use super::view::{View, is_agent, way};
use super::{Diagnostic, Edit, Value};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (number, workstream) in view.policy.workstreams().iter().enumerate() {
        let asked =
            workstream.distribution == Distribution::Push && view.queues_of(number).any(|queue| !view.is_custom(queue));
        if asked {
            allowed(view, number, workstream, found);
            defeated(view, number, workstream, found);
        }
    }
    rules(view, found);
    defaults(view, found);
    unset(view, found);
}

fn allows(workstream: &Workstream, base: Base) -> bool {
    workstream.allowed.meets(Bases::of(base))
}

fn allowed(view: &View<'_>, number: usize, workstream: &Workstream, found: &mut Vec<Diagnostic>) {
    let name = &workstream.name;
    let at = way!["workstreams", number, "allowed_presences"];
    let (available, busy) = (allows(workstream, Base::Available), allows(workstream, Base::Busy));
    if workstream.allowed == Bases::NONE {
        let message = format!(
            "workstream `{name}` allows no presence, so nobody gets its conversations; expected `Available` and `Busy`, or \
             no `allowed_presences` for these two"
        );
        let title = format!("allow `Available` and `Busy` for `{name}`");
        found.push(NO_PRESENCE_ALLOWED.at(at.clone(), message).mend_by_removing(title, at));
    } else if !available {
        let (when, then) = match busy {
            true => ("who has nothing in hand", "and gets a first conversation only after choosing another"),
            false => ("who has room", "and gets nothing unless another is chosen by hand"),
        };
        let message = format!(
            "workstream `{name}` does not allow `Available`, the presence of an agent {when}, {then}; expected `Available` \
             among `allowed_presences`"
        );
        let edit = Edit::Add { path: at.clone(), value: Value::Word(String::from("Available")) };
        found.push(
            AUTOMATIC_PRESENCE_NOT_ALLOWED.at(at, message).mend(format!("allow `Available` for `{name}`"), vec![edit]),
        );
    } else if !busy && let Some(agent) = second(view, number, workstream) {
        let message = format!(
            "workstream `{name}` does not allow `Busy`, the presence of whoever has something in hand, so nobody gets two \
             of its conversations, though `{agent}` has units for {}; expected `Busy` among `allowed_presences`, if \
             several at once are meant",
            view.policy.user(agent).map_or(0, |user| view.policy.users()[user.index()].units / workstream.cost.max(1)),
        );
        let edit = Edit::Add { path: at.clone(), value: Value::Word(String::from("Busy")) };
        found.push(BUSY_NOT_ALLOWED.at(at, message).mend(format!("allow `Busy` for `{name}`"), vec![edit]));
    }
}

/// An agent of the workstream's queues whose units carry two of its conversations.
fn second<'a>(view: &View<'a>, number: usize, workstream: &Workstream) -> Option<&'a str> {
    let queues: Vec<usize> = view.queues_of(number).collect();
    let agents = queues.into_iter().flat_map(|queue| view.agents_of(queue));
    let fits = |user: &switchboard::User| workstream.cost > 0 && user.units / 2 >= workstream.cost;
    agents.map(|(_, user)| user).find(|user| fits(user)).map(|user| &*user.name)
}

/// PRES-04, PRES-11: what a missed or rejected offer sets is allowed.
fn defeated(view: &View<'_>, number: usize, workstream: &Workstream, found: &mut Vec<Diagnostic>) {
    let settings = view.policy.settings();
    let name = &workstream.name;
    let at = |base: Base| {
        let written = view.spec.workstreams[number].allowed_presences.iter().flatten();
        let place = written.enumerate().find(|(_, name)| Base::named(name) == Some(base)).map_or(0, |(place, _)| place);
        way!["workstreams", number, "allowed_presences", place]
    };
    // DIST-28: under auto-assign nothing is missed or rejected.
    if workstream.auto_assign {
        return;
    }
    let away = view.policy.switches().inactive_base == InactiveBase::Away && allows(workstream, Base::Away);
    if settings.missed_offers_set_inactive && away {
        let message = format!(
            "`missed_offers_set_inactive` is on, but workstream `{name}` allows `Away`, and Inactive counts as Away: who \
             misses an offer gets the next one all the same; expected `allowed_presences` without `Away`"
        );
        let title = format!("do not allow `Away` for `{name}`");
        found.push(MISSED_OFFER_DEFEATED.at(at(Base::Away), message).mend_by_removing(title, at(Base::Away)));
    }
    if settings.rejected_offers_set_dnd && allows(workstream, Base::BusyDnd) {
        let message = format!(
            "`rejected_offers_set_dnd` is on, but workstream `{name}` allows `Do not disturb`: who rejects an offer gets the \
             next one all the same; expected `allowed_presences` without `Do not disturb`"
        );
        let title = format!("do not allow `Do not disturb` for `{name}`");
        found.push(REJECTED_OFFER_DEFEATED.at(at(Base::BusyDnd), message).mend_by_removing(title, at(Base::BusyDnd)));
    }
}

/// DIST-18: a custom method asks only what its rules ask, so a rule that asks no presence takes every one.
fn rules(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let settings = view.policy.settings();
    let counts = view.policy.switches().inactive_base == InactiveBase::Away;
    for (queue, rules) in view.policy.queues().iter().enumerate() {
        let offers = |number: usize| {
            let workstream = view.workstream(number);
            workstream.distribution == Distribution::Push && !workstream.auto_assign
        };
        if !view.workstreams_of(queue).into_iter().any(offers) {
            continue;
        }
        for (place, rule) in rules.rules.iter().enumerate() {
            let admits = |base: Base| rule.presences.is_none_or(|presences| presences.meets(Bases::of(base)));
            let at = way!["queues", queue, "rules", place];
            let name = &rules.name;
            if settings.missed_offers_set_inactive && counts && admits(Base::Away) {
                let message = format!(
                    "`missed_offers_set_inactive` is on, but rule {} of queue `{name}` takes agents who are `Away`, and \
                     Inactive counts as Away; expected `presences` without `Away`",
                    place + 1,
                );
                found.push(MISSED_OFFER_DEFEATED.at(at.clone(), message));
            }
            if settings.rejected_offers_set_dnd && admits(Base::BusyDnd) {
                let message = format!(
                    "`rejected_offers_set_dnd` is on, but rule {} of queue `{name}` takes agents in `Do not disturb`; \
                     expected `presences` without `Do not disturb`",
                    place + 1,
                );
                found.push(REJECTED_OFFER_DEFEATED.at(at, message));
            }
        }
    }
}

/// PRES-05: Offline and Away are kept at sign-in, any other default is replaced.
fn defaults(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (entry, user) in view.first_people().filter(|(_, user)| is_agent(user)) {
        let Some(presence) = user.default_presence else { continue };
        let (base, shown) = (view.policy.base(presence), &view.policy.presences()[presence.index()].name);
        let at = way!["users", entry, "default_presence"];
        let name = view.entry_name(entry);
        let remove = format!("let `{name}` sign in with the presence that capacity gives");
        match base {
            Base::Offline | Base::Away => {
                let queues = user.queues.iter().flat_map(|queue| view.workstreams_of(queue.index()));
                let mut workstreams = queues.map(|number| view.workstream(number)).peekable();
                let some = workstreams.peek().is_some();
                if some && !workstreams.any(|workstream| allows(workstream, base)) {
                    let message = format!(
                        "agent `{name}` signs in as `{shown}`, which no workstream of the agent's queues allows, and gets \
                         nothing until another presence is chosen; expected no `default_presence`, if work is to come at once"
                    );
                    found.push(DEFAULT_PRESENCE_NOT_ALLOWED.at(at.clone(), message).mend_by_removing(remove, at));
                }
            }
            Base::Available | Base::Busy | Base::BusyDnd | Base::Inactive => {
                let message = format!(
                    "default presence `{shown}` of `{name}` is replaced at sign-in by what capacity gives; expected one \
                     whose base is Offline or Away, or no `default_presence`"
                );
                found.push(DEFAULT_PRESENCE_REPLACED.at(at.clone(), message).mend_by_removing(remove, at));
            }
        }
    }
}

/// PRES-20: a custom presence that only a supervisor could set.
fn unset(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (place, spec) in view.spec.presences.iter().enumerate().filter(|(_, spec)| spec.settable == Some(false)) {
        if view.spec.users.iter().any(|user| user.default_presence.as_ref() == Some(&spec.name)) {
            continue;
        }
        let message = format!(
            "agents may not choose presence `{}`, and it is nobody's default: only a supervisor sets it; expected \
             `settable = true`, or an agent with it as `default_presence`",
            spec.name
        );
        let edit = Edit::Set { path: way!["presences", place, "settable"], value: Value::Truth(true) };
        found.push(
            PRESENCE_NOBODY_SETS
                .at(way!["presences", place, "settable"], message)
                .mend(format!("let agents choose `{}`", spec.name), vec![edit]),
        );
    }
}
