//! From a scenario as written to one that can be run: every name resolved, every number checked, with its place.

use std::sync::Arc;

use switchboard::{CalendarDay, Channel, Policy, PolicyStep, Rule, ServiceLevelBase, Stage, UserId};

use crate::results::{Expected, Measure};
use crate::sample::{DurationDistribution, DurationSampler, Plain};
use crate::scenario::error::{Path, ScenarioError, Warning};
use crate::scenario::spec::{ArrivalSpec, ScenarioSpec, ShiftSpec, StaffSpec, SupervisorSpec};
use crate::scenario::{
    Arrivals, Bot, Consult, Hold, Replies, Scenario, Silence, Source, Staff, Stretch, SupervisorPlan, Traced, Transfer,
    WatchAssign, WatchMonitor, WatchTransfer,
};
use crate::tick::{ClockTime, Span, Tick};

/// The most conversations in hand that a slowdown curve may describe.
const SLOWDOWN_MAX: usize = 100;
/// The most arrivals that a scenario may expect: ten million a run.
const ARRIVALS_MAX: f64 = 1e7;
/// The longest time in seconds that a scenario may name: two days.
const SECONDS_MAX: f64 = 172_800.0;

/// LIM-01: the adjustable intake of an organisation and the bound with default methods, in conversations a minute.
const INTAKE_PER_MIN: f64 = 100.0;
const ARRIVALS_PER_MIN_MAX: f64 = 5_000.0;

/// The largest value that a scenario may expect.
const EXPECTED_MAX: f64 = 1e9;

type Checked<T> = Result<T, ScenarioError>;

/// A place in the scenario, and a way to refuse what stands there.
#[derive(Debug, Clone)]
struct At(Vec<PolicyStep>);

impl At {
    fn key(&self, key: &str) -> Self {
        let mut path = self.0.clone();
        path.push(PolicyStep::Key(key.to_owned()));
        Self(path)
    }

    fn index(&self, index: usize) -> Self {
        let mut path = self.0.clone();
        path.push(PolicyStep::Index(index));
        Self(path)
    }

    fn refuse<T>(&self, message: String) -> Checked<T> {
        Err(ScenarioError { path: self.0.clone(), message })
    }

    fn unknown<'a, T>(&self, what: &str, found: &str, known: impl Iterator<Item = &'a str>) -> Checked<T> {
        let known: Vec<&str> = known.collect();
        if known.is_empty() {
            return self.refuse(format!("unknown {what} `{found}`: there is none to name here"));
        }
        self.refuse(format!("unknown {what} `{found}`, expected one of: {}", known.join(", ")))
    }

    /// A number from `min` to `max`.
    fn number(&self, key: &str, found: f64, min: f64, max: f64) -> Checked<f64> {
        if found >= min && found <= max {
            return Ok(found);
        }
        self.key(key).refuse(format!("`{key}` is {}, expected a number from {min} to {max}", Plain(found)))
    }

    /// A number above zero, up to `max`.
    fn positive(&self, key: &str, found: f64, max: f64) -> Checked<f64> {
        if found > 0.0 && found <= max {
            return Ok(found);
        }
        self.key(key).refuse(format!("`{key}` is {}, expected a number above 0 and up to {max}", Plain(found)))
    }

    fn share(&self, key: &str, found: f64) -> Checked<f64> {
        self.number(key, found, 0.0, 1.0)
    }

    fn seconds(&self, key: &str, found: f64) -> Checked<Span> {
        Ok(Span::from_seconds(self.number(key, found, 0.0, SECONDS_MAX)?))
    }

    fn minutes(&self, key: &str, found: f64) -> Checked<Span> {
        Ok(Span::from_seconds(60.0 * self.number(key, found, 0.0, SECONDS_MAX / 60.0)?))
    }

    fn law(&self, key: &str, law: &DurationDistribution) -> Checked<DurationSampler> {
        law.sampler().or_else(|error| {
            // Point at the parameter itself where the document has it; lists are pointed at as a whole.
            let parameter = error.field.split('[').next().unwrap_or_default();
            self.key(key).key(error.law).key(parameter).refuse(error.to_string())
        })
    }

    fn optional_law(&self, key: &str, law: Option<&DurationDistribution>) -> Checked<Option<DurationSampler>> {
        law.map(|law| self.law(key, law)).transpose()
    }

    /// Two clock times, the second after the first.
    fn clock(&self, from: ClockTime, to: ClockTime) -> Checked<(Tick, Tick)> {
        if from < to {
            return Ok((from.on_day(0), to.on_day(0)));
        }
        if from.on_day(0) >= ClockTime::default().on_day(1) {
            return self.key("from").refuse(format!("`from` is {from}, expected a time before `to`, which is {to}"));
        }
        self.key("to").refuse(format!(
            "`to` is {to}, expected a time after `from`, which is {from} (write 25:00 for one in the night after)"
        ))
    }
}

