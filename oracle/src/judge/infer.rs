//! Which actions may lie behind the events that come next: read off what is told of them, wider where less is told.
//!
//! Nothing here decides: whatever is listed is put to the kernel, and what the kernel then tells is compared.

mod besides;
mod commands;

use std::collections::BTreeSet;

use switchboard::{
    Action, BotTurn, Change, ContactCenter, ConversationId, Desk, Gauge, Handle, PresenceId, QueueId, Route, Supervise,
    Timer, Upkeep, UserId,
};

use super::teller::unpacked;
use super::told::{Field, Row};
use super::vocabulary::Vocabulary;
use super::world::World;

use self::commands::{BEGUN, CONTACTS, DESK, HANDLES, OF_PEOPLE, SUPERVISE};

/// A conversation that nobody has.
pub(crate) const STALE: ConversationId = ConversationId { slot: u32::MAX, generation: 0 };

/// What is told of a step, gathered from its events.
#[derive(Debug, Clone)]
pub(crate) struct Clues<'a> {
    pub(crate) words: &'a Vocabulary,
    /// The events of the step as far as the log says which they are, the first one first.
    pub(crate) rows: &'a [Row],
    command: Option<&'a str>,
    role: Option<&'a str>,
    actor: Option<UserId>,
    kind: &'a str,
    key: Option<i64>,
}

impl<'a> Clues<'a> {
    pub(crate) fn new(words: &'a Vocabulary, rows: &'a [Row]) -> Self {
        let first = |field: Field| rows.iter().find_map(|row| row.told.word(field));
        let text = |field| first(field).map(|word| words.text(word));
        Self {
            words,
            rows,
            command: text(Field::Command),
            role: text(Field::Role),
            actor: first(Field::Actor).and_then(|word| words.user(word)),
            kind: rows[0].told.word(Field::Type).map_or("", |word| words.text(word)),
            key: rows.iter().find_map(|row| row.told.get(Field::Conv)),
        }
    }

    /// The key of the conversation that is named first.
    pub(crate) const fn key(&self) -> Option<i64> {
        self.key
    }

    fn first(&self, field: Field) -> Option<u32> {
        self.rows[0].told.word(field)
    }

    /// Everybody whom the events name, in their order.
    fn named(&self) -> Vec<UserId> {
        let mut named = Vec::new();
        for row in self.rows {
            for field in [Field::Agent, Field::To, Field::From] {
                if let Some(user) = row.told.word(field).and_then(|word| self.words.user(word))
                    && !named.contains(&user)
                {
                    named.push(user);
                }
            }
        }
        named
    }

    /// Whom an operation may be aimed at: those who are named, or anybody.
    fn targets(&self, center: &ContactCenter) -> Vec<UserId> {
        let mut targets = self.named();
        // Who is named elsewhere in the step may be somebody else.
        if self.first(Field::Agent).is_none() && self.first(Field::To).is_none() {
            let others: Vec<UserId> = everybody(center).filter(|user| !targets.contains(user)).collect();
            targets.extend(others);
        }
        targets
    }

    fn queues(&self, center: &ContactCenter) -> Vec<QueueId> {
        let mut named = Vec::new();
        for row in self.rows {
            if let Some(queue) = row.told.word(Field::Queue).and_then(|word| self.words.queue(word))
                && !named.contains(&queue)
            {
                named.push(queue);
            }
        }
        if named.is_empty() { (0..center.policy().queues().len()).map(QueueId::at).collect() } else { named }
    }

    /// Which conversations it may be about.
    fn conversations(&self, world: &World) -> Vec<ConversationId> {
        // What is refused may be about one that is over.
        let refused = self.rows[0].refused.then_some(STALE);
        match self.key {
            Some(key) => match world.names.id(key) {
                Some(id) => vec![id],
                // It may be over, or be one whose name was not told yet.
                None if world.names.nameless().is_empty() => vec![STALE],
                None => world.names.nameless().iter().copied().chain(refused).collect(),
            },
            None => {
                let told = |field: Field| self.rows[0].told.word(field);
                let (stream, channel) = (told(Field::Workstream), told(Field::Channel));
                let policy = world.now.policy();
                let fits = |id: &ConversationId| {
                    let own = world.now.workstream_of(*id);
                    let known = own.map(|own| policy.workstreams()[own.index()].channel.name());
                    stream.is_none_or(|word| self.words.workstream(word) == own)
                        && channel.is_none_or(|word| known == Some(self.words.text(word)))
                };
                world.now.conversations().filter(fits).chain(refused).collect()
            }
        }
    }

