//! What goes on with queues besides the conversations in them: hours, measured lengths, average waits, callbacks, and
//! how many items may overflow at once (OH-01, OVF-03, OVF-14, WAIT-01, CB-01).

use switchboard::{Action, Change, Condition, Contact, ConversationId, Gauge, QueueId, Rule, Timer};

use crate::agenda::{Class, Wake};
use crate::engine::arrive::entity;
use crate::engine::clock::Clock;
use crate::engine::run::Run;
use crate::scenario::Scenario;
use crate::stream::{Cause, uniform};
use crate::tick::{Span, Tick};
use crate::wait::{self, AverageWait};

/// OVF-03: how often the length of a queue is looked at.
const LENGTH: Span = Span::from_whole_seconds(10);
/// OVF-14: how many items overflow in a minute.
const OVERFLOWS_MAX: u32 = 20;
const MINUTE_US: u64 = 60_000_000;

/// The queues as they go.
#[derive(Debug)]
pub(crate) struct Queues {
    /// Whether anything of this concerns any queue.
    tended: bool,
    /// By queue: whether its length is counted against a limit, and whether the next look is planned.
    limited: Vec<bool>,
    planned: Vec<bool>,
    /// By queue: the average wait, where somebody reads it.
    averages: Vec<Option<AverageWait>>,
    /// The minute that is being counted, and how many items overflowed in it.
    minute: u64,
    overflowed: u32,
    /// Items that have waited too long and have their turn in a later minute.
    backlog: Vec<ConversationId>,
    /// Where round robin goes on among queues of equal waits.
    turn: usize,
}

impl Queues {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let queues = scenario.policy().queues();
        let limited = |queue: &switchboard::Queue| {
            queue.overflow.iter().any(|overflow| matches!(overflow.condition, Condition::Items(_)))
        };
        let averaged = |queue: &switchboard::Queue| {
            let read = |overflow: &switchboard::Overflow| matches!(overflow.condition, Condition::AverageWait(_));
            queue.wait_text || queue.overflow.iter().any(read)
        };
        let average = |queue| averaged(queue).then(|| AverageWait::new(scenario.wait_smoothing));
        let limited: Vec<bool> = queues.iter().map(limited).collect();
        let averages: Vec<Option<AverageWait>> = queues.iter().map(average).collect();
        Self {
            tended: limited.contains(&true) || averages.iter().any(Option::is_some),
            planned: vec![false; limited.len()],
            limited,
            averages,
            minute: 0,
            overflowed: 0,
            backlog: Vec::new(),
            turn: 0,
        }
    }
}

