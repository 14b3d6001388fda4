//! Who was there, as groups and shifts of a scenario.

use std::collections::VecDeque;

use crate::calibrate::StreamEstimate;
use crate::calibrate::observed::LogKind;
use crate::calibrate::text::Writer;
use crate::calibrate::text::words::{clock, plain, quoted};

impl Writer<'_> {
    /// The most units of an agent.
    pub(super) fn whole_capacity(&self) -> u16 {
        self.calibration.staff.iter().map(|(group, _)| group.units).max().unwrap_or(1).max(1)
    }

    /// Groups with a name of their own, the number of their shifts, units and queues.
    pub(super) fn groups(&self) -> Vec<(String, u32, u16, Vec<String>)> {
        let calibration = self.calibration;
        let hours = self.hours();
        let mut groups = Vec::new();
        for (place, (group, _)) in calibration.staff.iter().enumerate() {
            let agents: u32 = self.shifts(place, hours).iter().map(|(_, _, agents)| agents).sum();
            let mut takes: Vec<String> = group
                .takes
                .iter()
                .filter(|stream| calibration.streams[**stream].asked_total > 0)
                .map(|stream| calibration.streams[*stream].queue.clone())
                .collect();
            takes.dedup();
            if agents == 0 || takes.is_empty() {
                continue;
            }
            groups.push((format!("group {}", place + 1), agents, group.units.max(1), takes));
        }
        // Rounding may leave a queue without anybody; the largest group takes it then.
        let uncovered: Vec<String> = self
            .streams()
            .map(|stream| stream.queue.clone())
            .filter(|queue| !groups.iter().any(|(_, _, _, takes): &(_, _, _, Vec<String>)| takes.contains(queue)))
            .collect();
        if let Some((_, _, _, takes)) = groups.iter_mut().max_by_key(|(_, agents, _, _)| *agents) {
            for queue in uncovered {
                if !takes.contains(&queue) {
                    takes.push(queue);
                }
            }
        }
        if groups.is_empty() {
            let mut queues: Vec<String> = self.streams().map(|stream| stream.queue.clone()).collect();
            queues.sort_unstable();
            queues.dedup();
            groups.push(("agents".to_owned(), self.erlangs().ceil() as u32 + 1, self.whole_capacity(), queues));
        }
        groups
    }

    /// The most work that arrives in an interval, in agents.
    pub(super) fn erlangs(&self) -> f64 {
        let slots = (1_440 / self.calibration.interval_min) as usize;
        let seconds = 60.0 * f64::from(self.calibration.interval_min);
        let mean = |stream: &StreamEstimate| {
            let known = stream.handling.as_ref().map(|handling| handling.mean.value);
            known.or(stream.handling_mean.as_ref().map(|mean| mean.value)).unwrap_or(300.0)
        };
        let at = |slot: usize| {
            let load = |stream: &StreamEstimate| {
                stream.asked.slots.get(slot).map_or(0.0, |arrivals| arrivals.mean) * mean(stream) / seconds
            };
            self.streams().map(load).sum::<f64>()
        };
        (0..slots).map(at).fold(0.0, f64::max)
    }

    /// How many agents of a group are there in an interval: rounded so that all groups up to this one together are.
    fn wanted(&self, group: usize, slot: usize) -> usize {
        let mean = |(_, present): &(crate::calibrate::Group, Vec<f64>)| present.get(slot).copied().unwrap_or(0.0);
        let up_to = |place: usize| self.calibration.staff[..place].iter().map(mean).sum::<f64>().round();
        (up_to(group + 1) - up_to(group)) as usize
    }

    /// Shifts that make up the agents of each interval: who came first goes first.
    pub(super) fn shifts(&self, group: usize, (first, last): (usize, usize)) -> Vec<(usize, usize, u32)> {
        let mut shifts: Vec<(usize, usize, u32)> = Vec::new();
        let mut open: VecDeque<usize> = VecDeque::new();
        for slot in first..=last {
            let wanted = if slot < last { self.wanted(group, slot) } else { 0 };
            while open.len() < wanted {
                open.push_back(slot);
            }
            while open.len() > wanted {
                let Some(from) = open.pop_front() else { break };
                match shifts.iter_mut().find(|(start, end, _)| (*start, *end) == (from, slot)) {
                    Some(shift) => shift.2 += 1,
                    None => shifts.push((from, slot, 1)),
                }
            }
        }
        shifts.sort_unstable();
        shifts
    }

    pub(super) fn staff(&mut self, hours: (usize, usize), ordinary: usize) {
        self.comment(
            "---------------------------------------------------------------------------------------------------",
        );
        let calibration = self.calibration;
        let named: Vec<(String, u32, u16, Vec<String>)> = self.groups();
        if let [(name, agents, _, _)] = &named[..]
            && name == "agents"
        {
            self.comment(&format!(
                    "ASSUMED staff: {agents} agents all day, one more than the busiest interval's work; range: whatever you plan. \
                     The log does not show who was there."
                ));
            self.line("[[staff]]");
            self.line("group = \"agents\"");
            let minutes = |slot: usize| clock(slot as u32 * calibration.interval_min);
            self.line(&format!("shifts = [{{ from = \"{}\", to = \"{}\" }}]", minutes(hours.0), minutes(hours.1)));
            return;
        }
        for (place, (group, _)) in calibration.staff.iter().enumerate() {
            let name = format!("group {}", place + 1);
            if !named.iter().any(|(other, _, _, _)| *other == name) {
                continue;
            }
            self.comment(&format!(
                "{}: {} agents in the log; who was there in each interval, on average over {ordinary} ordinary days, rounded so that all groups together are right. {}",
                plain(&group.name),
                group.agents,
                match calibration.kind {
                    LogKind::Calls => "Agents show only while they serve, so quiet hours are inferred too empty.",
                    LogKind::Events => "Signed in and not away.",
                    LogKind::Intervals => "The column AgentCount.",
                }
            ));
            self.line("[[staff]]");
            self.line(&format!("group = {}", quoted(&name)));
            self.line("shifts = [");
            for (from, to, agents) in self.shifts(place, hours) {
                let minutes = |slot: usize| clock(slot as u32 * calibration.interval_min);
                self.line(&format!(
                    "    {{ from = \"{}\", to = \"{}\", agents = {agents} }},",
                    minutes(from),
                    minutes(to)
                ));
            }
            self.line("]");
            self.line("");
        }
    }
}
