//! How well a simulation that was calibrated on some days predicts others, half hour by half hour, beside simpler ways.
//!
//! The first days of a call log are learned from: service times, patience, skills, and how far predictions are off. Each
//! later day is then predicted from its own arrivals and its own staff, as the log shows them, and compared with what
//! happened: the share that left and the mean wait of those who asked for an agent in each half hour.
//!
//! Three ways predict. The *simulation* runs the day many times. *Erlang A* takes the half hour as a steady queue with the
//! half hour's arrivals and agents, the mean handle time, and exponential patience. The *weekday mean* takes what the same
//! half hour of the same day of the week was like on the days learned from. Each gives an 80 % interval. That of the
//! simulation is between the tenth and the ninetieth of a hundred runs; *widened* it is moved outward by what it fell short
//! on the days learned from (conformalised quantiles: Romano, Patterson and Candès 2019). The other two have no interval of
//! their own; they get theirs in the same way, around their one number.
//!
//! Intervals are judged by how many hold what happened, and by the interval score (Gneiting and Raftery 2007): the width,
//! plus ten times the distance to an interval that was missed. Less is better; it cannot be improved by cheating.

use crate::calls::replay::HoldoutDay;
use crate::calls::{Date, HALF_HOURS, Tally, Weekday};
use crate::erlang::ErlangA;

/// Half hours with fewer calls than this are left out: a share of one or two calls is chance.
pub const CALLS_MIN: u64 = 5;

/// What is predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The share that left ÷ asked.
    Abandoned,
    /// The mean wait of all who asked, in seconds.
    Wait,
}

impl Measure {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Abandoned, Self::Wait];

    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Abandoned => "abandoned_rate",
            Self::Wait => "first_wait_s",
        }
    }

    /// The name in words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Abandoned => "abandoned ÷ offered",
            Self::Wait => "mean wait, s",
        }
    }

    /// The value of a tally; none without calls.
    pub fn value(self, tally: &Tally) -> Option<f64> {
        match self {
            Self::Abandoned => tally.abandoned_rate(),
            Self::Wait => tally.mean_wait_of_offered_s(),
        }
    }

    const fn most(self) -> f64 {
        match self {
            Self::Abandoned => 1.0,
            Self::Wait => f64::INFINITY,
        }
    }
}

/// A way to predict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The simulation, with its own interval widened by what it fell short before.
    Widened,
    /// The simulation, with the spread of its runs alone.
    Simulation,
    /// Erlang A with exponential patience.
    ErlangA,
    /// The mean of the same half hour and day of the week.
    WeekdayMean,
}

impl Method {
    /// All, the one to be judged first.
    pub const ALL: [Self; 4] = [Self::Widened, Self::Simulation, Self::ErlangA, Self::WeekdayMean];

    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Widened => "simulation_widened",
            Self::Simulation => "simulation",
            Self::ErlangA => "erlang_a",
            Self::WeekdayMean => "weekday_mean",
        }
    }

    /// The name in words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Widened => "simulation, widened",
            Self::Simulation => "simulation, its runs alone",
            Self::ErlangA => "Erlang A, exponential patience",
            Self::WeekdayMean => "weekday mean of the first days",
        }
    }
}

/// A number with its 80 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// The lower end.
    pub low: f64,
    /// What is expected: the median of the runs, or the one number.
    pub middle: f64,
    /// The upper end.
    pub high: f64,
}

impl Forecast {
    /// Whether the interval holds what happened.
    pub fn holds(&self, happened: f64) -> bool {
        self.low <= happened && happened <= self.high
    }

    /// The interval score for 80 %.
    pub fn score(&self, happened: f64) -> f64 {
        self.high - self.low + 10.0 * (self.low - happened).max(0.0) + 10.0 * (happened - self.high).max(0.0)
    }

