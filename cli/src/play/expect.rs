//! Expectations: what a script says must be so after a statement, and what is so instead when it is not.

use switchboard::{
    Answer, Channel, Code, ConversationId, Phase, Primary, QueueId, Rule, Seat, Stage, UserId, Visibility,
};

use super::clock::in_words;
use super::reader::{Read, Reader};
use super::session::{Last, Session};

/// `None` when it holds, else what is so.
pub(super) type Verdict = Option<String>;

/// Checks the expectation of a line.
pub(super) fn check(session: &Session, line: &str) -> Read<Verdict> {
    let policy = session.center.shared_policy();
    let mut reader = Reader::new(&policy, &session.names, line);
    reader.must("expect")?;
    if let Some(verdict) = about_last(session, &mut reader)? {
        return Ok(verdict);
    }
    let verdict = if reader.takes("timer") {
        let timer = reader.timer()?;
        reader.must("of")?;
        let id = reader.conversation()?;
        reader.must("at")?;
        let at = reader.span()?;
        match session.clock.due(id, timer, policy.switches().auto_close_sweep) {
            Some(due) => (due != at).then(|| format!("it ends at {}", in_words(due))),
            None => Some(String::from("it does not run")),
        }
    } else if reader.takes("rule") {
        let rule = reader.timeout_rule()?;
        reader.must("of")?;
        let id = reader.conversation()?;
        reader.must("at")?;
        let at = reader.span()?;
        match session.clock.rule_due(id, rule) {
            Some(due) => (due != at).then(|| format!("it acts at {}", in_words(due))),
            None => Some(String::from("it does not count")),
        }
    } else if reader.takes("no rule") {
        let rule = reader.timeout_rule()?;
        reader.must("of")?;
        let id = reader.conversation()?;
        session.clock.rule_due(id, rule).map(|due| format!("it acts at {}", in_words(due)))
    } else if reader.takes("no timer") {
        let timer = reader.timer()?;
        reader.must("of")?;
        let id = reader.conversation()?;
        session
            .clock
            .due(id, timer, policy.switches().auto_close_sweep)
            .map(|due| format!("it ends at {}", in_words(due)))
    } else if reader.takes("queue") {
        queue(session, &mut reader)?
    } else if reader.takes("first wait of") {
        let id = reader.conversation()?;
        reader.must("is")?;
        let span = reader.span()?;
        metric(session.visits.get(&id).and_then(|visit| visit.first_wait()), Some(span))
    } else if reader.takes("segment wait of") {
        let id = reader.conversation()?;
        reader.must("is")?;
        let span = reader.span()?;
        metric(session.visits.get(&id).and_then(|visit| visit.segment_wait()), Some(span))
    } else if reader.takes("speed to answer of") {
        let id = reader.conversation()?;
        reader.must("is")?;
        let span = reader.span()?;
        metric(session.visits.get(&id).and_then(|visit| visit.speed_to_answer()), Some(span))
    } else if reader.takes("no speed to answer of") {
        let id = reader.conversation()?;
        metric(session.visits.get(&id).and_then(|visit| visit.speed_to_answer()), None)
    } else if reader.peek().is_some_and(|word| reader.names.id(word).is_some()) {
        let id = reader.conversation()?;
        conversation(session, id, &mut reader)?
    } else if reader.peek().is_some_and(|word| reader.policy.user(word).is_some()) {
        let user = reader.user()?;
        person(session, user, &mut reader)?
    } else {
        let fixed = [
            "done",
            "refused",
            "unchanged",
            "no change",
            "event",
            "no event",
            "2 events",
            "timer",
            "queue",
            "policy refused",
        ];
        let names = reader.names.iter().map(|(name, _)| name.to_owned());
        let users = reader.policy.users().iter().map(|user| user.name.clone());
        let expected: Vec<String> = fixed.iter().map(|word| format!("`{word}`")).chain(names).chain(users).collect();
        return Err(reader.unknown("expectation", expected));
    };
    reader.end()?;
    Ok(verdict)
}

fn metric(is: Option<u64>, expected: Option<u64>) -> Verdict {
    (is != expected)
        .then(|| is.map_or_else(|| String::from("there is none"), |span| format!("it is {}", in_words(span))))
}

