//! How a log writes the time, and what moment a text means.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
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
    /// The moment that a text means, in microseconds.
    ///
    /// # Errors
    ///
    /// In words, when the text is no time in this format.
    pub fn parse(&self, text: &str, zone: &Zone) -> Result<i64, String> {
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
                let stamp = zone.0.to_ambiguous_timestamp(civil).compatible().map_err(|_| refused())?;
                Ok(stamp.as_microsecond())
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
