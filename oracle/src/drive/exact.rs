//! The shortest sequence of moves on which an implementation in the same program differs from the rules: found by visiting
//! every pair of states, the rules' own and the implementation's, nearest first.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use switchboard::notation::Names;
use switchboard::{Action, Answer, ContactCenter, ConversationId, Desk, Event, Policy, Replica, UserId};
use switchboard_verify::{Kernel, Rules};

use super::moves::Moves;
use super::view;
use super::wire::Aspect;

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortest {
    /// They differ after so many moves, and after fewer they do not.
    Is(usize),
    /// Up to so many moves they do not differ.
    MoreThan(usize),
}

/// The length of the shortest run, once everybody has signed in, on which a kernel shows anything else than the rules do.
///
/// A state is known by two hashes of everything that a rule can read of either side. At most `conversations` are created.
#[must_use]
pub fn shortest(kernel: &dyn Kernel, policy: &Arc<Policy>, conversations: usize, length_max: usize) -> Shortest {
    let moves = Moves::of(policy);
    let mut center = ContactCenter::shared(Arc::clone(policy));
    for (agent, user) in (0..policy.users().len()).map(UserId::at).zip(policy.users()) {
        if user.roles.agent && !user.roles.bot {
            let _ = center.apply(Action::Desk { agent, operation: Desk::SignIn });
        }
    }
    let mut known = BTreeSet::from([key(&center, &center)]);
    let mut level = vec![(center.clone(), center)];
    for length in 1..=length_max {
        let mut next = Vec::new();
        for (rules, other) in &level {
            let ids: Vec<ConversationId> = rules.conversations().collect();
            let full = ids.len() >= conversations;
            for action in moves.every(&ids) {
                if full && matches!(action, Action::Create(_) | Action::Admit { .. }) {
                    continue;
                }
                let (mut after, mut events) = (rules.clone(), Vec::new());
                let answer = Rules.apply(&mut after, action, &mut events);
                let (mut bent, mut told) = (other.clone(), Vec::new());
                let got = kernel.apply(&mut bent, action, &mut told);
                if differ((answer, &events, &after), (got, &told, &bent)) {
                    return Shortest::Is(length);
                }
                if answer.is_done() && length < length_max && known.insert(key(&after, &bent)) {
                    next.push((after, bent));
                }
            }
        }
        level = next;
    }
    Shortest::MoreThan(length_max)
}

/// Whether anybody can see that two steps differ: in the answer, in what happened, or in the state.
fn differ(one: (Answer, &[Event], &ContactCenter), other: (Answer, &[Event], &ContactCenter)) -> bool {
    if one.0 != other.0 {
        return true;
    }
    let sorted = |events: &[Event]| {
        let mut facts: Vec<_> = events.iter().map(|event| event.fact).collect();
        facts.sort_unstable();
        facts
    };
    if one.1.len() != other.1.len() || (one.1 != other.1 && sorted(one.1) != sorted(other.1)) {
        return true;
    }
    if one.2 == other.2 {
        return false;
    }
    let names = Names::new();
    let seen = view::observe(other.2, &names);
    let unnamed = one.2.conversations().count() != other.2.conversations().count();
    unnamed || !view::same(one.2, &names, &Aspect::ALL, &seen)
}

fn key(rules: &ContactCenter, other: &ContactCenter) -> [u64; 2] {
    let (rules, other) = (Replica::of(rules), Replica::of(other));
    [0_u64, 1].map(|salt| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        rules.hash(&mut hasher);
        other.hash(&mut hasher);
        hasher.finish()
    })
}
