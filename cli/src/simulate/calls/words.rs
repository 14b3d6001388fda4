//! The sentences and cells that text, page and JSON share, so that all say the same.

use std::collections::BTreeMap;

use switchboard_reports::{Estimate, TimeOfDay, number};
use switchboard_sims::calls::replay::{Figure, Floor, Part, Replay};
use switchboard_sims::calls::{CallLog, Ending, HALF_HOURS, Imperfection};
use switchboard_sims::results::Unit;

use crate::layout::counted;

/// How many days are told where log and simulation differ most.
const DAYS_TOLD: usize = 6;
/// The fewest replications whose range says something of a day.
const RANGE_MIN: u32 = 5;

/// What is told.
pub(super) struct Told<'a> {
    pub(super) log: &'a CallLog,
    pub(super) replay: &'a Replay,
    /// The command line that gives the same answer again.
    pub(super) command: String,
}

/// Rows set aside, calls left in the menu, and what could not be used.
pub(super) struct Read {
    pub(super) set_aside: BTreeMap<Imperfection, u64>,
    pub(super) left_menu: u64,
    pub(super) served_by_nobody: u64,
    pub(super) served_by_nobody_hours: f64,
    pub(super) credited: u64,
}

impl Told<'_> {
    pub(super) fn replications(&self) -> String {
        counted(u64::from(self.replay.options().replications), "replication")
    }

    pub(super) fn question(&self) -> String {
        format!("Does the simulation tell the days of {}?", file_name(self.log.name()))
    }

    pub(super) fn threshold(&self) -> String {
        format!("{} s", self.replay.options().within.seconds())
    }

    pub(super) fn logged(&self, figure: Figure, part: Part) -> Option<f64> {
        figure.value(&self.replay.logged(part))
    }

    pub(super) fn simulated(&self, figure: Figure, floor: Floor, part: Part) -> Option<Estimate> {
        let value = self.replay.estimate(figure, floor, part)?.value;
        Some(match self.replay.interval(figure, floor, part) {
            Some((low, high)) => Estimate::between(value, low, high),
            None => Estimate::exact(value),
        })
    }

    /// The answer: what the log says, what the simulation says, how they lie, and whether days are missing.
    pub(super) fn answer(&self) -> Vec<String> {
        let mut answer = self.comparison();
        answer.extend(self.part_of_the_days());
        answer
    }

    /// What is said where only the first days are simulated: because it was asked for, or stopped.
    pub(super) fn part_of_the_days(&self) -> Option<String> {
        let (done, all) = (self.replay.days().len(), self.log.days().len());
        let last = self.replay.days().last()?;
        (done < all).then(|| {
            format!(
                "Only the first {done} of {all} days are simulated, up to {last}. Every figure, of the log too, is of \
                 these days; what is inferred from the log, such as arrivals and patience, is from all of them."
            )
        })
    }

    fn comparison(&self) -> Vec<String> {
        let figure = Figure::AbandonedRate;
        let floor = |floor| self.simulated(figure, floor, Part::Total);
        let (Some(logged), Some(simulated), Some(fewer), Some(more)) =
            (self.logged(figure, Part::Total), floor(Floor::AsInferred), floor(Floor::OneFewer), floor(Floor::OneMore))
        else {
            return vec!["The log holds no call that asked for an agent, so there is nothing to compare.".to_owned()];
        };
        let offered = self.replay.logged(Part::Total).offered();
        let first = format!(
            "Of {} who asked for an agent, {} hung up before one answered. Simulated with the agents that \
             the log shows, it is {}; with one agent fewer {}, with one more {}.",
            counted(offered, "customer"),
            number::percent(logged),
            number::percent_with_interval(simulated),
            number::percent(fewer.value),
            number::percent(more.value),
        );
        let inside = simulated.interval.is_some_and(|interval| interval.low() <= logged && logged <= interval.high());
        let between = |other: f64| (simulated.value.min(other)..=simulated.value.max(other)).contains(&logged);
        let second = if inside {
            "The log lies inside the interval of the simulation."
        } else if between(more.value) {
            "The log lies between the agents that it shows and one more. That fits a floor inferred too empty, by less \
             than one head: agents who were ready and got no call leave no trace."
        } else if between(fewer.value) {
            "The log lies between the agents that it shows and one fewer. That fits a floor inferred too full, by less \
             than one head."
        } else {
            "The log lies beyond both one agent fewer and one more: the simulation misses it by more than a head."
        };
        let replications = self.replay.options().replications;
        if replications < RANGE_MIN {
            return vec![first, second.to_owned()];
        }
        let (within, compared) = self.replay.days_within(figure, Floor::AsInferred);
        let replications = f64::from(replications);
        let expected = compared as f64 * (replications - 1.0) / (replications + 1.0);
        let third = format!(
            "Day by day, the share that hung up lies among the simulated days on {within} of {compared} days; were \
             the simulation right, it would on about {expected:.0}.",
        );
        vec![first, format!("{second} {third}")]
    }

    /// The rule by which staff is inferred, and what becomes of it in the simulation.
    pub(super) fn staff(&self) -> Vec<String> {
        let rule = self.replay.options().staff;
        let waited = rule.ignored_wait.map_or_else(String::new, |limit| {
            format!(
                ", or when a customer had meanwhile been waiting for more than {} s (agents who can answer, do)",
                limit.seconds()
            )
        });
        vec![
            format!(
                "An agent is on the floor from the first call of the day to the last. A gap between two calls is an \
                 absence when it is longer than {} min{waited}. Simulated, an absence begins when the agent is done \
                 with the call in hand, and lasts as long as in the log.",
                rule.absence.seconds() / 60.0
            ),
            "Idle agents leave no trace in a log: who was ready before the first call, after the last, or got none \
             is missing. So the days are also simulated with one agent more whenever anybody is on the floor, and \
             with one fewer whenever two or more are."
                .to_owned(),
        ]
    }

    pub(super) fn skills(&self) -> String {
        let agents = self.log.agents().len();
        let takers: Vec<String> = self
            .log
            .call_types()
            .map(|(call_type, label)| format!("{label} {}", self.replay.skills().takers(call_type)))
            .collect();
        format!(
            "An agent takes a type of calls when its share among the agent's calls is at least {} of its share among \
             all. Takers, of {agents} agents: {}.",
            number::percent(self.replay.options().skills.share),
            takers.join(", "),
        )
    }

    pub(super) fn read(&self) -> Read {
        let mut set_aside = BTreeMap::new();
        for row in self.log.set_aside() {
            *set_aside.entry(row.why).or_insert(0) += 1;
        }
        let mut read = Read { set_aside, left_menu: 0, served_by_nobody: 0, served_by_nobody_hours: 0.0, credited: 0 };
        for call in self.log.calls() {
            match call.ending {
                Ending::LeftMenu => read.left_menu += 1,
                Ending::Answered { agent: None, service: Some(service), .. } => {
                    read.served_by_nobody += 1;
                    read.served_by_nobody_hours += service.time.seconds() / 3_600.0;
                }
                Ending::Answered { .. } | Ending::Abandoned { .. } => {}
            }
            if call.asked().is_some() && call.priority == 2 {
                read.credited += 1;
            }
        }
        read
    }

    /// The rows, in sentences.
    pub(super) fn rows(&self) -> String {
        let read = self.read();
        let days = self.log.days();
        let span = match (days.first(), days.last()) {
            (Some(first), Some(last)) => format!(" from {first} to {last}"),
            (None, _) | (_, None) => String::new(),
        };
        let aside: Vec<String> =
            read.set_aside.iter().map(|(why, rows)| format!("{} ({why})", number::count(*rows))).collect();
        let aside = if aside.is_empty() { "none".to_owned() } else { aside.join(", ") };
        let types = self.log.call_types().len();
        let types = if types == 1 { "1 type of call".to_owned() } else { format!("{types} types of calls") };
        format!(
            "{}: {} rows, {}{span}, {}, {types}. Rows set aside: {aside}. {} calls ended in the voice menu and are \
             not simulated.",
            file_name(self.log.name()),
            number::count(self.log.rows()),
            counted(days.len() as u64, "day"),
            counted(self.log.agents().len() as u64, "agent"),
            number::count(read.left_menu),
        )
    }

    /// Where the simulation misses the log, and why.
    pub(super) fn limits(&self) -> Vec<String> {
        let read = self.read();
        let mut limits = vec![
            "The rule of absences looks at the queue of the very day that it explains, so that this is a replay, and \
             no test of a forecast."
                .to_owned(),
            "Arrivals are Poisson at the mean rate of the weekday's half hour; the surge of a single day is spread \
             over its weekday. Logged arrivals have the calls arrive when they did: what is left there has other \
             reasons."
                .to_owned(),
            "Skills are inferred from the whole log. Who helps out now and then in the log does not in the \
             simulation, so that a type with few takers waits longer."
                .to_owned(),
            "Wrap-up is not in the log: it is part of an absence where a customer waited meanwhile, and idle time \
             elsewhere. Simulated agents answer at once, without ringing."
                .to_owned(),
        ];
        if read.credited > 0 {
            limits.push(format!(
                "Calls are served in the order in which they came. The bank credits customers of priority 2 ({} \
                 calls) with 90 s of waiting; that is not modelled.",
                number::count(read.credited)
            ));
        }
        if read.served_by_nobody > 0 {
            limits.push(format!(
                "{} answered calls with {} hours of service name no agent; the simulated agents do that work too.",
                number::count(read.served_by_nobody),
                number::amount(read.served_by_nobody_hours, 1)
            ));
        }
        if self.replay.carried_over() > 0 {
            limits.push(format!(
                "{} simulated calls were still waiting or served at the end of their day, over all replications and \
                 floors. Nobody knows how they would have ended, so they are in no figure, not even among the offered.",
                number::count(self.replay.carried_over())
            ));
        }
        limits.push("Customers do not call again, and patience does not depend on the time of day.".to_owned());
        limits
    }

    /// The days on which the abandoned calls of log and simulation differ most, largest difference first.
    pub(super) fn far_days(&self) -> Vec<usize> {
        let difference = |day: usize| {
            let part = Part::Day(day);
            let logged = self.logged(Figure::Abandoned, part).unwrap_or(0.0);
            (logged - self.simulated(Figure::Abandoned, Floor::AsInferred, part).map_or(0.0, |one| one.value)).abs()
        };
        let mut days: Vec<(f64, usize)> = (0..self.replay.days().len()).map(|day| (difference(day), day)).collect();
        days.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        days.truncate(DAYS_TOLD);
        days.into_iter().map(|(_, day)| day).collect()
    }

    /// The half hour in which the abandoned calls of log and simulation differ most.
    pub(super) fn far_half_hour(&self) -> Option<String> {
        let lost = |slot: usize| {
            let part = Part::HalfHour(slot);
            let logged = self.logged(Figure::Abandoned, part)?;
            Some((logged - self.simulated(Figure::Abandoned, Floor::AsInferred, part)?.value).abs())
        };
        let slot = (0..HALF_HOURS)
            .filter_map(|slot| Some((lost(slot)?, slot)))
            .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)))?
            .1;
        let part = Part::HalfHour(slot);
        let simulated = self.simulated(Figure::AbandonedRate, Floor::AsInferred, part)?;
        Some(format!(
            "Over the day they differ most from {} to {}, where {} hang up in the log and {} in the simulation.",
            TimeOfDay::from_seconds(1_800 * slot as u32),
            TimeOfDay::from_seconds(1_800 * (slot as u32 + 1)),
            number::percent(self.logged(Figure::AbandonedRate, part)?),
            number::percent_with_interval(simulated),
        ))
    }

    /// What the figure is; its denominator stands beside it.
    pub(super) fn name(&self, figure: Figure) -> String {
        match figure {
            Figure::ServiceLevel | Figure::ServiceLevelOfOffered => format!("answered in {}", self.threshold()),
            Figure::AbandonedRate => "abandoned".to_owned(),
            Figure::WaitOfAnswered | Figure::WaitOfOffered => "mean wait".to_owned(),
            Figure::Offered
            | Figure::Answered
            | Figure::Abandoned
            | Figure::HandleTime
            | Figure::Occupancy
            | Figure::Staffed
            | Figure::Busy => figure.name().to_owned(),
        }
    }
}

