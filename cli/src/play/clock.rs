//! The player's clock: seconds since the start, the timers that the kernel armed, and the scheduler's sweep.

use std::collections::{BTreeMap, VecDeque};

use switchboard::{
    Action, AutoCloseSweep, Change, Condition, ContactCenter, ConversationId, Fact, Gauge, QueueId, Rule, Timer,
    Upkeep, UserId,
};
use switchboard_sims::sweep::{Idle, SWEEP_S, Ticks};

/// How often the length of a queue is looked at (OVF-03).
const LENGTH_S: u64 = 10;
/// When time begins: 1 January 2024, 00:00, a Monday, in minutes from 1970.
const CALENDAR_MIN: u64 = 19_723 * 1_440;

/// The last minute of a time-out rule (TIM-20).
const LAST_MINUTE_S: u64 = 60;

/// What can run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Timer(ConversationId, Timer),
    Rule(ConversationId, u8),
    LastMinute(ConversationId, u8),
    Pause(ConversationId, UserId),
    ReturnWindow(UserId),
    /// A change of the configuration reaches the engine.
    Configured(u64),
    /// A queue is measured.
    Length(QueueId),
    /// A queue opens or closes by its hours.
    Hours(QueueId, bool),
}

/// Time, and what it will bring. Times in scripts are bounded where they are read, so that none here can run over.
/// Ties leave in the order in which timers were armed, the sweep last (EV-02).
#[derive(Debug, Clone)]
pub(super) struct Clock {
    pub(super) now: u64,
    /// What the calendar says at time zero, in minutes from 1970.
    calendar: u64,
    ticks: Ticks,
    armed: u64,
    running: BTreeMap<Due, (u64, u64)>,
    idle: BTreeMap<ConversationId, Idle>,
    /// What is left of the countdowns that are frozen (TIM-20); every rule that is switched off is here.
    frozen: BTreeMap<(ConversationId, u8), Option<u64>>,
    /// How long a change of the configuration takes to reach the engine (CAP-26).
    pub(super) delay: u64,
    /// The changes on their way.
    later: BTreeMap<u64, Action>,
    /// What the scheduler found in its present look.
    found: VecDeque<ConversationId>,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            now: 0,
            calendar: CALENDAR_MIN,
            ticks: Ticks { from: 0, every: SWEEP_S },
            armed: 0,
            running: BTreeMap::new(),
            idle: BTreeMap::new(),
            frozen: BTreeMap::new(),
            delay: 0,
            later: BTreeMap::new(),
            found: VecDeque::new(),
        }
    }
}

impl Clock {
    /// From now on the calendar says this, in minutes from 1970.
    pub(super) fn set_calendar(&mut self, minute: u64) {
        self.calendar = minute.saturating_sub(self.now / 60);
        self.running.retain(|due, _| !matches!(due, Due::Hours(..)));
    }

    /// The minute that the calendar shows now.
    pub(super) fn minute(&self) -> u64 {
        self.calendar + self.now / 60
    }

    /// What is due for queues: those whose length changed are measured, those with hours open and close.
    pub(super) fn watch(&mut self, center: &ContactCenter) {
        for (place, queue) in center.policy().queues().iter().enumerate() {
            let id = QueueId::at(place);
            let limited = queue.overflow.iter().any(|overflow| matches!(overflow.condition, Condition::Items(_)));
            if limited && center.cached_queue_length(id) as usize != center.queue_length(id) {
                let tick = (self.now / LENGTH_S + 1) * LENGTH_S;
                self.put(Due::Length(id), tick);
            }
            let Some(hours) = center.policy().hours_of(id) else { continue };
            let Some(next) = hours.next_change(self.minute()) else { continue };
            let at = (next.saturating_sub(self.calendar)).saturating_mul(60);
            self.put(Due::Hours(id, hours.is_open(next)), at);
        }
    }

