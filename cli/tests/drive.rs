//! Implementations as child processes: the rules themselves, the rules with a fault, adapters in other languages, and
//! children that misbehave.
#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output};

const SWITCHBOARD: &str = env!("CARGO_BIN_EXE_switchboard");
const ADAPTERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../oracle/adapters");

/// Drives a command.
fn drive(options: &[&str], command: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(SWITCHBOARD).arg("drive").args(options).arg("--").args(command).output().expect("the tool starts");
    let text = |bytes| String::from_utf8(bytes).expect("the answer is text");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

/// Drives the rules themselves, or with a fault.
fn drive_fault(options: &[&str], fault: &str) -> (i32, String, String) {
    drive(options, &[SWITCHBOARD, "drive", "--serve", "--fault", fault])
}

#[test]
fn the_rules_as_a_child_do_what_the_rules_do() {
    let policy = concat!(env!("CARGO_MANIFEST_DIR"), "/src/play/default.toml");
    let (code, out, err) = drive(&["--policy", policy, "--steps", "500"], &[SWITCHBOARD, "drive", "--serve"]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(out.lines().last(), Some("no divergence"), "{out}");
    assert!(err.ends_with(" a second\n"), "{err}");
}

/// The long run: `cargo test --release -p switchboard-cli --test drive -- --ignored the_rules_survive`
#[test]
#[ignore = "a hundred thousand steps take too long where nothing is optimised"]
fn the_rules_survive_a_hundred_thousand_steps_as_a_child() {
    let policy = concat!(env!("CARGO_MANIFEST_DIR"), "/src/play/default.toml");
    let (code, out, _) = drive(&["--policy", policy, "--steps", "100000"], &[SWITCHBOARD, "drive", "--serve"]);
    assert_eq!(code, 0, "{out}");
}

#[test]
fn a_faulty_child_is_caught_and_the_finding_is_a_script_that_play_repeats() {
    let folder = tempfile::tempdir().expect("a folder for the finding");
    let out = folder.path().join("found");
    let out = out.to_str().expect("a plain path");
    let (code, text, _) = drive_fault(&["--out", out], "two-facts-one-told");
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("DIVERGENCE in effects after 2 moves"), "{text}");
    let case = Path::new(out).join("divergence.case");
    let case = case.to_str().expect("a plain path");
    let played = Command::new(SWITCHBOARD).args(["play", case]).output().expect("the tool starts");
    assert_eq!(played.status.code(), Some(0), "{}", String::from_utf8_lossy(&played.stdout));
    // The script drives it there again, and drives the rules themselves without a finding.
    let (code, text, _) = drive_fault(&["--replay", case], "two-facts-one-told");
    assert_eq!((code, text.contains("DIVERGENCE in effects after 2 moves")), (1, true), "{text}");
    let (code, text, _) = drive(&["--replay", case], &[SWITCHBOARD, "drive", "--serve"]);
    assert_eq!((code, text.lines().last()), (0, Some("no divergence")), "{text}");
    // The requests show it to whoever has no driver.
    let requests = std::fs::read_to_string(Path::new(out).join("requests.jsonl")).expect("it was written");
    assert!(requests.starts_with("{\"hello\":") && requests.ends_with("{\"bye\":{}}\n"), "{requests}");
}

#[test]
fn the_readme_shows_what_is_printed() {
    let (code, out, _) = drive_fault(&[], "slots-for-ever");
    let shown = out.split_once("\n\n").map(|(_, rest)| rest.trim_end());
    let readme = include_str!("../../README.md");
    assert_eq!((code, shown.is_some_and(|shown| readme.contains(shown))), (1, true), "{out}");
}

#[test]
fn the_same_seed_finds_the_same() {
    let once = drive_fault(&["--seed", "7", "--format", "json"], "nobody-is-woken");
    let again = drive_fault(&["--seed", "7", "--format", "json"], "nobody-is-woken");
    assert_eq!((once.0, &once.1), (1, &again.1));
}

#[test]
fn children_that_misbehave_are_findings() {
    let hello = r#"{"hello":{"name":"it","policy":{"queues":[{"name":"q","kind":"messaging"}],"workstreams":[{"name":"w","channel":"live-chat","queue":"q"}],"users":[{"name":"a","queues":["q"]}]}}}"#;
    let script = |then: &str| format!("read x; echo '{hello}'; read x; echo '{{\"ready\":{{}}}}'; {then}");
    let expected = [
        ("exit 3", "it ended: exit status: 3"),
        ("echo 'I am fine'; sleep 60", "it wrote `I am fine`, which is no reply"),
        ("read x; echo; echo '{\"ready\":{}}'; read y; echo '{\"ready\":{}}'; sleep 60", "but an answer was asked for"),
        ("kill -9 $$", "it ended: signal: 9"),
        ("sleep 60", "it did not answer for 1 s"),
        ("head -c 3000000 /dev/zero | tr '\\0' x; sleep 60", "it wrote a line of more than 1048576 bytes"),
        ("echo 'oh no' >&2; exit 1", "its last words: oh no"),
        ("while echo '{\"effects\":{\"effects\":[]}}'; do :; done", ""),
    ];
    for (then, words) in expected {
        let options = ["--timeout", "1", "--steps", "50", "--shrink-steps", "1"];
        let (code, out, err) = drive(&options, &["sh", "-c", &script(then)]);
        assert_eq!(code, 1, "{then}: {out}{err}");
        assert!(out.contains("DIVERGENCE in failure") && out.contains(words), "{then}: {out}{err}");
    }
}

#[test]
fn who_cannot_be_driven_is_told_why() {
    let (code, _, err) = drive(&[], &["/nowhere/at/all"]);
    assert_eq!((code, err.starts_with("switchboard: it cannot be started: `/nowhere/at/all`")), (2, true), "{err}");
    let (code, _, err) = drive(&["--timeout", "1"], &["sh", "-c", "read x; echo '{\"hello\":{\"version\":9}}'"]);
    let expected = "switchboard: the implementation speaks version 9 of the protocol, expected 1\n";
    assert_eq!((code, &*err), (2, expected));
    let (code, _, err) = drive_fault(&["--timeout", "1"], "no-such-fault");
    assert_eq!((code, err.contains("does not begin as the protocol asks")), (2, true), "{err}");
}

/// Whether a program is installed.
fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
        || Command::new(program).arg("version").output().is_ok_and(|output| output.status.success())
}

