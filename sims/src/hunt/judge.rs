//! One step, judged: by every family with copies of the center, or in a large center by what it touched.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use switchboard::{Action, Answer, ContactCenter, Desk, Event, Policy, Replica, UserId};
use switchboard_verify::families::{self, Findings, Step};
use switchboard_verify::{Kernel, Rules};

use super::gist::Gist;
use crate::monitor::Monitor;

/// How many steps lie between two looks at everything.
const WHOLE_STEPS: u64 = 1 << 13;

/// The property of whatever is not the rules themselves: it does what they do.
pub(super) const CONFORMANCE: &str = "conformance";

/// What was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The family, or `conformance`, `determinism`, `panic`, `liveness`.
    pub(super) property: &'static str,
    /// In words.
    pub(super) words: String,
}

/// A center in which everybody who is no bot has signed in.
pub(super) fn start(policy: &Arc<Policy>, kernel: &dyn Kernel) -> ContactCenter {
    let mut center = ContactCenter::shared(Arc::clone(policy));
    let mut events = Vec::new();
    for (agent, user) in (0..policy.users().len()).map(UserId::at).zip(policy.users()) {
        if !user.roles.bot {
            events.clear();
            let _ = kernel.apply(&mut center, Action::Desk { agent, operation: Desk::SignIn }, &mut events);
        }
    }
    center
}

/// Judges with copies: every family, on any kernel.
#[derive(Debug, Clone)]
pub(super) struct Deep {
    before: ContactCenter,
    replica: Replica,
    monitor: Monitor,
    found: Findings,
    /// Whether what answers is not the rules, and is compared with them.
    compares: bool,
    /// What the last step did.
    pub(super) events: Vec<Event>,
    /// And to whom.
    pub(super) gist: Gist,
}

impl Deep {
    /// For the rules themselves, or for something else, which is also compared with them: from a center in which people
    /// have signed in, and nothing else has happened.
    pub(super) fn new(center: &ContactCenter, compares: bool) -> Self {
        Self {
            before: center.clone(),
            replica: Replica::of(center),
            monitor: Monitor::new(center.policy()),
            found: Findings::default(),
            compares,
            events: Vec::new(),
            gist: Gist::default(),
        }
    }

    /// Tries an action, and judges what comes of it.
    pub(super) fn step(
        &mut self,
        kernel: &dyn Kernel,
        center: &mut ContactCenter,
        action: Action,
    ) -> (Answer, Option<Wrong>) {
        self.before.clone_from(center);
        self.events.clear();
        let answer = kernel.apply(center, action, &mut self.events);
        self.gist.clear();
        if answer.is_done() {
            self.events.iter().for_each(|event| self.gist.read(event));
        }
        let picture = answer.is_done().then(|| Replica::of(center));
        self.found.clear();
        let step = Step {
            kernel,
            before: &self.before,
            replica: Some(&self.replica),
            action,
            answer,
            events: &self.events,
            after: center,
            picture: picture.as_ref(),
        };
        families::judge(&step, &mut self.found);
        let mut wrong = first(&self.found);
        if wrong.is_none() && answer.is_done() {
            wrong = books(&mut self.monitor, &self.events, &action, center, |_| {});
        }
        if wrong.is_none() && self.compares {
            wrong = self.compare(center, action, answer);
        }
        if let Some(picture) = picture {
            self.replica = picture;
        }
        (answer, wrong)
    }

    /// Whether the rules answer, tell and leave behind the same.
    fn compare(&mut self, center: &ContactCenter, action: Action, answer: Answer) -> Option<Wrong> {
        // The copy of before is not read again.
        let own = &mut self.before;
        let expected = catch_unwind(AssertUnwindSafe(|| own.apply(action))).ok()?;
        let words = if expected != answer {
            let of = |answer: Answer| match answer {
                Answer::Done => "done".to_owned(),
                Answer::Unchanged(rule) => format!("unchanged by {}", rule.id()),
                Answer::Refused(refusal) => format!("refused: {refusal}"),
            };
            format!("the answer is {}, the rules say {}", of(answer), of(expected))
        } else if own.events() != self.events {
            "what is told is not what the rules tell".to_owned()
        } else if *own != *center {
            "what is left behind is not what the rules leave".to_owned()
        } else {
            return None;
        };
        Some(Wrong { property: CONFORMANCE, words })
    }

    /// A closed conversation was forgotten.
    pub(super) fn retired(&mut self, center: &ContactCenter) {
        self.replica = Replica::of(center);
    }
}