    /// Puts it in unless it is in.
    fn put(&mut self, due: Due, at: u64) {
        if !self.running.contains_key(&due) {
            self.armed += 1;
            self.running.insert(due, (at, self.armed));
        }
    }

    /// Keeps what a fact says about timers.
    pub(super) fn note(&mut self, fact: &Fact, center: &ContactCenter) {
        if let Some(id) = fact.conversation() {
            let waits = center.workstream_of(id).is_some_and(|stream| center.policy().closes_after_block(stream));
            let now = self.now;
            self.idle.entry(id).or_insert_with(|| Idle::since(now)).note(fact, now, 1, waits);
        }
        #[expect(clippy::wildcard_enum_match_arm, reason = "every other fact is not about time")]
        match *fact {
            Fact::TimerArmed { timer: Timer::AutoClose, .. } => {}
            Fact::TimerArmed { conversation, timer, seconds, .. } => {
                self.arm(Due::Timer(conversation, timer), u64::from(seconds));
            }
            Fact::TimeoutRuleStarted { conversation, rule, seconds } => {
                self.count_down(conversation, rule, u64::from(seconds));
            }
            Fact::TimeoutRuleReset { conversation, rule } => {
                self.stop(conversation, rule);
                if let Some(left) = self.frozen.get_mut(&(conversation, rule)) {
                    *left = None;
                }
            }
            Fact::TimeoutRuleSuspended { conversation, rule } => {
                let left = self.stop(conversation, rule);
                self.frozen.insert((conversation, rule), left);
            }
            Fact::TimeoutRuleResumed { conversation, rule } => {
                if let Some(Some(left)) = self.frozen.remove(&(conversation, rule)) {
                    self.count_down(conversation, rule, left);
                }
            }
            Fact::DeclinePauseStarted { conversation, agent, seconds } => {
                self.arm(Due::Pause(conversation, agent), u64::from(seconds));
            }
            Fact::AgentConnectionLost { agent, seconds } => self.arm(Due::ReturnWindow(agent), u64::from(seconds)),
            Fact::TimerCleared { conversation, timer } => {
                self.running.remove(&Due::Timer(conversation, timer));
            }
            Fact::AgentConnectionRestored { agent } | Fact::AgentSignedOut { agent } => {
                self.running.remove(&Due::ReturnWindow(agent));
            }
            _ => {}
        }
    }

    /// A time-out rule has this many seconds left; one that is switched off keeps them.
    fn count_down(&mut self, conversation: ConversationId, rule: u8, left: u64) {
        self.stop(conversation, rule);
        if let Some(kept) = self.frozen.get_mut(&(conversation, rule)) {
            *kept = Some(left);
            return;
        }
        if left > LAST_MINUTE_S {
            self.arm(Due::LastMinute(conversation, rule), left - LAST_MINUTE_S);
        }
        self.arm(Due::Rule(conversation, rule), left);
    }

    /// Stops the countdown of a time-out rule; what was left of it, if it ran.
    fn stop(&mut self, conversation: ConversationId, rule: u8) -> Option<u64> {
        self.running.remove(&Due::LastMinute(conversation, rule));
        self.running.remove(&Due::Rule(conversation, rule)).map(|(at, _)| at.saturating_sub(self.now))
    }

    /// When a time-out rule acts, if its countdown runs.
    pub(super) fn rule_due(&self, conversation: ConversationId, rule: u8) -> Option<u64> {
        self.running.get(&Due::Rule(conversation, rule)).map(|(at, _)| *at)
    }

    /// CAP-26: whether a change of the configuration is on its way for a while; then it is kept, and happens by itself.
    pub(super) fn puts_off(&mut self, action: &Action) -> bool {
        let (Action::Manage { change, .. } | Action::Configure(change)) = action else { return false };
        let configures = matches!(
            change,
            Change::SetUnits { .. }
                | Change::SetProfileLimit { .. }
                | Change::JoinQueue { .. }
                | Change::LeaveQueue { .. }
                | Change::SetToggle { .. }
        );
        if self.delay == 0 || !configures || !Rule::Cap26.holds() {
            return false;
        }
        self.arm(Due::Configured(self.armed + 1), self.delay);
        self.later.insert(self.armed, *action);
        true
    }

