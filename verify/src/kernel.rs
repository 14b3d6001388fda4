//! Whatever answers actions: the kernel, or a faulty imitation of it that a test plants.

use switchboard::{Action, Answer, ContactCenter, Event};

/// One step of a center.
pub trait Kernel: Send + Sync {
    /// Tries an action, and leaves what happened in `events`, which is empty before.
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer;
}

impl<K: Kernel + ?Sized> Kernel for &K {
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
        (**self).apply(center, action, events)
    }
}

/// The kernel itself: [`ContactCenter::apply`] and nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules;

impl Kernel for Rules {
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
        let answer = center.apply(action);
        events.extend_from_slice(center.events());
        answer
    }
}
