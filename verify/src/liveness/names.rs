//! The names of steps, each written down once and numbered.

use std::collections::BTreeMap;

use crate::Marks;

/// Names in the order in which they were first met.
///
/// States have much the same steps in much the same order, so the name that followed last time is tried before the map.
pub(super) struct Names<A> {
    list: Vec<(A, Marks)>,
    numbers: BTreeMap<(A, Marks), u16>,
    /// After which name (0: none, then by number and one more) which came last time.
    follows: Vec<u16>,
    last: usize,
}

impl<A: Copy + Eq + Ord> Names<A> {
    pub(super) fn new() -> Self {
        Self { list: Vec::new(), numbers: BTreeMap::new(), follows: vec![0], last: 0 }
    }

    pub(super) fn into_list(self) -> Vec<(A, Marks)> {
        self.list
    }

    /// A new row begins.
    #[inline]
    pub(super) fn begin(&mut self) {
        self.last = 0;
    }

    /// The number of a name, or nothing when there are too many.
    #[inline]
    pub(super) fn number(&mut self, action: A, marks: Marks) -> Option<u16> {
        let guess = self.follows[self.last];
        let number = if self.list.get(guess as usize).is_some_and(|name| *name == (action, marks)) {
            guess
        } else {
            self.look(action, marks)?
        };
        self.last = number as usize + 1;
        Some(number)
    }

    fn look(&mut self, action: A, marks: Marks) -> Option<u16> {
        let name = (action, marks);
        let number = match self.numbers.get(&name) {
            Some(&number) => number,
            None => {
                let number = u16::try_from(self.list.len()).ok()?;
                self.list.push(name);
                self.follows.push(0);
                self.numbers.insert(name, number);
                number
            }
        };
        self.follows[self.last] = number;
        Some(number)
    }
}
