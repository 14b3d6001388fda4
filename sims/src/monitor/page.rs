//! The books on one conversation: where it stands by its events, and who is to be charged for it by the rules.
//!
//! The relation between the two is written here a second time, from the rule base and not from the kernel, so that a
//! kernel which owes too little or too much and charges accordingly disagrees with it.

use switchboard::{
    Action, CapacityTaken, ClosedDuringBlock, ConsultCost, FirstAgentFreed, ForceCloseBlock, Handle, Policy,
    ProfileSet, QueueId, Stage, Supervise, Timer, UserId, WrapUpBlock,
};

/// How many charges of one conversation are followed: primary, pending, former, and consultants.
pub(super) const HOLDERS_MAX: usize = 16;

/// What the policy says about who is charged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    taken: CapacityTaken,
    freed: FirstAgentFreed,
    closed_during_block: ClosedDuringBlock,
    force_close_block: ForceCloseBlock,
    /// POL-33: whether whoever accepts a consult is charged for it.
    pub(super) consult_costs: bool,
    /// A consult through a queue costs (CAP-21, POL-33 b).
    pub(super) queue_consult_costs: bool,
}

impl Terms {
    pub(super) fn of(policy: &Policy) -> Self {
        let switches = policy.switches();
        Self {
            taken: switches.capacity_taken,
            freed: switches.first_agent_freed,
            closed_during_block: switches.closed_during_block,
            force_close_block: switches.force_close_block,
            queue_consult_costs: switches.consult_cost == ConsultCost::BySetting,
            consult_costs: switches.consult_cost == ConsultCost::BySetting && policy.settings().consult_costs_capacity,
        }
    }
}

/// Everybody who is charged, once for each charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holders {
    count: u8,
    who: [UserId; HOLDERS_MAX],
}

impl Holders {
    pub(super) const NOBODY: Self = Self { count: 0, who: [UserId(0); HOLDERS_MAX] };

    pub(super) fn all(&self) -> &[UserId] {
        &self.who[..usize::from(self.count)]
    }

    /// Whether there was room.
    pub(super) fn add(&mut self, agent: UserId) -> bool {
        let Some(place) = self.who.get_mut(usize::from(self.count)) else { return false };
        *place = agent;
        self.count += 1;
        true
    }

    /// Takes out one charge of this agent, if there is one.
    pub(super) fn take(&mut self, agent: UserId) -> bool {
        let Some(place) = self.all().iter().position(|holder| *holder == agent) else { return false };
        self.count -= 1;
        self.who[place] = self.who[usize::from(self.count)];
        true
    }
}

/// Who is to be charged, and for whom capacity is set aside (POL-06 c).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owed {
    pub(super) charged: [Option<UserId>; 3],
    pub(super) reserved: Option<UserId>,
}

/// What the books say about one conversation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) generation: u32,
    pub(super) stage: Stage,
    pub(super) primary: Option<UserId>,
    /// Where it stood, and who was primary, before this step.
    pub(super) was: Stage,
    led: Option<UserId>,
    /// The queue that it stands in.
    pub(super) queue: Option<QueueId>,
    /// POL-03 b: to whom a transfer is offered while the first agent leads.
    pending: Option<UserId>,
    /// POL-05 b and c: the first agent of a transfer.
    former: Option<UserId>,
    /// Whose capacity a custom block holds, in Wrap-up and beyond.
    pub(super) block: Option<UserId>,
    /// CAP-24: the case was resolved.
    pub(super) resolved: bool,
    pub(super) affinity: bool,
    /// Who was asked to consult and has not answered (PART-01).
    pub(super) asked: Option<UserId>,
    /// Seats beside the primary.
    pub(super) seats: i16,
    pub(super) cost: u16,
    pub(super) profiles: ProfileSet,
    mode: WrapUpBlock,
    pub(super) charged: Holders,
    pub(super) reserved: Option<UserId>,
    /// The offer that this step made.
    pub(super) made: Option<UserId>,
    /// Whether this step ended an offer.
    pub(super) ended: bool,
}

impl Page {
    pub(super) const BLANK: Self = Self {
        generation: u32::MAX,
        stage: Stage::Closed,
        primary: None,
        was: Stage::Closed,
        led: None,
        queue: None,
        pending: None,
        former: None,
        block: None,
        resolved: false,
        affinity: false,
        asked: None,
        seats: 0,
        cost: 0,
        profiles: ProfileSet::EMPTY,
        mode: WrapUpBlock::Always,
        charged: Holders::NOBODY,
        reserved: None,
        made: None,
        ended: false,
    };

    /// A conversation that has just come: a bot takes it, or it queues (ST-01, ST-70).
    pub(super) fn new(generation: u32, by_bot: bool, cost: u16, profiles: ProfileSet, mode: WrapUpBlock) -> Self {
        let stage = if by_bot { Stage::InConversation } else { Stage::Open };
        Self { generation, stage, was: stage, cost, profiles, mode, ..Self::BLANK }
    }

    /// Whether it was closed before this step: nothing but the end of its block may happen to it (ST-41).
    pub(super) fn is_over(&self) -> bool {
        self.was == Stage::Closed
    }

    /// Whether a transfer was offered when this step began, so that its end, whatever ends it, charges the first agent
    /// again (POL-03 b with POL-05 a), room or not.
    pub(super) fn falls_back_on(&self, agent: UserId) -> bool {
        self.pending.is_some() && self.led == Some(agent)
    }

