//! The second phase: faults heal, everybody does what is to be done, and every conversation must come to rest.
//!
//! Liveness is decided here by doing: people are back, limits and memberships are what the policy says, and each
//! conversation is moved on by whoever has it (FoundationDB and TigerBeetle call it quiescence after faults). What
//! is neither closed nor at rest when a whole round moves nothing is stuck.

use switchboard::{
    Action, Answer, Base, BotTurn, Change, Contact, ContactCenter, ConversationId, Desk, Event, Handle, Phase,
    PresenceId, Primary, QueueId, Route, Seat, Timer, UserId,
};
use switchboard_verify::Kernel;
use switchboard_verify::families::{self, Findings, Step};

use super::ground::Ground;
use super::judge::Wrong;

/// How many rounds, beside four for each conversation: then the center runs in a circle.
const ROUNDS: usize = 16;

/// Heals a center, and says what does not come to rest.
pub(super) fn heal(ground: &Ground, kernel: &dyn Kernel, center: &mut ContactCenter) -> Option<Wrong> {
    let mut clinic = Clinic { kernel, center, events: Vec::new() };
    clinic.restore(ground);
    let rounds = ROUNDS + 4 * clinic.live().len();
    for _ in 0..rounds {
        let mut moved = clinic.route();
        for id in clinic.live() {
            moved |= clinic.further(id);
        }
        if !moved {
            return clinic.stuck();
        }
    }
    Some(Wrong {
        property: "liveness",
        words: format!("after {rounds} rounds without faults conversations still move: the center runs in a circle"),
    })
}

struct Clinic<'a> {
    kernel: &'a dyn Kernel,
    center: &'a mut ContactCenter,
    events: Vec<Event>,
}

