//! `switchboard plan`: what it answers on a small line, what it says to wrong input, and that threads change nothing.

use std::fs;

use serde_json::Value;
use switchboard_cli::Outcome;

use crate::play::tool;

const LINE: &str = r#"name = "a small line"
from = "08:00"
to = "16:00"
[policy]
switches = { POL-36 = "a" }
queues = [{ name = "calls", kind = "voice" }]
workstreams = [{ name = "phone", channel = "voice", queue = "calls", cost = 1, auto_assign = true, wrap_up_block = "never" }]
users = [{ name = "agent", count = 8, units = 1, queues = ["calls"] }]
[[arrivals]]
workstream = "phone"
per_hour = 30
patience.exponential = { mean_s = 180 }
handling.exponential = { mean_s = 240 }
[[staff]]
group = "agent"
shifts = [{ from = "08:00", to = "12:15", agents = 4 }, { from = "12:00", to = "16:00", agents = 4 }]
[plan]
replications = 8
replications_max = 16
targets = [{ service_level = 0.7 }]
"#;

/// The tool with a scenario file, whose name stands for FILE among the words.
fn plan(text: &str, words: &[&str]) -> (Outcome, String, String) {
    let place = tempfile::tempdir().expect("a folder for the test");
    let file = place.path().join("line.toml");
    fs::write(&file, text).expect("the folder is ours");
    let name = file.to_str().expect("our own name").to_owned();
    let words: Vec<&str> = words.iter().map(|word| if *word == "FILE" { &*name } else { *word }).collect();
    let (outcome, out, said) = tool(&words, "");
    (outcome, out.replace(&name, "FILE"), said.replace(&name, "FILE"))
}

#[test]
fn the_least_staff_is_told_with_the_one_below_it_on_any_number_of_threads() {
    let told = |threads: &str| plan(LINE, &["plan", "FILE", "--format", "json", "--threads", threads]);
    let (outcome, one, said) = told("1");
    assert_eq!(outcome, Outcome::Clean, "{said}");
    assert_eq!(told("2").1, one);
    assert_eq!(told("8").1, one);
    let answer: Value = serde_json::from_str(&one).expect("JSON");
    assert_eq!((&answer["schema"], &answer["met"], &answer["by"]), (&1.into(), &true.into(), &"shift".into()));
    assert_ne!(answer["runner_up"]["staff"]["verdict"], "met");
    assert!(answer["answer"]["figures"]["service_level"]["value"].as_f64().is_some_and(|level| level >= 0.7));
    for key in ["blocks", "targets", "queues", "intervals", "curve", "sensitivities", "doubts"] {
        assert!(answer[key].as_array().is_some_and(|list| !list.is_empty()), "{key}");
    }
}

#[test]
fn no_line_of_the_answer_is_wider_than_a_hundred_columns_and_a_page_is_written() {
    let place = tempfile::tempdir().expect("a folder for the test");
    let report = place.path().join("report");
    let (outcome, out, said) = plan(LINE, &["plan", "FILE", "--out", report.to_str().expect("our own name")]);
    assert_eq!(outcome, Outcome::Clean, "{said}");
    assert!(out.starts_with("How many agents does `a small line` need?\n"), "{out}");
    for line in out.lines().filter(|line| !line.starts_with("The same again")) {
        assert!(line.chars().count() <= 100, "{line}");
    }
    let page = fs::read_to_string(report.join("index.html")).expect("the page is written");
    assert!(page.contains("What moves the answer") && page.contains("How far the figures may be off"));
    let staff = fs::read_to_string(report.join("staff.csv")).expect("the staff is written");
    assert_eq!(staff.lines().count(), 3);
    assert!(staff.starts_with("group,from_s,to_s,agents\nagent,28800,44100,"), "{staff}");
}

