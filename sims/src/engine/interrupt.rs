//! Agents who put something aside for what is more urgent: it goes to Waiting and comes straight back to the queue.
//!
//! That is preemption in the words of the rules: ST-22 by the agent's hand, ST-30 in the same instant, and what is left of
//! the handling goes on when an agent has it again.

use std::collections::VecDeque;

use switchboard::{Action, ConversationId, Handle, Stage, UserId};

use crate::engine::case::Doing;
use crate::engine::clock::Clock;
use crate::engine::run::Run;

/// What waits that others are put aside for.
#[derive(Debug, Default)]
pub(crate) struct Interrupts {
    /// In the order in which they came to wait; each is looked at once.
    waiting: VecDeque<ConversationId>,
    /// What is being put aside.
    aside: Option<u32>,
}

impl Run<'_> {
    /// A conversation stands in its queue that others may be put aside for.
    pub(crate) fn may_interrupt(&mut self, id: ConversationId) {
        self.interrupts.waiting.push_back(id);
    }

    /// An agent puts something aside for what waits; whether anybody did.
    pub(crate) fn interrupt(&mut self) -> bool {
        while let Some(id) = self.interrupts.waiting.pop_front() {
            let case = &self.cases[id.index()];
            if !case.alive || case.id != id || case.stage != Some(Stage::Open) {
                continue;
            }
            let Some((slot, by)) = self.least_urgent(id) else { continue };
            self.interrupts.aside = Some(slot);
            let conversation = self.cases[slot as usize].id;
            let done = self.apply(Action::Agent { by, conversation, operation: Handle::MoveToWaiting }).is_done();
            self.interrupts.aside = None;
            if done {
                return true;
            }
        }
        false
    }

    /// What is put aside for a conversation, and by whom.
    fn least_urgent(&self, id: ConversationId) -> Option<(u32, UserId)> {
        let case = &self.cases[id.index()];
        let source = &self.scenario.sources[usize::from(case.source)];
        source.interrupts.iter().find_map(|workstream| {
            self.center.members(case.queue).find_map(|agent| {
                let gives_way = |slot: &&u32| {
                    let held = &self.cases[**slot as usize];
                    held.stage == Some(Stage::InConversation)
                        && self.scenario.sources[usize::from(held.source)].workstream == *workstream
                };
                self.agents[agent.index()].hands.iter().find(gives_way).map(|slot| (*slot, agent))
            })
        })
    }

    /// Whether a conversation in Waiting was put aside: its customer is there, and it comes back at once.
    pub(crate) fn was_put_aside(&mut self, slot: usize) -> bool {
        if self.interrupts.aside != u32::try_from(slot).ok() {
            return false;
        }
        let case = &mut self.cases[slot];
        case.doing = Doing::Away;
        case.set(Clock::Main, self.now);
        self.touched.push(slot as u32);
        true
    }
}
