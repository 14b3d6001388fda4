//! What can be seen of a center, told and compared.

use std::borrow::Cow;

use switchboard::notation::Names;
use switchboard::{ContactCenter, ConversationId, Phase, Policy, Primary, ProfileId, QueueId, Seat, Stage, UserId};

use super::wire::{Aspect, Line, Person, SeatName, Seen, Sits, Standing, State};

/// One thing in which two states differ, in words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// What it is about, such as `c1` or `units of ann`.
    pub what: String,
    /// What the rules say.
    pub expected: String,
    /// What the implementation says.
    pub got: String,
}

/// Whether an aspect is among those that are told.
pub(crate) fn tells(aspects: &[Aspect], aspect: Aspect) -> bool {
    aspects.contains(&aspect)
}

/// The state of a center, with everything that an observer can see.
#[must_use]
pub fn observe(center: &ContactCenter, names: &Names) -> State<'static> {
    let policy = center.policy();
    let name = |user: UserId| Cow::Owned(policy.users()[user.index()].name.clone());
    let conversations = center
        .conversations()
        .map(|id| {
            let (hold, raised) = talk(center, id);
            Seen {
                name: Cow::Owned(names.name(id)),
                state: standing(center.stage(id)),
                queue: center.queue_of(id).map(|queue| Cow::Owned(policy.queues()[queue.index()].name.clone())),
                holder: holder(center, id).map(name),
                seats: seats(center, id),
                hold,
                raised,
                away: center.is_customer_away(id),
            }
        })
        .collect();
    let people = (0..policy.users().len())
        .map(UserId::at)
        .map(|user| Person {
            name: name(user),
            presence: Some(Cow::Owned(policy.presences()[center.presence(user).index()].name.clone())),
            available: Some(center.available_units(user)),
            profiles: used(center, user),
        })
        .collect();
    let queues = (0..policy.queues().len())
        .map(QueueId::at)
        .map(|queue| Line {
            name: Cow::Owned(policy.queues()[queue.index()].name.clone()),
            line: center.waiting_line(queue).map(|id| Cow::Owned(names.name(id))).collect(),
        })
        .collect();
    State { conversations, people, queues }
}

/// Everything in which a told state differs from the rules' own, as far as these aspects are told.
#[must_use]
pub fn compare(center: &ContactCenter, names: &Names, aspects: &[Aspect], told: &State<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    for id in center.conversations() {
        let name = names.name(id);
        match told.conversations.iter().find(|seen| seen.name == name) {
            Some(seen) => conversation(center, id, aspects, seen, &mut found),
            None if center.stage(id) == Stage::Closed => {}
            None if tells(aspects, Aspect::State) => found.push(Difference {
                what: name,
                expected: state_in_words(center, id),
                got: "not there, or closed".to_owned(),
            }),
            None => {}
        }
    }
    for (place, seen) in told.conversations.iter().enumerate() {
        if told.conversations[..place].iter().any(|other| other.name == seen.name) {
            found.push(Difference {
                what: seen.name.to_string(),
                expected: "told once".to_owned(),
                got: "told more than once".to_owned(),
            });
        }
        let known = center.conversations().any(|id| names.name(id) == seen.name);
        if !known && seen.state != Standing::Closed {
            found.push(Difference {
                what: seen.name.to_string(),
                expected: "no such conversation".to_owned(),
                got: seen_in_words(seen),
            });
        }
    }
    for person in &told.people {
        one_person(center, aspects, person, &mut found);
    }
    if tells(aspects, Aspect::Line) {
        for line in &told.queues {
            let Some(queue) = center.policy().queue(&line.name) else {
                found.push(unknown("queue", &line.name));
                continue;
            };
            let same = center.waiting_line(queue).map(|id| names.name(id)).eq(line.line.iter().map(|it| &**it));
            if !same {
                let waits: Vec<String> = center.waiting_line(queue).map(|id| names.name(id)).collect();
                let told: Vec<&str> = line.line.iter().map(|name| &**name).collect();
                found.push(Difference {
                    what: format!("queue {}", line.name),
                    expected: list(&waits),
                    got: list(&told),
                });
            }
        }
    }
    found
}

