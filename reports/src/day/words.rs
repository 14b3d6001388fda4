//! The answer in sentences, computed from the numbers.

use switchboard::ServiceLevelBase;
use switchboard_sims::results::{Measure, SupervisorOperation};
use switchboard_sims::statistics::Rank;

use crate::day::DayReport;
use crate::day::numbers::{Part, percentile_s};
use crate::number::{Estimate, amount, count, seconds};

/// A share as people say it: `81 % [79, 83]`, and with a decimal where it is small or its interval narrow.
fn spoken(share: Estimate) -> String {
    let width = share.interval.map_or(1.0, |interval| interval.high() - interval.low());
    let near_an_end = share.value < 0.095 || share.value > 0.985;
    let decimals = usize::from((near_an_end || width < 0.01) && share.value > 0.0 && share.value < 1.0);
    let ends = share.interval.map_or(String::new(), |interval| {
        // No line breaks inside the brackets.
        format!(
            "\u{a0}[{},\u{a0}{}]",
            amount(interval.low() * 100.0, decimals),
            amount(interval.high() * 100.0, decimals)
        )
    });
    format!("{}\u{a0}%{ends}", amount(share.value * 100.0, decimals))
}

/// A wait as people say it: the tenth of a second is the computer's.
fn waited(duration_s: f64) -> String {
    match duration_s {
        at_once if at_once < 1.0 => "at once".to_owned(),
        _ => format!("within {}", whole_seconds(duration_s)),
    }
}

/// Whole seconds, minutes, hours.
fn whole_seconds(duration_s: f64) -> String {
    seconds_plain(if duration_s < 10.0 { duration_s } else { duration_s.round() })
}

/// A count as people say it, without its interval.
fn about(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(|| "no".to_owned(), |estimate| amount(estimate.value, usize::from(estimate.value < 10.0)))
}

fn plural<'a>(number: u64, one: &'a str, many: &'a str) -> &'a str {
    if number == 1 { one } else { many }
}

