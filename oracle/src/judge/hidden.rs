//! Steps that the log leaves out: done as soon as they are due, and thought about again where the log says otherwise.

use std::collections::VecDeque;
use std::ops::Range;

use switchboard::{Action, Change, ContactCenter, ConversationId, Desk, Handle, QueueId, Route, Supervise, UserId};

use crate::report::Missing;

use super::Judge;
use super::infer::Clues;
use super::mend::FOUND_MUCH;
use super::step::{Successor, group};
use super::told::{Field, Row};
use super::world::World;

/// How many steps back a hidden step may be put in.
const BACK_MAX: usize = 24;
/// How many hidden steps are put in at one place, at most.
const DEPTH_MAX: usize = 3;
/// How many searches of the router follow one step, at most.
const ROUTES_MAX: usize = 1_000;

/// What the log told in the last steps, from which the judge may go back; each world knows its own past.
#[derive(Debug, Default)]
pub(crate) struct History {
    steps: VecDeque<Vec<Row>>,
}

impl Judge {
    fn hides(&self, role: &str) -> bool {
        self.settings.hidden.contains(role)
    }

    /// Keeps what the log told in a step that is explained.
    pub(crate) fn remember(&mut self, rows: Range<usize>) {
        let mut step = match self.history.steps.len() {
            BACK_MAX => self.history.steps.pop_front().unwrap_or_default(),
            _ => Vec::new(),
        };
        step.clear();
        step.extend_from_slice(&self.rows[rows]);
        self.history.steps.push_back(step);
    }

    /// Forgets the states to come back to: a finding stands between them and now.
    pub(crate) fn forget_history(&mut self) {
        self.history.steps.clear();
        self.worlds.iter_mut().for_each(World::forget_past);
    }

    /// What follows a step at once where the log leaves it out: the router searches as long as it finds something.
    pub(crate) fn follow_up(&mut self, world: &mut World, action: Action, at: Option<i64>) {
        if !self.hides("router") || matches!(action, Action::Router(_)) {
            return;
        }
        let mut due: VecDeque<Route> = world.now.due().map(|due| due.route).collect();
        for _ in 0..ROUTES_MAX {
            let Some(route) = due.pop_front() else { break };
            let action = Action::Router(route);
            if world.now.apply(action).is_done() {
                let more: Vec<Route> = world.now.due().map(|due| due.route).collect();
                world.keep(&action, at);
                due.extend(more.into_iter().filter(|more| !due.contains(more)).collect::<Vec<_>>());
                due.push_back(route);
            }
        }
    }

    /// Goes back step by step and looks for hidden steps under which the log goes on; tells whether it found some.
    pub(crate) fn reconsider(&mut self, end: bool) -> bool {
        let here = self.start;
        let ahead: Vec<Row> = self.rows[here..].to_vec();
        let wanted = group(&ahead);
        // A log that does not fit again and again is not looked at so closely.
        let much = self.mended > FOUND_MUCH || self.unsure > 0;
        let mut budget = if much { 4 } else { self.settings.states_max * 4 };
        // First from the states that are believed now, then from earlier and earlier ones.
        let now = std::mem::take(&mut self.worlds);
        let mut found: Vec<Successor> = Vec::new();
        for world in &now {
            let hidden = self.repertoire(world, &ahead[..wanted]);
            self.deepen(world, &[], &ahead, wanted, &hidden, DEPTH_MAX, end, &mut budget, &mut found);
        }
        // After a finding the past begins anew, so that nothing of it is known at first.
        let known = self.history.steps.len();
        for back in 1..=known.min(if much { 1 } else { BACK_MAX }) {
            // Earlier states are made anew, which is not cheap.
            if !found.is_empty() || budget == 0 {
                break;
            }
            let between: Vec<Row> = self.history.steps.range(known + 1 - back..).flatten().copied().collect();
            for world in now.iter().filter_map(|world| world.earlier(back)) {
                if !found.is_empty() || budget == 0 {
                    break;
                }
                let hidden = self.repertoire(&world, &ahead[..wanted]);
                let depth = if back < 4 { DEPTH_MAX - 1 } else { 1 };
                self.deepen(&world, &between, &ahead, wanted, &hidden, depth, end, &mut budget, &mut found);
            }
        }
        if found.is_empty() {
            self.worlds = now;
            // Only so many hidden steps are tried, so where fields are missing too the log may be right.
            let thin = ahead[..wanted].iter().any(|row| row.cause.is_none() || row.told.get(Field::Command).is_none());
            if budget == 0 || thin {
                self.exhaust();
            }
            return false;
        }
        let rows = found.iter().map(|it| it.rows).max().unwrap_or(0);
        found.retain(|it| it.rows == rows);
        let mut alone: Vec<Successor> = Vec::new();
        for successor in found {
            if !alone.iter().any(|it| it.world.is_same(&successor.world)) {
                alone.push(successor);
            }
        }
        if alone.len() > 1 {
            self.doubt = Some(Missing::EarlierEvent);
        }
        self.accept(alone, true);
        true
    }

    /// Puts in hidden steps from a state on, then what the log told between, then what is to be explained.
    #[expect(clippy::too_many_arguments, reason = "a search carries its goal, its budget and what it found")]
    fn deepen(
        &mut self,
        world: &World,
        between: &[Row],
        ahead: &[Row],
        wanted: usize,
        hidden: &[Action],
        depth: usize,
        end: bool,
        budget: &mut usize,
        found: &mut Vec<Successor>,
    ) {
        let mut trial = world.clone();
        for action in hidden {
            if *budget == 0 || found.len() >= self.settings.states_max {
                return;
            }
            if !trial.now.apply(*action).is_done() {
                continue;
            }
            *budget -= 1;
            let mut next = trial.clone();
            trial.undo(action);
            next.keep(action, self.clock);
            let through = self.replay(next.clone(), between);
            if let Some(through) = through {
                found.extend(self.explain_rows(through, ahead, wanted, end));
            }
            if depth > 1 && found.is_empty() {
                let more = self.repertoire(&next, &ahead[..wanted]);
                self.deepen(&next, between, ahead, wanted, &more, depth - 1, end, budget, found);
            }
            if !found.is_empty() {
                return;
            }
        }
    }

