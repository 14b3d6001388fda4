//! Findings as SARIF 2.1.0, the form that code hosts show beside the lines of a file.

use serde_json::{Value, json};

/// The schema that a log names.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// How bad a result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It must be mended.
    Error,
    /// It is probably not meant.
    Warning,
    /// It is good to know.
    Note,
}

impl Level {
    /// The word of the standard.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A rule that results name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleText {
    /// Its id.
    pub id: String,
    /// What it says, in a sentence.
    pub sentence: String,
}

/// One result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: String,
    /// How bad it is.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as a path with `/`, relative to the root of what is checked.
    pub file: String,
    /// The line, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
}

/// The log of one run of the tool `switchboard`: its rules, and its results in the order given.
///
/// `finished` is whether everything was looked at that was to be.
///
/// A rule that a result names and that is not among `rules` is left without a sentence, as the standard allows.
#[must_use]
pub fn log(version: &str, rules: &[RuleText], findings: &[Finding], finished: bool) -> String {
    let described: Vec<Value> =
        rules.iter().map(|rule| json!({ "id": rule.id, "shortDescription": { "text": rule.sentence } })).collect();
    let results: Vec<Value> = findings.iter().map(|finding| result(rules, finding)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "switchboard", "version": version, "rules": described } },
            "invocations": [{ "executionSuccessful": finished }],
            // Columns are counted as people count them.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    // Strings, numbers and lists are always written.
    let mut text = serde_json::to_string_pretty(&log).expect("a value without foreign keys is written");
    text.push('\n');
    text
}

fn result(rules: &[RuleText], finding: &Finding) -> Value {
    let mut result = json!({
        "ruleId": finding.rule,
        "level": finding.level.name(),
        "message": { "text": finding.message },
    });
    if let Some(index) = rules.iter().position(|rule| rule.id == finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    if let Some(place) = &finding.place {
        result["locations"] = json!([{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&place.file) },
                "region": { "startLine": place.line, "startColumn": place.column },
            },
        }]);
    }
    result
}

/// A path as a relative reference: what such a reference may not hold is written by its bytes (RFC 3986).
fn uri(file: &str) -> String {
    let mut uri = String::new();
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::{Finding, Level, Place, RuleText, log};

    #[test]
    fn a_log_has_the_names_of_the_standard() {
        let rules = [RuleText { id: String::from("cost-nobody-holds"), sentence: String::from("it costs too much") }];
        let findings = [
            Finding {
                rule: String::from("cost-nobody-holds"),
                level: Level::Error,
                message: String::from("`phone` costs 101"),
                place: Some(Place { file: String::from("days/my day.toml"), line: 3, column: 66 }),
            },
            Finding {
                rule: String::from("K4"),
                level: Level::Note,
                message: String::from("never reached"),
                place: None,
            },
        ];
        // The field names and the words are those of the OASIS standard, sections 3.13 to 3.30.
        let expected = r#"{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "runs": [
    {
      "columnKind": "unicodeCodePoints",
      "invocations": [
        {
          "executionSuccessful": true
        }
      ],
      "results": [
        {
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "days/my%20day.toml"
                },
                "region": {
                  "startColumn": 66,
                  "startLine": 3
                }
              }
            }
          ],
          "message": {
            "text": "`phone` costs 101"
          },
          "ruleId": "cost-nobody-holds",
          "ruleIndex": 0
        },
        {
          "level": "note",
          "message": {
            "text": "never reached"
          },
          "ruleId": "K4"
        }
      ],
      "tool": {
        "driver": {
          "name": "switchboard",
          "rules": [
            {
              "id": "cost-nobody-holds",
              "shortDescription": {
                "text": "it costs too much"
              }
            }
          ],
          "version": "0.1.0"
        }
      }
    }
  ],
  "version": "2.1.0"
}
"#;
        assert_eq!(log("0.1.0", &rules, &findings, true), expected);
    }
}
