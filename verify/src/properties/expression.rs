//! An expression that was checked: it cannot fail, and what it looks at are numbers.

use super::facts::Facts;

/// Most names that are bound at once: `conversation`, `agent` and those of macros within macros.
pub(crate) const BOUND_MAX: usize = 6;
/// Where the conversation of a property is bound.
pub(crate) const CONVERSATION: u8 = 0;
/// Where the agent of a property is bound.
pub(crate) const AGENT: u8 = 1;

/// What a macro goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    Conversations,
    Agents,
}

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Equal,
    Less,
    AtMost,
}

/// True or false.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bool {
    Known(bool),
    Flag {
        of: u8,
        place: u8,
    },
    Not(Box<Bool>),
    And(Box<Bool>, Box<Bool>),
    Or(Box<Bool>, Box<Bool>),
    Alike(Box<Bool>, Box<Bool>),
    If(Box<Bool>, Box<Bool>, Box<Bool>),
    Compare(Order, Int, Int),
    Same(Name, Name),
    In(Name, Names),
    /// At least one.
    Exists(Over, u8, Box<Bool>),
    /// Every one.
    All(Over, u8, Box<Bool>),
}

/// A number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Int {
    Known(i64),
    Field {
        of: u8,
        place: u8,
    },
    Add(Box<Int>, Box<Int>),
    Subtract(Box<Int>, Box<Int>),
    Multiply(Box<Int>, Box<Int>),
    If(Box<Bool>, Box<Int>, Box<Int>),
    /// How many there are for which it holds.
    Count(Over, u8, Box<Bool>),
    Size(Names),
}

/// A name of a kind, as a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Name {
    Known(u16),
    Field { of: u8, place: u8 },
}

/// Several names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Names {
    Known(Vec<u16>),
    Field { of: u8, place: u8 },
}

/// What an expression looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) conversations: &'a [&'a Facts],
    pub(crate) agents: &'a [Facts],
    pub(crate) bound: [&'a Facts; BOUND_MAX],
}

impl<'a> Scene<'a> {
    fn each(&mut self, over: Over, slot: u8, inner: &Bool, mut visit: impl FnMut(bool) -> bool) {
        let scene = *self;
        let mut go = |facts: &'a Facts| {
            self.bound[usize::from(slot)] = facts;
            visit(inner.holds(self))
        };
        let _stopped = match over {
            Over::Conversations => scene.conversations.iter().any(|facts| go(facts)),
            Over::Agents => scene.agents.iter().any(&mut go),
        };
    }
}

impl Bool {
    /// Whether it holds.
    pub(crate) fn holds(&self, scene: &mut Scene<'_>) -> bool {
        match self {
            Self::Known(known) => *known,
            Self::Flag { of, place } => scene.bound[usize::from(*of)].flags[usize::from(*place)],
            Self::Not(inner) => !inner.holds(scene),
            Self::And(left, right) => left.holds(scene) && right.holds(scene),
            Self::Or(left, right) => left.holds(scene) || right.holds(scene),
            Self::Alike(left, right) => left.holds(scene) == right.holds(scene),
            Self::If(which, yes, no) => {
                if which.holds(scene) {
                    yes.holds(scene)
                } else {
                    no.holds(scene)
                }
            }
            Self::Compare(order, left, right) => {
                let (left, right) = (left.value(scene), right.value(scene));
                match order {
                    Order::Equal => left == right,
                    Order::Less => left < right,
                    Order::AtMost => left <= right,
                }
            }
            Self::Same(left, right) => left.number(scene) == right.number(scene),
            Self::In(name, names) => names.list(scene).contains(&name.number(scene)),
            Self::Exists(over, slot, inner) => {
                let mut some = false;
                scene.each(*over, *slot, inner, |holds| {
                    some |= holds;
                    some
                });
                some
            }
            Self::All(over, slot, inner) => {
                let mut all = true;
                scene.each(*over, *slot, inner, |holds| {
                    all &= holds;
                    !all
                });
                all
            }
        }
    }
}

impl Int {
    fn value(&self, scene: &mut Scene<'_>) -> i64 {
        match self {
            Self::Known(known) => *known,
            Self::Field { of, place } => i64::from(scene.bound[usize::from(*of)].ints[usize::from(*place)]),
            Self::Add(left, right) => left.value(scene).saturating_add(right.value(scene)),
            Self::Subtract(left, right) => left.value(scene).saturating_sub(right.value(scene)),
            Self::Multiply(left, right) => left.value(scene).saturating_mul(right.value(scene)),
            Self::If(which, yes, no) => {
                if which.holds(scene) {
                    yes.value(scene)
                } else {
                    no.value(scene)
                }
            }
            Self::Count(over, slot, inner) => {
                let mut count = 0;
                scene.each(*over, *slot, inner, |holds| {
                    count += i64::from(holds);
                    false
                });
                count
            }
            Self::Size(names) => names.list(scene).len() as i64,
        }
    }
}

impl Name {
    fn number(&self, scene: &Scene<'_>) -> u16 {
        match self {
            Self::Known(known) => *known,
            Self::Field { of, place } => scene.bound[usize::from(*of)].names[usize::from(*place)],
        }
    }
}

impl Names {
    fn list<'s>(&'s self, scene: &'s Scene<'_>) -> &'s [u16] {
        match self {
            Self::Known(known) => known,
            Self::Field { of, place } => &scene.bound[usize::from(*of)].sets[usize::from(*place)],
        }
    }
}
