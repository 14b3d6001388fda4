//! From a policy as written to a policy that holds: names become indices, ranges and forbidden combinations are checked.

mod distribution;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use distribution::Lists;

use super::entry;
use super::error::{Place, Walk};
use super::spec::{LimitSpec, PolicySpec, SettingsSpec, UserSpec, WorkstreamSpec, WrapUpSpec};
use super::{
    Distribution, Policy, PolicyError, PolicyErrorKind, PolicyWarning, Presence, Profile, Queue, Reset, Roles,
    Settings, Silence, TimeoutAction, TimeoutRule, User, Workstream, WrapUpBlock,
};
use crate::action::Timer;
use crate::channel::{Channel, QueueKind, Stage};
use crate::hours::Hours;
use crate::id::{ClassId, PresenceId, ProfileId, ProfileSet, QueueId, RequirementId, UserId};
use crate::presence::{Base, Bases};
use crate::rule::Rule;
use crate::switch::{
    AgentLossLimit, DefaultAffinity, DefaultWaitingLimit, LegacyFields, OwnershipMoves, Preset, SmallestBlock,
    Switches, TransferRejected, TransferTimedOut, WaitingMeans, WrapUpLimit, ZeroCost,
};

/// One day in seconds.
const DAY_S: u32 = 86_400;
/// The longest that any duration of a policy may be: ten years.
const DURATION_MAX_S: i64 = 315_360_000;

pub(super) type Built<T> = Result<T, PolicyError>;

impl PolicySpec {
    /// Builds the policy.
    ///
    /// # Errors
    ///
    /// When a name is unknown or used twice, a number is out of its range, or values exclude each other.
    pub fn build(&self) -> Built<Policy> {
        let preset = match self.preset.as_deref() {
            None => Preset::Current,
            Some(name) => Preset::named(name)
                .ok_or_else(|| unknown("preset", name, Preset::ALL.map(Preset::name), &[&"preset"]))?,
        };
        let switches = self.switches(preset)?;
        let settings = settings(&self.settings)?;
        let presences = self.presences()?;
        let profiles = self.profiles()?;
        let hours = entry::hours(self)?;
        let (skills, classes, groups) = (self.skills()?, self.classes()?, self.groups()?);
        let requirements = self.requirement_names()?;
        let lists = Lists {
            profiles: &profiles,
            skills: &skills,
            requirements: &requirements,
            classes: &classes,
            groups: &groups,
        };
        let mut queues = self.queues(&hours, &groups, &switches)?;
        distinct("workstream", "workstreams", self.workstreams.iter().map(|workstream| &*workstream.name))?;
        self.priorities(&mut queues, &lists)?;
        let users = self.users(&presences, &queues, &lists)?;
        let mut workstreams = Vec::new();
        for (place, spec) in self.workstreams.iter().enumerate() {
            let builder = WorkstreamBuilder { spec, place, switches: &switches, settings: &settings };
            let workstream = builder.build(&lists, &queues, &users)?;
            let auto_close_s = Stage::ALL.map(|stage| idle_limit(&workstream, &settings, stage));
            let closes_after_block = closes_after_block(&workstream, &switches);
            let timer_s = Timer::ALL.map(|timer| duration(&workstream, &settings, &switches, timer));
            workstreams.push(Workstream { closes_after_block, auto_close_s, timer_s, ..workstream });
        }
        let requirements = self.requirements(&skills, &users)?;
        let contacts = self.contacts(&users)?;
        let mut policy = Policy {
            name: self.name.clone(),
            preset,
            switches,
            settings,
            presences,
            release_channels: distribution::release_channels(&queues, &switches),
            bullseye: queues.iter().any(|queue| !queue.levels.is_empty()),
            profiles,
            hours,
            tends_queues: queues.iter().any(entry::is_tended),
            skills,
            requirements,
            classes,
            groups,
            contacts,
            queues,
            workstreams,
            users,
            warnings: Vec::new(),
            advice: Vec::new(),
        };
        policy.warnings = warnings(&policy);
        policy.advice = advice(&policy);
        Ok(policy)
    }

    fn switches(&self, preset: Preset) -> Built<Switches> {
        let mut switches = Switches::preset(preset);
        for (id, option) in &self.switches {
            switches.set(id, option).map_err(|kind| Walk::error(kind, &[&"switches", id]))?;
        }
        #[cfg(feature = "coverage")]
        switches.turn();
        if switches.ownership_moves == OwnershipMoves::AtAccept {
            let clash = match (switches.transfer_rejected, switches.transfer_timed_out) {
                (TransferRejected::ReopenToQueue, _) => Some("POL-01 a"),
                (_, TransferTimedOut::ReopenToQueue) => Some("POL-02 a"),
                (_, TransferTimedOut::RerouteAfterGrace) => Some("POL-02 e"),
                _ => None,
            };
            if let Some(clash) = clash {
                let key = if self.switches.contains_key("POL-03") { "POL-03" } else { "POL-01" };
                let sentence = format!(
                    "POL-03 b (ownership moves at accept) and {clash} (the conversation reopens) exclude each other, \
                     expected POL-01 and POL-02 among b, c and d"
                );
                return Err(Walk::error(PolicyErrorKind::Excluded(sentence), &[&"switches", &key]));
            }
        }
        Ok(switches)
    }

