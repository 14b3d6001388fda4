//! What the formulas ask for, interval by interval: where the search by simulation begins, and what it is told beside.

use switchboard::{Channel, QueueId};

use crate::erlang::{Demand, Queue, fewest_agents, modified_offered_load, square_root};
use crate::erlang::{quality_of, quality_of_impatient};
use crate::plan::lp::{Lp, Sense};
use crate::plan::problem::Problem;
use crate::plan::target::Goal;
use crate::scenario::{Arrivals, Scenario, Source};

/// The most servers that the formulas look at.
const SERVERS_MAX: u32 = 20_000;
/// How busy agents may be where no target says anything of a queue: more is a queue that grows.
const BUSY_MAX: f64 = 0.95;

/// The work of one queue by interval, as the formulas see it.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueWork {
    /// The queue's name.
    pub queue: String,
    /// How many conversations an agent has at once at most.
    pub at_once: u32,
    /// Mean time that one conversation takes, with so many at once, in seconds.
    pub handle_s: f64,
    /// Mean patience, in seconds; none for customers who wait for ever.
    pub patience_s: Option<f64>,
    /// Arrivals per second in each interval.
    pub per_s: Vec<f64>,
    /// The goals that concern it.
    pub goals: Vec<Goal>,
    id: QueueId,
}

/// How many agents each formula asks for in one interval; fractions where an agent has several conversations at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    /// Offered load: agents who would be busy if nobody ever waited.
    pub load: f64,
    /// By Erlang C: customers wait for ever.
    pub erlang_c: f64,
    /// By Erlang A: customers leave.
    pub erlang_a: f64,
    /// By Erlang A on the modified offered load, which lags behind arrivals.
    pub modified: f64,
    /// By the square root of the load, at the same share that waits.
    pub square_root: f64,
}

impl QueueWork {
    /// Agents that would be busy at so many arrivals per second if nobody waited.
    pub fn load(&self, per_s: f64) -> f64 {
        per_s * self.handle_s / f64::from(self.at_once)
    }

    fn met(&self, queue: &Queue) -> bool {
        if self.goals.is_empty() {
            return queue.occupancy() <= BUSY_MAX;
        }
        self.goals.iter().all(|goal| match *goal {
            Goal::ServiceLevel { at_least, within_s, of } => queue.level(within_s, of) >= at_least,
            Goal::Abandonment { at_most } => queue.prob_abandon() <= at_most,
            Goal::Percentile { share, at_most_s } => queue.wait_percentile(share) <= at_most_s,
            Goal::MeanWait { at_most_s } => queue.mean_wait_served() <= at_most_s,
            Goal::Occupancy { at_most } => queue.occupancy() <= at_most,
        })
    }

    fn agents(&self, demand: Demand) -> f64 {
        let servers = fewest_agents(demand, SERVERS_MAX, |queue| self.met(queue));
        f64::from(servers.unwrap_or(SERVERS_MAX)) / f64::from(self.at_once)
    }

    fn demand(&self, per_s: f64, patience_s: Option<f64>) -> Demand {
        Demand { per_s, handle_s: self.handle_s, patience_s }
    }

    /// What the formulas ask for in each interval of so many seconds.
    pub fn asked(&self, interval_s: f64) -> Vec<Asked> {
        let modified = modified_offered_load(&self.per_s, interval_s, self.handle_s);
        let by_interval = |(per_s, servers): (&f64, f64)| {
            let patient = self.demand(*per_s, None);
            let demand = self.demand(*per_s, self.patience_s);
            let erlang_a = self.agents(demand);
            // The share that waits with what Erlang A asks for decides the square root's quality.
            let at_once = f64::from(self.at_once);
            let waits = demand.with((erlang_a * at_once).round() as u32).prob_wait();
            let quality = match self.patience_s {
                None => quality_of(waits.clamp(1e-6, 0.999)),
                Some(patience) => quality_of_impatient(waits.clamp(1e-6, 0.999), self.handle_s / patience),
            };
            Asked {
                load: self.load(*per_s),
                erlang_c: self.agents(patient),
                erlang_a,
                modified: self.agents(self.demand(servers / self.handle_s, self.patience_s)),
                square_root: f64::from(square_root(demand.load(), quality)) / at_once,
            }
        };
        self.per_s.iter().zip(modified).map(by_interval).collect()
    }
}

/// Agents that would be busy in the busiest interval if nobody waited, of all queues together.
pub(crate) fn busiest_load(scenario: &Scenario) -> f64 {
    let work = |place: usize| -> f64 {
        let of_source = |source: &Source| per_s(scenario, source, place) * handle_s(source, 1);
        scenario.sources.iter().map(of_source).sum()
    };
    (0..scenario.intervals()).map(work).fold(0.0, f64::max)
}

