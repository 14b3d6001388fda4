//! What is tried next: mostly what may succeed in the state at hand, now and then what cannot, and faults.

use std::collections::VecDeque;

use switchboard::{
    Action, Arrival, BotTurn, Callback, Change, Channel, Contact, ContactCenter, ConversationId, Desk, Distribution,
    Gauge, Handle, Phase, Policy, PresenceId, Primary, ProfileId, ProfileSet, QueueId, Route, Seat, Stage, Supervise,
    Talk, Timer, Toggle, Upkeep, UserId, WorkstreamId,
};

use super::dice::Dice;
use super::gist::Gist;
use super::ground::Ground;
use super::seen::{KINDS, Seen, kind};
use super::swarm::{Force, Swarm};

/// How many commands are kept to come late.
const LATE_MAX: usize = 64;
/// How many closed conversations are still spoken of.
const GHOSTS_MAX: usize = 16;
/// How seldom a second action is drawn up, of which the one less tried so far is taken.
const SECOND: usize = 32;
/// After how many tries it is known how often a kind of action succeeds.
const LUCK_MIN: u32 = 8;
/// How many arrive in one burst.
const BURST: usize = 8;
/// How many other conversations are looked at where nobody is found for one, at most one fewer.
const ELSEWHERE_MAX: usize = 5;
/// How seldom something is tried where it is plain that it cannot succeed.
const SELDOM: usize = 16;
/// How seldom a clock runs out that does not run.
const STALE: usize = 8;
/// How many times in sixty-four at least a kind of action is tried that mostly fails in this world. Refusals lead to pairs
/// of rules that nothing else leads to: hardly any of them cost a tenth of the pairs.
const FANCIED_MIN: u32 = 56;
/// The same of searches in a queue in which mostly nobody is found, which take longest.
const SEARCHED_MIN: u32 = 4;

/// Kinds of actions by their numbers in [`KINDS`], which are asked for before such an action is drawn up.
mod kinds {
    pub(super) const MONITOR: usize = 2;
    pub(super) const ASSIGN_TO_AGENT: usize = 5;
    pub(super) const ASSIGN_TO_QUEUE: usize = 6;
    pub(super) const TRANSFER: usize = 7;
    pub(super) const FORCE_CLOSE: usize = 9;
    pub(super) const PICK: usize = 13;
    pub(super) const CONSULT: usize = 24;
    pub(super) const MOVE_TO_WAITING: usize = 32;
    pub(super) const MESSAGE: usize = 39;
    pub(super) const CUSTOMER_ENDS: usize = 45;
    pub(super) const DISCONNECT: usize = 48;
}

/// What is tried next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt {
    /// The action.
    pub(super) action: Action,
    /// Its kind, a number in [`KINDS`].
    pub(super) kind: usize,
    /// Where its conversation stands, if it is about one.
    pub(super) from: Option<Stage>,
}

/// Chooses the actions of one run.
#[derive(Debug)]
pub(super) struct Chooser {
    dice: Dice,
    swarm: Swarm,
    agents: Vec<UserId>,
    supervisors: Vec<UserId>,
    queues: Vec<QueueId>,
    workstreams: Vec<(WorkstreamId, QueueId, bool)>,
    presences: Vec<PresenceId>,
    profiles: Vec<ProfileId>,
    units: Vec<u16>,
    live: Vec<ConversationId>,
    /// Where in `live` the conversation of a slot is.
    places: Vec<u32>,
    live_max: usize,
    ghosts: VecDeque<ConversationId>,
    late: Vec<Action>,
    planned: VecDeque<Action>,
    /// By kind, how often it was tried in this run, and how often it was done.
    luck: Vec<(u32, u32)>,
    /// By queue, whether its last search found nobody, and nobody became free since.
    hopeless: Vec<bool>,
    /// By queue, how often it was searched in this run, and how often somebody was found.
    searched: Vec<(u32, u32)>,
}

