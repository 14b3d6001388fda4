//! Single changes of roster or policy that would let the router assign a conversation, each tried on a copy.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::action::{Action, Change, Desk};
use crate::center::ContactCenter;
use crate::channel::Channel;
use crate::id::{ConversationId, ProfileId, QueueId, UserId, WorkstreamId};
use crate::presence::{Base, PresenceSource};
use crate::rule::Rule;
use crate::switch::AfterDecline;

/// A single change after which somebody may have the conversation who may not have it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remedy {
    /// What is changed.
    pub step: Step,
    /// Who would be next for the conversation after it.
    pub next: UserId,
    /// Who may have it then and may not now; the first of them in the order of the list.
    pub admits: UserId,
}

/// A single change, from the smallest to the largest.
///
/// First comes what undoes a step of the system, then more capacity for one agent, then what a workstream allows, then
/// who serves what, then what holds for the whole organisation; last what only the agent can say, being there. Among
/// changes of a kind the smaller amount comes first, then the agent who stands first among the candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A presence that the system set for a missed or rejected offer is reset (SUP-OTH-02).
    ResetPresence {
        /// Whose.
        agent: UserId,
    },
    /// The agent gets more units (SUP-OTH-04): the fewest that are enough.
    RaiseUnits {
        /// How many more.
        by: u16,
        /// How many then.
        to: u16,
        /// Who.
        agent: UserId,
    },
    /// The agent's limit of a profile rises, or the agent gets the profile (CAP-07): the least that is enough.
    RaiseProfile {
        /// By how many items.
        by: u8,
        /// To how many.
        to: u8,
        /// Of which profile.
        profile: ProfileId,
        /// Who.
        agent: UserId,
    },
    /// The workstream allows a presence more (PRES-03).
    AllowPresence {
        /// Which workstream.
        workstream: WorkstreamId,
        /// Which presence.
        base: Base,
    },
    /// The agent becomes a member of the queue (SUP-OTH-03).
    JoinQueue {
        /// Who.
        agent: UserId,
        /// Of which.
        queue: QueueId,
    },
    /// The channel is enabled in the agent's experience profile (PRES-19).
    EnableChannel {
        /// Who.
        agent: UserId,
        /// Which.
        channel: Channel,
    },
    /// Agents are asked again after a decline, as POL-27 a says.
    AskAgain,
    /// More declines are allowed (DIST-26).
    RaiseDeclineLimit {
        /// How many.
        to: u8,
    },
    /// The agent is Available.
    BecomeAvailable {
        /// Who.
        agent: UserId,
    },
    /// The agent's connection is back (PRES-13).
    Reconnect {
        /// Who.
        agent: UserId,
    },
    /// The agent signs in.
    SignIn {
        /// Who.
        agent: UserId,
    },
}

impl Step {
    /// The rule that lets this be changed.
    #[must_use]
    pub const fn rule(self) -> Rule {
        match self {
            Self::ResetPresence { .. } => Rule::Pres10,
            Self::JoinQueue { .. } => Rule::SupOth03,
            Self::RaiseUnits { .. } => Rule::SupOth04,
            Self::RaiseProfile { .. } => Rule::Cap07,
            Self::EnableChannel { .. } | Self::SignIn { .. } => Rule::Pres19,
            Self::AllowPresence { .. } => Rule::Pres03,
            Self::AskAgain => Rule::Pol27,
            Self::RaiseDeclineLimit { .. } => Rule::Dist26,
            Self::BecomeAvailable { .. } => Rule::Pres08,
            Self::Reconnect { .. } => Rule::Pres13,
        }
    }

    /// Whose the change is; `None` where it is for everybody.
    #[must_use]
    pub const fn agent(self) -> Option<UserId> {
        match self {
            Self::ResetPresence { agent }
            | Self::JoinQueue { agent, .. }
            | Self::RaiseUnits { agent, .. }
            | Self::RaiseProfile { agent, .. }
            | Self::EnableChannel { agent, .. }
            | Self::BecomeAvailable { agent }
            | Self::Reconnect { agent }
            | Self::SignIn { agent } => Some(agent),
            Self::AllowPresence { .. } | Self::AskAgain | Self::RaiseDeclineLimit { .. } => None,
        }
    }