/// What a ledger kept from the events alone says to a step.
#[inline]
fn books(
    monitor: &mut Monitor,
    events: &[Event],
    action: &Action,
    center: &ContactCenter,
    mut read: impl FnMut(&Event),
) -> Option<Wrong> {
    let mut judge = || {
        for event in events {
            monitor.note(event, center.policy())?;
            read(event);
        }
        monitor.settle(action, center)
    };
    judge().err().map(|broken| Wrong { property: broken.family, words: broken.sentence })
}

fn first(found: &Findings) -> Option<Wrong> {
    found.broken().first().map(|(family, words)| Wrong { property: family.name(), words: words.clone() })
}

/// Judges by what a step touched: a second center stays one step behind, so that nothing has to be copied, and must
/// come to the same; a ledger of its own is kept from the events alone.
#[derive(Debug)]
pub(super) struct Swift {
    behind: ContactCenter,
    monitor: Monitor,
    found: Findings,
    /// What the last step did to people.
    pub(super) gist: Gist,
    steps: u64,
}

impl Swift {
    /// From a center in which people have signed in, and nothing else has happened.
    pub(super) fn new(center: &ContactCenter) -> Self {
        Self {
            behind: center.clone(),
            monitor: Monitor::new(center.policy()),
            found: Findings::default(),
            gist: Gist::default(),
            steps: 0,
        }
    }

    /// Tries an action, and judges what comes of it.
    #[inline]
    pub(super) fn step(&mut self, center: &mut ContactCenter, action: &Action) -> (Answer, Option<Wrong>) {
        let answer = center.apply(*action);
        self.gist.clear();
        let wrong =
            if answer.is_done() { self.done(center, action, answer) } else { self.idle(center, action, answer) };
        self.steps += 1;
        if wrong.is_none() && self.steps.is_multiple_of(WHOLE_STEPS) {
            return (answer, self.whole(center));
        }
        (answer, wrong)
    }

    fn idle(&mut self, center: &ContactCenter, action: &Action, answer: Answer) -> Option<Wrong> {
        if let Err(broken) = Monitor::unchanged_beside(action, &self.behind, center) {
            return Some(Wrong { property: broken.family, words: broken.sentence });
        }
        if !matches!(action, Action::Router(_)) {
            return None;
        }
        let step = Step {
            kernel: &Rules,
            before: &self.behind,
            replica: None,
            action: *action,
            answer,
            events: &[],
            after: center,
            picture: None,
        };
        families::judge_search(&step, &mut self.found);
        first(&self.found)
    }

    // What was found stays: until something is broken, it is only marks of what there was to judge.
    fn done(&mut self, center: &mut ContactCenter, action: &Action, answer: Answer) -> Option<Wrong> {
        let gist = &mut self.gist;
        let wrong = books(&mut self.monitor, center.events(), action, center, |event| gist.read(event));
        if wrong.is_some() {
            return wrong;
        }
        let step = Step {
            kernel: &Rules,
            before: &self.behind,
            replica: None,
            action: *action,
            answer,
            events: center.events(),
            after: center,
            picture: None,
        };
        families::judge_touched(&step, &self.gist.people, &mut self.found);
        if let Some(wrong) = first(&self.found) {
            return Some(wrong);
        }
        let again = families::once(*action, center, center.events());
        let told = center.events().len();
        if self.behind.apply(*action) != answer || self.behind.events().len() != told {
            return Some(differs(*action));
        }
        if again && self.steps.is_multiple_of(4) {
            return self.again(center, *action);
        }
        None
    }

    /// K14: the same again, on both, so that they stay alike.
    #[cold]
    fn again(&mut self, center: &mut ContactCenter, action: Action) -> Option<Wrong> {
        let answer = self.behind.apply(action);
        if answer.is_done() {
            if families::acts(self.behind.events()) {
                return Some(Wrong { property: "K14", words: format!("the same again has an effect: {action:?}") });
            }
            if center.apply(action) != answer {
                return Some(differs(action));
            }
        }
        None
    }

    /// Everything is looked at.
    #[cold]
    pub(super) fn whole(&mut self, center: &ContactCenter) -> Option<Wrong> {
        if *center != self.behind {
            return Some(Wrong {
                property: "determinism",
                words: "two centers that were asked the same differ".to_owned(),
            });
        }
        families::judge_state(center, &mut self.found);
        first(&self.found)
    }

    /// A closed conversation was forgotten.
    pub(super) fn retired(&mut self, id: switchboard::ConversationId) {
        self.behind.retire(id);
    }
}

#[cold]
fn differs(action: Action) -> Wrong {
    Wrong { property: "determinism", words: format!("two centers that were alike answer differently: {action:?}") }
}
