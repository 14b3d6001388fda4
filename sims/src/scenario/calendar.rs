//! The days of a run: which dates they are, when each begins, and what the clock on the wall says at an instant.
//!
//! Ticks count elapsed time from the first midnight on. Without a time zone every day has twenty-four hours; with one,
//! the day on which the clocks change has twenty-three or twenty-five, and half past eight is half past eight.

use jiff::civil::{self, DateTime};
use jiff::tz::{self, TimeZone};
use jiff::{SignedDuration, Timestamp};
use switchboard::CalendarDay;

use crate::tick::{ClockTime, Span, Tick};

/// Minutes of a day without a change of clocks.
const DAY_MIN: u64 = 1_440;

/// The days of the week as scenario files name them, Monday first.
pub(crate) const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The days of a run.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    date: CalendarDay,
    days: u32,
    /// The zone, and the instant of the first midnight in it.
    zone: Option<(TimeZone, Timestamp)>,
}

impl Calendar {
    /// So many days from a date on. `None` when the zone is not known.
    pub(crate) fn new(date: CalendarDay, days: u32, zone: Option<&str>) -> Option<Self> {
        let zone = match zone {
            None => None,
            Some(name) => {
                let zone = tz::db().get(name).ok()?;
                let midnight = instant(&zone, civil_of(date.begins()))?;
                Some((zone, midnight))
            }
        };
        Some(Self { date, days, zone })
    }

    /// How many days there are.
    pub(crate) const fn days(&self) -> u32 {
        self.days
    }

    /// The weekday of a day, Monday 0.
    pub(crate) fn weekday(&self, day: u32) -> usize {
        // 1 January 1970 was a Thursday.
        ((self.date.begins() / DAY_MIN + u64::from(day) + 3) % 7) as usize
    }

    /// Weekday and date of a day, as `thu 2026-12-24`.
    pub(crate) fn date_of(&self, day: u32) -> String {
        let date = civil_of(self.date.begins() + u64::from(day) * DAY_MIN).date();
        format!("{} {date}", WEEKDAYS[self.weekday(day)])
    }

    /// The instant at which the clock shows a time on a day; one that the change of clocks leaves out comes that much
    /// later, of one that comes twice the first.
    pub(crate) fn at(&self, day: u32, time: ClockTime) -> Tick {
        self.after_midnight(day, time.since_midnight())
    }

    /// As [`at`](Self::at), of a time to the microsecond.
    pub(crate) fn after_midnight(&self, day: u32, time: Span) -> Tick {
        let plain = Tick::from_seconds(u64::from(day) * 86_400) + time;
        let Some((zone, midnight)) = &self.zone else { return plain };
        let shown = civil_of(self.date.begins()).checked_add(SignedDuration::from_micros(plain.micros() as i64));
        let elapsed = shown.ok().and_then(|shown| instant(zone, shown)).map(|at| at.duration_since(*midnight));
        elapsed.and_then(|elapsed| u64::try_from(elapsed.as_micros()).ok()).map_or(plain, Tick::from_micros)
    }

    /// What the clock shows at an instant, in minutes since 1 January 1970 as the calendar on the wall counts them.
    pub(crate) fn minute_at(&self, at: Tick) -> u64 {
        let plain = self.date.begins() + at.micros() / 60_000_000;
        let Some((zone, midnight)) = &self.zone else { return plain };
        let shown = midnight
            .checked_add(SignedDuration::from_micros(at.micros() as i64))
            .map(|instant| zone.to_datetime(instant).duration_since(civil_of(0)).as_mins());
        shown.ok().and_then(|minutes| u64::try_from(minutes).ok()).unwrap_or(plain)
    }

    /// The instant at which the calendar shows a minute, counted as in [`minute_at`](Self::minute_at).
    pub(crate) fn of_minute(&self, minute: u64) -> Tick {
        let plain = Tick::from_seconds(60 * minute.saturating_sub(self.date.begins()));
        let Some((zone, midnight)) = &self.zone else { return plain };
        instant(zone, civil_of(minute))
            .and_then(|at| u64::try_from(at.duration_since(*midnight).as_micros()).ok())
            .map_or(plain, Tick::from_micros)
    }
}

/// A minute since 1970 as date and time.
fn civil_of(minute: u64) -> DateTime {
    civil::date(1970, 1, 1)
        .at(0, 0, 0, 0)
        .checked_add(SignedDuration::from_mins(minute as i64))
        .unwrap_or(DateTime::MAX)
}

fn instant(zone: &TimeZone, shown: DateTime) -> Option<Timestamp> {
    zone.to_ambiguous_zoned(shown).compatible().ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use switchboard::CalendarDay;

    use super::{Calendar, WEEKDAYS};
    use crate::tick::{ClockTime, Tick};

    fn calendar(date: &str, zone: Option<&str>) -> Calendar {
        Calendar::new(CalendarDay::read(date).expect("a date"), 7, zone).expect("a zone")
    }

    fn time(text: &str) -> ClockTime {
        text.parse().expect("a clock time")
    }

    #[test]
    fn without_a_zone_every_day_has_twenty_four_hours() {
        let days = calendar("2026-10-24", None);
        assert_eq!(days.at(2, time("08:30")), Tick::from_seconds((48 * 60 + 8 * 60 + 30) * 60));
        assert_eq!((WEEKDAYS[days.weekday(0)], WEEKDAYS[days.weekday(2)]), ("sat", "mon"));
        assert_eq!(days.date_of(8), "sun 2026-11-01");
    }

    /// The clocks of the European Union go back on 25 October 2026 at three and forward on 29 March 2026 at two
    /// (Directive 2000/84/EC: the last Sundays of these months).
    #[test]
    fn the_day_on_which_clocks_change_is_an_hour_longer_or_shorter() {
        let hour = 3_600;
        let autumn = calendar("2026-10-24", Some("Europe/Berlin"));
        assert_eq!(autumn.at(1, time("02:30")), Tick::from_seconds(24 * hour + 2 * hour + 1_800));
        assert_eq!(autumn.at(1, time("08:00")), Tick::from_seconds(24 * hour + 9 * hour));
        assert_eq!(autumn.at(2, time("00:00")), Tick::from_seconds(49 * hour));
        let spring = calendar("2026-03-28", Some("Europe/Berlin"));
        assert_eq!(spring.at(1, time("08:00")), Tick::from_seconds(24 * hour + 7 * hour));
        // There is no half past two on that day.
        assert_eq!(spring.at(1, time("02:30")), Tick::from_seconds(24 * hour + 2 * hour + 1_800));
        assert_eq!(spring.at(2, time("00:00")), Tick::from_seconds(47 * hour));
        for days in [autumn, spring] {
            let morning = days.at(2, time("08:00"));
            assert_eq!(days.minute_at(morning), days.date.begins() + 2 * 1_440 + 480);
            assert_eq!(days.of_minute(days.minute_at(morning)), morning);
        }
        assert!(Calendar::new(CalendarDay::read("2026-10-24").expect("a date"), 1, Some("Europe/Nowhere")).is_none());
    }
}
