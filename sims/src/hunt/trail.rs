//! What a run did, step by step, and how it is repeated: also without some of its steps.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use switchboard::notation::{Names, Notation};
use switchboard::{Action, Answer, ContactCenter, ConversationId, Event, Policy};
use switchboard_verify::Kernel;

use super::ground::Ground;
use super::heal::heal;
use super::judge::{Deep, Swift, Wrong, start};

/// Longer repetitions are judged by what each step touches.
const DEEP_MOVES: usize = 300;

/// One step of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// An action; `made` is the conversation that it created.
    Act {
        /// What was tried.
        action: Action,
        /// What came of it.
        made: Option<ConversationId>,
    },
    /// A closed conversation was forgotten.
    Retire(ConversationId),
}

/// What answers, and whether it is compared with the rules.
#[derive(Clone, Copy)]
pub(super) struct Quarry<'a> {
    pub(super) kernel: &'a dyn Kernel,
    pub(super) compares: bool,
    pub(super) name: Option<&'a str>,
}

/// A repeated run: what it did, up to where it went wrong.
#[derive(Debug, Clone)]
pub(super) struct Repeat {
    /// What was done with what it caused, under the names that the repetition gave.
    pub(super) steps: Vec<(Action, Vec<Event>)>,
    /// What was answered.
    pub(super) answers: Vec<Answer>,
    /// The moves themselves, without those that name a conversation that was never made.
    pub(super) moves: Vec<Move>,
    /// What was wrong with the last step, or with where it leads.
    pub(super) wrong: Option<Wrong>,
}

/// Repeats moves on a fresh center, judged by every family, up to the first thing wrong; with `heals`, faults heal at the
/// end, and what does not come to rest then is wrong.
pub(super) fn repeat(ground: &Ground, quarry: Quarry<'_>, moves: &[Move], heals: bool) -> Repeat {
    let mut repeat = Repeat { steps: Vec::new(), answers: Vec::new(), moves: Vec::new(), wrong: None };
    // A planted fault may run into the kernel's own assertions; that is a finding too.
    let done = catch_unwind(AssertUnwindSafe(|| follow(ground, quarry, moves, heals, &mut repeat)));
    if done.is_err() {
        repeat.wrong = Some(Wrong { property: "panic", words: "the kernel stops with a broken assertion".to_owned() });
    }
    repeat
}

/// How a repetition is judged: with copies, or, while it is long, by what each step touches.
enum Judge {
    Deep(Box<Deep>),
    Swift(Box<Swift>),
}

impl Judge {
    fn step(&mut self, kernel: &dyn Kernel, center: &mut ContactCenter, action: Action) -> (Answer, Option<Wrong>) {
        match self {
            Self::Deep(judge) => judge.step(kernel, center, action),
            Self::Swift(judge) => judge.step(center, &action),
        }
    }

    fn events<'a>(&'a self, center: &'a ContactCenter, answer: Answer) -> &'a [Event] {
        match self {
            Self::Deep(judge) => &judge.events,
            Self::Swift(_) if answer.is_done() => center.events(),
            Self::Swift(_) => &[],
        }
    }

    fn retired(&mut self, center: &ContactCenter, id: ConversationId) {
        match self {
            Self::Deep(judge) => judge.retired(center),
            Self::Swift(judge) => judge.retired(id),
        }
    }
}

fn follow(ground: &Ground, quarry: Quarry<'_>, moves: &[Move], heals: bool, repeat: &mut Repeat) {
    let Quarry { kernel, compares, .. } = quarry;
    let mut center = start(&ground.policy, kernel);
    let mut judge = if moves.len() > DEEP_MOVES && !compares {
        Judge::Swift(Box::new(Swift::new(&center)))
    } else {
        Judge::Deep(Box::new(Deep::new(&center, compares)))
    };
    let mut names: BTreeMap<ConversationId, ConversationId> = BTreeMap::new();
    for step in moves {
        match *step {
            Move::Act { action, made } => {
                let action = match action.conversation() {
                    None => action,
                    Some(id) => match names.get(&id) {
                        Some(id) => action.on(*id),
                        None => continue,
                    },
                };
                repeat.moves.push(*step);
                let (answer, wrong) = judge.step(kernel, &mut center, action);
                let events = judge.events(&center, answer);
                if let (Some(made), true) = (made, matches!(action, Action::Create(_) | Action::Admit { .. }))
                    && let Some(id) = created(events)
                {
                    names.insert(made, id);
                }
                repeat.steps.push((action, events.to_vec()));
                repeat.answers.push(answer);
                if wrong.is_some() {
                    repeat.wrong = wrong;
                    return;
                }
            }
            Move::Retire(id) => {
                if let Some(id) = names.get(&id)
                    && center.retire(*id)
                {
                    repeat.moves.push(*step);
                    judge.retired(&center, *id);
                }
            }
        }
    }
    if heals {
        repeat.wrong = heal(ground, kernel, &mut center);
    } else if let Judge::Swift(judge) = &mut judge {
        repeat.wrong = judge.whole(&center);
    }
}

/// The conversation that a step made.
pub(super) fn created(events: &[Event]) -> Option<ConversationId> {
    events.iter().find_map(|event| {
        if let switchboard::Fact::ConversationCreated { conversation, .. } = event.fact {
            Some(conversation)
        } else {
            None
        }
    })
}

/// The actions in words, under names of their own: they mean the same under another policy that knows these names.
pub(super) fn words(policy: &Policy, repeat: &Repeat) -> Vec<String> {
    let mut names = Names::new();
    let mut lines = Vec::new();
    for (action, events) in &repeat.steps {
        lines.push(Notation::new(policy, &names).action(action));
        if let Some(id) = created(events) {
            let name = names.next();
            names.give(&name, id);
        }
    }
    lines
}

/// The moves that words mean under a policy, as the kernel itself would name conversations; none if they mean nothing.
pub(super) fn moves(ground: &Ground, kernel: &dyn Kernel, lines: &[String]) -> Option<Vec<Move>> {
    let mut center = start(&ground.policy, kernel);
    let mut names = Names::new();
    let mut events = Vec::new();
    let mut moves = Vec::new();
    for line in lines {
        let spoken = Notation::new(&ground.policy, &names).parse(line).ok()?;
        events.clear();
        let _ = catch_unwind(AssertUnwindSafe(|| kernel.apply(&mut center, spoken.action, &mut events))).ok()?;
        let made = created(&events);
        if let Some(id) = made {
            let name = spoken.new.unwrap_or_else(|| names.next());
            names.give(&name, id);
        }
        moves.push(Move::Act { action: spoken.action, made });
    }
    Some(moves)
}
