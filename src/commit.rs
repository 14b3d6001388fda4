//! Writing a step: what the state before and the state after mean for queues, sessions, capacity, timers and seats.
//!
//! Nothing here refuses. Each effect is worked out from the two states, so that no handler can forget a release,
//! a timer or a place in a queue.

use crate::action::{Timer, TimerSet};
use crate::center::ContactCenter;
use crate::channel::{Channel, Stage};
use crate::conversation::{Callback, Charge, Slot};
use crate::event::{ClosureReason, Fact, Notice, Recipient, Since, StatusReason};
use crate::floor::Floor;
use crate::id::{ConversationId, UserId};
use crate::line::{Ages, Entry, Line, Shelf};
use crate::overflow::wait_overflow;
use crate::phase::{Block, Look, OfferClock, Participant, Phase, Seat};
use crate::policy::{Distribution, Policy, Queue, Silence};
use crate::rule::Rule;
use crate::silence::{RuleTurn, Words, got_by};
use crate::step::{Missed, Plan, Rare, Seats, owed, owed_first};
use crate::switch::{AutoCloseBase, FirstAgentFreed, ObserverSeats, Switches, WaitClock};

/// CB-01: after the first offer of a callback so many seconds pass until the next.
const CALLBACK_AGAIN_S: u32 = 120;
/// WAIT-02: the place in the queue is told every 30 s up to so many items, every 60 s beyond.
const POSITION_FEW_MAX: usize = 150;
const POSITION_FEW_S: u32 = 30;
const POSITION_MANY_S: u32 = 60;

/// The places of the center that one step may write: one conversation, the queues, the people, the events.
pub(crate) struct Commit<'a> {
    id: ConversationId,
    slot: &'a mut Slot,
    queues: &'a mut [Line],
    ages: &'a mut Ages,
    floor: Floor<'a>,
}

impl ContactCenter {
    /// The first state of a conversation: there is nothing before it.
    pub(crate) fn commit_first(&mut self, id: ConversationId, next: &Phase, plan: &Plan) {
        self.begin(id).write(None, next, true, plan);
    }

    /// A step from the present state to the next, or none for a step that stays.
    #[inline]
    pub(crate) fn commit(&mut self, id: ConversationId, before: &Phase, next: Option<&Phase>, plan: &Plan) {
        match next {
            Some(next) => self.begin(id).write(Some(before), next, true, plan),
            None => self.commit_unmoved(id, before, plan),
        }
    }

    /// A step that stays in its state.
    #[inline(never)]
    fn commit_unmoved(&mut self, id: ConversationId, state: &Phase, plan: &Plan) {
        self.begin(id).write(Some(state), state, false, plan);
    }

    #[inline(always)]
    fn begin(&mut self, id: ConversationId) -> Commit<'_> {
        let Self { policy, roster, queues, slots, ages, events, .. } = self;
        let slot = &mut slots[id.index()];
        Commit { id, slot, queues, ages, floor: Floor { policy, roster, events } }
    }
}

