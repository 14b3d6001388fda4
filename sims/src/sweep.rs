//! The scheduler of automatic closure: when it looks, and what it finds (TIM-06, TIM-07, TIM-09, POL-10, POL-56).
//!
//! The kernel arms [`Timer::AutoClose`] and says from when it counts; the scheduler is what lets it run out. It is kept
//! here once, for everybody who owns time: the engine in microseconds, the player of scripts in seconds.

use switchboard::{AutoCloseSweep, Fact, Rule, Since, Timer};

/// How often the scheduler looks, in seconds (TIM-06).
pub const SWEEP_S: u64 = 300;

/// When the scheduler looks: a first time, and how long it is to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticks {
    /// The first look.
    pub from: u64,
    /// The time between two looks.
    pub every: u64,
}

impl Ticks {
    /// The first look later than a time: passing a limit makes eligible, and "more than" is not "at" (TIM-06).
    #[must_use]
    pub const fn after(self, time: u64) -> u64 {
        match time.checked_sub(self.from) {
            Some(past) => match (past / self.every + 1).checked_mul(self.every) {
                Some(later) => self.from.saturating_add(later),
                None => u64::MAX,
            },
            None => self.from,
        }
    }
}

/// What the scheduler knows of one conversation. Times are whole units of whoever owns time.
///
/// ```
/// use switchboard::AutoCloseSweep;
/// use switchboard_sims::sweep::{Idle, Ticks};
///
/// // A live chat in Open since 0 s with a limit of 20 min: looks at 2, 7, 12, 17 and 22 min close it at 22 min.
/// let mut chat = Idle::since(0);
/// chat.limit(0, 20 * 60);
/// let ticks = Ticks { from: 120, every: 300 };
/// assert_eq!(chat.moves_at(ticks, AutoCloseSweep::FirstTick), Some(22 * 60));
/// // POL-56 b: that look marks it, the next one moves it.
/// assert_eq!(chat.moves_at(ticks, AutoCloseSweep::SecondTick), Some(27 * 60));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idle {
    /// When the conversation was created (POL-10 b).
    created: u64,
    /// When its limit passes; the largest number for never.
    limit: u64,
    /// When a wrap-up block ends that closing waits for (TIM-09).
    block: u64,
    /// When the scheduler looked last, or the limit was set: the next look is later.
    looked: u64,
    /// Whether a look has marked it (POL-56 b).
    marked: bool,
}

impl Idle {
    /// A conversation that began at this time and has no limit yet.
    #[must_use]
    pub const fn since(created: u64) -> Self {
        Self { created, limit: u64::MAX, block: 0, looked: created, marked: false }
    }

    /// Sets the time at which the limit passes; whatever was marked is not any more.
    pub const fn limit(&mut self, now: u64, at: u64) {
        self.limit = at;
        self.looked = now;
        self.marked = false;
    }

    /// Whether the scheduler has anything to wait for before a time.
    #[must_use]
    pub const fn has_limit_before(&self, time: u64) -> bool {
        self.limit < time
    }

    /// Takes in what a fact about this conversation says of its limit. `second` is how many units a second has;
    /// `waits_for_block` is whether closing waits for a custom wrap-up block
    /// ([`Policy::closes_after_block`](switchboard::Policy::closes_after_block)).
    pub fn note(&mut self, fact: &Fact, now: u64, second: u64, waits_for_block: bool) {
        #[expect(clippy::wildcard_enum_match_arm, reason = "every other fact says nothing about the scheduler")]
        match *fact {
            Fact::StateChanged { .. } => self.block = 0,
            Fact::TimerArmed { timer: Timer::AutoClose, seconds, since, .. } => {
                let base = match since {
                    Since::Now => now,
                    Since::Creation => self.created,
                };
                self.limit(now, base.saturating_add(u64::from(seconds).saturating_mul(second)));
            }
            Fact::TimerArmed { timer: Timer::WrapUpBlock, seconds, .. } if waits_for_block => {
                self.block = now.saturating_add(u64::from(seconds).saturating_mul(second));
            }
            Fact::TimerCleared { timer: Timer::AutoClose, .. } => self.limit(now, u64::MAX),
            _ => {}
        }
    }