impl Chooser {
    pub(super) fn new(ground: &Ground, swarm: Swarm, dice: Dice) -> Self {
        let policy: &Policy = &ground.policy;
        let users = || (0..policy.users().len()).map(UserId::at).zip(policy.users());
        let workstreams = (0..policy.workstreams().len())
            .map(WorkstreamId::at)
            .zip(policy.workstreams())
            .map(|(id, stream)| (id, stream.queue, !stream.routes.is_empty() || stream.fallback.is_some()))
            .collect();
        Self {
            dice,
            swarm,
            agents: users().filter(|(_, user)| user.roles.agent).map(|(id, _)| id).collect(),
            supervisors: users().filter(|(_, user)| user.roles.supervisor).map(|(id, _)| id).collect(),
            queues: (0..policy.queues().len()).map(QueueId::at).collect(),
            workstreams,
            presences: (0..policy.presences().len()).map(PresenceId::at).collect(),
            profiles: (0..policy.profiles().len()).map(ProfileId::at).collect(),
            units: policy.users().iter().map(|user| user.units).collect(),
            live: Vec::new(),
            places: Vec::new(),
            live_max: ground.size.conversations(),
            ghosts: VecDeque::new(),
            late: Vec::new(),
            planned: VecDeque::new(),
            luck: vec![(0, 0); KINDS.len()],
            hopeless: vec![false; policy.queues().len()],
            searched: vec![(0, 0); policy.queues().len()],
        }
    }

    /// Learns from a step: what never succeeds in this world is tried seldom, and nobody is searched for where nobody was.
    #[inline]
    pub(super) fn learn(&mut self, center: &ContactCenter, attempt: &Attempt, done: bool, gist: &Gist) {
        let (tried, lucky) = &mut self.luck[attempt.kind];
        *tried += 1;
        *lucky += u32::from(done);
        if let Action::Router(route) = attempt.action {
            if let Route::Queue(queue) = route {
                self.hopeless[queue.index()] = !done;
                let (tried, lucky) = &mut self.searched[queue.index()];
                *tried += 1;
                *lucky += u32::from(done);
            }
            return;
        }
        // Whoever is not there, or has no unit left of some, is of no help.
        let helps = |agent: &&UserId| {
            center.is_present(**agent) && (center.available_units(**agent) > 0 || center.units(**agent) == 0)
        };
        for agent in gist.freed.iter().filter(helps) {
            for (place, hopeless) in self.hopeless.iter_mut().enumerate() {
                *hopeless &= !center.is_member(*agent, QueueId::at(place));
            }
        }
        for queue in &gist.joined {
            self.hopeless[queue.index()] = false;
        }
    }

    /// Whether a kind of action is worth trying in this world.
    #[inline]
    fn fancies(&mut self, kind: usize) -> bool {
        self.trusts(self.luck[kind], FANCIED_MIN)
    }

    /// Mostly whether what was tried and done so often will be done again: by the share of what was done, and so many
    /// times in sixty-four at least.
    #[inline]
    fn trusts(&mut self, (tried, lucky): (u32, u32), least: u32) -> bool {
        let often = tried < LUCK_MIN || lucky * 4 >= tried * 3;
        often || self.dice.below(64) < (lucky * 64 / tried).max(least) as usize
    }

    /// Whether a search is worth it: something waits, not nobody was found a moment ago, and in this queue somebody is
    /// found often enough; one in thirty-two others is made all the same.
    #[inline]
    fn hopes(&mut self, center: &ContactCenter, queue: QueueId) -> bool {
        if self.hopeless[queue.index()] || center.queue_length(queue) == 0 {
            return self.dice.below(32) == 0;
        }
        self.trusts(self.searched[queue.index()], SEARCHED_MIN)
    }

    /// A conversation was created.
    pub(super) fn created(&mut self, id: ConversationId) {
        if self.places.len() <= id.index() {
            self.places.resize(id.index() + 1, u32::MAX);
        }
        self.places[id.index()] = self.live.len() as u32;
        self.live.push(id);
    }

    /// A conversation was closed: it is spoken of a while; tells which one is forgotten for it.
    pub(super) fn closed(&mut self, id: ConversationId) -> Option<ConversationId> {
        let place = self.places[id.index()] as usize;
        if self.live.get(place) != Some(&id) {
            return None;
        }
        self.live.swap_remove(place);
        if let Some(moved) = self.live.get(place) {
            self.places[moved.index()] = place as u32;
        }
        self.ghosts.push_back(id);
        if self.ghosts.len() > GHOSTS_MAX { self.ghosts.pop_front() } else { None }
    }

