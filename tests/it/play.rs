//! `switchboard play`: the whole output of small scripts, and what it says to wrong ones.

use std::ffi::OsString;
use std::io::Cursor;

use switchboard_cli::play::{PlayError, play};
use switchboard_cli::{Console, Outcome, WIDTH, run};

/// Runs the tool on arguments and standard input.
pub(crate) fn tool(args: &[&str], input: &str) -> (Outcome, String, String) {
    tool_for(args, input, false)
}

fn tool_for(args: &[&str], input: &str, interactive: bool) -> (Outcome, String, String) {
    let mut input = Cursor::new(input.as_bytes().to_vec());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = std::iter::once("switchboard").chain(args.iter().copied()).map(OsString::from);
    let outcome =
        run(args, &mut Console { input: &mut input, out: &mut out, err: &mut err, interactive, width: WIDTH });
    let text = |bytes| String::from_utf8(bytes).expect("the tool writes text");
    (outcome, text(out), text(err))
}

fn error(script: &str) -> String {
    match play(script, "s.case", &mut Vec::new()) {
        Err(PlayError::Input(error)) => error.to_string(),
        other => panic!("the script was played: {other:?}"),
    }
}

#[test]
fn a_script_is_answered_statement_by_statement() {
    let script = "# A refusal\nagent A signs in\nnew c1 in chat\nsupervisor S monitors c1\nexpect refused Ru\n";
    let (outcome, out, err) = tool(&["play"], script);
    assert_eq!(
        out,
        "# A refusal
     0 s  agent A signs in
          done
            A signs in (PRES-05)
            A goes from Offline to Available, set by capacity (PRES-05)
     0 s  new c1 in chat
          done
            c1 is new in chat (live-chat) (ST-01)
            c1 enters queue Q1 (ST-01)
            a session of c1 opens in Q1 (SES-01)
            timer auto-close of c1 runs for 1200 s (TIM-07)
     0 s  supervisor S monitors c1
          refused Ru by SUP-MON-02: nobody is assigned
            SUP-MON-02: Never in Open (nobody to watch); in the customised
              report, Monitor needs an assigned agent name [explicit]
            source SUP: Monitor, assign, transfer, and force close conversations
              (2024-07, 2024-09)
            source ONG: View and understand the Ongoing conversation report
              (2024-04, 2025-11)
          expect refused Ru: so it is

1 expectation, 0 failed
"
    );
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
}

#[test]
fn programs_get_one_object_per_statement() {
    let script = "agent A signs in\nroute Q1\nexpect done\n";
    let (outcome, out, err) = tool(&["play", "--format", "json"], script);
    let lines: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).expect("each line is an object")).collect();
    assert_eq!(
        lines,
        [
            serde_json::json!({
                "line": 1, "at_s": 0, "statement": "agent A signs in", "answer": "done",
                "code": null, "words": null, "rule": null,
                "events": [
                    { "event": "AgentSignedIn", "rule": "PRES-05", "text": "A signs in" },
                    {
                        "event": "PresenceChanged", "rule": "PRES-05",
                        "text": "A goes from Offline to Available, set by capacity",
                    },
                ],
            }),
            serde_json::json!({
                "line": 2, "at_s": 0, "statement": "route Q1", "answer": "unchanged", "code": null, "words": null,
                "rule": {
                    "id": "DIST-22",
                    "sentence": switchboard::Rule::Dist22.sentence(),
                    "source": switchboard::Rule::Dist22.source(),
                    "sources": ["FAQ about unified routing", "Assignment methods in unified routing"],
                    "confidence": switchboard::Rule::Dist22.confidence().name(),
                },
                "events": [],
            }),
            serde_json::json!({
                "line": 3, "expectation": "expect done", "holds": false, "is": "it is unchanged (DIST-22)",
            }),
            serde_json::json!({ "expectations": 1, "failed": 1 }),
        ]
    );
    assert_eq!((outcome, err.as_str()), (Outcome::Broken, ""));
}

