//! One run of a script: the center, the clock, the names, and what the last statement did.

use std::collections::BTreeMap;
use std::io;

use switchboard::notation::{Names, Notation, NotationError};
use switchboard::{
    Action, Answer, Change, Code, ContactCenter, ConversationId, Desk, Gauge, Handle, Policy, QueueId, Rule, Supervise,
    Tie, UserId,
};

use super::clock::Clock;
use super::expect;
use super::print::Printer;
use super::reader::Reader;
use super::visit::Visit;
use crate::why::{Chosen, Explained};

/// Words that begin a statement of the player's own.
const OWN_WORDS: &[&str] = &[
    "`at`",
    "`after`",
    "`expect`",
    "`everybody signs in`",
    "`sweeps from`",
    "`tick`",
    "`configuration takes`",
    "`why`",
    "`calendar`",
    "`state`",
    "`help`",
    "`quit`",
];

/// An event that happened, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Happened {
    pub(super) name: &'static str,
    pub(super) text: String,
    pub(super) rule: Rule,
}

/// What the last statement did.
#[derive(Debug)]
pub(super) struct Last {
    /// `None` after time passed.
    pub(super) answer: Option<Answer>,
    pub(super) events: Vec<Happened>,
    pub(super) before: ContactCenter,
}

/// One run of a script.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) center: ContactCenter,
    pub(super) names: Names,
    pub(super) clock: Clock,
    pub(super) last: Option<Last>,
    pub(super) visits: BTreeMap<ConversationId, Visit>,
    /// How the agents who have conversations came to have them.
    chosen: BTreeMap<ConversationId, Chosen>,
    /// Timers that run out at this very instant still wait for a command (POL-46 a).
    tie: bool,
}

/// What a statement comes to: output failed, the line is wrong, or it was played.
pub(super) type Played = io::Result<Result<(), NotationError>>;

impl Session {
    pub(super) fn new(policy: Policy) -> Self {
        let mut session = Self {
            center: ContactCenter::new(policy),
            names: Names::new(),
            clock: Clock::default(),
            last: None,
            visits: BTreeMap::new(),
            chosen: BTreeMap::new(),
            tie: false,
        };
        session.follow_calendar();
        session
    }

    /// Queues with hours are open or closed as the calendar says, and it is known when they open next (DIST-02).
    fn follow_calendar(&mut self) {
        let policy = self.center.shared_policy();
        let minute = self.clock.minute();
        for queue in (0..policy.queues().len()).map(QueueId::at) {
            let Some(hours) = policy.hours_of(queue) else { continue };
            let open = hours.is_open(minute);
            let _ = self.center.apply(Action::Configure(Change::SetQueueOpen { queue, open }));
            let next = hours.next_opening(minute).and_then(|minute| u32::try_from(minute).ok());
            let _ = self.center.apply(Action::Gauge(Gauge::Opening { queue, minute: next }));
        }
        self.clock.watch(&self.center);
    }

