//! A diagram for Graphviz.

use std::collections::BTreeSet;

use super::chart::{Chart, is_active, name};

/// Writes the chart; what does not leave a state is a loop.
pub(super) fn write(chart: &Chart) -> String {
    let mut text = String::new();
    line!(text, "// {}.", chart.title);
    line!(text, "digraph conversation {{");
    line!(text, "  rankdir=TB;");
    line!(text, "  node [shape=box, style=rounded, fontname=\"Helvetica\"];");
    line!(text, "  edge [fontname=\"Helvetica\", fontsize=9];");
    line!(text, "  begin [shape=point, width=0.2];");
    line!(text, "  subgraph cluster_live {{");
    line!(text, "    label=\"Live\";");
    for &stage in chart.stages.iter().filter(|stage| !is_active(**stage) && name(**stage) != "Closed") {
        line!(text, "    {};", name(stage));
    }
    if chart.stages.iter().any(|stage| is_active(*stage)) {
        line!(text, "    subgraph cluster_active {{");
        line!(text, "      label=\"Active\";");
        for &stage in chart.stages.iter().filter(|stage| is_active(**stage)) {
            line!(text, "      {};", name(stage));
        }
        line!(text, "    }}");
    }
    line!(text, "  }}");
    line!(text, "  Closed [peripheries=2];");
    for (to, by) in &chart.begins {
        line!(text, "  begin -> {} [label=\"{}\"];", name(*to), label(by));
    }
    for ((from, to), by) in &chart.moves {
        line!(text, "  {} -> {} [label=\"{}\"];", name(*from), name(*to), label(by));
    }
    line!(text, "}}");
    text
}

/// Events below each other.
fn label(by: &BTreeSet<String>) -> String {
    by.iter().map(String::as_str).collect::<Vec<_>>().join("\\n")
}
