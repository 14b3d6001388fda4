//! How a log writes the time, and what moment a text means.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::Deserialize;

/// How times are written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum TimeFormat {
    /// `2026-03-01T09:30:00.250Z`, or with an offset.
    #[default]
    Rfc3339,
    /// Seconds since 1970, with decimals or without.
    UnixSeconds,
    /// Milliseconds since 1970, or since the log began.
    Milliseconds,
    /// Conversion specifications, as in `strptime`.
    Pattern(String),
}

impl TryFrom<String> for TimeFormat {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "rfc3339" => Ok(Self::Rfc3339),
            "unix-s" => Ok(Self::UnixSeconds),
            "unix-ms" => Ok(Self::Milliseconds),
            pattern if pattern.contains('%') => {
                match strtime::format(pattern, &Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC)) {
                    Ok(_) => Ok(Self::Pattern(text)),
                    Err(error) => Err(format!("the time format `{pattern}` is not understood: {error}")),
                }
            }
            other => Err(format!(
                "unknown time format `{other}`, expected one of: rfc3339, unix-s, unix-ms, or a pattern such as `%Y-%m-%d %H:%M:%S`"
            )),
        }
    }
}

/// A zone in which clocks without an offset are read.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let zone = TimeZone::get(&name);
        zone.map(Self)
            .map_err(|_| format!("unknown time zone `{name}`, expected a name such as `UTC` or `Europe/Berlin`"))
    }
}

impl TimeFormat {
    /// The moment that a text means, in microseconds. In the hour that comes twice when clocks go back, it is the first
    /// moment that is not before `after`, the time of what was told last.
    ///
    /// # Errors
    ///
    /// In words, when the text is no time in this format, or one that clocks skipped.
    pub fn parse(&self, text: &str, zone: &Zone, after: Option<i64>) -> Result<i64, String> {
        let text = text.trim();
        match self {
            Self::Rfc3339 => match text.parse::<Timestamp>() {
                Ok(stamp) => Ok(stamp.as_microsecond()),
                Err(_) => Err(format!("`{text}` is no time, expected one such as `2026-03-01T09:30:00Z`")),
            },
            Self::UnixSeconds => number(text, 1e6, "seconds since 1970"),
            Self::Milliseconds => number(text, 1e3, "milliseconds"),
            Self::Pattern(pattern) => {
                let refused = || format!("`{text}` is no time, expected one that `{pattern}` fits");
                let broken = strtime::parse(pattern, text).map_err(|_| refused())?;
                if let Ok(stamp) = broken.to_timestamp() {
                    return Ok(stamp.as_microsecond());
                }
                let civil: DateTime = broken.to_datetime().map_err(|_| refused())?;
                let ambiguous = zone.0.to_ambiguous_timestamp(civil);
                if let AmbiguousOffset::Gap { .. } = ambiguous.offset() {
                    return Err(format!(
                        "`{text}` never was: clocks went forward over it, expected a time before or after"
                    ));
                }
                let first = ambiguous.earlier().map_err(|_| refused())?.as_microsecond();
                let second = ambiguous.later().map_err(|_| refused())?.as_microsecond();
                Ok(if after.is_some_and(|after| first < after) { second } else { first })
            }
        }
    }
}

fn number(text: &str, factor: f64, unit: &str) -> Result<i64, String> {
    let refused = || format!("`{text}` is no time, expected {unit}");
    if let Ok(whole) = text.parse::<i64>() {
        return whole.checked_mul(factor as i64).ok_or_else(refused);
    }
    let micros = text.parse::<f64>().map_err(|_| refused())? * factor;
    // Beyond that a double no longer tells microseconds apart.
    if micros.is_finite() && micros.abs() < 9e15 { Ok(micros.round() as i64) } else { Err(refused()) }
}

#[cfg(test)]
mod tests {
    use super::{TimeFormat, Zone};

    /// Clocks in Berlin went back on 25 October 2026 at 3:00 and forward on 29 March 2026 at 2:00.
    #[test]
    fn the_hour_that_comes_twice_is_read_in_order_and_the_one_that_never_was_is_refused() {
        let zone = Zone::try_from("Europe/Berlin".to_owned()).expect("a zone");
        let format = TimeFormat::try_from("%d.%m.%Y %H:%M:%S".to_owned()).expect("a format");
        let utc = |text: &str| TimeFormat::Rfc3339.parse(text, &zone, None).expect("a time");
        let read = |text: &str, after| format.parse(text, &zone, after);
        let ten_to_three = read("25.10.2026 02:50:00", None).expect("the first of two");
        assert_eq!(ten_to_three, utc("2026-10-25T00:50:00Z"));
        // Twenty minutes later.
        let ten_past_two = read("25.10.2026 02:10:00", Some(ten_to_three)).expect("the second of two");
        assert_eq!(ten_past_two, utc("2026-10-25T01:10:00Z"));
        assert_eq!(read("25.10.2026 03:10:00", Some(ten_past_two)), Ok(utc("2026-10-25T02:10:00Z")));
        let never = read("29.03.2026 02:30:00", None).expect_err("no clock showed it");
        assert!(never.starts_with("`29.03.2026 02:30:00` never was"), "{never}");
    }
}