/// The date of the day; without one a Monday.
fn calendar(top: &At, date: Option<&str>) -> Checked<CalendarDay> {
    let text = date.unwrap_or("2024-01-01");
    match CalendarDay::read(text) {
        Some(day) => Ok(day),
        None => top.key("date").refuse(format!("unknown date `{text}`, expected one such as `2026-12-24`")),
    }
}

impl ScenarioSpec {
    /// Builds the scenario under a policy.
    ///
    /// # Errors
    ///
    /// When a name is unknown, a number is out of its range, times do not rise, or a behaviour does not exist on the
    /// workstream's channel. The error names the place as a path.
    pub fn build(&self, policy: Policy) -> Result<Scenario, ScenarioError> {
        self.build_shared(Arc::new(policy))
    }

    /// As [`build`](Self::build), with a policy that several scenarios share.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build).
    pub fn build_shared(&self, policy: Arc<Policy>) -> Result<Scenario, ScenarioError> {
        let top = At(Vec::new());
        let (from, to) = top.clock(self.from, self.to)?;
        let until = match self.until {
            None => to + Span::from_whole_seconds(12 * 3_600),
            Some(until) if until >= self.to => until.on_day(0),
            Some(until) => {
                return top
                    .key("until")
                    .refuse(format!("`until` is {until}, expected a time from `to` on, which is {}", self.to));
            }
        };
        let interval = Span::from_seconds(60.0 * top.number("interval_min", self.interval_min, 1.0, 1_440.0)?);
        let warm_up = top.minutes("warm_up_min", self.warm_up_min)?;
        if from + warm_up >= to {
            return top.key("warm_up_min").refuse(format!(
                "`warm_up_min` is {}, expected less than the {} minutes from `from` to `to`",
                self.warm_up_min,
                to.since(from).seconds() / 60.0
            ));
        }
        let count = usize::try_from(to.since(from).micros().div_ceil(interval.micros())).expect("a day has few");
        if self.arrivals.is_empty() {
            return top
                .key("arrivals")
                .refuse("there are no arrivals, expected at least one `[[arrivals]]`".to_owned());
        }
        if self.staff.is_empty() {
            return top.key("staff").refuse("nobody works, expected at least one `[[staff]]`".to_owned());
        }
        let timed = |spec: &ArrivalSpec| {
            let stream = policy.workstream(&spec.workstream)?;
            Some(&policy.workstreams()[stream.index()]).filter(|stream| !stream.timeout_rules.is_empty())
        };
        if let Some((number, stream)) =
            (0..).zip(&self.arrivals).find_map(|(number, spec)| Some((number, timed(spec)?)))
        {
            return top.key("arrivals").index(number).key("workstream").refuse(format!(
                "workstream `{}` has time-out rules, which simulated talks cannot answer since they send no messages; \
                 expected a workstream without, or a script for `switchboard play` (TIM-18)",
                stream.name
            ));
        }
        let day = DayOf { from, to, interval, count, policy: &policy };
        let mut sources = Vec::new();
        for (number, spec) in self.arrivals.iter().enumerate() {
            sources.push(day.source(spec, &top.key("arrivals").index(number))?);
        }
        let expected: f64 = sources.iter().map(|source| source.arrivals.expected(interval)).sum();
        if expected > ARRIVALS_MAX {
            return top
                .key("arrivals")
                .refuse(format!("{expected} arrivals are expected, expected {ARRIVALS_MAX} at most"));
        }
        let mut staff: Vec<Staff> = Vec::new();
        let mut taken = Vec::new();
        for (number, spec) in self.staff.iter().enumerate() {
            day.staff(spec, &top.key("staff").index(number), &mut staff, &mut taken)?;
        }
        staff.sort_by_key(|one| one.agent);
        let mut supervisors: Vec<SupervisorPlan> = Vec::new();
        for (number, spec) in self.supervisors.iter().enumerate() {
            let at = top.key("supervisors").index(number);
            let plan = day.supervisor(spec, &at)?;
            if supervisors.iter().any(|other| other.user == plan.user) {
                return at.key("user").refuse(format!("two supervisors are `{}`, expected different users", spec.user));
            }
            supervisors.push(plan);
        }
        let mut warnings: Vec<Warning> =
            policy.warnings().iter().map(|warning| warn(&warning.path, warning.text.clone())).collect();
        warnings.extend(self.warnings(&day, &sources, &staff));
        Ok(Scenario {
            name: self.name.clone(),
            question: self.question.clone(),
            from,
            to,
            until,
            counted_from: from + warm_up,
            interval,
            service_level: top.seconds("service_level_s", self.service_level_s)?,
            short_abandon: top.seconds("short_abandon_s", self.short_abandon_s)?,
            idle_threshold: self.idle_threshold_s.map(|s| top.seconds("idle_threshold_s", s)).transpose()?,
            date: calendar(&top, self.date.as_deref())?,
            wait_smoothing: top.positive("wait_smoothing", self.wait_smoothing, 1.0)?,
            sources,
            staff,
            supervisors,
            expected: self.expected(&top)?,
            warnings,
            policy,
        })
    }