    /// What a world makes of events that were explained before from another.
    fn replay(&mut self, mut world: World, rows: &[Row]) -> Option<World> {
        let mut rows = rows;
        while !rows.is_empty() {
            let wanted = group(rows);
            let successor = self.explain_rows(world, rows, wanted, true).into_iter().next()?;
            if successor.cut {
                return None;
            }
            rows = &rows[successor.rows..];
            world = successor.world;
            world.mark();
            self.follow_up(&mut world, successor.action, None);
        }
        Some(world)
    }

    /// As [`explain`](Self::explain), of events that stand elsewhere.
    pub(crate) fn explain_rows(&mut self, world: World, rows: &[Row], wanted: usize, end: bool) -> Vec<Successor> {
        let (own, start) = (std::mem::replace(&mut self.rows, rows.to_vec()), self.start);
        let explained = self.explain(world, 0, wanted, end);
        self.rows = own;
        self.start = start;
        explained.successors
    }

    /// Hidden steps that may have to do with the events that come next.
    fn repertoire(&self, world: &World, rows: &[Row]) -> Vec<Action> {
        let clues = Clues::new(&self.reader.teller.words, rows);
        let center = &world.now;
        let mut list = Vec::new();
        let conversation = clues.key().and_then(|key| world.names.id(key));
        let agents = clues.involved(center, conversation);
        if self.hides("router") {
            let queues: Vec<QueueId> = match conversation.and_then(|id| center.queue_of(id)) {
                Some(queue) => vec![queue],
                None => (0..center.policy().queues().len()).map(QueueId::at).collect(),
            };
            list.extend(agents.iter().map(|agent| Action::Router(Route::Agent(*agent))));
            list.extend(queues.iter().map(|queue| Action::Router(Route::Queue(*queue))));
        }
        if let Some(conversation) = conversation {
            self.on(center, conversation, &agents, &mut list);
        }
        if self.hides("agent") {
            for &agent in &agents {
                let desk = |operation| Action::Desk { agent, operation };
                list.extend([Desk::SignIn, Desk::ConnectionRestored, Desk::ConnectionLost, Desk::SignOut].map(desk));
                let presences = (0..center.policy().presences().len()).map(switchboard::PresenceId::at);
                list.extend(presences.map(|presence| desk(Desk::SetPresence(presence))));
            }
        }
        if self.hides("system") {
            let queues = || (0..center.policy().queues().len()).map(QueueId::at);
            list.extend(
                queues()
                    .map(|queue| Action::Configure(Change::SetQueueOpen { queue, open: !center.is_queue_open(queue) })),
            );
        }
        list
    }

    fn on(&self, center: &ContactCenter, conversation: ConversationId, agents: &[UserId], list: &mut Vec<Action>) {
        if self.hides("timer") {
            list.extend(center.timers(conversation).iter().map(|timer| Action::Timer { conversation, timer }));
        }
        if self.hides("supervisor") {
            let users = (0..center.policy().users().len()).map(UserId::at);
            let chiefs = users.filter(|user| center.policy().users()[user.index()].roles.supervisor).take(4);
            for by in chiefs {
                let supervise = |operation| Action::Supervisor { by, conversation, operation };
                for &agent in agents {
                    let (over_presence, over_capacity) = (true, true);
                    list.push(supervise(Supervise::AssignToAgent { agent, over_presence, over_capacity }));
                    list.push(supervise(Supervise::TransferToAgent { agent }));
                }
                list.extend([Supervise::ForceClose, Supervise::Monitor, Supervise::Join].map(supervise));
                let queues = (0..center.policy().queues().len()).map(QueueId::at);
                list.extend(queues.map(|queue| supervise(Supervise::TransferToQueue { queue })));
            }
        }
        if self.hides("agent") {
            for &by in agents {
                let handle = |operation| Action::Agent { by, conversation, operation };
                list.extend(
                    [Handle::Accept, Handle::Reject, Handle::End, Handle::CloseSession, Handle::Pick, Handle::Release]
                        .map(handle),
                );
            }
        }
        if self.hides("customer") {
            use switchboard::Contact;
            let customer = |operation| Action::Customer { conversation, operation };
            list.extend([Contact::Message, Contact::End, Contact::Disconnect, Contact::Reconnect].map(customer));
        }
        if self.hides("bot") {
            use switchboard::BotTurn;
            list.extend([BotTurn::Escalate, BotTurn::End].map(|operation| Action::Bot { conversation, operation }));
        }
    }
}

impl Clues<'_> {
    /// The people whom the events name, and those who have to do with the conversation.
    pub(crate) fn involved(&self, center: &ContactCenter, id: Option<ConversationId>) -> Vec<UserId> {
        let mut people = Vec::new();
        let fields = [Field::Actor, Field::Agent, Field::To, Field::From];
        let told = self.rows.iter().flat_map(|row| fields.map(|field| row.told.word(field)));
        for user in told.flatten().filter_map(|word| self.words.user(word)) {
            if !people.contains(&user) {
                people.push(user);
            }
        }
        if let Some(id) = id
            && people.is_empty()
        {
            people.extend(center.phase(id).holder());
            people.extend(center.queue_of(id).into_iter().flat_map(|queue| center.members(queue)));
        }
        people
    }
}
