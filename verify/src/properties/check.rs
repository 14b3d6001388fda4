//! From the text of an expression to one that cannot fail: every name is looked up, every type is known.

mod typed;

use std::collections::BTreeSet;

use cel::Program;
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, IdedExpr, LiteralValue, SelectExpr, SourceInfo, operators};
use switchboard::Policy;

use self::typed::{Typed, keeps, shown, slot, unknown_of};
use super::expression::{AGENT, BOUND_MAX, Bool, CONVERSATION, Int, Name, Names, Order, Over};
use super::facts::{self, Kind, Place};

/// What is wrong with an expression: the byte of its text, and the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) message: String,
}

/// What an expression speaks of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mentions {
    /// `conversation`.
    pub(crate) conversation: bool,
    /// `agent`.
    pub(crate) agent: bool,
    /// `conversations`.
    pub(crate) conversations: bool,
    /// Names of queues, workstreams and people.
    pub(crate) names: BTreeSet<(Kind, String)>,
}

/// Checks the text of an expression under a policy.
pub(crate) fn check(text: &str, policy: &Policy, mentions: &mut Mentions) -> Result<Bool, Fault> {
    let program = Program::compile(text).map_err(|errors| syntax(text, &errors))?;
    let mut checker = Checker { text, policy, source: program.source_info(), mentions, bound: Vec::new() };
    let root = program.expression();
    let typed = checker.typed(root)?;
    let Typed::Bool(bool) = typed else {
        let message = format!(
            "the expression is {}, expected true or false, such as `conversation.state == \"Open\"`",
            typed.words()
        );
        return Err(Fault { at: 0, message });
    };
    Ok(bool)
}

/// What the reader of the language says, in one line and in lower case.
fn syntax(text: &str, errors: &cel::ParseErrors) -> Fault {
    let Some(first) = errors.errors.first() else {
        return Fault { at: 0, message: "no expression".to_owned() };
    };
    let (line, column) = first.pos;
    let before: usize = text.split_inclusive('\n').take((line - 1).max(0) as usize).map(str::len).sum();
    let at = (before + (column - 1).max(0) as usize).min(text.len());
    let words = first.msg.strip_prefix("Syntax error: ").unwrap_or(&first.msg);
    Fault { at, message: format!("no expression: {words}, expected one such as `conversation.state == \"Open\"`") }
}

struct Checker<'a> {
    text: &'a str,
    policy: &'a Policy,
    source: &'a SourceInfo,
    mentions: &'a mut Mentions,
    /// What macros bind, outermost first.
    bound: Vec<(String, Over)>,
}

