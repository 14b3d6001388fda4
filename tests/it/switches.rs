//! Every open question shown by a case: `tests/cases/switches/POL-nn-….case` ends differently under each option.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use switchboard::Switches;
use switchboard_cli::Outcome;
use switchboard_cli::play::{PlayError, play};

use crate::cases::{Case, cases_in};
use crate::play::tool;

/// Switches that no script can show, since they act on the results of a simulated day: the test that shows each option.
const ELSEWHERE: [(&str, &str, &str); 2] = [
    ("POL-35", "sims/src/engine/tests.rs", "fn abandoned_is_what_the_policy_says()"),
    ("POL-36", "tests/it/metrics.rs", "fn the_service_level_is_of_what_the_policy_says()"),
];

/// Options that come to the same in the states that exist, with the reason; their endings hold for each other.
const ALIKE: [(&str, char, char, &str); 1] =
    [("POL-12", 'a', 'c', "c is about Wrap-up and Waiting, and a record is never in either (ST-50)")];

/// One ending of a case: what its line `--- … under …` sets, and the lines below it.
struct Ending<'a> {
    /// Switches with their options.
    under: BTreeMap<&'a str, &'a str>,
    lines: Vec<&'a str>,
}

/// A case cut at its endings: the lines before the first, and the endings.
fn cut(text: &str) -> (Vec<&str>, Vec<Ending<'_>>) {
    let (mut head, mut endings): (Vec<&str>, Vec<Ending<'_>>) = (Vec::new(), Vec::new());
    for line in text.lines() {
        match (line.strip_prefix("---"), endings.last_mut()) {
            (Some(title), _) => {
                let under = title.split_once("under ").map_or("", |(_, under)| under);
                let under = under
                    .split(',')
                    .filter_map(|change| change.split_once('='))
                    .map(|(switch, option)| (switch.trim(), option.trim()))
                    .collect();
                endings.push(Ending { under, lines: Vec::new() });
            }
            (None, Some(ending)) => ending.lines.push(line),
            (None, None) => head.push(line),
        }
    }
    (head, endings)
}

/// The id that the file name begins with, such as `POL-16b`.
fn switch_of(case: &Case) -> String {
    case.name().split('-').take(2).collect::<Vec<&str>>().join("-")
}

/// How a script ends that has this one ending, under one option changed.
fn ends(head: &[&str], ending: &Ending<'_>, switch: &str, option: &str) -> Result<Outcome, PlayError> {
    let mut under = ending.under.clone();
    under.insert(switch, option);
    let under: Vec<String> = under.iter().map(|(switch, option)| format!("{switch} = {option}")).collect();
    let title = format!("--- under {}", under.join(", "));
    let lines: Vec<&str> = head.iter().copied().chain([&*title]).chain(ending.lines.iter().copied()).collect();
    play(&lines.join("\n"), "switch.case", &mut Vec::new())
}

fn cases_by_switch() -> BTreeMap<String, Case> {
    let mut cases = BTreeMap::new();
    for case in cases_in("switches") {
        let twice = cases.insert(switch_of(&case), case);
        assert!(twice.is_none(), "two cases for one switch");
    }
    cases
}

#[test]
fn every_switch_is_shown_by_a_case_with_an_ending_for_every_option() {
    let cases = cases_by_switch();
    for info in Switches::ALL {
        if ELSEWHERE.iter().any(|(switch, ..)| *switch == info.id) {
            assert!(!cases.contains_key(info.id), "{} is shown twice", info.id);
            continue;
        }
        let case = cases.get(info.id).unwrap_or_else(|| panic!("no case shows {}", info.id));
        let (_, endings) = cut(&case.text);
        let shown: BTreeSet<&str> = endings.iter().filter_map(|ending| ending.under.get(info.id).copied()).collect();
        let letters: Vec<String> = info.options.iter().map(|option| option.letter.to_string()).collect();
        let wanted: BTreeSet<&str> = letters.iter().map(String::as_str).collect();
        assert_eq!(shown, wanted, "{}", case.path);
        assert_eq!(endings.len(), wanted.len(), "{} has one ending for each option", case.path);
    }
    let known: BTreeSet<&str> = Switches::ALL.iter().map(|info| info.id).collect();
    assert_eq!(cases.keys().map(String::as_str).filter(|id| !known.contains(id)).collect::<Vec<_>>(), [""; 0]);
}

/// What is expected under one option must fail under every other: else the case does not show the difference.
#[test]
fn no_ending_holds_under_another_option() {
    let mut alike = Vec::new();
    for (switch, case) in cases_by_switch() {
        let info = Switches::info(&switch).expect("checked above");
        let (head, endings) = cut(&case.text);
        for ending in &endings {
            for option in info.options {
                let letter = option.letter.to_string();
                if ending.under.get(&*switch) == Some(&&*letter) {
                    continue;
                }
                let refused = endings.iter().any(|other| {
                    other.under.get(&*switch) == Some(&&*letter)
                        && other.lines.iter().any(|line| line.starts_with("expect policy refused"))
                });
                let like = ALIKE.iter().any(|(id, one, other, _)| {
                    let both = [one.to_string(), other.to_string()];
                    *id == switch
                        && both.contains(&letter)
                        && both.iter().any(|option| ending.under.get(&*switch) == Some(&&**option))
                });
                match ends(&head, ending, &switch, &letter) {
                    Ok(Outcome::Clean) if like => {}
                    Ok(Outcome::Broken) if !like => {}
                    Err(PlayError::Input(_)) if refused => {}
                    other => alike.push(format!("{} of {:?} under {letter}: {other:?}", case.path, ending.under)),
                }
            }
        }
    }
    assert_eq!(alike, Vec::<String>::new());
}

#[test]
fn section_8_is_whole_and_the_readme_counts_it() {
    // Section 8 of the domain page has 76 rows: POL-01 to POL-74, with POL-13b and POL-16b.
    let mut wanted: Vec<String> = (1..=74).map(|number| format!("POL-{number:02}")).collect();
    wanted.extend(["POL-13b", "POL-16b"].map(String::from));
    wanted.sort();
    let ids: Vec<&str> = Switches::ALL.iter().map(|info| info.id).collect();
    assert_eq!(ids, wanted);
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&format!("{} switches `POL-nn`", wanted.len())));
}

