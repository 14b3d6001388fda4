//! `switchboard why`: the question asked of a recorded run, at any time of it.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde_json::json as object;
use switchboard::notation::Names;
use switchboard::{ContactCenter, ConversationId, Event, Fact, Phase, Policy, Replica, UserId};
use switchboard_sims::document::{InputError, policy_from_toml};
use switchboard_sims::events::{Entry, EventReader, conversation_name, conversation_named};
use switchboard_sims::tick::{ClockTime, Span, Tick};

use super::{Chosen, Explained, Page, Words, json, text};
use crate::args::{Format, WhyArgs};
use crate::simulate::{plain, read, scenario};
use crate::{Console, Outcome};

/// Answers from the file that the arguments name.
pub(crate) fn command(args: &WhyArgs, console: &mut Console<'_>) -> io::Result<Outcome> {
    match answer(args) {
        Ok(answer) => {
            answer.tell(args, console)?;
            Ok(Outcome::Clean)
        }
        Err(fault) => {
            writeln!(console.err, "{fault}")?;
            Ok(Outcome::Usage)
        }
    }
}

fn answer(args: &WhyArgs) -> Result<Answer, String> {
    let id = conversation_named(&args.conversation).ok_or_else(|| {
        let found = &args.conversation;
        format!("unknown conversation `{found}`, expected a name such as `c12-3`, as in the field `conv` of the file")
    })?;
    let at = args.at.as_deref().map(instant).transpose()?;
    let policy = policy(args)?;
    let only = args.not.as_deref().map(|name| named(&policy, name)).transpose()?;
    let file = args.events.display().to_string();
    let unread = |error: io::Error| {
        format!("{file}: {}; expected a file that `switchboard simulate --events` wrote", plain(error))
    };
    let mut lines = BufReader::new(File::open(&args.events).map_err(unread)?);
    let mut past = Past::new(&policy, id, at, only);
    let mut reader = EventReader::new(&policy, &file);
    let mut line = String::new();
    let mut number = 0;
    while lines.read_line(&mut line).map_err(unread)? > 0 {
        number += 1;
        let entry = reader.read(&line).map_err(|error| blamed(&error, args))?;
        if let Some(entry) = entry
            && !past.take(entry, number).map_err(|(number, words)| {
                blamed(&InputError { file: file.clone(), line: number, column: 1, message: words }, args)
            })?
        {
            break;
        }
        line.clear();
    }
    past.settle().map_err(|(number, words)| {
        blamed(&InputError { file: file.clone(), line: number, column: 1, message: words }, args)
    })?;
    past.answer().map_err(|words| format!("{file}: {words}"))
}

/// A fault of the file; where it may be that the policy is another one, that is said too.
fn blamed(error: &InputError, args: &WhyArgs) -> String {
    let hint = match (&args.scenario, &args.policy) {
        (None, None) => {
            "\nno scenario is given, so the default day's policy was taken; name the one that was simulated \
                         with `--scenario FILE.toml` or `--policy FILE.toml`"
        }
        (Some(_), _) | (_, Some(_)) => "",
    };
    format!("{error}{hint}")
}

/// A clock time, or seconds since midnight as in the field `ts`.
fn instant(text: &str) -> Result<Tick, String> {
    /// Ten years.
    const LATEST_S: f64 = 3_650.0 * 86_400.0;
    if let Ok(clock) = text.parse::<ClockTime>() {
        return Ok(clock.on_day(0));
    }
    match text.parse::<f64>() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the bounds")]
        Ok(seconds) if (0.0..=LATEST_S).contains(&seconds) => Ok(Tick::from_micros((seconds * 1e6).round() as u64)),
        Ok(_) | Err(_) => Err(format!(
            "unknown time `{text}`, expected `HH:MM`, `HH:MM:SS`, or seconds since midnight as in the field `ts`"
        )),
    }
}

