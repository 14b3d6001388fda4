//! The rules beside an implementation: each of its answers is compared with theirs, and where several are right its
//! choice is followed.

use std::sync::Arc;

use switchboard::notation::{Names, Notation};
use switchboard::{
    Action, Answer, Change, ContactCenter, ConversationId, Event, Fact, Handle, Phase, Policy, Primary, QueueId, Route,
    Rule, Talk, UserId, Verdict,
};

use super::clock::Clock;
use super::host::given;
use super::link::Failure;
use super::sequence::{Move, named};
use super::view::{self, Difference, tells};
use super::wire::{Answered, Answers, Aspect, Capabilities, Effect, Order, Reply, Routes, State};

/// How many searches follow one step where the router searches by itself; more would be an endless loop.
const SEARCHES_MAX: usize = 10_000;

/// In what an implementation differs from the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Divergence {
    /// The answer.
    Answer {
        /// What the rules say.
        expected: String,
        /// What it says.
        got: String,
        /// The rule behind it, if a rule says it.
        rule: Option<Rule>,
    },
    /// What happened.
    Effects {
        /// What the rules tell, and it does not.
        missing: Vec<String>,
        /// What it tells, and the rules do not.
        surplus: Vec<String>,
    },
    /// The state afterwards.
    State(Vec<Difference>),
    /// Whom its router chose.
    Choice {
        /// Whom the rules would choose.
        expected: String,
        /// Whom it chose.
        got: String,
        /// Why not.
        why: String,
        /// The rule that says so.
        rule: Option<Rule>,
    },
    /// It did not answer as the protocol asks.
    Failure(Failure),
}

impl Divergence {
    /// The rule that the rules' own answer rests on.
    #[must_use]
    pub const fn rule(&self) -> Option<Rule> {
        match self {
            Self::Answer { rule, .. } | Self::Choice { rule, .. } => *rule,
            Self::Effects { .. } | Self::State(_) | Self::Failure(_) => None,
        }
    }

    /// One word for what differs.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Answer { .. } => "answer",
            Self::Effects { .. } => "effects",
            Self::State(_) => "state",
            Self::Choice { .. } => "choice",
            Self::Failure(_) => "failure",
        }
    }
}

/// Whether the rules still stand where the implementation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// They do.
    Known,
    /// Its router chose among several, and nothing that it tells says which: what comes after cannot be compared.
    Lost,
}

impl Followed {
    /// Lost once one of them is.
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Known, Self::Known) => Self::Known,
            (Self::Known | Self::Lost, _) => Self::Lost,
        }
    }
}

/// The rules, as they stand beside an implementation.
#[derive(Debug, Clone)]
pub struct Twin {
    claims: Arc<Capabilities>,
    center: ContactCenter,
    names: Names,
    clock: Clock,
    /// What the rules answered last, and what happened then.
    answer: Answer,
    told: Vec<Event>,
    /// What the rules told and the implementation has not told yet, and the reverse, where effects may come late.
    owed: Vec<Told>,
    early: Vec<Told>,
}

/// An effect, as both sides tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    event: String,
    conversation: Option<String>,
    words: Option<String>,
}

impl Told {
    fn of(effect: &Effect<'_>) -> Self {
        Self {
            event: effect.event.to_string(),
            conversation: effect.conversation.as_deref().map(str::to_owned),
            words: effect.words.as_deref().map(str::to_owned),
        }
    }

    /// Whether they tell the same; what only one of them says is not compared.
    fn agrees(&self, effect: &Self) -> bool {
        let same = |one: &Option<String>, other: &Option<String>| match (one, other) {
            (Some(one), Some(other)) => one == other,
            (Some(_) | None, _) => true,
        };
        self.event == effect.event && same(&self.conversation, &effect.conversation) && same(&self.words, &effect.words)
    }

    fn in_words(&self) -> String {
        match (&self.words, &self.conversation) {
            (Some(words), _) => format!("{} ({words})", self.event),
            (None, Some(conversation)) => format!("{} of {conversation}", self.event),
            (None, None) => self.event.clone(),
        }
    }
}

impl Twin {
    /// At the beginning of a run.
    #[must_use]
    pub fn new(policy: &Arc<Policy>, claims: &Arc<Capabilities>) -> Self {
        Self {
            claims: Arc::clone(claims),
            center: ContactCenter::shared(Arc::clone(policy)),
            names: Names::new(),
            clock: Clock::default(),
            answer: Answer::Done,
            told: Vec::new(),
            owed: Vec::new(),
            early: Vec::new(),
        }
    }

