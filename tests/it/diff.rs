//! `switchboard diff`, as its users see it; and the lengths of what it finds, confirmed by a plain search.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use switchboard::{
    Action, Callback, ContactCenter, ConversationId, Desk, Phase, Policy, PolicySpec, PresenceId, QueueId, Replica,
    Seat, Stage, UserId,
};
use switchboard_cli::Outcome;
use switchboard_verify::{Group, Groups, Rules, Scope, World};

use crate::play::tool;

const SMALL: &str = r#"name = "small"
preset = "current"
switches = {}
queues = [{ name = "chat", kind = "messaging" }]
workstreams = [{ name = "web", channel = "live-chat", queue = "chat", cost = 60 }]
users = [
  { name = "ann", units = 100, queues = ["chat"] },
  { name = "bob", units = 100, queues = ["chat"] },
  { name = "sue", roles = ["supervisor"], queues = ["chat"] },
]

[settings]
assign = true
transfer = true
force_close = true
"#;

/// Files with these texts, in a folder of their own that goes with the first of the result.
fn files<const N: usize>(texts: [&str; N]) -> (tempfile::TempDir, [PathBuf; N]) {
    let folder = tempfile::tempdir().expect("there is room for files");
    let mut number = 0;
    let paths = texts.map(|text| {
        number += 1;
        let path = folder.path().join(format!("{number}.toml"));
        fs::write(&path, text).expect("there is room for a file");
        path
    });
    (folder, paths)
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("test paths are text")
}

/// Compares two texts, with what else is asked; files are called by their names alone.
fn compared(old: &str, new: &str, more: &[&str]) -> (Outcome, String, String) {
    let (folder, [old, new]) = files([old, new]);
    let args = [&["diff", shown(&old), shown(&new)], more].concat();
    let (outcome, out, err) = tool(&args, "");
    let folder = format!("{}/", shown(folder.path()));
    (outcome, out.replace(&folder, ""), err.replace(&folder, ""))
}

/// The words alone: where lines break depends on how long the name of the folder is.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn json(old: &str, new: &str, scope: &str) -> Value {
    let (_, out, err) = compared(old, new, &["--scope", scope, "--format", "json"]);
    assert_eq!(err, "");
    serde_json::from_str(&out).expect("it is JSON")
}

/// The small policy with one switch.
fn switched(switch: &str) -> String {
    SMALL.replace("switches = {}", &format!("switches = {{ {switch} }}"))
}

const ONE: &str = "conversations=1,operations=answers+talk+transfers+supervise";

#[test]
fn a_policy_says_the_same_as_itself_however_it_is_written() {
    let (outcome, out, err) = compared(SMALL, SMALL, &[]);
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
    assert!(words(&out).contains("NEW is `small` (2.toml). The policies say the same."), "{out}");
    // The defaults, written out: a preset that is the default one, its own option of a switch, the documented limit.
    let written = SMALL
        .replace("switches = {}", "switches = { POL-05 = \"at-initiation\" }")
        .replace("assign = true", "assign = true\ndecline_limit = 3\nmonitor = true");
    assert_eq!(compared(SMALL, &written, &[]), (Outcome::Clean, out, String::new()));
}

#[test]
fn what_changes_no_conversation_is_equivalent_within_the_scope() {
    // Nobody asks for this skill, but the files differ, so everything is searched.
    let skilled = SMALL
        .replace("queues = [{", "skills = [\"french\"]\nqueues = [{")
        .replace("{ name = \"ann\", units", "{ name = \"ann\", skills = { french = 50 }, units");
    let (outcome, out, err) = compared(SMALL, &skilled, &["--scope", ONE]);
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""), "{out}");
    let flat = words(&out);
    assert!(flat.contains("Equivalent within this scope: 2 slices, searched in "), "{out}");
    assert!(flat.contains("user `ann` skills french: not set -> 50 (2.toml:8)"), "{out}");
}

