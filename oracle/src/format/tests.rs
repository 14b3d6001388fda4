//! Mappings that do not hold and logs that cannot be read: told with their place, and never a panic.

use std::io::{BufRead, BufReader, Cursor, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Fault, Log, Mapping, Observation, RECORD_BYTES_MAX, SHIPPED, Shipped, open, unpacked};

const HEAD: &str = "name = \"x\"\ntitle = \"X\"\ncontainer = \"jsonl\"\nclaims = []\n";

fn fault(rest: &str) -> String {
    Mapping::read(&format!("{HEAD}{rest}"), "x.toml").expect_err("it does not hold").to_string()
}

#[test]
fn mappings_that_do_not_hold_are_told_with_line_and_column() {
    let cases = [
        ("", "x.toml:1:1: nothing is read, expected `fields.conversation`, or a `[[span]]`"),
        (
            "[fields]\nconversation = \"a..b\"\n",
            "x.toml:6:16: `a..b` has an empty name, expected names with dots between them",
        ),
        (
            "[fields]\nconversation = \"a\"\nstate = \"b\"\n[states]\nopen = \"Opne\"\n",
            "x.toml:9:8: unknown state `Opne`, expected one of: Open, Offered, Active, Waiting, Wrap-up, Closed",
        ),
        (
            "[fields]\nconversation = \"a\"\nstate = \"b\"\n",
            "x.toml:1:1: the field `state` is read but nothing says what its values mean, expected a table `[states]`",
        ),
        (
            "[time]\nformat = \"iso\"\n",
            "x.toml:6:10: unknown time format `iso`, expected one of: rfc3339, unix-s, unix-ms, or a pattern such as \
             `%Y-%m-%d %H:%M:%S`",
        ),
        (
            "[time]\nzone = \"Mars/Base\"\n",
            "x.toml:6:8: unknown time zone `Mars/Base`, expected a name such as `UTC` or `Europe/Berlin`",
        ),
        (
            "[relation]\nwithout = [\"ST-99\"]\n",
            "x.toml:6:11: unknown rule `ST-99`, expected an id that `switchboard rules` lists, such as ST-09",
        ),
        (
            "[relation]\nchannels = [\"fax\"]\n",
            "x.toml:6:12: unknown channel `fax`, expected one of: live-chat, persistent-chat, async, custom-async, voice, record",
        ),
        ("[fields]\nagent = \"a\"\n[[read]]\nunless-in = \"b\"\n", "x.toml:7:1: `unless-in` needs `each` and `same`"),
        (
            "[[span]]\nname = \"talk\"\nfrom = \"a\"\nto = \"b\"\nalone = true\n",
            "x.toml:5:1: span `talk`: `alone` needs `agent`",
        ),
        (
            "[[span]]\nname = \"talk\"\nfrom = \"a\"\nto = \"b\"\n",
            "x.toml:5:1: span `talk`: nothing to judge, expected `seconds` or `alone = true`",
        ),
    ];
    for (rest, expected) in cases {
        assert_eq!(fault(rest), expected);
    }
    let unknown = fault("[fields]\nconversaton = \"a\"\n");
    assert!(
        unknown.starts_with("x.toml:6:1: unknown field `conversaton`, expected one of `conversation`, "),
        "{unknown}"
    );
    let claim = Mapping::read(&HEAD.replace("[]", "[\"K99\"]"), "x.toml").expect_err("it does not hold").to_string();
    assert!(claim.starts_with("x.toml:4:10: unknown claim `K99`, expected one of: steps, "), "{claim}");
}

/// `cargo run -p switchboard-oracle --example schema mapping > schemas/mapping.schema.json`
#[test]
fn the_schema_of_mappings_is_current_and_knows_every_key_that_ships() {
    let committed = include_str!("../../../schemas/mapping.schema.json");
    assert_eq!(committed, super::schema(), "it changed: run the example again");
    let schema: serde_json::Value = serde_json::from_str(committed).expect("a schema");
    for shipped in SHIPPED {
        let written: toml::Table = shipped.text.parse().expect("TOML");
        assert!(written.keys().all(|key| schema["properties"].get(key).is_some()), "{}", shipped.name);
        assert_eq!(written["name"].as_str(), Some(shipped.name));
    }
}

fn mapping(name: &str) -> Mapping {
    let shipped = Shipped::named(name).expect("it ships");
    Mapping::read(shipped.text, &shipped.file()).expect("it holds")
}

/// What is observed, and every fault.
fn read(name: &str, bytes: impl BufRead) -> (Vec<Observation>, Vec<Fault>) {
    let mapping = mapping(name);
    let mut log = match Log::new("log", bytes, &mapping) {
        Ok(log) => log,
        Err(fault) => return (Vec::new(), vec![fault]),
    };
    let mut observed = Vec::new();
    let mut faults = Vec::new();
    while let Some(observation) = log.next() {
        faults.append(&mut log.faults);
        observed.extend(Some(observation).filter(|it| !it.is_silent()));
    }
    (observed, faults)
}

fn faults(name: &str, bytes: &[u8]) -> Vec<String> {
    read(name, bytes).1.iter().map(ToString::to_string).collect()
}