/// The decimals of a number of things or of hours: a tenth where there are few and they are a mean.
pub(super) fn decimals(figure: Figure, estimate: Estimate) -> usize {
    let is_mean = estimate.interval.is_some() || estimate.value.fract() != 0.0;
    match figure.unit() {
        Unit::Count | Unit::Level => usize::from(estimate.value < 99.95 && is_mean),
        Unit::Seconds | Unit::Share => 1,
    }
}

/// A value of a figure, in the same unit everywhere.
pub(super) fn value(figure: Figure, value: Option<f64>) -> String {
    let Some(value) = value else { return "–".to_owned() };
    let decimals = decimals(figure, Estimate::exact(value));
    match figure.unit() {
        Unit::Count => number::amount(value, decimals),
        Unit::Seconds => format!("{} s", number::amount(value, decimals)),
        Unit::Share => number::percent(value),
        Unit::Level => format!("{} h", number::amount(value, decimals)),
    }
}

/// The interval of a figure, without its unit.
pub(super) fn interval(figure: Figure, estimate: Option<Estimate>) -> String {
    let Some(estimate) = estimate else { return String::new() };
    let Some(interval) = estimate.interval else { return String::new() };
    let decimals = decimals(figure, estimate);
    let end = |end: f64| match figure.unit() {
        Unit::Count | Unit::Level | Unit::Seconds => number::amount(end, decimals),
        Unit::Share => number::amount(end * 100.0, decimals),
    };
    format!("[{}, {}]", end(interval.low()), end(interval.high()))
}

/// A file's name without its folders.
pub(super) fn file_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
