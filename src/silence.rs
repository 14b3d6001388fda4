//! Who wrote last in a conversation, and the time-out rules that count from it (TIM-18 to TIM-20, POL-45).
//!
//! Kept only where the workstream has time-out rules, or where POL-45 a asks who spoke last. Each rule of a workstream is
//! one bit in each of the sets below.

use crate::event::OfferKind;
use crate::id::UserId;
use crate::phase::{Phase, Primary};
use crate::policy::{Silence, TimeoutAction, TimeoutRule, Workstream};

/// The last minute of a countdown, in seconds (TIM-20).
pub(crate) const LAST_MINUTE_S: u32 = 60;

/// Who wrote last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Word {
    /// Nobody yet.
    #[default]
    None,
    /// The customer.
    Customer,
    /// The agent.
    Agent,
}

/// What a step does to one time-out rule of its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleTurn {
    /// Switched off by the agent.
    Suspend(u8),
    /// Switched on again.
    Resume(u8),
    /// In its last minute.
    LastMinute(u8),
    /// It acts.
    Fire(u8),
}

/// The words of a conversation and its time-out rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Words {
    pub(crate) last: Word,
    /// Whether an agent has written at all (TIM-18: before the first exchange).
    pub(crate) answered: bool,
    /// Rules whose condition holds and that have not acted.
    pub(crate) running: u8,
    /// Rules that have acted; not again before the condition turns false.
    pub(crate) fired: u8,
    /// Rules that the agent has switched off.
    pub(crate) suspended: u8,
    /// Rules that were switched off while they ran: they tie with nobody.
    pub(crate) shifted: u8,
    /// Rules in their last minute.
    pub(crate) late: u8,
}

impl Words {
    /// Whether the rule is in a set.
    pub(crate) const fn is(set: u8, rule: u8) -> bool {
        set >> rule & 1 == 1
    }

    /// Takes in a message.
    pub(crate) fn hear(&mut self, word: Word) {
        self.last = word;
        self.answered |= word == Word::Agent;
    }

    /// The countdown begins afresh.
    pub(crate) fn start(&mut self, rule: u8, after_s: u32) {
        let bit = 1 << rule;
        self.running |= bit;
        self.fired &= !bit;
        self.shifted &= !bit;
        self.late &= !bit;
        if after_s <= LAST_MINUTE_S {
            self.late |= bit;
        }
    }

    /// The condition holds no more.
    pub(crate) fn reset(&mut self, rule: u8) {
        let bit = 1 << rule;
        self.running &= !bit;
        self.fired &= !bit;
        self.shifted &= !bit;
        self.late &= !bit;
    }

    /// One rule is switched off or on, enters its last minute, or acts.
    pub(crate) fn turn(&mut self, turn: RuleTurn) {
        match turn {
            RuleTurn::Suspend(rule) => {
                self.suspended |= 1 << rule;
                self.shifted |= self.running & 1 << rule;
            }
            RuleTurn::Resume(rule) => self.suspended &= !(1 << rule),
            RuleTurn::LastMinute(rule) => self.late |= 1 << rule,
            RuleTurn::Fire(rule) => {
                self.running &= !(1 << rule);
                self.fired |= 1 << rule;
            }
        }
    }

    /// Whether the condition of a rule holds in a phase: whose silence it is, and that its action exists there.
    pub(crate) fn concerns(&self, rule: TimeoutRule, phase: &Phase) -> bool {
        let acts = match (phase, rule.action) {
            (Phase::InConversation(talk), _) => matches!(talk.primary, Primary::Agent(_)),
            // A supervisor's assignment is getting it, though what the rule does is for those who talk.
            (Phase::Offered(_), _) if rule.silence == Silence::Agent && got_by(phase).is_some() => true,
            (
                Phase::Open { .. } | Phase::Offered(_) | Phase::Waiting { .. },
                TimeoutAction::SendMessage | TimeoutAction::Close,
            ) => true,
            (
                Phase::Open { .. } | Phase::Offered(_) | Phase::Waiting { .. },
                TimeoutAction::ToWaiting | TimeoutAction::Release,
            )
            | (Phase::WrapUp(_) | Phase::Closed { .. }, _) => false,
        };
        acts && match (rule.silence, self.last) {
            (Silence::Customer, word) => word == Word::Agent,
            (Silence::Agent, Word::Agent) => false,
            (Silence::Agent, Word::Customer) if self.answered => true,
            // Before the first exchange the clock starts when the agent got it.
            (Silence::Agent, Word::Customer | Word::None) => got_by(phase).is_some(),
        }
    }

    /// Whether the message starts the countdown afresh although the condition held before.
    pub(crate) fn restarts(rule: TimeoutRule, word: Option<Word>) -> bool {
        match rule.silence {
            Silence::Customer => word == Some(Word::Agent),
            Silence::Agent => word == Some(Word::Customer),
        }
    }

    /// TIM-19: at one instant the rule with the better priority acts, and the other does not. Rules of one kind and
    /// time that were never switched off run out together.
    pub(crate) fn loses_tie(&self, rule: u8, workstream: &Workstream) -> bool {
        let rules = &workstream.timeout_rules;
        let own = rules[usize::from(rule)];
        let rank = |place: usize, one: &TimeoutRule| (one.priority, place);
        (0..).zip(rules).any(|(other, one)| {
            (one.silence, one.after_s) == (own.silence, own.after_s)
                && rank(usize::from(other), one) < rank(usize::from(rule), &own)
                && Self::is(self.running | self.fired, other)
                && !Self::is(self.suspended | self.shifted, other)
                && !Self::is(self.shifted, rule)
        })
    }
}

/// Who got the conversation (TIM-18): by accepting, by auto-assign, or by a supervisor's assignment.
pub(crate) fn got_by(phase: &Phase) -> Option<UserId> {
    match phase {
        Phase::InConversation(talk) => talk.primary.agent(),
        Phase::Offered(offer) if offer.kind == OfferKind::SupervisorAssign => Some(offer.agent),
        Phase::Open { .. } | Phase::Offered(_) | Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => {
            None
        }
    }
}