    /// The action that makes the change at run time; `None` where the policy has to change.
    #[must_use]
    pub const fn action(self) -> Option<Action> {
        let change = match self {
            Self::ResetPresence { agent } => Change::ResetPresence { agent },
            Self::JoinQueue { agent, queue } => Change::JoinQueue { user: agent, queue },
            Self::RaiseUnits { to, agent, .. } => Change::SetUnits { agent, units: to },
            Self::RaiseProfile { to, profile, agent, .. } => {
                Change::SetProfileLimit { agent, profile, limit: Some(to) }
            }
            Self::BecomeAvailable { agent } => Change::SetPresence { agent, presence: Base::Available.presence() },
            Self::SignIn { agent } => return Some(Action::Desk { agent, operation: Desk::SignIn }),
            Self::Reconnect { agent } => return Some(Action::Desk { agent, operation: Desk::ConnectionRestored }),
            Self::EnableChannel { .. }
            | Self::AllowPresence { .. }
            | Self::AskAgain
            | Self::RaiseDeclineLimit { .. } => return None,
        };
        Some(Action::Configure(change))
    }

    /// The kind, from the smallest.
    #[must_use]
    pub const fn kind(self) -> u8 {
        match self {
            Self::ResetPresence { .. } => 0,
            Self::RaiseUnits { .. } => 1,
            Self::RaiseProfile { .. } => 2,
            Self::AllowPresence { .. } => 3,
            Self::JoinQueue { .. } => 4,
            Self::EnableChannel { .. } => 5,
            Self::AskAgain => 6,
            Self::RaiseDeclineLimit { .. } => 7,
            Self::BecomeAvailable { .. } => 8,
            Self::Reconnect { .. } => 9,
            Self::SignIn { .. } => 10,
        }
    }

    /// How much of its kind.
    const fn amount(self) -> u16 {
        match self {
            Self::RaiseUnits { by, .. } => by,
            Self::RaiseProfile { by, .. } => by as u16,
            Self::RaiseDeclineLimit { to } => to as u16,
            Self::ResetPresence { .. }
            | Self::JoinQueue { .. }
            | Self::EnableChannel { .. }
            | Self::AllowPresence { .. }
            | Self::AskAgain
            | Self::BecomeAvailable { .. }
            | Self::Reconnect { .. }
            | Self::SignIn { .. } => 0,
        }
    }
}

/// DIST-26: the organisation may set so many.
const DECLINE_LIMIT_MAX: u8 = 5;
/// SUP-OTH-04: so many units may be set.
const UNITS_MAX: u16 = 30_000;
/// CAP-32: so many items a profile may allow.
const PROFILE_LIMIT_MAX: u8 = 100;

impl ContactCenter {
    /// The single changes that would let somebody have an open conversation who may not have it now, smallest first.
    /// Every one was made on a copy, and the router's own conditions were asked there.
    ///
    /// None under a [`Bar`](super::Bar): no agent can be blamed for it.
    #[must_use]
    pub fn remedies(&self, conversation: ConversationId) -> Vec<Remedy> {
        let why = self.why(conversation);
        let excluded: Vec<UserId> = why.excluded().map(|candidate| candidate.agent).collect();
        let mut found = Vec::new();
        for (place, agent) in excluded.iter().enumerate() {
            for step in self.steps_for(conversation, *agent) {
                if let Some(remedy) = self.tried(conversation, step, &[*agent]) {
                    found.push((step.kind(), step.amount(), place, remedy));
                }
            }
        }
        for step in self.steps_for_all(conversation, &excluded) {
            if let Some(remedy) = self.tried(conversation, step, &excluded) {
                found.push((step.kind(), step.amount(), 0, remedy));
            }
        }
        found.sort_by_key(|(kind, amount, place, _)| (*kind, *amount, *place));
        found.into_iter().map(|(.., remedy)| remedy).collect()
    }

    /// The single changes that would let this agent have the conversation, smallest first.
    #[must_use]
    pub fn remedies_for(&self, conversation: ConversationId, agent: UserId) -> Vec<Remedy> {
        let why = self.why(conversation);
        if !why.excluded().any(|candidate| candidate.agent == agent) {
            return Vec::new();
        }
        let own = self.steps_for(conversation, agent).into_iter();
        let steps = own.chain(self.steps_for_all(conversation, &[agent]));
        let mut found: Vec<Remedy> = steps.filter_map(|step| self.tried(conversation, step, &[agent])).collect();
        found.sort_by_key(|remedy| (remedy.step.kind(), remedy.step.amount()));
        found
    }

    /// Makes the change on a copy, and asks whether it brings one of these agents.
    fn tried(&self, conversation: ConversationId, step: Step, agents: &[UserId]) -> Option<Remedy> {
        let trial = self.changed(step)?;
        let admits = *agents.iter().find(|agent| trial.first_reason(conversation, **agent).is_none())?;
        let next = trial.best_agent(trial.slot(conversation)?)?;
        Some(Remedy { step, next, admits })
    }

