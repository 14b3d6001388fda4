//! CONV on this checker and on its peers, in one run: `cargo bench --package switchboard-verify --bench conv`.
//!
//! Stateright and SPIN are built first, with the optimisation they recommend, and run in turn with our engines, one
//! thread each, all with the three invariants on. `-- 4 5 5 1` says: five rounds of K=4, then one round of K=5; that is
//! also what is done without arguments, with three rounds of K=4.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

#[path = "peers/promela.rs"]
mod promela;

use std::error::Error;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use switchboard_verify::{Conv, Outcome, Quotient, Search, Store};

/// Agents and their capacity; the peers are written for these.
const AGENTS: usize = 2;
const CAPACITY: u8 = 2;

/// What one run brought.
#[derive(Clone, Copy, Debug)]
struct Run {
    distinct: f64,
    seconds: f64,
    bytes: f64,
}

type Outcomes = Result<Option<Run>, Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if numbers.is_empty() { vec![4, 3, 5, 1] } else { numbers };
    let peers = Peers::build()?;
    for size in sizes.chunks_exact(2) {
        compare(&peers, size[0], size[1])?;
    }
    reduced(&peers)
}

/// Every contender in turn, round after round; then the medians.
fn compare(peers: &Peers, conversations: usize, rounds: usize) -> Result<(), Box<dyn Error>> {
    println!("CONV A={AGENTS} K={conversations}, one thread, invariants on, medians of {rounds} alternating runs");
    let table = if conversations > 4 { 26 } else { 22 };
    let mut runs: [Vec<Run>; 4] = Default::default();
    for _ in 0..rounds {
        runs[0].push(general(conversations, Quotient::None)?);
        runs[1].push(rank(conversations)?);
        runs[2].extend(peers.stateright(conversations, "bfs")?);
        runs[3].extend(peers.spin(conversations, table, &["-DNOREDUCE"])?);
    }
    let names = ["ours, general", "ours, rank", "Stateright BFS", "SPIN"];
    println!("{:<16} {:>12} {:>9} {:>14} {:>12}", "", "distinct", "seconds", "states/s", "bytes/state");
    let speeds: Vec<Option<f64>> = names.iter().zip(&runs).map(|(name, runs)| row(name, runs)).collect();
    for (ours, theirs) in [(0, 2), (0, 3), (1, 2), (1, 3)] {
        if let (Some(we), Some(they)) = (speeds[ours], speeds[theirs]) {
            println!("{} / {}: {:.1}", names[ours], names[theirs], we / they);
        }
    }
    println!();
    Ok(())
}

/// The time to a verdict with each one's own reductions, at K=4.
fn reduced(peers: &Peers) -> Result<(), Box<dyn Error>> {
    println!("Time to the verdict at A={AGENTS} K=4 with reductions");
    println!("{:<16} {:>12} {:>9} {:>14} {:>12}", "", "distinct", "seconds", "states/s", "bytes/state");
    row("ours, A! x K!", &[general(4, Quotient::Both)?]);
    row("Stateright DFS", &peers.stateright(4, "symmetry")?.into_iter().collect::<Vec<_>>());
    row("SPIN COLLAPSE", &peers.spin(4, 22, &["-DCOLLAPSE"])?.into_iter().collect::<Vec<_>>());
    Ok(())
}

/// Prints one contender; its median speed.
fn row(name: &str, runs: &[Run]) -> Option<f64> {
    let mut runs = runs.to_vec();
    runs.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    let Some(run) = runs.get(runs.len() / 2) else {
        println!("{name:<16} not run");
        return None;
    };
    let speed = run.distinct / run.seconds;
    let bytes = run.bytes / run.distinct;
    println!("{name:<16} {:>12} {:>9.3} {speed:>14.0} {bytes:>12.2}", run.distinct, run.seconds);
    Some(speed)
}