/// Whether a told state differs in nothing.
#[must_use]
pub fn same(center: &ContactCenter, names: &Names, aspects: &[Aspect], told: &State<'_>) -> bool {
    compare(center, names, aspects, told).is_empty()
}

fn unknown(what: &str, name: &str) -> Difference {
    Difference { what: format!("{what} {name}"), expected: format!("a {what} of the policy"), got: format!("`{name}`") }
}

fn list<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    if names.is_empty() { "empty".to_owned() } else { names.join(", ") }
}

fn conversation(
    center: &ContactCenter,
    id: ConversationId,
    aspects: &[Aspect],
    seen: &Seen<'_>,
    found: &mut Vec<Difference>,
) {
    let policy = center.policy();
    let stage = center.stage(id);
    let name = |user: UserId| policy.users()[user.index()].name.as_str();
    let mut differ = |what: &str, expected: String, got: String| {
        found.push(Difference { what: format!("{what}{}", seen.name), expected, got });
    };
    let fits = seen.state == standing(stage)
        || (seen.state == Standing::Active && matches!(stage, Stage::Offered | Stage::InConversation));
    if tells(aspects, Aspect::State) && !fits {
        differ("", state_in_words(center, id), seen_in_words(seen));
        return;
    }
    // Nobody asks who had what is closed, or where it waited.
    if stage == Stage::Closed {
        return;
    }
    let has = holder(center, id).map(name);
    if tells(aspects, Aspect::Holder) && has != seen.holder.as_deref() {
        let told = |holder: Option<&str>| holder.unwrap_or("nobody").to_owned();
        differ("holder of ", told(has), told(seen.holder.as_deref()));
    }
    let queue = center.queue_of(id).map(|queue| policy.queues()[queue.index()].name.as_str());
    if tells(aspects, Aspect::Queue) && queue != seen.queue.as_deref() {
        let told = |queue: Option<&str>| queue.unwrap_or("none").to_owned();
        differ("queue of ", told(queue), told(seen.queue.as_deref()));
    }
    if tells(aspects, Aspect::Seats) {
        let same = center.participants(id).len() == seen.seats.len()
            && center.participants(id).iter().all(|seat| {
                seen.seats.iter().any(|told| told.name == name(seat.user) && told.seat == seat_name(seat.seat))
            });
        if !same {
            let told = |seats: &[Sits<'_>]| {
                let all: Vec<String> = seats.iter().map(|it| format!("{} {}", it.name, seat_words(it.seat))).collect();
                if all.is_empty() { "nobody".to_owned() } else { all.join(", ") }
            };
            differ("beside the one who leads ", told(&seats(center, id)), told(&seen.seats));
        }
    }
    if tells(aspects, Aspect::Talk) {
        let (hold, raised) = talk(center, id);
        let is = (hold, raised, center.is_customer_away(id));
        let told = (seen.hold, seen.raised, seen.away);
        if is != told {
            let words = |(hold, raised, away): (bool, bool, bool)| {
                let not = |flag: bool| if flag { "" } else { "not " };
                format!("{}on hold, {}raised to a call, customer {}away", not(hold), not(raised), not(away))
            };
            differ("", words(is), words(told));
        }
    }
}

