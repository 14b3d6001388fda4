//! Cases that pass or fail as JUnit XML, the form that build servers show as tests.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// How a case came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// It holds.
    Passed,
    /// It does not: a sentence, and what shows it.
    Failed {
        /// The sentence.
        message: String,
        /// The steps that lead there; may be empty.
        shown: String,
    },
    /// It was not decided, which is no pass: why.
    Unfinished(String),
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The suite that it belongs to.
    pub suite: String,
    /// Its name.
    pub name: String,
    /// How it came out.
    pub came: Came,
}

/// The report under this name: suites in the order of their first case, cases in the order given, without times.
#[must_use]
pub fn report(name: &str, cases: &[Case]) -> String {
    let mut report = Report::new(name);
    let mut suites: Vec<&str> = Vec::new();
    for case in cases {
        if !suites.contains(&&*case.suite) {
            suites.push(&case.suite);
        }
    }
    for suite in suites {
        let mut tests = TestSuite::new(suite);
        for case in cases.iter().filter(|case| case.suite == suite) {
            let mut test = TestCase::new(&*case.name, status(&case.came));
            test.set_classname(suite);
            tests.add_test_case(test);
        }
        report.add_test_suite(tests);
    }
    // The writer only fails where what it writes to does, and a string does not.
    let mut text = report.to_string().expect("a string takes what is written");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn status(came: &Came) -> TestCaseStatus {
    match came {
        Came::Passed => TestCaseStatus::success(),
        Came::Failed { message, shown } => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(message.as_str()).set_type("violated").set_description(shown.as_str());
            status
        }
        Came::Unfinished(why) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(why.as_str()).set_type("unfinished");
            status
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Came, Case, report};

    fn case(suite: &str, name: &str, came: Came) -> Case {
        Case { suite: suite.to_owned(), name: name.to_owned(), came }
    }

    #[test]
    fn a_report_counts_what_failed_and_what_was_not_decided_apart() {
        let cases = [
            case("K", "K1 capacity", Came::Passed),
            case("policy", "a < b", Came::Unfinished(String::from("1,000 states seen, no more allowed"))),
            case(
                "K",
                "K2 one primary",
                Came::Failed {
                    message: String::from("two have `c1`"),
                    shown: String::from("route Q1\nagent A accepts c1"),
                },
            ),
        ];
        // Elements and attributes as build servers read them: the counts are of the cases above, one of three each.
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="switchboard verify" tests="3" failures="1" errors="1">
    <testsuite name="K" tests="2" disabled="0" errors="0" failures="1">
        <testcase name="K1 capacity" classname="K">
        </testcase>
        <testcase name="K2 one primary" classname="K">
            <failure message="two have `c1`" type="violated">route Q1
agent A accepts c1</failure>
        </testcase>
    </testsuite>
    <testsuite name="policy" tests="1" disabled="0" errors="1" failures="0">
        <testcase name="a &lt; b" classname="policy">
            <error message="1,000 states seen, no more allowed" type="unfinished"/>
        </testcase>
    </testsuite>
</testsuites>
"#;
        assert_eq!(report("switchboard verify", &cases), expected);
    }
}
