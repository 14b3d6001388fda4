//! A plan's question with every name resolved: which numbers are sought, and what they have to meet.

use std::sync::Arc;

use switchboard::{Policy, PolicyStep};

use crate::plan::bracket::busiest_load;
use crate::plan::case::{Case, at};
use crate::plan::spec::{By, Every, PatternSpec, TargetSpec};
use crate::plan::target::{Goal, THRESHOLDS_S, Target};
use crate::sample::Plain;
use crate::scenario::{BreakSpec, Scenario, ScenarioError, ShiftSpec, StaffSpec, StretchSpec};
use crate::tick::{ClockTime, Span, Tick};

/// The most agents of a group that are looked at, where nobody says otherwise.
const AGENTS_MAX: u32 = 5_000;
/// The wait on average that is asked of those who never leave, where nobody says otherwise, in seconds.
const PATIENT_WAIT_S: f64 = 3_600.0;

/// A group of agents whose number is sought.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// The group's name.
    pub name: String,
    /// The most agents that it may have.
    pub most: u32,
    /// How many the scenario has at work at some time.
    pub now: u32,
}

/// A number that is sought: how many agents of a group work from one time to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The group, by place in [`Problem::pools`].
    pub pool: usize,
    /// From.
    pub from: Tick,
    /// To.
    pub to: Tick,
    /// Breaks of the shift.
    pub breaks: Vec<BreakSpec>,
    /// What one agent costs: hours where nobody says otherwise.
    pub cost: f64,
    /// At least so many.
    pub least: u32,
    /// At most so many.
    pub most: u32,
    /// How many the scenario has; none where it counts by something else.
    pub now: Option<u32>,
    /// On how many days of the run it is worked.
    pub days: u32,
    /// What else the scenario says of those who work it: absence, pace, connection.
    template: StaffSpec,
}

impl Block {
    /// How long one agent is paid over the whole run, in hours.
    pub fn hours(&self) -> f64 {
        self.to.since(self.from).seconds() / 3_600.0 * f64::from(self.days)
    }
}

/// A target in one stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Constraint {
    /// The target, by place in [`Problem::targets`].
    pub target: usize,
    /// The interval; none for the whole day.
    pub interval: Option<usize>,
}

/// What is sought and what has to be met.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The case as written.
    pub case: Case,
    /// What staff is counted by.
    pub by: By,
    /// The groups whose numbers are sought.
    pub pools: Vec<Pool>,
    /// The numbers that are sought.
    pub blocks: Vec<Block>,
    /// What has to be met.
    pub targets: Vec<Target>,
    /// The targets in each stretch of time that they hold for.
    pub constraints: Vec<Constraint>,
    /// The scenario as it stands, with the threshold of short abandons that the targets need.
    pub(crate) base: Scenario,
    policy: Arc<Policy>,
}

type Checked<T> = Result<T, ScenarioError>;

fn refuse<T>(path: Vec<PolicyStep>, message: String) -> Checked<T> {
    Err(ScenarioError { path, message })
}

