//! When what was armed may fire: the durations that the kernel only names.

use switchboard::{ContactCenter, ConversationId, Event, Fact, Since, Timer, UserId};

/// Stands where nothing is known to run.
const IDLE: i64 = i64::MIN;

/// From when on each timer may fire, in microseconds of the log's time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Clocks {
    /// By slot: when it was created, and the timers in their order.
    conversations: Vec<(i64, [i64; Timer::ALL.len()])>,
    /// By agent: the end of the return window.
    windows: Vec<i64>,
}

/// A timer that fired before it could.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Early {
    /// By how many microseconds.
    pub(crate) by: i64,
}

impl Clocks {
    pub(crate) fn new(users: usize) -> Self {
        Self { conversations: Vec::new(), windows: vec![IDLE; users] }
    }

    /// Takes in what a step at this time armed.
    pub(crate) fn note(&mut self, event: &Event, at: Option<i64>) {
        let after = |from: i64, seconds: u32| match from {
            IDLE => IDLE,
            from => from.saturating_add(i64::from(seconds) * 1_000_000),
        };
        let now = at.unwrap_or(IDLE);
        #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else has a duration that is known")]
        match event.fact {
            Fact::ConversationCreated { conversation, .. } => {
                if self.conversations.len() <= conversation.index() {
                    self.conversations.resize(conversation.index() + 1, (IDLE, [IDLE; Timer::ALL.len()]));
                }
                self.conversations[conversation.index()] = (now, [IDLE; Timer::ALL.len()]);
            }
            Fact::TimerArmed { conversation, timer, seconds, since } => {
                if let Some((created, timers)) = self.conversations.get_mut(conversation.index()) {
                    let from = match since {
                        Since::Now => now,
                        Since::Creation => *created,
                    };
                    timers[timer as usize] = after(from, seconds);
                }
            }
            Fact::AgentConnectionLost { agent, seconds } => self.windows[agent.index()] = after(now, seconds),
            _ => {}
        }
    }

    /// Whether a timer of a conversation may fire at this time.
    pub(crate) fn early(&self, id: ConversationId, timer: Timer, at: Option<i64>) -> Option<Early> {
        let (_, timers) = self.conversations.get(id.index())?;
        too_early(timers[timer as usize], at?)
    }

    /// Whether the return window of an agent may have passed at this time.
    pub(crate) fn early_window(&self, agent: UserId, at: Option<i64>) -> Option<Early> {
        too_early(self.windows[agent.index()], at?)
    }

    /// Timers of a center that was put together anew: from when on they may fire is not known.
    pub(crate) fn forget(&mut self, center: &ContactCenter) {
        let slots = center.conversations().map(|id| id.index() + 1).max().unwrap_or(0);
        self.conversations.clear();
        self.conversations.resize(slots, (IDLE, [IDLE; Timer::ALL.len()]));
        self.windows.fill(IDLE);
    }
}

fn too_early(due: i64, at: i64) -> Option<Early> {
    // Times are told to the microsecond, each rounded by itself.
    (due != IDLE && at + 1 < due).then(|| Early { by: due - at })
}
