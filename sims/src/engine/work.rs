//! What agents and customers do: answer offers, talk, wrap up, fall silent, hand over, leave.
//!
//! Handling is an amount of work. An agent with `k` conversations in hand works on each at the rate
//! `1 / slowdown[k]`, whatever channel the others have; when `k` changes, what is left is worked out and its end moves.

use switchboard::{Action, Base, BotTurn, Channel, Contact, ConversationId, Handle, QueueId, Rule, Stage, UserId};

use crate::engine::arrive::entity;
use crate::engine::case::{Doing, Then};
use crate::engine::clock::Clock;
use crate::engine::run::{Run, Urgent};
use crate::engine::staff::Agent;
use crate::scenario::Source;
use crate::stream::{Cause, uniform};
use crate::tick::{Span, Tick};

/// How long a first agent stays as consultant after a supervisor's transfer.
const STAY: Span = Span::from_whole_seconds(60);

/// Relative duration with so many in hand.
#[inline]
fn factor(source: &Source, in_hand: usize) -> f64 {
    source.slowdown[in_hand.clamp(1, source.slowdown.len()) - 1]
}

impl Run<'_> {
    // ---- offers --------------------------------------------------------------------------------------------------

    /// An offer begins to ring: the agent's answer is drawn at once.
    pub(crate) fn offered(&mut self, id: ConversationId, agent: UserId) {
        let case = &mut self.cases[id.index()];
        if let Some(other) = case.offered.replace(agent) {
            // Renewed, or made to somebody else without an end of its own.
            self.agents[other.index()].ringing -= 1;
        }
        self.agents[agent.index()].ringing += 1;
        let source = &self.scenario.sources[usize::from(case.source)];
        let draw = case.offers;
        case.offers += 1;
        case.rejects = false;
        let at_once = source.accept.is_none() && self.scenario.network_delay.is_none();
        if at_once && source.reject == 0.0 && source.miss == 0.0 {
            self.urgent.push_back(Urgent::Answer(id));
            return;
        }
        let mut rng = self.streams.open(Cause::Agent, entity(case.number, draw));
        let mood = uniform(&mut rng);
        let delay = source.accept.as_ref().map_or(0.0, |sampler| sampler.sample(&mut rng));
        case.rejects = mood < source.reject;
        if !case.rejects && mood < source.reject + source.miss {
            case.stop(Clock::Answer);
            return;
        }
        let under_way = self
            .scenario
            .network_delay
            .as_ref()
            .map_or(0.0, |law| law.sample(&mut self.streams.open(Cause::Network, entity(case.number, draw))));
        case.set(Clock::Answer, self.now + Span::from_seconds(delay + under_way));
        self.touched.push(id.slot);
    }

    /// An offer has ended, in whatever way.
    pub(crate) fn offer_over(&mut self, id: ConversationId, agent: UserId) {
        let case = &mut self.cases[id.index()];
        // Assigned at once, it never rang.
        if case.offered == Some(agent) {
            case.offered = None;
            case.stop(Clock::Answer);
            self.agents[agent.index()].ringing -= 1;
            self.affected_later(agent);
        }
    }

    /// The offered agent answers as drawn.
    pub(crate) fn answer_offer(&mut self, id: ConversationId) {
        let case = &self.cases[id.index()];
        let Some(by) = case.offered.filter(|_| case.id == id) else { return };
        let rejects = case.rejects;
        if rejects && self.apply(Action::Agent { by, conversation: id, operation: Handle::Reject }).is_done() {
            return;
        }
        // Where rejecting is not offered, the agent takes it.
        let _ = self.apply(Action::Agent { by, conversation: id, operation: Handle::Accept });
    }

    // ---- hands ---------------------------------------------------------------------------------------------------

    /// Writes down how far everything in an agent's hands has come.
    pub(crate) fn advance(&mut self, agent: UserId) {
        let now = self.now;
        let paused_from = self.paused_from(agent);
        let hands = &self.agents[agent.index()].hands;
        let in_hand = hands.len();
        for slot in hands {
            let case = &mut self.cases[*slot as usize];
            let elapsed = now.since(case.updated).micros();
            if elapsed == 0 {
                continue;
            }
            // The focused one counts (MET-11): everything in hand has an equal share of the agent's time, up to where
            // the agent is idle for too long.
            let share = now.min(paused_from).saturating_since(case.updated).micros() / in_hand as u64;
            case.handle_us += share;
            case.in_hand_us += elapsed;
            if case.held {
                case.hold_us += share;
            }
            if case.stage == Some(Stage::WrapUp) {
                case.wrap_up_us += share;
            }
            if case.doing == Doing::Work && !self.agents[agent.index()].lost {
                let pace = self.agents[agent.index()].pace(case.source);
                case.left -=
                    elapsed as f64 / (pace * factor(&self.scenario.sources[usize::from(case.source)], in_hand));
            }
            if let Some(people) = &mut self.people {
                people.worked(agent, case.place, case.stage, elapsed);
            }
            case.updated = now;
        }
    }

    /// When the idle threshold pauses the handle time of an agent who works on nothing in hand (MET-53).
    fn paused_from(&self, agent: UserId) -> Tick {
        let Some(threshold) = self.scenario.idle_threshold.filter(|_| Rule::Met53.holds()) else { return Tick::NEVER };
        let mut idle_since = Tick::ZERO;
        for slot in &self.agents[agent.index()].hands {
            let case = &self.cases[*slot as usize];
            if case.doing != Doing::Nothing {
                return Tick::NEVER;
            }
            idle_since = idle_since.max(case.idle_since);
        }
        idle_since + threshold
    }

    /// The caller is put on hold, or taken off: what was in hand until now was as before.
    pub(crate) fn held(&mut self, id: ConversationId, held: bool) {
        if let Some(agent) = self.cases[id.index()].hand {
            self.advance(agent);
        }
        self.cases[id.index()].held = held;
    }

    /// Sets the end of everything in an agent's hands by how many there are now.
    fn replan(&mut self, agent: UserId) {
        let Agent { hands, lost, .. } = &self.agents[agent.index()];
        let in_hand = hands.len();
        for slot in hands {
            let case = &mut self.cases[*slot as usize];
            let source = &self.scenario.sources[usize::from(case.source)];
            if *lost && case.doing == Doing::Work {
                case.stop(Clock::Main);
                continue;
            }
            if case.doing != Doing::Work || (source.is_steady() && case.clocks.runs(Clock::Main)) {
                continue;
            }
            let left = case.left.max(0.0) * factor(source, in_hand) * self.agents[agent.index()].pace(case.source);
            case.set(Clock::Main, self.now + Span::from_micros(left.round() as u64));
            self.touched.push(*slot);
        }
    }

    pub(crate) fn take_up(&mut self, id: ConversationId, agent: UserId) {
        self.advance(agent);
        self.agents[agent.index()].hands.push(id.slot);
        let now = self.now;
        let case = &mut self.cases[id.index()];
        case.hand = Some(agent);
        case.hand_since = now;
        case.updated = now;
        case.idle_since = now;
        self.affected_later(agent);
    }

    pub(crate) fn put_down(&mut self, id: ConversationId, agent: UserId) {
        self.advance(agent);
        let hands = &mut self.agents[agent.index()].hands;
        if let Some(place) = hands.iter().position(|slot| *slot == id.slot) {
            hands.remove(place);
        }
        let case = &mut self.cases[id.index()];
        case.hand = None;
        case.doing = Doing::Nothing;
        case.stop(Clock::Main);
        self.affected_later(agent);
    }

    /// What is left in hand goes faster or slower; empty hands may go home or on a break.
    pub(crate) fn hands_changed(&mut self, agent: UserId) {
        self.replan(agent);
    }

    // ---- talking -------------------------------------------------------------------------------------------------

    /// An agent begins to work on it, or goes on with what another began.
    pub(crate) fn begin_talk(&mut self, id: ConversationId, agent: UserId) {
        let slot = id.index();
        if !self.cases[slot].planned {
            self.plan_handling(slot);
        }
        let case = &mut self.cases[slot];
        if case.then == Then::Forget && case.left <= 0.0 {
            // A new agent ends what the one before forgot.
            case.then = Then::End;
        }
        case.doing = Doing::Work;
        case.updated = self.now;
        case.stop(Clock::Main);
        self.replan(agent);
        if self.scenario.sources[usize::from(self.cases[slot].source)].replies.is_some() {
            self.cases[slot].agent_writes = true;
            self.plan_message(slot);
        }
    }

    /// Draws what is to be done: how much work, in how many rounds, and what happens on the way.
    fn plan_handling(&mut self, slot: usize) {
        let scenario = self.scenario;
        let work = self.draw_handling(slot);
        let case = &mut self.cases[slot];
        let source = &scenario.sources[usize::from(case.source)];
        case.planned = true;
        case.silences = 0;
        if let Some(silence) = &source.silence {
            let mut rng = self.streams.open(Cause::Reply, entity(case.number, 0));
            while case.silences < silence.rounds_max && uniform(&mut rng) < silence.probability {
                case.silences += 1;
            }
        }
        // The end of the talk takes its time to reach the rules.
        let under_way = self.scenario.network_delay.as_ref().map_or(0.0, |law| {
            1e6 * law.sample(&mut self.streams.open(Cause::Network, entity(case.number, 200 + case.plans.min(50))))
        });
        let afresh = source.silence.as_ref().is_some_and(|silence| silence.again.is_some());
        case.round = if afresh { work } else { work / f64::from(case.silences + 1) } + under_way;
        case.left = case.round;
        case.then = if case.silences > 0 { Then::Wait } else { Then::End };
        if let Some(hold) = &source.hold {
            let mut rng = self.streams.open(Cause::Hold, entity(case.number, 0));
            if uniform(&mut rng) < hold.probability {
                case.set(Clock::Hold, self.now + Span::from_seconds(hold.after.sample(&mut rng)));
                self.touched.push(slot as u32);
            }
        }
        let eventful =
            source.transfer.is_some() || source.consult.is_some() || source.stuck > 0.0 || source.customer_ends > 0.0;
        if !eventful {
            return;
        }
        let mut rng = self.streams.open(Cause::Kind, entity(case.number, 0));
        // Always in this order, so that one behaviour's probability does not move another's draws.
        let [hands_over, when, forgets, customer_ends, asks, asks_when] = [(); 6].map(|()| uniform(&mut rng));
        case.forgets = forgets < source.stuck;
        case.customer_ends = customer_ends < source.customer_ends;
        if source.transfer.as_ref().is_some_and(|transfer| hands_over < transfer.probability) {
            case.left = case.round * when;
            case.silences = 0;
            case.then = Then::HandOver;
        } else if case.then == Then::End && case.forgets {
            case.then = Then::Forget;
        }
        if source.consult.as_ref().is_some_and(|consult| asks < consult.probability) {
            let at = self.now + Span::from_micros((case.left * asks_when).round() as u64);
            case.set(Clock::Ask, at);
            self.touched.push(slot as u32);
        }
    }

    /// The work of the next stretch of handling, in microseconds.
    fn draw_handling(&mut self, slot: usize) -> f64 {
        let case = &mut self.cases[slot];
        let draw = case.plans;
        case.plans += 1;
        match case.given_handling.filter(|_| draw == 0) {
            Some(given) => given,
            None => {
                let mut rng = self.streams.open(Cause::Handling, entity(case.number, draw));
                1e6 * self.scenario.sources[usize::from(case.source)].handling.sample(&mut rng)
            }
        }
    }

    /// The work of a later stretch, after a silence: as large as the others, or drawn anew.
    fn draw_again(&mut self, slot: usize) -> f64 {
        let case = &mut self.cases[slot];
        let silence = self.scenario.sources[usize::from(case.source)].silence.as_ref();
        let Some(again) = silence.and_then(|silence| silence.again.as_ref()) else { return case.round };
        let draw = case.plans;
        case.plans += 1;
        1e6 * again.sample(&mut self.streams.open(Cause::Handling, entity(case.number, draw)))
    }

    pub(crate) fn begin_wrap_up(&mut self, id: ConversationId, agent: UserId) {
        let case = &mut self.cases[id.index()];
        let source = &self.scenario.sources[usize::from(case.source)];
        let Some(wrap_up) = &source.wrap_up else {
            case.doing = Doing::Nothing;
            case.stop(Clock::Main);
            self.urgent.push_back(Urgent::CloseSession(id));
            return;
        };
        let mut rng = self.streams.open(Cause::WrapUp, entity(case.number, 0));
        case.left = 1e6 * wrap_up.sample(&mut rng);
        case.doing = Doing::Work;
        case.updated = self.now;
        case.stop(Clock::Main);
        self.replan(agent);
    }

    pub(crate) fn bot_talks(&mut self, slot: usize) {
        let case = &mut self.cases[slot];
        let Some(bot) = &self.scenario.sources[usize::from(case.source)].bot else { return };
        let mut rng = self.streams.open(Cause::Handling, entity(case.number, 255));
        case.doing = Doing::Bot;
        case.set(Clock::Main, self.now + Span::from_seconds(bot.handling.sample(&mut rng)));
        self.touched.push(slot as u32);
    }

    pub(crate) fn customer_is_silent(&mut self, slot: usize) {
        if self.was_put_aside(slot) {
            return;
        }
        let case = &mut self.cases[slot];
        let Some(silence) = &self.scenario.sources[usize::from(case.source)].silence else { return };
        case.silent += 1;
        let mut rng = self.streams.open(Cause::Reply, entity(case.number, case.silent));
        case.doing = Doing::Away;
        case.set(Clock::Main, self.now + Span::from_seconds(silence.away.sample(&mut rng)));
        self.touched.push(slot as u32);
    }

    // ---- ends ----------------------------------------------------------------------------------------------------

    /// What goes on has come to its end.
    pub(crate) fn main_clock(&mut self, id: ConversationId) {
        let case = &self.cases[id.index()];
        match case.doing {
            Doing::Nothing => {}
            Doing::Waiting => {
                let drops = self.scenario.sources[usize::from(case.source)].drops;
                let drops = drops > 0.0 && uniform(&mut self.chance(Cause::Kind, case.number, 4)) < drops;
                let operation = if drops { Contact::Disconnect } else { Contact::End };
                // Where leaving changes nothing (POL-43 b), the customer is gone all the same.
                let _ = self.apply(Action::Customer { conversation: id, operation });
            }
            Doing::Bot => {
                let escalates =
                    self.scenario.sources[usize::from(case.source)].bot.as_ref().map_or(0.0, |bot| bot.escalates);
                let asks = uniform(&mut self.chance(Cause::Kind, case.number, 1)) < escalates;
                let operation = if asks { BotTurn::Escalate } else { BotTurn::End };
                let _ = self.apply(Action::Bot { conversation: id, operation });
            }
            Doing::Away => {
                let _ = self.apply(Action::Customer { conversation: id, operation: Contact::Message });
            }
            Doing::Work => self.work_done(id),
        }
    }

    fn work_done(&mut self, id: ConversationId) {
        let case = &self.cases[id.index()];
        let Some(agent) = case.hand else { return };
        if case.stage == Some(Stage::WrapUp) {
            return self.close_session(id);
        }
        match case.then {
            Then::End => self.end_talk(id, agent),
            Then::Forget => self.lie_idle(id, agent),
            Then::Wait => {
                if self.apply(Action::Agent { by: agent, conversation: id, operation: Handle::MoveToWaiting }).is_done()
                {
                    let round = self.draw_again(id.index());
                    let case = &mut self.cases[id.index()];
                    case.silences -= 1;
                    case.left = round;
                    case.then = if case.silences > 0 {
                        Then::Wait
                    } else if case.forgets {
                        Then::Forget
                    } else {
                        Then::End
                    };
                } else {
                    self.end_talk(id, agent);
                }
            }
            Then::HandOver => self.hand_over(id, agent),
        }
    }

    fn end_talk(&mut self, id: ConversationId, agent: UserId) {
        let case = &self.cases[id.index()];
        let channel = self.scenario.sources[usize::from(case.source)].channel;
        let by_customer = case.customer_ends;
        let done = match channel {
            Channel::Record => {
                let resolve = Action::Agent { by: agent, conversation: id, operation: Handle::ResolveRecord };
                let resolved = self.apply(resolve).is_done();
                if self.cases[id.index()].alive {
                    self.close_session(id);
                }
                resolved
            }
            Channel::LiveChat | Channel::PersistentChat | Channel::Async | Channel::CustomAsync | Channel::Voice => {
                let customer = Action::Customer { conversation: id, operation: Contact::End };
                (by_customer && self.apply(customer).is_done())
                    || self.apply(Action::Agent { by: agent, conversation: id, operation: Handle::End }).is_done()
            }
        };
        if !done {
            // Not ours to end; it stays until somebody else does.
            self.lie_idle(id, agent);
        }
    }

    /// Nobody works on it any more, though it is in hand.
    fn lie_idle(&mut self, id: ConversationId, agent: UserId) {
        self.advance(agent);
        let case = &mut self.cases[id.index()];
        case.doing = Doing::Nothing;
        case.idle_since = self.now;
        case.stop(Clock::Message);
    }

    // ---- holds and messages --------------------------------------------------------------------------------------

    /// The caller is put on hold; taken off, once that is over.
    pub(crate) fn hold_or_resume(&mut self, id: ConversationId) {
        let case = &self.cases[id.index()];
        let (Some(by), held) = (case.hand, case.held) else { return };
        let operation = if held { Handle::Resume } else { Handle::Hold };
        let done = self.apply(Action::Agent { by, conversation: id, operation }).is_done();
        let case = &mut self.cases[id.index()];
        if held || !done {
            return;
        }
        let Some(hold) = &self.scenario.sources[usize::from(case.source)].hold else { return };
        let mut rng = self.streams.open(Cause::Hold, entity(case.number, 1));
        case.set(Clock::Hold, self.now + Span::from_seconds(hold.duration.sample(&mut rng)));
        self.touched.push(id.slot);
    }

    /// Whoever is next to write does so, and the other one is next, unless the customer stays silent.
    pub(crate) fn next_message(&mut self, id: ConversationId) {
        let case = &self.cases[id.index()];
        let Some(by) = case.hand.filter(|_| case.stage == Some(Stage::InConversation)) else { return };
        let agent_writes = case.agent_writes;
        let action = if agent_writes {
            Action::Agent { by, conversation: id, operation: Handle::Message }
        } else {
            Action::Customer { conversation: id, operation: Contact::Message }
        };
        let _ = self.apply(action);
        let case = &mut self.cases[id.index()];
        let Some(replies) = &self.scenario.sources[usize::from(case.source)].replies else { return };
        if agent_writes
            && replies.silent > 0.0
            && uniform(&mut self.streams.open(Cause::Message, entity(case.number, 255))) < replies.silent
        {
            return;
        }
        case.agent_writes = !agent_writes;
        self.plan_message(id.index());
    }

    fn plan_message(&mut self, slot: usize) {
        let case = &mut self.cases[slot];
        let Some(replies) = &self.scenario.sources[usize::from(case.source)].replies else { return };
        let delay = if case.agent_writes { &replies.agent } else { &replies.customer };
        let mut rng = self.streams.open(Cause::Message, entity(case.number, case.messages.min(254)));
        case.messages += 1;
        case.set(Clock::Message, self.now + Span::from_seconds(delay.sample(&mut rng)));
        self.touched.push(slot as u32);
    }

    pub(crate) fn close_session(&mut self, id: ConversationId) {
        let case = &self.cases[id.index()];
        let Some(by) = case.hand.filter(|_| case.id == id) else { return };
        let _ = self.apply(Action::Agent { by, conversation: id, operation: Handle::CloseSession });
    }

    /// The agent hands it over; where nobody may have it, the agent goes on alone.
    fn hand_over(&mut self, id: ConversationId, agent: UserId) {
        let case = &self.cases[id.index()];
        let source = &self.scenario.sources[usize::from(case.source)];
        let target = source.transfer.as_ref().and_then(|transfer| transfer.queue);
        let operation = match target {
            Some(queue) => Some(Handle::TransferToQueue { queue }),
            None => self.colleague(case.queue, agent).map(|agent| Handle::TransferToAgent { agent }),
        };
        // Whoever goes on, starts afresh.
        let work = self.draw_handling(id.index());
        let case = &mut self.cases[id.index()];
        (case.left, case.round) = (work, work);
        case.then = if case.forgets { Then::Forget } else { Then::End };
        let handed = operation
            .is_some_and(|operation| self.apply(Action::Agent { by: agent, conversation: id, operation }).is_done());
        if !handed {
            self.cases[id.index()].updated = self.now;
            self.replan(agent);
        }
    }

    /// The colleague in a queue with the most capacity left, ready for work.
    fn colleague(&self, queue: QueueId, but: UserId) -> Option<UserId> {
        let mut best: Option<(i32, UserId)> = None;
        for member in self.center.members(queue) {
            if member == but || !self.center.is_present(member) {
                continue;
            }
            if !matches!(self.center.base_presence(member), Base::Available | Base::Busy) {
                continue;
            }
            let free = self.center.available_units(member);
            if best.is_none_or(|(most, _)| free > most) {
                best = Some((free, member));
            }
        }
        best.map(|(_, member)| member)
    }

    // ---- consults ------------------------------------------------------------------------------------------------

    pub(crate) fn ask_colleague(&mut self, id: ConversationId) {
        let case = &self.cases[id.index()];
        let Some(by) = case.hand else { return };
        let Some(colleague) = self.colleague(case.queue, by) else { return };
        let ask = Action::Agent { by, conversation: id, operation: Handle::Consult { agent: colleague } };
        if !self.apply(ask).is_done() {
            return;
        }
        let case = &self.cases[id.index()];
        let declines = self.scenario.sources[usize::from(case.source)].consult.as_ref();
        let (reject, miss) = declines.map_or((0.0, 0.0), |consult| (consult.reject, consult.miss));
        let mood = if reject + miss > 0.0 { uniform(&mut self.chance(Cause::Kind, case.number, 3)) } else { 1.0 };
        if mood < reject {
            self.urgent.push_back(Urgent::RejectConsult(id, colleague));
        } else if mood >= reject + miss {
            self.urgent.push_back(Urgent::AcceptConsult(id, colleague));
        }
    }

    pub(crate) fn consult_began(&mut self, id: ConversationId, agent: UserId) {
        let case = &mut self.cases[id.index()];
        let source = &self.scenario.sources[usize::from(case.source)];
        let lasts = match &source.consult {
            Some(consult) => {
                let mut rng = self.streams.open(Cause::Kind, entity(case.number, 2));
                Span::from_seconds(consult.duration.sample(&mut rng))
            }
            None => STAY,
        };
        case.consultant = Some(agent);
        case.set(Clock::LeaveConsult, self.now + lasts);
        self.touched.push(id.slot);
    }

    pub(crate) fn consultant_leaves(&mut self, id: ConversationId) {
        if let Some(by) = self.cases[id.index()].consultant.take() {
            let _ = self.apply(Action::Agent { by, conversation: id, operation: Handle::LeaveConsult });
        }
    }
}