/// Expectations about the last statement: its answer and its events.
fn about_last(session: &Session, reader: &mut Reader<'_>) -> Read<Option<Verdict>> {
    let last = session.last.as_ref();
    let answer = last.and_then(|last| last.answer);
    let told = || match (last, answer) {
        (None, _) => String::from("nothing has been tried yet"),
        (Some(_), None) => String::from("time passed and nothing was tried"),
        (Some(_), Some(answer)) => format!("it is {answer}"),
    };
    let verdict = if reader.takes("done") {
        (answer != Some(Answer::Done)).then(told)
    } else if reader.takes("unchanged") {
        let by = if reader.takes("by") { Some(reader.rule()?) } else { None };
        let holds = match answer {
            Some(Answer::Unchanged(rule)) => by.is_none_or(|by| by == rule),
            Some(Answer::Done | Answer::Refused(_)) | None => false,
        };
        (!holds).then(told)
    } else if reader.takes("refused") {
        let Some(code) = reader.peek().and_then(Code::lettered) else {
            return Err(reader.unknown("code", Code::ALL.iter().map(|code| code.letters().to_owned())));
        };
        reader.must(code.letters())?;
        let by = if reader.takes("by") { Some(reader.rule()?) } else { None };
        let holds = match answer {
            Some(Answer::Refused(refusal)) => refusal.code == code && by.is_none_or(|by| by == refusal.rule),
            Some(Answer::Done | Answer::Unchanged(_)) | None => false,
        };
        (!holds).then(told)
    } else if reader.takes("policy refused") {
        let _reason = reader.rest();
        Some(String::from("it holds"))
    } else if reader.takes("no change") {
        let same = last.is_none_or(|last| last.before == session.center && last.events.is_empty());
        (!same).then(|| String::from("the state is not as it was before the statement"))
    } else if reader.takes("event") {
        let wanted = reader.rest();
        let found = last.is_some_and(|last| happened(last, &wanted));
        (!found).then(|| match last.filter(|last| !last.events.is_empty()) {
            None => String::from("nothing happened"),
            Some(last) => {
                let told: Vec<String> = last.events.iter().map(|event| format!("`{}`", event.text)).collect();
                format!("what happened is {}", told.join(", "))
            }
        })
    } else if reader.peek().is_some_and(|word| word.bytes().all(|letter| letter.is_ascii_digit())) {
        let wanted = reader.number()?;
        if !reader.takes("events") {
            reader.must("event")?;
        }
        let count = last.map_or(0, |last| last.events.len());
        (i64::try_from(count) != Ok(wanted)).then(|| format!("the number of events is {count}"))
    } else if reader.takes("no event") {
        let wanted = reader.rest();
        last.is_some_and(|last| happened(last, &wanted)).then(|| String::from("it happened"))
    } else {
        return Ok(None);
    };
    reader.end()?;
    Ok(Some(verdict))
}

/// Whether an event of this name, or of these words, happened.
fn happened(last: &Last, wanted: &str) -> bool {
    let plain = |text: &str| text.replace([',', '"'], "");
    last.events.iter().any(|event| event.name == wanted || plain(&event.text) == plain(wanted))
}

fn queue(session: &Session, reader: &mut Reader<'_>) -> Read<Verdict> {
    let queue = reader.queue()?;
    let mut wanted = Vec::new();
    if !reader.takes("is empty") {
        if !reader.takes("holds") {
            return Err(reader.expected(&["holds", "is empty"]));
        }
        wanted.push(reader.conversation()?);
        while reader.peek().is_some() {
            wanted.push(reader.conversation()?);
        }
    }
    let line: Vec<ConversationId> = session.center.waiting_line(queue).collect();
    Ok((line != wanted).then(|| {
        let names: Vec<String> = line.iter().map(|id| session.names.name(*id)).collect();
        if names.is_empty() { String::from("it is empty") } else { format!("it holds {}", names.join(", ")) }
    }))
}

