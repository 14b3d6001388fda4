//! How long customers wait before they hang up, seen through those who were answered first.

use std::collections::BTreeMap;

use crate::calls::{CallLog, CallType, Ending, Imperfection};
use crate::sample::DurationDistribution;
use crate::tick::Span;

/// The patience of customers: of all, or of those with one type of call.
///
/// A customer who was answered would have waited longer, nobody knows how long; leaving him out would
/// make customers look impatient. So his wait is *censored*: it counts among those who were still
/// there until then. Only waits above zero count: who is answered at once shows nothing about
/// patience, and who hangs up in the second of entering the queue did not wait. Calls whose entry into
/// the queue is not recorded are left out too.
#[derive(Clone, Debug, PartialEq)]
pub struct Patience {
    /// Customers who waited at all.
    pub waited: u64,
    /// Those of them who hung up.
    pub abandoned: u64,
    /// All waits together.
    pub total_wait: Span,
    /// Kaplan and Meier's estimate of survival: one step for each time at which somebody hung up.
    pub steps: Vec<SurvivalStep>,
}

/// A step of a survival curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalStep {
    /// The wait.
    pub time: Span,
    /// Customers who had waited at least that long, those answered at that very time included.
    pub at_risk: u64,
    /// Those of them who hung up at that time.
    pub left: u64,
    /// The share of customers whose patience is longer.
    pub survival: f64,
}

/// Estimates the patience of customers with one type of calls, or of all.
pub fn patience(log: &CallLog, call_type: Option<CallType>) -> Patience {
    // For each wait: how many hung up, and how many ended it either way.
    let mut ends: BTreeMap<Span, (u64, u64)> = BTreeMap::new();
    for call in log.calls() {
        let other = call_type.is_some_and(|only| only != call.call_type);
        if other || call.imperfections.contains(Imperfection::QueueStartMissing) {
            continue;
        }
        let (wait, left) = match call.ending {
            Ending::LeftMenu => continue,
            Ending::Abandoned { wait, .. } => (wait, 1),
            Ending::Answered { wait, .. } => (wait, 0),
        };
        if wait > Span::ZERO {
            let end = ends.entry(wait).or_default();
            *end = (end.0 + left, end.1 + 1);
        }
    }
    Patience::estimate(&ends)
}

/// Estimates patience from waits in whole seconds, each with whether its customer hung up.
pub fn censored(waits: &[(u64, bool)]) -> Patience {
    let mut ends: BTreeMap<Span, (u64, u64)> = BTreeMap::new();
    for (wait, left) in waits.iter().filter(|(wait, _)| *wait > 0) {
        let end = ends.entry(Span::from_whole_seconds(*wait)).or_default();
        *end = (end.0 + u64::from(*left), end.1 + 1);
    }
    Patience::estimate(&ends)
}

impl Patience {
    /// Estimates from what happened after each wait: how many hung up, and how many ended it either way.
    pub(crate) fn estimate(ends: &BTreeMap<Span, (u64, u64)>) -> Self {
        let waited = ends.values().map(|(_, ended)| ended).sum();
        let mut total_wait = Span::ZERO;
        let (mut at_risk, mut survival) = (waited, 1.0);
        let (mut abandoned, mut steps) = (0, Vec::new());
        for (&time, &(left, ended)) in ends {
            if left > 0 {
                survival *= 1.0 - left as f64 / at_risk as f64;
                steps.push(SurvivalStep { time, at_risk, left, survival });
            }
            abandoned += left;
            at_risk -= ended;
            total_wait += Span::from_micros(time.micros() * ended);
        }
        Self { waited, abandoned, total_wait, steps }
    }

    /// The mean of an exponential law of patience, in seconds: all waits ÷ those who hung up, its
    /// maximum likelihood estimate; none when nobody hung up.
    pub fn exponential_mean_s(&self) -> Option<f64> {
        (self.abandoned > 0).then(|| self.total_wait.seconds() / self.abandoned as f64)
    }

    /// The share of customers whose patience is longer than `wait`.
    pub fn survival(&self, wait: Span) -> f64 {
        let index = self.steps.partition_point(|step| step.time <= wait);
        index.checked_sub(1).map_or(1.0, |last| self.steps[last].survival)
    }

    /// The first wait after which half the customers or fewer are left; none if it is never reached.
    pub fn median(&self) -> Option<Span> {
        self.steps.iter().find(|step| step.survival <= 0.5).map(|step| step.time)
    }

    /// The survival curve as a distribution to sample from; none when nobody hung up.
    ///
    /// Between the steps the curve is a straight line. Beyond the last step, which a log says nothing
    /// about, the rest leaves at the overall rate, with the exponential mean as mean remaining time.
    pub fn distribution(&self) -> Option<DurationDistribution> {
        let tail_mean_s = Some(self.exponential_mean_s()?);
        let points = self.steps.iter().map(|step| [step.time.seconds(), step.survival]).collect();
        Some(DurationDistribution::Survival { points, tail_mean_s })
    }
}

