//! scratch
use std::time::Instant;
use switchboard_sims::results::{Measure, Scope, Unit};
use switchboard_sims::scenario::Scenario;
use switchboard_sims::{Options, simulate};
fn main() {
    let mut args = std::env::args().skip(1);
    let which = args.next().unwrap_or("default".into());
    let n: u32 = args.next().map_or(1, |x| x.parse().unwrap());
    let threads: usize = args.next().map_or(1, |x| x.parse().unwrap());
    let scenario = match which.as_str() {
        "default" => Scenario::default_day(),
        "quiet" => Scenario::quiet_monday(),
        "erlang" => Scenario::erlang_a(),
        f => Scenario::from_toml(&std::fs::read_to_string(f).unwrap(), f, &|p| std::fs::read_to_string(p))
            .unwrap_or_else(|e| panic!("{e}")),
    };
    for w in scenario.warnings() {
        println!("warning: {w}");
    }
    if let Some(f) = args.next() {
        let mut w = std::fs::File::create(f).unwrap();
        simulate(
            &scenario,
            Options {
                keep_events: Some(switchboard_sims::KeepEvents { replication: 1, writer: &mut w }),
                ..Options::default()
            },
        )
        .unwrap();
    }
    let t = Instant::now();
    let r = match simulate(&scenario, Options { replications: n, threads, ..Options::default() }) {
        Ok(r) => r,
        Err(e) => {
            println!("{e}");
            std::process::exit(1)
        }
    };
    let dt = t.elapsed().as_secs_f64();
    println!(
        "{} conversations, {} steps in {dt:.3} s: {:.0} conversations/s, {:.1} ns/step, {:.1} steps/conv",
        r.conversations(),
        r.steps(),
        r.conversations() as f64 / dt,
        dt * 1e9 / r.steps() as f64,
        r.steps() as f64 / r.conversations() as f64
    );
    for m in Measure::ALL {
        print!("{:45}", m.name());
        let mut scopes = vec![Scope::DAY];
        scopes.extend((0..r.setting.workstreams.len()).map(Scope::of_workstream));
        for s in scopes {
            match r.estimate(*m, s) {
                None => print!("{:>18}", "-"),
                Some(e) => {
                    let k = if m.unit() == Unit::Share { 100.0 } else { 1.0 };
                    print!("{:>18}", format!("{:.2}±{:.2}", e.value * k, e.half_width.unwrap_or(0.0) * k))
                }
            }
        }
        println!();
    }
    let d = &r.days[0];
    println!(
        "acts {} overrides {} created {} closed {} ended {:.1} samples {}",
        d.supervisor_acts.len(),
        d.overrides.len(),
        d.created,
        d.closed,
        d.ended.seconds() / 3600.0,
        d.samples.len()
    );
    for (c, k) in r.refusals().iter() {
        println!("  refused {} {k}", c.letters());
    }
    for (a, b, k) in r.transitions().iter() {
        println!("  {:?} -> {:?}: {k}", a, b);
    }
    let mut acts = std::collections::BTreeMap::new();
    for day in &r.days {
        for a in &day.supervisor_acts {
            *acts.entry((a.supervisor, a.operation, a.refused.map(|c| c.letters()))).or_insert(0) += 1;
        }
    }
    for (k, v) in acts {
        println!("  {k:?} {v}");
    }
    for i in 0..r.setting.intervals.min(26) {
        let s = Scope::of_interval(i);
        let g = |m| r.estimate(m, s).map_or(f64::NAN, |e| e.value);
        println!(
            "  {:5.2}h inc {:6.1} SL {:5.1} ab {:5.2} wait {:6.1} occ {:5.1} util {:5.1} agents {:5.1} busy {:5.1} queue {:5.1}",
            (r.setting.from_s + i as f64 * r.setting.interval_s) / 3600.0,
            g(Measure::Incoming),
            100.0 * g(Measure::ServiceLevel),
            100.0 * g(Measure::AbandonedRate),
            g(Measure::AverageFirstWait),
            100.0 * g(Measure::Occupancy),
            100.0 * g(Measure::Utilisation),
            g(Measure::AgentsSignedIn),
            g(Measure::AgentsBusy),
            g(Measure::InQueue)
        );
    }
}