    /// The next action.
    #[inline]
    pub(super) fn next(&mut self, center: &ContactCenter, seen: &Seen) -> Attempt {
        let (action, kind) = self.choose(center, seen);
        Attempt { action, kind, from: action.conversation().map(|id| center.stage(id)) }
    }

    /// The next action, and its kind: of two candidates the one of which less was seen so far.
    #[inline]
    fn choose(&mut self, center: &ContactCenter, seen: &Seen) -> (Action, usize) {
        if let Some(planned) = self.planned.pop_front() {
            return (planned, kind(&planned));
        }
        let mut action = self.one(center);
        let mut of = kind(&action);
        if self.dice.below(SECOND) == 0 && self.planned.is_empty() {
            let other = self.one(center);
            let kind = kind(&other);
            if seen.tried(kind) < seen.tried(of) {
                (action, of) = (other, kind);
            }
        }
        if self.swarm.has(Force::Late) {
            let place = self.dice.below(LATE_MAX);
            if let Some(kept) = self.late.get_mut(place) {
                *kept = action;
            } else {
                self.late.push(action);
            }
        }
        (action, of)
    }

    fn one(&mut self, center: &ContactCenter) -> Action {
        let draw = self.dice.below(1000);
        let room = self.live_max.saturating_sub(self.live.len());
        // Full centers see an arrival for every conversation that ends.
        let arrivals = if room == 0 { 0 } else { 60 + 240 * room / self.live_max };
        if draw < arrivals || self.live.is_empty() && draw < 700 {
            if self.swarm.has(Force::Bursts) && self.dice.below(64) == 0 {
                let arrival = self.arrival();
                self.planned.extend(std::iter::repeat_n(arrival, BURST.min(room)));
            }
            return self.arrival();
        }
        let draw = self.dice.below(1000);
        match draw {
            0..100 => {
                let queue = self.dice.one(&self.queues);
                match self.live.len() {
                    // Where nobody was found a moment ago, something else may bring somebody.
                    alive @ 1.. if !self.hopes(center, queue) => {
                        let id = self.live[self.dice.below(alive)];
                        self.on(center, id)
                    }
                    _ => Action::Router(Route::Queue(queue)),
                }
            }
            100..115 if !self.agents.is_empty() => {
                let agent = self.dice.one(&self.agents);
                if !center.is_present(agent) && !self.seldom() {
                    return self.presence();
                }
                Action::Router(Route::Agent(agent))
            }
            130..150 if self.swarm.has(Force::Late) && !self.late.is_empty() => {
                self.late[self.dice.below(self.late.len())]
            }
            150..190 if self.swarm.has(Force::Presence) => self.presence(),
            190..205 if self.swarm.has(Force::Loss) => self.loss(center),
            205..220 if self.swarm.has(Force::Changes) => self.change(),
            220..235 if self.swarm.has(Force::Nonsense) => self.nonsense(),
            235..240 => self.gauge(),
            240..245 if self.swarm.has(Force::Jumps) => {
                self.jump(center);
                self.planned.pop_front().unwrap_or_else(|| self.arrival())
            }
            _ if self.live.is_empty() => self.arrival(),
            _ => {
                let id = self.live[self.dice.below(self.live.len())];
                self.on(center, id)
            }
        }
    }

    /// Now and then.
    fn seldom(&mut self) -> bool {
        self.dice.below(SELDOM) == 0
    }

    fn arrival(&mut self) -> Action {
        let (workstream, queue, routed) = self.workstreams[self.dice.below(self.workstreams.len())];
        let mut arrival = Arrival::new(workstream, queue);
        if let (Some(profile), 0) = (self.profiles.first(), self.dice.below(16)) {
            arrival.profiles = ProfileSet::EMPTY.with(*profile);
        }
        if routed {
            Action::Admit { arrival, draw: self.dice.below(10_000) as u16, failed: self.dice.below(10) == 0 }
        } else {
            Action::Create(arrival)
        }
    }

    fn presence(&mut self) -> Action {
        let agent = self.anybody();
        let presence = self.dice.one(&self.presences);
        match self.dice.below(10) {
            0 => Action::Desk { agent, operation: Desk::SignOut },
            1..=4 => Action::Desk { agent, operation: Desk::SignIn },
            5 => Action::Desk { agent, operation: Desk::ResetPresence },
            6 => {
                let change = Change::SetPresence { agent, presence };
                self.manage(change)
            }
            7 => {
                let change = Change::ResetPresence { agent };
                self.manage(change)
            }
            // Mostly back to work, so that the floor does not empty.
            8 => Action::Desk { agent, operation: Desk::SetPresence(presence) },
            _ => Action::Desk { agent, operation: Desk::SetPresence(self.presences[0]) },
        }
    }

