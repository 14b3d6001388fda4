//! Why an assignment happens or does not: for every agent who could be meant the rules that exclude, the first first,
//! or the place in the order.
//!
//! Nothing is decided here. The conditions are the router's own (`distribution.rs`), asked which fails instead of
//! whether any does; the order is found by asking the router again without those who came before; and a remedy is a
//! change that was tried on a copy of the center, not one that was thought out.

mod remedy;

use alloc::vec::Vec;
use core::ops::ControlFlow;

use crate::center::ContactCenter;
use crate::channel::{Channel, Stage};
use crate::conversation::Slot;
use crate::distribution::{DECLINING_AGENTS_MAX, Miss, keeps_place};
use crate::id::{ConversationId, PresenceId, ProfileId, QueueId, RequirementId, UserId, WorkstreamId};
use crate::phase::Phase;
use crate::policy::{Distribution, Method};
use crate::presence::{Bases, PresenceSource};
use crate::rule::Rule;
use crate::switch::AfterDecline;

pub use remedy::{Remedy, Step as RemedyStep};

/// Why a conversation is where it is, as the router sees it now.
///
/// ```
/// use switchboard::{Action, Arrival, Change, ContactCenter, Desk, PolicySpec, Reason};
///
/// let spec: PolicySpec = serde_json::from_str(r#"{
///     "queues": [{ "name": "chat", "kind": "messaging" }],
///     "workstreams": [{ "name": "web", "channel": "live-chat", "queue": "chat", "cost": 30 }],
///     "users": [{ "name": "ann", "units": 20, "queues": ["chat"] }]
/// }"#).unwrap();
/// let mut center = ContactCenter::new(spec.build().unwrap());
/// let (ann, web, chat) = {
///     let policy = center.policy();
///     (policy.user("ann").unwrap(), policy.workstream("web").unwrap(), policy.queue("chat").unwrap())
/// };
/// assert!(center.apply(Action::Desk { agent: ann, operation: Desk::SignIn }).is_done());
/// assert!(center.apply(Action::Create(Arrival::new(web, chat))).is_done());
/// let why = center.why(center.created().unwrap());
/// assert_eq!(why.candidates[0].first_reason(), Some(Reason::Units { needs: 30, has: 20 }));
/// assert_eq!(why.next, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its workstream; `None` if it was retired, and then nothing else is known of it.
    pub workstream: Option<WorkstreamId>,
    /// What keeps the router from it altogether.
    pub bar: Option<Bar>,
    /// Where it stands in its queue, if it does.
    pub place: Option<Place>,
    /// Whom affinity keeps it for, if that agent is there and may still be asked (DIST-20, PRIO-05).
    pub kept_for: Option<UserId>,
    /// Whom the router would choose for it now.
    pub next: Option<UserId>,
    /// Everybody who could be meant: agents, and other members of its queue. First those who may have it, in their
    /// order; then the members of the queue in their turn; then the others. Empty under a bar.
    pub candidates: Vec<Candidate>,
}

/// What keeps the router from a conversation, whoever is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bar {
    /// It does not wait for an agent (ST-02).
    Stage {
        /// Where it stands instead.
        stage: Stage,
        /// Who has it there.
        holder: Option<UserId>,
    },
    /// Its workstream is for agents to pick from (DIST-30).
    Pick,
    /// So many agents have declined it that the router gives it up (DIST-27).
    Declined {
        /// How many.
        agents: usize,
        /// How many are enough.
        limit: usize,
    },
}

impl Bar {
    /// The rule that says so.
    #[must_use]
    pub const fn rule(self) -> Rule {
        match self {
            Self::Stage { .. } => Rule::St02,
            Self::Pick => Rule::Dist30,
            Self::Declined { .. } => Rule::Dist27,
        }
    }
}

/// Where an open conversation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The queue.
    pub queue: QueueId,
    /// What is served before it, in that order.
    pub ahead: Vec<ConversationId>,
    /// What the router would assign first of this queue now, and to whom.
    pub served: Option<(ConversationId, UserId)>,
    /// Whether it is a requested callback that is not first in line, and is offered only there (CB-01).
    pub keeps_place: bool,
    /// What the router would first give to the agent who is next for this conversation, where that is another one.
    pub next_has_first: Option<ConversationId>,
}

/// Somebody who could be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub agent: UserId,
    /// Whether this agent may have the conversation.
    pub verdict: Verdict,
}

