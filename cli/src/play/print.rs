//! What the player writes: text for people, one JSON object per statement for programs.

use std::io::{self, Write};

use serde_json::{Value, json};
use switchboard::notation::Notation;
use switchboard::{Answer, ConversationId, Phase, Primary, ProfileId, QueueId, Rule, Source, UserId};

use super::clock::in_words;
use super::expect::{conversation_state, person_state};
use super::session::{Happened, Session};
use crate::Outcome;
use crate::args::Format;
use crate::layout::{WIDTH, wrapped};
use crate::why::{self, Chosen, Explained, Page, Words};

/// Writes what happens, and remembers whether anything failed.
pub(super) struct Printer<'a> {
    file: String,
    format: Format,
    out: &'a mut dyn Write,
    checked: usize,
    failed: usize,
}

impl<'a> Printer<'a> {
    pub(super) fn new(file: &str, format: Format, out: &'a mut dyn Write) -> Self {
        Self { file: file.to_owned(), format, out, checked: 0, failed: 0 }
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn object(&mut self, object: &Value) -> io::Result<()> {
        writeln!(self.out, "{object}")
    }

    /// Prose of the script, as it is.
    pub(super) fn prose(&mut self, line: &str) -> io::Result<()> {
        match self.format {
            Format::Text => writeln!(self.out, "{line}"),
            Format::Json => Ok(()),
        }
    }

    /// The player's own words to a person.
    pub(super) fn say(&mut self, words: &str) -> io::Result<()> {
        match self.format {
            Format::Text => writeln!(self.out, "{words}"),
            Format::Json => self.object(&json!({ "message": words })),
        }
    }

    pub(super) fn prompt(&mut self) -> io::Result<()> {
        if self.format == Format::Text {
            write!(self.out, "> ")?;
        }
        self.out.flush()
    }

    pub(super) fn variation(&mut self, title: &str) -> io::Result<()> {
        match self.format {
            Format::Text => writeln!(self.out, "\n--- {title}"),
            Format::Json => self.object(&json!({ "variation": title })),
        }
    }

    /// A statement, or with no line number something that ran out, with its answer and events.
    pub(super) fn applied(
        &mut self,
        session: &Session,
        number: Option<usize>,
        said: &str,
        (answer, why): (Answer, Option<&str>),
        events: &[Happened],
    ) -> io::Result<()> {
        let notation = Notation::new(session.center.policy(), &session.names);
        let now = session.clock.now;
        let (code, rule) = match answer {
            Answer::Done => (None, None),
            Answer::Unchanged(rule) => (None, Some(rule)),
            Answer::Refused(refusal) => (Some(refusal.code), Some(refusal.rule)),
        };
        if self.format == Format::Json {
            let events: Vec<Value> = events
                .iter()
                .map(|event| json!({ "event": event.name, "rule": event.rule.id(), "text": event.text }))
                .collect();
            let word = match answer {
                Answer::Done => "done",
                Answer::Unchanged(_) => "unchanged",
                Answer::Refused(_) => "refused",
            };
            return self.object(&json!({
                "line": number,
                "at_s": now,
                "statement": said,
                "answer": word,
                "code": code.map(switchboard::Code::letters),
                "words": why.or(code.map(switchboard::Code::words)),
                "rule": rule.map(explained),
                "events": events,
            }));
        }
        writeln!(self.out, "{:>8}  {said}", in_words(now))?;
        let words = match (code, why) {
            (Some(code), Some(why)) => notation.answer(&answer).replace(code.words(), why),
            (_, None) | (None, _) => notation.answer(&answer),
        };
        writeln!(self.out, "          {}", wrapped(&words, WIDTH, 10, 12))?;
        if let Some(rule) = rule {
            writeln!(self.out, "            {}", wrapped(&notation.rule(rule), WIDTH, 12, 14))?;
            for source in Source::cited(rule.source()) {
                let titled = format!("source {}: {} ({})", source.code, source.title, source.editions);
                writeln!(self.out, "            {}", wrapped(&titled, WIDTH, 12, 14))?;
            }
        }
        for event in events {
            let told = format!("{} ({})", event.text, event.rule.id());
            writeln!(self.out, "            {}", wrapped(&told, WIDTH, 12, 14))?;
        }
        Ok(())
    }

    /// An expectation, and if it does not hold what is so.
    pub(super) fn expectation(&mut self, number: usize, line: &str, failure: Option<&str>) -> io::Result<()> {
        self.checked += 1;
        self.failed += usize::from(failure.is_some());
        match (self.format, failure) {
            (Format::Json, failure) => self.object(&json!({
                "line": number,
                "expectation": line,
                "holds": failure.is_none(),
                "is": failure,
            })),
            (Format::Text, None) => {
                writeln!(self.out, "          {}", wrapped(&format!("{line}: so it is"), WIDTH, 10, 12))
            }
            (Format::Text, Some(failure)) => writeln!(self.out, "{}:{number}: {line}, but {failure}", self.file),
        }
    }

    /// Something that must never be.
    pub(super) fn broken(&mut self, number: usize, words: &str) -> io::Result<()> {
        self.failed += 1;
        match self.format {
            Format::Json => self.object(&json!({ "line": number, "broken": words })),
            Format::Text => writeln!(self.out, "{}:{number}: an invariant of the rules is broken: {words}", self.file),
        }
    }

    /// Why a conversation has whom it has, or nobody.
    pub(super) fn why(
        &mut self,
        session: &Session,
        said: &str,
        explained: &Explained,
        chosen: Option<&Chosen>,
    ) -> io::Result<()> {
        let words = Words::new(&session.center, &session.names);
        match self.format {
            Format::Json => self.object(&json!({
                "at_s": session.clock.now,
                "statement": said,
                "why": why::json(&words, explained, chosen),
            })),
            Format::Text => {
                writeln!(self.out, "{:>8}  {said}", in_words(session.clock.now))?;
                why::text(self.out, Page { indent: 10, width: WIDTH }, &words, explained, chosen)
            }
        }
    }

    /// Everything that is the case.
    pub(super) fn state(&mut self, session: &Session) -> io::Result<()> {
        if self.format == Format::Json {
            return self.object(&json!({ "state": state(session) }));
        }
        let policy = session.center.policy();
        let mut lines = vec![format!("it is {} under preset {}", in_words(session.clock.now), preset(session))];
        for (name, id) in session.names.iter() {
            lines.push(format!("{name} is {}", conversation_state(session, id)));
        }
        for (place, user) in policy.users().iter().enumerate().filter(|(_, user)| user.roles.agent) {
            lines.push(format!("{} has {}", user.name, person_state(session, UserId::at(place))));
        }
        for (place, queue) in policy.queues().iter().enumerate() {
            lines.push(format!("queue {} holds {}", queue.name, session.center.queue_length(QueueId::at(place))));
        }
        for line in lines {
            self.say(&line)?;
        }
        Ok(())
    }

    pub(super) fn help(&mut self, session: &Session) -> io::Result<()> {
        let sentences = || Notation::sentences().filter(|sentence| !sentence.starts_with("administrator"));
        if self.format == Format::Json {
            let names: serde_json::Map<String, Value> =
                names(session).into_iter().map(|(kind, names)| (kind.to_owned(), Value::from(names))).collect();
            return self.object(&json!({
                "statements": sentences().chain(OWN.iter().map(|own| own.0)).collect::<Vec<&str>>(),
                "names": names,
            }));
        }
        self.say("statements (names in braces):")?;
        for sentence in sentences() {
            self.say(&format!("  {}", wrapped(sentence, WIDTH, 2, 9)))?;
        }
        for (own, does) in OWN {
            self.say(&format!("  {}", wrapped(own, WIDTH, 2, 9)))?;
            if !does.is_empty() {
                self.say(&format!("      {}", wrapped(does, WIDTH, 6, 6)))?;
            }
        }
        self.say("names:")?;
        for (kind, names) in names(session) {
            let names = if names.is_empty() { "none yet".to_owned() } else { names.join(", ") };
            self.say(&format!("  {kind:<14} {}", wrapped(&names, WIDTH, 17, 17)))?;
        }
        Ok(())
    }

    /// The last line, and how it went.
    pub(super) fn finish(self) -> io::Result<Outcome> {
        let (checked, failed) = (self.checked, self.failed);
        if checked > 0 || failed > 0 {
            match self.format {
                Format::Json => writeln!(self.out, "{}", json!({ "expectations": checked, "failed": failed }))?,
                Format::Text => {
                    let plural = if checked == 1 { "" } else { "s" };
                    writeln!(self.out, "\n{checked} expectation{plural}, {failed} failed")?;
                }
            }
        }
        Ok(if failed == 0 { Outcome::Clean } else { Outcome::Broken })
    }
}

/// A rule for programs.
fn explained(rule: Rule) -> Value {
    json!({
        "id": rule.id(),
        "sentence": rule.sentence(),
        "source": rule.source(),
        "sources": Source::cited(rule.source()).map(|source| source.title).collect::<Vec<&str>>(),
        "confidence": rule.confidence().name(),
    })
}

/// The player's own statements, and what they do where they do not say it themselves.
const OWN: &[(&str, &str)] = &[
    ("at 160 s | after 2 min", "time passes, and what runs out on the way happens"),
    ("sweeps from 2 min", "the scheduler looks every 5 minutes from then on (TIM-06)"),
    ("tick", "the scheduler looks now, besides its looks every 5 minutes"),
    ("configuration takes 15 min", "changes of units, limits, members and switches happen that much later (CAP-26)"),
    ("everybody signs in", "every agent signs in"),
    ("expect done | refused Rp by SUP-XFER-15 | unchanged | no change | event … | no event …", ""),
    (
        "expect c1 is Open in Q1 | Active with A | Active with A awaiting acceptance | Waiting with A | Wrap-up with A \
         | Closed",
        "",
    ),
    (
        "expect A has used 90 available 10 presence Busy | A is consultant of c1 | A is not in c1 | A declined c1 once",
        "",
    ),
    ("expect first wait of c1 is 30 s | segment wait of c1 is 10 s | speed to answer of c1 is 30 s", ""),
    ("expect S sees c1, c2 | S sees nothing", "what the list of ongoing conversations shows a supervisor (POL-38)"),
    ("expect policy refused \"words of the reason\"", "after `--- under POL-08 = a`: the policy does not hold so"),
    ("why c1 | why c1 not A", "who is excluded by which rule, who would be next, and what would change it"),
    ("state | help or ? | quit or exit", ""),
];

/// The names that exist, by kind.
fn names(session: &Session) -> Vec<(&'static str, Vec<String>)> {
    let policy = session.center.policy();
    let people = |agents: bool| {
        policy.users().iter().filter(|user| user.roles.agent == agents).map(|user| user.name.clone()).collect()
    };
    vec![
        ("agents", people(true)),
        ("others", people(false)),
        ("queues", policy.queues().iter().map(|queue| queue.name.clone()).collect()),
        ("workstreams", policy.workstreams().iter().map(|workstream| workstream.name.clone()).collect()),
        ("presences", policy.presences().iter().map(|presence| presence.name.clone()).collect()),
        ("profiles", policy.profiles().iter().map(|profile| profile.name.clone()).collect()),
        ("conversations", session.names.iter().map(|(name, _)| name.to_owned()).collect()),
        ("timers", switchboard::Timer::ALL.iter().map(|timer| timer.name().to_owned()).collect()),
    ]
}

/// The preset that the policy started from.
fn preset(session: &Session) -> &'static str {
    session.center.policy().base_preset().name()
}

