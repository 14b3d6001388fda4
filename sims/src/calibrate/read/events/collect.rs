//! What is left to do when an event file ends: conversations under way, days, groups of agents who are alike.

use std::collections::BTreeMap;

use crate::calibrate::observed::{DaySeen, Group, LogKind, Observed, Stream};
use crate::calibrate::read::events::{Agent, DAY_S, EventsReader};
use crate::calibrate::read::tally::{be_present, fill, slots};
use crate::tick::{Span, Tick};

impl EventsReader {
    /// What the file shows.
    pub fn finish(mut self) -> Observed {
        let now = Tick::from_micros(Span::from_seconds(self.last).micros()).micros();
        for agent in &mut self.agents {
            agent.leave(now);
        }
        // What is still going on is cut off: waits are censored, away times too.
        let mut under_way = 0_u64;
        for talk in self.talks.values() {
            let stream = &mut self.streams[talk.stream];
            if let (Some(asked), false) = (talk.asked, talk.answered) {
                stream.waits.push((Span::from_micros(now - asked), false));
            }
            if talk.answered {
                stream.silences_cut += u64::from(talk.silences);
            }
            if let Some(since) = talk.waiting {
                stream.away.push((Span::from_micros(now - since), false));
            }
            under_way += 1;
        }
        let days = self.days.max(1);
        for stream in &mut self.streams {
            fill(&mut stream.entered, days, self.interval_min);
            fill(&mut stream.asked, days, self.interval_min);
        }
        let mut notes = Vec::new();
        if under_way > 0 {
            notes.push(format!(
                "{under_way} conversations were not over at the end of the file; their handling is left out"
            ));
        }
        let staff = self.groups(days);
        let (streams, staff) = sorted(self.streams, staff);
        Observed {
            file: self.file,
            kind: LogKind::Events,
            days: (1..=days).map(|day| DaySeen { label: format!("day {day}"), weekday: None }).collect(),
            interval_min: self.interval_min,
            streams,
            staff,
            notes,
        }
    }

    fn groups(&self, days: usize) -> Vec<Group> {
        let mut groups: BTreeMap<(Vec<usize>, u16), Vec<&Agent>> = BTreeMap::new();
        for agent in self.agents.iter().filter(|agent| !agent.stretches.is_empty() && !agent.takes.is_empty()) {
            let mut takes = agent.takes.clone();
            takes.sort_unstable();
            groups.entry((takes, agent.units)).or_default().push(agent);
        }
        let group = |((takes, units), agents): ((Vec<usize>, u16), Vec<&Agent>)| {
            let mut present = vec![vec![0.0; slots(self.interval_min)]; days];
            for (from, until) in agents.iter().flat_map(|agent| &agent.stretches) {
                for (day, row) in present.iter_mut().enumerate() {
                    let start = DAY_S * day as f64;
                    let on_day = |at: u64| Span::from_micros(at).seconds() - start;
                    let (from, until) = (on_day(*from).max(0.0), on_day(*until).min(DAY_S));
                    if from < until {
                        be_present(row, from, until, self.interval_min);
                    }
                }
            }
            Group { name: common_name(&agents), units, takes, agents: agents.len(), present }
        };
        groups.into_iter().map(group).collect()
    }
}

/// What the names of agents who are alike begin with.
fn common_name(agents: &[&Agent]) -> String {
    let stem =
        |name: &str| name.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches('-').to_owned();
    let mut stems: Vec<String> = agents.iter().map(|agent| stem(&agent.name)).collect();
    stems.dedup();
    stems.sort_unstable();
    stems.dedup();
    stems.join("+")
}

/// Streams in the order of their names, and groups that point to them.
fn sorted(streams: Vec<Stream>, mut staff: Vec<Group>) -> (Vec<Stream>, Vec<Group>) {
    let mut order: Vec<usize> = (0..streams.len()).collect();
    order.sort_by(|one, other| {
        let key = |place: &usize| (&streams[*place].name, streams[*place].channel.name(), &streams[*place].queue);
        key(one).cmp(&key(other))
    });
    let mut places = vec![0; streams.len()];
    for (new, old) in order.iter().enumerate() {
        places[*old] = new;
    }
    for group in &mut staff {
        for place in &mut group.takes {
            *place = places[*place];
        }
        group.takes.sort_unstable();
    }
    staff.sort_by(|one, other| (&one.takes, one.units).cmp(&(&other.takes, other.units)));
    let mut streams: Vec<Option<Stream>> = streams.into_iter().map(Some).collect();
    (order.into_iter().filter_map(|place| streams[place].take()).collect(), staff)
}
