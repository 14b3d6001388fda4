//! Times and numbers as tables write them: several forms of a date, decimal point or comma.

use crate::calls::Date;

/// What is accepted as a time, in words.
pub(super) const STAMP: &str = "a time such as `2024-03-18T09:30:00Z`, `2024-03-18 09:30`, `3/18/2024 9:30 AM` (month first) or `18.03.2024 09:30`";

/// Reads a time: the date, and seconds after midnight. An offset from universal time is passed over: times are local.
pub(super) fn stamp(text: &str) -> Option<(Date, u32)> {
    let text = text.trim();
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "0:00"));
    Some((date_of(date)?, seconds_of(time)?))
}

fn date_of(text: &str) -> Option<Date> {
    let parts = |by: char| -> Option<[u16; 3]> {
        let numbers: Vec<u16> = text.split(by).map(str::parse).collect::<Result<_, _>>().ok()?;
        numbers.try_into().ok()
    };
    let date = |year: u16, month: u16, day: u16| Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    if text.contains('-') {
        parts('-').and_then(|[year, month, day]| date(year, month, day))
    } else if text.contains('/') {
        parts('/').and_then(|[month, day, year]| date(year, month, day))
    } else {
        parts('.').and_then(|[day, month, year]| date(year, month, day))
    }
}

fn seconds_of(text: &str) -> Option<u32> {
    let upper = text.trim().to_ascii_uppercase();
    let (clock, half) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(clock), _) => (clock.trim(), Some(0)),
        (None, Some(clock)) => (clock.trim(), Some(12)),
        (None, None) => (upper.as_str(), None),
    };
    let clock = clock.trim_end_matches('Z');
    let clock = clock.split(['+', '-']).next()?.split('.').next()?;
    let mut numbers = clock.split(':').map(|part| part.trim().parse::<u32>().ok());
    let (hour, minute) = (numbers.next()??, numbers.next().unwrap_or(Some(0))?);
    let second = numbers.next().unwrap_or(Some(0))?;
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
    };
    (hour < 24 && minute < 60 && second < 60 && numbers.next().is_none()).then_some(hour * 3_600 + minute * 60 + second)
}

/// Reads a number; a comma is the decimal sign where there is no point.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let text = if text.contains('.') { text.to_owned() } else { text.replace(',', ".") };
    text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)
}

/// Reads a duration: seconds, or `H:MM:SS`, or `M:SS`.
pub(super) fn duration_s(text: &str) -> Option<f64> {
    if !text.contains(':') {
        return number(text);
    }
    let parts: Vec<f64> = text.trim().split(':').map(number).collect::<Option<_>>()?;
    match parts[..] {
        [minutes, seconds] => Some(minutes * 60.0 + seconds),
        [hours, minutes, seconds] => Some(hours * 3_600.0 + minutes * 60.0 + seconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{duration_s, number, stamp};

    #[test]
    fn every_form_of_a_time_is_the_same_time() {
        for text in [
            "2024-03-18T09:30:00Z",
            "2024-03-18T09:30:00.000+02:00",
            "2024-03-18 9:30",
            "3/18/2024 9:30 AM",
            "03/18/2024 09:30:00",
            "18.03.2024 09:30",
        ] {
            let (date, seconds) = stamp(text).expect(text);
            assert_eq!((date.to_string().as_str(), seconds), ("2024-03-18", 34_200), "{text}");
        }
        assert_eq!(stamp("3/18/2024 12:15 AM").map(|(_, seconds)| seconds), Some(900));
        assert_eq!(stamp("3/18/2024 12:15 PM").map(|(_, seconds)| seconds), Some(44_100));
        for text in ["18/03/2024 09:30", "2024-03-18 25:00", "yesterday", "", "2024-03-18 13:00 PM"] {
            assert_eq!(stamp(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_may_have_a_comma_and_durations_colons() {
        assert_eq!((number("12,5"), number("12.5"), number(" 7 ")), (Some(12.5), Some(12.5), Some(7.0)));
        assert_eq!((number("-1"), number("x"), number("NaN")), (None, None, None));
        assert_eq!(
            (duration_s("1:05:30"), duration_s("2:30"), duration_s("95,5")),
            (Some(3_930.0), Some(150.0), Some(95.5))
        );
    }
}
