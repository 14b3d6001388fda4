//! How many calls come in by weekday and half hour, and what they are about.

use std::collections::BTreeMap;

use crate::calls::{Call, CallLog, CallType, Date, HALF_HOURS, Weekday, half_hour};
use crate::statistics::Moments;

/// Which calls arrive, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrivalMoment {
    /// Every call, when the voice menu picked it up.
    Entered,
    /// Every call that asked for an agent, when it did; what a simulation of the queue needs.
    Asked,
}

impl ArrivalMoment {
    fn slot(self, call: &Call) -> Option<usize> {
        match self {
            Self::Entered => Some(half_hour(call.entered)),
            Self::Asked => call.asked().map(half_hour),
        }
    }
}

/// The calls of one day by half hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayArrivals {
    /// The day.
    pub date: Date,
    /// Calls in each half hour.
    pub counts: [u32; HALF_HOURS],
}

impl DayArrivals {
    /// All calls of the day.
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }
}

/// Arrivals of a log, or of one type of its calls, by day and half hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrivals {
    days: Vec<DayArrivals>,
}

/// Counts the arrivals of a log, of one type of calls or of all.
///
/// Every day of the log counts, also one without calls of the type.
pub fn arrivals(log: &CallLog, moment: ArrivalMoment, call_type: Option<CallType>) -> Arrivals {
    let days = log.days().iter().map(|&date| {
        let mut counts = [0; HALF_HOURS];
        for call in log.calls_of(date) {
            let counts_here = call_type.is_none_or(|only| only == call.call_type);
            if let Some(slot) = moment.slot(call).filter(|_| counts_here) {
                counts[slot] += 1;
            }
        }
        DayArrivals { date, counts }
    });
    Arrivals { days: days.collect() }
}

/// How many calls come in a half hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlotRate {
    /// The number of days it comes from.
    pub days: u64,
    /// Calls in the half hour, on average over the days.
    pub mean: f64,
    /// Their variance over the days, with denominator n − 1; none from a single day.
    pub variance: Option<f64>,
}

impl SlotRate {
    /// Variance ÷ mean: about 1 for Poisson arrivals at a rate that is the same every day.
    pub fn dispersion(&self) -> Option<f64> {
        self.variance.filter(|_| self.mean > 0.0).map(|variance| variance / self.mean)
    }
}

impl Arrivals {
    /// The days, in order.
    pub fn days(&self) -> &[DayArrivals] {
        &self.days
    }

    /// The calls in one half hour over all days that fall on one of the weekdays; none without days.
    pub fn rate(&self, weekdays: &[Weekday], slot: usize) -> Option<SlotRate> {
        let moments: Moments = self
            .days
            .iter()
            .filter(|day| weekdays.contains(&day.date.weekday()))
            .map(|day| f64::from(day.counts[slot]))
            .collect();
        Some(SlotRate { days: moments.count(), mean: moments.mean()?, variance: moments.variance() })
    }

    /// The mean calls of a day by weekday, for the weekdays that occur.
    pub fn mean_by_weekday(&self) -> BTreeMap<Weekday, f64> {
        let mut weekdays: BTreeMap<Weekday, Moments> = BTreeMap::new();
        for day in &self.days {
            weekdays.entry(day.date.weekday()).or_default().push(day.total() as f64);
        }
        weekdays.into_iter().filter_map(|(weekday, moments)| Some((weekday, moments.mean()?))).collect()
    }

    /// The weekdays with fewer than half the calls of the busiest one: short days and days off.
    pub fn short_weekdays(&self) -> Vec<Weekday> {
        let means = self.mean_by_weekday();
        let busiest = means.values().copied().fold(0.0, f64::max);
        means.into_iter().filter(|(_, mean)| *mean < busiest / 2.0).map(|(weekday, _)| weekday).collect()
    }
}

/// How many of the calls that asked for an agent are of each type and priority.
pub fn call_mix(log: &CallLog) -> BTreeMap<(CallType, u8), u64> {
    let mut mix = BTreeMap::new();
    for call in log.calls().iter().filter(|call| call.asked().is_some()) {
        *mix.entry((call.call_type, call.priority)).or_insert(0) += 1;
    }
    mix
}

#[cfg(test)]
mod tests {
    use crate::calls::bank::{february, log, shared};
    use crate::calls::estimate::{ArrivalMoment, arrivals, call_mix};
    use crate::calls::{HALF_HOURS, Weekday};

    const SUNDAY_TO_THURSDAY: [Weekday; 5] =
        [Weekday::Sunday, Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday];