/// Our general engine.
fn general(conversations: usize, quotient: Quotient) -> Result<Run, Box<dyn Error>> {
    let mut model = Conv::new(AGENTS, conversations, CAPACITY, quotient).ok_or("the size is not allowed")?;
    let begin = Instant::now();
    let found = Search::new(&mut model).symmetry(quotient != Quotient::None).run()?;
    let seconds = begin.elapsed().as_secs_f64();
    assert_eq!((found.outcome, found.first.marks()), (Outcome::Complete, 0));
    Ok(Run { distinct: found.states as f64, seconds, bytes: found.bytes as f64 })
}

/// Our rank engine.
fn rank(conversations: usize) -> Result<Run, Box<dyn Error>> {
    let mut model = Conv::new(AGENTS, conversations, CAPACITY, Quotient::None).ok_or("the size is not allowed")?;
    let begin = Instant::now();
    let found = Search::new(&mut model).run_ranked(&Store::Memory)?;
    let seconds = begin.elapsed().as_secs_f64();
    assert_eq!((found.outcome, found.first.marks()), (Outcome::Complete, 0));
    Ok(Run { distinct: found.states as f64, seconds, bytes: found.bytes as f64 })
}

/// The other checkers, built.
struct Peers {
    folder: PathBuf,
    spin: bool,
}

impl Peers {
    /// Builds what can be built here, and says what cannot.
    fn build() -> Result<Self, Box<dyn Error>> {
        let home = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let folder = home.join("../target/peers");
        std::fs::create_dir_all(&folder)?;
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--release", "--locked", "--manifest-path"])
            .arg(home.join("benches/peers/stateright/Cargo.toml"))
            .arg("--target-dir")
            .arg(&folder)
            .status()?;
        if !built.success() {
            return Err("Stateright could not be built".into());
        }
        let there = |tool: &str| Command::new(tool).arg("--version").output().is_ok();
        let spin = there("spin") && there("gcc");
        if !spin {
            println!("SPIN is not run: `spin` or `gcc` is missing (Debian: apt-get install spin gcc)\n");
        }
        Ok(Self { folder, spin })
    }

    /// Stateright, breadth first or with symmetry.
    fn stateright(&self, conversations: usize, mode: &str) -> Outcomes {
        let program = self.folder.join("release/conv-on-stateright");
        let output = Command::new(program).args([&conversations.to_string(), mode, "1"]).output()?;
        let line = String::from_utf8(output.stdout)?;
        let value = |name: &str| -> Option<f64> {
            line.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
        };
        let run = || Some(Run { distinct: value("distinct")?, seconds: value("seconds")?, bytes: value("bytes")? });
        assert_eq!(value("violations"), Some(0.0), "{line}");
        Ok(run())
    }

    /// SPIN, with a table of `2^table` places; bytes are those it reports for states, without table and stack.
    fn spin(&self, conversations: usize, table: u32, flags: &[&str]) -> Outcomes {
        if !self.spin {
            return Ok(None);
        }
        let folder = self.folder.join("spin");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("conv.pml"), promela::conv(AGENTS, conversations, usize::from(CAPACITY)))?;
        let run = |program: &str, args: &[&str]| Command::new(program).args(args).current_dir(&folder).output();
        // Without -o2 a variable that is only written is dropped, and states with it.
        run("spin", &["-o2", "-a", "conv.pml"])?;
        let fixed = ["-O3", "-DSAFETY", "-DMEMLIM=14000", "-DVECTORSZ=512", "-o", "pan", "pan.c"];
        run("gcc", &[flags, &fixed].concat())?;
        let output = run("./pan", &["-m20000000", &format!("-w{table}")])?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let number = |text: &str| text.split_whitespace().find_map(|word| word.parse::<f64>().ok());
        let before = |what: &str| text.lines().find(|line| line.contains(what)).and_then(number);
        assert!(text.contains("errors: 0"), "{text}");
        // One more state before the step that sets the beginning.
        let distinct = before("states, stored").map(|states| states - 1.0);
        let bytes = before("actual memory usage for states").or(before("total actual memory usage"));
        let run = || Some(Run { distinct: distinct?, seconds: before("elapsed time")?, bytes: bytes? * 1_048_576.0 });
        Ok(run())
    }
}
