//! What hunting has reached: rules, pairs of rules, moves of the chart, situations of capacity, faults.

use std::collections::BTreeSet;

use switchboard::{
    Action, Answer, BotTurn, Change, Contact, ContactCenter, Desk, Event, Gauge, Handle, Route, Rule, Stage, Supervise,
    Upkeep,
};

use super::chooser::Attempt;
use super::gist::{CAPACITY, Gist};
use super::swarm::Force;

/// The kinds of actions, by the numbers under which they are counted.
pub const KINDS: [&str; 95] = [
    "arrival",
    "routed arrival",
    "monitor",
    "join",
    "leave",
    "assign to agent",
    "assign to queue",
    "transfer to agent",
    "transfer to queue",
    "force close",
    "broadcast",
    "release record",
    "remove record",
    "pick",
    "accept",
    "reject",
    "refresh browser",
    "end",
    "close session",
    "release",
    "reopen",
    "agent transfer to agent",
    "agent transfer to queue",
    "transfer outside",
    "consult",
    "consult queue",
    "accept consult",
    "reject consult",
    "leave consult",
    "end consult",
    "promote",
    "add to customer",
    "move to waiting",
    "raise call",
    "hang up leg",
    "hold",
    "resume",
    "rejoin",
    "resolve record",
    "message",
    "suspend rule",
    "resume rule",
    "assign record",
    "set disposition",
    "call outside",
    "customer ends",
    "customer hangs up leg",
    "customer writes",
    "customer disconnects",
    "customer reconnects",
    "customer asks for a callback",
    "bot ends",
    "bot escalates",
    "rule closes",
    "rule moves to waiting",
    "rule releases",
    "record removed",
    "record moved",
    "agent lost",
    "offer not displayed",
    "agent on outbound call",
    "queue emptied",
    "rule's last minute",
    "rule elapsed",
    "decline pause ended",
    "route queue",
    "route agent",
    "sign in",
    "sign out",
    "set presence",
    "reset presence",
    "connection lost",
    "connection restored",
    "return window passed",
    "manage",
    "change presence",
    "undo presence",
    "join queue",
    "leave queue",
    "set units",
    "set profile limit",
    "end of shift",
    "open or close queue",
    "set toggle",
    "length",
    "average wait",
    "opening",
    "age",
    "timer: offer",
    "timer: consult",
    "timer: customer",
    "timer: loss",
    "timer: block",
    "timer: auto-close",
    "timer: queue",
];