#[test]
fn lines_that_cannot_be_read_are_told_and_the_rest_is_read() {
    let good = "{\"type\":\"LivechatSessionStart\",\"_id\":\"r1\"}\n";
    let bad = b"{\"type\":\n[1]\n\xff\xfe\n\n{\"a\":1} x\n";
    let log = [good.as_bytes(), bad, good.as_bytes()].concat();
    let (observed, faults) = read("rocket-chat", &log[..]);
    assert_eq!(observed.iter().map(|it| it.line).collect::<Vec<_>>(), [1, 7]);
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "log:2:8: EOF while parsing a value, expected one JSON object on a line",
            "log:3:1: a line that is no JSON object, expected `{…}`",
            "log:4:1: no UTF-8, expected text in UTF-8",
            "log:6:9: trailing characters, expected one JSON object on a line",
        ]
    );
}

#[test]
fn rows_that_cannot_be_read_are_told_and_the_rest_is_read() {
    let log = b"conversation,time,state,agent\nc1,2026-03-02T09:00:00Z,Open,\nc1,then,Open,\nc1,2026-03-02T09:00:00Z\n\
        c1,2026-03-02T09:00:00Z,Opened,\n\xff,2026-03-02T09:00:00Z,Open,\nc1,2026-03-02T09:00:01Z,Active,ann\n";
    let (observed, faults) = read("state-changes", &log[..]);
    assert_eq!(observed.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 7]);
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "log:3: `then` is no time, expected one such as `2026-03-01T09:30:00Z`",
            "log:4: a row of 2 cells, expected 4 as in the head",
            "log:5: unknown state `Opened`, expected one that `[states]` has: Active, Closed, Open, Waiting, Wrap-up; \
             or `unknown = \"cannot-tell\"`",
            "log:6: cell 1 is no UTF-8, expected text in UTF-8",
        ]
    );
    assert_eq!(
        faults_of_head(),
        ["log:1: no column `conversation`, which the mapping reads; found: id, time, state, agent"]
    );
}

fn faults_of_head() -> Vec<String> {
    faults("state-changes", b"id,time,state,agent\n")
}

#[test]
fn xml_that_is_no_xes_is_told_with_its_line() {
    let cases: [(&[u8], &str); 5] = [
        (b"", "log:1: nothing in it, expected an XES file with a `<log>`"),
        (b"<html/>", "log:1: no `<log>` at the top, expected an XES file"),
        (b"<log>\n<trace>\n<event>", "log:3: the file ends before its `</log>`, expected the whole of it"),
        (b"<log>\n<trace></log>", "log:2: ill-formed document"),
        (
            b"<log>\n<trace><event>\n<string key=\"concept:name\" value=\"&nosuch;\"/>",
            "log:3: at 1..7: unrecognized entity",
        ),
    ];
    for (log, expected) in cases {
        let told = faults("helpdesk", log);
        assert!(told.len() == 1 && told[0].starts_with(expected), "{told:?}, expected {expected}");
    }
    let deep = [b"<log>".to_vec(), b"<list>".repeat(5_000)].concat();
    assert_eq!(faults("helpdesk", &deep), ["log:1: elements 256 deep in each other, expected fewer"]);
}

#[test]
fn an_empty_file_and_a_truncated_one_are_told() {
    for name in ["twilio", "chatwoot"] {
        assert_eq!(faults(name, b""), [] as [String; 0], "no lines are no fault");
    }
    assert_eq!(faults("bank-calls", b"").len(), 1, "a table needs its head");
    let good = "{\"type\":\"LivechatSessionStart\",\"_id\":\"r1\"}\n".repeat(2_000);
    let mut packed = GzEncoder::new(Vec::new(), Compression::none());
    packed.write_all(good.as_bytes()).expect("memory takes every byte");
    let packed = packed.finish().expect("memory takes every byte");
    let (observed, faults) = read("rocket-chat", unpacked(&packed[..packed.len() / 2]).expect("a beginning"));
    assert!(observed.len() > 900, "{}", observed.len());
    assert_eq!(faults.len(), 1);
    let told = faults[0].to_string();
    assert!(told.ends_with(": the file ends in the middle of what is packed, expected the whole of it"), "{told}");
    assert_eq!(faults[0].line, Some(observed.len() as u64 + 1));
    assert!(open(std::path::Path::new("/nowhere/log.jsonl")).is_err());
}

/// Very many bytes that nobody keeps.
fn endless(byte: u8) -> impl Read {
    std::io::repeat(byte).take(1 << 30)
}

#[test]
fn a_gigabyte_on_one_line_is_a_fault_in_every_container() {
    let after = "\n{\"type\":\"LivechatSessionStart\",\"_id\":\"r1\"}\n";
    let (observed, faults) = read("rocket-chat", BufReader::new(endless(b'x').chain(Cursor::new(after))));
    assert_eq!(
        (observed.len(), faults[0].to_string().as_str()),
        (1, "log:1: a line longer than 16 MiB, expected a shorter one")
    );
    let head = Cursor::new("conversation,time,state,agent\n\"");
    let (_, faults) = read("state-changes", BufReader::new(head.chain(endless(b'x'))));
    assert_eq!(
        faults[0].to_string(),
        "log:2: a row is longer than 16 MiB, expected a shorter one; a quote may not be closed"
    );
    let head = Cursor::new("<log><trace><event><string key=\"");
    let (_, faults) = read("helpdesk", BufReader::new(head.chain(endless(b'x'))));
    assert_eq!(faults[0].to_string(), "log:1: a record is longer than 16 MiB, expected a shorter");
    const { assert!(RECORD_BYTES_MAX == 16 << 20) };
}
