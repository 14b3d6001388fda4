//! The work on which simulators are compared: Erlang A with 100 agents, one JSON line for the measuring script.
//!
//! `cargo run --release --package switchboard-sims --example erlang_a -- 1000000 1`: customers and seed. The work is that
//! of any scenario: the kernel with all its rules, the monitor of invariants, and all counts.

use std::time::Instant;

use switchboard_sims::results::{Measure, Scope};
use switchboard_sims::scenario::Scenario;
use switchboard_sims::{Options, simulate};

/// Arrivals a day: 1,164 an hour.
const A_DAY: f64 = 1_164.0 * 24.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let customers: f64 = words.next().as_deref().unwrap_or("1000000").parse()?;
    let seed: u64 = words.next().as_deref().unwrap_or("1").parse()?;
    let days = (customers / A_DAY).ceil().max(1.0);
    let text = format!(
        r#"
        name = "Erlang A"
        to = "24:00"
        days = {days}
        interval_min = 1440
        [policy]
        switches = {{ POL-55 = "b" }}
        queues = [{{ name = "calls", kind = "voice", method = "highest-capacity" }}]
        workstreams = [{{ name = "phone", channel = "voice", queue = "calls", cost = 100, auto_assign = true, wrap_up_block = "never" }}]
        users = [{{ name = "phone", count = 100, units = 100, queues = ["calls"] }}]
        [[arrivals]]
        workstream = "phone"
        per_hour = {}
        patience.exponential = {{ mean_s = 180 }}
        handling.exponential = {{ mean_s = 300 }}
        [[staff]]
        group = "phone"
        stretches = [{{ from = "00:00", to = "24:00" }}]
        "#,
        1_164.0
    );
    let scenario = Scenario::from_toml(&text, "erlang-a.toml", &|_| Err(std::io::ErrorKind::NotFound.into()))?;
    let start = Instant::now();
    let results = simulate(&scenario, Options { seed, threads: 1, ..Options::default() })?;
    let seconds = start.elapsed().as_secs_f64();
    let created = results.conversations() as f64;
    let value = |measure| results.estimate(measure, Scope::DAY).map_or(f64::NAN, |estimate| estimate.value);
    let line = serde_json::json!({
        "engine": "switchboard",
        "n": created,
        "seconds": seconds,
        "customers_per_s": created / seconds,
        "events_per_s": 2.0 * created / seconds,
        "peak_mib": peak_mib(),
        "p_abandon": value(Measure::AbandonedRate),
        "mean_wait_all": value(Measure::AverageFirstWait),
        "sl20_offered": value(Measure::ServiceLevelOfIncoming),
        "occupancy": value(Measure::Occupancy),
    });
    std::io::Write::write_all(&mut std::io::stdout(), format!("{line}\n").as_bytes())?;
    Ok(())
}

/// The most memory that the process had, in mebibytes; nothing where the system does not tell.
fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|kib| kib / 1_024.0)
}
