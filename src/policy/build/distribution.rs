//! The part of a policy that distribution reads, from names to indices.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Built, DURATION_MAX_S, bounded, distinct, duplicate, named, unknown};
use crate::channel::{Channel, QueueKind};
use crate::id::{ClassId, GroupId, GroupSet, ProfileId, SkillId, UserId, WorkstreamId};
use crate::policy::error::{Place, Walk};
use crate::policy::spec::{AssignmentRuleSpec, BucketSpec, PolicySpec, QueueSpec, SettingsSpec, UserSpec};
use crate::policy::{
    AssignmentRule, Bucket, Customer, Level, Method, OrderBy, PolicyErrorKind, PreferredFallback, PriorityClass,
    Profile, Queue, Requirement, SkillMatching, User,
};
use crate::presence::{Base, Bases};
use crate::rule::Rule;
use crate::switch::{LeastActiveScope, Switches};

/// How many of a kind a policy may have.
const LIST_MAX: i64 = 10_000;
/// The highest proficiency.
const PROFICIENCY_MAX: i64 = 100;
/// The longest credited wait, in units of the caller's choosing.
const CREDIT_MAX: i64 = 1_000_000_000;
/// DIST-19: the most preferred agents of a contact.
const PREFERRED_MAX: usize = 3;

/// The lists that other parts of the policy name.
pub(super) struct Lists<'a> {
    pub(super) profiles: &'a [Profile],
    pub(super) skills: &'a [String],
    pub(super) requirements: &'a [String],
    pub(super) classes: &'a [PriorityClass],
    pub(super) groups: &'a [String],
}

impl PolicySpec {
    pub(super) fn skills(&self) -> Built<Vec<String>> {
        distinct("skill", "skills", self.skills.iter().map(String::as_str))?;
        bounded::<i64>("number of skills", self.skills.len() as i64, 0, LIST_MAX, &[&"skills"])?;
        Ok(self.skills.clone())
    }

    pub(super) fn classes(&self) -> Built<Vec<PriorityClass>> {
        distinct("class", "classes", self.classes.iter().map(|class| &*class.name))?;
        bounded::<i64>("number of classes", self.classes.len() as i64, 0, 255, &[&"classes"])?;
        let classes = self.classes.iter().enumerate().map(|(place, spec)| {
            let path: [&dyn Place; 3] = [&"classes", &place, &"credited_wait"];
            Ok(PriorityClass { name: spec.name.clone(), credit: credit(spec.credited_wait, &path)? })
        });
        classes.collect()
    }

    pub(super) fn groups(&self) -> Built<Vec<String>> {
        distinct("group", "groups", self.groups.iter().map(String::as_str))?;
        let most = GroupSet::GROUPS_MAX as i64;
        bounded::<i64>("number of groups", self.groups.len() as i64, 0, most, &[&"groups"])?;
        Ok(self.groups.clone())
    }

    /// The names alone, which workstreams may use before the people are known.
    pub(super) fn requirement_names(&self) -> Built<Vec<String>> {
        distinct("requirement", "requirements", self.requirements.iter().map(|requirement| &*requirement.name))?;
        let count = self.requirements.len() as i64;
        bounded::<i64>("number of requirements", count, 0, LIST_MAX, &[&"requirements"])?;
        Ok(self.requirements.iter().map(|requirement| requirement.name.clone()).collect())
    }

    pub(super) fn requirements(&self, skills: &[String], users: &[User]) -> Built<Vec<Requirement>> {
        if self.requirements.is_empty() {
            return Ok(Vec::new());
        }
        let people: Vec<Vec<u8>> = users.iter().map(|user| user.skills.clone()).collect();
        let requirements = self.requirements.iter().enumerate().map(|(place, spec)| {
            let mut required = Vec::new();
            for (name, proficiency) in &spec.skills {
                let path: [&dyn Place; 4] = [&"requirements", &place, &"skills", name];
                let skill = SkillId::at(named("skill", name, skills.iter().map(String::as_str), &path)?);
                required.push((skill, bounded("proficiency", *proficiency, 1, PROFICIENCY_MAX, &path)?));
            }
            bounded::<i64>(
                "number of required skills",
                required.len() as i64,
                1,
                100,
                &[&"requirements", &place, &"skills"],
            )?;
            Ok(Requirement::new(spec.name.clone(), place, required, &people))
        });
        requirements.collect()
    }