impl Problem {
    /// Resolves the question of a case.
    ///
    /// # Errors
    ///
    /// When a name of the section `[plan]` is unknown or a number is out of its range; the error names the place.
    pub fn new(case: Case) -> Checked<Self> {
        let mut case = case;
        let plan = case.plan.clone();
        check_numbers(&case)?;
        let built = |error: switchboard::PolicyError| ScenarioError {
            path: Vec::new(),
            message: format!("the policy cannot be built: {}", error.kind),
        };
        let first = case.staffed(case.scenario.staff.clone(), &Arc::new(case.policy.build().map_err(built)?))?;
        let targets = targets(&case, &first)?;
        for target in &targets {
            if let Goal::ServiceLevel { within_s, of: crate::erlang::LevelOf::WithoutShortAbandons, .. } = target.goal {
                case.scenario.short_abandon_s = within_s;
            }
        }
        let by = plan.by.unwrap_or_else(|| {
            let shifts = !plan.shifts.is_empty() || case.scenario.staff.iter().any(|staff| !staff.shifts.is_empty());
            if shifts { By::Shift } else { By::Interval }
        });
        let mut pools = pools(&case, &first)?;
        let blocks = blocks(&case, &first, &pools, by)?;
        for pool in &mut pools {
            let place = case.policy.users.iter().position(|user| user.name == pool.name).expect("pools are groups");
            let wanted = i64::from(pool.most).max(case.policy.users[place].count.unwrap_or(0));
            case.policy.users[place].count = Some(wanted);
        }
        let policy = Arc::new(case.policy.build().map_err(built)?);
        let base = case.staffed(case.scenario.staff.clone(), &policy)?;
        let intervals = base.intervals();
        let counted = |interval: usize| {
            let end = base.from() + Span::from_micros(base.interval().micros() * (interval as u64 + 1));
            end > base.counted_from()
        };
        let constraints = targets
            .iter()
            .enumerate()
            .flat_map(|(target, one)| {
                let stretches: Vec<Option<usize>> = match one.every {
                    Every::Day => vec![None],
                    Every::Interval => (0..intervals).filter(|interval| counted(*interval)).map(Some).collect(),
                };
                stretches.into_iter().map(move |interval| Constraint { target, interval })
            })
            .collect();
        Ok(Self { case, by, pools, blocks, targets, constraints, base, policy })
    }

    /// The scenario with so many agents in each block; none where nobody works at all.
    ///
    /// # Errors
    ///
    /// When the scenario cannot be built with them.
    pub fn staffed(&self, numbers: &[u32]) -> Checked<Option<Scenario>> {
        let fixed = self.case.scenario.staff.iter().filter(|staff| !self.pools.iter().any(|p| p.name == staff.group));
        let mut staff: Vec<StaffSpec> = fixed.cloned().collect();
        match self.by {
            By::Shift => {
                for (block, number) in self.blocks.iter().zip(numbers).filter(|(_, number)| **number > 0) {
                    let shift = ShiftSpec { from: clock(block.from), to: clock(block.to), agents: Some(*number) };
                    staff.push(StaffSpec {
                        shifts: vec![shift],
                        breaks: block.breaks.clone(),
                        ..block.template.clone()
                    });
                }
            }
            By::Interval | By::Day => {
                for (place, pool) in self.pools.iter().enumerate() {
                    let blocks = || self.blocks.iter().zip(numbers).filter(|(block, _)| block.pool == place);
                    let most = blocks().map(|(_, number)| *number).max().unwrap_or(0);
                    for agent in 1..=most {
                        let mut stretches: Vec<StretchSpec> = Vec::new();
                        for (block, _) in blocks().filter(|(_, number)| **number >= agent) {
                            let (from, to) = (clock(block.from), clock(block.to));
                            match stretches.last_mut() {
                                Some(last) if last.to == from => last.to = to,
                                Some(_) | None => stretches.push(StretchSpec { from, to }),
                            }
                        }
                        let Some(template) = blocks().map(|(block, _)| block.template.clone()).next() else { continue };
                        let group = format!("{}-{agent}", pool.name);
                        staff.push(StaffSpec { group, stretches, weekdays: None, ..template });
                    }
                }
            }
        }
        if staff.is_empty() {
            return Ok(None);
        }
        self.case.staffed(staff, &self.policy).map(Some)
    }

    /// What so many agents cost.
    pub fn cost(&self, numbers: &[u32]) -> f64 {
        self.blocks.iter().zip(numbers).map(|(block, number)| block.cost * f64::from(*number)).sum()
    }

    /// How many hours so many agents are paid, without shrinkage.
    pub fn hours(&self, numbers: &[u32]) -> f64 {
        self.blocks.iter().zip(numbers).map(|(block, number)| block.hours() * f64::from(*number)).sum()
    }

    /// How many people that is: over shifts the sum, otherwise the most at once.
    pub fn heads(&self, numbers: &[u32]) -> u32 {
        let of_pool = |pool: usize| {
            let numbers = self.blocks.iter().zip(numbers).filter(|(block, _)| block.pool == pool).map(|pair| *pair.1);
            match self.by {
                By::Shift => numbers.sum::<u32>(),
                By::Interval | By::Day => numbers.max().unwrap_or(0),
            }
        };
        (0..self.pools.len()).map(of_pool).sum()
    }