/// Arrivals per second that ask for people in an interval.
fn per_s(scenario: &Scenario, source: &Source, place: usize) -> f64 {
    let start = scenario.from().seconds() + scenario.interval().seconds() * place as f64;
    let length = scenario.interval().seconds().min(scenario.to().seconds() - start);
    let arrivals = match &source.arrivals {
        Arrivals::Poisson(_) => source.arrivals.in_interval(place),
        Arrivals::Trace(rows) => {
            rows.iter().filter(|row| (start..start + length).contains(&row.at.seconds())).count() as f64
        }
    };
    source.bot.as_ref().map_or(1.0, |bot| bot.escalates) * arrivals / length.max(1.0)
}

/// How long one conversation takes an agent who has so many at once, in seconds.
fn handle_s(source: &Source, at_once: usize) -> f64 {
    let slower = source.slowdown[(at_once.max(1) - 1).min(source.slowdown.len() - 1)];
    let mean = |law: &Option<crate::sample::DurationSampler>| law.as_ref().map_or(0.0, |law| law.mean_s());
    let talk = source.handling.mean_s() + mean(&source.wrap_up);
    let consult = source.consult.as_ref().map_or(0.0, |consult| consult.probability * consult.duration.mean_s());
    talk * slower + mean(&source.accept) + consult
}

/// The most conversations of a source that one of the scenario's agents has at once.
fn at_once(scenario: &Scenario, source: &Source) -> u32 {
    let policy = scenario.policy();
    let workstream = &policy.workstreams()[source.workstream.index()];
    if workstream.channel == Channel::Voice {
        return 1;
    }
    let users = policy.users().iter().filter(|user| user.roles.agent && user.queues.contains(&source.queue));
    let room = users.map(|user| {
        let by_units = user.units.checked_div(workstream.cost).map(u32::from);
        let by_profiles = workstream.profiles.iter().map(|profile| user.limits[profile.index()].map_or(0, u32::from));
        by_units.into_iter().chain(by_profiles).min().unwrap_or(1)
    });
    room.max().unwrap_or(1).max(1)
}

/// The work of every queue with arrivals.
pub(crate) fn work(problem: &Problem) -> Vec<QueueWork> {
    let scenario = &problem.base;
    let mut queues: Vec<QueueId> = scenario.sources.iter().map(|source| source.queue).collect();
    queues.sort_unstable();
    queues.dedup();
    let of_queue = |id: &QueueId| {
        let sources: Vec<&Source> = scenario.sources.iter().filter(|source| source.queue == *id).collect();
        let rates: Vec<Vec<f64>> = sources
            .iter()
            .map(|source| (0..scenario.intervals()).map(|place| per_s(scenario, source, place)).collect())
            .collect();
        let totals: Vec<f64> = rates.iter().map(|rates| rates.iter().sum()).collect();
        let all: f64 = totals.iter().sum();
        let weighted = |read: &dyn Fn(&Source) -> f64| {
            let sum: f64 = sources.iter().zip(&totals).map(|(source, total)| read(source) * total).sum();
            if all > 0.0 { sum / all } else { read(sources[0]) }
        };
        let at_once = sources.iter().map(|source| at_once(scenario, source)).min().unwrap_or(1);
        // Conversations handed over by other queues come on top.
        let transferred = |place: usize| -> f64 {
            let from = scenario.sources.iter().filter_map(|source| {
                let transfer = source.transfer.as_ref().filter(|transfer| transfer.queue == Some(*id))?;
                Some(transfer.probability * per_s(scenario, source, place))
            });
            from.sum()
        };
        let per_s = (0..scenario.intervals())
            .map(|place| rates.iter().map(|rates| rates[place]).sum::<f64>() + transferred(place))
            .collect();
        // One over the mean rate of leaving: who never leaves adds nothing to it.
        let leaving = weighted(&|source| source.patience.as_ref().map_or(0.0, |law| 1.0 / law.mean_s().max(1e-3)));
        let concerns = |workstream: Option<usize>| {
            workstream.is_none_or(|place| sources.iter().any(|source| place == label(scenario, source)))
        };
        let goals = problem.targets.iter().filter(|target| concerns(target.workstream)).map(|target| target.goal);
        QueueWork {
            queue: scenario.policy().queues()[id.index()].name.clone(),
            at_once,
            handle_s: weighted(&|source| handle_s(source, at_once as usize)),
            patience_s: (leaving > 0.0).then(|| 1.0 / leaving),
            per_s,
            goals: goals.collect(),
            id: *id,
        }
    };
    queues.iter().map(of_queue).collect()
}

