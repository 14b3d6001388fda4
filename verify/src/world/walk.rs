//! The steps of a state, read from the tables, with what each does to the order of the conversations.

use super::layout::{Codes, Layout, PLACES_MAX};
use super::tables::{Move, Place};
use super::{Act, Gap, World};
use crate::model::Marks;

/// What a step does to the order of the conversations.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shift {
    /// The place of the conversation that it is about.
    pub(crate) about: Option<u8>,
    /// The place that a conversation leaves.
    pub(crate) from: Option<u8>,
    /// The place where it comes in again, or where a new one does.
    pub(crate) to: Option<u8>,
    /// The surroundings afterwards.
    pub(crate) people: u32,
    /// The last state of a conversation of which nothing is left, or zero.
    pub(crate) last: u16,
    /// What was told, by number.
    pub(crate) told: u32,
}

impl Shift {
    #[inline]
    const fn none(step: &Move) -> Self {
        Self { about: None, from: None, to: None, people: step.people, last: 0, told: step.told }
    }
}

#[inline]
fn remove(codes: &mut Codes, place: usize) {
    codes.copy_within(place + 1.., place);
    codes[PLACES_MAX - 1] = 0;
}

impl<S: Layout> World<S> {
    /// Every step of a state, with what it does to the order of the conversations.
    #[inline]
    pub(crate) fn walk(&self, state: S, visit: &mut impl FnMut(Act, S, Marks, Shift)) -> Result<(), Gap> {
        let (people, codes) = state.unpack();
        let count = codes.iter().take_while(|code| **code != 0).count();
        for place in 0..count {
            let code = codes[place];
            let row = self.tables.of_conversation(people, code).ok_or(Gap::Conversation { people, code })?;
            for step in row {
                let act = Act { place: place as u8, action: step.action };
                let (next, shift) = self.placed(&codes, place, step);
                visit(act, S::pack(step.people, &next), step.marks, shift);
            }
        }
        let code = if self.scope.conversations == 1 { codes[0] } else { 0 };
        for step in self.tables.of_people(people, code).ok_or(Gap::People { people, code })? {
            let (next, shift) = match step.code == code {
                true => (codes, Shift::none(step)),
                false => self.placed(&codes, 0, step),
            };
            visit(Act { place: 0, action: step.action }, S::pack(step.people, &next), step.marks, shift);
        }
        if count < self.scope.conversations {
            for step in self.tables.of_arrivals(people).ok_or(Gap::Arrivals { people })? {
                let mut next = codes;
                let mut shift = Shift::none(step);
                if step.code != 0 {
                    shift.to = Some(self.insert(&mut next, step.code, self.tables.is_closed(step.code)));
                }
                visit(Act { place: 0, action: step.action }, S::pack(step.people, &next), step.marks, shift);
            }
        }
        let open = self.open_of(&codes);
        for step in self.tables.of_routes(people, &open).ok_or(Gap::Routes { people, open })? {
            let (next, shift) = match step.place {
                Place::Stays if step.code == 0 => (codes, Shift::none(step)),
                Place::Stays | Place::Leaves | Place::Moves | Place::Rests => {
                    // The how-manieth open conversation it is, counted from the oldest.
                    let mut left = step.which;
                    let mut place = 0;
                    while !self.tables.is_open(codes[place]) || left > 0 {
                        left -= u8::from(self.tables.is_open(codes[place]));
                        place += 1;
                    }
                    self.placed(&codes, place, step)
                }
            };
            visit(Act { place: 0, action: step.action }, S::pack(step.people, &next), step.marks, shift);
        }
        Ok(())
    }

    /// The codes after a move of the conversation at a place, and what it does to their order.
    #[inline]
    fn placed(&self, codes: &Codes, place: usize, step: &Move) -> (Codes, Shift) {
        let mut next = *codes;
        let mut to = Some(place as u8);
        match step.place {
            Place::Stays => next[place] = step.code,
            Place::Leaves => {
                remove(&mut next, place);
                to = None;
            }
            Place::Moves | Place::Rests => {
                remove(&mut next, place);
                to = Some(self.insert(&mut next, step.code, step.place == Place::Rests));
            }
        }
        let about = Some(place as u8);
        (next, Shift { about, from: about, to, people: step.people, last: step.last, told: step.told })
    }

    /// Inserts by age: after all that are at least as old; or, closed, among the closed by number. Says where.
    #[inline]
    fn insert(&self, codes: &mut Codes, code: u16, rests: bool) -> u8 {
        let passed = self.tables.age_of(code);
        let mut place = 0;
        while place < PLACES_MAX && codes[place] != 0 {
            let other = codes[place];
            let before = match (self.tables.is_closed(other), rests) {
                (true, true) => other <= code,
                (true, false) => false,
                (false, true) => true,
                (false, false) => self.tables.age_of(other) >= passed,
            };
            if !before {
                break;
            }
            place += 1;
        }
        codes.copy_within(place..PLACES_MAX - 1, place + 1);
        codes[place] = code;
        place as u8
    }

    #[inline]
    fn open_of(&self, codes: &Codes) -> Codes {
        let mut open = Codes::default();
        let mut count = 0;
        for &code in codes.iter().take_while(|code| **code != 0) {
            if self.tables.is_open(code) {
                open[count] = code;
                count += 1;
            }
        }
        open
    }
}
