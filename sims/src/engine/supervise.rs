//! Supervisors: they look at the floor every few minutes, and act on what they saw, which may be a while ago.
//!
//! A look copies what a dashboard shows; the acts come later by the age of the view. The rules judge each act against
//! the true state, so some of them are refused, and that is counted.

use switchboard::{Action, Base, Channel, ConversationId, QueueId, Stage, Supervise, UserId};

use crate::agenda::{Class, Wake};
use crate::engine::run::Run;
use crate::results::{SupervisorAct, SupervisorOperation};
use crate::scenario::{Scenario, SupervisorPlan};
use crate::stream::{Cause, Philox4x32, Streams, uniform};
use crate::tick::{Span, Tick};

/// A row of the dashboard.
#[derive(Debug, Clone, Copy)]
struct Row {
    id: ConversationId,
    stage: Stage,
    source: u16,
    queue: QueueId,
    holder: Option<UserId>,
    /// Since when it has waited, or has been in the agent's hands.
    since: Tick,
}

/// An agent as the dashboard shows them.
#[derive(Debug, Clone, Copy)]
struct Seen {
    base: Base,
    signed_in: bool,
    available: i32,
}

/// One supervisor.
#[derive(Debug)]
pub(crate) struct Supervisor {
    rows: Vec<Row>,
    seen: Vec<Seen>,
    looked: Tick,
    watches: Option<ConversationId>,
    rng: Philox4x32,
}

impl Supervisor {
    pub(crate) fn all(scenario: &Scenario, streams: Streams) -> Vec<Self> {
        (0..scenario.supervisors.len())
            .map(|number| Self {
                rows: Vec::new(),
                seen: Vec::new(),
                looked: Tick::ZERO,
                watches: None,
                rng: streams.open(Cause::Supervisor, number as u64),
            })
            .collect()
    }
}