    fn within(self, most: f64) -> Self {
        let cut = |value: f64| value.clamp(0.0, most);
        let (low, high) = (cut(self.low.min(self.high)), cut(self.high.max(self.low)));
        Self { low, high, middle: cut(self.middle) }
    }
}

/// One half hour that was predicted.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The day.
    pub date: Date,
    /// The half hour, from 0.
    pub slot: usize,
    /// Those who asked for an agent.
    pub calls: u64,
    /// Agents on the floor, on average.
    pub agents: f64,
    /// What happened, in the order of [`Measure::ALL`].
    pub happened: [f64; 2],
    /// For each measure, each way in the order of [`Method::ALL`].
    pub forecasts: [[Forecast; 4]; 2],
}

/// How a way did over some cells.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Judgement {
    /// Cells.
    pub cells: u64,
    /// Cells whose interval held what happened.
    pub held: u64,
    /// The mean interval score.
    pub score: f64,
    /// The mean width.
    pub width: f64,
    /// The mean distance of the middle from what happened.
    pub error: f64,
}

impl Judgement {
    /// The share of cells whose interval held what happened.
    pub fn coverage(&self) -> f64 {
        self.held as f64 / self.cells.max(1) as f64
    }
}

/// Days predicted from earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The days that were learned from.
    pub learned: Vec<Date>,
    /// The days that were predicted.
    pub predicted: Vec<Date>,
    /// Every half hour of these with enough calls.
    pub cells: Vec<Cell>,
    /// The mean handle time of the days learned from, in seconds; Erlang A's.
    pub handle_s: f64,
    /// The mean of exponential patience of the days learned from, in seconds; Erlang A's.
    pub patience_s: f64,
    /// For each measure and way, by how many units of scale the lower and the upper end were moved outward.
    pub widening: [[(f64, f64); 4]; 2],
}

/// A cell before intervals.
struct Raw {
    day: usize,
    slot: usize,
    calls: f64,
    agents: f64,
    happened: [f64; 2],
    /// For each measure the sorted values of the runs.
    runs: [Vec<f64>; 2],
    /// Erlang A's.
    erlang: [f64; 2],
    /// The weekday mean.
    weekday: [f64; 2],
}

/// Predicts the days after the first `learned` ones.
///
/// `days` are all days of the log, each simulated with what the first of them taught; `patience_s` and `handle_s` are the means
/// of exponential patience and of handle times on the first days.
pub fn predict(days: &[HoldoutDay], learned: usize, handle_s: f64, patience_s: f64) -> Prediction {
    let cells: Vec<Raw> = raw(days, learned, handle_s, patience_s);
    let mut widening = [[(0.0, 0.0); 4]; 2];
    for measure in Measure::ALL {
        for method in Method::ALL {
            if method != Method::Simulation {
                let before: Vec<&Raw> = cells.iter().filter(|cell| cell.day < learned).collect();
                widening[measure as usize][method as usize] = shortfall(&before, measure, method);
            }
        }
    }
    let forecast = |cell: &Raw, measure: Measure, method: Method| {
        let (below, above) = widening[measure as usize][method as usize];
        let (base, scale) = (base(cell, measure, method), scale(cell, measure, method));
        let moved = Forecast { low: base.low - below * scale, middle: base.middle, high: base.high + above * scale };
        moved.within(measure.most())
    };
    let cell = |cell: &Raw| Cell {
        date: days[cell.day].date,
        slot: cell.slot,
        calls: cell.calls as u64,
        agents: cell.agents,
        happened: cell.happened,
        forecasts: Measure::ALL.map(|measure| Method::ALL.map(|method| forecast(cell, measure, method))),
    };
    Prediction {
        learned: days[..learned].iter().map(|day| day.date).collect(),
        predicted: days[learned..].iter().map(|day| day.date).collect(),
        cells: cells.iter().filter(|cell| cell.day >= learned).map(cell).collect(),
        handle_s,
        patience_s,
        widening,
    }
}