fn conversation(session: &Session, id: ConversationId, reader: &mut Reader<'_>) -> Read<Verdict> {
    let center = &session.center;
    if reader.takes("may be assigned to") {
        return if reader.takes("queues") {
            queues(session, &center.queue_targets(id), reader)
        } else {
            agents(session, &center.assign_candidates(id), reader)
        };
    }
    if reader.takes("may be transferred to") {
        return agents(session, &center.transfer_candidates(id), reader);
    }
    reader.must("is")?;
    let visit = session.visits.get(&id).copied().unwrap_or_default();
    let abandoned = visit.is_abandoned(center.policy().switches());
    if reader.takes("not abandoned") {
        return Ok(abandoned.then(|| String::from("it is abandoned")));
    }
    if reader.takes("abandoned") {
        return Ok((!abandoned).then(|| format!("it is {}", conversation_state(session, id))));
    }
    let raised = match center.phase(id) {
        Phase::InConversation(talk) => talk.leg,
        Phase::Open { .. } | Phase::Offered(_) | Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => {
            false
        }
    };
    if reader.takes("raised to a call") {
        return Ok((!raised).then(|| String::from("no call runs")));
    }
    if reader.takes("not raised to a call") {
        return Ok(raised.then(|| String::from("a call runs")));
    }
    let holds = state(session, id, reader)?;
    Ok((!holds).then(|| format!("it is {}", conversation_state(session, id))))
}

/// `Open in Q1`, `Active with B awaiting acceptance`, `Waiting with A`, `Wrap-up with A`, `Closed`.
fn state(session: &Session, id: ConversationId, reader: &mut Reader<'_>) -> Read<bool> {
    let center = &session.center;
    let phase = center.phase(id);
    if reader.takes("Open") {
        let place = if reader.takes("in") { Some(reader.queue()?) } else { None };
        let open = matches!(phase, Phase::Open { .. });
        return Ok(open && place.is_none_or(|queue| center.queue_of(id) == Some(queue)));
    }
    if reader.takes("Closed") {
        return Ok(matches!(phase, Phase::Closed { .. }));
    }
    if reader.takes("Waiting") {
        let last = if reader.takes("with") { Some(reader.user()?) } else { None };
        return Ok(matches!(phase, Phase::Waiting { .. }) && last.is_none_or(|last| phase.holder() == Some(last)));
    }
    if reader.takes("Wrap-up") {
        let agent = if reader.takes("with") { Some(reader.user()?) } else { None };
        return Ok(matches!(phase, Phase::WrapUp(_)) && agent.is_none_or(|agent| phase.holder() == Some(agent)));
    }
    if !reader.takes("Active with") {
        return Err(reader.expected(&[
            "Open",
            "Active with",
            "Waiting",
            "Wrap-up",
            "Closed",
            "abandoned",
            "not abandoned",
            "raised to a call",
        ]));
    }
    if reader.takes("bot") {
        let bot = reader.user()?;
        return Ok(match phase {
            Phase::InConversation(talk) => talk.primary == Primary::Bot(bot),
            Phase::Open { .. }
            | Phase::Offered(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_)
            | Phase::Closed { .. } => false,
        });
    }
    if reader.takes("somebody outside") {
        return Ok(match phase {
            Phase::InConversation(talk) => talk.primary == Primary::Outside,
            Phase::Open { .. }
            | Phase::Offered(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_)
            | Phase::Closed { .. } => false,
        });
    }
    let agent = reader.user()?;
    let awaiting = reader.takes("awaiting acceptance");
    Ok(match phase {
        Phase::Offered(offer) => awaiting && offer.agent == agent,
        Phase::InConversation(talk) => !awaiting && talk.primary == Primary::Agent(agent),
        Phase::Open { .. } | Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => false,
    })
}

fn agents(session: &Session, listed: &[UserId], reader: &mut Reader<'_>) -> Read<Verdict> {
    let mut wanted = Vec::new();
    if !reader.takes("nobody") {
        if !reader.takes("agents") {
            return Err(reader.expected(&["agents", "queues", "nobody"]));
        }
        wanted.push(reader.user()?);
        while reader.peek().is_some() {
            wanted.push(reader.user()?);
        }
    }
    wanted.sort_unstable();
    let mut listed = listed.to_vec();
    listed.sort_unstable();
    Ok((listed != wanted).then(|| {
        let names: Vec<&str> = listed.iter().map(|user| &*session.center.policy().users()[user.index()].name).collect();
        format!("the list is {}", if names.is_empty() { String::from("empty") } else { names.join(", ") })
    }))
}