    /// The center of the rules.
    #[must_use]
    pub const fn center(&self) -> &ContactCenter {
        &self.center
    }

    /// The names of conversations.
    #[must_use]
    pub const fn names(&self) -> &Names {
        &self.names
    }

    /// The clocks.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// What the rules answered to the last move that was done alone.
    pub const fn answer(&self) -> Answer {
        self.answer
    }

    /// What happened in the last move that was done alone, searches that the router made by itself included.
    #[must_use]
    pub fn told(&self) -> &[Event] {
        &self.told
    }

    /// Does a move as the rules do it, with nobody to compare with; the answer and what happened.
    pub fn alone(&mut self, step: &Move) -> (Answer, Vec<Event>) {
        let mut events = Vec::new();
        let (answer, _) = self.play(step, &mut events, false);
        if self.claims.routes == Routes::ByItself {
            let _ = self.route_all(&mut events, false);
        }
        self.answer = answer;
        self.told.clear();
        self.told.extend_from_slice(&events);
        (answer, events)
    }

    /// Does a move; where searches that the router makes by itself are watched, whether they had no choice.
    fn play(&mut self, step: &Move, events: &mut Vec<Event>, watched: bool) -> (Answer, Followed) {
        match *step {
            Move::Try { label, .. } => match step.action(&self.names) {
                Some(action) => (self.apply(action, label.filter(|_| step.creates()), events), Followed::Known),
                None => (Answer::Unchanged(Rule::S9Repeat), Followed::Known),
            },
            Move::Pass { seconds } => {
                let until = self.clock.now().saturating_add(seconds);
                let mut followed = Followed::Known;
                let mut ran_out = 0;
                while let Some(action) = self.clock.take(until) {
                    let _ = self.apply(action, None, events);
                    ran_out += 1;
                    // What is found on the way is told by nobody: only the end can be seen.
                    if self.claims.routes == Routes::ByItself {
                        let known = events.len();
                        followed = followed.and(self.route_all(events, watched));
                        // Whether it searches between clocks that run out together is its own affair.
                        if watched && ran_out > 1 && events.len() > known {
                            followed = Followed::Lost;
                        }
                    }
                }
                self.clock.reach(until);
                (Answer::Done, followed)
            }
        }
    }

    fn apply(&mut self, action: Action, creates: Option<u32>, events: &mut Vec<Event>) -> Answer {
        let answer = self.center.apply(action);
        self.note(creates);
        events.extend_from_slice(self.center.events());
        answer
    }

    /// Keeps what the last step says about time and names.
    fn note(&mut self, creates: Option<u32>) {
        for event in self.center.events() {
            self.clock.note(&event.fact);
            if let (Fact::ConversationCreated { conversation, .. }, Some(label)) = (event.fact, creates) {
                self.names.give(&named(label), conversation);
            }
        }
    }

    /// The router's own searches, until nothing more can be assigned; where they are watched, whether they had no
    /// choice.
    fn route_all(&mut self, events: &mut Vec<Event>, watched: bool) -> Followed {
        let mut followed = Followed::Known;
        for queue in self.every_queue() {
            for _ in 0..SEARCHES_MAX {
                let before = (watched && followed == Followed::Known).then(|| self.center.clone());
                let route = Route::Queue(queue);
                if !self.apply(Action::Router(route), None, events).is_done() {
                    break;
                }
                if let (Some(before), Some(own)) = (before, given(self.center.events()))
                    && (self.admitted(&before, route, own).len() > 1 || searches(&before).len() > 1)
                {
                    followed = Followed::Lost;
                }
            }
        }
        followed
    }

    fn every_queue(&self) -> impl Iterator<Item = QueueId> + use<> {
        (0..self.center.policy().queues().len()).map(QueueId::at)
    }