impl Run<'_> {
    /// Hours begin as the calendar says; averages are recomputed from the first arrival on.
    pub(crate) fn plan_queues(&mut self) {
        let scenario = self.scenario;
        for queue in (0..scenario.policy().queues().len()).map(QueueId::at) {
            if scenario.policy().hours_of(queue).is_some() {
                self.keep_hours(queue, scenario.from);
            }
            if self.queues.averages[queue.index()].is_some() {
                self.agenda.push(scenario.from + wait::EVERY, Class::Record, Wake::AverageWait(queue));
            }
        }
    }

    /// Opens or closes a queue as its hours say at this time, and plans the next change.
    pub(crate) fn keep_hours(&mut self, queue: QueueId, at: Tick) {
        let scenario = self.scenario;
        let Some(hours) = scenario.policy().hours_of(queue) else { return };
        let minute = scenario.calendar.minute_at(at);
        let _ = self.apply(Action::Configure(Change::SetQueueOpen { queue, open: hours.is_open(minute) }));
        let next = hours.next_opening(minute).and_then(|minute| u32::try_from(minute).ok());
        let _ = self.apply(Action::Gauge(Gauge::Opening { queue, minute: next }));
        if let Some(change) = hours.next_change(minute) {
            // An hour that comes twice begins and ends with its first.
            let at = scenario.calendar.of_minute(change).max(at + Span::from_whole_seconds(60));
            self.agenda.push(at, Class::Staff, Wake::Hours(queue));
        }
    }

    /// After each step: a queue whose length changed is looked at when the next ten seconds are over.
    pub(crate) fn watch_lengths(&mut self) {
        if !self.queues.tended {
            return;
        }
        for place in 0..self.queues.limited.len() {
            let queue = QueueId::at(place);
            let changed = self.center.cached_queue_length(queue) as usize != self.center.queue_length(queue);
            if self.queues.limited[place] && !self.queues.planned[place] && changed {
                self.queues.planned[place] = true;
                let next = (self.now.micros() / LENGTH.micros() + 1) * LENGTH.micros();
                self.agenda.push(Tick::from_micros(next), Class::Record, Wake::Length(queue));
            }
        }
    }

    pub(crate) fn measure(&mut self, queue: QueueId) {
        self.queues.planned[queue.index()] = false;
        let _ = self.apply(Action::Gauge(Gauge::Length { queue }));
    }

    /// WAIT-01: every ten minutes.
    pub(crate) fn average(&mut self, queue: QueueId) {
        if let Some(average) = &self.queues.averages[queue.index()] {
            let seconds = average.shown_s(self.now);
            let _ = self.apply(Action::Gauge(Gauge::AverageWait { queue, seconds }));
            self.agenda.push(self.now + wait::EVERY, Class::Record, Wake::AverageWait(queue));
        }
    }

    /// A conversation of this queue was connected after a wait.
    pub(crate) fn connected(&mut self, queue: QueueId, wait: Span) {
        if let Some(average) = &mut self.queues.averages[queue.index()] {
            average.note(wait, self.now);
        }
    }

    /// OVF-14: an item has waited too long; beyond twenty in a minute the others have their turn later.
    pub(crate) fn waited_too_long(&mut self, id: ConversationId) {
        let minute = self.now.micros() / MINUTE_US;
        if self.queues.minute != minute {
            (self.queues.minute, self.queues.overflowed) = (minute, 0);
        }
        if self.queues.overflowed < OVERFLOWS_MAX || !Rule::Ovf14.holds() {
            self.queues.overflowed += 1;
            let _ = self.apply(Action::Timer { conversation: id, timer: Timer::QueueWait });
            return;
        }
        if self.queues.backlog.is_empty() {
            let next = Tick::from_micros((minute + 1) * MINUTE_US);
            self.agenda.push(next, Class::Timer, Wake::Overflows);
        }
        self.queues.backlog.push(id);
    }

    /// The next batch: queues with the lower wait first, one item of each in turn where waits are equal.
    pub(crate) fn overflow_batch(&mut self) {
        let mut left = std::mem::take(&mut self.queues.backlog);
        // Who was answered or moved meanwhile has no such clock, or a new one.
        left.retain(|id| {
            let runs = self.center.timers(*id).contains(Timer::QueueWait);
            runs && !self.cases[id.index()].clocks.runs(Clock::QueueWait)
        });
        for _ in 0..OVERFLOWS_MAX {
            let policy = self.scenario.policy();
            let key = |id: &ConversationId| {
                let queue = self.center.queue_of(*id).map_or(0, QueueId::index);
                let wait = policy.queues()[queue].wait_overflow.map_or(u32::MAX, |overflow| overflow.seconds);
                let after = (queue + policy.queues().len() - self.queues.turn) % policy.queues().len();
                (wait, after)
            };
            let Some(place) = (0..left.len()).min_by_key(|place| key(&left[*place])) else { break };
            let id = left.remove(place);
            self.queues.turn = self.center.queue_of(id).map_or(0, |queue| queue.index() + 1) % policy.queues().len();
            self.waited_too_long(id);
        }
        if !left.is_empty() {
            let next = Tick::from_micros((self.now.micros() / MINUTE_US + 1) * MINUTE_US);
            self.agenda.push(next, Class::Timer, Wake::Overflows);
        }
        self.queues.backlog.extend(left);
    }

    /// CB-01: the caller is offered a callback, and may take it.
    pub(crate) fn consider_callback(&mut self, id: ConversationId) {
        let case = &mut self.cases[id.index()];
        let chance = self.scenario.sources[usize::from(case.source)].callback;
        let draw = case.callback_offers;
        case.callback_offers += 1;
        if uniform(&mut self.streams.open(Cause::Callback, entity(case.number, draw))) < chance {
            let _ = self.apply(Action::Customer { conversation: id, operation: Contact::RequestCallback });
        }
    }
}