    /// Who may have acted on a conversation as an agent.
    fn agents(&self, center: &ContactCenter, id: ConversationId, picks: bool) -> Vec<UserId> {
        if let Some(actor) = self.actor {
            return vec![actor];
        }
        let mut agents = self.named();
        let phase = center.phase(id);
        agents.extend(phase.holder());
        if let switchboard::Phase::InConversation(talk) = phase {
            agents.extend(talk.pending.map(|pending| pending.agent));
        }
        agents.extend(center.participants(id).iter().map(|participant| participant.user));
        if picks && self.rows[0].told.word(Field::Agent).is_none() {
            agents.extend(center.queue_of(id).into_iter().flat_map(|queue| center.members(queue)));
        }
        let mut seen = BTreeSet::new();
        agents.retain(|agent| seen.insert(*agent));
        agents
    }

    fn supervisors(&self, center: &ContactCenter) -> Vec<UserId> {
        match self.actor {
            Some(actor) => vec![actor],
            None => {
                let users = center.policy().users();
                let chief = |user: &UserId| {
                    let roles = users[user.index()].roles;
                    roles.supervisor || roles.administrator
                };
                everybody(center).filter(chief).collect()
            }
        }
    }

    /// The actions that may lie behind the events, the most likely first.
    pub(crate) fn candidates(&self, world: &World) -> Vec<Action> {
        let mut found = Vec::new();
        match self.command {
            Some(command) => self.of_command(command, world, &mut found),
            None => self.of_role(world, &mut found),
        }
        found
    }

    /// Every action that may lie behind the events whatever the command says.
    pub(crate) fn anything(&self, world: &World) -> Vec<Action> {
        let mut found = Vec::new();
        Clues { command: None, role: None, ..self.clone() }.of_role(world, &mut found);
        found
    }

    /// Searches of the router for each agent there is.
    pub(crate) fn searches(world: &World) -> Vec<Action> {
        everybody(&world.now).map(|agent| Action::Router(Route::Agent(agent))).collect()
    }

    /// Steps that may have been lost before these events: whatever may happen to their conversation and people.
    pub(crate) fn before(&self, world: &World) -> Vec<Action> {
        let mut found = Vec::new();
        let wide = Clues { command: None, role: None, actor: None, kind: "", ..self.clone() };
        let center = &world.now;
        if self.key.is_some_and(|key| world.names.id(key).is_some()) {
            wide.of_role(world, &mut found);
        }
        let mut people = self.named();
        people.extend(self.actor);
        let mut seen = BTreeSet::new();
        people.retain(|user| seen.insert(*user));
        for &agent in &people {
            let desk = |operation| Action::Desk { agent, operation };
            found.extend([Desk::SignIn, Desk::ConnectionRestored, Desk::ConnectionLost, Desk::SignOut].map(desk));
            found.push(Action::ReturnWindowPassed { agent });
            let presences = || (0..center.policy().presences().len()).map(PresenceId::at);
            found.extend(presences().map(|presence| desk(Desk::SetPresence(presence))));
            found.push(desk(Desk::ResetPresence));
        }
        // What else these people have in hand.
        let theirs = |id: &ConversationId| {
            let held = center.phase(*id).holder().into_iter().chain(center.charged(*id));
            held.into_iter().any(|holder| people.contains(&holder))
        };
        for (key, id) in world.names.iter().filter(|(key, id)| Some(*key) != self.key && theirs(id)) {
            let other = Clues { key: Some(key), actor: center.phase(id).holder(), ..wide.clone() };
            for command in ["agent end", "agent close session", "agent accept", "agent reject", "agent release"] {
                other.of_command(command, world, &mut found);
            }
            other.timers(None, world, &mut found);
            let other = Clues { actor: None, ..other };
            other.of_command("customer end", world, &mut found);
            other.of_command("supervisor force close", world, &mut found);
        }
        for queue in self.queues(center) {
            found.push(Action::Gauge(Gauge::Length { queue }));
            found.push(Action::Configure(Change::SetQueueOpen { queue, open: !center.is_queue_open(queue) }));
        }
        // The router may have given something else to the same people.
        found.extend(people.iter().map(|agent| Action::Router(Route::Agent(*agent))));
        found
    }

