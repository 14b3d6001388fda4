//! The router: which item goes first, and to whom (PRIO-01 to PRIO-08, DIST-10 to DIST-22, DIST-25 to DIST-27).
//!
//! One [`Action::Router`](crate::Action::Router) is one search for one assignment: it tries the first items of a queue in
//! their order until one can be given to somebody. The driver asks after each wake-up ([`ContactCenter::due`]) until
//! nothing more can be assigned. Deterministic: the same state gives the same choice.

mod cycle;
mod filter;
mod index;
mod method;
mod preferred;
mod rules;

pub use cycle::{Due, Trigger};
pub(crate) use filter::Miss;
pub(crate) use index::Index;

use crate::action::Route;
use crate::center::ContactCenter;
use crate::channel::QueueKind;
use crate::chart::Input;
use crate::conversation::{Callback, Found, Slot};
use crate::id::{ConversationId, QueueId, UserId, WorkstreamId};
use crate::line::{Age, Entry};
use crate::phase::Phase;
use crate::policy::{Distribution, Method};
use crate::refusal::Answer;
use crate::rule::Rule;

/// DIST-27: so many agents' declines take a conversation out of automatic assignment.
pub(crate) const DECLINING_AGENTS_MAX: usize = 100;
/// How many kinds of unassignable items one search remembers.
const KINDS_MAX: usize = 64;

/// The priority of the queue, whether affinity does not name the agent, for queues with a prioritisation ruleset the
/// place of their name, the age: smaller goes first (PRIO-03, PRIO-05).
type Precedence = (i32, bool, u16, Age);

/// What items have in common that the same people may have: work stream, profiles, requirement and level, side by side in
/// one number, so that two kinds are compared at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kind(u128);

impl Kind {
    /// None for an item that is not like others: somebody declined it, or somebody is preferred for it.
    #[inline]
    fn of(slot: &Slot) -> Option<Self> {
        let Found { requirement, contact, level, .. } = slot.traits;
        let alike = slot.declines.is_empty() && slot.paused.is_empty() && contact.is_none();
        let requirement = requirement.map_or(0, |requirement| u32::from(requirement.0) + 1);
        let kind = u128::from(slot.workstream.0)
            | u128::from(slot.price.profiles.bits()) << 16
            | u128::from(requirement) << 48
            | u128::from(level) << 80;
        alike.then_some(Self(kind))
    }
}

/// The kinds of items that found nobody in this search: equal items would not either.
struct Hopeless {
    kinds: [Kind; KINDS_MAX],
    known: usize,
}

impl Hopeless {
    #[cold]
    fn new() -> Self {
        Self { kinds: [Kind(0); KINDS_MAX], known: 0 }
    }

    #[inline]
    fn includes(&self, kind: Option<Kind>) -> bool {
        kind.is_some_and(|kind| self.kinds[..self.known].contains(&kind))
    }

    fn add(&mut self, kind: Option<Kind>) {
        if let Some(kind) = kind
            && self.known < KINDS_MAX
        {
            self.kinds[self.known] = kind;
            self.known += 1;
        }
    }
}