    /// What a block is called: `phone 07:30 to 15:45`.
    pub fn block_name(&self, block: usize) -> String {
        let one = &self.blocks[block];
        let pool = &self.pools[one.pool].name;
        match self.by {
            By::Day => pool.clone(),
            By::Shift | By::Interval => format!("{pool} {} to {}", clock(one.from), clock(one.to)),
        }
    }

    /// A constraint in words.
    pub fn constraint_words(&self, constraint: Constraint) -> String {
        let words = self.targets[constraint.target].words();
        match constraint.interval {
            None => words,
            Some(interval) => {
                let start = self.base.from() + Span::from_micros(self.base.interval().micros() * interval as u64);
                format!("{} from {}", words.replace(", in every interval", ""), clock(start))
            }
        }
    }

    /// The share of an interval in which an agent of a block works: none outside the shift, less in breaks.
    pub(crate) fn presence(&self, block: usize, interval: usize) -> f64 {
        let start = self.base.from().seconds() + self.base.interval().seconds() * interval as f64;
        let end = (start + self.base.interval().seconds()).min(self.base.to().seconds());
        let of_day =
            |day: u32| self.presence_of_day(block, start - 86_400.0 * f64::from(day), end - 86_400.0 * f64::from(day));
        let template = &self.blocks[block].template;
        (0..self.base.days()).filter(|day| works_on(template, &self.base, *day)).map(of_day).sum()
    }

    /// The same from and to a time of a day on which the block is worked.
    fn presence_of_day(&self, block: usize, start: f64, end: f64) -> f64 {
        let one = &self.blocks[block];
        let overlap = |from: f64, to: f64| (to.min(end) - from.max(start)).max(0.0) / (end - start).max(1.0);
        let away: f64 = one
            .breaks
            .iter()
            .map(|rest| {
                // The agents of a shift go one after another: the mean over five of them.
                let places = (0..5).map(|place| {
                    let after = one.from.seconds() + 60.0 * (rest.after_min + rest.spread_min * f64::from(place) / 5.0);
                    let back = after + 60.0 * rest.length_min;
                    if back < one.to.seconds() { overlap(after, back) } else { 0.0 }
                });
                places.sum::<f64>() / 5.0
            })
            .sum();
        (overlap(one.from.seconds(), one.to.seconds()) - away).max(0.0)
    }

    /// The scenario's own numbers, where it counts by the same blocks.
    pub fn now(&self) -> Option<Vec<u32>> {
        self.blocks.iter().map(|block| block.now).collect()
    }
}

pub(crate) fn clock(tick: Tick) -> ClockTime {
    ClockTime::after_midnight(Span::from_micros(tick.micros())).expect("blocks lie within clock times")
}

fn check_numbers(case: &Case) -> Checked<()> {
    let plan = &case.plan;
    let within = |keys: &[&str], found: f64, low: f64, high: f64| {
        if found >= low && found <= high {
            return Ok(());
        }
        let mut path = at(&[]);
        path.extend(keys.iter().map(|key| PolicyStep::Key((*key).to_owned())));
        let key = keys.last().expect("a key");
        let message = format!("`{key}` is {}, expected a number from {} to {}", Plain(found), Plain(low), Plain(high));
        refuse(path, message)
    };
    within(&["confidence"], plan.confidence, 0.5, 0.9999)?;
    within(&["replications"], f64::from(plan.replications), 4.0, 10_000.0)?;
    within(&["replications_max"], f64::from(plan.replications_max), f64::from(plan.replications), 100_000.0)?;
    within(&["shrinkage", "planned"], plan.shrinkage.planned, 0.0, 0.9)?;
    within(&["shrinkage", "unplanned"], plan.shrinkage.unplanned, 0.0, 0.9)?;
    within(&["full_time_h"], plan.full_time_h, 0.1, 200.0)?;
    within(&["agents_max"], f64::from(plan.agents_max.unwrap_or(1)), 1.0, f64::from(AGENTS_MAX))
}