    /// Without a command: everything that somebody in this role may do.
    fn of_role(&self, world: &World, found: &mut Vec<Action>) {
        let role = |name: &str| self.role.is_none_or(|role| role == name);
        let of_people = OF_PEOPLE.contains(&self.kind);
        let begun = if self.key.is_none() { BEGUN.iter().find(|(kind, _)| *kind == self.kind) } else { None };
        if let Some((_, commands)) = begun {
            // Neither command nor conversation is told: what usually begins like this, on any of them.
            for command in commands.iter().copied() {
                match command {
                    "timer" if role("timer") => self.timers(None, world, found),
                    "system" if role("system") => self.upkeep(world, found),
                    "timer" | "system" => {}
                    command => {
                        let own = if command == "route" { "router" } else { command.split(' ').next().unwrap_or("") };
                        if role(own) {
                            self.of_command(command, world, found);
                        }
                    }
                }
            }
        } else if (self.key.is_some() || !of_people) && self.kind != "ConversationCreated" {
            if role("router") {
                self.routes(world, found);
            }
            if role("agent") {
                HANDLES.iter().for_each(|command| self.of_command(command, world, found));
            }
            if role("timer") {
                self.timers(None, world, found);
            }
            if role("customer") {
                CONTACTS.iter().for_each(|(command, _)| self.of_command(command, world, found));
            }
            if role("bot") {
                ["bot end", "bot escalate"].iter().for_each(|command| self.of_command(command, world, found));
            }
            if role("system") {
                self.upkeep(world, found);
            }
            if role("supervisor") {
                SUPERVISE.iter().for_each(|command| self.of_command(command, world, found));
            }
        }
        let create = matches!(self.kind, "ConversationCreated" | "RoutedToQueue");
        if create && role("customer") {
            self.arrivals(world, found);
        }
        // What people do besides conversations begins with an event that names no conversation.
        if self.rows[0].told.get(Field::Conv).is_none() && (of_people || matches!(self.kind, "" | "OperationRefused")) {
            DESK.iter().for_each(|command| self.of_command(command, world, found));
            if role("system") {
                self.of_command("gauge", world, found);
                self.of_command("age", world, found);
            }
            if role("timer") {
                self.of_command("return window", world, found);
            }
        }
    }

    fn of_command(&self, command: &str, world: &World, found: &mut Vec<Action>) {
        let center = &world.now;
        if let Some(handles) = command.strip_prefix("agent ") {
            for conversation in self.conversations(world) {
                for operation in self.handles(handles, center, conversation) {
                    for by in self.agents(center, conversation, handles == "pick") {
                        found.push(Action::Agent { by, conversation, operation });
                    }
                }
            }
            return;
        }
        if let Some(operation) = command.strip_prefix("supervisor ") {
            for conversation in self.conversations(world) {
                for operation in self.supervision(operation, center) {
                    let by = self.supervisors(center);
                    found.extend(by.iter().map(|by| Action::Supervisor { by: *by, conversation, operation }));
                }
            }
            return;
        }
        if let Some((_, operation)) = CONTACTS.iter().find(|(name, _)| *name == command) {
            let on = |conversation| Action::Customer { conversation, operation: *operation };
            found.extend(self.conversations(world).into_iter().map(on));
            return;
        }
        if let Some(timer) = Timer::named(command) {
            self.timers(Some(timer), world, found);
            return;
        }
        match command {
            "create" => self.arrivals(world, found),
            "route" => self.routes(world, found),
            "system" => self.upkeep(world, found),
            "gauge" => self.gauges(center, found),
            "bot end" | "bot escalate" => {
                let operation = if command == "bot end" { BotTurn::End } else { BotTurn::Escalate };
                let on = |conversation| Action::Bot { conversation, operation };
                found.extend(self.conversations(world).into_iter().map(on));
            }
            "return window" => {
                found.extend(self.targets(center).into_iter().map(|agent| Action::ReturnWindowPassed { agent }));
            }
            "age" => {
                let reason = self.first(Field::Reason).map(|word| self.words.text(word));
                let units = reason.and_then(|reason| reason.strip_suffix(" units")?.parse().ok());
                found.extend(units.map(|units| Action::Age { units }));
            }
            command => self.people(command, center, found),
        }
    }

    // ---- on a conversation ---------------------------------------------------------------------------------------