/// Whether an agent may have a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Yes, after those who stand before.
    Eligible(Rank),
    /// No: every rule that excludes, in the order in which they are asked; never empty.
    Excluded(Vec<Reason>),
}

/// The place of an agent in the order in which the router chooses, and what it goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rank {
    /// From one.
    pub place: usize,
    /// The rule of the order.
    pub rule: Rule,
    /// What the agent has left: units, or items of the scarcest profile where the conversation costs no units.
    pub free: i32,
    /// Whether that counts units.
    pub in_units: bool,
    /// How often the agent declined the conversation; those who did stand behind those who did not (DIST-25).
    pub declines: u8,
    /// The place in the queue's turn, from one; decides between equals. `None` for one who is no member.
    pub turn: Option<usize>,
}

/// Why an agent may not have a conversation from the router.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It is kept for the agent that affinity names.
    Kept {
        /// Whom.
        agent: UserId,
    },
    /// The person does not handle conversations.
    NotAnAgent,
    /// A bot gets conversations when they begin and never from a queue.
    Bot,
    /// Not a member of the conversation's queue.
    NotAMember {
        /// The queue.
        queue: QueueId,
    },
    /// Not signed in.
    SignedOut,
    /// Signed in, but the connection is lost.
    ConnectionLost,
    /// The presence is none that the workstream allows.
    Presence {
        /// The agent's.
        presence: PresenceId,
        /// Who set it.
        source: PresenceSource,
        /// What the workstream allows.
        allowed: Bases,
    },
    /// The channel is not enabled for the agent.
    Channel {
        /// Which.
        channel: Channel,
    },
    /// A chat that was raised to a call takes all of the agent.
    RaisedCall,
    /// A profile that blocks all assignment is at its limit.
    Blocked {
        /// Which.
        profile: ProfileId,
        /// What is used or set aside.
        used: i32,
        /// The agent's limit.
        limit: u8,
    },
    /// Too few units are left.
    Units {
        /// What the conversation costs.
        needs: u16,
        /// What the agent has left.
        has: i32,
    },
    /// The conversation carries a profile that the agent lacks.
    ProfileMissing {
        /// Which.
        profile: ProfileId,
    },
    /// The conversation carries a profile of which the agent has nothing left.
    ProfileFull {
        /// Which.
        profile: ProfileId,
        /// What is used or set aside.
        used: i32,
        /// The agent's limit.
        limit: u8,
    },
    /// The agent has as many sessions open as one may have.
    SessionsFull {
        /// How many.
        open: u16,
    },
    /// The agent has as many parallel sessions of the workstream as it allows (POL-50 b).
    Concurrency {
        /// How many it allows.
        most: u8,
    },
    /// The agent declined this conversation and is not asked again yet (POL-50 b).
    Paused,
    /// The agent lacks a required skill, or the proficiency that it takes.
    Skills {
        /// What is required.
        requirement: RequirementId,
    },
    /// The agent is in no group of the bullseye levels that have been tried so far.
    Level {
        /// Up to which level.
        level: u8,
    },
    /// The customer has preferred agents, and nobody else is asked.
    NotPreferred,
    /// No assignment rule of the queue matches the agent.
    NoRule,
    /// The agent declined this conversation too often.
    DeclinedTooOften {
        /// How often.
        times: u8,
        /// How often is too often.
        limit: u8,
    },
    /// The agent declined this conversation, and others may have it (POL-27 b).
    DeclinedBefore {
        /// How often.
        times: u8,
        /// How many others.
        others: usize,
    },
}

impl Reason {
    /// The rule that excludes.
    #[must_use]
    pub const fn rule(self) -> Rule {
        match self {
            Self::Kept { .. } => Rule::Prio05,
            Self::NotAnAgent | Self::NotAMember { .. } => Rule::Dist11,
            Self::Bot => Rule::St70,
            Self::SignedOut | Self::Channel { .. } => Rule::Pres19,
            Self::ConnectionLost => Rule::Pres13,
            Self::Presence { .. } => Rule::Pres03,
            Self::RaisedCall => Rule::Cap22,
            Self::Blocked { .. } => Rule::Cap09,
            Self::Units { .. } => Rule::Cap03,
            Self::ProfileMissing { .. } => Rule::Cap06,
            Self::ProfileFull { .. } => Rule::Cap05,
            Self::SessionsFull { .. } => Rule::Ses07,
            Self::Concurrency { .. } => Rule::Cap33,
            Self::Paused => Rule::Dist34,
            Self::Skills { .. } => Rule::Dist16,
            Self::Level { .. } => Rule::Dist21,
            Self::NotPreferred => Rule::Dist19,
            Self::NoRule => Rule::Dist18,
            Self::DeclinedTooOften { .. } => Rule::Dist26,
            Self::DeclinedBefore { .. } => Rule::Pol27,
        }
    }