    fn presences(&self) -> Built<Vec<Presence>> {
        let mut presences: Vec<Presence> = Base::ALL
            .iter()
            .map(|base| Presence { name: base.name().to_string(), base: *base, settable: true })
            .collect();
        for (place, spec) in self.presences.iter().enumerate() {
            let choices = [Base::Available, Base::Busy, Base::BusyDnd, Base::Away, Base::Offline];
            let base = Base::named(&spec.base).filter(|base| choices.contains(base)).ok_or_else(|| {
                unknown("base presence", &spec.base, choices.map(Base::name), &[&"presences", &place, &"base"])
            })?;
            if presences.iter().any(|presence| presence.name == spec.name) {
                return Err(duplicate("presence", &spec.name, &[&"presences", &place, &"name"]));
            }
            presences.push(Presence { name: spec.name.clone(), base, settable: spec.settable.unwrap_or(true) });
        }
        bounded::<i64>("number of presences", presences.len() as i64, 0, 255, &[&"presences"])?;
        Ok(presences)
    }

    fn profiles(&self) -> Built<Vec<Profile>> {
        distinct("profile", "profiles", self.profiles.iter().map(|profile| &*profile.name))?;
        bounded::<i64>(
            "number of profiles",
            self.profiles.len() as i64,
            0,
            ProfileSet::PROFILES_MAX as i64,
            &[&"profiles"],
        )?;
        let mut profiles = Vec::new();
        for (place, spec) in self.profiles.iter().enumerate() {
            let limit = bounded("profile limit", spec.limit, 0, 100, &[&"profiles", &place, &"limit"])?;
            let reset = match spec.reset.as_deref() {
                None | Some("immediate") => Reset::Immediate,
                Some("end-of-day") => Reset::EndOfDay,
                Some(other) => {
                    return Err(unknown("reset", other, ["immediate", "end-of-day"], &[&"profiles", &place, &"reset"]));
                }
            };
            profiles.push(Profile { name: spec.name.clone(), limit, blocking: spec.blocking, reset });
        }
        Ok(profiles)
    }

    fn queues(&self, hours: &[Hours], groups: &[String], switches: &Switches) -> Built<Vec<Queue>> {
        distinct("queue", "queues", self.queues.iter().map(|queue| &*queue.name))?;
        bounded::<i64>("number of queues", self.queues.len() as i64, 0, 10_000, &[&"queues"])?;
        let mut queues = Vec::new();
        for (place, spec) in self.queues.iter().enumerate() {
            let kind = QueueKind::named(&spec.kind).ok_or_else(|| {
                unknown("queue kind", &spec.kind, QueueKind::ALL.map(QueueKind::name), &[&"queues", &place, &"kind"])
            })?;
            let priority =
                bounded("queue priority", spec.priority, -1_000_000, 1_000_000, &[&"queues", &place, &"priority"])?;
            let queue = entry::queue(spec, place, kind, priority, hours)?;
            let method = distribution::method(spec, place, kind, switches)?;
            let rules = distribution::rules(spec, place, kind, groups, switches)?;
            let (levels, groups_only) = distribution::levels(spec, place, method, groups)?;
            queues.push(Queue { method, rules, levels, groups_only, ..queue });
        }
        entry::overflows(&self.queues, &mut queues)?;
        Ok(queues)
    }

    fn users(&self, presences: &[Presence], queues: &[Queue], lists: &Lists<'_>) -> Built<Vec<User>> {
        let mut users = Vec::new();
        for (place, spec) in self.users.iter().enumerate() {
            let mut user = user(spec, place, presences, queues, lists)?;
            if user.roles.agent && !user.roles.bot && Rule::Dist06.holds() {
                let open_to_all = self.queues.iter().enumerate().filter(|(_, queue)| queue.everyone);
                for queue in open_to_all.map(|(number, _)| QueueId::at(number)) {
                    if !user.queues.contains(&queue) {
                        user.queues.push(queue);
                    }
                }
            }
            match spec.count {
                None => users.push(user),
                Some(count) => {
                    let count: u16 = bounded("count", count, 0, 10_000, &[&"users", &place, &"count"])?;
                    for number in 1..=count {
                        users.push(User { name: format!("{}-{number}", spec.name), ..user.clone() });
                    }
                }
            }
        }
        bounded::<i64>("number of users", users.len() as i64, 0, 60_000, &[&"users"])?;
        let mut names: Vec<&str> = users.iter().map(|user| &*user.name).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            let named = |spec: &UserSpec| match (pair[0].strip_prefix(&*spec.name), spec.count) {
                (Some(""), None) => true,
                (Some(rest), Some(_)) => rest.starts_with('-'),
                (Some(_) | None, _) => false,
            };
            let place = self.users.iter().rposition(named).unwrap_or(0);
            return Err(duplicate("user", pair[0], &[&"users", &place, &"name"]));
        }
        Ok(users)
    }
}

