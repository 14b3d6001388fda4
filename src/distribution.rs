//! The router: which item goes first, and to whom (PRIO-01 to PRIO-05, DIST-10 to DIST-13, DIST-22, DIST-25 to DIST-27).
//!
//! Deterministic: the same state gives the same choice. Ties among agents go by the queue's turn, least recently
//! assigned first. The driver asks after each wake-up (DIST-10) until nothing more can be assigned.
//!
//! The conditions that an agent has to meet stand once, in [`Filter::examine`]: the router asks whether any fails,
//! `why.rs` asks which.

use core::ops::ControlFlow;

use crate::action::Route;
use crate::center::{ContactCenter, Entry};
use crate::chart::Input;
use crate::conversation::{Callback, Slot};
use crate::id::{ConversationId, ProfileSet, QueueId, UserId, WorkstreamId};
use crate::phase::Phase;
use crate::policy::Distribution;
use crate::presence::Bases;
use crate::refusal::Answer;
use crate::roster::{Front, Price};
use crate::rule::Rule;
use crate::switch::AfterDecline;
use crate::turn::Turn;

/// DIST-27: so many agents' declines take a conversation out of automatic assignment.
pub(crate) const DECLINING_AGENTS_MAX: usize = 100;
/// How many kinds of unassignable items one search remembers.
const KINDS_MAX: usize = 8;

/// The priority of the queue, whether affinity does not name the agent, the age: smaller goes first (PRIO-03, PRIO-05).
type Precedence = (i32, bool, u64);

/// The kinds of items that found nobody in this search: equal items would not either.
#[derive(Default)]
struct Hopeless {
    kinds: [Option<(WorkstreamId, ProfileSet)>; KINDS_MAX],
    known: usize,
}

impl Hopeless {
    fn includes(&self, slot: &Slot) -> bool {
        slot.declines.is_empty() && self.kinds[..self.known].contains(&Some((slot.workstream, slot.price.profiles)))
    }

    fn add(&mut self, slot: &Slot) {
        if slot.declines.is_empty() && self.known < KINDS_MAX {
            self.kinds[self.known] = Some((slot.workstream, slot.price.profiles));
            self.known += 1;
        }
    }
}

/// A condition that an agent fails, in the order in which the filter asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Miss {
    /// PRES-03, PRES-19.
    Presence,
    /// PRES-19.
    Channel,
    /// CAP-09, CAP-22.
    Blocked,
    /// CAP-03.
    Units,
    /// CAP-05, CAP-06.
    Profiles,
    /// SES-07.
    Sessions,
}

/// What an item demands of an agent (DIST-11), read once for a whole search.
#[derive(Clone, Copy)]
pub(crate) struct Filter {
    allowed: Bases,
    channel: u8,
    price: Price,
}

impl Filter {
    /// Whether this agent may have the item (CAP-03, CAP-05, CAP-09, CAP-22, PRES-03, PRES-19).
    #[inline]
    fn admits(self, front: &Front) -> bool {
        self.examine(front, |_| ControlFlow::Break(())).is_continue()
    }

    /// Tells the conditions that this agent fails, in order, until who listens has heard enough.
    #[inline(always)]
    pub(crate) fn examine(self, front: &Front, mut fails: impl FnMut(Miss) -> ControlFlow<()>) -> ControlFlow<()> {
        if !front.routed.meets(self.allowed) {
            fails(Miss::Presence)?;
        }
        if front.channels & self.channel == 0 {
            fails(Miss::Channel)?;
        }
        if front.blocked {
            fails(Miss::Blocked)?;
        }
        if self.price.cost != 0 && front.available < i32::from(self.price.cost) {
            fails(Miss::Units)?;
        }
        if !self.price.profiles.is_subset(front.room) {
            fails(Miss::Profiles)?;
        }
        if front.full {
            fails(Miss::Sessions)?;
        }
        ControlFlow::Continue(())
    }
}

/// CB-01: a requested callback is offered at position one only.
fn keeps_place(slot: &Slot) -> bool {
    slot.callback == Callback::Requested && Rule::Cb01.holds()
}