    /// The values known from elsewhere, each of a measure that there is and within what it can be.
    fn expected(&self, top: &At) -> Checked<Vec<Expected>> {
        let mut expected: Vec<Expected> = Vec::new();
        for (number, spec) in self.expected.iter().enumerate() {
            let at = top.key("expected").index(number);
            let Some(measure) = Measure::named(&spec.measure) else {
                let known = Measure::ALL.iter().map(|measure| measure.key());
                return at.key("measure").unknown("measure", &spec.measure, known);
            };
            if expected.iter().any(|other| other.measure == measure) {
                return at
                    .key("measure")
                    .refuse(format!("two values are expected of `{}`, expected one", spec.measure));
            }
            if spec.source.trim().is_empty() {
                return at.key("source").refuse("`source` is empty, expected where the value is from".to_owned());
            }
            let value = at.number("value", spec.value, 0.0, measure.most().min(EXPECTED_MAX))?;
            expected.push(Expected { measure, value, source: spec.source.clone() });
        }
        Ok(expected)
    }

    /// What can be run but is probably not meant.
    fn warnings(&self, day: &DayOf<'_>, sources: &[Source], staff: &[Staff]) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let top = At(Vec::new());
        let mut warn = |at: At, text: String| warnings.push(warn(&at.0, text));
        // LIM-01: what the documented platform would take in.
        let most = (0..day.count).map(|place| sources.iter().map(|source| source.arrivals.in_interval(place)).sum());
        let minutes = day.interval.seconds() / 60.0;
        let busiest = most.fold(0.0_f64, f64::max) / minutes;
        if busiest > INTAKE_PER_MIN && Rule::Lim01.holds() {
            let bound = if busiest > ARRIVALS_PER_MIN_MAX { ARRIVALS_PER_MIN_MAX } else { INTAKE_PER_MIN };
            let text = format!(
                "{busiest:.0} arrivals are expected in the busiest minute, more than the {bound} that the documented \
                 platform takes in (LIM-01)"
            );
            warn(top.key("arrivals"), text);
        }
        for (number, source) in sources.iter().enumerate() {
            let at = top.key("arrivals").index(number);
            let queue = &day.policy.queues()[source.queue.index()].name;
            let works = |one: &&Staff| day.policy.users()[one.agent.index()].queues.contains(&source.queue);
            if !staff.iter().any(|one| works(&one)) {
                warn(
                    at.key("workstream"),
                    format!("nobody who works on this day is in queue `{queue}`; give one of its members a shift"),
                );
            }
            let by_segment = day.policy.switches().service_level_base == ServiceLevelBase::Segment;
            let first = sources[..number].iter().all(|other| other.queue != source.queue);
            if by_segment && first && day.policy.queues()[source.queue.index()].threshold_s.is_none() {
                warn(
                    at.key("workstream"),
                    format!(
                        "queue `{queue}` has no threshold, so whoever is answered there is answered in time (POL-36 b, \
                         MET-40); give the queue a `threshold_s`, or set `POL-36 = \"a\"` for `service_level_s`"
                    ),
                );
            }
            let workstream = &day.policy.workstreams()[source.workstream.index()];
            if workstream.distribution == switchboard::Distribution::Pick {
                let text = format!(
                    "workstream `{}` waits for agents to pick, and simulated agents pick nothing; \
                     use `distribution = \"push\"`",
                    workstream.name
                );
                warn(at.key("workstream"), text);
            }
            if source.transfer.as_ref().is_some_and(|transfer| transfer.queue.is_none())
                && !day.policy.settings().direct_transfer
            {
                warn(
                    at.key("transfer"),
                    "transfers to a colleague will be refused: the policy's setting `direct_transfer` is off (AG-02)"
                        .to_owned(),
                );
            }
            if source.stuck > 0.0
                && day.policy.auto_close_s(source.workstream, Stage::InConversation).is_none()
                && !self.supervisors.iter().any(|one| one.force_close.is_some())
            {
                warn(
                    at.key("stuck"),
                    "nobody and nothing ends what agents forget: there is no auto-close for it and no supervisor \
                     with `force_close`"
                        .to_owned(),
                );
            }
        }
        warnings
    }
}

