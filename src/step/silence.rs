//! Time-out rules as a step decides them: what an elapsed countdown does, and switching one off and on (TIM-18 to TIM-20).

use super::{Move, Step};
use crate::event::{ClosureReason, Fact, Notice, Recipient};
use crate::phase::Phase;
use crate::policy::{Silence, TimeoutAction, TimeoutRule};
use crate::refusal::Code;
use crate::rule::Rule;
use crate::silence::{RuleTurn, Words};

impl Step<'_> {
    fn timeout_rule(&self, rule: u8) -> Option<TimeoutRule> {
        self.workstream.timeout_rules.get(usize::from(rule)).copied()
    }

    /// Whether the countdown of the rule runs: its condition holds, it has not acted, and it is not switched off.
    fn counts_down(&self, rule: u8) -> bool {
        let words = self.slot.words;
        Words::is(words.running, rule) && !Words::is(words.suspended, rule)
    }

    /// TIM-18: a countdown is over.
    pub(crate) fn timeout_rule_elapsed(&mut self, rule: u8) -> Move {
        let Some(own) = self.timeout_rule(rule) else { return self.unchanged(Rule::Tim19) };
        if !self.counts_down(rule) {
            return self.unchanged(Rule::S9Timer);
        }
        if self.slot.words.loses_tie(rule, self.workstream) && Rule::Tim19.holds() {
            return self.unchanged(Rule::Tim19);
        }
        let conversation = self.id;
        self.emit(Rule::Tim18, Fact::TimeoutRuleFired { conversation, rule });
        self.plan.rare().rule_turn = Some(RuleTurn::Fire(rule));
        match (own.action, self.slot.phase) {
            (TimeoutAction::SendMessage, _) => {
                self.notify(Rule::Tim19, Recipient::Customer, Notice::TimeoutMessage);
                self.message_stays(Rule::Tim19)
            }
            (TimeoutAction::Close, _) => self.timeout_rule_closes(),
            (TimeoutAction::ToWaiting, Phase::InConversation(talk)) => self.timeout_rule_to_waiting(&talk),
            (TimeoutAction::Release, Phase::InConversation(talk)) => self.timeout_rule_releases(&talk),
            (
                TimeoutAction::ToWaiting | TimeoutAction::Release,
                Phase::Open { .. }
                | Phase::Offered(_)
                | Phase::Waiting { .. }
                | Phase::WrapUp(_)
                | Phase::Closed { .. },
            ) => self.unchanged(Rule::S9Timer),
        }
    }

    /// The closure reason names whose silence it was.
    pub(crate) fn timeout_closure(&self) -> ClosureReason {
        match self.plan.rare.and_then(|rare| rare.rule_turn) {
            Some(RuleTurn::Fire(rule)) if self.timeout_rule(rule).is_some_and(|own| own.silence == Silence::Agent) => {
                ClosureReason::AgentNonResponseTimeoutRule
            }
            Some(RuleTurn::Fire(_) | RuleTurn::Suspend(_) | RuleTurn::Resume(_) | RuleTurn::LastMinute(_)) | None => {
                ClosureReason::CustomerNonResponseTimeoutRule
            }
        }
    }

    /// TIM-20: the last minute of a countdown begins.
    pub(crate) fn timeout_rule_last_minute(&mut self, rule: u8) -> Move {
        if self.timeout_rule(rule).is_none() || !self.counts_down(rule) || Words::is(self.slot.words.late, rule) {
            return self.unchanged(Rule::S9Timer);
        }
        self.turn_rule(RuleTurn::LastMinute(rule))
    }

    /// TIM-20: the agent switches a rule off for this conversation; not in its last minute.
    pub(crate) fn suspend_rule(&mut self, rule: u8) -> Move {
        if self.timeout_rule(rule).is_none() {
            return self.refuse(Code::WrongState, Rule::Tim19);
        }
        let words = self.slot.words;
        if Words::is(words.suspended, rule) {
            return self.unchanged(Rule::S9Repeat);
        }
        if Words::is(words.running & words.late, rule) {
            return self.refuse(Code::WrongState, Rule::Tim20);
        }
        self.turn_rule(RuleTurn::Suspend(rule))
    }

    /// TIM-20: the agent switches it on again.
    pub(crate) fn resume_rule(&mut self, rule: u8) -> Move {
        if self.timeout_rule(rule).is_none() {
            return self.refuse(Code::WrongState, Rule::Tim19);
        }
        if !Words::is(self.slot.words.suspended, rule) {
            return self.unchanged(Rule::S9Repeat);
        }
        self.turn_rule(RuleTurn::Resume(rule))
    }

    fn turn_rule(&mut self, turn: RuleTurn) -> Move {
        self.plan.rare().rule_turn = Some(turn);
        self.plan.touch = false;
        self.stay(Rule::Tim20)
    }
}