    /// Does a move and compares with what the implementation answered; whether it is known where that leads.
    ///
    /// # Errors
    ///
    /// The first thing in which they differ.
    pub fn compare(&mut self, step: &Move, reply: &Reply<'_>) -> Result<Followed, Divergence> {
        let (answered, got) = match (step, reply) {
            (Move::Try { .. }, Reply::Done(answered)) => (answered, Kind::Done),
            (Move::Try { .. }, Reply::Unchanged(answered)) => (answered, Kind::Unchanged),
            (Move::Try { .. }, Reply::Refused(answered)) => (answered, Kind::Refused),
            (Move::Pass { .. }, Reply::Advanced(answered)) => (answered, Kind::Done),
            (Move::Try { .. } | Move::Pass { .. }, other) => {
                let wanted = if matches!(step, Move::Pass { .. }) { "`advanced`" } else { "an answer" };
                return Err(Divergence::Failure(unexpected(wanted, other)));
            }
        };
        let searched = match step {
            Move::Try { action: Action::Router(route), .. } if self.claims.order != Order::Agents => Some(*route),
            Move::Try { .. } | Move::Pass { .. } => None,
        };
        let before = searched.map(|route| (route, self.center.clone(), self.clock.clone()));
        let mut events = Vec::new();
        let (answer, mut followed) = self.play(step, &mut events, true);
        self.judge_answer(answer, got, answered)?;
        if let Some((route, before, clock)) = before
            && answer.is_done()
            && got == Kind::Done
        {
            match self.chosen(answered, &before) {
                Some(chosen) => followed = self.follow(&before, clock, chosen, &mut events)?,
                None if self.shows_holders(answered) => {}
                None => followed = self.guess(route, &before, &clock, answered, &mut events),
            }
        }
        let mut compete = false;
        if self.claims.routes == Routes::ByItself && followed == Followed::Known {
            (followed, compete) = self.follow_searches(answered, &mut events)?;
        }
        if followed == Followed::Lost {
            return Ok(followed);
        }
        let judged = self.judge_effects(&events, &answered.effects);
        let judged = judged.and_then(|()| answered.state.as_ref().map_or(Ok(()), |state| self.judge_state(state)));
        // Whom a consultation of a queue asks is the order of agents too; which of several queues is served first may
        // decide what is found in the others.
        let asks_a_queue =
            matches!(step, Move::Try { action: Action::Agent { operation: Handle::ConsultQueue { .. }, .. }, .. });
        if judged.is_err() && (compete || asks_a_queue && self.claims.order != Order::Agents) {
            return Ok(Followed::Lost);
        }
        judged.map(|()| followed)
    }

    /// Whether an answer shows who has what.
    fn shows_holders(&self, answered: &Answered<'_>) -> bool {
        answered.state.is_some() && tells(&self.claims.observes, Aspect::Holder)
    }

    fn judge_answer(&self, answer: Answer, got: Kind, answered: &Answered<'_>) -> Result<(), Divergence> {
        let is = Kind::of(answer);
        let (code, rule) = match answer {
            Answer::Done => (None, None),
            Answer::Unchanged(rule) => (None, Some(rule)),
            Answer::Refused(refusal) => (Some(refusal.code.letters()), Some(refusal.rule)),
        };
        let kinds = match self.claims.answers {
            Answers::Done => (is == Kind::Done) == (got == Kind::Done),
            Answers::Kind | Answers::Code | Answers::Rule => is == got,
        };
        let codes = self.claims.answers < Answers::Code || code.is_none() || answered.code.as_deref() == code;
        let rules =
            self.claims.answers < Answers::Rule || rule.is_none() || answered.rule.as_deref() == rule.map(Rule::id);
        if kinds && codes && rules {
            return Ok(());
        }
        let mut words = got.word().to_owned();
        if let Some(code) = &answered.code {
            words.push_str(&format!(" {code}"));
        }
        if let Some(rule) = &answered.rule {
            words.push_str(&format!(" by {rule}"));
        }
        if let Some(reason) = &answered.reason {
            words.push_str(&format!(": {reason}"));
        }
        let expected = Notation::new(self.center.policy(), &self.names).answer(&answer);
        Err(Divergence::Answer { expected, got: words, rule })
    }

    /// What the implementation's search gave to whom: as it says, or as its state shows.
    fn chosen(&self, answered: &Answered<'_>, before: &ContactCenter) -> Option<(ConversationId, UserId)> {
        let policy = self.center.policy();
        if let Some(assigned) = &answered.assigned {
            return Some((self.names.id(&assigned.conversation)?, policy.user(&assigned.agent)?));
        }
        let state = answered.state.as_ref().filter(|_| tells(&self.claims.observes, Aspect::Holder))?;
        state.conversations.iter().find_map(|seen| {
            let id = self.names.id(&seen.name)?;
            let holder = policy.user(seen.holder.as_deref()?)?;
            let waited = matches!(before.phase(id), Phase::Open { .. });
            waited.then_some((id, holder))
        })
    }

