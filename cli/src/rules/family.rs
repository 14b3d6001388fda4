//! The families of properties that every run is checked against: what `K1` and the others stand for.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::args::Format;
use crate::layout::wrapped;

/// A family of properties, gathered from bugs of real systems.
pub(super) struct Family {
    pub(super) id: &'static str,
    sentence: &'static str,
    /// When runs are checked against it; empty for a family that only tests decide.
    checked: &'static str,
}

const AFTER_EACH_STEP: &str = "after each step of each simulated day, and after each statement of a script";
const STATES: &str = "after each statement of a script, and over everything from time to time in a simulated day";
const NO_RUN: &str = "";

/// Every family, in order.
pub(super) const FAMILIES: &[Family] = &[
    family(
        "K1",
        "A conversation has one owner: every change of primary starts from the primary known",
        AFTER_EACH_STEP,
    ),
    family(
        "K2",
        "Capacity goes below zero, or a profile beyond its limit, only by an attributed override or a documented \
         exception: pick, reopen, transfer and its return, promotion, consult seats, affinity",
        AFTER_EACH_STEP,
    ),
    family("K3", "Work is given only to agents whose presence allows it", NO_RUN),
    family("K4", "Work is given only to members of the queue with the profiles it needs", NO_RUN),
    family("K5", "No eligible agent is free while an item waits that could be assigned", NO_RUN),
    family("K6", "Queues keep their order", STATES),
    family(
        "K7",
        "Capacity is charged and released in pairs: it is released exactly when a conversation leaves a state that \
         consumes it",
        AFTER_EACH_STEP,
    ),
    family("K8", "A hand-over happens whole; if it fails, the old owner or the queue has the conversation", NO_RUN),
    family(
        "K9",
        "Closed is terminal: nothing happens to a closed conversation but the end of its wrap-up block",
        AFTER_EACH_STEP,
    ),
    family("K10", "A timer acts only in the state that armed it", NO_RUN),
    family("K11", "A supervisor's operation happens only when its preconditions hold", NO_RUN),
    family("K12", "Watching a conversation changes nothing in it", NO_RUN),
    family("K13", "Presence changes only by its own rules", STATES),
    family("K14", "The same command again has no second effect", NO_RUN),
    family("K15", "Every transition is told as an event, with its true cause", NO_RUN),
    family("K16", "Only those who may do something do it", NO_RUN),
    family("K17", "What a customer does has a defined effect in each state", NO_RUN),
    family("K18", "A setting acts only within its queue, channel or department", NO_RUN),
];

const fn family(id: &'static str, sentence: &'static str, checked: &'static str) -> Family {
    Family { id, sentence, checked }
}

/// The family with this id; small letters are understood.
pub(super) fn with_id(id: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.id.eq_ignore_ascii_case(id))
}

impl Family {
    pub(super) fn explain(&self, format: Format, width: usize, out: &mut dyn Write) -> io::Result<()> {
        if format == Format::Json {
            return writeln!(out, "{}", self.as_json());
        }
        writeln!(out, "{}", self.id)?;
        writeln!(out, "  {}", wrapped(self.sentence, width, 2, 2))?;
        writeln!(out, "  kind:       a family of properties that must always hold")?;
        match self.checked {
            NO_RUN => Ok(()),
            checked => writeln!(out, "  checked:    {}", wrapped(checked, width, 14, 14)),
        }
    }

    /// One line of the list.
    pub(super) fn line(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "  {:<14} {}", self.id, wrapped(self.sentence, width, 17, 17))
    }

    fn as_json(&self) -> Value {
        json!({ "id": self.id, "family": "K", "sentence": self.sentence, "checked": Some(self.checked).filter(|checked| *checked != NO_RUN) })
    }
}