impl ContactCenter {
    pub(crate) fn route(&mut self, route: Route) -> Answer {
        let found = match route {
            Route::Queue(queue) => self.first_assignable(queue),
            Route::Agent(agent) => self.next_for(agent),
        };
        match found {
            Some((slot, agent)) => {
                let id = ConversationId { slot, generation: self.slots[slot as usize].generation };
                self.step(id, agent, &Input::Router(agent))
            }
            None => Answer::unchanged(Rule::Dist22),
        }
    }

    /// The first item of the queue, in its order, that somebody may have, and who gets it.
    pub(crate) fn first_assignable(&self, queue: QueueId) -> Option<(u32, UserId)> {
        let line = &self.queues[queue.index()];
        if self.roster.turns[queue.index()].nobody_ready() && line.first.is_empty() {
            return None;
        }
        let mut hopeless = Hopeless::default();
        for (place, entry) in line.first.iter().chain(&line.items).enumerate() {
            let slot = &self.slots[entry.slot as usize];
            if place > 0 && keeps_place(slot) {
                continue;
            }
            if hopeless.includes(slot) && self.named(slot).is_none() {
                continue;
            }
            if let Some(agent) = self.best_agent(slot) {
                return Some((entry.slot, agent));
            }
            hopeless.add(slot);
        }
        None
    }

    /// The first item across the agent's queues that this agent may have: by priority of the queue, affinity before
    /// the rest, then age (PRIO-03, PRIO-05). It goes to the best agent for it, who is this one unless others are free too.
    pub(crate) fn next_for(&self, agent: UserId) -> Option<(u32, UserId)> {
        if !self.is_present(agent) {
            return None;
        }
        // Only affinity brings something to an agent who is not ready.
        let ready = self.roster.fronts[agent.index()].ready;
        let mut best: Option<(Precedence, (u32, UserId))> = None;
        for queue in self.roster.queues_of(agent) {
            let line = &self.queues[queue.index()];
            if line.first.is_empty() && (line.items.is_empty() || !ready) {
                continue;
            }
            let priority = self.policy.queues[queue.index()].priority;
            // Entries stand by age: from the first that comes too late for the best so far, the queue has nothing better.
            let key = |entry: &Entry, later: bool| (priority, later, entry.age);
            let in_time = |entry: &Entry, later: bool| best.is_none_or(|(known, _)| key(entry, later) < known);
            let slot = |entry: &Entry| &self.slots[entry.slot as usize];
            let own = |entry: &&Entry| self.named(slot(entry)) == Some(agent) && self.pushes(slot(entry));
            let given = |entry: &Entry| {
                let item = slot(entry);
                let front = line.first.front().or(line.items.front()).is_some_and(|front| front.age == entry.age);
                let fits = self.pushes(item)
                    && (front || !keeps_place(item))
                    && self.named(item).is_none()
                    && self.may_have(item, agent)
                    && !self.is_not_asked(item, agent);
                let taker = if fits { self.best_agent(item) } else { None }?;
                Some((key(entry, true), (entry.slot, taker)))
            };
            let found = match line.first.iter().find(own) {
                Some(entry) => in_time(entry, false).then_some((key(entry, false), (entry.slot, agent))),
                None if !ready => None,
                None => {
                    let timely = |entry: &&Entry| in_time(entry, true);
                    let first = line.first.iter().take_while(timely).find_map(given);
                    first.or_else(|| line.items.iter().take_while(timely).find_map(given))
                }
            };
            best = found.or(best);
        }
        best.map(|(_, found)| found)
    }

    /// Whether the item is for the router at all (DIST-30, DIST-27).
    pub(crate) fn pushes(&self, slot: &Slot) -> bool {
        self.policy.workstreams[slot.workstream.index()].distribution == Distribution::Push
            && slot.declines.len() < DECLINING_AGENTS_MAX
    }

    /// Whom affinity names, if that agent is there to be asked and has not declined too often (DIST-26); capacity and
    /// presence do not matter (DIST-20, CAP-29).
    pub(crate) fn named(&self, slot: &Slot) -> Option<UserId> {
        match slot.phase {
            Phase::Open { first: Some(agent) } => {
                let asked = self.is_present(agent) && !self.is_not_asked(slot, agent);
                (asked && !self.roster.fronts[agent.index()].full).then_some(agent)
            }
            Phase::Open { first: None }
            | Phase::Offered(_)
            | Phase::InConversation(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_)
            | Phase::Closed { .. } => None,
        }
    }