    /// The time that has to pass before a look finds it: its limit, a block that it waits for, and the last look.
    const fn waits_until(&self) -> u64 {
        let later = if self.limit > self.block { self.limit } else { self.block };
        if later > self.looked { later } else { self.looked }
    }

    /// When the scheduler has something to do about it next: mark it or move it.
    #[must_use]
    pub fn due(&self, ticks: Ticks) -> Option<u64> {
        if self.limit == u64::MAX || !Rule::Tim06.holds() { None } else { Some(ticks.after(self.waits_until())) }
    }

    /// When the scheduler moves it, if nothing happens until then.
    #[must_use]
    pub fn moves_at(&self, ticks: Ticks, sweep: AutoCloseSweep) -> Option<u64> {
        match (self.due(ticks), sweep) {
            (Some(due), AutoCloseSweep::SecondTick) if !self.marked => Some(ticks.after(due)),
            (due, AutoCloseSweep::FirstTick | AutoCloseSweep::SecondTick) => due,
        }
    }

    /// The scheduler looks: whether the conversation is to be moved now. Under POL-56 b the first look that finds it
    /// marks it.
    pub fn look(&mut self, now: u64, sweep: AutoCloseSweep) -> bool {
        if !Rule::Tim06.holds() || self.limit == u64::MAX || self.waits_until() >= now {
            return false;
        }
        self.looked = now;
        match sweep {
            AutoCloseSweep::SecondTick if !self.marked => {
                self.marked = true;
                false
            }
            AutoCloseSweep::FirstTick | AutoCloseSweep::SecondTick => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use switchboard::AutoCloseSweep::{FirstTick, SecondTick};
    use switchboard::{ConversationId, Fact, Since, Timer};

    use super::{Idle, Ticks};

    const TICKS: Ticks = Ticks { from: 0, every: 300 };
    const ID: ConversationId = ConversationId { slot: 0, generation: 0 };

    fn armed(timer: Timer, seconds: u32, since: Since) -> Fact {
        Fact::TimerArmed { conversation: ID, timer, seconds, since }
    }

    #[test]
    fn a_look_exactly_at_the_limit_moves_nothing() {
        let mut idle = Idle::since(0);
        idle.limit(0, 600);
        assert!(!idle.look(600, FirstTick));
        assert!(idle.look(601, FirstTick));
        assert_eq!(idle.due(TICKS), Some(900));
    }

    #[test]
    fn the_second_look_moves_what_the_first_has_marked_and_a_restart_forgets_the_mark() {
        let mut idle = Idle::since(0);
        idle.limit(0, 600);
        assert!(!idle.look(900, SecondTick));
        assert_eq!(idle.moves_at(TICKS, SecondTick), Some(1_200));
        idle.note(&armed(Timer::AutoClose, 600, Since::Now), 1_000, 1, false);
        assert_eq!(idle.moves_at(TICKS, SecondTick), Some(2_100));
        assert!(!idle.look(1_800, SecondTick));
        assert!(idle.look(2_100, SecondTick));
    }

    #[test]
    fn a_limit_that_counts_from_the_creation_may_have_passed_when_it_is_set() {
        let mut idle = Idle::since(100);
        idle.note(&armed(Timer::AutoClose, 600, Since::Creation), 5_000, 1, false);
        assert_eq!(idle.due(TICKS), Some(5_100));
    }

    #[test]
    fn limit_and_block_each_pass_from_their_own_start() {
        // TIM-09: block of 15 min from 0; the limit of 10 min is set again at 14 min. 24 min have to pass, not 29.
        let mut idle = Idle::since(0);
        idle.note(&armed(Timer::WrapUpBlock, 900, Since::Now), 0, 1, true);
        idle.note(&armed(Timer::AutoClose, 600, Since::Now), 0, 1, true);
        assert_eq!(idle.due(TICKS), Some(1_200));
        idle.note(&armed(Timer::AutoClose, 600, Since::Now), 840, 1, true);
        assert_eq!(idle.due(TICKS), Some(1_500));
        let mut alone = Idle::since(0);
        alone.note(&armed(Timer::WrapUpBlock, 900, Since::Now), 0, 1, false);
        alone.note(&armed(Timer::AutoClose, 600, Since::Now), 0, 1, false);
        assert_eq!(alone.due(TICKS), Some(900));
    }
}
