//! The router: which item goes first, and to whom (PRIO-01 to PRIO-05, DIST-10 to DIST-13, DIST-22, DIST-25 to DIST-27).
//!
//! Deterministic: the same state gives the same choice. Ties among agents go by the queue's turn, least recently
//! assigned first. The driver asks after each wake-up (DIST-10) until nothing more can be assigned.

use crate::action::Route;
use crate::center::{ContactCenter, Entry, Line};
use crate::chart::Input;
use crate::conversation::Slot;
use crate::id::{ConversationId, ProfileSet, QueueId, UserId, WorkstreamId};
use crate::phase::Phase;
use crate::policy::Distribution;
use crate::refusal::Answer;
use crate::rule::Rule;
use crate::switch::AfterDecline;

/// DIST-27: so many agents' declines take a conversation out of automatic assignment.
const DECLINING_AGENTS_MAX: usize = 100;
/// How many kinds of unassignable items one search remembers.
const KINDS_MAX: usize = 8;
/// Up to how many ready agents are looked at alone.
const FEW: usize = 8;

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

impl Line {
    /// DIST-13: the agent chosen last stands last.
    pub(crate) fn pass_turn(&mut self, agent: UserId) {
        if let Some(place) = self.turn.iter().position(|member| *member == agent) {
            self.turn[place..].rotate_left(1);
        }
    }
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
            None => Answer::Unchanged(Rule::Dist22),
        }
    }

    /// The first item of the queue, in its order, that somebody may have, and who gets it.
    fn first_assignable(&self, queue: QueueId) -> Option<(u32, UserId)> {
        let line = &self.queues[queue.index()];
        let nobody = !self.roster.anybody_ready();
        if nobody && line.first.is_empty() {
            return None;
        }
        let mut hopeless = Hopeless::default();
        for entry in line.first.iter().chain(&line.items) {
            let slot = &self.slots[entry.slot as usize];
            if hopeless.includes(slot) {
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
    fn next_for(&self, agent: UserId) -> Option<(u32, UserId)> {
        if !self.is_present(agent) {
            return None;
        }
        let mut best: Option<((i32, bool, u64), u32)> = None;
        for queue in self.roster.queues_of(agent) {
            let line = &self.queues[queue.index()];
            let priority = self.policy.queues[queue.index()].priority;
            let mut consider = |entry: &Entry, later: bool| {
                let key = (priority, later, entry.age);
                if best.is_none_or(|(known, _)| key < known) {
                    best = Some((key, entry.slot));
                }
            };
            if let Some(entry) =
                line.first.iter().find(|entry| self.named(&self.slots[entry.slot as usize]) == Some(agent))
            {
                consider(entry, false);
                continue;
            }
            let fits = |entry: &&Entry| {
                let slot = &self.slots[entry.slot as usize];
                self.pushes(slot)
                    && self.named(slot).is_none()
                    && self.may_have(slot, agent)
                    && !self.gave_up(slot, agent)
            };
            if let Some(entry) = line.first.iter().find(fits).or_else(|| line.items.iter().find(fits)) {
                consider(entry, true);
            }
        }
        let (_, slot) = best?;
        self.best_agent(&self.slots[slot as usize]).map(|agent| (slot, agent))
    }

    /// Whether the item is for the router at all (DIST-30, DIST-27).
    fn pushes(&self, slot: &Slot) -> bool {
        self.policy.workstreams[slot.workstream.index()].distribution == Distribution::Push
            && slot.declines.len() < DECLINING_AGENTS_MAX
    }

    /// Whom affinity names, if that agent is there to be asked; capacity and presence do not matter (DIST-20, CAP-29).
    fn named(&self, slot: &Slot) -> Option<UserId> {
        match slot.phase {
            Phase::Open { first: Some(agent) } => self.is_present(agent).then_some(agent),
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
        let workstream = &self.policy.workstreams[slot.workstream.index()];
        let front = &self.roster.fronts[agent.index()];
        front.routed.meets(workstream.allowed)
            && self.roster.serves(agent, slot.channel)
            && self.roster.fits(agent, slot.price)
    }

    /// DIST-26: the agent declined this conversation too often.
    fn gave_up(&self, slot: &Slot, agent: UserId) -> bool {
        slot.declines_of(agent) >= self.policy.settings.decline_limit
    }

    /// DIST-12: the most available capacity; ties by the turn. Those who declined come after those who did not
    /// (DIST-25), or only as sole candidate (POL-27 b).
    fn best_agent(&self, slot: &Slot) -> Option<UserId> {
        if !self.pushes(slot) {
            return None;
        }
        if let Some(agent) = self.named(slot) {
            return Some(agent);
        }
        let line = &self.queues[slot.queue.index()];
        if slot.declines.is_empty() {
            let ready = self.roster.ready_among(&line.members);
            if ready == 0 {
                return None;
            }
            if ready <= FEW {
                return self.best_of_few(slot, line);
            }
            // Nobody can have more units left than the largest total; of profiles no such bound is kept.
            let enough = if slot.price.cost > 0 { line.most } else { i32::MAX };
            let mut best: Option<(i32, UserId)> = None;
            for &agent in &line.turn {
                if !self.roster.is_ready(agent) || !self.may_have(slot, agent) {
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
            return best.map(|(_, agent)| agent);
        }
        let mut best: Option<((bool, i32), UserId)> = None;
        let mut candidates = 0_u32;
        for &agent in &line.turn {
            if !self.roster.is_ready(agent) || !self.may_have(slot, agent) || self.gave_up(slot, agent) {
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

    /// As [`best_agent`](Self::best_agent), where few are ready: looks at them alone, and asks the turn only about ties.
    fn best_of_few(&self, slot: &Slot, line: &Line) -> Option<UserId> {
        let mut tied = [UserId(0); FEW];
        let (mut ties, mut most) = (0, i32::MIN);
        for agent in self.roster.ready_members(&line.members) {
            if !self.may_have(slot, agent) {
                continue;
            }
            let free = self.freedom(slot, agent);
            if free > most {
                (ties, most) = (0, free);
            }
            if free == most {
                tied[ties] = agent;
                ties += 1;
            }
        }
        match &tied[..ties] {
            [] => None,
            [only] => Some(*only),
            several => line.turn.iter().copied().find(|agent| several.contains(agent)),
        }
    }

    /// How much capacity the agent has left for such an item: units, or the scarcest of its profiles where it costs none.
    fn freedom(&self, slot: &Slot, agent: UserId) -> i32 {
        if slot.price.cost > 0 || slot.price.profiles.is_empty() {
            return self.roster.fronts[agent.index()].available;
        }
        self.roster.least_room(agent, slot.price.profiles)
    }

    /// Recomputes who is a member of each queue, and the most units that any of them can have left, where a search may stop.
    pub(crate) fn refresh_most(&mut self) {
        let people = self.policy.users.len();
        for line in &mut self.queues {
            line.members.clear();
            line.members.resize(people.div_ceil(64), 0);
            for agent in &line.turn {
                line.members[agent.index() / 64] |= 1 << (agent.index() % 64);
            }
            let most = line.turn.iter().map(|agent| i32::from(self.roster.person(*agent).units)).max();
            line.most = most.unwrap_or(0);
        }
    }
}