    /// Brings what outlasts a step up to date, once all events of the step are noted.
    pub(super) fn turn(&mut self, action: &Action, terms: &Terms) {
        let ran_out = |timer: Timer| matches!(action, Action::Timer { timer: fired, .. } if *fired == timer);
        let (made, ended) = (self.made.take(), std::mem::take(&mut self.ended));
        let second = self.pending;
        self.pending = match (self.stage, made) {
            (Stage::InConversation, Some(agent)) => Some(agent),
            (Stage::InConversation, None) if !ended => second,
            (
                Stage::Open | Stage::Offered | Stage::InConversation | Stage::Waiting | Stage::WrapUp | Stage::Closed,
                _,
            ) => None,
        };
        self.former = self.first_agent(second, terms);
        if ran_out(Timer::TransferWrapUp) {
            self.former = None;
        }
        let custom = matches!(self.mode, WrapUpBlock::Custom(_));
        self.block = match (self.was, self.stage) {
            // CAP-15: the set time begins with Wrap-up; CAP-17: it ends by its timer, and Wrap-up goes on.
            (Stage::WrapUp, Stage::WrapUp) | (Stage::Closed, Stage::Closed) => {
                self.block.filter(|_| !ran_out(Timer::WrapUpBlock))
            }
            (_, Stage::WrapUp) => self.primary.filter(|_| custom),
            (Stage::WrapUp, Stage::Closed) => self.block.filter(|_| outlives(action, terms)),
            (_, Stage::Open | Stage::Offered | Stage::InConversation | Stage::Waiting | Stage::Closed) => None,
        };
        // CAP-24, CAP-31: a record that changes hands is still resolved; one that is queued again is not.
        self.resolved &= self.stage == Stage::InConversation;
        (self.was, self.led) = (self.stage, self.primary);
    }

    /// POL-05: the first agent of a transfer, while charged beside the second; `second` is to whom it was offered while
    /// the first led.
    fn first_agent(&self, second: Option<UserId>, terms: &Terms) -> Option<UserId> {
        let (until_accept, until_timer) = match terms.freed {
            FirstAgentFreed::AtInitiation => return None,
            FirstAgentFreed::AtAccept => (self.former, None),
            FirstAgentFreed::AfterTransferWrapUp => (self.former, self.former),
        };
        match (self.was, self.stage) {
            // Back in the queue, with the customer, or over: nobody of an earlier assignment is left.
            (_, Stage::Open | Stage::Waiting | Stage::Closed) => None,
            // The hand-over begins (POL-03 a).
            (Stage::InConversation, Stage::Offered) => self.led.or(until_accept),
            // The second agent has it: after an answer, or because a silence counts as one (POL-02 c).
            (Stage::Offered, Stage::InConversation) if self.led == self.primary => until_timer,
            // It came to nothing.
            (Stage::Offered, Stage::InConversation | Stage::WrapUp) => None,
            // Roles swap (POL-03 b): until here the first agent was charged as primary.
            (Stage::InConversation, Stage::InConversation) if second.is_some() && second == self.primary => {
                if terms.freed == FirstAgentFreed::AfterTransferWrapUp { self.led } else { None }
            }
            (
                Stage::Open | Stage::Offered | Stage::InConversation | Stage::Waiting | Stage::WrapUp | Stage::Closed,
                Stage::Offered | Stage::InConversation | Stage::WrapUp,
            ) => self.former,
        }
    }

    /// Who is to be charged in the state that the books have (CAP-13, CAP-15, CAP-19, CAP-20, CAP-24, POL-05 to POL-07).
    pub(super) fn owes(&self, terms: &Terms) -> Owed {
        let offered = |agent: Option<UserId>| match terms.taken {
            CapacityTaken::AtOffer => (agent, None),
            CapacityTaken::AtAccept => (None, None),
            CapacityTaken::ReservedAtOffer => (None, agent),
        };
        let (leads, (second, reserved)) = match self.stage {
            // CAP-19, ST-44, ST-45.
            Stage::Open | Stage::Waiting => (None, (None, None)),
            // CAP-13, POL-06.
            Stage::Offered => (None, offered(self.primary)),
            Stage::InConversation => {
                // POL-05 a frees the first agent when the transfer is begun, though still primary under POL-03 b.
                let freed = self.pending.is_some() && terms.freed == FirstAgentFreed::AtInitiation;
                (self.primary.filter(|_| !self.resolved && !freed), offered(self.pending))
            }
            // CAP-15.
            Stage::WrapUp => match self.mode {
                WrapUpBlock::Always => (self.primary, (None, None)),
                WrapUpBlock::Never => (None, (None, None)),
                WrapUpBlock::Custom(_) => (self.block, (None, None)),
            },
            // CAP-19 with POL-07 a and POL-21 b.
            Stage::Closed => (self.block, (None, None)),
        };
        // Nobody is charged twice for leading, having led, and being about to lead.
        let former = self.former.filter(|former| leads != Some(*former) && second != Some(*former));
        Owed { charged: [leads, second, former], reserved }
    }
}

/// Whether a custom block runs on after Closed: X under POL-07 a, a force close under POL-21 b.
fn outlives(action: &Action, terms: &Terms) -> bool {
    match action {
        Action::Agent { operation: Handle::CloseSession, .. } => {
            terms.closed_during_block == ClosedDuringBlock::BlockRunsOn
        }
        Action::Supervisor { operation: Supervise::ForceClose, .. } => {
            terms.force_close_block == ForceCloseBlock::BlockRunsOn
        }
        Action::Create(_)
        | Action::Supervisor { .. }
        | Action::Agent { .. }
        | Action::Customer { .. }
        | Action::Bot { .. }
        | Action::System { .. }
        | Action::Timer { .. }
        | Action::Router(_)
        | Action::Desk { .. }
        | Action::ReturnWindowPassed { .. }
        | Action::Manage { .. }
        | Action::Configure(_)
        | Action::Admit { .. }
        | Action::Gauge(_)
        | Action::Age { .. } => false,
    }
}
