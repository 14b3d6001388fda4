//! The player's clock: seconds since the start, the timers that the kernel armed, and the scheduler's sweep.

use std::collections::BTreeMap;

use switchboard::{Action, AutoCloseSweep, ConversationId, Fact, Switches, Timer, UserId};

/// How often the scheduler looks (TIM-06).
const SWEEP_S: u64 = 300;

/// What can run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Timer(ConversationId, Timer),
    ReturnWindow(UserId),
}

/// Time, and what it will bring. Times in scripts are bounded where they are read, so that none here can run over.
/// Ties leave in the order in which timers were armed, the sweep last (EV-02).
#[derive(Debug, Clone, Default)]
pub(super) struct Clock {
    pub(super) now: u64,
    sweeps_from: u64,
    armed: u64,
    running: BTreeMap<Due, (u64, bool, u64)>,
}

impl Clock {
    /// Keeps what a fact says about timers.
    pub(super) fn note(&mut self, fact: &Fact, switches: &Switches) {
        #[expect(clippy::wildcard_enum_match_arm, reason = "every other fact is not about time")]
        let ends = match *fact {
            Fact::TimerArmed { conversation, timer: Timer::AutoClose, seconds } => {
                let tick = self.tick_after(self.now + u64::from(seconds));
                let tick = match switches.auto_close_sweep {
                    AutoCloseSweep::FirstTick => tick,
                    AutoCloseSweep::SecondTick => tick + SWEEP_S,
                };
                Some((Due::Timer(conversation, Timer::AutoClose), tick, true))
            }
            Fact::TimerArmed { conversation, timer, seconds } => {
                Some((Due::Timer(conversation, timer), self.now + u64::from(seconds), false))
            }
            Fact::AgentConnectionLost { agent, seconds } => {
                Some((Due::ReturnWindow(agent), self.now + u64::from(seconds), false))
            }
            Fact::TimerCleared { conversation, timer } => {
                self.running.remove(&Due::Timer(conversation, timer));
                None
            }
            Fact::AgentConnectionRestored { agent } | Fact::AgentSignedOut { agent } => {
                self.running.remove(&Due::ReturnWindow(agent));
                None
            }
            _ => None,
        };
        if let Some((due, at, sweep)) = ends {
            self.armed += 1;
            self.running.insert(due, (at, sweep, self.armed));
        }
    }

    /// The first tick of the scheduler later than a time: passing the limit makes eligible, "more than" (TIM-06).
    fn tick_after(&self, time: u64) -> u64 {
        match time.checked_sub(self.sweeps_from) {
            Some(past) => self.sweeps_from + (past / SWEEP_S + 1) * SWEEP_S,
            None => self.sweeps_from,
        }
    }

    /// Moves the scheduler's ticks; for timers armed from now on.
    pub(super) fn sweep_from(&mut self, time: u64) {
        self.sweeps_from = time;
    }

    /// Takes the next thing that runs out before a time (or at it, with `inclusive`), and moves there.
    pub(super) fn next(&mut self, until: u64, inclusive: bool) -> Option<Action> {
        let (due, (at, ..)) = self.running.iter().min_by_key(|(_, when)| **when).map(|(due, when)| (*due, *when))?;
        if at > until || (at == until && !inclusive) {
            return None;
        }
        self.running.remove(&due);
        self.now = self.now.max(at);
        Some(match due {
            Due::Timer(conversation, timer) => Action::Timer { conversation, timer },
            Due::ReturnWindow(agent) => Action::ReturnWindowPassed { agent },
        })
    }

    /// When a timer runs out, if it runs.
    pub(super) fn due(&self, conversation: ConversationId, timer: Timer) -> Option<u64> {
        self.running.get(&Due::Timer(conversation, timer)).map(|(at, ..)| *at)
    }
}

/// A span of time in words.
pub(super) fn in_words(seconds: u64) -> String {
    format!("{seconds} s")
}