fn one_person(center: &ContactCenter, aspects: &[Aspect], person: &Person<'_>, found: &mut Vec<Difference>) {
    let policy = center.policy();
    let Some(user) = policy.user(&person.name) else {
        found.push(unknown("person", &person.name));
        return;
    };
    if let Some(told) = person.presence.as_deref().filter(|_| tells(aspects, Aspect::Presence)) {
        let is = center.presence(user);
        if policy.presence(told) != Some(is) {
            found.push(Difference {
                what: format!("presence of {}", person.name),
                expected: policy.presences()[is.index()].name.clone(),
                got: told.to_owned(),
            });
        }
    }
    if let Some(told) = person.available.filter(|_| tells(aspects, Aspect::Available)) {
        let is = center.available_units(user);
        if is != told {
            found.push(Difference {
                what: format!("units that {} has left", person.name),
                expected: is.to_string(),
                got: told.to_string(),
            });
        }
    }
    if tells(aspects, Aspect::Profiles) && !person.profiles.is_empty() {
        let is = used(center, user);
        if is != person.profiles {
            found.push(Difference {
                what: format!("profiles that {} uses", person.name),
                expected: format!("{is:?}"),
                got: format!("{:?}", person.profiles),
            });
        }
    }
}

const fn standing(stage: Stage) -> Standing {
    match stage {
        Stage::Open => Standing::Open,
        Stage::Offered => Standing::Offered,
        Stage::InConversation => Standing::InConversation,
        Stage::Waiting => Standing::Waiting,
        Stage::WrapUp => Standing::WrapUp,
        Stage::Closed => Standing::Closed,
    }
}

/// Who has a conversation, a bot included.
fn holder(center: &ContactCenter, id: ConversationId) -> Option<UserId> {
    match center.phase(id) {
        Phase::InConversation(talk) => match talk.primary {
            Primary::Agent(user) | Primary::Bot(user) => Some(user),
            Primary::Outside => None,
        },
        phase @ (Phase::Offered(_) | Phase::Waiting { .. } | Phase::WrapUp(_)) => phase.holder(),
        Phase::Open { .. } | Phase::Closed { .. } => None,
    }
}

/// Whether the customer is on hold, and whether a chat is raised to a call.
fn talk(center: &ContactCenter, id: ConversationId) -> (bool, bool) {
    match center.phase(id) {
        Phase::InConversation(talk) => (talk.hold, talk.leg),
        Phase::Open { .. } | Phase::Offered(_) | Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => {
            (false, false)
        }
    }
}

fn used(center: &ContactCenter, user: UserId) -> Vec<i32> {
    (0..center.policy().profiles().len()).map(ProfileId::at).map(|profile| center.used_profile(user, profile)).collect()
}

fn seats(center: &ContactCenter, id: ConversationId) -> Vec<Sits<'static>> {
    let policy: &Policy = center.policy();
    let mut seats: Vec<Sits<'static>> = center
        .participants(id)
        .iter()
        .map(|seat| Sits {
            name: Cow::Owned(policy.users()[seat.user.index()].name.clone()),
            seat: seat_name(seat.seat),
        })
        .collect();
    seats.sort_unstable();
    seats
}

const fn seat_name(seat: Seat) -> SeatName {
    match seat {
        Seat::ConsultOffered => SeatName::ConsultOffered,
        Seat::Consulting { .. } => SeatName::Consulting,
        Seat::Monitoring => SeatName::Monitoring,
        Seat::Joined => SeatName::Joined,
    }
}

const fn seat_words(seat: SeatName) -> &'static str {
    match seat {
        SeatName::ConsultOffered => "asked to consult",
        SeatName::Consulting => "consults",
        SeatName::Monitoring => "monitors",
        SeatName::Joined => "has joined",
    }
}

const fn words(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "Open",
        Standing::Offered => "Active, awaiting acceptance",
        Standing::InConversation => "Active, in conversation",
        Standing::Active => "Active",
        Standing::Waiting => "Waiting",
        Standing::WrapUp => "Wrap-up",
        Standing::Closed => "Closed",
    }
}

/// Where a conversation stands, in words.
fn state_in_words(center: &ContactCenter, id: ConversationId) -> String {
    let who = holder(center, id).map(|user| format!(" with {}", center.policy().users()[user.index()].name));
    format!("{}{}", words(standing(center.stage(id))), who.unwrap_or_default())
}

fn seen_in_words(seen: &Seen<'_>) -> String {
    let who = seen.holder.as_deref().map(|name| format!(" with {name}"));
    format!("{}{}", words(seen.state), who.unwrap_or_default())
}
