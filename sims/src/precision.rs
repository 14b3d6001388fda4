//! Sequential stopping: replications until several measures are as precise as wanted, all of them together.
//!
//! The intervals that decide are joint ones: with k measures each has the confidence 1 − 0.05/k, so that all of them hold
//! the true values together with 95 % (Bonferroni). How many replications come next is worked out from those so far, so the
//! answer does not depend on the number of threads. Stopping when the intervals are narrow makes them cover a little less
//! than they say; with twenty replications or more at the start that is hardly noticed (Law, "Simulation Modeling and
//! Analysis", 9.4.1).
//!
//! ```
//! use switchboard_sims::precision::{Precision, simulate_until};
//! use switchboard_sims::results::Measure;
//! use switchboard_sims::scenario::Scenario;
//! use switchboard_sims::Options;
//!
//! let wanted = Precision { relative: 0.10, measures: vec![Measure::Occupancy], replications_max: 40 };
//! let options = Options { replications: 5, ..Options::default() };
//! let (results, attained) = simulate_until(&Scenario::quiet_monday(), options, &wanted)?;
//! assert!(attained[0].is_reached && results.days.len() <= 40);
//! # Ok::<(), switchboard_sims::RunError>(())
//! ```

use std::io::Write;

use crate::engine::{KeepEvents, Options, RunError, simulate};
use crate::results::{Measure, Results, Sample, Scope};
use crate::scenario::Scenario;
use crate::statistics::{Controlled, Estimate, control_variate, mser_5, student_t, student_t_95};
use crate::tick::Tick;

/// The joint confidence.
const CONFIDENCE: f64 = 0.95;

/// What is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// Half the width of every joint interval, relative to the value.
    pub relative: f64,
    /// The measures, all day and of everything.
    pub measures: Vec<Measure>,
    /// Give up after so many replications.
    pub replications_max: u32,
}

impl Precision {
    /// The measures that most questions are about: service level, abandoned rate, first wait and occupancy.
    pub const MAIN: [Measure; 4] =
        [Measure::ServiceLevel, Measure::AbandonedRate, Measure::AverageFirstWait, Measure::Occupancy];
}

/// How precise one measure became.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attained {
    /// The measure.
    pub measure: Measure,
    /// Its estimate with half the width of its joint interval; none where nothing was counted.
    pub estimate: Option<Estimate>,
    /// Whether that is narrow enough. What was never counted, or is nothing in every replication, asks for nothing more.
    pub is_reached: bool,
}

impl Attained {
    /// Half the width relative to the value; none where the value is zero or there is no interval.
    pub fn relative(&self) -> Option<f64> {
        let estimate = self.estimate?;
        let half = estimate.half_width?;
        (estimate.value != 0.0).then(|| half / estimate.value.abs())
    }

    /// How much wider than wanted it is.
    fn excess(&self, wanted: f64) -> f64 {
        match (self.estimate, self.relative()) {
            (None, _) => 0.0,
            (Some(_), Some(relative)) => relative / wanted,
            (Some(Estimate { half_width: Some(0.0), .. }), None) => 0.0,
            (Some(_), None) => f64::INFINITY,
        }
    }
}

/// Judges several measures together.
pub fn attained(results: &Results, precision: &Precision) -> Vec<Attained> {
    let each = 1.0 - (1.0 - CONFIDENCE) / precision.measures.len().max(1) as f64;
    let judge = |measure: &Measure| {
        let joint = |estimate: Estimate| {
            let degrees = estimate.replications.saturating_sub(1).max(1);
            let wider = student_t(each, degrees) / student_t_95(degrees);
            Estimate { half_width: estimate.half_width.map(|half| half * wider), ..estimate }
        };
        let estimate = results.estimate(*measure, Scope::DAY).map(joint);
        let one = Attained { measure: *measure, estimate, is_reached: false };
        Attained { is_reached: one.excess(precision.relative) <= 1.0, ..one }
    };
    precision.measures.iter().map(judge).collect()
}

