//! Experiments as the README shows them: a grid in shares, put together to the bytes of one run; and the week to copy.

use std::path::Path;

use switchboard_cli::{Console, Outcome, WIDTH, run};
use switchboard_sims::results::{Measure, Scope};
use switchboard_sims::scenario::Scenario;
use switchboard_sims::{Options, simulate};

const WEEK: &str = include_str!("../../sims/scenarios/week.toml");

fn switchboard(line: &str) -> (Outcome, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut input: &[u8] = &[];
    let mut console = Console { input: &mut input, out: &mut out, err: &mut err, interactive: false, width: WIDTH };
    let outcome = run(line.split_whitespace().map(Into::into), &mut console);
    let text = |bytes| String::from_utf8(bytes).expect("the tool writes text");
    (outcome, text(out), text(err))
}

#[test]
fn the_shares_of_the_readme_merge_to_one_run() {
    let readme = include_str!("../../README.md");
    let mut blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let block = blocks.find(|block| block.contains("grid=")).expect("the block is there");
    let place = tempfile::tempdir().expect("a folder for the test");
    let at = |name: &str| place.path().join(name).display().to_string();
    std::fs::write(place.path().join("week.toml"), WEEK).expect("room for a file");
    let grid = block.lines().find_map(|line| line.strip_prefix("grid=\"")?.strip_suffix('"')).expect("the grid");
    let here = |line: &str| {
        let mut line = line.replace("$grid", grid).replace("week.toml", &at("week.toml"));
        for part in 1..=3 {
            line = line.replace(&format!("share-{part}.jsonl"), &at(&format!("share-{part}.jsonl")));
        }
        line.replace("--out tables", &format!("--out {}", at("tables")))
    };
    let shares = block.lines().find_map(|line| line.split_once("xargs -I{} ")).expect("the line with shares").1;
    for part in 1..=3 {
        let (outcome, _, err) = switchboard(&here(&shares.replace("{}", &part.to_string())));
        assert_eq!(outcome, Outcome::Clean, "{err}");
    }
    let merge = block.lines().find(|line| line.contains("--merge")).expect("the line that merges");
    let (outcome, merged, err) = switchboard(&here(merge));
    assert_eq!(outcome, Outcome::Clean, "{err}");
    let (outcome, whole, err) =
        switchboard(&here(&format!("switchboard simulate {grid} --out whole")).replace("whole", &at("whole")));
    assert_eq!((outcome, &merged), (Outcome::Clean, &whole), "{err}");
    for file in ["experiment.csv", "experiment.json", "experiment.parquet", "experiment.xlsx"] {
        let bytes = |folder: &str| std::fs::read(Path::new(&at(folder)).join(file)).expect("the file is there");
        assert_eq!(bytes("tables"), bytes("whole"), "{file}");
    }
    let table = std::fs::read_to_string(Path::new(&at("tables")).join("experiment.csv")).expect("the table");
    assert!(table.starts_with(
        "staff.0.shifts.0.agents,staff.1.shifts.0.agents,scope,measure,rule,unit,value,low,high,replications\n11,7,all,conversations,MET-01,count,"
    ));
}

/// More agents on the early shift answer more of the same customers: no other number decides that but the agents.
#[test]
fn settings_differ_by_what_was_varied_alone() {
    let place = tempfile::tempdir().expect("a folder for the test");
    let file = place.path().join("week.toml");
    std::fs::write(&file, WEEK).expect("room for a file");
    let (_, out, err) = switchboard(&format!(
        "switchboard simulate {} --vary staff.0.shifts.0.agents=9,13 --replications 2 --format json",
        file.display()
    ));
    let document: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"));
    let of = |point: usize, measure: &str| document["points"][point]["measures"]["all"][measure]["value"].as_f64();
    assert_eq!(of(0, "conversations"), of(1, "conversations"));
    assert!(of(0, "abandoned_rate") > of(1, "abandoned_rate"));
    assert_eq!(document["points"][1]["settings"]["staff.0.shifts.0.agents"].as_f64(), Some(13.0));
}

#[test]
fn the_week_to_copy_has_a_sunday_of_twenty_five_hours_and_no_calls_on_it() {
    let none = |_: &str| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    let week = Scenario::from_toml(WEEK, "week.toml", &none).expect("a scenario");
    assert!((week.expected_arrivals() - 5_900.0).abs() < 1e-6);
    assert_eq!((week.date_of(0), week.date_of(6)), ("mon 2026-10-19".to_owned(), "sun 2026-10-25".to_owned()));
    // From eight on Monday to eight on Sunday evening: six days, twelve hours, and the hour that comes twice.
    assert_eq!(week.to().since(week.from()).seconds(), (6.0 * 24.0 + 12.0 + 1.0) * 3_600.0);
    let results = simulate(&week, Options { replications: 2, ..Options::default() }).expect("a sound week");
    let sunday = 6 * 24..results.setting.intervals;
    let came: f64 = sunday
        .filter_map(|interval| results.estimate(Measure::Conversations, Scope::of_interval(interval)))
        .map(|estimate| estimate.value)
        .sum();
    assert_eq!(came, 0.0);
}