/// The targets of a case, or the usual ones.
fn targets(case: &Case, scenario: &Scenario) -> Checked<Vec<Target>> {
    let mut labels: Vec<usize> = scenario.sources.iter().map(|source| source.workstream.index()).collect();
    labels.sort_unstable();
    labels.dedup();
    let names: Vec<&str> = labels.iter().map(|place| &*scenario.policy().workstreams()[*place].name).collect();
    if case.plan.targets.is_empty() {
        let usual = names.iter().enumerate().map(|(place, name)| {
            let leaves = case.scenario.arrivals.iter().any(|one| one.workstream == **name && one.patience.is_some());
            let goal = if leaves {
                Goal::ServiceLevel {
                    at_least: 0.8,
                    within_s: case.scenario.service_level_s,
                    of: crate::erlang::LevelOf::Offered,
                }
            } else {
                Goal::MeanWait { at_most_s: PATIENT_WAIT_S }
            };
            let workstream_name = Some((*name).to_owned());
            Target { goal, workstream: Some(place), workstream_name, every: Every::Day, days: None }
        });
        return Ok(usual.collect());
    }
    case.plan.targets.iter().enumerate().map(|(number, spec)| target(case, number, spec, &names)).collect()
}

fn target(case: &Case, number: usize, spec: &TargetSpec, names: &[&str]) -> Checked<Target> {
    let here = |key: &str| at(&[&"targets", &number, &key]);
    let workstream = match &spec.workstream {
        None => None,
        Some(name) => match names.iter().position(|known| known == name) {
            Some(place) => Some(place),
            None => {
                let message = format!("unknown workstream `{name}`, expected one of: {}", names.join(", "));
                return refuse(here("workstream"), message);
            }
        },
    };
    let given = [
        ("service_level", spec.service_level, 1.0),
        ("abandonment", spec.abandonment, 1.0),
        ("wait_s", spec.wait_s, 172_800.0),
        ("mean_wait_s", spec.mean_wait_s, 172_800.0),
        ("occupancy", spec.occupancy, 1.0),
    ];
    let mut found = given.iter().filter_map(|(key, value, most)| value.map(|value| (*key, value, *most)));
    let expected = "expected one of `service_level`, `abandonment`, `wait_s`, `mean_wait_s`, `occupancy`";
    let Some((key, value, most)) = found.next() else {
        return refuse(at(&[&"targets", &number]), format!("nothing has to be met, {expected}"));
    };
    if let Some((other, _, _)) = found.next() {
        return refuse(here(other), format!("two things have to be met by one target, {expected}"));
    }
    let number_in = |key: &str, value: f64, most: f64| {
        if value >= 0.0 && value <= most {
            return Ok(value);
        }
        refuse(here(key), format!("`{key}` is {}, expected a number from 0 to {}", Plain(value), Plain(most)))
    };
    number_in(key, value, most)?;
    if let Some(days) = spec.days {
        number_in("days", days, 1.0)?;
    }
    let own = case.scenario.service_level_s;
    let within_s = spec.within_s.unwrap_or(own);
    if within_s != own && !THRESHOLDS_S.iter().any(|threshold| f64::from(*threshold) == within_s) {
        let message = format!(
            "`within_s` is {}, expected {}, the scenario's `service_level_s`, or one of 10, 20, 30, 40, 60, 120",
            Plain(within_s),
            Plain(own)
        );
        return refuse(here("within_s"), message);
    }
    if spec.every == Every::Interval && key == "wait_s" {
        let message =
            "percentiles are counted by day, expected `every = \"day\"`, or a `service_level` of those `answered`";
        return refuse(here("every"), message.to_owned());
    }
    if key == "occupancy" && workstream.is_some() {
        let message = "agents are busy with everything together, expected no `workstream` beside `occupancy`";
        return refuse(here("workstream"), message.to_owned());
    }
    let goal = match key {
        "service_level" => Goal::ServiceLevel { at_least: value, within_s, of: spec.of },
        "abandonment" => Goal::Abandonment { at_most: value },
        "wait_s" => {
            let share = number_in("percentile", spec.percentile.unwrap_or(0.9), 1.0)?;
            Goal::Percentile { share, at_most_s: value }
        }
        "mean_wait_s" => Goal::MeanWait { at_most_s: value },
        _ => Goal::Occupancy { at_most: value },
    };
    Ok(Target { goal, workstream, workstream_name: spec.workstream.clone(), every: spec.every, days: spec.days })
}

