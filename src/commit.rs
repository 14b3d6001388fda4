//! Writing a step: what the state before and the state after mean for queues, sessions, capacity, timers and seats.
//!
//! Nothing here refuses. Each effect is worked out from the two states, so that no handler can forget a release,
//! a timer or a place in a queue.

use crate::action::{Timer, TimerSet};
use crate::center::{ContactCenter, Entry, Line};
use crate::channel::{Channel, Stage};
use crate::conversation::{Charge, Slot};
use crate::event::{ClosureReason, Fact, Notice, Recipient};
use crate::floor::Floor;
use crate::id::{ConversationId, UserId};
use crate::phase::{OfferClock, Participant, Phase, Seat};
use crate::policy::WrapUpBlock;
use crate::rule::Rule;
use crate::step::{Plan, Seats, owed};
use crate::switch::{AgentLossLimit, AutoCloseBase, FirstAgentFreed, ObserverSeats, WaitClock};

/// The places of the center that one step may write: one conversation, the queues, the people, the events.
pub(crate) struct Commit<'a> {
    id: ConversationId,
    slot: &'a mut Slot,
    queues: &'a mut [Line],
    next_age: &'a mut u64,
    floor: Floor<'a>,
}

impl ContactCenter {
    /// The first state of a conversation: there is nothing before it.
    pub(crate) fn commit_first(&mut self, id: ConversationId, next: Phase, plan: &Plan) {
        self.write(id, None, next, plan);
    }

    /// A step from the present state to the next.
    pub(crate) fn commit(&mut self, id: ConversationId, next: Phase, plan: &Plan) {
        let before = self.slots[id.index()].phase;
        self.write(id, Some(before), next, plan);
    }

    fn write(&mut self, id: ConversationId, before: Option<Phase>, next: Phase, plan: &Plan) {
        let Self { policy, roster, queues, slots, next_age, events, .. } = self;
        let slot = &mut slots[id.index()];
        Commit { id, slot, queues, next_age, floor: Floor { policy, roster, events } }.write(before, next, plan);
    }
}

