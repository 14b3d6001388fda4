//! What a log looks like in which states are all we get, for people.

use std::io::{self, Write};

use switchboard_oracle::states::Summary;

use crate::layout::wrapped;

/// Conversations, the steps that are not legal, and what the mapping passed over.
pub(super) fn write(summary: &Summary, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let Summary { records, passed_over, faulty, conversations, deviating, sequences, assignments, forgotten, .. } =
        summary;
    let mut line = |text: String| writeln!(out, "{}", wrapped(&text, width, 0, 13));
    line(format!("records      {records} read, {passed_over} passed over, {faulty} unreadable"))?;
    if *conversations > 0 {
        line(format!(
            "states       {conversations} conversations in {sequences} sequences of states, {deviating} of them deviate; {assignments} assignments"
        ))?;
    }
    let illegal: Vec<String> = summary
        .steps
        .iter()
        .filter(|step| !step.legal)
        .map(|step| format!("{} → {} {}", step.from, step.to, step.count))
        .collect();
    if !illegal.is_empty() {
        line(format!("not legal    {} steps: {}", summary.illegal_steps(), illegal.join(", ")))?;
    }
    if !summary.bad_begins.is_empty() {
        let begins: Vec<String> = summary.bad_begins.iter().map(|(state, count)| format!("{state} {count}")).collect();
        line(format!("begins       not legally in {}", begins.join(", ")))?;
    }
    if !summary.not_claimed.is_empty() {
        let rules: Vec<String> = summary.not_claimed.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
        line(format!("not claimed  {}", rules.join(", ")))?;
    }
    if *forgotten > 0 {
        line(format!("forgotten    {forgotten} closed conversations, to keep the memory bounded; see `closed-max`"))?;
    }
    Ok(())
}