fn queues(session: &Session, listed: &[QueueId], reader: &mut Reader<'_>) -> Read<Verdict> {
    let mut wanted = vec![reader.queue()?];
    while reader.peek().is_some() {
        wanted.push(reader.queue()?);
    }
    wanted.sort_unstable();
    let mut listed = listed.to_vec();
    listed.sort_unstable();
    Ok((listed != wanted).then(|| {
        let names: Vec<&str> =
            listed.iter().map(|queue| &*session.center.policy().queues()[queue.index()].name).collect();
        format!("the list is {}", if names.is_empty() { String::from("empty") } else { names.join(", ") })
    }))
}

fn person(session: &Session, user: UserId, reader: &mut Reader<'_>) -> Read<Verdict> {
    let center = &session.center;
    if reader.takes("has") {
        let mut holds = true;
        loop {
            if reader.takes("used") {
                let used = reader.number()?;
                if reader.takes("of profile") {
                    let profile = reader.profile()?;
                    holds &= i64::from(center.used_profile(user, profile)) == used;
                } else {
                    holds &= i64::from(center.used_units(user)) == used;
                }
            } else if reader.takes("available") {
                holds &= i64::from(center.available_units(user)) == reader.number()?;
            } else if reader.takes("presence") {
                holds &= center.presence(user) == reader.presence()?;
            } else {
                return Err(reader.expected(&["used", "available", "presence"]));
            }
            if reader.peek().is_none() {
                break;
            }
        }
        return Ok((!holds).then(|| format!("it is {}", person_state(session, user))));
    }
    if reader.takes("declined") {
        let id = reader.conversation()?;
        let times = if reader.takes("never") {
            0
        } else if reader.takes("once") {
            1
        } else if reader.takes("twice") {
            2
        } else {
            let times = reader.number()?;
            reader.must("times")?;
            times
        };
        let declines = center.declines(id, user);
        return Ok((i64::from(declines) != times).then(|| format!("the count is {declines}")));
    }
    if reader.takes("works on") {
        return listed(session, reader, center.my_work_items(user).collect());
    }
    if reader.takes("may take") {
        return listed(session, reader, center.open_work_items(user).collect());
    }
    if reader.takes("sees") {
        return sees(session, user, reader);
    }
    reader.must("is")?;
    seat(session, user, reader)
}

/// What a supervisor's list of ongoing conversations shows (POL-38): the older dashboard everything, the report what is
/// young enough, is no record (PART-06) and stands in a queue of the supervisor's own (SUP-G-04).
fn sees(session: &Session, user: UserId, reader: &mut Reader<'_>) -> Read<Verdict> {
    let center = &session.center;
    let window_s = match center.policy().switches().visibility {
        Visibility::EveryQueue => None,
        Visibility::OwnQueues => Some(2 * 3_600),
        Visibility::OwnQueuesLastDay => Some(24 * 3_600),
    };
    let shown = |id: ConversationId| {
        let begun = session.visits.get(&id).map_or(0, |visit| visit.created_at);
        let listed = window_s.filter(|_| Rule::Part06.holds()).is_none_or(|window_s| {
            session.clock.now - begun <= window_s
                && center.channel_of(id) != Some(Channel::Record)
                && center.queue_of(id).is_some_and(|queue| center.is_member(user, queue))
        });
        listed && center.stage(id) != Stage::Closed
    };
    let mut wanted = Vec::new();
    if !reader.takes("nothing") {
        wanted.push(reader.conversation()?);
        while reader.peek().is_some() {
            wanted.push(reader.conversation()?);
        }
    }
    wanted.sort_unstable();
    let mut listed: Vec<ConversationId> = session.names.iter().map(|(_, id)| id).filter(|id| shown(*id)).collect();
    listed.sort_unstable();
    Ok((listed != wanted).then(|| {
        let names: Vec<String> = listed.iter().map(|id| session.names.name(*id)).collect();
        format!("the list is {}", if names.is_empty() { String::from("empty") } else { names.join(", ") })
    }))
}