/// The place of a source's workstream among those with arrivals.
fn label(scenario: &Scenario, source: &Source) -> usize {
    let mut used: Vec<usize> = scenario.sources.iter().map(|source| source.workstream.index()).collect();
    used.sort_unstable();
    used.dedup();
    used.binary_search(&source.workstream.index()).expect("every source's workstream is among them")
}

/// Staff that covers what the formulas ask for in every interval at the least cost, rounded up.
///
/// A linear program shares the work of each queue out among the groups that are in it; agents whose number is not sought
/// take their part.
pub(crate) fn cover(problem: &Problem, work: &[QueueWork]) -> Vec<u32> {
    let scenario = &problem.base;
    let intervals = scenario.intervals();
    let mut lp = Lp::default();
    let blocks: Vec<usize> = problem
        .blocks
        .iter()
        .map(|block| lp.variable(block.cost, f64::from(block.least), f64::from(block.most)))
        .collect();
    let asked: Vec<Vec<Asked>> = work.iter().map(|one| one.asked(scenario.interval().seconds())).collect();
    let groups = groups(problem);
    for interval in 0..intervals {
        let mut needs: Vec<Vec<(usize, f64)>> = vec![Vec::new(); work.len()];
        for group in &groups {
            let mut shares: Vec<(usize, f64)> = Vec::new();
            for (place, one) in work.iter().enumerate().filter(|(_, one)| group.queues.contains(&one.id)) {
                if one.per_s[interval] > 0.0 {
                    let share = lp.variable(0.0, 0.0, f64::INFINITY);
                    shares.push((share, 1.0));
                    needs[place].push((share, 1.0));
                }
            }
            if shares.is_empty() {
                continue;
            }
            let present = (0..problem.blocks.len()).filter(|block| Some(problem.blocks[*block].pool) == group.pool);
            for block in present {
                let presence = problem.presence(block, interval);
                if presence > 0.0 {
                    shares.push((blocks[block], -presence));
                }
            }
            lp.row(shares, Sense::AtMost, group.fixed.get(interval).copied().unwrap_or(0.0));
        }
        for (row, asked) in needs.into_iter().zip(&asked).filter(|(row, _)| !row.is_empty()) {
            let one = asked[interval];
            // An interval that nobody can cover is left to the simulation to judge.
            let short = lp.variable(1e3, 0.0, f64::INFINITY);
            let row = row.into_iter().chain([(short, 1.0)]).collect();
            lp.row(row, Sense::AtLeast, one.erlang_a.min(one.modified.max(one.load)));
        }
    }
    let solved = lp.solve();
    problem
        .blocks
        .iter()
        .zip(&blocks)
        .map(|(block, place)| {
            let wanted = solved.as_ref().map_or(f64::from(block.now.unwrap_or(1)), |values| values[*place]);
            ((wanted - 1e-6).ceil().max(0.0) as u32).clamp(block.least, block.most)
        })
        .collect()
}

/// Agents who are alike to the linear program: one group whose number is sought, or others with the same queues.
struct Group {
    pool: Option<usize>,
    queues: Vec<QueueId>,
    /// Agents at work in each interval whose number is not sought.
    fixed: Vec<f64>,
}

fn groups(problem: &Problem) -> Vec<Group> {
    let (scenario, users) = (&problem.base, problem.base.policy().users());
    let pool_of = |name: &str| {
        problem.pools.iter().position(|pool| name.strip_prefix(&*pool.name).is_some_and(|rest| rest.starts_with('-')))
    };
    let mut groups: Vec<Group> = Vec::new();
    for (place, _) in problem.pools.iter().enumerate() {
        let member = users.iter().find(|user| pool_of(&user.name) == Some(place));
        groups.push(Group {
            pool: Some(place),
            queues: member.map_or_else(Vec::new, |user| user.queues.to_vec()),
            fixed: Vec::new(),
        });
    }
    for one in &scenario.staff {
        let user = &users[one.agent.index()];
        if pool_of(&user.name).is_some() {
            continue;
        }
        let at_work = (0..scenario.intervals()).map(|interval| {
            let middle = scenario.from().seconds() + scenario.interval().seconds() * (interval as f64 + 0.5);
            let there = one.stretches.iter().any(|it| (it.from.seconds()..it.to.seconds()).contains(&middle));
            f64::from(u8::from(there))
        });
        match groups.iter_mut().find(|group| group.pool.is_none() && group.queues == user.queues.to_vec()) {
            Some(group) => group.fixed.iter_mut().zip(at_work).for_each(|(sum, there)| *sum += there),
            None => groups.push(Group { pool: None, queues: user.queues.to_vec(), fixed: at_work.collect() }),
        }
    }
    groups
}