fn user(spec: &UserSpec, place: usize, presences: &[Presence], queues: &[Queue], lists: &Lists<'_>) -> Built<User> {
    let profiles = lists.profiles;
    const ROLES: [&str; 5] = ["agent", "supervisor", "administrator", "api-access", "bot"];
    let mut roles = Roles { agent: spec.roles.is_none(), ..Roles::default() };
    for (number, role) in spec.roles.iter().flatten().enumerate() {
        match &**role {
            "agent" => roles.agent = true,
            "supervisor" => roles.supervisor = true,
            "administrator" => roles.administrator = true,
            "api-access" => roles.api_access = true,
            "bot" => roles.bot = true,
            other => return Err(unknown("role", other, ROLES, &[&"users", &place, &"roles", &number])),
        }
    }
    let mut limits: Vec<Option<u8>> = profiles.iter().map(|_| None).collect();
    for (name, limit) in &spec.profiles {
        let path: [&dyn Place; 4] = [&"users", &place, &"profiles", name];
        let profile = named("profile", name, profiles.iter().map(|profile| &*profile.name), &path)?;
        limits[profile] = match limit {
            LimitSpec::Default(true) => Some(profiles[profile].limit),
            LimitSpec::Default(false) => None,
            LimitSpec::Own(own) => Some(bounded("profile limit", *own, 0, 100, &path)?),
        };
    }
    let mut own_queues = Vec::new();
    for (number, name) in spec.queues.iter().enumerate() {
        let path: [&dyn Place; 4] = [&"users", &place, &"queues", &number];
        let queue = QueueId::at(named("queue", name, queues.iter().map(|queue| &*queue.name), &path)?);
        if own_queues.contains(&queue) {
            return Err(duplicate("queue", name, &path));
        }
        own_queues.push(queue);
    }
    let default_presence = match &spec.default_presence {
        None => None,
        Some(name) => {
            let path: [&dyn Place; 3] = [&"users", &place, &"default_presence"];
            let names = presences.iter().map(|presence| &*presence.name).filter(|name| *name != Base::Inactive.name());
            let place = match Base::named(name).filter(|base| *base != Base::Inactive) {
                Some(base) => base as usize,
                None => named("presence", name, names, &path)
                    .map(|found| if found >= Base::Inactive as usize { found + 1 } else { found })?,
            };
            Some(PresenceId::at(place))
        }
    };
    let mut channels = if spec.channels.is_some() { 0 } else { u8::MAX };
    for (number, name) in spec.channels.iter().flatten().enumerate() {
        let channel = Channel::named(name).ok_or_else(|| {
            unknown("channel", name, Channel::ALL.map(Channel::name), &[&"users", &place, &"channels", &number])
        })?;
        channels |= 1 << channel as u8;
    }
    let (skills, groups) = distribution::abilities(spec, place, lists)?;
    Ok(User {
        name: spec.name.clone(),
        roles,
        skills,
        groups,
        units: bounded("units", spec.units, 0, 30_000, &[&"users", &place, &"units"])?,
        limits,
        queues: own_queues,
        default_presence,
        channels,
        record_access: spec.record_access.unwrap_or(true),
    })
}

struct WorkstreamBuilder<'a> {
    spec: &'a WorkstreamSpec,
    place: usize,
    switches: &'a Switches,
    settings: &'a Settings,
}

