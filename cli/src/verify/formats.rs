//! What a verification found, for programs: JSON, SARIF, JUnit.

use serde_json::{Value, json as value};
use switchboard::PolicyStep;
use switchboard_sims::document::PolicyDocument;
use switchboard_verify::analysis::rule_texts;
use switchboard_verify::report::junit::{self, Came, Case};
use switchboard_verify::report::sarif::{self, Finding, Level, Place, RuleText};
use switchboard_verify::verification::{Finding as Violation, Report, Verdict};
use switchboard_verify::{Claim, Family};

use super::advice::Advice;

/// The report, and the verdict of every family.
pub(super) fn json(report: &Report, advice: &[Advice]) -> Value {
    let families: Vec<Value> = Family::ALL
        .into_iter()
        .map(|family| {
            value!({
                "family": family.name(),
                "property": family.sentence(),
                "verdict": report.verdict(family),
                "slices": report.slices_with(family),
            })
        })
        .collect();
    let advice: Vec<Value> = advice
        .iter()
        .map(|it| {
            value!({
                "code": it.found.code,
                "severity": it.found.severity.name(),
                "message": it.found.message,
                "file": it.file,
                "line": it.line,
                "column": it.column,
                "rules": it.found.rules,
                "fix": it.found.fix.as_ref().map(|fix| &fix.title),
                "patch": it.patch,
            })
        })
        .collect();
    value!({ "families": families, "advice": advice, "report": report })
}

/// Every broken family, every broken property and all advice, at their places in the policy file.
pub(super) fn sarif(report: &Report, advice: &[Advice], document: &PolicyDocument) -> String {
    let mut rules = rule_texts();
    rules.extend(
        Family::ALL.map(|family| RuleText { id: family.name().to_owned(), sentence: family.sentence().to_owned() }),
    );
    let properties = || report.properties.iter();
    rules.extend(properties().map(|it| RuleText { id: it.id.clone(), sentence: it.name.clone() }));
    let place = |id: &str| {
        let property = properties().find(|property| property.id == id && !property.path.is_empty())?;
        let (line, column) = document.place(&property.path);
        Some(Place { file: document.file.clone(), line, column })
    };
    let mut findings: Vec<Finding> = advice
        .iter()
        .map(|it| Finding {
            rule: it.found.code.to_owned(),
            level: Level::from(it.found.severity),
            message: it.found.message.clone(),
            place: Some(Place { file: it.file.clone(), line: it.line, column: it.column }),
        })
        .collect();
    findings.extend(report.findings.iter().map(|finding| {
        let steps: Vec<&str> = finding.story.steps.iter().map(|step| &*step.action).collect();
        Finding {
            rule: finding.family.clone(),
            level: Level::Error,
            message: format!("{}: {}", finding.story.wrong.join("; "), steps.join("; ")),
            place: place(&finding.family).or_else(|| Some(within(finding, document))),
        }
    }));
    // What shall be reached and is not has no run to show.
    findings.extend(properties().filter(|it| it.claim == Claim::Sometimes && it.verdict == Verdict::Violated).map(
        |it| Finding {
            rule: it.id.clone(),
            level: Level::Error,
            message: format!("not reached within this scope: {}", it.said),
            place: place(&it.id),
        },
    ));
    let unfinished = |family| report.verdict(family) == Verdict::Unfinished;
    let finished = !report.stopped && !Family::ALL.into_iter().any(unfinished);
    sarif::log(env!("CARGO_PKG_VERSION"), &rules, &findings, finished)
}

/// Where the first workstream of a finding's slice stands.
fn within(finding: &Violation, document: &PolicyDocument) -> Place {
    let among = |name: &String| document.spec.workstreams.iter().position(|stream| stream.name == *name);
    let way = finding.workstreams.iter().find_map(among).map(|number| {
        let steps = [PolicyStep::Key("workstreams".to_owned()), PolicyStep::Index(number)];
        document.place(&steps)
    });
    let (line, column) = way.unwrap_or((1, 1));
    Place { file: document.file.clone(), line, column }
}

/// One case for each family in each slice, one for each property of the policy, and one for all advice.
pub(super) fn junit(report: &Report, advice: &[Advice]) -> String {
    let mut cases = Vec::new();
    for slice in &report.slices {
        for family in Family::ALL {
            let verdicts = || slice.views.iter().map(|view| view.verdicts[family as usize]);
            let came = if verdicts().any(|verdict| verdict == Verdict::Violated) {
                let finding = report.findings.iter().find(|finding| finding.family == family.name());
                let steps =
                    finding.map(|finding| finding.story.steps.iter().map(|step| &*step.action).collect::<Vec<_>>());
                Came::Failed {
                    message: format!("broken: {}", family.sentence()),
                    shown: steps.unwrap_or_default().join("\n"),
                }
            } else if verdicts().any(|verdict| verdict == Verdict::Unfinished) {
                Came::Unfinished("cut short".to_owned())
            } else if verdicts().all(|verdict| verdict == Verdict::NotExercised) {
                continue;
            } else {
                Came::Passed
            };
            cases.push(Case {
                suite: slice.name.clone(),
                name: format!("{}: {}", family.name(), family.sentence()),
                came,
            });
        }
    }
    for property in &report.properties {
        let finding = report.findings.iter().find(|finding| finding.family == property.id);
        let steps = finding.map(|finding| finding.story.steps.iter().map(|step| &*step.action).collect::<Vec<_>>());
        let came = match property.verdict {
            Verdict::Holds | Verdict::NotExercised => Came::Passed,
            Verdict::Unfinished if property.slices == 0 => Came::Unfinished("no slice to ask it in".to_owned()),
            Verdict::Unfinished => Came::Unfinished("cut short".to_owned()),
            Verdict::Violated => Came::Failed {
                message: match property.claim {
                    Claim::Sometimes => format!("not reached within this scope: {}", property.said),
                    Claim::Always | Claim::Never | Claim::LeadsTo => format!("broken: {}", property.said),
                },
                shown: steps.unwrap_or_default().join("\n"),
            },
        };
        let name = format!("{}: {}", property.id, property.name);
        let suite = if property.own { "properties" } else { "some time" };
        cases.push(Case { suite: suite.to_owned(), name, came });
    }
    for it in advice.iter().filter(|it| it.found.severity == switchboard_verify::analysis::Severity::Error) {
        cases.push(Case {
            suite: "policy".to_owned(),
            name: it.found.code.to_owned(),
            came: Came::Failed {
                message: it.found.message.clone(),
                shown: format!("{}:{}:{}", it.file, it.line, it.column),
            },
        });
    }
    junit::report(&format!("policy {}", report.policy), &cases)
}