    fn manage(&mut self, change: Change) -> Action {
        if self.supervisors.is_empty() {
            Action::Configure(change)
        } else {
            Action::Manage { by: self.dice.one(&self.supervisors), change }
        }
    }

    fn loss(&mut self, center: &ContactCenter) -> Action {
        let agent = self.anybody();
        if center.is_signed_in(agent) && !center.is_present(agent) {
            return match self.dice.below(4) {
                0 => Action::ReturnWindowPassed { agent },
                _ => Action::Desk { agent, operation: Desk::ConnectionRestored },
            };
        }
        // What the loss of an agent means for each of the agent's conversations follows, one step each.
        let held = self.live.iter().filter(|id| center.phase(**id).holder() == Some(agent)).take(4);
        self.planned
            .extend(held.map(|id| Action::System { conversation: *id, operation: Upkeep::AgentLost { agent } }));
        Action::Desk { agent, operation: Desk::ConnectionLost }
    }

    fn change(&mut self) -> Action {
        let agent = self.anybody();
        let queue = self.dice.one(&self.queues);
        let change = match self.dice.below(8) {
            0 => Change::LeaveQueue { user: agent, queue },
            1 | 2 => Change::JoinQueue { user: agent, queue },
            3 => {
                let units = self.units[agent.index()];
                Change::SetUnits {
                    agent,
                    units: self.dice.one(&[0, units / 2, units, units, units.saturating_add(50)]),
                }
            }
            4 if !self.profiles.is_empty() => Change::SetProfileLimit {
                agent,
                profile: self.dice.one(&self.profiles),
                limit: self.dice.one(&[None, Some(0), Some(1), Some(2), Some(3)]),
            },
            5 => Change::SetQueueOpen { queue, open: self.dice.percent(70) },
            6 => Change::EndShift { agent },
            _ => Change::SetToggle { toggle: self.dice.one(&Toggle::ALL), on: self.dice.percent(75) },
        };
        if self.dice.percent(50) { Action::Configure(change) } else { self.manage(change) }
    }

    fn gauge(&mut self) -> Action {
        let queue = self.dice.one(&self.queues);
        match self.dice.below(3) {
            0 => Action::Gauge(Gauge::AverageWait { queue, seconds: self.dice.one(&[None, Some(5), Some(4_000)]) }),
            _ => Action::Gauge(Gauge::Length { queue }),
        }
    }

    /// Several timers run out, one right after the other.
    fn jump(&mut self, center: &ContactCenter) {
        let from = self.dice.below(self.live.len().max(1));
        for id in self.live.iter().skip(from).take(6) {
            let fired = center.timers(*id).iter().map(|timer| Action::Timer { conversation: *id, timer });
            self.planned.extend(fired.take(2));
        }
    }

    fn anybody(&mut self) -> UserId {
        if self.agents.is_empty() { self.dice.one(&self.supervisors) } else { self.dice.one(&self.agents) }
    }

    /// An agent, of the queue if one is found quickly.
    fn member(&mut self, center: &ContactCenter, id: ConversationId) -> UserId {
        let queue = center.queue_of(id);
        let mut agent = self.anybody();
        for _ in 0..3 {
            if queue.is_some_and(|queue| center.is_member(agent, queue)) && center.is_present(agent) {
                break;
            }
            agent = self.anybody();
        }
        agent
    }

    fn supervise(&mut self, id: ConversationId, operation: Supervise) -> Action {
        match self.supervisors.is_empty() {
            true => Action::Customer { conversation: id, operation: Contact::Message },
            false => Action::Supervisor { by: self.dice.one(&self.supervisors), conversation: id, operation },
        }
    }

    fn observe(&mut self, center: &ContactCenter, id: ConversationId) -> Action {
        let seated = center.participants(id).iter().find(|it| matches!(it.seat, Seat::Monitoring | Seat::Joined));
        match seated {
            Some(it) => {
                let operation = match (it.seat, self.dice.below(3)) {
                    (Seat::Monitoring, 0 | 1) => Supervise::Join,
                    _ => Supervise::Leave,
                };
                Action::Supervisor { by: it.user, conversation: id, operation }
            }
            None => self.supervise(id, Supervise::Monitor),
        }
    }

