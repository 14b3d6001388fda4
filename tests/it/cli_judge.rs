//! `switchboard judge`: every event file that `simulate` writes is legal, every single mistake in one is found, and what
//! is left out of one is no mistake.

use std::fs;
use std::io::Write;
use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use switchboard_cli::Outcome;
use switchboard_oracle::judge::{Settings, judge, record};
use switchboard_oracle::report::{Report, Verdict};
use switchboard_sims::scenario::Scenario;
use switchboard_sims::{KeepEvents, Options, simulate};
use tempfile::TempDir;

use crate::play::tool;

const QUIET: &str = "sims/scenarios/quiet-monday.toml";

fn scenario(file: &str) -> Scenario {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("the scenario is there");
    Scenario::from_toml(&text, file, &|_| Err(std::io::Error::other("it names no other file"))).expect("it holds")
}

/// The events of the first day under a seed.
fn events(scenario: &Scenario, seed: u64) -> Vec<u8> {
    let mut file = Vec::new();
    let keep_events = Some(KeepEvents { replication: 1, writer: &mut file });
    simulate(scenario, Options { seed, keep_events, ..Options::default() }).expect("it runs");
    file
}

fn judged(settings: &Settings, log: &[u8]) -> Report {
    judge("log", &mut &log[..], settings).expect("memory can be read")
}

#[test]
fn a_type_that_no_event_has_is_told() {
    let (outcome, out, err) = tool(&["judge", "--lossy", "TimerArmd", "no-such-log.jsonl"], "");
    assert_eq!((outcome, out.as_str()), (Outcome::Usage, ""));
    let message =
        "--lossy TimerArmd: no event is of this type, expected one such as `TimerArmed`; did you mean `TimerArmed`?";
    assert!(err.contains(message), "{err}");
}

fn all_conform(report: &Report, events: u64) {
    assert_eq!(report.findings, []);
    assert_eq!(
        report.events.iter().map(|(verdict, count)| (*verdict, *count)).collect::<Vec<_>>(),
        [(Verdict::Conforms, events)]
    );
}

fn lines(log: &[u8]) -> Vec<String> {
    String::from_utf8(log.to_vec()).expect("events are text").lines().map(str::to_owned).collect()
}

/// The first lines, up to the end of a step.
fn first(log: &[u8], number: usize) -> Vec<String> {
    let log = lines(log);
    let cause = |line: &String| serde_json::from_str::<Value>(line).expect("a record")["cause"].as_u64();
    let end = (number..log.len()).find(|place| cause(&log[*place]) != cause(&log[*place - 1])).expect("a step ends");
    log[..end].to_vec()
}

