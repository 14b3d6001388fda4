//! A simulated day as a report: the numbers of the engine bound to words, figures and tables.
//!
//! [`DayReport`] asks [`Results`] for estimates and knows no number of its own. The page, the text summary and the
//! JSON of the command line all read from it, so that they cannot disagree.

mod figures;
mod known;
mod numbers;
mod tables;
mod words;

use switchboard::Channel;
use switchboard_sims::results::Results;

pub use self::figures::NamedFigure;
pub use self::known::Compared;
pub use self::numbers::{ActCount, Numbers, Part, Waits};

/// The share of answered customers to be served in time, where nobody says otherwise: the customary four fifths.
pub const TARGET: f64 = 0.8;

/// All replications of one day, ready to be told.
#[derive(Debug, Clone)]
pub struct DayReport<'a> {
    results: &'a Results,
    target: f64,
    groups: Vec<Group>,
}

/// The workstreams of one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The channel's name, as in policy files.
    pub channel: &'static str,
    /// The workstreams, by place in [`Setting::workstreams`](switchboard_sims::results::Setting::workstreams).
    pub members: Vec<usize>,
    /// Whether its customers wait on the line: calls and live chats.
    pub live: bool,
}

impl<'a> DayReport<'a> {
    /// The report on these results; `target` is the share, 0 to 1, of answered customers to be served in time.
    pub fn new(results: &'a Results, target: f64) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for (place, workstream) in results.setting.workstreams.iter().enumerate() {
            match groups.iter_mut().find(|group| group.channel == workstream.channel) {
                Some(group) => group.members.push(place),
                None => groups.push(Group {
                    channel: workstream.channel,
                    members: vec![place],
                    live: matches!(Channel::named(workstream.channel), Some(Channel::Voice | Channel::LiveChat)),
                }),
            }
        }
        // Who waits on the line comes first.
        groups.sort_by_key(|group| !group.live);
        Self { results, target, groups }
    }

    /// What it reports on.
    pub fn results(&self) -> &'a Results {
        self.results
    }

    /// The share aimed at.
    pub fn target(&self) -> f64 {
        self.target
    }

    /// The channels with arrivals, those first whose customers wait on the line.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The workstreams whose customers wait on the line; all of them where there are none.
    pub(crate) fn live(&self) -> Vec<usize> {
        let live: Vec<usize> =
            self.groups.iter().filter(|group| group.live).flat_map(|group| group.members.iter().copied()).collect();
        if live.is_empty() { (0..self.results.setting.workstreams.len()).collect() } else { live }
    }

    /// What people call a channel: its workstream where it has one, since that is the word of the floor.
    pub fn label(&self, group: &Group) -> &str {
        match group.members[..] {
            [only] => &self.results.setting.workstreams[only].name,
            _ => group.channel,
        }
    }

    /// What the live customers are called: callers, live chatters, or both.
    pub fn live_name(&self) -> &'static str {
        let has = |name| self.groups.iter().any(|group| group.channel == name);
        match (has(Channel::Voice.name()), has(Channel::LiveChat.name())) {
            (true, true) => "callers and live chatters",
            (true, false) => "callers",
            (false, true) => "live chatters",
            (false, false) => "customers",
        }
    }

    /// Whether some customers do not wait on the line.
    pub(crate) fn has_patient(&self) -> bool {
        self.groups.iter().any(|group| group.live) && self.groups.iter().any(|group| !group.live)
    }
}