/// The groups whose numbers are sought.
fn pools(case: &Case, scenario: &Scenario) -> Checked<Vec<Pool>> {
    let working: Vec<&str> = case.scenario.staff.iter().map(|staff| &*staff.group).collect();
    let known: Vec<&str> = case
        .policy
        .users
        .iter()
        .filter(|user| user.count.is_some() && (working.contains(&&*user.name) || !case.plan.shifts.is_empty()))
        .filter(|user| user.roles.as_ref().is_none_or(|roles| roles.iter().any(|role| role == "agent")))
        .map(|user| &*user.name)
        .collect();
    if known.is_empty() {
        let message = "nobody works whose number could be sought: no group in `staff` has a `count` in the policy";
        return refuse(at(&[]), message.to_owned());
    }
    let names: Vec<&str> = match &case.plan.groups {
        None => known.clone(),
        Some(groups) => {
            if let Some(place) = groups.iter().position(|name| !known.contains(&&**name)) {
                let message = format!("unknown group `{}`, expected one of: {}", groups[place], known.join(", "));
                return refuse(at(&[&"groups", &place]), message);
            }
            groups.iter().map(|name| &**name).collect()
        }
    };
    let now = |name: &str| {
        let prefix = format!("{name}-");
        let users = scenario.policy().users();
        let is_one =
            |user: &str| user.strip_prefix(&*prefix).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        scenario.staff.iter().filter(|one| is_one(&users[one.agent.index()].name)).count() as u32
    };
    let pool = |name: &&str| {
        let now = now(name);
        // Half as many again as would be busy if nobody waited, and ten: beyond that nobody waits.
        let busiest = (1.5 * busiest_load(scenario)).ceil() as u32;
        let most = case.plan.agents_max.unwrap_or((2 * now).max(busiest + 10).min(AGENTS_MAX));
        Pool { name: (*name).to_owned(), most, now }
    };
    Ok(names.iter().map(pool).collect())
}

/// The numbers that are sought.
fn blocks(case: &Case, scenario: &Scenario, pools: &[Pool], by: By) -> Checked<Vec<Block>> {
    let mut blocks = Vec::new();
    for (place, pool) in pools.iter().enumerate() {
        let own = || case.scenario.staff.iter().filter(|staff| staff.group == pool.name);
        let plain = |staff: Option<&StaffSpec>| StaffSpec {
            shifts: Vec::new(),
            stretches: Vec::new(),
            heads: Vec::new(),
            breaks: Vec::new(),
            ..staff.cloned().unwrap_or_else(|| StaffSpec::new(&pool.name))
        };
        let block = |from: Tick, to: Tick| Block {
            pool: place,
            from,
            to,
            breaks: Vec::new(),
            cost: to.since(from).seconds() / 3_600.0 * f64::from(scenario.days()),
            least: 0,
            most: pool.most,
            now: None,
            days: scenario.days(),
            template: plain(own().next()),
        };
        // Who works in the last interval stays for as long as the scenario has anybody stay.
        let ends = own().flat_map(|staff| {
            let shifts = staff.shifts.iter().map(|shift| shift.to.on_day(0));
            shifts.chain(staff.stretches.iter().map(|stretch| stretch.to.on_day(0))).collect::<Vec<_>>()
        });
        // Of a run of several days the first: the others repeat it.
        let (from, to) = (case.scenario.from.on_day(0), case.scenario.to.on_day(0));
        let end = ends.max().unwrap_or(to).max(to);
        match by {
            By::Day => blocks.push(Block { now: Some(pool.now), ..block(from, end) }),
            By::Interval => {
                let count = to.since(from).micros().div_ceil(scenario.interval().micros());
                for interval in 0..count {
                    let from = from + Span::from_micros(scenario.interval().micros() * interval);
                    let last = interval + 1 == count;
                    let (paid, to) =
                        if last { (to, end) } else { (from + scenario.interval(), from + scenario.interval()) };
                    let paid = paid.since(from).seconds() / 3_600.0 * f64::from(scenario.days());
                    blocks.push(Block { cost: paid, ..block(from, to) });
                }
            }
            By::Shift if case.plan.shifts.is_empty() => {
                let mut left = pool.now;
                for staff in own() {
                    for shift in &staff.shifts {
                        let agents = shift.agents.unwrap_or(left);
                        left = left.saturating_sub(agents);
                        let one = block(shift.from.on_day(0), shift.to.on_day(0));
                        let days = worked(staff, scenario);
                        blocks.push(Block {
                            breaks: staff.breaks.clone(),
                            now: Some(agents),
                            cost: one.cost / f64::from(one.days) * f64::from(days.max(1)),
                            days,
                            template: plain(Some(staff)),
                            ..one
                        });
                    }
                }
            }
            By::Shift => {
                let shifts = case.plan.shifts.iter().enumerate().filter(|(_, shift)| shift.group == pool.name);
                for (number, shift) in shifts {
                    blocks.push(pattern(number, shift, block(shift.from.on_day(0), check(number, shift)?))?);
                }
            }
        }
    }
    let unknown = case.plan.shifts.iter().position(|shift| !pools.iter().any(|pool| pool.name == shift.group));
    if let Some(number) = unknown {
        let known: Vec<&str> = pools.iter().map(|pool| &*pool.name).collect();
        let message =
            format!("unknown group `{}`, expected one of: {}", case.plan.shifts[number].group, known.join(", "));
        return refuse(at(&[&"shifts", &number, &"group"]), message);
    }
    if blocks.is_empty() {
        let message = "no shifts to choose from, expected `by = \"interval\"` or `[[plan.shifts]]`";
        return refuse(at(&[]), message.to_owned());
    }
    Ok(blocks)
}