    fn timer(&mut self, center: &ContactCenter, id: ConversationId) -> Option<Action> {
        // A clock that does not run, as one that has not heard of a change yet.
        if self.dice.below(STALE) == 0 {
            return Some(Action::Timer { conversation: id, timer: self.dice.one(&Timer::ALL) });
        }
        let timers = center.timers(id);
        if timers.is_empty() {
            return None;
        }
        let place = self.dice.below(timers.iter().count());
        timers.iter().nth(place).map(|timer| Action::Timer { conversation: id, timer })
    }

    /// What may succeed on this conversation.
    fn on(&mut self, center: &ContactCenter, id: ConversationId) -> Action {
        let swarm = self.swarm;
        let has = |force| swarm.has(force);
        let customer = |operation| Action::Customer { conversation: id, operation };
        let draw = self.dice.below(100);
        if draw < 8
            && has(Force::Timers)
            && let Some(timer) = self.timer(center, id)
        {
            return timer;
        }
        let phase = center.phase(id);
        // Nobody is watched where nobody is assigned.
        if draw < 14
            && has(Force::Observation)
            && (phase.primary().is_some() || self.seldom())
            && self.fancies(kinds::MONITOR)
        {
            return self.observe(center, id);
        }
        if draw < 18 && has(Force::Customers) {
            let asks = center.callback(id) == Callback::Offered || self.seldom();
            return customer(match self.dice.below(4) {
                0 => Contact::End,
                1 if asks => Contact::RequestCallback,
                _ => Contact::Message,
            });
        }
        if draw < 22 && has(Force::Loss) {
            if center.is_customer_away(id) {
                return customer(Contact::Reconnect);
            }
            if self.fancies(kinds::DISCONNECT) {
                return customer(Contact::Disconnect);
            }
        }
        match phase {
            Phase::Open { .. } => self.on_open(center, id),
            Phase::Offered(offer) => self.on_offered(center, id, offer.agent),
            Phase::InConversation(talk) => match talk.primary {
                Primary::Agent(agent) => {
                    if let Some(pending) = talk.pending
                        && self.dice.percent(60)
                    {
                        return self.answer(id, pending.agent);
                    }
                    self.on_talk(center, id, agent, &talk)
                }
                Primary::Bot(_) => {
                    let operation = if self.dice.percent(70) { BotTurn::Escalate } else { BotTurn::End };
                    Action::Bot { conversation: id, operation }
                }
                Primary::Outside => customer(Contact::End),
            },
            Phase::Waiting { .. } => {
                let by = self.member(center, id);
                match self.dice.below(3) {
                    0 => customer(Contact::Message),
                    1 => Action::Agent { by, conversation: id, operation: Handle::Reopen },
                    _ => self.supervise(id, Supervise::ForceClose),
                }
            }
            Phase::WrapUp(wrap) => {
                let operation = match self.dice.below(10) {
                    0 => Handle::SetDisposition,
                    1 => Handle::Reopen,
                    2 => Handle::Message,
                    _ => Handle::CloseSession,
                };
                let needs_code = center
                    .workstream_of(id)
                    .is_some_and(|stream| center.policy().workstreams()[stream.index()].disposition_required);
                if needs_code && self.dice.percent(40) {
                    return Action::Agent { by: wrap.agent, conversation: id, operation: Handle::SetDisposition };
                }
                Action::Agent { by: wrap.agent, conversation: id, operation }
            }
            Phase::Closed { .. } => customer(Contact::Message),
        }
    }

