//! What the judge found, for programs: JSON, SARIF, JUnit.

use std::collections::BTreeSet;

use serde_json::{Value, json as value};
use switchboard::Rule;
use switchboard_oracle::judge::never_exercised;
use switchboard_oracle::report::{Finding, Report};
use switchboard_oracle::states::LOG_RULES;
use switchboard_verify::Family;
use switchboard_verify::report::junit::{self, Came, Case};
use switchboard_verify::report::sarif::{self, Level, Place, RuleText};

/// The report with what it comes to.
pub(super) fn json(report: &Report, logs: &[String]) -> Value {
    value!({
        "logs": logs,
        "decided": report.decided(),
        "report": report,
        "never_exercised": never_exercised(&report.exercised),
    })
}

/// The id under which a finding is told: its rule, else its family, else that the line is no event.
fn id(finding: &Finding) -> String {
    let family = || finding.family.map(|family| family.name().to_owned());
    finding.rule.clone().or_else(family).unwrap_or_else(|| "unreadable".to_owned())
}

/// What a rule says, be it of the domain or of logs.
pub(super) fn sentence(id: &str) -> Option<&'static str> {
    let of_logs = || LOG_RULES.into_iter().find(|(rule, _)| *rule == id).map(|(_, sentence)| sentence);
    Rule::with_id(id).map(Rule::sentence).or_else(of_logs)
}

/// The message with the nearest legal log.
fn message(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    if let Some(nearest) = &finding.nearest {
        text.push_str(&format!("; nearest legal log: {nearest}"));
    }
    text
}

/// Every finding at its line.
pub(super) fn sarif(report: &Report) -> String {
    let ids: BTreeSet<String> = report.findings.iter().map(id).collect();
    let sentence = |id: &str| {
        let family = || Family::named(id).map(Family::sentence);
        sentence(id).or_else(family).unwrap_or("every line is an event").to_owned()
    };
    let rules: Vec<RuleText> = ids.iter().map(|id| RuleText { id: id.clone(), sentence: sentence(id) }).collect();
    let findings: Vec<sarif::Finding> = report
        .findings
        .iter()
        .map(|finding| sarif::Finding {
            rule: id(finding),
            level: Level::Error,
            message: message(finding),
            place: Some(Place { file: finding.file.clone(), line: finding.line as usize, column: 1 }),
        })
        .collect();
    sarif::log(env!("CARGO_PKG_VERSION"), &rules, &findings, true)
}

/// One case for each log and family in which something was found, and one for the share that was decided.
pub(super) fn junit(report: &Report, logs: &[String], min_decided: f64) -> String {
    let mut cases = Vec::new();
    for log in logs {
        let name = if log == "-" { super::NAME_OF_INPUT } else { log };
        let own: Vec<&Finding> = report.findings.iter().filter(|finding| finding.file == name).collect();
        let families: BTreeSet<Option<Family>> = own.iter().map(|finding| finding.family).collect();
        for family in &families {
            let found: Vec<&&Finding> = own.iter().filter(|finding| finding.family == *family).collect();
            let shown: Vec<String> = found
                .iter()
                .map(|finding| format!("{}:{}: {}", finding.file, finding.line, message(finding)))
                .collect();
            let name = family.map_or("every line is an event".to_owned(), |family| {
                format!("{}: {}", family.name(), family.sentence())
            });
            let came = Came::Failed { message: format!("{} findings", found.len()), shown: shown.join("\n") };
            cases.push(Case { suite: log.clone(), name, came });
        }
        if families.is_empty() {
            cases.push(Case { suite: log.clone(), name: "every event is legal".to_owned(), came: Came::Passed });
        }
    }
    let share = report.decided() * 100.0;
    let came = if share < min_decided {
        Came::Unfinished(format!("{share:.1} % of the events are decided, expected {min_decided} %"))
    } else {
        Came::Passed
    };
    cases.push(Case { suite: "all".to_owned(), name: "enough events are decided".to_owned(), came });
    junit::report("switchboard judge", &cases)
}
