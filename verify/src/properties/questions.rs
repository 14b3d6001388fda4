//! Properties as they are asked in a world: as marks of states and steps.
//!
//! What a property needs to know of one conversation and the people around is the same in very many states. So the answer
//! is kept by the two numbers that a state has for them, and only a property that speaks of `conversations` is worked out
//! in every state.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use switchboard::{LocalState, Policy, Replica, Surroundings, UserId};

use super::check::{Mentions, check};
use super::expression::{AGENT, BOUND_MAX, Bool, CONVERSATION, Scene};
use super::facts::{self, Facts};
use super::{Claim, Property};
use crate::families::Family;
use crate::model::{Mark, Marks};

/// How many marks the families leave.
pub(super) const MARKS_MAX: usize = 26;
const _: () = assert!(Family::MARKS as usize + MARKS_MAX == Marks::BITS as usize);
/// How many answers are kept; the marks of an answer take 26 bits, so its key has 38.
const KEPT: usize = 1 << 17;
/// More surroundings than a key has room for.
const PEOPLE_MAX: u32 = (1 << 22) - 1;

/// One property in a world.
#[derive(Debug)]
struct Question {
    /// Its number in the policy.
    property: usize,
    /// Shown where this holds: the violation, or what shall be reached.
    mark: Mark,
    shown: Bool,
    /// Shown where the condition of an implication holds.
    condition: Option<(Mark, Bool)>,
    mentions: Mentions,
}

/// Every property that is asked in a world.
#[derive(Debug)]
pub struct Questions {
    policy: Arc<Policy>,
    agents: Vec<UserId>,
    pinned: Vec<UserId>,
    list: Vec<Question>,
    whole: bool,
    /// By number of surroundings, then agent.
    people: Vec<Vec<Facts>>,
    /// By number of a conversation; the first is nobody.
    locals: Vec<Facts>,
    kept: Vec<AtomicU64>,
}

/// How many marks a property takes.
pub(super) fn marks_of(property: &Property, policy: &Policy) -> usize {
    let expression = check(&property.texts[0], policy, &mut Mentions::default());
    match property.claim {
        Claim::Always => 1 + usize::from(expression.is_ok_and(|bool| condition(&bool).is_some())),
        Claim::Never | Claim::Sometimes => 1,
        Claim::LeadsTo => 0,
    }
}

/// The condition of an implication: `a` of `!a || b` and of `a ? b : true`.
fn condition(bool: &Bool) -> Option<Bool> {
    if let Bool::If(which, _, no) = bool {
        return (**no == Bool::Known(true)).then(|| (**which).clone());
    }
    let mut terms = Vec::new();
    flatten(bool, &mut terms);
    let (last, others) = terms.split_last()?;
    let mut negated: Vec<&Bool> = others.iter().copied().filter_map(inner).collect();
    // Where everything is negated, the last is what is claimed.
    if negated.len() < others.len() {
        negated.extend(inner(last));
    }
    let (first, rest) = negated.split_first()?;
    Some(rest.iter().fold((*first).clone(), |all, term| Bool::And(Box::new(all), Box::new((*term).clone()))))
}

fn inner(bool: &Bool) -> Option<&Bool> {
    if let Bool::Not(inner) = bool { Some(inner) } else { None }
}

fn flatten<'b>(bool: &'b Bool, terms: &mut Vec<&'b Bool>) {
    if let Bool::Or(left, right) = bool {
        flatten(left, terms);
        flatten(right, terms);
    } else {
        terms.push(bool);
    }
}