fn named(policy: &Policy, name: &str) -> Result<UserId, String> {
    policy.user(name).ok_or_else(|| {
        let known = || policy.users().iter().map(|user| &*user.name);
        match switchboard::notation::nearest(name, known()) {
            Some(meant) => format!("unknown agent `{name}`, did you mean `{meant}`?"),
            None => format!("unknown agent `{name}`, expected one of: {}", known().collect::<Vec<_>>().join(", ")),
        }
    })
}

/// The policy of the run.
fn policy(args: &WhyArgs) -> Result<Policy, String> {
    match (&args.scenario, &args.policy) {
        (None, Some(file)) => {
            let name = file.display().to_string();
            let text = read(file).map_err(|error| format!("{name}: {error}; expected a policy in TOML"))?;
            policy_from_toml(&text, &name).map_err(|error| error.to_string())
        }
        (file, policy) => {
            let path = |path: &Option<std::path::PathBuf>| path.clone();
            scenario(path(file).as_deref(), policy.as_deref().map(Path::new)).map(|scenario| scenario.policy().clone())
        }
    }
}

/// What is known of the run up to some time.
struct Past<'a> {
    policy: &'a Policy,
    id: ConversationId,
    only: Option<UserId>,
    until: Option<Tick>,
    replica: Replica,
    names: Names,
    /// The step that is being read: its number, its time, its events with their lines.
    step: Vec<(usize, Event)>,
    cause: u64,
    now: Tick,
    /// When the conversation began, as far as the file was read.
    begun: Option<Tick>,
    chosen: Option<Chosen>,
    /// The state before the conversation last left a queue, and when that was.
    queued: Option<(Replica, Tick)>,
}

/// A line, and what is wrong with it.
type Fault = (usize, String);

impl<'a> Past<'a> {
    fn new(policy: &'a Policy, id: ConversationId, until: Option<Tick>, only: Option<UserId>) -> Self {
        Self {
            policy,
            id,
            only,
            until,
            replica: Replica::new(policy),
            names: Names::new(),
            step: Vec::new(),
            cause: 0,
            now: Tick::ZERO,
            begun: None,
            chosen: None,
            queued: None,
        }
    }

    /// Takes in a record; tells whether the next one matters.
    fn take(&mut self, entry: Entry, line: usize) -> Result<bool, Fault> {
        let late = self.until.is_some_and(|until| entry.at > until);
        if late || entry.cause != self.cause {
            self.settle()?;
        }
        if let Some(Event { fact: Fact::ConversationCreated { conversation, .. }, .. }) = entry.event {
            self.names.give(&conversation_name(conversation), conversation);
            if conversation == self.id {
                self.begun.get_or_insert(entry.at);
            }
        }
        if late {
            return Ok(self.begun.is_none());
        }
        (self.cause, self.now) = (entry.cause, entry.at);
        self.step.extend(entry.event.map(|event| (line, event)));
        Ok(true)
    }

    /// The step is over.
    fn settle(&mut self) -> Result<(), Fault> {
        let step = std::mem::take(&mut self.step);
        let own = || step.iter().map(|(_, event)| event).filter(|event| event.fact.conversation() == Some(self.id));
        let (mut given, mut left) = (false, false);
        for event in own() {
            #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else gives or takes a conversation")]
            match event.fact {
                Fact::OfferMade { .. } | Fact::PrimaryChanged { to: Some(_), .. } => given = true,
                Fact::LeftQueue { .. } => left = true,
                _ => {}
            }
        }
        if given {
            let before = self.replica.center();
            let chosen = own().filter_map(|event| Chosen::by(event, self.now.seconds(), &before)).next_back();
            self.chosen = chosen.map(|(_, chosen)| chosen).or(self.chosen.take());
        }
        if left && self.until.is_none() {
            self.queued = Some((self.replica.clone(), self.now));
        }
        for (line, event) in &step {
            if let Fact::ConversationCreated { conversation, .. } = event.fact {
                // The slot is used again, so whoever was there is long closed.
                let before = (0..conversation.generation).rev().take(1);
                before.for_each(|generation| self.replica.forget(ConversationId { generation, ..conversation }));
            }
            self.replica.absorb(event);
            self.check(*line, event)?;
        }
        Ok(())
    }

