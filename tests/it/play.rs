//! `switchboard play`: the whole output of small scripts, and what it says to wrong ones.

use std::ffi::OsString;
use std::io::Cursor;

use switchboard_cli::play::{PlayError, play};
use switchboard_cli::{Console, Outcome, run};

/// Runs the tool on arguments and standard input.
pub(crate) fn tool(args: &[&str], input: &str) -> (Outcome, String, String) {
    tool_for(args, input, false)
}

fn tool_for(args: &[&str], input: &str, interactive: bool) -> (Outcome, String, String) {
    let mut input = Cursor::new(input.as_bytes().to_vec());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = std::iter::once("switchboard").chain(args.iter().copied()).map(OsString::from);
    let outcome = run(args, &mut Console { input: &mut input, out: &mut out, err: &mut err, interactive });
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
            SUP-MON-02: Never in Open (nobody to watch); in the customised report, Monitor needs an assigned agent name {SUP, ONG} [explicit]
          expect refused Ru: so it is

1 expectations, 0 failed
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
        error("agent A signs in\nagent A accept c1\n").split(", expected").next(),
        Some("s.case:2:9: unknown word `accept`")
    );
    assert_eq!(
        error("new c1 in mail\n"),
        "s.case:1:11: unknown workstream `mail`, expected one of: chat, persistent, whatsapp, call, case"
    );
    assert_eq!(error("at noon\n"), "s.case:1:4: unknown time `noon`, expected a time such as `160 s`");
    assert_eq!(error("at 5 s\nat 4 s\n"), "s.case:2:1: unknown time `at`, expected 5 s or later");
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
    assert_eq!(err, "no-such.case: No such file or directory (os error 2), expected a script to read\n");
}

#[test]
fn a_person_may_try_again_after_a_wrong_line() {
    let (outcome, out, err) = tool_for(&["play"], "agent Z signs in\nagent A signs out\nquit\n", true);
    assert_eq!(
        out.lines().collect::<Vec<_>>(),
        [
            "switchboard play: one statement per line; `help`, `state`, `quit`",
            "> line:1:7: unknown agent `Z`, expected one of: A, B, S",
            ">      0 s  agent A signs out",
            "          unchanged by PRES-13",
            "            PRES-13: Agent lost: Offline now; ≤ 2.5 min return restores, later recompute. A manual override is \
             cleared by inactivity or sign-out {PRES, FAQ} [explicit]",
            "> ",
        ]
    );
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
}

#[test]
fn a_command_comes_before_a_timer_of_the_same_instant_unless_the_policy_says_otherwise() {
    let script = "everybody signs in\nnew c1 in chat\nroute Q1\nat 120 s\nagent A accepts c1\n\
                  --- the command first under POL-46 = a\nexpect done\nexpect c1 is Active with A\n\
                  --- the timer first under POL-46 = b\nexpect refused Rs\nexpect c1 is Open in Q1\n";
    let (outcome, out, err) = tool(&["play"], script);
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""), "{out}");
}
