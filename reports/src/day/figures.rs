//! The figures of a day.

use switchboard::Stage;
use switchboard_sims::results::{Day, Measure, Sample, Scope, SupervisorOperation, Unit};
use switchboard_sims::statistics::{Histogram, Rank, mean_over_replications};

use crate::day::DayReport;
use crate::day::numbers::{Part, percentile_s, time_of_day, written};
use crate::figure::{
    ActionMark, ActionStrip, CapacitySample, CapacityUse, DayLine, DayLines, DayPoint, Figure, HeatMap, HeatRow, Hours,
    Lane, LineShape, OverrideMark, PercentileMark, Phase, ServiceLevel, ServiceLevelRow, StateDiagram, Transition,
    WaitBin, WaitHistogram,
};

/// The widths that the bins of a histogram may have, in seconds.
const BIN_WIDTHS_S: [f64; 12] = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0];
/// The most bins that can be told apart on a phone.
const BINS_MAX: f64 = 60.0;

/// How long after the last arrival the figures go on.
const AFTER_CLOSING_S: f64 = 3_600.0;
/// How many lines one figure can hold.
const LINES_MAX: usize = 4;

/// A figure with the name of its file.
pub struct NamedFigure {
    /// The file's name, without its ending.
    pub name: &'static str,
    /// The figure.
    pub figure: Box<dyn Figure>,
}

impl std::fmt::Debug for NamedFigure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("NamedFigure").field("name", &self.name).finish_non_exhaustive()
    }
}