fn joined(lines: &[String]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

#[test]
fn every_event_file_of_the_simulator_conforms() {
    // Two small days, and a busy one with every channel, bots, transfers, supervisors and lost connections.
    for (file, seed) in [(QUIET, 1), (QUIET, 2), ("sims/scenarios/default.toml", 1)] {
        let scenario = scenario(file);
        let log = events(&scenario, seed);
        let report = judged(&Settings::new(scenario.policy().clone()), &log);
        all_conform(&report, lines(&log).len() as u64);
    }
}

/// Changes one thing about one event; tells whether it did.
fn corrupt(lines: &mut Vec<String>, kind: &str, people: &[String], random: &mut ChaCha8Rng) -> bool {
    let place = random.random_range(10..lines.len() - 40);
    let mut event: Value = serde_json::from_str(&lines[place]).expect("a record");
    match kind {
        "drop" => drop(lines.remove(place)),
        "swap" => lines.swap(place, place + 1),
        "duplicate" => lines.insert(place + random.random_range(1..6), lines[place].clone()),
        "owner" => {
            let Some(owner) = event.get("agent").and_then(Value::as_str) else { return false };
            let others: Vec<&String> = people.iter().filter(|name| *name != owner).collect();
            event["agent"] = others[random.random_range(0..others.len())].clone().into();
            lines[place] = event.to_string();
        }
        "time" => {
            let seconds = random.random_range(0.001..60.0) * if random.random_range(0..2) == 0 { -1.0 } else { 1.0 };
            event["ts"] = (event["ts"].as_f64().expect("a time") + seconds).into();
            lines[place] = event.to_string();
        }
        other => panic!("{other} is no kind"),
    }
    true
}

/// Whether no rule forbids that this event happens at another time: it is a step of its own that no clock is about, and
/// both neighbours stay on their sides of it. Whoever writes, looks or leaves may do so a little earlier or later.
fn may_be_moved(lines: &[String], place: usize, log: &[String]) -> bool {
    let field = |line: &String, name: &str| serde_json::from_str::<Value>(line).expect("a record")[name].clone();
    let alone =
        [place - 1, place + 1].into_iter().all(|other| field(&lines[other], "cause") != field(&log[place], "cause"));
    let times: Vec<f64> = [place - 1, place, place + 1]
        .into_iter()
        .map(|place| field(&lines[place], "ts").as_f64().expect("a time"))
        .collect();
    alone && times.is_sorted()
}

#[test]
fn every_single_mistake_in_a_log_makes_one_finding() {
    let scenario = scenario(QUIET);
    let settings = Settings::new(scenario.policy().clone());
    let people: Vec<String> = scenario.policy().users().iter().map(|user| user.name.clone()).collect();
    let log: Vec<String> = lines(&events(&scenario, 1)).into_iter().take(1_500).collect();
    // Numbers alone would give away what is missing or moved, so that the rules have to find it by themselves.
    let without_numbers: Vec<String> = log
        .iter()
        .map(|line| {
            let mut event: Value = serde_json::from_str(line).expect("a record");
            event.as_object_mut().expect("an object").remove("seq");
            event.to_string()
        })
        .collect();
    let mut random = ChaCha8Rng::seed_from_u64(6);
    let mut moved = 0;
    for kind in ["drop", "swap", "duplicate", "owner", "time"] {
        for (numbered, original) in [(true, &log), (false, &without_numbers)] {
            for _ in 0..12 {
                let mut wrong = original.clone();
                while !corrupt(&mut wrong, kind, &people, &mut random) {}
                let report = judged(&settings, &joined(&wrong));
                let place = wrong.iter().zip(original).position(|(one, other)| one != other);
                let seen = report.findings.len() as u64 + report.repeated;
                if seen == 0 && kind == "time" && place.is_some_and(|place| may_be_moved(&wrong, place, original)) {
                    moved += 1;
                    continue;
                }
                assert_eq!(seen, 1, "{kind}, numbered {numbered}, at {place:?}: {:#?}", report.findings);
            }
        }
    }
    assert!(moved < 24);
}

/// The events that are kept, each without a share of its fields.
fn thinned(log: &[String], random: &mut ChaCha8Rng, keep: &dyn Fn(&Value) -> bool, share: f64) -> Vec<u8> {
    let events = log.iter().map(|line| serde_json::from_str::<Value>(line).expect("a record")).filter(keep);
    let thinned: Vec<String> = events
        .map(|mut event| {
            let fields = event.as_object_mut().expect("an object");
            fields.retain(|name, _| name == "type" || random.random_range(0.0..1.0) >= share);
            event.to_string()
        })
        .collect();
    joined(&thinned)
}

/// The first half of the mixed day under two seeds: often it is not told who acted, or on what, so that many states are
/// possible. The true one must stay among them.
#[test]
fn a_thin_log_of_a_large_center_is_not_accused() {
    let scenario = Scenario::default_day();
    let mut settings = Settings::new(scenario.policy().clone());
    settings.hidden.insert("router".to_owned());
    let routed = |event: &Value| event["actor"]["role"] != "router";
    for (seed, share) in [(1, 0.1), (1, 0.3), (2, 0.3)] {
        let log = first(&events(&scenario, seed), 8_000);
        let report = judged(&settings, &thinned(&log, &mut ChaCha8Rng::seed_from_u64(seed), &routed, share));
        assert_eq!(report.findings, [], "{share} of the fields are missing");
        assert!(report.decided() > 0.97, "{}", report.decided());
    }
}

#[test]
fn what_a_log_leaves_out_is_no_mistake() {
    let scenario = scenario(QUIET);
    let log = lines(&events(&scenario, 1));
    // Three in ten of the fields are missing; who acts is never wrong, only unknown.
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut thin = |keep: &dyn Fn(&Value) -> bool, share: f64| thinned(&log, &mut random, keep, share);
    let own = Settings::new(scenario.policy().clone());
    let partial = judged(&own, &thin(&|_| true, 0.3));
    assert_eq!(partial.findings, []);
    assert!(partial.decided() > 0.98, "{}", partial.decided());

    // The router is not logged at all: it is taken to search whenever it is due.
    let mut hidden = own.clone();
    hidden.hidden.insert("router".to_owned());
    let routed = |event: &Value| event["actor"]["role"] != "router";
    let report = judged(&hidden, &thin(&routed, 0.0));
    assert_eq!(report.findings, []);
    assert!(report.decided() > 0.98);
    // Said nothing of, it is a mistake.
    assert!(!judged(&own, &thin(&routed, 0.0)).findings.is_empty());

    // Timers are not told.
    let mut lossy = own.clone();
    lossy.lossy.extend(["TimerArmed", "TimerCleared"].map(str::to_owned));
    let told = |event: &Value| !event["type"].as_str().is_some_and(|name| name.starts_with("Timer"));
    assert_eq!(judged(&lossy, &thin(&told, 0.0)).findings, []);
}

#[test]
fn steps_may_be_split_and_merged_and_the_log_may_end_anywhere() {
    let scenario = scenario(QUIET);
    let settings = Settings::new(scenario.policy().clone());
    let log: Vec<String> = lines(&events(&scenario, 1)).into_iter().take(700).collect();
    let with_causes = |cause: &dyn Fn(u64, u64) -> u64| -> Vec<u8> {
        let change = |(number, line): (usize, &String)| {
            let mut event: Value = serde_json::from_str(line).expect("a record");
            event["cause"] = cause(number as u64, event["cause"].as_u64().expect("a number")).into();
            event.to_string()
        };
        joined(&log.iter().enumerate().map(change).collect::<Vec<_>>())
    };
    // Each event a step of its own; then three steps taken as one.
    for log in [with_causes(&|number, _| number), with_causes(&|_, cause| cause / 3)] {
        let report = judged(&settings, &log);
        assert_eq!(report.findings, []);
    }
    // Cut within a step, what is there of it cannot be told.
    for end in [300, 301, 302, 303] {
        let report = judged(&settings, &joined(&log[..end]));
        assert_eq!(report.findings, []);
        assert_eq!(report.events.values().sum::<u64>(), end as u64);
    }
}

#[test]
fn events_that_come_late_are_put_in_order_where_clocks_may_differ() {
    let scenario = scenario(QUIET);
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let log = first(&events(&scenario, 1), 1_500);
    // Each is delivered up to a second and a half late, and nothing but its time says when it was.
    let mut late: Vec<(f64, String)> = log
        .iter()
        .map(|line| {
            let mut event: Value = serde_json::from_str(line).expect("a record");
            event.as_object_mut().expect("an object").remove("seq");
            (event["ts"].as_f64().expect("a time") + random.random_range(0.0..1.5), event.to_string())
        })
        .collect();
    late.sort_by(|one, other| one.0.total_cmp(&other.0));
    let late = joined(&late.into_iter().map(|(_, line)| line).collect::<Vec<_>>());
    let mut settings = Settings::new(scenario.policy().clone());
    assert!(!judged(&settings, &late).findings.is_empty());
    settings.skew = 2_000_000;
    all_conform(&judged(&settings, &late), log.len() as u64);
}

#[test]
fn what_is_no_event_is_told_with_its_line() {
    let scenario = scenario(QUIET);
    let settings = Settings::new(scenario.policy().clone());
    let log = first(&events(&scenario, 1), 200);
    let cases: [(&[u8], &str); 6] = [
        (b"{\"seq\":", "column 7: EOF while parsing a value; expected a record in JSON, with a field `type`"),
        (b"\xff{}", "column 1: this is no UTF-8, expected a record in JSON"),
        (b" [1, 2]", "column 2: this is no record, expected one in JSON, with a field `type`"),
        (b"{}", "column 2: missing field `type`; expected a record in JSON, with a field `type`"),
        (b"{\"type\": 7}", "column 10: invalid type: integer `7`, expected a text"),
        (b"{\"type\": \"A\", \"ts\": 1e300}", "column 1: `ts` is "),
    ];
    for (bytes, message) in cases {
        let mut wrong = joined(&log[..100]);
        wrong.extend_from_slice(bytes);
        wrong.push(b'\n');
        wrong.extend(joined(&log[100..]));
        let report = judged(&settings, &wrong);
        let first = &report.findings[0];
        assert_eq!(first.line, 101, "{:#?}", report.findings);
        assert!(first.message.starts_with(message), "{}", first.message);
        assert_eq!(report.events[&Verdict::Violates], report.findings.len() as u64);
    }
    // An event that nobody knows, and a line without end.
    let mut unknown = joined(&log);
    unknown.extend_from_slice(b"{\"type\":\"Teleported\",\"conv\":\"c0-0\"}\n");
    unknown.extend(vec![b'x'; 3 << 20]);
    let report = judged(&settings, &unknown);
    assert_eq!(
        report.findings.iter().map(|finding| finding.line).collect::<Vec<_>>(),
        [log.len() as u64 + 2, log.len() as u64 + 1]
    );
}

#[test]
fn the_schema_of_our_format_is_current_and_simulated_events_fit_it() {
    let committed = include_str!("../../schemas/events.schema.json");
    assert_eq!(committed, record::schema(), "write it again: cargo run -p switchboard-oracle --example schema");
    let schema: Value = serde_json::from_str(committed).expect("a schema");
    let log = events(&scenario(QUIET), 1);
    for line in lines(&log).iter().take(2_000) {
        let event: Value = serde_json::from_str(line).expect("a record");
        for (name, value) in event.as_object().expect("an object") {
            let property = &schema["properties"][name];
            assert!(!property.is_null(), "{name} is in no schema");
            let is = |kind: &str| match kind {
                "string" => value.is_string(),
                "integer" => value.is_u64() || value.is_i64(),
                "number" => value.is_number(),
                "object" => value.is_object(),
                _ => false,
            };
            let kinds: Vec<&str> = match property["type"].as_array() {
                Some(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
                // What has no type of its own refers to an object.
                None => vec![property["type"].as_str().unwrap_or("object")],
            };
            let fits = kinds.into_iter().any(is);
            assert!(fits, "{name} is {value}");
        }
    }
}

#[test]
fn the_command_tells_what_it_found_in_every_format() {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let scenario = scenario(QUIET);
    let mut log: Vec<String> = lines(&events(&scenario, 1)).into_iter().take(600).collect();
    fs::write(path("good.jsonl"), joined(&log)).expect("written");
    let offer = log.iter().position(|line| line.contains("\"OfferAccepted\"")).expect("somebody accepts");
    log.remove(offer);
    let mut packed = flate2_write(&joined(&log));
    packed.flush().expect("written");
    fs::write(path("bad.jsonl.gz"), packed).expect("written");

    let (outcome, out, err) = tool(&["judge", &path("good.jsonl"), "--scenario", QUIET], "");
    assert_eq!((outcome, &*err), (Outcome::Clean, ""));
    assert!(out.contains("600 events, nothing in it breaks a rule"), "{out}");

    let (outcome, out, _) = tool(&["judge", &path("bad*"), "--scenario", QUIET, "--format", "json"], "");
    assert_eq!(outcome, Outcome::Broken);
    let report: Value = serde_json::from_str(&out).expect("JSON");
    let finding = &report["report"]["findings"][0];
    assert_eq!(finding["line"], offer as u64 + 1);
    assert_eq!(finding["family"], "K15");
    assert_eq!(finding["message"], "`OfferAccepted` is missing before this");
    assert_eq!(finding["nearest"], format!("with `OfferAccepted` before line {}", offer + 1));

    for format in ["text", "sarif", "junit"] {
        let (outcome, out, _) = tool(&["judge", &path("bad*"), "--scenario", QUIET, "--format", format], "");
        assert_eq!(outcome, Outcome::Broken);
        assert!(out.contains("`OfferAccepted` is missing before this"), "{out}");
    }

    // Known findings are left out, and names of people and conversations if so wished.
    let (known, bad) = (path("known.json"), path("bad.jsonl.gz"));
    let (outcome, ..) = tool(&["judge", &bad, "--scenario", QUIET, "--write-baseline", &known], "");
    assert_eq!(outcome, Outcome::Broken);
    let (outcome, out, _) = tool(&["judge", &bad, "--scenario", QUIET, "--baseline", &known], "");
    assert_eq!(outcome, Outcome::Clean);
    assert!(
        out.contains("nothing new; 1 finding known") && out.contains("1 finding of the baseline is left out"),
        "{out}"
    );
    let (_, out, _) = tool(&["judge", &bad, "--scenario", QUIET, "--redact"], "");
    assert!(out.contains("person-") && !out.contains("phone-1 ") && !out.contains("ruth"), "{out}");

    // A log of which little can be told.
    let thin = "{\"type\":\"MonitorEnded\"}\n";
    let (outcome, ..) = tool(&["judge", "-", "--scenario", QUIET, "--min-decided", "50"], thin);
    assert_eq!(outcome, Outcome::Unfinished);
    let (outcome, _, err) = tool(&["judge", &path("none*.jsonl")], "");
    assert_eq!(outcome, Outcome::Usage);
    assert!(err.contains("no such file, expected a pattern that names some"), "{err}");
}

fn flate2_write(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

/// How long the long search for a panic takes.
const FUZZ_S: u64 = 660;

/// Changes bytes of a log at random, so that neither reader nor judge meets what they expect.
fn fuzz(seed: u64, log: &[u8], settings: &Settings) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut wrong = log.to_vec();
    for _ in 0..random.random_range(1..20) {
        let place = random.random_range(0..wrong.len());
        match random.random_range(0..6) {
            0 => wrong[place] = random.random_range(0..=255),
            1 => wrong[place] ^= 1 << random.random_range(0..8),
            2 => drop(wrong.remove(place)),
            3 => wrong.insert(place, b"0123456789\"{}[],:-cq\n"[random.random_range(0..21)]),
            4 => {
                let end = (place + random.random_range(0..400)).min(wrong.len());
                let part = wrong[place..end].to_vec();
                let to = random.random_range(0..wrong.len());
                wrong.splice(to..to, part);
            }
            _ => {
                let end = (place + random.random_range(0..400)).min(wrong.len());
                drop(wrong.drain(place..end));
            }
        }
        if wrong.is_empty() {
            return;
        }
    }
    let report = judged(settings, &wrong);
    let lines = wrong.split(|byte| *byte == b'\n').filter(|line| !line.iter().all(u8::is_ascii_whitespace)).count();
    // Whatever is in it, every line gets one verdict.
    assert_eq!(report.events.values().sum::<u64>(), lines as u64, "seed {seed}");
}

#[test]
fn no_log_makes_the_judge_panic() {
    let scenario = scenario(QUIET);
    let settings = Settings::new(scenario.policy().clone());
    let log = joined(&lines(&events(&scenario, 1))[..250]);
    (0..40).for_each(|seed| fuzz(seed, &log, &settings));
}

/// `cargo test --release --test it -- --ignored no_log_makes_the_judge_panic_for_long`
#[test]
#[ignore = "takes eleven minutes"]
fn no_log_makes_the_judge_panic_for_long() {
    let scenarios = [scenario(QUIET), scenario("sims/scenarios/default.toml")];
    let logs = scenarios.each_ref().map(|scenario| {
        let log = lines(&events(scenario, 1));
        let middle = log.len() / 3;
        [joined(&log[..400]), joined(&log[..middle.min(3_000)])]
    });
    let begun = std::time::Instant::now();
    let mut seed = 0;
    while begun.elapsed().as_secs() < FUZZ_S {
        for (scenario, logs) in scenarios.iter().zip(&logs) {
            let mut settings = Settings::new(scenario.policy().clone());
            if seed % 3 == 1 {
                settings.hidden.insert("router".to_owned());
            }
            if seed % 3 == 2 {
                (settings.skew, settings.states_max) = (2_000_000, 8);
            }
            logs.iter().for_each(|log| fuzz(seed, log, &settings));
        }
        seed += 1;
    }
    assert!(seed > 100, "{seed}");
}