/// On how many days of the run some staff works.
fn worked(staff: &StaffSpec, scenario: &Scenario) -> u32 {
    (0..scenario.days()).filter(|day| works_on(staff, scenario, *day)).count() as u32
}

/// Whether some staff works on a day of the run.
fn works_on(staff: &StaffSpec, scenario: &Scenario, day: u32) -> bool {
    let Some(names) = &staff.weekdays else { return true };
    names.iter().any(|name| name == scenario.weekday_of(day))
}

/// The end of a shift, after its start.
fn check(number: usize, shift: &PatternSpec) -> Checked<Tick> {
    if shift.from < shift.to {
        return Ok(shift.to.on_day(0));
    }
    let message = format!("`to` is {}, expected a time after `from`, which is {}", shift.to, shift.from);
    refuse(at(&[&"shifts", &number, &"to"]), message)
}

fn pattern(number: usize, shift: &PatternSpec, block: Block) -> Checked<Block> {
    let cost = shift.cost.unwrap_or(block.cost);
    if !(cost > 0.0 && cost <= 1e9) {
        let message = format!("`cost` is {}, expected a number above 0 and up to 1000000000", Plain(cost));
        return refuse(at(&[&"shifts", &number, &"cost"]), message);
    }
    let most = shift.most.unwrap_or(block.most).min(block.most);
    if shift.least > most {
        let message = format!("`least` is {}, expected a number from 0 to {most}", shift.least);
        return refuse(at(&[&"shifts", &number, &"least"]), message);
    }
    Ok(Block { breaks: shift.breaks.clone(), cost, least: shift.least, most, ..block })
}

#[cfg(test)]
mod tests {
    use super::worked;
    use crate::scenario::{Scenario, StaffSpec};

    /// The week to copy goes from a Monday to a Sunday.
    #[test]
    fn staff_of_some_weekdays_works_on_as_many_days_of_a_week() {
        let none = |_: &str| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
        let week = include_str!("../../scenarios/week.toml");
        let week = Scenario::from_toml(week, "week.toml", &none).expect("a scenario");
        let on = |names: &[&str]| {
            let weekdays = Some(names.iter().map(|name| (*name).to_owned()).collect());
            worked(&StaffSpec { weekdays, ..StaffSpec::new("phone") }, &week)
        };
        assert_eq!(on(&["mon", "tue", "wed", "thu", "fri"]), 5);
        assert_eq!((on(&["sat"]), on(&["thu"])), (1, 1));
        assert_eq!(worked(&StaffSpec::new("phone"), &week), 7);
    }
}