impl WorkstreamBuilder<'_> {
    fn at<T>(&self, key: &str, kind: PolicyErrorKind) -> Built<T> {
        Err(Walk::error(kind, &[&"workstreams", &self.place, &key]))
    }

    fn build(&self, lists: &Lists<'_>, queues: &[Queue], users: &[User]) -> Built<Workstream> {
        let spec = self.spec;
        let Some(channel) = Channel::named(&spec.channel) else {
            return self
                .at("channel", PolicyErrorKind::unknown("channel", &spec.channel, Channel::ALL.map(Channel::name)));
        };
        let path: [&dyn Place; 3] = [&"workstreams", &self.place, &"queue"];
        let queue = QueueId::at(named("queue", &spec.queue, queues.iter().map(|queue| &*queue.name), &path)?);
        if queues[queue.index()].kind != channel.queue_kind() {
            let sentence = format!(
                "queue `{}` takes {} work, expected a {} queue for channel {channel} (DIST-05)",
                spec.queue,
                queues[queue.index()].kind.name(),
                channel.queue_kind().name(),
            );
            return self.at("queue", PolicyErrorKind::Excluded(sentence));
        }
        let cost_min = if Rule::Cap32.holds() { 0 } else { 1 };
        let cost: u16 = bounded("cost", spec.cost, cost_min, 30_000, &[&"workstreams", &self.place, &"cost"])?;
        if cost == 0 && spec.profiles.is_empty() && self.switches.zero_cost == ZeroCost::Rejected {
            let sentence = String::from(
                "a conversation that costs nothing is rejected under POL-42 b, expected a cost of 1 or more",
            );
            return self.at("cost", PolicyErrorKind::Excluded(sentence));
        }
        let mut attached = ProfileSet::EMPTY;
        for (number, name) in spec.profiles.iter().enumerate() {
            let path: [&dyn Place; 4] = [&"workstreams", &self.place, &"profiles", &number];
            let names = lists.profiles.iter().map(|profile| &*profile.name);
            attached = attached.with(ProfileId::at(named("profile", name, names, &path)?));
        }
        let distribution = match spec.distribution.as_deref() {
            None | Some("push") => Distribution::Push,
            Some("pick") if channel == Channel::Voice => {
                let sentence = String::from("calls cannot be picked, expected `push` (DIST-30)");
                return self.at("distribution", PolicyErrorKind::Excluded(sentence));
            }
            Some("pick") => Distribution::Pick,
            Some(other) => {
                return self.at("distribution", PolicyErrorKind::unknown("distribution", other, ["push", "pick"]));
            }
        };
        let (routes, fallback) = entry::routes(spec, self.place, channel, lists.profiles, queues)?;
        Ok(Workstream {
            name: spec.name.clone(),
            channel,
            queue,
            routes,
            fallback,
            cost,
            profiles: attached,
            allowed: self.allowed()?,
            skill_matching: distribution::skill_matching(
                spec.skill_matching.as_deref(),
                &[&"workstreams", &self.place, &"skill_matching"],
            )?,
            requirement: self.requirement(lists)?,
            class: self.class(lists)?,
            credit: distribution::credit(spec.credited_wait, &[&"workstreams", &self.place, &"credited_wait"])?,
            wrap_up_block: self.wrap_up_block()?,
            distribution,
            pick_from_push: spec.pick_from_push,
            affinity: self.affinity(channel, distribution)?,
            auto_assign: spec.auto_assign,
            offer_s: match spec.offer_s {
                None => self.settings.offer_s,
                Some(seconds) => {
                    bounded("offer countdown", seconds, 1, DURATION_MAX_S, &[&"workstreams", &self.place, &"offer_s"])?
                }
            },
            bot: self.bot(users, distribution, channel)?,
            waiting_s: self.waiting(channel)?,
            hears: channel.waits()
                && (!spec.timeout_rules.is_empty() || self.switches.waiting_means == WaitingMeans::Customer),
            timeout_rules: self.timeout_rules(channel)?,
            disposition_required: spec.disposition_required,
            follow_up_s: self.legacy(self.follow_up(channel)?),
            decline_pause_s: self.legacy(self.optional(
                "decline pause",
                "decline_pause_s",
                spec.decline_pause_s,
                1,
                DURATION_MAX_S,
            )?),
            max_concurrency: self.legacy(self.optional(
                "most parallel sessions",
                "max_concurrency",
                spec.max_concurrency,
                1,
                100,
            )?),
            closes_after_block: false,
            auto_close_s: [None; 6],
            timer_s: [0; Timer::ALL.len()],
        })
    }

    fn allowed(&self) -> Built<Bases> {
        let Some(names) = &self.spec.allowed_presences else {
            return Ok(Bases::of(Base::Available).with(Base::Busy));
        };
        let choices = [Base::Available, Base::Busy, Base::BusyDnd, Base::Away, Base::Offline];
        let mut allowed = Bases::NONE;
        for (number, name) in names.iter().enumerate() {
            let base = Base::named(name).filter(|base| choices.contains(base)).ok_or_else(|| {
                let path: [&dyn Place; 4] = [&"workstreams", &self.place, &"allowed_presences", &number];
                unknown("base presence", name, choices.map(Base::name), &path)
            })?;
            allowed = allowed.with(base);
        }
        Ok(allowed)
    }

    fn requirement(&self, lists: &Lists<'_>) -> Built<Option<RequirementId>> {
        let Some(name) = &self.spec.requirement else { return Ok(None) };
        let path: [&dyn Place; 3] = [&"workstreams", &self.place, &"requirement"];
        let names = lists.requirements.iter().map(String::as_str);
        named("requirement", name, names, &path).map(|place| Some(RequirementId::at(place)))
    }

    fn class(&self, lists: &Lists<'_>) -> Built<Option<ClassId>> {
        let Some(name) = &self.spec.class else { return Ok(None) };
        let path: [&dyn Place; 3] = [&"workstreams", &self.place, &"class"];
        let names = lists.classes.iter().map(|class| &*class.name);
        named("class", name, names, &path).map(|place| Some(ClassId::at(place)))
    }

    fn wrap_up_block(&self) -> Built<WrapUpBlock> {
        match &self.spec.wrap_up_block {
            None => Ok(WrapUpBlock::Always),
            Some(WrapUpSpec::Word(word)) => match &**word {
                "always" => Ok(WrapUpBlock::Always),
                "never" => Ok(WrapUpBlock::Never),
                other => self.at(
                    "wrap_up_block",
                    PolicyErrorKind::unknown("wrap-up block", other, ["always", "never", "a number of seconds"]),
                ),
            },
            Some(WrapUpSpec::Seconds(seconds)) => {
                let min = match self.switches.smallest_block {
                    SmallestBlock::SixtySeconds => 60,
                    SmallestBlock::ThirtySeconds => 30,
                };
                let (min, max) = if Rule::Cap16.holds() { (min, 3_600) } else { (0, DURATION_MAX_S) };
                let path: [&dyn Place; 3] = [&"workstreams", &self.place, &"wrap_up_block"];
                Ok(WrapUpBlock::Custom(bounded("wrap-up block in seconds", *seconds, min, max, &path)?))
            }
        }
    }

    fn affinity(&self, channel: Channel, distribution: Distribution) -> Built<bool> {
        let push = distribution == Distribution::Push;
        match (self.spec.affinity, channel) {
            (Some(true), _) if !push => {
                let sentence = "agents pick its conversations themselves, expected `affinity = false` (DIST-20)";
                self.at("affinity", PolicyErrorKind::Excluded(sentence.to_string()))
            }
            (Some(true), Channel::Record | Channel::Voice) => {
                let sentence = format!("channel {channel} has no affinity, expected `affinity = false` (DIST-20)");
                self.at("affinity", PolicyErrorKind::Excluded(sentence))
            }
            (Some(chosen), _) => Ok(chosen),
            (None, channel) => Ok(push && channel.waits() && self.switches.default_affinity == DefaultAffinity::On),
        }
    }

    fn bot(&self, users: &[User], distribution: Distribution, channel: Channel) -> Built<Option<UserId>> {
        let Some(name) = &self.spec.bot else { return Ok(None) };
        let names = users.iter().filter(|user| user.roles.bot).map(|user| &*user.name);
        let Some(bot) = users.iter().position(|user| user.roles.bot && user.name == *name) else {
            return self.at("bot", PolicyErrorKind::unknown("bot", name, names));
        };
        if distribution == Distribution::Pick || channel == Channel::Record {
            let sentence = String::from("a bot needs a push workstream that is not for records (DIST-30, ST-70)");
            return self.at("bot", PolicyErrorKind::Excluded(sentence));
        }
        Ok(Some(UserId::at(bot)))
    }

    /// TIM-19: for persistent chat and asynchronous messaging only.
    fn timeout_rules(&self, channel: Channel) -> Built<Vec<TimeoutRule>> {
        if !channel.waits() && !self.spec.timeout_rules.is_empty() && Rule::Tim19.holds() {
            let sentence = format!("channel {channel} has no time-out rules, expected none (TIM-19)");
            return self.at("timeout_rules", PolicyErrorKind::Excluded(sentence));
        }
        let count = self.spec.timeout_rules.len() as i64;
        bounded::<i64>("number of time-out rules", count, 0, 8, &[&"workstreams", &self.place, &"timeout_rules"])?;
        let mut rules = Vec::new();
        for (number, rule) in self.spec.timeout_rules.iter().enumerate() {
            let list = &"timeout_rules";
            let at: [&dyn Place; 5] = [&"workstreams", &self.place, list, &number, &"kind"];
            let silence = match &*rule.kind {
                "customer-non-response" => Silence::Customer,
                "agent-non-response" => Silence::Agent,
                other => {
                    return Err(unknown("time-out rule", other, ["customer-non-response", "agent-non-response"], &at));
                }
            };
            let at: [&dyn Place; 5] = [&"workstreams", &self.place, list, &number, &"action"];
            let action = match &*rule.action {
                "send-message" => TimeoutAction::SendMessage,
                "close" => TimeoutAction::Close,
                "to-waiting" => TimeoutAction::ToWaiting,
                "release" => TimeoutAction::Release,
                other => {
                    let actions = ["send-message", "close", "to-waiting", "release"];
                    return Err(unknown("action of a time-out rule", other, actions, &at));
                }
            };
            if (silence, action) == (Silence::Agent, TimeoutAction::ToWaiting)
                && self.switches.waiting_means == WaitingMeans::Customer
            {
                let sentence = String::from(
                    "under POL-45 a Waiting is for a silent customer, expected another action for a silent agent",
                );
                return Err(Walk::error(PolicyErrorKind::Excluded(sentence), &at));
            }
            let at: [&dyn Place; 5] = [&"workstreams", &self.place, list, &number, &"after_s"];
            let after_s = bounded("seconds of silence", rule.after_s, 1, DURATION_MAX_S, &at)?;
            let at: [&dyn Place; 5] = [&"workstreams", &self.place, list, &number, &"priority"];
            let priority = bounded("priority", rule.priority, -1_000_000, 1_000_000, &at)?;
            rules.push(TimeoutRule { silence, after_s, action, priority });
        }
        Ok(rules)
    }

    /// POL-50: what only the schema names.
    fn legacy<T>(&self, field: Option<T>) -> Option<T> {
        field.filter(|_| self.switches.legacy_fields == LegacyFields::Enforced)
    }

    fn optional<N: TryFrom<i64>>(
        &self,
        what: &'static str,
        key: &str,
        found: Option<i64>,
        min: i64,
        max: i64,
    ) -> Built<Option<N>> {
        found.map(|found| bounded(what, found, min, max, &[&"workstreams", &self.place, &key])).transpose()
    }

    /// TIM-23: only what may wait is followed up.
    fn follow_up(&self, channel: Channel) -> Built<Option<u32>> {
        if self.spec.follow_up_min.is_some() && !channel.waits() {
            let sentence = format!("channel {channel} has no Waiting, expected no `follow_up_min` (TIM-23, ST-43)");
            return self.at("follow_up_min", PolicyErrorKind::Excluded(sentence));
        }
        let minutes: Option<u32> = self.optional(
            "minutes before the follow-up",
            "follow_up_min",
            self.spec.follow_up_min,
            1,
            DURATION_MAX_S / 60,
        )?;
        Ok(minutes.map(|minutes| 60 * minutes))
    }

    fn waiting(&self, channel: Channel) -> Built<Option<u32>> {
        match (self.spec.waiting_min, channel.waits()) {
            (Some(_), false) => {
                let sentence = format!("channel {channel} has no Waiting, expected no `waiting_min` (TIM-10, ST-43)");
                self.at("waiting_min", PolicyErrorKind::Excluded(sentence))
            }
            (None, false) => Ok(None),
            (Some(minutes), true) => {
                let path: [&dyn Place; 3] = [&"workstreams", &self.place, &"waiting_min"];
                Ok(Some(60 * bounded::<u32>("minutes of waiting", minutes, 1, DURATION_MAX_S / 60, &path)?))
            }
            (None, true) => Ok(match self.switches.default_waiting_limit {
                DefaultWaitingLimit::TwentyEightDays => Some(28 * DAY_S),
                DefaultWaitingLimit::Never => None,
            }),
        }
    }
}

