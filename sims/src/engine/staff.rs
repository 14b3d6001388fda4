//! Agents' days: sign-in, breaks once their hands are empty, the end of the shift, presences they undo, shifts they do
//! not come to, and connections that they lose.

use switchboard::{Action, Base, Change, ContactCenter, ConversationId, Desk, Handle, QueueId, Upkeep, UserId};

use crate::agenda::{Class, StaffWake, Wake};
use crate::engine::record::{Mode, Status};
use crate::engine::run::Run;
use crate::scenario::Scenario;
use crate::stream::{Cause, Philox4x32, Streams, uniform};
use crate::tick::{Span, Tick};

/// Where an agent stands in the plan of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// At home.
    Off,
    /// Takes work.
    On,
    /// Finishes what is in hand, then has a break of this length.
    BeforeBreak(Span),
    /// On a break.
    Break,
    /// Finishes what is in hand, then goes home.
    Leaving,
}

/// One agent, or anybody else the policy knows.
#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) plan: Plan,
    /// The present stretch, by its place; and how many of its breaks are planned.
    stretch: usize,
    breaks: usize,
    /// The agent's place in the scenario's staff.
    pub(crate) staff: Option<usize>,
    /// The group that is staffed by number, by its place.
    pub(crate) crew: Option<u16>,
    /// By source: how much longer the agent takes; empty where it is as the scenario says.
    pub(crate) pace: Vec<f64>,
    /// When the agent wants to go away next, and how often that was drawn.
    churns_at: Tick,
    churns: u32,
    /// Conversations in hand, by slot.
    pub(crate) hands: Vec<u32>,
    /// Offers that ring.
    pub(crate) ringing: u32,
    /// Conversations that the agent is charged for.
    pub(crate) charges: u32,
    pub(crate) mode: Mode,
    pub(crate) units_used: i64,
    pub(crate) units_total: i64,
    /// Items that count against the agent's profiles, and how many they allow.
    pub(crate) items: (i64, i64),
    pub(crate) queues: Vec<QueueId>,
    /// Whether undoing a presence is planned.
    recovering: bool,
    /// Whether the schedule wants the agent at work (MET-52).
    pub(crate) scheduled: bool,
    /// As the recorder has it.
    pub(crate) status: Status,
    /// The connection, where it can be lost.
    connection: Option<Philox4x32>,
    /// It is lost now: what is in hand lies still.
    pub(crate) lost: bool,
}

/// The name of an agent's stream for one day.
const fn on_day(user: UserId, day: u32) -> u64 {
    (day as u64) << 16 | user.0 as u64
}

impl Agent {
    pub(crate) fn all(scenario: &Scenario, streams: Streams) -> Vec<Self> {
        let mut agents: Vec<Self> = scenario
            .policy()
            .users()
            .iter()
            .map(|user| Self {
                plan: Plan::Off,
                stretch: 0,
                breaks: 0,
                staff: None,
                crew: None,
                pace: Vec::new(),
                churns_at: Tick::NEVER,
                churns: 0,
                hands: Vec::with_capacity(16),
                ringing: 0,
                charges: 0,
                mode: Mode::Out,
                units_used: 0,
                units_total: 0,
                items: (0, 0),
                queues: user.queues.clone(),
                recovering: false,
                scheduled: false,
                status: Status::default(),
                connection: None,
                lost: false,
            })
            .collect();
        for (place, one) in scenario.staff.iter().enumerate() {
            let agent = &mut agents[one.agent.index()];
            agent.staff = Some(place);
            agent.connection = one.connection.as_ref().map(|_| streams.open(Cause::Connection, u64::from(one.agent.0)));
            agent.crew = one.crew;
            agent.pace.clone_from(&one.pace);
        }
        agents
    }

    /// Whether the agent waits for work: signed in, in a presence that gets some by default.
    pub(crate) fn is_ready(&self, center: &ContactCenter, user: UserId) -> bool {
        matches!(center.base_presence(user), Base::Available | Base::Busy)
    }

    /// Whether a break or the way home waits for empty hands.
    pub(crate) const fn wants_to_pause(&self) -> bool {
        matches!(self.plan, Plan::BeforeBreak(_) | Plan::Leaving)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.hands.is_empty() && self.ringing == 0
    }

    /// How much longer than the scenario says the agent takes for a source.
    #[inline]
    pub(crate) fn pace(&self, source: u16) -> f64 {
        self.pace.get(usize::from(source)).copied().unwrap_or(1.0)
    }
}

