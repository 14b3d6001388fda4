//! `switchboard calibrate`: from a log to a scenario that `simulate` takes, and what it says to wrong input.

use std::fs;

use serde_json::Value;
use switchboard_cli::Outcome;

use crate::play::tool;

/// Two types of calls, thirty of each, with waits, one of them abandoned in four.
fn log() -> String {
    let mut text = "call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,\
                    ser_start,ser_exit,ser_time,server\n"
        .to_owned();
    for number in 0..60_u32 {
        let (hour, minute, kind) = (9 + number / 20, number % 20 * 3, if number % 2 == 0 { "NW" } else { "PS" });
        let (wait, service) = (number % 7 + 1, 40 + number * 37 % 90);
        let at = |second: u32| format!("{hour}:{:02}:{:02}", minute + second / 60, second % 60);
        let start = format!("{number},0,0,{kind},1999-02-01,{0},{0},0,{0},{1},{wait}", at(0), at(wait));
        if number % 4 == 3 {
            text.push_str(&format!("{start},HANG,0:00:00,0:00:00,0,\n"));
        } else {
            text.push_str(&format!("{start},AGENT,{},{},{service},A{}\n", at(wait), at(wait + service), number % 3));
        }
    }
    text
}

#[test]
fn a_log_becomes_a_scenario_that_simulate_takes() {
    let place = tempfile::tempdir().expect("a folder for the test");
    let (calls, file) = (place.path().join("calls.csv"), place.path().join("mine.toml"));
    fs::write(&calls, log()).expect("the folder is ours");
    let calls = calls.to_str().expect("our own name");
    let (outcome, scenario, said) = tool(&["calibrate", calls], "");
    assert_eq!(outcome, Outcome::Clean, "{said}");
    assert!(said.contains("NW wrap_up is none (range 0 s to 60 s)"), "{said}");
    let path = file.to_str().expect("our own name");
    let (outcome, out, said) = tool(&["calibrate", calls, "--out", path], "");
    assert_eq!((outcome, out.as_str()), (Outcome::Clean, ""), "{said}");
    assert!(said.starts_with(&format!("the scenario is {path}\n")), "{said}");
    assert_eq!(fs::read_to_string(&file).expect("it is written"), scenario);
    let (outcome, out, said) = tool(&["simulate", path, "--replications", "3"], "");
    assert_eq!(outcome, Outcome::Clean, "{out}{said}");
    let (outcome, json, _) = tool(&["calibrate", calls, "--format", "json"], "");
    assert_eq!(outcome, Outcome::Clean);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["all"]["conversations"], 60);
    // Fifteen of sixty hang up; the exponential mean is all waits, summed here again, over those.
    assert_eq!((&json["all"]["patience"]["waited"], &json["all"]["patience"]["left"]), (&60.into(), &15.into()));
    let waits: u32 = (0..60).map(|number| number % 7 + 1).sum();
    let mean = json["all"]["patience"]["laws"].as_array().expect("laws").iter().find(|law| law["law"] == "exponential");
    let mean = mean.expect("fitted")["parameters"][0]["value"].as_f64().expect("a number");
    assert!((mean - f64::from(waits) / 15.0).abs() < 1e-9, "{mean}");
}

#[test]
fn wrong_input_is_told_with_what_would_be_accepted() {
    let place = tempfile::tempdir().expect("a folder for the test");
    let calls = place.path().join("calls.csv");
    fs::write(&calls, log()).expect("the folder is ours");
    let calls = calls.to_str().expect("our own name");
    let refused = |args: &[&str], message: &str| {
        assert_eq!(tool(args, ""), (Outcome::Usage, String::new(), format!("{message}\n")));
    };
    refused(
        &["calibrate", calls, "--weekday", "someday"],
        "--weekday: unknown day of the week `someday`, expected one of: sunday, monday, tuesday, wednesday, thursday, \
         friday, saturday",
    );
    refused(&["calibrate", calls, "--weekday", "friday"], &format!("{calls}: no day of the log is a friday"));
    refused(
        &["calibrate", "nothing.csv"],
        "nothing.csv: no such file; expected a call log in CSV, events in JSON Lines, or an interval table",
    );
    let events = place.path().join("events.jsonl");
    fs::write(&events, "{\"seq\":1,\"ts\":5.0,\"type\":\"AgentSignedIn\"}\n{\"ts\":4.0,\"type\":\"x\"}\n")
        .expect("ours");
    let events = events.to_str().expect("our own name");
    refused(&["calibrate", events], &format!("{events}:2:7: unknown time `4`, expected seconds from 5 to 315360000"));
}