/// Runs a scenario until every measure is as precise as wanted or the replications are used up, beginning with as many as
/// the options say, two at least.
///
/// The results are those of [`simulate`] with as many replications.
///
/// # Errors
///
/// As [`simulate`]. Who stops it after some replications gets those that are done.
pub fn simulate_until(
    scenario: &Scenario,
    options: Options<'_>,
    precision: &Precision,
) -> Result<(Results, Vec<Attained>), RunError> {
    let Options {
        seed,
        replications,
        first_replication,
        antithetic,
        threads,
        keep_actions,
        keep_people,
        mut keep_events,
        progress,
        stop,
    } = options;
    let least = replications.clamp(2, precision.replications_max.max(2));
    let mut done: Option<Results> = None;
    let mut wanted = least;
    loop {
        let have = done.as_ref().map_or(0, |results| results.days.len() as u32);
        let tell = |part: u32, _: u32| {
            if let Some(progress) = progress {
                progress(have + part, precision.replications_max);
            }
        };
        // Only the first part has the replication whose events are kept.
        let kept = keep_events.take().map(|KeepEvents { replication, writer }| KeepEvents {
            replication,
            writer: writer as &mut (dyn Write + Send),
        });
        let part = Options {
            seed,
            replications: wanted - have,
            first_replication: first_replication + have,
            antithetic,
            threads,
            keep_actions: keep_actions.filter(|_| have == 0),
            keep_people,
            keep_events: kept,
            progress: Some(&tell),
            stop,
        };
        let whole = match (simulate(scenario, part), done.take()) {
            (Ok(more), None) => more,
            (Ok(more), Some(mut known)) => {
                known.days.extend(more.days);
                known.setting.replications = wanted;
                known
            }
            (Err(RunError::Stopped), Some(mut known)) => {
                known.setting.replications = wanted;
                known
            }
            (Err(error), _) => return Err(error),
        };
        let found = attained(&whole, precision);
        let was_stopped = whole.days.len() < wanted as usize;
        let widest = found.iter().map(|one| one.excess(precision.relative)).fold(0.0, f64::max);
        if was_stopped || widest <= 1.0 || wanted >= precision.replications_max {
            return Ok((whole, found));
        }
        // Half-widths go with the root of the number; a little more than that, and at most twice as many at once.
        let more = f64::from(wanted) * (widest * widest * 1.02).clamp(1.05, 2.0);
        let mut next = (more.ceil() as u32).min(precision.replications_max);
        if antithetic {
            next = next.next_multiple_of(2);
        }
        wanted = next;
        done = Some(whole);
    }
}

impl Results {
    /// A measure over the whole day with the number of arrivals as its control: how busy the days happened to be is taken
    /// out, since `expected` arrivals are known ([`Scenario::counted_arrivals`]). It pays where a measure follows the load;
    /// [`Controlled::variance_ratio`] says how much. None where [`estimate`](Self::estimate) has none, or of too few
    /// replications.
    ///
    /// A ratio is controlled through its linear part, so it is the ratio of sums up to terms that vanish with the number of
    /// replications.
    pub fn controlled(&self, measure: Measure, expected: f64) -> Option<Controlled> {
        let whole = self.estimate(measure, Scope::DAY)?;
        let pair = |day| measure.pair(day, Scope::DAY, self.setting.definitions());
        let below = self.days.iter().map(|day| pair(day).1).sum::<f64>() / self.days.len() as f64;
        let pairs: Vec<(f64, f64)> = self
            .days
            .iter()
            .map(|day| {
                let (above, own) = pair(day);
                let arrived = day.counts(Scope::DAY).conversations as f64;
                (whole.value + (above - whole.value * own) / below, arrived)
            })
            .collect();
        control_variate(&pairs, expected)
    }

