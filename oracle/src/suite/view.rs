//! What anybody can see of a center: what a test compares besides answers and events.

use switchboard::{Burden, ContactCenter, ConversationId, ProfileId, QueueId, Replica, Sight, Standing, UserId};

/// What anybody can see of a center.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct View {
    /// Each conversation that was created; nothing of one that is closed but that.
    pub conversations: Vec<(ConversationId, Option<Sight>)>,
    /// Whether people are there, and their presence.
    pub standings: Vec<Standing>,
    /// What they carry.
    pub burdens: Vec<Burden>,
    /// The units that they have left.
    pub available: Vec<i32>,
    /// The items that they have of each profile.
    pub items: Vec<Vec<i32>>,
    /// What waits in each queue, the next first.
    pub lines: Vec<Vec<ConversationId>>,
    /// Who belongs to each queue, by name.
    pub members: Vec<Vec<UserId>>,
    /// Whether each queue is open.
    pub open: Vec<bool>,
}

impl View {
    /// What can be seen of a center.
    #[must_use]
    pub fn of(center: &ContactCenter) -> Self {
        Self::seen(center, &Replica::of(center))
    }

    /// What can be seen of a center of which there is a picture already.
    #[must_use]
    pub fn seen(center: &ContactCenter, replica: &Replica) -> Self {
        let policy = center.policy();
        let mut conversations: Vec<(ConversationId, Option<Sight>)> =
            replica.locals().into_iter().map(|(id, local)| (id, local.sight())).collect();
        conversations.sort_unstable_by_key(|(id, _)| *id);
        let surroundings = replica.surroundings();
        let users = || (0..policy.users().len()).map(UserId::at);
        let queues = || (0..policy.queues().len()).map(QueueId::at);
        let profiles = || (0..policy.profiles().len()).map(ProfileId::at);
        let items = |user| profiles().map(|profile| center.used_profile(user, profile)).collect();
        let members = |queue| {
            let mut members: Vec<UserId> = center.members(queue).collect();
            members.sort_unstable();
            members
        };
        Self {
            conversations,
            standings: surroundings.standings(),
            burdens: surroundings.burdens(),
            available: users().map(|user| center.available_units(user)).collect(),
            items: users().map(items).collect(),
            lines: queues().map(|queue| center.waiting_line(queue).collect()).collect(),
            members: queues().map(members).collect(),
            open: queues().map(|queue| center.is_queue_open(queue)).collect(),
        }
    }
}
