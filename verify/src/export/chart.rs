//! The chart of one conversation, as the rows of the tables show it: its states, and by what it goes from one to another.

use std::collections::{BTreeMap, BTreeSet};

use switchboard::{Action, Route, Stage};

use super::sheet::{Change, Sheet};
use super::words::dashed;

/// What may happen in a state, merged over everything but the state: where a conversation can go, and by what.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    /// What the policy and the scope are.
    pub(super) title: String,
    /// The states that occur, and Closed.
    pub(super) stages: Vec<Stage>,
    /// By what a conversation begins, by where.
    pub(super) begins: BTreeMap<Stage, BTreeSet<String>>,
    /// By what it goes from one state to another, or changes while it stays.
    pub(super) moves: BTreeMap<(Stage, Stage), BTreeSet<String>>,
}

impl Chart {
    pub(super) fn of(sheet: &Sheet) -> Self {
        let stage = |code: u16| match code {
            0 => Stage::Closed,
            code => sheet.locals[usize::from(code) - 1].stage,
        };
        let mut chart =
            Self { title: sheet.title.clone(), stages: Vec::new(), begins: BTreeMap::new(), moves: BTreeMap::new() };
        let of = |moves: &std::ops::Range<usize>| sheet.moves[moves.clone()].iter();
        let event = |action: u16| event(sheet.actions[usize::from(action)].0);
        for row in sheet.conversations.iter().chain(&sheet.people_rows) {
            // Beside people there may be no conversation at all.
            for entry in of(&row.moves).filter(|entry| entry.change != Change::Keep && row.key.1 != 0) {
                chart.moves.entry((stage(row.key.1), stage(entry.code))).or_default().insert(event(entry.action));
            }
        }
        for entry in sheet.arrivals.iter().flat_map(|row| of(&row.moves)).filter(|entry| entry.change != Change::Keep) {
            chart.begins.entry(stage(entry.code)).or_default().insert(event(entry.action));
        }
        for entry in sheet.routes.iter().flat_map(|row| of(&row.moves)).filter(|entry| entry.change != Change::Keep) {
            chart.moves.entry((Stage::Open, stage(entry.code))).or_default().insert(event(entry.action));
        }
        let ends = chart.moves.keys().flat_map(|(from, to)| [*from, *to]).chain(chart.begins.keys().copied());
        let seen: BTreeSet<Stage> = ends.chain([Stage::Closed]).collect();
        chart.stages = seen.into_iter().collect();
        chart
    }

    /// Where a conversation begins; Open where nothing arrives.
    pub(super) fn first(&self) -> Stage {
        self.begins.keys().next().copied().unwrap_or(Stage::Open)
    }

    /// What leads away from a state, by where.
    pub(super) fn away(&self, from: Stage) -> impl Iterator<Item = (Stage, &BTreeSet<String>)> {
        self.moves.iter().filter(move |((other, to), _)| *other == from && *to != from).map(|((_, to), by)| (*to, by))
    }

    /// What happens in a state without leaving it.
    pub(super) fn within(&self, stage: Stage) -> Option<&BTreeSet<String>> {
        self.moves.get(&(stage, stage))
    }
}

/// The name of a state in the texts.
pub(super) const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Open => "Open",
        Stage::Offered => "Offered",
        Stage::InConversation => "InConversation",
        Stage::Waiting => "Waiting",
        Stage::WrapUp => "WrapUp",
        Stage::Closed => "Closed",
    }
}

/// Whether the state is a phase of Active.
pub(super) const fn is_active(stage: Stage) -> bool {
    match stage {
        Stage::Offered | Stage::InConversation => true,
        Stage::Open | Stage::Waiting | Stage::WrapUp | Stage::Closed => false,
    }
}

/// An action as an event with a dotted name: who, then what.
fn event(action: Action) -> String {
    match action {
        Action::Create(_) => "arrival.created".to_owned(),
        Action::Admit { .. } => "arrival.admitted".to_owned(),
        Action::Supervisor { operation, .. } => format!("supervisor.{}", dashed(&operation)),
        Action::Agent { operation, .. } => format!("agent.{}", dashed(&operation)),
        Action::Customer { operation, .. } => format!("customer.{}", dashed(&operation)),
        Action::Bot { operation, .. } => format!("bot.{}", dashed(&operation)),
        Action::System { operation, .. } => format!("system.{}", dashed(&operation)),
        Action::Timer { timer, .. } => format!("timer.{}", timer.name()),
        Action::Router(Route::Queue(_)) => "router.queue".to_owned(),
        Action::Router(Route::Agent(_)) => "router.agent".to_owned(),
        Action::Desk { operation, .. } => format!("desk.{}", dashed(&operation)),
        Action::ReturnWindowPassed { .. } => "system.return-window-passed".to_owned(),
        Action::Manage { change, .. } => format!("supervisor.{}", dashed(&change)),
        Action::Configure(change) => format!("administrator.{}", dashed(&change)),
        Action::Gauge(gauge) => format!("gauge.{}", dashed(&gauge)),
        Action::Age { .. } => "system.age".to_owned(),
    }
}
