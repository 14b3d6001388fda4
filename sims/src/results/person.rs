//! What one agent did within the counted part of the day.

/// One agent's time, in microseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonDay {
    /// With something in hand.
    pub busy_us: u64,
    /// Charged, with nothing in hand.
    pub reserved_us: u64,
    /// Ready, with nothing in hand.
    pub idle_us: u64,
    /// Not ready, with nothing in hand.
    pub away_us: u64,
    /// Of `busy_us` and `reserved_us`: finishing before a break or the way home.
    pub draining_us: u64,
    /// Units charged × microseconds.
    pub units_used_us: u64,
    /// Units × microseconds, while signed in.
    pub units_total_us: u64,
    /// By workstream, in the order of [`Setting::workstreams`](crate::results::Setting::workstreams).
    pub work: Vec<PersonWork>,
}

/// One agent's work for one workstream.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PersonWork {
    /// Conversations taken into hand.
    pub taken: u64,
    /// Conversations in talk × microseconds.
    pub talk_us: u64,
    /// Conversations in wrap-up × microseconds.
    pub wrap_up_us: u64,
}

impl PersonDay {
    /// Signed-in time.
    pub const fn signed_in_us(&self) -> u64 {
        self.busy_us + self.reserved_us + self.idle_us + self.away_us
    }
}
