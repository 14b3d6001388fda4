//! `switchboard play`: applies a script of actions and prints what the rules say to each.
//!
//! A script is optional front matter (a policy in TOML between lines `+++`, or a first line `policy FILE.toml`), then
//! one statement per line. Lines that begin with `#` or `>` are prose. A line `--- TITLE under POL-01 = c` begins a
//! variation: the statements before the first such line are played again, under the changed switches, then those
//! below it.

mod clock;
mod expect;
mod print;
mod reader;
mod session;
mod visit;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use switchboard::PolicySpec;
use switchboard_sims::document::{InputError, build, from_toml};

use crate::args::{Format, PlayArgs};
use crate::{Console, Outcome};
use print::Printer;
use session::Session;

/// The largest script that is read.
const SCRIPT_BYTES_MAX: u64 = 16 << 20;
/// The set-up of a script without front matter.
const DEFAULT_POLICY: &str = include_str!("play/default.toml");

/// Why a script cannot be played to its end.
#[derive(Debug)]
pub enum PlayError {
    /// A line is wrong.
    Input(InputError),
    /// Reading or writing failed.
    Io(io::Error),
}

impl From<io::Error> for PlayError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<InputError> for PlayError {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

/// Plays a script and writes what happens as text.
///
/// # Errors
///
/// When a line is no statement, the policy does not hold, or writing fails. Failed expectations are no error but
/// [`Outcome::Broken`].
pub fn play(text: &str, file_name: &str, out: &mut dyn Write) -> Result<Outcome, PlayError> {
    play_as(text, file_name, Format::Text, out)
}

/// As [`play`], in a chosen format.
///
/// # Errors
///
/// As [`play`].
pub fn play_as(text: &str, file_name: &str, format: Format, out: &mut dyn Write) -> Result<Outcome, PlayError> {
    let mut player = Player::new(file_name, format, out);
    player.defer = text.lines().any(|line| line.starts_with("---"));
    for line in text.lines() {
        player.feed(line)?;
    }
    player.finish()
}

/// The command.
pub(crate) fn command(args: &PlayArgs, console: &mut Console<'_>) -> io::Result<Outcome> {
    let answer = match args.file.as_deref().filter(|file| *file != Path::new("-")) {
        Some(file) => {
            let name = file.display().to_string();
            match read(file) {
                Ok(text) => play_as(&text, &name, args.format, console.out),
                Err(error) => {
                    writeln!(console.err, "{name}: {error}, expected a script to read")?;
                    return Ok(Outcome::Usage);
                }
            }
        }
        None if console.interactive => return converse(args.format, console),
        None => stream(args.format, console),
    };
    match answer {
        Ok(outcome) => Ok(outcome),
        Err(PlayError::Input(error)) => {
            console.out.flush()?;
            writeln!(console.err, "{error}")?;
            Ok(Outcome::Usage)
        }
        Err(PlayError::Io(error)) => Err(error),
    }
}

fn read(file: &Path) -> io::Result<String> {
    let size = fs::metadata(file)?.len();
    if size > SCRIPT_BYTES_MAX {
        return Err(io::Error::other(format!("the file has {size} bytes, at most {SCRIPT_BYTES_MAX} are read")));
    }
    fs::read_to_string(file)
}

/// Lines from a pipe, each answered at once.
fn stream(format: Format, console: &mut Console<'_>) -> Result<Outcome, PlayError> {
    let mut player = Player::new("standard input", format, console.out);
    let mut line = String::new();
    while console.input.read_line(&mut line)? > 0 {
        player.feed(line.trim_end_matches(['\n', '\r']))?;
        player.printer.flush()?;
        line.clear();
    }
    player.finish()
}

/// Lines from a person: a wrong line is told, and the next may be better.
fn converse(format: Format, console: &mut Console<'_>) -> io::Result<Outcome> {
    let mut player = Player::new("line", format, console.out);
    player.printer.say("switchboard play: one statement per line; `help`, `state`, `quit`")?;
    let mut line = String::new();
    loop {
        player.printer.prompt()?;
        line.clear();
        if console.input.read_line(&mut line)? == 0 || line.trim() == "quit" {
            break;
        }
        match player.feed(line.trim_end_matches(['\n', '\r'])) {
            Ok(()) => {}
            Err(PlayError::Input(error)) => player.printer.say(&error.to_string())?,
            Err(PlayError::Io(error)) => return Err(error),
        }
    }
    match player.finish() {
        Ok(outcome) => Ok(outcome),
        Err(PlayError::Input(error)) => {
            writeln!(console.err, "{error}")?;
            Ok(Outcome::Usage)
        }
        Err(PlayError::Io(error)) => Err(error),
    }
}

/// Where the policy comes from, as far as is known.
enum Setup {
    /// Nothing but prose so far.
    Unknown,
    /// Inside the front matter, with the lines so far; lines before it are kept as empty ones, so that places fit.
    FrontMatter(String),
    /// Known.
    Ready(Box<PolicySpec>),
}

/// Plays a script line by line.
struct Player<'a> {
    file: String,
    number: usize,
    printer: Printer<'a>,
    setup: Setup,
    session: Option<Session>,
    /// The statements before the first variation.
    common: Vec<(usize, String)>,
    varied: bool,
    /// Variations follow, so the common statements are played with each of them and not alone.
    defer: bool,
}

