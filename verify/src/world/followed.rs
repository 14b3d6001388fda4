//! A world in which one conversation is followed from its arrival on, so that something can be promised to it.
//!
//! A state of a [`World`] lists conversations by age and has no names for them: whoever is oldest now may have been second
//! before. Here a marker goes with one of them through every change of places. Whichever arrives may be the followed one,
//! or none may be yet; once it is over, nothing more is asked, and all such states are one.
//!
//! With at most two conversations the other one is always the same as long as it is there, so fairness to it is fairness
//! to a conversation and not to a place.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;

use switchboard::{LocalState, Surroundings};

use super::{Act, Gap, Shift, World};
use crate::model::{Marks, Model};

/// Where the marker stands beside the 64 bits of the world.
const MARKER: u32 = 64;
/// The marker of a conversation that is over.
const OVER: u8 = 7;

/// Whom a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Whose {
    /// No conversation.
    Nobody,
    /// The followed one.
    Followed,
    /// Another one.
    Other,
}

/// A step of a world, and whom it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Deed {
    /// The step.
    pub(crate) act: Act,
    /// Whom it is about.
    pub(crate) whose: Whose,
}

/// What the step shows by which the followed conversation is over: given what is around afterwards, and its last state.
pub(crate) type Ends = dyn Fn(&Surroundings, &LocalState) -> Marks + Send + Sync;

/// A world with a marker.
pub(crate) struct Followed {
    pub(crate) world: World<u64>,
    follow: bool,
    ends: Box<Ends>,
    /// What `ends` said, by surroundings and last state.
    ended: Mutex<BTreeMap<(u32, u16), Marks>>,
}

impl fmt::Debug for Followed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Followed")
            .field("world", &self.world)
            .field("follow", &self.follow)
            .finish_non_exhaustive()
    }
}

impl Followed {
    /// Follows a conversation of a world, or none.
    pub(crate) fn new(world: World<u64>, follow: bool, ends: Box<Ends>) -> Self {
        Self { world, follow, ends, ended: Mutex::new(BTreeMap::new()) }
    }

    /// The state of the world, and the place of the followed conversation. None where it is over.
    pub(crate) fn split(state: u128) -> Option<(u64, Option<usize>)> {
        let marker = (state >> MARKER) as u8;
        (marker != OVER).then(|| (state as u64, usize::from(marker).checked_sub(1)))
    }

    fn joined(state: u64, place: Option<u8>) -> u128 {
        u128::from(place.map_or(0, |place| place + 1)) << MARKER | u128::from(state)
    }

    /// What the last step of the followed conversation shows.
    fn ends(&self, people: u32, last: u16) -> Marks {
        let known = self.ended.lock().ok().and_then(|ended| ended.get(&(people, last)).copied());
        known.unwrap_or_else(|| {
            let marks = (self.ends)(self.world.tables.people(people), self.world.tables.last(last));
            if let Ok(mut ended) = self.ended.lock() {
                ended.insert((people, last), marks);
            }
            marks
        })
    }
}

impl Shift {
    /// Where a conversation stands afterwards; none if nothing is left of it.
    fn of(self, place: u8) -> Option<u8> {
        if self.from == Some(place) {
            return self.to;
        }
        let closed_up = place - u8::from(self.from.is_some_and(|from| from < place));
        Some(closed_up + u8::from(self.to.is_some_and(|to| to <= closed_up)))
    }
}

impl Model for Followed {
    type State = u128;
    type Action = Deed;
    type Gap = Gap;

    fn initial(&self) -> Vec<u128> {
        self.world.initial().into_iter().map(|state| Self::joined(state, None)).collect()
    }

    fn steps(&self, state: u128, visit: &mut impl FnMut(Deed, u128, Marks)) -> Result<(), Gap> {
        let Some((inner, place)) = Self::split(state) else { return Ok(()) };
        let place = place.map(|place| place as u8);
        self.world.walk(inner, &mut |act, next, _, shift: Shift| {
            let whose = match (shift.about, place) {
                (None, _) => Whose::Nobody,
                (Some(about), Some(place)) if about == place => Whose::Followed,
                (Some(_), _) => Whose::Other,
            };
            let deed = |whose| Deed { act, whose };
            let arrives = shift.from.is_none() && shift.to.is_some();
            match place {
                Some(place) => match shift.of(place) {
                    Some(after) => visit(deed(whose), Self::joined(next, Some(after)), 0),
                    None => {
                        let marks = self.ends(shift.people, shift.last);
                        visit(deed(Whose::Followed), u128::from(OVER) << MARKER, marks);
                    }
                },
                None => {
                    visit(deed(whose), Self::joined(next, None), 0);
                    if arrives && self.follow {
                        visit(deed(Whose::Followed), Self::joined(next, shift.to), 0);
                    }
                }
            }
        })
    }

    fn learn(&mut self, gap: Gap, state: u128) -> Result<(), String> {
        match Self::split(state) {
            Some((inner, _)) => self.world.learn(gap, inner),
            None => Ok(()),
        }
    }
}
