//! The driver: runs of moves, sent ahead and compared answer by answer.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::value::RawValue;
use switchboard::notation::Notation;
use switchboard::{Action, ConversationId, Desk, Policy, PolicySpec, UserId};

use super::act;
use super::choose::Chooser;
use super::link::{Failure, Link};
use super::moves::Moves;
use super::sequence::{Move, named};
use super::twin::{Divergence, Followed, Twin, unexpected};
use super::wire::{Aspect, Capabilities, Reply, Request, Routes, State, VERSION};

/// How many runs are under way at once.
const AHEAD: usize = 2;
/// How many conversations one run creates at most, where the implementation does not say.
pub const CONVERSATIONS_MAX: u32 = 12;
/// How many runs may follow each other in which nothing can be tried.
const IDLE_MAX: u32 = 1_000;
/// How many lines of late effects may come before an answer.
const LATE_MAX: usize = 10_000;

/// What to drive with.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The seed of every choice.
    pub seed: u64,
    /// How many steps, at least: the last run is finished.
    pub steps: u64,
    /// How many steps one run has.
    pub run_length: usize,
    /// How many steps may be spent on making a finding short.
    pub shrink_steps: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, steps: 20_000, run_length: 60, shrink_steps: 400_000 }
    }
}

/// Why an implementation cannot be driven at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// It does not even say what it can do.
    Failure(Failure),
    /// It speaks another version.
    Version(u32),
    /// The policy does not hold, or is none.
    Policy(String),
    /// It does not implement the policy, for this reason.
    Unsupported(String),
    /// It claims nothing that can be tried under the policy.
    Nothing,
    /// It claims that no conversation can be created.
    NoConversations,
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Failure(failure) => write!(
                formatter,
                "the implementation does not begin as the protocol asks (hello, then reset): {failure}"
            ),
            Self::Version(version) => {
                write!(formatter, "the implementation speaks version {version} of the protocol, expected {VERSION}")
            }
            Self::Policy(error) => write!(formatter, "the policy does not hold: {error}"),
            Self::Unsupported(reason) => {
                let reason = reason.replace(char::is_control, "\u{FFFD}");
                write!(formatter, "the implementation does not support the policy: {reason}")
            }
            Self::Nothing => {
                formatter.write_str("the implementation claims no operation that can be tried under the policy")
            }
            Self::NoConversations => formatter.write_str(
                "the implementation says `conversations_max` 0, expected how many conversations can be created in one \
                 run: 1 or more, or nothing of it",
            ),
        }
    }
}

/// What was found, and how much was done to find it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// Runs.
    pub runs: u64,
    /// Steps that were compared.
    pub steps: u64,
    /// Steps by what the rules answered.
    pub answers: BTreeMap<&'static str, u64>,
    /// How many different things were tried: actor and operation, state of the conversation, whether it happened.
    pub tried: usize,
    /// Runs that were compared only up to a choice of the router which nothing told.
    pub lost: u64,
    /// What was told of the state at least once.
    #[serde(skip)]
    pub shown: Shown,
}

/// Which parts of the state an implementation has told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shown {
    state: bool,
    people: bool,
    queues: bool,
}

impl Shown {
    fn note(&mut self, state: &State<'_>) {
        self.state = true;
        self.people |= !state.people.is_empty();
        self.queues |= !state.queues.is_empty();
    }

    pub(super) const fn tells(self, aspect: Aspect) -> bool {
        match aspect {
            Aspect::State | Aspect::Holder | Aspect::Queue | Aspect::Seats | Aspect::Talk => self.state,
            Aspect::Presence | Aspect::Available | Aspect::Profiles => self.people,
            Aspect::Line => self.queues,
        }
    }
}

/// A divergence with the moves that lead to it: the last one shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// After everybody has signed in.
    pub moves: Vec<Move>,
    /// In what they differ after the last move.
    pub divergence: Divergence,
}

/// Drives one implementation under one policy.
#[derive(Debug)]
pub struct Driver<L> {
    pub(super) link: L,
    pub(super) claims: Arc<Capabilities>,
    pub(super) policy: Arc<Policy>,
    spec: PolicySpec,
    policy_json: Box<RawValue>,
    policy_known: bool,
    pub(super) moves: Moves,
    /// What is claimed, and is no operation, or none that anybody can try under the policy.
    pub(super) idle_claims: Vec<String>,
    prologue: Vec<Move>,
    next_id: u64,
    seed: u64,
    pub(super) tally: Tally,
    /// Steps that were sent, counted or not.
    pub(super) spent: u64,
}