/// What checking needs to know of the day.
struct DayOf<'a> {
    from: Tick,
    to: Tick,
    interval: Span,
    count: usize,
    policy: &'a Policy,
}

impl DayOf<'_> {
    fn source(&self, spec: &ArrivalSpec, at: &At) -> Checked<Source> {
        let policy = self.policy;
        let Some(workstream) = policy.workstream(&spec.workstream) else {
            let known = policy.workstreams().iter().map(|workstream| &*workstream.name);
            return at.key("workstream").unknown("workstream", &spec.workstream, known);
        };
        let entry = &policy.workstreams()[workstream.index()];
        let channel = entry.channel;
        let queue = match &spec.queue {
            None => entry.queue,
            Some(name) => self.queue(name, channel, &at.key("queue"))?,
        };
        let leaves = match channel {
            Channel::LiveChat | Channel::Voice | Channel::CustomAsync => true,
            Channel::PersistentChat | Channel::Async | Channel::Record => false,
        };
        let talks = !matches!(channel, Channel::Record);
        if spec.patience.is_some() && !leaves {
            return at.key("patience").refuse(format!(
                "nobody leaves a conversation of channel {channel}, expected no `patience` (ST-40, ST-06)"
            ));
        }
        if spec.customer_ends > 0.0 && !matches!(channel, Channel::LiveChat | Channel::Voice) {
            return at.key("customer_ends").refuse(format!(
                "customers do not end a conversation of channel {channel}, expected no `customer_ends` (ST-14)"
            ));
        }
        if spec.callback > 0.0 && channel != Channel::Voice {
            return at.key("callback").refuse(format!(
                "nobody calls a conversation of channel {channel} back, expected no `callback` (CB-01)"
            ));
        }
        let silence = match &spec.silence {
            None => None,
            Some(_) if !channel.waits() => {
                return at
                    .key("silence")
                    .refuse(format!("channel {channel} has no Waiting, expected no `silence` (ST-43)"));
            }
            Some(silence) => {
                let here = at.key("silence");
                Some(Silence {
                    probability: here.share("probability", silence.probability)?,
                    away: here.law("away", &silence.away)?,
                    rounds_max: silence.rounds_max.unwrap_or(5).min(50),
                })
            }
        };
        let transfer = match &spec.transfer {
            None => None,
            Some(transfer) => {
                let here = at.key("transfer");
                let target = match &transfer.queue {
                    None => None,
                    Some(name) => Some(self.queue(name, channel, &here.key("queue"))?),
                };
                if target == Some(queue) {
                    return here
                        .key("queue")
                        .refuse("a conversation is in that queue already, expected another one".to_owned());
                }
                Some(Transfer { probability: here.share("probability", transfer.probability)?, queue: target })
            }
        };
        let consult = match &spec.consult {
            None => None,
            Some(_) if !talks => {
                return at.key("consult").refuse("nobody consults on a record, expected no `consult`".to_owned());
            }
            Some(consult) => {
                let here = at.key("consult");
                Some(Consult {
                    probability: here.share("probability", consult.probability)?,
                    duration: here.law("duration", &consult.duration)?,
                    reject: here.share("reject", consult.reject)?,
                    miss: here.number("miss", consult.miss, 0.0, 1.0 - consult.reject.clamp(0.0, 1.0))?,
                })
            }
        };
        if spec.drops > 0.0 && !matches!(channel, Channel::LiveChat | Channel::Voice) {
            return at
                .key("drops")
                .refuse(format!("nobody is lost by a connection of channel {channel}, expected no `drops` (ST-40)"));
        }
        let hold = match &spec.hold {
            None => None,
            Some(_) if channel != Channel::Voice => {
                return at.key("hold").refuse(format!("channel {channel} has no hold, expected no `hold` (ST-62)"));
            }
            Some(hold) => {
                let here = at.key("hold");
                Some(Hold {
                    probability: here.share("probability", hold.probability)?,
                    after: here.law("after", &hold.after)?,
                    duration: here.law("duration", &hold.duration)?,
                })
            }
        };
        let replies = match &spec.replies {
            None => None,
            Some(_) if matches!(channel, Channel::Voice | Channel::Record) => {
                return at
                    .key("replies")
                    .refuse(format!("nobody writes messages on channel {channel}, expected no `replies`"));
            }
            Some(replies) => {
                let here = at.key("replies");
                Some(Replies {
                    agent: here.law("agent", &replies.agent)?,
                    customer: here.law("customer", &replies.customer)?,
                    silent: here.share("silent", replies.silent)?,
                })
            }
        };
        let bot = match (&spec.bot, entry.bot) {
            (None, None) => None,
            (Some(bot), Some(_)) => {
                let here = at.key("bot");
                Some(Bot {
                    handling: here.law("handling", &bot.handling)?,
                    escalates: here.share("escalates", bot.escalates)?,
                })
            }
            (None, Some(_)) => {
                return at.key("workstream").refuse(format!(
                    "workstream `{}` has a bot, expected `bot = {{ handling = …, escalates = … }}`",
                    spec.workstream
                ));
            }
            (Some(_), None) => {
                return at.key("bot").refuse(format!("workstream `{}` has no bot, expected no `bot`", spec.workstream));
            }
        };
        Ok(Source {
            workstream,
            queue,
            routed: spec.routed,
            callback: at.share("callback", spec.callback)?,
            channel,
            arrivals: self.arrivals(spec, at)?,
            patience: at.optional_law("patience", spec.patience.as_ref())?,
            handling: at.law("handling", &spec.handling)?,
            wrap_up: at.optional_law("wrap_up", spec.wrap_up.as_ref())?,
            slowdown: slowdown(spec, at)?,
            accept: at.optional_law("accept", spec.accept.as_ref())?,
            reject: at.share("reject", spec.reject)?,
            miss: at.number("miss", spec.miss, 0.0, 1.0 - spec.reject.clamp(0.0, 1.0))?,
            customer_ends: at.share("customer_ends", spec.customer_ends)?,
            stuck: at.share("stuck", spec.stuck)?,
            silence,
            transfer,
            consult,
            bot,
            outgoing: spec.outgoing,
            drops: at.share("drops", spec.drops)?,
            hold,
            replies,
        })
    }

    fn queue(&self, name: &str, channel: Channel, at: &At) -> Checked<switchboard::QueueId> {
        let Some(queue) = self.policy.queue(name) else {
            return at.unknown("queue", name, self.policy.queues().iter().map(|queue| &*queue.name));
        };
        let kind = self.policy.queues()[queue.index()].kind;
        if kind != channel.queue_kind() {
            return at.refuse(format!(
                "queue `{name}` takes {} work, expected a {} queue for channel {channel} (DIST-05)",
                kind.name(),
                channel.queue_kind().name()
            ));
        }
        Ok(queue)
    }

    fn arrivals(&self, spec: &ArrivalSpec, at: &At) -> Checked<Arrivals> {
        let ways = [spec.per_interval.is_some(), spec.profile.is_some(), spec.per_hour.is_some(), spec.trace.is_some()];
        match ways.iter().filter(|way| **way).count() {
            1 => {}
            0 => {
                return at.refuse(
                    "nothing says when they arrive, expected one of `per_interval`, `profile`, `per_hour`, `trace`"
                        .to_owned(),
                );
            }
            _ => {
                let key = if ways[3] {
                    "trace"
                } else if ways[2] {
                    "per_hour"
                } else {
                    "profile"
                };
                return at.key(key).refuse(
                    "arrivals are given twice, expected one of `per_interval`, `profile`, `per_hour`, `trace`"
                        .to_owned(),
                );
            }
        }
        if let Some(means) = &spec.per_interval {
            self.one_per_interval(means, &at.key("per_interval"), "rate")?;
            return Ok(Arrivals::Poisson(means.clone()));
        }
        if let Some(profile) = &spec.profile {
            let here = at.key("profile");
            let total = here.number("total", profile.total, 0.0, ARRIVALS_MAX)?;
            self.one_per_interval(&profile.shape, &here.key("shape"), "weight")?;
            let sum: f64 = profile.shape.iter().sum();
            if sum <= 0.0 && total > 0.0 {
                return here.key("shape").refuse("every weight is 0, expected at least one above 0".to_owned());
            }
            let mean = |weight: &f64| if sum > 0.0 { total * weight / sum } else { 0.0 };
            return Ok(Arrivals::Poisson(profile.shape.iter().map(mean).collect()));
        }
        if let Some(rate) = spec.per_hour {
            let rate = at.number("per_hour", rate, 0.0, ARRIVALS_MAX)?;
            let mean = |number: usize| {
                let start = self.from.micros() + self.interval.micros() * number as u64;
                let length = self.interval.micros().min(self.to.micros() - start);
                rate * Span::from_micros(length).seconds() / 3_600.0
            };
            return Ok(Arrivals::Poisson((0..self.count).map(mean).collect()));
        }
        let mut rows: Vec<Traced> = Vec::new();
        for (number, row) in spec.trace.iter().flatten().enumerate() {
            let here = at.key("trace").index(number);
            let span = here.number("at_s", row.at_s, self.from.seconds(), self.to.seconds())?;
            let arrival = Tick::ZERO + Span::from_seconds(span);
            if rows.last().is_some_and(|last| last.at > arrival) {
                return here.key("at_s").refuse(format!(
                    "`at_s` is {}, expected a time from {} on, the one before it",
                    row.at_s,
                    rows[number - 1].at.seconds()
                ));
            }
            let span = |key: &str, value: Option<f64>| value.map(|value| here.seconds(key, value)).transpose();
            rows.push(Traced {
                at: arrival,
                handling: span("handling_s", row.handling_s)?,
                patience: span("patience_s", row.patience_s)?,
            });
        }
        Ok(Arrivals::Trace(rows))
    }

    fn one_per_interval(&self, numbers: &[f64], at: &At, what: &str) -> Checked<()> {
        if numbers.len() != self.count {
            return at.refuse(format!(
                "{} {what}s for the {} intervals of {} minutes from {} to {}, expected one {what} per interval",
                numbers.len(),
                self.count,
                self.interval.seconds() / 60.0,
                clock(self.from),
                clock(self.to),
            ));
        }
        match numbers.iter().position(|number| !(0.0..=ARRIVALS_MAX).contains(number)) {
            None => Ok(()),
            Some(place) => at.index(place).refuse(format!(
                "the {what} of an interval is {}, expected a number from 0 to {ARRIVALS_MAX}",
                Plain(numbers[place])
            )),
        }
    }

    fn staff(&self, spec: &StaffSpec, at: &At, all: &mut Vec<Staff>, taken: &mut Vec<UserId>) -> Checked<()> {
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
        let recover = at.seconds("recover_s", spec.recover_s.unwrap_or(90.0))?;
        match (spec.shifts.is_empty(), spec.stretches.is_empty()) {
            (false, true) => {}
            (true, false) => {
                let stretches = self.stretches(spec, at)?;
                if let Some(place) = members.iter().position(|user| taken.contains(user)) {
                    let name = &users[members[place].index()].name;
                    return at.key("group").refuse(format!("`{name}` has stretches already, expected each agent once"));
                }
                for agent in members {
                    taken.push(agent);
                    all.push(Staff { agent, stretches: stretches.clone(), recover });
                }
                return Ok(());
            }
            (true, true) => {
                return at.refuse(format!("group `{}` never works, expected `shifts` or `stretches`", spec.group));
            }
            (false, false) => {
                return at.key("stretches").refuse("work is given twice, expected `shifts` or `stretches`".to_owned());
            }
        }
        let mut free = members.iter().copied().filter(|user| !taken.contains(user)).collect::<Vec<_>>().into_iter();
        for (number, shift) in spec.shifts.iter().enumerate() {
            let here = at.key("shifts").index(number);
            let (from, to) = here.clock(shift.from, shift.to)?;
            let wanted = shift.agents.map_or(free.len(), |agents| agents as usize);
            if wanted == 0 {
                return here.key("agents").refuse("nobody is left for this shift, expected 1 agent or more".to_owned());
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
                let agent = free.next().expect("counted above");
                taken.push(agent);
                let breaks = breaks(spec, shift, place, wanted, at)?;
                all.push(Staff { agent, stretches: vec![Stretch { from, to, breaks }], recover });
            }
        }
        Ok(())
    }

    fn stretches(&self, spec: &StaffSpec, at: &At) -> Checked<Vec<Stretch>> {
        let mut stretches: Vec<Stretch> = Vec::new();
        for (number, stretch) in spec.stretches.iter().enumerate() {
            let here = at.key("stretches").index(number);
            let (from, to) = here.clock(stretch.from, stretch.to)?;
            if stretches.last().is_some_and(|last| last.to >= from) {
                return here.key("from").refuse(format!(
                    "`from` is {}, expected a time after the stretch before it, which ends at {}",
                    stretch.from,
                    spec.stretches[number - 1].to
                ));
            }
            stretches.push(Stretch { from, to, breaks: Vec::new() });
        }
        if let Some(place) = (!spec.breaks.is_empty()).then_some(0) {
            return at
                .key("breaks")
                .index(place)
                .refuse("stretches have no breaks, expected gaps between them".to_owned());
        }
        Ok(stretches)
    }

    fn supervisor(&self, spec: &SupervisorSpec, at: &At) -> Checked<SupervisorPlan> {
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
        let (from, to) = at.clock(spec.from, spec.to)?;
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
            from,
            to,
            look_every,
            view_age: at.seconds("view_age_s", spec.view_age_s)?,
            monitor,
            assign,
            transfer,
            force_close,
        })
    }
}

