//! The binary `switchboard`: hands arguments and streams to the library and its exit code to the shell.

use std::io::{self, BufReader, BufWriter, IsTerminal, Write};
use std::panic;
use std::process::ExitCode;

use switchboard_cli::{Console, Outcome, WIDTH, run};

/// The fewest columns in which text is laid out; a narrower terminal breaks lines itself.
const NARROWEST: usize = 40;

fn main() -> ExitCode {
    panic::set_hook(Box::new(|defect| {
        let place =
            defect.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
        let payload = defect.payload();
        let words = payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref().copied());
        let words: &str = words.unwrap_or("no words were given");
        // Nothing is left to tell it to when stderr is gone too.
        drop(writeln!(io::stderr(), "switchboard: a defect of ours{place}: {words}; please report it"));
    }));
    let outcome = panic::catch_unwind(|| {
        let interactive = io::stdin().is_terminal() && io::stdout().is_terminal();
        let width = terminal_size::terminal_size().map_or(WIDTH, |(columns, _)| usize::from(columns.0).max(NARROWEST));
        let mut input = BufReader::new(io::stdin());
        let mut out = BufWriter::new(io::stdout());
        let mut err = io::stderr();
        let mut console = Console { input: &mut input, out: &mut out, err: &mut err, interactive, width };
        let outcome = run(std::env::args_os(), &mut console);
        // What is left in the buffer after a broken pipe has no reader.
        drop(out.into_parts());
        outcome
    });
    outcome.unwrap_or(Outcome::Broken).into()
}