    /// Everything that a search may assign, as far as the implementation claims its order, beside what the rules assign.
    fn admitted(
        &self,
        before: &ContactCenter,
        route: Route,
        own: (ConversationId, UserId),
    ) -> Vec<(ConversationId, UserId)> {
        if self.claims.order == Order::Agents {
            return vec![own];
        }
        let items: Vec<ConversationId> = match route {
            _ if self.claims.order >= Order::Items => vec![own.0],
            Route::Queue(queue) => before.waiting_line(queue).collect(),
            Route::Agent(_) => before.conversations().collect(),
        };
        let mut admitted = Vec::new();
        for item in items {
            let why = before.why(item);
            if why.bar.is_some() {
                continue;
            }
            // A search for an agent finds an item that this agent may have, and gives it to whoever is best for it.
            let eligible = why.candidates.iter().filter(|it| matches!(it.verdict, Verdict::Eligible(_)));
            admitted.extend(eligible.map(|it| (item, it.agent)));
        }
        admitted
    }

    /// Finds out what a search assigned that is not told, from the effects and from what else is told of the state.
    fn guess(
        &mut self,
        route: Route,
        before: &ContactCenter,
        clock: &Clock,
        answered: &Answered<'_>,
        events: &mut Vec<Event>,
    ) -> Followed {
        let Some(own) = given(events) else { return Followed::Known };
        let admitted = self.admitted(before, route, own);
        if admitted.len() < 2 {
            return Followed::Known;
        }
        if answered.state.is_none() && answered.effects.is_empty() {
            return Followed::Lost;
        }
        let mut fitting = Vec::new();
        for chosen in admitted {
            let mut twin = self.clone();
            let mut told = events.clone();
            if chosen != own {
                let Some((center, events)) = assigned(before, chosen) else { return Followed::Lost };
                twin.go(center, clock.clone(), &events);
                told = events;
            }
            let effects = twin.judge_effects(&told, &answered.effects).is_ok();
            if effects && answered.state.as_ref().is_none_or(|state| twin.judge_state(state).is_ok()) {
                fitting.push((chosen, twin.center, twin.clock, told));
            }
        }
        match (fitting.len(), fitting.pop()) {
            // In nothing that is allowed: the comparison with what the rules assign tells in what.
            (0, _) => Followed::Known,
            (1, Some((chosen, center, found, told))) => {
                if chosen != own {
                    (self.center, self.clock, *events) = (center, found, told);
                }
                Followed::Known
            }
            _ => Followed::Lost,
        }
    }

    /// Stands where other events have led than the rules' own.
    fn go(&mut self, center: ContactCenter, clock: Clock, events: &[Event]) {
        (self.center, self.clock) = (center, clock);
        for event in events {
            self.clock.note(&event.fact);
        }
    }

    /// Goes where the implementation's router went, if the rules allow it.
    fn follow(
        &mut self,
        before: &ContactCenter,
        clock: Clock,
        chosen: (ConversationId, UserId),
        events: &mut Vec<Event>,
    ) -> Result<Followed, Divergence> {
        let Some(own) = given(events) else { return Ok(Followed::Known) };
        if own == chosen {
            return Ok(Followed::Known);
        }
        self.admit(before, Some(own), chosen)?;
        let Some((center, told)) = assigned(before, chosen) else { return Ok(Followed::Lost) };
        self.go(center, clock, &told);
        *events = told;
        Ok(Followed::Known)
    }

