//! Actions besides those on a conversation that is there: what arrives, what is measured, what people and their roster do.

use switchboard::{
    Action, Arrival, Change, ContactCenter, Desk, Gauge, PresenceId, ProfileId, ProfileSet, Toggle, WorkstreamId,
};

use super::super::teller::profiles;
use super::super::told::Field;
use super::super::world::World;
use super::{Clues, everybody};

impl Clues<'_> {
    pub(super) fn arrivals(&self, world: &World, found: &mut Vec<Action>) {
        let policy = world.now.policy();
        let told = |field: Field| self.rows.iter().find_map(|row| row.told.word(field));
        let streams: Vec<WorkstreamId> = match told(Field::Workstream).and_then(|word| self.words.workstream(word)) {
            Some(stream) => vec![stream],
            None => {
                let channel = told(Field::Channel).map(|word| self.words.text(word));
                let all = (0..policy.workstreams().len()).map(WorkstreamId::at);
                all.filter(|it| channel.is_none_or(|name| policy.workstreams()[it.index()].channel.name() == name))
                    .collect()
            }
        };
        let of_kind = |kind: &str| {
            self.rows.iter().find(|row| row.told.word(Field::Type).is_some_and(|word| self.words.text(word) == kind))
        };
        let carried = of_kind("ConversationClassified")
            .and_then(|row| row.told.get(Field::Profiles))
            .filter(|bits| *bits > 0)
            .map_or(ProfileSet::EMPTY, |bits| known_profiles(bits, policy.profiles().len()));
        let found_out = of_kind("ConversationPrioritized")
            .and_then(|row| row.told.word(Field::Reason))
            .map(|word| self.words.text(word));
        let created = of_kind("ConversationCreated").and_then(|row| row.told.word(Field::Queue));
        let queue = created.or_else(|| told(Field::Queue)).and_then(|word| self.words.queue(word));
        for stream in streams {
            let known = &policy.workstreams()[stream.index()];
            let mut arrival = Arrival::new(stream, known.queue);
            arrival.profiles = carried;
            if let Some(reason) = found_out {
                prioritize(&mut arrival, reason, policy, known.credit);
            }
            if known.routes.is_empty() && known.fallback.is_none() {
                // Routing is somebody else's; the queue is what it is, or what the item was moved to by overflow.
                found.push(Action::Create(Arrival { queue: queue.unwrap_or(known.queue), ..arrival }));
                if queue.is_some_and(|queue| queue != known.queue) {
                    found.push(Action::Create(arrival));
                }
                continue;
            }
            let mut draws = vec![0];
            for rule in &known.routes {
                let mut sum = 0;
                for share in &rule.shares {
                    draws.push(sum);
                    sum += u16::from(share.percent) * 100;
                }
            }
            draws.sort_unstable();
            draws.dedup();
            found.extend(draws.into_iter().map(|draw| Action::Admit { arrival, draw, failed: false }));
            if known.fallback.is_some() {
                found.push(Action::Admit { arrival, draw: 0, failed: true });
            }
        }
    }

    pub(super) fn gauges(&self, center: &ContactCenter, found: &mut Vec<Action>) {
        let seconds = self.rows[0].told.get(Field::Seconds).and_then(|seconds| u32::try_from(seconds).ok());
        let reason = self.first(Field::Reason).map(|word| self.words.text(word));
        let minute = reason.and_then(|reason| reason.strip_prefix("minute ")?.parse().ok());
        for queue in self.queues(center) {
            found.push(Action::Gauge(match self.kind {
                "AverageWaitRecomputed" => Gauge::AverageWait { queue, seconds },
                "QueueOpeningSet" => Gauge::Opening { queue, minute },
                _ => Gauge::Length { queue },
            }));
        }
    }

    /// What people do, and what is done to the roster.
    pub(super) fn people(&self, command: &str, center: &ContactCenter, found: &mut Vec<Action>) {
        let policy = center.policy();
        let agents = || match (self.first(Field::Agent).and_then(|word| self.words.user(word)), self.role, self.actor) {
            (Some(agent), ..) => vec![agent],
            (None, Some("agent") | None, Some(actor)) => vec![actor],
            (None, ..) => everybody(center).collect(),
        };
        let desk = |operation: Desk| agents().into_iter().map(move |agent| Action::Desk { agent, operation });
        let presences = || -> Vec<PresenceId> {
            let told = self.first(Field::To).or_else(|| self.first(Field::Presence));
            match told.and_then(|word| self.words.presence(word)) {
                Some(presence) => vec![presence],
                None => (0..policy.presences().len()).map(PresenceId::at).collect(),
            }
        };
        let own = self.role.is_none_or(|role| role == "agent");
        let mut changes: Vec<Change> = Vec::new();
        match command {
            "sign in" => found.extend(desk(Desk::SignIn)),
            "sign out" => found.extend(desk(Desk::SignOut)),
            "connection lost" => found.extend(desk(Desk::ConnectionLost)),
            "connection restored" => found.extend(desk(Desk::ConnectionRestored)),
            "set presence" => {
                for presence in presences() {
                    if own {
                        found.extend(desk(Desk::SetPresence(presence)));
                    }
                    changes.extend(agents().into_iter().map(|agent| Change::SetPresence { agent, presence }));
                }
            }
            "reset presence" => {
                if own {
                    found.extend(desk(Desk::ResetPresence));
                }
                changes.extend(agents().into_iter().map(|agent| Change::ResetPresence { agent }));
            }
            "join queue" | "leave queue" => {
                for queue in self.queues(center) {
                    changes.extend(agents().into_iter().map(|user| match command {
                        "join queue" => Change::JoinQueue { user, queue },
                        _ => Change::LeaveQueue { user, queue },
                    }));
                }
            }
            "set units" => {
                let units = self.rows[0].told.get(Field::Units).and_then(|units| u16::try_from(units).ok());
                changes.extend(
                    units
                        .into_iter()
                        .flat_map(|units| agents().into_iter().map(move |agent| Change::SetUnits { agent, units })),
                );
            }
            "set profile limit" => {
                let reason = self.first(Field::Reason).and_then(|word| self.words.profile(word));
                let bits = self.rows[0].told.get(Field::Profiles).filter(|bits| *bits > 0);
                let set = bits.map(|bits| known_profiles(bits, policy.profiles().len()));
                let profile = reason.or_else(|| set.and_then(|set| set.iter().next()));
                let limit = self.rows[0].told.get(Field::Limits).and_then(|fold| u8::try_from(fold - 1).ok());
                let limits: Vec<ProfileId> = match profile {
                    Some(profile) => vec![profile],
                    None => (0..policy.profiles().len()).map(ProfileId::at).collect(),
                };
                for profile in limits {
                    let change = |agent| Change::SetProfileLimit { agent, profile, limit };
                    changes.extend(agents().into_iter().map(change));
                }
            }
            "end shift" => changes.extend(agents().into_iter().map(|agent| Change::EndShift { agent })),
            "set queue open" => {
                let told = self.first(Field::Reason).map(|word| self.words.text(word));
                for queue in self.queues(center) {
                    let open = told.map_or(!center.is_queue_open(queue), |told| told == "open");
                    changes.push(Change::SetQueueOpen { queue, open });
                }
            }
            "set toggle" => {
                let told = self.first(Field::Reason).and_then(|word| self.words.text(word).rsplit_once(' '));
                for toggle in Toggle::ALL {
                    match told {
                        Some((name, state)) if name == toggle.name() => {
                            changes.push(Change::SetToggle { toggle, on: state == "on" });
                        }
                        Some(_) => {}
                        None => changes.push(Change::SetToggle { toggle, on: !center.is_on(toggle) }),
                    }
                }
            }
            _ => {}
        }
        for change in changes {
            if self.role.is_none_or(|role| role == "system") {
                found.push(Action::Configure(change));
            }
            if self.role.is_none_or(|role| role == "supervisor") {
                found.extend(self.supervisors(center).into_iter().map(|by| Action::Manage { by, change }));
            }
        }
    }
}