impl Commit<'_> {
    fn write(&mut self, before: Option<Phase>, after: Phase, plan: &Plan) {
        // Worked out once: every decision below reads these instead of taking the phases apart again.
        let (from, to) = (before.map(|before| before.stage()), after.stage());
        let moves = before != Some(after);
        let queued = to == Stage::Open || from == Some(Stage::Open);
        if (moves && queued) || plan.renew_age || plan.queue != self.slot.queue {
            self.requeue(before, &after, plan);
        }
        self.slot.phase = after;
        self.slot.queue = plan.queue;
        if let Some(gone) = plan.gone {
            self.slot.gone = gone;
        } else {
            self.slot.gone &= matches!(to, Stage::Open | Stage::Offered | Stage::InConversation);
        }
        if let Some(former) = plan.former {
            self.keep_first_agent(former);
        }
        if plan.forgive && !self.slot.declines.is_empty() {
            self.slot.declines.clear();
            let conversation = self.id;
            self.emit(Rule::Pol74, Fact::DeclinesCleared { conversation });
        }
        if plan.missed.is_some() {
            self.count_decline(plan);
        }
        self.seat(&after, plan);
        if from != Some(to) || plan.session.is_some() {
            self.sessions(from, to, plan);
        }
        if moves {
            self.tell_state(before, &after, plan);
            if from == Some(Stage::InConversation) || to == Stage::InConversation {
                self.escalate(before, &after);
            }
        }
        if moves || plan.former.is_some() {
            self.recharge(&after);
        }
        if let Some(missed) = plan.missed {
            self.floor.missed_presence(missed);
        }
        if let Some(agent) = plan.settle {
            self.floor.settle_presence(agent);
        }
        if let Some(agent) = plan.turn {
            self.queues[plan.queue.index()].pass_turn(agent);
        }
        self.time(from, &after, plan);
    }

    fn emit(&mut self, rule: Rule, fact: Fact) {
        self.floor.emit(rule, fact);
    }

    /// POL-05 b and c: the first agent of a transfer stays charged, or is free.
    fn keep_first_agent(&mut self, former: Option<UserId>) {
        let (conversation, before) = (self.id, self.slot.former);
        if before == former {
            return;
        }
        self.slot.former = former;
        if let Some(agent) = before {
            self.emit(Rule::Pol05, Fact::FirstAgentFreed { conversation, agent });
        }
        if let Some(agent) = former {
            self.emit(Rule::Pol05, Fact::FirstAgentKept { conversation, agent });
        }
    }

    /// Open means in the queue, and in no other (ST-45).
    fn requeue(&mut self, before: Option<Phase>, after: &Phase, plan: &Plan) {
        let id = self.id;
        let slot = &mut *self.slot;
        let (old_queue, old_age) = (slot.queue, slot.age);
        let moved = plan.queue != old_queue;
        let restart = moved && self.floor.policy.switches.wait_clock == WaitClock::Queue;
        if plan.renew_age || restart {
            slot.age = *self.next_age;
            *self.next_age += 1;
        }
        let age = slot.age;
        let was = match before {
            Some(Phase::Open { first }) => Some(first),
            Some(
                Phase::Offered(_)
                | Phase::InConversation(_)
                | Phase::Waiting { .. }
                | Phase::WrapUp(_)
                | Phase::Closed { .. },
            )
            | None => None,
        };
        let is = match *after {
            Phase::Open { first } => Some(first),
            Phase::Offered(_)
            | Phase::InConversation(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_)
            | Phase::Closed { .. } => None,
        };
        if was == is && !moved && age == old_age {
            return;
        }
        if let Some(first) = was {
            let line = &mut self.queues[old_queue.index()];
            let list = if first.is_some() { &mut line.first } else { &mut line.items };
            let place =
                list.binary_search_by_key(&old_age, |entry| entry.age).expect("an open conversation is in its queue");
            list.remove(place);
            self.emit(plan.rule, Fact::LeftQueue { conversation: self.id, queue: old_queue });
        }
        if let Some(first) = is {
            let line = &mut self.queues[plan.queue.index()];
            let list = if first.is_some() { &mut line.first } else { &mut line.items };
            let entry = Entry { age, slot: id.slot };
            match list.back() {
                Some(last) if last.age > age => {
                    let place = list.partition_point(|other| other.age < age);
                    list.insert(place, entry);
                }
                Some(_) | None => list.push_back(entry),
            }
            self.emit(plan.rule, Fact::RoutedToQueue { conversation: self.id, queue: plan.queue, first });
        }
    }

    /// DIST-23, DIST-25, DIST-26: a decline is remembered up to the limit, beyond which no rule reads it.
    fn count_decline(&mut self, plan: &Plan) {
        let Some(missed) = plan.missed else { return };
        let limit = self.floor.policy.settings.decline_limit;
        let slot = &mut *self.slot;
        let declines = if missed.counts {
            match slot.declines.binary_search_by_key(&missed.agent, |(who, _)| *who) {
                Ok(place) => {
                    let count = &mut slot.declines[place].1;
                    *count = (*count + 1).min(limit);
                    *count
                }
                Err(place) => {
                    slot.declines.insert(place, (missed.agent, 1));
                    1
                }
            }
        } else {
            slot.declines_of(missed.agent)
        };
        let (conversation, agent) = (self.id, missed.agent);
        let fact = if missed.rejected {
            Fact::OfferRejected { conversation, agent, declines }
        } else {
            Fact::OfferTimedOut { conversation, agent, declines, displayed: missed.displayed }
        };
        self.emit(Rule::Dist23, fact);
    }

    /// The seats beside the primary (SUP-JOIN-06, PART-02, POL-65).
    fn seat(&mut self, after: &Phase, plan: &Plan) {
        let alone = match plan.seats {
            Seats::Keep | Seats::Remove(_) | Seats::End => true,
            Seats::NewSession { consultant } => consultant.is_none(),
            Seats::Set(_) | Seats::Swap { .. } => false,
        };
        if alone && self.slot.participants.is_empty() {
            return;
        }
        let closes = after.stage() == Stage::Closed;
        let observers_stay = !closes && self.floor.policy.switches.observer_seats == ObserverSeats::StayUntilClosed;
        match plan.seats {
            Seats::Keep => {}
            Seats::Set(participant) => self.take_seat(participant, plan.rule),
            Seats::Remove(user) => self.leave_seats(plan.rule, |participant| participant.user == user),
            Seats::NewSession { consultant } => {
                let primary = after.primary();
                self.leave_seats(Rule::Pol65, |participant| {
                    Some(participant.user) == primary || !(observers_stay && observes(participant.seat))
                });
                if let Some(user) = consultant {
                    self.emit(Rule::SupXfer07, Fact::ConsultAccepted { conversation: self.id, agent: user });
                    let seat = Seat::Consulting { public: false };
                    self.take_seat(Participant { user, seat, charged: false }, Rule::SupXfer07);
                }
            }
            Seats::Swap { promoted, former } => {
                self.leave_seats(Rule::Ag12, |participant| participant.user == promoted);
                let seat = Seat::Consulting { public: true };
                self.take_seat(Participant { user: former, seat, charged: false }, Rule::Ag12);
            }
            Seats::End => {
                self.leave_seats(Rule::SupJoin06, |participant| !(observers_stay && observes(participant.seat)));
            }
        }
        if let Some(primary) = after.primary() {
            self.leave_seats(Rule::Part02, |participant| participant.user == primary);
        }
        if after.stage() != Stage::InConversation {
            // A consult that nobody answered ends with the talk.
            self.leave_seats(Rule::Ag08, |participant| participant.seat == Seat::ConsultOffered);
        }
    }

    fn take_seat(&mut self, participant: Participant, rule: Rule) {
        let slot = &mut *self.slot;
        let price = slot.price;
        let charged_before = match slot.participants.iter_mut().find(|old| old.user == participant.user) {
            Some(old) => {
                let charged = old.charged;
                *old = participant;
                charged
            }
            None => {
                slot.participants.push(participant);
                false
            }
        };
        if participant.charged && !charged_before {
            let day = self.floor.roster.person(participant.user).day;
            self.slot.consult_days.push((participant.user, day));
            self.floor.consume(participant.user, price);
            let available = self.floor.available(participant.user);
            self.emit(rule, Fact::CapacityConsumed { conversation: self.id, agent: participant.user, available });
            self.floor.follow_capacity(participant.user);
        }
    }

    fn leave_seats(&mut self, rule: Rule, leaves: impl Fn(&Participant) -> bool) {
        let mut place = 0;
        while let Some(participant) = self.slot.participants.get(place).copied() {
            if !leaves(&participant) {
                place += 1;
                continue;
            }
            let slot = &mut *self.slot;
            slot.participants.remove(place);
            let price = slot.price;
            let user = participant.user;
            match participant.seat {
                Seat::Monitoring => self.emit(rule, Fact::MonitorEnded { conversation: self.id, supervisor: user }),
                Seat::Joined => {
                    self.emit(rule, Fact::SupervisorLeft { conversation: self.id, supervisor: user });
                    self.emit(
                        rule,
                        Fact::Notified {
                            conversation: self.id,
                            whom: Recipient::Participants,
                            notice: Notice::SupervisorLeft,
                        },
                    );
                }
                Seat::ConsultOffered | Seat::Consulting { .. } => {
                    self.emit(rule, Fact::ConsultEnded { conversation: self.id, agent: user });
                }
            }
            if participant.charged {
                let days = &mut self.slot.consult_days;
                let place = days.iter().position(|(who, _)| *who == user).expect("a charged seat has its day");
                let (_, day) = days.swap_remove(place);
                self.floor.release(user, price, day);
                let available = self.floor.available(user);
                self.emit(Rule::Cap21, Fact::CapacityReleased { conversation: self.id, agent: user, available });
                self.floor.follow_capacity(user);
            }
        }
    }

    /// SES-01, SES-02: the running session closes with a reason, the next one opens where there is a next one.
    fn sessions(&mut self, from: Option<Stage>, to: Stage, plan: &Plan) {
        let conversation = self.id;
        let (ran, runs) = (from.is_some_and(has_session), has_session(to));
        match (ran, plan.session) {
            (true, Some(reason)) => {
                self.emit(Rule::Ses02, Fact::SessionClosed { conversation, reason });
                if runs {
                    self.emit(Rule::Ses02, Fact::SessionOpened { conversation, queue: plan.queue });
                }
            }
            (false, _) if runs => self.emit(Rule::Ses01, Fact::SessionOpened { conversation, queue: plan.queue }),
            (true | false, _) => {}
        }
        if to == Stage::Closed && from != Some(Stage::Closed) {
            let reason = plan.session.unwrap_or(ClosureReason::ConversationClosed);
            self.emit(plan.rule, Fact::ConversationClosed { conversation, reason });
        }
    }

    /// The change of state and of primary.
    fn tell_state(&mut self, before: Option<Phase>, after: &Phase, plan: &Plan) {
        let Some(before) = before else { return };
        let (from, to) = (before.stage(), after.stage());
        if from != to {
            self.emit(plan.rule, Fact::StateChanged { conversation: self.id, from, to, reason: plan.reason });
        }
        let (from, to) = (before.primary(), after.primary());
        if from != to {
            self.emit(plan.rule, Fact::PrimaryChanged { conversation: self.id, from, to });
        }
    }

    /// Releases what the new state does not owe, charges what it does (K7 by construction).
    fn recharge(&mut self, after: &Phase) {
        let owes = owed(after, self.slot.former, &self.floor.policy.switches);
        let charges = self.slot.charges;
        let as_owed = |charge: Option<Charge>| charge.map(|charge| (charge.agent, charge.charged));
        if charges.map(as_owed) == owes {
            return;
        }
        // The usual case: one holder, who changes.
        if let ([held, None, None], [due, None, None]) = (charges, owes) {
            if let Some(charge) = held {
                self.uncharge(after, charge);
            }
            self.slot.charges[0] = due.map(|due| self.charge(due));
            return;
        }
        let same = |charge: &Charge, owed: (UserId, bool)| (charge.agent, charge.charged) == owed;
        for charge in charges.into_iter().flatten() {
            if !owes.iter().flatten().any(|owed| same(&charge, *owed)) {
                self.uncharge(after, charge);
            }
        }
        // What stays charged moves to its place among what is owed, so that equal charges compare equal.
        for (place, owed) in owes.into_iter().enumerate() {
            self.slot.charges[place] = owed.map(|owed| {
                let kept = charges.into_iter().flatten().find(|charge| same(charge, owed));
                kept.unwrap_or_else(|| self.charge(owed))
            });
        }
    }

    /// Gives back what an agent was charged, or what was set aside.
    fn uncharge(&mut self, after: &Phase, charge: Charge) {
        let (conversation, agent, price) = (self.id, charge.agent, self.slot.price);
        if charge.charged {
            self.floor.release(agent, price, charge.day);
            let available = self.floor.available(agent);
            self.emit(release_rule(after), Fact::CapacityReleased { conversation, agent, available });
            self.floor.follow_capacity(agent);
        } else {
            self.floor.reserve(agent, price, -1);
            let available = self.floor.available(agent);
            self.emit(Rule::Pol06, Fact::CapacityUnreserved { conversation, agent, available });
        }
    }

    /// Charges an agent, or sets capacity aside.
    fn charge(&mut self, (agent, charged): (UserId, bool)) -> Charge {
        let (conversation, price) = (self.id, self.slot.price);
        if charged {
            self.floor.consume(agent, price);
            let available = self.floor.available(agent);
            self.emit(Rule::Cap13, Fact::CapacityConsumed { conversation, agent, available });
            self.floor.follow_capacity(agent);
        } else {
            self.floor.reserve(agent, price, 1);
            let available = self.floor.available(agent);
            self.emit(Rule::Pol06, Fact::CapacityReserved { conversation, agent, available });
        }
        Charge { agent, charged, day: self.floor.roster.person(agent).day }
    }

    /// CAP-22: the escalation profile counts one per raised chat of its primary.
    fn escalate(&mut self, before: Option<Phase>, after: &Phase) {
        let leg = |phase: &Phase| match phase {
            Phase::InConversation(talk) if talk.leg => talk.primary.agent(),
            // POL-52 a: the profile moves along with a transfer, and the call begins anew with its taker.
            Phase::Open { .. }
            | Phase::Offered(_)
            | Phase::InConversation(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_)
            | Phase::Closed { .. } => None,
        };
        let (from, to) = (before.as_ref().and_then(leg), leg(after));
        if from == to {
            return;
        }
        let conversation = self.id;
        if let Some(agent) = from {
            self.floor.roster.people[agent.index()].escalated -= 1;
            self.floor.refresh(agent);
            self.emit(Rule::Cap22, Fact::EscalationDetached { conversation, agent });
            if to.is_none() {
                self.emit(Rule::Cap22, Fact::SecondaryChannelEnded { conversation });
            }
            self.floor.follow_capacity(agent);
        }
        if let Some(agent) = to {
            self.floor.roster.people[agent.index()].escalated += 1;
            self.floor.refresh(agent);
            self.emit(Rule::Cap22, Fact::EscalationAttached { conversation, agent });
            self.floor.follow_capacity(agent);
        }
    }

    /// Clears the timers that the new state does not have, arms those that it has and those that start afresh.
    fn time(&mut self, from: Option<Stage>, after: &Phase, plan: &Plan) {
        let policy = self.floor.policy;
        let slot = &*self.slot;
        let workstream = slot.workstream;
        let stage = after.stage();
        let auto_close = policy.auto_close_s(workstream, stage);
        let mut wanted = TimerSet::EMPTY;
        match *after {
            Phase::Open { .. } | Phase::Waiting { .. } => {}
            Phase::Offered(offer) => {
                wanted = wanted.with(offer_timer(offer.clock));
                if offer.lost {
                    wanted = wanted.with(Timer::AgentLoss);
                }
            }
            Phase::InConversation(talk) => {
                if let Some(pending) = talk.pending {
                    wanted = wanted.with(offer_timer(pending.clock));
                }
                if talk.lost {
                    wanted = wanted.with(Timer::AgentLoss);
                }
                if slot.participants.iter().any(|participant| participant.seat == Seat::ConsultOffered) {
                    wanted = wanted.with(Timer::Consult);
                }
            }
            Phase::WrapUp(wrap) => {
                if wrap.block == crate::phase::Block::Timed {
                    wanted = wanted.with(Timer::WrapUpBlock);
                }
            }
            Phase::Closed { block } => {
                if block.is_some() {
                    wanted = wanted.with(Timer::WrapUpBlock);
                }
            }
        }
        if slot.gone {
            wanted = wanted.with(Timer::Disconnect);
        }
        if slot.former.is_some() && policy.switches.first_agent_freed == FirstAgentFreed::AfterTransferWrapUp {
            wanted = wanted.with(Timer::TransferWrapUp);
        }
        if auto_close.is_some() {
            wanted = wanted.with(Timer::AutoClose);
        }
        let running = slot.timers;
        let changed = from != Some(stage);
        let base = policy.switches.auto_close_base;
        let touched = changed || (plan.touch && base == AutoCloseBase::LastModified);
        let mut afresh = plan.restart;
        if touched {
            afresh = afresh.with(Timer::AutoClose);
        }
        let arm = wanted.and(afresh).or(wanted.minus(running));
        let clear = running.minus(wanted);
        self.slot.timers = wanted;
        for timer in clear.iter() {
            self.emit(plan.rule, Fact::TimerCleared { conversation: self.id, timer });
        }
        for timer in arm.iter() {
            let seconds = match timer {
                Timer::AutoClose => auto_close.unwrap_or(0),
                Timer::Offer
                | Timer::OfferGrace
                | Timer::Consult
                | Timer::Disconnect
                | Timer::AgentLoss
                | Timer::WrapUpBlock
                | Timer::TransferWrapUp => self.timer_s(timer),
            };
            self.emit(timer_rule(timer), Fact::TimerArmed { conversation: self.id, timer, seconds });
        }
    }

    /// How long a timer runs under the policy.
    fn timer_s(&self, timer: Timer) -> u32 {
        let policy = self.floor.policy;
        let slot = &*self.slot;
        let settings = &policy.settings;
        let workstream = &policy.workstreams[slot.workstream.index()];
        let voice = slot.channel == Channel::Voice;
        match timer {
            Timer::Offer => workstream.offer_s,
            // TIM-17, POL-02 e: eight minutes.
            Timer::OfferGrace => 480,
            Timer::Consult => settings.consult_offer_s,
            Timer::Disconnect => {
                if voice {
                    settings.call_disconnect_s
                } else {
                    settings.disconnect_s
                }
            }
            Timer::AgentLoss => match policy.switches.agent_loss_limit {
                AgentLossLimit::ByChannel if voice => settings.agent_loss_call_s,
                AgentLossLimit::ByChannel | AgentLossLimit::OneValue => settings.agent_loss_s,
            },
            Timer::WrapUpBlock => match workstream.wrap_up_block {
                WrapUpBlock::Custom(seconds) => seconds,
                WrapUpBlock::Always | WrapUpBlock::Never => 0,
            },
            Timer::TransferWrapUp => settings.transfer_wrap_up_s,
            Timer::AutoClose => 0,
        }
    }
}

