//! What starts an assignment cycle, and what does not (DIST-10, CAP-28, PRES-18).

use crate::action::Route;
use crate::center::ContactCenter;
use crate::channel::QueueKind;
use crate::event::Fact;
use crate::id::QueueId;
use crate::rule::Rule;

/// What started an assignment cycle (DIST-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trigger {
    /// An item came into a queue.
    ItemArrived,
    /// The presence of an agent changed.
    PresenceChanged,
    /// Capacity came back at run time.
    CapacityGained,
    /// An agent was added to a queue.
    AgentAdded,
    /// More people may have an item that waits (DIST-21).
    LevelAdded,
    /// Five minutes have passed, for records.
    Periodic,
}

/// A search that is due, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Due {
    /// Which search.
    pub route: Route,
    /// What started it.
    pub trigger: Trigger,
}

impl ContactCenter {
    /// How often record queues are searched though nothing happened, in seconds (DIST-10).
    pub const RECORDS_EVERY_S: u32 = 300;

    /// The searches that the last step makes due, in the order of its events (DIST-10): the caller asks each with
    /// [`Action::Router`](crate::Action::Router) until it is answered as unchanged.
    ///
    /// Signing in starts one through the presence that it sets. Capacity edited by hand, limits of profiles, toggles and
    /// operating hours start none (CAP-28).
    pub fn due(&self) -> impl Iterator<Item = Due> + '_ {
        self.events.iter().filter_map(|event| self.due_from(&event.fact))
    }

    /// The search that one fact of the last step makes due.
    #[expect(clippy::wildcard_enum_match_arm, reason = "everything else that happens gives nobody anything to do")]
    #[must_use]
    pub fn due_from(&self, fact: &Fact) -> Option<Due> {
        let due = |route, trigger| Some(Due { route, trigger });
        match *fact {
            Fact::RoutedToQueue { queue, .. } if Rule::Dist10.holds() => due(Route::Queue(queue), Trigger::ItemArrived),
            Fact::JoinedQueue { user, .. } if Rule::Dist10.holds() => due(Route::Agent(user), Trigger::AgentAdded),
            Fact::PresenceChanged { agent, .. } if Rule::Pres18.holds() => {
                due(Route::Agent(agent), Trigger::PresenceChanged)
            }
            Fact::CapacityReleased { agent, .. }
            | Fact::CapacityUnreserved { agent, .. }
            | Fact::EscalationDetached { agent, .. }
            | Fact::EndOfDayReset { agent }
                if Rule::Cap28.holds() =>
            {
                due(Route::Agent(agent), Trigger::CapacityGained)
            }
            Fact::BullseyeLevelExpanded { conversation, .. } => {
                due(Route::Queue(self.queue_of(conversation)?), Trigger::LevelAdded)
            }
            _ => None,
        }
    }

    /// The searches that are due every five minutes: every record queue in which something waits (DIST-10).
    pub fn due_periodically(&self) -> impl Iterator<Item = Due> + '_ {
        let queues = self.policy.queues.iter().enumerate();
        queues
            .filter(|(_, queue)| queue.kind == QueueKind::Record && Rule::Dist10.holds())
            .map(|(number, _)| QueueId::at(number))
            .filter(|queue| self.queue_length(*queue) > 0)
            .map(|queue| Due { route: Route::Queue(queue), trigger: Trigger::Periodic })
    }
}
