//! `switchboard rules --coverage`: where each rule is implemented, and which test fails when it is off.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::json;
use switchboard::{OUT_OF_SCOPE, Rule, Switches};

use crate::Outcome;
use crate::args::Format;
use crate::layout::wrapped;

/// What the last measurement found, by rule; `cargo run --release --package switchboard-coverage` writes it.
const MEASURED: &str = include_str!("../../../tests/coverage.json");

/// Where the second column begins.
const INDENT: usize = 15;

/// One rule as it was measured.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Measured {
    /// The files that ask for the rule.
    files: Vec<String>,
    /// The test that failed when the rule was off.
    noticed_by: Option<String>,
    /// Some of the tests that touch it.
    some: Vec<String>,
    /// How many tests touch it.
    tests: usize,
}

/// Prints the coverage; broken if a rule in scope is off and no test notices.
pub(super) fn coverage(format: Format, width: usize, out: &mut dyn Write) -> io::Result<Outcome> {
    let measured: BTreeMap<String, Measured> = serde_json::from_str(MEASURED).map_err(io::Error::other)?;
    let is_out = |id: &str| OUT_OF_SCOPE.iter().any(|(out, _)| *out == id);
    let mut ids: Vec<&'static str> =
        Rule::ALL.iter().map(|rule| rule.id()).filter(|id| !id.starts_with("POL-") && !is_out(id)).collect();
    ids.extend(Switches::ALL.iter().map(|info| info.id));
    let missing: Vec<&str> = ids
        .iter()
        .copied()
        .filter(|id| measured.get(*id).is_none_or(|measured| measured.noticed_by.is_none()))
        .collect();
    match format {
        Format::Json => {
            let rules: BTreeMap<&str, Option<&Measured>> = ids.iter().map(|id| (*id, measured.get(*id))).collect();
            let left_out: BTreeMap<&str, &str> = OUT_OF_SCOPE.iter().copied().collect();
            let value = json!({
                "in_scope": ids.len(),
                "covered": ids.len() - missing.len(),
                "missing": missing,
                "rules": rules,
                "out_of_scope": left_out,
            });
            writeln!(out, "{value}")?;
        }
        Format::Text => {
            writeln!(out, "Each rule: where it is and how many tests touch it; one that fails without\n")?;
            for id in &ids {
                let line = match measured.get(*id) {
                    None => "not measured".to_owned(),
                    Some(rule) => {
                        let test = rule.noticed_by.as_deref().unwrap_or("NO TEST NOTICES");
                        let files = format!("{}: {} tests", rule.files.join(", "), rule.tests);
                        format!("{}\n    {}", wrapped(&files, width, INDENT, INDENT), wrapped(test, width, 4, 4))
                    }
                };
                writeln!(out, "{id:<INDENT$}{line}")?;
            }
            writeln!(out, "\nLeft out on purpose")?;
            for (id, reason) in OUT_OF_SCOPE {
                writeln!(out, "{id:<INDENT$}{}", wrapped(reason, width, INDENT, INDENT))?;
            }
            let covered = ids.len() - missing.len();
            writeln!(out, "\n{covered} of {} rules in scope are covered, {} left out", ids.len(), OUT_OF_SCOPE.len())?;
        }
    }
    Ok(if missing.is_empty() { Outcome::Clean } else { Outcome::Broken })
}