impl Questions {
    /// Those of the properties that can be asked under a policy: it has all that they name.
    ///
    /// # Errors
    ///
    /// In words, when an expression cannot be read under it, which would be our bug.
    pub fn new(properties: &[Property], policy: &Arc<Policy>) -> Result<Self, String> {
        let mut questions = Self {
            agents: facts::agents(policy),
            policy: Arc::clone(policy),
            pinned: Vec::new(),
            list: Vec::new(),
            whole: false,
            people: Vec::new(),
            locals: vec![Facts::default()],
            kept: Vec::new(),
        };
        let mut next = Family::MARKS as Mark;
        let mut mark = || {
            next += 1;
            next - 1
        };
        for (number, property) in properties.iter().enumerate() {
            if property.claim == Claim::LeadsTo || !property.missing(policy).is_empty() {
                continue;
            }
            let mut mentions = Mentions::default();
            let bool = check(&property.texts[0], policy, &mut mentions)
                .map_err(|fault| format!("property `{}`: {}", property.name, fault.message))?;
            let (shown, condition) = match property.claim {
                Claim::Always => (Bool::Not(Box::new(bool.clone())), condition(&bool)),
                Claim::Never | Claim::Sometimes | Claim::LeadsTo => (bool, None),
            };
            questions.whole |= mentions.conversations;
            questions.list.push(Question {
                property: number,
                mark: mark(),
                shown,
                condition: condition.map(|condition| (mark(), condition)),
                mentions,
            });
        }
        let people = super::people(properties);
        questions.pinned = people.iter().filter_map(|name| policy.user(name)).collect();
        if !questions.list.is_empty() {
            questions.kept.resize_with(KEPT, || AtomicU64::new(u64::MAX));
        }
        Ok(questions)
    }

    /// Nothing is asked.
    #[must_use]
    pub fn none(policy: &Arc<Policy>) -> Self {
        Self::new(&[], policy).expect("there is no expression")
    }