#[test]
fn a_switch_that_is_flipped_is_named_as_the_cause_of_the_shortest_conversation() {
    let new = switched("POL-64 = \"b\"");
    let scope = "agents=1,conversations=2,operations=answers+supervise";
    let (outcome, out, err) = compared(SMALL, &new, &["--scope", scope]);
    assert_eq!((outcome, err.as_str()), (Outcome::Broken, ""));
    let whole = include_str!("diff/capacity-override.txt");
    assert_eq!(words(&out), words(whole), "{out}");
    // The README shows a part of it.
    let readme = include_str!("../../README.md").split_once("in which only POL-64 differs:\n\n```text\n");
    let quoted = readme.and_then(|(_, rest)| rest.split_once("```")).expect("the README shows it").0;
    assert!(whole.contains(quoted), "{quoted}");
}

#[test]
fn the_answer_does_not_depend_on_the_threads() {
    let new = switched("POL-62 = \"b\"").replace("cost = 60", "cost = 30");
    for format in ["text", "json", "sarif", "junit"] {
        let run = |threads: &str| compared(SMALL, &new, &["--scope", ONE, "--threads", threads, "--format", format]);
        let one = run("1");
        assert_eq!((one.0, one.2.as_str()), (Outcome::Broken, ""));
        assert_eq!(one, run("3"));
    }
}

#[test]
fn what_is_cut_short_is_unfinished_and_never_equivalent() {
    let new = switched("POL-05 = \"b\"");
    let (outcome, out, _) = compared(SMALL, &new, &["--scope", ONE, "--states-max", "3"]);
    assert_eq!(outcome, Outcome::Unfinished, "{out}");
    let flat = words(&out);
    assert!(flat.contains("Unfinished: no conversation was found that differs") && flat.contains("cut short"), "{out}");
    let (outcome, out, _) = compared(SMALL, &new, &["--seconds", "0"]);
    assert_eq!(outcome, Outcome::Unfinished, "{out}");
}

#[test]
fn a_queue_on_one_side_only_is_a_difference_and_nothing_is_tried_with_it() {
    let wider = SMALL
        .replace("kind = \"messaging\" }]", "kind = \"messaging\" }, { name = \"mail\", kind = \"messaging\" }]")
        .replace(
            "name = \"sue\", roles = [\"supervisor\"], queues = [\"chat\"]",
            "name = \"sue\", roles = [\"supervisor\"], queues = [\"chat\", \"mail\"]",
        );
    let (outcome, out, _) = compared(SMALL, &wider, &["--scope", ONE]);
    assert_eq!(outcome, Outcome::Broken, "{out}");
    let flat = words(&out);
    for words in [
        "queue `mail`: only in NEW (kind messaging) [not compared: on one side only] (2.toml:4)",
        "user `sue` queues: chat -> chat, mail",
        "it is on one side only, so nothing there was compared: queue `mail`",
        "queue `mail`: no workstream leads into it",
    ] {
        assert!(flat.contains(words), "`{words}` is missing in\n{out}");
    }
    assert!(!out.contains("What this changes for conversations"), "{out}");
    // The other way round it is OLD that has it.
    let (outcome, out, _) = compared(&wider, SMALL, &["--scope", ONE]);
    assert_eq!(outcome, Outcome::Broken);
    assert!(out.contains("queue `mail`: only in OLD"), "{out}");
}

#[test]
fn a_queue_into_which_only_the_new_policy_overflows_is_seen_by_what_enters_it() {
    let queue = "queues = [{ name = \"chat\", kind = \"messaging\" }]";
    let overflow = "queues = [{ name = \"chat\", kind = \"messaging\", overflow = [{ when = \"items\", limit = 1, action = \
                    \"queue\", queue = \"late\" }] }, { name = \"late\", kind = \"messaging\" }]";
    // Somebody has to be there, or the item is closed on arrival (DIST-09).
    let member = "{ name = \"bob\", units = 100, queues = [\"chat\"";
    let new = SMALL.replace(queue, overflow).replace(member, &format!("{member}, \"late\""));
    let report = json(SMALL, &new, "conversations=2,operations=answers+queues");
    let found = report["report"]["differences"].as_array().expect("there are differences");
    let shows = Value::from(vec!["c2 is Open in chat", "c2 is Open in late"]);
    let ending = found.iter().find(|it| it["shows"][0] == shows).expect("it enters another queue");
    // One waits, somebody looks at the length, the next one comes; and it takes both changes.
    assert_eq!((ending["kind"].as_str(), ending["steps"].as_array().map(Vec::len)), (Some("ending"), Some(3)));
    assert_eq!((&ending["together"], &ending["causes"]), (&Value::from(true), &Value::from(vec![0, 2])));
}

