//! `switchboard cases --grade`: which faulty implementations each suite catches.

use std::io::{self, Write};

use switchboard::Policy;
use switchboard_oracle::scoreboard::{Told, catalogue, grade, markdown};
use switchboard_oracle::suite::Criterion;
use switchboard_sims::events::event_file;
use switchboard_sims::tick::Tick;

use crate::args::{CasesArgs, CasesFormat};
use crate::outcome::Outcome;
use crate::simulate::files::Folder;
use crate::verify::usage;

/// What is graded.
const CRITERIA: [Criterion; 6] = [
    Criterion::States,
    Criterion::Guards,
    Criterion::Boundaries,
    Criterion::Refused,
    Criterion::Transitions,
    Criterion::Pairs,
];

/// Grades, and prints or writes the page.
pub(super) fn command(args: &CasesArgs, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    let folder = match args.out.as_deref().map(Folder::at).transpose() {
        Ok(folder) => folder,
        Err(fault) => return usage(err, &fault.to_string()),
    };
    // Whoever dies is caught; the message of it is no answer.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let board = grade(&catalogue(), &CRITERIA, &logged);
    std::panic::set_hook(hook);
    let board = match board {
        Ok(board) => board,
        Err(message) => return usage(err, &message),
    };
    let page = markdown(&board);
    let json = serde_json::to_string_pretty(&board).map_err(io::Error::other)?;
    if let Some(folder) = folder {
        let files = [("README.md".to_owned(), page.clone()), ("scoreboard.json".to_owned(), format!("{json}\n"))];
        if let Err(fault) = folder.write(&files) {
            return usage(err, &fault.to_string());
        }
    }
    match args.format {
        CasesFormat::Json => writeln!(out, "{json}")?,
        CasesFormat::Text | CasesFormat::Markdown | CasesFormat::Csv => write!(out, "{page}")?,
    }
    Ok(if board.holds() { Outcome::Clean } else { Outcome::Broken })
}

/// A run as a log in our own format.
fn logged(policy: &Policy, run: &[Told]) -> Vec<u8> {
    let steps = run.iter();
    event_file(policy, steps.map(|it| (Tick::from_seconds(it.at_s), it.action, it.answer, &*it.events, &it.center)))
}