    fn on_open(&mut self, center: &ContactCenter, id: ConversationId) -> Action {
        let (Some(queue), Some(stream)) = (center.queue_of(id), center.workstream_of(id)) else {
            return Action::Customer { conversation: id, operation: Contact::Message };
        };
        let stream = &center.policy().workstreams()[stream.index()];
        let record = stream.channel == Channel::Record;
        match self.dice.below(100) {
            0..35 if self.swarm.has(Force::Supervision) && self.fancies(kinds::ASSIGN_TO_AGENT) => {
                let agent = self.member(center, id);
                let (over_presence, over_capacity) = (self.dice.percent(70), self.dice.percent(60));
                return self.supervise(id, Supervise::AssignToAgent { agent, over_presence, over_capacity });
            }
            35..40 if self.swarm.has(Force::Supervision) && self.fancies(kinds::ASSIGN_TO_QUEUE) => {
                let queue = self.dice.one(&self.queues);
                return self.supervise(id, Supervise::AssignToQueue { queue });
            }
            40..44 if self.swarm.has(Force::Supervision) && self.fancies(kinds::FORCE_CLOSE) => {
                return self.supervise(id, Supervise::ForceClose);
            }
            44..48 if (!record || self.seldom()) && self.fancies(kinds::CUSTOMER_ENDS) => {
                return Action::Customer { conversation: id, operation: Contact::End };
            }
            48..80 if self.swarm.has(Force::Picks) => {
                let may = stream.distribution == Distribution::Pick || stream.pick_from_push || self.seldom();
                if may && self.fancies(kinds::PICK) {
                    let by = self.member(center, id);
                    return Action::Agent { by, conversation: id, operation: Handle::Pick };
                }
            }
            _ => {}
        }
        if self.hopes(center, queue) {
            return Action::Router(Route::Queue(queue));
        }
        // Nobody is found for it: mostly something else is done, which may bring somebody.
        for _ in 0..self.dice.below(ELSEWHERE_MAX) {
            let other = self.live[self.dice.below(self.live.len())];
            if center.stage(other) != Stage::Open {
                return self.on(center, other);
            }
        }
        let customer = |operation| Action::Customer { conversation: id, operation };
        match stream.channel {
            Channel::Record if self.fancies(kinds::ASSIGN_TO_AGENT) => {
                let agent = self.member(center, id);
                return self
                    .supervise(id, Supervise::AssignToAgent { agent, over_presence: true, over_capacity: true });
            }
            Channel::Record => return Action::System { conversation: id, operation: Upkeep::RecordRemoved },
            Channel::LiveChat | Channel::PersistentChat | Channel::Async | Channel::CustomAsync => {
                if self.swarm.has(Force::Customers) && self.dice.below(4) > 0 {
                    return customer(Contact::Message);
                }
            }
            Channel::Voice => {}
        }
        if self.fancies(kinds::CUSTOMER_ENDS) {
            customer(Contact::End)
        } else if self.swarm.has(Force::Presence) {
            self.presence()
        } else {
            self.gauge()
        }
    }

    /// Who is asked answers; in a race the time-out comes right before or after.
    fn answer(&mut self, id: ConversationId, by: UserId) -> Action {
        let operation = if self.dice.percent(75) { Handle::Accept } else { Handle::Reject };
        let answer = Action::Agent { by, conversation: id, operation };
        if self.swarm.has(Force::Races) && self.dice.below(8) == 0 {
            let other = match self.dice.below(4) {
                0 => Action::Customer { conversation: id, operation: Contact::End },
                1 => Action::Customer { conversation: id, operation: Contact::Disconnect },
                _ => Action::Timer { conversation: id, timer: Timer::Offer },
            };
            if self.dice.percent(50) {
                self.planned.push_back(other);
                return answer;
            }
            self.planned.push_back(answer);
            return other;
        }
        answer
    }

    fn on_offered(&mut self, center: &ContactCenter, id: ConversationId, agent: UserId) -> Action {
        match self.dice.below(100) {
            0..70 => self.answer(id, agent),
            70..74 => Action::Agent { by: agent, conversation: id, operation: Handle::RefreshBrowser },
            74..78 => Action::System { conversation: id, operation: Upkeep::OfferNotDisplayed },
            78..90 if self.swarm.has(Force::Supervision) => {
                let to = self.member(center, id);
                let queue = self.dice.one(&self.queues);
                match self.dice.below(4) {
                    0 => self.supervise(id, Supervise::TransferToQueue { queue }),
                    1 => self.supervise(id, Supervise::ForceClose),
                    _ => self.supervise(id, Supervise::TransferToAgent { agent: to }),
                }
            }
            _ => self.answer(id, agent),
        }
    }