/// CB-01: a requested callback is offered at position one only.
pub(crate) fn keeps_place(slot: &Slot) -> bool {
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
        let nobody = self.roster.turns[queue.index()].nobody_ready() && !self.asks_beyond_the_ready(queue);
        if nobody && line.first.is_empty() {
            return None;
        }
        // Most searches end at their first item, and need no list.
        let mut hopeless: Option<Hopeless> = None;
        let (window, until) = self.window(queue);
        if let Some(entry) = line.plain_front() {
            let slot = &self.slots[entry.slot as usize];
            if let Some(agent) = self.best_agent(slot) {
                return Some((entry.slot, agent));
            }
            hopeless.get_or_insert_with(Hopeless::new).add(Kind::of(slot));
        }
        let settings = &self.policy.queues[queue.index()];
        let pushed = |entry: &&Entry| self.pushes(&self.slots[entry.slot as usize]);
        line.served(settings, until).filter(pushed).take(window).find_map(|entry| {
            let slot = &self.slots[entry.slot as usize];
            if keeps_place(slot) && !line.is_front(settings, entry) {
                return None;
            }
            let kind = Kind::of(slot);
            if hopeless.as_ref().is_some_and(|hopeless| hopeless.includes(kind)) && self.named(slot).is_none() {
                return None;
            }
            let found = self.best_agent(slot);
            if found.is_none() {
                hopeless.get_or_insert_with(Hopeless::new).add(kind);
            }
            Some((entry.slot, found?))
        })
    }

    /// PRIO-07: how many items of the queue one search tries, and how old a record must be to be prioritised.
    #[inline]
    fn window(&self, queue: QueueId) -> (usize, Option<Age>) {
        if !Rule::Prio07.holds() {
            return (usize::MAX, None);
        }
        let settings = &self.policy.settings;
        match self.policy.queues[queue.index()].kind {
            QueueKind::Messaging | QueueKind::Voice => (settings.items_per_cycle as usize, None),
            QueueKind::Record => {
                let prioritized = self.queues[queue.index()].oldest(settings.records_prioritized as usize);
                (settings.records_per_cycle as usize, prioritized)
            }
        }
    }

    /// Whether somebody may get work of the queue without being ready by presence and capacity (DIST-18, DIST-19).
    fn asks_beyond_the_ready(&self, queue: QueueId) -> bool {
        !self.policy.contacts.is_empty() || self.policy.queues[queue.index()].method == Method::Custom
    }

    /// The first item across the agent's queues that this agent may have: by priority of the queue, affinity before
    /// the rest, then age (PRIO-03, PRIO-05). It goes to the best agent for it, who is this one unless others are free
    /// too. What this agent may not have is passed over, though it comes first (PRIO-08).
    pub(crate) fn next_for(&self, agent: UserId) -> Option<(u32, UserId)> {
        if !self.is_present(agent) {
            return None;
        }
        // Only affinity brings something to an agent who is not ready, but for queues that ask others too.
        let ready = self.roster.fronts[agent.index()].ready;
        let mut best: Option<(Precedence, (u32, UserId))> = None;
        for queue in self.roster.queues_of(agent) {
            let line = &self.queues[queue.index()];
            let asked = ready || self.asks_beyond_the_ready(queue);
            if line.first.is_empty() && (line.has_no_others() || !asked) {
                continue;
            }
            let settings = &self.policy.queues[queue.index()];
            let priority = if Rule::Prio03.holds() { settings.priority } else { 0 };
            let ranked = settings.name_place;
            // Entries stand by age: from the first that comes too late for the best so far, the queue has nothing
            // better. Queues with a ruleset are compared by name alone.
            let key = |entry: &Entry, later: bool| {
                let age = if ranked > 0 { Age::default() } else { entry.age };
                (priority, later, ranked, age)
            };
            let in_time = |entry: &Entry, later: bool| best.is_none_or(|(known, _)| key(entry, later) < known);
            let slot = |entry: &Entry| &self.slots[entry.slot as usize];
            let own = |entry: &&Entry| self.named(slot(entry)) == Some(agent) && self.pushes(slot(entry));
            let pushed = |entry: &&Entry| self.pushes(slot(entry));
            let given = |entry: &Entry| {
                let item = slot(entry);
                let fits = (!keeps_place(item) || line.is_front(settings, entry))
                    && self.named(item).is_none()
                    && self.may_have(item, agent)
                    && !self.is_not_asked(item, agent);
                let taker = if fits { self.best_agent(item) } else { None }?;
                Some((key(entry, true), (entry.slot, taker)))
            };
            let found = match line.first.iter().find(own) {
                Some(entry) => in_time(entry, false).then_some((key(entry, false), (entry.slot, agent))),
                None if !asked => None,
                None => {
                    let timely = |entry: &&Entry| in_time(entry, true);
                    let (window, until) = self.window(queue);
                    // PRIO-08.
                    let window = if Rule::Prio08.holds() { window } else { 1 };
                    let first = line.first.iter().filter(pushed).take_while(timely).take(window).find_map(given);
                    let others = || line.others(settings, until).filter(pushed).take(window);
                    first.or_else(|| others().take_while(timely).find_map(given))
                }
            };
            best = found.or(best);
        }
        best.map(|(_, found)| found)
    }

    /// Whether the item is for the router at all (DIST-30, DIST-27).
    pub(crate) fn pushes(&self, slot: &Slot) -> bool {
        let pushed = self.policy.workstreams[slot.workstream.index()].distribution == Distribution::Push;
        (pushed || !Rule::Dist30.holds()) && (slot.declines.len() < DECLINING_AGENTS_MAX || !Rule::Dist27.holds())
    }

    /// Whom affinity names, if that agent is there to be asked and has not declined too often (DIST-26); capacity and
    /// presence do not matter (DIST-20, CAP-29).
    pub(crate) fn named(&self, slot: &Slot) -> Option<UserId> {
        match slot.phase {
            Phase::Open { first: Some(agent) } => {
                let asked = self.is_present(agent) && !self.is_not_asked(slot, agent);
                let open = asked && !self.roster.fronts[agent.index()].full;
                (open && (Rule::Cap29.holds() || self.may_have(slot, agent))).then_some(agent)
            }
            Phase::Open { first: None }
            | Phase::Offered(_)
            | Phase::InConversation(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_)
            | Phase::Closed { .. } => None,
        }
    }

    /// DIST-26: the agent declined this conversation too often.
    pub(crate) fn gave_up(&self, slot: &Slot, agent: UserId) -> bool {
        slot.declines_of(agent) >= self.policy.settings.decline_limit && Rule::Dist26.holds()
    }

    /// Whether the agent is not asked: declined too often (DIST-26), or not long enough ago (DIST-34, POL-50 b).
    pub(crate) fn is_not_asked(&self, slot: &Slot, agent: UserId) -> bool {
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

    /// Who gets the item: whom affinity names, a preferred agent, or whom the queue's method finds.
    pub(crate) fn best_agent(&self, slot: &Slot) -> Option<UserId> {
        if !self.pushes(slot) {
            return None;
        }
        if let Some(agent) = self.named(slot) {
            return Some(agent);
        }
        match slot.traits.contact {
            None => self.by_method(slot),
            Some(contact) => self.preferred_or_next(slot, contact),
        }
    }

    /// DIST-12 to DIST-18.
    fn by_method(&self, slot: &Slot) -> Option<UserId> {
        match self.policy.queues[slot.queue.index()].method {
            Method::Custom if Rule::Dist18.holds() => self.by_rules(slot),
            Method::HighestCapacity | Method::RoundRobin | Method::LeastActive | Method::Custom => self.by_order(slot),
        }
    }
}
