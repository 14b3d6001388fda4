//! Counts CONV(A,K,2): `cargo run --release --package switchboard-verify --example conv -- A K [--engine general|rank|auto]
//! [--quotient none|k|ak] [--threads N]`. By default the engine is the one that fits into [`MEMORY`].
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command prints what it counted")]

use std::process::ExitCode;
use std::time::Instant;

use switchboard_verify::{Conv, Engine, Quotient, Ranked, Search, Store, choose};

/// Bytes that bitmaps may take.
const MEMORY: u64 = 4 << 30;

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// Searches as the arguments say; the line to print.
fn run(args: &[String]) -> Result<String, String> {
    let mut sizes = Vec::new();
    let (mut quotient, mut threads, mut engine) = (Quotient::None, 1, None);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("`{arg}` needs a value"));
        match arg.as_str() {
            "--quotient" => {
                quotient = match value()?.as_str() {
                    "none" => Quotient::None,
                    "k" => Quotient::Conversations,
                    "ak" => Quotient::Both,
                    other => return Err(format!("unknown quotient `{other}`, expected one of: none, k, ak")),
                }
            }
            "--engine" => {
                engine = match value()?.as_str() {
                    "general" => Some(Engine::General),
                    "rank" => Some(Engine::Rank),
                    "auto" => None,
                    other => return Err(format!("unknown engine `{other}`, expected one of: general, rank, auto")),
                }
            }
            "--threads" => threads = number(value()?)?,
            other => sizes.push(number(other)?),
        }
    }
    let &[agents, conversations] = sizes.as_slice() else {
        return Err("expected two numbers: agents and conversations".to_owned());
    };
    let mut model =
        Conv::new(agents, conversations, 2, quotient).ok_or("expected 1 to 4 agents, 1 to 8 conversations")?;
    let symmetry = quotient != Quotient::None;
    let engine = engine.unwrap_or_else(|| choose(model.words(), MEMORY, symmetry));
    let begin = Instant::now();
    let search = Search::new(&mut model).threads(threads).symmetry(symmetry);
    let found = match engine {
        Engine::General => search.run()?,
        Engine::Rank => search.run_ranked(&Store::Memory)?,
    };
    let seconds = begin.elapsed().as_secs_f64();
    Ok(format!(
        "A={agents} K={conversations} {engine:?} quotient={quotient:?} threads={threads}: {:?} distinct={} transitions={} \
         levels={} marks={} seconds={seconds:.3} states/s={:.0} bytes/state={:.2}",
        found.outcome,
        found.states,
        found.steps,
        found.levels,
        found.first.marks(),
        found.states as f64 / seconds,
        found.bytes as f64 / found.states as f64,
    ))
}

/// A number as typed.
fn number(word: &str) -> Result<usize, String> {
    word.parse().map_err(|_| format!("`{word}` is not a number"))
}
