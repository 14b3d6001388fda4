//! `switchboard cases`: every test that it writes passes, the bytes are the same again, and wrong words are told.

use std::fs;
use std::path::Path;

use switchboard_cli::Outcome;
use switchboard_cli::play::play;

use crate::play::tool;

const CHAT: &str = r#"
name = "chat"
queues = [{ name = "front", kind = "messaging" }]
workstreams = [{ name = "web", channel = "live-chat", queue = "front", cost = 60 }]
users = [
  { name = "ann", units = 100, queues = ["front"] },
  { name = "sue", roles = ["supervisor"], queues = ["front"] },
]
settings = { monitor = true, assign = true, transfer = true, force_close = true }
"#;

const SCOPE: &str = "agents=1,conversations=1,operations=answers+talk+supervise";

/// The files of a folder with their texts, sorted.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| {
            let path = entry.expect("it can be listed").path();
            let name = path.file_name().expect("files have names").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("it is text"))
        })
        .collect();
    files.sort();
    files
}

fn made(criterion: &str, more: &[&str]) -> (tempfile::TempDir, Vec<(String, String)>) {
    let folder = tempfile::tempdir().expect("there is room");
    let policy = folder.path().join("chat.toml");
    fs::write(&policy, CHAT).expect("there is room");
    let out = folder.path().join("out");
    let mut args = vec!["cases", policy.to_str().expect("text"), "--criterion", criterion];
    args.extend(["--out", out.to_str().expect("text")]);
    args.extend(more);
    let (outcome, _, err) = tool(&args, "");
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""), "{criterion}");
    let files = files(&out);
    (folder, files)
}

#[test]
fn every_test_passes_when_it_is_played() {
    for criterion in ["states", "transitions", "guards", "boundaries", "refused", "pairs"] {
        let scope = if criterion == "pairs" { "agents=1,conversations=1,operations=answers" } else { SCOPE };
        let (folder, files) = made(criterion, &["--scope", scope]);
        let cases: Vec<&(String, String)> = files.iter().filter(|(name, _)| name.ends_with(".case")).collect();
        assert!(cases.len() > 3, "{criterion}");
        for (name, text) in cases {
            let mut out = Vec::new();
            let place = folder.path().join("out").join(name).display().to_string();
            let outcome = play(text, &place, &mut out).unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert_eq!(outcome, Outcome::Clean, "{name}\n{}", String::from_utf8_lossy(&out));
        }
        let json = &files.iter().find(|(name, _)| name == "suite.json").expect("it is written").1;
        let json: serde_json::Value = serde_json::from_str(json).expect("it is JSON");
        assert_eq!(json["complete"], true);
        assert_eq!(json["slices"][0]["goals"], json["slices"][0]["covered"], "{criterion}");
    }
}

#[test]
fn the_same_question_has_the_same_bytes() {
    for more in [&["--scope", SCOPE][..], &["--scope", SCOPE, "--tour"][..]] {
        assert_eq!(made("transitions", more).1, made("transitions", more).1);
    }
}

#[test]
fn a_suite_that_is_cut_short_is_unfinished() {
    let (outcome, out, _) = tool(&["cases", "--slice", "1", "--states-max", "5"], "");
    assert_eq!(outcome, Outcome::Unfinished);
    assert!(out.contains("CUT SHORT") && !out.contains("can never be"), "{out}");
}

#[test]
fn wrong_words_are_told() {
    let (outcome, _, err) = tool(&["cases", "--criterion", "pairs", "--tour"], "");
    assert_eq!(
        (outcome, err.as_str()),
        (Outcome::Usage, "switchboard: --tour: not for `pairs`, expected another criterion\n")
    );
    let (outcome, _, err) = tool(&["cases", "--slice", "999"], "");
    assert_eq!(outcome, Outcome::Usage);
    assert!(err.starts_with("switchboard: there is no slice 999, expected 1 to "), "{err}");
}

/// The test that the README shows holds.
#[test]
fn the_test_of_the_readme_holds() {
    let readme = include_str!("../../README.md");
    let part = readme.split_once("## Generating test suites").expect("the README has this part").1;
    let block = part.split_once("```text\n").expect("a block follows").1.split_once("```").expect("it ends").0;
    let folder = tempfile::tempdir().expect("there is room");
    fs::write(folder.path().join("policy-01.toml"), CHAT).expect("there is room");
    let place = folder.path().join("readme.case").display().to_string();
    let mut out = Vec::new();
    assert_eq!(play(block, &place, &mut out).expect("it is a script"), Outcome::Clean);
    assert!(String::from_utf8_lossy(&out).ends_with("4 expectations, 0 failed\n"));
}

#[test]
fn a_second_suite_takes_the_place_of_the_first() {
    let folder = tempfile::tempdir().expect("there is room");
    let (policy, out) = (folder.path().join("chat.toml"), folder.path().join("out"));
    fs::write(&policy, CHAT).expect("there is room");
    let make = |criterion: &str| {
        let args = ["cases", policy.to_str().expect("text"), "--scope", SCOPE, "--criterion", criterion];
        let (outcome, _, err) = tool(&[&args[..], &["--out", out.to_str().expect("text")]].concat(), "");
        assert_eq!(outcome, Outcome::Clean, "{err}");
        (files(&out).into_iter().map(|(name, _)| name).filter(|name| name.ends_with(".case")).count(), err)
    };
    let (first, err) = make("refused");
    assert_eq!(err, "");
    // What somebody else put there stays.
    fs::write(out.join("notes.txt"), "mine").expect("there is room");
    let (second, err) = make("states");
    assert_eq!(err, format!("switchboard: {first} files of an earlier suite were removed\n"));
    assert!(files(&out).iter().any(|(name, _)| name == "notes.txt"));
    assert_eq!(make("states"), (second, String::new()));
}