impl Run<'_> {
    pub(crate) fn plan_supervisors(&mut self) {
        for (number, plan) in self.scenario.supervisors.iter().enumerate() {
            for (from, _) in &plan.windows {
                self.agenda.push(*from, Class::Supervisor, Wake::Look(number as u16));
            }
        }
    }

    /// A supervisor looks: what they see now is what they will act on.
    pub(crate) fn look(&mut self, number: usize) {
        let plan = &self.scenario.supervisors[number];
        let supervisor = &mut self.supervisors[number];
        supervisor.looked = self.now;
        supervisor.rows.clear();
        supervisor.rows.extend(
            self.cases.iter().filter(|case| case.alive && plan.queues[case.queue.index()]).filter_map(|case| {
                let stage = case.stage?;
                let since = if case.hand.is_some() { case.hand_since } else { case.entered };
                let holder = case.hand.or(case.offered);
                Some(Row { id: case.id, stage, source: case.source, queue: case.queue, holder, since })
            }),
        );
        supervisor.seen.clear();
        let center = &self.center;
        supervisor.seen.extend((0..self.agents.len()).map(UserId::at).map(|user| Seen {
            base: center.base_presence(user),
            signed_in: center.is_present(user),
            available: center.available_units(user),
        }));
        let act = self.now + plan.view_age;
        self.agenda.push(act, Class::Supervisor, Wake::Act(number as u16));
        let next = (self.now + plan.look_every).max(act);
        if plan.windows.iter().any(|(from, to)| *from < next && next <= *to) {
            self.agenda.push(next, Class::Supervisor, Wake::Look(number as u16));
        }
    }

    /// A supervisor acts on what was seen.
    pub(crate) fn act(&mut self, number: usize) {
        let scenario = self.scenario;
        let plan = &scenario.supervisors[number];
        self.acting = number as u32;
        let rows = std::mem::take(&mut self.supervisors[number].rows);
        self.assign_longest(number, plan, &rows);
        self.monitor_longest(number, plan, &rows);
        self.transfer_longest(number, plan, &rows);
        self.close_forgotten(number, plan, &rows);
        self.supervisors[number].rows = rows;
    }

    /// How old a row was when it was seen.
    fn age(&self, number: usize, row: &Row) -> Span {
        self.supervisors[number].looked.saturating_since(row.since)
    }

    fn assign_longest(&mut self, number: usize, plan: &SupervisorPlan, rows: &[Row]) {
        let Some(watch) = plan.assign else { return };
        // The few that have waited longest, found one after another: a dashboard is short.
        let mut after: Option<(Tick, u32)> = None;
        for _ in 0..watch.each_look {
            let waiting = rows
                .iter()
                .filter(|row| row.stage == Stage::Open && self.age(number, row) > watch.waiting_over)
                .filter(|row| after.is_none_or(|last| (row.since, row.id.slot) > last))
                .min_by_key(|row| (row.since, row.id.slot));
            let Some(row) = waiting else { return };
            after = Some((row.since, row.id.slot));
            let Some(agent) = self.choose(number, row, watch.over_capacity, watch.over_presence, None) else {
                continue;
            };
            let operation = Supervise::AssignToAgent {
                agent,
                over_presence: watch.over_presence,
                over_capacity: watch.over_capacity,
            };
            self.command(number, plan, row, operation, SupervisorOperation::Assign, Some(agent));
        }
    }

    /// The agent who looked best for a conversation, by the view: with the most left, enough of it unless overridden.
    /// A caller is never put on top of a caller.
    fn choose(
        &self,
        number: usize,
        row: &Row,
        over_capacity: bool,
        over_presence: bool,
        but: Option<UserId>,
    ) -> Option<UserId> {
        let source = &self.scenario.sources[usize::from(row.source)];
        let workstream = &self.scenario.policy().workstreams()[source.workstream.index()];
        let cost = i32::from(workstream.cost);
        let mut best: Option<(i32, UserId)> = None;
        for member in self.center.members(row.queue) {
            let seen = self.supervisors[number].seen[member.index()];
            let ready = match seen.base {
                Base::Available | Base::Busy => true,
                Base::BusyDnd => over_presence,
                Base::Away | Base::Offline | Base::Inactive => false,
            };
            let fits = seen.available >= cost || (over_capacity && source.channel != Channel::Voice);
            if !seen.signed_in || !ready || !fits || Some(member) == but {
                continue;
            }
            if best.is_none_or(|(most, _)| seen.available > most) {
                best = Some((seen.available, member));
            }
        }
        best.map(|(_, member)| member)
    }

    fn monitor_longest(&mut self, number: usize, plan: &SupervisorPlan, rows: &[Row]) {
        let Some(watch) = plan.monitor else { return };
        if self.supervisors[number].watches.is_some() {
            return;
        }
        let longest = rows
            .iter()
            .filter(|row| row.stage == Stage::InConversation && row.holder.is_some())
            .filter(|row| self.age(number, row) > watch.longer_than)
            .min_by_key(|row| (row.since, row.id.slot));
        let Some(row) = longest else { return };
        if !self.command(number, plan, row, Supervise::Monitor, SupervisorOperation::Monitor, None) {
            return;
        }
        self.supervisors[number].watches = Some(row.id);
        self.agenda.push(self.now + watch.stay, Class::Supervisor, Wake::Leave(number as u16));
        if uniform(&mut self.supervisors[number].rng) < watch.join {
            self.command(number, plan, row, Supervise::Join, SupervisorOperation::Join, None);
        }
    }

    /// A supervisor stops watching.
    pub(crate) fn stop_watching(&mut self, number: usize) {
        let scenario = self.scenario;
        let plan = &scenario.supervisors[number];
        let Some(id) = self.supervisors[number].watches.take() else { return };
        let case = &self.cases[id.index()];
        if case.id != id || !case.alive {
            return;
        }
        let row = Row {
            id,
            stage: Stage::InConversation,
            source: case.source,
            queue: case.queue,
            holder: case.hand,
            since: case.hand_since,
        };
        self.command(number, plan, &row, Supervise::Leave, SupervisorOperation::Leave, None);
    }

    fn transfer_longest(&mut self, number: usize, plan: &SupervisorPlan, rows: &[Row]) {
        let Some(watch) = plan.transfer else { return };
        let longest = rows
            .iter()
            .filter(|row| row.stage == Stage::InConversation && row.holder.is_some())
            .filter(|row| self.age(number, row) > watch.longer_than)
            .filter(|row| {
                let case = &self.cases[row.id.index()];
                case.id != row.id || !case.considered
            })
            .min_by_key(|row| (row.since, row.id.slot));
        let Some(row) = longest else { return };
        let case = &mut self.cases[row.id.index()];
        if case.id == row.id {
            case.considered = true;
        }
        if uniform(&mut self.supervisors[number].rng) >= watch.probability {
            return;
        }
        let Some(agent) = self.choose(number, row, false, false, row.holder) else { return };
        let operation = Supervise::TransferToAgent { agent };
        self.command(number, plan, row, operation, SupervisorOperation::Transfer, Some(agent));
    }

    fn close_forgotten(&mut self, number: usize, plan: &SupervisorPlan, rows: &[Row]) {
        let Some(limit) = plan.force_close else { return };
        for row in rows {
            // A case may take its time; a talk that lasts this long was forgotten.
            let talks = self.scenario.sources[usize::from(row.source)].channel != Channel::Record;
            if matches!(row.stage, Stage::InConversation | Stage::WrapUp)
                && talks
                && row.holder.is_some()
                && self.age(number, row) > limit
            {
                self.command(number, plan, row, Supervise::ForceClose, SupervisorOperation::ForceClose, None);
            }
        }
    }

    /// One command of a supervisor, judged by the rules and written down; whether it was done.
    fn command(
        &mut self,
        number: usize,
        plan: &SupervisorPlan,
        row: &Row,
        operation: Supervise,
        name: SupervisorOperation,
        agent: Option<UserId>,
    ) -> bool {
        self.acting = number as u32;
        let place = u32::from(self.feeds[usize::from(row.source)].place);
        let answer = self.apply(Action::Supervisor { by: plan.user, conversation: row.id, operation });
        self.recorder.day.supervisor_acts.push(SupervisorAct {
            at: self.now,
            supervisor: number as u32,
            operation: name,
            workstream: place,
            agent: agent.map(|agent| u32::from(agent.0)),
            refused: match answer {
                switchboard::Answer::Refused(refusal) => Some(refusal.code),
                switchboard::Answer::Done | switchboard::Answer::Unchanged(_) => None,
            },
        });
        answer.is_done()
    }
}