impl Commit<'_> {
    /// What is usual happens here, in one piece; what is rare is done by others, on a loan, so that the usual keeps
    /// everything at hand.
    #[inline(always)]
    fn write(mut self, before: Option<&Phase>, after: &Phase, moves: bool, plan: &Plan) {
        let (was, is) = (before.map(Phase::look), after.look());
        let (from, to) = (was.map(|was| was.stage), is.stage);
        let elsewhere = plan.queue != self.slot.queue;
        let queued = to == Stage::Open || from == Some(Stage::Open);
        if (moves && queued) || plan.renew_age || elsewhere {
            self.lend().requeue(before, after, plan);
        }
        self.slot.phase = *after;
        self.slot.queue = plan.queue;
        // TIM-14: what was ended, closed or left waiting is not come back to.
        self.slot.gone &= !Rule::Tim14.holds() || matches!(to, Stage::Open | Stage::Offered | Stage::InConversation);
        if let Some(former) = plan.former
            && self.slot.former != former
        {
            self.lend().keep_first_agent(former);
        }
        if let Some(rare) = &plan.rare {
            self.lend().note(rare);
        }
        if !self.slot.participants.is_empty() || plan.seats.fills() {
            self.lend().seat(after, plan);
        }
        if from != Some(to) || plan.session.is_some() {
            self.sessions(from, to, plan);
        }
        let hears = self.floor.policy.workstreams[self.slot.workstream.index()].hears;
        if hears || plan.rare.as_ref().is_some_and(|rare| rare.unpaused.is_some() || rare.coded) {
            self.lend().follow_words(before, after, plan);
        }
        let mut needs = Needs::of(after, &self.floor.policy.switches);
        if !Rule::Cap27.holds() && self.slot.gone {
            needs.charge = None;
        }
        if moves {
            if let (Some(before), Some(was)) = (before, was) {
                self.tell_state(was, is, plan);
                if was.raised || is.raised {
                    self.lend().escalate(before, after);
                }
            }
            if before.is_some() {
                self.recharge(after, needs);
            } else if needs.charge.is_some() {
                self.lend().recharge_several(after);
            }
            let cap = self.floor.policy.switches.session_cap;
            let (ended, began) = (was.and_then(|was| was.session(cap)), is.session(cap));
            if ended != began {
                self.count_sessions(ended, began);
            }
        } else if plan.former.is_some() {
            self.lend().recharge_several(after);
        } else if !Rule::Cap27.holds() {
            self.recharge(after, needs);
        }
        if let Some(rare) = &plan.rare {
            self.lend().note_presence(rare);
        }
        if let Some(agent) = plan.settle
            && self.floor.settles(agent)
        {
            self.lend().floor.settle_presence(agent);
        }
        if let Some(agent) = plan.turn {
            self.floor.roster.pass_turn(agent, plan.queue);
        }
        if self.floor.policy.tends_queues {
            self.lend().tend(from, to, elsewhere, needs, plan);
        } else {
            let clocks = Clocks { run: TimerSet::EMPTY, restart: plan.restart, moved: elsewhere };
            self.time(from, to, needs, plan, clocks);
        }
    }

    /// The same places, for the time of a call.
    #[inline(always)]
    fn lend(&mut self) -> Commit<'_> {
        let floor = self.floor.lend();
        Commit { id: self.id, slot: self.slot, queues: self.queues, ages: self.ages, floor }
    }

    #[cfg_attr(feature = "coverage", track_caller)]
    #[inline(always)]
    fn emit(&mut self, rule: Rule, fact: Fact) {
        self.floor.emit(rule, fact);
    }

    /// POL-05 b and c: the first agent of a transfer stays charged, or is free.
    #[inline(never)]
    fn keep_first_agent(mut self, former: Option<UserId>) {
        let (conversation, before) = (self.id, self.slot.former);
        self.slot.former = former;
        if let Some(agent) = before {
            self.emit(Rule::Pol05, Fact::FirstAgentFreed { conversation, agent });
        }
        if let Some(agent) = former {
            self.emit(Rule::Pol05, Fact::FirstAgentKept { conversation, agent });
        }
    }

    /// What few steps do to the conversation.
    #[cold]
    #[inline(never)]
    fn note(mut self, rare: &Rare) {
        if let Some(level) = rare.level {
            self.slot.traits.level = level;
        }
        if let Some(gone) = rare.gone {
            self.slot.gone = gone;
        }
        // POL-74 b: declines are forgotten.
        if rare.forgive && !self.slot.declines.is_empty() {
            self.slot.declines.clear();
            let conversation = self.id;
            self.emit(Rule::Pol74, Fact::DeclinesCleared { conversation });
        }
        if let Some(missed) = rare.missed {
            self.lend().count_decline(missed);
        }
    }

    /// What few steps do to the presence of somebody.
    #[cold]
    #[inline(never)]
    fn note_presence(mut self, rare: &Rare) {
        if let Some(missed) = rare.missed {
            self.floor.missed_presence(missed);
        }
        if let Some(agent) = rare.capped {
            self.floor.cap_presence(agent);
        }
    }

    /// Open means in the queue, and in no other (ST-45).
    #[inline(never)]
    fn requeue(mut self, before: Option<&Phase>, after: &Phase, plan: &Plan) {
        let id = self.id;
        let slot = &mut *self.slot;
        let (old_queue, old_age) = (slot.queue, slot.age);
        let moved = plan.queue != old_queue;
        let by_queue = self.floor.policy.switches.wait_clock == WaitClock::Queue || !Rule::Prio06.holds();
        let restart = moved && by_queue;
        if plan.renew_age || restart {
            slot.age = self.ages.fresh(0);
        }
        let (age, item) = (slot.age, slot.item());
        if moved {
            // DIST-21: another queue begins at its first level.
            slot.traits.level = self.floor.policy.queues[plan.queue.index()].level_at_once();
            if !Rule::Ag07.holds() {
                slot.traits.requirement = None;
            }
        }
        let was = match before {
            Some(Phase::Open { first }) => Some(*first),
            Some(
                Phase::Offered(_)
                | Phase::InConversation(_)
                | Phase::Waiting { .. }
                | Phase::WrapUp(_)
                | Phase::Closed { .. },
            )
            | None => None,
        };
        let is = match after {
            Phase::Open { first } => Some(*first),
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
            let rest = Shelf::of(&self.floor.policy.queues[old_queue.index()], item);
            let shelf = if first.is_some() { Shelf::First } else { rest };
            self.queues[old_queue.index()].remove(shelf, old_age);
            self.emit(plan.rule, Fact::LeftQueue { conversation: self.id, queue: old_queue });
        }
        if let Some(first) = is
            && Rule::St45.holds()
        {
            let rest = Shelf::of(&self.floor.policy.queues[plan.queue.index()], item);
            let shelf = if first.is_some() { Shelf::First } else { rest };
            self.queues[plan.queue.index()].insert(shelf, Entry { age, slot: id.slot });
            self.emit(plan.rule, Fact::RoutedToQueue { conversation: self.id, queue: plan.queue, first });
        }
    }

    /// SES-07: sessions are counted where they begin and end.
    #[inline(always)]
    fn count_sessions(&mut self, ended: Option<UserId>, began: Option<UserId>) {
        let Floor { policy, roster, .. } = &mut self.floor;
        if let Some(agent) = ended {
            roster.count_session(policy, agent, -1);
        }
        if let Some(agent) = began {
            roster.count_session(policy, agent, 1);
        }
    }

    /// TIM-18 to TIM-20: who wrote last, and what that means for the time-out rules. ST-48, DIST-34: two notes more.
    #[inline(never)]
    fn follow_words(mut self, before: Option<&Phase>, after: &Phase, plan: &Plan) {
        let conversation = self.id;
        let (mut unpaused, mut word, mut rule_turn) = (None, None, None);
        if let Some(rare) = &plan.rare {
            self.slot.coded |= rare.coded;
            (unpaused, word, rule_turn) = (rare.unpaused, rare.word, rare.rule_turn);
        }
        if let Some(agent) = unpaused {
            self.slot.paused.retain(|paused| *paused != agent);
            self.emit(Rule::Dist34, Fact::DeclinePauseEnded { conversation, agent });
        }
        let policy = self.floor.policy;
        let workstream = &policy.workstreams[self.slot.workstream.index()];
        if !workstream.hears {
            return;
        }
        let mut words = self.slot.words;
        if let Some(word) = word {
            words.hear(word);
        }
        if let Some(turn) = rule_turn {
            words.turn(turn);
            let fact = match turn {
                RuleTurn::Suspend(rule) => Some(Fact::TimeoutRuleSuspended { conversation, rule }),
                RuleTurn::Resume(rule) => Some(Fact::TimeoutRuleResumed { conversation, rule }),
                RuleTurn::LastMinute(rule) => Some(Fact::TimeoutRuleLastMinute { conversation, rule }),
                // Told by the step, before what it does.
                RuleTurn::Fire(_) => None,
            };
            if let Some(fact) = fact {
                self.emit(Rule::Tim20, fact);
            }
        }
        // Before the first exchange the clock starts when the agent got the conversation, and again with another agent.
        let changes_hands = !words.answered && got_by(after).is_some() && before.and_then(got_by) != got_by(after);
        for (rule, own) in (0..).zip(&workstream.timeout_rules) {
            let counted = Words::is(words.running | words.fired, rule);
            if !words.concerns(*own, after) {
                if counted {
                    words.reset(rule);
                    self.emit(Rule::Tim20, Fact::TimeoutRuleReset { conversation, rule });
                }
            } else if !counted || Words::restarts(*own, word) || (own.silence == Silence::Agent && changes_hands) {
                words.start(rule, own.after_s);
                self.emit(Rule::Tim18, Fact::TimeoutRuleStarted { conversation, rule, seconds: own.after_s });
            }
        }
        self.slot.words = words;
    }

    /// DIST-23, DIST-25, DIST-26: a decline is remembered up to the limit, beyond which no rule reads it.
    #[inline(never)]
    fn count_decline(mut self, missed: Missed) {
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
        let pause = self.floor.policy.workstreams[slot.workstream.index()].decline_pause_s;
        let pause = pause.filter(|_| missed.counts && Rule::Dist34.holds());
        if pause.is_some()
            && let Err(place) = slot.paused.binary_search(&missed.agent)
        {
            slot.paused.insert(place, missed.agent);
        }
        let (conversation, agent) = (self.id, missed.agent);
        if let Some(seconds) = pause {
            self.emit(Rule::Dist34, Fact::DeclinePauseStarted { conversation, agent, seconds });
        }
        let fact = if missed.rejected {
            Fact::OfferRejected { conversation, agent, declines }
        } else {
            Fact::OfferTimedOut { conversation, agent, declines, displayed: missed.displayed }
        };
        self.emit(Rule::Dist23, fact);
    }

    /// The seats beside the primary (SUP-JOIN-06, PART-02, POL-65).
    #[inline(never)]
    fn seat(mut self, after: &Phase, plan: &Plan) {
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
            Seats::EndConsults => {
                self.leave_seats(Rule::Ag10, |participant| Rule::Ag10.holds() && !observes(participant.seat));
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
        if !Rule::Pres14.holds() && !participant.charged {
            let presence = crate::presence::Base::BusyDnd.presence();
            let source = crate::presence::PresenceSource::Default;
            self.floor.set_presence(participant.user, presence, source, Rule::Pres14);
        }
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
                self.floor.release(user, price, day, self.slot.channel);
                let available = self.floor.available(user);
                self.emit(Rule::Cap21, Fact::CapacityReleased { conversation: self.id, agent: user, available });
                self.floor.follow_capacity(user);
            }
        }
    }

    /// SES-01, SES-02: the running session closes with a reason, the next one opens where there is a next one.
    #[inline(always)]
    fn sessions(&mut self, from: Option<Stage>, to: Stage, plan: &Plan) {
        let conversation = self.id;
        let (ran, runs) = (from.is_some_and(has_session), has_session(to));
        match (ran, plan.session) {
            (true, Some(reason)) => {
                let reason = if Rule::Ses04.holds() { reason } else { ClosureReason::ManuallyClosedSession };
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
    #[inline(always)]
    fn tell_state(&mut self, was: Look, is: Look, plan: &Plan) {
        let conversation = self.id;
        if was.stage != is.stage {
            let (from, to) = (was.stage, is.stage);
            let reason = if Rule::Voc06.holds() { plan.reason } else { StatusReason::AwaitingAgentAssignment };
            self.emit(plan.rule, Fact::StateChanged { conversation, from, to, reason });
        }
        if was.primary != is.primary && Rule::Ses03.holds() {
            let (from, to) = (was.primary, is.primary);
            self.emit(plan.rule, Fact::PrimaryChanged { conversation, from, to });
        }
    }

    /// Releases what the new state does not owe, charges what it does (K7 by construction).
    #[inline(always)]
    fn recharge(&mut self, after: &Phase, needs: Needs) {
        let [held, None, None] = self.slot.charges else { return self.lend().recharge_several(after) };
        if needs.several || self.slot.former.is_some() {
            return self.lend().recharge_several(after);
        }
        // The usual case: one holder.
        match (held, needs.charge) {
            (None, None) => {}
            (Some(charge), Some(due)) if (charge.agent, charge.charged) == due => {}
            (held, due) => {
                if let Some(charge) = held {
                    self.uncharge(after, charge);
                }
                self.slot.charges[0] = due.map(|due| self.charge(due));
            }
        }
    }

    /// As [`recharge`](Self::recharge), where more than one agent may be concerned.
    #[inline(never)]
    fn recharge_several(mut self, after: &Phase) {
        let owes = owed(after, self.slot.former, &self.floor.policy.switches);
        let charges = self.slot.charges;
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
    #[inline(always)]
    fn uncharge(&mut self, after: &Phase, charge: Charge) {
        let (conversation, agent, price) = (self.id, charge.agent, self.slot.price);
        if charge.charged {
            self.floor.release(agent, price, charge.day, self.slot.channel);
            let available = self.floor.available(agent);
            self.emit(release_rule(after), Fact::CapacityReleased { conversation, agent, available });
            self.floor.follow_capacity(agent);
        } else {
            self.floor.lend().reserve(agent, price, -1);
            let available = self.floor.available(agent);
            self.emit(Rule::Pol06, Fact::CapacityUnreserved { conversation, agent, available });
        }
    }

    /// Charges an agent, or sets capacity aside.
    #[inline(always)]
    fn charge(&mut self, (agent, charged): (UserId, bool)) -> Charge {
        let (conversation, price) = (self.id, self.slot.price);
        if charged {
            self.floor.consume(agent, price);
            let available = self.floor.available(agent);
            self.emit(Rule::Cap13, Fact::CapacityConsumed { conversation, agent, available });
            self.floor.follow_capacity(agent);
        } else {
            self.floor.lend().reserve(agent, price, 1);
            let available = self.floor.available(agent);
            self.emit(Rule::Pol06, Fact::CapacityReserved { conversation, agent, available });
        }
        Charge { agent, charged, day: self.floor.roster.person(agent).day }
    }

    /// CAP-22: the escalation profile counts one per raised chat of its primary.
    #[inline(never)]
    fn escalate(mut self, before: &Phase, after: &Phase) {
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
        let (from, to) = (leg(before), leg(after));
        if from == to {
            return;
        }
        let conversation = self.id;
        if let Some(agent) = from {
            self.floor.roster.people[agent.index()].escalated -= 1;
            self.floor.roster.refresh_front(agent);
            self.emit(Rule::Cap22, Fact::EscalationDetached { conversation, agent });
            if to.is_none() {
                self.emit(Rule::Cap22, Fact::SecondaryChannelEnded { conversation });
            }
            self.floor.follow_capacity(agent);
        }
        if let Some(agent) = to {
            self.floor.roster.people[agent.index()].escalated += 1;
            self.floor.roster.refresh_front(agent);
            self.emit(Rule::Cap22, Fact::EscalationAttached { conversation, agent });
            self.floor.follow_capacity(agent);
        }
    }

    /// What a queue does to what waits in it: its clocks, its callbacks, and whether the item was moved there (OVF-10
    /// to OVF-13, CB-01, WAIT-02).
    #[inline(never)]
    fn tend(mut self, from: Option<Stage>, to: Stage, elsewhere: bool, needs: Needs, plan: &Plan) {
        let slot = &mut *self.slot;
        slot.moved |= elsewhere;
        let mut spent = TimerSet::EMPTY;
        if let Some(rare) = &plan.rare {
            spent = rare.spent;
            if let Some(callback) = rare.callback {
                slot.callback = callback;
            }
        }
        slot.overdue = slot.overdue.or(spent);
        let waits = matches!(to, Stage::Open | Stage::Offered);
        if !waits {
            slot.overdue = TimerSet::EMPTY;
            slot.callback = Callback::None;
        }
        if elsewhere {
            slot.overdue = TimerSet::EMPTY;
        }
        let queue = &self.floor.policy.queues[slot.queue.index()];
        let none = TimerSet::EMPTY;
        let run = match slot.phase {
            Phase::Open { .. } => {
                let requested = slot.callback == Callback::Requested;
                let called = slot.channel == Channel::Voice && queue.callback && !requested;
                let told = queue.position_text
                    && !requested
                    && slot.channel != Channel::Record
                    && !(slot.channel == Channel::PersistentChat && Rule::Wait02.holds());
                none.with_if(Timer::QueueWait, wait_overflow(queue.wait_overflow, slot, slot.moved).is_some())
                    .with_if(Timer::CallbackOffer, called)
                    .with_if(Timer::CallbackExpiry, requested)
                    .with_if(Timer::Position, told)
            }
            // OVF-11: declines do not stop the clock, so it runs on while it rings.
            Phase::Offered(_) if Rule::Ovf11.holds() => {
                let run_on = none.with(Timer::QueueWait).with(Timer::CallbackOffer).with(Timer::CallbackExpiry);
                slot.timers.and(run_on).minus(spent)
            }
            Phase::Offered(_)
            | Phase::InConversation(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_)
            | Phase::Closed { .. } => none,
        };
        let restarts = elsewhere
            && Rule::Ovf12.holds()
            && (plan.session != Some(ClosureReason::SupervisorAssignToQueue) || Rule::SupAssign10.holds());
        let clocks = Clocks { run, restart: plan.restart.with_if(Timer::QueueWait, restarts), moved: elsewhere };
        self.time(from, to, needs, plan, clocks);
    }

    /// How long a clock of the queue runs.
    #[inline(never)]
    fn queue_clock_s(queue: &Queue, line: &Line, overdue: bool, timer: Timer, again: bool) -> Option<u32> {
        match timer {
            Timer::QueueWait | Timer::CallbackExpiry if overdue => Some(0),
            Timer::QueueWait => queue.wait_overflow.map(|overflow| overflow.seconds),
            Timer::CallbackOffer if again => Some(CALLBACK_AGAIN_S),
            Timer::Position => {
                let few = line.len() <= POSITION_FEW_MAX;
                Some(if few { POSITION_FEW_S } else { POSITION_MANY_S })
            }
            Timer::CallbackOffer
            | Timer::CallbackExpiry
            | Timer::Offer
            | Timer::OfferGrace
            | Timer::Consult
            | Timer::Disconnect
            | Timer::AgentLoss
            | Timer::WrapUpBlock
            | Timer::TransferWrapUp
            | Timer::AutoClose
            | Timer::FollowUp
            | Timer::OutsideCall
            | Timer::Bullseye => None,
        }
    }

    /// Clears the timers that the new state does not have, arms those that it has and those that start afresh.
    #[inline(always)]
    fn time(&mut self, from: Option<Stage>, stage: Stage, needs: Needs, plan: &Plan, clocks: Clocks) {
        let Clocks { run: clocks, restart, moved } = clocks;
        let policy = self.floor.policy;
        let slot = &*self.slot;
        let workstream = &policy.workstreams[slot.workstream.index()];
        let auto_close = workstream.auto_close_s[stage as usize];
        let mut wanted = needs
            .timers
            .or(clocks)
            .with_if(Timer::AutoClose, auto_close.is_some())
            .with_if(Timer::Disconnect, slot.gone);
        if !Rule::Tim15.holds() {
            wanted =
                wanted.with_if(Timer::Disconnect, stage == Stage::InConversation && slot.channel == Channel::LiveChat);
        }
        if !slot.participants.is_empty() && stage == Stage::InConversation {
            let asked = slot.participants.iter().any(|participant| participant.seat == Seat::ConsultOffered);
            wanted = wanted.with_if(Timer::Consult, asked);
        }
        if stage == Stage::Waiting {
            wanted = wanted.with_if(Timer::FollowUp, workstream.follow_up_s.is_some());
        }
        if slot.former.is_some() && policy.switches.first_agent_freed == FirstAgentFreed::AfterTransferWrapUp {
            wanted = wanted.with(Timer::TransferWrapUp);
        }
        let mut afresh = restart;
        if policy.bullseye {
            wanted = wanted.with_if(Timer::Bullseye, awaits_level(policy, slot, stage));
            afresh = afresh.with_if(Timer::Bullseye, moved);
        }
        let running = slot.timers;
        let by_touch = policy.switches.auto_close_base == AutoCloseBase::LastModified;
        let touched = from != Some(stage) || (plan.touch && by_touch);
        let afresh = afresh.with_if(Timer::AutoClose, touched);
        let arm = wanted.and(afresh).or(wanted.minus(running));
        let clear = running.minus(wanted);
        self.slot.timers = wanted;
        for timer in clear.iter() {
            self.emit(plan.rule, Fact::TimerCleared { conversation: self.id, timer });
        }
        for timer in arm.iter() {
            let (seconds, since) = match (timer, auto_close) {
                (Timer::AutoClose, Some(seconds)) => (seconds, if by_touch { Since::Now } else { base(stage) }),
                (Timer::Bullseye, _) => {
                    let queue = &policy.queues[self.slot.queue.index()];
                    (queue.next_level_s(self.slot.traits.level).unwrap_or(0), Since::Now)
                }
                _ if !clocks.contains(timer) => (workstream.timer_s[timer as usize], Since::Now),
                _ => {
                    let place = self.slot.queue.index();
                    let (queue, line) = (&policy.queues[place], &self.queues[place]);
                    let overdue = self.slot.overdue.contains(timer);
                    let own = Self::queue_clock_s(queue, line, overdue, timer, restart.contains(timer));
                    (own.unwrap_or(workstream.timer_s[timer as usize]), Since::Now)
                }
            };
            self.slot.overdue = self.slot.overdue.minus(TimerSet::EMPTY.with(timer));
            let rule = if since == Since::Creation { Rule::Pol10 } else { timer_rule(timer) };
            self.emit(rule, Fact::TimerArmed { conversation: self.id, timer, seconds, since });
        }
    }
}

/// The clocks of the queue, as the step leaves them.
#[derive(Debug, Clone, Copy)]
struct Clocks {
    /// Which run.
    run: TimerSet,
    /// Which timers start afresh even if they run.
    restart: TimerSet,
    /// Whether the conversation came to another queue.
    moved: bool,
}

/// What a phase needs of the people and of the clock, whatever was before.
#[derive(Debug, Clone, Copy)]
struct Needs {
    /// The first charge that is owed, and whether there may be more.
    charge: Option<(UserId, bool)>,
    several: bool,
    /// The timers that the phase alone demands.
    timers: TimerSet,
}

impl Needs {
    #[inline]
    fn of(phase: &Phase, switches: &Switches) -> Self {
        let none = TimerSet::EMPTY;
        let (several, timers) = match *phase {
            Phase::Open { .. } | Phase::Waiting { .. } => (false, none),
            Phase::Offered(offer) => (false, none.with(offer_timer(offer.clock)).with_if(Timer::AgentLoss, offer.lost)),
            Phase::InConversation(talk) => {
                let timers = none.with_if(Timer::AgentLoss, talk.lost).with_if(Timer::OutsideCall, talk.outside);
                talk.pending.map_or((false, timers), |pending| (true, timers.with(offer_timer(pending.clock))))
            }
            Phase::WrapUp(wrap) => (false, none.with_if(Timer::WrapUpBlock, wrap.block == Block::Timed)),
            Phase::Closed { block } => (false, none.with_if(Timer::WrapUpBlock, block.is_some())),
        };
        Self { charge: owed_first(phase, switches), several, timers }
    }
}

/// DIST-21: the wait for a further level begins in Open, at the first attempt to find a person, and an offer that rings
/// does not end it.
#[inline(never)]
fn awaits_level(policy: &Policy, slot: &Slot, stage: Stage) -> bool {
    let waits = match stage {
        Stage::Open => true,
        Stage::Offered => slot.timers.contains(Timer::Bullseye),
        Stage::InConversation | Stage::Waiting | Stage::WrapUp | Stage::Closed => false,
    };
    let pushed = policy.workstreams[slot.workstream.index()].distribution == Distribution::Push;
    waits && pushed && policy.queues[slot.queue.index()].next_level_s(slot.traits.level).is_some()
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

/// POL-10 b: from when the auto-close clock counts in a state. Wrap-up counts from its start; so does Waiting, whose
/// limit is the work stream's and means silence (TIM-10); the other states count from the creation.
const fn base(stage: Stage) -> Since {
    match stage {
        Stage::Open | Stage::Offered | Stage::InConversation => Since::Creation,
        Stage::Waiting | Stage::WrapUp | Stage::Closed => Since::Now,
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
        Timer::QueueWait => Rule::Ovf12,
        Timer::CallbackOffer => Rule::Cb01,
        Timer::CallbackExpiry => Rule::Tim21,
        Timer::Position => Rule::Wait02,
        Timer::FollowUp => Rule::Tim23,
        Timer::OutsideCall => Rule::Tim22,
        Timer::Bullseye => Rule::Dist21,
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