/// The number of an action's kind.
#[inline]
#[must_use]
pub fn kind(action: &Action) -> usize {
    match *action {
        Action::Create(_) => 0,
        Action::Admit { .. } => 1,
        Action::Supervisor { operation, .. } => match operation {
            Supervise::Monitor => 2,
            Supervise::Join => 3,
            Supervise::Leave => 4,
            Supervise::AssignToAgent { .. } => 5,
            Supervise::AssignToQueue { .. } => 6,
            Supervise::TransferToAgent { .. } => 7,
            Supervise::TransferToQueue { .. } => 8,
            Supervise::ForceClose => 9,
            Supervise::Broadcast => 10,
            Supervise::ReleaseRecord => 11,
            Supervise::RemoveRecord => 12,
        },
        Action::Agent { operation, .. } => match operation {
            Handle::Pick => 13,
            Handle::Accept => 14,
            Handle::Reject => 15,
            Handle::RefreshBrowser => 16,
            Handle::End => 17,
            Handle::CloseSession => 18,
            Handle::Release => 19,
            Handle::Reopen => 20,
            Handle::TransferToAgent { .. } => 21,
            Handle::TransferToQueue { .. } => 22,
            Handle::TransferOutside => 23,
            Handle::Consult { .. } => 24,
            Handle::ConsultQueue { .. } => 25,
            Handle::AcceptConsult => 26,
            Handle::RejectConsult => 27,
            Handle::LeaveConsult => 28,
            Handle::EndConsult { .. } => 29,
            Handle::Promote { .. } => 30,
            Handle::AddToCustomer { .. } => 31,
            Handle::MoveToWaiting => 32,
            Handle::RaiseCall => 33,
            Handle::HangUpLeg => 34,
            Handle::Hold => 35,
            Handle::Resume => 36,
            Handle::Rejoin => 37,
            Handle::ResolveRecord => 38,
            Handle::Message => 39,
            Handle::SuspendRule { .. } => 40,
            Handle::ResumeRule { .. } => 41,
            Handle::AssignRecord { .. } => 42,
            Handle::SetDisposition => 43,
            Handle::CallOutside => 44,
        },
        Action::Customer { operation, .. } => match operation {
            Contact::End => 45,
            Contact::HangUpLeg => 46,
            Contact::Message => 47,
            Contact::Disconnect => 48,
            Contact::Reconnect => 49,
            Contact::RequestCallback => 50,
        },
        Action::Bot { operation, .. } => match operation {
            BotTurn::End => 51,
            BotTurn::Escalate => 52,
        },
        Action::System { operation, .. } => match operation {
            Upkeep::TimeoutRuleClose => 53,
            Upkeep::TimeoutRuleToWaiting => 54,
            Upkeep::TimeoutRuleRelease => 55,
            Upkeep::RecordRemoved => 56,
            Upkeep::RecordMoved { .. } => 57,
            Upkeep::AgentLost { .. } => 58,
            Upkeep::OfferNotDisplayed => 59,
            Upkeep::AgentOnOutboundCall => 60,
            Upkeep::QueueEmptied => 61,
            Upkeep::TimeoutRuleLastMinute { .. } => 62,
            Upkeep::TimeoutRuleElapsed { .. } => 63,
            Upkeep::DeclinePauseEnded { .. } => 64,
        },
        Action::Router(Route::Queue(_)) => 65,
        Action::Router(Route::Agent(_)) => 66,
        Action::Desk { operation, .. } => match operation {
            Desk::SignIn => 67,
            Desk::SignOut => 68,
            Desk::SetPresence(_) => 69,
            Desk::ResetPresence => 70,
            Desk::ConnectionLost => 71,
            Desk::ConnectionRestored => 72,
        },
        Action::ReturnWindowPassed { .. } => 73,
        Action::Manage { .. } => 74,
        Action::Configure(change) => match change {
            Change::SetPresence { .. } => 75,
            Change::ResetPresence { .. } => 76,
            Change::JoinQueue { .. } => 77,
            Change::LeaveQueue { .. } => 78,
            Change::SetUnits { .. } => 79,
            Change::SetProfileLimit { .. } => 80,
            Change::EndShift { .. } => 81,
            Change::SetQueueOpen { .. } => 82,
            Change::SetToggle { .. } => 83,
        },
        Action::Gauge(gauge) => match gauge {
            Gauge::Length { .. } => 84,
            Gauge::AverageWait { .. } => 85,
            Gauge::Opening { .. } => 86,
        },
        Action::Age { .. } => 87,
        Action::Timer { timer, .. } => match timer {
            switchboard::Timer::Offer | switchboard::Timer::OfferGrace => 88,
            switchboard::Timer::Consult => 89,
            switchboard::Timer::Disconnect => 90,
            switchboard::Timer::AgentLoss => 91,
            switchboard::Timer::WrapUpBlock | switchboard::Timer::TransferWrapUp => 92,
            switchboard::Timer::AutoClose | switchboard::Timer::FollowUp => 93,
            switchboard::Timer::QueueWait
            | switchboard::Timer::CallbackOffer
            | switchboard::Timer::CallbackExpiry
            | switchboard::Timer::Position
            | switchboard::Timer::OutsideCall
            | switchboard::Timer::Bullseye => 94,
        },
    }
}

/// Stages, and one for no conversation.
const STAGES: usize = 7;
const RULES: usize = Rule::ALL.len();

/// What was reached.
#[derive(Debug, Clone)]
pub struct Seen {
    /// How often each kind was tried.
    tried: Vec<u64>,
    /// How often it was done.
    done: Vec<u64>,
    rules: Vec<bool>,
    /// By the rule before and the rule after, on the same conversation.
    pairs: Vec<u64>,
    /// By stage before, kind, stage after.
    moves: Vec<bool>,
    capacity: [u64; CAPACITY.len()],
    forces: [u64; Force::ALL.len()],
    /// The last rule of each slot.
    last: Vec<u16>,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            tried: vec![0; KINDS.len()],
            done: vec![0; KINDS.len()],
            rules: vec![false; RULES],
            pairs: vec![0; (RULES * RULES).div_ceil(64)],
            moves: vec![false; STAGES * KINDS.len() * STAGES],
            capacity: [0; CAPACITY.len()],
            forces: [0; Force::ALL.len()],
            last: Vec::new(),
        }
    }
}