fn settings(spec: &SettingsSpec) -> Built<Settings> {
    let seconds = |name: &'static str, key: &str, value: Option<i64>, default: u32| match value {
        None => Ok(default),
        Some(value) => bounded(name, value, 0, DURATION_MAX_S, &[&"settings", &key]),
    };
    let at_least_one = |name: &'static str, key: &str, value: Option<i64>, default: u32| match value {
        None => Ok(default),
        Some(value) => bounded(name, value, 1, DURATION_MAX_S, &[&"settings", &key]),
    };
    Ok(Settings {
        toggles: [
            spec.monitor.unwrap_or(true),
            spec.assign.unwrap_or(false),
            spec.transfer.unwrap_or(false),
            spec.force_close.unwrap_or(false),
        ],
        direct_transfer: spec.direct_transfer.unwrap_or(false),
        unhold_at_transfer: spec.unhold_at_transfer.unwrap_or(true),
        missed_offers_set_inactive: spec.missed_offers_set_inactive.unwrap_or(false),
        rejected_offers_set_dnd: spec.rejected_offers_set_dnd.unwrap_or(false),
        consult_costs_capacity: spec.consult_costs_capacity.unwrap_or(false),
        decline_limit: bounded(
            "decline limit",
            spec.decline_limit.unwrap_or(3),
            1,
            5,
            &[&"settings", &"decline_limit"],
        )?,
        offer_s: at_least_one("offer countdown", "offer_s", spec.offer_s, if Rule::Dist32.holds() { 120 } else { 60 })?,
        consult_offer_s: at_least_one("consult countdown", "consult_offer_s", spec.consult_offer_s, 120)?,
        transfer_wrap_up_s: seconds("transfer wrap-up", "transfer_wrap_up_s", spec.transfer_wrap_up_s, 60)?,
        disconnect_s: seconds("disconnect limit", "disconnect_s", spec.disconnect_s, 180)?,
        call_disconnect_s: seconds("call disconnect limit", "call_disconnect_s", spec.call_disconnect_s, 0)?,
        agent_loss_call_s: seconds("agent-loss limit of calls", "agent_loss_call_s", spec.agent_loss_call_s, 30)?,
        agent_loss_s: seconds("agent-loss limit", "agent_loss_s", spec.agent_loss_s, 150)?,
        session_cap: bounded("session cap", spec.session_cap.unwrap_or(10), 1, 10, &[&"settings", &"session_cap"])?,
        return_window_s: seconds("return window", "return_window_s", spec.return_window_s, 150)?,
        preferred_fallback: distribution::preferred_fallback(spec)?,
        items_per_cycle: distribution::window("items per cycle", "items_per_cycle", spec.items_per_cycle, 100)?,
        records_per_cycle: distribution::window(
            "records per cycle",
            "records_per_cycle",
            spec.records_per_cycle,
            2_000,
        )?,
        records_prioritized: distribution::window(
            "prioritised records",
            "records_prioritized",
            spec.records_prioritized,
            10_000,
        )?,
        auto_close_s: auto_close(spec)?,
    })
}

