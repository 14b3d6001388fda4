//! Why an assignment happens or does not: the explanation against the router, reason by reason, and in words.

use std::cell::RefCell;
use std::collections::BTreeSet;

use switchboard::{
    Action, Change, ContactCenter, ConversationId, Fact, Phase, QueueId, Reason, RemedyStep, Route, Stage, UserId,
};

use crate::properties::{Judge, Seen, holds};

// ---- the explanation and the router agree -----------------------------------------------------------------------

/// Whom the router chooses for a conversation: of a copy in which nothing else waits, with only these members left.
fn routed(
    center: &ContactCenter,
    id: ConversationId,
    queue: QueueId,
    stays: impl Fn(UserId) -> bool,
) -> Option<UserId> {
    let mut trial = center.clone();
    let others: Vec<ConversationId> =
        trial.conversations().filter(|other| *other != id && trial.stage(*other) == Stage::Open).collect();
    for other in others {
        trial.situate(other, Phase::Closed { block: None });
    }
    let leaving: Vec<UserId> = trial.members(queue).filter(|member| !stays(*member)).collect();
    for user in leaving {
        let _ = trial.apply(Action::Configure(Change::LeaveQueue { user, queue }));
    }
    if !trial.apply(Action::Router(Route::Queue(queue))).is_done() {
        return None;
    }
    trial.events().iter().find_map(|event| {
        #[expect(clippy::wildcard_enum_match_arm, reason = "only these tell of a choice")]
        match event.fact {
            Fact::OfferMade { conversation, agent, .. }
            | Fact::OfferAccepted { conversation, agent, .. }
            | Fact::AssignmentFailed { conversation, agent }
            | Fact::PrimaryChanged { conversation, to: Some(agent), .. }
                if conversation == id =>
            {
                Some(agent)
            }
            _ => None,
        }
    })
}

/// A name for the kind of a reason.
fn kind(reason: &Reason) -> String {
    let text = format!("{reason:?}");
    text.split([' ', '(']).next().expect("a name").to_owned()
}

/// Asks after every step about every conversation, and the router for each of its candidates.
struct Agrees<'a> {
    kinds: &'a RefCell<BTreeSet<String>>,
    remedies: &'a RefCell<BTreeSet<String>>,
}

impl Agrees<'_> {
    fn wrong_about(&self, center: &ContactCenter, id: ConversationId, queue: QueueId) -> Option<String> {
        let why = center.why(id);
        let chosen = routed(center, id, queue, |_| true);
        if chosen != why.next {
            return Some(format!("the router chooses {chosen:?}, but of {id:?} it is said: {why:?}"));
        }
        if why.bar.is_none() && why.eligible().next().map(|candidate| candidate.agent) != why.next {
            return Some(format!("the first in the order is not the next: {why:?}"));
        }
        let mut gone = Vec::new();
        for candidate in &why.candidates {
            let agent = candidate.agent;
            if center.first_reason(id, agent) != candidate.first_reason() {
                return Some(format!("two first reasons for {agent:?} and {id:?}"));
            }
            let reasons = candidate.reasons();
            self.kinds.borrow_mut().extend(reasons.iter().map(kind));
            // Alone with the conversation, an agent gets it unless a rule excludes.
            let alone = routed(center, id, queue, |member| member == agent);
            match reasons {
                [] if alone != Some(agent) => return Some(format!("{agent:?} is said to be admitted: {why:?}")),
                [] => {
                    // Each in the order comes after those before.
                    let next = routed(center, id, queue, |member| !gone.contains(&member));
                    if next != Some(agent) && why.kept_for.is_none() {
                        return Some(format!("{next:?} comes where {agent:?} is said to come: {why:?}"));
                    }
                    gone.push(agent);
                }
                [Reason::DeclinedBefore { .. }] if alone == Some(agent) => {}
                [_, ..] if alone == Some(agent) => {
                    return Some(format!("{agent:?} is said to be excluded, and is not: {why:?}"));
                }
                [_, ..] => {}
            }
        }
        if why.bar.is_some() {
            return None;
        }
        self.wrong_remedy(center, id, queue)
    }

    /// Every remedy that is an action is taken, and the router asked again; one unit less would not do.
    fn wrong_remedy(&self, center: &ContactCenter, id: ConversationId, queue: QueueId) -> Option<String> {
        let admitted = |action: Action, agent: UserId| {
            let mut trial = center.clone();
            trial.apply(action).is_done() && routed(&trial, id, queue, |member| member == agent) == Some(agent)
        };
        for remedy in center.remedies(id) {
            self.remedies
                .borrow_mut()
                .insert(format!("{:?}", remedy.step).split(' ').next().expect("a name").to_owned());
            let Some(action) = remedy.step.action() else { continue };
            if !admitted(action, remedy.admits) {
                return Some(format!("{remedy:?} does not help {id:?}"));
            }
            if let RemedyStep::RaiseUnits { to, agent, .. } = remedy.step {
                let less = Action::Configure(Change::SetUnits { agent, units: to - 1 });
                if admitted(less, agent) {
                    return Some(format!("one unit less than {remedy:?} is enough for {id:?}"));
                }
            }
        }
        None
    }
}

impl Judge for Agrees<'_> {
    fn wrong(&mut self, seen: &Seen<'_>) -> Option<String> {
        let center = seen.after;
        center.conversations().find_map(|id| match center.phase(id) {
            Phase::Open { .. } => self.wrong_about(center, id, center.queue_of(id).expect("it waits in one")),
            Phase::Offered(_)
            | Phase::InConversation(_)
            | Phase::Waiting { .. }
            | Phase::WrapUp(_)
            | Phase::Closed { .. } => {
                let why = center.why(id);
                (why.bar.is_none() || why.next.is_some()).then(|| format!("{id:?} is not open: {why:?}"))
            }
        })
    }
}

#[test]
fn a_reason_is_given_exactly_where_the_router_passes_over() {
    let (kinds, remedies) = (RefCell::default(), RefCell::default());
    holds(|_| Agrees { kinds: &kinds, remedies: &remedies });
    let wanted = [
        "Blocked",
        "Bot",
        "ConnectionLost",
        "DeclinedBefore",
        "DeclinedTooOften",
        "Kept",
        "NotAMember",
        "Presence",
        "ProfileFull",
        "ProfileMissing",
        "SignedOut",
        "Units",
    ];
    for kind in wanted {
        assert!(kinds.borrow().contains(kind), "no case has {kind}, but {kinds:?}");
    }
    for step in ["AllowPresence", "BecomeAvailable", "JoinQueue", "RaiseProfile", "RaiseUnits", "SignIn"] {
        assert!(remedies.borrow().contains(step), "no case has {step}, but {remedies:?}");
    }
}
