//! Groups that are staffed by number: how many are at work in each interval, and who goes when there are fewer.

use crate::agenda::{Class, Wake};
use crate::engine::run::Run;
use crate::engine::staff::Plan;

use switchboard::UserId;

impl Run<'_> {
    /// Every group has its first number at the start of the day.
    pub(crate) fn plan_crews(&mut self) {
        for (number, crew) in (0..).zip(&self.scenario.crews) {
            if let Some((at, _)) = crew.changes.first() {
                self.agenda.push(*at, Class::Staff, Wake::Heads(number));
            }
        }
    }

    /// A new interval begins, or the last one has ended: agents come, or idle ones go.
    pub(crate) fn set_heads(&mut self, number: u16) {
        let scenario = self.scenario;
        let crew = &scenario.crews[usize::from(number)];
        let heads = &mut self.heads[usize::from(number)];
        let Some((_, wanted)) = crew.changes.get(heads.next).copied() else { return };
        heads.wanted = wanted;
        heads.next += 1;
        if let Some((at, _)) = crew.changes.get(heads.next) {
            self.agenda.push(*at, Class::Staff, Wake::Heads(number));
        }
        for agent in crew.agents.iter().rev() {
            self.leave_crew(*agent);
        }
        for agent in &crew.agents {
            if self.heads[usize::from(number)].present >= wanted {
                break;
            }
            if self.agents[agent.index()].plan == Plan::Off {
                self.heads[usize::from(number)].present += 1;
                self.set_scheduled(*agent, true);
                self.begin_shift(*agent);
            }
        }
    }

    /// An agent with empty hands goes home if the group has more at work than wanted; whether that is so.
    pub(crate) fn leave_crew(&mut self, user: UserId) -> bool {
        let agent = &self.agents[user.index()];
        let Some(crew) = agent.staff.and_then(|place| self.scenario.staff[place].crew) else { return false };
        let heads = &mut self.heads[usize::from(crew)];
        let away = match agent.plan {
            Plan::On | Plan::BeforeBreak(_) | Plan::Break => false,
            Plan::Off | Plan::Leaving => true,
        };
        if away || !agent.is_empty() || heads.present <= heads.wanted {
            return false;
        }
        heads.present -= 1;
        self.go_home(user);
        true
    }
}

/// How many of a group are at work, and how many are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Heads {
    pub(crate) present: u32,
    pub(crate) wanted: u32,
    /// The place of the next change.
    next: usize,
}

impl Heads {
    /// Whether somebody is to go.
    pub(crate) const fn are_too_many(self) -> bool {
        self.present > self.wanted
    }
}