    /// Plays one statement.
    pub(super) fn line(&mut self, line: &str, number: usize, printer: &mut Printer<'_>) -> Played {
        let policy = self.center.shared_policy();
        let mut reader = Reader::new(&policy, &self.names, line);
        let now = self.clock.now;
        let time = if reader.takes("at") {
            Some(reader.instant(0, now))
        } else if reader.takes("after") {
            Some(reader.instant(now, now))
        } else {
            None
        };
        if let Some(time) = time {
            let time = match time.and_then(|time| reader.end().map(|()| time)) {
                Ok(time) => time,
                Err(error) => return Ok(Err(error)),
            };
            self.advance(time, printer)?;
            return Ok(Ok(()));
        }
        if reader.takes("expect") {
            if self.tie {
                self.settle(printer)?;
            }
            return match expect::check(self, line) {
                Ok(failure) => printer.expectation(number, line.trim(), failure.as_deref()).map(Ok),
                Err(error) => Ok(Err(error)),
            };
        }
        if reader.takes("sweeps from") {
            return Ok(reader.span().and_then(|from| reader.end().map(|()| self.clock.sweep_from(from))));
        }
        if reader.takes("configuration takes") {
            return Ok(reader.span().and_then(|delay| reader.end().map(|()| self.clock.delay = delay)));
        }
        if reader.takes("tick") {
            if let Err(error) = reader.end() {
                return Ok(Err(error));
            }
            return self.tick(printer).map(Ok);
        }
        if reader.takes("calendar") {
            let minute = match reader.calendar() {
                Ok(minute) => minute,
                Err(error) => return Ok(Err(error)),
            };
            self.clock.set_calendar(minute);
            self.follow_calendar();
            return Ok(Ok(()));
        }
        if reader.takes("everybody signs in") {
            if let Err(error) = reader.end() {
                return Ok(Err(error));
            }
            let agents = policy.users().iter().enumerate().filter(|(_, user)| user.roles.agent && !user.roles.bot);
            for (place, _) in agents {
                self.command(
                    Action::Desk { agent: UserId::at(place), operation: Desk::SignIn },
                    None,
                    number,
                    printer,
                )?;
            }
            return Ok(Ok(()));
        }
        if reader.takes("why") {
            return self.answer_why(&mut reader, line, printer);
        }
        if reader.takes("state") {
            return printer.state(self).map(Ok);
        }
        if reader.takes("help") || reader.takes("?") {
            return printer.help(self).map(Ok);
        }
        match Notation::new(&policy, &self.names).parse_all(line) {
            Ok(commands) => {
                for spoken in commands {
                    self.command(spoken.action, spoken.new.as_deref(), number, printer)?;
                }
                Ok(Ok(()))
            }
            Err(mut error) => {
                if error.column == line.chars().take_while(|letter| letter.is_whitespace()).count() + 1 {
                    error.expected.extend(OWN_WORDS.iter().copied().map(String::from));
                }
                Ok(Err(error))
            }
        }
    }

    /// Applies a command; timers that run out at the same instant come after it (POL-46 a).
    fn command(
        &mut self,
        action: Action,
        new: Option<&str>,
        number: usize,
        printer: &mut Printer<'_>,
    ) -> io::Result<()> {
        self.tie = false;
        let said = Notation::new(self.center.policy(), &self.names).action(&action);
        let said = match new {
            Some(new) => said.replacen(&format!("new {}", self.names.next()), &format!("new {new}"), 1),
            None => said,
        };
        let before = self.center.clone();
        if self.clock.puts_off(&action) {
            let (answer, why) = (Answer::unchanged(Rule::Cap26), Some("it is on its way"));
            printer.applied(self, Some(number), &said, (answer, why), &[])?;
            self.last = Some(Last { answer: Some(answer), events: Vec::new(), before });
            return Ok(());
        }
        let (answer, events) = self.apply(action, new);
        self.remember_choices(&before);
        let why = self.why(&action, answer);
        printer.applied(self, Some(number), &said, (answer, why), &events)?;
        if answer != Answer::Done && self.center != before {
            printer.broken(number, "an operation that is refused or without effect changed the state")?;
        }
        self.last = Some(Last { answer: Some(answer), events, before });
        self.check(number, printer)
    }

    /// `why c7`, `why c7 not A`: of what is Open as it stands; of what somebody has, as it stood when that agent was chosen.
    fn answer_why(&self, reader: &mut Reader<'_>, line: &str, printer: &mut Printer<'_>) -> Played {
        let read = reader.conversation().and_then(|id| {
            let only = if reader.takes("not") { Some(reader.user()?) } else { None };
            reader.end().map(|()| (id, only))
        });
        let (id, only) = match read {
            Ok(read) => read,
            Err(error) => return Ok(Err(error)),
        };
        let explained = Explained::of(&self.center, id, only);
        let held = self.center.phase(id).holder().is_some();
        let chosen = self.chosen.get(&id).filter(|_| held).map(|chosen| chosen.narrowed(only));
        printer.why(self, line.trim(), &explained, chosen.as_ref()).map(Ok)
    }

