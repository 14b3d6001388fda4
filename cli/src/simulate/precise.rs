//! What was asked for by `--precision`, and what was reached.

use std::io::{self, Write};

use serde_json::{Value, json};
use switchboard_reports::number;
use switchboard_sims::precision::{Attained, Precision};

use crate::SimulateArgs;
use crate::layout::plain;

/// The precision that was asked for, and how precise each measure became.
#[derive(Debug, Default)]
pub(crate) struct Precise {
    pub(crate) wanted: Option<Precision>,
    pub(crate) attained: Vec<Attained>,
}

/// The precision that the arguments ask for.
pub(crate) fn wanted(args: &SimulateArgs) -> Option<Precision> {
    args.precision.map(|percent| Precision {
        relative: percent / 100.0,
        measures: Precision::MAIN.into(),
        replications_max: args.replications_max.max(args.replications),
    })
}

impl Precise {
    /// Whether some measure is less precise than asked.
    pub(crate) fn is_missed(&self) -> bool {
        self.attained.iter().any(|one| !one.is_reached)
    }

    /// What was reached, in words.
    pub(crate) fn write(&self, replications: usize, out: &mut dyn Write) -> io::Result<()> {
        let Some(wanted) = &self.wanted else { return Ok(()) };
        let verdict = if self.is_missed() { "is NOT reached" } else { "is reached" };
        writeln!(out)?;
        writeln!(
            out,
            "A precision of {} % {verdict} with {} replications; joint 95 % intervals:",
            100.0 * wanted.relative,
            plain(&number::count(replications as u64)),
        )?;
        for one in &self.attained {
            let width = match (one.estimate, one.relative()) {
                (None, _) => "nothing was counted".to_owned(),
                (Some(_), Some(relative)) => format!("{:.2} % to either side", 100.0 * relative),
                (Some(_), None) => "the value is 0".to_owned(),
            };
            let missed = if one.is_reached { "" } else { ", not reached" };
            writeln!(out, "  {:44} {width}{missed}", one.measure.name())?;
        }
        Ok(())
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> Option<Value> {
        let wanted = self.wanted.as_ref()?;
        let measures = self.attained.iter().map(|one| {
            json!({
                "measure": one.measure.key(),
                "value": one.estimate.map(|estimate| estimate.value),
                "half_width": one.estimate.and_then(|estimate| estimate.half_width),
                "relative": one.relative(),
                "reached": one.is_reached,
            })
        });
        Some(json!({
            "wanted": wanted.relative,
            "joint_confidence": 0.95,
            "reached": !self.is_missed(),
            "measures": measures.collect::<Vec<_>>(),
        }))
    }
}
