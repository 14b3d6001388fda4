//! What the judge found, for people.

use std::io::{self, Write};

use switchboard::Rule;
use switchboard_oracle::judge::{Settings, never_exercised};
use switchboard_oracle::report::{Finding, Missing, Report, Verdict};

use crate::judge::formats;
use crate::layout::{counted, wrapped};

/// How many findings are told in full; programs get more of them.
const FINDINGS_MAX: usize = 25;
/// How many rules a line of the answer lists.
const RULES_MAX: usize = 12;

/// The answer first, then each finding, then what was decided and which rules the log exercised.
pub(super) fn write(
    report: &Report,
    settings: &Settings,
    logs: &[String],
    min_decided: f64,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let of = |verdict: Verdict| report.events.get(&verdict).copied().unwrap_or(0);
    let all: u64 = report.events.values().sum();
    let found = report.findings.len() as u64 + report.more;
    let what = if logs.len() == 1 { logs[0].clone() } else { format!("{} logs", logs.len()) };
    let answer = match found {
        0 if all == 0 => "so nothing was judged".to_owned(),
        0 if report.known > 0 => format!("nothing new; {} known", counted(report.known, "finding")),
        0 => "nothing in it breaks a rule".to_owned(),
        number => counted(number, "finding"),
    };
    let of_all = if report.decided() < 1.0 { " of what could be decided" } else { "" };
    let of_all = if found == 0 && all > 0 && report.known == 0 { of_all } else { "" };
    paragraph(out, width, "", &format!("{what}: {}, {answer}{of_all}.", counted(all, "event")))?;
    for finding in report.findings.iter().take(FINDINGS_MAX) {
        writeln!(out)?;
        one(finding, width, out)?;
    }
    let listed = report.findings.len().saturating_sub(FINDINGS_MAX) as u64;
    if listed > 0 {
        writeln!(out, "\n{} with --format json.", counted(listed, "more finding"))?;
    }
    if report.more > 0 {
        writeln!(out, "\n{} counted only.", counted(report.more, "more finding"))?;
    }
    writeln!(out)?;
    writeln!(
        out,
        "decided      {:.2} %: {} conform, {} violate, {} cannot be told",
        report.decided() * 100.0,
        of(Verdict::Conforms),
        of(Verdict::Violates),
        of(Verdict::CannotTell)
    )?;
    if all > 0 && report.decided() * 100.0 < min_decided {
        writeln!(out, "unfinished   at least {min_decided} % were to be decided")?;
    }
    if of(Verdict::NotClaimed) > 0 {
        writeln!(
            out,
            "not claimed  {} events are about rules that this kind of system does not claim",
            of(Verdict::NotClaimed)
        )?;
    }
    if let Some(states) = &report.states {
        super::states::write(states, width, out)?;
    }
    for (missing, events) in &report.missing {
        writeln!(out, "missing      {}: {}", missing_words(*missing), counted(*events, "event"))?;
    }
    if report.repeated > 0 {
        writeln!(out, "repeated     {} events came again and are passed over", report.repeated)?;
    }
    if report.known > 0 {
        let (known, are) = (counted(report.known, "finding"), if report.known == 1 { "is" } else { "are" });
        writeln!(out, "known        {known} of the baseline {are} left out")?;
    }
    if report.exhausted > 0 {
        writeln!(
            out,
            "exhausted    {} times more than {} states were possible, so some were left out; see --states-max",
            report.exhausted, settings.states_max
        )?;
    }
    if !report.exercised.is_empty() {
        let never = never_exercised(&report.exercised);
        let mut most: Vec<(&String, &u64)> = report.exercised.iter().collect();
        most.sort_by_key(|(id, times)| (std::cmp::Reverse(**times), (*id).clone()));
        let listed: Vec<String> = most.iter().take(RULES_MAX).map(|(id, times)| format!("{id} {times}")).collect();
        let text = format!(
            "exercised    {} of {} rules, most often {}",
            report.exercised.len(),
            Rule::ALL.len(),
            listed.join(", ")
        );
        paragraph(out, width, "             ", &text)?;
        let few: Vec<&str> = never.iter().copied().take(RULES_MAX).collect();
        let rest = never.len().saturating_sub(few.len());
        let more = if rest > 0 { format!(" and {rest} more (--format json lists all)") } else { String::new() };
        paragraph(out, width, "             ", &format!("never        {}{more}", few.join(", ")))?;
    }
    Ok(())
}

/// A finding, over several lines.
pub(super) fn one(finding: &Finding, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut marks: Vec<&str> = Vec::new();
    marks.extend(finding.rule.as_deref());
    marks.extend(finding.family.map(|family| family.name()));
    let marks = if marks.is_empty() { String::new() } else { format!(" [{}]", marks.join(", ")) };
    let whose = finding.conversation.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    let text = format!("{}:{}: {whose}{}{marks}", finding.file, finding.line, finding.message);
    paragraph(out, width, "  ", &text)?;
    if let Some(sentence) = finding.rule.as_deref().and_then(formats::sentence) {
        paragraph(out, width, "    ", &format!("  rule: {sentence}"))?;
    }
    for believed in &finding.believed {
        paragraph(out, width, "    ", &format!("  believed: {believed}"))?;
    }
    if !finding.legal.is_empty() {
        paragraph(out, width, "    ", &format!("  legal: {}", finding.legal.join("; ")))?;
    }
    if let Some(nearest) = &finding.nearest {
        paragraph(out, width, "    ", &format!("  nearest legal log: {nearest}"))?;
    }
    if let Some(explained) = finding.explained {
        writeln!(out, "  explained before it: {explained} events")?;
    }
    Ok(())
}

const fn missing_words(missing: Missing) -> &'static str {
    match missing {
        Missing::Actor => "who acted",
        Missing::Agent => "which agent",
        Missing::Conversation => "which conversation",
        Missing::Queue => "which queue",
        Missing::Presence => "a presence",
        Missing::Capacity => "what somebody can carry",
        Missing::Order => "which came first of equal times",
        Missing::EarlierEvent => "an event before",
        Missing::LaterEvent => "an event after, since the log ends within a step",
    }
}

fn paragraph(out: &mut dyn Write, width: usize, indent: &str, text: &str) -> io::Result<()> {
    writeln!(out, "{}", wrapped(text, width, 0, indent.len()))
}