/// Everything that is the case, as data.
fn state(session: &Session) -> Value {
    let policy = session.center.policy();
    let conversations: Vec<Value> = session.names.iter().map(|(name, id)| conversation(session, name, id)).collect();
    let agents = policy.users().iter().enumerate().filter(|(_, user)| user.roles.agent);
    let agents: Vec<Value> = agents.map(|(place, user)| person(session, &user.name, UserId::at(place))).collect();
    let queues = policy.queues().iter().enumerate().map(|(place, queue)| {
        let waiting: Vec<String> =
            session.center.waiting_line(QueueId::at(place)).map(|id| session.names.name(id)).collect();
        json!({ "name": queue.name, "holds": waiting })
    });
    json!({
        "at_s": session.clock.now,
        "policy": policy.name(),
        "preset": preset(session),
        "conversations": conversations,
        "agents": agents,
        "queues": queues.collect::<Vec<Value>>(),
    })
}

fn conversation(session: &Session, name: &str, id: ConversationId) -> Value {
    let center = &session.center;
    let policy = center.policy();
    let user = |user: UserId| policy.users()[user.index()].name.clone();
    let phase = center.phase(id);
    let (primary, offered, last) = match phase {
        Phase::Offered(offer) => (None, Some(user(offer.agent)), None),
        Phase::InConversation(talk) => match talk.primary {
            Primary::Agent(agent) | Primary::Bot(agent) => (Some(user(agent)), None, None),
            Primary::Outside => (None, None, None),
        },
        Phase::Waiting { last } => (None, None, last.map(user)),
        Phase::WrapUp(wrap) => (Some(user(wrap.agent)), None, None),
        Phase::Open { .. } | Phase::Closed { .. } => (None, None, None),
    };
    json!({
        "name": name,
        "state": center.stage(id).name(),
        "queue": center.queue_of(id).map(|queue| &*policy.queues()[queue.index()].name),
        "primary": primary,
        "offered_to": offered,
        "last_agent": last,
    })
}

fn person(session: &Session, name: &str, user: UserId) -> Value {
    let center = &session.center;
    let policy = center.policy();
    let profiles: Vec<Value> = policy
        .profiles()
        .iter()
        .enumerate()
        .filter_map(|(place, profile)| {
            let id = ProfileId::at(place);
            let limit = center.profile_limit(user, id)?;
            Some(json!({ "name": profile.name, "used": center.used_profile(user, id), "limit": limit }))
        })
        .collect();
    json!({
        "name": name,
        "signed_in": center.is_signed_in(user),
        "presence": policy.presences()[center.presence(user).index()].name,
        "used": center.used_units(user),
        "available": center.available_units(user),
        "profiles": profiles,
    })
}
