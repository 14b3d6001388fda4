//! The same day with one agent more or fewer, since idle agents leave no trace in a log.

use std::collections::BTreeMap;

use crate::calls::AgentNumber;
use crate::calls::staff::{StaffDay, Stretch, joined};
use crate::tick::Tick;

impl StaffDay {
    /// The same day with one agent more, who is on the floor whenever anybody is.
    pub fn one_more(&self) -> Self {
        let times = self.stretches.iter().map(|stretch| (stretch.from, stretch.until)).collect();
        let mut more = self.clone();
        let added = joined(times, |_, _| false);
        more.stretches.extend(added.into_iter().map(|(from, until)| Stretch { from, until, agent: self.spare }));
        more.stretches.sort_unstable();
        more
    }

    /// The same day with one agent fewer whenever two or more are on the floor.
    ///
    /// An agent alone stays: without him nobody would be served at all, which no manager would try.
    /// Who is taken off stays off to the end of his stretch, then whoever stays longest is next.
    pub fn one_fewer(&self) -> Self {
        let mut instants: Vec<Tick> = self.stretches.iter().flat_map(|stretch| [stretch.from, stretch.until]).collect();
        instants.sort_unstable();
        instants.dedup();
        let mut kept: BTreeMap<AgentNumber, Vec<(Tick, Tick)>> = BTreeMap::new();
        let mut present: Vec<Stretch> = Vec::new();
        let mut off: Option<Stretch> = None;
        let mut coming = self.stretches.iter().copied().peekable();
        for pair in instants.windows(2) {
            let (from, until) = (pair[0], pair[1]);
            present.retain(|stretch| stretch.until > from);
            while let Some(stretch) = coming.next_if(|stretch| stretch.from <= from) {
                present.push(stretch);
            }
            off = off
                .filter(|stretch| stretch.until > from)
                .or_else(|| present.iter().copied().max_by_key(|stretch| (stretch.until, stretch.agent)))
                .filter(|_| present.len() > 1);
            for stretch in present.iter().filter(|stretch| Some(**stretch) != off) {
                kept.entry(stretch.agent).or_default().push((from, until));
            }
        }
        let mut stretches = Vec::new();
        for (agent, times) in kept {
            let times = joined(times, |_, _| false);
            stretches.extend(times.into_iter().map(|(from, until)| Stretch { from, until, agent }));
        }
        stretches.sort_unstable();
        Self { stretches, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use crate::calls::bank::february;
    use crate::calls::staff::told::{answered, day, gaps_only, told};
    use crate::calls::staff::{StaffDay, StaffRule, infer_staff};
    use crate::tick::Span;

    #[test]
    fn one_agent_more_is_there_whenever_anybody_is() {
        let rows = [
            answered("9:00:00", "9:10:00", "A"),
            answered("9:05:00", "9:20:00", "B"),
            answered("11:00:00", "11:10:00", "A"),
        ];
        let more = day(&rows, gaps_only()).one_more();
        assert_eq!(told(&more), ["0 09:00-09:10", "2 09:00-09:20", "1 09:05-09:20", "0 11:00-11:10", "2 11:00-11:10"]);
    }

    /// A 9:00-9:30, B 9:10-9:40, C 9:20-9:25: B, who stays longest at 9:10, is taken off until A goes,
    /// as from then on he would be the only one.
    #[test]
    fn one_agent_fewer_leaves_the_last_one_there() {
        let rows = [
            answered("9:00:00", "9:30:00", "A"),
            answered("9:10:00", "9:40:00", "B"),
            answered("9:20:00", "9:25:00", "C"),
        ];
        let whole = day(&rows, gaps_only());
        let fewer = whole.one_fewer();
        assert_eq!(told(&fewer), ["0 09:00-09:30", "2 09:20-09:25", "1 09:30-09:40"]);
        assert_eq!(whole.agent_time() - fewer.agent_time(), Span::from_whole_seconds(20 * 60));
    }

    #[test]
    fn one_head_changes_the_floor_of_every_day_of_the_bank() {
        let Some(log) = february() else { return };
        for rule in [gaps_only(), StaffRule::default()] {
            for day in infer_staff(log, rule) {
                assert_one_head_changes(&day);
            }
        }
    }

    /// Whenever n are on the floor, n + 1 are with one more, and n - 1 with one fewer, but not none.
    fn assert_one_head_changes(day: &StaffDay) {
        let more: Vec<_> = day.steps().iter().map(|(at, n)| (*at, if *n == 0 { 0 } else { n + 1 })).collect();
        assert_eq!(day.one_more().steps(), more);
        let mut fewer = Vec::new();
        for (at, present) in day.steps() {
            let left = if present > 1 { present - 1 } else { present };
            if fewer.last().is_none_or(|(_, before)| *before != left) {
                fewer.push((at, left));
            }
        }
        assert_eq!(day.one_fewer().steps(), fewer);
    }
}
