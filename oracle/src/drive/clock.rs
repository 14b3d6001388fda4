//! Virtual time: which clocks run out, and in which order.
//!
//! The looks of the scheduler that closes what is idle are no clock of a conversation (TIM-06): when it looks is a setting
//! of whoever runs it, so its finds come as steps, `timer/auto-close`, and never by time that passes.

use std::collections::BTreeMap;

use switchboard::{Action, ConversationId, Fact, Timer, Upkeep, UserId};

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
}

/// The clocks that run, and what time it is in seconds since the beginning.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    now: u64,
    armed: u64,
    /// When each runs out, and which was armed first.
    running: BTreeMap<Due, (u64, u64)>,
    /// What is left of the countdowns that are frozen (TIM-20).
    frozen: BTreeMap<(ConversationId, u8), Option<u64>>,
}

impl Clock {
    /// Keeps what a fact says about time.
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other fact is not about time")]
    pub fn note(&mut self, fact: &Fact) {
        match *fact {
            Fact::TimerArmed { timer: Timer::AutoClose, .. } => {}
            Fact::TimerArmed { conversation, timer, seconds, .. } => {
                self.arm(Due::Timer(conversation, timer), u64::from(seconds));
            }
            Fact::TimerCleared { conversation, timer } => {
                self.running.remove(&Due::Timer(conversation, timer));
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
            Fact::TimeoutRuleFired { conversation, rule } => {
                self.stop(conversation, rule);
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
            Fact::DeclinePauseEnded { conversation, agent } => {
                self.running.remove(&Due::Pause(conversation, agent));
            }
            Fact::AgentConnectionLost { agent, seconds } => self.arm(Due::ReturnWindow(agent), u64::from(seconds)),
            Fact::AgentConnectionRestored { agent }
            | Fact::AgentSignedOut { agent }
            | Fact::ReturnWindowPassed { agent } => {
                self.running.remove(&Due::ReturnWindow(agent));
            }
            _ => {}
        }
    }

    fn arm(&mut self, due: Due, seconds: u64) {
        self.armed += 1;
        self.running.insert(due, (self.now + seconds, self.armed));
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

    fn stop(&mut self, conversation: ConversationId, rule: u8) -> Option<u64> {
        self.running.remove(&Due::LastMinute(conversation, rule));
        self.running.remove(&Due::Rule(conversation, rule)).map(|(at, _)| at.saturating_sub(self.now))
    }

    /// What time it is.
    #[must_use]
    pub const fn now(&self) -> u64 {
        self.now
    }

    /// In how many seconds the next clock runs out.
    #[must_use]
    pub fn next_in(&self) -> Option<u64> {
        self.running.values().map(|(at, _)| at.saturating_sub(self.now)).min()
    }

    /// Takes the next clock that runs out until a time, that instant included, and moves there.
    pub fn take(&mut self, until: u64) -> Option<Action> {
        let (due, (at, _)) = self.running.iter().min_by_key(|(_, when)| **when).map(|(due, when)| (*due, *when))?;
        if at > until {
            return None;
        }
        self.now = self.now.max(at);
        self.running.remove(&due);
        Some(match due {
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
            Due::ReturnWindow(agent) => Action::ReturnWindowPassed { agent },
        })
    }

    /// It is this time now.
    pub fn reach(&mut self, time: u64) {
        self.now = self.now.max(time);
    }
}