/// TIM-01 to TIM-05, with the changes that the policy makes.
fn auto_close(spec: &SettingsSpec) -> Built<[[Option<u32>; 4]; Channel::ALL.len()]> {
    const STATES: [&str; 4] = ["open", "active", "waiting", "wrap-up"];
    let mut table = Channel::ALL.map(|channel| match channel {
        Channel::LiveChat if Rule::Tim01.holds() => [Some(20 * 60), None, None, Some(15 * 60)],
        Channel::PersistentChat if Rule::Tim04.holds() => [Some(30 * DAY_S), None, None, Some(DAY_S)],
        Channel::Async | Channel::CustomAsync if Rule::Tim03.holds() => {
            [Some(30 * DAY_S), Some(30 * DAY_S), None, Some(DAY_S)]
        }
        Channel::Voice if Rule::Tim02.holds() => [Some(30 * DAY_S), Some(2 * 3_600), None, Some(DAY_S)],
        Channel::Record if !Rule::Tim05.holds() => [Some(DAY_S), Some(DAY_S), None, None],
        Channel::LiveChat
        | Channel::PersistentChat
        | Channel::Async
        | Channel::CustomAsync
        | Channel::Voice
        | Channel::Record => [None; 4],
    });
    for (name, states) in spec.auto_close_min.iter().filter(|_| Rule::Tim08.holds()) {
        let path: [&dyn Place; 3] = [&"settings", &"auto_close_min", name];
        let channel = Channel::named(name)
            .filter(|channel| *channel != Channel::Record)
            .ok_or_else(|| unknown("channel", name, Channel::ALL.map(Channel::name).into_iter().take(5), &path))?;
        for (state, minutes) in states {
            let path: [&dyn Place; 4] = [&"settings", &"auto_close_min", name, state];
            let Some(place) = STATES.iter().position(|known| known == state).filter(|place| *place != 2) else {
                return Err(unknown("state", state, ["open", "active", "wrap-up"], &path));
            };
            let minutes: u32 = bounded("minutes", *minutes, 0, DURATION_MAX_S / 60, &path)?;
            table[channel as usize][place] = (minutes > 0).then_some(60 * minutes);
        }
    }
    Ok(table)
}