#[test]
fn targets_that_cannot_be_met_end_with_code_one_and_wrong_input_with_two() {
    let (outcome, out, _) = plan(
        &LINE.replace("[plan]", "[plan]\nagents_max = 2"),
        &["plan", "FILE", "--service-level", "90", "--by", "day", "--no-sensitivity"],
    );
    assert_eq!(outcome, Outcome::Broken);
    assert!(out.contains("No staff within what is allowed was found"), "{out}");
    for (from, to, expected) in [
        (
            "service_level = 0.7",
            "service_level = 7",
            "FILE:20:30: `service_level` is 7, expected a number from 0 to 1\n",
        ),
        (
            "[plan]",
            "[plan]\nby = \"week\"",
            "FILE:18:6: unknown variant `week`, expected one of `shift`, `interval`, `day`\n",
        ),
    ] {
        let (outcome, out, said) = plan(&LINE.replace(from, to), &["plan", "FILE"]);
        assert_eq!((outcome, out.as_str(), said.as_str()), (Outcome::Usage, "", expected));
    }
    let (outcome, _, said) = plan(LINE, &["plan", "FILE", "--date", "2026-12-07"]);
    assert_eq!(outcome, Outcome::Usage);
    assert!(said.starts_with("`--date` and `--week` choose days"), "{said}");
}

#[test]
fn a_week_is_planned_from_a_history() {
    let place = tempfile::tempdir().expect("a folder for the test");
    let file = place.path().join("history.csv");
    let mut history = "date,from,workstream,arrivals,handle_s\n".to_owned();
    for day in 1..=28 {
        // 1 February 2026 is a Sunday; on Sundays nobody calls.
        let calls = if day % 7 == 1 { 0 } else { 14 + day % 3 };
        for hour in 8..16 {
            history.push_str(&format!("2026-02-{day:02},{hour:02}:00,phone,{calls},240\n"));
        }
    }
    fs::write(&file, history).expect("the folder is ours");
    let history = file.to_str().expect("our own name");
    let (outcome, out, said) = plan(LINE, &["plan", "FILE", "--history", history, "--week", "--by", "day"]);
    assert_eq!(outcome, Outcome::Clean, "{said}");
    assert!(out.contains("How many agents from 2026-03-01 to 2026-03-07?"), "{out}");
    let row = |name: &str| out.lines().find(|line| line.starts_with(name)).unwrap_or("").to_owned();
    assert!(row("2026-03-01 Sunday").trim_end().ends_with(" 0"), "{out}");
    assert!(row("2026-03-02 Monday").ends_with("met"), "{out}");
    assert!(out.contains("(WAPE; MAPE"), "{out}");
}

