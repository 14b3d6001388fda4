//! The steps of a state with what was told in each, and which conversation went from which place to which: what it takes
//! to follow the same conversations through two worlds.

use super::layout::Layout;
use super::{Act, Gap, World};

/// No place: before it arrived, or once nothing is left of it.
pub(crate) const NOWHERE: u8 = u8::MAX;

/// A step, told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ToldStep<S> {
    /// Its name.
    pub(crate) act: Act,
    /// Where it leads.
    pub(crate) next: S,
    /// What was told, by number.
    pub(crate) told: u32,
    /// The place of the conversation that it touches, before.
    pub(crate) from: u8,
    /// And after.
    pub(crate) to: u8,
}

impl<S> ToldStep<S> {
    /// Where a conversation is after the step that was at a place before.
    pub(crate) const fn moved(&self, place: u8) -> u8 {
        if place == NOWHERE || place == self.from {
            return if place == NOWHERE { NOWHERE } else { self.to };
        }
        let place = if place > self.from { place - 1 } else { place };
        if place >= self.to { place + 1 } else { place }
    }
}

impl<S: Layout> World<S> {
    /// Every step that leads on from a state, as [`Model::steps`](crate::model::Model::steps) has them.
    ///
    /// # Errors
    ///
    /// A gap, when the tables have to learn first; then nothing was visited that is not visited again.
    pub(crate) fn told(&self, state: S, visit: &mut impl FnMut(ToldStep<S>)) -> Result<(), Gap> {
        self.walk(state, &mut |act, next, _, shift| {
            let act = Act { place: shift.about.unwrap_or(0), ..act };
            let at = |place: Option<u8>| place.unwrap_or(NOWHERE);
            visit(ToldStep { act, next, told: shift.told, from: at(shift.from), to: at(shift.to) });
        })
    }
}