impl Checker<'_> {
    /// Where a part of the expression begins.
    fn at(&self, part: &IdedExpr) -> usize {
        let characters = self.source.offset_for(part.id).map_or(0, |(start, _)| start as usize);
        self.text.char_indices().nth(characters).map_or(self.text.len(), |(byte, _)| byte)
    }

    fn fault<T>(&self, part: &IdedExpr, message: impl Into<String>) -> Result<T, Fault> {
        Err(Fault { at: self.at(part), message: message.into() })
    }

    fn typed(&mut self, part: &IdedExpr) -> Result<Typed, Fault> {
        match &part.expr {
            Expr::Ident(name) => self.ident(part, name),
            Expr::Select(select) => self.select(part, select),
            Expr::Call(call) => self.call(part, call),
            Expr::Literal(literal) => self.literal(part, literal),
            Expr::List(list) => {
                let mut texts = Vec::new();
                for element in &list.elements {
                    let typed = self.typed(element)?;
                    let Typed::Text(text, at) = typed else {
                        return self.fault(element, format!("{} in a list, expected texts only", typed.words()));
                    };
                    texts.push((text, at));
                }
                Ok(Typed::Texts(texts))
            }
            Expr::Comprehension(comprehension) => self.comprehension(part, comprehension),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                self.fault(part, "a map, expected true or false, a number, a text or a list of texts")
            }
        }
    }

    fn literal(&self, part: &IdedExpr, literal: &LiteralValue) -> Result<Typed, Fault> {
        match literal {
            LiteralValue::Boolean(value) => Ok(Typed::Bool(Bool::Known(*value.inner()))),
            LiteralValue::Int(value) => Ok(Typed::Int(Int::Known(*value.inner()))),
            LiteralValue::String(value) => Ok(Typed::Text(value.inner().to_owned(), self.at(part))),
            LiteralValue::UInt(_) | LiteralValue::Double(_) => {
                self.fault(part, "a number of another kind, expected a whole one such as `2`")
            }
            LiteralValue::Null | LiteralValue::Bytes(_) => self
                .fault(part, "nothing to compare with, expected true or false, a number or a text; nobody is `\"\"`"),
        }
    }

    fn ident(&mut self, part: &IdedExpr, name: &str) -> Result<Typed, Fault> {
        if let Some(place) = self.bound.iter().rposition(|(bound, _)| bound == name) {
            return Ok(Typed::Thing(self.bound[place].1, slot(place)));
        }
        match name {
            "conversation" => {
                self.mentions.conversation = true;
                Ok(Typed::Thing(Over::Conversations, CONVERSATION))
            }
            "agent" => {
                self.mentions.agent = true;
                Ok(Typed::Thing(Over::Agents, AGENT))
            }
            "conversations" => {
                self.mentions.conversations = true;
                Ok(Typed::All(Over::Conversations))
            }
            "agents" => Ok(Typed::All(Over::Agents)),
            unknown => {
                let known = ["conversation", "agent", "conversations", "agents"];
                let bound = self.bound.iter().map(|(name, _)| name.as_str());
                let all: Vec<&str> = known.into_iter().chain(bound).collect();
                self.fault(part, unknown_of("name", unknown, &all))
            }
        }
    }

    fn select(&mut self, part: &IdedExpr, select: &SelectExpr) -> Result<Typed, Fault> {
        let operand = self.typed(&select.operand)?;
        if select.test {
            return self.fault(part, "`has` is of no use, since every field is there");
        }
        let Typed::Thing(over, of) = operand else {
            let message = format!("{} has no fields, such as `{}`", operand.words(), select.field);
            return self.fault(&select.operand, message);
        };
        let (fields, thing): (&[(&str, Place)], _) = match over {
            Over::Conversations => (&facts::CONVERSATION, "field of a conversation"),
            Over::Agents => (&facts::AGENT, "field of an agent"),
        };
        let Some((_, place)) = fields.iter().find(|(name, _)| *name == select.field) else {
            let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
            let dot = self.at(part);
            let at = self.text[dot..].find(&select.field).map_or(dot, |within| dot + within);
            return Err(Fault { at, message: unknown_of(thing, &select.field, &names) });
        };
        Ok(match *place {
            Place::Flag(place) => Typed::Bool(Bool::Flag { of, place }),
            Place::Int(place) => Typed::Int(Int::Field { of, place }),
            Place::Name(place, kind) => Typed::Name(Name::Field { of, place }, kind),
            Place::Names(place, kind) => Typed::Names(Names::Field { of, place }, kind),
        })
    }

    fn bool(&mut self, part: &IdedExpr, whose: &str) -> Result<Bool, Fault> {
        let typed = self.typed(part)?;
        let Typed::Bool(bool) = typed else {
            return self.fault(part, format!("{whose} takes true or false, found {}", typed.words()));
        };
        Ok(bool)
    }

    fn int(&mut self, part: &IdedExpr, whose: &str) -> Result<Int, Fault> {
        let typed = self.typed(part)?;
        let Typed::Int(int) = typed else {
            return self.fault(part, format!("{whose} takes numbers, found {}", typed.words()));
        };
        Ok(int)
    }

    fn call(&mut self, part: &IdedExpr, call: &CallExpr) -> Result<Typed, Fault> {
        let args: Vec<&IdedExpr> = call.target.iter().map(|target| &**target).chain(&call.args).collect();
        let sign = shown(&call.func_name);
        let whose = format!("`{sign}`");
        let order = |order, left, right| Typed::Bool(Bool::Compare(order, left, right));
        Ok(match (call.func_name.as_str(), args[..].as_ref()) {
            (operators::LOGICAL_NOT, [inner]) => Typed::Bool(Bool::Not(Box::new(self.bool(inner, &whose)?))),
            (operators::LOGICAL_AND, [left, right]) => {
                let (left, right) = (self.bool(left, &whose)?, self.bool(right, &whose)?);
                Typed::Bool(Bool::And(Box::new(left), Box::new(right)))
            }
            (operators::LOGICAL_OR, [left, right]) => {
                let (left, right) = (self.bool(left, &whose)?, self.bool(right, &whose)?);
                Typed::Bool(Bool::Or(Box::new(left), Box::new(right)))
            }
            (operators::CONDITIONAL, [which, yes, no]) => {
                let which = Box::new(self.bool(which, &whose)?);
                match (self.typed(yes)?, self.typed(no)?) {
                    (Typed::Bool(yes), Typed::Bool(no)) => Typed::Bool(Bool::If(which, Box::new(yes), Box::new(no))),
                    (Typed::Int(yes), Typed::Int(no)) => Typed::Int(Int::If(which, Box::new(yes), Box::new(no))),
                    (yes, no) => {
                        let message = format!(
                            "`? :` takes twice true or false, or two numbers, found {} and {}",
                            yes.words(),
                            no.words()
                        );
                        return self.fault(part, message);
                    }
                }
            }
            (operators::EQUALS, [left, right]) => Typed::Bool(self.equal(part, left, right)?),
            (operators::NOT_EQUALS, [left, right]) => Typed::Bool(Bool::Not(Box::new(self.equal(part, left, right)?))),
            (operators::LESS, [left, right]) => order(Order::Less, self.int(left, &whose)?, self.int(right, &whose)?),
            (operators::GREATER, [right, left]) => {
                let (right, left) = (self.int(right, &whose)?, self.int(left, &whose)?);
                order(Order::Less, left, right)
            }
            (operators::LESS_EQUALS, [left, right]) => {
                order(Order::AtMost, self.int(left, &whose)?, self.int(right, &whose)?)
            }
            (operators::GREATER_EQUALS, [right, left]) => {
                let (right, left) = (self.int(right, &whose)?, self.int(left, &whose)?);
                order(Order::AtMost, left, right)
            }
            (operators::ADD, [left, right]) => {
                Typed::Int(Int::Add(Box::new(self.int(left, &whose)?), Box::new(self.int(right, &whose)?)))
            }
            (operators::SUBSTRACT, [left, right]) => {
                Typed::Int(Int::Subtract(Box::new(self.int(left, &whose)?), Box::new(self.int(right, &whose)?)))
            }
            (operators::MULTIPLY, [left, right]) => {
                Typed::Int(Int::Multiply(Box::new(self.int(left, &whose)?), Box::new(self.int(right, &whose)?)))
            }
            (operators::NEGATE, [inner]) => {
                Typed::Int(Int::Subtract(Box::new(Int::Known(0)), Box::new(self.int(inner, &whose)?)))
            }
            (operators::IN, [name, names]) => Typed::Bool(self.within(part, name, names)?),
            ("size", [list]) => match self.typed(list)? {
                Typed::Names(names, _) => Typed::Int(Int::Size(names)),
                Typed::All(over) => {
                    let slot = self.next_slot(part)?;
                    Typed::Int(Int::Count(over, slot, Box::new(Bool::Known(true))))
                }
                Typed::Filtered(over, slot, inner) => Typed::Int(Int::Count(over, slot, Box::new(inner))),
                other @ (Typed::Bool(_)
                | Typed::Int(_)
                | Typed::Name(..)
                | Typed::Text(..)
                | Typed::Texts(_)
                | Typed::Thing(..)) => {
                    return self.fault(list, format!("`size` takes a list, found {}", other.words()));
                }
            },
            _ => {
                return self.fault(
                    part,
                    format!(
                        "unknown function or operator `{sign}` here, expected one of: &&, ||, !, ? :, ==, !=, <, <=, >, \
                         >=, +, -, *, in, size, exists, all, exists_one, filter"
                    ),
                );
            }
        })
    }

    /// Like is compared with like; a text is a name of what it is compared with.
    fn equal(&mut self, part: &IdedExpr, left: &IdedExpr, right: &IdedExpr) -> Result<Bool, Fault> {
        Ok(match (self.typed(left)?, self.typed(right)?) {
            (Typed::Bool(left), Typed::Bool(right)) => Bool::Alike(Box::new(left), Box::new(right)),
            (Typed::Int(left), Typed::Int(right)) => Bool::Compare(Order::Equal, left, right),
            (Typed::Name(left, one), Typed::Name(right, other)) if one == other => Bool::Same(left, right),
            (Typed::Name(name, kind), Typed::Text(text, at)) | (Typed::Text(text, at), Typed::Name(name, kind)) => {
                Bool::Same(name, Name::Known(self.number(kind, &text, at)?))
            }
            (left, right) => {
                let message = format!("{} is never compared with {}", left.words(), right.words());
                return self.fault(part, message);
            }
        })
    }

    fn within(&mut self, part: &IdedExpr, name: &IdedExpr, names: &IdedExpr) -> Result<Bool, Fault> {
        Ok(match (self.typed(name)?, self.typed(names)?) {
            (Typed::Name(name, one), Typed::Names(names, other)) if one == other => Bool::In(name, names),
            (Typed::Text(text, at), Typed::Names(names, kind)) => {
                Bool::In(Name::Known(self.number(kind, &text, at)?), names)
            }
            (Typed::Name(name, kind), Typed::Texts(texts)) => {
                let numbers: Result<Vec<u16>, Fault> =
                    texts.iter().map(|(text, at)| self.number(kind, text, *at)).collect();
                Bool::In(name, Names::Known(numbers?))
            }
            (name, names) => {
                let message = format!("{} is never in {}", name.words(), names.words());
                return self.fault(part, message);
            }
        })
    }

    /// The number of a name of a kind.
    fn number(&mut self, kind: Kind, name: &str, at: usize) -> Result<u16, Fault> {
        let names = kind.names(self.policy);
        match names.iter().position(|known| *known == name) {
            Some(number) => {
                match kind {
                    Kind::Queue | Kind::Workstream => {
                        self.mentions.names.insert((kind, name.to_owned()));
                    }
                    Kind::User if !name.is_empty() => {
                        self.mentions.names.insert((kind, name.to_owned()));
                    }
                    Kind::State | Kind::Channel | Kind::User | Kind::Presence | Kind::Base | Kind::Timer => {}
                }
                Ok(number as u16)
            }
            None => {
                let known: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
                Err(Fault { at, message: unknown_of(kind.word(), name, &known) })
            }
        }
    }

    /// Where the next macro binds.
    fn next_slot(&self, part: &IdedExpr) -> Result<u8, Fault> {
        let next = usize::from(slot(self.bound.len()));
        if next >= BOUND_MAX {
            return self.fault(part, format!("more than {} macros within each other", BOUND_MAX - 2));
        }
        Ok(next as u8)
    }

    /// A macro, known by what it was expanded to.
    fn comprehension(&mut self, part: &IdedExpr, macro_: &ComprehensionExpr) -> Result<Typed, Fault> {
        let typed = self.typed(&macro_.iter_range)?;
        let Typed::All(over) = typed else {
            let message = format!("{} is gone through, expected `conversations` or `agents`", typed.words());
            return self.fault(&macro_.iter_range, message);
        };
        let slot = self.next_slot(part)?;
        let Expr::Call(step) = &macro_.loop_step.expr else { return self.unknown_macro(part) };
        let (which, inner) = match (step.func_name.as_str(), &step.args[..], &macro_.accu_init.expr) {
            (operators::LOGICAL_OR, [_, inner], _) => ("exists", inner),
            (operators::LOGICAL_AND, [_, inner], _) => ("all", inner),
            (operators::CONDITIONAL, [inner, _, _], Expr::Literal(_)) => ("exists_one", inner),
            (operators::CONDITIONAL, [inner, kept, _], Expr::List(_)) if keeps(kept, &macro_.iter_var) => {
                ("filter", inner)
            }
            _ => return self.unknown_macro(part),
        };
        self.bound.push((macro_.iter_var.clone(), over));
        let inner = self.bool(inner, &format!("`{which}`"));
        self.bound.pop();
        let inner = inner?;
        Ok(match which {
            "exists" => Typed::Bool(Bool::Exists(over, slot, Box::new(inner))),
            "all" => Typed::Bool(Bool::All(over, slot, Box::new(inner))),
            "exists_one" => {
                let count = Int::Count(over, slot, Box::new(inner));
                Typed::Bool(Bool::Compare(Order::Equal, count, Int::Known(1)))
            }
            _ => Typed::Filtered(over, slot, inner),
        })
    }

    fn unknown_macro<T>(&self, part: &IdedExpr) -> Result<T, Fault> {
        self.fault(part, "unknown macro, expected one of: exists, all, exists_one, filter")
    }
}