    /// How far the agent is from meeting the condition: kinds from the nearest to the farthest, then the amount.
    const fn distance(self) -> (u8, i32) {
        match self {
            Self::Units { needs, has } => (0, needs as i32 - has),
            Self::ProfileFull { used, limit, .. } | Self::Blocked { used, limit, .. } => (1, used - limit as i32),
            Self::DeclinedBefore { times, .. } | Self::DeclinedTooOften { times, .. } => (2, times as i32),
            Self::Concurrency { .. } => (1, 0),
            Self::Paused => (2, 0),
            Self::SessionsFull { open } => (1, open as i32),
            Self::Presence { .. } => (3, 0),
            Self::RaisedCall => (4, 0),
            Self::ConnectionLost => (5, 0),
            Self::ProfileMissing { .. } => (6, 0),
            Self::Channel { .. } => (7, 0),
            Self::NotAMember { .. } => (8, 0),
            Self::SignedOut => (9, 0),
            Self::Level { .. } => (10, 0),
            Self::Skills { .. } => (11, 0),
            Self::NoRule => (12, 0),
            Self::NotPreferred => (13, 0),
            Self::Kept { .. } => (14, 0),
            Self::Bot => (15, 0),
            Self::NotAnAgent => (16, 0),
        }
    }
}

impl Candidate {
    /// The first rule that excludes; `None` for one who may have the conversation.
    #[must_use]
    pub fn first_reason(&self) -> Option<Reason> {
        self.reasons().first().copied()
    }

    /// Every rule that excludes; none for one who may have the conversation.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        match &self.verdict {
            Verdict::Eligible(_) => &[],
            Verdict::Excluded(reasons) => reasons,
        }
    }
}

impl Why {
    /// Those who may have the conversation, in their order.
    pub fn eligible(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| candidate.reasons().is_empty())
    }

    /// Those who may not.
    pub fn excluded(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| !candidate.reasons().is_empty())
    }

    /// The excluded candidate who came nearest: with the fewest reasons; among these the one whose reasons are nearest
    /// to being met (units, then profiles, declines, presence, a raised call, connection, a missing profile, channel,
    /// membership, sign-in; then the amount that is missing); among equals the one who stands first in the list. Nobody
    /// whom no change could bring: neither bots nor people who are no agents.
    #[must_use]
    pub fn nearest_miss(&self) -> Option<&Candidate> {
        let could = |candidate: &&Candidate| {
            !candidate.reasons().iter().any(|reason| matches!(reason, Reason::NotAnAgent | Reason::Bot))
        };
        let far = |candidate: &&Candidate| {
            let reasons = candidate.reasons();
            let mut distances: Vec<(u8, i32)> = reasons.iter().map(|reason| reason.distance()).collect();
            distances.sort_unstable_by(|one, other| other.cmp(one));
            (reasons.len(), distances)
        };
        self.excluded().filter(could).min_by_key(far)
    }
}

impl ContactCenter {
    /// Why the router gives this conversation to whom it does, or to nobody, candidate by candidate.
    ///
    /// Reads only. It costs time in proportion to the people and, for those who may have it, to their square.
    #[must_use]
    pub fn why(&self, conversation: ConversationId) -> Why {
        let nothing = |bar| Why {
            conversation,
            workstream: self.workstream_of(conversation),
            bar: Some(bar),
            place: None,
            kept_for: None,
            next: None,
            candidates: Vec::new(),
        };
        let phase = self.phase(conversation);
        let Some(slot) = self.slot(conversation).filter(|_| matches!(phase, Phase::Open { .. })) else {
            return nothing(Bar::Stage { stage: phase.stage(), holder: phase.holder() });
        };
        let bar = self.bar(slot);
        let kept_for = self.named(slot);
        let next = self.best_agent(slot);
        Why {
            workstream: Some(slot.workstream),
            bar,
            place: Some(self.place(conversation, slot, next)),
            kept_for: kept_for.filter(|_| bar.is_none()),
            next,
            candidates: if bar.is_none() { self.candidates(slot) } else { Vec::new() },
            conversation,
        }
    }

