//! The small world that a suite is made in: who is there, and everything that can be tried from its beginning on.

use std::collections::BTreeMap;
use std::sync::Arc;

use switchboard::{Action, Change, ContactCenter, ConversationId, Policy, UserId};
use switchboard_verify::{Rules, Scope, World};

/// The number of an action within an arena.
pub type Symbol = u16;

/// A small world: a policy, everybody signed in, and what can be tried. Unlike the worlds of the model checker, it
/// begins anew for each test, and conversations that are closed stay, so that what is tried on them can be tested too.
#[derive(Debug, Clone)]
pub struct Arena {
    policy: Arc<Policy>,
    conversations: usize,
    actions: Vec<Action>,
    /// What can be tried once so many conversations have been created.
    symbols: Vec<Vec<Symbol>>,
    start: ContactCenter,
}

/// The conversation that is created as this one, counted from zero.
#[must_use]
pub const fn conversation(number: u32) -> ConversationId {
    ConversationId { slot: number, generation: 0 }
}

/// The same action of a supervisor, tried by somebody else.
const fn intrusion(action: &Action, by: UserId) -> Option<Action> {
    if let Action::Supervisor { conversation, operation, .. } = *action {
        return Some(Action::Supervisor { by, conversation, operation });
    }
    None
}

/// Whose presence an action changes, if it is about that.
fn mover(action: &Action) -> Option<UserId> {
    if let Action::Desk { agent, .. }
    | Action::Manage { change: Change::SetPresence { agent, .. } | Change::ResetPresence { agent }, .. } = *action
    {
        return Some(agent);
    }
    None
}

impl Arena {
    /// The arena of a policy that is small already. `settings` are tried as well, before the first conversation.
    /// What supervisors do is tried by somebody without the role too. With `one_moves` only the first agent changes presence.
    ///
    /// # Errors
    ///
    /// In words, when the scope is larger than a world may be.
    pub fn new(policy: Arc<Policy>, scope: Scope, settings: &[Action], one_moves: bool) -> Result<Self, String> {
        let world: World<u128> = World::new(Arc::clone(&policy), scope, Box::new(Rules))?;
        let users = || (0..policy.users().len()).map(UserId::at).zip(policy.users());
        let first = users().find(|(_, user)| user.roles.agent).map(|(id, _)| id);
        let intruder = users().find(|(_, user)| user.roles.agent && !user.roles.supervisor).map(|(id, _)| id);
        let mut actions = Vec::new();
        let mut numbers: BTreeMap<Action, Symbol> = BTreeMap::new();
        let mut symbols = Vec::new();
        for created in 0..=scope.conversations {
            let ids: Vec<ConversationId> = (0..created as u32).map(conversation).collect();
            let settings = settings.iter().filter(|_| created == 0).copied();
            let mut known = Vec::new();
            let own = world.repertoire(&ids);
            let intruding: Vec<Action> =
                own.iter().filter_map(|action| intruder.and_then(|by| intrusion(action, by))).collect();
            let all = own.into_iter().chain(intruding).chain(settings);
            for action in all.filter(|action| !one_moves || mover(action).is_none_or(|who| Some(who) == first)) {
                let number = *numbers.entry(action).or_insert_with(|| {
                    actions.push(action);
                    (actions.len() - 1) as Symbol
                });
                known.push(number);
            }
            known.sort_unstable();
            known.dedup();
            symbols.push(known);
        }
        if actions.len() > usize::from(Symbol::MAX) {
            return Err(format!("{} operations, but at most {} are told apart", actions.len(), Symbol::MAX));
        }
        Ok(Self { policy, conversations: scope.conversations, actions, symbols, start: world.start().clone() })
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// How many conversations are created at most.
    #[must_use]
    pub const fn conversations(&self) -> usize {
        self.conversations
    }

    /// Everybody signed in, nothing queued.
    #[must_use]
    pub const fn start(&self) -> &ContactCenter {
        &self.start
    }

    /// The action of a number.
    #[must_use]
    pub fn action(&self, symbol: Symbol) -> Action {
        self.actions[usize::from(symbol)]
    }

    /// How many actions there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.actions.len()
    }

    /// What can be tried on a center, in a fixed order.
    pub fn symbols<'a>(&'a self, center: &'a ContactCenter) -> impl Iterator<Item = Symbol> + 'a {
        let created = center.conversations().count().min(self.conversations);
        self.symbols[created].iter().copied().filter(|symbol| World::<u128>::lets(center, self.action(*symbol)))
    }
}