/// A section that one side does not have says nothing there, as an empty one does.
#[test]
fn a_section_on_one_side_only_is_told_setting_by_setting() {
    let without = "name = \"p\"\nqueues = [{ name = \"chat\", kind = \"messaging\" }]\n\
                   workstreams = [{ name = \"web\", channel = \"live-chat\", queue = \"chat\", cost = 30 }]\n\
                   users = [{ name = \"ann\", units = 60, queues = [\"chat\"] }, { name = \"sue\", roles = [\"supervisor\"], queues = [\"chat\"] }]\n";
    let with = format!("{without}[settings]\nassign = true\ndecline_limit = 2\n");
    let scope = ["--scope", "agents=1,conversations=1,operations=answers+supervise"];
    for (old, new) in [(without, &*with), (&*with, without)] {
        let (outcome, out, err) = compared(old, new, &scope);
        assert_eq!((outcome, err.as_str()), (Outcome::Broken, ""), "{out}");
        let flat = words(&out);
        assert!(flat.contains("settings assign") && flat.contains("settings decline_limit"), "{out}");
        assert!(!flat.contains("no single setting") && !flat.contains("settings, their order"), "{out}");
    }
    // WAIT-01 is told once somebody has computed it.
    let told = without.replace("kind = \"messaging\"", "kind = \"messaging\", wait_text = true");
    let (outcome, out, _) =
        compared(without, &told, &["--scope", "agents=1,conversations=1,operations=answers+queues"]);
    assert_eq!(outcome, Outcome::Broken, "{out}");
}

#[test]
fn durations_differ_without_an_order_of_steps_that_does() {
    let slow = SMALL.replace("assign = true", "assign = true\noffer_s = 30");
    let (outcome, out, _) = compared(SMALL, &slow, &["--scope", ONE]);
    assert_eq!(outcome, Outcome::Broken, "{out}");
    let flat = words(&out);
    for words in [
        "No order of steps differs within this scope",
        "settings offer_s: not set -> 30 [not compared: a duration]",
        "durations differ, and the order of steps was compared, not clock times: settings offer_s",
    ] {
        assert!(flat.contains(words), "`{words}` is missing in\n{out}");
    }
}

#[test]
fn changes_in_two_workstreams_are_both_found_each_with_its_own_cause() {
    let two = SMALL.replace(
        "queue = \"chat\", cost = 60 }]",
        "queue = \"chat\", cost = 60 }, { name = \"app\", channel = \"persistent-chat\", queue = \"chat\", cost = 60 }]",
    );
    let new = two.replace("cost = 60 }, {", "cost = 160 }, {").replace("cost = 60 }]", "cost = 10 }]");
    let report = json(&two, &new, "conversations=1,operations=answers");
    let changes = report["report"]["changes"].as_array().expect("there are changes");
    let ways: Vec<&str> = changes.iter().filter_map(|it| it["way"].as_str()).collect();
    assert_eq!(ways, ["workstreams.web.cost", "workstreams.app.cost"]);
    let found = report["report"]["differences"].as_array().expect("there are differences");
    // A chat costs more than anybody has: the router leaves it; the app costs less, which is another load.
    let of =
        |cause: u64, kind: &str| found.iter().any(|it| it["causes"] == Value::from(vec![cause]) && it["kind"] == kind);
    assert!(of(0, "old-only") && of(1, "load"), "{report:#}");
}