impl DayReport<'_> {
    /// The question that the report answers.
    pub fn question(&self) -> String {
        let setting = &self.results.setting;
        if setting.question.is_empty() {
            return format!("What happens on a day like {}?", setting.scenario);
        }
        setting.question.clone()
    }

    /// The answer: first whether known values agree, then for those who wait on the line, then for those who do not, then for the floor.
    pub fn answer(&self) -> Vec<String> {
        let mut paragraphs: Vec<String> = self.agreement().into_iter().collect();
        paragraphs.push(self.on_the_line());
        if self.has_patient() {
            paragraphs.extend(self.patient());
        }
        paragraphs.extend(self.floor());
        paragraphs
    }

    fn on_the_line(&self) -> String {
        let live = self.live();
        let part = Part::of(&live);
        let setting = &self.results.setting;
        let who = self.live_name();
        let Some(level) = self.estimate(Measure::ServiceLevel, part) else {
            return format!("On a day like this, no {who} are answered.");
        };
        let mut sentence = format!("On a day like this, {} of answered {who} {}", spoken(level), self.in_time("wait"));
        sentence.push_str(&self.each_live());
        if let Some(left) = self.estimate(Measure::AbandonedByCustomerRate, part) {
            sentence.push_str(&match left.value {
                0.0 => " and nobody gives up".to_owned(),
                _ => format!(" and {} of those who come give up waiting", spoken(left)),
            });
        }
        if let Some(tightest) = self.tightest() {
            let part = part.within(tightest, tightest + 1);
            let stretch = if setting.interval_s == 1_800.0 { "half hour" } else { "interval" };
            if let Some(lowest) = self.estimate(Measure::ServiceLevel, part) {
                sentence.push_str(&format!(
                    "; the tightest {stretch} is {}, when {} are answered in time",
                    self.label_of(tightest),
                    spoken(lowest)
                ));
            }
            if let Some(wait) = self.estimate(Measure::AverageFirstWait, part) {
                sentence.push_str(&format!(" and a customer waits {} on average", whole_seconds(wait.value)));
            }
        }
        sentence.push('.');
        sentence.push_str(&self.verdict(level));
        sentence
    }

    /// What it is to be answered in time: by the scenario's threshold, or by that of the queue (POL-36).
    pub(crate) fn in_time(&self, wait: &str) -> String {
        let setting = &self.results.setting;
        match setting.base {
            ServiceLevelBase::Conversation => format!("{wait} {} or less", seconds_plain(setting.service_level_s)),
            ServiceLevelBase::Segment => format!("{wait} no longer than their queue allows"),
        }
    }

    /// The same share for calls and for live chats, since one may hide the other.
    fn each_live(&self) -> String {
        let each: Vec<String> = self
            .groups
            .iter()
            .filter(|group| group.live)
            .filter_map(|group| {
                let level = self.estimate(Measure::ServiceLevel, Part::of(&group.members))?;
                Some(format!("{} {}", self.label(group), spoken(Estimate::exact(level.value))))
            })
            .collect();
        if each.len() < 2 { String::new() } else { format!(" ({})", each.join(", ")) }
    }

    fn verdict(&self, level: Estimate) -> String {
        let target = format!("{}\u{a0}%", amount(self.target * 100.0, 0));
        match level.interval {
            Some(interval) if interval.low() >= self.target => format!(" The target of {target} is met."),
            Some(interval) if interval.high() < self.target => format!(" The target of {target} is missed."),
            Some(_) => format!(" Whether the target of {target} is met is too close to tell."),
            None => String::new(),
        }
    }

    /// Those who do not wait on the line: how soon they are answered, by channel.
    fn patient(&self) -> Option<String> {
        let clauses: Vec<String> = self
            .groups
            .iter()
            .filter(|group| !group.live)
            .filter_map(|group| {
                let waits = self.waits(&group.members).answered;
                let median = percentile_s(&waits, Rank::MEDIAN)?;
                let most = percentile_s(&waits, Rank::P90)?;
                let most = if most < 1.0 { "almost all".to_owned() } else { format!("nine in ten {}", waited(most)) };
                Some(format!("of {}, half are answered {} and {most}", self.label(group), waited(median)))
            })
            .collect();
        (!clauses.is_empty()).then(|| format!("Where nobody stays on the line: {}.", clauses.join("; ")))
    }

    fn floor(&self) -> Option<String> {
        let occupancy = self.estimate(Measure::Occupancy, Part::DAY)?;
        let mut sentence =
            format!("Agents have work in hand {} of the time that they are busy or ready", spoken(occupancy));
        let days = self.results.days.len() as f64;
        // Leaving is the end of watching, not one more intervention.
        let acts: Vec<_> = self.acts().into_iter().filter(|act| act.operation != SupervisorOperation::Leave).collect();
        let tried: u64 = acts.iter().map(|act| act.tried).sum();
        if tried > 0 {
            let refused: u64 = acts.iter().map(|act| act.refused_count()).sum();
            let a_day = |times: u64| amount(times as f64 / days, usize::from((times as f64) < 9.5 * days));
            sentence.push_str(&format!("; supervisors try to step in {} times a day", a_day(tried)));
            if refused > 0 {
                sentence.push_str(&format!(" and are refused {} of them", a_day(refused)));
            }
            let beyond = self.estimate(Measure::Overrides, Part::DAY);
            if beyond.is_some_and(|beyond| beyond.value > 0.0) {
                sentence.push_str(&format!("; they give {} conversations to agents who are full", about(beyond)));
            }
        }
        sentence.push('.');
        Some(sentence)
    }

    /// How many replications stand behind the numbers, and what that means for the intervals.
    pub fn behind(&self) -> String {
        // A run that was stopped is told like the shorter run that it is, so that either gives the same page.
        let done = self.results.days.len() as u64;
        let first = format!("{} {} of the day", count(done), plural(done, "replication", "replications"));
        match done {
            0 | 1 => format!("{first}; one day has no interval of confidence"),
            _ => format!("{first}; in brackets, the 95 % interval of the mean over replications"),
        }
    }
}

/// Whole seconds without a decimal: `20 s`.
pub(crate) fn seconds_plain(duration_s: f64) -> String {
    if duration_s.fract() == 0.0 && duration_s < 60.0 {
        return format!("{}\u{a0}s", amount(duration_s, 0));
    }
    seconds(duration_s)
}