/// How many seconds a timer of this workstream runs; the auto-close timer depends on the state.
fn duration(workstream: &Workstream, settings: &Settings, switches: &Switches, timer: Timer) -> u32 {
    let voice = workstream.channel == Channel::Voice;
    match timer {
        Timer::Offer => workstream.offer_s,
        // TIM-17, POL-02 e: eight minutes.
        Timer::OfferGrace => 480,
        Timer::Consult => settings.consult_offer_s,
        Timer::Disconnect if voice => settings.call_disconnect_s,
        Timer::Disconnect => settings.disconnect_s,
        Timer::AgentLoss => match switches.agent_loss_limit {
            AgentLossLimit::ByChannel if voice => settings.agent_loss_call_s,
            AgentLossLimit::ByChannel | AgentLossLimit::OneValue => settings.agent_loss_s,
        },
        Timer::WrapUpBlock => match workstream.wrap_up_block {
            WrapUpBlock::Custom(seconds) => seconds,
            WrapUpBlock::Always | WrapUpBlock::Never => 0,
        },
        Timer::TransferWrapUp => settings.transfer_wrap_up_s,
        Timer::CallbackOffer => entry::CALLBACK_FIRST_S,
        Timer::CallbackExpiry => entry::CALLBACK_EXPIRY_S,
        Timer::AutoClose | Timer::QueueWait | Timer::Position | Timer::Bullseye => 0,
        Timer::FollowUp => workstream.follow_up_s.unwrap_or(0),
        // TIM-22: eight minutes.
        Timer::OutsideCall => 480,
    }
}

/// TIM-01 to TIM-05, TIM-08, TIM-10: after how many idle seconds a state ends by itself.
fn idle_limit(workstream: &Workstream, settings: &Settings, stage: Stage) -> Option<u32> {
    let limits = &settings.auto_close_s[workstream.channel as usize];
    match stage {
        Stage::Open => limits[0],
        Stage::Offered | Stage::InConversation => limits[1],
        Stage::Waiting => workstream.waiting_s.filter(|_| Rule::Tim10.holds()),
        Stage::WrapUp => limits[3],
        Stage::Closed => None,
    }
}

