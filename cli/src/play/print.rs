//! What the player writes: text for people, one JSON object per statement for programs.

use std::io::{self, Write};

use serde_json::{Value, json};
use switchboard::notation::Notation;
use switchboard::{Answer, QueueId, Rule, UserId};

use super::clock::in_words;
use super::expect::{conversation_state, person_state};
use super::session::{Happened, Session};
use crate::Outcome;
use crate::args::Format;

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
        answer: Answer,
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
                "words": code.map(switchboard::Code::words),
                "rule": rule.map(explained),
                "events": events,
            }));
        }
        writeln!(self.out, "{:>8}  {said}", in_words(now))?;
        writeln!(self.out, "          {}", notation.answer(&answer))?;
        if let Some(rule) = rule {
            writeln!(self.out, "            {}", notation.rule(rule))?;
        }
        for event in events {
            writeln!(self.out, "            {} ({})", event.text, event.rule.id())?;
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
            (Format::Text, None) => writeln!(self.out, "          {line}: so it is"),
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

    /// Everything that is the case.
    pub(super) fn state(&mut self, session: &Session) -> io::Result<()> {
        let policy = session.center.policy();
        let mut lines = vec![format!("it is {}", in_words(session.clock.now))];
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

    pub(super) fn help(&mut self) -> io::Result<()> {
        self.say("statements (names in braces):")?;
        for sentence in Notation::sentences().filter(|sentence| !sentence.starts_with("administrator")) {
            self.say(&format!("  {sentence}"))?;
        }
        for own in OWN {
            self.say(&format!("  {own}"))?;
        }
        Ok(())
    }

    /// The last line, and how it went.
    pub(super) fn finish(self) -> io::Result<Outcome> {
        let (checked, failed) = (self.checked, self.failed);
        if checked > 0 || failed > 0 {
            match self.format {
                Format::Json => writeln!(self.out, "{}", json!({ "expectations": checked, "failed": failed }))?,
                Format::Text => writeln!(self.out, "\n{checked} expectations, {failed} failed")?,
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
        "confidence": rule.confidence().name(),
    })
}

/// The player's own statements.
const OWN: [&str; 7] = [
    "at 160 s | after 2 min           time passes, and what runs out on the way happens",
    "sweeps from 2 min                the scheduler looks every 5 minutes from then on (TIM-06)",
    "everybody signs in               every agent signs in",
    "expect done | refused Rp by SUP-XFER-15 | unchanged | no change | event … | no event …",
    "expect c1 is Open in Q1 | Active with A | Active with A awaiting acceptance | Waiting with A | Wrap-up with A | Closed",
    "expect A has used 90 available 10 presence Busy | A is consultant of c1 | A is not in c1 | A declined c1 once",
    "state | quit",
];