fn adapter_holds(program: &str, command: &[&str]) {
    if !is_there(program) {
        drop(std::io::Write::write_all(&mut std::io::stderr(), format!("skipped: no {program} here\n").as_bytes()));
        return;
    }
    let (code, out, err) = drive(&["--steps", "600", "--timeout", "60"], command);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.starts_with("implementation `tiny in ") && out.ends_with("no divergence\n"), "{out}");
}

#[test]
fn the_adapter_in_python_holds() {
    adapter_holds("python3", &["python3", &format!("{ADAPTERS}/python/tiny.py")]);
}

#[test]
fn the_adapter_in_ruby_holds() {
    adapter_holds("ruby", &["ruby", &format!("{ADAPTERS}/ruby/tiny.rb")]);
}

#[test]
fn the_adapter_in_java_holds() {
    adapter_holds("java", &["java", &format!("{ADAPTERS}/java/Tiny.java")]);
}

#[test]
fn the_adapter_in_go_holds() {
    let run = format!("cd {ADAPTERS}/go && exec go run main.go center.go");
    adapter_holds("go", &["sh", "-c", &run]);
}

#[test]
fn the_adapter_in_typescript_holds() {
    // Node takes types away by itself from 22.18 on.
    let strips = Command::new("node")
        .args(["-e", "process.exit(process.features.typescript ? 0 : 1)"])
        .status()
        .is_ok_and(|status| status.success());
    if !strips {
        drop(std::io::Write::write_all(&mut std::io::stderr(), b"skipped: no node that reads TypeScript here\n"));
        return;
    }
    adapter_holds("node", &["node", &format!("{ADAPTERS}/typescript/tiny.ts")]);
}