    fn on_talk(&mut self, center: &ContactCenter, id: ConversationId, by: UserId, talk: &Talk) -> Action {
        let Talk { leg, hold, resolved, .. } = *talk;
        let agent = |operation| Action::Agent { by, conversation: id, operation };
        let draw = self.dice.below(100);
        // What ends other conversations is refused on a record, and the reverse.
        let record = center
            .workstream_of(id)
            .is_some_and(|stream| center.policy().workstreams()[stream.index()].channel == Channel::Record);
        let wrong = self.dice.below(16) == 0;
        let end = match (record != wrong, resolved) {
            (true, false) => Handle::ResolveRecord,
            (true, true) => Handle::CloseSession,
            (false, _) => Handle::End,
        };
        match draw {
            0..10 if self.swarm.has(Force::Transfers) => {
                let to = self.member(center, id);
                let queue = self.dice.one(&self.queues);
                match self.dice.below(8) {
                    0 | 1 => agent(Handle::TransferToQueue { queue }),
                    2 => agent(Handle::TransferOutside),
                    _ => agent(Handle::TransferToAgent { agent: to }),
                }
            }
            10..22 if self.swarm.has(Force::Consults) && self.fancies(kinds::CONSULT) => self.consult(center, id, by),
            22..30 if self.swarm.has(Force::Calls) => match (leg, hold, self.dice.below(5)) {
                (_, true, _) => agent(Handle::Resume),
                (_, false, 0) => agent(Handle::CallOutside),
                (true, false, 1) => Action::Customer { conversation: id, operation: Contact::HangUpLeg },
                (true, false, 2) => agent(Handle::HangUpLeg),
                (false, false, 1 | 2) => agent(Handle::RaiseCall),
                (_, false, _) => agent(Handle::Hold),
            },
            30..40 if self.swarm.has(Force::Supervision) && self.fancies(kinds::TRANSFER) => {
                let to = self.member(center, id);
                let queue = self.dice.one(&self.queues);
                match self.dice.below(6) {
                    0 => self.supervise(id, Supervise::TransferToQueue { queue }),
                    1 => self.supervise(id, Supervise::ForceClose),
                    2 => self.supervise(id, Supervise::Broadcast),
                    _ => self.supervise(id, Supervise::TransferToAgent { agent: to }),
                }
            }
            40..46 if self.swarm.has(Force::Waiting) && self.fancies(kinds::MOVE_TO_WAITING) => {
                agent(Handle::MoveToWaiting)
            }
            46..50 if self.swarm.has(Force::Picks) => agent(Handle::Release),
            50..58 if self.fancies(kinds::MESSAGE) => agent(Handle::Message),
            62..64 => agent(Handle::Rejoin),
            64..66 => agent(Handle::SetDisposition),
            66..68 => Action::System { conversation: id, operation: Upkeep::TimeoutRuleElapsed { rule: 0 } },
            68..76 if !record || wrong => Action::Customer { conversation: id, operation: Contact::Message },
            76..82 if !record || wrong => Action::Customer { conversation: id, operation: Contact::End },
            82..84 => agent(Handle::CloseSession),
            _ => agent(end),
        }
    }

    fn consult(&mut self, center: &ContactCenter, id: ConversationId, by: UserId) -> Action {
        let agent = |by, operation| Action::Agent { by, conversation: id, operation };
        let seat = center
            .participants(id)
            .iter()
            .find(|it| matches!(it.seat, Seat::ConsultOffered | Seat::Consulting { .. }))
            .copied();
        match seat {
            Some(it) if it.seat == Seat::ConsultOffered => {
                let operation = if self.dice.percent(75) { Handle::AcceptConsult } else { Handle::RejectConsult };
                agent(it.user, operation)
            }
            Some(it) => match self.dice.below(5) {
                0 => agent(by, Handle::EndConsult { agent: it.user }),
                1 => agent(it.user, Handle::LeaveConsult),
                2 => agent(by, Handle::AddToCustomer { agent: it.user }),
                3 => agent(by, Handle::TransferToAgent { agent: it.user }),
                _ => agent(by, Handle::Promote { agent: it.user }),
            },
            None => {
                let whom = self.member(center, id);
                if self.dice.percent(15) {
                    let queue = self.dice.one(&self.queues);
                    return agent(by, Handle::ConsultQueue { queue });
                }
                agent(by, Handle::Consult { agent: whom })
            }
        }
    }