    pub(super) fn contacts(&self, users: &[User]) -> Built<Vec<Customer>> {
        distinct("contact", "contacts", self.contacts.iter().map(|contact| &*contact.name))?;
        bounded::<i64>("number of contacts", self.contacts.len() as i64, 0, 60_000, &[&"contacts"])?;
        let contacts = self.contacts.iter().enumerate().map(|(place, spec)| {
            let count = spec.preferred.len() as i64;
            let path: [&dyn Place; 3] = [&"contacts", &place, &"preferred"];
            bounded::<i64>("number of preferred agents", count, 1, PREFERRED_MAX as i64, &path)?;
            let mut preferred = Vec::new();
            for (number, name) in spec.preferred.iter().enumerate() {
                let path: [&dyn Place; 4] = [&"contacts", &place, &"preferred", &number];
                let agents = || users.iter().filter(|user| user.roles.agent && !user.roles.bot);
                let Some(agent) =
                    users.iter().position(|user| user.name == *name && user.roles.agent && !user.roles.bot)
                else {
                    return Err(unknown("agent", name, agents().map(|user| &*user.name).take(20), &path));
                };
                if preferred.contains(&UserId::at(agent)) {
                    return Err(duplicate("preferred agent", name, &path));
                }
                preferred.push(UserId::at(agent));
            }
            Ok(Customer { name: spec.name.clone(), preferred })
        });
        contacts.collect()
    }

    /// PRIO-04: the buckets of every queue; they name workstreams, which name queues.
    pub(super) fn priorities(&self, queues: &mut [Queue], lists: &Lists<'_>) -> Built<()> {
        for (place, spec) in self.queues.iter().enumerate() {
            let count = spec.priorities.len() as i64;
            bounded::<i64>("number of priorities", count, 0, 100, &[&"queues", &place, &"priorities"])?;
            for (number, bucket) in spec.priorities.iter().enumerate() {
                let bucket = self.bucket(bucket, place, number, lists)?;
                queues[place].priorities.push(bucket);
            }
        }
        let mut names: Vec<(String, usize)> = Vec::new();
        for (place, queue) in queues.iter().enumerate() {
            if !queue.priorities.is_empty() {
                names.push((queue.name.clone(), place));
            }
        }
        names.sort_unstable();
        for (name_place, (_, place)) in (1..).zip(names) {
            queues[place].name_place = name_place;
        }
        Ok(())
    }

    fn bucket(&self, spec: &BucketSpec, queue: usize, number: usize, lists: &Lists<'_>) -> Built<Bucket> {
        let find = |what, key: &'static str, name: &Option<String>, names: &[&str]| match name {
            None => Ok(None),
            Some(name) => {
                let path: [&dyn Place; 5] = [&"queues", &queue, &"priorities", &number, &key];
                named(what, name, names.iter().copied(), &path).map(Some)
            }
        };
        let workstreams: Vec<&str> = self.workstreams.iter().map(|workstream| &*workstream.name).collect();
        let classes: Vec<&str> = lists.classes.iter().map(|class| &*class.name).collect();
        let profiles: Vec<&str> = lists.profiles.iter().map(|profile| &*profile.name).collect();
        Ok(Bucket {
            workstream: find("workstream", "workstream", &spec.workstream, &workstreams)?.map(WorkstreamId::at),
            class: find("class", "class", &spec.class, &classes)?.map(ClassId::at),
            profile: find("profile", "profile", &spec.profile, &profiles)?.map(ProfileId::at),
            newest: match spec.sort.as_deref() {
                None | Some("oldest") => false,
                Some("newest") => true,
                Some(other) => {
                    let path: [&dyn Place; 5] = [&"queues", &queue, &"priorities", &number, &"sort"];
                    return Err(unknown("sort", other, ["oldest", "newest"], &path));
                }
            },
        })
    }
}

/// DIST-12 to DIST-15, DIST-18: the method of a queue; by default least active for voice, else highest capacity.
pub(super) fn method(spec: &QueueSpec, place: usize, kind: QueueKind, switches: &Switches) -> Built<Method> {
    let path: [&dyn Place; 3] = [&"queues", &place, &"method"];
    if !spec.rules.is_empty() && spec.method.as_deref() != Some(Method::Custom.name()) {
        let sentence = "an out-of-box method asks no rules, expected `method = \"custom\"` or no rules (DIST-18)";
        let path: [&dyn Place; 3] = [&"queues", &place, &"rules"];
        return Err(Walk::error(PolicyErrorKind::Excluded(sentence.to_string()), &path));
    }
    let Some(name) = &spec.method else {
        return Ok(match kind {
            QueueKind::Voice if Rule::Dist14.holds() => Method::LeastActive,
            QueueKind::Voice | QueueKind::Messaging | QueueKind::Record => Method::HighestCapacity,
        });
    };
    let method = Method::named(name).ok_or_else(|| unknown("method", name, Method::ALL.map(Method::name), &path))?;
    if method == Method::LeastActive {
        least_active(kind, switches, &path)?;
    }
    if method == Method::Custom && spec.rules.is_empty() {
        let sentence = "a custom method without rules gives work to nobody, expected one rule or more (DIST-18)";
        return Err(Walk::error(PolicyErrorKind::Excluded(sentence.to_string()), &path));
    }
    Ok(method)
}

