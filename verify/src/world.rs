//! The kernel as a finite model: a small center under a policy, in which everybody may do anything in any order.
//!
//! A state is kept as numbers: one for what surrounds the conversations (people, memberships, turns), one for each
//! conversation alive, oldest first. Which moves lead on is read from tables, and every row of every table was made by
//! calling the kernel on a center that stands in that situation (`tables`). What a row depends on:
//!
//! - operations and timers of one conversation: that conversation and the surroundings;
//! - what people do besides conversations, and arrivals: the surroundings;
//! - searches of the router, and looks at the length of a queue: the surroundings and all open conversations in order.
//!
//! [`World::check`] tries every action anew on the whole center of a state and compares; the tests do so in all states of
//! small worlds.
//!
//! Conversations have no names in a state, only their order of age, so states that differ by names of conversations
//! alone are one already. With [`Scope::symmetry`] the same holds for agents who differ in nothing but their names.

pub(crate) mod actions;
pub(crate) mod followed;
pub(crate) mod layout;
mod scope;
mod symmetry;
pub(crate) mod tables;
#[cfg(test)]
mod tests;
mod told;
mod walk;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use switchboard::{
    Action, ContactCenter, ConversationId, Desk, LocalState, Policy, Replica, Stage, Surroundings, UserId,
};

use self::actions::Repertoire;
pub use self::actions::everything;
pub use self::layout::Layout;
use self::layout::{Codes, PLACES_MAX};
pub use self::scope::{AGENTS_MAX, CONVERSATIONS_MAX, Group, Groups, Scope};
use self::tables::Tables;
pub(crate) use self::told::{NOWHERE, ToldStep};
pub(crate) use self::walk::Shift;
use crate::kernel::Kernel;
use crate::model::{Marks, Model};
use crate::properties::Questions;

/// The name of a step: which action of the world, on which conversation by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Act {
    /// The place of the conversation, oldest first; zero where the action is about none.
    pub place: u8,
    /// The number of the action within the world.
    pub action: u16,
}

/// What has to be asked of the kernel before the steps of a state are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// One conversation in its surroundings.
    Conversation {
        /// The number of the surroundings.
        people: u32,
        /// The number of the conversation.
        code: u16,
    },
    /// People by themselves; where there is only one conversation, beside it.
    People {
        /// The number of the surroundings.
        people: u32,
        /// The number of the one conversation, or zero.
        code: u16,
    },
    /// What arrives.
    Arrivals {
        /// The number of the surroundings.
        people: u32,
    },
    /// The router's searches.
    Routes {
        /// The number of the surroundings.
        people: u32,
        /// The open conversations, oldest first.
        open: [u16; PLACES_MAX],
    },
}

/// A bounded world under a policy.
pub struct World<S> {
    policy: Arc<Policy>,
    scope: Scope,
    kernel: Box<dyn Kernel>,
    tables: Tables,
    start: ContactCenter,
    layout: PhantomData<S>,
}

impl<S> fmt::Debug for World<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scope, tables, .. } = self;
        formatter.debug_struct("World").field("scope", scope).field("tables", tables).finish_non_exhaustive()
    }
}

impl<S: Layout> World<S> {
    /// The world of a policy that is small already: everybody in it takes part, and signs in before it begins.
    ///
    /// # Errors
    ///
    /// In words, when the scope asks for more than a packed state has room for.
    pub fn new(policy: Arc<Policy>, scope: Scope, kernel: Box<dyn Kernel>) -> Result<Self, String> {
        let questions = Questions::none(&policy);
        Self::asking(policy, scope, kernel, questions)
    }

