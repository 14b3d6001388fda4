//! When the steps of a run can happen: a timetable that keeps to the durations of the policy, or the proof that there is none.
//!
//! A run of the model lets a timer run out whenever it runs. In time, a timer that was armed at `t` runs out at `t` plus
//! its duration, auto-close up to [`SWEEP_S`] later (TIM-06), and no step can happen later than a timer that still runs
//! after it would have run out. These are differences of times bounded from above and below, so a shortest-path
//! computation finds the earliest timetable, or a cycle that excludes every one.

use std::collections::BTreeMap;

use switchboard::{Action, ConversationId, Event, Fact, Since, Timer, Upkeep, UserId};

/// The scheduler looks this often (TIM-06).
pub const SWEEP_S: i64 = 300;

/// What runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Clock {
    Timer(ConversationId, Timer),
    Rule(ConversationId, u8),
    Pause(ConversationId, UserId),
}

/// The earliest second of each step, counted from the first; none if no timetable keeps to the durations.
///
/// `steps` are the actions with what they caused.
#[must_use]
pub fn timetable(steps: &[(Action, Vec<Event>)]) -> Option<Vec<i64>> {
    let mut bounds = Vec::new();
    bound(steps, &mut bounds);
    earliest(steps.len(), &bounds)
}

/// The earliest second of each step of two runs whose steps happen together.
#[must_use]
pub fn together(one: &[(Action, Vec<Event>)], other: &[(Action, Vec<Event>)]) -> Option<Vec<i64>> {
    let mut bounds = Vec::new();
    bound(one, &mut bounds);
    bound(other, &mut bounds);
    earliest(one.len().max(other.len()), &bounds)
}

/// Bounds `t[to] - t[from] <= at_most` of a run.
fn bound(steps: &[(Action, Vec<Event>)], bounds: &mut Vec<(usize, usize, i64)>) {
    let mut running: BTreeMap<Clock, (usize, i64, i64)> = BTreeMap::new();
    let mut created: BTreeMap<ConversationId, usize> = BTreeMap::new();
    for (number, (action, events)) in steps.iter().enumerate() {
        if number > 0 {
            bounds.push((number, number - 1, 0));
        }
        // What runs now has not run out before.
        for (from, _, latest) in running.values() {
            bounds.push((*from, number, *latest));
        }
        if let Some(clock) = fired(*action)
            && let Some((from, earliest, _)) = running.remove(&clock)
        {
            bounds.push((number, from, -earliest));
        }
        for event in events {
            let fact = event.fact;
            if let Fact::ConversationCreated { conversation, .. } = fact {
                created.insert(conversation, number);
            } else if let Fact::TimerArmed { conversation, timer, seconds, since } = fact {
                let from = match since {
                    Since::Now => number,
                    Since::Creation => created.get(&conversation).copied().unwrap_or(number),
                };
                let seconds = i64::from(seconds);
                let late = if timer == Timer::AutoClose { SWEEP_S } else { 0 };
                running.insert(Clock::Timer(conversation, timer), (from, seconds, seconds + late));
            } else if let Fact::TimerCleared { conversation, timer } = fact {
                running.remove(&Clock::Timer(conversation, timer));
            } else if let Fact::TimeoutRuleStarted { conversation, rule, seconds } = fact {
                let seconds = i64::from(seconds);
                running.insert(Clock::Rule(conversation, rule), (number, seconds, seconds));
            } else if let Fact::TimeoutRuleReset { conversation, rule }
            | Fact::TimeoutRuleFired { conversation, rule }
            // A frozen countdown may end at any time later.
            | Fact::TimeoutRuleSuspended { conversation, rule } = fact
            {
                running.remove(&Clock::Rule(conversation, rule));
            } else if let Fact::DeclinePauseStarted { conversation, agent, seconds } = fact {
                let seconds = i64::from(seconds);
                running.insert(Clock::Pause(conversation, agent), (number, seconds, seconds));
            } else if let Fact::DeclinePauseEnded { conversation, agent } = fact {
                running.remove(&Clock::Pause(conversation, agent));
            } else if let Fact::ConversationClosed { conversation, .. } = fact {
                running.retain(|clock, _| match clock {
                    Clock::Rule(id, _) | Clock::Pause(id, _) => *id != conversation,
                    Clock::Timer(..) => true,
                });
            }
        }
    }
}

fn fired(action: Action) -> Option<Clock> {
    match action {
        Action::Timer { conversation, timer } => Some(Clock::Timer(conversation, timer)),
        Action::System { conversation, operation: Upkeep::TimeoutRuleElapsed { rule } } => {
            Some(Clock::Rule(conversation, rule))
        }
        Action::System { conversation, operation: Upkeep::DeclinePauseEnded { agent } } => {
            Some(Clock::Pause(conversation, agent))
        }
        Action::System { .. }
        | Action::Create(_)
        | Action::Admit { .. }
        | Action::Supervisor { .. }
        | Action::Agent { .. }
        | Action::Customer { .. }
        | Action::Bot { .. }
        | Action::Router(_)
        | Action::Desk { .. }
        | Action::ReturnWindowPassed { .. }
        | Action::Manage { .. }
        | Action::Configure(_)
        | Action::Gauge(_)
        | Action::Age { .. } => None,
    }
}

/// The least times, not below zero, with `t[to] <= t[from] + at_most` for every `(from, to, at_most)`; `Bellman-Ford`.
///
/// Earliest times are longest paths of the lower bounds that the same differences give: `t[from] >= t[to] - at_most`.
fn earliest(count: usize, bounds: &[(usize, usize, i64)]) -> Option<Vec<i64>> {
    let mut times = vec![0; count];
    for _ in 0..=count {
        let mut settled = true;
        for &(from, to, at_most) in bounds {
            let least = times[to] - at_most;
            if times[from] < least {
                times[from] = least;
                settled = false;
            }
        }
        if settled {
            return Some(times);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::earliest;

    #[test]
    fn the_earliest_times_keep_every_bound() {
        // Step 1 is not before step 0, step 2 comes exactly 120 after step 0: (from, to, at most).
        let bounds = [(1, 0, 0), (2, 1, 0), (2, 0, -120), (0, 1, 120), (0, 2, 120)];
        assert_eq!(earliest(3, &bounds), Some(vec![0, 0, 120]));
    }

    #[test]
    fn a_clock_of_thirty_days_cannot_run_out_before_one_of_two_minutes() {
        // Armed together at step 0; step 1 is the long one, while the short one still runs.
        let bounds = [(1, 0, 0), (0, 1, 120), (1, 0, -2_592_000)];
        assert_eq!(earliest(2, &bounds), None);
    }
}