impl DayReport<'_> {
    /// Every figure of the report, in the order of the page.
    pub fn figures(&self) -> Vec<NamedFigure> {
        let boxed = |name, figure: Box<dyn Figure>| NamedFigure { name, figure };
        let mut figures = vec![
            boxed("service-level", Box::new(self.service_level())),
            boxed("queue", Box::new(self.queue())),
            boxed("waits", Box::new(self.wait_histogram())),
            boxed("agents", Box::new(self.agents())),
            boxed("capacity", Box::new(self.capacity())),
            boxed("supervisors", Box::new(self.supervisors())),
            boxed("states", Box::new(self.states())),
        ];
        figures.extend(self.weeks());
        figures
    }

    /// A quantity by day and time of day; none of a single day.
    fn week(&self, title: &str, measure: Measure, alarming: bool) -> Option<HeatMap> {
        let setting = &self.results.setting;
        if setting.days < 2 {
            return None;
        }
        let a_day = (86_400.0 / setting.interval_s).round() as usize;
        // The hours in which anything happens on any day.
        let used: Vec<usize> = (0..a_day)
            .filter(|place| (0..setting.intervals).any(|at| at % a_day == *place && self.is_shown(at)))
            .collect();
        let rows = setting.dates.iter().enumerate().map(|(day, name)| HeatRow {
            name: name.clone(),
            cells: used
                .iter()
                .map(|place| day * a_day + place)
                .map(|at| {
                    let at = Some(at).filter(|at| *at < setting.intervals && self.is_shown(*at))?;
                    self.results.estimate(measure, Scope::of_interval(at)).map(|estimate| estimate.value)
                })
                .collect(),
        });
        Some(HeatMap {
            title: title.to_owned(),
            unit: measure.name().to_lowercase(),
            share: measure.unit() == Unit::Share,
            alarming,
            columns: used.iter().map(|place| self.start_of(*place)).collect(),
            rows: rows.collect(),
        })
    }

    /// The heat maps of several days.
    pub(crate) fn weeks(&self) -> Vec<NamedFigure> {
        let maps = [
            ("week-conversations", self.week("When do people come?", Measure::Conversations, false)),
            ("week-abandoned", self.week("When do people give up?", Measure::AbandonedRate, true)),
            ("week-occupancy", self.week("When are agents busy?", Measure::Occupancy, false)),
        ];
        let boxed = |(name, map): (&'static str, Option<HeatMap>)| Some((name, Box::new(map?) as Box<dyn Figure>));
        maps.into_iter().filter_map(boxed).map(|(name, figure)| NamedFigure { name, figure }).collect()
    }

    fn shown(&self) -> Option<Hours> {
        let setting = &self.results.setting;
        Some(Hours { from: time_of_day(setting.from_s), to: time_of_day(setting.to_s + AFTER_CLOSING_S) })
    }

    /// How many samples to draw: what comes long after closing is the night, which would squeeze the day.
    fn samples_shown(&self) -> usize {
        let last_s = self.results.setting.to_s + AFTER_CLOSING_S;
        let last = |day: &Day| day.samples.partition_point(|sample| sample.at.seconds() <= last_s);
        self.results.days.iter().map(last).max().unwrap_or(0)
    }

    /// One number of every sample, the mean over replications with its interval.
    fn line(&self, name: &str, shape: LineShape, read: impl Fn(&Sample) -> f64) -> DayLine {
        let days = &self.results.days;
        let points = (0..self.samples_shown()).filter_map(|place| {
            let at = days.iter().find_map(|day| day.samples.get(place))?.at;
            // A day that ended earlier is empty from then on.
            let values: Vec<f64> = days.iter().map(|day| day.samples.get(place).map_or(0.0, &read)).collect();
            let mean = written(mean_over_replications(&values)?);
            Some(DayPoint {
                at: time_of_day(at.seconds()),
                value: Some(mean.value),
                band: mean.interval.map(|band| crate::number::Interval::new(band.low().max(0.0), band.high())),
            })
        });
        DayLine { name: name.to_owned(), shape, points: points.collect() }
    }

    /// How long the queues are.
    pub(crate) fn queue(&self) -> DayLines {
        let setting = &self.results.setting;
        let length = |sample: &Sample, place: usize| sample.queues.get(place).map_or(0.0, |length| f64::from(*length));
        let mean = |place: usize| {
            let samples = self.results.days.iter().flat_map(|day| &day.samples);
            samples.map(|sample| length(sample, place)).sum::<f64>()
        };
        let mut longest: Vec<usize> = (0..setting.queues.len()).collect();
        // Four lines can be told apart: the longest queues, and what is left together.
        longest.sort_by(|one, other| mean(*other).total_cmp(&mean(*one)));
        let shown = if longest.len() > LINES_MAX { LINES_MAX - 1 } else { longest.len() };
        let rest = longest.split_off(shown);
        let mut lines: Vec<DayLine> = longest
            .iter()
            .map(|place| self.line(&setting.queues[*place], LineShape::Straight, |sample| length(sample, *place)))
            .collect();
        if !rest.is_empty() {
            let together = |sample: &Sample| rest.iter().map(|place| length(sample, *place)).sum();
            lines.push(self.line(&format!("{} others", rest.len()), LineShape::Straight, together));
        }
        DayLines {
            title: "Conversations in queue over the day".to_owned(),
            unit: "conversations in queue".to_owned(),
            hours: self.shown(),
            lines,
        }
    }

    /// How many agents are there, and how many are at work.
    pub(crate) fn agents(&self) -> DayLines {
        DayLines {
            title: "Agents signed in and busy over the day".to_owned(),
            unit: "agents".to_owned(),
            hours: self.shown(),
            lines: vec![
                self.line("with work in hand", LineShape::Step, |sample| f64::from(sample.busy)),
                self.line("signed in", LineShape::Step, |sample| f64::from(sample.signed_in)),
            ],
        }
    }

    /// The share of live customers answered in time, by interval.
    pub(crate) fn service_level(&self) -> ServiceLevel {
        let live = self.live();
        let setting = &self.results.setting;
        ServiceLevel {
            title: format!("Service level by interval, {}", self.live_name()),
            unit: format!("% of answered {} who {}", self.live_name(), self.in_time("waited")),
            hours: self.shown(),
            target: Some(self.target),
            rows: (0..setting.intervals)
                .map(|interval| ServiceLevelRow {
                    from: self.start_of(interval),
                    to: self.start_of(interval + 1),
                    level: self.estimate(Measure::ServiceLevel, Part::of(&live).within(interval, interval + 1)),
                })
                .collect(),
        }
    }

    /// How long live customers wait.
    pub(crate) fn wait_histogram(&self) -> WaitHistogram {
        let waits = self.waits(&self.live()).answered;
        let longest_s = percentile_s(&waits, Rank::P99).unwrap_or(0.0);
        let width_s = BIN_WIDTHS_S
            .into_iter()
            .find(|width| longest_s / width <= BINS_MAX)
            .unwrap_or(BIN_WIDTHS_S[BIN_WIDTHS_S.len() - 1]);
        let (bins, longer) = bins(&waits, width_s, ((longest_s / width_s).ceil() as usize).clamp(5, 400));
        let mark =
            |name: &str, rank| percentile_s(&waits, rank).map(|at_s| PercentileMark { name: name.to_owned(), at_s });
        WaitHistogram {
            title: format!("How long {} wait for an answer", self.live_name()),
            unit: format!("answered {}, all replications", self.live_name()),
            measure: "wait until answered".to_owned(),
            bins,
            longer,
            marks: [mark("median", Rank::MEDIAN), mark("90 %", Rank::P90), mark("95 %", Rank::P95)]
                .into_iter()
                .flatten()
                .collect(),
        }
    }

    /// Capacity units in use on the first day.
    pub(crate) fn capacity(&self) -> CapacityUse {
        let first = self.results.days.first();
        let shown = self.samples_shown();
        CapacityUse {
            title: "Capacity units in use, first replication".to_owned(),
            unit: "capacity units of signed-in agents".to_owned(),
            hours: self.shown(),
            layers: vec!["in use".to_owned()],
            samples: first
                .into_iter()
                .flat_map(|day| day.samples.iter().take(shown))
                .map(|sample| CapacitySample {
                    at: time_of_day(sample.at.seconds()),
                    used: vec![sample.units_used as f64],
                    total: sample.units_total as f64,
                })
                .collect(),
            overrides: first
                .into_iter()
                .flat_map(|day| &day.overrides)
                .map(|one| OverrideMark { at: time_of_day(one.at.seconds()), over_units: u32::from(one.over_units) })
                .collect(),
        }
    }

    /// What supervisors tried on the first day.
    pub(crate) fn supervisors(&self) -> ActionStrip {
        let acts = || self.results.days.first().into_iter().flat_map(|day| &day.supervisor_acts);
        let lane = |operation: SupervisorOperation| Lane {
            name: operation.name().to_owned(),
            marks: acts()
                .filter(|act| act.operation == operation)
                .map(|act| ActionMark { at: time_of_day(act.at.seconds()), refused: act.refused.is_some() })
                .collect(),
        };
        ActionStrip {
            title: "What supervisors tried, first replication".to_owned(),
            hours: self.shown(),
            lanes: SupervisorOperation::ALL.into_iter().map(lane).filter(|lane| !lane.marks.is_empty()).collect(),
        }
    }

    /// How conversations went through the chart.
    pub(crate) fn states(&self) -> StateDiagram {
        StateDiagram {
            title: "How conversations went from state to state, all replications".to_owned(),
            transitions: self
                .results
                .transitions()
                .iter()
                .map(|(from, to, count)| Transition { from: phase(from), to: phase(Some(to)), count })
                .collect(),
        }
    }
}