    /// As [`new`](Self::new), with properties that are asked of every state.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn asking(
        policy: Arc<Policy>,
        scope: Scope,
        kernel: Box<dyn Kernel>,
        questions: Questions,
    ) -> Result<Self, String> {
        let tables = Tables::new(&policy, &scope, Repertoire::new(&policy, &scope), false, questions);
        Self::over(policy, scope, tables, kernel)
    }

    /// The same in which just these things can be tried; and which keeps what is told, if somebody listens.
    pub(crate) fn with(
        policy: Arc<Policy>,
        scope: Scope,
        repertoire: Repertoire,
        listens: bool,
        kernel: Box<dyn Kernel>,
    ) -> Result<Self, String> {
        let tables = Tables::new(&policy, &scope, repertoire, listens, Questions::none(&policy));
        Self::over(policy, scope, tables, kernel)
    }

    fn over(policy: Arc<Policy>, scope: Scope, tables: Tables, kernel: Box<dyn Kernel>) -> Result<Self, String> {
        let mut start = ContactCenter::shared(Arc::clone(&policy));
        for (agent, user) in (0..policy.users().len()).map(UserId::at).zip(policy.users()) {
            if !user.roles.bot {
                let _ = start.apply(Action::Desk { agent, operation: Desk::SignIn });
            }
        }
        let mut world = Self { tables, policy, scope, kernel, start: start.clone(), layout: PhantomData };
        world.widen(scope.conversations)?;
        world.tables.number_people(&Replica::of(&start).surroundings())?;
        Ok(world)
    }

    /// The same world with more conversations at once; what the kernel has answered is kept.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn widen(&mut self, conversations: usize) -> Result<(), String> {
        if conversations > S::PLACES {
            return Err(format!("{conversations} conversations, but a state has room for {}", S::PLACES));
        }
        self.scope.conversations = conversations;
        self.tables.widen(conversations);
        Ok(())
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// The scope.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The kernel that this world asks.
    #[must_use]
    pub fn kernel(&self) -> &dyn Kernel {
        &*self.kernel
    }

    /// A center before anything has happened but signing in.
    #[must_use]
    pub const fn start(&self) -> &ContactCenter {
        &self.start
    }

    /// How many surroundings, conversations, and rows of tables are known.
    #[must_use]
    pub fn known(&self) -> (usize, usize, usize) {
        self.tables.known()
    }

    /// The properties that are asked of every state.
    #[must_use]
    pub const fn questions(&self) -> &Questions {
        self.tables.questions()
    }

    /// The tables of moves.
    pub(crate) const fn tables(&self) -> &Tables {
        &self.tables
    }

    /// What answers showed that did nothing: a search of the router that found nobody, a refusal.
    #[must_use]
    pub const fn idle(&self) -> Marks {
        self.tables.idle()
    }

    /// The surroundings and the conversations of a state, oldest first.
    #[must_use]
    pub fn parts(&self, state: S) -> (&Surroundings, Vec<&LocalState>) {
        let (people, codes) = state.unpack();
        let locals = codes.iter().take_while(|code| **code != 0).map(|code| self.tables.local(*code)).collect();
        (self.tables.people(people), locals)
    }

    /// A center that stands in a state; the oldest conversation is in slot zero.
    #[must_use]
    pub fn center(&self, state: S) -> ContactCenter {
        self.replica(state).center()
    }

    fn replica(&self, state: S) -> Replica {
        let (people, locals) = self.parts(state);
        let locals: Vec<LocalState> = locals.into_iter().cloned().collect();
        Replica::assembled(&self.policy, people, &locals)
    }

    /// The state in which a center stands, if all its parts have been met, with the conversations in the order of the
    /// state; those of whom nothing is left are no part of it.
    #[must_use]
    pub fn state_of(&self, center: &ContactCenter) -> Option<(S, Vec<ConversationId>)> {
        let replica = Replica::of(center);
        let people = self.tables.find_people(&replica.surroundings())?;
        let mut found = Vec::new();
        for (id, local) in replica.locals() {
            if !local.is_settled() {
                found.push((self.tables.find_local(&local)?, id, local.stage() == Stage::Closed));
            }
        }
        // Among the closed there is no age: their numbers order them.
        let live = found.iter().take_while(|(_, _, closed)| !closed).count();
        found[live..].sort_unstable();
        let mut codes = Codes::default();
        for (place, (code, _, _)) in codes.iter_mut().zip(&found) {
            *place = *code;
        }
        (found.len() <= S::PLACES).then(|| (S::pack(people, &codes), found.iter().map(|(_, id, _)| *id).collect()))
    }

    /// The action that a step of a state stands for, on the center that [`center`](Self::center) gives.
    #[must_use]
    pub fn action(&self, act: Act) -> Action {
        let id = ConversationId { slot: u32::from(act.place), generation: 0 };
        self.tables.action(act.action).on(id)
    }

    /// Everything that can be tried on a center in which these conversations are alive.
    #[must_use]
    pub fn repertoire(&self, alive: &[ConversationId]) -> Vec<Action> {
        let mut codes = Codes::default();
        codes.iter_mut().take(alive.len()).for_each(|code| *code = 1);
        let acts = self.tables.every_act(codes, &self.scope);
        acts.into_iter().map(|act| act_on(self.action(act), alive.get(usize::from(act.place)).copied())).collect()
    }

    /// Whether a world lets an action happen at all: an agent is only lost from a conversation while the connection is
    /// lost (ST-60), and a queue is only told that it is empty when nobody is left in it (POL-70).
    #[must_use]
    pub fn lets(center: &ContactCenter, action: Action) -> bool {
        tables::may(center, action)
    }

    /// Tries everything on the whole center of a state and compares with what the tables say.
    ///
    /// # Errors
    ///
    /// The first difference, in words. It would be a dependency that the tables do not know.
    pub fn check(&self, state: S) -> Result<(), String> {
        let base = self.center(state);
        let mut told: Vec<(Act, S)> = Vec::new();
        if self.steps(state, &mut |act, next, _| told.push((act, next))).is_err() {
            return Ok(());
        }
        let mut events = Vec::new();
        let mut found = Vec::new();
        for act in self.tables.every_act(state.unpack().1, &self.scope) {
            let mut center = base.clone();
            events.clear();
            if !tables::may(&base, self.action(act))
                || !self.kernel.apply(&mut center, self.action(act), &mut events).is_done()
            {
                continue;
            }
            let Some((next, _)) = self.state_of(&center) else {
                return Err(format!("{:?} leads to parts that no table knows", self.action(act)));
            };
            found.push((act, next));
        }
        told.sort_unstable();
        found.sort_unstable();
        let surplus = told.iter().find(|step| !found.contains(step)).map(|step| ("the tables", step));
        let missing = found.iter().find(|step| !told.contains(step)).map(|step| ("the kernel", step));
        match surplus.or(missing) {
            None => Ok(()),
            Some((who, (act, next))) => Err(format!(
                "only {who}: {:?} leads to\n{:?}\nfrom\n{:?}",
                self.action(*act),
                self.parts(*next),
                self.parts(state)
            )),
        }
    }

    /// The numbers of a state: of its surroundings, and of its conversations, oldest first.
    pub(crate) fn numbers(&self, state: S) -> (u32, Codes) {
        state.unpack()
    }
}

