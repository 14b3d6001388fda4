//! What the tables know, in the order in which it is written: situations, rows, moves.

use std::collections::BTreeMap;
use std::ops::Range;

use switchboard::{Action, Stage};

use super::words::Words;
use crate::families::Family;
use crate::found::{Found, Outcome};
use crate::model::Marks;
use crate::world::tables::{Burden, Move, Place};
use crate::world::{Gap, Layout, World};

/// What becomes of the order of the conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing; the conversation stays what it is too.
    Keep,
    /// The conversation becomes another in its place.
    Replace,
    /// The conversation is taken out, and what it becomes goes to its place by age, or to the closed.
    Reorder,
}

impl Change {
    /// The number in the texts.
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::Keep => 0,
            Self::Replace => 1,
            Self::Reorder => 2,
        }
    }
}

/// A move of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// The surroundings afterwards.
    pub(super) people: u32,
    /// What becomes of the order.
    pub(super) change: Change,
    /// The conversation afterwards; zero is nobody.
    pub(super) code: u16,
    /// Of the router's rows: which open conversation, from zero.
    pub(super) which: u8,
    /// The action.
    pub(super) action: u16,
    /// The families that it violates.
    pub(super) broken: Marks,
}

/// Moves that belong to one situation.
#[derive(Debug, Clone)]
pub(super) struct Row<K> {
    /// What it depends on.
    pub(super) key: K,
    /// Its moves.
    pub(super) moves: Range<usize>,
}

/// A conversation in words and as the texts need it.
#[derive(Debug, Clone)]
pub(super) struct Local {
    /// In words.
    pub(super) words: String,
    /// The leaf state.
    pub(super) stage: Stage,
    /// Its place among conversations: those with a smaller rank go before; equal ones by who came first.
    pub(super) rank: u32,
}

/// An amount that surroundings tell and conversations add up to.
#[derive(Debug, Clone)]
pub(super) struct Account {
    /// Whose, as a number among agents.
    pub(super) agent: usize,
    /// Of what, as part of a name.
    pub(super) of: &'static str,
    /// By surroundings.
    pub(super) told: Vec<i32>,
    /// By conversation; zero for nobody.
    pub(super) owed: Vec<i32>,
}

/// Everything that is written.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    /// What the policy and the scope are.
    pub(super) title: String,
    /// The names of the agents whose ledger is compared.
    pub(super) agents: Vec<String>,
    /// How many conversations there may be at once.
    pub(super) places: usize,
    /// Surroundings in words.
    pub(super) people: Vec<String>,
    /// Conversations; the number of the first is one.
    pub(super) locals: Vec<Local>,
    /// Actions, and in words.
    pub(super) actions: Vec<(Action, String)>,
    /// All moves, row after row.
    pub(super) moves: Vec<Entry>,
    /// By surroundings and conversation.
    pub(super) conversations: Vec<Row<(u32, u16)>>,
    /// By surroundings and the only conversation, which is nobody where there are several.
    pub(super) people_rows: Vec<Row<(u32, u16)>>,
    /// By surroundings.
    pub(super) arrivals: Vec<Row<u32>>,
    /// By surroundings and open conversations, oldest first.
    pub(super) routes: Vec<Row<(u32, Vec<u16>)>>,
    /// K2.
    pub(super) accounts: Vec<Account>,
    /// Distinct states that the search found.
    pub(super) states: u64,
    /// Steps that it took.
    pub(super) steps: u64,
}

impl Sheet {
    /// Reads a world that was searched to the end.
    pub(super) fn new<S: Layout>(world: &World<S>, found: &Found<World<S>>) -> Result<Self, String> {
        if found.outcome != Outcome::Complete {
            return Err("the search did not go through everything, so moves are missing".to_owned());
        }
        if found.symmetry || world.scope().symmetry {
            return Err(
                "the search took agents for each other, so moves are missing; search without symmetry".to_owned()
            );
        }
        let words = Words::new(world);
        let tables = world.tables();
        let (people_count, locals_count, _) = tables.known();
        let mut sheet = Self {
            title: words.title(),
            agents: words.agents(),
            places: world.scope().conversations,
            people: (0..people_count).map(|number| words.people(tables.people(number as u32))).collect(),
            locals: (1..=locals_count as u16)
                .map(|code| {
                    let local = tables.local(code);
                    Local { words: words.conversation(local), stage: local.stage(), rank: 0 }
                })
                .collect(),
            actions: tables.actions().iter().map(|action| (*action, words.action(*action))).collect(),
            moves: Vec::new(),
            conversations: Vec::new(),
            people_rows: Vec::new(),
            arrivals: Vec::new(),
            routes: Vec::new(),
            accounts: Vec::new(),
            states: found.states,
            steps: found.steps,
        };
        sheet.rank(|code| tables.age_of(code));
        let mut rows = tables.every_row();
        rows.sort_unstable_by_key(|(gap, _)| *gap);
        for (gap, row) in rows {
            sheet.put(gap, row);
        }
        sheet.accounts(tables.ledger());
        Ok(sheet)
    }