/// By hand: 20 calls an hour on every day but the holidays, on which 5 and 10 came: 15 of 40, 38 %. Dates of the command line,
/// of a file and of the operating hours are all known.
#[test]
fn a_holiday_is_planned_from_those_before_it() {
    let place = tempfile::tempdir().expect("a folder for the test");
    let history = place.path().join("history.csv");
    let mut rows = "date,from,workstream,arrivals\n".to_owned();
    for day in 1..=28 {
        let calls = if day == 10 {
            5
        } else if day == 18 {
            10
        } else {
            20
        };
        for hour in 8..16 {
            rows.push_str(&format!("2026-02-{day:02},{hour:02}:00,phone,{calls}\n"));
        }
    }
    fs::write(&history, rows).expect("the folder is ours");
    let history = history.to_str().expect("our own name");
    let dates = place.path().join("holidays.txt");
    fs::write(&dates, "# this year\n2026-02-18 # a Wednesday\n\n").expect("the folder is ours");
    let file = dates.to_str().expect("our own name");
    let hours = r#"name = "calls", kind = "voice", hours = "week" }]
hours = [{ name = "week", open = ["daily 00:00-24:00"], holidays = ["2026-02-10"] }"#;
    let scenario = LINE.replace(r#"name = "calls", kind = "voice" }"#, hours);
    let told = |words: &[&str]| {
        let mut all = vec!["plan", "FILE", "--history", history, "--by", "day"];
        all.extend_from_slice(words);
        plan(&scenario, &all)
    };
    let (outcome, out, said) = told(&["--holidays", file, "--holiday", "2026-03-01"]);
    assert_eq!(outcome, Outcome::Clean, "{said}");
    let text = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("2026-03-01: 60 phone (mean of the last five same weekdays; a holiday: 38 % of that, as on 2 in the history, 25 to 50 %, assumed to be off by 30 %)"), "{out}");
    let (_, out, said) = told(&["--holidays", file]);
    assert!(out.contains("2026-03-01: 160 phone"), "{out}{said}");
    let (outcome, _, said) = told(&["--holiday", "2026-02-30"]);
    assert_eq!(outcome, Outcome::Usage);
    assert_eq!(said, "`--holiday` has the unknown date `2026-02-30`, expected one such as `2026-12-25`\n");
    fs::write(&dates, "2026-02-18\n  Christmas\n").expect("the folder is ours");
    let (outcome, _, said) = told(&["--holidays", file]);
    assert_eq!(outcome, Outcome::Usage);
    assert!(
        said.ends_with("holidays.txt:2:3: unknown date `Christmas`, expected one such as `2026-12-25`\n"),
        "{said}"
    );
    let (outcome, _, said) = plan(LINE, &["plan", "FILE", "--holiday", "2026-02-18"]);
    assert_eq!(outcome, Outcome::Usage);
    assert!(said.contains("--history"), "{said}");
}

#[test]
fn a_scenario_differs_in_nothing_from_itself() {
    let (outcome, out, said) = plan(LINE, &["plan", "FILE", "--compare", "FILE", "--replications", "4"]);
    assert_eq!(outcome, Outcome::Clean, "{said}");
    assert!(out.contains("Nothing that 4 days can tell."), "{out}");
}

/// Calls of three minutes instead of two keep agents busier, so the second is worse by its service level.
#[test]
fn a_comparison_and_a_choice_are_pages_too() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let text = std::fs::read_to_string("sims/scenarios/quiet-monday.toml").expect("the scenario is there");
    let slower = text.replace("handling.lognormal = { mean_s = 260", "handling.lognormal = { mean_s = 390");
    assert_ne!(slower, text);
    std::fs::write(at("slow.toml"), slower).expect("it is written");
    for (options, title, says) in [
        (
            ["--compare", "--replications", "20"],
            "What is different between",
            "Service level of all who arrived is lower in the second",
        ),
        (
            ["--among", "--replications", "20"],
            "Which is the best?",
            "quiet-monday.toml is the best of 2 by service level",
        ),
    ] {
        let (report, slow) = (at(options[0]), at("slow.toml"));
        let words =
            ["plan", "sims/scenarios/quiet-monday.toml", options[0], &slow, options[1], options[2], "--out", &report];
        let (outcome, out, err) = tool(&words, "");
        assert_eq!(outcome, Outcome::Clean, "{err}");
        assert!(out.contains(title) && out.replace('\n', " ").contains(says), "{out}");
        assert_eq!(out.lines().find(|line| line.chars().count() > 80 && !line.contains(&slow)), None);
        assert_eq!(err, format!("the report is {report}/index.html\n"));
        let page = std::fs::read_to_string(std::path::Path::new(&report).join("index.html")).expect("a page");
        assert!(page.contains(title) && page.contains("How it was made"), "{page}");
    }
}

/// Who has no customers has no wait, and is not the best by it.
#[test]
fn a_scenario_of_which_nothing_is_counted_cannot_be_chosen() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let none = folder.path().join("none.toml").display().to_string();
    let text = fs::read_to_string("sims/scenarios/quiet-monday.toml").expect("the scenario is there");
    let mut quiet = String::new();
    for line in text.lines() {
        let rates = line.starts_with("profile") || line.starts_with("per_hour");
        quiet.push_str(if rates { "per_hour = 0" } else { line });
        quiet.push('\n');
    }
    fs::write(&none, quiet).expect("it is written");
    let words =
        ["plan", "sims/scenarios/quiet-monday.toml", "--among", &none, "--figure", "mean-wait", "--difference", "5"];
    let (outcome, out, err) = tool(&words, "");
    let message = format!(
        "{none}: nothing of `mean wait of those answered` was counted on 20 days, expected a scenario in which it is\n"
    );
    assert_eq!((outcome, out.as_str(), err), (Outcome::Usage, "", message));
}

#[test]
fn the_command_of_a_choice_asks_the_same_question() {
    let (file, folder) = ("sims/scenarios/quiet-monday.toml", tempfile::TempDir::new().expect("a folder"));
    let slow = folder.path().join("slow.toml").display().to_string();
    let text = fs::read_to_string(file).expect("the scenario is there");
    fs::write(&slow, text.replace("mean_s = 260", "mean_s = 520")).expect("it is written");
    let words = ["plan", file, "--among", &slow, "--figure", "occupancy", "--difference", "5", "--replications", "9"];
    let (outcome, out, _) = tool(&words, "");
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(outcome, Outcome::Clean, "{out}");
    assert!(words.contains("--figure occupancy --difference 5 --replications 9"), "{out}");
    assert!(words.contains("better by 5.00 percentage points or more"), "{out}");
}