/// The place of a stage in the diagram.
pub(crate) fn phase(stage: Option<Stage>) -> Phase {
    match stage {
        None => Phase::Start,
        Some(Stage::Open) => Phase::Open,
        Some(Stage::Offered) => Phase::Offered,
        Some(Stage::InConversation) => Phase::InConversation,
        Some(Stage::Waiting) => Phase::Waiting,
        Some(Stage::WrapUp) => Phase::WrapUp,
        Some(Stage::Closed) => Phase::Closed,
    }
}

/// The buckets of a histogram in bins of equal width, and how many are longer than the last.
fn bins(waits: &Histogram, width_s: f64, number: usize) -> (Vec<WaitBin>, u64) {
    let mut bins: Vec<WaitBin> = (0..number)
        .map(|index| WaitBin { from_s: index as f64 * width_s, to_s: (index + 1) as f64 * width_s, count: 0 })
        .collect();
    let mut longer = 0;
    for (low, high, count) in waits.iter() {
        // A bucket is at most 0.8 % wide, so its middle stands for all of it.
        let middle_s = (low.seconds() + high.seconds()) / 2.0;
        match bins.get_mut((middle_s / width_s) as usize) {
            Some(bin) => bin.count += count,
            None => longer += count,
        }
    }
    (bins, longer)
}

#[cfg(test)]
mod tests {
    use switchboard_sims::scenario::Scenario;
    use switchboard_sims::{Options, simulate};

    use crate::day::{DayReport, TARGET};
    use crate::figure::{Figure, LineShape, Width};

    #[test]
    fn every_transition_of_the_default_day_is_drawn() {
        let results = simulate(&Scenario::default_day(), Options { replications: 2, ..Options::default() });
        let results = results.expect("no violation");
        let states = DayReport::new(&results, TARGET).states();
        assert!(states.transitions.iter().all(|transition| transition.count > 0));
        for width in [Width::Wide, Width::Narrow] {
            assert!(!states.svg(width).contains("Not drawn"));
        }
    }

    /// Both hold from sample to sample, so that nobody seems to work before signing in.
    #[test]
    fn agents_at_work_are_drawn_like_agents_signed_in() {
        let results = simulate(&Scenario::default_day(), Options { replications: 2, ..Options::default() });
        let results = results.expect("no violation");
        let lines = DayReport::new(&results, TARGET).agents().lines;
        assert!(lines.iter().all(|line| line.shape == LineShape::Step));
        for (busy, signed_in) in lines[0].points.iter().zip(&lines[1].points) {
            assert_eq!(busy.at, signed_in.at);
            assert!(busy.value <= signed_in.value, "{busy:?} and {signed_in:?}");
        }
    }
}