#[test]
fn a_change_behind_another_is_found_when_every_single_one_is_asked() {
    // Under POL-06 b an offer charges nobody, so whoever is offered something is Available instead of Busy, and nothing
    // that comes after an offer is compared. POL-05 needs an accepted offer: new, assign, accept, transfer.
    let new = switched("POL-05 = \"b\", POL-06 = \"b\", POL-11 = \"a\"");
    let causes = |each: &[&str]| -> BTreeMap<u64, usize> {
        let more = [&["--scope", ONE, "--format", "json"], each].concat();
        let (outcome, out, err) = compared(SMALL, &new, &more);
        assert_eq!((outcome, err.as_str()), (Outcome::Broken, ""));
        let report: Value = serde_json::from_str(&out).expect("it is JSON");
        let mut shortest = BTreeMap::new();
        for it in report["report"]["differences"].as_array().expect("there is a list") {
            let steps = it["steps"].as_array().map_or(0, Vec::len);
            let cause = it["causes"][0].as_u64().expect("it has a cause");
            let known = shortest.entry(cause).or_insert(steps);
            *known = steps.min(*known);
        }
        shortest
    };
    assert_eq!(causes(&[]), BTreeMap::from([(1, 2)]));
    assert_eq!(causes(&["--each"]), BTreeMap::from([(0, 4), (1, 2)]));
    let (_, out, _) = compared(SMALL, &new, &["--scope", ONE, "--each"]);
    let flat = words(&out);
    assert!(flat.contains("b at-accept, with every other change left out"), "{out}");
    assert!(flat.contains("3. POL-11 (Monitorable states) (alone it changes nothing within this scope)"), "{out}");
}

#[test]
fn each_difference_is_a_script_for_either_side_that_play_repeats() {
    let new = switched("POL-05 = \"b\", POL-64 = \"b\"");
    let (folder, [old, new]) = files([SMALL, &new]);
    let out_folder = folder.path().join("found");
    let args = [
        "diff",
        shown(&old),
        shown(&new),
        "--scope",
        "agents=2,conversations=2,operations=answers+supervise",
        "--out",
        shown(&out_folder),
    ];
    let (outcome, out, err) = tool(&args, "");
    assert_eq!((outcome, err.as_str()), (Outcome::Broken, ""), "{out}");
    let mut scripts: Vec<PathBuf> =
        fs::read_dir(&out_folder).expect("it was written").map(|entry| entry.expect("it can be read").path()).collect();
    scripts.retain(|path| path.extension().is_some_and(|extension| extension == "case"));
    scripts.sort();
    // The page draws every difference and names the scripts of each.
    let page = fs::read_to_string(out_folder.join("index.html")).expect("it was written");
    assert_eq!(page.matches("the last step is answered differently").count(), scripts.len() / 2);
    for script in &scripts {
        let name = script.file_name().and_then(|name| name.to_str()).expect("it is text");
        assert!(page.contains(&format!("switchboard play {name}")), "{name}");
    }
    assert!(scripts.len() >= 4 && scripts.len().is_multiple_of(2), "{scripts:?}");
    for script in &scripts {
        let (outcome, out, err) = tool(&["play", shown(script)], "");
        assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""), "{}: {out}", script.display());
        assert!(out.trim_end().ends_with(", 0 failed"), "{out}");
    }
}

#[test]
fn the_default_policy_is_the_left_side_where_no_other_is_named() {
    let scope = ["--scope", "agents=2,conversations=1,supervisors=1,operations=answers+supervise"];
    let (outcome, out, err) = tool(&[&["diff", "--preset", "seed", "--format", "json"], &scope[..]].concat(), "");
    assert_eq!((outcome, err.as_str()), (Outcome::Broken, ""));
    let report: Value = serde_json::from_str(&out).expect("it is JSON");
    let changes = report["report"]["changes"].as_array().expect("the presets differ");
    let whats: BTreeSet<&str> = changes.iter().filter_map(|it| it["way"].as_str()).collect();
    // By hand from section 8 of the domain page: what the presets choose differently, but for what the policy fixes itself.
    let chosen = |preset| switchboard::Switches::preset(preset);
    let (seed, current) = (chosen(switchboard::Preset::Seed), chosen(switchboard::Preset::Current));
    let differ = switchboard::Switches::ALL.iter().map(|info| info.id);
    let expected: Vec<String> = differ
        .filter(|id| *id != "POL-36" && seed.get(id) != current.get(id))
        .map(|id| format!("switches.{id}"))
        .collect();
    assert_eq!(whats, expected.iter().map(String::as_str).collect());
    // Picking from a push workstream, and assigning or force closing a record: POL-49, POL-13, POL-20.
    let found = report["report"]["differences"].as_array().expect("conversations differ");
    for (switch, kind, steps) in
        [("switches.POL-49", "old-only", 2), ("switches.POL-13", "new-only", 2), ("switches.POL-20", "new-only", 2)]
    {
        let number = changes.iter().position(|it| it["way"] == switch).expect("it differs");
        let shortest = found
            .iter()
            .filter(|it| it["causes"] == Value::from(vec![number]) && it["kind"] == kind)
            .filter_map(|it| it["steps"].as_array().map(Vec::len))
            .min();
        assert_eq!(shortest, Some(steps), "{switch}");
    }
}

