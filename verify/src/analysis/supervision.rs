//! What supervisors may do (section 2.0), and what people must be told about it.

use switchboard::{Toggle, User, Visibility};

use super::check::{
    ADMINISTRATOR_ONLY, ASSIGN_BLOCKED, MONITORING_WITHOUT_NOTICE, SUPERVISOR_CAN_DO_NOTHING, SUPERVISOR_SEES_NOTHING,
    TOGGLE_NOBODY_USES,
};
use super::view::{View, listed, way};
use super::{Diagnostic, Edit, Value};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let supervisors: Vec<(usize, &User)> = view.first_people().filter(|(_, user)| user.roles.supervisor).collect();
    let on = |toggle: Toggle| view.policy.toggle(toggle);
    let some_on = Toggle::ALL.into_iter().any(on);
    if let Some((entry, _)) = supervisors.first()
        && !some_on
    {
        let message = format!(
            "`{}` is a supervisor, but monitor, assign, transfer and force close are all off; expected one of `monitor`, \
             `assign`, `transfer` and `force_close` to be true in `settings`",
            view.entry_name(*entry),
        );
        found.push(SUPERVISOR_CAN_DO_NOTHING.at(way!["settings", "monitor"], message));
    }
    for (entry, user) in &supervisors {
        supervisor(view, *entry, user, some_on, found);
    }
    if supervisors.is_empty() {
        nobody(view, some_on, found);
    } else if on(Toggle::Monitor) {
        let message = "supervisors may monitor conversations, of which nobody is told: customers and agents must be told \
                       that they may be monitored, recorded and stored, with consent where the law asks for it; expected a \
                       notice outside of the policy, or `monitor = false`";
        let at = way!["settings", "monitor"];
        let edit = Edit::Set { path: at.clone(), value: Value::Truth(false) };
        found.push(
            MONITORING_WITHOUT_NOTICE.at(at, message).mend("switch monitoring off until everybody is told", vec![edit]),
        );
    }
}

fn supervisor(view: &View<'_>, entry: usize, user: &User, some_on: bool, found: &mut Vec<Diagnostic>) {
    let name = view.entry_name(entry);
    if user.roles.api_access && view.policy.toggle(Toggle::Assign) {
        let roles = view.spec.users[entry].roles.iter().flatten();
        let place = roles.enumerate().find(|(_, role)| *role == "api-access").map_or(0, |(place, _)| place);
        let at = way!["users", entry, "roles", place];
        let message = format!(
            "supervisor `{name}` has the role `api-access`, with which every assignment is refused, though `assign` is on; \
             expected the role `supervisor` without `api-access`"
        );
        let title = format!("take the role `api-access` from `{name}`");
        found.push(ASSIGN_BLOCKED.at(at.clone(), message).mend_by_removing(title, at));
    }
    let comes = |queue: usize| !view.feeds[queue].is_empty();
    let sees_all = view.policy.switches().visibility == Visibility::EveryQueue;
    if sees_all || !some_on || user.queues.iter().any(|queue| comes(queue.index())) {
        return;
    }
    let queues: Vec<&str> =
        (0..view.policy.queues().len()).filter(|queue| comes(*queue)).map(|queue| view.queue_name(queue)).collect();
    if queues.is_empty() {
        return;
    }
    let message = format!(
        "supervisor `{name}` is in no queue to which conversations come, and sees only those of own queues under POL-38 {}; \
         expected some of {} in `queues`, or POL-38 a",
        view.policy.switches().get("POL-38").map_or('b', |option| option.letter),
        listed(queues.iter().copied()),
    );
    let at = way!["users", entry, "queues"];
    let fault = SUPERVISOR_SEES_NOTHING.at(at.clone(), message);
    // Somebody who is an agent as well would be given work there.
    found.push(match user.roles.agent {
        true => fault,
        false => {
            let add = |queue: &&str| Edit::Add { path: at.clone(), value: Value::Word((*queue).to_owned()) };
            fault.mend(format!("make `{name}` a member of every queue"), queues.iter().map(add).collect())
        }
    });
}

/// SUP-G-02: without the role nobody may do anything, whatever is on.
fn nobody(view: &View<'_>, some_on: bool, found: &mut Vec<Diagnostic>) {
    let settings = &view.spec.settings;
    for (key, written) in [
        ("monitor", settings.monitor),
        ("assign", settings.assign),
        ("transfer", settings.transfer),
        ("force_close", settings.force_close),
    ] {
        if written == Some(true) {
            let at = way!["settings", key];
            let message =
                format!("`{key}` is on, but nobody is a supervisor; expected a user with the role `supervisor`");
            found.push(TOGGLE_NOBODY_USES.at(at.clone(), message).mend_by_removing(format!("remove `{key}`"), at));
        }
    }
    let administrator = view.first_people().find(|(_, user)| user.roles.administrator);
    if let Some((entry, _)) = administrator.filter(|_| some_on) {
        let message = format!(
            "`{}` is an administrator, which is not enough to monitor, assign, transfer or force close, and nobody is a \
             supervisor; expected the role `supervisor` besides",
            view.entry_name(entry),
        );
        found.push(ADMINISTRATOR_ONLY.at(way!["users", entry, "roles"], message));
    }
}