#[test]
fn a_prediction_needs_a_call_log_with_days_on_both_sides() {
    let place = tempfile::tempdir().expect("a folder for the test");
    let calls = place.path().join("calls.csv");
    fs::write(&calls, log()).expect("the folder is ours");
    let calls = calls.to_str().expect("our own name");
    let refused = |args: &[&str], message: &str| {
        assert_eq!(tool(args, ""), (Outcome::Usage, String::new(), format!("{message}\n")));
    };
    refused(
        &["calibrate", calls, "--holdout=1999-02-01"],
        "--holdout: there must be days before `1999-02-01` and from it on; the log has 1999-02-01 to 1999-02-01",
    );
    refused(
        &["calibrate", calls, "--holdout=tomorrow"],
        "--holdout: unknown day `tomorrow`, expected `half` or a day as `YYYY-MM-DD`",
    );
    refused(&["calibrate", calls, "--holdout", "--out", "x.toml"], "--out: a prediction is a page, expected a folder");
    let second = log().lines().skip(1).map(|line| line.replace("1999-02-01", "1999-02-02") + "\n").collect::<String>();
    let third = second.replace("1999-02-02", "1999-02-03");
    fs::write(calls, format!("{}{second}{third}", log())).expect("the folder is ours");
    let args = ["calibrate", calls, "--holdout=1999-02-03", "--replications", "10", "--format", "json", "--threads"];
    let one = tool(&[&args[..], &["1"]].concat(), "");
    assert_eq!(tool(&[&args[..], &["2"]].concat(), ""), one);
    let json: Value = serde_json::from_str(&one.1).expect("JSON");
    assert_eq!((&json["learned"][1], &json["predicted"][0]), (&"1999-02-02".into(), &"1999-02-03".into()));
    // Ten calls in each half hour from nine to twelve.
    assert_eq!(json["half_hours"].as_array().map(Vec::len), Some(6));
    let out = place.path().join("report");
    let out = out.to_str().expect("our own name");
    let (outcome, _, said) = tool(&["calibrate", calls, "--out", out], "");
    assert_eq!(outcome, Outcome::Clean, "{said}");
    let page = fs::read_to_string(format!("{out}/index.html")).expect("it is written");
    for words in ["Q-Q plot of the handle time", "Patience", "What the log does not show"] {
        assert!(page.contains(words), "{words}");
    }
}

/// Where the bank's month is, beside the project.
fn bank() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/bank-calls-1999-02.csv")
}

/// The page of the gallery with its own question, and no row of the log in it.
#[test]
fn the_gallery_has_a_page_on_the_prediction_of_the_bank() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/gallery/bank-prediction/index.html");
    let page = fs::read_to_string(page).expect("the gallery has its page");
    for words in [
        "Does a simulation that was calibrated on the first days predict the later ones?",
        "Yes: its 80 % intervals hold 70 to 90 % of the half hours",
        "Where it does not",
        "switchboard calibrate bank-calls-1999-02.csv --holdout --seed 1 --replications 100 --out DIR",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("AGENT,"));
}

/// The same page again, some minutes:
/// `cargo test --release --test it -- --ignored the_page_on_the_bank`; to write it anew run the command that stands in it in
/// the folder of the log, with `--out` as the folder of the gallery.
#[test]
#[ignore = "some minutes; simulates 28 days a hundred times"]
fn the_page_on_the_bank_is_what_the_command_writes() {
    if !bank().exists() {
        use std::io::Write;
        writeln!(std::io::stderr(), "skipped: {} is not here", bank().display()).expect("stderr takes a line");
        return;
    }
    let place = tempfile::tempdir().expect("a folder for the test");
    let out = place.path().join("report");
    let bank = bank();
    let args =
        ["calibrate", bank.to_str().expect("our own name"), "--holdout", "--out", out.to_str().expect("our own name")];
    let (outcome, _, said) = tool(&args, "");
    assert_eq!(outcome, Outcome::Clean, "{said}");
    let made = fs::read_to_string(out.join("index.html")).expect("it is written");
    let path = format!("switchboard calibrate {}", bank.display());
    let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/gallery/bank-prediction/index.html");
    let kept = fs::read_to_string(kept).expect("the gallery has its page");
    assert_eq!(made.replace(&path, "switchboard calibrate bank-calls-1999-02.csv"), kept);
}