#[test]
fn wrong_lines_name_their_place_and_a_remedy() {
    assert_eq!(
        error("agent A signs in\nagent A accept c1\n"),
        "s.case:2:9: unknown word `accept`, did you mean `accepts`?"
    );
    assert_eq!(error("evrybody signs in\n"), "s.case:1:1: unknown word `evrybody`, did you mean `everybody`?");
    let long = error(&format!("new c1 in {}\n", "x".repeat(500)));
    assert_eq!(
        long.split(", expected").next(),
        Some(&*format!("s.case:1:11: unknown workstream `{}…`", "x".repeat(80)))
    );
    assert_eq!(
        error("new c1 in mail\n"),
        "s.case:1:11: unknown workstream `mail`, expected one of: chat, persistent, whatsapp, call, case"
    );
    assert_eq!(error("at noon\n"), "s.case:1:4: unknown time `noon`, expected a time such as `160 s`");
    assert_eq!(error("at 5 s\nat 4 s\n"), "s.case:2:4: unknown time `4 s`, expected 5 s or later");
    assert_eq!(error("at 5 weeks\n"), "s.case:1:6: unknown unit of time `weeks`, expected one of: s, min, h, d");
    assert_eq!(
        error("expect A has peace\n"),
        "s.case:1:14: unknown word `peace`, expected one of: `used`, `available`, `presence`"
    );
    assert_eq!(error("expect refused Rq\n").split(',').next(), Some("s.case:1:16: unknown code `Rq`"));
    assert_eq!(error("--- under POL-99 = a\n").split(',').next(), Some("s.case:1:1: unknown switch `POL-99`"));
    assert_eq!(
        error("--- under luck\n"),
        "s.case:1:5: unknown change `luck`, expected a switch and its option such as `POL-01 = c`, or `preset = current`"
    );
}

#[test]
fn a_time_beyond_the_end_of_time_is_refused_with_the_end() {
    let huge = u64::MAX;
    assert_eq!(
        error(&format!("at {huge} s\n")),
        "s.case:1:4: unknown time `18446744073709551615 s`, expected a time up to 3650 d"
    );
    assert_eq!(
        error(&format!("at 10 s\nafter {huge} s\n")),
        "s.case:2:7: unknown time `18446744073709551615 s`, expected 315359990 s at most, since time ends at 3650 d"
    );
    assert_eq!(
        error("at 1 d 3650 d 5 min\n"),
        "s.case:1:4: unknown time `1 d 3650 d 5 min`, expected a time up to 3650 d"
    );
    assert_eq!(
        error(&format!("sweeps from {huge} d\n")),
        "s.case:1:13: unknown time `18446744073709551615 d`, expected a time up to 3650 d"
    );
    assert_eq!(
        error("new c1 in chat\nexpect timer auto-close of c1 at 3651 d\n"),
        "s.case:2:34: unknown time `3651 d`, expected a time up to 3650 d"
    );
}

#[test]
fn timers_that_are_armed_at_the_end_of_time_do_not_run_over() {
    let script = "everybody signs in\nsweeps from 3650 d\nat 3650 d\nnew c1 in chat\nroute Q1\nafter 0 s\n\
                  expect c1 is Active with A awaiting acceptance\nagent A loses connection\n";
    let (outcome, _, err) = tool(&["play"], script);
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
}

#[test]
fn wrong_front_matter_is_placed_in_the_script() {
    assert_eq!(
        error("# Heading\n\n+++\npreset = \"seed\"\nqueues = [{ name = \"Q1\", kind = \"mail\" }]\n+++\n"),
        "s.case:5:33: unknown queue kind `mail`, expected one of: messaging, record, voice"
    );
    assert_eq!(
        error("+++\npreset = \"seed\"\n"),
        "s.case:2:1: the policy is not closed, expected a line `+++` after it"
    );
    assert_eq!(error("policy nowhere.toml\n").split(':').take(3).collect::<Vec<_>>(), ["s.case", "1", "8"]);
}

#[test]
fn a_wrong_line_ends_a_script_with_code_two() {
    let (outcome, _, err) = tool(&["play"], "agent Z signs in\n");
    assert_eq!(
        (outcome.code(), err.as_str()),
        (2, "standard input:1:7: unknown agent `Z`, expected one of: A, B, S\n")
    );
    let (outcome, out, err) = tool(&["play", "no-such.case"], "");
    assert_eq!((outcome.code(), out.as_str()), (2, ""));
    assert_eq!(err, "no-such.case: no such file; expected a script to read\n");
}

