//! Agents who pick: who takes what from workstreams that nobody is pushed from (DIST-30, AG-01).

use std::collections::VecDeque;

use switchboard::{Action, Base, ConversationId, Handle, Stage, UserId, WorkstreamId};

use crate::engine::run::Run;
use crate::engine::staff::Plan;
use crate::scenario::Scenario;

/// What waits to be picked.
#[derive(Debug, Default)]
pub(crate) struct Picks {
    /// The agents who pick.
    agents: Vec<UserId>,
    /// By workstream: what came to wait, with a number that says in which order; none where nobody picks.
    waiting: Vec<Option<VecDeque<(u64, ConversationId)>>>,
    came: u64,
}

impl Picks {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let pickers = || scenario.staff.iter().filter_map(|one| Some((one.agent, one.picks.as_ref()?)));
        let agents: Vec<UserId> = pickers().map(|(agent, _)| agent).collect();
        let is_picked = |workstream: usize| pickers().any(|(_, picks)| picks.ranks[workstream].is_some());
        let workstreams = if agents.is_empty() { 0 } else { scenario.policy().workstreams().len() };
        let waiting = (0..workstreams).map(|workstream| is_picked(workstream).then(VecDeque::new)).collect();
        Self { agents, waiting, came: 0 }
    }
}

impl Run<'_> {
    /// A conversation stands in its queue.
    pub(crate) fn offer_to_pickers(&mut self, id: ConversationId, workstream: WorkstreamId) {
        if let Some(Some(waiting)) = self.picks.waiting.get_mut(workstream.index()) {
            waiting.push_back((self.picks.came, id));
            self.picks.came += 1;
        }
    }

    /// Somebody with room picks something; whether anybody did.
    pub(crate) fn pick_next(&mut self) -> bool {
        if self.picks.agents.is_empty() {
            return false;
        }
        // The preference, the order of arrival, how much is left, the agent.
        let mut best: Option<((u16, u64, i32, UserId), ConversationId)> = None;
        for workstream in 0..self.picks.waiting.len() {
            let Some((came, id)) = self.first_to_pick(workstream) else { continue };
            let cost = i32::from(self.scenario.policy().workstreams()[workstream].cost);
            for user in &self.picks.agents {
                let agent = &self.agents[user.index()];
                let picks = agent.staff.and_then(|place| self.scenario.staff[place].picks.as_ref());
                let Some((rank, picks)) = picks.and_then(|picks| Some((picks.ranks[workstream]?, picks))) else {
                    continue;
                };
                let left = self.center.available_units(*user);
                let ready = matches!(self.center.base_presence(*user), Base::Available | Base::Busy);
                if left < cost || agent.plan != Plan::On || !ready {
                    continue;
                }
                let key = (rank, came, if picks.busiest_first { left } else { -left }, *user);
                if best.is_none_or(|(known, _)| key < known) {
                    best = Some((key, id));
                }
            }
        }
        let Some(((_, _, _, by), id)) = best else { return false };
        self.apply(Action::Agent { by, conversation: id, operation: Handle::Pick }).is_done()
    }

    /// What has waited longest for somebody to pick it, of one workstream.
    fn first_to_pick(&mut self, workstream: usize) -> Option<(u64, ConversationId)> {
        let waiting = self.picks.waiting[workstream].as_mut()?;
        while let Some((came, id)) = waiting.front() {
            let case = &self.cases[id.index()];
            if case.alive && case.id == *id && case.stage == Some(Stage::Open) {
                return Some((*came, *id));
            }
            waiting.pop_front();
        }
        None
    }
}
