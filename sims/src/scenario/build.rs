//! From a scenario as written to one that can be run: every name resolved, every number checked, with its place.

mod arrivals;
mod manner;
mod people;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use switchboard::{CalendarDay, Channel, Policy, PolicyStep, Rule, ServiceLevelBase, Stage};

use crate::results::{Expected, Measure};
use crate::sample::{DurationDistribution, DurationSampler, Plain};
use crate::scenario::calendar::Calendar;
use crate::scenario::error::{Path, ScenarioError, Warning};
use crate::scenario::spec::{ArrivalSpec, ScenarioSpec};
use crate::scenario::{Balk, Bot, Consult, Hold, Replies, Scenario, Silence, Source, Staff, SupervisorPlan, Transfer};
use crate::tick::{ClockTime, Span, Tick};

/// The most conversations in hand that a slowdown curve may describe.
const SLOWDOWN_MAX: usize = 100;
/// The most days of a run: a year.
const DAYS_MAX: u32 = 366;
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
        let _ = top.clock(self.from, self.to)?;
        let calendar = self.calendar(&top)?;
        let last = calendar.days() - 1;
        let (from, to) = (calendar.at(0, self.from), calendar.at(last, self.to));
        let until = match self.until {
            None => to + Span::from_whole_seconds(12 * 3_600),
            Some(until) if until >= self.to => calendar.at(last, until),
            Some(until) => {
                return top
                    .key("until")
                    .refuse(format!("`until` is {until}, expected a time from `to` on, which is {}", self.to));
            }
        };
        let interval = Span::from_seconds(60.0 * top.number("interval_min", self.interval_min, 1.0, 1_440.0)?);
        if calendar.days() > 1 && !Span::DAY.micros().is_multiple_of(interval.micros()) {
            return top.key("interval_min").refuse(format!(
                "`interval_min` is {}, expected a divisor of the 1440 minutes of a day, since there are {} days",
                self.interval_min,
                calendar.days()
            ));
        }
        let most = 60.0 * 24.0 * f64::from(DAYS_MAX);
        let warm_up = Span::from_seconds(60.0 * top.number("warm_up_min", self.warm_up_min, 0.0, most)?);
        if from + warm_up >= to {
            return top.key("warm_up_min").refuse(format!(
                "`warm_up_min` is {}, expected less than the {} minutes from `from` to `to`",
                self.warm_up_min,
                to.since(from).seconds() / 60.0
            ));
        }
        let open = self.to.since_midnight().saturating_sub(self.from.since_midnight());
        if calendar.days() > 1 && open > Span::DAY {
            return top.key("to").refuse(format!(
                "`to` is {}, more than a day after `from`, which is {}; expected less, since there are {} days",
                self.to,
                self.from,
                calendar.days()
            ));
        }
        let count = usize::try_from(open.micros().div_ceil(interval.micros())).expect("a day has few");
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
        let day = DayOf { from, to, opens: self.from, closes: self.to, interval, count, calendar, policy: &policy };
        let mut sources = Vec::new();
        for (number, spec) in self.arrivals.iter().enumerate() {
            sources.push(day.source(spec, &top.key("arrivals").index(number))?);
        }
        let expected: f64 = sources.iter().map(|source| source.arrivals.expected()).sum();
        if expected > ARRIVALS_MAX {
            return top
                .key("arrivals")
                .refuse(format!("{expected} arrivals are expected, expected {ARRIVALS_MAX} at most"));
        }
        let mut staff = BTreeMap::new();
        let mut taken = BTreeSet::new();
        let mut crews = Vec::new();
        for (number, spec) in self.staff.iter().enumerate() {
            let at = top.key("staff").index(number);
            let manner = day.manner(spec, &at, &sources)?;
            if spec.heads.is_empty() {
                day.staff(spec, manner, &at, &mut staff, &mut taken)?;
            } else {
                day.crew(spec, manner, &at, &mut staff, &mut taken, &mut crews)?;
            }
        }
        let staff: Vec<Staff> = staff.into_values().collect();
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
            busyness: day.busyness(self.busyness.as_ref(), &top)?,
            network_delay: top.optional_law("network_delay", self.network_delay.as_ref())?,
            calendar: day.calendar,
            wait_smoothing: top.positive("wait_smoothing", self.wait_smoothing, 1.0)?,
            lines: match self.lines {
                Some(0) => return top.key("lines").refuse("`lines` is 0, expected 1 or more".to_owned()),
                lines => lines,
            },
            crews,
            samples_after: false,
            sources,
            staff,
            supervisors,
            expected: self.expected(&top)?,
            warnings,
            policy,
        })
    }

    /// The days of the run.
    fn calendar(&self, top: &At) -> Checked<Calendar> {
        let text = self.date.as_deref().unwrap_or("2024-01-01");
        let Some(date) = CalendarDay::read(text) else {
            return top.key("date").refuse(format!("unknown date `{text}`, expected one such as `2026-12-24`"));
        };
        if !(1..=DAYS_MAX).contains(&self.days) {
            return top.key("days").refuse(format!("`days` is {}, expected 1 to {DAYS_MAX}", self.days));
        }
        match Calendar::new(date, self.days, self.time_zone.as_deref()) {
            Some(calendar) => Ok(calendar),
            None => top.key("time_zone").refuse(format!(
                "unknown time zone `{}`, expected a name of the IANA database such as `Europe/Berlin`",
                self.time_zone.as_deref().unwrap_or_default()
            )),
        }
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
        let all = day.count * day.calendar.days() as usize;
        let most = (0..all).map(|place| sources.iter().map(|source| source.arrivals.in_interval(place)).sum());
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
            let picked =
                |one: &Staff| one.picks.as_ref().is_some_and(|picks| picks.ranks[source.workstream.index()].is_some());
            if workstream.distribution == switchboard::Distribution::Pick && !staff.iter().any(picked) {
                let text = format!(
                    "workstream `{}` waits for agents to pick, and nobody picks from it; give some `[[staff]]` \
                     `picks`, or use `distribution = \"push\"`",
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
    /// From the first arrival of all days to the last.
    from: Tick,
    to: Tick,
    /// When each day's arrivals begin and end.
    opens: ClockTime,
    closes: ClockTime,
    interval: Span,
    /// How many intervals a day has.
    count: usize,
    calendar: Calendar,
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
                    again: here.optional_law("again", silence.again.as_ref())?,
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
            busyness: self.busyness(spec.busyness.as_ref(), at)?,
            balk: balk(spec, leaves, at)?,
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
            redial: self.redial(spec, leaves, at)?,
            interrupts: self.interrupts(spec, at)?,
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
}

fn warn(path: &[PolicyStep], text: String) -> Warning {
    Warning { place: Path(path).to_string(), text, path: path.to_vec() }
}

/// The steps of balking: queue lengths rise.
fn balk(spec: &ArrivalSpec, leaves: bool, at: &At) -> Checked<Vec<Balk>> {
    let mut steps: Vec<Balk> = Vec::new();
    for (number, step) in spec.balk.iter().enumerate() {
        let here = at.key("balk").index(number);
        if !leaves {
            return at.key("balk").refuse("nobody leaves such a conversation, expected no `balk` (ST-40)".to_owned());
        }
        if steps.last().is_some_and(|last| last.waiting >= step.waiting) {
            return here
                .key("waiting")
                .refuse(format!("`waiting` is {}, expected more than in the step before it", step.waiting));
        }
        steps.push(Balk { waiting: step.waiting, probability: here.share("probability", step.probability)? });
    }
    Ok(steps)
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
