//! Reads a log of any of the three formats.

mod calls;
mod events;
mod intervals;
mod stamp;
mod tally;

use crate::calibrate::observed::{LogKind, Observed};
use crate::calls::{CallLog, ColumnMapping};
use crate::document::InputError;

pub use self::events::{EventsReader, read_events};

/// Why a log cannot be read: the message names the file, and the line and column where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogError(pub String);

impl std::fmt::Display for LogError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for LogError {}

impl From<InputError> for LogError {
    fn from(error: InputError) -> Self {
        Self(error.to_string())
    }
}

/// The format of a log, by what its first line looks like.
pub fn kind_of(bytes: &[u8]) -> LogKind {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line = bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or(b"");
    if line.trim_ascii().starts_with(b"{") {
        return LogKind::Events;
    }
    let header = String::from_utf8_lossy(line).to_ascii_lowercase();
    let has = |name: &str| header.split([',', ';', '\t']).any(|field| field.trim().trim_matches('"') == name);
    if has("datetime") && has("volume") { LogKind::Intervals } else { LogKind::Calls }
}

/// Reads a log; its format is told by its first line.
///
/// `interval_min` is the length of an interval of the counts where the log does not have its own.
///
/// # Errors
///
/// When a line cannot be read, with its place, what was found, and what would have been accepted.
pub fn read(file: &str, bytes: &[u8], mapping: &ColumnMapping, interval_min: u32) -> Result<Observed, LogError> {
    match kind_of(bytes) {
        LogKind::Calls => {
            let log = CallLog::read(file, bytes, mapping).map_err(|error| LogError(error.to_string()))?;
            Ok(observed(&log, interval_min))
        }
        LogKind::Events => Ok(read_events(file, bytes, interval_min)?),
        LogKind::Intervals => Ok(intervals::read(file, bytes)?),
    }
}

/// What a call log shows, with staff by its default rule.
pub fn observed(log: &CallLog, interval_min: u32) -> Observed {
    calls::observed(log, interval_min)
}

#[cfg(test)]
mod tests {
    use super::{LogKind, kind_of};

    #[test]
    fn a_format_is_known_by_its_first_line() {
        for (text, kind) in [
            ("\u{feff}\"DateTime\";ChannelId;ChannelName;QueueId;QueueName;Volume;AHT\n", LogKind::Intervals),
            ("\n{\"seq\":1}\n", LogKind::Events),
            ("call_id,customer_id,priority,type,date\n", LogKind::Calls),
            ("", LogKind::Calls),
        ] {
            assert_eq!(kind_of(text.as_bytes()), kind, "{text}");
        }
    }
}