/// `needs SKILLS, is CLASS, from CONTACT, credited 3`, each where it applies; the credit is less those of stream and class.
fn prioritize(arrival: &mut Arrival, reason: &str, policy: &switchboard::Policy, of_stream: u32) {
    let part = |prefix: &str| reason.split(", ").find_map(|part| part.strip_prefix(prefix));
    let place = |name: &str, mut names: Box<dyn Iterator<Item = &str> + '_>| names.position(|known| known == name);
    let requirement =
        part("needs ").and_then(|name| place(name, Box::new(policy.requirements().iter().map(|it| &*it.name))));
    let class = part("is ").and_then(|name| place(name, Box::new(policy.classes().iter().map(|it| &*it.name))));
    let contact = part("from ").and_then(|name| place(name, Box::new(policy.contacts().iter().map(|it| &*it.name))));
    arrival.requirement = requirement.map(switchboard::RequirementId::at);
    arrival.class = class.map(switchboard::ClassId::at);
    arrival.contact = contact.map(switchboard::ContactId::at);
    let credited: u32 = part("credited ").and_then(|credit| credit.parse().ok()).unwrap_or(0);
    let of_class = class.map_or(0, |class| policy.classes()[class].credit);
    arrival.credit = credited.saturating_sub(of_stream).saturating_sub(of_class);
}

/// The profiles of a number that the policy has.
fn known_profiles(bits: i64, known: usize) -> ProfileSet {
    let set = profiles(bits);
    set.iter().filter(|profile| profile.index() < known).fold(ProfileSet::EMPTY, ProfileSet::with)
}