/// `consultant of c1`, `asked to consult on c1`, `monitor of c1`, `joined in c1`, `not in c1`.
fn seat(session: &Session, user: UserId, reader: &mut Reader<'_>) -> Read<Verdict> {
    let found = |id| {
        let seats = session.center.participants(id).iter();
        seats.filter(|participant| participant.user == user).map(|participant| participant.seat).next()
    };
    let words = |id| match (found(id), session.center.phase(id).holder() == Some(user)) {
        (_, true) => "the one who holds it",
        (None, false) => "not in it",
        (Some(Seat::ConsultOffered), false) => "asked to consult",
        (Some(Seat::Consulting { .. }), false) => "consultant",
        (Some(Seat::Monitoring), false) => "monitor",
        (Some(Seat::Joined), false) => "joined",
    };
    let (id, wanted) = if reader.takes("consultant of") {
        (reader.conversation()?, "consultant")
    } else if reader.takes("asked to consult on") {
        (reader.conversation()?, "asked to consult")
    } else if reader.takes("monitor of") {
        (reader.conversation()?, "monitor")
    } else if reader.takes("joined in") {
        (reader.conversation()?, "joined")
    } else if reader.takes("not in") {
        (reader.conversation()?, "not in it")
    } else {
        return Err(reader.expected(&["consultant of", "asked to consult on", "monitor of", "joined in", "not in"]));
    };
    Ok((words(id) != wanted).then(|| format!("it is so: {}", words(id))))
}

/// Where a conversation stands, in the words of expectations.
pub(super) fn conversation_state(session: &Session, id: ConversationId) -> String {
    let center = &session.center;
    let policy = center.policy();
    let user = |user: UserId| policy.users()[user.index()].name.clone();
    let queue = center.queue_of(id).map_or("no queue", |queue| &*policy.queues()[queue.index()].name);
    match center.phase(id) {
        Phase::Open { .. } => format!("Open in {queue}"),
        Phase::Offered(offer) => format!("Active with {} awaiting acceptance in {queue}", user(offer.agent)),
        Phase::InConversation(talk) => {
            let primary = match talk.primary {
                Primary::Agent(agent) => user(agent),
                Primary::Bot(bot) => format!("bot {}", user(bot)),
                Primary::Outside => String::from("somebody outside"),
            };
            let leg = if talk.leg { ", raised to a call" } else { "" };
            format!("Active with {primary} in {queue}{leg}")
        }
        Phase::Waiting { last } => {
            format!("Waiting with {}", last.map_or_else(|| String::from("nobody"), user))
        }
        Phase::WrapUp(wrap) => format!("Wrap-up with {}", user(wrap.agent)),
        Phase::Closed { .. } => String::from("Closed"),
    }
}

/// What a person has, in the words of expectations.
/// Whether a list of an agent holds exactly the conversations named, or none (ST-52).
fn listed(session: &Session, reader: &mut Reader<'_>, list: Vec<ConversationId>) -> Read<Verdict> {
    let mut wanted = Vec::new();
    if !reader.takes("nothing") {
        wanted.push(reader.conversation()?);
        while reader.peek().is_some() {
            wanted.push(reader.conversation()?);
        }
    }
    Ok((list != wanted).then(|| {
        let names: Vec<String> = list.iter().map(|id| session.names.name(*id)).collect();
        if names.is_empty() { String::from("it is nothing") } else { format!("it is {}", names.join(", ")) }
    }))
}

pub(super) fn person_state(session: &Session, user: UserId) -> String {
    let center = &session.center;
    let policy = center.policy();
    let mut text = format!(
        "used {} available {} presence {}",
        center.used_units(user),
        center.available_units(user),
        policy.presences()[center.presence(user).index()].name
    );
    for (place, profile) in policy.profiles().iter().enumerate() {
        let id = switchboard::ProfileId::at(place);
        if center.profile_limit(user, id).is_some() {
            text.push_str(&format!(", used {} of profile {}", center.used_profile(user, id), profile.name));
        }
    }
    text
}