    /// The first rule that keeps the router from giving this conversation to this agent; `None` if the agent may have
    /// it, or if the conversation is not open at all.
    #[must_use]
    pub fn first_reason(&self, conversation: ConversationId, agent: UserId) -> Option<Reason> {
        let mut first = None;
        let slot = self.slot(conversation).filter(|slot| matches!(slot.phase, Phase::Open { .. }))?;
        let _ = self.excludes(slot, agent, |reason| {
            first = Some(reason);
            ControlFlow::Break(())
        });
        first
    }

    /// What keeps the router from an open item whoever is free; emptiness of it is what [`Self::pushes`] asks.
    fn bar(&self, slot: &Slot) -> Option<Bar> {
        if self.pushes(slot) {
            return None;
        }
        Some(match self.policy.workstreams[slot.workstream.index()].distribution {
            Distribution::Pick => Bar::Pick,
            Distribution::Push => Bar::Declined { agents: slot.declines.len(), limit: DECLINING_AGENTS_MAX },
        })
    }

    fn place(&self, conversation: ConversationId, slot: &Slot, next: Option<UserId>) -> Place {
        let id = |slot: u32| ConversationId { slot, generation: self.slots[slot as usize].generation };
        let served = self.first_assignable(slot.queue).map(|(slot, agent)| (id(slot), agent));
        let own = next.and_then(|agent| self.next_for(agent)).map(|(slot, _)| id(slot));
        let ahead: Vec<ConversationId> =
            self.waiting_line(slot.queue).take_while(|other| *other != conversation).collect();
        Place {
            queue: slot.queue,
            keeps_place: !ahead.is_empty() && keeps_place(slot),
            ahead,
            served,
            next_has_first: own.filter(|first| *first != conversation),
        }
    }

    fn candidates(&self, slot: &Slot) -> Vec<Candidate> {
        let members: Vec<UserId> = self.members(slot.queue).collect();
        let ranking = self.ranking(slot);
        let ranked = ranking.iter().zip(1..).map(|(agent, place)| {
            let rank = Rank {
                place,
                rule: self.order_rule(slot, *agent),
                free: self.freedom(slot, *agent),
                in_units: slot.price.cost > 0 || slot.price.profiles.is_empty(),
                declines: slot.declines_of(*agent),
                turn: members.iter().position(|member| member == agent).map(|turn| turn + 1),
            };
            Candidate { agent: *agent, verdict: Verdict::Eligible(rank) }
        });
        let meant = |agent: &UserId| {
            !members.contains(agent)
                && (self.policy.users[agent.index()].roles.agent || self.is_member(*agent, slot.queue))
        };
        let others = (0..self.policy.users.len()).map(UserId::at).filter(meant);
        let excluded = members.iter().copied().chain(others).filter(|agent| !ranking.contains(agent)).map(|agent| {
            let mut reasons = Vec::new();
            let _ = self.excludes(slot, agent, |reason| {
                // A profile that blocks and is wanted too need be told once only.
                let told = matches!(reason, Reason::ProfileFull { profile, used, limit }
                    if reasons.contains(&Reason::Blocked { profile, used, limit }));
                if !told {
                    reasons.push(reason);
                }
                ControlFlow::Continue(())
            });
            debug_assert!(!reasons.is_empty(), "whoever does not stand in the order is excluded by a rule");
            Candidate { agent, verdict: Verdict::Excluded(reasons) }
        });
        ranked.chain(excluded).collect()
    }

    /// Those who may have the item, in the order in which the router would choose them: it is asked again and again,
    /// each time without whom it has named.
    fn ranking(&self, slot: &Slot) -> Vec<UserId> {
        let mut ranking = Vec::new();
        let mut rest = self.clone();
        while let Some(agent) = rest.best_agent(slot) {
            // Who declined becomes the sole candidate when all the others are gone (POL-27 b).
            if self.excludes(slot, agent, |_| ControlFlow::Break(())).is_break() {
                break;
            }
            ranking.push(agent);
            if !rest.roster.is_member(agent, slot.queue) || self.named(slot).is_some() {
                break;
            }
            rest.roster.leave(&self.policy, agent, slot.queue);
        }
        ranking
    }