/// A policy, and what can be tried under it by whoever claims this much.
struct World {
    policy: Arc<Policy>,
    spec: PolicySpec,
    json: Box<RawValue>,
    moves: Moves,
    idle_claims: Vec<String>,
    prologue: Vec<Move>,
}

impl World {
    fn of(claims: &Capabilities, spec: PolicySpec) -> Result<Self, Unfit> {
        let policy = Arc::new(spec.build().map_err(|error| Unfit::Policy(error.kind.to_string()))?);
        let json = serde_json::value::to_raw_value(&spec).map_err(|error| Unfit::Policy(error.to_string()))?;
        let mut moves = Moves::of(&policy);
        let idle_claims = idle(claims, &moves);
        moves.retain(|action| claimed(claims, &policy, action));
        let signs_in = claims_operation(claims, "desk", "sign-in");
        let agents = policy.users().iter().enumerate().filter(|(_, user)| user.roles.agent && !user.roles.bot);
        let sign_in = |(place, _)| Move::Try {
            action: Action::Desk { agent: UserId::at(place), operation: Desk::SignIn },
            label: None,
        };
        let prologue = agents.map(sign_in).collect();
        if moves.arrivals.is_empty() && moves.people.is_empty() && !signs_in {
            return Err(Unfit::Nothing);
        }
        Ok(Self { policy, spec, json, moves, idle_claims, prologue })
    }
}

/// A run under way.
#[derive(Debug)]
pub(super) struct Sent {
    first_id: u64,
    moves: Vec<Move>,
    observed: bool,
}

impl<L: Link> Driver<L> {
    /// Meets an implementation: under this policy, or under its own, or under another where it has none.
    ///
    /// # Errors
    ///
    /// When it cannot be driven.
    pub fn meet(
        link: L,
        given: Option<PolicySpec>,
        otherwise: &dyn Fn() -> Result<PolicySpec, String>,
    ) -> Result<Self, Unfit> {
        let mut driver = Self::greet(link, given, otherwise)?;
        driver.try_policy()?;
        Ok(driver)
    }

    /// As [`meet`](Self::meet), without asking whether it implements the policy.
    ///
    /// # Errors
    ///
    /// When it cannot be driven under any.
    pub fn greet(
        mut link: L,
        given: Option<PolicySpec>,
        otherwise: &dyn Fn() -> Result<PolicySpec, String>,
    ) -> Result<Self, Unfit> {
        let claims = hello(&mut link)?;
        if claims.conversations_max == Some(0) {
            return Err(Unfit::NoConversations);
        }
        let spec = match (given, &claims.policy) {
            (Some(spec), _) => spec,
            (None, Some(own)) => {
                serde_json::from_value(own.clone()).map_err(|error| Unfit::Policy(error.to_string()))?
            }
            (None, None) => otherwise().map_err(Unfit::Policy)?,
        };
        let world = World::of(&claims, spec)?;
        Ok(Self {
            link,
            claims: Arc::new(claims),
            policy: world.policy,
            spec: world.spec,
            policy_json: world.json,
            policy_known: false,
            moves: world.moves,
            idle_claims: world.idle_claims,
            prologue: world.prologue,
            next_id: 1,
            seed: 0,
            tally: Tally::default(),
            spent: 0,
        })
    }

    /// Goes on under another policy; what was done so far is kept.
    ///
    /// # Errors
    ///
    /// When it cannot be driven under it, or is gone.
    pub fn enter(&mut self, spec: PolicySpec) -> Result<(), Unfit> {
        let world = World::of(&self.claims, spec)?;
        (self.policy, self.spec, self.policy_json) = (world.policy, world.spec, world.json);
        (self.moves, self.idle_claims, self.prologue) = (world.moves, world.idle_claims, world.prologue);
        self.policy_known = false;
        self.try_policy()
    }

    /// Drives one run with the moves that somebody else chooses, each on the center of the rules after the one before.
    ///
    /// # Errors
    ///
    /// When the implementation cannot be started again.
    pub fn run(&mut self, seed: u64, next: &mut dyn FnMut(&Twin) -> Option<Move>) -> Result<Option<Finding>, Failure> {
        self.seed = seed;
        let sent = self.send(next)?;
        self.tally.runs += 1;
        let found = self.read(&sent, true);
        if matches!(&found, Some(Finding { divergence: Divergence::Failure(_), .. })) {
            self.begin_anew()?;
        }
        Ok(found)
    }