#[cfg(test)]
mod tests {
    use crate::calls::bank::{february, log, shared};
    use crate::calls::estimate::{SurvivalStep, patience};
    use crate::sample::DurationDistribution;
    use crate::stream::{Cause, Streams};
    use crate::tick::Span;

    fn seconds(seconds: u64) -> Span {
        Span::from_whole_seconds(seconds)
    }

    /// By hand: of six who wait, one leaves at 1 s (5/6 stay), one is answered at 2 s, one leaves and
    /// one is answered at 3 s (of four: 3/4 stay), one is answered at 4 s, one leaves at 5 s.
    #[test]
    fn waits_that_ended_in_an_answer_are_censored() {
        let call = |wait: u64, ending: &str| {
            format!("1,0,0,PS,1999-02-01,9:00:00,9:00:10,10,9:00:10,9:00:{:02},{wait},{ending}", 10 + wait)
        };
        let rows = [
            call(1, "HANG,0:00:00,0:00:00,0,"),
            call(2, "AGENT,9:00:12,9:00:13,1,A"),
            call(3, "AGENT,9:00:13,9:00:14,1,A"),
            call(3, "HANG,0:00:00,0:00:00,0,"),
            call(4, "AGENT,9:00:14,9:00:15,1,A"),
            call(5, "HANG,0:00:00,0:00:00,0,"),
            call(0, "HANG,0:00:00,0:00:00,0,"),
            call(0, "AGENT,9:00:10,9:00:11,1,B"),
        ];
        let patience = patience(&log(&rows.iter().map(String::as_str).collect::<Vec<_>>()), None);
        assert_eq!((patience.waited, patience.abandoned, patience.total_wait), (6, 3, seconds(18)));
        let step = |time, at_risk, survival| SurvivalStep { time: seconds(time), at_risk, left: 1, survival };
        let first = 1.0 - 1.0 / 6.0;
        assert_eq!(patience.steps, [step(1, 6, first), step(3, 4, first * 0.75), step(5, 1, 0.0)]);
        assert_eq!(patience.exponential_mean_s(), Some(6.0));
        assert_eq!((patience.survival(Span::ZERO), patience.survival(seconds(2))), (1.0, first));
        assert_eq!(patience.median(), Some(seconds(5)));
    }

    #[test]
    fn customers_who_never_hang_up_have_no_known_patience() {
        let log = log(&["1,0,0,PS,1999-02-01,9:00:00,9:00:10,10,9:00:10,9:00:20,10,AGENT,9:00:20,9:00:30,10,A"]);
        let patience = patience(&log, None);
        assert_eq!((patience.exponential_mean_s(), patience.median()), (None, None));
        assert_eq!(patience.distribution(), None);
    }

    /// Expected: every number on patience of the reference file, for all types together and each.
    #[test]
    fn the_patience_of_the_bank_is_reproduced() {
        let (Some(log), Some(reference)) = (february(), shared("validation/bank-calls-1999-02.reference.json")) else {
            return;
        };
        let reference: serde_json::Value = serde_json::from_slice(&reference).expect("JSON");
        for label in ["ALL", "PS", "NW", "IN", "NE"] {
            let expected = &reference[label];
            let call_type = (label != "ALL").then(|| log.call_type(label).expect("a type"));
            let patience = patience(log, call_type);
            assert_eq!(Some(patience.waited), expected["queued_positive"].as_u64());
            assert_eq!(Some(patience.abandoned), expected["abandoned"].as_u64());
            assert_eq!(patience.median().map(Span::seconds), expected["km_median_s"].as_f64(), "{label}");
            let mean = patience.exponential_mean_s().expect("some hung up");
            let expected_mean = expected["exponential_patience_mean_s"].as_f64().expect("a number");
            assert!((mean / expected_mean - 1.0).abs() < 1e-12, "{label}: {mean}");
            for (time, survival) in expected["km_survival"].as_object().expect("a table") {
                let found = patience.survival(seconds(time.parse().expect("seconds")));
                let survival = survival.as_f64().expect("a number");
                assert!((found / survival - 1.0).abs() < 1e-10, "{label} {time}: {found}");
            }
        }
    }

    /// Samples from the estimate fall on the curve: 0.4870 of all customers wait longer than 300 s.
    #[test]
    fn the_patience_of_the_bank_can_be_sampled() {
        let Some(log) = february() else { return };
        let patience = patience(log, None);
        let distribution = patience.distribution().expect("some hung up");
        assert!(matches!(distribution, DurationDistribution::Survival { .. }));
        let sampler = distribution.sampler().expect("checked");
        let mut rng = Streams::new(1, 0).open(Cause::Patience, 0);
        let longer = (0..100_000).filter(|_| sampler.sample(&mut rng) > 300.0).count() as f64 / 1e5;
        assert!((longer - 0.487_032_109_58).abs() < 0.007, "{longer}");
    }
}
