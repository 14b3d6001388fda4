//! The command line: reads arguments, calls the instrument, prints its answer, says how it went.

mod args;
mod calibrate;
mod cases;
mod diff;
mod drive;
mod export;
mod hunt;
mod judge;
mod layout;
mod outcome;
mod plan;
pub mod play;
mod rules;
mod simulate;
mod tour;
mod validate;
mod verify;
mod why;

use std::ffi::OsString;
use std::io::{self, BufRead, Write};

use clap::Parser;

pub use args::{
    Args, CalibrateArgs, CasesArgs, CasesFormat, Command, CriterionName, DiffArgs, DriveArgs, DriveFormat, ExportArgs,
    ExportFormat, Format, GrainName, HuntArgs, HuntFormat, HuntSize, HuntWorlds, JudgeArgs, LawName, PlanArgs, PlanBy,
    PlanFigure, PlanOf, PlayArgs, PresetName, ReportFormat, RulesArgs, SimulateArgs, ValidateArgs, VerifyArgs, WhyArgs,
};
pub use layout::WIDTH;
pub use outcome::Outcome;

/// The streams that a command reads and writes.
pub struct Console<'a> {
    /// Where scripts come from that no file holds.
    pub input: &'a mut dyn BufRead,
    /// The answer.
    pub out: &'a mut dyn Write,
    /// About the tool.
    pub err: &'a mut dyn Write,
    /// Whether a person types and reads.
    pub interactive: bool,
    /// Columns of the terminal, or [`WIDTH`].
    pub width: usize,
}

impl std::fmt::Debug for Console<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Console").field("interactive", &self.interactive).finish_non_exhaustive()
    }
}

/// Runs the command that the arguments name; the first argument is the program's own name.
///
/// Where a reader goes away the rest is said to nobody, and the outcome is the same; any other failure to read or write is
/// told on `err`.
pub fn run(args: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> Outcome {
    let mut out = Listened { out: &mut *console.out, gone: false };
    let mut own = Console {
        input: &mut *console.input,
        out: &mut out,
        err: &mut *console.err,
        interactive: console.interactive,
        width: console.width,
    };
    let answer = dispatch(args, &mut own).and_then(|outcome| own.out.flush().map(|()| outcome));
    match answer {
        Ok(outcome) => outcome,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Outcome::Clean,
        Err(error) => match writeln!(console.err, "switchboard: {error}") {
            Ok(()) | Err(_) => Outcome::Usage,
        },
    }
}

/// What goes on when its reader is gone, so that whoever looks at the beginning only still gets the right exit code.
struct Listened<'a> {
    out: &'a mut dyn Write,
    gone: bool,
}

impl Listened<'_> {
    fn unless_gone<T>(&mut self, done: io::Result<T>, otherwise: T) -> io::Result<T> {
        match done {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(otherwise)
            }
            done => done,
        }
    }
}

impl Write for Listened<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gone {
            return Ok(bytes.len());
        }
        let done = self.out.write(bytes);
        self.unless_gone(done, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gone {
            return Ok(());
        }
        let done = self.out.flush();
        self.unless_gone(done, ())
    }
}

fn dispatch(args: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> io::Result<Outcome> {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) if error.use_stderr() => {
            write!(console.err, "{error}")?;
            return Ok(Outcome::Usage);
        }
        Err(help) => {
            write!(console.out, "{help}")?;
            return Ok(Outcome::Clean);
        }
    };
    match args.command {
        None => tour::tour(console.out),
        Some(Command::Cases(args)) => cases::command(&args, console.width, console.out, console.err),
        Some(Command::Calibrate(args)) => calibrate::command(&args, console.out, console.err),
        Some(Command::Play(args)) => play::command(&args, console),
        Some(Command::Rules(args)) => rules::rules(&args, console.width, console.out, console.err),
        Some(Command::Why(args)) => why::command(&args, console),
        Some(Command::Diff(args)) => diff::command(&args, console.width, console.out, console.err),
        Some(Command::Drive(args)) => drive::command(&args, console),
        Some(Command::Judge(args)) => judge::command(&args, console),
        Some(Command::Export(args)) => export::command(&args, console.out, console.err),
        Some(Command::Hunt(args)) => hunt::command(&args, console.width, console.out, console.err),
        Some(Command::Verify(args)) => verify::command(&args, console.width, console.out, console.err),
        Some(Command::Plan(args)) => plan::command(&args, console.width, console.out, console.err),
        Some(Command::Simulate(args)) => simulate::simulate(&args, console.out, console.err),
        Some(Command::Validate(args)) => validate::command(&args, console.out, console.err),
    }
}
