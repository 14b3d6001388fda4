//! Operating hours as data: intervals of the week, and holidays (OH-01). Nothing here asks a clock: whoever owns time
//! asks when a queue opens and closes, and tells the kernel so.

use alloc::string::String;
use alloc::vec::Vec;

use crate::rule::Rule;

/// Minutes of a day.
const DAY_MIN: u64 = 1_440;
/// How many days ahead a change is looked for; hours that do not change within them never do.
const AHEAD_DAYS: u64 = 400;
/// Days by their names in policy files, Monday first.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// One interval of the week in which a queue is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Opening {
    /// The first day, Monday is 0.
    pub first_day: u8,
    /// The last day; the interval is the same on each of them.
    pub last_day: u8,
    /// Minutes after midnight.
    pub from_min: u16,
    /// Minutes after midnight, later than `from_min`, up to 1,440.
    pub to_min: u16,
}

impl Opening {
    /// Reads `mon-fri 08:00-18:00`, `sat 09:00-12:00` or `daily 00:00-24:00`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (days, times) = text.trim().split_once(' ')?;
        let day = |name: &str| DAYS.iter().position(|known| *known == name).map(|place| place as u8);
        let (first_day, last_day) = match days.split_once('-') {
            _ if days == "daily" => (0, 6),
            Some((first, last)) => (day(first)?, day(last)?),
            None => (day(days)?, day(days)?),
        };
        let (from, to) = times.trim().split_once('-')?;
        let (from_min, to_min) = (minutes(from)?, minutes(to)?);
        (first_day <= last_day && from_min < to_min).then_some(Self { first_day, last_day, from_min, to_min })
    }

    fn covers(self, weekday: u8, minute: u16) -> bool {
        (self.first_day..=self.last_day).contains(&weekday) && (self.from_min..self.to_min).contains(&minute)
    }
}

/// `08:30` as minutes after midnight, up to `24:00`.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let all = hours.checked_mul(60)?.checked_add(minutes)?;
    (minutes < 60 && u64::from(all) <= DAY_MIN).then_some(all)
}

/// A day of the calendar, counted from 1 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDay(u32);

impl CalendarDay {
    /// Reads a date such as `2026-12-25`, from 1970 to 9999.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return None;
        }
        let (year, month, day): (u32, u32, u32) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 31,
        };
        if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=length).contains(&day) {
            return None;
        }
        // The year begins with March here, so that the leap day is its last.
        let shifted = if month > 2 { year } else { year - 1 };
        let since_march = (month + 9) % 12;
        let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + (153 * since_march + 2) / 5 + day - 1;
        // 1 January 1970 counted the same way.
        Some(Self(days - 719_468))
    }

    /// The minute at which the day begins, counted from 1 January 1970.
    #[must_use]
    pub const fn begins(self) -> u64 {
        self.0 as u64 * DAY_MIN
    }
}

/// When queues are open: intervals of the week less the holidays.
///
/// ```
/// use switchboard::{CalendarDay, Hours, Opening};
///
/// let hours = Hours {
///     name: "office".into(),
///     openings: vec![Opening::read("mon-fri 08:00-18:00").unwrap()],
///     holidays: vec![CalendarDay::read("2026-12-25").unwrap()],
/// };
/// // 24 December 2026 is a Thursday.
/// let eve = CalendarDay::read("2026-12-24").unwrap().begins();
/// assert!(hours.is_open(eve + 8 * 60));
/// assert_eq!(hours.next_change(eve + 8 * 60), Some(eve + 18 * 60));
/// // After the holiday and the weekend it is Monday, four days later.
/// assert_eq!(hours.next_opening(eve + 18 * 60), Some(eve + (4 * 24 + 8) * 60));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// The name.
    pub name: String,
    /// When it is open in a week without holidays.
    pub openings: Vec<Opening>,
    /// Days on which it is closed whatever the week says.
    pub holidays: Vec<CalendarDay>,
}

