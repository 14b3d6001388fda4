//! Hunting as a command: what it did not reach is asked of the checker, and the command that it tells repeats a finding.
#![cfg(unix)]

use std::process::{Command, Output};

const SWITCHBOARD: &str = env!("CARGO_BIN_EXE_switchboard");

fn hunt(options: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(SWITCHBOARD).arg("hunt").args(options).output().expect("the tool starts");
    let text = |bytes| String::from_utf8(bytes).expect("the answer is text");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

fn policy(distribution: &str) -> tempfile::NamedTempFile {
    let text = format!(
        "queues = [{{ name = \"chat\", kind = \"messaging\" }}]\n\
         workstreams = [{{ name = \"web\", channel = \"live-chat\", queue = \"chat\", cost = 50, distribution = \"{distribution}\" }}]\n\
         users = [{{ name = \"ann\", queues = [\"chat\"] }}, {{ name = \"sue\", roles = [\"supervisor\"], queues = [\"chat\"] }}]\n"
    );
    let file = tempfile::Builder::new().suffix(".toml").tempfile().expect("a file");
    std::fs::write(file.path(), text).expect("it is written");
    file
}

fn list(report: &serde_json::Value, name: &str) -> Vec<String> {
    let list = report["not_reached"][name].as_array().expect("a list");
    list.iter().map(|it| it.as_str().expect("a name").to_owned()).collect()
}

#[test]
fn the_list_of_faults_fits_a_terminal() {
    let (code, out, err) = hunt(&["--fault", "list"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("two-agents-take-one (K1)\n    who picks what"), "{out}");
    assert_eq!(out.lines().find(|line| line.chars().count() > 80), None);
}

#[test]
fn what_no_order_of_events_reaches_is_proven() {
    let proven = |distribution: &str| {
        let file = policy(distribution);
        let file = file.path().to_str().expect("a plain path");
        let (code, out, err) = hunt(&[file, "--prove", "--runs", "8", "--size", "small", "--format", "json"]);
        assert_eq!(code, 0, "{out}{err}");
        serde_json::from_str::<serde_json::Value>(&out).expect("JSON")
    };
    let (push, pick) = (proven("push"), proven("pick"));
    assert_eq!(push["not_reached"]["whole"], true);
    // AG-01: nobody picks from a push stream unless that is set; from a pick stream everybody does, and nothing is offered.
    assert!(list(&push, "kinds_unreachable").contains(&"pick".to_owned()), "{push:#}");
    assert!(!list(&pick, "kinds_unreachable").contains(&"pick".to_owned()), "{pick:#}");
    assert!(list(&pick, "rules_unreachable").contains(&"ST-02".to_owned()), "{pick:#}");
    // ST-22 is about channels that have Waiting, of which a live chat is none.
    assert!(list(&push, "rules_unreachable").contains(&"ST-22".to_owned()), "{push:#}");
    // Toggles are what the checker does not turn: what needs one turned is not proven away in silence.
    assert!(list(&push, "untried").contains(&"set toggle".to_owned()), "{push:#}");
    // What was reached is not asked about.
    assert!(!list(&push, "rules_missed").contains(&"ST-01".to_owned()), "{push:#}");
}

#[test]
fn a_proof_is_about_a_policy() {
    let (code, _, err) = hunt(&["--prove", "--worlds", "random"]);
    assert_eq!((code, err.contains("expected `--worlds policy` or `--worlds both`")), (2, true), "{err}");
}

#[test]
fn the_command_that_is_told_repeats_the_finding() {
    let first =
        ["--fault", "two-facts-one-told", "--worlds", "random", "--size", "small", "--until-first", "--seed", "9"];
    let (code, out, _) = hunt(&first);
    assert_eq!(code, 1, "{out}");
    let plain = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, told) = plain.split_once("`switchboard hunt ").expect("it tells the command");
    let (told, _) = told.split_once('`').expect("it ends");
    let again = hunt(&told.split(' ').collect::<Vec<_>>());
    let story =
        |out: &str| out.lines().skip_while(|line| !line.contains("1. ")).take(2).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!((again.0, story(&again.1)), (1, story(&out)), "{told}");
}