    /// Older before younger, the closed behind them by number.
    fn rank(&mut self, age_of: impl Fn(u16) -> i64) {
        let key = |(local, code): (&Local, u16)| match local.stage {
            Stage::Closed => (1, i64::from(code)),
            Stage::Open | Stage::Offered | Stage::InConversation | Stage::Waiting | Stage::WrapUp => (0, -age_of(code)),
        };
        let keys: Vec<_> = self.locals.iter().zip(1..).map(key).collect();
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        sorted.dedup();
        for (local, key) in self.locals.iter_mut().zip(keys) {
            local.rank = sorted.partition_point(|other| *other < key) as u32;
        }
    }

    fn put(&mut self, gap: Gap, row: &[Move]) {
        let start = self.moves.len();
        let same = match gap {
            Gap::Conversation { code, .. } | Gap::People { code, .. } => code,
            Gap::Arrivals { .. } | Gap::Routes { .. } => 0,
        };
        self.moves.extend(row.iter().map(|it| Entry {
            people: it.people,
            change: match it.place {
                Place::Stays if it.code == same => Change::Keep,
                Place::Stays => Change::Replace,
                Place::Leaves | Place::Moves | Place::Rests => Change::Reorder,
            },
            code: it.code,
            which: it.which,
            action: it.action,
            broken: it.marks & Family::ALL.iter().fold(0, |marks, family| marks | family.violated()),
        }));
        if let Gap::Arrivals { .. } = gap {
            for entry in &mut self.moves[start..] {
                entry.change = if entry.code == 0 { Change::Keep } else { Change::Reorder };
            }
        }
        let moves = start..self.moves.len();
        match gap {
            Gap::Conversation { people, code } => self.conversations.push(Row { key: (people, code), moves }),
            Gap::People { people, code } => self.people_rows.push(Row { key: (people, code), moves }),
            Gap::Arrivals { people } => self.arrivals.push(Row { key: people, moves }),
            Gap::Routes { people, open } => {
                let open = open.iter().copied().take_while(|code| *code != 0).collect();
                self.routes.push(Row { key: (people, open), moves });
            }
        }
    }

    /// Keeps what is not zero everywhere.
    fn accounts<const N: usize>(
        &mut self,
        (agents, people, locals): (&[switchboard::UserId], &[[Burden; N]], &[[Burden; N]]),
    ) {
        type Amount = fn(&Burden) -> i32;
        let columns: [(&str, Amount); 3] =
            [("units", |burden| burden.0), ("charges", |burden| burden.1), ("aside", |burden| burden.2)];
        for agent in 0..agents.len() {
            for (of, amount) in columns {
                let told: Vec<i32> = people.iter().map(|burdens| amount(&burdens[agent])).collect();
                let owed: Vec<i32> = locals.iter().map(|burdens| amount(&burdens[agent])).collect();
                if told.iter().chain(&owed).any(|amount| *amount != 0) {
                    self.accounts.push(Account { agent, of, told, owed });
                }
            }
        }
    }

    /// Whether people are asked beside the only conversation.
    pub(super) const fn is_alone(&self) -> bool {
        self.places == 1
    }

    /// The families that some move violates.
    pub(super) fn broken(&self) -> Vec<Family> {
        let marks = self.moves.iter().fold(0, |marks, entry| marks | entry.broken);
        Family::ALL.into_iter().filter(|family| marks & family.violated() != 0).collect()
    }

    /// The moves of all rows.
    pub(super) fn every_row(&self) -> Vec<Range<usize>> {
        let mut rows: Vec<Range<usize>> = self.conversations.iter().map(|row| row.moves.clone()).collect();
        rows.extend(self.people_rows.iter().map(|row| row.moves.clone()));
        rows.extend(self.arrivals.iter().map(|row| row.moves.clone()));
        rows.extend(self.routes.iter().map(|row| row.moves.clone()));
        rows
    }

    /// The most moves of a row, at least one.
    pub(super) fn widest(&self) -> usize {
        self.every_row().iter().map(|moves| moves.len()).max().unwrap_or(0).max(1)
    }

    /// The rows of routes as a tree: node by node what an open conversation leads to, and the row that ends there. The
    /// first nodes are the surroundings, before any open conversation was looked at.
    pub(super) fn tree(&self) -> Tree {
        let mut nodes = vec![Node::default(); self.people.len()];
        for (number, row) in self.routes.iter().enumerate() {
            let mut node = row.key.0 as usize;
            for code in &row.key.1 {
                let next = nodes.len();
                let to = *nodes[node].leads.entry(*code).or_insert(next);
                if to == next {
                    nodes.push(Node::default());
                }
                node = to;
            }
            nodes[node].row = Some(number);
        }
        Tree { nodes }
    }
}

/// The rows of routes by open conversations.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    /// By number.
    pub(super) nodes: Vec<Node>,
}

/// A node of the tree.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    /// Where the next open conversation leads.
    pub(super) leads: BTreeMap<u16, usize>,
    /// The row of those looked at so far, by its number among the routes.
    pub(super) row: Option<usize>,
}