    /// What the implementation claims.
    #[must_use]
    pub fn claims(&self) -> &Capabilities {
        &self.claims
    }

    /// The policy under which it is driven.
    #[must_use]
    pub const fn spec(&self) -> &PolicySpec {
        &self.spec
    }

    /// The same, built.
    #[must_use]
    pub const fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// What was done so far.
    #[must_use]
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The same driver on another way.
    pub(super) fn with_link<M>(&self, link: M) -> Driver<M> {
        Driver {
            link,
            claims: Arc::clone(&self.claims),
            policy: Arc::clone(&self.policy),
            spec: self.spec.clone(),
            policy_json: self.policy_json.clone(),
            policy_known: false,
            moves: self.moves.clone(),
            idle_claims: self.idle_claims.clone(),
            prologue: self.prologue.clone(),
            next_id: 1,
            seed: self.seed,
            tally: Tally::default(),
            spent: 0,
        }
    }

    /// The rules once everybody has signed in.
    pub(super) fn begun(&self) -> Twin {
        let mut twin = Twin::new(&self.policy, &self.claims);
        for step in &self.prologue {
            let _ = twin.alone(step);
        }
        twin
    }

    /// One reset, to see whether the policy is one that it knows.
    fn try_policy(&mut self) -> Result<(), Unfit> {
        let policy = Some(Cow::Borrowed(&*self.policy_json));
        self.link.send(&Request::Reset { seed: 0, policy }).map_err(Unfit::Failure)?;
        let reply = self.link.receive().map_err(Unfit::Failure)?;
        if let Reply::Unsupported { reason } = reply {
            return Err(Unfit::Unsupported(reason));
        }
        if !matches!(reply, Reply::Ready {}) {
            return Err(Unfit::Failure(unexpected("`ready`", &reply)));
        }
        self.policy_known = true;
        Ok(())
    }

    /// Drives until something is found, so many steps are done, or somebody says stop; whether it was not stopped.
    ///
    /// # Errors
    ///
    /// When the implementation cannot be started again.
    pub fn drive(&mut self, options: &Options, stop: &dyn Fn() -> bool) -> Result<(Option<Finding>, bool), Failure> {
        let most = self.claims.conversations_max.unwrap_or(CONVERSATIONS_MAX) as usize;
        let mut chooser = Chooser::new(self.moves.clone(), options.seed, most);
        let mut under_way: VecDeque<Sent> = VecDeque::new();
        let mut planned = 0;
        let mut idle = 0;
        self.seed = options.seed;
        let mut complete = true;
        loop {
            complete &= !stop();
            while complete && planned < options.steps && idle < IDLE_MAX && under_way.len() < AHEAD {
                chooser.begin();
                // Short runs begin afresh more often, long ones go deeper.
                let length = options.run_length / 4 + chooser.below(options.run_length.max(1));
                let mut left = length.max(1);
                let time = self.claims.time;
                let sent = self.send(&mut |twin| {
                    left = left.checked_sub(1)?;
                    next(&mut chooser, twin, time)
                })?;
                idle = if sent.moves.is_empty() { idle + 1 } else { 0 };
                planned += sent.moves.len() as u64;
                under_way.push_back(sent);
            }
            let Some(sent) = under_way.pop_front() else { break };
            let compared = self.tally.steps;
            let found = self.read(&sent, true);
            // What could not be compared is done again in other runs.
            let compared = self.tally.steps - compared;
            planned -= (sent.moves.len() as u64).saturating_sub(compared.max(1));
            self.tally.runs += 1;
            self.tally.tried = chooser.tried();
            if let Some(finding) = found {
                self.drain(&under_way, &finding)?;
                return Ok((Some(finding), true));
            }
        }
        Ok((None, complete))
    }

    /// Reads what is still to come of runs that nobody is interested in any more.
    fn drain(&mut self, under_way: &VecDeque<Sent>, finding: &Finding) -> Result<(), Failure> {
        if let Divergence::Failure(_) = finding.divergence {
            return self.begin_anew();
        }
        for sent in under_way {
            if let Some(Finding { divergence: Divergence::Failure(_), .. }) = self.read(sent, false) {
                return self.begin_anew();
            }
        }
        Ok(())
    }