    /// What an agent has left must be what the policy makes of it; otherwise the policy is another one.
    fn check(&self, line: usize, event: &Event) -> Result<(), Fault> {
        #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else tells what is left")]
        match event.fact {
            Fact::CapacityConsumed { agent, available, .. }
            | Fact::CapacityReleased { agent, available, .. }
            | Fact::CapacityReserved { agent, available, .. }
            | Fact::CapacityUnreserved { agent, available, .. } => {
                let under = self.replica.available_units(agent);
                let name = &self.policy.users()[agent.index()].name;
                let words =
                    || format!("`{name}` has {available} units left here, expected {under} as this policy has it");
                if under == available { Ok(()) } else { Err((line, words())) }
            }
            _ => Ok(()),
        }
    }

    /// What the file says of the conversation.
    fn answer(self) -> Result<Answer, String> {
        let name = conversation_name(self.id);
        match (self.begun, self.until) {
            (None, _) => {
                return Err(format!("conversation `{name}` is nowhere in it; expected one of the field `conv`"));
            }
            (Some(begun), Some(until)) if begun > until => {
                let (begun, until) = (clock(begun.seconds()), clock(until.seconds()));
                return Err(format!(
                    "conversation `{name}` begins at {begun}, expected `--at {begun}` or later, not {until}"
                ));
            }
            (Some(_), _) => {}
        }
        let end = self.replica.center();
        let phase = end.phase(self.id);
        let open = matches!(phase, Phase::Open { .. });
        let held = phase.holder().is_some();
        let chosen = self.chosen.filter(|_| !open && (held || self.until.is_none()));
        let (center, at) = match self.queued {
            Some((queued, at)) if !open => (queued.center(), at),
            Some(_) | None => (end, self.until.unwrap_or(self.now)),
        };
        let explained = Explained::of(&center, self.id, self.only);
        let chosen = chosen.map(|chosen| chosen.narrowed(self.only));
        let asked = self.until.is_some();
        Ok(Answer { id: self.id, center, names: self.names, at, asked, open, explained, chosen })
    }
}

/// The answer with all that it takes to say it.
struct Answer {
    id: ConversationId,
    center: ContactCenter,
    names: Names,
    at: Tick,
    /// Whether the time was asked for.
    asked: bool,
    open: bool,
    explained: Explained,
    chosen: Option<Chosen>,
}

impl Answer {
    fn tell(&self, args: &WhyArgs, console: &mut Console<'_>) -> io::Result<()> {
        let words = Words { clock, ..Words::new(&self.center, &self.names) };
        let at = clock(self.at.seconds());
        if args.format == Format::Json {
            let mut answer = json(&words, &self.explained, self.chosen.as_ref());
            answer["at_s"] = object!(self.at.seconds());
            answer["at"] = object!(at);
            return writeln!(console.out, "{answer:#}");
        }
        let policy = self.center.policy();
        let stream = self.center.workstream_of(self.id).map(|stream| &policy.workstreams()[stream.index()]);
        let what = stream.map(|stream| format!("{} ({}), ", stream.name, stream.channel)).unwrap_or_default();
        let when = match (self.asked, self.open, &self.chosen) {
            (true, ..) | (false, true, _) => format!("at {at}"),
            (false, false, Some(_)) => "when it was last given to somebody".to_owned(),
            (false, false, None) => format!("before {at}, when it left its queue"),
        };
        writeln!(console.out, "{}, {what}{when}\n", conversation_name(self.id))?;
        text(console.out, Page { indent: 0, width: console.width }, &words, &self.explained, self.chosen.as_ref())
    }
}

/// A time of day to the second.
fn clock(seconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "times were bounded where they were read"
    )]
    let span = Span::from_micros((seconds * 1e6).round() as u64);
    ClockTime::after_midnight(span).map_or_else(|| format!("{seconds} s"), |clock| clock.to_string())
}
