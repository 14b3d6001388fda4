//! The world handed to other tools: text from which they can count its states, or which people can look at.
//!
//! What is written follows the rules, not the states: the local situations, and the moves of every row of the tables.
//! [`Format::Promela`], [`Format::Murphi`] and [`Format::Tla`] say everything, so another checker must find as many
//! states as [`Search`](crate::Search) did, and the same families broken; the head of each text says how to run it and
//! what to expect. [`Format::Mermaid`], [`Format::Dot`] and [`Format::Scxml`] show the chart of one conversation, with
//! what may happen in each of its states.

/// Adds a line to a text.
macro_rules! line {
    ($text:expr) => { $text.push('\n') };
    ($text:expr, $($words:tt)*) => {{
        use std::fmt::Write as _;
        writeln!($text, $($words)*).expect("a string takes every line");
    }};
}

mod chart;
mod dot;
mod mermaid;
mod murphi;
mod promela;
mod scxml;
mod sheet;
mod tla;
mod words;

use std::fmt;

use self::chart::Chart;
use self::sheet::Sheet;
use crate::found::Found;
use crate::world::{Layout, World};

/// What a world can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// TLA+, for TLC.
    Tla,
    /// Promela, for SPIN.
    Promela,
    /// Murphi, for rumur.
    Murphi,
    /// A diagram for pages that know Mermaid.
    Mermaid,
    /// A diagram for Graphviz.
    Dot,
    /// A state chart in the XML of the W3C.
    Scxml,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] = [Self::Tla, Self::Promela, Self::Murphi, Self::Mermaid, Self::Dot, Self::Scxml];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tla => "tla",
            Self::Promela => "promela",
            Self::Murphi => "murphi",
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
            Self::Scxml => "scxml",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Writes a world as a search found it.
///
/// # Errors
///
/// In words, when the search did not go through everything, or took agents for each other: then the tables lack moves,
/// and another tool would count something else.
///
/// ```
/// use std::sync::Arc;
/// use switchboard::PolicySpec;
/// use switchboard_verify::export::{Format, export};
/// use switchboard_verify::{Group, Groups, Rules, Scope, Search, World};
///
/// let spec: PolicySpec = serde_json::from_str(r#"{
///     "queues": [{ "name": "chat", "kind": "messaging" }],
///     "workstreams": [{ "name": "web", "channel": "live-chat", "queue": "chat", "cost": 100 }],
///     "users": [{ "name": "ann", "units": 100, "queues": ["chat"] }]
/// }"#).unwrap();
/// let policy = Arc::new(spec.build().unwrap());
/// let groups = Groups::of(&[Group::Answers, Group::Talk]);
/// let scope = Scope { agents: 1, conversations: 1, supervisors: 0, groups, symmetry: false };
/// let mut world: World<u64> = World::new(policy, scope, Box::new(Rules)).unwrap();
/// let found = Search::new(&mut world).run().unwrap();
///
/// let promela = export(Format::Promela, &world, &found).unwrap();
/// assert!(promela.contains(&format!("{} states, stored", found.states)));
/// ```
pub fn export<S: Layout>(format: Format, world: &World<S>, found: &Found<World<S>>) -> Result<String, String> {
    let sheet = Sheet::new(world, found)?;
    Ok(match format {
        Format::Tla => tla::write(&sheet),
        Format::Promela => promela::write(&sheet),
        Format::Murphi => murphi::write(&sheet),
        Format::Mermaid => mermaid::write(&Chart::of(&sheet)),
        Format::Dot => dot::write(&Chart::of(&sheet)),
        Format::Scxml => scxml::write(&Chart::of(&sheet)),
    })
}