    /// Starts the implementation again, whatever became of it.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn begin_anew(&mut self) -> Result<(), Failure> {
        self.policy_known = false;
        self.link.restart()?;
        match hello(&mut self.link) {
            Ok(_) => Ok(()),
            Err(Unfit::Failure(failure)) => Err(failure),
            Err(other) => Err(Failure::Start(other.to_string())),
        }
    }

    /// As [`probe`](Self::probe), counted among what was driven; moves that are not claimed are left out.
    ///
    /// # Errors
    ///
    /// When the implementation cannot be started again.
    pub fn replay(&mut self, moves: &[Move]) -> Result<Option<Finding>, Failure> {
        let admits = |step: &Move| match step {
            Move::Try { action, .. } => claimed(&self.claims, &self.policy, action),
            Move::Pass { .. } => self.claims.time,
        };
        let kept: Vec<Move> = moves.iter().copied().filter(admits).collect();
        let mut rest = kept.into_iter();
        self.run(self.seed, &mut |_| rest.next())
    }

    /// Plays these moves from the beginning; what they find, with the moves up to there.
    ///
    /// # Errors
    ///
    /// When the implementation cannot be started again.
    pub fn probe(&mut self, moves: &[Move]) -> Result<Option<Finding>, Failure> {
        Ok(self.probe_all(&[moves])?.pop().flatten())
    }

    /// As [`probe`](Self::probe), of several, each from the beginning.
    pub(super) fn probe_all(&mut self, candidates: &[&[Move]]) -> Result<Vec<Option<Finding>>, Failure> {
        let mut found = Vec::with_capacity(candidates.len());
        let mut under_way: VecDeque<Sent> = VecDeque::new();
        let mut place = 0;
        while found.len() < candidates.len() {
            while place < candidates.len() && under_way.len() < AHEAD {
                let mut moves = candidates[place].iter();
                let sent = self.send(&mut |_| moves.next().copied())?;
                under_way.push_back(sent);
                place += 1;
            }
            let Some(sent) = under_way.pop_front() else { break };
            let finding = self.read(&sent, false);
            let failed = matches!(&finding, Some(Finding { divergence: Divergence::Failure(_), .. }));
            found.push(finding);
            if failed {
                // What was sent ahead is lost with it, and sent again.
                self.begin_anew()?;
                place = found.len();
                under_way.clear();
            }
        }
        Ok(found)
    }

    /// Sends a run: reset, everybody signs in, then move by move what `next` says.
    pub(super) fn send(&mut self, next: &mut dyn FnMut(&Twin) -> Option<Move>) -> Result<Sent, Failure> {
        let first_id = self.next_id;
        let policy = (!self.policy_known).then_some(Cow::Borrowed(&*self.policy_json));
        self.link.send(&Request::Reset { seed: self.seed, policy })?;
        self.policy_known = true;
        let mut twin = Twin::new(&self.policy, &self.claims);
        for place in 0..self.prologue.len() {
            let step = self.prologue[place];
            if self.tells_prologue() {
                self.ask(&step, &twin)?;
            }
            let _ = twin.alone(&step);
        }
        let mut moves = Vec::new();
        while let Some(step) = next(&twin) {
            if !matches!(step, Move::Pass { .. }) && step.action(twin.names()).is_none() {
                continue;
            }
            self.ask(&step, &twin)?;
            let _ = twin.alone(&step);
            moves.push(step);
        }
        let observed = self.claims.late;
        if observed {
            self.link.send(&Request::Observe { id: self.next_id })?;
            self.next_id += 1;
        }
        self.spent += (moves.len() + self.prologue.len()) as u64;
        Ok(Sent { first_id, moves, observed })
    }

    fn tells_prologue(&self) -> bool {
        claims_operation(&self.claims, "desk", "sign-in")
    }

    /// Sends one move, as it stands on the center of a twin.
    fn ask(&mut self, step: &Move, twin: &Twin) -> Result<(), Failure> {
        let id = self.next_id;
        self.next_id += 1;
        match step {
            Move::Pass { seconds } => self.link.send(&Request::Advance { id, seconds: *seconds, observe: true }),
            Move::Try { .. } => {
                let Some(action) = step.action(twin.names()) else { return Ok(()) };
                let name = step.label().map(named);
                let words = Notation::new(&self.policy, twin.names()).action(&action);
                let action = Box::new(act::told(&self.policy, &action, name.as_deref()));
                self.link.send(&Request::Step { id, action, words: Cow::Owned(words), observe: true })
            }
        }
    }

    /// Reads a run and compares; all of its replies are taken, also those after a finding.
    fn read(&mut self, sent: &Sent, counts: bool) -> Option<Finding> {
        let fails = |failure: Failure, moves: usize| {
            let upto = (moves + 1).min(sent.moves.len());
            Some(Finding { moves: sent.moves[..upto].to_vec(), divergence: Divergence::Failure(failure) })
        };
        match self.link.receive() {
            Ok(Reply::Ready {}) => {}
            Ok(other) => {
                let divergence = Divergence::Failure(unexpected("`ready`", &other));
                return Some(Finding { moves: Vec::new(), divergence });
            }
            Err(failure) => return fails(failure, 0),
        }
        let mut twin = Twin::new(&self.policy, &self.claims);
        let mut id = sent.first_id;
        let mut found: Option<Finding> = None;
        let mut followed = Followed::Known;
        let told = self.tells_prologue();
        for step in &self.prologue {
            if !told {
                let _ = twin.alone(step);
                continue;
            }
            let over = found.is_some() || followed == Followed::Lost;
            let judged =
                receive(
                    &mut self.link,
                    &mut twin,
                    id,
                    |twin, reply| {
                        if over { Ok(followed) } else { twin.compare(step, reply) }
                    },
                );
            match judged {
                Ok(Ok(judged)) => followed = judged,
                Ok(Err(divergence)) => found = Some(Finding { moves: Vec::new(), divergence }),
                Err(failure) => return fails(failure, 0),
            }
            id += 1;
        }
        for (place, step) in sent.moves.iter().enumerate() {
            let over = found.is_some() || followed == Followed::Lost;
            let shown = &mut self.tally.shown;
            let judged = receive(&mut self.link, &mut twin, id, |twin, reply| {
                state_of(reply).into_iter().for_each(|state| shown.note(state));
                (!over).then(|| (word(reply), twin.compare(step, reply)))
            });
            match judged {
                Ok(None) => {}
                Ok(Some((word, judged))) => {
                    if counts {
                        self.tally.steps += 1;
                        *self.tally.answers.entry(word).or_default() += 1;
                    }
                    match judged {
                        Ok(judged) => followed = judged,
                        Err(divergence) => {
                            found = Some(Finding { moves: sent.moves[..=place].to_vec(), divergence });
                        }
                    }
                }
                Err(failure) => return found.or_else(|| fails(failure, place)),
            }
            id += 1;
        }
        if counts && followed == Followed::Lost {
            self.tally.lost += 1;
        }
        if sent.observed {
            let over = found.is_some() || followed == Followed::Lost;
            let shown = &mut self.tally.shown;
            let judged = receive(&mut self.link, &mut twin, id, |twin, reply| {
                let Reply::State { state, .. } = reply else {
                    return Err(Divergence::Failure(unexpected("`state`", reply)));
                };
                shown.note(state);
                if over { Ok(()) } else { twin.settle().and_then(|()| twin.judge_state(state)) }
            });
            match judged {
                Ok(Ok(())) => {}
                Ok(Err(divergence)) => found = Some(Finding { moves: sent.moves.clone(), divergence }),
                Err(failure) => return found.or_else(|| fails(failure, sent.moves.len())),
            }
        }
        found
    }
}