    /// Remembers who was given what in the step that has just been done, and what there was to choose from.
    fn remember_choices(&mut self, before: &ContactCenter) {
        for event in self.center.events() {
            if let Some((id, chosen)) = Chosen::by(event, self.clock.now as f64, before) {
                self.chosen.insert(id, chosen);
            }
        }
    }

    /// Why a refusal is what it is, where the code alone does not tell.
    fn why(&self, action: &Action, answer: Answer) -> Option<&'static str> {
        let Answer::Refused(refusal) = answer else { return None };
        let away = || asked(action).is_some_and(|agent| !self.center.is_signed_in(agent));
        (refusal.code == Code::Presence && away()).then_some("that agent is signed out")
    }

    fn check(&self, number: usize, printer: &mut Printer<'_>) -> io::Result<()> {
        match self.center.violation() {
            Some(violation) => printer.broken(number, &violation),
            None => Ok(()),
        }
    }

    fn apply(&mut self, action: Action, new: Option<&str>) -> (Answer, Vec<Happened>) {
        let answer = self.center.apply(action);
        if let (Some(new), Answer::Done, Some(id)) = (new, answer, self.center.created()) {
            self.names.give(new, id);
        }
        let mut happened = Vec::new();
        for event in self.center.events() {
            self.clock.note(&event.fact, &self.center);
            if let Some(id) = event.fact.conversation() {
                let human = self.center.phase(id).primary().is_some();
                self.visits.entry(id).or_default().note(&event.fact, self.clock.now, human);
            }
            let told = Notation::new(self.center.policy(), &self.names).fact(&event.fact);
            happened.push(Happened { name: told.name, text: told.text, rule: event.rule });
        }
        self.clock.watch(&self.center);
        (answer, happened)
    }

    /// Lets time pass: what runs out on the way happens, in order.
    fn advance(&mut self, to: u64, printer: &mut Printer<'_>) -> io::Result<()> {
        self.last = Some(Last { answer: None, events: Vec::new(), before: self.center.clone() });
        let timers_first = self.center.policy().switches().tie == Tie::TimerFirst;
        self.fire(to, timers_first, printer)?;
        self.clock.now = to;
        self.tie = !timers_first;
        Ok(())
    }

    /// The scheduler looks, besides its ticks (TIM-06); what it finds happens after what runs out at this instant.
    fn tick(&mut self, printer: &mut Printer<'_>) -> io::Result<()> {
        self.last = Some(Last { answer: None, events: Vec::new(), before: self.center.clone() });
        if self.tie {
            self.settle(printer)?;
        }
        self.clock.tick(self.center.policy().switches().auto_close_sweep);
        self.fire(self.clock.now, false, printer)
    }

    /// Lets what runs out at this very instant happen.
    pub(super) fn settle(&mut self, printer: &mut Printer<'_>) -> io::Result<()> {
        self.tie = false;
        self.fire(self.clock.now, true, printer)
    }

    fn fire(&mut self, to: u64, inclusive: bool, printer: &mut Printer<'_>) -> io::Result<()> {
        let sweep = self.center.policy().switches().auto_close_sweep;
        while let Some(action) = self.clock.next(to, inclusive, sweep) {
            let said = Notation::new(self.center.policy(), &self.names).action(&action);
            let (answer, events) = self.apply(action, None);
            if let Action::Configure(Change::SetQueueOpen { .. }) = action {
                self.follow_calendar();
            }
            printer.applied(self, None, &said, (answer, None), &events)?;
            if let Some(last) = &mut self.last {
                last.events.extend(events);
            }
        }
        Ok(())
    }
}

/// The agent whose presence an action asks for.
fn asked(action: &Action) -> Option<UserId> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else asks for the presence of an agent")]
    match *action {
        Action::Supervisor {
            operation: Supervise::AssignToAgent { agent, .. } | Supervise::TransferToAgent { agent },
            ..
        }
        | Action::Agent { operation: Handle::TransferToAgent { agent } | Handle::Consult { agent }, .. }
        | Action::Agent { by: agent, operation: Handle::Pick | Handle::Reopen, .. }
        | Action::Desk { agent, .. } => Some(agent),
        _ => None,
    }
}