fn raw(days: &[HoldoutDay], learned: usize, handle_s: f64, patience_s: f64) -> Vec<Raw> {
    let mut cells = Vec::new();
    for (place, day) in days.iter().enumerate() {
        for slot in 0..HALF_HOURS {
            let log = &day.log[slot];
            let [Some(abandoned), Some(wait)] = Measure::ALL.map(|measure| measure.value(log)) else { continue };
            if log.offered() < CALLS_MIN {
                continue;
            }
            let calls = log.offered() as f64;
            let runs = Measure::ALL.map(|measure| {
                let mut runs: Vec<f64> = day.simulated.iter().filter_map(|run| measure.value(&run[slot])).collect();
                runs.sort_by(f64::total_cmp);
                runs
            });
            // A call that asks in the last second before midnight may be counted a half hour later.
            if runs[0].len() < day.simulated.len() / 2 + 1 {
                continue;
            }
            cells.push(Raw {
                day: place,
                slot,
                calls,
                agents: day.agents[slot],
                happened: [abandoned, wait],
                runs,
                erlang: erlang(calls, day.agents[slot], handle_s, patience_s),
                weekday: [0.0, 0.0],
            });
        }
    }
    for place in 0..cells.len() {
        cells[place].weekday = weekday_mean(&cells, place, days, learned);
    }
    cells
}

/// Erlang A of a half hour; between two whole numbers of agents, between their values.
fn erlang(calls: f64, agents: f64, handle_s: f64, patience_s: f64) -> [f64; 2] {
    let below = agents.floor().max(1.0);
    let part = (agents - below).clamp(0.0, 1.0);
    let of = |agents: f64| {
        let queue = ErlangA::new(calls / 1_800.0, handle_s, patience_s, agents as u32);
        [queue.prob_abandon(), queue.mean_wait()]
    };
    let (one, other) = (of(below), of(below + 1.0));
    [one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1])]
}

/// The mean of the same half hour of the same day of the week over the days learned from, without the day itself; else of
/// the same half hour of any day, else of all.
fn weekday_mean(cells: &[Raw], place: usize, days: &[HoldoutDay], learned: usize) -> [f64; 2] {
    let cell = &cells[place];
    let weekday = |cell: &Raw| -> Weekday { days[cell.day].date.weekday() };
    let same_slot = |other: &&Raw| other.slot == cell.slot;
    let same_day = |other: &&Raw| weekday(other) == weekday(cell);
    let before = || cells.iter().filter(|other| other.day < learned && other.day != cell.day);
    let mean = |chosen: Vec<&Raw>| {
        let number = chosen.len() as f64;
        let of = |measure: Measure| chosen.iter().map(|other| other.happened[measure as usize]).sum::<f64>() / number;
        (!chosen.is_empty()).then(|| Measure::ALL.map(of))
    };
    mean(before().filter(|other| same_slot(other) && same_day(other)).collect())
        .or_else(|| mean(before().filter(same_slot).collect()))
        .or_else(|| mean(before().collect()))
        .unwrap_or([0.0, 0.0])
}

/// The interval of a way before it is widened: its own, or a point.
fn base(cell: &Raw, measure: Measure, method: Method) -> Forecast {
    let point = |value: f64| Forecast { low: value, middle: value, high: value };
    match method {
        Method::Widened | Method::Simulation => {
            let runs = &cell.runs[measure as usize];
            Forecast { low: quantile(runs, 0.1), middle: quantile(runs, 0.5), high: quantile(runs, 0.9) }
        }
        Method::ErlangA => point(cell.erlang[measure as usize]),
        Method::WeekdayMean => point(cell.weekday[measure as usize]),
    }
}