    /// The filter of DIST-11: present, allowed presence, channel, capacity.
    fn may_have(&self, slot: &Slot, agent: UserId) -> bool {
        self.filter(slot).admits(&self.roster.fronts[agent.index()]) && self.has_place(slot, agent)
    }

    pub(crate) fn filter(&self, slot: &Slot) -> Filter {
        let allowed = self.policy.workstreams[slot.workstream.index()].allowed;
        Filter { allowed, channel: 1 << slot.channel as u8, price: slot.price }
    }

    /// DIST-26: the agent declined this conversation too often.
    pub(crate) fn gave_up(&self, slot: &Slot, agent: UserId) -> bool {
        slot.declines_of(agent) >= self.policy.settings.decline_limit
    }

    /// Whether the agent is not asked: declined too often (DIST-26), or not long enough ago (DIST-34, POL-50 b).
    fn is_not_asked(&self, slot: &Slot, agent: UserId) -> bool {
        self.gave_up(slot, agent) || slot.paused.contains(&agent)
    }

    /// CAP-33, POL-50 b: whether one session more of this workstream is within its bound of parallel ones.
    pub(crate) fn has_place(&self, slot: &Slot, agent: UserId) -> bool {
        match self.policy.workstreams[slot.workstream.index()].max_concurrency {
            None => true,
            Some(most) => !Rule::Cap33.holds() || self.concurrent(slot.workstream, agent) < usize::from(most),
        }
    }

    /// How many conversations of a workstream the agent has in hand, offered ones included.
    #[cold]
    fn concurrent(&self, workstream: WorkstreamId, agent: UserId) -> usize {
        let own = |slot: &&Slot| slot.used && slot.workstream == workstream && slot.phase.primary() == Some(agent);
        self.slots.iter().filter(own).count()
    }

    /// DIST-12: the most available capacity; ties by the turn. Those who declined come after those who did not
    /// (DIST-25), or only as sole candidate (POL-27 b).
    pub(crate) fn best_agent(&self, slot: &Slot) -> Option<UserId> {
        if !self.pushes(slot) {
            return None;
        }
        if let Some(agent) = self.named(slot) {
            return Some(agent);
        }
        let turn = &self.roster.turns[slot.queue.index()];
        if slot.declines.is_empty() {
            return self.most_available(slot, turn);
        }
        let mut best: Option<((bool, i32), UserId)> = None;
        let mut candidates = 0_u32;
        for agent in turn.ready() {
            if !self.may_have(slot, agent) || self.is_not_asked(slot, agent) {
                continue;
            }
            candidates += 1;
            let key = (slot.declines_of(agent) == 0, self.freedom(slot, agent));
            if best.is_none_or(|(most, _)| key > most) {
                best = Some((key, agent));
            }
        }
        match (best, self.policy.switches.after_decline) {
            (Some(((false, _), _)), AfterDecline::NotAgainUnlessSole) if candidates > 1 => None,
            (best, AfterDecline::NotAgainUnlessSole | AfterDecline::LowerPrecedence) => best.map(|(_, agent)| agent),
        }
    }

    /// As [`best_agent`](Self::best_agent), where nobody declined.
    fn most_available(&self, slot: &Slot, turn: &Turn) -> Option<UserId> {
        let filter = self.filter(slot);
        // Nobody can have more units left than the largest total; of profiles no such bound is kept.
        let by_units = slot.price.cost > 0 || slot.price.profiles.is_empty();
        let enough = if by_units { turn.most } else { i32::MAX };
        let mut best: Option<(i32, UserId)> = None;
        for agent in turn.ready() {
            if !filter.admits(&self.roster.fronts[agent.index()]) || !self.has_place(slot, agent) {
                continue;
            }
            let free = self.freedom(slot, agent);
            if best.is_none_or(|(most, _)| free > most) {
                best = Some((free, agent));
                if free >= enough {
                    break;
                }
            }
        }
        best.map(|(_, agent)| agent)
    }

    /// How much capacity the agent has left for such an item: units, or the scarcest of its profiles where it costs none.
    pub(crate) fn freedom(&self, slot: &Slot, agent: UserId) -> i32 {
        if slot.price.cost > 0 || slot.price.profiles.is_empty() {
            return self.roster.fronts[agent.index()].available;
        }
        self.roster.least_room(agent, slot.price.profiles)
    }
}
