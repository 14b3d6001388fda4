//! The state as a pure fold over events (EV-01): what the facts of every step add up to.
//!
//! A [`Replica`] reads facts and a policy, and never asks the rules. It holds everything that a rule can still read,
//! so a replica folded from the events equals the picture of the center that emitted them; where it does not, a fact
//! is missing. Ages are kept as an order, since no rule reads anything else of them: two centers with equal replicas
//! answer alike for ever, which also makes the replica the key under which a search knows a state again.

mod center;
mod parts;
mod sight;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::Debug;
use core::hash::{Hash, Hasher};

use crate::action::{Timer, TimerSet, Toggle};
use crate::center::ContactCenter;
use crate::channel::{Channel, Stage};
use crate::conversation::Callback;
use crate::conversation::Found;
use crate::event::{Event, Fact, Notice, OfferKind};
use crate::id::{ConversationId, PresenceId, ProfileId, ProfileSet, QueueId, UserId, WorkstreamId};
use crate::line::{Age, Shelf, Traits};
use crate::overflow::Treatment;
use crate::phase::{Block, Offer, OfferClock, Participant, Pending, Phase, Primary, Seat, Talk, WrapUp};
use crate::policy::{Policy, Reset, WrapUpBlock};
use crate::presence::PresenceSource;
use crate::rule::Rule;
use crate::silence::{RuleTurn, Word, Words};
use crate::step::ringing;
use crate::switch::{EndOfDayUse, WaitClock};

pub use self::parts::{LocalState, Seniority, Surroundings};
pub use self::sight::{Burden, Sight, Standing};

/// The state of a center as its events tell it.
///
/// ```
/// use switchboard::{Action, Arrival, ContactCenter, Desk, PolicySpec, Replica, Route};
///
/// let spec: PolicySpec = serde_json::from_str(r#"{
///     "queues": [{ "name": "chat", "kind": "messaging" }],
///     "workstreams": [{ "name": "web", "channel": "live-chat", "queue": "chat", "cost": 30 }],
///     "users": [{ "name": "ann", "units": 100, "queues": ["chat"] }]
/// }"#).unwrap();
/// let mut center = ContactCenter::new(spec.build().unwrap());
/// let mut replica = Replica::new(center.policy());
/// let (ann, web, chat) = {
///     let policy = center.policy();
///     (policy.user("ann").unwrap(), policy.workstream("web").unwrap(), policy.queue("chat").unwrap())
/// };
/// for action in [
///     Action::Desk { agent: ann, operation: Desk::SignIn },
///     Action::Create(Arrival::new(web, chat)),
///     Action::Router(Route::Queue(chat)),
/// ] {
///     assert!(center.apply(action).is_done());
///     center.events().iter().for_each(|event| replica.absorb(event));
///     assert_eq!(replica, Replica::of(&center));
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Replica {
    policy: Arc<Policy>,
    picture: Picture,
    /// An offer that was told but does not ring yet.
    announced: Option<Offer>,
    /// The call that the fact before this one has put back into conversation on hold (AG-11).
    on_hold: Option<ConversationId>,
}

/// Everything that a rule can still read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Picture {
    conversations: BTreeMap<ConversationId, Conversation>,
    /// The conversations that are not closed, oldest first (PRIO-01, PRIO-02), each with the units of age that passed
    /// since it began to wait or were credited.
    ages: Vec<(ConversationId, i64)>,
    /// Who released capacity, the last one last (CAP-30); nobody where no queue asks.
    released: Vec<UserId>,
    queues: Vec<Line>,
    people: Vec<Person>,
    memberships: BTreeSet<(UserId, QueueId)>,
    toggles: [bool; Toggle::ALL.len()],
}

/// One conversation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Conversation {
    workstream: WorkstreamId,
    queue: QueueId,
    channel: Channel,
    profiles: ProfileSet,
    phase: Phase,
    customer_away: bool,
    /// OVF-13.
    moved: bool,
    /// CB-01.
    callback: Callback,
    /// OVF-11.
    overdue: TimerSet,
    /// POL-05 b and c.
    first_agent_kept: Option<UserId>,
    /// What its state owes, by agent.
    charges: Vec<Held>,
    timers: TimerSet,
    participants: Vec<Participant>,
    declines: BTreeMap<UserId, u8>,
    paused: BTreeSet<UserId>,
    words: Words,
    coded: bool,
    found: Found,
}

/// Capacity that an agent gives to a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Held {
    agent: UserId,
    /// A charge, or only set aside (POL-06 c).
    charged: bool,
    /// Whether it was charged since the agent's last end of shift (POL-32 b).
    today: bool,
}

/// One queue.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Line {
    open: bool,
    cached: u32,
    average_s: Option<u32>,
    opening: Option<u32>,
    /// Those that affinity names an agent for, by bucket, the rest.
    lists: Vec<Vec<ConversationId>>,
    turn: Vec<UserId>,
}

/// One person or bot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Person {
    signed_in: bool,
    lost: Option<(PresenceId, PresenceSource)>,
    late: bool,
    presence: PresenceId,
    source: PresenceSource,
    units: u16,
    used: i32,
    reserved: i32,
    charges: i32,
    raised: i32,
    profiles: Vec<Share>,
}

/// One profile of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Share {
    limit: Option<u8>,
    used: i32,
    reserved: i32,
}