/// Hunts a command.
fn hunt(options: &[&str], command: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(SWITCHBOARD).arg("hunt").args(options).arg("--").args(command).output().expect("the tool starts");
    let text = |bytes| String::from_utf8(bytes).expect("the answer is text");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

#[test]
fn the_rules_as_a_child_are_hunted_in_vain() {
    let (code, out, err) = hunt(&["--runs", "24", "--seed", "5"], &[SWITCHBOARD, "drive", "--serve"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.starts_with("No divergence of `the rules themselves` in 24 runs with "), "{out}");
    // Other policies come with their runs: more than one of them has been tried.
    assert!(out.contains("A hunt that goes on begins with --first-run 24."), "{out}");
}

#[test]
fn the_readme_shows_what_a_hunt_of_a_child_prints() {
    let faulty = [SWITCHBOARD, "drive", "--serve", "--fault", "two-facts-one-told"];
    let (code, out, _) = hunt(&["--until-first", "--seed", "2"], &faulty);
    let shown = out.lines().next().is_some_and(|line| include_str!("../../README.md").contains(line));
    assert_eq!((code, shown), (1, true), "{out}");
}

#[test]
fn a_faulty_child_is_hunted_down_and_the_corpus_repeats_it() {
    let folder = tempfile::tempdir().expect("a folder for the corpus");
    let corpus = folder.path().to_str().expect("a plain path");
    let faulty = [SWITCHBOARD, "drive", "--serve", "--fault", "two-facts-one-told"];
    let (code, out, err) = hunt(&["--until-first", "--format", "json", "--corpus", corpus], &faulty);
    assert_eq!(code, 1, "{out}{err}");
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let finding = &report["findings"][0];
    assert_eq!((&finding["divergence"]["kind"], &finding["divergence"]["shortest"]), (&"effects".into(), &true.into()));
    assert_eq!(finding["divergence"]["steps"].as_array().map(Vec::len), Some(2));
    // A run is its seed and its number.
    let run = finding["run"].to_string();
    let again = hunt(&["--first-run", &run, "--runs", "1", "--format", "json"], &faulty);
    let again: serde_json::Value = serde_json::from_str(&again.1).expect("JSON");
    assert_eq!(again["findings"][0]["script"], finding["script"]);
    // The corpus comes first: the one who differs still differs, the rules do not.
    let (code, out, _) = hunt(&["--runs", "1", "--first-run", "1000000", "--corpus", corpus], &faulty);
    assert_eq!(
        (code, out.contains("1 script of the corpus repeated first; 1 of them still differ.")),
        (1, true),
        "{out}"
    );
    let (code, out, _) = hunt(&["--runs", "1", "--corpus", corpus], &[SWITCHBOARD, "drive", "--serve"]);
    assert_eq!(
        // The hunt before may have added one.
        (
            code,
            out.contains(" of the corpus repeated first; 0 of them still differ.") && !out.contains("\n0 scripts of"),
        ),
        (0, true),
        "{out}"
    );
}

#[test]
fn whoever_supports_no_policy_of_a_hunt_is_told_what_is_expected() {
    let hello = r#"{"hello":{"name":"it"}}"#;
    let no = r#"{"unsupported":{"reason":"too new for me"}}"#;
    let script = format!("read x; echo '{hello}'; while read x; do echo '{no}'; done");
    let (code, _, err) = hunt(&[], &["sh", "-c", &script]);
    assert_eq!((code, err.contains("because: too new for me; expected one of its own in `hello`")), (2, true), "{err}");
}