    fn handles(&self, name: &str, center: &ContactCenter, id: ConversationId) -> Vec<Handle> {
        let to = |of: fn(UserId) -> Handle| self.targets(center).into_iter().map(of).collect::<Vec<_>>();
        let at = |of: fn(QueueId) -> Handle| self.queues(center).into_iter().map(of).collect::<Vec<_>>();
        let beside = |of: fn(UserId) -> Handle| {
            let named = self.named();
            let beside = center.participants(id).iter().map(|participant| participant.user);
            let mut users: Vec<UserId> = named.iter().copied().chain(beside).collect();
            // A refused command may name anybody.
            if users.is_empty() || named.is_empty() && self.rows[0].refused {
                users.extend(everybody(center));
            }
            let mut seen = BTreeSet::new();
            users.retain(|user| seen.insert(*user));
            users.into_iter().map(of).collect::<Vec<_>>()
        };
        let rules = |of: fn(u8) -> Handle| self.rules(center, id).into_iter().map(of).collect::<Vec<_>>();
        match name {
            "pick" => vec![Handle::Pick],
            "accept" => vec![Handle::Accept],
            "reject" => vec![Handle::Reject],
            "refresh browser" => vec![Handle::RefreshBrowser],
            "end" => vec![Handle::End],
            "close session" => vec![Handle::CloseSession],
            "release" => vec![Handle::Release],
            "reopen" => vec![Handle::Reopen],
            "transfer" => to(|agent| Handle::TransferToAgent { agent }),
            "transfer to queue" => at(|queue| Handle::TransferToQueue { queue }),
            "transfer outside" => vec![Handle::TransferOutside],
            "consult" => to(|agent| Handle::Consult { agent }),
            "consult queue" => (0..center.policy().queues().len())
                .map(|queue| Handle::ConsultQueue { queue: QueueId::at(queue) })
                .collect(),
            "accept consult" => vec![Handle::AcceptConsult],
            "reject consult" => vec![Handle::RejectConsult],
            "leave consult" => vec![Handle::LeaveConsult],
            "end consult" => beside(|agent| Handle::EndConsult { agent }),
            "promote" => beside(|agent| Handle::Promote { agent }),
            "add to customer" => beside(|agent| Handle::AddToCustomer { agent }),
            "move to waiting" => vec![Handle::MoveToWaiting],
            "raise call" => vec![Handle::RaiseCall],
            "hang up leg" => vec![Handle::HangUpLeg],
            "hold" => vec![Handle::Hold],
            "resume" => vec![Handle::Resume],
            "rejoin" => vec![Handle::Rejoin],
            "resolve record" => vec![Handle::ResolveRecord],
            "message" => vec![Handle::Message],
            "suspend time-out rule" => rules(|rule| Handle::SuspendRule { rule }),
            "resume time-out rule" => rules(|rule| Handle::ResumeRule { rule }),
            "assign case" => to(|agent| Handle::AssignRecord { agent }),
            "set disposition" => vec![Handle::SetDisposition],
            "call outside" => vec![Handle::CallOutside],
            _ => Vec::new(),
        }
    }

    /// The time-out rule that the reason names, or every one that there is.
    fn rules(&self, center: &ContactCenter, id: ConversationId) -> Vec<u8> {
        let named = self.rows.iter().find_map(|row| {
            let text = self.words.text(row.told.word(Field::Reason)?);
            text.strip_prefix("rule ")?.parse::<u8>().ok()?.checked_sub(1)
        });
        let stream = center.workstream_of(id).map(|stream| &center.policy().workstreams()[stream.index()]);
        let known = stream.map_or(0, |stream| stream.timeout_rules.len()) as u8;
        match named {
            Some(rule) if rule < known || known == 0 => vec![rule.min(known.saturating_sub(1))],
            Some(_) | None => (0..known).collect(),
        }
    }