/// DIST-14, POL-29: where least active is offered.
fn least_active(kind: QueueKind, switches: &Switches, path: &[&dyn Place]) -> Built<()> {
    let sentence = match (kind, switches.least_active_scope) {
        (QueueKind::Voice, _) | (QueueKind::Messaging, LeastActiveScope::VoiceAndMessaging) => return Ok(()),
        (QueueKind::Messaging, LeastActiveScope::VoiceOnly) => {
            "least active is for voice queues under POL-29 a, expected another order or POL-29 b"
        }
        (QueueKind::Record, _) => "least active is not for record queues, expected another order (DIST-14)",
    };
    Err(Walk::error(PolicyErrorKind::Excluded(sentence.to_string()), path))
}

/// DIST-18: the rules of a custom method.
pub(super) fn rules(
    spec: &QueueSpec,
    place: usize,
    kind: QueueKind,
    groups: &[String],
    switches: &Switches,
) -> Built<Vec<AssignmentRule>> {
    let count = spec.rules.len() as i64;
    bounded::<i64>("number of rules", count, 0, 100, &[&"queues", &place, &"rules"])?;
    let rules =
        spec.rules.iter().enumerate().map(|(number, rule)| rule_of(rule, place, number, kind, groups, switches));
    rules.collect()
}

fn rule_of(
    spec: &AssignmentRuleSpec,
    place: usize,
    number: usize,
    kind: QueueKind,
    groups: &[String],
    switches: &Switches,
) -> Built<AssignmentRule> {
    let presences = match &spec.presences {
        None => None,
        Some(names) => {
            let choices = [Base::Available, Base::Busy, Base::BusyDnd, Base::Away, Base::Offline];
            let mut bases = Bases::NONE;
            for (which, name) in names.iter().enumerate() {
                let base = Base::named(name).filter(|base| choices.contains(base)).ok_or_else(|| {
                    let path: [&dyn Place; 6] = [&"queues", &place, &"rules", &number, &"presences", &which];
                    unknown("base presence", name, choices.map(Base::name), &path)
                })?;
                bases = bases.with(base);
            }
            Some(bases)
        }
    };
    let groups = match &spec.groups {
        None => None,
        Some(names) => Some(group_set(names, groups, &[&"queues", &place, &"rules", &number, &"groups"])?),
    };
    let units = match spec.units {
        None => None,
        Some(units) => Some(bounded("units", units, 0, 30_000, &[&"queues", &place, &"rules", &number, &"units"])?),
    };
    let path: [&dyn Place; 5] = [&"queues", &place, &"rules", &number, &"order"];
    let order = match spec.order.as_deref() {
        None => OrderBy::RoundRobin,
        Some(name) => {
            OrderBy::named(name).ok_or_else(|| unknown("order", name, OrderBy::ALL.map(OrderBy::name), &path))?
        }
    };
    if order == OrderBy::LeastActive {
        least_active(kind, switches, &path)?;
    }
    Ok(AssignmentRule { presences, groups, units, skills: spec.skills, order })
}