    /// A copy in which the change is made; `None` if the rules refuse it or it changes nothing.
    fn changed(&self, step: Step) -> Option<Self> {
        let mut trial = self.clone();
        if let Some(action) = step.action() {
            return trial.apply(action).is_done().then_some(trial);
        }
        let policy = Arc::make_mut(&mut trial.policy);
        match step {
            Step::EnableChannel { agent, channel } => {
                policy.users[agent.index()].channels |= 1 << channel as u8;
                trial.roster.fronts[agent.index()].channels |= 1 << channel as u8;
            }
            Step::AllowPresence { workstream, base } => {
                let allowed = &mut policy.workstreams[workstream.index()].allowed;
                *allowed = allowed.with(base);
            }
            Step::AskAgain => policy.switches.after_decline = AfterDecline::LowerPrecedence,
            Step::RaiseDeclineLimit { to } => policy.settings.decline_limit = to,
            Step::ResetPresence { .. }
            | Step::JoinQueue { .. }
            | Step::RaiseUnits { .. }
            | Step::RaiseProfile { .. }
            | Step::BecomeAvailable { .. }
            | Step::Reconnect { .. }
            | Step::SignIn { .. } => unreachable!("these are actions"),
        }
        Some(trial)
    }

    /// What might be changed about one agent, whether it helps or not.
    fn steps_for(&self, conversation: ConversationId, agent: UserId) -> Vec<Step> {
        let Some(slot) = self.slot(conversation) else { return Vec::new() };
        let roles = self.policy.users[agent.index()].roles;
        if !roles.agent || roles.bot {
            return Vec::new();
        }
        let person = self.roster.person(agent);
        let mut steps = Vec::new();
        match person.source {
            PresenceSource::MissedOffer | PresenceSource::RejectedOffer | PresenceSource::SessionCap => {
                steps.push(Step::ResetPresence { agent })
            }
            PresenceSource::System
            | PresenceSource::Default
            | PresenceSource::Agent
            | PresenceSource::Supervisor
            | PresenceSource::Lost => {}
        }
        if !self.is_member(agent, slot.queue) {
            steps.push(Step::JoinQueue { agent, queue: slot.queue });
        }
        // One unit beyond what is enough for the item may change the presence that follows capacity (PRES-06).
        let enough = person.used + person.reserved + i32::from(slot.price.cost);
        for to in [enough, enough + 1] {
            match u16::try_from(to) {
                Ok(to) if to > person.units && to <= UNITS_MAX => {
                    let step = Step::RaiseUnits { by: to - person.units, to, agent };
                    if self.tried(conversation, step, &[agent]).is_some() {
                        steps.push(step);
                        break;
                    }
                }
                Ok(_) | Err(_) => {}
            }
        }
        for place in 0..self.policy.profiles.len() {
            let profile = ProfileId::at(place);
            let slice = self.roster.slices(agent)[place];
            let limit = slice.limit.unwrap_or(0);
            let wanted = slot.price.profiles.contains(profile);
            if slice.limit.is_none() && !wanted {
                continue;
            }
            let needed = i32::from(slice.used) + i32::from(slice.reserved) + 1;
            match u8::try_from(needed) {
                Ok(to) if to > limit && to <= PROFILE_LIMIT_MAX => {
                    steps.push(Step::RaiseProfile { by: to - limit, to, profile, agent });
                }
                Ok(_) | Err(_) => {}
            }
        }
        steps.extend([
            Step::EnableChannel { agent, channel: slot.channel },
            Step::BecomeAvailable { agent },
            Step::Reconnect { agent },
            Step::SignIn { agent },
        ]);
        steps
    }

    /// What might be changed for everybody, because of these agents.
    fn steps_for_all(&self, conversation: ConversationId, agents: &[UserId]) -> Vec<Step> {
        let Some(slot) = self.slot(conversation) else { return Vec::new() };
        let allowed = self.policy.workstreams[slot.workstream.index()].allowed;
        let routed = |base: &Base| {
            agents.iter().any(|agent| self.roster.fronts[agent.index()].routed.meets(crate::presence::Bases::of(*base)))
        };
        let mut steps: Vec<Step> = Base::ALL
            .into_iter()
            .filter(|base| !allowed.meets(crate::presence::Bases::of(*base)) && routed(base))
            .map(|base| Step::AllowPresence { workstream: slot.workstream, base })
            .collect();
        if self.policy.switches.after_decline == AfterDecline::NotAgainUnlessSole {
            steps.push(Step::AskAgain);
        }
        let limits = self.policy.settings.decline_limit + 1..=DECLINE_LIMIT_MAX;
        steps.extend(
            limits
                .map(|to| Step::RaiseDeclineLimit { to })
                .find(|step| self.tried(conversation, *step, agents).is_some()),
        );
        steps
    }
}