#[test]
fn the_tool_explains_every_switch_and_names_what_shows_it() {
    let (outcome, out, err) = tool(&["rules", "--switches", "--format", "json"], "");
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
    let listed: Vec<serde_json::Value> = serde_json::from_str(&out).expect("a list");
    assert_eq!(listed.len(), Switches::ALL.len());
    let cases = cases_by_switch();
    for (info, listed) in Switches::ALL.iter().zip(&listed) {
        let shown = match (cases.get(info.id), ELSEWHERE.iter().find(|(switch, ..)| *switch == info.id)) {
            (Some(case), _) => format!("tests/cases/{}", case.path),
            (None, Some((_, file, test))) => {
                format!("{file}, {}", test.trim_start_matches("fn ").trim_end_matches("()"))
            }
            (None, None) => panic!("{} is shown nowhere", info.id),
        };
        assert_eq!((listed["id"].as_str(), listed["shown"].as_str()), (Some(info.id), Some(&*shown)));
        assert_eq!(listed["options"].as_array().map(Vec::len), Some(info.options.len()));
        for preset in ["seed", "current"] {
            let letter = listed["presets"][preset].as_str().expect("every preset chooses");
            assert!(info.options.iter().any(|option| option.letter.to_string() == letter), "{}", info.id);
        }
        let (outcome, one, _) = tool(&["rules", info.id], "");
        assert_eq!(outcome, Outcome::Clean);
        assert!(one.ends_with(&format!("  shown: {shown}\n")), "{one}");
    }
    let (outcome, text, err) = tool(&["rules", "--switches"], "");
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
    assert_eq!(text.lines().find(|line| line.chars().count() > 80), None);
    // POL-16 of section 8, whole.
    let one = text.split("\n\n").find(|block| block.starts_with("POL-16 ")).expect("it is listed");
    assert_eq!(
        one,
        "POL-16  Assign outside Open
    a open-only: not allowed: Open and unassigned only [seed]
    b also-waiting: also from Waiting, to an agent or to a queue [current]
    c also-waiting-and-active: also from Waiting and from Active, to an agent
      only; from Active it is a transfer
    pages: SUP; b: both ONG tables; c: ONG second table alone, against its first
           table (\"Not enabled\") and its prose. From Waiting to an agent: as
           ST-04, no consultant; to a queue: ST-75. Under c from Active: as a
           transfer, POL-01 to POL-05 apply
    shown: tests/cases/switches/POL-16-assigning-outside-open.case"
    );
}

#[test]
fn what_no_case_shows_is_shown_by_a_test() {
    for (switch, file, test) in ELSEWHERE {
        let text = fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).expect("the file is there");
        let body = text.split(test).nth(1).unwrap_or_else(|| panic!("{switch}: {file} has no {test}"));
        let body = body.split("\n}\n").next().expect("a test ends");
        assert!(body.contains(switch), "{switch}: {test} does not name it");
    }
}
