//! The way to an implementation: requests go out, replies come back in their order.

use std::collections::VecDeque;
use std::fmt;

use switchboard_verify::Kernel;

use super::host::Host;
use super::wire::{Reply, Request};

/// What can go wrong between a driver and an implementation; each is a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It cannot be started: why.
    Start(String),
    /// It does not answer in time.
    Silent {
        /// How long it was waited for, in milliseconds.
        waited_ms: u64,
    },
    /// It ended.
    Ended {
        /// How, in words.
        how: String,
        /// The end of what it wrote about itself.
        last_words: String,
    },
    /// It wrote a line that is no reply.
    Garbage {
        /// The beginning of the line.
        line: String,
        /// What is wrong with it.
        error: String,
    },
    /// It wrote a line without end.
    TooLong {
        /// The most bytes that a line may have.
        bytes_max: usize,
    },
    /// It answered something else than was asked.
    Unexpected {
        /// What was wanted.
        wanted: String,
        /// What came.
        got: String,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(why) => write!(formatter, "it cannot be started: {why}"),
            Self::Silent { waited_ms } => {
                write!(formatter, "it did not answer for {} s", *waited_ms as f64 / 1_000.0)
            }
            Self::Ended { how, last_words } if last_words.is_empty() => write!(formatter, "it ended: {how}"),
            Self::Ended { how, last_words } => write!(formatter, "it ended: {how}; its last words: {last_words}"),
            Self::Garbage { line, error } => write!(formatter, "it wrote `{line}`, which is no reply: {error}"),
            Self::TooLong { bytes_max } => write!(formatter, "it wrote a line of more than {bytes_max} bytes"),
            Self::Unexpected { wanted, got } => write!(formatter, "it answered {got}, but {wanted} was asked for"),
        }
    }
}

/// An implementation that can be asked.
pub trait Link {
    /// Asks; the request may wait until somebody receives.
    ///
    /// # Errors
    ///
    /// When the implementation is gone.
    fn send(&mut self, request: &Request<'_>) -> Result<(), Failure>;

    /// The next reply.
    ///
    /// # Errors
    ///
    /// When none comes, or what comes is none.
    fn receive(&mut self) -> Result<Reply<'_>, Failure>;

    /// Begins anew with a fresh implementation, whatever became of the one before.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    fn restart(&mut self) -> Result<(), Failure>;
}

/// An implementation without a pipe between: a kernel in the same program.
#[derive(Debug)]
pub struct Direct<K> {
    host: Host<K>,
    replies: VecDeque<Reply<'static>>,
}

impl<K: Kernel> Direct<K> {
    /// To this host.
    #[must_use]
    pub const fn new(host: Host<K>) -> Self {
        Self { host, replies: VecDeque::new() }
    }
}

impl<K: Kernel> Link for Direct<K> {
    fn send(&mut self, request: &Request<'_>) -> Result<(), Failure> {
        self.replies.extend(self.host.answer(request));
        Ok(())
    }

    fn receive(&mut self) -> Result<Reply<'_>, Failure> {
        self.replies.pop_front().ok_or(Failure::Silent { waited_ms: 0 })
    }

    fn restart(&mut self) -> Result<(), Failure> {
        self.replies.clear();
        Ok(())
    }
}
