//! Which rules are touched, and the switching off of one of them: for builds that measure the coverage of rules.
//!
//! Two variables of the environment steer it. `SWITCHBOARD_TOUCHED` names a file; every rule that is asked for is
//! noted there once, with the place that asked, as `RULE<TAB>file:line`. `SWITCHBOARD_OFF` names one rule; its effect
//! is off then: [`Rule::holds`] answers no, its refusals refuse nothing, its transitions do not happen, its events are
//! not written. An open question (`POL-nn`) has no effect of its own; off, the policy takes its next option.

extern crate std;

use core::panic::Location;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::env;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::string::String;
use std::sync::OnceLock;

use super::Rule;

/// The id that is switched off.
fn off() -> Option<&'static str> {
    static OFF: OnceLock<Option<String>> = OnceLock::new();
    OFF.get_or_init(|| env::var("SWITCHBOARD_OFF").ok()).as_deref()
}

/// The file that notes go to.
fn notes() -> Option<&'static File> {
    static NOTES: OnceLock<Option<File>> = OnceLock::new();
    NOTES
        .get_or_init(|| {
            let path = env::var_os("SWITCHBOARD_TOUCHED")?;
            Some(OpenOptions::new().create(true).append(true).open(path).expect("the file of touched rules opens"))
        })
        .as_ref()
}

std::thread_local! {
    /// What this thread has noted already.
    static SEEN: RefCell<BTreeSet<(Rule, *const Location<'static>)>> = const { RefCell::new(BTreeSet::new()) };
}

/// Notes that the rule is asked for here.
#[track_caller]
pub(crate) fn touch(rule: Rule) {
    let Some(mut file) = notes() else { return };
    let place = Location::caller();
    if SEEN.with_borrow_mut(|seen| seen.insert((rule, core::ptr::from_ref(place)))) && !place.file().contains("tests/")
    {
        // One write a line, so that lines of several threads and processes do not mix.
        let line = std::format!("{}\t{}:{}\n", rule.id(), place.file(), place.line());
        file.write_all(line.as_bytes()).expect("the file of touched rules can be written");
    }
}

/// Whether the rule is in force.
pub(crate) fn in_force(rule: Rule) -> bool {
    off().is_none_or(|id| id != rule.id() || id.starts_with("POL-"))
}

/// Whether the switch of this id takes its next option.
pub(crate) fn is_turned(id: &str) -> bool {
    off() == Some(id)
}
