//! Calendar days and weekdays, as far as a call log needs them.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// A day of the Gregorian calendar.
///
/// **Invariant:** the day exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A day of the week, Sunday first as the working week of the bank does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// Sunday.
    Sunday,
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
}

impl Weekday {
    /// All seven, Sunday first.
    pub const ALL: [Self; 7] =
        [Self::Sunday, Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday];
}

impl Display for Weekday {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Sunday => "Sunday",
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
        })
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Date {
    /// The day of this year (1 to 9999), month and day of the month, if it exists.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists =
            (1..=9_999).contains(&year) && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// The day of the week, by Sakamoto's rule.
    pub fn weekday(self) -> Weekday {
        const SHIFTS: [u32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
        let year = u32::from(self.year) - u32::from(self.month < 3);
        let shift = SHIFTS[usize::from(self.month) - 1];
        let days = year + year / 4 - year / 100 + year / 400 + shift + u32::from(self.day);
        Weekday::ALL[(days % 7) as usize]
    }
}

/// Reads `YYYY-MM-DD` and nothing else.
impl FromStr for Date {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(index, byte)| match index {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(());
        }
        let number = |from: usize, until: usize| {
            bytes[from..until].iter().fold(0, |sum: u16, digit| sum * 10 + u16::from(digit - b'0'))
        };
        Self::new(number(0, 4), number(5, 7) as u8, number(8, 10) as u8).ok_or(())
    }
}

impl Display for Date {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use crate::calls::{Date, Weekday};

    /// Expected: `date -d DAY +%A` of GNU coreutils.
    #[test]
    fn the_weekday_of_a_date_is_known() {
        for (text, weekday) in [
            ("1999-02-01", Weekday::Monday),
            ("1999-02-28", Weekday::Sunday),
            ("2000-02-29", Weekday::Tuesday),
            ("1900-03-01", Weekday::Thursday),
            ("2026-12-31", Weekday::Thursday),
        ] {
            let date: Date = text.parse().expect("a date");
            assert_eq!(date.weekday(), weekday, "{text}");
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        for text in [
            "1999-02-29",
            "1900-02-29",
            "1999-13-01",
            "1999-00-01",
            "1999-04-31",
            "99-02-01",
            "1999/02/01",
            "0000-01-01",
            "",
        ] {
            assert_eq!(text.parse::<Date>(), Err(()), "{text}");
        }
    }
}
