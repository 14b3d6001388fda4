//! Estimates over any choice of workstreams and intervals, and counts of what supervisors did.

use switchboard::Code;
use switchboard_sims::results::{Day, Measure, Scope, SupervisorOperation, Unit, WorkstreamDay};
use switchboard_sims::statistics::{self, Histogram, Rank, mean_over_replications, ratio_over_replications};

use crate::day::DayReport;
use crate::number::{Estimate, TimeOfDay, seconds};

/// Which conversations, or which agents' time, a number is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part<'a> {
    /// These workstreams, by place; otherwise all.
    pub workstreams: Option<&'a [usize]>,
    /// From this interval to before that one; otherwise the whole day.
    pub intervals: Option<(usize, usize)>,
}

impl<'a> Part<'a> {
    /// Everything, all day.
    pub const DAY: Self = Self { workstreams: None, intervals: None };

    /// Some workstreams, all day.
    pub const fn of(workstreams: &'a [usize]) -> Self {
        Self { workstreams: Some(workstreams), intervals: None }
    }

    /// The same between two intervals.
    pub const fn within(self, from: usize, to: usize) -> Self {
        Self { intervals: Some((from, to)), ..self }
    }
}

/// An estimate with the cases behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers {
    /// The value and its 95 % interval, kept within what is possible.
    pub estimate: Estimate,
    /// Half the width of the interval before it was kept within that.
    pub half_width: Option<f64>,
    /// Cases in the denominator, over all replications; none for counts and levels.
    pub cases: Option<f64>,
}

/// First waits of some workstreams over all replications.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waits {
    /// Of those answered.
    pub answered: Histogram,
    /// Of those who left or were closed first.
    pub abandoned: Histogram,
}

/// What supervisors tried of one kind, over all replications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActCount {
    /// The operation.
    pub operation: SupervisorOperation,
    /// How often it was tried.
    pub tried: u64,
    /// How often it was refused, by code in the order of the kernel.
    pub refused: Vec<(Code, u64)>,
}

impl ActCount {
    /// How often it was refused.
    pub fn refused_count(&self) -> u64 {
        self.refused.iter().map(|(_, count)| count).sum()
    }
}

/// A percentile in seconds.
pub(crate) fn percentile_s(histogram: &Histogram, rank: Rank) -> Option<f64> {
    histogram.percentile(rank).map(|span| span.seconds())
}

/// A time of day from seconds since midnight.
pub(crate) fn time_of_day(seconds: f64) -> TimeOfDay {
    TimeOfDay::from_seconds(seconds.max(0.0).round() as u32)
}

/// The engine's estimate as figures and tables write it.
pub(crate) fn written(estimate: statistics::Estimate) -> Estimate {
    match (estimate.low(), estimate.high()) {
        (Some(low), Some(high)) => Estimate::between(estimate.value, low, high),
        (None, _) | (_, None) => Estimate::exact(estimate.value),
    }
}

