//! Which agents differ in nothing but their names.

use switchboard::{Policy, UserId};

/// Every renaming of agents under which the policy stays the same, the identity first. Bots and supervisors keep their
/// names, and so does everybody whom a contact prefers or who is pinned.
pub(crate) fn renamings(policy: &Policy, pinned: &[UserId]) -> Vec<Vec<UserId>> {
    let users = policy.users();
    let identity: Vec<UserId> = (0..users.len()).map(UserId::at).collect();
    let preferred = |user: UserId| policy.contacts().iter().any(|contact| contact.preferred.contains(&user));
    let free = |user: UserId| {
        let roles = users[user.index()].roles;
        roles.agent
            && !roles.supervisor
            && !roles.administrator
            && !roles.bot
            && !preferred(user)
            && !pinned.contains(&user)
    };
    let alike = |one: UserId, other: UserId| {
        let (one, other) = (&users[one.index()], &users[other.index()]);
        let name = other.name.clone();
        switchboard::User { name, ..one.clone() } == *other
    };
    let mut renamings = vec![identity];
    // Each agent in turn goes to every place that the earlier ones have left, among those alike.
    let agents: Vec<UserId> = (0..users.len()).map(UserId::at).filter(|user| free(*user)).collect();
    for (number, &agent) in agents.iter().enumerate() {
        let mut further = Vec::new();
        for &other in agents[..number].iter().filter(|other| alike(agent, **other)) {
            for renaming in &renamings {
                let mut renaming = renaming.clone();
                renaming.swap(agent.index(), other.index());
                further.push(renaming);
            }
        }
        renamings.extend(further);
    }
    renamings
}
