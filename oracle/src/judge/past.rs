//! How a believed state came to be: from time to time the whole of it, in between only what was done.

use std::rc::Rc;

use switchboard::{Action, ConversationId};

use super::world::World;

/// How many marks follow a whole state, at most. More of them copy less often, and go back more slowly.
const MARKS_MAX: usize = 48;

/// Something that was done, with all that is needed to do it again.
#[derive(Debug, Clone)]
pub(crate) struct Deed {
    pub(crate) action: Action,
    pub(crate) at: Option<i64>,
    /// Conversations whose name it told, with their keys.
    pub(crate) named: Vec<(ConversationId, i64)>,
}

/// What was done since a state, and where the marks stand.
#[derive(Debug, Clone)]
struct Stretch {
    base: Rc<World>,
    deeds: Vec<Deed>,
    /// The first mark is the base itself; each number counts the deeds before a mark.
    marks: Vec<usize>,
}

/// The past of a world: the last stretch, and the one before it.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    before: Option<Rc<Stretch>>,
    last: Stretch,
}

impl Past {
    /// A past that begins with a mark at this state, after another one.
    pub(crate) fn from(base: Rc<World>, past: Option<Self>) -> Self {
        let before = past.map(|past| Rc::new(past.last));
        Self { before, last: Stretch { base, deeds: Vec::new(), marks: vec![0] } }
    }

    /// Marks the present, unless a whole state is due.
    pub(crate) fn mark(&mut self) -> bool {
        let room = self.last.marks.len() < MARKS_MAX;
        if room {
            self.last.marks.push(self.last.deeds.len());
        }
        room
    }

    pub(crate) fn push(&mut self, deed: Deed) {
        self.last.deeds.push(deed);
    }

    /// The world as it was so many marks ago, with the past that it had then.
    pub(crate) fn earlier(&self, marks: usize) -> Option<World> {
        let last = self.last.marks.len().checked_sub(marks);
        let (before, stretch, mark) = match last {
            Some(mark) => (self.before.clone(), &self.last, mark),
            None => {
                let stretch = self.before.as_deref()?;
                (None, stretch, (self.last.marks.len() + stretch.marks.len()).checked_sub(marks)?)
            }
        };
        let deeds = &stretch.deeds[..stretch.marks[mark]];
        let mut world = World::clone(&stretch.base);
        deeds.iter().for_each(|deed| world.again(deed));
        let (base, marks) = (Rc::clone(&stretch.base), stretch.marks[..=mark].to_vec());
        world.resume(Self { before, last: Stretch { base, deeds: deeds.to_vec(), marks } });
        Some(world)
    }
}