    /// Anybody, anything, on anything: also on what is closed.
    fn nonsense(&mut self) -> Action {
        let old = !self.ghosts.is_empty() && self.dice.percent(40);
        let conversation = if old {
            self.ghosts[self.dice.below(self.ghosts.len())]
        } else if self.live.is_empty() {
            return self.arrival();
        } else {
            self.live[self.dice.below(self.live.len())]
        };
        let by = self.anybody();
        let agent = self.anybody();
        let queue = self.dice.one(&self.queues);
        match self.dice.below(5) {
            0 => {
                let operation = self.dice.one(&[
                    Supervise::Monitor,
                    Supervise::Join,
                    Supervise::Leave,
                    Supervise::ForceClose,
                    Supervise::Broadcast,
                    Supervise::ReleaseRecord,
                    Supervise::RemoveRecord,
                    Supervise::AssignToQueue { queue },
                    Supervise::TransferToAgent { agent },
                    Supervise::AssignToAgent { agent, over_presence: true, over_capacity: true },
                ]);
                let by = if self.supervisors.is_empty() || self.dice.percent(20) {
                    by
                } else {
                    self.dice.one(&self.supervisors)
                };
                Action::Supervisor { by, conversation, operation }
            }
            1 => {
                let operation = self.dice.one(&[
                    Upkeep::TimeoutRuleClose,
                    Upkeep::TimeoutRuleToWaiting,
                    Upkeep::TimeoutRuleRelease,
                    Upkeep::RecordRemoved,
                    Upkeep::RecordMoved { queue },
                    Upkeep::AgentLost { agent },
                    Upkeep::OfferNotDisplayed,
                    Upkeep::AgentOnOutboundCall,
                    Upkeep::QueueEmptied,
                    Upkeep::TimeoutRuleLastMinute { rule: 0 },
                    Upkeep::TimeoutRuleElapsed { rule: 0 },
                    Upkeep::DeclinePauseEnded { agent },
                ]);
                Action::System { conversation, operation }
            }
            2 => Action::Timer { conversation, timer: self.dice.one(&Timer::ALL) },
            3 => {
                let operation = self.dice.one(&[
                    Contact::End,
                    Contact::HangUpLeg,
                    Contact::Message,
                    Contact::Disconnect,
                    Contact::Reconnect,
                    Contact::RequestCallback,
                ]);
                Action::Customer { conversation, operation }
            }
            _ => {
                let operation = self.dice.one(&[
                    Handle::Pick,
                    Handle::Accept,
                    Handle::Reject,
                    Handle::RefreshBrowser,
                    Handle::End,
                    Handle::CloseSession,
                    Handle::Release,
                    Handle::Reopen,
                    Handle::TransferToAgent { agent },
                    Handle::TransferToQueue { queue },
                    Handle::TransferOutside,
                    Handle::Consult { agent },
                    Handle::AcceptConsult,
                    Handle::RejectConsult,
                    Handle::LeaveConsult,
                    Handle::EndConsult { agent },
                    Handle::Promote { agent },
                    Handle::AddToCustomer { agent },
                    Handle::MoveToWaiting,
                    Handle::RaiseCall,
                    Handle::HangUpLeg,
                    Handle::Hold,
                    Handle::Resume,
                    Handle::Rejoin,
                    Handle::ResolveRecord,
                    Handle::Message,
                    Handle::SuspendRule { rule: 0 },
                    Handle::ResumeRule { rule: 0 },
                    Handle::AssignRecord { agent },
                    Handle::SetDisposition,
                    Handle::CallOutside,
                ]);
                Action::Agent { by, conversation, operation }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KINDS, kinds};

    #[test]
    fn kinds_are_called_by_their_numbers() {
        let named = [
            (kinds::MONITOR, "monitor"),
            (kinds::ASSIGN_TO_AGENT, "assign to agent"),
            (kinds::ASSIGN_TO_QUEUE, "assign to queue"),
            (kinds::TRANSFER, "transfer to agent"),
            (kinds::FORCE_CLOSE, "force close"),
            (kinds::PICK, "pick"),
            (kinds::CONSULT, "consult"),
            (kinds::MOVE_TO_WAITING, "move to waiting"),
            (kinds::MESSAGE, "message"),
            (kinds::CUSTOMER_ENDS, "customer ends"),
            (kinds::DISCONNECT, "customer disconnects"),
        ];
        for (number, name) in named {
            assert_eq!(KINDS[number], name);
        }
    }
}