impl DayReport<'_> {
    /// What a measure is divided by, in words, with the options of the policy that decide it; none for counts.
    pub fn over(&self, measure: Measure) -> Option<&'static str> {
        measure.denominator(self.results.setting.definitions())
    }

    /// The number of a measure; none where nothing was counted, and for agents' time of single workstreams.
    pub fn numbers(&self, measure: Measure, part: Part<'_>) -> Option<Numbers> {
        if measure.is_of_agents() && part.workstreams.is_some() {
            return None;
        }
        let setting = &self.results.setting;
        let definitions = setting.definitions();
        let all: Vec<Option<usize>> = match part.workstreams {
            None => vec![None],
            Some(some) => some.iter().map(|place| Some(*place)).collect(),
        };
        let intervals: Vec<Option<usize>> = match part.intervals {
            None => vec![None],
            Some((from, to)) => (from..to.min(setting.intervals)).map(Some).collect(),
        };
        let sums: Vec<(f64, f64)> = self
            .results
            .days
            .iter()
            .map(|day| {
                let mut sum = (0.0, 0.0);
                for workstream in &all {
                    for interval in &intervals {
                        let pair =
                            measure.pair(day, Scope { workstream: *workstream, interval: *interval }, definitions);
                        sum = measure.together(sum, pair);
                    }
                }
                sum
            })
            .collect();
        let found = match measure.unit() {
            Unit::Count => mean_over_replications(&sums.iter().map(|sum| sum.0).collect::<Vec<_>>()),
            // A level is an average over time: over several intervals of equal length, the mean of theirs.
            Unit::Level => mean_over_replications(&sums.iter().map(|sum| sum.0 / sum.1).collect::<Vec<_>>()),
            Unit::Seconds | Unit::Share => ratio_over_replications(&sums),
        }?;
        let cases = match measure.unit() {
            Unit::Seconds | Unit::Share => Some(sums.iter().map(|sum| sum.1).sum()),
            Unit::Count | Unit::Level => None,
        };
        let estimate = match found.within(measure.least(), measure.most()) {
            Some((low, high)) => Estimate::between(found.value, low, high),
            None => Estimate::exact(found.value),
        };
        Some(Numbers { estimate, half_width: found.half_width, cases })
    }

    /// The estimate of a measure, as [`DayReport::numbers`].
    pub fn estimate(&self, measure: Measure, part: Part<'_>) -> Option<Estimate> {
        self.numbers(measure, part).map(|numbers| numbers.estimate)
    }

    /// Whether some agent has a profile, so that work may be counted by profile instead of units.
    pub fn has_profiles(&self) -> bool {
        self.results.days.iter().flat_map(|day| &day.agents).any(|time| time.items_total_us > 0)
    }

    /// First waits of some workstreams.
    pub fn waits(&self, workstreams: &[usize]) -> Waits {
        let mut waits = Waits::default();
        for place in workstreams {
            let (answered, abandoned) = self.results.waits(Some(*place));
            waits.answered.merge(&answered);
            waits.abandoned.merge(&abandoned);
        }
        waits
    }

    /// What supervisors tried, by kind in reading order; kinds that nobody tried are left out.
    pub fn acts(&self) -> Vec<ActCount> {
        SupervisorOperation::ALL
            .into_iter()
            .filter_map(|operation| {
                let mut refused = vec![0; Code::ALL.len()];
                let mut tried = 0;
                for act in self.results.days.iter().flat_map(|day| &day.supervisor_acts) {
                    if act.operation == operation {
                        tried += 1;
                        if let Some(code) = act.refused {
                            refused[code as usize] += 1;
                        }
                    }
                }
                let refused: Vec<(Code, u64)> =
                    Code::ALL.iter().copied().zip(refused).filter(|(_, count)| *count > 0).collect();
                (tried > 0).then_some(ActCount { operation, tried, refused })
            })
            .collect()
    }

    /// When an interval begins; the one after the last is the end of the day.
    pub fn start_of(&self, interval: usize) -> TimeOfDay {
        let setting = &self.results.setting;
        time_of_day((setting.from_s + setting.interval_s * interval as f64).min(setting.to_s))
    }

    /// The day that an interval lies in, from 1; none where the clock does not go round.
    pub fn day_of(&self, interval: usize) -> Option<u32> {
        let setting = &self.results.setting;
        (setting.to_s - setting.from_s > 86_400.0).then(|| self.start_of(interval).day())
    }

    /// How tables name an interval: by its start, and by the day too where the clock goes round.
    pub fn label_of(&self, interval: usize) -> String {
        let start = self.start_of(interval);
        if self.day_of(interval).is_some() { start.with_day() } else { start.to_string() }
    }

    /// The weekday and date of the day that an interval lies in; none where a run is one day.
    pub fn date_of(&self, interval: usize) -> Option<&str> {
        let dates = &self.results.setting.dates;
        let day = self.start_of(interval).day() as usize - 1;
        dates.get(day).filter(|_| dates.len() > 1).map(String::as_str)
    }

    /// Whether there is anything to show of an interval: of several days, nights without people are left out.
    pub fn is_shown(&self, interval: usize) -> bool {
        let idle = |day: &Day| {
            let nobody = |stream: &WorkstreamDay| stream.intervals[interval].conversations == 0;
            let time = &day.agents[interval];
            day.workstreams.iter().all(nobody) && time.signed_in_us() == 0 && time.waiting_us == 0
        };
        let several = self.results.setting.days > 1;
        self.is_counted(interval) && !(several && self.results.days.iter().all(idle))
    }

    /// Whether anything of an interval is counted: those within the warm-up have nothing to show.
    pub fn is_counted(&self, interval: usize) -> bool {
        let setting = &self.results.setting;
        setting.from_s + setting.interval_s * (interval + 1) as f64 > setting.counted_from_s
    }

    /// What is said of the warm-up, where there is one.
    pub fn warm_up(&self) -> Option<String> {
        let setting = &self.results.setting;
        let length_s = setting.counted_from_s - setting.from_s;
        (length_s > 0.0).then(|| format!("The first {} warm up and are not counted.", seconds(length_s)))
    }

    /// The hours of the day as stretches of intervals, without those of the warm-up; single intervals where they do
    /// not fill hours.
    pub fn hours(&self) -> Vec<(usize, usize)> {
        let setting = &self.results.setting;
        let each = (3_600.0 / setting.interval_s).round().max(1.0);
        let each = if each * setting.interval_s == 3_600.0 && setting.intervals > 12 { each as usize } else { 1 };
        (0..setting.intervals)
            .step_by(each)
            .map(|from| (from, (from + each).min(setting.intervals)))
            .filter(|(_, to)| self.is_counted(to - 1))
            .collect()
    }

    /// The interval in which the fewest live customers are answered in time, among those that are not nearly empty.
    pub fn tightest(&self) -> Option<usize> {
        let live = self.live();
        let arrivals = |interval: usize| {
            self.estimate(Measure::Incoming, Part::of(&live).within(interval, interval + 1)).map_or(0.0, |e| e.value)
        };
        let busiest = (0..self.results.setting.intervals).map(arrivals).fold(0.0, f64::max);
        let level = |interval: usize| {
            let part = Part::of(&live).within(interval, interval + 1);
            self.estimate(Measure::ServiceLevel, part).map(|estimate| (interval, estimate.value))
        };
        (0..self.results.setting.intervals)
            // A late half hour with three calls says nothing about the staff.
            .filter(|interval| arrivals(*interval) >= busiest / 10.0)
            .filter_map(level)
            .reduce(|lowest, next| if next.1 < lowest.1 { next } else { lowest })
            .map(|(interval, _)| interval)
    }
}