/// The same action on a conversation that has this id in another center.
#[must_use]
pub(crate) fn act_on(action: Action, conversation: Option<ConversationId>) -> Action {
    match (action.conversation(), conversation) {
        (Some(_), Some(id)) => action.on(id),
        (Some(_) | None, _) => action,
    }
}

impl<S: Layout> Model for World<S> {
    type State = S;
    type Action = Act;
    type Gap = Gap;

    fn initial(&self) -> Vec<S> {
        vec![S::pack(0, &Codes::default())]
    }

    #[inline]
    fn marks(&self, state: S) -> Marks {
        let (people, codes) = state.unpack();
        self.tables.marks(people, &codes)
    }

    #[inline]
    fn steps(&self, state: S, visit: &mut impl FnMut(Act, S, Marks)) -> Result<(), Gap> {
        self.walk(state, &mut |act, next, marks, _| visit(act, next, marks))
    }

    fn learn(&mut self, gap: Gap, state: S) -> Result<(), String> {
        let replica = self.replica(state);
        let base = replica.center();
        let (people, codes) = state.unpack();
        debug_assert!(matches!(gap, Gap::Conversation { people: p, .. } | Gap::People { people: p, .. }
            | Gap::Arrivals { people: p } | Gap::Routes { people: p, .. } if p == people));
        self.tables.learn(&*self.kernel, gap, &replica, &base, &codes)?;
        let (people, codes, _) = self.tables.known();
        if people > S::PEOPLE_END as usize || codes >= S::CODES_END as usize {
            return Err(format!("{people} surroundings and {codes} conversations are more than a state has room for"));
        }
        Ok(())
    }

    #[inline]
    fn canonical(&self, state: S) -> S {
        let (people, codes) = state.unpack();
        self.tables.canonical(people, &codes, |people, codes| S::pack(people, codes))
    }
}
