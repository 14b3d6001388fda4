//! `switchboard rules --switches`: every open question with its options, what the presets choose, and what shows it.

use std::io::{self, Write};

use switchboard::{Preset, SwitchInfo, SwitchOption, Switches};

use crate::layout::wrapped;

/// Where the difference between the options of each switch is shown: a case, which ends differently under each, or
/// for what no script can show a test.
const SHOWN: &[(&str, &str)] = &[
    ("POL-01", "a-transfer-is-rejected"),
    ("POL-02", "a-transfer-runs-out"),
    ("POL-03", "when-ownership-moves"),
    ("POL-04", "where-the-first-agent-goes"),
    ("POL-05", "when-the-first-agent-is-free"),
    ("POL-06", "when-capacity-is-taken"),
    ("POL-07", "the-tab-is-closed-during-the-block"),
    ("POL-08", "the-smallest-block"),
    ("POL-09", "the-block-against-the-limit"),
    ("POL-10", "what-the-clock-counts-from"),
    ("POL-11", "what-can-be-monitored"),
    ("POL-12", "monitoring-records"),
    ("POL-13", "assigning-records"),
    ("POL-13b", "joining-without-a-customer"),
    ("POL-14", "who-is-listed-for-an-assignment"),
    ("POL-15", "the-override-of-presence"),
    ("POL-16", "assigning-outside-open"),
    ("POL-16b", "must-the-assignee-accept"),
    ("POL-17", "transferring-to-a-queue"),
    ("POL-18", "transferring-calls"),
    ("POL-19", "transferring-what-is-open"),
    ("POL-20", "force-closing-records"),
    ("POL-21", "force-closing-during-the-block"),
    ("POL-22", "the-tab-of-a-call-is-closed"),
    ("POL-23", "the-customer-ends-a-custom-channel"),
    ("POL-24", "a-waiting-conversation-revives"),
    ("POL-25", "a-live-chat-reopens"),
    ("POL-26", "what-inactive-is"),
    ("POL-27", "after-one-decline"),
    ("POL-28", "the-eleventh-session"),
    ("POL-29", "who-is-least-active"),
    ("POL-30", "when-a-queue-has-no-agents"),
    ("POL-31", "presence-at-full-capacity"),
    ("POL-32", "end-of-day-profiles"),
    ("POL-33", "what-a-consult-costs"),
    ("POL-34", "what-counts-as-abandoned"),
    ("POL-35", "sims/src/engine/tests.rs, abandoned_is_what_the_policy_says"),
    ("POL-36", "tests/it/metrics.rs, the_service_level_is_of_what_the_policy_says"),
    ("POL-37", "the-clock-of-the-order"),
    ("POL-38", "what-the-supervisor-sees"),
    ("POL-39", "the-agent-of-affinity-declines"),
    ("POL-40", "how-long-an-agent-may-be-lost"),
    ("POL-41", "a-message-in-wrap-up"),
    ("POL-42", "what-costs-nothing"),
    ("POL-43", "a-caller-hangs-up-in-the-queue"),
    ("POL-44", "how-long-waiting-lasts"),
    ("POL-45", "what-waiting-means"),
    ("POL-46", "a-command-and-a-timer-at-one-instant"),
    ("POL-47", "the-one-who-watches-is-the-target"),
    ("POL-48", "affinity-by-default"),
    ("POL-49", "picking-from-a-push-stream"),
    ("POL-50", "fields-that-only-the-schema-names"),
    ("POL-51", "the-list-of-queues"),
    ("POL-52", "an-agent-transfers-a-raised-chat"),
    ("POL-53", "an-agents-transfer-is-declined"),
    ("POL-54", "monitoring-a-bot"),
    ("POL-55", "when-auto-assign-takes-effect"),
    ("POL-56", "one-tick-or-two"),
    ("POL-57", "what-restarts-the-clock"),
    ("POL-58", "the-form-of-a-case"),
    ("POL-59", "joining-while-it-rings"),
    ("POL-60", "transferring-records"),
    ("POL-61", "the-newer-operations"),
    ("POL-62", "what-a-pick-leads-to"),
    ("POL-63", "which-declines-count"),
    ("POL-64", "the-override-of-capacity"),
    ("POL-65", "who-watches-when-the-primary-changes"),
    ("POL-66", "a-resolved-record"),
    ("POL-67", "the-assignee-lacks-a-profile"),
    ("POL-68", "the-assignee-is-signed-out"),
    ("POL-69", "when-a-transfer-counts"),
    ("POL-70", "the-last-member-leaves"),
    ("POL-71", "which-offers-touch-presence"),
    ("POL-72", "the-browser-is-refreshed"),
    ("POL-73", "the-agent-is-lost-while-it-rings"),
    ("POL-74", "declines-after-an-acceptance"),
];

/// The case or the test that shows a switch.
pub(super) fn shown(id: &str) -> Option<String> {
    let (_, place) = SHOWN.iter().find(|(known, _)| *known == id)?;
    Some(if place.contains('/') { (*place).to_owned() } else { format!("tests/cases/switches/{id}-{place}.case") })
}

/// The names of the presets that choose this option.
fn chosen_by(switch: &SwitchInfo, option: &SwitchOption) -> Vec<&'static str> {
    Preset::ALL
        .into_iter()
        .filter(|preset| Switches::preset(*preset).get(switch.id) == Some(option))
        .map(Preset::name)
        .collect()
}

/// The options, one below the other, and what shows the difference.
pub(super) fn options(switch: &SwitchInfo, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for option in switch.options {
        let chosen = chosen_by(switch, option);
        let chosen = if chosen.is_empty() { String::new() } else { format!(" [{}]", chosen.join(",\u{a0}")) };
        let meaning = format!("{}: {}{chosen}", option.name, option.meaning);
        writeln!(out, "    {} {}", option.letter, wrapped(&meaning, width, 6, 6))?;
    }
    Ok(())
}

/// Every switch in the order of the ids.
pub(super) fn list(width: usize, out: &mut dyn Write) -> io::Result<()> {
    let text = format!(
        "{} open questions of the documentation. A policy answers each with a letter or a name, as in \
         `switches = {{ POL-16 = \"b\" }}`; the presets answer all of them, and stand in brackets behind their choice.",
        Switches::ALL.len()
    );
    writeln!(out, "{}", wrapped(&text, width, 0, 0))?;
    for switch in Switches::ALL {
        writeln!(out, "\n{}", wrapped(&format!("{}  {}", switch.id, switch.question), width, 0, 4))?;
        options(switch, width, out)?;
        writeln!(out, "    pages: {}", wrapped(switch.source, width, 11, 11))?;
        if let Some(shown) = shown(switch.id) {
            writeln!(out, "    shown: {shown}")?;
        }
    }
    Ok(())
}