    /// Two Mondays with 3 and 1 calls in the half hour from 9:00, of which one left in the menu.
    #[test]
    fn rates_are_averages_over_the_days_of_a_weekday() {
        let call = |date: &str, kind: &str, time: &str, queue: &str| {
            format!("1,0,0,{kind},{date},{time},{time},0,{queue},HANG,0:00:00,0:00:00,0,")
        };
        let rows = [
            call("1999-02-01", "PS", "9:00:00", "9:00:00,9:00:01,1"),
            call("1999-02-01", "NW", "9:29:59", "9:30:00,9:30:01,1"),
            call("1999-02-01", "PS", "9:10:00", "0:00:00,0:00:00,0"),
            call("1999-02-08", "PS", "9:00:00", "9:00:00,9:00:01,1"),
            call("1999-02-05", "PS", "9:00:00", "9:00:00,9:00:01,1"),
        ];
        let log = log(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        let entered = arrivals(&log, ArrivalMoment::Entered, None);
        let rate = entered.rate(&[Weekday::Monday], 18).expect("two Mondays");
        assert_eq!((rate.days, rate.mean, rate.variance, rate.dispersion()), (2, 2.0, Some(2.0), Some(1.0)));
        assert_eq!(entered.rate(&[Weekday::Sunday], 18), None);
        let asked = arrivals(&log, ArrivalMoment::Asked, None);
        assert_eq!(asked.rate(&[Weekday::Monday], 18).map(|rate| rate.mean), Some(1.0));
        assert_eq!(asked.rate(&[Weekday::Monday], 19).map(|rate| rate.mean), Some(0.5));
        let prospects = arrivals(&log, ArrivalMoment::Asked, log.call_type("NW"));
        assert_eq!(prospects.days().iter().map(|day| day.total()).collect::<Vec<_>>(), [1, 0, 0]);
        assert_eq!(call_mix(&log).into_values().collect::<Vec<_>>(), [1, 3]);
    }

    /// Expected: `half_hour_profile_sun_to_thu` of the reference file, which counts entries.
    #[test]
    fn the_half_hour_profile_of_the_bank_is_reproduced() {
        let (Some(log), Some(reference)) = (february(), shared("validation/bank-calls-1999-02.reference.json")) else {
            return;
        };
        let reference: serde_json::Value = serde_json::from_slice(&reference).expect("JSON");
        let entered = arrivals(log, ArrivalMoment::Entered, None);
        let profile = reference["half_hour_profile_sun_to_thu"].as_array().expect("a list");
        assert_eq!(profile.len(), 34);
        for (expected, slot) in profile.iter().zip(14..HALF_HOURS) {
            assert_eq!(expected["slot"], format!("{:02}:{:02}", slot / 2, slot % 2 * 30));
            let rate = entered.rate(&SUNDAY_TO_THURSDAY, slot).expect("20 days");
            assert_eq!(Some(rate.days), reference["sun_to_thu_days"].as_u64());
            for (name, found) in
                [("mean", Some(rate.mean)), ("variance", rate.variance), ("dispersion", rate.dispersion())]
            {
                let (found, expected) = (found.expect("some"), expected[name].as_f64().expect("a number"));
                assert!((found / expected - 1.0).abs() < 1e-9, "{slot} {name}: {found}, {expected}");
            }
        }
    }

    /// Israel's working week: Friday is short, Saturday begins at its end. Counted by
    /// `awk -F, '$12!="PHANTOM"{print $5}' | sort | uniq -c`, means over four days each.
    #[test]
    fn the_weekend_of_the_bank_is_short() {
        let Some(log) = february() else { return };
        let entered = arrivals(log, ArrivalMoment::Entered, None);
        assert_eq!(entered.short_weekdays(), [Weekday::Friday, Weekday::Saturday]);
        let means = entered.mean_by_weekday();
        assert_eq!((means[&Weekday::Friday], means[&Weekday::Saturday]), (483.0, 214.25));
        assert_eq!(means[&Weekday::Sunday], 1_531.25);
    }

    /// Expected: counted in Python.
    #[test]
    fn the_mix_of_the_bank_is_known() {
        let Some(log) = february() else { return };
        let mix = call_mix(log);
        assert_eq!(mix.values().sum::<u64>(), 31_125);
        let regular = log.call_type("PS").expect("the type");
        assert_eq!((mix[&(regular, 0)], mix[&(regular, 1)], mix[&(regular, 2)]), (8_997, 3_828, 7_202));
    }
}