#[test]
fn a_person_may_try_again_after_a_wrong_line() {
    let (outcome, out, err) = tool_for(&["play"], "agent Z signs in\nagent A signs out\nexit\nagent Z\n", true);
    assert_eq!(
        out.lines().collect::<Vec<_>>(),
        [
            "switchboard play: default set-up, preset current",
            "one statement per line; `help`, `state`, `quit`",
            "> line:1:7: unknown agent `Z`, expected one of: A, B, S",
            ">      0 s  agent A signs out",
            "          unchanged by PRES-13",
            "            PRES-13: Agent lost: Offline now; ≤ 2.5 min return restores, later",
            "              recompute. A manual override is cleared by inactivity or sign-out",
            "              [explicit]",
            "            source PRES: Manage presence (2024-04)",
            "            source FAQ: FAQ about Omnichannel (2024-10)",
            "> ",
        ]
    );
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
}

#[test]
fn quit_and_exit_end_a_script_from_a_pipe_too() {
    for word in ["quit", "exit"] {
        let (outcome, out, err) = tool(&["play"], &format!("sweeps from 2 min\n{word}\nagent Z signs in\n"));
        assert_eq!((outcome, out.as_str(), err.as_str()), (Outcome::Clean, "", ""));
    }
}

#[test]
fn the_state_names_the_preset_and_is_data_for_programs() {
    let script = "preset seed\nnew c1 in chat\nstate\n";
    let state = |args: &[&str]| tool(&[&["play"], args].concat(), script).1;
    let first = |args: &[&str]| state(args).lines().nth(6).map(ToOwned::to_owned);
    assert_eq!(first(&[]).as_deref(), Some("it is 0 s under preset seed"));
    assert_eq!(first(&["--preset", "current"]).as_deref(), Some("it is 0 s under preset current"));
    let data = state(&["--format", "json"]);
    let data: serde_json::Value = serde_json::from_str(data.lines().nth(1).expect("a second object")).expect("JSON");
    let agent = |name: &str| {
        serde_json::json!({
            "name": name, "signed_in": false, "presence": "Offline", "used": 0, "available": 100, "profiles": [],
        })
    };
    assert_eq!(
        data,
        serde_json::json!({ "state": {
            "at_s": 0,
            "policy": "default set-up",
            "preset": "seed",
            "conversations": [{
                "name": "c1", "state": "Open", "queue": "Q1", "primary": null, "offered_to": null, "last_agent": null,
            }],
            "agents": [agent("A"), agent("B")],
            "queues": [
                { "name": "Q1", "holds": ["c1"] },
                { "name": "Q2", "holds": [] },
                { "name": "R1", "holds": [] },
                { "name": "V1", "holds": [] },
            ],
        } })
    );
}

#[test]
fn a_policy_file_takes_the_place_of_the_scripts_own() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let file = folder.path().join("shop.toml");
    let policy = "name = \"shop\"\npreset = \"seed\"\nqueues = [{ name = \"till\", kind = \"voice\" }]\n";
    std::fs::write(&file, policy).expect("the policy is written");
    let file = file.to_str().expect("our own name");
    for script in ["state\n", "preset current\nstate\n", "+++\npreset = \"current\"\n+++\nstate\n"] {
        let (outcome, out, err) = tool(&["play", "--policy", file, "--preset", "current"], script);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
        assert_eq!(lines, ["it is 0 s under preset current", "queue till holds 0"]);
    }
    let (_, out, _) = tool(&["play", "--policy", file], "state\n");
    assert_eq!(out.lines().next(), Some("it is 0 s under preset seed"));

    std::fs::write(file, policy.replace("voice", "mail")).expect("the policy is written");
    let (outcome, out, err) = tool(&["play", "--policy", file], "state\n");
    let message = format!("{file}:3:35: unknown queue kind `mail`, expected one of: messaging, record, voice\n");
    assert_eq!((outcome, out.as_str(), err), (Outcome::Usage, "", message));
    let (_, _, err) = tool(&["play", "--policy", "nowhere.toml"], "state\n");
    assert_eq!(err, "nowhere.toml: no such file; expected a policy in TOML\n");
    assert_eq!(error("preset sed\n"), "s.case:1:8: unknown preset `sed`, expected one of: seed, current");
}