/// The pictures alone: what has been announced within an unfinished step is no part of them.
impl PartialEq for Replica {
    fn eq(&self, other: &Self) -> bool {
        self.picture == other.picture
    }
}

impl Eq for Replica {}

impl PartialOrd for Replica {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Replica {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.picture.cmp(&other.picture)
    }
}

impl Hash for Replica {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.picture.hash(hasher);
    }
}

impl Replica {
    /// Before the first event: nobody signed in, nothing queued.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        Self::of(&ContactCenter::new(policy.clone()))
    }

    /// The picture of a center, taken directly.
    #[must_use]
    pub fn of(center: &ContactCenter) -> Self {
        let slots = || center.conversations().map(|id| (id, &center.slots[id.index()]));
        let conversation = |(id, slot): (ConversationId, &crate::conversation::Slot)| {
            let held = |charge: crate::conversation::Charge| Held {
                agent: charge.agent,
                charged: charge.charged,
                today: charge.day == center.roster.person(charge.agent).day,
            };
            let mut charges: Vec<Held> = slot.charges.iter().copied().flatten().map(held).collect();
            charges.sort_unstable();
            let conversation = Conversation {
                workstream: slot.workstream,
                queue: slot.queue,
                channel: slot.channel,
                profiles: slot.price.profiles,
                phase: slot.phase,
                customer_away: slot.gone,
                moved: slot.moved,
                callback: slot.callback,
                overdue: slot.overdue,
                first_agent_kept: slot.former,
                charges,
                timers: slot.timers,
                participants: slot.participants.clone(),
                declines: slot.declines.iter().copied().collect(),
                paused: slot.paused.iter().copied().collect(),
                words: slot.words,
                coded: slot.coded,
                found: slot.traits,
            };
            (id, conversation)
        };
        let mut ages: Vec<(Age, ConversationId)> =
            slots().filter(|(_, slot)| slot.phase.stage() != Stage::Closed).map(|(id, slot)| (slot.age, id)).collect();
        ages.sort_unstable();
        let queues = (0..).map(QueueId::at).zip(&center.queues).map(|(queue, line)| {
            let ids = |entries: &alloc::collections::VecDeque<crate::line::Entry>| {
                let id = |slot: u32| ConversationId { slot, generation: center.slots[slot as usize].generation };
                entries.iter().map(|entry| id(entry.slot)).collect()
            };
            let gauges = center.roster.gauges[queue.index()];
            Line {
                open: center.is_queue_open(queue),
                cached: gauges.length,
                average_s: gauges.average_s,
                opening: gauges.opening,
                lists: line.lists().map(ids).collect(),
                turn: center.members(queue).collect(),
            }
        });
        let users = || (0..center.policy.users.len()).map(UserId::at);
        let person = |user: UserId| {
            let person = center.roster.person(user);
            let share = |slice: &crate::roster::Slice| Share {
                limit: slice.limit,
                used: i32::from(slice.used),
                reserved: i32::from(slice.reserved),
            };
            Person {
                signed_in: person.signed_in,
                lost: person.lost,
                late: person.late,
                presence: person.presence,
                source: person.source,
                units: person.units,
                used: person.used,
                reserved: person.reserved,
                charges: i32::from(person.charges),
                raised: i32::from(person.escalated),
                profiles: center.roster.slices(user).iter().map(share).collect(),
            }
        };
        Self {
            policy: center.shared_policy(),
            picture: Picture {
                conversations: slots().map(conversation).collect(),
                ages: ages.into_iter().map(|(age, id)| (id, center.ages.passed - age.since)).collect(),
                released: center.roster.in_order_of_release(),
                queues: queues.collect(),
                people: users().map(person).collect(),
                memberships: users()
                    .flat_map(|user| center.roster.queues_of(user).map(move |queue| (user, queue)))
                    .collect(),
                toggles: center.roster.toggles,
            },
            announced: None,
            on_hold: None,
        }
    }

    /// The first thing in which two replicas differ, in words.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<String> {
        let (left, right) = (&self.picture, &other.picture);
        let ids: BTreeSet<&ConversationId> = left.conversations.keys().chain(right.conversations.keys()).collect();
        ids.into_iter()
            .find_map(|id| {
                let (left, right) = (left.conversations.get(id), right.conversations.get(id));
                if left == right { None } else { of_parts(&format!("conversation {}", id.slot), left, right) }
            })
            .or_else(|| differ("the order of age", &left.ages, &right.ages))
            .or_else(|| differ("the order of release", &left.released, &right.released))
            .or_else(|| each("queue", &left.queues, &right.queues))
            .or_else(|| each("person", &left.people, &right.people))
            .or_else(|| differ("memberships", &left.memberships, &right.memberships))
            .or_else(|| differ("toggles", &left.toggles, &right.toggles))
    }

    /// The units that somebody has left.
    #[must_use]
    pub fn available_units(&self, agent: UserId) -> i32 {
        let person = &self.picture.people[agent.index()];
        i32::from(person.units) - person.used - person.reserved
    }

    /// Forgets a conversation whose slot the driver has retired.
    pub fn forget(&mut self, id: ConversationId) {
        self.picture.conversations.remove(&id);
    }

    /// Takes in one fact.
    pub fn absorb(&mut self, event: &Event) {
        let Event { rule, fact } = *event;
        let on_hold = self.on_hold.take();
        match fact {
            Fact::ConversationCreated { conversation, workstream, channel, queue } => {
                self.create(conversation, workstream, channel, queue);
            }
            Fact::ConversationClassified { conversation, profiles } => {
                self.change(conversation, |it| it.profiles = it.profiles.union(profiles));
            }
            Fact::ConversationPrioritized { conversation, requirement, class, contact, credit } => {
                self.change(conversation, |it| it.found = Found { requirement, class, contact, ..it.found });
                self.grow_old(conversation, i64::from(credit));
            }
            Fact::BullseyeLevelExpanded { conversation, level } => {
                self.change(conversation, |it| it.found.level = level);
            }
            Fact::AgePassed { units } => {
                self.picture.ages.iter_mut().for_each(|(_, passed)| *passed += i64::from(units));
            }
            Fact::RoutedToQueue { conversation, queue, first } => self.enter_queue(conversation, queue, first),
            Fact::LeftQueue { conversation, queue } => {
                let line = &mut self.picture.queues[queue.index()];
                line.lists.iter_mut().for_each(|list| list.retain(|id| *id != conversation));
            }
            Fact::QueueOverflowed { conversation, treatment: Treatment::Queue(queue), .. } => {
                self.move_to_queue(conversation, queue);
            }
            Fact::CallbackRequested { conversation } => self.change(conversation, |it| {
                it.callback = Callback::Requested;
                it.customer_away = false;
            }),
            Fact::Notified { conversation, notice: Notice::CallbackOffered, .. } => {
                self.change(conversation, |it| it.callback = it.callback.max(Callback::Offered));
            }
            Fact::QueueLengthCached { queue, length } => self.picture.queues[queue.index()].cached = length,
            Fact::AverageWaitRecomputed { queue, seconds } => self.picture.queues[queue.index()].average_s = seconds,
            Fact::QueueOpeningSet { queue, minute } => self.picture.queues[queue.index()].opening = minute,
            Fact::SupervisorAssignedToQueue { conversation, queue }
            | Fact::SupervisorTransferredToQueue { conversation, queue }
            | Fact::TransferToQueueInitiated { conversation, queue } => self.move_to_queue(conversation, queue),

            Fact::StateChanged { conversation, to, .. } => self.enter(conversation, to),
            Fact::PrimaryChanged { conversation, to, .. } => {
                self.lead(conversation, to, on_hold == Some(conversation));
                if let (Rule::St02, Some(agent)) = (rule, to) {
                    self.pass_turn(conversation, agent);
                }
            }
            Fact::ConversationClosed { conversation, .. } => self.close(conversation),
            Fact::MovedToWaiting { conversation, agent } => {
                self.change(conversation, |it| it.phase = Phase::Waiting { last: agent });
            }
            Fact::WrapUpBlockEnded { conversation, .. } => self.change(conversation, |it| match &mut it.phase {
                Phase::WrapUp(wrap) => wrap.block = Block::Free,
                Phase::Closed { block } => *block = None,
                Phase::Open { .. } | Phase::Offered(_) | Phase::InConversation(_) | Phase::Waiting { .. } => {}
            }),

            Fact::OfferMade { conversation, agent, kind } => self.announce(conversation, agent, kind),
            Fact::OfferAccepted { conversation, agent, automatic: true } if rule == Rule::Dist28 => {
                if matches!(self.phase(conversation), Some(Phase::Open { first }) if first != Some(agent)) {
                    self.pass_turn(conversation, agent);
                }
            }
            Fact::AssignmentFailed { conversation, agent } => {
                if rule == Rule::St02 {
                    self.pass_turn(conversation, agent);
                }
            }
            Fact::OfferRejected { conversation, agent, declines }
            | Fact::OfferTimedOut { conversation, agent, declines, .. } => self.change(conversation, |it| {
                if declines > 0 {
                    it.declines.insert(agent, declines);
                }
                it.talk(|talk| talk.pending = None);
            }),
            Fact::OfferNotDisplayed { conversation, .. } => {
                self.change(conversation, |it| it.clock(OfferClock::NotDisplayed));
            }
            Fact::DeclinesCleared { conversation } => self.change(conversation, |it| it.declines.clear()),

            Fact::CustomerMessageReceived { conversation } => {
                self.hear(conversation, Word::Customer);
                // A message appended to a conversation in Wrap-up is no interaction that orders it (POL-41).
                if !matches!(self.phase(conversation), Some(Phase::WrapUp(_))) {
                    self.interact(conversation);
                }
            }
            Fact::AgentMessageSent { conversation, .. } => {
                self.hear(conversation, Word::Agent);
                self.interact(conversation);
            }
            Fact::TimeoutRuleStarted { conversation, rule, seconds } => {
                self.change(conversation, |it| it.words.start(rule, seconds));
            }
            Fact::TimeoutRuleReset { conversation, rule } => self.change(conversation, |it| it.words.reset(rule)),
            Fact::TimeoutRuleSuspended { conversation, rule } => {
                self.change(conversation, |it| it.words.turn(RuleTurn::Suspend(rule)));
            }
            Fact::TimeoutRuleResumed { conversation, rule } => {
                self.change(conversation, |it| it.words.turn(RuleTurn::Resume(rule)));
            }
            Fact::TimeoutRuleLastMinute { conversation, rule } => {
                self.change(conversation, |it| it.words.turn(RuleTurn::LastMinute(rule)));
            }
            Fact::TimeoutRuleFired { conversation, rule } => {
                self.change(conversation, |it| it.words.turn(RuleTurn::Fire(rule)));
            }
            Fact::DeclinePauseStarted { conversation, agent, .. } => {
                self.change(conversation, |it| {
                    it.paused.insert(agent);
                });
            }
            Fact::DeclinePauseEnded { conversation, agent } => self.change(conversation, |it| {
                it.paused.remove(&agent);
            }),
            Fact::DispositionSet { conversation, .. } => self.change(conversation, |it| it.coded = true),
            Fact::OutsideCalled { conversation } => self.change(conversation, |it| it.talk(|talk| talk.outside = true)),
            Fact::OutsideDropped { conversation } => {
                self.change(conversation, |it| it.talk(|talk| talk.outside = false));
            }
            Fact::CustomerDisconnected { conversation } => self.change(conversation, |it| it.customer_away = true),
            Fact::CustomerReconnected { conversation } | Fact::CustomerDisconnectLimitReached { conversation } => {
                self.change(conversation, |it| it.customer_away = false);
            }

            Fact::MonitorStarted { conversation, supervisor } => {
                self.change(conversation, |it| it.sit(supervisor, Seat::Monitoring));
            }
            Fact::SupervisorJoined { conversation, supervisor } => {
                self.change(conversation, |it| it.sit(supervisor, Seat::Joined));
            }
            Fact::ConsultInitiated { conversation, agent, .. } => {
                self.change(conversation, |it| it.sit(agent, Seat::ConsultOffered));
            }
            Fact::ConsultAccepted { conversation, agent } => {
                self.change(conversation, |it| it.sit(agent, Seat::Consulting { public: false }));
            }
            Fact::ConsultantAddedToCustomer { conversation, agent } => self.change(conversation, |it| {
                for participant in it.participants.iter_mut().filter(|participant| participant.user == agent) {
                    participant.seat = Seat::Consulting { public: true };
                }
            }),
            Fact::ConsultantPromoted { conversation, agent } => self.change(conversation, |it| {
                if let Some(former) = it.phase.primary() {
                    it.sit(former, Seat::Consulting { public: true });
                }
                it.talk(|talk| {
                    talk.primary = Primary::Agent(agent);
                    talk.lost = false;
                });
            }),
            Fact::MonitorEnded { conversation, supervisor: user }
            | Fact::SupervisorLeft { conversation, supervisor: user }
            | Fact::ConsultEnded { conversation, agent: user } => {
                self.change(conversation, |it| it.participants.retain(|participant| participant.user != user));
            }

            Fact::HoldStarted { conversation } => self.change(conversation, |it| it.talk(|talk| talk.hold = true)),
            Fact::HoldEnded { conversation } => self.change(conversation, |it| it.talk(|talk| talk.hold = false)),
            Fact::RecordResolved { conversation } => {
                self.change(conversation, |it| it.talk(|talk| talk.resolved = true));
            }
            Fact::AgentLost { conversation, .. } => self.change(conversation, |it| it.lose(true)),
            Fact::AgentRejoined { conversation, .. } => self.change(conversation, |it| it.lose(false)),
            Fact::FirstAgentKept { conversation, agent } => {
                self.change(conversation, |it| it.first_agent_kept = Some(agent));
            }
            Fact::FirstAgentFreed { conversation, .. } => self.change(conversation, |it| it.first_agent_kept = None),

            Fact::TimerArmed { conversation, timer, .. } => self.arm(conversation, timer),
            Fact::TimerCleared { conversation, timer } => self.change(conversation, |it| {
                let overdue =
                    matches!((rule, timer), (Rule::Ovf11, Timer::QueueWait) | (Rule::Tim21, Timer::CallbackExpiry));
                it.overdue = it.overdue.or(TimerSet::EMPTY.with_if(timer, overdue));
                it.timers = it.timers.minus(TimerSet::EMPTY.with(timer));
                if let (Timer::WrapUpBlock, Phase::Closed { block }) = (timer, &mut it.phase) {
                    *block = None;
                }
            }),

            Fact::CapacityConsumed { conversation, agent, .. } => self.consume(conversation, agent, rule),
            Fact::CapacityReleased { conversation, agent, .. } => self.release(conversation, agent, rule),
            Fact::CapacityReserved { conversation, agent, .. } => self.reserve(conversation, agent, 1),
            Fact::CapacityUnreserved { conversation, agent, .. } => self.reserve(conversation, agent, -1),
            Fact::EscalationAttached { conversation, agent } => {
                self.change(conversation, |it| it.talk(|talk| talk.leg = true));
                self.person(agent).raised += 1;
            }
            Fact::EscalationDetached { conversation, agent } => {
                self.change(conversation, |it| it.talk(|talk| talk.leg = false));
                self.person(agent).raised -= 1;
            }

            Fact::AgentSignedIn { agent } => self.person(agent).signed_in = true,
            Fact::AgentSignedOut { agent } => {
                let person = self.person(agent);
                (person.signed_in, person.lost, person.late) = (false, None, false);
            }
            Fact::AgentConnectionLost { agent, .. } => {
                let person = self.person(agent);
                person.lost = Some((person.presence, person.source));
                person.late = false;
            }
            Fact::AgentConnectionRestored { agent } => {
                let person = self.person(agent);
                (person.lost, person.late) = (None, false);
            }
            Fact::ReturnWindowPassed { agent } => self.person(agent).late = true,
            Fact::PresenceChanged { agent, to, source, .. } => {
                let person = self.person(agent);
                (person.presence, person.source) = (to, source);
            }
            Fact::UnitsConfigured { agent, units } => self.person(agent).units = units,
            Fact::ProfileConfigured { agent, profile, limit } => {
                self.person(agent).profiles[profile.index()].limit = limit;
            }
            Fact::EndOfDayReset { agent } => self.end_day(agent),
            Fact::JoinedQueue { user, queue } => {
                self.picture.memberships.insert((user, queue));
                let roles = self.policy.users[user.index()].roles;
                if roles.agent || roles.bot {
                    self.picture.queues[queue.index()].turn.push(user);
                }
            }
            Fact::LeftMembership { user, queue } => {
                self.picture.memberships.remove(&(user, queue));
                self.picture.queues[queue.index()].turn.retain(|member| *member != user);
            }
            Fact::QueueOpenSet { queue, open } => self.picture.queues[queue.index()].open = open,
            Fact::ToggleSet { toggle, on } => self.picture.toggles[toggle as usize] = on,

            // These tell people what the facts above tell the fold.
            Fact::SessionOpened { .. }
            | Fact::SessionClosed { .. }
            | Fact::OfferAccepted { .. }
            | Fact::OfferWithdrawn { .. }
            | Fact::ReleasedToQueue { .. }
            | Fact::RevivedByCustomer { .. }
            | Fact::RevivedByAgent { .. }
            | Fact::WrapUpStarted { .. }
            | Fact::WrapUpBlockStarted { .. }
            | Fact::CustomerEnded { .. }
            | Fact::ConsultRejected { .. }
            | Fact::ConsultTimedOut { .. }
            | Fact::TransferToAgentInitiated { .. }
            | Fact::TransferAcknowledged { .. }
            | Fact::TransferToAgentAccepted { .. }
            | Fact::TransferToAgentRejected { .. }
            | Fact::TransferToAgentTimedOut { .. }
            | Fact::TransferCounted { .. }
            | Fact::SecondaryChannelRaised { .. }
            | Fact::SecondaryChannelEnded { .. }
            | Fact::AgentLossLimitReached { .. }
            | Fact::SupervisorAssignedToAgent { .. }
            | Fact::SupervisorTransferredToAgent { .. }
            | Fact::SupervisorForceClosed { .. }
            | Fact::SupervisorBroadcast { .. }
            | Fact::QueueOverflowed { .. }
            | Fact::CallbackExpired { .. }
            | Fact::QueuePositionAnnounced { .. }
            | Fact::WaitAnnounced { .. }
            | Fact::SessionCapReached { .. }
            | Fact::RecordAssigned { .. }
            | Fact::FollowedUp { .. }
            | Fact::Notified { .. } => {}
        }
    }

    fn change(&mut self, id: ConversationId, change: impl FnOnce(&mut Conversation)) {
        if let Some(conversation) = self.picture.conversations.get_mut(&id) {
            change(conversation);
        }
    }

    fn phase(&self, id: ConversationId) -> Option<Phase> {
        self.picture.conversations.get(&id).map(|conversation| conversation.phase)
    }

    fn person(&mut self, user: UserId) -> &mut Person {
        &mut self.picture.people[user.index()]
    }

    // ---- a conversation's life -----------------------------------------------------------------------------------

    /// ST-01, ST-70: until a fact says otherwise, a bot holds it where there is one, and nobody keeps it where not.
    fn create(&mut self, id: ConversationId, workstream: WorkstreamId, channel: Channel, queue: QueueId) {
        let stream = &self.policy.workstreams[workstream.index()];
        let phase = match stream.bot {
            Some(bot) => Phase::InConversation(Talk::with(Primary::Bot(bot))),
            None => Phase::Closed { block: None },
        };
        let conversation = Conversation {
            workstream,
            queue,
            channel,
            profiles: stream.profiles,
            phase,
            customer_away: false,
            moved: false,
            callback: Callback::None,
            overdue: TimerSet::EMPTY,
            first_agent_kept: None,
            charges: Vec::new(),
            timers: TimerSet::EMPTY,
            participants: Vec::new(),
            declines: BTreeMap::new(),
            paused: BTreeSet::new(),
            words: Words::default(),
            coded: false,
            found: Found {
                requirement: None,
                class: None,
                contact: None,
                level: self.policy.queues[queue.index()].level_at_once(),
            },
        };
        self.picture.conversations.insert(id, conversation);
        self.picture.ages.push((id, 0));
    }

    /// Who wrote last, where the rules ask.
    fn hear(&mut self, id: ConversationId, word: Word) {
        let policy = Arc::clone(&self.policy);
        self.change(id, |it| {
            if policy.workstreams[it.workstream.index()].hears {
                it.words.hear(word);
            }
        });
    }

    /// Messages order what may wait for the customer (PRIO-02).
    fn interact(&mut self, id: ConversationId) {
        if self.picture.conversations.get(&id).is_some_and(|conversation| conversation.channel.waits()) {
            self.renew(id);
        }
    }

    /// The youngest again.
    fn renew(&mut self, id: ConversationId) {
        self.picture.ages.retain(|(other, _)| *other != id);
        self.grow_old(id, 0);
    }

    /// To its place among the others, having waited for so many units.
    fn grow_old(&mut self, id: ConversationId, passed: i64) {
        let ages = &mut self.picture.ages;
        ages.retain(|(other, _)| *other != id);
        let place = ages.partition_point(|(_, other)| *other >= passed);
        ages.insert(place, (id, passed));
    }

    /// Another queue; under POL-37 b the wait begins anew.
    fn move_to_queue(&mut self, id: ConversationId, queue: QueueId) {
        let mut moved = false;
        let tended = self.policy.tends_queues;
        self.change(id, |it| {
            moved = core::mem::replace(&mut it.queue, queue) != queue;
            it.moved |= moved && tended;
            if moved {
                it.overdue = TimerSet::EMPTY;
            }
        });
        if moved {
            let level = self.policy.queues[queue.index()].level_at_once();
            self.change(id, |it| it.found.level = level);
        }
        if moved && self.policy.switches.wait_clock == WaitClock::Queue {
            self.renew(id);
        }
    }

    /// ST-45, PRIO-01, PRIO-05: into its place by age.
    fn enter_queue(&mut self, id: ConversationId, queue: QueueId, first: Option<UserId>) {
        self.move_to_queue(id, queue);
        self.change(id, |it| it.phase = Phase::Open { first });
        let Picture { ages, queues, conversations, .. } = &mut self.picture;
        let age = |id: &ConversationId| ages.iter().position(|(other, _)| other == id);
        let Some(it) = conversations.get(&id) else { return };
        let item = Traits { workstream: it.workstream, class: it.found.class, profiles: it.profiles };
        let lists = &mut queues[queue.index()].lists;
        let list = match Shelf::of(&self.policy.queues[queue.index()], item) {
            _ if first.is_some() => &mut lists[0],
            Shelf::First => &mut lists[0],
            Shelf::Bucket(bucket) => &mut lists[1 + bucket],
            Shelf::Rest => lists.last_mut().expect("there is always a rest"),
        };
        let place = list.partition_point(|other| age(other) < age(&id));
        list.insert(place, id);
    }

    /// A custom block may outlive its conversation (POL-07 a); the end of its timer would say that it does not.
    fn close(&mut self, id: ConversationId) {
        self.picture.ages.retain(|(other, _)| *other != id);
        self.change(id, |it| {
            let block = match it.phase {
                Phase::WrapUp(WrapUp { agent, block: Block::Timed }) => Some(agent),
                Phase::Open { .. }
                | Phase::Offered(_)
                | Phase::InConversation(_)
                | Phase::Waiting { .. }
                | Phase::WrapUp(_)
                | Phase::Closed { .. } => None,
            };
            it.phase = Phase::Closed { block };
            it.customer_away = false;
            it.rest();
        });
    }

    /// The state changed. Facts before this one have told most of what the new state holds.
    fn enter(&mut self, id: ConversationId, to: Stage) {
        let announced = match to {
            Stage::Offered => self.announced.take(),
            Stage::Open | Stage::InConversation | Stage::Waiting | Stage::WrapUp | Stage::Closed => None,
        };
        let Some(conversation) = self.picture.conversations.get_mut(&id) else { return };
        match (to, conversation.phase) {
            (Stage::Offered, _) => {
                if let Some(offer) = announced {
                    conversation.phase = Phase::Offered(offer);
                }
            }
            (Stage::InConversation, before) => {
                let primary = match before {
                    Phase::Offered(offer) => Primary::Agent(offer.agent),
                    Phase::WrapUp(wrap) => Primary::Agent(wrap.agent),
                    // Whom the change of the primary is about to name.
                    Phase::Open { .. } | Phase::InConversation(_) | Phase::Waiting { .. } | Phase::Closed { .. } => {
                        Primary::Outside
                    }
                };
                // AG-11: a transferred call stays on hold where nobody takes it off.
                let hold = matches!(before, Phase::Offered(Offer { kind: OfferKind::AgentTransfer, .. }))
                    && self.policy.workstreams[conversation.workstream.index()].channel == Channel::Voice
                    && !self.policy.settings.unhold_at_transfer;
                self.on_hold = hold.then_some(id);
                conversation.phase = Phase::InConversation(Talk { hold, ..Talk::with(primary) });
            }
            // Back from a transfer out of Waiting (POL-01 b); every other way tells who held it.
            (Stage::Waiting, Phase::Offered(offer)) => conversation.phase = Phase::Waiting { last: offer.first },
            (Stage::WrapUp, before) => {
                if let Some(agent) = before.primary() {
                    let block = match self.policy.workstreams[conversation.workstream.index()].wrap_up_block {
                        WrapUpBlock::Always => Block::Held,
                        WrapUpBlock::Never => Block::Free,
                        WrapUpBlock::Custom(_) => Block::Timed,
                    };
                    conversation.phase = Phase::WrapUp(WrapUp { agent, block });
                }
            }
            (Stage::Open | Stage::Waiting | Stage::Closed, _) => {}
        }
        conversation.customer_away &= matches!(to, Stage::Open | Stage::Offered | Stage::InConversation);
        if !matches!(to, Stage::Open | Stage::Offered) {
            conversation.rest();
        }
    }

    /// Somebody else leads the talk, which begins afresh; after a promotion it is the same talk (AG-12). The first agent
    /// who gets a call back finds it on hold where nobody takes it off (AG-11, POL-53 b).
    fn lead(&mut self, id: ConversationId, to: Option<UserId>, hold: bool) {
        let primary = to.map_or(Primary::Outside, Primary::Agent);
        self.change(id, |it| {
            it.talk(|talk| {
                if talk.primary != primary {
                    // A record that changes hands is still resolved (CAP-24).
                    *talk = Talk { resolved: talk.resolved, hold, ..Talk::with(primary) };
                }
            });
        });
    }

    // ---- offers and timers ---------------------------------------------------------------------------------------

    /// What the offer will hold once it rings: whom it was taken from is in the state before.
    fn announce(&mut self, id: ConversationId, agent: UserId, kind: OfferKind) {
        let directed = match kind {
            OfferKind::SupervisorTransfer | OfferKind::AgentTransfer => true,
            OfferKind::Routed | OfferKind::Picked | OfferKind::SupervisorAssign | OfferKind::PreviewDial => false,
        };
        let fresh = ringing(agent, kind);
        self.announced = self.phase(id).map(|phase| match phase {
            Phase::Offered(old) if old.agent == agent => Offer { clock: OfferClock::Ringing, ..old },
            Phase::Offered(old) => Offer { first: old.first, from_waiting: old.from_waiting, ..fresh },
            // Whom affinity named may have been passed over (DIST-20, DIST-26).
            Phase::Open { first } if kind == OfferKind::Routed => {
                Offer { first: first.filter(|named| *named == fresh.agent), ..fresh }
            }
            Phase::InConversation(talk) if directed => {
                Offer { first: talk.primary.agent(), leg: talk.leg && kind == OfferKind::AgentTransfer, ..fresh }
            }
            Phase::Waiting { last } if directed => Offer { first: last, from_waiting: true, ..fresh },
            Phase::Open { .. }
            | Phase::InConversation(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_)
            | Phase::Closed { .. } => fresh,
        });
    }

    /// A timer runs: an announced offer rings now, or its grace begins (TIM-17).
    fn arm(&mut self, id: ConversationId, timer: Timer) {
        let announced = if timer == Timer::Offer { self.announced.take() } else { None };
        self.change(id, |it| {
            it.timers = it.timers.with(timer);
            it.overdue = it.overdue.minus(TimerSet::EMPTY.with(timer));
            if timer == Timer::OfferGrace {
                it.clock(OfferClock::Grace);
            }
            match (announced, &mut it.phase) {
                (Some(offer), Phase::Offered(rings)) => *rings = offer,
                (Some(offer), Phase::InConversation(talk)) => {
                    talk.pending = Some(Pending { agent: offer.agent, clock: offer.clock });
                }
                (
                    Some(_) | None,
                    Phase::Open { .. }
                    | Phase::Offered(_)
                    | Phase::InConversation(_)
                    | Phase::Waiting { .. }
                    | Phase::WrapUp(_)
                    | Phase::Closed { .. },
                ) => {}
            }
        });
    }

    /// DIST-13: the agent chosen last stands last.
    fn pass_turn(&mut self, id: ConversationId, agent: UserId) {
        let Some(queue) = self.picture.conversations.get(&id).map(|conversation| conversation.queue) else { return };
        let turn = &mut self.picture.queues[queue.index()].turn;
        if let Some(place) = turn.iter().position(|member| *member == agent) {
            turn[place..].rotate_left(1);
        }
    }

    // ---- the ledger ----------------------------------------------------------------------------------------------

    fn consume(&mut self, id: ConversationId, agent: UserId, rule: Rule) {
        self.change(id, |it| {
            if rule == Rule::Cap13 {
                it.hold(Held { agent, charged: true, today: true });
            } else {
                // A seat that costs (POL-33 b).
                for participant in it.participants.iter_mut().filter(|participant| participant.user == agent) {
                    participant.charged = true;
                }
            }
        });
        let (cost, profiles) = self.price(id);
        let person = self.person(agent);
        person.used += cost;
        person.charges += 1;
        for profile in profiles.iter() {
            person.profiles[profile.index()].used += 1;
        }
    }

    fn release(&mut self, id: ConversationId, agent: UserId, rule: Rule) {
        // CAP-21 gives a seat back, every other rule what the state owed.
        if let Some(it) = self.picture.conversations.get(&id)
            && self.policy.release_channels >> it.channel as u8 & 1 == 1
        {
            // CAP-30.
            self.picture.released.retain(|other| *other != agent);
            self.picture.released.push(agent);
        }
        let today = if rule == Rule::Cap21 { true } else { self.let_go(id, agent, true).is_none_or(|held| held.today) };
        let (cost, profiles) = self.price(id);
        let policy = Arc::clone(&self.policy);
        let person = self.person(agent);
        person.used -= cost;
        person.charges -= 1;
        for profile in profiles.iter() {
            let returns = match (policy.profiles[profile.index()].reset, policy.switches.end_of_day_use) {
                (Reset::Immediate, _) => true,
                (Reset::EndOfDay, EndOfDayUse::CountedToShiftEnd) => false,
                (Reset::EndOfDay, EndOfDayUse::CountedWhileOpen) => today,
            };
            person.profiles[profile.index()].used -= i32::from(returns);
        }
    }

    /// POL-06 c.
    fn reserve(&mut self, id: ConversationId, agent: UserId, sign: i32) {
        if sign > 0 {
            self.change(id, |it| it.hold(Held { agent, charged: false, today: true }));
        } else {
            self.let_go(id, agent, false);
        }
        let (cost, profiles) = self.price(id);
        let person = self.person(agent);
        person.reserved += sign * cost;
        for profile in profiles.iter() {
            person.profiles[profile.index()].reserved += sign;
        }
    }

    fn let_go(&mut self, id: ConversationId, agent: UserId, charged: bool) -> Option<Held> {
        let charges = &mut self.picture.conversations.get_mut(&id)?.charges;
        let place = charges.iter().position(|held| held.agent == agent && held.charged == charged)?;
        Some(charges.remove(place))
    }

    fn price(&self, id: ConversationId) -> (i32, ProfileSet) {
        self.picture.conversations.get(&id).map_or((0, ProfileSet::EMPTY), |conversation| {
            let cost = self.policy.workstreams[conversation.workstream.index()].cost;
            (i32::from(cost), conversation.profiles)
        })
    }

    /// CAP-11: end-of-day use starts afresh; under POL-32 b charges from before give nothing back any more.
    fn end_day(&mut self, agent: UserId) {
        let policy = Arc::clone(&self.policy);
        for (number, profile) in policy.profiles.iter().enumerate() {
            if profile.reset == Reset::EndOfDay {
                self.person(agent).profiles[ProfileId::at(number).index()].used = 0;
            }
        }
        if policy.switches.end_of_day_use == EndOfDayUse::CountedWhileOpen {
            let charges = self.picture.conversations.values_mut().flat_map(|conversation| &mut conversation.charges);
            charges.filter(|held| held.agent == agent).for_each(|held| held.today = false);
        }
        for conversation in self.picture.conversations.values_mut() {
            conversation.charges.sort_unstable();
        }
    }
}

