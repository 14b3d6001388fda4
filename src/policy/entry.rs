//! What a policy says about the way into a queue: operating hours, overflow, callbacks, and route-to-queue rules.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::build::{Built, bounded, distinct, named, unknown};
use super::error::{Place, Walk};
use super::spec::{PolicySpec, QueueSpec, RouteSpec, WorkstreamSpec};
use super::{Method, Policy, PolicyErrorKind, PolicyWarning, Profile, Queue, RouteRule, RouteShare};
use crate::channel::{Channel, QueueKind};
use crate::hours::{CalendarDay, Hours, Opening};
use crate::id::{ProfileId, ProfileSet, QueueId};
use crate::overflow::{Condition, Overflow, Treatment, WaitOverflow};
use crate::rule::Rule;

/// CB-01: a callback is offered first after so many seconds.
pub(super) const CALLBACK_FIRST_S: u32 = 30;
/// TIM-21: a callback that nobody makes ends after seven days.
pub(super) const CALLBACK_EXPIRY_S: u32 = 7 * 86_400;
/// DIST-04: so many queues share what fits one rule.
const SHARES_MAX: usize = 5;
/// LIM-01: users per queue with the default methods, and users overall.
const USERS_PER_QUEUE_MAX: usize = 5_000;
const USERS_MAX: usize = 10_000;

fn excluded<T>(path: &[&dyn Place], sentence: String) -> Built<T> {
    Err(Walk::error(PolicyErrorKind::Excluded(sentence), path))
}

/// OH-01: the operating hours.
pub(super) fn hours(spec: &PolicySpec) -> Built<Vec<Hours>> {
    distinct("set of hours", "hours", spec.hours.iter().map(|hours| &*hours.name))?;
    let mut all = Vec::new();
    for (place, spec) in spec.hours.iter().enumerate() {
        let mut openings = Vec::new();
        for (number, text) in spec.open.iter().enumerate() {
            let Some(opening) = Opening::read(text) else {
                let expected = ["mon-fri 08:00-18:00", "sat 09:00-12:00", "daily 00:00-24:00"];
                return Err(unknown("interval", text, expected, &[&"hours", &place, &"open", &number]));
            };
            openings.push(opening);
        }
        let mut holidays = Vec::new();
        for (number, text) in spec.holidays.iter().enumerate() {
            let Some(day) = CalendarDay::read(text) else {
                return Err(unknown("date", text, ["2026-12-25"], &[&"hours", &place, &"holidays", &number]));
            };
            holidays.push(day);
        }
        all.push(Hours { name: spec.name.clone(), openings, holidays });
    }
    Ok(all)
}

/// A queue without its overflow, which may name queues that are still to come.
pub(super) fn queue(spec: &QueueSpec, place: usize, kind: QueueKind, priority: i32, hours: &[Hours]) -> Built<Queue> {
    let own = match &spec.hours {
        None => None,
        Some(name) => {
            let known = hours.iter().map(|hours| &*hours.name);
            Some(named("set of hours", name, known, &[&"queues", &place, &"hours"])?)
        }
    };
    if spec.callback && kind != QueueKind::Voice {
        let sentence = format!("a {} queue calls nobody back, expected `callback = false` (CB-01)", kind.name());
        return excluded(&[&"queues", &place, &"callback"], sentence);
    }
    let threshold_s = spec
        .threshold_s
        .map(|found| bounded("threshold", found, 0, 86_400, &[&"queues", &place, &"threshold_s"]))
        .transpose()?;
    Ok(Queue {
        name: spec.name.clone(),
        kind,
        priority,
        hours: own,
        overflow: Vec::new(),
        wait_overflow: None,
        callback: spec.callback,
        position_text: spec.position_text,
        wait_text: spec.wait_text,
        // What distribution reads is added by the one who knows people and groups.
        method: Method::HighestCapacity,
        rules: Vec::new(),
        priorities: Vec::new(),
        levels: Vec::new(),
        groups_only: false,
        name_place: 0,
        threshold_s,
    })
}

/// Whether anything happens to items on their way into the queue and in it.
pub(super) fn is_tended(queue: &Queue) -> bool {
    let texts = queue.callback || queue.position_text || queue.wait_text;
    texts || queue.hours.is_some() || !queue.overflow.is_empty() || queue.wait_overflow.is_some()
}

/// OVF-01, OVF-06, OVF-07, OVF-10: the overflow of every queue, once all queues are known.
pub(super) fn overflows(specs: &[QueueSpec], queues: &mut [Queue]) -> Built<()> {
    for place in 0..queues.len() {
        let overflow = before_entry(&specs[place], place, queues)?;
        let wait_overflow = in_queue(&specs[place], place, queues)?;
        queues[place].overflow = overflow;
        queues[place].wait_overflow = wait_overflow;
    }
    Ok(())
}