impl Hours {
    /// Whether it is open in this minute, counted from 1 January 1970.
    #[must_use]
    pub fn is_open(&self, minute: u64) -> bool {
        let day = minute / DAY_MIN;
        let holiday = self.holidays.iter().any(|holiday| u64::from(holiday.0) == day);
        if holiday && Rule::Oh01.holds() {
            return false;
        }
        // 1 January 1970 was a Thursday.
        let (weekday, minute) = (((day + 3) % 7) as u8, (minute % DAY_MIN) as u16);
        self.openings.iter().any(|opening| opening.covers(weekday, minute))
    }

    /// The first minute after this one at which it opens or closes; `None` when it never does.
    #[must_use]
    pub fn next_change(&self, minute: u64) -> Option<u64> {
        let open = self.is_open(minute);
        self.borders(minute).find(|border| self.is_open(*border) != open)
    }

    /// The first minute after this one at which it opens; `None` when it never does.
    #[must_use]
    pub fn next_opening(&self, minute: u64) -> Option<u64> {
        self.borders(minute).find(|border| self.is_open(*border) && !self.is_open(border - 1))
    }

    /// The minutes after this one at which anything may change, in order.
    fn borders(&self, minute: u64) -> impl Iterator<Item = u64> + '_ {
        let mut edges: Vec<u64> = self
            .openings
            .iter()
            .flat_map(|opening| [u64::from(opening.from_min), u64::from(opening.to_min)])
            .chain([DAY_MIN])
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let first = minute / DAY_MIN;
        (first..first + AHEAD_DAYS)
            .flat_map(move |day| edges.clone().into_iter().map(move |edge| day * DAY_MIN + edge))
            .filter(move |border| *border > minute)
    }
}

#[cfg(test)]
mod tests {
    use super::{CalendarDay, Hours, Opening};
    use std::string::String;
    use std::vec;

    fn day(text: &str) -> u64 {
        CalendarDay::read(text).expect("a date").begins()
    }

    #[test]
    fn a_date_is_counted_from_the_first_of_january_1970() {
        // 1 January 2000 is day 10,957: 30 years of 365 days and the leap days of 1972 to 1996, which are seven.
        assert_eq!(day("1970-01-01"), 0);
        assert_eq!(day("2000-01-01"), 10_957 * 1_440);
        assert_eq!(day("2024-03-01") - day("2024-02-28"), 2 * 1_440);
        for text in ["2026-02-29", "2026-13-01", "2026-1-01", "1969-12-31", "2026-04-31", "2026-01-00", "today"] {
            assert_eq!(CalendarDay::read(text), None, "{text}");
        }
    }

    #[test]
    fn an_interval_is_read_and_its_end_is_closed() {
        let hours = Hours {
            name: String::from("office"),
            openings: vec![
                Opening::read("mon-fri 08:00-12:00").expect("an interval"),
                Opening::read("sat 09:30-24:00").expect("an interval"),
            ],
            holidays: vec![],
        };
        // 5 January 2026 is a Monday, 10 January a Saturday.
        let (monday, saturday) = (day("2026-01-05"), day("2026-01-10"));
        for (minute, open) in [
            (monday + 479, false),
            (monday + 480, true),
            (monday + 719, true),
            (monday + 720, false),
            (saturday + 569, false),
            (saturday + 570, true),
            (saturday + 1_439, true),
            (saturday + 1_440, false),
        ] {
            assert_eq!(hours.is_open(minute), open, "{}", minute - monday);
        }
        assert_eq!(hours.next_change(saturday + 570), Some(saturday + 1_440));
        for text in ["mon", "mon 08:00", "fri-mon 08:00-09:00", "mon 09:00-09:00", "mon 08:60-09:00", "mon 23:00-24:01"]
        {
            assert_eq!(Opening::read(text), None, "{text}");
        }
    }

    #[test]
    fn hours_that_never_change_say_so() {
        let always = Opening::read("daily 00:00-24:00").expect("an interval");
        let hours = Hours { name: String::new(), openings: vec![always], holidays: vec![] };
        assert_eq!((hours.next_change(0), hours.next_opening(0)), (None, None));
        let hours = Hours { name: String::new(), openings: vec![], holidays: vec![] };
        assert_eq!((hours.is_open(0), hours.next_opening(0)), (false, None));
    }
}