impl Conversation {
    /// Nobody waits in the queue any more, and nobody is to be called back.
    fn rest(&mut self) {
        self.callback = Callback::None;
        self.overdue = TimerSet::EMPTY;
    }

    fn talk(&mut self, change: impl FnOnce(&mut Talk)) {
        if let Phase::InConversation(talk) = &mut self.phase {
            change(talk);
        }
    }

    fn clock(&mut self, clock: OfferClock) {
        match &mut self.phase {
            Phase::Offered(offer) => offer.clock = clock,
            Phase::InConversation(Talk { pending: Some(pending), .. }) => pending.clock = clock,
            Phase::Open { .. }
            | Phase::InConversation(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_)
            | Phase::Closed { .. } => {}
        }
    }

    fn lose(&mut self, lost: bool) {
        match &mut self.phase {
            Phase::Offered(offer) => offer.lost = lost,
            Phase::InConversation(talk) => talk.lost = lost,
            Phase::Open { .. } | Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => {}
        }
    }

    fn sit(&mut self, user: UserId, seat: Seat) {
        match self.participants.iter_mut().find(|participant| participant.user == user) {
            // Who was charged when asked stays charged (POL-33 b).
            Some(old) => old.seat = seat,
            None => self.participants.push(Participant { user, seat, charged: false }),
        }
    }