impl<'a> Player<'a> {
    fn new(file: &str, format: Format, out: &'a mut dyn Write) -> Self {
        Self {
            file: file.to_owned(),
            number: 0,
            printer: Printer::new(file, format, out),
            setup: Setup::Unknown,
            session: None,
            common: Vec::new(),
            varied: false,
            defer: false,
        }
    }

    fn error(&self, column: usize, message: impl Into<String>) -> PlayError {
        let file = self.file.clone();
        PlayError::Input(InputError { file, line: self.number, column, message: message.into() })
    }

    fn feed(&mut self, line: &str) -> Result<(), PlayError> {
        self.number += 1;
        let words = line.trim();
        if let Setup::FrontMatter(text) = &mut self.setup {
            if words == "+++" {
                let text = std::mem::take(text);
                let spec: PolicySpec = from_toml(&text, &self.file)?;
                build(&spec, &text, &self.file, &[])?;
                self.setup = Setup::Ready(Box::new(spec));
            } else {
                text.push_str(line);
                text.push('\n');
            }
            return Ok(());
        }
        if words.is_empty() || words.starts_with(['#', '>']) {
            return Ok(self.printer.prose(line)?);
        }
        if let Setup::Unknown = self.setup {
            if words == "+++" {
                self.setup = Setup::FrontMatter("\n".repeat(self.number));
                return Ok(());
            }
            if let Some(path) = words.strip_prefix("policy ") {
                self.setup = Setup::Ready(Box::new(self.policy_file(path.trim())?));
                return Ok(());
            }
            self.setup = Setup::Ready(Box::new(from_toml(DEFAULT_POLICY, "default set-up")?));
        }
        if let Some(title) = words.strip_prefix("---") {
            return self.vary(title.trim());
        }
        if !self.varied {
            self.common.push((self.number, line.to_owned()));
            if self.defer {
                return Ok(());
            }
        }
        self.statement(self.number, line)
    }

    fn statement(&mut self, number: usize, line: &str) -> Result<(), PlayError> {
        if self.session.is_none() {
            self.session = Some(self.start(&[])?);
        }
        let session = self.session.as_mut().expect("started above");
        if let Err(error) = session.line(line, number, &mut self.printer)? {
            self.number = number.max(self.number);
            let file = self.file.clone();
            let message = error.to_string();
            return Err(PlayError::Input(InputError { file, line: number, column: error.column, message }));
        }
        Ok(())
    }

    /// A fresh center under the policy with some switches changed.
    fn start(&self, changes: &[(String, String)]) -> Result<Session, PlayError> {
        let Setup::Ready(spec) = &self.setup else { unreachable!("statements come after the set-up") };
        let mut spec = PolicySpec::clone(spec);
        for (key, value) in changes {
            if key == "preset" {
                spec.preset = Some(value.clone());
            } else {
                spec.switches.insert(key.clone(), value.clone());
            }
        }
        match spec.build() {
            Ok(policy) => Ok(Session::new(policy)),
            Err(error) => Err(self.error(1, error.kind.to_string())),
        }
    }

    /// `--- TITLE under POL-01 = c, POL-63 = b`
    fn vary(&mut self, title: &str) -> Result<(), PlayError> {
        self.end_session()?;
        let under = title.strip_prefix("under ").or_else(|| title.split_once(" under ").map(|(_, under)| under));
        let mut changes = Vec::new();
        for change in under.into_iter().flat_map(|under| under.split(',')) {
            let Some((key, value)) = change.split_once('=') else {
                let expected = "a switch and its option such as `POL-01 = c`, or `preset = current`";
                return Err(self.error(5, format!("unknown change `{}`, expected {expected}", change.trim())));
            };
            changes.push((key.trim().to_owned(), value.trim().to_owned()));
        }
        self.printer.variation(title)?;
        self.varied = true;
        self.session = Some(self.start(&changes)?);
        for (number, line) in self.common.clone() {
            self.statement(number, &line)?;
        }
        Ok(())
    }

    fn policy_file(&self, path: &str) -> Result<PolicySpec, PlayError> {
        let place = Path::new(&self.file).parent().map_or_else(|| PathBuf::from(path), |folder| folder.join(path));
        let name = place.display().to_string();
        let text = read(&place)
            .map_err(|error| self.error(8, format!("`{name}`: {error}, expected a policy file to read")))?;
        let spec: PolicySpec = from_toml(&text, &name)?;
        build(&spec, &text, &name, &[])?;
        Ok(spec)
    }

    fn end_session(&mut self) -> Result<(), PlayError> {
        if let Some(session) = &mut self.session {
            session.settle(&mut self.printer)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Outcome, PlayError> {
        if let Setup::FrontMatter(_) = self.setup {
            return Err(self.error(1, "the policy is not closed, expected a line `+++` after it"));
        }
        self.end_session()?;
        Ok(self.printer.finish()?)
    }
}
