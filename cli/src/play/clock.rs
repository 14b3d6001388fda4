//! The player's clock: seconds since the start, the timers that the kernel armed, and the scheduler's sweep.

use std::collections::{BTreeMap, VecDeque};

use switchboard::{Action, AutoCloseSweep, ContactCenter, ConversationId, Fact, Timer, UserId};
use switchboard_sims::sweep::{Idle, SWEEP_S, Ticks};

/// What can run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Timer(ConversationId, Timer),
    ReturnWindow(UserId),
}

/// Time, and what it will bring. Times in scripts are bounded where they are read, so that none here can run over.
/// Ties leave in the order in which timers were armed, the sweep last (EV-02).
#[derive(Debug, Clone)]
pub(super) struct Clock {
    pub(super) now: u64,
    ticks: Ticks,
    armed: u64,
    running: BTreeMap<Due, (u64, u64)>,
    idle: BTreeMap<ConversationId, Idle>,
    /// What the scheduler found in its present look.
    found: VecDeque<ConversationId>,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            now: 0,
            ticks: Ticks { from: 0, every: SWEEP_S },
            armed: 0,
            running: BTreeMap::new(),
            idle: BTreeMap::new(),
            found: VecDeque::new(),
        }
    }
}

impl Clock {
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
                Due::ReturnWindow(agent) => Action::ReturnWindowPassed { agent },
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
            | Timer::TransferWrapUp => self.running.get(&Due::Timer(conversation, timer)).map(|(at, _)| *at),
        }
    }
}

/// A span of time in words.
pub(super) fn in_words(seconds: u64) -> String {
    format!("{seconds} s")
}
