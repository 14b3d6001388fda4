//! Which column of a file holds what: the names we use, and a mapping to the names a file uses.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// What we read of a call. Other columns of a file are left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The customer's priority: a number from 0 to 255; 0 where the file has no such column.
    Priority,
    /// What the call is about: a label; every call is of type `call` where the file has no such column.
    Type,
    /// The day the call came in: `YYYY-MM-DD`.
    Date,
    /// When the voice menu picked up: `H:MM:SS`.
    VruEntry,
    /// When the call left the menu; the same as entry where the file has no such column.
    VruExit,
    /// Whole seconds in the menu, only compared with the stamps.
    VruTime,
    /// When the call entered the queue; `0:00:00` or blank if it never did.
    QStart,
    /// When the call left the queue, only compared with start and time.
    QExit,
    /// Whole seconds in the queue.
    QTime,
    /// `AGENT`, `HANG` or `PHANTOM`.
    Outcome,
    /// When service began; `0:00:00` or blank if it never did.
    SerStart,
    /// When service ended, only compared with start and time.
    SerExit,
    /// Whole seconds of service.
    SerTime,
    /// The agent's label; blank or `NO_SERVER` for nobody.
    Server,
}

impl Field {
    /// All fields, in the order of the bank's file.
    pub const ALL: [Self; 14] = [
        Self::Priority,
        Self::Type,
        Self::Date,
        Self::VruEntry,
        Self::VruExit,
        Self::VruTime,
        Self::QStart,
        Self::QExit,
        Self::QTime,
        Self::Outcome,
        Self::SerStart,
        Self::SerExit,
        Self::SerTime,
        Self::Server,
    ];

    /// Our name of the field, which is also the column's name unless a mapping gives another.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::Type => "type",
            Self::Date => "date",
            Self::VruEntry => "vru_entry",
            Self::VruExit => "vru_exit",
            Self::VruTime => "vru_time",
            Self::QStart => "q_start",
            Self::QExit => "q_exit",
            Self::QTime => "q_time",
            Self::Outcome => "outcome",
            Self::SerStart => "ser_start",
            Self::SerExit => "ser_exit",
            Self::SerTime => "ser_time",
            Self::Server => "server",
        }
    }

    /// Whether a file must have the column.
    pub const fn needed(self) -> bool {
        match self {
            Self::Date
            | Self::VruEntry
            | Self::QStart
            | Self::QTime
            | Self::Outcome
            | Self::SerStart
            | Self::SerTime
            | Self::Server => true,
            Self::Priority | Self::Type | Self::VruExit | Self::VruTime | Self::QExit | Self::SerExit => false,
        }
    }
}

/// Which column of a file holds which field; a field that is not mapped has the column of its name.
///
/// ```
/// use switchboard_sims::calls::{ColumnMapping, Field};
///
/// let mapping = ColumnMapping::parse(["type=Category", "server=Agent name"])?;
/// assert_eq!(mapping.column(Field::Type), "Category");
/// assert_eq!(mapping.column(Field::Date), "date");
/// # Ok::<(), switchboard_sims::calls::MappingError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMapping {
    columns: BTreeMap<Field, String>,
}

impl ColumnMapping {
    /// Reads texts of the form `field=column`; the first `=` divides them.
    ///
    /// Refuses an unknown field, a field mapped twice, and a text without field or column.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, MappingError> {
        let mut columns = BTreeMap::new();
        for text in texts {
            let refuse = |why| MappingError { text: text.to_owned(), why };
            let (name, column) = text.split_once('=').ok_or_else(|| refuse(MappingFault::Unshaped))?;
            if column.is_empty() {
                return Err(refuse(MappingFault::Unshaped));
            }
            let field = Field::ALL
                .into_iter()
                .find(|field| field.name() == name)
                .ok_or_else(|| refuse(MappingFault::UnknownField))?;
            if columns.insert(field, column.to_owned()).is_some() {
                return Err(refuse(MappingFault::Twice));
            }
        }
        Ok(Self { columns })
    }

    /// The column that holds a field.
    pub fn column(&self, field: Field) -> &str {
        self.columns.get(&field).map_or(field.name(), String::as_str)
    }

    /// Whether the column of a field was named by the user.
    pub(super) fn names(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
    }
}

/// A text that maps no column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingError {
    /// The text.
    pub text: String,
    why: MappingFault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MappingFault {
    Unshaped,
    UnknownField,
    Twice,
}

impl Display for MappingError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        match self.why {
            MappingFault::Unshaped => {
                write!(formatter, "unknown column mapping `{text}`, expected `field=column` such as `type=Category`")
            }
            MappingFault::UnknownField => {
                let names: Vec<&str> = Field::ALL.into_iter().map(Field::name).collect();
                write!(formatter, "unknown field in column mapping `{text}`, expected one of: {}", names.join(", "))
            }
            MappingFault::Twice => {
                write!(formatter, "column mapping `{text}` maps its field again, expected each field once")
            }
        }
    }
}

impl std::error::Error for MappingError {}

#[cfg(test)]
mod tests {
    use crate::calls::{ColumnMapping, Field};

    #[test]
    fn a_mapping_may_hold_spaces_and_equals_signs() {
        let mapping = ColumnMapping::parse(["q_time=wait = total"]).expect("a mapping");
        assert_eq!(mapping.column(Field::QTime), "wait = total");
    }

    #[test]
    fn a_mapping_that_maps_nothing_is_refused() {
        let refusal = |texts: &[&str]| ColumnMapping::parse(texts.iter().copied()).expect_err("no mapping").to_string();
        for text in ["type", "type=", ""] {
            assert_eq!(
                refusal(&[text]),
                format!("unknown column mapping `{text}`, expected `field=column` such as `type=Category`")
            );
        }
        assert_eq!(
            refusal(&["kind=Category"]),
            "unknown field in column mapping `kind=Category`, expected one of: priority, type, date, vru_entry, \
             vru_exit, vru_time, q_start, q_exit, q_time, outcome, ser_start, ser_exit, ser_time, server"
        );
        assert_eq!(
            refusal(&["type=A", "type=B"]),
            "column mapping `type=B` maps its field again, expected each field once"
        );
    }
}
