//! How far a run is, on a terminal.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over the replications or days; nothing when nobody watches.
pub(crate) struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar for so many replications, or whatever they are called.
    pub(crate) fn new(number: u32, what: &str) -> Self {
        if !io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new(u64::from(number));
        let style = ProgressStyle::with_template(&format!("{{bar:30}} {{pos}} of {{len}} {what}, {{eta}} left"))
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        Self(Some(bar))
    }

    /// So many are done.
    pub(crate) fn set(&self, done: u32) {
        if let Some(bar) = &self.0 {
            bar.set_position(u64::from(done));
        }
    }

    /// Takes the bar off the screen.
    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
