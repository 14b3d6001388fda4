//! Ctrl-C, pressed on the program itself: what is finished stays whole, and the exit code says that it is not all.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

const SWITCHBOARD: &str = env!("CARGO_BIN_EXE_switchboard");
/// Bit of SIGINT in the masks of `/proc`.
const SIGINT: u64 = 1 << 1;

/// Starts a command, waits until it hears Ctrl-C and `ready` says that it is under way, and presses Ctrl-C.
fn interrupted(args: &[&str], ready: impl Fn() -> bool) -> (Option<i32>, String, String) {
    interrupted_with(args, Stdio::piped(), ready)
}

/// The same with another place for what it says beside the answer.
fn interrupted_with(args: &[&str], talk: Stdio, ready: impl Fn() -> bool) -> (Option<i32>, String, String) {
    let mut command = Command::new(SWITCHBOARD);
    let mut child = command.args(args).stdout(Stdio::piped()).stderr(talk).spawn().expect("the tool starts");
    while !(hears(&child) && ready()) {
        if let Some(status) = child.try_wait().expect("it can be asked") {
            let Output { stderr, .. } = child.wait_with_output().expect("it has ended");
            panic!("{status} before anybody pressed a key: {}", String::from_utf8_lossy(&stderr));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let pressed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("there is a `kill`");
    assert!(pressed.success(), "it was still running");
    let Output { status, stdout, stderr } = child.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("the answer is text");
    (status.code(), text(stdout), text(stderr))
}

/// Whether a process has a handler for Ctrl-C.
fn hears(child: &Child) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & SIGINT != 0)
}

#[test]
fn a_verification_tells_what_is_known_and_that_it_is_unfinished() {
    // Four at once under every operation take minutes even where everything is optimised.
    let args = ["verify", "--scope", "conversations=4", "--states-max", "100000000"];
    let (code, out, err) = interrupted(&args, || true);
    assert_eq!((code, err.as_str()), (Some(3), ""), "{out}");
    for words in ["K1    ", ": unfinished\n", "What was checked\n"] {
        assert!(out.contains(words), "`{words}` is missing in\n{out}");
    }
}

#[test]
fn a_sweep_leaves_whole_rows_and_goes_on_from_them() {
    let folder = tempfile::tempdir().expect("a folder for the rows");
    let rows = folder.path().join("rows.jsonl");
    let week = concat!(env!("CARGO_MANIFEST_DIR"), "/../sims/scenarios/week.toml");
    let rows_file = rows.to_str().expect("a plain path");
    let settings = "arrivals.phone.patience.exponential.mean_s=60..400";
    let args = ["simulate", week, "--vary", settings, "--replications", "1000", "--rows", rows_file];
    let written = || std::fs::read_to_string(&rows).unwrap_or_default();
    // Two rows are there, so that something is finished.
    let (code, _, err) = interrupted(&args, || written().lines().count() > 2);
    assert_eq!(code, Some(3), "{err}");
    let text = written();
    assert!(text.ends_with('\n'), "the last row is whole");
    for line in text.lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("each row is whole");
        assert!(row.is_object());
    }
}

#[test]
fn a_growing_log_is_judged_as_it_grows_and_its_findings_are_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder for the log");
    let place = |name: &str| folder.path().join(name).to_str().expect("a plain path").to_owned();
    let (whole, log, talk) = (place("whole.jsonl"), place("log.jsonl"), place("talk.txt"));
    let quiet = concat!(env!("CARGO_MANIFEST_DIR"), "/../sims/scenarios/quiet-monday.toml");
    let args = ["simulate", quiet, "--replications", "1", "--events", &whole];
    let made = Command::new(SWITCHBOARD).args(args).output().expect("the tool starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let events = std::fs::read_to_string(&whole).expect("the events were written");
    let lines: Vec<&str> = events.lines().collect();
    // The conversation of this line is created in a line that the log has lost.
    let lost = lines.iter().position(|line| line.contains("ConversationCreated")).expect("somebody comes");
    let written = |lines: &[&str]| lines.iter().flat_map(|line| [line, "\n"]).collect::<String>();
    std::fs::write(&log, written(&lines[..lost])).expect("there is room");

    let said = std::fs::File::create(&talk).expect("there is room");
    let told = || std::fs::read_to_string(&talk).unwrap_or_default();
    let grown = std::cell::Cell::new(false);
    let args = ["judge", "--follow", "--scenario", quiet, &log];
    let (code, out, _) = interrupted_with(&args, Stdio::from(said), || {
        if !grown.replace(true) {
            let mut file = std::fs::OpenOptions::new().append(true).open(&log).expect("it is there");
            file.write_all(written(&lines[lost + 1..]).as_bytes()).expect("there is room");
        }
        told().contains("`ConversationCreated` is missing before this")
    });
    assert_eq!(code, Some(1), "{out}{}", told());
    assert!(out.starts_with(&format!("{log}: ")) && out.contains("1 finding."), "{out}");
}