fn before_entry(spec: &QueueSpec, place: usize, queues: &[Queue]) -> Built<Vec<Overflow>> {
    let kind = queues[place].kind;
    let mut all: Vec<Overflow> = Vec::new();
    for (number, line) in spec.overflow.iter().enumerate() {
        let number_path: [&dyn Place; 4] = [&"queues", &place, &"overflow", &number];
        let path = |last: &'static &'static str| -> [&dyn Place; 5] {
            [number_path[0], number_path[1], number_path[2], number_path[3], last]
        };
        let condition = match (&*line.when, kind) {
            ("out-of-hours", _) if queues[place].hours.is_some() => Condition::OutOfHours,
            ("out-of-hours", _) => {
                let sentence = format!("queue `{}` has no operating hours, expected `hours` (OVF-06)", spec.name);
                return excluded(&path(&"when"), sentence);
            }
            ("items", QueueKind::Messaging | QueueKind::Voice) => {
                let limit = line.limit.unwrap_or(0);
                Condition::Items(bounded("limit of items", limit, 1, 100, &path(&"limit"))?)
            }
            ("average-wait", QueueKind::Voice) => {
                let seconds = line.seconds.unwrap_or(0);
                Condition::AverageWait(bounded("average wait in seconds", seconds, 30, 3_600, &path(&"seconds"))?)
            }
            (other, kind) => {
                let known: &[&str] = match kind {
                    QueueKind::Voice => &["out-of-hours", "items", "average-wait"],
                    QueueKind::Messaging => &["out-of-hours", "items"],
                    QueueKind::Record => &["out-of-hours"],
                };
                return Err(unknown("overflow condition", other, known.iter().copied(), &path(&"when")));
            }
        };
        let same = |other: &Overflow| core::mem::discriminant(&other.condition) == core::mem::discriminant(&condition);
        if all.iter().any(same) {
            return Err(super::build::duplicate("overflow condition", &line.when, &path(&"when")));
        }
        // OVF-07.
        let actions: &[&str] = match (kind, condition) {
            _ if !Rule::Ovf07.holds() => &["assign-anyway", "callback", "end", "queue", "external-number", "voicemail"],
            (QueueKind::Voice, Condition::OutOfHours) => {
                &["assign-anyway", "end", "queue", "external-number", "voicemail"]
            }
            (QueueKind::Voice, _) => &["assign-anyway", "callback", "end", "queue", "external-number", "voicemail"],
            (QueueKind::Messaging, _) => &["end", "queue", "assign-anyway"],
            (QueueKind::Record, _) => &["assign-anyway", "queue"],
        };
        let target = line.queue.as_deref();
        let treatment = treatment(&line.action, target, actions, place, queues, &number_path)?;
        all.push(Overflow { condition, treatment });
    }
    // OVF-06: hours bring their condition along.
    let listed = all.iter().any(|overflow| overflow.condition == Condition::OutOfHours);
    if queues[place].hours.is_some() && !listed && Rule::Ovf06.holds() {
        all.push(Overflow { condition: Condition::OutOfHours, treatment: Treatment::AssignAnyway });
    }
    Ok(all)
}

fn in_queue(spec: &QueueSpec, place: usize, queues: &[Queue]) -> Built<Option<WaitOverflow>> {
    let Some(line) = &spec.wait_overflow else { return Ok(None) };
    let (min, max, actions): (i64, i64, &[&str]) = match queues[place].kind {
        QueueKind::Voice => (60, 3_600, &["callback", "queue", "external-number", "voicemail"]),
        QueueKind::Messaging => (60, 172_800, &["end", "queue"]),
        QueueKind::Record => (180, 172_800, &["queue"]),
    };
    let path: [&dyn Place; 4] = [&"queues", &place, &"wait_overflow", &"seconds"];
    let seconds = bounded("waiting time in seconds", line.seconds, min, max, &path)?;
    let treatment = treatment(&line.action, line.queue.as_deref(), actions, place, queues, &path[..3])?;
    Ok(Some(WaitOverflow { seconds, treatment }))
}

