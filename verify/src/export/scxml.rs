//! A state chart in the XML of the W3C.

use std::collections::BTreeMap;

use switchboard::Stage;

use super::chart::{Chart, is_active, name};

/// Writes the chart. Where an event of a state leads to several others, which of them depends on what the chart leaves
/// out; then the state it goes to is a last part of the event's name, so that the chart stays deterministic.
pub(super) fn write(chart: &Chart) -> String {
    let mut text = String::new();
    line!(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    // Two dashes end a comment.
    line!(text, "<!-- {}. -->", chart.title.replace("--", "-\u{2010}"));
    line!(
        text,
        "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" name=\"conversation\" initial=\"Live\">"
    );
    line!(text, "  <state id=\"Live\" initial=\"{}\">", name(chart.first()));
    for &stage in chart.stages.iter().filter(|stage| !is_active(**stage) && **stage != Stage::Closed) {
        state(&mut text, chart, stage, "    ");
    }
    let active: Vec<Stage> = chart.stages.iter().copied().filter(|stage| is_active(*stage)).collect();
    if let Some(first) = active.first() {
        line!(text, "    <state id=\"Active\" initial=\"{}\">", name(*first));
        for &stage in &active {
            state(&mut text, chart, stage, "      ");
        }
        line!(text, "    </state>");
    }
    line!(text, "  </state>");
    if chart.moves.keys().any(|(from, _)| *from == Stage::Closed) {
        state(&mut text, chart, Stage::Closed, "  ");
    } else {
        line!(text, "  <final id=\"Closed\"/>");
    }
    line!(text, "</scxml>");
    text
}

fn state(text: &mut String, chart: &Chart, stage: Stage, indent: &str) {
    let mut targets: BTreeMap<&str, Vec<Stage>> = BTreeMap::new();
    for ((_, to), by) in chart.moves.iter().filter(|((from, _), _)| *from == stage) {
        for event in by {
            targets.entry(event).or_default().push(*to);
        }
    }
    line!(text, "{indent}<state id=\"{}\">", name(stage));
    for (event, to) in targets {
        let several = to.len() > 1;
        for to in to {
            let event = match several {
                true => format!("{event}.{}", name(to)),
                false => event.to_owned(),
            };
            match to == stage {
                true => line!(text, "{indent}  <transition event=\"{event}\"/>"),
                false => line!(text, "{indent}  <transition event=\"{event}\" target=\"{}\"/>", name(to)),
            }
        }
    }
    line!(text, "{indent}</state>");
}