    /// Tells every rule that keeps the item from the agent, in order, until who listens has heard enough.
    fn excludes(&self, slot: &Slot, agent: UserId, mut told: impl FnMut(Reason) -> ControlFlow<()>) -> ControlFlow<()> {
        match self.named(slot) {
            Some(named) if named == agent => return ControlFlow::Continue(()),
            Some(named) => told(Reason::Kept { agent: named })?,
            None => {}
        }
        let roles = self.policy.users[agent.index()].roles;
        if roles.bot {
            return told(Reason::Bot);
        }
        if !roles.agent {
            return told(Reason::NotAnAgent);
        }
        if !self.is_member(agent, slot.queue) {
            told(Reason::NotAMember { queue: slot.queue })?;
        }
        let preferred = slot.traits.contact.is_some_and(|contact| self.is_preferred(slot, contact, agent));
        if !preferred {
            if slot.traits.contact.is_some() && !self.goes_to_others() {
                told(Reason::NotPreferred)?;
            }
            match self.policy.queues[slot.queue.index()].method {
                Method::Custom => {
                    if !self.some_rule_admits(slot, agent) {
                        told(Reason::NoRule)?;
                    }
                }
                Method::HighestCapacity | Method::RoundRobin | Method::LeastActive => {
                    self.filter(slot).examine(self, agent, |miss| self.spell(slot, agent, miss, &mut told))?;
                    if let Some(most) = self.policy.workstreams[slot.workstream.index()].max_concurrency
                        && !self.has_place(slot, agent)
                    {
                        told(Reason::Concurrency { most })?;
                    }
                }
            }
        }
        if slot.paused.contains(&agent) {
            told(Reason::Paused)?;
        }
        let times = slot.declines_of(agent);
        if self.gave_up(slot, agent) {
            told(Reason::DeclinedTooOften { times, limit: self.policy.settings.decline_limit })?;
        }
        match self.policy.switches.after_decline {
            AfterDecline::NotAgainUnlessSole if times > 0 => match self.rivals(slot, agent) {
                0 => {}
                others => told(Reason::DeclinedBefore { times, others })?,
            },
            AfterDecline::NotAgainUnlessSole | AfterDecline::LowerPrecedence => {}
        }
        ControlFlow::Continue(())
    }

    /// How many others may have it.
    pub(crate) fn rivals(&self, slot: &Slot, agent: UserId) -> usize {
        let admitted = |other: &UserId| self.may_have(slot, *other) && !self.is_not_asked(slot, *other);
        self.members(slot.queue).filter(|other| *other != agent).filter(admitted).count()
    }

    /// What exactly it is that fails a condition: at least one reason.
    fn spell(
        &self,
        slot: &Slot,
        agent: UserId,
        miss: Miss,
        told: &mut impl FnMut(Reason) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let person = self.roster.person(agent);
        let front = &self.roster.fronts[agent.index()];
        let share = |profile: ProfileId| {
            let slice = self.roster.slices(agent)[profile.index()];
            slice.limit.map(|limit| (i32::from(slice.used) + i32::from(slice.reserved), limit))
        };
        match miss {
            Miss::Presence if !person.signed_in => told(Reason::SignedOut),
            Miss::Presence if person.lost.is_some() => told(Reason::ConnectionLost),
            Miss::Presence => told(Reason::Presence {
                presence: person.presence,
                source: person.source,
                allowed: self.policy.workstreams[slot.workstream.index()].allowed,
            }),
            Miss::Channel => told(Reason::Channel { channel: slot.channel }),
            Miss::Blocked => {
                if person.escalated > 0 {
                    told(Reason::RaisedCall)?;
                }
                for (place, _) in self.policy.profiles.iter().enumerate().filter(|(_, profile)| profile.blocking) {
                    let profile = ProfileId::at(place);
                    match share(profile) {
                        Some((used, limit)) if !front.room.contains(profile) => {
                            told(Reason::Blocked { profile, used, limit })?;
                        }
                        Some(_) | None => {}
                    }
                }
                ControlFlow::Continue(())
            }
            Miss::Sessions => told(Reason::SessionsFull { open: person.sessions }),
            Miss::Units => told(Reason::Units { needs: slot.price.cost, has: front.available }),
            Miss::Profiles => {
                for profile in slot.price.profiles.minus(front.room).iter() {
                    told(match share(profile) {
                        None => Reason::ProfileMissing { profile },
                        Some((used, limit)) => Reason::ProfileFull { profile, used, limit },
                    })?;
                }
                ControlFlow::Continue(())
            }
            Miss::Skills => match slot.traits.requirement {
                Some(requirement) => told(Reason::Skills { requirement }),
                None => ControlFlow::Continue(()),
            },
            Miss::Level => told(Reason::Level { level: slot.traits.level }),
        }
    }
}