/// The unit in which a way's shortfall is counted: where a share has the deviation of so many calls, or a wait that of the
/// runs, it is that much and a little; a wait without runs varies with its size.
fn scale(cell: &Raw, measure: Measure, method: Method) -> f64 {
    match (measure, method) {
        (Measure::Abandoned, Method::Widened | Method::Simulation | Method::ErlangA | Method::WeekdayMean) => {
            let share = base(cell, measure, method).middle.clamp(0.02, 0.98);
            (share * (1.0 - share) / cell.calls).sqrt() + 0.01
        }
        (Measure::Wait, Method::Widened | Method::Simulation) => {
            let runs = &cell.runs[measure as usize];
            let number = runs.len() as f64;
            let mean = runs.iter().sum::<f64>() / number;
            (runs.iter().map(|run| (run - mean) * (run - mean)).sum::<f64>() / number).sqrt() + 3.0
        }
        (Measure::Wait, Method::ErlangA | Method::WeekdayMean) => 0.5 * base(cell, measure, method).middle + 5.0,
    }
}

/// By how many units of scale the ends have to be moved outward so that one in ten lies beyond either: the least number that
/// is enough for nine tenths of the cells and one more.
fn shortfall(cells: &[&Raw], measure: Measure, method: Method) -> (f64, f64) {
    let nine_tenths = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        let place = (0.9 * (values.len() as f64 + 1.0)).ceil() as usize;
        values.get(place.clamp(1, values.len().max(1)) - 1).copied().unwrap_or(0.0)
    };
    let happened = |cell: &Raw| cell.happened[measure as usize];
    let below = |cell: &&Raw| (base(cell, measure, method).low - happened(cell)) / scale(cell, measure, method);
    let above = |cell: &&Raw| (happened(cell) - base(cell, measure, method).high) / scale(cell, measure, method);
    (nine_tenths(cells.iter().map(below).collect()), nine_tenths(cells.iter().map(above).collect()))
}

/// The quantile of sorted values, between two of them in proportion.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() as f64 - 1.0);
    let below = place.floor() as usize;
    let next = sorted[(below + 1).min(sorted.len() - 1)];
    sorted[below] + (place - place.floor()) * (next - sorted[below])
}

impl Prediction {
    /// How a way did on the cells for which `chosen` says so.
    pub fn judge(&self, measure: Measure, method: Method, chosen: impl Fn(&Cell) -> bool) -> Judgement {
        let mut judgement = Judgement::default();
        for cell in self.cells.iter().filter(|cell| chosen(cell)) {
            let forecast = &cell.forecasts[measure as usize][method as usize];
            let happened = cell.happened[measure as usize];
            judgement.cells += 1;
            judgement.held += u64::from(forecast.holds(happened));
            judgement.score += forecast.score(happened);
            judgement.width += forecast.high - forecast.low;
            judgement.error += (forecast.middle - happened).abs();
        }
        let number = judgement.cells.max(1) as f64;
        Judgement {
            score: judgement.score / number,
            width: judgement.width / number,
            error: judgement.error / number,
            ..judgement
        }
    }

    /// Whether the widened simulation covers 70 to 90 % and its score is the least, for both measures.
    pub fn passes(&self) -> bool {
        Measure::ALL.into_iter().all(|measure| {
            let judge = |method| self.judge(measure, method, |_| true);
            let ours = judge(Method::Widened);
            (0.7..=0.9).contains(&ours.coverage())
                && [Method::ErlangA, Method::WeekdayMean].into_iter().all(|other| ours.score < judge(other).score)
        })
    }

    /// Days on which another way has a better score, with that way.
    pub fn worse_days(&self, measure: Measure) -> Vec<(Date, Method)> {
        let better = |date: &Date| {
            let score = |method| self.judge(measure, method, |cell| cell.date == *date).score;
            let best = [Method::ErlangA, Method::WeekdayMean]
                .into_iter()
                .min_by(|one, other| score(*one).total_cmp(&score(*other)))?;
            (score(best) < score(Method::Widened)).then_some((*date, best))
        };
        self.predicted.iter().filter_map(better).collect()
    }

