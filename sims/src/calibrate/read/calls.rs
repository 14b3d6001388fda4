//! What a call log shows: one stream per type of call, agents by the calls they take.

use std::collections::BTreeMap;

use switchboard::Channel;

use crate::calibrate::observed::{DaySeen, Group, LogKind, Observed, Stream, Work};
use crate::calibrate::read::tally::{be_present, count, fill, slots};
use crate::calls::replay::{SkillRule, Skills};
use crate::calls::staff::{StaffRule, infer_staff};
use crate::calls::{CallLog, Ending, Imperfection};

pub(super) fn observed(log: &CallLog, interval_min: u32) -> Observed {
    let mut streams: Vec<Stream> = log
        .call_types()
        .map(|(_, label)| Stream { cost: Some(1), ..Stream::new(label, Channel::Voice, label) })
        .collect();
    for (day, date) in log.days().iter().enumerate() {
        for call in log.calls_of(*date) {
            let stream = &mut streams[call.call_type.index()];
            count(&mut stream.entered, day, call.entered.seconds(), interval_min);
            if let Some(asked) = call.asked() {
                count(&mut stream.asked, day, asked.seconds(), interval_min);
            }
            if let Some(service) = call.service() {
                stream.talks.push(Work::alone(service.time.seconds()));
            }
            // As in the estimate of patience: without its entry into the queue a wait is not known.
            if !call.imperfections.contains(Imperfection::QueueStartMissing) {
                match call.ending {
                    Ending::LeftMenu => {}
                    Ending::Abandoned { wait, .. } => stream.waits.push((wait, true)),
                    Ending::Answered { wait, .. } => stream.waits.push((wait, false)),
                }
            }
        }
    }
    for stream in &mut streams {
        fill(&mut stream.entered, log.days().len(), interval_min);
        fill(&mut stream.asked, log.days().len(), interval_min);
    }
    let weekday = |date: &crate::calls::Date| DaySeen { label: date.to_string(), weekday: Some(date.weekday()) };
    let mut notes = Vec::new();
    if !log.set_aside().is_empty() {
        notes.push(format!("{} of {} rows are set aside", log.set_aside().len(), log.rows()));
    }
    for (kind, found) in log.imperfections() {
        notes.push(format!("{kind}: {} rows, first at line {}; {}", found.rows, found.first_line, kind.rule()));
    }
    Observed {
        file: log.name().to_owned(),
        kind: LogKind::Calls,
        days: log.days().iter().map(weekday).collect(),
        interval_min,
        staff: groups(log, &streams, interval_min),
        streams,
        notes,
    }
}

/// Agents grouped by the types that they take, with when they were on the floor by the default rule.
fn groups(log: &CallLog, streams: &[Stream], interval_min: u32) -> Vec<Group> {
    let skills = Skills::infer(log, SkillRule::default());
    let takes = |agent: usize| -> Vec<usize> {
        skills.of(agent).map_or_else(
            || (0..streams.len()).collect(),
            |types| types.iter().map(|call_type| call_type.index()).collect(),
        )
    };
    let mut members: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for (agent, _) in log.agents() {
        members.entry(takes(agent.index())).or_default().push(agent.index());
    }
    let staff = infer_staff(log, StaffRule::default());
    let groups = members.into_iter().map(|(takes, agents)| {
        let name = takes.iter().map(|place| streams[*place].name.as_str()).collect::<Vec<_>>().join("+");
        let present = staff.iter().map(|day| {
            let mut row = vec![0.0; slots(interval_min)];
            for stretch in day.stretches().iter().filter(|stretch| agents.contains(&stretch.agent.index())) {
                be_present(&mut row, stretch.from.seconds(), stretch.until.seconds(), interval_min);
            }
            row
        });
        Group { name, units: 1, present: present.collect(), agents: agents.len(), takes }
    });
    groups.collect()
}