#[test]
fn bad_input_is_told_with_its_place_and_remedy() {
    let (folder, [good, bad]) = files([SMALL, &SMALL.replace("kind = \"messaging\"", "kind = \"mail\"")]);
    let missing = folder.path().join("none.toml");
    let cases: [(&[&str], String); 4] = [
        (
            &["diff", shown(&good), shown(&bad)],
            format!("{}:4:35: unknown queue kind `mail`, expected one of: messaging, record, voice", bad.display()),
        ),
        (
            &["diff", shown(&missing), shown(&good)],
            format!(
                "{}: no such file; expected a policy or a scenario in TOML, or no file for the default policy",
                missing.display()
            ),
        ),
        (&["diff", shown(&good), shown(&good), "--scope", "agents=9"], "--scope: agents `9`, expected 1 to 4".to_owned()),
        (
            &["diff"],
            "expected one file or two: `switchboard diff OLD.toml NEW.toml`, or `switchboard diff NEW.toml` to compare with \
             the policy of the mixed day; or `--preset` to compare that policy with itself under another preset"
                .to_owned(),
        ),
    ];
    for (args, message) in cases {
        let (outcome, out, err) = tool(args, "");
        assert_eq!((outcome, out.as_str(), err), (Outcome::Usage, "", format!("switchboard: {message}\n")));
    }
}

// ---- a plain search ------------------------------------------------------------------------------------------------

/// What can be seen of a conversation, read off the center's own answers: state and who has it, what is raised, held,
/// resolved or outside, to whom it is being handed, queue, seats, customer, callback.
type Look = (Stage, Option<UserId>, Vec<bool>, Option<UserId>, Option<QueueId>, Vec<(UserId, Seat)>, bool, Callback);

fn look(center: &ContactCenter, id: ConversationId) -> Option<Look> {
    let phase = center.phase(id);
    if phase.stage() == Stage::Closed {
        return None;
    }
    let (flags, pending) = match phase {
        Phase::InConversation(talk) => {
            (vec![talk.leg, talk.hold, talk.resolved, talk.outside, talk.lost], talk.pending.map(|it| it.agent))
        }
        Phase::Offered(offer) => (vec![offer.leg], None),
        Phase::Open { .. } | Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => (Vec::new(), None),
    };
    let mut seats: Vec<(UserId, Seat)> = center.participants(id).iter().map(|seat| (seat.user, seat.seat)).collect();
    seats.sort_unstable();
    let away = center.is_customer_away(id);
    Some((phase.stage(), phase.holder(), flags, pending, center.queue_of(id), seats, away, center.callback(id)))
}

/// The conversations, and of each person whether signed in, whether connected, and the presence.
type Looks = (Vec<Option<Look>>, Vec<(bool, bool, PresenceId)>);

fn looks(center: &ContactCenter) -> Looks {
    let people = (0..center.policy().users().len()).map(UserId::at);
    let people = people.map(|user| (center.is_signed_in(user), center.is_present(user), center.presence(user)));
    (center.conversations().map(|id| look(center, id)).collect(), people.collect())
}

