//! The steps of a state with what was told in each, and which conversation went from which place to which: what it takes
//! to follow the same conversations through two worlds.

use super::layout::{Codes, Layout, PLACES_MAX};
use super::tables::{Move, Place};
use super::{Act, Gap, World, remove};

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
        let (people, codes) = state.unpack();
        let count = codes.iter().take_while(|code| **code != 0).count();
        let mut told = |place: usize, step: &Move, next: &Codes, from: u8, to: u8| {
            let act = Act { place: place as u8, action: step.action };
            visit(ToldStep { act, next: S::pack(step.people, next), told: step.told, from, to });
        };
        for place in 0..count {
            let code = codes[place];
            let row = self.tables.of_conversation(people, code).ok_or(Gap::Conversation { people, code })?;
            for step in row {
                let (next, to) = self.followed(&codes, place, step);
                told(place, step, &next, place as u8, to);
            }
        }
        let code = if self.scope.conversations == 1 { codes[0] } else { 0 };
        for step in self.tables.of_people(people, code).ok_or(Gap::People { people, code })? {
            if step.code == code {
                told(0, step, &codes, NOWHERE, NOWHERE);
            } else {
                let (next, to) = self.followed(&codes, 0, step);
                told(0, step, &next, 0, to);
            }
        }
        if count < self.scope.conversations {
            for step in self.tables.of_arrivals(people).ok_or(Gap::Arrivals { people })? {
                let (next, to) = match step.code {
                    0 => (codes, NOWHERE),
                    code => self.inserted(codes, code, self.tables.is_closed(code)),
                };
                told(0, step, &next, NOWHERE, to);
            }
        }
        let open = self.open_of(&codes);
        for step in self.tables.of_routes(people, &open).ok_or(Gap::Routes { people, open })? {
            if step.place == Place::Stays && step.code == 0 {
                told(0, step, &codes, NOWHERE, NOWHERE);
                continue;
            }
            let is_open = |place: &usize| self.tables.is_open(codes[*place]);
            let place = (0..count).filter(is_open).nth(usize::from(step.which));
            let place = place.expect("a route takes one of the open conversations");
            let (next, to) = self.followed(&codes, place, step);
            told(0, step, &next, place as u8, to);
        }
        Ok(())
    }

    /// The codes after a move of the conversation at a place, and its place.
    fn followed(&self, codes: &Codes, place: usize, step: &Move) -> (Codes, u8) {
        let mut next = *codes;
        match step.place {
            Place::Stays => {
                next[place] = step.code;
                (next, place as u8)
            }
            Place::Leaves => {
                remove(&mut next, place);
                (next, NOWHERE)
            }
            Place::Moves | Place::Rests => {
                remove(&mut next, place);
                self.inserted(next, step.code, step.place == Place::Rests)
            }
        }
    }

    /// With one conversation more, and its place: after all that stand before it and its equals.
    fn inserted(&self, codes: Codes, code: u16, rests: bool) -> (Codes, u8) {
        let mut next = codes;
        self.insert(&mut next, code, rests);
        let first = (0..PLACES_MAX).find(|place| next[*place] != codes[*place]).unwrap_or(PLACES_MAX - 1);
        (next, first as u8)
    }
}
