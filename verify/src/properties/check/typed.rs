//! What an expression can turn out to be, and the words for what is wrong with one.

use cel::common::ast::{Expr, IdedExpr, operators};
use switchboard::notation::nearest;

use super::super::expression::{Bool, Int, Name, Names, Over};
use super::super::facts::Kind;

/// What an expression turned out to be.
pub(super) enum Typed {
    Bool(Bool),
    Int(Int),
    Name(Name, Kind),
    Names(Names, Kind),
    Text(String, usize),
    Texts(Vec<(String, usize)>),
    /// A conversation or an agent, and where it is bound.
    Thing(Over, u8),
    All(Over),
    /// A list of those for which something holds.
    Filtered(Over, u8, Bool),
}

impl Typed {
    pub(super) fn words(&self) -> String {
        match self {
            Self::Bool(_) => "true or false".to_owned(),
            Self::Int(_) => "a number".to_owned(),
            Self::Name(_, kind) => format!("a {}", kind.word()),
            Self::Names(_, kind) => format!("a list of {}s", kind.word()),
            Self::Text(text, _) => format!("the text `{text}`"),
            Self::Texts(_) => "a list of texts".to_owned(),
            Self::Thing(Over::Conversations, _) => "a conversation".to_owned(),
            Self::Thing(Over::Agents, _) => "an agent".to_owned(),
            Self::All(Over::Conversations) | Self::Filtered(Over::Conversations, ..) => {
                "a list of conversations".to_owned()
            }
            Self::All(Over::Agents) | Self::Filtered(Over::Agents, ..) => "a list of agents".to_owned(),
        }
    }
}

/// Whether a macro keeps what it goes through as it is: `filter`, and not `map`.
pub(super) fn keeps(step: &IdedExpr, variable: &str) -> bool {
    let Expr::Call(add) = &step.expr else { return false };
    let Some(Expr::List(list)) = add.args.get(1).map(|kept| &kept.expr) else { return false };
    matches!(&list.elements[..], [IdedExpr { expr: Expr::Ident(name), .. }] if name == variable)
}

/// Where the macro at a depth binds.
pub(super) const fn slot(depth: usize) -> u8 {
    depth as u8 + 2
}

/// An operator as it is written.
pub(super) fn shown(function: &str) -> &str {
    match function {
        operators::CONDITIONAL => "? :",
        operators::INDEX => "[ ]",
        operators::IN => "in",
        operators::NEGATE => "-",
        name => name.trim_matches('_'),
    }
}

/// An unknown word, what was probably meant, and what would be accepted.
pub(super) fn unknown_of(what: &str, found: &str, known: &[&str]) -> String {
    const SHOWN_MAX: usize = 20;
    let meant = nearest(found, known.iter().copied()).map_or_else(String::new, |word| format!(" (`{word}`?)"));
    let more = known.len().saturating_sub(SHOWN_MAX);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let known = &known[..known.len().min(SHOWN_MAX)];
    format!("unknown {what} `{found}`{meant}, expected one of: {}{more}", known.join(", "))
}
