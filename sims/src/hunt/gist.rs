//! The gist of a step: what the judge, the chooser and the count of what was reached ask of its events, read once.

use switchboard::{Event, Fact, QueueId, UserId};

/// Situations of capacity at a charge.
pub const CAPACITY: [&str; 5] =
    ["charged with room to spare", "charged to the last unit", "charged beyond", "given back", "set aside"];

/// What one step did to people.
#[derive(Debug, Clone, Default)]
pub(super) struct Gist {
    /// Whose capacity or presence moved, each once.
    pub(super) people: Vec<UserId>,
    /// Who may have become free by it.
    pub(super) freed: Vec<UserId>,
    /// Which queues somebody joined.
    pub(super) joined: Vec<QueueId>,
    /// How often each situation of capacity was met.
    pub(super) capacity: [u32; CAPACITY.len()],
}

impl Gist {
    /// Forgets the step before.
    #[inline]
    pub(super) fn clear(&mut self) {
        self.people.clear();
        self.freed.clear();
        self.joined.clear();
        self.capacity = [0; CAPACITY.len()];
    }

    /// Reads one event of the step.
    #[inline]
    pub(super) fn read(&mut self, event: &Event) {
        #[expect(clippy::wildcard_enum_match_arm, reason = "only these are about people's time")]
        match event.fact {
            Fact::CapacityConsumed { agent, available, .. } => {
                self.capacity[if available < 0 { 2 } else { usize::from(available == 0) }] += 1;
                self.concerns(agent);
            }
            Fact::CapacityReleased { agent, .. } => {
                self.capacity[3] += 1;
                self.concerns(agent);
                self.freed.push(agent);
            }
            Fact::CapacityReserved { agent, .. } => {
                self.capacity[4] += 1;
                self.concerns(agent);
            }
            Fact::CapacityUnreserved { agent, .. } => self.concerns(agent),
            Fact::PresenceChanged { agent, .. } => {
                self.concerns(agent);
                self.freed.push(agent);
            }
            Fact::AgentSignedIn { agent, .. } | Fact::AgentConnectionRestored { agent, .. } => self.freed.push(agent),
            Fact::JoinedQueue { queue, .. } => self.joined.push(queue),
            _ => {}
        }
    }

    #[inline]
    fn concerns(&mut self, agent: UserId) {
        if !self.people.contains(&agent) {
            self.people.push(agent);
        }
    }
}