    fn supervision(&self, name: &str, center: &ContactCenter) -> Vec<Supervise> {
        match name {
            "monitor" => vec![Supervise::Monitor],
            "join" => vec![Supervise::Join],
            "leave" => vec![Supervise::Leave],
            "assign" => {
                let told = self.rows.iter().find_map(|row| row.told.get(Field::Override)).map(unpacked);
                let every = [(false, false), (false, true), (true, false), (true, true)];
                let assign = |agent: UserId| {
                    every.into_iter().map(move |(over_presence, over_capacity)| Supervise::AssignToAgent {
                        agent,
                        over_presence,
                        over_capacity,
                    })
                };
                let mut all: Vec<Supervise> = self.targets(center).into_iter().flat_map(assign).collect();
                // What was asked for is at least what was overridden; an override that was not needed is not told.
                let fits = |operation: &Supervise| match (operation, told) {
                    (Supervise::AssignToAgent { over_presence, over_capacity, .. }, Some((presence, capacity))) => {
                        (!presence || *over_presence) && (!capacity || *over_capacity)
                    }
                    (_, _) => true,
                };
                all.retain(fits);
                all
            }
            "assign to queue" => {
                self.queues(center).into_iter().map(|queue| Supervise::AssignToQueue { queue }).collect()
            }
            "transfer" => self.targets(center).into_iter().map(|agent| Supervise::TransferToAgent { agent }).collect(),
            "transfer to queue" => {
                self.queues(center).into_iter().map(|queue| Supervise::TransferToQueue { queue }).collect()
            }
            "force close" => vec![Supervise::ForceClose],
            "broadcast" => vec![Supervise::Broadcast],
            "release record" => vec![Supervise::ReleaseRecord],
            "remove record" => vec![Supervise::RemoveRecord],
            _ => Vec::new(),
        }
    }

    fn upkeep(&self, world: &World, found: &mut Vec<Action>) {
        let center = &world.now;
        for conversation in self.conversations(world) {
            let mut list = vec![
                Upkeep::TimeoutRuleClose,
                Upkeep::TimeoutRuleToWaiting,
                Upkeep::TimeoutRuleRelease,
                Upkeep::RecordRemoved,
                Upkeep::OfferNotDisplayed,
                Upkeep::AgentOnOutboundCall,
                Upkeep::QueueEmptied,
            ];
            for rule in self.rules(center, conversation) {
                list.extend([Upkeep::TimeoutRuleElapsed { rule }, Upkeep::TimeoutRuleLastMinute { rule }]);
            }
            let mut agents = self.named();
            agents.extend(center.phase(conversation).holder());
            agents.extend(center.participants(conversation).iter().map(|participant| participant.user));
            if self.kind == "DeclinePauseEnded" && agents.is_empty() {
                agents.extend(everybody(center));
            }
            for agent in agents {
                list.extend([Upkeep::AgentLost { agent }, Upkeep::DeclinePauseEnded { agent }]);
            }
            list.extend(self.queues(center).into_iter().map(|queue| Upkeep::RecordMoved { queue }));
            // What the first event says comes first.
            let likely = |operation: &Upkeep| match (self.kind, operation) {
                ("AgentLost" | "ConsultEnded", Upkeep::AgentLost { .. })
                | ("DeclinePauseEnded", Upkeep::DeclinePauseEnded { .. })
                | ("TimeoutRuleFired", Upkeep::TimeoutRuleElapsed { .. })
                | ("TimeoutRuleLastMinute", Upkeep::TimeoutRuleLastMinute { .. })
                | ("OfferNotDisplayed", Upkeep::OfferNotDisplayed) => 0,
                (_, _) => 1,
            };
            list.sort_by_key(likely);
            list.dedup();
            found.extend(list.into_iter().map(|operation| Action::System { conversation, operation }));
        }
    }

    fn timers(&self, timer: Option<Timer>, world: &World, found: &mut Vec<Action>) {
        for conversation in self.conversations(world) {
            match timer {
                Some(timer) => found.push(Action::Timer { conversation, timer }),
                None => {
                    let armed = world.now.timers(conversation).iter();
                    found.extend(armed.map(|timer| Action::Timer { conversation, timer }));
                }
            }
        }
    }

    fn routes(&self, world: &World, found: &mut Vec<Action>) {
        let center = &world.now;
        let conversations = match self.key {
            Some(_) => self.conversations(world),
            None => Vec::new(),
        };
        let mut queues: Vec<QueueId> = conversations.iter().filter_map(|id| center.queue_of(*id)).collect();
        if queues.is_empty() {
            queues = self.queues(center);
        }
        found.extend(queues.iter().map(|queue| Action::Router(Route::Queue(*queue))));
        let named = self.named();
        let agents: Vec<UserId> =
            if named.is_empty() { queues.iter().flat_map(|queue| center.members(*queue)).collect() } else { named };
        found.extend(agents.into_iter().map(|agent| Action::Router(Route::Agent(agent))));
    }
}

fn everybody(center: &ContactCenter) -> impl Iterator<Item = UserId> + use<> {
    (0..center.policy().users().len()).map(UserId::at)
}
