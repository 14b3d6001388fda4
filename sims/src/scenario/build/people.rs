//! The people of a scenario, checked: whose shifts, breaks and looks are on which day.

use std::collections::{BTreeMap, BTreeSet};

use switchboard::UserId;

use crate::scenario::build::manner::Manner;
use crate::scenario::build::{At, Checked, DayOf};
use crate::scenario::calendar::WEEKDAYS;
use crate::scenario::spec::{ShiftSpec, StaffSpec, SupervisorSpec};
use crate::scenario::{Connection, Staff, Stretch, SupervisorPlan, WatchAssign, WatchMonitor, WatchTransfer};
use crate::tick::{Span, Tick};

/// Who works already on which day.
pub(super) type Taken = BTreeSet<(u32, UserId)>;
/// Who works, by user.
pub(super) type All = BTreeMap<UserId, Staff>;

impl DayOf<'_> {
    /// The days of the run that are among these weekdays.
    pub(super) fn days_of(&self, weekdays: Option<&Vec<String>>, at: &At) -> Checked<Vec<u32>> {
        let all = 0..self.calendar.days();
        let Some(names) = weekdays else { return Ok(all.collect()) };
        let mut wanted = [false; 7];
        for (place, name) in names.iter().enumerate() {
            match WEEKDAYS.iter().position(|day| day == name) {
                Some(day) => wanted[day] = true,
                None => {
                    return at.key("weekdays").index(place).unknown("weekday", name, WEEKDAYS.iter().copied());
                }
            }
        }
        let days: Vec<u32> = all.filter(|day| wanted[self.calendar.weekday(*day)]).collect();
        if days.is_empty() {
            let (first, last) = (self.calendar.date_of(0), self.calendar.date_of(self.calendar.days() - 1));
            return at.key("weekdays").refuse(format!(
                "none of the {} days from {first} to {last} is one of these, expected days of the run",
                self.calendar.days()
            ));
        }
        Ok(days)
    }

    /// The agents that a group's name stands for.
    pub(super) fn members(&self, spec: &StaffSpec, at: &At) -> Checked<Vec<UserId>> {
        let users = self.policy.users();
        let is_one_of = |name: &str| {
            name == spec.group
                || name
                    .strip_prefix(&*spec.group)
                    .and_then(|rest| rest.strip_prefix('-'))
                    .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let members: Vec<UserId> =
            (0..users.len()).map(UserId::at).filter(|user| is_one_of(&users[user.index()].name)).collect();
        if members.is_empty() {
            let mut known: Vec<&str> = users
                .iter()
                .filter(|user| user.roles.agent)
                .map(|user| {
                    let name = &*user.name;
                    let stem = name.trim_end_matches(|digit: char| digit.is_ascii_digit());
                    stem.strip_suffix('-').filter(|_| stem.len() < name.len()).unwrap_or(name)
                })
                .collect();
            known.dedup();
            return at.key("group").unknown("agent or group", &spec.group, known.into_iter());
        }
        if let Some(other) = members.iter().find(|user| !users[user.index()].roles.agent) {
            return at.key("group").refuse(format!("`{}` is no agent, expected agents", users[other.index()].name));
        }
        Ok(members)
    }

    pub(super) fn staff(
        &self,
        spec: &StaffSpec,
        manner: Manner,
        at: &At,
        all: &mut All,
        taken: &mut Taken,
    ) -> Checked<()> {
        let users = self.policy.users();
        let members = self.members(spec, at)?;
        let days = self.days_of(spec.weekdays.as_ref(), at)?;
        let connection = match &spec.connection {
            None => None,
            Some(connection) => {
                let here = at.key("connection");
                Some(Connection {
                    lasts: here.law("lasts", &connection.lasts)?,
                    back: here.law("back", &connection.back)?,
                })
            }
        };
        let like = Staff {
            agent: UserId(0),
            stretches: Vec::new(),
            recover: at.seconds("recover_s", spec.recover_s.unwrap_or(90.0))?,
            absent: at.share("absent", spec.absent)?,
            late: at.optional_law("late", spec.late.as_ref())?,
            connection,
            pace: manner.pace,
            churn: manner.churn,
            picks: manner.picks,
            crew: None,
        };
        match (spec.shifts.is_empty(), spec.stretches.is_empty()) {
            (false, true) => {}
            (true, false) => {
                for day in days {
                    let stretches = self.stretches(spec, day, at)?;
                    if let Some(user) = members.iter().find(|user| taken.contains(&(day, **user))) {
                        let name = &users[user.index()].name;
                        return at
                            .key("group")
                            .refuse(format!("`{name}` has work on that day already, expected each agent once a day"));
                    }
                    for agent in &members {
                        taken.insert((day, *agent));
                        self.add(Staff { agent: *agent, stretches: stretches.clone(), ..like.clone() }, at, all)?;
                    }
                }
                return Ok(());
            }
            (true, true) => {
                return at
                    .refuse(format!("group `{}` never works, expected `shifts`, `stretches` or `heads`", spec.group));
            }
            (false, false) => {
                return at.key("stretches").refuse("work is given twice, expected `shifts` or `stretches`".to_owned());
            }
        }
        for day in days {
            let mut free: Vec<UserId> = members.iter().copied().filter(|user| !taken.contains(&(day, *user))).collect();
            free.reverse();
            for (number, shift) in spec.shifts.iter().enumerate() {
                let here = at.key("shifts").index(number);
                let _ = here.clock(shift.from, shift.to)?;
                let wanted = shift.agents.map_or(free.len(), |agents| agents as usize);
                if wanted == 0 {
                    return here
                        .key("agents")
                        .refuse("nobody is left for this shift, expected 1 agent or more".to_owned());
                }
                if wanted > free.len() {
                    return here.key("agents").refuse(format!(
                        "`agents` is {wanted}, expected {} at most: group `{}` has {} and other shifts have the rest",
                        free.len(),
                        spec.group,
                        members.len(),
                    ));
                }
                for place in 0..wanted {
                    let agent = free.pop().expect("counted above");
                    taken.insert((day, agent));
                    let stretch = self.stretch(spec, shift, (place, wanted), day, at)?;
                    self.add(Staff { agent, stretches: vec![stretch], ..like.clone() }, at, all)?;
                }
            }
        }
        Ok(())
    }

    /// Puts in somebody's stretches of a day, behind those of the days before.
    fn add(&self, one: Staff, at: &At, all: &mut All) -> Checked<()> {
        let Some(known) = all.get_mut(&one.agent) else {
            all.insert(one.agent, one);
            return Ok(());
        };
        known.stretches.extend(one.stretches);
        known.stretches.sort_by_key(|stretch| stretch.from);
        // Who works up to midnight and from midnight on works through.
        known.stretches.dedup_by(|after, before| {
            let through = before.to == after.from;
            if through {
                before.to = after.to;
                before.breaks.append(&mut after.breaks);
            }
            through
        });
        if known.stretches.windows(2).any(|pair| pair[0].to >= pair[1].from) {
            return at.key("group").refuse(format!(
                "a shift of `{}` begins before the one of the day before is over, expected a pause between them",
                self.policy.users()[one.agent.index()].name
            ));
        }
        Ok(())
    }

    /// A shift of an agent on a day, with its breaks; those that would end after the shift fall away.
    fn stretch(
        &self,
        spec: &StaffSpec,
        shift: &ShiftSpec,
        (place, agents): (usize, usize),
        day: u32,
        at: &At,
    ) -> Checked<Stretch> {
        let (from, to) = (self.calendar.at(day, shift.from), self.calendar.at(day, shift.to));
        let mut breaks: Vec<(Tick, Span)> = Vec::new();
        for (number, one) in spec.breaks.iter().enumerate() {
            let here = at.key("breaks").index(number);
            let after = here.minutes("after_min", one.after_min)?;
            let length = Span::from_seconds(60.0 * here.positive("length_min", one.length_min, 1_440.0)?);
            let spread = here.minutes("spread_min", one.spread_min)?;
            let start = from + after + Span::from_micros(spread.micros() * place as u64 / agents as u64);
            if breaks.last().is_some_and(|(before, length)| *before + *length > start) {
                return here.key("after_min").refuse(format!(
                    "`after_min` is {}, so this break begins before the one before it is over; expected later",
                    one.after_min
                ));
            }
            if start + length < to {
                breaks.push((start, length));
            }
        }
        Ok(Stretch { from, to, breaks, day })
    }

    fn stretches(&self, spec: &StaffSpec, day: u32, at: &At) -> Checked<Vec<Stretch>> {
        let mut stretches: Vec<Stretch> = Vec::new();
        for (number, stretch) in spec.stretches.iter().enumerate() {
            let here = at.key("stretches").index(number);
            let _ = here.clock(stretch.from, stretch.to)?;
            let (from, to) = (self.calendar.at(day, stretch.from), self.calendar.at(day, stretch.to));
            if stretches.last().is_some_and(|last| last.to >= from) {
                return here.key("from").refuse(format!(
                    "`from` is {}, expected a time after the stretch before it, which ends at {}",
                    stretch.from,
                    spec.stretches[number - 1].to
                ));
            }
            stretches.push(Stretch { from, to, breaks: Vec::new(), day });
        }
        if let Some(place) = (!spec.breaks.is_empty()).then_some(0) {
            return at
                .key("breaks")
                .index(place)
                .refuse("stretches have no breaks, expected gaps between them".to_owned());
        }
        Ok(stretches)
    }

    pub(super) fn supervisor(&self, spec: &SupervisorSpec, at: &At) -> Checked<SupervisorPlan> {
        let users = self.policy.users();
        let supervisors = || users.iter().filter(|user| user.roles.supervisor).map(|user| &*user.name);
        let Some(user) = self.policy.user(&spec.user).filter(|user| users[user.index()].roles.supervisor) else {
            return at.key("user").unknown("supervisor", &spec.user, supervisors());
        };
        let mut queues = vec![spec.queues.is_none(); self.policy.queues().len()];
        for (number, name) in spec.queues.iter().flatten().enumerate() {
            let Some(queue) = self.policy.queue(name) else {
                let known = self.policy.queues().iter().map(|queue| &*queue.name);
                return at.key("queues").index(number).unknown("queue", name, known);
            };
            queues[queue.index()] = true;
        }
        let _ = at.clock(spec.from, spec.to)?;
        let days = self.days_of(spec.weekdays.as_ref(), at)?;
        let windows =
            days.iter().map(|day| (self.calendar.at(*day, spec.from), self.calendar.at(*day, spec.to))).collect();
        let look_every = Span::from_seconds(60.0 * at.positive("look_every_min", spec.look_every_min, 1_440.0)?);
        let monitor = match &spec.monitor {
            None => None,
            Some(monitor) => {
                let here = at.key("monitor");
                Some(WatchMonitor {
                    longer_than: here.minutes("longer_than_min", monitor.longer_than_min)?,
                    join: here.share("join", monitor.join)?,
                    stay: here.minutes("stay_min", monitor.stay_min)?,
                })
            }
        };
        let assign = match &spec.assign {
            None => None,
            Some(assign) => {
                let here = at.key("assign");
                Some(WatchAssign {
                    waiting_over: here.seconds("waiting_over_s", assign.waiting_over_s)?,
                    over_capacity: assign.over_capacity,
                    over_presence: assign.over_presence,
                    each_look: assign.each_look.unwrap_or(1),
                })
            }
        };
        let transfer = match &spec.transfer {
            None => None,
            Some(transfer) => {
                let here = at.key("transfer");
                Some(WatchTransfer {
                    longer_than: here.minutes("longer_than_min", transfer.longer_than_min)?,
                    probability: here.share("probability", transfer.probability.unwrap_or(1.0))?,
                })
            }
        };
        let force_close = match &spec.force_close {
            None => None,
            Some(close) => Some(at.key("force_close").minutes("longer_than_min", close.longer_than_min)?),
        };
        Ok(SupervisorPlan {
            user,
            queues,
            windows,
            look_every,
            view_age: at.seconds("view_age_s", spec.view_age_s)?,
            monitor,
            assign,
            transfer,
            force_close,
        })
    }
}