    fn hold(&mut self, held: Held) {
        let place = self.charges.partition_point(|other| *other < held);
        self.charges.insert(place, held);
    }
}

/// What can be compared part by part: each part with its name, a function that shows it.
trait Parts {
    /// The first part in which two differ, as the one and the other have it.
    fn first_difference(&self, other: &Self) -> Option<(&'static str, String, String)>;
}

macro_rules! parts {
    ($type:ident: $($field:ident $words:literal),* $(,)?) => {
        impl Parts for $type {
            fn first_difference(&self, other: &Self) -> Option<(&'static str, String, String)> {
                // Taken apart so that no part is forgotten.
                let Self { $($field),* } = self;
                $(if *$field != other.$field {
                    return Some(($words, format!("{:?}", $field), format!("{:?}", other.$field)));
                })*
                None
            }
        }
    };
}

parts!(Conversation:
    phase "its state", charges "what it charges", timers "its timers", queue "its queue",
    participants "who takes part", customer_away "whether the customer is away", first_agent_kept "the first agent kept",
    overdue "clocks that ran out while it was offered", callback "its callback", declines "who declined",
    paused "who is not asked again yet", words "who wrote last", coded "whether a code was chosen",
    found "what classification found", profiles "its profiles", moved "whether it was moved",
    workstream "its workstream", channel "its channel",
);
parts!(Line:
    lists "who waits in it", turn "whose turn it is", open "whether it is open", cached "its cached length",
    average_s "its average wait", opening "when it opens",
);
parts!(Person:
    presence "the presence", source "where the presence is from", signed_in "whether signed in", lost "whether lost",
    late "whether the window of return has passed", used "units used", reserved "units set aside", units "units",
    charges "the number of charges", raised "raised calls", profiles "profiles",
);

/// Two things that are there or not, in words.
fn of_parts<T: Parts>(what: &str, left: Option<&T>, right: Option<&T>) -> Option<String> {
    match (left, right) {
        (Some(left), Some(right)) => {
            let (part, left, right) = left.first_difference(right)?;
            Some(format!("{what}, {part}: {left}, but {right}"))
        }
        (Some(_), None) => Some(format!("{what}, but there is none")),
        (None, Some(_)) => Some(format!("no {what}, but there is one")),
        (None, None) => None,
    }
}

fn differ<T: PartialEq + Debug>(what: &str, left: &T, right: &T) -> Option<String> {
    (left != right).then(|| format!("{what}: {left:?}, but {right:?}"))
}

fn each<T: PartialEq + Parts>(what: &str, left: &[T], right: &[T]) -> Option<String> {
    let mut places = 0..left.len().max(right.len());
    let place = places.find(|place| left.get(*place) != right.get(*place))?;
    of_parts(&format!("{what} {place}"), left.get(place), right.get(place))
}