/// An action with its queue, if it needs one.
fn treatment(
    action: &str,
    target: Option<&str>,
    allowed: &[&str],
    place: usize,
    queues: &[Queue],
    path: &[&dyn Place],
) -> Built<Treatment> {
    let at = |last: &'static &'static str| {
        let mut steps: Vec<&dyn Place> = path.to_vec();
        steps.push(last);
        steps
    };
    if !allowed.contains(&action) {
        return Err(unknown("overflow action", action, allowed.iter().copied(), &at(&"action")));
    }
    if action != "queue" && target.is_some() {
        let sentence = format!("action `{action}` goes to no queue, expected no `queue`");
        return excluded(&at(&"queue"), sentence);
    }
    Ok(match action {
        "assign-anyway" => Treatment::AssignAnyway,
        "end" => Treatment::End,
        "callback" => Treatment::Callback,
        "external-number" => Treatment::ExternalNumber,
        "voicemail" => Treatment::Voicemail,
        _ => {
            let kind = queues[place].kind;
            // DIST-05: a queue of the same kind, and not the one that overflows.
            let fits = |other: usize| other != place && queues[other].kind == kind;
            let known = (0..queues.len()).filter(|other| fits(*other)).map(|other| &*queues[other].name);
            let name = target.unwrap_or("");
            let found = queues.iter().position(|queue| queue.name == name).filter(|other| fits(*other));
            let Some(found) = found else { return Err(unknown("queue", name, known, &at(&"queue"))) };
            Treatment::Queue(QueueId::at(found))
        }
    })
}

/// DIST-02 to DIST-04: the route-to-queue rules and the fallback queue of a workstream.
pub(super) fn routes(
    spec: &WorkstreamSpec,
    place: usize,
    channel: Channel,
    profiles: &[Profile],
    queues: &[Queue],
) -> Built<(Vec<RouteRule>, Option<QueueId>)> {
    let queue = |name: &str, path: &[&dyn Place]| -> Built<QueueId> {
        let fits = |queue: &&Queue| queue.kind == channel.queue_kind();
        match queues.iter().position(|queue| queue.name == name && queue.kind == channel.queue_kind()) {
            Some(found) => Ok(QueueId::at(found)),
            None => Err(unknown("queue", name, queues.iter().filter(fits).map(|queue| &*queue.name), path)),
        }
    };
    let mut routes = Vec::new();
    for (number, rule) in spec.routes.iter().enumerate() {
        let mut asked = ProfileSet::EMPTY;
        for (nth, name) in rule.profiles.iter().enumerate() {
            let path: [&dyn Place; 6] = [&"workstreams", &place, &"routes", &number, &"profiles", &nth];
            let known = profiles.iter().map(|profile| &*profile.name);
            asked = asked.with(ProfileId::at(named("profile", name, known, &path)?));
        }
        routes.push(RouteRule { profiles: asked, shares: shares(rule, place, number, &queue)? });
    }
    let fallback = match &spec.fallback_queue {
        None => None,
        Some(name) => Some(queue(name, &[&"workstreams", &place, &"fallback_queue"])?),
    };
    Ok((routes, fallback))
}

fn shares(
    rule: &RouteSpec,
    place: usize,
    number: usize,
    queue: &impl Fn(&str, &[&dyn Place]) -> Built<QueueId>,
) -> Built<Vec<RouteShare>> {
    let path: [&dyn Place; 5] = [&"workstreams", &place, &"routes", &number, &"shares"];
    match (&rule.queue, rule.shares.len()) {
        (Some(name), 0) => {
            let path: [&dyn Place; 5] = [&"workstreams", &place, &"routes", &number, &"queue"];
            Ok(Vec::from([RouteShare { queue: queue(name, &path)?, percent: 100 }]))
        }
        (None, 1..=SHARES_MAX) => {
            let mut all = Vec::new();
            for (name, percent) in &rule.shares {
                let percent = bounded("share in percent", *percent, 1, 100, &path)?;
                all.push(RouteShare { queue: queue(name, &path)?, percent });
            }
            let sum: u32 = all.iter().map(|share| u32::from(share.percent)).sum();
            if sum != 100 {
                return excluded(&path, format!("the shares sum to {sum}, expected 100 (DIST-04)"));
            }
            Ok(all)
        }
        (Some(_), _) | (None, _) => {
            let sentence = "a rule goes to one `queue`, or by `shares` to up to five queues (DIST-04)";
            excluded(&path[..4], sentence.to_string())
        }
    }
}

/// LIM-01: what the documented platform would not carry.
pub(super) fn scale(policy: &Policy, warnings: &mut Vec<PolicyWarning>) {
    if !Rule::Lim01.holds() {
        return;
    }
    let users = policy.users.len();
    if users > USERS_MAX {
        let text = format!("{users} users are more than the {USERS_MAX} that the documentation allows (LIM-01)");
        warnings.push(PolicyWarning { path: Walk::path(&[&"users"]), text });
    }
    for (place, queue) in policy.queues.iter().enumerate() {
        let id = QueueId::at(place);
        let members = policy.users.iter().filter(|user| user.queues.contains(&id)).count();
        if members > USERS_PER_QUEUE_MAX {
            let text = format!(
                "queue `{}` has {members} members, more than the {USERS_PER_QUEUE_MAX} that the documentation allows \
                 with the default methods (LIM-01)",
                queue.name
            );
            warnings.push(PolicyWarning { path: Walk::path(&[&"queues", &place]), text });
        }
    }
}