/// DIST-21: the levels of a queue, with what they demand of each other.
pub(super) fn levels(spec: &QueueSpec, place: usize, method: Method, groups: &[String]) -> Built<(Vec<Level>, bool)> {
    let path: [&dyn Place; 3] = [&"queues", &place, &"levels"];
    bounded::<i64>("number of levels", spec.levels.len() as i64, 0, 100, &path)?;
    if !spec.levels.is_empty() && method == Method::Custom {
        let sentence = "levels do not go with a custom method, expected another method or no levels (DIST-21)";
        return Err(Walk::error(PolicyErrorKind::Excluded(sentence.to_string()), &path));
    }
    let mut levels: Vec<Level> = Vec::new();
    for (number, level) in spec.levels.iter().enumerate() {
        let path: [&dyn Place; 5] = [&"queues", &place, &"levels", &number, &"after_s"];
        let after_s: u32 = bounded("wait of a level", level.after_s, 0, DURATION_MAX_S, &path)?;
        let before = levels.last().map_or(0, |level| level.after_s);
        let sentence = match number {
            0 if after_s > 0 => {
                Some(String::from("the first level is tried at once, expected `after_s = 0` (DIST-21)"))
            }
            0 => None,
            1 if after_s == 0 => None,
            _ if after_s < 30 => Some(format!(
                "a level is added {}after 30 s or more, found {after_s} (DIST-21)",
                if number == 1 { "at once or " } else { "" },
            )),
            _ if after_s != before && after_s < before.saturating_add(10) => {
                Some(format!("expected {before} s as the level before, or {} s or more (DIST-21)", before + 10))
            }
            _ => None,
        };
        if let Some(sentence) = sentence {
            return Err(Walk::error(PolicyErrorKind::Excluded(sentence), &path));
        }
        let path: [&dyn Place; 5] = [&"queues", &place, &"levels", &number, &"groups"];
        levels.push(Level { groups: group_set(&level.groups, groups, &path)?, after_s });
    }
    let groups_only = match spec.levels_fallback.as_deref() {
        None | Some("queue") => false,
        Some("groups") => true,
        Some(other) => {
            let path: [&dyn Place; 3] = [&"queues", &place, &"levels_fallback"];
            return Err(unknown("fallback of levels", other, ["queue", "groups"], &path));
        }
    };
    Ok((levels, groups_only))
}

fn group_set(names: &[String], groups: &[String], path: &[&dyn Place]) -> Built<GroupSet> {
    let mut set = GroupSet::EMPTY;
    for name in names {
        let group = named("group", name, groups.iter().map(String::as_str), path)?;
        set = set.with(GroupId::at(group));
    }
    Ok(set)
}

/// What a person brings: proficiencies by skill, and groups.
pub(super) fn abilities(spec: &UserSpec, place: usize, lists: &Lists<'_>) -> Built<(Vec<u8>, GroupSet)> {
    let mut skills = alloc::vec![0; lists.skills.len()];
    for (name, proficiency) in &spec.skills {
        let path: [&dyn Place; 4] = [&"users", &place, &"skills", name];
        let skill = named("skill", name, lists.skills.iter().map(String::as_str), &path)?;
        skills[skill] = bounded("proficiency", *proficiency, 1, PROFICIENCY_MAX, &path)?;
    }
    let groups = group_set(&spec.groups, lists.groups, &[&"users", &place, &"groups"])?;
    Ok((skills, groups))
}

/// DIST-16, DIST-17.
pub(super) fn skill_matching(name: Option<&str>, path: &[&dyn Place]) -> Built<SkillMatching> {
    match name {
        None | Some("none") => Ok(SkillMatching::None),
        Some("exact") => Ok(SkillMatching::Exact),
        Some("closest") => Ok(SkillMatching::Closest),
        Some(other) => Err(unknown("skill matching", other, ["none", "exact", "closest"], path)),
    }
}

/// DIST-19.
pub(super) fn preferred_fallback(spec: &SettingsSpec) -> Built<PreferredFallback> {
    match spec.preferred_fallback.as_deref() {
        None | Some("next-best") => Ok(PreferredFallback::NextBest),
        Some("nobody") => Ok(PreferredFallback::Nobody),
        Some(other) => {
            let path: [&dyn Place; 2] = [&"settings", &"preferred_fallback"];
            Err(unknown("fallback of preferred agents", other, ["next-best", "nobody"], &path))
        }
    }
}

/// PRIO-07: a number of items, at least one.
pub(super) fn window(what: &'static str, key: &str, value: Option<i64>, default: i64) -> Built<u32> {
    bounded(what, value.unwrap_or(default), 1, 1_000_000, &[&"settings", &key])
}

pub(super) fn credit(found: i64, path: &[&dyn Place]) -> Built<u32> {
    bounded("credited wait", found, 0, CREDIT_MAX, path)
}

/// CAP-30, POL-29: on which channels a release of capacity counts, one bit each; none where nobody asks.
pub(super) fn release_channels(queues: &[Queue], switches: &Switches) -> u8 {
    let asked = queues.iter().any(|queue| {
        queue.method == Method::LeastActive || queue.rules.iter().any(|rule| rule.order == OrderBy::LeastActive)
    });
    let counts = |channel: Channel| match (channel.queue_kind(), switches.least_active_scope) {
        (QueueKind::Voice, _) | (QueueKind::Messaging, LeastActiveScope::VoiceAndMessaging) => asked,
        (QueueKind::Messaging, LeastActiveScope::VoiceOnly) | (QueueKind::Record, _) => false,
    };
    Channel::ALL.into_iter().filter(|channel| counts(*channel)).fold(0, |bits, channel| bits | 1 << channel as u8)
}