/// The number of a stage; the last stands for no conversation.
const fn number(stage: Option<Stage>) -> usize {
    match stage {
        Some(stage) => stage as usize,
        None => STAGES - 1,
    }
}

impl Seen {
    /// How often a kind was tried.
    #[inline]
    pub(super) fn tried(&self, kind: usize) -> u64 {
        self.tried[kind]
    }

    pub(super) fn force(&mut self, force: Force) {
        self.forces[force as usize] += 1;
    }

    /// Notes a step.
    #[inline]
    pub(super) fn note(
        &mut self,
        attempt: &Attempt,
        answer: Answer,
        events: &[Event],
        gist: &Gist,
        after: &ContactCenter,
    ) {
        let Attempt { action, kind, from } = *attempt;
        self.tried[kind] += 1;
        let id = action.conversation();
        let slot = id.map_or(0, |id| id.index() + 1);
        let rule = match answer {
            Answer::Done => {
                self.done[kind] += 1;
                for event in events {
                    self.rules[event.rule as usize] = true;
                }
                for (sum, more) in self.capacity.iter_mut().zip(gist.capacity) {
                    *sum += u64::from(more);
                }
                events.first().map(|event| event.rule)
            }
            Answer::Unchanged(rule) => Some(rule),
            Answer::Refused(refusal) => Some(refusal.rule),
        };
        if let Some(rule) = rule {
            let rule = rule as usize;
            self.rules[rule] = true;
            if self.last.len() <= slot {
                self.last.resize(slot + 1, u16::MAX);
            }
            let last = self.last[slot];
            if last != u16::MAX {
                let bit = usize::from(last) * RULES + rule;
                self.pairs[bit / 64] |= 1 << (bit % 64);
            }
            self.last[slot] = rule as u16;
        }
        if answer.is_done() {
            let to = id.map(|id| after.stage(id));
            self.moves[(number(from) * KINDS.len() + kind) * STAGES + number(to)] = true;
        }
    }

    /// Takes what another has seen into this one.
    pub fn join(&mut self, other: &Self) {
        let add = |sum: &mut [u64], more: &[u64]| sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        let or = |any: &mut [bool], more: &[bool]| any.iter_mut().zip(more).for_each(|(any, more)| *any |= more);
        add(&mut self.tried, &other.tried);
        add(&mut self.done, &other.done);
        add(&mut self.capacity, &other.capacity);
        add(&mut self.forces, &other.forces);
        or(&mut self.rules, &other.rules);
        or(&mut self.moves, &other.moves);
        self.pairs.iter_mut().zip(&other.pairs).for_each(|(any, more)| *any |= more);
    }

    /// Actions tried, and how many of them were done.
    #[must_use]
    pub fn actions(&self) -> (u64, u64) {
        (self.tried.iter().sum(), self.done.iter().sum())
    }

    /// The ids of the rules that answered or were told.
    #[must_use]
    pub fn rules(&self) -> BTreeSet<&'static str> {
        Rule::ALL.iter().zip(&self.rules).filter(|(_, seen)| **seen).map(|(rule, _)| rule.id()).collect()
    }

    /// How many pairs of rules followed each other on one conversation.
    #[must_use]
    pub fn rule_pairs(&self) -> u64 {
        self.pairs.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// How many moves of the chart were made: stage before, kind of action, stage after.
    #[must_use]
    pub fn transitions(&self) -> usize {
        self.moves.iter().filter(|seen| **seen).count()
    }

    /// How often each kind of action was tried and done.
    pub fn kinds(&self) -> impl Iterator<Item = (&'static str, u64, u64)> + '_ {
        KINDS.iter().zip(&self.tried).zip(&self.done).map(|((name, tried), done)| (*name, *tried, *done))
    }

    /// How often each situation of capacity was met.
    pub fn capacity(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        CAPACITY.into_iter().zip(self.capacity)
    }

    /// In how many runs each force was on.
    pub fn forces(&self) -> impl Iterator<Item = (Force, u64)> + '_ {
        Force::ALL.into_iter().zip(self.forces)
    }
}
