//! What a log tells of agents: presence, what they can carry, and what they have.

use std::collections::BTreeMap;

/// What is known of one agent.
#[derive(Debug, Clone, Default)]
pub(super) struct Agent {
    pub(super) presence: Option<String>,
    /// By channel, where capacity is counted for each.
    pub(super) capacity: BTreeMap<Option<String>, f64>,
    /// Conversations that count, by channel.
    held: BTreeMap<Option<String>, u32>,
    /// When the latest stretch of each kind ends in which the agent is alone, and on which line it stands.
    pub(super) busy: BTreeMap<usize, (i64, u64)>,
}

/// All agents.
#[derive(Debug, Clone, Default)]
pub(super) struct Agents(BTreeMap<String, Agent>);

impl Agents {
    pub(super) fn of(&mut self, name: &str) -> &mut Agent {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), Agent::default());
        }
        self.0.entry(name.to_owned()).or_default()
    }

    /// An agent gets a conversation that counts.
    pub(super) fn take(&mut self, name: &str, channel: &Option<String>) {
        *self.of(name).held.entry(channel.clone()).or_default() += 1;
    }

    /// An agent has it no more.
    pub(super) fn give(&mut self, name: &str, channel: &Option<String>) {
        let agent = self.of(name);
        if let Some(count) = agent.held.get_mut(channel) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                agent.held.remove(channel);
            }
        }
    }
}

impl Agent {
    /// How many conversations count.
    pub(super) fn held(&self, channel: &Option<String>) -> u32 {
        self.held.get(channel).copied().unwrap_or(0)
    }

    /// What the agent can carry there.
    pub(super) fn capacity(&self, channel: &Option<String>) -> Option<f64> {
        self.capacity.get(channel).or_else(|| self.capacity.get(&None)).copied()
    }
}