    /// Half hours of the day in which another way has a better score over all days, with that way.
    pub fn worse_slots(&self, measure: Measure) -> Vec<(usize, Method)> {
        let better = |slot: usize| {
            let judge = |method| self.judge(measure, method, |cell| cell.slot == slot);
            let best = [Method::ErlangA, Method::WeekdayMean]
                .into_iter()
                .min_by(|one, other| judge(*one).score.total_cmp(&judge(*other).score))?;
            let ours = judge(Method::Widened);
            (ours.cells > 0 && judge(best).score < ours.score).then_some((slot, best))
        };
        (0..HALF_HOURS).filter_map(better).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Forecast, Measure, Method, erlang, predict, quantile};
    use crate::calls::bank::february;
    use crate::calls::estimate::{patience, service_times};
    use crate::calls::replay::{HoldoutOptions, Watch, simulate_days};
    use crate::calls::staff::StaffRule;

    /// By hand: an interval from 2 to 5 scores 3 within, 3 + 10 × 1 at 6, and 3 + 10 × 2 at 0.
    #[test]
    fn the_interval_score_is_worked_out_by_hand() {
        let forecast = Forecast { low: 2.0, middle: 3.0, high: 5.0 };
        assert_eq!((forecast.score(2.0), forecast.score(6.0), forecast.score(0.0)), (3.0, 13.0, 23.0));
        assert!(forecast.holds(5.0) && !forecast.holds(5.1));
        assert_eq!(
            Forecast { low: -1.0, middle: 0.5, high: 2.0 }.within(1.0),
            Forecast { low: 0.0, middle: 0.5, high: 1.0 }
        );
    }

    #[test]
    fn quantiles_lie_between_their_neighbours() {
        assert_eq!((quantile(&[1.0, 2.0, 4.0], 0.5), quantile(&[1.0, 2.0, 4.0], 0.75)), (2.0, 3.0));
        assert_eq!(quantile(&[7.0], 0.9), 7.0);
    }

    /// Between five and six agents lies the mean of both; with fewer than one there is one.
    #[test]
    fn erlang_a_between_two_numbers_of_agents_is_between_their_values() {
        let (five, six) = (erlang(60.0, 5.0, 180.0, 300.0), erlang(60.0, 6.0, 180.0, 300.0));
        let half = erlang(60.0, 5.5, 180.0, 300.0);
        for place in 0..2 {
            assert!((half[place] - (five[place] + six[place]) / 2.0).abs() < 1e-12);
        }
        assert_eq!(erlang(6.0, 0.2, 180.0, 300.0), erlang(6.0, 1.0, 180.0, 300.0));
    }

    /// A few days of the bank: the whole way, with the same answer for one and two threads.
    #[test]
    fn a_few_days_are_predicted_from_others_whatever_the_threads() {
        let Some(log) = february() else { return };
        let log = log.of_days(0..4);
        let learned = log.of_days(0..3);
        let handle_s = service_times(&learned, None).expect("times").mean_s;
        let patience_s = patience(&learned, None).exponential_mean_s().expect("some left");
        let run = |threads| {
            let staff = StaffRule::default();
            let options = HoldoutOptions { replications: 5, seed: 1, threads, learned: 3, staff };
            let days = simulate_days(&log, options, Watch::default()).expect("it runs");
            predict(&days, 3, handle_s, patience_s)
        };
        let prediction = run(1);
        assert_eq!(prediction, run(2));
        assert_eq!((prediction.learned.len(), prediction.predicted.len()), (3, 1));
        assert!(prediction.cells.len() > 25, "{}", prediction.cells.len());
        for measure in Measure::ALL {
            let of = |method| prediction.judge(measure, method, |_| true);
            // What the runs alone hold, the widened interval or one that was too wide holds by and large too.
            assert!(of(Method::Widened).coverage() > 0.3 && of(Method::WeekdayMean).cells == of(Method::Widened).cells);
        }
    }
}