/// The least number of steps after which two policies look different, with at most so many conversations ever: level by
/// level over pairs of whole centers, every action on a copy of both.
fn plain(old: &str, new: &str, groups: Groups, conversations: usize) -> Option<usize> {
    let policy = |text: &str| -> Arc<Policy> {
        let spec: PolicySpec = toml::from_str(text).expect("it is a policy");
        Arc::new(spec.build().expect("it holds"))
    };
    let (old, new) = (policy(old), policy(new));
    let scope = Scope { agents: 2, conversations, supervisors: 1, groups, symmetry: false };
    // Only for the list of what can be tried.
    let world: World<u64> = World::new(Arc::clone(&old), scope, Box::new(Rules)).expect("it is small");
    let begin = |policy: &Arc<Policy>| {
        let mut center = ContactCenter::shared(Arc::clone(policy));
        for agent in (0..policy.users().len()).map(UserId::at) {
            let _ = center.apply(Action::Desk { agent, operation: Desk::SignIn });
        }
        center
    };
    let mut level = vec![(begin(&old), begin(&new))];
    let mut known = BTreeSet::new();
    for depth in 1..20 {
        let mut next = BTreeMap::new();
        for (left, right) in &level {
            let alive: Vec<ConversationId> = left.conversations().collect();
            for action in world.repertoire(&alive) {
                let arrives = matches!(action, Action::Create(_) | Action::Admit { .. });
                if arrives && alive.len() >= conversations {
                    continue;
                }
                let (mut one, mut two) = (left.clone(), right.clone());
                let _ = (one.apply(action), two.apply(action));
                if looks(&one) != looks(&two) {
                    return Some(depth);
                }
                let key = (Replica::of(&one), Replica::of(&two));
                if !known.contains(&key) {
                    next.entry(key).or_insert((one, two));
                }
            }
        }
        if next.is_empty() {
            return None;
        }
        known.extend(next.keys().cloned());
        level = next.into_values().collect();
    }
    None
}

/// The least number of steps of what the tool found to look different.
fn found(report: &Value) -> Option<usize> {
    let differences = report["report"]["differences"].as_array().expect("there is a list");
    let looks = |it: &&Value| matches!(it["kind"].as_str(), Some("old-only" | "new-only" | "ending"));
    differences.iter().filter(looks).filter_map(|it| it["steps"].as_array().map(Vec::len)).min()
}

#[test]
fn a_plain_search_finds_nothing_shorter_and_nothing_where_nothing_is_found() {
    let groups = Groups::of(&[Group::Answers, Group::Talk, Group::Transfers, Group::Supervise]);
    for (switch, expected) in [
        // The supervisor transfers, and the first agent stays charged, so Busy: new, assign, accept, transfer.
        ("POL-05 = \"b\"", Some(4)),
        // The offer charges nobody, so its agent is Available: new, route.
        ("POL-06 = \"b\"", Some(2)),
        // Picking ends in conversation: the policy of the web does not let agents pick.
        ("POL-62 = \"b\"", None),
        ("POL-49 = \"b\"", Some(2)),
        // After a rejected transfer the first agent has it again: new, assign, accept, transfer, reject.
        ("POL-01 = \"b\"", Some(5)),
        // After one decline somebody else is asked, and who declined only as the last: found by the plain search.
        ("POL-27 = \"b\"", Some(6)),
        // Nobody watches in this scope.
        ("POL-11 = \"a\"", None),
    ] {
        let new = switched(switch);
        let report = json(SMALL, &new, ONE);
        assert_eq!(found(&report), expected, "{switch}: {report:#}");
        assert_eq!(plain(SMALL, &new, groups, 1), expected, "{switch}");
    }
}

#[test]
fn a_plain_search_agrees_on_two_conversations_that_compete() {
    // Of 100 units a second chat of 60 finds no room, one of 30 does; but two agents are there, so it takes an assignment
    // to the same one: new, assign, new, assign.
    let new = SMALL.replace("cost = 60", "cost = 30");
    let report = json(SMALL, &new, "conversations=2,operations=answers+supervise");
    assert_eq!(found(&report), Some(4), "{report:#}");
    assert_eq!(plain(SMALL, &new, Groups::of(&[Group::Answers, Group::Supervise]), 2), Some(4));
}
