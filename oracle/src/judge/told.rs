//! What an event tells, field by field: the form in which a log and the kernel are compared.

/// A field of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Field {
    Type,
    Conv,
    Agent,
    Rule,
    Command,
    Role,
    Actor,
    Workstream,
    Channel,
    Queue,
    From,
    To,
    Reason,
    Timer,
    Presence,
    Seconds,
    Available,
    Override,
    Declines,
    Units,
    Length,
    Profiles,
    Limits,
}

impl Field {
    pub(crate) const ALL: [Self; 23] = [
        Self::Type,
        Self::Conv,
        Self::Agent,
        Self::Rule,
        Self::Command,
        Self::Role,
        Self::Actor,
        Self::Workstream,
        Self::Channel,
        Self::Queue,
        Self::From,
        Self::To,
        Self::Reason,
        Self::Timer,
        Self::Presence,
        Self::Seconds,
        Self::Available,
        Self::Override,
        Self::Declines,
        Self::Units,
        Self::Length,
        Self::Profiles,
        Self::Limits,
    ];

    /// The name in the log.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Conv => "conv",
            Self::Agent => "agent",
            Self::Rule => "rule",
            Self::Command => "command",
            Self::Role => "actor.role",
            Self::Actor => "actor.id",
            Self::Workstream => "workstream",
            Self::Channel => "channel",
            Self::Queue => "queue",
            Self::From => "from",
            Self::To => "to",
            Self::Reason => "reason",
            Self::Timer => "timer",
            Self::Presence => "presence",
            Self::Seconds => "seconds",
            Self::Available => "available",
            Self::Override => "override",
            Self::Declines => "declines",
            Self::Units => "units",
            Self::Length => "length",
            Self::Profiles | Self::Limits => "profiles",
        }
    }

    /// Whether the value is the number of a word.
    pub(crate) const fn is_word(self) -> bool {
        match self {
            Self::Type
            | Self::Agent
            | Self::Rule
            | Self::Command
            | Self::Role
            | Self::Actor
            | Self::Workstream
            | Self::Channel
            | Self::Queue
            | Self::From
            | Self::To
            | Self::Reason
            | Self::Timer
            | Self::Presence => true,
            Self::Conv
            | Self::Seconds
            | Self::Available
            | Self::Override
            | Self::Declines
            | Self::Units
            | Self::Length
            | Self::Profiles
            | Self::Limits => false,
        }
    }
}

/// Stands where a field is not told.
pub(crate) const UNTOLD: i64 = i64::MIN;

/// The fields of an event: words and conversations by their numbers, numbers as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told([i64; Field::ALL.len()]);

impl Told {
    /// Nothing is told.
    pub(crate) const NOTHING: Self = Self([UNTOLD; Field::ALL.len()]);

    #[inline]
    pub(crate) fn get(&self, field: Field) -> Option<i64> {
        let value = self.0[field as usize];
        (value != UNTOLD).then_some(value)
    }

    #[inline]
    pub(crate) fn word(&self, field: Field) -> Option<u32> {
        self.get(field).map(|value| value as u32)
    }

    #[inline]
    pub(crate) fn set(&mut self, field: Field, value: i64) {
        self.0[field as usize] = value;
    }

    #[inline]
    pub(crate) fn set_word(&mut self, field: Field, word: u32) {
        self.0[field as usize] = i64::from(word);
    }

    pub(crate) fn forget(&mut self, field: Field) {
        self.0[field as usize] = UNTOLD;
    }

    /// Whether what the log tells agrees with what the kernel tells. What is not told agrees with everything.
    #[inline]
    pub(crate) fn agrees(&self, kernel: &Self) -> bool {
        self.0.iter().zip(&kernel.0).all(|(log, kernel)| *log == *kernel || *log == UNTOLD)
    }

    /// Whether the log tells everything that the kernel tells.
    #[inline]
    pub(crate) fn is_whole(&self, kernel: &Self) -> bool {
        self.0.iter().zip(&kernel.0).all(|(log, kernel)| *log != UNTOLD || *kernel == UNTOLD)
    }

    /// The fields in which they disagree.
    pub(crate) fn differing(&self, kernel: &Self) -> impl Iterator<Item = Field> {
        let (log, kernel) = (*self, *kernel);
        Field::ALL.into_iter().filter(move |field| {
            let value = log.0[*field as usize];
            value != UNTOLD && value != kernel.0[*field as usize]
        })
    }
}

/// One event of the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// The line, from one.
    pub(crate) line: u64,
    pub(crate) seq: Option<u64>,
    /// Microseconds since the log's beginning of time.
    pub(crate) at: Option<i64>,
    pub(crate) cause: Option<u64>,
    pub(crate) told: Told,
    /// Whether it is a refused command.
    pub(crate) refused: bool,
}