    /// How long the warm-up should be, by MSER-5 on the number of conversations in the queues and in hand, sampled every five
    /// minutes and averaged over replications: in seconds from the start. None if the run is too short to say.
    pub fn suggested_warm_up_s(&self) -> Option<f64> {
        let series: Vec<f64> = self.load().into_iter().map(|(_, level)| level).collect();
        mser_5(&series).map(|samples| samples as f64 * self.setting.sample_s)
    }

    /// Conversations in the queues and in hand, every five minutes while arrivals come, averaged over replications.
    pub fn load(&self) -> Vec<(Tick, f64)> {
        let level = |sample: &Sample| {
            sample.queues.iter().map(|length| f64::from(*length)).sum::<f64>() + f64::from(sample.busy)
        };
        self.series(level).into_iter().filter(|(at, _)| at.seconds() <= self.setting.to_s).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Precision, attained, simulate_until};
    use crate::engine::{Options, simulate};
    use crate::results::{Measure, Scope};
    use crate::scenario::Scenario;
    use crate::statistics::{student_t, student_t_95};

    fn precision(relative: f64, replications_max: u32) -> Precision {
        Precision { relative, measures: Precision::MAIN.into(), replications_max }
    }

    #[test]
    fn it_stops_when_every_measure_is_precise_and_the_days_are_those_of_one_run() {
        let options = |threads| Options { seed: 5, replications: 4, threads, ..Options::default() };
        let wanted = precision(0.5, 200);
        let (results, found) = simulate_until(&Scenario::quiet_monday(), options(1), &wanted).expect("no violation");
        assert!(found.iter().all(|one| one.is_reached), "{found:?}");
        let count = results.days.len() as u32;
        assert!(count > 4 && count < 200, "{count}");
        let plain = simulate(&Scenario::quiet_monday(), Options { replications: count, ..options(2) });
        assert_eq!(results, plain.expect("no violation"));
        assert_eq!(simulate_until(&Scenario::quiet_monday(), options(3), &wanted).expect("no violation").0, results);
    }

    #[test]
    fn it_gives_up_when_the_replications_are_used_up_and_says_what_is_missing() {
        let options = Options { seed: 5, replications: 4, ..Options::default() };
        let (results, found) =
            simulate_until(&Scenario::quiet_monday(), options, &precision(0.000_1, 9)).expect("no violation");
        assert_eq!(results.days.len(), 9);
        assert!(found.iter().any(|one| !one.is_reached), "{found:?}");
    }

    /// Four intervals together: each at 98.75 %. With 9 replications t(8) at 98.75 % is 3.206 and at 95 % 2.306.
    #[test]
    fn joint_intervals_are_wider_by_bonferroni() {
        assert!((student_t(0.9875, 8) - 3.206).abs() < 0.001 && (student_t_95(8) - 2.306).abs() < 0.001);
        let options = Options { replications: 9, ..Options::default() };
        let results = simulate(&Scenario::quiet_monday(), options).expect("no violation");
        let found = attained(&results, &precision(0.1, 9));
        let alone = results.estimate(Measure::Occupancy, Scope::DAY).expect("agents worked");
        let joint = found[3].estimate.expect("agents worked");
        let wider = joint.half_width.expect("an interval") / alone.half_width.expect("an interval");
        assert!((wider - 3.206 / 2.306).abs() < 0.001, "{wider}");
    }

    /// Occupancy follows the load, so the number of arrivals explains a good part of it.
    #[test]
    fn the_number_of_arrivals_takes_noise_out() {
        let scenario = Scenario::quiet_monday();
        let results = simulate(&scenario, Options { replications: 60, ..Options::default() }).expect("no violation");
        let found =
            results.controlled(Measure::Occupancy, scenario.counted_arrivals().expect("Poisson")).expect("sixty days");
        assert!(found.variance_ratio > 1.2 && found.coefficient > 0.0, "{found:?}");
        let plain = results.estimate(Measure::Occupancy, Scope::DAY).expect("agents worked");
        assert!((found.estimate.value - plain.value).abs() < 2.0 * plain.half_width.expect("an interval"));
    }
}
