//! `switchboard play`: applies a script of actions and prints what the rules say to each.
//!
//! A script is optional front matter (a line `preset NAME`, and a policy in TOML between lines `+++`, or a line `policy
//! FILE.toml`), then one statement per line. Lines that begin with `#` or `>` are prose. A line `--- TITLE under POL-01 = c` begins a
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

use switchboard::{Policy, PolicySpec, Preset};
use switchboard_sims::document::{InputError, build, from_toml};

use crate::args::{Format, PlayArgs};
use crate::simulate::plain;
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
    Player::new(file_name, Format::Text, Given::default(), out).script(text)
}

/// The command.
pub(crate) fn command(args: &PlayArgs, console: &mut Console<'_>) -> io::Result<Outcome> {
    let given = match Given::read(args) {
        Ok(given) => given,
        Err(fault) => {
            writeln!(console.err, "{fault}")?;
            return Ok(Outcome::Usage);
        }
    };
    let answer = match args.file.as_deref().filter(|file| *file != Path::new("-")) {
        Some(file) => {
            let name = file.display().to_string();
            match read(file) {
                Ok(text) => Player::new(&name, args.format, given, console.out).script(&text),
                Err(error) => {
                    writeln!(console.err, "{name}: {error}; expected a script to read")?;
                    return Ok(Outcome::Usage);
                }
            }
        }
        None if console.interactive => return converse(args.format, given, console),
        None => stream(args.format, given, console),
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
    let size = fs::metadata(file).map_err(plain)?.len();
    if size > SCRIPT_BYTES_MAX {
        return Err(io::Error::other(format!("the file has {size} bytes, at most {SCRIPT_BYTES_MAX} are read")));
    }
    fs::read_to_string(file).map_err(plain)
}

/// What the arguments say about the policy: it goes before what the script says.
#[derive(Debug, Default)]
struct Given {
    policy: Option<PolicySpec>,
    preset: Option<Preset>,
}

impl Given {
    fn read(args: &PlayArgs) -> Result<Self, String> {
        let preset = args.preset.map(Preset::from);
        let Some(file) = &args.policy else { return Ok(Self { policy: None, preset }) };
        let name = file.display().to_string();
        let text = read(file).map_err(|error| format!("{name}: {error}; expected a policy in TOML"))?;
        let policy = checked(&text, &name).map_err(|error| error.to_string())?;
        Ok(Self { policy: Some(policy), preset })
    }
}

/// A policy that can be built, from its own text.
fn checked(text: &str, name: &str) -> Result<PolicySpec, InputError> {
    let spec: PolicySpec = from_toml(text, name)?;
    build(&spec, text, name, &[])?;
    Ok(spec)
}

/// Lines from a pipe, each answered at once.
fn stream(format: Format, given: Given, console: &mut Console<'_>) -> Result<Outcome, PlayError> {
    let mut player = Player::new("standard input", format, given, console.out);
    let mut line = String::new();
    while !player.over && console.input.read_line(&mut line)? > 0 {
        player.feed(line.trim_end_matches(['\n', '\r']))?;
        player.printer.flush()?;
        line.clear();
    }
    player.finish()
}

/// Lines from a person: a wrong line is told, and the next may be better.
fn converse(format: Format, given: Given, console: &mut Console<'_>) -> io::Result<Outcome> {
    let mut player = Player::new("line", format, given, console.out);
    player.greet()?;
    let mut line = String::new();
    while !player.over {
        player.printer.prompt()?;
        line.clear();
        if console.input.read_line(&mut line)? == 0 {
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

/// The policy of a script that brings none.
pub(crate) fn default_policy() -> PolicySpec {
    from_toml(DEFAULT_POLICY, "default set-up").expect("the default set-up is well written")
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
    given: Given,
    /// The preset that a line `preset NAME` chooses.
    chosen: Option<Preset>,
    /// Somebody said `quit`.
    over: bool,
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
    /// Why there is no center to play in: the policy of this variation does not hold.
    refused: Option<Unheld>,
}

/// A policy that does not hold.
struct Unheld {
    /// The line of the variation that asks for it.
    line: usize,
    reason: String,
    /// An expectation said so.
    expected: bool,
}

impl<'a> Player<'a> {
    fn new(file: &str, format: Format, given: Given, out: &'a mut dyn Write) -> Self {
        Self {
            given,
            chosen: None,
            over: false,
            file: file.to_owned(),
            number: 0,
            printer: Printer::new(file, format, out),
            setup: Setup::Unknown,
            session: None,
            common: Vec::new(),
            varied: false,
            defer: false,
            refused: None,
        }
    }

    /// Plays a whole script.
    fn script(mut self, text: &str) -> Result<Outcome, PlayError> {
        self.defer = text.lines().any(|line| line.starts_with("---"));
        for line in text.lines() {
            self.feed(line)?;
            if self.over {
                break;
            }
        }
        self.finish()
    }

    /// What a person reads first.
    fn greet(&mut self) -> io::Result<()> {
        let spec = self.given.policy.clone().unwrap_or_else(default_policy);
        let preset = self.preset(&spec);
        let name = if spec.name.is_empty() { "a policy without a name" } else { &*spec.name };
        self.printer.say(&format!("switchboard play: {name}, preset {preset}"))?;
        self.printer.say("one statement per line; `help`, `state`, `quit`")
    }

    /// The preset under this policy, unless a variation says otherwise.
    fn preset(&self, spec: &PolicySpec) -> String {
        let named = self.given.preset.or(self.chosen).map(|preset| preset.name().to_owned());
        named.or_else(|| spec.preset.clone()).unwrap_or_else(|| Preset::Current.name().to_owned())
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
                let spec = checked(&text, &self.file)?;
                self.settle_on(spec);
            } else {
                text.push_str(line);
                text.push('\n');
            }
            return Ok(());
        }
        if words.is_empty() || words.starts_with(['#', '>']) {
            return Ok(self.printer.prose(line)?);
        }
        if matches!(words, "quit" | "exit") {
            self.over = true;
            return Ok(());
        }
        if let Setup::Unknown = self.setup {
            if words == "+++" {
                self.setup = Setup::FrontMatter("\n".repeat(self.number));
                return Ok(());
            }
            if let Some(name) = words.strip_prefix("preset ") {
                let name = name.trim();
                let known = Preset::ALL.map(Preset::name).join(", ");
                let unknown = || self.error(8, format!("unknown preset `{name}`, expected one of: {known}"));
                self.chosen = Some(Preset::named(name).ok_or_else(unknown)?);
                return Ok(());
            }
            if let Some(path) = words.strip_prefix("policy ") {
                let spec = self.policy_file(path.trim())?;
                self.settle_on(spec);
                return Ok(());
            }
            self.settle_on(default_policy());
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

    /// Takes this policy, unless the arguments give another.
    fn settle_on(&mut self, spec: PolicySpec) {
        self.setup = Setup::Ready(Box::new(self.given.policy.clone().unwrap_or(spec)));
    }

    fn statement(&mut self, number: usize, line: &str) -> Result<(), PlayError> {
        if self.refused.is_some() {
            return self.without_policy(number, line.trim());
        }
        if self.session.is_none() {
            self.session = Some(Session::new(self.policy(&[]).map_err(|reason| self.error(1, reason))?));
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

    /// The policy with some switches changed, or why it does not hold.
    fn policy(&self, changes: &[(String, String)]) -> Result<Policy, String> {
        let Setup::Ready(spec) = &self.setup else { unreachable!("statements come after the set-up") };
        let mut spec = PolicySpec::clone(spec);
        spec.preset = Some(self.preset(&spec));
        for (key, value) in changes {
            if key == "preset" {
                spec.preset = Some(value.clone());
            } else {
                spec.switches.insert(key.clone(), value.clone());
            }
        }
        spec.build().map_err(|error| error.kind.to_string())
    }

    /// Where the policy does not hold there is one thing to say: that this was expected.
    fn without_policy(&mut self, number: usize, line: &str) -> Result<(), PlayError> {
        let refused = self.refused.as_mut().expect("asked before");
        let Some(words) = line.strip_prefix("expect policy refused") else {
            return Err(self.unexpected());
        };
        let words = words.trim().trim_matches('"');
        refused.expected = true;
        let failure = (!refused.reason.contains(words)).then(|| format!("it is refused as: {}", refused.reason));
        Ok(self.printer.expectation(number, line, failure.as_deref())?)
    }

    /// The error that a variation asks for a policy that does not hold.
    fn unexpected(&self) -> PlayError {
        let refused = self.refused.as_ref().expect("asked before");
        let file = self.file.clone();
        PlayError::Input(InputError { file, line: refused.line, column: 1, message: refused.reason.clone() })
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
        match self.policy(&changes) {
            Ok(policy) => self.session = Some(Session::new(policy)),
            Err(reason) => {
                self.refused = Some(Unheld { line: self.number, reason, expected: false });
                return Ok(());
            }
        }
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
        Ok(checked(&text, &name)?)
    }

    fn end_session(&mut self) -> Result<(), PlayError> {
        if self.refused.as_ref().is_some_and(|refused| !refused.expected) {
            return Err(self.unexpected());
        }
        self.refused = None;
        if let Some(mut session) = self.session.take() {
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