    /// The numbers of the properties that are asked, each with the mark that its expression shows, and that of its
    /// condition.
    pub fn asked(&self) -> impl Iterator<Item = (usize, Mark, Option<Mark>)> + '_ {
        self.list.iter().map(|it| (it.property, it.mark, it.condition.as_ref().map(|(mark, _)| *mark)))
    }

    /// People who are named and so stand for nobody else.
    pub(crate) fn pinned(&self) -> &[UserId] {
        &self.pinned
    }

    /// Notes the surroundings that get the next number.
    pub(crate) fn note_people(&mut self, around: &Surroundings) {
        if !self.list.is_empty() {
            let of = |agent: &UserId| facts::of_agent(&self.policy, around, *agent);
            self.people.push(self.agents.iter().map(of).collect());
        }
    }

    /// Notes the conversation that gets the next number.
    pub(crate) fn note_local(&mut self, local: &LocalState) {
        if !self.list.is_empty() {
            self.locals.push(facts::of_conversation(&self.policy, local));
        }
    }

    /// What a state shows.
    #[inline]
    pub(crate) fn marks(&self, people: u32, codes: &[u16]) -> Marks {
        if self.list.is_empty() { 0 } else { self.marks_of(people, codes) }
    }

    fn marks_of(&self, people: u32, codes: &[u16]) -> Marks {
        let alive = codes.iter().take_while(|code| **code != 0).count();
        let mut marks = self.recalled(people, 0);
        for code in &codes[..alive] {
            marks |= self.recalled(people, *code);
        }
        if self.whole {
            let mut all = [&self.locals[0]; 8];
            for (place, code) in all.iter_mut().zip(&codes[..alive]) {
                *place = &self.locals[usize::from(*code)];
            }
            let (all, agents) = (&all[..alive], &self.people[people as usize][..]);
            for question in self.list.iter().filter(|question| question.mentions.conversations) {
                if question.mentions.conversation {
                    all.iter().for_each(|one| marks |= question.marks(one, agents, all));
                } else {
                    marks |= question.marks(&self.locals[0], agents, all);
                }
            }
        }
        marks
    }

    /// What a conversation among people shows, or the people alone; by what is kept, if it is.
    #[inline]
    fn recalled(&self, people: u32, code: u16) -> Marks {
        if people >= PEOPLE_MAX {
            return self.local(&self.people[people as usize], (code != 0).then(|| &self.locals[usize::from(code)]));
        }
        let key = u64::from(people) << 16 | u64::from(code);
        let place = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 47) as usize;
        let kept = self.kept[place].load(Ordering::Relaxed);
        if kept >> MARKS_MAX == key {
            return (kept & ((1 << MARKS_MAX) - 1)) << Family::MARKS;
        }
        let marks = self.local(&self.people[people as usize], (code != 0).then(|| &self.locals[usize::from(code)]));
        self.kept[place].store(key << MARKS_MAX | marks >> Family::MARKS, Ordering::Relaxed);
        marks
    }

    /// What is shown by the questions that look at no other conversation: at this one, or, without one, at people alone.
    fn local(&self, agents: &[Facts], conversation: Option<&Facts>) -> Marks {
        let mut marks = 0;
        for question in &self.list {
            let Mentions { conversation: one, conversations: all, .. } = question.mentions;
            if !all && one == conversation.is_some() {
                marks |= question.marks(conversation.unwrap_or(&self.locals[0]), agents, &[]);
            }
        }
        marks
    }

    /// What a conversation shows of which nothing is left after the step that closes it.
    pub(crate) fn last(&self, around: &Surroundings, local: &LocalState) -> Marks {
        if self.list.is_empty() {
            return 0;
        }
        let agents: Vec<Facts> =
            self.agents.iter().map(|agent| facts::of_agent(&self.policy, around, *agent)).collect();
        self.local(&agents, Some(&facts::of_conversation(&self.policy, local)))
    }

    /// For which conversation and for which agent a mark is shown in a center: the number of the conversation in the
    /// order of its [`Replica::locals`]. None where nothing shows it.
    #[must_use]
    pub fn instance(&self, replica: &Replica, mark: Mark) -> Option<(Option<usize>, Option<UserId>)> {
        let question = self.list.iter().find(|question| question.mark == mark)?;
        let around = replica.surroundings();
        let agents: Vec<Facts> =
            self.agents.iter().map(|agent| facts::of_agent(&self.policy, &around, *agent)).collect();
        let locals = replica.locals();
        let facts: Vec<Facts> = locals.iter().map(|(_, it)| facts::of_conversation(&self.policy, it)).collect();
        let alive: Vec<&Facts> =
            facts.iter().zip(&locals).filter(|(_, (_, it))| !it.is_settled()).map(|(facts, _)| facts).collect();
        let ones: Vec<Option<usize>> = match question.mentions.conversation {
            true => (0..facts.len()).map(Some).collect(),
            false => vec![None],
        };
        let whom: Vec<Option<usize>> = match question.mentions.agent {
            true => (0..agents.len()).map(Some).collect(),
            false => vec![None],
        };
        for one in ones {
            for who in &whom {
                let mut scene = scene(one.map_or(&self.locals[0], |one| &facts[one]), &agents, &alive);
                if let Some(who) = who {
                    scene.bound[usize::from(AGENT)] = &agents[*who];
                }
                if question.shown.holds(&mut scene) {
                    return Some((one, who.map(|who| self.agents[who])));
                }
            }
        }
        None
    }
}

fn scene<'a>(conversation: &'a Facts, agents: &'a [Facts], all: &'a [&'a Facts]) -> Scene<'a> {
    let mut bound = [conversation; BOUND_MAX];
    bound[usize::from(CONVERSATION)] = conversation;
    Scene { conversations: all, agents, bound }
}

impl Question {
    fn marks(&self, conversation: &Facts, agents: &[Facts], all: &[&Facts]) -> Marks {
        let mut scene = scene(conversation, agents, all);
        let mut marks = 0;
        let mut look = |scene: &mut Scene<'_>| {
            if self.shown.holds(scene) {
                marks |= 1 << self.mark;
            }
            if let Some((mark, condition)) = &self.condition
                && condition.holds(scene)
            {
                marks |= 1 << mark;
            }
        };
        if self.mentions.agent {
            for agent in agents {
                scene.bound[usize::from(AGENT)] = agent;
                look(&mut scene);
            }
        } else {
            look(&mut scene);
        }
        marks
    }
}
