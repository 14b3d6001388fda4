//! How many events of a log are judged in a second, complete and with three in ten fields missing and the router hidden.
//!
//! `cargo bench --bench judge`; a number after `--` sets how many passes the best is taken of. Beside it stands pm4py's
//! token replay of the same conversations as cases, where `python3` has pm4py; it runs in a process of its own.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::io::Write;
use std::process::Command;
use std::time::Instant;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use switchboard_oracle::judge::{Settings, judge};
use switchboard_sims::scenario::Scenario;
use switchboard_sims::{KeepEvents, Options, simulate};

/// What pm4py is asked to do: discover a net from the cases and replay them on it.
const TOKEN_REPLAY: &str = r#"
import sys, time, pandas, pm4py, warnings
warnings.filterwarnings("ignore")
frame = pandas.read_csv(sys.argv[1])
frame["time:timestamp"] = pandas.to_datetime(frame["time:timestamp"], unit="s")
net, first, last = pm4py.discover_petri_net_inductive(frame)
begun = time.time()
pm4py.conformance_diagnostics_token_based_replay(frame, net, first, last)
print(f"{len(frame) / (time.time() - begun):.0f}")
"#;

fn events(scenario: &Scenario) -> Vec<u8> {
    let mut file = Vec::new();
    let keep_events = Some(KeepEvents { replication: 1, writer: &mut file });
    simulate(scenario, Options { keep_events, ..Options::default() }).expect("it runs");
    file
}

/// Three in ten fields left out, and all that the router does.
fn thinned(log: &[u8]) -> Vec<u8> {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut thin = Vec::new();
    for line in log.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let mut event: Value = serde_json::from_slice(line).expect("a record");
        if event["actor"]["role"] == "router" {
            continue;
        }
        let fields = event.as_object_mut().expect("an object");
        fields.retain(|name, _| name == "type" || random.random_range(0.0..1.0) >= 0.3);
        thin.extend(event.to_string().bytes());
        thin.push(b'\n');
    }
    thin
}

/// Events per second, the best of some passes over a file.
fn rate(name: &str, log: &[u8], settings: &Settings, passes: u32) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(log).expect("written");
    let (mut best, mut events, mut found, mut decided) = (f64::MAX, 0, 0, 0.0);
    for _ in 0..passes {
        let mut input = std::io::BufReader::with_capacity(1 << 16, file.reopen().expect("a file"));
        let begun = Instant::now();
        let report = judge("log", &mut input, settings).expect("read");
        best = best.min(begun.elapsed().as_secs_f64());
        events = report.events.values().sum::<u64>();
        found = report.findings.len() as u64 + report.more;
        decided = 100.0 * report.decided();
    }
    println!(
        "{name:<44} {:>9.0} events/s  {events} events, {decided:.1} % decided, {found} findings",
        events as f64 / best
    );
}

fn token_replay(log: &[u8]) {
    let mut table = "case:concept:name,concept:name,time:timestamp\n".to_owned();
    for line in log.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let event: Value = serde_json::from_slice(line).expect("a record");
        if let (Some(case), Some(name), Some(at)) =
            (event["conv"].as_str(), event["type"].as_str(), event["ts"].as_f64())
        {
            table.push_str(&format!("{case},{name},{at}\n"));
        }
    }
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(table.as_bytes()).expect("written");
    let answer = Command::new("python3").arg("-c").arg(TOKEN_REPLAY).arg(file.path()).output();
    match answer {
        Ok(answer) if answer.status.success() => {
            let rate = String::from_utf8_lossy(&answer.stdout).lines().last().unwrap_or_default().to_owned();
            println!("{:<44} {rate:>9} events/s  one case at a time", "pm4py token replay");
        }
        Ok(_) | Err(_) => println!("{:<44} skipped: python3 has no pm4py", "pm4py token replay"),
    }
}

fn main() {
    let passes = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(5);
    let quiet = std::fs::read_to_string("sims/scenarios/quiet-monday.toml").expect("the scenario is there");
    let quiet = Scenario::from_toml(&quiet, "quiet-monday.toml", &|_| Err(std::io::ErrorKind::NotFound.into()));
    for (name, scenario) in [("quiet monday", quiet.expect("it holds")), ("mixed day", Scenario::default_day())] {
        let log = events(&scenario);
        let own = Settings::new(scenario.policy().clone());
        rate(&format!("{name}, complete"), &log, &own, passes);
        let mut hidden = own.clone();
        hidden.hidden.insert("router".to_owned());
        // On the mixed day so much is possible at once that only its beginning is judged.
        let log = if name == "mixed day" { log[..4_000_000].to_vec() } else { log };
        let end = log.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let (log, thin) = (log[..end].to_vec(), thinned(&log[..end]));
        rate(&format!("{name}, 30 % missing, router hidden"), &thin, &hidden, passes);
        if name == "quiet monday" {
            token_replay(&log);
        }
    }
}