impl Clinic<'_> {
    fn tries(&mut self, action: Action) -> bool {
        self.events.clear();
        self.kernel.apply(self.center, action, &mut self.events).is_done()
    }

    /// The conversations that are not closed.
    fn live(&self) -> Vec<ConversationId> {
        let closed = |id: &ConversationId| matches!(self.center.phase(*id), Phase::Closed { .. });
        self.center.conversations().filter(|id| !closed(id)).collect()
    }

    /// Everybody is back, with what the policy gives.
    fn restore(&mut self, ground: &Ground) {
        let policy = &ground.policy;
        let fresh = ContactCenter::shared(ground.policy.clone());
        for queue in (0..policy.queues().len()).map(QueueId::at) {
            self.tries(Action::Configure(Change::SetQueueOpen { queue, open: true }));
        }
        let available = (0..policy.presences().len())
            .map(PresenceId::at)
            .find(|presence| policy.base(*presence) == Base::Available);
        for (user, it) in (0..policy.users().len()).map(UserId::at).zip(policy.users()) {
            if it.roles.bot {
                continue;
            }
            for queue in (0..policy.queues().len()).map(QueueId::at) {
                if fresh.is_member(user, queue) {
                    self.tries(Action::Configure(Change::JoinQueue { user, queue }));
                }
            }
            self.tries(Action::Configure(Change::SetUnits { agent: user, units: it.units }));
            for (profile, limit) in (0..).map(switchboard::ProfileId::at).zip(&it.limits) {
                self.tries(Action::Configure(Change::SetProfileLimit { agent: user, profile, limit: *limit }));
            }
            self.tries(Action::Desk { agent: user, operation: Desk::ConnectionRestored });
            self.tries(Action::Desk { agent: user, operation: Desk::SignIn });
            self.tries(Action::Configure(Change::EndShift { agent: user }));
            if let Some(presence) = available {
                self.tries(Action::Configure(Change::SetPresence { agent: user, presence }));
            }
        }
    }

    /// Every queue is searched until nobody is found.
    fn route(&mut self) -> bool {
        let mut moved = false;
        for queue in (0..self.center.policy().queues().len()).map(QueueId::at) {
            for _ in 0..=self.center.queue_length(queue) {
                if !self.tries(Action::Router(Route::Queue(queue))) {
                    break;
                }
                moved = true;
            }
        }
        moved
    }

    /// Who has the conversation moves it on.
    fn further(&mut self, id: ConversationId) -> bool {
        let agent = |by, operation| Action::Agent { by, conversation: id, operation };
        let customer = |operation| Action::Customer { conversation: id, operation };
        let mut ways: Vec<Action> = Vec::new();
        if self.center.is_customer_away(id) {
            ways.push(customer(Contact::Reconnect));
        }
        for seat in self.center.participants(id) {
            if seat.seat == Seat::ConsultOffered {
                ways.push(agent(seat.user, Handle::RejectConsult));
            }
        }
        match self.center.phase(id) {
            Phase::Open { .. } => {
                // Where nothing is pushed, somebody picks.
                if let Some(queue) = self.center.queue_of(id) {
                    ways.extend(self.center.members(queue).map(|by| agent(by, Handle::Pick)));
                }
            }
            Phase::Offered(offer) => ways.push(agent(offer.agent, Handle::Accept)),
            Phase::InConversation(talk) => {
                if let Some(pending) = talk.pending {
                    ways.push(agent(pending.agent, Handle::Accept));
                    ways.push(agent(pending.agent, Handle::Reject));
                }
                match talk.primary {
                    Primary::Agent(by) => ways.extend(
                        [
                            Handle::Rejoin,
                            Handle::HangUpLeg,
                            Handle::Resume,
                            Handle::ResolveRecord,
                            Handle::End,
                            Handle::SetDisposition,
                            Handle::CloseSession,
                        ]
                        .map(|operation| agent(by, operation)),
                    ),
                    Primary::Bot(_) => ways.push(Action::Bot { conversation: id, operation: BotTurn::End }),
                    Primary::Outside => {}
                }
                ways.push(customer(Contact::HangUpLeg));
                ways.push(customer(Contact::End));
            }
            Phase::WrapUp(wrap) => {
                ways.push(agent(wrap.agent, Handle::SetDisposition));
                ways.push(agent(wrap.agent, Handle::CloseSession));
            }
            Phase::Waiting { .. } | Phase::Closed { .. } => {}
        }
        let before = self.center.phase(id);
        for way in ways {
            if self.tries(way) && self.center.phase(id) != before {
                return true;
            }
        }
        // Time passes: what runs, runs out.
        let timers: Vec<Timer> = self.center.timers(id).iter().filter(|timer| *timer != Timer::Position).collect();
        for timer in timers {
            if self.tries(Action::Timer { conversation: id, timer }) && self.center.phase(id) != before {
                return true;
            }
        }
        false
    }

    /// What has not come to rest, and whether work lies where somebody is free.
    fn stuck(&mut self) -> Option<Wrong> {
        for id in self.live() {
            let words = match self.center.phase(id) {
                Phase::Open { .. } => continue,
                Phase::Waiting { .. } | Phase::Closed { .. } => continue,
                phase @ (Phase::Offered(_) | Phase::InConversation(_) | Phase::WrapUp(_)) => {
                    format!("without faults, and with everybody at work, a conversation stays {}", phase.stage())
                }
            };
            return Some(Wrong { property: "liveness", words });
        }
        let mut found = Findings::default();
        for queue in (0..self.center.policy().queues().len()).map(QueueId::at) {
            let action = Action::Router(Route::Queue(queue));
            let before = self.center.clone();
            self.events.clear();
            let answer: Answer = self.kernel.apply(self.center, action, &mut self.events);
            let step = Step {
                kernel: self.kernel,
                before: &before,
                replica: None,
                action,
                answer,
                events: &self.events,
                after: self.center,
                picture: None,
            };
            families::judge_search(&step, &mut found);
        }
        let (_, words) = found.broken().first()?;
        Some(Wrong { property: "liveness", words: format!("without faults work stays lying: {words}") })
    }
}