    fn arm(&mut self, due: Due, seconds: u64) {
        self.armed += 1;
        self.running.insert(due, (self.now + seconds, self.armed));
    }

    /// Moves the scheduler's ticks.
    pub(super) fn sweep_from(&mut self, time: u64) {
        self.ticks.from = time;
    }

    /// The scheduler looks now, besides its ticks.
    pub(super) fn tick(&mut self, sweep: AutoCloseSweep) {
        let now = self.now;
        let found = self.idle.iter_mut().filter_map(|(id, idle)| idle.look(now, sweep).then_some(*id));
        self.found.extend(found);
    }

    /// Takes the next thing that runs out before a time (or at it, with `inclusive`), and moves there.
    pub(super) fn next(&mut self, until: u64, inclusive: bool, sweep: AutoCloseSweep) -> Option<Action> {
        loop {
            if let Some(conversation) = self.found.pop_front() {
                return Some(Action::Timer { conversation, timer: Timer::AutoClose });
            }
            let timer = self.running.iter().min_by_key(|(_, when)| **when).map(|(due, (at, _))| (*due, *at));
            let tick = self.idle.values().filter_map(|idle| idle.due(self.ticks)).min();
            let first = timer.filter(|(_, at)| tick.is_none_or(|tick| *at <= tick));
            let at = first.map(|(_, at)| at).or(tick)?;
            if at > until || (at == until && !inclusive) {
                return None;
            }
            self.now = self.now.max(at);
            let Some((due, _)) = first else {
                self.tick(sweep);
                continue;
            };
            self.running.remove(&due);
            return Some(match due {
                Due::Timer(conversation, timer) => Action::Timer { conversation, timer },
                Due::Rule(conversation, rule) => {
                    Action::System { conversation, operation: Upkeep::TimeoutRuleElapsed { rule } }
                }
                Due::LastMinute(conversation, rule) => {
                    Action::System { conversation, operation: Upkeep::TimeoutRuleLastMinute { rule } }
                }
                Due::Pause(conversation, agent) => {
                    Action::System { conversation, operation: Upkeep::DeclinePauseEnded { agent } }
                }
                Due::Configured(number) => match self.later.remove(&number) {
                    Some(action) => action,
                    None => continue,
                },
                Due::ReturnWindow(agent) => Action::ReturnWindowPassed { agent },
                Due::Length(queue) => Action::Gauge(Gauge::Length { queue }),
                Due::Hours(queue, open) => Action::Configure(Change::SetQueueOpen { queue, open }),
            });
        }
    }

    /// When a timer runs out, if it runs; for automatic closure, when the scheduler will move the conversation.
    pub(super) fn due(&self, conversation: ConversationId, timer: Timer, sweep: AutoCloseSweep) -> Option<u64> {
        match timer {
            Timer::AutoClose => self.idle.get(&conversation)?.moves_at(self.ticks, sweep),
            Timer::Offer
            | Timer::OfferGrace
            | Timer::Consult
            | Timer::Disconnect
            | Timer::AgentLoss
            | Timer::WrapUpBlock
            | Timer::TransferWrapUp
            | Timer::QueueWait
            | Timer::CallbackOffer
            | Timer::CallbackExpiry
            | Timer::Position
            | Timer::FollowUp
            | Timer::OutsideCall
            | Timer::Bullseye => self.running.get(&Due::Timer(conversation, timer)).map(|(at, _)| *at),
        }
    }
}

/// A span of time in words.
pub(super) fn in_words(seconds: u64) -> String {
    format!("{seconds} s")
}