/// Whether the seat only observes.
const fn observes(seat: Seat) -> bool {
    match seat {
        Seat::Monitoring | Seat::Joined => true,
        Seat::ConsultOffered | Seat::Consulting { .. } => false,
    }
}

/// SES-01: sessions run in Open, Active and Wrap-up.
const fn has_session(stage: Stage) -> bool {
    !matches!(stage, Stage::Waiting | Stage::Closed)
}

const fn offer_timer(clock: OfferClock) -> Timer {
    match clock {
        OfferClock::Ringing | OfferClock::NotDisplayed => Timer::Offer,
        OfferClock::Grace => Timer::OfferGrace,
    }
}

const fn timer_rule(timer: Timer) -> Rule {
    match timer {
        Timer::Offer => Rule::Tim16,
        Timer::OfferGrace => Rule::Tim17,
        Timer::Consult => Rule::Ag08,
        Timer::Disconnect => Rule::Tim11,
        Timer::AgentLoss => Rule::St61,
        Timer::WrapUpBlock => Rule::Cap15,
        Timer::TransferWrapUp => Rule::Pol05,
        Timer::AutoClose => Rule::Tim07,
    }
}

/// The rule that gives capacity back on the way into this phase.
const fn release_rule(after: &Phase) -> Rule {
    match after {
        Phase::Open { .. } | Phase::Offered(_) | Phase::InConversation(_) => Rule::Cap20,
        Phase::Waiting { .. } => Rule::St44,
        Phase::WrapUp(_) => Rule::Cap15,
        Phase::Closed { .. } => Rule::Cap19,
    }
}