impl Run<'_> {
    pub(crate) fn plan_staff(&mut self) {
        for place in 0..self.scenario.staff.len() {
            let agent = self.scenario.staff[place].agent;
            self.plan_stretch(agent, 0);
        }
    }

    /// Plans the next stretch that the agent comes to, from this one on.
    fn plan_stretch(&mut self, user: UserId, mut number: usize) {
        let agent = &mut self.agents[user.index()];
        let Some(staff) = agent.staff.map(|place| &self.scenario.staff[place]) else { return };
        let absent = |day: u32| {
            staff.absent > 0.0 && uniform(&mut self.streams.open(Cause::Absence, on_day(user, day))) < staff.absent
        };
        while staff.stretches.get(number).is_some_and(|stretch| absent(stretch.day)) {
            number += 1;
        }
        agent.stretch = number;
        agent.breaks = 0;
        if let Some(stretch) = staff.stretches.get(number) {
            let late = staff.late.as_ref().map_or(Span::ZERO, |law| {
                Span::from_seconds(law.sample(&mut self.streams.open(Cause::Lateness, on_day(user, stretch.day))))
            });
            // Whoever left late begins the next stretch late.
            let from = (stretch.from + late).min(stretch.to).max(self.now);
            self.agenda.push(from, Class::Staff, Wake::Staff(user.0, StaffWake::Begin));
            self.agenda.push(stretch.to.max(self.now), Class::Staff, Wake::Staff(user.0, StaffWake::End));
        }
    }

    /// The connection will be lost, or is back, after as long as is drawn.
    fn plan_connection(&mut self, user: UserId) {
        let agent = &mut self.agents[user.index()];
        let Some(law) = agent.staff.and_then(|place| self.scenario.staff[place].connection.as_ref()) else { return };
        let Some(rng) = &mut agent.connection else { return };
        let law = if agent.lost { &law.back } else { &law.lasts };
        let at = self.now + Span::from_seconds(law.sample(rng));
        self.agenda.push(at, Class::Staff, Wake::Staff(user.0, StaffWake::Connection));
    }

    /// The connection goes (ST-60): what was offered or in hand is told so, and lies still.
    fn lose_connection(&mut self, user: UserId) {
        if !self.apply(Action::Desk { agent: user, operation: Desk::ConnectionLost }).is_done() {
            return;
        }
        self.advance(user);
        self.agents[user.index()].lost = true;
        for conversation in self.led_by(user) {
            let _ = self.apply(Action::System { conversation, operation: Upkeep::AgentLost { agent: user } });
        }
        self.hands_changed(user);
    }

    /// The connection is back: the agent goes on with what is still theirs (ST-61).
    fn restore_connection(&mut self, user: UserId) {
        self.advance(user);
        self.agents[user.index()].lost = false;
        let _ = self.apply(Action::Desk { agent: user, operation: Desk::ConnectionRestored });
        for conversation in self.led_by(user) {
            let _ = self.apply(Action::Agent { by: user, conversation, operation: Handle::Rejoin });
        }
        self.hands_changed(user);
        match self.agents[user.index()].plan {
            Plan::On | Plan::Off => {}
            Plan::BeforeBreak(_) | Plan::Break | Plan::Leaving => {
                self.set_presence(user, Base::Away);
                self.pause(user);
            }
        }
    }

    /// What is offered to an agent or in the agent's hands, in the order of slots.
    fn led_by(&self, user: UserId) -> Vec<ConversationId> {
        let theirs =
            self.cases.iter().filter(|case| case.alive && (case.hand == Some(user) || case.offered == Some(user)));
        theirs.map(|case| case.id).collect()
    }

    fn plan_break(&mut self, user: UserId) {
        let agent = &mut self.agents[user.index()];
        let stretch = agent.staff.and_then(|place| self.scenario.staff[place].stretches.get(agent.stretch));
        if let Some((start, _)) = stretch.and_then(|stretch| stretch.breaks.get(agent.breaks)) {
            // A break that was kept waiting by the one before comes late.
            self.agenda.push((*start).max(self.now), Class::Staff, Wake::Staff(user.0, StaffWake::Break));
        }
    }

    /// A presence was set by the system; the agent will notice.
    pub(crate) fn plan_recovery(&mut self, user: UserId) {
        let agent = &mut self.agents[user.index()];
        let Some(place) = agent.staff else { return };
        if !std::mem::replace(&mut agent.recovering, true) {
            let at = self.now + self.scenario.staff[place].recover;
            self.agenda.push(at, Class::Staff, Wake::Staff(user.0, StaffWake::Recover));
        }
    }

    /// The agent's plan goes on.
    pub(crate) fn go_on(&mut self, user: UserId, what: StaffWake) {
        match what {
            StaffWake::Begin => {
                self.set_scheduled(user, true);
                self.begin_shift(user);
            }
            StaffWake::End => self.go_home(user),
            StaffWake::Churn => self.churn(user),
            StaffWake::Break => {
                let agent = &mut self.agents[user.index()];
                let stretch = agent.staff.and_then(|place| self.scenario.staff[place].stretches.get(agent.stretch));
                let length = stretch.and_then(|stretch| stretch.breaks.get(agent.breaks)).map(|(_, length)| *length);
                if let (Plan::On, Some(length)) = (agent.plan, length) {
                    agent.breaks += 1;
                    agent.plan = Plan::BeforeBreak(length);
                    self.set_presence(user, Base::Away);
                    self.pause(user);
                }
            }
            StaffWake::Resume => {
                let agent = &mut self.agents[user.index()];
                if agent.plan == Plan::Break {
                    agent.plan = Plan::On;
                    self.set_presence(user, Base::Available);
                    self.plan_break(user);
                    self.plan_churn(user);
                }
            }
            StaffWake::Connection => {
                // Only somebody at work loses it; the next shift brings a new one.
                if self.agents[user.index()].lost {
                    self.restore_connection(user);
                } else if self.agents[user.index()].plan != Plan::Off {
                    self.lose_connection(user);
                }
                if self.agents[user.index()].plan != Plan::Off {
                    self.plan_connection(user);
                }
            }
            StaffWake::Recover => {
                let agent = &mut self.agents[user.index()];
                agent.recovering = false;
                match agent.plan {
                    Plan::On => {
                        let _ = self.apply(Action::Desk { agent: user, operation: Desk::ResetPresence });
                    }
                    Plan::BeforeBreak(_) | Plan::Break | Plan::Leaving => self.set_presence(user, Base::Away),
                    Plan::Off => {}
                }
            }
        }
    }

    /// The agent finishes what is in hand and goes home, and gets nothing new from now on.
    pub(crate) fn go_home(&mut self, user: UserId) {
        self.set_scheduled(user, false);
        self.agents[user.index()].plan = Plan::Leaving;
        self.set_presence(user, Base::Away);
        self.pause(user);
    }

    /// Draws when the agent wants to go away next.
    fn plan_churn(&mut self, user: UserId) {
        let agent = &mut self.agents[user.index()];
        let Some(churn) = agent.staff.and_then(|place| self.scenario.staff[place].churn.as_ref()) else { return };
        if agent.churns_at != Tick::NEVER && agent.churns_at > self.now {
            // It was drawn already; a planned break does not move it.
            return;
        }
        let mut rng = self.streams.open(Cause::Presence, churn_entity(user, 2 * agent.churns));
        agent.churns += 1;
        agent.churns_at = self.now + Span::from_seconds(churn.every.sample(&mut rng));
        self.agenda.push(agent.churns_at, Class::Staff, Wake::Staff(user.0, StaffWake::Churn));
    }

    /// The agent wants to go away for a while; who is on a break or on the way home does not.
    fn churn(&mut self, user: UserId) {
        let agent = &mut self.agents[user.index()];
        if agent.churns_at != self.now {
            return;
        }
        agent.churns_at = Tick::NEVER;
        let Some(churn) = agent.staff.and_then(|place| self.scenario.staff[place].churn.as_ref()) else { return };
        if agent.plan == Plan::On {
            let mut rng = self.streams.open(Cause::Presence, churn_entity(user, 2 * agent.churns - 1));
            agent.plan = Plan::BeforeBreak(Span::from_seconds(churn.away.sample(&mut rng)));
            self.set_presence(user, Base::Away);
            self.pause(user);
        }
    }

    pub(crate) fn begin_shift(&mut self, user: UserId) {
        let agent = &mut self.agents[user.index()];
        let was = agent.plan;
        agent.plan = Plan::On;
        if was == Plan::Off {
            let _ = self.apply(Action::Desk { agent: user, operation: Desk::SignIn });
        }
        let kept_away = matches!(self.center.base_presence(user), Base::Away | Base::Offline | Base::Inactive);
        if kept_away && !self.agents[user.index()].lost {
            self.set_presence(user, Base::Available);
        }
        self.plan_break(user);
        if was == Plan::Off {
            self.plan_connection(user);
        }
        self.plan_churn(user);
    }

    pub(crate) fn set_scheduled(&mut self, user: UserId, scheduled: bool) {
        self.agents[user.index()].scheduled = scheduled;
        self.refresh(user);
    }

    fn set_presence(&mut self, user: UserId, base: Base) {
        let _ = self.apply(Action::Desk { agent: user, operation: Desk::SetPresence(base.presence()) });
    }

    /// An agent whose hands are empty has the break, or goes home.
    pub(crate) fn pause(&mut self, user: UserId) {
        let agent = &mut self.agents[user.index()];
        if !agent.is_empty() || agent.lost {
            return;
        }
        match agent.plan {
            Plan::BeforeBreak(length) => {
                agent.plan = Plan::Break;
                let at: Tick = self.now + length;
                self.agenda.push(at, Class::Staff, Wake::Staff(user.0, StaffWake::Resume));
            }
            Plan::Leaving => {
                agent.plan = Plan::Off;
                let next = agent.stretch + 1;
                let _ = self.apply(Action::Desk { agent: user, operation: Desk::SignOut });
                let _ = self.apply(Action::Configure(Change::EndShift { agent: user }));
                self.plan_stretch(user, next);
            }
            Plan::On => {
                let _ = self.leave_crew(user);
            }
            Plan::Off | Plan::Break => {}
        }
    }
}

/// Names the stream of an agent's `draw`-th time of going away or of staying away.
fn churn_entity(user: UserId, draw: u32) -> u64 {
    u64::from(user.0) << 32 | u64::from(draw)
}
