//! A diagram for pages that know Mermaid.

use std::collections::BTreeSet;

use super::chart::{Chart, is_active, name};

/// Writes the chart; what does not leave a state is a note beside it.
pub(super) fn write(chart: &Chart) -> String {
    let mut text = String::new();
    line!(text, "%% {}.", chart.title);
    line!(text, "stateDiagram-v2");
    line!(text, "    state Live {{");
    let (active, single): (Vec<_>, Vec<_>) = chart.stages.iter().copied().partition(|stage| is_active(*stage));
    for &stage in single.iter().filter(|stage| name(**stage) != "Closed") {
        line!(text, "        {}", name(stage));
    }
    if !active.is_empty() {
        line!(text, "        state Active {{");
        for &stage in &active {
            line!(text, "            {}", name(stage));
        }
        line!(text, "        }}");
    }
    line!(text, "    }}");
    for (to, by) in &chart.begins {
        line!(text, "    [*] --> {}: {}", name(*to), label(by));
    }
    for &from in &chart.stages {
        for (to, by) in chart.away(from) {
            line!(text, "    {} --> {}: {}", name(from), name(to), label(by));
        }
        if let Some(by) = chart.within(from) {
            line!(text, "    note right of {}", name(from));
            line!(text, "        stays, by {}", by.iter().map(String::as_str).collect::<Vec<_>>().join(", "));
            line!(text, "    end note");
        }
    }
    text
}

/// Events below each other.
fn label(by: &BTreeSet<String>) -> String {
    by.iter().map(String::as_str).collect::<Vec<_>>().join("<br/>")
}
