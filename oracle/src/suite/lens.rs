//! What is let happen in a slice: everything at once would be too large, so a suite looks through several lenses.

use switchboard::{Action, Change, Policy, ProfileId, Toggle, UserId};
use switchboard_verify::{Group, Groups};

use super::criterion::Criterion;

/// What is let happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// What it is called.
    pub name: &'static str,
    /// Conversations that are created at most.
    pub conversations: usize,
    /// What may happen.
    pub groups: Groups,
    /// What may be set before the first conversation.
    pub settings: Settings,
    /// Whether the first agent alone comes, goes and changes presence; of agents who are alike one is enough.
    pub one_moves: bool,
}

/// What may be set before the first conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settings {
    /// Nothing.
    None,
    /// Capacity: to what a conversation takes, and to one on either side.
    Limits,
    /// Each of the four operations of supervisors: on or off.
    Toggles,
}

impl Settings {
    /// What can be tried then.
    #[must_use]
    pub fn actions(self, policy: &Policy) -> Vec<Action> {
        match self {
            Self::None => Vec::new(),
            Self::Limits => limits(policy),
            Self::Toggles => Toggle::ALL
                .into_iter()
                .flat_map(|toggle| [false, true].map(|on| Action::Configure(Change::SetToggle { toggle, on })))
                .collect(),
        }
    }
}

/// The lenses of a criterion; one alone where the operations are given.
#[must_use]
pub fn lenses(criterion: Criterion, conversations: Option<usize>, groups: Option<Groups>) -> Vec<Lens> {
    let of = |name, most: usize, groups: &[Group]| Lens {
        name,
        conversations: conversations.map_or(most, |asked| asked.min(most)),
        groups: Groups::of(groups),
        settings: Settings::None,
        one_moves: false,
    };
    if let Some(groups) = groups {
        let settings = if criterion == Criterion::Boundaries { Settings::Limits } else { Settings::None };
        return vec![Lens {
            name: "as asked",
            conversations: conversations.unwrap_or(1),
            groups,
            settings,
            one_moves: false,
        }];
    }
    let limits = Lens {
        settings: Settings::Limits,
        ..of("limits", 1, &[Group::Answers, Group::Transfers, Group::Supervise, Group::Records])
    };
    match criterion {
        Criterion::Boundaries => vec![limits],
        Criterion::Hsi => vec![of("answers", 1, &[Group::Answers])],
        Criterion::States | Criterion::Transitions | Criterion::Pairs | Criterion::Guards | Criterion::Refused => vec![
            of(
                "talk",
                1,
                &[
                    Group::Answers,
                    Group::Talk,
                    Group::Transfers,
                    Group::Bots,
                    Group::Records,
                    Group::Queues,
                    Group::Rules,
                ],
            ),
            of("supervision", 1, &[Group::Answers, Group::Talk, Group::Supervise, Group::Observe]),
            of("consult", 1, &[Group::Answers, Group::Consult]),
            of("losses", 1, &[Group::Answers, Group::Connection]),
            of("calls", 1, &[Group::Answers, Group::Talk, Group::Calls]),
            of("presence", 1, &[Group::Answers, Group::Presence]),
            of("roster", 1, &[Group::Answers, Group::Roster]),
            Lens {
                settings: Settings::Toggles,
                ..of("toggles", 1, &[Group::Answers, Group::Supervise, Group::Observe])
            },
            Lens { one_moves: true, ..of("breaks", 1, &[Group::Answers, Group::Talk, Group::Presence]) },
            of("competition", 2, &[Group::Answers, Group::Supervise]),
            of("two at once", 2, &[Group::Answers, Group::Talk]),
        ],
    }
}

/// Limits to be set before the first conversation: one below, at, and one above what one conversation takes.
#[must_use]
fn limits(policy: &Policy) -> Vec<Action> {
    let mut settings = Vec::new();
    let agents = (0..policy.users().len()).map(UserId::at).zip(policy.users()).filter(|(_, user)| user.roles.agent);
    for (agent, user) in agents {
        for stream in policy.workstreams() {
            let around = [stream.cost.saturating_sub(1), stream.cost, stream.cost.saturating_add(1)];
            settings.extend(around.map(|units| Action::Configure(Change::SetUnits { agent, units })));
            for profile in stream.profiles.iter() {
                let has = user.limits.get(ProfileId::index(profile)).copied().flatten().is_some();
                let around = [Some(1), Some(2), None].into_iter().filter(|_| has);
                settings
                    .extend(around.map(|limit| Action::Configure(Change::SetProfileLimit { agent, profile, limit })));
            }
        }
    }
    settings.sort_unstable();
    settings.dedup();
    settings
}