/// TIM-09 for live chat, POL-09 elsewhere: Wrap-up closes by itself only when its custom block has ended too.
fn closes_after_block(workstream: &Workstream, switches: &Switches) -> bool {
    match (workstream.wrap_up_block, switches.wrap_up_limit) {
        (WrapUpBlock::Always | WrapUpBlock::Never, _) => false,
        (WrapUpBlock::Custom(_), _) if workstream.channel == Channel::LiveChat => Rule::Tim09.holds(),
        (WrapUpBlock::Custom(_), WrapUpLimit::LargerOfLimitAndBlock) => true,
        (WrapUpBlock::Custom(_), WrapUpLimit::LimitAlone) => false,
    }
}

/// What is allowed but probably not meant.
fn warnings(policy: &Policy) -> Vec<PolicyWarning> {
    let mut warnings = Vec::new();
    for (place, workstream) in policy.workstreams.iter().enumerate() {
        let members = || policy.users.iter().filter(|user| user.roles.agent && user.queues.contains(&workstream.queue));
        let most = members().map(|user| user.units).max();
        if let Some(most) = most.filter(|most| workstream.cost > *most) {
            let text = format!(
                "a conversation of `{}` costs {} units, but no agent of queue `{}` has more than {most}: \
                 it can only be given by hand; lower the cost or give an agent {} units or more (CAP-03)",
                workstream.name,
                workstream.cost,
                policy.queues[workstream.queue.index()].name,
                workstream.cost,
            );
            warnings.push(PolicyWarning { path: Walk::path(&[&"workstreams", &place, &"cost"]), text });
        }
        if most.is_none() {
            let text = format!(
                "queue `{}` of workstream `{}` has no members: its conversations close on arrival; \
                 add an agent to the queue (DIST-09)",
                policy.queues[workstream.queue.index()].name,
                workstream.name,
            );
            warnings.push(PolicyWarning { path: Walk::path(&[&"workstreams", &place, &"queue"]), text });
        }
    }
    entry::scale(policy, &mut warnings);
    warnings
}

/// CAP-02, CAP-04: what the pages advise against.
fn advice(policy: &Policy) -> Vec<PolicyWarning> {
    let mut advice = Vec::new();
    for (place, workstream) in policy.workstreams.iter().enumerate() {
        if workstream.cost > 0 && !workstream.profiles.is_empty() && Rule::Cap02.holds() {
            let text = format!(
                "a conversation of `{}` costs units and carries profiles: an agent needs room in both; use one of the two \
                 (CAP-02)",
                workstream.name
            );
            advice.push(PolicyWarning { path: Walk::path(&[&"workstreams", &place, &"profiles"]), text });
        }
        let wasted = |user: &&User| {
            user.roles.agent
                && user.queues.contains(&workstream.queue)
                && workstream.cost > 0
                && user.units > workstream.cost
                && !user.units.is_multiple_of(workstream.cost)
        };
        if let Some(user) = policy.users.iter().find(wasted).filter(|_| Rule::Cap04.holds()) {
            let text = format!(
                "`{}` has {} units, and conversations of `{}` cost {}: {} of them are of no use for it; give a multiple \
                 (CAP-04)",
                user.name,
                user.units,
                workstream.name,
                workstream.cost,
                user.units % workstream.cost,
            );
            advice.push(PolicyWarning { path: Walk::path(&[&"workstreams", &place, &"cost"]), text });
        }
    }
    advice
}

pub(super) fn unknown<'a>(
    what: &'static str,
    found: &str,
    expected: impl IntoIterator<Item = &'a str>,
    path: &[&dyn Place],
) -> PolicyError {
    Walk::error(PolicyErrorKind::unknown(what, found, expected), path)
}

pub(super) fn duplicate(what: &'static str, name: &str, path: &[&dyn Place]) -> PolicyError {
    Walk::error(PolicyErrorKind::Duplicate { what, name: name.to_string() }, path)
}

/// The place of `name` in a list of names.
pub(super) fn named<'a>(
    what: &'static str,
    name: &str,
    names: impl Iterator<Item = &'a str> + Clone,
    path: &[&dyn Place],
) -> Built<usize> {
    names.clone().position(|known| known == name).ok_or_else(|| unknown(what, name, names, path))
}

/// The number, when it is in its range.
pub(super) fn bounded<N: TryFrom<i64>>(
    what: &'static str,
    found: i64,
    min: i64,
    max: i64,
    path: &[&dyn Place],
) -> Built<N> {
    let out_of_range = || Walk::error(PolicyErrorKind::OutOfRange { what, found, min, max }, path);
    if found < min || found > max {
        return Err(out_of_range());
    }
    N::try_from(found).map_err(|_| out_of_range())
}

/// Refuses two things of one name.
pub(super) fn distinct<'a>(what: &'static str, list: &str, names: impl Iterator<Item = &'a str>) -> Built<()> {
    let names: Vec<&str> = names.collect();
    for (place, name) in names.iter().enumerate() {
        if names[..place].contains(name) {
            return Err(duplicate(what, name, &[&list, &place, &"name"]));
        }
    }
    Ok(())
}