#[test]
fn an_agent_who_is_signed_out_is_told_apart_and_the_option_in_force_is_told() {
    let (_, out, _) = tool(&["play"], "new c1 in chat\nsupervisor S assigns c1 to A\n");
    assert_eq!(
        out.lines().skip(7).collect::<Vec<_>>(),
        [
            "          refused Cp by POL-68: that agent is signed out",
            "            POL-68: Presence override and signed-out agents; in force is option",
            "              a, refused: the agent must be signed in, else refused (Cp)",
            "              [assumption]",
            "            source PRES: Manage presence (2024-04)",
            "            source SUP: Monitor, assign, transfer, and force close conversations",
            "              (2024-07, 2024-09)",
        ]
    );
}

#[test]
fn help_lists_the_names_that_exist() {
    for word in ["help", "?"] {
        let (_, out, _) = tool(&["play"], word);
        assert_eq!(out.lines().find(|line| line.chars().count() > 80), None);
        let names: Vec<&str> = out.lines().skip_while(|line| *line != "names:").skip(1).take(4).collect();
        assert_eq!(
            names,
            [
                "  agents         A, B",
                "  others         S",
                "  queues         Q1, Q2, R1, V1",
                "  workstreams    chat, persistent, whatsapp, call, case",
            ]
        );
    }
}

#[test]
fn a_folder_is_no_script() {
    let (outcome, out, err) = tool(&["play", "."], "");
    let message = ".: this is a folder, not a file; expected a script to read\n";
    assert_eq!((outcome, out.as_str(), err.as_str()), (Outcome::Usage, "", message));
}

#[test]
fn a_command_comes_before_a_timer_of_the_same_instant_unless_the_policy_says_otherwise() {
    let script = "everybody signs in\nnew c1 in chat\nroute Q1\nat 120 s\nagent A accepts c1\n\
                  --- the command first under POL-46 = a\nexpect done\nexpect c1 is Active with A\n\
                  --- the timer first under POL-46 = b\nexpect refused Rs\nexpect c1 is Open in Q1\n";
    let (outcome, out, err) = tool(&["play"], script);
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""), "{out}");
}

#[test]
fn a_variation_may_say_that_its_policy_does_not_hold_and_why() {
    let script = |expectation: &str| {
        format!(
            "+++\npreset = \"current\"\nqueues = [{{ name = \"Q1\", kind = \"messaging\" }}]\n\
             workstreams = [{{ name = \"chat\", channel = \"live-chat\", queue = \"Q1\", wrap_up_block = 30 }}]\n\
             users = [{{ name = \"A\", queues = [\"Q1\"] }}]\n+++\nagent A signs in\n--- under POL-08 = a\n{expectation}\n"
        )
    };
    let (outcome, out, err) = tool(&["play"], &script("expect policy refused \"expected 60 to 3600\""));
    let end: Vec<&str> = out.lines().skip_while(|line| !line.starts_with("---")).collect();
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""), "{out}");
    assert_eq!(
        end,
        [
            "--- under POL-08 = a",
            "          expect policy refused \"expected 60 to 3600\": so it is",
            "",
            "1 expectation, 0 failed",
        ]
    );
    let (outcome, out, _) = tool(&["play"], &script("expect policy refused \"too long\""));
    assert_eq!(outcome, Outcome::Broken, "{out}");
    assert!(out.contains("but it is refused as: "), "{out}");
    // Nothing else can be said without a policy, and not even nothing.
    for line in ["agent A signs in", "expect A has used 0", ""] {
        let told = error(&script(line));
        assert!(told.starts_with("s.case:8:1: ") && told.contains("expected 60 to 3600"), "{line}: {told}");
    }
    let held = "agent A signs in\n--- under POL-08 = b\nexpect policy refused\n";
    let (outcome, out, _) = tool(&["play"], held);
    assert_eq!(outcome, Outcome::Broken);
    assert!(out.contains("expect policy refused, but it holds"), "{out}");
}

#[test]
fn what_a_supervisor_sees_is_told_when_it_is_expected_otherwise() {
    let script = "preset seed\nnew c1 in chat\nexpect S sees nothing\ncustomer of c1 leaves\nexpect S sees c1\n";
    let mut out = Vec::new();
    assert!(matches!(play(script, "s.case", &mut out), Ok(Outcome::Broken)));
    let out = String::from_utf8(out).expect("the player writes text");
    let told: Vec<&str> = out.lines().filter(|line| line.starts_with("s.case")).collect();
    assert_eq!(
        told,
        ["s.case:3: expect S sees nothing, but the list is c1", "s.case:5: expect S sees c1, but the list is empty"]
    );
}