fn warn(path: &[PolicyStep], text: String) -> Warning {
    Warning { place: Path(path).to_string(), text, path: path.to_vec() }
}

fn slowdown(spec: &ArrivalSpec, at: &At) -> Checked<Vec<f64>> {
    let Some(factors) = &spec.slowdown else { return Ok(vec![1.0]) };
    let here = at.key("slowdown");
    if factors.is_empty() || factors.len() > SLOWDOWN_MAX {
        return here.refuse(format!("{} factors, expected 1 to {SLOWDOWN_MAX}", factors.len()));
    }
    match factors.iter().position(|factor| !(*factor > 0.0 && *factor <= 1_000.0)) {
        None => Ok(factors.clone()),
        Some(place) => here.index(place).refuse(format!(
            "the factor for {} at once is {}, expected a number above 0 and up to 1000",
            place + 1,
            Plain(factors[place])
        )),
    }
}

/// The breaks of the agent at `place` among `agents` of a shift; those that would end after the shift fall away.
fn breaks(spec: &StaffSpec, shift: &ShiftSpec, place: usize, agents: usize, at: &At) -> Checked<Vec<(Tick, Span)>> {
    let (from, to) = (shift.from.on_day(0), shift.to.on_day(0));
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
    Ok(breaks)
}

fn clock(tick: Tick) -> String {
    ClockTime::after_midnight(Span::from_micros(tick.micros()))
        .map_or_else(|| tick.seconds().to_string(), |time| time.to_string())
}