/// What a reply tells of the state.
fn state_of<'a>(reply: &'a Reply<'_>) -> Option<&'a State<'a>> {
    match reply {
        Reply::Done(it) | Reply::Unchanged(it) | Reply::Refused(it) | Reply::Advanced(it) => it.state.as_ref(),
        Reply::State { state, .. } => Some(state),
        Reply::Hello(_) | Reply::Ready {} | Reply::Unsupported { .. } | Reply::Effects { .. } => None,
    }
}

/// What a reply answered.
const fn word(reply: &Reply<'_>) -> &'static str {
    match reply {
        Reply::Unchanged(_) => "unchanged",
        Reply::Refused(_) => "refused",
        Reply::Advanced(_) => "time passed",
        Reply::Done(_)
        | Reply::Hello(_)
        | Reply::Ready {}
        | Reply::Unsupported { .. }
        | Reply::State { .. }
        | Reply::Effects { .. } => "done",
    }
}

/// The next move of a run.
fn next(chooser: &mut Chooser, twin: &Twin, time: bool) -> Option<Move> {
    if time
        && let Some(next_in) = twin.clock().next_in()
        && chooser.below(100) < 4
    {
        // To the very second, one before it, or well beyond.
        let seconds = match chooser.below(4) {
            0 => next_in.saturating_sub(1).max(1),
            1 => next_in.saturating_mul(3),
            _ => next_in.max(1),
        };
        return Some(Move::Pass { seconds });
    }
    let ids: Vec<_> = twin.center().conversations().collect();
    chooser.next(twin.center()).map(|action| Move::of(action, twin.names(), &ids))
}

/// Takes the next reply that answers something; late effects on the way are heard.
fn receive<L: Link, T>(
    link: &mut L,
    twin: &mut Twin,
    id: u64,
    take: impl FnOnce(&mut Twin, &Reply<'_>) -> T,
) -> Result<T, Failure> {
    for _ in 0..LATE_MAX {
        let reply = link.receive()?;
        if let Reply::Effects { effects } = &reply {
            twin.hear(effects);
            continue;
        }
        let answered = match &reply {
            Reply::Done(it) | Reply::Unchanged(it) | Reply::Refused(it) | Reply::Advanced(it) => Some(it.id),
            Reply::State { id, .. } => Some(*id),
            Reply::Hello(_) | Reply::Ready {} | Reply::Unsupported { .. } | Reply::Effects { .. } => None,
        };
        if answered.is_some_and(|answered| answered != id) {
            let got = format!("number {}", answered.unwrap_or_default());
            return Err(Failure::Unexpected { wanted: format!("an answer to number {id}"), got });
        }
        return Ok(take(twin, &reply));
    }
    Err(Failure::Unexpected { wanted: "an answer".to_owned(), got: "effects without end".to_owned() })
}

fn hello<L: Link>(link: &mut L) -> Result<Capabilities, Unfit> {
    let request = Request::Hello { version: VERSION, driver: Some(Cow::Borrowed("switchboard")) };
    link.send(&request).map_err(Unfit::Failure)?;
    let reply = link.receive().map_err(Unfit::Failure)?;
    if let Reply::Unsupported { reason } = reply {
        return Err(Unfit::Unsupported(reason));
    }
    let Reply::Hello(claims) = reply else { return Err(Unfit::Failure(unexpected("`hello`", &reply))) };
    if claims.version == VERSION { Ok(*claims) } else { Err(Unfit::Version(claims.version)) }
}

fn claims_operation(claims: &Capabilities, actor: &str, operation: &str) -> bool {
    claims.operations.as_ref().is_none_or(|claimed| {
        claimed.iter().any(|claim| match claim.split_once('/') {
            Some((of, what)) => of == actor && (what == "*" || what == operation),
            None => claim == "*",
        })
    })
}

/// Operations that are claimed and can never be tried: misspelt, or of no use under the policy.
fn idle(claims: &Capabilities, moves: &Moves) -> Vec<String> {
    let nobody = ConversationId { slot: 0, generation: 0 };
    let known: BTreeSet<(&str, &str)> = moves.every(&[nobody]).map(|action| act::kind(&action)).collect();
    let is_idle = |claim: &&String| match claim.split_once('/') {
        Some((actor, "*")) => !known.iter().any(|(of, _)| *of == actor),
        Some((actor, operation)) => !known.contains(&(actor, operation)),
        None => **claim != "*",
    };
    claims.operations.iter().flatten().filter(is_idle).cloned().collect()
}

/// Whether an action is one that the implementation claims.
#[must_use]
pub fn claimed(claims: &Capabilities, policy: &Policy, action: &Action) -> bool {
    let (actor, operation) = act::kind(action);
    if actor == "router" && claims.routes == Routes::ByItself {
        return false;
    }
    if let (Action::Create(arrival) | Action::Admit { arrival, .. }, Some(channels)) = (action, &claims.channels) {
        let channel = policy.workstreams()[arrival.workstream.index()].channel.name();
        if !channels.iter().any(|claimed| claimed == channel) {
            return false;
        }
    }
    claims_operation(claims, actor, operation)
}