    /// Whether a choice of the router is one that the rules allow, where order is claimed no further.
    fn admit(
        &self,
        before: &ContactCenter,
        own: Option<(ConversationId, UserId)>,
        chosen: (ConversationId, UserId),
    ) -> Result<(), Divergence> {
        let policy = before.policy();
        let words = |(id, agent): (ConversationId, UserId)| {
            format!("{} to {}", self.names.name(id), policy.users()[agent.index()].name)
        };
        let refuse = |why: String, rule| {
            let expected = own.map_or_else(|| "nothing to nobody".to_owned(), words);
            Err(Divergence::Choice { expected, got: words(chosen), why, rule })
        };
        let why = before.why(chosen.0);
        if let Some(bar) = why.bar {
            return refuse("the router may not give it to anybody".to_owned(), Some(bar.rule()));
        }
        let candidate = why.candidates.iter().find(|candidate| candidate.agent == chosen.1);
        match candidate.map(|candidate| &candidate.verdict) {
            Some(Verdict::Eligible(_)) => {}
            Some(Verdict::Excluded(reasons)) => {
                let rule = reasons.first().map(|reason| reason.rule());
                let sentence = rule.map_or_else(String::new, |rule| rule.sentence().to_owned());
                return refuse(format!("that agent may not have it: {sentence}"), rule);
            }
            None => return refuse("that is nobody who could be meant".to_owned(), None),
        }
        match own {
            Some((item, _)) if item != chosen.0 && self.claims.order >= Order::Items => {
                refuse(format!("{} goes first", self.names.name(item)), Some(Rule::Prio01))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Where the router searches by itself: what the state shows as assigned is followed, and nothing may be left. Whether
    /// several queues had something for their search at the same time is told too.
    fn follow_searches(
        &mut self,
        answered: &Answered<'_>,
        events: &mut Vec<Event>,
    ) -> Result<(Followed, bool), Divergence> {
        let Some(state) = answered.state.as_ref().filter(|_| tells(&self.claims.observes, Aspect::Holder)) else {
            return Ok((self.route_all(events, true), false));
        };
        let mut compete = false;
        for _ in 0..SEARCHES_MAX {
            let found = searches(&self.center);
            compete |= found.len() > 1;
            let shown = |id: ConversationId| {
                let name = self.names.name(id);
                let seen = state.conversations.iter().find(|seen| seen.name == name)?;
                self.center.policy().user(seen.holder.as_deref()?)
            };
            // In which order queues are served is claimed by nobody: first what is shown as the rules would have it.
            let first = found.iter().find_map(|(queue, own)| {
                let own = (*own)?;
                shown(own.0).map(|agent| (*queue, own, (own.0, agent)))
            });
            let other = || {
                found.iter().find_map(|(queue, own)| {
                    let mut waiting = self.center.waiting_line(*queue);
                    let chosen = waiting.find_map(|id| shown(id).map(|agent| (id, agent)))?;
                    own.map(|own| (*queue, own, chosen))
                })
            };
            let Some((queue, own, chosen)) = first.or_else(other) else {
                // What the rules would assign and the implementation did not is told by the comparison of states; a search
                // may also do something without assigning anything.
                let Some((queue, _)) = found.first() else { return Ok((Followed::Known, compete)) };
                let _ = self.apply(Action::Router(Route::Queue(*queue)), None, events);
                continue;
            };
            self.admit(&self.center, Some(own), chosen)?;
            if self.claims.order == Order::Agents && found.len() == 1 && own != chosen {
                let name = |user: UserId| self.center.policy().users()[user.index()].name.as_str();
                let words = |(id, user): (ConversationId, UserId)| format!("{} to {}", self.names.name(id), name(user));
                let why = format!("{} goes first", name(own.1));
                return Err(Divergence::Choice { expected: words(own), got: words(chosen), why, rule: None });
            }
            if own == chosen {
                // As the rules do it, so that turns stay theirs.
                let _ = self.apply(Action::Router(Route::Queue(queue)), None, events);
                continue;
            }
            let Some((center, told)) = assigned(&self.center, chosen) else { return Ok((Followed::Lost, compete)) };
            let clock = self.clock.clone();
            self.go(center, clock, &told);
            events.extend(told);
        }
        Ok((Followed::Known, compete))
    }

    /// Compares effects: each that is claimed is told once by both, in whatever order.
    fn judge_effects(&mut self, events: &[Event], told: &[Effect<'_>]) -> Result<(), Divergence> {
        if self.claims.effects.is_empty() {
            return Ok(());
        }
        let all = self.claims.effects.iter().any(|name| name == "*");
        let notation = Notation::new(self.center.policy(), &self.names);
        for event in events {
            let fact = notation.fact(&event.fact);
            if all || self.claims.effects.iter().any(|name| name == fact.name) {
                self.owed.push(Told {
                    event: fact.name.to_owned(),
                    conversation: event.fact.conversation().map(|id| self.names.name(id)),
                    words: Some(fact.text),
                });
            }
        }
        self.hear(told);
        if self.claims.late { Ok(()) } else { self.settle() }
    }

    /// Takes in effects that were told, on time or late.
    pub fn hear(&mut self, told: &[Effect<'_>]) {
        for effect in told.iter().map(Told::of) {
            match self.owed.iter().position(|owed| owed.agrees(&effect)) {
                Some(place) => {
                    self.owed.remove(place);
                }
                None => self.early.push(effect),
            }
        }
        let early = std::mem::take(&mut self.early);
        for effect in early {
            match self.owed.iter().position(|owed| owed.agrees(&effect)) {
                Some(place) => {
                    self.owed.remove(place);
                }
                None => self.early.push(effect),
            }
        }
    }

    /// Now that everything has come to rest, both have told the same.
    ///
    /// # Errors
    ///
    /// What one side told and the other did not.
    pub fn settle(&mut self) -> Result<(), Divergence> {
        if self.owed.is_empty() && self.early.is_empty() {
            return Ok(());
        }
        let words = |told: Vec<Told>| told.iter().map(Told::in_words).collect();
        let missing = words(std::mem::take(&mut self.owed));
        let surplus = words(std::mem::take(&mut self.early));
        Err(Divergence::Effects { missing, surplus })
    }

    /// Compares what can be seen.
    ///
    /// # Errors
    ///
    /// Everything that differs.
    pub fn judge_state(&self, state: &State<'_>) -> Result<(), Divergence> {
        let differences = view::compare(&self.center, &self.names, &self.claims.observes, state);
        if differences.is_empty() { Ok(()) } else { Err(Divergence::State(differences)) }
    }
}

/// The finding that something else came than was asked for.
pub(super) fn unexpected(wanted: &str, got: &Reply<'_>) -> Failure {
    let got = match got {
        Reply::Hello(_) => "`hello`".to_owned(),
        Reply::Ready {} => "`ready`".to_owned(),
        Reply::Unsupported { reason } => format!("`unsupported`: {reason}"),
        Reply::Done(_) => "`done`".to_owned(),
        Reply::Unchanged(_) => "`unchanged`".to_owned(),
        Reply::Refused(_) => "`refused`".to_owned(),
        Reply::State { .. } => "`state`".to_owned(),
        Reply::Advanced(_) => "`advanced`".to_owned(),
        Reply::Effects { .. } => "`effects`".to_owned(),
    };
    Failure::Unexpected { wanted: wanted.to_owned(), got }
}

/// What kind of answer it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Done,
    Unchanged,
    Refused,
}

impl Kind {
    const fn of(answer: Answer) -> Self {
        match answer {
            Answer::Done => Self::Done,
            Answer::Unchanged(_) => Self::Unchanged,
            Answer::Refused(_) => Self::Refused,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
        }
    }
}

/// The queues in which a search would do something now, and what each would assign to whom, if anything.
fn searches(center: &ContactCenter) -> Vec<(QueueId, Option<(ConversationId, UserId)>)> {
    let queues = (0..center.policy().queues().len()).map(QueueId::at);
    queues
        .filter_map(|queue| {
            let mut copy = center.clone();
            let done = copy.apply(Action::Router(Route::Queue(queue))).is_done();
            done.then(|| (queue, given(copy.events())))
        })
        .collect()
}

/// A center in which the router has given an item to an agent who may have it: the search is made while only that item
/// waits and only that agent belongs to its queue, and everything else is put back.
pub(super) fn assigned(
    before: &ContactCenter,
    (item, agent): (ConversationId, UserId),
) -> Option<(ContactCenter, Vec<Event>)> {
    let queue = before.queue_of(item)?;
    let search = Action::Router(Route::Queue(queue));
    let mut center = before.clone();
    let hidden: Vec<(ConversationId, Phase)> =
        before.waiting_line(queue).filter(|id| *id != item).map(|id| (id, before.phase(id))).collect();
    for (id, _) in &hidden {
        center.situate(*id, Phase::InConversation(Talk::with(Primary::Outside)));
    }
    let others: Vec<UserId> = before.members(queue).filter(|user| *user != agent).collect();
    for user in &others {
        let _ = center.apply(Action::Configure(Change::LeaveQueue { user: *user, queue }));
    }
    if !center.apply(search).is_done() {
        return None;
    }
    let events = center.events().to_vec();
    for user in others {
        let _ = center.apply(Action::Configure(Change::JoinQueue { user, queue }));
    }
    for (id, phase) in hidden {
        center.situate(id, phase);
    }
    (given(&events) == Some((item, agent))).then_some((center, events))
}
